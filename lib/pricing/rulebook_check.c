/* rulebook_check.c - what a rulebook refuses, thing by thing. What needs the whole (ids, sets, expressions) is checked when it is built. */
#include "pricing/pricing_internal.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

enum { UNIT_SCALE_MAX = 6, TAX_DECIMALS_MAX = 9, TAX_PERCENT_MAX = 1000000, TIERS_MAX = 1000 };

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

static eco_status check_not_negative(int64_t value, const char *path, eco_error *error)
{
    return value < 0 ? eco_fail(error, ECO_E_INVALID, path, "%" PRId64 " is below 0", value) : ECO_OK;
}

static eco_status check_known(bool known, int32_t value, const char *path, eco_error *error)
{
    return known ? ECO_OK : eco_fail(error, ECO_E_INVALID, path, "unknown value %" PRId32, value);
}

static eco_status check_window(int64_t starts_us, int64_t ends_us, eco_error *error)
{
    if (check_not_negative(starts_us, "/starts_us", error) || check_not_negative(ends_us, "/ends_us", error))
        return ECO_E_INVALID;
    if (starts_us && ends_us && starts_us >= ends_us)
        return eco_fail(error, ECO_E_INVALID, "/ends_us", "ends at %" PRId64 ", not after its start %" PRId64, ends_us,
                        starts_us);
    return ECO_OK;
}

static bool all_zero(const uint64_t *words, size_t count)
{
    uint64_t any = 0;
    for (size_t i = 0; i < count; i++)
        any |= words[i];
    return any == 0;
}
#define CHECK_RESERVED(element, error)                                           \
    (all_zero((element)->reserved, sizeof(element)->reserved / sizeof(uint64_t)) \
         ? ECO_OK                                                                \
         : eco_fail((error), ECO_E_INVALID, "/reserved", "reserved is not 0"))

eco_status eco_options_check(const eco_rulebook_options *options, eco_error *error)
{
    if (eco_text_check(options->currency, true, "/currency", error) || eco_text_check(options->zone, false, "/zone", error))
        return ECO_E_INVALID;
    if (!eco_currency_find(options->currency))
        return eco_fail(error, ECO_E_INVALID, "/currency", "unknown currency %s", ECO_QUOTE(options->currency));
    if (check_known(eco_rounding_known(options->rounding), options->rounding, "/rounding", error) ||
        check_known(options->tax_mode >= ECO_TAX_EXCLUDED && options->tax_mode <= ECO_TAX_INCLUDED, options->tax_mode,
                    "/tax_mode", error) ||
        check_known(options->tax_round_at >= ECO_ROUND_AT_LINE && options->tax_round_at <= ECO_ROUND_AT_ORDER,
                    options->tax_round_at, "/tax_round_at", error))
        return ECO_E_INVALID;
    return check_not_negative(options->cash_step_minor, "/cash_step_minor", error);
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
    if (check_not_negative(entry->from_quantity, "/from_quantity", error))
        return ECO_E_INVALID;
    return CHECK_RESERVED(entry, error);
}

eco_status eco_price_list_check(const eco_price_list *list, eco_error *error)
{
    if (eco_text_check(list->id, true, "/id", error) || eco_text_check(list->when, false, "/when", error) ||
        check_window(list->starts_us, list->ends_us, error))
        return ECO_E_INVALID;
    if (!list->entries && list->entries_count)
        return eco_fail(error, ECO_E_INVALID, "/entries", "entries is NULL, entries_count %zu", list->entries_count);
    for (size_t i = 0; i < list->entries_count; i++)
        if (check_entry(&list->entries[i], error))
            return eco_fail_under(error, ECO_E_INVALID, "/entries/%zu", i);
    return ECO_OK;
}

/* ---- promotions ---- */

static eco_from_kind from_kind(const eco_tier *tier)
{
    return tier->from_minor ? ECO_FROM_MINOR : tier->from_quantity ? ECO_FROM_QUANTITY : ECO_FROM_NOTHING;
}

static eco_status check_tier(const eco_tier *tier, bool repeats, eco_error *error)
{
    const eco_benefit *benefit;
    if (check_not_negative(tier->from_minor, "/from_minor", error) ||
        check_not_negative(tier->from_quantity, "/from_quantity", error) || CHECK_RESERVED(tier, error))
        return ECO_E_INVALID;
    if (tier->from_minor && tier->from_quantity)
        return eco_fail(error, ECO_E_INVALID, "/from_quantity",
                        "from_minor and from_quantity: a promotion has one kind of `from`");
    if (eco_benefit_of(&benefit, tier, error))
        return ECO_E_INVALID;
    if (repeats && !benefit->repeats)
        return eco_fail(error, ECO_E_INVALID, NULL, "%s cannot repeat: only off_minor counts once for each full `from`",
                        benefit->field);
    if (repeats && from_kind(tier) == ECO_FROM_NOTHING)
        return eco_fail(error, ECO_E_INVALID, NULL, "a promotion that repeats needs from_minor or from_quantity");
    return ECO_OK;
}

