"""Pricing a cart from Python: what comes out is what the library says, exactly."""

from __future__ import annotations

import json
import pickle
import threading
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any, List

import ecomops as eco
import pytest
from conftest import AT
from hypothesis import given, settings
from hypothesis import strategies as st

CART = [eco.Line("RUN-42", 1, unit="459.00", category="shoes"), eco.Line("SOCKS", 3, unit="19.90")]


def price(rules: eco.Rulebook, **more: Any) -> eco.Quote:
    return rules.price(CART, at=AT, **{"coupons": ["GOLD10"], "customer": {"tier": "gold"}, "explain": "all", **more})


def test_a_cart_by_hand(rules: eco.Rulebook) -> None:
    quote = price(rules)
    # 459.00 + 59.70 = 518.70; 50 off, split 44.25 + 5.75; 10 % of 414.75 is 41.475: 41.48
    assert (quote.list, quote.discount, quote.payable) == (Decimal("518.70"), Decimal("91.48"), Decimal("427.22"))
    run, socks = quote.lines
    assert (run.sku, run.quantity, run.unit, run.list, run.discount, run.total) == (
        "RUN-42", 1, Decimal("459.00"), Decimal("459.00"), Decimal("85.73"), Decimal("373.27"),
    )  # fmt: skip
    assert (socks.id, socks.quantity, socks.list, socks.discount, socks.total) == ("2", 3, Decimal("59.70"), Decimal("5.75"), Decimal("53.95"))
    assert [(a.promotion, a.line, a.stage, a.off, a.coupon) for a in quote.adjustments] == [
        ("300-50", 0, "shop", Decimal("44.25"), None),
        ("300-50", 1, "shop", Decimal("5.75"), None),
        ("gold-10", 0, "shop_coupon", Decimal("41.48"), "GOLD10"),
    ]
    assert [(d.promotion, d.label, d.reason, d.off) for d in quote.decisions] == [
        ("300-50", "满300减50", "applied", Decimal("50.00")),
        ("gold-10", "金卡鞋类九折", "applied", Decimal("41.48")),
    ]
    assert quote.at == AT and quote.currency == "CNY" and quote.rulebook == rules.digest and quote.tax_mode == "excluded"


def test_every_number_is_decimal_and_every_time_aware(rules: eco.Rulebook) -> None:
    quote = price(rules, credit="10")
    for name in "list discount surcharge shipping shipping_discount net tax shipping_tax total credit rounding payable".split():
        amount = getattr(quote, name)
        assert type(amount) is Decimal and amount.as_tuple().exponent == -2, name
    assert quote.credit == 10 and quote.payable == quote.total - 10 and sum(line.credit for line in quote.lines) == 10
    assert quote.at.tzinfo is timezone.utc


def test_what_is_missing(rules: eco.Rulebook) -> None:
    quote = rules.price([eco.Line("A", 2, unit="100.00")], at=AT, explain="all")
    decision = next(d for d in quote.decisions if d.promotion == "300-50")
    assert (decision.reason, decision.missing, decision.off) == ("below_threshold", Decimal("100.00"), 0)
    assert next(d for d in quote.decisions if d.promotion == "gold-10").reason == "no_coupon"
    assert rules.price([eco.Line("A", 2, unit="100.00")], at=AT).decisions == ()
    unknown = rules.price([eco.Line("A", 1, unit=1)], at=AT, coupons=["NOPE"], explain="near").decisions
    assert [(d.promotion, d.reason, d.needed) for d in unknown if d.reason == "unknown_coupon"] == [(None, "unknown_coupon", "NOPE")]


def test_a_condition_says_what_it_needed_and_found(rules: eco.Rulebook) -> None:
    decision = next(d for d in price(rules, customer={"tier": "silver"}).decisions if d.promotion == "gold-10")
    assert decision.reason == "condition" and decision.found == "silver" and "customer.tier" in (decision.needed or "")


