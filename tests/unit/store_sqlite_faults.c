/* store_sqlite_faults.c - every call that SQLite makes of the file system fails, once or from then on, and the power is cut at every one. Afterwards the
 * file is whole, what was acknowledged is there, and what was said to have failed is not. */
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store_shed.h"
#include "store_vfs.h"

enum { COMMANDS = 7, BIG = 120 };
typedef struct trial {
    eco_store_options options;
    eco_status opened;
    eco_status status[COMMANDS]; /* -100: not tried */
    bool stop;                   /* the machine dies at the first failure */
    eco_status only;             /* 0, or what all failures are */
    int64_t failures;
} trial;

static char path[128];

static void use_folder(void)
{
    snprintf(path, sizeof path, "%s/eco_fault_%ld.db", access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm", (long)getpid());
}

static void remove_files(void)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-gate", "-lock", "-journal"};
    char name[160];
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        unlink(name);
    }
}

static eco_status open_store(eco_store **store, const eco_store_options *options, eco_error *error)
{
    char address[160];
    snprintf(address, sizeof address, "sqlite:%s", path);
    return eco_store_open(store, address, options, error);
}

/* ---- the work: puts, a box of many parts' worth of rows, and its end ---- */

static eco_id key_of(int i)
{
    return shed_key(1000 + i, 1);
}

static eco_status run_command(shed *shed, int i, eco_error *error)
{
    shed_command command = {.head = {.key = key_of(i), .at_us = 1000 + i}, .note = "fault", .parts_count = 2};
    command.parts[0] = (shed_part){1, 1};
    command.parts[1] = (shed_part){2, 1};
    command.head.verb = i % 2 ? SHED_TAKE : SHED_PUT;
    if (i == COMMANDS - 1) {
        command.head.verb = SHED_DROP;
        command.box = shed_key(10, 1); /* of the beginning */
        command.parts_count = 0;
    }
    return shed_run(shed, &command, 1, NULL, error);
}

static void make_beginning(void)
{
    eco_error error;
    eco_store *store;
    shed shed;
    static shed_command many[BIG];
    CHECK_OK(open_store(&store, NULL, &error));
    shed_open(&shed, store);
    CHECK_OK(shed_put(&shed, 1, 1, 1, 100, &error));
    CHECK_OK(shed_put(&shed, 2, 1, 2, 1000, &error));
    CHECK_OK(shed_take(&shed, 10, 1, 1, 5, 0, &error));
    for (int i = 0; i < BIG; i++)
        many[i] = (shed_command){.head = {.key = shed_key(100 + i, 2), .verb = SHED_TAKE, .at_us = 100 + i},
                                 .note = "many",
                                 .parts = {{2, 1}},
                                 .parts_count = 1};
    CHECK_OK(shed_run(&shed, many, BIG, NULL, &error));
    shed_close(&shed);
    eco_store_free(store);
}

/* The file as it is at the beginning: made once, then copied. */
static void begin_state(void)
{
    static char bytes[1 << 18];
    static size_t size;
    vfs_reboot(0); /* it knows nothing of what comes now */
    remove_files();
    if (!size)
        make_beginning();
    FILE *file = fopen(path, size ? "wb" : "rb");
    CHECK(file);
    if (size)
        CHECK_INT(fwrite(bytes, 1, size, file), size);
    else
        size = fread(bytes, 1, sizeof bytes, file);
    CHECK(size > 0 && size < sizeof bytes);
    CHECK_INT(fclose(file), 0);
}

static void check_failure(const eco_error *error, eco_status status, const trial *trial)
{
    CHECK_F(!trial->only || status == trial->only, "%s: %s", eco_status_name(status), error->message);
    CHECK_INT(error->status, status);
    CHECK_F(status == ECO_E_STORE || status == ECO_E_FULL || status == ECO_E_BUSY || status == ECO_E_OUTCOME_UNKNOWN ||
                status == ECO_E_READ_ONLY,
            "%s: %s", eco_status_name(status), error->message);
    CHECK_F(strstr(error->message, "SQLite"), "%s", error->message);
}