static eco_status check_tiers(const eco_promotion *promotion, eco_error *error)
{
    eco_from_kind kind = ECO_FROM_NOTHING;
    if (!promotion->tiers || !promotion->tiers_count)
        return eco_fail(error, ECO_E_INVALID, "/tiers", "a promotion needs a tier");
    if (promotion->tiers_count > TIERS_MAX)
        return eco_fail(error, ECO_E_LIMIT, "/tiers", "%zu tiers, more than %d", promotion->tiers_count, TIERS_MAX);
    for (size_t i = 0; i < promotion->tiers_count; i++) {
        const eco_tier *tier = &promotion->tiers[i];
        if (check_tier(tier, promotion->repeats, error))
            return eco_fail_under(error, ECO_E_INVALID, "/tiers/%zu", i);
        eco_from_kind own = from_kind(tier);
        if (kind != ECO_FROM_NOTHING && own != ECO_FROM_NOTHING && own != kind) {
            eco_fail(error, ECO_E_INVALID, own == ECO_FROM_MINOR ? "/from_minor" : "/from_quantity",
                     "other tiers have the other kind of `from`: a promotion has one");
            return eco_fail_under(error, ECO_E_INVALID, "/tiers/%zu", i);
        }
        kind = own != ECO_FROM_NOTHING ? own : kind;
        for (size_t j = 0; j < i; j++)
            if (tier->from_minor == promotion->tiers[j].from_minor && tier->from_quantity == promotion->tiers[j].from_quantity) {
                eco_fail(error, ECO_E_INVALID, own == ECO_FROM_QUANTITY ? "/from_quantity" : "/from_minor",
                         "the same `from` as tier %zu", j);
                return eco_fail_under(error, ECO_E_INVALID, "/tiers/%zu", i);
            }
    }
    return ECO_OK;
}

eco_status eco_promotion_check(const eco_promotion *promotion, eco_error *error)
{
    if (eco_text_check(promotion->id, true, "/id", error) || eco_text_check(promotion->label, false, "/label", error) ||
        eco_text_check(promotion->coupon, false, "/coupon", error) || eco_text_check(promotion->when, false, "/when", error) ||
        eco_text_check(promotion->on, false, "/on", error) || check_window(promotion->starts_us, promotion->ends_us, error))
        return ECO_E_INVALID;
    if (check_known(promotion->stage >= ECO_STAGE_ITEM && promotion->stage <= ECO_STAGE_PLATFORM_COUPON, promotion->stage,
                    "/stage", error) ||
        check_known(promotion->basis >= ECO_BASIS_RUNNING && promotion->basis <= ECO_BASIS_LIST, promotion->basis, "/basis",
                    error) ||
        check_not_negative(promotion->max_off_minor, "/max_off_minor", error))
        return ECO_E_INVALID;
    return check_tiers(promotion, error);
}

/* ---- tax, shipping ---- */

eco_status eco_tax_check(const eco_tax *tax, eco_error *error)
{
    if (eco_text_check(tax->id, true, "/id", error) || eco_text_check(tax->on, false, "/on", error) ||
        check_not_negative(tax->percent.coefficient, "/percent", error))
        return ECO_E_INVALID;
    if (tax->percent.scale < 0 || tax->percent.scale > ECO_SCALE_MAX || eco_decimal_normal(tax->percent).scale > TAX_DECIMALS_MAX)
        return eco_fail(error, ECO_E_INVALID, "/percent", "more than %d decimals", TAX_DECIMALS_MAX);
    if (eco_decimal_compare(tax->percent, (eco_decimal){TAX_PERCENT_MAX, 0}) > 0)
        return eco_fail(error, ECO_E_INVALID, "/percent", "above %d %%", TAX_PERCENT_MAX);
    return ECO_OK;
}

eco_status eco_shipping_check(const eco_shipping *shipping, eco_error *error)
{
    if (eco_text_check(shipping->id, true, "/id", error) || eco_text_check(shipping->method, true, "/method", error) ||
        eco_text_check(shipping->when, false, "/when", error) || check_not_negative(shipping->from_minor, "/from_minor", error))
        return ECO_E_INVALID;
    return check_not_negative(shipping->price_minor, "/price_minor", error);
}
