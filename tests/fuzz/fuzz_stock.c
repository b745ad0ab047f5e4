/* fuzz_stock.c - any bytes as documents of stock, on a store in memory. Afterwards every sum is right, and what was done is told again when it is asked for
 * again, and done once. */
#include <ecomops/json.h>

#include "commands.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- documents out of chance ------------------------------------------------------------------------------------------------------------ */

static void make_line(eco_buffer *text, fuzz_chance *chance)
{
    static const char *const quantities[] = {
        "1", "2", "3", "7", "100", "0", "-1", "-4", "\"9223372036854775807\"", "9007199254740992"};
    unsigned sku = fuzz_byte(chance), quantity = fuzz_byte(chance);
    fuzz_print(text, "{\"sku\":\"%c\",\"quantity\":%s", "ABC"[sku % 3], quantities[quantity % 10]);
    if (sku & 64)
        fuzz_print(text, ",\"location\":\"%s\"", sku & 128 ? "SZ" : "HZ");
    fuzz_print(text, "}");
}

static void make_command(eco_buffer *text, fuzz_chance *chance)
{
    static const char *const verbs[] = {"receive", "hold", "hold", "commit", "release", "extend", "issue", "cancel", "adjust"};
    unsigned verb = fuzz_byte(chance), key = fuzz_byte(chance), at = fuzz_byte(chance), flags = fuzz_byte(chance);
    fuzz_print(text, "{\"key\":\"k%u\",\"verb\":\"%s\",", key % 24, verbs[verb % 9]);
    fuzz_time(text, "at", (int)at % 60);
    verb %= 9;
    bool is_made = verb == 1 || verb == 2 || verb == 5, is_of_hold = verb >= 3 && verb < 8;
    if (is_made || (flags & 128)) {
        fuzz_print(text, ",");
        fuzz_time(text, "expires", (int)at % 60 + (int)(fuzz_byte(chance) % 40) - 3);
    }
    if (is_of_hold && !(verb == 6 && (flags & 64)))
        fuzz_print(text, ",\"hold\":\"k%u\"", fuzz_byte(chance) % 24);
    unsigned lines = is_of_hold ? flags >> 4 & 1 : 1 + (flags >> 4 & 1);
    for (unsigned i = 0; i < lines; i++) {
        fuzz_print(text, i ? "," : ",\"lines\":[");
        make_line(text, chance);
    }
    fuzz_print(text, "%s%s%s%s", lines ? "]" : "", flags & 1 ? ",\"linked\":true" : "",
               (flags & 6) == 6 ? ",\"dry_run\":true" : "", verb == 8 ? ",\"reason\":\"count\"" : "");
    if (flags & 8 && (verb == 1 || verb == 2))
        fuzz_print(text, ",\"partial\":true");
    if ((flags & 40) == 40)
        fuzz_print(text, ",\"expected_version\":%u", 1 + flags % 4);
    fuzz_print(text, "}");
}

/* What goods have besides: lots, serials, costs. */
static void make_goods(eco_buffer *text, fuzz_chance *chance, bool is_signed)
{
    unsigned sku = fuzz_byte(chance), more = fuzz_byte(chance);
    fuzz_print(text, "{\"sku\":\"%c\",\"quantity\":%s%u", "ABCK"[sku % 4], is_signed && more & 1 ? "-" : "", more >> 5);
    if (sku & 64)
        fuzz_print(text, ",\"location\":\"%s\"", sku & 128 ? "SZ" : "HZ");
    if ((more & 6) == 6)
        fuzz_print(text, ",\"lot\":\"L%u\"", sku >> 2 & 1);
    if ((more & 14) == 14) {
        fuzz_print(text, ",");
        fuzz_time(text, "lot_expires", 70 + (int)(sku >> 3 & 3));
    }
    if ((more & 24) == 24)
        fuzz_print(text, ",\"serial\":\"S%u\"", sku >> 2 & 3);
    if ((more & 20) == 20)
        fuzz_print(text, ",\"cost\":\"%u.%02u\"", sku, more % 100);
    fuzz_print(text, "}");
}

