/* pricing_internal.h - what the files of lib/pricing share: the rulebook made ready for work, and one cart at work. */
#ifndef ECO_PRICING_INTERNAL_H
#define ECO_PRICING_INTERNAL_H
#include <ecomops/pricing/quote.h>
#include <ecomops/time.h>

#include <stdatomic.h>

#include "base/error.h"
#include "base/expression.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/numbers.h"
#include "pricing/sort.h"

/* ---- words: the names that the rulebook's expressions use, and the slots where a cart's facts will stand ------------------------------------- */

enum { ECO_OF_CART = 0, ECO_OF_LINE = 1 }; /* tables of facts */

enum eco_cart_slot { /* attributes follow from ECO_CART_SLOTS on */
                     ECO_CART_SUBTOTAL,
                     ECO_CART_LIST,
                     ECO_CART_QUANTITY,
                     ECO_CART_LINES,
                     ECO_CART_AT,
                     ECO_CART_AT_DATE,
                     ECO_CART_AT_WEEKDAY,
                     ECO_CART_AT_HOUR,
                     ECO_CART_AT_MONTH,
                     ECO_CART_AT_DAY,
                     ECO_CART_CHANNEL,
                     ECO_CART_CUSTOMER,
                     ECO_CART_SHIPPING,
                     ECO_CART_COUPON,
                     ECO_CART_WEIGHT,
                     ECO_CART_VOLUME,
                     ECO_CART_SLOTS
};
enum eco_line_slot { ECO_LINE_SKU, ECO_LINE_ID, ECO_LINE_QUANTITY, ECO_LINE_UNIT, ECO_LINE_SLOTS };

typedef struct eco_slot_link { /* how a slot gets its values from others */
    int32_t slot;              /* of the cart (collected) or the line (bare) */
    int32_t line, cart;        /* where they come from */
} eco_slot_link;

typedef struct eco_words {
    eco_map cart_names, line_names;      /* attribute -> slot of its own values; what a cart's attributes are looked up in */
    eco_map bare_names, collected_names; /* NAME in `on`, line.NAME in `when` -> slot; only while building */
    int32_t cart_slots, line_slots;
    eco_slot_link *bare; /* the line's own values, or the cart's */
    size_t bare_count, bare_capacity;
    eco_slot_link *collected; /* the values of all lines */
    size_t collected_count, collected_capacity;
    uint32_t cart_used, line_used; /* bits of the fixed slots */
    bool line_facts;               /* some expression looks at lines */
} eco_words;

void eco_words_begin(eco_words *words, const eco_allocator *allocator);
void eco_words_end(eco_words *words);

typedef enum eco_condition { ECO_CONDITION_WHEN, ECO_CONDITION_WHEN_UNPRICED, ECO_CONDITION_ON } eco_condition;
/* NULL text gives NULL. *changes (may be NULL): it looks at what promotions change. */
eco_status eco_condition_compile(const eco_compiled **out, bool *changes, eco_rulebook *rulebook, const char *text,
                                 eco_condition condition, eco_error *error);

/* ---- promotions: selections of units and benefits, each a row of the table in selection.c or benefit.c ----------------------------------------------- */

typedef struct eco_pricing_work eco_pricing_work;
typedef struct eco_item eco_item;
typedef struct eco_rule eco_rule;

/* Equal units of one line. */
typedef struct eco_run {
    eco_item *item;
    int64_t worth;       /* of a unit */
    int64_t count, free; /* free: not bought, nor benefiting yet */
    int64_t taken;       /* that benefit */
    bool buys, gets;     /* may be bought, may benefit */
} eco_run;

