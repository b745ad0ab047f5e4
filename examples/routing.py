"""Which warehouse, store or supplier ships what of an order, at the least cost, and why the others do not.

    python examples/routing.py
"""

import ecomops as eco

PLACES = {
    "Suzhou": {"parcel_cost": "8.00", "unit_cost": "0.20", "place": (31.2989, 120.5853)},
    "Guangzhou": {"parcel_cost": "7.50", "place": (23.1291, 113.2644)},
    "store Xujiahui": {"kind": "store", "parcel_cost": "12.00", "capacity": 3, "place": (31.1949, 121.4365)},
    "supplier": {"kind": "drop_ship", "unlimited": True, "order_cost": "4.00", "parcel_cost": "10.00", "unit_cost": "1.50", "place": (29.8683, 121.544)},
}
STOCK = {"Suzhou": {"TEA": 4, "CUP": 0}, "Guangzhou": {"TEA": 50, "CUP": 9}, "store Xujiahui": {"TEA": 2, "CUP": 6}, "supplier": {"TEA": 0}}
SHANGHAI = (31.2304, 121.4737)


def show(title: str, plan: eco.Route) -> None:
    print(f"{title}: {plan.cost.total} {plan.currency}{'' if plan.is_proven else f', at most {plan.gap} above the least'}")
    for stop in plan.stops:
        parts = ", ".join(f"{part.quantity} {part.sku}" for part in plan.assignments if part.location == stop.location)
        print(f"  {stop.location} ships {parts} in {stop.parcels} parcel(s), {stop.distance_m / 1000:,.0f} km, for {stop.cost.total}")
    for other in plan.others:
        print(f"  {other.location} ships nothing: {other.sentence()}")
    for sku, quantity in plan.backorders.items():
        print(f"  {quantity} {sku} must wait")


order = {"TEA": 3, "CUP": 2}
show("By parcels alone", eco.route(order, PLACES, STOCK, currency="CNY"))
show("With 0.02 a kilometre", eco.route(order, PLACES, STOCK, currency="CNY", to=SHANGHAI, per_km="0.02"))
show("... and 10 for each more location", eco.route(order, PLACES, STOCK, currency="CNY", to=SHANGHAI, per_km="0.02", split=10))
show("More tea than there is", eco.route({"TEA": 60}, PLACES, STOCK, currency="CNY", partial=True, locations_most=2))
