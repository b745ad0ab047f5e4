"""Plans: which numbers, by which definitions. Frozen."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Dict, Iterable, List, Literal, Mapping, Optional, Sequence, Tuple, Type, TypeVar, Union

from . import _native
from ._convert import Amount, Moment, document_text, number_of, plain
from ._described import MOMENT, NUMBER, TEXT, TRUTH, WHOLE, Described, Kind, _whole, parts_of
from ._errors import Invalid
from ._table import Table, read_batches

if TYPE_CHECKING:
    from ._convert import Document
    from ._state import Numbers

Span = Union[str, timedelta]
"""A length of time: ``"P7D"``, ``"PT30M"``, or a timedelta."""
Words = Union[str, Sequence[str]]
"""``"day, channel"``, or ``["day", "channel"]``."""
RefundDay = Literal["gross", "event", "order", "same"]
Compare = Literal["previous", "same day last week", "last year"]
FunnelStart = Literal["any", "first"]
FunnelOrder = Literal["loose", "strict", "any"]
CountBy = Literal["users", "sessions", "completions"]
Period = Literal["day", "week", "month", "quarter", "year"]
Retention = Literal["nth", "unbounded", "bracket"]
Touch = Literal["last_non_direct", "last", "first", "linear"]

PartType = TypeVar("PartType", bound="Part")


def span_text(value: object, what: str) -> str:
    """A length of time as ISO 8601; text is passed on as it is: the library checks it."""
    if isinstance(value, str):
        return value
    if not isinstance(value, timedelta):
        raise TypeError(f'{what}: {value!r} is a {type(value).__name__}; use text such as "P7D", or a timedelta')
    if value < timedelta(0):
        raise Invalid(f"{what}: {value!r} is below 0")
    seconds = Decimal(value.seconds) + Decimal(value.microseconds).scaleb(-6)
    days = f"{value.days}D" if value.days or not seconds else ""
    return f"P{days}T{plain(seconds.normalize())}S" if seconds else f"P{days}"


def words_text(value: object, what: str) -> str:
    """Names with commas between them."""
    if isinstance(value, str):
        return value
    words = [word for word in value if isinstance(word, str)] if isinstance(value, Sequence) else []
    if not isinstance(value, Sequence) or len(words) < len(value):
        raise TypeError(f"{what}: {value!r} is no text, nor a list of texts")
    return ", ".join(words)


def whole_numbers(value: object, what: str) -> Tuple[int, ...]:
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        raise TypeError(f"{what}: {value!r} is no list of ints")
    return tuple(_whole(number, what) for number in value)


SPAN = Kind(span_text, lambda span: span)
WORDS = Kind(words_text, lambda words: words)
NUMBERS = Kind(whole_numbers, list, tuple)


class Part(Described):
    """What becomes one table of a plan."""

    __slots__ = ()
    LIST: ClassVar[str]  # of a plan's document


class Report(Part):
    """Metrics in rows of periods and dimensions: ``Report("page_views, visitors, gmv / visitors as visitor_value", by="day")``."""

    LIST = "reports"
    __slots__ = KINDS = {"metrics": WORDS, "by": WORDS, "where": TEXT, "compare": TEXT, "top": WHOLE}
    metrics: str
    by: Optional[str]
    where: Optional[str]
    compare: Optional[Compare]
    top: Optional[int]

    def __init__(
        self,
        metrics: Words,
        *,
        by: Optional[Words] = None,
        where: Optional[str] = None,
        compare: Optional[Compare] = None,
        top: Optional[int] = None,
    ) -> None:
        """
        metrics: names of ``ecomops.kpi_metrics()``, or arithmetic over them with a name of its own: ``"gmv / visitors as visitor_value"``.
        by: at most one of hour, day, week, month, quarter, year, and any of weekday, hour_of_day and the columns of the data; None: one row.
        where: a condition over a row's columns: ``"channel != 'internal'"``.
        compare: two columns more a metric, ``NAME_before`` and ``NAME_change``: against the period before, the same day last week, or a year ago.
        top: at most so many rows a period, the largest by the first metric.
        """
        self._take(locals())


class Step(Described):
    """A step of a funnel: an event's name, or with ``when`` any name of yours."""

    __slots__ = KINDS = {"name": TEXT, "when": TEXT}
    name: str
    when: Optional[str]

    def __init__(self, name: str, when: Optional[str] = None) -> None:
        """
        name: an event, or with ``when`` any name.
        when: a condition over a row of events: ``"event == 'view' and sku in @summer"``.
        """
        self._take(locals())


