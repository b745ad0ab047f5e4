/* view.h - reading: a consistent look at all records of a store, in which nothing changes while it is open. */
#ifndef ECO_STORE_VIEW_H
#define ECO_STORE_VIEW_H
#include <ecomops/store.h>

#include "store/kind.h"

typedef struct eco_view eco_view;

/* In the memory store writers wait while a view is open; on a database they do not. */
eco_status eco_view_open(eco_view **out, eco_store *store, eco_error *error);
void eco_view_close(eco_view *view); /* NULL is fine */

/* *out: the record of a key, NULL: there is none. Borrowed until the next call on the view. */
eco_status eco_view_find(const void **out, eco_view *view, const eco_kind *kind, eco_id key, eco_error *error);
const char *eco_view_text(const eco_view *view, eco_text text); /* NULL for 0; borrowed until the next call */

typedef struct eco_filter {     /* all that is given must hold */
    eco_id key;                 /* KEYED: the row; PARTS: the owner; a LOG has none */
    const eco_field *equal;     /* a field of type INT, SMALL, TIME, TEXT or ID that has this value: */
    int64_t equal_int;
    const char *equal_text;
    eco_id equal_id;
    const eco_field *time;      /* an INT or TIME field: since <= value (0: no bound), value < until (0: none) */
    int64_t since, until;
    bool has_after;             /* LOG: sequence > after */
    int64_t after;
    bool due;                   /* KEYED with due: those that are due by `until` */
    int64_t limit;              /* 0: none */
} eco_filter;
typedef struct eco_row {
    const void *record;         /* borrowed during the visit */
    eco_id owner;               /* PARTS: key of the owner ... */
    int64_t number;             /* ... and the number */
} eco_row;
/* Visits rows: KEYED by key (an ID as unsigned bytes, an INT by value), PARTS by owner and number, LOG by sequence; with `due` by due time. In the memory
 * store KEYED and PARTS come in the order in which they were added. A visit that returns false ends the scan (ECO_OK). Views may not be used inside. */
eco_status eco_view_scan(eco_view *view, const eco_kind *kind, const eco_filter *filter, bool (*visit)(const eco_row *row, void *user), void *user,
                         eco_error *error);

#endif
