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

/* ---- benefits: each is one row of the table in benefit.c ---------------------------------------------------------------------------------------- */

typedef struct eco_work eco_work;
typedef struct eco_item eco_item;

typedef struct eco_offer { /* a tier that was reached, at work on its target */
    eco_work *work;
    const eco_promotion *promotion;
    const eco_tier *tier;
    eco_item **items; /* canonical order */
    size_t count;
    int64_t left;  /* of the whole target */
    int64_t times; /* how often a repeating tier counts */
    int64_t off;   /* result: the sum of items[]->off */
    const char *clipped;
} eco_offer;

typedef struct eco_benefit {
    const char *field; /* of eco_tier */
    bool repeats;      /* may count once for each full `from` */
    bool (*given)(const eco_tier *tier);
    eco_status (*check)(const eco_tier *tier, eco_error *error);
    eco_status (*apply)(eco_offer *offer); /* fills items[]->off (0 before; never more than is left), off and clipped */
    eco_wide (*forecast)(const eco_tier *tier, eco_wide times,
                         eco_rounding rounding); /* what it gives just when `from` is reached; NULL: unknown */
} eco_benefit;
extern const eco_benefit eco_benefit_off, eco_benefit_percent, eco_benefit_off_each, eco_benefit_price_each,
    eco_benefit_price_set, eco_benefit_free;
extern const eco_benefit *const eco_benefits[];
/* The benefit of a tier, if it has exactly one. */
eco_status eco_benefit_of(const eco_benefit **out, const eco_tier *tier, eco_error *error);

eco_status eco_offer_split(eco_offer *offer, int64_t off);                          /* over the items by what is left of them */
eco_status eco_offer_cap(eco_offer *offer);                                         /* max_off_minor */
int64_t eco_percent_of(int64_t amount, eco_decimal percent, eco_rounding rounding); /* 0 <= percent <= 100 */

/* ---- the rulebook --------------------------------------------------------------------------------------------------------------------------------- */

typedef enum eco_from_kind { ECO_FROM_NOTHING, ECO_FROM_MINOR, ECO_FROM_QUANTITY } eco_from_kind;

typedef struct eco_rule { /* a promotion ready for work */
    const eco_promotion *promotion;
    int32_t index; /* in content.promotions */
    eco_from_kind from;
    const eco_compiled *when, *on;
    int32_t target;       /* rules with the same `on` have the same; -1: all goods, or it may change from rule to rule */
    const eco_map *codes; /* of a coupon "@set"; NULL: promotion->coupon is the code */
    const eco_benefit *const *benefits; /* one a tier; tiers rise by `from` */
} eco_rule;

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
    eco_map listed_skus;        /* SKU -> its first in `listed` */
    eco_rule *rules;            /* in the order of work */
    const eco_rule **exclusive; /* by priority, then id */
    size_t exclusive_count;
    eco_map targets; /* canonical text of an `on` -> eco_rule.target */
    eco_map codes;   /* single coupon codes that promotions know */
};

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

/* Stable; `spare` has room for `count` pointers. */
typedef int (*eco_compare)(const void *a, const void *b, const void *context);
void eco_sort(const void **items, const void **spare, size_t count, eco_compare compare, const void *context);

/* ---- one cart at work ----------------------------------------------------------------------------------------------------------------------------- */

struct eco_item { /* a line of goods, a surcharge, or the shipping */
    const char *id, *sku;
    const eco_attribute *attributes;
    size_t attributes_count;
    const eco_values *facts; /* its row */
    int32_t line;            /* index in quote->lines; -1: shipping */
    int32_t quantity_scale, unit_scale;
    bool includes_tax; /* a gross amount among net ones */
    bool grouped;      /* its taxes were rounded with others' */
    int64_t quantity, unit_minor;
    int64_t list, left; /* left: what discounts leave; of a surcharge and of shipping the amount */
    int64_t off;        /* by the promotion at work */
    int64_t net, tax, total, credit;
};

typedef struct eco_outcome { /* what became of a promotion */
    eco_reason reason;
    const char *by, *coupon;
    int64_t off;
    int64_t missing_minor, missing_quantity, next_off;
    eco_failure failure; /* of CONDITION, when explained */
} eco_outcome;

typedef struct eco_target { /* the goods that an `on` is for, in the order of work */
    eco_item **items;
    size_t count;
    bool known;
} eco_target;

