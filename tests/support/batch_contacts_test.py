#!/usr/bin/env python3
"""The batch reference against numbers worked out by hand: windows, contacts and their repeats."""

import json
import unittest

from batch_case import LATE, START, T0, TWICE, Case, contact, order, survey
from batch_reference import compare
from batch_reference.times import DAY, HOUR, MINUTE, rfc3339


class Windows(Case):
    def test_days_are_those_of_the_zone_and_hours_are_not(self):
        # 17:00 UTC is one o'clock of the next day in Shanghai, whose days begin at 16:00 UTC.
        self.run_case([contact(17 * HOUR)], zone="Asia/Shanghai")
        self.expect("contacts", 1, None, 1, start="2026-03-02T16:00:00Z")
        self.expect("contacts", 1, None, 1, size="1h", start="2026-03-02T17:00:00Z")

    def test_a_cell_is_final_after_window_horizon_and_lateness(self):
        # The window ends on day 1; look-ahead of 24 h has 4 days, and lateness is 1: day 6.
        for until, final in ((6 * DAY - 1, False), (6 * DAY, True)):
            self.run_case([contact()], until=T0 + until)
            self.assertEqual(self.cell("repeat_contact_rate_24h")["final"], final)
            self.assertTrue(self.cell("transfers_per_contact")["final"])

    def test_metrics_wait_for_what_they_count(self):
        # 24 h, 72 h, 7 d or 30 d after the contact, and a day for a contact to become known.
        waits = {2: "contacts wait_time journeys repeat_contact_rate_back_7d csat ces",
                 5: "repeat_contact_rate_24h repeat_contact_rate_72h containment "
                    "behavioural_resolution_24h behavioural_resolution_72h",
                 9: "repeat_contact_rate_7d behavioural_resolution_7d bot_resolution refund_rate "
                    "dispute_rate promise_kept_rate survey_solved_quiet survey_unsolved_returned "
                    "resolution fcr effort effort_p90 customer_minutes_lost journeys_satisfied "
                    "answer_rate return_to_transaction_7d",
                 32: "return_to_transaction_30d return_without_goodwill_30d right_first_time"}
        first = contact(bot_turns=1, wait_s=1, csat=3, complaint=True, promised_by=rfc3339(T0 + DAY))
        records = [first, contact(customer="u2")], [order()], [
            survey("ces", score=1), survey("solved", solved=True, contact_id=first["contact_id"]),
            survey(None, event="sent")]
        for days, names in waits.items():
            for late in (1, 0):
                self.run_case(*json.loads(json.dumps(records)), until=T0 + (days + 1) * DAY - late)
                self.assertEqual({name: self.cell(name)["final"] for name in names.split()},
                                 {name: not late for name in names.split()})

    def test_breakdowns_stand_in_days_only(self):
        self.run_case([contact(handler="bot", tier="gold"), contact(handler="bot")])
        self.expect("contacts", 2, None, 2, broken="handler=bot")
        self.expect("contacts", 1, None, 1, broken="tier=gold", where=TWICE)
        self.assertIsNone(self.cell("contacts", size="1h", broken="handler=bot"))
        self.assertIsNone(self.cell("customers_with_problem", broken="handler=bot"))

    def test_what_comes_after_a_final_cell_is_not_in_it(self):
        # At 00:00 on day 0: cells of horizon `day` are final at 00:05 of day 2, of `eight_days` at
        # 00:05 of day 9; the tier comes on day 3.
        version = {"customer_id": "u1", "updated_at": rfc3339(T0 + 3 * DAY), "tier": "gold"}
        self.run_case([contact()], customers=[version])
        self.assertIsNone(self.cell("contacts", broken="tier=gold"))
        self.expect("resolution", 1, 1, 1, broken="tier=gold")


