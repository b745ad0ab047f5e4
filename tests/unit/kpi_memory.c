/* The plan's limit of memory: what it refuses, what stays readable, and what goes to a file instead. */
#include <dirent.h>
#include <stdlib.h>

#include "kpi_shop.h"

#include "kpi/folded.h"
#include "test.h"

static eco_kpi_plan *make_plan(int64_t limit, const char *folder, int32_t threads)
{
    eco_kpi_plan *plan;
    eco_error error;
    eco_kpi_builder *kpi = eco_kpi_begin(
        ECO_MAKE(eco_kpi_options, .currency = "CNY", .memory_limit = limit, .spill_folder = folder, .threads = threads));
    eco_kpi_add_report(kpi, ECO_MAKE(eco_kpi_report, .name = "daily", .by = "day", .metrics = "page_views, visitors, sessions"));
    eco_kpi_add_funnel(kpi, ECO_MAKE(eco_kpi_funnel, .name = "buy", .window_us = ECO_DAY_US,
                                     ECO_LIST(steps, eco_kpi_step, {.name = "view"}, {.name = "purchase"})));
    eco_kpi_add_paths(kpi, ECO_MAKE(eco_kpi_paths, .name = "paths"));
    CHECK_OK(eco_kpi_build(&plan, kpi, &error));
    return plan;
}

static eco_kpi_state *make_state(eco_kpi_plan *plan)
{
    eco_kpi_state *state;
    eco_error error;
    CHECK_OK(eco_kpi_state_create(&state, plan, &error));
    return state;
}

static eco_status feed(eco_kpi_state *state, const kpi_log *log, int64_t first, int64_t count, eco_error *error)
{
    eco_column columns[7];
    eco_table table = kpi_log_table(log, columns, first, count);
    return eco_kpi_update(state, ECO_KPI_EVENTS, &table, error);
}

static void check_saves(const eco_kpi_state *state, kpi_saved expected)
{
    kpi_saved saved = kpi_save(state);
    CHECK_INT(saved.size, expected.size);
    CHECK(memcmp(saved.bytes, expected.bytes, saved.size) == 0);
    free(saved.bytes);
}

static void check_same_table(const eco_kpi_state *state, const eco_kpi_state *other, const char *name)
{
    kpi_saved one = kpi_csv_of(state, name), two = kpi_csv_of(other, name);
    CHECK_F(one.size == two.size && memcmp(one.bytes, two.bytes, one.size) == 0, "%s:\n%.300s\n%.300s", name, one.bytes,
            two.bytes);
    free(one.bytes);
    free(two.bytes);
}

static size_t blocks_on_file(const eco_kpi_state *state)
{
    size_t count = 0;
    for (size_t part = 0; part < KPI_PARTS; part++)
        for (const kpi_block *block = state->folded->journal->parts[part].spilled; block; block = block->next)
            count++;
    return count;
}

TEST(kpi_memory, the_limit_refuses_and_all_stays_readable)
{
    enum { PIECE = 2000 };
    eco_error error;
    kpi_log log = kpi_log_make(11, 100000, 20000, 10);
    eco_kpi_plan *plan = make_plan(INT64_C(3) << 20, NULL, 0), *free_plan = make_plan(0, NULL, 0);
    eco_kpi_state *state = make_state(plan), *model = make_state(free_plan);
    int64_t fed = 0;
    while (fed < log.rows && feed(state, &log, fed, PIECE, &error) == ECO_OK) {
        CHECK_OK(feed(model, &log, fed, PIECE, &error));
        fed += PIECE;
    }
    CHECK_F(fed > PIECE && fed < log.rows, "%lld rows", (long long)fed);
    kpi_saved expected = kpi_save(model);
    for (int i = 0; i < 3; i++) { /* what was refused once is refused again, and nothing has changed */
        CHECK_FAILS(feed(state, &log, fed, PIECE, &error), ECO_E_LIMIT, "more than 3145728 bytes");
        CHECK_TEXT(error.path, "/memory_limit");
        check_saves(state, expected);
    }
    check_same_table(state, model, "daily");
    check_same_table(state, model, "buy");
    check_same_table(state, model, "paths");
    eco_kpi_state *loaded = NULL;
    eco_status status = eco_kpi_load(&loaded, plan, expected.bytes, expected.size, &error);
    CHECK_F(!status || (status == ECO_E_LIMIT && !loaded), "%s", error.message);
    eco_kpi_state_free(loaded);
    eco_kpi_state *other = make_state(free_plan);
    CHECK_OK(feed(other, &log, fed, log.rows - fed, &error));
    CHECK_FAILS(eco_kpi_merge(state, other, &error), ECO_E_LIMIT, "bytes");
    check_saves(state, expected);
    eco_kpi_state_free(other);
    eco_kpi_state_free(state);
    eco_kpi_state_free(model);
    free(expected.bytes);
    eco_kpi_plan_free(plan);
    eco_kpi_plan_free(free_plan);
    kpi_log_free(&log);
}

