/* A sentence for each reason, in both languages. */
#include "ecomops/attributes.h"
#include "ecomops/explain.h"
#include "test.h"

#define TIERS(...) ECO_LIST(tiers, eco_tier, __VA_ARGS__)

static const eco_promotion code = {.id = "code",
                                   .label = "Code!",
                                   .coupon = "TEN",
                                   .max_off_minor = 1,
                                   .starts_us = INT64_C(1767225600000000),
                                   .ends_us = INT64_C(1767225600000000)},
                           set = {.id = "set", .coupon = "@codes"},
                           mug = {.id = "mug", .max_quantity = 2, TIERS({.from_minor = 50000, .gift_sku = "MUG"})},
                           pairs = {.id = "pairs", .group_quantity = 3}, third = {.id = "free", .buy_quantity = 1200},
                           parcel = {.id = "parcel", .stage = ECO_STAGE_SHIPPING};
static const eco_promotion *const promotions[] = {&code, &third, &mug, &pairs, &parcel, &set};
static const eco_floor margin = {.id = "margin"}, cap = {.id = "max_off"};
static const eco_floor *const floors[] = {&margin, &cap};
static const eco_campaign autumn = {.id = "autumn", .ends_us = INT64_C(1767312000000000)};
static const eco_campaign *const campaigns[] = {&autumn};
static const eco_rulebook_content rules = {.currency = "CNY",
                                           .zone = "Asia/Shanghai",
                                           .promotions = promotions,
                                           .promotions_count = 6,
                                           .floors = floors,
                                           .floors_count = 2,
                                           .campaigns = campaigns,
                                           .campaigns_count = 1};
/* Its gift is mug's. */
static const eco_quote_line lines[] = {{.id = "1", .sku = "A", .quantity = 1},
                                       {.id = "gift-mug", .sku = "MUG", .kind = ECO_LINE_GIFT, .quantity = 2}};
static const eco_adjustment adjustments[] = {
    {.promotion = "parcel", .line = -1}, {.promotion = "code"}, {.promotion = "mug", .line = 1}};
static const eco_quote quote = {
    .currency = "CNY", .lines = lines, .lines_count = 2, .adjustments = adjustments, .adjustments_count = 3};

