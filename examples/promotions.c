/* The promotions of a shop: 第二件半价, 买二送一, three for one price, prices by number, 满减 with a gift, free shipping, and a margin that none of them
 * may eat; and what each came to. */
#include <ecomops/host.h>
#include <ecomops/pricing.h>

#define CNY(minor)     eco_money_text((char[ECO_MONEY_TEXT]){0}, minor, "CNY")
#define TIERS(...)     ECO_LIST(tiers, eco_tier, __VA_ARGS__)
#define PROMOTION(...) eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, __VA_ARGS__))

static eco_status make_rulebook(eco_rulebook **rulebook, eco_error *error)
{
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "CNY", .zone = "Asia/Shanghai"));

    PROMOTION(.id = "shirts", .label = "衬衫第二件半价", .on = "category == 'shirts'", .group_quantity = 2, .nth = 2, TIERS({.off_percent = {50, 0}}));
    PROMOTION(.id = "socks", .label = "袜子买二送一", .on = "category == 'socks'", .buy_quantity = 2, .get_quantity = 1, TIERS({.is_free = true}));
    PROMOTION(.id = "books", .label = "图书任选 3 件 99 元", .on = "category == 'books'", .group_quantity = 3, TIERS({.price_set_minor = 9900}));
    PROMOTION(.id = "tea", .label = "茶叶第 2 件起 9 折，第 4 件起 8 折", .on = "category == 'tea'", .bands = true,
              TIERS({.from_quantity = 2, .off_percent = {10, 0}}, {.from_quantity = 4, .off_percent = {20, 0}}));
    PROMOTION(.id = "watches", .label = "手表 8 折", .on = "category == 'watches'", TIERS({.off_percent = {20, 0}}));
    PROMOTION(.id = "spend", .label = "满 1000 减 100，满 1500 减 200", .stage = ECO_STAGE_SHOP,
              TIERS({.from_minor = 100000, .off_minor = 10000}, {.from_minor = 150000, .off_minor = 20000}));
    PROMOTION(.id = "tote", .label = "满 300 送帆布袋", .stage = ECO_STAGE_SHOP, TIERS({.from_minor = 30000, .gift_sku = "TOTE"}));
    PROMOTION(.id = "ship-99", .label = "满 99 包邮", .stage = ECO_STAGE_SHIPPING, TIERS({.from_minor = 9900, .is_free = true}));

    eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .id = "margin-15", .margin_percent = {15, 0}));
    eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = "weight", .method = "standard",
                                              ECO_LIST(steps, eco_shipping_step, {.from_weight_g = 1000, .price_minor = 1200, .more_each = 500, .more_minor = 500})));
    return eco_rulebook_build(rulebook, rules, error);
}

static void show(const eco_quote *quote)
{
    for (size_t i = 0; i < quote->lines_count; i++) {
        const eco_quote_line *line = &quote->lines[i];
        printf("%-10s %lld x %9s - %8s = %9s%s\n", line->sku, (long long)line->quantity, CNY(line->unit_minor), CNY(line->discount_minor),
               CNY(line->total_minor), line->kind == ECO_LINE_GIFT ? "  a gift" : "");
    }
    for (size_t i = 0; i < quote->shipments_count; i++)
        printf("%-10s     %9s - %8s = %9s\n", quote->shipments[i].method, CNY(quote->shipments[i].list_minor), CNY(quote->shipments[i].discount_minor),
               CNY(quote->shipments[i].total_minor));
    printf("%-34s to pay %9s\n\n", "", CNY(quote->payable_minor));

    for (size_t i = 0; i < quote->decisions_count; i++) {
        const eco_decision *decision = &quote->decisions[i];
        printf("%-10s %-8s %9s  %s", decision->promotion, eco_reason_name(decision->reason), CNY(decision->off_minor), decision->label);
        if (decision->by)
            printf(" (%s less, by %s)", CNY(decision->clipped_minor), decision->by);
        if (decision->missing_minor)
            printf(" (%s more saves %s)", CNY(decision->missing_minor), CNY(decision->next_off_minor));
        putchar('\n');
    }
}

#define KIND(name) ECO_LIST(attributes, eco_attribute, {"category", name})

int main(void)
{
    eco_error error;
    eco_rulebook *rulebook;
    const eco_quote *quote;

    const eco_cart *cart = ECO_MAKE(eco_cart, .at_us = eco_host_now_us(), .shipping = "standard",
                                    ECO_LIST(lines, eco_cart_line,
                                             {.sku = "SHIRT", .quantity = 3, .unit_minor = 12900, .weight_g = 250, KIND("shirts")},
                                             {.sku = "SOCKS", .quantity = 3, .unit_minor = 1990, .weight_g = 60, KIND("socks")},
                                             {.sku = "NOVEL", .quantity = 1, .unit_minor = 4500, .weight_g = 400, KIND("books")},
                                             {.sku = "ATLAS", .quantity = 2, .unit_minor = 3800, .weight_g = 700, KIND("books")},
                                             {.sku = "LONGJING", .quantity = 4, .unit_minor = 3000, .weight_g = 150, KIND("tea")},
                                             {.sku = "WATCH", .quantity = 1, .unit_minor = 99900, .cost_minor = 70000, KIND("watches")}));

    if (make_rulebook(&rulebook, &error) ||
        eco_price(&quote, rulebook, cart, ECO_MAKE(eco_price_options, .explain = ECO_EXPLAIN_REACHED), &error))
        return eco_host_report(&error);
    show(quote);
    eco_quote_free(quote);

    /* Another cart, one question: why is shipping not free? */
    cart = ECO_MAKE(eco_cart, .at_us = eco_host_now_us(), .shipping = "standard", ECO_LIST(lines, eco_cart_line, {.sku = "NOVEL", .quantity = 2, .unit_minor = 4500}));
    if (eco_quote_why(&quote, rulebook, cart, "ship-99", NULL, &error))
        return eco_host_report(&error);
    printf("\nshipping of two novels costs %s: %s, %s more and it is free\n", CNY(quote->shipping_minor),
           eco_reason_name(quote->decisions[0].reason), CNY(quote->decisions[0].missing_minor));
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
    return 0;
}
