"""What would these rulebooks have cost on those orders?"""

from __future__ import annotations

import sys
import time
from typing import Any, Callable, Iterable, Iterator, Mapping, Optional, Sequence, TextIO, Union

from . import _native
from ._rulebook import Rulebook
from ._table import Table, read_batches, readable, rows_of
from ._tables import Tables

Progress = Callable[[int, int], Optional[bool]]
"""Called with rows done and rows in all (0: not known). Returning False stops; so does an exception, which comes out of ``backtest``."""


DAYS_SHOWN = 45  # of a longer history the months are printed


class Backtest(Tables):
    """What a backtest found, as tables. In all of them ``rulebook`` 0 is the base, what the change is measured against."""

    __slots__ = ("days", "months", "movers", "problems", "promotions", "rows", "summary")

    summary: Table
    """A row for each rulebook: orders, lines, discount, tax, revenue, what was returned, margin where costs are known, and the change against rulebook 0."""
    promotions: Table
    """A row for each rulebook and promotion."""
    days: Table
    """A row for each rulebook and day."""
    months: Table
    """A row for each rulebook and month."""
    movers: Table
    """For each rulebook but 0 the orders that it changes most."""
    rows: Table
    """How the rows were treated: priced, free, netted, cancelled, cancellation, return, correction, bad."""
    problems: Table
    """The rows that could not be read, and why; orders that came back."""

    def _shown(self) -> Iterator[str]:
        """The tables that have something to show, in the order of reading."""
        periods = "days" if len(self.days) <= DAYS_SHOWN * len(self.summary) else "months"
        return (name for name in ("summary", "promotions", periods, "movers", "rows", "problems") if len(self.table(name)))

    def __repr__(self) -> str:
        return f"<ecomops.Backtest: {len(self.summary)} rulebooks, {len(self.months)} months, {len(self.problems)} problems>"


def backtest(
    frames: object,
    *,
    now: Union[Rulebook, Sequence[Rulebook]],
    was: Optional[Rulebook] = None,
    rename: Optional[Mapping[str, Optional[str]]] = None,
    progress: Union[bool, Progress] = False,
    threads: int = -1,
    skip_bad_rows: bool = False,
    max_problems: int = 0,
    movers: int = 20,
    recent_orders: int = 0,
) -> Backtest:
    """Prices past orders again, under the rules as they were and as they would be.

    frames: order lines, a row a line, the rows of an order together, in any number of batches: a frame of pandas, Polars, DuckDB or pyarrow,
        anything with ``__arrow_c_stream__``, a dict of columns, or an iterable of such frames (a generator, ``pandas.read_csv(chunksize=...)``), which
        is read one at a time, so that a history of any length passes in the memory of one frame. Frames are not copied; an order may go on in the next.
        Columns: ``order``, ``at``, ``sku``, ``quantity``, ``unit``, and if there are ``customer``, ``cost``, ``channel``, ``coupons``, ``cancelled``;
        every other column is an attribute of the line (``cart.NAME`` and ``customer.NAME``: of the order).
        A negative quantity is taken off rows of its order with the same SKU and unit; what stands alone is told as ``returned``.
    now: the rulebook to try, or several.
    was: the base that they are compared with; default: the first of ``now``.
    rename: names of the frame's columns that mean one of ours: ``{"order_id": "order"}``; None leaves a column out.
    progress: True shows a bar on the terminal; or a function of (done, total).
    threads: -1: all cores; 0: only this thread. The answer is the same.
    skip_bad_rows: count rows that cannot be read in ``problems``; else the first one raises.
    max_problems: how many rows ``problems`` keeps; default 1,000.
    movers: how many orders ``movers`` keeps of each rulebook; 0: none.
    recent_orders: how many orders are remembered, to notice one that comes back; default 1,000,000.

    Other threads of Python run meanwhile; Ctrl-C stops it.
    """
    rulebooks = ([] if was is None else [was]) + ([now] if isinstance(now, Rulebook) else list(now))
    for rulebook in rulebooks:
        if not isinstance(rulebook, Rulebook):
            raise TypeError(f"{rulebook!r} is no ecomops.Rulebook")
    bar = Bar(sys.stderr) if progress is True else None
    told: Optional[Progress] = bar.report if bar else progress if callable(progress) else None
    parts = parts_of(frames)
    before, total = 0, total_of(parts)

    def report(done: int, _: int) -> Optional[bool]:  # the library counts the rows of a batch
        return told(before + done, total) if told else None

    native = _native.eco_backtest_start(
        [rulebook._native for rulebook in rulebooks], threads, skip_bad_rows, max_problems, movers or -1, recent_orders, report if told else None
    )
    try:
        for frame in parts:
            for batch in read_batches(frame, rename or {}):
                _native.eco_backtest_update(native, batch)
                before += batch.rows
        tables = {name: Table(_native.eco_backtest_table(native, name)) for name in Backtest.__slots__}
    finally:
        if bar:
            bar.end()
    return Backtest(tables)


def parts_of(frames: object) -> Iterable[Any]:
    """The frames, one after the other: of an iterable its items, unless it is itself a frame."""
    is_frame = hasattr(frames, "__arrow_c_stream__") or hasattr(frames, "__arrow_c_array__") or type(frames).__name__ == "DataFrame"
    if is_frame or isinstance(frames, (Mapping, str, bytes)) or not isinstance(frames, Iterable):
        return [readable(frames)]
    return frames


def total_of(parts: Iterable[Any]) -> int:
    """The rows of all parts, where that is known without looking into them; else 0."""
    if not isinstance(parts, Sequence):
        return 0
    rows = [rows_of(part) for part in parts]
    return sum(rows) if all(rows) else 0


class Bar:
    """A bar on a terminal or in a notebook, at most ten times a second; nothing where the output is a file."""

    WIDTH = 30

    def __init__(self, out: TextIO) -> None:
        self._out, self._shown, self._next = out, out.isatty() or "ipykernel" in sys.modules, 0.0

    def report(self, done: int, total: int) -> None:
        instant = time.monotonic()
        if not self._shown or instant < self._next:
            return
        self._next = instant + 0.1
        filled = self.WIDTH * done // total if total else 0
        share = f"[{'#' * filled}{'.' * (self.WIDTH - filled)}] " if total else ""
        self._out.write(f"\r{share}{done:,} rows")
        self._out.flush()

    def end(self) -> None:
        if self._next:
            self._out.write("\r" + " " * (self.WIDTH + 24) + "\r")
            self._out.flush()
