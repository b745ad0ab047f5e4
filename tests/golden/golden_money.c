/* golden_money.c - inputs with an "op": splitting, rounding and ISO 4217, by one call each. */
#include "golden.h"

#include <stdio.h>

/* ---- expected fields ------------------------------------------------------------------------------------------------------------------ */

typedef struct field {
    const char *name;
    cJSON *value; /* kept until the case ends */
} field;

/* Compares each expected field with ours of that name. What starts with peer_ is what another system gives by mistake. */
static void check_fields(golden_case *test, size_t count, const field *fields)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, test->expected)
    {
        size_t i = 0;
        while (i < count && strcmp(fields[i].name, item->string) != 0)
            i++;
        if (i < count)
            golden_compare(test, item->string, item, cJSON_Duplicate(fields[i].value, true));
        else if (!golden_begins(item->string, "peer_"))
            golden_not_built(test, "expects %s", item->string);
    }
}

/* ---- lists -------------------------------------------------------------------------------------------------------------------------- */

static int64_t *numbers_of(golden_case *test, const cJSON *list, size_t *count)
{
    *count = (size_t)cJSON_GetArraySize(list);
    int64_t *numbers = golden_keep((*count + 1) * sizeof *numbers);
    size_t i = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, list)
    {
        if (!cJSON_IsNumber(item) || item->valuedouble != (double)(int64_t)item->valuedouble)
            golden_not_built(test, "a list of something else than whole numbers");
        else
            numbers[i++] = (int64_t)item->valuedouble;
    }
    return numbers;
}

static cJSON *json_of(const int64_t *numbers, size_t count)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < count; i++)
        cJSON_AddItemToArray(list, cJSON_CreateNumber((double)numbers[i]));
    return golden_keep_json(list);
}

static cJSON *json_number(int64_t number)
{
    return golden_keep_json(cJSON_CreateNumber((double)number));
}

/* Weights may be decimals: brought to one scale they are integers of the same proportions. */
static int64_t *weights_of(golden_case *test, const cJSON *list, size_t *count)
{
    int32_t scale = 0;
    *count = (size_t)cJSON_GetArraySize(list);
    eco_decimal *decimals = golden_keep((*count + 1) * sizeof *decimals);
    int64_t *weights = golden_keep((*count + 1) * sizeof *weights);
    size_t i = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, list)
    {
        if (!golden_decimal(&decimals[i], item))
            golden_not_built(test, "weights that are not decimals");
        scale = decimals[i].scale > scale ? decimals[i].scale : scale;
        i++;
    }
    for (i = 0; i < *count; i++) {
        eco_decimal factor = {1, 0};
        for (int32_t zeros = scale - decimals[i].scale; zeros > 0; zeros--)
            factor.coefficient *= 10;
        if (eco_money_multiply(&weights[i], decimals[i].coefficient, factor, ECO_ROUNDING_HALF_UP, NULL))
            golden_not_built(test, "weights beyond 64 bits");
    }
    return weights;
}

/* The list after a phrase of the notes: "... largest remainder gives [29,21,0]". NULL: there is none. */
static const cJSON *list_of_notes(const golden_case *test, const char *phrase)
{
    const char *at = strstr(test->notes, phrase);
    at = at ? strchr(at, '[') : NULL;
    cJSON *list = at ? cJSON_ParseWithOpts(at, NULL, false) : NULL;
    return list ? golden_keep_json(list) : NULL;
}

/* ---- splitting ------------------------------------------------------------------------------------------------------------------------ */

static bool method_of(golden_case *test, eco_split_options *options)
{
    /* What other systems call it. Their ties go to the first part. */
    static const struct {
        const char *name;
        eco_split_rule rule;
    } methods[] = {
        {"largest_remainder", ECO_SPLIT_LARGEST_REMAINDER},
        {"floor_to_largest_remainder", ECO_SPLIT_LARGEST_REMAINDER},
        {"floor_to_largest_ratio", ECO_SPLIT_LARGEST_WEIGHT},
        {"floor_to_first", ECO_SPLIT_FIRST},
        {"round_half_down_then_first", ECO_SPLIT_NEAREST},
        {"rubymoney_iterative", ECO_SPLIT_FROM_LAST},
        {"block_separate", ECO_SPLIT_BLOCKS},
        {"floor_separate", ECO_SPLIT_DOWN},
    };
    const char *method = golden_word(test->input, "method"), *tie = golden_word(test->input, "tie");
    options->tie = tie && strcmp(tie, "weight") == 0 ? ECO_SPLIT_TIE_WEIGHT : ECO_SPLIT_TIE_FIRST;
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if (!method || strcmp(methods[i].name, method) == 0) {
            options->rule = methods[i].rule;
            return true;
        }
    golden_not_built(test, "method %s", method);
    return false;
}

