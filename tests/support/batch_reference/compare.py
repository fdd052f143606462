"""Compares what a run published with the reference."""

import math
import pathlib

import canonical

from .contacts import fold_all, locate, take_over
from .costs import read_card
from .facts import contact_cell, gather
from .inputs import (read_activity, read_contacts, read_customers, read_orders,
                     read_surveys)
from .lines import lines_of, read_journeys
from .metrics import within
from .times import DAY, FOREVER, SIZES, rfc3339
from .windows import reference_records


def same(a, b) -> bool:
    """Equal, numbers up to the last digits of a double."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, (int, float)) and isinstance(b, (int, float)) and not isinstance(a, bool):
        return math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-12)
    return a == b


def wrong_members(found: dict, expected: dict) -> str:
    return "; ".join(f"{name} is {found.get(name)}, should be {expected[name]}"
                     for name in sorted(expected) if found.get(name) != expected[name] and
                     not same(found.get(name), expected[name]))


def read_inputs(data) -> dict[str, list[dict]]:
    """The accepted records of a folder of input files; absent files are empty."""
    readers = {"voc.contacts": read_contacts, "voc.orders": read_orders,
               "voc.surveys": read_surveys, "voc.customers": read_customers,
               "voc.agent-activity": read_activity}
    paths = {topic: pathlib.Path(data) / f"{topic}.jsonl" for topic in readers}
    return {topic: read(paths[topic]) if paths[topic].exists() else []
            for topic, read in readers.items()}


def take_over_all(contacts: list, enriched: dict):
    """Gives contacts what the text models say; yields those that only one side has."""
    published = {(v["customer_id"], v["contact_id"]): v for v in enriched.values()}
    for contact in contacts:
        found = published.pop((contact.customer_id, contact.contact_id), None)
        if found is None:
            yield f"contact {contact.identity}: not among the enriched contacts"
        else:
            take_over(contact, found)
    for identity in published:
        yield f"contact {identity}: never arrived"


def contact_differences(contacts: list, facts, enriched: dict):
    """Compares folded contacts with voc.contacts.enriched."""
    published = {(v["customer_id"], v["contact_id"]): v for v in enriched.values()}
    for contact in contacts:
        found = published.get((contact.customer_id, contact.contact_id), {})
        dims = contact_cell(contact, facts.customers).by(FOREVER)
        order = None if contact.order_id is None else {
            "order_id": contact.order_id, "inferred": contact.last("order_id") is None,
            "known": contact.order is not None}
        expected = {"opened_at": rfc3339(contact.opened_at), "line": contact.line,
                    "direction": contact.direction, "counted": contact.counted, "order": order}
        expected |= {name: value for name, value in dims.items() if name != "lang"}
        if wrong := found and wrong_members(found, expected):
            yield f"contact {contact.identity}: {wrong}"


def seconds(ms):
    return None if ms is None else ms / 1000


def journey_record(journey) -> dict:
    """What voc.service-journeys says of a journey, but for its id, steps and evidence."""
    order = journey.order_id and {"order_id": journey.order_id,
                                  "inferred": journey.first.last("order_id") is None}
    peak, end, following = (journey.peak_sentiment, journey.end_sentiment,
                            journey.until_next_order)
    return {"line": journey.first.line, "stage": journey.first.stage,
            "scenario": journey.first.scenario, "order": order,
            "opened_at": rfc3339(journey.first.opened_at),
            "last_opened_at": rfc3339(journey.last.opened_at),
            "last_event_at": rfc3339(journey.last_event_at),
            "contacts": len(journey.contacts), "outbound_contacts": len(journey.outbound),
            "contact_ids": {c.contact_id for c in journey.steps},
            "state": journey.state, "resolution": journey.resolution,
            "satisfaction": journey.satisfaction if journey.readable else None,
            "channel_switches": journey.channel_switches, "transfers": journey.sum("transfers"),
            "reopens": journey.sum("reopens"), "bot_turns": journey.sum("bot_turns"),
            "effort": journey.effort / 10, "wait_s": seconds(journey.sum("wait_ms")),
            "handle_s": seconds(journey.sum("handle_ms")),
            "effort_s": seconds(journey.sum("effort_ms")),
            "peak_sentiment": seconds(peak), "end_sentiment": seconds(end),
            "praise": journey.praise, "goodwill": journey.goodwill,
            "next_order_after_s": seconds(following if within(following, 30 * DAY) else None)}


def journey_differences(journeys: list, published: dict):
    """Compares journeys with voc.service-journeys, by customer and first contact."""
    found = {}
    for record in published.values():
        if "merged_into" not in record:
            record["contact_ids"] = {step["contact_id"] for step in record["steps"]}
            found[record["customer_id"], record["line"], frozenset(record["contact_ids"])] = record
    for journey in journeys:
        expected = journey_record(journey)
        contacts = frozenset(expected["contact_ids"])
        record = found.pop((journey.first.customer_id, journey.first.line, contacts), None)
        name = f"journey of {journey.customer} {sorted(contacts)}"
        if record is None:
            yield f"{name}: not published"
        elif wrong := wrong_members(record, expected):
            yield f"{name}: {wrong}"
    for customer, _, contacts in found:
        yield f"journey of {customer} {sorted(contacts)}: should not exist"


def record_differences(expected: dict, found: dict):
    for key in sorted(expected.keys() | found.keys()):
        if key not in found:
            yield f"{key}: missing, should be {brief(expected[key])}"
        elif key not in expected:
            yield f"{key}: should not exist, is {brief(found[key])}"
        elif wrong := wrong_members(found[key], expected[key]):
            yield f"{key}: {wrong}"


def brief(record: dict) -> str:
    return f"{record.get('numerator')} / {record.get('denominator')} = {record.get('value')}"


def published(out, topic: str) -> dict:
    return canonical.last_values(canonical.records_of(out, topic))


def compare(data, out, until: int = FOREVER, only=()):
    """Yields every difference between a run's output and the reference of the folder `data`."""
    inputs = read_inputs(data)
    enriched = published(out, "voc.contacts.enriched")
    lines = lines_of(read_journeys(pathlib.Path(data) / "journeys.yaml"), inputs["voc.orders"])
    contacts = fold_all(inputs["voc.contacts"])
    yield from take_over_all(contacts, enriched)
    watermark = max([until] + [r["at"] for records in inputs.values() for r in records])
    facts = gather(contacts, lines, inputs, watermark, read_card(data))
    if not only:
        yield from contact_differences(contacts, facts, enriched)
        yield from journey_differences(facts.journeys, published(out, "voc.service-journeys"))
    found = {k: v for size in SIZES for k, v in published(out, f"voc.metrics.{size}").items()}
    expected = reference_records(lines, facts, watermark)
    if only:
        found, expected = ({k: v for k, v in cells.items() if k.split("|")[0] in only}
                           for cells in (found, expected))
    yield from record_differences(expected, found)
