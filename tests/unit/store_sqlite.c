/* store_sqlite.c - the SQLite backend through a module: what is written is there afterwards, in another store and in SQL; and what cannot be done is said
 * clearly and changes nothing. */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/turnstile.h"
#include "store_shed.h"

static char folder[64];

static const char *file_of(const char *name)
{
    static char path[4][128];
    static int next;
    char *at = path[next++ % 4];
    if (!*folder) {
        strcpy(folder, "/tmp/eco_sqlite_XXXXXX");
        CHECK(mkdtemp(folder));
    }
    snprintf(at, sizeof path[0], "%s/%s", folder, name);
    return at;
}

static void clean(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (*folder)
        CHECK_INT(system(command), 0);
    *folder = 0;
}

static eco_store *open_file(const char *name, const eco_store_options *options)
{
    eco_error error;
    eco_store *store;
    char address[160];
    snprintf(address, sizeof address, "sqlite:%s", file_of(name));
    CHECK_OK(eco_store_open(&store, address, options, &error));
    return store;
}

static eco_status open_status(const char *name, const eco_store_options *options, eco_error *error)
{
    eco_store *store;
    char address[160];
    snprintf(address, sizeof address, "sqlite:%s", file_of(name));
    eco_status status = eco_store_open(&store, address, options, error);
    if (!status)
        eco_store_free(store);
    return status;
}

