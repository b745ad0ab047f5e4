/* change.c - changes taken apart without a rest: by the logarithmic mean for products, by means of both periods for weighted rates. */
#include <ecomops/kpi/change.h>

#include <math.h>

#include "base/error.h"

/* ---- sales ---- */

static eco_status check_figure(double value, const char *name, eco_error *error)
{
    if (isfinite(value) && value >= 0)
        return ECO_OK;
    eco_fail(error, ECO_E_INVALID, NULL, "%g is below 0, or no number", value);
    return eco_fail_under(error, ECO_E_INVALID, "/%s", name);
}

static eco_status check_point(const eco_kpi_sales_point *point, eco_error *error)
{
    if (!point)
        return eco_fail(error, ECO_E_INVALID, NULL, "the figures are NULL");
    if (check_figure(point->visitors, "visitors", error) || check_figure(point->orders, "orders", error) ||
        check_figure(point->amount, "amount", error))
        return ECO_E_INVALID;
    if (point->orders > 0 && point->visitors == 0)
        return eco_fail(error, ECO_E_INVALID, "/visitors", "%g orders without a visitor", point->orders);
    if (point->amount > 0 && point->orders == 0)
        return eco_fail(error, ECO_E_INVALID, "/orders", "an amount of %g without an order", point->amount);
    return ECO_OK;
}

/* ln(after / before), exact to the last digits where both are near. */
static double log_ratio(double after, double before)
{
    double relative = (after - before) / before;
    return fabs(relative) < 0.5 ? log1p(relative) : log(after / before);
}

/* One period sold nothing: the first factor that was 0 there has it all. */
static void explain_zero(eco_kpi_sales_change *out, const eco_kpi_sales_point *empty)
{
    *(empty->visitors == 0 ? &out->traffic : empty->orders == 0 ? &out->conversion : &out->value) = out->change;
}

static void explain_product(eco_kpi_sales_change *out, const eco_kpi_sales_point *before, const eco_kpi_sales_point *after)
{
    double whole = log_ratio(after->amount, before->amount);
    double mean = whole == 0 ? before->amount : out->change / whole;
    double visitors = log_ratio(after->visitors, before->visitors), orders = log_ratio(after->orders, before->orders);
    out->traffic = mean * visitors;
    out->conversion = mean * (orders - visitors);
    out->value = out->change - (out->traffic + out->conversion);
}

eco_status eco_kpi_explain_sales(eco_kpi_sales_change *out, const eco_kpi_sales_point *before, const eco_kpi_sales_point *after,
                                 eco_error *error)
{
    *out = (eco_kpi_sales_change){0};
    if (check_point(before, error))
        return eco_fail_under(error, ECO_E_INVALID, "/before");
    if (check_point(after, error))
        return eco_fail_under(error, ECO_E_INVALID, "/after");
    out->change = after->amount - before->amount;
    if (before->amount > 0 && after->amount > 0)
        explain_product(out, before, after);
    else if (out->change != 0)
        explain_zero(out, before->amount > 0 ? after : before);
    return ECO_OK;
}

/* ---- rates ---- */

static eco_status check_segment(const eco_kpi_rate_segment *segment, eco_error *error)
{
    if (check_figure(segment->whole_before, "whole_before", error) || check_figure(segment->whole_after, "whole_after", error))
        return ECO_E_INVALID;
    if (!isfinite(segment->part_before) || (segment->whole_before == 0 && segment->part_before != 0))
        return eco_fail(error, ECO_E_INVALID, "/part_before", "%g of %g is no part", segment->part_before, segment->whole_before);
    if (!isfinite(segment->part_after) || (segment->whole_after == 0 && segment->part_after != 0))
        return eco_fail(error, ECO_E_INVALID, "/part_after", "%g of %g is no part", segment->part_after, segment->whole_after);
    return ECO_OK;
}

static eco_status sum_up(eco_kpi_rate_segment *sum, const eco_kpi_rate_segment *segments, size_t count, eco_error *error)
{
    if (!segments && count)
        return eco_fail(error, ECO_E_INVALID, "/segments", "segments is NULL, count %zu", count);
    for (size_t i = 0; i < count; i++) {
        if (check_segment(&segments[i], error))
            return eco_fail_under(error, ECO_E_INVALID, "/segments/%zu", i);
        sum->part_before += segments[i].part_before;
        sum->whole_before += segments[i].whole_before;
        sum->part_after += segments[i].part_after;
        sum->whole_after += segments[i].whole_after;
    }
    if (!(sum->whole_before > 0) || !(sum->whole_after > 0))
        return eco_fail(error, ECO_E_INVALID, "/segments", "nothing in the period %s",
                        sum->whole_before > 0 ? "after" : "before");
    return ECO_OK;
}

static eco_kpi_rate_effect effect_of(const eco_kpi_rate_segment *segment, const eco_kpi_rate_segment *sum, double mean)
{
    double share_before = segment->whole_before / sum->whole_before, share_after = segment->whole_after / sum->whole_after;
    if (share_before == 0 && share_after == 0)
        return (eco_kpi_rate_effect){0};
    double before = share_before > 0 ? segment->part_before / segment->whole_before : 0;
    double after = share_after > 0 ? segment->part_after / segment->whole_after : before;
    before = share_before > 0 ? before : after;
    return (eco_kpi_rate_effect){.mix = (share_after - share_before) * ((before + after) / 2 - mean),
                                 .rate = (after - before) * (share_before + share_after) / 2};
}

eco_status eco_kpi_explain_rate(eco_kpi_rate_change *out, eco_kpi_rate_effect *effects, const eco_kpi_rate_segment *segments,
                                size_t count, eco_error *error)
{
    eco_kpi_rate_segment sum = {0};
    *out = (eco_kpi_rate_change){0};
    if (sum_up(&sum, segments, count, error))
        return ECO_E_INVALID;
    out->before = sum.part_before / sum.whole_before;
    out->after = sum.part_after / sum.whole_after;
    out->change = out->after - out->before;
    for (size_t i = 0; i < count; i++) {
        eco_kpi_rate_effect effect = effect_of(&segments[i], &sum, (out->before + out->after) / 2);
        out->mix += effect.mix;
        out->rate += effect.rate;
        if (effects)
            effects[i] = effect;
    }
    return ECO_OK;
}
