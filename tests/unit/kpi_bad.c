/* Bad input: each is refused with a path and words that say why, or gives the right answer; a refused table changes nothing. */
#include <stdlib.h>

#include "base/civil.h"
#include "kpi/stored.h"
#include "kpi_books.h"
#include "kpi_shop.h"

static eco_error error;

static eco_kpi_builder *begin(bool skips)
{
    eco_kpi_builder *kpi = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY", .skip_bad_rows = skips, .max_problems = 3));
    eco_kpi_add_report(kpi, REPORT(.name = "all", .metrics = "events, visitors, sessions, orders, gmv, paid_amount, refunds, "
                                                             "refunds_without_order, net_sales, spend"));
    eco_kpi_add_report(kpi, REPORT(.name = "users", .by = "user", .metrics = "events"));
    eco_kpi_add_report(kpi, REPORT(.name = "days", .by = "day", .metrics = "events, gmv"));
    return kpi;
}

/* Tries a table that must be refused: the state is as before. */
static void refuses(eco_kpi_state *state, eco_kpi_source source, const eco_table *table, eco_status status, const char *path,
                    const char *words)
{
    kpi_saved before = kpi_save(state);
    CHECK_FAILS(eco_kpi_update(state, source, table, &error), status, words);
    CHECK_TEXT(error.path, path);
    kpi_saved after = kpi_save(state);
    CHECK(before.size == after.size && memcmp(before.bytes, after.bytes, before.size) == 0);
    free(before.bytes);
    free(after.bytes);
}

static int64_t number(const eco_kpi_state *state, const char *metric)
{
    return books_cell(state, "all", metric, 0);
}

static const int64_t at1[] = {DAY(0)}, order1[] = {1}, amount1[] = {100};
static const char *const view1[] = {"view"};

TEST(kpi_bad, columns_that_are_missing_or_wrong)
{
    eco_kpi_state *state = books_open(begin(false));
    const double doubles[] = {1};
    const char *const texts[] = {"x"};
    const int32_t day[] = {20454};
    const eco_table nothing = {.rows = 1}, no_event = {.rows = 1, ECO_LIST(columns, eco_column, ECO_TIME_COLUMN("at", at1))};
    refuses(state, ECO_KPI_EVENTS, &nothing, ECO_E_NOT_FOUND, "/columns/at", "'at'");
    refuses(state, ECO_KPI_EVENTS, &no_event, ECO_E_NOT_FOUND, "/columns/event", "'event'");
    refuses(state, ECO_KPI_REFUNDS, &no_event, ECO_E_NOT_FOUND, "/columns/order", "'order'");
    refuses(state, ECO_KPI_SPEND, &no_event, ECO_E_NOT_FOUND, "/columns/amount", "'amount'");
    refuses(state, ECO_KPI_STOCK, &no_event, ECO_E_NOT_FOUND, "/columns/sku", "'sku'");
    refuses(state, ECO_KPI_PARCELS, &no_event, ECO_E_NOT_FOUND, "/columns/parcel", "'parcel'");
    refuses(state, 0, &no_event, ECO_E_INVALID, "/source", "no source 0");
    refuses(state, 8, &no_event, ECO_E_INVALID, "/source", "no source 8");
    const eco_table double_user = {.rows = 1,
                                   ECO_LIST(columns, eco_column, ECO_TIME_COLUMN("at", at1), ECO_TEXT_COLUMN("event", view1),
                                            ECO_DOUBLE_COLUMN("user", doubles))};
    refuses(state, ECO_KPI_EVENTS, &double_user, ECO_E_INVALID, "/columns/user", "not double");
    const eco_table text_time = {.rows = 1,
                                 ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("at", texts), ECO_TEXT_COLUMN("event", view1))};
    refuses(state, ECO_KPI_EVENTS, &text_time, ECO_E_INVALID, "/columns/at", "time or date");
    const eco_table text_amount = {.rows = 1,
                                   ECO_LIST(columns, eco_column, ECO_TIME_COLUMN("at", at1), ECO_TEXT_COLUMN("amount", texts))};
    refuses(state, ECO_KPI_SPEND, &text_amount, ECO_E_INVALID, "/columns/amount", "not text");
    const eco_table fine = {.rows = 1,
                            ECO_LIST(columns, eco_column, {.name = "at", .type = ECO_TYPE_DATE, .values = day},
                                     ECO_INT64_COLUMN("order", order1), ECO_INT64_COLUMN("amount", amount1))};
    CHECK_OK(eco_kpi_update(state, ECO_KPI_ORDERS, &fine, &error)); /* a date, and whole minor units */
    CHECK_INT(number(state, "gmv"), 100);
    CHECK_INT(books_cell(state, "days", "day", 0), 20454);
    CHECK_FAILS(eco_kpi_update(NULL, ECO_KPI_EVENTS, &fine, &error), ECO_E_INVALID, "no state");
    CHECK_FAILS(eco_kpi_update(state, ECO_KPI_EVENTS, NULL, &error), ECO_E_INVALID, "no table");
    eco_kpi_state_free(state);
}

