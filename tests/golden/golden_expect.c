/* golden_expect.c - each expected field of a case: which run and which options it is about, and what it is compared with.
 *
 * Most names are values of a quote (golden_observe.c). Some say a policy too: tax_per_unit_minor is tax_minor with tax rounded at the unit. */
#include "golden.h"

#include <stdio.h>

static cJSON *observe(golden_case *test, const cJSON *input, golden_variant variant, golden_observer observer,
                      const cJSON *expected)
{
    golden_priced priced;
    if (!golden_price(&priced, test, input, variant))
        return NULL;
    cJSON *got = observer(&priced, expected);
    eco_quote_free(priced.quote);
    return got;
}

/* The value in each run; a list where the case has a list of runs. */
static cJSON *observe_runs(golden_case *test, const golden_runs *runs, golden_variant variant, const char *name,
                           const cJSON *expected)
{
    golden_observer observer = golden_observer_of(name);
    if (!runs->is_list)
        return observe(test, runs->items[0].input, variant, observer, expected);
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < runs->count; i++) {
        cJSON *one = observe(test, runs->items[i].input, variant, observer, cJSON_GetArrayItem(expected, (int)i));
        if (one)
            cJSON_AddItemToArray(list, one);
    }
    return list;
}

static void check(golden_case *test, const golden_runs *runs, golden_variant variant, const char *name, const cJSON *expected)
{
    if (!golden_observer_of(name)) {
        golden_not_built(test, "expects %s", expected->string);
        return;
    }
    cJSON *got = observe_runs(test, runs, variant, name, expected);
    if (test->outcome == GOLDEN_NOT_BUILT || (!got && test->outcome == GOLDEN_FAILED))
        cJSON_Delete(got); /* it has said why */
    else
        golden_compare(test, expected->string, expected, got);
}

/* ---- quotes of quotes ----------------------------------------------------------------------------------------------------------------- */

static void set_number(cJSON *object, const char *name, double value)
{
    cJSON_DeleteItemFromObjectCaseSensitive(object, name);
    cJSON_AddNumberToObject(object, name, value);
}

/* The cart whose lines are the totals of a quote of the undiscounted cart: its prices include tax. */
static const cJSON *gross_cart(golden_case *test, const cJSON *input)
{
    cJSON *undiscounted = golden_keep_json(cJSON_Duplicate(input, true)), *out = golden_keep_json(cJSON_Duplicate(input, true)),
          *line;
    golden_priced priced;
    cJSON_DeleteItemFromObjectCaseSensitive(undiscounted, "promotions");
    if (!golden_price(&priced, test, undiscounted, GOLDEN_AS_GIVEN))
        return NULL;
    size_t place = 0;
    cJSON_ArrayForEach(line, golden_get(out, "lines"))
    {
        set_number(line, "qty", 1);
        set_number(line, "unit_price_minor", (double)priced.quote->lines[place++].total_minor);
    }
    cJSON_DeleteItemFromObjectCaseSensitive(out, "prices_include_tax");
    cJSON_AddTrueToObject(out, "prices_include_tax");
    eco_quote_free(priced.quote);
    return out;
}

/* The cart whose unit prices are what one unit costs after promotions. */
static const cJSON *unit_cart(golden_case *test, const cJSON *input)
{
    cJSON *single = golden_keep_json(cJSON_Duplicate(input, true)), *out = golden_keep_json(cJSON_Duplicate(input, true)), *line;
    golden_priced priced;
    cJSON_ArrayForEach(line, golden_get(single, "lines")) set_number(line, "qty", 1);
    if (!golden_price(&priced, test, single, GOLDEN_AS_GIVEN))
        return NULL;
    size_t place = 0;
    cJSON_ArrayForEach(line, golden_get(out, "lines"))
    {
        const eco_quote_line *unit = &priced.quote->lines[place++];
        set_number(line, "unit_price_minor",
                   (double)(priced.quote->tax_mode == ECO_TAX_INCLUDED ? unit->total_minor : unit->net_minor));
    }
    cJSON_DeleteItemFromObjectCaseSensitive(out, "promotions");
    eco_quote_free(priced.quote);
    return out;
}

static void check_again(golden_case *test, const golden_runs *runs, const cJSON *(*again)(golden_case *test, const cJSON *input),
                        const char *name, const cJSON *expected)
{
    if (runs->is_list) {
        golden_not_built(test, "expects %s of several carts", expected->string);
        return;
    }
    golden_run run = {NULL, again(test, runs->items[0].input)};
    if (run.input)
        check(test, &(golden_runs){&run, 1, false}, GOLDEN_AS_GIVEN, name, expected);
}

/* ---- policies in names ---------------------------------------------------------------------------------------------------------------- */

/* "tax_per_unit_minor" with "_per_unit" is "tax_minor". */
static const char *without(const char *name, const char *part)
{
    const char *at = strstr(name, part);
    return at ? golden_text("%.*s%s", (int)(at - name), name, at + strlen(part)) : NULL;
}

