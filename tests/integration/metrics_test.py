#!/usr/bin/env python3
"""Scrapes /metrics of a running `vocmap demo` and holds it to dashboards/prometheus/metrics.txt: what is published is
listed with the same labels (of the catalogue: with no others, since not all is told by stage), what is listed is published,
and Prometheus' own tool accepts the text.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import vocmap  # noqa: E402
from dashboards_test import CATALOGUE, metric_list, published_metrics  # noqa: E402
from kafka import free_ports  # noqa: E402

PATIENCE_S = 240
SAMPLE = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$", re.M)
LABEL = re.compile(r'(\w+)="(?:\\.|[^"\\])*"')

# What a healthy demo has no occasion for: it has no consumer group and no standbys, and starts from nothing.
NOT_IN_A_DEMO = {
    "vocmap_rebalance_age_seconds", "vocmap_standby_lag_records", "vocmap_restore_remaining_records",
    # Nobody judges contacts there.
    "vocmap_live_precision", "vocmap_live_precision_low", "vocmap_live_precision_high",
    "vocmap_live_precision_labels",
}
# Of the catalogue, what its events say nothing of.
NOT_IN_A_DEMO |= {f"vocmap_{metric}" for metric in (
    # Surveys ask for csat alone, of a contact, and their sending is not told.
    "answer_rate", "ces", "ces_top3_share", "nps", "satisfaction_gap", "survey_solved_quiet", "survey_solved_returned",
    "survey_unsolved_quiet", "survey_unsolved_returned",
    # Nobody complains, gets goodwill or ends unsolved, and no money goes back.
    "journeys_mollified", "journeys_dissatisfied", "exemplary_cases", "complaints_per_10k", "goodwill_amount", "return_after_goodwill_30d",
    "return_without_goodwill_30d", "refunds_per_10k", "disputes_per_10k",
    # How contacts are handled: no mode, promise, offers or times of a hand-off.
    "realtime_share", "deferred_share", "risk_share", "promise_kept_rate", "offered_hit_at_1", "offered_hit_at_3",
    "offered_hit_at_5", "context_carried_rate", "handoff_wait", "time_before_handoff",
    # Nobody wrote a rate card.
    "contact_cost", "cost_per_contact", "cost_per_journey", "cost_per_resolution",
    # Agents talk, and nothing else.
    *(f"agent_time_{state}" for state in ("hold", "wrap", "contact_work", "back_office", "kb_search", "quick_reply", "qa",
                                          "training", "meeting", "available", "break", "idle")),
    "kb_search_time", "kb_no_result_rate",
)}
# Published in the unit of the topic, by a name that tells it.
OTHER_UNITS = {"vocmap_customer_minutes_lost", "vocmap_journey_hours"}


def scrape(port: int) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            return answer.read().decode("utf-8")
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return ""


def samples(text: str) -> dict[str, set[str]]:
    """Name -> names of its labels."""
    found = {}
    for name, labels, _ in SAMPLE.findall(text):
        found.setdefault(name, set()).update(LABEL.findall(labels))
    return found


def main() -> int:
    published = published_metrics()
    of_catalogue = set(published_metrics(metric_list().partition(CATALOGUE)[2]))
    expected = set(published) - NOT_IN_A_DEMO
    port = free_ports(1)[0]
    demo = subprocess.Popen([vocmap.binary(), "demo", "--seconds", "0", "--port", str(port)],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    text, missing = "", set(expected)
    try:
        deadline = time.monotonic() + PATIENCE_S
        while missing and demo.poll() is None and time.monotonic() < deadline:
            time.sleep(0.5)
            text = scrape(port) or text
            missing -= samples(text).keys()
    finally:
        demo.terminate()
        demo.wait()

    failures = [f"{name} is listed and was not published" for name in sorted(missing)]
    for name, labels in sorted(samples(text).items()):
        if name not in published:
            failures.append(f"{name} is published and not listed")
        elif not (labels <= published[name] if name in of_catalogue else labels == published[name]):
            failures.append(f"{name} has the labels {sorted(labels)}, listed are {sorted(published[name])}")
    if shutil.which("promtool"):
        checked = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True)
        failures += [line for line in (checked.stdout + checked.stderr).splitlines()
                     if not ("use base unit" in line and line.split()[0] in OTHER_UNITS)]
    print(f"{len(samples(text))} series names of {len(published)} were scraped")
    for failure in failures:
        print("FAILED", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
