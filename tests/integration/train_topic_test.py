#!/usr/bin/env python3
"""`vocmap train --config` on a real Kafka, with rights: what the topic holds gives the model that the
same contacts give as a file, and no consumer group is left; records that were never committed are no
history; `--since` starts where the records were written since then; what stands in its way is a
sentence.
"""

import json
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from batch_reference import times  # noqa: E402
import vocmap  # noqa: E402
from deployment import Deployment, fault_test, need  # noqa: E402
from guarded_kafka import GuardedKafka  # noqa: E402
from instance import eventually  # noqa: E402
from kafka_admin import GROUP, PREFIXED, TOPIC  # noqa: E402

CONTACTS = "voc.contacts"
LINE = ('{{"contact_id":"c-{0}","line":"tickets","event":"opened","channel":"chat",'
        '"occurred_at":"2026-03-07T10:00:00Z","text":"{0} was never committed"}}')
LATER = 40


def train(*arguments, code: int = 0) -> str:
    """What `vocmap train` says on stderr."""
    done = subprocess.run([vocmap.binary(), "train", *map(str, arguments)], capture_output=True,
                          text=True, encoding="utf-8", timeout=300, check=False)
    if done.returncode != code:
        raise SystemExit(f"vocmap train ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return done.stderr


def abandon_transaction(deployment: Deployment) -> None:
    """Writes contacts in a transaction whose producer dies; the broker gives it up after a while."""
    admin, topic = deployment.broker.admin, deployment.names[CONTACTS]
    before = admin.end(topic, 1)
    with subprocess.Popen(["kcat", "-P", "-b", deployment.broker.bootstrap, "-t", topic, "-p", "1",
                           "-X", "transactional.id=ghost", "-X", "transaction.timeout.ms=10000",
                           "-X", "message.timeout.ms=10000"],
                          stdin=subprocess.PIPE, text=True) as kcat:
        # kcat reads its input in blocks.
        kcat.stdin.writelines(LINE.format(f"ghost {i}") + "\n" for i in range(5000))
        kcat.stdin.flush()
        eventually(lambda: admin.end(topic, 1) > before, "records are written", 60)
        kcat.kill()


def wait_for_a_new_millisecond() -> str:
    """A time after all that was written, and before what will be."""
    last = time.time_ns() // 1_000_000
    while time.time_ns() // 1_000_000 <= last + 1:
        pass
    return times.rfc3339(last + 1)


def check_models(test, deployment: Deployment) -> None:
    contacts = deployment.work.folder / f"{CONTACTS}.jsonl"
    journeys = deployment.work.folder / "journeys.yaml"
    file, topic, both = (test.folder / f"{name}.vocmap" for name in ("file", "topic", "both"))
    train("--journeys", journeys, "--out", file, contacts)
    train("--config", deployment.config(), "--out", topic)
    test.checks.that("file and topic give the same model", file.read_bytes() == topic.read_bytes())
    counts = [json.loads(m.with_suffix(".json").read_text(encoding="utf-8"))["history"]
              for m in (file, topic)]
    test.checks.that("file and topic count the same", counts[0] == counts[1], f"{counts}")
    train("--config", deployment.config(), "--out", both, contacts)
    test.checks.that("both at once give it, too", file.read_bytes() == both.read_bytes())
    test.checks.that("no group is left", not deployment.broker.admin.groups(),
                     f"{deployment.broker.admin.groups()}")


def check_since(test, deployment: Deployment) -> None:
    since = wait_for_a_new_millisecond()
    deployment.write(CONTACTS, deployment.work.records(CONTACTS)[:LATER])
    said = train("--config", deployment.config(), "--since", since, "--out",
                 test.folder / "x.vocmap", code=2)
    test.checks.that("--since starts at the records written since then",
                     re.search(rf" {LATER} records read.* [1-9]\d* before the time", said), said)


def check_refusals(test, deployment: Deployment) -> None:
    out = ("--out", test.folder / "x.vocmap")
    deployment.kafka = test.broker.as_bob("guess")
    said = train("--config", deployment.config(), *out, code=3)
    test.checks.that("a wrong password is a sentence", "uthentication" in said, said)
    deployment.kafka = {"bootstrap.servers": test.broker.bootstrap}
    test.broker.admin.delete_topic(deployment.names[CONTACTS])
    said = train("--config", deployment.config(), *out, code=2)
    test.checks.that("a missing topic is a sentence",
                     f"topic {deployment.names[CONTACTS]} does not exist" in said, said)


need("kcat")
with fault_test("train from a topic", broker=GuardedKafka()) as fault:
    trained = fault.deploy("trained")
    trained.produce()
    abandon_transaction(trained)
    fault.broker.admin.allow("User:bob", TOPIC, "trained.", PREFIXED)
    fault.broker.admin.allow("User:bob", GROUP, "trained", PREFIXED)
    trained.kafka = fault.broker.as_bob()
    check_models(fault, trained)
    check_since(fault, trained)
    check_refusals(fault, trained)
