/* usage_checkout.c - a checkout: the coupon and the goods are held in one transaction, and what fails of one undoes the other. */
#include <ecomops/inventory.h>

#include "usage_shop.h"

static eco_rulebook *rules(void)
{
    eco_rulebook_builder *rules = RULES("EUR");
    eco_rulebook_add_campaign(rules, ECO_MAKE(eco_campaign, .id = "summer", .budget_minor = 1500));
    PROMOTE(rules, "ten", .coupon = "TEN", .campaign = "summer", TIERS({.off_minor = 1000}));
    return built(rules);
}

static eco_error error;

typedef struct checkout {
    shop shop;
    eco_inventory *stock;
    const eco_quote *quote;
    eco_usage_result used;
    eco_inventory_result held;
} checkout;

static checkout begin(void)
{
    checkout at = {.shop = shop_open(rules())};
    const eco_stock_line goods = {.sku = "a", .quantity = 3};
    const eco_inventory_command receive = {
        .key = ID(1000), .verb = ECO_INVENTORY_RECEIVE, .at_us = 10, .lines = &goods, .lines_count = 1};
    CHECK_OK(eco_inventory_open(&at.stock, at.shop.store, NULL, &error));
    CHECK_OK(eco_inventory_execute(at.stock, &receive, 1, NULL, &error));
    CHECK_OK(eco_price(&at.quote, at.shop.rulebook, CART(LINES(PIECES("a", 2, 3000)), COUPONS("TEN")), NULL, &error));
    CHECK_INT(at.quote->discount_minor, 1000);
    return at;
}

static void end(checkout *at)
{
    CHECK_OK(eco_inventory_audit(NULL, at->stock, &error));
    eco_inventory_free(at->stock);
    eco_quote_free(at->quote);
    shop_close(&at->shop);
}

static eco_status hold(checkout *at, uint64_t number, int64_t quantity)
{
    const eco_stock_line goods = {.sku = "a", .quantity = quantity};
    const eco_usage_command coupon = {
        .key = ID(number), .verb = ECO_USAGE_HOLD, .at_us = 10, .quote = at->quote, .expires_us = 100};
    const eco_inventory_command line = {
        .key = ID(number), .verb = ECO_INVENTORY_HOLD, .at_us = 10, .lines = &goods, .lines_count = 1, .expires_us = 100};
    const eco_step steps[] = {eco_usage_step(at->shop.usage, &coupon, 1, &at->used),
                              eco_inventory_step(at->stock, &line, 1, &at->held)};
    return eco_store_together(at->shop.store, steps, 2, &error);
}

/* What is available of the goods, and left of the budget. */
static void check_left(checkout *at, int64_t goods, int64_t budget)
{
    eco_stock_level level;
    const eco_table *table;
    CHECK_OK(eco_inventory_level(&level, at->stock, "a", NULL, NULL, 10, &error));
    CHECK_INT(level.available, goods);
    CHECK_OK(eco_usage_table(&table, at->shop.usage, "budgets", NULL, &error));
    CHECK_INT(((const int64_t *)eco_table_column(table, "left")->values)[0], budget);
    eco_table_free(table);
}

TEST(usage_checkout, holds_coupon_and_goods)
{
    checkout at = begin();
    CHECK_INT(hold(&at, 1, 2), ECO_OK);
    CHECK_INT(at.used.spent_minor, 1000);
    CHECK_INT(at.held.quantity, 2);
    check_left(&at, 1, 500);
    CHECK_INT(hold(&at, 1, 2), ECO_OK); /* a retry of the whole */
    CHECK(at.used.replayed && at.held.replayed);
    check_left(&at, 1, 500);
    end(&at);
}

TEST(usage_checkout, without_goods_uses_no_coupon)
{
    checkout at = begin();
    CHECK_INT(hold(&at, 1, 4), ECO_E_INSUFFICIENT);
    CHECK_TEXT(error.path, "/1/0/lines/0");
    CHECK_INT(at.used.status, ECO_E_LINKED);
    CHECK_INT(at.held.status, ECO_E_INSUFFICIENT);
    check_left(&at, 3, 1500);
    end(&at);
}

TEST(usage_checkout, without_a_coupon_holds_no_goods)
{
    checkout at = begin();
    CHECK_INT(hold(&at, 1, 1), ECO_OK);
    CHECK_INT(hold(&at, 2, 1), ECO_E_QUOTE_STALE);
    CHECK_TEXT(error.path, "/0/0/quote/uses/0");
    CHECK_TEXT(error.message, "budget of campaign 'summer': 5.00 left, the quote spends 10.00; price the cart again");
    CHECK_INT(at.used.status, ECO_E_QUOTE_STALE);
    CHECK_INT(at.used.available, 500);
    CHECK_INT(at.held.status, ECO_E_LINKED);
    check_left(&at, 2, 500);
    end(&at);
}

/* Both holds have lapsed: what one of them needs is swept for both. */
TEST(usage_checkout, sweeps_for_both)
{
    checkout at = begin();
    CHECK_INT(hold(&at, 1, 3), ECO_OK);
    const eco_stock_line goods = {.sku = "a", .quantity = 3};
    const eco_usage_command coupon = {.key = ID(2), .verb = ECO_USAGE_HOLD, .at_us = 100, .quote = at.quote, .expires_us = 200};
    const eco_inventory_command line = {
        .key = ID(2), .verb = ECO_INVENTORY_HOLD, .at_us = 100, .lines = &goods, .lines_count = 1, .expires_us = 200};
    const eco_step steps[] = {eco_inventory_step(at.stock, &line, 1, &at.held),
                              eco_usage_step(at.shop.usage, &coupon, 1, &at.used)};
    CHECK_INT(eco_store_together(at.shop.store, steps, 2, &error), ECO_OK);
    check_left(&at, 0, 500);
    end(&at);
}
