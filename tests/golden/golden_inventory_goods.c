/* golden_inventory_goods.c - golden cases of kits ("kit_available", "kit_available_set") and lots ("fefo"), through a memory store. */
#include <ecomops/time.h>

#include "golden_inventory.h"

/* ---- kits -------------------------------------------------------------------------------------------------------------------------------- */

static void define(golden_stock *s, const eco_stock_item *item)
{
    if (golden_stock_do(s, (eco_inventory_command){.verb = ECO_INVENTORY_DEFINE, .item = item}))
        golden_fail(s->test, "define %s: %s", item->sku, s->error.message);
}

/* Parts as [[sku, quantity], ...]. */
static void define_kit(golden_stock *s, const char *sku, const cJSON *parts)
{
    const cJSON *part;
    size_t count = 0;
    eco_kit_part *made = golden_keep((size_t)cJSON_GetArraySize(parts) * sizeof *made);
    cJSON_ArrayForEach(part, parts) made[count++] = (eco_kit_part){cJSON_GetStringValue(cJSON_GetArrayItem(part, 0)),
                                                                   (int64_t)cJSON_GetNumberValue(cJSON_GetArrayItem(part, 1))};
    define(s, ECO_MAKE(eco_stock_item, .sku = sku, .parts = made, .parts_count = count));
}

static void receive_all(golden_stock *s, const cJSON *on_hand)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, on_hand) golden_stock_receive(s, item->string, (int64_t)item->valuedouble);
}

/* A component with more reserved than there is was sold below zero. */
static void stock_component(golden_stock *s, const cJSON *component)
{
    const char *sku = golden_word(component, "id");
    int64_t reserved = golden_int(component, "reserved", 0);
    const eco_stock_line line = {.sku = sku, .quantity = reserved};
    golden_stock_receive(s, sku, golden_int(component, "on_hand", 0));
    define(s, ECO_MAKE(eco_stock_item, .sku = sku, .backorder_limit = reserved));
    if (reserved &&
        golden_stock_do(s, (eco_inventory_command){
                               .verb = ECO_INVENTORY_HOLD, .lines = &line, .lines_count = 1, .expires_us = s->now_us + LONG_US}))
        golden_fail(s->test, "hold %s: %s", sku, s->error.message);
}

static void kit_of_components(golden_stock *s, const char *kit, const cJSON *components)
{
    const cJSON *component;
    size_t count = 0;
    eco_kit_part *parts = golden_keep((size_t)cJSON_GetArraySize(components) * sizeof *parts);
    cJSON_ArrayForEach(component, components)
    {
        stock_component(s, component);
        parts[count++] = (eco_kit_part){golden_word(component, "id"), golden_int(component, "need", 1)};
    }
    define(s, ECO_MAKE(eco_stock_item, .sku = kit, .parts = parts, .parts_count = count));
}

static int64_t kits_of(golden_stock *s, const char *sku)
{
    eco_stock_level level = {.version = 0};
    if (eco_inventory_level(&level, s->inventory, sku, NULL, NULL, s->now_us, &s->error))
        golden_fail(s->test, "level of %s: %s", sku, s->error.message);
    return level.available;
}

static void run_kit(golden_case *test)
{
    golden_stock s;
    const char *target = golden_word(test->input, "target");
    const cJSON *item;
    if (!golden_knows(test, test->input, "field", "components bom on_hand target") ||
        !golden_knows(test, test->expected, "expected", "available signed_available wrong_value_seen"))
        return;
    if (golden_stock_begin(&s, test)) {
        receive_all(&s, golden_get(test->input, "on_hand"));
        cJSON_ArrayForEach(item, golden_get(test->input, "bom")) define_kit(&s, item->string, item);
        if (golden_get(test->input, "components"))
            kit_of_components(&s, target = "the kit", golden_get(test->input, "components"));
        int64_t kits = kits_of(&s, target);
        golden_compare(test, "available", golden_get(test->expected, "available"),
                       cJSON_CreateNumber((double)(kits < 0 ? 0 : kits)));
        if (golden_get(test->expected, "signed_available"))
            golden_compare(test, "signed_available", golden_get(test->expected, "signed_available"),
                           cJSON_CreateNumber((double)kits));
    }
    golden_stock_end(&s);
}

