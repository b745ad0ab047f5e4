/* usage_ends.c - what becomes of a hold: committed, released, returned; and the tables that tell of it. */
#include "usage_shop.h"

#define OFF TIERS({.off_minor = 100})

static eco_rulebook *rules(void)
{
    eco_rulebook_builder *rules = RULES("EUR");
    eco_rulebook_add_campaign(rules, ECO_MAKE(eco_campaign, .id = "summer", .budget_minor = 5000));
    eco_rulebook_add_campaign(rules, ECO_MAKE(eco_campaign, .id = "autumn", .budget_uses = 7));
    PROMOTE(rules, "cash", .coupon = "TEN", .campaign = "summer", .limit_per_customer = 1, OFF);
    PROMOTE(rules, "all", .limit = 2, OFF);
    return built(rules);
}
#define BOTH                                                                     \
    USES({.promotion = "all", .customer = "ann", .uses = 1, .spent_minor = 100}, \
         {.promotion = "cash", .campaign = "summer", .customer = "ann", .code = "TEN", .uses = 1, .spent_minor = 1500})

TEST(usage_ends, commit_then_return)
{
    shop s = shop_open(rules());
    CHECK_INT(shop_hold(&s, ID(1), BOTH, 100), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_USAGE_RETURN, .hold = ID(1)), ECO_E_REFUSED);
    CHECK_TEXT(s.error.message, "hold 00000000-0000-0001-0000-000000000001 is not committed");
    s.now = 20;
    CHECK_INT(shop_do(&s, ECO_USAGE_COMMIT, .key = ID(2), .hold = ID(1), .expected_version = 2), ECO_E_VERSION);
    CHECK_TEXT(s.error.message, "expected_version is 2, the hold has 1");
    CHECK_INT(shop_do(&s, ECO_USAGE_COMMIT, .key = ID(2), .hold = ID(1), .actor = "shop", .reference = "order 7"), ECO_OK);
    CHECK_INT(s.result.uses, 2);
    CHECK_INT(s.result.spent_minor, 1600);
    CHECK_INT(s.result.sequence, 2);
    CHECK_INT(shop_do(&s, ECO_USAGE_COMMIT, .key = ID(2), .hold = ID(1)), ECO_OK);
    CHECK(s.result.replayed);
    CHECK_INT(s.result.uses, 2);
    CHECK_INT(s.result.spent_minor, 1600);
    CHECK_INT(s.result.sequence, 2);
    CHECK_INT(shop_do(&s, ECO_USAGE_COMMIT, .hold = ID(1)), ECO_E_COMMITTED);
    CHECK_INT(shop_do(&s, ECO_USAGE_RELEASE, .hold = ID(1)), ECO_E_COMMITTED); /* a late release gives nothing away */
    CHECK_TABLE(&s, "budgets", NULL,
                "campaign,held,committed,budget,left,held_uses,committed_uses,budget_uses,left_uses,version\n"
                "autumn,0.00,0.00,,,0,0,7,7,0\nsummer,0.00,15.00,50.00,35.00,0,1,,,2\n");
    CHECK_INT(shop_hold(&s, ID(3), BOTH, 100), ECO_E_INSUFFICIENT); /* once by a customer */
    s.now = 500;
    CHECK_INT(shop_do(&s, ECO_USAGE_RETURN, .key = ID(4), .hold = ID(1), .reason = "cancelled"), ECO_OK);
    CHECK_INT(s.result.uses, 2);
    CHECK_INT(s.result.spent_minor, 1600);
    CHECK_INT(shop_do(&s, ECO_USAGE_RETURN, .hold = ID(1)), ECO_E_RELEASED);
    CHECK_TEXT(s.error.message, "hold 00000000-0000-0001-0000-000000000001 is returned");
    CHECK_INT(shop_do(&s, ECO_USAGE_COMMIT, .hold = ID(1)), ECO_E_RELEASED);
    CHECK_TABLE(&s, "uses", NULL,
                "promotion,customer,code,held,committed,limit,left,version\nall,,,0,0,2,2,3\nall,ann,,0,0,,,3\ncash,,,0,0,,,3\n"
                "cash,ann,,0,0,1,1,3\ncash,,TEN,0,0,,,3\n");
    shop_close(&s);
}

TEST(usage_ends, release)
{
    shop s = shop_open(rules());
    CHECK_INT(shop_hold(&s, ID(1), BOTH, 100), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_USAGE_RELEASE, .key = ID(2), .hold = ID(1)), ECO_OK);
    CHECK_INT(s.result.sequence, 0);
    CHECK_INT(shop_do(&s, ECO_USAGE_RELEASE, .key = ID(2), .hold = ID(1)), ECO_OK);
    CHECK(s.result.replayed);
    CHECK_INT(shop_do(&s, ECO_USAGE_RELEASE, .hold = ID(1)), ECO_E_RELEASED);
    CHECK_INT(shop_do(&s, ECO_USAGE_COMMIT, .hold = ID(1)), ECO_E_RELEASED);
    CHECK_INT(shop_do(&s, ECO_USAGE_RETURN, .hold = ID(1)), ECO_E_RELEASED);
    CHECK_INT(shop_hold(&s, ID(3), BOTH, 100), ECO_OK);
    shop_close(&s);
}

