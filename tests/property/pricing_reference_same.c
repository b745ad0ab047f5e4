/* pricing_reference_same.c - compares the engine's quote with the model's, figure by figure. */
#include "pricing_reference.h"

#include <stdlib.h>
#include <string.h>

typedef struct report {
    char *message;
    size_t size;
    bool differs;
} report;

static void differ(report *out, const char *what, int place, int64_t engine, int64_t model)
{
    if (!out->differs)
        snprintf(out->message, out->size, "%s %d: the engine says %lld, the model %lld", what, place, (long long)engine,
                 (long long)model);
    out->differs = true;
}

static void differ_text(report *out, const char *what, int place, const char *engine, const char *model)
{
    if (!out->differs)
        snprintf(out->message, out->size, "%s %d: the engine says %.200s, the model %.200s", what, place,
                 engine ? engine : "nothing", model ? model : "nothing");
    out->differs = true;
}

#define SAME(what, place, engine, model) ((engine) != (model) ? differ(out, (what), (int)(place), (engine), (model)) : (void)0)
#define SAME_TEXT(what, place, engine, model) \
    (!same_text((engine), (model)) ? differ_text(out, (what), (int)(place), (engine), (model)) : (void)0)

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static void same_lines(report *out, const reference_quote *expected, const eco_quote *quote)
{
    SAME("lines", 0, (int64_t)quote->lines_count, expected->lines_count + expected->gifts_count);
    for (int i = 0; i < expected->lines_count && !out->differs; i++) {
        const reference_line *model = &expected->lines[i];
        const eco_quote_line *line = &quote->lines[i];
        bool goods = i < expected->goods_count;
        SAME("kind of line", i, line->kind, goods ? ECO_LINE_GOODS : ECO_LINE_SURCHARGE);
        SAME_TEXT("id of line", i, line->id, model->id);
        if (goods) {
            SAME_TEXT("sku of line", i, line->sku, model->sku);
            SAME("quantity of line", i, line->quantity, model->quantity);
            SAME("quantity_scale of line", i, line->quantity_scale, model->quantity_scale);
            SAME("unit of line", i, line->unit_minor, model->unit_minor);
            SAME("unit_scale of line", i, line->unit_scale, model->unit_scale);
            SAME("list of line", i, line->list_minor, model->list_minor);
            SAME("discount of line", i, line->discount_minor, model->list_minor - model->left_minor);
        }
        SAME("net of line", i, line->net_minor, model->net_minor);
        SAME("tax of line", i, line->tax_minor, model->tax_minor);
        SAME("total of line", i, line->total_minor, model->total_minor);
        SAME("credit of line", i, line->credit_minor, model->credit_minor);
    }
}

/* They are the last lines, and everything of them is 0 but what they are. */
static void same_gifts(report *out, const reference_quote *expected, const eco_quote *quote)
{
    char id[64];
    for (int i = 0; i < expected->gifts_count && !out->differs; i++) {
        const reference_gift *model = &expected->gifts[i];
        const eco_quote_line *line = &quote->lines[expected->lines_count + i];
        snprintf(id, sizeof id, "gift-%s", model->promotion);
        SAME("kind of gift", i, line->kind, ECO_LINE_GIFT);
        SAME_TEXT("id of gift", i, line->id, id);
        SAME_TEXT("sku of gift", i, line->sku, model->sku);
        SAME("quantity of gift", i, line->quantity, model->quantity);
        SAME("quantity_scale of gift", i, line->quantity_scale, 0);
        SAME("list of gift", i, line->list_minor, 0);
        SAME("discount of gift", i, line->discount_minor, 0);
        SAME("total of gift", i, line->total_minor, 0);
        SAME("tax of gift", i, line->tax_minor, 0);
        SAME("credit of gift", i, line->credit_minor, 0);
    }
}

static void same_shipments(report *out, const reference_quote *expected, const eco_quote *quote)
{
    SAME("shipments", 0, (int64_t)quote->shipments_count, expected->shipments_count);
    for (int i = 0; i < expected->shipments_count && !out->differs; i++) {
        const reference_line *model = &expected->shipments[i];
        const eco_quote_shipment *shipment = &quote->shipments[i];
        SAME_TEXT("id of shipment", i, shipment->id, model->id);
        SAME_TEXT("method of shipment", i, shipment->method, model->method);
        SAME("list of shipment", i, shipment->list_minor, model->list_minor);
        SAME("discount of shipment", i, shipment->discount_minor, model->list_minor - model->left_minor);
        SAME("net of shipment", i, shipment->net_minor, model->net_minor);
        SAME("tax of shipment", i, shipment->tax_minor, model->tax_minor);
        SAME("total of shipment", i, shipment->total_minor, model->total_minor);
        SAME("credit of shipment", i, shipment->credit_minor, model->credit_minor);
    }
}

static void same_adjustments(report *out, const reference_quote *expected, const eco_quote *quote)
{
    SAME("adjustments", 0, (int64_t)quote->adjustments_count, expected->adjustments_count);
    for (int i = 0; i < expected->adjustments_count && !out->differs; i++) {
        const reference_adjustment *model = &expected->adjustments[i];
        const eco_adjustment *adjustment = &quote->adjustments[i];
        SAME_TEXT("promotion of adjustment", i, adjustment->promotion, model->promotion);
        SAME_TEXT("coupon of adjustment", i, adjustment->coupon, model->coupon);
        SAME("line of adjustment", i, adjustment->line, model->line);
        SAME("stage of adjustment", i, adjustment->stage, model->stage);
        SAME("quantity of adjustment", i, adjustment->quantity, model->quantity);
        SAME("off of adjustment", i, adjustment->off_minor, model->off_minor);
    }
}

