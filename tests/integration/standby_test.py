#!/usr/bin/env python3
"""Warm standbys: with two instances and `standby_replicas: 1` each follows the state of the other.
When one is killed (-9), the other goes on with its own copies: nothing is built anew, and it
commits again soon after the dead one's session has ended. 50 MiB of filler; VOCMAP_SOAK=1: 1 GiB.
"""

import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from deployment import Feed, PARTITIONS, built, fault_test, size  # noqa: E402
from instance import ASSIGNED, eventually  # noqa: E402

SESSION_S = 3
FILLER_MIB = size(50, 1024)
TASKS = PARTITIONS + 3 + 1
MOST_SECONDS = 5  # behind the end of the session

with fault_test("standby", events=12_000) as test:
    deployment = test.deploy("standby", settings={"standby_replicas": 1}, kafka={
        "session.timeout.ms": SESSION_S * 1000, "heartbeat.interval.ms": 500})
    deployment.create_topics()
    subprocess.run([built("fill_changelog"), test.broker.bootstrap, "standby.journey-changelog",
                    str(PARTITIONS), str(FILLER_MIB)], check=True)
    pair = [deployment.start(i) for i in (0, 1)]
    feed = Feed(deployment, seconds=40)
    for i, instance in enumerate(pair):
        instance.wait_for(ASSIGNED)
        eventually(lambda i=i: len(deployment.identities(i)) == TASKS,
                   f"instance {i} has copies of all {TASKS} tasks", 60)
        eventually(lambda i=i: deployment.state_bytes(i) > FILLER_MIB << 20,
                   f"instance {i} has caught up", 120)
    pair[1].wait_for_commits(2)
    before = deployment.identities(1)
    seen = len(pair[1].text())
    rebalances = pair[1].count(ASSIGNED)
    pair[0].kill()
    killed = time.monotonic()
    pair[1].wait_for(ASSIGNED, rebalances + 1)
    pair[1].wait_for_commits(1)
    takeover_s = time.monotonic() - killed - SESSION_S
    tail = sum(map(int, re.findall(r"restored, (\d+) changelog", pair[1].text()[seen:])))
    feed.finish()
    test.checks.that("the copies became the tasks", deployment.identities(1) == before)
    test.checks.that(f"{tail} changelog records were still to read", tail < 10_000)
    test.checks.that(f"commits again {takeover_s:.2f} s after the session's end",
                     takeover_s < MOST_SECONDS)
    deployment.expect_exact(f"a takeover by a standby over {FILLER_MIB} MiB")
    test.checks.figure("standby takeover behind the session's end", takeover_s, "s")
