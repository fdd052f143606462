"""Contacts folded from their records (DOMAIN: "From records to a contact")."""

import collections
import dataclasses
import math

from .inputs import CONTACT_EVENTS
from .times import DAY, milliseconds

LANGUAGES = ("zh-Hans", "zh-Hant", "en", "other")


@dataclasses.dataclass
class Contact:
    """One contact as all its records tell it; None is unknown. Times and durations in ms."""
    contact_id: str
    customer_id: str | None
    records: list[dict]      # all, in order
    in_time: list[dict]      # those up to 24 h after the opening
    opened_at: int
    line: str                # as given; of the taxonomy or `_unknown` after `locate`
    channel: str
    direction: str = "inbound"
    stage: str = "none"
    scenario: str = "none"
    cause: str | None = None
    language: str | None = None
    sentiment: dict = dataclasses.field(default_factory=dict)  # worst, last, mean in 1/1000
    praise: bool = False
    order_id: str | None = None     # given or inferred
    order: dict | None = None       # that order under the same customer
    # Among the other contacts of the customer, as `links` finds them.
    repeats_apply: bool = False
    since_same_scenario: int | None = None
    until_same_scenario: int | None = None
    until_next_in_journey: int | None = None
    journey: object = None
    survey_solved: bool | None = None
    survey_csat: bool = False       # a csat survey names it

    @property
    def customer(self) -> str:
        return self.customer_id or f"anon:{self.contact_id}"

    @property
    def identity(self) -> tuple:
        return self.customer, self.contact_id

    @property
    def place(self) -> tuple:
        """Contacts follow one another by this."""
        return self.opened_at, self.contact_id

    @property
    def inbound(self) -> bool:
        return self.direction == "inbound"

    @property
    def counted(self) -> bool:
        return bool(self.in_time) and self.inbound

    @property
    def anonymous(self) -> bool:
        return self.customer_id is None

    def last(self, name: str, default=None):
        """A value as last reported within 24 h."""
        return next((r[name] for r in reversed(self.in_time) if name in r), default)

    def member(self, group: str, name: str):
        return next((r[group][name] for r in reversed(self.in_time) if name in r.get(group, {})), None)

    def ever(self, name: str) -> bool:
        return any(r.get(name) is True for r in self.in_time)

    def count(self, event: str) -> int:
        return sum(r["event"] == event for r in self.in_time)

    def turns(self) -> dict:
        """seq -> turn; the first record wins a repeated one."""
        by_seq = {}
        for record in self.in_time:
            for turn in record.get("turns", ()):
                by_seq.setdefault(turn["seq"], turn)
        return by_seq

    def turns_of(self, role: str) -> int:
        return sum(turn["role"] == role for turn in self.turns().values())

    @property
    def bot_turns(self) -> int:
        return self.last("bot_turns", self.turns_of("bot"))

    @property
    def bot(self) -> bool:
        return (any(r.get("handler") == "bot" for r in self.in_time) or self.bot_turns > 0 or
                self.turns_of("bot") > 0)

    @property
    def handed_off(self) -> bool:
        return self.bot and (self.count("handed_off") > 0 or self.connected_at is not None or
                             self.last("handler") == "human")

    @property
    def requested_at(self):
        return instant(self.member("handoff", "requested_at"))

    @property
    def connected_at(self):
        return instant(self.member("handoff", "connected_at"))

    @property
    def transfers(self) -> int:
        return self.last("transfers", self.count("transferred"))

    @property
    def reopens(self) -> int:
        return self.count("reopened")

    @property
    def customer_turns(self) -> int:
        texts = {(r.get("subject", ""), r.get("text", "")) for r in self.in_time} - {("", "")}
        return self.turns_of("customer") + len(texts)

    @property
    def wait_ms(self):
        return thousandths(self.last("wait_s"))

    @property
    def handle_ms(self):
        parts = [self.member("handle", name) for name in ("talk_s", "hold_s", "wrap_s")]
        known = [thousandths(part) for part in parts if part is not None]
        return sum(known) if known else None

    @property
    def concurrency(self) -> int:
        """In thousandths."""
        given = self.member("handle", "concurrency")
        return 1000 if given is None else thousandths(given)

    @property
    def effort_ms(self) -> int:
        return 30_000 * self.customer_turns if self.handle_ms is None else 0

    @property
    def goodwill(self) -> dict | None:
        return self.last("goodwill")

    @property
    def csat(self):
        return thousandths(self.last("csat"))

    @property
    def offered_place(self):
        """Where the scenario stands among those offered; -1: nowhere; None: not asked."""
        offered = next((r["offered_scenarios"] for r in reversed(self.in_time)
                        if r.get("offered_scenarios")), None)
        if offered is None or self.scenario == "none":
            return None
        return offered.index(self.scenario) if self.scenario in offered else -1

    @property
    def in_a_week(self) -> list[dict]:
        """Outcomes are read from records up to 7 d after the opening, verdicts from all."""
        return [r for r in self.records if r["at"] <= self.opened_at + 7 * DAY]

    @property
    def promised_by(self):
        return instant(next((r["promised_by"] for r in reversed(self.in_a_week)
                             if "promised_by" in r), None))

    @property
    def settled_at(self):
        return next((r["at"] for r in self.records if r["event"] in ("resolved", "closed")), None)

    @property
    def last_event_at(self) -> int:
        return self.in_a_week[-1]["at"]

    def verdicts(self) -> list[tuple[int, bool]]:
        """(time, positive) of the customer's claims and complaints, of the whole life."""
        found = []
        for record in self.records:
            if record.get("resolved_claim") == "customer":
                found.append((record["at"], True))
            if record.get("complaint") is True or record.get("regulator") is True:
                found.append((record["at"], False))
        return found

    def unsettled(self, until: int) -> bool:
        """Whether it is escalated at an instant, with no `resolved` record of its own after that."""
        times = {what: [r["at"] for r in self.records if r["at"] <= until and is_so(r)]
                 for what, is_so in (("escalated", lambda r: r.get("escalated") is True),
                                     ("resolved", lambda r: r["event"] == "resolved"))}
        return bool(times["escalated"]) and max(times["escalated"]) >= max(times["resolved"], default=0)


