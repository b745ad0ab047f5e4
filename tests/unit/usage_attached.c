/* usage_attached.c - usage and stock on a connection of the host: in its transaction, and while it has none open. */
#include <ecomops/inventory.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "usage_shop.h"

typedef struct host {
    char path[64];
    sqlite3 *db;
    shop shop;
    eco_inventory *stock;
} host;

static eco_error error;
static const eco_use uses[] = {{.promotion = "ten", .campaign = "summer", .customer = "ann", .uses = 1, .spent_minor = 600}};
static const eco_quote quote = {.currency = "EUR", .uses = uses, .uses_count = 1};

static eco_rulebook *rules(void)
{
    eco_rulebook_builder *rules = RULES("EUR");
    eco_rulebook_add_campaign(rules, ECO_MAKE(eco_campaign, .id = "summer", .budget_minor = 1500));
    PROMOTE(rules, "ten", .campaign = "summer", TIERS({.off_minor = 600}));
    return built(rules);
}

static void run_sql(sqlite3 *db, const char *sql)
{
    char *message = NULL;
    CHECK_F(sqlite3_exec(db, sql, NULL, NULL, &message) == SQLITE_OK, "%s: %s", sql, message);
}

/* Three units of stock; the host has a table of its own. */
static host begin(void)
{
    host at = {.path = "/tmp/eco_attached_XXXXXX"};
    const eco_stock_line goods = {.sku = "a", .quantity = 3};
    const eco_inventory_command receive = {
        .key = ID(1000), .verb = ECO_INVENTORY_RECEIVE, .at_us = 10, .lines = &goods, .lines_count = 1};
    CHECK(mkdtemp(at.path));
    strcat(at.path, "/host.db");
    CHECK_INT(sqlite3_open(at.path, &at.db), SQLITE_OK);
    run_sql(at.db, "PRAGMA journal_mode = WAL; CREATE TABLE orders(id)");
    at.shop = (shop){.now = 10, .rulebook = rules()};
    CHECK_OK(eco_store_attach_sqlite(&at.shop.store, at.db, NULL, &error));
    CHECK_OK(eco_usage_open(&at.shop.usage, at.shop.store, at.shop.rulebook, NULL, &error));
    CHECK_OK(eco_inventory_open(&at.stock, at.shop.store, NULL, &error));
    CHECK_OK(eco_inventory_execute(at.stock, &receive, 1, NULL, &error));
    return at;
}

static void end(host *at)
{
    char command[96];
    CHECK_INT(sqlite3_get_autocommit(at->db), 1); /* nothing of ours is left open */
    CHECK_OK(eco_inventory_audit(NULL, at->stock, &error));
    eco_inventory_free(at->stock);
    shop_close(&at->shop);
    CHECK_INT(sqlite3_close(at->db), SQLITE_OK);
    *strrchr(at->path, '/') = '\0';
    snprintf(command, sizeof command, "rm -rf '%s'", at->path);
    CHECK_INT(system(command), 0);
}

static eco_status hold(host *at, uint64_t number, int64_t quantity, int64_t at_us, int64_t until_us)
{
    const eco_stock_line goods = {.sku = "a", .quantity = quantity};
    const eco_usage_command coupon = {
        .key = ID(number), .verb = ECO_USAGE_HOLD, .at_us = at_us, .quote = &quote, .expires_us = until_us};
    const eco_inventory_command line = {
        .key = ID(number), .verb = ECO_INVENTORY_HOLD, .at_us = at_us, .lines = &goods, .lines_count = 1, .expires_us = until_us};
    const eco_step steps[] = {eco_usage_step(at->shop.usage, &coupon, 1, NULL), eco_inventory_step(at->stock, &line, 1, NULL)};
    return eco_store_together(at->shop.store, steps, 2, &error);
}

static void check_holds(host *at, int64_t coupons, int64_t goods)
{
    const eco_table *table;
    CHECK_OK(eco_usage_table(&table, at->shop.usage, "holds", NULL, &error));
    CHECK_INT(table->rows, coupons);
    eco_table_free(table);
    CHECK_OK(eco_inventory_table(&table, at->stock, "holds", NULL, &error));
    CHECK_INT(table->rows, goods);
    eco_table_free(table);
}

TEST(usage_attached, goes_with_the_hosts_transaction)
{
    host at = begin();
    run_sql(at.db, "BEGIN; INSERT INTO orders VALUES (1)");
    CHECK_OK(hold(&at, 1, 1, 10, 100));
    CHECK_INT(hold(&at, 2, 9, 10, 100), ECO_E_INSUFFICIENT); /* both, or neither: the host's own row stays */
    CHECK_INT(sqlite3_get_autocommit(at.db), 0);
    check_holds(&at, 1, 1);
    run_sql(at.db, "ROLLBACK");
    check_holds(&at, 0, 0);
    run_sql(at.db, "BEGIN; INSERT INTO orders VALUES (1)");
    CHECK_OK(hold(&at, 1, 1, 10, 100));
    run_sql(at.db, "COMMIT");
    check_holds(&at, 1, 1);
    end(&at);
}

