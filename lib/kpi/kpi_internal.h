/* kpi_internal.h - what the files of the kpi room share: the frozen plan, the state, and between them what is folded and what is kept.
 *
 * What is many is folded, what is few is kept. Rows of events become counts by day and class (the cube), sets of users by day (families), and, where a plan
 * asks for sequences, 8 bytes in the journal. Rows of all other sources are kept in books, and measured when a table is asked for.
 *
 * A class is a combination of values that rows have in the columns which the plan looks at (event, channel, ...), together with which of the plan's
 * conditions hold for it. There are few of them, so that all decisions about a row are one look at its class. */
#ifndef ECO_KPI_INTERNAL_H
#define ECO_KPI_INTERNAL_H
#include <ecomops/kpi.h>

#include <stdatomic.h>

#include "base/expression.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/numbers.h"
#include "kpi/keys.h"

/* ---- the plan --------------------------------------------------------------------------------------------------------------------- */

/* What events are, by the named sets of plan.h. */
typedef enum kpi_role {
    KPI_ROLE_PAGE_VIEW,
    KPI_ROLE_CART,
    KPI_ROLE_CHECKOUT,
    KPI_ROLE_PURCHASE,
    KPI_ROLE_FAVOURITE,
    KPI_ROLE_SEARCH,
    KPI_ROLE_IMPRESSION,
    KPI_ROLE_CLICK,
    KPI_ROLE_ENQUIRY,
    KPI_ROLE_ANY, /* every event */
    KPI_ROLES
} kpi_role;

/* A column whose values rows are told apart by. Column 0 is always "event". "user", "order" and "sku" share the state's keys of that name. */
typedef struct kpi_dimension {
    const char *name;
} kpi_dimension;

/* Numbers of a row that conditions may look at (beside dimensions). */
typedef enum kpi_number {
    KPI_NUMBER_VALUE,    /* events: value in major units */
    KPI_NUMBER_QUANTITY, /* events, orders, refunds */
    KPI_NUMBER_AMOUNT,   /* orders, refunds, spend: major units */
    KPI_NUMBERS
} kpi_number;

/* All conditions of a plan, each once. In expressions, table 0 holds dimensions by slot (type ANY), table 1 numbers by kpi_number. */
typedef struct kpi_condition {
    const char *text;             /* canonical */
    const eco_compiled *compiled; /* NULL: the condition is "the event's name is `event`" (a plain step) */
    const char *event;
    int32_t row_bit; /* it looks at numbers, so each row decides: its bit in a class's row_bits; -1: the class decides */
} kpi_condition;
#define KPI_ALWAYS (-1) /* the condition that nobody gave */
enum { KPI_ROW_BITS_MOST = 64 };

/* Sets of distinct users by tick and dimensions, of the events that have the role and meet the condition. Equal families are one. */
typedef struct kpi_family {
    kpi_role role;
    int32_t condition;         /* or KPI_ALWAYS */
    const int32_t *dimensions; /* slots, in the report's order */
    size_t dimensions_count;
    bool approximate; /* sketches instead of sets */
} kpi_family;

typedef enum kpi_time_by { /* the period of a report */
                           KPI_BY_NONE = 0,
                           KPI_BY_DAY = ECO_PERIOD_DAY,
                           KPI_BY_WEEK = ECO_PERIOD_WEEK,
                           KPI_BY_MONTH = ECO_PERIOD_MONTH,
                           KPI_BY_QUARTER = ECO_PERIOD_QUARTER,
                           KPI_BY_YEAR = ECO_PERIOD_YEAR,
                           KPI_BY_HOUR
} kpi_time_by;
typedef enum kpi_compare { KPI_COMPARE_NONE, KPI_COMPARE_PREVIOUS, KPI_COMPARE_WEEK, KPI_COMPARE_YEAR } kpi_compare;

/* One column of a report. */
typedef struct kpi_wanted {
    const char *name;
    const struct kpi_metric *metric; /* NULL: arithmetic */
    const eco_compiled *formula;     /* over measures: table 0, slot = place in the report's `measures` */
    const char *text;                /* the formula as it was asked for */
    const char *unit;
    eco_type
        type; /* of its column: INT64, MONEY, DECIMAL (of 6 decimals: quantities); DOUBLE for whatever is divided or multiplied */
} kpi_wanted;