static const struct {
    eco_decision decision;
    const char *english, *chinese;
} cases[] = {
    {{.reason = ECO_REASON_APPLIED, .off_minor = 500000}, "Applied, saves 5,000.00.", "已使用，减 5,000.00 元。"},
    {{.reason = ECO_REASON_APPLIED, .off_minor = 5000, .missing_minor = 1230, .next_off_minor = 9000},
     "Applied, saves 50.00. Spend 12.30 more to save 90.00.",
     "已使用，减 50.00 元。再买 12.30 元可减 90.00 元。"},
    {{.reason = ECO_REASON_APPLIED, .off_minor = 5000, .missing_minor = 1230, .next_off_minor = 5000},
     "Applied, saves 50.00.",
     "已使用，减 50.00 元。"},
    {{.reason = ECO_REASON_APPLIED, .off_minor = 5000, .missing_quantity = 2},
     "Applied, saves 50.00. Add 2 more for the next step.",
     "已使用，减 50.00 元。再加 2 件可享下一档。"},
    {{.reason = ECO_REASON_APPLIED, .off_minor = 5000, .by = "margin", .clipped_minor = 300, .missing_quantity = 2},
     "Applied, saves 50.00. It goes 3.00 below the floor margin. Add 2 more for the next step.",
     "已使用，减 50.00 元。比底线 margin 低 3.00 元。再加 2 件可享下一档。"},
    {{.reason = ECO_REASON_APPLIED, .promotion = "mug", .missing_minor = 100},
     "Applied, gives 2 x MUG. Spend 1.00 more for the next step.",
     "已使用，送 MUG 2 件。再买 1.00 元可享下一档。"},
    {{.reason = ECO_REASON_CLIPPED,
      .promotion = "code",
      .off_minor = 5000,
      .by = "max_off",
      .clipped_minor = 1200,
      .missing_minor = 1},
     "Applied up to its cap, saves 50.00 of 62.00.",
     "已使用（封顶），减 50.00 元（本可减 62.00 元）。"},
    {{.reason = ECO_REASON_CLIPPED, .off_minor = 5000, .by = "max_off"},
     "Applied up to its cap, saves 50.00.",
     "已使用（封顶），减 50.00 元。"},
    {{.reason = ECO_REASON_CLIPPED, .promotion = "set", .off_minor = 5000, .by = "max_off"}, /* a floor of that name */
     "Applied down to the floor max_off, saves 50.00.",
     "已使用（减至底线 max_off），减 50.00 元。"},
    {{.reason = ECO_REASON_CLIPPED, .promotion = "mug", .by = "max_quantity", .missing_minor = 100},
     "Applied up to its most units, gives 2 x MUG.",
     "已使用（达到件数上限），送 MUG 2 件。"},
    {{.reason = ECO_REASON_CLIPPED, .off_minor = 5000, .by = "price", .clipped_minor = 1},
     "Applied to all that was left, saves 50.00 of 50.01.",
     "已使用（以剩余金额为限），减 50.00 元（本可减 50.01 元）。"},
    {{.reason = ECO_REASON_CLIPPED, .off_minor = 5000, .by = "price", .clipped_minor = INT64_MAX},
     "Applied to all that was left, saves 50.00.",
     "已使用（以剩余金额为限），减 50.00 元。"},
    {{.reason = ECO_REASON_CLIPPED, .off_minor = 5000, .by = "margin", .clipped_minor = 100, .missing_quantity = 1},
     "Applied down to the floor margin, saves 50.00 of 51.00. Add 1 more for the next step.",
     "已使用（减至底线 margin），减 50.00 元（本可减 51.00 元）。再加 1 件可享下一档。"},
    {{.reason = ECO_REASON_CLIPPED, .off_minor = 5000, .by = "code", .clipped_minor = 100},
     "Applied where Code! is not better, saves 50.00 of 51.00.",
     "已使用（Code! 更优惠的部分除外），减 50.00 元（本可减 51.00 元）。"},
    {{.reason = ECO_REASON_CLIPPED, .off_minor = 5000, .by = "gone", .clipped_minor = 100},
     "Applied in part because of gone, saves 50.00 of 51.00.",
     "已部分使用（受 gone 限制），减 50.00 元（本可减 51.00 元）。"},
    {{.reason = ECO_REASON_CLIPPED, .off_minor = 5000}, "Applied, saves 50.00.", "已使用，减 50.00 元。"},
    {{.reason = ECO_REASON_BELOW_THRESHOLD, .missing_minor = 1230, .next_off_minor = 5000},
     "Spend 12.30 more to save 50.00.",
     "再买 12.30 元可减 50.00 元。"},
    {{.reason = ECO_REASON_BELOW_THRESHOLD, .missing_quantity = 1}, "Add 1 more to get it.", "再加 1 件可享受。"},
    {{.reason = ECO_REASON_BELOW_THRESHOLD, .promotion = "mug", .missing_minor = 4100},
     "Spend 41.00 more to get MUG free.",
     "再买 41.00 元可得赠品 MUG。"},
    {{.reason = ECO_REASON_CONDITION, .needed = "tier == 'gold'"},
     "Its condition is not met: tier == 'gold'.",
     "条件未满足：tier == 'gold'。"},
    {{.reason = ECO_REASON_CONDITION, .needed = "tier == 'gold'", .found = "silver"},
     "Its condition is not met: tier == 'gold' (it is silver).",
     "条件未满足：tier == 'gold'（实际为 silver）。"},
    {{.reason = ECO_REASON_CONDITION, .promotion = "mug", .needed = "cart.subtotal >= 300", .missing_minor = 100},
     "Spend 1.00 more to get it.",
     "再买 1.00 元可享受。"},
    {{.reason = ECO_REASON_NO_TARGET, .promotion = "code"}, "Nothing in the cart that it is for.", "没有适用的商品。"},
    {{.reason = ECO_REASON_NO_TARGET, .promotion = "gone"}, "Nothing in the cart that it is for.", "没有适用的商品。"},
    {{.reason = ECO_REASON_NO_TARGET, .promotion = "pairs"},
     "Too few units that it is for: it takes 3.",
     "适用的商品不足 3 件。"},
    {{.reason = ECO_REASON_NO_TARGET, .promotion = "free"},
     "Too few units: it takes 1,200 that are bought and one that benefits.",
     "件数不足：需购买指定商品 1,200 件，另有 1 件可享优惠。"},
    {{.reason = ECO_REASON_NO_TARGET, .promotion = "parcel"}, "Nothing that it is for is shipped.", "没有适用的配送。"},
    {{.reason = ECO_REASON_NO_COUPON, .promotion = "code"}, "Needs the coupon TEN.", "需要优惠码 TEN。"},
    {{.reason = ECO_REASON_NO_COUPON, .promotion = "set"}, "Needs its coupon.", "需要优惠码。"},
    {{.reason = ECO_REASON_NO_COUPON, .promotion = "gone"}, "Needs its coupon.", "需要优惠码。"},
    {{.reason = ECO_REASON_NOT_STARTED, .promotion = "code"}, "Starts 2026-01-01 08:00.", "2026-01-01 08:00 开始。"},
    {{.reason = ECO_REASON_NOT_STARTED, .promotion = "gone"}, "Has not started.", "尚未开始。"},
    {{.reason = ECO_REASON_ENDED, .promotion = "code"}, "Ended 2026-01-01 08:00.", "已于 2026-01-01 08:00 结束。"},
    {{.reason = ECO_REASON_ENDED}, "Is over.", "已结束。"},
    {{.reason = ECO_REASON_EXCLUDED, .by = "code"}, "Not together with Code!.", "不与 Code! 同享。"},
    {{.reason = ECO_REASON_EXCLUDED, .by = "set"}, "Not together with set.", "不与 set 同享。"},
    {{.reason = ECO_REASON_NOTHING_LEFT}, "Nothing left to reduce.", "没有可减的金额。"},
    {{.reason = ECO_REASON_FLOOR, .by = "margin", .clipped_minor = 1234},
     "Would save 12.34, but the floor margin does not allow it.",
     "本可减 12.34 元，但底线 margin 不允许。"},
    {{.reason = ECO_REASON_FLOOR, .by = "margin"}, "The floor margin does not allow it.", "底线 margin 不允许。"},
    {{.reason = ECO_REASON_WORSE, .by = "code", .clipped_minor = 1234},
     "Would save 12.34, but Code! is better.",
     "本可减 12.34 元，但 Code! 更优惠。"},
    {{.reason = ECO_REASON_WORSE, .by = "code"}, "Code! is better.", "Code! 更优惠。"},
    {{.reason = ECO_REASON_LIMIT, .by = "limit"}, "It has been used as often as it may be.", "已达使用次数上限。"},
    {{.reason = ECO_REASON_LIMIT, .by = "limit_per_customer"},
     "This customer has used it as often as one may.",
     "该顾客已达使用次数上限。"},
    {{.reason = ECO_REASON_LIMIT, .by = "limit_per_customer", .needed = "customer"},
     "Only for customers who are known.",
     "仅限已登录的顾客。"},
    {{.reason = ECO_REASON_LIMIT, .by = "limit_per_code", .found = "TEN"},
     "The code TEN has been used up.",
     "优惠码 TEN 已用完。"},
    {{.reason = ECO_REASON_BUDGET, .by = "autumn", .needed = "budget", .clipped_minor = 900, .left_minor = 400},
     "Would save 9.00, but autumn has only 4.00 left.",
     "本可减 9.00 元，但 autumn 的预算仅剩 4.00 元。"},
    {{.reason = ECO_REASON_BUDGET, .by = "autumn", .needed = "budget", .clipped_minor = 900},
     "Would save 9.00, but the budget of autumn is spent.",
     "本可减 9.00 元，但 autumn 的预算已用完。"},
    {{.reason = ECO_REASON_BUDGET, .by = "autumn", .needed = "budget_uses", .left_minor = 400},
     "The budget of autumn is spent.",
     "autumn 的预算已用完。"},
    {{.reason = ECO_REASON_CLIPPED, .off_minor = 400, .clipped_minor = 500, .by = "autumn", .left_minor = 400},
     "Applied as far as the budget of autumn goes, saves 4.00 of 9.00.",
     "已使用（以 autumn 的预算为限），减 4.00 元（本可减 9.00 元）。"},
    {{.reason = ECO_REASON_ENDED, .promotion = "code", .by = "autumn"},
     "Ended 2026-01-02 08:00.",
     "已于 2026-01-02 08:00 结束。"},
    {{.reason = ECO_REASON_NOT_STARTED, .by = "autumn"}, "Has not started.", "尚未开始。"},
    {{.reason = ECO_REASON_UNKNOWN_COUPON}, "No promotion knows this code.", "无效的优惠码。"},
    {{.reason = 99}, "Not applied.", "未使用。"},
};

