/* quote_parts.c - what stands in a quote beside its lines and shipments: adjustments, taxes, decisions. Documents say what the first two are of by a
 * place in lines or in shipments, and a quantity as the line says its own. In C one number says what they are of, and the line has the scale. */
#include "json/quote_parts.h"

#include "base/error.h"
#include "base/numbers.h"

#define FAIL(...) eco_json_fail(reading->document, value, reading->error, ECO_E_INVALID, __VA_ARGS__)

/* ---- reading ---- */

typedef struct place {
    int32_t line, shipment; /* from 1; 0 and 0: "line": -1, which past quotes say of their one shipment */
} place;

static eco_status read_place(int32_t *out, const eco_json_reading *reading, const eco_json_value *part, const eco_quote *quote,
                             place given)
{
    const eco_json_value *value = eco_json_member(part, given.shipment ? "shipment" : "line");
    bool is_past = !given.line && !given.shipment && !eco_json_member(reading->document->values, "shipments");
    if (given.shipment && (size_t)given.shipment > quote->shipments_count)
        return FAIL("there is no such shipment (from 0)");
    if (!given.shipment && !is_past && (given.line < 1 || (size_t)given.line > quote->lines_count))
        return FAIL("there is no such line (from 0)");
    *out = given.shipment ? -given.shipment : given.line - 1;
    return ECO_OK;
}

/* In units of the scale of what the adjustment is of. Past quotes do not say it: their promotions were for all units. */
static eco_status read_quantity(eco_adjustment *out, const eco_json_reading *reading, const eco_json_value *part,
                                const eco_quote *quote, const eco_json_adjustment *given)
{
    const eco_json_value *value = eco_json_member(part, "quantity");
    const eco_quote_line *line = out->line < 0 ? NULL : &quote->lines[out->line];
    int64_t most = line ? line->quantity : 1;
    int32_t scale = line ? line->quantity_scale : 0;
    out->quantity = most;
    if (!value)
        return ECO_OK;
    if (given->quantity_scale > scale)
        return FAIL("quantity has %d decimals, and what it is of has %d", given->quantity_scale, scale);
    if (!eco_narrow(&out->quantity, (eco_wide)given->quantity * eco_power10[scale - given->quantity_scale]) ||
        out->quantity > most)
        return FAIL("quantity is more than there is of the %s", line ? "line" : "shipment");
    return ECO_OK;
}

static eco_status read_adjustment(eco_adjustment *out, const eco_json_reading *reading, const eco_json_value *part,
                                  const eco_quote *quote)
{
    eco_json_adjustment given;
    eco_status status = eco_json_read_object(reading, part, &eco_json_adjustment_object, &given);
    if (!status)
        status = read_place(&out->line, reading, part, quote, (place){given.line, given.shipment});
    if (!status)
        status = read_quantity(out, reading, part, quote, &given);
    if (status)
        return status;
    const eco_json_value *value = eco_json_member(part, "off");
    if (!given.off_minor && (out->line < 0 || quote->lines[out->line].kind != ECO_LINE_GIFT))
        return FAIL("off is not above 0; only a gift takes nothing off");
    out->promotion = given.promotion;
    out->coupon = given.coupon;
    out->stage = given.stage;
    out->off_minor = given.off_minor;
    return ECO_OK;
}

static eco_status read_tax_line(eco_tax_line *out, const eco_json_reading *reading, const eco_json_value *part,
                                const eco_quote *quote)
{
    eco_json_tax_line given;
    eco_status status = eco_json_read_object(reading, part, &eco_json_tax_line_object, &given);
    if (status)
        return status;
    out->tax = given.tax;
    out->base_minor = given.base_minor;
    out->tax_minor = given.tax_minor;
    return read_place(&out->line, reading, part, quote, (place){given.line, given.shipment});
}

