/* A history of carts: what each quote uses is counted, and comes back before the next. No limit is ever exceeded by one use, no budget by one minor unit. */
#include "pricing_random.h"

#include <string.h>

static scenario given;

enum { CARTS = 12, COUNTS_MOST = 4 * CARTS * PROMOTIONS_MOST };

typedef struct history { /* the caller's table: a row a count */
    eco_used counts[COUNTS_MOST];
    char customers[COUNTS_MOST][4], codes[COUNTS_MOST][8];
    size_t count;
} history;

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static eco_used *count_of(history *told, const char *promotion, const char *campaign, const char *customer, const char *code)
{
    for (size_t i = 0; i < told->count; i++) {
        eco_used *row = &told->counts[i];
        if (same(row->promotion, promotion) && same(row->campaign, campaign) && same(row->customer, customer) &&
            same(row->code, code))
            return row;
    }
    eco_used *row = &told->counts[told->count];
    *row = (eco_used){.promotion = promotion, .campaign = campaign};
    if (customer) /* the next cart, and this quote, will be elsewhere */
        row->customer = strcpy(told->customers[told->count], customer);
    if (code)
        row->code = strcpy(told->codes[told->count], code);
    told->count++;
    return row;
}

static const eco_promotion *promotion_of(const char *id)
{
    for (int i = 0; i < given.promotions_count; i++)
        if (strcmp(given.promotions[i].id, id) == 0)
            return &given.promotions[i];
    return NULL;
}

static int64_t off_of(const eco_quote *quote, const char *promotion)
{
    int64_t off = 0;
    for (size_t i = 0; i < quote->adjustments_count; i++)
        off += strcmp(quote->adjustments[i].promotion, promotion) == 0 ? quote->adjustments[i].off_minor : 0;
    return off;
}

static void count_use(history *told, const eco_quote *quote, const eco_use *use, uint64_t seed)
{
    const eco_promotion *promotion = promotion_of(use->promotion);
    CASE(promotion && use->uses == 1 && same(use->campaign, promotion->campaign) && same(use->customer, given.cart.customer));
    CASE(use->spent_minor == off_of(quote, use->promotion) && !promotion->coupon == !use->code);
    eco_used *all = count_of(told, promotion->id, NULL, NULL, NULL);
    CASE(++all->uses <= promotion->limit || !promotion->limit);
    if (promotion->limit_per_customer) {
        CASE(use->customer);
        CASE(++count_of(told, promotion->id, NULL, use->customer, NULL)->uses <= promotion->limit_per_customer);
    }
    if (promotion->limit_per_code)
        CASE(++count_of(told, promotion->id, NULL, NULL, use->code)->uses <= promotion->limit_per_code);
    for (int i = 0; i < given.campaigns_count; i++) {
        const eco_campaign *campaign = &given.campaigns[i];
        if (!same(campaign->id, use->campaign))
            continue;
        eco_used *spent = count_of(told, NULL, campaign->id, NULL, NULL);
        CASE(use->left_minor == (campaign->budget_minor ? campaign->budget_minor - spent->spent_minor : 0));
        spent->uses++;
        spent->spent_minor += use->spent_minor;
        CASE(spent->spent_minor <= campaign->budget_minor || !campaign->budget_minor);
        CASE(spent->uses <= campaign->budget_uses || !campaign->budget_uses);
    }
}

/* Whatever has a limit and gave something is among the uses. */
static void check_complete(const eco_quote *quote, uint64_t seed)
{
    for (size_t i = 0; i < quote->adjustments_count; i++) {
        const eco_promotion *promotion = promotion_of(quote->adjustments[i].promotion);
        bool limited = promotion &&
                       (promotion->campaign || promotion->limit || promotion->limit_per_customer || promotion->limit_per_code);
        size_t found = 0;
        for (size_t u = 0; u < quote->uses_count; u++)
            found += strcmp(quote->uses[u].promotion, quote->adjustments[i].promotion) == 0;
        CASE(found == limited);
    }
}

TEST(pricing_usage, no_history_exceeds_a_limit)
{
    static history told;
    uint64_t first = eco_test_seed() + 5000000000;
    long clipped = 0, refused = 0, limited = 0;
    for (long i = 0, cases = eco_test_cases(20000) / 20; i < cases; i++) {
        uint64_t seed = first + (uint64_t)i;
        eco_rulebook *rulebook;
        make_case(&given, seed);
        chance chance = {.state = ~seed};
        CASE(scenario_build(&rulebook, &given, NULL) == ECO_OK);
        told.count = 0;
        for (int c = 0; c < CARTS && given.texts_size < sizeof given.texts / 2; c++) {
            const eco_quote *quote;
            scenario_make_cart(&given, &chance);
            scenario_point(&given);
            const eco_price_options options = {
                .struct_size = sizeof options, .explain = ECO_EXPLAIN_ALL, .used = told.counts, .used_count = told.count};
            if (eco_price(&quote, rulebook, &given.cart, &options, NULL))
                continue;
            for (size_t u = 0; u < quote->uses_count; u++)
                count_use(&told, quote, &quote->uses[u], seed);
            check_complete(quote, seed);
            for (size_t d = 0; d < quote->decisions_count; d++) {
                clipped += quote->decisions[d].left_minor && quote->decisions[d].reason == ECO_REASON_CLIPPED;
                refused += quote->decisions[d].reason == ECO_REASON_BUDGET;
                limited += quote->decisions[d].reason == ECO_REASON_LIMIT;
            }
            eco_quote_free(quote);
        }
        eco_rulebook_free(rulebook);
    }
    CHECK_F(clipped && refused && limited, "clipped %ld, refused %ld, limited %ld: the histories prove nothing", clipped, refused,
            limited);
}
