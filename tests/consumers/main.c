/* main.c - what a program does that uses the installed library: price a cart, and refuse a wrong one. */
#include <ecomops/ecomops.h>
#include <ecomops/host.h>
#include <string.h>

int main(void)
{
    eco_error error;
    eco_rulebook *rulebook;
    const eco_quote *quote;
    if (strcmp(eco_version(), ECO_VERSION) != 0)
        return 2;
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "CNY"));
    eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = "300-50", .stage = ECO_STAGE_SHOP,
                                               ECO_LIST(tiers, eco_tier, {.from_minor = 30000, .off_minor = 5000})));
    const eco_cart *cart = ECO_MAKE(eco_cart, .at_us = eco_host_now_us(),
                                    ECO_LIST(lines, eco_cart_line, {.sku = "COAT", .quantity = 1, .unit_minor = 45900}));
    if (eco_rulebook_build(&rulebook, rules, &error) || eco_price(&quote, rulebook, cart, NULL, &error))
        return eco_host_report(&error);
    char text[ECO_MONEY_TEXT];
    printf("to pay %s\n", eco_money_text(text, quote->payable_minor, quote->currency));
    int wrong = quote->payable_minor != 40900;
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
    return wrong;
}
