"""chDB, which is ClickHouse in the process: a table of the Memory engine with Enums for event and channel, and no Nullable, which it is faster without: 0 and ''
are the ids of nobody."""
import json

import chdb.session

import serve

WEEK = 7 * 86_400_000_000

DAILY = """
    select toDate(at, 'UTC') d, countIf(event = 'view') pv, uniqExactIf(user, user != {none}) uv, uniqExactIf(order, order != {none}) orders, sum(value) gmv,
           gmv / orders aov, uniqExactIf(user, event = 'purchase' and user != {none}) / uv rate
    from ev group by d order by d"""
DAILY_BY_USER = """
    select d, pv, uv, orders, gmv, gmv / orders aov, buyers / uv rate from
        (select d, sum(views) pv, countIf(user != {none}) uv, countIf(buys and user != {none}) buyers, sum(amount) gmv from
            (select toDate(at, 'UTC') d, user, countIf(event = 'view') views, max(event = 'purchase') buys, sum(value) amount from ev group by d, user) group by d) days
        left join (select toDate(at, 'UTC') d, uniqExact(order) orders from ev where order != {none} group by d) sales using d
    order by d"""

FUNNEL = f"""
    select countIf(level >= 1) a, countIf(level >= 2) b, countIf(level >= 3) c, countIf(level >= 4) d from
        (select windowFunnel({WEEK})(toUInt64(toUnixTimestamp64Micro(at)), event = 'view', event = 'cart', event = 'checkout', event = 'purchase') level
         from ev where user != {{none}} group by user)"""

COHORT = """
    select toString(toDate('2025-12-29') + 7 * first) c, k, sum(n) users from
        (select bits, bitCount(bitXor(bits, bits - 1)) - 1 first, count() n from
            (select groupBitOr(bitShiftLeft(toUInt64(1), intDiv(toInt64(toDate(at, 'UTC') - toDate('2025-12-29')), 7))) bits
             from ev where user != {none} group by user) group by bits)
    array join range(14) as k where bitTest(bits, first + k) group by c, k order by c, k"""

PAIRS = """
    with p as (select distinct order, sku from ev where event = 'purchase')
    select a.sku s1, b.sku s2, count() n from p a join p b on a.order = b.order where a.sku < b.sku group by s1, s2 order by n desc, s1, s2 limit 20"""
PAIRS_ARRAYS = """
    select pair.1 s1, pair.2 s2, count() n from
        (select arraySort(groupUniqArray(sku)) items from ev where event = 'purchase' group by order having length(items) > 1)
    array join arrayFlatten(arrayMap((x, i) -> arrayMap(y -> (x, y), arraySlice(items, i + 1)), items, arrayEnumerate(items))) as pair
    group by s1, s2 order by n desc, s1, s2 limit 20"""

TOUCH_ASOF = """
    with o as (select order, any(user) user, min(at) at, sum(value) amount from ev where event = 'purchase' group by order),
         t as (select user, at, toString(channel) channel from ev where channel != 'direct' and user != {none})
    select multiIf(o.user = {none}, '', t.channel = '', 'direct', t.channel) last, count() n, sum(amount) total
    from o asof left join t on o.user = t.user and o.at >= t.at group by last order by last"""
TOUCH_ASOF_BUYERS = TOUCH_ASOF.replace("user != {none})", "user != {none} and user in (select user from ev where event = 'purchase'))")
TOUCH_WINDOW = """
    with x as (select user, order, event, value, last_value(if(channel != 'direct', toNullable(toString(channel)), null))
                      over (partition by user order by at rows between unbounded preceding and current row) touch from ev),
         o as (select order, if(any(user) = {none}, '', ifNull(any(touch), 'direct')) last, sum(value) amount from x where event = 'purchase' group by order)
    select last, count() n, sum(amount) total from o group by last order by last"""

SESSIONS_WINDOW = """
    select countIf(first or at - before > 1800000000) n from
        (select at, lagInFrame(at) over w before, row_number() over w = 1 first
         from (select user, toUnixTimestamp64Micro(at) at from ev where user != {none})
         window w as (partition by user order by at rows between unbounded preceding and unbounded following))"""
SESSIONS_ARRAYS = """
    select sum(1 + arrayCount(x -> x > 1800000000, arrayPopFront(arrayDifference(times)))) n from
        (select arraySort(groupArray(toUnixTimestamp64Micro(at))) times from ev where user != {none} group by user)"""

QUESTIONS = {
    "daily": {"plain": DAILY, "by user": DAILY_BY_USER},
    "funnel": {"windowFunnel": FUNNEL},
    "cohort": {"bits": COHORT},
    "distinct": {"uniqExact": "select uniqExactIf(user, user != {none}) n from ev",
                 "rows": "select count() n from (select user from ev where user != {none} group by user)"},
    "copurchase": {"join": PAIRS, "arrays": PAIRS_ARRAYS},
    "last-touch": {"asof": TOUCH_ASOF, "asof of buyers": TOUCH_ASOF_BUYERS, "window": TOUCH_WINDOW},
    "sessions": {"arrays": SESSIONS_ARRAYS, "window": SESSIONS_WINDOW},
}
SETTINGS = f"settings max_threads = {serve.THREADS}"


class ChDB:
    has_curve = False

    def __init__(self, table, has_text_ids):
        self.session = chdb.session.Session()
        none = "''" if has_text_ids else "0"
        arrow = table  # found by its name in the query below
        enums = {name: table[name].chunk(0).dictionary.to_pylist() for name in ("event", "channel")}
        kind = "String" if has_text_ids else "Int64"
        columns = [self.column(name, enums, kind, none) for name in table.column_names]
        self.session.query("create database if not exists bench")
        self.session.query("use bench")
        self.session.query(f"create table ev engine = Memory as select {', '.join(columns)} from Python(arrow) {SETTINGS}")
        del arrow
        self.ways = {question: {name: self.way(text.replace("{none}", none)) for name, text in texts.items()} for question, texts in QUESTIONS.items()}

    @staticmethod
    def column(name, enums, kind, none):
        if name in enums:
            return f"cast(toString({name}) as Enum8({', '.join(map(repr, enums[name]))})) as {name}"
        if name == "at":
            return "cast(at as DateTime64(6, 'UTC')) as at"
        if name == "value":
            return "cast(ifNull(value, 0) as Int64) as value"
        return f"cast(ifNull({name}, {none}) as {kind}) as {name}"

    def way(self, text):
        text = f"{text} {SETTINGS}, output_format_json_quote_64bit_integers = 0"
        return lambda: [tuple(row.values()) for row in map(json.loads, str(self.session.query(text, "JSONEachRow")).splitlines())]

    def free(self):
        self.session.close()


if __name__ == "__main__":
    serve.main(ChDB)
