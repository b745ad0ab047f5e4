"""Stock: items and kits, lots and serials; what is bought, moved, held, sold, returned, counted; batches, tables, audits."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from operator import index
from typing import TYPE_CHECKING, Any, ClassVar, Dict, Iterable, List, Literal, Mapping, NamedTuple, Optional, Sequence, Tuple, Type, Union

from . import _native
from ._convert import Amount, Key, Moment, currency_of, instant, is_whole, key_of, micros, moment_of, moment_text, new_key, now, number_of, plain
from ._costing import CostMethod
from ._described import MOMENT, NUMBER, TEXT, TRUTH, WHOLE, Described, Kind
from ._errors import CLASSES, Corrupt, Error, Insufficient, Invalid, QuoteStale
from ._store import instant_us
from ._table import Table, read_batches
from .money import split

if TYPE_CHECKING:
    from ._store import Store

Pieces = Union[int, str, Decimal]
"""A whole number of pieces."""
Lines = Union[str, Mapping[str, Pieces], Iterable[Any], None]
"""One SKU; {sku: quantity}; pairs (sku, quantity), triples (sku, quantity, location), StockLines or dicts; a frame with columns sku, quantity and, if
there are such, location, lot, serial, lot_expires, cost."""
Verb = Literal[
    "define", "buffer", "close", "hold", "extend", "commit", "release", "issue", "cancel", "expect", "receive", "ship_transfer", "receive_transfer",
    "move_state", "return", "return_to_vendor", "adjust", "count", "approve", "land_cost", "revalue",
]  # fmt: skip
StockTable = Literal[
    "balances", "holds", "ledger", "locations", "items", "parts", "lots", "serials", "buffers", "documents", "cogs", "corrections", "value", "layers",
]  # fmt: skip
StockState = Literal["on_hand", "damaged", "quality_control", "in_transit"]
"""Where goods lie; "in_transit" only of a transfer's goods that are lost."""
Picking = Literal["fefo", "fifo", "nearest"]
Parts = Union[Mapping[str, Pieces], Iterable[Tuple[str, Pieces]]]
"""What one kit is made of: {sku: quantity}, or pairs."""

STATUSES: Dict[str, Type[Error]] = {kind.status: kind for kind in CLASSES.values()}
OF_THE_STORE = {"MEMORY", "IO"} | {kind.status for code, kind in CLASSES.items() if 100 <= code < 110}
RETURNED = "OK"


class StockLine(NamedTuple):
    """A quantity of an SKU at a location; None: the store's only one."""

    sku: str
    quantity: int
    location: Optional[str] = None
    lot: Optional[str] = None
    """Of an item with lots: where goods come in, or a certain one; None: the item's picking order."""
    serial: Optional[str] = None
    """Of an item with serials; the quantity is 1."""
    lot_expires: Optional[Moment] = None
    """Of a lot that comes in."""
    cost: Optional[Amount] = None
    """What the quantity cost in all, in the command's currency; None: not known."""


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
    """on_hand - reserved - committed - safety - buffered - expired; below 0 where more was sold than there is. Of a kit: what its parts allow."""
    version: int
    safety: int = 0
    buffered: int = 0
    """Kept for other channels, or from this one."""
    expired: int = 0
    """On hand, in lots past their expiry."""
    available_to_promise: int = 0
    """available, what is incoming and in transit, and what may be sold below zero."""
    promise: Optional[datetime] = None
    """When one more can ship; None: not known."""


class Archived(NamedTuple):
    """How many rows an archive has put away, and how many opening balances it has written."""

    holds: int
    documents: int
    movements: int
    commands: int
    openings: int


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


LINE_FIELDS = StockLine._fields


def more_of_line(fields: Mapping[str, Any], where: str) -> Dict[str, Any]:
    """Lot, serial, expiry and cost of a line, where they are given."""
    kinds = {"lot": name_of, "serial": name_of, "lot_expires": moment_of, "cost": number_of}
    return {name: take(fields[name], f"{where}/{name}") for name, take in kinds.items() if fields.get(name) is not None}


