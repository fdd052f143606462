#!/usr/bin/env python3
"""`vocmap scenarios` on real Kafka: emergent scenarios are listed as they were published last; a
decision is told once; `adopt` drafts a taxonomy version that vocmap takes, and overwrites nothing.
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

VALID = ROOT / "schemas" / "json" / "examples" / "voc.scenarios.valid.json"
LOCKERS, POINTS, OLD, GONE = (f"tickets.emergent.{n:016x}" for n in range(1, 5))
NEW_ID = "tickets.use.lockers"


def scenario(identity: str, **values) -> tuple[str, str]:
    record = json.loads(VALID.read_text(encoding="utf-8"))[0]
    record.update(id=identity, line=identity.split(".")[0], **values)
    return identity, json.dumps(record, ensure_ascii=False)


def call(config: pathlib.Path, *arguments) -> subprocess.CompletedProcess:
    return subprocess.run([vocmap.binary(), "scenarios", *map(str, arguments), "--config", config],
                          capture_output=True, text=True, encoding="utf-8", timeout=300, check=False)


def different(what: str, expected, found):
    if expected != found:
        yield f"{what}: expected {expected!r}, found {found!r}"


def produce(deployment: Deployment) -> None:
    texts = ["寄存柜全满，行李箱没地方放", "My \x1b[31msuitcase is \"too\" big: for the luggage lockers"]
    verbatims = [{"contact_id": f"c{n}", "text": t, "lang": "other"} for n, t in enumerate(texts)]
    label = {"zh": "寄存柜", "en": "luggage lockers"}
    growth = {"last_24h": 30, "previous_24h": 4, "ratio": 7.5}
    deployment.broker.produce(deployment.names["voc.scenarios"], [
        scenario(LOCKERS, status="proposed", label=label, verbatims=verbatims, revision=1),
        scenario(OLD, status="merged", merged_into=LOCKERS),
        scenario(POINTS, status="fading"),
        scenario(GONE, status="gone"),
        scenario("hotels.emergent.0000000000000009", status="steady"),
        scenario(LOCKERS, status="growing", label=label, verbatims=verbatims, growth=growth,
                 revision=2),
        (GONE, None),
    ])


def check_listing(test, config: pathlib.Path) -> None:
    listed = [json.loads(line) for line in
              call(config, "list", "--json", "--line", "tickets").stdout.splitlines()]
    table = call(config, "list").stdout
    test.expect("each is listed once, as it was published last, the open ones first",
                [*different("ids", [LOCKERS, POINTS, OLD], [s["id"] for s in listed]),
                 *different("revision", 2, listed[0]["revision"]),
                 *different("rows", 4, sum(".emergent." in row.strip().partition(" ")[0]
                                           for row in table.splitlines())),
                 *different("escape", False, "\x1b" in table),
                 *different("label", True, "寄存柜 / luggage lockers" in table)])


def told(deployment: Deployment) -> list[tuple]:
    read = deployment.broker.read_all(deployment.names["voc.feedback"])
    records = [json.loads(value) for _, _, value in read]
    return sorted((r["proposal_id"], r["verdict"], r["by"]) for r in records)


def check_decisions(test, deployment: Deployment, config: pathlib.Path) -> None:
    first = call(config, "reject", POINTS, "--by", "ann")
    second = call(config, "reject", POINTS, "--by", "bob")
    test.expect("a decision is told once",
                [*different("exit codes", (0, 0), (first.returncode, second.returncode)),
                 *different("records", [(POINTS, "reject", "ann")], told(deployment))])
    unknown = call(config, "reject", GONE)
    merged = call(config, "adopt", OLD, "--as", NEW_ID)
    test.expect("what nobody can decide on is a sentence and exit code 2",
                [*different("unknown", 2, unknown.returncode),
                 *different("sentence", True, f"'{GONE}' is no emergent scenario" in unknown.stderr),
                 *different("merged", 2, merged.returncode),
                 *different("sentence", True, f"was merged into {LOCKERS}" in merged.stderr),
                 *different("records", 1, len(told(deployment)))])


def check_adoption(test, deployment: Deployment, config: pathlib.Path) -> None:
    before = pathlib.Path(deployment.work.folder / "journeys.yaml")
    version = deployment.folder / "journeys-2.yaml"
    wrong = call(config, "adopt", LOCKERS, "--as", "tickets.nowhere.lockers", "--out", version)
    done = call(config, "adopt", LOCKERS, "--as", NEW_ID, "--by", "ann", "--out", version)
    drafted = version.read_text(encoding="utf-8") if version.exists() else ""
    again = call(config, "adopt", LOCKERS, "--as", NEW_ID, "--out", version)
    printed = call(config, "adopt", LOCKERS, "--as", NEW_ID, "--name", "zh=寄存柜", "--name", "en=Lockers",
                   "--effective-from", "2040-01-01T00:00:00Z")
    checked = subprocess.run([vocmap.binary(), "check", "--journeys", before, "--journeys", version],
                             capture_output=True, text=True, check=False)
    test.expect("an adoption drafts a version that vocmap takes",
                [*different("wrong stage", (2, False), (wrong.returncode, "accept" in wrong.stderr)),
                 *different("exit code", (0, ""), (done.returncode, done.stdout)),
                 *different("check", 0, checked.returncode),
                 *different("change", True,
                            f'adopt: {{emergent: "{LOCKERS}", as: "{NEW_ID}"}}' in drafted),
                 *different("example", True, '- "寄存柜全满，行李箱没地方放"' in drafted)])
    test.expect("nothing is overwritten, and the verdict is told once",
                [*different("exit code", 2, again.returncode),
                 *different("file", drafted, version.read_text(encoding="utf-8")),
                 *different("printed", (0, True, True),
                            (printed.returncode, "effective_from: 2040-01-01" in printed.stdout,
                             'name: {en: "Lockers", zh: "寄存柜"}' in printed.stdout)),
                 *different("records", [(LOCKERS, "accept", "ann"), (POINTS, "reject", "ann")],
                            told(deployment))])
    deployment.settings["journeys"] = [str(before), str(version)]
    config = deployment.config()
    same, other = (call(config, "adopt", LOCKERS, "--as", name) for name in (NEW_ID, "tickets.use.x"))
    test.expect("what is adopted is adopted once",
                different("exit codes", (0, 2), (same.returncode, other.returncode)))


with fault_test("scenario commands") as test:
    data = test.folder / "data"
    data.mkdir()
    shutil.copy(ROOT / "docker" / "journeys.yaml", data / "journeys.yaml")
    deployed = Deployment(test.broker, Inputs(data), test.folder / "decided", "decided", test.checks)
    deployed.create_topics()
    config_file = deployed.config()
    produce(deployed)
    check_listing(test.checks, config_file)
    check_decisions(test.checks, deployed, config_file)
    check_adoption(test.checks, deployed, config_file)
