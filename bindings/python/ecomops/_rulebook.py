"""Rulebooks: prices, promotions, taxes and shipping, frozen."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple, Type, Union

from . import _native
from ._convert import (
    EXPLAINS,
    Amount,
    Basis,
    Explain,
    Facts,
    Moment,
    PriceListKind,
    RoundAt,
    Rounding,
    Stage,
    TaxMode,
    amount_text,
    document_text,
    facts_of,
    moment_of,
    moment_text,
    number_of,
    number_word,
    plain,
)
from ._described import MOMENT, NUMBER, TEXT, TRUTH, WHOLE, Described, parts_of
from ._quote import Line, Quote, Surcharge

if TYPE_CHECKING:
    from ._convert import Document


class Tier(Described):
    """From this much on, this benefit. Give at most one ``from_``, and exactly one benefit. No benefit takes more than is left."""

    __slots__ = KINDS = {
        "from_amount": NUMBER,
        "from_quantity": WHOLE,
        "off": NUMBER,
        "off_each": NUMBER,
        "off_percent": NUMBER,
        "price_each": NUMBER,
        "price_set": NUMBER,
        "is_free": TRUTH,
    }
    from_amount: Optional[Decimal]
    from_quantity: Optional[int]
    off: Optional[Decimal]
    off_each: Optional[Decimal]
    off_percent: Optional[Decimal]
    price_each: Optional[Decimal]
    price_set: Optional[Decimal]
    is_free: bool

    def __init__(
        self,
        *,
        from_amount: Optional[Amount] = None,
        from_quantity: Optional[int] = None,
        off: Optional[Amount] = None,
        off_each: Optional[Amount] = None,
        off_percent: Optional[Amount] = None,
        price_each: Optional[Amount] = None,
        price_set: Optional[Amount] = None,
        is_free: bool = False,
    ) -> None:
        """
        from_amount: the target lines are worth at least this.
        from_quantity: or: they hold at least so many whole units.
        off: off the whole target, split over its lines.
        off_each: off each unit.
        off_percent: 10 is 10 % off.
        price_each: each unit for this price.
        price_set: the whole target for this price.
        is_free: the whole target for nothing.
        """
        self._take(locals())


class Promotion(Described):
    """A promotion: ``Promotion("300-50", label="满300减50", stage="shop", tiers=[Tier(from_amount=300, off=50)])``."""

    __slots__ = KINDS = {
        "id": TEXT,
        "label": TEXT,
        "stage": TEXT,
        "priority": WHOLE,
        "starts": MOMENT,
        "ends": MOMENT,
        "coupon": TEXT,
        "when": TEXT,
        "on": TEXT,
        "basis": TEXT,
        "tiers": parts_of(Tier),
        "repeats": TRUTH,
        "max_off": NUMBER,
        "exclusive": TRUTH,
    }
    id: str
    label: Optional[str]
    stage: Stage
    priority: Optional[int]
    starts: Optional[datetime]
    ends: Optional[datetime]
    coupon: Optional[str]
    when: Optional[str]
    on: Optional[str]
    basis: Optional[Basis]
    tiers: Tuple[Tier, ...]
    repeats: bool
    max_off: Optional[Decimal]
    exclusive: bool

    def __init__(
        self,
        id: str,
        *,
        tiers: Iterable[Tier],
        label: Optional[str] = None,
        stage: Stage = "item",
        priority: Optional[int] = None,
        starts: Optional[Moment] = None,
        ends: Optional[Moment] = None,
        coupon: Optional[str] = None,
        when: Optional[str] = None,
        on: Optional[str] = None,
        basis: Optional[Basis] = None,
        repeats: bool = False,
        max_off: Optional[Amount] = None,
        exclusive: bool = False,
    ) -> None:
        """
        id: unique in the rulebook.
        tiers: what it gives; the highest tier reached counts.
        label: for people; default: the id.
        stage: when it works: item, set, shop, shop_coupon, platform, platform_coupon. Each sees what the ones before left.
        priority: higher first, within a stage; ties by id.
        starts, ends: half open.
        coupon: needs this code, or one of the codes in "@set".
        when: a condition over cart and customer: "customer.tier in ('gold', 'vip') and cart.subtotal >= 300.00".
        on: a condition over a line, which lines it is for: "category == 'shoes'".
        basis: what a threshold looks at: "running" (what is left) or "list".
        repeats: 每满: ``off`` once for each full ``from_``.
        max_off: the most that it gives.
        exclusive: applies alone.
        """
        self._take(locals())


class Price(Described):
    """One price of a price list. Of one SKU the highest ``from_quantity`` that the line reaches counts."""

    __slots__ = KINDS = {"sku": TEXT, "unit": NUMBER, "from_quantity": WHOLE}
    sku: str
    unit: Decimal
    from_quantity: Optional[int]

    def __init__(self, sku: str, unit: Amount, *, from_quantity: Optional[int] = None) -> None:
        self._take(locals())


class PriceList(Described):
    """Prices by SKU: ``PriceList("app", {"RUN-42": "439.00"}, when="channel == 'app'")``.

    A "sale" list counts where it is below the list price, and its saving is shown under its id; an "override" replaces the list price.
    """

    __slots__ = KINDS = {
        "id": TEXT,
        "kind": TEXT,
        "when": TEXT,
        "starts": MOMENT,
        "ends": MOMENT,
        "priority": WHOLE,
        "prices": parts_of(Price),
    }
    id: str
    kind: PriceListKind
    when: Optional[str]
    starts: Optional[datetime]
    ends: Optional[datetime]
    priority: Optional[int]
    prices: Tuple[Price, ...]

    def __init__(
        self,
        id: str,
        prices: Union[Mapping[str, Amount], Iterable[Price]],
        *,
        kind: PriceListKind = "sale",
        when: Optional[str] = None,
        starts: Optional[Moment] = None,
        ends: Optional[Moment] = None,
        priority: Optional[int] = None,
    ) -> None:
        """
        id: one name space with promotions.
        prices: {sku: unit price}, or a list of Price.
        kind: "sale", or "override".
        when: a condition over cart and customer; starts, ends: half open.
        priority: of the lists that know the SKU those of the highest priority count, then the cheapest price.
        """
        if isinstance(prices, Mapping):
            prices = [Price(sku, unit) for sku, unit in prices.items()]
        self._take(locals())


class Tax(Described):
    """A tax: ``Tax("vat", percent=19)``. Every tax whose ``on`` holds is due on the line."""

    __slots__ = KINDS = {"id": TEXT, "on": TEXT, "percent": NUMBER}
    id: str
    on: Optional[str]
    percent: Decimal

    def __init__(self, id: str, *, percent: Amount, on: Optional[str] = None) -> None:
        self._take(locals())


class Shipping(Described):
    """The price of a shipping method: ``Shipping("free-99", method="standard", from_amount=99, price=0)``.

    Of the entries of the cart's method whose ``when`` holds, the one with the highest ``from_amount`` reached counts.
    """

    __slots__ = KINDS = {
        "id": TEXT,
        "method": TEXT,
        "when": TEXT,
        "from_amount": NUMBER,
        "price": NUMBER,
        "priority": WHOLE,
    }
    id: str
    method: str
    when: Optional[str]
    from_amount: Optional[Decimal]
    price: Decimal
    priority: Optional[int]

    def __init__(
        self,
        id: str,
        *,
        method: str,
        price: Amount,
        when: Optional[str] = None,
        from_amount: Optional[Amount] = None,
        priority: Optional[int] = None,
    ) -> None:
        self._take(locals())


class Rulebook:
    """Prices, promotions, taxes and shipping, checked and frozen; share it freely between threads.

    A mistake raises here, with its path: ``/promotions/300-50/when``, and the column inside an expression. Rulebooks of the same content are
    equal, and so is their ``digest``.
    """

    __slots__ = ("_native", "currency", "digest", "zone")

    currency: str
    """The ISO 4217 code."""
    zone: str
    """The IANA zone of rules by day or hour."""
    digest: str
    """The same content gives the same digest; a quote names its rulebook by it."""

    def __init__(
        self,
        *,
        currency: str,
        promotions: Iterable[Promotion] = (),
        price_lists: Iterable[PriceList] = (),
        taxes: Iterable[Tax] = (),
        shipping: Iterable[Shipping] = (),
        sets: Optional[Mapping[str, Iterable[str]]] = None,
        zone: Optional[str] = None,
        rounding: Optional[Rounding] = None,
        tax_mode: Optional[TaxMode] = None,
        tax_round_at: Optional[RoundAt] = None,
        cash_step: Optional[Amount] = None,
    ) -> None:
        """
        currency: ISO 4217, "CNY".
        sets: named sets for expressions and coupons: {"summer": ["A-1", "A-2"]} is "@summer".
        zone: an IANA name, for rules by day or hour; default "UTC".
        rounding: default "half_up".
        tax_mode: prices are net ("excluded", the default) or gross ("included").
        tax_round_at: "line" (the default), "unit" or "order".
        cash_step: what is payable is a multiple of this: "0.05".
        """
        document: Dict[str, Any] = {"schema": "ecomops.rulebook/1", "currency": currency}
        options = {"zone": zone, "rounding": rounding, "tax_mode": tax_mode, "tax_round_at": tax_round_at}
        document.update((name, value) for name, value in options.items() if value is not None)
        if cash_step is not None:
            document["cash_step"] = plain(number_of(cash_step, "cash_step"))
        if sets:
            document["sets"] = {name: list_of(members, f"sets[{name!r}]") for name, members in sets.items()}
        for name, kind, parts in (
            ("price_lists", LISTS, price_lists),
            ("promotions", PROMOTIONS, promotions),
            ("taxes", TAXES, taxes),
            ("shipping", SHIPPING, shipping),
        ):
            document[name] = kind.write(kind.take(parts, name))
        self._adopt(json.dumps(document, ensure_ascii=False))

    def _adopt(self, text: Union[str, bytes]) -> None:
        self._native = _native.eco_json_read_rulebook(text, None)
        content = _native.eco_rulebook_content_of(self._native)
        self.currency, self.zone, self.digest = content.currency, content.zone, content.digest

    @classmethod
    def from_json(cls, document: Document) -> "Rulebook":
        """From a rulebook document: its text, or the path of a file."""
        rulebook = cls.__new__(cls)
        rulebook._adopt(document_text(document))
        return rulebook

    def to_json(self) -> str:
        """The document, canonical: the same content gives the same text."""
        return _native.eco_json_write_rulebook(self._native)

    def to_document(self) -> Dict[str, Any]:
        """The document as dicts and lists."""
        document: Dict[str, Any] = json.loads(self.to_json())
        return document

    @property
    def promotions(self) -> List[Promotion]:
        """Its promotions, by id."""
        return [promotion_of(part) for part in self.to_document().get("promotions", ())]

    def price(
        self,
        lines: Sequence[Line],
        *,
        at: Moment,
        coupons: Sequence[str] = (),
        customer: Union[str, Mapping[str, Facts], None] = None,
        channel: Optional[str] = None,
        shipping: Optional[str] = None,
        surcharges: Sequence[Surcharge] = (),
        credit: Optional[Amount] = None,
        attributes: Optional[Mapping[str, Facts]] = None,
        id: Optional[str] = None,
        explain: Explain = "nothing",
    ) -> Quote:
        """What this cart costs, and why.

        lines: ``[Line("RUN-42", 1, unit="459.00", category="shoes")]``.
        at: the instant whose prices and promotions count: ``ecomops.now()``.
        coupons: the codes entered.
        customer: the id, or what is known: ``{"id": "lily", "tier": "gold"}``; conditions see it as ``customer.tier``.
        channel: where the order came from; conditions see it as ``channel``.
        shipping: the method; None: nothing is shipped.
        surcharges: fees beside the goods.
        credit: store credit or points in money, taken last.
        attributes: what else conditions look at: ``{"country": "CN"}``.
        id: the cart's.
        explain: "all", "near" (what applied or nearly did) or "nothing".
        """
        cart: Dict[str, Any] = {"schema": "ecomops.cart/1", "at": moment_text(moment_of(at, "at")), "lines": cart_parts(lines, Line, "lines")}
        facts = facts_of(attributes) if attributes else {}
        if isinstance(customer, str):
            cart["customer"] = customer
        elif customer is not None:
            known = dict(customer)
            customer_id = known.pop("id", None)
            if customer_id is not None:
                cart["customer"] = customer_id
            facts.update(facts_of(known, "customer."))
        if facts:
            cart["attributes"] = facts
        if coupons:
            cart["coupons"] = list_of(coupons, "coupons")
        for name, value in (("id", id), ("channel", channel), ("shipping", shipping)):
            if value is not None:
                cart[name] = value
        if surcharges:
            cart["surcharges"] = cart_parts(surcharges, Surcharge, "surcharges")
        if credit is not None:
            cart["credit"] = amount_text(credit, "credit")
        return self._price_text(ENCODE(cart), explain)

    def price_json(self, cart: Document, *, explain: Explain = "nothing") -> Quote:
        """The quote of a cart document: its text, or the path of a file."""
        return self._price_text(document_text(cart), explain)

    def _price_text(self, text: Union[str, bytes], explain: Explain) -> Quote:
        return Quote(_native.eco_price_document(self._native, text, number_word(EXPLAINS, explain, "explain")))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rulebook) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __reduce__(self) -> Tuple[Any, Tuple[str]]:
        return Rulebook.from_json, (self.to_json(),)

    def __repr__(self) -> str:
        content = _native.eco_rulebook_content_of(self._native)
        counts = (
            (content.price_lists_count, "price list", "price lists"),
            (content.promotions_count, "promotion", "promotions"),
            (content.taxes_count, "tax", "taxes"),
            (content.shipping_count, "shipping price", "shipping prices"),
            (content.sets_count, "set", "sets"),
        )
        held = "".join(f", {count} {one if count == 1 else many}" for count, one, many in counts if count)
        return f"<ecomops.Rulebook {self.currency}{held}>"


LISTS, PROMOTIONS, TAXES, SHIPPING = parts_of(PriceList), parts_of(Promotion), parts_of(Tax), parts_of(Shipping)
ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def list_of(texts: Iterable[str], what: str) -> List[str]:
    """A list of texts; one text is no list of its letters."""
    if isinstance(texts, str):
        raise TypeError(f"{what}: a list of texts is needed, not one")
    return list(texts)


def cart_parts(parts: Iterable[Union[Line, Surcharge]], kind: Type[Any], what: str) -> List[Dict[str, Any]]:
    """The documents of lines or surcharges."""
    documents = []
    for part in parts:
        if not isinstance(part, kind):
            raise TypeError(f"{what}: {part!r} is no ecomops.{kind.__name__}")
        documents.append(part.to_document())
    return documents


def promotion_of(document: Mapping[str, Any]) -> Promotion:
    """A promotion of a rulebook document."""
    fields = dict(document)
    return Promotion(fields.pop("id"), tiers=[Tier(**tier) for tier in fields.pop("tiers")], **fields)
