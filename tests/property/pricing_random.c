/* Random rulebooks and carts: the engine's quote is the model's in every figure, parts sum to wholes, and order does not matter.
 * ECO_CASES raises the number of cases; a failing case prints its seed: ECO_SEED=<seed> ECO_CASES=1 runs it alone. */
#include "pricing_random.h"

#include <stdarg.h>

static scenario given, shuffled;
static reference_quote expected;

static eco_status price(const eco_quote **out, const scenario *scenario, eco_explain explain, eco_error *error)
{
    eco_rulebook *rulebook;
    *out = NULL;
    eco_status status = scenario_build(&rulebook, scenario, error);
    if (status)
        return -status; /* what is generated can always be built */
    status = eco_price(
        out, rulebook, &scenario->cart,
        ECO_MAKE(eco_price_options, .explain = explain, .used = scenario->used, .used_count = (size_t)scenario->used_count),
        error);
    eco_rulebook_free(rulebook); /* the quote lives on */
    return status;
}

/* ---- are the cases worth their time? ---- */

typedef enum feature {
    BUY_SAME,
    BUY_OTHER,
    GROUPS,
    NTH,
    DEALT,
    PRICED_GROUPS,
    LIMIT,
    LINE_LIMIT,
    DEAREST,
    BANDS_BY_AMOUNT,
    BANDS_BY_QUANTITY,
    PERCENT_OF_LIST,
    GIFT,
    REPEATED_GIFT,
    REPEATED_OFF,
    OFF_SHIPPING,
    ALONE,
    WORSE,
    FLOORED,
    EXCLUDED,
    CLIPPED_BY_FLOOR,
    CLIPPED_BY_ANOTHER,
    WARNED,
    CLAMPED_SALE,
    SHIPMENTS,
    COMPOUND_NET,
    COMPOUND_GROSS,
    FOREIGN_SALE,
    USED_UP,
    REFUSED_BY_BUDGET,
    REFUSED_BY_USES,
    CLIPPED_BY_BUDGET,
    SECOND_CODE,
    MANY_PROMOTIONS,
    MANY_LINES,
    FEATURES_COUNT
} feature;

static const char *const feature_names[FEATURES_COUNT] = {"buy same",
                                                          "buy other",
                                                          "groups",
                                                          "nth",
                                                          "dealt",
                                                          "priced groups",
                                                          "limit",
                                                          "line limit",
                                                          "dearest",
                                                          "bands by amount",
                                                          "bands by quantity",
                                                          "percent of list",
                                                          "gift",
                                                          "repeated gift",
                                                          "repeated off",
                                                          "off shipping",
                                                          "alone",
                                                          "worse",
                                                          "floored",
                                                          "excluded",
                                                          "clipped by floor",
                                                          "clipped by another",
                                                          "warned",
                                                          "clamped sale",
                                                          "shipments",
                                                          "compound net",
                                                          "compound gross",
                                                          "foreign sale",
                                                          "used up",
                                                          "refused by budget",
                                                          "refused by uses",
                                                          "clipped by budget",
                                                          "second code",
                                                          "many promotions",
                                                          "many lines"};

static void count_applied(long *seen, const eco_promotion *promotion, const condition *buy)
{
    bool has_gift = false, has_percent = false, by_amount = false;
    for (size_t i = 0; i < promotion->tiers_count; i++) {
        has_gift = has_gift || promotion->tiers[i].gift_sku;
        has_percent = has_percent || promotion->tiers[i].off_percent.coefficient;
        by_amount = by_amount || promotion->tiers[i].from_minor;
    }
    seen[BUY_SAME] += promotion->buy_quantity && !buy;
    seen[BUY_OTHER] += promotion->buy_quantity && buy;
    seen[GROUPS] += promotion->group_quantity && !promotion->nth;
    seen[NTH] += promotion->nth && !promotion->dealt;
    seen[DEALT] += promotion->dealt;
    seen[PRICED_GROUPS] += promotion->group_quantity && promotion->tiers[0].price_set_minor;
    seen[LIMIT] += promotion->max_quantity && !has_gift;
    seen[LINE_LIMIT] += promotion->max_line_quantity > 0;
    seen[DEAREST] += promotion->pick == ECO_PICK_DEAREST;
    seen[BANDS_BY_AMOUNT] += promotion->bands && by_amount;
    seen[BANDS_BY_QUANTITY] += promotion->bands && !by_amount;
    seen[PERCENT_OF_LIST] += has_percent && promotion->percent_basis == ECO_BASIS_LIST;
    seen[GIFT] += has_gift && !promotion->repeats;
    seen[REPEATED_GIFT] += has_gift && promotion->repeats;
    seen[REPEATED_OFF] += !has_gift && promotion->repeats;
    seen[OFF_SHIPPING] += promotion->stage == ECO_STAGE_SHIPPING;
    seen[ALONE] += promotion->stands_alone && !promotion->exclusive;
}

