"""What is known of a customer beside the contacts: reference data and orders."""

import collections

from .inputs import ORDER_EVENTS
from .times import DAY, FOREVER

REFERENCE_VERSIONS = 8
REACH = 30 * DAY  # of an order to a later contact, and of a contact to later reference data


class Customers:
    """Reference data and orders by customer."""

    def __init__(self, references: list[dict], orders: list[dict]):
        self.references = collections.defaultdict(list)
        for version in sorted(references, key=lambda r: r["at"]):
            self.references[version["customer_id"]].append(version)
        self.orders = orders_of(orders)
        self.by_customer = collections.defaultdict(list)
        for order in self.orders:
            self.by_customer[order["customer_id"]].append(order)

    def reference(self, customer, at: int, as_of: int = FOREVER) -> dict:
        """The version in force at an instant, else the earliest, of those known as of another."""
        versions = [v for v in self.references.get(customer, ())
                    if v["at"] <= min(at + REACH, as_of)][-REFERENCE_VERSIONS:]
        before = [v for v in versions if v["at"] <= at]
        return before[-1] if before else versions[0] if versions else {}

    def match(self, contact) -> tuple[str | None, dict | None]:
        """The order a contact is about, given or inferred, and what is known of it."""
        orders = self.by_customer.get(contact.customer_id, ())
        given = contact.last("order_id")
        if given is not None:
            return given, next((o for o in orders if o["order_id"] == given), None)
        if contact.last("party_type", "customer") != "customer":
            return None, None
        fitting = [o for o in orders if o["line"] == contact.line and o["placed_at"] is not None and
                   0 <= contact.opened_at - o["placed_at"] <= REACH and
                   not (o["cancelled_at"] is not None and o["cancelled_at"] < contact.opened_at)]
        order = max(fitting, key=lambda o: (o["placed_at"], o["order_id"]), default=None)
        return (order["order_id"], order) if order else (None, None)

    def next_order_after(self, customer, at: int):
        """Time until the customer next places an order, on any line; None: never."""
        later = [o["placed_at"] - at for o in self.by_customer.get(customer, ())
                 if o["placed_at"] is not None and o["placed_at"] > at]
        return min(later, default=None)


def orders_of(records: list[dict]) -> list[dict]:
    """Orders of known customers: when each was first placed, cancelled, refunded and disputed."""
    by_order = collections.defaultdict(list)
    for record in records:
        if "customer_id" in record:
            by_order[record["customer_id"], record["line"], record["order_id"]].append(record)
    orders = []
    for (customer, line, order_id), group in by_order.items():
        group.sort(key=lambda r: (r["at"], ORDER_EVENTS.index(r["event"]), r["key"]))
        order = {"customer_id": customer, "line": line, "order_id": order_id, "records": group}
        for event in ("placed", "cancelled", "refunded", "disputed"):
            order[f"{event}_at"] = next((r["at"] for r in group if r["event"] == event), None)
        orders.append(order)
    return orders


def attribute(order: dict | None, name: str, as_of: int = FOREVER):
    """The newest value of an order's attribute among its records up to an instant."""
    return next((r[name] for r in reversed(order["records"]) if name in r and r["at"] <= as_of),
                None) if order else None
