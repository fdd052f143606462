"""Agents' hours: which work counts at each instant, and the searches of the knowledge base."""

import collections
import dataclasses
import json

from .inputs import SCHEMAS
from .times import HOUR

SHARED, UNKNOWN = "_shared", "_unknown"
STATES = json.loads((SCHEMAS / "voc.agent-activity.json").read_text(encoding="utf-8"))[
    "properties"]["state"]["enum"]  # in the order of their rank


@dataclasses.dataclass(frozen=True)
class Spent:
    """Time of one agent in one state, in the hour from `at`."""
    line: str
    at: int
    state: str
    paid: bool
    ms: int


@dataclasses.dataclass(frozen=True)
class Search:
    """One interval of kb_search, in the hour of its start."""
    line: str
    at: int
    ms: int
    results: int | None


def line_of(record: dict, lines: dict) -> str:
    line = record.get("line", SHARED)
    return line if line in lines else UNKNOWN


def is_paid(record: dict) -> bool:
    return record.get("paid", record["state"] != "logout")


def searches(activity: list[dict], lines: dict) -> list[Search]:
    return [Search(line_of(r, lines), r["at"], r["ended"] - r["at"], r.get("kb_result_count"))
            for r in activity if r["state"] == "kb_search"]


def spent(activity: list[dict], lines: dict) -> list[Spent]:
    """The time of all agents, each instant of an agent once."""
    by_hour = collections.defaultdict(list)
    for record in activity:
        for hour in range(record["at"] - record["at"] % HOUR, record["ended"], HOUR):
            by_hour[record["agent_id"], hour].append(record)
    return [Spent(line_of(record, lines), hour, record["state"], is_paid(record), ms)
            for (_, hour), records in by_hour.items()
            for record, ms in shares_of(records, hour)]


def shares_of(records: list[dict], hour: int):
    """Yields (record, ms): the hour cut at every start and end, each piece for its highest state.
    Time in which the same records of a state share goes to them in one division."""
    bounds = {hour, hour + HOUR} | {t for r in records for t in (r["at"], r["ended"])}
    cuts = sorted(t for t in bounds if hour <= t <= hour + HOUR)
    sharing = {state: ([], 0) for state in STATES}
    for start, end in zip(cuts, cuts[1:]):
        now = {state: sharers([r for r in records if r["state"] == state and
                               r["at"] <= start and end <= r["ended"]]) for state in STATES}
        for state in STATES:
            before, ms = sharing[state]
            if now[state] != before:
                yield from divided(before, ms)
                sharing[state] = now[state], 0
        if top := next((state for state in STATES if now[state]), None):
            sharing[top] = now[top], sharing[top][1] + end - start
    for before, ms in sharing.values():
        yield from divided(before, ms)


def sharers(records: list[dict]) -> list[dict]:
    """One record per contact, that of the smallest name, and all without a contact, in order."""
    ranked = sorted(records, key=lambda r: (r.get("contact_id", ""), r["name"]))
    return [r for n, r in enumerate(ranked)
            if "contact_id" not in r or n == 0 or r["contact_id"] != ranked[n - 1].get("contact_id")]


def divided(records: list[dict], ms: int):
    """Equal parts; the milliseconds that do not divide go one each to the first."""
    for n, record in enumerate(records):
        yield record, ms // len(records) + (n < ms % len(records))
