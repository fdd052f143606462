"""Runs the vocmap binary for tests: VOCMAP_BINARY, else the newest build/<preset>/vocmap."""

import json
import os
import pathlib
import subprocess

import canonical
import kafka

ROOT = pathlib.Path(__file__).resolve().parents[2]
INPUTS = ("voc.contacts", "voc.orders", "voc.surveys", "voc.agent-activity", "voc.customers")
KEY_FIELDS = ("customer_id", "contact_id", "order_id", "agent_id")


def binary() -> str:
    if given := os.environ.get("VOCMAP_BINARY"):
        return given
    built = sorted(ROOT.glob("build/*/vocmap"), key=lambda path: path.stat().st_mtime)
    if not built:
        raise SystemExit("no vocmap binary: build it, or set VOCMAP_BINARY")
    return str(built[-1])


def call(*arguments, timeout_s: float = 900) -> str:
    """Runs vocmap; returns its stdout, or stops the test with its stderr."""
    done = subprocess.run([binary(), *map(str, arguments)], capture_output=True, text=True,
                          encoding="utf-8", timeout=timeout_s, check=False)
    if done.returncode != 0:
        raise SystemExit(f"vocmap {' '.join(map(str, arguments))} ended with {done.returncode}:\n"
                         f"{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout


def replay(data, out, *options) -> pathlib.Path:
    """Replays the input files of a folder; returns `out`."""
    data = pathlib.Path(data)
    # Reference data first: whoever keeps the order of lines has it before the contacts.
    topics = sorted(INPUTS, key=lambda topic: topic != "voc.customers")
    inputs = [data / f"{topic}.jsonl" for topic in topics if (data / f"{topic}.jsonl").exists()]
    config = ("--config", data / "vocmap.yaml") if (data / "vocmap.yaml").exists() else ()
    call("replay", "--journeys", data / "journeys.yaml", "--out", out, *config, *options, *inputs)
    return pathlib.Path(out)


def ledger(stdout: str) -> dict:
    """The ledger that `vocmap run --until` and `vocmap replay` print at their end."""
    return json.loads(stdout.strip().splitlines()[-1])["ledger"]


def key_of(line: str):
    """The Kafka key of an input record; records that no one can read have none."""
    try:
        record = json.loads(line)
        return next((record[f] for f in KEY_FIELDS if record.get(f)), None)
    except (ValueError, AttributeError):
        return None


def produce_folder(broker: kafka.Kafka, data, topics=INPUTS, names=None) -> int:
    """Writes the input files of a folder to Kafka with Kafka's own client; returns the records."""
    count = 0
    for topic in topics:
        path = pathlib.Path(data) / f"{topic}.jsonl"
        if path.exists():
            lines = path.read_text(encoding="utf-8").splitlines()
            broker.produce((names or {}).get(topic, topic), [(key_of(line), line) for line in lines])
            count += len(lines)
    return count


def consume_folder(broker: kafka.Kafka, out, names=None, options=()) -> pathlib.Path:
    """Reads vocmap's output topics, committed records only, into files like those of a replay."""
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    for topic in (*canonical.KEYED, *canonical.COUNTED):
        if topic == "voc.metrics.28d":
            continue
        records = broker.read_each((names or {}).get(topic, topic), options)
        with open(out / f"{topic}.jsonl", "w", encoding="utf-8") as file:
            for _, key, payload in records:
                value = None if payload is None else json.loads(payload)
                file.write(json.dumps({"key": key, "value": value}, ensure_ascii=False) + "\n")
    return out