static void count_decision(long *seen, const reference_decision *decision)
{
    bool by_floor = decision->by && strncmp(decision->by, "f-", 2) == 0,
         by_another = decision->by && strncmp(decision->by, "p-", 2) == 0;
    bool sale = decision->promotion && strncmp(decision->promotion, "list-", 5) == 0,
         clipped = decision->reason == ECO_REASON_CLIPPED;
    seen[WORSE] += decision->reason == ECO_REASON_WORSE;
    seen[FLOORED] += decision->reason == ECO_REASON_FLOOR;
    seen[EXCLUDED] += decision->reason == ECO_REASON_EXCLUDED;
    seen[CLIPPED_BY_FLOOR] += clipped && by_floor && !sale;
    seen[CLIPPED_BY_ANOTHER] += clipped && by_another;
    seen[WARNED] += decision->reason == ECO_REASON_APPLIED && by_floor;
    seen[CLAMPED_SALE] += clipped && sale;
    seen[USED_UP] += decision->reason == ECO_REASON_LIMIT;
    seen[REFUSED_BY_BUDGET] += decision->reason == ECO_REASON_BUDGET && strcmp(decision->needed, "budget") == 0;
    seen[REFUSED_BY_USES] += decision->reason == ECO_REASON_BUDGET && strcmp(decision->needed, "budget_uses") == 0;
    seen[CLIPPED_BY_BUDGET] += clipped && decision->left_minor > 0;
}

static void count_features(long *seen)
{
    for (int i = 0; i < expected.decisions_count; i++) {
        const reference_decision *decision = &expected.decisions[i];
        count_decision(seen, decision);
        for (int p = 0; decision->promotion && p < given.promotions_count; p++)
            if (strcmp(given.promotions[p].id, decision->promotion) == 0 && decision->reason <= ECO_REASON_CLIPPED)
                count_applied(seen, &given.promotions[p], given.promotion_buy[p]);
        for (int l = 0; decision->promotion && l < given.lists_count; l++)
            seen[FOREIGN_SALE] += strcmp(given.lists[l].id, decision->promotion) == 0 && given.lists[l].rate.coefficient;
    }
    for (int t = 0; t < given.taxes_count; t++)
        for (int i = 0; i < expected.taxes_count; i++)
            if (given.taxes[t].compound && strcmp(given.taxes[t].id, expected.taxes[i].tax) == 0 &&
                expected.taxes[i].base_minor != expected.lines[0].net_minor)
                seen[given.options.tax_mode == ECO_TAX_INCLUDED ? COMPOUND_GROSS : COMPOUND_NET]++;
    for (int i = 0; i < expected.uses_count; i++)
        seen[SECOND_CODE] += expected.uses[i].code && strcmp(expected.uses[i].code, "C2") == 0;
    seen[SHIPMENTS] += expected.shipments_count > 1;
    seen[MANY_PROMOTIONS] += given.promotions_count > 64;
    seen[MANY_LINES] += expected.goods_count > 64;
}

