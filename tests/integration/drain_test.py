#!/usr/bin/env python3
"""Drains a backlog through real Kafka with `vocmap run --until` and reports what it cost: events
per second, CPU seconds, memory and the ledger. 95 % of the events are orders. VOCMAP_EVENTS sets
the size (default 50,000; 1,000,000 is the size to quote). Then two instances drain to one end twice.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import exact  # noqa: E402
import vocmap  # noqa: E402
from deployment import Deployment, Inputs, fault_test  # noqa: E402
from instance import ASSIGNED, COMMITTED  # noqa: E402


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


def contacts(first: int, last: int) -> str:
    """Of the hour before T, so that none is late when T is the watermark."""
    return "".join(json.dumps({
        "contact_id": f"c-{i}", "event": "closed", "line": "tickets", "channel": "chat",
        "occurred_at": f"2026-03-07T11:{i % 60:02}:00Z", "text": "I was charged twice"}) + "\n"
        for i in range(first, last))


def check_drained_again(test) -> None:
    """To the same T, with what arrived in between. Static members get the partitions that they
    had, so the second instance, which starts first, owns JOURNEY tasks whose upstreams ended in the
    drain before, and none of the inputs that have more."""
    data = test.folder / "contacts"
    data.mkdir()
    shutil.copy(ROOT / "docker" / "journeys.yaml", data / "journeys.yaml")
    deployment = Deployment(test.broker, Inputs(data), test.folder / "again", "again", test.checks,
                            kafka={"session.timeout.ms": 40_000})
    deployment.create_topics()
    until = "2026-03-07T12:00:00Z"
    write = ["kcat", "-P", "-b", test.broker.bootstrap, "-t", deployment.names["voc.contacts"],
             "-p", "0"]
    subprocess.run(write, input=contacts(0, 200), text=True, check=True)
    deployment.run(2, until)
    subprocess.run(write, input=contacts(200, 400), text=True, check=True)
    running = [deployment.start(1, "--until", until)]
    running[0].wait_for(ASSIGNED)
    running[0].wait_for(COMMITTED)
    running.append(deployment.start(0, "--until", until))
    codes = [instance.wait(90) for instance in running]
    published = {json.loads(value)["contact_id"] for _, _, value in
                 test.broker.read_all(deployment.names["voc.contacts.enriched"])}
    test.checks.that("a second drain to the same end reads what arrived in between",
                     codes == [0, 0] and len(published) == 400,
                     f"exit codes {codes}, {len(published)} of 400 contacts")


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
    check_drained_again(test)
