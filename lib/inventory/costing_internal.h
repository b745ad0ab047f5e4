/* costing_internal.h - what the files of costing share: movements as they are kept, the SKUs and their pools, and the columns of a table of movements. */
#ifndef ECO_INVENTORY_COSTING_INTERNAL_H
#define ECO_INVENTORY_COSTING_INTERNAL_H
#include <ecomops/inventory/costing.h>

#include "base/hash.h"
#include "base/table_builder.h"
#include "inventory/cost.h"

#define ECO_COST_TEXT 64

typedef enum cost_kind {
    COST_RECEIVE = 1,
    COST_ISSUE,
    COST_RETURN,
    COST_VENDOR_RETURN,
    COST_ADJUST,
    COST_LAND,
    COST_REVALUE,
} cost_kind;
const char *eco_costing_kind_name(cost_kind kind);
cost_kind eco_costing_kind_of(const char *text, size_t size); /* 0: no kind */

/* Movements are numbered from 1 as they became known; 0 is none. `now`, `back_*` belong to the run in the order of `at`, and are made anew by a later one. */
typedef struct cost_movement {
    int64_t at, booked;
    int64_t quantity;      /* ADJUST: signed; REVALUE: the scale of money */
    int64_t money;         /* the value, amount or unit cost that was given; ISSUE: what came back of its cost */
    int64_t back_quantity; /* ISSUE: what came back of it */
    int64_t cost, now;     /* as it was first booked; with all corrections */
    const char *id;        /* or NULL */
    uint32_t sku, source;
    uint32_t before; /* the one of its SKU that counts before it */
    uint8_t kind;
    bool priced, late; /* money was given */
} cost_movement;

typedef struct cost_booking { /* a row of "corrections" */
    uint32_t movement, caused_by;
    int64_t amount;
    uint8_t reason;
} cost_booking;
enum { COST_NEGATIVE_STOCK, COST_LANDED, COST_LATE };

/* A SKU as it was after a movement: where a late one runs it again from. */
typedef struct cost_checkpoint cost_checkpoint;

enum { ECO_COST_NAME = 16 };
typedef struct cost_sku {
    char start[ECO_COST_NAME]; /* of the name, with zeros behind: most are no longer, so that none else is read */
    const char *name;
    eco_cost_pool pool;
    int64_t received, last_at;
    uint32_t last, count; /* movements: the last by `at`, and how many */
    uint32_t since;       /* movements after the newest checkpoint */
    uint64_t touched;     /* the update that did so last */
    cost_checkpoint *checkpoints;
    int64_t standard; /* what a run begins with */
    int32_t standard_scale;
    bool has_standard;
} cost_sku;

/* Names to numbers, whose texts stand elsewhere: open addressing by 32 bits of a hash, so that a table that grows is read and written in order. */
typedef struct cost_index {
    struct cost_index_slot {
        uint32_t tag, number; /* number 0: free */
    } * slots;
    size_t count, bits; /* bits 0: no slots */
} cost_index;

/* A name of a row: its text, or NULL, and its hash. */
typedef struct cost_name {
    const char *text;
    size_t size;
    uint64_t hash;
    char own[ECO_COST_TEXT];
} cost_name;

typedef struct cost_problem {
    int64_t row;
    const char *column, *message;
} cost_problem;

typedef struct cost_before { /* a movement's `now` before a late one changed the run */
    uint32_t movement;
    int64_t now;
} cost_before;

struct eco_costing {
    eco_allocator allocator;
    const eco_currency *currency;
    eco_cost_method method;
    int32_t quantity_scale;
    int64_t closed_until, max_problems;
    bool skip_bad_rows;
    eco_progress progress;

    eco_arena texts; /* ids, SKUs, problems */
    cost_sku *skus;
    cost_movement *movements; /* [0] is not used */
    cost_booking *bookings;
    cost_problem *problems;
    cost_index sku_numbers, ids; /* of SKUs counted from 1; of movements, by SKU and id */
    size_t skus_count, movements_count, bookings_count, problems_count;
    size_t skus_capacity, movements_capacity, bookings_capacity, problems_capacity;
    int64_t rows, bad_rows, late_rows;
    int64_t known; /* the latest `at` or `recorded` of all rows */

    uint64_t update;
    uint32_t *touched; /* SKUs of this update */
    uint32_t *run;     /* scratch: the movements of a run */
    cost_before *befores;
    eco_cost_correction *corrected;
    size_t touched_count, touched_capacity, run_capacity, befores_count, befores_capacity, corrected_capacity;
};

/* ---- costing_index.c ---- */
uint32_t eco_costing_tag(uint64_t hash, uint32_t seed);
static inline size_t eco_costing_home(const cost_index *index, uint32_t tag)
{
    return tag >> (32 - index->bits);
}
static inline size_t eco_costing_after(const cost_index *index, size_t at)
{
    return (at + 1) & (((size_t)1 << index->bits) - 1);
}
static inline void eco_costing_prefetch(const cost_index *index, uint32_t tag)
{
    if (index->bits)
        __builtin_prefetch(&index->slots[eco_costing_home(index, tag)]);
}
bool eco_costing_index_add(cost_index *index, const eco_allocator *allocator, uint32_t tag,
                           uint32_t number); /* false without memory */
