#!/usr/bin/env python3
"""Faults under a real Prometheus and Alertmanager with the project's rules: each alert that a fault
deserves opens once and closes once, for Prometheus and for the people who get Alertmanager's pages,
and no other alert opens. Reading bad old history opens none. A minute of the rules lasts a second
here, so a fault of seconds is one of minutes; event time runs faster still.
"""

import json
import pathlib
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from deployment import Deployment, Inputs, fault_test, need  # noqa: E402
from instance import ASSIGNED, eventually  # noqa: E402
from kafka import free_ports  # noqa: E402
from monitoring import Monitoring  # noqa: E402
from batch_reference.times import DAY, HOUR, MINUTE, rfc3339  # noqa: E402

FASTER = 60
HISTORY_HOURS, HISTORY_STEPS = 60, 60  # at once, then hour by hour for longer than any `for` lasts
PAUSE_S = 0.25  # between two steps
HELD = 12_000  # records behind an open transaction; above 10,000 they are a backlog
SHORT_SESSION = {"session.timeout.ms": 3000, "heartbeat.interval.ms": 500}
LINE = """
  - id: LINE
    name: LINE
    feeds: [FEEDS]
    stages:
      - id: pay
        name: pay
        scenarios:
          - {id: LINE.twice, name: twice, target_per_10k: 50, rules: [{any: [charged twice]}]}
"""
CHAT = "{kind: channel, channel: chat, max_gap: 30m}"
JOURNEYS = "version: 1\nlines:" + "".join(
    LINE.replace("LINE", line).replace("FEEDS", feeds)
    for line, feeds in (("shop", ""), ("market", CHAT)))


def order(line: str, at: int, count: int, number: int = 0) -> str:
    return json.dumps({"order_id": f"o-{line}-{at}-{number}", "event": "placed", "line": line,
                       "occurred_at": rfc3339(at), "exposure_count": count})


def contact(line: str, at: int, channel: str, number: int = 0, text: str = "charged twice") -> str:
    return json.dumps({"contact_id": f"c-{line}-{channel}-{at}-{number}", "event": "closed",
                       "line": line, "occurred_at": rfc3339(at), "channel": channel,
                       "text": text})


def bad_hour(start: int) -> dict:
    """In 1,000 orders 40 contacts about one scenario, and a line whose chats are silent."""
    return {"voc.orders": [order(line, start + n * 5 * MINUTE, 100)
                           for line in ("shop", "market") for n in range(10)],
            "voc.contacts": [contact("shop", start + n * MINUTE, "call") for n in range(40)] +
                            [contact("market", start + n * MINUTE, "call") for n in range(3)]}


def good_minute(at: int) -> dict:
    return {"voc.orders": [order("shop", at, 20), order("market", at, 20)],
            "voc.contacts": [contact("market", at, "chat", text="hello")] +
                            [contact("shop", at, "call")] * (at % (30 * MINUTE) == 0)}


class Steps:
    """Writes records step by step, on a thread that waits while `lock` is held."""

    def __init__(self, deployment: Deployment, steps: list[dict]):
        self._deployment, self._steps = deployment, steps
        self.lock = threading.Lock()
        self.thread = threading.Thread(target=self._write, daemon=True)
        self.thread.start()

    def _write(self) -> None:
        for step in self._steps:
            with self.lock:
                for topic, lines in step.items():
                    self._deployment.write(topic, lines)
            time.sleep(PAUSE_S)