typedef struct eco_offer { /* a promotion at work on its target */
    eco_pricing_work *work;
    const eco_rule *rule;
    const eco_promotion *promotion;
    eco_item **target; /* the goods that `on` is for, in canonical order */
    size_t target_count;
    int64_t value;   /* what the tiers look at */
    int32_t reached; /* the highest tier reached; -1: none */
    const eco_tier *tier;
    int64_t times;    /* how often a repeating tier counts */
    eco_item **items; /* what benefits: the target, or the shipments; their base, taken and room are set */
    size_t count;
    int64_t base, room; /* sums over the items */
    int64_t units;      /* that benefit; where all do, 1 */
    eco_run *runs;      /* where not all do: the units */
    size_t runs_count;
    int64_t group_savings; /* of groups for a price */
    /* the result: items[]->off, and */
    int64_t off, clipped, gift_quantity;
    const char *by;
    const char *blocked; /* the floor that does not let it apply */
    const char *refused; /* what its campaign has too little of: "budget", "budget_uses"; `by` is the campaign */
    int64_t left;        /* of the campaign's budget, where that refused or clipped it */
    bool floored;        /* `by` is a floor that clamps */
    bool warned;         /* `by` is a floor that only warns */
    eco_wide beyond;     /* what bands meant to take off units that are not worth it */
} eco_offer;

typedef struct eco_selection { /* which units of the target benefit */
    const char *field;         /* of eco_promotion */
    bool (*given)(const eco_promotion *promotion);
    eco_status (*check)(const eco_promotion *promotion, eco_error *error);
    eco_status (*select)(eco_offer *offer); /* sets runs[]->taken (0 before) */
} eco_selection;
extern const eco_selection eco_selection_buy, eco_selection_group;
extern const eco_selection *const eco_selections[];
const eco_selection *eco_selection_of(const eco_promotion *promotion); /* NULL: it has none */
eco_status eco_selection_check(const eco_promotion *promotion, eco_error *error);
/* The base of every item: all that is left of it, or the worth of the units that were selected. */
eco_status eco_offer_select(eco_offer *offer);

/* units.c: the units of these lines as runs, line by line, the dearer run of a line first; none taken. */
eco_status eco_offer_runs(eco_offer *offer, eco_item *const *lines, size_t count);
/* The runs by worth, dearest or cheapest first, equal ones in canonical order. There are two places (0, 1) for such an order at a time. */
eco_run **eco_runs_standing(eco_offer *offer, size_t place, eco_pick first);

typedef struct eco_benefit {
    const char *field; /* of eco_tier */
    bool repeats;      /* may count once for each full `from` */
    bool gift, bands_of_amount, bands_of_units;
    bool (*given)(const eco_tier *tier);
    eco_status (*check)(const eco_tier *tier, eco_error *error);
    /* What it means to take off one line, or off all together (then `whole` is not NULL and says yes). May be more than is left. */
    eco_status (*each)(int64_t *off, const eco_offer *offer, const eco_item *item);
    bool (*whole)(eco_wide *off, const eco_offer *offer);
    eco_wide (*forecast)(const eco_tier *tier, eco_wide times,
                         eco_rounding rounding); /* what it gives just when `from` is reached; NULL: unknown */
} eco_benefit;
extern const eco_benefit eco_benefit_off, eco_benefit_percent, eco_benefit_off_each, eco_benefit_price_each,
    eco_benefit_price_set, eco_benefit_free, eco_benefit_gift;
extern const eco_benefit *const eco_benefits[];
/* The benefit of a tier, if it has exactly one. */
eco_status eco_benefit_of(const eco_benefit **out, const eco_tier *tier, eco_error *error);
/* What benefit files share: an amount that is not below 0; an amount for each unit of an item that benefits. */
eco_status eco_benefit_check_amount(int64_t amount, eco_error *error);
eco_status eco_offer_extend(int64_t *out, const eco_offer *offer, const eco_item *item, int64_t unit_minor);
/* benefit_bands.c: what bands mean, in items[]->off or as a whole. offer.c: the room of every item. */
eco_status eco_bands_mean(eco_offer *offer, bool *is_whole, eco_wide *whole);
void eco_offer_rooms(eco_offer *offer);

int64_t eco_percent_of(int64_t amount, eco_decimal percent, eco_rounding rounding); /* 0 <= percent <= 100 */

/* ---- the rulebook --------------------------------------------------------------------------------------------------------------------------------- */

typedef enum eco_from_kind { ECO_FROM_NOTHING, ECO_FROM_MINOR, ECO_FROM_QUANTITY } eco_from_kind;

