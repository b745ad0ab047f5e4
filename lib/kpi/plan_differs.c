/* plan_differs.c - in a few words, why states of two plans can't be merged. */
#include <string.h>

#include "base/error.h"
#include "kpi/kpi_internal.h"

static const char *or_none(const char *text)
{
    return text ? text : "none";
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
    for (size_t i = 0; i < plan->tables_count || i < other->tables_count; i++) {
        const char *name = i < plan->tables_count ? plan->tables[i].name : "none";
        const char *its = i < other->tables_count ? other->tables[i].name : "none";
        if (strcmp(name, its) != 0)
            return eco_fail(error, ECO_E_INVALID, "/tables", "the plans differ: table %s and %s", name, its);
    }
    return eco_fail(error, ECO_E_INVALID, NULL, "the plans differ in their definitions, sets, rates or the rules of the zone");
}
