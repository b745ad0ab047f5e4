/* quote_check.c - refunds are computed from a stored quote, so its amounts must add up as those of a quote do. */
#include "json/quote_parts.h"

#include "base/error.h"
#include "base/numbers.h"

#include <stdio.h>
#include <string.h>

/* What stands beside the lines, and then the shipments, added up for each. */
typedef struct beside {
    eco_wide discount, tax;
} beside;

/* A line or a shipment. */
typedef struct charge_of {
    const eco_quote *quote;
    const char *list; /* "lines" */
    const char *what; /* "line" */
    size_t index;
    int64_t list_minor, discount_minor, net_minor, tax_minor, total_minor;
    eco_error *error;
} charge_of;

static eco_status fail(const charge_of *charge, const char *member, const char *message)
{
    char path[64];
    snprintf(path, sizeof path, "/%s/%zu/%s", charge->list, charge->index, member);
    return eco_fail(charge->error, ECO_E_INVALID, path, "%s", message);
}

static eco_status fail_sum(const charge_of *charge, const char *member, const char *name, const char *parts)
{
    char message[80];
    snprintf(message, sizeof message, "%s is not the sum of the %s's %s", name, charge->what, parts);
    return fail(charge, member, message);
}

static beside *sums_of(beside *sums, const eco_quote *quote, int32_t line)
{
    return line < 0 ? sums + quote->lines_count + (-1 - line) : sums + line;
}

static beside *sum_up(const eco_quote *quote, eco_arena *arena)
{
    beside *out = eco_arena_take_array(arena, quote->lines_count + quote->shipments_count, sizeof *out);
    for (size_t i = 0; out && i < quote->adjustments_count; i++)
        sums_of(out, quote, quote->adjustments[i].line)->discount += quote->adjustments[i].off_minor;
    for (size_t i = 0; out && i < quote->taxes_count; i++)
        sums_of(out, quote, quote->taxes[i].line)->tax += quote->taxes[i].tax_minor;
    return out;
}

/* `has_price`: what is charged is a price less its discount. */
static eco_status check_charge(const charge_of *charge, const beside *sums, bool has_price)
{
    bool is_included = charge->quote->tax_mode == ECO_TAX_INCLUDED;
    if (has_price && charge->list_minor < charge->discount_minor)
        return fail(charge, "list_minor", "list is below the discount");
    if (charge->discount_minor != sums->discount)
        return fail_sum(charge, "discount_minor", "discount", "adjustments");
    if (charge->tax_minor != sums->tax)
        return fail_sum(charge, "tax_minor", "tax", "taxes");
    if (charge->total_minor != (eco_wide)charge->net_minor + charge->tax_minor)
        return fail(charge, "total_minor", "total is not net + tax");
    int64_t charged = is_included ? charge->total_minor : charge->net_minor;
    if (has_price && charged != (eco_wide)charge->list_minor - charge->discount_minor)
        return fail(charge, is_included ? "total_minor" : "net_minor", "what is charged is not list - discount");
    return ECO_OK;
}

static eco_status check_line(const eco_quote *quote, size_t i, const beside *sums, eco_error *error)
{
    const eco_quote_line *line = &quote->lines[i];
    const charge_of charge = {.quote = quote,
                              .list = "lines",
                              .what = "line",
                              .index = i,
                              .list_minor = line->list_minor,
                              .discount_minor = line->discount_minor,
                              .net_minor = line->net_minor,
                              .tax_minor = line->tax_minor,
                              .total_minor = line->total_minor,
                              .error = error};
    bool is_surcharge = line->kind == ECO_LINE_SURCHARGE;
    if (!is_surcharge && !line->sku)
        return fail(&charge, "sku", "a line of goods needs 'sku'");
    if (!is_surcharge && line->quantity <= 0)
        return fail(&charge, "quantity", "a line of goods needs a quantity above 0");
    if (line->kind == ECO_LINE_GIFT && (line->list_minor || line->tax_minor || line->credit_minor))
        return fail(&charge, "kind", "a gift costs nothing: its amounts are 0");
    return check_charge(&charge, sums, !is_surcharge);
}

static eco_status check_shipment(const eco_quote *quote, size_t i, const beside *sums, eco_error *error)
{
    const eco_quote_shipment *shipment = &quote->shipments[i];
    const charge_of charge = {.quote = quote,
                              .list = "shipments",
                              .what = "shipment",
                              .index = i,
                              .list_minor = shipment->list_minor,
                              .discount_minor = shipment->discount_minor,
                              .net_minor = shipment->net_minor,
                              .tax_minor = shipment->tax_minor,
                              .total_minor = shipment->total_minor,
                              .error = error};
    return check_charge(&charge, sums, true);
}

static eco_status check_parts(const eco_quote *quote, eco_arena *arena, eco_error *error)
{
    const beside *sums = sum_up(quote, arena);
    eco_status status = sums ? ECO_OK : eco_fail_memory(error);
    for (size_t i = 0; i < quote->lines_count && !status; i++)
        status = check_line(quote, i, &sums[i], error);
    for (size_t i = 0; i < quote->shipments_count && !status; i++)
        status = check_shipment(quote, i, &sums[quote->lines_count + i], error);
    return status;
}

