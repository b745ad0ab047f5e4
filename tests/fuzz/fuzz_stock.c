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

static void make(eco_buffer *text, fuzz_chance *chance)
{
    static const char *const tables[] = {"balances", "holds", "ledger", "locations"};
    unsigned kind = fuzz_byte(chance);
    if (kind % 8 == 7) {
        fuzz_print(text, "{\"schema\":\"ecomops.stock_query/1\",\"table\":\"%s\"%s,", tables[kind >> 3 & 3],
                   kind & 32 ? ",\"subject\":\"A\"" : "");
        fuzz_time(text, kind & 64 ? "as_of" : "since", (int)(kind % 60));
        fuzz_print(text, "}");
        return;
    }
    fuzz_print(text, "{\"schema\":\"ecomops.stock_commands/1\",\"commands\":[");
    for (unsigned i = 0; i <= kind % 8; i++) {
        fuzz_print(text, i ? "," : "");
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