def instant(text):
    return None if text is None else milliseconds(text)


def thousandths(number):
    """Rounded half away from zero."""
    return None if number is None else int(math.copysign(math.floor(abs(1000 * number) + 0.5), number))


def fold(records: list[dict]) -> Contact:
    """One contact from its records."""
    records = sorted(records, key=lambda r: (r["at"], CONTACT_EVENTS.index(r["event"]), r["key"]))
    given = [milliseconds(r["opened_at"]) for r in records if "opened_at" in r]
    opened = [milliseconds(r["opened_at"]) if "opened_at" in r else r["at"]
              for r in records if r["event"] == "opened"]
    opened_at = opened[0] if opened else min(given) if given else records[0]["at"]
    in_time = [r for r in records if r["at"] <= opened_at + DAY]
    first = (in_time or records)[0]
    contact = Contact(first["contact_id"], first.get("customer_id"), records, in_time, opened_at,
                      first["line"], first["channel"])
    contact.direction = contact.last("direction", "inbound")
    return contact


def fold_all(records: list[dict]) -> list[Contact]:
    by_identity = collections.defaultdict(list)
    for record in records:
        customer = record.get("customer_id") or f"anon:{record['contact_id']}"
        by_identity[customer, record["contact_id"]].append(record)
    return [fold(group) for group in by_identity.values()]


def take_over(contact: Contact, published: dict) -> None:
    """What the text models say of a contact, which are not computed here."""
    contact.stage, contact.scenario = published["stage"], published["scenario"]
    contact.language = published["language"]
    contact.sentiment = published.get("sentiment") or {}
    contact.praise = published.get("praise") is True


def locate(contact: Contact, lines: dict) -> None:
    """Its line of the taxonomy, or `_unknown`, and the cause of its scenario."""
    if contact.line in lines:
        contact.cause = lines[contact.line].cause_of.get(contact.scenario)
    else:
        contact.line = "_unknown"
