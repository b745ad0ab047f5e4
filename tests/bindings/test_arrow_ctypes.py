"""The Arrow door against real Arrows: pyarrow, pandas, Polars and DuckDB read what the library exports, and the library reads what they make.

Straight through ctypes, so that it tests the C interface and no binding. Skipped where pyarrow or the built library is absent; ECO_LIBRARY names another.
"""
import ctypes
import datetime
import decimal
import json
import os
import pathlib

import pytest

pa = pytest.importorskip("pyarrow")

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
LIBRARY = pathlib.Path(os.environ.get("ECO_LIBRARY", ROOT / "build/dev/lib/libecomops.so"))
if not LIBRARY.exists():
    pytest.skip(f"{LIBRARY} is not built", allow_module_level=True)
lib = ctypes.CDLL(str(LIBRARY))

UTC = datetime.timezone.utc
INT64, DOUBLE, BOOL, TIME, DATE, MONEY, DECIMAL, ID, TEXT, UTF8, CODE = range(1, 12)
CSV, JSON = 2, 3


class Attribute(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("value", ctypes.c_char_p)]


class Column(ctypes.Structure):
    pass


Column._fields_ = [
    ("name", ctypes.c_char_p), ("type", ctypes.c_int32), ("values", ctypes.c_void_p), ("valid", ctypes.c_void_p), ("stride", ctypes.c_size_t),
    ("scale", ctypes.c_int32), ("currency", ctypes.c_char_p), ("bytes", ctypes.c_char_p), ("dictionary", ctypes.POINTER(Column)),
    ("dictionary_rows", ctypes.c_int64), ("reserved", ctypes.c_uint64 * 2),
]


class Table(ctypes.Structure):
    _fields_ = [
        ("rows", ctypes.c_int64), ("columns", ctypes.POINTER(Column)), ("columns_count", ctypes.c_size_t), ("notes", ctypes.POINTER(Attribute)),
        ("notes_count", ctypes.c_size_t), ("owner", ctypes.c_void_p), ("reserved", ctypes.c_uint64 * 2),
    ]


class Error(ctypes.Structure):
    _fields_ = [("status", ctypes.c_int32), ("line", ctypes.c_int32), ("column", ctypes.c_int32), ("path", ctypes.c_char * 244),
                ("message", ctypes.c_char * 512)]


class Stream(ctypes.Structure):
    _fields_ = [(name, ctypes.c_void_p) for name in ("get_schema", "get_next", "get_last_error", "release", "private_data")]


WRITE = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p)


class Writer(ctypes.Structure):
    _fields_ = [("write", WRITE), ("user", ctypes.c_void_p)]


lib.eco_table_to_arrow.argtypes = [ctypes.POINTER(Stream), ctypes.POINTER(Table), ctypes.POINTER(Error)]
lib.eco_table_from_arrow.argtypes = [ctypes.POINTER(ctypes.POINTER(Table)), ctypes.POINTER(Stream), ctypes.POINTER(Attribute), ctypes.c_size_t,
                                     ctypes.POINTER(Error)]
lib.eco_table_write.argtypes = [ctypes.POINTER(Table), ctypes.c_int32, Writer, ctypes.POINTER(Error)]
lib.eco_table_free.argtypes = [ctypes.POINTER(Table)]
lib.eco_table_free.restype = None


class Failure(Exception):
    pass


def check(status, error):
    if status:
        raise Failure(f"{status}: {error.path.decode()}: {error.message.decode()}")


def to_c(source):
    """A pyarrow table, reader or anything with __arrow_c_stream__ as a C stream that the caller releases through release()."""
    reader = pa.RecordBatchReader.from_stream(source)
    stream = Stream()
    reader._export_to_c(ctypes.addressof(stream))
    return stream


def release(stream):
    if stream.release:
        ctypes.CFUNCTYPE(None, ctypes.c_void_p)(stream.release)(ctypes.addressof(stream))


def batches(source, renames=()):
    """Every batch as our table; the stream is released before they are read."""
    stream, error, tables = to_c(source), Error(), []
    pairs = (Attribute * max(len(renames), 1))(*[Attribute(a.encode(), b.encode() if b else None) for a, b in renames])
    try:
        while True:
            table = ctypes.POINTER(Table)()
            check(lib.eco_table_from_arrow(ctypes.byref(table), ctypes.byref(stream), pairs, len(renames), ctypes.byref(error)), error)
            if not table:
                return tables
            tables.append(table)
    finally:
        release(stream)


def written(table, form):
    out = []

    @WRITE
    def write(text, size, user):
        out.append(ctypes.string_at(text, size))
        return True

    error = Error()
    check(lib.eco_table_write(table, form, Writer(write, None), ctypes.byref(error)), error)
    return b"".join(out).decode()


