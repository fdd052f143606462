#!/usr/bin/env python3
"""A storm of rebalances: three instances are started, stopped, killed and paused at random under
load, each over its own state directory, which therefore comes back stale again and again. With the
librdkafka of the system (assignor `range` below 2.6.1) and with the newest one from PyPI
(cooperative-sticky). VOCMAP_SOAK=1: ten minutes each.
"""

import pathlib
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import newer_librdkafka  # noqa: E402
from deployment import Feed, fault_test, size  # noqa: E402
from instance import ASSIGNED  # noqa: E402

SHORT_SESSION = {"session.timeout.ms": 3000, "heartbeat.interval.ms": 500}
SECONDS = size(15, 600)
INSTANCES = 3


def storm(test, name: str, environment: dict) -> None:
    deployment = test.deploy(name, settings={"commit": {"max_records": 500}}, kafka=SHORT_SESSION)
    deployment.create_topics()
    feed = Feed(deployment, seconds=SECONDS, steps=size(24, 240))
    running = {0: deployment.start(0, environment=environment)}
    running[0].wait_for(ASSIGNED)
    deeds = []
    died = []
    while feed.running():
        slot = test.random.randrange(INSTANCES)
        instance = running.get(slot)
        if instance is None:
            deed = "start"
            running[slot] = deployment.start(slot, environment=environment)
        elif not instance.running():
            died.append(f"instance {slot} ended with {instance.wait()}: {instance.text()[-1500:]}")
            deed = "died"
            del running[slot]
        else:
            deed = test.random.choice(("stop", "kill", "pause", "wait"))
            if deed == "stop" and (code := running.pop(slot).stop()) != 0:
                died.append(f"instance {slot} stopped with {code}: {instance.text()[-1500:]}")
            elif deed == "kill":
                running.pop(slot).kill()
            elif deed == "pause":
                instance.pause()
                time.sleep(test.random.uniform(0, 5))
                instance.resume()
        deeds.append(deed)
        time.sleep(test.random.uniform(0, size(2, 8)))
    feed.finish()
    test.checks.expect(f"{name}: no instance ended by itself in {len(deeds)} deeds", died)
    deployment.expect_exact(f"{name}: {' '.join(deeds[:12])} ... of {INSTANCES} instances")


with fault_test("rebalance storm", events=size(12_000, 300_000)) as test:
    storm(test, "range", {})
    if environment := newer_librdkafka.environment():
        storm(test, "cooperative", environment)
    else:
        print("SKIP: no newer librdkafka: pip cannot fetch confluent-kafka")
