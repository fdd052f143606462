#!/usr/bin/env python3
"""Holds the Grafana dashboards and the Prometheus rules to the published list of metrics, dashboards/prometheus/metrics.txt.

With --rules-of-expressions it prints every dashboard expression as a rule file instead, for promtool to parse.
"""
import collections
import json
import pathlib
import re
import sys
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROMETHEUS = ROOT / "dashboards" / "prometheus"
DASHBOARDS = sorted((ROOT / "dashboards" / "grafana" / "dashboards").glob("*.json"))
SCRAPED = {"up": {"job", "instance"}, "ALERTS": None}  # Prometheus' own series; None: any label
# Begins the generated part of metrics.txt: metric_lists_test.py.
CATALOGUE = "# The catalogue, as `vocmap metrics --prometheus` prints it; generated from here to the end.\n"
TARGET_LABELS = {"job", "instance"}
KEYWORDS = {"and", "or", "unless", "on", "ignoring", "group_left", "group_right", "by", "without", "bool", "offset", "inf", "nan"}


def metric_list():
    return (PROMETHEUS / "metrics.txt").read_text(encoding="utf-8")


def published_metrics(listed=None):
    """Name -> set of labels; a histogram appears as its three series."""
    metrics = {}
    for line in (listed or metric_list()).splitlines():
        if not line or line.startswith("#"):
            continue
        name, kind, labels = line.split()
        label_set = set() if labels == "-" else set(labels.split(","))
        if kind == "histogram":
            metrics |= {name + "_bucket": label_set | {"le"}, name + "_sum": label_set, name + "_count": label_set}
        else:
            metrics[name] = label_set
    return metrics


def rules():
    for name in ("rules.yml", "alerts.yml"):
        for group in yaml.safe_load((PROMETHEUS / name).read_text(encoding="utf-8"))["groups"]:
            yield from group["rules"]


def known_metrics():
    recorded = {rule["record"]: None for rule in rules() if "record" in rule}
    return published_metrics() | recorded | SCRAPED


def panels(dashboard):
    for panel in dashboard["panels"]:
        yield panel
        yield from panel.get("panels", [])


def dashboard_expressions(dashboard):
    """(where, PromQL) of every target, with Grafana's variables replaced by plain values."""
    for panel in panels(dashboard):
        for target in panel.get("targets", []):
            yield f'{dashboard["uid"]}: {panel["title"]}', fill_variables(target["expr"])
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            values = re.fullmatch(r"label_values\((.+), *\w+\)", variable["query"]["query"])
            yield f'{dashboard["uid"]}: ${variable["name"]}', fill_variables(values.group(1))


def fill_variables(expression):
    return re.sub(r"\$\w+", "x", expression.replace("$__rate_interval", "5m").replace("$__range", "1h"))


def selectors(expression):
    """(metric, label matchers' names) of every selector in a PromQL expression."""
    code = re.sub(r'"(?:\\.|[^"\\])*"', '""', expression)
    code = re.sub(r"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", " ", code)
    code = re.sub(r"\[[^\]]*\]|\boffset\s+-?\w+", " ", code)
    for match in re.finditer(r"(?<![\w:.])([A-Za-z_:][\w:]*)\s*(\{[^}]*\}|\()?", code):
        name, rest = match.group(1), match.group(2) or ""
        if rest == "(" or name.lower() in KEYWORDS:
            continue
        yield name, set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", rest))


class Metrics(unittest.TestCase):
    def check(self, where, expression):
        known = known_metrics()
        used = list(selectors(expression))
        self.assertTrue(used, f"{where}: no metric in {expression}")
        for name, labels in used:
            self.assertIn(name, known, f"{where}: unknown metric in {expression}")
            if known[name] is not None:
                self.assertLessEqual(labels, known[name] | TARGET_LABELS, f"{where}: unknown label of {name}")

    def test_dashboards_use_published_metrics(self):
        for path in DASHBOARDS:
            for where, expression in dashboard_expressions(json.loads(path.read_text(encoding="utf-8"))):
                self.check(where, expression)

    def test_rules_and_alerts_use_published_metrics(self):
        for rule in rules():
            self.check(rule.get("record") or rule["alert"], rule["expr"])

    def test_every_published_metric_is_shown_or_alerted_on(self):
        """Of the catalogue the dashboards show a choice."""
        by_hand = metric_list().partition(CATALOGUE)[0]
        expressions = [rule["expr"] for rule in rules()]
        for path in DASHBOARDS:
            expressions += [e for _, e in dashboard_expressions(json.loads(path.read_text(encoding="utf-8")))]
        used = {name for expression in expressions for name, _ in selectors(expression)}
        unused = {name for name in published_metrics(by_hand) if not re.search("_(sum|count)$", name)} - used
        self.assertEqual(unused, set())

    def test_an_unknown_metric_is_found(self):
        found = list(selectors('sum by (job) (rate(vocmap_gone_total{kind="a_b"}[5m])) / 2 > on (x) up offset 1w'))
        self.assertEqual(found, [("vocmap_gone_total", {"kind"}), ("up", set())])


