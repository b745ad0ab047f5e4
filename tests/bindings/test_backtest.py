"""Backtests from frames: the same answer whatever the frame, the batches and the threads, and stopped when asked."""

from __future__ import annotations

import signal
import threading
import time
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Dict, List

import ecomops as eco
import pytest
from ecomops._backtest import Bar

pa = pytest.importorskip("pyarrow")
START = datetime(2025, 1, 1, 9, tzinfo=timezone.utc)


def spend(off: int, repeats: bool = False) -> eco.Rulebook:
    tiers = [eco.Tier(from_amount=300, off=off)]
    return eco.Rulebook(currency="CNY", promotions=[eco.Promotion("spend", stage="shop", repeats=repeats, tiers=tiers)])


def columns(orders: int = 400) -> Dict[str, List[Any]]:
    """Orders of one to three lines, every tenth cancelled, now and then a return and a free line."""
    rows: Dict[str, List[Any]] = {name: [] for name in ("order", "at", "sku", "quantity", "unit", "cancelled", "category")}
    for order in range(orders):
        for line in range(order % 3 + 1):
            number = order * 7 + line
            quantity = -1 if number % 31 == 0 else number % 4 + 1
            unit = Decimal(0) if number % 29 == 0 else Decimal(number % 500 * 37 + 99).scaleb(-2)
            values = (
                f"o{order}",
                START + timedelta(hours=20 * order),
                f"S{number % 50}",
                quantity,
                unit,
                order % 10 == 9,
                ("shoes", "hats")[line % 2],
            )
            for column, value in zip(rows.values(), values):
                column.append(value)
    return rows


def table_of(rows: Dict[str, List[Any]]) -> Any:
    return pa.table({**rows, "at": pa.array(rows["at"], pa.timestamp("us", "UTC")), "unit": pa.array(rows["unit"], pa.decimal128(12, 2))})


def model(rows: Dict[str, List[Any]], rules: eco.Rulebook) -> Dict[str, Any]:
    """The slow way: a price call for each order."""
    orders: Dict[str, List[int]] = {}
    for index, order in enumerate(rows["order"]):
        orders.setdefault(order, []).append(index)
    result: Dict[str, Any] = {"orders": 0, "lines": 0, "discount": Decimal(0), "touched": 0, "list": Decimal(0)}
    for indices in orders.values():
        lines = [
            eco.Line(rows["sku"][i], rows["quantity"][i], unit=rows["unit"][i] or None, is_free=not rows["unit"][i])
            for i in indices
            if rows["quantity"][i] > 0 and not rows["cancelled"][i]
        ]  # no SKU comes twice in an order, so that nothing that came back is netted
        if lines:
            quote = rules.price(lines, at=rows["at"][indices[0]])
            result["orders"] += 1
            result["lines"] += len(lines)
            result["discount"] += quote.discount
            result["list"] += quote.list
            result["touched"] += bool(quote.discount)
    return result


def contents(result: eco.Backtest) -> Dict[str, List[Dict[str, Any]]]:
    return {name: list(result.table(name)) for name in ("summary", "promotions", "days", "months", "movers", "rows", "problems")}


def test_it_equals_a_price_call_for_each_order() -> None:
    rows, was, now = columns(), spend(30), spend(50, repeats=True)
    result = eco.backtest(table_of(rows), was=was, now=now)
    for row, rules in zip(result.summary, (was, now)):
        slow = model(rows, rules)
        assert (row["orders"], row["lines"], row["orders_touched"]) == (slow["orders"], slow["lines"], slow["touched"])
        assert (row["list"], row["discount"], row["revenue"]) == (slow["list"], slow["discount"], slow["list"] - slow["discount"])
    before, after = result.summary
    assert before["discount_change"] == 0 and after["discount_change"] == after["discount"] - before["discount"] > 0
    assert [row["promotion"] for row in result.promotions] == ["spend", "spend"]
    assert sum(row["discount"] for row in result.months) == before["discount"] + after["discount"]
    assert min(row["month"] for row in result.months) == date(2025, 1, 1)
    kinds = {row["kind"]: row["rows"] for row in result.rows}
    assert kinds.pop("all") == sum(kinds.values()) == len(rows["order"]) and kinds["cancelled"] and kinds["return"] and kinds["free"]
    assert len(result.problems) == 0


