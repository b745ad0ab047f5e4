"""Carts and quotes: what a cart costs, and why."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, NamedTuple, Optional, Tuple, Union

from . import _native
from ._convert import (
    EXACT,
    LINE_KINDS,
    REASONS,
    STAGES,
    TAX_MODES,
    Amount,
    Facts,
    Quantity,
    amount_text,
    document_text,
    exponent_of,
    facts_of,
    instant,
    money,
    number_of,
    plain,
)
from ._table import Table

if TYPE_CHECKING:
    from ._convert import Document


class Line:
    """A line of a cart: ``Line("RUN-42", 2, unit="459.00", category="shoes")``. Any other keyword is an attribute of the line."""

    __slots__ = ("_document",)

    def __init__(
        self,
        sku: str,
        quantity: Quantity,
        *,
        unit: Optional[Amount] = None,
        is_free: bool = False,
        id: Optional[str] = None,
        cost: Optional[Amount] = None,
        attributes: Optional[Mapping[str, Facts]] = None,
        **more: Facts,
    ) -> None:
        """
        quantity: 3, or "1.250" for what is sold by weight.
        unit: the unit price; may be finer than the currency ("0.0125"). None: from the price lists.
        is_free: a price of zero is meant.
        id: default: "1", "2" ... by place.
        cost: of a unit.
        attributes: those whose names are no Python names.
        """
        if not isinstance(sku, str):
            raise TypeError(f"sku: {sku!r} is a {type(sku).__name__}; a string is needed")
        document: Dict[str, Any] = {"sku": sku, "quantity": quantity_text(quantity)}
        if unit is not None:
            document["unit"] = amount_text(unit, "unit")
        if is_free:
            document["is_free"] = True
        if id is not None:
            document["id"] = id
        if cost is not None:
            document["cost"] = amount_text(cost, "cost")
        facts = facts_of(more)
        if attributes:
            facts.update(facts_of(attributes))
        if facts:
            document["attributes"] = facts
        self._document = document

    def to_document(self) -> Dict[str, Any]:
        """The form that a cart's JSON has."""
        return self._document

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Line) and self._document == other._document

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Line({', '.join(f'{name}={value!r}' for name, value in self._document.items())})"


class Surcharge:
    """An amount beside the goods: a packaging fee, a goodwill reduction (negative). No promotion touches it; taxes do."""

    __slots__ = ("_document",)

    def __init__(
        self, id: str, amount: Amount, *, includes_tax: bool = False, attributes: Optional[Mapping[str, Facts]] = None, **more: Facts
    ) -> None:
        """
        includes_tax: the amount is gross although the rulebook's prices are net.
        attributes, more: for the conditions of taxes.
        """
        self._document: Dict[str, Any] = {"id": id, "amount": amount_text(amount, "amount")}
        if includes_tax:
            self._document["includes_tax"] = True
        facts = facts_of({**more, **(attributes or {})})
        if facts:
            self._document["attributes"] = facts

    def to_document(self) -> Dict[str, Any]:
        """The form that a cart's JSON has."""
        return self._document

    def __repr__(self) -> str:
        return f"Surcharge({', '.join(f'{name}={value!r}' for name, value in self._document.items())})"


def quantity_text(value: object) -> str:
    """A quantity for a document."""
    return value if isinstance(value, str) else plain(number_of(value, "quantity"))


class QuoteLine(NamedTuple):
    """A line of a quote; amounts in major units."""

    id: str
    sku: Optional[str]
    kind: str
    """``goods`` or ``surcharge``."""
    quantity: Union[int, Decimal]
    unit: Decimal
    """List price of a unit."""
    list: Decimal
    """The line at list price."""
    discount: Decimal
    net: Decimal
    tax: Decimal
    total: Decimal
    """What the customer pays for the line: net + tax."""
    credit: Decimal
    """Of which by credit."""


class Adjustment(NamedTuple):
    """What one promotion (or sale list) takes off one line."""

    promotion: str
    coupon: Optional[str]
    line: int
    """Index in ``quote.lines``."""
    stage: str
    off: Decimal