TEST(kpi_bad, currencies_without_a_rate)
{
    const char *const currency[] = {"CNY", "USD"}, *const unknown[] = {"CNY", "XQX"};
    const int64_t at[] = {DAY(0), DAY(1)}, order[] = {1, 2}, amount[] = {100, 200};
    eco_kpi_state *state = books_open(begin(false));
    const eco_table mixed = {.rows = 2,
                             ECO_LIST(columns, eco_column, ECO_TIME_COLUMN("at", at), ECO_INT64_COLUMN("order", order),
                                      ECO_INT64_COLUMN("amount", amount), ECO_TEXT_COLUMN("currency", currency))};
    refuses(state, ECO_KPI_ORDERS, &mixed, ECO_E_CURRENCY, "/rows/2/currency", "USD");
    CHECK_F(strstr(error.message, "2026-01-02"), "%s", error.message);
    const eco_table strange = {.rows = 2,
                               ECO_LIST(columns, eco_column, ECO_TIME_COLUMN("at", at), ECO_INT64_COLUMN("order", order),
                                        ECO_INT64_COLUMN("amount", amount), ECO_TEXT_COLUMN("currency", unknown))};
    refuses(state, ECO_KPI_ORDERS, &strange, ECO_E_CURRENCY, "/rows/2/currency", "XQX");
    eco_kpi_state_free(state);
}

TEST(kpi_bad, refunds_without_their_orders_and_before_them)
{
    const int64_t at[] = {DAY(0), DAY(0)}, order[] = {1, 9}, amount[] = {30, 50}, later[] = {DAY(5)};
    eco_kpi_state *state = books_open(begin(false));
    const eco_table refunds = {.rows = 2,
                               ECO_LIST(columns, eco_column, ECO_TIME_COLUMN("at", at), ECO_INT64_COLUMN("order", order),
                                        ECO_INT64_COLUMN("amount", amount))};
    const eco_table orders = {.rows = 1,
                              ECO_LIST(columns, eco_column, ECO_TIME_COLUMN("at", later), ECO_INT64_COLUMN("order", order1),
                                       ECO_INT64_COLUMN("amount", amount1))};
    CHECK_OK(eco_kpi_update(state, ECO_KPI_REFUNDS, &refunds, &error));
    CHECK_INT(number(state, "refunds_without_order"), 80);
    CHECK_OK(eco_kpi_update(state, ECO_KPI_ORDERS, &orders, &error));
    CHECK_INT(number(state, "refunds"), 80);
    CHECK_INT(number(state, "refunds_without_order"), 50);
    eco_kpi_state_free(state);
}

