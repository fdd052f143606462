#!/usr/bin/env python3
"""Writes a seeded input in which every field that a metric is read from occurs, often at its limit.

    eventful.py FOLDER [--seed N] [--contacts N]

Few customers turn to two lines over 40 days, with times between contacts that hit the limits of
metrics exactly or miss them by a millisecond, and a few agents do several things at once around full
hours: journeys.yaml, vocmap.yaml with a rate card, and
voc.{contacts,orders,surveys,customers,agent-activity}.jsonl, by event time, nothing late. Reference
data and orders precede the contacts that they describe, so no run depends on when they arrive.
"""

import argparse
import datetime
import json
import pathlib
import random

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
START = datetime.datetime(2026, 3, 2, tzinfo=datetime.timezone.utc)
CUSTOMERS, DAYS = 40, 40
GAPS = (0, 1, DAY, DAY + 1, 2 * DAY, 2 * DAY + 1, 3 * DAY, 3 * DAY + 1, 7 * DAY, 7 * DAY + 1)
TEXTS = {"shop.pay.twice": ["I was charged twice for one order", "扣了我两次钱"],
         "shop.get.late": ["Where is my parcel, it has not arrived", "快递一直没到"],
         "shop.get.broken": ["The parcel arrived broken", "收到的东西是坏的"],
         "card.use.declined": ["My card was declined in the store", "刷卡被拒绝了"],
         "card.use.lost": ["I lost my card and need a new one", "我的卡丢了"]}
MOODS = ("", "", "", " This is terrible, I am very angry!", " Thank you so much, great service!",
         " 太差了，非常失望", " 非常感谢，服务太好了")
AGENTS, STATES = 4, ("talk", "hold", "wrap", "contact_work", "back_office", "kb_search",
                     "quick_reply", "qa", "training", "meeting", "available", "break", "idle",
                     "logout")
LENGTHS = (0, 1, 2, MINUTE, 7 * MINUTE + 1, HOUR - 1, HOUR, 3 * HOUR, DAY)
CAUSES = ("product", "marketing_sales", "customer_error", "logistics", "partner", "policy")


def journeys() -> dict:
    def line(name, zone, kind):
        stages = {}
        for number, (scenario, texts) in enumerate(TEXTS.items()):
            if scenario.startswith(name + "."):
                stages.setdefault(scenario.split(".")[1], []).append(
                    {"id": scenario, "name": {"en": scenario}, "examples": texts,
                     "cause": CAUSES[number]})
        return {"id": name, "name": {"en": name}, "time_zone": zone, "exposure": {"kind": kind},
                "trust_given_scenario": True, "stages": [
                    {"id": stage, "name": {"en": stage}, "scenarios": scenarios}
                    for stage, scenarios in stages.items()]}

    return {"version": 1, "lines": [line("shop", "Asia/Shanghai", "order"),
                                    line("card", "America/New_York", "card")]}


def settings() -> dict:
    return {"rate_card": {"currency": "CNY", "wage_minor_per_hour": 4999,
                          "team_wage_minor_per_hour": {"experts": 9001},
                          "bot_minor_per_contact": 30, "channel_minor_per_contact": {"call": 20}}}


