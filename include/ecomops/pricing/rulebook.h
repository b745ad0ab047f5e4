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
 *     at  at.date  at.weekday  at.hour  at.month  at.day      the cart's instant; the others in the rulebook's zone (date '2026-11-11', Monday is 1)
 *     channel  customer  shipping  coupon                     the cart's fields; coupon is many-valued
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

/* Of the lists that hold at this instant and know the SKU, those of the highest priority count, and of these the cheapest price (then the lower id).
 * First the overrides: theirs becomes the list price, whatever the line says. Then the sale lists: theirs counts if it is below the list price,
 * and is shown as an adjustment under the list's id, before all promotions. */
typedef struct eco_price_list {
    size_t struct_size;
    const char *id;                /* required; one name space with promotions */
    bool is_override;              /* replaces the list price; else it is a sale price and the saving is shown */
    eco_expression when;           /* "channel == 'app' and customer.group == 'b2b'"; NULL: always. Sees no amounts: it makes the prices */
    int64_t starts_us, ends_us;    /* half open; 0: no bound */
    int32_t priority;
    const eco_price_entry *entries;
    size_t entries_count;
} eco_price_list;
/* Adds a price list; it and its entries are copied. Gives the builder's first mistake, if there is one; it need not be looked at. */
ECO_API eco_status eco_rulebook_add_price_list(eco_rulebook_builder *builder, const eco_price_list *list);

/* ---- promotions --------------------------------------------------------------------------------------------------------------- */

typedef int32_t eco_stage; /* the fixed order of work; each stage sees what the ones before left */
enum {
    ECO_STAGE_ITEM = 0,            /* percentages are taken and rounded line by line; in later stages once, of the whole target, and split */
    ECO_STAGE_SET = 1,
    ECO_STAGE_SHOP = 2,            /* 满减 */
    ECO_STAGE_SHOP_COUPON = 3,
    ECO_STAGE_PLATFORM = 4,        /* 跨店满减 */
    ECO_STAGE_PLATFORM_COUPON = 5
};
ECO_API const char *eco_stage_name(eco_stage stage);

typedef int32_t eco_basis; /* what a threshold looks at */
enum { ECO_BASIS_RUNNING = 0 /* what is left of the target */, ECO_BASIS_LIST = 1 /* the target at list price */ };
ECO_API const char *eco_basis_name(eco_basis basis);

/* From this much on, this benefit; the highest tier reached counts. Give at most one kind of `from`, the same in all tiers of a promotion, and exactly
 * one benefit. No benefit takes more than is left. */
typedef struct eco_tier {
    int64_t from_minor;            /* the target lines are worth at least this */
    int64_t from_quantity;         /* or: they hold at least so many whole units */
    int64_t off_minor;             /* off the whole target, split over its lines by what is left of them */
    int64_t off_each_minor;        /* off each unit */
    eco_decimal off_percent;       /* 0 < percent <= 100 */
    int64_t price_each_minor;      /* each unit for this price */
    int64_t price_set_minor;       /* the whole target for this price */
    bool is_free;                  /* a price of zero is meant */
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
    eco_basis basis;
    const eco_tier *tiers;         /* required; at most 1,000 */
    size_t tiers_count;
    bool repeats;                  /* 每满: off_minor once for each full `from` of the tier */
    int64_t max_off_minor;         /* cap; 0: none */
    bool exclusive;                /* applies alone: of the exclusive promotions that would give something the first by priority, and nothing else */
} eco_promotion;
/* Adds a promotion; it and its tiers are copied. Gives the builder's first mistake, if there is one; it need not be looked at. */
ECO_API eco_status eco_rulebook_add_promotion(eco_rulebook_builder *builder, const eco_promotion *promotion);

/* A named set for expressions and coupons: "@summer". The name is written without the @. */
ECO_API eco_status eco_rulebook_add_set(eco_rulebook_builder *builder, const char *name, const char *const *members, size_t count);

/* ---- tax, shipping ------------------------------------------------------------------------------------------------------------ */

/* Every tax whose `on` holds is due on the line. `on` sees a surcharge as a line (line.sku is its id) and shipping as a line whose sku is "shipping". */
typedef struct eco_tax {
    size_t struct_size;
    const char *id;                /* "vat" */
    eco_expression on;             /* "category == 'book' and country == 'DE'"; NULL: everything */
    eco_decimal percent;           /* 0..1,000,000, with at most 9 decimals */
} eco_tax;
/* Adds a tax. Gives the builder's first mistake, if there is one; it need not be looked at. */
ECO_API eco_status eco_rulebook_add_tax(eco_rulebook_builder *builder, const eco_tax *tax);

/* The price of a shipping method. Of the entries of the cart's method whose `when` holds, the one with the highest from_minor reached (by what is left
 * of the goods) counts; then the higher priority, the lower id. A method that no entry knows, or none that is for this cart, is ECO_E_NOT_FOUND. */
typedef struct eco_shipping {
    size_t struct_size;
    const char *id;                /* required, unique among shipping */
    const char *method;            /* required: "standard" */
    eco_expression when;           /* "country == 'CN' and region != 'Xinjiang'" */
    int64_t from_minor;
    int64_t price_minor;           /* 0: free */
    int32_t priority;
} eco_shipping;
/* Adds a price of a shipping method. Gives the builder's first mistake, if there is one; it need not be looked at. */
ECO_API eco_status eco_rulebook_add_shipping(eco_rulebook_builder *builder, const eco_shipping *shipping);

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
    const eco_rulebook_set *sets;
    size_t sets_count;
} eco_rulebook_content;
ECO_API const eco_rulebook_content *eco_rulebook_content_of(const eco_rulebook *rulebook); /* borrowed until eco_rulebook_free */
#ifdef __cplusplus
}
#endif
#endif
