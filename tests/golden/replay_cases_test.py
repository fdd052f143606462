#!/usr/bin/env python3
"""Golden cases: tests/golden/replay/<case>/ holds journeys.yaml, input files and expected.json.

Every case runs straight, with a commit after every record and every 7 records, and with 4
partitions; each run must give the one expected form: the CANONICAL contact counts, exposures and
rates of lines and scenarios that are not zero, the enriched contacts and the letters.

    replay_cases_test.py            checks every case
    replay_cases_test.py --write    writes expected.json anew, to be read before it is committed
"""

import json
import pathlib
import sys
import tempfile

GOLDEN = pathlib.Path(__file__).resolve().parent / "replay"
sys.path.insert(0, str(GOLDEN.parents[1] / "support"))
import canonical  # noqa: E402
import vocmap  # noqa: E402

RUNS = {"straight": (), "a commit after every record": ("--commit-records", 1),
        "commits of 7 records": ("--commit-records", 7), "4 partitions": ("--partitions", 4)}
ENRICHED = ("line", "stage", "scenario", "channel", "direction", "opened_at", "last_event",
            "counted", "turns")


BASIC = {"contacts", "exposure", "service_rate"}, {"line", "stage", "scenario", "channel"}


def is_basic(value: dict) -> bool:
    """Whether it is a count, an exposure or a rate of lines, stages, scenarios and channels."""
    return value["metric"] in BASIC[0] and set(value["dims"]) <= BASIC[1]


def brief(form: dict) -> dict:
    """What a person can read of a canonical form: key -> short text."""
    lines = {}
    for topic, values in form.items():
        for key, value in values.items():
            if topic.startswith("voc.metrics"):
                if not is_basic(value):
                    continue
                if value["numerator"] or value["reason"] == "feed_missing":
                    lines[key] = metric_text(value)
            elif topic == "voc.contacts.enriched":
                lines[f"contact {key}"] = " ".join(f"{n}={value[n]}" for n in ENRICHED)
            elif topic in canonical.COUNTED:
                topic_name, reason, _ = key.split()
                name = f"{topic} {topic_name} {reason}"
                lines[name] = lines.get(name, 0) + value
    return dict(sorted(lines.items()))


def metric_text(value: dict) -> str:
    number = "null" if value["value"] is None else f"{value['value']:.6g}"
    interval = "" if value["interval"] is None else " [{:.6g}, {:.6g}]".format(*value["interval"])
    samples = " ".join(value.get("samples", []))
    return " ".join(filter(None, [number + interval, value["unit"], value["reason"] or "",
                                  f"final={json.dumps(value['final'])}", samples]))


def run(case: pathlib.Path, options) -> dict:
    arguments = (case / "options").read_text().split() if (case / "options").exists() else []
    with tempfile.TemporaryDirectory() as out:
        return brief(canonical.canonical(vocmap.replay(case, out, *arguments, *options)))


def check(case: pathlib.Path) -> int:
    expected = {"": json.loads((case / "expected.json").read_text(encoding="utf-8"))}
    failures = 0
    for name, options in RUNS.items():
        found = list(canonical.differences(expected, {"": run(case, options)}, ("golden", "this")))
        print(f"{'FAILED' if found else 'ok':6} {case.name}: {name}", flush=True)
        failures += canonical.report(found)
    return failures


def main() -> int:
    cases = sorted(path.parent for path in GOLDEN.glob("*/journeys.yaml"))
    if sys.argv[1:] == ["--write"]:
        for case in cases:
            text = json.dumps(run(case, ()), ensure_ascii=False, indent=1)
            (case / "expected.json").write_text(text + "\n", encoding="utf-8")
        return 0
    return 1 if sum(map(check, cases)) else 0


if __name__ == "__main__":
    sys.exit(main())