struct eco_work {
    const eco_rulebook *rulebook;
    const eco_cart *cart;
    eco_explain explain;
    bool borrow;        /* texts of the quote are the cart's and rulebook's own */
    bool out_of_memory; /* remembered by eco_work_text and the growing lists */
    eco_arena *scratch, *result;
    eco_error *error;

    eco_item *items; /* goods, surcharges, shipping */
    size_t goods_count, surcharges_count, items_count;
    eco_item **order;         /* the same in an order that does not depend on the cart's: goods, surcharges, shipping */
    eco_target *targets;      /* beside eco_rule.target */
    eco_item **target;        /* room for one that is not kept */
    int64_t *weights, *parts; /* for splits; items_count */

    eco_values *cart_facts, *line_facts; /* line_facts: items x line_slots */
    eco_value *subtotal, *list_value;    /* those that change */
    const char **coupons;                /* sorted, each once */
    size_t coupons_count;
    int64_t list, left; /* of the goods */
    int64_t quantity;   /* whole units */

    eco_adjustment *adjustments;
    int32_t *sources; /* beside adjustments: index in content.promotions; of a sale list -1 - its index in content.price_lists */
    size_t adjustments_count, adjustments_capacity;
    eco_tax_line *taxes;
    size_t taxes_count;
    eco_decision *decisions;
    size_t decisions_count;

    eco_wide net, tax, total; /* of all items */
    int64_t surcharges, shipping, shipping_tax, credit, rounding;
};

/* cart_check.c */
eco_status eco_cart_check(const eco_cart *cart, const eco_allocator *allocator, eco_error *error);
/* facts.c */
eco_status eco_facts_begin(eco_work *work);  /* all but amounts */
eco_status eco_facts_priced(eco_work *work); /* line.unit */
void eco_facts_amounts(eco_work *work);      /* cart.subtotal, cart.list as they stand */
eco_status eco_facts_of_charge(eco_work *work, eco_item *item);
/* `rule` is named when a fact is not what the condition needs. */
eco_status eco_holds_for_cart(bool *holds, eco_work *work, const eco_compiled *condition, const char *rule);
eco_status eco_holds_for_item(bool *holds, eco_work *work, const eco_compiled *condition, const eco_item *item, const char *rule);
/* price_list.c */
eco_status eco_work_list_prices(eco_work *work);
eco_status eco_work_sale_prices(eco_work *work);
/* promotion.c */
eco_status eco_work_promotions(eco_work *work);
/* shipping.c, tax.c, tender.c */
eco_status eco_work_shipping(eco_work *work);
eco_status eco_work_taxes(eco_work *work);
eco_status eco_work_tenders(eco_work *work);
/* explain.c: what comes to nothing when nothing is to be explained */
void eco_explain_condition(eco_work *work, const eco_rule *rule, eco_outcome *outcome);
void eco_explain_rule(eco_work *work, const eco_rule *rule, const eco_outcome *outcome);
void eco_explain_sale_list(eco_work *work, const eco_price_list *list, int64_t off);
eco_status eco_explain_finish(eco_work *work, eco_quote *quote); /* unknown coupons, and the order */
void eco_explain_next(eco_work *work, const eco_rule *rule, int64_t value, int32_t reached, eco_outcome *outcome);
/* work.c */
eco_status eco_work_begin(eco_work *work); /* items, their order of work, room */
eco_status eco_work_order(eco_work *work);
eco_status eco_work_split(eco_work *work, int64_t whole, size_t count); /* work->parts of work->weights */
const char *eco_work_text(eco_work *work, const char *text);            /* for the quote */
/* Takes items[]->off of the target off what is left, as adjustments in the order of the cart. */
eco_status eco_work_take_off(eco_work *work, size_t target_count, int32_t source, const char *id, const char *coupon,
                             eco_stage stage);
eco_status eco_work_quote(eco_work *work, eco_quote *quote);
/* Fails with the item's path; message NULL: the path is put before an error that is there. */
eco_status eco_fail_item(eco_work *work, const eco_item *item, eco_status status, const char *message);
bool eco_code_entered(const eco_work *work, const eco_rule *rule, const char **code);

/* What eco_price does, in the caller's memory, which may be one arena and be reset between carts. */
typedef struct eco_price_request {
    eco_explain explain;
    bool trusted; /* the cart was checked */
    bool borrow;  /* the quote's texts may be those of the cart and the rulebook */
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
