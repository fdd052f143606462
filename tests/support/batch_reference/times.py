"""Instants in milliseconds since 1970 and the windows that they fall into."""

import datetime
import functools
import re

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
LATENESS = DAY
SIZES = {"5m": 5 * MINUTE, "1h": HOUR, "1d": DAY}
# How long after its window what a metric counts may still change.
SPANS = {"day": DAY, "four_days": 4 * DAY, "eight_days": 8 * DAY, "thirty_one_days": 31 * DAY}
FOREVER = 10 ** 15
TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})$")


def milliseconds(text: str) -> int:
    """RFC 3339 to milliseconds since 1970; finer fractions are cut."""
    date, time, fraction, offset = TIME.match(text).groups()
    instant = datetime.datetime.fromisoformat(
        f"{date}T{time}{'+00:00' if offset in 'Zz' else offset}")
    return int(instant.timestamp()) * 1000 + int((fraction or "0").ljust(3, "0")[:3])


@functools.lru_cache(maxsize=1 << 16)
def rfc3339(ms: int) -> str:
    text = datetime.datetime.fromtimestamp(ms // 1000, datetime.timezone.utc)
    return text.strftime("%Y-%m-%dT%H:%M:%S") + (f".{ms % 1000:03}" if ms % 1000 else "") + "Z"


def window(size: str, at: int, zone: datetime.tzinfo) -> tuple[int, int]:
    """[start, end) of the window around an instant; days are those of the zone."""
    if size != "1d":
        start = at - at % SIZES[size]
        return start, start + SIZES[size]
    day = datetime.datetime.fromtimestamp(at // 1000, zone).date()
    return tuple(int(datetime.datetime.combine(d, datetime.time(), zone).timestamp()) * 1000
                 for d in (day, day + datetime.timedelta(days=1)))


def final_at(end: int, horizon: str) -> int:
    """From this watermark on nothing changes a cell whose window ends at `end`."""
    return end + SPANS[horizon] + LATENESS
