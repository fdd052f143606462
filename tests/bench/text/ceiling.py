#!/usr/bin/env python3
"""What the teachers' encoders reach themselves, had the program them at run time: a logistic
regression on the vectors of the same examples, asked for the vectors of the test texts.

    ceiling.py [--seeds N]

Prints a line per data set and number of examples. Needs what `make bench-text` installs.
"""

import argparse

import numpy
from sklearn.linear_model import LogisticRegression

import splits
import teacher

ENCODERS = {"banking77": ("bge-en",), "clinc150": ("bge-en",), "massive_zh_cn": ("bge-zh", "e5")}
SHOTS = (5, 10)


def accuracy(task: splits.Task, tests) -> float:
    """In %, of the texts that have a scenario."""
    vectors, _ = teacher.vectors(task.trained_on, task.history, teacher.CHINESE_TEACHERS[1])
    mean = vectors.mean(axis=0)
    rows = [row for _, row in task.examples]
    model = LogisticRegression(C=30, max_iter=500)
    model.fit(vectors[rows] - mean, [label for label, _ in task.examples])
    answers = model.predict(tests - mean)
    known = [at for at, label in enumerate(task.truth) if label in model.classes_]
    return 100 * float(numpy.mean([answers[at] == task.truth[at] for at in known]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    seeds = list(range(1, parser.parse_args().seeds + 1))
    for dataset, encoders in ENCODERS.items():
        models = [teacher.MAKERS[name]() for name in encoders]
        tests = None
        for _, _, shots, drawn in splits.tasks((dataset,), ("few_shot",), seeds):
            if shots not in SHOTS:
                continue
            found = []
            for task in drawn:
                if tests is None:
                    tests = numpy.concatenate(
                        [teacher.encoded(model, task.test) for model in models], axis=1)
                found.append(accuracy(task, tests))
            print(f"{dataset} {shots}: {numpy.mean(found):.1f} ± {numpy.std(found):.1f}", flush=True)


if __name__ == "__main__":
    main()
