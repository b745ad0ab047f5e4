/* Random rulebooks and carts: every rule that could give a cart something, tried one by one without the index, is among what the index finds. */
#include "unit/pricing_index.h"

#include "pricing/index_parts.h"

enum { RULES_MOST = 150, LINES_MOST = 5, CARTS = 8 };

static int any(eco_random *random, int count)
{
    return (int)eco_random_between(random, 0, count - 1);
}

/* ---- conditions ---- */

typedef struct text_of {
    char text[600];
} text_of;

static void put(text_of *out, const char *text)
{
    CHECK(strlen(out->text) + strlen(text) < sizeof out->text);
    strcat(out->text, text);
}

static void put_text_condition(text_of *out, eco_random *random, bool on)
{
    static const char *const names[] = {"channel", "customer.tier", "country", "line.sku", "line.category", "coupon", "category"};
    static const char *const values[][3] = {{"app", "web", "pos"}, {"gold", "new", "A"},   {"DE", "FR", "s"}, {"A", "B", "C"},
                                            {"s", "t", "u"},       {"K1", "K2", "NOBODY"}, {"s", "t", "u"}};
    static const char *const forms[] = {
        "%s == '%s'",       "%s != '%s'",  "%s in ('%s', '%s')", "%s not in ('%s', '%s')", "%s in @codes",
        "%s not in @codes", "%s in @some", "%s not in @some",    "not %s == '%s'",         "not %s in ('%s', '%s')"};
    char text[100];
    int which = any(random, on ? 7 : 6);
    snprintf(text, sizeof text, forms[any(random, 10)], names[which], values[which][any(random, 3)],
             values[which][any(random, 3)]);
    put(out, text);
}

static void put_number_condition(text_of *out, eco_random *random)
{
    static const char *const names[] = {"cart.subtotal", "cart.list", "cart.quantity", "cart.subtotal"};
    static const char *const relations[] = {"<", "<=", ">", ">=", "==", "!="};
    static const char *const decimals[] = {"", ".00", ".5", ".001", ".999", ".10"};
    static const char *const instants[] = {"2026-11-11", "2026-11-11T12:00:00Z", "2026-11-12"};
    char text[100], number[40];
    snprintf(number, sizeof number, "%d%s", any(random, 40), decimals[any(random, 6)]);
    const char *name = names[any(random, 4)], *relation = relations[any(random, 6)];
    if (any(random, 6) == 0)
        snprintf(text, sizeof text, "at %s '%s'", relation, instants[any(random, 3)]);
    else if (any(random, 3))
        snprintf(text, sizeof text, "%s %s %s", name, relation, number);
    else
        snprintf(text, sizeof text, "%s%s %s %s", any(random, 2) ? "not " : "", number, relation, name);
    put(out, text);
}

static void put_condition(text_of *out, eco_random *random, bool on, int depth)
{
    int roll = any(random, depth ? 8 : 4);
    if (roll == 0) {
        put_number_condition(out, random);
    } else if (roll < 4) {
        put_text_condition(out, random, on);
    } else {
        put(out, roll == 7 ? "not (" : "(");
        for (int i = 0, count = 1 + any(random, 3); i < count; i++) {
            put(out, i == 0 ? "" : roll == 4 ? " or " : " and ");
            put_condition(out, random, on, depth - 1);
        }
        put(out, ")");
    }
}

/* ---- rulebooks ---- */

static void fill_tiers(eco_tier *tiers, size_t *count, eco_random *random)
{
    int kind = any(random, 3); /* no `from`, from_minor, from_quantity */
    *count = (size_t)(kind ? 1 + any(random, 3) : 1);
    for (size_t i = 0; i < *count; i++) {
        int64_t from = any(random, 5) ? (int64_t)(i + 1) * (1 + any(random, 10)) : 0;
        for (size_t j = 0; j < i; j++)
            from += from == tiers[j].from_quantity + tiers[j].from_minor / 100 ? 40 : 0;
        tiers[i] = (eco_tier){.off_percent = {10, 0}};
        if (kind == 1)
            tiers[i].from_minor = from * 100;
        if (kind == 2)
            tiers[i].from_quantity = from;
    }
}

