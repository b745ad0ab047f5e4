/* backtest_internal.h - what the files of the backtest share.
 *
 * One update: take the table's columns, cut its rows into orders, let workers price blocks of orders into sums of their own, add the sums to what was
 * there, and only then show the new state. The last order of a table may go on in the next one: it is carried, and its sums stand apart. */
#ifndef ECO_PRICING_BACKTEST_INTERNAL_H
#define ECO_PRICING_BACKTEST_INTERNAL_H
#include <ecomops/pricing/backtest.h>
#include <ecomops/pricing/quote.h>
#include <ecomops/time.h>

#include <stdatomic.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/numbers.h"

/* ---- sums: 128 bits wide, so that adding never fails and its order never matters; eco_backtest_sums_fit asks at the end ---- */

typedef enum backtest_kind { /* of a row */
                             BACKTEST_PRICED,
                             BACKTEST_FREE,
                             BACKTEST_CANCELLED,
                             BACKTEST_RETURN,
                             BACKTEST_CORRECTION,
                             BACKTEST_BAD,
                             BACKTEST_ALL,
                             BACKTEST_KINDS
} backtest_kind;

typedef struct backtest_rows { /* of a kind */
    eco_wide rows, orders, amount;
} backtest_rows;
typedef struct backtest_total { /* of a rulebook */
    eco_wide orders, lines, touched, list, discount, tax;
} backtest_total;
typedef struct backtest_effect { /* of a promotion or sale list */
    eco_wide orders, lines, discount, revenue;
} backtest_effect;
typedef struct backtest_month { /* of a rulebook */
    int32_t month;              /* year * 12 + month - 1 */
    eco_wide orders, touched, list, discount;
} backtest_month;
typedef struct backtest_months { /* ascending */
    backtest_month *items;
    size_t count, capacity;
} backtest_months;

typedef struct backtest_sums {
    eco_arena arena;
    size_t rulebooks_count, effects_count;
    backtest_total *totals;   /* a rulebook */
    backtest_months *months;  /* a rulebook */
    backtest_effect *effects; /* all rulebooks' promotions, one after the other */
    backtest_rows kinds[BACKTEST_KINDS];
    eco_wide problems; /* also those that are not kept */
} backtest_sums;

bool eco_backtest_sums_begin(backtest_sums *sums, const eco_allocator *allocator, size_t rulebooks_count, size_t effects_count);
void eco_backtest_sums_end(backtest_sums *sums); /* fine for zeros */
/* The month's entry, made if need be; NULL without memory. */
backtest_month *eco_backtest_sums_month(backtest_sums *sums, size_t rulebook, int32_t month);
bool eco_backtest_sums_add(backtest_sums *to, const backtest_sums *from); /* false without memory: `to` is then of no use */
eco_status eco_backtest_sums_fit(const backtest_sums *sums, eco_error *error);

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
void eco_backtest_problems_end(backtest_problems *problems);
bool eco_backtest_problems_add(backtest_problems *problems, const backtest_problem *problem); /* copies; false without memory */

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
eco_status eco_backtest_read_money(int64_t *value, int32_t *scale, const backtest_column *column, int64_t row, eco_error *error);
eco_status eco_backtest_read_quantity(int64_t *value, int32_t *scale, const backtest_column *column, int64_t row,
                                      eco_error *error);

/* ---- orders ---- */

typedef struct backtest_order {
    eco_allocator allocator;
    const char *id; /* NULL: rows that name no order */
    int64_t row;    /* its first, over all tables */
    bool begun;     /* its first usable row gave what follows */
    int64_t at_us;
    const char *customer, *channel;
    const char **coupons;
    size_t coupons_count;
    eco_attribute *attributes;
    size_t attributes_count;
    eco_cart_line *lines;
    size_t lines_count, lines_capacity;
    int64_t *line_rows; /* of each line, over all tables */
    size_t line_rows_capacity;
    backtest_rows kinds[BACKTEST_KINDS]; /* `orders` is left to the sums */
    bool has_bad;                        /* a row that names this order was bad */
} backtest_order;

