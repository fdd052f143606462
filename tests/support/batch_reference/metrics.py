"""The catalogue: each metric as what one subject adds to it. None adds nothing."""

import dataclasses
import typing
from typing import Callable

from .journeys import resolution
from .times import DAY, HOUR, MINUTE
from .work import STATES


@dataclasses.dataclass(frozen=True)
class Metric:
    """`read` gives a truth of a share, an amount of a total or rate, a value of the others."""
    name: str
    form: str                  # total, share, mean, ratio, per_10k, quantile_90
    read: Callable
    scale: int = 1
    horizon: str = "day"
    money: bool = False        # `read` gives (currency, amount); only by currency
    distinct: bool = False     # `read` gives a key; each counts once per cell


class Parts(typing.NamedTuple):
    """What a subject adds to a ratio that is not of subjects."""
    numerator: int
    denominator: int


def share(name, read, horizon="day", over=None):
    """Of the subjects for which `over` is true, those for which `read` is."""
    return Metric(name, "share", lambda s: None if over and not over(s) else bool(read(s)),
                  horizon=horizon)


def mean(name, read, scale=1, horizon="day"):
    return Metric(name, "mean", read, scale, horizon)


def within(duration, limit) -> bool:
    return duration is not None and duration <= limit


def between(start, end):
    """Time from one instant to the other; None when one is unknown or they are the wrong way."""
    return end - start if start is not None and end is not None and end >= start else None


def one(_):
    return 1


NO_CURRENCY = "X" * 3  # ISO 4217
W = {"24h": 24 * HOUR, "72h": 72 * HOUR, "7d": 7 * DAY}


def settled_in_time(c):
    return c.settled_at is not None and c.settled_at <= c.opened_at + DAY


def handoff_asked(c):
    return c.bot and (c.requested_at is not None or c.handed_off)


def contained(c):
    return not c.handed_off and not within(c.until_same_scenario, 48 * HOUR) and not within(
        c.until_next_in_journey, 48 * HOUR)


def dissatisfied(c):
    return resolution(c.journey, c.opened_at + 7 * DAY) == "negative"


def quiet(c, limit=W["7d"]):
    return not within(c.until_next_in_journey, limit)


def reversed_by(event):
    def read(c):
        at = c.order[f"{event}_at"] if c.order else None
        return at is not None and at <= c.opened_at + 7 * DAY
    return read


def promised(c):
    return c.promised_by is not None and c.promised_by <= c.opened_at + 7 * DAY


def survey_known(c):
    return not c.anonymous and c.survey_solved is not None


