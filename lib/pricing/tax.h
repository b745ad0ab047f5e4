/* tax.h - the taxes of one cart at work. */
#ifndef ECO_PRICING_TAX_H
#define ECO_PRICING_TAX_H
#include "pricing/pricing_internal.h"

/* Decimals that a tax's percent may have; fewer where compound taxes multiply with others, so that products fit. */
enum { ECO_TAX_SCALE = 9, ECO_TAX_SCALE_COMPOUND = 4, ECO_TAX_MOST_COMPOUND = 10000 };

static inline int eco_tax_scale(const eco_rulebook *rulebook)
{
    return rulebook->has_compound_tax ? ECO_TAX_SCALE_COMPOUND : ECO_TAX_SCALE;
}

/* The percent in units of 10^-scale; build has bounded it. */
static inline int64_t eco_tax_units(const eco_tax *tax, int scale)
{
    eco_decimal normal = eco_decimal_normal(tax->percent);
    return normal.coefficient * eco_power10[scale - normal.scale];
}

typedef struct eco_tax_work {
    eco_pricing_work *work;
    size_t count;              /* of taxes, by id */
    eco_wide hundred;          /* 100 % in the units of percents */
    const int64_t *percents;   /* in units of 10^-eco_tax_scale */
    const eco_decimal *normal; /* the same, as decimals */
    bool *bears;               /* items x taxes */
    int64_t *amounts;          /* items x taxes */
    int64_t *weights;          /* room for one split over taxes */
    int64_t *group;            /* the taxes of a group of items */
} eco_tax_work;

static inline bool *eco_tax_bearer(const eco_tax_work *tax, const eco_item *item)
{
    return tax->bears + (size_t)(item - tax->work->items) * tax->count;
}

static inline int64_t *eco_tax_amounts(const eco_tax_work *tax, const eco_item *item)
{
    return tax->amounts + (size_t)(item - tax->work->items) * tax->count;
}

static inline bool eco_tax_is_compound(const eco_tax_work *tax, size_t t)
{
    return tax->work->rulebook->content.taxes[t]->compound;
}

/* The tax on an amount without it; false: it does not fit. */
static inline bool eco_tax_of_net(int64_t *out, eco_wide net, eco_decimal percent, eco_rounding rounding)
{
    return eco_narrow(out, eco_divide(net * percent.coefficient, (eco_wide)100 * eco_power10[percent.scale], rounding));
}
/* The taxes of an item that are not compound: what its compound ones are on top of. */
eco_wide eco_tax_simple(const eco_tax_work *tax, const bool *bears, const int64_t *taxes);
/* All taxes within a gross amount: the net is what is rounded. */
int64_t eco_tax_within(const eco_tax_work *tax, int64_t gross, const bool *bears);
eco_status eco_tax_split_over_taxes(eco_tax_work *tax, int64_t whole, const bool *bears, int64_t *taxes);
/* tax_one.c: the commonest rulebook in one pass. *done false: it is not for this one, and nothing has changed that matters. false without memory. */
bool eco_tax_one(eco_pricing_work *work, bool *done);
/* One item by itself: rounded once, or unit by unit. */
eco_status eco_tax_alone(eco_tax_work *tax, eco_item *item, bool by_unit);
/* Rounded once for all items that bear a tax (gross: a set of taxes), and split over them. Negative and gross surcharges are alone. */
eco_status eco_tax_together(eco_tax_work *tax);

#endif