TEST(kpi_bad, times_at_the_ends_and_out_of_order)
{
    const char *const event[] = {"view", "view", "view", "view"};
    const int64_t at[] = {ECO_TIME_LAST_US, DAY(365), ECO_TIME_FIRST_US, DAY(0)}, user[] = {1, 1, 1, 1};
    const int64_t over[] = {ECO_TIME_LAST_US + 1}, under[] = {ECO_TIME_FIRST_US - 1};
    eco_kpi_state *state = books_open(begin(false));
    const eco_table events = {.rows = 4,
                              ECO_LIST(columns, eco_column, ECO_TIME_COLUMN("at", at), ECO_TEXT_COLUMN("event", event),
                                       ECO_INT64_COLUMN("user", user))};
    CHECK_OK(eco_kpi_update(state, ECO_KPI_EVENTS, &events, &error));
    CHECK_INT(number(state, "events"), 4);
    CHECK_INT(number(state, "visitors"), 1);
    CHECK_INT(number(state, "sessions"), 4);
    CHECK_INT(books_cell(state, "days", "day", 0), ECO_DATE_FIRST);
    CHECK_INT(books_cell(state, "days", "day", 3), ECO_DATE_LAST);
    kpi_saved saved = kpi_save(state);
    free(saved.bytes);
    const eco_table late = {.rows = 1,
                            ECO_LIST(columns, eco_column, ECO_TIME_COLUMN("at", over), ECO_TEXT_COLUMN("event", event))};
    const eco_table early = {.rows = 1,
                             ECO_LIST(columns, eco_column, ECO_TIME_COLUMN("at", under), ECO_TEXT_COLUMN("event", event))};
    refuses(state, ECO_KPI_EVENTS, &late, ECO_E_INVALID, "/rows/1/at", "outside years 0001 to 9999");
    refuses(state, ECO_KPI_EVENTS, &early, ECO_E_INVALID, "/rows/1/at", "outside years 0001 to 9999");
    eco_kpi_state_free(state);
}

/* Every option at its largest, and times at both ends: sums of times stay inside. */
TEST(kpi_bad, options_at_their_ends)
{
    const char *const event[] = {"cart", "view", "purchase", "enquiry"};
    const int64_t at[] = {ECO_TIME_FIRST_US, DAY(365), ECO_TIME_LAST_US, ECO_TIME_FIRST_US}, user[] = {1, 1, 1, 1};
    eco_kpi_builder *kpi = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY", .session_gap_us = INT64_MAX,
                                                  .lookback_us = INT64_MAX, .intent_us = INT64_MAX, .lateness_us = INT64_MAX,
                                                  .max_problems = INT64_MAX));
    eco_kpi_add_report(
        kpi, REPORT(.name = "all", .by = "day", .compare = "last year",
                    .metrics = "events, sessions, cart_abandonment_rate, returning_buyers, enquiry_conversion_rate, wau"));
    eco_kpi_add_funnel(kpi, ECO_MAKE(eco_kpi_funnel, .name = "f", .window_us = INT64_MAX,
                                     ECO_LIST(steps, eco_kpi_step, {.name = "cart"}, {.name = "purchase"})));
    eco_kpi_add_attribution(kpi, ECO_MAKE(eco_kpi_attribution, .name = "t", .lookback_us = INT64_MAX));
    eco_kpi_add_cohort(kpi, ECO_MAKE(eco_kpi_cohort, .name = "c", .period = ECO_PERIOD_MONTH, .periods = 1000));
    eco_kpi_add_cohort(kpi, ECO_MAKE(eco_kpi_cohort, .name = "r", .period = ECO_PERIOD_WEEK, .periods = 1000, .rolling = true));
    eco_kpi_add_rfm(kpi, ECO_MAKE(eco_kpi_rfm, .name = "m"));
    eco_kpi_state *state = books_open(kpi);
    const eco_table events = {.rows = 4,
                              ECO_LIST(columns, eco_column, ECO_TIME_COLUMN("at", at), ECO_TEXT_COLUMN("event", event),
                                       ECO_INT64_COLUMN("user", user))};
    for (int i = 0; i < 2; i++) {
        CHECK_OK(eco_kpi_update(state, ECO_KPI_EVENTS, &events, &error));
        for (const char *name = "allftcrm"; *name; name += strncmp(name, "all", 3) ? 1 : 3) {
            const char text[] = {*name, 0};
            free(kpi_csv_of(state, strncmp(name, "all", 3) ? text : "all").bytes);
        }
    }
    eco_kpi_state_free(state);
}

