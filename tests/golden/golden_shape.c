/* golden_shape.c - the short forms of carts that cases use, each made into plain carts:
 *
 *     order_minor [v ...]                   one line of each v
 *     unit_price_minor, quantities [q ...]  one line of each q
 *     cases [{eligible_qty, line_minor}]    one line of each, of that total
 *     cases [[first, further, quantity]]    one line of each quantity, with a rate of the first unit and one of the further ones
 *     op bxgy_free_units, cases [[x, y, q]] one line of each q, with buy x get y free
 *     unit_price_minor, sequences [[...]]   one unit, with each list of promotions
 *     activities [{id, base_minor [v ...]}] lines of v each, with each activity as the promotion
 *     qty, base_minor, prices or lists      one line, priced by lists
 *     op percentage_off                     one line, with a percentage
 *     lines [...]                           the plain form itself */
#include "golden.h"

/* The input without the fields of its short form, as a plain cart without lines. */
static cJSON *plain_of(const golden_case *test, const char *const *fields)
{
    cJSON *plain = golden_keep_json(cJSON_Duplicate(test->input, true));
    for (; *fields; fields++)
        cJSON_DeleteItemFromObjectCaseSensitive(plain, *fields);
    cJSON_AddArrayToObject(plain, "lines");
    return plain;
}

static void add_line(cJSON *plain, const cJSON *quantity, const char *price_name, const cJSON *price, const cJSON *tax)
{
    cJSON *line = cJSON_CreateObject();
    cJSON_AddStringToObject(line, "sku", "a");
    cJSON_AddItemToObject(line, "qty", quantity ? cJSON_Duplicate(quantity, true) : cJSON_CreateNumber(1));
    if (price)
        cJSON_AddItemToObject(line, price_name, cJSON_Duplicate(price, true));
    if (tax)
        cJSON_AddItemToObject(cJSON_AddObjectToObject(line, "attrs"), "tax_bp", cJSON_Duplicate(tax, true));
    cJSON_AddItemToArray(cJSON_GetObjectItemCaseSensitive(plain, "lines"), line);
}

static void add_run(golden_runs *out, const char *name, const cJSON *plain)
{
    out->items[out->count++] = (golden_run){name, plain};
}

static void begin_runs(golden_runs *out, int count, bool is_list)
{
    *out = (golden_runs){golden_keep(((size_t)count + 1) * sizeof *out->items), 0, is_list};
}

static bool shape_orders(golden_case *test, golden_runs *out)
{
    const cJSON *totals = golden_get(test->input, "order_minor"), *item;
    if (!cJSON_IsArray(totals))
        return false;
    begin_runs(out, cJSON_GetArraySize(totals), true);
    cJSON_ArrayForEach(item, totals)
    {
        cJSON *plain = plain_of(test, (const char *[]){"order_minor", "tax_bp", NULL});
        add_line(plain, NULL, "unit_price_minor", item, golden_get(test->input, "tax_bp"));
        add_run(out, NULL, plain);
    }
    return true;
}

static bool shape_quantities(golden_case *test, golden_runs *out)
{
    const cJSON *quantities = golden_get(test->input, "quantities"), *unit = golden_get(test->input, "unit_price_minor"), *item;
    if (!cJSON_IsArray(quantities) || !unit)
        return false;
    begin_runs(out, cJSON_GetArraySize(quantities), true);
    cJSON_ArrayForEach(item, quantities)
    {
        cJSON *plain = plain_of(test, (const char *[]){"quantities", "unit_price_minor", "tax_bp", NULL});
        if (item->valuedouble != 0)
            add_line(plain, item, "unit_price_minor", unit, golden_get(test->input, "tax_bp"));
        add_run(out, NULL, plain);
    }
    return true;
}

static bool shape_cases(golden_case *test, golden_runs *out)
{
    const cJSON *cases = golden_get(test->input, "cases"), *item;
    if (!cJSON_IsArray(cases))
        return false;
    begin_runs(out, cJSON_GetArraySize(cases), true);
    cJSON_ArrayForEach(item, cases)
    {
        const cJSON *quantity = golden_get(item, "eligible_qty"), *total = golden_get(item, "line_minor");
        if (!quantity || !total || cJSON_GetArraySize(item) != 2) {
            golden_not_built(test, "cases of another shape");
            return true;
        }
        cJSON *plain = plain_of(test, (const char *[]){"cases", NULL});
        add_line(plain, quantity, "line_minor", total, NULL);
        add_run(out, NULL, plain);
    }
    return true;
}

/* Three numbers, the last of which is a quantity. */
static bool is_triple(const cJSON *item)
{
    const cJSON *number;
    cJSON_ArrayForEach(number, item)
    {
        if (!cJSON_IsNumber(number))
            return false;
    }
    return cJSON_IsArray(item) && cJSON_GetArraySize(item) == 3;
}