class Funnel(Part):
    """How far users get: ``Funnel("view", "cart", "purchase", window="P7D")``."""

    LIST = "funnels"
    __slots__ = KINDS = {
        "steps": parts_of(Step),
        "window": SPAN,
        "start": TEXT,
        "order": TEXT,
        "count": TEXT,
        "by": WORDS,
        "exclude": TEXT,
        "increase": TRUTH,
        "deduplicate": TRUTH,
        "open_windows": TRUTH,
    }
    steps: Tuple[Step, ...]
    window: str
    start: Optional[FunnelStart]
    order: Optional[FunnelOrder]
    count: Optional[CountBy]
    by: Optional[str]
    exclude: Optional[str]
    increase: bool
    deduplicate: bool
    open_windows: bool

    def __init__(
        self,
        *steps: Union[str, Step],
        window: Span,
        start: Optional[FunnelStart] = None,
        order: Optional[FunnelOrder] = None,
        count: Optional[CountBy] = None,
        by: Optional[Words] = None,
        exclude: Optional[str] = None,
        increase: bool = False,
        deduplicate: bool = False,
        open_windows: bool = False,
    ) -> None:
        """
        steps: events, in their order; ``Step(name, when=...)`` for one with a condition.
        window: the time from the first step to the last.
        start: "any" (the default: any first step may begin an attempt, the best one counts) or "first" (only the user's first).
        order: "loose" (the default: other events may stand between), "strict" or "any" (steps in any order).
        count: "users" (the default), "sessions" or "completions".
        by: columns of the first step's event: one funnel for each value.
        exclude: an event that ends an attempt.
        increase: each step later than the one before, not at its time.
        deduplicate: a step that comes again ends the attempt.
        open_windows: count users whose window has not ended, too.
        """
        self._take({**locals(), "steps": [Step(step) if isinstance(step, str) else step for step in steps]})

    @classmethod
    def of_fields(cls, fields: Mapping[str, Any]) -> "Funnel":
        """From all its fields by name."""
        return cls(*fields["steps"], **{name: value for name, value in fields.items() if name != "steps"})

    @classmethod
    def of_document(cls, document: Mapping[str, Any]) -> "Funnel":
        """From the form that a plan's JSON has."""
        return cls.of_fields({name: cls.KINDS[name].read(value) for name, value in document.items()})

    def __reduce__(self) -> Tuple[Any, Tuple[Any, ...]]:
        return Funnel.of_fields, (self.given(),)


class Cohort(Part):
    """Who comes back: ``Cohort("week", enter="event == 'purchase'")``."""

    LIST = "cohorts"
    __slots__ = KINDS = {
        "period": TEXT,
        "enter": TEXT,
        "stay": TEXT,
        "retention": TEXT,
        "periods": WHOLE,
        "rolling": TRUTH,
        "brackets": NUMBERS,
    }
    period: Period
    enter: Optional[str]
    stay: Optional[str]
    retention: Optional[Retention]
    periods: Optional[int]
    rolling: bool
    brackets: Optional[Tuple[int, ...]]

    def __init__(
        self,
        period: Period,
        *,
        enter: Optional[str] = None,
        stay: Optional[str] = None,
        retention: Optional[Retention] = None,
        periods: Optional[int] = None,
        rolling: bool = False,
        brackets: Optional[Sequence[int]] = None,
    ) -> None:
        """
        period: of the calendar, or with ``rolling`` since entry.
        enter: the event that puts a user into a cohort; None: the first of any kind.
        stay: the event that counts as coming back; None: any.
        retention: "nth" (the default: active in the N-th period after entry), "unbounded" (in it or any later) or "bracket".
        periods: how many; default 12.
        rolling: periods of 24 h ("day") or 7 x 24 h ("week") since entry.
        brackets: with "bracket" the first period of each, from 1: ``[1, 4, 8]`` is 1-3, 4-7, 8 and later.
        """
        self._take(locals())