TEST(kpi_bad, strange_ids)
{
    enum { BIG = 1 << 20 };
    char *big = malloc(2 * BIG + 8);
    memset(big, 'x', 2 * BIG);
    memcpy(big + 2 * BIG, "a\0b\0a\0b", 8);
    big[BIG] = 'y'; /* two of 1 MB that differ in their first byte, then "a NUL b" twice, and an empty one */
    const int64_t offsets[] = {0, BIG, 2 * BIG, 2 * BIG + 3, 2 * BIG + 3, 2 * BIG + 4, 2 * BIG + 7};
    const char *const event[] = {"view", "view", "view", "view", "view", "view"};
    const int64_t at[] = {DAY(0), DAY(0), DAY(0), DAY(0), DAY(0), DAY(0)};
    eco_kpi_state *state = books_open(begin(false));
    const eco_table events = {.rows = 6,
                              ECO_LIST(columns, eco_column, ECO_TIME_COLUMN("at", at), ECO_TEXT_COLUMN("event", event),
                                       {.name = "user", .type = ECO_TYPE_UTF8, .values = offsets, .bytes = big})};
    eco_status status = eco_kpi_update(state, ECO_KPI_EVENTS, &events, &error);
    CHECK_F(!status, "%s at %s", error.message, error.path);
    CHECK_INT(number(state, "visitors"), 5); /* the empty one is somebody, too, and so is a lone NUL */
    kpi_saved saved = kpi_save(state);
    CHECK(saved.size > 2 * BIG);
    free(saved.bytes);
    big[5] = '\xFF';
    const eco_table broken = {.rows = 1,
                              ECO_LIST(columns, eco_column, ECO_TIME_COLUMN("at", at), ECO_TEXT_COLUMN("event", event),
                                       {.name = "user", .type = ECO_TYPE_UTF8, .values = offsets, .bytes = big})};
    refuses(state, ECO_KPI_EVENTS, &broken, ECO_E_INVALID, "/columns/user", "UTF-8");
    eco_kpi_state_free(state);
    free(big);
}

TEST(kpi_bad, no_rows_nulls_and_strides)
{
    const struct {
        int64_t at, user;
        const char *event;
    } rows[] = {{DAY(0), 1, "view"}, {DAY(0), 2, NULL}, {DAY(1), 1, "view"}};
    const uint8_t none = 0;
    eco_kpi_state *state = books_open(begin(true));
    const eco_table empty = {
        .rows = 0,
        ECO_LIST(columns, eco_column, {.name = "at", .type = ECO_TYPE_TIME}, {.name = "event", .type = ECO_TYPE_TEXT})};
    CHECK_OK(eco_kpi_update(state, ECO_KPI_EVENTS, &empty, &error));
    CHECK_INT(number(state, "events"), 0);
    const eco_table strided = {
        .rows = 3,
        ECO_LIST(columns, eco_column, {.name = "at", .type = ECO_TYPE_TIME, .values = &rows[0].at, .stride = sizeof *rows},
                 {.name = "user", .type = ECO_TYPE_INT64, .values = &rows[0].user, .stride = sizeof *rows},
                 {.name = "event", .type = ECO_TYPE_TEXT, .values = &rows[0].event, .stride = sizeof *rows})};
    CHECK_OK(eco_kpi_update(state, ECO_KPI_EVENTS, &strided, &error));
    CHECK_INT(number(state, "events"), 2);
    CHECK_INT(number(state, "visitors"), 1);
    const eco_table nulls = {
        .rows = 3,
        ECO_LIST(columns, eco_column,
                 {.name = "at", .type = ECO_TYPE_TIME, .values = &rows[0].at, .stride = sizeof *rows, .valid = &none},
                 {.name = "event", .type = ECO_TYPE_TEXT, .values = &rows[0].event, .stride = sizeof *rows})};
    CHECK_OK(eco_kpi_update(state, ECO_KPI_EVENTS, &nulls, &error));
    CHECK_INT(number(state, "events"), 2);
    kpi_saved problems = kpi_csv_of(state, "problems"); /* rows go on over tables; no more than max_problems are kept */
    CHECK_F(strstr(problems.bytes, "events,2,event,") && strstr(problems.bytes, "events,4,at,") &&
                strstr(problems.bytes, "events,5,at,") && !strstr(problems.bytes, "events,6,"),
            "%s", problems.bytes);
    free(problems.bytes);
    CHECK_INT(books_cell(state, "state", "skipped", 0), 4);
    CHECK_INT(books_cell(state, "state", "rows", 0), 6);
    eco_kpi_state_free(state);
}

