/* inventory_archive.c - what is over is put away, and opening balances stand in its place. */
#include "inventory_archive.h"

TEST(inventory_archive, leaves_opening_balances)
{
    archive_check("sqlite::memory:");
}

TEST(inventory_archive, is_of_databases)
{
    shop s = shop_open();
    eco_error error;
    CHECK_FAILS(eco_inventory_archive(NULL, s.stock, ID(1), 10, 10, &error), ECO_E_REFUSED, "a memory store keeps what it has");
    CHECK_FAILS(eco_inventory_archive(NULL, s.stock, ID(1), 10, 9, &error), ECO_E_INVALID, "at_us");
    CHECK_FAILS(eco_inventory_archive(NULL, s.stock, ID(1), 0, 9, &error), ECO_E_INVALID, "before_us");
    CHECK_FAILS(eco_inventory_archive(NULL, s.stock, (eco_id){0, 0}, 10, 10, &error), ECO_E_INVALID, "key");
    shop_close(&s);
}
