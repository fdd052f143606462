#!/usr/bin/env python3
"""The batch reference against numbers worked out by hand: journeys, orders and surveys."""

import json
import unittest

from batch_case import LATE, START, T0, TWICE, Case, contact, order, survey
from batch_reference.times import DAY, HOUR, rfc3339


class Journeys(Case):
    def test_seven_days_of_silence_end_a_journey_and_ninety_days_do(self):
        self.run_case([contact(), contact(7 * DAY), contact(14 * DAY + 1)])
        self.assertEqual([len(j.contacts) for j in self.facts.journeys], [2, 1])
        self.run_case([contact(6 * DAY * n) for n in range(17)])  # the 16th is on day 90
        self.assertEqual([len(j.contacts) for j in self.facts.journeys], [16, 1])

    def test_outbound_contacts_are_steps_of_the_journey_before_them(self):
        self.run_case([contact(DAY, direction="outbound"), contact(), contact(8 * DAY),
                       contact(7 * DAY, direction="outbound")])
        self.assertEqual([(len(j.contacts), len(j.outbound)) for j in self.facts.journeys],
                         [(1, 2), (1, 0)])

    def test_an_order_is_inferred_unless_cancelled_or_given(self):
        orders = [order(0, order_id="a"), order(HOUR, order_id="b"),
                  order(HOUR, order_id="b", event="cancelled", occurred_at=rfc3339(T0 + HOUR + 1))]
        self.run_case([contact(2 * HOUR), contact(HOUR), contact(2 * HOUR, order_id="x"),
                       contact(2 * HOUR, party_type="courier"), contact(30 * DAY),
                       contact(30 * DAY + 1)], orders)
        self.assertEqual([c.order_id for c in self.facts.contacts],
                         ["a", "b", "x", None, "a", None])

    def test_the_latest_evidence_decides_and_a_tie_is_negative(self):
        def resolution(*records, surveys=()):
            self.run_case(records, surveys=surveys)
            return [j.resolution for j in self.facts.journeys]

        self.assertEqual(resolution(contact()), ["assumed"])
        self.assertEqual(resolution(contact(resolved_claim="agent")), ["assumed"])
        self.assertEqual(resolution(contact(resolved_claim="customer")), ["confirmed"])
        self.assertEqual(resolution(contact(resolved_claim="customer", complaint=True)), ["negative"])
        self.assertEqual(resolution(contact(complaint=True), contact(1, resolved_claim="customer")),
                         ["confirmed"])
        self.assertEqual(resolution(contact(escalated=True)), ["negative"])
        claim = contact(1, resolved_claim="customer")
        self.assertEqual(resolution(contact(escalated=True), claim), ["negative"])
        self.assertEqual(resolution(contact(0, contact_id="c", event="opened", escalated=True),
                                    contact(DAY, contact_id="c", event="resolved")), ["assumed"])
        self.assertEqual(resolution(contact(contact_id="c", event="resolved", escalated=True)),
                         ["negative"])
        self.assertEqual(resolution(contact(DAY, contact_id="c", escalated=True, opened_at=START),
                                    contact(0, contact_id="c", event="resolved")), ["negative"])
        for after, outcome in ((7 * DAY, "negative"), (7 * DAY + 1, "confirmed")):
            solved = survey("solved", after, solved=False)
            self.assertEqual(resolution(contact(resolved_claim="customer"), surveys=[solved]), [outcome])

    def test_outcomes_stand_beside_each_other(self):
        # u1 satisfied quickly; u2 needed two contacts; u3 was mollified, u4 not. u5 says nothing.
        self.run_case([contact(resolved_claim="customer"), contact(customer="u2"),
                       contact(HOUR, customer="u2", resolved_claim="customer"),
                       contact(customer="u3", complaint=True, goodwill={"type": "coupon"}),
                       contact(customer="u4", complaint=True), contact(customer="u5")],
                      [order(0, None) for _ in range(10)])
        self.expect("journeys", 5, None, 5)
        self.expect("service_rate_net", 5, 10, 5000)
        self.expect("resolution", 3, 5, 0.6)
        self.expect("confirmed_share", 2, 5, 0.4)
        self.expect("assumed_share", 1, 5, 0.2)
        self.expect("negative_share", 2, 5, 0.4)
        self.expect("fcr", 2, 5, 0.4)
        self.expect("contacts_per_journey", 6, 5, 1.2)
        for name, count in (("quick", 1), ("satisfied", 2), ("mollified", 1), ("dissatisfied", 1)):
            self.expect(f"journeys_{name}", count, None, count)

    def test_what_failed_is_paid_for_by_what_is_resolved(self):
        card = {"currency": "CNY", "wage_minor_per_hour": 3600,
                "team_wage_minor_per_hour": {"experts": 7200}, "bot_minor_per_contact": 50,
                "channel_minor_per_contact": {"call": 20}}
        records = [
            contact(channel="call", handle={"talk_s": 240, "wrap_s": 60}),                # 320
            contact(HOUR, direction="outbound", team_id="experts", handle={"talk_s": 60}),  # 120
            contact(customer="u2", handler="bot", complaint=True,
                    handle={"talk_s": 90, "concurrency": 3}),                             # 80
            contact(customer="u3")]                                                       # unknown
        self.run_case(json.loads(json.dumps(records)), card=card)
        self.expect("contact_cost", 400_000, None, 400, broken="currency=CNY")
        self.expect("cost_per_contact", 400_000, 2, 200, broken="currency=CNY")
        self.expect("cost_per_journey", 520_000, 2, 260, broken="currency=CNY")
        self.expect("cost_per_resolution", 520_000, 1, 520, broken="currency=CNY")
        self.run_case(json.loads(json.dumps(records)))
        self.assertIsNone(self.cell("contact_cost", broken="currency=CNY"))
        self.run_case(records[2:3], card=card)
        found = self.expect("cost_per_resolution", 80_000, 0, None, broken="currency=CNY")
        self.assertEqual(found["reason"], "no_denominator")

    def test_effort_weighs_what_the_customer_had_to_do(self):
        # 2 contacts, 1 switch, 1 transfer, 2 days of 49 h, 3 turns with a bot: 6 + 0.3.
        # Lost: 60 s of waiting, 120 s handled, and 30 s for the one text of the other: 3.5 min.
        self.run_case([contact(channel="call", transfers=1, wait_s=60, handle={"talk_s": 120}),
                       contact(49 * HOUR, bot_turns=3, text="where is it")])
        self.expect("effort", 63, 1, 6.3, start=rfc3339(T0 + 2 * DAY))
        self.expect("customer_minutes_lost", 210_000, None, 3.5, start=rfc3339(T0 + 2 * DAY))
        self.expect("journey_hours", 49 * HOUR, 1, 49, start=rfc3339(T0 + 2 * DAY))
        self.assertIsNone(self.cell("effort"))

    def test_quantiles_are_nearest_ranks(self):
        # Ten customers with efforts 1.0 to 1.9: the ninth.
        self.run_case([contact(customer=f"u{n}", bot_turns=n) for n in range(10)])
        self.expect("effort_p90", 10, None, 1.8)

    def test_the_peak_is_the_strongest_feeling_and_the_worse_of_equals(self):
        self.run_case([contact(mood={"worst": -400, "last": 400, "mean": 0}),
                       contact(HOUR, mood={"worst": 100, "last": 100, "mean": 100})])
        self.expect("peak_sentiment", -400, 1, -0.4)
        self.expect("end_sentiment", 100, 1, 0.1)
        self.expect("negative_end_share", 0, 1, 0)
        self.expect("sentiment", 100, 2, 0.05)

    def test_open_journeys_have_no_outcome(self):
        self.run_case([contact()], until=T0 + DAY - 1)
        self.assertIsNone(self.cell("resolution"))
        self.run_case([contact()], until=T0 + DAY)
        self.expect("resolution", 1, 1, 1)
        for age, state in ((DAY, "provisional_24h"), (3 * DAY, "provisional_72h"), (7 * DAY, "closed")):
            self.run_case([contact()], until=T0 + age)
            self.assertEqual(self.facts.journeys[0].state, state)


