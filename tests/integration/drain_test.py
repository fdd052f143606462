#!/usr/bin/env python3
"""Drains a backlog through real Kafka with `vocmap run --until` and reports what it cost: events
per second, CPU seconds, memory and the ledger. 95 % of the events are orders. VOCMAP_EVENTS sets
the size (default 50,000; 1,000,000 is the size to quote). Skipped without Java or Maven.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import vocmap  # noqa: E402
from kafka import Kafka  # noqa: E402
from kafka_end_to_end_test import Deployment, end_of, open_ledger, topic_sums  # noqa: E402


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


def main() -> int:
    if not shutil.which("java") or not shutil.which("mvn"):
        print("SKIP: Java and Maven are needed for a real Kafka")
        return 0
    events = int(os.environ.get("VOCMAP_EVENTS", "50000"))
    with tempfile.TemporaryDirectory() as temporary, Kafka() as broker:
        folder = pathlib.Path(temporary)
        data = folder / "data"
        vocmap.call("generate", "--events", events, "--seed", 1, "--late", 0, "--out", data)
        deployment = Deployment(broker, data, folder / "drain", "drain")
        records = deployment.produce()
        ledger, seconds, cpu_seconds, memory_mib = drain(deployment.config(0), end_of(data))
        sums = topic_sums([ledger], deployment.names)
        faults = list(open_ledger([ledger], deployment.names))
        truth = json.loads((data / "truth.json").read_text(encoding="utf-8"))
        faults += [f"{topic}: read {sums[topic]['read']} of {planted['read']} records"
                   for topic, planted in truth["topics"].items()
                   if sums[topic]["read"] != planted["read"]]
    print(json.dumps({"events": records, "seconds": round(seconds, 2),
                      "events_per_second": round(records / seconds),
                      "cpu_seconds": round(cpu_seconds, 2), "max_rss_mib": round(memory_mib),
                      "ledger": {topic: dict(s) for topic, s in sorted(sums.items())}}, indent=1))
    for fault in faults:
        print("FAILED", fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