def rfc3339(ms: int) -> str:
    at = START + datetime.timedelta(milliseconds=ms)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Input:
    """Draws one input; times are ms from START."""

    def __init__(self, seed: int, contacts: int):
        self.draw = random.Random(seed)
        self.count = contacts
        self.records = {"contacts": [], "orders": [], "surveys": [], "customers": [],
                        "agent-activity": []}

    def maybe(self, chance: float, **fields) -> dict:
        return fields if self.draw.random() < chance else {}

    def put(self, topic: str, at: int, **fields) -> None:
        name = {"customers": "updated_at", "agent-activity": "started_at"}.get(topic, "occurred_at")
        self.records[topic].append((at, fields | {name: rfc3339(at)}))

    def instant(self) -> int:
        return self.draw.randrange(DAYS * DAY)

    def write(self, folder) -> pathlib.Path:
        folder = pathlib.Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self.draw_references()
        orders = self.draw_orders()
        self.draw_contacts(orders)
        self.draw_activity()
        for name, content in (("journeys", journeys()), ("vocmap", settings())):
            (folder / f"{name}.yaml").write_text(json.dumps(content), encoding="utf-8")
        for topic, records in self.records.items():
            records.sort(key=lambda record: record[0])
            text = "".join(json.dumps(r, ensure_ascii=False) + "\n" for _, r in records)
            (folder / f"voc.{topic}.jsonl").write_text(text, encoding="utf-8")
        return folder

    def draw_references(self) -> None:
        for number in range(0, CUSTOMERS, 2):
            for at in [-DAY] + [self.instant() for _ in range(self.draw.randrange(3))]:
                self.put("customers", at, customer_id=f"u{number:02}",
                         **self.maybe(0.9, tier=self.draw.choice(("gold", "basic"))),
                         **self.maybe(0.5, region=self.draw.choice(("north", "south"))))

    def draw_orders(self) -> list[tuple]:
        orders = []
        for number in range(3 * self.count // 2):
            at, customer = self.instant(), f"u{self.draw.randrange(CUSTOMERS):02}"
            line = self.draw.choice(("shop", "shop", "shop", "card"))
            head = {"order_id": f"o{number:04}", "line": line} | self.maybe(0.9, customer_id=customer)
            self.put("orders", at, event="placed", **head,
                     **self.maybe(0.5, region=self.draw.choice(("north", "south", "west"))),
                     **self.maybe(0.5, product_id=f"p{self.draw.randrange(4)}"),
                     **self.maybe(0.1, exposure_count=self.draw.randrange(2, 5)))
            orders.append((at, head))
            for event, chance in (("cancelled", 0.08), ("refunded", 0.1), ("disputed", 0.08)):
                if self.draw.random() < chance:
                    later = at + self.draw.choice((1, HOUR, 2 * DAY, 9 * DAY))
                    self.put("orders", later, event=event, **head)
                    if event == "refunded":
                        self.put("orders", later + HOUR, event=event, **head)
        for hour in range(0, 24 * DAYS, 6):
            for region in ("north", "south"):
                self.put("orders", hour * HOUR, order_id=f"cards-{region}-{hour}", event="active",
                         line="card", exposure_kind="card", region=region,
                         exposure_count=9000 + self.draw.randrange(1000))
        return orders

    def draw_contacts(self, orders: list[tuple]) -> None:
        last = {}
        for number in range(self.count):
            customer = f"u{self.draw.randrange(CUSTOMERS):02}"
            at, scenario = self.instant(), self.draw.choice(list(TEXTS) + ["none"])
            if customer in last and self.draw.random() < 0.6:  # comes back at a limit
                before, scenario = last[customer]
                at = before + self.draw.choice(GAPS)
            if at >= DAYS * DAY:
                continue
            last[customer] = at, scenario
            own = [head["order_id"] for placed, head in orders
                   if placed <= at and head.get("customer_id") == customer]
            anonymous = self.draw.random() < 0.05
            head = {"contact_id": f"c{number:04}",
                    "channel": self.draw.choice(("chat", "call", "email")),
                    "line": self.draw.choice(("shop", "card")) if scenario == "none" else
                    scenario.split(".")[0]} | self.maybe(0.02, line="elsewhere")
            head |= {} if anonymous else {"customer_id": customer}
            head |= self.maybe(0.3, order_id=self.draw.choice(own + ["unheard-of"]))
            head |= self.maybe(0.1, direction="outbound")
            head |= self.maybe(0.1, party_type=self.draw.choice(("merchant", "courier")))
            if scenario != "none":
                head["scenario_id"] = scenario
            self.draw_life(head, at, scenario)
            if not anonymous and self.draw.random() < 0.5:
                self.draw_surveys(head, at)

    def draw_life(self, head: dict, at: int, scenario: str) -> None:
        """One record of a whole contact, or several, some of them after a day."""
        text = self.draw.choice(TEXTS.get(scenario, ["hello there"])) + self.draw.choice(MOODS)
        later = at + self.draw.choice((MINUTE, HOUR, DAY, DAY + 1))
        if self.draw.random() < 0.4:
            self.put("contacts", later, event="closed", opened_at=rfc3339(at), text=text, **head,
                     **self.facts(at))
            return
        turns = [{"seq": n, "role": self.draw.choice(("customer", "bot", "agent")), "text": text}
                 for n in range(self.draw.randrange(1, 4))]
        self.put("contacts", at, event="opened", **head, **self.maybe(0.5, subject="help"))
        self.put("contacts", at + MINUTE, event="message", turns=turns, **head, **self.facts(at))
        moments = (2 * MINUTE, HOUR, DAY, DAY + 1, 3 * DAY, 7 * DAY, 8 * DAY)
        events = ("transferred", "handed_off", "resolved", "reopened", "resolved", "closed")
        for event, moment in zip(events, self.draw.sample(moments, len(events))):
            if self.draw.random() < 0.4:
                self.put("contacts", at + moment, event=event, **head, **self.facts(at))

    def facts(self, at: int) -> dict:
        """What a record may tell beside its event; `at` is the contact's opening."""
        draw, amount = self.draw, self.draw.randrange(1, 900)
        given = (self.maybe(0.5, handler=draw.choice(("bot", "bot", "human", "self_service"))),
                 self.maybe(0.1, bot_turns=draw.randrange(5)),
                 self.maybe(0.4, wait_s=draw.choice((0, 20, 20.001, 60, 60.001, 300))),
                 self.maybe(0.4, handle={"talk_s": draw.choice((5.5, 600, 1790))} |
                            self.maybe(0.5, hold_s=12.5) | self.maybe(0.5, wrap_s=10) |
                            self.maybe(0.4, concurrency=draw.choice((0.5, 1.5, 3)))),
                 self.maybe(0.3, team_id=draw.choice(("care", "experts"))),
                 self.maybe(0.1, transfers=draw.randrange(3)),
                 self.maybe(0.1, handoff=self.maybe(0.8, requested_at=rfc3339(at + MINUTE)) |
                            self.maybe(0.6, connected_at=rfc3339(at + 2 * MINUTE)) |
                            self.maybe(0.4, refused=draw.random() < 0.5) |
                            self.maybe(0.5, context_carried=draw.random() < 0.5)),
                 self.maybe(0.3, resolution_mode=draw.choice(("realtime", "deferred", "risk"))),
                 self.maybe(0.2, promised_by=rfc3339(at + draw.choice((HOUR, DAY, 7 * DAY, 8 * DAY)))),
                 self.maybe(0.4, resolved_claim=draw.choice(("agent", "bot", "customer", "none"))),
                 self.maybe(0.1, escalated=True), self.maybe(0.1, complaint=draw.random() < 0.8),
                 self.maybe(0.05, regulator=True), self.maybe(0.2, csat=draw.choice((1, 3, 3.5, 4, 5))),
                 self.maybe(0.15, goodwill={"type": "coupon"} | self.maybe(0.8, amount_minor=amount) |
                            self.maybe(0.7, currency=draw.choice(("CNY", "USD")))),
                 self.maybe(0.3, offered_scenarios=draw.sample(sorted(TEXTS), 3)),
                 self.maybe(0.1, tier="platinum"), self.maybe(0.2, region="east"),
                 self.maybe(0.2, product_id="p9"), self.maybe(0.3, lang=draw.choice(("en", "zh-TW"))))
        return {name: value for fields in given for name, value in fields.items()}

    def draw_surveys(self, head: dict, at: int) -> None:
        """Some about the contact, some about its order, some about nothing."""
        draw = self.draw
        for metric in draw.sample(("csat", "ces", "nps", "solved", "solved", "solved", "expectation",
                                   "experience"), 3):
            later = at + draw.choice((HOUR, 2 * DAY, 7 * DAY, 7 * DAY + 1, 9 * DAY))
            about = {"customer_id": head["customer_id"], "response_id": f"r{draw.randrange(10 ** 9)}"}
            about |= self.maybe(0.6, contact_id=head["contact_id"]) or (
                {"order_id": head["order_id"]} if "order_id" in head else {})
            about |= self.maybe(0.6, line=head["line"])
            if draw.random() < 0.4:
                self.put("surveys", at + MINUTE, event="sent", **about)
            if draw.random() < 0.7:
                answer = {"solved": draw.random() < 0.6} if metric == "solved" else {
                    "score": draw.randrange(1, 6)}
                scale = {} if metric != "ces" else draw.choice((
                    {"scale_version": "1.0"}, {"scale_max": 5}, {},
                    {"scale_min": 0, "scale_max": 10, "scale_direction": "higher_better"}))
                self.put("surveys", later, metric=metric, **about, **answer, **scale)

    def draw_activity(self) -> None:
        """In bursts around a full hour or midnight, so that most of it overlaps."""
        draw = self.draw
        for number in range(2 * self.count):
            if number % 12 == 0:
                hour = draw.choice((HOUR, DAY)) * draw.randrange(1, DAYS)
                agent = f"a{draw.randrange(AGENTS)}"
            at = hour + draw.choice((0, 0, -1, 1, draw.randrange(-HOUR, HOUR)))
            state = draw.choice(STATES)
            self.put("agent-activity", at, activity_id=f"w{number:04}", agent_id=agent,
                     team_id="care", state=state, ended_at=rfc3339(at + draw.choice(LENGTHS)),
                     **self.maybe(0.6, line=draw.choice(("shop", "card", "elsewhere"))),
                     **self.maybe(0.5, contact_id=f"c{draw.randrange(5):04}"),
                     **self.maybe(0.2, paid=draw.random() < 0.5),
                     **(self.maybe(0.7, kb_result_count=draw.choice((0, 0, 3)))
                        if state == "kb_search" else {}))


def write(folder, seed: int = 1, contacts: int = 400) -> pathlib.Path:
    """Writes the input files; returns the folder."""
    return Input(seed, contacts).write(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--contacts", type=int, default=400)
    given = parser.parse_args()
    write(given.folder, given.seed, given.contacts)


if __name__ == "__main__":
    main()
