/* plan_names.c - the words of the room's enums, as JSON, SQL, Python and the command line write them. */
#include <ecomops/kpi.h>

const char *eco_refund_day_name(eco_refund_day day)
{
    switch (day) {
    case ECO_REFUND_DAY_GROSS: return "gross";
    case ECO_REFUND_DAY_EVENT: return "event";
    case ECO_REFUND_DAY_ORDER: return "order";
    case ECO_REFUND_DAY_SAME: return "same";
    default: return "unknown";
    }
}

const char *eco_funnel_start_name(eco_funnel_start start)
{
    switch (start) {
    case ECO_FUNNEL_START_ANY: return "any";
    case ECO_FUNNEL_START_FIRST: return "first";
    default: return "unknown";
    }
}

const char *eco_funnel_order_name(eco_funnel_order order)
{
    switch (order) {
    case ECO_FUNNEL_ORDER_LOOSE: return "loose";
    case ECO_FUNNEL_ORDER_STRICT: return "strict";
    case ECO_FUNNEL_ORDER_ANY: return "any";
    default: return "unknown";
    }
}

const char *eco_count_by_name(eco_count_by count)
{
    switch (count) {
    case ECO_COUNT_USERS: return "users";
    case ECO_COUNT_SESSIONS: return "sessions";
    case ECO_COUNT_COMPLETIONS: return "completions";
    default: return "unknown";
    }
}

const char *eco_retention_name(eco_retention retention)
{
    switch (retention) {
    case ECO_RETENTION_NTH: return "nth";
    case ECO_RETENTION_UNBOUNDED: return "unbounded";
    case ECO_RETENTION_BRACKET: return "bracket";
    default: return "unknown";
    }
}

const char *eco_touch_name(eco_touch touch)
{
    switch (touch) {
    case ECO_TOUCH_LAST_NON_DIRECT: return "last_non_direct";
    case ECO_TOUCH_LAST: return "last";
    case ECO_TOUCH_FIRST: return "first";
    case ECO_TOUCH_LINEAR: return "linear";
    default: return "unknown";
    }
}
