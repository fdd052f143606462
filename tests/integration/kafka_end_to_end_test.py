#!/usr/bin/env python3
"""Real Kafka from input to output: `vocmap run --until T`, with one instance and with three, must
be EXACT: the CANONICAL of `vocmap replay --until T` on the same lines, a closed ledger, and what
the generator planted. VOCMAP_EVENTS sets the size (default 20,000).

Records are written by Kafka's own console tools.
"""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import vocmap  # noqa: E402
from deployment import fault_test  # noqa: E402

# The delay lets the instances join together: a task that moves takes its ledger along, and would
# be counted by both.
TOGETHER = {"group.initial.rebalance.delay.ms": "3000"}

with fault_test("end to end", properties=TOGETHER) as test:
    for instances in (1, 3):
        deployment = test.deploy(f"app{instances}")
        deployment.create_topics()
        records = vocmap.produce_folder(test.broker, test.work.folder, names=deployment.names)
        deployment.expect_exact(f"{records} records, {instances} instance{'s' * (instances > 1)}",
                                deployment.run(instances))
