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

/* Which part of a quote an adjustment or a tax is of: a line, or a shipment. */
static inline void check_share(const eco_quote *quote, int32_t place, int64_t list, int64_t discount, int64_t net, int64_t tax,
                               int64_t total)
{
    int64_t off = 0, taxes = 0, low = net < total ? net : total, high = net < total ? total : net;
    for (size_t j = 0; j < quote->adjustments_count; j++)
        off += quote->adjustments[j].line == place ? quote->adjustments[j].off_minor : 0;
    for (size_t j = 0; j < quote->taxes_count; j++)
        if (quote->taxes[j].line == place) {
            taxes += quote->taxes[j].tax_minor;
            CHECK(quote->taxes[j].base_minor >= low &&
                  quote->taxes[j].base_minor <= high); /* a compound tax is on top of others */
        }
    CHECK_INT(discount, off);
    CHECK_INT(tax, taxes);
    CHECK_INT(total, net + tax);
    CHECK_INT(list - discount, quote->tax_mode == ECO_TAX_INCLUDED ? total : net);
}

/* Each adjustment is of something, in a quantity that is there; gifts alone take nothing off. */
static inline void check_adjustments(const eco_quote *quote)
{
    for (size_t j = 0; j < quote->adjustments_count; j++) {
        const eco_adjustment *adjustment = &quote->adjustments[j];
        int32_t line = adjustment->line;
        CHECK(line < 0 ? (size_t)(-1 - line) < quote->shipments_count : (size_t)line < quote->lines_count);
        bool gift = line >= 0 && quote->lines[line].kind == ECO_LINE_GIFT;
        CHECK(gift ? adjustment->off_minor == 0 : adjustment->off_minor > 0);
        CHECK((line < 0) == (adjustment->stage == ECO_STAGE_SHIPPING));
        int64_t most = line < 0 ? 1 : quote->lines[line].quantity;
        CHECK(adjustment->quantity > 0 && adjustment->quantity <= most);
        CHECK(!gift || adjustment->quantity == most);
    }
}

/* A decision tells what the adjustments of its promotion are. */
static inline void check_decisions(const eco_quote *quote)
{
    for (size_t i = 0; i < quote->decisions_count; i++) {
        const eco_decision *decision = &quote->decisions[i];
        int64_t off = 0;
        bool any = false;
        for (size_t j = 0; decision->promotion && j < quote->adjustments_count; j++)
            if (strcmp(quote->adjustments[j].promotion, decision->promotion) == 0) {
                off += quote->adjustments[j].off_minor;
                any = true;
            }
        CHECK_INT(decision->off_minor, off);
        CHECK(any == (decision->reason == ECO_REASON_APPLIED || decision->reason == ECO_REASON_CLIPPED));
        CHECK(decision->clipped_minor >= 0 && decision->missing_minor >= 0 && decision->missing_quantity >= 0);
    }
}

