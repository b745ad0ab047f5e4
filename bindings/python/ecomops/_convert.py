"""Python's numbers and times, and the library's: nothing is rounded on the way, and a float is never money."""

from __future__ import annotations

import os
import re
from datetime import date, datetime, timedelta, timezone
from decimal import Context, Decimal
from operator import index
from secrets import randbits
from typing import TYPE_CHECKING, AbstractSet, Callable, Dict, List, Literal, Mapping, Optional, Sequence, SupportsIndex, Tuple, Union
from uuid import UUID

from . import _native
from ._errors import BadSyntax, Invalid

if TYPE_CHECKING:
    from typing_extensions import TypeGuard

    Document = Union[str, bytes, os.PathLike[str]]
    """JSON text, or the path of a file that holds it."""

Amount = Union[str, int, Decimal]
"""Money in major units: ``"19.99"``, ``20``, ``Decimal("19.99")``."""
Quantity = Union[str, int, Decimal]
"""``3``, or ``"1.250"`` for what is sold by weight."""
Moment = Union[datetime, str]
"""A datetime with a time zone, or RFC 3339 text."""
Key = Union[str, UUID, Tuple[int, int], bytes]
"""What identifies a command: any text, a UUID, two numbers of your own, or 16 bytes."""
Fact = Union[str, int, bool, Decimal, datetime]
"""The value of an attribute."""
Facts = Union[Fact, Sequence[Fact], AbstractSet[Fact], None]
"""One value or several; None is "not given"."""

Stage = Literal["item", "set", "shop", "shop_coupon", "platform", "platform_coupon", "shipping"]
Stacking = Literal["sequential", "best", "first"]
Pick = Literal["cheapest", "dearest"]
FloorMode = Literal["clamp", "block", "warn"]
Basis = Literal["running", "list"]
Rounding = Literal["half_up", "half_even", "half_down", "up", "down", "ceiling", "floor", "half_odd", "half_ceiling", "half_floor"]
TaxMode = Literal["excluded", "included"]
RoundAt = Literal["line", "unit", "order"]
PriceListKind = Literal["sale", "override"]
Explain = Literal["nothing", "near", "reached", "all"]
Language = Literal["en", "zh"]
Durability = Literal["full", "normal", "off"]
SplitRule = Literal["largest_remainder", "largest_weight", "first", "nearest", "from_last", "blocks", "down"]
SplitTie = Literal["tie_weight", "tie_first"]

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
NUMBER_TEXT = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,20})?")
EXACT = Context(prec=80)  # wider than any number here, whatever the caller's context says


def now() -> datetime:
    """This instant, in UTC: what ``at=`` wants. The library itself never looks at a clock."""
    return datetime.now(timezone.utc)


def is_whole(value: object) -> "TypeGuard[SupportsIndex]":
    """An int, also NumPy's; not a bool."""
    return isinstance(value, int) and not isinstance(value, bool) or hasattr(type(value), "__index__") and not isinstance(value, int)


def number_of(value: object, what: str) -> Decimal:
    """str, int or Decimal as an exact Decimal; everything else is refused."""
    if isinstance(value, Decimal):
        number = value
    elif isinstance(value, str):
        if not NUMBER_TEXT.fullmatch(value):
            raise BadSyntax(f"{what}: {value!r} is not a number")
        return EXACT.create_decimal(value)
    elif is_whole(value):
        return Decimal(index(value))
    else:
        raise TypeError(f"{what}: {value!r} is a {type(value).__name__}; use a string or Decimal, which are exact")
    if not number.is_finite():
        raise BadSyntax(f"{what}: {value!r} is not a finite number")
    return number


def plain(number: Decimal) -> str:
    """A number as documents write it: digits and a point, no exponent."""
    return format(number, "f")


def amount_text(value: object, what: str) -> str:
    """An amount for a document. Text is passed on as it is: the library checks it and says where it stands."""
    if isinstance(value, str):
        return value
    if is_whole(value):
        return str(index(value))
    return plain(number_of(value, what))


def moment_of(value: object, what: str) -> datetime:
    """An instant as an aware datetime in UTC."""
    if isinstance(value, str):
        return instant(_native.eco_time_parse(value))
    if not isinstance(value, datetime):
        raise TypeError(f"{what}: {value!r} is a {type(value).__name__}; use a datetime with a time zone")
    if value.utcoffset() is None:
        raise Invalid(f"{what}: {value!r} has no time zone; add one: .replace(tzinfo=ZoneInfo('Asia/Shanghai')), or use ecomops.now()")
    return value.astimezone(timezone.utc)


def moment_text(value: datetime) -> str:
    """RFC 3339, in UTC."""
    return value.astimezone(timezone.utc).replace(tzinfo=None).isoformat() + "Z"


