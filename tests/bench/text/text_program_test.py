#!/usr/bin/env python3
"""How the text benchmark drives a program and judges its answers, with a stand-in for text_bench
that says what the test wants."""

import json
import pathlib
import tempfile
import unittest

import evaluate
import goals
import ours
import report
import splits
from metrics import NONE

COSTS = dict.fromkeys(ours.COSTS, 1)
TASK = splits.Task("few_shot", "clinc150", 3, 1, ["one", "two"], [("a", 0), ("b", 1)],
                   ["1", "2", "3", "4"], ["a", "a", "b", NONE])
ROWS = ["a\tassigned\t0.9\t3.0\ta", "b\tprobable\t0.6\t2.5\tb", "none\tnone\t0.5\t1.5\tb",
        "none\tnone\t0.8\t2.0\ta"]


class Program(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_program(self, rows, printed=None, code=0, task=TASK):
        folder = self.folder / "task"
        splits.write(task, folder)
        (self.folder / "rows").write_text("".join(f"{row}\n" for row in rows), "utf-8")
        program = self.folder / "text_bench"
        program.write_text(f"#!/bin/sh\nfor folder; do :; done\necho \"$*\" >&2\n"
                           f"cp {self.folder}/rows \"$folder/result.tsv\"\n"
                           f"echo '{json.dumps(COSTS) if printed is None else printed}'\nexit {code}\n")
        program.chmod(0o755)
        return ours.run(program, task, folder)

    def test_answers_and_costs_are_read(self):
        answers, costs = self.run_program(ROWS)
        self.assertEqual(answers[1], evaluate.Answer("b", "probable", 0.6, 2.5, "b"))
        self.assertEqual(costs, COSTS)

    def test_discovery_reads_a_cluster_per_text(self):
        task = TASK._replace(kind="discovery", examples=[])
        clusters, _ = self.run_program(["7", "7", "8", "9"], task=task)
        self.assertEqual(clusters, ["7", "7", "8", "9"])
        with self.assertRaisesRegex(ours.Broken, "with 3: --discover"):
            self.run_program(["7"] * 4, code=3, task=task)

    def test_what_is_no_answer_is_refused(self):
        for rows in (ROWS[:3], ROWS + ROWS[:1], ["a\tassigned\t0.9\t3.0"] + ROWS[1:],
                     ["c\tassigned\t0.9\t3.0\tc"] + ROWS[1:], ["a\tnone\t0.9\t3.0\ta"] + ROWS[1:],
                     ["a\tcertain\t0.9\t3.0\ta"] + ROWS[1:], ["a\tassigned\t1.1\t3.0\ta"] + ROWS[1:],
                     ["a\tassigned\t0.9\tnan\ta"] + ROWS[1:], ["a\tassigned\tx\t3\ta"] + ROWS[1:],
                     ["none\tnone\t0.9\t3.0\tnone"] + ROWS[1:]):
            with self.assertRaises(ours.Broken, msg=rows):
                self.run_program(rows)
        for printed in ("", "fitted", "{}", "[]"):
            with self.assertRaises(ours.Broken, msg=printed):
                self.run_program(ROWS, printed)
        with self.assertRaisesRegex(ours.Broken, "ended with 2"):
            self.run_program(ROWS, code=2)

    def test_figures_are_those_of_the_answers(self):
        answers, _ = self.run_program(ROWS)
        figures = evaluate.classified(TASK, answers)
        expected = {"accuracy": 200 / 3, "accepted": 200 / 3, "assigned": 100 / 3,
                    "assigned_precision": 100, "stream_precision": 100, "auroc": 200 / 3,
                    # a: 1 of 2, F1 2/3; b: 0; none: 1 of 2 answers, F1 2/3.
                    "f1": 400 / 9,
                    # 0.9 right, 0.6 and 0.5 wrong, each in its own bin.
                    "ece": (10 + 60 + 50) / 3, "stream_ece": (10 + 60 + 50 + 20) / 4}
        self.assertEqual(figures.keys(), expected.keys())
        for name, value in expected.items():
            self.assertAlmostEqual(figures[name], value, msg=name)

    def test_a_peer_that_never_says_none_has_no_such_figures(self):
        nan = float("nan")
        answers = [evaluate.Answer("a", "assigned", nan, 1.0, "a")] * 4
        self.assertEqual(evaluate.classified(TASK, answers).keys(), {"accuracy", "auroc"})

    def test_errors_are_of_all_seeds_and_of_known_texts(self):
        answers, _ = self.run_program(ROWS)
        found = evaluate.errors([(TASK, answers), (TASK, answers)])
        self.assertEqual(found["confusions"], [("a", "b", 2)])
        self.assertEqual(found["worst_classes"][0], ("a", 0.5, 4, "b"))


class Report(unittest.TestCase):
    def run_of(self, dataset, method, accuracies):
        return {"kind": "few_shot", "dataset": dataset, "shots": 5, "method": method,
                "seeds": [{"seed": seed, "figures": {"accuracy": value}, "costs": {"median_us": 9}}
                          for seed, value in enumerate(accuracies, 1)]}

    def test_a_goal_stands_beside_each_figure_of_ours(self):
        runs = [self.run_of("banking77", "vocmap", [70, 72]),
                self.run_of("banking77", "vocmap + teacher", [80, 80]),
                self.run_of("banking77", "fastText", [50, 50]),
                self.run_of("massive_zh_cn", "vocmap", [57, 59]),
                self.run_of("massive_zh_tw_derived", "vocmap", [57, 58])]
        text = report.markdown({"date": "2026-01-01", "cores": 2, "seeds": [1, 2], "command": "run.py",
                                "teachers": [], "failures": ["it fell"], "runs": runs})
        self.assertIn("| few-shot | banking77 | 5 | accuracy | 71.0 ± 1.4 | 71 | 80.0 ± 0.0 | 82 | "
                      "50.0 ± 0.0 |", text)
        self.assertIn("| massive_zh_tw_derived | 5 | accuracy | 57.5 ± 0.7 | 57.0 | – | – | – |", text)
        self.assertIn("* FAILED: it fell", text)

    def test_a_teacher_has_the_goal_of_none_where_it_has_no_other(self):
        self.assertEqual(goals.goal("discovery", "clinc150", 0, "taught", "nmi"), 88)
        self.assertEqual(goals.goal("discovery", "stackoverflow", 0, "taught", "nmi"), 55)
        self.assertIsNone(goals.goal("discovery", "stackoverflow", 0, "plain", "ari"))


if __name__ == "__main__":
    unittest.main()
