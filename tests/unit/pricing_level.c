/* How promotions meet: levels that combine or compete, the three modes, those that stand alone, exclusion groups, exclusives. Figures by hand. */
#include "pricing_shop.h"

#define OFF(minor)      TIERS({.off_minor = minor})
#define EACH(minor)     TIERS({.off_each_minor = minor})
#define PERCENT(number) TIERS({.off_percent = {number, 0}})
#define SHOES_AND_HAT   CART(LINES(OF_KIND("shoe", "a", 1, 1000), OF_KIND("hat", "b", 1, 5000)))
#define ONE(unit)       CART(LINES(PIECES("a", 1, unit)))

/* The same without reasons: what is explained changes nothing. */
static const eco_quote *quoted(eco_rulebook *rulebook, const eco_cart *cart)
{
    const eco_quote *silent = priced_explaining(rulebook, cart, ECO_EXPLAIN_NOTHING), *quote = priced(rulebook, cart);
    char one[800], other[800];
    CHECK_TEXT(adjustments(one, silent), adjustments(other, quote));
    CHECK_INT(silent->decisions_count, 0);
    eco_quote_free(silent);
    return quote;
}

/* ---- BEST ---- */

TEST(level, in_mode_best_gives_each_line_its_best)
{
    /* 10 % is 100 and 500, 3.00 each is 300 and 300 */
    eco_rulebook_builder *rules = RULES("EUR", .stacking = ECO_STACKING_BEST);
    PROMOTE(rules, "each", EACH(300));
    PROMOTE(rules, "ten", PERCENT(10));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = quoted(rulebook, SHOES_AND_HAT);
    CHECK_ADJUSTMENTS(quote, "each[0]1:300 ten[1]1:500");
    CHECK_TOLD(quote, "each", "clipped by ten -300");
    CHECK_TOLD(quote, "ten", "clipped by each -100");
    eco_quote_free(quote);
    /* on the shoes alone: every line is lost */
    quote = quoted(rulebook, ONE(1000));
    CHECK_ADJUSTMENTS(quote, "each[0]1:300");
    CHECK_TOLD(quote, "each", "applied");
    CHECK_TOLD(quote, "ten", "worse by each -100");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(level, in_mode_best_keeps_the_lower_id_of_equals)
{
    eco_rulebook_builder *rules = RULES("EUR", .stacking = ECO_STACKING_BEST);
    PROMOTE(rules, "y", PERCENT(10));
    PROMOTE(rules, "x", PERCENT(10));
    PROMOTE(rules, "z", OFF(50));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = quoted(rulebook, ONE(1000));
    CHECK_ADJUSTMENTS(quote, "x[0]1:100");
    CHECK_TOLD(quote, "y", "worse by x -100");
    CHECK_TOLD(quote, "z", "worse by x -50");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(level, follows_another_in_mode_best)
{
    /* 20 % beats 1.00; then 10 % of 800 beats 0.50; then, in the next stage, 1.00 of 720 */
    eco_rulebook_builder *rules = RULES("EUR", .stacking = ECO_STACKING_BEST);
    PROMOTE(rules, "a", .priority = 2, PERCENT(20));
    PROMOTE(rules, "b", .priority = 2, OFF(100));
    PROMOTE(rules, "c", .priority = 1, PERCENT(10));
    PROMOTE(rules, "d", .priority = 1, OFF(50));
    PROMOTE(rules, "e", .stage = ECO_STAGE_SHOP, OFF(100));
    eco_rulebook *rulebook = built(rules);
    CHECK_QUOTED(rulebook, ONE(1000), "a[0]1:200 c[0]1:80 e[0]1:100");
    eco_rulebook_free(rulebook);
}

TEST(level, in_mode_best_sees_what_it_began_with)
{
    /* both thresholds hold at 1000, though either would leave less than the other's */
    eco_rulebook_builder *rules = RULES("EUR", .stacking = ECO_STACKING_BEST);
    PROMOTE(rules, "a", TIERS({.from_minor = 1000, .off_minor = 100}));
    PROMOTE(rules, "b", .when = "cart.subtotal >= 10", .on = "cart.subtotal >= 10",
            TIERS({.from_minor = 1000, .off_minor = 150}));
    PROMOTE(rules, "c", .priority = -1, .when = "cart.subtotal == 8.50", OFF(7));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = quoted(rulebook, ONE(1000));
    CHECK_ADJUSTMENTS(quote, "b[0]1:150 c[0]1:7");
    CHECK_TOLD(quote, "a", "worse by b -100");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(level, does_not_move_what_is_lost_to_other_lines)
{
    /* 6.00 over 1000 and 5000: 100, 500; the first loses to 1.01 of it, and is gone; what was clipped before is told with it */
    eco_rulebook_builder *rules = RULES("EUR", .stacking = ECO_STACKING_BEST);
    PROMOTE(rules, "a", .on = "kind == 'shoe'", OFF(101));
    PROMOTE(rules, "b", .max_off_minor = 600, PERCENT(20));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = quoted(rulebook, SHOES_AND_HAT);
    CHECK_ADJUSTMENTS(quote, "a[0]1:101 b[1]1:500");
    CHECK_TOLD(quote, "b", "clipped by a -700"); /* 600 by its cap, 100 by a */
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(level, names_the_winner_of_the_first_line_that_is_lost)
{
    /* b loses its first two lines to a and to c, and keeps the third */
    eco_rulebook_builder *rules = RULES("EUR", .stacking = ECO_STACKING_BEST);
    PROMOTE(rules, "a", .on = "line.sku == 'x'", OFF(50));
    PROMOTE(rules, "b", EACH(20));
    PROMOTE(rules, "c", .on = "line.sku == 'y'", OFF(60));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = quoted(rulebook, CART(LINES(PIECES("z", 1, 100), PIECES("y", 1, 100), PIECES("x", 1, 100))));
    CHECK_ADJUSTMENTS(quote, "a[2]1:50 b[0]1:20 c[1]1:60");
    CHECK_TOLD(quote, "b", "clipped by a -40");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
    /* what it meant does not fit, and it loses a line as well: at most what fits is told */
    rules = RULES("EUR", .stacking = ECO_STACKING_BEST);
    PROMOTE(rules, "a", .on = "line.sku == 'x'", OFF(100));
    PROMOTE(rules, "b", .repeats = true, TIERS({.from_minor = 1, .off_minor = INT64_MAX}));
    rulebook = built(rules);
    quote = quoted(rulebook, CART(LINES(PIECES("x", 1, 100), PIECES("y", 1, 100))));
    CHECK_ADJUSTMENTS(quote, "a[0]1:100 b[1]1:100");
    CHECK_TOLD(quote, "b", "clipped by a -9223372036854775807, missing 1");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(level, keeps_the_units_that_a_promotion_was_for)
{
    eco_rulebook_builder *rules = RULES("EUR", .stacking = ECO_STACKING_BEST);
    PROMOTE(rules, "a", .group_quantity = 2, .nth = 2, PERCENT(50));
    PROMOTE(rules, "b", .max_quantity = 1, TIERS({.is_free = true}));
    eco_rulebook *rulebook = built(rules);
    /* of four two at half price, 100, or one free, 100: the lower id; of three one at half price, 50, or one free */
    CHECK_QUOTED(rulebook, CART(LINES(PIECES("x", 4, 100))), "a[0]2:100");
    CHECK_QUOTED(rulebook, CART(LINES(PIECES("x", 3, 100))), "b[0]1:100");
    eco_rulebook_free(rulebook);
}

/* ---- stands_alone ---- */

TEST(level, compares_one_that_stands_alone_with_all_others)
{
    static const struct {
        int64_t off;
        const char *expected, *a, *b, *alone;
    } kinds[] = {
        /* a and b take 100 and 90 together */
        {189, "a[0]1:100 b[0]1:90", "applied", "applied", "worse by a -189"},
        {190, "a[0]1:100 b[0]1:90", "applied", "applied", "worse by a -190"},
        {191, "alone[0]1:191", "worse by alone -100", "worse by alone -90", "applied"},
    };
    for (eco_stacking stacking = ECO_STACKING_SEQUENTIAL; stacking <= ECO_STACKING_FIRST; stacking += 2)
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
            eco_rulebook_builder *rules = RULES("EUR", .stacking = stacking);
            PROMOTE(rules, "a", PERCENT(10));
            PROMOTE(rules, "b", PERCENT(10));
            PROMOTE(rules, "alone", .stands_alone = true, OFF(kinds[i].off));
            eco_rulebook *rulebook = built(rules);
            const eco_quote *quote = quoted(rulebook, ONE(1000));
            CHECK_ADJUSTMENTS(quote, kinds[i].expected);
            CHECK_TOLD(quote, "a", kinds[i].a);
            CHECK_TOLD(quote, "b", kinds[i].b);
            CHECK_TOLD(quote, "alone", kinds[i].alone);
            eco_quote_free(quote);
            eco_rulebook_free(rulebook);
        }
}

TEST(level, compares_line_by_line)
{
    /* shoes: 100 and 90 against 300; hat: 500 and 450 against 300. 0 takes nothing off and is out of it */
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "a", PERCENT(10));
    PROMOTE(rules, "alone", .stands_alone = true, EACH(300));
    PROMOTE(rules, "b", PERCENT(10));
    PROMOTE(rules, "0", .on = "kind == 'shoe'", .max_quantity = 1, TIERS({.price_each_minor = 2000}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = quoted(rulebook, SHOES_AND_HAT);
    CHECK_ADJUSTMENTS(quote, "a[1]1:500 alone[0]1:300 b[1]1:450");
    CHECK_TOLD(quote, "a", "clipped by alone -100");
    CHECK_TOLD(quote, "alone", "clipped by a -300");
    CHECK_TOLD(quote, "b", "clipped by alone -90");
    CHECK_TOLD(quote, "0", "nothing_left");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
    /* lost to the first of those that combine that took something off the line */
    rules = RULES("EUR");
    PROMOTE(rules, "a", .on = "kind == 'hat'", PERCENT(10));
    PROMOTE(rules, "alone", .stands_alone = true, .on = "kind == 'shoe'", OFF(5));
    PROMOTE(rules, "b", PERCENT(10));
    rulebook = built(rules);
    quote = quoted(rulebook, SHOES_AND_HAT);
    CHECK_TOLD(quote, "alone", "worse by b -5");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(level, of_several_that_stand_alone_takes_the_best)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "a", .stands_alone = true, OFF(50));
    PROMOTE(rules, "b", .stands_alone = true, OFF(60));
    PROMOTE(rules, "c", .stands_alone = true, OFF(60));
    PROMOTE(rules, "d", OFF(20));
    PROMOTE(rules, "e", OFF(30));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = quoted(rulebook, ONE(1000));
    CHECK_ADJUSTMENTS(quote, "b[0]1:60");
    CHECK_TOLD(quote, "a", "worse by b -50");
    CHECK_TOLD(quote, "c", "worse by b -60");
    CHECK_TOLD(quote, "d", "worse by b -20");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
    /* on a level of its own it meets nobody */
    rules = RULES("EUR");
    PROMOTE(rules, "a", .priority = 1, .stands_alone = true, OFF(50));
    PROMOTE(rules, "d", OFF(20));
    rulebook = built(rules);
    CHECK_QUOTED(rulebook, ONE(1000), "a[0]1:50 d[0]1:20");
    eco_rulebook_free(rulebook);
}

TEST(level, gives_back_all_that_was_tried)
{
    /* The one that stands alone sees 1000 though a and b took 190 off; c, a level below, sees what was kept. */
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "a", PERCENT(10));
    PROMOTE(rules, "b", .on = "cart.subtotal == 9", PERCENT(10)); /* sees what a left */
    PROMOTE(rules, "alone", .stands_alone = true, .when = "cart.subtotal == 10", TIERS({.from_minor = 1000, .off_minor = 10}));
    PROMOTE(rules, "c", .priority = -1, .when = "cart.subtotal == 8.10", OFF(1));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = quoted(rulebook, ONE(1000));
    CHECK_ADJUSTMENTS(quote, "a[0]1:100 b[0]1:90 c[0]1:1");
    CHECK_TOLD(quote, "alone", "worse by a -10");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

/* ---- FIRST ---- */

TEST(level, in_mode_first_closes_the_lines_that_it_served)
{
    eco_rulebook_builder *rules = RULES("EUR", .stacking = ECO_STACKING_FIRST);
    PROMOTE(rules, "a", .priority = 3, .on = "kind == 'shoe'", PERCENT(10));
    PROMOTE(rules, "b", .priority = 3, .on = "kind == 'shoe'", PERCENT(10));           /* of the same level: combines */
    PROMOTE(rules, "c", .priority = 2, TIERS({.from_minor = 5500, .off_minor = 100})); /* the shoes do not count */
    PROMOTE(rules, "d", .priority = 2, PERCENT(10));
    PROMOTE(rules, "e", .priority = 1, OFF(1));
    PROMOTE(rules, "f", .stage = ECO_STAGE_SHOP, OFF(6)); /* in the next stage all are open again */
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = quoted(rulebook, SHOES_AND_HAT);
    CHECK_ADJUSTMENTS(quote, "a[0]1:100 b[0]1:90 d[1]1:500 f[0]1:1 f[1]1:5"); /* 6 over 810 and 4500: 0.92, 5.08 */
    CHECK_TOLD(quote, "c", "below_threshold, missing 500, next 100");
    CHECK_TOLD(quote, "e", "no_target");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(level, in_mode_first_that_gives_nothing_closes_nothing)
{
    eco_rulebook_builder *rules = RULES("EUR", .stacking = ECO_STACKING_FIRST);
    PROMOTE(rules, "a", .priority = 2, TIERS({.from_minor = 9999, .off_minor = 100}));
    PROMOTE(rules, "gift", .priority = 2, TIERS({.gift_sku = "tote"}));
    PROMOTE(rules, "b", .priority = 1, .max_quantity = 1, .pick = ECO_PICK_DEAREST, OFF(100)); /* the hat alone */
    PROMOTE(rules, "c", PERCENT(10));
    eco_rulebook *rulebook = built(rules);
    CHECK_QUOTED(rulebook, SHOES_AND_HAT, "gift[2]1:0 b[1]1:100 c[0]1:100");
    eco_rulebook_free(rulebook);
    /* a sale price is no promotion */
    rules = RULES("EUR", .stacking = ECO_STACKING_FIRST);
    eco_rulebook_add_price_list(
        rules, ECO_MAKE(eco_price_list, .id = "sale", ECO_LIST(entries, eco_price_entry, {.sku = "a", .unit_minor = 900})));
    PROMOTE(rules, "b", .priority = 1, .on = "line.sku == 'b'", OFF(100));
    PROMOTE(rules, "c", PERCENT(10));
    rulebook = built(rules);
    CHECK_QUOTED(rulebook, SHOES_AND_HAT, "sale[0]1:100 b[1]1:100 c[0]1:90");
    eco_rulebook_free(rulebook);
}

TEST(level, in_mode_first_lets_closed_lines_buy_nothing)
{
    const eco_cart *cart = CART(LINES(OF_KIND("coat", "a", 3, 1000), OF_KIND("sock", "b", 3, 50)));
    for (int closed = 0; closed < 2; closed++) {
        eco_rulebook_builder *rules = RULES("EUR", .stacking = ECO_STACKING_FIRST);
        PROMOTE(rules, "coats", .priority = closed ? 1 : -1, .on = "kind == 'coat'", OFF(300));
        PROMOTE(rules, "socks", .on = "kind == 'sock'", .buy = "kind == 'coat'", .buy_quantity = 1, .get_quantity = 1,
                TIERS({.is_free = true}));
        eco_rulebook *rulebook = built(rules);
        const eco_quote *quote = quoted(rulebook, cart);
        CHECK_ADJUSTMENTS(quote, closed ? "coats[0]3:300" : "socks[1]3:150 coats[0]3:300");
        CHECK_TOLD(quote, "socks", closed ? "no_target" : "applied");
        eco_quote_free(quote);
        eco_rulebook_free(rulebook);
    }
}

/* ---- exclusion groups ---- */

TEST(level, lets_one_of_an_exclusion_group_apply)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "a", .exclusion_group = "g", TIERS({.from_minor = 9999, .off_minor = 1})); /* gives nothing */
    PROMOTE(rules, "b", .exclusion_group = "g", OFF(10));
    PROMOTE(rules, "c", .exclusion_group = "g", OFF(20));
    PROMOTE(rules, "d", .exclusion_group = "h", OFF(30));
    PROMOTE(rules, "e", OFF(40));
    PROMOTE(rules, "f", .stage = ECO_STAGE_SHOP, .exclusion_group = "g", OFF(50));
    PROMOTE(rules, "late", .stage = ECO_STAGE_SHOP, .exclusion_group = "g", .starts_us = AT_US + 1, OFF(50));
    PROMOTE(rules, "code", .stage = ECO_STAGE_SHOP, .exclusion_group = "g", .coupon = "C", OFF(50));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = quoted(rulebook, ONE(1000));
    CHECK_ADJUSTMENTS(quote, "b[0]1:10 d[0]1:30 e[0]1:40");
    CHECK_TOLD(quote, "a", "below_threshold, missing 8999, next 1");
    CHECK_TOLD(quote, "c", "excluded by b");
    CHECK_TOLD(quote, "f", "excluded by b");
    CHECK_TOLD(quote, "late", "not_started");
    CHECK_TOLD(quote, "code", "no_coupon");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(level, takes_the_best_of_an_exclusion_group_that_competes)
{
    /* a 5, b 7, c 9, d 9: c; all others say so */
    eco_rulebook_builder *rules = RULES("EUR", .stacking = ECO_STACKING_BEST);
    PROMOTE(rules, "a", .exclusion_group = "g", OFF(5));
    PROMOTE(rules, "b", .exclusion_group = "g", OFF(7));
    PROMOTE(rules, "c", .exclusion_group = "g", OFF(9));
    PROMOTE(rules, "d", .exclusion_group = "g", OFF(9));
    PROMOTE(rules, "e", .exclusion_group = "h", OFF(3));
    PROMOTE(rules, "late", .exclusion_group = "g", .starts_us = AT_US + 1, OFF(50));
    PROMOTE(rules, "next", .priority = -1, .exclusion_group = "g", OFF(50));
    PROMOTE(rules, "over", .priority = -1, .exclusion_group = "g", .ends_us = 1, OFF(50));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = quoted(rulebook, ONE(1000));
    CHECK_ADJUSTMENTS(quote, "c[0]1:9");
    CHECK_TOLD(quote, "a", "excluded by c");
    CHECK_TOLD(quote, "b", "excluded by c");
    CHECK_TOLD(quote, "d", "excluded by c");
    CHECK_TOLD(quote, "e", "worse by c -3");
    CHECK_TOLD(quote, "late", "not_started");
    CHECK_TOLD(quote, "next", "excluded by c");
    CHECK_TOLD(quote, "over", "ended");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(level, lets_those_that_combine_go_before_in_a_group)
{
    /* a gives something, so b, which stands alone, is out of it, though it takes more; of two groups, each by itself */
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "a", .exclusion_group = "g", .on = "kind == 'shoe'", OFF(5));
    PROMOTE(rules, "a2", .exclusion_group = "g", OFF(6));
    PROMOTE(rules, "b", .exclusion_group = "g", .stands_alone = true, OFF(70));
    PROMOTE(rules, "c", .exclusion_group = "h", .when = "cart.lines == 7", OFF(5));
    PROMOTE(rules, "d", .exclusion_group = "h", .stands_alone = true, .on = "kind == 'hat'", OFF(8));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = quoted(rulebook, SHOES_AND_HAT);
    CHECK_ADJUSTMENTS(quote, "a[0]1:5 d[1]1:8");
    CHECK_TOLD(quote, "a2", "excluded by a");
    CHECK_TOLD(quote, "b", "excluded by a");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
    /* one that lost all that it gave does not stand for its group later */
    rules = RULES("EUR");
    PROMOTE(rules, "a", .exclusion_group = "g", OFF(5));
    PROMOTE(rules, "alone", .stands_alone = true, OFF(8));
    PROMOTE(rules, "next", .priority = -1, .exclusion_group = "g", OFF(2));
    rulebook = built(rules);
    quote = quoted(rulebook, ONE(1000));
    CHECK_ADJUSTMENTS(quote, "alone[0]1:8 next[0]1:2");
    CHECK_TOLD(quote, "a", "worse by alone -5");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

/* Of 64 promotions three hold, each with a target and a group of its own; the others keep no place in any table. */
TEST(level, knows_the_groups_and_targets_of_promotions_far_apart)
{
    eco_rulebook_builder *rules = RULES("EUR");
    for (int i = 0; i < 64; i++) {
        char id[16], when[48], on[32], group[16];
        snprintf(id, sizeof id, "p%02d", i);
        snprintf(when, sizeof when, "segment == 's%d'", i % 16 == 5 ? i : 100);
        snprintf(on, sizeof on, "kind == 'k%d'", i);
        snprintf(group, sizeof group, "g%d", i);
        eco_rulebook_add_promotion(
            rules, ECO_MAKE(eco_promotion, .id = id, .when = when, .on = on, .exclusion_group = group, OFF(i + 1)));
        snprintf(id, sizeof id, "q%02d", i);
        eco_rulebook_add_promotion(
            rules, ECO_MAKE(eco_promotion, .id = id, .when = when, .on = on, .exclusion_group = group, OFF(i + 1)));
    }
    eco_rulebook *rulebook = built(rules);
    const eco_cart *cart = CART(LINES(OF_KIND("k5", "a", 1, 1000), OF_KIND("k21", "b", 1, 1000), OF_KIND("k53", "c", 1, 1000)),
                                ATTRIBUTES({"segment", "s5"}, {"segment", "s21"}, {"segment", "s53"}));
    const eco_quote *quote = priced_explaining(rulebook, cart, ECO_EXPLAIN_REACHED);
    CHECK_ADJUSTMENTS(quote, "p05[0]1:6 p21[1]1:22 p53[2]1:54");
    CHECK_TOLD(quote, "q21", "excluded by p21");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

/* ---- exclusive ---- */

TEST(level, in_mode_best_takes_the_best_exclusive_one)
{
    eco_rulebook_builder *rules = RULES("EUR", .stacking = ECO_STACKING_BEST);
    PROMOTE(rules, "high", .exclusive = true, .priority = 9, OFF(10));
    PROMOTE(rules, "most", .exclusive = true, .stage = ECO_STAGE_PLATFORM, OFF(30));
    PROMOTE(rules, "also", .exclusive = true, .priority = -1, OFF(30));
    PROMOTE(rules, "plain", OFF(500));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = quoted(rulebook, ONE(1000));
    CHECK_ADJUSTMENTS(quote, "most[0]1:30");
    CHECK_TOLD(quote, "high", "excluded by most");
    CHECK_TOLD(quote, "also", "excluded by most");
    CHECK_TOLD(quote, "plain", "excluded by most");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
    /* ties: the higher priority, then the lower id */
    rules = RULES("EUR", .stacking = ECO_STACKING_BEST);
    PROMOTE(rules, "a", .exclusive = true, OFF(30));
    PROMOTE(rules, "b", .exclusive = true, .priority = 1, OFF(30));
    PROMOTE(rules, "c", .exclusive = true, .priority = 1, OFF(30));
    rulebook = built(rules);
    CHECK_QUOTED(rulebook, ONE(1000), "b[0]1:30");
    eco_rulebook_free(rulebook);
    /* with SEQUENTIAL and FIRST it is the first by priority that gives anything */
    for (eco_stacking stacking = ECO_STACKING_SEQUENTIAL; stacking <= ECO_STACKING_FIRST; stacking += 2) {
        rules = RULES("EUR", .stacking = stacking);
        PROMOTE(rules, "none", .exclusive = true, .priority = 10, TIERS({.from_minor = 9999, .off_minor = 1}));
        PROMOTE(rules, "high", .exclusive = true, .priority = 9, OFF(10));
        PROMOTE(rules, "most", .exclusive = true, OFF(30));
        rulebook = built(rules);
        quote = quoted(rulebook, ONE(1000));
        CHECK_ADJUSTMENTS(quote, "high[0]1:10");
        CHECK_TOLD(quote, "none", "excluded by high");
        eco_quote_free(quote);
        eco_rulebook_free(rulebook);
    }
}

TEST(level, of_exclusive_ones_that_give_nothing_tells_why)
{
    for (eco_stacking stacking = ECO_STACKING_SEQUENTIAL; stacking <= ECO_STACKING_FIRST; stacking++) {
        eco_rulebook_builder *rules = RULES("EUR", .stacking = stacking);
        PROMOTE(rules, "low", .exclusive = true, TIERS({.from_minor = 1100, .off_minor = 1}));
        PROMOTE(rules, "high", .exclusive = true, .stands_alone = true, .exclusion_group = "g", .ends_us = 1, OFF(10));
        PROMOTE(rules, "plain", .exclusion_group = "g", OFF(5));
        eco_rulebook *rulebook = built(rules);
        const eco_quote *quote = quoted(rulebook, ONE(1000));
        CHECK_ADJUSTMENTS(quote, "plain[0]1:5");
        CHECK_TOLD(quote, "low", "below_threshold, missing 100, next 1");
        CHECK_TOLD(quote, "high", "ended");
        CHECK_INT(quote->decisions_count, 3);
        eco_quote_free(quote);
        eco_rulebook_free(rulebook);
    }
}

/* ---- errors ---- */

TEST(level, that_competes_names_the_fact_it_cannot_read)
{
    eco_error error;
    const eco_quote *quote;
    static const bool alone[] = {false, true};
    for (size_t i = 0; i < 2; i++)
        for (eco_stacking stacking = ECO_STACKING_SEQUENTIAL; stacking <= ECO_STACKING_FIRST; stacking++) {
            eco_rulebook_builder *rules = RULES("EUR", .stacking = stacking);
            PROMOTE(rules, "p", .stands_alone = alone[i], .when = "age > 10", OFF(1));
            PROMOTE(rules, "q", .stands_alone = true, OFF(1));
            eco_rulebook *rulebook = built(rules);
            CHECK_FAILS(eco_price(&quote, rulebook, CART(LINES(PIECES("a", 1, 1)), ATTRIBUTES({"age", "x"})), NULL, &error),
                        ECO_E_INVALID, "asked by 'p'");
            eco_rulebook_free(rulebook);
        }
}
