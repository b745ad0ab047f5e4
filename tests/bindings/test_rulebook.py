"""Rulebooks: described in Python, frozen in the library, the same document again."""

from __future__ import annotations

import json
import pickle
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import ecomops as eco
import pytest

START = datetime(2026, 11, 1, tzinfo=ZoneInfo("Asia/Shanghai"))

EVERYTHING = dict(
    currency="EUR",
    zone="Europe/Berlin",
    rounding="half_even",
    tax_mode="included",
    tax_round_at="order",
    cash_step="0.05",
    sets={"summer": ["A-1", "B-2"], "codes": ["X1", "X2"]},
    price_lists=[
        eco.PriceList("app", {"A-1": "9.99", "B-2": "0.0125"}, when="channel == 'app'", starts=START, ends=START + timedelta(days=30), priority=3),
        eco.PriceList("b2b", [eco.Price("A-1", 9), eco.Price("A-1", "8.50", from_quantity=10)], kind="override"),
    ],
    promotions=[
        eco.Promotion(
            "all",
            label="Alles",
            stage="shop_coupon",
            priority=-2,
            starts=START,
            ends="2026-12-01T00:00:00+01:00",
            coupon="@codes",
            when="customer.tier == 'gold'",
            on="line.sku in @summer",
            basis="list",
            tiers=[eco.Tier(from_amount=300, off=50), eco.Tier(from_amount="500.00", off=Decimal("100"))],
            repeats=True,
            max_off=200,
            exclusive=True,
        ),
        eco.Promotion("each", tiers=[eco.Tier(off_each="0.50")]),
        eco.Promotion("percent", stage="shop", tiers=[eco.Tier(from_quantity=3, off_percent="12.5")]),
        eco.Promotion("fixed", tiers=[eco.Tier(price_each="7.00")]),
        eco.Promotion("set", stage="set", tiers=[eco.Tier(from_quantity=2, price_set="15")]),
        eco.Promotion("gift", coupon="GIFT", tiers=[eco.Tier(is_free=True)]),
    ],
    taxes=[eco.Tax("vat", percent=19), eco.Tax("book", percent="7", on="category == 'book'")],
    shipping=[
        eco.Shipping("s", method="standard", price="4.90"),
        eco.Shipping("f", method="standard", from_amount=49, price=0, when="country == 'DE'"),
    ],
)


def test_everything_that_can_be_said_comes_back() -> None:
    rules = eco.Rulebook(**EVERYTHING)
    document = rules.to_document()
    assert (rules.currency, rules.zone) == ("EUR", "Europe/Berlin") and len(rules.digest) == 36
    assert document["schema"] == "ecomops.rulebook/1"
    assert (document["rounding"], document["tax_mode"], document["tax_round_at"], document["cash_step"]) == ("half_even", "included", "order", "0.05")
    assert document["sets"] == {"codes": ["X1", "X2"], "summer": ["A-1", "B-2"]}
    promotion = next(part for part in rules.promotions if part.id == "all")
    given = EVERYTHING["promotions"][0]
    assert promotion == given and promotion.starts == START and promotion.tiers[1].off == 100
    assert {part.id: part for part in rules.promotions} == {part.id: part for part in EVERYTHING["promotions"]}
    assert repr(rules) == "<ecomops.Rulebook EUR, 2 price lists, 6 promotions, 2 taxes, 2 shipping prices, 2 sets>"


def test_the_document_is_canonical(tmp_path: Path) -> None:
    rules = eco.Rulebook(**EVERYTHING)
    turned = eco.Rulebook(**{**EVERYTHING, "promotions": EVERYTHING["promotions"][::-1], "taxes": EVERYTHING["taxes"][::-1]})
    text = rules.to_json()
    file = tmp_path / "rules.json"
    file.write_text(text, encoding="utf-8")
    for again in (turned, eco.Rulebook.from_json(text), eco.Rulebook.from_json(text.encode()), eco.Rulebook.from_json(file),
                  eco.Rulebook.from_json(str(file)), pickle.loads(pickle.dumps(rules))):  # fmt: skip
        assert again == rules and hash(again) == hash(rules) and again.to_json() == text
    other = eco.Rulebook(**{**EVERYTHING, "cash_step": "0.10"})
    assert other != rules and other.digest != rules.digest
    assert json.loads(text) == rules.to_document()


