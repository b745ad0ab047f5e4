/* command_price.c - ecomops price: what a cart costs, and why. */
#include <ecomops/host.h>
#include <ecomops/json.h>

#include <stdlib.h>
#include <string.h>

#include "ecomops/documents.h"
#include "ecomops/explain.h"
#include "ecomops/grid.h"
#include "ecomops/numbers.h"
#include "ecomops/options.h"

typedef struct quote_page { /* what is printed on */
    const eco_quote *quote;
    const eco_rulebook_content *rules;
    tool_screen screen;
    tool_language language;
} quote_page;

static const char *say(const quote_page *page, tool_word word)
{
    return tool_word_of(page->language, word);
}

static void column(const quote_page *page, tool_grid *grid, tool_word heading, tool_align align)
{
    tool_grid_column(grid, say(page, heading), align, INK_PLAIN);
}

static void put_money(tool_grid *grid, const quote_page *page, int64_t minor)
{
    char text[TOOL_NUMBER];
    tool_grid_put(grid, tool_money(text, minor, page->quote->currency));
}

/* A discount as what it does: "-50.00", and nothing where there is none. */
static void put_off(tool_grid *grid, const quote_page *page, int64_t minor)
{
    char text[TOOL_NUMBER];
    tool_grid_put(grid, minor ? tool_money(text, -minor, page->quote->currency) : "");
}

static void print_lines(const quote_page *page)
{
    const eco_quote *quote = page->quote;
    char title[256], remark[64], text[TOOL_NUMBER];
    tool_grid grid;
    tool_say(title, sizeof title, page->language, quote->cart ? WORD_CART : WORD_CART_UNNAMED, quote->cart, NULL, NULL);
    tool_title(&page->screen, title,
               tool_say(remark, sizeof remark, page->language, WORD_AMOUNTS_IN, quote->currency, NULL, NULL));
    tool_grid_begin(&grid, &page->screen);
    column(page, &grid, WORD_LINE, ALIGN_LEFT);
    tool_grid_column(&grid, "SKU", ALIGN_LEFT, INK_BOLD);
    column(page, &grid, WORD_QUANTITY, ALIGN_RIGHT);
    column(page, &grid, WORD_UNIT, ALIGN_RIGHT);
    column(page, &grid, WORD_LIST, ALIGN_RIGHT);
    tool_grid_column(&grid, say(page, WORD_DISCOUNT), ALIGN_RIGHT, INK_GREEN);
    column(page, &grid, WORD_NET, ALIGN_RIGHT);
    column(page, &grid, WORD_TAX, ALIGN_RIGHT);
    tool_grid_column(&grid, say(page, WORD_TOTAL), ALIGN_RIGHT, INK_BOLD);
    for (size_t i = 0; i < quote->lines_count; i++) {
        const eco_quote_line *line = &quote->lines[i];
        bool goods = line->kind == ECO_LINE_GOODS;
        tool_grid_put(&grid, line->id);
        tool_grid_put(&grid, goods ? line->sku : "");
        tool_grid_put(&grid, goods ? tool_decimal(text, line->quantity, line->quantity_scale) : "");
        tool_grid_put(&grid, goods ? tool_unit(text, line->unit_minor, line->unit_scale, quote->currency) : "");
        tool_grid_put(&grid, goods ? tool_money(text, line->list_minor, quote->currency) : "");
        put_off(&grid, page, line->discount_minor);
        put_money(&grid, page, line->net_minor);
        put_money(&grid, page, line->tax_minor);
        put_money(&grid, page, line->total_minor);
    }
    tool_grid_print(&grid);
}

static void print_adjustments(const quote_page *page)
{
    const eco_quote *quote = page->quote;
    tool_grid grid;
    if (!quote->adjustments_count)
        return;
    tool_title(&page->screen, say(page, WORD_ADJUSTMENTS), NULL);
    tool_grid_begin(&grid, &page->screen);
    column(page, &grid, WORD_PROMOTION, ALIGN_LEFT);
    column(page, &grid, WORD_COUPON, ALIGN_LEFT);
    column(page, &grid, WORD_LINE, ALIGN_LEFT);
    tool_grid_column(&grid, "SKU", ALIGN_LEFT, INK_PLAIN);
    tool_grid_column(&grid, say(page, WORD_OFF), ALIGN_RIGHT, INK_GREEN);
    for (size_t i = 0; i < quote->adjustments_count; i++) {
        const eco_adjustment *adjustment = &quote->adjustments[i];
        bool same = i > 0 && strcmp(quote->adjustments[i - 1].promotion, adjustment->promotion) == 0;
        tool_grid_put(&grid, same ? "" : tool_label_of(page->rules, adjustment->promotion));
        tool_grid_put(&grid, same || !adjustment->coupon ? "" : adjustment->coupon);
        tool_grid_put(&grid, quote->lines[adjustment->line].id);
        tool_grid_put(&grid, quote->lines[adjustment->line].sku);
        put_off(&grid, page, adjustment->off_minor);
    }
    tool_grid_print(&grid);
}

/* A row a tax: lines that bear it are summed. */
static void print_taxes(const quote_page *page)
{
    const eco_quote *quote = page->quote;
    tool_grid grid;
    if (!quote->taxes_count)
        return;
    tool_title(&page->screen, say(page, WORD_TAXES), NULL);
    tool_grid_begin(&grid, &page->screen);
    column(page, &grid, WORD_TAX, ALIGN_LEFT);
    column(page, &grid, WORD_BASE, ALIGN_RIGHT);
    column(page, &grid, WORD_AMOUNT, ALIGN_RIGHT);
    for (size_t i = 0; i < quote->taxes_count;) {
        const char *tax = quote->taxes[i].tax;
        int64_t base = 0, amount = 0;
        for (; i < quote->taxes_count && strcmp(quote->taxes[i].tax, tax) == 0; i++) {
            base += quote->taxes[i].base_minor;
            amount += quote->taxes[i].tax_minor;
        }
        tool_grid_put(&grid, tax);
        put_money(&grid, page, base);
        put_money(&grid, page, amount);
    }
    tool_grid_print(&grid);
}

