#!/usr/bin/env python3
"""Checks schemas/json: the schemas themselves, their examples, and that they say what the C++ says.

With --records DIR also every line of a replay's output, DIR/<topic>.jsonl, whose lines are
{"key": ..., "value": {...} | null}. Prints counts; exits 1 when anything fails.
"""

import argparse
import json
import pathlib
import re
import sys
import time

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "schemas" / "json"
INPUTS = {"voc.contacts": "Contact", "voc.orders": "Order", "voc.surveys": "Survey",
          "voc.agent-activity": "AgentActivity", "voc.projects": "Project",
          "voc.customers": "Customer", "voc.feedback": "Feedback"}
NESTED = {"turns": "Turn", "acoustic": "Acoustic", "handle": "HandleTime", "handoff": "Handoff",
          "goodwill": "Goodwill"}
ALIASES = {"voc.surveys": {"answered_at"}}  # names that only the decoder knows
METRICS = re.compile(r"voc\.metrics\.(5m|1h|1d|28d)$")
SHOWN_PER_FILE = 5


class Report:
    def __init__(self):
        self.failures = 0
        self.checks = 0

    def expect(self, holds, sentence):
        self.checks += 1
        if not holds:
            self.failures += 1
            print("FAILED:", sentence)


def compiled(schema):
    """A function value -> None or a sentence about the first fault."""
    validator = jsonschema.Draft202012Validator(schema)

    def check(value):
        fault = next(validator.iter_errors(value), None)
        return fault and f"{'.'.join(map(str, fault.absolute_path))}: {fault.message}"
    return check


def struct_fields():
    """Field names by struct, from the one list in events.h."""
    text = (ROOT / "schemas" / "events.h").read_text()
    return {name: set(re.findall(r'\bv\("(\w+)"', body))
            for name, body in re.findall(r"^struct (\w+) \{(.*?)^\};", text, re.S | re.M)}


def enum_lists():
    """Value lists of every VOCMAP_ENUM."""
    text = "".join((ROOT / "schemas" / name).read_text() for name in ("enums.h", "reasons.h"))
    lists = re.findall(r"VOCMAP_ENUM\((\w+), \d+,([^)]*)\)", text)
    return {name: [v.strip().rstrip("_") for v in values.split(",")] for name, values in lists}


def subschemas(schema, path=""):
    """Every (path, schema) that describes a named property or a list item."""
    for name, part in schema.get("properties", {}).items():
        yield f"{path}/{name}", part
        yield from subschemas(part, f"{path}/{name}")
    for name, part in schema.get("$defs", {}).items():
        yield from subschemas(part, f"{path}/$defs/{name}")
    if "items" in schema:
        yield from subschemas(schema["items"], path + "/[]")


def check_schema(topic, schema, report):
    jsonschema.Draft202012Validator.check_schema(schema)
    report.expect(schema.get("$schema", "").endswith("/draft/2020-12/schema"), f"{topic}: draft")
    report.expect(schema.get("title") and schema.get("description"), f"{topic}: title")
    for path, part in subschemas(schema):
        report.expect(part.get("description"), f"{topic}{path} has no description")
        if topic in INPUTS and "properties" in part:
            report.expect(part.get("additionalProperties") is False, f"{topic}{path} is open")
    report.expect((topic in INPUTS) == (schema.get("additionalProperties") is False),
                  f"{topic}: inputs are closed, outputs are open")


def check_fields(topic, schema, structs, report):
    """The schema lists exactly the fields of the C++ struct, at every level."""
    expected = structs[INPUTS[topic]] | ALIASES.get(topic, set())
    found = set(schema["properties"])
    report.expect(found == expected, f"{topic}: fields differ from {INPUTS[topic]}: "
                                     f"{sorted(found ^ expected)}")
    for path, part in subschemas(schema):
        name = path.rsplit("/", 1)[-1]
        properties = part.get("items", part).get("properties")
        if properties and name in NESTED:
            report.expect(set(properties) == structs[NESTED[name]],
                          f"{topic}{path}: fields differ from {NESTED[name]}")


def check_enums(topic, schema, enums, report):
    """Every closed list of an input, and the reasons, are a list of the C++ code."""
    closed = topic in INPUTS or topic in ("voc.late", "voc.dead-letters")
    for path, part in subschemas(schema):
        if closed and "enum" in part:
            values = [value for value in part["enum"] if value is not None]
            report.expect(values in enums.values(), f"{topic}{path}: not a list of enums.h")


def check_examples(topic, check, report):
    for kind in ("valid", "refused"):
        path = FOLDER / "examples" / f"{topic}.{kind}.json"
        examples = json.loads(path.read_text())
        report.expect(examples, f"{path.name} is empty")
        for number, example in enumerate(examples):
            if kind == "valid":
                fault = check(example)
                report.expect(fault is None, f"{path.name}[{number}]: {fault}")
            else:
                report.expect(check(example["value"]) is not None,
                              f"{path.name}[{number}] is valid, but: {example['why']}")


def check_records(folder, checks, report):
    files = sorted(folder.glob("*.jsonl"))
    report.expect(files, f"no *.jsonl in {folder}")
    for path in files:
        topic = METRICS.sub("voc.metrics", path.stem)
        report.expect(topic in checks, f"{path.name}: no schema for this topic")
        if topic not in checks:
            continue
        start = time.monotonic()
        records = tombstones = failed = 0
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                records += 1
                value = json.loads(line)["value"]
                if value is None:
                    tombstones += 1
                    continue
                fault = checks[topic](value)
                if fault is not None:
                    failed += 1
                    if failed <= SHOWN_PER_FILE:
                        print(f"FAILED: {path.name}:{number}: {fault[:300]}")
        report.checks += records
        report.failures += failed
        print(f"{path.name}: {records} records, {tombstones} tombstones, {failed} failed, "
              f"{time.monotonic() - start:.1f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=pathlib.Path, metavar="DIR",
                        help="folder of <topic>.jsonl files of a replay")
    options = parser.parse_args()

    report = Report()
    structs, enums = struct_fields(), enum_lists()
    checks = {}
    for path in sorted(FOLDER.glob("*.json")):
        topic, schema = path.stem, json.loads(path.read_text())
        check_schema(topic, schema, report)
        check_enums(topic, schema, enums, report)
        if topic in INPUTS:
            check_fields(topic, schema, structs, report)
        checks[topic] = compiled(schema)
        check_examples(topic, checks[topic], report)
    report.expect(INPUTS.keys() <= checks.keys(), "every input topic has a schema")
    if options.records:
        check_records(options.records, checks, report)
    print(f"{len(checks)} schemas, {report.checks} checks, {report.failures} failed")
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