static int64_t query(const char *name, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *statement;
    CHECK_INT(sqlite3_open_v2(file_of(name), &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    CHECK_INT(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    int result = sqlite3_step(statement);
    CHECK(result == SQLITE_ROW || result == SQLITE_DONE);
    int64_t answer = result == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    CHECK_INT(sqlite3_close(db), SQLITE_OK);
    return answer;
}

static void check_integrity(const char *name)
{
    CHECK_INT(query(name, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0);
}

static void cell(char text[256], const eco_column *column, int64_t row)
{
    const int64_t *offsets = column->values;
    snprintf(text, 256, "%.*s", (int)(offsets[row + 1] - offsets[row]), column->bytes + offsets[row]);
}

static const char *info_of(const eco_table *table, const char *name)
{
    static char text[256];
    for (int64_t row = 0; row < table->rows; row++) {
        cell(text, &table->columns[0], row);
        if (strcmp(text, name) == 0) {
            cell(text, &table->columns[1], row);
            return text;
        }
    }
    return "(none)";
}

static int64_t number_of(eco_store *store, const char *name)
{
    eco_error error;
    const eco_table *table;
    CHECK_OK(eco_store_info(&table, store, &error));
    int64_t number = atoll(info_of(table, name));
    eco_table_free(table);
    return number;
}

TEST(store_sqlite, keeps_what_was_done)
{
    eco_error error;
    shed shed;
    shed_sums sums;
    eco_store *store = open_file("keeps.db", NULL);
    shed_open(&shed, store);
    CHECK_OK(shed_put(&shed, 1000, 1, 7, 100, &error));
    CHECK_OK(shed_take(&shed, 2000, 2, 7, 30, 5000, &error));
    CHECK_OK(shed_take(&shed, 2001, 3, 7, 50, 0, &error));
    CHECK_INT(shed_take(&shed, 2002, 4, 7, 21, 0, &error), ECO_E_INSUFFICIENT);
    CHECK_OK(shed_drop(&shed, 3000, 5, shed_key(2001, 3), &error));
    CHECK_INT(shed_drop(&shed, 3001, 6, shed_key(2001, 3), &error), ECO_E_RELEASED);
    shed_close(&shed);
    eco_store_free(store);
    CHECK(access(file_of("keeps.db-wal"), F_OK) != 0); /* the last one has tidied up */

    store = open_file("keeps.db", NULL);
    shed_open(&shed, store);
    shed_audit(&sums, store);
    CHECK_INT(sums.put, 100);
    CHECK_INT(sums.held, 30);
    CHECK_INT(sums.boxes, 2);
    CHECK_INT(sums.open, 1);
    CHECK_INT(sums.commands, 2);
    int64_t done;
    CHECK_OK(eco_module_tick(&shed.module, 4999, 0, &done, &error));
    CHECK_INT(done, 0);
    CHECK_OK(eco_module_tick(&shed.module, 5000, 0, &done, &error));
    CHECK_INT(done, 1);
    shed_audit(&sums, store);
    CHECK_INT(sums.free, 100);
    shed_close(&shed);
    eco_store_free(store);
    CHECK_INT(
        query("keeps.db", "SELECT count(*) FROM eco_shed_box WHERE note = 'a note' AND due_us IS NULL AND length(box) = 16"), 2);
    CHECK_INT(query("keeps.db", "SELECT count(*) FROM eco_schema WHERE epoch = 1"), 2);
    check_integrity("keeps.db");
    clean();
}

TEST(store_sqlite, answers_again_what_was_done)
{
    eco_error error;
    shed shed;
    shed_sums sums;
    shed_result results[3];
    eco_store *store = open_file("again.db", NULL);
    shed_open(&shed, store);
    shed_command commands[3] = {
        {.head = {.key = shed_key(10, 1), .verb = SHED_PUT, .at_us = 10}, .parts = {{1, 10}, {2, 10}}, .parts_count = 2},
        {.head = {.key = shed_key(11, 1), .verb = SHED_TAKE, .at_us = 11}, .parts = {{1, 4}, {2, 5}}, .parts_count = 2},
        {.head = {.key = shed_key(12, 1), .verb = SHED_DROP, .at_us = 12}, .box = shed_key(11, 1)},
    };
    CHECK_OK(shed_run(&shed, commands, 3, results, &error));
    CHECK_INT(results[0].head.sequence, 2);
    CHECK_INT(results[1].free, 5);
    CHECK_INT(results[2].free, 10);
    CHECK_OK(shed_run(&shed, commands, 3, results, &error));
    for (int i = 0; i < 3; i++)
        CHECK(results[i].head.replayed);
    CHECK_INT(results[0].head.sequence, 2);
    CHECK_INT(results[2].free, 10);
    commands[0].parts[0].quantity = 11;
    commands[1].parts[0].quantity = 11;
    CHECK_INT(shed_run(&shed, commands, 2, results, &error), ECO_E_KEY_REUSED);
    CHECK_INT(results[1].head.status, ECO_E_KEY_REUSED);
    shed_audit(&sums, store);
    CHECK_INT(sums.put, 20);
    shed_close(&shed);
    eco_store_free(store);
    clean();
}

/* Batches of all sizes, so that every size of INSERT is used; random keys, which the shortcut of rising keys must not lose. */
TEST(store_sqlite, writes_batches_of_all_sizes)
{
    enum { MOST = 70 };
    static shed_command commands[MOST];
    static shed_result results[MOST];
    eco_random random = {eco_test_seed()};
    eco_error error;
    shed shed;
    shed_sums sums;
    int64_t boxes = 0;
    eco_store *store = open_file(
        "sizes.db", &(eco_store_options){.struct_size = sizeof(eco_store_options), .durability = ECO_DURABILITY_NORMAL});
    shed_open(&shed, store);
    for (int64_t shelf = 0; shelf < 10; shelf++)
        CHECK_OK(shed_put(&shed, 1, (uint64_t)shelf, shelf, 1000000, &error));
    for (size_t count = 1; count < MOST; count += count < 20 ? 1 : 7) {
        for (size_t i = 0; i < count; i++) {
            eco_id key = {eco_random_next(&random), eco_random_next(&random)};
            commands[i] = (shed_command){
                .head = {.key = key, .verb = SHED_TAKE, .at_us = 100}, .due_us = 1000, .parts_count = 1 + i % 4};
            for (size_t part = 0; part < commands[i].parts_count; part++)
                commands[i].parts[part] = (shed_part){eco_random_between(&random, 0, 9), 1};
        }
        CHECK_OK(shed_run(&shed, commands, count, results, &error));
        CHECK_OK(shed_run(&shed, commands, count, results, &error));
        for (size_t i = 0; i < count; i++)
            CHECK(results[i].head.replayed);
        boxes += (int64_t)count;
    }
    shed_audit(&sums, store);
    CHECK_INT(sums.boxes, boxes);
    CHECK_INT(sums.open, boxes);
    int64_t done;
    CHECK_OK(eco_module_tick(&shed.module, 2000, 0, &done, &error));
    CHECK_INT(done, boxes);
    shed_audit(&sums, store);
    CHECK_INT(sums.held, 0);
    shed_close(&shed);
    eco_store_free(store);
    check_integrity("sizes.db");
    clean();
}

TEST(store_sqlite, in_memory)
{
    eco_error error;
    shed shed;
    shed_sums sums;
    eco_store *store;
    CHECK_OK(eco_store_open(&store, "sqlite::memory:", NULL, &error));
    shed_open(&shed, store);
    CHECK_OK(shed_put(&shed, 1000, 1, 7, 100, &error));
    CHECK_OK(shed_take(&shed, 2000, 2, 7, 30, 5000, &error));
    shed_audit(&sums, store);
    CHECK_INT(sums.held, 30);
    shed_close(&shed);
    eco_store_free(store);
}

/* ---- views ---- */

typedef struct seen {
    int64_t count, values[16];
    bool stop;
} seen;
static bool see_moves(const eco_row *row, void *user)
{
    seen *seen = user;
    seen->values[seen->count++ % 16] = ((const shed_move *)row->record)->sequence;
    return !seen->stop;
}
static bool see_lines(const eco_row *row, void *user)
{
    seen *seen = user;
    seen->values[seen->count++ % 16] = (int64_t)row->owner.low * 100 + row->number;
    return true;
}
static bool see_boxes(const eco_row *row, void *user)
{
    seen *seen = user;
    seen->values[seen->count++ % 16] = (int64_t)((const shed_box *)row->record)->box.low;
    return true;
}
static bool see_shelves(const eco_row *row, void *user)
{
    seen *seen = user;
    seen->values[seen->count++ % 16] = ((const shed_shelf *)row->record)->shelf;
    return true;
}

static int64_t scan(eco_view *view, const eco_kind *kind, const eco_filter *filter, bool (*visit)(const eco_row *, void *),
                    seen *seen)
{
    eco_error error;
    bool stop = seen->stop;
    memset(seen, 0, sizeof *seen);
    seen->stop = stop;
    CHECK_OK(eco_view_scan(view, kind, filter, visit, seen, &error));
    return seen->count;
}

static void fill(shed *shed)
{
    eco_error error;
    for (int64_t i = 1; i <= 5; i++)
        CHECK_OK(shed_put(shed, i * 10, 0, i - 3, 100, &error)); /* shelves -2 .. 2 */
    for (uint64_t i = 4; i >= 1; i--) {
        shed_command command = {.head = {.key = {UINT64_C(0xF000000000000000), i}, .verb = SHED_TAKE, .at_us = 100},
                                .due_us = i == 2 ? 0 : 1000 - (int64_t)i,
                                .note = i % 2 ? "odd" : NULL,
                                .parts = {{1, 1}, {2, 2}},
                                .parts_count = 2};
        CHECK_OK(shed_run(shed, &command, 1, NULL, &error));
    }
}

static void check_filters(eco_store *store, shed *shed, bool ordered)
{
    eco_error error;
    eco_view *view;
    seen seen = {0};
    const void *record;
    (void)shed;
    CHECK_OK(eco_view_open(&view, store, &error));
    CHECK_INT(scan(view, &shed_moves, NULL, see_moves, &seen), 5);
    CHECK_INT(seen.values[4], 5);
    CHECK_INT(scan(view, &shed_moves, &(eco_filter){.has_after = true, .after = 3}, see_moves, &seen), 2);
    CHECK_INT(scan(view, &shed_moves, &(eco_filter){.limit = 2}, see_moves, &seen), 2);
    CHECK_INT(scan(view, &shed_moves, &(eco_filter){.time = &shed_moves.fields[3], .since = 20, .until = 40}, see_moves, &seen),
              2);
    CHECK_INT(seen.values[0], 2);
    CHECK_INT(scan(view, &shed_moves, &(eco_filter){.equal = &shed_moves.fields[1], .equal_int = -2}, see_moves, &seen), 1);
    CHECK_INT(
        scan(view, &shed_moves, &(eco_filter){.equal = &shed_moves.fields[4], .equal_id = shed_key(30, 0)}, see_moves, &seen), 1);
    CHECK_INT(seen.values[0], 3);
    seen.stop = true;
    CHECK_INT(scan(view, &shed_moves, NULL, see_moves, &seen), 1);
    seen.stop = false;
    CHECK_INT(scan(view, &shed_lines, NULL, see_lines, &seen), 8);
    CHECK(!ordered || (seen.values[0] == 100 && seen.values[7] == 401));
    CHECK_INT(scan(view, &shed_lines, &(eco_filter){.key = {UINT64_C(0xF000000000000000), 3}}, see_lines, &seen), 2);
    CHECK_INT(seen.values[1], 301);
    CHECK_INT(scan(view, &shed_boxes, &(eco_filter){.due = true, .until = 998}, see_boxes, &seen), 2);
    CHECK(seen.values[0] == 4 && seen.values[1] == 3);
    CHECK_INT(scan(view, &shed_boxes, &(eco_filter){.equal = &shed_boxes.fields[5], .equal_text = "odd"}, see_boxes, &seen), 2);
    CHECK_INT(scan(view, &shed_boxes, &(eco_filter){.time = &shed_boxes.fields[2], .until = 998}, see_boxes, &seen), 3);
    CHECK_INT(scan(view, &shed_boxes, &(eco_filter){.time = &shed_boxes.fields[2], .since = 1}, see_boxes, &seen), 3);
    CHECK_INT(scan(view, &shed_shelves, NULL, see_shelves, &seen), 5);
    CHECK(!ordered || (seen.values[0] == -2 && seen.values[4] == 2));
    CHECK_INT(scan(view, &shed_shelves, &(eco_filter){.key = eco_key_int(-1)}, see_shelves, &seen), 1);
    CHECK_OK(eco_view_find(&record, view, &shed_boxes, (eco_id){UINT64_C(0xF000000000000000), 3}, &error));
    CHECK(record);
    CHECK_TEXT(eco_view_text(view, ((const shed_box *)record)->note), "odd");
    CHECK_OK(eco_view_find(&record, view, &shed_boxes, (eco_id){1, 3}, &error));
    CHECK(!record);
    eco_view_close(view);
}

TEST(store_sqlite, views_filter_as_in_memory)
{
    static const char *const addresses[] = {"memory:", "sqlite::memory:", NULL};
    for (int i = 0; i < 3; i++) {
        eco_error error;
        eco_store *store;
        shed shed;
        if (addresses[i])
            CHECK_OK(eco_store_open(&store, addresses[i], NULL, &error));
        else
            store = open_file("views.db", NULL);
        shed_open(&shed, store);
        fill(&shed);
        check_filters(store, &shed, i > 0);
        shed_close(&shed);
        eco_store_free(store);
    }
    clean();
}

TEST(store_sqlite, a_view_does_not_see_what_comes_later)
{
    eco_error error;
    shed shed;
    seen seen = {0};
    eco_view *views[3];
    eco_store *store = open_file("later.db", NULL);
    shed_open(&shed, store);
    CHECK_OK(shed_put(&shed, 10, 1, 1, 5, &error));
    for (int i = 0; i < 3; i++) {
        CHECK_OK(eco_view_open(&views[i], store, &error));
        CHECK_OK(shed_put(&shed, 20 + i, 1, 1, 5, &error));
    }
    for (int i = 0; i < 3; i++) {
        CHECK_INT(scan(views[i], &shed_moves, NULL, see_moves, &seen), i + 1);
        eco_view_close(views[i]);
    }
    CHECK_OK(eco_view_open(&views[0], store, &error)); /* a reader that is used again sees anew */
    CHECK_INT(scan(views[0], &shed_moves, NULL, see_moves, &seen), 4);
    eco_view_close(views[0]);
    shed_close(&shed);
    eco_store_free(store);
    clean();
}

/* ---- opening ---- */

TEST(store_sqlite, refuses_what_it_cannot_open)
{
    eco_error error;
    eco_store_options reading = {.struct_size = sizeof reading, .read_only = true};
    CHECK_FAILS(open_status("none.db", &reading, &error), ECO_E_NOT_FOUND, "none.db");
    CHECK(access(file_of("none.db"), F_OK) != 0);
    CHECK_FAILS(open_status("no/such/folder.db", NULL, &error), ECO_E_STORE, "no/such/folder.db");
    int file = open(file_of("text.db"), O_WRONLY | O_CREAT, 0644);
    for (int i = 0; i < 1000; i++)
        CHECK_INT(write(file, "this is no database\n", 20), 20);
    close(file);
    CHECK_FAILS(open_status("text.db", NULL, &error), ECO_E_CORRUPT, "file is not a database");
    CHECK_FAILS(open_status("text.db", &reading, &error), ECO_E_CORRUPT, "text.db");
    CHECK_FAILS(open_status("", NULL, &error), ECO_E_STORE, "unable to open"); /* the folder */
    eco_store *store;
    CHECK_FAILS(eco_store_open(&store, "sqlite:", NULL, &error), ECO_E_INVALID, "path");
    CHECK(!store);
    clean();
}

TEST(store_sqlite, read_only_reads)
{
    eco_error error;
    shed shed;
    shed_sums sums;
    eco_store_options reading = {.struct_size = sizeof reading, .read_only = true};
    eco_store *store = open_file("read.db", NULL), *reader;
    reader = open_file("read.db", &reading);
    CHECK_FAILS(eco_module_join(&shed.module, reader, &shed_interface, NULL, &error), ECO_E_READ_ONLY, "no tables of shed");
    eco_store_free(reader);
    shed_open(&shed, store);
    CHECK_OK(shed_put(&shed, 10, 1, 1, 5, &error));
    reader = open_file("read.db", &reading);
    struct shed second;
    shed_open(&second, reader);
    shed_audit(&sums, reader);
    CHECK_INT(sums.put, 5);
    CHECK_FAILS(shed_put(&second, 11, 1, 1, 5, &error), ECO_E_READ_ONLY, "read only");
    CHECK_OK(shed_put(&shed, 12, 1, 1, 5, &error));
    shed_audit(&sums, reader);
    CHECK_INT(sums.put, 10);
    shed_close(&second);
    eco_store_free(reader);
    shed_close(&shed);
    eco_store_free(store);
    reader = open_file("read.db", &reading); /* nobody else has it open */
    shed_open(&second, reader);
    shed_audit(&sums, reader);
    CHECK_INT(sums.put, 10);
    shed_close(&second);
    eco_store_free(reader);
    clean();
}

TEST(store_sqlite, foreign_writers_are_waited_for_and_then_it_is_busy)
{
    eco_error error;
    shed shed;
    shed_sums sums;
    sqlite3 *tool;
    eco_store *store = open_file("busy.db",
                                 &(eco_store_options){.struct_size = sizeof(eco_store_options), .busy_timeout_us = 30000});
    shed_open(&shed, store);
    CHECK_INT(sqlite3_open(file_of("busy.db"), &tool), SQLITE_OK);
    CHECK_INT(sqlite3_exec(tool, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    CHECK_FAILS(shed_put(&shed, 10, 1, 1, 5, &error), ECO_E_BUSY, "database is locked");
    shed_audit(&sums, store);
    CHECK_INT(sums.put, 0);
    CHECK_INT(sqlite3_exec(tool, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    CHECK_OK(shed_put(&shed, 10, 1, 1, 5, &error));
    sqlite3_close(tool);
    shed_close(&shed);
    eco_store_free(store);
    clean();
}

TEST(store_sqlite, the_turn_is_waited_for_and_then_it_is_busy)
{
    eco_error error;
    eco_turnstile other;
    eco_allocator allocator = eco_allocator_of(NULL);
    shed shed;
    shed_sums sums;
    eco_store *store = open_file("turn.db",
                                 &(eco_store_options){.struct_size = sizeof(eco_store_options), .busy_timeout_us = 30000});
    shed_open(&shed, store);
    CHECK_OK(eco_turnstile_open(&other, file_of("turn.db"), &allocator, &error));
    CHECK_OK(eco_turnstile_enter(&other, 0, &error));
    CHECK_FAILS(shed_put(&shed, 10, 1, 1, 5, &error), ECO_E_BUSY, "another process");
    shed_audit(&sums, store); /* views do not wait */
    CHECK_INT(sums.put, 0);
    eco_turnstile_leave(&other);
    CHECK_OK(shed_put(&shed, 10, 1, 1, 5, &error));
    CHECK(number_of(store, "sqlite_turn_waits") >= 1);
    CHECK(number_of(store, "sqlite_longest_turn_wait_us") >= 30000);
    eco_turnstile_close(&other);
    shed_close(&shed);
    eco_store_free(store);
    clean();
}

TEST(store_sqlite, values_of_others_are_corrupt)
{
    static const char *const damages[] = {
        "UPDATE eco_shed_shelf SET free = 'many'",
        "UPDATE eco_shed_shelf SET free = 1.5",
        "UPDATE eco_shed_box SET state = 5000000000",
        "UPDATE eco_shed_box SET note = x'00'",
        "UPDATE eco_shed_box SET note = 'a' || char(0) || 'b'",
        "UPDATE eco_shed_box SET dropped_by = x'0102'",
        "UPDATE eco_shed_box SET due_us = 'soon'",
        "UPDATE eco_shed_line SET number = 7",
        "UPDATE eco_shed_line SET number = 'x'",
        "UPDATE eco_shed_line SET quantity = 'x'",
        "UPDATE eco_shed_command SET command = x'FF'",
        "UPDATE eco_shed_move SET sequence = 9223372036854775807",
        "DROP TABLE eco_shed_line",
        "ALTER TABLE eco_shed_box DROP COLUMN note",
    };
    eco_error error;
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        shed shed;
        int64_t done;
        eco_store *store = open_file("values.db", NULL);
        shed_open(&shed, store);
        CHECK_OK(shed_put(&shed, 10, 1, 1, 5, &error));
        CHECK_OK(shed_take(&shed, 20, 1, 1, 2, 500, &error));
        query("values.db", damages[i]);
        eco_status put = shed_put(&shed, 30, 2, 1, 5, &error);
        eco_status drop = shed_drop(&shed, 40, 3, shed_key(20, 1), &error);
        eco_status tick = eco_module_tick(&shed.module, 1000, 0, &done, &error);
        CHECK_F(put == ECO_E_CORRUPT || drop == ECO_E_CORRUPT || tick == ECO_E_CORRUPT, "%s gave %s, %s, %s", damages[i],
                eco_status_name(put), eco_status_name(drop), eco_status_name(tick));
        shed_close(&shed);
        eco_store_free(store);
        clean();
    }
}

/* What the database refuses of one command does not fail the others of its batch. */
TEST(store_sqlite, a_constraint_of_others_fails_one_command_alone)
{
    enum { COUNT = 9, POISON = 6 };
    eco_error error;
    shed shed;
    shed_sums sums;
    shed_command commands[COUNT];
    shed_result results[COUNT];
    eco_store *store = open_file("split.db", NULL);
    shed_open(&shed, store);
    query("split.db", "CREATE UNIQUE INDEX others ON eco_shed_move(quantity)");
    for (int i = 0; i < COUNT; i++)
        commands[i] = (shed_command){.head = {.key = shed_key(10 + i, 1), .verb = SHED_PUT, .at_us = 10 + i},
                                     .parts = {{i, i == POISON ? 3 : 1 + i}},
                                     .parts_count = 1}; /* 3 twice */
    CHECK_FAILS(shed_run(&shed, commands, COUNT, results, &error), ECO_E_STORE,
                "UNIQUE constraint failed: eco_shed_move.quantity");
    for (int i = 0; i < COUNT; i++)
        CHECK_INT(results[i].head.status, i == POISON ? ECO_E_STORE : ECO_OK);
    shed_audit(&sums, store);
    CHECK_INT(sums.moves, COUNT - 1);
    shed_close(&shed);
    eco_store_free(store);
    clean();
}

/* ---- the log ---- */

static void fill_log(shed *shed, int64_t from)
{
    enum { EACH = 1000 };
    static shed_command commands[EACH];
    eco_error error;
    for (int i = 0; i < EACH; i++)
        commands[i] = (shed_command){
            .head = {.key = {(uint64_t)(from + i) * UINT64_C(0x9E3779B97F4A7C15), 1}, .verb = SHED_TAKE, .at_us = 5},
            .note = "a text that makes a row long: a text that makes a row long: a text that makes a row long",
            .parts = {{1, 1}},
            .parts_count = 1};
    CHECK_OK(shed_run(shed, commands, EACH, NULL, &error));
}

TEST(store_sqlite, the_log_is_copied_and_begun_anew)
{
    eco_error error;
    shed shed;
    eco_view *view;
    const eco_table *table;
    eco_store *store = open_file(
        "log.db", &(eco_store_options){.struct_size = sizeof(eco_store_options), .durability = ECO_DURABILITY_OFF});
    shed_open(&shed, store);
    CHECK_OK(shed_put(&shed, 1, 1, 1, 1000000, &error));
    CHECK_OK(eco_store_info(&table, store, &error));
    CHECK_TEXT(info_of(table, "sqlite_journal_mode"), "wal");
    CHECK_TEXT(info_of(table, "sqlite_version"), sqlite3_libversion());
    CHECK((strcmp(info_of(table, "sqlite_known_defects"), "none") == 0) == (sqlite3_libversion_number() >= 3051003));
    CHECK_TEXT(info_of(table, "sqlite_checkpoints"), "0");
    eco_table_free(table);
    int64_t from = 1, most = 0;
    for (; number_of(store, "sqlite_checkpoints") < 2 && from < 100000; from += 1000) {
        fill_log(&shed, from);
        int64_t pages = number_of(store, "sqlite_wal_pages");
        most = pages > most ? pages : most;
    }
    CHECK_F(most > 4000 && most < 8000, "%lld pages", (long long)most);
    CHECK_INT(number_of(store, "sqlite_last_checkpoint_copied"), number_of(store, "sqlite_last_checkpoint_pages"));
    CHECK_OK(eco_view_open(&view, store, &error)); /* holds the log up: it grows, and nobody waits */
    int64_t before = number_of(store, "sqlite_checkpoints");
    for (; number_of(store, "sqlite_checkpoints") < before + 2 && from < 200000; from += 1000)
        fill_log(&shed, from);
    CHECK(number_of(store, "sqlite_wal_pages") > 8000);
    eco_view_close(view);
    for (before = number_of(store, "sqlite_checkpoints"); number_of(store, "sqlite_checkpoints") == before && from < 300000;
         from += 1000)
        fill_log(&shed, from);
    fill_log(&shed, from);
    CHECK(number_of(store, "sqlite_wal_pages") < 4000);
    shed_close(&shed);
    eco_store_free(store);
    check_integrity("log.db");
    clean();
}

/* ---- the host's transaction ---- */

TEST(store_sqlite, attached_to_the_hosts_transaction)
{
    eco_error error;
    shed shed;
    shed_sums sums;
    sqlite3 *host;
    eco_store *store;
    CHECK_INT(sqlite3_open(file_of("host.db"), &host), SQLITE_OK);
    CHECK_INT(sqlite3_exec(host, "CREATE TABLE orders(id); BEGIN; INSERT INTO orders VALUES (1)", NULL, NULL, NULL), SQLITE_OK);
    CHECK_OK(eco_store_attach_sqlite(&store, host, NULL, &error));
    shed_open(&shed, store);
    CHECK_INT(sqlite3_exec(host, "COMMIT; BEGIN; INSERT INTO orders VALUES (2)", NULL, NULL, NULL), SQLITE_OK);
    CHECK_OK(shed_put(&shed, 10, 1, 1, 5, &error));
    CHECK_INT(shed_take(&shed, 20, 1, 1, 6, 0, &error), ECO_E_INSUFFICIENT);
    CHECK_INT(sqlite3_get_autocommit(host), 0);
    shed_audit(&sums, store);
    CHECK_INT(sums.put, 5);
    CHECK_INT(sqlite3_exec(host, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    shed_audit(&sums, store);
    CHECK_INT(sums.put, 0);
    CHECK_OK(shed_put(&shed, 10, 1, 1, 5, &error)); /* without a transaction it is one of its own */
    CHECK_INT(sqlite3_get_autocommit(host), 1);
    shed_close(&shed);
    eco_store_free(store);
    CHECK_INT(sqlite3_close(host), SQLITE_OK);
    CHECK_INT(query("host.db", "SELECT count(*) FROM orders"), 1);
    CHECK_INT(query("host.db", "SELECT sum(quantity) FROM eco_shed_move"), 5);
    clean();
}

/* ---- two names, another prefix ---- */

TEST(store_sqlite, prefixes_are_apart)
{
    eco_error error;
    shed one, two;
    shed_sums sums;
    eco_store *first = open_file("apart.db", NULL);
    eco_store *second = open_file("apart.db", &(eco_store_options){.struct_size = sizeof(eco_store_options), .schema = "other"});
    shed_open(&one, first);
    shed_open(&two, second);
    CHECK_OK(shed_put(&one, 10, 1, 1, 5, &error));
    CHECK_OK(shed_put(&two, 10, 1, 1, 7, &error));
    shed_audit(&sums, first);
    CHECK_INT(sums.put, 5);
    shed_audit(&sums, second);
    CHECK_INT(sums.put, 7);
    shed_close(&one);
    shed_close(&two);
    eco_store_free(first);
    eco_store_free(second);
    clean();
}