void eco_backtest_order_begin(backtest_order *order, const eco_allocator *allocator);
void eco_backtest_order_reset(backtest_order *order, const char *id, int64_t row); /* empties it, keeps its memory */
void eco_backtest_order_end(backtest_order *order);
/* Goes on where another stopped. Its texts stay the other's; with an arena they are copied. */
eco_status eco_backtest_order_copy(backtest_order *order, const backtest_order *from, eco_arena *arena, eco_error *error);
/* Adds a row of a table, as a line or to the sums of its kind. What can't be used is an error as above, and adds nothing. */
eco_status eco_backtest_order_read(backtest_order *order, const backtest_columns *columns, int64_t row, int64_t row_number,
                                   eco_rounding rounding, eco_arena *arena, eco_error *error);

/* Where the orders of a table begin, and the blocks of work. */
typedef struct backtest_group {
    int64_t first;  /* row of the table */
    int64_t id_row; /* the first row that names the order; -1: none does */
    bool came_back; /* an earlier, finished order has the same id */
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
eco_status eco_backtest_groups_find(backtest_groups *groups, const eco_table *table, const backtest_column *order,
                                    eco_error *error);
void eco_backtest_groups_end(backtest_groups *groups);

/* The orders seen, by a hash of 64 bits: among ten million, two share one with a chance of 3 in a million (and one note too many is the harm). */
typedef struct backtest_seen {
    eco_allocator allocator;
    uint64_t *slots; /* 0: free */
    size_t count, capacity;
} backtest_seen;

bool eco_backtest_seen_reserve(backtest_seen *seen, size_t more);  /* false without memory */
bool eco_backtest_seen_add(backtest_seen *seen, uint64_t hash);    /* false: it was there. Only what was reserved */
void eco_backtest_seen_remove(backtest_seen *seen, uint64_t hash); /* last added first */
void eco_backtest_seen_end(backtest_seen *seen);

/* ---- the backtest ---- */

typedef struct backtest_rulebook {
    eco_rulebook *rulebook;
    const eco_rulebook_content *content;
    eco_zone *zone;
    size_t lists_count, effects_count; /* its effects: price lists, then promotions, as in the content */
    size_t first_effect;               /* in the sums */
} backtest_rulebook;

struct eco_backtest {
    eco_allocator allocator;
    int32_t threads;
    bool skip_bad_rows;
    size_t max_problems;
    eco_progress progress;
    const eco_currency *currency;
    backtest_rulebook *rulebooks;
    size_t rulebooks_count, effects_count;

    int64_t rows; /* taken so far */
    backtest_seen seen;
    backtest_problems problems;
    backtest_sums settled; /* without the carried order */
    backtest_sums shown;   /* with it */
    bool has_carry;
    eco_arena carry_arena;
    backtest_order carry;
    backtest_problem carry_problem; /* message NULL: the carried order could be priced */
};

/* ---- work ---- */

typedef struct backtest_result { /* of one order and rulebook */
    int64_t list, discount, tax;
} backtest_result;
typedef struct backtest_result_effect {
    size_t rulebook, effect;
    int64_t lines, discount;
} backtest_result_effect;

typedef struct backtest_worker {
    const eco_backtest *backtest;
    eco_arena facts, scratch, quote; /* of one order; the last two of one rulebook's price */
    backtest_order order;
    backtest_result *results; /* a rulebook */
    backtest_result_effect *effects;
    size_t effects_count, effects_capacity;
    backtest_sums sums;
    backtest_problems problems;
    size_t failed_block; /* SIZE_MAX: none */
    eco_error error;
    char blamed[64]; /* the column that the error is about */
} backtest_worker;

bool eco_backtest_worker_begin(backtest_worker *worker, const eco_backtest *backtest);
void eco_backtest_worker_end(backtest_worker *worker);

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
/* Prices worker->order with all rulebooks, into `sums`. An order that can't be priced has only bad lines: *problem is then filled (its texts are
 * the worker's), or, if bad rows are not skipped, the call fails. */
eco_status eco_backtest_worker_price(backtest_worker *worker, backtest_sums *sums, backtest_problem *problem);
/* All groups but the last, into the sums and problems of the workers; workers[0] is the caller's. */
eco_status eco_backtest_work_run(backtest_work *work, backtest_worker *workers, size_t workers_count, eco_error *error);
/* How many workers there is work for. */
size_t eco_backtest_work_threads(const backtest_work *work);

#endif
