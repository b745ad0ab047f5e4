"""Plans, states and their tables: every kind of frame gives the same numbers, however it is fed."""

from __future__ import annotations

import pickle
import sys
import threading
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, Dict, List

import ecomops as eco
import pytest
from conftest import ROOT

pa = pytest.importorskip("pyarrow")

START = datetime(2026, 11, 9, tzinfo=timezone.utc)  # a Monday


def event_rows() -> Dict[str, List[Any]]:
    """Three users: a view each, two carts, one purchase; then the buyer views again a week later."""
    rows = [
        (0, "ann", "view", "ads", "HAT", None),
        (5, "ann", "cart", "ads", "HAT", None),
        (9, "ann", "purchase", "ads", "HAT", Decimal("459.00")),
        (20, "bob", "view", "search", "HAT", None),
        (31, "bob", "cart", "search", "CAP", None),
        (1440, "eve", "view", None, "CAP", None),
        (7 * 1440, "ann", "view", "ads", "CAP", None),
    ]
    at = [START + timedelta(minutes=row[0]) for row in rows]
    return {"at": at, **{name: [row[i + 1] for row in rows] for i, name in enumerate(("user", "event", "channel", "sku", "value"))}}


def events() -> Any:
    rows = event_rows()
    types = {"at": pa.timestamp("us", "UTC"), "value": pa.decimal128(12, 2)}
    return pa.table({name: pa.array(values, types.get(name, pa.string())) for name, values in rows.items()})


def orders() -> Any:
    return pa.table(
        {
            "order": ["1", "1", "2"],
            "at": pa.array([START, START, START + timedelta(days=1)], pa.timestamp("us", "UTC")),
            "user": ["ann", "ann", "bob"],
            "sku": ["HAT", "CAP", "HAT"],
            "quantity": pa.array([1, 2, 1], pa.int64()),
            "amount": pa.array([Decimal("459.00"), Decimal("40.00"), Decimal("459.00")], pa.decimal128(12, 2)),
        }
    )


def refunds() -> Any:
    at = pa.array([START + timedelta(days=2)], pa.timestamp("us", "UTC"))
    return pa.table({"order": ["1"], "at": at, "amount": pa.array([Decimal("40.00")], pa.decimal128(12, 2))})


def plan(**options: Any) -> eco.Plan:
    return eco.Plan(
        currency="CNY",
        daily=eco.Report("page_views, visitors, gmv, gmv / visitors as visitor_value", by="day"),
        purchase=eco.Funnel("view", "cart", "purchase", window="P1D"),
        weekly=eco.Cohort("week", periods=2),
        **options,
    )


def rows_of(numbers: eco.Numbers) -> Dict[str, List[Dict[str, Any]]]:
    return {name: list(table) for name, table in numbers.items() if name != "state"}


# ---- plans ----


def test_a_plan_is_a_document() -> None:
    made = plan(zone="Asia/Shanghai", refunds="event", sets={"summer": ["HAT"]}, session_gap=timedelta(minutes=20), skip_bad_rows=True)
    document = made.to_document()
    assert document["schema"] == "ecomops.kpi/1"
    assert document["session_gap"] == "PT20M"
    assert document["threads"] == -1
    assert [part["name"] for part in document["reports"]] == ["daily"]
    again = eco.Plan.from_json(made.to_json())
    assert again == made and hash(again) == hash(made) and again.to_json() == made.to_json()
    assert again.parts == made.parts
    assert made.parts["purchase"] == eco.Funnel("view", "cart", "purchase", window=timedelta(days=1))
    assert eco.Funnel("view", "cart", window=timedelta(days=1, milliseconds=1500)).window == "P1DT1.5S"
    with pytest.raises(eco.Invalid, match="below 0"):
        plan(intent=-timedelta(days=1))
    assert pickle.loads(pickle.dumps(made)) == made
    assert pickle.loads(pickle.dumps(made)).names == ("daily", "purchase", "weekly")


def test_every_field_reaches_the_document() -> None:
    full = eco.Plan.from_json(ROOT / "tests/documents/kpi_full.json")
    options = {name: value for name, value in full.to_document().items() if isinstance(value, (str, int)) and name != "schema"}
    options["memory_limit"] = int(options["memory_limit"])
    made = eco.Plan(
        **options,
        sets=full.to_document()["sets"],
        rates=[(rate["currency"], rate["day"], rate["rate"]) for rate in full.to_document()["rates"]],
        aliases=full.to_document()["aliases"],
        tables=full.parts,
    )
    assert made == full


