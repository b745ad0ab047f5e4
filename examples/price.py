"""Prices a cart with 满300减50 and a coupon, and says why."""

import ecomops as eco

rules = eco.Rulebook(
    currency="CNY",
    promotions=[
        eco.Promotion("300-50", label="满300减50", stage="shop", tiers=[eco.Tier(from_amount=300, off=50)]),
        eco.Promotion(
            "gold-10",
            label="金卡鞋类九折",
            stage="shop_coupon",
            coupon="GOLD10",
            when="customer.tier in ('gold', 'platinum')",
            on="category == 'shoes'",
            tiers=[eco.Tier(off_percent=10)],
        ),
    ],
)
quote = rules.price(
    lines=[eco.Line("RUN-42", 1, unit="459.00", category="shoes"), eco.Line("SOCKS", 3, unit="19.90")],
    coupons=["GOLD10"],
    customer={"tier": "gold"},
    at=eco.now(),
    explain="all",
)
for line in quote.lines:
    print(line.sku, line.list, line.discount, line.total)  # Decimal
for decision in quote.decisions:
    print(decision.label, decision.reason, decision.off, decision.missing or "")
print("to pay", quote.payable)
print(quote.table("adjustments"))  # .to_pandas(), .to_polars(): no copy