struct eco_rule { /* a promotion ready for work */
    const eco_promotion *promotion;
    int32_t index; /* in content.promotions */
    eco_from_kind from;
    const eco_compiled *when, *on, *buy;
    int32_t target;    /* rules with the same `on` have the same; -1: all goods, or it may change from rule to rule */
    int32_t exclusion; /* rules with the same exclusion_group have the same; -1: none */
    int32_t campaign;  /* in content.campaigns; -1: none */
    bool selects;      /* not all units of the target benefit */
    bool limited;      /* it has a limit or a campaign */
    const eco_selection *selection;     /* NULL: none but limits */
    const eco_map *codes;               /* of a coupon "@set"; NULL: promotion->coupon is the code */
    const eco_benefit *const *benefits; /* one a tier; tiers rise by `from` */
};

typedef struct eco_listed { /* a price of a SKU in a list; best list first, then the highest from_quantity */
    int32_t list;           /* in content.price_lists */
    const eco_price_entry *entry;
} eco_listed;

struct eco_rulebook {
    eco_arena arena; /* everything but the maps, with this struct */
    eco_allocator allocator;
    atomic_size_t owners;
    eco_rulebook_content content;
    eco_rounding rounding;
    const eco_currency *currency;
    eco_zone *zone;
    eco_words words;
    eco_map *sets; /* beside content.sets */
    eco_map set_names;
    const eco_compiled **list_when, **tax_on, **shipping_when; /* beside the content's lists */
    eco_listed *listed;
    size_t listed_count;
    eco_map listed_skus; /* SKU -> its first in `listed` */
    eco_rule *rules;     /* in the order of work */
    int32_t *rule_of;    /* beside content.promotions: its rule */
    const struct eco_index *index;
    eco_map targets;         /* canonical text of an `on` -> eco_rule.target */
    eco_map exclusions;      /* exclusion_group -> eco_rule.exclusion */
    eco_decimal *tax_normal; /* beside content.taxes: percents in lowest terms, and in units of 10^-eco_tax_scale */
    int64_t *tax_units;
    const eco_compiled **floor_on;       /* beside content.floors */
    bool has_compound_tax, has_measures; /* has_measures: weight or volume of a cart decide something */
};

/* By id; NULL or -1: there is none. */
const eco_rule *eco_rulebook_find_rule(const eco_rulebook *rulebook, const char *id);
int32_t eco_rulebook_find_campaign(const eco_rulebook *rulebook, const char *id);

/* The digest of the content: the same content gives the same, in whatever order it was added. */
eco_status eco_rulebook_digest(eco_id *out, const eco_rulebook_content *content, const eco_allocator *allocator,
                               eco_error *error);

/* Checks of what is added, one by one (rulebook_check.c). Paths are relative: "/tiers/0/from_minor". */
eco_status eco_text_check(const char *text, bool required, const char *path, eco_error *error);
eco_status eco_options_check(const eco_rulebook_options *options, eco_error *error);
eco_status eco_price_list_check(const eco_price_list *list, eco_error *error);
eco_status eco_promotion_check(const eco_promotion *promotion, eco_error *error);
eco_status eco_tax_check(const eco_tax *tax, eco_error *error);
eco_status eco_shipping_check(const eco_shipping *shipping, eco_error *error);
static inline int64_t eco_step_from(const eco_shipping_step *step)
{
    return step->from_minor + step->from_quantity + step->from_weight_g + step->from_volume_cm3; /* one of them */
}
eco_status eco_floor_check(const eco_floor *floor, eco_error *error);
eco_status eco_campaign_check(const eco_campaign *campaign, eco_error *error);

/* ---- one cart at work ----------------------------------------------------------------------------------------------------------------------------- */

typedef enum eco_item_kind { ECO_ITEM_GOODS, ECO_ITEM_SURCHARGE, ECO_ITEM_SHIPMENT } eco_item_kind;

/* A line of goods, a surcharge, or a shipment: what every cart needs of it, and no more, as each stage of the work passes over all of them. */
struct eco_item {
    const char *id, *sku;    /* in the quote's memory */
    const eco_values *facts; /* its row; NULL: not made yet */
    struct eco_stake *stake; /* NULL: not made yet (eco_work_room) */
    eco_item_kind kind : 8;
    bool includes_tax; /* a gross amount among net ones */
    int32_t line;      /* index in quote->lines; of a shipment -1 - its index */
    int32_t quantity_scale, unit_scale;
    int64_t quantity, unit_minor;
    int64_t list, left; /* left: what discounts leave; of a surcharge the amount */
    int64_t tax, total; /* not set before taxes are */
};
static inline int64_t eco_item_net(const eco_item *item)
{
    return item->total - item->tax;
}