TEST(usage_ends, several_commands_of_a_call)
{
    shop s = shop_open(rules());
    eco_usage_result results[3];
    const eco_use use = {.promotion = "all", .uses = 1};
    const eco_quote quote = {.currency = "EUR", .uses = &use, .uses_count = 1};
    const eco_usage_command commands[] = {
        {.key = ID(1), .verb = ECO_USAGE_HOLD, .at_us = 10, .quote = &quote, .expires_us = 99, .flags = ECO_COMMAND_LINKED},
        {.key = ID(2), .verb = ECO_USAGE_COMMIT, .at_us = 10, .hold = ID(1)},
        {.key = ID(3), .verb = ECO_USAGE_HOLD, .at_us = 10, .quote = &quote, .expires_us = 99, .flags = ECO_COMMAND_DRY_RUN},
    };
    CHECK_INT(eco_usage_execute(s.usage, commands, 3, results, &s.error), ECO_OK);
    CHECK_INT(results[2].uses, 1);
    CHECK_TABLE(&s, "uses", NULL, "promotion,customer,code,held,committed,limit,left,version\nall,,,0,1,2,1,2\n");
    shop_close(&s);
}

/* ---- tables ----------------------------------------------------------------------------------------------------------------------------- */

#define HOLDS_HEAD \
    "hold,use,promotion,campaign,customer,code,uses,spent,state,at,expires,ended,rulebook,cart,actor,reason,reference,version\n"
#define LEDGER_HEAD \
    "sequence,command,use,promotion,campaign,customer,code,verb,uses,spent,hold,at,recorded,actor,reason,reference\n"
#define KEY(n) "00000000-0000-0001-0000-00000000000" #n
#define AT(n)  "1970-01-01T00:00:00.000" #n "Z"

TEST(usage_ends, tables_tell_of_holds_and_the_ledger)
{
    shop s = shop_open(rules());
    const eco_use both[] = {
        {.promotion = "all", .customer = "ann", .uses = 1, .spent_minor = 100},
        {.promotion = "cash", .campaign = "summer", .customer = "ann", .code = "TEN", .uses = 1, .spent_minor = 1500}};
    const eco_quote quote = {.currency = "EUR", .cart = "c-1", .rulebook = {0, 5}, .uses = both, .uses_count = 2};
    CHECK_INT(shop_do(&s, ECO_USAGE_HOLD, .key = ID(2), .quote = &quote, .expires_us = 100, .actor = "web"), ECO_OK);
    CHECK_INT(shop_hold(&s, ID(1), USES({.promotion = "all", .uses = 1}), 100), ECO_OK);
    s.now = 20;
    CHECK_INT(shop_do(&s, ECO_USAGE_COMMIT, .key = ID(3), .hold = ID(2), .reference = "o7"), ECO_OK);
    s.now = 30;
    CHECK_INT(shop_do(&s, ECO_USAGE_RETURN, .key = ID(4), .hold = ID(2)), ECO_OK);
    const char *first = KEY(1) ",0,all,,,,1,0.00,held," AT(01) "," AT(1) ",,,,,,,1\n";
    const char *rest = ",returned," AT(01) ",," AT(02) ",00000000-0000-0000-0000-000000000005,c-1,web,,,3\n";
    char expected[2048];
    snprintf(expected, sizeof expected, HOLDS_HEAD "%s" KEY(2) ",0,all,,ann,,1,1.00%s" KEY(2) ",1,cash,summer,ann,TEN,1,15.00%s",
             first, rest, rest);
    CHECK_TABLE(&s, "holds", NULL, expected);
    snprintf(expected, sizeof expected, HOLDS_HEAD "%s", first);
    CHECK_TABLE(&s, "holds", ECO_MAKE(eco_query, .limit = 1), expected);
    CHECK_TABLE(&s, "holds", ECO_MAKE(eco_query, .key = ID(1)), expected);
    snprintf(expected, sizeof expected, HOLDS_HEAD KEY(2) ",1,cash,summer,ann,TEN,1,15.00%s", rest);
    CHECK_TABLE(&s, "holds", ECO_MAKE(eco_query, .subject = "cash"), expected);
    CHECK_TABLE(&s, "holds", ECO_MAKE(eco_query, .subject = "never"), HOLDS_HEAD);
    CHECK_TABLE(&s, "holds", ECO_MAKE(eco_query, .since_us = 11), HOLDS_HEAD);

    const char *committed = ",commit,1,15.00," KEY(2) "," AT(02) "," AT(02) ",,,o7\n";
    const char *returned = ",return,-1,-15.00," KEY(2) "," AT(03) "," AT(03) ",,,\n";
    snprintf(expected, sizeof expected, LEDGER_HEAD "2," KEY(3) ",1,cash,summer,ann,TEN%s4," KEY(4) ",1,cash,summer,ann,TEN%s",
             committed, returned);
    CHECK_TABLE(&s, "ledger", ECO_MAKE(eco_query, .subject = "cash"), expected);
    snprintf(expected, sizeof expected, LEDGER_HEAD "4," KEY(4) ",1,cash,summer,ann,TEN%s", returned);
    CHECK_TABLE(&s, "ledger", ECO_MAKE(eco_query, .subject = "cash", .key = ID(4)), expected);
    CHECK_TABLE(&s, "ledger", ECO_MAKE(eco_query, .after_sequence = 3), expected);
    CHECK_TABLE(&s, "ledger", ECO_MAKE(eco_query, .subject = "cash", .since_us = 21, .until_us = 31), expected);
    CHECK_TABLE(&s, "ledger", ECO_MAKE(eco_query, .subject = "never"), LEDGER_HEAD);
    snprintf(expected, sizeof expected,
             LEDGER_HEAD "1," KEY(3) ",0,all,,ann,,commit,1,1.00," KEY(2) "," AT(02) "," AT(02) ",,,o7\n");
    CHECK_TABLE(&s, "ledger", ECO_MAKE(eco_query, .limit = 1), expected);
    CHECK_TABLE(&s, "ledger", ECO_MAKE(eco_query, .key = ID(3), .subject = "all", .limit = 1), expected);
    CHECK_TABLE(&s, "budgets", ECO_MAKE(eco_query, .subject = "autumn"),
                "campaign,held,committed,budget,left,held_uses,committed_uses,budget_uses,left_uses,version\n"
                "autumn,0.00,0.00,,,0,0,7,7,0\n");
    shop_close(&s);
}

