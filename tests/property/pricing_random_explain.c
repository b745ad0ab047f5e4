/* Explaining random carts: no level of it changes an amount, which also says that the rule index misses nothing; what NEAR and REACHED tell is what ALL
 * tells; and eco_quote_why says the same of each promotion alone. */
#include "pricing_random.h"

static scenario given;
static reference_quote expected;

#define SAME_FIELD(field)     \
    if (a->field != b->field) \
    return false
#define SAME_WORD(field)                \
    if (!same_text(a->field, b->field)) \
    return false

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_line(const eco_quote_line *a, const eco_quote_line *b)
{
    SAME_WORD(id);
    SAME_WORD(sku);
    SAME_FIELD(kind);
    SAME_FIELD(quantity);
    SAME_FIELD(quantity_scale);
    SAME_FIELD(unit_minor);
    SAME_FIELD(unit_scale);
    SAME_FIELD(list_minor);
    SAME_FIELD(discount_minor);
    SAME_FIELD(net_minor);
    SAME_FIELD(tax_minor);
    SAME_FIELD(total_minor);
    SAME_FIELD(credit_minor);
    return true;
}

static bool same_shipment(const eco_quote_shipment *a, const eco_quote_shipment *b)
{
    SAME_WORD(id);
    SAME_WORD(method);
    SAME_FIELD(list_minor);
    SAME_FIELD(discount_minor);
    SAME_FIELD(net_minor);
    SAME_FIELD(tax_minor);
    SAME_FIELD(total_minor);
    SAME_FIELD(credit_minor);
    return true;
}

static bool same_adjustment(const eco_adjustment *a, const eco_adjustment *b)
{
    SAME_WORD(promotion);
    SAME_WORD(coupon);
    SAME_FIELD(line);
    SAME_FIELD(stage);
    SAME_FIELD(quantity);
    SAME_FIELD(off_minor);
    return true;
}

static bool same_tax(const eco_tax_line *a, const eco_tax_line *b)
{
    SAME_WORD(tax);
    SAME_FIELD(line);
    SAME_FIELD(base_minor);
    SAME_FIELD(tax_minor);
    return true;
}

static bool same_decision(const eco_decision *a, const eco_decision *b)
{
    SAME_WORD(promotion);
    SAME_WORD(label);
    SAME_FIELD(reason);
    SAME_FIELD(off_minor);
    SAME_FIELD(clipped_minor);
    SAME_FIELD(missing_minor);
    SAME_FIELD(missing_quantity);
    SAME_FIELD(next_off_minor);
    SAME_WORD(by);
    SAME_WORD(needed);
    SAME_WORD(found);
    SAME_FIELD(left_minor);
    return true;
}

static bool same_use(const eco_use *a, const eco_use *b)
{
    SAME_WORD(promotion);
    SAME_WORD(code);
    SAME_FIELD(spent_minor);
    SAME_FIELD(left_uses);
    SAME_FIELD(left_minor);
    return true;
}

/* All but the decisions. */
static bool same_money(const eco_quote *a, const eco_quote *b)
{
    size_t from = offsetof(eco_quote, list_minor), to = offsetof(eco_quote, lines);
    if (memcmp((const char *)a + from, (const char *)b + from, to - from) != 0)
        return false;
    SAME_FIELD(lines_count);
    SAME_FIELD(shipments_count);
    SAME_FIELD(adjustments_count);
    SAME_FIELD(taxes_count);
    SAME_FIELD(uses_count);
    bool same = true;
    for (size_t i = 0; i < a->lines_count; i++)
        same = same && same_line(&a->lines[i], &b->lines[i]);
    for (size_t i = 0; i < a->shipments_count; i++)
        same = same && same_shipment(&a->shipments[i], &b->shipments[i]);
    for (size_t i = 0; i < a->adjustments_count; i++)
        same = same && same_adjustment(&a->adjustments[i], &b->adjustments[i]);
    for (size_t i = 0; i < a->taxes_count; i++)
        same = same && same_tax(&a->taxes[i], &b->taxes[i]);
    for (size_t i = 0; i < a->uses_count; i++)
        same = same && same_use(&a->uses[i], &b->uses[i]);
    return same;
}

/* ---- what the levels hold ---- */

static const reference_decision *model_of(const eco_decision *decision)
{
    for (int i = 0; i < expected.decisions_count; i++) {
        const reference_decision *model = &expected.decisions[i];
        if (same_text(model->promotion, decision->promotion) && same_text(model->label, decision->label))
            return model;
    }
    return NULL;
}

/* Its threshold, in a tier or in its condition, is above the cart. */
static bool is_next_step(const eco_decision *decision)
{
    return decision->reason == ECO_REASON_BELOW_THRESHOLD || model_of(decision)->bounded;
}