/* What may be sold below zero is always the same for an item: an audit asks what it allows now. */
static void make_item(eco_buffer *text, fuzz_chance *chance)
{
    unsigned sku = fuzz_byte(chance), traits = fuzz_byte(chance);
    fuzz_print(text, ",\"item\":{\"sku\":\"%c\"", "ABCK"[sku % 4]);
    if (sku % 4 == 3)
        fuzz_print(text, ",\"parts\":[{\"sku\":\"%c\",\"quantity\":%u},{\"sku\":\"B\",\"quantity\":1}]", "ACKB"[sku >> 2 & 3],
                   1 + (traits & 3));
    else
        fuzz_print(
            text,
            ",\"safety\":%u,\"backorder_limit\":%u,\"has_lots\":%s,\"has_serials\":%s,\"is_drop_shipped\":%s,\"picking\":\"%s\"",
            traits & 3, sku % 4, traits & 16 ? "true" : "false", (traits & 96) == 96 ? "true" : "false",
            sku % 4 == 2 ? "true" : "false", traits & 1 ? "fifo" : "fefo");
    fuzz_print(text, "}");
}

static void make_states(eco_buffer *text, unsigned chance)
{
    static const char *const states[] = {"on_hand", "damaged", "quality_control", "in_transit"};
    if (chance & 1)
        fuzz_print(text, ",\"from_state\":\"%s\"", states[chance >> 2 & 3]);
    if (chance & 2)
        fuzz_print(text, ",\"to_state\":\"%s\"", states[chance >> 4 & 3]);
}

enum { OF_SOURCE = 1, OF_HOLD = 2, SIGNED = 4, STATES = 8, CHANNEL = 16, TO = 32, NONE = 64, AMOUNT = 128 };

/* Buying, moving, counting, taking back, setting up. */
static void make_more(eco_buffer *text, fuzz_chance *chance)
{
    static const struct {
        const char *verb;
        unsigned uses;
    } verbs[] = {{"define", NONE},
                 {"buffer", SIGNED | CHANNEL},
                 {"close", NONE},
                 {"expect", 0},
                 {"receive", 0},
                 {"receive", OF_SOURCE | STATES},
                 {"ship_transfer", TO},
                 {"receive_transfer", OF_SOURCE | STATES},
                 {"move_state", STATES},
                 {"return", OF_HOLD | STATES},
                 {"return", STATES},
                 {"return_to_vendor", STATES},
                 {"adjust", SIGNED | STATES},
                 {"adjust", SIGNED | STATES | OF_SOURCE},
                 {"count", 0},
                 {"approve", OF_SOURCE | NONE},
                 {"cancel", OF_SOURCE},
                 {"land_cost", OF_SOURCE | NONE | AMOUNT},
                 {"revalue", 0},
                 {"issue", CHANNEL}};
    unsigned verb = fuzz_byte(chance) % (sizeof verbs / sizeof *verbs), key = fuzz_byte(chance), at = fuzz_byte(chance),
             flags = fuzz_byte(chance), uses = verbs[verb].uses;
    fuzz_print(text, "{\"key\":\"k%u\",\"verb\":\"%s\",\"reason\":\"why\",", key % 24, verbs[verb].verb);
    fuzz_time(text, "at", (int)at % 60);
    if (uses & OF_SOURCE)
        fuzz_print(text, ",\"source\":\"k%u\"", flags % 24);
    if (uses & OF_HOLD)
        fuzz_print(text, ",\"hold\":\"k%u\"", flags % 24);
    if (uses & CHANNEL && flags & 64)
        fuzz_print(text, ",\"channel\":\"%s\"", flags & 32 ? "jd" : "app");
    if (uses & TO)
        fuzz_print(text, ",\"to_location\":\"%s\"", flags & 32 ? "HZ" : "SZ");
    if (uses & AMOUNT)
        fuzz_print(text, ",\"amount\":\"%d.50\"", (int)flags - 100);
    if (uses & STATES)
        make_states(text, flags);
    if (verb == 0)
        make_item(text, chance);
    if (verb == 2 || ((verb == 3 || verb == 6) && flags & 1)) {
        fuzz_print(text, ",");
        fuzz_time(text, "due", (int)(flags % 64));
    }
    unsigned lines = uses & NONE ? 0 : uses & (OF_SOURCE | OF_HOLD) ? flags >> 6 & 1 : 1 + (flags >> 7);
    for (unsigned i = 0; i < lines; i++) {
        fuzz_print(text, i ? "," : ",\"lines\":[");
        make_goods(text, chance, uses & SIGNED);
    }
    fuzz_print(text, "%s%s}", lines ? "]" : "", (flags & 15) == 15 ? ",\"linked\":true" : "");
}

