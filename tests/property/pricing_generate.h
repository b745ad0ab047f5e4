/* pricing_generate.h - random rulebooks and carts over small domains, so that their rules meet; conditions are trees that are printed for the engine. */
#ifndef ECO_TEST_PRICING_GENERATE_H
#define ECO_TEST_PRICING_GENERATE_H
#include <ecomops/pricing.h>
#include <ecomops/time.h>
#include <stdio.h>

/* Where chance comes from: a seeded generator, or the bytes of a fuzzer (zeros when they end). */
typedef struct chance {
    uint64_t state;
    const uint8_t *bytes; /* NULL: use state */
    size_t size;
} chance;
int64_t chance_between(chance *chance, int64_t low, int64_t high);
int chance_of(chance *chance, int count);       /* 0..count - 1 */
bool chance_rarely(chance *chance, int rarity); /* true once in `rarity` times; zeros of an ended input mean no */
int64_t chance_amount(chance *chance,
                      int64_t most); /* 1..most; half of all are round, so that sums, thresholds and caps meet exactly */
#define PICK(chance, array) ((array)[chance_of((chance), (int)(sizeof(array) / sizeof *(array)))])

enum {
    LINES_MOST = 70, /* usually 6; now and then a crowd */
    LINES_FEW = 6,
    PROMOTIONS_MOST = 80, /* usually 7; now and then a crowd, whose conditions are short */
    PROMOTIONS_FEW = 7,
    LISTS_MOST = 4,
    TAXES_MOST = 3,
    SHIPPING_MOST = 4,
    SURCHARGES_MOST = 3,
    SHIPMENTS_MOST = 3,
    STEPS_MOST = 3,
    FLOORS_MOST = 4,
    CAMPAIGNS_MOST = 3,
    USED_MOST = 24,
    COUPONS_MOST = 4,
    TIERS_MOST = 3,
    ENTRIES_MOST = 5,
    ATTRIBUTES_MOST = 4,
    CONDITIONS_MOST = 1200
};

/* ---- conditions ---- */

typedef enum condition_kind {
    CONDITION_AND, /* its parts are no AND, those of an OR no OR: as the engine prints them */
    CONDITION_OR,
    CONDITION_NOT,
    CONDITION_NUMBER,  /* name relation number */
    CONDITION_NUMBERS, /* name [not] in (number, number) */
    CONDITION_TEXT,    /* name relation text */
    CONDITION_TEXTS,   /* name [not] in (text, text) */
    CONDITION_SET,     /* name [not] in @summer */
    CONDITION_TIME     /* at relation instant */
} condition_kind;

typedef enum relation { EQUAL, UNEQUAL, LESS, AT_MOST, MORE, AT_LEAST } relation;

typedef struct number_literal { /* as it is written, without needless zeros, and as a fraction */
    const char *text;
    int64_t up, down;
} number_literal;

typedef struct condition {
    condition_kind kind;
    relation relation;
    bool inverse; /* not in */
    const char *name;
    number_literal numbers[2];
    const char *texts[2]; /* without a quote inside */
    int64_t time_us;
    int parts_count;
    struct condition *parts[3];
} condition;

/* Canonical text, as the engine must print it. */
void condition_print(char *out, size_t size, const condition *given);

/* ---- a rulebook and a cart ---- */

typedef struct scenario {
    eco_rulebook_options options;
    int32_t zone_hours; /* offset of the rulebook's zone */
    int32_t exponent;   /* of its currency */
    eco_price_list lists[LISTS_MOST];
    const condition *list_when[LISTS_MOST];
    eco_price_entry entries[LISTS_MOST][ENTRIES_MOST];
    int32_t list_exponents[LISTS_MOST]; /* of their currencies */
    int lists_count;
    eco_promotion promotions[PROMOTIONS_MOST];
    const condition *promotion_when[PROMOTIONS_MOST], *promotion_on[PROMOTIONS_MOST], *promotion_buy[PROMOTIONS_MOST];
    eco_tier tiers[PROMOTIONS_MOST][TIERS_MOST];
    int promotions_count;
    eco_tax taxes[TAXES_MOST];
    const condition *tax_on[TAXES_MOST];
    int taxes_count;
    eco_shipping shipping[SHIPPING_MOST];
    const condition *shipping_when[SHIPPING_MOST];
    eco_shipping_step steps[SHIPPING_MOST][STEPS_MOST];
    int shipping_count;
    eco_floor floors[FLOORS_MOST];
    const condition *floor_on[FLOORS_MOST];
    int floors_count;
    eco_campaign campaigns[CAMPAIGNS_MOST];
    int campaigns_count;
    eco_used used[USED_MOST]; /* before this cart */
    int used_count;

    eco_cart cart;
    eco_cart_line lines[LINES_MOST];
    eco_attribute line_attributes[LINES_MOST][ATTRIBUTES_MOST];
    eco_surcharge surcharges[SURCHARGES_MOST];
    eco_attribute surcharge_attributes[SURCHARGES_MOST][ATTRIBUTES_MOST];
    eco_shipment shipments[SHIPMENTS_MOST];
    const char *coupons[COUPONS_MOST];
    eco_attribute attributes[ATTRIBUTES_MOST];

    int depth; /* of conditions */
    condition conditions[CONDITIONS_MOST];
    int conditions_count;
    char texts[128 * 1024]; /* of conditions and ids */
    size_t texts_size;
} scenario;

/* ---- the parts of scenario_make ---- */

enum { AT_DAY = 20768 /* 2026-11-11 */ };

typedef enum view { VIEW_LIST, VIEW_CART, VIEW_LINE, VIEW_TAX } view; /* a price list's when; a when; an on; a tax's on */

/* NULL now and then; else a condition, whose text goes to *expression: pricing_generate_condition.c */
const condition *scenario_maybe_condition(scenario *out, chance *chance, view view, eco_expression *expression);
const char *scenario_keep(scenario *out, const char *text);
void scenario_make_window(int64_t *starts_us, int64_t *ends_us, chance *chance);
void scenario_make_unit(int64_t *unit_minor, int32_t *unit_scale, chance *chance);
void scenario_make_promotions(scenario *out, chance *chance); /* pricing_generate_promotion.c */
void scenario_make_cart(scenario *out, chance *chance);       /* pricing_generate_cart.c */
void scenario_make_limits(scenario *out, chance *chance); /* pricing_generate_limit.c: of half of all, when all else is made */

extern const char *const generated_skus[4];
extern const char *const summer_set[2]; /* "@summer": SKUs */
extern const char *const codes_set[2];  /* "@codes": coupons */

/* The cart's lists point into the scenario: a copy must be pointed anew. */
void scenario_make(scenario *out, chance *chance);
void scenario_point(scenario *given);
eco_status scenario_build(eco_rulebook **out, const scenario *given, eco_error *error);
/* Readable, for a failing case. */
void scenario_dump(FILE *out, const scenario *given);

#endif
