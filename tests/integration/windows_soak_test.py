#!/usr/bin/env python3
"""Expiring windows over weeks of event time: memory, disk and the time of a restore stay flat, and
the run is EXACT. Event time runs as fast as the machine allows. VOCMAP_SOAK=1: 150 days.
"""

import pathlib
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import vocmap  # noqa: E402
from deployment import fault_test, size  # noqa: E402
from instance import ASSIGNED  # noqa: E402

# What JOURNEY keeps of a customer grows for up to 95 days: orders of the 30 days before each contact
# of the last 32, cleaned once in 33 days. The second sample lies behind that.
DAYS = size(16, 150)
STEPS_PER_DAY = 2  # below the lateness, so that nothing is late when partitions run apart
SAMPLES = 3
GROWTH = 1.3  # of the last sample over the second: the first may not have met an expiry
# The cleaner keeps a changelog as small as the state, if it runs as often as days pass here and keeps
# deletions as shortly. The outputs stay whole, so that every revision can be checked.
CLEANER = {"log.cleaner.backoff.ms": "500", "log.segment.delete.delay.ms": "1000"}
CLEANED_SOON = {"segment.ms": "2000", "min.cleanable.dirty.ratio": "0.1",
                "delete.retention.ms": "5000"}


def resident_mib(pid: int) -> float:
    status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


with fault_test("expiring windows", events=size(40_000, 300_000), properties=CLEANER,
                generate=("--hours", DAYS * 24)) as test:
    deployment = test.deploy("weeks")
    deployment.create_topics()
    for stage in ("journey", "map", "rank"):
        for name, value in CLEANED_SOON.items():
            test.broker.admin.set_config(f"weeks.{stage}-changelog", name, value)
    instance = None
    samples = {"memory": [], "disk": [], "restore": []}
    steps = DAYS * STEPS_PER_DAY
    for step in range(steps):
        for topic in vocmap.INPUTS:
            lines = deployment.work.records(topic)
            first, last = (len(lines) * n // steps for n in (step, step + 1))
            deployment.write(topic, lines[first:last])
        if instance is None:
            instance = deployment.start()
            instance.wait_for(ASSIGNED)
        deployment.wait_until_read()
        if (step + 1) % (steps // SAMPLES) == 0:
            samples["memory"].append(resident_mib(instance.process.pid))
            samples["disk"].append(deployment.state_bytes() / (1 << 20))
            test.checks.that("it stopped", instance.stop() == 0)
            shutil.rmtree(deployment.state())
            instance = deployment.start()
            samples["restore"].append(instance.wait_for(ASSIGNED))
    for what, values in samples.items():
        print(f"       {what}: {' '.join(f'{v:.3g}' for v in values)}")
        test.checks.that(f"{what} is flat over {DAYS} days", values[-1] <= values[1] * GROWTH + 1)
        test.checks.figure(f"{what} after {DAYS} days", values[-1],
                           "s" if what == "restore" else "MiB")
    deployment.expect_exact(f"{DAYS} days of event time")