static void check_parts(golden_case *test, const char *parts_name, const char *rest_name, int64_t whole, const int64_t *weights,
                        size_t count, const eco_split_options *options)
{
    eco_error error = {0};
    int64_t *parts = golden_keep((count + 1) * sizeof *parts), rest = 0;
    if (eco_money_split(parts, &rest, whole, weights, count, options, &error)) {
        golden_fail(test, "%s: %s", eco_status_name(error.status), error.message);
        return;
    }
    check_fields(test, 2, (field[]){{parts_name, json_of(parts, count)}, {rest_name, json_number(rest)}});
    if (rest && !golden_get(test->expected, rest_name))
        golden_fail(test, "%lld left over", (long long)rest);
}

static void allocate(golden_case *test)
{
    if (!golden_knows(test, test->input, "input", "op currency amount_minor weights method step_minor tie"))
        return;
    eco_split_options options = {.struct_size = sizeof options, .step_minor = golden_int(test->input, "step_minor", 0)};
    size_t count;
    int64_t whole = golden_int(test->input, "amount_minor", 0);
    const int64_t *weights = weights_of(test, golden_get(test->input, "weights"), &count);
    if (!method_of(test, &options))
        return;
    check_parts(test, "parts_minor", "remainder_minor", whole, weights, count, &options);
    const cJSON *ours = list_of_notes(test, "largest remainder gives");
    if (ours) {
        int64_t *parts = golden_keep((count + 1) * sizeof *parts);
        if (eco_money_split(parts, NULL, whole, weights, count, NULL, NULL))
            golden_fail(test, "largest remainder fails");
        else
            golden_compare(test, "largest remainder of the notes", ours, cJSON_Duplicate(json_of(parts, count), true));
    }
}

static void allocate_with_floor(golden_case *test)
{
    if (!golden_knows(test, test->input, "input", "op currency amount_minor line_totals_minor line_floor_minor"))
        return;
    size_t count, floors_count;
    const int64_t *totals = numbers_of(test, golden_get(test->input, "line_totals_minor"), &count);
    const int64_t *floors = numbers_of(test, golden_get(test->input, "line_floor_minor"), &floors_count);
    int64_t *caps = golden_keep((count + 1) * sizeof *caps);
    for (size_t i = 0; i < count; i++) /* what a line can give is what is above its floor */
        caps[i] = i < floors_count && floors[i] < totals[i] ? totals[i] - floors[i] : i < floors_count ? 0 : totals[i];
    check_parts(test, "line_discounts_minor", "unallocated_minor", golden_int(test->input, "amount_minor", 0), totals, count,
                ECO_MAKE(eco_split_options, .caps = caps, .tie = ECO_SPLIT_TIE_FIRST));
}

/* ---- rounding ------------------------------------------------------------------------------------------------------------------------- */

static cJSON *rounded(golden_case *test, const cJSON *values, int32_t scale, int64_t step, eco_rounding rounding, bool twice)
{
    cJSON *out = cJSON_CreateArray();
    size_t count;
    const int64_t *numbers = numbers_of(test, values, &count);
    for (size_t i = 0; i < count; i++) {
        eco_error error = {0};
        int64_t value = numbers[i];
        if ((twice && eco_money_round(&value, value, scale, 1, rounding, &error)) ||
            eco_money_round(&value, value, twice ? 0 : scale, step, rounding, &error))
            golden_fail(test, "%lld: %s", (long long)numbers[i], error.message);
        cJSON_AddItemToArray(out, cJSON_CreateNumber((double)value));
    }
    return golden_keep_json(out);
}

/* Values in minor units, or in "scale3_values": three decimals of the major unit. */
static void cash_round(golden_case *test)
{
    const eco_currency *currency = eco_currency_find(golden_word(test->input, "currency"));
    const cJSON *values = golden_get(test->input, "values"), *item;
    int decimals = 0;
    eco_rounding rounding;
    cJSON_ArrayForEach(item, test->input) if (sscanf(item->string, "scale%d_values", &decimals) == 1) values = item;
    if (!currency || !golden_rounding(test, &rounding, golden_word(test->input, "mode"))) {
        golden_not_built(test, "currency or mode");
        return;
    }
    int32_t scale = decimals > currency->exponent ? decimals - currency->exponent : 0;
    int64_t step = golden_int(test->input, "step_minor", currency->cash_step_minor);
    check_fields(test, 3,
                 (field[]){{"values", rounded(test, values, scale, step, rounding, false)},
                           {"one_step_values", rounded(test, values, scale, step, rounding, false)},
                           {"two_step_values", rounded(test, values, scale, step, rounding, true)}});
}

