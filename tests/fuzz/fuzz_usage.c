/* fuzz_usage.c - any bytes as documents of usage, on a store in memory. Afterwards every sum is right and nothing is over a limit or budget, and what was done
 * is told again when it is asked for again, and done once. */
#include <ecomops/json.h>

#include "commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct usage_shop {
    eco_rulebook *rulebook;
    eco_store *store;
    eco_usage *usage;
} usage_shop;

/* ---- documents out of chance ------------------------------------------------------------------------------------------------------------ */

enum { PROMOTIONS = 4 };
static const char *const promotions[PROMOTIONS] = {"p", "q", "r", "gone"}, *const campaigns[PROMOTIONS] = {"k", "k", NULL, NULL};

static void make_use(eco_buffer *uses, eco_buffer *adjustments, int which, unsigned spent, fuzz_chance *chance)
{
    unsigned by = fuzz_byte(chance);
    const char *gap = uses->size ? "," : "";
    fuzz_print(uses, "%s{\"promotion\":\"%s\"", gap, promotions[which]);
    if (campaigns[which] && by % 16)
        fuzz_print(uses, ",\"campaign\":\"%s\"", campaigns[which]);
    if (by & 16)
        fuzz_print(uses, ",\"customer\":\"%c\"", "ab"[by >> 5 & 1]);
    if (by & 64)
        fuzz_print(uses, ",\"code\":\"%c\"", "CD"[by >> 7 & 1]);
    fuzz_print(uses, ",\"uses\":%u,\"spent\":\"0.%02u\"}", 1 + by % 3, spent);
    fuzz_print(adjustments, "%s{\"promotion\":\"%s\",\"line\":0,\"stage\":\"item\",\"quantity\":1,\"off\":\"0.%02u\"}", gap,
               promotions[which], spent);
}

/* One line at 10.00, less what the uses spend. */
static void make_quote(eco_buffer *text, fuzz_chance *chance)
{
    unsigned which = fuzz_byte(chance), off = 0;
    eco_buffer uses, adjustments;
    eco_buffer_begin(&uses, NULL);
    eco_buffer_begin(&adjustments, NULL);
    for (int i = 0; i < PROMOTIONS; i++)
        if (which >> i & 1) {
            unsigned spent = 1 + fuzz_byte(chance) % 99;
            make_use(&uses, &adjustments, i, spent, chance);
            off += spent;
        }
    char net[16];
    snprintf(net, sizeof net, "%u.%02u", (1000 - off) / 100, (1000 - off) % 100);
    fuzz_print(text, "{\"schema\":\"ecomops.quote/1\",\"cart\":\"c\",\"currency\":\"%s\",", which == 255 ? "CNY" : "EUR");
    fuzz_time(text, "at", 0);
    fuzz_print(
        text,
        ",\"tax_mode\":\"included\",\"rulebook\":\"8704d359-db0d-e52a-6d4c-3b05a1fd4d90\",\"list\":\"10.00\",\"discount\":"
        "\"%u.%02u\",\"surcharge\":\"0\",\"shipping\":\"0\",\"net\":\"%s\",\"tax\":\"0\",\"shipping_tax\":\"0\",\"total\":"
        "\"%s\",\"rounding\":\"0\",\"credit\":\"0\",\"payable\":\"%s\",\"lines\":[{\"id\":\"1\",\"sku\":\"A\",\"quantity\":1,"
        "\"unit\":\"10\",\"list\":\"10\",\"discount\":\"%u.%02u\",\"net\":\"%s\",\"tax\":\"0\",\"total\":\"%s\"}],\"uses\":[",
        off / 100, off % 100, net, net, net, off / 100, off % 100, net, net);
    eco_buffer_add(text, uses.bytes, uses.size);
    fuzz_print(text, "],\"adjustments\":[");
    eco_buffer_add(text, adjustments.bytes, adjustments.size);
    fuzz_print(text, "]}");
    eco_buffer_end(&uses);
    eco_buffer_end(&adjustments);
}

static void make_command(eco_buffer *text, fuzz_chance *chance)
{
    static const char *const verbs[] = {"hold", "hold", "hold", "commit", "commit", "release", "return"};
    unsigned verb = fuzz_byte(chance) % 7, key = fuzz_byte(chance), at = fuzz_byte(chance), flags = fuzz_byte(chance);
    fuzz_print(text, "{\"key\":\"k%u\",\"verb\":\"%s\",", key % 24, verbs[verb]);
    fuzz_time(text, "at", (int)at % 60);
    if (verb < 3 || (flags & 160) == 160) {
        fuzz_print(text, ",");
        fuzz_time(text, "expires", (int)at % 60 + (int)(fuzz_byte(chance) % 40) - 3);
        fuzz_print(text, ",\"quote\":");
        if (flags & 64)
            fuzz_print(text, "\"%c\"", "xyz"[flags >> 3 & 1]);
        else
            make_quote(text, chance);
    }
    if (verb >= 3)
        fuzz_print(text, ",\"hold\":\"k%u\"", fuzz_byte(chance) % 24);
    fuzz_print(text, "%s%s", flags & 1 ? ",\"linked\":true" : "", (flags & 6) == 6 ? ",\"dry_run\":true" : "");
    if ((flags & 24) == 24 && verb >= 3)
        fuzz_print(text, ",\"expected_version\":%u", 1 + flags % 4);
    fuzz_print(text, "}");
}