def test_frames_batches_and_threads_change_nothing() -> None:
    rows = columns()
    arrow, rules = table_of(rows), dict(was=spend(30), now=spend(50, repeats=True))
    expected = contents(eco.backtest(arrow, threads=0, **rules))
    assert contents(eco.backtest(arrow, threads=-1, **rules)) == expected
    batches = pa.Table.from_batches([batch for size in range(0, len(arrow), 13) for batch in arrow.slice(size, 13).to_batches()])
    assert contents(eco.backtest(batches, threads=2, **rules)) == expected
    reader = pa.RecordBatchReader.from_batches(arrow.schema, iter(arrow.to_batches(max_chunksize=50)))
    assert contents(eco.backtest(reader, **rules)) == expected
    coded = arrow.set_column(2, "sku", arrow.column("sku").dictionary_encode())
    assert contents(eco.backtest(coded, **rules)) == expected
    assert contents(eco.backtest({name: arrow.column(name) for name in arrow.column_names}, **rules)) == expected
    foreign = arrow.rename_columns(["order_id", "at", "sku", "quantity", "price", "cancelled", "category"])
    renamed = eco.backtest(foreign, rename={"order_id": "order", "price": "unit", "category": None}, **rules)
    assert contents(renamed) == expected


def test_polars_pandas_and_duckdb() -> None:
    pl, duckdb = pytest.importorskip("polars"), pytest.importorskip("duckdb")
    pytest.importorskip("pandas")
    arrow, rules = table_of(columns()), spend(50)
    expected = contents(eco.backtest(arrow, now=rules))
    polars = pl.DataFrame(arrow)
    assert contents(eco.backtest(polars, now=rules)) == expected
    assert contents(eco.backtest(polars.with_columns(pl.col("sku").cast(pl.Categorical)), now=rules)) == expected
    pandas = arrow.to_pandas(types_mapper=None, date_as_object=False)
    assert contents(eco.backtest(pandas, now=rules)) == expected
    assert contents(eco.backtest(duckdb.sql("select * from arrow"), now=rules)) == expected


def test_iterables_of_frames_are_one_history() -> None:
    pl, pd = pytest.importorskip("polars"), pytest.importorskip("pandas")
    arrow, rules = table_of(columns()), dict(was=spend(30), now=spend(50, repeats=True))
    expected = contents(eco.backtest(arrow, **rules))
    parts = [arrow.slice(first, 37) for first in range(0, len(arrow), 37)]  # orders go on from one to the next
    assert contents(eco.backtest(parts, **rules)) == expected
    assert contents(eco.backtest(iter(parts), **rules)) == expected
    assert contents(eco.backtest((pl.DataFrame(part) for part in parts), **rules)) == expected
    assert contents(eco.backtest((part.to_pandas() for part in parts), **rules)) == expected
    assert contents(eco.backtest(({name: part.column(name) for name in part.column_names} for part in parts), **rules)) == expected
    assert contents(eco.backtest((batch for part in parts for batch in part.to_batches()), **rules)) == expected
    mixed = [pl.DataFrame(parts[0]), *parts[1:4], pd.concat([part.to_pandas() for part in parts[4:]])]
    assert contents(eco.backtest(mixed, **rules)) == expected
    assert [row["orders"] for row in eco.backtest([], **rules).summary] == [0, 0]
    for wrong in ("orders.csv", ["orders.csv"], 7, [7], [{"order": "1"}]):
        with pytest.raises((TypeError, eco.Error, ValueError)):
            eco.backtest(wrong, **rules)


def test_a_failing_iterable_fails_as_it_is() -> None:
    def parts() -> Any:
        yield table_of(columns(50))
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        eco.backtest(parts(), now=spend(50))


