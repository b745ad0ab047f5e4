/* Random rulebooks and carts: the engine's quote is the model's in every figure, parts sum to wholes, and order does not matter.
 * ECO_CASES raises the number of cases; a failing case prints its seed: ECO_SEED=<seed> ECO_CASES=1 runs it alone. */
#include "pricing_reference.h"
#include "test.h"

#include <stdlib.h>

static scenario given, shuffled;
static reference_quote expected;

static long cases_of(long few)
{
    const char *text = getenv("ECO_CASES");
    return text ? atol(text) : few;
}

/* Prints the case, and ends the test. */
static void fail_case(uint64_t seed, const char *message)
{
    fprintf(stdout, "seed %llu: %s\n", (unsigned long long)seed, message);
    scenario_dump(stdout, &given);
    fflush(stdout);
    CHECK_F(false, "seed %llu: %.600s", (unsigned long long)seed, message);
}

#define CASE(condition)                  \
    do {                                 \
        if (!(condition))                \
            fail_case(seed, #condition); \
    } while (0)

static eco_status price(const eco_quote **out, const scenario *scenario, eco_explain explain, eco_error *error)
{
    eco_rulebook *rulebook;
    *out = NULL;
    eco_status status = scenario_build(&rulebook, scenario, error);
    if (status)
        return -status; /* what is generated can always be built */
    status = eco_price(out, rulebook, &scenario->cart, ECO_MAKE(eco_price_options, .explain = explain), error);
    eco_rulebook_free(rulebook); /* the quote lives on */
    return status;
}

static void make_case(uint64_t seed)
{
    chance chance = {.state = seed};
    scenario_make(&given, &chance);
}

TEST(pricing_random, engine_agrees_with_the_model)
{
    uint64_t first = eco_test_seed();
    long cases = cases_of(20000), priced = 0, discounted = 0;
    char message[2048];
    for (long i = 0; i < cases; i++) {
        uint64_t seed = first + (uint64_t)i;
        const eco_quote *quote;
        eco_error error = {0};
        make_case(seed);
        reference_price(&expected, &given);
        eco_status status = price(&quote, &given, ECO_EXPLAIN_ALL, &error);
        if (status != expected.status) {
            snprintf(message, sizeof message, "the engine says %d %s at %s, the model %s", (int)status, error.message, error.path,
                     eco_status_name(expected.status));
            fail_case(seed, message);
        }
        CASE(!status == !!quote);
        if (!status && !reference_same(message, sizeof message, &expected, quote))
            fail_case(seed, message);
        priced += !status;
        discounted += !status && quote->discount_minor > 0;
        eco_quote_free(quote);
    }
    CHECK(cases < 1000 || (priced > cases / 2 && discounted > cases / 8)); /* the cases are worth their time */
}

/* ---- parts sum to the whole ---- */

static void check_lines(const eco_quote *quote, uint64_t seed)
{
    int64_t list = 0, discount = 0, net = 0, tax = 0, total = 0, credit = 0;
    for (size_t i = 0; i < quote->lines_count; i++) {
        const eco_quote_line *line = &quote->lines[i];
        bool goods = line->kind == ECO_LINE_GOODS;
        list += goods ? line->list_minor : 0;
        discount += goods ? line->discount_minor : 0;
        net += line->net_minor;
        tax += line->tax_minor;
        total += line->total_minor;
        credit += line->credit_minor;
        CASE(line->net_minor + line->tax_minor == line->total_minor);
        if (goods) {
            CASE(line->discount_minor >= 0 && line->discount_minor <= line->list_minor);
            CASE(line->net_minor >= 0 && line->tax_minor >= 0 && line->credit_minor >= 0 &&
                 line->credit_minor <= line->total_minor);
            CASE(line->list_minor - line->discount_minor ==
                 (quote->tax_mode == ECO_TAX_INCLUDED ? line->total_minor : line->net_minor));
        }
    }
    CASE(quote->list_minor == list && quote->discount_minor == discount);
    int64_t shipping_net = quote->net_minor - net, shipping_tax = quote->tax_minor - tax;
    CASE(shipping_tax == quote->shipping_tax_minor && shipping_tax >= 0 && shipping_net >= 0);
    CASE(quote->shipping_minor == (quote->tax_mode == ECO_TAX_INCLUDED ? shipping_net + shipping_tax : shipping_net));
    CASE(quote->total_minor == quote->net_minor + quote->tax_minor && quote->total_minor == total + shipping_net + shipping_tax);
    CASE(quote->total_minor >= 0 && quote->credit_minor >= credit && quote->credit_minor - credit <= shipping_net + shipping_tax);
    CASE(quote->payable_minor == quote->total_minor - quote->credit_minor + quote->rounding_minor && quote->payable_minor >= 0);
}

static void check_adjustments(const eco_quote *quote, uint64_t seed)
{
    int64_t of_line[REFERENCE_LINES] = {0}, decided = 0, given_off = 0;
    for (size_t i = 0; i < quote->adjustments_count; i++) {
        const eco_adjustment *adjustment = &quote->adjustments[i];
        CASE(adjustment->off_minor > 0 && adjustment->line >= 0 && (size_t)adjustment->line < quote->lines_count);
        of_line[adjustment->line] += adjustment->off_minor;
        given_off += adjustment->off_minor;
    }
    for (size_t i = 0; i < quote->lines_count; i++)
        CASE(of_line[i] == (quote->lines[i].kind == ECO_LINE_GOODS ? quote->lines[i].discount_minor : 0));
    for (size_t i = 0; i < quote->decisions_count; i++) {
        const eco_decision *decision = &quote->decisions[i];
        int64_t off = 0;
        for (size_t a = 0; decision->promotion && a < quote->adjustments_count; a++)
            off += strcmp(quote->adjustments[a].promotion, decision->promotion) == 0 ? quote->adjustments[a].off_minor : 0;
        CASE(decision->off_minor == off && (off > 0) == (decision->reason <= ECO_REASON_CLIPPED));
        CASE(decision->missing_minor >= 0 && decision->missing_quantity >= 0 && decision->next_off_minor >= 0);
        decided += decision->off_minor;
    }
    CASE(given_off == quote->discount_minor && decided == quote->discount_minor);
}

static void check_taxes(const eco_quote *quote, uint64_t seed)
{
    int64_t of_line[REFERENCE_LINES + 1] = {0};
    for (size_t i = 0; i < quote->taxes_count; i++) {
        int32_t line = quote->taxes[i].line;
        of_line[line < 0 ? REFERENCE_LINES : line] += quote->taxes[i].tax_minor;
        if (line >= 0)
            CASE(quote->taxes[i].base_minor == quote->lines[line].net_minor);
    }
    for (size_t i = 0; i < quote->lines_count; i++)
        CASE(of_line[i] == quote->lines[i].tax_minor);
    CASE(of_line[REFERENCE_LINES] == quote->shipping_tax_minor);
}

static void check_units(const eco_quote *quote, uint64_t seed)
{
    for (size_t i = 0; i < quote->lines_count; i++) {
        const eco_quote_line *line = &quote->lines[i];
        if (line->kind != ECO_LINE_GOODS)
            continue;
        eco_quote_unit sum = {0}, unit, last = {0};
        int64_t units = line->quantity_scale ? 1 : line->quantity;
        for (int64_t u = 0; u < units; u++) {
            CASE(eco_quote_unit_of(&unit, quote, i, u, NULL) == ECO_OK);
            CASE(unit.net_minor + unit.tax_minor == unit.total_minor);
            /* the first units get the odd minor units; net and tax are made of two such shares */
            CASE(u == 0 || (unit.list_minor <= last.list_minor && last.list_minor - unit.list_minor <= 1));
            CASE(u == 0 || (unit.discount_minor <= last.discount_minor && last.discount_minor - unit.discount_minor <= 1));
            CASE(u == 0 || (unit.total_minor <= last.total_minor + 2 && last.total_minor <= unit.total_minor + 2));
            CASE(u == 0 || (unit.credit_minor <= last.credit_minor + 2 && last.credit_minor <= unit.credit_minor + 2));
            sum.list_minor += unit.list_minor, sum.discount_minor += unit.discount_minor, sum.net_minor += unit.net_minor;
            sum.tax_minor += unit.tax_minor, sum.total_minor += unit.total_minor, sum.credit_minor += unit.credit_minor;
            last = unit;
        }
        CASE(sum.list_minor == line->list_minor && sum.discount_minor == line->discount_minor &&
             sum.net_minor == line->net_minor);
        CASE(sum.tax_minor == line->tax_minor && sum.total_minor == line->total_minor && sum.credit_minor == line->credit_minor);
        CASE(eco_quote_unit_of(&unit, quote, i, units, NULL) == ECO_E_INVALID);
    }
}

TEST(pricing_random, parts_sum_to_the_whole)
{
    uint64_t first = eco_test_seed() + 1000000000;
    for (long i = 0, cases = cases_of(20000) / 2; i < cases; i++) {
        uint64_t seed = first + (uint64_t)i;
        const eco_quote *quote;
        make_case(seed);
        if (price(&quote, &given, ECO_EXPLAIN_ALL, NULL))
            continue;
        check_lines(quote, seed);
        check_adjustments(quote, seed);
        check_taxes(quote, seed);
        check_units(quote, seed);
        eco_quote_free(quote);
    }
}

/* ---- order does not matter ---- */

static void shuffle(void *items, size_t count, size_t size, chance *chance)
{
    char *bytes = items, swap[512];
    for (size_t i = count; i > 1; i--) {
        size_t j = (size_t)chance_between(chance, 0, (int64_t)i - 1);
        memcpy(swap, bytes + (i - 1) * size, size);
        memcpy(bytes + (i - 1) * size, bytes + j * size, size);
        memcpy(bytes + j * size, swap, size);
    }
}

/* The same rules and the same cart, written down in another order. */
static void shuffle_case(chance *chance)
{
    memcpy(&shuffled, &given, sizeof shuffled);
    for (size_t i = 0; i < given.cart.lines_count; i++)
        shuffle(shuffled.line_attributes[i], shuffled.lines[i].attributes_count, sizeof(eco_attribute), chance);
    for (int i = 0; i < given.promotions_count; i++)
        shuffle(shuffled.tiers[i], shuffled.promotions[i].tiers_count, sizeof(eco_tier), chance);
    for (int i = 0; i < given.lists_count; i++)
        shuffle(shuffled.entries[i], shuffled.lists[i].entries_count, sizeof(eco_price_entry), chance);
    scenario_point(&shuffled); /* from here on things move whole: their pointers stay where they point */
    shuffle(shuffled.lines, shuffled.cart.lines_count, sizeof(eco_cart_line), chance);
    shuffle(shuffled.promotions, (size_t)shuffled.promotions_count, sizeof(eco_promotion), chance);
    shuffle(shuffled.lists, (size_t)shuffled.lists_count, sizeof(eco_price_list), chance);
    shuffle(shuffled.taxes, (size_t)shuffled.taxes_count, sizeof(eco_tax), chance);
    shuffle(shuffled.shipping, (size_t)shuffled.shipping_count, sizeof(eco_shipping), chance);
    shuffle(shuffled.coupons, shuffled.cart.coupons_count, sizeof *shuffled.coupons, chance);
    shuffle(shuffled.attributes, shuffled.cart.attributes_count, sizeof(eco_attribute), chance);
}

/* A quote as rows of text without the places of lines, sorted. */
typedef struct rows {
    char text[256][256];
    size_t count;
} rows;

static int compare_rows(const void *a, const void *b)
{
    return strcmp(a, b);
}

#define ROW(...) snprintf(out->text[out->count++], sizeof *out->text, __VA_ARGS__)

static void rows_of(rows *out, const eco_quote *quote)
{
    out->count = 0;
    for (size_t i = 0; i < quote->lines_count; i++) {
        const eco_quote_line *line = &quote->lines[i];
        ROW("line %s %lld/%d %lld/%d: %lld %lld %lld %lld %lld %lld", line->sku, (long long)line->quantity,
            (int)line->quantity_scale, (long long)line->unit_minor, (int)line->unit_scale, (long long)line->list_minor,
            (long long)line->discount_minor, (long long)line->net_minor, (long long)line->tax_minor, (long long)line->total_minor,
            (long long)line->credit_minor);
    }
    for (size_t i = 0; i < quote->adjustments_count; i++) {
        const eco_adjustment *adjustment = &quote->adjustments[i];
        ROW("adjustment %s %s %s: %lld", adjustment->promotion, adjustment->coupon ? adjustment->coupon : "-",
            quote->lines[adjustment->line].sku, (long long)adjustment->off_minor);
    }
    for (size_t i = 0; i < quote->taxes_count; i++)
        ROW("tax %s %s: %lld %lld", quote->taxes[i].tax, quote->taxes[i].line < 0 ? "" : quote->lines[quote->taxes[i].line].sku,
            (long long)quote->taxes[i].base_minor, (long long)quote->taxes[i].tax_minor);
    for (size_t i = 0; i < quote->decisions_count; i++) {
        const eco_decision *decision = &quote->decisions[i];
        ROW("decision %s %s %d: %lld %lld %lld %lld %s %.100s", decision->promotion ? decision->promotion : "-", decision->label,
            (int)decision->reason, (long long)decision->off_minor, (long long)decision->missing_minor,
            (long long)decision->missing_quantity, (long long)decision->next_off_minor, decision->by ? decision->by : "-",
            decision->needed ? decision->needed : "-");
    }
    ROW("totals %lld %lld %lld %lld %lld %lld %lld %lld %lld %lld", (long long)quote->list_minor,
        (long long)quote->discount_minor, (long long)quote->surcharge_minor, (long long)quote->shipping_minor,
        (long long)quote->net_minor, (long long)quote->tax_minor, (long long)quote->total_minor, (long long)quote->credit_minor,
        (long long)quote->rounding_minor, (long long)quote->payable_minor);
    qsort(out->text, out->count, sizeof *out->text, compare_rows);
}

TEST(pricing_random, order_does_not_matter)
{
    static rows before, after;
    uint64_t first = eco_test_seed() + 2000000000;
    for (long i = 0, cases = cases_of(20000) / 2; i < cases; i++) {
        uint64_t seed = first + (uint64_t)i;
        const eco_quote *quote, *other;
        make_case(seed);
        chance chance = {.state = ~seed};
        shuffle_case(&chance);
        eco_status status = price(&quote, &given, ECO_EXPLAIN_ALL, NULL);
        CASE(price(&other, &shuffled, ECO_EXPLAIN_ALL, NULL) == status);
        if (status)
            continue;
        rows_of(&before, quote);
        rows_of(&after, other);
        CASE(before.count == after.count);
        for (size_t r = 0; r < before.count; r++)
            if (strcmp(before.text[r], after.text[r]) != 0) {
                char message[600];
                snprintf(message, sizeof message, "[%s] became [%s]", before.text[r], after.text[r]);
                scenario_dump(stdout, &shuffled);
                fail_case(seed, message);
            }
        eco_quote_free(quote);
        eco_quote_free(other);
    }
}

/* ---- explaining ---- */

/* The fields from list_minor to payable_minor, and the lists. */
static bool same_money(const eco_quote *a, const eco_quote *b)
{
    size_t from = offsetof(eco_quote, list_minor), to = offsetof(eco_quote, lines);
    if (memcmp((const char *)a + from, (const char *)b + from, to - from) != 0 || a->lines_count != b->lines_count ||
        a->adjustments_count != b->adjustments_count || a->taxes_count != b->taxes_count)
        return false;
    for (size_t i = 0; i < a->lines_count; i++)
        if (a->lines[i].total_minor != b->lines[i].total_minor || a->lines[i].tax_minor != b->lines[i].tax_minor ||
            a->lines[i].credit_minor != b->lines[i].credit_minor || a->lines[i].discount_minor != b->lines[i].discount_minor)
            return false;
    for (size_t i = 0; i < a->adjustments_count; i++)
        if (strcmp(a->adjustments[i].promotion, b->adjustments[i].promotion) != 0 ||
            a->adjustments[i].line != b->adjustments[i].line || a->adjustments[i].off_minor != b->adjustments[i].off_minor)
            return false;
    return true;
}

static bool is_near(const eco_decision *decision)
{
    for (int i = 0; i < expected.decisions_count; i++) {
        const reference_decision *model = &expected.decisions[i];
        if (strcmp(model->promotion ? model->promotion : model->label,
                   decision->promotion ? decision->promotion : decision->label) == 0)
            return model->reason <= ECO_REASON_BELOW_THRESHOLD || model->entered || model->bounded;
    }
    return false;
}

TEST(pricing_random, explaining_changes_no_money)
{
    uint64_t first = eco_test_seed() + 3000000000;
    for (long i = 0, cases = cases_of(20000) / 4; i < cases; i++) {
        uint64_t seed = first + (uint64_t)i;
        const eco_quote *silent, *near, *all;
        make_case(seed);
        reference_price(&expected, &given);
        if (price(&silent, &given, ECO_EXPLAIN_NOTHING, NULL))
            continue;
        CASE(price(&near, &given, ECO_EXPLAIN_NEAR, NULL) == ECO_OK && price(&all, &given, ECO_EXPLAIN_ALL, NULL) == ECO_OK);
        CASE(silent->decisions_count == 0 && same_money(silent, near) && same_money(silent, all));
        size_t kept = 0;
        for (size_t d = 0; d < all->decisions_count; d++)
            if (is_near(&all->decisions[d])) {
                CASE(kept < near->decisions_count);
                const eco_decision *one = &near->decisions[kept++], *other = &all->decisions[d];
                CASE(one->reason == other->reason && one->off_minor == other->off_minor && strcmp(one->label, other->label) == 0);
                CASE(one->missing_minor == other->missing_minor && one->missing_quantity == other->missing_quantity);
            }
        CASE(kept == near->decisions_count);
        eco_quote_free(silent);
        eco_quote_free(near);
        eco_quote_free(all);
    }
}

/* ---- all is off ---- */

TEST(pricing_random, all_off_is_exactly_nothing)
{
    uint64_t first = eco_test_seed() + 4000000000;
    for (long i = 0, cases = cases_of(20000) / 4; i < cases; i++) {
        uint64_t seed = first + (uint64_t)i;
        const eco_quote *quote;
        make_case(seed);
        eco_promotion *last =
            &given.promotions[0]; /* in place of the others: 100 % of everything, in some stage, line by line or at once */
        given.promotions_count = 1;
        *last = (eco_promotion){
            .struct_size = sizeof *last, .id = "all", .stage = (eco_stage)(seed % 6), .tiers = given.tiers[0], .tiers_count = 1};
        given.tiers[0][0] = seed / 6 % 2 ? (eco_tier){.off_percent = {100, 0}} : (eco_tier){.is_free = true};
        given.cart.surcharges_count = 0;
        given.cart.shipping = NULL;
        eco_error error = {0};
        eco_status status = price(&quote, &given, ECO_EXPLAIN_NEAR, &error);
        CASE(status == ECO_OK || status == ECO_E_NO_PRICE);
        if (status)
            continue;
        CASE(quote->discount_minor == quote->list_minor && quote->total_minor == 0 && quote->payable_minor == 0 &&
             quote->taxes_count == 0);
        for (size_t l = 0; l < quote->lines_count; l++)
            CASE(quote->lines[l].net_minor == 0 && quote->lines[l].tax_minor == 0 &&
                 quote->lines[l].discount_minor == quote->lines[l].list_minor);
        eco_quote_free(quote);
    }
}
