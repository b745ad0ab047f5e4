/* carts.c - 10 and 100 lines against 20 and 200 promotions, all of which are looked at. */
#include "families.h"

enum { LINES_MOST = 100, PROMOTIONS_MOST = 200 };

typedef struct carts {
    bench_priced priced;
    eco_cart cart;
    eco_cart_line lines[LINES_MOST];
    eco_attribute category[LINES_MOST];
    char skus[LINES_MOST][16];
} carts;

static eco_rulebook *make_rulebook(int promotions)
{
    static const char *const categories[] = {"category == 'shoes'", "category == 'toys'", "category in ('books', 'music')", NULL};
    static const char *const conditions[] = {"customer.tier == 'gold'", "cart.subtotal >= 50.00", "country != 'DE'", NULL};
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "EUR"));
    for (int i = 0; i < promotions; i++) {
        char id[16];
        snprintf(id, sizeof id, "p%03d", i);
        eco_tier percent = {.off_percent = {1 + i % 5, 0}}, off = {.from_minor = 1000 * (i % 9 + 1), .off_minor = 100};
        eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = id, .stage = i % 2 ? ECO_STAGE_SHOP : ECO_STAGE_ITEM,
                                                   .when = conditions[i / 4 % 4], .on = categories[i % 4],
                                                   .tiers = i % 2 ? &off : &percent, .tiers_count = 1));
    }
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {19, 0}));
    return bench_build(rules);
}

static carts *make(int lines, int promotions)
{
    static const char *const categories[] = {"shoes", "toys", "books", "garden", "music"};
    static const eco_attribute attributes[] = {{"customer.tier", "gold"}, {"country", "FR"}};
    carts *made = calloc(1, sizeof *made);
    if (!made)
        bench_stop("no memory");
    for (int i = 0; i < lines; i++) {
        snprintf(made->skus[i], sizeof made->skus[i], "sku-%03d", i);
        made->category[i] = (eco_attribute){"category", categories[i % 5]};
        made->lines[i] = (eco_cart_line){.sku = made->skus[i],
                                         .quantity = 1 + i % 4,
                                         .unit_minor = 499 + 137 * i,
                                         .attributes = &made->category[i],
                                         .attributes_count = 1};
    }
    made->cart = (eco_cart){.struct_size = sizeof made->cart,
                            .at_us = BENCH_AT_US,
                            .lines = made->lines,
                            .lines_count = (size_t)lines,
                            .attributes = attributes,
                            .attributes_count = 2};
    made->priced = (bench_priced){make_rulebook(promotions), &made->cart};
    return made;
}

static double run(bench_workload *workload, double seconds)
{
    if (!workload->made)
        workload->made = make(workload->lines, workload->promotions);
    return bench_carts_rate(&((carts *)workload->made)->priced, seconds);
}

static void end(bench_workload *workload)
{
    carts *made = workload->made;
    if (made)
        eco_rulebook_free(made->priced.rulebook);
    free(made);
    workload->made = NULL;
}

void carts_add(bench_workloads *workloads)
{
    static const int cells[][2] = {{10, 20}, {10, PROMOTIONS_MOST}, {LINES_MOST, 20}, {LINES_MOST, PROMOTIONS_MOST}};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        bench_workload *workload = bench_add(workloads, "pricing/carts/%dx%d", cells[i][0], cells[i][1]);
        workload->unit = "carts/s";
        workload->lines = cells[i][0];
        workload->promotions = cells[i][1];
        workload->run = run;
        workload->end = end;
    }
}