def test_rates_and_aliases_may_be_frames() -> None:
    rates = pa.table({"currency": ["USD"], "day": [date(2026, 11, 9)], "rate": pa.array([Decimal("7.12")], pa.decimal128(9, 2))})
    made = plan(rates=rates, aliases={"user": pa.table({"alias": ["a-1"], "user": [1]})})
    assert made == plan(rates=[("USD", date(2026, 11, 9), "7.12")], aliases={"user": {"a-1": "1"}})


def test_parts_are_compared_shown_and_pickled() -> None:
    funnel = eco.Funnel("view", eco.Step("big", when="value > 100"), window="P7D", by=["channel", "country"])
    assert funnel.by == "channel, country"
    assert funnel == pickle.loads(pickle.dumps(funnel)) and hash(funnel) == hash(pickle.loads(pickle.dumps(funnel)))
    assert "Step(name='big', when='value > 100')" in repr(funnel)
    with pytest.raises(AttributeError):
        funnel.by = "sku"  # type: ignore[misc]


def test_what_a_plan_refuses() -> None:
    with pytest.raises(eco.UnknownName) as found:
        eco.Plan(daily=eco.Report("visitorz"))
    assert found.value.path == "/reports/0/metrics" and "visitors" in str(found.value)
    with pytest.raises(TypeError, match="daly: 'x' is no option"):
        eco.Plan(daly="x")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="Funnel.steps"):
        eco.Funnel("view", 3, window="P1D")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="Funnel.window"):
        eco.Funnel("view", "cart", window=7)  # type: ignore[arg-type]
    with pytest.raises(eco.Invalid, match="measures money"):
        eco.Plan(daily=eco.Report("gmv"))


def test_metrics_are_a_table() -> None:
    metrics = eco.kpi_metrics()
    assert metrics.columns == ("name", "label", "label_zh", "unit", "formula", "definition", "sources")
    assert {"visitors", "gmv", "aov"} <= set(metrics["name"])


# ---- frames ----


def test_numbers_are_right() -> None:
    numbers = plan().run(events=events())
    assert list(numbers) == ["daily", "purchase", "weekly", "problems", "state"]
    assert numbers.daily["page_views"] == [2, 1, 1]
    assert numbers.daily["visitors"] == [2, 1, 1]
    assert numbers.daily["gmv"] == [Decimal("459.00"), Decimal("0.00"), Decimal("0.00")]
    assert numbers.daily["visitor_value"] == [229.5, 0.0, 0.0]
    assert [(row["name"], row["users"]) for row in numbers.purchase] == [("view", 3), ("cart", 2), ("purchase", 1)]
    assert [(str(row["cohort"]), row["period"], row["users"]) for row in numbers["weekly"]] == [("2026-11-09", 0, 3), ("2026-11-09", 1, 1)]
    assert numbers.daily.notes["zone"] == "UTC" and numbers.daily.notes["currency"] == "CNY"
    assert "definition" in str(numbers.daily)
    assert isinstance(numbers.daily, eco.Table)
    assert "daily" in str(numbers) and "daily" in numbers._repr_html_() and "daily" in repr(numbers) and "daily" in dir(numbers)


def frames() -> List[Any]:
    def polars() -> Any:
        return pytest.importorskip("polars").DataFrame(events())

    def duckdb() -> Any:
        connection = pytest.importorskip("duckdb").connect()
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("given", events())
        relation = connection.sql("SELECT * FROM given")
        if not hasattr(relation, "__arrow_c_stream__"):
            pytest.skip("this DuckDB has no Arrow stream")
        return relation

    return [
        pytest.param(events, id="pyarrow"),
        pytest.param(lambda: pa.RecordBatchReader.from_batches(events().schema, events().to_batches(max_chunksize=2)), id="reader"),
        pytest.param(lambda: events().to_batches()[0], id="batch"),
        pytest.param(lambda: events().to_pandas(), id="pandas"),
        pytest.param(lambda: (events().slice(i, 1) for i in range(7)), id="generator"),
        pytest.param(polars, id="polars"),
        pytest.param(lambda: polars().lazy(), id="lazy"),
        pytest.param(lambda: events().to_pydict(), id="dict"),
        pytest.param(duckdb, id="duckdb"),
    ]


