/* golden.h - golden cases through the public API.
 *
 * A case of pricing is {"id", "group", "input", "expected"}, one of kpi {"id", "method", "input", "expected", "tol"} (golden_kpi.h). The runner maps its names to calls and options of the library, and compares; it holds no formula. What
 * it maps is chosen by the fields of the input alone. A field, type or policy that it does not know is "not built yet", never a failure.
 *
 *     golden.c          files, counts, the report
 *     golden_inventory.c  cases of stock, which have a "method" too
 *     golden_inventory_cost.c  cases of costing
 *     golden_money.c    inputs with an "op": splitting, rounding, ISO 4217
 *     golden_shape.c    short forms of carts (one price and several quantities, several order totals ...) to plain carts
 *     golden_rules.c    a plain cart's taxes, shipping, floors and price lists to a rulebook,
 *     golden_promotion.c  its promotions,
 *     golden_budget.c     their budgets,
 *     golden_tiers.c    what each type of them is made of,
 *     golden_scope.c    and which lines they are for
 *     golden_cart.c     a plain cart to an eco_cart, and the quote
 *     golden_observe.c  what a quote says under the names that cases use
 *     golden_expect.c   each expected field: which run it is about, and what it is compared with */
#ifndef GOLDEN_H
#define GOLDEN_H
#include <cjson/cJSON.h>
#include <ecomops/ecomops.h>
#include <stdlib.h>
#include <string.h>

typedef enum golden_outcome { GOLDEN_PASSED, GOLDEN_FAILED, GOLDEN_SKIPPED, GOLDEN_NOT_BUILT } golden_outcome;

typedef struct golden_case {
    const char *id, *group, *notes; /* notes: "" where there are none */
    const cJSON *input, *expected;
    double tolerance; /* "tol": how far a number may be off */
    golden_outcome outcome;
    char text[1536];  /* why it did not pass */
    char partly[256]; /* fields of a case that passed which could not be checked */
} golden_case;

void golden_fail(golden_case *test, const char *format, ...) __attribute__((format(printf, 2, 3)));
void golden_not_built(golden_case *test, const char *format, ...) __attribute__((format(printf, 2, 3)));
void golden_skip(golden_case *test, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Memory that lives until the case ends. */
void *golden_keep(size_t size); /* zeroed */
const char *golden_text(const char *format, ...) __attribute__((format(printf, 1, 2)));
cJSON *golden_keep_json(cJSON *json); /* freed when the case ends */

/* Fields. */
const cJSON *golden_get(const cJSON *object, const char *name);             /* NULL: it is not there */
int64_t golden_int(const cJSON *object, const char *name, int64_t missing); /* a number of an object */
const char *golden_word(const cJSON *object, const char *name);             /* a string of an object, or NULL */
bool golden_decimal(eco_decimal *out, const cJSON *item);                   /* a number, or a decimal in text */
/* A unit price in major units, such as "0.0125", in 10^-scale minor units. */
bool golden_unit_price(golden_case *test, int64_t *unit_minor, int32_t *unit_scale, const cJSON *price, const char *currency);
bool golden_begins(const char *text, const char *start);
bool golden_ends(const char *text, const char *end);
/* Whether the object has no other fields than these (separated by blanks); else the case is not built yet. */
bool golden_knows(golden_case *test, const cJSON *object, const char *what, const char *fields);
bool golden_rounding(golden_case *test, eco_rounding *out, const char *mode); /* NULL: the default */

/* Compares and frees `got`. Prints both in the case's text when they differ. */
void golden_compare(golden_case *test, const char *name, const cJSON *expected, cJSON *got);

bool golden_run_money(golden_case *test); /* false: the input is not one of its operations */
void golden_run_carts(golden_case *test);
void golden_run_kpi(golden_case *test); /* a case with a "method" */
bool golden_run_inventory(golden_case *test, const char *method); /* false: it is none of stock's */
bool golden_run_costing(golden_case *test, const char *method);   /* false: it is none of costing's */

/* ---- carts ---------------------------------------------------------------------------------------------------------------------- */

/* A run is one plain cart. Cases with several prices, quantities or sequences have several; their expected values are lists. */
typedef struct golden_run {
    const char *name; /* "A" of "A_payable_minor"; NULL: it has none */
    const cJSON *input;
} golden_run;
typedef struct golden_runs {
    golden_run *items;
    size_t count;
    bool is_list;
} golden_runs;
bool golden_shape(golden_case *test, golden_runs *out);

/* How a run differs from what its input says. -1: it does not. */
typedef struct golden_variant {
    int32_t round_at, rounding, stacking;
    int32_t stage; /* of promotions that name no target */
    bool all_free; /* and a promotion of 100 % */
    int32_t without_list;
    int32_t clip; /* budgets: 0 refuse, 1 clip */
} golden_variant;
#define GOLDEN_AS_GIVEN ((golden_variant){-1, -1, -1, -1, false, -1, -1})

typedef struct golden_tax {
    int64_t rate_bp;
    int component; /* of tax_components_bp; -1: the line's only tax */
    bool compound, on_shipping;
    const char *id;
} golden_tax;
enum { GOLDEN_TAXES = 64, GOLDEN_USED = 16 };

typedef struct golden_priced {
    golden_case *test;
    const cJSON *input;
    golden_variant variant;
    const char *currency;
    golden_tax taxes[GOLDEN_TAXES];
    size_t taxes_count;
    size_t lists_count;
    eco_used used[GOLDEN_USED]; /* before this cart */
    size_t used_count;
    const eco_quote *quote;
} golden_priced;

/* Adds everything but the lines; false: not built yet. */
bool golden_add_rules(golden_priced *priced, eco_rulebook_builder *rules);
const char *golden_promotion_id(size_t place);                  /* sorts as the case lists them */
const char *golden_sku(const char *sku, size_t place);          /* ... */
size_t golden_tax_of(golden_priced *priced, golden_tax wanted); /* made where it is new */
bool golden_add_promotion(golden_priced *priced, eco_rulebook_builder *rules, const cJSON *promotion, size_t place);
/* A campaign of this id for the promotion's budget; false: not built yet. */
bool golden_add_budget(golden_priced *priced, eco_rulebook_builder *rules, const cJSON *promotion, const char *id);
void golden_add_line_by_line(const golden_priced *priced, eco_rulebook_builder *rules, const eco_promotion *promotion);
const char *golden_type(const cJSON *promotion);
/* Fills the stage that goes with its type, its tiers and the units that benefit; gives the fields that the type has. NULL: not built yet. */
const char *golden_tiers(golden_case *test, eco_promotion *out, const cJSON *promotion);
/* The lines that fields with this prefix name ("buy_cat", "scope_grp", "match_sku"), as a condition; NULL: all. */
const char *golden_scope(golden_priced *priced, const cJSON *promotion, const char *prefix);
bool golden_is_scope(const golden_priced *priced, const cJSON *promotion, const char *field);
const char *golden_not_excluded(const golden_priced *priced);
const char *golden_both(const char *a, const char *b); /* two conditions, either of which may be NULL */
const char *golden_literal(const char *text);
const cJSON *golden_lists(const cJSON *input); /* of prices, or NULL */
/* Prices a run. false: it failed or is not built yet (the case says so). Free the quote. */
bool golden_price(golden_priced *out, golden_case *test, const cJSON *input, golden_variant variant);

/* The value of a quote that cases call by this name. */
typedef cJSON *(*golden_observer)(const golden_priced *priced, const cJSON *expected);
golden_observer golden_observer_of(const char *name); /* NULL: there is none */

#endif
