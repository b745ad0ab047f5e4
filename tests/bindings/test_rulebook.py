"""Rulebooks: described in Python, frozen in the library, the same document again."""

from __future__ import annotations

import json
import pickle
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, Dict, Set
from zoneinfo import ZoneInfo

import ecomops as eco
import pytest
from conftest import ROOT

START = datetime(2026, 11, 1, tzinfo=ZoneInfo("Asia/Shanghai"))

EVERYTHING = dict(
    currency="EUR",
    zone="Europe/Berlin",
    rounding="half_even",
    stacking="best",
    tax_mode="included",
    tax_round_at="order",
    cash_step="0.05",
    sets={"summer": ["A-1", "B-2"], "codes": ["X1", "X2"]},
    price_lists=[
        eco.PriceList("app", {"A-1": "9.99", "B-2": "0.0125"}, when="channel == 'app'", starts=START, ends=START + timedelta(days=30), priority=3),
        eco.PriceList("b2b", [eco.Price("A-1", 9), eco.Price("A-1", "8.50", from_quantity=10)], kind="override"),
        eco.PriceList("usd", {"A-1": "10.49"}, currency="USD", rate="0.9231"),
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
        eco.Promotion("free", coupon="FREE", tiers=[eco.Tier(is_free=True)]),
        eco.Promotion("gift", repeats=True, max_quantity=3, tiers=[eco.Tier(from_amount=100, gift_sku="MUG", gift_quantity=2)]),
        eco.Promotion(
            "bands", bands=True, percent_basis="list", tiers=[eco.Tier(from_amount=100, off_percent=5), eco.Tier(from_amount=200, off_percent=9)]
        ),
        eco.Promotion("b2g1", stage="set", buy_quantity=2, get_quantity=1, buy="line.sku == 'A-1'", pick="dearest", tiers=[eco.Tier(is_free=True)]),
        eco.Promotion("third", stage="set", group_quantity=3, nth=3, dealt=True, max_line_quantity=4, tiers=[eco.Tier(off_percent=50)]),
        eco.Promotion("alone", exclusion_group="welcome", stands_alone=True, tiers=[eco.Tier(off=5)]),
        eco.Promotion(
            "limited", coupon="@codes", campaign="autumn", limit=2**60, limit_per_customer=2, limit_per_code=1, tiers=[eco.Tier(off=5)]
        ),
        eco.Promotion("parcel", stage="shipping", tiers=[eco.Tier(from_amount=50, off=3)]),
    ],
    taxes=[eco.Tax("vat", percent=19), eco.Tax("book", percent="7", on="category == 'book'"), eco.Tax("city", percent="0.5", compound=True)],
    shipping=[
        eco.Shipping("s", method="standard", price="4.90", priority=2),
        eco.Shipping("f", method="standard", from_amount=49, price=0, when="country == 'DE'"),
        eco.Shipping(
            "kg", method="freight", steps=[eco.ShippingStep(price=5), eco.ShippingStep(from_weight_g=1000, price=12, more_each=500, more=5)]
        ),
        eco.Shipping("m3", method="bulk", steps=[eco.ShippingStep(from_volume_cm3=1, price="7.50")]),
        eco.Shipping("pc", method="piece", steps=[eco.ShippingStep(from_quantity=3, price=0)]),
        eco.Shipping("eur", method="value", steps=[eco.ShippingStep(price=9), eco.ShippingStep(from_amount="99.50", price=0)]),
    ],
    floors=[
        eco.Floor("price", on="line.sku == 'A-1'", unit="2.50", mode="block"),
        eco.Floor("margin", margin_percent="12.5", margin="0.40"),
        eco.Floor("list", unit=1, mode="warn"),
        eco.Floor("loss", at_cost=True),
    ],
    campaigns=[
        eco.Campaign("autumn", budget="1000.50", budget_uses=500, clip=True, starts=START, ends=START + timedelta(days=30)),
        eco.Campaign("window", ends=START),
    ],
)
PARTS = (
    ("price_lists", eco.PriceList),
    ("promotions", eco.Promotion),
    ("taxes", eco.Tax),
    ("shipping", eco.Shipping),
    ("floors", eco.Floor),
    ("campaigns", eco.Campaign),
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
    for name, _ in PARTS:
        assert {part.id: part for part in getattr(rules, name)} == {part.id: part for part in EVERYTHING[name]}
    assert repr(rules) == "<ecomops.Rulebook EUR, 3 price lists, 13 promotions, 3 taxes, 6 shipping prices, 4 floors, 2 campaigns, 2 sets>"


def test_everything_is_said_and_is_what_the_schema_names() -> None:
    """EVERYTHING, which comes back above, has each field of each part; and the parts have each field of the schema."""
    schema = json.loads((ROOT / "docs/schemas/rulebook.schema.json").read_text(encoding="utf-8"))["properties"]
    places: Dict[type, Any] = {kind: schema[name] for name, kind in PARTS}
    places[eco.Tier] = schema["promotions"]["items"]["properties"]["tiers"]
    places[eco.Price] = schema["price_lists"]["items"]["properties"]["prices"]
    places[eco.ShippingStep] = schema["shipping"]["items"]["properties"]["steps"]
    said: Dict[type, Set[str]] = {kind: set() for kind in places}

    def see(part: Any) -> None:
        said[type(part)] |= set(part.given())
        for value in part.given().values():
            for inner in value if isinstance(value, tuple) else ():
                see(inner)

    for name, _ in PARTS:
        for part in EVERYTHING[name]:
            see(part)
    for kind, place in places.items():
        assert said[kind] == set(kind.KINDS) == set(place["items"]["properties"]), kind
    assert set(schema) - {"schema"} == set(EVERYTHING)


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
        lambda: eco.Shipping("s", method="m", steps=[{"price": 1}]),
        lambda: eco.ShippingStep(price=1, from_weight_g="1000"),
        lambda: eco.Floor("f", margin_percent=12.5),
        lambda: eco.Tier(gift_sku=3),
        lambda: eco.Promotion("p", bands=1, tiers=[eco.Tier(off=1)]),
        lambda: eco.Promotion("p", nth=2.0, tiers=[eco.Tier(off=1)]),
        lambda: eco.PriceList("l", {"A": 1}, currency="USD", rate=0.92),
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
        ({"stacking": "sideways"}, eco.UnknownName, "/stacking"),
        ({"floors": [eco.Floor("f", unit=1, mode="later")]}, eco.UnknownName, "/floors"),
        ({"floors": [eco.Floor("f")]}, eco.Invalid, "/floors"),
        ({"shipping": [eco.Shipping("s", method="m")]}, eco.Invalid, "/shipping"),
        ({"promotions": [eco.Promotion("a", nth=2, tiers=[eco.Tier(off=1)])]}, eco.Invalid, "/promotions"),
        ({"promotions": [eco.Promotion("a", pick="any", tiers=[eco.Tier(off=1)])]}, eco.UnknownName, "/promotions"),
        ({"price_lists": [eco.PriceList("l", {"A": 1}, currency="XYZ")]}, eco.Error, "/price_lists"),
    ],
)
def test_mistakes_have_their_path(change: Any, kind: type, path: str) -> None:
    with pytest.raises(kind) as raised:
        eco.Rulebook(**{"currency": "EUR", **change})
    assert isinstance(raised.value, eco.Error) and raised.value.path.startswith(path), raised.value
