"""A test case for the batch reference: small records in, the cells of their metrics out."""

import itertools
import json
import pathlib
import tempfile
import unittest

from batch_reference import compare, contacts as contacts_of, facts as facts_of
from batch_reference.lines import lines_of
from batch_reference.times import FOREVER, milliseconds, rfc3339
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
    """A whole contact in one record, `after` ms from the start; `is` names its scenario, and a
    field `mood` its sentiment, as the text models would."""
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
    def run_case(self, contacts=(), orders=(), surveys=(), customers=(), activity=(),
                 until=FOREVER, zone="UTC", card=None):
        """Computes facts and cells of records that went through files."""
        says = {r["contact_id"]: r.pop("is") for r in contacts if "is" in r}
        moods = {r["contact_id"]: r.pop("mood") for r in contacts if "mood" in r}
        with tempfile.TemporaryDirectory() as folder:
            for topic, records in (("contacts", contacts), ("orders", orders),
                                   ("surveys", surveys), ("customers", customers),
                                   ("agent-activity", activity)):
                text = "".join(json.dumps(record) + "\n" for record in records)
                pathlib.Path(folder, f"voc.{topic}.jsonl").write_text(text, encoding="utf-8")
            inputs = compare.read_inputs(folder)
        self.assertEqual([len(records) for records in inputs.values()],
                         [len(contacts), len(orders), len(surveys), len(customers),
                          len(activity)])
        lines = lines_of(journeys(zone), inputs["voc.orders"])
        folded = contacts_of.fold_all(inputs["voc.contacts"])
        for one in folded:
            one.scenario = says[one.contact_id]
            one.stage = lines["shop"].stage_of[one.scenario]
            one.sentiment = moods.get(one.contact_id, {})
        self.facts = facts_of.gather(folded, lines, inputs, until, card)
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
