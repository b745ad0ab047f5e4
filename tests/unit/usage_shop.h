/* usage_shop.h - usage in a store of its own, and commands in a line: what the tests of usage share.
 *
 *     shop s = shop_open(rulebook);
 *     CHECK_INT(shop_hold(&s, ID(1), USES({.promotion = "p", .uses = 1}), 100), ECO_OK);
 *     CHECK_INT(shop_do(&s, ECO_USAGE_COMMIT, .hold = ID(1)), ECO_OK);
 */
#ifndef USAGE_SHOP_H
#define USAGE_SHOP_H
#include <ecomops/pricing/usage.h>

#include "pricing/usage_internal.h"
#include "pricing_shop.h"

typedef struct shop {
    eco_store *store;
    eco_rulebook *rulebook;
    eco_usage *usage;
    int64_t now; /* of commands that give no time */
    uint64_t keys;
    eco_usage_result result; /* of the last command */
    eco_error error;
} shop;

#define ID(number) ((eco_id){1, (number)})
#define USES(...)  (eco_use[]){__VA_ARGS__}, sizeof((eco_use[]){__VA_ARGS__}) / sizeof(eco_use)
#define USED(...)  ECO_MAKE(eco_price_options, ECO_LIST(used, eco_used, __VA_ARGS__))

static inline shop shop_open_at(const char *address, eco_rulebook *rulebook)
{
    shop s = {.now = 10, .rulebook = rulebook};
    eco_error error;
    CHECK_OK(eco_store_open(&s.store, address, NULL, &error));
    CHECK_OK(eco_usage_open(&s.usage, s.store, rulebook, NULL, &error));
    return s;
}

/* The rulebook is the shop's from now on. */
static inline shop shop_open(eco_rulebook *rulebook)
{
    return shop_open_at("memory:", rulebook);
}

static inline void shop_close(shop *s)
{
    eco_error error;
    CHECK_OK(eco_usage_audit(NULL, s->usage, &error)); /* every test leaves sound counts */
    eco_usage_free(s->usage);
    eco_rulebook_free(s->rulebook);
    eco_store_free(s->store);
}

static inline eco_status shop_run(shop *s, eco_usage_command command)
{
    if (!command.at_us)
        command.at_us = s->now;
    if (!command.key.high && !command.key.low)
        command.key = (eco_id){2, ++s->keys};
    memset(&s->error, 0, sizeof s->error);
    memset(&s->result, 0xA5, sizeof s->result);
    eco_status status = eco_usage_execute(s->usage, &command, 1, &s->result, &s->error);
    CHECK_INT(s->result.status, status);
    CHECK_INT(s->error.status, status);
    return status;
}
#define shop_do(s, verb_, ...) shop_run((s), (eco_usage_command){.verb = (verb_), __VA_ARGS__})

static inline eco_status shop_hold(shop *s, eco_id key, const eco_use *uses, size_t count, int64_t expires_us)
{
    const eco_quote quote = {.currency = "EUR", .uses = uses, .uses_count = count};
    return shop_run(s, (eco_usage_command){.key = key, .verb = ECO_USAGE_HOLD, .quote = &quote, .expires_us = expires_us});
}

/* The table as CSV, with bare newlines, in a buffer of the caller. */
typedef struct shop_text {
    char bytes[16384];
    size_t size;
} shop_text;
static inline bool shop_write(const char *text, size_t size, void *user)
{
    shop_text *out = user;
    CHECK(out->size + size < sizeof out->bytes);
    for (size_t i = 0; i < size; i++)
        if (text[i] != '\r')
            out->bytes[out->size++] = text[i];
    out->bytes[out->size] = '\0';
    return true;
}
static __attribute__((noinline, unused)) const char *shop_csv(shop_text *out, shop *s, const char *name, const eco_query *query)
{
    const eco_table *table;
    eco_error error;
    out->size = 0;
    out->bytes[0] = '\0';
    CHECK_OK(eco_usage_table(&table, s->usage, name, query, &error));
    CHECK_OK(eco_table_write(table, ECO_FORMAT_CSV, (eco_writer){shop_write, out}, &error));
    eco_table_free(table);
    return out->bytes;
}
#define CHECK_TABLE(s, name, query, expected) CHECK_TEXT(shop_csv(&(shop_text){.size = 0}, (s), (name), (query)), expected)

/* A snapshot in words: p=2 p@ann=1 p#CODE=1 campaign:3/1200 ... in the order of the rows. */
static inline const char *shop_snapshot(char text[800], shop *s, const eco_cart *cart)
{
    const eco_used_list *list;
    eco_error error;
    size_t size = 0;
    CHECK_OK(eco_usage_snapshot(&list, s->usage, cart, &error));
    text[0] = '\0';
    for (size_t i = 0; i < list->used_count && size < 700; i++) {
        const eco_used *row = &list->used[i];
        const char *gap = i ? " " : "";
        if (row->campaign)
            size += (size_t)snprintf(text + size, 800 - size, "%s%s:%" PRId64 "/%" PRId64, gap, row->campaign, row->uses,
                                     row->spent_minor);
        else
            size += (size_t)snprintf(text + size, 800 - size, "%s%s%s%s=%" PRId64, gap, row->promotion,
                                     row->customer ? "@"
                                     : row->code   ? "#"
                                                   : "",
                                     row->customer ? row->customer
                                     : row->code   ? row->code
                                                   : "",
                                     row->uses);
    }
    eco_used_free(list);
    return text;
}
#define CHECK_SNAPSHOT(s, cart, expected) CHECK_TEXT(shop_snapshot((char[800]){0}, (s), (cart)), expected)

#endif
