/* buyers.h - what one user's orders say of the groups of an answer; fill_buyers.c goes over users, buyers_before.c looks at what was before a period. */
#ifndef ECO_KPI_BUYERS_H
#define ECO_KPI_BUYERS_H
#include "kpi/fill.h"
#include "kpi/folded.h"
#include "kpi/sort.h"

typedef struct kpi_buyer_slots {
    int32_t ordering, paying, new_buyers, returning, repeat, repeat_day, previous, rebuyers, second, second_time;
} kpi_buyer_slots;

typedef struct kpi_buyers {
    kpi_fill fill;
    const kpi_sales *sales;
    kpi_buyer_slots slots;
    bool wants_paid;
    kpi_numbers ordering;  /* groups of this user's orders */
    kpi_numbers paying;    /* groups and days of those that were paid: (group, date), once an order */
    kpi_numbers following; /* groups whose period is the next one after a paid order */
    kpi_numbers times;     /* of paid orders, rising; only for returning buyers */
    uint64_t *spare;
    size_t spare_capacity;
    int64_t *starts; /* of each group's period; INT64_MAX: not looked at yet */
    size_t starts_count, starts_capacity;
    const kpi_order *first, *second; /* paid; NULL: there is none */
    int32_t watermark;               /* its tick; INT32_MIN: nothing was seen */
    int32_t last_period, last_next;  /* of eco_kpi_buyers_next */
    bool has_last;
} kpi_buyers;

/* Numbers of a user, few as they are: sorted where they lie. */
bool eco_kpi_buyers_sort(kpi_buyers *buyers, kpi_numbers *numbers);
/* Whether the user's first paid order is in the period of the group, as far as the range goes. */
bool eco_kpi_buyers_is_new(kpi_buyers *buyers, uint32_t group);
/* Whether a paid order lies within the plan's lookback before the group's period. */
eco_status eco_kpi_buyers_returns(bool *returns, kpi_buyers *buyers, uint32_t group);
/* The groups of the period after that of a paid order: adds to `following`. */
eco_status eco_kpi_buyers_follow(kpi_buyers *buyers, const kpi_order *order);
#endif