def test_parts_are_frozen_compared_and_shown() -> None:
    tier = eco.Tier(from_amount=300, off="50")
    assert tier == eco.Tier(from_amount="300.00", off=Decimal(50)) and hash(tier) == hash(eco.Tier(from_amount=300, off=50))
    assert tier != eco.Tier(from_amount=300, off=51) and tier != 3
    assert repr(eco.Promotion("p", tiers=[tier])) == "Promotion(id='p', stage='item', tiers=[Tier(from_amount='300', off='50')])"
    assert pickle.loads(pickle.dumps(tier)) == tier
    with pytest.raises(AttributeError):
        tier.off = Decimal(3)
    with pytest.raises(AttributeError):
        del tier.off
    with pytest.raises(AttributeError):
        tier.of = 3


@pytest.mark.parametrize(
    "make",
    [
        lambda: eco.Tier(off=49.9),
        lambda: eco.Tier(off_percent=12.5),
        lambda: eco.Tier(off=True),
        lambda: eco.Tier(from_quantity="3"),
        lambda: eco.Tier(is_free=1),
        lambda: eco.Tier(50),
        lambda: eco.Promotion("p", tiers=eco.Tier(off=1)),
        lambda: eco.Promotion("p", tiers=[{"off": 1}]),
        lambda: eco.Promotion(3, tiers=[eco.Tier(off=1)]),
        lambda: eco.Promotion("p", starts=START.date(), tiers=[eco.Tier(off=1)]),
        lambda: eco.Price("A", 1.5),
        lambda: eco.PriceList("l", {"A": 1.5}),
        lambda: eco.Tax("vat", percent=7.7),
        lambda: eco.Shipping("s", method="m", price=0.0),
        lambda: eco.Rulebook(currency="EUR", cash_step=0.05),
        lambda: eco.Rulebook(currency="EUR", sets={"summer": "A-1"}),
        lambda: eco.Rulebook(currency="EUR", promotions=eco.Promotion("p", tiers=[eco.Tier(off=1)])),
    ],
)
def test_the_wrong_type_is_refused_where_it_stands(make: Any) -> None:
    with pytest.raises(TypeError):
        make()


def test_a_float_is_told_what_to_use() -> None:
    with pytest.raises(TypeError, match=r"Tier.off: 49.9 is a float; use a string or Decimal"):
        eco.Tier(off=49.9)


def test_a_time_needs_a_zone() -> None:
    with pytest.raises(eco.Invalid, match="no time zone"):
        eco.Promotion("p", starts=datetime(2026, 11, 11), tiers=[eco.Tier(off=1)])
    promotion = eco.Promotion("p", starts="2026-11-11T00:00:00+08:00", tiers=[eco.Tier(off=1)])
    assert promotion.starts == datetime(2026, 11, 10, 16, tzinfo=timezone.utc)
    with pytest.raises(eco.BadSyntax):
        eco.Promotion("p", starts="tomorrow", tiers=[eco.Tier(off=1)])


@pytest.mark.parametrize(
    "change, kind, path",
    [
        ({"currency": "XYZ"}, eco.Error, "/currency"),
        ({"zone": "Mars/Base"}, eco.Error, "/zone"),
        ({"rounding": "sideways"}, eco.UnknownName, "/rounding"),
        ({"promotions": [eco.Promotion("a", tiers=[])]}, eco.Invalid, "/promotions"),
        ({"promotions": [eco.Promotion("a", tiers=[eco.Tier(off=1)])] * 2}, eco.Error, "/promotions"),
        ({"promotions": [eco.Promotion("a", tiers=[eco.Tier(off=1, off_each=1)])]}, eco.Invalid, "/promotions"),
        ({"promotions": [eco.Promotion("a", stage="later", tiers=[eco.Tier(off=1)])]}, eco.UnknownName, "/promotions"),
        ({"promotions": [eco.Promotion("a", coupon="@nobody", tiers=[eco.Tier(off=1)])]}, eco.Error, "/promotions"),
        ({"taxes": [eco.Tax("vat", percent=-1)]}, eco.Invalid, "/taxes"),
    ],
)
def test_mistakes_have_their_path(change: Any, kind: type, path: str) -> None:
    with pytest.raises(kind) as raised:
        eco.Rulebook(**{"currency": "EUR", **change})
    assert isinstance(raised.value, eco.Error) and raised.value.path.startswith(path), raised.value