static eco_status read_adjustments(eco_quote *quote, const eco_json_reading *reading, const eco_json_value *list)
{
    size_t count = eco_json_length(list);
    eco_adjustment *at = eco_arena_take_array(reading->arena, count, sizeof *at);
    if (!at)
        return eco_fail_memory(reading->error);
    quote->adjustments = at;
    quote->adjustments_count = count;
    eco_status status = ECO_OK;
    for (const eco_json_value *part = eco_json_first(list); part && !status; part = eco_json_next(list, part))
        status = read_adjustment(at++, reading, part, quote);
    return status;
}

static eco_status read_taxes(eco_quote *quote, const eco_json_reading *reading, const eco_json_value *list)
{
    size_t count = eco_json_length(list);
    eco_tax_line *at = eco_arena_take_array(reading->arena, count, sizeof *at);
    if (!at)
        return eco_fail_memory(reading->error);
    quote->taxes = at;
    quote->taxes_count = count;
    eco_status status = ECO_OK;
    for (const eco_json_value *part = eco_json_first(list); part && !status; part = eco_json_next(list, part))
        status = read_tax_line(at++, reading, part, quote);
    return status;
}

eco_status eco_json_read_quote_parts(eco_quote *quote, const eco_json_reading *reading)
{
    const eco_json_value *adjustments, *taxes, *decisions;
    eco_status status = eco_json_find_list(&adjustments, reading, "adjustments");
    if (!status)
        status = eco_json_find_list(&taxes, reading, "taxes");
    if (!status)
        status = eco_json_find_list(&decisions, reading, "decisions");
    if (!status && adjustments)
        status = read_adjustments(quote, reading, adjustments);
    if (!status && taxes)
        status = read_taxes(quote, reading, taxes);
    if (!status && decisions)
        status = eco_json_read_objects(reading, decisions, &eco_json_decision_object, &quote->decisions, &quote->decisions_count);
    return status;
}

/* ---- writing ---- */

static void write_adjustments(eco_json_writing *writing, const eco_quote *quote)
{
    eco_json_write_key(writing, "adjustments");
    eco_json_write_open(writing, '[');
    for (size_t i = 0; i < quote->adjustments_count; i++) {
        const eco_adjustment *adjustment = &quote->adjustments[i];
        bool is_line = adjustment->line >= 0;
        eco_json_adjustment as = {.promotion = adjustment->promotion,
                                  .coupon = adjustment->coupon,
                                  .line = is_line ? adjustment->line + 1 : 0,
                                  .shipment = is_line ? 0 : -adjustment->line,
                                  .stage = adjustment->stage,
                                  .quantity_scale = is_line ? quote->lines[adjustment->line].quantity_scale : 0,
                                  .quantity = adjustment->quantity,
                                  .off_minor = adjustment->off_minor};
        eco_json_write_element(writing);
        eco_json_write_object(writing, &eco_json_adjustment_object, &as);
    }
    eco_json_write_close(writing, ']');
}

static void write_taxes(eco_json_writing *writing, const eco_quote *quote)
{
    eco_json_write_key(writing, "taxes");
    eco_json_write_open(writing, '[');
    for (size_t i = 0; i < quote->taxes_count; i++) {
        const eco_tax_line *tax = &quote->taxes[i];
        bool is_line = tax->line >= 0;
        eco_json_tax_line as = {.tax = tax->tax,
                                .line = is_line ? tax->line + 1 : 0,
                                .shipment = is_line ? 0 : -tax->line,
                                .base_minor = tax->base_minor,
                                .tax_minor = tax->tax_minor};
        eco_json_write_element(writing);
        eco_json_write_object(writing, &eco_json_tax_line_object, &as);
    }
    eco_json_write_close(writing, ']');
}

void eco_json_write_quote_parts(eco_json_writing *writing, const eco_quote *quote)
{
    if (quote->adjustments_count)
        write_adjustments(writing, quote);
    if (quote->taxes_count)
        write_taxes(writing, quote);
    if (!quote->decisions_count)
        return;
    eco_json_write_key(writing, "decisions");
    eco_json_write_objects(writing, &eco_json_decision_object, quote->decisions, quote->decisions_count);
}
