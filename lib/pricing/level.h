/* level.h - the promotions of a level of which some compete: what each would do, and which line is whose. */
#ifndef ECO_PRICING_LEVEL_H
#define ECO_PRICING_LEVEL_H
#include "pricing/pricing_internal.h"

typedef struct eco_trial { /* what a candidate of a level would do */
    const eco_rule *rule;
    eco_outcome outcome;
    eco_item **items;
    int64_t *offs, *units;
    size_t count;
    bool competes;
    bool cut; /* to what its campaign's budget left; outcome.left says what that was */
} eco_trial;

typedef struct eco_contest { /* a level at work */
    size_t count;
    eco_trial *trials;
    int64_t *combined;  /* beside items: what those that combine take off together */
    eco_trial **best;   /* beside items: of those that compete; NULL: none gives anything */
    int64_t *best_offs; /* ... and what it takes off */
    eco_trial **first;  /* beside items: the first of those that combine that takes anything off */
} eco_contest;

static inline bool eco_trial_gives(const eco_trial *tried)
{
    return tried->outcome.off || tried->outcome.gift_quantity;
}
/* Who keeps an item: NULL: those that combine. */
static inline const eco_trial *eco_contest_winner(const eco_pricing_work *work, const eco_contest *level, const eco_item *item)
{
    size_t place = (size_t)(item - work->items);
    return level->best_offs[place] > level->combined[place] ? level->best[place] : NULL;
}
static inline bool eco_trial_keeps(const eco_trial *tried, const eco_pricing_work *work, const eco_contest *level, const eco_item *item)
{
    const eco_trial *winner = eco_contest_winner(work, level, item);
    return tried->competes ? winner == tried : winner == NULL;
}

/* level_weigh.c: whose each line is, such that no budget is exceeded by what they keep. */
void eco_contest_weigh(eco_pricing_work *work, eco_contest *level);

#endif
