#!/usr/bin/env python3
"""Apache Kafka for tests: one KRaft node on loopback, from the jars of Maven Central.

    kafka.py fetch                 download the jars once into build/kafka/lib
    kafka.py run -- CMD...         start a broker, run CMD with KAFKA_BOOTSTRAP set, stop the broker,
                                   exit with CMD's code

As a module:

    with Kafka() as kafka:
        kafka.create_topic("voc.contacts", partitions=4)
        kafka.produce("voc.contacts", [("c1", '{"contact_id":"c1"}')])
        records = kafka.consume("voc.metrics.1h")

`produce` and `consume` are Kafka's own console tools, so they are independent of the client under
test. Standard library only.
"""

import base64
import contextlib
import ctypes
import fcntl
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from typing import Iterable, NamedTuple

from kafka_admin import KafkaAdmin

SUPPORT = pathlib.Path(__file__).resolve().parent
CACHE = SUPPORT.parent.parent / "build" / "kafka"
LIBRARY = CACHE / "lib"
NULL = "\u2400"  # stands for a null key or value in the console tools' text


class ConsumedRecord(NamedTuple):
    partition: int
    offset: int
    timestamp_ms: int
    headers: dict
    key: str | None
    value: str | None


def fetch() -> pathlib.Path:
    """Downloads the jars unless they are there; safe to call from several processes at once."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not LIBRARY.exists():
            partial = CACHE / "lib.partial"
            shutil.rmtree(partial, ignore_errors=True)
            subprocess.run(
                ["mvn", "-q", "-B", "-f", str(SUPPORT / "kafka-pom.xml"),
                 "dependency:copy-dependencies", f"-DoutputDirectory={partial}"], check=True)
            partial.rename(LIBRARY)
    return LIBRARY


def java(main_class: str, *arguments: str, memory: str = "128m", log: str = "warn") -> list[str]:
    """The command line of one Java program; tuned for a short life on few cores."""
    return ["java", f"-Xmx{memory}", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            f"-Dorg.slf4j.simpleLogger.defaultLogLevel={log}",
            "-Dorg.slf4j.simpleLogger.showDateTime=true", "-Dfile.encoding=UTF-8",
            "-cp", f"{LIBRARY}/*", main_class, *arguments]


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for s in sockets:
            s.bind(("127.0.0.1", 0))
        return [s.getsockname()[1] for s in sockets]


def die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: a killed test leaves no broker


class Kafka:
    """One broker with its own data folder and ports. After stop() or kill(), start() continues on
    the same data and the same ports. `properties` override or extend the server's; `listeners`,
    each with a comma before it, stand beside the plain one."""

    def __init__(self, properties: dict | None = None, listeners: str = ""):
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="vocmap-kafka-"))
        self.port, self._controller_port = free_ports(2)
        self._process: subprocess.Popen | None = None
        self.log = self._folder / "server.log"
        self.bootstrap = f"127.0.0.1:{self.port}"
        self.admin = KafkaAdmin(self.port)
        fetch()
        self._format(properties or {}, listeners)

    def __enter__(self) -> "Kafka":
        self.start()
        return self

    def __exit__(self, *_) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self, timeout_s: float = 60) -> None:
        """Returns once the broker accepts clients."""
        with open(self.log, "ab") as log:
            position = log.tell()
            self._process = subprocess.Popen(
                java("kafka.Kafka", str(self._folder / "server.properties"), memory="512m",
                     log="info"),
                cwd=self._folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=die_with_parent)
        deadline = time.monotonic() + timeout_s
        while b"Kafka Server started" not in self._log_from(position):
            if self._process.poll() is not None or time.monotonic() > deadline:
                tail = self._log_from(position)[-4000:].decode("utf-8", "replace")
                self.kill()
                raise RuntimeError(f"the Kafka broker did not start:\n{tail}")
            time.sleep(0.05)

    def stop(self, timeout_s: float = 30) -> None:
        """A controlled shutdown; a broker that hangs is killed."""
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(timeout_s)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def close(self) -> None:
        """Kills the broker and deletes its data."""
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def create_topic(self, name: str, partitions: int = 1, config: dict | None = None) -> None:
        self.admin.create_topic(name, partitions, config)

    def produce(self, topic: str, records: Iterable[tuple[str | None, str | None]]) -> None:
        """Writes (key, value) pairs; None is null. Neither may hold a tab or a line feed."""
        lines = "".join(f"{NULL if key is None else key}\t{NULL if value is None else value}\n"
                        for key, value in records)
        # On a busy machine its 1.5 s and 3 attempts are too little, and it gives up with a log line and
        # exit code 0.
        patience = ("acks=all", "request.timeout.ms=30000", "retries=1000")
        self._tool("org.apache.kafka.tools.ConsoleProducer", "--topic", topic,
                   "--property", "parse.key=true", "--property", "key.separator=\t",
                   "--property", f"null.marker={NULL}",
                   *[a for p in patience for a in ("--producer-property", p)], text=lines)

    def consume(self, topic: str, quiet_ms: int = 3000, committed: bool = True,
                max_records: int | None = None) -> list[ConsumedRecord]:
        """Reads a topic from its beginning until nothing came for `quiet_ms`."""
        columns = ("partition", "offset", "timestamp", "headers", "key")
        output = self._tool(
            "org.apache.kafka.tools.consumer.ConsoleConsumer", "--topic", topic,
            "--from-beginning", "--timeout-ms", str(quiet_ms),
            "--isolation-level", "read_committed" if committed else "read_uncommitted",
            "--property", "key.separator=\t", "--property", f"null.literal={NULL}",
            *[argument for column in columns for argument in ("--property", f"print.{column}=true")],
            *(["--max-messages", str(max_records)] if max_records else []))
        return [_parse_consumed(line) for line in output.splitlines() if line.count("\t") >= 5]

    def read_each(self, topic: str, options=()) -> Iterable[tuple[int, str, str | None]]:
        """Yields every committed record of a topic as (partition, key, value), by kcat, which ends
        where the partitions end and not after a silence; the order holds within a partition. What
        weeks of windows wrote does not fit into memory."""
        with tempfile.TemporaryFile("w+", encoding="utf-8") as said, subprocess.Popen(
                ["kcat", "-C", "-e", "-q", "-J", "-b", self.bootstrap, "-t", topic, "-o",
                 "beginning", "-X", "isolation.level=read_committed", *options],
                stdout=subprocess.PIPE, stderr=said, text=True, encoding="utf-8") as kcat:
            for line in kcat.stdout:
                record = json.loads(line)
                yield record["partition"], record["key"], record["payload"]
            if kcat.wait() != 0:
                said.seek(0)
                raise RuntimeError(f"kcat failed:\n{said.read()}")

    def read_all(self, topic: str, options=()) -> list[tuple[int, str, str | None]]:
        """All that `read_each` yields."""
        return list(self.read_each(topic, options))

    def _tool(self, main_class: str, *arguments: str, text: str = "") -> str:
        finished = subprocess.run(
            java(main_class, "--bootstrap-server", self.bootstrap, *arguments), cwd=self._folder,
            input=text, capture_output=True, text=True, encoding="utf-8", check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8"})
        if finished.returncode != 0 or "Error when sending message" in finished.stderr:
            raise RuntimeError(f"{main_class} failed:\n{finished.stderr}")
        return finished.stdout

    def _format(self, overrides: dict, listeners: str) -> None:
        controller = f"127.0.0.1:{self._controller_port}"
        properties = {
            "process.roles": "broker,controller",
            "node.id": "1",
            "controller.quorum.bootstrap.servers": controller,
            "controller.listener.names": "CONTROLLER",
            "listeners": f"PLAINTEXT://{self.bootstrap},CONTROLLER://{controller}{listeners}",
            "advertised.listeners": f"PLAINTEXT://{self.bootstrap}{listeners}",
            "log.dirs": str(self._folder / "data"),
            "auto.create.topics.enable": "false",
            "default.replication.factor": "1",
            "offsets.topic.replication.factor": "1",
            "offsets.topic.num.partitions": "4",
            "transaction.state.log.replication.factor": "1",
            "transaction.state.log.min.isr": "1",
            "transaction.state.log.num.partitions": "4",
            "share.coordinator.state.topic.replication.factor": "1",
            "share.coordinator.state.topic.min.isr": "1",
            # An abandoned transaction is found within a second of its own timeout.
            "transaction.abort.timed.out.transaction.cleanup.interval.ms": "1000",
            # A killed broker may register again after this time, not after 9 s.
            "broker.session.timeout.ms": "4000",
            "broker.heartbeat.interval.ms": "500",
            "group.initial.rebalance.delay.ms": "0",
            "group.min.session.timeout.ms": "1000",
            "log.cleaner.dedupe.buffer.size": "4194304",
            "num.network.threads": "2",
            "num.io.threads": "4",
            **overrides,
        }
        path = self._folder / "server.properties"
        path.write_text("".join(f"{k}={v}\n" for k, v in properties.items()), encoding="utf-8")
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        subprocess.run(java("kafka.tools.StorageTool", "format", "-t", cluster.replace("-", "a"),
                            "-c", str(path), "--standalone"),
                       cwd=self._folder, check=True, stdout=subprocess.DEVNULL)

    def _log_from(self, position: int) -> bytes:
        with open(self.log, "rb") as log:
            log.seek(position)
            return log.read()


def _parse_consumed(line: str) -> ConsumedRecord:
    timestamp, partition, offset, headers, key, value = line.split("\t", 5)
    pairs = [] if headers == "NO_HEADERS" else headers.split(",")
    return ConsumedRecord(
        int(partition.removeprefix("Partition:")), int(offset.removeprefix("Offset:")),
        int(timestamp.partition(":")[2]), dict(pair.split(":", 1) for pair in pairs),
        None if key == NULL else key, None if value == NULL else value)


def run(command: list[str]) -> int:
    with Kafka() as kafka:
        return subprocess.run(command, env={**os.environ, "KAFKA_BOOTSTRAP": kafka.bootstrap},
                              check=False).returncode


def main(arguments: list[str]) -> int:
    if arguments == ["fetch"]:
        print(fetch())
        return 0
    if len(arguments) > 2 and arguments[:2] == ["run", "--"]:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        return run(arguments[2:])
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
