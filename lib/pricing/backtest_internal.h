/* backtest_internal.h - what the files of the backtest share.
 *
 * One update: take the table's columns, cut its rows into orders, let workers price blocks of orders into sums of their own, and only when nothing can
 * fail any more add those to what was there. The last order of a table may go on in the next one: its rows are carried, and what came of it stands apart
 * until it is over. */
#ifndef ECO_PRICING_BACKTEST_INTERNAL_H
#define ECO_PRICING_BACKTEST_INTERNAL_H
#include <ecomops/pricing/backtest.h>
#include <ecomops/pricing/quote.h>
#include <ecomops/time.h>

#include <stdatomic.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/numbers.h"

/* ---- orders ---- */

typedef enum backtest_kind { /* of a row */
                             BACKTEST_PRICED,
                             BACKTEST_FREE,
                             BACKTEST_NETTED,
                             BACKTEST_CANCELLED,
                             BACKTEST_CANCELLATION,
                             BACKTEST_RETURN,
                             BACKTEST_CORRECTION,
                             BACKTEST_BAD,
                             BACKTEST_ALL,
                             BACKTEST_KINDS
} backtest_kind;

typedef struct backtest_rows { /* of a kind */
    int64_t rows, orders;
    eco_wide amount;
} backtest_rows;

typedef struct backtest_line { /* beside a line of the cart */
    int64_t row;               /* over all tables */
    int64_t cost;              /* of a unit, as fine as it was given */
    int32_t cost_scale;
    bool cost_known;
} backtest_line;

typedef struct backtest_back { /* a row that is no line: one that was cancelled, or that takes something back */
    backtest_kind kind;        /* CANCELLED; CANCELLATION or RETURN, as which it counts if it stands alone */
    const char *sku;
    int64_t quantity, unit; /* quantity below 0 takes back */
    int32_t quantity_scale, unit_scale;
} backtest_back;

typedef struct backtest_order {
    eco_allocator allocator;
    const char *id; /* NULL: rows that name no order */
    int64_t row;    /* the first that names it, over all tables */
    bool begun;     /* its first usable row gave what follows */
    int64_t at_us;
    const char *customer, *channel;
    const char **coupons;
    size_t coupons_count;
    eco_attribute *attributes;
    size_t attributes_count;
    eco_cart_line *lines;
    size_t lines_count, lines_capacity;
    backtest_line *beside; /* the lines */
    size_t beside_capacity;
    backtest_back *backs;
    size_t backs_count, backs_capacity;
    bool takes_back;                     /* a row with a negative quantity is among them */
    backtest_rows kinds[BACKTEST_KINDS]; /* `orders` is left to the end; rows that take back count when they are netted */
    bool has_bad;                        /* a row that names this order was bad */
} backtest_order;

void eco_backtest_order_begin(backtest_order *order, const eco_allocator *allocator);
void eco_backtest_order_reset(backtest_order *order, const char *id, int64_t row); /* empties it, keeps its memory */
void eco_backtest_order_end(backtest_order *order);
/* Goes on where another stopped. Its texts stay the other's; with an arena they are copied. */
eco_status eco_backtest_order_copy(backtest_order *order, const backtest_order *from, eco_arena *arena, eco_error *error);

/* ---- the columns of a table ---- */

typedef struct backtest_column {
    const eco_column *column; /* NULL: the table has none */
    const char *name;         /* as an attribute, or of the column */
    const char *const *words; /* of a CODE column: its dictionary, each with a NUL */
    int32_t exponent;         /* of money: the currency's */
} backtest_column;

typedef struct backtest_columns {
    backtest_column order, at, sku, quantity, unit, customer, cost, channel, coupons, cancelled, currency;
    backtest_column *line_attributes, *cart_attributes;
    size_t line_attributes_count, cart_attributes_count;
    const char *currency_code;
} backtest_columns;

/* Whether some rulebook has a condition on the attribute. */
bool eco_backtest_looks_at(const eco_backtest *backtest, const char *attribute, bool of_cart);
eco_status eco_backtest_columns_take(backtest_columns *columns, const eco_backtest *backtest, const eco_table *table,
                                     eco_arena *arena, eco_error *error);