class Pairs(Part):
    """What is bought together: pairs of the distinct SKUs of an order."""

    LIST = "pairs"
    __slots__ = KINDS = {"top": WHOLE, "least": WHOLE, "largest": WHOLE}
    top: Optional[int]
    least: Optional[int]
    largest: Optional[int]

    def __init__(self, *, top: Optional[int] = None, least: Optional[int] = None, largest: Optional[int] = None) -> None:
        """
        top: pairs in the table; default 1,000.
        least: orders that a pair must be in; default 1.
        largest: orders with more SKUs are left out, and counted in the notes; default 1,000.
        """
        self._take(locals())


class Attribution(Part):
    """Which channel brought an order: the touches are the user's events at or before it."""

    LIST = "attributions"
    __slots__ = KINDS = {"model": TEXT, "channel": TEXT, "lookback": SPAN}
    model: Optional[Touch]
    channel: Optional[str]
    lookback: Optional[str]

    def __init__(self, model: Touch = "last_non_direct", *, channel: Optional[str] = None, lookback: Optional[Span] = None) -> None:
        """
        model: "last_non_direct" (the last channel that is not in ``@direct``), "last", "first" or "linear" (equal parts to all touches).
        channel: the column that names a touch; default "channel".
        lookback: older touches do not count; default "P30D", "unlimited": all do.
        """
        self._take(locals())


class Paths(Part):
    """Where users go next, within a session."""

    LIST = "paths"
    __slots__ = KINDS = {"column": TEXT, "start": TEXT, "steps": WHOLE, "top": WHOLE}
    column: Optional[str]
    start: Optional[str]
    steps: Optional[int]
    top: Optional[int]

    def __init__(self, column: Optional[str] = None, *, start: Optional[str] = None, steps: Optional[int] = None, top: Optional[int] = None) -> None:
        """
        column: what a place is; default "event".
        start: the event where paths begin; None: with the session.
        steps: default 5, at most 20.
        top: transitions kept a step; default 20; the rest is under the place "(other)".
        """
        self._take(locals())


class Abc(Part):
    """Which SKUs (users, channels ...) bring most of what is paid, in classes A, B and C."""

    LIST = "abcs"
    __slots__ = KINDS = {"by": TEXT, "a": NUMBER, "b": NUMBER}
    by: Optional[str]
    a: Optional[Decimal]
    b: Optional[Decimal]

    def __init__(self, by: Optional[str] = None, *, a: Optional[Amount] = None, b: Optional[Amount] = None) -> None:
        """
        by: what is ranked: "sku" (the default), "user", or a column of the data.
        a: class A while the running share is at most this; default "0.80".
        b: then class B while it is at most this; default "0.95".
        """
        self._take(locals())


class Rfm(Part):
    """Recency, frequency and monetary value of each buyer, scored from 1 to 5."""

    LIST = "rfms"
    __slots__ = KINDS = {"at": MOMENT}
    at: Optional[datetime]

    def __init__(self, *, at: Optional[Moment] = None) -> None:
        """
        at: days are counted to here, and later orders do not count; None: to the end of the range, or to the latest row.
        """
        self._take(locals())


PARTS: Tuple[Type[Part], ...] = (Report, Funnel, Cohort, Pairs, Attribution, Paths, Abc, Rfm)
Rates = Union[Iterable[Tuple[str, Union[str, date], Amount]], object]
"""``[("USD", "2026-11-11", "7.12")]``, or a frame with the columns currency, day and rate."""


