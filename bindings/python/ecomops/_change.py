"""Why a number changed: sales as traffic x conversion x value, a rate as mix and rate of its segments."""

from __future__ import annotations

from typing import Dict, Mapping, NamedTuple, Tuple

from . import _native


class SalesChange(NamedTuple):
    """What a change of sales is made of: ``traffic + conversion + value`` is ``change``."""

    change: float
    traffic: float
    conversion: float
    value: float


class RateEffect(NamedTuple):
    """What a segment adds to a change of a rate: by its share of the whole, and by its own rate."""

    mix: float
    rate: float


class RateChange(NamedTuple):
    """A change of a rate over all segments: ``mix + rate`` is ``change``."""

    before: float
    after: float
    change: float
    mix: float
    rate: float
    segments: Dict[str, RateEffect]


def explain_sales(before: Tuple[float, float, float], after: Tuple[float, float, float]) -> SalesChange:
    """The change of sales between two periods, each as (visitors, orders, amount), by more visitors, more orders a visitor and more money an order.

    >>> [round(part, 2) for part in explain_sales((1000, 50, 5000), (1200, 48, 5280))]
    [280.0, 936.9, -1146.67, 489.77]
    """
    figures = [float(figure) for point in (before, after) for figure in point]
    if len(figures) != 6:
        raise ValueError("a period is (visitors, orders, amount)")
    return SalesChange(*_native.eco_kpi_sales_parts(figures)[:4])


def explain_rate(segments: Mapping[str, Tuple[float, float, float, float]]) -> RateChange:
    """The change of a rate (part of whole: buyers of visitors), by segments (channels), each as (part before, whole before, part after, whole after)."""
    figures = [float(figure) for segment in segments.values() for figure in segment]
    if len(figures) != 4 * len(segments):
        raise ValueError("a segment is (part before, whole before, part after, whole after)")
    found = _native.eco_kpi_rate_parts([*figures, 0.0, 0.0, 0.0, 0.0, 0.0])
    effects = {name: RateEffect(*found[5 + 2 * i : 7 + 2 * i]) for i, name in enumerate(segments)}
    return RateChange(found[0], found[1], found[2], found[3], found[4], effects)
