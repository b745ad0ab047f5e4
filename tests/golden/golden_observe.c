/* golden_observe.c - what a quote says, under the names that cases use. Sums of what the quote lists, and nothing else. */
#include "golden.h"

static cJSON *number(int64_t value)
{
    return cJSON_CreateNumber((double)value);
}

/* A case that states its shipping apart means goods and surcharges by the rest. */
static bool shipping_is_apart(const golden_priced *priced)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, priced->test->expected) if (golden_begins(item->string, "shipping_")) return true;
    return false;
}

typedef struct sums {
    int64_t net, tax, total;
} sums;

static sums totals_of(const golden_priced *priced)
{
    const eco_quote *quote = priced->quote;
    sums out = {quote->net_minor, quote->tax_minor, quote->total_minor};
    if (!shipping_is_apart(priced))
        return out;
    out = (sums){0, 0, 0};
    for (size_t i = 0; i < quote->lines_count; i++) {
        out.net += quote->lines[i].net_minor;
        out.tax += quote->lines[i].tax_minor;
        out.total += quote->lines[i].total_minor;
    }
    return out;
}

static cJSON *net(const golden_priced *priced, const cJSON *expected)
{
    (void)expected;
    return number(totals_of(priced).net);
}

static cJSON *tax(const golden_priced *priced, const cJSON *expected)
{
    (void)expected;
    return number(totals_of(priced).tax);
}

static cJSON *gross(const golden_priced *priced, const cJSON *expected)
{
    (void)expected;
    return number(totals_of(priced).total);
}

static cJSON *payable(const golden_priced *priced, const cJSON *expected)
{
    (void)expected;
    return number(priced->quote->payable_minor);
}

static cJSON *discount(const golden_priced *priced, const cJSON *expected)
{
    (void)expected;
    return number(priced->quote->discount_minor);
}

/* Beside what is to be paid, "total" is the total before discounts. */
static cJSON *total(const golden_priced *priced, const cJSON *expected)
{
    if (golden_get(priced->test->expected, "payable_minor") || golden_get(priced->test->expected, "payables_minor"))
        return number(priced->quote->list_minor);
    return gross(priced, expected);
}

static cJSON *list_total(const golden_priced *priced, const cJSON *expected)
{
    (void)expected;
    return number(priced->quote->list_minor);
}

static cJSON *credit(const golden_priced *priced, const cJSON *expected)
{
    (void)expected;
    return number(priced->quote->credit_minor);
}

static cJSON *rounding(const golden_priced *priced, const cJSON *expected)
{
    (void)expected;
    return number(priced->quote->rounding_minor);
}

/* ---- lines ---------------------------------------------------------------------------------------------------------------------------- */

static cJSON *of_lines(const golden_priced *priced, size_t offset)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < priced->quote->lines_count; i++) {
        const eco_quote_line *line = &priced->quote->lines[i];
        int64_t value;
        memcpy(&value, (const char *)line + offset, sizeof value);
        if (line->kind == ECO_LINE_GOODS)
            cJSON_AddItemToArray(list, number(value));
    }
    return list;
}

#define LINE_FIELD(function, field)                                            \
    static cJSON *function(const golden_priced *priced, const cJSON *expected) \
    {                                                                          \
        (void)expected;                                                        \
        return of_lines(priced, offsetof(eco_quote_line, field));              \
    }
LINE_FIELD(line_list, list_minor)
LINE_FIELD(line_discount, discount_minor)
LINE_FIELD(line_net, net_minor)
LINE_FIELD(line_tax, tax_minor)
LINE_FIELD(line_total, total_minor)
LINE_FIELD(line_credit, credit_minor)

/* What a customer pays for a unit of the first line. */
static cJSON *unit_price(const golden_priced *priced, const cJSON *expected)
{
    (void)expected;
    eco_quote_unit unit;
    return eco_quote_unit_of(&unit, priced->quote, 0, 0, NULL) ? NULL : number(unit.total_minor);
}

