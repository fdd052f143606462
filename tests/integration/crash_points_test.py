#!/usr/bin/env python3
"""kill -9 at every named point of a transaction and of a restore (tests/support/crash_points.c):
before EndTxn, between EndTxn and its acknowledgement, between the acknowledgement and the write of
the state, in the middle of a flush, in the middle of a restore. EXACT at the end, whatever the
outcome of each transaction was. VOCMAP_SOAK=1: twelve rounds.
"""

import pathlib
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from deployment import fault_test, preload, size  # noqa: E402

POINTS = ("before-end", "end-sent", "after-end", "mid-flush", "mid-restore")
ROUNDS = size(1, 12)

with fault_test("crash points", events=size(12_000, 100_000)) as test:
    deployment = test.deploy("crashed", settings={"commit": {"max_records": 500}})
    records = deployment.produce()
    before = deployment.start()  # something to restore
    before.wait_for_commits(3)
    before.kill()
    survived = []
    for point in POINTS * ROUNDS:
        if point == "mid-restore":
            shutil.rmtree(deployment.state())
        at = f"{point}:{test.random.randint(1, 3)}" if point != "mid-restore" else f"{point}:1"
        crash = deployment.start(environment={**preload("crash_points"), "CRASH_AT": at})
        if (code := crash.wait()) != -9:
            survived.append(f"{at}: ended with {code}")
        # A start in between settles what was left open, as it would for an operator.
        settled = deployment.start()
        settled.wait_for_commits(1)
        settled.kill()
    test.checks.expect(f"{len(POINTS) * ROUNDS} crashes at named points happened", survived)
    deployment.expect_exact(f"{records} records and crashes at {', '.join(POINTS)}")
