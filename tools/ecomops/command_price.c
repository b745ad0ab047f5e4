/* command_price.c - ecomops price: what a cart costs, and why. */
#include <ecomops/host.h>
#include <ecomops/json.h>

#include <stdlib.h>
#include <string.h>

#include "ecomops/documents.h"
#include "ecomops/explain.h"
#include "ecomops/options.h"
#include "ecomops/quote_print.h"

typedef struct pricing { /* what is priced */
    eco_rulebook *rulebook;
    const eco_cart *cart;
    const char *path; /* the cart's */
    const eco_rulebook_content *rules;
    eco_price_options options;
} pricing;

static const char *promotion_id(size_t index, const void *content)
{
    const eco_rulebook_content *rules = content;
    return index < rules->promotions_count ? rules->promotions[index]->id : NULL;
}

typedef struct questions { /* the promotions of --why */
    const char *promotions[TOOL_GIVEN_MOST];
    size_t count;
} questions;

/* All must be there, before anything is printed. 0, or the exit code after a message. */
static int check_questions(const questions *asked, const pricing *priced)
{
    for (size_t i = 0; i < asked->count; i++) {
        const char *wanted = asked->promotions[i];
        if (tool_promotion_of(priced->rules, wanted))
            continue;
        const char *suggestion = tool_suggestion(wanted, promotion_id, priced->rules);
        if (suggestion)
            return tool_fail(TOOL_REFUSED, "the rulebook has no promotion '%s'; did you mean '%s'?", wanted, suggestion);
        return tool_fail(TOOL_REFUSED, "the rulebook has no promotion '%s'", wanted);
    }
    return TOOL_DONE;
}

static int ask_why(const eco_quote **quote, const pricing *priced, const char *promotion)
{
    eco_error error;
    return eco_quote_why(quote, priced->rulebook, priced->cart, promotion, &priced->options, &error)
               ? tool_report(priced->path, &error)
               : TOOL_DONE;
}

/* ---- for programs ---- */

static int write_quote(const eco_quote *quote, const tool_arguments *arguments)
{
    const char *name = tool_value(arguments, "table");
    const eco_table *table = NULL;
    eco_error error;
    eco_status failed;
    if (arguments->output == TOOL_JSON && !name) {
        failed = eco_json_write_quote(quote, eco_host_file(stdout), &error);
    } else {
        failed = eco_quote_table(&table, quote, name ? name : "lines", &error);
        failed = failed ? failed
                        : eco_table_write(table, arguments->output == TOOL_JSON ? ECO_FORMAT_JSON : ECO_FORMAT_CSV,
                                          eco_host_file(stdout), &error);
        eco_table_free(table);
    }
    return failed ? tool_report(NULL, &error) : TOOL_DONE;
}

/* ---- for people ---- */

static bool is_told(const eco_quote *quote, const char *promotion)
{
    for (size_t i = 0; i < quote->decisions_count; i++)
        if (quote->decisions[i].promotion && strcmp(quote->decisions[i].promotion, promotion) == 0)
            return true;
    return false;
}

/* The promotions of --why, after those that --explain tells of. */
static int show_answers(const tool_page *page, const eco_quote *quote, const questions *asked, const pricing *priced)
{
    bool is_first = quote->decisions_count == 0;
    for (size_t i = 0; i < asked->count; i++) {
        const eco_quote *answer = NULL;
        if (is_told(quote, asked->promotions[i]))
            continue;
        int code = ask_why(&answer, priced, asked->promotions[i]);
        if (code)
            return code;
        tool_print_decisions(page, answer, is_first);
        eco_quote_free(answer);
        is_first = false;
    }
    return TOOL_DONE;
}

static int show(const eco_quote *quote, const questions *asked, const pricing *priced, tool_language language)
{
    const tool_page page = {priced->rules, tool_screen_of(stdout), language};
    tool_print_quote(&page, quote);
    tool_print_decisions(&page, quote, true);
    int code = show_answers(&page, quote, asked, priced);
    fputc('\n', stdout);
    return code;
}

/* ---- the command ---- */

