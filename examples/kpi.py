"""Daily figures, a funnel by channel and weekly cohorts of a shop that is made up here; then the same, day by day, through a saved state."""

import random
from datetime import datetime, timedelta, timezone

import ecomops as eco
import polars as pl

plan = eco.Plan(
    zone="Asia/Shanghai",
    currency="CNY",
    daily=eco.Report("page_views, visitors, orders, gmv, aov, pay_conversion_rate, gmv / visitors as visitor_value", by="day"),
    channels=eco.Report("visitors, paying_buyers, gmv", by="week, channel", compare="previous"),
    purchase=eco.Funnel("view", "cart", "checkout", "purchase", window="P1D", by="channel"),
    weekly=eco.Cohort("week", enter="event == 'purchase'", stay="event == 'purchase'"),
)


def made_up() -> pl.DataFrame:
    """Three weeks: every visit gets to the cart, the checkout or the purchase, or it doesn't."""
    start, rows, chance = datetime(2026, 11, 1, 16, tzinfo=timezone.utc), [], random.Random(11)  # midnight of Monday in Shanghai
    for visit in range(3_000):
        user, channel = f"u{chance.randrange(1_200)}", chance.choice(("ads", "search", "live"))
        at = start + timedelta(minutes=10 * visit)
        for step, event in enumerate(("view", "cart", "checkout", "purchase")[: chance.randint(1, 4)]):
            price = 1_00 * (19 + visit % 180) if event == "purchase" else None
            rows.append((at + timedelta(minutes=step), user, event, channel, price))
    frame = pl.DataFrame(rows, schema=["ts", "visitor_id", "event_name", "channel", "fen"], orient="row")
    return frame.with_columns((pl.col("fen").cast(pl.Decimal(12, 0)) / 100).cast(pl.Decimal(12, 2)).alias("value")).drop("fen")


events = made_up()
names = {"visitor_id": "user", "ts": "at", "event_name": "event"}
numbers = plan.run(events=events.lazy(), rename=names)
print(numbers.daily)  # aligned text with its definition, zone and policy
print(pl.DataFrame(numbers.purchase))  # no copy
print(numbers.weekly.to_polars().pivot("period", index=["cohort", "size"], values="rate"))
# numbers.weekly.plot() draws a heat map, numbers.purchase.plot() bars: pip install matplotlib

# Day by day: yesterday's state takes in today's events; states of several shops merge, too. The answer is the same.
saved = eco.State(plan).save()
for _, day in events.group_by(pl.col("ts").dt.date(), maintain_order=True):
    state = eco.State.load(plan, saved)
    state.update(events=day, rename=names)
    saved = state.save()
again = eco.State.load(plan, saved)
assert list(again.table("purchase")) == list(numbers.purchase)
print(f"{len(events):,} events, {len(saved):,} bytes of state")
print(again.table("daily", since="2026-11-20", until="2026-11-22"))
