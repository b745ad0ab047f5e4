"""Stores and stock: what goes in, what is refused and how, what comes out; threads, processes, forks."""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import subprocess
import sys
import threading
import uuid
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Iterator, List

import ecomops as eco
import pytest
from conftest import AT
from ecomops import _store

QUARTER = timedelta(minutes=15)


@pytest.fixture(params=["memory:", "sqlite:"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[eco.Store]:
    address = request.param if request.param == "memory:" else f"sqlite:{tmp_path / 'shop.db'}"
    with eco.Store(address, clock=False) as opened:
        yield opened
        opened.inventory().audit()


@pytest.fixture
def stock(store: eco.Store) -> eco.Inventory:
    return store.inventory()


def test_a_sale_from_receipt_to_parcel(stock: eco.Inventory) -> None:
    received = stock.receive("PHONE", 10, key="receipt 1", at=AT)
    assert received.ok and (received.quantity, received.replayed, received.status) == (10, False, "OK") and received.sequence > 0
    held = stock.hold("PHONE", 3, key="cart 1", at=AT, expires=QUARTER)
    assert held.key == eco.key_of("cart 1") and stock.level("PHONE", at=AT)[:8] == (10, 3, 0, 0, 0, 0, 0, 7)
    assert stock.extend(held, expires=AT + timedelta(hours=1), at=AT).ok
    assert stock.commit(held, "PHONE", 2, at=AT).quantity == 2
    assert stock.release("cart 1", at=AT).quantity == 1
    level = stock.level("PHONE", at=AT)
    assert (level.on_hand, level.reserved, level.committed, level.available) == (10, 0, 2, 8)
    assert stock.cancel(held, {"PHONE": 1}, at=AT).quantity == 1
    assert stock.issue(hold=held, at=AT).quantity == 1
    assert stock.issue("PHONE", 4, at=AT).quantity == 4
    assert stock.adjust("PHONE", -2, reason="broken", at=AT).quantity == -2
    assert stock.level("PHONE", at=AT).available == 3
    assert stock.level("PHONE", "main", at=AT).on_hand == 3


def test_the_same_key_is_done_once(stock: eco.Inventory) -> None:
    first = stock.receive("A", 5, key="r", at=AT)
    again = stock.receive("A", 5, key="r", at=AT + QUARTER, actor="somebody else")
    assert again.replayed and again.key == first.key and again.quantity == 5 and stock.level("A", at=AT).on_hand == 5
    with pytest.raises(eco.KeyReused) as reused:
        stock.receive("A", 6, key="r", at=AT)
    assert reused.value.status == "KEY_REUSED" and first.key in reused.value.message and reused.value.line == 0
    one, two = stock.receive("A", 1, at=AT), stock.receive("A", 1, at=AT)
    assert one.key != two.key and stock.level("A", at=AT).on_hand == 7


@pytest.mark.parametrize(
    "key, text",
    [
        ("cart 1", str(uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_DNS, "ecomops"), "cart 1"))),
        ("0192F0C1-0000-7000-8000-000000000001", "0192f0c1-0000-7000-8000-000000000001"),
        (uuid.UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        ((1, 2), "00000000-0000-0001-0000-000000000002"),
        (bytes(range(16)), "00010203-0405-0607-0809-0a0b0c0d0e0f"),
    ],
)
def test_keys(stock: eco.Inventory, key: Any, text: str) -> None:
    assert eco.key_of(key) == text == stock.receive("A", 1, key=key, at=AT).key
    assert stock.table("ledger", key=key)["command"] == [text]


def test_keys_that_are_none(stock: eco.Inventory) -> None:
    for key, error in (("", eco.Invalid), ((1,), eco.Invalid), ((-1, 2), eco.Invalid), ((0, 0), eco.Invalid), (b"short", eco.Invalid), (7, TypeError)):
        with pytest.raises(error):
            stock.receive("A", 1, key=key, at=AT)  # type: ignore[arg-type]
    made = uuid.UUID(eco.new_key(AT))
    assert made.version == 7 and made.int >> 80 == int(AT.timestamp() * 1000) and eco.new_key(AT) != str(made)


def lines_in_every_form() -> List[Any]:
    forms: List[Any] = [
        [("A", 1), ("B", 2)],
        {"A": 1, "B": 2},
        [{"sku": "A", "quantity": "1"}, {"sku": "B", "quantity": Decimal(2), "location": None}],
        [eco.StockLine("A", 1), eco.StockLine("B", 2)],
        (pair for pair in [("A", 1), ("B", 2, "main")]),
    ]
    try:
        import pandas

        forms += [pandas.DataFrame({"sku": ["A", "B"], "quantity": [1, 2]}), pandas.DataFrame({"quantity": [1.0, 2.0], "sku": ["A", "B"]})]
        import polars

        forms += [polars.DataFrame({"sku": ["A", "B"], "quantity": [1, 2], "location": ["main", None]}), polars.LazyFrame({"sku": ["A", "B"], "quantity": [1, 2]})]
    except ImportError:
        pass
    return forms


@pytest.mark.parametrize("lines", lines_in_every_form(), ids=lambda lines: type(lines).__module__ + "." + type(lines).__name__)
def test_lines(lines: Any) -> None:
    with eco.Store("memory:") as store:
        stock = store.inventory()
        assert stock.receive(lines).quantity == 3
        assert (stock.level("A").on_hand, stock.level("B").on_hand) == (1, 2)


def test_lines_that_are_none(stock: eco.Inventory) -> None:
    for lines, error in (
        ([("A", 1.5)], eco.Invalid),
        ([("A", "one")], eco.BadSyntax),
        ([("A", True)], TypeError),
        ([("A",)], TypeError),
        ([(1, 1)], TypeError),
        ([{"sku": "A"}], eco.Invalid),
        ([{"sku": "A", "quantity": 1, "price": 2}], eco.Invalid),
        ("A", TypeError),
        ([], eco.Invalid),
        (None, eco.Invalid),
        ([("A", 0)], eco.Invalid),
        ([("A", -1)], eco.Invalid),
        ([("A", 2**63)], eco.Overflow),
        ([("", 1)], eco.Invalid),
        ([("x" * 256, 1)], eco.Invalid),
    ):
        with pytest.raises(error):
            stock.receive(lines, at=AT)
    assert len(stock.table("ledger")) == 0
    assert stock.receive("A", 2**62, at=AT).quantity == 2**62 == stock.level("A", at=AT).on_hand  # beyond 2^53, exactly
    with pytest.raises(eco.Overflow):
        stock.receive("A", 2**62, at=AT)


def test_insufficient_tells_what_there_is(stock: eco.Inventory) -> None:
    stock.receive([("A", 5), ("B", 1)], location="SZ", at=AT)
    with pytest.raises(eco.Insufficient) as raised:
        stock.hold([("A", 2), ("B", 3, "SZ")], key="cart", at=AT, expires=QUARTER)
    short = raised.value
    assert (short.available, short.sku, short.location, short.index, short.path) == (1, "B", "SZ", 1, "/lines/1")
    assert str(short) == "quantity 3 exceeds 1 available of sku 'B' at 'SZ' at /lines/1" and short.line == 0
    again = pickle.loads(pickle.dumps(short))
    assert (again.available, again.sku, again.index, str(again)) == (1, "B", 1, str(short))
    assert stock.hold([("A", 2), ("B", 3)], key="cart", at=AT, expires=QUARTER, partial=True).quantity == 3
    assert stock.table("holds", key="cart")["quantity"] == [2, 1]


def test_what_becomes_of_a_hold_is_told(stock: eco.Inventory) -> None:
    stock.receive("A", 10, at=AT)
    for number, (end, error) in enumerate((("commit", eco.AlreadyCommitted), ("release", eco.AlreadyReleased), (None, eco.Expired))):
        hold = stock.hold("A", 1, key=(1, number + 1), at=AT, expires=QUARTER)
        if end:
            getattr(stock, end)(hold, at=AT)
        with pytest.raises(error):
            stock.commit(hold, at=AT + QUARTER)
    assert stock.level("A", at=AT + QUARTER).available == 9
    assert stock.tick(now=AT + QUARTER) <= 1 and stock.tick(now=AT + QUARTER) == 0
    assert stock.table("holds", key=(1, 3))["state"] == ["expired"]
    with pytest.raises(eco.NotFound):
        stock.commit("nobody's", at=AT)
    with pytest.raises(eco.VersionMismatch):
        stock.receive("A", 1, at=AT, expected_version=99)
    with pytest.raises(eco.Invalid, match="hold needs expires|expires"):
        stock.hold("A", 1, at=AT, expires=AT)


def test_a_batch(stock: eco.Inventory) -> None:
    results = stock.execute(
        [
            eco.StockCommand("receive", "A", 5, key="r", at=AT),
            eco.StockCommand("hold", "A", 9, key="h1", at=AT, expires=QUARTER),
            eco.StockCommand("hold", "A", 4, key="h2", at=AT, expires=QUARTER, linked=True),
            eco.StockCommand("hold", "A", 4, key="h3", at=AT, expires=QUARTER),
            eco.StockCommand("hold", "A", 1, key="h4", at=AT, expires=QUARTER, dry_run=True),
        ]
    )
    assert [result.status for result in results] == ["OK", "INSUFFICIENT", "LINKED", "INSUFFICIENT", "OK"]
    assert [result.ok for result in results] == [True, False, False, False, True]
    for place, error, available in ((1, eco.Insufficient, 5), (2, eco.LinkedFailed, None), (3, eco.Insufficient, 1)):
        with pytest.raises(error) as raised:
            results[place].check()
        if available is not None:
            assert isinstance(raised.value, eco.Insufficient) and raised.value.available == available and raised.value.sku == "A" and str(raised.value)
    assert stock.level("A", at=AT).reserved == 0 and stock.execute([]) == []
    many = stock.execute([eco.StockCommand("receive", f"X{i % 100}", 1, at=AT) for i in range(3000)])
    assert len(many) == 3000 and all(result.ok for result in many) and len(stock.table("balances")) == 101


def test_commands_are_described_things() -> None:
    command = eco.StockCommand("hold", {"A": 1}, key="k", at=AT, expires=QUARTER)
    assert command == eco.StockCommand("hold", "A", 1, key="k", at="2026-11-11T12:00:00Z", expires=AT + QUARTER) != eco.StockCommand("hold", "A", 2, key="k", at=AT, expires=QUARTER)
    assert pickle.loads(pickle.dumps(command)) == command and hash(command) == hash(pickle.loads(pickle.dumps(command)))
    assert command.to_document() == {
        "key": eco.key_of("k"),
        "verb": "hold",
        "at": "2026-11-11T12:00:00Z",
        "lines": [{"sku": "A", "quantity": 1}],
        "expires": "2026-11-11T12:15:00Z",
    }
    assert eco.StockCommand.of_document(command.to_document()) == command
    with pytest.raises(AttributeError):
        command.verb = "receive"
    with pytest.raises(eco.Invalid, match="time zone"):
        eco.StockCommand("receive", "A", 1, at=datetime(2026, 11, 11))
    before = eco.now()
    assert before <= eco.StockCommand("receive", "A", 1).at <= eco.now()


def test_a_verb_that_there_is_not(stock: eco.Inventory) -> None:
    with pytest.raises(eco.UnknownName, match="verb cannot be 'holds'; did you mean 'hold'"):
        stock.execute([eco.StockCommand("holds", "A", 1, at=AT)])  # type: ignore[arg-type]


def test_tables(stock: eco.Inventory) -> None:
    stock.receive("A", 5, location="SZ", at=AT, reference="PO-1")
    stock.receive("B", 7, location="HZ", at=AT + QUARTER)
    hold = stock.hold("A", 2, location="SZ", at=AT, expires=QUARTER, channel="app")
    balances = stock.table("balances")
    assert list(balances)[0]["sku"] == "A" and balances["available"] == [3, 7] and balances["location"] == ["SZ", "HZ"]
    assert stock.table("balances", sku="A", as_of=AT + QUARTER)["available"] == [5]  # the hold is over then
    assert stock.table("balances", location="HZ")["sku"] == ["B"]
    assert stock.table("holds", key=hold)["channel"] == ["app"] and stock.table("holds")["expires"] == [AT + QUARTER]
    ledger = stock.table("ledger")
    assert ledger["reference"] == ["PO-1", None] and ledger["at"] == [AT, AT + QUARTER]
    assert stock.table("ledger", since=AT + QUARTER)["sku"] == ["B"] and stock.table("ledger", until=AT + QUARTER)["sku"] == ["A"]
    assert stock.table("ledger", after_sequence=ledger["sequence"][0], limit=1)["sku"] == ["B"]
    assert sorted(stock.table("locations")["location"]) == ["HZ", "SZ"]
    with pytest.raises(eco.UnknownName):
        stock.table("balance")  # type: ignore[arg-type]
    with pytest.raises(eco.Invalid):
        stock.table("ledger", as_of=AT)
    with pytest.raises(eco.Invalid, match="no location is given"):
        stock.level("A", at=AT)


def test_several_modules_in_one_transaction(store: eco.Store, stock: eco.Inventory) -> None:
    stock.receive("A", 5, key="r", at=AT)
    hold = eco.StockCommand("hold", "A", 3, key="h", at=AT, expires=QUARTER)
    with pytest.raises(eco.Insufficient) as raised:
        store.together([stock.step([eco.StockCommand("receive", "B", 1, at=AT)]), stock.step([hold, eco.StockCommand("hold", "A", 3, at=AT, expires=QUARTER)])])
    assert (raised.value.available, raised.value.sku, raised.value.path) == (2, "A", "/1/1/lines/0")
    assert len(stock.table("holds")) == 0 and stock.table("balances")["sku"] == ["A"]  # all or none
    done = store.together([stock.step([eco.StockCommand("receive", "B", 1, at=AT)]), stock.step([hold])])
    assert [[result.quantity for result in step] for step in done] == [[1], [3]]
    with eco.Store("memory:") as other:
        with pytest.raises(eco.Invalid):
            other.together([stock.step([hold])])
    with pytest.raises(TypeError):
        store.together([hold])  # type: ignore[list-item]


def test_info_and_outbox(store: eco.Store) -> None:
    info = store.info()
    assert info["library"] == eco.__version__ and info["store"] == store.address.split(":")[0] and "longest_queue" in info
    assert list(store.outbox(now=AT)) == [] == store.outbox_take(now=AT, lease=QUARTER, limit=5)
    with pytest.raises(eco.NotFound):
        store.outbox_done("nothing")
    with pytest.raises(eco.Invalid):
        store.outbox_take(now=AT, lease=timedelta(0))


def test_an_effect_is_done_when_the_loop_comes_back(store: eco.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    line = SimpleNamespace(line="1", sku="A", location=None, quantity=2, amount_minor=1999)
    native = SimpleNamespace(
        key="k1", module="order", name="refund", subject="1001", cause="c", target="t", amount_minor=1999, currency="CNY", attempt=1,
        lines_count=1, lines_at=lambda _: line, attributes_count=1, attributes_at=lambda _: SimpleNamespace(name="tender", value="wallet"),
    )  # fmt: skip
    effect = _store.effect_of(native)
    assert effect.amount == Decimal("19.99") == effect.lines[0].amount and effect.attributes == {"tender": "wallet"} and effect.lines[0].sku == "A"
    done: List[str] = []
    monkeypatch.setattr(eco.Store, "outbox_take", lambda *_, **__: [effect, effect._replace(key="k2"), effect._replace(key="k3")])
    monkeypatch.setattr(eco.Store, "outbox_done", lambda _, key: done.append(key))
    for given in store.outbox():
        if given.key == "k2":
            break
    assert done == ["k1"]


def test_closed_and_reopened(tmp_path: Path) -> None:
    address = f"sqlite:{tmp_path / 'shop.db'}"
    with eco.Store(address) as store:
        store.inventory().receive("A", 5)
        assert repr(store) == f"<ecomops.Store: {address}>" and store.inventory() is store.inventory()
    stock = store.inventory
    for call in (stock, store.info, lambda: list(store.outbox())):
        with pytest.raises(ValueError, match="closed"):
            call()
    eco.Store.migrate(address)
    with eco.Store(address, durability="normal", busy_timeout=timedelta(seconds=1), gather=timedelta(microseconds=10)) as again:
        assert again.inventory().level("A").on_hand == 5
    with eco.Store(address, read_only=True) as reader:
        assert reader.inventory().level("A").on_hand == 5
        with pytest.raises(eco.ReadOnly):
            reader.inventory().receive("A", 1)
        with pytest.raises(eco.ReadOnly):
            reader.inventory().execute([eco.StockCommand("receive", "A", 1)] * 2)
    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(again)


def test_addresses_and_options_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("this is no database, however long it is\n" * 100)
    for address, error in (("shop.db", eco.Invalid), (f"sqlite:{tmp_path / 'text.db'}", eco.Corrupt), (f"sqlite:{tmp_path / 'no/shop.db'}", eco.Error)):
        with pytest.raises(error):
            eco.Store(address)
    for options in ({"durability": "most"}, {"schema": "a b"}, {"gather": timedelta(seconds=5)}):
        with pytest.raises(eco.Invalid):
            eco.Store("memory:", **options)
    with pytest.raises(TypeError):
        eco.Store("memory:", busy_timeout=5)  # type: ignore[arg-type]


def test_the_clock_of_the_host(tmp_path: Path) -> None:
    with eco.Store("memory:") as store:
        before = eco.now()
        store.inventory().receive("A", 1, at=AT)
        assert before <= store.inventory().table("ledger")["recorded"][0] <= eco.now()
        with pytest.raises(eco.Invalid, match="ahead of the store's clock"):
            store.inventory().receive("A", 1, at=eco.now() + timedelta(days=2))
    with eco.Store("memory:", clock=False) as store:
        store.inventory().receive("A", 1, at=datetime(2100, 1, 1, tzinfo=timezone.utc))
        assert store.inventory().table("ledger")["recorded"][0].year == 2100


def test_an_audit_that_finds_something_raises_all_of_it(tmp_path: Path) -> None:
    sqlite3 = pytest.importorskip("sqlite3")
    path = tmp_path / "shop.db"
    with eco.Store(f"sqlite:{path}") as store:
        store.inventory().receive({"A": 5, "B": 5})
        store.inventory().audit()
    with sqlite3.connect(path) as database:
        (table,) = database.execute("select name from sqlite_master where type = 'table' and name like '%inventory_level'").fetchone()
        assert database.execute(f"update {table} set on_hand = on_hand + 1").rowcount == 2
    database.close()
    with eco.Store(f"sqlite:{path}") as store:
        with pytest.raises(eco.Corrupt) as raised:
            store.inventory().audit()
    findings = raised.value.findings
    assert findings is not None and sorted(findings["sku"]) == ["A", "B"] and findings["expected"] == [5, 5] and findings["found"] == [6, 6]
    assert str(raised.value).startswith("2 findings")


def test_threads_share_a_store(stock: eco.Inventory) -> None:
    stock.receive("A", 400, at=AT)
    sold: List[int] = []

    def sell(seller: int) -> None:
        mine = 0
        for buyer in range(100):
            try:
                mine += stock.hold("A", 1, key=(seller, buyer), at=AT, expires=QUARTER).quantity
            except eco.Insufficient:
                break
        sold.append(mine)

    threads = [threading.Thread(target=sell, args=(seller,)) for seller in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sold) == 400 and stock.level("A", at=AT).available == 0


def test_other_threads_of_python_run_meanwhile() -> None:
    commands = [eco.StockCommand("receive", f"X{i}", 1, at=AT) for i in range(5000)]
    stock = eco.Store("memory:").inventory()
    turns, stop = [0], threading.Event()

    def count() -> None:
        while not stop.is_set():
            turns[0] += 1

    text = json.dumps({"schema": "ecomops.stock_commands/1", "commands": [command.to_document() for command in commands]})
    native = stock._native
    assert native is not None
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1)  # within a second the lock changes hands only where it is given up
    thread = threading.Thread(target=count)
    try:
        thread.start()
        before = turns[0]
        from ecomops import _native

        _native.eco_inventory_run(native, text)
        after = turns[0]
    finally:
        stop.set()
        sys.setswitchinterval(interval)
        thread.join()
    assert after > before


FORKED = """
import os, sys
import ecomops as eco
store = eco.Store(sys.argv[1])
stock = store.inventory()
stock.receive("A", 1)
child = os.fork()
if child == 0:
    for call in (lambda: stock.receive("A", 1), lambda: eco.Store(sys.argv[1])):
        try:
            call()
        except eco.Refused as refused:
            print(refused)
    with eco.Store("memory:") as own:
        own.inventory().receive("A", 1)
    sys.exit(0)  # as a child that ends well: what is the parent's is left alone
assert os.waitpid(child, 0)[1] == 0
stock.receive("A", 1)
stock.audit()
print(stock.level("A").on_hand)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_fork_leaves_the_parents_store_alone(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", FORKED, f"sqlite:{tmp_path / 'a.db'}"], capture_output=True, encoding="utf-8", env=environment, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "opened by another process" in done.stdout and "forked while a store on SQLite was open" in done.stdout
    assert done.stdout.splitlines()[-1] == "2"


def sell_in_process(address: str, seller: int) -> int:
    sold = 0
    with eco.Store(address) as store:
        for buyer in range(60):
            try:
                store.inventory().hold("A", 1, key=(seller, buyer), expires=QUARTER)
                sold += 1
            except eco.Insufficient:
                break
    return sold


def test_processes_share_a_file(tmp_path: Path) -> None:
    address = f"sqlite:{tmp_path / 'flash.db'}"
    with eco.Store(address) as store:
        store.inventory().receive("A", 100)
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        sold = pool.starmap(sell_in_process, [(address, seller) for seller in range(1, 5)])
    with eco.Store(address) as store:
        store.inventory().audit()
        assert sum(sold) == 100 and store.inventory().level("A").available == 0
