"""Service journeys (DOMAIN section 4, items 6 and 7)."""

import collections
import dataclasses

from .times import DAY, HOUR

GAP = 7 * DAY        # a longer silence ends a journey
LENGTH = 90 * DAY    # of a journey, from its first contact to its last, at most
EVIDENCE = 7 * DAY   # after the last contact
STATES = (("closed", 7 * DAY), ("provisional_72h", 72 * HOUR), ("provisional_24h", 24 * HOUR))


@dataclasses.dataclass
class Journey:
    """All contacts of one customer about one matter. `contacts` are inbound, in order."""
    key: tuple
    contacts: list
    outbound: list = dataclasses.field(default_factory=list)
    verdicts: list = dataclasses.field(default_factory=list)  # (time, positive)
    state: str = "open"
    resolution: str = "open"
    until_next_order: int | None = None

    @property
    def first(self):
        return self.contacts[0]

    @property
    def last(self):
        return self.contacts[-1]

    @property
    def customer(self) -> str:
        return self.first.customer

    @property
    def order_id(self):
        return self.key[3] if self.key[2] == "order" else None

    @property
    def steps(self) -> list:
        return sorted(self.contacts + self.outbound, key=lambda c: c.place)

    @property
    def readable(self) -> bool:
        return self.state != "open"

    @property
    def last_event_at(self) -> int:
        return max(c.last_event_at for c in self.contacts)

    @property
    def channel_switches(self) -> int:
        return sum(a.channel != b.channel for a, b in zip(self.contacts, self.contacts[1:]))

    @property
    def praise(self) -> bool:
        return any(c.praise for c in self.contacts)

    @property
    def goodwill(self) -> bool:
        return any(c.goodwill is not None for c in self.contacts)

    def sum(self, name: str) -> int:
        return sum(getattr(c, name) or 0 for c in self.contacts)

    @property
    def effort(self) -> int:
        """In tenths."""
        days = (self.last.opened_at - self.first.opened_at) // DAY
        whole = (len(self.contacts) + self.channel_switches + self.sum("transfers") +
                 self.sum("reopens") + days)
        return 10 * whole + self.sum("bot_turns")

    @property
    def lost_ms(self) -> int:
        return self.sum("wait_ms") + self.sum("handle_ms") + self.sum("effort_ms")

    @property
    def peak_sentiment(self):
        values = [value for c in self.contacts for name, value in c.sentiment.items() if name != "mean"]
        return max(values, key=lambda v: (abs(v), -v), default=None)

    @property
    def end_sentiment(self):
        return next((c.sentiment["last"] for c in reversed(self.contacts) if "last" in c.sentiment),
                    None)

    @property
    def satisfaction(self) -> str:
        """Goodman's class: quick, satisfied, mollified, dissatisfied."""
        if self.resolution == "negative":
            return "mollified" if self.goodwill else "dissatisfied"
        quick = (self.resolution == "confirmed" and len(self.contacts) == 1 and
                 self.last_event_at - self.first.opened_at <= DAY)
        return "quick" if quick else "satisfied"


def key_of(contact) -> tuple:
    if contact.order_id is not None:
        return contact.customer, contact.line, "order", contact.order_id
    return contact.customer, contact.line, "scenario", contact.scenario


def build(contacts: list) -> list[Journey]:
    """The journeys of all contacts; sets `journey` and `until_next_in_journey` of each."""
    by_key = collections.defaultdict(list)
    for contact in contacts:
        if contact.in_time:
            by_key[key_of(contact)].append(contact)
    journeys = []
    for key, group in by_key.items():
        chains = []
        for contact in sorted((c for c in group if c.inbound), key=lambda c: c.place):
            if (not chains or contact.opened_at - chains[-1].last.opened_at > GAP or
                    contact.opened_at - chains[-1].first.opened_at > LENGTH):
                chains.append(Journey(key, []))
            chains[-1].contacts.append(contact)
        for contact in sorted((c for c in group if not c.inbound), key=lambda c: c.place):
            before = [(c.place, j) for j in chains for c in j.contacts
                      if 0 <= contact.opened_at - c.opened_at <= GAP]
            if before:
                max(before, key=lambda found: found[0])[1].outbound.append(contact)
        journeys += chains
    for journey in journeys:
        for contact in journey.steps:
            contact.journey = journey
            later = [c.opened_at for c in journey.contacts if c.place > contact.place]
            contact.until_next_in_journey = min(later) - contact.opened_at if later else None
    return journeys


def journey_of_survey(survey: dict, journeys: list[Journey]):
    """Which of the customer's journeys a `solved` survey speaks of."""
    if "contact_id" in survey:
        return next((j for j in journeys
                     if survey["contact_id"] in (c.contact_id for c in j.steps)), None)
    fitting = [c for j in journeys for c in j.contacts if c.opened_at <= survey["at"] and
               ("order_id" not in survey or survey["order_id"] == j.order_id) and
               ("line" not in survey or survey["line"] == c.line)]
    newest = max(fitting, key=lambda c: c.place, default=None)
    return newest and newest.journey


def resolve(journeys: list[Journey], surveys: list[dict], watermark: int) -> None:
    """Sets state and resolution of each by its evidence up to 7 d after its last contact."""
    by_customer = collections.defaultdict(list)
    for journey in journeys:
        by_customer[journey.customer].append(journey)
        journey.verdicts = [v for c in journey.steps for v in c.verdicts()]
    for survey in surveys:
        if survey["event"] == "answered" and survey["metric"] == "solved" and "solved" in survey:
            journey = journey_of_survey(survey, by_customer[survey["customer_id"]])
            if journey:
                journey.verdicts.append((survey["at"], survey["solved"]))
    for journey in journeys:
        age = watermark - journey.last.opened_at
        journey.state = next((name for name, after in STATES if age >= after), "open")
        judged = resolution(journey, journey.last.opened_at + EVIDENCE)
        journey.resolution = judged or ("assumed" if journey.readable else "open")


def resolution(journey: Journey, until: int):
    """What the evidence up to an instant says; None when there is none."""
    if any(contact.unsettled(until) for contact in journey.steps):
        return "negative"
    evidence = [v for v in journey.verdicts if v[0] <= until]
    latest = max(evidence, key=lambda v: (v[0], not v[1]), default=None)
    return latest and ("confirmed" if latest[1] else "negative")