static void rescale(golden_case *test)
{
    int64_t from = golden_int(test->input, "from_scale", 0), to = golden_int(test->input, "to_scale", 0);
    eco_rounding rounding;
    if (!golden_rounding(test, &rounding, golden_word(test->input, "mode")))
        return;
    if (from < to || from - to > 18) {
        golden_not_built(test, "from scale %lld to %lld", (long long)from, (long long)to);
        return;
    }
    cJSON *values = rounded(test, golden_get(test->input, "values"), (int32_t)(from - to), 1, rounding, false);
    check_fields(test, 1, (field[]){{"values", values}});
}

static void percentage(golden_case *test)
{
    eco_rounding rounding;
    eco_error error = {0};
    int64_t out = 0;
    if (!golden_rounding(test, &rounding, golden_word(test->input, "mode")))
        return;
    if (eco_money_multiply(&out, golden_int(test->input, "amount_minor", 0),
                           (eco_decimal){golden_int(test->input, "rate_bp", 0), 4}, rounding, &error))
        golden_fail(test, "%s", error.message);
    check_fields(test, 1, (field[]){{"amount_minor", json_number(out)}});
}

/* ---- ISO 4217 ------------------------------------------------------------------------------------------------------------------------- */

static void exponents(golden_case *test)
{
    cJSON *found = cJSON_CreateArray(), *numbers = golden_keep_json(cJSON_CreateArray());
    const cJSON *item;
    cJSON_ArrayForEach(item, golden_get(test->input, "codes"))
    {
        const eco_currency *currency = eco_currency_find(cJSON_GetStringValue(item));
        if (!currency)
            golden_fail(test, "%s is unknown", cJSON_GetStringValue(item));
        cJSON_AddItemToArray(found, cJSON_CreateNumber(currency ? currency->exponent : -1));
        cJSON_AddItemToArray(numbers, cJSON_CreateNumber(currency ? currency->number : -1));
    }
    check_fields(test, 2, (field[]){{"exponents", golden_keep_json(found)}, {"numbers", numbers}});
}

bool golden_unit_price(golden_case *test, int64_t *unit_minor, int32_t *unit_scale, const cJSON *price, const char *code)
{
    const eco_currency *currency = eco_currency_find(code);
    eco_decimal unit;
    if (!currency || !golden_decimal(&unit, price)) {
        golden_not_built(test, "a price of another shape");
        return false;
    }
    *unit_minor = unit.coefficient;
    *unit_scale = unit.scale - currency->exponent; /* decimals below a minor unit */
    if (*unit_scale >= 0)
        return true;
    *unit_scale = 0;
    char text[ECO_DECIMAL_TEXT];
    return !eco_money_parse(unit_minor, eco_decimal_text(text, unit), code, NULL);
}

static int64_t decimal_price_in(golden_case *test, const char *code)
{
    eco_decimal quantity;
    eco_error error = {0};
    int64_t unit, out = 0;
    int32_t scale;
    if (!golden_unit_price(test, &unit, &scale, golden_get(test->input, "unit_price"), code) ||
        !golden_decimal(&quantity, golden_get(test->input, "quantity")))
        golden_not_built(test, "a quantity of another shape");
    else if (eco_money_extend(&out, unit, scale, quantity.coefficient, quantity.scale, ECO_ROUNDING_HALF_UP, &error))
        golden_fail(test, "%s", error.message);
    return out;
}

static void decimal_price(golden_case *test)
{
    const cJSON *item, *codes = golden_get(test->input, "currencies");
    const char *code = golden_word(test->input, "currency");
    cJSON *amounts = golden_keep_json(cJSON_CreateArray());
    cJSON_ArrayForEach(item, codes)
        cJSON_AddItemToArray(amounts, cJSON_CreateNumber((double)decimal_price_in(test, cJSON_GetStringValue(item))));
    if (!codes)
        amounts = json_number(decimal_price_in(test, code));
    check_fields(test, 1, (field[]){{"amount_minor", amounts}});
}

bool golden_run_money(golden_case *test)
{
    static const struct {
        const char *name;
        void (*run)(golden_case *test);
    } operations[] = {
        {"allocate", allocate},           {"allocate_with_floor", allocate_with_floor},
        {"cash_round", cash_round},       {"rescale", rescale},
        {"percentage", percentage},       {"exponent", exponents},
        {"decimal_price", decimal_price},
    };
    const char *op = golden_word(test->input, "op");
    for (size_t i = 0; op && i < sizeof operations / sizeof operations[0]; i++)
        if (strcmp(operations[i].name, op) == 0) {
            operations[i].run(test);
            return true;
        }
    return false;
}