def line_of(item: object, location: Optional[str], place: int) -> StockLine:
    """A line out of a pair, triple or dict."""
    where = f"/lines/{place}"
    more: Mapping[str, Any] = {}
    if isinstance(item, StockLine):
        item = item._asdict()
    if isinstance(item, Mapping):
        unknown = set(item) - set(LINE_FIELDS)
        if unknown or not {"sku", "quantity"} <= set(item):
            raise Invalid(f"a line has {', '.join(LINE_FIELDS)}, not {', '.join(map(str, item))}", where)
        sku, quantity, own, more = item["sku"], item["quantity"], item.get("location"), item
    elif isinstance(item, (tuple, list)) and len(item) in (2, 3):
        sku, quantity, own = item if len(item) == 3 else (*item, None)
    else:
        raise TypeError(f"line {place}: {item!r} is no (sku, quantity), (sku, quantity, location), StockLine or dict")
    own = location if own is None else own
    place_of = None if own is None else name_of(own, "location")
    return StockLine(name_of(sku, "sku"), pieces_of(quantity, f"{where}/quantity"), place_of, **more_of_line(more, where))


def lines_of_frame(frame: object, location: Optional[str]) -> List[StockLine]:
    lines: List[StockLine] = []
    for native in read_batches(frame, {}):
        table = Table(native)
        names = ["sku", "quantity", *(name for name in LINE_FIELDS[2:] if name in table.columns)]
        rows = zip(*(table[name] for name in names))
        lines += [line_of(dict(zip(names, row)), location, len(lines) + place) for place, row in enumerate(rows)]
    return lines


def is_frame(lines: object) -> bool:
    return hasattr(lines, "__arrow_c_stream__") or type(lines).__name__ == "LazyFrame" or type(lines).__module__.split(".")[0] == "pandas"


def lines_of_serials(sku: str, quantity: Optional[Pieces], location: Optional[str], serials: Sequence[str]) -> Tuple[StockLine, ...]:
    """A line of one piece for each."""
    pieces = len(serials) if quantity is None else pieces_of(quantity, "/lines/0/quantity")
    if len(serials) != 1 and abs(pieces) != len(serials):
        raise Invalid(f"{len(serials)} serials, and the quantity of {sku!r} is {pieces}", "/lines/0/quantity")
    each = pieces if len(serials) == 1 else 1 if pieces > 0 else -1
    return tuple(line_of({"sku": sku, "quantity": each, "serial": serial}, location, place) for place, serial in enumerate(serials))


def with_more(lines: Tuple[StockLine, ...], more: Mapping[str, Any], currency: Optional[str]) -> Tuple[StockLine, ...]:
    """The lines of one SKU with its lot and its cost, which is divided among them to the cent."""
    given = more_of_line(more, "/lines/0")
    cost = given.pop("cost", None)
    lines = tuple(line._replace(**given) for line in lines)
    if cost is None or len(lines) == 1:
        return tuple(line._replace(cost=cost) for line in lines)
    if currency is None:
        raise Invalid("a cost needs a currency", "/currency")
    return tuple(line._replace(cost=part) for line, part in zip(lines, split(cost, [1] * len(lines), currency=currency)))


def lines_of(
    lines: Lines,
    quantity: Optional[Pieces],
    location: Optional[str],
    more: Optional[Mapping[str, Any]] = None,
    serials: Optional[Iterable[str]] = None,
    currency: Optional[str] = None,
) -> Optional[Tuple[StockLine, ...]]:
    """Whatever lines may be given as; None: none were."""
    if isinstance(lines, str):
        if serials is not None:
            made = lines_of_serials(lines, quantity, location, (serials,) if isinstance(serials, str) else tuple(serials))
        elif quantity is None:
            raise TypeError(f"quantity: how many of {lines!r}?")
        else:
            made = (line_of((lines, quantity), location, 0),)
        return with_more(made, more or {}, currency)
    if quantity is not None:
        raise TypeError("quantity is for one SKU; lines have their own")
    if serials is not None or any(value is not None for value in (more or {}).values()):
        raise TypeError("lot, lot_expires, serials and cost are for one SKU; lines have their own")
    if lines is None:
        return None
    if isinstance(lines, Mapping):
        return tuple(line_of(item, location, place) for place, item in enumerate(lines.items()))
    if is_frame(lines):
        return tuple(lines_of_frame(lines, location))
    return tuple(line_of(item, location, place) for place, item in enumerate(lines))


def write_line(line: StockLine) -> Dict[str, Any]:
    written = {
        "location": line.location,
        "lot": line.lot,
        "serial": line.serial,
        "lot_expires": None if line.lot_expires is None else moment_text(moment_of(line.lot_expires, "lot_expires")),
        "cost": None if line.cost is None else plain(number_of(line.cost, "cost")),
    }
    return {"sku": line.sku, "quantity": WHOLE.write(line.quantity), **{name: value for name, value in written.items() if value is not None}}


