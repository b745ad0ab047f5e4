/* inventory_shop.h - stock in a store of its own, and commands in a line: what the tests of inventory share.
 *
 *     shop s = shop_open();
 *     CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINE("A", 5)), ECO_OK);
 *     CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(1), .lines = LINE("A", 2), .expires_us = 100), ECO_OK);
 */
#ifndef INVENTORY_SHOP_H
#define INVENTORY_SHOP_H
#include <ecomops/inventory.h>

#include "inventory/inventory_internal.h"
#include "test.h"

typedef struct shop {
    eco_store *store;
    eco_inventory *stock;
    int64_t now; /* of commands that give no time */
    uint64_t keys;
    eco_inventory_result result; /* of the last command */
    eco_error error;
} shop;

#define ID(number) ((eco_id){1, (number)})
/* Fill lines and lines_count. */
#define LINES(...) \
    (eco_stock_line[]){__VA_ARGS__}, .lines_count = sizeof((eco_stock_line[]){__VA_ARGS__}) / sizeof(eco_stock_line)
#define L(sku_, quantity_)                     \
    {                                          \
        .sku = (sku_), .quantity = (quantity_) \
    }
#define L_AT(sku_, location_, quantity_)                                \
    {                                                                   \
        .sku = (sku_), .location = (location_), .quantity = (quantity_) \
    }
#define LOT(sku_, lot_, quantity_, expires_)                                                \
    {                                                                                       \
        .sku = (sku_), .lot = (lot_), .quantity = (quantity_), .lot_expires_us = (expires_) \
    }
#define BOUGHT(sku_, quantity_, cost_)                                \
    {                                                                 \
        .sku = (sku_), .quantity = (quantity_), .cost_minor = (cost_) \
    }
#define ITEM(...)                           ECO_MAKE(eco_stock_item, __VA_ARGS__)
#define LINE(sku_, quantity_)               LINES(L(sku_, quantity_))
#define LINE_AT(sku_, location_, quantity_) LINES(L_AT(sku_, location_, quantity_))

static inline shop shop_open_at(const char *address)
{
    shop s = {.now = 10};
    eco_error error;
    CHECK_OK(eco_store_open(&s.store, address, NULL, &error));
    CHECK_OK(eco_inventory_open(&s.stock, s.store, NULL, &error));
    return s;
}

static inline shop shop_open(void)
{
    return shop_open_at("memory:");
}

static inline void shop_close(shop *s)
{
    eco_error error;
    CHECK_OK(eco_inventory_audit(NULL, s->stock, &error)); /* every test leaves sound stock */
    eco_inventory_free(s->stock);
    eco_store_free(s->store);
}

static inline eco_status shop_run(shop *s, eco_inventory_command command)
{
    if (!command.at_us)
        command.at_us = s->now;
    if (!command.key.high && !command.key.low)
        command.key = (eco_id){2, ++s->keys};
    memset(&s->error, 0, sizeof s->error);
    memset(&s->result, 0xA5, sizeof s->result);
    eco_status status = eco_inventory_execute(s->stock, &command, 1, &s->result, &s->error);
    CHECK_INT(s->result.status, status);
    CHECK_INT(s->error.status, status);
    return status;
}
#define shop_do(s, verb_, ...) shop_run((s), (eco_inventory_command){.verb = (verb_), __VA_ARGS__})

/* DO(&s, RECEIVE, .lines = ...): it works. REFUSED(&s, status, message, HOLD, ...): it does not, for that. */
#define DO(s, verb_, ...) CHECK_F(shop_do((s), ECO_INVENTORY_##verb_, __VA_ARGS__) == ECO_OK, "%.200s", (s)->error.message)
#define REFUSED(s, status_, message_, verb_, ...)                             \
    do {                                                                      \
        CHECK_INT(shop_do((s), ECO_INVENTORY_##verb_, __VA_ARGS__), status_); \
        CHECK_TEXT((s)->error.message, message_);                             \
    } while (0)

static inline eco_stock_level shop_level_at(shop *s, const char *sku, const char *location)
{
    eco_stock_level level;
    eco_error error;
    CHECK_OK(eco_inventory_level(&level, s->stock, sku, location, NULL, s->now, &error));
    return level;
}
/* on_hand, reserved, committed as one number of two digits each: 100501 is 10, 5 and 1. */
static inline int64_t shop_level(shop *s, const char *sku)
{
    eco_stock_level level = shop_level_at(s, sku, NULL);
    const int64_t *q = level.quantity;
    CHECK_INT(level.available, q[ECO_STOCK_ON_HAND] - q[ECO_STOCK_RESERVED] - q[ECO_STOCK_COMMITTED]);
    return q[ECO_STOCK_ON_HAND] * 10000 + q[ECO_STOCK_RESERVED] * 100 + q[ECO_STOCK_COMMITTED];
}
#define CHECK_LEVEL(s, sku, on_hand, reserved, committed) \
    CHECK_INT(shop_level((s), (sku)), (on_hand)*10000 + (reserved)*100 + (committed))

/* The table as CSV, without the columns that are keys of the test's own making: in a buffer of the caller. */
typedef struct shop_text {
    char bytes[16384];
    size_t size;
} shop_text;
static inline bool shop_write(const char *text, size_t size, void *user)
{
    shop_text *out = user;
    CHECK(out->size + size < sizeof out->bytes);
    memcpy(out->bytes + out->size, text, size);
    out->size += size;
    out->bytes[out->size] = '\0';
    return true;
}
static inline const char *shop_csv(shop_text *out, shop *s, const char *name, const eco_query *query)
{
    const eco_table *table;
    eco_error error;
    out->size = 0;
    out->bytes[0] = '\0';
    CHECK_OK(eco_inventory_table(&table, s->stock, name, query, &error));
    CHECK_OK(eco_table_write(table, ECO_FORMAT_CSV, (eco_writer){shop_write, out}, &error));
    eco_table_free(table);
    char *to = out->bytes; /* lines end with a bare newline, which reads better in tests */
    for (const char *from = out->bytes; *from; from++)
        if (*from != '\r')
            *to++ = *from;
    *to = '\0';
    return out->bytes;
}

#endif
