/* A plan that counts users by sketches: near the exact figures, with notes that say how near; cohorts and money stay exact; memory may fail anywhere. */
#include <math.h>
#include <stdlib.h>

#include "../test.h"
#include "kpi_shop.h"

static eco_error error;

typedef struct meter {
    int64_t count, fail_at, held;
} meter;

static void *take(size_t size, void *user)
{
    meter *meter = user;
    if (meter->count++ == meter->fail_at)
        return NULL;
    meter->held += (int64_t)size;
    return malloc(size);
}

static void *retake(void *memory, size_t old_size, size_t new_size, void *user)
{
    meter *meter = user;
    if (meter->count++ == meter->fail_at)
        return NULL;
    meter->held += (int64_t)new_size - (int64_t)old_size;
    return realloc(memory, new_size);
}

static void give_back(void *memory, size_t size, void *user)
{
    ((meter *)user)->held -= (int64_t)size;
    free(memory);
}

static const char *note(const eco_table *table, const char *name)
{
    for (size_t i = 0; i < table->notes_count; i++)
        if (strcmp(table->notes[i].name, name) == 0)
            return table->notes[i].value;
    return "";
}

static eco_kpi_plan *plan_of(bool approximate, bool with_cohort, const char *metrics, const char *by)
{
    eco_kpi_plan *plan;
    eco_kpi_builder *kpi = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY", .approximate = approximate));
    eco_kpi_add_report(kpi, ECO_MAKE(eco_kpi_report, .name = "report", .metrics = metrics, .by = by));
    if (with_cohort)
        eco_kpi_add_cohort(kpi, ECO_MAKE(eco_kpi_cohort, .name = "cohort", .period = ECO_PERIOD_WEEK));
    CHECK_F(eco_kpi_build(&plan, kpi, &error) == ECO_OK, "%s: %s", error.path, error.message);
    return plan;
}

static eco_kpi_state *state_of(eco_kpi_plan *plan, const kpi_log *log)
{
    eco_column columns[7];
    eco_kpi_state *state;
    eco_table table = kpi_log_table(log, columns, 0, log->rows);
    CHECK_F(eco_kpi_state_create(&state, plan, &error) == ECO_OK, "%s", error.message);
    CHECK_F(eco_kpi_update(state, ECO_KPI_EVENTS, &table, &error) == ECO_OK, "%s", error.message);
    eco_kpi_plan_free(plan);
    return state;
}

static const eco_table *table_of(eco_kpi_state *state, const char *name)
{
    const eco_table *table;
    CHECK_F(eco_kpi_table(&table, state, name, 0, 0, &error) == ECO_OK, "%s", error.message);
    return table;
}

/* Both tables have equal rows; figures of `column` differ by at most a part. */
static void check_near(const eco_table *exact, const eco_table *told, const char *column, double part)
{
    const eco_column *one = eco_table_column(exact, column), *other = eco_table_column(told, column);
    CHECK(exact->rows == told->rows && exact->rows > 0);
    for (int64_t row = 0; row < exact->rows; row++) {
        double is = (double)((const int64_t *)one->values)[row], says = (double)((const int64_t *)other->values)[row];
        CHECK_F(fabs(says - is) <= part * is, "%s, row %lld: %g, not %g", column, (long long)row, says, is);
    }
}

static void check_report(const kpi_log *log, const char *metrics, const char *by, double part)
{
    eco_kpi_state *exact = state_of(plan_of(false, false, metrics, by), log),
                  *told = state_of(plan_of(true, false, metrics, by), log);
    const eco_table *wanted = table_of(exact, "report"), *got = table_of(told, "report");
    CHECK(strcmp(note(wanted, "exact"), "true") == 0);
    CHECK_F(strcmp(note(got, "exact"), "false; visitors within +-0.82 % (1 standard deviation)") == 0, "%s", note(got, "exact"));
    for (size_t i = 0; i < wanted->columns_count; i++)
        if (wanted->columns[i].type == ECO_TYPE_INT64)
            check_near(wanted, got, wanted->columns[i].name, strcmp(wanted->columns[i].name, "page_views") == 0 ? 0 : part);
    eco_table_free(wanted);
    eco_table_free(got);
    eco_kpi_state_free(exact);
    eco_kpi_state_free(told);
}

TEST(kpi_approximate, reports_are_near_the_exact_ones)
{
    kpi_log few = kpi_log_make(3, 20000, 900, 10), many = kpi_log_make(4, 100000, 12000, 10);
    check_report(&few, "page_views, visitors, wau", "day, channel", 0.003); /* few users are nearly all told apart */
    check_report(&many, "page_views, visitors", "channel", 0.0247);
    check_report(&many, "page_views, visitors, dau, wau", "day", 0.0247);
    kpi_log_free(&few);
    kpi_log_free(&many);
}

/* A cohort asks who: its sets are exact, and so is a report that has the same. */
TEST(kpi_approximate, cohorts_stay_exact)
{
    kpi_log log = kpi_log_make(5, 50000, 8000, 40);
    eco_kpi_state *exact = state_of(plan_of(false, true, "visitors", "week"), &log);
    eco_kpi_state *told = state_of(plan_of(true, true, "visitors", "week"), &log);
    const char *const names[] = {"cohort", "report"};
    for (int i = 0; i < 2; i++) {
        const eco_table *wanted = table_of(exact, names[i]), *got = table_of(told, names[i]);
        CHECK(strcmp(note(got, "exact"), "true") == 0);
        check_near(wanted, got, i ? "visitors" : "users", 0);
        eco_table_free(wanted);
        eco_table_free(got);
    }
    eco_kpi_state_free(exact);
    eco_kpi_state_free(told);
    kpi_log_free(&log);
}

