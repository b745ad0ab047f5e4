"""Carts and quotes: what a cart costs, and why."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Tuple, Union

from . import _native
from ._convert import (
    EXACT,
    LINE_KINDS,
    REASONS,
    STAGES,
    TAX_MODES,
    Amount,
    Facts,
    Language,
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
from ._described import WHOLE
from ._errors import Invalid
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
        weight_g: Optional[int] = None,
        volume_cm3: Optional[int] = None,
        attributes: Optional[Mapping[str, Facts]] = None,
        **more: Facts,
    ) -> None:
        """
        quantity: 3, or "1.250" for what is sold by weight.
        unit: the unit price; may be finer than the currency ("0.0125"). None: from the price lists.
        is_free: a price of zero is meant.
        id: default: "1", "2" ... by place.
        cost: of a unit, net; for floors and margins.
        weight_g, volume_cm3: of a unit, in whole grams and cubic centimetres; for shipping tables.
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
        for name, size in (("weight_g", weight_g), ("volume_cm3", volume_cm3)):
            if size is not None:
                document[name] = WHOLE.take(size, name)
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


class Shipment:
    """A parcel of a cart that ships in several, or whose carrier has quoted a price: ``Shipment("express", price="18.00")``."""

    __slots__ = ("_document",)

    def __init__(self, method: str, *, price: Optional[Amount] = None, is_free: bool = False, id: Optional[str] = None) -> None:
        """
        method: as the rulebook's shipping names it.
        price: as the carrier quoted it, in the rulebook's tax mode; None: from the rulebook's shipping, by all goods.
        is_free: a price of zero is meant.
        id: default: "1", "2" ... by place.
        """
        self._document: Dict[str, Any] = {"method": method}
        if price is not None:
            self._document["price"] = amount_text(price, "price")
        if is_free:
            self._document["is_free"] = True
        if id is not None:
            self._document["id"] = id

    def to_document(self) -> Dict[str, Any]:
        """The form that a cart's JSON has."""
        return self._document

    def __repr__(self) -> str:
        return f"Shipment({', '.join(f'{name}={value!r}' for name, value in self._document.items())})"


def quantity_text(value: object) -> str:
    """A quantity for a document."""
    return value if isinstance(value, str) else plain(number_of(value, "quantity"))


class QuoteLine(NamedTuple):
    """A line of a quote; amounts in major units."""

    id: str
    sku: Optional[str]
    kind: str
    """``goods``, ``surcharge`` or ``gift``."""
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


class QuoteShipment(NamedTuple):
    """A shipment of a quote; amounts in major units."""

    id: str
    method: str
    list: Decimal
    """Its price."""
    discount: Decimal
    """What promotions took off it."""
    net: Decimal
    tax: Decimal
    total: Decimal
    credit: Decimal


class Adjustment(NamedTuple):
    """What one promotion (or sale list) takes off one line or shipment, or which gift it gives."""

    promotion: str
    coupon: Optional[str]
    line: Optional[int]
    """Index in ``quote.lines``; None: a shipment."""
    shipment: Optional[int]
    """Index in ``quote.shipments``; None: a line."""
    stage: str
    quantity: Union[int, Decimal]
    """How much of the line benefits; of a shipment 1."""
    off: Decimal
    """Of a gift 0."""


class TaxLine(NamedTuple):
    """One tax on one line or shipment."""

    tax: str
    line: Optional[int]
    """Index in ``quote.lines``; None: a shipment."""
    shipment: Optional[int]
    """Index in ``quote.shipments``; None: a line."""
    base: Decimal
    """Net of all taxes; of a compound tax with those below it."""
    amount: Decimal


class Use(NamedTuple):
    """One use of a promotion that has a limit or a campaign: what a reservation takes, and what it was made on."""

    promotion: str
    campaign: Optional[str]
    customer: Optional[str]
    """The cart's."""
    code: Optional[str]
    """The code that was used."""
    uses: int
    """1."""
    spent: Decimal
    """All that the promotion takes off, goods and shipping."""
    left_uses: Optional[int]
    """Before this one, by the tightest of its limits and of its campaign's uses; None: no limit."""
    left: Optional[Decimal]
    """Of the campaign's budget, before this one; None: no budget, or (a gift) nothing was left."""


