"""vocmap on a real Kafka, for tests that hurt it: the data, the application, its instances, EXACT.

    with fault_test("kill loop") as test:
        deployment = test.deploy("killed", settings={"commit": {"max_records": 2000}})
        deployment.produce()
        instance = deployment.start()
        instance.wait_for("transaction committed")
        instance.kill()
        deployment.expect_exact("one kill")

The events are pressed through a broker of the test's own. Standard library only.
"""

import contextlib
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading

import canonical
import exact
from batch_reference import times
import vocmap
from instance import Instance, eventually
from kafka import Kafka

SKIPPED = 77
PARTITIONS = 4
OCCURRED_AT = re.compile(r'"(?:occurred_at|started_at)":"([^"]+)"')


class Checks:
    """What a test found out. Figures also go to the file VOCMAP_RESULTS, one JSON line each."""

    def __init__(self, test: str = ""):
        self.test, self.failures = test, 0

    def expect(self, what: str, differences) -> None:
        count = canonical.report(differences)
        self.failures += count > 0
        print(f"{'FAILED' if count else 'ok':6} {what}", flush=True)

    def that(self, what: str, holds, otherwise: str = "it is not so") -> None:
        self.expect(what, [] if holds else [otherwise])

    def figure(self, name: str, value: float, unit: str) -> None:
        print(f"figure {name}: {value:.6g} {unit}", flush=True)
        if path := os.environ.get("VOCMAP_RESULTS"):
            with open(path, "a", encoding="utf-8") as results:
                results.write(json.dumps({"test": self.test, "name": name, "value": value,
                                          "unit": unit}) + "\n")