class Plan:
    """Which numbers, by which definitions; each part becomes a table under its name.

    >>> plan = Plan(zone="Asia/Shanghai", currency="CNY",
    ...             daily=Report("visitors, orders, gmv", by="day"),
    ...             purchase=Funnel("view", "cart", "purchase", window="P7D"))

    ``plan.run(events=..., orders=...)`` reads frames and gives the tables; ``State(plan)`` does it bit by bit.
    """

    __slots__ = ("_native", "_names", "_text")

    def __init__(
        self,
        *,
        zone: Optional[str] = None,
        currency: Optional[str] = None,
        refunds: Optional[RefundDay] = None,
        session_gap: Optional[Span] = None,
        lookback: Optional[Span] = None,
        intent: Optional[Span] = None,
        lateness: Optional[Span] = None,
        week_starts_sunday: bool = False,
        approximate: bool = False,
        skip_bad_rows: bool = False,
        max_problems: Optional[int] = None,
        memory_limit: Optional[int] = None,
        spill_folder: Optional[str] = None,
        threads: int = -1,
        sets: Optional[Mapping[str, Iterable[str]]] = None,
        rates: Optional[Rates] = None,
        aliases: Optional[Mapping[str, object]] = None,
        tables: Optional[Mapping[str, Part]] = None,
        **parts: Part,
    ) -> None:
        """
        zone: days, weeks and months are this zone's; default "UTC".
        currency: ISO 4217; needed where money is measured.
        refunds: the day on which a refund counts against sales: "gross" (none, the default), "event" (its own), "order" (that of its order)
            or "same" (only where it is of the day on which the order was paid).
        session_gap: idle for longer ends a session; default "PT30M".
        lookback: a returning buyer bought within it before the period; default "P365D".
        intent: a cart, checkout or enquiry that no order follows within it was abandoned; default "P1D".
        lateness: rows may come so late after the latest of their source; later ones count too, and the table "state" says how many.
        week_starts_sunday: weeks start on Sunday, not on Monday.
        approximate: distinct people by sketches; the notes give the bounds.
        skip_bad_rows: count them in the table "problems"; else the first one raises.
        max_problems: rows kept in "problems"; default 1,000.
        memory_limit: bytes that a state may hold; None: no limit.
        spill_folder: where a state may put a file for what does not fit.
        threads: -1: all cores; 0: only this thread. The answer is the same.
        sets: named sets for expressions (``{"summer": ["HAT"]}`` is ``@summer``), or other names of what events are: ``{"cart": ["add_to_bag"]}``.
        rates: what other currencies are worth in the plan's: ``[("USD", "2026-11-11", "7.12")]``, or a frame (currency, day, rate).
        aliases: other names of the same user or SKU: ``{"user": {"old-42": "42"}}``, or ``{"user": frame}`` with the columns alias and user.
        tables: parts under names that are no words of Python's, or of the options here.
        parts: a Report, Funnel, Cohort, Pairs, Attribution, Paths, Abc or Rfm, under the name of its table.
        """
        named: Dict[str, Part] = {**(tables or {}), **parts}
        document: Dict[str, Any] = {"schema": "ecomops.kpi/1"}
        spans = {"session_gap": session_gap, "lookback": lookback, "intent": intent, "lateness": lateness}
        options = {"zone": zone, "currency": currency, "refunds": refunds, "max_problems": max_problems, "memory_limit": memory_limit}
        options.update((name, None if span is None else span_text(span, name)) for name, span in spans.items())
        options.update(spill_folder=spill_folder, threads=threads)
        document.update((name, WHOLE.write(value) if isinstance(value, int) else value) for name, value in options.items() if value is not None)
        truths = {"week_starts_sunday": week_starts_sunday, "approximate": approximate, "skip_bad_rows": skip_bad_rows}
        document.update((name, True) for name, truth in truths.items() if truth)
        if sets:
            document["sets"] = {name: texts_of(members, f"sets[{name!r}]") for name, members in sets.items()}
        for name, part in named.items():
            if not isinstance(part, PARTS):
                kinds = ", ".join(kind.__name__ for kind in PARTS)
                raise TypeError(f"{name}: {part!r} is no option, and none of {kinds}")
            document.setdefault(part.LIST, []).append({"name": name, **part.to_document()})
        if rates is not None:
            document["rates"] = rates_of(rates)
        if aliases:
            document["aliases"] = {column: aliases_of(column, names) for column, names in aliases.items()}
        self._adopt(json.dumps(document, ensure_ascii=False), tuple(named))

    def _adopt(self, text: Union[str, bytes], names: Tuple[str, ...] = ()) -> None:
        self._native = _native.eco_json_read_kpi_plan(text, None)
        self._text = _native.eco_json_write_kpi_plan(self._native)
        self._names = names or tuple(Table(_native.eco_kpi_plan_tables(self._native))["name"])

    @classmethod
    def from_json(cls, document: Document) -> "Plan":
        """From a document ``ecomops.kpi/1``: its text, or the path of a file."""
        plan = cls.__new__(cls)
        plan._adopt(document_text(document))
        return plan

    def to_json(self) -> str:
        """The document, canonical: the same content gives the same text."""
        return self._text

    def to_document(self) -> Dict[str, Any]:
        """The document as dicts and lists."""
        document: Dict[str, Any] = json.loads(self._text)
        return document

    @property
    def names(self) -> Tuple[str, ...]:
        """The names of its tables."""
        return self._names

    @property
    def parts(self) -> Dict[str, Part]:
        """Its parts by name."""
        document, found = self.to_document(), {}
        for kind in PARTS:
            for fields in document.get(kind.LIST, ()):
                name = fields.pop("name")
                found[name] = kind.of_document(fields)
        return {name: found[name] for name in self._names}

    def run(
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
        since: Optional[Moment] = None,
        until: Optional[Moment] = None,
        progress: bool = False,
    ) -> "Numbers":
        """Reads the frames and gives every table of the plan.

        events, orders ...: a frame of pandas, Polars, DuckDB or pyarrow, anything with ``__arrow_c_stream__``, a dict of columns, or an iterable of
            such frames, which is read one at a time. Frames are not copied. Columns that a source needs:
            events: at, event; user, channel, sku, order, value, quantity.
            orders: order, at; user, sku, quantity, amount, paid_at, list, discount, tax, shipping, fee, cost, status, channel, currency.
            refunds: order, at, amount; sku, quantity, status. spend: at, amount; channel, impressions, clicks, purpose. stock: at, sku; on_sale.
            service: at; ticket, user, order, first_response_at, resolved_at, score, rating, kind, status.
            parcels: at, parcel; order, carrier, promised_at, delivered_at, damaged, cost.
        rename: names of the frames' columns that mean one of ours: ``{"visitor_id": "user"}`` in all of them, or by source:
            ``{"events": {"visitor_id": "user"}}``; None leaves a column out.
        since, until: what happened from ``since`` on and before ``until``: a day ("2026-11-11", a date) or an instant; None: all.
        progress: True shows a bar on the terminal.
        """
        from ._state import State

        state = State(self)
        state.update(
            events=events, orders=orders, refunds=refunds, spend=spend, stock=stock, service=service, parcels=parcels, rename=rename, progress=progress
        )
        return state.tables(since=since, until=until)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plan) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> Tuple[Any, Tuple[str, Tuple[str, ...]]]:
        return _plan_of, (self._text, self._names)

    def __repr__(self) -> str:
        return f"<ecomops.Plan: {', '.join(self._names) or 'no tables'}>"


