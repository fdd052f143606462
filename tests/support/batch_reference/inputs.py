"""Input records as DOMAIN section 2 accepts them: valid, without nulls, each once, in file order."""

import json
import pathlib
import re

from .times import HOUR, MINUTE, TIME, milliseconds, rfc3339

SCHEMAS = pathlib.Path(__file__).resolve().parents[3] / "schemas" / "json"
TYPES = {"string": str, "boolean": bool, "object": dict, "array": list, "integer": int,
         "number": (int, float)}
CONTACT_EVENTS = ("opened", "message", "transferred", "handed_off", "resolved", "closed",
                  "reopened", "rated")
ORDER_EVENTS = ("placed", "paid", "shipped", "delivered", "used", "completed", "cancelled",
                "refund_requested", "refunded", "disputed", "visit", "active")
SKEW = 10 * MINUTE


def fits(value, schema: dict, root: dict) -> bool:
    """Whether a value obeys a schema, by the keywords that the input schemas use."""
    schema = root["$defs"][schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "type" in schema and not _has_type(value, schema["type"]):
        return False
    if isinstance(value, str):
        return (schema.get("minLength", 0) <= len(value) and
                len(value.encode()) <= schema.get("maxLength", 10 ** 9) and
                re.search(schema.get("pattern", ""), value) is not None)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return schema.get("minimum", value) <= value <= schema.get("maximum", value)
    if isinstance(value, list):
        return all(fits(item, schema.get("items", {}), root) for item in value)
    if isinstance(value, dict):
        return (all(value.get(name) is not None for name in schema.get("required", ())) and
                all(fits(item, schema["properties"][name], root) for name, item in value.items()
                    if name in schema.get("properties", ())))
    return True


def _has_type(value, names) -> bool:
    names = [names] if isinstance(names, str) else names
    if value is None or isinstance(value, bool):
        return ("null" if value is None else "boolean") in names
    return any(isinstance(value, TYPES[name]) for name in names
               if name not in ("null", "boolean"))


def without_nulls(value):
    if isinstance(value, dict):
        return {k: without_nulls(v) for k, v in value.items() if v is not None}
    return [without_nulls(v) for v in value] if isinstance(value, list) else value


def accepted(path, topic: str):
    """The valid records of a file without their nulls; `at` is the event time."""
    schema = json.loads((SCHEMAS / f"{topic}.json").read_text(encoding="utf-8"))
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            try:
                record = json.loads(line)
            except ValueError:
                continue
            if not isinstance(record, dict) or not fits(record, schema, schema):
                continue
            record = without_nulls(record)
            time = next((record[n] for n in ("occurred_at", "answered_at", "updated_at", "started_at")
                         if n in record), None)
            if time is None or not TIME.match(time):
                continue
            record["at"] = milliseconds(time)
            yield record


def unique(records, key_of) -> list[dict]:
    """The first record of each key; the key stays in it as text, to order equals by."""
    kept = {}
    for record in records:
        record["key"] = str(key_of(record))
        kept.setdefault(record["key"], record)
    return list(kept.values())


def read_contacts(path) -> list[dict]:
    def key(record):
        turns = record.get("turns")
        said = tuple(sorted(t["seq"] for t in turns)) if turns else record.get("text")
        return (record.get("customer_id"), record["contact_id"], record["event"], record["at"], said)

    return unique((r for r in accepted(path, "voc.contacts")
                   if milliseconds(r.get("opened_at", r["occurred_at"])) <= r["at"] + SKEW), key)


def read_orders(path) -> list[dict]:
    return unique(accepted(path, "voc.orders"),
                  lambda r: (r.get("customer_id"), r["order_id"], r["event"], r["at"],
                             r.get("exposure_kind")))


def read_surveys(path) -> list[dict]:
    records = [r | {"event": r.get("event", "answered")} for r in accepted(path, "voc.surveys")]
    return unique((r for r in records if r["event"] == "sent" or "metric" in r),
                  lambda r: (r["customer_id"], r["response_id"], r.get("metric"), r["event"]))


def read_customers(path) -> list[dict]:
    return unique(accepted(path, "voc.customers"), lambda r: (r["customer_id"], r["at"]))


def read_activity(path) -> list[dict]:
    """With `ended`, and the `name` that decides among intervals of one contact."""
    records = [r | {"ended": milliseconds(r["ended_at"]),
                    "name": r.get("activity_id", rfc3339(r["at"]))}
               for r in accepted(path, "voc.agent-activity") if TIME.match(r["ended_at"])]
    return unique((r for r in records if 0 <= r["ended"] - r["at"] <= 24 * HOUR),
                  lambda r: (r["agent_id"], r["activity_id"]) if "activity_id" in r else
                  (r["agent_id"], r["at"], r["state"], r.get("contact_id")))


def duration(text: str) -> int:
    """"30m", "6h" or "2d" in milliseconds."""
    return int(text[:-1]) * {"m": MINUTE, "h": HOUR, "d": 24 * HOUR}[text[-1]]
