"""The native module: what it holds is described, what it does not hold is meant, and nothing leaks."""

from __future__ import annotations

import ast
import contextlib
import gc
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Set

import ecomops as eco
import pytest
from conftest import AT, HEADERS, ROOT
from ecomops import _convert, _costing, _inventory, _native, _route

PACKAGE = Path(eco.__file__).parent

# Public functions that Python has no use for, and why.
NOT_BOUND = {
    **dict.fromkeys(["eco_id_parse", "eco_id_text"], "ids are text"),
    **dict.fromkeys(["eco_decimal_parse", "eco_decimal_text", "eco_money_multiply", "eco_money_extend"], "decimal.Decimal"),
    **dict.fromkeys(["eco_table_free", "eco_rulebook_free", "eco_quote_free", "eco_backtest_free", "eco_rulebook_retain"], "garbage collection"),
    **dict.fromkeys(["eco_rulebook_begin", "eco_rulebook_build", "eco_rulebook_builder_free"], "rulebooks go in as documents"),
    **dict.fromkeys(
        [f"eco_rulebook_add_{part}" for part in ("price_list", "promotion", "set", "tax", "shipping", "floor", "campaign")], "rulebooks go in as documents"
    ),
    **dict.fromkeys(["eco_json_read_cart", "eco_json_cart_free", "eco_price", "eco_json_price"], "eco_price_document"),
    "eco_quote_why": "eco_why_document",
    **dict.fromkeys(["eco_json_read_used", "eco_json_write_used", "eco_used_free"], "eco_price_document takes the document"),
    "eco_quote_unit_of": 'the table "units"',
    "eco_money_split": "eco_split",
    "eco_table_write": "eco_table.text",
    "eco_table_to_arrow": "eco_table.arrow_stream",
    "eco_backtest_create": "eco_backtest_start",
    **dict.fromkeys(["eco_kpi_state_free", "eco_kpi_plan_free", "eco_kpi_plan_retain"], "garbage collection"),
    **dict.fromkeys(["eco_kpi_begin", "eco_kpi_build", "eco_kpi_builder_free", "eco_kpi_content_of"], "plans go in and come out as documents"),
    **dict.fromkeys(
        [f"eco_kpi_add_{part}" for part in ("report", "funnel", "cohort", "pairs", "attribution", "paths", "abc", "rfm", "set", "rates", "aliases")],
        "plans go in as documents",
    ),
    **dict.fromkeys(["eco_store_free", "eco_inventory_free", "eco_effects_free"], "garbage collection"),
    **dict.fromkeys(["eco_store_attach_sqlite", "eco_store_attach_postgres"], "connections of Python's own drivers can't be lent"),
    "eco_store_open": "eco_store_connect",
    "eco_store_migrate": "eco_store_upgrade",
    "eco_store_together": "eco_store_run_steps",
    "eco_inventory_open": "eco_inventory_connect",
    "eco_inventory_step": "eco_inventory_prepare",
    "eco_inventory_table": "eco_inventory_rows",
    "eco_inventory_audit": "eco_inventory_findings",
    "eco_inventory_level": "eco_inventory_level_parts",
    **dict.fromkeys(
        ["eco_inventory_execute", "eco_json_inventory", "eco_json_read_stock_commands", "eco_json_stock_commands_free", "eco_json_write_stock_results"],
        "eco_inventory_run",
    ),
    "eco_inventory_pick": "stock picks its lots itself; a frame of places is sorted in a line",
    "eco_costing_create": "eco_costing_start",
    "eco_costing_free": "garbage collection",
    **dict.fromkeys(
        ["eco_json_usage", "eco_json_read_usage_commands", "eco_json_usage_commands_free", "eco_json_write_usage_results"],
        "quotes go in as they are: eco_usage_run_hold, eco_usage_run_end",
    ),
    "eco_inventory_archive": "eco_inventory_put_away",
    **dict.fromkeys(["eco_route_free", "eco_routes_free"], "garbage collection"),
    "eco_inventory_route": "eco_json_route",
    "eco_inventory_route_orders": "eco_route_many",
    "eco_usage_free": "garbage collection",
    "eco_usage_open": "eco_usage_connect",
    "eco_usage_execute": "eco_usage_run_hold, eco_usage_run_end",
    "eco_usage_step": "eco_usage_prepare",
    "eco_usage_snapshot": "eco_usage_used",
    "eco_usage_table": "eco_usage_rows",
    "eco_usage_audit": "eco_usage_findings",
    "eco_kpi_save": "eco_kpi_state_bytes",
    "eco_kpi_explain_sales": "eco_kpi_sales_parts",
    "eco_kpi_explain_rate": "eco_kpi_rate_parts",
    **dict.fromkeys(
        [
            *(f"eco_hll_{verb}" for verb in "add_int add_text create error estimate free load merge save".split()),
            *(f"eco_theta_{verb}" for verb in "add_int add_text create error estimate free intersect load merge save subtract".split()),
            *(f"eco_quantiles_{verb}" for verb in "add at count create free load merge rank save".split()),
        ],
        "sketches of streams of one's own: for C; a plan's come with Plan(approximate=True)",
    ),
}


