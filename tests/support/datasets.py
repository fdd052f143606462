#!/usr/bin/env python3
"""Turns the public data sets into streams that vocmap can replay.

    datasets.py airline|banking|massive DIR [--contacts N]

Writes DIR/journeys.yaml, DIR/voc.contacts.jsonl and DIR/voc.orders.jsonl; equal arguments give
equal bytes. Texts come from ../shared/data beside the project at that time and stay in DIR. The
airline tweets keep their own times; the other sets have none, so arrival times are made up.
"""

import argparse
import collections
import datetime
import json
import pathlib
import random
import sys

import yaml_subset

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
TAXONOMIES = ROOT / "tests" / "integration" / "taxonomies"
START = datetime.datetime(2026, 3, 27, 6, tzinfo=datetime.timezone.utc)  # a clock change follows
SPAN_S = 3 * 86_400
EXAMPLES = 6  # per scenario, for the sets whose examples are drawn from the data
ZONES = {"delta": "America/New_York", "united": "America/Chicago", "southwest": "America/Chicago",
         "virgin_america": "America/Los_Angeles"}
CHANNELS = ("chat", "chat", "call", "app", "email", "wechat")
REGIONS = ("north", "south")


class DataAbsent(Exception):
    """The public data is not beside the project."""


def rows(path: str) -> list[list[str]]:
    full = DATA / path
    if not full.exists():
        raise DataAbsent(f"{full} is not there")
    lines = full.read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines]


def rfc3339(at: datetime.datetime) -> str:
    return at.astimezone(datetime.timezone.utc).isoformat(timespec="milliseconds")


def taxonomy_file(name: str) -> dict:
    return yaml_subset.load((TAXONOMIES / name).read_text(encoding="utf-8"))


def airline(limit: int | None):
    """Tweets to six airlines with their own times, one line per airline, exposure: bookings."""
    draw = random.Random(1)
    tweets = rows("airline_tweets/stream.tsv")[:limit]
    lines, contacts = {}, []
    for number, (created_at, name, _, text, *_) in enumerate(tweets):
        line = name.lower().replace(" ", "_")
        lines.setdefault(line, name)
        at = datetime.datetime.fromisoformat(created_at)
        at += datetime.timedelta(milliseconds=draw.randrange(1000))
        contacts += life_cycle(draw, f"t{number:05}", line, at, text, "social",
                               f"u{draw.randrange(3000):04}")
    journeys = {"version": 1, "lines": [
        {"id": line, "name": {"en": name}, "time_zone": ZONES.get(line, "UTC"),
         "exposure": {"kind": "order"}, "stages": stages_of_line(line)}
        for line, name in sorted(lines.items())]}
    times = [datetime.datetime.fromisoformat(row[0]) for row in tweets]
    shares = collections.Counter(row[1].lower().replace(" ", "_") for row in tweets)
    orders = flows(draw, min(times), max(times), {k: 20 * n for k, n in shares.items()},
                   "placed", ("paid", "cancelled", "visit"))
    return journeys, contacts, orders


def stages_of_line(line: str) -> list[dict]:
    """The passenger's journey with scenario ids of one airline."""
    stages = taxonomy_file("airline.yaml")["stages"]
    for stage in stages:
        for scenario in stage["scenarios"]:
            scenario["id"] = f"{line}.{stage['id']}.{scenario['id']}"
    return stages


def labelled(folder: str, file: str, seed: int, limit: int | None):
    """A set of texts with intents: a line of intents by stage, contacts from its test texts."""
    draw = random.Random(seed)
    plan = taxonomy_file(file)
    by_label = collections.defaultdict(list)
    for text, label in rows(f"{folder}/train.tsv"):
        by_label[label].append(text)
    if unknown := {label for stage in plan["stages"] for label, _ in intents(stage)} - set(by_label):
        raise ValueError(f"{file} names intents that the data does not have: {sorted(unknown)}")
    line = plan["line"] | {"stages": [
        {"id": stage["id"], "name": stage["name"], "scenarios": [
            {"id": f"{plan['line']['id']}.{stage['id']}.{short}", "name": {"en": short},
             "examples": draw.sample(sorted(set(by_label[label])),
                                     min(EXAMPLES, len(set(by_label[label])))),
             "target_per_10k": draw.randrange(2, 30)}
            for label, short in intents(stage)]} for stage in plan["stages"]]}
    texts = rows(f"{folder}/test.tsv")
    draw.shuffle(texts)
    contacts = []
    for number, (text, _) in enumerate(texts[:limit]):
        at = START + datetime.timedelta(milliseconds=draw.randrange(SPAN_S * 1000))
        contacts += life_cycle(draw, f"c{number:05}", line["id"], at, text, draw.choice(CHANNELS),
                               f"u{draw.randrange(1500):04}" if draw.random() < 0.95 else None)
    return {"version": 1, "lines": [line]}, contacts, draw


