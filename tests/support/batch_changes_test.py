#!/usr/bin/env python3
"""The batch reference against numbers worked out by hand: changes of the service rate."""

import unittest

from batch_case import T0, Case, contact, order
from batch_reference.changes import effects, paired
from batch_reference.times import DAY, rfc3339


class Changes(Case):
    def change(self, metric, days, reference, part=""):
        found = self.cell(metric, start=rfc3339(T0 + days * DAY), broken=f"reference={reference}{part}")
        return found and found["numerator"]

    def test_rate_and_mix_of_the_products_make_up_the_change(self):
        # 2 of 4 orders, then 3 of 4; product a has half of them, with 1 of 2, then 3/4 with 2 of 3.
        records = [contact(product_id="a"), contact(),
                   contact(7 * DAY, product_id="a"), contact(7 * DAY, product_id="a"), contact(7 * DAY)]
        orders = [order(product_id="a"), order(product_id="a"), order(), order(),
                  *(order(7 * DAY, product_id="a") for _ in range(3)), order(7 * DAY)]
        self.run_case(records, orders)
        for reference in ("last_week", "four_weeks"):
            self.assertEqual(self.change("service_rate_change", 7, reference), 2_500_000_000)
        part = "|product_id=a"
        # 5/8 * (2/3 - 1/2) and 7/12 * 1/4 of 10,000; of the others 3/8 * 1/2 and 3/4 * -1/4.
        self.assertEqual(self.change("service_rate_change_rate", 7, "last_week", part), 1_041_666_667)
        self.assertEqual(self.change("service_rate_change_mix", 7, "last_week", part), 1_458_333_333)
        part = "|product_id=unknown"
        self.assertEqual(self.change("service_rate_change_rate", 7, "last_week", part), 1_875_000_000)
        self.assertEqual(self.change("service_rate_change_mix", 7, "last_week", part), -1_875_000_000)
        part = "|segments=product_id"
        self.assertEqual(self.change("service_rate_change_rate", 7, "last_week", part), 2_916_666_667)
        self.assertEqual(self.change("service_rate_change_mix", 7, "last_week", part), -416_666_667)
        self.assertEqual(self.change("service_rate_change", 7, "last_week", "|region=unknown"),
                         2_500_000_000)

    def test_days_without_exposure_and_days_not_final_are_not_compared(self):
        orders = [order(), order(7 * DAY), order(8 * DAY)]
        self.run_case([contact(DAY), contact(7 * DAY), contact(8 * DAY)], orders, until=T0 + 10 * DAY)
        self.assertIsNotNone(self.change("service_rate_change", 7, "last_week"))
        self.assertIsNone(self.change("service_rate_change", 8, "four_weeks"))
        self.run_case([contact(DAY), contact(8 * DAY)], orders)
        self.assertIsNone(self.change("service_rate_change", 8, "last_week"))
        self.assertEqual(self.change("service_rate_change", 8, "four_weeks"), 10_000_000_000)

    def test_four_weeks_end_after_28_days(self):
        self.run_case([contact()], [order(), order(28 * DAY), order(29 * DAY)])
        self.assertEqual(self.change("service_rate_change", 28, "four_weeks"), -10_000_000_000)
        self.assertEqual(self.change("service_rate_change", 29, "four_weeks"), 0)

    def test_the_largest_fifty_segments_are_told(self):
        now = {f"p{i}": (i, 100) for i in range(10, 70)} | {"": (1, 5), "other": (2, 3)}
        pairs = paired(now, {"gone": (4, 40)})
        self.assertEqual(len(pairs), 52)
        self.assertEqual(pairs["other"], [2 + sum(range(10, 20)), 1003, 4, 40])

    def test_a_segment_without_exposure_in_one_period_comes_by_mix(self):
        found = effects({"a": [1, 1, 1, 2], "b": [0, 0, 1, 2], "c": [1, 0, 0, 0]})
        self.assertEqual(found, {"a": (7_500_000_000, 3_750_000_000, 3_750_000_000),
                                 "b": (-2_500_000_000, 0, -2_500_000_000),
                                 "c": (10_000_000_000, 10_000_000_000, 0)})


if __name__ == "__main__":
    unittest.main()
