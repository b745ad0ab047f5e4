/* events.h - the event log of a made-up shop, the same for everyone: 90 days from 2026-01-01, views, carts, checkouts and purchases, users and SKUs by Zipf,
 * day by day but not quite in the order of time, as logs are. */
#ifndef ECO_BENCH_EVENTS_H
#define ECO_BENCH_EVENTS_H
#include <ecomops/table.h>

enum { EVENTS_COLUMNS = 7 };

typedef struct events_column {
    const char *name;
    eco_type type;
    void *values;   /* of UTF8: offsets */
    uint8_t *valid; /* NULL: no nulls */
    char *bytes;    /* UTF8 */
    const eco_column *dictionary;
    int64_t dictionary_rows;
} events_column;

/* user, at, event, channel, sku, order, value. Ids are integers, or texts of 12 to 17 bytes; with texts one session in a hundred is nobody's. */
typedef struct events {
    int64_t rows;
    bool has_text_ids;
    events_column columns[EVENTS_COLUMNS];
} events;

/* One user for 20 rows. NULL: no memory. */
events *events_make(int64_t rows, bool has_text_ids);
void events_free(events *made);
/* The same as a table; borrowed from `made` and from columns[EVENTS_COLUMNS]. */
eco_table events_table(const events *made, eco_column *columns);
/* How many bytes a column's values have. */
size_t events_values_size(const events *made, const events_column *column);

#endif
