/* inventory_archive_postgres.c - archives on PostgreSQL. */
#include "inventory_archive.h"
#include "postgres_server.h"

TEST(inventory_archive_postgres, leaves_opening_balances)
{
    char address[160];
    if (!postgres_server())
        return;
    snprintf(address, sizeof address, "%s", postgres_database());
    archive_check(address);
    CHECK_INT(postgres_ask(address, "SELECT count(*) FROM eco.inventory_hold"), 2);
    CHECK_INT(
        postgres_ask(address,
                     "SELECT count(*) FROM eco.inventory_hold_line WHERE hold NOT IN (SELECT hold FROM eco.inventory_hold)"),
        0);
}
