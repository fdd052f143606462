"""The subjects that metrics are read from, linked with one another, and the cells they belong to."""

import collections
import dataclasses
from typing import Callable

from . import journeys as journeys_of
from . import surveys as surveys_of
from . import work as work_of
from .contacts import locate
from .customers import Customers, attribute
from .times import DAY, FOREVER, MINUTE, final_at

MONTH = 30 * DAY


@dataclasses.dataclass
class Cell:
    """Where a subject counts. `by(as_of)` are its breakdowns as they were known then."""
    line: str
    stage: str
    scenario: str
    at: int
    by: Callable[[int], dict]

    def moved(self, at: int):
        return dataclasses.replace(self, at=at)


@dataclasses.dataclass
class Facts:
    contacts: list      # counted ones
    journeys: list
    orders: list        # placed, of known customers
    reversals: list     # (order, "refunded" or "disputed")
    answers: list       # (survey, cell, score)
    gaps: list          # (cell, experience - expectation)
    sent: list          # (survey, cell, answered)
    customers: Customers
    spent: list         # agents' time
    searches: list      # of the knowledge base
    card: dict | None = None  # prices; None: nothing is priced


def gather(contacts: list, lines: dict, inputs: dict, watermark: int = FOREVER,
           card: dict | None = None) -> Facts:
    """Links contacts, whose scenarios are known, with lines, orders, surveys and one another."""
    surveys, activity = inputs.get("voc.surveys", []), inputs.get("voc.agent-activity", [])
    customers = Customers(inputs.get("voc.customers", []), inputs.get("voc.orders", []))
    for contact in contacts:
        contact.order_id, contact.order = customers.match(contact)
        locate(contact, lines)
        for channel in (None, contact.channel):
            lines[contact.line].signs["channel", channel].add(contact.opened_at)
    by_identity = {contact.identity: contact for contact in contacts}
    all_journeys = journeys_of.build(contacts)
    journeys_of.resolve(all_journeys, surveys, watermark)
    for journey in all_journeys:
        journey.until_next_order = customers.next_order_after(journey.customer,
                                                              journey.last.opened_at)
    counted = [c for c in contacts if c.counted]
    link_repeats(counted)
    link_surveys(by_identity, surveys)
    link_orders(customers, counted)
    facts = Facts(counted, all_journeys, [o for o in customers.orders if o["placed_at"] is not None],
                  [(o, event) for o in customers.orders for event in ("refunded", "disputed")
                   if o[f"{event}_at"] is not None], [], [], [], customers,
                  work_of.spent(activity, lines), work_of.searches(activity, lines), card)
    place_surveys(facts, lines, contacts, by_identity, surveys)
    return facts


def link_repeats(counted: list) -> None:
    by_matter = collections.defaultdict(list)
    for contact in counted:
        contact.repeats_apply = contact.scenario != "none" and not contact.anonymous
        if contact.repeats_apply:
            by_matter[contact.customer, contact.line, contact.scenario].append(contact)
    for group in by_matter.values():
        group.sort(key=lambda c: c.place)
        for before, after in zip(group, group[1:]):
            before.until_same_scenario = after.opened_at - before.opened_at
            after.since_same_scenario = after.opened_at - before.opened_at


def link_surveys(by_identity: dict, surveys: list[dict]) -> None:
    """What customers answered on single contacts."""
    for survey in sorted(surveys, key=lambda s: (s["at"], not s.get("solved"))):
        contact = by_identity.get((survey["customer_id"], survey.get("contact_id")))
        if contact is None or survey["event"] != "answered":
            continue
        if survey["metric"] == "solved" and "solved" in survey and (
                survey["at"] <= contact.opened_at + 7 * DAY):
            contact.survey_solved = survey["solved"]


def link_orders(customers: Customers, counted: list) -> None:
    """Which orders were contacted about, and whose customers turned to the line around them."""
    about, around = collections.defaultdict(list), collections.defaultdict(list)
    for contact in counted:
        about[contact.customer, contact.order_id].append(contact.opened_at)
        around[contact.customer, contact.line].append(contact.opened_at)
    for order in customers.orders:
        placed, customer = order["placed_at"], order["customer_id"]
        if placed is None:
            continue
        order["contacted"] = any(placed <= at <= placed + MONTH
                                 for at in about.get((customer, order["order_id"]), ()))
        order["customer_contacted"] = any(placed - MONTH <= at <= placed + MONTH
                                          for at in around.get((customer, order["line"]), ()))
        order["until_next_order"] = customers.next_order_after(customer, placed)


def known_until(cell: Cell, horizon: str) -> int:
    """What comes after the 5 minutes of a subject are final changes nothing."""
    return min(FOREVER, final_at(cell.at - cell.at % (5 * MINUTE) + 5 * MINUTE, horizon) - 1)


def contact_cell(contact, customers: Customers) -> Cell:
    def by(as_of: int) -> dict:
        reference = customers.reference(contact.customer_id, contact.opened_at, as_of)
        of_order = {n: attribute(contact.order, n, as_of) for n in ("product_id", "region")}
        return {"channel": contact.channel, "handler": contact.last("handler"),
                "party_type": contact.last("party_type", "customer"), "lang": contact.language,
                "tier": contact.last("tier") or reference.get("tier"),
                "region": contact.last("region") or of_order["region"] or reference.get("region"),
                "product_id": contact.last("product_id") or of_order["product_id"]}
    return Cell(contact.line, contact.stage, contact.scenario, contact.opened_at, by)


def order_cell(order: dict, at: int) -> Cell:
    return Cell(order["line"], "", "", at,
                lambda as_of: {n: attribute(order, n, as_of) for n in ("region", "product_id")})


def place_surveys(facts: Facts, lines: dict, contacts: list, by_identity: dict,
                  surveys: list[dict]) -> None:
    """Sorts surveys into answers, pairs and sent ones, each with its cell."""
    by_customer = collections.defaultdict(list)
    for contact in contacts:
        by_customer[contact.customer].append(contact)

    def cell(survey: dict):
        named = by_identity.get((survey["customer_id"], survey.get("contact_id")))
        if named is None and "line" in survey:
            line = survey["line"] if survey["line"] in lines else "_unknown"
            return Cell(line, "", "", survey["at"], lambda as_of: {})
        near = [c for c in by_customer[survey["customer_id"]]
                if c.counted and 0 <= survey["at"] - c.opened_at <= MONTH]
        named = named or max(near, key=lambda c: c.place, default=None)
        return contact_cell(named, facts.customers).moved(survey["at"]) if named else None

    answered = {(s["customer_id"], s["response_id"]): s["at"] for s in reversed(surveys)
                if s["event"] == "answered"}
    for survey in surveys:
        place = cell(survey)
        if place is None:
            continue
        if survey["event"] == "sent":
            at = answered.get((survey["customer_id"], survey["response_id"]), FOREVER)
            facts.sent.append((survey, place, at <= survey["at"] + 7 * DAY))
        elif not rated_itself(by_identity, survey):
            facts.answers.append((survey, place, surveys_of.score(survey)))
    for later, gap in surveys_of.pairs([s for s in surveys if s["event"] == "answered"]):
        if place := cell(later):
            facts.gaps.append((place, gap))


def rated_itself(by_identity: dict, survey: dict) -> bool:
    """Whether the contact that a csat survey names has a rating of its own, which counts instead."""
    contact = by_identity.get((survey["customer_id"], survey.get("contact_id")))
    return survey["metric"] == "csat" and contact is not None and (
        contact.counted and contact.csat is not None)