TEST(tool_explain, has_a_sentence_for_every_reason)
{
    bool told[32] = {false};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const eco_decision *decision = &cases[i].decision;
        char text[TOOL_SENTENCE];
        CHECK_TEXT(tool_explain(text, decision, &quote, &rules, TOOL_ENGLISH), cases[i].english);
        CHECK_TEXT(tool_explain(text, decision, &quote, &rules, TOOL_CHINESE), cases[i].chinese);
        told[decision->reason < 32 ? decision->reason : 31] = true;
    }
    for (eco_reason reason = 0; reason < 31; reason++)
        CHECK_F(told[reason] == !!strcmp(eco_reason_name(reason), eco_reason_name(31)), "%s", eco_reason_name(reason));
}

TEST(tool_explain, without_the_rulebook_says_what_the_quote_knows)
{
    static const struct {
        eco_decision decision;
        const char *english;
    } known[] = {
        {{.reason = ECO_REASON_APPLIED, .promotion = "mug"}, "Applied, gives 2 x MUG."},
        {{.reason = ECO_REASON_CLIPPED, .promotion = "code", .off_minor = 1, .by = "max_off"},
         "Applied up to its cap, saves 0.01."},
        {{.reason = ECO_REASON_CLIPPED, .promotion = "mug", .by = "max_quantity"},
         "Applied up to its most units, gives 2 x MUG."},
        {{.reason = ECO_REASON_CLIPPED, .off_minor = 1, .by = "margin"}, "Applied in part because of margin, saves 0.01."},
        {{.reason = ECO_REASON_CLIPPED, .off_minor = 1, .by = "price"}, "Applied to all that was left, saves 0.01."},
        {{.reason = ECO_REASON_NO_TARGET, .promotion = "pairs"}, "Nothing in the cart that it is for."},
        {{.reason = ECO_REASON_NO_COUPON, .promotion = "code"}, "Needs its coupon."},
        {{.reason = ECO_REASON_NOT_STARTED, .promotion = "code"}, "Has not started."},
        {{.reason = ECO_REASON_EXCLUDED, .by = "code"}, "Not together with code."},
    };
    char text[TOOL_SENTENCE];
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        CHECK_TEXT(tool_explain(text, &known[i].decision, &quote, NULL, TOOL_ENGLISH), known[i].english);
    eco_rulebook_content nowhere = rules;
    nowhere.zone = "Nowhere/Land";
    const eco_decision ended = {.reason = ECO_REASON_ENDED, .promotion = "code"};
    CHECK_TEXT(tool_explain(text, &ended, &quote, &nowhere, TOOL_ENGLISH), "Is over.");
}

