"""What did the goods cost that were sold, and what are those worth that are there? By four methods; and what a sale does that is told late."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Literal, Tuple

import ecomops as eco

START = datetime(2026, 1, 1, tzinfo=timezone.utc)
METHODS: Tuple[Literal["fifo", "average", "lifo", "standard"], ...] = ("fifo", "average", "lifo", "standard")

movements = {
    "sku": ["LAMP"] * 4,
    "at": [START + timedelta(days=day) for day in (0, 10, 20, 25)],
    "kind": ["receive", "receive", "issue", "return"],
    "quantity": [100, 50, 120, 10],
    "unit_cost": [Decimal("12.00"), Decimal("22.00"), None, None],
    "movement": ["R-1", "R-2", "S-1", "T-1"],
    "source": [None, None, None, "S-1"],
}
standard = {"sku": ["LAMP"], "standard_cost": [Decimal("15.00")]}

for method in METHODS:
    costs = eco.cost(movements, currency="EUR", method=method, skus=standard)
    lamp = next(iter(costs.value))
    print(f"{method:9} cost {lamp['cost']:,}  value {lamp['value']:,}")

# A sale of 6 of the 15th is told in February, when January is closed. What is booked stays; the difference is booked in February.
late = {"sku": ["LAMP"], "at": [START + timedelta(days=15)], "kind": ["issue"], "quantity": [6], "movement": ["S-0"]}
costs = eco.cost([movements, late], currency="EUR", closed_until="2026-02-01T00:00:00Z")
for row in costs.corrections:
    print(f"{row['booked']:%Y-%m-%d}: {row['movement']} {row['amount']:+,} by {row['caused_by']}: {row['reason']}")