static void make_query(eco_buffer *text, unsigned kind)
{
    static const char *const tables[] = {"uses", "budgets", "holds", "ledger"};
    if (kind & 64)
        fuzz_print(text, "{\"schema\":\"ecomops.cart/1\",\"customer\":\"a\",\"coupons\":[\"C\",\"D\"],");
    else
        fuzz_print(text, "{\"schema\":\"ecomops.usage_query/1\",\"table\":\"%s\"%s,", tables[kind >> 3 & 3],
                   kind & 32 ? ",\"subject\":\"p\"" : "");
    fuzz_time(text, kind & 64 ? "at" : "since", (int)(kind % 60));
    fuzz_print(text, "}");
}

static void make(eco_buffer *text, fuzz_chance *chance)
{
    unsigned kind = fuzz_byte(chance);
    if (kind % 8 == 7) {
        make_query(text, kind);
        return;
    }
    fuzz_print(text, "{\"schema\":\"ecomops.usage_commands/1\",\"quotes\":{\"x\":");
    make_quote(text, chance);
    fuzz_print(text, ",\"y\":");
    make_quote(text, chance);
    fuzz_print(text, "},\"commands\":[");
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
    return eco_json_usage(module, text, size, writer, options, error);
}

static void audit(eco_usage *usage)
{
    const eco_table *findings = NULL;
    eco_error error = {0};
    fuzz_must(!eco_usage_audit(&findings, usage, &error), "the audit", &error);
    eco_table_free(findings);
}

/* What was done by the document is known when it is asked for again. */
static void again(eco_usage *usage, const eco_usage_commands *read, const eco_usage_result *first, eco_usage_result *second)
{
    eco_error error = {0};
    size_t count = read->commands_count;
    if (eco_usage_execute(usage, read->commands, count, second, &error))
        fuzz_must(error.message[0], "a refusal without words", &error);
    for (size_t i = 0; i < count; i++) {
        bool is_linked = read->commands[i].flags & ECO_COMMAND_LINKED || (i && read->commands[i - 1].flags & ECO_COMMAND_LINKED);
        if (first[i].status || read->commands[i].flags & ECO_COMMAND_DRY_RUN || is_linked)
            continue; /* a link to a command that is refused now takes its companion along */
        fuzz_must(!second[i].status && second[i].replayed && second[i].uses == first[i].uses &&
                      second[i].spent_minor == first[i].spent_minor && second[i].sequence == first[i].sequence,
                  "what was done is told otherwise", &error);
    }
}

static void run(void *module, const char *text, size_t size)
{
    eco_usage *usage = module;
    const eco_usage_commands *read;
    if (!eco_json_read_usage_commands(&read, text, size, NULL, NULL) && read->commands_count) {
        eco_error error = {0};
        eco_usage_result *results = calloc(2 * read->commands_count, sizeof *results);
        eco_status status = eco_usage_execute(usage, read->commands, read->commands_count, results, &error);
        fuzz_must(status == error.status && status != ECO_E_CORRUPT, "executing", &error);
        again(usage, read, results, results + read->commands_count);
        free(results);
    }
    eco_json_usage_commands_free(read);
    fuzz_document(call, usage, text, size);
    audit(usage);
}

static usage_shop shop_open(void)
{
    static const char rules[] = "{\"schema\":\"ecomops.rulebook/"
                                "1\",\"currency\":\"EUR\",\"campaigns\":[{\"id\":\"k\",\"budget\":\"2.50\",\"budget_uses\":6}],"
                                "\"promotions\":[{\"id\":\"p\",\"campaign\":\"k\",\"limit\":5,\"tiers\":[{\"off\":\"1\"}]},"
                                "{\"id\":\"q\",\"coupon\":\"C\",\"campaign\":\"k\",\"limit_per_code\":3,\"limit_per_customer\":2,"
                                "\"tiers\":[{\"off\":\"1\"}]},"
                                "{\"id\":\"r\",\"limit_per_customer\":1,\"tiers\":[{\"off\":\"1\"}]}]}";
    usage_shop shop;
    eco_error error = {0};
    fuzz_must(!eco_json_read_rulebook(&shop.rulebook, rules, sizeof rules - 1, NULL, &error), "the fixed rulebook", &error);
    fuzz_must(!eco_store_open(&shop.store, "memory:", NULL, &error), "a store", &error);
    fuzz_must(!eco_usage_open(&shop.usage, shop.store, shop.rulebook, NULL, &error), "usage", &error);
    return shop;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    usage_shop shop = shop_open();
    eco_error error = {0};
    int64_t done;
    fuzz_documents(data, size, make, run, shop.usage);
    fuzz_must(!eco_usage_tick(shop.usage, INT64_C(1794400200000000), 0, &done, &error), "a tick", &error); /* half past twelve */
    audit(shop.usage);
    eco_usage_free(shop.usage);
    eco_store_free(shop.store);
    eco_rulebook_free(shop.rulebook);
    return 0;
}
