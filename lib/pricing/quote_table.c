/* quote_table.c - the lists of a quote as tables of their own. */
#include "pricing/pricing_internal.h"
#include "pricing/quote_internal.h"

#include <string.h>

#include "base/table_builder.h"

enum { UNITS_MAX = 10000000 }; /* rows of "units" */

static void money(eco_table_builder *table, const eco_quote *quote, const char *const *names)
{
    for (; *names; names++)
        eco_table_add_column(table, *names, ECO_TYPE_MONEY, 0, quote->currency);
}

static void texts(eco_table_builder *table, const char *const *names)
{
    for (; *names; names++)
        eco_table_add_column(table, *names, ECO_TYPE_UTF8, 0, NULL);
}

#define NAMES(...)        \
    (const char *const[]) \
    {                     \
        __VA_ARGS__, NULL \
    }

static void put_amounts(eco_table_builder *table, const int64_t *amounts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        eco_table_put_int64(table, amounts[i]);
}
#define PUT_AMOUNTS(table, ...) \
    put_amounts(table, (const int64_t[]){__VA_ARGS__}, sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t))

/* ---- lines: one scale a column, the finest that a line has ---- */

static eco_status rescale(int64_t *out, int64_t value, int32_t scale, int32_t wanted, size_t line, eco_error *error)
{
    if (eco_narrow(out, (eco_wide)value * eco_power10[wanted - scale]))
        return ECO_OK;
    eco_fail(error, ECO_E_OVERFLOW, NULL, "%lld with %d decimals, as another line has, does not fit 64 bits", (long long)value,
             (int)wanted);
    return eco_fail_under(error, ECO_E_OVERFLOW, "/lines/%zu", line);
}

static eco_status lines(eco_table_builder *table, const eco_quote *quote, eco_error *error)
{
    int32_t quantity_scale = 0, unit_scale = 0;
    for (size_t i = 0; i < quote->lines_count; i++) {
        const eco_quote_line *line = &quote->lines[i];
        quantity_scale = line->quantity_scale > quantity_scale ? line->quantity_scale : quantity_scale;
        unit_scale = line->unit_scale > unit_scale ? line->unit_scale : unit_scale;
    }
    texts(table, NAMES("id", "sku", "kind"));
    eco_table_add_column(table, "quantity", ECO_TYPE_DECIMAL, quantity_scale, NULL);
    eco_table_add_column(table, "unit", ECO_TYPE_MONEY, unit_scale, quote->currency);
    money(table, quote, NAMES("list", "discount", "net", "tax", "total", "credit"));
    for (size_t i = 0; i < quote->lines_count; i++) {
        const eco_quote_line *line = &quote->lines[i];
        int64_t quantity = 0, unit = 0;
        if (rescale(&quantity, line->quantity, line->quantity_scale, quantity_scale, i, error) ||
            rescale(&unit, line->unit_minor, line->unit_scale, unit_scale, i, error))
            return ECO_E_OVERFLOW;
        eco_table_put_text(table, line->id);
        eco_table_put_text(table, line->sku);
        eco_table_put_text(table, eco_line_kind_name(line->kind));
        PUT_AMOUNTS(table, quantity, unit, line->list_minor, line->discount_minor, line->net_minor, line->tax_minor,
                    line->total_minor, line->credit_minor);
    }
    return ECO_OK;
}

/* ---- the others ---- */

