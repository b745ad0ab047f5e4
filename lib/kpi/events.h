/* events.h - how rows of events are taken in: what the files of the reader share.
 *
 * Each worker has a stretch of the table, so that its rows follow each other in time, and goes through it batch by batch. In each batch all look their keys and
 * classes up at once, one adds those that are new, and then all fold their rows. */
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
    kpi_space alias;      /* KPI_SPACE_USER or _SKU: aliases are applied; else KPI_SPACES */
    size_t step;          /* in the combined place: (memo place + 1) * step */
} events_keys;

/* A row that can't be used. */
typedef struct events_refused {
    int64_t row;
    const char *column, *why;
    eco_status status;
} events_refused;

/* A purchase, before all its keys are there. */
typedef struct events_purchase {
    kpi_line line;
    int64_t row;
} events_purchase;

typedef struct events_worker {
    struct events *events;
    kpi_folded *folded;
    kpi_clock clock;
    kpi_currencies currencies;
    int64_t first, end; /* its stretch */
    int64_t batch_first, batch_count;
    uint32_t *users, *classes; /* of the batch's rows */
    int32_t *ticks;
    int64_t *times;     /* only where the column does not have them as they are */
    uint32_t *codes;    /* [dimension * EVENTS_BATCH + row] */
    uint32_t *places;   /* of the batch's rows, in the combined table */
    uint32_t *combined; /* combined place -> class; KPI_MISSING: not seen yet */
    uint32_t *values;   /* of one row's dimensions, and of the one before */
    uint64_t *key;      /* for eco_kpi_classes_find */
    uint8_t *flags;     /* of each class: EVENTS_... */
    uint32_t *tuples;   /* [class * families + family] */
    size_t flags_capacity, tuples_capacity, classes_count;
    events_purchase *purchases;
    size_t purchases_count, purchases_capacity;
    events_refused *refused;
    size_t refused_count, refused_capacity;
    eco_arena arena;
    kpi_seen seen;
    size_t turn;  /* of its batch: 0, 1, 0, 1 ... */
    bool missing; /* some key or class of the batch is new */
    eco_status failed;
    events_refused failed_at; /* column NULL: the failure is in `error` */
    eco_error error;
} events_worker;

enum { EVENTS_BATCH = 1 << 14 };
enum { EVENTS_JOURNAL = 1, EVENTS_PURCHASE = 2, EVENTS_NAMED = 4 };

typedef struct events {
    kpi_update *update;
    eco_kpi_state *state;
    const eco_kpi_plan *plan;
    const eco_table *table;
    const eco_column *at, *event, *value, *quantity, *order, *sku;
    events_keys user;
    events_keys *dimensions;
    size_t combined_count; /* 0: dimensions are looked up one by one */
    bool all_users;        /* families or the journal ask for every row's user */
    bool is_plain_time;    /* at is packed and without nulls */
    int64_t late_before;   /* rows before it are late */
    events_worker *workers;
    size_t workers_count;
    eco_team_meeting meeting;
    pthread_mutex_t currency_lock;
    _Atomic bool missing[2], stop[2]; /* of the batches of either turn: some key is new; some worker has failed */
} events;

/* Looks up the batch: users, dimensions, classes; what is new stays KPI_MISSING. */
void eco_kpi_events_find(events_worker *worker);
/* One thread for all: adds what the workers did not find. */
void eco_kpi_events_add(events *all);
/* Folds the batch. */
void eco_kpi_events_fold(events_worker *worker);
/* A purchase's amounts; false: the row is bad (and remembered), or the worker has failed. */
bool eco_kpi_events_purchase(events_worker *worker, int64_t row, int64_t at_us, uint32_t class, uint32_t user);
/* Keys of purchases that were new, and the lines into the update's book. */
eco_status eco_kpi_events_sales(events *all, eco_error *error);
/* Remembers a bad row, or fails the worker. */
void eco_kpi_events_refuse(events_worker *worker, int64_t row, const char *column, eco_status status, const char *why);
void eco_kpi_events_fail(events_worker *worker, eco_status status, int64_t row);

#endif
