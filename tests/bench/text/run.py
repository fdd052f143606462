#!/usr/bin/env python3
"""Scenarios from short texts: the product beside others, on the same tasks, in one run.

    run.py [--seeds N] [--first-seed N] [--datasets "banking77 ..."] [--kinds "few_shot ..."]
           [--shots "3 5 10"] [--chinese-teacher bge-zh|bge-zh+e5|e5] [--program FILE | --no-program]
           [--no-peers] [--no-teacher] [--keep] [--out FOLDER]

Writes build/bench/text.json, and a table: to RESULTS.md beside this file when everything was
measured with at least 5 seeds, else to build/bench/text.md; --out names a folder for both. Ends with 0 without doing anything
where the public data is not beside the project.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # costs are of one thread

import argparse  # noqa: E402
import concurrent.futures  # noqa: E402
import datetime  # noqa: E402
import functools  # noqa: E402
import json  # noqa: E402
import multiprocessing  # noqa: E402
import pathlib  # noqa: E402
import shutil  # noqa: E402
import sys  # noqa: E402

import evaluate  # noqa: E402
import ours  # noqa: E402
import peers  # noqa: E402
import report  # noqa: E402
import splits  # noqa: E402
import teacher  # noqa: E402

KINDS = ("few_shot", "semi_open", "discovery")
BENCH = splits.ROOT / "build" / "bench"
PROGRAM = splits.ROOT / "build" / "release" / "tests" / "bench" / "text_bench"
PLAIN, TAUGHT = "vocmap", "vocmap + teacher"
ERROR_SHOTS = 5


def names(allowed):
    def read(value: str) -> tuple:
        wanted = tuple(value.split()) or tuple(allowed)
        unknown = [name for name in wanted if name not in map(str, allowed)]
        if unknown:
            raise argparse.ArgumentTypeError(f"no {', '.join(unknown)}; there are "
                                             f"{', '.join(map(str, allowed))}")
        return wanted
    return read


def parsed(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--datasets", type=names(splits.DATASETS), default=splits.DATASETS)
    parser.add_argument("--kinds", type=names(KINDS), default=KINDS)
    parser.add_argument("--shots", type=names(splits.SHOTS), default=tuple(map(str, splits.SHOTS)))
    parser.add_argument("--chinese-teacher", choices=teacher.CHINESE_TEACHERS, default="bge-zh+e5")
    parser.add_argument("--program", type=pathlib.Path, default=PROGRAM)
    parser.add_argument("--no-program", action="store_true", help="measure the peers only")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--no-teacher", action="store_true")
    parser.add_argument("--keep", action="store_true", help="keep the folders of the tasks")
    parser.add_argument("--out", type=pathlib.Path)
    return parser.parse_args(arguments)


def methods(options, kind: str):
    """{name: runs a task}. Each gives answers or clusters, and costs."""
    found = {}
    if not options.no_program:
        found[PLAIN] = lambda task: by_program(options, task, taught=False)
        if not options.no_teacher:
            found[TAUGHT] = lambda task: by_program(options, task, taught=True)
    if not options.no_peers:
        for peer in peers.CLUSTERERS if kind == "discovery" else peers.CLASSIFIERS:
            found[peer.name] = lambda task, peer=peer: alone().submit(peers.run, peer, task).result()
    return found


@functools.cache
def alone():
    """A process that has nothing in it but the peers: beside the teachers' run time fastText finds
    no finite weights at any rate of learning."""
    return concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))


def by_program(options, task, taught: bool):
    folder = BENCH / "tasks" / (task.name + ("-taught" if taught else ""))
    splits.write(task, folder)
    if taught:
        rows, about = teacher.vectors(task.trained_on, task.history, options.chinese_teacher)
        teacher.write(task, rows, folder)
        for encoder in about:
            options.teachers[encoder["name"], encoder["data_set"]] = encoder
    found = ours.run(options.program, task, folder)
    if not options.keep:
        shutil.rmtree(folder)
    return found


def measured(tasks: list, method) -> dict:
    """The seeds of one row of the results."""
    rows, judged = [], []
    for task in tasks:
        answers, costs = method(task)
        if task.kind == "discovery":
            figures = evaluate.clustered(task, answers)
        else:
            figures = evaluate.classified(task, answers)
            judged.append((task, answers))
        rows.append({"seed": task.seed, "figures": figures, "costs": costs})
    first = tasks[0]
    wanted = (first.kind, first.shots) == ("few_shot", ERROR_SHOTS)
    return {"seeds": rows} | ({"errors": evaluate.errors(judged)} if wanted else {})


def all_runs(options, seeds) -> tuple:
    """Runs, and sentences of those that failed."""
    runs, failures = [], []
    for kind, dataset, shots, drawn in splits.tasks(options.datasets, options.kinds, seeds):
        if kind == "few_shot" and str(shots) not in options.shots:
            continue
        tasks = list(drawn)
        for name, method in methods(options, kind).items():
            try:
                runs.append({"kind": kind, "dataset": dataset, "shots": shots, "method": name,
                             **measured(tasks, method)})
                print(report.progress(runs[-1]), flush=True)
            except ours.Broken as error:
                failures.append(str(error))
                print("FAILED:", error, file=sys.stderr, flush=True)
    return runs, failures


def command(arguments: list) -> str:
    """What was run, without where the program lay."""
    told = list(arguments)
    if "--program" in told:
        at = told.index("--program")
        del told[at:at + 2]
    return " ".join(["run.py", *told])


def is_whole(options) -> bool:
    """Nothing was left out, so that the table may stand for all."""
    return (options.seeds >= 5 and set(options.datasets) == set(splits.DATASETS)
            and set(options.kinds) == set(KINDS) and set(options.shots) == set(map(str, splits.SHOTS))
            and not (options.no_peers or options.no_program or options.no_teacher))


def main() -> int:
    options = parsed()
    options.teachers = {}
    if not splits.DATA.exists():
        print(f"skipped: {splits.DATA} is not there; the benchmark reads public data sets from it")
        return 0
    if not options.no_program and not options.program.exists():
        print(f"{options.program} is not built; build the target text_bench, or measure the peers "
              "only with --no-program", file=sys.stderr)
        return 2
    seeds = list(range(options.first_seed, options.first_seed + options.seeds))
    print(f"seeds {seeds}, data sets {', '.join(options.datasets)}", flush=True)
    try:
        runs, failures = all_runs(options, seeds)
    except splits.DataAbsent as error:
        print(f"skipped: {error}")
        return 0
    results = {"date": datetime.date.today().isoformat(), "cores": os.cpu_count(), "seeds": seeds,
               "command": command(sys.argv[1:]), "failures": failures,
               "teachers": list(options.teachers.values()), "runs": runs}
    out = options.out or BENCH
    out.mkdir(parents=True, exist_ok=True)
    (out / "text.json").write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n",
                                   encoding="utf-8")
    publish = is_whole(options) and not options.out and not failures
    table = pathlib.Path(__file__).with_name("RESULTS.md") if publish else out / "text.md"
    table.write_text(report.markdown(results), encoding="utf-8")
    print(f"{out / 'text.json'} and {table} are written")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