def test_progress_of_iterables_goes_on() -> None:
    arrow = table_of(columns(600))
    parts = [arrow.slice(first, 100) for first in range(0, len(arrow), 100)]
    for frames, total in ((parts, len(arrow)), (iter(parts), 0)):
        seen: List[Any] = []
        eco.backtest(frames, now=spend(50), progress=lambda done, total: seen.append((done, total)))
        assert [done for done, _ in seen] == sorted(done for done, _ in seen)
        assert seen[-1] == (len(arrow), total)


def test_a_long_history_takes_the_memory_of_one_frame() -> None:
    import resource

    batch, rules, peak = table_of(columns(2000)), spend(50), []

    def parts() -> Any:
        for _ in range(300):  # 1.2 million lines; the same orders come again, and count again
            yield batch
            peak.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)

    result = eco.backtest(parts(), now=rules, recent_orders=1000)
    assert result.summary["orders"] == [300 * orders for orders in eco.backtest(batch, now=rules).summary["orders"]]
    assert len(result.problems) == 0
    assert peak[-1] - peak[50] < 8 * 1024, f"{peak[-1] - peak[50]} KB more after 250 frames"


def test_what_came_back_and_what_it_cost() -> None:
    rows: Dict[str, List[Any]] = {
        "order": ["1", "1", "2", "3"],
        "at": [START, START, START + timedelta(days=1), START + timedelta(days=1)],
        "sku": ["A", "A", "A", "A"],
        "quantity": [3, -1, -2, 1],
        "unit": [Decimal("200.00")] * 4,
        "cost": [Decimal("120.00"), Decimal("120.00"), None, None],
    }
    arrow = table_of(rows).set_column(5, "cost", pa.array(rows["cost"], pa.decimal128(12, 2)))
    result = eco.backtest(arrow, was=eco.Rulebook(currency="CNY"), now=spend(50))
    before, after = result.summary
    assert (before["revenue"], before["returned"], before["revenue_net"]) == (600, 400, 200)
    assert (before["lines"], before["cost_lines"], before["cost"], before["margin"]) == (2, 1, 240, 160)
    assert (after["revenue"], after["revenue_net"], after["margin"], after["margin_change"]) == (550, 150, 110, -50)
    assert [(row["day"], row["margin"]) for row in result.days][:2] == [(date(2025, 1, 1), 160), (date(2025, 1, 2), None)]
    assert {row["kind"]: row["rows"] for row in result.rows if row["rows"]} == {"priced": 2, "netted": 1, "return": 1, "all": 4}
    assert [(row["order"], row["at"], row["row"], row["revenue_change"]) for row in result.movers] == [("1", START, 1, -50)]
    assert len(eco.backtest(arrow, was=eco.Rulebook(currency="CNY"), now=spend(50), movers=0).movers) == 0


def test_many_rulebooks_and_attributes() -> None:
    shoes = eco.Rulebook(currency="CNY", promotions=[eco.Promotion("shoes", on="category == 'shoes'", tiers=[eco.Tier(off_percent=10)])])
    result = eco.backtest(table_of(columns()), now=[spend(30), spend(50), shoes])
    assert [row["rulebook"] for row in result.summary] == [0, 1, 2]
    assert {row["promotion"] for row in result.promotions if row["discount"]} == {"spend", "shoes"}
    with pytest.raises(eco.CurrencyMismatch):
        eco.backtest(table_of(columns(5)), was=spend(30), now=eco.Rulebook(currency="EUR"))
    with pytest.raises(TypeError, match="no ecomops.Rulebook"):
        eco.backtest(table_of(columns(5)), now="rules.json")


def test_a_bad_row_fails_or_is_counted() -> None:
    rows = columns(20)
    rows["sku"][3] = None
    with pytest.raises(eco.Error) as raised:
        eco.backtest(table_of(rows), now=spend(50))
    assert "4" in str(raised.value) or "/3" in raised.value.path
    result = eco.backtest(table_of(rows), now=spend(50), skip_bad_rows=True)
    assert [(row["row"], row["column"]) for row in result.problems] == [(4, "sku")]
    assert {row["kind"]: row["rows"] for row in result.rows}["bad"] >= 1


