#!/usr/bin/env python3
"""A zombie: one of two instances is stopped (SIGSTOP) in the middle of its work for longer than its
session lasts, the other takes over, and then the first goes on as if nothing had been. What it had
under way must not count twice. VOCMAP_SOAK=1: six times.
"""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from deployment import Feed, fault_test, size  # noqa: E402
from instance import ASSIGNED  # noqa: E402

SHORT_SESSION = {"session.timeout.ms": 3000, "heartbeat.interval.ms": 500}
ROUNDS = size(1, 6)

with fault_test("zombie", events=size(12_000, 100_000)) as test:
    deployment = test.deploy("zombie", settings={"commit": {"max_records": 300}},
                             kafka=SHORT_SESSION)
    deployment.create_topics()
    pair = [deployment.start(i) for i in (0, 1)]
    for instance in pair:
        instance.wait_for(ASSIGNED)
    feed = Feed(deployment, seconds=size(15, 120))
    for turn in range(ROUNDS):
        zombie, other = pair[turn % 2], pair[1 - turn % 2]
        zombie.wait_for_commits(3)
        rebalances = other.count(ASSIGNED)
        zombie.pause()
        other.wait_for(ASSIGNED, rebalances + 1)
        other.wait_for_commits(2)
        rebalances = zombie.count(ASSIGNED)
        zombie.resume()
        zombie.wait_for(ASSIGNED, rebalances + 1)
        zombie.wait_for_commits(1)
    feed.finish()
    test.checks.that("both instances outlived it", all(i.running() for i in pair))
    deployment.expect_exact(f"{ROUNDS} zombie{'s' * (ROUNDS > 1)}")
