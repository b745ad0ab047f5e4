/* Budgets of campaigns: clipped or refused, spent in the order of work, across promotions and lines, and among those that compete. Figures by hand. */
#include "pricing_shop.h"

#define OFF(minor)   TIERS({.off_minor = minor})
#define EACH(minor)  TIERS({.off_each_minor = minor})
#define USED(...)    ECO_MAKE(eco_price_options, .explain = ECO_EXPLAIN_ALL, ECO_LIST(used, eco_used, __VA_ARGS__))
#define TWO          CART(LINES(PIECES("a", 1, 5000), PIECES("b", 1, 5000)))
#define CLIPS(minor) ECO_MAKE(eco_campaign, .id = "k", .budget_minor = minor, .clip = true)
#define HAS(...)     ECO_MAKE(eco_campaign, .id = "k", __VA_ARGS__)

static eco_rulebook_builder *campaign_rules(const eco_campaign *campaign, eco_stacking stacking)
{
    eco_rulebook_builder *rules = RULES("EUR", .stacking = stacking);
    eco_rulebook_add_campaign(rules, campaign);
    return rules;
}
#define IN_TURN(campaign) campaign_rules(campaign, ECO_STACKING_SEQUENTIAL)
#define BEST(campaign)    campaign_rules(campaign, ECO_STACKING_BEST)
#define SPENDS(id_, ...)  PROMOTE(rules, id_, .campaign = "k", __VA_ARGS__)

static const eco_quote *quoted(eco_rulebook_builder *rules, const eco_cart *cart, const eco_price_options *options)
{
    eco_error error;
    const eco_quote *quote = NULL;
    eco_rulebook *rulebook = built(rules);
    CHECK_OK(
        eco_price(&quote, rulebook, cart, options ? options : ECO_MAKE(eco_price_options, .explain = ECO_EXPLAIN_ALL), &error));
    check_sums(quote);
    eco_rulebook_free(rulebook);
    return quote;
}

/* What the campaign's promotions spend, use by use, and what was left before each: "p 600/1000; q 400/400". */
static const char *spent(char text[400], const eco_quote *quote)
{
    size_t size = 0;
    text[0] = '\0';
    for (size_t i = 0; i < quote->uses_count && size < 400; i++)
        size += (size_t)snprintf(text + size, 400 - size, "%s%s %" PRId64 "/%" PRId64, i ? "; " : "", quote->uses[i].promotion,
                                 quote->uses[i].spent_minor, quote->uses[i].left_minor);
    return text;
}
#define CHECK_SPENT(quote, expected)           CHECK_TEXT(spent((char[400]){0}, quote), expected)
#define CHECK_LEFT(quote, promotion, expected) CHECK_INT(decision_of(quote, promotion)->left_minor, expected)

/* A campaign, and one promotion of it, "p". */
#define CAMPAIGN(campaign, cart, options, expected, expected_told, expected_left, ...) \
    do {                                                                               \
        eco_rulebook_builder *rules = IN_TURN(campaign);                               \
        SPENDS("p", __VA_ARGS__);                                                      \
        const eco_quote *quote_ = quoted(rules, cart, options);                        \
        CHECK_ADJUSTMENTS(quote_, expected);                                           \
        CHECK_TOLD(quote_, "p", expected_told);                                        \
        CHECK_LEFT(quote_, "p", expected_left);                                        \
        eco_quote_free(quote_);                                                        \
    } while (0)

TEST(campaign, gives_what_is_left_or_nothing)
{
    CAMPAIGN(CLIPS(600), TWO, NULL, "p[0]1:300 p[1]1:300", "applied", 0, OFF(600));
    CAMPAIGN(CLIPS(599), TWO, NULL, "p[0]1:300 p[1]1:299", "clipped by k -1", 599, OFF(600));
    CAMPAIGN(HAS(.budget_minor = 600), TWO, NULL, "p[0]1:300 p[1]1:300", "applied", 0, OFF(600));
    CAMPAIGN(HAS(.budget_minor = 599), TWO, NULL, "", "budget by k -600: needs budget, found nothing", 599, OFF(600));
    /* what was used before */
    CAMPAIGN(CLIPS(1000), TWO, USED({.campaign = "k", .spent_minor = 700}, {.campaign = "k", .spent_minor = 200}),
             "p[0]1:50 p[1]1:50", "clipped by k -500", 100, OFF(600));
    CAMPAIGN(CLIPS(1000), TWO, USED({.campaign = "k", .spent_minor = 1000}), "", "budget by k -600: needs budget, found nothing",
             0, OFF(600));
    CAMPAIGN(CLIPS(1000), TWO, USED({.campaign = "k", .spent_minor = INT64_MAX}), "",
             "budget by k -600: needs budget, found nothing", 0, OFF(600));
    /* nothing to give is nothing to refuse */
    CAMPAIGN(HAS(.budget_minor = 1), CART(LINES({.sku = "a", .quantity = 1, .is_free = true})), NULL, "", "nothing_left", 0,
             OFF(600));
}