typedef struct kpi_report {
    const eco_kpi_report *given;
    kpi_time_by period;
    bool by_weekday, by_hour_of_day;
    const char *const *by; /* the parts of `by`, as they were given */
    size_t by_count;
    const int32_t *dimensions; /* slots */
    size_t dimensions_count;
    int32_t condition; /* `where` */
    kpi_compare compare;
    const kpi_wanted *wanted;
    size_t wanted_count;
    const int32_t *measures; /* kpi_measure numbers that the formulas need, each once */
    size_t measures_count;
    const int32_t *families; /* for each kpi_role: the place in the plan's families, or -1 */
} kpi_report;

typedef struct kpi_funnel {
    const eco_kpi_funnel *given;
    const int32_t *steps; /* conditions */
    int32_t exclude;      /* condition or KPI_ALWAYS */
    const int32_t *dimensions;
    size_t dimensions_count;
} kpi_funnel;

typedef struct kpi_cohort {
    const eco_kpi_cohort *given;
    int32_t enter, stay;               /* conditions or KPI_ALWAYS */
    int32_t enter_family, stay_family; /* calendar cohorts live on families without dimensions; -1: rolling, from the journal */
} kpi_cohort;

typedef struct kpi_attribution {
    const eco_kpi_attribution *given;
    int32_t dimension; /* of the channel */
} kpi_attribution;

typedef struct kpi_paths {
    const eco_kpi_paths *given;
    int32_t dimension; /* of the place */
    int32_t start;     /* condition or KPI_ALWAYS */
} kpi_paths;

typedef struct kpi_abc {
    const eco_kpi_abc *given;
    int32_t dimension; /* -1: items or users */
    bool by_user;
} kpi_abc;

typedef enum kpi_kind { KPI_REPORT, KPI_FUNNEL, KPI_COHORT, KPI_PAIRS, KPI_ATTRIBUTION, KPI_PATHS, KPI_ABC, KPI_RFM } kpi_kind;
typedef struct kpi_table_name { /* in the order of adding */
    const char *name;
    kpi_kind kind;
    size_t place; /* in the list of its kind */
} kpi_table_name;

/* Amounts of an order's line. */
typedef enum kpi_money { KPI_AMOUNT, KPI_LIST, KPI_DISCOUNT, KPI_TAX, KPI_SHIPPING, KPI_FEE, KPI_COST, KPI_MONEYS } kpi_money;

struct eco_kpi_plan {
    _Atomic int64_t references;
    eco_arena arena; /* all below lives in it */
    eco_allocator allocator;
    eco_kpi_content content;
    eco_kpi_options options; /* with defaults filled in */
    eco_zone *zone;
    const struct eco_currency *currency; /* NULL: none */
    int32_t currency_exponent;
    eco_id digest; /* of everything that decides an answer: content, the zone's rules, the library's definitions */

    const kpi_dimension *dimensions;
    size_t dimensions_count;
    const kpi_condition *conditions;
    size_t conditions_count;
    size_t row_conditions_count; /* those with a row_bit */
    const kpi_family *families;
    size_t families_count;
    const eco_map *roles[KPI_ROLES];                                           /* event names; KPI_ROLE_ANY is NULL */
    const char *ignored_text;                                                  /* the members of ignored_order, for the notes */
    const eco_map *direct, *ignored_order, *withdrawn, *acquisition, *dispute; /* sets of words */

    const kpi_table_name *tables;
    size_t tables_count;
    const kpi_report *reports;
    const kpi_funnel *funnels;
    const kpi_cohort *cohorts;
    const kpi_attribution *attributions;
    const kpi_paths *paths;
    const kpi_abc *abcs;

    bool is_hourly;     /* some report is by hour or hour_of_day: ticks are hours */
    bool needs_cube;    /* some measure counts events */
    bool needs_journal; /* funnels, rolling cohorts, attribution, paths, and measures of sessions and intents */
    /* Where the sequences look at some events only: those for which one of these conditions holds. None: all events are needed. */
    const int32_t *journal_conditions;
    size_t journal_conditions_count;
    bool needs_users;   /* something asks who users are; else hashes of their ids do for all that counts them */
    bool needs_amounts; /* some of them at what they cost */
    bool needs_sales;   /* some measure, pairs or attribution looks at orders */
    bool needs_skus;    /* ... and at what was bought: else purchases do not say */
    const eco_map *aliases_user, *aliases_sku; /* alias -> place in content.aliases; NULL: none */
};

