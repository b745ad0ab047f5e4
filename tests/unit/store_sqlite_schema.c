/* store_sqlite_schema.c - versions of a module's tables: older and newer ones are refused, a migration is made from what is declared, running writers stop,
 * and an upgraded file equals a fresh one. */
#include <sqlite3.h>
#include <unistd.h>

#include "store_shed.h"

/* Version 2 of the shed: boxes have a colour, a weight and a place, and there are labels. */
typedef struct shed_box_2 {
    shed_box first;
    eco_text colour;
    int32_t weight;
    int64_t packed_us;
    eco_id place;
} shed_box_2;
typedef struct shed_label {
    eco_record head;
    eco_id label;
    int64_t version, printed_us;
} shed_label;

static eco_field box_fields[11];
static const eco_field label_fields[] = {
    ECO_FIELD(shed_label, label, ECO_FIELD_ID),
    ECO_FIELD(shed_label, version, ECO_FIELD_INT),
    ECO_FIELD(shed_label, printed_us, ECO_FIELD_TIME),
};
static eco_kind boxes_2, lines_2;
static const char *const label_unique[] = {"printed_us", "version", NULL};
static const eco_kind labels = {.name = "shed_label",
                                .number = ECO_KIND_TEST + 5,
                                .shape = ECO_SHAPE_KEYED,
                                .fields = label_fields,
                                .fields_count = 3,
                                .size = sizeof(shed_label),
                                .version = offsetof(shed_label, version),
                                .due = offsetof(shed_label, printed_us),
                                .unique = label_unique};
static const eco_kind *kinds_2[] = {&boxes_2, &lines_2, &shed_shelves, &shed_moves, &shed_commands, &labels};
static eco_module_interface interface_2;

static void make_version_2(void)
{
    static const eco_field more[] = {
        ECO_FIELD(shed_box_2, colour, ECO_FIELD_TEXT),
        ECO_FIELD(shed_box_2, weight, ECO_FIELD_SMALL),
        ECO_FIELD(shed_box_2, packed_us, ECO_FIELD_TIME),
        ECO_FIELD(shed_box_2, place, ECO_FIELD_ID),
    };
    memcpy(box_fields, shed_boxes.fields, 7 * sizeof *box_fields);
    memcpy(box_fields + 7, more, sizeof more);
    boxes_2 = shed_boxes;
    boxes_2.fields = box_fields;
    boxes_2.fields_count = 11;
    boxes_2.size = sizeof(shed_box_2);
    boxes_2.parts = &lines_2;
    lines_2 = shed_lines;
    lines_2.owner = &boxes_2;
    interface_2 = shed_interface;
    interface_2.kinds = kinds_2;
    interface_2.kinds_count = 6;
    interface_2.schema_version = 2;
}

static const char *address_of(const char *name)
{
    static char address[2][96];
    static int next;
    char *at = address[next++ % 2];
    snprintf(at, sizeof address[0], "sqlite:/tmp/eco_schema_%ld_%s.db", (long)getpid(), name);
    return at;
}

static void remove_files(const char *name)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-gate", "-lock"};
    char path[128];
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        snprintf(path, sizeof path, "%s%s", address_of(name) + strlen("sqlite:"), suffixes[i]);
        unlink(path);
    }
}

static eco_store *open_store(const char *name)
{
    eco_error error;
    eco_store *store;
    CHECK_OK(eco_store_open(&store, address_of(name), NULL, &error));
    return store;
}

