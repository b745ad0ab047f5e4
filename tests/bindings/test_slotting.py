"""Which goods lie near."""

from __future__ import annotations

import ecomops as eco
import pytest


def test_fast_goods_lie_near() -> None:
    skus = {"sku": ["slow", "fast", "middle"], "velocity": [1, 50, 7], "bin": ["B1", "C1", "A1"]}
    bins = {"bin": ["A1", "B1", "C1"], "distance": [5, 20, 90]}
    table = eco.slot(skus, bins)
    assert table["sku"] == ["fast", "middle", "slow"] and table["bin"] == ["A1", "B1", "C1"]
    assert table["bin_before"] == ["C1", "A1", "B1"] and table["distance"] == [5, 20, 90]
    assert table.notes == {"way": "480", "way_before": "4555"}


def test_what_cannot_be_read() -> None:
    with pytest.raises(eco.Exists, match="sku was there before"):
        eco.slot({"sku": ["a", "a"], "velocity": [1, 1]}, {"bin": ["x"], "distance": [1]})
    with pytest.raises(eco.NotFound, match="needs a column distance"):
        eco.slot({"sku": ["a"], "velocity": [1]}, {"bin": ["x"]})
