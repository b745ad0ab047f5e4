"""Rulebooks: prices, promotions, taxes, shipping, floors and campaigns, frozen."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from os import PathLike
from typing import TYPE_CHECKING, Any, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple, Type, Union

from . import _native
from ._convert import (
    EXPLAINS,
    Amount,
    Basis,
    Explain,
    Facts,
    FloorMode,
    Moment,
    Pick,
    PriceListKind,
    RoundAt,
    Rounding,
    Stacking,
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
from ._errors import Invalid
from ._quote import Decision, Line, Quote, Shipment, Surcharge, why

if TYPE_CHECKING:
    from ._convert import Document

    UsedBefore = Union["Document", Iterable["Used"]]


class Tier(Described):
    """From this much on, this benefit. Give at most one ``from_``, and exactly one benefit.

    No benefit takes more than is left, nor more than a floor allows.
    """

    __slots__ = KINDS = {
        "from_amount": NUMBER,
        "from_quantity": WHOLE,
        "off": NUMBER,
        "off_each": NUMBER,
        "off_percent": NUMBER,
        "price_each": NUMBER,
        "price_set": NUMBER,
        "is_free": TRUTH,
        "gift_sku": TEXT,
        "gift_quantity": WHOLE,
    }
    from_amount: Optional[Decimal]
    from_quantity: Optional[int]
    off: Optional[Decimal]
    off_each: Optional[Decimal]
    off_percent: Optional[Decimal]
    price_each: Optional[Decimal]
    price_set: Optional[Decimal]
    is_free: bool
    gift_sku: Optional[str]
    gift_quantity: Optional[int]

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
        gift_sku: Optional[str] = None,
        gift_quantity: Optional[int] = None,
    ) -> None:
        """
        Amounts are in major units of the rulebook's currency. "The target" is what benefits of it, where the promotion chooses units.

        from_amount: the target lines are worth at least this.
        from_quantity: or: they hold at least so many whole units.
        off: off the whole target, split over its lines.
        off_each: off each unit.
        off_percent: in percent: 10 is 10 % off.
        price_each: each unit for this price.
        price_set: the whole target for this price; with ``group_quantity`` each group of so many units (N for X).
        is_free: the target for nothing.
        gift_sku: a gift: a line of its own at a price of zero.
        gift_quantity: so many units of it; default 1.
        """
        self._take(locals())


class Promotion(Described):
    """A promotion: which lines (``on``), how much is needed, which units benefit (``buy_quantity``, ``group_quantity`` ...) and what they get.

    ``Promotion("300-50", label="满300减50", stage="shop", tiers=[Tier(from_amount=300, off=50)])``;
    buy 2 get 1: ``Promotion("b2g1", stage="set", buy_quantity=2, get_quantity=1, tiers=[Tier(is_free=True)])``.
    """

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
        "percent_basis": TEXT,
        "tiers": parts_of(Tier),
        "repeats": TRUTH,
        "bands": TRUTH,
        "buy_quantity": WHOLE,
        "buy": TEXT,
        "get_quantity": WHOLE,
        "group_quantity": WHOLE,
        "nth": WHOLE,
        "dealt": TRUTH,
        "pick": TEXT,
        "max_quantity": WHOLE,
        "max_line_quantity": WHOLE,
        "max_off": NUMBER,
        "exclusive": TRUTH,
        "exclusion_group": TEXT,
        "stands_alone": TRUTH,
        "campaign": TEXT,
        "limit": WHOLE,
        "limit_per_customer": WHOLE,
        "limit_per_code": WHOLE,
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
    percent_basis: Optional[Basis]
    tiers: Tuple[Tier, ...]
    repeats: bool
    bands: bool
    buy_quantity: Optional[int]
    buy: Optional[str]
    get_quantity: Optional[int]
    group_quantity: Optional[int]
    nth: Optional[int]
    dealt: bool
    pick: Optional[Pick]
    max_quantity: Optional[int]
    max_line_quantity: Optional[int]
    max_off: Optional[Decimal]
    exclusive: bool
    exclusion_group: Optional[str]
    stands_alone: bool
    campaign: Optional[str]
    limit: Optional[int]
    limit_per_customer: Optional[int]
    limit_per_code: Optional[int]

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
        percent_basis: Optional[Basis] = None,
        repeats: bool = False,
        bands: bool = False,
        buy_quantity: Optional[int] = None,
        buy: Optional[str] = None,
        get_quantity: Optional[int] = None,
        group_quantity: Optional[int] = None,
        nth: Optional[int] = None,
        dealt: bool = False,
        pick: Optional[Pick] = None,
        max_quantity: Optional[int] = None,
        max_line_quantity: Optional[int] = None,
        max_off: Optional[Amount] = None,
        exclusive: bool = False,
        exclusion_group: Optional[str] = None,
        stands_alone: bool = False,
        campaign: Optional[str] = None,
        limit: Optional[int] = None,
        limit_per_customer: Optional[int] = None,
        limit_per_code: Optional[int] = None,
    ) -> None:
        """
        id: unique in the rulebook.
        tiers: what it gives; the highest tier reached counts.
        label: for people; default: the id.
        stage: when it works: item, set, shop, shop_coupon, platform, platform_coupon, shipping. Each sees what the ones before left; in the last one
            the goods of ``on`` decide what is taken off the price of shipping.
        priority: higher first, within a stage; ties by id.
        starts, ends: half open.
        coupon: needs this code, or one of the codes in "@set".
        when: a condition over cart and customer: "customer.tier in ('gold', 'vip') and cart.subtotal >= 300.00".
        on: a condition over a line, which lines it is for: "category == 'shoes'".
        basis: what a threshold looks at: "running" (what is left) or "list".
        percent_basis: what ``off_percent`` is of, "running" or "list": with "list" 20 % and 30 % off together are 50 %.
        repeats: 每满: ``off``, or the gift, once for each full ``from_``.
        bands: each part of the target at its own tier, as income tax is.

        Which units benefit; with none of these fields, all:

        buy_quantity, get_quantity: for each so many units bought so many others benefit (买X送Y). Without ``get_quantity`` all that are not bought.
        buy: a condition over a line: what is bought; default: the target itself.
        group_quantity: units go in groups of so many; those of full groups benefit.
        nth: 第N件: of each group only this unit, from 1.
        dealt: with ``nth``: units are dealt to the groups like cards, not group after group.
        pick: "cheapest" (the default) or "dearest": which units benefit.
        max_quantity: units that benefit at most, in all; of a gift, units given.
        max_line_quantity: units of each line that benefit at most.

        max_off: the most that it gives.
        exclusive: applies alone.
        exclusion_group: of the promotions that name the same group only one applies.
        stands_alone: does not combine with others of its stage and priority: each line takes it, or all the others, whichever takes more off.

        How often it may be used; what has been used already is told to ``Rulebook.price(used=...)``:

        campaign: the id of the ``Campaign`` whose budget it spends.
        limit: uses in all.
        limit_per_customer: uses by one customer; a cart without a customer cannot use it.
        limit_per_code: uses of one code of ``coupon``.
        """
        self._take(locals())


class Price(Described):
    """One price of a price list. Of one SKU the highest ``from_quantity`` that the line reaches counts."""

    __slots__ = KINDS = {"sku": TEXT, "unit": NUMBER, "from_quantity": WHOLE}
    sku: str
    unit: Decimal
    from_quantity: Optional[int]

    def __init__(self, sku: str, unit: Amount, *, from_quantity: Optional[int] = None) -> None:
        """
        unit: the price of a unit; may be finer than the currency ("0.0125").
        from_quantity: from so many whole units on; default: any quantity.
        """
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
        "currency": TEXT,
        "rate": NUMBER,
        "prices": parts_of(Price),
    }
    id: str
    kind: PriceListKind
    when: Optional[str]
    starts: Optional[datetime]
    ends: Optional[datetime]
    priority: Optional[int]
    currency: Optional[str]
    rate: Optional[Decimal]
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
        currency: Optional[str] = None,
        rate: Optional[Amount] = None,
    ) -> None:
        """
        id: one name space with promotions.
        prices: {sku: unit price}, or a list of Price.
        kind: "sale", or "override".
        when: a condition over cart and customer; starts, ends: half open.
        priority: of the lists that know the SKU those of the highest priority count, then the cheapest price.
        currency: of the prices, ISO 4217; default: the rulebook's.
        rate: what one unit of it is in the rulebook's currency, "7.85". Without one, a list of another currency does not hold.
        """
        if isinstance(prices, Mapping):
            prices = [Price(sku, unit) for sku, unit in prices.items()]
        self._take(locals())


class Tax(Described):
    """A tax: ``Tax("vat", percent=19)``. Every tax whose ``on`` holds is due on the line."""

    __slots__ = KINDS = {"id": TEXT, "on": TEXT, "percent": NUMBER, "compound": TRUTH}
    id: str
    on: Optional[str]
    percent: Decimal
    compound: bool

    def __init__(self, id: str, *, percent: Amount, on: Optional[str] = None, compound: bool = False) -> None:
        """
        percent: 19 is 19 %.
        on: a condition over a line; a surcharge is one, too (line.sku is its id), and so is a shipment (line.sku is 'shipping').
        compound: taxed on the amount with all its taxes that are not compound.
        """
        self._take(locals())


class ShippingStep(Described):
    """A step of a shipping table: 首重 1 kg 12.00, 续重 500 g 5.00 is ``ShippingStep(from_weight_g=1000, price=12, more_each=500, more=5)``.

    Give at most one ``from_``, the same in all steps. The highest step that is reached counts; below the first the first.
    """

    __slots__ = KINDS = {
        "from_amount": NUMBER,
        "from_quantity": WHOLE,
        "from_weight_g": WHOLE,
        "from_volume_cm3": WHOLE,
        "price": NUMBER,
        "more_each": WHOLE,
        "more": NUMBER,
    }
    from_amount: Optional[Decimal]
    from_quantity: Optional[int]
    from_weight_g: Optional[int]
    from_volume_cm3: Optional[int]
    price: Decimal
    more_each: Optional[int]
    more: Optional[Decimal]

    def __init__(
        self,
        *,
        price: Amount,
        from_amount: Optional[Amount] = None,
        from_quantity: Optional[int] = None,
        from_weight_g: Optional[int] = None,
        from_volume_cm3: Optional[int] = None,
        more_each: Optional[int] = None,
        more: Optional[Amount] = None,
    ) -> None:
        """
        price: of the shipment; 0: free.
        from_amount: what is left of the goods is at least this.
        from_quantity: or: whole units of all goods.
        from_weight_g: or: grams.
        from_volume_cm3: or: cubic centimetres.
        more_each, more: above ``from_`` each ``more_each`` more (begun counts as full; units, g or cm³, not of an amount) costs ``more``.
        """
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
        "steps": parts_of(ShippingStep),
    }
    id: str
    method: str
    when: Optional[str]
    from_amount: Optional[Decimal]
    price: Optional[Decimal]
    priority: Optional[int]
    steps: Optional[Tuple[ShippingStep, ...]]

    def __init__(
        self,
        id: str,
        *,
        method: str,
        price: Optional[Amount] = None,
        when: Optional[str] = None,
        from_amount: Optional[Amount] = None,
        priority: Optional[int] = None,
        steps: Optional[Iterable[ShippingStep]] = None,
    ) -> None:
        """
        price: 0: free; or ``steps``: a price by amount, quantity, weight or volume of all goods.
        when: a condition over cart and customer.
        from_amount: what is left of the goods is at least this.
        """
        self._take(locals())


class Floor(Described):
    """What no discount may go below: ``Floor("margin", margin_percent=10)``. Give at least one of the four bounds; the highest counts."""

    __slots__ = KINDS = {"id": TEXT, "on": TEXT, "unit": NUMBER, "margin_percent": NUMBER, "margin": NUMBER, "at_cost": TRUTH, "mode": TEXT}
    id: str
    on: Optional[str]
    unit: Optional[Decimal]
    margin_percent: Optional[Decimal]
    margin: Optional[Decimal]
    at_cost: bool
    mode: FloorMode

    def __init__(
        self,
        id: str,
        *,
        on: Optional[str] = None,
        unit: Optional[Amount] = None,
        margin_percent: Optional[Amount] = None,
        margin: Optional[Amount] = None,
        at_cost: bool = False,
        mode: FloorMode = "clamp",
    ) -> None:
        """
        on: a condition over a line; default: all lines.
        unit: this price of a unit.
        margin_percent: this margin of the net price: (price - cost) / price; 10 is 10 %. A line without a cost has no margin floor.
        margin: a unit costs this much more than its cost, net.
        at_cost: a unit costs at least its cost, net: never at a loss.
        mode: "clamp" (discounts go down to it), "block" (a promotion that would go below does not apply) or "warn" (it applies, and its decision
            names the floor).
        """
        self._take(locals())


class Campaign(Described):
    """A budget that several promotions spend: ``Campaign("11-11", budget="50000.00", clip=True)``."""

    __slots__ = KINDS = {"id": TEXT, "budget": NUMBER, "budget_uses": WHOLE, "clip": TRUTH, "starts": MOMENT, "ends": MOMENT}
    id: str
    budget: Optional[Decimal]
    budget_uses: Optional[int]
    clip: bool
    starts: Optional[datetime]
    ends: Optional[datetime]

    def __init__(
        self,
        id: str,
        *,
        budget: Optional[Amount] = None,
        budget_uses: Optional[int] = None,
        clip: bool = False,
        starts: Optional[Moment] = None,
        ends: Optional[Moment] = None,
    ) -> None:
        """
        budget: the money that its promotions may take off, goods and shipping.
        budget_uses: how often they may be used, all together.
        clip: where less is left than a promotion would take off, it gives what is left; else it does not apply.
        starts, ends: half open; its promotions do not apply outside.
        """
        self._take(locals())


class Used(Described):
    """How much was used before a cart: ``Used(promotion="new", customer="lily", uses=1)``, ``Used(campaign="11-11", uses=90, spent="4500.00")``."""

    __slots__ = KINDS = {"promotion": TEXT, "campaign": TEXT, "customer": TEXT, "code": TEXT, "uses": WHOLE, "spent": NUMBER}
    promotion: Optional[str]
    campaign: Optional[str]
    customer: Optional[str]
    code: Optional[str]
    uses: Optional[int]
    spent: Optional[Decimal]

    def __init__(
        self,
        *,
        promotion: Optional[str] = None,
        campaign: Optional[str] = None,
        customer: Optional[str] = None,
        code: Optional[str] = None,
        uses: Optional[int] = None,
        spent: Optional[Amount] = None,
    ) -> None:
        """
        promotion: for its ``limit``; with ``customer`` for ``limit_per_customer``, with ``code`` for ``limit_per_code``.
        campaign: or of a campaign, for its budgets.
        uses: held or committed; rows about the same are added up.
        spent: of a campaign: the money.
        """
        self._take(locals())


class Rulebook:
    """Prices, promotions, taxes, shipping, floors and campaigns, checked and frozen; share it freely between threads.

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
        floors: Iterable[Floor] = (),
        campaigns: Iterable[Campaign] = (),
        sets: Optional[Mapping[str, Iterable[str]]] = None,
        zone: Optional[str] = None,
        rounding: Optional[Rounding] = None,
        stacking: Optional[Stacking] = None,
        tax_mode: Optional[TaxMode] = None,
        tax_round_at: Optional[RoundAt] = None,
        cash_step: Optional[Amount] = None,
    ) -> None:
        """
        currency: ISO 4217, "CNY".
        sets: named sets for expressions and coupons: {"summer": ["A-1", "A-2"]} is "@summer".
        zone: an IANA name, for rules by day or hour; default "UTC".
        rounding: default "half_up".
        stacking: how the promotions of one stage and priority meet: "sequential" (the default: all that hold, each on what the ones before left),
            "best" (each line takes the one that takes most off it) or "first" (a line takes what the highest priority gives it, and no more).
        tax_mode: prices are net ("excluded", the default) or gross ("included").
        tax_round_at: "line" (the default), "unit" or "order".
        cash_step: what is payable is a multiple of this: "0.05".
        """
        document: Dict[str, Any] = {"schema": "ecomops.rulebook/1", "currency": currency}
        options = {"zone": zone, "rounding": rounding, "stacking": stacking, "tax_mode": tax_mode, "tax_round_at": tax_round_at}
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
            ("floors", FLOORS, floors),
            ("campaigns", CAMPAIGNS, campaigns),
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
    def price_lists(self) -> List[PriceList]:
        """Its price lists, by id."""
        return [PriceList.of_document(part) for part in self.to_document().get("price_lists", ())]

    @property
    def promotions(self) -> List[Promotion]:
        """Its promotions, by id."""
        return [Promotion.of_document(part) for part in self.to_document().get("promotions", ())]

    @property
    def taxes(self) -> List[Tax]:
        """Its taxes, by id."""
        return [Tax.of_document(part) for part in self.to_document().get("taxes", ())]

    @property
    def shipping(self) -> List[Shipping]:
        """Its prices of shipping, by id."""
        return [Shipping.of_document(part) for part in self.to_document().get("shipping", ())]

    @property
    def floors(self) -> List[Floor]:
        """Its floors, by id."""
        return [Floor.of_document(part) for part in self.to_document().get("floors", ())]

    @property
    def campaigns(self) -> List[Campaign]:
        """Its campaigns, by id."""
        return [Campaign.of_document(part) for part in self.to_document().get("campaigns", ())]

    def price(
        self,
        lines: Sequence[Line],
        *,
        at: Moment,
        coupons: Sequence[str] = (),
        customer: Union[str, Mapping[str, Facts], None] = None,
        channel: Optional[str] = None,
        shipping: Optional[str] = None,
        shipments: Sequence[Shipment] = (),
        surcharges: Sequence[Surcharge] = (),
        credit: Optional[Amount] = None,
        attributes: Optional[Mapping[str, Facts]] = None,
        id: Optional[str] = None,
        used: UsedBefore = (),
        explain: Explain = "nothing",
        next_steps: Optional[int] = None,
    ) -> Quote:
        """What this cart costs, and why.

        lines: ``[Line("RUN-42", 1, unit="459.00", category="shoes")]``.
        at: the instant whose prices and promotions count: ``ecomops.now()``.
        coupons: the codes entered.
        customer: the id, or what is known: ``{"id": "lily", "tier": "gold"}``; conditions see it as ``customer.tier``.
        channel: where the order came from; conditions see it as ``channel``.
        shipping: the method of the one shipment; None: nothing is shipped, or ``shipments`` say how.
        shipments: instead of ``shipping``, for a cart that ships in several parcels, or whose carrier has quoted a price.
        surcharges: fees beside the goods.
        credit: store credit or points in money, taken last.
        attributes: what else conditions look at: ``{"country": "CN"}``.
        id: the cart's.
        used: what was used of limits and budgets before: a list of ``Used``, or a document of it.
        explain: "near" (what applied or nearly did), "reached" (what the cart matches), "all" (every promotion), or "nothing".
        next_steps: with "near" and "reached": of the promotions that more goods would reach so many, the nearest first; default 20, -1: all.
        """
        text = cart_text(lines, at, coupons, customer, channel, shipping, shipments, surcharges, credit, attributes, id)
        return self._price_text(text, used, explain, next_steps)

    def price_json(
        self, cart: Document, *, used: UsedBefore = (), explain: Explain = "nothing", next_steps: Optional[int] = None
    ) -> Quote:
        """The quote of a cart document: its text, or the path of a file."""
        return self._price_text(document_text(cart), used, explain, next_steps)

    def why(
        self,
        promotion: str,
        lines: Sequence[Line],
        *,
        at: Moment,
        coupons: Sequence[str] = (),
        customer: Union[str, Mapping[str, Facts], None] = None,
        channel: Optional[str] = None,
        shipping: Optional[str] = None,
        shipments: Sequence[Shipment] = (),
        surcharges: Sequence[Surcharge] = (),
        credit: Optional[Amount] = None,
        attributes: Optional[Mapping[str, Facts]] = None,
        id: Optional[str] = None,
        used: UsedBefore = (),
    ) -> Decision:
        """Why one promotion, by its id, does or does not apply to this cart; the other arguments are those of ``price``."""
        text = cart_text(lines, at, coupons, customer, channel, shipping, shipments, surcharges, credit, attributes, id)
        return why(self._native, text, promotion, used_text(used))

    def why_json(self, promotion: str, cart: Document, *, used: UsedBefore = ()) -> Decision:
        """The same of a cart document: its text, or the path of a file."""
        return why(self._native, document_text(cart), promotion, used_text(used))

    def _price_text(self, text: Union[str, bytes], used: UsedBefore, explain: Explain, next_steps: Optional[int]) -> Quote:
        if next_steps == 0:
            raise Invalid("next_steps: 0 is no number of steps; -1: all")
        before = used_text(used)
        native = _native.eco_price_document(self._native, text, number_word(EXPLAINS, explain, "explain"), next_steps or 0, before)
        return Quote(native, self._native, text, before)

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
            (content.floors_count, "floor", "floors"),
            (content.campaigns_count, "campaign", "campaigns"),
            (content.sets_count, "set", "sets"),
        )
        held = "".join(f", {count} {one if count == 1 else many}" for count, one, many in counts if count)
        return f"<ecomops.Rulebook {self.currency}{held}>"