/* A line, or a shipment: the other is null. */
static void place_columns(eco_table_builder *table)
{
    eco_table_add_column(table, "line", ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(table, "shipment", ECO_TYPE_INT64, 0, NULL);
}

static void put_place(eco_table_builder *table, int32_t line)
{
    if (line >= 0)
        eco_table_put_int64(table, line);
    eco_table_put_null(table);
    if (line < 0)
        eco_table_put_int64(table, -1 - line);
}

static eco_status shipments(eco_table_builder *table, const eco_quote *quote, eco_error *error)
{
    (void)error;
    texts(table, NAMES("id", "method"));
    money(table, quote, NAMES("list", "discount", "net", "tax", "total", "credit"));
    for (size_t i = 0; i < quote->shipments_count; i++) {
        const eco_quote_shipment *shipment = &quote->shipments[i];
        eco_table_put_text(table, shipment->id);
        eco_table_put_text(table, shipment->method);
        PUT_AMOUNTS(table, shipment->list_minor, shipment->discount_minor, shipment->net_minor, shipment->tax_minor,
                    shipment->total_minor, shipment->credit_minor);
    }
    return ECO_OK;
}

static eco_status adjustments(eco_table_builder *table, const eco_quote *quote, eco_error *error)
{
    int32_t scale = 0;
    for (size_t i = 0; i < quote->lines_count; i++)
        scale = quote->lines[i].quantity_scale > scale ? quote->lines[i].quantity_scale : scale;
    texts(table, NAMES("promotion", "coupon"));
    place_columns(table);
    texts(table, NAMES("stage"));
    eco_table_add_column(table, "quantity", ECO_TYPE_DECIMAL, scale, NULL);
    money(table, quote, NAMES("off"));
    for (size_t i = 0; i < quote->adjustments_count; i++) {
        const eco_adjustment *adjustment = &quote->adjustments[i];
        eco_table_put_text(table, adjustment->promotion);
        eco_table_put_text(table, adjustment->coupon);
        int32_t line = adjustment->line, own = line < 0 ? 0 : quote->lines[line].quantity_scale;
        int64_t quantity = 0;
        if (rescale(&quantity, adjustment->quantity, own, scale, (size_t)(line < 0 ? 0 : line), error))
            return ECO_E_OVERFLOW;
        put_place(table, line);
        eco_table_put_text(table, eco_stage_name(adjustment->stage));
        PUT_AMOUNTS(table, quantity, adjustment->off_minor);
    }
    return ECO_OK;
}

static eco_status taxes(eco_table_builder *table, const eco_quote *quote, eco_error *error)
{
    (void)error;
    texts(table, NAMES("tax"));
    place_columns(table);
    money(table, quote, NAMES("base", "amount"));
    for (size_t i = 0; i < quote->taxes_count; i++) {
        const eco_tax_line *tax = &quote->taxes[i];
        eco_table_put_text(table, tax->tax);
        put_place(table, tax->line);
        PUT_AMOUNTS(table, tax->base_minor, tax->tax_minor);
    }
    return ECO_OK;
}

static eco_status decisions(eco_table_builder *table, const eco_quote *quote, eco_error *error)
{
    (void)error;
    texts(table, NAMES("promotion", "label", "reason"));
    money(table, quote, NAMES("off", "clipped", "missing"));
    eco_table_add_column(table, "missing_quantity", ECO_TYPE_INT64, 0, NULL);
    money(table, quote, NAMES("next_off"));
    texts(table, NAMES("by", "needed", "found"));
    money(table, quote, NAMES("left"));
    for (size_t i = 0; i < quote->decisions_count; i++) {
        const eco_decision *decision = &quote->decisions[i];
        eco_table_put_text(table, decision->promotion);
        eco_table_put_text(table, decision->label);
        eco_table_put_text(table, eco_reason_name(decision->reason));
        PUT_AMOUNTS(table, decision->off_minor, decision->clipped_minor, decision->missing_minor, decision->missing_quantity,
                    decision->next_off_minor);
        eco_table_put_text(table, decision->by);
        eco_table_put_text(table, decision->needed);
        eco_table_put_text(table, decision->found);
        PUT_AMOUNTS(table, decision->left_minor);
    }
    return ECO_OK;
}

/* 0 stands for no limit. */
static void put_left(eco_table_builder *table, int64_t left)
{
    if (left)
        eco_table_put_int64(table, left);
    else
        eco_table_put_null(table);
}

static eco_status uses(eco_table_builder *table, const eco_quote *quote, eco_error *error)
{
    (void)error;
    texts(table, NAMES("promotion", "campaign", "customer", "code"));
    eco_table_add_column(table, "uses", ECO_TYPE_INT64, 0, NULL);
    money(table, quote, NAMES("spent"));
    eco_table_add_column(table, "left_uses", ECO_TYPE_INT64, 0, NULL);
    money(table, quote, NAMES("left"));
    for (size_t i = 0; i < quote->uses_count; i++) {
        const eco_use *use = &quote->uses[i];
        eco_table_put_text(table, use->promotion);
        eco_table_put_text(table, use->campaign);
        eco_table_put_text(table, use->customer);
        eco_table_put_text(table, use->code);
        PUT_AMOUNTS(table, use->uses, use->spent_minor);
        put_left(table, use->left_uses);
        put_left(table, use->left_minor);
    }
    return ECO_OK;
}

static eco_status totals(eco_table_builder *table, const eco_quote *quote, eco_error *error)
{
    (void)error;
    texts(table, NAMES("cart", "currency"));
    eco_table_add_column(table, "at", ECO_TYPE_TIME, 0, NULL);
    texts(table, NAMES("tax_mode"));
    eco_table_add_column(table, "rulebook", ECO_TYPE_ID, 0, NULL);
    money(table, quote,
          NAMES("list", "discount", "surcharge", "shipping", "shipping_discount", "net", "tax", "shipping_tax", "total", "credit",
                "rounding", "payable"));
    eco_table_put_text(table, quote->cart);
    eco_table_put_text(table, quote->currency);
    eco_table_put_int64(table, quote->at_us);
    eco_table_put_text(table, eco_tax_mode_name(quote->tax_mode));
    eco_table_put_id(table, quote->rulebook);
    PUT_AMOUNTS(table, quote->list_minor, quote->discount_minor, quote->surcharge_minor, quote->shipping_minor,
                quote->shipping_discount_minor, quote->net_minor, quote->tax_minor, quote->shipping_tax_minor, quote->total_minor,
                quote->credit_minor, quote->rounding_minor, quote->payable_minor);
    return ECO_OK;
}

static eco_status units(eco_table_builder *table, const eco_quote *quote, eco_error *error)
{
    int64_t rows = 0;
    eco_table_add_column(table, "line", ECO_TYPE_INT64, 0, NULL);
    texts(table, NAMES("id", "sku"));
    eco_table_add_column(table, "unit", ECO_TYPE_INT64, 0, NULL);
    money(table, quote, NAMES("list", "discount", "net", "tax", "total", "credit"));
    for (size_t i = 0; i < quote->lines_count; i++) {
        const eco_quote_line *line = &quote->lines[i];
        int64_t count = eco_quote_units(line);
        if (line->kind != ECO_LINE_GOODS)
            continue;
        if (count > UNITS_MAX - rows) {
            eco_fail(error, ECO_E_LIMIT, "/quantity", "more than %d units", UNITS_MAX);
            return eco_fail_under(error, ECO_E_LIMIT, "/lines/%zu", i);
        }
        rows += count;
        for (int64_t unit = 0; unit < count; unit++) {
            eco_quote_unit of = eco_quote_share(quote, line, unit);
            eco_table_put_int64(table, (int64_t)i);
            eco_table_put_text(table, line->id);
            eco_table_put_text(table, line->sku);
            PUT_AMOUNTS(table, unit, of.list_minor, of.discount_minor, of.net_minor, of.tax_minor, of.total_minor,
                        of.credit_minor);
        }
    }
    return ECO_OK;
}

static const struct {
    const char *name;
    eco_status (*fill)(eco_table_builder *table, const eco_quote *quote, eco_error *error);
} tables[] = {
    {"lines", lines}, {"shipments", shipments}, {"adjustments", adjustments},
    {"taxes", taxes}, {"decisions", decisions}, {"totals", totals},
    {"units", units}, {"uses", uses},
};

eco_status eco_quote_table(const eco_table **out, const eco_quote *quote, const char *name, eco_error *error)
{
    *out = NULL;
    for (size_t i = 0; name && i < sizeof tables / sizeof *tables; i++) {
        if (strcmp(tables[i].name, name) != 0)
            continue;
        eco_table_builder *table = eco_table_begin(&eco_quote_arena(quote)->allocator);
        eco_status status = tables[i].fill(table, quote, error);
        if (!status)
            return eco_table_end(out, table, error);
        (void)eco_table_end(out, table, NULL);
        eco_table_free(*out);
        *out = NULL;
        return status;
    }
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL,
                    "a quote has no table %s; there are lines, shipments, adjustments, taxes, decisions, totals, units, uses",
                    name ? ECO_QUOTE(name) : "NULL");
}