TEST(pricing_random, engine_agrees_with_the_model)
{
    uint64_t first = eco_test_seed();
    long cases = eco_test_cases(20000), priced = 0, discounted = 0, seen[FEATURES_COUNT] = {0};
    char message[2048];
    for (long i = 0; i < cases; i++) {
        uint64_t seed = first + (uint64_t)i;
        const eco_quote *quote;
        eco_error error = {0};
        make_case(&given, seed);
        reference_price(&expected, &given);
        eco_status status = price(&quote, &given, ECO_EXPLAIN_ALL, &error);
        if (status != expected.status) {
            snprintf(message, sizeof message, "the engine says %d %s at %s, the model %s", (int)status, error.message, error.path,
                     eco_status_name(expected.status));
            fail_case(&given, seed, message);
        }
        CASE(!status == !!quote);
        if (!status && !reference_same(message, sizeof message, &expected, quote))
            fail_case(&given, seed, message);
        if (!status)
            count_features(seen);
        priced += !status;
        discounted += !status && quote->discount_minor > 0;
        eco_quote_free(quote);
    }
    CHECK(cases < 1000 || (priced > cases / 2 && discounted > cases / 4));
    for (int f = 0; f < FEATURES_COUNT && cases >= 20000; f++)
        CHECK_F(seen[f] > cases / (f >= MANY_PROMOTIONS ? 10000 : 1000), "%s was seen %ld times in %ld cases", feature_names[f],
                seen[f], cases);
}

/* ---- parts sum to the whole ---- */

typedef struct sums {
    int64_t list, discount, net, tax, total, credit;
} sums;

static sums sums_of_lines(const eco_quote *quote, uint64_t seed)
{
    sums sum = {0};
    for (size_t i = 0; i < quote->lines_count; i++) {
        const eco_quote_line *line = &quote->lines[i];
        bool goods = line->kind == ECO_LINE_GOODS;
        sum.list += goods ? line->list_minor : 0;
        sum.discount += goods ? line->discount_minor : 0;
        sum.net += line->net_minor;
        sum.tax += line->tax_minor;
        sum.total += line->total_minor;
        sum.credit += line->credit_minor;
        CASE(line->net_minor + line->tax_minor == line->total_minor);
        CASE(line->kind != ECO_LINE_GIFT || (line->unit_minor == 0 && line->list_minor == 0 && line->total_minor == 0 &&
                                             line->quantity > 0 && line->credit_minor == 0));
        if (!goods)
            continue;
        CASE(line->discount_minor >= 0 && line->discount_minor <= line->list_minor);
        CASE(line->net_minor >= 0 && line->tax_minor >= 0 && line->credit_minor >= 0 && line->credit_minor <= line->total_minor);
        CASE(line->list_minor - line->discount_minor ==
             (quote->tax_mode == ECO_TAX_INCLUDED ? line->total_minor : line->net_minor));
    }
    return sum;
}

static sums sums_of_shipments(const eco_quote *quote, uint64_t seed)
{
    sums sum = {0};
    for (size_t i = 0; i < quote->shipments_count; i++) {
        const eco_quote_shipment *shipment = &quote->shipments[i];
        sum.list += shipment->list_minor;
        sum.discount += shipment->discount_minor;
        sum.net += shipment->net_minor;
        sum.tax += shipment->tax_minor;
        sum.total += shipment->total_minor;
        sum.credit += shipment->credit_minor;
        CASE(shipment->net_minor + shipment->tax_minor == shipment->total_minor && shipment->net_minor >= 0);
        CASE(shipment->tax_minor >= 0 && shipment->credit_minor >= 0 && shipment->credit_minor <= shipment->total_minor);
        CASE(shipment->discount_minor >= 0 && shipment->discount_minor <= shipment->list_minor);
        CASE(shipment->list_minor - shipment->discount_minor ==
             (quote->tax_mode == ECO_TAX_INCLUDED ? shipment->total_minor : shipment->net_minor));
    }
    return sum;
}

static void check_sums(const eco_quote *quote, uint64_t seed)
{
    sums lines = sums_of_lines(quote, seed), shipments = sums_of_shipments(quote, seed);
    CASE(quote->list_minor == lines.list && quote->discount_minor == lines.discount);
    CASE(quote->shipping_minor == shipments.list - shipments.discount && quote->shipping_discount_minor == shipments.discount);
    CASE(quote->shipping_tax_minor == shipments.tax);
    CASE(quote->net_minor == lines.net + shipments.net && quote->tax_minor == lines.tax + shipments.tax);
    CASE(quote->total_minor == lines.total + shipments.total && quote->total_minor == quote->net_minor + quote->tax_minor);
    CASE(quote->credit_minor == lines.credit + shipments.credit && quote->total_minor >= 0);
    CASE(quote->payable_minor == quote->total_minor - quote->credit_minor + quote->rounding_minor && quote->payable_minor >= 0);
}

