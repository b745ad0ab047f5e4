/* Expressions: what compiles, what it gives, and where mistakes are. */
#include "base/expression.h"
#include "test.h"

#include <stdlib.h>

/* ---- a small shop's vocabulary: table 0 is the cart, table 1 a line ---- */

typedef struct name {
    const char *text;
    eco_symbol symbol;
} name;

static const name known_names[] = {
    {"cart.subtotal", {ECO_VALUE_NUMBER, 0, 0}}, {"channel", {ECO_VALUE_TEXT, 0, 1}},        {"at", {ECO_VALUE_TIME, 0, 2}},
    {"customer.等级", {ECO_VALUE_ANY, 0, 3}},    {"customer.age", {ECO_VALUE_ANY, 0, 4}},    {"gift", {ECO_VALUE_BOOL, 0, 5}},
    {"coupon", {ECO_VALUE_TEXT, 0, 6}},          {"missing", {ECO_VALUE_ANY, 0, 7}},         {"vip", {ECO_VALUE_ANY, 0, 8}},
    {"weights", {ECO_VALUE_NUMBER, 0, 9}},       {"born", {ECO_VALUE_ANY, 0, 10}},           {"big", {ECO_VALUE_NUMBER, 0, 11}},
    {"absent", {ECO_VALUE_NUMBER, 0, 12}},       {"tags", {ECO_VALUE_ANY, 0, 13}},           {"flags", {ECO_VALUE_ANY, 0, 14}},
    {"line.sku", {ECO_VALUE_TEXT, 1, 0}},        {"line.quantity", {ECO_VALUE_NUMBER, 1, 1}}};

static bool find_symbol(eco_symbol *out, const char *text, size_t size, bool *failed, void *user)
{
    (void)user;
    *failed = size == 6 && memcmp(text, "memory", 6) == 0;
    for (size_t i = 0; i < sizeof known_names / sizeof *known_names; i++)
        if (strlen(known_names[i].text) == size && memcmp(known_names[i].text, text, size) == 0) {
            *out = known_names[i].symbol;
            return true;
        }
    return false;
}

static const eco_map *find_set(const char *text, size_t size, void *user)
{
    return size == 6 && memcmp(text, "summer", 6) == 0 ? user : NULL;
}

#define TEXT(given)                                                     \
    {                                                                   \
        .type = ECO_VALUE_TEXT, .text = given, .size = sizeof given - 1 \
    }
#define NUMBER(coefficient_, scale_)                                 \
    {                                                                \
        .type = ECO_VALUE_NUMBER, .number = { coefficient_, scale_ } \
    }

typedef struct shop {
    eco_arena arena;
    eco_map summer;
    eco_vocabulary vocabulary;
    eco_values cart[15], line[2];
    eco_facts facts;
} shop;

static const char *const shown_names[] = {"cart.subtotal",
                                          "channel",
                                          "customer.等级",
                                          "customer.age",
                                          "a name of more than forty-eight characters, which nobody means",
                                          NULL};

static void shop_begin(shop *shop)
{
    static const eco_value subtotal = NUMBER(30000, 2), channel = TEXT("app"),
                           at = {.type = ECO_VALUE_TIME, .time_us = INT64_C(1794355200000000)}, level = TEXT("金"),
                           age = TEXT("18.50"), gift = {.type = ECO_VALUE_BOOL, .boolean = true}, vip = TEXT("true"),
                           born = TEXT("2008-05-01"), big = NUMBER(INT64_MAX, 0), sku = TEXT("A-17"), quantity = NUMBER(1250, 3);
    static const eco_value coupons[] = {TEXT("SAVE10"), TEXT("NEW"), TEXT("")}, weights[] = {NUMBER(5, 1), NUMBER(25, 1)},
                           tags[] = {TEXT("7"), TEXT("x"), TEXT("9")}, flags[] = {TEXT("false"), TEXT("yes")};
    static const eco_value *const single[] = {&subtotal, &channel, &at, &level, &age, &gift, NULL, NULL, &vip, NULL, &born, &big};
    memset(shop, 0, sizeof *shop);
    eco_arena_begin(&shop->arena, NULL);
    eco_map_begin(&shop->summer, NULL);
    bool added;
    CHECK(eco_map_add(&shop->summer, "A-17", 4, &(int64_t){-1}, &added));
    CHECK(eco_map_add(&shop->summer, "B-01", 4, &(int64_t){0}, &added));
    shop->vocabulary = (eco_vocabulary){find_symbol, find_set, shown_names, &shop->summer};
    for (size_t i = 0; i < sizeof single / sizeof *single; i++)
        if (single[i])
            shop->cart[i] = (eco_values){single[i], 1};
    shop->cart[6] = (eco_values){coupons, 3};
    shop->cart[9] = (eco_values){weights, 2};
    shop->cart[13] = (eco_values){tags, 3};
    shop->cart[14] = (eco_values){flags, 2};
    shop->line[0] = (eco_values){&sku, 1};
    shop->line[1] = (eco_values){&quantity, 1};
    shop->facts = (eco_facts){{shop->cart, shop->line}};
}

static void shop_end(shop *shop)
{
    eco_map_end(&shop->summer);
    eco_arena_end(&shop->arena);
}

/* ---- what holds ---- */