def test_every_public_function_is_bound_or_left_out_for_a_reason() -> None:
    public = set()
    for header in HEADERS.rglob("*.h"):
        if header.name != "time.h":  # calendars are datetime's
            public |= set(re.findall(r"^ECO_(?:API|CHECK)\b[^;]*?\b(eco_\w+)\(", header.read_text(encoding="utf-8"), re.MULTILINE))
    assert len(public) > 40
    bound = {name for name in dir(_native) if name.startswith("eco_")}
    assert sorted(public - bound) == sorted(NOT_BOUND)


def declared() -> "tuple[Set[str], dict[str, Set[str]]]":
    tree = ast.parse((ROOT / "bindings/python/ecomops/_native.pyi").read_text(encoding="utf-8"))
    names = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    names |= {node.target.id for node in tree.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)}
    members = {
        node.name: {part.name for part in node.body if isinstance(part, ast.FunctionDef)} for node in tree.body if isinstance(node, ast.ClassDef)
    }
    return names, members


def test_the_stub_declares_what_is_there() -> None:
    names, members = declared()
    held = {name for name in dir(_native) if re.match(r"(eco_|ECO_)", name)}
    assert names <= held, names - held
    assert {name for name in held if name.startswith("eco_")} <= names
    for name, parts in members.items():
        assert parts <= set(dir(getattr(_native, name))), name


def test_results_are_read_only() -> None:
    native = eco.Rulebook(currency="CNY").price([], at=AT)._native
    with pytest.raises(AttributeError):
        native.payable_minor = 3
    for kind in ("eco_quote", "eco_rulebook", "eco_table", "eco_backtest", "eco_costing", "eco_quote_line", "eco_quote_shipment"):
        with pytest.raises((TypeError, NotImplementedError)):
            getattr(_native, kind)()


@pytest.mark.parametrize(
    "words, literal",
    [
        (_convert.words("ECO_STACKING_", _native.eco_stacking_name), _convert.Stacking),
        (_convert.words("ECO_PICK_", _native.eco_pick_name), _convert.Pick),
        (_convert.words("ECO_FLOOR_", _native.eco_floor_mode_name), _convert.FloorMode),
        (_convert.STAGES, _convert.Stage),
        (_convert.ROUNDINGS, _convert.Rounding),
        (_convert.TAX_MODES, _convert.TaxMode),
        (_convert.EXPLAINS, _convert.Explain),
        (_convert.SPLIT_RULES, _convert.SplitRule),
        (_convert.SPLIT_TIES, _convert.SplitTie),
        (_convert.DURABILITIES, _convert.Durability),
        (_convert.words("ECO_INVENTORY_", _native.eco_inventory_verb_name, but="ECO_INVENTORY_OPEN"), _inventory.Verb),
        (_costing.METHODS, _costing.CostMethod),
        (_convert.words("ECO_PICKING_", _native.eco_picking_name), _inventory.Picking),
        (_route.REASONS, _route.RouteReason),
        (_route.KINDS, _route.LocationKind),
        (_convert.words("ECO_BASIS_", _native.eco_basis_name), _convert.Basis),
        (_convert.words("ECO_ROUND_AT_", _native.eco_round_at_name), _convert.RoundAt),
    ],
)
def test_the_types_name_the_librarys_words(words: Any, literal: Any) -> None:
    assert set(words.values()) == set(literal.__args__) and len(words) == len(set(words.values()))


