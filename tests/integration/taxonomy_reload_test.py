#!/usr/bin/env python3
"""A new taxonomy version is taken on by running instances: two of them, under load, without a restart or a rebalance.
What is wrong is refused and said; one that starts without the version waits for it; and afterwards CANONICAL is that of a replay that knew both versions from the start.
"""

import json
import pathlib
import re
import shutil
import signal
import sys
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import canonical  # noqa: E402
import exact  # noqa: E402
import vocmap  # noqa: E402
from deployment import Feed, fault_test, size  # noqa: E402
from instance import ASSIGNED, eventually  # noqa: E402

SECONDS = size(40, 600)
FIRST_EVENT, TAKES_EFFECT, LAST_EVENT = ("2026-03-05T01:00:00Z", "2026-03-07T21:17:30Z", "2026-03-08T23:59:59Z")
IN_USE = "taxonomy version 2 is known to all workers"
LACKED = "taxonomy version 2 is in force at other instances and this one does not know it"
REFUSED = "the taxonomy is refused and the one in use stays: "
RENAMED = ("tickets.pay.charged_twice", "tickets.pay.double_charge")
MERGED = (("hotels.stay.dirty_room", "hotels.stay.noise"), "hotels.stay.comfort")


def next_version(first: str) -> str:
    """Version 2: a rename, and a merge whose result has the examples of the first of the two."""
    text = first.replace("version: 1\n", f"""version: 2
effective_from: {TAKES_EFFECT}
changes:
  - rename: {{from: {RENAMED[0]}, to: {RENAMED[1]}}}
  - merge: {{from: [{", ".join(MERGED[0])}], into: {MERGED[1]}}}
""", 1)
    text = text.replace(f"id: {RENAMED[0]}\n", f"id: {RENAMED[1]}\n")
    text = text.replace(f"id: {MERGED[0][0]}\n", f"id: {MERGED[1]}\n")
    return re.sub(rf" +- id: {re.escape(MERGED[0][1])}\n(?: {{12}}.*\n)+", "", text)


def scrape(instance) -> dict:
    address = re.search(r"serves (http://\S+)", instance.text()).group(1)
    with urllib.request.urlopen(f"{address}/metrics", timeout=5) as answer:
        return dict(line.rsplit(" ", 1) for line in answer.read().decode().splitlines() if line[:1] != "#")


def expect_refused(test, folder, running, what: str, text: str, sentences: list[str]) -> None:
    """A file that is wrong changes nothing, and every instance says all that is wrong."""
    before = [instance.count(REFUSED) for instance in running]
    path = folder / "journeys-2.yaml"
    path.write_text(text, encoding="utf-8")
    for instance, count in zip(running, before):
        instance.wait_for(REFUSED, count + len(sentences), timeout_s=30)
        said = instance.text().split(REFUSED)[count + 1:]
        test.checks.that(f"{what} is refused, and said why",
                         all(any(s in line for line in said) for s in sentences), str(said))
    path.unlink()


def wait_without_the_version(test, deployment, folder) -> None:
    """An instance that lacks a version under which was counted says so, waits, and takes it on."""
    path = folder / "journeys-2.yaml"
    text = path.read_text(encoding="utf-8")
    path.unlink()
    lagging = deployment.start(0)
    lagging.wait_for(LACKED, timeout_s=60)
    eventually(lambda: scrape(lagging).get('vocmap_taxonomy_version{state="awaited"}') == "2", "version 2 is awaited", 30)
    path.write_text(text, encoding="utf-8")
    lagging.wait_for(IN_USE, timeout_s=30)
    eventually(lambda: scrape(lagging).get('vocmap_taxonomy_version{state="awaited"}') == "0", "nothing is awaited", 30)
    test.checks.that("the awaited version was not refused", lagging.count(REFUSED) == 0 and lagging.running())
    lagging.stop()


