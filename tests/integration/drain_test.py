#!/usr/bin/env python3
"""Drains a backlog through real Kafka with `vocmap run --until` and reports what it cost: events
per second, CPU seconds, memory and the ledger. 95 % of the events are orders. VOCMAP_EVENTS sets
the size (default 50,000; 1,000,000 is the size to quote).
"""

import json
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import exact  # noqa: E402
import vocmap  # noqa: E402
from deployment import fault_test  # noqa: E402


def drain(config: pathlib.Path, until: str):
    """Runs one instance to its end: (ledger, seconds, CPU seconds, greatest resident MiB)."""
    begun = time.monotonic()
    with open(config.with_suffix(".log"), "w", encoding="utf-8") as log:
        process = subprocess.Popen([vocmap.binary(), "run", "--config", config, "--until", until],
                                   stdout=subprocess.PIPE, stderr=log, text=True)
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"vocmap run ended with {os.waitstatus_to_exitcode(status)}:\n" +
                         config.with_suffix(".log").read_text(encoding="utf-8")[-4000:])
    return (vocmap.ledger(output), time.monotonic() - begun, usage.ru_utime + usage.ru_stime,
            usage.ru_maxrss / 1024)


with fault_test("drain", events=50_000) as test:
    deployment = test.deploy("drain")
    records = deployment.produce()
    ledger, seconds, cpu_seconds, memory_mib = drain(deployment.config(), test.work.until)
    sums = exact.topic_sums([ledger], deployment.names)
    print(json.dumps({"events": records, "seconds": round(seconds, 2),
                      "events_per_second": round(records / seconds),
                      "cpu_seconds": round(cpu_seconds, 2), "max_rss_mib": round(memory_mib),
                      "ledger": {topic: dict(s) for topic, s in sorted(sums.items())}}, indent=1))
    test.checks.expect("the ledger closes", exact.open_ledger([ledger], deployment.names))
    test.checks.expect("every record was read", (
        f"{topic}: read {sums[topic]['read']} of {planted['read']} records"
        for topic, planted in test.work.truth["topics"].items()
        if sums[topic]["read"] != planted["read"]))