def intents(stage: dict) -> list[tuple[str, str]]:
    """(label in the data, short scenario name) of a stage."""
    if isinstance(stage["intents"], dict):
        return list(stage["intents"].items())
    return [(label, label.lower().rstrip("?")) for label in stage["intents"]]


def banking(limit: int | None):
    """Banking77: one line of a bank app, exposure: cards, published hourly for two regions."""
    journeys, contacts, draw = labelled("banking77", "banking77.yaml", 2, limit)
    orders, level = [], dict(zip(REGIONS, (120_000, 80_000)))
    for hour in range(SPAN_S // 3600):
        at = START + datetime.timedelta(hours=hour, seconds=draw.randrange(3600))
        for region in REGIONS:
            level[region] += draw.randrange(-20, 60)
            orders.append({"order_id": f"cards-{region}-{hour}", "event": "active",
                           "occurred_at": rfc3339(at), "line": "bank", "exposure_kind": "card",
                           "exposure_count": level[region], "region": region})
    return journeys, contacts, orders


def massive(limit: int | None):
    """MASSIVE zh-CN: one line of a home assistant, exposure: visits."""
    journeys, contacts, draw = labelled("massive_zh_cn", "massive_zh.yaml", 3, limit)
    end = START + datetime.timedelta(seconds=SPAN_S)
    return journeys, contacts, flows(draw, START, end, {"assistant": 4 * len(contacts)}, "visit",
                                     ("placed", "active"))


def life_cycle(draw, contact_id, line, at, text, channel, customer) -> list[dict]:
    """One contact: a single `closed` record, or opened, message and closed within 6 hours."""
    head = {"contact_id": contact_id, "line": line, "channel": channel}
    if customer:
        head["customer_id"] = customer
    if draw.random() < 0.02:
        head["direction"] = "outbound"
    later = at + datetime.timedelta(seconds=draw.randrange(60, 9000))
    if draw.random() < 0.6:
        return [head | {"event": "closed", "occurred_at": rfc3339(later), "opened_at": rfc3339(at),
                        "text": text}]
    end = later + datetime.timedelta(seconds=draw.randrange(60, 9000))
    turns = [{"seq": 1, "role": "customer", "at": rfc3339(at), "text": text},
             {"seq": 2, "role": "agent", "at": rfc3339(later), "text": "I will look into it."}]
    return [head | {"event": "opened", "occurred_at": rfc3339(at)},
            head | {"event": "message", "occurred_at": rfc3339(later), "turns": turns},
            head | {"event": "closed", "occurred_at": rfc3339(end), "resolved_claim": "agent"}]


def flows(draw, start, end, counts: dict, event: str, noise: tuple) -> list[dict]:
    """Exposure of a flow for each line, one event in four of a kind that is no exposure."""
    orders, span_ms = [], int((end - start).total_seconds() * 1000)
    for line, count in sorted(counts.items()):
        for number in range(count):
            at = start + datetime.timedelta(milliseconds=draw.randrange(span_ms))
            chosen = event if number % 4 else draw.choice(noise)
            order = {"order_id": f"o-{line}-{number}", "event": chosen, "occurred_at": rfc3339(at),
                     "line": line}
            if draw.random() < 0.9:
                order["customer_id"] = f"u{draw.randrange(3000):04}"
            if draw.random() < 0.02:
                order["exposure_count"] = draw.randrange(2, 9)
            orders.append(order)
    return orders


SETS = {"airline": airline, "banking": banking, "massive": massive}
SOURCES = {"airline": "airline_tweets", "banking": "banking77", "massive": "massive_zh_cn"}


def is_there(name: str) -> bool:
    """Whether the data of a set stands beside the project."""
    return (DATA / SOURCES[name]).is_dir()


def write(name: str, folder, limit: int | None = None) -> pathlib.Path:
    """Writes a set's journeys.yaml, voc.contacts.jsonl and voc.orders.jsonl; returns the folder."""
    folder = pathlib.Path(folder)
    journeys, contacts, orders = SETS[name](limit)
    folder.mkdir(parents=True, exist_ok=True)
    # JSON is YAML, and has one way to quote whatever a text holds.
    (folder / "journeys.yaml").write_text(json.dumps(journeys, ensure_ascii=False),
                                          encoding="utf-8")
    for topic, records in (("voc.contacts", contacts), ("voc.orders", orders)):
        records.sort(key=lambda r: r["occurred_at"])
        with open(folder / f"{topic}.jsonl", "w", encoding="utf-8") as out:
            for record in records:
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
    return folder


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", choices=SETS)
    parser.add_argument("folder")
    parser.add_argument("--contacts", type=int, help="only the first N texts")
    given = parser.parse_args()
    try:
        write(given.name, given.folder, given.contacts)
    except DataAbsent as absent:
        print(absent, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
