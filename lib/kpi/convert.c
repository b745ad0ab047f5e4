/* convert.c - a sum of one currency and day in the plan's currency, rounded once. */
#include <string.h>

#include "base/error.h"
#include "kpi/kpi_internal.h"

enum { DAYS_BACK = 7 }; /* over weekends and holidays a rate stays in force */

/* The latest rate of the currency at or before the day: rates lie by currency and day. */
static const eco_kpi_rate *rate_of(const eco_kpi_plan *plan, const char *currency, int32_t date)
{
    const eco_kpi_rate *rates = plan->content.rates;
    size_t low = 0, high = plan->content.rates_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(rates[middle].currency, currency);
        if (order < 0 || (order == 0 && rates[middle].day <= date))
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || strcmp(rates[low - 1].currency, currency) != 0 || rates[low - 1].day < date - DAYS_BACK)
        return NULL;
    return &rates[low - 1];
}

static eco_status too_large(const char *currency, eco_error *error)
{
    return eco_fail(error, ECO_E_OVERFLOW, NULL, "a sum of %s does not fit when it is converted", currency);
}

/* amount x rate, from minor units of one exponent into those of another. */
static eco_status multiply(eco_wide *minor, eco_wide amount, eco_decimal rate, int32_t from, int32_t into, const char *currency,
                           eco_error *error)
{
    eco_wide product, by = eco_power10[rate.scale];
    eco_wide factor = into > from ? eco_power10[into - from] : 1;
    if (from > into)
        by *= eco_power10[from - into];
    if (__builtin_mul_overflow(amount, (eco_wide)rate.coefficient * factor, &product))
        return too_large(currency, error);
    const eco_wide most = (eco_wide)1 << 125;
    if (product > most || product < -most)
        return too_large(currency, error);
    *minor = eco_divide_wide(product, by, ECO_ROUNDING_HALF_EVEN);
    return ECO_OK;
}

eco_status eco_kpi_convert(eco_wide *minor, const eco_kpi_state *state, uint16_t currency, int32_t date, eco_wide amount,
                           eco_error *error)
{
    const eco_kpi_plan *plan = state->plan;
    char own[KPI_KEY_TEXT], code[4] = "", day[ECO_DATE_TEXT];
    size_t size;
    *minor = amount;
    if (currency == KPI_CURRENCY_NONE || !plan->currency)
        return ECO_OK;
    const char *text = eco_kpi_keys_text(own, &size, state->spaces[KPI_SPACE_CURRENCY], currency);
    memcpy(code, text, size < 3 ? size : 3);
    if (strcmp(code, plan->currency->code) == 0)
        return ECO_OK;
    const eco_kpi_rate *rate = rate_of(plan, code, date);
    if (!rate)
        return eco_fail(error, ECO_E_CURRENCY, NULL, "there is no rate of %s into %s for %s, nor of the 7 days before", code,
                        plan->currency->code, eco_date_text(day, date));
    return multiply(minor, amount, rate->rate, eco_currency_find(code)->exponent, plan->currency_exponent, code, error);
}
