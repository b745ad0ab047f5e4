/* golden_inventory_cost.c - golden cases of costing: "cost_fifo", "cost_average", "cost_lifo" and "cost_standard" are lists of moves of one SKU, fed one by one. */
#include <ecomops/inventory/costing.h>
#include <stdio.h>

#include "golden.h"

enum { SCALE = 6 }; /* of quantities, and of unit costs in minor units */

typedef struct costs {
    golden_case *test;
    const char *currency;
    int32_t exponent;
    eco_costing *costing;
    eco_error error;
    int64_t at;
    cJSON *layers_before; /* of the last issue */
} costs;

static double number(int64_t value, int32_t scale)
{
    char text[ECO_DECIMAL_TEXT];
    return strtod(eco_decimal_text(text, (eco_decimal){value, scale}), NULL);
}

static bool at_scale(int64_t *out, int64_t value, int32_t scale)
{
    for (*out = value; scale < SCALE; scale++)
        *out *= 10;
    return scale == SCALE;
}

/* ---- in ---- */

static bool begin(costs *c, golden_case *test, eco_cost_method method)
{
    const cJSON *standard = golden_get(test->input, "standard_cost");
    int64_t minor, unit = 0;
    int32_t scale;
    *c = (costs){.test = test, .exponent = (int32_t)golden_int(test->input, "currency_decimals", 2)};
    c->currency = c->exponent == 0 ? "JPY" : c->exponent == 3 ? "KWD" : "CNY";
    if (standard && (!golden_unit_price(test, &minor, &scale, standard, c->currency) || !at_scale(&unit, minor, scale)))
        return false;
    const char *const sku[] = {"S"};
    eco_column columns[] = {ECO_TEXT_COLUMN("sku", sku), ECO_MONEY_COLUMN("standard_cost", &unit, c->currency)};
    columns[1].scale = SCALE;
    const eco_table skus = {.rows = 1, .columns = columns, .columns_count = standard ? 2 : 1};
    if (eco_costing_create(
            &c->costing,
            ECO_MAKE(eco_costing_options, .currency = c->currency, .method = method, .quantity_scale = SCALE, .skus = &skus),
            &c->error))
        golden_fail(test, "%s", c->error.message);
    return c->costing != NULL;
}

static bool feed(costs *c, const char *kind, const cJSON *quantity, const cJSON *unit_cost, const char *id, const char *source)
{
    eco_decimal given = {0, 0};
    int64_t q = 0, unit = 0, minor;
    int32_t scale;
    uint8_t priced = unit_cost != NULL;
    if ((quantity && (!golden_decimal(&given, quantity) || !at_scale(&q, given.coefficient, given.scale))) ||
        (unit_cost && (!golden_unit_price(c->test, &minor, &scale, unit_cost, c->currency) || !at_scale(&unit, minor, scale)))) {
        golden_not_built(c->test, "a quantity or cost with more than 6 decimals");
        return false;
    }
    c->at++;
    eco_column columns[] = {ECO_TEXT_COLUMN("sku", (const char *[]){"S"}),
                            ECO_TIME_COLUMN("at", &c->at),
                            ECO_TEXT_COLUMN("kind", &kind),
                            ECO_QUANTITY_COLUMN("quantity", &q, SCALE),
                            ECO_MONEY_COLUMN("unit_cost", &unit, c->currency),
                            ECO_TEXT_COLUMN("movement", &id),
                            ECO_TEXT_COLUMN("source", &source)};
    columns[4].scale = SCALE;
    columns[4].valid = &priced;
    const eco_table table = {.rows = 1, .columns = columns, .columns_count = 7};
    if (eco_costing_update(c->costing, &table, &c->error))
        golden_fail(c->test, "%s: %s", kind, c->error.message);
    return !c->error.status;
}

static cJSON *layers_of(costs *c);

/* {"op", "qty", "unit_cost", "repeat", "ref": the place of the move that it takes back}. */
static bool run_move(costs *c, const cJSON *move, int place)
{
    static const char *const ops[][2] = {{"in", "receive"}, {"out", "issue"}, {"return_of", "return"}, {"revalue", "revalue"}};
    const char *op = golden_word(move, "op"), *kind = NULL;
    bool refers = golden_get(move, "ref") != NULL;
    const char *source = refers ? golden_text("%lld.0", (long long)golden_int(move, "ref", 0)) : NULL;
    for (size_t i = 0; op && i < sizeof ops / sizeof *ops; i++)
        if (strcmp(op, ops[i][0]) == 0)
            kind = ops[i][1];
    if (!kind || !golden_knows(c->test, move, "move's field", "op qty unit_cost repeat ref")) {
        golden_not_built(c->test, "move %s", op ? op : "without a name");
        return false;
    }
    for (int64_t i = 0; i < golden_int(move, "repeat", 1); i++) {
        if (strcmp(kind, "issue") == 0)
            c->layers_before = golden_keep_json(layers_of(c));
        if (!feed(c, kind, golden_get(move, "qty"), golden_get(move, "unit_cost"), golden_text("%d.%lld", place, (long long)i),
                  source))
            return false;
    }
    return true;
}

/* ---- out ---- */

static const eco_table *table_of(costs *c, const char *name)
{
    const eco_table *table;
    if (eco_costing_table(&table, c->costing, name, &c->error))
        golden_fail(c->test, "%s", c->error.message);
    return table;
}

