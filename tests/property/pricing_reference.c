/* pricing_reference.c - see pricing_reference.h: the order of work, canonical order, credit and cash. */
#include "pricing_reference.h"

#include <stdlib.h>
#include <string.h>

/* ---- canonical order ---- */

/* a x 10^-a_scale against b x 10^-b_scale */
static int compare_scaled(int64_t a, int32_t a_scale, int64_t b, int32_t b_scale)
{
    wide left = a * reference_power10(b_scale), right = b * reference_power10(a_scale);
    return (left > right) - (left < right);
}

/* A line's attributes by name and value, whatever order they stand in. */
static void sort_attributes(eco_attribute *out, const reference_line *line)
{
    for (size_t i = 0; i < line->attributes_count; i++) {
        eco_attribute one = line->attributes[i];
        size_t at = i;
        for (; at > 0 && (strcmp(out[at - 1].name, one.name) > 0 ||
                          (strcmp(out[at - 1].name, one.name) == 0 && strcmp(out[at - 1].value, one.value) > 0));
             at--)
            out[at] = out[at - 1];
        out[at] = one;
    }
}

static int compare_attributes(const reference_line *a, const reference_line *b)
{
    eco_attribute left[ATTRIBUTES_MOST], right[ATTRIBUTES_MOST];
    sort_attributes(left, a);
    sort_attributes(right, b);
    for (size_t i = 0; i < a->attributes_count && i < b->attributes_count; i++) {
        int order = strcmp(left[i].name, right[i].name);
        if (order == 0)
            order = strcmp(left[i].value, right[i].value);
        if (order)
            return order;
    }
    return (a->attributes_count > b->attributes_count) - (a->attributes_count < b->attributes_count);
}

static int compare_lines(const reference_line *a, const reference_line *b)
{
    int order = strcmp(a->method, b->method); /* of goods "" */
    if (order == 0)
        order = strcmp(a->sku, b->sku);
    if (order == 0)
        order = compare_scaled(a->given_minor, 0, b->given_minor, 0); /* of shipments */
    if (order == 0 && !a->method[0])
        order = compare_scaled(a->unit_minor, a->unit_scale, b->unit_minor, b->unit_scale);
    if (order == 0)
        order = compare_scaled(a->quantity, a->quantity_scale, b->quantity, b->quantity_scale);
    if (order == 0)
        order = strcmp(a->given_id, b->given_id);
    if (order == 0)
        order = compare_attributes(a, b);
    return order ? order : compare_scaled(a->cost_minor, 0, b->cost_minor, 0);
}

void reference_order(int *places, const reference_line *lines, int count)
{
    for (int i = 0; i < count; i++) { /* insertion keeps the places of equals */
        int at = i;
        while (at > 0 && compare_lines(&lines[places[at - 1]], &lines[i]) > 0) {
            places[at] = places[at - 1];
            at--;
        }
        places[at] = i;
    }
}

void reference_order_all(int *places, const reference_quote *quote)
{
    reference_order(places, quote->lines, quote->goods_count);
    for (int i = quote->goods_count; i < quote->lines_count; i++) { /* their ids differ */
        int at = i;
        for (; at > quote->goods_count && strcmp(quote->lines[places[at - 1]].id, quote->lines[i].id) > 0; at--)
            places[at] = places[at - 1];
        places[at] = i;
    }
}

/* ---- the rest ---- */

static void unknown_coupons(reference_quote *quote, const scenario *given)
{
    for (size_t i = 0; i < given->cart.coupons_count; i++) {
        const char *code = given->cart.coupons[i];
        bool known = false;
        for (int p = 0; p < given->promotions_count; p++) {
            const char *coupon = given->promotions[p].coupon;
            known = known ||
                    (coupon && (strcmp(coupon, code) == 0 ||
                                (coupon[0] == '@' && (strcmp(codes_set[0], code) == 0 || strcmp(codes_set[1], code) == 0))));
        }
        for (size_t e = 0; e < i; e++)
            known = known || strcmp(given->cart.coupons[e], code) == 0; /* once is enough */
        if (!known) {
            reference_decision *decision = reference_add_decision(quote, NULL, code, ECO_REASON_UNKNOWN_COUPON);
            decision->entered = true;
            snprintf(decision->needed, sizeof decision->needed, "%s", code);
        }
    }
}

/* Goods in canonical order, then surcharges, then shipments. */
static int all_items(reference_line **items, reference_quote *quote)
{
    int places[REFERENCE_LINES], count = 0;
    reference_order_all(places, quote);
    for (int i = 0; i < quote->lines_count; i++)
        items[count++] = &quote->lines[places[i]];
    reference_order(places, quote->shipments, quote->shipments_count);
    for (int i = 0; i < quote->shipments_count; i++)
        items[count++] = &quote->shipments[places[i]];
    return count;
}

