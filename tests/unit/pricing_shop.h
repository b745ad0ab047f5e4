/* pricing_shop.h - short ways to a rulebook and a quote for the tests of pricing; every quote is added up. */
#ifndef ECO_TEST_PRICING_SHOP_H
#define ECO_TEST_PRICING_SHOP_H
#include <ecomops/pricing.h>
#include <stdlib.h>

#include "test.h"

#define AT_US INT64_C(1794398400000000) /* 2026-11-11T12:00:00Z, a Wednesday */

#define RULES(currency_, ...)    eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = currency_, __VA_ARGS__))
#define PROMOTE(rules, id_, ...) eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = id_, __VA_ARGS__))
#define TIERS(...)               ECO_LIST(tiers, eco_tier, __VA_ARGS__)
#define LINES(...)               ECO_LIST(lines, eco_cart_line, __VA_ARGS__)
#define ATTRIBUTES(...)          ECO_LIST(attributes, eco_attribute, __VA_ARGS__)
#define COUPONS(...)             ECO_LIST(coupons, const char *, __VA_ARGS__)
#define CART(...)                ECO_MAKE(eco_cart, .at_us = AT_US, __VA_ARGS__)

static inline eco_rulebook *built(eco_rulebook_builder *rules)
{
    eco_error error;
    eco_rulebook *rulebook = NULL;
    CHECK_OK(eco_rulebook_build(&rulebook, rules, &error));
    return rulebook;
}

/* What every quote keeps: parts sum to the whole, nothing is below zero but what a surcharge makes so. */
static inline void check_sums(const eco_quote *quote)
{
    int64_t list = 0, discount = 0, surcharge = 0, net = 0, tax = 0, total = 0, credit = 0;
    bool included = quote->tax_mode == ECO_TAX_INCLUDED;
    for (size_t i = 0; i < quote->lines_count; i++) {
        const eco_quote_line *line = &quote->lines[i];
        bool goods = line->kind == ECO_LINE_GOODS;
        int64_t off = 0, taxes = 0;
        for (size_t j = 0; j < quote->adjustments_count; j++)
            off += quote->adjustments[j].line == (int32_t)i ? quote->adjustments[j].off_minor : 0;
        for (size_t j = 0; j < quote->taxes_count; j++)
            if (quote->taxes[j].line == (int32_t)i) {
                taxes += quote->taxes[j].tax_minor;
                CHECK_INT(quote->taxes[j].base_minor, line->net_minor);
            }
        CHECK_INT(line->discount_minor, off);
        CHECK_INT(line->tax_minor, taxes);
        CHECK_INT(line->total_minor, line->net_minor + line->tax_minor);
        CHECK_INT(line->list_minor - line->discount_minor, included ? line->total_minor : line->net_minor);
        CHECK(!goods || (line->net_minor >= 0 && line->tax_minor >= 0));
        CHECK(line->credit_minor >= 0 && (line->credit_minor <= line->total_minor || line->credit_minor == 0));
        list += goods ? line->list_minor : 0;
        surcharge += goods ? 0 : line->list_minor;
        discount += line->discount_minor;
        net += line->net_minor;
        tax += line->tax_minor;
        total += line->total_minor;
        credit += line->credit_minor;
    }
    for (size_t j = 0; j < quote->adjustments_count; j++)
        CHECK(quote->adjustments[j].off_minor > 0);
    int64_t shipping_total = quote->shipping_minor + (included ? 0 : quote->shipping_tax_minor);
    CHECK_INT(quote->list_minor, list);
    CHECK_INT(quote->discount_minor, discount);
    CHECK_INT(quote->surcharge_minor, surcharge);
    CHECK_INT(quote->net_minor, net + shipping_total - quote->shipping_tax_minor);
    CHECK_INT(quote->tax_minor, tax + quote->shipping_tax_minor);
    CHECK_INT(quote->total_minor, total + shipping_total);
    CHECK_INT(quote->total_minor, quote->net_minor + quote->tax_minor);
    CHECK(quote->credit_minor >= credit && quote->credit_minor - credit <= shipping_total);
    CHECK_INT(quote->payable_minor, quote->total_minor - quote->credit_minor + quote->rounding_minor);
    CHECK(quote->payable_minor >= 0);
}

static inline const eco_quote *priced_explaining(const eco_rulebook *rulebook, const eco_cart *cart, eco_explain explain)
{
    eco_error error;
    const eco_quote *quote = NULL;
    CHECK_OK(eco_price(&quote, rulebook, cart, ECO_MAKE(eco_price_options, .explain = explain), &error));
    check_sums(quote);
    return quote;
}

static inline const eco_quote *priced(const eco_rulebook *rulebook, const eco_cart *cart)
{
    return priced_explaining(rulebook, cart, ECO_EXPLAIN_ALL);
}

static inline const eco_decision *decision_of(const eco_quote *quote, const char *promotion)
{
    for (size_t i = 0; i < quote->decisions_count; i++)
        if (quote->decisions[i].promotion && strcmp(quote->decisions[i].promotion, promotion) == 0)
            return &quote->decisions[i];
    return NULL;
}

static inline eco_reason reason_of(const eco_quote *quote, const char *promotion)
{
    const eco_decision *decision = decision_of(quote, promotion);
    return decision ? decision->reason : -1;
}

/* The discount of each line: "4425 575". */
static inline const char *discounts(char text[256], const eco_quote *quote)
{
    int size = 0;
    text[0] = '\0';
    for (size_t i = 0; i < quote->lines_count; i++)
        size += snprintf(text + size, 256 - (size_t)size, "%s%" PRId64, i ? " " : "", quote->lines[i].discount_minor);
    return text;
}
#define CHECK_DISCOUNTS(quote, expected) CHECK_TEXT(discounts((char[256]){0}, quote), expected)

/* Prices a cart, checks the discounts of its lines, and forgets the quote. */
#define CHECK_PRICED(rulebook, cart, expected)                    \
    do {                                                          \
        const eco_quote *checked_quote_ = priced(rulebook, cart); \
        CHECK_DISCOUNTS(checked_quote_, expected);                \
        eco_quote_free(checked_quote_);                           \
    } while (0)

#endif
