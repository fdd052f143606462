#!/usr/bin/env python3
"""The results as tables. `report.py build/bench/text.json` prints them again."""

import json
import pathlib
import statistics
import sys

import goals

TIERS = {"vocmap": "plain", "vocmap + teacher": "taught"}
UNITS = {"median_us": "median us", "p99_us": "p99 us", "batch_us": "us in a batch",
         "fit_seconds": "fit s", "model_bytes": "model KB", "resident_bytes": "resident MB",
         "allocations_per_text": "allocations", "features": "features"}
SCALE = {"model_bytes": 1e-3, "resident_bytes": 1e-6}
TITLES = {"few_shot": "few-shot", "semi_open": "half unknown", "discovery": "discovery"}
ABSENT = "–"


def values(run: dict, metric: str, of: str = "figures") -> list:
    return [row[of][metric] for row in run["seeds"] if metric in row[of]]


def spread(run, metric: str) -> str:
    """Mean ± standard deviation over the seeds."""
    found = values(run, metric) if run else []
    if not found:
        return ABSENT
    if len(found) == 1:
        return f"{found[0]:.1f}"
    return f"{statistics.mean(found):.1f} ± {statistics.stdev(found):.1f}"


def cost(run: dict, metric: str) -> str:
    found = values(run, metric, "costs")
    if not found:
        return ABSENT
    value = statistics.median(found) * SCALE.get(metric, 1)
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def progress(run: dict) -> str:
    metrics = dict.fromkeys(name for row in run["seeds"] for name in row["figures"])
    figures = ", ".join(f"{name} {spread(run, name)}" for name in metrics)
    return (f"{TITLES[run['kind']]} {run['dataset']} {run['shots'] or ''} {run['method']}: {figures}; "
            f"{cost(run, 'median_us')} us per text, fit {cost(run, 'fit_seconds')} s")


def table(header, rows) -> list:
    lines = [header, ["---"] * len(header), *rows]
    return ["| " + " | ".join(str(cell) for cell in line) + " |" for line in lines] + [""]


def keys(runs: list, *kinds) -> list:
    """(kind, data set, shots) in the order of the run."""
    return list(dict.fromkeys((r["kind"], r["dataset"], r["shots"]) for r in runs
                              if r["kind"] in kinds))


def goal_of(runs: list, key: tuple, method: str, metric: str) -> str:
    kind, dataset, shots = key
    if (kind, dataset, metric) == ("few_shot", "massive_zh_tw_derived", "accuracy"):
        simplified = find(runs, (kind, "massive_zh_cn", shots), method)
        if not simplified:
            return ABSENT
        return f"{statistics.mean(values(simplified, metric)) - goals.SIMPLIFIED_POINTS:.1f}"
    found = goals.goal(*key, TIERS[method], metric)
    return ABSENT if found is None else f"{found:g}"


def find(runs: list, key: tuple, method: str):
    return next((r for r in runs
                 if (r["kind"], r["dataset"], r["shots"]) == key and r["method"] == method), None)


def beside(runs: list, wanted: list, measure_names: dict) -> list:
    """A row per task and measure, a column per method, a goal beside each of ours."""
    ran = dict.fromkeys(r["method"] for r in runs if any(
        key == (r["kind"], r["dataset"], r["shots"]) for key in wanted))
    header = ["task", "data set", "examples", "measure"]
    for method in ran:
        header += [method, "goal"] if method in TIERS else [method]
    rows = []
    for key in wanted:
        for metric, title in measure_names.items():
            if not any(values(r, metric) for r in runs
                       if (r["kind"], r["dataset"], r["shots"]) == key):
                continue
            row = [TITLES[key[0]], key[1], key[2] or ABSENT, title]
            for method in ran:
                row.append(spread(find(runs, key, method), metric))
                if method in TIERS:
                    row.append(goal_of(runs, key, method, metric))
            rows.append(row)
    return table(header, rows) if rows else ["Not measured.", ""]


def calibration(runs: list) -> list:
    columns = {"accepted": "accepted", "assigned": "assigned", "assigned_precision": "right of these",
               "stream_precision": "right of these, strangers among them", "ece": "ECE",
               "stream_ece": "ECE, strangers among them"}
    rows = [[TITLES[r["kind"]], r["dataset"], r["shots"], r["method"],
             *(spread(r, metric) for metric in columns)]
            for r in runs if r["method"] in TIERS and r["kind"] != "discovery"]
    if not rows:
        return ["Not measured.", ""]
    rows.append(["goal", "", "", "", f"{goals.NOMINAL_ACCEPTANCE} ± {goals.ACCEPTANCE_POINTS}", "", "",
                 "", f"≤ {goals.CALIBRATION_ERROR}", f"≤ {goals.CALIBRATION_ERROR}"])
    return table(["task", "data set", "examples", "method", *columns.values()], rows)