@pytest.mark.parametrize("frame", frames())
def test_every_frame_gives_the_same(frame: Any) -> None:
    assert rows_of(plan().run(events=frame())) == rows_of(plan().run(events=events()))


def test_orders_and_refunds() -> None:
    made = eco.Plan(currency="CNY", refunds="event", daily=eco.Report("orders, paid_amount, refunds", by="day"), all=eco.Report("aov"), pairs=eco.Pairs())
    numbers = made.run(orders=orders(), refunds=refunds(), events=events())
    assert numbers.daily["orders"] == [1, 1, 0]
    assert numbers.daily["paid_amount"] == [Decimal("499.00"), Decimal("459.00"), Decimal("0.00")]
    assert numbers.daily["refunds"] == [Decimal("0.00"), Decimal("0.00"), Decimal("40.00")]
    assert numbers["all"]["aov"] == [479.0]
    assert [(row["sku"], row["other"], row["baskets"]) for row in numbers.pairs] == [("CAP", "HAT", 1)]


def test_columns_may_be_renamed() -> None:
    foreign = events().rename_columns(["ts", "visitor_id", "event_name", "channel", "sku", "value"])
    rename = {"visitor_id": "user", "ts": "at", "event_name": "event"}
    assert rows_of(plan().run(events=foreign, rename=rename)) == rows_of(plan().run(events=events()))
    both = plan().run(events=foreign, orders=orders(), rename=rename)
    assert rows_of(both) == rows_of(plan().run(events=foreign, orders=orders(), rename={"events": rename}))
    with pytest.raises(eco.UnknownName, match="visitor_idd"):
        plan().run(events=foreign, rename={"visitor_idd": "user"})
    with pytest.raises(eco.UnknownName, match="visitor_idd"):
        plan().run(events=foreign, orders=orders(), rename={**rename, "visitor_idd": "user"})
    with pytest.raises(eco.UnknownName, match="'spend'"):
        plan().run(events=foreign, rename={"spend": {}})


def test_bad_rows() -> None:
    broken = events().set_column(2, "event", pa.array(["view", None] + ["view"] * 5))
    with pytest.raises(eco.Invalid) as found:
        plan().run(events=broken)
    assert found.value.path == "/rows/2/event"
    numbers = plan(skip_bad_rows=True).run(events=broken)
    assert [(row["source"], row["row"], row["column"]) for row in numbers.problems] == [("events", 2, "event")]
    assert "problems" in str(numbers)
    with pytest.raises(eco.NotFound):
        plan().run(events=events().drop_columns(["event"]))
    with pytest.raises(TypeError, match="int is no table"):
        plan().run(events=3)


def test_tables_that_are_not_there() -> None:
    numbers = plan().run(events=events())
    with pytest.raises(AttributeError, match="there are: daily"):
        _ = numbers.dayly
    with pytest.raises(eco.UnknownName):
        numbers["dayly"]
    with pytest.raises(eco.UnknownName):
        eco.State(plan()).table("dayly")


# ---- states ----


def test_a_range_is_days_or_instants() -> None:
    state = eco.State(plan(zone="Asia/Shanghai"))
    state.update(events=events())
    whole = state.table("daily")
    assert [str(day) for day in whole["day"]] == ["2026-11-09", "2026-11-10", "2026-11-16"]
    for since, until in (
        ("2026-11-10", "2026-11-11"),
        (date(2026, 11, 10), date(2026, 11, 11)),
        ("2026-11-09T16:00:00Z", datetime(2026, 11, 10, 16, tzinfo=timezone.utc)),
    ):
        table = state.table("daily", since=since, until=until)
        assert [str(day) for day in table["day"]] == ["2026-11-10"] and table["visitors"] == [1]
    assert state.tables(since="2026-11-10").daily["visitors"] == [1, 1]
    with pytest.raises(eco.Invalid):
        state.table("daily", since="2026-11-10T00:00:00Z")  # no day begins then in Shanghai
    with pytest.raises(eco.BadSyntax):
        state.table("daily", since="2026-13-10")


