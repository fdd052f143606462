#!/usr/bin/env python3
"""A zombie: one of two instances is stopped (SIGSTOP) in the middle of its work for longer than its
session lasts, the other takes over, and then the first goes on as if nothing had been. What it had
under way must not count twice. VOCMAP_SOAK=1: six times.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from deployment import Feed, fault_test, size  # noqa: E402
from instance import ASSIGNED, Instance, eventually  # noqa: E402

SHORT_SESSION = {"session.timeout.ms": 3000, "heartbeat.interval.ms": 500}
ROUNDS = size(1, 6)


def share(instance: Instance) -> int:
    """The partitions that it said last to run."""
    said = re.findall(rf"(\d+) {ASSIGNED}", instance.text())
    return int(said[-1]) if said else 0


with fault_test("zombie", events=size(12_000, 100_000)) as test:
    deployment = test.deploy("zombie", settings={"commit": {"max_records": 300}},
                             kafka=SHORT_SESSION)
    deployment.create_topics()
    pair = [deployment.start(i) for i in (0, 1)]
    eventually(lambda: all(map(share, pair)), "both instances run partitions", 90)
    whole = sum(map(share, pair))
    feed = Feed(deployment, seconds=size(15, 120))
    for turn in range(ROUNDS):
        zombie, other = pair[turn % 2], pair[1 - turn % 2]
        zombie.wait_for_commits(3)
        zombie.pause()
        eventually(lambda: share(other) == whole, "the other instance runs all partitions", 90)
        other.wait_for_commits(2)
        zombie.resume()
        eventually(lambda: all(map(share, pair)) and sum(map(share, pair)) == whole,
                   "both instances share the partitions", 90)
        zombie.wait_for_commits(1)
    feed.finish()
    test.checks.that("both instances outlived it", all(i.running() for i in pair))
    deployment.expect_exact(f"{ROUNDS} zombie{'s' * (ROUNDS > 1)}")
