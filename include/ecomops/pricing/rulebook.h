/* ecomops/pricing/rulebook.h - a rulebook is made by begin, adds, build:
 *
 *     eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "CNY"));
 *     eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = "300-50", ECO_LIST(tiers, ...)));
 *     if (eco_rulebook_build(&rulebook, rules, &error)) ...
 *
 * The builder remembers its first mistake, so begin and add need no check (even NULL is carried through): build reports it with its path
 * ("/promotions/300-50/when"). build frees the builder, whether it succeeds or not. Adds copy what they are given; their order does not matter.
 * One thread at a time. Every frozen object of the library is made like this.
 *
 * Expressions see, in `when` (the whole cart):
 *     cart.subtotal  cart.list  cart.quantity  cart.lines     money in major units; what is left now, at list price, units, lines
 *     cart.weight_g  cart.volume_cm3                          of the goods that say so
 *     at  at.date  at.weekday  at.hour  at.month  at.day      the cart's instant; the others in the rulebook's zone (date '2026-11-11', Monday is 1)
 *     channel  customer  shipping  coupon                     the cart's fields; shipping (methods) and coupon are many-valued
 *     line.sku  line.id  line.quantity  line.unit  line.NAME  many-valued: over all lines; NAME is an attribute of the lines
 *     NAME, NAME.NAME ...                                     the cart's attributes: customer.tier, country
 * and in `on` (one line): the same, but line.* is of this line, the line's own attributes are also known by their bare NAME, and a NAME that the line
 * does not have is looked for in the cart. Names that start with cart., line. or at. are kept for the library (line.NAME apart).
 * An attribute that is compared with a number must hold a number: else pricing is ECO_E_INVALID and names it. */
