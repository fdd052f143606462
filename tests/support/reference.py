#!/usr/bin/env python3
"""The batch reference: what DOMAIN sections 2 to 4 say, computed plainly from the raw input.

    reference.py --journeys journeys.yaml --out DIR contacts.jsonl orders.jsonl

Computes contacts, exposure and service_rate of every line, stage, scenario (and channel) in 5 min,
1 h and 1 d, compares them with voc.metrics.* and voc.contacts.enriched of a replay in DIR, and
prints the differences; exit code 1 when there are any. A contact's scenario is taken from the
enriched contacts, since the text matcher is not computed here. Inputs without late or conflicting
records. Plain and slow on purpose; standard library only.
"""

import argparse
import collections
import datetime
import json
import math
import pathlib
import re
import sys
import zoneinfo

import canonical
import yaml_subset
from xxh64 import xxh64

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
FLOWS = {"order": "placed", "visit": "visit", "play": "active"}
UNITS = {"order": "orders", "visit": "visits", "active_user": "active_users",
         "installed_base": "installed_base", "card": "cards", "play": "plays"}
CONTACT_EVENTS = ("opened", "message", "transferred", "handed_off", "resolved", "closed",
                  "reopened", "rated")
CHANNELS = {"call", "chat", "email", "app", "web", "social", "sms", "wechat", "weibo", "qq", "store",
            "ivr", "review", "other"}
ORDER_EVENTS = {"placed", "paid", "shipped", "delivered", "used", "completed", "cancelled",
                "refund_requested", "refunded", "disputed", "visit", "active"}
Z = 1.959963984540054
TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})$")


def milliseconds(text: str) -> int:
    """RFC 3339 to milliseconds since 1970; finer fractions are cut."""
    date, time, fraction, offset = TIME.match(text).groups()
    instant = datetime.datetime.fromisoformat(
        f"{date}T{time}{'+00:00' if offset in 'Zz' else offset}")
    return int(instant.timestamp()) * 1000 + int((fraction or "0").ljust(3, "0")[:3])