static const struct {
    const char *text;
    bool holds;
} conditions[] = {
    {"true", true},
    {"false", false},
    {"not false", true},
    {"not not false", false},
    {"(true)", true},
    {"true and false or true", true},
    {"true or true and false", true},
    {"(true or true) and false", false},
    {"false or false", false},
    /* text */
    {"channel == 'app'", true},
    {"'app' == channel", true},
    {"channel != 'app'", false},
    {"channel == 'web'", false},
    {"channel == ''", false},
    {"channel < 'apple'", true},
    {"channel < 'app'", false},
    {"channel <= 'app'", true},
    {"channel > 'ap'", true},
    {"channel >= 'b'", false},
    {"channel in ('web', 'app')", true},
    {"channel not in ('web', 'app')", false},
    {"channel in ('a','b','c','d','e','f','g','h','i','app')", true},
    {"channel in ('a','b','c','d','e','f','g','h','i','j','a')", false},
    {"customer.等级 == '金'", true},
    {"customer.等级 != '银' and customer.等级 in ('银', '金')", true},
    {"'it''s' == 'it''s'", true},
    {"line.sku in @summer", true},
    {"line.sku not in @summer", false},
    {"channel in @summer", false},
    /* many values */
    {"coupon == 'NEW'", true},
    {"coupon == 'SAVE10'", true},
    {"coupon == ''", true},
    {"coupon != 'NEW'", false},
    {"coupon != 'OLD'", true},
    {"not coupon == 'NEW'", false},
    {"coupon not in ('OLD', 'NEW')", false},
    {"coupon not in ('OLD', 'OLDER')", true},
    {"channel in ('a','b','c','d','e','f','g','h','i','j','k','l','m','n','o','p','q','r','s','t','u','v','w','x','y','z','app')",
     true},
    {"coupon == channel", false},
    {"coupon > 'O' and coupon < 'O'", true},
    {"weights > 1 and weights < 1", true},
    {"weights == 0.5 and weights == 2.5", true},
    {"weights > 2.5", false},
    {"weights in (1, 2.50)", true},
    /* numbers */
    {"cart.subtotal == 300", true},
    {"cart.subtotal == 300.00", true},
    {"cart.subtotal >= 300.000000", true},
    {"cart.subtotal > 300", false},
    {"cart.subtotal != 300", false},
    {"cart.subtotal <= 299.99", false},
    {"300 <= cart.subtotal", true},
    {"cart.subtotal in (1, 300.0, 2)", true},
    {"cart.subtotal in (-300, 1, 2)", false},
    {"cart.subtotal - 1 in (299)", true},
    {"cart.subtotal / 3 == 100", true},
    {"cart.subtotal / 7 * 7 == 300", true},
    {"cart.subtotal / 7 < 42.8571428571428572", true},
    {"cart.subtotal / 7 in (42.857142857142857)", false},
    {"2 + 3 * 4 - 6 / 3 == 12", true},
    {"(2 + 3) * 4 == 20", true},
    {"10 - (4 - 3) == 9", true},
    {"10 - 4 - 3 == 3", true},
    {"24 / 4 / 2 == 3", true},
    {"24 / (4 / 2) == 12", true},
    {"-(1 + 2) == -3", true},
    {"- -3 == 3", true},
    {"-cart.subtotal < 0", true},
    {"--cart.subtotal > 0", true},
    {"0 == -0", true},
    {"line.quantity == 1.25", true},
    {"customer.age >= 18", true},
    {"customer.age == 18.5", true},
    {"customer.age == '18.5'", false},
    {"customer.age == '18.50'", true},
    {"customer.age in ('18.50')", true},
    {"customer.age in (18.5)", true},
    {"customer.age + 1 == 19.5", true},
    {"-customer.age == -18.5", true},
    {"customer.age == customer.age", true},
    {"customer.age <= customer.age", true},
    {"customer.age == customer.等级", false},
    /* bool */
    {"gift", true},
    {"not gift", false},
    {"gift == true", true},
    {"gift != true", false},
    {"gift in (true, false)", true},
    {"gift in (false)", false},
    {"vip", true},
    {"vip == true and vip != false", true},
    {"vip in (true)", true},
    {"vip == gift", true},
    {"vip == 'true'", true},
    {"(channel == 'app') == gift", true},
    {"(channel == 'app' and false) == false", true},
    {"(channel == 'web') in (false)", true},
    /* time: 2026-11-11 */
    {"at >= '2026-11-11'", true},
    {"at > '2026-11-11'", false},
    {"'2026-11-11T08:00:00+08:00' == at", true},
    {"at < '2026-11-11T00:00:00.000001Z'", true},
    {"at in ('2026-11-10', '2026-11-11')", true},
    {"at not in ('2026-11-10', '2026-11-12')", true},
    {"born < at", true},
    {"born == at", false},
    {"born == '2008-05-01'", true},
    {"born < '2009'", true},
    /* not given */
    {"missing", false},
    {"not missing", true},
    {"missing == 'x'", false},
    {"missing != 'x'", true},
    {"missing in ('x')", false},
    {"missing not in ('x')", true},
    {"missing not in @summer", true},
    {"missing < 5", false},
    {"missing >= 5", false},
    {"not missing >= 5", true},
    {"missing + 1 == 1", false},
    {"missing + 1 != 1", true},
    {"1 - missing in (1)", false},
    {"missing * absent / 0.5 < 1", false},
    {"1 + -absent not in (1)", true},
    {"missing == missing", false},
    {"missing == at", false},
    {"missing == true", false},
    {"missing < absent", false},
    /* no part behind the one that decides is looked at */
    {"false and customer.等级 > 1", false},
    {"true or customer.等级 > 1", true},
    {"false and tags > 1 or flags == 'yes'", true},
};

TEST(expression, holds)
{
    shop shop;
    eco_error error;
    shop_begin(&shop);
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
        const eco_compiled *compiled;
        bool holds = false;
        eco_status status = eco_compile(&compiled, conditions[i].text, ECO_VALUE_BOOL, &shop.vocabulary, &shop.arena, &error);
        CHECK_F(status == ECO_OK, "%s: %s", conditions[i].text, error.message);
        status = eco_compiled_holds(&holds, compiled, &shop.facts, &error);
        CHECK_F(status == ECO_OK, "%s: %s", conditions[i].text, error.message);
        CHECK_F(holds == conditions[i].holds, "%s gives %d", conditions[i].text, holds);
    }
    shop_end(&shop);
}

/* ---- what fails when it is evaluated ---- */

