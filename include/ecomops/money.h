/* ecomops/money.h - exact amounts: minor units, rates, one rounding per step, and parts that sum to the whole. */
#ifndef ECOMOPS_MONEY_H
#define ECOMOPS_MONEY_H
#include <ecomops/base.h>
#ifdef __cplusplus
extern "C" {
#endif

/* An exact rate or factor: coefficient / 10^scale, scale 0..18. {125, 1} is 12.5; percents are given as percents: {15, 0} is 15 %. */
typedef struct eco_decimal {
    int64_t coefficient;
    int32_t scale;
} eco_decimal;

typedef int32_t eco_rounding;
enum {
    ECO_ROUNDING_HALF_UP = 0,   /* half away from zero: the default, as in shops and tax law (docs/decisions) */
    ECO_ROUNDING_HALF_EVEN = 1,
    ECO_ROUNDING_HALF_DOWN = 2, /* half toward zero */
    ECO_ROUNDING_UP = 3,        /* away from zero */
    ECO_ROUNDING_DOWN = 4,      /* toward zero */
    ECO_ROUNDING_CEILING = 5,
    ECO_ROUNDING_FLOOR = 6,
    ECO_ROUNDING_HALF_ODD = 7,
    ECO_ROUNDING_HALF_CEILING = 8, /* half toward +infinity */
    ECO_ROUNDING_HALF_FLOOR = 9    /* half toward -infinity */
};
ECO_API const char *eco_rounding_name(eco_rounding rounding);

/* ISO 4217. Static, never freed; NULL for an unknown code. */
typedef struct eco_currency {
    char code[4];
    int32_t number;
    int32_t exponent;        /* 0..4 */
    int32_t cash_step_minor; /* 5 for CHF; 1 where cash is exact */
} eco_currency;
ECO_API const eco_currency *eco_currency_find(const char *code); /* static, exact upper-case code; NULL: there is none */

/* "19.99" <-> 1999. More decimals than the currency has are ECO_E_SYNTAX, never rounded. */
ECO_CHECK eco_status eco_money_parse(int64_t *minor, const char *text, const char *currency, eco_error *error);
#define ECO_MONEY_TEXT 32
ECO_API char *eco_money_text(char *text, int64_t minor, const char *currency); /* fills ECO_MONEY_TEXT bytes and gives them back; cannot fail */
ECO_CHECK eco_status eco_decimal_parse(eco_decimal *out, const char *text, eco_error *error); /* "12.50", "-0.5"; no exponent, no blanks */
#define ECO_DECIMAL_TEXT 32
ECO_API char *eco_decimal_text(char *text, eco_decimal value); /* exact, keeps the scale: {1250, 2} is "12.50"; cannot fail */

/* amount x factor; a unit price (in 10^-unit_scale minor units) x a quantity (in 10^-quantity_scale units); and an amount in 10^-scale minor units
 * to the nearest multiple of step, so that cash rounding never rounds twice. Each rounds once. Scales are 0..18. */
ECO_CHECK eco_status eco_money_multiply(int64_t *out, int64_t minor, eco_decimal factor, eco_rounding rounding, eco_error *error);
ECO_CHECK eco_status eco_money_extend(int64_t *out, int64_t unit_minor, int32_t unit_scale, int64_t quantity, int32_t quantity_scale,
                                      eco_rounding rounding, eco_error *error);
ECO_CHECK eco_status eco_money_round(int64_t *out, int64_t amount, int32_t scale, int64_t step_minor, eco_rounding rounding, eco_error *error);

/* How the steps that exact shares leave over are given out. The first is ours; the others reproduce what other systems print. */
typedef int32_t eco_split_rule;
enum {
    ECO_SPLIT_LARGEST_REMAINDER = 0, /* one step each, largest fraction first */
    ECO_SPLIT_LARGEST_WEIGHT = 1,    /* shares down, then one step each by weight, largest first */
    ECO_SPLIT_FIRST = 2,             /* shares down, then one step each from the first on */
    ECO_SPLIT_NEAREST = 3,           /* shares to the nearest (half down), the difference one step each from the first on */
    ECO_SPLIT_FROM_LAST = 4,         /* from the last to the first: its share, rounded down, of what is left over the weights that are left */
    ECO_SPLIT_BLOCKS = 5,            /* whole multiples of the weights (in lowest terms) only; the rest is left over in *rest */
    ECO_SPLIT_DOWN = 6               /* shares down, and nothing more; the rest is left over in *rest */
};
ECO_API const char *eco_split_rule_name(eco_split_rule rule);
typedef int32_t eco_split_tie;
enum { ECO_SPLIT_TIE_WEIGHT = 0 /* to the larger weight, then to the lower index */, ECO_SPLIT_TIE_FIRST = 1 /* to the lower index */ };
ECO_API const char *eco_split_tie_name(eco_split_tie tie);

/* Splits `whole` over `count` weights (>= 0); parts[] sum to it exactly, and splitting -whole gives the negated parts. A zero weight gets nothing
 * but its floor, unless all are zero: then all count alike. caps and floors (>= 0, of the size of the part) may be NULL; a part that reaches its cap passes what it
 * cannot take on to the others, by their weights. What caps, floors, steps, blocks and shares down leave over comes back in *rest (NULL: leaving a rest is
 * ECO_E_REFUSED); floors that sum to more than the whole are ECO_E_REFUSED. parts and weights may be the same array. O(n log n). */
typedef struct eco_split_options {
    size_t struct_size;
    int64_t step_minor;     /* parts are multiples of this; default 1 */
    const int64_t *caps;    /* most for each part */
    const int64_t *floors;  /* least for each part */
    eco_split_rule rule;
    eco_split_tie tie;      /* for ECO_SPLIT_LARGEST_REMAINDER and _WEIGHT */
    const eco_allocator *allocator; /* for more than 64 parts, memory is needed; NULL: malloc */
} eco_split_options;
/* parts: count amounts of the caller. options may be NULL. See above. */
ECO_CHECK eco_status eco_money_split(int64_t *parts, int64_t *rest, int64_t whole, const int64_t *weights, size_t count,
                                     const eco_split_options *options, eco_error *error);
#ifdef __cplusplus
}
#endif
#endif