CONTACTS = [
    Metric("contacts", "total", one),
    Metric("service_rate", "per_10k", one),
    Metric("customers_with_problem", "total", lambda c: c.customer, distinct=True),
    share("unclassified_share", lambda c: c.scenario == "none"),
    share("anonymous_share", lambda c: c.anonymous),
    *(share(f"cause_share_{cause}", lambda c, cause=cause: c.cause == cause, over=lambda c: c.cause)
      for cause in ("product", "marketing_sales", "customer_error", "logistics", "partner",
                    "policy")),
    *(share(f"offered_hit_at_{k}", lambda c, k=k: 0 <= c.offered_place < k,
            over=lambda c: c.offered_place is not None) for k in (1, 3, 5)),
    mean("transfers_per_contact", lambda c: c.transfers),
    mean("wait_time", lambda c: c.wait_ms, 1000),
    mean("handle_time", lambda c: c.handle_ms, 1000),
    mean("mean_closing_time",
         lambda c: c.settled_at - c.opened_at if settled_in_time(c) else None, 1000),
    share("deflection", lambda c: not c.handed_off, over=lambda c: c.bot),
    share("handoff_request_rate", handoff_asked, over=lambda c: c.bot),
    share("handoff_success_rate",
          lambda c: c.connected_at is not None and c.member("handoff", "refused") is not True,
          over=handoff_asked),
    share("handoff_refused_rate", lambda c: c.member("handoff", "refused"), over=handoff_asked),
    share("context_carried_rate", lambda c: c.member("handoff", "context_carried"),
          over=lambda c: c.connected_at is not None and
          c.member("handoff", "context_carried") is not None),
    mean("handoff_wait", lambda c: between(c.requested_at, c.connected_at), 1000),
    mean("time_before_handoff", lambda c: between(c.opened_at, c.requested_at), 1000),
    mean("turns_before_handoff", lambda c: c.bot_turns if handoff_asked(c) else None),
    *(share(f"{mode}_share", lambda c, mode=mode: c.last("resolution_mode") == mode,
            over=lambda c: c.last("resolution_mode")) for mode in ("realtime", "deferred", "risk")),
    share("sla_hit", lambda c: c.wait_ms <= (20_000 if c.channel == "call" else 60_000),
          over=lambda c: c.wait_ms is not None),
    share("complaint_rate", lambda c: c.ever("complaint")),
    Metric("complaints_per_10k", "per_10k", lambda c: int(c.ever("complaint"))),
    share("regulator_rate", lambda c: c.ever("regulator")),
    share("escalation_rate", lambda c: c.ever("escalated")),
    share("goodwill_rate", lambda c: c.goodwill is not None),
    Metric("goodwill_amount", "total", lambda c: None if c.goodwill is None else
           (c.goodwill.get("currency", NO_CURRENCY), c.goodwill.get("amount_minor", 0)), money=True),
    mean("csat", lambda c: c.csat, 1000),
    share("csat_top_share", lambda c: c.csat >= 4000, over=lambda c: c.csat is not None),
    share("praise_rate", lambda c: c.praise),
    mean("sentiment", lambda c: c.sentiment.get("mean"), 1000),
    *(share(f"repeat_contact_rate_back_{w}", lambda c, w=w: within(c.since_same_scenario, W[w]),
            over=lambda c: c.repeats_apply) for w in W),
    *(share(f"repeat_contact_rate_{w}", lambda c, w=w: within(c.until_same_scenario, W[w]),
            "eight_days" if w == "7d" else "four_days", lambda c: c.repeats_apply) for w in W),
    *(share(f"behavioural_resolution_{w}", lambda c, w=w: quiet(c, W[w]),
            "eight_days" if w == "7d" else "four_days", lambda c: not c.anonymous) for w in W),
    share("containment", contained, "four_days", lambda c: c.bot),
    share("bot_resolution", lambda c: contained(c) and not dissatisfied(c), "eight_days",
          lambda c: c.bot),
    share("promise_kept_rate",
          lambda c: c.settled_at is not None and c.settled_at <= c.promised_by,
          "eight_days", promised),
    share("refund_rate", reversed_by("refunded"), "eight_days"),
    share("dispute_rate", reversed_by("disputed"), "eight_days"),
    share("survey_solved_quiet", lambda c: c.survey_solved and quiet(c), "eight_days", survey_known),
    share("survey_solved_returned", lambda c: c.survey_solved and not quiet(c), "eight_days",
          survey_known),
    share("survey_unsolved_quiet", lambda c: not c.survey_solved and quiet(c), "eight_days",
          survey_known),
    share("survey_unsolved_returned", lambda c: not c.survey_solved and not quiet(c), "eight_days",
          survey_known),
]

JOURNEYS = [
    Metric("journeys", "total", one),
    Metric("service_rate_net", "per_10k", one),
]


def negative_with(goodwill):
    return lambda j: j.resolution == "negative" and j.goodwill == goodwill


def known(j):
    return not j.first.anonymous


def returned(j):
    return within(j.until_next_order, 30 * DAY)


def outcome_share(name, read, over=None):
    return share(name, read, "eight_days", over)


def outcome_mean(name, read, scale=1):
    return mean(name, read, scale, "eight_days")


