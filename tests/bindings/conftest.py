"""What the tests of the Python package share."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import ecomops as eco
import pytest

ROOT = Path(__file__).resolve().parents[2]
HEADERS = ROOT / "include" / "ecomops"
AT = datetime(2026, 11, 11, 12, tzinfo=timezone.utc)


@pytest.fixture
def rules() -> eco.Rulebook:
    """满300减50, and a coupon of gold members."""
    return eco.Rulebook(
        currency="CNY",
        promotions=[
            eco.Promotion("300-50", label="满300减50", stage="shop", tiers=[eco.Tier(from_amount=300, off=50)]),
            eco.Promotion(
                "gold-10",
                label="金卡鞋类九折",
                stage="shop_coupon",
                coupon="GOLD10",
                when="customer.tier in ('gold', 'platinum')",
                on="category == 'shoes'",
                tiers=[eco.Tier(off_percent=10)],
            ),
        ],
    )