class Contacts(Case):
    def test_shares_have_the_interval_of_wilson(self):
        # 1 of 2: (1 + 1.9207) / (2 + 3.8415) = 0.5 -+ 1.96 / 5.8415 sqrt(0.5 + 0.9604) = 0.4055.
        self.run_case([contact(), contact(scenario="none")])
        low, high = self.expect("unclassified_share", 1, 2, 0.5)["interval"]
        self.assertAlmostEqual(low, 0.0945, 4)
        self.assertAlmostEqual(high, 0.9055, 4)
        self.expect("unclassified_share", 0, 1, 0, where=TWICE)
        self.expect("cause_share_product", 1, 1, 1)
        self.expect("cause_share_policy", 0, 1, 0)
        self.assertIsNone(self.cell("cause_share_product", where="none"))

    def test_rates_have_the_interval_of_poisson_and_the_exposure_of_their_value(self):
        # 1 of 4 orders: (1 + 1.9207 -+ 1.96 sqrt(1 + 0.9604)) / 4 = 0.04413 and 1.41623.
        orders = [order(region=region) for region in ("north", "north", "north", "south")]
        self.run_case([contact(complaint=True, region="south"), contact()], orders)
        low, high = self.expect("complaints_per_10k", 1, 4, 2500)["interval"]
        self.assertAlmostEqual(low, 441.3, 1)
        self.assertAlmostEqual(high, 14162.3, 1)
        self.expect("complaints_per_10k", 1, 1, 10_000, broken="region=south")
        self.assertIsNone(self.cell("complaints_per_10k", where=LATE))

    def test_rates_without_exposure_are_unknown(self):
        self.run_case([contact(complaint=True)])
        self.assertEqual(self.expect("complaints_per_10k", 1, 0, None)["reason"], "no_exposure")

    def test_means_are_over_what_is_known(self):
        # 10 s and 25 s: 17.5 s; only one of three was handled, 60 + 5.5 s; calls within 20 s.
        self.run_case([contact(wait_s=10, handle={"talk_s": 60, "wrap_s": 5.5}),
                       contact(wait_s=25, channel="call"), contact()])
        self.expect("wait_time", 35_000, 2, 17.5)
        self.expect("handle_time", 65_500, 1, 65.5)
        self.assertIsNone(self.cell("sentiment"))

    def test_calls_are_answered_within_20_s_and_others_within_60(self):
        waits = {"call": (20, 20.001), "chat": (60, 60.001)}
        self.run_case([contact(channel=c, wait_s=wait) for c in waits for wait in waits[c]])
        self.expect("sla_hit", 1, 2, 0.5, broken="call")
        self.expect("sla_hit", 1, 2, 0.5, broken="chat")

    def test_records_after_a_day_change_no_contact_metric(self):
        late = {"contact_id": "c1", "line": "shop", "channel": "chat", "customer_id": "u1"}
        self.run_case([late | {"event": "opened", "occurred_at": START, "is": TWICE},
                       late | {"event": "transferred", "occurred_at": rfc3339(T0 + DAY)},
                       late | {"event": "transferred", "occurred_at": rfc3339(T0 + DAY + 1)},
                       late | {"event": "closed", "occurred_at": rfc3339(T0 + DAY + 2)}])
        self.expect("transfers_per_contact", 1, 1, 1)
        self.assertIsNone(self.cell("mean_closing_time"))

    def test_the_last_value_of_a_day_holds_and_promises_are_kept_in_a_week(self):
        # Opened twice, promised day 7 and then day 1 + 1 ms, closed on day 1 + 1 ms.
        first = {"contact_id": "c1", "line": "shop", "channel": "chat", "customer_id": "u1"}
        self.run_case([first | {"event": "opened", "occurred_at": START, "is": TWICE, "wait_s": 1, "bot_turns": 1,
                                "handoff": {"requested_at": START, "refused": True},
                                "promised_by": rfc3339(T0 + 7 * DAY), "offered_scenarios": [LATE]},
                       first | {"event": "message", "occurred_at": rfc3339(T0 + DAY), "wait_s": 2,
                                "handoff": {"connected_at": rfc3339(T0 + 1000), "refused": False},
                                "promised_by": rfc3339(T0 + DAY + 1), "offered_scenarios": [TWICE]},
                       first | {"event": "closed", "occurred_at": rfc3339(T0 + DAY + 1)},
                       contact(promised_by=rfc3339(T0 + 7 * DAY), customer="u2"),
                       contact(promised_by=rfc3339(T0 + 7 * DAY + 1), customer="u3")])
        self.expect("wait_time", 2_000, 1, 2)
        self.expect("offered_hit_at_1", 1, 1, 1)
        self.expect("handoff_success_rate", 1, 1, 1)
        self.expect("handoff_wait", 1_000, 1, 1)
        self.expect("promise_kept_rate", 2, 2, 1)
        self.expect("mean_closing_time", 0, 2, 0)

    def test_handoff_is_counted_among_contacts_with_a_bot(self):
        # Of three with a bot one asked for a person after 60 s and 4 turns, who came 30 s later.
        turns = [{"seq": n, "role": "bot"} for n in range(4)]
        handoff = {"requested_at": rfc3339(T0 + MINUTE), "connected_at": rfc3339(T0 + 90_000),
                   "context_carried": False}
        self.run_case([contact(0, opened_at=START, turns=turns, handoff=handoff),
                       contact(handler="bot"), contact(bot_turns=1), contact(handler="human")])
        self.expect("deflection", 2, 3, 2 / 3)
        self.expect("handoff_request_rate", 1, 3, 1 / 3)
        self.expect("handoff_success_rate", 1, 1, 1)
        self.expect("context_carried_rate", 0, 1, 0)
        self.expect("handoff_wait", 30_000, 1, 30)
        self.expect("time_before_handoff", 60_000, 1, 60)
        self.expect("turns_before_handoff", 4, 1, 4)

    def test_offered_scenarios_hit_by_place(self):
        self.run_case([contact(offered_scenarios=[LATE, TWICE]), contact(offered_scenarios=[LATE]),
                       contact(offered_scenarios=[LATE], scenario="none")])
        self.expect("offered_hit_at_1", 0, 2, 0)
        self.expect("offered_hit_at_3", 1, 2, 0.5)

    def test_goodwill_is_summed_by_currency(self):
        self.run_case([contact(goodwill={"amount_minor": 500, "currency": "CNY"}),
                       contact(goodwill={"amount_minor": 250, "currency": "CNY"}),
                       contact(goodwill={"amount_minor": 9}), contact()])
        self.expect("goodwill_rate", 3, 4, 0.75)
        self.expect("goodwill_amount", 750, None, 750, broken="currency=CNY")
        self.expect("goodwill_amount", 9, None, 9, broken="currency=" + "X" * 3, size="1h")
        self.assertIsNone(self.cell("goodwill_amount"))

    def test_customers_count_once_in_each_cell(self):
        # u1 has two matters, u2 one, and an anonymous contact is a customer of its own.
        self.run_case([contact(), contact(HOUR), contact(scenario=LATE), contact(customer="u2"),
                       contact(customer=None)])
        self.expect("customers_with_problem", 3, None, 3)
        self.expect("customers_with_problem", 3, None, 3, where=TWICE)
        self.expect("customers_with_problem", 1, None, 1, where="get")
        self.expect("customers_with_problem", 1, None, 1, size="1h", start="2026-03-02T01:00:00Z")


