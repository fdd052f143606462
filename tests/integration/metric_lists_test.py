#!/usr/bin/env python3
"""Holds METRICS.md and the generated end of dashboards/prometheus/metrics.txt to the catalogue, byte by byte, and the names
of its gauges apart from all others.

    metric_lists_test.py [--renew]     --renew writes them instead
"""
import collections
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import vocmap  # noqa: E402
from dashboards_test import CATALOGUE, metric_list  # noqa: E402

RENEW = "VOCMAP_BINARY=build/release/vocmap python3 tests/integration/metric_lists_test.py --renew"
TABLE = ROOT / "METRICS.md"
GAUGES = ROOT / "dashboards" / "prometheus" / "metrics.txt"


def wanted() -> dict:
    """{file: its text}."""
    by_hand, begin, _ = GAUGES.read_text(encoding="utf-8").partition(CATALOGUE)
    assert begin, f"{GAUGES} does not say where its generated part begins: {CATALOGUE}"
    return {TABLE: vocmap.call("metrics"),
            GAUGES: by_hand + CATALOGUE + vocmap.call("metrics", "--prometheus")}


def main() -> int:
    code = 0
    for path, text in wanted().items():
        if "--renew" in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"FAILED {path.relative_to(ROOT)} is not what the catalogue says; renew it: {RENEW}")
            code = 1
    names = [line.split()[0] for line in metric_list().splitlines() if line and not line.startswith("#")]
    for name, count in collections.Counter(names).items():
        if count > 1:
            print(f"FAILED {name} is the name of two metrics; the newer one needs another")
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main())