/* ---- time ------------------------------------------------------------------------------------------------------------------------- */

/* A tick is the day (date), or, in hourly plans, date * 32 + hours since the day began (0..24). Ticks order as time does. */
static inline int32_t eco_kpi_tick_date(const eco_kpi_plan *plan, int32_t tick)
{
    return plan->is_hourly ? (int32_t)(tick >> 5) : tick;
}
enum { KPI_CLOCK_DAYS = 1024 };
typedef struct kpi_day {
    int64_t starts_us, ends_us; /* equal: none yet */
    int32_t date, reserved;
} kpi_day;
typedef struct
    kpi_clock { /* one a thread: remembers the last tick, since rows follow each other in time, and days, where they do not. Zeroed, with plan set */
    const eco_kpi_plan *plan;
    kpi_day days[KPI_CLOCK_DAYS];
    int64_t starts_us, ends_us;
    int32_t tick;
} kpi_clock;
int32_t eco_kpi_clock_turn(kpi_clock *clock, int64_t at_us); /* the slow way of: */
static inline int32_t eco_kpi_tick(kpi_clock *clock, int64_t at_us)
{
    return at_us >= clock->starts_us && at_us < clock->ends_us ? clock->tick : eco_kpi_clock_turn(clock, at_us);
}
/* The first day of a date's period; weeks start as the plan says. */
int32_t eco_kpi_period_date(const eco_kpi_plan *plan, kpi_time_by period, int32_t date);
/* The first day of the period `periods` later (or earlier). */
int32_t eco_kpi_period_add(const eco_kpi_plan *plan, kpi_time_by period, int32_t first, int32_t periods);
int64_t eco_kpi_date_starts(const eco_kpi_plan *plan, int32_t date); /* the instant at which a day begins */

/* What a table is asked for: ticks [since, until), and the same as instants. */
typedef struct kpi_range {
    int64_t since_us, until_us; /* INT64_MIN, INT64_MAX: open */
    int32_t since, until;       /* ticks; INT32_MIN, INT32_MAX */
} kpi_range;

/* ---- classes ---------------------------------------------------------------------------------------------------------------------- */

typedef struct kpi_classes kpi_classes; /* one in a state, for rows of all sources */
uint32_t eco_kpi_classes_count(const kpi_classes *classes);
/* The value of a dimension: a code in the state's keys of it; KPI_NONE: null. */
uint32_t eco_kpi_class_value(const kpi_classes *classes, uint32_t class, int32_t dimension);
/* Whether a condition holds for rows of the class; KPI_ALWAYS does. */
bool eco_kpi_class_holds(const kpi_classes *classes, uint32_t class, int32_t condition);
bool eco_kpi_class_has_role(const kpi_classes *classes, uint32_t class, kpi_role role);
/* Interns a combination: a code for each dimension of the plan, and bits of the row's own conditions. Failures: ECO_E_MEMORY, ECO_E_LIMIT, or what the
 * conditions say. */
eco_status eco_kpi_classes_add(uint32_t *class, eco_kpi_state *state, const uint32_t *values, uint64_t row_bits,
                               eco_error *error);
/* Which of the row's own conditions hold: bits for eco_kpi_classes_add. Only where plan->row_conditions_count is not 0. */
eco_status eco_kpi_row_bits(uint64_t *bits, const eco_kpi_state *state, const uint32_t *values,
                            const eco_decimal numbers[KPI_NUMBERS], const bool known[KPI_NUMBERS], eco_error *error);
/* A rank for each class, equal for equal combinations whatever their codes: the order in which events of one instant are looked at. */
bool eco_kpi_classes_ranks(uint32_t *ranks, const eco_kpi_state *state);

/* ---- sets of users ---------------------------------------------------------------------------------------------------------------- */

/* A set of codes: a small open table, or a bitmap where that is smaller. */
typedef struct kpi_set kpi_set;
int64_t eco_kpi_set_count(const kpi_set *set);

/* Words of a bitmap over user codes, to unite sets in. Zero it with eco_kpi_bits_clear between uses. */
typedef struct kpi_bits {
    eco_allocator allocator;
    uint64_t *words;
    size_t count; /* words */
} kpi_bits;
bool eco_kpi_bits_begin(kpi_bits *bits, const eco_allocator *allocator, uint32_t codes); /* all zero */
void eco_kpi_bits_clear(kpi_bits *bits);
void eco_kpi_bits_end(kpi_bits *bits);
void eco_kpi_bits_add(kpi_bits *bits, const kpi_set *set);
int64_t eco_kpi_bits_count(const kpi_bits *bits);

