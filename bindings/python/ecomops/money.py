"""Exact amounts: minor units, shares that sum to the whole, cash rounding."""

from __future__ import annotations

from decimal import Decimal
from typing import List, Optional, Sequence, Tuple

from . import _native
from ._convert import (
    EXACT,
    ROUNDINGS,
    SPLIT_RULES,
    SPLIT_TIES,
    Amount,
    Rounding,
    SplitRule,
    SplitTie,
    amount_text,
    currency_of,
    money,
    number_of,
    number_word,
)
from ._errors import Invalid, Overflow

__all__ = ["from_minor", "round_cash", "split", "split_rest", "to_minor"]


def to_minor(amount: Amount, currency: str) -> int:
    """``to_minor("19.99", "CNY")`` is 1999. More decimals than the currency has are BadSyntax, never rounded."""
    return _native.eco_money_parse(amount_text(amount, "amount"), currency_of(currency).code)


def from_minor(minor: int, currency: str) -> Decimal:
    """``from_minor(1999, "CNY")`` is ``Decimal("19.99")``."""
    return money(minor, currency_of(currency).exponent)


def round_cash(amount: Amount, currency: str, *, step: Optional[Amount] = None, rounding: Rounding = "half_up") -> Decimal:
    """An amount to the nearest coin: ``round_cash("19.99", "CHF")`` is ``Decimal("20.00")``.

    ``amount`` may have more decimals than the currency; it is rounded once. ``step`` is the smallest coin; default: the currency's.
    """
    found = currency_of(currency)
    step_minor = found.cash_step_minor if step is None else to_minor(step, currency)
    minor = EXACT.scaleb(number_of(amount, "amount"), found.exponent)
    scale = max(0, -int(minor.as_tuple().exponent))
    return money(
        _native.eco_money_round(int(EXACT.scaleb(minor, scale)), scale, step_minor, number_word(ROUNDINGS, rounding, "rounding")), found.exponent
    )


def split(
    whole: Amount,
    weights: Sequence[Amount],
    *,
    currency: str,
    step: Optional[Amount] = None,
    caps: Optional[Sequence[Amount]] = None,
    floors: Optional[Sequence[Amount]] = None,
    rule: SplitRule = "largest_remainder",
    tie: SplitTie = "tie_weight",
) -> List[Decimal]:
    """Splits an amount by weights into parts that sum to it exactly.

    ``split("100", [1, 1, 1], currency="CNY")`` is 33.34, 33.33, 33.33. A part of weight 0 gets nothing, unless all are 0: then all count
    alike. Parts are multiples of ``step`` (default: the currency's minor unit), at most ``caps`` and at least ``floors``; where something would
    be left over the split is Refused.
    """
    return _split(whole, weights, currency, False, step, caps, floors, rule, tie)[:-1]


def split_rest(
    whole: Amount,
    weights: Sequence[Amount],
    *,
    currency: str,
    step: Optional[Amount] = None,
    caps: Optional[Sequence[Amount]] = None,
    floors: Optional[Sequence[Amount]] = None,
    rule: SplitRule = "largest_remainder",
    tie: SplitTie = "tie_weight",
) -> Tuple[List[Decimal], Decimal]:
    """Like split, and what caps, steps or the rules ``blocks`` and ``down`` leave over."""
    parts = _split(whole, weights, currency, True, step, caps, floors, rule, tie)
    return parts[:-1], parts[-1]


def _split(
    whole: Amount,
    weights: Sequence[Amount],
    currency: str,
    may_leave_rest: bool,
    step: Optional[Amount],
    caps: Optional[Sequence[Amount]],
    floors: Optional[Sequence[Amount]],
    rule: SplitRule,
    tie: SplitTie,
) -> List[Decimal]:
    exponent = currency_of(currency).exponent
    bounds = [None if amounts is None else [to_minor(amount, currency) for amount in amounts] for amounts in (caps, floors)]
    for name, bound in zip(("caps", "floors"), bounds):
        if bound is not None and len(bound) != len(weights):
            raise Invalid(f"{len(bound)} {name} for {len(weights)} weights", f"/{name}")
    parts = _native.eco_split(
        to_minor(whole, currency),
        whole_weights(weights) + [0],
        may_leave_rest,
        1 if step is None else to_minor(step, currency),
        bounds[0],
        bounds[1],
        number_word(SPLIT_RULES, rule, "rule"),
        number_word(SPLIT_TIES, tie, "tie"),
    )
    return [money(part, exponent) for part in parts]


def whole_weights(weights: Sequence[Amount]) -> List[int]:
    """Weights with decimals as integers of one scale."""
    numbers = [number_of(weight, f"weights[{index}]") for index, weight in enumerate(weights)]
    scale = max([0] + [-int(number.as_tuple().exponent) for number in numbers])
    whole = [int(EXACT.scaleb(number, scale)) for number in numbers]
    if any(weight >= 1 << 63 for weight in whole):
        raise Overflow(f"weights of {scale} decimals do not fit into 64 bits", "/weights")
    return whole