/* The price list without which the price would be another. */
static cJSON *price_list(const golden_priced *priced, const cJSON *expected)
{
    cJSON *found = NULL, *given = unit_price(priced, expected);
    const cJSON *list;
    int32_t place = 0;
    cJSON_ArrayForEach(list, golden_lists(priced->input))
    {
        golden_priced without;
        golden_variant variant = GOLDEN_AS_GIVEN;
        variant.without_list = place++;
        if (found || !golden_price(&without, priced->test, priced->input, variant))
            continue;
        cJSON *other = unit_price(&without, expected);
        if (!cJSON_Compare(given, other, true) && golden_word(list, "id"))
            found = cJSON_CreateString(golden_word(list, "id"));
        cJSON_Delete(other);
        eco_quote_free(without.quote);
    }
    cJSON_Delete(given);
    return found;
}

/* ---- promotions ----------------------------------------------------------------------------------------------------------------------- */

static cJSON *shares_of(const golden_priced *priced, const char *promotion)
{
    cJSON *shares = of_lines(priced, offsetof(eco_quote_line, discount_minor)), *share;
    cJSON_ArrayForEach(share, shares) cJSON_SetNumberValue(share, 0);
    for (size_t i = 0; i < priced->quote->adjustments_count; i++) {
        const eco_adjustment *adjustment = &priced->quote->adjustments[i];
        if (strcmp(adjustment->promotion, promotion) == 0)
            cJSON_SetNumberValue(cJSON_GetArrayItem(shares, adjustment->line), (double)adjustment->off_minor);
    }
    return shares;
}

/* By code or id: only those that the case names. */
static cJSON *by_promotion(const golden_priced *priced, const cJSON *expected)
{
    cJSON *out = cJSON_CreateObject();
    const cJSON *promotion;
    size_t place = 0;
    cJSON_ArrayForEach(promotion, golden_get(priced->input, "promotions"))
    {
        const char *code = golden_word(promotion, "code"), *id = golden_word(promotion, "id");
        const char *name = code ? code : id, *ours = golden_promotion_id(place++);
        if (name && golden_get(expected, name))
            cJSON_AddItemToObject(out, name, shares_of(priced, ours));
    }
    return out;
}

static bool all_zero(const cJSON *step)
{
    const cJSON *share;
    cJSON_ArrayForEach(share, step) if (share->valuedouble != 0) return false;
    return cJSON_IsArray(step) || step->valuedouble == 0;
}

static int64_t sum_of(const cJSON *list)
{
    int64_t sum = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, list) sum += (int64_t)item->valuedouble;
    return sum;
}

/* The promotions in their order of work, each with its lines, or as one amount. Those that give nothing leave no adjustment: a step of zeros in the case
 * is one of them. */
static cJSON *by_step(const golden_priced *priced, const cJSON *expected)
{
    cJSON *out = cJSON_CreateArray();
    const cJSON *step = expected->child;
    for (size_t i = 0; i < priced->quote->adjustments_count; i++) {
        const char *promotion = priced->quote->adjustments[i].promotion;
        if (i > 0 && strcmp(promotion, priced->quote->adjustments[i - 1].promotion) == 0)
            continue;
        for (; step && all_zero(step); step = step->next)
            cJSON_AddItemToArray(out, cJSON_Duplicate(step, true));
        cJSON *shares = shares_of(priced, promotion);
        cJSON_AddItemToArray(out, cJSON_IsNumber(expected->child) ? number(sum_of(shares)) : cJSON_Duplicate(shares, true));
        cJSON_Delete(shares);
        step = step ? step->next : NULL;
    }
    for (; step && all_zero(step); step = step->next)
        cJSON_AddItemToArray(out, cJSON_Duplicate(step, true));
    return out;
}

/* Units that benefited. */
static cJSON *benefiting_units(const golden_priced *priced, const cJSON *expected)
{
    (void)expected;
    int64_t units = 0;
    for (size_t i = 0; i < priced->quote->adjustments_count; i++)
        units += priced->quote->adjustments[i].quantity;
    return number(units);
}

