"""What goods cost, from frames: the same whatever the frame and the batches; exact; and what is refused."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Dict, List

import ecomops as eco
import pytest

pa = pytest.importorskip("pyarrow")
START = datetime(2026, 1, 5, 9, tzinfo=timezone.utc)


def movements(skus: int = 20, days: int = 60) -> Dict[str, List[Any]]:
    """Each SKU is received every tenth day and sold on the others; now and then a customer sends one back."""
    rows: Dict[str, List[Any]] = {name: [] for name in ("sku", "at", "kind", "quantity", "unit_cost", "movement", "source")}
    for day in range(days):
        for sku in range(skus):
            number, receives = day * skus + sku, (day + sku) % 10 == 0
            returns = (day + sku) % 10 == 7
            kind = "receive" if receives else "return" if returns and day else "issue"
            values = (
                f"S{sku}",
                START + timedelta(days=day, seconds=sku),
                kind,
                9 if receives else 1,
                Decimal(1000 + number % 77).scaleb(-2) if receives else None,
                f"m{number}",
                f"m{number - skus}" if kind == "return" else None,
            )
            for column, value in zip(rows.values(), values):
                column.append(value)
    return rows


def table_of(rows: Dict[str, List[Any]]) -> Any:
    return pa.table({**rows, "at": pa.array(rows["at"], pa.timestamp("us", "UTC")), "unit_cost": pa.array(rows["unit_cost"], pa.decimal128(12, 2))})


def fifo(rows: Dict[str, List[Any]]) -> Dict[str, Decimal]:
    """The slow way: the unit costs of each piece that is there, the oldest first; what waits costs what came last, until goods come."""
    there: Dict[str, List[Decimal]] = {}
    waits: Dict[str, int] = {}
    spent: Dict[str, List[Decimal]] = {}
    for sku, kind, quantity, unit, movement, source in zip(*(rows[name] for name in ("sku", "kind", "quantity", "unit_cost", "movement", "source"))):
        pieces = there.setdefault(sku, [])
        waits.setdefault(sku, 0)
        if kind == "issue":
            if pieces:
                spent[movement] = [pieces.pop(0)]
            else:
                waits[sku] += 1
        elif kind == "receive":
            covered = min(waits[sku], quantity)
            waits[sku] -= covered
            pieces += [unit] * (quantity - covered)
        elif source in spent:
            pieces += spent.pop(source)
        else:
            waits[sku] -= 1  # it waited for goods, and is no longer wanted
    return {sku: sum(pieces, Decimal(0)) for sku, pieces in there.items() if not waits[sku]}


def test_values_are_those_of_the_pieces() -> None:
    rows = movements()
    costing = eco.cost(table_of(rows), currency="CNY")
    found = {row["sku"]: row["value"] for row in costing.value if row["quantity"] >= 0}
    slow = fifo(rows)
    assert len(slow) > 10 and len(found) > 10
    assert {sku: value for sku, value in found.items() if sku in slow} == {sku: value for sku, value in slow.items() if sku in found}


def test_money_in_is_cost_and_value() -> None:
    for method in ("fifo", "average", "lifo"):
        costing = eco.cost(table_of(movements()), currency="CNY", method=method)
        booked = sum(costing.cogs["cost"]) + sum(costing.corrections["amount"])
        assert sum(costing.value["received"]) == booked + sum(costing.value["value"])
        assert booked == sum(costing.value["cost"]) > 0


def test_all_frames_cost_the_same() -> None:
    table = table_of(movements())
    expected = eco.cost(table, currency="CNY").cogs.to_csv()
    frames: List[Any] = [table.to_batches(max_chunksize=97), [table.slice(0, 500), table.slice(500)], (part for part in [table])]
    pandas = pytest.importorskip("pandas")
    frames.append(table.to_pandas(types_mapper=pandas.ArrowDtype))
    polars = pytest.importorskip("polars")
    frames.append(polars.from_arrow(table))
    frames.append(polars.from_arrow(table).with_columns(polars.col("sku").cast(polars.Categorical), polars.col("kind").cast(polars.Categorical)))
    duckdb = pytest.importorskip("duckdb")
    frames.append(duckdb.from_arrow(table))
    for frame in frames:
        assert eco.cost(frame, currency="CNY").cogs.to_csv() == expected


def test_a_late_row_becomes_a_correction() -> None:
    rows = {
        "sku": ["A"] * 4,
        "at": [START + timedelta(days=day) for day in (0, 2, 3, 1)],
        "kind": ["receive", "receive", "issue", "issue"],
        "quantity": [5, 5, 5, 3],
        "amount": [Decimal("5.00"), Decimal("15.00"), None, None],
        "movement": ["r1", "r2", "s1", "late"],
    }
    costing = eco.cost(rows, currency="CNY", closed_until=START + timedelta(days=30))
    assert costing.late == 1
    assert costing.cogs["cost"] == [Decimal("5.00"), Decimal("3.00")]
    assert list(costing.corrections) == [
        {
            "booked": START + timedelta(days=30),
            "sku": "A",
            "movement": "s1",
            "caused_by": "late",
            "reason": "late",
            "amount": Decimal("6.00"),
        }
    ]
    assert "corrections" in str(costing) and "2 costs, 1 corrections" in repr(costing) and "<h4>value</h4>" in costing._repr_html_()
    assert costing.table("value")["value"] == [Decimal("6.00")]
    with pytest.raises(eco.UnknownName, match="there is no table 'sums'"):
        costing.table("sums")


def test_skus_have_methods_of_their_own() -> None:
    rows = {
        "item": ["A", "A", "B"],
        "at": [START] * 3,
        "kind": ["receive", "issue", "receive"],
        "quantity": [Decimal("2.5"), Decimal("1.0"), Decimal("1.0")],
        "unit_cost": [Decimal("12.3456"), None, None],
        "amount": [None, None, None],
    }
    frame = pa.table({**rows, "amount": pa.array(rows["amount"], pa.int64())})
    skus: Dict[str, List[Any]] = {"sku": ["A", "B"], "method": ["average", "standard"], "standard_cost": [None, Decimal("9.99")]}
    costing = eco.cost(frame, currency="EUR", skus=skus, quantity_scale=1, rename={"item": "sku"})
    assert costing.value["method"] == ["average", "standard"]
    assert costing.value["value"] == [Decimal("18.52"), Decimal("9.99")]
    assert costing.layers["quantity"] == [Decimal("1.5"), Decimal("1.0")]
    with pytest.raises(eco.Invalid, match="more than 0 decimals"):
        eco.cost(frame, currency="EUR", skus=skus, rename={"item": "sku"})
    with pytest.raises(eco.Invalid, match="skus: 2 batches"):
        eco.cost(frame, currency="EUR", skus=Batches(skus))


class Batches:
    """A frame of two batches that nothing can join."""

    def __init__(self, columns: Dict[str, List[Any]]) -> None:
        table = pa.table(columns)
        self.table = pa.concat_tables([table.slice(0, 1), table.slice(1)])

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


def test_what_is_refused() -> None:
    rows = movements(1, 3)
    with pytest.raises(eco.Invalid, match="method: 'fefo' is none of 'fifo', 'average', 'lifo', 'standard'"):
        eco.cost(table_of(rows), currency="CNY", method="fefo")  # type: ignore[arg-type]
    with pytest.raises(eco.Invalid, match="ISO 4217"):
        eco.cost(table_of(rows), currency="XYZ1")
    with pytest.raises(eco.CurrencyMismatch, match="a cost in another currency: 'USD'"):
        eco.cost({**rows, "currency": ["USD"] * 3}, currency="CNY")
    with pytest.raises(eco.Invalid, match="of type double"):
        eco.cost({**rows, "unit_cost": [1.5, None, None]}, currency="CNY")
    with pytest.raises(eco.Invalid, match="has no time zone"):
        eco.cost(table_of(rows), currency="CNY", closed_until=datetime(2026, 1, 1))
    skipped = eco.cost({**rows, "kind": ["receive", "lost", "issue"]}, currency="CNY", skip_bad_rows=True, max_problems=1)
    assert skipped.problems["row"] == [2] and skipped.problems.notes["total"] == "1"
    assert "'lost' is no kind" in str(skipped)


def test_progress() -> None:
    table = table_of(movements(2, 20))
    seen: List[Any] = []
    eco.cost([table.slice(0, 10), table.slice(10)], currency="CNY", progress=lambda done, total: seen.append((done, total)))
    assert seen == [(10, 40), (40, 40)]
    with pytest.raises(eco.Cancelled):
        eco.cost(table, currency="CNY", progress=lambda done, total: False)
    with pytest.raises(ZeroDivisionError):
        eco.cost(table, currency="CNY", progress=lambda done, total: bool(1 // 0))
    eco.cost(table, currency="CNY", progress=True)
