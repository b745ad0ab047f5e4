/* cart.c - prices a cart again and again. */
#include "families.h"

eco_rulebook *bench_build(eco_rulebook_builder *rules)
{
    eco_error error;
    eco_rulebook *rulebook;
    if (eco_rulebook_build(&rulebook, rules, &error))
        bench_stop("%s at %s", error.message, error.path);
    return rulebook;
}

const eco_quote *bench_quote(const bench_priced *priced)
{
    eco_error error;
    const eco_quote *quote;
    if (eco_price(&quote, priced->rulebook, priced->cart, NULL, &error))
        bench_stop("%s at %s", error.message, error.path);
    return quote;
}

static void price(void *user)
{
    eco_quote_free(bench_quote(user));
}

double bench_carts_rate(const bench_priced *priced, double seconds)
{
    bench_priced copy = *priced;
    return bench_rate(price, &copy, seconds);
}
