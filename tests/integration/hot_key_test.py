#!/usr/bin/env python3
"""Hot keys: all records belong to two customers, so at most two JOURNEY partitions work and the
others are idle, through two instances and a kill. EXACT.

Reference data is of other customers: of the thousands of versions that these two would have, the 8
newest are kept, and which these are when a cell becomes final depends on arrival.
"""

import itertools
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import canonical  # noqa: E402
import vocmap  # noqa: E402
from deployment import fault_test, size  # noqa: E402

with fault_test("hot keys", events=size(12_000, 200_000), generate=("--customers", "2")) as test:
    numbers = itertools.count()
    customers = test.work.folder / "voc.customers.jsonl"
    customers.write_text(re.sub(r'"customer_id": ?"[^"]*"', lambda _: f'"customer_id":"x{next(numbers)}"',
                                customers.read_text(encoding="utf-8")), encoding="utf-8")
    test.work.expected = canonical.canonical(
        vocmap.replay(test.work.folder, test.folder / "others", "--until", test.work.until))
    deployment = test.deploy("hot", settings={"commit": {"max_records": 1000}})
    records = deployment.produce()
    first, second = deployment.start(0), deployment.start(1)
    first.wait_for_commits(3)
    first.kill()
    second.wait_for_commits(3)
    deployment.expect_exact(f"{records} records of two customers, two instances, one kill")