typedef struct eco_stake {           /* of an item, where something is taken off it, or spread over it */
    const struct eco_bounds *bounds; /* its floors; NULL: there are none */
    int64_t base, taken;             /* what benefits of the promotion at work: its worth, its units (-1: all) */
    int64_t room;                    /* most that may be taken off the base */
    int64_t off;                     /* by the promotion at work */
    int64_t credit;
    int32_t served; /* the last level that took something off it */
    bool grouped;   /* its taxes were rounded with others' */
} eco_stake;

typedef struct eco_bound { /* the highest floor of a mode, of a whole line; floor NULL: there is none */
    int64_t amount;
    const eco_floor *floor;
} eco_bound;
typedef struct eco_bounds {
    eco_bound of[3]; /* by eco_floor_mode */
} eco_bounds;

typedef struct eco_outcome { /* what became of a promotion */
    eco_reason reason;
    const char *by, *coupon;
    const char *needed, *found; /* of LIMIT and BUDGET */
    int64_t off, clipped, gift_quantity;
    int64_t left; /* of a budget that clipped or refused it */
    const char *gift_sku;
    int64_t missing_minor, missing_quantity, next_off;
    eco_failure failure; /* of CONDITION, when explained */
    bool near;           /* a CONDITION of which only a threshold fails */
} eco_outcome;

typedef struct eco_target { /* the goods that an `on` is for, in the order of work */
    int32_t id;             /* eco_rule.target */
    eco_item **items;       /* NULL: not known yet */
    size_t count;
} eco_target;

typedef struct eco_excluder { /* of an exclusion group */
    int32_t exclusion;        /* 1 + eco_rule.exclusion; 0: free */
    const char *by;           /* the promotion that applied; NULL: none has */
} eco_excluder;

typedef struct eco_gift {
    const eco_promotion *promotion;
    const char *sku;
    int64_t quantity;
} eco_gift;

struct eco_pricing_work {
    const eco_rulebook *rulebook;
    const eco_cart *cart;
    eco_explain explain;
    bool borrow;        /* texts of the quote are the cart's and rulebook's own */
    bool trusted;       /* the cart was checked before */
    bool out_of_memory; /* remembered by eco_pricing_work_text and the growing lists */
    eco_arena *scratch, *result;
    eco_error *error;

    const eco_rule *why; /* the one to explain; NULL: all */
    int64_t next_steps;  /* -1: all */

    eco_item *items; /* goods, surcharges, shipments */
    size_t goods_count, surcharges_count, shipments_count, items_count;
    eco_item **order;          /* the same in an order that does not depend on the cart's: goods, surcharges, shipments */
    bool ordered;              /* `order` is made when it is first needed */
    const int32_t *candidates; /* rules, in the order of work */
    size_t candidates_count;
    eco_target *targets; /* by a hash of the id; a power of two */
    size_t targets_capacity;
    eco_item **target;  /* room for one that is not kept */
    eco_item **touched; /* room for the items of one adjustment, twice */
    eco_item **shipped; /* room for the shipments that benefit */
    eco_run *runs;      /* room for the units of one offer */
    eco_run **standing;
    size_t runs_capacity;
    int32_t level, stage_level; /* counts levels; the first of the stage */
    eco_excluder *excluders;    /* by a hash of the exclusion; a power of two; NULL: there is no exclusion group */
    size_t excluders_capacity;
    struct eco_count *counts; /* limit.h: what was used before; a power of two */
    size_t counts_count, counts_capacity;
    struct eco_budget *budgets; /* limit.h: by a hash of the campaign; a power of two; NULL: there is no campaign */
    size_t budgets_capacity;
    eco_use *uses;
    size_t uses_count, uses_capacity;
    int64_t *weights, *parts, *caps; /* for splits; items_count */
    bool bounded;                    /* there are floors */