TEST(expression, names_the_attribute_that_does_not_fit)
{
    static const struct {
        const char *text;
        eco_status status;
        const char *message;
    } failing[] = {
        {"customer.等级 > 1", ECO_E_INVALID, "'金' of 'customer.等级' must be a number"},
        {"1 < customer.等级", ECO_E_INVALID, "must be a number"},
        {"customer.等级 + 1 > 1", ECO_E_INVALID, "must be a number"},
        {"customer.等级 in (1)", ECO_E_INVALID, "must be a number"},
        {"customer.等级", ECO_E_INVALID, "'金' of 'customer.等级' must be true or false"},
        {"gift == customer.等级", ECO_E_INVALID, "must be true or false"},
        {"customer.等级 == gift", ECO_E_INVALID, "must be true or false"},
        {"customer.等级 in (true)", ECO_E_INVALID, "must be true or false"},
        {"customer.等级 == at", ECO_E_INVALID, "'金' of 'customer.等级' must be a time"},
        {"at == customer.等级", ECO_E_INVALID, "must be a time"},
        {"tags != 7", ECO_E_INVALID, "'x' of 'tags' must be a number"}, /* although the first value decides */
        {"7 == tags", ECO_E_INVALID, "'x' of 'tags' must be a number"},
        {"tags in (7)", ECO_E_INVALID, "'x' of 'tags' must be a number"},
        {"tags + 1 == 8", ECO_E_INVALID, "'tags' has 3 values: arithmetic needs one"},
        {"weights * 2 == 1", ECO_E_INVALID, "'weights' has 2 values"},
        {"weights / weights == 1", ECO_E_INVALID, "'weights' has 2 values"},
        {"-weights == 1", ECO_E_INVALID, "'weights' has 2 values"},
        {"1 + weights == 1", ECO_E_INVALID, "'weights' has 2 values"},
        {"1 * weights == 1", ECO_E_INVALID, "'weights' has 2 values"},
        {"1 + weights in (1)", ECO_E_INVALID, "'weights' has 2 values"},
        {"not (true and flags)", ECO_E_INVALID, "'yes' of 'flags' must be true or false"},
        {"(flags or true) == true", ECO_E_INVALID, "'yes' of 'flags'"},
        {"true == (flags or true)", ECO_E_INVALID, "'yes' of 'flags'"},
        {"(1 / (cart.subtotal - 300) == 1) == flags", ECO_E_INVALID, "division by zero in '(1 / (cart.subtotal - 300) == 1)"},
        {"big * big * big == 1", ECO_E_OVERFLOW, "does not fit 128 bits"},
        {"big * big * 2 + big * big * 2 > 0", ECO_E_OVERFLOW, "in 'big * big * 2 + big * big * 2 > 0'"},
    };
    shop shop;
    eco_error error;
    shop_begin(&shop);
    for (size_t i = 0; i < sizeof failing / sizeof *failing; i++) {
        const eco_compiled *compiled;
        eco_failure failure;
        bool holds = true;
        CHECK_OK(eco_compile(&compiled, failing[i].text, ECO_VALUE_BOOL, &shop.vocabulary, &shop.arena, &error));
        CHECK_FAILS(eco_compiled_holds(&holds, compiled, &shop.facts, &error), failing[i].status, failing[i].message);
        CHECK_F(!holds, "%s", failing[i].text);
        CHECK(!eco_compiled_failure(&failure, compiled, &shop.facts));
        CHECK(eco_compiled_holds(&holds, compiled, &shop.facts, NULL) == failing[i].status);
    }
    static const eco_value typed = NUMBER(1, 0);
    shop.cart[1] = (eco_values){&typed, 1}; /* a vocabulary that breaks its word is told so */
    const eco_compiled *compiled;
    bool holds;
    CHECK_OK(eco_compile(&compiled, "channel == 'app'", ECO_VALUE_BOOL, &shop.vocabulary, &shop.arena, &error));
    CHECK_FAILS(eco_compiled_holds(&holds, compiled, &shop.facts, &error), ECO_E_INVALID, "must be text");
    CHECK_OK(eco_compile(&compiled, "'app' == channel", ECO_VALUE_BOOL, &shop.vocabulary, &shop.arena, &error));
    CHECK_FAILS(eco_compiled_holds(&holds, compiled, &shop.facts, &error), ECO_E_INVALID, "must be text");
    CHECK_OK(eco_compile(&compiled, "channel in ('app')", ECO_VALUE_BOOL, &shop.vocabulary, &shop.arena, &error));
    CHECK_FAILS(eco_compiled_holds(&holds, compiled, &shop.facts, &error), ECO_E_INVALID, "must be text");
    static const eco_value instant = {.type = ECO_VALUE_TIME};
    static const char *const others[] = {"customer.age > 1", "customer.age", "customer.age == gift"};
    shop.cart[4] = (eco_values){&instant, 1};
    for (size_t i = 0; i < 3; i++) {
        CHECK_OK(eco_compile(&compiled, others[i], ECO_VALUE_BOOL, &shop.vocabulary, &shop.arena, &error));
        CHECK_FAILS(eco_compiled_holds(&holds, compiled, &shop.facts, &error), ECO_E_INVALID, "of 'customer.age' must be");
    }
    shop.cart[4] = (eco_values){&typed, 1};
    CHECK_OK(eco_compile(&compiled, "customer.age == at", ECO_VALUE_BOOL, &shop.vocabulary, &shop.arena, &error));
    CHECK_FAILS(eco_compiled_holds(&holds, compiled, &shop.facts, &error), ECO_E_INVALID, "must be a time");
    shop_end(&shop);
}

/* ---- what does not compile, and where ---- */

