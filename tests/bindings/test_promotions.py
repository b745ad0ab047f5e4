"""What the promotion core offers, from Python: gifts, shipments, floors, explanations in words, and why one promotion did not apply."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from typing import Any, Dict, Iterator, List, Optional, Tuple

import ecomops as eco
import pytest
from conftest import AT, ROOT
from ecomops import _convert

DOCUMENTS = ROOT / "examples" / "documents"
RULES = eco.Rulebook.from_json(DOCUMENTS / "promotions.json")
QUOTE = RULES.price_json(DOCUMENTS / "promotions_cart.json", explain="all")


def book(*promotions: eco.Promotion, **more: Any) -> eco.Rulebook:
    return eco.Rulebook(**{"currency": "CNY", "promotions": promotions, **more})


def off(*tiers: eco.Tier, **more: Any) -> eco.Promotion:
    return eco.Promotion("p", **{"label": "促销", "tiers": tiers or (eco.Tier(off=50),), **more})


# ---- what comes out ---------------------------------------------------------------------------------------------------------------


def test_gifts_are_lines() -> None:
    gift = QUOTE.lines[-1]
    assert (gift.id, gift.sku, gift.kind, gift.quantity, gift.total) == ("gift-spend-500-cup", "CUP-GIFT", "gift", 2, 0)
    given = [adjustment for adjustment in QUOTE.adjustments if adjustment.promotion == "spend-500-cup"]
    assert [(a.line, a.shipment, a.quantity, a.off) for a in given] == [(len(QUOTE.lines) - 1, None, 2, 0)]


def test_shipments() -> None:
    parcel, cold = QUOTE.shipments
    assert (parcel.id, parcel.method, cold.id, cold.method, cold.list) == ("parcel", "standard", "cold-box", "cold", 25)
    assert parcel.discount + cold.discount == QUOTE.shipping_discount == 50
    assert parcel.total + cold.total == QUOTE.shipping == parcel.list + cold.list - 50
    for shipment in QUOTE.shipments:
        assert shipment.net + shipment.tax == shipment.total == shipment.list - shipment.discount
    assert [(a.shipment, a.line, a.quantity, a.off) for a in QUOTE.adjustments if a.stage == "shipping"] == [
        (0, None, 1, parcel.discount), (1, None, 1, cold.discount),
    ]  # fmt: skip
    assert [(t.shipment, t.amount) for t in QUOTE.taxes if t.line is None] == [(0, parcel.tax), (1, cold.tax)]
    assert QUOTE.table("shipments")["total"] == [shipment.total for shipment in QUOTE.shipments]
    assert QUOTE.table("adjustments")["shipment"] == [a.shipment for a in QUOTE.adjustments]


def test_a_cart_says_its_shipments_and_sizes() -> None:
    rules = eco.Rulebook(
        currency="EUR",
        shipping=[
            eco.Shipping("kg", method="post", steps=[eco.ShippingStep(from_weight_g=1000, price="4.00", more_each=500, more="1.50")]),
            eco.Shipping("m3", method="bulk", steps=[eco.ShippingStep(price="2.00"), eco.ShippingStep(from_volume_cm3=5000, price="9.00")]),
        ],
    )
    lines = [eco.Line("A", 3, unit=10, weight_g=700, volume_cm3=2000)]
    assert (rules.price(lines, at=AT, shipping="post").shipping, rules.price(lines, at=AT, shipping="bulk").shipping) == (Decimal("8.50"), 9)
    shipments = [eco.Shipment("post"), eco.Shipment("post", price="3.20", id="quoted"), eco.Shipment("pigeon", is_free=True)]
    quote = rules.price(lines, at=AT, shipments=shipments)
    assert [(s.id, s.method, s.list) for s in quote.shipments] == [
        ("1", "post", Decimal("8.50")),
        ("quoted", "post", Decimal("3.20")),
        ("3", "pigeon", 0),
    ]
    assert repr(shipments[1]) == "Shipment(method='post', price='3.20', id='quoted')"
    with pytest.raises(eco.NotFound) as raised:
        rules.price(lines, at=AT, shipments=[eco.Shipment("post"), eco.Shipment("rocket")])
    assert raised.value.path == "/shipments/1/method"
    with pytest.raises(eco.Invalid):
        rules.price(lines, at=AT, shipping="post", shipments=shipments)


def test_quantities_say_which_units_benefit() -> None:
    quantities = {(a.promotion, a.line): a.quantity for a in QUOTE.adjustments}
    lines = {line.id: place for place, line in enumerate(QUOTE.lines)}
    assert quantities["buy-2-get-1", lines["shampoo"]] == 1 and quantities["second-half", lines["mug"]] == 1
    assert quantities["socks-limit", lines["socks"]] == 2 and quantities["wine-steps", lines["wine"]] == 2
    assert quantities["spend-300-40", lines["rice"]] == Decimal("2.500")


def test_floors_hold() -> None:
    line = eco.Line("A", 2, unit=100, cost=80)
    decisions = {}
    for mode, discount in (("clamp", 20), ("block", 0), ("warn", 50)):
        rules = book(off(), floors=[eco.Floor("f", margin=10, mode=mode)])
        quote = rules.price([line], at=AT, explain="all")
        assert quote.discount == discount, mode
        decisions[mode] = quote.decisions[0]
    assert [(d.reason, d.clipped, d.by) for d in decisions.values()] == [("clipped", 30, "f"), ("floor", 50, "f"), ("applied", 30, "f")]


def test_stacking() -> None:
    promotions = [off(off_percent(20)), eco.Promotion("q", tiers=[off_percent(30)])]
    lines = [eco.Line("A", 1, unit=100)]
    found = {mode: book(*promotions, stacking=mode).price(lines, at=AT).payable for mode in ("sequential", "best", "first")}
    assert found == {"sequential": 56, "best": 70, "first": 56}
    ranked = [eco.Promotion("p", priority=1, tiers=[off_percent(20)]), promotions[1]]
    assert book(*ranked, stacking="first").price(lines, at=AT).payable == 80
    of_list = [eco.Promotion(id, percent_basis="list", tiers=[off_percent(percent)]) for id, percent in (("p", 20), ("q", 30))]
    assert book(*of_list).price(lines, at=AT).payable == 50


def off_percent(percent: int) -> eco.Tier:
    return eco.Tier(off_percent=percent)


def test_prices_in_another_currency() -> None:
    rules = book(price_lists=[eco.PriceList("eur", {"A": "12.90"}, currency="EUR", rate="7.85")])
    assert rules.price([eco.Line("A", 2)], at=AT).lines[0].unit == Decimal("101.27")
    with pytest.raises(eco.NoPrice):
        book(price_lists=[eco.PriceList("eur", {"A": "12.90"}, currency="EUR")]).price([eco.Line("A", 2)], at=AT)


# ---- why --------------------------------------------------------------------------------------------------------------------------


def only(rules: eco.Rulebook, lines: Optional[List[eco.Line]] = None, **cart: Any) -> eco.Decision:
    return rules.why("p", lines if lines is not None else [eco.Line("A", 3, unit=100, cost=90)], **{"at": AT, **cart})


def cases() -> Iterator[Tuple[str, eco.Decision, str, str]]:
    """Each reason, and each way to be clipped: how it comes about, and its sentences."""
    yield "applied", only(book(off())), "Applied, saves 50.00.", "已使用，减 50.00 元。"
    yield (
        "applied", only(book(off(eco.Tier(from_amount=300, off=50), eco.Tier(from_amount=500, off=100)))),
        "Applied, saves 50.00. Spend 200.00 more to save 100.00.", "已使用，减 50.00 元。再买 200.00 元可减 100.00 元。",
    )  # fmt: skip
    yield (
        "applied", only(book(off(eco.Tier(from_quantity=2, off_percent=10), eco.Tier(from_quantity=5, off_percent=20)))),
        "Applied, saves 30.00. Add 2 more for the next step.", "已使用，减 30.00 元。再加 2 件可享下一档。",
    )  # fmt: skip
    yield "applied", only(book(off(eco.Tier(gift_sku="MUG")))), "Applied, gives 1 x MUG.", "已使用，送 MUG 1 件。"
    yield (
        "applied", only(book(off(), floors=[eco.Floor("f", unit=90, mode="warn")])),
        "Applied, saves 50.00. It goes 20.00 below the floor f.", "已使用，减 50.00 元。比底线 f 低 20.00 元。",
    )  # fmt: skip
    yield (
        "clipped", only(book(off(off_percent(50), max_off=62))),
        "Applied up to its cap, saves 62.00 of 150.00.", "已使用（封顶），减 62.00 元（本可减 150.00 元）。",
    )  # fmt: skip
    yield (
        "clipped", only(book(off(eco.Tier(from_amount=100, gift_sku="MUG"), repeats=True, max_quantity=2))),
        "Applied up to its most units, gives 2 x MUG.", "已使用（达到件数上限），送 MUG 2 件。",
    )  # fmt: skip
    yield (
        "clipped", only(book(off(eco.Tier(off=500)))),
        "Applied to all that was left, saves 300.00 of 500.00.", "已使用（以剩余金额为限），减 300.00 元（本可减 500.00 元）。",
    )  # fmt: skip
    yield (
        "clipped", only(book(off(), floors=[eco.Floor("f", unit=90)])),
        "Applied down to the floor f, saves 30.00 of 50.00.", "已使用（减至底线 f），减 30.00 元（本可减 50.00 元）。",
    )  # fmt: skip
    better = eco.Promotion("q", label="更好", on="line.sku == 'A'", tiers=[eco.Tier(off_each=40)])
    yield (
        "clipped", only(book(off(off_percent(10)), better, stacking="best"), [eco.Line("A", 1, unit=100), eco.Line("B", 1, unit=100)]),
        "Applied where 更好 is not better, saves 10.00 of 20.00.", "已使用（更好 更优惠的部分除外），减 10.00 元（本可减 20.00 元）。",
    )  # fmt: skip
    yield "below_threshold", only(book(off(eco.Tier(from_amount=341, off=50)))), "Spend 41.00 more to save 50.00.", "再买 41.00 元可减 50.00 元。"
    yield "below_threshold", only(book(off(eco.Tier(from_quantity=5, off_percent=20)))), "Add 2 more to get it.", "再加 2 件可享受。"
    yield (
        "below_threshold", only(book(off(eco.Tier(from_amount=341, gift_sku="MUG")))),
        "Spend 41.00 more to get MUG free.", "再买 41.00 元可得赠品 MUG。",
    )  # fmt: skip
    yield (
        "condition", only(book(off(when="customer.tier == 'gold'")), customer={"tier": "silver"}),
        "Its condition is not met: customer.tier == 'gold' (it is silver).", "条件未满足：customer.tier == 'gold'（实际为 silver）。",
    )  # fmt: skip
    yield "condition", only(book(off(when="vip == true"))), "Its condition is not met: vip == true.", "条件未满足：vip == true。"
    yield "condition", only(book(off(when="cart.subtotal >= 341"))), "Spend 41.00 more to get it.", "再买 41.00 元可享受。"
    yield "no_target", only(book(off(on="line.sku == 'B'"))), "Nothing in the cart that it is for.", "没有适用的商品。"
    yield "no_target", only(book(off(group_quantity=4))), "Too few units that it is for: it takes 4.", "适用的商品不足 4 件。"
    yield (
        "no_target", only(book(off(buy_quantity=3, get_quantity=1))),
        "Too few units: it takes 3 that are bought and one that benefits.", "件数不足：需购买指定商品 3 件，另有 1 件可享优惠。",
    )  # fmt: skip
    yield "no_target", only(book(off(stage="shipping"))), "Nothing that it is for is shipped.", "没有适用的配送。"
    yield "no_coupon", only(book(off(coupon="TEN"))), "Needs the coupon TEN.", "需要优惠码 TEN。"
    yield "no_coupon", only(book(off(coupon="@codes"), sets={"codes": ["A"]})), "Needs its coupon.", "需要优惠码。"
    shanghai: Dict[str, Any] = {"zone": "Asia/Shanghai"}
    yield "not_started", only(book(off(starts="2026-12-11T16:00:00Z"), **shanghai)), "Starts 2026-12-12 00:00.", "2026-12-12 00:00 开始。"
    yield "ended", only(book(off(ends="2026-11-10T16:30:00Z"), **shanghai)), "Ended 2026-11-11 00:30.", "已于 2026-11-11 00:30 结束。"
    yield (
        "excluded", only(book(off(), eco.Promotion("q", label="独享", exclusive=True, tiers=[eco.Tier(off=1)]))),
        "Not together with 独享.", "不与 独享 同享。",
    )  # fmt: skip
    yield "nothing_left", only(book(off(eco.Tier(price_each=100)))), "Nothing left to reduce.", "没有可减的金额。"
    yield (
        "floor", only(book(off(), floors=[eco.Floor("f", unit=90, mode="block")])),
        "Would save 50.00, but the floor f does not allow it.", "本可减 50.00 元，但底线 f 不允许。",
    )  # fmt: skip
    yield (
        "worse", only(book(off(), eco.Promotion("q", label="更好", tiers=[eco.Tier(off=60)]), stacking="best")),
        "Would save 50.00, but 更好 is better.", "本可减 50.00 元，但 更好 更优惠。",
    )  # fmt: skip
    autumn = {"campaigns": [eco.Campaign("k", budget=40, clip=True)]}
    yield (
        "clipped", only(book(off(campaign="k"), **autumn)),
        "Applied as far as the budget of k goes, saves 40.00 of 50.00.", "已使用（以 k 的预算为限），减 40.00 元（本可减 50.00 元）。",
    )  # fmt: skip
    yield (
        "budget", only(book(off(campaign="k"), campaigns=[eco.Campaign("k", budget=40)])),
        "Would save 50.00, but k has only 40.00 left.", "本可减 50.00 元，但 k 的预算仅剩 40.00 元。",
    )  # fmt: skip
    yield "limit", only(book(off(limit_per_customer=1))), "Only for customers who are known.", "仅限已登录的顾客。"
    unknown = book().price([], at=AT, coupons=["NOPE"], explain="near").decisions[0]
    yield "unknown_coupon", unknown, "No promotion knows this code.", "无效的优惠码。"


CASES = list(cases())


@pytest.mark.parametrize("reason, decision, english, chinese", CASES, ids=[f"{number}-{case[0]}" for number, case in enumerate(CASES)])
def test_a_sentence_for_each_reason(reason: str, decision: eco.Decision, english: str, chinese: str) -> None:
    assert (decision.reason, decision.sentence(), decision.sentence("zh")) == (reason, english, chinese)


def test_every_reason_has_a_sentence() -> None:
    assert {case[0] for case in CASES} == set(_convert.REASONS.values())


def test_decisions_are_tuples_that_can_be_copied_and_pickled() -> None:
    decision = CASES[1][1]
    for again in (copy.copy(decision), copy.deepcopy(decision), pickle.loads(pickle.dumps(decision))):
        assert type(again) is eco.Decision and again == decision and again._fields == decision._fields
        assert (again.sentence("en"), again.sentence("zh")) == CASES[1][2:]
    with pytest.raises(eco.Invalid, match="'fr' is none of 'en', 'zh'"):
        decision.sentence("fr")  # type: ignore[arg-type]
    with pytest.raises(eco.Invalid):
        decision._replace(off=Decimal(3)).sentence()
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(QUOTE.decisions)
    assert list(frame.columns) == list(decision._fields) and len(frame) == len(QUOTE.decisions)


def test_a_quote_explains_itself_in_two_languages() -> None:
    english, chinese = QUOTE.explain(), QUOTE.explain("zh")
    assert len(english) == len(chinese) == len(QUOTE.decisions) == 20
    assert "满300减40，满1000减160: Applied, saves 160.00. It goes 48.26 below the floor coat-price." in english
    assert "双12全场再减100：2026-12-12 00:00 开始。" in chinese
    for line in english:
        assert line in str(QUOTE)
    assert RULES.price_json(DOCUMENTS / "promotions_cart.json").explain() == []
    stored = eco.Quote.from_json(QUOTE.to_json())
    assert stored == QUOTE and "双12全场再减100: Has not started." in stored.explain()
    with pytest.raises(eco.Invalid):
        QUOTE.explain("fr")  # type: ignore[arg-type]


def test_why_asks_of_one_promotion() -> None:
    quote = RULES.price_json(DOCUMENTS / "promotions_cart.json")
    assert quote.decisions == ()
    known = {decision.promotion: decision for decision in QUOTE.decisions}
    for promotion in RULES.promotions:
        assert quote.why(promotion.id) == known[promotion.id] == RULES.why_json(promotion.id, DOCUMENTS / "promotions_cart.json")
    with pytest.raises(eco.NotFound, match="nobody"):
        quote.why("nobody")
    for stored in (eco.Quote.from_json(quote.to_json()), pickle.loads(pickle.dumps(quote))):
        with pytest.raises(eco.Invalid, match="ask Rulebook.why"):
            stored.why("staff")
    lines = [eco.Line("A", 3, unit=100, cost=90)]
    rules = book(off(coupon="X", when="customer.tier == 'gold' and channel == 'app' and country == 'CN'"))
    cart: Dict[str, Any] = dict(at=AT, coupons=["X"], customer={"id": "lily", "tier": "gold"}, channel="app", attributes={"country": "CN"}, id="c")
    assert rules.why("p", lines, **cart) == rules.price(lines, **cart).why("p") and rules.why("p", lines, **cart).reason == "applied"


def test_explain_has_levels() -> None:
    far = [eco.Promotion(f"far-{number:02}", stage="shop", tiers=[eco.Tier(from_amount=1000 + number, off=1)]) for number in range(30)]
    rules = book(off(), eco.Promotion("gold", when="customer.tier == 'gold'", tiers=[eco.Tier(off=1)]), *far)

    def told(**options: Any) -> List[Optional[str]]:
        return [decision.promotion for decision in rules.price([eco.Line("A", 1, unit=100)], at=AT, **options).decisions]

    assert told() == [] and len(told(explain="all")) == 32
    assert told(explain="near", next_steps=3) == ["p", "far-00", "far-01", "far-02"]
    assert len(told(explain="near")) == 21 and len(told(explain="near", next_steps=-1)) == 31
    assert set(told(explain="near")) <= set(told(explain="reached")) <= set(told(explain="all"))
    for wrong in (0, -2):
        with pytest.raises(eco.Invalid):
            told(explain="near", next_steps=wrong)
