"""Why a line's service rate changed from day to day (DOMAIN: service_rate_change), as it is published."""

import collections
import math

from .facts import contact_cell, known_until
from .lines import BY_EXPOSURE
from .times import DAY, final_at, rfc3339

PER_10K = 10_000 * 1_000_000  # in millionths
LARGEST = 50


class Counts(collections.Counter):
    """Contacts and exposure of some days, by dimension and value; `""` is the whole line."""

    def segments(self, dimension: str) -> dict:
        """value -> (contacts, exposure)"""
        values = {value for _, of, value in self if of == dimension}
        return {v: (self["contacts", dimension, v], self["exposure", dimension, v]) for v in values}


def days_of(line, facts, watermark: int) -> dict:
    """Window -> (counts, dimensions that add up) of each final day whose rate is known."""
    by_day = collections.defaultdict(list)
    for (size, window), by_value in line.flows.items():
        if size == "1d" and by_value["all"]:
            by_day[window] += []
    for contact in facts.contacts:
        if contact.line == line.id:
            by_day[line.window("1d", contact.opened_at)].append(contact)
    return {window: day_of(line, facts, window, contacts) for window, contacts in by_day.items()
            if final_at(window[1], "day") <= watermark and line.exposure("1d", window) and
            not line.feed_missing(window)}


def day_of(line, facts, window: tuple, contacts: list) -> tuple:
    counts, adding_up = Counts(), {""}
    counts["contacts", "", ""] = len(contacts)
    counts["exposure", "", ""] = math.floor(line.exposure("1d", window) + 0.5)
    for dimension in BY_EXPOSURE:
        part = Counts()
        for contact in contacts:
            cell = contact_cell(contact, facts.customers)
            part["contacts", dimension, cell.by(known_until(cell, "day"))[dimension] or ""] += 1
        for value in line.exposed(dimension):
            known = line.exposure("1d", window, dimension, value) or 0
            part["exposure", dimension, value] = round(known * 48) // 48
        for what in ("contacts", "exposure"):
            named = sum(n for (of, _, value), n in part.items() if of == what and value)
            part[what, dimension, ""] = counts[what, "", ""] - named
        if min(part["contacts", dimension, ""], part["exposure", dimension, ""]) >= 0:
            adding_up.add(dimension)
            counts.update({k: n for k, n in part.items() if n})
    return counts, adding_up


def together(days: list) -> tuple:
    counts = Counts()
    for day, _ in days:
        counts.update(day)
    return counts, set.intersection(*(adding_up for _, adding_up in days))


def paired(now: dict, before: dict) -> dict:
    """name -> [contacts, exposure, contacts before, exposure before] of the largest segments."""
    pairs = collections.defaultdict(lambda: [0, 0, 0, 0])
    for segments, at in ((now, 0), (before, 2)):
        for value, (contacts, exposure) in segments.items():
            pairs[value or "unknown"][at] += contacts
            pairs[value or "unknown"][at + 1] += exposure
    ranked = sorted(pairs.keys() - {"unknown", "other"}, key=lambda name: (-pairs[name][0], name))
    for name in ranked[LARGEST:]:
        pairs["other"] = [a + b for a, b in zip(pairs["other"], pairs.pop(name))]
    return {name: pairs[name] for name in sorted(pairs)}


def shared_out(contacts: list, exposure: int) -> list:
    """What each adds to the rate, in millionths; what rounding down loses goes to the largest rests."""
    whole = (2 * sum(contacts) * PER_10K + exposure) // (2 * exposure)
    parts = [y * PER_10K // exposure for y in contacts]
    largest = sorted(range(len(parts)), key=lambda i: -(contacts[i] * PER_10K % exposure))
    for i in largest[:whole - sum(parts)]:
        parts[i] += 1
    return parts


def effects(pairs: dict) -> dict:
    """name -> (change, rate effect, mix effect) in millionths; empty without exposure."""
    y, x, y0, x0 = (list(column) for column in zip(*pairs.values()))
    if sum(x) <= 0 or sum(x0) <= 0:
        return {}
    now, before = shared_out(y, sum(x)), shared_out(y0, sum(x0))
    return {name: (now[i] - before[i], *parts(pair, now[i], before[i], sum(x), sum(x0)))
            for i, (name, pair) in enumerate(pairs.items())}


def parts(pair: list, now: int, before: int, exposure: int, exposure_before: int) -> tuple:
    y, x, y0, x0 = pair
    if x == 0 or x0 == 0:
        # It has the other period's rate where it has none; contacts without exposure are rate.
        return (now - before, 0) if x == x0 else (now, -before) if x == 0 else (-before, now)
    rate, rate_before = y / x * PER_10K, y0 / x0 * PER_10K
    share, share_before = x / exposure, x0 / exposure_before
    by_rate = (share + share_before) / 2 * (rate - rate_before)
    by_mix = (rate + rate_before) / 2 * (share - share_before)
    smaller = by_rate if abs(by_rate) < abs(by_mix) else by_mix
    rounded = int(math.copysign(math.floor(abs(smaller) + 0.5), smaller))
    other = now - before - rounded
    return (rounded, other) if abs(by_rate) < abs(by_mix) else (other, rounded)


def change_records(records, facts) -> None:
    """The same weekday a week earlier, and all known days of the 28 before."""
    for line in records.lines.values():
        days = days_of(line, facts, records.watermark)
        for window, day in days.items():
            middle = (window[0] + window[1]) // 2
            week = line.window("1d", middle - 7 * DAY)
            first = line.window("1d", middle - 28 * DAY)[0]
            month = [days[w] for w in days if first <= w[0] < window[0]]
            for reference, others in (("last_week", [days[week]] if week in days else []),
                                      ("four_weeks", month)):
                if others:
                    compare_days(records, line, window, reference, day, together(others))


def compare_days(records, line, window: tuple, reference: str, day: tuple, before: tuple) -> None:
    def add(metric: str, millionths: int, dimension: str = "", value: str = "") -> None:
        broken = {dimension: value} if dimension else {}
        name = f"service_rate_change{metric}"
        key = [name, "1d", rfc3339(window[0]), line.id, "", "", f"reference={reference}"]
        records.cells["|".join(key + [f"{d}={v}" for d, v in broken.items()])] = {
            "metric": name, "dims": {"line": line.id, "reference": reference} | broken,
            "window": {"size": "1d", "start": rfc3339(window[0]), "end": rfc3339(window[1])},
            "numerator": millionths, "denominator": None, "value": millionths / 1_000_000,
            "interval": None, "reason": None, "unit": "per_10k", "final": True}

    (now, adding_up), (then, adding_up_then) = day, before
    whole = effects(paired(now.segments(""), then.segments("")))
    add("", whole["unknown"][0])
    for dimension in sorted(adding_up & adding_up_then - {""}):
        found = effects(paired(now.segments(dimension), then.segments(dimension)))
        add("_rate", sum(rate for _, rate, _ in found.values()), "segments", dimension)
        add("_mix", sum(mix for _, _, mix in found.values()), "segments", dimension)
        for name, (change, rate, mix) in found.items():
            for metric, millionths in (("", change), ("_rate", rate), ("_mix", mix)):
                add(metric, millionths, dimension, name)
