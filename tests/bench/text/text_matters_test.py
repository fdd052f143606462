#!/usr/bin/env python3
"""What counts as a second matter, and how pairs of texts become messages of two."""

import math
import unittest

import matters


class Matters(unittest.TestCase):
    def test_others_are_listed_beside_a_scenario_that_is_clearly_named_too(self):
        self.assertEqual(matters.listed("pin\tpin=800|card=700|\t0-3=9 "), ("pin", ["card"]))
        self.assertEqual(matters.listed("pin\tcard=700|\t"), ("pin", []))
        self.assertEqual(matters.listed("none\t\t"), ("none", []))
        self.assertEqual(matters.listed("a=b\ta=b=800|c=700|\t"), ("a=b", ["c"]))

    def test_figures_are_shares_of_messages_and_of_seconds(self):
        rows = ["pin\tpin=8|card=7|\t", "pin\tpin=8|\t",                    # one matter each
                "pin\tpin=8|card=7|\t", "pin\tpin=8|fee=7|\t",            # two each
                "pin\tpin=8|card=7|fee=7|\t", "pin\tpin=8|\t"]
        truth = [{"pin"}, {"pin"}, {"pin", "card"}, {"pin", "card"}, {"pin", "fee"}, {"pin", "fee"}]
        false_second, recall, precision = matters.figures(rows, truth)
        self.assertEqual((false_second, recall, precision), (1 / 2, 2 / 4, 2 / 4))

    def test_a_precision_of_nothing_is_no_number(self):
        self.assertTrue(math.isnan(matters.figures(["pin\tpin=8|\t"], [{"pin", "fee"}]).precision))

    def test_pairs_are_of_two_classes_and_each_text_is_in_one_at_most(self):
        texts = [(f"text {n}", f"class {n % 3}") for n in range(30)]
        found = matters.pairs(texts, "banking77", 1)
        self.assertTrue(found)
        self.assertTrue(all(len(classes) == 2 for _, classes in found))
        parts = [part for text, _ in found for part in text.split(". ")]
        self.assertEqual(len(parts), 2 * len(found))
        self.assertEqual(len(set(parts)), len(parts))
        self.assertEqual(found, matters.pairs(texts, "banking77", 1))
        self.assertNotEqual(found, matters.pairs(texts, "banking77", 2))

    def test_a_text_becomes_a_sentence(self):
        self.assertEqual(matters.sentences("my card", "my pin", False), "my card. my pin")
        self.assertEqual(matters.sentences("my card?", "my pin", False), "my card? my pin")
        self.assertEqual(matters.sentences("退票", "开票", True), "退票。开票")


if __name__ == "__main__":
    unittest.main()
