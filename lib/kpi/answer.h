/* answer.h - how a report is measured. A group is a row of the answer: a period and values of dimensions. Providers add to the measures that the report wants,
 * in any order; formulas then make metrics of them. */
#ifndef ECO_KPI_ANSWER_H
#define ECO_KPI_ANSWER_H
#include "kpi/kpi_internal.h"

/* What formulas are made of. All are exact integers; money in minor units of the plan's currency, times in microseconds, quantities in millionths. Each measure is
 * also a name in formulas: measures.c has their names, units and providers. Groups by period and dimensions of the row, the order or the first event of the session. */
typedef enum kpi_measure {
    /* provider: cube */
    KPI_M_EVENTS,
    KPI_M_PAGE_VIEWS,
    KPI_M_CART_ADDS,
    KPI_M_FAVOURITES,
    KPI_M_SEARCHES,
    KPI_M_IMPRESSIONS,
    KPI_M_CLICKS,
    /* provider: families (distinct users of the group's days) */
    KPI_M_VISITORS, /* with any event */
    KPI_M_CARTERS,
    KPI_M_CHECKOUT_USERS,
    KPI_M_FAVOURITERS,
    KPI_M_SEARCHERS,
    KPI_M_ENQUIRERS,
    KPI_M_DAU,
    KPI_M_WAU,
    KPI_M_MAU, /* with any event in the 1, 7, 28 days that end with the group's last day (in the range) */
    /* provider: sessions (a walk); a session belongs to the day and dimensions of its first event */
    KPI_M_SESSIONS,
    KPI_M_ENGAGED_SESSIONS /* over 10 s, or a purchase, or 2 page views */,
    KPI_M_ONE_PAGE_SESSIONS,
    KPI_M_SESSION_PAGE_VIEWS,
    KPI_M_SESSION_TIME,
    KPI_M_SESSIONS_WITH_PURCHASE,
    /* provider: intents (a walk) */
    KPI_M_CARTS,
    KPI_M_CARTS_ABANDONED,
    KPI_M_CARTS_OPEN, /* carts: attempts whose window is over or that were ordered; open: the others */
    KPI_M_CHECKOUTS,
    KPI_M_CHECKOUTS_ABANDONED,
    KPI_M_CHECKOUTS_OPEN,
    KPI_M_ENQUIRIES,
    KPI_M_ENQUIRIES_ORDERED,
    KPI_M_ENQUIRIES_OPEN,
    /* provider: sales; orders belong to the day on which they were placed, those called paid to the day on which they were paid. Ignored orders are none */
    KPI_M_ORDERS,
    KPI_M_GMV /* amount of orders placed, paid or not */,
    KPI_M_MERCHANDISE_GMV /* less shipping and tax */,
    KPI_M_ORDER_UNITS,
    KPI_M_PAID_ORDERS,
    KPI_M_PAID_AMOUNT,
    KPI_M_PAID_UNITS,
    KPI_M_GROSS_SALES /* list, where not known amount + discount - tax - shipping */,
    KPI_M_DISCOUNTS,
    KPI_M_TAXES,
    KPI_M_SHIPPING,
    KPI_M_FEES,
    KPI_M_COST,
    KPI_M_COST_REVENUE, /* paid amount less tax and shipping of the lines whose cost is known */
    /* provider: buyers (distinct users of orders) */
    KPI_M_ORDERING_BUYERS,
    KPI_M_PAYING_BUYERS,
    KPI_M_NEW_BUYERS /* first paid order ever is in the group's period */,
    KPI_M_RETURNING_BUYERS /* bought within lookback before the
    period, and in it */
    ,
    KPI_M_REPEAT_BUYERS /* two or more paid orders in the period */,
    KPI_M_REPEAT_DAY_BUYERS /* on two or more days */,
    KPI_M_PREVIOUS_BUYERS /* of the period before */,
    KPI_M_REBUYERS /* of those, who buy in this one */,
    KPI_M_SECOND_ORDERS /* second paid orders of a user, within
    365 days of the first */
    ,
    KPI_M_SECOND_ORDER_TIME /* sum of the time since the first */,
    /* provider: refunds, on the day that the plan's policy says (GROSS: their own) */
    KPI_M_REFUNDS,
    KPI_M_REFUNDED_ORDERS,
    KPI_M_REFUNDED_UNITS,
    KPI_M_DEDUCTIONS /* what the policy takes off sales; 0 with GROSS */,
    KPI_M_REFUNDS_WITHOUT_ORDER, /* amount of refunds whose order is not known */
    /* provider: items */
    KPI_M_SKUS_SOLD,
    KPI_M_SKUS_ON_SALE,
    KPI_M_SKUS_A /* of the SKUs sold, by falling paid amount and then id: those with which the running sum is at most 80 % of all */
    ,
    KPI_M_SKUS_B /* at most 95 % */,
    KPI_M_SKUS_C /* the others */,
    KPI_M_BUYERS_AMOUNT /* paid by orders that have a user */,
    KPI_M_TOP_FIFTH_AMOUNT /* paid by the 20 % of buyers who paid most */,
    KPI_M_GINI_NUMERATOR,
    KPI_M_GINI_DENOMINATOR /* of what buyers paid; both fit 64 bits (halve both until they do) */,
    /* provider: spend */
    KPI_M_SPEND,
    KPI_M_ACQUISITION_SPEND,
    KPI_M_AD_IMPRESSIONS,
    KPI_M_AD_CLICKS,
    /* provider: service */
    KPI_M_TICKETS,
    KPI_M_RESPONSES,
    KPI_M_RESPONSE_TIME,
    KPI_M_RESOLUTIONS,
    KPI_M_RESOLUTION_TIME,
    KPI_M_PROMOTERS,
    KPI_M_DETRACTORS,
    KPI_M_SCORES,
    KPI_M_RATINGS,
    KPI_M_RATING_SUM,
    KPI_M_DISPUTES,
    KPI_M_RECEIPTS /* paid orders of the day, which disputes are compared with */,
    /* provider: parcels */
    KPI_M_PARCELS,
    KPI_M_PARCELS_DELIVERED,
    KPI_M_PARCELS_PROMISED,
    KPI_M_PARCELS_ON_TIME,
    KPI_M_LEAD_TIME,
    KPI_M_PARCELS_DAMAGED,
    KPI_M_PARCEL_COST,
    /* provider: the report itself, from the groups that the others made */
    KPI_M_ALL_SESSIONS, /* of all groups of the period, weekday and hour */
    KPI_M_DAYS,         /* of the group's period that lie in the range and in what the state has seen */
    KPI_MEASURES
} kpi_measure;