/* What an adjustment may say of the line or shipment that it is about. */
static void check_adjustment(const eco_quote *quote, const eco_adjustment *adjustment, uint64_t seed)
{
    CASE(adjustment->quantity > 0 && (adjustment->line < 0) == (adjustment->stage == ECO_STAGE_SHIPPING));
    if (adjustment->line < 0) {
        CASE(-1 - adjustment->line < (int32_t)quote->shipments_count && adjustment->off_minor > 0 && adjustment->quantity == 1);
        return;
    }
    CASE((size_t)adjustment->line < quote->lines_count);
    const eco_quote_line *line = &quote->lines[adjustment->line];
    CASE(line->kind != ECO_LINE_SURCHARGE && adjustment->quantity <= line->quantity);
    CASE(line->kind == ECO_LINE_GIFT ? adjustment->off_minor == 0 && adjustment->quantity == line->quantity
                                     : adjustment->off_minor > 0);
}

static void check_adjustments(const eco_quote *quote, uint64_t seed)
{
    int64_t of_line[REFERENCE_LINES + PROMOTIONS_MOST] = {0}, of_shipment[SHIPMENTS_MOST] = {0};
    for (size_t i = 0; i < quote->adjustments_count; i++) {
        const eco_adjustment *adjustment = &quote->adjustments[i];
        check_adjustment(quote, adjustment, seed);
        *(adjustment->line < 0 ? &of_shipment[-1 - adjustment->line] : &of_line[adjustment->line]) += adjustment->off_minor;
    }
    for (size_t i = 0; i < quote->lines_count; i++)
        CASE(of_line[i] == (quote->lines[i].kind == ECO_LINE_GOODS ? quote->lines[i].discount_minor : 0));
    for (size_t i = 0; i < quote->shipments_count; i++)
        CASE(of_shipment[i] == quote->shipments[i].discount_minor);
}

static void check_decisions(const eco_quote *quote, uint64_t seed)
{
    int64_t decided = 0;
    for (size_t i = 0; i < quote->decisions_count; i++) {
        const eco_decision *decision = &quote->decisions[i];
        int64_t off = 0, gifts = 0;
        for (size_t a = 0; decision->promotion && a < quote->adjustments_count; a++)
            if (strcmp(quote->adjustments[a].promotion, decision->promotion) == 0) {
                off += quote->adjustments[a].off_minor;
                gifts += quote->adjustments[a].off_minor == 0;
            }
        CASE(decision->off_minor == off && (off > 0 || gifts > 0) == (decision->reason <= ECO_REASON_CLIPPED));
        CASE(decision->missing_minor >= 0 && decision->missing_quantity >= 0 && decision->next_off_minor >= 0);
        CASE(decision->clipped_minor == 0 || (decision->clipped_minor > 0 && decision->by));
        decided += decision->off_minor;
    }
    CASE(decided == quote->discount_minor + quote->shipping_discount_minor);
}

