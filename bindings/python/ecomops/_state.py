"""States: feed frames, read tables, merge, save and load. And the tables, with a picture of each."""

from __future__ import annotations

import os
import sys
import threading
from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple, Union

from . import _native
from ._backtest import Bar, parts_of, total_of
from ._convert import Moment
from ._errors import UnknownName
from ._plan import Part, Plan, bound_of
from ._table import Table, read_batches

SOURCES: Dict[str, int] = {
    _native.eco_kpi_source_name(number): number
    for number in (
        _native.ECO_KPI_EVENTS,
        _native.ECO_KPI_ORDERS,
        _native.ECO_KPI_REFUNDS,
        _native.ECO_KPI_SPEND,
        _native.ECO_KPI_STOCK,
        _native.ECO_KPI_SERVICE,
        _native.ECO_KPI_PARCELS,
    )
}
KEPT = ("problems", "state")  # tables that every state has


class KpiTable(Table):
    """A table of a plan. ``plot()`` draws a cohort, a funnel or a report."""

    __slots__ = ("name", "part")

    name: str
    """Its name in the plan."""
    part: Optional[Part]
    """What the plan says of it."""

    def __init__(self, native: "_native.eco_table", name: str, part: Optional[Part]) -> None:
        super().__init__(native)
        self.name, self.part = name, part

    def plot(self, ax: Optional[Any] = None) -> Any:
        """A picture with matplotlib: a cohort as a heat map, a funnel as bars, a report as lines over its period, or as bars.

        ax: where to draw; None: a new figure. Returns its axes; of a report with several metrics a list, one of each.
        """
        from ._plot import plot

        return plot(self, ax)


class Numbers:
    """The tables of a plan: ``numbers.daily``, ``numbers["daily"]``. ``problems`` and ``state`` say what was read."""

    __slots__ = ("_tables",)

    def __init__(self, tables: Mapping[str, KpiTable]) -> None:
        self._tables = dict(tables)

    def __getattr__(self, name: str) -> KpiTable:
        if name.startswith("_") or name not in self._tables:
            raise AttributeError(f"there is no table {name!r}; there are: {', '.join(self._tables)}")
        return self._tables[name]

    def __getitem__(self, name: str) -> KpiTable:
        if name not in self._tables:
            raise UnknownName(f"there is no table {name!r}; there are: {', '.join(self._tables)}")
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def __dir__(self) -> List[str]:
        return [*super().__dir__(), *self._tables]

    def items(self) -> Iterator[Tuple[str, KpiTable]]:
        """Names and tables."""
        return iter(self._tables.items())

    def _shown(self) -> Iterator[Tuple[str, KpiTable]]:
        return ((name, table) for name, table in self._tables.items() if name != "state" and (name != "problems" or len(table)))

    def __str__(self) -> str:
        return "\n\n".join(f"{name}\n{table}" for name, table in self._shown())

    def __repr__(self) -> str:
        return f"<ecomops.Numbers: {', '.join(self._tables)}>"

    def _repr_html_(self) -> str:
        return "".join(f"<h4>{name}</h4>{table._repr_html_()}" for name, table in self._shown())


