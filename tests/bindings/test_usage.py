"""Usage of promotions: snapshots, holds and their ends, a checkout of coupon and stock together, threads that fight for a budget."""

from __future__ import annotations

import threading
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Iterator, List

import ecomops as eco
import pytest
from conftest import AT

QUARTER = timedelta(minutes=15)


@pytest.fixture(params=["memory:", "sqlite:"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[eco.Store]:
    address = request.param if request.param == "memory:" else f"sqlite:{tmp_path / 'shop.db'}"
    with eco.Store(address, clock=False) as opened:
        yield opened


@pytest.fixture
def rules() -> eco.Rulebook:
    return eco.Rulebook(
        currency="EUR",
        campaigns=[eco.Campaign("summer", budget="50.00", clip=True)],
        promotions=[eco.Promotion("ten", stage="item", tiers=[eco.Tier(off_each="10.00")], campaign="summer", limit_per_customer=2)],
    )


@pytest.fixture
def usage(store: eco.Store, rules: eco.Rulebook) -> Iterator[eco.Usage]:
    made = store.usage(rules)
    yield made
    made.audit()


def price(usage: eco.Usage, quantity: int, customer: str = "lily") -> eco.Quote:
    return usage.price([eco.Line("A", quantity, unit="20.00")], at=AT, customer=customer)


def test_what_is_held_comes_into_the_next_price(usage: eco.Usage) -> None:
    first = price(usage, 3)
    assert first.discount == Decimal("30.00") and first.uses[0].spent == Decimal("30.00")
    held = usage.hold(first, key="cart 1", at=AT, expires=QUARTER)
    assert held.ok and (held.uses, held.spent) == (1, Decimal("30.00")) and held.key == eco.key_of("cart 1")
    assert usage.hold(first, key="cart 1", at=AT, expires=QUARTER).replayed
    assert price(usage, 3).discount == Decimal("20.00")  # the budget clips
    usage.release(held, at=AT)
    assert price(usage, 3).discount == Decimal("30.00")


def test_a_stale_quote_says_what_is_left(usage: eco.Usage) -> None:
    first, second = price(usage, 3), price(usage, 3, "ann")
    usage.hold(first, at=AT, expires=QUARTER)
    with pytest.raises(eco.QuoteStale) as stale:
        usage.hold(second, key="ann 1", at=AT, expires=QUARTER)
    assert (stale.value.available, stale.value.index, stale.value.by) == (Decimal("20.00"), 0, "budget")
    assert stale.value.path == "/quote/uses/0" and "20.00 left" in str(stale.value)
    again = price(usage, 3, "ann")
    assert usage.hold(again, key="ann 1", at=AT, expires=QUARTER).spent == Decimal("20.00")
    with pytest.raises(eco.Insufficient) as none:
        usage.hold(second, at=AT, expires=QUARTER)
    assert none.value.available == 0


def test_a_hold_ends_once(usage: eco.Usage) -> None:
    held = usage.hold(price(usage, 1), at=AT, expires=QUARTER)
    assert usage.commit(held, key="pay", at=AT).spent == Decimal("10.00")
    assert usage.commit(held, key="pay", at=AT).replayed
    with pytest.raises(eco.AlreadyCommitted):
        usage.release(held, at=AT)
    assert usage.give_back(held, at=AT).uses == 1
    with pytest.raises(eco.AlreadyReleased):
        usage.give_back(held, at=AT)
    late = usage.hold(price(usage, 1), at=AT, expires=QUARTER)
    with pytest.raises(eco.Expired):
        usage.commit(late, at=AT + QUARTER)
    usage.tick(now=AT + QUARTER)
    assert [row["state"] for row in usage.table("holds")].count("expired") == 1
    assert usage.table("budgets")["left"] == [Decimal("50.00")]
    assert len(usage.table("ledger", key=held)) == 0 and len(usage.table("ledger")) == 2
    assert usage.table("uses", subject="ten")["promotion"][0] == "ten"


def test_coupon_and_goods_together_or_not_at_all(store: eco.Store, usage: eco.Usage) -> None:
    stock = store.inventory()
    stock.receive("A", 2, at=AT)

    def checkout(quantity: int) -> List[object]:
        return store.together(
            [
                usage.step(price(usage, quantity), at=AT, expires=QUARTER),
                stock.step([eco.StockCommand("hold", "A", quantity, at=AT, expires=QUARTER)]),
            ]
        )

    with pytest.raises(eco.Insufficient) as short:
        checkout(3)
    assert short.value.path == "/1/0/lines/0" and (short.value.available, short.value.sku) == (2, "A")
    assert price(usage, 3).discount == Decimal("30.00")
    used, held = checkout(2)
    assert used[0].spent == Decimal("20.00") and held[0].quantity == 2  # type: ignore[index]

    def finish(verb: str) -> List[object]:
        goods = stock.step([eco.StockCommand(verb, hold=held[0].key, key=f"{verb} 1", at=AT)])  # type: ignore[index,arg-type]
        return store.together([usage.end(verb, used[0], key=f"{verb} 1", at=AT, reference="order 1"), goods])  # type: ignore[index,arg-type]

    for _ in range(2):  # a retry of the whole
        ended, _goods = finish("commit")
        assert ended[0].spent == Decimal("20.00")  # type: ignore[index]
    with pytest.raises(eco.AlreadyCommitted) as late:
        finish("release")
    assert late.value.path.startswith("/0/0")
    assert usage.table("ledger")["reference"] == ["order 1"]
    store.together([usage.end("return", used[0], at=AT)])  # type: ignore[index]
    assert usage.table("budgets")["left"] == [Decimal("50.00")]
    stock.audit()


def test_threads_never_spend_more_than_the_budget(store: eco.Store, usage: eco.Usage) -> None:
    spent: List[Decimal] = []

    def buy(number: int) -> None:
        for turn in range(5):
            try:
                spent.append(usage.hold(price(usage, 1, f"c{number}"), key=(number, turn + 1), at=AT, expires=QUARTER).spent)
            except (eco.QuoteStale, eco.Insufficient):
                pass

    threads = [threading.Thread(target=buy, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(spent) == Decimal("50.00")
    assert usage.table("budgets")["held"] == [Decimal("50.00")]


def test_a_closed_store_is_no_store(rules: eco.Rulebook) -> None:
    store = eco.Store("memory:")
    usage = store.usage(rules)
    store.close()
    with pytest.raises(ValueError, match="closed"):
        usage.tick()
