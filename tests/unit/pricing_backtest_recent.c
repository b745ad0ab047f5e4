/* The last orders of a backtest: what a window remembers, forgets, and takes back. */
#include "pricing_backtest.h"

/* Whether one of the last `most` of `count` hashes is this one. */
static bool was_there(const uint64_t *hashes, int count, size_t most, uint64_t hash)
{
    for (int i = count - 1; i >= 0 && i >= count - (int)most; i--)
        if (hashes[i] == hash)
            return true;
    return false;
}

TEST(backtest_recent, notices_what_is_in_the_window_and_undoes)
{
    enum { PUSHES = 400 };
    static const size_t mosts[] = {1, 2, 3, 7, 64, 1000};
    eco_random random = {7};
    for (size_t m = 0; m < sizeof mosts / sizeof *mosts; m++)
        for (uint64_t stride = 1; stride <= 128; stride *= 64) { /* hashes that meet in the table, and such that do not */
            backtest_recent recent;
            backtest_push pushes[PUSHES];
            uint64_t hashes[PUSHES];
            int count = 0;
            eco_allocator allocator = eco_allocator_of(NULL);
            eco_backtest_recent_begin(&recent, &allocator, mosts[m]);
            for (int step = 0; step < 3000; step++) {
                if (count && (count == PUSHES || eco_random_between(&random, 0, 3) == 0)) {
                    eco_backtest_recent_undo(&recent, &pushes[--count]);
                    continue;
                }
                uint64_t hash = stride * (uint64_t)eco_random_between(&random, 0, 2 * (int64_t)mosts[m] + 3);
                CHECK(eco_backtest_recent_reserve(&recent, 1));
                CHECK_INT(eco_backtest_recent_push(&recent, &pushes[count], hash), was_there(hashes, count, mosts[m], hash));
                hashes[count++] = hash;
            }
            CHECK_INT(recent.count, count);
            eco_backtest_recent_end(&recent);
        }
}

TEST(backtest_recent, takes_no_more_memory_than_its_window)
{
    backtest_recent recent;
    backtest_push push;
    eco_allocator allocator = eco_allocator_of(NULL);
    eco_backtest_recent_begin(&recent, &allocator, 100);
    for (uint64_t order = 0; order < 10000; order++) {
        CHECK(eco_backtest_recent_reserve(&recent, 500));
        CHECK(!eco_backtest_recent_push(&recent, &push, order));
    }
    CHECK_INT(recent.slots_capacity, 256);
    CHECK(recent.hashes_capacity < 200);
    eco_backtest_recent_end(&recent);
}

static eco_status feed_orders(eco_backtest *backtest, const int64_t *orders, int64_t count, eco_error *error)
{
    static const int64_t at[8] = {1, 1, 1, 1, 1, 1, 1, 1};
    eco_table table = {.rows = count,
                       ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("order", orders), ECO_TIME_COLUMN("at", at),
                                ECO_INT64_COLUMN("sku", at), ECO_INT64_COLUMN("quantity", at), ECO_INT64_COLUMN("unit", at))};
    return eco_backtest_update(backtest, &table, error);
}

TEST(backtest_recent, an_order_that_comes_back_later_is_another_one_and_no_problem)
{
    static const int64_t orders[] = {1, 2, 1, 3, 4, 1};
    eco_error error;
    eco_rulebook *book;
    CHECK_OK(eco_rulebook_build(&book, eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "EUR")), &error));
    for (int64_t cut = 0; cut <= 6; cut++) {
        eco_backtest *backtest;
        CHECK_OK(eco_backtest_create(&backtest, &book, 1, ECO_MAKE(eco_backtest_options, .recent_orders = 2), &error));
        CHECK_OK(feed_orders(backtest, orders, cut, &error));
        CHECK_OK(feed_orders(backtest, orders + cut, 6 - cut, &error));
        CHECK_INT(number(backtest, "rows", "orders", BACKTEST_ALL), 6);
        CHECK_INT(number(backtest, "summary", "orders", 0), 6);
        const eco_table *problems;
        CHECK_OK(eco_backtest_table(&problems, backtest, "problems", &error));
        CHECK_INT(problems->rows, 1); /* row 3; row 6 is three orders later */
        CHECK_INT(number_at(problems, "row", 0), 3);
        eco_table_free(problems);
        eco_backtest_free(backtest);
    }
    eco_rulebook_free(book);
}