TEST(campaign, is_spent_line_by_line)
{
    /* 6.00 off each: the second line gets the other 4.00, or nobody gets anything */
    CAMPAIGN(CLIPS(1000), TWO, NULL, "p[0]1:600 p[1]1:400", "clipped by k -200", 1000, EACH(600));
    CAMPAIGN(CLIPS(500), TWO, NULL, "p[0]1:500", "clipped by k -700", 500, EACH(600));
    CAMPAIGN(HAS(.budget_minor = 1000), TWO, NULL, "", "budget by k -1200: needs budget, found nothing", 1000, EACH(600));
    /* lines in canonical order, not the cart's */
    CAMPAIGN(CLIPS(1000), CART(LINES(PIECES("b", 1, 5000), PIECES("a", 1, 5000))), NULL, "p[0]1:400 p[1]1:600",
             "clipped by k -200", 1000, EACH(600));
    /* a percentage of each line, then of the whole: 500 and 250 */
    CAMPAIGN(CLIPS(600), CART(LINES(PIECES("a", 1, 5000), PIECES("b", 1, 2500))), NULL, "p[0]1:500 p[1]1:100",
             "clipped by k -150", 600, TIERS({.off_percent = {10, 0}}));
    CAMPAIGN(CLIPS(600), CART(LINES(PIECES("a", 1, 5000), PIECES("b", 1, 2500))), NULL, "p[0]1:400 p[1]1:200",
             "clipped by k -150", 600, .stage = ECO_STAGE_SHOP, TIERS({.off_percent = {10, 0}}));
}

TEST(campaign, comes_after_caps_and_before_floors)
{
    CAMPAIGN(CLIPS(500), TWO, NULL, "p[0]1:250 p[1]1:250", "clipped by max_off -700", 0, .max_off_minor = 500, EACH(600));
    CAMPAIGN(CLIPS(499), TWO, NULL, "p[0]1:250 p[1]1:249", "clipped by k -701", 499, .max_off_minor = 500, EACH(600));
    CAMPAIGN(CLIPS(499), TWO, NULL, "p[0]1:250 p[1]1:249", "clipped by k -701", 499, .max_off_minor = 500, OFF(1200));
    CAMPAIGN(HAS(.budget_minor = 499), TWO, NULL, "", "budget by k -500: needs budget, found nothing", 499, .max_off_minor = 500,
             OFF(1200));
    /* a floor that blocks 600 lets 500 pass */
    eco_rulebook_builder *rules = IN_TURN(CLIPS(500));
    eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .id = "f", .unit_minor = 4500, .mode = ECO_FLOOR_BLOCK));
    SPENDS("p", .on = "line.sku == 'a'", OFF(600));
    const eco_quote *quote = quoted(rules, TWO, NULL);
    CHECK_ADJUSTMENTS(quote, "p[0]1:500");
    eco_quote_free(quote);
    /* and what a floor blocks spends nothing */
    rules = IN_TURN(CLIPS(500));
    eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .id = "f", .unit_minor = 4501, .mode = ECO_FLOOR_BLOCK));
    SPENDS("p", .on = "line.sku == 'a'", OFF(600));
    SPENDS("q", .on = "line.sku == 'b'", OFF(400));
    quote = quoted(rules, TWO, NULL);
    CHECK_ADJUSTMENTS(quote, "q[1]1:400");
    CHECK_TOLD(quote, "p", "floor by f -500");
    CHECK_LEFT(quote, "p", 0);
    CHECK_SPENT(quote, "q 400/500");
    eco_quote_free(quote);
}

