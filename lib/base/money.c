/* money.c - amounts in minor units: text, and products that are rounded once. */
#include "base/error.h"
#include "base/numbers.h"

#include <stdio.h>
#include <string.h>

eco_status eco_money_parse(int64_t *minor, const char *text, const char *currency, eco_error *error)
{
    const eco_currency *known = eco_currency_find(currency);
    eco_decimal value;
    bool too_large;
    size_t stop, decimals;
    if (!text)
        return eco_fail(error, ECO_E_INVALID, NULL, "the text of an amount is NULL");
    if (!known)
        return eco_fail(error, ECO_E_INVALID, "/currency", "%s is not an ISO 4217 currency",
                        currency ? ECO_QUOTE(currency) : "NULL");
    size_t size = strlen(text);
    if (!eco_decimal_shape(&stop, &decimals, text, size))
        return eco_fail_at(error, ECO_E_SYNTAX, 1, (int32_t)(stop < INT32_MAX ? stop + 1 : INT32_MAX), NULL,
                           "%s is not an amount such as 19.99 or -5", ECO_QUOTE(text));
    if (decimals > (size_t)known->exponent)
        return eco_fail_at(error, ECO_E_SYNTAX, 1, (int32_t)(size < INT32_MAX ? size : INT32_MAX), NULL,
                           "%s has %zu decimals, and %s has %d", ECO_QUOTE(text), decimals, known->code, (int)known->exponent);
    if (!eco_decimal_read(&value, &too_large, text, size) ||
        !eco_narrow(minor, (eco_wide)value.coefficient * eco_power10[known->exponent - value.scale]))
        return eco_fail(error, ECO_E_OVERFLOW, NULL, "%s %s does not fit into 64 bits", ECO_QUOTE(text), known->code);
    return ECO_OK;
}

char *eco_money_text(char *text, int64_t minor, const char *currency)
{
    const eco_currency *known = eco_currency_find(currency);
    if (!known) {
        snprintf(text, ECO_MONEY_TEXT, "%lld minor", (long long)minor); /* without a currency nobody knows where the point is */
        return text;
    }
    return eco_decimal_text(text, (eco_decimal){minor, known->exponent});
}

static eco_status check_rounding(eco_rounding rounding, eco_error *error)
{
    if (!eco_rounding_known(rounding))
        return eco_fail(error, ECO_E_INVALID, "/rounding", "rounding %d is not a rounding mode", (int)rounding);
    return ECO_OK;
}

static eco_status check_scale(int32_t scale, const char *path, eco_error *error)
{
    if (scale < 0 || scale > ECO_SCALE_MAX)
        return eco_fail(error, ECO_E_INVALID, path, "scale %d is outside 0..%d", (int)scale, ECO_SCALE_MAX);
    return ECO_OK;
}

eco_status eco_money_multiply(int64_t *out, int64_t minor, eco_decimal factor, eco_rounding rounding, eco_error *error)
{
    eco_status status = check_rounding(rounding, error);
    if (!status)
        status = check_scale(factor.scale, "/factor/scale", error);
    if (status)
        return status;
    if (!eco_narrow(out, eco_divide((eco_wide)minor * factor.coefficient, eco_power10[factor.scale], rounding)))
        return eco_fail(error, ECO_E_OVERFLOW, NULL, "%lld minor units x %s does not fit into 64 bits", (long long)minor,
                        eco_decimal_text((char[ECO_DECIMAL_TEXT]){0}, factor));
    return ECO_OK;
}

eco_status eco_money_extend(int64_t *out, int64_t unit_minor, int32_t unit_scale, int64_t quantity, int32_t quantity_scale,
                            eco_rounding rounding, eco_error *error)
{
    eco_status status = check_rounding(rounding, error);
    if (!status)
        status = check_scale(unit_scale, "/unit_scale", error);
    if (!status)
        status = check_scale(quantity_scale, "/quantity_scale", error);
    if (status)
        return status;
    eco_wide scale = (eco_wide)eco_power10[unit_scale] * eco_power10[quantity_scale];
    if (!eco_narrow(out, eco_divide((eco_wide)unit_minor * quantity, scale, rounding)))
        return eco_fail(error, ECO_E_OVERFLOW, NULL, "unit price %s x quantity %s does not fit into 64 bits",
                        eco_decimal_text((char[ECO_DECIMAL_TEXT]){0}, (eco_decimal){unit_minor, unit_scale}),
                        eco_decimal_text((char[ECO_DECIMAL_TEXT]){0}, (eco_decimal){quantity, quantity_scale}));
    return ECO_OK;
}

eco_status eco_money_round(int64_t *out, int64_t amount, int32_t scale, int64_t step_minor, eco_rounding rounding,
                           eco_error *error)
{
    eco_status status = check_rounding(rounding, error);
    if (!status)
        status = check_scale(scale, "/scale", error);
    if (status)
        return status;
    if (step_minor <= 0)
        return eco_fail(error, ECO_E_INVALID, "/step_minor", "step %lld is not above 0", (long long)step_minor);
    eco_wide steps = eco_divide(amount, (eco_wide)eco_power10[scale] * step_minor, rounding);
    if (!eco_narrow(out, steps * step_minor))
        return eco_fail(error, ECO_E_OVERFLOW, NULL, "%s to a multiple of %lld does not fit into 64 bits",
                        eco_decimal_text((char[ECO_DECIMAL_TEXT]){0}, (eco_decimal){amount, scale}), (long long)step_minor);
    return ECO_OK;
}