static const struct {
    const char *text;
    eco_status status;
    int line, column;
    const char *message;
} mistakes[] = {
    {"", ECO_E_SYNTAX, 1, 1, "a value is expected, and the text ends here"},
    {"   ", ECO_E_SYNTAX, 1, 4, "a value is expected"},
    {"channel ==", ECO_E_SYNTAX, 1, 11, "a value is expected, and the text ends here"},
    {"channel == and", ECO_E_SYNTAX, 1, 12, "a value is expected here, not 'and'"},
    {"channel 'app'", ECO_E_SYNTAX, 1, 9, "an operator is expected here, not ''app''"},
    {"(channel == 'app'", ECO_E_SYNTAX, 1, 18, "an operator or ')' is expected"},
    {"channel == 'app')", ECO_E_SYNTAX, 1, 17, "an operator is expected here, not ')'"},
    {"channel == 'app", ECO_E_SYNTAX, 1, 12, "no closing quote"},
    {"channel == 'app''", ECO_E_SYNTAX, 1, 12, "no closing quote"},
    {"channel == \"app\"", ECO_E_SYNTAX, 1, 12, "single quotes"},
    {"channel = 'app'", ECO_E_SYNTAX, 1, 9, "write =="},
    {"channel == 'a' && gift", ECO_E_SYNTAX, 1, 16, "write and"},
    {"channel == 'a' | gift", ECO_E_SYNTAX, 1, 16, "write or"},
    {"!gift", ECO_E_SYNTAX, 1, 1, "write not"},
    {"customer.等级 = '金'", ECO_E_SYNTAX, 1, 13, "write =="},
    {"customer.等级 == ‘金’", ECO_E_SYNTAX, 1, 16, "write '"},
    {"customer.等级 in （'金')", ECO_E_SYNTAX, 1, 16, "'（' is a full-width character: write ("},
    {"customer.等级　== '金'", ECO_E_SYNTAX, 1, 12, "write a blank"},
    {"gift and\n  € == 1", ECO_E_UNKNOWN_NAME, 2, 3, "there is no '€'"},
    {"gift and\r\n\t→", ECO_E_SYNTAX, 2, 2, "'→' has no meaning here"},
    {"gift %", ECO_E_SYNTAX, 1, 6, "'%' has no meaning here"},
    {"gift.", ECO_E_SYNTAX, 1, 5, "'.' has no meaning here"},
    {"gift.1", ECO_E_SYNTAX, 1, 5, "'.' has no meaning here"},
    {"1 == 1.", ECO_E_SYNTAX, 1, 8, "a digit must follow"},
    {"1 == 1.x", ECO_E_SYNTAX, 1, 8, "a digit must follow"},
    {"1 == 12a", ECO_E_SYNTAX, 1, 8, "cannot go on with a letter"},
    {"1 == 1e5", ECO_E_SYNTAX, 1, 7, "cannot go on with a letter"},
    {"1 == .5", ECO_E_SYNTAX, 1, 6, "'.' has no meaning here"},
    {"1 == 9223372036854775808", ECO_E_LIMIT, 1, 6, "more digits than 64 bits hold"},
    {"1 in (1, 9223372036854775808)", ECO_E_LIMIT, 1, 10, "more digits than 64 bits hold"},
    {"1 == 0.1234567890123456789", ECO_E_LIMIT, 1, 6, "more digits than 64 bits hold"},
    {"channel not 'app'", ECO_E_SYNTAX, 1, 13, "`in` is expected here"},
    {"channel not", ECO_E_SYNTAX, 1, 12, "`in` is expected"},
    {"channel not %", ECO_E_SYNTAX, 1, 13, "'%' has no meaning here"},
    {"channel in 'app'", ECO_E_SYNTAX, 1, 12, "a list in parentheses or a @set is expected"},
    {"channel in %", ECO_E_SYNTAX, 1, 12, "'%' has no meaning here"},
    {"channel in ()", ECO_E_SYNTAX, 1, 13, "a text, number, true or false is expected"},
    {"channel in (%", ECO_E_SYNTAX, 1, 13, "'%' has no meaning here"},
    {"channel in ('a' 'b')", ECO_E_SYNTAX, 1, 17, "',' or ')' is expected"},
    {"channel in ('a',)", ECO_E_SYNTAX, 1, 17, "a text, number, true or false is expected"},
    {"channel in ('a',%", ECO_E_SYNTAX, 1, 17, "'%' has no meaning here"},
    {"channel in ('a')%", ECO_E_SYNTAX, 1, 17, "'%' has no meaning here"},
    {"channel in ('a'%", ECO_E_SYNTAX, 1, 16, "'%' has no meaning here"},
    {"channel in (channel)", ECO_E_SYNTAX, 1, 13, "a text, number, true or false is expected"},
    {"1 in (- 'a')", ECO_E_SYNTAX, 1, 9, "a number is expected"},
    {"1 in (- %", ECO_E_SYNTAX, 1, 9, "'%' has no meaning here"},
    {"channel == @summer", ECO_E_SYNTAX, 1, 12, "a set stands only behind `in`"},
    {"channel in @", ECO_E_SYNTAX, 1, 12, "the name of a set must follow @"},
    {"channel in @1", ECO_E_SYNTAX, 1, 12, "the name of a set must follow @"},
    {"channel in @summer %", ECO_E_SYNTAX, 1, 20, "'%' has no meaning here"},
    {"channel in @winter", ECO_E_UNKNOWN_NAME, 1, 12, "there is no set '@winter'"},
    {"1 < 2 < 3", ECO_E_SYNTAX, 1, 7, "comparisons do not follow each other"},
    {"channel in ('a') == true", ECO_E_SYNTAX, 1, 18, "comparisons do not follow each other"},
    {"1 < 2 and %", ECO_E_SYNTAX, 1, 11, "'%' has no meaning here"},
    {"1 + %", ECO_E_SYNTAX, 1, 5, "'%' has no meaning here"},
    {"1 < %", ECO_E_SYNTAX, 1, 5, "'%' has no meaning here"},
    {"- %", ECO_E_SYNTAX, 1, 3, "'%' has no meaning here"},
    {"not %", ECO_E_SYNTAX, 1, 5, "'%' has no meaning here"},
    {"(%", ECO_E_SYNTAX, 1, 2, "'%' has no meaning here"},
    {"1%", ECO_E_SYNTAX, 1, 2, "'%' has no meaning here"},
    {"gift%", ECO_E_SYNTAX, 1, 5, "'%' has no meaning here"},
    {"%", ECO_E_SYNTAX, 1, 1, "'%' has no meaning here"},
    {"gift and \xFFx", ECO_E_SYNTAX, 1, 10, "byte 0xFF is not UTF-8"},
    {"'\xE6\xBB'", ECO_E_SYNTAX, 1, 2, "byte 0xE6 is not UTF-8"},
    /* names */
    {"channe == 'app'", ECO_E_UNKNOWN_NAME, 1, 1, "there is no 'channe': did you mean 'channel'?"},
    {"customer.级 == '金'", ECO_E_UNKNOWN_NAME, 1, 1, "did you mean 'customer.等级'?"},
    {"cart.subtotl >= 1", ECO_E_UNKNOWN_NAME, 1, 1, "did you mean 'cart.subtotal'?"},
    {"gift and carts.subtotals >= 1", ECO_E_UNKNOWN_NAME, 1, 10, "did you mean 'cart.subtotal'?"},
    {"subtotal >= 1", ECO_E_UNKNOWN_NAME, 1, 1, "there is no 'subtotal'"},
    {"ab >= 1", ECO_E_UNKNOWN_NAME, 1, 1, "there is no 'ab'"},
    {"a_name_that_is_longer_than_any_that_is_compared_here >= 1", ECO_E_UNKNOWN_NAME, 1, 1, "there is no 'a_name_that_is"},
    {"memory == 1", ECO_E_MEMORY, 0, 0, "out of memory"},
    /* types */
    {"1", ECO_E_INVALID, 1, 1, "true or false is needed in a condition, and this is a number"},
    {"channel", ECO_E_INVALID, 1, 1, "true or false is needed in a condition, and this is text"},
    {"at", ECO_E_INVALID, 1, 1, "and this is a time"},
    {"gift and channel", ECO_E_INVALID, 1, 10, "and this is text"},
    {"channel and gift", ECO_E_INVALID, 1, 1, "and this is text"},
    {"gift or 1 + 1", ECO_E_INVALID, 1, 11, "and this is a number"},
    {"1 or gift", ECO_E_INVALID, 1, 1, "and this is a number"},
    {"not channel", ECO_E_INVALID, 1, 5, "and this is text"},
    {"channel == 1", ECO_E_INVALID, 1, 9, "text and a number cannot be compared"},
    {"1 == channel", ECO_E_INVALID, 1, 3, "a number and text cannot be compared"},
    {"at == 1", ECO_E_INVALID, 1, 4, "a time and a number cannot be compared"},
    {"at == channel", ECO_E_INVALID, 1, 4, "a time and text cannot be compared"},
    {"gift == 'true'", ECO_E_INVALID, 1, 6, "true or false and text cannot be compared"},
    {"gift < true", ECO_E_INVALID, 1, 6, "true and false have no order"},
    {"missing >= false", ECO_E_INVALID, 1, 9, "true and false have no order"},
    {"at == '2026-13-01'", ECO_E_INVALID, 1, 7, "'2026-13-01' is no time"},
    {"'tomorrow, about the time when the sun rises' == at", ECO_E_INVALID, 1, 1, "is no time"},
    {"at in ('2026-11-11', 'x')", ECO_E_INVALID, 1, 4, "'x' is no time"},
    {"at in (1)", ECO_E_INVALID, 1, 4, "a time and a number"},
    {"at in @summer", ECO_E_INVALID, 1, 4, "a time and text"},
    {"channel in (1)", ECO_E_INVALID, 1, 9, "text and a number"},
    {"cart.subtotal in @summer", ECO_E_INVALID, 1, 15, "a number and text"},
    {"channel in ('a', 1)", ECO_E_INVALID, 1, 18, "the members of a list are of one type"},
    {"channel + 1 == 2", ECO_E_INVALID, 1, 1, "a number is needed in arithmetic, and this is text"},
    {"1 + channel == 2", ECO_E_INVALID, 1, 5, "and this is text"},
    {"1 * (1 == 1) == 2", ECO_E_INVALID, 1, 8, "and this is true or false"},
    {"-'a' == 2", ECO_E_INVALID, 1, 2, "and this is text"},
    {"1 / 0 == 1", ECO_E_INVALID, 1, 5, "division by zero"},
    {"1 / -0.00 == 1", ECO_E_INVALID, 1, 5, "division by zero"},
};