def test_what_is_missing_or_of_the_wrong_type_is_refused() -> None:
    arrow = table_of(columns(5))
    with pytest.raises(eco.Error, match="sku"):
        eco.backtest(arrow.drop_columns(["sku"]), now=spend(50))
    floats = arrow.set_column(4, "unit", pa.array([1.5] * len(arrow)))
    with pytest.raises(eco.Error, match="unit") as raised:
        eco.backtest(floats, now=spend(50))
    assert "unit" in raised.value.path or "unit" in raised.value.message


def test_progress_is_told_and_may_stop() -> None:
    arrow = table_of(columns(3000))
    seen: List[int] = []
    eco.backtest(arrow, now=spend(50), progress=lambda done, total: seen.append(done))
    assert seen and seen == sorted(seen)
    with pytest.raises(eco.Cancelled):
        eco.backtest(arrow, now=spend(50), progress=lambda done, total: False)


def test_an_exception_in_the_callback_comes_out_as_it_is() -> None:
    class Mine(Exception):
        pass

    def fail(done: int, total: int) -> None:
        raise Mine("stop it")

    for threads in (0, -1):
        with pytest.raises(Mine, match="stop it"):
            eco.backtest(table_of(columns(3000)), now=spend(50), progress=fail, threads=threads)
    assert len(eco.backtest(table_of(columns(30)), now=spend(50)).summary) == 1


def test_ctrl_c_stops_it() -> None:
    arrow = table_of(columns(2000))
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background starts with SIGINT ignored
    try:
        with pytest.raises(KeyboardInterrupt):
            eco.backtest(arrow, now=spend(50), progress=lambda done, total: signal.raise_signal(signal.SIGINT))
    finally:
        signal.signal(signal.SIGINT, before)


def test_ctrl_c_needs_no_callback() -> None:
    arrow = pa.concat_tables([table_of(columns(20000))] * 10)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    pressed = [0.0]

    def press() -> None:
        pressed[0] = time.monotonic()
        signal.raise_signal(signal.SIGINT)  # as the terminal would: to the process

    timer = threading.Timer(0.2, press)
    try:
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            while True:
                eco.backtest(arrow, now=[spend(n) for n in range(1, 30)], recent_orders=10)
        assert time.monotonic() - pressed[0] < 1
    finally:
        timer.cancel()
        signal.signal(signal.SIGINT, before)


def test_other_threads_run_meanwhile() -> None:
    arrow, counted, done = table_of(columns(20000)), [0], threading.Event()

    def count() -> None:
        while not done.is_set():
            counted[0] += 1
            time.sleep(0.0005)

    other = threading.Thread(target=count)
    other.start()
    try:
        started, before = time.monotonic(), counted[0]
        eco.backtest(arrow, now=[spend(n) for n in range(1, 30)], threads=0)
        took, ran = time.monotonic() - started, counted[0] - before
    finally:
        done.set()
        other.join()
    assert ran > took / 0.05, f"{ran} turns in {took:.3f} s"


def test_it_is_shown() -> None:
    result = eco.backtest(table_of(columns(50)), was=spend(30), now=spend(50))
    assert "summary" in str(result) and "discount" in str(result) and "spend" in str(result)
    assert repr(result).startswith("<ecomops.Backtest: 2 rulebooks, ") and "<table>" in result._repr_html_()
    assert result.table("months") is result.months
    with pytest.raises(LookupError, match="moovers"):
        result.table("moovers")
    assert "days" in str(result) and "months" not in str(result) and "2025-01-02" in str(result)
    longer = str(eco.backtest(table_of(columns(200)), now=spend(50)))
    assert "months" in longer and "days" not in longer


def test_the_bar() -> None:
    class Terminal:
        def __init__(self, is_terminal: bool) -> None:
            self.text, self.is_terminal = "", is_terminal

        def isatty(self) -> bool:
            return self.is_terminal

        def write(self, text: str) -> None:
            self.text += text

        def flush(self) -> None:
            pass

    terminal, pipe = Terminal(True), Terminal(False)
    for out in (terminal, pipe):
        bar = Bar(out)
        bar.report(50, 100)
        bar.report(51, 100)
        bar.end()
    assert terminal.text.startswith("\r[###############...............] 50 rows") and terminal.text.count("#") == 15 and terminal.text.endswith("\r")
    assert pipe.text == ""
