#!/usr/bin/env python3
"""The batch reference against numbers worked out by hand: agents' time."""

import itertools
import unittest

from batch_case import START, T0, Case
from batch_reference.times import DAY, HOUR, MINUTE, rfc3339

NUMBERS = itertools.count(1)


def work(state, after, length, contact_id=None, line="shop", **fields) -> dict:
    record = {"activity_id": f"w{next(NUMBERS):03}", "agent_id": "a1", "team_id": "care",
              "state": state, "line": line, "contact_id": contact_id,
              "started_at": rfc3339(T0 + after), "ended_at": rfc3339(T0 + after + length)}
    return {k: v for k, v in (record | fields).items() if v is not None}


class Work(Case):
    def cell_of(self, line, metric, size="1d", start=START):
        found = self.cells.get(f"{metric}|{size}|{start}|{line}|||")
        return found and (found["numerator"], found["denominator"], found["value"])

    def test_chats_at_once_share_their_time_and_the_rest_goes_to_the_first(self):
        self.run_case(activity=[
            work("talk", 0, 1000, "c2"), work("talk", 0, 1000, "c1", line=None),
            work("talk", 0, 1000, "c3"), work("available", 0, 2000)])
        self.assertEqual(self.cell_of("_shared", "agent_time_talk")[0], 334)
        self.assertEqual(self.cell_of("shop", "agent_time_talk")[0], 666)
        self.assertEqual(self.cell_of("shop", "occupancy"), (666, 1666, 666 / 1666))
        self.assertIsNone(self.cell_of("shop", "agent_time_talk", start="2026-03-03T00:00:00Z"))

    def test_rests_are_given_once_while_the_same_share(self):
        # 0-10 and 15-16 of two: 11 ms are divided once, though a hold and nothing lie between.
        self.run_case(activity=[work("hold", 0, 16, "c1", line=None), work("hold", 0, 16, "c2"),
                                work("talk", 10, 5, "c1")])
        self.assertEqual(self.cell_of("_shared", "agent_time_hold")[0], 6)
        self.assertEqual(self.cell_of("shop", "agent_time_hold")[0], 5)

    def test_the_smallest_name_stands_for_a_contact_told_twice(self):
        self.run_case(activity=[work("talk", 0, 10, "c1", activity_id="b"),
                                work("talk", 2, 4, "c1", line=None, activity_id="a"),
                                work("talk", 0, 10, activity_id="c", line="elsewhere")])
        self.assertEqual([self.cell_of(line, "agent_time_talk")[0]
                          for line in ("shop", "_shared", "_unknown")], [3, 2, 5])

    def test_intervals_are_cut_at_hours_and_days_of_the_line(self):
        self.run_case(zone="Asia/Shanghai", activity=[
            work("wrap", 15 * HOUR + 50 * MINUTE, 20 * MINUTE),
            work("meeting", 16 * HOUR + 10 * MINUTE, 10 * MINUTE, line=None)])
        self.assertEqual(self.cell_of("shop", "agent_time_wrap", start="2026-03-01T16:00:00Z")[0],
                         10 * MINUTE)
        self.assertEqual(self.cell_of("shop", "agent_time_wrap", start="2026-03-02T16:00:00Z")[2],
                         1 / 6)
        self.assertEqual(self.cell_of("_shared", "agent_time_meeting")[0], 10 * MINUTE)

    def test_ratios_are_of_paid_time_but_occupancy(self):
        self.run_case(activity=[
            work("talk", 0, MINUTE, paid=False), work("talk", MINUTE, MINUTE),
            work("back_office", 2 * MINUTE, MINUTE), work("available", 3 * MINUTE, MINUTE),
            work("training", 4 * MINUTE, MINUTE), work("logout", 5 * MINUTE, HOUR)])
        self.assertEqual(self.cell_of("shop", "paid_time")[0], 4 * MINUTE)
        self.assertEqual(self.cell_of("shop", "occupancy"), (2 * MINUTE, 3 * MINUTE, 2 / 3))
        self.assertEqual(self.cell_of("shop", "utilisation"), (2 * MINUTE, 4 * MINUTE, 1 / 2))
        self.assertEqual(self.cell_of("shop", "shrinkage"), (2 * MINUTE, 4 * MINUTE, 1 / 2))
        self.assertIsNone(self.cell_of("shop", "agent_time_logout"))

    def test_searches_count_whole_in_the_hour_of_their_start(self):
        self.run_case(activity=[
            work("kb_search", HOUR - 1000, 3000, kb_result_count=0), work("talk", 0, 2 * HOUR),
            work("kb_search", 0, 0, kb_result_count=2), work("kb_search", 0, DAY)])
        self.assertEqual(self.cell_of("shop", "kb_search_time", "1h"), (DAY + 3000, 3, 28801.0))
        self.assertEqual(self.cell_of("shop", "kb_no_result_rate")[:2], (1, 2))
        self.assertEqual(self.cell_of("shop", "agent_time_kb_search")[0], 22 * HOUR)


if __name__ == "__main__":
    unittest.main()