OUTCOMES = [
    outcome_share("resolution", lambda j: j.resolution in ("confirmed", "assumed")),
    *(outcome_share(f"{r}_share", lambda j, r=r: j.resolution == r)
      for r in ("confirmed", "assumed", "negative")),
    outcome_share("fcr", lambda j: len(j.contacts) == 1 and j.resolution != "negative"),
    outcome_mean("effort", lambda j: j.effort, 10),
    Metric("effort_p90", "quantile_90", lambda j: j.effort, 10, "eight_days"),
    Metric("customer_minutes_lost", "total", lambda j: j.lost_ms, MINUTE, "eight_days"),
    outcome_mean("contacts_per_journey", lambda j: len(j.contacts)),
    outcome_mean("journey_hours", lambda j: j.last_event_at - j.first.opened_at, HOUR),
    outcome_mean("peak_sentiment", lambda j: j.peak_sentiment, 1000),
    outcome_mean("end_sentiment", lambda j: j.end_sentiment, 1000),
    outcome_share("negative_end_share", lambda j: j.end_sentiment <= -250,
                  lambda j: j.end_sentiment is not None),
    *(Metric(f"journeys_{s}", "total", lambda j, s=s: int(j.satisfaction == s),
             horizon="eight_days") for s in ("quick", "satisfied", "mollified", "dissatisfied")),
    outcome_share("return_to_transaction_7d", lambda j: within(j.until_next_order, 7 * DAY), known),
    share("return_to_transaction_30d", returned, "thirty_one_days", known),
    share("return_after_goodwill_30d", returned, "thirty_one_days", negative_with(True)),
    share("return_without_goodwill_30d", returned, "thirty_one_days", negative_with(False)),
    Metric("exemplary_cases", "total",
           lambda j: int(j.sum("handle_ms") >= 30 * MINUTE and j.praise and returned(j)),
           horizon="thirty_one_days"),
]

COSTS = [
    Metric("contact_cost", "total", lambda p: (p.currency, p.cost), 1000, money=True),
    Metric("cost_per_contact", "mean", lambda p: (p.currency, p.cost), 1000, money=True),
]

JOURNEY_COSTS = [
    Metric("cost_per_journey", "mean", lambda p: (p.currency, p.cost), 1000, "eight_days", money=True),
    Metric("cost_per_resolution", "ratio",
           lambda p: (p.currency, Parts(p.cost, int(p.resolved))), 1000, "eight_days", money=True),
]

ORDERS = [
    share("right_first_time", lambda o: not o["contacted"], "thirty_one_days"),
    share("return_without_contact_30d", lambda o: within(o["until_next_order"], 30 * DAY),
          "thirty_one_days", lambda o: not o["customer_contacted"]),
]

REVERSALS = [
    Metric("refunds_per_10k", "per_10k", lambda event: int(event == "refunded")),
    Metric("disputes_per_10k", "per_10k", lambda event: int(event == "disputed")),
]


def of(metric, read):
    """What an answer (survey, score) adds, when that metric was asked and a score given."""
    return lambda a: read(a[1]) if a[0]["metric"] == metric and a[1] is not None else None


ANSWERS = [
    mean("csat", of("csat", lambda score: score), 1000),
    Metric("csat_top_share", "share", of("csat", lambda score: score >= 4000)),
    mean("ces", of("ces", lambda score: score), 1000),
    Metric("ces_top3_share", "share", of("ces", lambda score: score >= 5000)),
    Metric("nps", "ratio", of("nps", lambda score: 100 * ((score >= 9000) - (score <= 6000)))),
]

GAPS = [mean("satisfaction_gap", lambda gap: gap, 1000)]

SENT = [share("answer_rate", lambda answered: answered, "eight_days")]

CONTACT_WORK = ("talk", "hold", "wrap", "contact_work")
FOR_CONTACTS = (*CONTACT_WORK, "available")
FOR_CUSTOMERS = (*CONTACT_WORK, "back_office", "kb_search", "quick_reply")


def time_ratio(name, counts, of):
    """Time that counts / time of that kind, both of what one agent did in an hour."""
    return Metric(name, "ratio", lambda s: Parts(s.ms * (of(s) and counts(s)), s.ms * of(s)))


def paid(s):
    return s.paid


SPENT = [
    *(Metric(f"agent_time_{state}", "total", lambda s, state=state: s.ms * (s.state == state), HOUR)
      for state in STATES if state != "logout"),
    Metric("paid_time", "total", lambda s: s.ms * s.paid, HOUR),
    time_ratio("occupancy", lambda s: s.state in CONTACT_WORK, lambda s: s.state in FOR_CONTACTS),
    time_ratio("utilisation", lambda s: s.state in FOR_CUSTOMERS, paid),
    time_ratio("shrinkage", lambda s: s.state not in FOR_CONTACTS, paid),
]

SEARCHES = [
    mean("kb_search_time", lambda s: s.ms, 1000),
    share("kb_no_result_rate", lambda s: s.results == 0, over=lambda s: s.results is not None),
]
