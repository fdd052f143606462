#!/usr/bin/env python3
"""A network that loses EndTxn requests, loses their answers, or brings them when the client has
given up (tests/support/proxy.py): the outcome of such a transaction is unknown to the instance,
which must find out and be EXACT. Then an output that stands still for some seconds.
"""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from deployment import fault_test, size, soak  # noqa: E402
from proxy import END_TXN, PRODUCE, ProxiedKafka, Rule  # noqa: E402

# librdkafka waits for an answer as long as a transaction may take, 15 s, before the outcome is
# unknown. A request whose connection broke it repeats by itself, and the first one may still come.
ROUNDS = size(1, 8)
FAULTS = (("lose answer", 0), ("cut, late", 0.3))
LONG = (("lose request", 0), ("late request", 17))

with fault_test("lost answers", events=size(12_000, 100_000), broker=ProxiedKafka()) as test:
    deployment = test.deploy("lost", settings={"commit": {"max_records": 300}})
    records = deployment.produce()
    instance = deployment.start()
    for action, seconds in (FAULTS + (LONG if soak() else ())) * ROUNDS:
        rule = test.broker.proxy.add(Rule(END_TXN, action, first=test.random.randint(1, 3),
                                          seconds=seconds))
        instance.wait_for("transaction committed", instance.commits() + 6, timeout_s=120)
        test.checks.that(f"{action}: {rule.hits} EndTxn", rule.hits == 1)
    unknown = instance.count("outcome of a transaction is unknown")
    test.checks.that(f"{unknown} outcomes were unknown", unknown > 0)
    held = test.broker.proxy.add(Rule(PRODUCE, "hold", first=2, seconds=size(4, 10)))
    instance.wait_for_commits(4)
    test.checks.that("Produce was held back", held.hits > 0)
    deployment.expect_exact(f"{records} records, EndTxn lost and late, Produce held back")
