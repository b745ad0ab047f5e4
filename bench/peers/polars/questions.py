"""Polars: a data frame with Enums for event and channel, through the lazy API on both engines."""
import os

import serve

os.environ["POLARS_MAX_THREADS"] = str(serve.THREADS)

import polars as pl  # noqa: E402 - after the number of threads

WEEK = 7 * 86_400_000_000
MONDAY = 20_451  # 2025-12-29
user, at, event, channel, order, sku, value = map(pl.col, ("user", "at", "event", "channel", "order", "sku", "value"))
day = at.cast(pl.Date).alias("day")
time = at.cast(pl.Int64)
is_purchase = event == "purchase"


def daily(log):
    return log.group_by(day).agg(
        (event == "view").sum().alias("pv"),
        user.drop_nulls().n_unique().alias("uv"),
        order.drop_nulls().n_unique().alias("orders"),
        value.sum().alias("gmv"),
        user.filter(is_purchase).drop_nulls().n_unique().alias("buyers"),
    ).sort("day").select("day", "pv", "uv", "orders", "gmv", (pl.col("gmv") / pl.col("orders")).alias("aov"), pl.col("buyers") / pl.col("uv"))


def daily_by_user(log):
    """Per day and user first, so that distinct users need no sets."""
    people = log.group_by(day, user).agg(
        (event == "view").sum().alias("pv"), is_purchase.any().alias("buys"), value.sum().alias("gmv"))
    known = user.is_not_null()
    days = people.group_by("day").agg(
        pl.col("pv").sum(), known.sum().alias("uv"), pl.col("gmv").sum(), (known & pl.col("buys")).sum().alias("buyers"))
    sales = log.filter(order.is_not_null()).select(day, "order").unique().group_by("day").agg(pl.len().alias("orders"))
    return days.join(sales, on="day", how="left").sort("day").select(
        "day", "pv", "uv", "orders", "gmv", (pl.col("gmv") / pl.col("orders")).alias("aov"), pl.col("buyers") / pl.col("uv"))


def funnel_sorted(log):
    """One sort by user and time; what came before is carried forward, and counts if it is of the same user."""
    frame = log.filter(user.is_not_null()).select("user", time.alias("at"), "event").sort("user", "at", "event")
    levels, start, whose = [(event == "view")], at, user
    for name in ("cart", "checkout", "purchase"):
        reached = levels[-1]
        depth = len(levels)
        frame = frame.with_columns(
            pl.when(reached).then(start).forward_fill().alias(f"start{depth}"), pl.when(reached).then(whose).forward_fill().alias(f"whose{depth}"))
        start, whose = pl.col(f"start{depth}"), pl.col(f"whose{depth}")
        levels.append((event == name) & (whose == user).fill_null(False) & (at - start <= WEEK).fill_null(False))
    return frame.select(user.filter(level).n_unique().alias(str(i)) for i, level in enumerate(levels))


def funnel_asof(log):
    def of(name):
        return log.filter((event == name) & user.is_not_null()).select("user", time.alias("at")).sort("at")

    steps = [of("view").with_columns(at.alias("start"))]
    for name in ("cart", "checkout", "purchase"):
        steps.append(of(name).join_asof(steps[-1].select("user", "at", "start"), on="at", by="user", check_sortedness=False).filter(
            pl.col("start").is_not_null() & (at - pl.col("start") <= WEEK)))
    return pl.concat([step.select(user.n_unique().alias(str(i))) for i, step in enumerate(steps)], how="horizontal")


def cohort(log):
    """Weeks of a user as bits; the lowest is the cohort."""
    week = (at.cast(pl.Date).cast(pl.Int32) - MONDAY) // 7
    bits = log.filter(user.is_not_null()).group_by("user").agg((pl.lit(1, pl.Int64) * 2**week).cast(pl.Int64).bitwise_or().alias("bits"))
    return weeks_of(bits)