static void make(eco_buffer *text, fuzz_chance *chance)
{
    static const char *const tables[] = {"balances", "holds",   "ledger",  "locations", "items",
                                         "lots",     "serials", "buffers", "parts",     "documents"};
    unsigned kind = fuzz_byte(chance);
    if (kind % 8 == 7) {
        fuzz_print(text, "{\"schema\":\"ecomops.stock_query/1\",\"table\":\"%s\"%s,", tables[(kind >> 3) % 10],
                   kind & 32 ? ",\"subject\":\"A\"" : "");
        fuzz_time(text, kind & 64 ? "as_of" : "since", (int)(kind % 60));
        fuzz_print(text, "}");
        return;
    }
    fuzz_print(text, "{\"schema\":\"ecomops.stock_commands/1\",\"currency\":\"EUR\",\"commands\":[");
    for (unsigned i = 0; i <= kind % 8; i++) {
        fuzz_print(text, i ? "," : "");
        if (fuzz_byte(chance) & 1)
            make_more(text, chance);
        else
            make_command(text, chance);
    }
    fuzz_print(text, "]}");
}

/* ---- what must hold --------------------------------------------------------------------------------------------------------------------- */

static eco_status call(void *module, const char *text, size_t size, eco_writer writer, const eco_json_options *options,
                       eco_error *error)
{
    return eco_json_inventory(module, text, size, writer, options, error);
}

static void audit(eco_inventory *stock)
{
    const eco_table *findings = NULL;
    eco_error error = {0};
    fuzz_must(!eco_inventory_audit(&findings, stock, &error), "the audit", &error);
    eco_table_free(findings);
}

/* What was done by the document is known when it is asked for again. */
static void again(eco_inventory *stock, const eco_stock_commands *read, eco_inventory_result *first, eco_inventory_result *second)
{
    eco_error error = {0};
    size_t count = read->commands_count;
    if (eco_inventory_execute(stock, read->commands, count, second, &error))
        fuzz_must(error.message[0], "a refusal without words", &error);
    for (size_t i = 0; i < count; i++) {
        bool is_linked = read->commands[i].flags & ECO_COMMAND_LINKED || (i && read->commands[i - 1].flags & ECO_COMMAND_LINKED);
        if (first[i].status || read->commands[i].flags & ECO_COMMAND_DRY_RUN || is_linked)
            continue; /* a link to a command that is refused now takes its companion along */
        fuzz_must(!second[i].status && second[i].replayed && second[i].quantity == first[i].quantity &&
                      second[i].sequence == first[i].sequence,
                  "what was done is told otherwise", &error);
    }
}

static void run(void *shop, const char *text, size_t size)
{
    eco_inventory *stock = shop;
    const eco_stock_commands *read;
    if (!eco_json_read_stock_commands(&read, text, size, NULL, NULL) && read->commands_count) {
        eco_error error = {0};
        eco_inventory_result *results = calloc(2 * read->commands_count, sizeof *results);
        eco_status status = eco_inventory_execute(stock, read->commands, read->commands_count, results, &error);
        fuzz_must(status == error.status && status != ECO_E_CORRUPT, "executing", &error);
        again(stock, read, results, results + read->commands_count);
        free(results);
    }
    eco_json_stock_commands_free(read);
    fuzz_document(call, stock, text, size);
    audit(stock);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eco_store *store;
    eco_inventory *stock;
    eco_error error = {0};
    int64_t done;
    fuzz_must(!eco_store_open(&store, "memory:", NULL, &error), "a store", &error);
    fuzz_must(!eco_inventory_open(&stock, store, NULL, &error), "stock", &error);
    fuzz_documents(data, size, make, run, stock);
    fuzz_must(!eco_inventory_tick(stock, INT64_C(1794400200000000), 0, &done, &error), "a tick", &error); /* half past twelve */
    audit(stock);
    eco_inventory_free(stock);
    eco_store_free(store);
    return 0;
}