TEST(usage_ends, tables_refuse_what_they_do_not_read)
{
    shop s = shop_open(rules());
    const eco_table *table;
    CHECK_INT(eco_usage_table(&table, s.usage, "coupons", NULL, &s.error), ECO_E_UNKNOWN_NAME);
    CHECK_TEXT(s.error.message, "usage has no table 'coupons': there are uses, budgets, holds, ledger");
    CHECK_INT(eco_usage_table(&table, s.usage, NULL, NULL, &s.error), ECO_E_UNKNOWN_NAME);
    CHECK_INT(eco_usage_table(&table, s.usage, "uses", ECO_MAKE(eco_query, .key = ID(1)), &s.error), ECO_E_INVALID);
    CHECK_TEXT(s.error.path, "/key");
    CHECK_INT(eco_usage_table(&table, s.usage, "holds", ECO_MAKE(eco_query, .location = "x"), &s.error), ECO_E_INVALID);
    CHECK_INT(eco_usage_table(&table, s.usage, "ledger", ECO_MAKE(eco_query, .as_of_us = 1), &s.error), ECO_E_INVALID);
    CHECK_INT(eco_usage_table(&table, s.usage, "ledger", ECO_MAKE(eco_query, .limit = -1), &s.error), ECO_E_INVALID);
    CHECK_INT(eco_usage_table(&table, s.usage, "ledger", ECO_MAKE(eco_query, .after_sequence = -1), &s.error), ECO_E_INVALID);
    CHECK_INT(eco_usage_table(&table, s.usage, "ledger", &(eco_query){.limit = 1}, &s.error), ECO_E_INVALID);
    CHECK(!table);
    shop_close(&s);
}

TEST(usage_ends, verbs_have_words)
{
    CHECK_TEXT(eco_usage_verb_name(ECO_USAGE_HOLD), "hold");
    CHECK_TEXT(eco_usage_verb_name(ECO_USAGE_COMMIT), "commit");
    CHECK_TEXT(eco_usage_verb_name(ECO_USAGE_RELEASE), "release");
    CHECK_TEXT(eco_usage_verb_name(ECO_USAGE_RETURN), "return");
    CHECK_TEXT(eco_usage_verb_name(9), "unknown");
}

TEST(usage_ends, opening_needs_a_store_and_a_rulebook)
{
    shop s = shop_open(rules());
    eco_usage *usage = s.usage;
    CHECK_INT(eco_usage_open(&usage, NULL, s.rulebook, NULL, &s.error), ECO_E_INVALID);
    CHECK(!usage);
    CHECK_INT(eco_usage_open(&usage, s.store, NULL, NULL, &s.error), ECO_E_INVALID);
    CHECK_TEXT(s.error.path, "/rulebook");
    CHECK_INT(eco_usage_open(&usage, s.store, s.rulebook, &(eco_usage_options){0}, &s.error), ECO_E_INVALID);
    eco_usage_free(NULL);
    shop_close(&s);
}
