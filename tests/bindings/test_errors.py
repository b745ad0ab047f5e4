"""Every status has a class, and a class says what the library said."""

from __future__ import annotations

import pickle
import re

import ecomops as eco
import pytest
from conftest import HEADERS
from ecomops import _errors, _native

STATUSES = {
    name: int(number) for header in HEADERS.rglob("*.h") for name, number in re.findall(r"\bECO_E_(\w+) = (\d+)", header.read_text(encoding="utf-8"))
}


def test_every_status_of_the_headers_has_a_class() -> None:
    assert STATUSES["INVALID"] == 1 and STATUSES["NO_PRICE"] == 200 and len(STATUSES) >= 13
    assert {code: kind.status for code, kind in _errors.CLASSES.items()} == {number: name for name, number in STATUSES.items()}
    assert len(set(_errors.CLASSES.values())) == len(STATUSES)
    for code, kind in _errors.CLASSES.items():
        assert _native.eco_status_name(code) == kind.status
        assert getattr(eco, kind.__name__) is kind and kind.__name__ in eco.__all__
        assert issubclass(kind, eco.Error) and kind.__doc__


@pytest.mark.parametrize(
    "kind, builtin",
    [
        (eco.Invalid, ValueError),
        (eco.BadSyntax, ValueError),
        (eco.CurrencyMismatch, ValueError),
        (eco.OutOfMemory, MemoryError),
        (eco.Overflow, OverflowError),
        (eco.NotFound, LookupError),
        (eco.UnknownName, LookupError),
        (eco.NoPrice, LookupError),
        (eco.IoError, OSError),
        (eco.StoreFailed, OSError),
        (eco.DiskFull, OSError),
        (eco.ReadOnly, OSError),
        (eco.Busy, TimeoutError),
        (eco.OutcomeUnknown, ConnectionError),
        (eco.KeyReused, ValueError),
    ],
)
def test_a_class_is_also_the_builtin_that_fits(kind: type, builtin: type) -> None:
    assert issubclass(kind, builtin)


@pytest.mark.parametrize("code", sorted(_errors.CLASSES) + [999])
def test_an_error_carries_its_place_and_can_be_pickled(code: int) -> None:
    error = _errors.make(code, _native.eco_status_name(code), "too much", "/lines/2", 3, 7)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    for it in (error, again):
        assert (it.code, it.status) == (code, _native.eco_status_name(code))
        assert (it.message, it.path, it.line, it.column) == ("too much", "/lines/2", 3, 7)
        assert str(it) == "too much at /lines/2 (line 3, column 7)"


def test_an_error_of_the_library_arrives_whole() -> None:
    with pytest.raises(eco.BadSyntax) as raised:
        eco.Rulebook.from_json('{"schema": "ecomops.rulebook/1",\n "currency": nonsense}')
    assert (raised.value.code, raised.value.status, raised.value.line) == (8, "SYNTAX", 2)
    assert raised.value.column > 0 and "nonsense" in str(raised.value) or raised.value.message


def test_a_mistake_in_an_expression_has_its_path_and_column() -> None:
    with pytest.raises(eco.Error) as raised:
        eco.Rulebook(currency="CNY", promotions=[eco.Promotion("p", when="cart.subtotal >= >= 3", tiers=[eco.Tier(off=1)])])
    assert isinstance(raised.value, eco.BadSyntax)
    assert raised.value.path.endswith("/when") and raised.value.column > 0


def test_text_with_a_nul_is_refused_not_cut() -> None:
    with pytest.raises(ValueError, match="NUL"):
        eco.money.to_minor("1\0.5", "CNY")