/* Shares of the credit by totals. */
static void pay(reference_quote *quote, const scenario *given)
{
    reference_line *items[REFERENCE_ITEMS];
    int64_t weights[REFERENCE_ITEMS], parts[REFERENCE_ITEMS];
    int64_t credit = given->cart.credit_minor < quote->total_minor ? given->cart.credit_minor : quote->total_minor;
    int count = all_items(items, quote);
    for (int i = 0; i < count; i++)
        weights[i] = items[i]->total_minor > 0 ? items[i]->total_minor : 0;
    reference_split(parts, credit, weights, count);
    for (int i = 0; i < count; i++)
        items[i]->credit_minor = parts[i];
    quote->credit_minor = credit;
    int64_t due = quote->total_minor - credit, step = given->options.cash_step_minor;
    quote->payable_minor = step ? reference_narrow(reference_round(due, step, given->options.rounding) * step) : due;
    quote->rounding_minor = quote->payable_minor - due;
}

static void begin_goods(reference_quote *out, const scenario *given)
{
    out->goods_count = (int)given->cart.lines_count;
    for (int i = 0; i < out->goods_count; i++) {
        const eco_cart_line *line = &given->lines[i];
        snprintf(out->ids[i], sizeof out->ids[i], "%d", i + 1);
        out->lines[i] = (reference_line){.id = line->id ? line->id : out->ids[i],
                                         .given_id = line->id ? line->id : "",
                                         .place = i,
                                         .sku = line->sku,
                                         .method = "",
                                         .quantity = line->quantity,
                                         .quantity_scale = line->quantity_scale,
                                         .unit_minor = line->unit_minor,
                                         .unit_scale = line->unit_scale,
                                         .cost_minor = line->cost_minor,
                                         .weight_g = line->weight_g,
                                         .volume_cm3 = line->volume_cm3,
                                         .attributes = line->attributes,
                                         .attributes_count = line->attributes_count,
                                         .is_free = line->is_free};
    }
}

static void begin_surcharges(reference_quote *out, const scenario *given)
{
    out->lines_count = out->goods_count + (int)given->cart.surcharges_count;
    for (int i = out->goods_count; i < out->lines_count; i++) {
        const eco_surcharge *surcharge = &given->surcharges[i - out->goods_count];
        out->lines[i] = (reference_line){.id = surcharge->id,
                                         .place = i,
                                         .sku = surcharge->id,
                                         .method = "",
                                         .quantity = 1,
                                         .unit_minor = surcharge->amount_minor,
                                         .attributes = surcharge->attributes,
                                         .attributes_count = surcharge->attributes_count,
                                         .left_minor = surcharge->amount_minor};
    }
}

static void begin_shipments(reference_quote *out, const scenario *given)
{
    const eco_shipment only = {.method = given->cart.shipping};
    out->shipments_count = only.method ? 1 : (int)given->cart.shipments_count;
    for (int i = 0; i < out->shipments_count; i++) {
        const eco_shipment *shipment = only.method ? &only : &given->cart.shipments[i];
        char *id = out->ids[REFERENCE_LINES + i];
        snprintf(id, sizeof out->ids[i], "%d", i + 1);
        out->shipments[i] = (reference_line){.id = shipment->id ? shipment->id : id,
                                             .given_id = shipment->id ? shipment->id : "",
                                             .place = i,
                                             .sku = "shipping",
                                             .method = shipment->method,
                                             .given_minor = shipment->price_minor,
                                             .quantity = 1};
    }
}

static void add_goods(reference_quote *quote, const scenario *given)
{
    for (int i = 0; i < quote->lines_count; i++) {
        const reference_line *line = &quote->lines[i];
        if (i < quote->goods_count) {
            quote->list_minor += line->list_minor;
            quote->discount_minor += line->list_minor - line->left_minor;
        } else {
            quote->surcharge_minor += given->options.tax_mode == ECO_TAX_INCLUDED ? line->total_minor : line->net_minor;
        }
        quote->net_minor += line->net_minor;
        quote->tax_minor += line->tax_minor;
        quote->total_minor += line->total_minor;
    }
}

static void add_shipments(reference_quote *quote)
{
    for (int i = 0; i < quote->shipments_count; i++) {
        const reference_line *line = &quote->shipments[i];
        quote->shipping_minor += line->left_minor;
        quote->shipping_discount_minor += line->list_minor - line->left_minor;
        quote->shipping_tax_minor += line->tax_minor;
        quote->net_minor += line->net_minor;
        quote->tax_minor += line->tax_minor;
        quote->total_minor += line->total_minor;
    }
}

void reference_price(reference_quote *out, const scenario *given)
{
    int sales[REFERENCE_LINES];
    memset(out, 0, offsetof(reference_quote, lines));
    out->given = given;
    begin_goods(out, given);
    begin_surcharges(out, given);
    begin_shipments(out, given);
    if ((out->status = reference_list_prices(out, given, sales)))
        return;
    reference_find_floors(out, given);
    reference_apply_sales(out, given, sales);
    reference_begin_budgets(out, given);
    if ((out->status = reference_promote(out, given)))
        return;
    unknown_coupons(out, given);
    reference_tax_all(out, given);
    add_goods(out, given);
    add_shipments(out);
    if (out->total_minor < 0)
        out->status = ECO_E_INVALID;
    else
        pay(out, given);
}