/* A value of `size` bytes as it stands in the column. */
void eco_backtest_copy_cell(void *value, size_t size, const eco_column *column, int64_t row);
/* One cell. What can't be used is ECO_E_INVALID or _OVERFLOW with the path "/column"; ECO_E_MEMORY is a failure of ours. A column that the table does
 * not have reads as null. */
eco_status eco_backtest_read_text(const char **out, const backtest_column *column, int64_t row, eco_arena *arena,
                                  eco_error *error);
/* The hash of what eco_backtest_read_text would read in a column of ids; false: null, or no text of ours. */
bool eco_backtest_hash_text(uint64_t *hash, const backtest_column *column, int64_t row);
eco_status eco_backtest_read_money(int64_t *value, int32_t *scale, const backtest_column *column, int64_t row, eco_error *error);
/* With the smallest scale: a whole quantity is one of pieces, whatever decimals its column has. */
eco_status eco_backtest_read_quantity(int64_t *value, int32_t *scale, const backtest_column *column, int64_t row,
                                      eco_error *error);
/* Adds a row of a table to an order. What can't be used is an error as above, and adds nothing. */
eco_status eco_backtest_order_read(backtest_order *order, const backtest_columns *columns, int64_t row, int64_t row_number,
                                   eco_rounding rounding, eco_arena *arena, eco_error *error);
/* When all rows of an order were read: takes what came back off its lines, and counts it by kind. */
eco_status eco_backtest_order_net(backtest_order *order, eco_rounding rounding, eco_arena *arena, eco_error *error);

/* ---- the orders of a table, and the blocks of work ---- */

typedef struct backtest_group {
    int64_t first;  /* row of the table */
    int64_t id_row; /* the first row that names the order; -1: none does */
    bool came_back; /* one of the last orders has the same id */
} backtest_group;
typedef struct backtest_groups {
    eco_allocator allocator;
    backtest_group *items;
    size_t count, capacity;
    size_t *blocks; /* the first group of each */
    size_t blocks_count, blocks_capacity;
} backtest_groups;

/* Whether a row says which order it is of: neither null nor empty. */
bool eco_backtest_names_order(const backtest_column *order, int64_t row);
/* Blocks are made for so many threads. */
eco_status eco_backtest_groups_find(backtest_groups *groups, const eco_table *table, const backtest_column *order, size_t threads,
                                    eco_error *error);
void eco_backtest_groups_end(backtest_groups *groups);

/* The last orders, by a hash of 64 bits: two of a million share one with a chance of 3 in 100 million (and one note too many is the harm). */
typedef struct backtest_recent {
    eco_allocator allocator;
    uint64_t *hashes; /* a ring: of order n at place n % most */
    uint32_t *slots;  /* open addressing: the place of a hash's last order + 1; 0: free */
    size_t most, hashes_capacity, slots_capacity;
    int64_t count; /* orders so far */
} backtest_recent;
typedef struct backtest_push { /* what a push has changed */
    uint64_t evicted;
    uint32_t before; /* place of the order before with the same hash + 1; 0: there was none */
    bool was_last;   /* the evicted order was the last one with its hash, which is another */
} backtest_push;

void eco_backtest_recent_begin(backtest_recent *recent, const eco_allocator *allocator, size_t most);
bool eco_backtest_recent_reserve(backtest_recent *recent, size_t more); /* false without memory */
/* One order more, of those that were reserved. True: one of the last `most` orders before it has the same hash. */
bool eco_backtest_recent_push(backtest_recent *recent, backtest_push *push, uint64_t hash);
void eco_backtest_recent_undo(backtest_recent *recent, const backtest_push *push); /* last pushed first */
void eco_backtest_recent_end(backtest_recent *recent);

/* ---- what came of one order ---- */

typedef struct backtest_result { /* of a rulebook */
    int64_t list, discount, tax;
    int64_t cost_revenue; /* net of the lines whose cost is known */
    bool touched;
} backtest_result;
typedef struct backtest_part { /* of a promotion or sale list */
    size_t rulebook, effect;
    int64_t lines, discount;
} backtest_part;