/* Buyers are known from their orders in any case. */
TEST(kpi_approximate, figures_of_orders_stay_exact)
{
    kpi_log log = kpi_log_make(6, 30000, 6000, 10);
    eco_kpi_state *told = state_of(plan_of(true, false, "paying_buyers, orders, gmv", "day"), &log);
    const eco_table *table = table_of(told, "report");
    CHECK(strcmp(note(table, "exact"), "true") == 0);
    eco_table_free(table);
    eco_kpi_state_free(told);
    kpi_log_free(&log);
}

/* Two names of one user are one coupon. */
TEST(kpi_approximate, aliases_are_one_user)
{
    static const int64_t at[] = {1, 2, 3, 4};
    static const char *const users[] = {"phone", "mail", "42", "other"}, *const what[] = {"view", "view", "view", "view"};
    eco_kpi_builder *kpi = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .approximate = true));
    eco_kpi_plan *plan;
    eco_kpi_state *state;
    eco_table rows = {
        .rows = 4,
        ECO_LIST(columns, eco_column, ECO_TIME_COLUMN("at", at), ECO_TEXT_COLUMN("user", users), ECO_TEXT_COLUMN("event", what))};
    eco_kpi_add_report(kpi, ECO_MAKE(eco_kpi_report, .name = "report", .metrics = "visitors"));
    static const char *const names[] = {"phone", "mail"}, *const of[] = {"42", "42"};
    eco_table aliases = {.rows = 2, ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("alias", names), ECO_TEXT_COLUMN("user", of))};
    eco_kpi_add_aliases(kpi, "user", &aliases);
    CHECK_F(eco_kpi_build(&plan, kpi, &error) == ECO_OK, "%s: %s", error.path, error.message);
    CHECK(eco_kpi_state_create(&state, plan, &error) == ECO_OK && eco_kpi_update(state, ECO_KPI_EVENTS, &rows, &error) == ECO_OK);
    const eco_table *table = table_of(state, "report");
    CHECK(((const int64_t *)eco_table_column(table, "visitors")->values)[0] == 2);
    eco_table_free(table);
    eco_kpi_state_free(state);
    eco_kpi_plan_free(plan);
}

/* ---- memory ---- */

/* Two updates, a merge, a table, saving and loading; the first failure ends it, and the state is what it was. */
static eco_status work(const kpi_log *log, meter *meter)
{
    eco_allocator allocator = {take, retake, give_back, meter};
    eco_column columns[2][7];
    const eco_table rows[] = {kpi_log_table(log, columns[0], 0, log->rows / 2),
                              kpi_log_table(log, columns[1], log->rows / 2, log->rows / 2)};
    eco_kpi_builder *kpi = eco_kpi_begin(
        ECO_MAKE(eco_kpi_options, .currency = "CNY", .approximate = true, .allocator = &allocator));
    eco_kpi_add_report(kpi, ECO_MAKE(eco_kpi_report, .name = "report", .metrics = "visitors", .by = "week"));
    eco_kpi_plan *plan = NULL;
    eco_kpi_state *state = NULL, *other = NULL, *loaded = NULL;
    const eco_table *table = NULL;
    eco_status status = eco_kpi_build(&plan, kpi, &error);
    status = status ? status : eco_kpi_state_create(&state, plan, &error);
    status = status ? status : eco_kpi_state_create(&other, plan, &error);
    status = status ? status : eco_kpi_update(state, ECO_KPI_EVENTS, &rows[0], &error);
    status = status ? status : eco_kpi_update(other, ECO_KPI_EVENTS, &rows[1], &error);
    if (!status) {
        struct meter as_it_was = *meter;
        meter->fail_at = -1;
        kpi_saved before = kpi_save(state);
        int64_t held = meter->held;
        *meter = as_it_was;
        meter->held = held;
        status = eco_kpi_merge(state, other, &error);
        as_it_was = *meter;
        meter->fail_at = -1;
        kpi_saved after = kpi_save(state);
        CHECK(!status || (after.size == before.size && memcmp(after.bytes, before.bytes, after.size) == 0));
        held = meter->held;
        *meter = as_it_was;
        meter->held = held;
        status = status ? status : eco_kpi_load(&loaded, plan, after.bytes, after.size, &error);
        free(before.bytes);
        free(after.bytes);
    }
    status = status ? status : eco_kpi_table(&table, state, "report", 0, 0, &error);
    eco_table_free(table);
    eco_kpi_state_free(state);
    eco_kpi_state_free(other);
    eco_kpi_state_free(loaded);
    eco_kpi_plan_free(plan);
    CHECK(meter->held == 0);
    return status;
}

TEST(kpi_approximate, memory_may_fail_anywhere)
{
    kpi_log log = kpi_log_make(8, 9000, 4000, 20);
    for (int64_t fail_at = 0;; fail_at += 1 + fail_at / 20) { /* later ones are much alike */
        meter meter = {.fail_at = fail_at};
        eco_status status = work(&log, &meter);
        if (!status)
            break;
        CHECK_F(status == ECO_E_MEMORY, "%lld: %d", (long long)fail_at, status);
    }
    kpi_log_free(&log);
}