def costs(runs: list) -> list:
    wanted = [r for r in runs if r["method"] != "each text alone"
              and (r["kind"] == "discovery" or (r["kind"], r["shots"]) == ("few_shot", 5))]
    metrics = [m for m in UNITS if any(values(r, m, "costs") for r in wanted)]
    rows = [[TITLES[r["kind"]], r["dataset"], r["method"], *(cost(r, m) for m in metrics)]
            for r in wanted]
    goal = {"median_us": f"≤ {goals.MEDIAN_US}", "p99_us": f"≤ {goals.P99_US}"}
    rows.append(["goal", "", "vocmap", *(goal.get(m, "") for m in metrics)])
    return table(["task", "data set", "method", *(UNITS[m] for m in metrics)], rows)


def teachers(results: dict) -> list:
    rows = [[t["name"], t["data_set"], t["dimensions"], f"{t['model_bytes'] / 1e6:.1f}", t["texts"],
             f"{t['processor_ms_per_text']:.2f}"] for t in results["teachers"]]
    header = ["encoder", "data set", "dimensions", "model MB", "texts", "processor ms per text"]
    return table(header, rows) if rows else ["None was used.", ""]


def errors(runs: list) -> list:
    lines = []
    for r in runs:
        if r["method"] not in TIERS or "errors" not in r:
            continue
        lines += [f"### {r['dataset']}, {r['shots']} examples, {r['method']}", ""]
        lines += table(["worst class", "found %", "texts", "commonest wrong answer"],
                       [[name, f"{100 * share:.0f}", count, wrong or ABSENT]
                        for name, share, count, wrong in r["errors"]["worst_classes"]])
        lines += table(["true", "answered", "texts"], r["errors"]["confusions"])
    return lines or ["Not measured.", ""]


def markdown(results: dict) -> str:
    runs = results["runs"]
    lines = [
        "# Scenarios from short texts, measured", "",
        "Written by `make bench-text`; not by hand. Values in %: mean ± standard deviation over the "
        "seeds.", "",
        f"{results['date']}, {results['cores']} cores, seeds "
        f"{', '.join(map(str, results['seeds']))}, `{results['command']}`.", "",
        "Every method has the same examples, and the unlabelled train split as history. A teacher "
        "is a sentence encoder that sees the history and the examples only, when the model is "
        "fitted; the program that answers does not have it.", "",
        *[f"* FAILED: {failure}" for failure in results.get("failures", [])], "",
        "## Scenarios from few examples", "",
        "Traditional texts (`massive_zh_tw_derived`) have simplified examples and history; their "
        "goal is what simplified texts reach, less a point.", "",
        *beside(runs, keys(runs, "few_shot"), {"accuracy": "accuracy"}),
        "## Texts that have no scenario", "",
        "Few-shot: the out-of-scope texts of `clinc150` beside its test texts. Half unknown: half of "
        "the intents have no example, their texts are in history and stream. F1 is the macro mean "
        "over the known classes and `none`; the peers have no `none`.", "",
        *beside(runs, keys(runs, "few_shot", "semi_open"), {"auroc": "AUROC", "f1": "F1"}),
        *(["Accuracy on the texts of known intents:", "",
           *beside(runs, keys(runs, "semi_open"), {"accuracy": "accuracy"})]
          if keys(runs, "semi_open") else []),
        "## Calibration", "",
        "Accepted: assigned or probable, of the texts that have a scenario. ECE over 15 bins. "
        "Strangers are texts that have none.", "",
        *calibration(runs),
        "## Discovery", "",
        "The test split as a stream, one pass, number of clusters unknown. NMI with the arithmetic "
        "mean; it rewards many small clusters, as the column of texts left alone shows, the adjusted "
        "Rand index does not.",
        "", *beside(runs, keys(runs, "discovery"), {"nmi": "NMI", "ari": "adjusted Rand",
                                                  "clusters": "clusters"}),
        "## Cost", "",
        "One text at a time, fitting excluded; the median over the seeds.", "",
        *costs(runs),
        "## Teachers", "", *teachers(results),
        "## Errors", "", "Texts that have a scenario, by their best class, all seeds together. What "
        "they have in common is told in [ANALYSIS.md](ANALYSIS.md).", "",
        *errors(runs)]
    return "\n".join(lines).replace("\n\n\n", "\n\n").rstrip() + "\n"


if __name__ == "__main__":
    print(markdown(json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))), end="")