TEST(usage_attached, without_a_transaction_each_call_is_one)
{
    host at = begin();
    CHECK_OK(hold(&at, 1, 1, 10, 100));
    CHECK_INT(sqlite3_get_autocommit(at.db), 1);
    CHECK_INT(hold(&at, 2, 9, 10, 100), ECO_E_INSUFFICIENT);
    CHECK_INT(sqlite3_get_autocommit(at.db), 1);
    check_holds(&at, 1, 1);
    CHECK_OK(hold(&at, 2, 2, 10, 100));
    CHECK_INT(hold(&at, 3, 1, 10, 200), ECO_E_QUOTE_STALE);
    CHECK_OK(hold(&at, 3, 1, 150, 200)); /* what was due is swept on the way */
    check_holds(&at, 3, 3);
    end(&at);
}

/* Another process writes: nothing is done, nothing stays open, and later it works. */
TEST(usage_attached, without_a_transaction_it_waits_for_nobody_half_way)
{
    host at = begin();
    sqlite3 *other;
    CHECK_INT(sqlite3_open(at.path, &other), SQLITE_OK);
    run_sql(other, "BEGIN IMMEDIATE; INSERT INTO orders VALUES (7)");
    CHECK_INT(hold(&at, 1, 1, 10, 100), ECO_E_BUSY);
    CHECK_INT(sqlite3_get_autocommit(at.db), 1);
    check_holds(&at, 0, 0);
    run_sql(other, "COMMIT");
    CHECK_OK(hold(&at, 1, 1, 10, 100));
    check_holds(&at, 1, 1);
    sqlite3_close(other);
    end(&at);
}

/* A rollback journal, and a reader that keeps the commit out: undone at once, not left in the host's connection. */
TEST(usage_attached, a_commit_that_is_kept_out_is_undone)
{
    host at = begin();
    sqlite3 *other;
    run_sql(at.db, "PRAGMA journal_mode = DELETE");
    CHECK_INT(sqlite3_open(at.path, &other), SQLITE_OK);
    run_sql(other, "BEGIN; SELECT * FROM orders");
    CHECK_INT(hold(&at, 1, 1, 10, 100), ECO_E_BUSY);
    CHECK_INT(sqlite3_get_autocommit(at.db), 1);
    run_sql(other, "COMMIT");
    check_holds(&at, 0, 0);
    CHECK_OK(hold(&at, 1, 1, 10, 100));
    check_holds(&at, 1, 1);
    sqlite3_close(other);
    end(&at);
}

/* ---- a view sees one instant ---- */

typedef struct intruder {
    eco_usage *usage;
    uint64_t number;
} intruder;

/* Between any two statements of the host's connection somebody else holds another coupon. */
static int intrude(unsigned kind, void *user, void *statement, void *text)
{
    (void)kind, (void)statement, (void)text;
    intruder *self = user;
    const eco_use use = {.promotion = "free", .uses = 1};
    const eco_quote other = {.currency = "EUR", .uses = &use, .uses_count = 1};
    const eco_usage_command command = {
        .key = ID(++self->number), .verb = ECO_USAGE_HOLD, .at_us = 10, .quote = &other, .expires_us = 100};
    eco_error told;
    CHECK_OK(eco_usage_execute(self->usage, &command, 1, NULL, &told));
    return 0;
}

TEST(usage_attached, an_audit_without_a_transaction_sees_one_instant)
{
    host at = begin();
    eco_store *store;
    intruder self = {.number = 500};
    char address[96];
    eco_rulebook_builder *free_rules = RULES("EUR");
    PROMOTE(free_rules, "free", TIERS({.off_minor = 1}));
    eco_rulebook *others = built(free_rules);
    snprintf(address, sizeof address, "sqlite:%s", at.path);
    CHECK_OK(eco_store_open(&store, address, NULL, &error));
    CHECK_OK(eco_usage_open(&self.usage, store, others, NULL, &error));
    intrude(0, &self, NULL, NULL);
    sqlite3_trace_v2(at.db, SQLITE_TRACE_STMT, intrude, &self);
    CHECK_OK(eco_usage_audit(NULL, at.shop.usage, &error));
    sqlite3_trace_v2(at.db, 0, NULL, NULL);
    CHECK(self.number > 503); /* others did write meanwhile */
    eco_usage_free(self.usage);
    eco_store_free(store);
    eco_rulebook_free(others);
    end(&at);
}