TEST(kpi_bad, dictionaries)
{
    enum { MANY = 1000000 };
    const char **words = malloc(MANY * sizeof *words);
    for (size_t i = 0; i < MANY; i++)
        words[i] = i % 3 ? "view" : NULL;
    words[MANY - 1] = "last";
    eco_column dictionary = {.type = ECO_TYPE_TEXT, .values = words};
    const int32_t codes[] = {1, MANY - 1, 2, 4, 5, 7, 8, 10, 11, MANY - 1}, users[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, MANY - 1},
                  outside[] = {1, MANY}, null_event[] = {1, 3};
    int64_t at[10];
    for (int i = 0; i < 10; i++)
        at[i] = DAY(i % 2);
    eco_kpi_state *state = books_open(begin(false));
    eco_table events = {
        .rows = 10,
        ECO_LIST(columns, eco_column, ECO_TIME_COLUMN("at", at),
                 {.name = "event", .type = ECO_TYPE_CODE, .values = codes, .dictionary = &dictionary, .dictionary_rows = MANY},
                 {.name = "user", .type = ECO_TYPE_CODE, .values = users, .dictionary = &dictionary, .dictionary_rows = MANY})};
    CHECK_OK(eco_kpi_update(state, ECO_KPI_EVENTS, &events, &error));
    CHECK_INT(number(state, "events"), 10);
    CHECK_INT(number(state, "visitors"), 2); /* "view" and "last"; nulls of the dictionary are nobody */
    eco_column *columns = (eco_column *)events.columns;
    columns[1].values = outside;
    events.rows = 2;
    refuses(state, ECO_KPI_EVENTS, &events, ECO_E_INVALID, "/columns/event", "dictionary");
    columns[1].values = null_event;
    refuses(state, ECO_KPI_EVENTS, &events, ECO_E_INVALID, "/rows/2/event", "needs its name");
    eco_kpi_state_free(state);
    free(words);
}

/* ---- plans ---- */

static eco_status build_metrics(int count, eco_kpi_plan **plan)
{
    char *metrics = malloc((size_t)count * 24), *end = metrics;
    for (int i = 0; i < count; i++)
        end += sprintf(end, "%sevents + %d as m%d", i ? "," : "", i, i);
    eco_kpi_builder *kpi = eco_kpi_begin(NULL);
    eco_kpi_add_report(kpi, REPORT(.name = "many", .metrics = metrics));
    eco_status status = eco_kpi_build(plan, kpi, &error);
    free(metrics);
    return status;
}

TEST(kpi_bad, plans_of_many_metrics_and_reports)
{
    eco_kpi_plan *plan;
    const eco_table *table, *names;
    eco_kpi_state *state;
    memset(&error, 0, sizeof error);
    CHECK_INT(build_metrics(1000, &plan), ECO_OK);
    CHECK_OK(eco_kpi_state_create(&state, plan, &error));
    CHECK_OK(eco_kpi_table(&table, state, "many", 0, 0, &error));
    CHECK_INT(table->columns_count, 1000);
    eco_table_free(table);
    eco_kpi_state_free(state);
    eco_kpi_plan_free(plan);
    CHECK_FAILS(build_metrics(4001, &plan), ECO_E_LIMIT, "4000");
    CHECK_TEXT(error.path, "/reports/many/metrics");
    eco_kpi_builder *kpi = eco_kpi_begin(NULL);
    for (int i = 0; i < 1000; i++) {
        char name[16];
        sprintf(name, "r%d", i);
        eco_kpi_add_report(kpi, REPORT(.name = name, .by = i % 2 ? "day, channel" : "week", .metrics = "events, visitors"));
    }
    CHECK_OK(eco_kpi_build(&plan, kpi, &error));
    CHECK_OK(eco_kpi_state_create(&state, plan, &error));
    const eco_table events = {.rows = 1,
                              ECO_LIST(columns, eco_column, ECO_TIME_COLUMN("at", at1), ECO_TEXT_COLUMN("event", view1))};
    CHECK_OK(eco_kpi_update(state, ECO_KPI_EVENTS, &events, &error));
    CHECK_INT(books_cell(state, "r999", "events", 0), 1);
    CHECK_OK(eco_kpi_plan_tables(&names, plan, &error));
    CHECK_INT(names->rows, 1000);
    eco_table_free(names);
    CHECK_FAILS(eco_kpi_table(&table, state, "r1000", 0, 0, &error), ECO_E_UNKNOWN_NAME, "r1000");
    eco_kpi_state_free(state);
    eco_kpi_plan_free(plan);
}

