#!/usr/bin/env python3
"""`vocmap dlq` on real Kafka: dead letters are listed; after the cause is cured they are replayed,
twice and with kill -9 half way, and counted exactly once, without help of the de-duplication; what
is refused again does not loop.
"""

import concurrent.futures
import json
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import vocmap  # noqa: E402
from deployment import Checks, Deployment, Inputs, fault_test  # noqa: E402
from exact import open_ledger, topic_sums  # noqa: E402
from kafka import Kafka  # noqa: E402

LONG, GOOD, BROKEN = 40, 10, 5  # records too long for the first limits, fine ones, hopeless ones
TIGHT = {"limits": {"max_record_bytes": 4000, "max_text_bytes": 256}}
MOBILE = "13812345678"
KILL_AFTER = (3, 7)  # transactions of one record each


def contact(number: int, text: str, **more) -> str:
    return json.dumps({"contact_id": f"c-{number}", "event": "closed", "line": "tickets",
                       "occurred_at": f"2026-03-07T10:{number % 60:02}:00Z", "channel": "chat",
                       "text": text, **more}, ensure_ascii=False)


def long_text(number: int) -> str:
    return f"扣了我两次钱 {number} {MOBILE} " + "payment " * 40


def produce(broker: Kafka, names: dict) -> None:
    contacts = [(f"c-{i}", contact(i, long_text(i))) for i in range(LONG)]
    contacts += [(f"c-{i}", contact(i, "扣了我两次钱")) for i in range(100, 100 + GOOD)]
    contacts += [(None, f"{{broken {i} \x1b[31m") for i in range(BROKEN)]
    # More than a dead letter holds.
    contacts.append(("c-200", contact(200, "t" * 50_000, subject="s" * 50_000)))
    broker.produce(names["voc.contacts"], contacts)
    broker.produce(names["voc.customers"], [("u-1", '{"customer_id":"u-1"}')])
    # An event whose identity is in its headers.
    headers = {"ce_specversion": "1.0", "ce_id": "e-1", "ce_source": "/crm", "ce_type": "contact",
               "content-type": "application/json"}
    subprocess.run(["kcat", "-P", "-b", broker.bootstrap, "-t", names["voc.contacts"], "-p", "0",
                    *[a for k, v in headers.items() for a in ("-H", f"{k}={v}")]],
                   input=contact(300, long_text(300)), text=True, encoding="utf-8", check=True)


def dlq(config: pathlib.Path, *arguments) -> subprocess.CompletedProcess:
    return subprocess.run([vocmap.binary(), "dlq", *map(str, arguments), "--config", config],
                          capture_output=True, text=True, encoding="utf-8", timeout=300, check=False)


