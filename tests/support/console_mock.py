#!/usr/bin/env python3
"""Serves the console page with realistic sample data, for trying the page without a pipeline.

    python3 tests/support/console_mock.py --port 9464            # then open http://127.0.0.1:9464/
    python3 tests/support/console_mock.py --empty                # no record has arrived yet

/phone shows the page 390 px wide; what follows its "?" is handed to the page as settings
(/phone?lang=zh&line=hotels). Counts are a fixed function of (line, size, window), so two runs look
the same; the customers' clock moves one minute per second, so open windows fill and close.
"""

import argparse
import functools
import hashlib
import json
import math
import time
from datetime import datetime, timedelta, timezone
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

PAGE = Path(__file__).resolve().parents[2] / "dashboards" / "console" / "index.html"
CASES = ["live", "empty", "first_window", "feed_missing", "leak"]
CLOCK_START = datetime(2026, 3, 7, 22, 25, tzinfo=timezone.utc)
SIZES = {"1h": timedelta(hours=1), "1d": timedelta(days=1)}
CHANNELS = {"chat": 0.46, "call": 0.27, "app": 0.14, "wechat": 0.09, "email": 0.04}
EXPOSURE_PER_DAY = {"tickets": 186000, "hotels": 71000}
Z = 1.959963984540054

# line: stages: (scenario, zh, en, owner, target per 10k, true rate per 10k)
TAXONOMY = {
    "tickets": ({"zh": "门票", "en": "Tickets"}, [
        ("find", "找票", "Find", [
            ("wrong_opening_hours", "营业时间不对", "Opening hours are wrong", "content", 10, 7.1),
            ("price_differs", "页面价格与下单不同", "Price differs at checkout", "pricing", 8, 9.6),
        ]),
        ("order", "下单", "Order", [
            ("id_card_refused", "身份证号填不进去", "ID card number refused", "booking", 9, 5.2),
            ("date_sold_out", "日期显示无票", "Date shown as sold out", "supply", 14, 12.3),
            ("change_visitor", "改出行人", "Change the visitor", "booking", 12, 21.8),
        ]),
        ("pay", "支付", "Pay", [
            ("charged_twice", "重复扣款", "Charged twice", "payments", 12, 78.0),
            ("coupon_not_applied", "优惠券没有用上", "Coupon not applied", "growth", 10, 13.4),
            ("payment_pending", "付款后一直待支付", "Paid but still pending", "payments", 8, 6.0),
        ]),
        ("receive", "收票", "Receive", [
            ("no_code", "没收到入园码", "Entry code never arrived", "fulfilment", 15, 49.5),
            ("code_late", "出票太慢", "Code arrives late", "fulfilment", 12, 10.1),
        ]),
        ("use", "入园", "Use", [
            ("gate_refuses", "闸机刷不开", "Gate refuses the code", "gates", 10, 16.2),
            ("which_gate", "不知道从哪个门进", "Which entrance to use", "content", None, 14.0),
        ]),
        ("after_sales", "售后", "After-sales", [
            ("refund_slow", "退款迟迟不到账", "Refund does not arrive", "payments", 20, 33.7),
            ("refund_refused", "退款被拒", "Refund refused", "policy", 18, 15.2),
            ("invoice", "开发票", "Ask for an invoice", "finance", 12, 8.4),
        ]),
    ], 27.0),
    "hotels": ({"zh": "酒店", "en": "Hotels"}, [
        ("find", "找房", "Find", [
            ("photos_differ", "照片与实际不符", "Photos differ from the room", "content", 10, 8.8),
            ("breakfast_unclear", "是否含早不清楚", "Is breakfast included?", "content", 9, 19.4),
        ]),
        ("order", "预订", "Book", [
            ("confirmation_slow", "迟迟不确认", "Confirmation takes too long", "supply", 18, 16.1),
            ("free_cancel_unclear", "能否免费取消", "Is it free to cancel?", "policy", 15, 27.9),
        ]),
        ("pay", "支付", "Pay", [
            ("deposit_unclear", "押金说不清", "Deposit not explained", "payments", 8, 7.2),
        ]),
        ("stay", "入住", "Stay", [
            ("no_room_at_desk", "到店无房", "No room at the desk", "supply", 5, 22.5),
            ("late_arrival", "晚到能否保留", "Will my room be kept?", "service", None, 11.0),
        ]),
        ("after_sales", "售后", "After-sales", [
            ("refund_slow", "退款迟迟不到账", "Refund does not arrive", "payments", 20, 18.6),
            ("invoice", "开发票", "Ask for an invoice", "finance", 16, 9.3),
        ]),
    ], 14.0),
}