def cohort_unique(log):
    week = ((at.cast(pl.Date).cast(pl.Int32) - MONDAY) // 7).alias("week")
    weeks = log.filter(user.is_not_null()).select("user", week).unique()
    first = weeks.group_by("user").agg(pl.col("week").min().alias("cohort"))
    return weeks.join(first, on="user").group_by("cohort", (pl.col("week") - pl.col("cohort")).alias("period")).agg(pl.len().alias("n")).sort(
        "cohort", "period").select((MONDAY + 7 * pl.col("cohort")).cast(pl.Int32).cast(pl.Date), "period", "n")


def weeks_of(bits):
    kinds = bits.group_by("bits").agg(pl.len().alias("n"))
    weeks = kinds.with_columns(
        (pl.col("bits") ^ (pl.col("bits") - 1)).bitwise_count_ones().cast(pl.Int32).sub(1).alias("cohort"),
        pl.int_ranges(0, 14).cast(pl.List(pl.Int32)).alias("week")).explode("week")
    has = (pl.col("bits") // (2 ** pl.col("week").cast(pl.Int64))) % 2 == 1
    return weeks.filter(has).group_by("cohort", (pl.col("week") - pl.col("cohort")).alias("period")).agg(pl.col("n").sum()).sort(
        "cohort", "period").select((MONDAY + 7 * pl.col("cohort")).cast(pl.Int32).cast(pl.Date), "period", "n")


def distinct(log):
    return log.select(user.drop_nulls().n_unique())


def distinct_rows(log):
    return log.select("user").drop_nulls().unique().select(pl.len())


def copurchase(log):
    items = log.filter(is_purchase).select("order", "sku").unique()
    pairs = items.join(items, on="order").filter(sku < pl.col("sku_right"))
    return pairs.group_by("sku", "sku_right").agg(pl.len().alias("n")).sort("n", "sku", "sku_right", descending=[True, False, False]).head(20)


def last_touch_sorted(log):
    frame = log.filter(user.is_not_null()).select("user", "at", "order", "channel", "value", is_purchase.alias("buys")).sort("user", "at")
    is_touch = channel != "direct"
    carried = frame.with_columns(
        pl.when(is_touch).then(channel).forward_fill().alias("last"), pl.when(is_touch).then(user).forward_fill().alias("whose")).filter("buys")
    known = carried.select("order", pl.when(pl.col("whose") == user).then(pl.col("last").cast(pl.String)).fill_null("direct").alias("last"), "value")
    return totals_of(log, known)


def last_touch_asof(log):
    orders = log.filter(is_purchase & user.is_not_null()).group_by("order").agg(user.first(), at.min(), value.sum()).sort("at")
    touches = log.filter((channel != "direct") & user.is_not_null()).select("user", "at", channel.alias("last"))
    touches = touches.join(orders.select("user").unique(), on="user", how="semi").sort("at")
    known = orders.join_asof(touches, on="at", by="user", check_sortedness=False).select(
        "order", pl.col("last").cast(pl.String).fill_null("direct"), "value")
    return totals_of(log, known)


def totals_of(log, known):
    nobody = log.filter(is_purchase & user.is_null()).select("order", pl.lit("").alias("last"), "value")
    orders = pl.concat([known, nobody]).group_by("order").agg(pl.col("last").first(), value.sum())
    return orders.group_by("last").agg(pl.len(), value.sum()).sort("last")


def sessions(log):
    frame = log.filter(user.is_not_null()).select("user", time.alias("at")).sort("user", "at")
    same = (user == user.shift(1)) & (at - at.shift(1) <= 30 * 60 * 1_000_000)
    return frame.select(same.fill_null(False).not_().sum())


QUESTIONS = {
    "daily": (daily, daily_by_user),
    "funnel": (funnel_sorted, funnel_asof),
    "cohort": (cohort, cohort_unique),
    "distinct": (distinct, distinct_rows),
    "copurchase": (copurchase,),
    "last-touch": (last_touch_sorted, last_touch_asof),
    "sessions": (sessions,),
}


class Polars:
    has_curve = True

    def __init__(self, table, has_text_ids):
        frame = pl.from_arrow(table)
        for name in ("event", "channel"):
            frame = frame.with_columns(pl.col(name).cast(pl.String).cast(pl.Enum(table[name].chunk(0).dictionary.to_pylist())))
        self.frame = frame
        self.ways = {question: {f"{ask.__name__}, {engine}": self.way(ask, engine) for ask in asks for engine in ("streaming", "in-memory")}
                     for question, asks in QUESTIONS.items()}

    def way(self, ask, engine):
        return lambda: ask(self.frame.lazy()).collect(engine=engine).rows()

    def free(self):
        self.frame = None


if __name__ == "__main__":
    serve.main(Polars)
