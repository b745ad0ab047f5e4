"""The examples run and say what their comments say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any, Dict

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


def test_backtest() -> None:
    pytest.importorskip("polars")
    out = run("backtest.py")
    assert "discount" in out and "2025-01-01" in out


def test_the_guide() -> None:
    pytest.importorskip("polars")
    pytest.importorskip("pandas")
    guide = (ROOT / "docs" / "guide" / "python.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    assert len(blocks) >= 4
    names: Dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, "python.md", "exec"), names)
    assert names["quote"].payable == Decimal("715.63") and names["result"].summary["discount"] == [0, Decimal("257.38")]


def test_the_docstring_of_the_package() -> None:
    import doctest

    assert doctest.testmod(eco, optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0


def test_mypy_finds_nothing(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    place = Path(eco.__file__).parents[1]
    environment = os.environ if place.name == "site-packages" else {**os.environ, "MYPYPATH": str(place)}
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(tmp_path)]
    for target in (["-p", "ecomops"], ["examples/price.py", "examples/backtest.py"]):
        done = subprocess.run(command + target, capture_output=True, encoding="utf-8", cwd=ROOT, env=environment)
        assert done.returncode == 0, done.stdout + done.stderr