/* How many of all kits can be held at once. */
static int64_t together(golden_stock *s, const cJSON *kits)
{
    const cJSON *kit;
    int64_t held = 0;
    cJSON_ArrayForEach(kit, kits)
    {
        int64_t there = kits_of(s, kit->string);
        const eco_stock_line line = {.sku = kit->string, .quantity = there};
        if (there > 0 && !golden_stock_do(s, (eco_inventory_command){.verb = ECO_INVENTORY_HOLD,
                                                                     .lines = &line,
                                                                     .lines_count = 1,
                                                                     .expires_us = s->now_us + LONG_US}))
            held += there;
    }
    return held;
}

static void run_kit_set(golden_case *test)
{
    golden_stock s;
    const cJSON *kits = golden_get(test->input, "kits"), *kit;
    if (!golden_knows(test, test->input, "field", "on_hand kits"))
        return;
    if (golden_stock_begin(&s, test)) {
        receive_all(&s, golden_get(test->input, "on_hand"));
        cJSON_ArrayForEach(kit, kits) define_kit(&s, kit->string, kit);
        cJSON_ArrayForEach(kit, kits) golden_compare(test, kit->string, golden_get(test->expected, kit->string),
                                                     cJSON_CreateNumber((double)kits_of(&s, kit->string)));
        golden_compare(test, "together_max", golden_get(test->expected, "together_max"),
                       cJSON_CreateNumber((double)together(&s, kits)));
    }
    golden_stock_end(&s);
}

/* ---- lots -------------------------------------------------------------------------------------------------------------------------------- */

static int64_t day_us(golden_stock *s, const char *text)
{
    int32_t date = 0;
    if (!text || eco_date_parse(&date, text, &s->error))
        golden_fail(s->test, "a date is wrong");
    return date * INT64_C(86400) * SECOND_US;
}

/* [[lot, quantity], ...] of what was issued, in the order of the ledger. */
static cJSON *picks_of(golden_stock *s, int64_t after)
{
    const eco_table *table;
    cJSON *picks = cJSON_CreateArray();
    if (eco_inventory_table(&table, s->inventory, "ledger", ECO_MAKE(eco_query, .after_sequence = after), &s->error)) {
        golden_fail(s->test, "ledger: %s", s->error.message);
        return picks;
    }
    const eco_column *lots = eco_table_column(table, "lot");
    const int64_t *offsets = lots->values, *quantity = eco_table_column(table, "quantity")->values;
    for (int64_t row = 0; row < table->rows; row++) {
        cJSON *pick = cJSON_CreateArray();
        cJSON_AddItemToArray(
            pick, cJSON_CreateString(golden_text("%.*s", (int)(offsets[row + 1] - offsets[row]), lots->bytes + offsets[row])));
        cJSON_AddItemToArray(pick, cJSON_CreateNumber((double)quantity[row]));
        cJSON_AddItemToArray(picks, pick);
    }
    eco_table_free(table);
    return picks;
}

static void run_fefo(golden_case *test)
{
    golden_stock s;
    const cJSON *lot;
    int64_t received = 0;
    if (!golden_knows(test, test->input, "field", "today lots qty") || !golden_knows(test, test->expected, "expected", "picks"))
        return;
    if (golden_stock_begin(&s, test)) {
        define(&s, ECO_MAKE(eco_stock_item, .sku = "S", .has_lots = true, .picking = ECO_PICKING_FEFO));
        cJSON_ArrayForEach(lot, golden_get(test->input, "lots"))
        {
            const eco_stock_line line = {.sku = "S",
                                         .quantity = golden_int(lot, "qty", 0),
                                         .lot = golden_word(lot, "lot"),
                                         .lot_expires_us = day_us(&s, golden_word(lot, "expires"))};
            if (golden_stock_do(&s, (eco_inventory_command){.verb = ECO_INVENTORY_RECEIVE, .lines = &line, .lines_count = 1}))
                golden_fail(test, "receive: %s", s.error.message);
            received++;
        }
        s.now_us = day_us(&s, golden_word(test->input, "today"));
        const eco_stock_line line = {.sku = "S", .quantity = golden_int(test->input, "qty", 0)};
        if (golden_stock_do(&s, (eco_inventory_command){.verb = ECO_INVENTORY_ISSUE, .lines = &line, .lines_count = 1}))
            golden_fail(test, "issue: %s", s.error.message);
        golden_compare(test, "picks", golden_get(test->expected, "picks"), picks_of(&s, received));
    }
    golden_stock_end(&s);
}

bool golden_run_goods(golden_case *test, const char *method)
{
    if (strcmp(method, "kit_available") == 0)
        run_kit(test);
    else if (strcmp(method, "kit_available_set") == 0)
        run_kit_set(test);
    else if (strcmp(method, "fefo") == 0)
        run_fefo(test);
    else
        return false;
    return true;
}
