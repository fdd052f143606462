#!/usr/bin/env python3
"""The state on disk is damaged, deleted, or old, or the disk is full: the instance says so, gets
what is missing from the changelog, and is EXACT. The disk needs a tmpfs, which needs root.
"""

import contextlib
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from deployment import fault_test, size  # noqa: E402

SMALL_COMMITS = {"commit": {"max_records": 300}}
SMALL_MIB, LARGE_MIB = 64, 1024  # a write-ahead log takes 18 MiB in advance where there is room


def damage(test, state: pathlib.Path) -> int:
    """Random bytes over the middle of every table file; returns how many."""
    tables = sorted(state.glob("*.sst"))
    for table in tables:
        length = table.stat().st_size
        with open(table, "r+b") as file:
            file.seek(length // 4)
            file.write(test.random.randbytes(max(1, length // 2)))
    return len(tables)


def damaged_deleted_and_stale(test) -> None:
    checks = test.checks
    deployment = test.deploy("damaged", settings=SMALL_COMMITS)
    records = deployment.produce()
    for commits in (4, 1):  # the second start moves the write-ahead log to tables
        instance = deployment.start()
        instance.wait_for_commits(commits)
        instance.kill()
    old = test.folder / "old"
    shutil.copytree(deployment.state(), old)

    before = deployment.identities()
    checks.that("a table was damaged", damage(test, deployment.state() / "journey-0") > 0)
    instance = deployment.start()
    instance.wait_for_commits(4)
    checks.that("the damaged state is reported",
                instance.count("state of journey-0 is corrupt and is built from its changelog") == 1,
                instance.text()[-3000:])
    instance.kill()
    after = deployment.identities()
    checks.expect("only the damaged state was built anew", [
        task for task in before if (before[task] == after.get(task)) == (task == "journey-0")])
    checks.that("the damaged files were put aside",
                (deployment.state() / "journey-0.corrupt").is_dir())

    shutil.rmtree(deployment.state() / "journey-1")
    shutil.rmtree(deployment.state() / "map-0")
    instance = deployment.start()
    instance.wait_for_commits(4)
    instance.kill()

    shutil.rmtree(deployment.state())
    shutil.copytree(old, deployment.state())
    instance = deployment.start()
    instance.wait_for_commits(2)
    deployment.expect_exact(f"{records} records over damaged, deleted and old state")


@contextlib.contextmanager
def small_disk(path: pathlib.Path):
    path.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL_MIB}m", "vocmap", path], check=True)
    try:
        yield path
    finally:
        subprocess.run(["umount", "--lazy", path], check=True)


def full_disk(test) -> None:
    deployment = test.deploy("full", settings=SMALL_COMMITS)
    records = deployment.produce()
    with small_disk(deployment.state()) as disk:
        instance = deployment.start()
        instance.wait_for_commits(3)
        ballast = disk / "ballast"
        with open(ballast, "wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(1 << 12))
        code = instance.wait()
        said = [line for line in instance.text().splitlines() if "No space left" in line]
        test.checks.that("a full disk ends the process with code 3 and a sentence",
                         code == 3 and said, f"exit code {code}:\n{instance.text()[-3000:]}")
        print("      ", said[-1] if said else "")
        ballast.unlink()
        subprocess.run(["mount", "-o", f"remount,size={LARGE_MIB}m", disk], check=True)
        deployment.expect_exact(f"{records} records over a disk that was full")


with fault_test("state", events=size(8000, 50_000)) as test:
    damaged_deleted_and_stale(test)
    if os.geteuid() == 0:
        full_disk(test)
    else:
        print("SKIP: a small disk of its own needs root")
