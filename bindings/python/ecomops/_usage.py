"""Usage: coupons, limits and budgets that hold under concurrency."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, List, Literal, NamedTuple, Optional, Sequence, Union

from . import _native
from ._convert import Key, Moment, exponent_of, key_of, micros, moment_of, money, new_key, now
from ._errors import Corrupt, Error, Insufficient, QuoteStale
from ._inventory import RETURNED, STATUSES
from ._quote import Line, Quote, Shipment, Surcharge
from ._rulebook import Rulebook, cart_text
from ._store import instant_us
from ._table import Table

if TYPE_CHECKING:
    from ._store import Store

UsageTable = Literal["uses", "budgets", "holds", "ledger"]
HOLD, COMMIT, RELEASE, RETURN = 1, 2, 3, 4
ENDS = {"commit": COMMIT, "release": RELEASE, "return": RETURN}
DRY_RUN = 2


class UsageResult(NamedTuple):
    """What became of a command."""

    key: str
    """Of the command; a hold bears it."""
    status: str
    """"OK", "QUOTE_STALE" ..."""
    uses: int
    """Held, committed, released or returned ..."""
    spent: Decimal
    """... and the money of them."""
    sequence: int
    """The last row that it wrote in the ledger; 0: none."""
    replayed: bool
    """The key was known: this is the recorded answer."""
    error: Optional[Error]
    """Why nothing was done; None: it was."""

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return self.error is None

    def check(self) -> "UsageResult":
        """Raises the error, if there is one."""
        if self.error is not None:
            raise self.error
        return self


class UsageStep:
    """A command for ``Store.together``; see ``Usage.step`` and ``Usage.end``."""

    __slots__ = ("_exponent", "_native", "_quote", "_usage", "key")

    key: str

    def __init__(self, usage: "_native.eco_usage", quote: Optional[Quote], key: str, exponent: int, native: "_native.eco_prepared_step") -> None:
        self.key, self._exponent, self._native = key, exponent, native
        self._usage, self._quote = usage, quote and quote._native  # the step looks at them

    def results(self) -> List[UsageResult]:
        """What became of it."""
        return [result_of(_native.eco_prepared_step_results(self._native), self.key, self._exponent)]


Held = Union[Key, UsageResult, UsageStep]


def result_of(text: str, key: str, exponent: int) -> UsageResult:
    """What the native module says of a command."""
    figures, path, message = text.split("\n", 2)
    status, replayed, sequence, use, available, by, uses, spent = figures.split(" ")
    error: Optional[Error] = None
    if status != RETURNED:
        error = STATUSES.get(status, Error)(message, f"/{path.split('/', 2)[2]}" if path.count("/") > 1 else "")
        error.status = status
        if isinstance(error, (Insufficient, QuoteStale)):
            error.available = money(int(available), exponent) if by == "budget" else int(available)
            error.index = int(use) - 1 if use != "0" else None
        if isinstance(error, QuoteStale):
            error.by = None if by == "-" else by
    return UsageResult(key, status, int(uses), money(int(spent), exponent), int(sequence), replayed == "1", error)


def key_of_hold(hold: Held) -> str:
    return key_of(hold.key if isinstance(hold, (UsageResult, UsageStep)) else hold)


class Usage:
    """What promotions have used. ``Store.usage(rulebook)`` makes it; threads may share it.

    >>> usage = store.usage(rules)                            # doctest: +SKIP
    >>> quote = usage.price([Line("A", 1)], at=now())         # doctest: +SKIP
    >>> held = usage.hold(quote, expires=timedelta(minutes=15))  # doctest: +SKIP
    >>> usage.commit(held)                                    # doctest: +SKIP

    What is refused raises: ``QuoteStale`` and ``Insufficient`` with ``available`` and ``index`` (in ``quote.uses``); ``Expired``, ``AlreadyCommitted``,
    ``AlreadyReleased``, ``KeyReused`` ...
    """

    __slots__ = ("_exponent", "_native", "_store", "rulebook")

    rulebook: Rulebook

    def __init__(self, store: "Store", rulebook: Rulebook) -> None:
        self._store, self.rulebook = store, rulebook
        self._exponent = exponent_of(rulebook.currency)
        self._native: Optional["_native.eco_usage"] = _native.eco_usage_connect(store._handle(), rulebook._native)

    def _handle(self) -> "_native.eco_usage":
        self._store._handle()
        if self._native is None:
            raise ValueError("the store is closed")
        return self._native

    def price(
        self,
        lines: Sequence[Line],
        *,
        at: Optional[Moment] = None,
        coupons: Sequence[str] = (),
        customer: Any = None,
        channel: Optional[str] = None,
        shipping: Optional[str] = None,
        shipments: Sequence[Shipment] = (),
        surcharges: Sequence[Surcharge] = (),
        credit: Any = None,
        attributes: Any = None,
        id: Optional[str] = None,
        explain: Any = "nothing",
        next_steps: Optional[int] = None,
    ) -> Quote:
        """``Rulebook.price``, with all that has been used so far of what this cart can use."""
        moment = now() if at is None else at
        text = cart_text(lines, moment, coupons, customer, channel, shipping, shipments, surcharges, credit, attributes, id)
        used = _native.eco_usage_used(self._handle(), self.rulebook._native, text)
        return self.rulebook._price_text(text, used.encode(), explain, next_steps)

    def hold(
        self,
        quote: Quote,
        *,
        expires: Union[timedelta, Moment],
        key: Optional[Key] = None,
        at: Optional[Moment] = None,
        actor: Optional[str] = None,
        reason: Optional[str] = None,
        reference: Optional[str] = None,
        dry_run: bool = False,
    ) -> UsageResult:
        """Reserves until the deadline all that a quote uses. The result's ``key`` is the hold.

        QuoteStale: less is left by now than the quote uses: price the cart again. Insufficient: nothing is left."""
        moment = now() if at is None else moment_of(at, "at")
        own = new_key(moment) if key is None else key_of(key)
        text = _native.eco_usage_run_hold(
            self._handle(),
            own,
            micros(moment),
            quote._native,
            deadline_us(moment, expires),
            actor or "",
            reason or "",
            reference or "",
            DRY_RUN if dry_run else 0,
        )
        return result_of(text, own, quote._exponent).check()

    def step(
        self,
        quote: Quote,
        *,
        expires: Union[timedelta, Moment],
        key: Optional[Key] = None,
        at: Optional[Moment] = None,
        actor: Optional[str] = None,
        reason: Optional[str] = None,
        reference: Optional[str] = None,
    ) -> UsageStep:
        """A hold for ``Store.together``: the coupon and the goods of a checkout, or neither."""
        moment = now() if at is None else moment_of(at, "at")
        own = new_key(moment) if key is None else key_of(key)
        words = (actor or "", reason or "", reference or "")
        native = _native.eco_usage_prepare(self._handle(), own, micros(moment), quote._native, deadline_us(moment, expires), *words)
        return UsageStep(self._handle(), quote, own, quote._exponent, native)

    def end(
        self,
        verb: Literal["commit", "release", "return"],
        hold: Held,
        *,
        key: Optional[Key] = None,
        at: Optional[Moment] = None,
        actor: Optional[str] = None,
        reason: Optional[str] = None,
        reference: Optional[str] = None,
    ) -> UsageStep:
        """What becomes of a hold, for ``Store.together``: coupon and goods are committed together, or released together."""
        moment = now() if at is None else moment_of(at, "at")
        own = new_key(moment) if key is None else key_of(key)
        words = (actor or "", reason or "", reference or "")
        native = _native.eco_usage_prepare_end(self._handle(), own, ENDS[verb], micros(moment), key_of_hold(hold), *words)
        return UsageStep(self._handle(), None, own, self._exponent, native)

    def _end(self, verb: int, hold: Held, more: Any) -> UsageResult:
        return self._end_with(verb, hold, **more)

    def _end_with(
        self,
        verb: int,
        hold: Held,
        key: Optional[Key] = None,
        at: Optional[Moment] = None,
        actor: Optional[str] = None,
        reason: Optional[str] = None,
        reference: Optional[str] = None,
        expected_version: int = 0,
        dry_run: bool = False,
    ) -> UsageResult:
        moment = now() if at is None else moment_of(at, "at")
        own = new_key(moment) if key is None else key_of(key)
        text = _native.eco_usage_run_end(
            self._handle(),
            own,
            verb,
            micros(moment),
            key_of_hold(hold),
            actor or "",
            reason or "",
            reference or "",
            expected_version,
            DRY_RUN if dry_run else 0,
        )
        return result_of(text, own, self._exponent).check()

    def commit(self, hold: Held, **more: Any) -> UsageResult:
        """What is held is used. Keywords: key, at, actor, reason, reference, expected_version, dry_run."""
        return self._end(COMMIT, hold, more)

    def release(self, hold: Held, **more: Any) -> UsageResult:
        """What is held is free again."""
        return self._end(RELEASE, hold, more)

    def give_back(self, hold: Held, **more: Any) -> UsageResult:
        """What was committed is free again, after a cancelled order (the verb RETURN)."""
        return self._end(RETURN, hold, more)

    def table(
        self,
        name: UsageTable,
        *,
        subject: Optional[str] = None,
        key: Optional[Held] = None,
        since: Optional[Moment] = None,
        until: Optional[Moment] = None,
        after_sequence: int = 0,
        limit: int = 0,
    ) -> Table:
        """"uses", "budgets", "holds" or "ledger". subject: a promotion; of budgets a campaign. key: a hold; of the ledger a command."""

        def us(value: Optional[Moment], what: str) -> int:
            return 0 if value is None else micros(moment_of(value, what))

        hold = "" if key is None else key_of_hold(key)
        native = _native.eco_usage_rows(self._handle(), name, subject or "", hold, us(since, "since"), us(until, "until"), after_sequence, limit)
        return Table(native)

    def tick(self, *, now: Optional[Moment] = None, limit: int = 0) -> int:
        """Expires holds whose deadline has passed, at most `limit` (0: 10,000), and says how many it was."""
        done: int = _native.eco_usage_tick(self._handle(), instant_us(now, "now"), limit)
        return done

    def audit(self) -> None:
        """Proves that what is held and committed is what holds and ledger say, and that nothing is over a limit or budget. Else raises Corrupt, whose
        ``findings`` lists all breaches."""
        native = _native.eco_usage_findings(self._handle())
        findings = None if native is None else Table(native)
        if findings is None or not len(findings):
            return
        row = next(iter(findings))
        error = Corrupt(f"{len(findings):,} findings, the first: {row['what']}, expected {row['expected']}, found {row['found']}")
        error.findings = findings
        raise error

    def __repr__(self) -> str:
        return f"<ecomops.Usage of {self._store!r}>"


def deadline_us(moment: datetime, expires: Union[timedelta, Moment]) -> int:
    return micros(moment + expires if isinstance(expires, timedelta) else moment_of(expires, "expires"))