/* One set of a family. */
typedef struct kpi_member {
    int32_t tick;
    uint32_t class;     /* any class with the set's values in the family's dimensions */
    const kpi_set *set; /* NULL where the family is approximate: then there is a sketch */
    const struct kpi_hll *hll;
} kpi_member;
/* All sets of a family of the state, by tick, then in no order that means anything. Borrowed from the state; *count of them. */
const kpi_member *eco_kpi_family_members(size_t *count, const eco_kpi_state *state, size_t family);

/* ---- the cube: how many events there were by tick and class ---- */

typedef struct kpi_cell {
    int32_t tick;
    uint32_t class;
    int64_t events;
} kpi_cell;
/* Calls with each cell that is not empty, in no order. */
void eco_kpi_cube_each(const eco_kpi_state *state, void (*each)(void *user, const kpi_cell *cell), void *user);

/* ---- the journal: every event of a user, in its order ----------------------------------------------------------------------------- */

typedef struct kpi_entry {
    int64_t at_us;
    uint32_t user, class;
} kpi_entry;

/* All that is known of one user: entries by time (of one instant: by eco_kpi_classes_ranks), and sales by time. */
typedef struct kpi_run {
    uint32_t user;
    const kpi_entry *entries;
    size_t count;
    const struct kpi_order *orders; /* the user's, by time, ignored ones too; NULL where the walk has no sales */
    size_t orders_count;
} kpi_run;

/* What reads runs. A worker has its own memory, `size` bytes, zeroed; runs come in any order to any worker; at the end workers are folded into the first. So
 * what it adds up must not depend on order. */
struct kpi_walk;
typedef struct kpi_walker {
    size_t size;
    bool needs_orders;
    void *about; /* the walker's own, shared */
    eco_status (*begin)(void *worker, const struct kpi_walk *walk, eco_error *error);
    eco_status (*run)(void *worker, const struct kpi_walk *walk, const kpi_run *run, eco_error *error);
    eco_status (*fold)(void *into, void *from, const struct kpi_walk *walk, eco_error *error);
    void (*end)(void *worker, const struct kpi_walk *walk); /* also after a failure, also of a worker whose begin failed */
} kpi_walker;

typedef struct kpi_walk {
    const eco_kpi_state *state;
    const kpi_walker *walker;
    const struct kpi_sales *sales; /* where the walker needs orders */
    kpi_range range;
    int64_t watermark_us; /* the latest event that the state knows */
} kpi_walk;

/* Walks over all users that have an event or (needs_orders) an order; the plan's threads. *worker is the first worker's memory, with all folded in: the caller ends
 * it with walker->end and eco_release of walker->size bytes. */
eco_status eco_kpi_walk(void **worker, const kpi_walk *walk, eco_error *error);

/* ---- books: rows that are kept ---------------------------------------------------------------------------------------------------- */

enum { KPI_CURRENCY_NONE = UINT16_MAX }; /* a row's currency where the plan measures no money: its amounts are not read */

/* What a row of ORDERS and an event of @purchase both have. Quantities are in millionths. Times: INT64_MIN where there is none. */
typedef struct kpi_line {
    int64_t at_us, quantity, amount; /* minor units of `currency`; 0 where not known */
    uint32_t order, user, sku, class, status;
    uint16_t currency; /* place in the state's currencies */
    uint8_t known;     /* bit m: the amount m was given */
    uint8_t has_quantity;
} kpi_line;
/* And what only a row of ORDERS has: an event is paid when it happens. */
typedef struct kpi_order_line {
    kpi_line line;
    int64_t paid_us;
    int64_t more[KPI_MONEYS - 1]; /* amounts behind KPI_AMOUNT */
} kpi_order_line;
typedef struct kpi_refund {
    int64_t at_us, amount, quantity;
    uint32_t order, sku, class, status;
    uint16_t currency, reserved;
    uint32_t reserved2;
} kpi_refund;
typedef struct kpi_spend {
    int64_t at_us, amount, impressions, clicks;
    uint32_t class, purpose;
    uint16_t currency, reserved;
    uint32_t reserved2;
} kpi_spend;
typedef struct kpi_stock {
    int64_t at_us;
    uint32_t sku, class;
    uint32_t on_sale, reserved;
} kpi_stock;
typedef struct kpi_ticket {
    int64_t at_us, first_response_us, resolved_us;
    int32_t score, rating; /* -1: none; rating in hundredths */
    uint32_t ticket, user, order, class, kind, status;
} kpi_ticket;
typedef struct kpi_parcel {
    int64_t at_us, promised_us, delivered_us, cost;
    uint32_t parcel, order, carrier, class;
    uint16_t currency;
    uint8_t damaged, reserved;
    uint32_t reserved2;
} kpi_parcel;

