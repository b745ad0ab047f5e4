"""Tables of results, for any frame library without a copy."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterator, List, Mapping, Optional, Tuple

from . import _native
from ._convert import EPOCH, exponent_of, instant, money
from ._errors import UnknownName

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

CHUNK = 4096  # rows that iteration turns into Python's values at a time
SHOWN = 60  # rows that repr and notebooks show

RIGHT = {"int64", "double", "money", "decimal"}
TYPES: Dict[int, str] = {getattr(_native, key): _native.eco_type_name(getattr(_native, key)) for key in dir(_native) if key.startswith("ECO_TYPE_")}


class Table:
    """A table of the library: named, typed columns.

    * Frames: ``to_pandas()``, ``to_polars()``, ``to_pyarrow()``, or hand it to anything that reads Arrow (``pl.DataFrame(table)``,
      ``duckdb.from_arrow(table)``). No copy is made.
    * Rows: ``for row in table`` gives dicts with Decimal, datetime, date, int, str, bool or None; ``table["column"]`` a column's list.
    * Text: ``print(table)``, ``to_csv()``, ``to_json()``.
    """

    __slots__ = ("_native", "_readers", "columns", "types")

    columns: Tuple[str, ...]
    """The names."""
    types: Tuple[str, ...]
    """The type of each column: ``int64``, ``money``, ``time`` ..."""

    def __init__(self, native: "_native.eco_table") -> None:
        self._native = native
        columns = [found for found in map(native.columns_at, range(native.columns_count)) if found is not None]
        self.columns = tuple(column.name for column in columns)
        self.types = tuple(TYPES.get(column.type, "unknown") for column in columns)
        self._readers: List[Optional[Callable[[Any], Any]]] = [self._reader(column) for column in columns]

    def _reader(self, column: "_native.eco_column") -> Optional[Callable[[Any], Any]]:
        """What makes a cell of the native module a value of Python; None: it is one."""
        kind, scale = column.type, column.scale
        if kind == _native.ECO_TYPE_TIME:
            return instant
        if kind == _native.ECO_TYPE_DATE:
            return lambda days: EPOCH.date() + timedelta(days=days)
        if kind == _native.ECO_TYPE_DECIMAL:
            return (lambda number: money(number, scale)) if scale else None
        if kind == _native.ECO_TYPE_MONEY and column.currency:
            exponent = scale + exponent_of(column.currency)
            return lambda number: money(number, exponent)
        return None

    def _values(self, index: int, start: int, stop: int) -> List[Any]:
        cells = self._native.cells(index, start, stop)
        reader = self._readers[index]
        if reader is not None:
            return [None if cell is None else reader(cell) for cell in cells]
        if self.types[index] == "money":  # each row has its own currency
            column = self._native.columns_at(index)
            scale = column.scale if column is not None else 0
            currencies = self._native.cells(self.columns.index("currency"), start, stop)
            return [None if cell is None else money(cell, scale + exponent_of(currency)) for cell, currency in zip(cells, currencies)]
        return cells

    @property
    def notes(self) -> Dict[str, str]:
        """What belongs to the table as a whole: its definition, zone, policy."""
        notes = [self._native.notes_at(index) for index in range(self._native.notes_count)]
        return {note.name: note.value for note in notes if note is not None}

    def __len__(self) -> int:
        return self._native.rows

    def __getitem__(self, column: str) -> List[Any]:
        """The values of a column."""
        if column not in self.columns:
            raise UnknownName(f"the table has no column {column!r}; there are: {', '.join(self.columns)}")
        return self._values(self.columns.index(column), 0, len(self))

    def __iter__(self) -> Iterator[Dict[str, Any]]:
        for start in range(0, len(self), CHUNK):
            lists = [self._values(index, start, start + CHUNK) for index in range(len(self.columns))]
            for values in zip(*lists):
                yield dict(zip(self.columns, values))

    def __arrow_c_stream__(self, requested_schema: Optional[object] = None) -> object:
        """Arrow's PyCapsule protocol. The table stays alive as long as a frame looks at it."""
        return self._native.arrow_stream()

    def to_pyarrow(self) -> "pyarrow.Table":
        """As a pyarrow.Table, without a copy."""
        import pyarrow

        return pyarrow.table(self)

    def to_polars(self) -> "polars.DataFrame":
        """As a polars.DataFrame."""
        import polars

        return polars.DataFrame(self)

    def to_pandas(self) -> "pandas.DataFrame":
        """As a pandas.DataFrame; money stays exact (columns of Decimal)."""
        return self.to_pyarrow().to_pandas()

    def to_csv(self) -> str:
        """As CSV (RFC 4180)."""
        return self._native.text(_native.ECO_FORMAT_CSV)

    def to_json(self) -> str:
        """As JSON."""
        return self._native.text(_native.ECO_FORMAT_JSON)

    def __str__(self) -> str:
        return self._native.text(_native.ECO_FORMAT_TEXT).rstrip("\n")

    def __repr__(self) -> str:
        size = f"<ecomops.Table: {len(self):,} rows, {len(self.columns)} columns>"
        return f"{size}\n{self}" if len(self) <= SHOWN else f"{size} {', '.join(self.columns)}"

    def _repr_html_(self) -> str:
        aligned = ["right" if kind in RIGHT else "left" for kind in self.types]
        lists = [self._values(index, 0, SHOWN) for index in range(len(self.columns))]
        head = "".join(f'<th style="text-align:{side}">{escape(name)}</th>' for name, side in zip(self.columns, aligned))
        body = "".join(
            "<tr>" + "".join(f'<td style="text-align:{side}">{escape(cell_text(cell))}</td>' for cell, side in zip(row, aligned)) + "</tr>"
            for row in zip(*lists)
        )
        more = f"<p>{len(self):,} rows, {SHOWN} shown</p>" if len(self) > SHOWN else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def cell_text(value: object) -> str:
    """A value for a notebook's cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, Decimal)):
        return format(value, ",")
    return value.isoformat() if isinstance(value, date) else str(value)


def readable(frame: object) -> Any:
    """The frame itself where it gives an Arrow stream; a dict of columns or an older frame through pyarrow."""
    if type(frame).__name__ == "LazyFrame" and hasattr(frame, "collect"):
        return frame.collect()  # Polars' query
    if hasattr(frame, "__arrow_c_stream__"):
        return frame
    is_pandas = type(frame).__module__.split(".")[0] == "pandas"
    if not isinstance(frame, Mapping) and not hasattr(frame, "__arrow_c_array__") and not is_pandas:
        kinds = "a frame of pandas, Polars, DuckDB or pyarrow, anything with __arrow_c_stream__, or a dict of columns"
        raise TypeError(f"{type(frame).__name__} is no table; give {kinds}")
    try:
        import pyarrow
    except ImportError:
        raise TypeError(f"to read a {type(frame).__name__}, pyarrow is needed: pip install pyarrow") from None
    if isinstance(frame, Mapping):
        return pyarrow.table(dict(frame))
    if hasattr(frame, "__arrow_c_array__"):
        return pyarrow.Table.from_batches([pyarrow.record_batch(frame)])
    return pyarrow.Table.from_pandas(frame, preserve_index=False)


def read_batches(frame: object, rename: Mapping[str, Optional[str]]) -> Iterator["_native.eco_table"]:
    """The batches of a frame, without a copy."""
    stream, names = readable(frame).__arrow_c_stream__(), dict(rename)
    while True:
        batch = _native.eco_table_from_arrow(stream, names)
        if batch is None:
            return
        yield batch


def rows_of(frame: object) -> int:
    """How many rows a frame has, where it knows without running a query; else 0."""
    for name in ("num_rows", "height"):  # pyarrow, Polars
        rows = getattr(frame, name, None)
        if isinstance(rows, int):
            return rows
    return len(frame) if isinstance(frame, Table) or type(frame).__module__.split(".")[0] == "pandas" else 0  # type: ignore[arg-type]