def leave_open(deployment: Deployment, topic: str, lines: list[str]) -> subprocess.Popen:
    """A producer of a transaction that it does not end: records from `lines` to what comes."""
    kcat = subprocess.Popen(
        ["kcat", "-P", "-b", deployment.broker.bootstrap, "-t", deployment.names[topic], "-p", "0",
         "-X", "transactional.id=alerts-test", "-X", "transaction.timeout.ms=30000"],
        stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    kcat.stdin.write("".join(line + "\n" for line in lines))
    kcat.stdin.flush()
    return kcat


need("prometheus", "prometheus-alertmanager")
with fault_test("alerts") as test:
    now = int(time.time() * 1000)
    # No event may lead its record by ten minutes: both live hours end before that.
    good_end = (now + 3 * MINUTE) // HOUR * HOUR
    bad_end = good_end - HOUR
    work = test.folder / "inputs"
    work.mkdir()
    (work / "journeys.yaml").write_text(JOURNEYS, encoding="utf-8")
    ports = free_ports(2)
    targets = [f"127.0.0.1:{port}" for port in ports]
    deployment = Deployment(test.broker, Inputs(work), test.folder / "alerts", "alerts", test.checks,
                            settings={"time": {"idle_timeout": "2s"}}, kafka=SHORT_SESSION)
    deployment.create_topics()

    def start(number: int):
        deployment.settings["http"] = {"port": ports[number]}
        return deployment.start(number)

    pair = [start(0), start(1)]
    for instance in pair:
        instance.wait_for(ASSIGNED)
    with Monitoring(test.folder / "monitoring", targets, FASTER) as monitoring:
        alerts = monitoring.alerts

        def opens(name: str, **labels) -> None:
            what = {"alertname": name, **labels}
            eventually(lambda: alerts.open(what) and monitoring.pages.open(what),
                       f"{what} is open and told", 60)

        begun = now // HOUR * HOUR - 20 * DAY
        history = [bad_hour(begun + n * HOUR) for n in range(HISTORY_HOURS)]
        for topic in ("voc.orders", "voc.contacts"):
            deployment.write(topic, [line for hour in history for line in hour[topic]])
        Steps(deployment, [bad_hour(begun + (HISTORY_HOURS + n) * HOUR)
                           for n in range(HISTORY_STEPS)]).thread.join()
        deployment.wait_until_read()
        test.checks.expect("bad old history opens no alert", alerts.differences([]))

        for topic, lines in bad_hour(bad_end - HOUR).items():
            deployment.write(topic, lines)
        feed = Steps(deployment, [good_minute(at) for at in
                                  range(bad_end, good_end + 6 * MINUTE, MINUTE)])
        opens("VocmapServiceRateFarAboveTarget", line="shop")
        opens("VocmapFeedMissing", line="market")
        deployment.write("voc.surveys", [f"{{broken {n}" for n in range(200)])
        pair[0].kill()
        opens("VocmapDown", instance=targets[0])
        for _ in range(3):
            pair[0].kill()
            pair[0] = start(0)
            pair[0].wait_for("transaction committed")
        opens("VocmapRestartLoop", instance=targets[0])
        pair[1].pause()
        opens("VocmapDown", instance=targets[1])
        pair[1].resume()
        with feed.lock:
            test.broker.stop()
            test.broker.start()
        for instance in pair:
            instance.wait_for_commits(2)
        feed.thread.join()
        writer = leave_open(deployment, "voc.orders",
                            [order("shop", bad_end, 0, n) for n in range(HELD)])
        opens("VocmapConsumerLagGrowing", topic="voc.orders")
        writer.kill()
        writer.wait()
        test.broker.kill()
        for target in targets:
            opens("VocmapCommitsStalled", instance=target)
        test.broker.start()

        expected = [{"alertname": "VocmapServiceRateFarAboveTarget", "line": "shop"},
                    {"alertname": "VocmapFeedMissing", "line": "market"},
                    {"alertname": "VocmapDeadLettersHigh", "topic": "voc.surveys"},
                    {"alertname": "VocmapDown", "instance": targets[0]},
                    {"alertname": "VocmapDown", "instance": targets[1]},
                    {"alertname": "VocmapRestartLoop", "instance": targets[0]},
                    {"alertname": "VocmapConsumerLagGrowing", "topic": "voc.orders"},
                    {"alertname": "VocmapCommitsStalled", "instance": targets[0]},
                    {"alertname": "VocmapCommitsStalled", "instance": targets[1]}]
        for reading in (alerts, monitoring.pages):
            eventually(lambda: not any(reading.open(labels) for labels in expected),
                       "every alert is closed", 60)
        time.sleep(10 * 60 / FASTER)  # for ten minutes nothing may open again
        test.checks.expect("each alert opened and closed once", alerts.differences(expected))
        test.checks.expect("each page came and was taken back once",
                           monitoring.pages.differences(expected))
    for instance in pair:
        test.checks.that("the instance outlived it all", instance.stop() == 0)