#ifndef ECOMOPS_PRICING_RULEBOOK_H
#define ECOMOPS_PRICING_RULEBOOK_H
#include <ecomops/id.h>
#include <ecomops/money.h>
#ifdef __cplusplus
extern "C" {
#endif

enum { ECO_E_NO_PRICE = 200 /* a line has no price of its own, and no price list of this instant knows its SKU */ };

/* How the promotions of a cart meet. Stages always follow one another; a level is what one stage holds of one priority. */
typedef int32_t eco_stacking;
enum {
    ECO_STACKING_SEQUENTIAL = 0,   /* all that hold, one after the other, each on what the ones before left */
    ECO_STACKING_BEST = 1,         /* of one level each line takes the promotion that takes most off it (ties: the lower id); levels follow one another.
                                      Of several exclusive promotions the one that takes most off is the only one */
    ECO_STACKING_FIRST = 2         /* in a stage a line takes what the highest level gives it that gives it anything, and is no target of lower levels */
};
ECO_API const char *eco_stacking_name(eco_stacking stacking);

typedef int32_t eco_tax_mode;
enum { ECO_TAX_EXCLUDED = 0 /* prices are net */, ECO_TAX_INCLUDED = 1 /* prices are gross */ };
ECO_API const char *eco_tax_mode_name(eco_tax_mode mode);
typedef int32_t eco_round_at;
enum {
    ECO_ROUND_AT_LINE = 0,         /* the tax of a line is rounded once */
    ECO_ROUND_AT_UNIT = 1,         /* ... of each unit */
    ECO_ROUND_AT_ORDER = 2         /* ... of all lines that bear the tax, and split over them */
};
ECO_API const char *eco_round_at_name(eco_round_at round_at);

typedef struct eco_rulebook_options {
    size_t struct_size;
    const char *currency;          /* required, ISO 4217 */
    const char *zone;              /* for rules by day or hour; default "UTC" */
    eco_rounding rounding;
    eco_stacking stacking;
    eco_tax_mode tax_mode;
    eco_round_at tax_round_at;
    int64_t cash_step_minor;       /* 0: no cash rounding */
    const eco_allocator *allocator;
} eco_rulebook_options;

typedef struct eco_rulebook_builder eco_rulebook_builder;
/* Starts a rulebook. NULL only without memory; a mistake in the options is reported by build. */
ECO_CHECK eco_rulebook_builder *eco_rulebook_begin(const eco_rulebook_options *options);
ECO_API void eco_rulebook_builder_free(eco_rulebook_builder *builder); /* only to give up: build frees it */

/* ---- prices ------------------------------------------------------------------------------------------------------------------- */

typedef struct eco_price_entry {
    const char *sku;
    int64_t unit_minor;            /* in 10^-unit_scale minor units; > 0 */
    int32_t unit_scale;
    int64_t from_quantity;         /* volume price, in whole units; 0: any quantity. Of one SKU the highest that is reached counts */
    uint64_t reserved[2];
} eco_price_entry;

/* The order in which a price is found:
 *     1. the lists that hold: their window, their `when` (channel, customer.group, ...), their currency (the rulebook's own, or one with a rate)
 *     2. of these, the entries of the SKU: of one list the one with the highest from_quantity that the line reaches
 *     3. of these, the lists of the highest priority, and of them the cheapest price (then the lower id)
 * First among the overrides: theirs becomes the list price, whatever the line says. Then among the sale lists: theirs counts if it is below the list
 * price, and is shown as an adjustment under the list's id, before all promotions. A line without a price of its own that no override knows has its
 * sale price as its list price. */
typedef struct eco_price_list {
    size_t struct_size;
    const char *id;                /* required; one name space with promotions */
    bool is_override;              /* replaces the list price; else it is a sale price and the saving is shown */
    eco_expression when;           /* "channel == 'app' and customer.group == 'b2b'"; NULL: always. Sees no amounts: it makes the prices */
    int64_t starts_us, ends_us;    /* half open; 0: no bound */
    int32_t priority;
    const char *currency;          /* of the entries; NULL: the rulebook's */
    eco_decimal rate;              /* of another currency: what one unit of it is in the rulebook's, both in major units; prices are converted when
                                      the rulebook is built, and rounded once to a minor unit. 0: a list of another currency does not hold */
    const eco_price_entry *entries;
    size_t entries_count;
} eco_price_list;
/* Adds a price list; it and its entries are copied. Gives the builder's first mistake, if there is one; it need not be looked at. */
ECO_API eco_status eco_rulebook_add_price_list(eco_rulebook_builder *builder, const eco_price_list *list);

/* ---- promotions --------------------------------------------------------------------------------------------------------------- */

typedef int32_t eco_stage; /* the fixed order of work; each stage sees what the ones before left */
enum {
    ECO_STAGE_ITEM = 0,            /* percentages are taken and rounded line by line; in later stages once, of the whole target, and split */
    ECO_STAGE_SET = 1,             /* buy X get Y, bundles */
    ECO_STAGE_SHOP = 2,            /* 满减 */
    ECO_STAGE_SHOP_COUPON = 3,
    ECO_STAGE_PLATFORM = 4,        /* 跨店满减 */
    ECO_STAGE_PLATFORM_COUPON = 5,
    ECO_STAGE_SHIPPING = 6         /* the goods in `on` decide, by their tiers, what is taken off the price of shipping */
};
ECO_API const char *eco_stage_name(eco_stage stage);

typedef int32_t eco_basis; /* what a threshold looks at, and what a percentage is taken of */
enum { ECO_BASIS_RUNNING = 0 /* what is left */, ECO_BASIS_LIST = 1 /* the list price */ };
ECO_API const char *eco_basis_name(eco_basis basis);

typedef int32_t eco_pick; /* which units benefit where not all do */
enum { ECO_PICK_CHEAPEST = 0, ECO_PICK_DEAREST = 1 };
ECO_API const char *eco_pick_name(eco_pick pick);

/* From this much on, this benefit; the highest tier reached counts. Give at most one kind of `from`, the same in all tiers of a promotion, and exactly
 * one benefit. No benefit takes more than is left, nor more than a floor allows. "The target" is what benefits of it, where not all units do. */
typedef struct eco_tier {
    int64_t from_minor;            /* the target lines are worth at least this */
    int64_t from_quantity;         /* or: they hold at least so many whole units */
    int64_t off_minor;             /* off the whole target, split over its lines by what is left of them */
    int64_t off_each_minor;        /* off each unit */
    eco_decimal off_percent;       /* 0 < percent <= 100 */
    int64_t price_each_minor;      /* each unit for this price */
    int64_t price_set_minor;       /* the whole target for this price; with group_quantity: each group of so many units (N for X). A group that is
                                      cheaper keeps its price */
    bool is_free;                  /* a price of zero is meant */
    const char *gift_sku;          /* a gift: a line of kind GIFT, at a price of zero */
    int64_t gift_quantity;         /* default 1 */
    uint64_t reserved[4];
} eco_tier;

typedef struct eco_promotion {
    size_t struct_size;
    const char *id;                /* required, unique */
    const char *label;             /* for people; default: the id */
    eco_stage stage;
    int32_t priority;              /* higher first; ties by id */
    int64_t starts_us, ends_us;    /* half open; 0: no bound */
    const char *coupon;            /* needs this code, or one of the codes in "@set"; NULL: automatic */
    eco_expression when;           /* over cart and customer; NULL: always */
    eco_expression on;             /* over a line: which lines it is for; NULL: all */
    eco_basis basis;               /* of thresholds: `from` */
    eco_basis percent_basis;       /* of off_percent: LIST takes 20 % and 30 % off together as 50 %, RUNNING as 44 % */
    const eco_tier *tiers;         /* required; at most 1,000 */
    size_t tiers_count;
    bool repeats;                  /* 每满: off_minor, or the gift, once for each full `from` of the tier */
    bool bands;                    /* each part of the target at its own tier, as income tax is: with from_minor each part of the amount (off_percent
                                      alone), with from_quantity each unit from that one on (off_percent, off_each_minor, price_each_minor, is_free).
                                      Tiers without a `from` begin with the first */

    /* Which units of the target benefit; with none of these fields, all. A unit is one piece of a line, worth what is left of the line, shared
     * (odd minor units to its first pieces); a line with a quantity_scale is one unit. Of equal units the first in canonical order (decision 14) stands
     * first. At most one of buy_quantity and group_quantity. Not with gifts, nor in the stage of shipping (max_quantity caps a gift's units). */
    int64_t buy_quantity;          /* buy X: for each X units of `buy` ... */
    eco_expression buy;            /* NULL: of the target itself */
    int64_t get_quantity;          /* ... Y other units of the target benefit; the last, short Y counts. 0: all that are not bought, once: from unit X + 1
                                      on. What is bought is taken from the dearest unit down, and first from units that cannot benefit; each Y right
                                      after its X: pick CHEAPEST takes it from the cheapest units up, DEAREST from the dearest that are left */
    int64_t group_quantity;        /* units go in groups of so many, those of full groups benefit. They stand from the dearest to the cheapest (pick
                                      CHEAPEST: the later benefit) or from the cheapest to the dearest (DEAREST) */
    int64_t nth;                   /* 第N件: of each group only this unit benefits, 1..group_quantity. {.group_quantity = 2, .nth = 2}: each second */
    bool dealt;                    /* with nth: units are dealt to the groups like cards, not group after group */
    eco_pick pick;
    int64_t max_quantity;          /* units that benefit at most, taken by pick; of price_set groups whole ones */
    int64_t max_line_quantity;     /* ... of each line, before max_quantity */

    int64_t max_off_minor;         /* cap; 0: none */
    bool exclusive;                /* applies alone: of the exclusive promotions that would give something the first by priority, and nothing else */
    const char *exclusion_group;   /* of the promotions that name the same group only one applies: the first in the order of work that gives something
                                      (among those that compete on a level: the one that takes most off) */
    bool stands_alone;             /* does not combine with others of its level: each line takes it, or all the others, whichever takes more off */

    /* How often it may be used, in all, by one customer, with one code; 0: no limit. One quote in which it gives something is one use, however often it
     * repeats. What has been used already comes in eco_price_options.used. A cart without a customer cannot use a promotion with limit_per_customer;
     * limit_per_code needs a coupon, and of several codes entered the first that has a use left (in the order of their bytes) is the one that is used. */
    const char *campaign;          /* whose budget it spends, and in whose window it works; NULL: none */
    int64_t limit, limit_per_customer, limit_per_code;
} eco_promotion;
/* Adds a promotion; it and its tiers are copied. Gives the builder's first mistake, if there is one; it need not be looked at. */
ECO_API eco_status eco_rulebook_add_promotion(eco_rulebook_builder *builder, const eco_promotion *promotion);

/* A budget that several promotions spend, in money taken off goods and shipping, and in uses. It counts what has been used already (eco_price_options.used)
 * and what this cart took, promotion by promotion in the order of work, line by line; it is never exceeded by one minor unit. A promotion that would give
 * something and finds no use left does not apply. Where less money is left than it would take off, `clip` decides: it gives what is left (an amount of the
 * whole target is split as always; what is taken line by line is given to the lines in canonical order as long as it lasts), or it does not apply. It never
 * applies where nothing is left; gifts spend uses, but no money.
 *
 * Whoever compares (exclusive promotions, those that compete on a level, floors that block) sees what the budget leaves. Those that compete on a level are
 * compared by what each would get alone; then each takes, in the order of work, what the lines that it won cost. The first that finds too little left is
 * cut to it, and gets no other line (or leaves, where it does not clip), and the lines are compared again. */
typedef struct eco_campaign {
    size_t struct_size;
    const char *id;                /* required, unique among campaigns */
    int64_t budget_minor;          /* 0: no limit */
    int64_t budget_uses;           /* 0: no limit */
    bool clip;                     /* give what is left of budget_minor; else the promotion does not apply */
    int64_t starts_us, ends_us;    /* half open; 0: no bound: its promotions do not apply outside */
} eco_campaign;
/* Adds a campaign. Gives the builder's first mistake, if there is one; it need not be looked at. */
ECO_API eco_status eco_rulebook_add_campaign(eco_rulebook_builder *builder, const eco_campaign *campaign);

/* A named set for expressions and coupons: "@summer". The name is written without the @. */
ECO_API eco_status eco_rulebook_add_set(eco_rulebook_builder *builder, const char *name, const char *const *members, size_t count);

/* ---- tax, shipping, floors ---------------------------------------------------------------------------------------------------- */

/* Every tax whose `on` holds is due on the line. `on` sees a surcharge as a line (line.sku is its id) and a shipment as a line whose sku is "shipping". */
typedef struct eco_tax {
    size_t struct_size;
    const char *id;                /* "vat" */
    eco_expression on;             /* "category == 'book' and country == 'DE'"; NULL: everything */
    eco_decimal percent;           /* 0..1,000,000, with at most 9 decimals; in a rulebook with compound taxes 0..10,000, with at most 4 */
    bool compound;                 /* taxed on the amount with all its taxes that are not compound (several compound ones do not see each other) */
} eco_tax;
/* Adds a tax. Gives the builder's first mistake, if there is one; it need not be looked at. */
ECO_API eco_status eco_rulebook_add_tax(eco_rulebook_builder *builder, const eco_tax *tax);

/* A step of a shipping table. Give at most one kind of `from`, the same in all steps; the highest step reached counts, below the first the first. */
typedef struct eco_shipping_step {
    int64_t from_minor;            /* what is left of the goods */
    int64_t from_quantity;         /* whole units */
    int64_t from_weight_g;         /* weight of the goods */
    int64_t from_volume_cm3;
    int64_t price_minor;           /* 0: free */
    int64_t more_each;             /* 续重, 续件: above `from`, each so much more (begun counts as full; in the unit of `from`, not of an amount) ... */
    int64_t more_minor;            /* ... costs this much more. 首重 1 kg 12.00, 续重 500 g 5.00:
                                      {.from_weight_g = 1000, .price_minor = 1200, .more_each = 500, .more_minor = 500} */
    uint64_t reserved[4];
} eco_shipping_step;

/* The price of a shipping method. Of the entries of the method whose `when` holds, the one with the highest from_minor reached (by what is left
 * of the goods) counts; then the higher priority, the lower id. A method that no entry knows, or none that is for this cart, is ECO_E_NOT_FOUND. */
typedef struct eco_shipping {
    size_t struct_size;
    const char *id;                /* required, unique among shipping */
    const char *method;            /* required: "standard" */
    eco_expression when;           /* "country == 'CN' and region != 'Xinjiang'" */
    int64_t from_minor;
    int64_t price_minor;           /* 0: free, or by `steps` */
    int32_t priority;
    const eco_shipping_step *steps;/* a price by amount, quantity, weight or volume of all goods; at most 1,000 */
    size_t steps_count;
} eco_shipping;
/* Adds a price of a shipping method. Gives the builder's first mistake, if there is one; it need not be looked at. */
ECO_API eco_status eco_rulebook_add_shipping(eco_rulebook_builder *builder, const eco_shipping *shipping);

typedef int32_t eco_floor_mode;
enum {
    ECO_FLOOR_CLAMP = 0,           /* discounts go down to the floor and no further */
    ECO_FLOOR_BLOCK = 1,           /* a promotion that would go below it does not apply at all */
    ECO_FLOOR_WARN = 2             /* it applies; its decision names the floor and by how much it is below */
};
ECO_API const char *eco_floor_mode_name(eco_floor_mode mode);

/* What no discount (of a sale list or promotion) may go below; a list price may. Give at least one of the four bounds; the highest counts. They are per
 * unit, the line's is rounded up. Of several floors of one mode on a line the highest counts. */
typedef struct eco_floor {
    size_t struct_size;
    const char *id;                /* required, unique among floors */
    eco_expression on;             /* the lines; NULL: all. Asked once, before all discounts */
    int64_t unit_minor;            /* this price, as the rulebook's prices are: net or gross */
    eco_decimal margin_percent;    /* this margin, of the net price: (price - cost) / price; < 100 */
    int64_t margin_minor;          /* this much over the cost, net. A line without a cost has no margin floor */
    bool at_cost;                  /* the cost itself, net: never at a loss */
    eco_floor_mode mode;
} eco_floor;
/* Adds a floor. Gives the builder's first mistake, if there is one; it need not be looked at. */
ECO_API eco_status eco_rulebook_add_floor(eco_rulebook_builder *builder, const eco_floor *floor);

/* ---- the rulebook ------------------------------------------------------------------------------------------------------------- */

typedef struct eco_rulebook eco_rulebook; /* frozen, reference counted */
/* Checks and compiles all that was added. The first mistake comes back with its path; the builder (which may be NULL: ECO_E_MEMORY) is consumed in
 * any case. The rulebook is the caller's until eco_rulebook_free; any number of threads may price with it at once. */
ECO_CHECK eco_status eco_rulebook_build(eco_rulebook **out, eco_rulebook_builder *builder, eco_error *error);
/* One more owner; thread-safe. Gives the rulebook back. */
ECO_API eco_rulebook *eco_rulebook_retain(eco_rulebook *rulebook);
ECO_API void eco_rulebook_free(eco_rulebook *rulebook); /* one owner less; NULL is fine */

/* What is in it, as it was added, defaults filled in; lists by id, sets by name, members sorted. Borrowed from the rulebook. */
typedef struct eco_rulebook_set {
    const char *name;
    const char *const *members;
    size_t members_count;
} eco_rulebook_set;
typedef struct eco_rulebook_content {
    const char *currency, *zone;
    eco_rounding rounding;
    eco_stacking stacking;
    eco_tax_mode tax_mode;
    eco_round_at tax_round_at;
    int64_t cash_step_minor;
    eco_id digest;                 /* XXH3-128 of the content: the same content gives the same digest */
    const eco_price_list *const *price_lists;
    size_t price_lists_count;
    const eco_promotion *const *promotions;
    size_t promotions_count;
    const eco_tax *const *taxes;
    size_t taxes_count;
    const eco_shipping *const *shipping;
    size_t shipping_count;
    const eco_floor *const *floors;
    size_t floors_count;
    const eco_rulebook_set *sets;
    size_t sets_count;
    const eco_campaign *const *campaigns;
    size_t campaigns_count;
} eco_rulebook_content;
ECO_API const eco_rulebook_content *eco_rulebook_content_of(const eco_rulebook *rulebook); /* borrowed until eco_rulebook_free */
#ifdef __cplusplus
}
#endif
#endif
