/* golden_inventory.c - golden cases of stock, through a memory store (golden_inventory_goods.c has kits and lots): "hold" is a list of operations on one SKU, "hold_lines" a hold of several lines. */
#include <ecomops/inventory.h>

#include "golden_inventory.h"

bool golden_stock_begin(golden_stock *s, golden_case *test)
{
    *s = (golden_stock){.test = test, .now_us = SECOND_US};
    if (eco_store_open(&s->store, "memory:", NULL, &s->error) || eco_inventory_open(&s->inventory, s->store, NULL, &s->error))
        golden_fail(test, "%s", s->error.message);
    return s->inventory != NULL;
}

/* However it ends, its stock must be sound. */
void golden_stock_end(golden_stock *s)
{
    if (s->inventory && eco_inventory_audit(NULL, s->inventory, &s->error))
        golden_fail(s->test, "audit: %s", s->error.message);
    eco_inventory_free(s->inventory);
    eco_store_free(s->store);
}

eco_status golden_stock_do(golden_stock *s, eco_inventory_command command)
{
    command.at_us = s->now_us;
    if (!command.key.high && !command.key.low)
        command.key = (eco_id){1, ++s->keys};
    return eco_inventory_execute(s->inventory, &command, 1, NULL, &s->error);
}

void golden_stock_receive(golden_stock *s, const char *sku, int64_t quantity)
{
    const eco_stock_line line = {.sku = sku, .quantity = quantity};
    if (golden_stock_do(s, (eco_inventory_command){.verb = ECO_INVENTORY_RECEIVE, .lines = &line, .lines_count = 1}))
        golden_fail(s->test, "receive: %s", s->error.message);
}

/* ---- words ------------------------------------------------------------------------------------------------------------------------------- */

static const char *code_of(eco_status status)
{
    switch (status) {
    case ECO_E_RELEASED: return "ALREADY_RELEASED";
    case ECO_E_COMMITTED: return "ALREADY_COMMITTED";
    case ECO_E_KEY_REUSED: return "ID_CONFLICT";
    default: return eco_status_name(status);
    }
}

cJSON *golden_stock_quantity(golden_stock *s, const char *sku, const char *name)
{
    eco_stock_level level;
    if (eco_inventory_level(&level, s->inventory, sku, NULL, NULL, s->now_us, &s->error))
        return NULL;
    if (strcmp(name, "available") == 0)
        return cJSON_CreateNumber((double)level.available);
    for (eco_stock_state state = ECO_STOCK_ON_HAND; state <= ECO_STOCK_QUALITY_CONTROL; state++)
        if (strcmp(name, eco_stock_state_name(state)) == 0)
            return cJSON_CreateNumber((double)level.quantity[state]);
    return NULL;
}

/* ---- hold -------------------------------------------------------------------------------------------------------------------------------- */

static eco_inventory_verb verb_of(const char *word)
{
    static const eco_inventory_verb verbs[] = {ECO_INVENTORY_HOLD,    ECO_INVENTORY_EXTEND, ECO_INVENTORY_COMMIT,
                                               ECO_INVENTORY_RELEASE, ECO_INVENTORY_ISSUE,  ECO_INVENTORY_CANCEL};
    for (size_t i = 0; word && i < sizeof verbs / sizeof verbs[0]; i++)
        if (strcmp(word, eco_inventory_verb_name(verbs[i])) == 0)
            return verbs[i];
    return 0;
}