/* By line: what stages `from` to `to` took off. */
static cJSON *off_of_stages(const golden_priced *priced, eco_stage from, eco_stage to)
{
    cJSON *shares = of_lines(priced, offsetof(eco_quote_line, discount_minor)), *share;
    cJSON_ArrayForEach(share, shares) cJSON_SetNumberValue(share, 0);
    for (size_t i = 0; i < priced->quote->adjustments_count; i++) {
        const eco_adjustment *adjustment = &priced->quote->adjustments[i];
        share = adjustment->line >= 0 ? cJSON_GetArrayItem(shares, adjustment->line) : NULL;
        if (share && adjustment->stage >= from && adjustment->stage <= to)
            cJSON_SetNumberValue(share, share->valuedouble + (double)adjustment->off_minor);
    }
    return shares;
}

/* By line, or their sum, as the case asks. */
static cJSON *list_or_sum(cJSON *shares, const cJSON *expected)
{
    if (cJSON_IsArray(expected))
        return shares;
    int64_t sum = sum_of(shares);
    cJSON_Delete(shares);
    return number(sum);
}

static cJSON *item_discount(const golden_priced *priced, const cJSON *expected)
{
    return list_or_sum(off_of_stages(priced, ECO_STAGE_ITEM, ECO_STAGE_SET), expected);
}

static cJSON *order_discount(const golden_priced *priced, const cJSON *expected)
{
    return list_or_sum(off_of_stages(priced, ECO_STAGE_SHOP, ECO_STAGE_PLATFORM_COUPON), expected);
}

static cJSON *shipping_discount(const golden_priced *priced, const cJSON *expected)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < priced->quote->shipments_count; i++)
        cJSON_AddItemToArray(list, number(priced->quote->shipments[i].discount_minor));
    return list_or_sum(list, expected);
}

/* What floors, caps and prices kept back. */
static cJSON *clipped(const golden_priced *priced, const cJSON *expected)
{
    (void)expected;
    int64_t sum = 0;
    for (size_t i = 0; i < priced->quote->decisions_count; i++)
        sum += priced->quote->decisions[i].clipped_minor;
    return number(sum);
}

/* Why a promotion did not apply, of the first that did not; a peer has its own words. */
static cJSON *reason(const golden_priced *priced, const cJSON *expected)
{
    (void)expected;
    for (size_t i = 0; i < priced->quote->decisions_count; i++)
        switch (priced->quote->decisions[i].reason) {
        case ECO_REASON_APPLIED:
        case ECO_REASON_CLIPPED: break;
        case ECO_REASON_BUDGET: return cJSON_CreateString("budget_exceeded");
        case ECO_REASON_LIMIT: return cJSON_CreateString("limit_exceeded");
        default: return cJSON_CreateString(eco_reason_name(priced->quote->decisions[i].reason));
        }
    return cJSON_CreateNull();
}

/* The gifts that the cart gets, as {sku: units}. */
static cJSON *gifts(const golden_priced *priced, const cJSON *expected)
{
    (void)expected;
    cJSON *out = cJSON_CreateObject();
    for (size_t i = 0; i < priced->quote->lines_count; i++)
        if (priced->quote->lines[i].kind == ECO_LINE_GIFT)
            cJSON_AddNumberToObject(out, priced->quote->lines[i].sku, (double)priced->quote->lines[i].quantity);
    return out;
}

/* What is missing to the next tier, of the first promotion that says so. */
static cJSON *missing(const golden_priced *priced, const cJSON *expected)
{
    (void)expected;
    for (size_t i = 0; i < priced->quote->decisions_count; i++)
        if (priced->quote->decisions[i].missing_minor)
            return number(priced->quote->decisions[i].missing_minor);
    return number(0);
}

/* ---- taxes ---------------------------------------------------------------------------------------------------------------------------- */

/* The tax on goods and surcharges, or on shipping, of one of the case's taxes; NULL: of all. */
static int64_t tax_sum(const golden_priced *priced, const char *id, bool on_shipping)
{
    int64_t sum = 0;
    for (size_t i = 0; i < priced->quote->taxes_count; i++) {
        const eco_tax_line *line = &priced->quote->taxes[i];
        if ((line->line < 0) == on_shipping && (!id || strcmp(line->tax, id) == 0))
            sum += line->tax_minor;
    }
    return sum;
}

static int64_t tax_with_shipping(const golden_priced *priced, const char *id)
{
    return tax_sum(priced, id, false) + (shipping_is_apart(priced) ? 0 : tax_sum(priced, id, true));
}