def write_lines(lines: Sequence[StockLine]) -> List[Dict[str, Any]]:
    return [write_line(line) for line in lines]


def take_lines(lines: Any, _: str) -> Tuple[StockLine, ...]:
    return lines_of(lines, None, None) or ()


def take_parts(parts: Any, what: str) -> Tuple[Tuple[str, int], ...]:
    if isinstance(parts, str) or not hasattr(parts, "__iter__"):
        raise TypeError(f"{what}: {parts!r} is no {{sku: quantity}}, and no list of pairs")
    pairs = parts.items() if isinstance(parts, Mapping) else parts
    return tuple((name_of(sku, f"{what}.sku"), pieces_of(quantity, f"{what}.quantity")) for sku, quantity in pairs)


def write_parts(parts: Sequence[Tuple[str, int]]) -> List[Dict[str, Any]]:
    return [{"sku": sku, "quantity": WHOLE.write(quantity)} for sku, quantity in parts]


def hold_key(hold: Any, _: str) -> str:
    """The hold's key: of the result or the command that made it, too."""
    return key_of(hold.key if isinstance(hold, (StockResult, StockCommand)) else hold)


class StockItem(Described):
    """All that is known of an item; one that nobody defined has none of it. ``Inventory.define`` takes the same."""

    __slots__ = (
        "backorder_limit", "cost_method", "has_lots", "has_serials", "is_drop_shipped", "parts", "picking", "preorder_limit", "preorder_ships",
        "quantity_scale", "safety", "sku",
    )  # fmt: skip
    KINDS: ClassVar[Mapping[str, Kind]] = {
        "sku": TEXT,
        "quantity_scale": WHOLE,
        "cost_method": TEXT,
        "picking": TEXT,
        "backorder_limit": WHOLE,
        "preorder_limit": WHOLE,
        "preorder_ships": MOMENT,
        "safety": WHOLE,
        "is_drop_shipped": TRUTH,
        "has_lots": TRUTH,
        "has_serials": TRUTH,
        "parts": Kind(take_parts, write_parts, lambda parts: [(part["sku"], part["quantity"]) for part in parts]),
    }

    sku: str
    quantity_scale: Optional[int]
    cost_method: Optional[str]
    picking: Optional[str]
    backorder_limit: Optional[int]
    preorder_limit: Optional[int]
    preorder_ships: Optional[datetime]
    safety: Optional[int]
    is_drop_shipped: bool
    has_lots: bool
    has_serials: bool
    parts: Optional[Tuple[Tuple[str, int], ...]]

    def __init__(
        self,
        sku: str,
        *,
        quantity_scale: Optional[int] = None,
        cost_method: Optional[CostMethod] = None,
        picking: Optional[Picking] = None,
        backorder_limit: Optional[int] = None,
        preorder_limit: Optional[int] = None,
        preorder_ships: Optional[Moment] = None,
        safety: Optional[int] = None,
        is_drop_shipped: bool = False,
        has_lots: bool = False,
        has_serials: bool = False,
        parts: Optional[Parts] = None,
    ) -> None:
        """
        quantity_scale: decimals of its quantities (0 to 6), for those who show them.
        cost_method: how what leaves is costed; None: "fifo".
        picking: which lots leave first; None: "fefo", those that expire first.
        backorder_limit: how many pieces a hold may take below zero.
        preorder_limit: how many more, until preorder_ships.
        safety: pieces of every level that are not available.
        is_drop_shipped: the supplier ships it: hold and issue ask for no goods.
        has_lots, has_serials: where goods move, lines have a lot, or a serial each.
        parts: what a kit is made of; it has no stock of its own.
        """
        given = locals()
        self._take({name: given[name] for name in self.KINDS})


def take_item(item: Any, what: str) -> StockItem:
    if not isinstance(item, StockItem):
        raise TypeError(f"{what}: {item!r} is no ecomops.StockItem")
    return item