def _plan_of(text: str, names: Tuple[str, ...]) -> Plan:
    plan = Plan.__new__(Plan)
    plan._adopt(text, names)
    return plan


def texts_of(texts: Iterable[str], what: str) -> List[str]:
    """A list of texts; one text is no list of its letters."""
    if isinstance(texts, str):
        raise TypeError(f"{what}: a list of texts is needed, not one")
    return list(texts)


def rows_of_frame(frame: object) -> Iterable[Dict[str, Any]]:
    for batch in read_batches(frame, {}):
        yield from Table(batch)


def rates_of(rates: Any) -> List[Dict[str, str]]:
    """Rates for a document."""
    if isinstance(rates, Mapping) or hasattr(rates, "__arrow_c_stream__") or type(rates).__name__ == "DataFrame":
        rates = [(row["currency"], row["day"], row["rate"]) for row in rows_of_frame(rates)]
    return [{"currency": currency, "day": day_text(day, "rates"), "rate": plain(number_of(rate, "rates"))} for currency, day, rate in rates]


def aliases_of(column: str, names: Any) -> Dict[str, str]:
    """Aliases of one column for a document."""
    is_frame = hasattr(names, "__arrow_c_stream__") or type(names).__name__ == "DataFrame"
    pairs = ((row["alias"], row[column]) for row in rows_of_frame(names)) if is_frame else dict(names).items()
    return {str(alias): str(meant) for alias, meant in pairs}


DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def day_text(day: object, what: str) -> str:
    """A day as documents write it."""
    if isinstance(day, str):
        return day
    if not isinstance(day, date) or isinstance(day, datetime):
        raise TypeError(f"{what}: {day!r} is no day; use a date, or text such as '2026-11-11'")
    return day.isoformat()


def bound_of(plan: "_native.eco_kpi_plan", bound: Union[Moment, date, None], what: str) -> int:
    """The start or end of a range in microseconds; a day is its first instant in the plan's zone."""
    from ._convert import EPOCH, moment_of

    if bound is None:
        return 0
    if (isinstance(bound, str) and DAY.fullmatch(bound)) or (isinstance(bound, date) and not isinstance(bound, datetime)):
        return _native.eco_kpi_day(plan, day_text(bound, what))
    return (moment_of(bound, what) - EPOCH) // timedelta(microseconds=1)