/* Most conditions are those of the rule before, so that rules share keys and exclusions. */
static eco_rulebook_builder *random_rules(eco_random *random)
{
    static const char *const coupons[] = {"K1", "K2", "@codes", "@some"};
    eco_rulebook_builder *rules = RULES("EUR");
    text_of when = {"true"}, on = {"true"};
    eco_tier tiers[3];
    char id[16];
    eco_rulebook_add_set(rules, "codes", (const char *const[]){"K1", "K3", "A", "s"}, 4);
    eco_rulebook_add_set(rules, "some", (const char *const[]){"K3", "B", "gold", "DE", "web", "s", "t"}, 7);
    for (int i = 0, count = any(random, RULES_MOST); i < count; i++) {
        eco_promotion promotion = {.struct_size = sizeof promotion, .id = id, .tiers = tiers};
        snprintf(id, sizeof id, "p%03d", i);
        if (any(random, 3) == 0)
            when.text[0] = '\0', put_condition(&when, random, false, any(random, 3));
        if (any(random, 3) == 0)
            on.text[0] = '\0', put_condition(&on, random, true, any(random, 3));
        fill_tiers(tiers, &promotion.tiers_count, random);
        promotion.priority = any(random, 3);
        promotion.stage = any(random, 3) ? ECO_STAGE_SHOP : ECO_STAGE_ITEM;
        promotion.when = any(random, 3) ? when.text : NULL;
        promotion.on = any(random, 3) ? on.text : NULL;
        promotion.coupon = any(random, 6) ? NULL : coupons[any(random, 4)];
        promotion.starts_us = any(random, 3) ? 0 : AT_US + any(random, 5) - 3;
        promotion.ends_us = any(random, 3) ? 0 : (promotion.starts_us ? promotion.starts_us : AT_US - 2) + 1 + any(random, 5);
        promotion.basis = any(random, 2);
        eco_rulebook_add_promotion(rules, &promotion);
    }
    return rules;
}

/* ---- carts ---- */

typedef struct random_cart {
    eco_cart cart;
    eco_cart_line lines[LINES_MOST];
    eco_attribute line_attributes[LINES_MOST][2], attributes[3];
    const char *coupons[2];
} random_cart;

static void fill_random_cart(random_cart *out, eco_random *random)
{
    static const char *const skus[] = {"A", "B", "C", "D"}, *const categories[] = {"s", "t", "u"},
                             *const tiers[] = {"gold", "new", "A", "other"}, *const channels[] = {"app", "web", "pos", NULL},
                             *const codes[] = {"K1", "K2", "K3", "NOBODY"}, *const countries[] = {"DE", "FR", "s"};
    *out = (random_cart){.cart = {.struct_size = sizeof out->cart}};
    eco_cart *cart = &out->cart;
    bool alike = any(random, 2);
    cart->at_us = AT_US + any(random, 5) - 2;
    cart->channel = channels[any(random, 4)];
    cart->lines = out->lines;
    cart->lines_count = (size_t)any(random, LINES_MOST + 1);
    for (size_t i = 0; i < cart->lines_count; i++) {
        eco_attribute *attributes = out->line_attributes[i];
        for (int j = 0; j < 2; j++)
            attributes[j] = (eco_attribute){"category", categories[any(random, 3)]};
        out->lines[i] = (eco_cart_line){.sku = skus[any(random, 4)],
                                        .quantity = 1 + any(random, 20),
                                        .quantity_scale = any(random, 3) == 0,
                                        .unit_minor = any(random, 2) ? 100 : 1 + any(random, 999),
                                        .attributes = attributes,
                                        .attributes_count = (size_t)any(random, 3)};
        if (i && alike) { /* only then does every line have the same */
            out->lines[i].sku = out->lines[0].sku;
            out->lines[i].attributes = out->lines[0].attributes;
            out->lines[i].attributes_count = out->lines[0].attributes_count;
        }
    }
    cart->attributes = out->attributes;
    cart->attributes_count = 3;
    out->attributes[0] = (eco_attribute){"customer.tier", tiers[any(random, 4)]};
    out->attributes[1] = (eco_attribute){"customer.tier", tiers[any(random, 4)]};
    out->attributes[2] = (eco_attribute){any(random, 2) ? "country" : "category", countries[any(random, 3)]};
    cart->coupons = out->coupons;
    cart->coupons_count = (size_t)any(random, 3);
    for (size_t i = 0; i < cart->coupons_count; i++)
        out->coupons[i] = codes[any(random, 4)];
}

