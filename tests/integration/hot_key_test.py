#!/usr/bin/env python3
"""Hot keys: all records belong to two customers, so at most two JOURNEY partitions work and the
others are idle, through two instances and a kill. EXACT.
"""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from deployment import fault_test, size  # noqa: E402

with fault_test("hot keys", events=size(12_000, 200_000), generate=("--customers", "2")) as test:
    deployment = test.deploy("hot", settings={"commit": {"max_records": 1000}})
    records = deployment.produce()
    first, second = deployment.start(0), deployment.start(1)
    first.wait_for_commits(3)
    first.kill()
    second.wait_for_commits(3)
    deployment.expect_exact(f"{records} records of two customers, two instances, one kill")