class StockCommand(Described):
    """One command, for ``Inventory.execute`` and ``Inventory.step``: ``StockCommand("hold", "PHONE", 1, key="cart 7", expires=timedelta(minutes=15))``.

    The same key with the same body (verb, lines, hold, source ...; not times, actor, reason and reference) gives the recorded answer, however often it is asked.
    """

    __slots__ = (
        "actor", "amount", "at", "channel", "currency", "dry_run", "due", "expected_version", "expires", "from_state", "hold", "item", "key", "lines",
        "linked", "partial", "reason", "reference", "source", "to_location", "to_state", "verb",
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
        "source": Kind(hold_key, lambda key: key),
        "to_location": TEXT,
        "from_state": TEXT,
        "to_state": TEXT,
        "due": MOMENT,
        "amount": NUMBER,
        "item": Kind(take_item, lambda item: item.to_document(), StockItem.of_document),
        "currency": TEXT,
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
    source: Optional[str]
    to_location: Optional[str]
    from_state: Optional[str]
    to_state: Optional[str]
    due: Optional[datetime]
    amount: Optional[Decimal]
    item: Optional[StockItem]
    currency: Optional[str]
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
        lot: Optional[str] = None,
        serials: Optional[Iterable[str]] = None,
        lot_expires: Optional[Moment] = None,
        cost: Optional[Amount] = None,
        currency: Optional[str] = None,
        key: Optional[Key] = None,
        at: Optional[Moment] = None,
        hold: Union[Key, "StockResult", "StockCommand", None] = None,
        expires: Union[timedelta, Moment, None] = None,
        channel: Optional[str] = None,
        partial: bool = False,
        source: Union[Key, "StockResult", "StockCommand", None] = None,
        to_location: Optional[str] = None,
        from_state: Optional[StockState] = None,
        to_state: Optional[StockState] = None,
        due: Union[timedelta, Moment, None] = None,
        amount: Optional[Amount] = None,
        item: Optional[StockItem] = None,
        actor: Optional[str] = None,
        reason: Optional[str] = None,
        reference: Optional[str] = None,
        expected_version: Optional[int] = None,
        linked: bool = False,
        dry_run: bool = False,
    ) -> None:
        """
        verb: what is done; each uses some of what follows, and another one is refused (Invalid).
        lines: an SKU, with its quantity; {sku: quantity}; pairs, triples with a location, StockLines or dicts; a frame with columns sku, quantity ...
        location: of lines that have none; None: the store's only one.
        lot, lot_expires, serials, cost: of one SKU: its lot and when that expires; a line of one piece for each serial; what the quantity cost in all.
        currency: ISO 4217, of costs and amounts; the commands of a call have the same.
        key: text, a UUID, two ints or 16 bytes; None: a new one, so that asking again would be another command.
        at: when it takes effect; None: now.
        hold: the hold's key, or the result or command that made it.
        expires: when a hold is lost; a timedelta counts from `at`.
        channel: where it is sold; of buffer: what is kept for, or from.
        partial: hold of each line what there is.
        source: the key of an expectation, transfer, count or receipt, or the result or command that made it.
        from_state, to_state: None: "on_hand".
        due: when goods are to arrive, until when books are closed; a timedelta counts from `at`.
        amount: of land_cost, in major units.
        expected_version: of the hold, source or item, or of the level where there is one line and neither.
        linked: succeeds or fails together with the next command.
        dry_run: the same answer, nothing is done.
        """
        moment = now() if at is None else moment_of(at, "at")
        if isinstance(expires, timedelta):
            expires = moment + expires
        if isinstance(due, timedelta):
            due = moment + due
        more = {"lot": lot, "lot_expires": lot_expires, "cost": cost}
        self._take(
            {
                "verb": verb,
                "key": new_key(moment) if key is None else key,
                "at": moment,
                "lines": lines_of(lines, quantity, location, more, serials, currency),
                "hold": hold,
                "expires": expires,
                "channel": channel,
                "partial": partial,
                "source": source,
                "to_location": to_location,
                "from_state": from_state,
                "to_state": to_state,
                "due": due,
                "amount": amount,
                "item": item,
                "currency": currency,
                "actor": actor,
                "reason": reason,
                "reference": reference,
                "expected_version": expected_version,
                "linked": linked,
                "dry_run": dry_run,
            }
        )

    def to_document(self) -> Dict[str, Any]:
        """The form that a document of commands has; its currency is the document's."""
        document = super().to_document()
        document.pop("currency", None)
        return document


