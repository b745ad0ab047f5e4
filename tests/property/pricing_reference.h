/* pricing_reference.h - what a cart costs, by a slow and obvious model: plain arrays, one function a rule, arithmetic of its own. It shares nothing with
 * lib/pricing or lib/base but the input structs. */
#ifndef ECO_TEST_PRICING_REFERENCE_H
#define ECO_TEST_PRICING_REFERENCE_H
#include "pricing_generate.h"

typedef __int128 wide;

/* ---- arithmetic ---- */

/* up / down, rounded once; down > 0. */
wide reference_round(wide up, wide down, eco_rounding rounding);
/* Shares of whole by weights >= 0: rounded down, then one more each for the largest fractions; ties to the first. */
void reference_split(int64_t *parts, int64_t whole, const int64_t *weights, int count);

/* ---- conditions ---- */

/* What an expression can see. */
typedef struct reference_line { /* goods, or a surcharge or shipping seen as a line */
    const char *id, *sku;
    const char *given_id; /* "" where it is made of the place */
    int64_t quantity;
    int32_t quantity_scale;
    int64_t unit_minor; /* list price */
    int32_t unit_scale;
    const eco_attribute *attributes;
    size_t attributes_count;
    bool is_free;
    int64_t list_minor, left_minor;
    int64_t net_minor, tax_minor, total_minor, credit_minor;
} reference_line;

typedef struct reference_view {
    const scenario *scenario;
    const reference_line *lines; /* goods */
    int lines_count;
    const reference_line *line; /* of an `on`; NULL in a `when` */
} reference_view;

bool reference_holds(const condition *given, const reference_view *view); /* NULL holds */

/* ---- the quote ---- */

enum {
    REFERENCE_LINES = LINES_MOST + SURCHARGES_MOST,
    REFERENCE_ADJUSTMENTS = (PROMOTIONS_MOST + LISTS_MOST) * LINES_MOST,
    REFERENCE_TAXES = TAXES_MOST * (REFERENCE_LINES + 1),
    REFERENCE_DECISIONS = PROMOTIONS_MOST + LISTS_MOST + COUPONS_MOST
};

typedef struct reference_adjustment {
    const char *promotion, *coupon;
    int line, stage;
    int64_t off_minor;
} reference_adjustment;

typedef struct reference_tax {
    const char *tax;
    int line;
    int64_t base_minor, tax_minor;
} reference_tax;

typedef struct reference_decision {
    const char *promotion, *label, *by;
    const char *coupon; /* that the promotion needs; "" where none */
    bool entered;       /* ... and the cart has */
    bool bounded;       /* a condition on cart.subtotal >= or cart.quantity >= failed */
    eco_reason reason;
    int64_t off_minor, missing_minor, missing_quantity, next_off_minor;
    char needed[2048]; /* of a condition or unknown coupon */
} reference_decision;

typedef struct reference_quote {
    eco_status status;                     /* and nothing else, when it is not ECO_OK */
    reference_line lines[REFERENCE_LINES]; /* goods, then surcharges */
    char ids[REFERENCE_LINES][8];
    int goods_count, lines_count;
    reference_adjustment adjustments[REFERENCE_ADJUSTMENTS];
    int adjustments_count;
    reference_tax taxes[REFERENCE_TAXES];
    int taxes_count;
    reference_decision decisions[REFERENCE_DECISIONS];
    int decisions_count;
    int64_t list_minor, discount_minor, surcharge_minor, shipping_minor, net_minor, tax_minor, shipping_tax_minor, total_minor,
        credit_minor, rounding_minor, payable_minor;
} reference_quote;

void reference_price(reference_quote *out, const scenario *given);
/* Goods, surcharges and shipping, whose amounts are fixed, get their taxes. */
void reference_tax_all(reference_quote *out, const scenario *given, reference_line *shipping);
/* Places of the goods in canonical order: the order of a cart's lines must not matter. */
void reference_order(int *places, const reference_line *lines, int count);
/* ... and of the surcharges behind them: by id. */
void reference_order_all(int *places, const reference_quote *quote);

/* false, and the first difference in message, where the engine's quote (explained in full) is another. */
bool reference_same(char *message, size_t size, const reference_quote *expected, const eco_quote *quote);

#endif