def micros(value: datetime) -> int:
    """Microseconds since 1970."""
    return (value - EPOCH) // timedelta(microseconds=1)


def key_of(key: Key) -> str:
    """A key as the UUID that tables and results show it as. Text that is no UUID stands for its UUID v5, always the same one."""
    if isinstance(key, UUID):
        return str(key)
    if isinstance(key, bytes):
        if len(key) != 16:
            raise Invalid(f"a key of bytes has 16 of them, not {len(key)}")
        return str(UUID(bytes=key))
    if isinstance(key, tuple):
        if len(key) != 2 or not all(is_whole(part) and 0 <= index(part) < 2**64 for part in key):
            raise Invalid(f"key {key!r}: two whole numbers of 0 to 2**64 - 1 are needed")
        return str(UUID(int=index(key[0]) << 64 | index(key[1])))
    if not isinstance(key, str):
        raise TypeError(f"key {key!r} is a {type(key).__name__}; use text, a UUID, two ints or 16 bytes")
    if not key:
        raise Invalid("the key is empty")
    found: str = _native.eco_id_of(key)
    return found


def new_key(at: Optional[Moment] = None) -> str:
    """A new key (UUID v7): it sorts by its time, which is many times cheaper on disk than a random one. at: None is now."""
    found: str = _native.eco_id_v7(micros(now() if at is None else moment_of(at, "at")), randbits(62))
    return found


def fact_text(value: object, what: str) -> str:
    """One value of an attribute."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return moment_text(moment_of(value, what))
    if isinstance(value, date):
        return value.isoformat()
    return plain(number_of(value, what))


def fact_texts(value: object, what: str) -> Union[str, List[str]]:
    """An attribute's value or values."""
    if isinstance(value, (list, tuple, set, frozenset)):
        texts = [fact_text(item, what) for item in value]
        return sorted(texts) if isinstance(value, (set, frozenset)) else texts
    return fact_text(value, what)


def facts_of(values: Mapping[str, object], prefix: str = "") -> Dict[str, Union[str, List[str]]]:
    """Attributes for a document; None is "not given"."""
    return {prefix + name: fact_texts(value, prefix + name) for name, value in values.items() if value is not None}


def money(minor: int, exponent: int) -> Decimal:
    """Minor units (10^-exponent) as major units."""
    return EXACT.scaleb(Decimal(minor), -exponent)


def instant(at_us: int) -> datetime:
    """Microseconds since 1970 as an aware datetime."""
    return EPOCH + timedelta(microseconds=at_us)


def exponent_of(currency: str) -> int:
    """The decimals of a currency."""
    return currency_of(currency).exponent


def currency_of(code: str) -> "_native.eco_currency":
    found = _native.eco_currency_find(code)
    if found is None:
        raise Invalid(f"{code!r} is not an ISO 4217 currency", "/currency")
    return found


def document_text(document: "Document") -> Union[str, bytes]:
    """JSON text as it is; of a path, the file's bytes."""
    if isinstance(document, bytes) or (isinstance(document, str) and document.lstrip()[:1] in ("{", "[", "")):
        return document
    with open(document, "rb") as file:
        return file.read()


def words(prefix: str, name: Callable[[int], str], but: str = " ") -> Dict[int, str]:
    """The words of an enum of the library, by number: {0: "item", 1: "set", ...}."""
    keys = [key for key in dir(_native) if key.startswith(prefix) and not key.startswith(but)]
    return {number: name(number) for number in sorted(getattr(_native, key) for key in keys)}


def number_word(words_: Mapping[int, str], word: object, what: str) -> int:
    """The number of an enum's word."""
    for number, known in words_.items():
        if known == word:
            return number
    raise Invalid(f"{what}: {word!r} is none of " + ", ".join(repr(known) for known in words_.values()))


STAGES = words("ECO_STAGE_", _native.eco_stage_name)
REASONS = words("ECO_REASON_", _native.eco_reason_name)
ROUNDINGS = words("ECO_ROUNDING_", _native.eco_rounding_name)
TAX_MODES = words("ECO_TAX_", _native.eco_tax_mode_name)
EXPLAINS = words("ECO_EXPLAIN_", _native.eco_explain_name)
DURABILITIES = words("ECO_DURABILITY_", _native.eco_durability_name)
LINE_KINDS = words("ECO_LINE_", _native.eco_line_kind_name)
SPLIT_RULES = words("ECO_SPLIT_", _native.eco_split_rule_name, but="ECO_SPLIT_TIE_")
SPLIT_TIES = words("ECO_SPLIT_TIE_", _native.eco_split_tie_name)