def rows(source, renames=()):
    """The rows of all batches, as the library reads them."""
    out = []
    for table in batches(source, renames):
        out += json.loads(written(table, JSON), parse_float=decimal.Decimal)
        lib.eco_table_free(table)
    return out


def exported(table):
    """Our table as a pyarrow table."""
    stream, error = Stream(), Error()
    check(lib.eco_table_to_arrow(ctypes.byref(stream), ctypes.byref(table) if isinstance(table, Table) else table, ctypes.byref(error)), error)
    return pa.RecordBatchReader._import_from_c(ctypes.addressof(stream)).read_all()


def every_type():
    moment = datetime.datetime(2026, 11, 11, 12, 0, 0, 123456, tzinfo=UTC)
    columns = {
        "i8": pa.array([-128, None, 127], pa.int8()), "u8": pa.array([0, None, 255], pa.uint8()),
        "i16": pa.array([-32768, None, 32767], pa.int16()), "u16": pa.array([0, None, 65535], pa.uint16()),
        "i32": pa.array([-2**31, None, 2**31 - 1], pa.int32()), "u32": pa.array([0, None, 2**32 - 1], pa.uint32()),
        "i64": pa.array([-2**63, None, 2**63 - 1], pa.int64()), "u64": pa.array([0, None, 2**53 + 1], pa.uint64()),
        "f32": pa.array([0.5, None, -2], pa.float32()), "f64": pa.array([0.1, None, -2], pa.float64()),
        "bool": pa.array([True, None, False]), "null": pa.nulls(3),
        "s": pa.array([moment.replace(microsecond=0), None, moment.replace(microsecond=0)], pa.timestamp("s", "UTC")),
        "ms": pa.array([moment.replace(microsecond=0), None, moment.replace(microsecond=0)], pa.timestamp("ms", "Asia/Shanghai")),
        "us": pa.array([moment, None, moment], pa.timestamp("us", "UTC")),
        "ns": pa.array([moment, None, moment], pa.timestamp("ns", "UTC")),
        "naive": pa.array([moment.replace(tzinfo=None), None, moment.replace(tzinfo=None)], pa.timestamp("us")),
        "d32": pa.array([datetime.date(2026, 11, 11), None, datetime.date(1, 1, 1)], pa.date32()),
        "d64": pa.array([datetime.date(2026, 11, 11), None, datetime.date(1, 1, 1)], pa.date64()),
        "decimal": pa.array([decimal.Decimal("1234.50"), None, decimal.Decimal("-0.01")], pa.decimal128(38, 2)),
        "utf8": pa.array(["满300减50", None, ""], pa.utf8()), "large": pa.array(["满300减50", None, ""], pa.large_utf8()),
        "view": pa.array(["a text that is longer than twelve bytes", None, "short"], pa.string_view()),
        "code": pa.array(["app", None, "web"]).dictionary_encode(),
        "code64": pa.DictionaryArray.from_arrays(pa.array([1, None, 0], pa.int64()), pa.array(["app", "web"], pa.large_utf8())),
        "uuid": pa.array([bytes(range(16)), None, b"\xff" * 16], pa.binary(16)),
    }
    return pa.table(columns)


EVERY_ROW = [
    {"i8": -128, "u8": 0, "i16": -32768, "u16": 0, "i32": -2**31, "u32": 0, "i64": -2**63, "u64": 0, "f32": decimal.Decimal("0.5"),
     "f64": decimal.Decimal("0.1"), "bool": True, "null": None, "s": "2026-11-11T12:00:00Z", "ms": "2026-11-11T12:00:00Z",
     "us": "2026-11-11T12:00:00.123456Z", "ns": "2026-11-11T12:00:00.123456Z", "naive": "2026-11-11T12:00:00.123456Z", "d32": "2026-11-11",
     "d64": "2026-11-11", "decimal": "1234.50", "utf8": "满300减50", "large": "满300减50", "view": "a text that is longer than twelve bytes",
     "code": "app", "code64": "web", "uuid": "00010203-0405-0607-0809-0a0b0c0d0e0f"},
    None,
    {"i8": 127, "u8": 255, "i16": 32767, "u16": 65535, "i32": 2**31 - 1, "u32": 2**32 - 1, "i64": 2**63 - 1, "u64": 2**53 + 1, "f32": -2,
     "f64": -2, "bool": False, "null": None, "s": "2026-11-11T12:00:00Z", "ms": "2026-11-11T12:00:00Z", "us": "2026-11-11T12:00:00.123456Z",
     "ns": "2026-11-11T12:00:00.123456Z", "naive": "2026-11-11T12:00:00.123456Z", "d32": "0001-01-01", "d64": "0001-01-01", "decimal": "-0.01",
     "utf8": "", "large": "", "view": "short", "code": "web", "code64": "app", "uuid": "ffffffff-ffff-ffff-ffff-ffffffffffff"},
]
EVERY_ROW[1] = dict.fromkeys(EVERY_ROW[0])


