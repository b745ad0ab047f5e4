"""Routing: which location ships what of an order, and why."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import ecomops as eco
import pytest
from conftest import ROOT

PLACES: Any = {
    "north": {"parcel_cost": "5.00"},
    "south": {"kind": "store", "parcel_cost": 12, "unit_cost": "0.10"},
    "vendor": {"kind": "drop_ship", "unlimited": True, "order_cost": 3, "parcel_cost": 4, "unit_cost": "0.40"},
}
STOCK: Any = {"north": {"PHONE": 9}, "south": {"PHONE": 9, "CASE": 9}, "vendor": {"PHONE": 0}}


def test_an_order_from_one_location() -> None:
    plan = eco.route({"PHONE": 2, "CASE": 3}, PLACES, STOCK, currency="CNY")
    assert [stop.location for stop in plan.stops] == ["south"]
    assert plan.cost.total == Decimal("12.50") and plan.cost.parcels == 12 and plan.cost.units == Decimal("0.50")
    assert plan.is_proven and plan.gap == 0 and plan.bound == plan.cost.total and plan.nodes > 0
    assert [(part.sku, part.location, part.quantity) for part in plan.assignments] == [("PHONE", "south", 2), ("CASE", "south", 3)]
    assert [str(other) for other in plan.others] == ["north: short of CASE: 0 of 3", "vendor: short of PHONE: 0 of 2"]
    assert repr(plan) == "<ecomops.Route: 12.50 CNY from south>"
    assert str(plan).splitlines()[0] == "south: 2 x PHONE"


def test_two_locations_and_why_not_the_third() -> None:
    dearer = {**PLACES, "south": {"parcel_cost": "13.00", "unit_cost": "0.10"}}
    plan = eco.route([("PHONE", 2), ("CASE", 3)], dearer, STOCK, currency="CNY")
    assert [(stop.location, stop.cost.total) for stop in plan.stops] == [("north", 5), ("vendor", Decimal("8.20"))]
    (other,) = plan.others
    assert other.reason == "costs_more" and other.more == Decimal("0.30") and other.sentence() == "costs 0.30 more"
    assert eco.route({"PHONE": 2, "CASE": 3}, dearer, STOCK, currency="CNY", split="0.31").stops[0].location == "south"


def test_what_is_short_waits_or_raises() -> None:
    with pytest.raises(eco.Insufficient, match="quantity 20 exceeds 18 available of sku 'PHONE'") as raised:
        eco.route({"PHONE": 20}, PLACES, STOCK, currency="CNY")
    assert raised.value.path == "/lines/0"
    plan = eco.route({"PHONE": 20}, PLACES, STOCK, currency="CNY", partial=True, locations_most=1)
    assert plan.backorders == {"PHONE": 11}
    assert {other.location: other.reason for other in plan.others} == {"south": "over_limit", "vendor": "no_stock"}
    assert plan.others[0].sentence() == "over the split limit; has PHONE: 9 of 20"
    with pytest.raises(eco.Refused, match="no 1 locations"):
        eco.route({"PHONE": 10}, PLACES, STOCK, currency="CNY", locations_most=1)


def test_amounts_may_be_finer_and_ways_are_measured() -> None:
    places = [{"name": "beijing", "place": (39.9042, 116.4074)}, {"name": "hangzhou", "place": ("30.2741", "120.1551"), "parcel_cost": 9}]
    stock = [{"location": "beijing", "sku": "A", "available": 1, "age_days": 3}, ("hangzhou", "A", 1)]
    plan = eco.route({"A": 1}, places, stock, currency="CNY", to=(31.2304, 121.4737), per_km="0.0105", age_day="0.5")
    assert plan.stops[0].location == "beijing" and 1_060_000 < plan.stops[0].distance_m < 1_070_000
    assert plan.cost.distance == Decimal(plan.stops[0].distance_m * 105 + 500) // 1000 / 10000
    assert plan.cost.age == Decimal("1.5") and plan.cost.total == plan.cost.distance - plan.cost.age


def test_parcels() -> None:
    lines = [{"sku": "WINE", "quantity": 7, "units_per_parcel": 6}, {"sku": "BOOK", "quantity": 6, "weight_g": 2000}]
    plan = eco.route(lines, {"a": {"parcel_cost": 1}}, {"a": {"WINE": 9, "BOOK": 9}}, currency="EUR", parcel_weight_g=12999)
    assert plan.stops[0].parcels == 3


@pytest.mark.parametrize(
    "change, message, path",
    [
        ({"stock": [("west", "A", 1)]}, "there is no location 'west'", "/stock/0/location"),
        ({"stock": [("north", "A", -1)]}, "available", "/stock/0/available"),
        ({"locations": [{"name": "north"}, {"name": "north"}]}, "location 'north' is there twice", "/locations/1/name"),
        ({"locations": {"north": {"parcel_cost": "-1"}}}, "parcel_cost", "/locations/0/parcel_cost"),
        ({"locations": {"north": {"place": (91, 0)}}}, "a latitude is in -90 .. 90", "/locations/0/latitude"),
        ({"locations": {"north": {"colour": 3}}}, "unknown 'colour'", "/locations/0"),
        ({"lines": {}}, "lines", "/lines"),
        ({"lines": {"A": 0}}, "quantity", "/lines/0/quantity"),
        ({"per_km": 1}, "there is no distance from 'north'", "/locations/0"),
        ({"currency": "XXY"}, "XXY", "/currency"),
    ],
)
def test_bad_input_is_named(change: Any, message: str, path: str) -> None:
    given: Any = {"lines": {"A": 1}, "locations": {"north": {}}, "stock": {"north": {"A": 3}}, "currency": "CNY", **change}
    with pytest.raises(eco.Error) as raised:
        eco.route(given.pop("lines"), given.pop("locations"), given.pop("stock"), **given)
    assert message in str(raised.value) and raised.value.path == path


def test_a_document() -> None:
    plan = eco.route_json(ROOT / "tests/documents/route_full.json")
    assert plan.stops[0].location == "Beijing" and plan.stops[0].quantity == 5


def test_many_orders() -> None:
    pytest.importorskip("pyarrow")
    orders = {"order": ["1", "1", "2", "3"], "sku": ["PHONE", "CASE", "PHONE", "CASE"], "quantity": [1, 1, 2, 9]}
    places = {"location": ["north", "south"], "parcel_cost": [Decimal("5.00"), Decimal("6.00")]}
    stock = {"location": ["north", "south", "south"], "sku": ["PHONE", "PHONE", "CASE"], "available": [2, 5, 3]}
    routes = eco.route_orders(orders, places, stock, currency="CNY")
    assert routes.orders["status"] == ["shipped", "shipped", "INSUFFICIENT"]
    assert routes.orders["cost"] == [Decimal("6.00"), Decimal("5.00"), None]
    assert routes.assignments["location"] == ["south", "south", "north", None]
    assert routes.parcels["parcels"] == [1, 1]
    left = eco.route_orders(orders, places, stock, currency="CNY", consume=True, partial=True)
    assert left.orders["status"] == ["shipped", "shipped", "partial"] and left.orders["backordered"] == [0, 0, 7]
    with pytest.raises(eco.NotFound, match="no column 'sku'"):
        eco.route_orders({"order": ["1"], "quantity": [1]}, places, stock, currency="CNY")


def test_many_orders_of_frames_in_batches_and_distances() -> None:
    pa = pytest.importorskip("pyarrow")
    batch = {"id": ["1"], "sku": ["A"], "quantity": [1], "destination": ["SH"]}
    orders = pa.Table.from_batches([pa.record_batch(batch), pa.record_batch({**batch, "id": ["2"]})])
    routes = eco.route_orders(
        orders,
        {"location": ["north", "south"]},
        {"location": ["north", "south"], "sku": ["A", "A"], "available": [2, 2]},
        currency="CNY",
        distances={"location": ["north", "south"], "destination": ["SH", "SH"], "metres": [9000, 2000]},
        per_km="0.50",
        rename={"id": "order"},
    )
    assert routes.parcels["location"] == ["south", "south"] and routes.orders["distance_cost"] == [Decimal("1.00")] * 2
