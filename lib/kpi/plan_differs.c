/* plan_differs.c - in a few words, why states of two plans can't be merged. */
#include <string.h>

#include "base/error.h"
#include "kpi/kpi_internal.h"

static const char *or_none(const char *text)
{
    return text ? text : "none";
}

static eco_status numbers_differ(const eco_kpi_options *ours, const eco_kpi_options *theirs, eco_error *error)
{
    const struct {
        const char *path;
        int64_t ours, theirs;
    } numbers[] = {
        {"/session_gap_us", ours->session_gap_us, theirs->session_gap_us},
        {"/lookback_us", ours->lookback_us, theirs->lookback_us},
        {"/intent_us", ours->intent_us, theirs->intent_us},
        {"/lateness_us", ours->lateness_us, theirs->lateness_us},
        {"/week_starts_sunday", ours->week_starts_sunday, theirs->week_starts_sunday},
        {"/approximate", ours->approximate, theirs->approximate},
        {"/skip_bad_rows", ours->skip_bad_rows, theirs->skip_bad_rows},
        {"/max_problems", ours->max_problems, theirs->max_problems},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (numbers[i].ours != numbers[i].theirs)
            return eco_fail(error, ECO_E_INVALID, numbers[i].path, "the plans differ: %s %lld and %lld", numbers[i].path + 1,
                            (long long)numbers[i].ours, (long long)numbers[i].theirs);
    return ECO_OK;
}

eco_status eco_kpi_plan_differs(const eco_kpi_plan *plan, const eco_kpi_plan *other, eco_error *error)
{
    const eco_kpi_options *ours = &plan->options, *theirs = &other->options;
    if (strcmp(or_none(ours->zone), or_none(theirs->zone)) != 0)
        return eco_fail(error, ECO_E_INVALID, "/zone", "the plans differ: zone %s and %s", or_none(ours->zone),
                        or_none(theirs->zone));
    if (strcmp(or_none(ours->currency), or_none(theirs->currency)) != 0)
        return eco_fail(error, ECO_E_INVALID, "/currency", "the plans differ: currency %s and %s", or_none(ours->currency),
                        or_none(theirs->currency));
    if (ours->refunds != theirs->refunds)
        return eco_fail(error, ECO_E_INVALID, "/refunds", "the plans differ: refunds %s and %s",
                        eco_refund_day_name(ours->refunds), eco_refund_day_name(theirs->refunds));
    if (numbers_differ(ours, theirs, error))
        return ECO_E_INVALID;
    for (size_t i = 0; i < plan->tables_count || i < other->tables_count; i++) {
        const char *name = i < plan->tables_count ? plan->tables[i].name : "none";
        const char *its = i < other->tables_count ? other->tables[i].name : "none";
        if (strcmp(name, its) != 0)
            return eco_fail(error, ECO_E_INVALID, "/tables", "the plans differ: table %s and %s", name, its);
    }
    return eco_fail(error, ECO_E_INVALID, NULL, "the plans differ in their definitions, sets, rates or the rules of the zone");
}