/* Rows of one kind, in the order in which they came: which means nothing. */
typedef struct kpi_book {
    void *rows;
    size_t count, capacity, size; /* size: of a row */
} kpi_book;
typedef enum kpi_book_kind {
    KPI_BOOK_LINES,
    KPI_BOOK_PURCHASES /* lines that came as events */,
    KPI_BOOK_REFUNDS,
    KPI_BOOK_SPEND,
    KPI_BOOK_STOCK,
    KPI_BOOK_TICKETS,
    KPI_BOOK_PARCELS,
    KPI_BOOKS
} kpi_book_kind;
extern const size_t eco_kpi_book_sizes[KPI_BOOKS]; /* of a row */

/* ---- the state -------------------------------------------------------------------------------------------------------------------- */

typedef enum kpi_space { /* keys that are no dimension of the plan */
                         KPI_SPACE_USER,
                         KPI_SPACE_ORDER,
                         KPI_SPACE_SKU,
                         KPI_SPACE_STATUS, /* of orders, refunds, tickets */
                         KPI_SPACE_WORD,   /* purpose, kind */
                         KPI_SPACE_TICKET,
                         KPI_SPACE_PARCEL,
                         KPI_SPACE_CARRIER,
                         KPI_SPACE_CURRENCY, /* codes are what `currency` of a row says */
                         KPI_SPACES
} kpi_space;

typedef struct kpi_seen { /* of a source */
    int64_t rows, skipped, late;
    int64_t since_us, until_us; /* times of the first and the last row; INT64_MAX, INT64_MIN: none */
} kpi_seen;
enum { KPI_SOURCES = 8 }; /* by eco_kpi_source; 0 is none */

typedef struct kpi_problem {
    eco_kpi_source source;
    int64_t row;
    const char *column, *message; /* in the state's arena of problems */
} kpi_problem;

struct eco_kpi_state {
    eco_allocator allocator;
    eco_kpi_plan *plan;
    size_t threads;
    kpi_keys *spaces[KPI_SPACES];
    kpi_keys **dimensions; /* by slot; those named user, order, sku are the spaces */
    kpi_classes *classes;
    struct kpi_folded *folded; /* cube, families, journal: folded.h */
    uint32_t
        *alias_of[2]; /* of users and skus: the code that each of the first codes stands for; later codes stand for themselves */
    uint32_t aliased[2];
    struct kpi_budget *budget; /* counts what the state holds */
    struct kpi_spill *spill;   /* where blocks of the journal go that do not fit */
    kpi_book books[KPI_BOOKS];
    kpi_seen seen[KPI_SOURCES];
    eco_arena problems_arena;
    kpi_problem *problems;
    size_t problems_count, problems_capacity;
};

/* What a code of a user or sku stands for. */
static inline uint32_t eco_kpi_stands_for(const eco_kpi_state *state, kpi_space space, uint32_t code)
{
    size_t of = space == KPI_SPACE_SKU;
    return code < state->aliased[of] ? state->alias_of[of][code] : code;
}

/* Rows of one update, made aside, so that a failure leaves the state as it was. */
typedef struct kpi_update {
    eco_kpi_state *state;
    eco_kpi_source source;
    const eco_table *table;
    kpi_book books[KPI_BOOKS];  /* what came, not yet the state's */
    struct kpi_folded **folded; /* what came, of events */
    size_t folded_count;
    kpi_seen seen;
    kpi_problem *problems; /* texts in `arena` */
    size_t problems_count, problems_capacity;
    eco_arena arena;
} kpi_update;

