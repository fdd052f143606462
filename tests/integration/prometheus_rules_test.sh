#!/usr/bin/env bash
# Checks what Prometheus and Alertmanager will load, and that each alert fires when it should and only then.
set -euo pipefail
cd "$(dirname "$0")/../../dashboards/prometheus"

for tool in promtool amtool; do
  if ! command -v "$tool" >/dev/null; then
    echo "FAILED: $tool is not installed (Debian packages: prometheus, prometheus-alertmanager)" >&2
    exit 1
  fi
done

promtool check rules rules.yml alerts.yml
promtool check config prometheus.yml
amtool check-config alertmanager.yml
promtool test rules alerts_test.yml alerts_engine_test.yml alerts_week_test.yml

# Every expression of the dashboards parses, with Grafana's variables filled in.
dashboard_rules=$(mktemp --suffix=.yml)
trap 'rm -f "$dashboard_rules"' EXIT
python3 ../../tests/integration/dashboards_test.py --rules-of-expressions >"$dashboard_rules"
promtool check rules "$dashboard_rules"
