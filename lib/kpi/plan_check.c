/* plan_check.c - what a plan refuses, thing by thing. What needs the whole (names, sets, expressions, metrics) is checked when it is built. */
#include "kpi/plan_builder.h"

#include <inttypes.h>

#include "base/text.h"

enum { PERIODS_MOST = 1000, PATH_STEPS_MOST = 20, FUNNEL_STEPS_MOST = 32, THREADS_MOST = 1024 };

eco_status eco_kpi_check_text(const char *text, bool required, const char *path, eco_error *error)
{
    if (!text && !required)
        return ECO_OK;
    if (!text || !*text)
        return eco_fail(error, ECO_E_INVALID, path, text ? "empty text" : "required");
    size_t size = strlen(text), valid = eco_utf8_valid(text, size);
    return valid < size ? eco_fail(error, ECO_E_INVALID, path, "not UTF-8 from byte %zu on", valid) : ECO_OK;
}

static bool is_letter(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

bool eco_kpi_is_name(const char *text, size_t size)
{
    if (!size || !is_letter(text[0]))
        return false;
    for (size_t i = 1; i < size; i++)
        if (!is_letter(text[i]) && text[i] != '_' && !(text[i] >= '0' && text[i] <= '9'))
            return false;
    return true;
}

eco_status eco_kpi_check_name(const char *name, const char *path, eco_error *error)
{
    if (eco_kpi_check_text(name, true, path, error))
        return ECO_E_INVALID;
    if (!eco_kpi_is_name(name, strlen(name)))
        return eco_fail(error, ECO_E_INVALID, path, "%s is no name: a letter, then letters, digits and '_'", ECO_QUOTE(name));
    return ECO_OK;
}

eco_status eco_kpi_check_range(int64_t value, int64_t least, int64_t most, const char *path, eco_error *error)
{
    if (value < least && least == 0)
        return eco_fail(error, ECO_E_INVALID, path, "%" PRId64 " is below 0", value);
    if (value < least || value > most)
        return eco_fail(error, ECO_E_INVALID, path, "%" PRId64 " is not in %" PRId64 "..%" PRId64, value, least, most);
    return ECO_OK;
}

static eco_status check_known(bool known, int32_t value, const char *path, eco_error *error)
{
    return known ? ECO_OK : eco_fail(error, ECO_E_INVALID, path, "unknown value %" PRId32, value);
}

eco_status eco_kpi_options_check(const eco_kpi_options *options, eco_error *error)
{
    if (eco_kpi_check_text(options->zone, false, "/zone", error) ||
        eco_kpi_check_text(options->currency, false, "/currency", error) ||
        eco_kpi_check_text(options->spill_folder, false, "/spill_folder", error))
        return ECO_E_INVALID;
    if (options->currency && !eco_currency_find(options->currency))
        return eco_fail(error, ECO_E_INVALID, "/currency", "unknown currency %s", ECO_QUOTE(options->currency));
    if (check_known(options->refunds >= ECO_REFUND_DAY_GROSS && options->refunds <= ECO_REFUND_DAY_SAME, options->refunds,
                    "/refunds", error) ||
        eco_kpi_check_range(options->session_gap_us, 0, INT64_MAX, "/session_gap_us", error) ||
        eco_kpi_check_range(options->lookback_us, 0, INT64_MAX, "/lookback_us", error) ||
        eco_kpi_check_range(options->intent_us, 0, INT64_MAX, "/intent_us", error) ||
        eco_kpi_check_range(options->lateness_us, 0, INT64_MAX, "/lateness_us", error) ||
        eco_kpi_check_range(options->max_problems, 0, INT64_MAX, "/max_problems", error) ||
        eco_kpi_check_range(options->memory_limit, 0, INT64_MAX, "/memory_limit", error))
        return ECO_E_INVALID;
    return eco_kpi_check_range(options->threads, -1, THREADS_MOST, "/threads", error);
}

bool eco_kpi_compare_of(kpi_compare *compare, const char *text)
{
    static const char *const words[] = {
        [KPI_COMPARE_PREVIOUS] = "previous", [KPI_COMPARE_WEEK] = "same day last week", [KPI_COMPARE_YEAR] = "last year"};
    *compare = KPI_COMPARE_NONE;
    for (size_t i = KPI_COMPARE_PREVIOUS; text && i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], text) == 0)
            *compare = (kpi_compare)i;
    return !text || *compare != KPI_COMPARE_NONE;
}

eco_status eco_kpi_report_check(const eco_kpi_report *report, eco_error *error)
{
    kpi_compare compare;
    if (eco_kpi_check_name(report->name, "/name", error) || eco_kpi_check_text(report->metrics, true, "/metrics", error) ||
        eco_kpi_check_text(report->by, false, "/by", error) || eco_kpi_check_text(report->where, false, "/where", error) ||
        eco_kpi_check_text(report->compare, false, "/compare", error) ||
        eco_kpi_check_range(report->top, 0, INT64_MAX, "/top", error))
        return ECO_E_INVALID;
    if (!eco_kpi_compare_of(&compare, report->compare))
        return eco_fail(error, ECO_E_INVALID, "/compare", "%s is not 'previous', 'same day last week' or 'last year'",
                        ECO_QUOTE(report->compare));
    return ECO_OK;
}

static eco_status check_step(const eco_kpi_step *step, eco_error *error)
{
    if (eco_kpi_check_text(step->name, true, "/name", error) || eco_kpi_check_text(step->when, false, "/when", error))
        return ECO_E_INVALID;
    return step->reserved[0] || step->reserved[1] ? eco_fail(error, ECO_E_INVALID, "/reserved", "reserved is not 0") : ECO_OK;
}