/* ECO_E_MEMORY; or ECO_E_LIMIT where the plan's limit was what refused, ECO_E_IO where it was the system. */
eco_status eco_kpi_state_memory(const eco_kpi_state *state, eco_error *error);
/* Nobody looks keys up any more: what growing has left behind is given back. */
void eco_kpi_state_settle(eco_kpi_state *state);
void eco_kpi_update_begin(kpi_update *update, eco_kpi_state *state, eco_kpi_source source, const eco_table *rows);
/* Adds what was read to the state: all or nothing. */
eco_status eco_kpi_update_add(kpi_update *update, eco_error *error);
void eco_kpi_update_end(kpi_update *update);
void eco_kpi_seen_add(kpi_seen *seen, const kpi_seen *more);
/* ECO_E_INVALID, with what differs between two plans. */
eco_status eco_kpi_plan_differs(const eco_kpi_plan *plan, const eco_kpi_plan *other, eco_error *error);
eco_status eco_kpi_read_events(kpi_update *update, eco_error *error);
/* Room for one more row: NULL without memory. */
void *eco_kpi_book_add(kpi_update *update, kpi_book_kind kind);
/* A row that can't be used: remembers it (and returns ECO_OK) where the plan skips such rows, else fails with "/rows/<row + 1>/<column>". */
eco_status eco_kpi_update_refuse(kpi_update *update, int64_t row, const char *column, eco_status status, const char *why,
                                 eco_error *error);

/* Cells. A column that is NULL reads as null. */
eco_status eco_kpi_columns_money(const eco_column **column, const kpi_update *update, const char *name, bool required,
                                 eco_error *error);
eco_status eco_kpi_columns_time(const eco_column **column, const kpi_update *update, const char *name, bool required,
                                eco_error *error);
eco_status eco_kpi_columns_number(const eco_column **column, const kpi_update *update, const char *name, bool required,
                                  eco_error *error);
eco_status eco_kpi_columns_bool(const eco_column **column, const kpi_update *update, const char *name, bool required,
                                eco_error *error);
eco_status eco_kpi_columns_key(const eco_column **column, const kpi_update *update, const char *name, bool required,
                               eco_error *error);
/* Whole minor units of a currency with that exponent; false, with why, where they are not. */
bool eco_kpi_read_money(int64_t *minor, bool *known, const eco_column *column, int64_t row, int32_t exponent, const char **why);
bool eco_kpi_read_time(int64_t *at_us, bool *known, const eco_kpi_plan *plan, const eco_column *column, int64_t row,
                       const char **why);
bool eco_kpi_read_quantity(int64_t *millionths, bool *known, const eco_column *column, int64_t row, const char **why);
/* The key of a cell, which is added where it is new. */
eco_status eco_kpi_read_key(uint32_t *code, kpi_keys *keys, const eco_column *column, int64_t row, eco_error *error);

/* ... of a column of users or items: an alias is read as what it stands for. */
eco_status eco_kpi_read_user(uint32_t *code, const kpi_update *update, const eco_column *column, int64_t row, eco_error *error);
eco_status eco_kpi_read_sku(uint32_t *code, const kpi_update *update, const eco_column *column, int64_t row, eco_error *error);
/* A row that is kept: the times of the source, and whether it came late. */
void eco_kpi_update_saw(kpi_update *update, int64_t at_us);

/* Reads rows of a source other than EVENTS into update->books (one file a source: read_orders.c ...). */
eco_status eco_kpi_read_orders(kpi_update *update, eco_error *error);
eco_status eco_kpi_read_refunds(kpi_update *update, eco_error *error);
eco_status eco_kpi_read_spend(kpi_update *update, eco_error *error);
eco_status eco_kpi_read_stock(kpi_update *update, eco_error *error);
eco_status eco_kpi_read_service(kpi_update *update, eco_error *error);
eco_status eco_kpi_read_parcels(kpi_update *update, eco_error *error);

/* The class of a row of any source but EVENTS: its dimensions by name, and the row's own conditions. */
typedef struct kpi_class_reader kpi_class_reader;
eco_status eco_kpi_class_reader_begin(kpi_class_reader **out, kpi_update *update, eco_error *error); /* lives in update->arena */
eco_status eco_kpi_class_read(uint32_t *class, kpi_class_reader *reader, int64_t row, eco_error *error);

/* ---- sales: orders as a whole, made from the books when a table asks -------------------------------------------------------------- */

