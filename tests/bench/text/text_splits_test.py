#!/usr/bin/env python3
"""The tasks of the text benchmark, drawn from small made-up data sets, and the folders they fill."""

import pathlib
import tempfile
import unittest

import splits
from metrics import NONE

CLASSES = 8
ROWS = 12


def rows(split: str, traditional: bool = False) -> list:
    mark = "傳" if traditional else "传"
    return [(f"{split} {mark} {label} {row}", f"class {label}")
            for label in range(CLASSES) for row in range(ROWS)]


class Splits(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self._data, splits.DATA = splits.DATA, pathlib.Path(self._folder.name)
        self.addCleanup(setattr, splits, "DATA", self._data)
        for dataset in splits.DATASETS:
            for split in ("train", "test"):
                self.put(dataset, split, rows(split, dataset == "massive_zh_tw_derived"))
        self.put("clinc150", "oos_test", [("a stranger", "oos"), ("another", "oos")])

    def put(self, dataset, split, content):
        path = splits.DATA / dataset / f"{split}.tsv"
        path.parent.mkdir(exist_ok=True)
        path.write_text("text\tlabel\n" + "".join(f"{t}\t{c}\n" for t, c in content), "utf-8")

    def test_equal_seeds_give_equal_tasks_and_others_do_not(self):
        for make in (lambda seed: splits.few_shot("banking77", 5, seed),
                     lambda seed: splits.semi_open("banking77", seed),
                     lambda seed: splits.discovery("banking77", seed)):
            self.assertEqual(make(1), make(1))
            other = make(2)._replace(seed=1)
            self.assertNotEqual(make(1), other)

    def test_a_draw_is_the_same_on_every_machine(self):
        self.assertEqual(splits.drawn(range(6), "examples", "banking77", 1), [3, 1, 0, 2, 4, 5])

    def test_examples_are_of_their_class_and_the_fewer_are_among_the_more(self):
        three, five = (splits.few_shot("banking77", shots, 1) for shots in (3, 5))
        self.assertEqual(len(five.examples), 5 * CLASSES)
        self.assertLess(set(three.examples), set(five.examples))
        train = rows("train")
        self.assertTrue(all(train[row][1] == label for label, row in five.examples))

    def test_a_class_of_few_rows_gives_all_of_them(self):
        self.put("banking77", "train", rows("train") + [("lonely", "small")])
        task = splits.few_shot("banking77", 5, 1)
        self.assertEqual([row for label, row in task.examples if label == "small"],
                         [CLASSES * ROWS])

    def test_traditional_texts_have_the_examples_of_simplified_ones(self):
        simplified, traditional = (splits.few_shot(name, 5, 1) for name in splits.CHINESE)
        self.assertEqual(simplified.examples, traditional.examples)
        self.assertEqual(simplified.history, traditional.history)
        self.assertTrue(all("傳" in text for text in traditional.test))

    def test_out_of_scope_texts_have_no_class(self):
        task = splits.few_shot("clinc150", 3, 1)
        self.assertEqual(task.truth[-2:], [NONE, NONE])
        self.assertEqual(task.truth.count(NONE), 2)
        self.assertNotIn("a stranger", task.history)

    def test_half_of_the_classes_are_unknown_but_present(self):
        task = splits.semi_open("banking77", 1)
        known = {label for label, _ in task.examples}
        self.assertEqual(len(known), CLASSES // 2)
        self.assertEqual(set(task.truth), known | {NONE})
        self.assertEqual(task.truth.count(NONE), ROWS * CLASSES // 2)
        self.assertEqual(len(task.history), ROWS * CLASSES)
        others = {label for label, _ in splits.semi_open("banking77", 2).examples}
        self.assertNotEqual(known, others)

    def test_discovery_streams_the_test_split_in_another_order(self):
        task = splits.discovery("banking77", 1)
        self.assertNotEqual(task.truth, sorted(task.truth))
        self.assertEqual(sorted(zip(task.test, task.truth)), sorted(rows("test")))
        self.assertEqual(task.examples, [])

    def test_a_folder_holds_a_line_per_text(self):
        folder = splits.DATA / "task"
        splits.write(splits.discovery("banking77", 1), folder)
        self.assertFalse((folder / "examples.tsv").exists())
        (folder / "result.tsv").touch()  # of an earlier run
        task = splits.few_shot("banking77", 3, 1)
        splits.write(task, folder)
        self.assertFalse((folder / "result.tsv").exists())
        read = {path.name: path.read_text("utf-8").splitlines() for path in folder.iterdir()}
        self.assertEqual(read["history.txt"], task.history)
        self.assertEqual(read["test.txt"], task.test)
        self.assertEqual(read["examples.tsv"],
                         [f"{label}\t{task.history[row]}" for label, row in task.examples])

    def test_absent_data_is_named(self):
        splits.DATA = splits.DATA / "gone"
        with self.assertRaisesRegex(splits.DataAbsent, "gone/banking77/train.tsv is not there"):
            splits.few_shot("banking77", 3, 1)


if __name__ == "__main__":
    unittest.main()
