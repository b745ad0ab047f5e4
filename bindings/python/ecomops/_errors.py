"""One exception class for each status of the library; each is also the built-in exception that fits."""

from __future__ import annotations

from typing import Dict, Type


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


class Refused(Error):
    """A rule said no; the message names it."""

    code, status = 116, "REFUSED"


class NoPrice(Error, LookupError):
    """A line has no price of its own, and no price list of this instant knows its SKU."""

    code, status = 200, "NO_PRICE"


CLASSES: Dict[int, Type[Error]] = {
    kind.code: kind
    for kind in (
        Invalid, OutOfMemory, Overflow, NotFound, Exists, Cancelled, CurrencyMismatch, BadSyntax, UnknownName, LimitExceeded, IoError, Refused,
        NoPrice,
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