typedef struct kpi_order {
    int64_t at_us, paid_us; /* of its first line; paid_us INT64_MIN: not paid */
    int64_t amount;
    uint32_t order, user, class;      /* order KPI_NONE: a purchase without an id */
    uint32_t first_line, lines_count; /* in kpi_sales.lines */
    int32_t at_tick, paid_tick;       /* paid_tick INT32_MIN: not paid */
    uint16_t currency;                /* of its first line */
    bool mixed;                       /* its lines have several currencies */
    bool ignored;                     /* its status is in @ignored_order */
    bool alike;                       /* all its lines have its class and currency, and `amount` is their sum */
} kpi_order;
typedef struct kpi_sales {
    eco_allocator allocator;
    bool from_events; /* else its lines are kpi_order_line */
    const void
        *lines; /* by order; within an order as they came, which means nothing: what its first row says stands in kpi_order */
    size_t lines_count, line_size;
    const kpi_order *orders; /* by user (KPI_NONE last), then at_us, then canonical; or, without of_user, in no order */
    size_t orders_count;
    const uint32_t *of_user; /* first order of each user code; users + 1 entries */
} kpi_sales;
eco_status eco_kpi_sales_make(kpi_sales **out, const eco_kpi_state *state, bool by_user, eco_error *error);
static inline const kpi_line *eco_kpi_sales_line(const kpi_sales *sales, size_t line)
{
    return (const kpi_line *)(const void *)((const char *)sales->lines + line * sales->line_size);
}
static inline int64_t eco_kpi_line_paid(const kpi_sales *sales, const kpi_line *line)
{
    return sales->from_events ? line->at_us : ((const kpi_order_line *)line)->paid_us;
}
static inline int64_t eco_kpi_line_money(const kpi_sales *sales, const kpi_line *line, kpi_money money)
{
    if (money == KPI_AMOUNT)
        return line->amount;
    return sales->from_events ? 0 : ((const kpi_order_line *)line)->more[money - 1];
}
void eco_kpi_sales_free(kpi_sales *sales);

/* Minor units of the plan's currency. A sum is kept by currency and day, and converted once, half even. ECO_E_CURRENCY names currency and day. */
eco_status eco_kpi_convert(eco_wide *minor, const eco_kpi_state *state, uint16_t currency, int32_t date, eco_wide amount,
                           eco_error *error);

/* ---- measures: what formulas are made of; answer.h for those who fill them -------------------------------------------------------- */

/* One metric: metrics.c is the only place that knows it by name. */
typedef struct kpi_metric {
    const char *name, *label, *label_zh;
    const char *unit;    /* "count", "money", "ratio", "days", "seconds", "decimal" */
    const char *formula; /* over metrics and measures by name: "paid_amount / paid_orders"; of a measure: its own name */
    const char *definition;
    const char *sources; /* "events, orders" */
} kpi_metric;

/* ---- tables of the plan, one file a kind ---- */
eco_status eco_kpi_table_report(const eco_table **out, const eco_kpi_state *state, const kpi_report *report,
                                const kpi_range *range, eco_error *error);
eco_status eco_kpi_table_funnel(const eco_table **out, const eco_kpi_state *state, const kpi_funnel *funnel,
                                const kpi_range *range, eco_error *error);
eco_status eco_kpi_table_cohort(const eco_table **out, const eco_kpi_state *state, const kpi_cohort *cohort,
                                const kpi_range *range, eco_error *error);
eco_status eco_kpi_table_pairs(const eco_table **out, const eco_kpi_state *state, const eco_kpi_pairs *pairs,
                               const kpi_range *range, eco_error *error);
eco_status eco_kpi_table_attribution(const eco_table **out, const eco_kpi_state *state, const kpi_attribution *attribution,
                                     const kpi_range *range, eco_error *error);
eco_status eco_kpi_table_paths(const eco_table **out, const eco_kpi_state *state, const kpi_paths *paths, const kpi_range *range,
                               eco_error *error);
eco_status eco_kpi_table_abc(const eco_table **out, const eco_kpi_state *state, const kpi_abc *abc, const kpi_range *range,
                             eco_error *error);
eco_status eco_kpi_table_rfm(const eco_table **out, const eco_kpi_state *state, const eco_kpi_rfm *rfm, const kpi_range *range,
                             eco_error *error);
/* The notes that all answers carry; `definition` is the table's own sentence. */
struct eco_table_builder;
void eco_kpi_notes_within(struct eco_table_builder *table, const eco_kpi_state *state, const char *definition,
                          const kpi_range *range, const char *exact /* the note of that name */);
void eco_kpi_notes(struct eco_table_builder *table, const eco_kpi_state *state, const char *definition, const kpi_range *range);

#endif
