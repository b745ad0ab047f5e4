"""Things that are described once and then frozen: the parts of a rulebook."""

from __future__ import annotations

from decimal import Decimal
from operator import index
from typing import Any, Callable, ClassVar, Dict, List, Mapping, NamedTuple, Tuple, Type, TypeVar

from ._convert import is_whole, moment_of, moment_text, number_of, plain

Self = TypeVar("Self", bound="Described")


class Kind(NamedTuple):
    """How a field is taken from the caller, how it is written into a document, and how it is read from one."""

    take: Callable[[Any, str], Any]
    write: Callable[[Any], Any]
    read: Callable[[Any], Any] = lambda value: value


def _text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{what}: {value!r} is a {type(value).__name__}; a string is needed")
    return value


def _whole(value: object, what: str) -> int:
    if not is_whole(value):
        raise TypeError(f"{what}: {value!r} is a {type(value).__name__}; an int is needed")
    return index(value)


def _truth(value: object, what: str) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{what}: {value!r} is a {type(value).__name__}; True or False is needed")
    return value


def _same(value: Any) -> Any:
    return value


TEXT = Kind(_text, _same)
WHOLE = Kind(_whole, lambda number: number if abs(number) <= 2**53 else str(number), int)
TRUTH = Kind(_truth, _same)
NUMBER = Kind(number_of, plain)  # amounts, rates
MOMENT = Kind(moment_of, moment_text)


def parts_of(kind: Type["Described"]) -> Kind:
    """A list of other described things."""

    def take(values: object, what: str) -> Tuple["Described", ...]:
        if isinstance(values, (str, bytes, Mapping, Described)) or not hasattr(values, "__iter__"):
            raise TypeError(f"{what}: a list of ecomops.{kind.__name__} is needed, not {type(values).__name__}")
        parts = tuple(values)
        for part in parts:
            if not isinstance(part, kind):
                raise TypeError(f"{what}: {part!r} is no ecomops.{kind.__name__}")
        return parts

    return Kind(take, lambda parts: [part.to_document() for part in parts], lambda parts: [kind.of_document(part) for part in parts])


class Described:
    """Fields as keyword arguments, checked at once; compared, hashed and shown by them."""

    __slots__ = ()
    KINDS: ClassVar[Mapping[str, Kind]] = {}

    def _take(self, values: Mapping[str, Any]) -> None:
        """Takes each field out of the arguments of __init__; None is "not given"."""
        for name, kind in self.KINDS.items():
            value = values[name]
            object.__setattr__(self, name, None if value is None else kind.take(value, f"{type(self).__name__}.{name}"))

    def given(self) -> Dict[str, Any]:
        """The fields that were given."""
        values = ((name, getattr(self, name)) for name in self.KINDS)
        return {name: value for name, value in values if value is not None and value is not False}

    def to_document(self) -> Dict[str, Any]:
        """The form that a rulebook's JSON has."""
        return {name: self.KINDS[name].write(value) for name, value in self.given().items()}

    @classmethod
    def of_document(cls: Type[Self], document: Mapping[str, Any]) -> Self:
        """From the form that a rulebook's JSON has."""
        return cls(**{name: cls.KINDS[name].read(value) for name, value in document.items()})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and isinstance(other, Described) and self.given() == other.given()

    def __hash__(self) -> int:
        return hash((type(self), tuple(self.given().items())))

    def __reduce__(self) -> Tuple[Callable[..., Any], Tuple[Any, ...]]:
        return _rebuild, (type(self), self.given())

    def __repr__(self) -> str:
        shown: List[str] = []
        for name, value in self.given().items():
            text = repr(str(value)) if isinstance(value, Decimal) else repr(list(value) if isinstance(value, tuple) else value)
            shown.append(f"{name}={text}")
        return f"{type(self).__name__}({', '.join(shown)})"


def _rebuild(kind: Type[Self], fields: Dict[str, Any]) -> Self:
    return kind(**fields)
