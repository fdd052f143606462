#!/usr/bin/env python3
"""The forecasts of the golden case ended_hours_are_forecast, computed anew from its events.

From the definition (exposure level x exposure profile x rate x contact profile, learned with
exponential weights from hours that have ended), not from the C++ code: the mean of the first hour
ahead, what was learned, the handle time, and the agents by Erlang C.
"""

import collections
import json
import math
import pathlib
import sys
from datetime import datetime, timedelta

CASE = (pathlib.Path(__file__).resolve().parents[1] / "golden" / "topology" /
        "ended_hours_are_forecast")
HOUR = timedelta(hours=1)
ZONE = timedelta(hours=8)  # Asia/Shanghai
RATE, LEVEL, WEEK = 1 - math.exp(-1 / 336), 1 - math.exp(-1 / 24), math.exp(-0.5)


def time_of(text):
    return datetime.fromisoformat(text.replace("Z", ""))


def full_hour(t):
    return t.replace(minute=0, second=0)


class Profile:
    def __init__(self):
        self.came, self.expected = [0.0] * 168, [0.0] * 168

    def factor(self, hour):
        ratios = [(c + 50) / (e + 50) for c, e in zip(self.came, self.expected)]
        return ratios[hour] / (sum(ratios) / 168)

    def learn(self, hour, came, expected):
        self.came[hour] = WEEK * self.came[hour] + came
        self.expected[hour] = WEEK * self.expected[hour] + expected


class Ratio:
    def __init__(self):
        self.above = self.below = 0.0

    def learn(self, above, below, weight):
        self.above += weight * (above - self.above)
        self.below += weight * (below - self.below)

    @property
    def value(self):
        return self.above / self.below if self.below > 0 else None


class Series:
    def __init__(self):
        self.rate, self.level, self.excess, self.handle = Ratio(), Ratio(), Ratio(), Ratio()
        self.exposures, self.contacts, self.hours = Profile(), Profile(), 0

    def expected(self, hour, exposure=None):
        if exposure is None:
            exposure = self.level.value * self.exposures.factor(hour)
        return max(0.01, self.rate.value * exposure * self.contacts.factor(hour))

    def capped(self, contacts, mean):
        dispersion = min(5, max(0.01, self.excess.value or 0))
        return min(contacts, mean + 3 * math.sqrt(mean + dispersion * mean * mean) + 1)

    def feed(self, hour, contacts, exposure):
        profile, learned = self.contacts.factor(hour), contacts
        if self.rate.value is not None:
            forecast = self.expected(hour)
            learned = self.capped(contacts, self.expected(hour, exposure))
            error = self.capped(contacts, forecast) - forecast
            self.excess.learn(error * error - forecast, forecast * forecast, RATE)
            self.contacts.learn(hour, learned, self.rate.value * exposure)
        self.rate.learn(learned, exposure * profile, RATE)
        factor = self.exposures.factor(hour)
        if self.level.value is not None:
            self.exposures.learn(hour, exposure, self.level.value)
        self.level.learn(exposure, factor, LEVEL)
        self.hours += 1


def agents(load):
    """The fewest for 80 % within 20 s; load: (contacts an hour, handle seconds)."""
    erlangs, handle = load[0] * load[1] / 3600, load[1]
    blocked, n = 1.0, 0
    while True:
        n += 1
        blocked = erlangs * blocked / (n + erlangs * blocked)
        if n > erlangs:
            waits = blocked / (1 - erlangs / n * (1 - blocked))
            if 1 - waits * math.exp(-(n - erlangs) * 20 / handle) >= 0.8:
                return n


def of_week(t):
    local = t + ZONE
    return local.weekday() * 24 + local.hour


def expected_records(events):
    """(channel or None, as_of) -> (mean, hours learned, handle seconds or None, learned)."""
    counts, orders = collections.Counter(), collections.Counter()
    handled = collections.defaultdict(list)
    for event in events:
        contact, order = event.get("voc.contacts"), event.get("voc.orders")
        if contact:
            hour = full_hour(time_of(contact["opened_at"]))
            for channel in (None, contact["channel"]):
                counts[channel, hour] += 1
                if "handle" in contact:
                    handled[channel, hour].append(sum(contact["handle"].values()))
        elif order:
            orders[full_hour(time_of(order["occurred_at"]))] += order["exposure_count"]
    hours = {hour for _, hour in counts} | set(orders)
    series, records = {None: Series()}, {}
    hour = min(hours)
    while hour <= max(hours) + 24 * HOUR:
        for channel, opened in counts:
            if opened == hour:
                series.setdefault(channel, Series())
        for channel, one in series.items():
            times = handled[channel, hour]
            one.handle.learn(sum(times), len(times), RATE)
            if orders[hour]:  # else the declared feed of the exposure was silent
                one.feed(of_week(hour), counts[channel, hour], orders[hour])
            records[channel, hour + HOUR] = (one.expected(of_week(hour + HOUR)), one.hours,
                                             one.handle.value, bool(orders[hour]))
        hour += HOUR
    return records


def main():
    lines = (CASE / "input.jsonl").read_text(encoding="utf-8").splitlines()
    expected = expected_records(json.loads(line) for line in lines)
    found = [json.loads(line) for line in
             (CASE / "forecasts.jsonl").read_text(encoding="utf-8").splitlines()]
    failures = 0
    for record in found:
        at = record["channel"], time_of(record["as_of"])
        mean, hours, handle, learned = expected[at]
        ahead, assumed = record["hours"][0], record["assumptions"]
        needed = agents((mean, handle)) if handle else None
        same = (math.isclose(ahead["contacts"], mean, rel_tol=1e-9),
                ahead["low"] <= mean <= ahead["high"], assumed["hours_learned"] == hours,
                record["past_hour"]["learned"] == learned, ahead["agents_ready"] == needed,
                handle is None or math.isclose(assumed["handle_s"]["value"], handle))
        if not all(same):
            failures += 1
            print("FAILED:", at, same, ahead, "expected", mean, hours, handle, learned, needed)
    print(f"{len(found)} forecasts, {failures} failed")
    return 1 if failures or len(found) < 8 else 0


sys.exit(main())
