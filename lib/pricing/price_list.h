/* price_list.h - looking for prices in the lists: what price_list.c and sale_list.c share. */
#ifndef ECO_PRICING_PRICE_LIST_H
#define ECO_PRICING_PRICE_LIST_H
#include "pricing/pricing_internal.h"

typedef struct
    eco_price_answers { /* whether a list holds at this instant and for this cart: the last answers, since lines have their lists in common */
    eco_pricing_work *work;
    struct {
        int32_t list; /* 1 + its index; 0: none */
        bool holds;
    } known[32]; /* by the lowest bits of the list */
} eco_price_answers;

/* The best price of an item in the overrides, or in the sale lists; NULL: no list that holds knows the SKU. */
eco_status eco_price_best(const eco_listed **out, eco_price_answers *asked, const eco_item *item, bool override);

#endif
