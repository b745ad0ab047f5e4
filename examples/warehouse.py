"""A week of a small warehouse: tea in lots, a gift set of it, a transfer, a count, a return. Every figure that is printed is the books'."""

import sys
from datetime import datetime, timedelta, timezone

import ecomops as eco

DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 9, 8, tzinfo=timezone.utc)


def buy(stock: eco.Inventory) -> None:
    """Ordered, and received in two lots; what did not come is cancelled."""
    stock.define("TEA", has_lots=True, safety=5, at=MONDAY)
    stock.define("CUP", at=MONDAY)
    stock.define("GIFT", parts={"TEA": 2, "CUP": 1}, at=MONDAY)
    order = stock.expect([("TEA", 60, "SZ"), ("CUP", 30, "SZ")], due=MONDAY + 2 * DAY, key="PO-1", at=MONDAY)
    print(f"ordered {order.quantity}; the first TEA can ship on {stock.level('TEA', 'SZ', at=MONDAY).promise:%A}")
    lots = [
        eco.StockLine("TEA", 24, "SZ", lot="L-0607", lot_expires=MONDAY + 200 * DAY, cost=720),
        eco.StockLine("TEA", 30, "SZ", lot="L-0311", lot_expires=MONDAY + 120 * DAY, cost=900),
        eco.StockLine("CUP", 30, "SZ", cost=150),
    ]
    receipt = stock.receive(lots, source=order, key="receipt 1", at=MONDAY + 2 * DAY)
    missing = stock.cancel(source=order, at=MONDAY + 2 * DAY)
    stock.land_cost(receipt, "18.00", at=MONDAY + 2 * DAY)
    print(f"received {receipt.quantity}, {missing.quantity} did not come")


def sell(stock: eco.Inventory) -> eco.StockResult:
    """A set is held and sold as its parts; the lot that expires first leaves first."""
    now = MONDAY + 3 * DAY
    print(f"{stock.level('GIFT', 'SZ', at=now).available} gift sets can be sold")
    cart = stock.hold("GIFT", 10, location="SZ", expires=timedelta(minutes=15), channel="app", key="cart 1", at=now)
    stock.commit(cart, at=now)
    stock.issue(hold=cart, at=now)
    left = stock.table("lots", sku="TEA")
    print("left of TEA:", ", ".join(f"{row['quantity']} of {row['lot']}" for row in left))
    return cart


def move_and_count(stock: eco.Inventory) -> None:
    """Cups go to another site; a count finds one fewer, and is approved."""
    now = MONDAY + 4 * DAY
    transfer = stock.ship_transfer("CUP", 8, location="SZ", to="HZ", due=DAY, at=now)
    print(f"in transit to HZ: {stock.level('CUP', 'HZ', at=now).in_transit}")
    stock.receive_transfer(transfer, at=now + DAY)
    count = stock.count("CUP", 7, location="HZ", at=now + DAY)
    stock.approve(count, reason="one was broken", actor="lily", at=now + DAY)
    print(f"the count differed by {count.quantity}; HZ has {stock.level('CUP', 'HZ', at=now + DAY).on_hand}")


def take_back(stock: eco.Inventory, cart: eco.StockResult) -> None:
    """What a customer sends back is inspected before it is for sale again."""
    now = MONDAY + 6 * DAY
    stock.return_goods([("CUP", 2, "SZ")], hold=cart, to_state="quality_control", at=now)
    stock.move_state("CUP", 1, location="SZ", from_state="quality_control", at=now)
    stock.move_state("CUP", 1, location="SZ", from_state="quality_control", to_state="damaged", at=now)
    cups = stock.level("CUP", "SZ", at=now)
    print(f"2 cups came back: {cups.damaged} is damaged, {cups.available} are for sale")


def main(address: str) -> None:
    with eco.Store(address, clock=False) as store:
        stock = store.inventory("CNY")
        buy(stock)
        cart = sell(stock)
        move_and_count(stock)
        take_back(stock, cart)
        stock.audit()
        print(f"{len(stock.table('ledger'))} rows in the ledger, audit clean")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "memory:")