TEST(expression, tells_mistakes_with_their_place)
{
    shop shop;
    eco_error error;
    shop_begin(&shop);
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        const eco_compiled *compiled = (const eco_compiled *)&shop;
        memset(&error, 0, sizeof error);
        eco_status status = eco_compile(&compiled, mistakes[i].text, ECO_VALUE_BOOL, &shop.vocabulary, &shop.arena, &error);
        CHECK_F(status == mistakes[i].status && error.status == status && strstr(error.message, mistakes[i].message),
                "%s gives %s: %s", mistakes[i].text, eco_status_name(status), error.message);
        CHECK_F(error.line == mistakes[i].line && error.column == mistakes[i].column, "%s: line %d, column %d", mistakes[i].text,
                (int)error.line, (int)error.column);
        CHECK(!compiled);
        CHECK_INT(eco_compile(&compiled, mistakes[i].text, ECO_VALUE_BOOL, &shop.vocabulary, &shop.arena, NULL), status);
    }
    const eco_compiled *compiled;
    CHECK_FAILS(eco_compile(&compiled, NULL, ECO_VALUE_BOOL, &shop.vocabulary, &shop.arena, &error), ECO_E_INVALID, "NULL");
    CHECK_FAILS(eco_compile(&compiled, "gift", ECO_VALUE_TEXT, &shop.vocabulary, &shop.arena, &error), ECO_E_INVALID,
                "not type 1");
    CHECK_FAILS(eco_compile(&compiled, "gift", ECO_VALUE_NUMBER, &shop.vocabulary, &shop.arena, &error), ECO_E_INVALID,
                "a number is needed");
    const eco_vocabulary none = {NULL, NULL, NULL, NULL};
    CHECK_FAILS(eco_compile(&compiled, "gift", ECO_VALUE_BOOL, &none, &shop.arena, &error), ECO_E_UNKNOWN_NAME,
                "there is no 'gift'");
    CHECK_FAILS(eco_compile(&compiled, "'a' in @summer", ECO_VALUE_BOOL, &none, &shop.arena, &error), ECO_E_UNKNOWN_NAME,
                "no set");
    CHECK_OK(eco_compile(&compiled, "'a' == 'a'", ECO_VALUE_BOOL, &none, &shop.arena, &error));
    shop_end(&shop);
}

/* ---- bounds ---- */

/* A text of `count` pieces between a head and a tail. */
static const char *repeated(char *out, const char *head, const char *piece, int count, const char *tail)
{
    char *end = stpcpy(out, head);
    for (int i = 0; i < count; i++)
        end = stpcpy(end, piece);
    strcpy(end, tail);
    return out;
}

TEST(expression, is_bounded)
{
    static char text[200000];
    static const struct {
        const char *head, *piece, *tail;
        int fits;
        int column;
        const char *message;
    } bounds[] = {
        {"", "(", "true", 64, 65, "at most 64 levels"},       {"", "not ", "true", 64, 257, "at most 64 levels"},
        {"", "-", "absent > 1", 64, 65, "at most 64 levels"}, {"true", " or true", "", 4094, 0, "at most 4096 parts"},
        {"0", "+0", " > 1", 4092, 0, "at most 4096 parts"},   {"1 in (1", ",1", ")", 4093, 0, "at most 4096 parts"},
        {"true", " ", "", 65532, 1, "at most 65536 bytes"},
    };
    shop shop;
    eco_error error;
    shop_begin(&shop);
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
        const eco_compiled *compiled;
        bool holds;
        bool closes = bounds[i].piece[0] == '(';
        repeated(text, bounds[i].head, bounds[i].piece, bounds[i].fits, bounds[i].tail);
        if (closes)
            repeated(text + strlen(text), "", ")", bounds[i].fits, "");
        CHECK_OK(eco_compile(&compiled, text, ECO_VALUE_BOOL, &shop.vocabulary, &shop.arena, &error));
        CHECK_OK(eco_compiled_holds(&holds, compiled, &shop.facts, &error));
        repeated(text, bounds[i].head, bounds[i].piece, bounds[i].fits + 1, bounds[i].tail);
        CHECK_FAILS(eco_compile(&compiled, text, ECO_VALUE_BOOL, &shop.vocabulary, &shop.arena, &error), ECO_E_LIMIT,
                    bounds[i].message);
        CHECK(bounds[i].column == 0 || error.column == bounds[i].column);
    }
    repeated(text, "", "(", 10000, "");
    const eco_compiled *compiled;
    CHECK_FAILS(eco_compile(&compiled, text, ECO_VALUE_BOOL, &shop.vocabulary, &shop.arena, &error), ECO_E_LIMIT, "64 levels");
    shop_end(&shop);
}

/* ---- canonical text ---- */

TEST(expression, has_one_canonical_text)
{
    static const char *const texts[][2] = {
        {"  channel=='app'  ", "channel == 'app'"},
        {"(channel)==('app')", "channel == 'app'"},
        {"((gift)) and (not (gift))", "gift and not gift"},
        {"(gift and vip) and missing", "gift and vip and missing"},
        {"gift and (vip and missing)", "gift and vip and missing"},
        {"gift and (vip and missing) and gift", "gift and vip and missing and gift"},
        {"gift or (vip and missing)", "gift or vip and missing"},
        {"(gift or vip) and missing", "(gift or vip) and missing"},
        {"not (gift or vip)", "not (gift or vip)"},
        {"not not gift", "not not gift"},
        {"not (channel == 'a')", "not channel == 'a'"},
        {"channel not  in('a','b')", "channel not in ('a', 'b')"},
        {"not channel in @summer", "not channel in @summer"},
        {"channel not in @summer", "channel not in @summer"},
        {"cart.subtotal>=300.00", "cart.subtotal >= 300"},
        {"cart.subtotal in(0.50,-1,007)", "cart.subtotal in (0.5, -1, 7)"},
        {"(1+2)+absent > 1-(2-absent)", "1 + 2 + absent > 1 - (2 - absent)"},
        {"1*(2*absent)/(3/absent) > (1*2)*3", "1 * (2 * absent) / (3 / absent) > 1 * 2 * 3"},
        {"(1+2)*3>1+(2*3)", "(1 + 2) * 3 > 1 + 2 * 3"},
        {"- - 3<-(absent+1)", "3 < -(absent + 1)"},
        {"--absent< - (-absent)*-0", "--absent < --absent * 0"},
        {"1--3>0", "1 - -3 > 0"},
        {"'it''s' == '''' or '' == ''''''", "'it''s' == '''' or '' == ''''''"},
        {"gift==true or gift in(false)", "gift == true or gift in (false)"},
        {"(channel=='a')==(gift or vip)", "(channel == 'a') == (gift or vip)"},
        {"at>='2026-11-11T08:00:00+08:00'", "at >= '2026-11-11'"},
        {"'2026-11-11T00:00:01Z'<at", "'2026-11-11T00:00:01Z' < at"},
        {"at in('2026-11-11','2026-11-11T12:00:00Z')", "at in ('2026-11-11', '2026-11-11T12:00:00Z')"},
    };
    shop shop;
    eco_error error;
    shop_begin(&shop);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (int again = 0; again < 2; again++) {
            const eco_compiled *compiled;
            CHECK_OK(eco_compile(&compiled, texts[i][again], ECO_VALUE_BOOL, &shop.vocabulary, &shop.arena, &error));
            CHECK_TEXT(eco_compiled_text(compiled), texts[i][1]);
        }
    shop_end(&shop);
}

/* ---- numbers ---- */