class OrdersAndSurveys(Case):
    def test_orders_are_right_that_no_one_had_to_ask_about(self):
        # a: asked about on day 30, and it is not the other's. b is placed 5 days after a.
        self.run_case([contact(30 * DAY, order_id="a")],
                      [order(0, order_id="a"), order(5 * DAY, order_id="b"), order(0, None)])
        self.expect("right_first_time", 0, 1, 0)
        self.expect("right_first_time", 1, 1, 1, start=rfc3339(T0 + 5 * DAY))
        self.assertIsNone(self.cell("return_without_contact_30d"))
        self.run_case([], [order(0, order_id="a"), order(30 * DAY, order_id="b")])
        self.expect("return_without_contact_30d", 1, 1, 1)
        self.expect("return_without_contact_30d", 0, 1, 0, start=rfc3339(T0 + 30 * DAY))

    def test_customers_return_after_a_journey_or_not(self):
        self.run_case([contact(HOUR, complaint=True), contact(HOUR, customer="u2", complaint=True,
                                                              goodwill={"type": "coupon"})],
                      [order(0), order(8 * DAY), order(0, "u2")])
        self.expect("return_to_transaction_7d", 0, 2, 0)
        self.expect("return_to_transaction_30d", 1, 2, 0.5)
        self.expect("return_without_goodwill_30d", 1, 1, 1)
        self.expect("return_after_goodwill_30d", 0, 1, 0)

    def test_refunds_count_by_their_own_day_and_by_the_contact(self):
        orders = [order(0, order_id="a"), order(DAY, event="refunded", order_id="a"),
                  order(2 * DAY, event="refunded", order_id="a")]
        self.run_case([contact(HOUR)], orders)
        self.expect("refunds_per_10k", 1, 0, None, start=rfc3339(T0 + DAY))
        self.assertIsNone(self.cell("refunds_per_10k", start=rfc3339(T0 + 2 * DAY)))
        self.expect("refund_rate", 1, 1, 1)
        self.expect("dispute_rate", 0, 1, 0)
        for after, disputed in ((7 * DAY, 1), (7 * DAY + 1, 0)):
            self.run_case([contact()], [order(0, order_id="a"),
                                        order(after, event="disputed", order_id="a")])
            self.expect("dispute_rate", disputed, 1, disputed)

    def test_effort_scores_are_brought_to_seven_where_seven_is_easy(self):
        # 2 of an old scale of 1 to 5, where 5 is much: 1 + 6 x 3/4 = 5.5. And 4 of 7.
        self.run_case(surveys=[survey("ces", score=2, scale_version="1.0"), survey("ces", score=4)])
        self.expect("ces", 9_500, 2, 4.75)
        self.expect("ces_top3_share", 1, 2, 0.5)

    def test_promoters_less_detractors(self):
        self.run_case(surveys=[survey("nps", score=s) for s in (9, 10, 8, 6)])
        self.expect("nps", 100, 4, 25)

    def test_a_rating_of_the_contact_itself_comes_before_that_of_a_survey(self):
        rated, unrated = contact(csat=2), contact()
        self.run_case([rated, unrated],
                      surveys=[survey("csat", score=5, contact_id=rated["contact_id"]),
                               survey("csat", score=4, contact_id=unrated["contact_id"])])
        self.expect("csat", 6_000, 2, 3)
        self.expect("csat_top_share", 1, 2, 0.5, where=TWICE)

    def test_satisfaction_is_experience_less_expectation(self):
        self.run_case(surveys=[survey("expectation", score=5, order_id="a"),
                               survey("experience", DAY, score=4, order_id="a"),
                               survey("experience", DAY, score=4, order_id="b")])
        self.expect("satisfaction_gap", -1000, 1, -1, start=rfc3339(T0 + DAY))

    def test_surveys_are_answered_under_the_same_response(self):
        sent = [survey(None, event="sent", response_id=r) for r in ("r1", "r2")]
        self.run_case(surveys=sent + [survey("nps", DAY, response_id="r1", score=1)])
        self.expect("answer_rate", 1, 2, 0.5)

    def test_what_the_customer_says_and_what_the_customer_does(self):
        # u1 solved and quiet; u2 solved but back; u3 not solved and quiet.
        first, second, third = contact(), contact(customer="u2"), contact(customer="u3")
        self.run_case([first, second, third, contact(DAY, customer="u2")],
                      surveys=[survey("solved", HOUR, c["customer_id"], solved=solved,
                                      contact_id=c["contact_id"])
                               for c, solved in ((first, True), (second, True), (third, False))])
        for name, count in (("solved_quiet", 1), ("solved_returned", 1), ("unsolved_quiet", 1),
                            ("unsolved_returned", 0)):
            self.expect(f"survey_{name}", count, 3, count / 3)


if __name__ == "__main__":
    unittest.main()
