/* pricing_reference.h - what a cart costs, by a slow and obvious model: plain arrays, one function a rule, arithmetic of its own. It shares nothing with
 * lib/pricing or lib/base but the input structs. */
#ifndef ECO_TEST_PRICING_REFERENCE_H
#define ECO_TEST_PRICING_REFERENCE_H
#include "pricing_generate.h"

typedef __int128 wide;

/* ---- arithmetic: pricing_reference_number.c ---- */

wide reference_power10(int exponent);
int64_t reference_narrow(wide value); /* ends the program where it does not fit: the domains are small */
/* up / down, rounded once; down > 0. */
wide reference_round(wide up, wide down, eco_rounding rounding);
/* Shares of whole by weights >= 0: rounded down, then one more each for the largest fractions; ties to the first. */
void reference_split(int64_t *parts, int64_t whole, const int64_t *weights, int count);
/* ... none above its cap; what one cannot take goes to the others by their weights. whole <= the sum of the caps. */
void reference_split_capped(int64_t *parts, int64_t whole, const int64_t *weights, const int64_t *caps, int count);

/* ---- what is priced ---- */

enum {
    REFERENCE_LINES = LINES_MOST + SURCHARGES_MOST,
    REFERENCE_ITEMS = REFERENCE_LINES + SHIPMENTS_MOST,
    REFERENCE_UNITS = LINES_FEW * 64 + LINES_MOST * 4,
    REFERENCE_ADJUSTMENTS = (PROMOTIONS_MOST + LISTS_MOST) * LINES_MOST,
    REFERENCE_TAXES = TAXES_MOST * REFERENCE_ITEMS,
    REFERENCE_DECISIONS = PROMOTIONS_MOST + LISTS_MOST + COUPONS_MOST
};

typedef struct reference_floor { /* of one mode, on one line; id NULL: there is none */
    const char *id;
    int64_t amount_minor;
} reference_floor;

typedef struct reference_line { /* goods, a surcharge, or a shipment, which is a line whose sku is "shipping" */
    const char *id, *sku, *method;
    const char *given_id; /* "" where it is made of the place */
    int place;            /* in the quote's lines or shipments */
    int64_t quantity;
    int32_t quantity_scale;
    int64_t given_minor; /* of a shipment, as the carrier quoted it; 0: by the rulebook */
    int64_t unit_minor;  /* list price */
    int32_t unit_scale;
    int64_t cost_minor, weight_g, volume_cm3;
    const eco_attribute *attributes;
    size_t attributes_count;
    bool is_free;
    bool is_taken;             /* stacking FIRST: by a higher level of this stage */
    reference_floor floors[3]; /* by mode */
    int64_t list_minor, left_minor;
    int64_t net_minor, tax_minor, total_minor, credit_minor;
} reference_line;

/* unit price x quantity, rounded once */
int64_t reference_extend(const scenario *given, int64_t unit, int32_t unit_scale, const reference_line *line);
int64_t reference_percent(const scenario *given, int64_t amount, eco_decimal percent);

/* ---- conditions: pricing_reference_condition.c ---- */

typedef struct reference_view { /* what an expression can see */
    const scenario *scenario;
    const reference_line *lines; /* goods */
    int lines_count;
    const reference_line *line; /* of an `on`; NULL in a `when` */
} reference_view;

bool reference_holds(const condition *given, const reference_view *view); /* NULL holds */
/* Is it what an explanation may say was found, where this comparison failed? One of the name's values; NULL where there is none. */
bool reference_is_found(const char *found, const condition *failed, const reference_view *view);

/* ---- the quote ---- */

typedef struct reference_adjustment {
    const char *promotion, *coupon;
    int line, stage; /* -1 - i: shipment i */
    int64_t quantity, off_minor;
} reference_adjustment;

typedef struct reference_gift {
    const char *promotion, *sku;
    int64_t quantity;
} reference_gift;

typedef struct reference_use {
    const char *promotion, *campaign, *code;
    int64_t spent_minor, left_uses, left_minor;
} reference_use;

#define REFERENCE_NO_LIMIT INT64_MAX
typedef struct reference_budget { /* what is left; REFERENCE_NO_LIMIT: of no limit */
    int64_t minor, uses;
} reference_budget;

typedef struct reference_tax {
    const char *tax;
    int line; /* -1 - i: shipment i */
    int64_t base_minor, tax_minor;
} reference_tax;

typedef struct reference_decision {
    const char *promotion, *label, *by;
    const char *coupon; /* that the promotion needs; "" where none */
    bool entered;       /* ... and the cart has */
    bool bounded;       /* but for bounds cart.subtotal >= or cart.quantity >= its conditions hold */
    eco_reason reason;
    int64_t off_minor, clipped_minor, missing_minor, missing_quantity, next_off_minor, left_minor;
    char needed[2048]; /* of a condition, limit, budget or unknown coupon */
    const char *found; /* of a limit */
    const condition *failed;
} reference_decision;

typedef struct reference_quote {
    eco_status status; /* and nothing else, when it is not ECO_OK */
    const scenario *given;
    int goods_count, lines_count, gifts_count, shipments_count, adjustments_count, taxes_count, decisions_count, uses_count;
    reference_budget budgets[CAMPAIGNS_MOST]; /* beside the campaigns: as they stand */
    int64_t list_minor, discount_minor, surcharge_minor, shipping_minor, shipping_discount_minor, net_minor, tax_minor,
        shipping_tax_minor, total_minor, credit_minor, rounding_minor, payable_minor;
    char ids[REFERENCE_ITEMS][8];
    reference_line lines[REFERENCE_LINES]; /* goods, then surcharges; from here on nothing is cleared but what is counted */
    reference_line shipments[SHIPMENTS_MOST];
    reference_gift gifts[PROMOTIONS_MOST]; /* lines after the others */
    reference_adjustment adjustments[REFERENCE_ADJUSTMENTS];
    reference_tax taxes[REFERENCE_TAXES];
    reference_use uses[PROMOTIONS_MOST];
    reference_decision decisions[REFERENCE_DECISIONS];
} reference_quote;