/* A simple tax is of the net; a compound one of the net and the simple ones that the line bears. */
static void check_taxes(const eco_quote *quote, uint64_t seed)
{
    int64_t of_line[REFERENCE_LINES + PROMOTIONS_MOST] = {0}, of_shipment[SHIPMENTS_MOST] = {0};
    for (size_t i = 0; i < quote->taxes_count; i++) {
        const eco_tax_line *tax = &quote->taxes[i];
        int64_t base = tax->line < 0 ? quote->shipments[-1 - tax->line].net_minor : quote->lines[tax->line].net_minor;
        bool compound = false;
        for (int t = 0; t < given.taxes_count; t++)
            compound = compound || (given.taxes[t].compound && strcmp(given.taxes[t].id, tax->tax) == 0);
        for (size_t j = 0; compound && j < quote->taxes_count; j++)
            for (int t = 0; t < given.taxes_count && quote->taxes[j].line == tax->line; t++)
                base += !given.taxes[t].compound && strcmp(given.taxes[t].id, quote->taxes[j].tax) == 0
                            ? quote->taxes[j].tax_minor
                            : 0;
        CASE(tax->base_minor == base);
        *(tax->line < 0 ? &of_shipment[-1 - tax->line] : &of_line[tax->line]) += tax->tax_minor;
    }
    for (size_t i = 0; i < quote->lines_count; i++)
        CASE(of_line[i] == quote->lines[i].tax_minor);
    for (size_t i = 0; i < quote->shipments_count; i++)
        CASE(of_shipment[i] == quote->shipments[i].tax_minor);
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
    for (long i = 0, cases = eco_test_cases(20000) / 2; i < cases; i++) {
        uint64_t seed = first + (uint64_t)i;
        const eco_quote *quote;
        make_case(&given, seed);
        if (price(&quote, &given, ECO_EXPLAIN_ALL, NULL))
            continue;
        check_sums(quote, seed);
        check_adjustments(quote, seed);
        check_decisions(quote, seed);
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
    for (int i = 0; i < given.shipping_count; i++)
        shuffle(shuffled.steps[i], shuffled.shipping[i].steps_count, sizeof(eco_shipping_step), chance);
    for (int i = 0; i < given.lists_count; i++)
        shuffle(shuffled.entries[i], shuffled.lists[i].entries_count, sizeof(eco_price_entry), chance);
    scenario_point(&shuffled); /* from here on things move whole: their pointers stay where they point */
    shuffle(shuffled.lines, shuffled.cart.lines_count, sizeof(eco_cart_line), chance);
    shuffle(shuffled.promotions, (size_t)shuffled.promotions_count, sizeof(eco_promotion), chance);
    shuffle(shuffled.lists, (size_t)shuffled.lists_count, sizeof(eco_price_list), chance);
    shuffle(shuffled.taxes, (size_t)shuffled.taxes_count, sizeof(eco_tax), chance);
    shuffle(shuffled.shipping, (size_t)shuffled.shipping_count, sizeof(eco_shipping), chance);
    shuffle(shuffled.floors, (size_t)shuffled.floors_count, sizeof(eco_floor), chance);
    shuffle(shuffled.campaigns, (size_t)shuffled.campaigns_count, sizeof(eco_campaign), chance);
    shuffle(shuffled.used, (size_t)shuffled.used_count, sizeof(eco_used), chance);
    shuffle(shuffled.shipments, shuffled.cart.shipments_count, sizeof(eco_shipment), chance);
    shuffle(shuffled.surcharges, shuffled.cart.surcharges_count, sizeof(eco_surcharge), chance);
    shuffle(shuffled.coupons, shuffled.cart.coupons_count, sizeof *shuffled.coupons, chance);
    shuffle(shuffled.attributes, shuffled.cart.attributes_count, sizeof(eco_attribute), chance);
}

/* A quote as rows of text without the places of lines, sorted. */
typedef struct rows {
    char text[8192][256];
    size_t count;
} rows;

static int compare_rows(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void add_row(rows *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add_row(rows *out, const char *format, ...)
{
    va_list arguments;
    CHECK(out->count < sizeof out->text / sizeof *out->text);
    va_start(arguments, format);
    vsnprintf(out->text[out->count++], sizeof *out->text, format, arguments);
    va_end(arguments);
}

#define I(value) ((long long)(value))

/* The SKU of a line, the method of a shipment. */
static const char *thing_of(const eco_quote *quote, int32_t line)
{
    return line < 0 ? quote->shipments[-1 - line].method : quote->lines[line].sku;
}

static void add_things(rows *out, const eco_quote *quote)
{
    for (size_t i = 0; i < quote->lines_count; i++) {
        const eco_quote_line *line = &quote->lines[i];
        add_row(out, "line %s %lld/%d %lld/%d: %lld %lld %lld %lld %lld %lld", line->sku, I(line->quantity),
                (int)line->quantity_scale, I(line->unit_minor), (int)line->unit_scale, I(line->list_minor),
                I(line->discount_minor), I(line->net_minor), I(line->tax_minor), I(line->total_minor), I(line->credit_minor));
    }
    for (size_t i = 0; i < quote->shipments_count; i++) {
        const eco_quote_shipment *shipment = &quote->shipments[i];
        add_row(out, "shipment %s: %lld %lld %lld %lld %lld %lld", shipment->method, I(shipment->list_minor),
                I(shipment->discount_minor), I(shipment->net_minor), I(shipment->tax_minor), I(shipment->total_minor),
                I(shipment->credit_minor));
    }
}

static void add_decisions(rows *out, const eco_quote *quote)
{
    for (size_t i = 0; i < quote->decisions_count; i++) {
        const eco_decision *decision = &quote->decisions[i];
        add_row(out, "decision %s %s %d: %lld %lld %lld %lld %lld %s %.100s", decision->promotion ? decision->promotion : "-",
                decision->label, (int)decision->reason, I(decision->off_minor), I(decision->clipped_minor),
                I(decision->missing_minor), I(decision->missing_quantity), I(decision->next_off_minor),
                decision->by ? decision->by : "-", decision->needed ? decision->needed : "-");
    }
}

static void rows_of(rows *out, const eco_quote *quote)
{
    out->count = 0;
    add_things(out, quote);
    for (size_t i = 0; i < quote->adjustments_count; i++) {
        const eco_adjustment *adjustment = &quote->adjustments[i];
        add_row(out, "adjustment %s %s %s: %lld %lld", adjustment->promotion, adjustment->coupon ? adjustment->coupon : "-",
                thing_of(quote, adjustment->line), I(adjustment->quantity), I(adjustment->off_minor));
    }
    for (size_t i = 0; i < quote->taxes_count; i++)
        add_row(out, "tax %s %s: %lld %lld", quote->taxes[i].tax, thing_of(quote, quote->taxes[i].line),
                I(quote->taxes[i].base_minor), I(quote->taxes[i].tax_minor));
    for (size_t i = 0; i < quote->uses_count; i++)
        add_row(out, "use %s %s: %lld %lld %lld", quote->uses[i].promotion, quote->uses[i].code ? quote->uses[i].code : "-",
                I(quote->uses[i].spent_minor), I(quote->uses[i].left_uses), I(quote->uses[i].left_minor));
    add_decisions(out, quote);
    add_row(out, "totals %lld %lld %lld %lld %lld %lld %lld %lld %lld %lld %lld", I(quote->list_minor), I(quote->discount_minor),
            I(quote->surcharge_minor), I(quote->shipping_minor), I(quote->shipping_discount_minor), I(quote->net_minor),
            I(quote->tax_minor), I(quote->total_minor), I(quote->credit_minor), I(quote->rounding_minor),
            I(quote->payable_minor));
    qsort(out->text, out->count, sizeof *out->text, compare_rows);
}

TEST(pricing_random, order_does_not_matter)
{
    static rows before, after;
    uint64_t first = eco_test_seed() + 2000000000;
    for (long i = 0, cases = eco_test_cases(20000) / 2; i < cases; i++) {
        uint64_t seed = first + (uint64_t)i;
        const eco_quote *quote, *other;
        make_case(&given, seed);
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
                fail_case(&given, seed, message);
            }
        eco_quote_free(quote);
        eco_quote_free(other);
    }
}

/* ---- all is off ---- */

TEST(pricing_random, all_off_is_exactly_nothing)
{
    uint64_t first = eco_test_seed() + 4000000000;
    for (long i = 0, cases = eco_test_cases(20000) / 4; i < cases; i++) {
        uint64_t seed = first + (uint64_t)i;
        const eco_quote *quote;
        make_case(&given, seed);
        eco_promotion *last =
            &given.promotions[0]; /* in place of the others: 100 % of everything, in some stage, line by line or at once */
        given.promotions_count = 1;
        *last = (eco_promotion){
            .struct_size = sizeof *last, .id = "all", .stage = (eco_stage)(seed % 6), .tiers = given.tiers[0], .tiers_count = 1};
        given.floors_count = given.campaigns_count = 0;
        given.tiers[0][0] = seed / 6 % 2 ? (eco_tier){.off_percent = {100, 0}} : (eco_tier){.is_free = true};
        given.cart.surcharges_count = 0;
        given.cart.shipping = NULL;
        given.cart.shipments_count = 0;
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
