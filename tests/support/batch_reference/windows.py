"""Metric records of windows, as vocmap publishes them but for `revision`."""

import collections
import math

from . import metrics as catalogue
from .changes import change_records
from .costs import price, price_of_journey
from .facts import Cell, Facts, contact_cell, known_until, order_cell
from .lines import BY_EXPOSURE, FLOWS, UNITS, Line
from .times import FOREVER, SIZES, SPANS, final_at, rfc3339
from xxh64 import xxh64

Z = 1.959963984540054
BASE = ("contacts", "service_rate")  # unbroken and by channel they exist with every window


class Records:
    """Writes metric records of lines; knows the sample contacts of each cell."""

    def __init__(self, lines: dict[str, Line], watermark: int):
        self.lines, self.watermark = lines, watermark
        self.samples, self.hashes, self.cells = {}, {}, {}

    def hash(self, contact_id: str) -> int:
        if contact_id not in self.hashes:
            self.hashes[contact_id] = xxh64(contact_id.encode())
        return self.hashes[contact_id]

    def add(self, metric: str, where: tuple, values: dict, horizon: str = "day") -> None:
        """`where` is (size, (start, end), line, stage, scenario, dimension, value)."""
        size, (start, end), line, stage, scenario, dimension, value = where
        broken = f"{dimension}={value}" if dimension not in ("", "channel") else value
        dims = {"line": line} | ({"stage": stage} if stage else {})
        dims |= ({"scenario": scenario} if scenario else {}) | ({dimension: value} if dimension else {})
        record = {"metric": metric, "dims": dims,
                  "window": {"size": size, "start": rfc3339(start), "end": rfc3339(end)},
                  "interval": None, "reason": None,
                  "final": final_at(end, horizon) <= self.watermark} | values
        if not dimension:
            samples = self.samples.get(where, []) if horizon == "day" else []
            record["samples"] = [] if metric == "exposure" else samples
        key = "|".join([metric, size, rfc3339(start), line, stage, scenario, broken])
        self.cells[key] = record

    def rate(self, where: tuple, count: int) -> dict:
        """Per 10,000 of the exposure, with the score interval of a Poisson mean."""
        size, window, line, _, _, dimension, value = where
        by = (dimension, value) if dimension in BY_EXPOSURE else ("", "")
        exposure = self.lines[line].exposure(size, window, *by)
        body = {"numerator": count, "denominator": exposure, "value": None}
        if self.lines[line].feed_missing(window):
            return body | {"reason": "feed_missing"}
        if not exposure:
            return body | {"reason": "no_exposure"}
        spread = Z * math.sqrt(count + Z * Z / 4)
        interval = [max(0.0, (count + Z * Z / 2 + sign * spread) / exposure * 10_000)
                    for sign in (-1, 1)]
        return body | {"value": count / exposure * 10_000, "interval": interval}


def share_interval(k: int, n: int) -> list[float]:
    """Wilson's 95 % score interval of a share."""
    centre = (k + Z * Z / 2) / (n + Z * Z)
    half = Z / (n + Z * Z) * math.sqrt(k * (n - k) / n + Z * Z / 4)
    return [0.0 if k == 0 else centre - half, 1.0 if k == n else centre + half]


def base_records(records: Records, contacts: list) -> None:
    """contacts, exposure and service_rate of every stage and scenario in each window of a line."""
    for line in records.lines.values():
        own = [c for c in contacts if c.line == line.id]
        for size in SIZES:
            by_window = collections.defaultdict(list)
            for (of_size, window), by_value in line.flows.items():
                if of_size == size and by_value["all"]:
                    by_window[window] += []
            for contact in own:
                by_window[line.window(size, contact.opened_at)].append(contact)
            for window, members in by_window.items():
                base_window(records, line, size, window, members)


def base_window(records: Records, line: Line, size: str, window: tuple, members: list) -> None:
    groups = {("", ""): members}
    for scenario, stage in line.stage_of.items():
        groups.setdefault((stage, ""), [c for c in members if c.stage == stage])
        groups[stage, scenario] = [c for c in members if c.scenario == scenario]
    for (stage, scenario), group in groups.items():
        where = (size, window, line.id, stage, scenario, "", "")
        hashed = sorted({(records.hash(c.contact_id), c.contact_id) for c in group})
        records.samples[where] = [contact_id for _, contact_id in hashed[:5]]
        channels = collections.Counter(c.channel for c in group) if size != "5m" else {}
        for channel, count in [("", len(group)), *channels.items()]:
            at = where[:5] + (("channel", channel) if channel else ("", ""))
            records.add("contacts", at, {"numerator": count, "denominator": None, "value": count,
                                         "unit": "contacts"})
            records.add("service_rate", at, records.rate(at, count) | {"unit": "per_10k"})
    for dimension in BY_EXPOSURE if size == "1d" else ():
        for value in line.exposed(dimension) if line.kind in FLOWS else ():
            if exposure := line.exposure(size, window, dimension, value):
                records.add("exposure", (size, window, line.id, "", "", dimension, value),
                            {"numerator": exposure, "denominator": None, "value": exposure})
    exposure = line.exposure(size, window)
    unknown = {"reason": "no_exposure"} if exposure is None else {}
    records.add("exposure", (size, window, line.id, "", "", "", ""), unknown | {
        "numerator": exposure, "denominator": None, "value": exposure,
        "unit": UNITS[line.kind] if line.id != "_unknown" else "unknown"})