LISTS, PROMOTIONS, TAXES, SHIPPING, FLOORS, CAMPAIGNS, USED = map(parts_of, (PriceList, Promotion, Tax, Shipping, Floor, Campaign, Used))
ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def used_text(used: UsedBefore) -> Union[str, bytes]:
    """What was used before as a document; nothing is no text at all."""
    if isinstance(used, (str, bytes, PathLike)):
        return document_text(used)
    counts = USED.write(USED.take(used, "used"))
    return ENCODE({"schema": "ecomops.used/1", "used": counts}) if counts else ""


def list_of(texts: Iterable[str], what: str) -> List[str]:
    """A list of texts; one text is no list of its letters."""
    if isinstance(texts, str):
        raise TypeError(f"{what}: a list of texts is needed, not one")
    return list(texts)


def cart_parts(parts: Iterable[Union[Line, Surcharge, Shipment]], kind: Type[Any], what: str) -> List[Dict[str, Any]]:
    """The documents of lines, surcharges or shipments."""
    documents = []
    for part in parts:
        if not isinstance(part, kind):
            raise TypeError(f"{what}: {part!r} is no ecomops.{kind.__name__}")
        documents.append(part.to_document())
    return documents


def cart_text(
    lines: Sequence[Line],
    at: Moment,
    coupons: Sequence[str],
    customer: Union[str, Mapping[str, Facts], None],
    channel: Optional[str],
    shipping: Optional[str],
    shipments: Sequence[Shipment],
    surcharges: Sequence[Surcharge],
    credit: Optional[Amount],
    attributes: Optional[Mapping[str, Facts]],
    id: Optional[str],
) -> str:
    """A cart as a document."""
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
    if shipments:
        cart["shipments"] = cart_parts(shipments, Shipment, "shipments")
    if surcharges:
        cart["surcharges"] = cart_parts(surcharges, Surcharge, "surcharges")
    if credit is not None:
        cart["credit"] = amount_text(credit, "credit")
    return ENCODE(cart)
