"""Stock: receive, hold, commit, release, issue; batches, tables, audits."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from operator import index
from typing import TYPE_CHECKING, Any, ClassVar, Dict, Iterable, List, Literal, Mapping, NamedTuple, Optional, Sequence, Tuple, Type, Union

from . import _native
from ._convert import Key, Moment, is_whole, key_of, micros, moment_of, new_key, now, number_of
from ._described import MOMENT, TEXT, TRUTH, WHOLE, Described, Kind
from ._errors import CLASSES, Corrupt, Error, Insufficient, Invalid, QuoteStale
from ._store import instant_us
from ._table import Table, read_batches

if TYPE_CHECKING:
    from ._store import Store

Pieces = Union[int, str, Decimal]
"""A whole number of pieces."""
Lines = Union[str, Mapping[str, Pieces], Iterable[Any], None]
"""One SKU; {sku: quantity}; pairs (sku, quantity), triples (sku, quantity, location) or dicts; a frame with columns sku, quantity and, if there is one,
location."""
Verb = Literal["hold", "extend", "commit", "release", "issue", "cancel", "receive", "adjust"]
StockTable = Literal["balances", "holds", "ledger", "locations"]

STATUSES: Dict[str, Type[Error]] = {kind.status: kind for kind in CLASSES.values()}
OF_THE_STORE = {"MEMORY", "IO"} | {kind.status for code, kind in CLASSES.items() if 100 <= code < 110}
RETURNED = "OK"


class StockLine(NamedTuple):
    """A quantity of an SKU at a location; None: the store's only one."""

    sku: str
    quantity: int
    location: Optional[str] = None


class Level(NamedTuple):
    """Quantities of one SKU at one location, by state."""

    on_hand: int
    reserved: int
    committed: int
    incoming: int
    in_transit: int
    damaged: int
    quality_control: int
    available: int
    """on_hand - reserved - committed"""
    version: int


# ---- what a command is made of ------------------------------------------------------------------------------------------------------


