/* command_sample.c - ecomops sample: a year of orders of a made-up shop, and a campaign that fits it. */
#include <stdio.h>
#include <string.h>

#include "ecomops/options.h"
#include "ecomops/sample.h"
#include "ecomops/texts.h"

static int run(const tool_arguments *arguments)
{
    long long orders, seed;
    if (!tool_number(&orders, arguments, "orders", 0, 10000000, 20000) ||
        !tool_number(&seed, arguments, "seed", 0, INT64_MAX, 2025))
        return TOOL_USAGE;
    if (tool_value(arguments, "rules")) {
        fwrite(tool_samples[0].text, 1, tool_samples[0].size, stdout);
        return TOOL_DONE;
    }
    if (!tool_sample_write(stdout, orders, (uint64_t)seed))
        return tool_fail(TOOL_REFUSED, "out of memory");
    return TOOL_DONE;
}

static const tool_option options[] = {
    {"orders", "N", "how many orders; default 20000", 'n'},
    {"seed", "S", "another year: any number; default 2025", 's'},
    {"rules", NULL, "instead of orders a rulebook with 20 promotions that fits them", 'r'},
};

const tool_command tool_sample = {
    .name = "sample",
    .operands = "",
    .summary = "a year of orders of a made-up shop, to try things out",
    .about = "Writes the orders of 2025 of a made-up shop as CSV: weekdays, festivals (618, 双11), several categories,\n"
             "channels and customer tiers, with coupons, cancellations, returns, free gifts and corrections. The same seed\n"
             "gives the same bytes.",
    .examples = "  ecomops sample > orders.csv\n"
                "  ecomops sample --rules > rules.json\n"
                "  ecomops backtest orders.csv --rules rules.json\n"
                "  ecomops sample --orders 1000000 --seed 7 | ecomops backtest - --rules rules.json\n",
    TOOL_OPTIONS(options),
    .run = run,
};