TEST(kpi_bad, states_of_other_plans)
{
    eco_kpi_state *one = books_open(begin(false)), *other = books_open(begin(true)), *loaded;
    eco_kpi_plan *plan;
    eco_kpi_builder *kpi = begin(true);
    CHECK_OK(eco_kpi_build(&plan, kpi, &error));
    CHECK_FAILS(eco_kpi_merge(one, other, &error), ECO_E_INVALID, "skip_bad_rows");
    CHECK_FAILS(eco_kpi_merge(one, NULL, &error), ECO_E_INVALID, "no state");
    kpi_saved saved = kpi_save(one);
    CHECK_FAILS(eco_kpi_load(&loaded, plan, saved.bytes, saved.size, &error), ECO_E_INVALID, "another plan");
    CHECK_TEXT(error.path, "/plan");
    CHECK(!loaded);
    free(saved.bytes);
    eco_kpi_plan_free(plan);
    eco_kpi_state_free(one);
    eco_kpi_state_free(other);
}

/* ---- damaged bytes ---- */

TEST(kpi_bad, every_prefix_and_every_flipped_byte)
{
    eco_kpi_plan *plan;
    eco_kpi_state *state, *loaded;
    CHECK_OK(eco_kpi_build(&plan, begin(true), &error));
    CHECK_OK(eco_kpi_state_create(&state, plan, &error));
    kpi_log log = kpi_log_make(5, 40, 5, 3);
    eco_column columns[7];
    eco_table events = kpi_log_table(&log, columns, 0, log.rows);
    CHECK_OK(eco_kpi_update(state, ECO_KPI_EVENTS, &events, &error));
    kpi_saved saved = kpi_save(state);
    for (size_t size = 0; size < saved.size; size++) {
        char *exact = malloc(size + 1); /* so that a read past the end is seen */
        memcpy(exact, saved.bytes, size);
        CHECK_FAILS(eco_kpi_load(&loaded, plan, exact, size, &error), ECO_E_SYNTAX, "saved state");
        CHECK(!loaded);
        free(exact);
    }
    for (size_t i = 0; i < saved.size; i++) {
        saved.bytes[i] ^= 0x20;
        memset(&error, 0, sizeof error);
        eco_status status = eco_kpi_load(&loaded, plan, saved.bytes, saved.size, &error);
        bool is_version = i == KPI_MAGIC_SIZE;
        CHECK_F(status == (is_version ? ECO_E_INVALID : ECO_E_SYNTAX) && !loaded, "byte %zu: %s", i, error.message);
        CHECK(!is_version || (strstr(error.message, "version 33") && strcmp(error.path, "/version") == 0));
        saved.bytes[i] ^= 0x20;
    }
    saved.bytes = realloc(saved.bytes, saved.size + 1);
    saved.bytes[saved.size] = 0;
    CHECK_FAILS(eco_kpi_load(&loaded, plan, saved.bytes, saved.size + 1, &error), ECO_E_SYNTAX, "checksum");
    CHECK_OK(eco_kpi_load(&loaded, plan, saved.bytes, saved.size, &error));
    eco_kpi_state_free(loaded);
    free(saved.bytes);
    kpi_log_free(&log);
    eco_kpi_state_free(state);
    eco_kpi_plan_free(plan);
}
