"""Stores: where state lives, and what must be done in the outside world."""

from __future__ import annotations

import os
import weakref
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple, Union

from . import _native
from ._convert import DURABILITIES, Durability, Moment, exponent_of, key_of, micros, moment_of, money, now, number_word
from ._errors import Refused
from ._table import Table

if TYPE_CHECKING:
    from ._convert import Key
    from ._inventory import Inventory, StockResult, StockStep
    from ._rulebook import Rulebook
    from ._usage import Usage, UsageResult, UsageStep


class EffectLine(NamedTuple):
    """A line of an effect."""

    line: Optional[str]
    sku: Optional[str]
    location: Optional[str]
    quantity: int
    amount: Optional[Decimal]


class Effect(NamedTuple):
    """Something that must be done in the outside world: charge, refund, notify ..."""

    key: str
    """Pass it on as the idempotency key of the outside call."""
    module: str
    name: str
    subject: Optional[str]
    cause: str
    """The command that asked for it ..."""
    target: str
    """... and what it is about, such as the payment."""
    amount: Optional[Decimal]
    currency: Optional[str]
    attempt: int
    """From 1."""
    lines: Tuple[EffectLine, ...]
    attributes: Dict[str, str]


class Store:
    """Where stock, and all else that lasts, is kept.

    >>> with Store("memory:") as store:
    ...     stock = store.inventory()
    ...     _ = stock.receive("PHONE", 10, key="receipt 1")
    ...     stock.level("PHONE").available
    10

    Any number of threads may share a store: what they ask for at the same time is committed together. Each process opens its own; with SQLite a process
    must not be forked while a store is open (use multiprocessing's "spawn").
    """

    __slots__ = ("__weakref__", "_inventory", "_native", "_process", "_usages", "address")

    address: str

    def __init__(
        self,
        address: str,
        *,
        durability: Durability = "full",
        read_only: bool = False,
        schema: Optional[str] = None,
        shop: Optional[str] = None,
        gather: Optional[timedelta] = None,
        busy_timeout: Optional[timedelta] = None,
        clock: bool = True,
    ) -> None:
        """
        address: "memory:", "sqlite:shop.db" or "postgresql://host/database". A database without our tables gets them.
        durability: "full": what has returned survives a power cut; "normal": the end of the process; "off": may be lost with the machine.
        schema: PostgreSQL: the schema's name; SQLite: what the names of tables begin with. Default: "eco".
        shop: leads every key on PostgreSQL, for several shops in one database.
        gather: how long a commit waits for companions. Default: it takes only those along that are there already.
        busy_timeout: how long to wait for other processes. Default: 5 seconds.
        clock: note this host's time with what is recorded, and refuse commands that lie more than a day ahead of it. False: the command's own time, so that
            a simulation can be repeated.
        """
        if _is_sqlite(address) and _FORKED:
            raise Refused(
                "this process was forked while a store on SQLite was open, which would damage it: start processes with "
                'multiprocessing.get_context("spawn"), or open stores after the fork'
            )
        self._inventory: Optional["Inventory"] = None
        self._usages: List["Usage"] = []
        self._native: Optional["_native.eco_store"] = _native.eco_store_connect(
            address,
            number_word(DURABILITIES, durability, "durability"),
            read_only,
            schema or "",
            shop or "",
            span(gather, "gather"),
            span(busy_timeout, "busy_timeout"),
            clock,
        )
        self.address, self._process = address, os.getpid()
        _OPEN.add(self)

    @staticmethod
    def migrate(address: str, *, schema: Optional[str] = None, shop: Optional[str] = None, busy_timeout: Optional[timedelta] = None) -> None:
        """Brings an older schema to this version. Running writers of the older version stop with NewerVersion."""
        _native.eco_store_upgrade(address, schema or "", shop or "", span(busy_timeout, "busy_timeout"))

    def _handle(self) -> "_native.eco_store":
        if self._native is None:
            raise ValueError("the store is closed")
        if self._process != os.getpid():
            raise Refused("the store was opened by another process; open one of its own in each")
        return self._native

    def inventory(self, currency: Optional[str] = None) -> "Inventory":
        """Stock. Always the same object, which lives as long as the store is open. currency: ISO 4217, of all its costs; it may be given once."""
        from ._inventory import Inventory

        self._handle()
        if self._inventory is None:
            self._inventory = Inventory(self, currency)
        elif currency is not None:
            self._inventory._set_currency(currency)
        return self._inventory

    def usage(self, rulebook: "Rulebook") -> "Usage":
        """What the promotions of a rulebook have used: coupons, limits, budgets. Lives as long as the store is open; when the rulebook changes, ask for
        another one with the new rulebook."""
        from ._usage import Usage

        made = Usage(self, rulebook)
        self._usages.append(made)
        return made

    def info(self) -> Dict[str, str]:
        """What an operator watches: versions, known defects of them, batches, commands, retries, the longest queue."""
        table = Table(_native.eco_store_info(self._handle()))
        return dict(zip(table["name"], table["value"]))

    def together(self, steps: Sequence[Union["StockStep", "UsageStep"]]) -> List[Any]:
        """Steps of several modules in one transaction: all, or none.

        ``store.together([usage.step(quote, expires=...), stock.step([eco.StockCommand("hold", ...)])])`` gives the list of results of each step. What
        fails is raised; its path begins with step and command.
        """
        from ._inventory import run_together

        return run_together(self._handle(), steps)

    def outbox(self, *, now: Optional[Moment] = None, lease: timedelta = timedelta(minutes=1), limit: int = 100) -> Iterator[Effect]:
        """What must be done in the outside world, oldest first. An effect is done when the loop comes back for the next one: an exception in the loop's
        body, or a break, leaves it, and it is given again when the lease is over.

        for effect in store.outbox():
            send(effect)
        """
        for effect in self.outbox_take(now=now, lease=lease, limit=limit):
            yield effect
            self.outbox_done(effect.key)

    def outbox_take(self, *, now: Optional[Moment] = None, lease: timedelta = timedelta(minutes=1), limit: int = 100) -> List[Effect]:
        """Up to `limit` effects, leased to this caller until now + lease; those that are not done by then are given again."""
        taken = _native.eco_outbox_take(self._handle(), instant_us(now, "now"), span(lease, "lease"), limit)
        return [effect_of(taken.items_at(index)) for index in range(taken.items_count)]

    def outbox_done(self, key: "Key") -> None:
        """Ends an effect: it is never given again. Doing so twice is fine."""
        _native.eco_outbox_done(self._handle(), key_of(key))

    def close(self) -> None:
        """Closes the store and all that was made of it. Calls that still run in other threads end first."""
        for module in (self._inventory, *self._usages):
            if module is not None:
                module._native = None
        self._native = None
        _OPEN.discard(self)

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> Any:
        raise TypeError("a store can't be pickled; open one in each process")

    def __repr__(self) -> str:
        return f"<ecomops.Store: {self.address}{', closed' if self._native is None else ''}>"


