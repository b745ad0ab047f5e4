/* currencies.c - in which currency a row's amounts are. A currency of which the plan has no rate at all is refused when it comes, rates of days are asked when
 * a sum is converted. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "kpi/rows.h"

static eco_status money_refused(const char *name, const char *currency, const char *other, eco_error *error)
{
    eco_status status = eco_fail(error, ECO_E_CURRENCY, NULL, "is in %s, the other amounts of the row are in %s", currency,
                                 other);
    return eco_fail_under(error, status, "/columns/%s", name);
}

/* Several MONEY columns that name their currency must agree. */
static eco_status agree(kpi_currencies *currencies, const eco_column *const *money, size_t count, eco_error *error)
{
    for (size_t i = 0; i < count; i++) {
        const eco_column *column = money[i];
        if (!column || column->type != ECO_TYPE_MONEY || !column->currency)
            continue;
        if (currencies->money && strcmp(currencies->money, column->currency) != 0)
            return money_refused(column->name, column->currency, currencies->money, error);
        currencies->money = column->currency;
    }
    return ECO_OK;
}

eco_status eco_kpi_currencies_begin(kpi_currencies *currencies, const kpi_update *update, const eco_column *const *money,
                                    size_t count, eco_error *error)
{
    *currencies = (kpi_currencies){.update = update};
    if (!update->state->plan->currency)
        return ECO_OK;
    const eco_column *column = currencies->column = eco_table_column(update->table, "currency");
    if (column && column->type != ECO_TYPE_TEXT && column->type != ECO_TYPE_UTF8 && column->type != ECO_TYPE_CODE)
        return eco_fail(error, ECO_E_INVALID, "/columns/currency", "text is wanted, not %s", eco_type_name(column->type));
    return agree(currencies, money, count, error);
}

static bool has_rate(const eco_kpi_plan *plan, const char *code)
{
    for (size_t i = 0; i < plan->content.rates_count; i++) /* few: and asked once a currency */
        if (strcmp(plan->content.rates[i].currency, code) == 0)
            return true;
    return false;
}

/* Looks a currency up, unless it is the one before; false: there is no such currency, or (bad ECO_E_MEMORY) no memory. */
static bool look_up(kpi_currencies *currencies, const char *text, size_t size, eco_status *bad, const char **why)
{
    if (size == 3 && memcmp(text, currencies->last, 3) == 0)
        return true;
    char code[4] = "";
    if (size == 3)
        memcpy(code, text, 3);
    const eco_currency *found = eco_currency_find(code);
    if (!found)
        return (*bad = ECO_E_CURRENCY, *why = "is no currency of ISO 4217", false);
    const eco_kpi_state *state = currencies->update->state;
    uint32_t place;
    if (!eco_kpi_keys_add_text(&place, state->spaces[KPI_SPACE_CURRENCY], code, 3))
        return (*bad = ECO_E_MEMORY, false);
    memcpy(currencies->last, code, sizeof code);
    currencies->last_code = (uint16_t)place;
    currencies->last_exponent = found->exponent;
    currencies->last_has_rate = strcmp(code, state->plan->currency->code) == 0 || has_rate(state->plan, code);
    return true;
}

static bool no_rate(kpi_currencies *currencies, int64_t at_us, eco_status *bad, const char **why)
{
    const eco_kpi_plan *plan = currencies->update->state->plan;
    char day[ECO_DATE_TEXT];
    eco_date_text(day, eco_zone_date(plan->zone, at_us));
    snprintf(currencies->why, sizeof currencies->why, "has no rate into %s: none of %s for %s or any other day",
             plan->currency->code, currencies->last, day);
    *bad = ECO_E_CURRENCY;
    *why = currencies->why;
    return false;
}

bool eco_kpi_currency_read(uint16_t *currency, int32_t *exponent, kpi_currencies *currencies, int64_t row, int64_t at_us,
                           eco_status *bad, const char **why)
{
    const eco_currency *own = currencies->update->state->plan->currency;
    *currency = KPI_CURRENCY_NONE;
    *exponent = 0;
    if (!own)
        return true;
    size_t size = 3;
    const char *text = currencies->column ? eco_cell_text(currencies->column, row, &size) : NULL, *money = currencies->money;
    if (text && money && (size != 3 || memcmp(text, money, 3) != 0))
        return (*bad = ECO_E_CURRENCY, *why = "is not the currency of the row's amounts", false);
    if (!text)
        text = money ? money : own->code;
    if (!look_up(currencies, text, text == money || text == own->code ? 3 : size, bad, why))
        return false;
    if (!currencies->last_has_rate)
        return no_rate(currencies, at_us, bad, why);
    *currency = currencies->last_code;
    *exponent = currencies->last_exponent;
    return true;
}