static int64_t cell(const eco_table *table, const char *column, int64_t row)
{
    return ((const int64_t *)eco_table_column(table, column)->values)[row];
}

static cJSON *value_of(costs *c, const char *column)
{
    const eco_table *table = table_of(c, "value");
    const eco_column *of = eco_table_column(table, column);
    int32_t scale = of->type == ECO_TYPE_MONEY ? c->exponent + of->scale : of->scale;
    cJSON *value = cJSON_CreateNumber(table->rows ? number(cell(table, column, 0), scale) : 0);
    eco_table_free(table);
    return value;
}

/* Of issues. */
static cJSON *cogs_of(costs *c)
{
    const eco_table *table = table_of(c, "cogs");
    const eco_column *kind = eco_table_column(table, "kind");
    const int64_t *ends = kind->values;
    cJSON *list = cJSON_CreateArray();
    for (int64_t i = 0; i < table->rows; i++)
        if (strncmp(kind->bytes + ends[i], "issue", (size_t)(ends[i + 1] - ends[i])) == 0)
            cJSON_AddItemToArray(list, cJSON_CreateNumber(number(cell(table, "cost", i), c->exponent)));
    eco_table_free(table);
    return list;
}

static cJSON *total_of(costs *c)
{
    const eco_table *cogs = table_of(c, "cogs"), *corrections = table_of(c, "corrections");
    int64_t sum = 0;
    for (int64_t i = 0; i < cogs->rows; i++)
        sum += cell(cogs, "cost", i);
    for (int64_t i = 0; i < corrections->rows; i++)
        sum += cell(corrections, "amount", i);
    eco_table_free(cogs);
    eco_table_free(corrections);
    return cJSON_CreateNumber(number(sum, c->exponent));
}

/* [[quantity, unit cost], ...], the oldest first. */
static cJSON *layers_of(costs *c)
{
    const eco_table *table = table_of(c, "layers");
    cJSON *list = cJSON_CreateArray();
    for (int64_t i = 0; i < table->rows; i++) {
        const double pair[] = {number(cell(table, "quantity", i), SCALE),
                               number(cell(table, "unit_cost", i), c->exponent + eco_table_column(table, "unit_cost")->scale)};
        cJSON_AddItemToArray(list, cJSON_CreateDoubleArray(pair, 2));
    }
    eco_table_free(table);
    return list;
}

/* What the last issue took: the layers that were there before, less those that are there now; LIFO from the newest, else from the oldest. */
static cJSON *consumed_of(costs *c, bool newest_first)
{
    cJSON *now = layers_of(c), *list = cJSON_CreateArray();
    int before = cJSON_GetArraySize(c->layers_before), left = cJSON_GetArraySize(now);
    for (int i = 0; i < before; i++) {
        int place = newest_first ? before - 1 - i : i, kept = newest_first ? place : place - (before - left);
        const cJSON *layer = cJSON_GetArrayItem(c->layers_before, place);
        const cJSON *still = kept >= 0 && kept < left ? cJSON_GetArrayItem(now, kept) : NULL;
        double gone = cJSON_GetNumberValue(cJSON_GetArrayItem(layer, 0));
        gone -= still ? cJSON_GetNumberValue(cJSON_GetArrayItem(still, 0)) : 0;
        const double pair[] = {gone, cJSON_GetNumberValue(cJSON_GetArrayItem(layer, 1))};
        if (gone > 0)
            cJSON_AddItemToArray(list, cJSON_CreateDoubleArray(pair, 2));
    }
    cJSON_Delete(now);
    return list;
}

static cJSON *observe(costs *c, const char *name, eco_cost_method method)
{
    if (strcmp(name, "qty") == 0)
        return value_of(c, "quantity");
    if (strcmp(name, "value") == 0)
        return value_of(c, "value");
    if (strcmp(name, "unit") == 0)
        return value_of(c, "unit_cost");
    if (strcmp(name, "cogs") == 0)
        return cogs_of(c);
    if (strcmp(name, "cogs_total") == 0)
        return total_of(c);
    return strcmp(name, "layers") == 0 ? layers_of(c) : consumed_of(c, method == ECO_COST_LIFO);
}

static void run(golden_case *test, eco_cost_method method)
{
    costs c;
    const cJSON *item;
    int place = 0;
    bool good = true;
    if (!golden_knows(test, test->input, "field", "moves currency_decimals standard_cost") ||
        !golden_knows(test, test->expected, "expected", "qty value unit cogs cogs_total layers consumed"))
        return;
    if (begin(&c, test, method)) {
        cJSON_ArrayForEach(item, golden_get(test->input, "moves")) good = good && run_move(&c, item, place++);
        if (good)
            cJSON_ArrayForEach(item, test->expected) golden_compare(test, item->string, item, observe(&c, item->string, method));
    }
    eco_costing_free(c.costing);
}

bool golden_run_costing(golden_case *test, const char *method)
{
    if (!golden_begins(method, "cost_"))
        return false;
    for (eco_cost_method of = ECO_COST_FIFO; of <= ECO_COST_STANDARD; of++)
        if (strcmp(method + strlen("cost_"), eco_cost_method_name(of)) == 0) {
            run(test, of);
            return true;
        }
    return false;
}
