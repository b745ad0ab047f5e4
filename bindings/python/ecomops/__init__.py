"""The arithmetic of running an online shop: what a cart costs and why, what a campaign would have cost, and what the shop's numbers are.

>>> import ecomops as eco
>>> rules = eco.Rulebook(currency="CNY", promotions=[
...     eco.Promotion("300-50", label="满300减50", stage="shop", tiers=[eco.Tier(from_amount=300, off=50)])])
>>> rules.price([eco.Line("COAT", 1, unit="459.00")], at=eco.now()).payable
Decimal('409.00')

Money goes in as strings, ints or Decimal, never as float, and comes out as Decimal in major units. Times have a time zone. Whatever the library
refuses is an ``ecomops.Error`` that says what, which value and where.
"""

from __future__ import annotations

from . import money
from ._backtest import Backtest, backtest
from ._change import RateChange, RateEffect, SalesChange, explain_rate, explain_sales
from ._convert import now
from ._errors import (
    BadSyntax,
    Cancelled,
    CurrencyMismatch,
    Error,
    Exists,
    Invalid,
    IoError,
    LimitExceeded,
    NoPrice,
    NotFound,
    OutOfMemory,
    Overflow,
    Refused,
    UnknownName,
)
from ._native import eco_version as _version
from ._plan import Abc, Attribution, Cohort, Funnel, Pairs, Paths, Plan, Report, Rfm, Step
from ._quote import Adjustment, Decision, Line, Quote, QuoteLine, QuoteShipment, Shipment, Surcharge, TaxLine, Use
from ._rulebook import Campaign, Floor, Price, PriceList, Promotion, Rulebook, Shipping, ShippingStep, Tax, Tier, Used
from ._state import KpiTable, Numbers, State, kpi_metrics
from ._table import Table
from .money import round_cash, split

__version__ = _version()

__all__ = [
    "Abc",
    "Adjustment",
    "Attribution",
    "Backtest",
    "BadSyntax",
    "Campaign",
    "Cancelled",
    "Cohort",
    "CurrencyMismatch",
    "Decision",
    "Error",
    "Exists",
    "Floor",
    "Funnel",
    "Invalid",
    "IoError",
    "KpiTable",
    "LimitExceeded",
    "Line",
    "NoPrice",
    "NotFound",
    "Numbers",
    "OutOfMemory",
    "Overflow",
    "Pairs",
    "Paths",
    "Plan",
    "Price",
    "PriceList",
    "Promotion",
    "Quote",
    "QuoteLine",
    "QuoteShipment",
    "RateChange",
    "RateEffect",
    "Refused",
    "Report",
    "Rfm",
    "Rulebook",
    "SalesChange",
    "Shipment",
    "Shipping",
    "ShippingStep",
    "State",
    "Step",
    "Surcharge",
    "Table",
    "Tax",
    "TaxLine",
    "Tier",
    "UnknownName",
    "Use",
    "Used",
    "backtest",
    "explain_rate",
    "explain_sales",
    "kpi_metrics",
    "money",
    "now",
    "round_cash",
    "split",
]
