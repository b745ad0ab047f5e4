/* stored.c - a cart of 10 lines against n stored promotions of which none is for it: an even mix of other SKUs, categories, segments, channels and coupons,
 * of windows that are over or to come, of conditions with NOT, and of thresholds above the cart. The cost should not depend on n. */
#include <string.h>

#include "families.h"

enum { STORED_LEAST = 10, STORED_MOST = 1000000, SIZES = 6 };
#define DAY_US INT64_C(86400000000)

typedef struct stored_texts {
    char id[24], when[80], on[40], coupon[24];
} stored_texts;

/* The cart's customer is in group-3, its country DE, its channel web. */
static void add_not(eco_promotion *out, stored_texts *texts, int turn)
{
    static const char *const conditions[] = {"country != 'DE'", "not (channel == 'web')", "customer.group != 'group-3'",
                                             "not (country in ('DE', 'AT', 'CH'))"};
    out->when = conditions[turn % 4];
    snprintf(texts->on, sizeof texts->on, "category == 'category-%d'", turn % 50);
    if (turn / 4 % 2)
        out->on = texts->on;
}

static void add_threshold(eco_promotion *out, eco_tier *tier, stored_texts *texts, int turn)
{
    switch (turn % 4) {
    case 0: tier->from_minor = 10000000 + turn; break;
    case 1: tier->from_quantity = 1000 + turn; break;
    case 2:
        snprintf(texts->when, sizeof texts->when, "cart.subtotal >= %d.00", 100000 + turn);
        out->when = texts->when;
        break;
    default: snprintf(texts->when, sizeof texts->when, "cart.quantity > %d", 1000 + turn); out->when = texts->when;
    }
}

static void add_promotion(eco_rulebook_builder *rules, int place)
{
    stored_texts texts;
    int turn = place / 9;
    eco_tier tier = {.off_percent = {1 + place % 50, 0}};
    eco_promotion made = {.struct_size = sizeof made,
                          .id = texts.id,
                          .stage = place % 2 ? ECO_STAGE_SHOP : ECO_STAGE_ITEM,
                          .priority = place % 7,
                          .tiers = &tier,
                          .tiers_count = 1};
    snprintf(texts.id, sizeof texts.id, "stored-%07d", place);
    switch (place % 9) {
    case 0:
        snprintf(texts.on, sizeof texts.on, "line.sku == 'other-%d'", place);
        made.on = texts.on;
        break;
    case 1:
        snprintf(texts.on, sizeof texts.on, "category == 'other-%d'", place);
        made.on = texts.on;
        break;
    case 2:
        snprintf(texts.when, sizeof texts.when, "customer.group in ('other-%d', 'other-%d')", place, place + 1);
        made.when = texts.when;
        break;
    case 3:
        snprintf(texts.when, sizeof texts.when, "channel == 'other-%d'", turn % 40);
        made.when = texts.when;
        break;
    case 4:
        snprintf(texts.coupon, sizeof texts.coupon, "CODE-%d", place);
        made.coupon = texts.coupon;
        break;
    case 5:
        made.ends_us = BENCH_AT_US - turn % 1000 * DAY_US;
        made.starts_us = made.ends_us - 7 * DAY_US;
        break;
    case 6: made.starts_us = BENCH_AT_US + (1 + turn % 1000) * DAY_US; break;
    case 7: add_not(&made, &texts, turn); break;
    default: add_threshold(&made, &tier, &texts, turn);
    }
    eco_rulebook_add_promotion(rules, &made);
}

typedef struct stored {
    bench_priced priced;
    grid *cart;
} stored;

static stored *make(int count)
{
    stored *made = malloc(sizeof *made);
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "EUR"));
    if (!made)
        bench_stop("no memory");
    for (int i = 0; i < count; i++)
        add_promotion(rules, i);
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {19, 0}));
    made->cart = grid_make(10, 0, true);
    made->priced = (bench_priced){bench_build(rules), grid_priced(made->cart)->cart};
    const eco_quote *quote = bench_quote(&made->priced);
    if (quote->adjustments_count)
        bench_stop("%s of %d stored promotions applied", quote->adjustments[0].promotion, count);
    eco_quote_free(quote);
    return made;
}

/* The rulebooks live as long as the program: each is used by two workloads. */
static const bench_priced *priced_with(int count)
{
    static stored *all[SIZES];
    int place = 0;
    for (int i = STORED_LEAST; i < count; i *= 10)
        place++;
    if (!all[place])
        all[place] = make(count);
    return &all[place]->priced;
}

static double run(bench_workload *workload, double seconds)
{
    return bench_carts_rate(priced_with(workload->promotions), seconds);
}

/* What a cart costs against what it costs with the fewest promotions, in turns. */
static double run_cost(bench_workload *workload, double seconds)
{
    enum { TURNS = 5 };
    const bench_priced *few = priced_with(STORED_LEAST), *many = priced_with(workload->promotions);
    double ratios[TURNS];
    for (int i = 0; i < TURNS; i++)
        ratios[i] = bench_carts_rate(few, seconds / TURNS / 2) / bench_carts_rate(many, seconds / TURNS / 2);
    return bench_median(ratios, TURNS);
}

static void write(const bench_workload *workload, FILE *file)
{
    const eco_quote *quote = bench_quote(priced_with(workload->promotions));
    fprintf(file, "{\"workload\": \"%s\", \"stored\": %d, \"adjustments\": %zu}\n", workload->name, workload->promotions,
            quote->adjustments_count);
    eco_quote_free(quote);
}

static void end(bench_workload *workload)
{
    (void)workload;
}

void stored_add(bench_workloads *workloads)
{
    for (int count = STORED_LEAST; count <= STORED_MOST; count *= 10) {
        bench_workload *workload = bench_add(workloads, "pricing/stored/%d", count);
        workload->unit = "carts/s";
        workload->promotions = count;
        workload->run = run;
        workload->write = write;
        workload->end = end;
    }
    for (int count = STORED_LEAST * 10; count <= STORED_MOST; count *= 10) {
        bench_workload *workload = bench_add(workloads, "pricing/stored/%d/cost", count);
        workload->unit = "x of 10";
        workload->lower_is_better = true;
        workload->promotions = count;
        workload->run = run_cost;
        workload->end = end;
    }
}
