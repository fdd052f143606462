#!/usr/bin/env python3
"""Real Kafka from input to output: `vocmap run --until T`, with one instance and with three, must
give the CANONICAL of `vocmap replay --until T` on the same lines, close its ledger, and find what
the generator planted. VOCMAP_EVENTS sets the size (default 20,000).

Records are written and read by Kafka's own console tools. Skipped without Java or Maven.
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import canonical  # noqa: E402
import reference  # noqa: E402
import vocmap  # noqa: E402
from kafka import Kafka  # noqa: E402

PARTITIONS = 4
OCCURRED_AT = re.compile(r'"(?:occurred_at|started_at)":"([^"]+)"')


class Checks:
    def __init__(self):
        self.failures = 0

    def expect(self, what: str, differences) -> None:
        count = canonical.report(differences)
        self.failures += count > 0
        print(f"{'FAILED' if count else 'ok':6} {what}", flush=True)


def end_of(data: pathlib.Path) -> str:
    """The hour after the newest event: T of --until."""
    newest = 0
    for path in data.glob("voc.*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if (found := OCCURRED_AT.search(line)) and reference.TIME.match(found.group(1)):
                newest = max(newest, reference.milliseconds(found.group(1)))
    return reference.rfc3339(newest - newest % reference.HOUR + reference.HOUR)


class Deployment:
    """One application with topics of its own on a broker."""

    def __init__(self, broker: Kafka, data: pathlib.Path, folder: pathlib.Path, name: str):
        self.broker, self.data, self.folder, self.name = broker, data, folder, name
        topics = vocmap.INPUTS + canonical.KEYED + canonical.COUNTED + (
            "voc.projects", "voc.feedback", "voc.battle-map", "voc.taxonomy")
        self.names = {t: f"{name}.{t}" for t in topics
                      if t not in ("voc.metrics.28d", "voc.service-journeys")}
        folder.mkdir()

    def config(self, instance: int) -> pathlib.Path:
        lines = [f"application: {self.name}", f"instance: {self.name}-{instance}",
                 f"journeys: {self.data / 'journeys.yaml'}",
                 f"state_dir: {self.folder / f'state-{instance}'}",
                 "kafka:", f"  bootstrap.servers: {self.broker.bootstrap}",
                 "http:", "  port: 0", "partitions:", f"  journey: {PARTITIONS}", "  map: 3",
                 "topics:", *[f"  {topic}: {name}" for topic, name in self.names.items()]]
        path = self.folder / f"vocmap-{instance}.yaml"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def produce(self) -> int:
        vocmap.call("topics", "--create", "--inputs", PARTITIONS, "--config", self.config(0))
        return vocmap.produce_folder(self.broker, self.data, names=self.names)

    def run(self, instances: int, until: str) -> list[dict]:
        """Runs the instances side by side to the end; their ledgers."""
        with concurrent.futures.ThreadPoolExecutor(instances) as pool:
            outputs = pool.map(lambda i: vocmap.call("run", "--config", self.config(i), "--until",
                                                     until), range(instances))
            return [vocmap.ledger(output) for output in outputs]

    def output(self) -> pathlib.Path:
        return vocmap.consume_folder(self.broker, self.folder / "out", self.names)


def topic_sums(ledgers: list[dict], names: dict) -> dict:
    """Ledger sums by input topic, over partitions and instances."""
    default = {name: topic for topic, name in names.items()}
    sums = collections.defaultdict(collections.Counter)
    for ledger in ledgers:
        for source in ledger["sources"]:
            topic = default.get(source["topic"], source["topic"])
            sums[topic].update({k: v for k, v in source.items() if k not in ("topic", "partition")})
    return sums


def open_ledger(ledgers: list[dict], names: dict):
    """Yields where records are neither counted nor explained."""
    # What one instance forwards another may receive: only the sum says that nothing is under way.
    if in_flight := sum(ledger["in_flight"] for ledger in ledgers):
        yield f"{in_flight} records in flight after the drain"
    for topic, s in topic_sums(ledgers, names).items():
        if s["read"] != s["forwarded"] + s["dead_lettered"] + s["filtered"]:
            yield f"{topic}: read is not forwarded + dead letters + filtered: {dict(s)}"
        if s["received"] != s["counted"] + s["duplicate"] + s["conflicting"] + s["late"]:
            yield f"{topic}: received is not counted + duplicate + conflicting + late: {dict(s)}"
        if s["forwarded"] != s["received"]:
            yield f"{topic}: forwarded is not received: {dict(s)}"


def truth_differences(truth: dict, form: dict, sums: dict):
    """Yields where a run's contacts, exposure, ledger or dead letters are not what was planted."""
    planted = {(c["line"], c["scenario"], c["size"], c["start"]): c["contacts"]
               for c in truth["contacts"]}
    measured, exposures = {}, {}
    for size in ("1h", "1d"):
        for value in form.get(f"voc.metrics.{size}", {}).values():
            dims, start = value["dims"], value["window"]["start"]
            if value["metric"] == "exposure":
                exposures[dims["line"], size, start] = value["value"]
            if value["metric"] == "contacts" and "scenario" in dims and "channel" not in dims:
                measured[dims["line"], dims["scenario"], size, start] = value["value"]
    for cell in sorted(planted.keys() | {c for c, n in measured.items() if n}):
        if measured.get(cell) != planted.get(cell, 0):
            yield f"{cell}: planted {planted.get(cell, 0)}, measured {measured.get(cell)}"
    for e in truth["exposure"]:
        found = exposures.get((e["line"], e["size"], e["start"]))
        if not reference.same(e["exposure"] or 0, found or 0):
            yield f"exposure {e['line']} {e['size']} {e['start']}: {e['exposure']} / {found}"
    for topic, expected in truth["topics"].items():
        for outcome in ("read", "dead_lettered", "counted", "duplicate", "conflicting", "late"):
            if sums[topic][outcome] != expected[outcome]:
                yield f"{topic} {outcome}: planted {expected[outcome]}, measured {sums[topic][outcome]}"
    reasons = collections.Counter()
    for letter, count in form.get("voc.dead-letters", {}).items():
        reasons[letter.split()[1]] += count
    expected = collections.Counter()
    for topic in truth["topics"].values():
        expected.update(topic["dead_letters"])
    if reasons != expected:
        yield f"dead letters: planted {dict(expected)}, measured {dict(reasons)}"


