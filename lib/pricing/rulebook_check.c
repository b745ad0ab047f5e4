/* rulebook_check.c - what a rulebook refuses, thing by thing. What needs the whole (ids, sets, expressions) is checked when it is built. */
#include "pricing/rulebook_check.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

enum { UNIT_SCALE_MAX = 6, TAX_DECIMALS_MAX = 9, TAX_PERCENT_MAX = 1000000, STEPS_MAX = 1000 };

eco_status eco_text_check(const char *text, bool required, const char *path, eco_error *error)
{
    if (!text || !*text) {
        if (!required && !text)
            return ECO_OK;
        return eco_fail(error, ECO_E_INVALID, path, text ? "empty text" : "required");
    }
    size_t size = strlen(text), valid = eco_utf8_valid(text, size);
    if (valid < size)
        return eco_fail(error, ECO_E_INVALID, path, "not UTF-8 from byte %zu on", valid);
    return ECO_OK;
}

eco_status eco_check_not_negative(int64_t value, const char *path, eco_error *error)
{
    return value < 0 ? eco_fail(error, ECO_E_INVALID, path, "%" PRId64 " is below 0", value) : ECO_OK;
}

eco_status eco_check_known(bool known, int32_t value, const char *path, eco_error *error)
{
    return known ? ECO_OK : eco_fail(error, ECO_E_INVALID, path, "unknown value %" PRId32, value);
}

eco_status eco_check_window(int64_t starts_us, int64_t ends_us, eco_error *error)
{
    if (eco_check_not_negative(starts_us, "/starts_us", error) || eco_check_not_negative(ends_us, "/ends_us", error))
        return ECO_E_INVALID;
    if (starts_us && ends_us && starts_us >= ends_us)
        return eco_fail(error, ECO_E_INVALID, "/ends_us", "ends at %" PRId64 ", not after its start %" PRId64, ends_us,
                        starts_us);
    return ECO_OK;
}

bool eco_all_zero(const uint64_t *words, size_t count)
{
    uint64_t any = 0;
    for (size_t i = 0; i < count; i++)
        any |= words[i];
    return any == 0;
}

eco_status eco_options_check(const eco_rulebook_options *options, eco_error *error)
{
    if (eco_text_check(options->currency, true, "/currency", error) || eco_text_check(options->zone, false, "/zone", error))
        return ECO_E_INVALID;
    if (!eco_currency_find(options->currency))
        return eco_fail(error, ECO_E_INVALID, "/currency", "unknown currency %s", ECO_QUOTE(options->currency));
    if (eco_check_known(eco_rounding_known(options->rounding), options->rounding, "/rounding", error) ||
        eco_check_known(options->stacking >= ECO_STACKING_SEQUENTIAL && options->stacking <= ECO_STACKING_FIRST,
                        options->stacking, "/stacking", error) ||
        eco_check_known(options->tax_mode >= ECO_TAX_EXCLUDED && options->tax_mode <= ECO_TAX_INCLUDED, options->tax_mode,
                        "/tax_mode", error) ||
        eco_check_known(options->tax_round_at >= ECO_ROUND_AT_LINE && options->tax_round_at <= ECO_ROUND_AT_ORDER,
                        options->tax_round_at, "/tax_round_at", error))
        return ECO_E_INVALID;
    return eco_check_not_negative(options->cash_step_minor, "/cash_step_minor", error);
}

/* ---- price lists ---- */

static eco_status check_entry(const eco_price_entry *entry, eco_error *error)
{
    if (eco_text_check(entry->sku, true, "/sku", error))
        return ECO_E_INVALID;
    if (entry->unit_minor <= 0)
        return eco_fail(error, ECO_E_INVALID, "/unit_minor", "price %" PRId64 " of sku %s is not above 0", entry->unit_minor,
                        ECO_QUOTE(entry->sku));
    if (entry->unit_scale < 0 || entry->unit_scale > UNIT_SCALE_MAX)
        return eco_fail(error, ECO_E_INVALID, "/unit_scale", "scale %" PRId32 " is not in 0..%d", entry->unit_scale,
                        UNIT_SCALE_MAX);
    if (eco_check_not_negative(entry->from_quantity, "/from_quantity", error))
        return ECO_E_INVALID;
    return ECO_CHECK_RESERVED(entry, error);
}