static const char *after(const char *name, const char *start)
{
    return golden_begins(name, start) ? name + strlen(start) : NULL;
}

/* The tax rounded per line, unit or order. */
static bool check_round_at(golden_case *test, const golden_runs *runs, const cJSON *expected)
{
    static const char *const parts[] = {"_per_line_minor", "_per_unit_minor", "_per_order_minor"};
    static const eco_round_at round_ats[] = {ECO_ROUND_AT_LINE, ECO_ROUND_AT_UNIT, ECO_ROUND_AT_ORDER};
    for (size_t i = 0; i < 3; i++) {
        if (!golden_ends(expected->string, parts[i]))
            continue;
        golden_variant variant = GOLDEN_AS_GIVEN;
        variant.round_at = round_ats[i];
        check(test, runs, variant, golden_text("%s_minor", without(expected->string, parts[i])), expected);
        return true;
    }
    return false;
}

/* Promotions without a target taken line by line, or once of the whole: per_line_minor, per_order_total_minor. */
static bool check_stage(golden_case *test, const golden_runs *runs, const cJSON *expected)
{
    static const char *const starts[] = {"per_line_", "per_order_"};
    static const eco_stage stages[] = {ECO_STAGE_ITEM, ECO_STAGE_SHOP};
    for (size_t i = 0; i < 2; i++) {
        const char *name = after(expected->string, starts[i]);
        if (!name)
            continue;
        golden_variant variant = GOLDEN_AS_GIVEN;
        variant.stage = stages[i];
        name = strcmp(name, "minor") == 0         ? "line_discount_minor"
               : strcmp(name, "total_minor") == 0 ? "total_discount_minor"
                                                  : name;
        check(test, runs, variant, name, expected);
        return true;
    }
    return false;
}

/* The figure where the promotions meet in another way. */
static bool check_stacking(golden_case *test, const golden_runs *runs, const cJSON *expected)
{
    static const struct {
        const char *start;
        eco_stacking stacking;
    } policies[] = {
        {"best_price_", ECO_STACKING_BEST},
        {"compete_within_compound_across_", ECO_STACKING_BEST},
        {"compound_within_priority_", ECO_STACKING_FIRST},
        {"sequential_", ECO_STACKING_SEQUENTIAL},
    };
    for (size_t i = 0; i < sizeof policies / sizeof policies[0]; i++) {
        const char *name = after(expected->string, policies[i].start);
        if (!name)
            continue;
        golden_variant variant = GOLDEN_AS_GIVEN;
        variant.stacking = policies[i].stacking;
        check(test, runs, variant, name, expected);
        return true;
    }
    return false;
}

static bool check_other_policy(golden_case *test, const golden_runs *runs, const cJSON *expected)
{
    const char *name;
    golden_variant variant = GOLDEN_AS_GIVEN;
    if ((name = after(expected->string, "if_truncated_")) != NULL) {
        variant.rounding = ECO_ROUNDING_DOWN;
        check(test, runs, variant, name, expected);
    } else if ((name = without(expected->string, "_after_100pct")) != NULL) {
        variant.all_free = true;
        check(test, runs, variant, name, expected);
    } else if ((name = without(expected->string, "_if_net_rounded_first")) != NULL) {
        check(test, runs, variant, name, expected);
    } else if ((name = without(expected->string, "_if_discount_on_gross")) != NULL) {
        check_again(test, runs, gross_cart, name, expected);
    } else if (strcmp(expected->string, "correct_reject_minor") == 0 || strcmp(expected->string, "correct_clip_minor") == 0) {
        variant.clip = strcmp(expected->string, "correct_clip_minor") == 0; /* both are right, each by its policy */
        check(test, runs, variant, "line_discount_minor", expected);
    } else if (strcmp(expected->string, "if_rounded_per_unit_minor") == 0) {
        check_again(test, runs, unit_cart, "net_minor", expected);
    } else {
        return false;
    }
    return true;
}

/* The same figure with another policy's name in front: peer_round_then_multiply_net_minor beside net_minor. */
static const char *policy_of(const golden_case *test, const char *name)
{
    static const char *const figures[] = {"net_minor", "gross_minor", "tax_minor"};
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        const cJSON *item;
        const char *end = golden_text("_%s", figures[i]);
        if (!golden_get(test->expected, figures[i]))
            continue;
        cJSON_ArrayForEach(item, test->expected)
        {
            bool is_policy = golden_begins(item->string, "peer_") && golden_ends(item->string, end) &&
                             strlen(item->string) > strlen("peer") + strlen(end);
            if (is_policy && (strcmp(item->string, name) == 0 || strcmp(figures[i], name) == 0))
                return figures[i];
        }
    }
    return NULL;
}