void reference_price(reference_quote *out, const scenario *given);

/* false, and the first difference in message, where the engine's quote (explained in full) is another. */
bool reference_same(char *message, size_t size, const reference_quote *expected, const eco_quote *quote);

/* ---- the steps of reference_price ---- */

/* Places in canonical order: the order of a cart's lines must not matter. Of goods or of shipments; and of all lines (the surcharges by id). */
void reference_order(int *places, const reference_line *lines, int count);
void reference_order_all(int *places, const reference_quote *quote);

/* pricing_reference_list.c: list prices and floors, then sale prices */
eco_status reference_list_prices(reference_quote *quote, const scenario *given, int *sales);
void reference_find_floors(reference_quote *quote, const scenario *given); /* pricing_reference_floor.c */
void reference_apply_sales(reference_quote *quote, const scenario *given, const int *sales);

/* pricing_reference_stack.c: all promotions; shipments get their prices before the stage of shipping */
eco_status reference_promote(reference_quote *quote, const scenario *given);
reference_decision *reference_add_decision(reference_quote *quote, const char *promotion, const char *label, eco_reason reason);
void reference_add_adjustments(reference_quote *quote, const char *promotion, const char *coupon, eco_stage stage,
                               const int64_t *offs, const int64_t *quantities);

/* pricing_reference_shipping.c */
eco_status reference_price_shipments(reference_quote *quote, const scenario *given);

/* pricing_reference_tax.c: goods, surcharges and shipments, whose amounts are fixed, get their taxes */
void reference_tax_all(reference_quote *quote, const scenario *given);
/* The line's net amount with all taxes that it would bear is net x *up / *down. */
void reference_tax_factor(wide *up, wide *down, const reference_quote *quote, const scenario *given, const reference_line *line);

/* ---- one promotion ---- */

/* What of each line (in the stage of shipping: of each shipment) benefits, and how. */
typedef struct reference_part {
    int64_t units, of;          /* so many of its pieces benefit */
    int64_t base;               /* what these are worth */
    int64_t list;               /* ... at list price */
    int64_t room;               /* at most so much may be taken off */
    const char *floor;          /* that leaves less room than the base; or NULL */
    int64_t meant, wanted, off; /* wanted: of what is meant, what there is */
} reference_part;

typedef struct reference_selection {
    reference_line *lines; /* of the quote: goods or shipments */
    int lines_count;
    bool targets[REFERENCE_LINES];
    reference_part parts[REFERENCE_LINES];
    reference_part bands[TIERS_MOST][REFERENCE_LINES]; /* with bands by quantity: what of each line is at which tier */
    int64_t saved_by_groups;                           /* groups for price_set_minor */
} reference_selection;

/* pricing_reference_units.c: which units of the target lines benefit of the tier; how many do. buys: lines of `buy`. */
int64_t reference_select(reference_selection *out, const scenario *given, const eco_promotion *promotion, const eco_tier *tier,
                         const bool *buys);

typedef struct reference_trial { /* what a promotion would do now */
    eco_reason reason;
    const char *by, *coupon;
    int64_t offs[REFERENCE_LINES], quantities[REFERENCE_LINES];
    const char *gift_sku;
    int64_t gift_quantity;
    int64_t off_minor, meant_minor, clipped_minor, missing_minor, missing_quantity, next_off_minor, left_minor;
    bool bounded, cut; /* cut: among others of its level, to what its campaign had left */
    char needed[2048];
    const char *found;
    const condition *failed; /* what is needed */
} reference_trial;

/* pricing_reference_promotion.c */
bool reference_is_open(reference_trial *out, const scenario *given, const eco_promotion *promotion); /* its time and coupon */
void reference_try(reference_trial *out, reference_quote *quote, const scenario *given, int which);
/* pricing_reference_limit.c */
int reference_campaign(const scenario *given, const eco_promotion *promotion); /* its place; -1: none */
void reference_begin_budgets(reference_quote *quote, const scenario *given);
void reference_spend(reference_budget *budget, int64_t minor); /* one use, and so much money */
bool reference_has_use_left(reference_trial *out, const scenario *given, const eco_promotion *promotion);
/* What was applied: it spends its campaign's budget. */
void reference_add_use(reference_quote *quote, const scenario *given, const eco_promotion *promotion,
                       const reference_trial *trial);
/* It would take off_minor off, but the campaign has too little. */
void reference_refuse(reference_trial *out, const scenario *given, int campaign, const reference_budget *budget,
                      const char *needed);

/* pricing_reference_benefit.c: value is what the threshold looked at. */
void reference_take(reference_trial *out, reference_selection *selection, const reference_quote *quote, const scenario *given,
                    const eco_promotion *promotion, const eco_tier *tier, int64_t value);

/* The tier with the highest from <= value, or (next) the lowest from > value; NULL: none. */
const eco_tier *reference_tier_at(const eco_promotion *promotion, int64_t value, bool next);
int64_t reference_from(const eco_tier *tier);

#endif
