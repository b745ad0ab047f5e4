/* A sentence for each reason, in both languages. */
#include "ecomops/attributes.h"
#include "ecomops/explain.h"
#include "test.h"

TEST(tool_explain, has_a_sentence_for_every_reason)
{
    const eco_promotion coded = {.id = "code",
                                 .label = "Code!",
                                 .coupon = "TEN",
                                 .starts_us = INT64_C(1767225600000000),
                                 .ends_us = INT64_C(1767225600000000)},
                        set = {.id = "set", .coupon = "@codes"};
    const eco_promotion *const promotions[] = {&coded, &set};
    const eco_rulebook_content rules = {
        .currency = "CNY", .zone = "Asia/Shanghai", .promotions = promotions, .promotions_count = 2};
    const struct {
        eco_decision decision;
        const char *english, *chinese;
    } cases[] = {
        {{.reason = ECO_REASON_APPLIED, .off_minor = 500000}, "applied, saves 5,000.00", "已使用，省 5,000.00"},
        {{.reason = ECO_REASON_APPLIED, .off_minor = 5000, .missing_minor = 1230, .next_off_minor = 9000},
         "applied, saves 50.00; spend 12.30 more to save 90.00",
         "已使用，省 50.00；再买 12.30 可省 90.00"},
        {{.reason = ECO_REASON_APPLIED, .off_minor = 5000, .missing_quantity = 2},
         "applied, saves 50.00; add 2 more for the next step",
         "已使用，省 50.00；再加 2 件可享下一档"},
        {{.reason = ECO_REASON_CLIPPED, .off_minor = 5000, .by = "max_off"},
         "applied up to its cap, saves 50.00",
         "已使用（封顶），省 50.00"},
        {{.reason = ECO_REASON_CLIPPED, .off_minor = 5000, .by = "price"},
         "applied to all that was left, saves 50.00",
         "已使用（以剩余金额为限），省 50.00"},
        {{.reason = ECO_REASON_BELOW_THRESHOLD, .missing_minor = 1230, .next_off_minor = 5000},
         "spend 12.30 more to save 50.00",
         "再买 12.30 可省 50.00"},
        {{.reason = ECO_REASON_BELOW_THRESHOLD, .missing_quantity = 1}, "add 1 more to get it", "再加 1 件可享受"},
        {{.reason = ECO_REASON_CONDITION, .needed = "tier == 'gold'"}, "not met: tier == 'gold'", "条件未满足：tier == 'gold'"},
        {{.reason = ECO_REASON_CONDITION, .needed = "tier == 'gold'", .found = "silver"},
         "not met: tier == 'gold' (it is silver)",
         "条件未满足：tier == 'gold'（实际为 silver）"},
        {{.reason = ECO_REASON_CONDITION, .needed = "cart.subtotal >= 300", .missing_minor = 100},
         "spend 1.00 more to get it",
         "再买 1.00 可享受"},
        {{.reason = ECO_REASON_NO_TARGET}, "no line that it is for", "没有适用的商品"},
        {{.reason = ECO_REASON_NO_COUPON, .promotion = "code"}, "needs the coupon TEN", "需要优惠码 TEN"},
        {{.reason = ECO_REASON_NO_COUPON, .promotion = "set"}, "needs its coupon", "需要优惠码"},
        {{.reason = ECO_REASON_NO_COUPON, .promotion = "gone"}, "needs its coupon", "需要优惠码"},
        {{.reason = ECO_REASON_NOT_STARTED, .promotion = "code"}, "starts 2026-01-01 08:00", "2026-01-01 08:00 开始"},
        {{.reason = ECO_REASON_NOT_STARTED, .promotion = "gone"}, "has not started", "尚未开始"},
        {{.reason = ECO_REASON_ENDED, .promotion = "code"}, "ended 2026-01-01 08:00", "已于 2026-01-01 08:00 结束"},
        {{.reason = ECO_REASON_ENDED}, "is over", "已结束"},
        {{.reason = ECO_REASON_EXCLUDED, .by = "code"}, "not together with Code!", "不与 Code! 同享"},
        {{.reason = ECO_REASON_EXCLUDED, .by = "set"}, "not together with set", "不与 set 同享"},
        {{.reason = ECO_REASON_NOTHING_LEFT}, "nothing left to reduce", "没有可减的金额"},
        {{.reason = ECO_REASON_UNKNOWN_COUPON}, "is a code that no promotion knows", "是无效的优惠码"},
        {{.reason = 99}, "not applied", "未使用"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[TOOL_SENTENCE];
        CHECK_TEXT(tool_explain(text, &cases[i].decision, &rules, "CNY", TOOL_ENGLISH), cases[i].english);
        CHECK_TEXT(tool_explain(text, &cases[i].decision, &rules, "CNY", TOOL_CHINESE), cases[i].chinese);
    }
    const eco_rulebook_content nowhere = {.zone = "Nowhere/Land", .promotions = promotions, .promotions_count = 2};
    char text[TOOL_SENTENCE];
    CHECK_TEXT(
        tool_explain(text, &(eco_decision){.reason = ECO_REASON_ENDED, .promotion = "code"}, &nowhere, "CNY", TOOL_ENGLISH),
        "is over");
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
    CHECK_OK(eco_rulebook_build(&book, rules, &error));
    tool_attributes attributes;
    tool_attributes_of(&attributes, &book, 1);
    static const char *const names[] = {"customer.tier", "colour",  "类目",        "x1",         "region",
                                        "taxed",         "country", "cart.region", "line.colour"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        CHECK_F(has(&attributes, names[i]), "%s", names[i]);
    static const char *const texts[] = {"me", "not", "red", "tea", "EU"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        CHECK_F(!has(&attributes, texts[i]), "%s", texts[i]);
    tool_attributes_free(&attributes);
    eco_rulebook_free(book);
}