static void work(trial *trial)
{
    eco_store *store = NULL;
    shed shed;
    bool joined = false;
    eco_error error = {0};
    for (int i = 0; i < COMMANDS; i++)
        trial->status[i] = -100;
    trial->failures = 0;
    trial->opened = open_store(&store, &trial->options, &error);
    if (!trial->opened) {
        trial->opened = eco_module_join(&shed.module, store, &shed_interface, NULL, &error);
        joined = !trial->opened;
    }
    if (trial->opened)
        check_failure(&error, trial->opened, trial);
    for (int i = 0; i < COMMANDS && joined; i++) {
        memset(&error, 0, sizeof error);
        trial->status[i] = run_command(&shed, i, &error);
        if (!trial->status[i])
            continue;
        trial->failures++;
        check_failure(&error, trial->status[i], trial);
        if (trial->stop)
            vfs_die();
    }
    if (joined)
        shed_close(&shed);
    eco_store_free(store);
}

/* ---- afterwards ---- */

static void check_file(void)
{
    sqlite3 *db;
    sqlite3_stmt *statement;
    CHECK_INT(sqlite3_open(path, &db), SQLITE_OK);
    CHECK_INT(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &statement, NULL), SQLITE_OK);
    CHECK_INT(sqlite3_step(statement), SQLITE_ROW);
    CHECK_TEXT((const char *)sqlite3_column_text(statement, 0), "ok");
    sqlite3_finalize(statement);
    sqlite3_close(db);
}

static bool is_there(eco_view *view, int i)
{
    eco_error error;
    const void *record;
    const eco_kind *kind = i % 2 ? &shed_boxes : &shed_commands;
    CHECK_OK(eco_view_find(&record, view, kind, key_of(i), &error));
    return record != NULL;
}

/* durable: what was acknowledged must be there. */
static void check_state(const trial *trial, bool durable, const char *after)
{
    eco_error error;
    eco_store *store;
    eco_view *view;
    shed shed;
    shed_sums sums;
    check_file();
    CHECK_OK(open_store(&store, NULL, &error));
    shed_open(&shed, store);
    shed_audit(&sums, store);
    CHECK_OK(eco_view_open(&view, store, &error));
    for (int i = 0; i < COMMANDS; i++) {
        bool there = is_there(view, i);
        eco_status status = trial->status[i];
        CHECK_F(there || status || !durable, "%s: command %d was acknowledged and is lost", after, i);
        CHECK_F(!there || !status || status == ECO_E_OUTCOME_UNKNOWN, "%s: command %d was said to have failed (%s), and is there",
                after, i, eco_status_name(status));
    }
    eco_view_close(view);
    for (int i = 0; i < COMMANDS; i++) /* all can be asked for again, and are done once */
        CHECK_OK(run_command(&shed, i, &error));
    shed_audit(&sums, store);
    CHECK_INT(sums.put, 1100 + 2 * 3);
    CHECK_INT(sums.held, BIG + 2 * 3);
    shed_close(&shed);
    eco_store_free(store);
}

static int64_t fail_each(vfs_fault fault, bool persistent, bool stop)
{
    int64_t nth = 1, fired = 1, failures = 0, calls = 0;
    for (; fired; nth++) {
        char after[96];
        trial trial = {.options = {.struct_size = sizeof trial.options, .busy_timeout_us = 2000}, .stop = stop};
        trial.only = fault == VFS_FULL && !stop ? ECO_E_FULL : 0;
        snprintf(after, sizeof after, "%s %d %s%s", vfs_fault_name(fault), (int)nth, persistent ? "and on" : "once",
                 stop ? ", then dead" : "");
        begin_state();
        vfs_arm(fault, nth, persistent);
        work(&trial);
        fired = vfs_disarm();
        vfs_reboot(0);
        check_state(&trial, true, after);
        failures += trial.failures + (trial.opened != ECO_OK);
        if (!persistent && !stop && !trial.opened)
            CHECK_F(trial.failures <= 1, "%s: %d commands failed", after, (int)trial.failures);
        CHECK_F(fired || (trial.failures == 0 && !trial.opened), "%s: failed without a fault", after);
        calls++;
    }
    CHECK_F(calls > 1, "%s never happened", vfs_fault_name(fault));
    return failures;
}

static void fail_all(bool persistent, bool stop)
{
    use_folder();
    vfs_install();
    for (vfs_fault fault = VFS_READ; fault < VFS_CUT; fault++) {
        int64_t failures = fail_each(fault, persistent, stop);
        bool absorbed = fault == VFS_TRUNCATE || fault == VFS_DELETE; /* of tidying up alone */
        CHECK_F(failures || absorbed, "no %s failure was seen by a command", vfs_fault_name(fault));
    }
    vfs_remove();
    remove_files();
}

TEST(store_sqlite_faults, each_call_fails_once)
{
    fail_all(false, false);
}