TEST(expression, gives_exact_numbers)
{
    static const struct {
        const char *text;
        int64_t numerator;
        int32_t numerator_scale;
        int64_t denominator;
        int32_t denominator_scale;
    } numbers[] = {
        {"cart.subtotal", 300, 0, 1, 0},
        {"cart.subtotal / 7", 300, 0, 7, 0},
        {"-cart.subtotal / 4.5", -200, 0, 3, 0},
        {"1 / -cart.subtotal", -1, 0, 300, 0},
        {"customer.age", 37, 0, 2, 0},
        {"1 / 3 + 1 / 6 - 1 / 2", 0, 0, 1, 0},
        {"big * big / big", INT64_MAX, 0, 1, 0},
        {"big * 10", INT64_MAX, 0, 1, 1},
        {"1 / (big * 10)", 1, 1, INT64_MAX, 0},
        {"big * big * 2 / big / 2 + 1 / big - 1 / big", INT64_MAX, 0, 1, 0},
        {"1 / big / big + 1 / big / 7 - 1 / big / 7 - 1 / big / big + 3", 3, 0, 1, 0},
        {"1000000000000000000 * 1000000000000000000", 1000000000000000000, 0, 1, 18},
    };
    shop shop;
    eco_error error;
    shop_begin(&shop);
    const eco_compiled *compiled;
    eco_decimal numerator, denominator;
    bool known;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        CHECK_OK(eco_compile(&compiled, numbers[i].text, ECO_VALUE_NUMBER, &shop.vocabulary, &shop.arena, &error));
        CHECK_OK(eco_compiled_number(&numerator, &denominator, &known, compiled, &shop.facts, &error));
        CHECK_F(known && numerator.coefficient == numbers[i].numerator && numerator.scale == numbers[i].numerator_scale &&
                    denominator.coefficient == numbers[i].denominator && denominator.scale == numbers[i].denominator_scale,
                "%s is %lld (%d) / %lld (%d)", numbers[i].text, (long long)numerator.coefficient, (int)numerator.scale,
                (long long)denominator.coefficient, (int)denominator.scale);
    }
    CHECK_OK(eco_compile(&compiled, "absent + 1", ECO_VALUE_NUMBER, &shop.vocabulary, &shop.arena, &error));
    CHECK_OK(eco_compiled_number(&numerator, &denominator, &known, compiled, &shop.facts, &error));
    CHECK(!known && numerator.coefficient == 0 && denominator.coefficient == 1);
    static const char *const too_large[] = {"big * big", "1 / (big * big)", "big * 1000000000000000000 * 100",
                                            "1 / (big * 1000000000000000000) / 100"};
    for (size_t i = 0; i < sizeof too_large / sizeof *too_large; i++) {
        CHECK_OK(eco_compile(&compiled, too_large[i], ECO_VALUE_NUMBER, &shop.vocabulary, &shop.arena, &error));
        CHECK_FAILS(eco_compiled_number(&numerator, &denominator, &known, compiled, &shop.facts, &error), ECO_E_OVERFLOW,
                    "does not fit");
        CHECK(!known && denominator.coefficient == 1);
    }
    CHECK_OK(eco_compile(&compiled, "weights + 1", ECO_VALUE_NUMBER, &shop.vocabulary, &shop.arena, &error));
    CHECK_FAILS(eco_compiled_number(&numerator, &denominator, &known, compiled, &shop.facts, &error), ECO_E_INVALID, "2 values");
    shop_end(&shop);
}

/* ---- why it does not hold ---- */

TEST(expression, tells_the_first_part_that_fails)
{
    static const struct {
        const char *text, *needed, *found;
        int32_t slot;
        bool has_bound;
        eco_decimal bound;
    } failures[] = {
        {"channel == 'web'", "channel == 'web'", "app", 1, false, {0, 0}},
        {"gift and channel=='web' and missing", "channel == 'web'", "app", 1, false, {0, 0}},
        {"gift and missing", "missing", NULL, 7, false, {0, 0}},
        {"cart.subtotal >= 500.00", "cart.subtotal >= 500", "", 0, true, {500, 0}},
        {"gift and 500.50 <= cart.subtotal", "500.5 <= cart.subtotal", "", 0, true, {5005, 1}},
        {"500 >= cart.subtotal + 1000", "500 >= cart.subtotal + 1000", "", 0, false, {0, 0}},
        {"cart.subtotal > 500", "cart.subtotal > 500", "", 0, false, {0, 0}},
        {"cart.subtotal <= 5", "cart.subtotal <= 5", "", 0, false, {0, 0}},
        {"1000 <= cart.subtotal + 5", "1000 <= cart.subtotal + 5", "", 0, false, {0, 0}},
        {"cart.subtotal >= 5 + 1000", "cart.subtotal >= 5 + 1000", "", 0, false, {0, 0}},
        {"500 < cart.subtotal", "500 < cart.subtotal", "", 0, false, {0, 0}},
        {"channel == 'web' or channel == 'pos'", "channel == 'web' or channel == 'pos'", "app", 1, false, {0, 0}},
        {"channel == 'web' or cart.subtotal > 500 or gift == false",
         "channel == 'web' or cart.subtotal > 500 or gift == false",
         NULL,
         -1,
         false,
         {0, 0}},
        {"line.quantity > cart.subtotal", "line.quantity > cart.subtotal", NULL, -1, false, {0, 0}},
        {"coupon in ('OLD', 'OLDER')", "coupon in ('OLD', 'OLDER')", "SAVE10", 6, false, {0, 0}},
        {"gift and false", "false", NULL, -1, false, {0, 0}},
    };
    shop shop;
    eco_error error;
    eco_failure failure;
    const eco_compiled *compiled;
    shop_begin(&shop);
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        CHECK_OK(eco_compile(&compiled, failures[i].text, ECO_VALUE_BOOL, &shop.vocabulary, &shop.arena, &error));
        CHECK(eco_compiled_failure(&failure, compiled, &shop.facts));
        CHECK_TEXT(failure.needed, failures[i].needed);
        CHECK_INT(failure.symbol.slot, failures[i].slot);
        CHECK_INT(failure.has_bound, failures[i].has_bound);
        CHECK_INT(failure.bound.coefficient, failures[i].bound.coefficient);
        CHECK_INT(failure.bound.scale, failures[i].bound.scale);
        CHECK_INT(failure.found.type != ECO_VALUE_ANY, failures[i].found != NULL);
        if (failures[i].found && *failures[i].found)
            CHECK(failure.found.type == ECO_VALUE_TEXT &&
                  memcmp(failure.found.text, failures[i].found, (size_t)failure.found.size) == 0);
    }
    CHECK_OK(eco_compile(&compiled, "gift and vip", ECO_VALUE_BOOL, &shop.vocabulary, &shop.arena, &error));
    CHECK(!eco_compiled_failure(&failure, compiled, &shop.facts));
    shop_end(&shop);
}

/* ---- what an index sees ---- */

/* "1=app|web&6=NEW ; 3=@": ways between ';', equalities between '&', members between '|', '@' for the set. */
static void normal_text(char *out, size_t size, const eco_normal *normal)
{
    size_t at = 0;
    out[0] = '\0';
    for (size_t w = 0; w < normal->count; w++) {
        at += (size_t)snprintf(out + at, size - at, "%s", w ? ";" : "");
        for (size_t e = 0; e < normal->ways[w].count; e++) {
            const eco_equality *equality = &normal->ways[w].equalities[e];
            at += (size_t)snprintf(out + at, size - at, "%s%d=%s", e ? "&" : "", (int)equality->symbol.slot,
                                   equality->set ? "@" : "");
            for (size_t m = 0; m < equality->members_count; m++)
                at += (size_t)snprintf(out + at, size - at, "%s%s", m ? "|" : "", equality->members[m]);
        }
        if (normal->ways[w].count == 0)
            at += (size_t)snprintf(out + at, size - at, "*");
    }
}

