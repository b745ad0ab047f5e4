"""Amounts: exact at both ends of 64 bits, and parts that sum to the whole."""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction
from typing import Any, List

import ecomops as eco
import pytest
from ecomops import _native, money
from hypothesis import given
from hypothesis import strategies as st

BEYOND_DOUBLE = 2**53 + 1
LEAST, MOST = -(2**63), 2**63 - 1
MINOR = st.integers(LEAST, MOST)


@pytest.mark.parametrize("minor", [0, 1, -1, 1999, BEYOND_DOUBLE, -BEYOND_DOUBLE, MOST, LEAST, MOST - 1, LEAST + 1])
@pytest.mark.parametrize("currency, exponent", [("CNY", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4)])
def test_int64_is_exact(minor: int, currency: str, exponent: int) -> None:
    amount = money.from_minor(minor, currency)
    assert amount == Decimal(Fraction(minor).numerator) / 10**exponent if exponent == 0 else Fraction(amount) == Fraction(minor, 10**exponent)
    assert money.to_minor(amount, currency) == minor
    assert money.to_minor(str(amount), currency) == minor
    assert _native.eco_money_text(minor, currency) == str(amount)


@given(MINOR)
def test_minor_and_major_units_are_inverse(minor: int) -> None:
    assert money.to_minor(money.from_minor(minor, "CNY"), "CNY") == minor


def test_the_callers_decimal_context_changes_nothing() -> None:
    with decimal.localcontext() as context:
        context.prec = 3
        assert money.to_minor(money.from_minor(BEYOND_DOUBLE, "CNY"), "CNY") == BEYOND_DOUBLE
        assert eco.split(Decimal("123456.78"), [1], currency="CNY") == [Decimal("123456.78")]


@pytest.mark.parametrize("amount", [1.5, float("nan"), True, None, b"1.50", [1]])
def test_what_is_not_exact_is_refused(amount: Any) -> None:
    with pytest.raises(TypeError, match="use a string or Decimal"):
        money.to_minor(amount, "CNY")


@pytest.mark.parametrize("amount", ["1.555", "1,50", " 1", "1e3", "", "NaN", "１", "--1", Decimal("1.555")])
def test_what_is_no_amount_is_refused(amount: Any) -> None:
    with pytest.raises(eco.BadSyntax):
        money.to_minor(amount, "CNY")


def test_overflow_and_unknown_currency() -> None:
    with pytest.raises(eco.Overflow):
        money.to_minor(Decimal(MOST + 1).scaleb(-2), "CNY")
    with pytest.raises(eco.Overflow):
        money.to_minor(Decimal(LEAST - 1).scaleb(-2), "CNY")
    with pytest.raises(eco.Invalid, match="XYZ"):
        money.to_minor("1", "XYZ")
    with pytest.raises(OverflowError):
        _native.eco_money_text(MOST + 1, "CNY")


def test_split_by_hand() -> None:
    assert eco.split("100", [1, 1, 1], currency="CNY") == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    assert eco.split(100, [1, 1, 1], currency="JPY") == [34, 33, 33]
    assert eco.split("-100", ["0.5", Decimal("0.25"), 0], currency="CNY") == [Decimal("-66.67"), Decimal("-33.33"), 0]
    assert eco.split("10", [1, 1], currency="CHF", step="0.05", caps=["4.00", "9.00"]) == [Decimal("4.00"), Decimal("6.00")]
    assert eco.split("1.00", [1, 1, 1], currency="CNY", rule="first") == [Decimal("0.34"), Decimal("0.33"), Decimal("0.33")]
    assert eco.split("0", [], currency="CNY") == []


def test_what_a_split_leaves_over() -> None:
    assert money.split_rest("1.00", [1, 1, 1], currency="CNY", rule="down") == ([Decimal("0.33")] * 3, Decimal("0.01"))
    assert money.split_rest("100", [1, 1], currency="CNY", caps=["10", "20"]) == ([10, 20], 70)
    assert money.split_rest("1.00", [1, 1, 1], currency="CNY") == (eco.split("1", [1, 1, 1], currency="CNY"), 0)


def test_split_refuses_what_cannot_be() -> None:
    with pytest.raises(eco.Refused):
        eco.split("100", [1, 1], currency="CNY", caps=["10", "20"])
    with pytest.raises(eco.Refused):
        eco.split("1", [1, 1], currency="CNY", floors=["1", "2"])
    with pytest.raises(eco.Invalid):
        eco.split("1", [1, -1], currency="CNY")
    with pytest.raises(eco.Invalid, match="1 caps for 2 weights"):
        eco.split("1", [1, 1], currency="CNY", caps=["1"])
    with pytest.raises(eco.Invalid, match="largest_remainder"):
        eco.split("1", [1, 1], currency="CNY", rule="by_chance")
    with pytest.raises(TypeError):
        eco.split("1", [0.5], currency="CNY")
    with pytest.raises(eco.Overflow):
        eco.split("1", [2**63], currency="CNY")


@given(MINOR, st.lists(st.integers(0, MOST), min_size=1, max_size=40))
def test_parts_sum_to_the_whole_and_are_near_their_share(whole: int, weights: List[int]) -> None:
    parts = [money.to_minor(part, "CNY") for part in eco.split(money.from_minor(whole, "CNY"), weights, currency="CNY")]
    assert sum(parts) == whole
    total = sum(weights)
    for part, weight in zip(parts, weights):
        share = Fraction(whole * weight, total) if total else Fraction(whole, len(weights))
        assert abs(part - share) < 1
    if whole > LEAST:
        assert [-part for part in parts] == [
            money.to_minor(part, "CNY") for part in eco.split(money.from_minor(-whole, "CNY"), weights, currency="CNY")
        ]


def test_cash_rounding() -> None:
    assert eco.round_cash("19.98", "CHF") == Decimal("20.00")
    assert eco.round_cash("19.97", "CHF") == Decimal("19.95")
    assert eco.round_cash("19.975", "CHF") == Decimal("20.00")  # once, not first to cents
    assert eco.round_cash("19.974999", "CHF") == Decimal("19.95")
    assert eco.round_cash("-19.98", "CHF") == Decimal("-20.00")
    assert eco.round_cash("12.34", "CNY", step="0.10", rounding="down") == Decimal("12.30")
    assert eco.round_cash(1250, "JPY", step=100, rounding="half_even") == 1200
    with pytest.raises(eco.Invalid):
        eco.round_cash("1", "CHF", step=0)


@given(MINOR.map(lambda minor: minor // 8), st.integers(1, 10_000))
def test_cash_rounding_gives_the_nearest_multiple(minor: int, step: int) -> None:
    rounded = money.to_minor(eco.round_cash(money.from_minor(minor, "CNY"), "CNY", step=money.from_minor(step, "CNY")), "CNY")
    assert rounded % step == 0 and abs(rounded - minor) * 2 <= step