class Alerts(unittest.TestCase):
    def test_every_alert_speaks_to_a_team(self):
        for rule in (rule for rule in rules() if "alert" in rule):
            self.assertIn(rule["labels"]["severity"], ("critical", "warning"))
            self.assertIn(rule["labels"]["audience"], ("product", "platform"))
            for field in ("summary", "description", "runbook"):
                self.assertTrue(rule["annotations"].get(field), f'{rule["alert"]}: {field}')
            self.assertRegex(rule["annotations"]["summary"], r"[\u4e00-\u9fff].* / .*[A-Za-z]")

    def test_every_alert_is_tested_firing(self):
        text = "".join(path.read_text(encoding="utf-8") for path in PROMETHEUS.glob("alerts*_test.yml"))
        for rule in (rule for rule in rules() if "alert" in rule):
            self.assertRegex(text, rf'labels: ALERTS{{alertname="{rule["alert"]}",alertstate="firing"')


class Layout(unittest.TestCase):
    def setUp(self):
        self.dashboards = [json.loads(path.read_text(encoding="utf-8")) for path in DASHBOARDS]

    def test_the_four_dashboards_have_stable_uids(self):
        uids = [dashboard["uid"] for dashboard in self.dashboards]
        self.assertEqual(uids, ["vocmap-battle-map", "vocmap-engine", "vocmap-experience-map", "vocmap-journeys"])

    def test_titles_are_in_both_languages(self):
        for dashboard in self.dashboards:
            for title in [dashboard["title"]] + [panel["title"] for panel in panels(dashboard)]:
                self.assertRegex(title, r"[\u4e00-\u9fff].*[A-Za-z]", dashboard["uid"])

    def test_panels_fit_the_grid_without_overlap(self):
        for dashboard in self.dashboards:
            taken = collections.Counter()
            for panel in panels(dashboard):
                at = panel["gridPos"]
                self.assertLessEqual(at["x"] + at["w"], 24, panel["title"])
                taken.update((x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"]))
            self.assertEqual([cell for cell, count in taken.items() if count > 1], [], dashboard["uid"])

    def test_panel_ids_are_unique_and_units_are_set(self):
        for dashboard in self.dashboards:
            ids = [panel["id"] for panel in panels(dashboard)]
            self.assertEqual(len(ids), len(set(ids)), dashboard["uid"])
            for panel in panels(dashboard):
                if panel.get("targets"):
                    self.assertIn("unit", panel["fieldConfig"]["defaults"], panel["title"])

    def test_variables_are_defined_and_the_datasource_is_the_provisioned_one(self):
        provisioned = yaml.safe_load((ROOT / "dashboards/grafana/provisioning/datasources/prometheus.yaml").read_text())
        uids = {source["uid"] for source in provisioned["datasources"]}
        for dashboard in self.dashboards:
            defined = {variable["name"] for variable in dashboard["templating"]["list"]}
            self.assertIn("datasource", defined)
            used = set(re.findall(r"\$\{?([a-z]\w*)", json.dumps(dashboard)))
            self.assertLessEqual(used - {"datasource"}, defined)
            self.assertIn(next(v for v in dashboard["templating"]["list"] if v["name"] == "datasource")["current"]["value"], uids)


def print_rules_of_expressions():
    found = []
    for path in DASHBOARDS:
        found += dashboard_expressions(json.loads(path.read_text(encoding="utf-8")))
    listed = [{"record": f"dashboard:expression:{i}", "expr": expression, "labels": {"where": where}} for i, (where, expression) in enumerate(found)]
    print(yaml.safe_dump({"groups": [{"name": "dashboards", "rules": listed}]}, allow_unicode=True))


if __name__ == "__main__":
    if "--rules-of-expressions" in sys.argv:
        print_rules_of_expressions()
    else:
        unittest.main()
