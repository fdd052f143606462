#!/usr/bin/env python3
"""`vocmap sample` on real Kafka: a random sample of a week is drawn, a person fills it in, and what
they say corrects the contacts and is published as live precision.
"""

import json
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import vocmap  # noqa: E402
from deployment import Deployment, Inputs, fault_test  # noqa: E402

WEEK = "2026-W10"
TWICE, HOURS = "tickets.pay.charged_twice", "tickets.find.opening_hours"
FIRST, SECOND = "2026-03-09T02:00:00Z", "2026-03-16T00:00:00Z"


def contact(number: int, day: int, text: str, customer: str | None = None) -> str:
    record = {"contact_id": f"c{number}", "event": "closed", "line": "tickets", "channel": "chat",
              "occurred_at": f"2026-03-{day:02}T10:00:00Z", "text": text}
    if customer:
        record["customer_id"] = customer
    return json.dumps(record, ensure_ascii=False)


def call(config: pathlib.Path, *arguments) -> subprocess.CompletedProcess:
    return subprocess.run([vocmap.binary(), "sample", *map(str, arguments), "--config", config],
                          capture_output=True, text=True, encoding="utf-8", timeout=300, check=False)


def last_values(deployment: Deployment, topic: str) -> dict:
    return {key: json.loads(value) for _, key, value in
            deployment.broker.read_all(deployment.names[topic]) if value}


with fault_test("sample") as test:
    data = test.folder / "data"
    data.mkdir()
    shutil.copy(ROOT / "docker" / "journeys.yaml", data / "journeys.yaml")
    contacts = [contact(n, 3 + n % 5, "扣了我两次钱", f"u{n}" if n % 4 else None) for n in range(12)]
    contacts += [contact(20, 4, "世界杯冠军是哪支球队", "u20"), contact(21, 9, "景区几点开门", "u21")]
    (data / "voc.contacts.jsonl").write_text("\n".join(contacts) + "\n", encoding="utf-8")
    deployed = Deployment(test.broker, Inputs(data), test.folder / "sampled", "sampled", test.checks)
    deployed.produce()
    deployed.run(until=FIRST)
    config = deployed.config()

    drawn = call(config, "draw", "--week", WEEK, "--count", 8)
    again = call(config, "draw", "--week", WEEK, "--count", 8)
    heading, *rows = [line.split("\t") for line in drawn.stdout.splitlines()]
    test.checks.that("a sample is of the week's contacts that got a scenario, the same each time",
                     drawn.returncode == 0 and drawn.stdout == again.stdout and len(rows) == 8
                     and {row[heading.index("proposed")] for row in rows} == {TWICE}
                     and "8 of 12 contacts" in drawn.stderr, drawn.stdout + drawn.stderr)
    unknown = call(config, "draw", "--week", "2026-W60")
    test.checks.that("what is no week is a sentence", unknown.returncode == 2
                     and "'2026-W60' is no week" in unknown.stderr, unknown.stderr)

    unreachable = test.folder / "unreachable.yaml"
    unreachable.write_text('journeys: journeys.yaml\nkafka: {bootstrap.servers: "localhost:1"}\n',
                           encoding="utf-8")
    absent = call(unreachable, "take", test.folder / "absent.tsv")
    test.checks.that("a sheet that is not there is told before Kafka is asked", absent.returncode == 2
                     and "absent.tsv cannot be read: No such file" in absent.stderr, absent.stderr)

    verdict = heading.index("verdict")
    for row, answer in zip(rows, ["=", "=", "=", "=", "=", HOURS, "none"]):
        row[verdict] = answer  # the last is left out
    sheet = test.folder / "sample.tsv"
    wrong = [*rows[:2], [*rows[2][:verdict], "yes", *rows[2][verdict + 1:]]]
    sheet.write_text("\n".join("\t".join(r) for r in [heading, *wrong]) + "\n", encoding="utf-8")
    refused = call(config, "take", sheet, "--by", "ann")
    test.checks.that("a wrong verdict takes nothing",
                     refused.returncode == 2 and "line 4: 'yes' is no scenario" in refused.stderr
                     and not deployed.broker.read_all(deployed.names["voc.feedback"]),
                     refused.stderr)
    sheet.write_text("\n".join("\t".join(r) for r in [heading, *rows]) + "\n", encoding="utf-8")
    taken = call(config, "take", sheet, "--by", "ann")
    test.checks.that("7 verdicts are taken", taken.returncode == 0
                     and "7 verdicts by ann" in taken.stderr, taken.stderr)

    deployed.run(until=SECOND)
    by_id = {r["contact_id"]: r for r in last_values(deployed, "voc.contacts.enriched").values()}
    corrected = [by_id[row[0]] for row in rows]
    test.checks.that("the contacts are where the person says",
                     [c["scenario"] for c in corrected] == [TWICE] * 5 + [HOURS, "none", TWICE]
                     and [c["scenario_source"] for c in corrected] == ["person"] * 7 + ["evidence"],
                     json.dumps(corrected, ensure_ascii=False))
    precision = last_values(deployed, "voc.metrics.28d")
    newest = precision.get("live_precision|28d|2026-02-09T00:00:00Z|tickets|||", {})
    test.checks.that("live precision is 5 of 7, with its interval",
                     (newest.get("numerator"), newest.get("denominator")) == (5, 7)
                     and 0.35 < newest["interval"][0] < 0.37 and 0.91 < newest["interval"][1] < 0.92,
                     json.dumps(precision))