_OPEN: "weakref.WeakSet[Store]" = weakref.WeakSet()
_FORKED = False


def _is_sqlite(address: object) -> bool:
    return isinstance(address, str) and address.startswith("sqlite:")


def _after_fork() -> None:
    """In the child: what the parent has open is the parent's. SQLite's locks are the process's, so that closing, or opening the file again, would break
    them: https://sqlite.org/howtocorrupt.html#_carrying_an_open_database_connection_across_a_fork_"""
    global _FORKED
    for store in _OPEN:
        _FORKED = _FORKED or _is_sqlite(store.address)
        if store._native is not None:
            store._native.thisown = False
        for module in (store._inventory, *store._usages):
            if module is not None and module._native is not None:
                module._native.thisown = False


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def span(value: Optional[timedelta], what: str) -> int:
    """Microseconds; None is "not given"."""
    if value is None:
        return 0
    if not isinstance(value, timedelta):
        raise TypeError(f"{what}: {value!r} is a {type(value).__name__}; a timedelta is needed")
    return value // timedelta(microseconds=1)


def instant_us(value: Optional[Moment], what: str) -> int:
    """Microseconds since 1970; None is now."""
    return micros(now() if value is None else moment_of(value, what))


def effect_of(native: Any) -> Effect:
    """An effect of the native module."""
    currency = native.currency
    exponent = exponent_of(currency) if currency else 0

    def amount(minor: int) -> Optional[Decimal]:
        return money(minor, exponent) if currency else None

    lines = [native.lines_at(index) for index in range(native.lines_count)]
    attributes = [native.attributes_at(index) for index in range(native.attributes_count)]
    return Effect(
        native.key,
        native.module,
        native.name,
        native.subject,
        native.cause,
        native.target,
        amount(native.amount_minor),
        currency,
        native.attempt,
        tuple(EffectLine(line.line, line.sku, line.location, line.quantity, amount(line.amount_minor)) for line in lines),
        {attribute.name: attribute.value for attribute in attributes},
    )
