"""What contacts and journeys cost by a rate card, in thousandths of a minor unit of its currency."""

import dataclasses
import json
import pathlib

HOUR_MS = 3_600_000
MOST = 10 ** 13


@dataclasses.dataclass(frozen=True)
class Priced:
    """A contact, or a journey, of which a cost is known."""
    currency: str
    cost: int
    resolved: bool = False


def read_card(data) -> dict | None:
    """The rate card of a folder's vocmap.yaml, which the tests write as JSON."""
    path = pathlib.Path(data) / "vocmap.yaml"
    return json.loads(path.read_text(encoding="utf-8")).get("rate_card") if path.exists() else None


def halves_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def cost_of(contact, card: dict) -> int | None:
    """Handle time / concurrency at the wage of the team, and fees; None when there is neither."""
    fees = card.get("channel_minor_per_contact", {}).get(contact.channel, 0)
    fees += card.get("bot_minor_per_contact", 0) if contact.bot else 0
    if contact.handle_ms is None:
        return min(1000 * fees, MOST) if fees else None
    ms = halves_up(1000 * contact.handle_ms, max(contact.concurrency, 1000))
    wage = card.get("team_wage_minor_per_hour", {}).get(contact.last("team_id"),
                                                        card["wage_minor_per_hour"])
    return min(halves_up(1000 * (ms * wage + fees * HOUR_MS), HOUR_MS), MOST)


def price(contact, card: dict | None) -> Priced | None:
    cost = cost_of(contact, card) if card else None
    return None if cost is None else Priced(card["currency"], cost)


def price_of_journey(journey, card: dict | None) -> Priced | None:
    """Of all its contacts, outbound ones too."""
    costs = [cost_of(contact, card) for contact in journey.steps] if card else []
    known = [cost for cost in costs if cost is not None]
    resolved = journey.resolution in ("confirmed", "assumed")
    return Priced(card["currency"], sum(known), resolved) if known else None