class DecisionFields(NamedTuple):
    """The fields of a Decision."""

    promotion: Optional[str]
    """The id of a promotion or sale list; None: a code that no promotion knows."""
    label: str
    reason: str
    """``applied``, ``clipped``, ``below_threshold``, ``condition`` ..."""
    off: Decimal
    """Saved."""
    clipped: Optional[Decimal]
    """What ``by`` kept back; of a floor that only warns: by how much it is passed."""
    missing: Optional[Decimal]
    """What is missing to the next tier."""
    missing_quantity: Optional[int]
    """The same in whole units."""
    next_off: Optional[Decimal]
    """What this cart would save with the next tier."""
    by: Optional[str]
    """What held it back: ``max_off``, ``max_quantity``, ``price``, a limit, a floor, a campaign, or another promotion."""
    needed: Optional[str]
    """The first part of the condition that failed; of a campaign ``budget`` or ``budget_uses``."""
    found: Optional[str]
    """The value that was there."""
    left: Optional[Decimal]
    """What was left of a campaign's budget that clipped or refused it."""


class Decision(DecisionFields):
    """Why a promotion did or did not apply. ``decision.sentence()`` says it in words."""

    _say: Optional[Callable[[str], str]] = None

    def sentence(self, language: Language = "en") -> str:
        """Why, and what to do next: ``Spend 41.00 more to save 50.00.``; ``language="zh"``: ``再买 41.00 元可减 50.00 元。``"""
        if self._say is None:
            raise Invalid("a decision that no quote made has no sentence")
        return self._say(language)

    def __reduce__(self) -> Tuple[Any, ...]:
        return said, (tuple(self), {language: self.sentence(language) for language in LANGUAGES})


LANGUAGES: Tuple[Language, ...] = ("en", "zh")


def said(fields: Tuple[Any, ...], sentences: Mapping[str, str]) -> Decision:
    """A decision whose sentences are known: one that was pickled."""
    decision = Decision(*fields)
    decision._say = lambda language: sentences[language_of(language)]
    return decision


def language_of(word: str) -> str:
    if word not in LANGUAGES:
        raise Invalid(f"language: {word!r} is none of " + ", ".join(map(repr, LANGUAGES)))
    return word


def why(rulebook: "_native.eco_rulebook", cart: Union[str, bytes], promotion: str, used: Union[str, bytes] = "") -> Decision:
    """The decision on one promotion, of a cart document, and one of what was used before."""
    native = _native.eco_why_document(rulebook, cart, promotion, used)
    return Quote(native, rulebook, cart, used).decisions[0]


def places(line: int) -> Tuple[Optional[int], Optional[int]]:
    """The line and the shipment that an index means: one of them."""
    return (line, None) if line >= 0 else (None, -1 - line)


