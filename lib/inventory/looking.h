/* looking.h - one level of a view, looked at at an instant: what eco_inventory_level is made of. */
#ifndef ECO_INVENTORY_LOOKING_H
#define ECO_INVENTORY_LOOKING_H
#include "base/memory.h"
#include "inventory/inventory_internal.h"

typedef struct stock_looking {
    eco_inventory *inventory;
    eco_view *view;
    eco_error *error;
    eco_status status; /* of a visit that could not go on */
    const char *location, *channel;
    int64_t at_us;
    char only[256]; /* the name of the only location */
    int64_t items;  /* that are defined */
} stock_looking;

typedef struct stock_seen { /* a level; zero where there is none */
    stock_level level;
    stock_more more;
    stock_item item;   /* item.version 0: nobody defined it */
    int64_t lapsed;    /* held by holds past their deadline, not swept yet */
    int64_t buffered;  /* kept for other channels, or from this one */
    int64_t expired;   /* on hand, in lots past their expiry */
    int64_t available; /* without what may be sold below zero */
} stock_seen;

/* ECO_E_NOT_FOUND, without a message, where there is neither a level nor an item that can be sold without one. */
eco_status eco_inventory_look(stock_looking *at, const char *sku, stock_seen *out);
/* What a kit's parts allow: *available; *promised with what is incoming and may be sold below zero. */
eco_status eco_inventory_look_at_kit(stock_looking *at, const stock_item *kit, int64_t *available, int64_t *promised);
int64_t eco_inventory_promised(const stock_looking *at, const stock_seen *seen);
/* When one more of a level of which nothing is available can ship; 0: not known. */
eco_status eco_inventory_promise(stock_looking *at, const stock_seen *seen, int64_t *promise_us);
eco_status eco_inventory_look_scan(stock_looking *at, const eco_kind *kind, const eco_filter *filter,
                                   bool (*visit)(const eco_row *row, void *user), void *user);

#endif
