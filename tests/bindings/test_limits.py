"""Limits and campaigns: what was used goes in, what a quote uses comes out."""

from __future__ import annotations

import pickle
from decimal import Decimal
from pathlib import Path
from typing import Any

import ecomops as eco
import pytest
from conftest import AT, ROOT

RULES = eco.Rulebook(
    currency="EUR",
    promotions=[
        eco.Promotion("code", coupon="@codes", limit_per_code=1, tiers=[eco.Tier(off=2)]),
        eco.Promotion("first", campaign="autumn", limit=100, limit_per_customer=1, tiers=[eco.Tier(off=6)]),
        eco.Promotion("second", stage="shop", campaign="autumn", tiers=[eco.Tier(off_percent=10)]),
    ],
    campaigns=[eco.Campaign("autumn", budget=1000, budget_uses=500, clip=True), eco.Campaign("idle", budget="0.01")],
    sets={"codes": ["A1", "B2"]},
)
LINES = [eco.Line("x", 1, unit=50)]
USED = [
    eco.Used(promotion="first", uses=17),
    eco.Used(promotion="code", code="A1", uses=1),
    eco.Used(campaign="autumn", uses=20, spent="992.50"),
]


def priced(**more: Any) -> eco.Quote:
    return RULES.price(LINES, at=AT, customer="ben", coupons=["A1", "B2"], **more)


def test_uses_come_out() -> None:
    uses = priced(used=USED).uses
    assert [(use.promotion, use.campaign, use.customer, use.code, use.uses) for use in uses] == [
        ("code", None, "ben", "B2", 1),
        ("first", "autumn", "ben", None, 1),
        ("second", "autumn", "ben", None, 1),
    ]
    assert [(use.spent, use.left_uses, use.left) for use in uses] == [
        (Decimal("2.00"), 1, None),
        (Decimal("6.00"), 1, Decimal("7.50")),
        (Decimal("1.50"), 479 + 1 - 1, Decimal("1.50")),
    ]
    assert priced().uses[0].code == "A1" and priced().discount == Decimal("12.20")
    assert RULES.price(LINES, at=AT).uses[0].promotion == "second"  # nobody is known, and no code was entered


def test_why() -> None:
    used = [*USED, eco.Used(promotion="first", customer="ben", uses=1)]
    quote = priced(used=used, explain="all")
    decisions = {decision.promotion: decision for decision in quote.decisions}
    assert (decisions["first"].reason, decisions["first"].by) == ("limit", "limit_per_customer")
    assert (decisions["second"].reason, decisions["second"].by, decisions["second"].left) == ("applied", None, None)
    assert quote.why("first") == decisions["first"] == RULES.why("first", LINES, at=AT, customer="ben", used=used)
    assert quote.why("first").sentence() == "This customer has used it as often as one may."
    clipped = priced(used=USED, explain="all").why("second")
    assert (clipped.reason, clipped.by, clipped.left) == ("clipped", "autumn", Decimal("1.50"))
    assert pickle.loads(pickle.dumps(clipped)) == clipped
    assert RULES.why("first", LINES, at=AT).needed == "customer"


def test_documents_of_what_was_used(tmp_path: Path) -> None:
    text = (ROOT / "tests/documents/used_full.json").read_text(encoding="utf-8")
    quote = RULES.price(LINES, at=AT, customer="lily", used=text)
    assert [use.promotion for use in quote.uses] == ["second"]
    assert RULES.price(LINES, at=AT, customer="lily", used=ROOT / "tests/documents/used_full.json") == quote
    cart = tmp_path / "cart.json"
    cart.write_text('{"schema": "ecomops.cart/1", "at": "2026-11-11T12:00:00Z", "customer": "lily", "lines": [{"sku": "x", "quantity": 1, "unit": "50.00"}]}')
    assert RULES.price_json(cart, used=text).uses == quote.uses
    assert RULES.why_json("first", cart, used=text).by == "limit_per_customer"
    assert RULES.why_json("first", cart).reason == "applied"


def test_stored_quotes_keep_their_uses() -> None:
    quote = priced(used=USED)
    again = eco.Quote.from_json(quote.to_json())
    assert again.uses == quote.uses and again == quote
    assert quote.table("uses").to_dicts()[1]["campaign"] == "autumn" if hasattr(quote.table("uses"), "to_dicts") else True


def test_rulebooks_show_their_campaigns() -> None:
    assert RULES.campaigns == [eco.Campaign("autumn", budget=1000, budget_uses=500, clip=True), eco.Campaign("idle", budget="0.01")]
    assert RULES.promotions[1].limit_per_customer == 1 and RULES.promotions[1].campaign == "autumn"
    assert eco.Rulebook.from_json(RULES.to_json()) == RULES
    assert "2 campaigns" in repr(RULES)


@pytest.mark.parametrize(
    "used",
    [
        [eco.Used(uses=1)],
        [eco.Used(promotion="first", campaign="autumn")],
        [eco.Used(promotion="first", customer="a", code="b")],
        [eco.Used(campaign="autumn", uses=-1)],
        [eco.Used(promotion="first", spent=1)],
    ],
)
def test_counts_that_are_none(used: Any) -> None:
    with pytest.raises(eco.Invalid):
        priced(used=used)


def test_other_things_than_counts() -> None:
    with pytest.raises(TypeError):
        priced(used=[{"promotion": "first"}])
    with pytest.raises(TypeError):
        priced(used=eco.Used(promotion="first"))
    with pytest.raises(eco.BadSyntax):
        priced(used="{")
    with pytest.raises(eco.UnknownName):
        eco.Rulebook(currency="EUR", promotions=[eco.Promotion("p", campaign="none", tiers=[eco.Tier(off=1)])])