    eco_values *cart_facts, *line_facts; /* line_facts: items x line_slots */
    eco_value *subtotal, *list_value;    /* those that change */
    const char **coupons;                /* sorted, each once */
    size_t coupons_count;
    bool quoted;            /* list is known, as every line brought its price */
    bool priced, has_units; /* list prices are known; line.unit is filled */
    int64_t list, left;     /* of the goods */
    int64_t quantity;       /* whole units */

    int64_t weight_g, volume_cm3;

    eco_gift *gifts;
    size_t gifts_count, gifts_capacity;
    eco_adjustment *adjustments;
    int32_t *sources; /* beside adjustments: index in content.promotions; of a sale list -1 - its index in content.price_lists */
    size_t adjustments_count, adjustments_capacity;
    eco_tax_line *taxes;
    size_t taxes_count;
    eco_decision *decisions;
    size_t decisions_count, decisions_capacity;

    eco_wide net, tax, total; /* of all items */
    int64_t surcharges, shipping, shipping_off, shipping_tax, credit, rounding;
};

/* cart_check.c */
eco_status eco_cart_check(const eco_cart *cart, const eco_allocator *allocator, eco_error *error);
eco_status eco_cart_check_text(const char *text, const char *path, eco_error *error);
/* facts.c */
eco_status eco_facts_begin(eco_pricing_work *work);    /* of the cart: all but amounts */
eco_status eco_facts_of_lines(eco_pricing_work *work); /* when they are first needed; prices as soon as there are some */
void eco_facts_amounts(eco_pricing_work *work);        /* cart.subtotal, cart.list as they stand */
/* `rule` is named when a fact is not what the condition needs. */
eco_status eco_holds_for_cart(bool *holds, eco_pricing_work *work, const eco_compiled *condition, const char *rule);
eco_status eco_holds_for_item(bool *holds, eco_pricing_work *work, const eco_compiled *condition, const eco_item *item, const char *rule);
/* price_list.c */
eco_status eco_work_list_prices(eco_pricing_work *work);
/* sale_list.c */
eco_status eco_work_sale_prices(eco_pricing_work *work);
/* floor.c */
eco_status eco_work_floors(eco_pricing_work *work);
/* How far an item goes below its floor of this mode by what is taken off it now. */
int64_t eco_floor_passed(const eco_item *item, eco_floor_mode mode, int64_t off);
/* offer.c: what the tier gives, within rooms, cap and floors. Fills items[]->off and the result. */
eco_status eco_offer_apply(eco_offer *offer);
/* promotion.c: tries a promotion on what is left; takes nothing off yet. offer->count is 0 where it came to nothing before its target. */
eco_status eco_rule_try(eco_offer *offer, eco_outcome *outcome, eco_pricing_work *work, const eco_rule *rule);
bool eco_rule_opens(const eco_pricing_work *work, const eco_rule *rule, eco_outcome *outcome); /* windows, coupon and limits */
bool eco_rule_knows_code(const eco_rule *rule, const char *code);                      /* it has a coupon */
/* ... takes it off, or gives the gift, and tells why. */
eco_status eco_rule_finish(eco_pricing_work *work, const eco_rule *rule, const eco_outcome *outcome, eco_item *const *items,
                           size_t count);