class Quote:
    """What a cart costs and why. Frozen; amounts are Decimal in major units.

    ``print(quote)`` shows it; ``quote.table(name)`` gives lines, shipments, adjustments, taxes, decisions, uses, totals and units as tables;
    ``quote.explain()`` says why in words. It keeps its rulebook and its cart, for ``quote.why(promotion)``.
    """

    __slots__ = ("_cart", "_exponent", "_native", "_rules", "_used")

    def __init__(
        self,
        native: "_native.eco_quote",
        rules: Optional["_native.eco_rulebook"] = None,
        cart: Union[str, bytes, None] = None,
        used: Union[str, bytes] = "",
    ) -> None:
        self._native, self._rules, self._cart, self._used = native, rules, cart, used
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
        """The price of all shipments, after ``shipping_discount``."""
        return money(self._native.shipping_minor, self._exponent)

    @property
    def shipping_discount(self) -> Decimal:
        """What promotions take off the price of shipping."""
        return money(self._native.shipping_discount_minor, self._exponent)

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
        """The goods, then the surcharges, then the gifts."""
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
    def shipments(self) -> Tuple[QuoteShipment, ...]:
        """The parcels, as the cart has them."""
        native, exponent = self._native, self._exponent
        return tuple(
            QuoteShipment(
                s.id,
                s.method,
                *[money(amount, exponent) for amount in (s.list_minor, s.discount_minor, s.net_minor, s.tax_minor, s.total_minor, s.credit_minor)],
            )
            for s in map(native.shipments_at, range(native.shipments_count))
        )

    def _quantity(self, adjustment: "_native.eco_adjustment") -> Union[int, Decimal]:
        scale = self._native.lines_at(adjustment.line).quantity_scale if adjustment.line >= 0 else 0
        return money(adjustment.quantity, scale) if scale else adjustment.quantity

    @property
    def adjustments(self) -> Tuple[Adjustment, ...]:
        """What each promotion takes off each line and shipment, in the order of work."""
        native, exponent = self._native, self._exponent
        return tuple(
            Adjustment(a.promotion, a.coupon, *places(a.line), STAGES[a.stage], self._quantity(a), money(a.off_minor, exponent))
            for a in map(native.adjustments_at, range(native.adjustments_count))
        )

    @property
    def taxes(self) -> Tuple[TaxLine, ...]:
        """Each tax on each line and shipment, by tax; shipping last."""
        native, exponent = self._native, self._exponent
        found = map(native.taxes_at, range(native.taxes_count))
        return tuple(TaxLine(t.tax, *places(t.line), money(t.base_minor, exponent), money(t.tax_minor, exponent)) for t in found)

    @property
    def decisions(self) -> Tuple[Decision, ...]:
        """Why each promotion did or did not apply, when ``explain`` asked; best saving first."""
        return tuple(self._decision(place) for place in range(self._native.decisions_count))

    def _decision(self, place: int) -> Decision:
        native, exponent = self._native, self._exponent
        d = native.decisions_at(place)
        decision = Decision(
            d.promotion,
            d.label,
            REASONS[d.reason],
            money(d.off_minor, exponent),
            money(d.clipped_minor, exponent) if d.clipped_minor else None,
            money(d.missing_minor, exponent) if d.missing_minor else None,
            d.missing_quantity or None,
            money(d.next_off_minor, exponent) if d.next_off_minor else None,
            d.by,
            d.needed,
            d.found,
            money(d.left_minor, exponent) if d.left_minor else None,
        )
        rules = self._rules
        decision._say = lambda language: _native.eco_quote_sentence(native, place, rules, language_of(language) == "zh")
        return decision

    @property
    def uses(self) -> Tuple[Use, ...]:
        """The uses of promotions that have a limit or a campaign, in the order of work."""
        native, exponent = self._native, self._exponent
        return tuple(
            Use(
                u.promotion,
                u.campaign,
                u.customer,
                u.code,
                u.uses,
                money(u.spent_minor, exponent),
                u.left_uses or None,
                money(u.left_minor, exponent) if u.left_minor else None,
            )
            for u in map(native.uses_at, range(native.uses_count))
        )

    def explain(self, language: Language = "en") -> List[str]:
        """A line for each decision: its label, why, and what to do next. Price with ``explain=`` to have decisions."""
        colon = "：" if language_of(language) == "zh" else ": "
        return [f"{decision.label}{colon}{decision.sentence(language)}" for decision in self.decisions]

    def why(self, promotion: str) -> Decision:
        """Why one promotion, by its id, did or did not apply, also one that ``explain`` left out: the cart is priced again."""
        if self._rules is None or self._cart is None:
            raise Invalid("a quote that was read from a document does not know its cart; ask Rulebook.why")
        return why(self._rules, self._cart, promotion, self._used)

    def table(self, name: str) -> Table:
        """``lines``, ``shipments``, ``adjustments``, ``taxes``, ``decisions``, ``uses``, ``totals`` (one row) or ``units`` (a row a unit of the goods)."""
        return Table(_native.eco_quote_table(self._native, name))

    # ---- documents ------------------------------------------------------------------------------------------------------------------

    def to_json(self) -> str:
        """The quote as a document: to store it, and to refund from it."""
        return _native.eco_json_write_quote(self._native)

    @classmethod
    def from_json(cls, document: "Document") -> "Quote":
        """A stored quote: its text, or the path of a file. Its sentences know no more than it says; its rulebook and cart are not in it."""
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
        many = self._native.shipments_count > 1 or self._native.shipping_discount_minor
        names = ["lines"] * bool(self._native.lines_count) + ["shipments"] * bool(many)
        return [(name, self.table(name)) for name in names]

    def __str__(self) -> str:
        texts = [str(table) for _, table in self._shown()]
        sums = [(name, f"{amount:,}") for name, amount in self._sums()]
        width, right = max(len(name) for name, _ in sums), max(len(amount) for _, amount in sums)
        texts.append("\n".join(f"{name:<{width}}  {amount:>{right}} {self.currency}" for name, amount in sums))
        texts.append("\n".join(self.explain()))
        return "\n\n".join(text for text in texts if text)

    def __repr__(self) -> str:
        return f"<ecomops.Quote: {self._native.lines_count} lines, to pay {self.payable} {self.currency}>"

    def _repr_html_(self) -> str:
        parts = [f"<h4>{name}</h4>{table._repr_html_()}" for name, table in self._shown()]
        rows = "".join(
            f'<tr><td style="text-align:left">{escape(name)}</td><td style="text-align:right">{amount:,} {self.currency}</td></tr>'
            for name, amount in self._sums()
        )
        parts.append(f"<table><tbody>{rows}</tbody></table>")
        why = "".join(f"<li>{escape(line)}</li>" for line in self.explain())
        return "".join(parts) + (f"<h4>why</h4><ul>{why}</ul>" if why else "")