static void same_taxes(report *out, const reference_quote *expected, const eco_quote *quote)
{
    SAME("taxes", 0, (int64_t)quote->taxes_count, expected->taxes_count);
    for (int i = 0; i < expected->taxes_count && !out->differs; i++) {
        const reference_tax *model = &expected->taxes[i];
        const eco_tax_line *tax = &quote->taxes[i];
        SAME_TEXT("id of tax", i, tax->tax, model->tax);
        SAME("line of tax", i, tax->line, model->line);
        SAME("base of tax", i, tax->base_minor, model->base_minor);
        SAME("amount of tax", i, tax->tax_minor, model->tax_minor);
    }
}

static void same_totals(report *out, const reference_quote *expected, const eco_quote *quote)
{
    SAME("list", 0, quote->list_minor, expected->list_minor);
    SAME("discount", 0, quote->discount_minor, expected->discount_minor);
    SAME("surcharge", 0, quote->surcharge_minor, expected->surcharge_minor);
    SAME("shipping", 0, quote->shipping_minor, expected->shipping_minor);
    SAME("shipping discount", 0, quote->shipping_discount_minor, expected->shipping_discount_minor);
    SAME("net", 0, quote->net_minor, expected->net_minor);
    SAME("tax", 0, quote->tax_minor, expected->tax_minor);
    SAME("shipping tax", 0, quote->shipping_tax_minor, expected->shipping_tax_minor);
    SAME("total", 0, quote->total_minor, expected->total_minor);
    SAME("credit", 0, quote->credit_minor, expected->credit_minor);
    SAME("rounding", 0, quote->rounding_minor, expected->rounding_minor);
    SAME("payable", 0, quote->payable_minor, expected->payable_minor);
}

/* Best saving first, then by promotion; what has none comes last, by code. */
static int compare_decisions(const void *one, const void *other)
{
    const reference_decision *a = one, *b = other;
    if (a->off_minor != b->off_minor)
        return a->off_minor > b->off_minor ? -1 : 1;
    if (!a->promotion != !b->promotion)
        return a->promotion ? -1 : 1;
    return strcmp(a->promotion ? a->promotion : a->label, b->promotion ? b->promotion : b->label);
}

static void same_decisions(report *out, const reference_quote *expected, const eco_quote *quote)
{
    static reference_decision sorted[REFERENCE_DECISIONS];
    size_t count = (size_t)expected->decisions_count;
    memcpy(sorted, expected->decisions, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_decisions);
    SAME("decisions", 0, (int64_t)quote->decisions_count, (int64_t)count);
    for (size_t i = 0; i < count && !out->differs; i++) {
        const reference_decision *model = &sorted[i];
        const eco_decision *decision = &quote->decisions[i];
        SAME_TEXT("promotion of decision", i, decision->promotion, model->promotion);
        SAME_TEXT("label of decision", i, decision->label, model->label);
        SAME_TEXT("reason of decision", i, eco_reason_name(decision->reason), eco_reason_name(model->reason));
        SAME_TEXT("by of decision", i, decision->by, model->by);
        SAME("off of decision", i, decision->off_minor, model->off_minor);
        SAME("clipped of decision", i, decision->clipped_minor, model->clipped_minor);
        SAME("missing_minor of decision", i, decision->missing_minor, model->missing_minor);
        SAME("missing_quantity of decision", i, decision->missing_quantity, model->missing_quantity);
        SAME("next_off of decision", i, decision->next_off_minor, model->next_off_minor);
        SAME("left of decision", i, decision->left_minor, model->left_minor);
        if (model->reason == ECO_REASON_LIMIT || model->reason == ECO_REASON_BUDGET)
            SAME_TEXT("found of decision", i, decision->found, model->found);
        if (model->needed[0])
            SAME_TEXT("needed of decision", i, decision->needed, model->needed);
        const reference_view view = {expected->given, expected->lines, expected->goods_count, NULL};
        if (model->failed && !reference_is_found(decision->found, model->failed, &view))
            differ_text(out, "found of decision", (int)i, decision->found, "another value");
    }
}

static int64_t told(int64_t left)
{
    return left == REFERENCE_NO_LIMIT ? 0 : left;
}

static void same_uses(report *out, const reference_quote *expected, const eco_quote *quote)
{
    SAME("uses", 0, (int64_t)quote->uses_count, expected->uses_count);
    for (int i = 0; i < expected->uses_count && !out->differs; i++) {
        const reference_use *model = &expected->uses[i];
        const eco_use *use = &quote->uses[i];
        SAME_TEXT("promotion of use", i, use->promotion, model->promotion);
        SAME_TEXT("campaign of use", i, use->campaign, model->campaign);
        SAME_TEXT("customer of use", i, use->customer, expected->given->cart.customer);
        SAME_TEXT("code of use", i, use->code, model->code);
        SAME("uses of use", i, use->uses, 1);
        SAME("spent of use", i, use->spent_minor, model->spent_minor);
        SAME("left_uses of use", i, use->left_uses, told(model->left_uses));
        SAME("left of use", i, use->left_minor, told(model->left_minor));
    }
}

bool reference_same(char *message, size_t size, const reference_quote *expected, const eco_quote *quote)
{
    report reported = {message, size, false}, *out = &reported;
    same_lines(out, expected, quote);
    same_gifts(out, expected, quote);
    same_shipments(out, expected, quote);
    same_adjustments(out, expected, quote);
    same_totals(out, expected, quote);
    same_taxes(out, expected, quote);
    same_decisions(out, expected, quote);
    same_uses(out, expected, quote);
    return !reported.differs;
}