def pieces_of(value: object, what: str) -> int:
    """A quantity as an int. A float is taken where it is whole: columns of frames with gaps are made of floats."""
    if is_whole(value):
        return index(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    number = number_of(value, what) if not isinstance(value, float) else Decimal(value)
    if not number.is_finite() or number != number.to_integral_value():
        raise Invalid(f"{what}: {value!r} is not a whole number")
    return int(number)


def name_of(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{what}: {value!r} is a {type(value).__name__}; a string is needed")
    return value


def line_of(item: object, location: Optional[str], place: int) -> StockLine:
    """A line out of a pair, triple or dict."""
    where = f"/lines/{place}"
    if isinstance(item, Mapping):
        unknown = set(item) - {"sku", "quantity", "location"}
        if unknown or not {"sku", "quantity"} <= set(item):
            raise Invalid(f"a line has sku, quantity and location, not {', '.join(map(str, item))}", where)
        sku, quantity, own = item["sku"], item["quantity"], item.get("location")
    elif isinstance(item, (tuple, list)) and len(item) in (2, 3):
        sku, quantity, own = item if len(item) == 3 else (*item, None)
    else:
        raise TypeError(f"line {place}: {item!r} is no (sku, quantity), (sku, quantity, location) or dict")
    own = location if own is None else own
    return StockLine(name_of(sku, "sku"), pieces_of(quantity, f"{where}/quantity"), None if own is None else name_of(own, "location"))


def lines_of_frame(frame: object, location: Optional[str]) -> List[StockLine]:
    lines: List[StockLine] = []
    for native in read_batches(frame, {}):
        table = Table(native)
        columns = [table["sku"], table["quantity"], table["location"] if "location" in table.columns else [None] * len(table)]
        lines += [line_of(row, location, len(lines) + place) for place, row in enumerate(zip(*columns))]
    return lines


def is_frame(lines: object) -> bool:
    return hasattr(lines, "__arrow_c_stream__") or type(lines).__name__ == "LazyFrame" or type(lines).__module__.split(".")[0] == "pandas"


def lines_of(lines: Lines, quantity: Optional[Pieces], location: Optional[str]) -> Optional[Tuple[StockLine, ...]]:
    """Whatever lines may be given as; None: none were."""
    if isinstance(lines, str):
        if quantity is None:
            raise TypeError(f"quantity: how many of {lines!r}?")
        return (line_of((lines, quantity), location, 0),)
    if quantity is not None:
        raise TypeError("quantity is for one SKU; lines have their own")
    if lines is None:
        return None
    if isinstance(lines, Mapping):
        return tuple(line_of(item, location, place) for place, item in enumerate(lines.items()))
    if is_frame(lines):
        return tuple(lines_of_frame(lines, location))
    return tuple(item if isinstance(item, StockLine) and not location else line_of(item, location, place) for place, item in enumerate(lines))


def write_lines(lines: Sequence[StockLine]) -> List[Dict[str, Any]]:
    return [
        {"sku": line.sku, "quantity": WHOLE.write(line.quantity), **({"location": line.location} if line.location is not None else {})} for line in lines
    ]


def take_lines(lines: Any, _: str) -> Tuple[StockLine, ...]:
    return lines_of(lines, None, None) or ()


def hold_key(hold: Any, _: str) -> str:
    """The hold's key: of the result or the command that made it, too."""
    return key_of(hold.key if isinstance(hold, (StockResult, StockCommand)) else hold)


class StockCommand(Described):
    """One command, for ``Inventory.execute`` and ``Inventory.step``: ``StockCommand("hold", "PHONE", 1, key="cart 7", expires=timedelta(minutes=15))``.

    The same key with the same body (verb, lines, hold; not times, actor, reason and reference) gives the recorded answer, however often it is asked.
    """

    __slots__ = (
        "actor", "at", "channel", "dry_run", "expected_version", "expires", "hold", "key", "lines", "linked", "partial", "reason", "reference", "verb",
    )  # fmt: skip
    KINDS: ClassVar[Mapping[str, Kind]] = {
        "key": Kind(lambda key, _: key_of(key), lambda key: key),
        "verb": TEXT,
        "at": MOMENT,
        "lines": Kind(take_lines, write_lines, tuple),
        "hold": Kind(hold_key, lambda key: key),
        "expires": MOMENT,
        "channel": TEXT,
        "partial": TRUTH,
        "actor": TEXT,
        "reason": TEXT,
        "reference": TEXT,
        "expected_version": WHOLE,
        "linked": TRUTH,
        "dry_run": TRUTH,
    }

    verb: str
    key: str
    at: datetime
    lines: Optional[Tuple[StockLine, ...]]
    hold: Optional[str]
    expires: Optional[datetime]
    channel: Optional[str]
    partial: bool
    actor: Optional[str]
    reason: Optional[str]
    reference: Optional[str]
    expected_version: Optional[int]
    linked: bool
    dry_run: bool

    def __init__(
        self,
        verb: Verb,
        lines: Lines = None,
        quantity: Optional[Pieces] = None,
        *,
        location: Optional[str] = None,
        key: Optional[Key] = None,
        at: Optional[Moment] = None,
        hold: Union[Key, "StockResult", "StockCommand", None] = None,
        expires: Union[timedelta, Moment, None] = None,
        channel: Optional[str] = None,
        partial: bool = False,
        actor: Optional[str] = None,
        reason: Optional[str] = None,
        reference: Optional[str] = None,
        expected_version: Optional[int] = None,
        linked: bool = False,
        dry_run: bool = False,
    ) -> None:
        """
        verb: hold, extend, commit, release, issue, cancel, receive or adjust.
        lines: an SKU, with its quantity; {sku: quantity}; pairs, triples with a location, or dicts; a frame with columns sku, quantity, location.
        location: of lines that have none; None: the store's only one.
        key: text, a UUID, two ints or 16 bytes; None: a new one, so that asking again would be another command.
        at: when it takes effect; None: now.
        hold: the hold's key, or the result or command that made it.
        expires: when a hold is lost; a timedelta counts from `at`.
        partial: hold of each line what there is.
        expected_version: of the hold, or of the level where there is one line and no hold.
        linked: succeeds or fails together with the next command.
        dry_run: the same answer, nothing is done.
        """
        moment = now() if at is None else moment_of(at, "at")
        if isinstance(expires, timedelta):
            expires = moment + expires
        self._take(
            {
                "verb": verb,
                "key": new_key(moment) if key is None else key,
                "at": moment,
                "lines": lines_of(lines, quantity, location),
                "hold": hold,
                "expires": expires,
                "channel": channel,
                "partial": partial,
                "actor": actor,
                "reason": reason,
                "reference": reference,
                "expected_version": expected_version,
                "linked": linked,
                "dry_run": dry_run,
            }
        )


class StockResult(NamedTuple):
    """What became of a command."""

    key: str
    """Of the command; a hold bears it."""
    status: str
    """"OK", "INSUFFICIENT" ..."""
    quantity: int
    """Held, committed, released, issued, cancelled, received or adjusted by all lines."""
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

    def check(self) -> "StockResult":
        """Raises the error, if there is one."""
        if self.error is not None:
            raise self.error
        return self


class StockStep:
    """Commands of stock for ``Store.together``; see ``Inventory.step``."""

    __slots__ = ("_inventory", "_native", "commands")

    commands: Tuple[StockCommand, ...]

    def __init__(self, inventory: "_native.eco_inventory", commands: Sequence[StockCommand]) -> None:
        self.commands = tuple(commands)
        self._inventory = inventory  # the step looks at it
        self._native = _native.eco_inventory_prepare(inventory, document_of(self.commands))

    def results(self) -> List[StockResult]:
        """What became of them."""
        return results_of(_native.eco_prepared_step_results(self._native), self.commands)


# ---- documents ----------------------------------------------------------------------------------------------------------------------


def document_of(commands: Sequence[StockCommand]) -> str:
    for command in commands:
        if not isinstance(command, StockCommand):
            raise TypeError(f"{command!r} is no ecomops.StockCommand")
    return json.dumps({"schema": "ecomops.stock_commands/1", "commands": [command.to_document() for command in commands]})


def error_of(result: Mapping[str, Any], command: StockCommand) -> Optional[Error]:
    """The exception of a result; its path is inside the command."""
    status: str = result["status"]
    if status == RETURNED:
        return None
    path = result.get("path", "").split("/", 3)  # "/commands/2/lines/0"
    inside = f"/{path[3]}" if len(path) > 3 else ""
    error = STATUSES.get(status, Error)(result.get("message", ""), inside)
    error.status = status
    line = result.get("line")
    if isinstance(error, Insufficient):
        error.available, error.index = int(result["available"]), line
        if line is not None and command.lines:
            error.sku, error.location = command.lines[line].sku, command.lines[line].location
        error.message = error.message or f"{error.available} available of sku {error.sku!r}"
    return error


def results_of(text: str, commands: Sequence[StockCommand]) -> List[StockResult]:
    return [
        StockResult(
            result["key"],
            result["status"],
            int(result.get("quantity", 0)),
            int(result.get("sequence", 0)),
            result.get("replayed", False),
            error_of(result, command),
        )
        for result, command in zip(json.loads(text)["results"], commands)
    ]


def run_together(store: "_native.eco_store", steps: Sequence[Any]) -> List[Any]:
    for step in steps:
        if not hasattr(step, "results") or not hasattr(step, "_native"):
            raise TypeError(f"{step!r} is no step; Inventory.step and Usage.step make them")
    try:
        _native.eco_store_run_steps(store, [step._native for step in steps])
    except Error as error:
        add_figures(error, steps)
        raise
    return [step.results() for step in steps]


def add_figures(error: Error, steps: Sequence[Any]) -> None:
    """What the failed command's own error says beside its words."""
    where = error.path.split("/", 3)
    if not isinstance(error, (Insufficient, QuoteStale)) or len(where) < 3:
        return
    failed = steps[int(where[1])].results()[int(where[2])].error
    for name in ("available", "sku", "location", "index", "by"):
        if hasattr(failed, name):
            setattr(error, name, getattr(failed, name))


# ---- the handle ---------------------------------------------------------------------------------------------------------------------


class Inventory:
    """Stock that can't be oversold. ``Store.inventory()`` makes it; threads may share it.

    What is refused raises: ``Insufficient`` with ``available``, ``sku``, ``location`` and ``index``; ``Expired``, ``AlreadyCommitted``, ``AlreadyReleased``,
    ``KeyReused`` ... A refusal changes nothing, so that asking again with the same key is a new try.
    """

    __slots__ = ("_native", "_store")

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._native: Optional["_native.eco_inventory"] = _native.eco_inventory_connect(store._handle())

    def _handle(self) -> "_native.eco_inventory":
        self._store._handle()
        if self._native is None:
            raise ValueError("the store is closed")
        return self._native

    def execute(self, commands: Sequence[StockCommand]) -> List[StockResult]:
        """Commands in this order, committed at once. Each succeeds or fails alone (but for linked ones): look at each result's ``ok`` or ``error``, or
        call its ``check()``. Raises only where the store itself fails, and nothing was done. Other threads of Python run meanwhile."""
        commands = list(commands)
        if not commands:
            return []
        results = results_of(_native.eco_inventory_run(self._handle(), document_of(commands)), commands)
        if results[0].error is not None and {result.status for result in results} <= OF_THE_STORE:
            raise results[0].error
        return results

    def _one(self, command: StockCommand) -> StockResult:
        return self.execute([command])[0].check()

    def receive(self, lines: Lines, quantity: Optional[Pieces] = None, **more: Any) -> StockResult:
        """Goods come in: ``stock.receive("PHONE", 1000, key="receipt 1")``. Keywords as of StockCommand."""
        return self._one(StockCommand("receive", lines, quantity, **more))

    def adjust(self, lines: Lines, quantity: Optional[Pieces] = None, *, reason: str, **more: Any) -> StockResult:
        """A count found more (quantity > 0) or less (< 0)."""
        return self._one(StockCommand("adjust", lines, quantity, reason=reason, **more))

    def hold(self, lines: Lines, quantity: Optional[Pieces] = None, *, expires: Union[timedelta, Moment], **more: Any) -> StockResult:
        """Reserves until the deadline: all lines or none, unless ``partial=True``. The result's ``key`` is the hold."""
        return self._one(StockCommand("hold", lines, quantity, expires=expires, **more))

    def extend(self, hold: Union[Key, StockResult, StockCommand], *, expires: Union[timedelta, Moment], **more: Any) -> StockResult:
        """Gives a hold a new deadline, also an earlier one."""
        return self._one(StockCommand("extend", hold=hold, expires=expires, **more))

    def commit(self, hold: Union[Key, StockResult, StockCommand], lines: Lines = None, quantity: Optional[Pieces] = None, **more: Any) -> StockResult:
        """What is held is sold, and waits to be issued. lines: a part; None: all that is held."""
        return self._one(StockCommand("commit", lines, quantity, hold=hold, **more))

    def release(self, hold: Union[Key, StockResult, StockCommand], lines: Lines = None, quantity: Optional[Pieces] = None, **more: Any) -> StockResult:
        """What is held becomes available again. lines: a part; None: all that is held."""
        return self._one(StockCommand("release", lines, quantity, hold=hold, **more))

    def cancel(self, hold: Union[Key, StockResult, StockCommand], lines: Lines = None, quantity: Optional[Pieces] = None, **more: Any) -> StockResult:
        """The sale is off: what is committed, and not issued, becomes available again. lines: a part; None: all of it."""
        return self._one(StockCommand("cancel", lines, quantity, hold=hold, **more))

    def issue(
        self, lines: Lines = None, quantity: Optional[Pieces] = None, *, hold: Union[Key, StockResult, StockCommand, None] = None, **more: Any
    ) -> StockResult:
        """Goods leave: ``stock.issue(hold=hold)`` all that is committed (lines: a part of that), ``stock.issue("PHONE", 1)`` out of what is available."""
        return self._one(StockCommand("issue", lines, quantity, hold=hold, **more))

    def step(self, commands: Sequence[StockCommand]) -> StockStep:
        """Commands for ``Store.together``."""
        return StockStep(self._handle(), commands)

    def level(self, sku: str, location: Optional[str] = None, *, at: Optional[Moment] = None) -> Level:
        """One SKU at one location at an instant (None: now): holds past their deadline do not count. NotFound: nothing was ever received there."""
        figures = _native.eco_inventory_level_parts([0] * len(Level._fields), self._handle(), sku, location or "", instant_us(at, "at"))
        return Level(*figures)

    def table(
        self,
        name: StockTable,
        *,
        sku: Optional[str] = None,
        location: Optional[str] = None,
        key: Union[Key, StockResult, StockCommand, None] = None,
        since: Optional[Moment] = None,
        until: Optional[Moment] = None,
        as_of: Optional[Moment] = None,
        after_sequence: int = 0,
        limit: int = 0,
    ) -> Table:
        """"balances", "holds", "ledger" or "locations".

        key: a hold; of the ledger a command. since, until: by the time of effect, half open. as_of: balances as they were. after_sequence: of the ledger,
        for paging. limit: 0 is all. Each table reads some of these; another one is refused.
        """

        def us(value: Optional[Moment], what: str) -> int:
            return 0 if value is None else micros(moment_of(value, what))

        return Table(
            _native.eco_inventory_rows(
                self._handle(),
                name,
                sku or "",
                location or "",
                "" if key is None else hold_key(key, "key"),
                us(since, "since"),
                us(until, "until"),
                us(as_of, "as_of"),
                after_sequence,
                limit,
            )
        )

    def tick(self, *, now: Optional[Moment] = None, limit: int = 0) -> int:
        """Expires holds whose deadline has passed, at most `limit` (0: 10,000), and says how many it was. They do not count from that instant on anyway;
        this keeps their rows tidy. Any number of processes may tick."""
        done: int = _native.eco_inventory_tick(self._handle(), instant_us(now, "now"), limit)
        return done

    def audit(self) -> None:
        """Proves that no level is oversold, and that balances are what holds and ledger say. Else raises Corrupt, whose ``findings`` lists all breaches."""
        native = _native.eco_inventory_findings(self._handle())
        findings = None if native is None else Table(native)
        if findings is None or not len(findings):
            return
        row = next(iter(findings))
        error = Corrupt(f"{len(findings):,} findings, the first: {row['what']}, expected {row['expected']}, found {row['found']}")
        error.findings = findings
        raise error

    def __repr__(self) -> str:
        return f"<ecomops.Inventory of {self._store!r}>"
