"""Tables: every type as Python's values, and to frames and back without a change."""

from __future__ import annotations

import gc
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any, Dict, List

import ecomops as eco
import pytest
from ecomops import _table
from ecomops._table import Table, read_batches

pa = pytest.importorskip("pyarrow")

ENDS = [2**53 + 1, 2**63 - 1, -(2**63), None, 0]


def from_arrow(frame: object, rename: Any = None) -> List[Table]:
    return [Table(batch) for batch in read_batches(frame, rename or {})]


def frame() -> Any:
    utc = timezone.utc
    instant = datetime(2026, 11, 11, 12, 0, 0, 1, tzinfo=utc)
    times = [instant, datetime(1, 1, 1, tzinfo=utc), None, datetime(9999, 12, 31, tzinfo=utc), datetime(1970, 1, 1, tzinfo=utc)]
    return pa.table(
        {
            "int": pa.array(ENDS, pa.int64()),
            "time": pa.array(times, pa.timestamp("us", "UTC")),
            "date": pa.array([date(2026, 11, 11), date(1, 1, 1), None, date(9999, 12, 31), date(1970, 1, 1)], pa.date32()),
            "decimal": pa.array([None if n is None else Decimal(n).scaleb(-3) for n in ENDS], pa.decimal128(22, 3)),
            "double": pa.array([0.1, None, float("inf"), -0.0, 1e300], pa.float64()),
            "bool": pa.array([True, False, None, True, False], pa.bool_()),
            "text": pa.array(["a", "", None, "满300减50", "x" * 40], pa.string()),
            "large": pa.array(["a", "", None, "满300减50", "x" * 40], pa.large_string()),
            "code": pa.array(["s", "t", None, "s", "t"]).dictionary_encode(),
        }
    )


def expected(given: Any) -> Dict[str, List[Any]]:
    values: Dict[str, List[Any]] = given.to_pydict()
    return values


def test_every_type_comes_out_as_pythons_own() -> None:
    (table,) = from_arrow(frame())
    assert table.columns == ("int", "time", "date", "decimal", "double", "bool", "text", "large", "code") and len(table) == 5
    for name, values in expected(frame()).items():
        assert table[name] == values, name
    rows = list(table)
    assert rows[0]["time"].tzinfo is timezone.utc and rows[3]["text"] == "满300减50" and rows[0]["int"] == 2**53 + 1
    assert [row["int"] for row in rows] == ENDS and list(rows[0]) == list(table.columns)
    assert type(rows[0]["bool"]) is bool and type(rows[0]["decimal"]) is Decimal
    with pytest.raises(eco.UnknownName, match="decimal"):
        table["decimals"]


def test_arrow_out_equals_arrow_in() -> None:
    (table,) = from_arrow(frame())
    out = table.to_pyarrow()
    assert expected(out) == expected(frame())
    out.validate(full=True)
    (again,) = from_arrow(table)
    assert list(again) == list(table)


def test_slices_and_batches() -> None:
    whole = pa.concat_tables([frame()] * 3)
    assert len(from_arrow(whole)) == 3
    for start in (0, 1, 3, 9):
        part = whole.combine_chunks().slice(start, 4)
        (table,) = from_arrow(part)
        assert {name: table[name] for name in table.columns} == expected(part)
    assert (
        from_arrow(pa.table({"a": pa.array([], pa.int64())}).slice(0, 0)) == [] or len(from_arrow(pa.table({"a": pa.array([], pa.int64())}))[0]) == 0
    )


def test_long_tables_are_read_in_chunks() -> None:
    count = 2 * _table.CHUNK + 7
    (table,) = from_arrow(pa.table({"n": pa.array(range(count), pa.int64())}))
    assert [row["n"] for row in table] == list(range(count))
    assert "shown" in table._repr_html_() and f"{count:,} rows" in repr(table) and "\n" not in repr(table)


def test_columns_are_renamed_and_left_out() -> None:
    (table,) = from_arrow(frame().select(["int", "text", "bool"]), {"int": "user", "text": None})
    assert table.columns == ("user", "bool")
    with pytest.raises(eco.UnknownName, match="nobody"):
        from_arrow(frame(), {"nobody": "user"})


def test_a_type_that_no_column_has_is_refused_by_name() -> None:
    with pytest.raises(eco.Invalid) as raised:
        from_arrow(pa.table({"ok": [1], "list": [[1, 2]]}))
    assert raised.value.path == "/columns/list"