def letters(config: pathlib.Path, *filters) -> list[dict]:
    done = dlq(config, "list", "--json", *filters)
    if done.returncode != 0:
        raise SystemExit(f"dlq list ended with {done.returncode}:\n{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def states(found: list[dict]) -> dict:
    counts = {}
    for letter in found:
        key = letter["reason"], letter["state"]
        counts[key] = counts.get(key, 0) + 1
    return counts


def replay_and_kill(config: pathlib.Path, transactions: int) -> bool:
    """kill -9 after so many transactions; False when the replay ended before."""
    process = subprocess.Popen([vocmap.binary(), "dlq", "replay", "--commit-records", "1",
                                "--config", config],
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    seen = 0
    for line in process.stderr:
        seen += "replayed" in line
        if seen >= transactions:
            process.kill()
            break
    process.stderr.close()
    return process.wait() != 0


def different(what: str, expected, found):
    if expected != found:
        yield f"{what}: expected {expected}, found {found}"


def check_listing(checks: Checks, config: pathlib.Path) -> None:
    found = letters(config)
    checks.expect("every refused record is listed", different("states", {
        ("text_too_long", "open"): LONG + 1, ("not_json", "open"): BROKEN,
        ("too_large", "open"): 1, ("missing_field", "not replayable"): 1}, states(found)))
    by_source = [l for l in found if l["source"]["topic"] == "voc.customers"]
    checks.expect("filters select",
                  [*different("reason", BROKEN, len(letters(config, "--reason", "not_json"))),
                   *different("topic", by_source, letters(config, "--topic", "voc.customers")),
                   *different("limit", found[:3], letters(config, "--limit", 3)),
                   *different("since", [l for l in found if l["written"] >= found[-1]["written"]],
                              letters(config, "--since", found[-1]["written"])),
                   *different("unknown reason", 2, dlq(config, "list", "--reason", "x").returncode)])
    table = dlq(config, "list").stdout
    checks.expect("the table shows no personal data and no escape sequences",
                  [*different("mobile", False, MOBILE in table),
                   *different("tag", LONG + 1, sum("[mobile]" in l["excerpt"] for l in found)),
                   *different("escape", False, "\x1b" in table),
                   *different("summary", f"{LONG + BROKEN + 3} dead letters: ",
                              table.splitlines()[-1].partition(": ")[0] + ": ")])


def check_replay(checks: Checks, broker: Kafka, config: pathlib.Path, topic: str) -> None:
    produced = LONG + GOOD + BROKEN + 2
    dry = dlq(config, "replay", "--dry-run")
    checks.expect("a dry run writes nothing",
                  [*different("exit code", 1, dry.returncode),
                   *different("records", produced, len(broker.read_all(topic))),
                   *different("states", 0, sum(l["state"] == "replayed" for l in letters(config)))])
    kills = sum(replay_and_kill(config, transactions) for transactions in KILL_AFTER)
    replayed_when_killed = sum(l["state"] == "replayed" for l in letters(config))
    checks.expect("kills hit a running replay, and what it had done is known",
                  [*different("kills", len(KILL_AFTER), kills),
                   *([] if sum(KILL_AFTER) <= replayed_when_killed < LONG else
                     [f"{replayed_when_killed} replayed when killed"])])
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        at_once = list(pool.map(lambda _: dlq(config, "replay", "--commit-records", 1), range(2)))
    dlq(config, "replay")  # the two may have stopped each other
    last = dlq(config, "replay")
    cured = LONG + BROKEN + 2
    checks.expect("two replays at once complete it, each record once; one more finds nothing left",
                  [*different("exit codes", [], [d.stderr for d in at_once
                                                 if d.returncode not in (1, 3)]),
                   *different("last", f"0 replayed, {cured} replayed before, 1 not replayable",
                              last.stdout.splitlines()[-1]),
                   *different("records", produced + cured, len(broker.read_all(topic)))])
    event = [r for r in broker.consume(topic) if "ce_id" in r.headers]
    checks.expect("headers and bytes are those of the original",
                  [*different("ids", ["e-1", "e-1"], [r.headers["ce_id"] for r in event]),
                   *different("values", 1, len({r.value for r in event}))])


def check_counts(checks: Checks, deployment: Deployment, ledgers: list[dict], refused: int) -> None:
    sums = topic_sums(ledgers, deployment.names)["voc.contacts"]
    produced = LONG + GOOD + BROKEN + 2
    replayed = LONG + BROKEN + 2
    expected = {"read": produced + replayed, "dead_lettered": replayed + refused,
                "counted": LONG + GOOD + 2, "duplicate": 0, "conflicting": 0, "late": 0}
    checks.expect("each cured record is counted exactly once",
                  [*different("ledger", expected, {k: sums[k] for k in expected}),
                   *open_ledger(ledgers, deployment.names)])
    contacts = {json.loads(value)["contact_id"] for _, _, value in
                deployment.broker.read_all(deployment.names["voc.contacts.enriched"])}
    checks.expect("each cured contact is published", different(
        "contacts", {f"c-{i}" for i in (*range(LONG), *range(100, 100 + GOOD), 200, 300)}, contacts))


def check_refused_again(checks: Checks, broker: Kafka, deployment: Deployment,
                        config: pathlib.Path) -> None:
    again = [l for l in letters(config) if l["state"] == "refused again"]
    before = len(broker.read_all(deployment.names["voc.contacts"]))
    plain = dlq(config, "replay")
    checks.expect("what is refused again says so and does not loop",
                  [*different("attempts", [1] * BROKEN, [l["attempt"] for l in again]),
                   *different("exit code", 1, plain.returncode),
                   *different("records", before,
                              len(broker.read_all(deployment.names["voc.contacts"])))])
    dlq(config, "replay", "--again")
    deployment.run(1, "2026-03-07T14:00:00Z")
    again = [l for l in letters(config) if l["state"] == "refused again"]
    checks.expect("--again replays it once more",
                  different("attempts", [2] * BROKEN, [l["attempt"] for l in again]))


with fault_test("dead letters") as test:
    data = test.folder / "data"
    data.mkdir()
    shutil.copy(ROOT / "docker" / "journeys.yaml", data / "journeys.yaml")
    deployed = Deployment(test.broker, Inputs(data), test.folder / "letters", "letters", test.checks)
    deployed.produce()
    produce(test.broker, deployed.names)
    deployed.settings = TIGHT
    tight = deployed.config().rename(test.folder / "tight.yaml")
    deployed.settings = {}
    config_file = deployed.config()
    vocmap.call("run", "--config", tight, "--until", "2026-03-07T12:00:00Z")
    check_listing(test.checks, config_file)
    check_replay(test.checks, test.broker, config_file, deployed.names["voc.contacts"])
    check_counts(test.checks, deployed, deployed.run(1, "2026-03-07T13:00:00Z"), refused=BROKEN)
    check_refused_again(test.checks, test.broker, deployed, config_file)
