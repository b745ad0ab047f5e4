"""DuckDB: an in-memory table with ENUMs for event and channel, and names that are no words of SQL."""
import duckdb

import serve

NAMES = {"user": "usr", "at": "ts", "order": "ord"}
WEEK = "interval 7 day"

# Two levels: per day and user first, so that distinct users need no sets.
DAILY_BY_USER = """
    with people as (select ts::date d, usr, count(*) filter (event = 'view') pv, count(*) filter (event = 'purchase') > 0 buys, sum(value) gmv
                    from ev group by 1, 2),
         days as (select d, sum(pv)::bigint pv, count(usr) uv, count(usr) filter (buys) buyers, sum(gmv)::bigint gmv from people group by 1),
         sales as (select ts::date d, count(distinct ord) orders from ev where ord is not null group by 1)
    select d, pv, uv, orders, gmv, gmv / orders, buyers / uv from days left join sales using (d) order by 1"""
DAILY = """
    select ts::date d, count(*) filter (event = 'view') pv, count(distinct usr) uv, count(distinct ord) orders, sum(value)::bigint gmv,
           gmv / orders, count(distinct usr) filter (event = 'purchase') / uv
    from ev group by 1 order by 1"""

FUNNEL_ASOF = f"""
    with v as (select usr, ts from ev where event = 'view' and usr is not null),
         c as materialized (select e.usr, e.ts, v.ts s from (from ev where event = 'cart') e asof join v on e.usr = v.usr and e.ts >= v.ts
                            where e.ts - v.ts <= {WEEK}),
         k as materialized (select e.usr, e.ts, c.s from (from ev where event = 'checkout') e asof join c on e.usr = c.usr and e.ts >= c.ts
                            where e.ts - c.s <= {WEEK}),
         p as (select e.usr from (from ev where event = 'purchase') e asof join k on e.usr = k.usr and e.ts >= k.ts where e.ts - k.s <= {WEEK})
    select (select count(distinct usr) from v), (select count(distinct usr) from c), (select count(distinct usr) from k),
           (select count(distinct usr) from p)"""
# The same, but a purchase is one of its order, not one of each line.
FUNNEL_ASOF_ONCE = FUNNEL_ASOF.replace("(from ev where event = 'purchase') e", """(select distinct usr, ts from ev where event = 'purchase') e""")
# Weeks of a user as bits; the lowest is the cohort.
COHORT = """
    with u as (select bit_or(1::bigint << date_diff('week', date '2025-12-29', ts)) b from ev where usr is not null group by usr),
         w as (select b, b & -b first, count(*) n from u group by 1),
         m as (select bit_count(first - 1) c, n, b, unnest(range(0, 14)) k from w)
    select (date '2025-12-29' + 7 * c::integer)::date, k, sum(n)::bigint from m where b & (1::bigint << (c + k)) <> 0 group by 1, 2 order by 1, 2"""

PAIRS = """
    with p as (select distinct ord, sku from ev where event = 'purchase')
    select a.sku, b.sku, count(*) n from p a join p b on a.ord = b.ord and a.sku < b.sku group by 1, 2 order by n desc, 1, 2 limit 20"""

TOUCH_WINDOW = """
    with x as (select usr, ord, event, value, last_value(case when channel <> 'direct' then channel end ignore nulls)
                      over (partition by usr order by ts rows between unbounded preceding and current row) last from ev),
         o as (select ord, case when any_value(usr) is not null then any_value(coalesce(last::varchar, 'direct')) else '' end channel, sum(value) amount
               from x where event = 'purchase' group by 1)
    select channel, count(*), sum(amount)::bigint from o group by 1 order by 1"""
TOUCH_ASOF = """
    with o as (select ord, any_value(usr) usr, min(ts) ts, sum(value) amount from ev where event = 'purchase' group by 1),
         t as (select usr, ts, channel from ev where channel <> 'direct' and usr is not null),
         x as (select case when o.usr is null then '' else coalesce(t.channel::varchar, 'direct') end channel, amount
               from o asof left join t on o.usr = t.usr and o.ts >= t.ts)
    select channel, count(*), sum(amount)::bigint from x group by 1 order by 1"""
TOUCH_ASOF_BUYERS = TOUCH_ASOF.replace("""and usr is not null)""", """and usr in (select usr from o))""")

SESSIONS = """
    with s as (select ts - lag(ts) over (partition by usr order by ts) <= interval 30 minute same from ev where usr is not null)
    select count(*) filter (same is not true) from s"""
SESSIONS_RUNNING = """
    with e as (select usr u, ts from ev where usr is not null order by 1, 2),
         s as (select u = lag(u) over () and ts - lag(ts) over () <= interval 30 minute same from e)
    select count(*) filter (same is not true) from s"""

DISTINCT = 'select count(distinct usr) from ev'
DISTINCT_ROWS = 'select count(*) from (select distinct usr from ev where usr is not null)'

QUESTIONS = {
    "daily": {"plain": DAILY, "by user": DAILY_BY_USER},
    "funnel": {"asof": FUNNEL_ASOF, "asof once": FUNNEL_ASOF_ONCE},
    "cohort": {"bits": COHORT},
    "distinct": {"plain": DISTINCT, "rows": DISTINCT_ROWS},
    "copurchase": {"plain": PAIRS},
    "last-touch": {"window": TOUCH_WINDOW, "asof": TOUCH_ASOF, "asof of buyers": TOUCH_ASOF_BUYERS},
    "sessions": {"window": SESSIONS, "running": SESSIONS_RUNNING},
}


class DuckDB:
    has_curve = True

    def __init__(self, table, has_text_ids):
        self.connection = duckdb.connect(":memory:", config={"threads": serve.THREADS})
        enums = {name: table[name].chunk(0).dictionary.to_pylist() for name in ("event", "channel")}
        columns = [f'"{name}"::enum({", ".join(map(repr, enums[name]))}) as {name}' if name in enums else f'"{name}" as {NAMES.get(name, name)}' for name in table.column_names]
        self.connection.register("arrow", table)
        self.connection.execute(f"create table ev as select {', '.join(columns)} from arrow")
        self.connection.unregister("arrow")
        self.ways = {question: {name: self.way(text) for name, text in texts.items()} for question, texts in QUESTIONS.items()}

    def way(self, text):
        return lambda: self.connection.execute(text).fetchall()

    def free(self):
        self.connection.close()


if __name__ == "__main__":
    serve.main(DuckDB)