static bool is_near(const eco_decision *decision)
{
    return decision->reason <= ECO_REASON_CLIPPED || decision->reason == ECO_REASON_BUDGET || model_of(decision)->entered ||
           is_next_step(decision);
}

/* What any level above NOTHING must tell. */
static bool is_reached(const eco_decision *decision)
{
    return decision->reason <= ECO_REASON_CLIPPED || model_of(decision)->entered;
}

/* All of `few` is in `all`, in the same order and words; and of `all` nothing is left out that must be there. */
static void check_level(const eco_quote *few, const eco_quote *all, bool (*must)(const eco_decision *), uint64_t seed)
{
    size_t kept = 0;
    for (size_t i = 0; i < all->decisions_count; i++) {
        bool is_there = kept < few->decisions_count && same_decision(&few->decisions[kept], &all->decisions[i]);
        if (!is_there && must(&all->decisions[i])) {
            char message[200];
            snprintf(message, sizeof message, "%s is left out",
                     all->decisions[i].promotion ? all->decisions[i].promotion : all->decisions[i].label);
            fail_case(&given, seed, message);
        }
        kept += is_there;
    }
    CASE(kept == few->decisions_count);
}

/* With one step more at most one promotion more is told of. */
static void check_steps(const eco_quote *one_step, const eco_quote *two_steps, const eco_quote *near, uint64_t seed)
{
    check_level(one_step, two_steps, is_reached, seed);
    check_level(two_steps, near, is_reached, seed);
    CASE(two_steps->decisions_count <= one_step->decisions_count + 1);
}

typedef struct levels {
    const eco_quote *nothing, *near, *one_step, *two_steps, *reached, *all;
} levels;

static eco_status price_levels(levels *out, const eco_rulebook *rulebook)
{
    const struct {
        const eco_quote **quote;
        eco_explain explain;
        int64_t next_steps;
    } asked[] = {{&out->nothing, ECO_EXPLAIN_NOTHING, 0},  {&out->near, ECO_EXPLAIN_NEAR, -1},
                 {&out->one_step, ECO_EXPLAIN_NEAR, 1},    {&out->two_steps, ECO_EXPLAIN_NEAR, 2},
                 {&out->reached, ECO_EXPLAIN_REACHED, -1}, {&out->all, ECO_EXPLAIN_ALL, 0}};
    eco_status status = ECO_OK;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        status = eco_price(asked[i].quote, rulebook, &given.cart,
                           ECO_MAKE(eco_price_options, .explain = asked[i].explain, .next_steps = asked[i].next_steps,
                                    .used = given.used, .used_count = (size_t)given.used_count),
                           NULL);
    return status;
}

static void check_why(const eco_rulebook *rulebook, const eco_quote *all, uint64_t seed)
{
    const eco_quote *why;
    for (size_t i = 0; i < all->decisions_count; i++) {
        const eco_decision *decision = &all->decisions[i];
        if (!decision->promotion || strncmp(decision->promotion, "list-", 5) == 0)
            continue;
        CASE(eco_quote_why(&why, rulebook, &given.cart, decision->promotion,
                           ECO_MAKE(eco_price_options, .used = given.used, .used_count = (size_t)given.used_count),
                           NULL) == ECO_OK);
        CASE(why->decisions_count == 1 && same_decision(&why->decisions[0], decision) && same_money(why, all));
        eco_quote_free(why);
    }
    CASE(eco_quote_why(&why, rulebook, &given.cart, "p-none", NULL, NULL) == ECO_E_NOT_FOUND && !why);
}

TEST(pricing_random, explaining_changes_no_money)
{
    uint64_t first = eco_test_seed() + 3000000000;
    for (long i = 0, cases = eco_test_cases(20000) / 4; i < cases; i++) {
        uint64_t seed = first + (uint64_t)i;
        eco_rulebook *rulebook;
        levels levels;
        make_case(&given, seed);
        reference_price(&expected, &given);
        CASE(scenario_build(&rulebook, &given, NULL) == ECO_OK);
        CASE(price_levels(&levels, rulebook) == expected.status);
        if (!expected.status) {
            CASE(levels.nothing->decisions_count == 0 && same_money(levels.nothing, levels.all));
            CASE(same_money(levels.near, levels.all) && same_money(levels.two_steps, levels.all) &&
                 same_money(levels.reached, levels.all));
            check_level(levels.near, levels.all, is_near, seed);
            check_level(levels.reached, levels.all, is_reached, seed);
            check_steps(levels.one_step, levels.two_steps, levels.near, seed);
            check_why(rulebook, levels.all, seed);
        }
        eco_quote_free(levels.nothing);
        eco_quote_free(levels.near);
        eco_quote_free(levels.one_step);
        eco_quote_free(levels.two_steps);
        eco_quote_free(levels.reached);
        eco_quote_free(levels.all);
        eco_rulebook_free(rulebook);
    }
}
