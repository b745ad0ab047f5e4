/* usage_audit.c - what is broken is found: records are changed behind the module's back, in the memory store. */
#include "store/store_internal.h"
#include "usage_shop.h"

static eco_rulebook *rules(void)
{
    eco_rulebook_builder *rules = RULES("EUR");
    eco_rulebook_add_set(rules, "codes", (const char *const[]){"C1"}, 1);
    eco_rulebook_add_campaign(rules, ECO_MAKE(eco_campaign, .id = "summer", .budget_minor = 1000, .budget_uses = 9));
    PROMOTE(rules, "p", .coupon = "@codes", .campaign = "summer", .limit = 9, .limit_per_customer = 9, .limit_per_code = 9,
            TIERS({.off_minor = 100}));
    return built(rules);
}
#define P USES({.promotion = "p", .campaign = "summer", .customer = "ann", .code = "C1", .uses = 1, .spent_minor = 100})

/* Hold 1 is committed, hold 2 held, hold 3 released, hold 4 returned. */
static shop with_holds(void)
{
    shop s = shop_open(rules());
    for (uint64_t i = 1; i <= 4; i++)
        CHECK_INT(shop_hold(&s, ID(i), P, 100), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_USAGE_COMMIT, .hold = ID(1)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_USAGE_RELEASE, .hold = ID(3)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_USAGE_COMMIT, .hold = ID(4)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_USAGE_RETURN, .hold = ID(4)), ECO_OK);
    return s;
}

static void *record_of(shop *s, const eco_kind *kind, uint32_t place)
{
    return eco_set_at(&s->store->work.sets[kind->number], place);
}

/* The audit finds it. */
static void check_told(shop *s, const char *what, int64_t expected, int64_t found)
{
    const eco_table *findings;
    eco_error error;
    CHECK_FAILS(eco_usage_audit(NULL, s->usage, &error), ECO_E_CORRUPT, "findings; the first: ");
    CHECK_FAILS(eco_usage_audit(&findings, s->usage, &error), ECO_E_CORRUPT, "findings; the first: ");
    const eco_column *names = eco_table_column(findings, "what");
    const int64_t *offsets = names->values, *wanted = eco_table_column(findings, "expected")->values,
                  *seen = eco_table_column(findings, "found")->values;
    bool is_told = false;
    for (int64_t i = 0; i < findings->rows; i++)
        is_told |= (size_t)(offsets[i + 1] - offsets[i]) == strlen(what) &&
                   memcmp(names->bytes + offsets[i], what, strlen(what)) == 0 && wanted[i] == expected && seen[i] == found;
    CHECK_F(is_told, "%s, %" PRId64 ", %" PRId64 ": %s", what, expected, found, error.message);
    eco_table_free(findings);
}

/* Adds to a counter, audits, and puts it back. */
static void check_found(shop *s, int64_t *counter, int64_t by, const char *what, int64_t expected, int64_t found)
{
    eco_error error;
    *counter += by;
    check_told(s, what, expected, found);
    *counter -= by;
    CHECK_OK(eco_usage_audit(NULL, s->usage, &error));
}

TEST(usage_audit, counts)
{
    shop s = with_holds();
    static const char *const over[] = {"more is used than limit", "more is used than limit_per_customer",
                                       "more is used than limit_per_code", "more is used than budget_uses"};
    for (uint32_t what = USAGE_ALL; what < USAGE_WHATS; what++) {
        usage_count *count = record_of(&s, &eco_usage_count_kind, what);
        CHECK_INT(count->what, what);
        check_found(&s, &count->held, 1, "held is not what holds say", 1, 2);
        check_found(&s, &count->committed, 1, "committed is not what the ledger says", 1, 2);
        check_found(&s, &count->committed, 8, over[what], 9, 10);
        check_found(&s, &count->held, -2, "less than nothing is held or committed", 0, -1);
        check_found(&s, &count->held_minor, 1, "the money that is held is not what holds say", what == USAGE_CAMPAIGN ? 100 : 0,
                    what == USAGE_CAMPAIGN ? 101 : 1);
        check_found(&s, &count->key, 1, "the count is not found by its names", 1, 0);
    }
    usage_count *campaign = record_of(&s, &eco_usage_count_kind, USAGE_CAMPAIGN), *all = record_of(&s, &eco_usage_count_kind, 0);
    check_found(&s, &campaign->committed_minor, 801, "more is spent than budget", 1000, 1001);
    check_found(&s, &campaign->committed_minor, 1, "the money that is committed is not what the ledger says", 100, 101);
    usage_count was = *campaign;
    campaign->what = USAGE_ALL, campaign->subject = all->subject;
    check_told(&s, "there are two counts of the same names", 1, 2);
    *campaign = was;
    shop_close(&s);
}

TEST(usage_audit, holds)
{
    shop s = with_holds();
    usage_hold *committed = record_of(&s, &eco_usage_hold_kind, 0), *held = record_of(&s, &eco_usage_hold_kind, 1),
               *returned = record_of(&s, &eco_usage_hold_kind, 3);
    usage_line *line = record_of(&s, &eco_usage_line_kind, 1);
    check_found(&s, &held->ended_us, 5, "a hold has ended, and has not", 100, 5);
    check_found(&s, &committed->ended_us, -10, "a hold has ended, and has not", 0, 0);
    check_found(&s, &line->uses, 1, "held is not what holds say", 2, 1);
    check_found(&s, &line->uses, -1, "a hold holds less than nothing", 1, 0);
    check_found(&s, &line->spent, 1, "the money that is held is not what holds say", 101, 100);
    check_found(&s, &line->counts[USAGE_ALL], 5, "a use of a hold is not counted", line->counts[USAGE_ALL] + 5, 0);
    committed->state = USAGE_RELEASED;
    check_told(&s, "what was committed of a hold is not what the ledger says", 1, 0);
    check_told(&s, "the money that was committed of a hold is not what the ledger says", 100, 0);
    committed->state = 17;
    check_told(&s, "a hold has an unknown state", 1, 17);
    committed->state = USAGE_COMMITTED;
    returned->state = USAGE_RELEASED;
    check_told(&s, "the ledger does not tell what became of a hold", 0, 2);
    returned->state = USAGE_RETURNED;
    shop_close(&s);
}

TEST(usage_audit, the_ledger)
{
    shop s = with_holds();
    usage_entry *entry = record_of(&s, &eco_usage_entry_kind, 0);
    check_found(&s, &entry->uses, 1, "committed is not what the ledger says", 2, 1);
    check_found(&s, &entry->spent, 1, "the money that is committed is not what the ledger says", 101, 100);
    check_found(&s, &entry->counts[USAGE_CODE], 7, "a row of the ledger is not counted", 1, 0);
    check_found(&s, &entry->counts[USAGE_CODE], 7, "a row of the ledger names a use that no hold has", 1, 0);
    check_found(&s, (int64_t *)&entry->command.low, 1000, "a row of the ledger has no command", 1, 0);
    shop_close(&s);
}