TEST(expression, shows_its_equalities_to_an_index)
{
    static const char *const normals[][2] = {
        {"true", "*"},
        {"false", ""},
        {"not true", ""},
        {"not false", "*"},
        {"gift", "*"},
        {"channel == 'app'", "1=app"},
        {"'app' == channel", "1=app"},
        {"channel != 'app'", "*"},
        {"not channel != 'app'", "1=app"},
        {"not channel == 'app'", "*"},
        {"channel > 'app'", "*"},
        {"channel == coupon", "*"},
        {"'a' == 'a'", "*"},
        {"channel in ('app', 'web')", "1=app|web"},
        {"not channel not in ('app', 'web')", "1=app|web"},
        {"channel not in ('app')", "*"},
        {"not channel in ('app')", "*"},
        {"customer.age in (1, 2)", "*"},
        {"customer.age == 1", "*"},
        {"'x' in ('x')", "*"},
        {"line.sku in @summer", "0=@"},
        {"line.sku not in @summer", "*"},
        {"channel == 'app' and coupon == 'NEW' and cart.subtotal > 1", "1=app&6=NEW"},
        {"channel == 'app' or coupon == 'NEW'", "1=app;6=NEW"},
        {"channel == 'app' or gift", "*"},
        {"channel == 'app' or coupon == 'NEW' or false", "1=app;6=NEW"},
        {"channel == 'app' and false", ""},
        {"not (channel != 'app' or coupon != 'NEW')", "1=app&6=NEW"},
        {"not (channel != 'app' and not coupon == 'NEW')", "1=app;6=NEW"},
        {"(channel == 'a' or channel == 'b') and (coupon == 'c' or coupon == 'd')", "1=a&6=c;1=a&6=d;1=b&6=c;1=b&6=d"},
        {"(channel == 'a' or channel == 'b') and gift", "1=a;1=b"},
    };
    char given[8400], text[8192], way[64];
    shop shop;
    eco_error error;
    eco_normal normal;
    const eco_compiled *compiled;
    shop_begin(&shop);
    for (size_t i = 0; i < sizeof normals / sizeof *normals; i++) {
        CHECK_OK(eco_compile(&compiled, normals[i][0], ECO_VALUE_BOOL, &shop.vocabulary, &shop.arena, &error));
        CHECK_OK(eco_compiled_normal(&normal, compiled, &shop.arena, &error));
        normal_text(given, sizeof given, &normal);
        CHECK_F(strcmp(given, normals[i][1]) == 0 && normal.bounded, "%.200s is seen as %.200s", normals[i][0], given);
    }
    /* 64 ways are kept; one more, and the part is not seen. */
    for (int ways = 64; ways <= 65; ways++) {
        text[0] = '\0';
        for (int i = 0; i < ways; i++) {
            snprintf(way, sizeof way, "%schannel == '%d'", i ? " or " : "(", i);
            strcat(text, way);
        }
        strcat(text, ")");
        CHECK_OK(eco_compile(&compiled, text, ECO_VALUE_BOOL, &shop.vocabulary, &shop.arena, &error));
        CHECK_OK(eco_compiled_normal(&normal, compiled, &shop.arena, &error));
        CHECK_INT(normal.count, ways == 64 ? 64 : 1);
        CHECK(normal.bounded == (ways == 64) && (ways == 64) == (normal.ways[0].count == 1));
        snprintf(given, sizeof given, "coupon == 'z' and (%s or coupon == 'y')", text);
        CHECK_OK(eco_compile(&compiled, given, ECO_VALUE_BOOL, &shop.vocabulary, &shop.arena, &error));
        CHECK_OK(eco_compiled_normal(&normal, compiled, &shop.arena, &error));
        CHECK(!normal.bounded && normal.count == 1 && normal.ways[0].count == 1);
        strcat(text, " and (coupon == 'a' or coupon == 'b')");
        CHECK_OK(eco_compile(&compiled, text, ECO_VALUE_BOOL, &shop.vocabulary, &shop.arena, &error));
        CHECK_OK(eco_compiled_normal(&normal, compiled, &shop.arena, &error));
        CHECK(!normal.bounded && normal.count == (ways == 64 ? 64 : 2));
    }
    shop_end(&shop);
}

/* "0>=1000.0 0<5": limits one after the other. */
static void limits_text(char *out, size_t size, const eco_limits *limits)
{
    char number[ECO_DECIMAL_TEXT];
    size_t at = 0;
    out[0] = '\0';
    for (size_t i = 0; i < limits->count; i++) {
        const eco_limit *limit = &limits->limits[i];
        at += (size_t)snprintf(out + at, size - at, "%s%d%s%s%s", i ? " " : "", (int)limit->symbol.slot,
                               limit->is_most ? "<" : ">", limit->is_strict ? "" : "=", eco_decimal_text(number, limit->value));
    }
}

TEST(expression, shows_what_makes_it_false)
{
    static const char *const excluding[][2] = {
        {"true", "*"},
        {"false", "*"},
        {"gift", "*"},
        {"not gift", "*"},
        {"channel == 'app'", "*"},
        {"channel != 'app'", "1=app"},
        {"'app' != channel", "1=app"},
        {"not channel == 'app'", "1=app"},
        {"not (channel != 'app')", "*"},
        {"not not channel != 'app'", "1=app"},
        {"channel not in ('app', 'web')", "1=app|web"},
        {"not channel in ('app')", "1=app"},
        {"not channel not in ('app')", "*"},
        {"channel in ('app', 'web')", "*"},
        {"line.sku not in @summer", "0=@"},
        {"line.sku in @summer", "*"},
        {"channel != coupon", "*"},
        {"'a' != 'b'", "*"},
        {"'a' not in ('b')", "*"},
        {"customer.age != 1", "*"},
        {"customer.age not in (1, 2)", "*"},
        {"at != '2026-11-11'", "*"},
        {"gift != vip", "*"},
        {"channel != 'app' and (coupon != 'NEW' and gift)", "1=app&6=NEW"},
        {"channel != 'app' or coupon != 'NEW'", "*"},
        {"channel != 'app' and (coupon != 'NEW' or gift)", "1=app"},
        {"not (channel == 'app' or coupon in ('NEW', 'OLD') or gift)", "1=app&6=NEW|OLD"},
        {"not (channel == 'app' and coupon == 'NEW')", "*"},
        {"not (channel == 'app' or not (coupon != 'NEW' and tags != 'x'))", "1=app&6=NEW&13=x"},
    };
    char given[256];
    shop shop;
    eco_error error;
    const eco_compiled *compiled;
    shop_begin(&shop);
    for (size_t i = 0; i < sizeof excluding / sizeof *excluding; i++) {
        eco_conjunction exclusions;
        CHECK_OK(eco_compile(&compiled, excluding[i][0], ECO_VALUE_BOOL, &shop.vocabulary, &shop.arena, &error));
        CHECK_OK(eco_compiled_exclusions(&exclusions, compiled, &shop.arena, &error));
        normal_text(given, sizeof given, &(eco_normal){&exclusions, 1, true});
        CHECK_F(strcmp(given, excluding[i][1]) == 0, "%.200s is seen as %.200s", excluding[i][0], given);
    }
    shop_end(&shop);
}

