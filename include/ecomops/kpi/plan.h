/* ecomops/kpi/plan.h - which numbers, by which definitions. The same contract as eco_rulebook_builder.
 *
 *     eco_kpi_builder *kpi = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .zone = "Asia/Shanghai", .currency = "CNY"));
 *     eco_kpi_add_report(kpi, ECO_MAKE(eco_kpi_report, .name = "daily", .by = "day", .metrics = "page_views, visitors, gmv / visitors as value"));
 *     if (eco_kpi_build(&plan, kpi, &error)) ...
 *
 * Each thing that is added becomes one table, under its name: a letter, then letters, digits and '_'. Names are unique in the plan; "problems" and "state" are
 * taken. The builder remembers its first mistake and carries NULL: only build is checked, and build frees the builder in any case. Paths of its errors:
 * "/reports/daily/metrics", "/funnels/purchase/steps/2/when".
 *
 * Days, weeks and months are those of the plan's zone; a week starts on Monday unless the plan says Sunday. Ids that are null are never counted as somebody.
 *
 * Which event is what: metrics know events by sets of names, which eco_kpi_add_set may replace:
 *     @page_view     view, page_view              @cart      cart, add_to_cart             @checkout  checkout, begin_checkout
 *     @purchase      purchase                     @favourite favourite, add_to_wishlist    @search    search
 *     @impression    impression                   @click     click                         @enquiry   enquiry
 *     @direct        direct, (direct), (none)             channels that are no touch of their own
 *     @ignored_order test, deleted, brushing              an order with such a status is no order (刷单); each answer's notes name them */