def noise(*key):
    """A fixed number in (-1, 1) that looks random."""
    digest = hashlib.sha256("/".join(map(str, key)).encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**31 - 1


def rfc3339(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def rate(contacts, exposure, reason=None):
    """DOMAIN 4.2: contacts per 10k of exposure with the score interval of a Poisson mean."""
    if reason or not exposure:
        return {"value": None, "interval": None, "unit": "per_10k",
                "reason": reason or "no_exposure"}
    centre, spread = contacts + Z * Z / 2, Z * math.sqrt(contacts + Z * Z / 4)
    scale = 1e4 / exposure
    return {"value": round(contacts * scale, 4), "unit": "per_10k", "reason": None,
            "interval": [round((centre - spread) * scale, 4), round((centre + spread) * scale, 4)]}


def split_channels(contacts, *key):
    """Shares that add up to contacts exactly; the first channel takes the remainder."""
    parts = {channel: int(contacts * share * (1 + 0.35 * noise(*key, channel)))
             for channel, share in CHANNELS.items()}
    parts["chat"] += contacts - sum(parts.values())
    return {c: n for c, n in parts.items() if n > 0}


class Mock:
    """The sample world: the API's documents as a function of the customers' clock."""

    def __init__(self, case):
        self.case = case
        self.started = time.monotonic()

    def watermark(self):
        return CLOCK_START + timedelta(minutes=time.monotonic() - self.started)

    def newest_start(self, size):
        step = SIZES[size].total_seconds()
        return datetime.fromtimestamp(self.watermark().timestamp() // step * step, timezone.utc)

    def volume(self, line, size, start):
        """(exposure, part of the window that has passed): a daily rhythm, thinned while open."""
        if size == "1d":
            shape = 1 + 0.12 * noise(line, start.date())
        else:
            hour = (start.hour + 8) % 24
            shape = (0.55 + 0.45 * math.sin((hour - 8) / 24 * 2 * math.pi)) / 24 * 1.8
            shape *= 1 + 0.10 * noise(line, start)
        passed = min(1.0, (self.watermark() - start) / SIZES[size])
        return int(EXPOSURE_PER_DAY[line] * shape * passed), passed

    def count(self, line, scenario, true_rate, size, start, exposure):
        mean = exposure * true_rate / 1e4
        if scenario == "charged_twice":  # the failure the page has to make visible grew in two days
            age = (CLOCK_START - start) / timedelta(hours=1)
            mean *= 1.0 if age < 30 else 0.35
        return max(0, round(mean + math.sqrt(mean) * 1.2 * noise(line, scenario, size, start)))

    def scenario_row(self, line, stage, entry, window, exposure, reason):
        name_id, zh, en, owner, target, true_rate = entry
        contacts = self.count(line, name_id, true_rate, *window, exposure)
        known = rate(contacts, exposure, reason)
        ratio = known["value"] / target if target and known["value"] is not None else None
        prefix = f"{line}.{stage}.{name_id}" if stage != "none" else "none"
        samples = [f"c{int(abs(noise(prefix, window, i)) * 9e5) + 1e5:.0f}"
                   for i in range(min(5, contacts))]
        return {"id": prefix, "name": {"zh": zh, "en": en}, "owner": owner,
                "target_per_10k": target, "contacts": contacts, "service_rate": known,
                "rate_ratio": ratio and round(ratio, 4), "samples": samples,
                "by_channel": split_channels(contacts, prefix, window)}

    def experience_map(self, line, size, start=None):
        if self.case == "empty" or line not in TAXONOMY:
            return None
        if self.case == "first_window" and size == "1d":
            return None
        start = start or self.newest_start(size) - (timedelta(0) if self.case == "first_window"
                                                    else SIZES[size])
        names, stages, none_rate = TAXONOMY[line]
        exposure, passed = self.volume(line, size, start)
        reason = "feed_missing" if self.case == "feed_missing" and line == "tickets" else None
        none_stage = ("none", "未归类", "Unclassified",
                      [("none", "未归类", "Unclassified", None, None, none_rate)])
        documents = []
        for stage, zh, en, entries in stages + [none_stage]:
            rows = [self.scenario_row(line, stage, e, (size, start), exposure, reason)
                    for e in entries]
            contacts = sum(row["contacts"] for row in rows)
            documents.append({"id": stage, "name": {"zh": zh, "en": en}, "contacts": contacts,
                              "service_rate": rate(contacts, exposure, reason), "scenarios": rows})
        total = sum(stage["contacts"] for stage in documents)
        return {"line": line, "name": names, "taxonomy_version": 3,
                "window": {"size": size, "start": rfc3339(start),
                           "end": rfc3339(start + SIZES[size])},
                "exposure": {"kind": "order", "count": None if reason else exposure},
                "contacts": total, "service_rate": rate(total, exposure, reason),
                "by_channel": split_channels(total, line, size, start), "stages": documents,
                "closed": passed >= 1, "revision": 7,
                "final": self.watermark() - start - SIZES[size] >= timedelta(hours=48)}

    def trend(self, line, size, limit):
        count = 1 if self.case == "first_window" else min(limit, 96 if size == "1h" else 28)
        newest = self.newest_start(size)
        points = []
        for back in range(count - 1, -1, -1):
            start = newest - back * SIZES[size]
            document = self.experience_map(line, size, start)
            if not document:
                continue
            gap = size == "1h" and line == "tickets" and back in (30, 31, 32)
            points.append({"start": rfc3339(start), "contacts": document["contacts"],
                           "exposure": None if gap else document["exposure"]["count"],
                           "service_rate": None if gap else document["service_rate"]["value"],
                           "closed": document["closed"]})
        return {"line": line, "size": size, "points": points}

    def battle_map(self):
        if self.case in ("empty", "first_window"):
            return None
        rows = []
        for line, (names, stages, _) in TAXONOMY.items():
            exposure = EXPOSURE_PER_DAY[line] * 28
            for stage, stage_zh, stage_en, entries in stages:
                for name_id, zh, en, owner, target, true_rate in entries:
                    if not target:
                        continue
                    value = true_rate * (0.45 if name_id == "charged_twice" else 1)
                    rows.append({"line": line, "line_name": names, "stage": stage,
                                 "stage_name": {"zh": stage_zh, "en": stage_en},
                                 "scenario": f"{line}.{stage}.{name_id}",
                                 "name": {"zh": zh, "en": en}, "owner": owner,
                                 "target_per_10k": target,
                                 "contacts": round(exposure * value / 1e4), "exposure": exposure,
                                 "service_rate_per_10k": round(value, 4),
                                 "avoidable_contacts": max(0, value - target) * exposure / 1e4})
        total = sum(row["avoidable_contacts"] for row in rows)
        rows.sort(key=lambda row: (-row["avoidable_contacts"], row["scenario"]))
        for position, row in enumerate(rows):
            row.update(rank=position + 1, share=round(row["avoidable_contacts"] / total, 4))
        end = self.newest_start("1d")
        return {"window": {"size": "28d", "start": rfc3339(end - timedelta(days=28)),
                           "end": rfc3339(end)}, "rows": rows, "revision": 12}

    def emergent(self, line):
        if self.case in ("empty", "first_window"):
            return {"line": line, "scenarios": []}
        finds = [
            ("1b4bd73acc06c90e", "growing", "寄存柜", "luggage lockers", 57, 49, 38, 19,
             ["寄存柜全满，行李箱没地方寄存", "My suitcase is too big for the luggage lockers"]),
            ("ea96fac647ff6fbb", "fading", None, "loyalty points missing", 36, 20, 8, 28,
             ["loyalty points missing from my account", "where are my loyalty points"]),
            ("ffe01c22a0b19d03", "rejected", "天气", None, 14, 14, 0, 2, ["明天天气怎么样"]),
        ] if line == "tickets" else []
        return {"line": line, "scenarios": [
            {"id": f"{line}.emergent.{mark}", "line": line, "status": status,
             "label": {"zh": zh, "en": en}, "medoid": texts[0], "contacts": contacts,
             "customers": customers, "growth": {"last_24h": last, "previous_24h": before},
             "verbatims": [{"contact_id": f"c{n}", "text": text, "lang": "zh-Hans"}
                           for n, text in enumerate(texts)]}
            for mark, status, zh, en, contacts, customers, last, before, texts in finds]}

    def ledger(self):
        if self.case == "empty":
            return {"sources": [], "in_flight": 0}
        passed = int((time.monotonic() - self.started) * 40)
        sources = []
        for topic, partition, base in (("voc.contacts", 0, 48210), ("voc.contacts", 1, 47655),
                                       ("voc.orders", 0, 701233), ("voc.orders", 1, 698104)):
            read = base + passed * (1 if topic == "voc.contacts" else 12)
            dead = read // 900 if topic == "voc.contacts" else 3
            duplicate, conflicting, late = read // 160, read // 24000, read // 2100
            forwarded = read - dead
            sources.append({"topic": topic, "partition": partition, "read": read,
                            "forwarded": forwarded, "dead_lettered": dead, "filtered": 0,
                            "received": forwarded, "duplicate": duplicate,
                            "conflicting": conflicting, "late": late,
                            "counted": forwarded - duplicate - conflicting - late})
        if self.case == "leak":
            sources[0]["counted"] -= 17
        if self.case == "feed_missing":  # some records are still between the stages
            sources[2]["received"] -= 64
            sources[2]["counted"] -= 64
        return {"sources": sources,
                "in_flight": sum(s["forwarded"] - s["received"] for s in sources)}

    def status(self):
        empty = self.case == "empty"
        return {"version": "0.1.0", "ready": True, "mode": "run" if empty else "demo",
                "watermark": None if empty else rfc3339(self.watermark()), "event_time_from": None,
                "ended": False}

    def lines(self):
        if self.case == "empty":
            return {"lines": []}
        latest = {size: rfc3339(self.newest_start(size)) for size in SIZES}
        if self.case == "first_window":
            del latest["1d"]
        return {"lines": [{"id": line, "name": names, "latest": latest}
                          for line, (names, _, _) in TAXONOMY.items()]}

    def answer(self, path, query):
        """The document of an API path, or None when there is none."""
        line, size = query.get("line", ["tickets"])[0], query.get("size", ["1h"])[0]
        if size not in SIZES:
            return None
        start = query.get("start", [None])[0]
        start = start and datetime.fromisoformat(start.replace("Z", "+00:00"))
        routes = {
            "status": self.status, "lines": self.lines, "ledger": self.ledger,
            "battle-map": self.battle_map, "scenarios": lambda: self.emergent(line),
            "experience-map": lambda: self.experience_map(line, size, start),
            "trend": lambda: self.trend(line, size, int(query.get("limit", ["96"])[0])),
        }
        return routes.get(path.removeprefix("/api/v1/"), lambda: None)()


class Handler(BaseHTTPRequestHandler):
    """Routes one request to the page, the phone frame or the sample world."""

    def __init__(self, mock, *arguments):
        self.mock = mock
        super().__init__(*arguments)

    def do_GET(self):  # noqa: N802, the name http.server calls
        url = urlsplit(self.path)
        if url.path == "/":
            return self.reply(200, "text/html; charset=utf-8", PAGE.read_bytes())
        if url.path == "/phone":
            frame = ('<!doctype html><body style="margin:0;background:#777">'
                     f'<iframe src="/#{escape(url.query)}"'
                     ' style="border:0;width:390px;height:100vh;display:block"></iframe>')
            return self.reply(200, "text/html; charset=utf-8", frame.encode())
        document = self.mock.answer(url.path, parse_qs(url.query))
        body = json.dumps(document or {"error": "there is none yet"}, ensure_ascii=False)
        self.reply(200 if document else 404, "application/json", body.encode())

    def reply(self, code, kind, body):
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=9464)
    parser.add_argument("--case", choices=CASES, default="live")
    parser.add_argument("--empty", action="store_const", const="empty", dest="case")
    options = parser.parse_args()
    server = ThreadingHTTPServer(("127.0.0.1", options.port),
                                 functools.partial(Handler, Mock(options.case)))
    print(f"console with sample data ({options.case}): http://127.0.0.1:{options.port}/")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
