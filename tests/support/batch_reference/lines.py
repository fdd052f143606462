"""Lines of the taxonomy: their stages, their days and their exposure."""

import collections
import json
import pathlib
import zoneinfo

import yaml_subset

from .inputs import duration
from .times import DAY, HOUR, SIZES, window

FLOWS = {"order": "placed", "visit": "visit", "play": "active"}
BY_EXPOSURE = ("region", "product_id")
UNITS = {"order": "orders", "visit": "visits", "active_user": "active_users",
         "installed_base": "installed_base", "card": "cards", "play": "plays"}


def read_journeys(path) -> dict:
    text = pathlib.Path(path).read_text(encoding="utf-8")
    return json.loads(text) if text.startswith("{") else yaml_subset.load(text)


class Line:
    """A line: its journey, its days, its exposure and its declared feeds."""

    def __init__(self, raw: dict):
        self.id = raw["id"]
        self.kind = (raw.get("exposure") or {}).get("kind", "order")
        self.zone = zoneinfo.ZoneInfo(raw.get("time_zone", "UTC"))
        self.stage_of, self.cause_of = {"none": "none"}, {}
        for stage in raw["stages"]:
            for scenario in stage.get("scenarios") or []:
                self.stage_of[scenario["id"]] = stage["id"]
                self.cause_of[scenario["id"]] = scenario.get("cause")
        self.feeds = [(f["kind"], f.get("channel"), duration(f["max_gap"]))
                      for f in raw.get("feeds") or []]
        self.signs = collections.defaultdict(set)      # feed -> times of its records
        self.flows = collections.defaultdict(collections.Counter)  # (size, window) -> by value
        self.stocks = collections.defaultdict(list)    # (region, product) -> [(at, id, value)]

    def window(self, size: str, at: int) -> tuple[int, int]:
        return window(size, at, self.zone)

    def add_order(self, order: dict) -> None:
        count = order.get("exposure_count", 1)
        kind = order.get("exposure_kind", "visit" if order["event"] == "visit" else "order")
        series = order.get("region"), order.get("product_id")
        if self.kind in FLOWS and order["event"] == FLOWS[self.kind] and kind == self.kind:
            for size in SIZES:
                by_value = self.flows[size, self.window(size, order["at"])]
                by_value["all"] += count
                by_value["region", series[0]] += count
                by_value["product_id", series[1]] += count
        elif self.kind not in FLOWS and order.get("exposure_kind") == self.kind:
            self.stocks[series].append((order["at"], order["order_id"], count))
        else:
            return
        self.signs["exposure", None].add(order["at"])

    def exposure(self, size: str, at: tuple[int, int], dimension: str = "", value: str = ""):
        """Exposure of a window, of all or of a region or product; None: nothing is known of it."""
        if self.kind in FLOWS:
            by_value = self.flows.get((size, at), {})
            return by_value.get((dimension, value)) if dimension else by_value.get("all", 0)
        start, end = at
        last = {}
        for series, points in self.stocks.items():
            known = [p for p in points if end - 48 * HOUR <= p[0] <= end]
            if known and (not dimension or series[dimension == "product_id"] == value):
                last[series] = max(known)[2]
        if not last:
            return None
        whole = {"": (None, None), "region": (value, None), "product_id": (None, value)}[dimension]
        return last.get(whole, sum(last.values())) * (end - start) / DAY

    def exposed(self, dimension: str) -> set:
        """The regions or products whose exposure is known."""
        values = {value[1] for by_value in self.flows.values() for value in by_value
                  if value[0] == dimension}
        return (values | {series[dimension == "product_id"] for series in self.stocks}) - {None}

    def feed_missing(self, at: tuple[int, int]) -> bool:
        """Whether a declared feed gave no sign of life up to the end of a window."""
        start, end = at
        return any(not any(end - max(gap, end - start) <= t < end for t in self.signs[kind, channel])
                   for kind, channel, gap in self.feeds)


class NoLine(Line):
    """Contacts and work of lines that the taxonomy lacks, and work for none in particular."""

    def __init__(self, name: str):
        super().__init__({"id": name, "stages": []})

    def exposure(self, size, at, dimension="", value=""):
        return None


def lines_of(journeys: dict, orders: list[dict]) -> dict[str, Line]:
    """Line id -> line with the exposure of the orders; `_unknown` and `_shared` among them."""
    lines = {raw["id"]: Line(raw) for raw in journeys["lines"]}
    for order in orders:
        if order["line"] in lines:
            lines[order["line"]].add_order(order)
    return lines | {name: NoLine(name) for name in ("_unknown", "_shared")}