/* [verb, hold, quantity, seconds to live]; the last two may be missing. */
static bool run_operation(golden_stock *s, const cJSON *operation, cJSON *codes)
{
    const char *word = cJSON_GetStringValue(cJSON_GetArrayItem(operation, 0));
    const cJSON *second = cJSON_GetArrayItem(operation, 1), *third = cJSON_GetArrayItem(operation, 2),
                *fourth = cJSON_GetArrayItem(operation, 3);
    if (word && strcmp(word, "t") == 0) {
        s->now_us = SECOND_US + (int64_t)second->valuedouble * SECOND_US;
        return true;
    }
    eco_inventory_command command = {.verb = verb_of(word)};
    const eco_stock_line line = {.sku = "S", .quantity = third ? (int64_t)third->valuedouble : 0};
    if (!command.verb || !cJSON_IsString(second)) {
        golden_not_built(s->test, "operation %s", word ? word : "without a name");
        return false;
    }
    if (command.verb == ECO_INVENTORY_HOLD)
        command.key = eco_id_of(second->valuestring);
    else
        command.hold = eco_id_of(second->valuestring);
    if (third) {
        command.lines = &line;
        command.lines_count = 1;
    }
    if (command.verb == ECO_INVENTORY_HOLD || command.verb == ECO_INVENTORY_EXTEND)
        command.expires_us = s->now_us + (fourth ? (int64_t)fourth->valuedouble * SECOND_US : LONG_US);
    cJSON_AddItemToArray(codes, cJSON_CreateString(code_of(golden_stock_do(s, command))));
    return true;
}

static void run_hold(golden_case *test)
{
    golden_stock s;
    const cJSON *item;
    cJSON *codes = golden_keep_json(cJSON_CreateArray());
    if (!golden_knows(test, test->input, "field", "on_hand ops") ||
        !golden_knows(test, test->expected, "expected", "on_hand reserved committed available codes"))
        return;
    if (golden_stock_begin(&s, test)) {
        golden_stock_receive(&s, "S", golden_int(test->input, "on_hand", 0));
        cJSON_ArrayForEach(item, golden_get(test->input, "ops")) if (!run_operation(&s, item, codes)) break;
        cJSON_ArrayForEach(item, test->expected)
        {
            bool is_codes = strcmp(item->string, "codes") == 0;
            golden_compare(test, item->string, item,
                           is_codes ? cJSON_Duplicate(codes, true) : golden_stock_quantity(&s, "S", item->string));
        }
    }
    golden_stock_end(&s);
}

/* ---- hold_lines -------------------------------------------------------------------------------------------------------------------------- */

static void run_hold_lines(golden_case *test)
{
    golden_stock s;
    const cJSON *item, *lines = golden_get(test->input, "lines");
    size_t count = 0;
    if (!golden_knows(test, test->input, "field", "on_hand lines") ||
        !golden_knows(test, test->expected, "expected", "code reserved"))
        return;
    eco_stock_line *asked = golden_keep((size_t)cJSON_GetArraySize(lines) * sizeof *asked);
    cJSON_ArrayForEach(item, lines)
        asked[count++] = (eco_stock_line){.sku = cJSON_GetStringValue(cJSON_GetArrayItem(item, 0)),
                                          .quantity = (int64_t)cJSON_GetNumberValue(cJSON_GetArrayItem(item, 1))};
    if (golden_stock_begin(&s, test)) {
        cJSON_ArrayForEach(item, golden_get(test->input, "on_hand"))
            golden_stock_receive(&s, item->string, (int64_t)item->valuedouble);
        eco_status status = golden_stock_do(
            &s, (eco_inventory_command){
                    .verb = ECO_INVENTORY_HOLD, .lines = asked, .lines_count = count, .expires_us = s.now_us + LONG_US});
        if (golden_get(test->expected, "code"))
            golden_compare(test, "code", golden_get(test->expected, "code"), cJSON_CreateString(code_of(status)));
        cJSON_ArrayForEach(item, golden_get(test->expected, "reserved"))
            golden_compare(test, item->string, item, golden_stock_quantity(&s, item->string, "reserved"));
    }
    golden_stock_end(&s);
}

bool golden_run_inventory(golden_case *test, const char *method)
{
    if (strcmp(method, "hold") == 0)
        run_hold(test);
    else if (strcmp(method, "hold_lines") == 0)
        run_hold_lines(test);
    else
        return golden_run_goods(test, method) || golden_run_costing(test, method);
    return true;
}
