#!/usr/bin/env python3
"""The measures of the text benchmark against values worked out by hand, and, where it is installed,
against scikit-learn on random input (VOCMAP_SEED)."""

import math
import os
import random
import unittest

import metrics

try:
    import sklearn.metrics as reference
except ImportError:
    reference = None

SEED = int(os.environ.get("VOCMAP_SEED", "1"))


class ByHand(unittest.TestCase):
    def test_accuracy_is_the_share_of_equal_rows(self):
        self.assertEqual(metrics.accuracy("abcd", "abdd"), 0.75)

    def test_columns_of_unequal_length_are_refused(self):
        for measure in (metrics.accuracy, metrics.macro_f1, metrics.mutual_information,
                        metrics.adjusted_rand, metrics.auroc, metrics.calibration_error):
            with self.assertRaises(ValueError):
                measure([1, 0, 1], [0, 1])

    def test_auroc_counts_pairs_in_order_and_ties_half(self):
        # Positives 4, 2, 2 against negatives 3, 2: 2 + (0 + 0.5) + (0 + 0.5) of 6 pairs.
        self.assertEqual(metrics.auroc([4, 3, 2, 2, 2], [1, 0, 1, 0, 1]), 0.5)
        self.assertEqual(metrics.auroc([1, 2, 3], [0, 0, 1]), 1)
        self.assertEqual(metrics.auroc([1, 2, 3], [1, 0, 0]), 0)
        self.assertTrue(math.isnan(metrics.auroc([1, 2], [1, 1])))

    def test_f1_weighs_classes_equally_and_none_is_one(self):
        # a: 2 of 3 and 2 of 2, F1 0.8; none: 1 of 1 and 1 of 2, F1 2/3.
        self.assertAlmostEqual(metrics.macro_f1(["a", "a", "a", "none"], ["a", "a", "none", "none"]),
                               (0.8 + 2 / 3) / 2)
        # A class that is answered but never true, or true but never answered, has F1 0.
        self.assertAlmostEqual(metrics.macro_f1("aab", "aax"), 1 / 3)

    def test_calibration_error_weighs_bins_by_rows(self):
        # 0.95 and 0.95, one right: off by 0.45. 0.15 twice, none right: off by 0.15.
        self.assertAlmostEqual(metrics.calibration_error([0.95, 0.95, 0.15, 0.15], [1, 0, 0, 0]), 0.3)
        self.assertEqual(metrics.calibration_error([1.0], [1]), 0)

    def test_mutual_information_ignores_names_and_is_none_by_halves(self):
        self.assertAlmostEqual(metrics.mutual_information("aabb", "yyxx"), 1)
        self.assertAlmostEqual(metrics.mutual_information("aabb", "xyxy"), 0)
        # H(a) = ln 2, H(b) = ln 4, shared ln 2.
        self.assertAlmostEqual(metrics.mutual_information("aabb", "wxyz"), 2 / 3)
        self.assertEqual(metrics.mutual_information("aa", "bb"), 1)

    def test_adjusted_rand_is_one_for_equal_and_none_for_single_clusters(self):
        self.assertEqual(metrics.adjusted_rand("aabb", "yyxx"), 1)
        self.assertEqual(metrics.adjusted_rand("aabb", "wxyz"), 0)

    def test_percentile_is_a_value_that_was_seen(self):
        self.assertEqual(metrics.percentile(range(1, 101), 0.99), 99)
        self.assertEqual(metrics.percentile([3, 1, 2], 0.5), 2)
        self.assertEqual(metrics.percentile([7], 0.99), 7)

    def test_worst_class_names_its_commonest_wrong_answer(self):
        self.assertEqual(metrics.worst_classes("aaaabbcc", "acddbbcb"),
                         [("a", 0.25, 4, "d"), ("c", 0.5, 2, "b"), ("b", 1.0, 2, "")])

    def test_confusions_are_counted_by_direction(self):
        self.assertEqual(metrics.confusions("aabbb", "bbacc"),
                         [("a", "b", 2), ("b", "c", 2), ("b", "a", 1)])


@unittest.skipUnless(reference, "scikit-learn is not installed")
class AgainstScikitLearn(unittest.TestCase):
    def test_measures_agree(self):
        dice = random.Random(SEED)
        for _ in range(20):
            rows = dice.randrange(20, 300)
            true = [dice.randrange(7) for _ in range(rows)]
            given = [t if dice.random() < 0.6 else dice.randrange(9) for t in true]
            scores = [dice.randrange(20) / 20 for _ in true]
            positive = [dice.random() < 0.4 for _ in true[:-2]] + [True, False]
            pairs = (
                (metrics.mutual_information(true, given),
                 reference.normalized_mutual_info_score(true, given)),
                (metrics.adjusted_rand(true, given), reference.adjusted_rand_score(true, given)),
                (metrics.macro_f1(true, given),
                 reference.f1_score(true, given, average="macro", zero_division=0)),
                (metrics.auroc(scores, positive), reference.roc_auc_score(positive, scores)))
            for ours, theirs in pairs:
                self.assertAlmostEqual(ours, theirs, msg=f"VOCMAP_SEED={SEED}")


if __name__ == "__main__":
    print("seed", SEED)
    unittest.main()