TEST(kpi_memory, a_limit_too_small_for_anything)
{
    eco_error error;
    eco_kpi_state *state;
    eco_kpi_plan *plan = make_plan(1000, NULL, 0);
    CHECK_FAILS(eco_kpi_state_create(&state, plan, &error), ECO_E_LIMIT, "more than 1000 bytes");
    CHECK(!state);
    eco_kpi_plan_free(plan);
}

static int files_in(const char *folder)
{
    int count = 0;
    DIR *open = opendir(folder);
    CHECK(open);
    for (struct dirent *entry; (entry = readdir(open));)
        count += entry->d_name[0] != '.';
    closedir(open);
    return count;
}

static void check_spilled(int32_t threads, int64_t piece, int64_t rows)
{
    char folder[] = "/tmp/ecomops-test-XXXXXX";
    eco_error error;
    CHECK(mkdtemp(folder));
    kpi_log log = kpi_log_make(12, rows, 3000, 10);
    eco_kpi_plan *plan = make_plan(INT64_C(10) << 20, folder, threads), *free_plan = make_plan(0, NULL, 0);
    eco_kpi_state *state = make_state(plan), *model = make_state(free_plan);
    CHECK_OK(feed(model, &log, 0, log.rows, &error));
    for (int64_t first = 0; first < log.rows; first += piece)
        CHECK_OK(feed(state, &log, first, first + piece > log.rows ? log.rows - first : piece, &error));
    CHECK(blocks_on_file(state) > 256);
    CHECK_INT(files_in(folder), 0);
    kpi_saved expected = kpi_save(model);
    check_saves(state, expected);
    check_saves(state, expected);
    check_same_table(state, model, "daily");
    check_same_table(state, model, "buy");
    check_same_table(state, model, "paths");
    eco_kpi_state *loaded, *merged = make_state(free_plan);
    CHECK_OK(eco_kpi_load(&loaded, plan, expected.bytes, expected.size, &error));
    check_saves(loaded, expected);
    CHECK_OK(eco_kpi_merge(merged, state, &error)); /* what lies on file is read by another */
    check_saves(merged, expected);
    CHECK_OK(eco_kpi_merge(model, merged, &error));
    CHECK_OK(eco_kpi_merge(state, state, &error)); /* and by itself, while more goes there */
    kpi_saved twice = kpi_save(model);
    check_saves(state, twice);
    free(twice.bytes);
    free(expected.bytes);
    eco_kpi_state_free(loaded);
    eco_kpi_state_free(merged);
    eco_kpi_state_free(state);
    eco_kpi_state_free(model);
    eco_kpi_plan_free(plan);
    eco_kpi_plan_free(free_plan);
    kpi_log_free(&log);
    CHECK_INT(remove(folder), 0);
}

TEST(kpi_memory, what_does_not_fit_goes_to_a_file)
{
    check_spilled(0, 50000, 700000);
    check_spilled(0, 700000, 700000);
    check_spilled(3, 200000, 700000);
}

/* The folder is not there, or is full: nothing is lost, and the words are the system's. */
TEST(kpi_memory, a_file_that_cannot_be_written)
{
    eco_error error;
    kpi_log log = kpi_log_make(13, 700000, 3000, 10);
    eco_kpi_plan *plan = make_plan(INT64_C(16) << 20, "/nowhere/at/all", 0), *free_plan = make_plan(0, NULL, 0);
    eco_kpi_state *state = make_state(plan), *model = make_state(free_plan);
    int64_t fed = 0;
    eco_status failed = ECO_OK;
    while (!failed && fed < log.rows) {
        failed = feed(state, &log, fed, 10000, &error);
        if (!failed)
            CHECK_OK(feed(model, &log, fed, 10000, &error));
        fed += failed ? 0 : 10000;
    }
    CHECK_FAILS(feed(state, &log, fed, 10000, &error), ECO_E_IO, "the file in '/nowhere/at/all': No such file or directory");
    CHECK_TEXT(error.path, "/spill_folder");
    kpi_saved expected = kpi_save(model);
    check_saves(state, expected);
    check_same_table(state, model, "paths");
    free(expected.bytes);
    eco_kpi_state_free(state);
    eco_kpi_state_free(model);
    eco_kpi_plan_free(plan);
    eco_kpi_plan_free(free_plan);
    kpi_log_free(&log);
}