def test_states_merge_in_any_order(tmp_path: Path) -> None:
    whole = eco.State(plan())
    whole.update(events=events(), orders=orders())
    parts = []
    for i in range(7):
        part = eco.State(plan())
        part.update(events=events().slice(i, 1))
        parts.append(part)
    last = eco.State(plan())
    last.update(orders=orders())
    for part in (*reversed(parts[:4]), *parts[4:]):
        last.merge(eco.State.load(plan(), part.save()))
    assert rows_of(last.tables()) == rows_of(whole.tables())
    assert last.save() == whole.save()
    assert whole.save(tmp_path / "shop.state") == (tmp_path / "shop.state").read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["shop.state"]
    assert rows_of(eco.State.load(plan(), tmp_path / "shop.state").tables()) == rows_of(whole.tables())
    assert rows_of(pickle.loads(pickle.dumps(whole)).tables()) == rows_of(whole.tables())
    assert "7 rows of events" in repr(whole) and repr(eco.State(plan())) == "<ecomops.State: empty>"


def test_states_of_other_plans_are_refused() -> None:
    state, other = eco.State(plan()), eco.State(plan(refunds="order"))
    with pytest.raises(eco.Invalid, match="refunds"):
        state.merge(other)
    with pytest.raises(ValueError, match="itself"):
        state.merge(state)
    with pytest.raises(eco.Invalid):
        eco.State.load(plan(refunds="order"), state.save())
    data = state.save()
    for damaged in (b"", data[:-1], data[:20] + bytes([data[20] ^ 1]) + data[21:]):
        with pytest.raises(eco.Error):
            eco.State.load(plan(), damaged)
    with pytest.raises(TypeError):
        eco.State("plan")  # type: ignore[arg-type]


def test_threads_may_share_a_state() -> None:
    state = eco.State(plan(threads=0))
    threads = [threading.Thread(target=lambda i=i: state.update(events=events().slice(i, 1))) for i in range(7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rows_of(state.tables()) == rows_of(plan().run(events=events()))


def test_tables_go_to_frames_without_a_copy() -> None:
    numbers = plan().run(events=events())
    assert numbers.daily.to_pyarrow().column("visitors").to_pylist() == [2, 1, 1]
    assert numbers.daily.to_pandas()["gmv"].tolist()[0] == Decimal("459.00")
    assert pytest.importorskip("polars").DataFrame(numbers.purchase)["users"].to_list() == [3, 2, 1]


def test_why_a_number_changed() -> None:
    sales = eco.explain_sales((1000, 50, 5000), (1200, 48, 5280))
    assert sales.change == 280 and sales.traffic + sales.conversion + sales.value == pytest.approx(280)
    assert sales.traffic > 0 > sales.conversion
    rate = eco.explain_rate({"ads": (10, 100, 10, 200), "search": (30, 100, 30, 100)})
    assert (rate.before, rate.after) == (0.2, pytest.approx(40 / 300))
    assert rate.mix + rate.rate == pytest.approx(rate.change)
    assert sum(effect.mix for effect in rate.segments.values()) == pytest.approx(rate.mix)
    with pytest.raises(eco.Invalid):
        eco.explain_sales((-1, 0, 0), (1, 1, 1))
    with pytest.raises(ValueError):
        eco.explain_rate({"ads": (1, 2)})  # type: ignore[dict-item]


# ---- pictures ----


def test_plots() -> None:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    made = plan(
        by_channel=eco.Report("visitors", by="day, channel"), channels=eco.Report("visitors, gmv", by="channel"), grouped=eco.Funnel("view", "cart", window="P1D", by="channel"),
        whole=eco.Report("visitors"), pairs=eco.Pairs(),
    )  # fmt: skip
    numbers = made.run(events=events())
    assert len(numbers.daily.plot()) == 4
    assert numbers.by_channel.plot().get_title() == "by_channel"
    assert len(numbers.channels.plot()) == 2
    assert numbers.whole.plot() is not None
    assert numbers.grouped.plot().get_legend() is not None
    funnel = numbers.purchase.plot()
    assert [label.get_text() for label in funnel.get_yticklabels()] == ["view", "cart", "purchase"]
    cohort = numbers.weekly.plot()
    assert [text.get_text() for text in cohort.texts][:2] == ["100%", "33%"]
    assert numbers.by_channel.plot(ax=funnel) is funnel
    with pytest.raises(eco.Invalid, match="axes of their own"):
        numbers.daily.plot(ax=funnel)
    with pytest.raises(eco.Invalid, match="only cohorts"):
        numbers.pairs.plot()
    pyplot.close("all")


def test_a_plot_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ImportError, match="pip install matplotlib"):
        plan().run(events=events()).daily.plot()