/* Tables, columns with their types, and indexes, sorted. */
static void structure(char *text, size_t size, const char *name)
{
    static const char sql[] =
        "SELECT group_concat(line, char(10)) FROM (SELECT m.type || ' ' || m.name || ' ' || c.name || ' ' || c.type || ' ' || "
        "c.\"notnull\" || ' ' || "
        "c.pk AS line FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' UNION ALL SELECT 'index ' || sql "
        "FROM sqlite_master "
        "WHERE type = 'index' AND sql IS NOT NULL UNION ALL SELECT module || ' ' || version FROM eco_schema ORDER BY line)";
    sqlite3 *db;
    sqlite3_stmt *statement;
    CHECK_INT(sqlite3_open(address_of(name) + strlen("sqlite:"), &db), SQLITE_OK);
    CHECK_INT(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    CHECK_INT(sqlite3_step(statement), SQLITE_ROW);
    CHECK(snprintf(text, size, "%s", (const char *)sqlite3_column_text(statement, 0)) < (int)size);
    sqlite3_finalize(statement);
    sqlite3_close(db);
}

TEST(store_sqlite_schema, older_is_migrated_and_newer_refused)
{
    static const eco_module_interface *const interfaces[] = {&interface_2};
    eco_error error;
    shed shed, second;
    shed_sums sums;
    make_version_2();
    remove_files("old");
    eco_store *store = open_store("old"), *other = open_store("old");
    shed_open(&shed, store);
    CHECK_OK(shed_put(&shed, 10, 1, 1, 5, &error));
    CHECK_OK(shed_take(&shed, 20, 1, 1, 2, 500, &error));
    CHECK_FAILS(eco_module_join(&second.module, other, &interface_2, NULL, &error), ECO_E_OLDER, "eco_store_migrate");
    CHECK_OK(shed_put(&shed, 30, 1, 1, 5, &error)); /* that changed nothing */
    CHECK_OK(eco_store_migrate_all(address_of("old"), NULL, interfaces, 1, &error));
    CHECK_FAILS(shed_put(&shed, 40, 1, 1, 5, &error), ECO_E_NEWER, "open it anew");
    CHECK_FAILS(eco_module_join(&second.module, other, &interface_2, NULL, &error), ECO_E_NEWER, "open it anew");
    shed_audit(&sums, store); /* reading goes on */
    CHECK_INT(sums.put, 10);
    shed_close(&shed);
    eco_store_free(store);
    eco_store_free(other);
    store = open_store("old");
    CHECK_FAILS(eco_module_join(&shed.module, store, &shed_interface, NULL, &error), ECO_E_NEWER, "knows up to 1");
    CHECK_OK(eco_module_join(&second.module, store, &interface_2, NULL, &error));
    CHECK_OK(eco_store_migrate_all(address_of("old"), NULL, interfaces, 1, &error)); /* nothing to do: nobody is stopped */
    CHECK_OK(shed_put(&second, 50, 1, 1, 5, &error));
    shed_close(&second);
    eco_store_free(store);
    remove_files("old");
}

TEST(store_sqlite_schema, upgraded_equals_fresh)
{
    static const eco_module_interface *const interfaces[] = {&interface_2};
    static char upgraded[16384], fresh[16384];
    eco_error error;
    shed shed;
    make_version_2();
    remove_files("up");
    remove_files("fresh");
    eco_store *store = open_store("up");
    shed_open(&shed, store);
    CHECK_OK(shed_put(&shed, 10, 1, 1, 5, &error));
    CHECK_OK(shed_take(&shed, 20, 1, 1, 2, 500, &error));
    shed_close(&shed);
    eco_store_free(store);
    CHECK_OK(eco_store_migrate_all(address_of("up"), NULL, interfaces, 1, &error));
    CHECK_OK(eco_store_migrate_all(address_of("fresh"), NULL, interfaces, 1, &error));
    structure(upgraded, sizeof upgraded, "up");
    structure(fresh, sizeof fresh, "fresh");
    CHECK(strcmp(upgraded, fresh) == 0);
    CHECK(strstr(fresh, "eco_shed_label_due") && strstr(fresh, "eco_shed_label_unique") && strstr(fresh, "packed_us"));

    const void *record;
    eco_view *view;
    store = open_store("up");
    CHECK_OK(eco_module_join(&shed.module, store, &interface_2, NULL, &error));
    CHECK_OK(eco_view_open(&view, store, &error));
    CHECK_OK(eco_view_find(&record, view, &boxes_2, shed_key(20, 1), &error));
    const shed_box_2 *box = record;
    CHECK(box && box->first.state == SHED_OPEN && box->weight == 0 && box->packed_us == 0 && box->colour == 0 &&
          !eco_has_key(box->place));
    eco_view_close(view);
    CHECK_OK(shed_drop(&shed, 30, 1, shed_key(20, 1), &error));
    shed_close(&shed);
    eco_store_free(store);
    remove_files("up");
    remove_files("fresh");
}

/* A module that joins later does not stop those that are there. */
TEST(store_sqlite_schema, joining_stops_nobody)
{
    static const eco_kind *const none[] = {&labels};
    eco_module_interface lone = shed_interface;
    eco_error error;
    shed shed;
    eco_module module;
    lone.name = "labels";
    lone.kinds = none;
    lone.kinds_count = 1;
    remove_files("join");
    eco_store *store = open_store("join"), *other = open_store("join");
    shed_open(&shed, store);
    CHECK_OK(shed_put(&shed, 10, 1, 1, 5, &error));
    CHECK_OK(eco_module_join(&module, other, &lone, NULL, &error));
    CHECK_OK(shed_put(&shed, 20, 1, 1, 5, &error));
    eco_module_leave(&module);
    eco_store_free(other);
    shed_close(&shed);
    eco_store_free(store);
    remove_files("join");
}