eco_status eco_kpi_funnel_check(const eco_kpi_funnel *funnel, eco_error *error)
{
    if (eco_kpi_check_name(funnel->name, "/name", error))
        return ECO_E_INVALID;
    if (!funnel->steps || funnel->steps_count < 2 || funnel->steps_count > FUNNEL_STEPS_MOST)
        return eco_fail(error, ECO_E_INVALID, "/steps", "%zu steps: a funnel has 2..%d", funnel->steps ? funnel->steps_count : 0,
                        FUNNEL_STEPS_MOST);
    for (size_t i = 0; i < funnel->steps_count; i++)
        if (check_step(&funnel->steps[i], error))
            return eco_fail_under(error, ECO_E_INVALID, "/steps/%zu", i);
    if (funnel->window_us <= 0)
        return eco_fail(error, ECO_E_INVALID, "/window_us", "%" PRId64 ": a window is above 0", funnel->window_us);
    if (check_known(funnel->start >= ECO_FUNNEL_START_ANY && funnel->start <= ECO_FUNNEL_START_FIRST, funnel->start, "/start",
                    error) ||
        check_known(funnel->order >= ECO_FUNNEL_ORDER_LOOSE && funnel->order <= ECO_FUNNEL_ORDER_ANY, funnel->order, "/order",
                    error) ||
        check_known(funnel->count >= ECO_COUNT_USERS && funnel->count <= ECO_COUNT_COMPLETIONS, funnel->count, "/count", error) ||
        eco_kpi_check_text(funnel->by, false, "/by", error) || eco_kpi_check_text(funnel->exclude, false, "/exclude", error))
        return ECO_E_INVALID;
    return ECO_OK;
}

static eco_status check_brackets(const eco_kpi_cohort *cohort, eco_error *error)
{
    bool wanted = cohort->retention == ECO_RETENTION_BRACKET;
    if (wanted != (cohort->brackets && cohort->brackets_count))
        return eco_fail(error, ECO_E_INVALID, "/brackets", wanted ? "required with BRACKET" : "brackets are for BRACKET");
    if (cohort->brackets_count > PERIODS_MOST)
        return eco_fail(error, ECO_E_LIMIT, "/brackets", "%zu brackets: at most %d", cohort->brackets_count, PERIODS_MOST);
    for (size_t i = 0; wanted && i < cohort->brackets_count; i++) {
        eco_status status = eco_kpi_check_range(cohort->brackets[i], 1, INT32_MAX, NULL, error);
        if (!status && i > 0 && cohort->brackets[i] <= cohort->brackets[i - 1])
            status = eco_fail(error, ECO_E_INVALID, NULL, "%" PRId32 " is not above %" PRId32 ": brackets rise",
                              cohort->brackets[i], cohort->brackets[i - 1]);
        if (status)
            return eco_fail_under(error, status, "/brackets/%zu", i);
    }
    return ECO_OK;
}

eco_status eco_kpi_cohort_check(const eco_kpi_cohort *cohort, eco_error *error)
{
    if (eco_kpi_check_name(cohort->name, "/name", error) ||
        check_known(cohort->period >= ECO_PERIOD_DAY && cohort->period <= ECO_PERIOD_YEAR, cohort->period, "/period", error) ||
        eco_kpi_check_text(cohort->enter, false, "/enter", error) || eco_kpi_check_text(cohort->stay, false, "/stay", error) ||
        check_known(cohort->retention >= ECO_RETENTION_NTH && cohort->retention <= ECO_RETENTION_BRACKET, cohort->retention,
                    "/retention", error) ||
        eco_kpi_check_range(cohort->periods, 0, PERIODS_MOST, "/periods", error))
        return ECO_E_INVALID;
    if (cohort->rolling && cohort->period != ECO_PERIOD_DAY && cohort->period != ECO_PERIOD_WEEK)
        return eco_fail(error, ECO_E_INVALID, "/rolling", "periods that roll are days or weeks, not a %s",
                        eco_period_name(cohort->period));
    return check_brackets(cohort, error);
}

eco_status eco_kpi_pairs_check(const eco_kpi_pairs *pairs, eco_error *error)
{
    if (eco_kpi_check_name(pairs->name, "/name", error) || eco_kpi_check_range(pairs->top, 0, INT64_MAX, "/top", error) ||
        eco_kpi_check_range(pairs->least, 0, INT64_MAX, "/least", error))
        return ECO_E_INVALID;
    return pairs->largest ? eco_kpi_check_range(pairs->largest, 2, INT64_MAX, "/largest", error) : ECO_OK;
}

eco_status eco_kpi_attribution_check(const eco_kpi_attribution *attribution, eco_error *error)
{
    if (eco_kpi_check_name(attribution->name, "/name", error) ||
        check_known(attribution->model >= ECO_TOUCH_LAST_NON_DIRECT && attribution->model <= ECO_TOUCH_LINEAR, attribution->model,
                    "/model", error) ||
        eco_kpi_check_text(attribution->channel, false, "/channel", error))
        return ECO_E_INVALID;
    return eco_kpi_check_range(attribution->lookback_us, -1, INT64_MAX, "/lookback_us", error);
}

eco_status eco_kpi_paths_check(const eco_kpi_paths *paths, eco_error *error)
{
    if (eco_kpi_check_name(paths->name, "/name", error) || eco_kpi_check_text(paths->column, false, "/column", error) ||
        eco_kpi_check_text(paths->start, false, "/start", error) ||
        eco_kpi_check_range(paths->steps, 0, PATH_STEPS_MOST, "/steps", error))
        return ECO_E_INVALID;
    return eco_kpi_check_range(paths->top, 0, INT64_MAX, "/top", error);
}
