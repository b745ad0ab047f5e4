"""The JSON Schemas say what the library reads: every document of ours fits them, and whatever the library takes, they take."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Tuple

import ecomops as eco
import pytest
from conftest import ROOT
from ecomops import _native

jsonschema = pytest.importorskip("jsonschema")
referencing = pytest.importorskip("referencing")

DOCUMENTS = sorted([*(ROOT / "examples/documents").glob("*.json"), *(ROOT / "tests/documents").glob("*.json")])
SCHEMAS = {path.name.split(".")[0]: json.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "docs/schemas").glob("*.json")}
REGISTRY = referencing.Registry().with_resources([(schema["$id"], referencing.Resource.from_contents(schema)) for schema in SCHEMAS.values()])
VALIDATORS = {f"ecomops.{name}/1": jsonschema.Draft202012Validator(schema, registry=REGISTRY) for name, schema in SCHEMAS.items()}


def read(path: Path) -> Dict[str, Any]:
    document: Dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def schema_takes(document: Dict[str, Any]) -> bool:
    validator = VALIDATORS.get(document.get("schema", ""))
    return validator is not None and bool(validator.is_valid(document))


def library_takes(document: Any) -> bool:
    try:
        _native.eco_json_validate(json.dumps(document), None)
    except eco.Error:
        return False
    return True


def places(value: Any, path: Tuple[Any, ...] = ()) -> Iterator[Tuple[Any, ...]]:
    """The path of every value of a document, the root first."""
    yield path
    if isinstance(value, (dict, list)):
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(child, (*path, key))


def at(document: Any, path: Tuple[Any, ...]) -> Any:
    for key in path:
        document = document[key]
    return document


def test_there_is_a_schema_of_each_document() -> None:
    commands = {f"{module}_{what}" for module in ("stock", "usage") for what in ("commands", "results", "query")}
    assert set(SCHEMAS) == {"rulebook", "cart", "quote", "kpi", "used", "route", *commands}
    for schema in SCHEMAS.values():
        jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_documents_fit(path: Path) -> None:
    document = read(path)
    VALIDATORS[document["schema"]].validate(document)
    assert _native.eco_json_validate(path.read_text(encoding="utf-8"), None) == document["schema"]


def test_the_canonical_form_is_what_the_standard_printer_prints() -> None:
    rules = eco.Rulebook.from_json(ROOT / "tests/documents/rulebook_full.json")
    quote = rules.price_json(ROOT / "tests/documents/cart_full.json", explain="all")
    for text in (rules.to_json(), quote.to_json()):
        assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_unknown_keys_and_nulls_are_refused_by_both(path: Path) -> None:
    for place in places(read(path)):
        free = bool({"attributes", "sets", "user", "sku", "quotes"} & set(place[-1:]))  # objects whose keys are the user's
        for change in ("key", "null"):
            document = read(path)
            if change == "key" and isinstance(at(document, place), dict) and not free:
                at(document, place)["unheard_of"] = "1"
            elif change == "null" and place:
                at(document, place[:-1])[place[-1]] = None
            else:
                continue
            assert not schema_takes(document), (change, place)
            assert not library_takes(document), (change, place)


VALUES: List[Any] = [0, 1, -1, 2**53, 2**63 - 1024, 1.0, 1.5, True, False, "", "0", "1", "-1", "0.00", "1.25", "1.2345", "0.0125", "1.23456", "1e3", "+1", "01"]
VALUES += ["2026-11-11", "2026-11-11T00:00:00Z", "2026-11-11t00:00:00.123456+08:00", "2026-11-11T00:00:00.1234567Z", "1970-01-01T00:00:00Z", "CNY", "JPY", "XXX"]
VALUES += ["item", "shop", "running", "list", "line", "order", "included", "half_even", "sale", "override", "applied", "goods", "surcharge", "a == 'b'", "@summer"]
VALUES += ["best", "sequential", "cheapest", "dearest", "shipping", "gift", "clamp", "warn", "floor", "worse", [{"price": "1"}], [{"from_weight_g": 1, "price": "0", "more_each": 2, "more": "1"}]]
VALUES += ["P7D", "PT30M", "PT0.5S", "-P1D", "P1M", "unlimited", "event", "linear", "strict", "sessions", "bracket", "week", "previous", "gmv", "0.9", [1, 4, 8], [{"name": "view"}] * 2]
VALUES += ["hold", "return", "cart 1001", "receive", "issue", "OK", [{"sku": "A", "quantity": 1}], [{"sku": "A", "location": "", "quantity": -1}], "x" * 255, "x" * 256, 0.5]
VALUES += [[], {}, [1], ["A"], ["A", "A"], {"a": "b"}, {"a": ["b", 1, True]}, {"a": {}}, {"": "x"}]
VALUES += [{"attribute": "a", "operator": "==", "value": "b"}, {"attribute": "cart.lines", "operator": ">", "value": "1.5"}]
VALUES += [{"attribute": "a", "operator": "in", "values": ["b", "c"]}, {"attribute": "a", "operator": "not in", "set": "summer"}, {"not": {"and": []}}]
VALUES += [{"or": [{"not": {"attribute": "a", "operator": "!=", "value": True}}, {"attribute": "b", "operator": "<", "value": 3}]}]
VALUES += [{"attribute": "a", "operator": "==", "values": ["b"]}, {"attribute": "a b", "operator": "==", "value": 1}]


def replace(document: Any, place: Tuple[Any, ...], chance: random.Random) -> None:
    at(document, place[:-1])[place[-1]] = copy.deepcopy(chance.choice(VALUES))


def remove(document: Any, place: Tuple[Any, ...], chance: random.Random) -> None:
    del at(document, place[:-1])[place[-1]]


def repeat(document: Any, place: Tuple[Any, ...], chance: random.Random) -> None:
    parent = at(document, place[:-1])
    if isinstance(parent, list):
        parent.append(copy.deepcopy(parent[place[-1]]))


def lend(document: Any, place: Tuple[Any, ...], chance: random.Random) -> None:
    """A key of one object in another one of the document."""
    objects = [path for path in places(document) if isinstance(at(document, path), dict)]
    at(document, chance.choice(objects))[str(place[-1])] = copy.deepcopy(at(document, place))


CHANGES: List[Callable[[Any, Tuple[Any, ...], random.Random], None]] = [replace, replace, replace, remove, repeat, lend]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_what_the_library_takes_fits(path: Path) -> None:
    chance = random.Random(20261111)
    original, taken = read(path), 0
    for _ in range(400):
        document = copy.deepcopy(original)
        place = chance.choice([place for place in places(document) if place])
        change = chance.choice(CHANGES)
        change(document, place, chance)
        if library_takes(document):
            taken += 1
            assert schema_takes(document), (change.__name__, place, [error.message for error in VALIDATORS[document["schema"]].iter_errors(document)])
    assert taken > 10