static void print_totals(const quote_page *page)
{
    const eco_quote *quote = page->quote;
    const struct {
        tool_word word;
        int64_t minor;
        bool always;
    } rows[] = {
        {WORD_LIST, quote->list_minor, true},
        {WORD_DISCOUNT, -quote->discount_minor, false},
        {WORD_SURCHARGES, quote->surcharge_minor, false},
        {WORD_SHIPPING, quote->shipping_minor, false},
        {WORD_NET, quote->net_minor, true},
        {WORD_TAX, quote->tax_minor, true},
        {WORD_TOTAL, quote->total_minor, true},
        {WORD_CREDIT, -quote->credit_minor, false},
        {WORD_ROUNDING, quote->rounding_minor, false},
        {WORD_PAYABLE, quote->payable_minor, true},
    };
    tool_grid grid;
    tool_title(&page->screen, say(page, WORD_TOTALS), NULL);
    tool_grid_begin(&grid, &page->screen);
    tool_grid_column(&grid, "", ALIGN_LEFT, INK_PLAIN);
    tool_grid_column(&grid, quote->currency, ALIGN_RIGHT, INK_PLAIN);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!rows[i].always && rows[i].minor == 0)
            continue;
        tool_grid_put(&grid, say(page, rows[i].word));
        put_money(&grid, page, rows[i].minor);
        if (rows[i].word == WORD_PAYABLE)
            tool_grid_ink_row(&grid, INK_BOLD);
    }
    tool_grid_print(&grid);
}

static void print_reasons(const quote_page *page)
{
    const eco_quote *quote = page->quote;
    if (!quote->decisions_count)
        return;
    tool_title(&page->screen, say(page, WORD_WHY), NULL);
    for (size_t i = 0; i < quote->decisions_count; i++) {
        const eco_decision *decision = &quote->decisions[i];
        bool applied = decision->reason == ECO_REASON_APPLIED || decision->reason == ECO_REASON_CLIPPED;
        char sentence[TOOL_SENTENCE];
        tool_ink_on(&page->screen, applied ? INK_GREEN : INK_DIM);
        fprintf(page->screen.file, "  %s ", applied ? "✓" : "·");
        tool_ink_off(&page->screen);
        tool_explain(sentence, decision, page->rules, quote->currency, page->language);
        fprintf(page->screen.file, "%s%s%s\n", decision->label, page->language == TOOL_CHINESE ? "：" : ": ", sentence);
    }
}

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

static int show(const eco_quote *quote, const eco_rulebook *rulebook, const tool_arguments *arguments)
{
    if (arguments->output != TOOL_TABLE)
        return write_quote(quote, arguments);
    const quote_page page = {quote, eco_rulebook_content_of(rulebook), tool_screen_of(stdout), arguments->language};
    print_lines(&page);
    print_adjustments(&page);
    print_taxes(&page);
    print_totals(&page);
    print_reasons(&page);
    fputc('\n', stdout);
    return TOOL_DONE;
}

static int run(const tool_arguments *arguments)
{
    const char *rules = tool_value(arguments, "rules"), *path = arguments->operands[0];
    const char *explain = tool_value(arguments, "explain") ? "near" : NULL;
    eco_rulebook *rulebook = NULL;
    const eco_cart *cart = NULL;
    const eco_quote *quote = NULL;
    eco_error error;
    if (tool_value(arguments, "explain-all"))
        explain = "all";
    if (!rules)
        return tool_fail(TOOL_USAGE, "price needs --rules RULES; see ecomops price --help");
    int code = tool_read_rulebook(&rulebook, rules);
    code = code ? code : tool_read_cart(&cart, path, eco_rulebook_content_of(rulebook)->currency);
    const eco_price_options options = {.struct_size = sizeof options,
                                       .explain = !explain          ? ECO_EXPLAIN_NOTHING
                                                  : *explain == 'a' ? ECO_EXPLAIN_ALL
                                                                    : ECO_EXPLAIN_NEAR};
    if (!code && eco_price(&quote, rulebook, cart, &options, &error))
        code = tool_report(path, &error);
    code = code ? code : show(quote, rulebook, arguments);
    eco_quote_free(quote);
    eco_json_cart_free(cart);
    eco_rulebook_free(rulebook);
    return code;
}

static const tool_option options[] = {
    {"rules", "FILE", "the rulebook, a document ecomops.rulebook/1 (required)", 'r'},
    {"explain", NULL, "why each promotion did or did not apply, and what is missing", 'e'},
    {"explain-all", NULL, "... also those that were far from applying", 0},
    {"table", "NAME", "with --output csv or json: lines, adjustments, taxes, decisions, totals or units", 0},
};

const tool_command tool_price = {
    .name = "price",
    .operands = "CART",
    .summary = "what a cart costs, and why",
    .about = "Prices the cart (a document ecomops.cart/1; - reads standard input) with a rulebook. --output json is the\n"
             "quote as a document, --output csv its lines.",
    .examples = "  ecomops price cart.json --rules rulebook.json --explain\n"
                "  ecomops price - --rules rulebook.json --output json < cart.json | jq .payable\n"
                "  ecomops price cart.json --rules rulebook.json --output csv --table adjustments\n",
    TOOL_OPTIONS(options),
    .operands_least = 1,
    .operands_most = 1,
    .run = run,
};