static eco_status check_list_currency(const eco_price_list *list, eco_error *error)
{
    if (eco_text_check(list->currency, false, "/currency", error))
        return ECO_E_INVALID;
    if (list->currency && !eco_currency_find(list->currency))
        return eco_fail(error, ECO_E_INVALID, "/currency", "unknown currency %s", ECO_QUOTE(list->currency));
    if (list->rate.scale < 0 || list->rate.scale > ECO_SCALE_MAX)
        return eco_fail(error, ECO_E_INVALID, "/rate", "scale %" PRId32 " is not in 0..%d", list->rate.scale, ECO_SCALE_MAX);
    if (list->rate.coefficient && !list->currency)
        return eco_fail(error, ECO_E_INVALID, "/rate", "a rate without a currency: a list in the rulebook's own needs none");
    return eco_check_not_negative(list->rate.coefficient, "/rate", error);
}

eco_status eco_price_list_check(const eco_price_list *list, eco_error *error)
{
    if (eco_text_check(list->id, true, "/id", error) || eco_text_check(list->when, false, "/when", error) ||
        eco_check_window(list->starts_us, list->ends_us, error) || check_list_currency(list, error))
        return ECO_E_INVALID;
    if (!list->entries && list->entries_count)
        return eco_fail(error, ECO_E_INVALID, "/entries", "entries is NULL, entries_count %zu", list->entries_count);
    for (size_t i = 0; i < list->entries_count; i++)
        if (check_entry(&list->entries[i], error))
            return eco_fail_under(error, ECO_E_INVALID, "/entries/%zu", i);
    return ECO_OK;
}

/* ---- tax, shipping, floors ---- */

eco_status eco_tax_check(const eco_tax *tax, eco_error *error)
{
    if (eco_text_check(tax->id, true, "/id", error) || eco_text_check(tax->on, false, "/on", error) ||
        eco_check_not_negative(tax->percent.coefficient, "/percent", error))
        return ECO_E_INVALID;
    if (tax->percent.scale < 0 || tax->percent.scale > ECO_SCALE_MAX || eco_decimal_normal(tax->percent).scale > TAX_DECIMALS_MAX)
        return eco_fail(error, ECO_E_INVALID, "/percent", "more than %d decimals", TAX_DECIMALS_MAX);
    if (eco_decimal_compare(tax->percent, (eco_decimal){TAX_PERCENT_MAX, 0}) > 0)
        return eco_fail(error, ECO_E_INVALID, "/percent", "above %d %%", TAX_PERCENT_MAX);
    return ECO_OK;
}

typedef enum from_kind { OF_NOTHING, OF_AMOUNT, OF_QUANTITY, OF_WEIGHT, OF_VOLUME } from_kind;

/* The kind of a step's `from`; -1: more than one. */
static int step_kind(const eco_shipping_step *step)
{
    const int64_t froms[] = {step->from_minor, step->from_quantity, step->from_weight_g, step->from_volume_cm3};
    int kind = OF_NOTHING;
    for (int i = 0; i < 4; i++)
        if (froms[i])
            kind = kind == OF_NOTHING ? i + 1 : -1;
    return kind;
}

static eco_status check_step(const eco_shipping_step *step, eco_error *error)
{
    if (eco_check_not_negative(step->from_minor, "/from_minor", error) ||
        eco_check_not_negative(step->from_quantity, "/from_quantity", error) ||
        eco_check_not_negative(step->from_weight_g, "/from_weight_g", error) ||
        eco_check_not_negative(step->from_volume_cm3, "/from_volume_cm3", error) ||
        eco_check_not_negative(step->price_minor, "/price_minor", error) ||
        eco_check_not_negative(step->more_each, "/more_each", error) ||
        eco_check_not_negative(step->more_minor, "/more_minor", error) || ECO_CHECK_RESERVED(step, error))
        return ECO_E_INVALID;
    if (step_kind(step) < 0)
        return eco_fail(error, ECO_E_INVALID, NULL, "two kinds of `from`: a step has one");
    if (!step->more_each != !step->more_minor)
        return eco_fail(error, ECO_E_INVALID, step->more_each ? "/more_minor" : "/more_each",
                        "more_each and more_minor go together: so much more costs so much more");
    if (step->more_each && (step_kind(step) == OF_AMOUNT || step_kind(step) == OF_NOTHING))
        return eco_fail(error, ECO_E_INVALID, "/more_each",
                        "needs from_quantity, from_weight_g or from_volume_cm3, above which it counts");
    return ECO_OK;
}

