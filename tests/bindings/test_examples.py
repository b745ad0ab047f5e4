"""The examples run and say what their comments say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any, Dict, List

import ecomops as eco
import pytest
from conftest import ROOT

pytest.importorskip("pyarrow")


def run(name: str, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, ROOT / "examples" / name, *arguments], capture_output=True, encoding="utf-8", check=True, env=environment
    ).stdout


def test_price() -> None:
    out = run("price.py")
    assert "to pay 427.22" in out and "满300减50 applied 50.00" in out


def test_promotions() -> None:
    out = run("promotions.py")
    for part in (
        "袜子9.9元，限购2双: Applied, saves 20.00.",
        "满300减40，满2000减300: Applied, saves 40.00. Spend 475.62 more to save 300.00.",
        "books no_target 适用的商品不足 3 件。",
        "coat-120 worse 本可减 120.00 元，但 外套8折 更优惠。",
        "1486.38 [('CUP', 2)]",
    ):
        assert part in out, out


def test_backtest() -> None:
    pytest.importorskip("polars")
    out = run("backtest.py")
    assert "discount" in out and "2025-01-01" in out


def test_kpi() -> None:
    pytest.importorskip("polars")
    out = run("kpi.py")
    assert "visitor_value" in out and "2026-11-20" in out and "bytes of state" in out and "definition: " in out


def test_flash_sale() -> None:
    out = run("flash_sale.py")
    assert "1,000 held, 0 left, audit clean" in out and "999 free in 16 minutes" in out
    assert "exceeds 0 available of sku 'PHONE'" in out


def test_checkout() -> None:
    out = run("checkout.py")
    for part in (
        "ann: budget of campaign 'autumn': 5.00 left, the quote spends 20.00; price the cart again at /0/0/quote/uses/0\nann: held, to pay 94.00\n",
        "bob: quantity 9 exceeds 3 available of sku 'PHONE' at 'main' at /1/0/lines/0\nbob: only 3 of PHONE; no coupon is held either\n",
        "1 sold, 4 left, 5.00 of the budget left, audits clean",
    ):
        assert part in out, out


def test_costing() -> None:
    out = run("costing.py")
    assert "fifo      cost 1,503.33  value 796.67" in out and "S-1 +60.00 by S-0: late" in out, out


def test_the_guide_of_costing() -> None:
    pytest.importorskip("pyarrow")
    guide = (ROOT / "docs" / "guide" / "costing.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    assert len(blocks) >= 2
    names: Dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, "costing.md", "exec"), names)


def test_warehouse() -> None:
    out = run("warehouse.py")
    assert "left of TEA: 10 of L-0311, 24 of L-0607" in out and "1 is damaged, 13 are for sale" in out and "audit clean" in out


def test_the_guide_of_stock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    monkeypatch.chdir(tmp_path)
    blocks: List[str] = []
    for name in ("stock.md", "store.md"):
        guide = (ROOT / "docs" / "guide" / name).read_text(encoding="utf-8")
        blocks += re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    assert len(blocks) >= 4
    names: Dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, "stock.md", "exec"), names)


def test_the_guide_of_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pandas")
    monkeypatch.chdir(tmp_path)
    guide = (ROOT / "docs" / "guide" / "usage.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    assert len(blocks) == 3
    names: Dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, "usage.md", "exec"), names)
    out = capsys.readouterr().out
    assert "2 15.00\n0.00\n" in out and "ANNA-7" in out


def test_the_guide_of_kpi(tmp_path: Path) -> None:
    pytest.importorskip("polars")
    pytest.importorskip("pandas")
    guide = (ROOT / "docs" / "guide" / "kpi.md").read_text(encoding="utf-8")
    names: Dict[str, Any] = {"folder": tmp_path}
    blocks = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    assert len(blocks) >= 4
    for block in blocks:
        exec(compile(block, "kpi.md", "exec"), names)


def test_the_guide() -> None:
    pytest.importorskip("polars")
    pytest.importorskip("pandas")
    guide = (ROOT / "docs" / "guide" / "python.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    assert len(blocks) >= 4
    names: Dict[str, Any] = {}
    quotes = []
    for block in blocks:
        exec(compile(block, "python.md", "exec"), names)
        quotes.append(names["quote"])
    for comment in re.findall(r'explain\((?:"zh")?\)\)\) +# "(.*)"', guide):
        assert comment in quotes[-1].explain("zh") + quotes[-1].explain(), comment
    assert quotes[-1].why("3-for-99").sentence("zh") in guide
    assert quotes[0].payable == Decimal("715.63") and names["result"].summary["discount"] == [0, Decimal("257.38")]


def test_the_docstring_of_the_package() -> None:
    import doctest

    assert doctest.testmod(eco, optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0


def test_mypy_finds_nothing(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    place = Path(eco.__file__).parents[1]
    environment = os.environ if place.name == "site-packages" else {**os.environ, "MYPYPATH": str(place)}
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(tmp_path)]
    for target in (["-p", "ecomops"], ["examples/price.py", "examples/promotions.py", "examples/backtest.py", "examples/kpi.py", "examples/flash_sale.py", "examples/checkout.py", "examples/costing.py", "examples/warehouse.py"]):
        done = subprocess.run(command + target, capture_output=True, encoding="utf-8", cwd=ROOT, env=environment)
        assert done.returncode == 0, done.stdout + done.stderr


def test_routing() -> None:
    out = run("routing.py")
    for part in ("By parcels alone: 7.50 CNY", "store Xujiahui ships 1 TEA, 2 CUP in 1 parcel(s), 5 km", "Guangzhou ships nothing: costs 9.53 more", "6 TEA must wait"):
        assert part in out, out
