"""The tasks of the text benchmark, drawn from the public data sets beside the project, and the
folder in which a program finds one.

A draw orders rows by a hash of seed and row, so that equal seeds give equal tasks with any Python,
and the examples of 3 shots are among those of 5 and 10.

    history.txt    one text per line, unlabelled
    examples.tsv   class TAB text; not for discovery
    test.txt       one text per line
    teacher.npy    optional: float32, C order, a row per line of history.txt, then of examples.tsv
"""

import hashlib
import json
import pathlib
from typing import NamedTuple

from metrics import NONE

ROOT = pathlib.Path(__file__).resolve().parents[3]
DATA = ROOT.parent / "shared" / "data"
CHINESE = ("massive_zh_cn", "massive_zh_tw_derived")
FEW_SHOT = ("banking77", "clinc150", *CHINESE)
SHOTS = (3, 5, 10)
SEMI_OPEN = ("banking77", "clinc150", "massive_zh_cn")
SEMI_OPEN_SHOTS = 5
DISCOVERY = ("banking77", "clinc150", "stackoverflow", "massive_zh_cn")
DATASETS = tuple(dict.fromkeys((*FEW_SHOT, *DISCOVERY)))
# Traditional texts are tested with simplified examples and history.
TRAINED_ON = {"massive_zh_tw_derived": "massive_zh_cn"}


class DataAbsent(Exception):
    """The public data is not beside the project."""


class Task(NamedTuple):
    kind: str      # few_shot | semi_open | discovery
    dataset: str
    shots: int     # examples per class; 0 for discovery
    seed: int
    history: list  # texts of the train split, in its order
    examples: list  # (class, row of the history)
    test: list     # texts
    truth: list    # class of each text, NONE where it has no example

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.dataset}-{self.shots}-{self.seed}"

    @property
    def trained_on(self) -> str:
        return TRAINED_ON.get(self.dataset, self.dataset)


def read(dataset: str, split: str) -> list:
    """[(text, class)]"""
    path = DATA / dataset / f"{split}.tsv"
    if not path.exists():
        raise DataAbsent(f"{path} is not there; the benchmark reads public data sets beside the "
                         "project and is skipped without them")
    lines = path.read_text(encoding="utf-8").split("\n")[1:]
    return [tuple(line.split("\t")) for line in lines if line]


def drawn(items, *key) -> list:
    """The items in the order of the draw that the key names."""
    def rank(item):
        return hashlib.blake2b(json.dumps([*key, item], ensure_ascii=False).encode()).digest()
    return sorted(items, key=rank)


def examples_of(train: list, classes, dataset: str, shots: int, seed: int) -> list:
    """(class, row) of `shots` rows per class, of all rows where a class has fewer."""
    rows = {}
    for row, (_, label) in enumerate(train):
        rows.setdefault(label, []).append(row)
    return [(label, row) for label in sorted(classes)
            for row in drawn(rows[label], "examples", dataset, seed)[:shots]]


def few_shot(dataset: str, shots: int, seed: int) -> Task:
    """Where the data set has out-of-scope texts, they follow the test texts."""
    trained_on = TRAINED_ON.get(dataset, dataset)
    train, test = read(trained_on, "train"), read(dataset, "test")
    if dataset == "clinc150":
        test = test + [(text, NONE) for text, _ in read(dataset, "oos_test")]
    classes = {label for _, label in train}
    return Task("few_shot", dataset, shots, seed, [text for text, _ in train],
                examples_of(train, classes, trained_on, shots, seed),
                [text for text, _ in test], [label for _, label in test])


def semi_open(dataset: str, seed: int) -> Task:
    """Half of the classes have no example; their texts are in the history and in the test."""
    train, test = read(dataset, "train"), read(dataset, "test")
    classes = sorted({label for _, label in train})
    known = set(drawn(classes, "known", dataset, seed)[:len(classes) // 2])
    return Task("semi_open", dataset, SEMI_OPEN_SHOTS, seed, [text for text, _ in train],
                examples_of(train, known, dataset, SEMI_OPEN_SHOTS, seed),
                [text for text, _ in test],
                [label if label in known else NONE for _, label in test])


def discovery(dataset: str, seed: int) -> Task:
    """The test split as a stream in random order."""
    stream = [tuple(row) for row in drawn(read(dataset, "test"), "stream", dataset, seed)]
    return Task("discovery", dataset, 0, seed, [text for text, _ in read(dataset, "train")], [],
                [text for text, _ in stream], [label for _, label in stream])


def tasks(datasets, kinds, seeds):
    """Yields (kind, data set, shots) with its tasks, one per seed."""
    for dataset in datasets:
        if "few_shot" in kinds and dataset in FEW_SHOT:
            for shots in SHOTS:
                yield "few_shot", dataset, shots, (few_shot(dataset, shots, s) for s in seeds)
        if "semi_open" in kinds and dataset in SEMI_OPEN:
            yield "semi_open", dataset, SEMI_OPEN_SHOTS, (semi_open(dataset, s) for s in seeds)
        if "discovery" in kinds and dataset in DISCOVERY:
            yield "discovery", dataset, 0, (discovery(dataset, s) for s in seeds)


def write(task: Task, folder: pathlib.Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()

    def lines(name, rows):
        (folder / name).write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    lines("history.txt", task.history)
    lines("test.txt", task.test)
    if task.examples:
        lines("examples.tsv", (f"{label}\t{task.history[row]}" for label, row in task.examples))