TEST(store_sqlite_faults, each_call_fails_from_then_on)
{
    fail_all(true, false);
}

/* What failed must not come back from the log. */
TEST(store_sqlite_faults, each_call_fails_and_the_machine_dies)
{
    fail_all(false, true);
}

static void cut_each(eco_durability durability)
{
    use_folder();
    vfs_install();
    int64_t fired = 1, nth = 1;
    for (; fired; nth++)
        for (uint64_t chance = 0; chance < 4; chance++) {
            char after[64];
            trial trial = {.options = {.struct_size = sizeof trial.options, .durability = durability, .busy_timeout_us = 2000},
                           .stop = true};
            snprintf(after, sizeof after, "power cut at change %d, chance %d", (int)nth, (int)chance);
            begin_state();
            vfs_arm(VFS_CUT, nth, true);
            work(&trial);
            fired = vfs_disarm();
            vfs_reboot(chance);
            check_state(&trial, durability == ECO_DURABILITY_FULL, after);
        }
    CHECK(nth > 20);
    vfs_remove();
    remove_files();
}

TEST(store_sqlite_faults, power_cut_loses_nothing_acknowledged)
{
    cut_each(ECO_DURABILITY_FULL);
}

TEST(store_sqlite_faults, power_cut_leaves_a_whole_file_when_durability_is_normal)
{
    cut_each(ECO_DURABILITY_NORMAL);
}

/* Batches that fill the log until it is copied into the file, again and again: a cut in the middle of that. */
static void fill_log(shed *shed, int64_t *acknowledged, eco_random *random)
{
    enum { ROUNDS = 12, EACH = 1000 };
    static shed_command commands[EACH];
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < EACH; i++) {
            eco_id key = {eco_random_next(random), eco_random_next(random)};
            commands[i] = (shed_command){
                .head = {.key = key, .verb = SHED_TAKE, .at_us = 5000}, .parts = {{2, 1}}, .parts_count = 1};
            commands[i].note = "a long note, so that the log grows and its pages are many: a long note, so that the log grows "
                               "and its pages are many";
        }
        if (shed_run(shed, commands, EACH, NULL, NULL))
            return;
        *acknowledged += EACH;
    }
}

static void cut_in_checkpoint(int64_t nth, uint64_t chance, int64_t *fired)
{
    eco_error error;
    eco_store *store;
    shed shed;
    shed_sums sums;
    eco_random random = {7};
    int64_t acknowledged = 0;
    begin_state();
    CHECK_OK(open_store(&store, NULL, &error));
    shed_open(&shed, store);
    CHECK_OK(shed_put(&shed, 3, 2, 2, 1000000, &error));
    vfs_arm(VFS_CUT, nth, true);
    fill_log(&shed, &acknowledged, &random);
    shed_close(&shed);
    eco_store_free(store);
    *fired = vfs_disarm();
    vfs_reboot(chance);
    check_file();
    CHECK_OK(open_store(&store, NULL, &error));
    shed_open(&shed, store);
    shed_audit(&sums, store);
    CHECK_F(sums.boxes >= BIG + 1 + acknowledged, "cut at change %d: %d boxes of %d", (int)nth, (int)sums.boxes,
            (int)(BIG + 1 + acknowledged));
    shed_close(&shed);
    eco_store_free(store);
}

TEST(store_sqlite_faults, power_cut_in_checkpoints_loses_nothing)
{
    use_folder();
    vfs_install();
    int64_t fired;
    cut_in_checkpoint(INT64_MAX, 0, &fired); /* how many changes there are */
    int64_t changes = vfs_calls();
    CHECK_F(changes > 8000, "%d", (int)changes);
    eco_random random = {eco_test_seed()};
    for (long i = 0; i < eco_test_cases(4); i++)
        cut_in_checkpoint(eco_random_between(&random, changes / 3, changes), eco_random_next(&random) | 1, &fired);
    vfs_remove();
    remove_files();
}

TEST(store_sqlite_faults, a_file_that_may_not_be_written_to)
{
    eco_error error;
    eco_store *store;
    use_folder();
    vfs_install();
    begin_state();
    vfs_refuse_writing(true);
    CHECK_FAILS(open_store(&store, NULL, &error), ECO_E_READ_ONLY, path);
    CHECK(!store);
    vfs_refuse_writing(false);
    CHECK_OK(open_store(&store, NULL, &error));
    eco_store_free(store);
    vfs_remove();
    remove_files();
}