/* ---- without an index ---- */

static bool condition_holds(const eco_pricing_work *work, const eco_compiled *condition, const eco_values *line)
{
    bool holds = true;
    eco_error error;
    const eco_facts facts = {{work->cart_facts, line}};
    if (condition)
        CHECK_OK(eco_compiled_holds(&holds, condition, &facts, &error));
    return holds;
}

/* Could it give something, if so much of the cart were left when it is its turn? */
static bool could_give(eco_pricing_work *work, const eco_rule *rule, int64_t left)
{
    const eco_promotion *promotion = rule->promotion;
    eco_outcome outcome;
    int64_t list = 0, thousandths = 0;
    bool has_target = !rule->on, reached = false;
    work->subtotal->number.coefficient = left;
    if (!eco_rule_opens(work, rule, &outcome) || !condition_holds(work, rule->when, NULL))
        return false;
    for (size_t i = 0; i < work->goods_count; i++) {
        const eco_item *item = &work->items[i];
        if (!condition_holds(work, rule->on, item->facts))
            continue;
        has_target = true;
        list += item->list;
        thousandths += item->quantity * (item->quantity_scale ? 100 : 1000);
    }
    for (size_t i = 0; i < promotion->tiers_count; i++)
        reached = reached || promotion->tiers[i].from_minor + promotion->tiers[i].from_quantity <=
                                 (rule->from == ECO_FROM_QUANTITY ? thousandths / 1000 : list);
    return has_target && reached;
}

static bool could_ever_give(eco_pricing_work *work, const eco_rule *rule, eco_random *random)
{
    return could_give(work, rule, work->list) || could_give(work, rule, 0) ||
           could_give(work, rule, eco_random_between(random, 0, work->list));
}

static bool is_found(const eco_candidates *found, size_t rule)
{
    for (size_t i = 0; i < found->count; i++)
        if ((size_t)found->rules[i] == rule)
            return true;
    return false;
}

static void fail_rule(uint64_t seed, const eco_rule *rule, const char *what)
{
    fprintf(stderr, "seed %" PRIu64 ": %s %s; when %s; on %s; coupon %s\n", seed, rule->promotion->id, what,
            rule->promotion->when ? rule->promotion->when : "-", rule->promotion->on ? rule->promotion->on : "-",
            rule->promotion->coupon ? rule->promotion->coupon : "-");
    ECO_TEST_FAIL(what);
}

/* ---- next steps: of all rules that more would reach, the first by what is missing, picked one by one ---- */

static int64_t missing(const eco_pricing_work *work, const eco_index_point *point, bool list)
{
    int64_t least = point->least[list ? ECO_INDEX_LIST : ECO_INDEX_QUANTITY], value = list ? work->list : work->quantity;
    return least > value ? least - value : 0;
}

static bool is_nearer(const eco_pricing_work *work, const eco_index *index, size_t a, size_t b)
{
    const eco_index_point *one = &index->points[a], *other = &index->points[b];
    const eco_rule *rules = work->rulebook->rules;
    for (int list = 1; list >= 0; list--)
        if (missing(work, one, list) != missing(work, other, list))
            return missing(work, one, list) < missing(work, other, list);
    return strcmp(rules[a].promotion->id, rules[b].promotion->id) < 0;
}

