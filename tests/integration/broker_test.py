#!/usr/bin/env python3
"""The broker restarts in a controlled way, is killed (-9), and is absent when an instance starts:
the instance waits, comes back by itself, and is EXACT. VOCMAP_SOAK=1: ten rounds.
"""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from deployment import fault_test, size  # noqa: E402

ROUNDS = size(1, 10)

with fault_test("broker", events=size(12_000, 100_000)) as test:
    deployment = test.deploy("bounced", settings={"commit": {"max_records": 300}})
    records = deployment.produce()
    instance = deployment.start()
    for away in (test.broker.stop, test.broker.kill) * ROUNDS:
        instance.wait_for_commits(3)
        away()
        test.broker.start()
        instance.wait_for_commits(1)
        test.checks.that(f"it outlived the broker's {away.__name__}", instance.running())
    instance.kill()
    test.broker.stop()
    late = deployment.start()
    late.wait_for("waiting for Kafka")
    test.broker.start()
    late.wait_for_commits(1)
    deployment.expect_exact(f"{records} records and {2 * ROUNDS + 1} absences of the broker")