TEST(expression, shows_its_limits)
{
    static const char *const limiting[][2] = {
        {"true", ""},
        {"gift", ""},
        {"cart.subtotal >= 1000.50", "0>=1000.5"},
        {"cart.subtotal > 1000", "0>1000"},
        {"cart.subtotal <= 1000", "0<=1000"},
        {"cart.subtotal < 1000", "0<1000"},
        {"cart.subtotal == 1000", "0>=1000 0<=1000"},
        {"cart.subtotal != 1000", ""},
        {"1000 <= cart.subtotal", "0>=1000"},
        {"1000 < cart.subtotal", "0>1000"},
        {"1000 >= cart.subtotal", "0<=1000"},
        {"1000 > cart.subtotal", "0<1000"},
        {"1000 == cart.subtotal", "0>=1000 0<=1000"},
        {"not cart.subtotal >= 1000", "0<1000"},
        {"not cart.subtotal > 1000", "0<=1000"},
        {"not cart.subtotal <= 1000", "0>1000"},
        {"not cart.subtotal < 1000", "0>=1000"},
        {"not cart.subtotal == 1000", ""},
        {"not cart.subtotal != 1000", "0>=1000 0<=1000"},
        {"not 1000 > cart.subtotal", "0>=1000"},
        {"at >= '2026-11-11'", "2>=1794355200000000"},
        {"at < '2026-11-11'", "2<1794355200000000"},
        {"cart.subtotal >= 1 + 1", ""},
        {"cart.subtotal * 2 >= 1", ""},
        {"cart.subtotal >= big", ""},
        {"1 >= 2", ""},
        {"channel >= 'app'", ""},
        {"cart.subtotal in (1, 2)", ""},
        {"cart.subtotal >= 1 and (big < 5 and gift) and channel == 'app'", "0>=1 11<5"},
        {"cart.subtotal >= 1 or big < 5", ""},
        {"not (cart.subtotal >= 1 or big < 5)", "0<1 11>=5"},
    };
    char given[256];
    shop shop;
    eco_error error;
    const eco_compiled *compiled;
    shop_begin(&shop);
    for (size_t i = 0; i < sizeof limiting / sizeof *limiting; i++) {
        eco_limits limits;
        CHECK_OK(eco_compile(&compiled, limiting[i][0], ECO_VALUE_BOOL, &shop.vocabulary, &shop.arena, &error));
        CHECK_OK(eco_compiled_limits(&limits, compiled, &shop.arena, &error));
        limits_text(given, sizeof given, &limits);
        CHECK_F(strcmp(given, limiting[i][1]) == 0, "%.200s is seen as %.200s", limiting[i][0], given);
    }
    shop_end(&shop);
}

/* ---- memory ---- */

typedef struct fault {
    long left; /* allocations before one fails; negative: none does */
    bool goes_on;
    long held;
} fault;

static bool fault_due(fault *fault)
{
    if (fault->left > 0 || fault->left == -1)
        return fault->left -= fault->left > 0, false;
    fault->left = fault->goes_on ? 0 : -1;
    return true;
}

static void *fault_allocate(size_t size, void *user)
{
    fault *fault = user;
    if (fault_due(fault))
        return NULL;
    fault->held += (long)size;
    return malloc(size ? size : 1);
}

static void *fault_reallocate(void *memory, size_t old_size, size_t new_size, void *user)
{
    fault *fault = user;
    if (fault_due(fault))
        return NULL;
    fault->held += (long)new_size - (long)old_size;
    return realloc(memory, new_size ? new_size : 1);
}

static void fault_release(void *memory, size_t size, void *user)
{
    fault *fault = user;
    if (memory)
        fault->held -= (long)size;
    free(memory);
}

static void with_faults(shop *shop, const char *text, size_t chunk_size, fault fault)
{
    const eco_allocator allocator = {fault_allocate, fault_reallocate, fault_release, &fault};
    bool fails = fault.left >= 0;
    eco_arena arena;
    eco_error error;
    const eco_compiled *compiled;
    eco_normal normal;
    eco_conjunction exclusions;
    eco_limits limits;
    eco_arena_begin(&arena, &allocator);
    arena.chunk_size = chunk_size;
    eco_status status = eco_compile(&compiled, text, ECO_VALUE_BOOL, &shop->vocabulary, &arena, &error);
    CHECK(status == ECO_OK || (fails && status == ECO_E_MEMORY && !compiled && error.status == ECO_E_MEMORY));
    if (!status)
        status = eco_compiled_normal(&normal, compiled, &arena, &error);
    if (!status)
        status = eco_compiled_exclusions(&exclusions, compiled, &arena, &error);
    if (!status)
        status = eco_compiled_limits(&limits, compiled, &arena, &error);
    CHECK(status == ECO_OK || (fails && status == ECO_E_MEMORY && error.status == ECO_E_MEMORY));
    eco_arena_end(&arena);
    CHECK_INT(fault.held, 0);
}

/* Where the arena's chunks end decides which taking of memory is an allocation: so many sizes of the first chunk are tried. */
TEST(expression, survives_every_lack_of_memory)
{
    static const char *const texts[] = {
        "channel == 'app' and (gift or not channel in ('it''s', 'b')) and coupon in @summer and -absent + 1 > 2",
        ("channel in ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i') or at in ('2026-11-11', '2026-11-12') or 1 in (3, 2, 1) or "
         "gift in (true)"),
        "(channel == 'a' or channel == 'b') and (coupon == 'c' or coupon == 'd') and 'x' == line.sku"};
    static char list[8192];
    static const char *const short_texts[] = {"channel == 'app'", "channel in ('app')", "channel in @summer"};
    shop shop;
    shop_begin(&shop);
    for (size_t i = 0; i < 3; i++)
        for (long left = 0; left < 12; left++)
            with_faults(&shop, short_texts[i], 64, (fault){left, left % 2, 0});
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        with_faults(&shop, texts[i], 64, (fault){-1, false, 0});
        for (size_t chunk_size = 64; chunk_size < 6000; chunk_size += 16)
            for (long left = 0; left < 6; left++)
                with_faults(&shop, texts[i], chunk_size, (fault){left, chunk_size % 32 == 0, 0});
    }
    repeated(list, "channel in ('m0'", ", 'another member'", 200, ") and cart.subtotal in (1, 2, 3)");
    for (long left = 0; left < 60; left++)
        with_faults(&shop, list, 64, (fault){left, left % 2, 0});
    repeated(list, "channel == 'x'", " and (channel == 'a' or coupon == 'b')", 5,
             " and 'a' == 'a'"); /* several chunks of scratch memory */
    for (size_t chunk_size = 64; chunk_size < 4000; chunk_size += 128)
        for (long left = 0; left < 24; left++)
            with_faults(&shop, list, chunk_size, (fault){left, left % 2, 0});
    shop_end(&shop);
}
