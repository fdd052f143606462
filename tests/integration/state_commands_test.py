#!/usr/bin/env python3
"""`vocmap state` on the directory of a finished run and beside a running service: every entry of
every store is readable, agrees with what was published, and nothing on disk is touched.
"""

import collections
import json
import pathlib
import shutil
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import vocmap  # noqa: E402
from deployment import PARTITIONS, Checks, Deployment, fault_test  # noqa: E402
from exact import topic_sums  # noqa: E402

TASKS = [f"journey-{i}" for i in range(PARTITIONS)] + ["map-0", "map-1", "map-2", "rank-0"]
ALL = 10**9


def state(config: pathlib.Path, *arguments) -> subprocess.CompletedProcess:
    return subprocess.run([vocmap.binary(), "state", *map(str, arguments), "--config", config],
                          capture_output=True, text=True, encoding="utf-8", timeout=300, check=False)


def lines(done: subprocess.CompletedProcess) -> list[dict]:
    if done.returncode != 0:
        raise SystemExit(f"{done.args} ended with {done.returncode}:\n{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def tasks(config: pathlib.Path) -> dict:
    return {t["task"]: t for t in lines(state(config, "list", "--json"))}


def show(config: pathlib.Path, task: str, *options) -> list[dict]:
    return lines(state(config, "show", "--task", task, "--limit", ALL, *options))


def snapshot(folder: pathlib.Path) -> dict:
    return {str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns)
            for path in sorted(folder.rglob("*"))}


def different(what: str, expected, found):
    if expected != found:
        yield f"{what}: expected {expected}, found {found}"


def check_contents(checks: Checks, deployment: Deployment, config: pathlib.Path,
                   ledger: dict) -> None:
    listed = tasks(config)
    checks.expect("every task is listed with its progress",
                  [*different("tasks", TASKS, list(listed)),
                   *(f"{name}: {t}" for name, t in listed.items()
                     if t["commit_number"] < 1 or t["input_offset"] < 1 or t["changelog_offset"] < 1
                     or t["bytes"] < 1 or t["put_aside"])])
    entries = {task: show(config, task) for task in TASKS}
    unreadable = [(task, e) for task, shown in entries.items() for e in shown
                  if "key_hex" in e or "value_hex" in e]
    checks.expect("every entry is readable", [f"{len(unreadable)}: {unreadable[0]}"]
                  if unreadable else [])
    for task, shown in entries.items():
        counted = collections.Counter(e["store"] for e in shown)
        keys = {name: count for name, count in listed[task]["keys"].items() if count}
        checks.expect(f"{task}: all {sum(counted.values())} keys are shown",
                      different("keys by store", keys, dict(counted)))
    of = lambda store: [e for shown in entries.values() for e in shown if e["store"] == store]
    published = {key for _, key, _ in
                 deployment.broker.read_all(deployment.names["voc.contacts.enriched"])}
    checks.expect("the contacts are those published", different(
        "contacts", published, {f"{e['key']['customer']}|{e['key']['contact_id']}"
                                for e in of("contacts")}))
    sums = collections.Counter()
    for e in of("ledger"):
        sums[e["key"]["topic"]] += e["value"]["counted"]
    checks.expect("the ledger is the one printed", different(
        "counted", {t: s["counted"] for t, s in topic_sums([ledger], deployment.names).items()
                    if s["received"]}, dict(sums)))
    check_options(checks, config, entries["journey-0"])


def check_options(checks: Checks, config: pathlib.Path, entries: list[dict]) -> None:
    contacts = [e for e in entries if e["store"] == "contacts"]
    customer = contacts[len(contacts) // 2]["key"]["customer"]
    timers = [e for e in entries if e["store"] == "timers"]
    day = timers[0]["key"]["at"][:10]
    checks.expect("store, prefix and limit select", [
        *different("store", contacts, show(config, "journey-0", "--store", "contacts")),
        *different("text prefix", [e for e in contacts if e["key"]["customer"].startswith(customer[:-1])],
                   show(config, "journey-0", "--store", "contacts", "--prefix", customer[:-1])),
        *different("whole part", [e for e in contacts if e["key"]["customer"] == customer],
                   show(config, "journey-0", "--store", "contacts", "--prefix", customer + "|")),
        *different("time prefix", [e for e in timers if e["key"]["at"].startswith(day)],
                   show(config, "journey-0", "--store", "timers", "--prefix", day)),
        *different("limit", entries[:7], lines(state(config, "show", "--task", "journey-0",
                                                     "--limit", 7)))])


def check_refusals(checks: Checks, config: pathlib.Path, folder: pathlib.Path,
                   state_dir: pathlib.Path) -> None:
    absent = folder / "absent.yaml"
    absent.write_text(f"state_dir: {folder / 'nowhere'}\n", encoding="utf-8")
    checks.expect("what is not there is refused and not created", [
        *different("no directory", 2, state(absent, "list").returncode),
        *different("created", False, (folder / "nowhere").exists()),
        *different("no task", 2, state(config, "show", "--task", "journey-77").returncode),
        *different("created", False, (state_dir / "journey-77").exists()),
        *different("no store", 2,
                   state(config, "show", "--task", "map-0", "--store", "x").returncode)])
    damaged = state_dir / "journey-0.corrupt"
    shutil.copytree(state_dir / "journey-0", damaged)
    (damaged / "CURRENT").write_text("nonsense\n", encoding="utf-8")
    aside = state(config, "list", "--json")
    damaged.rename(state_dir / "journey-9")
    in_place = state(config, "list")
    shutil.rmtree(state_dir / "journey-9")
    found = {t["task"]: t for t in map(json.loads, aside.stdout.splitlines())}.get(damaged.name, {})
    checks.expect("a damaged directory is listed with its problem", [
        *different("put aside", (True, True), (found.get("put_aside"), "problem" in found)),
        *different("exit code of one put aside", 0, aside.returncode),
        *different("exit code of one in use", 1, in_place.returncode),
        *different("in the table", True, "cannot be read" in in_place.stdout)])


def check_beside_service(checks: Checks, deployment: Deployment, config: pathlib.Path) -> None:
    before = tasks(config)
    deadline = time.monotonic() + 60
    service = subprocess.Popen([vocmap.binary(), "run", "--config", config],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        moved = False
        while not moved and time.monotonic() < deadline and service.poll() is None:
            vocmap.produce_folder(deployment.broker, deployment.work.folder, names=deployment.names)
            now = tasks(config)
            moved = all(now[t]["commit_number"] > before[t]["commit_number"] for t in TASKS[:4])
        shown = {task: show(config, task) for task in TASKS}
        running = service.poll() is None
        service.send_signal(signal.SIGTERM)
        checks.expect("state can be read beside the running service, which does not mind", [
            *different("progress moves", True, moved), *different("runs", True, running),
            *different("entries", [], [t for t, entries in shown.items() if not entries]),
            *different("exit code of the service", 0, service.wait(60))])
    finally:
        if service.poll() is None:
            service.kill()
            service.wait()


with fault_test("state commands", events=3000, generate=("--orders", "0.5")) as test:
    deployed = test.deploy("state")
    deployed.produce()
    [printed] = deployed.run()
    config_file = deployed.config(0)
    before_commands = snapshot(deployed.state())
    check_contents(test.checks, deployed, config_file, printed)
    test.checks.expect("nothing on disk was touched",
                       different("files", before_commands, snapshot(deployed.state())))
    check_refusals(test.checks, config_file, test.folder, deployed.state())
    check_beside_service(test.checks, deployed, config_file)
