"""The arithmetic of running an online shop: what a cart costs and why, what a campaign would have cost, what is in
stock, and what the shop's numbers are.

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
from ._convert import key_of, new_key, now
from ._costing import Costing, cost
from ._errors import (
    AlreadyCommitted,
    AlreadyReleased,
    BadSyntax,
    Busy,
    Cancelled,
    Corrupt,
    CurrencyMismatch,
    DiskFull,
    Error,
    Exists,
    Expired,
    Insufficient,
    Invalid,
    IoError,
    KeyReused,
    LimitExceeded,
    LinkedFailed,
    NewerVersion,
    NoPrice,
    NotFound,
    OlderSchema,
    OutOfMemory,
    OutcomeUnknown,
    Overflow,
    QuoteStale,
    ReadOnly,
    Refused,
    StoreFailed,
    UnknownName,
    VersionMismatch,
)
from ._inventory import Archived, Inventory, Level, StockCommand, StockItem, StockLine, StockResult, StockStep
from ._native import eco_version as _version
from ._plan import Abc, Attribution, Cohort, Funnel, Pairs, Paths, Plan, Report, Rfm, Step
from ._quote import Adjustment, Decision, Line, Quote, QuoteLine, QuoteShipment, Shipment, Surcharge, TaxLine, Use
from ._route import Route, RouteAssignment, RouteCost, RouteOther, Routes, RouteStop, route, route_json, route_orders
from ._rulebook import Campaign, Floor, Price, PriceList, Promotion, Rulebook, Shipping, ShippingStep, Tax, Tier, Used
from ._slotting import slot
from ._state import KpiTable, Numbers, State, kpi_metrics
from ._store import Effect, EffectLine, Store
from ._table import Table
from ._usage import Usage, UsageResult, UsageStep
from .money import round_cash, split

__version__ = _version()

__all__ = [
    "Abc",
    "Adjustment",
    "AlreadyCommitted",
    "AlreadyReleased",
    "Archived",
    "Attribution",
    "Backtest",
    "BadSyntax",
    "Busy",
    "Campaign",
    "Cancelled",
    "Cohort",
    "Corrupt",
    "Costing",
    "CurrencyMismatch",
    "Decision",
    "DiskFull",
    "Effect",
    "EffectLine",
    "Error",
    "Exists",
    "Expired",
    "Floor",
    "Funnel",
    "Insufficient",
    "Invalid",
    "Inventory",
    "IoError",
    "KeyReused",
    "KpiTable",
    "Level",
    "LimitExceeded",
    "Line",
    "LinkedFailed",
    "NewerVersion",
    "NoPrice",
    "NotFound",
    "Numbers",
    "OlderSchema",
    "OutOfMemory",
    "OutcomeUnknown",
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
    "QuoteStale",
    "RateChange",
    "RateEffect",
    "ReadOnly",
    "Refused",
    "Report",
    "Rfm",
    "Route",
    "RouteAssignment",
    "RouteCost",
    "RouteOther",
    "RouteStop",
    "Routes",
    "Rulebook",
    "SalesChange",
    "Shipment",
    "Shipping",
    "ShippingStep",
    "State",
    "Step",
    "StockCommand",
    "StockItem",
    "StockLine",
    "StockResult",
    "StockStep",
    "Store",
    "StoreFailed",
    "Surcharge",
    "Table",
    "Tax",
    "TaxLine",
    "Tier",
    "UnknownName",
    "Usage",
    "UsageResult",
    "UsageStep",
    "Use",
    "Used",
    "VersionMismatch",
    "backtest",
    "cost",
    "explain_rate",
    "explain_sales",
    "key_of",
    "kpi_metrics",
    "money",
    "new_key",
    "now",
    "round_cash",
    "route",
    "route_json",
    "route_orders",
    "slot",
    "split",
]