typedef struct backtest_outcome {
    eco_allocator allocator;
    bool priced; /* what follows up to parts is of use */
    int64_t lines, cost_lines, cost;
    backtest_result *results; /* a rulebook */
    backtest_part *parts;     /* those of a rulebook and promotion stand once */
    size_t parts_count, parts_capacity;
    bool dated; /* it has a usable row */
    int64_t row, at_us;
    const char *id; /* lives as long as the order's */
    backtest_rows kinds[BACKTEST_KINDS];
    int64_t problems;
} backtest_outcome;

bool eco_backtest_outcome_begin(backtest_outcome *outcome,
                                const eco_backtest *backtest); /* false without memory; it may be ended */
void eco_backtest_outcome_end(backtest_outcome *outcome, const eco_backtest *backtest); /* fine for zeros */

/* ---- sums: amounts are 128 bits wide, so that adding never fails and its order never matters; eco_backtest_sums_fit asks at the end ---- */

typedef struct backtest_sum { /* of a rulebook, in all or on a day */
    int64_t orders, lines, touched, changed, cost_lines;
    eco_wide list, discount, tax, returned, cost_revenue, cost;
} backtest_sum;
typedef struct backtest_effect { /* of a promotion or sale list */
    size_t place;                /* among all rulebooks' promotions, one after the other */
    int64_t orders, lines, cost_lines;
    eco_wide discount, revenue, cost_revenue, cost;
} backtest_effect;
typedef struct backtest_day {
    int32_t date;
    backtest_sum sum;
} backtest_day;
typedef struct backtest_days { /* ascending */
    backtest_day *items;
    size_t count, capacity;
} backtest_days;

typedef struct backtest_sums {
    const eco_backtest *backtest;
    eco_arena arena;
    backtest_sum *totals;     /* a rulebook */
    backtest_days *days;      /* a rulebook */
    uint32_t *known;          /* by place: its index in `effects` + 1; 0: it did nothing yet */
    backtest_effect *effects; /* those that did something: so that neither adding nor memory hang on how many there are */
    size_t effects_count, effects_capacity;
    backtest_rows kinds[BACKTEST_KINDS];
    eco_wide standing; /* of rows that stand alone, without their signs */
    int64_t problems;  /* also those that are not kept */
} backtest_sums;

bool eco_backtest_sums_begin(backtest_sums *sums, const eco_backtest *backtest); /* false without memory; it may be ended */
void eco_backtest_sums_end(backtest_sums *sums);                                 /* fine for zeros */
void eco_backtest_sums_clear(backtest_sums *sums);
/* False without memory: then nothing was added. */
bool eco_backtest_sums_take(backtest_sums *sums, const backtest_outcome *outcome);
/* Room for `from`, after which adding it can't fail. False without memory. */
bool eco_backtest_sums_reserve(backtest_sums *to, const backtest_sums *from);
void eco_backtest_sums_add(backtest_sums *to, const backtest_sums *from);
void eco_backtest_sum_add(backtest_sum *to, const backtest_sum *from);
/* Whether the sums of all three could be told. */
eco_status eco_backtest_sums_fit(const backtest_sums *settled, const backtest_sums *added, const backtest_outcome *tail,
                                 eco_error *error);

/* ---- movers: for each rulebook but the first the orders that it changes most ---- */

typedef struct backtest_mover {
    int64_t weight; /* the larger change, without its sign */
    int64_t row, at_us, lines;
    int64_t list[2], discount[2]; /* with rulebook 0, and with this one */
    int64_t id_row;               /* of the table at hand: where the id stands while `id` is NULL */
    const char *id;
} backtest_mover;
typedef struct backtest_movers { /* of one rulebook: a heap with the least on top */
    backtest_mover *items;
    size_t count, capacity;
} backtest_movers;

/* Offers an order to movers[0 .. rulebooks - 1] (that of rulebook 0 stays empty). Those in `floor` (NULL: none), where they are as many as may be, keep
 * out what is less. id_row goes with an outcome without an id of its own. False without memory. */
bool eco_backtest_movers_offer(backtest_movers *movers, const backtest_movers *floor, const eco_backtest *backtest,
                               const backtest_outcome *outcome, int64_t id_row);