def compare(test, deployment, versions) -> None:
    expected = test.folder / "both"
    inputs = [deployment.work.folder / f"{t}.jsonl" for t in vocmap.INPUTS]
    vocmap.call("replay", *(a for v in versions for a in ("--journeys", v)), "--until", deployment.work.until,
                "--out", expected, *(path for path in inputs if path.exists()))
    ledgers = deployment.run()
    test.checks.expect("nothing is lost: the ledger closes", exact.open_ledger(ledgers, deployment.names))
    form = exact.default_names(canonical.canonical(deployment.output()), deployment.names)
    test.checks.expect("CANONICAL is that of a replay that knew both versions from the start",
                       canonical.differences(canonical.canonical(expected), form, ("replay", "Kafka")))
    restated = [v for v in form["voc.metrics.1d"].values() if v["dims"].get("restated") == 2 and v["value"]]
    test.checks.that("earlier days are restated under version 2",
                     {v["dims"].get("scenario") for v in restated} >= {RENAMED[1], MERGED[1]})
    decided = {(v["taxonomy_version"], v["scenario"]) for v in form["voc.contacts.enriched"].values()}
    test.checks.that("contacts were decided under both versions",
                     {(1, RENAMED[0]), (2, RENAMED[1]), (2, MERGED[1])} <= decided
                     and any((1, scenario) in decided for scenario in MERGED[0]), f"they are {sorted(decided)}")


with fault_test("taxonomy reload", events=20_000) as test:
    journeys = test.folder / "journeys.d"
    journeys.mkdir()
    first = (test.work.folder / "journeys.yaml").read_text(encoding="utf-8")
    shutil.copyfile(test.work.folder / "journeys.yaml", journeys / "journeys-1.yaml")
    deployment = test.deploy("reloaded", settings={"journeys": str(journeys), "threads": 2})
    deployment.create_topics()
    running = [deployment.start(0), deployment.start(1)]
    for instance in running:
        instance.wait_for("serves http")
        instance.wait_for(ASSIGNED)

    second = next_version(first)
    expect_refused(test, journeys, running, "a file with two mistakes",
                   second.replace("kind: order", "kind: orders").replace("lifecycle: growth", "lifecycle: grown"),
                   ["lines[0].exposure: kind must be one of", "lines[0]: lifecycle must be one of"])
    expect_refused(test, journeys, running, "a version that does not explain what is gone",
                   re.sub(r"  - rename.*\n", "", second), [f"scenario {RENAMED[0]} is gone since version 1"])

    feed = Feed(deployment, SECONDS, steps=40)
    for instance in running:
        instance.wait_for_commits(20)
    expect_refused(test, journeys, running, "a version that should have held already",
                   second.replace(TAKES_EFFECT, FIRST_EVENT), [f"effective_from {FIRST_EVENT} has passed"])
    rebalances = [scrape(instance)["vocmap_rebalances_total"] for instance in running]
    (journeys / "journeys-2.yaml").write_text(second, encoding="utf-8")
    for instance in running:
        instance.wait_for(IN_USE, timeout_s=30)
    in_force = [int(float(scrape(instance)['vocmap_taxonomy_version{state="in_force"}'])) for instance in running]
    test.checks.that("both instances knew the version before it took effect", in_force == [1, 1] and feed.running(),
                     f"in force: {in_force}; feeding: {feed.running()}; a slow machine: give VOCMAP_SOAK=1")
    feed.finish()
    deployment.wait_until_read()

    for instance, before in zip(running, rebalances):
        eventually(lambda i=instance: scrape(i).get('vocmap_taxonomy_version{state="in_force"}') == "2",
                   "version 2 is in force", 60)
        series = scrape(instance)
        test.checks.that("reloads are counted and no partition moved",
                         series['vocmap_taxonomy_reload_total{result="accepted"}'] == "1"
                         and series['vocmap_taxonomy_reload_total{result="refused"}'] == "3"
                         and series['vocmap_taxonomy_version{state="newest"}'] == "2"
                         and series["vocmap_rebalances_total"] == before, str(series))
    running[0].process.send_signal(signal.SIGHUP)
    running[0].wait_for("the taxonomy has no new version", timeout_s=30)
    test.checks.that("both instances run as they were started", all(i.running() for i in running))
    for instance in running:
        instance.stop()
    published = [json.loads(payload) for _, key, payload in
                 test.broker.read_all(deployment.names["voc.taxonomy"], ()) if key == "2"]
    test.checks.that("voc.taxonomy has version 2 with its changes",
                     published and [c["kind"] for c in published[-1]["changes"]] == ["rename", "merge"])
    wait_without_the_version(test, deployment, journeys)
    compare(test, deployment, sorted(journeys.glob("*.yaml")))
    wait_without_the_version(test, deployment, journeys)  # its time has passed for every task now
