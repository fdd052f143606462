#!/usr/bin/env python3
"""CANONICAL: what two runs of vocmap must agree in, whatever their order, commits or instances.

    canonical.py DIR              writes the canonical form of a run's output to stdout
    canonical.py DIR OTHER_DIR    prints the first differences; exit code 1 when there are any

A run's output is a folder with one <topic>.jsonl per output topic and lines {"key":..,"value":..},
value null for a tombstone. The form: the last value per key without `revision`, sorted by key, of
voc.metrics.*, voc.contacts.enriched, voc.service-journeys and voc.experience-map; for voc.late and
voc.dead-letters a multiset of (input topic, reason, hash of the redacted payload).
"""

import collections
import hashlib
import json
import pathlib
import sys

KEYED = ("voc.metrics.5m", "voc.metrics.1h", "voc.metrics.1d", "voc.metrics.28d",
         "voc.contacts.enriched", "voc.service-journeys", "voc.experience-map")
COUNTED = ("voc.late", "voc.dead-letters")


def records_of(folder, topic: str):
    """Yields (key, value or None) of a topic in the order of publication."""
    path = pathlib.Path(folder) / f"{topic}.jsonl"
    if not path.exists():
        return
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            value = record["value"]
            yield record["key"], json.loads(value) if isinstance(value, str) else value


def last_values(records) -> dict:
    """key -> last value, without tombstones; checks that revisions count up from 1."""
    values, revisions, withdrawn = {}, {}, set()
    for key, value in records:
        if value is None:
            values.pop(key, None)
            withdrawn.add(key)
            continue
        if "revision" in value:
            begins_anew = value["revision"] == 1 and key in withdrawn
            if value["revision"] != revisions.get(key, 0) + 1 and not begins_anew:
                raise ValueError(f"{key}: revision {value['revision']} follows "
                                 f"{revisions.get(key, 0)}")
            revisions[key] = value.pop("revision")
        values[key] = value
    return values


def letters(records) -> collections.Counter:
    """How often each (input topic, reason, hash of the redacted payload) stands in a topic."""
    def payload(value):
        text = json.dumps(value["payload"], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
    return collections.Counter(f"{value['input']} {value['reason']} {payload(value)}"
                               for _, value in records if value is not None)


def canonical(folder) -> dict:
    """topic -> {key: value}, keys sorted; the letters' values are counts."""
    form = {}
    for topic in KEYED:
        if values := last_values(records_of(folder, topic)):
            form[topic] = dict(sorted(values.items()))
    for topic in COUNTED:
        if counts := letters(records_of(folder, topic)):
            form[topic] = dict(sorted(counts.items()))
    return form


def differences(a: dict, b: dict, names=("first", "second")):
    """Yields one text per key in which two canonical forms differ."""
    for topic in sorted(a.keys() | b.keys()):
        left, right = a.get(topic, {}), b.get(topic, {})
        for key in sorted(left.keys() | right.keys()):
            if key not in left or key not in right:
                yield f"{topic} {key}: only in the {names[key in right]} run"
            elif left[key] != right[key]:
                yield f"{topic} {key}: {_what(left[key], right[key])}"


def _what(left, right) -> str:
    if not isinstance(left, dict) or not isinstance(right, dict):
        return f"{left} / {right}"
    fields = [f for f in sorted(left.keys() | right.keys()) if left.get(f) != right.get(f)]
    return "; ".join(f"{f}: {json.dumps(left.get(f), ensure_ascii=False)[:200]} / "
                     f"{json.dumps(right.get(f), ensure_ascii=False)[:200]}" for f in fields[:3])


def report(found, limit: int = 20) -> int:
    """Prints the first differences and how many there are; returns their number."""
    found = list(found)
    for text in found[:limit]:
        print("  " + text)
    if len(found) > limit:
        print(f"  ... {len(found) - limit} more")
    return len(found)


def main(arguments: list[str]) -> int:
    if len(arguments) == 1:
        json.dump(canonical(arguments[0]), sys.stdout, ensure_ascii=False, indent=1)
        print()
        return 0
    if len(arguments) == 2:
        first, second = canonical(arguments[0]), canonical(arguments[1])
        if report(differences(first, second)):
            return 1
        print(f"equal: {sum(len(v) for v in first.values())} keys")
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