/* Who fills a measure. */
typedef enum kpi_provider {
    KPI_P_CUBE,
    KPI_P_FAMILIES,
    KPI_P_SESSIONS,
    KPI_P_INTENTS,
    KPI_P_SALES,
    KPI_P_BUYERS,
    KPI_P_REFUNDS,
    KPI_P_ITEMS,
    KPI_P_SPEND,
    KPI_P_SERVICE,
    KPI_P_PARCELS,
    KPI_P_REPORT,
    KPI_PROVIDERS
} kpi_provider;

/* What a measure's integers are; in formulas they stand in major units, seconds and whole units. */
typedef enum kpi_measured { KPI_COUNT, KPI_AMOUNT_MINOR, KPI_MICROSECONDS, KPI_MILLIONTHS, KPI_HUNDREDTHS } kpi_measured;
typedef struct kpi_measure_about {
    const char *name;
    kpi_measured measured;
    kpi_provider provider;
} kpi_measure_about;
extern const kpi_measure_about eco_kpi_measures[KPI_MEASURES];
/* The measure of a name; -1: there is none. */
int32_t eco_kpi_measure_find(const char *name, size_t size);
/* Decimals of a measure's integers; `exponent` of the plan's currency. */
int32_t eco_kpi_measure_scale(kpi_measure measure, int32_t exponent);
/* The role whose distinct users a measure of the families counts; KPI_ROLES: it is of another provider. */
kpi_role eco_kpi_measure_role(kpi_measure measure);

bool eco_kpi_provider_needs_sales(kpi_provider provider);

/* All metrics, in the order of the table. */
size_t eco_kpi_metrics_count(void);
const kpi_metric *eco_kpi_metric_at(size_t place);
const kpi_metric *eco_kpi_metric_find(const char *name, size_t size); /* NULL: there is none */

typedef struct kpi_group {
    int32_t period;        /* first date of the period; for KPI_BY_HOUR its tick; 0 where there is none */
    int32_t weekday, hour; /* -1: not asked */
    uint32_t class;        /* any class with the group's values in the report's dimensions */
} kpi_group;

typedef struct kpi_answer {
    const eco_kpi_state *state;
    const kpi_report *report;
    kpi_range range;
    int64_t watermark_us;
    kpi_sales *sales; /* NULL: no measure needs them */
    eco_allocator allocator;
    kpi_group *groups;
    size_t groups_count, groups_capacity;
    eco_wide *values; /* [group * measures_count + slot] */
    size_t values_capacity;
    struct kpi_group_index *index;
} kpi_answer;

/* The slot of a measure in the report; -1: it is not wanted. */
int32_t eco_kpi_answer_slot(const kpi_answer *answer, kpi_measure measure);
/* The group of a tick and class, made where it is new. *group is UINT32_MAX where the tick is out of the range, or the report's `where` does not hold for the class. */
eco_status eco_kpi_answer_group(uint32_t *group, kpi_answer *answer, int32_t tick, uint32_t class, eco_error *error);
static inline void eco_kpi_answer_add(kpi_answer *answer, uint32_t group, int32_t slot, eco_wide value)
{
    if (slot >= 0)
        answer->values[(size_t)group * answer->report->measures_count + (size_t)slot] += value;
}

/* Providers: each fills its measures of all groups. */
eco_status eco_kpi_fill_cube(kpi_answer *answer, eco_error *error);
eco_status eco_kpi_fill_families(kpi_answer *answer, eco_error *error);
eco_status eco_kpi_fill_sessions(kpi_answer *answer, eco_error *error);
eco_status eco_kpi_fill_intents(kpi_answer *answer, eco_error *error);
eco_status eco_kpi_fill_sales(kpi_answer *answer, eco_error *error);
/* Whether the report asks more of buyers than how many there are: then sales are needed by user. */
bool eco_kpi_buyers_need_users(const kpi_answer *answer);
eco_status eco_kpi_fill_buyers(kpi_answer *answer, eco_error *error);
eco_status eco_kpi_fill_refunds(kpi_answer *answer, eco_error *error);
eco_status eco_kpi_fill_items(kpi_answer *answer, eco_error *error);
eco_status eco_kpi_fill_spend(kpi_answer *answer, eco_error *error);
eco_status eco_kpi_fill_service(kpi_answer *answer, eco_error *error);
eco_status eco_kpi_fill_parcels(kpi_answer *answer, eco_error *error);

#endif
