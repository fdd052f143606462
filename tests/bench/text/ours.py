"""Drives the product's own program, `text_bench`:

    text_bench FOLDER              writes FOLDER/result.tsv, a row per test text:
                                   class or none TAB verdict TAB probability that this is right TAB
                                   score for "in scope" TAB best class even where it says none
    text_bench --discover FOLDER   one cluster id per row of test.txt

and prints one line of JSON: fit_seconds, model_bytes, resident_bytes, median_us, p99_us,
allocations_per_text, features.
"""

import json
import math
import pathlib
import subprocess

import splits
from evaluate import VERDICTS, Answer
from metrics import NONE

COSTS = ("fit_seconds", "model_bytes", "resident_bytes", "median_us", "p99_us",
         "allocations_per_text", "features")


class Broken(Exception):
    """The program failed, or what it wrote is no answer to the task."""


def call(program: pathlib.Path, *arguments) -> dict:
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        raise Broken(f"{program.name} {arguments[-1]} ended with {done.returncode}: "
                     f"{done.stderr.strip()[-2000:]}")
    lines = done.stdout.strip().splitlines()
    try:
        costs = json.loads(lines[-1])
        return {name: costs[name] for name in COSTS}
    except (IndexError, ValueError, KeyError, TypeError) as error:
        raise Broken(f"{program.name} printed no line of JSON with {', '.join(COSTS)}") from error


def rows(folder: pathlib.Path, count: int) -> list:
    path = folder / "result.tsv"
    if not path.exists():
        raise Broken(f"{path} was not written")
    lines = path.read_text(encoding="utf-8").split("\n")
    if lines.pop() != "" or len(lines) != count:
        raise Broken(f"{path} has not one row for each of {count} test texts")
    return lines


def answer(line: str, classes: set) -> Answer:
    fields = line.split("\t")
    try:
        label, verdict, probability, score, best = fields
        read = Answer(label, verdict, float(probability), float(score), best)
    except ValueError as error:
        raise Broken(f"not a row of five fields with two numbers: {line!r}") from error
    if label not in classes | {NONE} or best not in classes:
        raise Broken(f"a class that has no example: {line!r}")
    if verdict not in VERDICTS or (verdict == "none") != (label == NONE):
        raise Broken(f"class and verdict do not agree: {line!r}")
    if not 0 <= read.probability <= 1 or not math.isfinite(read.score):
        raise Broken(f"no probability or no finite score: {line!r}")
    return read


def run(program: pathlib.Path, task: splits.Task, folder: pathlib.Path):
    """Answers, or the clusters of discovery, and costs. The folder holds the task."""
    if task.kind == "discovery":
        costs = call(program, "--discover", folder)
        return rows(folder, len(task.test)), costs
    costs = call(program, folder)
    classes = {label for label, _ in task.examples}
    return [answer(line, classes) for line in rows(folder, len(task.test))], costs