static cJSON *by_component(const golden_priced *priced, const cJSON *expected)
{
    cJSON *out = cJSON_CreateArray();
    for (int component = 0; component < cJSON_GetArraySize(expected); component++) {
        int64_t sum = 0;
        for (size_t i = 0; i < priced->taxes_count; i++)
            if (priced->taxes[i].component == component)
                sum += tax_with_shipping(priced, priced->taxes[i].id);
        cJSON_AddItemToArray(out, number(sum));
    }
    return out;
}

static cJSON *by_rate(const golden_priced *priced, const cJSON *expected)
{
    cJSON *out = cJSON_CreateObject();
    const cJSON *rate;
    cJSON_ArrayForEach(rate, expected)
    {
        int64_t sum = 0;
        for (size_t i = 0; i < priced->taxes_count; i++)
            if (priced->taxes[i].rate_bp == strtoll(rate->string, NULL, 10))
                sum += tax_with_shipping(priced, priced->taxes[i].id);
        cJSON_AddItemToObject(out, rate->string, number(sum));
    }
    return out;
}

static cJSON *shipping_tax(const golden_priced *priced, const cJSON *expected)
{
    (void)expected;
    return number(priced->quote->shipping_tax_minor);
}

/* Shipping is charged in the tax mode of the rulebook: its tax is beside it, or within it. */
static cJSON *shipping_net(const golden_priced *priced, const cJSON *expected)
{
    (void)expected;
    const eco_quote *quote = priced->quote;
    return number(quote->tax_mode == ECO_TAX_INCLUDED ? quote->shipping_minor - quote->shipping_tax_minor
                                                      : quote->shipping_minor);
}

static cJSON *shipping_gross(const golden_priced *priced, const cJSON *expected)
{
    (void)expected;
    const eco_quote *quote = priced->quote;
    return number(quote->tax_mode == ECO_TAX_INCLUDED ? quote->shipping_minor
                                                      : quote->shipping_minor + quote->shipping_tax_minor);
}

golden_observer golden_observer_of(const char *name)
{
    static const struct {
        const char *name;
        golden_observer observe;
    } observers[] = {
        {"net_minor", net},
        {"subtotal_minor", net},
        {"taxable_minor", net},
        {"tax_minor", tax},
        {"included_tax_minor", tax},
        {"taxes_minor", tax},
        {"gross_minor", gross},
        {"total_minor", total},
        {"totals_minor", total},
        {"list_minor", list_total},
        {"payable_minor", payable},
        {"payables_minor", payable},
        {"due_minor", payable},
        {"discount_minor", discount},
        {"discounts_minor", discount},
        {"total_discount_minor", discount},
        {"credit_minor", credit},
        {"cash_rounding_minor", rounding},
        {"line_list_minor", line_list},
        {"line_discount_minor", line_discount},
        {"line_discounts_minor", line_discount},
        {"largest_remainder_minor", line_discount},
        {"line_net_minor", line_net},
        {"line_tax_minor", line_tax},
        {"line_gross_minor", line_total},
        {"line_total_minor", line_total},
        {"line_points_minor", line_credit},
        {"line_credit_minor", line_credit},
        {"unit_price_minor", unit_price},
        {"free_units", benefiting_units},
        {"item_discount_minor", item_discount},
        {"order_discount_minor", order_discount},
        {"shipping_discount_minor", shipping_discount},
        {"clamped_minor", clipped},
        {"clipped_minor", clipped},
        {"gifts", gifts},
        {"reason", reason},
        {"list", price_list},
        {"by_promotion", by_promotion},
        {"by_step", by_step},
        {"missing_minor", missing},
        {"tax_by_component_minor", by_component},
        {"tax_by_rate_minor", by_rate},
        {"shipping_net_minor", shipping_net},
        {"shipping_tax_minor", shipping_tax},
        {"shipping_gross_minor", shipping_gross},
    };
    for (size_t i = 0; i < sizeof observers / sizeof observers[0]; i++)
        if (strcmp(observers[i].name, name) == 0)
            return observers[i].observe;
    return NULL;
}
