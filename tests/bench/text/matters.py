#!/usr/bin/env python3
"""Several matters in one message: how often `also` names a second one, and how often it is right.

    matters.py [--seeds N] [--first-seed N] [--datasets banking77 ...] [--program FILE]

Five examples a class, the whole train split as history, as the text benchmark draws them. Of each
data set the test texts, which are about one matter each, and pairs of them of two classes, as two
sentences; with a trained model and without. Of NLU++ the banking messages with several labels, the
labels learned from messages that have one. Prints a table. Ends with 0 without doing anything where
the public data is not beside the project.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys
from typing import NamedTuple

import ours
import splits
from metrics import NONE, mean

DATASETS = ("banking77", "clinc150", "massive_zh_cn", "nlupp")
SHOTS = 5
PAIRS = 1000
BENCH = splits.ROOT / "build" / "bench"
PROGRAM = splits.ROOT / "build" / "release" / "tests" / "bench" / "text_bench"
MODES = {"model": "--score", "without": "--score-lexical"}
HEADING = ("data set", "", "false second in one matter", "recall, several", "precision, several")


class Figures(NamedTuple):
    """Shares; not a number where there is nothing to count."""
    false_second: float  # of messages of one matter, those with a second
    recall: float        # of messages of several, those with a right second
    precision: float     # of all seconds in them, the right ones


def listed(row: str) -> tuple:
    """The scenario of a row of `text_bench --score`, and the others that JOURNEY would list beside
    it: none, unless it is clearly named, too."""
    best, matters, _ = row.split("\t")
    named = [matter.rsplit("=", 1)[0] for matter in matters.split("|") if matter]
    return best, [name for name in named if name != best] if best in named else []


def figures(rows: list, truth: list) -> Figures:
    """`truth`: the classes of each message, one or several."""
    false = [bool(listed(row)[1]) for row, classes in zip(rows, truth, strict=True)
             if len(classes) == 1]
    found, right = [], []
    for row, classes in zip(rows, truth, strict=True):
        if len(classes) > 1:
            seconds = [name in classes for name in listed(row)[1]]
            found.append(any(seconds))
            right += seconds
    return Figures(mean(false), mean(found), mean(right))


def sentences(first: str, second: str, chinese: bool) -> str:
    stop = "" if first[-1] in "?!？！.。" else "。" if chinese else "."
    return first + stop + ("" if chinese else " ") + second


def pairs(texts: list, dataset: str, seed: int) -> list:
    """[(two texts as one, both classes)] of texts that follow each other in the draw."""
    order = [tuple(item) for item in splits.drawn(texts, "pairs", dataset, seed)]
    found = [(sentences(a[0], b[0], dataset in splits.CHINESE), {a[1], b[1]})
             for a, b in zip(order[::2], order[1::2]) if a[1] != b[1]]
    return found[:PAIRS]


def of_intents(dataset: str, seed: int) -> tuple:
    """The task, and the classes of each of its test texts."""
    task = splits.few_shot(dataset, SHOTS, seed)
    single = [item for item in zip(task.test, task.truth) if item[1] != NONE]
    messages = [(text, {label}) for text, label in single] + pairs(single, dataset, seed)
    return task._replace(test=[text for text, _ in messages]), [labels for _, labels in messages]


def of_labels(_, seed: int) -> tuple:
    """The same of messages with labels: those with several are tested, the others are the history."""
    path = splits.DATA / "nlupp" / "banking.tsv"
    if not path.exists():
        raise splits.DataAbsent(f"{path} is not there")
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n")[1:] if line]
    messages = [(text, set(labels.split(","))) for _, text, labels in rows if labels]
    train = [(text, next(iter(labels))) for text, labels in messages if len(labels) == 1]
    singles = [label for _, label in train]
    known = {label for label in singles if singles.count(label) > SHOTS}
    tested = [(text, labels) for text, labels in messages if len(labels) > 1 and labels <= known]
    task = splits.Task("matters", "nlupp", SHOTS, seed, [text for text, _ in train],
                       splits.examples_of(train, known, "nlupp", SHOTS, seed),
                       [text for text, _ in tested], [])
    return task, [labels for _, labels in tested]


def scored(program: pathlib.Path, mode: str, task: splits.Task) -> list:
    folder = BENCH / "tasks" / f"matters-{task.name}"
    splits.write(task, folder)
    done = subprocess.run([program, MODES[mode], folder], capture_output=True, text=True)
    if done.returncode:
        raise ours.Broken(f"{program.name} ended with {done.returncode}: {done.stderr[-2000:]}")
    rows = ours.rows(folder, len(task.test))
    shutil.rmtree(folder)
    return rows


def cells(values: list) -> list:
    """Of one mode, the mean over the seeds."""
    false, recall, precision = (mean(column) for column in zip(*values))
    return ["-" if false != false else f"{100 * false:.1f} %", f"{recall:.2f}", f"{precision:.2f}"]


def parsed():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--datasets", nargs="+", choices=DATASETS, default=DATASETS)
    parser.add_argument("--program", type=pathlib.Path, default=PROGRAM)
    return parser.parse_args()


def main() -> int:
    options = parsed()
    if not splits.DATA.exists():
        print(f"skipped: {splits.DATA} is not there")
        return 0
    print("| " + " | ".join(HEADING) + " |\n|" + "---|" * len(HEADING))
    for dataset in options.datasets:
        make = of_labels if dataset == "nlupp" else of_intents
        for mode in MODES:
            values = []
            for seed in range(options.first_seed, options.first_seed + options.seeds):
                task, truth = make(dataset, seed)
                values.append(figures(scored(options.program, mode, task), truth))
            print("| " + " | ".join([dataset, mode, *cells(values)]) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