static eco_status check_steps(const eco_shipping *shipping, eco_error *error)
{
    int kind = OF_NOTHING;
    if (!shipping->steps && shipping->steps_count)
        return eco_fail(error, ECO_E_INVALID, "/steps", "steps is NULL, steps_count %zu", shipping->steps_count);
    if (shipping->steps_count > STEPS_MAX)
        return eco_fail(error, ECO_E_LIMIT, "/steps", "%zu steps, more than %d", shipping->steps_count, STEPS_MAX);
    if (shipping->steps_count && shipping->price_minor)
        return eco_fail(error, ECO_E_INVALID, "/price_minor", "price_minor and steps: a method has one price, or steps");
    for (size_t i = 0; i < shipping->steps_count; i++) {
        const eco_shipping_step *step = &shipping->steps[i];
        eco_status status = check_step(step, error);
        int own = status ? OF_NOTHING : step_kind(step);
        if (!status && own != OF_NOTHING && kind != OF_NOTHING && own != kind)
            status = eco_fail(error, ECO_E_INVALID, NULL, "other steps have another kind of `from`: a table has one");
        for (size_t j = 0; j < i && !status; j++)
            if (eco_step_from(step) == eco_step_from(&shipping->steps[j]))
                status = eco_fail(error, ECO_E_INVALID, NULL, "the same `from` as step %zu", j);
        if (status)
            return eco_fail_under(error, status, "/steps/%zu", i);
        kind = own != OF_NOTHING ? own : kind;
    }
    return ECO_OK;
}

eco_status eco_shipping_check(const eco_shipping *shipping, eco_error *error)
{
    if (eco_text_check(shipping->id, true, "/id", error) || eco_text_check(shipping->method, true, "/method", error) ||
        eco_text_check(shipping->when, false, "/when", error) ||
        eco_check_not_negative(shipping->from_minor, "/from_minor", error) ||
        eco_check_not_negative(shipping->price_minor, "/price_minor", error))
        return ECO_E_INVALID;
    return check_steps(shipping, error);
}

eco_status eco_floor_check(const eco_floor *floor, eco_error *error)
{
    if (eco_text_check(floor->id, true, "/id", error) || eco_text_check(floor->on, false, "/on", error) ||
        eco_check_not_negative(floor->unit_minor, "/unit_minor", error) ||
        eco_check_not_negative(floor->margin_minor, "/margin_minor", error) ||
        eco_check_not_negative(floor->margin_percent.coefficient, "/margin_percent", error) ||
        eco_check_known(floor->mode >= ECO_FLOOR_CLAMP && floor->mode <= ECO_FLOOR_WARN, floor->mode, "/mode", error))
        return ECO_E_INVALID;
    eco_decimal percent = floor->margin_percent;
    if (percent.scale < 0 || percent.scale > ECO_SCALE_MAX || eco_decimal_normal(percent).scale > TAX_DECIMALS_MAX)
        return eco_fail(error, ECO_E_INVALID, "/margin_percent", "more than %d decimals", TAX_DECIMALS_MAX);
    if (eco_decimal_compare(percent, (eco_decimal){100, 0}) >= 0)
        return eco_fail(error, ECO_E_INVALID, "/margin_percent", "%s is not below 100, which no price reaches",
                        eco_decimal_text((char[ECO_DECIMAL_TEXT]){0}, percent));
    if (!floor->unit_minor && !floor->margin_minor && !percent.coefficient && !floor->at_cost)
        return eco_fail(error, ECO_E_INVALID, NULL, "a floor needs unit_minor, margin_percent, margin_minor or at_cost");
    return ECO_OK;
}

eco_status eco_campaign_check(const eco_campaign *campaign, eco_error *error)
{
    if (eco_text_check(campaign->id, true, "/id", error) ||
        eco_check_not_negative(campaign->budget_minor, "/budget_minor", error) ||
        eco_check_not_negative(campaign->budget_uses, "/budget_uses", error) ||
        eco_check_window(campaign->starts_us, campaign->ends_us, error))
        return ECO_E_INVALID;
    if (campaign->clip && !campaign->budget_minor)
        return eco_fail(error, ECO_E_INVALID, "/clip", "needs budget_minor: a use is given whole or not at all");
    return ECO_OK;
}