TEST(campaign, is_spent_by_its_promotions_in_the_order_of_work)
{
    /* by stage, then priority, then id; what it is not of its campaign spends nothing; shipping spends, too */
    eco_rulebook_builder *rules = IN_TURN(CLIPS(1000));
    eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = "s", .method = "std", .price_minor = 500));
    SPENDS("free", .stage = ECO_STAGE_SHIPPING, TIERS({.is_free = true}));
    SPENDS("shop", .stage = ECO_STAGE_SHOP, OFF(300));
    SPENDS("item", OFF(400));
    PROMOTE(rules, "other", OFF(700));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, CART(LINES(PIECES("a", 1, 5000)), .shipping = "std"));
    CHECK_ADJUSTMENTS(quote, "item[0]1:400 other[0]1:700 shop[0]1:300 free[-1]1:300");
    CHECK_TOLD(quote, "free", "clipped by k -200");
    CHECK_SPENT(quote, "item 400/1000; shop 300/600; free 300/300");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(campaign, refuses_one_and_serves_the_next)
{
    eco_rulebook_builder *rules = IN_TURN(HAS(.budget_minor = 1000));
    SPENDS("a", OFF(600));
    SPENDS("b", OFF(500));
    SPENDS("c", OFF(400));
    SPENDS("d", OFF(1));
    const eco_quote *quote = quoted(rules, TWO, NULL);
    CHECK_TOLD(quote, "b", "budget by k -500: needs budget, found nothing");
    CHECK_LEFT(quote, "b", 400);
    CHECK_TOLD(quote, "d", "budget by k -1: needs budget, found nothing");
    CHECK_SPENT(quote, "a 600/1000; c 400/400");
    eco_quote_free(quote);
}

TEST(campaign, counts_uses)
{
    /* gifts use, and spend nothing: they go on when the money is gone */
    eco_rulebook_builder *rules = IN_TURN(HAS(.budget_minor = 100, .budget_uses = 3, .clip = true));
    SPENDS("a", OFF(150));
    SPENDS("b", OFF(150));
    SPENDS("c", TIERS({.gift_sku = "tote"}));
    SPENDS("d", TIERS({.gift_sku = "tote"}));
    SPENDS("e", TIERS({.gift_sku = "tote"}));
    const eco_quote *quote = quoted(rules, TWO, NULL);
    CHECK_ADJUSTMENTS(quote, "a[0]1:50 a[1]1:50 c[2]1:0 d[3]1:0");
    CHECK_TOLD(quote, "b", "budget by k -150: needs budget, found nothing");
    CHECK_TOLD(quote, "e", "budget by k: needs budget_uses, found nothing");
    CHECK_INT(quote->uses[0].left_uses, 3);
    CHECK_INT(quote->uses[2].left_uses, 1);
    eco_quote_free(quote);
    CAMPAIGN(HAS(.budget_uses = 5), TWO, USED({.campaign = "k", .uses = 5}), "",
             "budget by k -600: needs budget_uses, found nothing", 0, OFF(600));
    CAMPAIGN(HAS(.budget_uses = 5), TWO, USED({.campaign = "k", .uses = 4}), "p[0]1:300 p[1]1:300", "applied", 0, OFF(600));
}

