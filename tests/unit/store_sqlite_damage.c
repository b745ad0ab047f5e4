/* store_sqlite_damage.c - files with bytes that somebody else has written: whatever is in them, the store answers, with an error or with what is left. */
#include <stdlib.h>
#include <unistd.h>

#include "store_shed.h"

static char path[96];

static void remove_files(void)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-gate", "-lock"};
    char name[128];
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        unlink(name);
    }
}

static eco_status open_store(eco_store **store, eco_error *error)
{
    char address[128];
    eco_store_options options = {.struct_size = sizeof options, .durability = ECO_DURABILITY_OFF};
    snprintf(address, sizeof address, "sqlite:%s", path);
    return eco_store_open(store, address, &options, error);
}

static void make(void)
{
    enum { COUNT = 300 };
    static shed_command commands[COUNT];
    eco_error error;
    eco_store *store;
    shed shed;
    CHECK_OK(open_store(&store, &error));
    shed_open(&shed, store);
    CHECK_OK(shed_put(&shed, 1, 1, 1, 1000000, &error));
    CHECK_OK(shed_put(&shed, 1, 2, 2, 1000000, &error));
    for (int i = 0; i < COUNT; i++)
        commands[i] = (shed_command){.head = {.key = shed_key(10 + i, 1), .verb = SHED_TAKE, .at_us = 10 + i},
                                     .due_us = i % 3 ? 0 : 5000 + i,
                                     .note = i % 2 ? "note" : NULL,
                                     .parts = {{1, 1}, {2, 1}},
                                     .parts_count = 2};
    CHECK_OK(shed_run(&shed, commands, COUNT, NULL, &error));
    shed_close(&shed);
    eco_store_free(store);
}

static bool touch(const eco_row *row, void *user)
{
    *(uint64_t *)user += *(const unsigned char *)row->record;
    return true;
}

/* Does a little of everything; how many calls failed. Each failure must be one of the store's, with words. */
static int use(void)
{
    static const eco_kind *const kinds[] = {&shed_boxes, &shed_lines, &shed_shelves, &shed_moves, &shed_commands};
    eco_error errors[12] = {{0}};
    eco_status status[12] = {0};
    eco_store *store;
    eco_view *view;
    shed shed;
    int count = 0, failed = 0;
    uint64_t sum = 0;
    int64_t done;
    status[count] = open_store(&store, &errors[count]);
    if (!status[count++]) {
        status[count] = eco_module_join(&shed.module, store, &shed_interface, NULL, &errors[count]);
        if (!status[count++]) {
            status[count] = shed_put(&shed, 400, 9, 1, 5, &errors[count]), count++;
            status[count] = shed_take(&shed, 401, 9, 2, 5, 6000, &errors[count]), count++;
            status[count] = shed_drop(&shed, 402, 9, shed_key(50, 1), &errors[count]), count++;
            status[count] = eco_module_tick(&shed.module, 9000, 50, &done, &errors[count]), count++;
            status[count] = eco_view_open(&view, store, &errors[count]);
            if (!status[count++]) {
                for (int i = 0; i < 5; i++)
                    status[count] = eco_view_scan(view, kinds[i], NULL, touch, &sum, &errors[count]), count++;
                eco_view_close(view);
            }
            shed_close(&shed);
        }
        eco_store_free(store);
    }
    for (int i = 0; i < count; i++) {
        failed += status[i] != ECO_OK;
        CHECK_F(status[i] == ECO_OK || (status[i] == errors[i].status && errors[i].message[0]) || status[i] == ECO_E_NOT_FOUND ||
                    status[i] == ECO_E_RELEASED || status[i] == ECO_E_INSUFFICIENT || status[i] == ECO_E_KEY_REUSED,
                "call %d: %s, \"%s\"", i, eco_status_name(status[i]), errors[i].message);
    }
    return failed;
}

TEST(store_sqlite_damage, any_bytes_are_answered)
{
    static unsigned char whole[1 << 18], damaged[1 << 18];
    eco_random random = {eco_test_seed()};
    snprintf(path, sizeof path, "/tmp/eco_damage_%ld.db", (long)getpid());
    remove_files();
    make();
    FILE *file = fopen(path, "rb");
    CHECK(file);
    size_t size = fread(whole, 1, sizeof whole, file);
    fclose(file);
    CHECK(size > 20000 && size < sizeof whole);
    long cases = eco_test_cases(150), failures = 0;
    for (long i = 0; i < cases; i++) {
        memcpy(damaged, whole, size);
        int64_t page = eco_random_between(&random, 0, (int64_t)size / 4096 - 1) * 4096,
                changes = eco_random_between(&random, 1, 8);
        size_t kept = i % 10 ? size : (size_t)eco_random_between(&random, 100, (int64_t)size);
        for (int64_t change = 0; change < changes; change++) /* heads of pages and of cells most of all */
            damaged[page + eco_random_between(&random, 0, change % 2 ? 4095 : 40)] = (unsigned char)eco_random_next(&random);
        remove_files();
        file = fopen(path, "wb");
        CHECK(file);
        CHECK_INT(fwrite(damaged, 1, kept, file), kept);
        fclose(file);
        failures += use() > 0;
    }
    CHECK_F(failures > cases / 4, "%ld of %ld", failures, cases);
    remove_files();
}