class Sums:
    """What the subjects of a cell add to a metric."""

    def __init__(self):
        self.metric = None
        self.numerator = self.denominator = 0
        self.values, self.keys = [], set()


def measured(facts: Facts):
    """Yields (metrics, subject, cell) of everything that is measured."""
    for contact in facts.contacts:
        cell = contact_cell(contact, facts.customers)
        yield catalogue.CONTACTS, contact, cell
        if priced := price(contact, facts.card):
            yield catalogue.COSTS, priced, cell
    for journey in facts.journeys:
        cell = contact_cell(journey.first, facts.customers)
        yield catalogue.JOURNEYS, journey, cell
        if journey.readable:
            cell = cell.moved(journey.last.opened_at)
            yield catalogue.OUTCOMES, journey, cell
            if priced := price_of_journey(journey, facts.card):
                yield catalogue.JOURNEY_COSTS, priced, cell
    for order in facts.orders:
        yield catalogue.ORDERS, order, order_cell(order, order["placed_at"])
    for order, event in facts.reversals:
        yield catalogue.REVERSALS, event, order_cell(order, order[f"{event}_at"])
    for survey, cell, score in facts.answers:
        yield catalogue.ANSWERS, (survey, score), cell
    for cell, gap in facts.gaps:
        yield catalogue.GAPS, gap, cell
    for _, cell, answered in facts.sent:
        yield catalogue.SENT, answered, cell
    for metrics, subjects in ((catalogue.SPENT, facts.spent), (catalogue.SEARCHES, facts.searches)):
        for subject in subjects:
            yield metrics, subject, Cell(subject.line, "", "", subject.at, lambda as_of: {})


def catalogue_records(records: Records, facts: Facts) -> None:
    """Every cell of the catalogue, of 1 h and 1 d."""
    cells = collections.defaultdict(Sums)
    for metrics, subject, cell in measured(facts):
        if cell.line not in records.lines:
            continue
        line = records.lines[cell.line]
        windows = {size: line.window(size, cell.at) for size in ("1h", "1d")}
        breakdowns = {h: cell.by(known_until(cell, h)) for h in SPANS}
        for metric in metrics:
            part = metric.read(subject)
            if part is None:
                continue
            for where in places(metric, part, cell, windows, breakdowns[metric.horizon]):
                count(cells[metric.name, where], metric, part)
    for (name, where), sums in cells.items():
        if sums.numerator or sums.denominator:
            records.add(name, where, values(records, sums, where), sums.metric.horizon)


def places(metric, part, cell: Cell, windows: dict, breakdown: dict):
    """The cells that a subject's part of a metric goes to."""
    if metric.money:
        breaks = [("1h", "currency", part[0]), ("1d", "currency", part[0])]
    else:
        breaks = [("1h", "", ""), ("1d", "", "")]
        if not metric.distinct:
            breaks += [("1d", d, v) for d, v in breakdown.items() if v]
    levels = {("", ""), (cell.stage, ""), (cell.stage, cell.scenario)}
    for size, dimension, value in breaks:
        if metric.name in BASE and dimension in ("", "channel"):
            continue
        for stage, scenario in levels:
            yield size, windows[size], cell.line, stage, scenario, dimension, value


def count(sums: Sums, metric, part) -> None:
    sums.metric = metric
    part = part[1] if metric.money else part
    if metric.distinct:
        sums.keys.add(part)
        sums.numerator = len(sums.keys)
    elif metric.form == "quantile_90":
        sums.values.append(part)
        sums.numerator += 1
    elif isinstance(part, catalogue.Parts):
        sums.numerator += part.numerator
        sums.denominator += part.denominator
    else:
        sums.numerator += int(part)
        sums.denominator += metric.form in ("share", "mean", "ratio")


def values(records: Records, sums: Sums, where: tuple) -> dict:
    metric, n, d = sums.metric, sums.numerator, sums.denominator
    if metric.form == "per_10k":
        return records.rate(where, n)
    if metric.form == "quantile_90":
        rank = (9 * len(sums.values) + 9) // 10
        value = sorted(sums.values)[rank - 1] / metric.scale
        return {"numerator": n, "denominator": None, "value": value}
    if metric.form == "total":
        return {"numerator": n, "denominator": None, "value": n / metric.scale}
    if d == 0:
        return {"numerator": n, "denominator": d, "value": None, "reason": "no_denominator"}
    body = {"numerator": n, "denominator": d, "value": n / d / metric.scale}
    return body | ({"interval": share_interval(n, d)} if metric.form == "share" else {})


def reference_records(lines: dict[str, Line], facts: Facts, watermark: int = FOREVER) -> dict:
    """Key -> metric record of every size."""
    records = Records(lines, watermark)
    base_records(records, facts.contacts)
    catalogue_records(records, facts)
    change_records(records, facts)
    return records.cells