def test_taxes_shipping_surcharges_and_fine_quantities() -> None:
    rules = eco.Rulebook(
        currency="EUR",
        zone="Europe/Berlin",
        tax_mode="included",
        taxes=[eco.Tax("vat", percent=19, on="category != 'book'"), eco.Tax("reduced", percent=7, on="category == 'book'")],
        shipping=[eco.Shipping("std", method="standard", price="4.90"), eco.Shipping("free", method="standard", from_amount=50, price=0)],
    )
    quote = rules.price(
        [eco.Line("BOOK", 1, unit=20, category="book"), eco.Line("RICE", "1.250", unit="0.0399", id="rice"), eco.Line("GIFT", 1, is_free=True)],
        at=AT, shipping="standard", surcharges=[eco.Surcharge("pack", "1.19")], id="cart-1",
    )  # fmt: skip
    assert [(line.sku, line.kind, line.quantity, line.list) for line in quote.lines[:3]] == [
        ("BOOK", "goods", 1, Decimal("20.00")), ("RICE", "goods", Decimal("1.250"), Decimal("0.05")), ("GIFT", "goods", 1, Decimal("0.00")),
    ]  # fmt: skip
    assert quote.lines[1].unit == Decimal("0.0399") and quote.lines[1].id == "rice" and quote.lines[3].kind == "surcharge"
    assert quote.cart == "cart-1" and quote.shipping == Decimal("4.90") and quote.surcharge == Decimal("1.19")
    assert quote.total == Decimal("26.14") and quote.tax == sum(tax.amount for tax in quote.taxes)
    assert [tax.amount for tax in quote.taxes if tax.tax == "reduced"] == [Decimal("1.31")]
    shipping = [tax for tax in quote.taxes if tax.line is None]
    assert [tax.shipment for tax in shipping] == [0] and all(tax.shipment is None for tax in quote.taxes[:-1])
    assert [(tax.tax, tax.base, tax.amount) for tax in shipping] == [("vat", Decimal("4.12"), Decimal("0.78"))]
    assert quote.shipping_tax == Decimal("0.78") and quote.tax_mode == "included"


def test_price_lists_and_sets() -> None:
    rules = eco.Rulebook(
        currency="CNY",
        sets={"summer": ["A"]},
        price_lists=[eco.PriceList("sale", {"A": "80"}), eco.PriceList("b2b", {"B": "5.5"}, kind="override", when="customer.group == 'b2b'")],
        promotions=[eco.Promotion("s", on="line.sku in @summer", stage="shop", tiers=[eco.Tier(off_percent=50)])],
    )
    quote = rules.price([eco.Line("A", 1, unit=100), eco.Line("B", 2)], at=AT, customer={"group": "b2b", "id": "c-9"})
    assert [(a.promotion, a.off) for a in quote.adjustments] == [("sale", 20), ("s", 40)]
    assert [line.list for line in quote.lines] == [100, 11]
    with pytest.raises(eco.NoPrice) as raised:
        rules.price([eco.Line("A", 1, unit=100), eco.Line("B", 2)], at=AT)
    assert raised.value.path == "/lines/1/sku" and raised.value.code == 200


def test_attributes_of_every_kind() -> None:
    def holds(when: str, **cart: Any) -> bool:
        rules = eco.Rulebook(currency="CNY", promotions=[eco.Promotion("p", when=when, tiers=[eco.Tier(off=1)])])
        line = eco.Line("A", 1, unit=10, tags=["new", "red"], size=42, sale=True, weight=Decimal("1.5"), attributes={"in stock": "yes"}, gone=None)
        return rules.price([line], at=AT, **cart).discount == 1

    assert holds("line.tags == 'red'") and holds("line.tags == 'new'") and not holds("line.tags == 'blue'")
    assert holds("line.size >= 42") and holds("line.sale == true") and holds("line.weight > 1.4")
    assert holds("customer == 'lily'", customer="lily") and holds(
        "customer == 'lily' and customer.tier == 'gold'", customer={"id": "lily", "tier": "gold"}
    )
    assert holds("country in ('CN', 'TW')", attributes={"country": "CN"}) and holds("channel == 'app'", channel="app")
    assert holds("customer.groups == 'b'", customer={"groups": {"a", "b"}})
    assert holds("coupon == 'X'", coupons=["X"]) and not holds("customer.tier == 'gold'", customer={"tier": None})


@pytest.mark.parametrize(
    "make",
    [
        lambda rules: eco.Line("A", 1, unit=9.99),
        lambda rules: eco.Line("A", 1.5, unit="9.99"),
        lambda rules: eco.Line("A", True, unit="9.99"),
        lambda rules: eco.Line("A", 1, unit="1", weight=1.5),
        lambda rules: eco.Line(42, 1, unit="1"),
        lambda rules: eco.Surcharge("fee", 0.5),
        lambda rules: rules.price(CART, at=AT, credit=1.0),
        lambda rules: rules.price(CART, at=AT, coupons="GOLD10"),
        lambda rules: rules.price(CART, at=1762862400),
        lambda rules: rules.price(CART),
        lambda rules: rules.price([{"sku": "A", "quantity": 1}], at=AT),
        lambda rules: rules.price(CART, at=AT, surcharges=CART),
        lambda rules: rules.price(CART, at=AT, shipments=["standard"]),
        lambda rules: eco.Line("A", 1, unit=1, weight_g=1.5),
        lambda rules: eco.Line("A", 1, unit=1, volume_cm3="7"),
        lambda rules: eco.Shipment("standard", price=4.9),
        lambda rules: rules.why("300-50", CART),
        lambda rules: rules.why(300, CART, at=AT),
        lambda rules: rules.price(CART, at=AT, explain="near", next_steps="all"),
    ],
)
def test_the_wrong_type_is_refused(make: Any, rules: eco.Rulebook) -> None:
    with pytest.raises(TypeError):
        make(rules)