def test_reads_every_type_of_pyarrow():
    assert rows(every_type()) == EVERY_ROW


def test_reads_slices_and_many_batches():
    whole = pa.concat_tables([every_type()] * 9).combine_chunks()
    for start in range(0, 20):
        assert rows(whole.slice(start)) == (EVERY_ROW * 9)[start:]
    pieces = pa.Table.from_batches(whole.to_batches(max_chunksize=4))
    assert len(batches(pieces)) == 7
    assert rows(pieces) == EVERY_ROW * 9
    assert rows(every_type().slice(0, 0)) == []


def test_reads_slices_of_structs():
    """An offset of the batch itself, and rows that are null as a whole."""
    struct = pa.StructArray.from_arrays([pa.array(range(20)), pa.array([str(i) for i in range(20)])], ["n", "t"],
                                        mask=pa.array([i % 5 == 0 for i in range(20)]))
    for start in range(12):
        batch = pa.RecordBatch.from_struct_array(struct.slice(start))
        expected = [dict(n=None, t=None) if i % 5 == 0 else dict(n=i, t=str(i)) for i in range(start, 20)]
        assert rows(batch) == expected


def test_refuses_with_the_column_name():
    for bad in (pa.array([[1]]), pa.array([b"x"]), pa.array([1]).dictionary_encode(), pa.array([datetime.time(1)]),
                pa.array([decimal.Decimal(1)], pa.decimal256(40, 2))):
        table = pa.table({"good": pa.array([1]), "bad": bad})
        with pytest.raises(Failure, match="^1: /columns/bad"):
            rows(table)
        assert rows(table, [("bad", None)]) == [{"good": 1}]
    with pytest.raises(Failure, match="^3: /columns/big: the value of row 2"):
        rows(pa.table({"big": pa.array([1, 2**63], pa.uint64())}))
    with pytest.raises(Failure, match="^9: "):
        rows(pa.table({"a": [1]}), [("b", "c")])
    assert rows(pa.table({"a": [1]}), [("a", "b")]) == [{"b": 1}]


def test_exports_what_it_imports():
    table = every_type()
    for mine in batches(table):
        again = exported(mine)
        lib.eco_table_free(mine)
        again.validate(full=True)
        for name in ("i64", "f64", "us", "d32", "large", "bool"):
            assert again[name].to_pylist() == table[name].to_pylist()
            assert again[name].type == table[name].type
        for name in ("i8", "u64", "f32", "s", "ns", "naive", "d64", "decimal", "utf8", "view", "code64", "null"):
            expected = [x.replace(tzinfo=UTC) if isinstance(x, datetime.datetime) else x for x in table[name].to_pylist()]
            given = [x.to_pydatetime() if hasattr(x, "to_pydatetime") else x for x in again[name].to_pylist()]
            assert given == [x.to_pydatetime() if hasattr(x, "to_pydatetime") else x for x in expected], name
        assert again["decimal"].type == pa.decimal128(19, 2)
        assert again["uuid"].to_pylist()[0] == "00010203-0405-0607-0809-0a0b0c0d0e0f"


def shop_table():
    """A table of our own, with its arrays; keeps them alive as long as itself."""
    def column(name, kind, values, **more):
        return Column(name=name, type=kind, values=ctypes.cast(values, ctypes.c_void_p), **more)

    hold = dict(
        off=(ctypes.c_int64 * 3)(123450, 0, -1), fine=(ctypes.c_int64 * 3)(1, 2, 3), sku=(ctypes.c_char_p * 3)(b"A", None, "满".encode()),
        at=(ctypes.c_int64 * 3)(0, 1, 1_000_000), day=(ctypes.c_int32 * 3)(0, 1, 20768), flag=(ctypes.c_uint8 * 3)(1, 0, 1),
        code=(ctypes.c_int32 * 3)(1, 0, 1), words=(ctypes.c_char_p * 2)(b"app", b"web"), share=(ctypes.c_double * 3)(0.1, 0.2, 0.3),
        id=(ctypes.c_uint64 * 6)(1, 2, 3, 4, 5, 6), valid=(ctypes.c_uint8 * 1)(5))
    words = Column(type=TEXT, values=ctypes.cast(hold["words"], ctypes.c_void_p))
    columns = (Column * 8)(
        column(b"off", MONEY, hold["off"], currency=b"CNY", valid=ctypes.cast(hold["valid"], ctypes.c_void_p)),
        column(b"fine", MONEY, hold["fine"], currency=b"JPY", scale=3), column(b"sku", TEXT, hold["sku"]), column(b"at", TIME, hold["at"]),
        column(b"day", DATE, hold["day"]), column(b"flag", BOOL, hold["flag"]),
        column(b"channel", CODE, hold["code"], dictionary=ctypes.pointer(words), dictionary_rows=2), column(b"id", ID, hold["id"]))
    notes = (Attribute * 1)(Attribute(b"zone", b"Asia/Shanghai"))
    table = Table(rows=3, columns=columns, columns_count=8, notes=notes, notes_count=1)
    table.hold = (hold, words, columns, notes)
    return table