class State:
    """What a plan's tables are made from: feed it, ask it, merge it with others, save it.

    What an answer is does not depend on how the rows were cut into frames, in which order they came, nor on how many states they went through.
    Feeding a row twice counts it twice. Threads of Python may share a state: they wait for each other.
    """

    __slots__ = ("_lock", "_native", "plan")

    plan: Plan

    def __init__(self, plan: Plan) -> None:
        if not isinstance(plan, Plan):
            raise TypeError(f"{plan!r} is no ecomops.Plan")
        self._adopt(plan, _native.eco_kpi_state_create(plan._native))

    def _adopt(self, plan: Plan, native: "_native.eco_kpi_state") -> None:
        self.plan, self._native, self._lock = plan, native, threading.Lock()

    def update(
        self,
        *,
        events: Optional[object] = None,
        orders: Optional[object] = None,
        refunds: Optional[object] = None,
        spend: Optional[object] = None,
        stock: Optional[object] = None,
        service: Optional[object] = None,
        parcels: Optional[object] = None,
        rename: Optional[Mapping[str, Any]] = None,
        progress: bool = False,
    ) -> None:
        """Takes in the rows of frames; the arguments are those of ``Plan.run``. A frame is read batch by batch: one that is refused leaves the
        batches before it in the state. Other threads of Python run meanwhile."""
        frames = {"events": events, "orders": orders, "refunds": refunds, "spend": spend, "stock": stock, "service": service, "parcels": parcels}
        given = {name: frame for name, frame in frames.items() if frame is not None}
        renames = Renames(rename or {}, tuple(given))
        bar = Bar(sys.stderr) if progress else None
        try:
            for name, frame in given.items():
                self._read(name, frame, renames, bar)
        finally:
            if bar:
                bar.end()
        renames.check()

    def _read(self, name: str, frames: object, renames: "Renames", bar: Optional[Bar]) -> None:
        parts = parts_of(frames)
        done, total = 0, total_of(parts)
        for frame in parts:
            for batch in read_batches(frame, renames.of(name, frame)):
                with self._lock:
                    _native.eco_kpi_update(self._native, SOURCES[name], batch)
                done += batch.rows
                if bar:
                    bar.report(done, total)

    def merge(self, other: "State") -> None:
        """Adds all that another state of an equal plan has taken in."""
        if not isinstance(other, State):
            raise TypeError(f"{other!r} is no ecomops.State")
        first, second = sorted((self._lock, other._lock), key=id)
        if first is second:
            raise ValueError("a state is not merged with itself: every row would count twice")
        with first, second:
            _native.eco_kpi_merge(self._native, other._native)

    def save(self, path: Union[str, "os.PathLike[str]", None] = None) -> bytes:
        """The state as bytes, which are written to ``path`` where one is given. What the state has taken in decides the bytes, not the way."""
        with self._lock:
            data = _native.eco_kpi_state_bytes(self._native)
        if path is not None:
            beside = f"{os.fspath(path)}.part"
            with open(beside, "wb") as file:
                file.write(data)
            os.replace(beside, path)  # a state is there whole, or as it was
        return data

    @classmethod
    def load(cls, plan: Plan, source: Union[bytes, bytearray, memoryview, str, "os.PathLike[str]"]) -> "State":
        """A state of that plan from what ``save`` gave: the bytes, or the path of a file."""
        if isinstance(source, (bytes, bytearray, memoryview)):
            data = bytes(source)
        else:
            with open(source, "rb") as file:
                data = file.read()
        state = cls.__new__(cls)
        state._adopt(plan, _native.eco_kpi_load(plan._native, data))
        return state

    def table(self, name: str, *, since: Optional[Moment] = None, until: Optional[Moment] = None) -> KpiTable:
        """A table of the plan, ``"problems"`` or ``"state"``, over what happened from ``since`` on and before ``until``: days ("2026-11-11", a date),
        or instants at which a day begins; None: all."""
        return self._table(name, self.plan.parts.get(name), bound_of(self.plan._native, since, "since"), bound_of(self.plan._native, until, "until"))

    def tables(self, *, since: Optional[Moment] = None, until: Optional[Moment] = None) -> Numbers:
        """All tables of the plan, and ``problems`` and ``state``."""
        parts = self.plan.parts
        from_us, to_us = (bound_of(self.plan._native, bound, what) for bound, what in ((since, "since"), (until, "until")))
        found = {name: self._table(name, part, from_us, to_us) for name, part in parts.items()}
        found.update((name, self._table(name, None, 0, 0)) for name in KEPT)
        return Numbers(found)

    def _table(self, name: str, part: Optional[Part], since_us: int, until_us: int) -> KpiTable:
        with self._lock:
            native = _native.eco_kpi_table(self._native, name, since_us, until_us)
        return KpiTable(native, name, part)

    def __reduce__(self) -> Tuple[Any, Tuple[Plan, bytes]]:
        return State.load, (self.plan, self.save())

    def __repr__(self) -> str:
        rows = {row["source"]: row["rows"] for row in self._table("state", None, 0, 0) if row["rows"]}
        return f"<ecomops.State: {', '.join(f'{count:,} rows of {source}' for source, count in rows.items()) or 'empty'}>"


class Renames:
    """Names of columns for each source: by source, or for all that have the column."""

    def __init__(self, rename: Mapping[str, Any], sources: Tuple[str, ...]) -> None:
        self._by_source: Dict[str, Mapping[str, Optional[str]]] = {}
        self._common: Dict[str, Optional[str]] = {}
        for name, value in rename.items():
            if isinstance(value, Mapping):
                if name not in sources:
                    raise UnknownName(f"rename: there are no {name!r}; given are: {', '.join(sources)}")
                self._by_source[name] = value
            else:
                self._common[name] = value
        self._several = len(sources) > 1
        self._unused = set(self._common) if self._several else set()

    def of(self, source: str, frame: object) -> Dict[str, Optional[str]]:
        """For a frame of that source."""
        known = columns_of(frame) if self._several else None
        common = {name: ours for name, ours in self._common.items() if known is None or name in known}
        self._unused -= set(common)
        return {**common, **self._by_source.get(source, {})}

    def check(self) -> None:
        if self._unused:
            raise UnknownName(f"rename: no frame has a column {sorted(self._unused)[0]!r}")


def columns_of(frame: Any) -> Optional[List[str]]:
    """A frame's columns, where it tells them without being read."""
    if isinstance(frame, Mapping):
        return list(frame)
    for name in ("column_names", "columns"):  # pyarrow; pandas, Polars, DuckDB, Table
        names = getattr(frame, name, None)
        if names is not None and not callable(names):
            try:
                found = list(names)
            except TypeError:
                continue
            if all(isinstance(column, str) for column in found):
                return found
    names = getattr(getattr(frame, "schema", None), "names", None)  # a reader of pyarrow's
    return list(names) if isinstance(names, (list, tuple)) else None


def kpi_metrics() -> Table:
    """Every metric that exists: name, label, label_zh, unit, formula, definition, sources."""
    return Table(_native.eco_kpi_metrics())