def end_of(data: pathlib.Path) -> str:
    """The hour after the newest event: T of --until."""
    newest = 0
    for path in data.glob("voc.*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if (found := OCCURRED_AT.search(line)) and times.TIME.match(found.group(1)):
                newest = max(newest, times.milliseconds(found.group(1)))
    return times.rfc3339(newest - newest % times.HOUR + times.HOUR)


class Inputs:
    """A folder with journeys.yaml and one <topic>.jsonl per input that has records."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.until = end_of(folder)

    def records(self, topic: str) -> list[str]:
        path = self.folder / f"{topic}.jsonl"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


class Workload(Inputs):
    """Generated events with planted truth, and what a replay makes of them."""

    def __init__(self, folder: pathlib.Path, events: int, seed: int, generate=()):
        data = folder / "data"
        vocmap.call("generate", "--events", events, "--seed", seed, "--late", 0, "--out", data,
                    *generate)
        super().__init__(data)
        self.truth = json.loads((data / "truth.json").read_text(encoding="utf-8"))
        self.expected = canonical.canonical(
            vocmap.replay(data, folder / "replay", "--until", self.until))


class Deployment:
    """One application with topics of its own on a broker."""

    def __init__(self, broker: Kafka, work: Inputs, folder: pathlib.Path, name: str,
                 checks: Checks, settings: dict | None = None, kafka: dict | None = None,
                 client=()):
        self.broker, self.work, self.folder, self.name, self.checks = (broker, work, folder, name,
                                                                       checks)
        self.settings = settings or {}
        self.kafka = {"bootstrap.servers": broker.bootstrap, **(kafka or {})}
        self.client = client  # what kcat needs beside the bootstrap servers
        topics = vocmap.INPUTS + canonical.KEYED + canonical.COUNTED + (
            "voc.projects", "voc.feedback", "voc.battle-map", "voc.taxonomy", "voc.scenarios",
            "voc.forecast")
        self.names = {t: f"{name}.{t}" for t in topics}
        self.instances = []
        folder.mkdir()

    def state(self, instance: int = 0) -> pathlib.Path:
        return self.folder / f"state-{instance}"

    def config(self, instance: int = 0) -> pathlib.Path:
        """Writes the instance's vocmap.yaml; JSON is YAML."""
        settings = {
            "application": self.name, "instance": f"{self.name}-{instance}",
            "journeys": str(self.work.folder / "journeys.yaml"),
            "state_dir": str(self.state(instance)), "http": {"port": 0},
            "partitions": {"journey": PARTITIONS, "map": 3},
            "topics": self.names, **self.settings, "kafka": self.kafka}
        path = self.folder / f"vocmap-{instance}.yaml"
        path.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
        return path

    def create_topics(self) -> None:
        vocmap.call("topics", "--create", "--inputs", PARTITIONS, "--config", self.config())

    def produce(self) -> int:
        """Creates the topics and writes all inputs at once; returns the records."""
        self.create_topics()
        return sum(self.write(topic, self.work.records(topic)) for topic in vocmap.INPUTS)

    def write(self, topic: str, lines: list[str]) -> int:
        """Writes records to an input, by kcat."""
        keyed = "".join(f"{vocmap.key_of(line) or ''}\t{line}\n" for line in lines)
        if lines:
            subprocess.run(["kcat", "-P", "-Z", "-K", "\t", "-b", self.broker.bootstrap,
                            "-t", self.names[topic], *self.client],
                           input=keyed, encoding="utf-8", check=True)
        return len(lines)

    def start(self, instance: int = 0, *arguments, environment: dict | None = None) -> Instance:
        self.instances.append(Instance(self.config(instance), *arguments, environment=environment))
        return self.instances[-1]

    def run(self, instances: int = 1, until: str | None = None) -> list[dict]:
        """Runs instances side by side until the inputs' ends; their ledgers."""
        running = [self.start(i, "--until", until or self.work.until) for i in range(instances)]
        ledgers = []
        for instance in running:
            if (code := instance.wait(600)) != 0:
                raise RuntimeError(f"vocmap run ended with {code}:\n{instance.text()[-4000:]}")
            ledgers.append(vocmap.ledger(instance.output()))
        return ledgers

    def output(self) -> pathlib.Path:
        return vocmap.consume_folder(self.broker, self.folder / "out", self.names, self.client)

    def expect_exact(self, what: str, ledgers: list[dict] | None = None) -> None:
        """Stops what runs, drains with one instance unless `ledgers` are given, and checks EXACT.
        Only a drain by one instance counts everything once: a task that moves takes its ledger
        along."""
        for instance in self.instances:
            if instance.running():
                instance.resume()
                instance.stop()
        ledgers = self.run() if ledgers is None else ledgers
        self.checks.expect(f"{what}: the ledger closes", exact.open_ledger(ledgers, self.names))
        try:
            form = exact.default_names(canonical.canonical(self.output()), self.names)
        except ValueError as error:  # a revision that is there twice, or missing
            self.checks.expect(f"{what}: revisions count up", [str(error)])
            return
        self.checks.expect(f"{what}: CANONICAL is that of the replay",
                           canonical.differences(self.work.expected, form, ("replay", "Kafka")))
        sums = exact.topic_sums(ledgers, self.names)
        self.checks.expect(f"{what}: everything planted is found",
                           exact.truth_differences(self.work.truth, form, sums))

    def expect_refusal(self, what: str, sentence: str, codes=(2, 3), timeout_s: float = 60,
                       instance: Instance | None = None) -> None:
        """A start ends by itself, with one of the exit codes and a sentence that holds a text."""
        instance = instance or self.start()
        try:
            code = instance.wait(timeout_s)
        except RuntimeError:
            code = None
        said = [line for line in instance.text().splitlines()
                if re.search(sentence, line) and not re.search(r" kafka [A-Z]+: ", line)]
        self.checks.expect(f"{what} is refused", [] if code in codes and said else [
            f"exit code {code}, no '{sentence}' in:\n{instance.text()[-3000:]}"])
        if said:
            print(f"       {code}: {said[-1]}")

    def identities(self, instance: int = 0) -> dict:
        """RocksDB's identity of each task's state: another one means that it was built anew."""
        return {path.parent.name: path.read_text(encoding="utf-8").strip()
                for path in sorted(self.state(instance).glob("*/IDENTITY"))
                if ".corrupt" not in path.parent.name}


    def state_bytes(self, instance: int = 0) -> int:
        return sum(path.stat().st_size for path in self.state(instance).rglob("*")
                   if path.is_file())

    def wait_until_read(self, timeout_s: float = 120) -> None:
        """Waits until the group stands at the ends of the inputs."""
        admin = self.broker.admin
        for topic in vocmap.INPUTS:
            for partition in range(PARTITIONS):
                end = admin.end(self.names[topic], partition)
                eventually(lambda t=self.names[topic], p=partition, e=end:
                           max(admin.position(self.name, t, p), 0) >= e,
                           f"{self.names[topic]} [{partition}] is read to {end}", timeout_s)


class Feed:
    """Writes the workload to the inputs over some seconds, all topics in step, on a thread."""

    def __init__(self, deployment: Deployment, seconds: float, steps: int = 24):
        self._deployment, self._pause, self._steps = deployment, seconds / steps, steps
        self._error = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    def _write(self) -> None:
        try:
            for step in range(self._steps):
                for topic in vocmap.INPUTS:
                    lines = self._deployment.work.records(topic)
                    first, last = (len(lines) * n // self._steps for n in (step, step + 1))
                    self._deployment.write(topic, lines[first:last])
                self._stopped.wait(self._pause)
        except (OSError, subprocess.SubprocessError) as error:
            self._error = error

    def running(self) -> bool:
        return self._thread.is_alive()

    def finish(self) -> None:
        self._thread.join()
        if self._error:
            raise self._error


class FaultTest:
    """What one test file works with."""

    def __init__(self, name: str, folder: pathlib.Path, broker: Kafka, seed: int, events: int,
                 generate=()):
        self.folder, self.broker, self.seed, self.events = folder, broker, seed, events
        self._generate = generate
        self.checks = Checks(name)
        self.random = random.Random(seed)
        self._work = None

    @property
    def work(self) -> Workload:
        if not self._work:
            self._work = Workload(self.folder, self.events, self.seed, self._generate)
        return self._work

    def keep_logs(self) -> None:
        """Copies the instances' logs and configurations to build/fault-logs."""
        kept = vocmap.ROOT / "build" / "fault-logs" / self.checks.test.replace(" ", "-")
        for path in self.folder.glob("*/vocmap-*"):
            target = kept / path.relative_to(self.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        print(f"the instances' logs are in {kept}", flush=True)

    def deploy(self, name: str, **options) -> Deployment:
        return Deployment(self.broker, self.work, self.folder / name, name, self.checks, **options)


def need(*programs: str) -> None:
    """Ends the test as skipped when a program is missing."""
    for program in programs:
        if not shutil.which(program):
            skip(f"{program} is needed")


def skip(why: str) -> None:
    print(f"SKIP: {why}")
    sys.exit(SKIPPED)


def soak() -> bool:
    """Whether long runs are wanted."""
    return os.environ.get("VOCMAP_SOAK", "") not in ("", "0")


def built(name: str) -> str:
    """A program or library that the build makes for tests."""
    path = pathlib.Path(vocmap.binary()).parent / "tests" / name
    if not path.exists():
        raise SystemExit(f"{path} is not built")
    return str(path)


def preload(library: str) -> dict:
    """The environment that puts one of the tests' shared objects before a program's libraries."""
    return {"LD_PRELOAD": built(f"{library}.so")}


def size(quick: int, long: int) -> int:
    return long if soak() else quick


@contextlib.contextmanager
def fault_test(name: str, events: int = 20000, properties: dict | None = None, broker=None,
               generate=()):
    """A broker, a workload and checks; ends the process with code 1 when a check failed.
    VOCMAP_EVENTS and VOCMAP_SEED set the size and the seed."""
    need("java", "mvn", "kcat")
    seed = int(os.environ.get("VOCMAP_SEED", "11"))
    events = int(os.environ.get("VOCMAP_EVENTS", str(events)))
    print(f"{name}: VOCMAP_SEED={seed} VOCMAP_EVENTS={events}", flush=True)
    with tempfile.TemporaryDirectory(prefix="vocmap-test-") as temporary, contextlib.ExitStack() as s:
        kafka = s.enter_context(broker or Kafka(properties))
        test = FaultTest(name, pathlib.Path(temporary), kafka, seed, events, generate)
        try:
            yield test
        except BaseException:
            test.keep_logs()
            raise
        if test.checks.failures:
            test.keep_logs()
    if test.checks.failures:
        sys.exit(1)
