"""What did the goods cost that left, and what are those worth that are there?"""

from __future__ import annotations

import sys
from typing import Iterator, Literal, Mapping, Optional, Union

from . import _native
from ._backtest import Bar, Progress, parts_of, total_of
from ._convert import Moment, currency_of, micros, moment_of, number_word, words
from ._errors import Invalid
from ._table import Table, read_batches
from ._tables import Tables

CostMethod = Literal["fifo", "average", "lifo", "standard"]
METHODS = words("ECO_COST_", _native.eco_cost_method_name)


class Costing(Tables):
    """What goods cost, as tables. Always: received = cost + value, to the last cent."""

    __slots__ = ("cogs", "corrections", "layers", "problems", "value")

    cogs: Table
    """A row for each movement that has a cost, as it was first booked; below 0: goods that came back or were found."""
    corrections: Table
    """What was corrected later, by a receipt of goods that had been sold already, a landed cost or a late movement."""
    value: Table
    """A row for each SKU: quantity, value, unit_cost, received, cost."""
    layers: Table
    """What each SKU's value is made of."""
    problems: Table
    """The rows that could not be read, and why."""

    @property
    def late(self) -> int:
        """How many rows lay before others of their SKU that were known already."""
        return int(self.cogs.notes["late"])

    def _shown(self) -> Iterator[str]:
        return (name for name in ("value", "corrections", "problems") if name == "value" or len(self.table(name)))

    def __repr__(self) -> str:
        return f"<ecomops.Costing: {len(self.value):,} SKUs, {len(self.cogs):,} costs, {len(self.corrections):,} corrections>"


def cost(
    frames: object,
    *,
    currency: str,
    method: CostMethod = "fifo",
    skus: object = None,
    quantity_scale: int = 0,
    closed_until: Optional[Moment] = None,
    rename: Optional[Mapping[str, Optional[str]]] = None,
    progress: Union[bool, Progress] = False,
    skip_bad_rows: bool = False,
    max_problems: int = 0,
) -> Costing:
    """Costs movements of stock.

    frames: movements, a row a movement, in the order in which they became known, in any number of batches: a frame of pandas, Polars, DuckDB or
        pyarrow, anything with ``__arrow_c_stream__``, a dict of columns, or an iterable of such frames, read one at a time. Columns: ``sku``, ``at``,
        ``kind`` (receive, issue, return, vendor_return, adjust, land_cost, revalue), ``quantity``, and if there are ``unit_cost`` or ``amount``,
        ``movement`` (its id), ``source`` (the id of the issue or receipt that it is about), ``recorded``, ``currency``. Money is Decimal, in major units.
        A row whose ``at`` lies before that of one of its SKU that came earlier is late: what is booked stays, and ``corrections`` says what changed.
        Sort by ``at`` where all was known in time.
    currency: of all amounts.
    method: of SKUs that have none of their own.
    skus: a frame or dict of columns ``sku``, and if there are ``method`` and ``standard_cost``.
    quantity_scale: decimals of quantities; 0: whole pieces.
    closed_until: books are closed before it: what belongs there and became known later is dated at it.
    rename: names of the frame's columns that mean one of ours: ``{"item": "sku"}``; None leaves a column out.
    progress: True shows a bar on the terminal; or a function of (done, total).
    skip_bad_rows: count rows that cannot be read in ``problems``; else the first one raises.
    max_problems: how many rows ``problems`` keeps; default 1,000.

    Other threads of Python run meanwhile; Ctrl-C stops it.
    """
    number = number_word(METHODS, method, "method")
    currency_of(currency)
    bar = Bar(sys.stderr) if progress is True else None
    told: Optional[Progress] = bar.report if bar else progress if callable(progress) else None
    parts = parts_of(frames)
    before, total = 0, total_of(parts)

    def report(done: int, _: int) -> Optional[bool]:  # the library counts the rows of a batch
        return told(before + done, total) if told else None

    closed = 0 if closed_until is None else micros(moment_of(closed_until, "closed_until"))
    known = None if skus is None else one_batch(skus)
    native = _native.eco_costing_start(currency, number, quantity_scale, known, closed, skip_bad_rows, max_problems, report if told else None)
    try:
        for frame in parts:
            for batch in read_batches(frame, rename or {}):
                _native.eco_costing_update(native, batch)
                before += batch.rows
        tables = {name: Table(_native.eco_costing_table(native, name)) for name in Costing.__slots__}
    finally:
        if bar:
            bar.end()
    return Costing(tables)


def one_batch(frame: object, what: str = "skus") -> "_native.eco_table":
    """A frame as one batch."""
    for name in ("combine_chunks", "rechunk"):  # pyarrow, Polars
        if hasattr(frame, name):
            frame = getattr(frame, name)()
    batches = list(read_batches(frame, {}))
    if len(batches) != 1:
        raise Invalid(f"{what}: {len(batches)} batches of rows are needed as one")
    return batches[0]