class StockResult(NamedTuple):
    """What became of a command."""

    key: str
    """Of the command; a hold, an expectation, a transfer or a count bears it."""
    status: str
    """"OK", "INSUFFICIENT" ..."""
    quantity: int
    """Held, committed, released, issued, cancelled, expected, received, moved, adjusted by all lines, parts for kits; of a count: the sum of differences."""
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

    def __init__(self, inventory: "_native.eco_inventory", commands: Sequence[StockCommand], currency: Optional[str] = None) -> None:
        self.commands = tuple(commands)
        self._inventory = inventory  # the step looks at it
        self._native = _native.eco_inventory_prepare(inventory, document_of(self.commands, currency))

    def results(self) -> List[StockResult]:
        """What became of them."""
        return results_of(_native.eco_prepared_step_results(self._native), self.commands)


# ---- documents ----------------------------------------------------------------------------------------------------------------------


def document_of(commands: Sequence[StockCommand], currency: Optional[str] = None) -> str:
    for command in commands:
        if not isinstance(command, StockCommand):
            raise TypeError(f"{command!r} is no ecomops.StockCommand")
    currencies = sorted({command.currency for command in commands if command.currency is not None} | ({currency} if currency is not None else set()))
    if len(currencies) > 1:
        raise Invalid(f"the costs of a store are in one currency, not in {' and '.join(currencies)}", "/currency")
    head = {"schema": "ecomops.stock_commands/1", **({"currency": currencies[0]} if currencies else {})}
    return json.dumps({**head, "commands": [command.to_document() for command in commands]})


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

    __slots__ = ("_currency", "_native", "_store")

    def __init__(self, store: "Store", currency: Optional[str] = None) -> None:
        self._store = store
        self._currency = None if currency is None else currency_of(currency).code
        self._native: Optional["_native.eco_inventory"] = _native.eco_inventory_connect(store._handle(), self._currency or "")

    @property
    def currency(self) -> Optional[str]:
        """Of all costs: of commands that have none of their own, and of the tables of costs."""
        return self._currency

    def _set_currency(self, currency: str) -> None:
        code = currency_of(currency).code
        if self._currency not in (None, code):
            raise Invalid(f"the costs of this stock are in {self._currency}, not in {code}", "/currency")
        if self._currency is None:
            self._native = _native.eco_inventory_connect(self._store._handle(), code)
            self._currency = code

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
        results = results_of(_native.eco_inventory_run(self._handle(), document_of(commands, self.currency)), commands)
        if results[0].error is not None and {result.status for result in results} <= OF_THE_STORE:
            raise results[0].error
        return results

    def _do(self, verb: Verb, lines: Lines = None, quantity: Optional[Pieces] = None, **more: Any) -> StockResult:
        if more.get("currency") is None:
            more["currency"] = self.currency
        return self.execute([StockCommand(verb, lines, quantity, **more)])[0].check()

    # ---- set up ----

    def define(
        self,
        sku: str,
        *,
        quantity_scale: Optional[int] = None,
        cost_method: Optional[CostMethod] = None,
        picking: Optional[Picking] = None,
        backorder_limit: Optional[int] = None,
        preorder_limit: Optional[int] = None,
        preorder_ships: Optional[Moment] = None,
        safety: Optional[int] = None,
        is_drop_shipped: bool = False,
        has_lots: bool = False,
        has_serials: bool = False,
        parts: Optional[Parts] = None,
        **more: Any,
    ) -> StockResult:
        """All of an item, anew: what is not given is as of an item that nobody defined. The fields are StockItem's, other keywords StockCommand's.
        ``stock.define("SET", parts={"CAMERA": 1, "CASE": 2})`` is a kit: it is held and sold as its parts."""
        fields = locals()
        return self._do("define", item=StockItem(**{name: fields[name] for name in StockItem.KINDS}), **more)

    def buffer(self, lines: Lines, quantity: Optional[Pieces] = None, *, channel: str, **more: Any) -> StockResult:
        """Sets what levels keep for a channel (above 0) or from it (below 0); 0: neither."""
        return self._do("buffer", lines, quantity, channel=channel, **more)

    def close_books(self, until: Moment, **more: Any) -> StockResult:
        """What takes effect before is booked at this instant from now on. Never earlier than it was, nor after `at`: Invalid."""
        return self._do("close", due=until, **more)

    # ---- sell ----

    def hold(self, lines: Lines, quantity: Optional[Pieces] = None, *, expires: Union[timedelta, Moment], **more: Any) -> StockResult:
        """Reserves until the deadline: all lines or none (Insufficient), unless ``partial=True``. The result's ``key`` is the hold."""
        return self._do("hold", lines, quantity, expires=expires, **more)

    def extend(self, hold: Union[Key, StockResult, StockCommand], *, expires: Union[timedelta, Moment], **more: Any) -> StockResult:
        """Gives a hold a new deadline, also an earlier one."""
        return self._do("extend", hold=hold, expires=expires, **more)

    def commit(self, hold: Union[Key, StockResult, StockCommand], lines: Lines = None, quantity: Optional[Pieces] = None, **more: Any) -> StockResult:
        """What is held is sold, and waits to be issued. lines: a part; None: all that is held."""
        return self._do("commit", lines, quantity, hold=hold, **more)

    def release(self, hold: Union[Key, StockResult, StockCommand], lines: Lines = None, quantity: Optional[Pieces] = None, **more: Any) -> StockResult:
        """What is held becomes available again. lines: a part; None: all that is held."""
        return self._do("release", lines, quantity, hold=hold, **more)

    def issue(
        self, lines: Lines = None, quantity: Optional[Pieces] = None, *, hold: Union[Key, StockResult, StockCommand, None] = None, **more: Any
    ) -> StockResult:
        """Goods leave: ``stock.issue(hold=hold)`` all that is committed (lines: a part of that), ``stock.issue("PHONE", 1)`` out of what is available.
        Lots leave by the item's picking order unless ``lot=`` names one; items with serials need ``serials=``."""
        return self._do("issue", lines, quantity, hold=hold, **more)

    def cancel(
        self,
        hold: Union[Key, StockResult, StockCommand, None] = None,
        lines: Lines = None,
        quantity: Optional[Pieces] = None,
        *,
        source: Union[Key, StockResult, StockCommand, None] = None,
        **more: Any,
    ) -> StockResult:
        """The sale is off: what is committed, and not issued, becomes available again. lines: a part; None: all of it.
        ``cancel(source=...)``: what is still expected is not coming; what is in transit goes back; a count is dismissed."""
        return self._do("cancel", lines, quantity, hold=hold, source=source, **more)

    def return_goods(
        self, lines: Lines = None, quantity: Optional[Pieces] = None, *, hold: Union[Key, StockResult, StockCommand, None] = None, **more: Any
    ) -> StockResult:
        """A customer's goods come back: of the hold of which they were issued (lines: a part; None: all), or lines alone. ``to_state="quality_control"``:
        to be inspected first, and not for sale."""
        return self._do("return", lines, quantity, hold=hold, **more)

    # ---- buy and move ----

    def expect(self, lines: Lines, quantity: Optional[Pieces] = None, *, due: Union[timedelta, Moment, None] = None, **more: Any) -> StockResult:
        """Goods are ordered, and incoming. The result's ``key`` is the expectation, for ``receive(source=...)``."""
        return self._do("expect", lines, quantity, due=due, **more)

    def receive(
        self, lines: Lines = None, quantity: Optional[Pieces] = None, *, source: Union[Key, StockResult, StockCommand, None] = None, **more: Any
    ) -> StockResult:
        """Goods come in: ``stock.receive("PHONE", 1000, key="receipt 1")``. source: what was expected; lines: what came of it, also more; None: all that is
        still open. ``lot``, ``lot_expires``, ``serials``, ``cost`` are of one SKU; lines, dicts and frames have their own."""
        return self._do("receive", lines, quantity, source=source, **more)

    def ship_transfer(
        self, lines: Lines, quantity: Optional[Pieces] = None, *, to: str, due: Union[timedelta, Moment, None] = None, **more: Any
    ) -> StockResult:
        """Goods leave for another location, and are in transit there until receive_transfer or cancel(source=...). The result's ``key`` is the transfer."""
        return self._do("ship_transfer", lines, quantity, to_location=to, due=due, **more)

    def receive_transfer(
        self, source: Union[Key, StockResult, StockCommand], lines: Lines = None, quantity: Optional[Pieces] = None, **more: Any
    ) -> StockResult:
        """A transfer has arrived. lines: a part, at the location where it arrives; None: all that is in transit. What was lost is
        ``adjust(lines, -1, source=..., to_state="in_transit", reason=...)``."""
        return self._do("receive_transfer", lines, quantity, source=source, **more)

    def move_state(
        self, lines: Lines, quantity: Optional[Pieces] = None, *, from_state: StockState = "on_hand", to_state: StockState = "on_hand", **more: Any
    ) -> StockResult:
        """Between on_hand, damaged and quality_control."""
        return self._do("move_state", lines, quantity, from_state=from_state, to_state=to_state, **more)

    def return_to_vendor(self, lines: Lines, quantity: Optional[Pieces] = None, *, from_state: StockState = "on_hand", **more: Any) -> StockResult:
        """Goods go back to their supplier."""
        return self._do("return_to_vendor", lines, quantity, from_state=from_state, **more)

    def adjust(self, lines: Lines, quantity: Optional[Pieces] = None, *, reason: str, **more: Any) -> StockResult:
        """There is more (quantity > 0) or less (< 0) than the books say, of ``to_state`` (None: on hand)."""
        return self._do("adjust", lines, quantity, reason=reason, **more)

    def count(self, lines: Lines, quantity: Optional[Pieces] = None, **more: Any) -> StockResult:
        """What was counted at ``at``, on hand: 0 or more. The result's quantity is the difference to the books; nothing moves until approve.
        VersionMismatch: goods have moved since ``at``."""
        return self._do("count", lines, quantity, **more)

    def approve(self, source: Union[Key, StockResult, StockCommand], *, reason: str, **more: Any) -> StockResult:
        """Books the differences of a count. VersionMismatch: something that was counted has moved since; count again."""
        return self._do("approve", source=source, reason=reason, **more)

    # ---- value ----

    def land_cost(self, source: Union[Key, StockResult, StockCommand], amount: Amount, **more: Any) -> StockResult:
        """Freight, duty and the like that a receipt cost as well, in major units of ``currency``; below 0: a rebate."""
        return self._do("land_cost", source=source, amount=amount, **more)

    def revalue(self, sku: str, quantity: Pieces, *, cost: Amount, **more: Any) -> StockResult:
        """The new standard cost: what this quantity is worth."""
        return self._do("revalue", sku, quantity, cost=cost, **more)

    # ---- look ----

    def step(self, commands: Sequence[StockCommand]) -> StockStep:
        """Commands for ``Store.together``."""
        return StockStep(self._handle(), commands, self.currency)

    def level(self, sku: str, location: Optional[str] = None, *, channel: Optional[str] = None, at: Optional[Moment] = None) -> Level:
        """One SKU at one location at an instant (None: now), as it is for a channel (None: none of those that goods are kept for): holds past their deadline
        do not count. NotFound: nothing was ever received there."""
        room = [0] * (len(Level._fields))
        *figures, promise = _native.eco_inventory_level_parts(room, self._handle(), sku, location or "", channel or "", instant_us(at, "at"))
        return Level._make([*figures, instant(promise) if promise else None])

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
        known: Optional[Moment] = None,
        after_sequence: int = 0,
        limit: int = 0,
    ) -> Table:
        """"balances", "holds", "ledger", "locations", "items", "parts", "lots", "serials", "buffers" or "documents" (expectations, transfers, counts);
        "cogs", "corrections", "value" or "layers": what goods cost, where the inventory has a currency.

        location: one that ends with "/": all that begin with it. key: a hold or document; of the ledger a command. since, until: by the time of effect, half
        open. as_of: balances as they were; known: as they were known then. after_sequence: of the ledger, for paging. limit: 0 is all. "cost" of ledger and
        documents is in minor units (``ecomops.money.from_minor``). Each table reads some of these; another one is refused (Invalid).
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
                us(known, "known"),
                after_sequence,
                limit,
            )
        )

    def tick(self, *, now: Optional[Moment] = None, limit: int = 0) -> int:
        """Expires holds whose deadline has passed, at most `limit` (0: 10,000), and says how many it was. They do not count from that instant on anyway;
        this keeps their rows tidy. Any number of processes may tick."""
        done: int = _native.eco_inventory_tick(self._handle(), instant_us(now, "now"), limit)
        return done

    def archive(self, before: Moment, *, key: Optional[Key] = None, at: Optional[Moment] = None) -> Archived:
        """Puts away what was over before, in books that are closed until then (close_books): holds and documents that have ended, their rows of the ledger, keys
        of commands. Opening balances stand in their place. Nothing is copied: keep a backup. Invalid: the books are not closed. Refused: a store in memory."""
        moment = now() if at is None else moment_of(at, "at")
        own = new_key(moment) if key is None else key_of(key)
        parts = [0] * len(Archived._fields)
        return Archived(*_native.eco_inventory_put_away(parts, self._handle(), own, micros(moment_of(before, "before")), micros(moment)))

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
