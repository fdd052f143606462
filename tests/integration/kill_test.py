#!/usr/bin/env python3
"""kill -9 in a loop under load: the same instance starts again over its state and is EXACT. Its
state is never built anew, and it commits new records soon after each start. A restart reads the
tail of the changelog that it had not written, never the whole. VOCMAP_SOAK=1: 50 kills.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from deployment import fault_test, size  # noqa: E402

KILLS = size(5, 50)
RESTORED = r"restored, (\d+) changelog records"

with fault_test("kill loop", events=size(20_000, 200_000)) as test:
    deployment = test.deploy("killed", settings={"commit": {"max_records": size(800, 1000)}})
    records = deployment.produce()
    first_commits, identities, hits, whole = [], {}, 0, []
    for kill in range(KILLS):
        instance = deployment.start()
        first_commits.append(instance.wait_for("transaction committed"))
        instance.wait_for_commits(test.random.randint(1, 4))
        hits += instance.kill()
        now = deployment.identities()
        whole += [f"{task} was built anew after kill {kill}" for task, identity in identities.items()
                  if now.get(task) != identity]
        identities |= now
        tail = sum(map(int, re.findall(RESTORED, instance.text())))
        if kill and tail > records:
            whole.append(f"start {kill + 1} read {tail} changelog records")
    test.checks.that("every kill hit a running instance", hits == KILLS, f"{hits} of {KILLS}")
    test.checks.expect(f"no state was built anew over {KILLS} kills", whole)
    deployment.expect_exact(f"{records} records and {KILLS} kills")
    test.checks.figure("kills", KILLS, "")
    test.checks.figure("state wipes", len(whole), "")
    test.checks.figure("greatest time from start to first commit", max(first_commits[1:]), "s")
