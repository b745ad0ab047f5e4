"""One exception class for each status of the library; each is also the built-in exception that fits."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Dict, Optional, Type, Union

if TYPE_CHECKING:
    from ._table import Table


class Error(Exception):
    """What the library refuses, and why. Catch this class for all of them.

    ``str(error)`` says what, which value, which limit, and where.
    """

    code: int = 0
    """The status number of the C library."""
    status: str = "UNKNOWN"
    """Its word: ``"INVALID"``, ``"SYNTAX"`` ..."""
    message: str
    path: str
    """The field: ``"/lines/2/quantity"``; empty where there is none."""
    line: int
    """The place in a document or expression, from 1; 0 where there is none."""
    column: int

    def __init__(self, message: str = "", path: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.message, self.path, self.line, self.column = message, path, line, column

    def __str__(self) -> str:
        text = self.message or self.status
        if self.path:
            text += f" at {self.path}"
        if self.line:
            text += f" (line {self.line}, column {self.column})"
        elif self.column:
            text += f" (column {self.column})"
        return text


class Invalid(Error, ValueError):
    """A value is outside its range; ``path`` names the field."""

    code, status = 1, "INVALID"


class OutOfMemory(Error, MemoryError):
    """There is not enough memory."""

    code, status = 2, "MEMORY"


class Overflow(Error, OverflowError):
    """An exact result does not fit into 64 bits."""

    code, status = 3, "OVERFLOW"


class NotFound(Error, LookupError):
    """What was asked for is not there."""

    code, status = 4, "NOT_FOUND"


class Exists(Error, ValueError):
    """It is there already."""

    code, status = 5, "EXISTS"


class Cancelled(Error):
    """The progress callback said stop."""

    code, status = 6, "CANCELLED"


class CurrencyMismatch(Error, ValueError):
    """Two currencies where one is needed."""

    code, status = 7, "CURRENCY"


class BadSyntax(Error, ValueError):
    """Text that is not a number, time, expression or document; ``line`` and ``column`` say where."""

    code, status = 8, "SYNTAX"


class UnknownName(Error, LookupError):
    """An attribute, column, table or metric that nobody defined."""

    code, status = 9, "UNKNOWN_NAME"


class LimitExceeded(Error, ValueError):
    """A limit of the library: a size, a depth, a count."""

    code, status = 10, "LIMIT"


class IoError(Error, OSError):
    """The operating system refused."""

    code, status = 11, "IO"


class StoreFailed(Error, OSError):
    """The database failed; the message carries its own words."""

    code, status = 100, "STORE"


class Busy(Error, TimeoutError):
    """Others held the store for longer than the busy time-out: nothing was done, try again with the same key."""

    code, status = 101, "BUSY"


class ReadOnly(Error, OSError):
    """The store can't be written."""

    code, status = 102, "READ_ONLY"


class DiskFull(Error, OSError):
    """There is no room left on the disk."""

    code, status = 103, "FULL"


class Corrupt(Error):
    """An invariant is broken, or the file is damaged. Of an audit, ``findings`` lists what is wrong."""

    code, status = 104, "CORRUPT"
    findings: Optional["Table"] = None


class NewerVersion(Error):
    """Written by a newer version of the library."""

    code, status = 105, "NEWER"


class OlderSchema(Error):
    """The schema needs ``Store.migrate``."""

    code, status = 106, "OLDER"


class OutcomeUnknown(Error, ConnectionError):
    """The connection was lost in COMMIT and did not come back: ask again with the same key."""

    code, status = 107, "OUTCOME_UNKNOWN"


class KeyReused(Error, ValueError):
    """The same key with another body."""

    code, status = 110, "KEY_REUSED"


class VersionMismatch(Error):
    """``expected_version`` is not the current one."""

    code, status = 111, "VERSION"


class LinkedFailed(Error):
    """A linked neighbour failed, so this was not done."""

    code, status = 112, "LINKED"


class AlreadyCommitted(Error):
    """The hold has been used up."""

    code, status = 113, "COMMITTED"


class AlreadyReleased(Error):
    """The hold has been given back."""

    code, status = 114, "RELEASED"


class Insufficient(Error):
    """There is less than was asked for. ``line`` is a place in a document, as everywhere; which line of a command it is says ``index``."""

    code, status = 115, "INSUFFICIENT"
    available: Union[int, Decimal] = 0
    """How much there is; of a budget an amount."""
    sku: Optional[str] = None
    location: Optional[str] = None
    """None: the store's only one."""
    index: Optional[int] = None
    """The line of the command, from 0."""


class Refused(Error):
    """A rule said no; the message names it."""

    code, status = 116, "REFUSED"


class Expired(Error):
    """The hold was lost by time."""

    code, status = 117, "EXPIRED"


class NoPrice(Error, LookupError):
    """A line has no price of its own, and no price list of this instant knows its SKU."""

    code, status = 200, "NO_PRICE"


class QuoteStale(Error):
    """The quote uses more than is left by now, or its promotion is no longer what it was: price the cart again."""

    code, status = 201, "QUOTE_STALE"
    available: Union[int, Decimal] = 0
    """How much is left of what was short; of a budget an amount."""
    index: Optional[int] = None
    """Which of ``quote.uses``, from 0."""
    by: Optional[str] = None
    """What was short: "limit", "limit_per_customer", "limit_per_code", "budget" or "budget_uses"."""


CLASSES: Dict[int, Type[Error]] = {
    kind.code: kind
    for kind in (
        Invalid, OutOfMemory, Overflow, NotFound, Exists, Cancelled, CurrencyMismatch, BadSyntax, UnknownName, LimitExceeded, IoError,
        StoreFailed, Busy, ReadOnly, DiskFull, Corrupt, NewerVersion, OlderSchema, OutcomeUnknown, KeyReused, VersionMismatch, LinkedFailed,
        AlreadyCommitted, AlreadyReleased, Insufficient, Refused, Expired, NoPrice, QuoteStale,
    )
}  # fmt: skip


def make(code: int, status: str, message: str, path: str, line: int, column: int) -> Error:
    """The exception of a status; called by the native module."""
    kind = CLASSES.get(code)
    if kind is not None:
        return kind(message, path, line, column)
    error = Error(message, path, line, column)  # a newer library's status
    error.code, error.status = code, status
    return error
