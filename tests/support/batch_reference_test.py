#!/usr/bin/env python3
"""The batch reference against numbers worked out by hand, a case or more per family of metrics."""

import itertools
import json
import pathlib
import tempfile
import unittest

from batch_reference import compare, contacts as contacts_of, facts as facts_of
from batch_reference.lines import lines_of
from batch_reference.times import DAY, FOREVER, HOUR, MINUTE, milliseconds, rfc3339
from batch_reference.windows import reference_records

START = "2026-03-02T00:00:00Z"  # a Monday
T0 = milliseconds(START)
TWICE, LATE = "shop.pay.twice", "shop.get.late"
NUMBERS = itertools.count(1)


def journeys(zone="UTC") -> dict:
    return {"lines": [{"id": "shop", "time_zone": zone, "stages": [
        {"id": "pay", "scenarios": [{"id": TWICE, "cause": "product"}]},
        {"id": "get", "scenarios": [{"id": LATE, "cause": "logistics"}]}]}]}


def contact(after=0, customer="u1", scenario=TWICE, **fields) -> dict:
    """A whole contact in one record, `after` ms from the start."""
    record = {"contact_id": f"c{next(NUMBERS):03}", "event": "closed", "line": "shop",
              "channel": "chat", "occurred_at": rfc3339(T0 + after), "customer_id": customer}
    return {k: v for k, v in (record | fields).items() if v is not None} | {"is": scenario}


def order(after=0, customer="u1", event="placed", **fields) -> dict:
    record = {"order_id": f"o{next(NUMBERS):03}", "event": event, "line": "shop",
              "occurred_at": rfc3339(T0 + after), "customer_id": customer}
    return {k: v for k, v in (record | fields).items() if v is not None}


def survey(metric, after=0, customer="u1", **fields) -> dict:
    return {"response_id": f"s{next(NUMBERS):03}", "occurred_at": rfc3339(T0 + after),
            "customer_id": customer, "metric": metric, "line": "shop"} | fields


class Case(unittest.TestCase):
    def run_case(self, contacts=(), orders=(), surveys=(), customers=(), until=FOREVER, zone="UTC"):
        """Computes facts and cells of records that went through files."""
        says = {r["contact_id"]: r.pop("is") for r in contacts if "is" in r}
        moods = {r["contact_id"]: r.pop("mood") for r in contacts if "mood" in r}
        with tempfile.TemporaryDirectory() as folder:
            for topic, records in (("contacts", contacts), ("orders", orders),
                                   ("surveys", surveys), ("customers", customers)):
                text = "".join(json.dumps(record) + "\n" for record in records)
                pathlib.Path(folder, f"voc.{topic}.jsonl").write_text(text, encoding="utf-8")
            inputs = compare.read_inputs(folder)
        self.assertEqual([len(records) for records in inputs.values()],
                         [len(contacts), len(orders), len(surveys), len(customers)])
        lines = lines_of(journeys(zone), inputs["voc.orders"])
        folded = contacts_of.fold_all(inputs["voc.contacts"])
        for one in folded:
            one.scenario = says[one.contact_id]
            one.stage = lines["shop"].stage_of[one.scenario]
            one.sentiment = moods.get(one.contact_id, {})
        self.facts = facts_of.gather(folded, lines, inputs, until)
        self.cells = reference_records(lines, self.facts, until)

    def cell(self, metric, where="", size="1d", start=START, broken=""):
        stage, scenario = (where, "") if "." not in where else (where.split(".")[1], where)
        return self.cells.get(f"{metric}|{size}|{start}|shop|{stage}|{scenario}|{broken}")

    def expect(self, metric, numerator, denominator, value, **cell):
        found = self.cell(metric, **cell)
        self.assertIsNotNone(found, metric)
        self.assertEqual((found["numerator"], found["denominator"]), (numerator, denominator), metric)
        if value is None:
            self.assertIsNone(found["value"])
        else:
            self.assertAlmostEqual(found["value"], value, 12, metric)
        return found


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
        self.expect("sla_hit", 1, 2, 0.5)
        self.assertIsNone(self.cell("sentiment"))

    def test_records_after_a_day_change_no_contact_metric(self):
        late = {"contact_id": "c1", "line": "shop", "channel": "chat", "customer_id": "u1"}
        self.run_case([late | {"event": "opened", "occurred_at": START, "is": TWICE},
                       late | {"event": "transferred", "occurred_at": rfc3339(T0 + DAY)},
                       late | {"event": "transferred", "occurred_at": rfc3339(T0 + DAY + 1)},
                       late | {"event": "closed", "occurred_at": rfc3339(T0 + DAY + 2)}])
        self.expect("transfers_per_contact", 1, 1, 1)
        self.assertIsNone(self.cell("mean_closing_time"))

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
                       contact(2 * HOUR, party_type="courier"), contact(30 * DAY + 1)], orders)
        self.assertEqual([c.order_id for c in self.facts.contacts], ["a", "b", "x", None, None])

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
        solved = survey("solved", 7 * DAY, solved=False)
        self.assertEqual(resolution(contact(resolved_claim="customer"), surveys=[solved]), ["negative"])
        solved["occurred_at"] = rfc3339(T0 + 7 * DAY + 1)
        self.assertEqual(resolution(contact(resolved_claim="customer"), surveys=[solved]), ["confirmed"])

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
        self.assertEqual(self.facts.journeys[0].state, "provisional_24h")


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