TEST(tool_explain, other_currencies_are_named_in_chinese)
{
    const eco_quote yen = {.currency = "JPY"};
    const eco_decision decision = {.reason = ECO_REASON_BELOW_THRESHOLD, .missing_minor = 41, .next_off_minor = 50};
    char text[TOOL_SENTENCE];
    CHECK_TEXT(tool_explain(text, &decision, &yen, NULL, TOOL_CHINESE), "再买 41 JPY 可减 50 JPY。");
    CHECK_TEXT(tool_explain(text, &decision, &yen, NULL, TOOL_ENGLISH), "Spend 41 more to save 50.");
}

TEST(tool_explain, sentences_that_are_too_long_are_cut)
{
    char needed[3 * TOOL_SENTENCE], text[TOOL_SENTENCE], by[TOOL_SENTENCE];
    memset(needed, 'x', sizeof needed);
    needed[sizeof needed - 1] = '\0';
    const eco_decision decision = {.reason = ECO_REASON_CONDITION, .needed = needed};
    CHECK_INT(strlen(tool_explain(text, &decision, &quote, &rules, TOOL_ENGLISH)), TOOL_SENTENCE - 1);
    memset(by, 'x', sizeof by); /* what is missing no longer fits, and is left out */
    by[sizeof by - 1] = '\0';
    const eco_decision clipped = {.reason = ECO_REASON_CLIPPED, .by = by, .missing_quantity = 1};
    CHECK_INT(strlen(tool_explain(text, &clipped, &quote, &rules, TOOL_ENGLISH)), TOOL_SENTENCE - 1);
}

