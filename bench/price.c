/* price.c - carts a second: 10 and 100 lines against 20 and 200 promotions, all of which are looked at; and the pieces that carry the cost. */
#include <ecomops/pricing.h>

#include <inttypes.h>
#include <string.h>

#include "bench.h"

enum { LINES_MOST = 100, PROMOTIONS_MOST = 200 };
#define AT_US INT64_C(1794355200000000) /* 2026-11-11 */

static char ids[PROMOTIONS_MOST][16], skus[LINES_MOST][16];

static eco_rulebook *make_rulebook(int promotions)
{
    static const char *const categories[] = {"category == 'shoes'", "category == 'toys'", "category in ('books', 'music')", NULL};
    static const char *const conditions[] = {"customer.tier == 'gold'", "cart.subtotal >= 50.00", "country != 'DE'", NULL};
    eco_error error;
    eco_rulebook *rulebook;
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "EUR"));
    for (int i = 0; i < promotions; i++) {
        snprintf(ids[i], sizeof ids[i], "p%03d", i);
        eco_tier percent = {.off_percent = {1 + i % 5, 0}}, off = {.from_minor = 1000 * (i % 9 + 1), .off_minor = 100};
        eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = ids[i], .stage = i % 2 ? ECO_STAGE_SHOP : ECO_STAGE_ITEM,
                                                   .when = conditions[i / 4 % 4], .on = categories[i % 4],
                                                   .tiers = i % 2 ? &off : &percent, .tiers_count = 1));
    }
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {19, 0}));
    if (eco_rulebook_build(&rulebook, rules, &error)) {
        fprintf(stderr, "%s at %s\n", error.message, error.path);
        exit(1);
    }
    return rulebook;
}

static int64_t price_many(const eco_rulebook *rulebook, const eco_cart *cart, int times)
{
    int64_t payable = 0;
    for (int i = 0; i < times; i++) {
        eco_error error;
        const eco_quote *quote;
        if (eco_price(&quote, rulebook, cart, NULL, &error)) {
            fprintf(stderr, "%s at %s\n", error.message, error.path);
            exit(1);
        }
        payable += quote->payable_minor;
        eco_quote_free(quote);
    }
    return payable;
}

int main(void)
{
    static const char *const categories[] = {"shoes", "toys", "books", "garden", "music"};
    eco_attribute category[LINES_MOST];
    eco_cart_line lines[LINES_MOST];
    memset(lines, 0, sizeof lines);
    for (int i = 0; i < LINES_MOST; i++) {
        snprintf(skus[i], sizeof skus[i], "sku-%03d", i);
        category[i] = (eco_attribute){"category", categories[i % 5]};
        lines[i] = (eco_cart_line){.sku = skus[i],
                                   .quantity = 1 + i % 4,
                                   .unit_minor = 499 + 137 * i,
                                   .attributes = &category[i],
                                   .attributes_count = 1};
    }
    static const int grid[][2] = {{10, 20}, {10, 200}, {100, 20}, {100, 200}};
    for (size_t cell = 0; cell < sizeof grid / sizeof *grid; cell++) {
        eco_rulebook *rulebook = make_rulebook(grid[cell][1]);
        const eco_attribute attributes[] = {{"customer.tier", "gold"}, {"country", "FR"}};
        const eco_cart *cart = ECO_MAKE(eco_cart, .at_us = AT_US, .lines = lines, .lines_count = (size_t)grid[cell][0],
                                        .attributes = attributes, .attributes_count = 2);
        double runs[BENCH_RUNS];
        int times = 200000 / (grid[cell][0] * grid[cell][1] / 10) + 1;
        for (int run = 0; run < BENCH_RUNS; run++) {
            double started = bench_seconds();
            price_many(rulebook, cart, times);
            runs[run] = times / (bench_seconds() - started);
        }
        char name[64];
        snprintf(name, sizeof name, "pricing/carts/%dx%d", grid[cell][0], grid[cell][1]);
        bench_row(name, bench_median(runs, BENCH_RUNS), "carts/s", true);
        eco_rulebook_free(rulebook);
    }
    return 0;
}