@pytest.mark.parametrize(
    "lines, kind, path",
    [
        ([eco.Line("A", 0, unit=1)], eco.Invalid, "/lines/0/quantity"),
        ([eco.Line("A", -1, unit=1)], eco.Invalid, "/lines/0/quantity"),
        ([eco.Line("A", 1, unit="-1")], eco.Invalid, "/lines/0/unit"),
        ([eco.Line("A", 1, unit="abc")], eco.BadSyntax, "/lines/0/unit"),
        ([eco.Line("A", "1.1234567", unit="1")], eco.BadSyntax, "/lines/0/quantity"),
        ([eco.Line("A", 1, unit=1), eco.Line("B", 2**62, unit=10**15)], eco.Overflow, "/lines/1"),
        ([eco.Line("A", 1, unit=1, id="x"), eco.Line("A", 1, unit=1, id="x")], eco.Error, "/lines/1"),
        ([eco.Line("", 1, unit=1)], eco.Invalid, "/lines/0/sku"),
    ],
)
def test_a_bad_cart_has_its_place(lines: List[eco.Line], kind: type, path: str, rules: eco.Rulebook) -> None:
    with pytest.raises(kind) as raised:
        rules.price(lines, at=AT)
    assert isinstance(raised.value, eco.Error) and raised.value.path.startswith(path), raised.value


def test_numbers_of_numpy_are_whole_numbers(rules: eco.Rulebook) -> None:
    np = pytest.importorskip("numpy")
    quote = rules.price([eco.Line("A", np.int64(3), unit=np.int32(7), size=np.uint8(42))], at=AT, credit=np.int64(1))
    assert quote.lines[0].quantity == 3 and quote.payable == 20
    assert eco.Tier(from_quantity=np.int64(3), off=1) == eco.Tier(from_quantity=3, off=1)
    for wrong in (np.float64(1.5), np.bool_(True)):
        with pytest.raises(TypeError):
            eco.Line("A", 1, unit=wrong)


def test_at_takes_any_zone_and_no_naive_time(rules: eco.Rulebook) -> None:
    assert rules.price(CART, at="2026-11-11T20:00:00+08:00").at == AT
    assert rules.price(CART, at=datetime(2026, 11, 11, 12, 0, 0, 123457, tzinfo=timezone.utc)).at.microsecond == 123457
    with pytest.raises(ValueError, match="no time zone"):
        rules.price(CART, at=datetime(2026, 11, 11))


@pytest.mark.parametrize("minor", [2**53 + 1, 2**63 - 1])
def test_int64_is_exact_through_a_quote(minor: int) -> None:
    rules = eco.Rulebook(currency="CNY")
    amount = eco.money.from_minor(minor, "CNY")
    quote = rules.price([eco.Line("GOLD", 1, unit=amount)], at=AT)
    assert quote.payable == quote.lines[0].unit == quote.lines[0].total == amount
    assert list(quote.table("totals"))[0]["payable"] == amount and quote.table("lines")["total"] == [amount]
    assert eco.Quote.from_json(quote.to_json()).payable == amount
    big = rules.price([eco.Line("MANY", minor, unit="0.01")], at=AT)
    assert big.lines[0].quantity == minor and big.payable == amount
    with pytest.raises(eco.Overflow):
        rules.price([eco.Line("GOLD", 1, unit=amount), eco.Line("MORE", 1, unit=amount)], at=AT) if minor == 2**63 - 1 else rules.price(
            [eco.Line("MANY", minor, unit="10.25")], at=AT
        )


def test_tables_agree_with_the_lists(rules: eco.Rulebook) -> None:
    quote = price(rules)
    assert quote.table("lines")["total"] == [line.total for line in quote.lines]
    assert quote.table("adjustments")["off"] == [adjustment.off for adjustment in quote.adjustments]
    assert quote.table("adjustments")["quantity"] == [adjustment.quantity for adjustment in quote.adjustments]
    assert quote.table("decisions")["reason"] == [decision.reason for decision in quote.decisions]
    units = quote.table("units")
    assert len(units) == 4 and sum(units["total"]) == quote.total
    with pytest.raises(eco.UnknownName):
        quote.table("nonsense")


