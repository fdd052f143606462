#!/usr/bin/env python3
"""An input gets more partitions while instances run: records in the new ones count like all others.
An internal topic gets more: its keys would meet in other places, so the next start is refused.
"""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import vocmap  # noqa: E402
from deployment import PARTITIONS, fault_test, size  # noqa: E402
from instance import ASSIGNED  # noqa: E402

SEES_PARTITIONS_SOON = {"topic.metadata.refresh.interval.ms": 1000}

# Less than the lateness: partitions that are read to their ends are idle after the rebalance, and
# hold no watermark back while others go on.
with fault_test("partitions", events=size(8000, 50_000), generate=("--hours", 20)) as test:
    deployment = test.deploy("grown", kafka=SEES_PARTITIONS_SOON)
    deployment.create_topics()
    instance = deployment.start()
    instance.wait_for(ASSIGNED)
    halves = {topic: deployment.work.records(topic) for topic in vocmap.INPUTS}
    for topic, lines in halves.items():
        deployment.write(topic, lines[:len(lines) // 2])
    instance.wait_for_commits(3)
    rebalances = instance.count(ASSIGNED)
    for topic in ("voc.contacts", "voc.orders"):
        test.broker.admin.set_partitions(deployment.names[topic], 2 * PARTITIONS)
    instance.wait_for(ASSIGNED, rebalances + 1)
    for topic, lines in halves.items():
        deployment.write(topic, lines[len(lines) // 2:])
    deployment.expect_exact("an input's partitions doubled under way")

    test.broker.admin.set_partitions(f"{deployment.name}.journey", 2 * PARTITIONS)
    deployment.expect_refusal("more partitions of an internal topic than of its changelog",
                              "had 4 partitions when its state was written|journey-changelog has 4")
    test.broker.admin.set_partitions(f"{deployment.name}.journey-changelog", 2 * PARTITIONS)
    deployment.expect_refusal("more partitions of an internal topic and of its changelog",
                              "had 4 partitions when its state was written and has 8 now")