/* What every quote keeps: parts sum to the whole, nothing is below zero but what a surcharge makes so. */
static inline void check_sums(const eco_quote *quote)
{
    __int128 list = 0, discount = 0, surcharge = 0, shipping = 0, shipping_off = 0, shipping_tax = 0, net = 0, tax = 0, total = 0,
             credit = 0; /* that may pass the limit on the way */
    eco_line_kind kind = ECO_LINE_GOODS;
    for (size_t i = 0; i < quote->lines_count; i++) {
        const eco_quote_line *line = &quote->lines[i];
        bool goods = line->kind == ECO_LINE_GOODS;
        check_share(quote, (int32_t)i, line->list_minor, line->discount_minor, line->net_minor, line->tax_minor,
                    line->total_minor);
        CHECK(line->kind >= kind); /* goods, surcharges, gifts */
        CHECK(!goods || (line->net_minor >= 0 && line->tax_minor >= 0));
        CHECK(line->kind != ECO_LINE_GIFT || (line->list_minor == 0 && line->total_minor == 0 && line->quantity > 0));
        CHECK(line->credit_minor >= 0 && (line->credit_minor <= line->total_minor || line->credit_minor == 0));
        kind = line->kind;
        list += goods ? line->list_minor : 0;
        surcharge += goods ? 0 : line->list_minor;
        discount += line->discount_minor;
        net += line->net_minor;
        tax += line->tax_minor;
        total += line->total_minor;
        credit += line->credit_minor;
    }
    for (size_t i = 0; i < quote->shipments_count; i++) {
        const eco_quote_shipment *shipment = &quote->shipments[i];
        check_share(quote, -1 - (int32_t)i, shipment->list_minor, shipment->discount_minor, shipment->net_minor,
                    shipment->tax_minor, shipment->total_minor);
        CHECK(shipment->net_minor >= 0 && shipment->tax_minor >= 0 && shipment->discount_minor <= shipment->list_minor);
        CHECK(shipment->credit_minor >= 0 && shipment->credit_minor <= shipment->total_minor);
        shipping += shipment->list_minor - shipment->discount_minor;
        shipping_off += shipment->discount_minor;
        shipping_tax += shipment->tax_minor;
        net += shipment->net_minor;
        tax += shipment->tax_minor;
        total += shipment->total_minor;
        credit += shipment->credit_minor;
    }
    check_adjustments(quote);
    check_decisions(quote);
    CHECK_INT(quote->list_minor, list);
    CHECK_INT(quote->discount_minor, discount);
    CHECK_INT(quote->surcharge_minor, surcharge);
    CHECK_INT(quote->shipping_minor, shipping);
    CHECK_INT(quote->shipping_discount_minor, shipping_off);
    CHECK_INT(quote->shipping_tax_minor, shipping_tax);
    CHECK_INT(quote->net_minor, net);
    CHECK_INT(quote->tax_minor, tax);
    CHECK_INT(quote->total_minor, total);
    CHECK_INT(quote->total_minor, quote->net_minor + quote->tax_minor);
    CHECK_INT(quote->credit_minor, credit);
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

/* The adjustments: promotion[line]quantity:off. "half[0]2:500 half[3]1:90"; a gift is "tote[4]1:0", a shipment "free[-1]1:1200". */
static inline const char *adjustments(char text[800], const eco_quote *quote)
{
    size_t size = 0;
    text[0] = '\0';
    for (size_t i = 0; i < quote->adjustments_count && size < 800; i++) {
        const eco_adjustment *adjustment = &quote->adjustments[i];
        size += (size_t)snprintf(text + size, 800 - size, "%s%s[%d]%" PRId64 ":%" PRId64, i ? " " : "", adjustment->promotion,
                                 (int)adjustment->line, adjustment->quantity, adjustment->off_minor);
    }
    return text;
}
#define CHECK_ADJUSTMENTS(quote, expected) CHECK_TEXT(adjustments((char[800]){0}, quote), expected)

/* What is told of a promotion: "clipped by max_off -20, missing 300, missing 2 units, next 500"; parts that are not there are left out. */
static inline const char *told(char text[512], const eco_quote *quote, const char *promotion)
{
    const eco_decision *decision = decision_of(quote, promotion);
    if (!decision)
        return "nothing is told";
    int size = snprintf(text, 512, "%s", eco_reason_name(decision->reason));
    if (decision->by)
        size += snprintf(text + size, 512 - (size_t)size, " by %s", decision->by);
    if (decision->clipped_minor)
        size += snprintf(text + size, 512 - (size_t)size, " -%" PRId64, decision->clipped_minor);
    if (decision->missing_minor)
        size += snprintf(text + size, 512 - (size_t)size, ", missing %" PRId64, decision->missing_minor);
    if (decision->missing_quantity)
        size += snprintf(text + size, 512 - (size_t)size, ", missing %" PRId64 " units", decision->missing_quantity);
    if (decision->next_off_minor)
        size += snprintf(text + size, 512 - (size_t)size, ", next %" PRId64, decision->next_off_minor);
    if (decision->needed)
        size += snprintf(text + size, 512 - (size_t)size, ": needs %s, found %s", decision->needed,
                         decision->found ? decision->found : "nothing");
    return text;
}
#define CHECK_TOLD(quote, promotion, expected) CHECK_TEXT(told((char[512]){0}, quote, promotion), expected)

/* Prices a cart, checks the discounts of its lines, and forgets the quote. */
#define CHECK_PRICED(rulebook, cart, expected)                    \
    do {                                                          \
        const eco_quote *checked_quote_ = priced(rulebook, cart); \
        CHECK_DISCOUNTS(checked_quote_, expected);                \
        eco_quote_free(checked_quote_);                           \
    } while (0)

/* The same with the adjustments. */
#define CHECK_QUOTED(rulebook, cart, expected)                    \
    do {                                                          \
        const eco_quote *checked_quote_ = priced(rulebook, cart); \
        CHECK_ADJUSTMENTS(checked_quote_, expected);              \
        eco_quote_free(checked_quote_);                           \
    } while (0)

/* A rulebook of one promotion "p": what it takes off a cart, and what is told of it. */
#define CHECK_PROMOTION(cart, expected, expected_told, ...)                \
    do {                                                                   \
        eco_rulebook_builder *checked_rules_ = RULES("EUR");               \
        PROMOTE(checked_rules_, "p", __VA_ARGS__);                         \
        eco_rulebook *checked_rulebook_ = built(checked_rules_);           \
        const eco_quote *checked_quote_ = priced(checked_rulebook_, cart); \
        CHECK_ADJUSTMENTS(checked_quote_, expected);                       \
        CHECK_TOLD(checked_quote_, "p", expected_told);                    \
        eco_quote_free(checked_quote_);                                    \
        eco_rulebook_free(checked_rulebook_);                              \
    } while (0)

/* A line of so many pieces. */
#define PIECES(sku_, quantity_, unit_)                          \
    {                                                           \
        .sku = sku_, .quantity = quantity_, .unit_minor = unit_ \
    }
/* ... of a kind, which expressions see as `kind`. */
#define OF_KIND(kind_, sku_, quantity_, unit_)                                               \
    {                                                                                        \
        .sku = sku_, .quantity = quantity_, .unit_minor = unit_, ATTRIBUTES({"kind", kind_}) \
    }
/* One piece each for 60, 50, ... 10. */
#define SIX                                                                                                        \
    CART(LINES(PIECES("a", 1, 60), PIECES("b", 1, 50), PIECES("c", 1, 40), PIECES("d", 1, 30), PIECES("e", 1, 20), \
               PIECES("f", 1, 10)))

#endif
