/* Sessions, attempts to buy and rolling periods, from hand-made runs. */
#include "../test.h"
#include "kpi/cohort.h"
#include "kpi/sessions.h"

enum { OTHER, VIEW, CART, BUY, UNSEEN, CLASSES };
static const uint8_t uses[CLASSES] = {KPI_IS_SEEN, KPI_IS_SEEN | KPI_IS_PAGE_VIEW, KPI_IS_SEEN | KPI_IS_CART,
                                      KPI_IS_SEEN | KPI_IS_PURCHASE, 0};
#define GAP (30 * ECO_MINUTE_US)

TEST(kpi_sessions, a_gap_must_be_longer)
{
    const kpi_entry entries[] = {{0, 0, VIEW}, {GAP, 0, VIEW}, {2 * GAP + 1, 0, VIEW}};
    kpi_session session;
    size_t at = 0;
    CHECK(eco_kpi_session_next(&session, &at, entries, 3, uses, GAP));
    CHECK_INT(session.ends_us, GAP);
    CHECK_INT(session.page_views, 2);
    CHECK(eco_kpi_session_is_engaged(&session));
    CHECK(eco_kpi_session_next(&session, &at, entries, 3, uses, GAP));
    CHECK_INT(session.starts_us, 2 * GAP + 1);
    CHECK(!eco_kpi_session_is_engaged(&session));
    CHECK(!eco_kpi_session_next(&session, &at, entries, 3, uses, GAP));
}

TEST(kpi_sessions, only_what_is_seen_counts)
{
    const kpi_entry entries[] = {{0, 0, UNSEEN}, {5, 0, OTHER}, {GAP, 0, UNSEEN}, {GAP + 6, 0, BUY}, {GAP + 7, 0, UNSEEN}};
    kpi_session session;
    size_t at = 0;
    CHECK(eco_kpi_session_next(&session, &at, entries, 5, uses, GAP));
    CHECK_INT(session.starts_us, 5);
    CHECK_INT(session.ends_us, 5);
    CHECK(eco_kpi_session_next(&session, &at, entries, 5, uses, GAP));
    CHECK(session.has_purchase && eco_kpi_session_is_engaged(&session));
    CHECK_INT(session.ends_us, GAP + 6);
    CHECK(!eco_kpi_session_next(&session, &at, entries, 5, uses, GAP));
}

TEST(kpi_sessions, engaged_by_time)
{
    kpi_session session = {.ends_us = 10 * ECO_SECOND_US, .page_views = 1};
    CHECK(!eco_kpi_session_is_engaged(&session));
    session.ends_us++;
    CHECK(eco_kpi_session_is_engaged(&session));
}

static void check_intents(const kpi_entry *entries, size_t count, const kpi_order *orders, size_t orders_count, int64_t watermark,
                          const kpi_intent *expected, size_t expected_count)
{
    kpi_bought bought = {.entries = entries, .count = count, .orders = orders, .orders_count = orders_count, .uses = uses};
    kpi_intent intent;
    size_t at = 0;
    for (size_t i = 0; i < expected_count; i++) {
        CHECK(eco_kpi_intent_next(&intent, &at, &bought, KPI_IS_CART, 100, watermark));
        CHECK_INT(intent.starts_us, expected[i].starts_us);
        CHECK_INT(intent.end, expected[i].end);
    }
    CHECK(!eco_kpi_intent_next(&intent, &at, &bought, KPI_IS_CART, 100, watermark));
}

TEST(kpi_sessions, attempts_end_with_a_purchase_or_their_window)
{
    const kpi_entry entries[] = {{0, 0, CART},   {50, 0, CART},  {60, 0, BUY},  {70, 0, CART},
                                 {170, 0, CART}, {171, 0, CART}, {300, 0, BUY}, {400, 0, CART}};
    const kpi_intent expected[] = {{0, CART, KPI_INTENT_ORDERED},
                                   {70, CART, KPI_INTENT_ABANDONED},
                                   {171, CART, KPI_INTENT_ABANDONED},
                                   {400, CART, KPI_INTENT_OPEN}};
    check_intents(entries, 8, NULL, 0, 499, expected, 4);
    const kpi_intent over[] = {{400, CART, KPI_INTENT_ABANDONED}};
    check_intents(entries + 7, 1, NULL, 0, 500, over, 1);
}

TEST(kpi_sessions, an_order_ends_an_attempt)
{
    const kpi_entry entries[] = {{0, 0, CART}, {10, 0, CART}, {150, 0, CART}};
    const kpi_order orders[] = {{.at_us = 5, .ignored = true}, {.at_us = 100}, {.at_us = 120}, {.at_us = 150}};
    const kpi_intent expected[] = {{0, CART, KPI_INTENT_ORDERED}, {150, CART, KPI_INTENT_ORDERED}};
    check_intents(entries, 3, orders, 4, 1000, expected, 2);
}

TEST(kpi_sessions, attempts_as_an_obvious_model)
{
    eco_random random = {eco_test_seed()};
    for (long round = 0; round < eco_test_cases(20000); round++) {
        kpi_entry entries[12];
        size_t count = (size_t)eco_random_between(&random, 0, 12), told = 0;
        kpi_intent expected[12];
        int64_t when = 0, busy_until = -1, watermark = eco_random_between(&random, 0, 600);
        for (size_t i = 0; i < count; i++)
            entries[i] = (kpi_entry){when += eco_random_between(&random, 0, 90), 0,
                                     (uint32_t)eco_random_between(&random, 0, CLASSES - 1)};
        for (size_t i = 0; i < count; i++) {
            if (entries[i].class != CART || entries[i].at_us <= busy_until)
                continue;
            kpi_intent_end end = entries[i].at_us + 100 <= watermark ? KPI_INTENT_ABANDONED : KPI_INTENT_OPEN;
            busy_until = entries[i].at_us + 100;
            for (size_t j = count; j-- > 0;)
                if (entries[j].class == BUY && entries[j].at_us >= entries[i].at_us &&
                    entries[j].at_us <= entries[i].at_us + 100) {
                    end = KPI_INTENT_ORDERED;
                    busy_until = entries[j].at_us;
                }
            expected[told++] = (kpi_intent){entries[i].at_us, CART, end};
        }
        check_intents(entries, count, NULL, 0, watermark, expected, told);
    }
}

TEST(kpi_sessions, periods_from_the_hour_of_entry)
{
    static const uint8_t stays[] = {0, 2};
    const kpi_entry entries[] = {{ECO_HOUR_US, 0, 1},
                                 {23 * ECO_HOUR_US, 0, 1},
                                 {24 * ECO_HOUR_US, 0, 1},
                                 {25 * ECO_HOUR_US, 0, 1},
                                 {60 * ECO_HOUR_US, 0, 0}};
    kpi_rolling rolling = {.base_us = ECO_HOUR_US, .period_us = ECO_DAY_US, .count = 5, .last = -1};
    CHECK_INT(eco_kpi_rolling_next(&rolling, entries, stays), 0);
    CHECK_INT(eco_kpi_rolling_next(&rolling, entries, stays), 1);
    CHECK_INT(eco_kpi_rolling_next(&rolling, entries, stays), -1);
}