static void check_steps(eco_pricing_work *work, const eco_index *index, const eco_candidates *reached, const eco_candidates *all,
                        int64_t steps)
{
    eco_error error;
    eco_candidates found;
    size_t expected = 0;
    CHECK_OK(eco_index_find(&found, work, index, &(eco_index_wanted){.next_steps = steps}));
    for (size_t i = 0; i < all->count; i++) {
        size_t rule = (size_t)all->rules[i], nearer = 0;
        for (size_t j = 0; j < all->count; j++)
            nearer += !is_found(reached, (size_t)all->rules[j]) && is_nearer(work, index, (size_t)all->rules[j], rule);
        bool is_step = is_found(reached, rule) || nearer < (size_t)steps;
        expected += is_step;
        CHECK_F(is_found(&found, rule) == is_step, "%s of %d steps", work->rulebook->rules[rule].promotion->id, (int)steps);
    }
    CHECK_INT(found.count, expected);
}

/* ---- the properties ---- */

typedef struct tally {
    int64_t rules, found, given, steps;
} tally;

static void check_cart(tally *tally, const indexed_shop *shop, random_cart *given, eco_random *random, uint64_t seed)
{
    eco_arena scratch, larger_scratch;
    eco_pricing_work work, larger;
    eco_error error;
    eco_candidates found, all;
    begin_work(&work, &scratch, shop->rulebook, &given->cart, &error);
    CHECK_OK(eco_index_find(&found, &work, shop->index, &(eco_index_wanted){0}));
    CHECK_OK(eco_index_find(&all, &work, shop->index, &(eco_index_wanted){.next_steps = -1}));
    check_steps(&work, shop->index, &found, &all, 1 + any(random, 12));
    for (size_t i = 0; i < given->cart.lines_count; i++)
        given->lines[i].quantity *= 10;
    begin_work(&larger, &larger_scratch, shop->rulebook, &given->cart, &error);
    CHECK(!eco_facts_of_lines(&work) && !eco_facts_of_lines(&larger));
    for (size_t i = 0; i < shop->rulebook->content.promotions_count; i++) {
        const eco_rule *rule = &shop->rulebook->rules[i];
        bool gives = could_ever_give(&work, rule, random);
        if (gives && !is_found(&found, i))
            fail_rule(seed, rule, "could give something, and is not found");
        if (could_ever_give(&larger, rule, random) && !is_found(&all, i))
            fail_rule(seed, rule, "could give a larger cart something, and is no step");
        tally->given += gives;
        tally->rules++;
    }
    work.explain = ECO_EXPLAIN_NEAR; /* all that a code leads to */
    CHECK_OK(eco_index_find(&all, &work, shop->index, &(eco_index_wanted){0}));
    const char *code;
    for (size_t i = 0; i < shop->rulebook->content.promotions_count; i++) {
        const eco_rule *rule = &shop->rulebook->rules[i];
        CHECK_INT(is_found(&all, i), is_found(&found, i) || (rule->promotion->coupon && eco_code_entered(&work, rule, &code)));
    }
    tally->found += (int64_t)found.count;
    tally->steps += (int64_t)(all.count - found.count);
    eco_arena_end(&scratch);
    eco_arena_end(&larger_scratch);
}

TEST(index_property, finds_all_that_could_give_something)
{
    uint64_t seed = eco_test_seed();
    tally tally = {0};
    for (long i = 0, count = eco_test_cases(400); i < count; i++, seed++) {
        eco_random random = {seed};
        indexed_shop shop = indexed(random_rules(&random));
        for (int j = 0; j < CARTS; j++) {
            random_cart cart;
            fill_random_cart(&cart, &random);
            check_cart(&tally, &shop, &cart, &random, seed);
        }
        eco_rulebook_free(shop.rulebook);
    }
    /* Those that give something are many enough to be worth the time, and most of those that are found give something. */
    CHECK_F(tally.given > tally.rules / 10 && tally.found < 2 * tally.given && tally.steps > tally.rules / 100,
            "%" PRId64 " of %" PRId64 " give something, %" PRId64 " are found, %" PRId64 " are steps", tally.given, tally.rules,
            tally.found, tally.steps);
}
