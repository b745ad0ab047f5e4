/* events.h - how rows of events are taken in: what the files of the reader share.
 *
 * Each worker has a stretch of the table, so that its rows follow each other in time, and goes through it batch by batch: it looks keys and classes up, which needs
 * no lock, adds those that are new, under the lock, and folds the rows into what is its own. */
#ifndef ECO_KPI_EVENTS_H
#define ECO_KPI_EVENTS_H
#include <pthread.h>

#include "base/team.h"
#include "kpi/folded.h"
#include "kpi/rows.h"

/* A column whose cells are keys. */
typedef struct events_keys {
    const eco_column *column; /* NULL: the table has none */
    kpi_keys *keys;
    const uint32_t *memo; /* of a CODE column: the code of each place of its dictionary; NULL: cells are looked up one by one */
    bool as_coupons;      /* cells are read as what sketches make of them (hll.h), not as codes */
    kpi_space alias;      /* KPI_SPACE_USER or _SKU: aliases are applied; else KPI_SPACES */
    size_t step;          /* in the combined place: (memo place + 1) * step */
} events_keys;

/* A row that can't be used. */
typedef struct events_refused {
    int64_t row;
    const char *column, *why;
    eco_status status;
} events_refused;

/* Where the next entry of each part of the journal goes: so that an entry costs one look beside itself. Blocks know how many they have when this is closed. */
typedef struct events_end {
    uint64_t *next, *end; /* equal: a new block is needed */
} events_end;
typedef struct events_ends {
    kpi_packing packing;
    events_end parts[KPI_PARTS];
} events_ends;

typedef struct events_worker {
    struct events *events;
    kpi_folded *folded;
    kpi_clock clock;
    kpi_currencies currencies;
    int64_t first, end; /* its stretch */
    int64_t batch_first, batch_count;
    uint32_t *users, *classes; /* of the batch's rows */
    uint32_t *coupons;         /* of their users, for sketches */
    int32_t *ticks;            /* only where has_ticks; else all rows are good, and times are looked at as they are */
    bool has_ticks;            /* of this batch */
    int64_t least, most;       /* times of its good rows */
    int64_t *times;            /* only where the column does not have them as they are */
    uint32_t *list;            /* of a batch's rows, while they are folded */
    uint32_t *codes;           /* [dimension * EVENTS_BATCH + row] */
    uint32_t *places;          /* of the batch's rows, in the combined table */
    uint32_t *combined;        /* combined place -> class; KPI_MISSING: not seen yet */
    uint32_t *values;          /* of one row's dimensions, and of the one before */
    eco_map known;             /* combinations -> class, where there is no combined table */
    uint64_t *key;             /* of a combination */
    /* Of each class, and behind them of `nothing`, which rows that are folded elsewhere have as their class: */
    uint8_t *flags;   /* EVENTS_... */
    uint32_t *tuples; /* [class * families + family] */
    size_t flags_capacity, tuples_capacity, classes_count;
    uint32_t *
        only; /* of each family: the tuple of all classes that have one; KPI_NONE: there are none yet; KPI_MISSING: they have several */
    bool is_plain;       /* all classes have a name and are no purchases */
    bool is_all_journal; /* all classes are wanted in the journal */
    int64_t *bought;     /* rows of the batch that are purchases */
    size_t bought_count;
    kpi_line *lines;   /* of all batches */
    events_ends *ends; /* NULL: there is no journal */
    size_t lines_count, lines_capacity;
    events_refused *refused;
    size_t refused_count, refused_capacity;
    eco_arena arena;
    kpi_seen seen;
    eco_status failed;
    events_refused failed_at; /* column NULL: the failure is in `error` */
    eco_error error;
} events_worker;

enum { EVENTS_BATCH = 1 << 12 };
enum { EVENTS_JOURNAL = 1, EVENTS_PURCHASE = 2, EVENTS_NAMED = 4, EVENTS_CLOSER = 8 /* the last: it is not only counted */ };

typedef struct events {
    kpi_update *update;
    eco_kpi_state *state;
    const eco_kpi_plan *plan;
    const eco_table *table;
    const eco_column *at, *event, *value, *quantity, *order, *sku;
    const eco_column *bought_columns[3]; /* of those that only purchases look at: packed ones of 8 bytes */
    size_t bought_columns_count;
    events_keys user, coupon; /* one column */
    events_keys *dimensions;
    size_t combined_count; /* 0: dimensions are looked up one by one */
    bool all_users;        /* families or the journal ask for every row's user */
    bool has_sketches;     /* ... or for his coupon */
    bool is_plain_time;    /* at is packed and without nulls */
    int64_t late_before;   /* rows before it are late */
    events_worker *workers;
    size_t workers_count;
    pthread_mutex_t lock;       /* of all that is added to the state's keys and classes */
    _Atomic int64_t failed_row; /* rows after it need not be read any more */
} events;

/* Looks the batch up: users, dimensions, classes; what is new is added. */
void eco_kpi_events_find(events_worker *worker);
/* Cells of a column; nothing of them may be looked at before. Fails the worker. */
void eco_kpi_events_check(events_worker *worker, const eco_column *column, int64_t first, int64_t count);
/* What the plan does with classes that are new to the worker. Under the lock. */
bool eco_kpi_events_take_classes(events_worker *worker);
/* A row of the batch does not count. */
void eco_kpi_events_drop(events_worker *worker, int64_t i);
/* Folds the batch. All is in its place after eco_kpi_events_close. */
void eco_kpi_events_fold(events_worker *worker);
void eco_kpi_events_close(events_worker *worker);
/* The batch's purchases: lines of orders. Rows that are bad are dropped. */
void eco_kpi_events_buy(events_worker *worker);
/* Applies aliases. */
void eco_kpi_events_alias(const eco_kpi_state *state, kpi_space space, uint32_t *codes, size_t count);
/* Remembers a bad row, or fails the worker. */
void eco_kpi_events_refuse(events_worker *worker, int64_t row, const char *column, eco_status status, const char *why);
void eco_kpi_events_fail(events_worker *worker, eco_status status, int64_t row);
#define EVENTS_NO_TICK INT32_MIN /* of a row that does not count */

#endif