def test_a_stream_is_read_once() -> None:
    class Once:
        capsule = frame().__arrow_c_stream__()

        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return self.capsule

    once = Once()
    assert len(from_arrow(once)) == 1
    assert pa.table(frame()).num_rows == 5
    with pytest.raises(ValueError, match="capsule|Capsule"):
        from_arrow(type("Wrong", (), {"__arrow_c_stream__": lambda self: frame().schema.__arrow_c_schema__()})())


def test_a_stream_that_fails_says_why() -> None:
    def batches() -> Any:
        yield frame().to_batches()[0]
        raise RuntimeError("the disk is gone")

    reader = pa.RecordBatchReader.from_batches(frame().schema, batches())
    with pytest.raises((eco.IoError, RuntimeError), match="the disk is gone"):
        from_arrow(reader)


def test_frames_keep_the_table_alive() -> None:
    def make() -> Any:
        return from_arrow(frame())[0].to_pyarrow()

    frames = [make() for _ in range(20)]
    gc.collect()
    assert all(expected(one) == expected(frame()) for one in frames)
    capsules = [from_arrow(frame())[0].__arrow_c_stream__() for _ in range(20)]
    del capsules  # never read: their memory goes with them


def test_polars_and_pandas() -> None:
    pl = pytest.importorskip("polars")
    pd = pytest.importorskip("pandas")
    (table,) = from_arrow(frame())
    polars = table.to_polars()
    assert polars["int"].to_list() == ENDS and polars["text"].to_list()[3] == "满300减50"
    assert [list(row) for row in from_arrow(polars)[0]] == [list(row) for row in table]
    assert {name: from_arrow(polars)[0][name] for name in table.columns} == {name: table[name] for name in table.columns}
    assert pl.DataFrame(table).equals(polars)
    pandas = from_arrow(frame().select(["int", "text", "decimal"]).slice(0, 3))[0].to_pandas()
    assert pandas["int"].tolist() == ENDS[:3] and pandas["decimal"].tolist()[0] == Decimal(2**53 + 1).scaleb(-3)
    assert from_arrow(pandas)[0]["int"] == ENDS[:3]
    noon = datetime(2026, 11, 11, 12, tzinfo=timezone.utc)
    assert from_arrow(pd.DataFrame({"at": pd.to_datetime(["2026-11-11T12:00:00"], utc=True)}))[0]["at"] == [noon]


def test_other_frames() -> None:
    (table,) = from_arrow({"sku": ["A", "B"], "quantity": [1, 2]})
    assert table["sku"] == ["A", "B"] and table["quantity"] == [1, 2]
    (table,) = from_arrow(frame().to_batches()[0])
    assert table["int"] == ENDS
    for wrong in (3, "orders.csv", [1, 2], None):
        with pytest.raises(TypeError, match="is no table"):
            from_arrow(wrong)


def test_duckdb() -> None:
    duckdb = pytest.importorskip("duckdb")
    relation = duckdb.sql("select range as n, 'x' || range as t, (range / 4)::decimal(12, 2) as d from range(5000)")
    tables = from_arrow(relation)
    assert [row["n"] for table in tables for row in table] == list(range(5000)) and tables[0]["t"][:2] == ["x0", "x1"]


def test_money_keeps_its_currency() -> None:
    rules = eco.Rulebook(currency="KWD")
    table = rules.price([eco.Line("A", 1, unit="1.2345")], at=eco.now()).table("lines")
    assert table["total"] == [Decimal("1.235")] and table.types[table.columns.index("total")] == "money"
    arrow = table.to_pyarrow()
    assert arrow.column("total").to_pylist() == [Decimal("1.235")]
    assert from_arrow(arrow)[0]["total"] == [Decimal("1.235")] and from_arrow(arrow)[0].types == table.types


def test_text_forms() -> None:
    (table,) = from_arrow(pa.table({"sku": ["A", "<b>"], "n": [1, 2000]}))
    assert "sku" in str(table) and not str(table).endswith("\n") and "<b>" in str(table)
    assert table.to_csv().splitlines()[0] == "sku,n" and '"A"' in table.to_json()
    assert "&lt;b&gt;" in table._repr_html_() and "2,000" in table._repr_html_()
    assert repr(table).startswith("<ecomops.Table: 2 rows, 2 columns>\n")
    assert table.notes == {}
