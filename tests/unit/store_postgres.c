/* store_postgres.c - the store on PostgreSQL: commands, replays, what is due, two stores on one database, schemas, errors. */
#include <libpq-fe.h>
#include <pthread.h>
#include <stdlib.h>

#include "postgres_server.h"
#include "store_postgres.h"

TEST(store_postgres, commands_survive_the_store)
{
    if (!postgres_server())
        return;
    char address[160];
    snprintf(address, sizeof address, "%s", postgres_database());
    eco_error error;
    toy_result results[3];
    const toy_line lines[2] = {{7, 30}, {8, 5}};
    toy_command commands[3] = {toy_put(1, 7, 100), toy_put(2, 8, 10), toy_reserve(1, lines, 2, 1000, 5000)};
    toy_shop shop = toy_shop_open(address, NULL);
    CHECK_OK(toy_execute(shop.toy, commands, 3, results, &error));
    CHECK_INT(results[0].balance, 100);
    CHECK_INT(results[0].sequence, 1);
    CHECK_INT(results[1].sequence, 2);
    toy_shop_expect(shop, 7, 100, 30);
    toy_shop_close(shop);
    shop = toy_shop_open(address, NULL);
    toy_shop_expect(shop, 8, 10, 5);
    CHECK_OK(toy_execute(shop.toy, commands, 3, results, &error));
    for (int i = 0; i < 3; i++)
        CHECK(results[i].replayed);
    CHECK_INT(results[0].balance, 100);
    commands[0].amount = 99;
    CHECK_FAILS(toy_execute(shop.toy, commands, 3, results, &error), ECO_E_KEY_REUSED, "used before");
    CHECK_INT(results[0].status, ECO_E_KEY_REUSED);
    CHECK(results[1].replayed);
    toy_command free_it = {.key = {3, 1}, .verb = TOY_FREE, .at_us = 2000, .reservation = {2, 1}};
    CHECK_OK(toy_execute(shop.toy, &free_it, 1, results, &error));
    toy_shop_expect(shop, 7, 100, 0);
    toy_shop_close(shop);
}
