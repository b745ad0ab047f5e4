/* json_same.c - every field of two quotes, element by element. */
#include "json_support.h"

#define SAME(member) CHECK_INT(a->member, b->member)
#define SAME_TEXT(member)                                   \
    do {                                                    \
        CHECK(!a->member == !b->member);                    \
        CHECK(!a->member || !strcmp(a->member, b->member)); \
    } while (0)

static void check_same_line(const eco_quote_line *a, const eco_quote_line *b)
{
    SAME_TEXT(id);
    SAME_TEXT(sku);
    SAME(kind);
    SAME(quantity);
    SAME(quantity_scale);
    SAME(unit_minor);
    SAME(unit_scale);
    SAME(list_minor);
    SAME(discount_minor);
    SAME(net_minor);
    SAME(tax_minor);
    SAME(total_minor);
    SAME(credit_minor);
}

static void check_same_decision(const eco_decision *a, const eco_decision *b)
{
    SAME_TEXT(promotion);
    SAME_TEXT(label);
    SAME(reason);
    SAME(off_minor);
    SAME(clipped_minor);
    SAME(missing_minor);
    SAME(missing_quantity);
    SAME(next_off_minor);
    SAME_TEXT(by);
    SAME_TEXT(needed);
    SAME_TEXT(found);
    SAME(left_minor);
}

static void check_same_use(const eco_use *a, const eco_use *b)
{
    SAME_TEXT(promotion);
    SAME_TEXT(campaign);
    SAME_TEXT(customer);
    SAME_TEXT(code);
    SAME(uses);
    SAME(spent_minor);
    SAME(left_uses);
    SAME(left_minor);
}

static void check_same_adjustment(const eco_adjustment *a, const eco_adjustment *b)
{
    SAME_TEXT(promotion);
    SAME_TEXT(coupon);
    SAME(line);
    SAME(stage);
    SAME(quantity);
    SAME(off_minor);
}

static void check_same_shipment(const eco_quote_shipment *a, const eco_quote_shipment *b)
{
    SAME_TEXT(id);
    SAME_TEXT(method);
    SAME(list_minor);
    SAME(discount_minor);
    SAME(net_minor);
    SAME(tax_minor);
    SAME(total_minor);
    SAME(credit_minor);
}

static void check_same_tax(const eco_tax_line *a, const eco_tax_line *b)
{
    SAME_TEXT(tax);
    SAME(line);
    SAME(base_minor);
    SAME(tax_minor);
}

void check_same_quote(const eco_quote *a, const eco_quote *b)
{
    SAME_TEXT(cart);
    SAME_TEXT(currency);
    SAME(at_us);
    SAME(tax_mode);
    SAME(rulebook.high);
    SAME(rulebook.low);
    SAME(list_minor);
    SAME(discount_minor);
    SAME(surcharge_minor);
    SAME(shipping_minor);
    SAME(shipping_discount_minor);
    SAME(net_minor);
    SAME(tax_minor);
    SAME(shipping_tax_minor);
    SAME(total_minor);
    SAME(rounding_minor);
    SAME(credit_minor);
    SAME(payable_minor);
    SAME(lines_count);
    SAME(adjustments_count);
    SAME(taxes_count);
    SAME(decisions_count);
    SAME(shipments_count);
    SAME(uses_count);
    for (size_t i = 0; i < a->uses_count; i++)
        check_same_use(&a->uses[i], &b->uses[i]);
    for (size_t i = 0; i < a->lines_count; i++)
        check_same_line(&a->lines[i], &b->lines[i]);
    for (size_t i = 0; i < a->shipments_count; i++)
        check_same_shipment(&a->shipments[i], &b->shipments[i]);
    for (size_t i = 0; i < a->adjustments_count; i++)
        check_same_adjustment(&a->adjustments[i], &b->adjustments[i]);
    for (size_t i = 0; i < a->taxes_count; i++)
        check_same_tax(&a->taxes[i], &b->taxes[i]);
    for (size_t i = 0; i < a->decisions_count; i++)
        check_same_decision(&a->decisions[i], &b->decisions[i]);
}