def default_names(form: dict, names: dict) -> dict:
    """Letters name the input topic as configured: bring that back to the default names."""
    default = {name: topic for topic, name in names.items()}
    for topic in canonical.COUNTED:
        if topic in form:
            form[topic] = {" ".join([default.get(k.split()[0], k.split()[0]), *k.split()[1:]]): n
                           for k, n in form[topic].items()}
    return form


def main() -> int:
    if not shutil.which("java") or not shutil.which("mvn"):
        print("SKIP: Java and Maven are needed for a real Kafka")
        return 0
    checks = Checks()
    # The delay lets the instances join together: a task that moves takes its ledger along, and would
    # be counted by both.
    together = {"group.initial.rebalance.delay.ms": "3000"}
    with tempfile.TemporaryDirectory() as temporary, Kafka(together) as broker:
        folder = pathlib.Path(temporary)
        data = folder / "data"
        vocmap.call("generate", "--events", os.environ.get("VOCMAP_EVENTS", "20000"), "--seed", 7,
                    "--late", 0, "--out", data)
        until = end_of(data)
        truth = json.loads((data / "truth.json").read_text(encoding="utf-8"))
        expected = canonical.canonical(vocmap.replay(data, folder / "replay", "--until", until))
        for instances in (1, 3):
            deployment = Deployment(broker, data, folder / f"with-{instances}", f"app{instances}")
            records = deployment.produce()
            ledgers = deployment.run(instances, until)
            form = default_names(canonical.canonical(deployment.output()), deployment.names)
            sums = topic_sums(ledgers, deployment.names)
            what = f"{records} records through {instances} instance{'s' * (instances > 1)}"
            checks.expect(f"{what}: CANONICAL is that of the replay",
                          canonical.differences(expected, form, ("replay", "Kafka")))
            checks.expect(f"{what}: the ledger closes", open_ledger(ledgers, deployment.names))
            checks.expect(f"{what}: everything planted is found", truth_differences(truth, form, sums))
    return 1 if checks.failures else 0


if __name__ == "__main__":
    sys.exit(main())
