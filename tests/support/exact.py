"""EXACT: what a run of vocmap on Kafka must hold to, whatever went wrong on the way.

Its CANONICAL is that of a replay of the same lines, no key has a revision twice, the ledger closes,
and everything planted is found, no more and no less.
"""

import collections

import canonical
from batch_reference import compare


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
            if not dims.keys() <= {"line", "stage", "scenario"}:
                continue  # the same contacts by a breakdown, or under later names
            if value["metric"] == "exposure":
                exposures[dims["line"], size, start] = value["value"]
            if value["metric"] == "contacts" and "scenario" in dims:
                measured[dims["line"], dims["scenario"], size, start] = value["value"]
    for cell in sorted(planted.keys() | {c for c, n in measured.items() if n}):
        if measured.get(cell) != planted.get(cell, 0):
            yield f"{cell}: planted {planted.get(cell, 0)}, measured {measured.get(cell)}"
    for e in truth["exposure"]:
        found = exposures.get((e["line"], e["size"], e["start"]))
        if not compare.same(e["exposure"] or 0, found or 0):
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