/* Triples as lines with a price that is above any rate, each with one promotion of this type. */
static bool shape_triples(golden_case *test, golden_runs *out, const char *type, const char *first, const char *second)
{
    const cJSON *cases = golden_get(test->input, "cases"), *item;
    begin_runs(out, cJSON_GetArraySize(cases), true);
    cJSON_ArrayForEach(item, cases)
    {
        cJSON *plain = plain_of(test, (const char *[]){"op", "cases", NULL}), *promotion = cJSON_CreateObject();
        cJSON *price = golden_keep_json(cJSON_CreateNumber(1000000));
        if (!is_triple(item)) {
            cJSON_Delete(promotion);
            golden_not_built(test, "cases of another shape");
            return true;
        }
        if (cJSON_GetArrayItem(item, 2)->valuedouble != 0)
            add_line(plain, cJSON_GetArrayItem(item, 2), "unit_price_minor", price, NULL);
        cJSON_AddStringToObject(promotion, "type", type);
        cJSON_AddItemToObject(promotion, first, cJSON_Duplicate(cJSON_GetArrayItem(item, 0), true));
        cJSON_AddItemToObject(promotion, second, cJSON_Duplicate(cJSON_GetArrayItem(item, 1), true));
        cJSON_AddItemToArray(cJSON_AddArrayToObject(plain, "promotions"), promotion);
        add_run(out, NULL, plain);
    }
    return true;
}

static bool shape_free_units(golden_case *test, golden_runs *out)
{
    const char *op = golden_word(test->input, "op");
    return op && strcmp(op, "bxgy_free_units") == 0 && shape_triples(test, out, "buy_x_get_y", "buy_quantity", "get_quantity");
}

/* Cases that give two rates and a quantity, and no promotion that would say more. */
static bool shape_flexi_rates(golden_case *test, golden_runs *out)
{
    const cJSON *first = cJSON_GetArrayItem(golden_get(test->input, "cases"), 0);
    return !golden_get(test->input, "op") && !golden_get(test->input, "promotions") && is_triple(first) &&
           shape_triples(test, out, "flexi_rate", "first_minor", "additional_minor");
}

static bool shape_sequences(golden_case *test, golden_runs *out)
{
    const cJSON *sequences = golden_get(test->input, "sequences"), *unit = golden_get(test->input, "unit_price_minor"), *item;
    if (!cJSON_IsArray(sequences) || !unit)
        return false;
    begin_runs(out, cJSON_GetArraySize(sequences), true);
    cJSON_ArrayForEach(item, sequences)
    {
        cJSON *plain = plain_of(test, (const char *[]){"sequences", "unit_price_minor", NULL});
        add_line(plain, NULL, "unit_price_minor", unit, NULL);
        cJSON_AddItemToObject(plain, "promotions", cJSON_Duplicate(item, true));
        add_run(out, NULL, plain);
    }
    return true;
}

static bool shape_activities(golden_case *test, golden_runs *out)
{
    const cJSON *activities = golden_get(test->input, "activities"), *item, *price;
    if (!cJSON_IsArray(activities))
        return false;
    begin_runs(out, cJSON_GetArraySize(activities), false);
    cJSON_ArrayForEach(item, activities)
    {
        cJSON *plain = plain_of(test, (const char *[]){"activities", NULL}), *promotion = cJSON_Duplicate(item, true);
        cJSON_ArrayForEach(price, golden_get(item, "base_minor")) add_line(plain, NULL, "unit_price_minor", price, NULL);
        cJSON_DeleteItemFromObjectCaseSensitive(promotion, "base_minor");
        cJSON_AddItemToArray(cJSON_AddArrayToObject(plain, "promotions"), promotion);
        add_run(out, golden_word(item, "id"), plain);
    }
    return true;
}

static bool shape_lists(golden_case *test, golden_runs *out)
{
    if (!golden_lists(test->input) || golden_get(test->input, "lines"))
        return false;
    cJSON *plain = plain_of(test, (const char *[]){"qty", "base_minor", NULL});
    add_line(plain, golden_get(test->input, "qty"), "unit_price_minor", golden_get(test->input, "base_minor"), NULL);
    begin_runs(out, 1, false);
    add_run(out, NULL, plain);
    return true;
}

static bool shape_percentage_off(golden_case *test, golden_runs *out)
{
    const char *op = golden_word(test->input, "op");
    const cJSON *amount = golden_get(test->input, "amount_minor"), *rate = golden_get(test->input, "rate_bp");
    if (!op || strcmp(op, "percentage_off") != 0 || !amount || !rate)
        return false;
    cJSON *plain = plain_of(test, (const char *[]){"op", "amount_minor", "rate_bp", NULL}), *promotion = cJSON_CreateObject();
    add_line(plain, NULL, "unit_price_minor", amount, NULL);
    cJSON_AddStringToObject(promotion, "type", "percentage");
    cJSON_AddItemToObject(promotion, "value_bp", cJSON_Duplicate(rate, true));
    cJSON_AddItemToArray(cJSON_AddArrayToObject(plain, "promotions"), promotion);
    begin_runs(out, 1, false);
    add_run(out, NULL, plain);
    return true;
}

bool golden_shape(golden_case *test, golden_runs *out)
{
    bool (*const shapes[])(golden_case *, golden_runs *) = {shape_orders,      shape_quantities, shape_free_units,
                                                            shape_flexi_rates, shape_cases,      shape_sequences,
                                                            shape_activities,  shape_lists,      shape_percentage_off};
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        if (shapes[i](test, out))
            return test->outcome == GOLDEN_PASSED;
    if (!cJSON_IsArray(golden_get(test->input, "lines"))) {
        const char *op = golden_word(test->input, "op");
        golden_not_built(test, "%s", op ? op : "an input without lines");
        return false;
    }
    begin_runs(out, 1, false);
    add_run(out, NULL, test->input);
    return true;
}