/* candidate.c: the promotions that may apply. */
eco_status eco_work_candidates(eco_pricing_work *work);
/* exclusive.c: the one that applies alone, or NULL; it takes off, and all others are told to be excluded. */
eco_status eco_work_find_exclusive(const eco_rule **winner, eco_pricing_work *work);
eco_status eco_work_apply_exclusive(eco_pricing_work *work, const eco_rule *winner);
void eco_tell_excluded(eco_pricing_work *work, const eco_rule *rule, const char *by); /* level.c */
/* level.c: all candidates, level by level. */
eco_status eco_work_promotions(eco_pricing_work *work);
/* One line more, at no price; an adjustment says so. */
eco_status eco_work_give(eco_pricing_work *work, const eco_rule *rule, const eco_outcome *outcome);
/* shipping.c, tax.c, tender.c */
eco_status eco_work_shipping(eco_pricing_work *work, bool trial); /* trial: what has no price costs nothing */
eco_status eco_work_taxes(eco_pricing_work *work);
eco_status eco_work_tenders(eco_pricing_work *work);
/* explain.c: what comes to nothing when nothing is to be explained */
void eco_explain_condition(eco_pricing_work *work, const eco_rule *rule, eco_outcome *outcome);
void eco_explain_rule(eco_pricing_work *work, const eco_rule *rule, const eco_outcome *outcome);
void eco_explain_sale_list(eco_pricing_work *work, const eco_price_list *list, const eco_outcome *outcome);
eco_status eco_explain_finish(eco_pricing_work *work, eco_quote *quote); /* unknown coupons, and the order */
void eco_explain_next(eco_pricing_work *work, const eco_rule *rule, int64_t value, int32_t reached, eco_outcome *outcome);
/* work_items.c */
eco_status eco_pricing_work_begin(eco_pricing_work *work); /* checks the cart, unless it is trusted, and makes the items */
typedef struct eco_attributes {
    const eco_attribute *items;
    size_t count;
} eco_attributes;
eco_attributes eco_attributes_of(const eco_cart *cart, const eco_item *item); /* where the cart has them */
/* work.c */
eco_status eco_work_room(eco_pricing_work *work); /* what promotions and splits work with, when it is first needed */
/* work_order.c */
eco_status eco_work_order(eco_pricing_work *work); /* when it is first needed */
eco_status eco_work_split(eco_pricing_work *work, int64_t whole, const int64_t *caps,
                          size_t count);                             /* work->parts of work->weights; caps may be NULL */
const char *eco_pricing_work_text(eco_pricing_work *work, const char *text); /* for the quote */
/* Takes items[]->off off what is left, as adjustments in the order of the cart. */
eco_status eco_work_take_off(eco_pricing_work *work, eco_item *const *items, size_t count, int32_t source, const char *id,
                             const char *coupon, eco_stage stage);
eco_status eco_work_quote(eco_pricing_work *work, eco_quote *quote);
/* Fails with the item's path; message NULL: the path is put before an error that is there. */
eco_status eco_fail_item(eco_pricing_work *work, const eco_item *item, eco_status status, const char *message);
/* In mode FIRST: a higher level of this stage gave it something. */
static inline bool eco_item_closed(const eco_pricing_work *work, const eco_item *item)
{
    return work->rulebook->content.stacking == ECO_STACKING_FIRST && item->stake->served >= work->stage_level &&
           item->stake->served < work->level;
}
bool eco_code_entered(const eco_pricing_work *work, const eco_rule *rule, const char **code);

/* A table that a cart makes of what its candidates share, by id: at most half full, so what is not a candidate takes no room. */
static inline size_t eco_table_capacity(const eco_pricing_work *work)
{
    size_t capacity = 16;
    while (capacity < 2 * work->candidates_count)
        capacity *= 2;
    return capacity;
}
static inline size_t eco_table_place(int32_t id, size_t capacity)
{
    return (uint32_t)id * UINT32_C(2654435769) & (capacity - 1);
}
/* Who applied of the rule's exclusion group; the rule has one. */
const char **eco_work_excluder(const eco_pricing_work *work, const eco_rule *rule);

/* What eco_price does, in the caller's memory, which may be one arena and be reset between carts. */
typedef struct eco_price_request {
    eco_explain explain;
    int64_t next_steps;
    const eco_rule *why; /* the one to explain; NULL: all */
    bool trusted;        /* the cart was checked */
    bool borrow;         /* the quote's texts may be those of the cart and the rulebook */
    const eco_used *used;
    size_t used_count;
    eco_arena *scratch, *result;
} eco_price_request;
/* *quote is filled with what stands in `result`. *sources (NULL: not wanted; in scratch) is beside quote->adjustments: the index in
 * content.promotions, or -1 - the index in content.price_lists. */
eco_status eco_price_with(eco_quote *quote, const int32_t **sources, const eco_rulebook *rulebook, const eco_cart *cart,
                          const eco_price_request *request, eco_error *error);
/* Which columns a caller may leave out: does any expression look at this attribute? */
bool eco_rulebook_uses_line_attribute(const eco_rulebook *rulebook, const char *name, size_t size);
bool eco_rulebook_uses_cart_attribute(const eco_rulebook *rulebook, const char *name, size_t size);

#endif
