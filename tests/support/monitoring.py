"""Prometheus and Alertmanager with the project's rules, alerts and routes, at a faster pace.

    with Monitoring(folder, targets=["127.0.0.1:9464"], faster=60) as monitoring:
        eventually(lambda: monitoring.alerts.open({"alertname": "VocmapDown"}), "it is down", 30)

Every duration of the files (`for`, ranges, offsets, intervals, waits) is divided by `faster`; the
expressions and limits stay as they are. Standard library only.
"""

import contextlib
import http.server
import json
import pathlib
import re
import signal
import subprocess
import threading
import time
import urllib.parse
import urllib.request

from batch_reference import times
from instance import eventually
from kafka import die_with_parent, free_ports

CONFIGURATION = pathlib.Path(__file__).resolve().parents[2] / "dashboards" / "prometheus"
UNITS_MS = {"s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
# A duration is the value of a key, a range, the step of a subquery or an offset; never a label.
DURATION = re.compile(r"((?:for|interval|_interval|_wait): |\[|(?<=[smhd]):|offset )(\d+)([smhdw])\b")


OF_THE_HOST = ("VocmapStateDiskFilling",)  # its disk may be any
COMMON_LABELS = ("job", "severity", "audience")


def hastened(text: str, faster: float) -> str:
    """The text of a configuration whose durations are so many times shorter."""
    return DURATION.sub(
        lambda d: f"{d[1]}{round(int(d[2]) * UNITS_MS[d[3]] / faster)}ms", text)


def answer_of(url: str) -> str:
    """The text of an answer; empty while nobody answers."""
    with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:
        return answer.read().decode("utf-8")
    return ""


class Alerts:
    """What was said about alerts. One that is told again with another start has opened again."""

    def __init__(self, log: str = ""):
        self._log = log
        self._lock = threading.Lock()
        self._begun = time.monotonic()
        self._ended = {}  # (labels, start) -> whether its end was told

    def tell(self, labels: dict, start: str, ended: bool) -> None:
        key = (frozenset(labels.items()), start)
        with self._lock:
            if self._log and self._ended.get(key) != (ended or self._ended.get(key, False)):
                shown = {k: v for k, v in labels.items() if k not in COMMON_LABELS}
                print(f"{time.monotonic() - self._begun:6.1f} s  {'closed' if ended else 'opened'} "
                      f"{self._log} {shown}", flush=True)
            self._ended[key] = self._ended.get(key, False) or ended

    def of(self, labels: dict) -> list[bool]:
        """For each opening of the alerts that have these labels: whether it was closed."""
        with self._lock:
            return [ended for (all_labels, _), ended in self._ended.items()
                    if labels.items() <= dict(all_labels).items()]

    def open(self, labels: dict) -> bool:
        return not all(self.of(labels))

    def differences(self, expected: list[dict]) -> list[str]:
        """What is not so: each of `expected` opened and closed once, and nothing else opened."""
        found = []
        for labels in expected:
            if (openings := self.of(labels)) != [True]:
                found.append(f"{labels} opened {len(openings)} times, closed {sum(openings)} times")
        with self._lock:
            others = [(dict(labels), start) for labels, start in self._ended]
        return found + [f"nobody expected {labels} at {start}" for labels, start in others
                        if labels["alertname"] not in OF_THE_HOST
                        and not any(e.items() <= labels.items() for e in expected)]


class Monitoring:
    """`alerts` is what Prometheus says, `pages` what Alertmanager sends on to people."""

    def __init__(self, folder: pathlib.Path, targets: list[str], faster: float):
        self.folder, self.faster = folder, faster
        self.alerts, self.pages = Alerts("alert"), Alerts()
        folder.mkdir()
        self._receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._receiver.serve_forever, daemon=True).start()
        receiver = f"127.0.0.1:{self._receiver.server_port}"
        self._ports = free_ports(2)
        prometheus, alertmanager = (f"127.0.0.1:{port}" for port in self._ports)
        self._write("prometheus.yml", {"vocmap:9464": ", ".join(targets),
                                       "localhost:9090": prometheus,
                                       "alertmanager:9093": f"{alertmanager}, {receiver}"})
        webhook = f"\n    webhook_configs: [{{url: 'http://{receiver}/pages'}}]"
        self._write("alertmanager.yml", {f"- name: {team}\n": f"- name: {team}{webhook}\n"
                                         for team in ("platform", "product")})
        self._processes = [
            self._start("prometheus-alertmanager", "--config.file=alertmanager.yml",
                        f"--web.listen-address={alertmanager}", "--cluster.listen-address=",
                        "--storage.path=alertmanager"),
            self._start("prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=data",
                        f"--web.listen-address={prometheus}")]
        # Prometheus needs 5 s to find its targets, in the rules' time minutes without any.
        ready = f"http://{prometheus}/api/v1/query?query=" + urllib.parse.quote(
            f'sum(up{{job="vocmap"}}) == {len(targets)}')
        eventually(lambda: '"value":' in answer_of(ready), "Prometheus reaches all targets", 60)
        self._write("rules.yml")
        self._write("alerts.yml")
        self._processes[1].send_signal(signal.SIGHUP)

    def __enter__(self) -> "Monitoring":
        return self

    def __exit__(self, *_) -> None:
        for process in self._processes:
            process.kill()
            process.wait()
        self._receiver.shutdown()

    def _write(self, name: str, replaced: dict | None = None) -> None:
        text = hastened((CONFIGURATION / name).read_text(encoding="utf-8"), self.faster)
        for old, new in (replaced or {}).items():
            if old not in text:
                raise RuntimeError(f"{name} does not say {old!r}")
            text = text.replace(old, new)
        (self.folder / name).write_text(text, encoding="utf-8")

    def _start(self, program: str, *arguments: str) -> subprocess.Popen:
        with open(self.folder / f"{program}.log", "ab") as log:
            return subprocess.Popen([program, *arguments], cwd=self.folder, stdout=log, stderr=log,
                                    preexec_fn=die_with_parent)

    def _handler(self):
        alerts, pages = self.alerts, self.pages

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.path == "/pages":
                    for alert in told["alerts"]:
                        pages.tell(alert["labels"], alert["startsAt"],
                                   alert["status"] == "resolved")
                else:  # Prometheus gives an open alert an end that lies ahead
                    for alert in told:
                        ended = times.milliseconds(alert["endsAt"]) <= time.time() * 1000
                        alerts.tell(alert["labels"], alert["startsAt"], ended)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        return Handler