class Repeats(Case):
    def test_a_repeat_is_the_same_matter_within_the_time_both_ends_included(self):
        # At 0, 24 h and 72 h + 1 ms: gaps of 24 h and of 48 h + 1 ms; one `none`, one anonymous.
        self.run_case([contact(), contact(DAY), contact(3 * DAY + 1), contact(scenario="none"),
                       contact(customer=None)])
        self.expect("repeat_contact_rate_24h", 1, 1, 1)
        self.expect("repeat_contact_rate_back_24h", 0, 1, 0)
        second = {"start": rfc3339(T0 + DAY)}
        self.expect("repeat_contact_rate_back_24h", 1, 1, 1, **second)
        self.expect("repeat_contact_rate_24h", 0, 1, 0, **second)
        self.expect("repeat_contact_rate_72h", 1, 1, 1, **second)

    def test_behaviour_resolves_a_journey_that_no_one_returns_to(self):
        # About one order, other scenario: the same journey but no repeat. 2 of 3 stay quiet.
        self.run_case([contact(order_id="o"), contact(HOUR, scenario=LATE, order_id="o"),
                       contact(HOUR, customer="u2")])
        self.expect("behavioural_resolution_24h", 2, 3, 2 / 3)
        self.expect("repeat_contact_rate_24h", 0, 3, 0)

    def test_containment_needs_quiet_and_bot_resolution_no_complaint_either(self):
        # Three with a bot: quiet, returned after 48 h, quiet but complained.
        self.run_case([contact(handler="bot"), contact(handler="bot", customer="u2"),
                       contact(2 * DAY, customer="u2"),
                       contact(handler="bot", customer="u3", complaint=True)])
        self.expect("containment", 2, 3, 2 / 3)
        self.expect("bot_resolution", 1, 3, 1 / 3)


class Compare(unittest.TestCase):
    def test_every_kind_of_difference_is_named(self):
        cell = {"numerator": 1, "denominator": 2, "value": 0.5, "final": True}
        near, off = cell | {"value": 0.5 + 1e-15}, cell | {"value": 0.25}
        found = compare.record_differences({"a": cell, "b": cell, "c": cell},
                                           {"a": near, "b": off, "d": cell | {"unit": "share"}})
        self.assertEqual([text.split(": ")[1][:20] for text in found],
                         ["value is 0.25, shoul", "missing, should be 1", "should not exist, is"])


if __name__ == "__main__":
    unittest.main()