static bool take_options(eco_price_options *options, const tool_arguments *arguments)
{
    long long next_steps;
    *options = (eco_price_options){.struct_size = sizeof *options};
    if (!tool_number(&next_steps, arguments, "next-steps", -1, INT32_MAX, 0))
        return false;
    if (next_steps == 0 && tool_value(arguments, "next-steps"))
        return tool_fail(TOOL_USAGE, "--next-steps is -1 (all) or a number from 1, not 0"), false;
    options->next_steps = next_steps;
    if (tool_value(arguments, "explain-all"))
        options->explain = ECO_EXPLAIN_ALL;
    else if (tool_value(arguments, "explain-reached"))
        options->explain = ECO_EXPLAIN_REACHED;
    else if (tool_value(arguments, "explain") || next_steps)
        options->explain = ECO_EXPLAIN_NEAR;
    return true;
}

static int price(const pricing *priced, const questions *asked, const tool_arguments *arguments)
{
    const eco_quote *quote = NULL;
    eco_error error;
    bool is_table = arguments->output == TOOL_TABLE;
    int code = check_questions(asked, priced);
    if (code)
        return code;
    if (asked->count && !is_table)
        code = ask_why(&quote, priced, asked->promotions[0]);
    else if (eco_price(&quote, priced->rulebook, priced->cart, &priced->options, &error))
        code = tool_report(priced->path, &error);
    if (!code)
        code = is_table ? show(quote, asked, priced, arguments->language) : write_quote(quote, arguments);
    eco_quote_free(quote);
    return code;
}

static int run(const tool_arguments *arguments)
{
    const char *rules = tool_value(arguments, "rules");
    pricing priced = {.path = arguments->operands[0]};
    questions asked;
    if (!rules)
        return tool_fail(TOOL_USAGE, "price needs --rules RULES; see ecomops price --help");
    if (!take_options(&priced.options, arguments))
        return TOOL_USAGE;
    asked.count = tool_values(arguments, "why", asked.promotions, TOOL_GIVEN_MOST);
    if (asked.count > 1 && arguments->output != TOOL_TABLE)
        return tool_fail(TOOL_USAGE, "with --output json or csv --why asks of one promotion at a time");
    const eco_used_list *used = NULL;
    int code = tool_read_rulebook(&priced.rulebook, rules);
    if (!code) {
        priced.rules = eco_rulebook_content_of(priced.rulebook);
        code = tool_read_cart(&priced.cart, priced.path, priced.rules->currency);
    }
    if (!code && tool_value(arguments, "used"))
        code = tool_read_used(&used, tool_value(arguments, "used"), priced.rules->currency);
    if (used) {
        priced.options.used = used->used;
        priced.options.used_count = used->used_count;
    }
    code = code ? code : price(&priced, &asked, arguments);
    eco_used_free(used);
    eco_json_cart_free(priced.cart);
    eco_rulebook_free(priced.rulebook);
    return code;
}

static const tool_option options[] = {
    {"rules", "FILE", "the rulebook, a document ecomops.rulebook/1 (required)", 'r'},
    {"used", "FILE", "what was used of limits and budgets before, a document ecomops.used/1; default: nothing", 'u'},
    {"explain", NULL, "why each promotion did or did not apply, and what to do next", 'e'},
    {"explain-reached", NULL, "... also those that were further away, as far as the rule index reached them", 0},
    {"explain-all", NULL, "... all promotions of the rulebook", 0},
    {"next-steps", "N", "with --explain: how many of those that more goods would reach; default 20, -1: all", 'n'},
    {"why", "PROMOTION", "why this one did or did not apply, by its id; may be given several times", 'w'},
    {"table", "NAME", "of --output csv or json: lines, shipments, adjustments, taxes, decisions, totals, units, uses", 0},
};

const tool_command tool_price = {
    .name = "price",
    .operands = "CART",
    .summary = "what a cart costs, and why",
    .about = "Prices the cart (a document ecomops.cart/1; - reads standard input) with a rulebook. --output json is the\n"
             "quote as a document, --output csv its lines.",
    .examples = "  ecomops price cart.json --rules rulebook.json --explain\n"
                "  ecomops price cart.json --rules rulebook.json --why spend-300-50 --why gold10\n"
                "  ecomops price - --rules rulebook.json --output json < cart.json | jq .payable\n"
                "  ecomops price cart.json --rules rulebook.json --output csv --table adjustments\n",
    TOOL_OPTIONS(options),
    .operands_least = 1,
    .operands_most = 1,
    .run = run,
};
