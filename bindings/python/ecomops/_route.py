"""Routing: which location ships what of an order, and why."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Dict, Iterable, List, Literal, Mapping, NamedTuple, Optional, Tuple, Union

from . import _native
from ._convert import Amount, amount_text, document_text, exponent_of, money, number_of, plain, words
from ._errors import Invalid
from ._inventory import Lines, Pieces, lines_of, pieces_of
from ._table import Table, read_batches, readable

if TYPE_CHECKING:
    from ._convert import Document

LocationKind = Literal["warehouse", "store", "drop_ship"]
RouteReason = Literal["excluded", "no_stock", "over_limit", "short", "capacity", "parcels", "costs_more"]
Degrees = Union[str, int, float, Decimal]
Place = Tuple[Degrees, Degrees]
"""Latitude and longitude."""

REASONS: Mapping[int, str] = words("ECO_ROUTE_", _native.eco_route_reason_name)
KINDS: Mapping[int, str] = words("ECO_LOCATION_", _native.eco_location_kind_name)
AMOUNTS = ("order_cost", "parcel_cost", "unit_cost")
WHOLES = ("priority", "capacity", "distance_m", "units_per_parcel", "weight_g", "age_days", "available", "quantity")


# ---- results ------------------------------------------------------------------------------------------------------------------------


class RouteCost(NamedTuple):
    """What a plan, or a location of it, costs, by part. ``total`` is the sum of the others, less ``age``."""

    order: Decimal
    parcels: Decimal
    distance: Decimal
    split: Decimal
    units: Decimal
    age: Decimal
    """Taken off."""
    total: Decimal


class RouteStop(NamedTuple):
    """A location that ships."""

    location: str
    quantity: int
    parcels: int
    distance_m: int
    cost: RouteCost


class RouteAssignment(NamedTuple):
    """A part of a line, or all of it, from a location."""

    sku: str
    location: str
    quantity: int
    units: Decimal
    """What the units cost there."""
    age: Decimal
    """... and what is taken off for their age."""


class RouteOther(NamedTuple):
    """A location that ships nothing, and why."""

    location: str
    reason: RouteReason
    sku: Optional[str]
    available: int
    wanted: int
    more: Decimal
    """How much more the order would cost from there alone, where the reason is ``costs_more``."""

    def __str__(self) -> str:
        return f"{self.location}: {self.sentence()}"

    def sentence(self) -> str:
        """``short of PHONE: 2 of 5``"""
        if self.reason == "costs_more":
            return f"costs {self.more} more" if self.more else "costs as much, and lost the tie"
        if self.reason == "capacity":
            return f"can ship {self.available} of {self.wanted} units"
        if self.reason == "parcels":
            return f"needs {self.wanted} parcels, {self.available} are allowed"
        if self.reason in ("short", "over_limit"):
            short = f"{self.sku}: {self.available} of {self.wanted}"
            return f"short of {short}" if self.reason == "short" else f"over the split limit; has {short}"
        return {"excluded": "excluded", "no_stock": "has nothing of the order"}.get(self.reason, self.reason)


class Route:
    """The cheapest plan of an order. ``route`` makes it."""

    __slots__ = ("assignments", "backorders", "bound", "cost", "currency", "gap", "is_proven", "nodes", "others", "stops")

    stops: Tuple[RouteStop, ...]
    """The locations that ship."""
    assignments: Tuple[RouteAssignment, ...]
    """What ships from where."""
    backorders: Dict[str, int]
    """Quantities that are not shipped, by SKU."""
    others: Tuple[RouteOther, ...]
    """The locations that ship nothing, and why."""
    cost: RouteCost
    bound: Decimal
    """No plan that ships as many units costs less."""
    gap: Decimal
    """``cost.total - bound``; 0: proven."""
    is_proven: bool
    nodes: int
    currency: str

    def __init__(self, native: "_native.eco_route_plan") -> None:
        exponent = exponent_of(native.currency) + native.scale

        def amount(number: int) -> Decimal:
            return money(number, exponent)

        def cost_of(cost: "_native.eco_route_cost") -> RouteCost:
            parts = (cost.order_minor, cost.parcels_minor, cost.distance_minor, cost.split_minor, cost.units_minor, cost.age_minor, cost.total_minor)
            return RouteCost(*map(amount, parts))

        def items(name: str) -> List[Any]:
            return [getattr(native, f"{name}_at")(place) for place in range(getattr(native, f"{name}_count"))]

        self.currency = native.currency
        self.stops = tuple(RouteStop(stop.name, stop.quantity, stop.parcels, stop.distance_m, cost_of(stop.cost)) for stop in items("stops"))
        self.assignments = tuple(
            RouteAssignment(part.sku, part.name, part.quantity, amount(part.units_minor), amount(part.age_minor)) for part in items("assignments")
        )
        self.backorders = {part.sku: part.quantity for part in items("backorders")}
        self.others = tuple(
            RouteOther(other.name, REASONS[other.reason], other.sku, other.available, other.wanted, amount(other.more_minor))  # type: ignore[arg-type]
            for other in items("others")
        )
        self.cost = cost_of(native.cost)
        self.bound, self.gap = amount(native.bound_minor), amount(native.gap_minor)
        self.is_proven, self.nodes = native.is_proven, native.nodes

    def __str__(self) -> str:
        """A line for each thing that ships, waits or does not ship."""
        lines = [f"{part.location}: {part.quantity} x {part.sku}" for part in self.assignments]
        lines += [f"backordered: {quantity} x {sku}" for sku, quantity in self.backorders.items()]
        lines += [f"not {other}" for other in self.others]
        lines.append(f"{self.cost.total} {self.currency}" + ("" if self.is_proven else f", at most {self.gap} above the least"))
        return "\n".join(lines)

    def __repr__(self) -> str:
        places = ", ".join(stop.location for stop in self.stops)
        return f"<ecomops.Route: {self.cost.total} {self.currency} from {places}>"


class Routes(NamedTuple):
    """Plans of many orders. ``route_orders`` makes them."""

    orders: Table
    """A row for each order: status, locations, parcels, each part of the cost, bound, gap."""
    assignments: Table
    """What ships from where; location is None for what is not shipped."""
    parcels: Table
    """A row for each order and location that ships."""


# ---- one order ----------------------------------------------------------------------------------------------------------------------


def degrees_text(value: object, what: str) -> str:
    """Coordinates may be floats: they are no money."""
    return format(Decimal(repr(value)), "f") if isinstance(value, float) else plain(number_of(value, what))


def place_of(place: Place) -> Dict[str, str]:
    latitude, longitude = place
    return {"latitude": degrees_text(latitude, "latitude"), "longitude": degrees_text(longitude, "longitude")}


def row_of(given: Mapping[str, Any], known: Iterable[str], where: str) -> Dict[str, Any]:
    """A location, line or row of stock as the document writes it; None and 0 are not given."""
    unknown = set(given) - set(known)
    if unknown:
        raise Invalid(f"unknown {', '.join(sorted(map(repr, unknown)))}; known are {', '.join(known)}", where)
    row: Dict[str, Any] = {}
    for name, value in given.items():
        if value is None:
            continue
        if name == "place":
            row.update(place_of(value))
        elif name in AMOUNTS:
            row[name] = amount_text(value, name)
        elif name in WHOLES:
            number = pieces_of(value, f"{where}/{name}")
            if number or name in ("available", "quantity"):
                row[name] = number if abs(number) < 2**53 else str(number)
        else:
            row[name] = value
    return row


LINE = ("sku", "quantity", "units_per_parcel", "weight_g")
LOCATION = ("name", "kind", "priority", "excluded", "unlimited", *AMOUNTS, "capacity", "distance_m", "place")
STOCK = ("location", "sku", "available", "age_days", "unit_cost")


def route_lines(lines: Union[Lines, Iterable[Mapping[str, Any]]]) -> List[Dict[str, Any]]:
    if isinstance(lines, (list, tuple)) and lines and isinstance(lines[0], Mapping):
        return [row_of(line, LINE, f"/lines/{place}") for place, line in enumerate(lines)]
    return [{"sku": line.sku, "quantity": line.quantity} for line in lines_of(lines, None, None) or ()]


def route_stock(stock: Union[Mapping[str, Mapping[str, Pieces]], Iterable[Any]]) -> List[Dict[str, Any]]:
    """``{"north": {"PHONE": 3}}``, rows as dicts, or triples (location, sku, available)."""
    if isinstance(stock, Mapping):
        rows: Iterable[Any] = [(location, sku, available) for location, skus in stock.items() for sku, available in skus.items()]
    else:
        rows = stock
    return [row_of(row if isinstance(row, Mapping) else dict(zip(STOCK, row)), STOCK, f"/stock/{place}") for place, row in enumerate(rows)]


def rules_of(amounts: Mapping[str, Optional[Amount]], wholes: Mapping[str, int], flags: Mapping[str, bool]) -> Dict[str, Any]:
    rules: Dict[str, Any] = {name: amount_text(value, name) for name, value in amounts.items() if value is not None}
    rules.update({name: value for name, value in wholes.items() if value})
    rules.update({name: True for name, value in flags.items() if value})
    return rules


def route(
    lines: Union[Lines, Iterable[Mapping[str, Any]]],
    locations: Union[Mapping[str, Mapping[str, Any]], Iterable[Mapping[str, Any]]],
    stock: Union[Mapping[str, Mapping[str, Pieces]], Iterable[Any]],
    *,
    currency: str,
    to: Optional[Place] = None,
    per_km: Optional[Amount] = None,
    split: Optional[Amount] = None,
    age_day: Optional[Amount] = None,
    parcel_weight_g: int = 0,
    locations_most: int = 0,
    parcels_most: int = 0,
    keep_lines_whole: bool = False,
    partial: bool = False,
    nodes_most: int = 0,
) -> Route:
    """The cheapest way to ship an order, and why the other locations ship nothing.

    lines: ``{"PHONE": 2}``, pairs, or dicts with sku, quantity and, if there are, units_per_parcel and weight_g.
    locations: ``{"north": {"parcel_cost": "5.00", "place": (39.9, 116.4)}}``, or dicts with their name. What may be given: kind (``"warehouse"``, ``"store"``,
        ``"drop_ship"``), priority (breaks ties), excluded, unlimited (has any quantity of what the stock does not name there), order_cost, parcel_cost,
        unit_cost, capacity (units), distance_m, place (latitude and longitude).
    stock: ``{"north": {"PHONE": 3}}``, or rows with location, sku, available and, if there are, age_days and unit_cost.
    to: the destination's latitude and longitude, where distances are not given.
    per_km: of a parcel; split: of each location beyond the first; age_day: taken off for a unit and day.
    locations_most, parcels_most: 0: no limit. partial: ship as many units as can be; else ``Insufficient`` is raised.

    Up to 8 locations and 30 lines the plan is the proven optimum, unless it is cut off at nodes_most (a million): see ``gap``.
    """
    named = [{"name": name, **place} for name, place in locations.items()] if isinstance(locations, Mapping) else list(locations)
    document: Dict[str, Any] = {"schema": "ecomops.route/1", "currency": currency}
    document.update(
        rules_of(
            {"per_km": per_km, "split": split, "age_day": age_day},
            {"parcel_weight_g": parcel_weight_g, "locations_most": locations_most, "parcels_most": parcels_most, "nodes_most": nodes_most},
            {"keep_lines_whole": keep_lines_whole, "partial": partial},
        )
    )
    if to is not None:
        document.update(place_of(to))
    document["lines"] = route_lines(lines)
    document["locations"] = [row_of(place, LOCATION, f"/locations/{index}") for index, place in enumerate(named)]
    document["stock"] = route_stock(stock)
    return Route(_native.eco_json_route(json.dumps(document), None))


def route_json(document: "Document") -> Route:
    """The plan of a document ``ecomops.route/1``: JSON text, or the path of a file that holds it."""
    return Route(_native.eco_json_route(document_text(document), None))


# ---- many orders --------------------------------------------------------------------------------------------------------------------


def one_table(frame: object, rename: Mapping[str, Optional[str]]) -> "_native.eco_table":
    """A frame as one batch; those of many are joined by pyarrow."""
    readable_frame = readable(frame)
    batches = list(read_batches(readable_frame, rename))
    if len(batches) == 1:
        return batches[0]
    try:
        import pyarrow
    except ImportError:
        raise TypeError("to join the batches of a frame, pyarrow is needed: pip install pyarrow") from None
    batches = list(read_batches(pyarrow.table(readable_frame).combine_chunks(), rename))
    if len(batches) != 1:
        raise Invalid("the frame has no rows")
    return batches[0]


def minor(value: Optional[Amount], exponent: int, what: str) -> int:
    if value is None:
        return 0
    scaled = number_of(value, what).scaleb(exponent)
    if scaled != scaled.to_integral_value():
        raise Invalid(f"{what}: {value!r} is finer than the scale", f"/{what}")
    return int(scaled)


def route_orders(
    orders: object,
    locations: object,
    stock: object,
    *,
    currency: str,
    scale: int = 0,
    distances: object = None,
    per_km: Optional[Amount] = None,
    split: Optional[Amount] = None,
    age_day: Optional[Amount] = None,
    parcel_weight_g: int = 0,
    locations_most: int = 0,
    parcels_most: int = 0,
    keep_lines_whole: bool = False,
    partial: bool = False,
    nodes_most: int = 0,
    consume: bool = False,
    threads: int = -1,
    rename: Optional[Mapping[str, Optional[str]]] = None,
) -> Routes:
    """Many orders at once, on all cores. Frames of pandas, Polars, DuckDB or pyarrow, anything with ``__arrow_c_stream__``, or dicts of columns.

    orders: columns order, sku, quantity; units_per_parcel, weight_g; latitude and longitude, or destination. Rows of an order stand together.
    locations: location; kind, priority, excluded, unlimited, capacity, order_cost, parcel_cost, unit_cost, latitude, longitude.
    stock: location, sku, available; age_days, unit_cost.
    distances: location, destination, metres; None: by coordinates.
    scale: amounts are as fine as 10^-scale of the currency's minor unit.
    consume: each order finds what the orders before it left; else each sees all of the stock.
    rename: names of the orders' columns that mean one of ours.

    An order that can't be shipped is a row with its status, and no error. See ``route`` for the rest, and for why.
    """
    exponent = exponent_of(currency) + scale
    native = _native.eco_route_many(
        one_table(orders, rename or {}),
        one_table(locations, {}),
        one_table(stock, {}),
        None if distances is None else one_table(distances, {}),
        currency,
        scale,
        minor(per_km, exponent, "per_km"),
        minor(split, exponent, "split"),
        minor(age_day, exponent, "age_day"),
        parcel_weight_g,
        locations_most,
        parcels_most,
        keep_lines_whole,
        partial,
        nodes_most,
        consume,
        threads,
    )
    return Routes(*(Table(_native.eco_routed_table(native, name)) for name in Routes._fields))
