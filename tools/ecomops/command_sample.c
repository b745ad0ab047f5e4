/* command_sample.c - ecomops sample: a year of orders of a made-up shop, a campaign that fits it, and a rulebook and cart that show every promotion. */
#include <stdio.h>
#include <string.h>

#include "ecomops/options.h"
#include "ecomops/sample.h"
#include "ecomops/texts.h"

static const struct {
    const char *option, *document;
} documents[] = {{"rules", "campaign_cny"}, {"promotions", "promotions"}, {"cart", "promotions_cart"}};

/* The document that is asked for instead of orders; NULL: none. */
static const tool_document *document_of(const tool_arguments *arguments)
{
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
        for (const tool_document *sample = tool_samples; tool_value(arguments, documents[i].option) && sample->name; sample++)
            if (strcmp(sample->name, documents[i].document) == 0)
                return sample;
    return NULL;
}

static int run(const tool_arguments *arguments)
{
    long long orders, seed;
    if (!tool_number(&orders, arguments, "orders", 0, 10000000, 20000) ||
        !tool_number(&seed, arguments, "seed", 0, INT64_MAX, 2025))
        return TOOL_USAGE;
    const tool_document *document = document_of(arguments);
    if (document) {
        fwrite(document->text, 1, document->size, stdout);
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
    {"promotions", NULL, "instead of orders a rulebook that shows every kind of promotion", 'p'},
    {"cart", NULL, "instead of orders a cart for --promotions", 'c'},
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
                "  ecomops sample --promotions > promotions.json\n"
                "  ecomops sample --cart | ecomops price - --rules promotions.json --explain\n"
                "  ecomops sample --orders 1000000 --seed 7 | ecomops backtest - --rules rules.json\n",
    TOOL_OPTIONS(options),
    .run = run,
};
