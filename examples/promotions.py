"""Each kind of promotion on one cart, what it gives, and why some do not: in English and Chinese."""

import ecomops as eco

rules = eco.Rulebook(
    currency="CNY",
    zone="Asia/Shanghai",
    promotions=[
        # of one stage and priority these follow one another, but the one that stands alone competes with them
        eco.Promotion("coat-20", label="外套8折", on="category == 'coat'", tiers=[eco.Tier(off_percent=20)]),
        eco.Promotion("coat-120", label="外套减120，不叠加", on="category == 'coat'", stands_alone=True, tiers=[eco.Tier(off=120)]),
        eco.Promotion("socks", label="袜子9.9元，限购2双", on="line.sku == 'SOCKS'", max_line_quantity=2, tiers=[eco.Tier(price_each="9.90")]),
        # which units benefit
        eco.Promotion("b2g1", label="洗发水买2送1", stage="set", on="line.sku == 'SHAMPOO'", buy_quantity=2, get_quantity=1,
                      tiers=[eco.Tier(is_free=True)]),
        eco.Promotion("hat", label="买外套，帽子19元换购", stage="set", on="line.sku == 'HAT'", buy="category == 'coat'", buy_quantity=1,
                      get_quantity=1, tiers=[eco.Tier(price_each=19)]),
        eco.Promotion("3-for-299", label="衬衫任选3件299", stage="set", on="category == 'shirt'", group_quantity=3, tiers=[eco.Tier(price_set=299)]),
        eco.Promotion("second", label="马克杯第2件半价", stage="set", on="line.sku == 'MUG'", group_quantity=2, nth=2,
                      tiers=[eco.Tier(off_percent=50)]),
        eco.Promotion("books", label="图书每3本最便宜的免费", stage="set", on="category == 'book'", group_quantity=3, nth=3,
                      tiers=[eco.Tier(is_free=True)]),
        eco.Promotion("tea", label="茶叶第3件起9折，第6件起8折", stage="set", on="line.sku == 'TEA'", bands=True,
                      tiers=[eco.Tier(from_quantity=3, off_percent=10), eco.Tier(from_quantity=6, off_percent=20)]),
        # of the order: off it, a gift, one coupon of two, and off the price of shipping
        eco.Promotion("spend", label="满300减40，满2000减300", stage="shop",
                      tiers=[eco.Tier(from_amount=300, off=40), eco.Tier(from_amount=2000, off=300)]),
        eco.Promotion("cup", label="每满500送保温杯，最多2个", stage="shop", repeats=True, max_quantity=2,
                      tiers=[eco.Tier(from_amount=500, gift_sku="CUP")]),
        eco.Promotion("hello", label="新人券减30", stage="shop_coupon", priority=10, coupon="HELLO", exclusion_group="one-coupon",
                      tiers=[eco.Tier(off=30)]),
        eco.Promotion("gold", label="金卡九折券", stage="shop_coupon", coupon="GOLD10", when="customer.tier == 'gold'", max_off=50,
                      exclusion_group="one-coupon", tiers=[eco.Tier(off_percent=10)]),
        eco.Promotion("double12", label="双12再减100", stage="platform", starts="2026-12-12T00:00:00+08:00", ends="2026-12-13T00:00:00+08:00",
                      tiers=[eco.Tier(from_amount=600, off=100)]),
        eco.Promotion("freight", label="满199免运费，最多减50", stage="shipping", max_off=50, tiers=[eco.Tier(from_amount=199, is_free=True)]),
    ],
    shipping=[
        eco.Shipping("standard", method="standard", steps=[eco.ShippingStep(from_weight_g=1000, price=12, more_each=500, more=5)]),
        eco.Shipping("cold", method="cold", price=25),
    ],
    floors=[eco.Floor("margin", margin_percent=10)],  # no discount goes below it
)  # fmt: skip
lines = [
    eco.Line("COAT", 1, unit=899, cost=700, weight_g=1400, category="coat"),
    eco.Line("HAT", 1, unit=59, cost=12, weight_g=120, category="hat"),
    eco.Line("SHIRT", 3, unit=129, cost=48, weight_g=250, category="shirt"),
    eco.Line("SOCKS", 3, unit="19.90", cost=3, weight_g=60),
    eco.Line("SHAMPOO", 3, unit=39, cost=9, weight_g=420),
    eco.Line("MUG", 2, unit=35, cost=8, weight_g=380),
    eco.Line("TEA", 4, unit=68, cost=30, weight_g=200),
]
quote = rules.price(
    lines,
    at="2026-11-11T20:00:00+08:00",
    coupons=["HELLO", "GOLD10"],
    customer={"tier": "gold"},
    shipments=[eco.Shipment("standard"), eco.Shipment("cold")],
    explain="near",
)
print("\n".join(quote.explain()))  # or explain("zh"), as JSON, or as a table: quote.table("decisions")
for promotion in ("books", "coat-120"):  # not near enough to be told unasked
    print(promotion, quote.why(promotion).reason, quote.why(promotion).sentence("zh"))
print(quote.payable, [(line.sku, line.quantity) for line in quote.lines if line.kind == "gift"])
print(quote.table("shipments"))  # .to_pandas(), .to_polars(): no copy