def test_a_quote_is_a_document(rules: eco.Rulebook, tmp_path: Any) -> None:
    quote = price(rules)
    again = eco.Quote.from_json(quote.to_json())
    assert again == quote and hash(again) == hash(quote) and again.lines == quote.lines and again.decisions == quote.decisions
    assert pickle.loads(pickle.dumps(quote)) == quote
    (tmp_path / "quote.json").write_text(quote.to_json(), encoding="utf-8")
    assert eco.Quote.from_json(tmp_path / "quote.json") == quote
    assert json.loads(quote.to_json())["schema"] == "ecomops.quote/1"
    assert quote != price(rules, coupons=[]) and quote != 3


def test_a_cart_document_is_priced_alike(rules: eco.Rulebook, tmp_path: Any) -> None:
    cart = {
        "schema": "ecomops.cart/1",
        "at": "2026-11-11T12:00:00Z",
        "coupons": ["GOLD10"],
        "attributes": {"customer.tier": "gold"},
        "lines": [
            {"sku": "RUN-42", "quantity": 1, "unit": "459.00", "attributes": {"category": "shoes"}},
            {"sku": "SOCKS", "quantity": 3, "unit": "19.90"},
        ],
    }
    text = json.dumps(cart)
    (tmp_path / "cart.json").write_text(text)
    for given_ in (text, text.encode(), tmp_path / "cart.json"):
        assert rules.price_json(given_, explain="all") == price(rules)


def test_a_quote_outlives_its_rulebook_and_a_table_its_quote() -> None:
    def quote() -> eco.Quote:
        rules = eco.Rulebook(currency="CNY", promotions=[eco.Promotion("p", tiers=[eco.Tier(off=1)])])
        return rules.price(CART, at=AT, explain="all")

    table = quote().table("decisions")
    assert quote().decisions[0].promotion == "p" and table["promotion"] == ["p"]


def test_it_is_shown(rules: eco.Rulebook) -> None:
    quote = price(rules)
    text = str(quote)
    assert "RUN-42" in text and "427.22 CNY" in text and "满300减50" in text and "-91.48" in text
    assert repr(quote) == "<ecomops.Quote: 2 lines, to pay 427.22 CNY>"
    html = price(eco.Rulebook(currency="CNY", promotions=[eco.Promotion("p", label="<b>", tiers=[eco.Tier(off=1)])]))._repr_html_()
    assert "&lt;b&gt;" in html and "<b>" not in html and "427.22" in rules_html(quote)
    empty = eco.Rulebook(currency="CNY").price([], at=AT)
    assert empty.payable == 0 and "to pay" in str(empty) and "to pay" in empty._repr_html_()


def rules_html(quote: eco.Quote) -> str:
    return quote._repr_html_()


def test_threads_share_a_rulebook(rules: eco.Rulebook) -> None:
    expected, found = price(rules).to_json(), []

    def work() -> None:
        for _ in range(50):
            found.append(price(rules).to_json() == expected)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 200


UNIT = st.integers(1, 10**6).map(lambda minor: Decimal(minor).scaleb(-2))
LINES = st.lists(
    st.builds(eco.Line, st.sampled_from("ABCDE"), st.integers(1, 20), unit=UNIT, category=st.sampled_from(["shoes", "hats"])), max_size=8
)


@settings(deadline=None)
@given(LINES, st.sampled_from(["line", "unit", "order"]), st.sampled_from(["excluded", "included"]))
def test_what_comes_out_adds_up(lines: List[eco.Line], round_at: Any, mode: Any) -> None:
    rules = eco.Rulebook(
        currency="CNY",
        tax_mode=mode,
        tax_round_at=round_at,
        taxes=[eco.Tax("vat", percent=13)],
        promotions=[
            eco.Promotion("shoes", on="category == 'shoes'", tiers=[eco.Tier(off_percent="7.5")]),
            eco.Promotion("every", stage="shop", repeats=True, tiers=[eco.Tier(from_amount=300, off=50)]),
        ],
    )
    quote = rules.price(lines, at=AT)
    assert quote.payable == quote.total == sum(line.total for line in quote.lines) == quote.net + quote.tax
    assert quote.discount == sum(line.discount for line in quote.lines) == sum(adjustment.off for adjustment in quote.adjustments)
    assert quote.tax == sum(tax.amount for tax in quote.taxes)
    assert all(line.total >= 0 for line in quote.lines)