void eco_costing_index_remove(cost_index *index, uint32_t tag, uint32_t number);
void eco_costing_index_end(cost_index *index, const eco_allocator *allocator);
uint32_t eco_costing_find_id(const eco_costing *costing, uint32_t sku, const cost_name *id); /* 0: there is none */

/* ---- costing_skus.c ---- */
uint32_t eco_costing_find_sku(const eco_costing *costing, const cost_name *name); /* counted from 1 */
eco_status eco_costing_sku(uint32_t *sku, eco_costing *costing, const cost_name *name, eco_error *error);
eco_status eco_costing_take_skus(eco_costing *costing, const eco_table *table, eco_error *error);

/* ---- costing_checkpoint.c ---- */
uint32_t eco_costing_checkpoint_after(const cost_checkpoint *checkpoint);
size_t eco_costing_checkpoint_waiting(const cost_checkpoint *checkpoint); /* the issues that waited then; NULL: none */
bool eco_costing_checkpoint(eco_costing *costing, cost_sku *sku,
                            uint32_t after); /* where it is time for one; false without memory */
void eco_costing_drop_checkpoint(eco_costing *costing, cost_sku *sku);
/* Back to the newest checkpoint, or the beginning. The `now` of issues that waited then is noted in befores, and as it was. */
void eco_costing_restore(eco_costing *costing, cost_sku *sku);

/* ---- costing_run.c ---- */
/* Books the newest movement, which is in no run yet. A failure leaves everything as it was. */
eco_status eco_costing_book(eco_costing *costing, uint32_t movement);
/* Takes the movements from `first` on out of a SKU's run. Cannot fail. */
void eco_costing_unbook(eco_costing *costing, cost_sku *sku, uint32_t first);
/* What a movement does to its pool. The room that it needs is there. */
eco_status eco_costing_apply(eco_costing *costing, cost_sku *sku, uint32_t movement, eco_cost_corrections *corrections);

/* ---- costing_columns.c ---- */
typedef struct cost_column {
    const eco_column *column; /* NULL: not there */
    const char *name;
    const char *of; /* what its decimals are of */
    int32_t scale;  /* numbers: decimals, as this column has them */
    int64_t *codes; /* CODE: what an entry of the dictionary was found to be; -1: not known yet */
} cost_column;
typedef struct cost_columns {
    cost_column sku, at, kind, quantity, unit_cost, amount, movement, source, recorded, currency;
} cost_columns;
eco_status eco_costing_columns(cost_columns *out, const eco_costing *costing, const eco_table *table, eco_arena *arena,
                               eco_error *error);
/* ... of the table of SKUs: sku; method as `kind`, standard_cost as `unit_cost`. */
eco_status eco_costing_sku_columns(cost_columns *out, const eco_costing *costing, const eco_table *table, eco_arena *arena,
                                   eco_error *error);
/* Also: it is not there. */
static inline bool eco_costing_is_null(const cost_column *column, int64_t row)
{
    const eco_column *cells = column->column;
    if (!cells || (cells->valid && !(cells->valid[row >> 3] >> (row & 7) & 1)))
        return true;
    return (cells->type == ECO_TYPE_TEXT || cells->type == ECO_TYPE_CODE) && eco_cell_is_null(cells, row);
}
/* A name: its text borrowed, or printed into it. */
eco_status eco_costing_name(cost_name *name, const cost_column *column, int64_t row, eco_error *error);
int64_t *eco_costing_code(const cost_column *column, int64_t row); /* NULL: not of codes */
eco_status eco_costing_number(int64_t *value, const cost_column *column, int64_t row, int32_t scale, eco_error *error);
/* A unit cost with the scale 0..6 that it needs. */
eco_status eco_costing_unit(int64_t *value, int32_t *scale, const cost_column *column, int64_t row, eco_error *error);
eco_status eco_costing_time(int64_t *at_us, const cost_column *column, int64_t row, eco_error *error);

/* ---- costing_ahead.c ---- */
/* The names of the next rows are looked up together, and what they lead to is fetched meanwhile: each alone would wait for memory four times. */
enum { ECO_COST_AHEAD = 32 };
typedef struct cost_ahead {
    cost_name sku, id, source; /* text NULL: null, or it can't be read: costing_row.c will tell */
    uint32_t number;           /* of the SKU, from 1; 0: not known yet */
} cost_ahead;
void eco_costing_look_ahead(cost_ahead *ahead, const eco_costing *costing, const cost_columns *columns, int64_t first,
                            int64_t count);

/* ---- costing_row.c ---- */
/* A row as a movement without a number. */
eco_status eco_costing_row(cost_movement *out, eco_costing *costing, const cost_columns *columns, const cost_ahead *ahead,
                           int64_t row, eco_error *error);

#endif