SHOP = {
    "off": [decimal.Decimal("1234.50"), None, decimal.Decimal("-0.01")],
    "fine": [decimal.Decimal("0.001"), decimal.Decimal("0.002"), decimal.Decimal("0.003")], "sku": ["A", None, "满"],
    "at": [datetime.datetime(1970, 1, 1, tzinfo=UTC), datetime.datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
           datetime.datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)],
    "day": [datetime.date(1970, 1, 1), datetime.date(1970, 1, 2), datetime.date(2026, 11, 11)], "flag": [True, False, True],
    "channel": ["web", "app", "web"],
    "id": ["00000000-0000-0001-0000-000000000002", "00000000-0000-0003-0000-000000000004", "00000000-0000-0005-0000-000000000006"],
}


def test_exports_money_and_all_else_to_pyarrow():
    mine = shop_table()
    table = exported(mine)
    table.validate(full=True)
    assert table.to_pydict() == SHOP
    assert table.schema.metadata == {b"zone": b"Asia/Shanghai"}
    assert table.schema.field("off").metadata == {b"ecomops.currency": b"CNY"}
    assert table.schema.field("off").type == pa.decimal128(19, 2)
    back, = batches(table)
    assert written(back, CSV).splitlines()[1] == "1234.50,0.001,A,1970-01-01T00:00:00Z,1970-01-01,true,web,00000000-0000-0001-0000-000000000002"
    assert back.contents.columns[0].type == MONEY and back.contents.columns[1].scale == 3
    lib.eco_table_free(back)
    del table


def test_exports_to_pandas():
    pandas = pytest.importorskip("pandas")
    mine = shop_table()
    frame = exported(mine).to_pandas()
    assert frame["off"].tolist()[0] == decimal.Decimal("1234.50")
    assert frame["off"].isna().tolist() == [False, True, False]
    assert frame["channel"].dtype == "category"
    assert str(frame["at"].dtype) == "datetime64[us, UTC]"
    again = rows(pa.Table.from_pandas(frame, preserve_index=False))
    assert [row["off"] for row in again] == ["1234.50", None, "-0.01"]
    stamps = pandas.DataFrame({"at": pandas.to_datetime(["2026-11-11 12:00", None]), "n": [1, 2]})
    assert rows(pa.Table.from_pandas(stamps))[0] == {"at": "2026-11-11T12:00:00Z", "n": 1}


def test_exports_to_polars():
    polars = pytest.importorskip("polars")
    mine = shop_table()
    frame = polars.DataFrame(exported(mine))
    assert frame["off"].to_list() == SHOP["off"]
    assert frame["off"].dtype == polars.Decimal(19, 2)
    assert frame["at"].dtype == polars.Datetime("us", "UTC")
    assert frame["off"].sum() == decimal.Decimal("1234.49")
    assert frame["sku"].to_list() == SHOP["sku"]
    assert frame["channel"].to_list() == SHOP["channel"]
    again = rows(frame)  # string views, large dictionaries: what Polars hands out
    assert [row["off"] for row in again] == ["1234.50", None, "-0.01"]
    assert [row["sku"] for row in again] == SHOP["sku"]
    assert [row["channel"] for row in again] == SHOP["channel"]
    assert [row["at"] for row in again] == ["1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000001Z", "1970-01-01T00:00:01Z"]


def test_exports_to_duckdb():
    duckdb = pytest.importorskip("duckdb")
    mine = shop_table()
    shop = exported(mine)
    assert duckdb.sql("select sum(off), max(fine), count(sku) from shop").fetchall()[0] == (
        decimal.Decimal("1234.49"), decimal.Decimal("0.003"), 2)
    result = duckdb.sql('select sku, off, "at" from shop order by sku nulls first')
    assert [row["off"] for row in rows(result)] == [None, "1234.50", "-0.01"]