def test_wrong_arguments_raise_and_do_not_crash() -> None:
    rules = eco.Rulebook(currency="CNY")
    for call in (
        lambda: _native.eco_price_document(rules._native, 3, 0, 0, ""),
        lambda: _native.eco_price_document("x", "{}", 0, 0, ""),
        lambda: _native.eco_price_document(rules._native, "{}", 0, "1", ""),
        lambda: _native.eco_money_parse(None, "CNY"),
        lambda: _native.eco_rulebook_content_of(None),
        lambda: _native.eco_price_document(None, "{}", 0, 0, ""),
        lambda: _native.eco_why_document(None, "{}", "p", ""),
        lambda: _native.eco_why_document(rules._native, TEXT, None, ""),
        lambda: _native.eco_quote_sentence(None, 0, None, False),
        lambda: _native.eco_quote_sentence(QUOTE._native, 99, None, False),
        lambda: _native.eco_quote_sentence(QUOTE._native, 0, QUOTE._native, False),
        lambda: _native.eco_quote_table(None, "lines"),
        lambda: _native.eco_quote_table(QUOTE._native, None),
        lambda: _native.eco_json_write_quote(None),
        lambda: _native.eco_backtest_start([None], 0, False, 0, None),
        lambda: _native.eco_backtest_update(None, None),
        lambda: _native.eco_table_from_arrow(None, {}),
        lambda: _native.eco_backtest_start([rules], 0, False, 0, None),
        lambda: _native.eco_backtest_start([rules._native], 0, False, 0, 3),
        lambda: _native.eco_backtest_start(3, 0, False, 0, None),
        lambda: _native.eco_table_from_arrow(object(), {}),
        lambda: _native.eco_split(1, ["1"], False, 1, None, None, 0, 0),
    ):
        with pytest.raises((TypeError, ValueError)):
            call()
    with pytest.raises(UnicodeEncodeError):
        _native.eco_money_parse("\ud800", "CNY")
    with pytest.raises(OverflowError):
        _native.eco_quote_sentence(QUOTE._native, -1, None, False)
    with pytest.raises(OverflowError):
        _native.eco_split(2**63, [1], False, 1, None, None, 0, 0)
    table = rules.price([eco.Line("A", 1, unit=1)], at=AT).table("lines")._native
    assert table.cells(99, 0, 5) == [] and table.cells(0, 5, 2) == [] and table.cells(0, -1, 1) == [] and len(table.cells(0, 0, 99)) == 1
    assert table.columns_at(99) is None


def test_only_the_init_function_is_exported() -> None:
    try:
        listed = subprocess.run(["nm", "-D", "--defined-only", _native.__file__], capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        pytest.skip("no nm")
    names = {line.split()[-1] for line in listed.splitlines()}
    if any("asan" in name or "gcov" in name for name in names):
        pytest.skip("an instrumented build")
    assert names == {"PyInit__native"}


def resident_kib() -> int:
    found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found
    return int(found.group(1))


RULES = eco.Rulebook(currency="CNY", promotions=[eco.Promotion("p", tiers=[eco.Tier(off=1)])])
CART = [eco.Line("A", 1, unit=5, category="x" * 500)]
QUOTE = RULES.price(CART, at=AT, explain="all")
TEXT = QUOTE.to_json()


def refused() -> None:
    for bad in ("{", '{"schema": "ecomops.cart/1", "lines": 3}'):
        with contextlib.suppress(eco.Error):
            RULES.price_json(bad)
        with contextlib.suppress(eco.Error):
            RULES.why_json("p", bad)
    with contextlib.suppress(eco.NotFound):
        QUOTE.why("nobody")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize(
    "call",
    [
        lambda: eco.Rulebook(currency="CNY", sets={"s": ["a"]}, taxes=[eco.Tax("vat", percent=19)]).digest,
        lambda: RULES.price(CART, at=AT, explain="all"),
        lambda: (QUOTE.why("p"), QUOTE.explain("zh"), QUOTE.decisions[0].sentence()),
        lambda: (QUOTE.lines, QUOTE.shipments, QUOTE.adjustments, QUOTE.decisions, QUOTE.at, QUOTE.payable),
        lambda: list(QUOTE.table("lines")),
        lambda: QUOTE.table("totals").__arrow_c_stream__(),
        lambda: (QUOTE.to_json(), RULES.to_json(), str(QUOTE.table("decisions"))),
        lambda: eco.Quote.from_json(TEXT),
        lambda: eco.split("10", [1, 2, 3], currency="CNY", caps=[9, 9, 9]),
        refused,
    ],
)
def test_nothing_leaks(call: Any) -> None:
    def grown(calls: int) -> int:
        gc.collect()
        before = resident_kib()
        for _ in range(calls):
            call()
        gc.collect()
        return resident_kib() - before

    grown(2000)
    assert min(grown(2000), grown(2000), grown(2000)) < 60, "KiB more after 2,000 calls: 32 bytes each"
