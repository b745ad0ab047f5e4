"""A checkout that is never wrong: the coupon and the goods are held in one transaction, and committed in one when the customer has paid."""

import sys
from datetime import timedelta
from typing import Literal

import ecomops as eco

RULES = eco.Rulebook(
    currency="EUR",
    campaigns=[eco.Campaign("autumn", budget="25.00", clip=True)],
    promotions=[eco.Promotion("welcome", coupon="WELCOME", campaign="autumn", limit_per_customer=1, tiers=[eco.Tier(off="20.00")])],
)
HOLD = timedelta(minutes=15)


class Checkout:
    """One order. Keys are made of its number: whoever asks again asks with the same key, and nothing is done twice."""

    def __init__(self, shop: "Shop", customer: str, number: str, quantity: int) -> None:
        self.shop, self.customer, self.number, self.quantity = shop, customer, number, quantity
        self.quote = self.price()

    def price(self) -> eco.Quote:
        """As of now, with all that has been used so far."""
        return self.shop.usage.price([eco.Line("PHONE", self.quantity, unit="99.00")], customer=self.customer, coupons=["WELCOME"])

    def hold(self) -> None:
        """Coupon and goods, or neither. Prices again as often as others were quicker."""
        while True:
            coupon = self.shop.usage.step(self.quote, key=self.number, expires=HOLD)
            goods = self.shop.stock.step([eco.StockCommand("hold", "PHONE", self.quantity, key=self.number, expires=HOLD)])
            try:
                self.shop.store.together([coupon, goods])
            except (eco.QuoteStale, eco.Insufficient) as short:
                print(f"{self.customer}: {short}")
                if not short.path.startswith("/0/"):  # the goods
                    raise
                self.quote = self.price()
            else:
                print(f"{self.customer}: held, to pay {self.quote.payable}")
                return

    def finish(self, paid: bool) -> None:
        """The payment is in, or it failed: both are committed, or both released. After a crash simply again: it is done once."""
        verb: Literal["commit", "release"] = "commit" if paid else "release"
        key = f"{self.number} {verb}"
        coupon = self.shop.usage.end(verb, self.number, key=key)
        goods = self.shop.stock.step([eco.StockCommand(verb, hold=self.number, key=key)])
        self.shop.store.together([coupon, goods])


class Shop:
    def __init__(self, store: eco.Store) -> None:
        self.store, self.usage, self.stock = store, store.usage(RULES), store.inventory()


def main(address: str) -> None:
    with eco.Store(address) as store:
        shop = Shop(store)
        shop.stock.receive("PHONE", 5, key="receipt 1")
        lily, ann, bob = (Checkout(shop, name, f"order {name}", count) for name, count in (("lily", 1), ("ann", 1), ("bob", 9)))  # all see the whole budget
        lily.hold()
        ann.hold()
        try:
            bob.hold()
        except eco.Insufficient as short:
            print(f"bob: only {short.available} of {short.sku}; no coupon is held either")
        lily.finish(paid=True)
        ann.finish(paid=False)  # her card was refused
        shop.usage.audit()
        shop.stock.audit()
        level = shop.stock.level("PHONE")
        print(f"{level.committed} sold, {level.available} left, {shop.usage.table('budgets')['left'][0]} of the budget left, audits clean")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "memory:")
