/* Pricing a cart, and what can be asked of a quote. */
#include "pricing.h"

TAKES_NOTHING(eco_explain_name, "a table of constants")
{
    (void)eco_explain_name(ECO_EXPLAIN_ALL);
}

TAKES_NOTHING(eco_reason_name, "a table of constants")
{
    (void)eco_reason_name(ECO_REASON_APPLIED);
}

TAKES_NOTHING(eco_line_kind_name, "a table of constants")
{
    (void)eco_line_kind_name(ECO_LINE_GOODS);
}

static const eco_quote *quoted(const eco_rulebook *rulebook)
{
    const eco_quote *quote;
    MUST(eco_price(&quote, rulebook, fault_cart(), ECO_MAKE(eco_price_options, .explain = ECO_EXPLAIN_ALL), &error));
    return quote;
}

SCENARIO(eco_price)
{
    const eco_quote *quote;
    eco_rulebook *rulebook = fault_rulebook();
    for (eco_explain explain = ECO_EXPLAIN_NOTHING; explain <= ECO_EXPLAIN_ALL; explain++) {
        eco_price_options options = {.struct_size = sizeof options, .explain = explain};
        FAULTS_OWN(options.allocator = fault_allocator();
                   quote = POISON, eco_price(&quote, rulebook, fault_cart(), &options, &error), !quote, eco_quote_free(quote));
    }
    eco_rulebook_free(rulebook);
    /* The rulebook's allocator, where the options give none. */
    FAULTS_OWN(rulebook = fault_rulebook(); quote = POISON, eco_price(&quote, rulebook, fault_cart(), NULL, &error), !quote,
                                            eco_quote_free(quote), eco_rulebook_free(rulebook));
}

/* Selections, levels that compete, floors, gifts, shipments. */
SCENARIO_INTERNAL(eco_price_market)
{
    const eco_quote *quote;
    for (eco_stacking stacking = ECO_STACKING_SEQUENTIAL; stacking <= ECO_STACKING_FIRST; stacking++) {
        eco_rulebook *rulebook;
        MUST(eco_rulebook_build(&rulebook, fault_market_builder(stacking), &error));
        eco_price_options options = {.struct_size = sizeof options, .explain = ECO_EXPLAIN_ALL};
        FAULTS_OWN(options.allocator = fault_allocator(); quote = POISON,
                                                          eco_price(&quote, rulebook, fault_market_cart(), &options, &error),
                                                          !quote, eco_quote_free(quote));
        eco_rulebook_free(rulebook);
    }
}

SCENARIO_INTERNAL(eco_price_limited)
{
    const eco_quote *quote;
    for (eco_stacking stacking = ECO_STACKING_SEQUENTIAL; stacking <= ECO_STACKING_FIRST; stacking++) {
        eco_rulebook *rulebook;
        MUST(eco_rulebook_build(&rulebook, fault_limited_builder(stacking), &error));
        eco_price_options options = {
            .struct_size = sizeof options, .explain = ECO_EXPLAIN_ALL, .used = fault_used, .used_count = fault_used_count};
        FAULTS_OWN(options.allocator = fault_allocator();
                   quote = POISON, eco_price(&quote, rulebook, fault_cart(), &options, &error), !quote, eco_quote_free(quote));
        eco_rulebook_free(rulebook);
    }
}

SCENARIO(eco_quote_why)
{
    const eco_quote *quote;
    eco_rulebook *rulebook;
    FAULTS_OWN(rulebook = fault_rulebook(); quote = POISON, eco_quote_why(&quote, rulebook, fault_cart(), "coupon", NULL, &error),
                                            !quote, eco_quote_free(quote), eco_rulebook_free(rulebook));
    rulebook = fault_rulebook();
    fault_refused(ECO_E_NOT_FOUND);
    FAULTS(quote = POISON, eco_quote_why(&quote, rulebook, fault_cart(), "nobody", NULL, &error), !quote, (void)0);
    eco_rulebook_free(rulebook);
}

/* A cart that is refused, without memory for saying so. */
SCENARIO_INTERNAL(eco_price_refuses)
{
    const eco_quote *quote;
    eco_rulebook *rulebook = fault_rulebook();
    eco_cart cart = *fault_cart();
    cart.shipping = "unknown";
    fault_refused(ECO_E_NOT_FOUND);
    FAULTS(quote = POISON, eco_price(&quote, rulebook, &cart, NULL, &error), !quote, (void)0);
    eco_cart_line lines[3] = {cart.lines[0], {.sku = "nowhere", .quantity = 1}, cart.lines[2]};
    cart = *fault_cart();
    cart.lines = lines;
    cart.lines_count = 3;
    fault_refused(ECO_E_NO_PRICE);
    FAULTS(quote = POISON, eco_price(&quote, rulebook, &cart, NULL, &error), !quote, (void)0);
    eco_rulebook_free(rulebook);
}

SCENARIO(eco_quote_free)
{
    eco_rulebook *rulebook = NULL;
    const eco_quote *quote;
    FAULTS_OWN(rulebook = fault_rulebook();
               quote = quoted(rulebook), (eco_quote_free(quote), ECO_OK), true, (void)0, eco_rulebook_free(rulebook));
    eco_quote_free(NULL);
}

SCENARIO(eco_quote_table)
{
    static const char *const names[] = {"lines", "shipments", "adjustments", "taxes", "decisions", "totals", "units", "uses"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        eco_rulebook *rulebook = NULL;
        const eco_quote *quote = NULL;
        const eco_table *table;
        FAULTS_OWN(rulebook = fault_rulebook(); quote = quoted(rulebook);
                   table = POISON, eco_quote_table(&table, quote, names[i], &error), !table, eco_table_free(table),
                   eco_quote_free(quote);
                   eco_rulebook_free(rulebook));
    }
}

TAKES_NOTHING(eco_quote_unit_of, "arithmetic on one line")
{
    fault_disarm();
    eco_rulebook *rulebook = fault_rulebook();
    const eco_quote *quote = quoted(rulebook);
    fault_arm();
    eco_quote_unit unit;
    for (size_t line = 0; line < quote->lines_count; line++)
        if (quote->lines[line].kind == ECO_LINE_GOODS)
            MUST(eco_quote_unit_of(&unit, quote, line, 0, &error));
    fault_disarm();
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}