/* Both figures are right, each where tax is rounded at another place. */
static void check_some_round_at(golden_case *test, const golden_runs *runs, const char *name, const cJSON *expected)
{
    bool found = false;
    char figures[128] = "";
    for (eco_round_at round_at = ECO_ROUND_AT_LINE; round_at <= ECO_ROUND_AT_ORDER; round_at++) {
        golden_variant variant = GOLDEN_AS_GIVEN;
        variant.round_at = round_at;
        cJSON *got = observe_runs(test, runs, variant, name, expected);
        char *text = got ? cJSON_PrintUnformatted(got) : NULL;
        size_t used = strlen(figures);
        snprintf(figures + used, sizeof figures - used, " %s %s", eco_round_at_name(round_at), text ? text : "nothing");
        found = found || cJSON_Compare(expected, got, true);
        cJSON_free(text);
        cJSON_Delete(got);
    }
    if (!found)
        golden_fail(test, "%s: expected %.0f wherever tax is rounded, got%s", expected->string, expected->valuedouble, figures);
}

static void check_field(golden_case *test, const golden_runs *runs, const cJSON *expected)
{
    const char *policy = policy_of(test, expected->string);
    if (policy) {
        check_some_round_at(test, runs, policy, expected);
    } else if (golden_observer_of(expected->string)) {
        check(test, runs, GOLDEN_AS_GIVEN, expected->string, expected);
    } else if (golden_begins(expected->string, "peer_")) {
        return; /* a mistake of another system; the right figure stands beside it */
    } else if (!check_stacking(test, runs, expected) && !check_other_policy(test, runs, expected) &&
               !check_round_at(test, runs, expected) && !check_stage(test, runs, expected)) {
        golden_not_built(test, "expects %s", expected->string);
    }
}

/* ---- figures in notes ----------------------------------------------------------------------------------------------------------------- */

static const cJSON *named(const char *name, cJSON *value)
{
    cJSON *object = golden_keep_json(cJSON_CreateObject());
    cJSON_AddItemToObject(object, name, value);
    return object->child;
}

/* "largest remainder gives [29,21,0]" corrects the line discounts. */
static const cJSON *shares_of_notes(const golden_case *test)
{
    const char *at = strstr(test->notes, "largest remainder gives");
    at = at ? strchr(at, '[') : NULL;
    cJSON *list = at ? cJSON_ParseWithOpts(at, NULL, false) : NULL;
    return list ? named("line_discount_minor of the notes", list) : NULL;
}

/* "... = 35.50 when taxed after discount" is the net. */
static const cJSON *net_of_notes(const golden_case *test)
{
    char text[32];
    int64_t minor;
    const char *currency = golden_word(test->input, "currency"), *end = strstr(test->notes, " when taxed after discount");
    const char *start = end;
    while (start && start > test->notes && strchr("0123456789.", start[-1]))
        start--;
    if (!start || start == end || (size_t)(end - start) >= sizeof text)
        return NULL;
    snprintf(text, sizeof text, "%.*s", (int)(end - start), start);
    if (!currency || eco_money_parse(&minor, text, currency, NULL))
        return NULL;
    return named("net_minor of the notes", cJSON_CreateNumber((double)minor));
}

/* ---- the case ------------------------------------------------------------------------------------------------------------------------- */

/* "A_payable_minor" is payable_minor of the run that is called A. */
static bool check_named_run(golden_case *test, const golden_runs *runs, const cJSON *expected)
{
    for (size_t i = 0; i < runs->count; i++) {
        const char *name = runs->items[i].name ? after(expected->string, golden_text("%s_", runs->items[i].name)) : NULL;
        if (!name)
            continue;
        check(test, &(golden_runs){&runs->items[i], 1, false}, GOLDEN_AS_GIVEN, name, expected);
        return true;
    }
    return false;
}

void golden_run_carts(golden_case *test)
{
    golden_runs runs;
    if (!golden_shape(test, &runs) || runs.count == 0)
        return;
    for (size_t i = 0; i < runs.count; i++) { /* what its input asks for comes before what it expects */
        golden_priced priced;
        if (!golden_price(&priced, test, runs.items[i].input, GOLDEN_AS_GIVEN))
            return;
        eco_quote_free(priced.quote);
    }
    const cJSON *item, *shares = shares_of_notes(test), *net = net_of_notes(test);
    cJSON_ArrayForEach(item, test->expected)
    {
        if (test->outcome == GOLDEN_NOT_BUILT)
            return;
        if (shares && strcmp(item->string, "line_discount_minor") == 0) {
            check(test, &runs, GOLDEN_AS_GIVEN, "line_discount_minor", shares);
        } else if (!check_named_run(test, &runs, item)) {
            check_field(test, &runs, item);
        }
    }
    if (net && test->outcome != GOLDEN_NOT_BUILT)
        check(test, &runs, GOLDEN_AS_GIVEN, "net_minor", net);
}