static bool has(const tool_attributes *attributes, const char *name)
{
    for (size_t i = 0; i < attributes->count; i++)
        if (strcmp(attributes->names[i], name) == 0)
            return true;
    return false;
}

TEST(tool_attributes, finds_the_names_in_all_conditions)
{
    eco_error error;
    eco_rulebook *book;
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "CNY"));
    eco_rulebook_add_promotion(rules,
                               ECO_MAKE(eco_promotion, .id = "p", .when = "customer.tier == 'not''me' and line.colour != 'red'",
                                        .on = "类目 in ('tea') or x1 > 2", ECO_LIST(tiers, eco_tier, {.off_percent = {5, 0}})));
    eco_rulebook_add_price_list(rules, ECO_MAKE(eco_price_list, .id = "l", .when = "region == 'EU'",
                                                ECO_LIST(entries, eco_price_entry, {.sku = "A", .unit_minor = 1})));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "t", .on = "taxed == true", .percent = {1, 0}));
    eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = "s", .method = "m", .when = "country == 'CN'"));
    eco_rulebook_add_promotion(rules,
                               ECO_MAKE(eco_promotion, .id = "q", .stage = ECO_STAGE_SET, .buy = "bought == true",
                                        .buy_quantity = 1, .get_quantity = 1, ECO_LIST(tiers, eco_tier, {.is_free = true})));
    eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .id = "f", .on = "floored == true", .unit_minor = 1));
    CHECK_OK(eco_rulebook_build(&book, rules, &error));
    tool_attributes attributes;
    tool_attributes_of(&attributes, &book, 1);
    static const char *const names[] = {"customer.tier", "colour", "类目",    "x1",          "region",     "taxed",
                                        "country",       "bought", "floored", "cart.region", "line.colour"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        CHECK_F(has(&attributes, names[i]), "%s", names[i]);
    static const char *const texts[] = {"me", "not", "red", "tea", "EU"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        CHECK_F(!has(&attributes, texts[i]), "%s", texts[i]);
    tool_attributes_free(&attributes);
    eco_rulebook_free(book);
}