typedef struct quote_sums {
    eco_wide list, discount, surcharge, shipping, shipping_discount, shipping_tax, net, tax, credit;
} quote_sums;

static quote_sums total_up(const eco_quote *quote)
{
    quote_sums out = {0};
    bool is_included = quote->tax_mode == ECO_TAX_INCLUDED;
    for (size_t i = 0; i < quote->lines_count; i++) {
        const eco_quote_line *line = &quote->lines[i];
        bool is_surcharge = line->kind == ECO_LINE_SURCHARGE;
        out.list += is_surcharge ? 0 : line->list_minor;
        out.surcharge += !is_surcharge ? 0 : is_included ? line->total_minor : line->net_minor;
        out.discount += line->discount_minor;
        out.net += line->net_minor;
        out.tax += line->tax_minor;
        out.credit += line->credit_minor;
    }
    for (size_t i = 0; i < quote->shipments_count; i++) {
        const eco_quote_shipment *shipment = &quote->shipments[i];
        out.shipping += (eco_wide)shipment->list_minor - shipment->discount_minor;
        out.shipping_discount += shipment->discount_minor;
        out.shipping_tax += shipment->tax_minor;
        out.net += shipment->net_minor;
        out.tax += shipment->tax_minor;
        out.credit += shipment->credit_minor;
    }
    return out;
}

static eco_status check_totals(const eco_quote *quote, eco_error *error)
{
    quote_sums sums = total_up(quote);
    const struct {
        bool holds;
        const char *path, *message;
    } laws[] = {
        {quote->shipping_tax_minor == sums.shipping_tax, "/shipping_tax_minor",
         "shipping_tax is not the sum of the taxes on shipping"},
        {quote->shipping_minor == sums.shipping, "/shipping_minor", "shipping is not the sum of the shipments"},
        {quote->shipping_discount_minor == sums.shipping_discount, "/shipping_discount_minor",
         "shipping_discount is not the sum of the shipments"},
        {quote->list_minor == sums.list, "/list_minor", "list is not the sum of the lines of goods"},
        {quote->discount_minor == sums.discount, "/discount_minor", "discount is not the sum of the lines"},
        {quote->surcharge_minor == sums.surcharge, "/surcharge_minor", "surcharge is not the sum of the surcharge lines"},
        {quote->net_minor == sums.net, "/net_minor", "net is not the sum of the lines and shipping"},
        {quote->tax_minor == sums.tax, "/tax_minor", "tax is not the sum of the lines and shipping"},
        {quote->total_minor == sums.net + sums.tax, "/total_minor", "total is not net + tax"},
        {quote->credit_minor >= sums.credit, "/credit_minor", "credit is less than the lines bear"},
        {quote->credit_minor <= sums.credit, "/credit_minor", "credit is more than the lines and shipments bear"},
        {quote->payable_minor == (eco_wide)quote->total_minor - quote->credit_minor + quote->rounding_minor, "/payable_minor",
         "payable is not total - credit + rounding"},
    };
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++)
        if (!laws[i].holds)
            return eco_fail(error, ECO_E_INVALID, laws[i].path, "%s", laws[i].message);
    return ECO_OK;
}

/* A use spends what its promotion's adjustments, which stand together, take off; both lists are in the order of work. */
static eco_status check_uses(const eco_quote *quote, eco_error *error)
{
    size_t at = 0;
    for (size_t i = 0; i < quote->uses_count; i++) {
        const eco_use *use = &quote->uses[i];
        eco_wide spent = 0;
        while (at < quote->adjustments_count && strcmp(quote->adjustments[at].promotion, use->promotion) != 0)
            at++;
        bool is_there = at < quote->adjustments_count;
        for (; at < quote->adjustments_count && strcmp(quote->adjustments[at].promotion, use->promotion) == 0; at++)
            spent += quote->adjustments[at].off_minor;
        if (is_there && spent == use->spent_minor)
            continue;
        char path[64];
        snprintf(path, sizeof path, "/uses/%zu/%s", i, is_there ? "spent_minor" : "promotion");
        return eco_fail(error, ECO_E_INVALID, path, "%s",
                        is_there ? "spent is not the sum of the promotion's adjustments"
                                 : "the promotion has no adjustments here: uses stand in their order");
    }
    return ECO_OK;
}

eco_status eco_json_check_quote(const eco_quote *quote, const eco_json_document *document, eco_error *error)
{
    eco_arena arena;
    eco_arena_begin(&arena, &document->allocator);
    eco_status status = check_parts(quote, &arena, error);
    if (!status)
        status = check_totals(quote, error);
    if (!status)
        status = check_uses(quote, error);
    if (status)
        eco_json_place_error(document, &eco_json_quote, error, status);
    eco_arena_end(&arena);
    return status;
}
