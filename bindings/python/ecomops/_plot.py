"""Pictures of a plan's tables, with matplotlib where it is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, Optional, Sequence, Tuple

from ._errors import Invalid
from ._plan import Cohort, Funnel, Report

if TYPE_CHECKING:
    from ._state import KpiTable

PERIODS = ("hour", "day", "week", "month", "quarter", "year")
LINES = 10  # values of dimensions that get a line of their own


def plot(table: "KpiTable", ax: Optional[Any]) -> Any:
    """What KpiTable.plot does."""
    draw = {Cohort: plot_cohort, Funnel: plot_funnel, Report: plot_report}.get(type(table.part))
    if draw is None:
        raise Invalid(f"{table.name}: only cohorts, funnels and reports have a picture; to_pandas() gives the rows to draw")
    return draw(table, ax)


def axes_of(ax: Optional[Any], rows: int = 1, **options: Any) -> List[Any]:
    """The axes to draw on: one, or of a new figure several, one below the other."""
    try:
        from matplotlib import pyplot
    except ImportError:
        raise ImportError("plot() needs matplotlib: pip install matplotlib") from None
    if ax is not None:
        if rows > 1:
            raise Invalid(f"{rows} metrics need axes of their own: leave ax out, or ask for one metric")
        return [ax]
    figure, axes = pyplot.subplots(rows, 1, squeeze=False, sharex=True, layout="constrained", **options)
    del figure
    return [line[0] for line in axes]


def plot_cohort(table: "KpiTable", ax: Optional[Any]) -> Any:
    rows = list(table)
    cohorts = sorted({row["cohort"] for row in rows})
    periods = sorted({row["period"] for row in rows})
    sizes = {row["cohort"]: row["size"] for row in rows}
    rates = [[float("nan")] * len(periods) for _ in cohorts]
    for row in rows:
        if row["rate"] is not None:
            rates[cohorts.index(row["cohort"])][periods.index(row["period"])] = row["rate"]
    (place,) = axes_of(ax, figsize=(2 + 0.6 * max(len(periods), 4), 1.5 + 0.35 * max(len(cohorts), 4)))
    place.imshow(rates, aspect="auto", cmap="Blues", vmin=0, vmax=1)
    place.set_xticks(range(len(periods)), [str(period) for period in periods])
    place.set_yticks(range(len(cohorts)), [f"{cohort} ({sizes[cohort]:,})" for cohort in cohorts])
    for i, line in enumerate(rates):
        for j, rate in enumerate(line):
            if rate == rate:  # not missing
                place.text(j, i, f"{rate:.0%}", ha="center", va="center", fontsize=8, color="white" if rate > 0.5 else "black")
    place.set_xlabel(f"{table.part.period}s since entry")  # type: ignore[union-attr]
    place.set_title(table.name)
    return place


def plot_funnel(table: "KpiTable", ax: Optional[Any]) -> Any:
    groups: Dict[Tuple[Any, ...], List[Dict[str, Any]]] = {}
    counted = table.columns[table.columns.index("step") + 2]  # users, sessions or completions
    by = table.columns[: table.columns.index("step")]
    for row in table:
        groups.setdefault(tuple(row[name] for name in by), []).append(row)
    shown = list(groups.items())[:LINES]
    (place,) = axes_of(ax, figsize=(7, 1 + 0.5 * max((len(steps) for _, steps in shown), default=1) * max(len(shown) ** 0.5, 1)))
    height = 0.8 / max(len(shown), 1)
    for index, (group, steps) in enumerate(shown):
        ys = [at + height * index for at in range(len(steps))]
        bars = place.barh(ys, [step[counted] for step in steps], height=height, label=", ".join(map(str, group)))
        place.bar_label(bars, [f"{step[counted]:,}  {shared(step['overall_rate'])}" for step in steps], padding=3, fontsize=8)
    first = shown[0][1] if shown else []
    place.set_yticks([at + 0.4 - height / 2 for at in range(len(first))], [step["name"] for step in first])
    place.invert_yaxis()
    place.margins(x=0.2)
    place.set_xlabel(counted)
    if by:
        place.legend(title=", ".join(by))
    place.set_title(table.name)
    return place


def shared(rate: Optional[float]) -> str:
    return "" if rate is None else f"{rate:.1%}"


def plot_report(table: "KpiTable", ax: Optional[Any]) -> Any:
    by = [word.strip() for word in (table.part.by or "").split(",") if word.strip()]  # type: ignore[union-attr]
    metrics = [name for name in table.columns if name not in by]
    period = next((name for name in by if name in PERIODS), None)
    others = [name for name in by if name != period]
    axes = axes_of(ax, len(metrics), figsize=(8, 1 + 2 * len(metrics)))
    rows = list(table)
    for place, metric in zip(axes, metrics):
        if period:
            draw_lines(place, rows, period, others, metric)
        else:
            draw_bars(place, rows, others, metric)
        place.set_ylabel(metric)
    axes[0].set_title(table.name)
    return axes if len(axes) > 1 else axes[0]


def number(value: Any) -> float:
    return float("nan") if value is None else float(value)


def label_of(row: Dict[str, Any], names: Sequence[str]) -> str:
    return ", ".join("(none)" if row[name] is None else str(row[name]) for name in names)


def draw_lines(place: Any, rows: List[Dict[str, Any]], period: str, others: List[str], metric: str) -> None:
    lines: Dict[str, List[Tuple[Any, float]]] = {}
    for row in rows:
        if row[period] is not None:
            lines.setdefault(label_of(row, others), []).append((row[period], number(row[metric])))
    largest = sorted(lines.items(), key=lambda line: -sum(value for _, value in line[1] if value == value))[:LINES]
    for label, points in largest:
        points.sort(key=lambda point: point[0])
        place.plot([at for at, _ in points], [value for _, value in points], label=label, marker="." if len(points) < 40 else "")
    if others:
        place.legend(title=", ".join(others), fontsize=8)
    place.tick_params(axis="x", rotation=30)


def draw_bars(place: Any, rows: List[Dict[str, Any]], others: List[str], metric: str) -> None:
    shown = rows[: 4 * LINES]
    place.bar([label_of(row, others) or "all" for row in shown], [number(row[metric]) for row in shown])
    place.tick_params(axis="x", rotation=30)
