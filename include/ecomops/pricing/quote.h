/* ecomops/pricing/quote.h - prices a cart. Pure: the same rulebook, cart and options give the same quote, on any thread, at any time. */
#ifndef ECOMOPS_PRICING_QUOTE_H
#define ECOMOPS_PRICING_QUOTE_H
#include <ecomops/pricing/rulebook.h>
#include <ecomops/table.h>
#ifdef __cplusplus
extern "C" {
#endif

/* ---- the cart: your memory, read during the call, never kept; texts of at most 1 MiB. An attribute that no expression looks at is not read -------- */

typedef struct eco_cart_line {
    const char *id;                /* NULL: "1", "2", ... by place; unique in the cart */
    const char *sku;               /* required */
    int64_t quantity;              /* > 0, in units of 10^-quantity_scale */
    int32_t quantity_scale;        /* 0..6. 3: {.quantity = 1250} is 1.25 kg */
    bool is_free;                  /* a price of zero is meant */
    int64_t unit_minor;            /* unit price in 10^-unit_scale minor units; 0: from the price lists */
    int32_t unit_scale;            /* 0..6, for prices below a minor unit: {.unit_minor = 125, .unit_scale = 2} is 1.25 cents */
    int64_t cost_minor;            /* unit cost, net, for floors and margins; 0: unknown */
    int64_t weight_g, volume_cm3;  /* of a unit, for shipping tables (of all goods, rounded up to a whole); 0: nothing */
    const eco_attribute *attributes;
    size_t attributes_count;
    uint64_t reserved[2];
} eco_cart_line;

/* An amount beside the goods: a packaging fee, a payment fee, a goodwill reduction. No promotion touches it; taxes do. */
typedef struct eco_surcharge {
    const char *id;                /* required */
    int64_t amount_minor;          /* may be negative */
    bool includes_tax;             /* the amount is gross although the rulebook's prices are net; where they are gross it always is */
    const eco_attribute *attributes;
    size_t attributes_count;
    uint64_t reserved[2];
} eco_surcharge;

/* One parcel of a cart that ships in several, or whose carrier has quoted a price. One that is priced by the rulebook is priced by all goods. */
typedef struct eco_shipment {
    const char *id;                /* NULL: "1", "2", ... by place; unique among the cart's shipments */
    const char *method;            /* required */
    int64_t price_minor;           /* as the carrier quoted it, in the rulebook's tax mode; 0: from the rulebook's shipping */
    bool is_free;                  /* a price of zero is meant */
    uint64_t reserved[4];
} eco_shipment;

typedef struct eco_cart {
    size_t struct_size;
    const char *id;
    const char *customer;          /* id; promotions with limit_per_customer need one */
    const char *channel;
    const char *shipping;          /* method of the one shipment; NULL: nothing is shipped, or `shipments` say how */
    int64_t at_us;                 /* required: prices and promotions of this instant */
    const eco_cart_line *lines;
    size_t lines_count;            /* 0 is an empty cart: everything is 0 */
    const char *const *coupons;
    size_t coupons_count;
    const eco_attribute *attributes; /* "customer.tier", "country", ... */
    size_t attributes_count;
    const eco_surcharge *surcharges;
    size_t surcharges_count;
    int64_t credit_minor;          /* store credit or points in money: a payment, taken last, at most what is payable */
    const eco_shipment *shipments; /* instead of `shipping` */
    size_t shipments_count;
} eco_cart;

typedef int32_t eco_explain;
enum {
    ECO_EXPLAIN_NOTHING = 0,
    ECO_EXPLAIN_NEAR = 1,          /* applied, or its coupon was entered, or all but its threshold or a campaign's budget holds */
    ECO_EXPLAIN_REACHED = 2,       /* what the rule index reached, and every code entered: costs what matches. eco_quote_why tells of any other */
    ECO_EXPLAIN_ALL = 3            /* every promotion of the rulebook: costs as much as there are */
};
ECO_API const char *eco_explain_name(eco_explain explain);

/* How much has been used before this cart: uses that are held or committed, as a store counts them. Each row is a count of its own; rows of the same count
 * are added up, so that held and committed uses may be two rows. What is not counted is 0. Rows that no limit of the rulebook looks at (another customer's,
 * a code that was not entered, a promotion that is not there) are not looked at. */
typedef struct eco_used {
    const char *promotion;         /* for its `limit`; with `customer` for limit_per_customer, with `code` for limit_per_code ... */
    const char *campaign;          /* ... or of a campaign, for its budgets: alone */
    const char *customer, *code;   /* at most one of the two */
    int64_t uses;                  /* >= 0 */
    int64_t spent_minor;           /* >= 0; of a campaign */
    uint64_t reserved[2];
} eco_used;

/* A snapshot that the library made. Frozen; free it with eco_used_free. */
typedef struct eco_used_list {
    const eco_used *used;
    size_t used_count;
} eco_used_list;
ECO_API void eco_used_free(const eco_used_list *list);

typedef struct eco_price_options {
    size_t struct_size;
    eco_explain explain;           /* costs nothing when off */
    const eco_allocator *allocator;/* for the quote; NULL: the rulebook's */
    int64_t next_steps;            /* with NEAR and REACHED: of the promotions whose threshold is above the cart, so many, the nearest thresholds first
                                      (then by id); default 20, -1: all */
    const eco_used *used;          /* read during the call; NULL: nothing has been used */
    size_t used_count;
} eco_price_options;

/* ---- the quote ------------------------------------------------------------------------------------------------------------------ */

typedef int32_t eco_reason; /* why a promotion did or did not apply */
enum {
    ECO_REASON_APPLIED = 0,
    ECO_REASON_CLIPPED = 1,        /* applied in part, clipped_minor less than it meant to: `by` is "max_off" (its cap), "max_quantity" (of a
                                      gift), "price" (no more was left), a floor, a campaign (left_minor was left of its budget), or a promotion that
                                      was better on some lines */
    ECO_REASON_BELOW_THRESHOLD = 2,/* missing_minor or missing_quantity to the first tier */
    ECO_REASON_CONDITION = 3,      /* `when` did not hold: `needed` is the first part of it that failed, `found` the value that was there, if one was.
                                      Where that part is cart.subtotal >= or cart.quantity >=, missing_* say what is missing */
    ECO_REASON_NO_TARGET = 4,      /* `on` held for no line, or too few units for one to benefit */
    ECO_REASON_NO_COUPON = 5,
    ECO_REASON_NOT_STARTED = 6,    /* `by`: the campaign, where that is what has not started */
    ECO_REASON_ENDED = 7,
    ECO_REASON_LIMIT = 8,          /* no use is left: `by` is "limit", "limit_per_customer" (`needed`: "customer" where the cart has none) or
                                      "limit_per_code" (`found`: the first code entered) */
    ECO_REASON_BUDGET = 9,         /* it would have saved clipped_minor, but of the campaign in `by` only left_minor is left (`needed` "budget") or no use
                                      ("budget_uses") */
    ECO_REASON_EXCLUDED = 10,      /* by the exclusive promotion, or the one of its exclusion group, in `by` */
    ECO_REASON_NOTHING_LEFT = 11,  /* earlier promotions left nothing to reduce, or the price is already as low */
    ECO_REASON_FLOOR = 12,         /* the floor in `by` leaves nothing to save, or does not let it apply (clipped_minor: what it would have saved) */
    ECO_REASON_UNKNOWN_COUPON = 13,/* `promotion` is NULL, `needed` the code */
    ECO_REASON_WORSE = 14          /* on every line another promotion of its level, `by`, took more off, or the others together did */
};
ECO_API const char *eco_reason_name(eco_reason reason);

typedef int32_t eco_line_kind;
enum {
    ECO_LINE_GOODS = 0,
    ECO_LINE_SURCHARGE = 1,        /* after the goods; only its amount, taxes and total are set */
    ECO_LINE_GIFT = 2              /* last, in the order of work; only id, sku and quantity are set, all amounts are 0. Its id is "gift-" and the id of
                                      the promotion that gives it, which also has an adjustment for it */
};
ECO_API const char *eco_line_kind_name(eco_line_kind kind);

typedef struct eco_quote_line {
    const char *id, *sku;
    eco_line_kind kind;
    int32_t quantity_scale;
    int64_t quantity;
    int64_t unit_minor;            /* list price of a unit in 10^-unit_scale minor units */
    int32_t unit_scale;
    int32_t reserved;
    int64_t list_minor;            /* the line at list price, rounded once */
    int64_t discount_minor;        /* >= 0 */
    int64_t net_minor, tax_minor;
    int64_t total_minor;           /* what the customer pays for the line: net + tax */
    int64_t credit_minor;          /* of which by credit */
} eco_quote_line;

/* One promotion's (or sale list's) effect on one line. Shares of one promotion sum to its whole. */
typedef struct eco_adjustment {
    const char *promotion, *coupon;
    int32_t line;                  /* index in quote->lines; -1 - i: quote->shipments[i] */
    eco_stage stage;
    int64_t quantity;              /* of the line that benefits, in its quantity_scale; of a shipment 1 */
    int64_t off_minor;             /* > 0; of a gift 0 */
} eco_adjustment;

typedef struct eco_quote_shipment {
    const char *id, *method;
    int64_t list_minor, discount_minor; /* its price, and what promotions took off it */
    int64_t net_minor, tax_minor, total_minor;
    int64_t credit_minor;
} eco_quote_shipment;

typedef struct eco_tax_line {
    const char *tax;
    int32_t line;                  /* index in quote->lines; -1 - i: quote->shipments[i] */
    int32_t reserved;
    int64_t base_minor, tax_minor; /* base: net of all taxes; of a compound tax with those below it */
} eco_tax_line;

typedef struct eco_decision {
    const char *promotion, *label;
    eco_reason reason;
    int32_t reserved;
    int64_t off_minor;             /* saved */
    int64_t clipped_minor;         /* what `by` kept back (of a floor that only warns: by how much it is passed) */
    int64_t missing_minor, missing_quantity; /* to the next tier (whole units); 0 and 0: there is none */
    int64_t next_off_minor;        /* what this cart would save with the next tier; 0: not known */
    const char *by, *needed, *found;
    int64_t left_minor;            /* of a budget that clipped or refused it, when its turn came */
} eco_decision;

/* One use of a promotion that has a limit or a campaign: what a reservation takes, and what it was made on. A promotion without either has none. */
typedef struct eco_use {
    const char *promotion, *campaign; /* campaign NULL: it has none */
    const char *customer;          /* the cart's; NULL: it has none */
    const char *code;              /* that was used; NULL: the promotion needs none */
    int64_t uses;                  /* 1 */
    int64_t spent_minor;           /* all that the promotion takes off, goods and shipping */
    int64_t left_uses;             /* before this one, by the tightest of its limits and its campaign's budget_uses, so >= 1; 0: it has none */
    int64_t left_minor;            /* of the campaign's budget_minor, before this one; 0: it has none, or (a gift) nothing was left */
} eco_use;

typedef struct eco_quote {
    const char *cart, *currency;
    int64_t at_us;
    eco_tax_mode tax_mode;
    int32_t reserved;
    eco_id rulebook;               /* digest of the rulebook that made it */
    int64_t list_minor, discount_minor, surcharge_minor; /* of goods, and of surcharges; in the rulebook's tax mode */
    int64_t shipping_minor;        /* of all shipments, after shipping_discount_minor */
    int64_t shipping_discount_minor;
    int64_t net_minor, tax_minor;  /* of goods, surcharges and shipping */
    int64_t shipping_tax_minor;    /* of which on shipping */
    int64_t total_minor;           /* net + tax */
    int64_t rounding_minor;        /* cash rounding, of what credit leaves to pay */
    int64_t credit_minor;
    int64_t payable_minor;         /* total - credit + rounding, >= 0 */
    const eco_quote_line *lines;
    size_t lines_count;
    const eco_adjustment *adjustments; /* in the order of work: by stage, priority, promotion, then line */
    size_t adjustments_count;
    const eco_tax_line *taxes;     /* by tax id, then line, shipping last */
    size_t taxes_count;
    const eco_decision *decisions; /* when explained; best saving first, then by id */
    size_t decisions_count;
    const eco_quote_shipment *shipments;
    size_t shipments_count;
    const eco_use *uses;           /* in the order of work */
    size_t uses_count;
} eco_quote;

/* Prices the cart. options may be NULL. Errors: ECO_E_INVALID (a field outside its range; the path names it: "/lines/2/quantity"), ECO_E_NO_PRICE,
 * ECO_E_NOT_FOUND (a shipping method that no entry knows), ECO_E_OVERFLOW, ECO_E_MEMORY. The quote is the caller's until eco_quote_free, and does not
 * need rulebook or cart any more. */
ECO_CHECK eco_status eco_price(const eco_quote **out, const eco_rulebook *rulebook, const eco_cart *cart, const eco_price_options *options,
                               eco_error *error);
ECO_API void eco_quote_free(const eco_quote *quote);
/* Why one promotion, also one that the rule index never reaches, did or did not apply: the cart is priced again (pricing is pure, so it comes out the
 * same), and the quote holds that promotion's decision alone. options may be NULL; what they explain does not matter.
 * ECO_E_NOT_FOUND: the rulebook has no such promotion. */
ECO_CHECK eco_status eco_quote_why(const eco_quote **out, const eco_rulebook *rulebook, const eco_cart *cart, const char *promotion,
                                   const eco_price_options *options, eco_error *error);
/* A list of the quote as a table of its own, which outlives it:
 *     "lines"        id, sku, kind, quantity, unit, list, discount, net, tax, total, credit
 *     "shipments"    id, method, list, discount, net, tax, total, credit
 *     "adjustments"  promotion, coupon, line (null: a shipment), shipment (null: a line), stage, quantity, off
 *     "taxes"        tax, line (null: a shipment), shipment (null: a line), base, amount
 *     "decisions"    promotion, label, reason, off, clipped, missing, missing_quantity, next_off, by, needed, found, left
 *     "uses"         promotion, campaign, customer, code, uses, spent, left_uses, left (null: no limit)
 *     "totals"       one row: cart, currency, at, tax_mode, rulebook, list, discount, surcharge, shipping, shipping_discount, net, tax, shipping_tax,
 *                    total, credit, rounding, payable
 *     "units"        a row a unit of the goods (a line sold by weight is one): line, id, sku, unit, list, discount, net, tax, total, credit
 * Lines and shipments count from 0. Another name is ECO_E_UNKNOWN_NAME; more than 10,000,000 units are ECO_E_LIMIT. */
ECO_CHECK eco_status eco_quote_table(const eco_table **out, const eco_quote *quote, const char *name, eco_error *error);

/* What one unit of a line bears: shares of the line, that sum to it over its units. What a return of this unit gives back. Of list price and of
 * discount the first units get the odd minor units: 10.00 off 3 x 33.33 leaves 29.99, 30.00, 30.00. Of tax and of credit those get them first of
 * which more is left. unit from 0; a line with a quantity_scale is one unit. */
typedef struct eco_quote_unit {
    int64_t list_minor, discount_minor, net_minor, tax_minor, total_minor, credit_minor;
} eco_quote_unit;
/* ECO_E_INVALID for a line or unit that is not there. */
ECO_CHECK eco_status eco_quote_unit_of(eco_quote_unit *out, const eco_quote *quote, size_t line, int64_t unit, eco_error *error);
#ifdef __cplusplus
}
#endif
#endif