bool eco_backtest_movers_push(backtest_movers *movers, const eco_backtest *backtest, const backtest_mover *mover);
/* The largest first. */
void eco_backtest_movers_sort(backtest_movers *movers);
backtest_movers *eco_backtest_movers_begin(const eco_backtest *backtest); /* one a rulebook; NULL without memory */
void eco_backtest_movers_clear(backtest_movers *movers, const eco_backtest *backtest);
void eco_backtest_movers_end(backtest_movers *movers, const eco_backtest *backtest); /* NULL is fine */

/* ---- problems: rows that could not be used, as many as are kept ---- */

typedef struct backtest_problem {
    int64_t group; /* first row of its order: problems are known in the order of groups, whoever works on them */
    int64_t row;
    const char *column, *message;
} backtest_problem;
typedef struct backtest_problems {
    eco_arena arena;
    backtest_problem *items;
    size_t count, capacity, most;
} backtest_problems;

void eco_backtest_problems_begin(backtest_problems *problems, const eco_allocator *allocator, size_t most);
void eco_backtest_problems_clear(backtest_problems *problems);
void eco_backtest_problems_end(backtest_problems *problems);
bool eco_backtest_problems_add(backtest_problems *problems, const backtest_problem *problem); /* copies; false without memory */

/* ---- the backtest ---- */

typedef struct backtest_rulebook {
    eco_rulebook *rulebook;
    const eco_rulebook_content *content;
    eco_zone *zone;
    size_t lists_count, effects_count; /* its effects: price lists, then promotions, as in the content */
    size_t first_effect;               /* in the sums */
} backtest_rulebook;

typedef struct backtest_worker backtest_worker;

struct eco_backtest {
    eco_allocator allocator;
    size_t threads; /* as many as there may be */
    bool skip_bad_rows;
    size_t max_problems, movers_most;
    eco_progress progress;
    const eco_currency *currency;
    backtest_rulebook *rulebooks;
    size_t rulebooks_count, effects_count;

    int64_t rows; /* taken so far */
    backtest_recent recent;
    backtest_problems problems;
    backtest_sums settled; /* without the carried order */
    backtest_movers *movers;
    eco_arena movers_arena; /* their ids */
    bool has_carry;
    eco_arena carry_arena;
    backtest_order carry;
    backtest_outcome tail;          /* what came of the carried order */
    backtest_problem carry_problem; /* message NULL: the carried order could be priced */

    backtest_worker **workers; /* they and their memory stay from update to update; empty between them */
    size_t workers_count, workers_capacity;
};

/* ---- work ---- */

struct backtest_worker {
    const eco_backtest *backtest;
    eco_arena facts, scratch; /* of one order; the second of one rulebook's price */
    backtest_order order;
    backtest_outcome outcome;
    backtest_sums sums;
    backtest_movers *movers;
    backtest_problems problems;
    size_t failed_block; /* SIZE_MAX: none */
    eco_error error;
    char blamed[64]; /* the column that the error is about */
};

backtest_worker *eco_backtest_worker_begin(const eco_backtest *backtest); /* NULL without memory */
void eco_backtest_worker_clear(backtest_worker *worker);
void eco_backtest_worker_end(backtest_worker *worker); /* NULL is fine */
void eco_backtest_workers_end(eco_backtest *backtest);

typedef struct backtest_work { /* what the workers of one update share */
    eco_backtest *backtest;
    const eco_table *table;
    backtest_columns columns;
    backtest_groups groups;
    bool continues_carry; /* the first group does */
    atomic_size_t next_block, failed_block;
    _Atomic int64_t rows_done;
    atomic_bool cancelled;
} backtest_work;

/* Reads a group's rows into worker->order. */
eco_status eco_backtest_worker_read(backtest_worker *worker, const backtest_work *work, size_t group);
/* Prices worker->order with all rulebooks, as worker->outcome. An order that can't be priced has only bad lines: *problem is then filled (its texts are
 * the worker's), or, if bad rows are not skipped, the call fails. */
eco_status eco_backtest_worker_price(backtest_worker *worker, backtest_problem *problem);
/* All groups but the last, into the sums, movers and problems of the backtest's first workers; the first is the caller's. */
eco_status eco_backtest_work_run(backtest_work *work, size_t workers_count, eco_error *error);
/* How many workers there is work for. */
size_t eco_backtest_work_threads(const backtest_work *work);

#endif