class TaxLine(NamedTuple):
    """One tax on one line."""

    tax: str
    line: Optional[int]
    """Index in ``quote.lines``; None: shipping."""
    base: Decimal
    """Net of all taxes."""
    amount: Decimal


class Decision(NamedTuple):
    """Why a promotion did or did not apply."""

    promotion: Optional[str]
    label: str
    reason: str
    """``applied``, ``clipped``, ``below_threshold``, ``condition`` ..."""
    off: Decimal
    """Saved."""
    missing: Optional[Decimal]
    """What is missing to the next tier."""
    missing_quantity: Optional[int]
    """The same in whole units."""
    next_off: Optional[Decimal]
    """What this cart would save with the next tier."""
    by: Optional[str]
    needed: Optional[str]
    """The first part of the condition that failed."""
    found: Optional[str]
    """The value that was there."""


class Quote:
    """What a cart costs and why. Frozen; amounts are Decimal in major units.

    ``print(quote)`` shows it; ``quote.table(name)`` gives lines, adjustments, taxes, decisions, totals and units as tables.
    """

    __slots__ = ("_exponent", "_native")

    def __init__(self, native: "_native.eco_quote") -> None:
        self._native = native
        self._exponent = exponent_of(native.currency)

    # ---- the whole ------------------------------------------------------------------------------------------------------------------

    @property
    def cart(self) -> Optional[str]:
        """The cart's id."""
        return self._native.cart

    @property
    def currency(self) -> str:
        """The ISO 4217 code."""
        return self._native.currency

    @property
    def at(self) -> datetime:
        """The instant whose prices and promotions count."""
        return instant(self._native.at_us)

    @property
    def tax_mode(self) -> str:
        """Whether list, discount and shipping are net (``excluded``) or gross (``included``)."""
        return TAX_MODES[self._native.tax_mode]

    @property
    def rulebook(self) -> str:
        """The digest of the rulebook that made it."""
        return self._native.rulebook

    @property
    def list(self) -> Decimal:
        """The goods at list price."""
        return money(self._native.list_minor, self._exponent)

    @property
    def discount(self) -> Decimal:
        """What promotions and sale lists take off."""
        return money(self._native.discount_minor, self._exponent)

    @property
    def surcharge(self) -> Decimal:
        """The fees beside the goods."""
        return money(self._native.surcharge_minor, self._exponent)

    @property
    def shipping(self) -> Decimal:
        """The price of shipping."""
        return money(self._native.shipping_minor, self._exponent)

    @property
    def net(self) -> Decimal:
        """Goods, surcharges and shipping without tax."""
        return money(self._native.net_minor, self._exponent)

    @property
    def tax(self) -> Decimal:
        """Tax on goods, surcharges and shipping."""
        return money(self._native.tax_minor, self._exponent)

    @property
    def shipping_tax(self) -> Decimal:
        """Of which on shipping."""
        return money(self._native.shipping_tax_minor, self._exponent)

    @property
    def total(self) -> Decimal:
        """net + tax."""
        return money(self._native.total_minor, self._exponent)

    @property
    def credit(self) -> Decimal:
        """Paid by credit."""
        return money(self._native.credit_minor, self._exponent)

    @property
    def rounding(self) -> Decimal:
        """Cash rounding."""
        return money(self._native.rounding_minor, self._exponent)

    @property
    def payable(self) -> Decimal:
        """total - credit + rounding."""
        return money(self._native.payable_minor, self._exponent)

    # ---- its parts ------------------------------------------------------------------------------------------------------------------

    @property
    def lines(self) -> Tuple[QuoteLine, ...]:
        """The goods, then the surcharges."""
        scaleb, exponent = EXACT.scaleb, -self._exponent
        lines: List[QuoteLine] = []
        for index in range(self._native.lines_count):
            line = self._native.lines_at(index)
            scale = line.quantity_scale
            amounts = (line.list_minor, line.discount_minor, line.net_minor, line.tax_minor, line.total_minor, line.credit_minor)
            lines.append(
                QuoteLine(
                    line.id,
                    line.sku,
                    LINE_KINDS[line.kind],
                    money(line.quantity, scale) if scale else line.quantity,
                    scaleb(Decimal(line.unit_minor), exponent - line.unit_scale),
                    *[scaleb(Decimal(amount), exponent) for amount in amounts],
                )
            )
        return tuple(lines)

    @property
    def adjustments(self) -> Tuple[Adjustment, ...]:
        """What each promotion takes off each line, in the order of work."""
        native, exponent = self._native, self._exponent
        found = map(native.adjustments_at, range(native.adjustments_count))
        return tuple(Adjustment(a.promotion, a.coupon, a.line, STAGES[a.stage], money(a.off_minor, exponent)) for a in found)

    @property
    def taxes(self) -> Tuple[TaxLine, ...]:
        """Each tax on each line, by tax; shipping last."""
        native, exponent = self._native, self._exponent
        found = map(native.taxes_at, range(native.taxes_count))
        return tuple(TaxLine(t.tax, t.line if t.line >= 0 else None, money(t.base_minor, exponent), money(t.tax_minor, exponent)) for t in found)

    @property
    def decisions(self) -> Tuple[Decision, ...]:
        """Why each promotion did or did not apply, when ``explain`` asked; best saving first."""
        native, exponent = self._native, self._exponent
        return tuple(
            Decision(
                d.promotion,
                d.label,
                REASONS[d.reason],
                money(d.off_minor, exponent),
                money(d.missing_minor, exponent) if d.missing_minor else None,
                d.missing_quantity or None,
                money(d.next_off_minor, exponent) if d.next_off_minor else None,
                d.by,
                d.needed,
                d.found,
            )
            for d in map(native.decisions_at, range(native.decisions_count))
        )

    def table(self, name: str) -> Table:
        """``lines``, ``adjustments``, ``taxes``, ``decisions``, ``totals`` (one row) or ``units`` (a row for each unit of the goods)."""
        return Table(_native.eco_quote_table(self._native, name))

    # ---- documents ------------------------------------------------------------------------------------------------------------------

    def to_json(self) -> str:
        """The quote as a document: to store it, and to refund from it."""
        return _native.eco_json_write_quote(self._native)

    @classmethod
    def from_json(cls, document: "Document") -> "Quote":
        """A stored quote: its text, or the path of a file."""
        return cls(_native.eco_json_read_quote(document_text(document), None))

    def __reduce__(self) -> Tuple[Any, Tuple[str]]:
        return Quote.from_json, (self.to_json(),)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Quote) and self.to_json() == other.to_json()

    def __hash__(self) -> int:
        return hash((self._native.rulebook, self._native.at_us, self._native.payable_minor))

    # ---- for people -----------------------------------------------------------------------------------------------------------------

    def _sums(self) -> List[Tuple[str, Decimal]]:
        sums = [("list", self.list), ("discount", -self.discount), ("surcharges", self.surcharge), ("shipping", self.shipping)]
        sums += [("tax" if self.tax_mode == "excluded" else "tax included", self.tax), ("credit", -self.credit), ("rounding", self.rounding)]
        return [(name, amount) for name, amount in sums if amount or name == "list"] + [("to pay", self.payable)]

    def _shown(self) -> List[Tuple[str, Table]]:
        names = [("lines", self._native.lines_count), ("decisions", self._native.decisions_count)]
        return [(name, self.table(name)) for name, count in names if count]

    def __str__(self) -> str:
        texts = [str(table) for _, table in self._shown()]
        sums = [(name, f"{amount:,}") for name, amount in self._sums()]
        width, right = max(len(name) for name, _ in sums), max(len(amount) for _, amount in sums)
        texts.insert(1, "\n".join(f"{name:<{width}}  {amount:>{right}} {self.currency}" for name, amount in sums))
        return "\n\n".join(texts)

    def __repr__(self) -> str:
        return f"<ecomops.Quote: {self._native.lines_count} lines, to pay {self.payable} {self.currency}>"

    def _repr_html_(self) -> str:
        parts = [f"<h4>{name}</h4>{table._repr_html_()}" for name, table in self._shown()]
        rows = "".join(
            f'<tr><td style="text-align:left">{escape(name)}</td><td style="text-align:right">{amount:,} {self.currency}</td></tr>'
            for name, amount in self._sums()
        )
        parts.insert(1, f"<table><tbody>{rows}</tbody></table>")
        return "".join(parts)