#ifndef ECOMOPS_KPI_PLAN_H
#define ECOMOPS_KPI_PLAN_H
#include <ecomops/money.h>
#include <ecomops/table.h>
#include <ecomops/time.h>
#ifdef __cplusplus
extern "C" {
#endif

/* On which day a refund counts against sales. */
typedef int32_t eco_refund_day;
enum {
    ECO_REFUND_DAY_GROSS = 0, /* on none: refunds are told by themselves and taken off nothing (Alibaba's paid amount) */
    ECO_REFUND_DAY_EVENT = 1, /* on its own day (Shopify) */
    ECO_REFUND_DAY_ORDER = 2, /* on the day of its order: past days are restated */
    ECO_REFUND_DAY_SAME = 3   /* only where it is of the day on which the order was paid (JD: an order cancelled on its day never was) */
};
ECO_API const char *eco_refund_day_name(eco_refund_day day); /* "gross", "event", "order", "same"; "unknown" */

typedef struct eco_kpi_options {
    size_t struct_size;
    const char *zone;              /* default "UTC" */
    const char *currency;          /* required when a metric measures money. Another currency in the data needs a rate of its day (eco_kpi_add_rates),
                                      else reading the table is ECO_E_CURRENCY and names currency and day */
    eco_refund_day refunds;
    int64_t session_gap_us;        /* idle for longer ends a session; default 30 minutes */
    int64_t lookback_us;           /* a returning buyer bought within it before the period (365 days) */
    int64_t intent_us;             /* a cart, checkout or enquiry that no order follows within it was abandoned (24 hours) */
    int64_t lateness_us;           /* rows may come so late after the latest of their source (default 0); later ones count too, and the table "state" says
                                      how many restated a day */
    bool week_starts_sunday;
    bool approximate;              /* visitors and other distinct people by HyperLogLog sketches; the notes give the bounds. Default: exact */
    bool skip_bad_rows;            /* count them in the table "problems"; else the first one fails the update, and nothing of its table counts */
    int64_t max_problems;          /* rows kept in "problems"; the rest is only counted; default 1,000 */
    int64_t memory_limit;          /* bytes that a state may hold; 0: no limit. What would exceed it is ECO_E_LIMIT, or goes to spill_folder */
    const char *spill_folder;      /* where a state may put a file for what does not fit; the file has no name and goes with the state. NULL: refuse */
    int32_t threads;               /* 0: only the calling thread; -1: all cores; at most 1,024 */
    const eco_allocator *allocator; /* with threads: called by all of them */
} eco_kpi_options;

typedef struct eco_kpi_builder eco_kpi_builder;
ECO_CHECK eco_kpi_builder *eco_kpi_begin(const eco_kpi_options *options); /* options may be NULL */
ECO_API void eco_kpi_builder_free(eco_kpi_builder *builder);              /* only to give up: build frees it */

/* Metrics in rows of periods and dimensions. */
typedef struct eco_kpi_report {
    size_t struct_size;
    const char *name;
    const char *metrics;           /* "page_views, visitors, aov, gmv / visitors as visitor_value": names of eco_kpi_metrics, or arithmetic over them
                                      with a name of its own. At most 4,000 */
    const char *by;                /* "day, channel": at most one of hour, day, week, month, quarter, year, and any of weekday, hour_of_day and the columns of
                                      the data; NULL: one row. A row whose source has no such column, or null in it, stands under null */
    eco_expression where;          /* over a row's columns: "channel != 'internal'"; a source that lacks the column reads null */
    const char *compare;           /* "previous", "same day last week", "last year": two columns more a metric, NAME_before and NAME_change (after /
                                      before - 1; null where before is 0). 环比, 同比 */
    int64_t top;                   /* at most so many rows a period, the largest by the first metric, ties by name; 0: all */
} eco_kpi_report;
/* Table: the columns of `by`, then one a metric, or three with `compare`. */
ECO_API eco_status eco_kpi_add_report(eco_kpi_builder *builder, const eco_kpi_report *report);

typedef struct eco_kpi_step {
    const char *name;              /* an event, or with `when` any name of yours */
    eco_expression when;           /* over a row of events: "event == 'view' and sku in @summer" */
    uint64_t reserved[2];          /* zero */
} eco_kpi_step;

typedef int32_t eco_funnel_start;
enum { ECO_FUNNEL_START_ANY = 0 /* any first step may begin an attempt, the best one counts */, ECO_FUNNEL_START_FIRST = 1 /* only the user's first */ };
typedef int32_t eco_funnel_order;
enum {
    ECO_FUNNEL_ORDER_LOOSE = 0,    /* other events may stand between */
    ECO_FUNNEL_ORDER_STRICT = 1,   /* any event but a repetition of the step before ends the attempt */
    ECO_FUNNEL_ORDER_ANY = 2       /* steps in any order; the window starts with the first of them */
};
typedef int32_t eco_count_by;
enum { ECO_COUNT_USERS = 0, ECO_COUNT_SESSIONS = 1, ECO_COUNT_COMPLETIONS = 2 /* every time the steps are gone through, one after another */ };
ECO_API const char *eco_funnel_start_name(eco_funnel_start start); /* "any", "first" */
ECO_API const char *eco_funnel_order_name(eco_funnel_order order); /* "loose", "strict", "any" */
ECO_API const char *eco_count_by_name(eco_count_by count);         /* "users", "sessions", "completions" */

/* How far users get. Known elsewhere as windowFunnel (ClickHouse), window_funnel (StarRocks), funnelMaxStep (Pinot). A step that comes at the time of the
 * step before counts as after it, unless `increase`; one that comes exactly at the window's end counts. */
typedef struct eco_kpi_funnel {
    size_t struct_size;
    const char *name;
    const eco_kpi_step *steps;     /* 2..32 */
    size_t steps_count;
    int64_t window_us;             /* required: from the first step to the last */
    eco_funnel_start start;
    eco_funnel_order order;
    eco_count_by count;
    const char *by;                /* columns of the first step's event: one funnel for each value */
    eco_expression exclude;        /* an event that ends an attempt */
    bool increase;                 /* each step later than the one before, not at its time (strict_increase) */
    bool deduplicate;              /* a step that comes again ends the attempt (strict_deduplication) */
    bool open_windows;             /* count users whose window has not ended at the watermark; the table says how many there are either way */
} eco_kpi_funnel;
/* Table: the columns of `by`; step (1..), name, users (or sessions, completions), step_rate (of the step before), overall_rate (of step 1), dropped,
 * open (of those whose furthest step this is: how many whose window has not ended), median_time and p90_time from the step before (seconds; of those who came
 * here). */
ECO_API eco_status eco_kpi_add_funnel(eco_kpi_builder *builder, const eco_kpi_funnel *funnel);

typedef int32_t eco_retention;
enum {
    ECO_RETENTION_NTH = 0,         /* active in the N-th period after entry */
    ECO_RETENTION_UNBOUNDED = 1,   /* in the N-th or any later */
    ECO_RETENTION_BRACKET = 2      /* in one of the periods of the N-th bracket (brackets) */
};
ECO_API const char *eco_retention_name(eco_retention retention); /* "nth", "unbounded", "bracket" */

/* Who comes back. A user's cohort is the period of the first `enter` event that the state knows. */
typedef struct eco_kpi_cohort {
    size_t struct_size;
    const char *name;
    eco_period period;             /* required */
    eco_expression enter;          /* the event that puts a user into a cohort; NULL: the first of any kind */
    eco_expression stay;           /* the event that counts as coming back; NULL: any */
    eco_retention retention;
    int32_t periods;               /* columns; default 12, at most 1,000 */
    bool rolling;                  /* periods of 24 h (DAY) or 7 x 24 h (WEEK) since entry instead of the calendar's. The hour of entry begins on the hour */
    const int32_t *brackets;       /* BRACKET: first period of each bracket, rising, from 1: {1, 4, 8} is 1-3, 4-7, 8 and later */
    size_t brackets_count;
} eco_kpi_cohort;
/* Table: cohort (its first day), size, then a row a cohort and period: period (0, 1, ...), users, rate (of size), complete (false: the period was not over at the
 * watermark). */
ECO_API eco_status eco_kpi_add_cohort(eco_kpi_builder *builder, const eco_kpi_cohort *cohort);

/* What is bought together: pairs of the distinct items of a basket. */
typedef struct eco_kpi_pairs {
    size_t struct_size;
    const char *name;
    int64_t top;                   /* pairs in the table; default 1,000 */
    int64_t least;                 /* baskets that a pair must be in; default 1 */
    int64_t largest;               /* baskets with more items are left out, and counted in the notes; default 1,000 */
} eco_kpi_pairs;
/* Table: sku, other (sku before other), baskets (with both), sku_baskets, other_baskets, support, confidence (of other, given sku), lift; most baskets first, ties
 * by sku and other. A basket is an order. */
ECO_API eco_status eco_kpi_add_pairs(eco_kpi_builder *builder, const eco_kpi_pairs *pairs);

typedef int32_t eco_touch;
enum {
    ECO_TOUCH_LAST_NON_DIRECT = 0, /* the last channel that is not in @direct; else direct */
    ECO_TOUCH_LAST = 1,
    ECO_TOUCH_FIRST = 2,
    ECO_TOUCH_LINEAR = 3           /* equal parts to all touches */
};
ECO_API const char *eco_touch_name(eco_touch touch); /* "last_non_direct", "last", "first", "linear" */

/* Which channel brought an order: the touches are the user's events at or before the order. */
typedef struct eco_kpi_attribution {
    size_t struct_size;
    const char *name;
    eco_touch model;
    const char *channel;           /* the column that names a touch; default "channel" */
    int64_t lookback_us;           /* touches older than this before the order do not count; default 30 days, -1: no limit */
} eco_kpi_attribution;
/* Table: channel, orders (a double with LINEAR; orders without any touch or user: under null), amount (paid; parts sum to the whole), share (of amount). */
ECO_API eco_status eco_kpi_add_attribution(eco_kpi_builder *builder, const eco_kpi_attribution *attribution);

/* Where users go next, within a session. */
typedef struct eco_kpi_paths {
    size_t struct_size;
    const char *name;
    const char *column;            /* what a place is; default "event" */
    eco_expression start;          /* paths begin here; NULL: with the session */
    int32_t steps;                 /* default 5, at most 20 */
    int64_t top;                   /* transitions kept a step; default 20; the rest is under place "(other)" */
} eco_kpi_paths;
/* Table: step (1..), place, next (null: the session ends here), sessions, share (of the sessions at that step and place). */
ECO_API eco_status eco_kpi_add_paths(eco_kpi_builder *builder, const eco_kpi_paths *paths);

/* Which items (buyers, channels ...) bring most of what is paid. */
typedef struct eco_kpi_abc {
    size_t struct_size;
    const char *name;
    const char *by;                /* what is ranked: "sku" (default), "user", or a dimension */
    eco_decimal a, b;              /* class A while the running share is at most a (default 0.80), then B while at most b (0.95), then C */
} eco_kpi_abc;
/* Table: the column `by`; amount (of paid orders), share (of all), cumulative, class; the largest first, ties by id. Rows without sku (or user) are left out. */
ECO_API eco_status eco_kpi_add_abc(eco_kpi_builder *builder, const eco_kpi_abc *abc);

/* Recency, frequency and monetary value of each buyer. */
typedef struct eco_kpi_rfm {
    size_t struct_size;
    const char *name;
    int64_t at_us;                 /* days are counted to here, and later orders do not count; 0: to the end of the range, or to the watermark */
} eco_kpi_rfm;
/* Table: user, recency_days (since the last paid order, by the calendar), orders, amount, and r, f, m from 1 to 5 (best): 1 + 5 x (buyers strictly worse) /
 * buyers, cut, so that equal buyers score equally. By user. */
ECO_API eco_status eco_kpi_add_rfm(eco_kpi_builder *builder, const eco_kpi_rfm *rfm);

/* A named set for expressions ("sku in @summer"), or other names for one of the sets above. */
ECO_API eco_status eco_kpi_add_set(eco_kpi_builder *builder, const char *name, const char *const *members, size_t count);

/* Rates into the plan's currency. Columns: currency (text), day (date), rate (decimal: what one unit of `currency` is worth in units of the plan's). The rate of a
 * day is that of the latest day at or before it, at most 7 days back. Sums are kept by currency and day, and each is converted once, half even. */
ECO_API eco_status eco_kpi_add_rates(eco_kpi_builder *builder, const eco_table *rates);

/* Other names of the same user, or sku: columns alias and user (or sku). What a table calls `alias` is read as that user. Aliases of aliases are refused. */
ECO_API eco_status eco_kpi_add_aliases(eco_kpi_builder *builder, const char *column, const eco_table *aliases);

/* Every metric that exists: name, label, label_zh, unit ("count", "money", "ratio", "days", "seconds", "decimal"), formula, definition, sources. */
ECO_CHECK eco_status eco_kpi_metrics(const eco_table **out, eco_error *error);

typedef struct eco_kpi_plan eco_kpi_plan; /* frozen, reference counted, shared by threads */
ECO_CHECK eco_status eco_kpi_build(eco_kpi_plan **out, eco_kpi_builder *builder, eco_error *error);
ECO_API eco_kpi_plan *eco_kpi_plan_retain(eco_kpi_plan *plan);
ECO_API void eco_kpi_plan_free(eco_kpi_plan *plan);
/* The tables that it makes, in the order in which they were added: name and kind ("report", "funnel", "cohort", "pairs", "attribution", "paths", "abc", "rfm"). */
ECO_CHECK eco_status eco_kpi_plan_tables(const eco_table **out, const eco_kpi_plan *plan, eco_error *error);

/* Everything that was put in, as it was put in; borrowed from the plan. */
typedef struct eco_kpi_set {
    const char *name;
    const char *const *members;
    size_t members_count;
} eco_kpi_set;
typedef struct eco_kpi_rate {
    const char *currency;
    int32_t day, reserved;
    eco_decimal rate;
} eco_kpi_rate;
typedef struct eco_kpi_alias {
    const char *column, *alias, *of;
} eco_kpi_alias;
typedef struct eco_kpi_content {
    const eco_kpi_options *options;
    const eco_kpi_report *reports;
    size_t reports_count;
    const eco_kpi_funnel *funnels;
    size_t funnels_count;
    const eco_kpi_cohort *cohorts;
    size_t cohorts_count;
    const eco_kpi_pairs *pairs;
    size_t pairs_count;
    const eco_kpi_attribution *attributions;
    size_t attributions_count;
    const eco_kpi_paths *paths;
    size_t paths_count;
    const eco_kpi_abc *abcs;
    size_t abcs_count;
    const eco_kpi_rfm *rfms;
    size_t rfms_count;
    const eco_kpi_set *sets;       /* those that were added */
    size_t sets_count;
    const eco_kpi_rate *rates;     /* by currency and day */
    size_t rates_count;
    const eco_kpi_alias *aliases;
    size_t aliases_count;
} eco_kpi_content;
ECO_API const eco_kpi_content *eco_kpi_content_of(const eco_kpi_plan *plan); /* borrowed from the plan */
#ifdef __cplusplus
}
#endif
#endif