TEST(campaign, has_a_window)
{
    CAMPAIGN(HAS(.starts_us = AT_US + 1), TWO, NULL, "", "not_started by k", 0, OFF(600));
    CAMPAIGN(HAS(.starts_us = AT_US), TWO, NULL, "p[0]1:300 p[1]1:300", "applied", 0, OFF(600));
    CAMPAIGN(HAS(.ends_us = AT_US), TWO, NULL, "", "ended by k", 0, OFF(600));
    CAMPAIGN(HAS(.ends_us = AT_US + 1), TWO, NULL, "p[0]1:300 p[1]1:300", "applied", 0, OFF(600));
    CAMPAIGN(HAS(.ends_us = AT_US), TWO, NULL, "", "not_started", 0, .starts_us = AT_US + 1, OFF(600));
    /* the index knows: it reaches none of them */
    eco_rulebook_builder *rules = IN_TURN(HAS(.ends_us = AT_US));
    SPENDS("p", OFF(600));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced_explaining(rulebook, TWO, ECO_EXPLAIN_REACHED);
    CHECK_INT(quote->decisions_count, 0);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

/* ---- who compares sees what the budget leaves ---- */

TEST(campaign, decides_between_exclusive_ones)
{
    /* the best of 900 of which 400 are left, and 500 */
    eco_rulebook_builder *rules = BEST(CLIPS(400));
    SPENDS("p", .exclusive = true, OFF(900));
    PROMOTE(rules, "q", .exclusive = true, OFF(500));
    const eco_quote *quote = quoted(rules, TWO, NULL);
    CHECK_ADJUSTMENTS(quote, "q[0]1:250 q[1]1:250");
    CHECK_SPENT(quote, "");
    eco_quote_free(quote);
    /* in turn: the first that gives something; one that is refused gives nothing, and lets others be */
    rules = IN_TURN(HAS(.budget_minor = 400));
    SPENDS("p", .priority = 1, .exclusive = true, OFF(900));
    SPENDS("q", OFF(300));
    quote = quoted(rules, TWO, NULL);
    CHECK_ADJUSTMENTS(quote, "q[0]1:150 q[1]1:150");
    CHECK_TOLD(quote, "p", "budget by k -900: needs budget, found nothing");
    eco_quote_free(quote);
    /* one that wins spends once, although it is tried twice */
    rules = IN_TURN(CLIPS(400));
    SPENDS("p", .exclusive = true, OFF(300));
    quote = quoted(rules, TWO, NULL);
    CHECK_SPENT(quote, "p 300/400");
    eco_quote_free(quote);
}

TEST(campaign, excludes_nobody_of_a_group_when_it_refuses)
{
    eco_rulebook_builder *rules = IN_TURN(HAS(.budget_minor = 400));
    SPENDS("a", .exclusion_group = "g", OFF(900));
    PROMOTE(rules, "b", .exclusion_group = "g", OFF(100));
    PROMOTE(rules, "c", .exclusion_group = "g", OFF(100));
    const eco_quote *quote = quoted(rules, TWO, NULL);
    CHECK_ADJUSTMENTS(quote, "b[0]1:50 b[1]1:50");
    CHECK_TOLD(quote, "c", "excluded by b");
    eco_quote_free(quote);
}

TEST(campaign, competes_with_what_it_would_get_alone)
{
    /* p alone gets 400 of 900, so q takes both lines, and the budget is untouched */
    eco_rulebook_builder *rules = BEST(CLIPS(400));
    SPENDS("p", OFF(900));
    PROMOTE(rules, "q", OFF(500));
    const eco_quote *quote = quoted(rules, TWO, NULL);
    CHECK_ADJUSTMENTS(quote, "q[0]1:250 q[1]1:250");
    CHECK_TOLD(quote, "p", "worse by q -900");
    CHECK_LEFT(quote, "p", 0);
    eco_quote_free(quote);
    /* two of one campaign on one line: the loser spends nothing, and takes nothing from the winner */
    rules = BEST(CLIPS(800));
    SPENDS("a", .on = "line.sku == 'a'", OFF(600));
    SPENDS("b", .on = "line.sku == 'a'", OFF(800));
    quote = quoted(rules, TWO, NULL);
    CHECK_ADJUSTMENTS(quote, "b[0]1:800");
    CHECK_SPENT(quote, "b 800/800");
    eco_quote_free(quote);
}

TEST(campaign, is_shared_by_those_that_win_lines_of_a_level)
{
    /* a wins line a with 600, b line b with 600; 1000 are left: b is cut to 400 */
    eco_rulebook_builder *rules = BEST(CLIPS(1000));
    SPENDS("a", .on = "line.sku == 'a'", OFF(600));
    SPENDS("b", .on = "line.sku == 'b'", OFF(600));
    const eco_quote *quote = quoted(rules, TWO, NULL);
    CHECK_ADJUSTMENTS(quote, "a[0]1:600 b[1]1:400");
    CHECK_TOLD(quote, "b", "clipped by k -200");
    CHECK_LEFT(quote, "b", 400);
    eco_quote_free(quote);
    /* with one that gives 500 without a budget, line b is better served by that one */
    rules = BEST(CLIPS(1000));
    SPENDS("a", .on = "line.sku == 'a'", OFF(600));
    SPENDS("b", .on = "line.sku == 'b'", OFF(600));
    PROMOTE(rules, "c", .on = "line.sku == 'b'", OFF(500));
    quote = quoted(rules, TWO, NULL);
    CHECK_ADJUSTMENTS(quote, "a[0]1:600 c[1]1:500");
    CHECK_TOLD(quote, "b", "worse by c -600");
    CHECK_SPENT(quote, "a 600/1000");
    eco_quote_free(quote);
    /* that does not clip leaves, and the next best takes its line */
    rules = BEST(HAS(.budget_minor = 1000));
    SPENDS("a", .on = "line.sku == 'a'", OFF(600));
    SPENDS("b", .on = "line.sku == 'b'", OFF(600));
    PROMOTE(rules, "c", .on = "line.sku == 'b'", OFF(5));
    quote = quoted(rules, TWO, NULL);
    CHECK_ADJUSTMENTS(quote, "a[0]1:600 c[1]1:5");
    CHECK_TOLD(quote, "b", "budget by k -600: needs budget, found nothing");
    CHECK_LEFT(quote, "b", 400);
    eco_quote_free(quote);
    /* the same by uses: one is left */
    rules = BEST(HAS(.budget_uses = 1));
    SPENDS("a", .on = "line.sku == 'a'", OFF(600));
    SPENDS("b", .on = "line.sku == 'b'", OFF(600));
    SPENDS("c", TIERS({.gift_sku = "tote"}));
    quote = quoted(rules, TWO, NULL);
    CHECK_ADJUSTMENTS(quote, "a[0]1:600");
    CHECK_TOLD(quote, "b", "budget by k -600: needs budget_uses, found nothing");
    CHECK_TOLD(quote, "c", "budget by k: needs budget_uses, found nothing");
    eco_quote_free(quote);
}

TEST(campaign, gives_a_line_that_a_cut_sets_free_to_another)
{
    /* order of work a, b; 7 are left. a takes 3 + 4 (lines a, b), b 6 + 1: a wins line b, b line a with 6.
     * a spends 4, so b is cut from 6 to 3; then a's 3 on line a are as much, come first, and a spends all 7; b has nothing. */
    eco_rulebook_builder *rules = BEST(CLIPS(7));
    PROMOTE(rules, "a", .campaign = "k", .on = "line.sku == 'a' or line.sku == 'b'", TIERS({.off_percent = {1, 0}}));
    SPENDS("b", .on = "line.sku == 'a'", OFF(6));
    const eco_quote *quote = quoted(rules, CART(LINES(PIECES("a", 1, 300), PIECES("b", 1, 400))), NULL);
    CHECK_ADJUSTMENTS(quote, "a[0]1:3 a[1]1:4");
    CHECK_SPENT(quote, "a 7/7");
    CHECK_TOLD(quote, "b", "worse by a -6");
    eco_quote_free(quote);
}

TEST(campaign, is_spent_by_those_that_combine_before_one_that_stands_alone)
{
    /* a and b combine and spend 300 + 100 of 400; alone sees 400, too, and loses: nothing of it is spent */
    eco_rulebook_builder *rules = IN_TURN(CLIPS(400));
    SPENDS("a", .on = "line.sku == 'a'", OFF(300));
    SPENDS("alone", .on = "line.sku == 'a'", .stands_alone = true, OFF(350));
    SPENDS("b", .on = "line.sku == 'a'", OFF(300));
    const eco_quote *quote = quoted(rules, TWO, NULL);
    CHECK_ADJUSTMENTS(quote, "a[0]1:300 b[0]1:100");
    CHECK_TOLD(quote, "alone", "worse by a -350");
    CHECK_SPENT(quote, "a 300/400; b 100/100");
    eco_quote_free(quote);
    /* alone gives more on line a; b keeps line b, and spends what it was tried with */
    rules = IN_TURN(CLIPS(400));
    SPENDS("a", .on = "line.sku == 'a'", OFF(300));
    SPENDS("alone", .on = "line.sku == 'a'", .stands_alone = true, OFF(350));
    SPENDS("b", .on = "line.sku == 'b'", OFF(300));
    quote = quoted(rules, TWO, NULL);
    CHECK_ADJUSTMENTS(quote, "alone[0]1:350 b[1]1:50");
    CHECK_SPENT(quote, "alone 350/400; b 50/50");
    eco_quote_free(quote);
}

TEST(campaign, of_several_does_not_mix)
{
    eco_rulebook_builder *rules = IN_TURN(CLIPS(100));
    eco_rulebook_add_campaign(rules, ECO_MAKE(eco_campaign, .id = "j", .budget_minor = 70, .clip = true));
    SPENDS("a", OFF(90));
    PROMOTE(rules, "b", .campaign = "j", OFF(60));
    SPENDS("c", OFF(90));
    PROMOTE(rules, "d", .campaign = "j", OFF(60));
    const eco_quote *quote = quoted(rules, TWO, USED({.campaign = "j", .spent_minor = 5}));
    CHECK_SPENT(quote, "a 90/100; b 60/65; c 10/10; d 5/5");
    eco_quote_free(quote);
}

TEST(campaign, table_of_uses)
{
    eco_error error;
    const eco_table *table;
    eco_rulebook_builder *rules = IN_TURN(CLIPS(100));
    SPENDS("a", OFF(90));
    PROMOTE(rules, "b", .coupon = "C", .limit_per_code = 2, OFF(60));
    const eco_quote *quote = quoted(rules, CART(LINES(PIECES("a", 1, 5000)), COUPONS("C"), .customer = "lily"), NULL);
    CHECK_OK(eco_quote_table(&table, quote, "uses", &error));
    CHECK_INT(table->rows, 2);
    CHECK_INT(table->columns_count, 8);
    eco_table_free(table);
    eco_quote_free(quote);
}