def rfc3339(ms: int) -> str:
    text = datetime.datetime.fromtimestamp(ms // 1000, datetime.timezone.utc)
    return text.strftime("%Y-%m-%dT%H:%M:%S") + (f".{ms % 1000:03}" if ms % 1000 else "") + "Z"


def valid(record, kind: str) -> bool:
    """Whether a record of this simple kind is accepted; bad ones are dead letters."""
    if not isinstance(record, dict):
        return False
    names = [f"{kind}_id", "event", "occurred_at", "line"] + ["channel"] * (kind == "contact")
    if any(not isinstance(record.get(n), str) or not record[n] for n in names):
        return False
    if record["event"] not in (CONTACT_EVENTS if kind == "contact" else ORDER_EVENTS):
        return False
    if kind == "contact" and record["channel"] not in CHANNELS:
        return False
    count = record.get("exposure_count")
    if count is not None and not isinstance(count, int):
        return False
    return bool(TIME.match(record["occurred_at"])) and 2000 <= int(record["occurred_at"][:4]) <= 2100


def read(path, kind: str) -> list[dict]:
    """The accepted records of a file, in order, without duplicates; `at` is the event time."""
    records, seen = [], set()
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            try:
                record = json.loads(line)
            except ValueError:
                continue
            if not valid(record, kind):
                continue
            record["at"] = milliseconds(record["occurred_at"])
            key = [record[f"{kind}_id"], record["event"], record["at"]]
            if kind == "contact" and record.get("turns"):
                key.append(tuple(sorted(turn["seq"] for turn in record["turns"])))
            else:
                key.append(record.get("text" if kind == "contact" else "exposure_kind"))
            record["key"] = str(key)
            if record["key"] not in seen:
                seen.add(record["key"])
                records.append(record)
    return records


def fold(records: list[dict]) -> dict:
    """One contact from its records (DOMAIN: "From records to a contact")."""
    records.sort(key=lambda r: (r["at"], CONTACT_EVENTS.index(r["event"]), r["key"]))
    given = [milliseconds(r["opened_at"]) for r in records if r.get("opened_at")]
    opened = [milliseconds(r["opened_at"]) if r.get("opened_at") else r["at"]
              for r in records if r["event"] == "opened"]
    opened_at = opened[0] if opened else min(given) if given else records[0]["at"]
    in_time = [r for r in records if r["at"] <= opened_at + DAY]
    directions = [r["direction"] for r in records if r.get("direction")]
    direction = directions[-1] if directions else "inbound"
    return {"contact_id": records[0]["contact_id"], "customer_id": records[0].get("customer_id"),
            "opened_at": opened_at, "line": records[0]["line"], "channel": records[0]["channel"],
            "direction": direction, "counted": bool(in_time) and direction == "inbound"}


def fold_all(records: list[dict]) -> list[dict]:
    by_identity = collections.defaultdict(list)
    for record in records:
        customer = record.get("customer_id") or f"anon:{record['contact_id']}"
        by_identity[customer, record["contact_id"]].append(record)
    return [fold(group) for group in by_identity.values()]


def read_journeys(path) -> dict:
    text = pathlib.Path(path).read_text(encoding="utf-8")
    return json.loads(text) if text.startswith("{") else yaml_subset.load(text)


class Line:
    """A line of the taxonomy: its journey, its days and its exposure."""

    def __init__(self, raw: dict):
        self.id = raw["id"]
        self.kind = (raw.get("exposure") or {}).get("kind", "order")
        self.zone = zoneinfo.ZoneInfo(raw.get("time_zone", "UTC"))
        self.stage_of = {"none": "none"}
        for stage in raw["stages"]:
            for scenario in stage.get("scenarios") or []:
                self.stage_of[scenario["id"]] = stage["id"]
        self.flows = collections.Counter()             # 5-minute start -> exposure
        self.stocks = collections.defaultdict(list)    # (region, product) -> [(at, id, value)]

    def add_order(self, order: dict) -> None:
        count = order.get("exposure_count")
        count = 1 if count is None else count
        if self.kind in FLOWS:
            by_event = {"visit": "visit"}.get(order["event"], "order")
            given_kind = order.get("exposure_kind") or by_event
            if order["event"] == FLOWS[self.kind] and given_kind == self.kind:
                self.flows[order["at"] - order["at"] % (5 * MINUTE)] += count
        elif order.get("exposure_kind") == self.kind:
            series = order.get("region"), order.get("product_id")
            self.stocks[series].append((order["at"], order["order_id"], count))

    def window(self, size: str, at: int) -> tuple[int, int]:
        if size != "1d":
            length = {"5m": 5 * MINUTE, "1h": HOUR}[size]
            return at - at % length, at - at % length + length
        day = datetime.datetime.fromtimestamp(at // 1000, self.zone).date()
        return tuple(int(datetime.datetime.combine(d, datetime.time(), self.zone).timestamp()) * 1000
                     for d in (day, day + datetime.timedelta(days=1)))

    def exposure(self, start: int, end: int):
        """Exposure of a window; None when it is a stock of which nothing is known."""
        if self.kind in FLOWS:
            return sum(n for at, n in self.flows.items() if start <= at < end)
        last = {}
        for series, points in self.stocks.items():
            known = [p for p in points if end - 48 * HOUR <= p[0] <= end]
            if known:
                last[series] = max(known)[2]
        if not last:
            return None
        stock = last[None, None] if (None, None) in last else sum(last.values())
        return stock * (end - start) / DAY


class UnknownLine(Line):
    def __init__(self):
        super().__init__({"id": "_unknown", "stages": []})

    def exposure(self, start: int, end: int):
        return None


def cells_of_window(line: Line, size: str, window, contacts: list[dict], exposure):
    """All metric records of one window, as key -> record without revision and final."""
    start, end = window
    groups = {("", ""): contacts}
    for scenario, stage in line.stage_of.items():
        groups.setdefault((stage, ""), [c for c in contacts if c["stage"] == stage])
        groups[stage, scenario] = [c for c in contacts if c["scenario"] == scenario]
    if line.id != "_unknown" or contacts:
        for (stage, scenario), members in groups.items():
            yield from cell_records(line, size, start, end, stage, scenario, members, exposure)


def cell_records(line, size, start, end, stage, scenario, members, exposure):
    dims = {"line": line.id} | ({"stage": stage} if stage else {})
    dims |= {"scenario": scenario} if scenario else {}
    hashed = sorted((xxh64(c["contact_id"].encode()), c["contact_id"]) for c in members)
    samples = [contact_id for _, contact_id in hashed[:5]]

    def record(metric, channel, numerator, denominator, value, interval, reason, unit):
        key = "|".join([metric, size, rfc3339(start), line.id, stage, scenario, channel])
        body = {"metric": metric, "dims": dims | ({"channel": channel} if channel else {}),
                "window": {"size": size, "start": rfc3339(start), "end": rfc3339(end)},
                "numerator": numerator, "denominator": denominator, "value": value,
                "interval": interval, "reason": reason, "unit": unit}
        if not channel:
            body["samples"] = samples if metric != "exposure" else []
        return key, body

    def rate(channel, y):
        if not exposure:
            return record("service_rate", channel, y, exposure, None, None, "no_exposure", "per_10k")
        spread = Z * math.sqrt(y + Z * Z / 4)
        low, high = (max(0.0, (y + Z * Z / 2 + sign * spread) / exposure * 10_000)
                     for sign in (-1, 1))
        return record("service_rate", channel, y, exposure, y / exposure * 10_000, [low, high], None,
                      "per_10k")

    yield record("contacts", "", len(members), None, len(members), None, None, "contacts")
    if not stage:
        yield record("exposure", "", exposure, None, exposure, None,
                     None if exposure is not None else "no_exposure",
                     UNITS[line.kind] if line.id != "_unknown" else "unknown")
    yield rate("", len(members))
    if size == "5m":
        return
    for channel, count in collections.Counter(c["channel"] for c in members).items():
        yield record("contacts", channel, count, None, count, None, None, "contacts")
        yield rate(channel, count)


def reference_cells(journeys: dict, contacts: list[dict], orders: list[dict]) -> dict:
    """key -> metric record, of all sizes. Contacts carry their `stage` and `scenario`."""
    lines = {raw["id"]: Line(raw) for raw in journeys["lines"]}
    lines["_unknown"] = UnknownLine()
    for order in orders:
        if order["line"] in lines:
            lines[order["line"]].add_order(order)
    cells = {}
    for line in lines.values():
        own = [c for c in contacts if c["counted"] and
               (c["line"] if c["line"] in lines else "_unknown") == line.id]
        for size in ("5m", "1h", "1d"):
            by_window = collections.defaultdict(list)
            for at, count in line.flows.items():
                if count:
                    by_window[line.window(size, at)] += []
            for contact in own:
                by_window[line.window(size, contact["opened_at"])].append(contact)
            for window, members in by_window.items():
                exposure = line.exposure(*window)
                cells.update(cells_of_window(line, size, window, members, exposure))
    return cells


def same(a, b) -> bool:
    """Equal, numbers up to the last digits of a double."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, (int, float)) and isinstance(b, (int, float)) and not isinstance(a, bool):
        return math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-12)
    return a == b


def contact_differences(contacts: list[dict], enriched: dict):
    """Compares the folded contacts with voc.contacts.enriched, and takes over the scenarios."""
    published = {(v["customer_id"], v["contact_id"]): v for v in enriched.values()}
    known = set()
    for contact in contacts:
        identity = contact["customer_id"], contact["contact_id"]
        known.add(identity)
        found = published.get(identity)
        if found is None:
            contact |= {"stage": "none", "scenario": "none"}
            yield f"contact {identity}: not among the enriched contacts"
            continue
        contact |= {"stage": found["stage"], "scenario": found["scenario"]}
        for name, value in (("opened_at", rfc3339(contact["opened_at"])),
                            ("channel", contact["channel"]), ("direction", contact["direction"]),
                            ("counted", contact["counted"])):
            if found[name] != value:
                yield f"contact {identity}: {name} is {found[name]}, should be {value}"
    for identity in published.keys() - known:
        yield f"contact {identity}: never arrived"


def compare(journeys_path, out, contacts_path, orders_path):
    """Yields every difference between a replay's output and this reference."""
    journeys = read_journeys(journeys_path)
    contacts = fold_all(read(contacts_path, "contact"))
    published = canonical.canonical(out)
    yield from contact_differences(contacts, published.get("voc.contacts.enriched", {}))
    expected = reference_cells(journeys, contacts, read(orders_path, "order"))
    actual = {k: v for size in ("5m", "1h", "1d")
              for k, v in published.get(f"voc.metrics.{size}", {}).items()}
    for key in sorted(expected.keys() | actual.keys()):
        if key not in actual:
            yield f"{key}: missing"
        elif key not in expected:
            yield f"{key}: should not exist"
        else:
            record = {k: v for k, v in actual[key].items() if k != "final"}
            wrong = [f"{k} is {record.get(k)}, should be {expected[key].get(k)}"
                     for k in sorted(record.keys() | expected[key].keys())
                     if not same(record.get(k), expected[key].get(k))]
            if wrong:
                yield f"{key}: {'; '.join(wrong)}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--journeys", required=True)
    parser.add_argument("--out", required=True, help="the output folder of a replay")
    parser.add_argument("contacts")
    parser.add_argument("orders")
    given = parser.parse_args()
    return 1 if canonical.report(compare(given.journeys, given.out, given.contacts, given.orders)) else 0


if __name__ == "__main__":
    sys.exit(main())
