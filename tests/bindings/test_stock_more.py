"""Stock besides selling: items, kits, lots, serials, channels, backorder, what is expected, transfers, counts, returns, costs, closed books."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Iterator, List

import ecomops as eco
import pytest
from conftest import AT

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture(params=["memory:", "sqlite:"])
def stock(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[eco.Inventory]:
    address = request.param if request.param == "memory:" else f"sqlite:{tmp_path / 'shop.db'}"
    with eco.Store(address, clock=False) as store:
        yield store.inventory("CNY")
        store.inventory().audit()


def rows(stock: eco.Inventory, table: Any, *names: str, **more: Any) -> List[Any]:
    found = stock.table(table, **more)
    return list(zip(*(found[name] for name in names)))


def test_items_and_kits(stock: eco.Inventory) -> None:
    assert stock.define("TEA", safety=5, has_lots=True, picking="fifo", cost_method="average", quantity_scale=2, at=AT).ok
    stock.define("SET", parts={"CUP": 2, "CASE": 1}, at=AT)
    names = ("sku", "safety", "has_lots", "has_serials", "picking", "cost_method", "quantity_scale", "parts")
    assert rows(stock, "items", *names) == [("SET", 0, False, False, "fefo", "fifo", 0, 2), ("TEA", 5, True, False, "fifo", "average", 2, 0)]
    assert rows(stock, "parts", "sku", "part", "quantity") == [("SET", "CUP", 2), ("SET", "CASE", 1)]
    stock.receive({"CUP": 9, "CASE": 3}, at=AT)
    assert stock.level("SET", at=AT).available == 3
    held = stock.hold("SET", 2, expires=HOUR, at=AT)
    assert held.quantity == 6 and stock.level("CUP", at=AT).reserved == 4 and stock.level("SET", at=AT).available == 1
    with pytest.raises(eco.Insufficient):
        stock.hold("SET", 2, expires=HOUR, at=AT)
    with pytest.raises(eco.Invalid, match="is a kit"):
        stock.receive("SET", 1, at=AT)
    with pytest.raises(eco.Invalid, match="contain itself"):
        stock.define("CUP", parts=[("SET", 1)], at=AT)
    with pytest.raises(eco.VersionMismatch):
        stock.define("TEA", expected_version=7, at=AT)
    stock.define("TEA", at=AT)  # all anew
    assert rows(stock, "items", "safety", "has_lots", "picking", sku="TEA") == [(0, False, "fefo")]


def test_lots_leave_by_what_expires_first(stock: eco.Inventory) -> None:
    stock.define("TEA", has_lots=True, at=AT)
    received = stock.receive("TEA", 24, lot="L-0607", lot_expires=AT + 90 * DAY, cost="720.00", key="r", at=AT)
    stock.receive([eco.StockLine("TEA", 10, lot="L-0311", lot_expires=AT + 30 * DAY, cost=Decimal("300"))], at=AT)
    assert received.quantity == 24 and rows(stock, "ledger", "lot", "cost") == [("L-0607", 72000), ("L-0311", 30000)]
    stock.issue("TEA", 12, at=AT)
    assert rows(stock, "lots", "lot", "quantity", "state") == [("L-0607", 22, "on_hand")]
    assert stock.table("lots")["expires"] == [AT + 90 * DAY]
    stock.issue("TEA", 2, lot="L-0607", at=AT)
    level = stock.level("TEA", at=AT + 90 * DAY)
    assert (level.on_hand, level.expired, level.available) == (20, 20, 0)
    for error, arguments in ((eco.Invalid, {}), (eco.Invalid, {"lot": ""}), (eco.Invalid, {"lot": "x" * 256}), (TypeError, {"lot": 7})):
        with pytest.raises(error):
            stock.receive("TEA", 1, at=AT, **arguments)
    with pytest.raises(TypeError, match="are for one SKU"):
        stock.receive({"TEA": 1}, lot="L", at=AT)


def test_serials(stock: eco.Inventory) -> None:
    stock.define("CAMERA", has_serials=True, at=AT)
    stock.receive("CAMERA", serials=["S1", "S2", "S3"], cost=100, at=AT)
    assert rows(stock, "ledger", "serial", "cost") == [("S1", 3334), ("S2", 3333), ("S3", 3333)]
    hold = stock.hold("CAMERA", 2, expires=HOUR, at=AT)
    stock.commit(hold, at=AT)
    stock.issue("CAMERA", serials=("S1", "S2"), hold=hold, at=AT)
    stock.return_goods("CAMERA", serials="S2", hold=hold, to_state="quality_control", at=AT)
    stock.move_state("CAMERA", serials=["S2"], from_state="quality_control", to_state="damaged", at=AT)
    assert rows(stock, "serials", "serial", "state") == [("S1", "customer"), ("S2", "damaged"), ("S3", "on_hand")]
    stock.return_to_vendor("CAMERA", serials=["S2"], from_state="damaged", at=AT)
    assert stock.count("CAMERA", 0, serials=["S3"], at=AT).quantity == -1
    with pytest.raises(eco.NotFound, match="S9"):
        stock.issue("CAMERA", serials=["S9"], at=AT)
    with pytest.raises(eco.Invalid, match="3 serials, and the quantity"):
        stock.receive("CAMERA", 2, serials=["A", "B", "C"], at=AT)
    assert rows(stock, "holds", "issued", "returned") == [(2, 1)]


def test_channels(stock: eco.Inventory) -> None:
    stock.receive("A", 10, at=AT)
    assert stock.buffer("A", 6, channel="tmall", at=AT).quantity == 6
    stock.buffer("A", -3, channel="jd", at=AT)
    levels = [stock.level("A", channel=channel, at=AT) for channel in (None, "tmall", "jd")]
    assert [(level.buffered, level.available) for level in levels] == [(6, 4), (0, 10), (9, 1)]
    with pytest.raises(eco.Insufficient):
        stock.hold("A", 5, channel="app", expires=HOUR, at=AT)
    stock.hold("A", 5, channel="tmall", expires=HOUR, at=AT)
    assert rows(stock, "buffers", "channel", "quantity") == [("jd", -3), ("tmall", 1)]


def test_backorder_preorder_and_promises(stock: eco.Inventory) -> None:
    stock.define("A", backorder_limit=2, preorder_limit=3, preorder_ships=AT + 60 * DAY, at=AT)
    stock.receive("A", 1, at=AT)
    assert stock.level("A", at=AT).promise == AT
    stock.hold("A", 5, expires=HOUR, at=AT)
    level = stock.level("A", at=AT)
    assert (level.available, level.available_to_promise, level.promise) == (-4, 1, AT + 60 * DAY)
    stock.expect("A", 9, due=30 * DAY, at=AT)
    assert stock.level("A", at=AT).promise == AT + 30 * DAY
    stock.hold("A", 1, expires=HOUR, at=AT)
    with pytest.raises(eco.Insufficient):
        stock.hold("A", 1, expires=HOUR, at=AT)
    stock.define("FRIDGE", is_drop_shipped=True, at=AT)
    assert stock.issue("FRIDGE", 3, location="main", at=AT).quantity == 3


def test_from_order_to_shelf(stock: eco.Inventory) -> None:
    order = stock.expect({"A": 40, "B": 5}, due=AT + 7 * DAY, reference="PO-1", at=AT)
    assert stock.level("A", at=AT).incoming == 40
    receipt = stock.receive("A", 30, source=order, to_state="quality_control", cost="90.00", at=AT)
    assert stock.level("A", at=AT)[3:7] == (10, 0, 0, 30)
    stock.move_state("A", 29, from_state="quality_control", at=AT)
    stock.move_state("A", 1, from_state="quality_control", to_state="damaged", at=AT)
    stock.return_to_vendor("A", 1, from_state="damaged", at=AT)
    stock.land_cost(receipt, "4.50", at=AT)
    assert stock.receive(source=order.key, at=AT).quantity == 15  # all the rest
    with pytest.raises(eco.AlreadyCommitted):
        stock.receive(source=order, at=AT)
    other = stock.expect("A", 3, at=AT)
    assert stock.cancel(source=other, at=AT).quantity == 3
    with pytest.raises(eco.AlreadyReleased):
        stock.receive(source=other, at=AT)
    names = ("verb", "state", "sku", "quantity", "done", "cancelled", "due")
    assert rows(stock, "documents", *names, key=order) == [("expect", "done", "A", 40, 40, 0, AT + 7 * DAY), ("expect", "done", "B", 5, 5, 0, AT + 7 * DAY)]
    assert rows(stock, "documents", "state", "cancelled", key=other) == [("cancelled", 3)]
    assert [cost for verb, cost in rows(stock, "ledger", "verb", "cost") if verb == "land_cost"] == [450]
    stock.revalue("A", 10, cost=Decimal("35.00"), at=AT)


def test_transfers(stock: eco.Inventory) -> None:
    stock.receive("A", 10, location="SZ", at=AT)
    transfer = stock.ship_transfer("A", 4, location="SZ", to="HZ", due=2 * DAY, at=AT)
    assert stock.level("A", "SZ", at=AT).on_hand == 6
    arriving = stock.level("A", "HZ", at=AT)
    assert (arriving.in_transit, arriving.available, arriving.promise) == (4, 0, AT + 2 * DAY)
    stock.receive_transfer(transfer, [("A", 2, "HZ")], at=AT)
    assert stock.adjust("A", -1, location="HZ", source=transfer, to_state="in_transit", reason="lost on the way", at=AT).quantity == -1
    assert stock.receive_transfer(transfer, at=AT).quantity == 1
    assert stock.level("A", "HZ", at=AT).on_hand == 3
    back = stock.ship_transfer("A", 3, location="HZ", to="SZ", at=AT)
    stock.cancel(source=back, at=AT)
    assert rows(stock, "balances", "location", "on_hand", "in_transit", location="HZ") == [("HZ", 3, 0)]
    assert rows(stock, "documents", "from_location", "location", "state", key=back) == [("HZ", "SZ", "cancelled")]


def test_counts(stock: eco.Inventory) -> None:
    stock.receive({"A": 10, "B": 2}, at=AT)
    count = stock.count({"A": 9, "B": 0}, at=AT)
    assert count.quantity == -3 and stock.level("A", at=AT).on_hand == 10
    assert stock.approve(count, reason="counted twice", at=AT).quantity == -3
    assert stock.level("A", at=AT).on_hand == 9
    with pytest.raises(eco.AlreadyCommitted):
        stock.approve(count, reason="again", at=AT)
    late = stock.count("A", 5, at=AT)
    stock.issue("A", 1, at=AT + HOUR)
    with pytest.raises(eco.VersionMismatch, match="count again"):
        stock.approve(late, reason="late", at=AT + HOUR)
    with pytest.raises(eco.VersionMismatch):
        stock.count("A", 5, at=AT)  # goods have moved since
    stock.cancel(source=late, at=AT + HOUR)


def test_closed_books_and_what_was_known(stock: eco.Inventory) -> None:
    stock.receive("A", 10, at=AT - 40 * DAY)
    stock.close_books(AT - 10 * DAY, at=AT)
    stock.receive("A", 5, at=AT - 20 * DAY)
    assert rows(stock, "ledger", "at", "dated") == [(AT - 40 * DAY, None), (AT - 10 * DAY, AT - 20 * DAY)]

    def on_hand(**more: Any) -> List[int]:
        return list(stock.table("balances", **more)["on_hand"])

    assert (on_hand(as_of=AT - 11 * DAY), on_hand(as_of=AT)) == ([10], [15])
    assert on_hand(as_of=AT, known="2001-01-01T00:00:00Z") == [0] and on_hand(as_of=AT, known="2999-01-01T00:00:00Z") == [15]
    with pytest.raises(eco.Invalid, match="after at"):
        stock.close_books(AT + DAY, at=AT)
    with pytest.raises(eco.Invalid):
        stock.table("balances", known=AT)
    with pytest.raises(eco.Invalid):
        stock.table("lots", as_of=AT)


def test_lines_of_frames_have_lots_serials_and_costs(stock: eco.Inventory) -> None:
    pandas = pytest.importorskip("pandas")
    stock.define("TEA", has_lots=True, at=AT)
    frame = pandas.DataFrame(
        {
            "sku": ["TEA", "TEA", "CUP"],
            "quantity": [5, 6, 7],
            "lot": ["L1", "L2", None],
            "lot_expires": pandas.to_datetime(["2027-01-01", None, None], utc=True),
            "cost": [Decimal("50.00"), None, Decimal("7.07")],
        }
    )
    assert stock.receive(frame, location="SZ", at=AT).quantity == 18
    assert rows(stock, "ledger", "sku", "lot", "cost") == [("TEA", "L1", 5000), ("TEA", "L2", 0), ("CUP", None, 707)]
    assert [expires and expires.isoformat() for expires in stock.table("lots")["expires"]] == ["2027-01-01T00:00:00+00:00", None]


def test_currencies() -> None:
    with eco.Store("memory:") as store:
        stock = store.inventory()
        with pytest.raises(eco.Invalid, match="needs the document's 'currency'"):
            stock.receive("A", 1, cost=1, at=AT)
        stock.receive("A", 1, cost="1.5", currency="EUR", at=AT)
        with pytest.raises(eco.BadSyntax, match="in JPY has at most 0"):
            stock.receive("A", 1, cost="1.5", currency="JPY", at=AT)
        with pytest.raises(TypeError, match="exact"):
            stock.receive("A", 1, cost=1.5, currency="EUR", at=AT)
        with pytest.raises(eco.Invalid, match="one currency, not in EUR and USD"):
            stock.execute([eco.StockCommand("receive", "A", 1, cost=1, currency=currency, at=AT) for currency in ("EUR", "USD")])
        assert store.inventory("EUR") is stock and stock.currency == "EUR"
        stock.receive("A", 1, cost="2.5", at=AT)
        assert stock.table("ledger")["cost"] == [150, 250] and eco.money.from_minor(150, "EUR") == Decimal("1.50")
        with pytest.raises(eco.Invalid, match="are in EUR, not in USD"):
            store.inventory("USD")
        with pytest.raises(eco.Invalid, match="one currency, not in EUR and USD"):
            stock.receive("A", 1, cost=1, currency="USD", at=AT)
        stock.issue("A", 1, at=AT)
        assert [(row["quantity"], row["value"], row["cost"]) for row in stock.table("value")] == [(1, Decimal("2.50"), Decimal("1.50"))]
        assert store.inventory("EUR") is stock is store.inventory()
    with eco.Store("memory:") as other, pytest.raises(eco.Invalid, match="ISO 4217"):
        other.inventory("EURO")


def test_a_command_says_all_that_documents_can() -> None:
    item = eco.StockItem("A", safety=1, preorder_limit=3, preorder_ships=AT, parts={"B": 2**60})
    assert eco.StockItem.of_document(item.to_document()) == item
    commands = [
        eco.StockCommand("define", item=item, key="d", at=AT),
        eco.StockCommand("receive", [eco.StockLine("A", 1, "SZ", "L", "S", AT, Decimal("1.20"))], key="r", at=AT, source="e", to_state="damaged", currency="CNY"),
        eco.StockCommand("ship_transfer", "A", 1, key="s", at=AT, to_location="HZ", due=DAY, from_state="on_hand"),
        eco.StockCommand("land_cost", key="l", at=AT, source="r", amount=Decimal("-1.10")),
    ]
    for command in commands:
        again = eco.StockCommand.of_document(command.to_document())
        assert again.to_document() == command.to_document() and "currency" not in command.to_document()
    assert commands[1].to_document()["lines"] == [
        {"sku": "A", "quantity": 1, "location": "SZ", "lot": "L", "serial": "S", "lot_expires": "2026-11-11T12:00:00Z", "cost": "1.20"}
    ]
    assert commands[2].due == AT + DAY and commands[3].to_document()["amount"] == "-1.10"
    with pytest.raises(TypeError, match="no ecomops.StockItem"):
        eco.StockCommand("define", item={"sku": "A"})  # type: ignore[arg-type]


def test_steps_have_the_currency() -> None:
    with eco.Store("memory:") as store:
        stock = store.inventory("CNY")
        step = stock.step([eco.StockCommand("receive", "A", 4, cost="10", key="r", at=AT)])
        store.together([step])
        assert stock.table("ledger")["cost"] == [1000]


def test_an_archive_keeps_what_is_there(tmp_path: Path) -> None:
    with eco.Store(f"sqlite:{tmp_path / 'shop.db'}", clock=False) as store:
        stock = store.inventory("CNY")
        stock.receive("A", 10, cost="50", at=AT - 90 * DAY)
        held = stock.hold("A", 4, expires=HOUR, at=AT - 80 * DAY)
        stock.commit(held, at=AT - 80 * DAY)
        stock.issue(hold=held, at=AT - 79 * DAY)
        with pytest.raises(eco.Invalid, match="closed"):
            stock.archive(AT - 30 * DAY, at=AT)
        stock.close_books(AT - 30 * DAY, at=AT)
        done = stock.archive(AT - 30 * DAY, at=AT)
        assert done.holds == 1 and done.movements == 2 and done.openings == 1 and done.commands > 0
        assert stock.level("A", at=AT).on_hand == 6 and rows(stock, "ledger", "verb", "quantity") == [("open", 6)]
        assert stock.table("value")["value"] == [Decimal("30.00")]
        stock.audit()
    with eco.Store("memory:") as memory, pytest.raises(eco.Refused):
        memory.inventory().archive(AT, at=AT)
