/* pricing_reference_limit.c - the model's limits and budgets: every row of what was used is looked at, each time anew. */
#include "pricing_reference.h"

#include <string.h>

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* All rows of one count; spent: of their money, else of their uses. */
static int64_t used_before(const scenario *given, const char *promotion, const char *campaign, const char *customer,
                           const char *code, bool spent)
{
    int64_t sum = 0;
    for (int i = 0; i < given->used_count; i++) {
        const eco_used *row = &given->used[i];
        if (same(row->promotion, promotion) && same(row->campaign, campaign) && same(row->customer, customer) &&
            same(row->code, code))
            sum += spent ? row->spent_minor : row->uses;
    }
    return sum;
}

static int64_t left(int64_t limit, int64_t used)
{
    if (limit == 0)
        return REFERENCE_NO_LIMIT;
    return used > limit ? 0 : limit - used;
}

int reference_campaign(const scenario *given, const eco_promotion *promotion)
{
    for (int i = 0; promotion->campaign && i < given->campaigns_count; i++)
        if (strcmp(given->campaigns[i].id, promotion->campaign) == 0)
            return i;
    return -1;
}

void reference_begin_budgets(reference_quote *quote, const scenario *given)
{
    for (int i = 0; i < given->campaigns_count; i++) {
        const eco_campaign *campaign = &given->campaigns[i];
        quote->budgets[i].minor = left(campaign->budget_minor, used_before(given, NULL, campaign->id, NULL, NULL, true));
        quote->budgets[i].uses = left(campaign->budget_uses, used_before(given, NULL, campaign->id, NULL, NULL, false));
    }
}

void reference_spend(reference_budget *budget, int64_t minor)
{
    if (budget->minor != REFERENCE_NO_LIMIT)
        budget->minor -= minor;
    if (budget->uses != REFERENCE_NO_LIMIT)
        budget->uses -= 1;
}

/* ---- limits ---- */

static int64_t left_of_code(const scenario *given, const eco_promotion *promotion, const char *code)
{
    return left(promotion->limit_per_code, used_before(given, promotion->id, NULL, NULL, code, false));
}

/* Of the codes entered that open it, in the order of their bytes, the first that has a use left; else what was. */
static const char *usable_code(const scenario *given, const eco_promotion *promotion, const char *first)
{
    if (left_of_code(given, promotion, first) > 0)
        return first;
    for (int i = 0; promotion->coupon[0] == '@' && i < 2; i++) /* "C1", "C2" */
        for (size_t c = 0; c < given->cart.coupons_count; c++)
            if (strcmp(given->cart.coupons[c], codes_set[i]) == 0 && left_of_code(given, promotion, codes_set[i]) > 0)
                return codes_set[i];
    return NULL;
}

bool reference_has_use_left(reference_trial *out, const scenario *given, const eco_promotion *promotion)
{
    const char *customer = given->cart.customer, *code = out->coupon;
    const char *by = NULL;
    if (left(promotion->limit, used_before(given, promotion->id, NULL, NULL, NULL, false)) == 0)
        by = "limit";
    else if (promotion->limit_per_customer &&
             (!customer ||
              left(promotion->limit_per_customer, used_before(given, promotion->id, NULL, customer, NULL, false)) == 0))
        by = "limit_per_customer";
    else if (promotion->limit_per_code && !(code = usable_code(given, promotion, out->coupon)))
        by = "limit_per_code";
    if (!by) {
        out->coupon = code;
        return true;
    }
    out->reason = ECO_REASON_LIMIT;
    out->by = by;
    if (strcmp(by, "limit_per_customer") == 0 && !customer)
        snprintf(out->needed, sizeof out->needed, "customer");
    if (strcmp(by, "limit_per_code") == 0)
        out->found = out->coupon;
    return false;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

void reference_add_use(reference_quote *quote, const scenario *given, const eco_promotion *promotion,
                       const reference_trial *trial)
{
    int campaign = reference_campaign(given, promotion);
    reference_use use = {promotion->id,    promotion->campaign, trial->coupon,
                         trial->off_minor, REFERENCE_NO_LIMIT,  REFERENCE_NO_LIMIT};
    if (campaign < 0 && !promotion->limit && !promotion->limit_per_customer && !promotion->limit_per_code)
        return;
    use.left_uses = left(promotion->limit, used_before(given, promotion->id, NULL, NULL, NULL, false));
    if (promotion->limit_per_customer)
        use.left_uses = smaller(use.left_uses, left(promotion->limit_per_customer,
                                                    used_before(given, promotion->id, NULL, given->cart.customer, NULL, false)));
    if (promotion->limit_per_code)
        use.left_uses = smaller(use.left_uses, left_of_code(given, promotion, trial->coupon));
    if (campaign >= 0) {
        use.left_uses = smaller(use.left_uses, quote->budgets[campaign].uses);
        use.left_minor = quote->budgets[campaign].minor;
        reference_spend(&quote->budgets[campaign], trial->off_minor);
    }
    quote->uses[quote->uses_count++] = use;
}

/* ---- budgets ---- */

void reference_refuse(reference_trial *out, const scenario *given, int campaign, const reference_budget *budget,
                      const char *needed)
{
    int64_t would = out->off_minor;
    memset(out, 0, sizeof *out);
    out->reason = ECO_REASON_BUDGET;
    out->by = given->campaigns[campaign].id;
    out->clipped_minor = would;
    out->left_minor = budget->minor == REFERENCE_NO_LIMIT ? 0 : budget->minor;
    snprintf(out->needed, sizeof out->needed, "%s", needed);
}
