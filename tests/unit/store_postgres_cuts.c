/* store_postgres_cuts.c - the connection is cut at every message, in either direction, COMMIT and its answer included. An acknowledged command is there, one
 * that failed is not, and running all again does each once. */
#include <stdlib.h>

#include "postgres_proxy.h"
#include "postgres_server.h"
#include "store_postgres.h"

typedef struct tally {
    int rounds, done, refused, unknown;
} tally;

static void count(tally *tally, const toy_round *round)
{
    tally->rounds++;
    for (int i = 0; i < TOY_ROUND; i++) {
        eco_status status = round->results[i].status;
        tally->done += status == ECO_OK;
        tally->unknown += status == ECO_E_OUTCOME_UNKNOWN;
        tally->refused += status != ECO_OK && status != ECO_E_OUTCOME_UNKNOWN;
    }
}

/* Rounds with one store through the proxy, cut at message 1, 2, 3 ... until a round ends before its turn comes. */
static tally cut_everywhere(bool to_client, bool passed, bool refuse)
{
    char address[160], through[220];
    snprintf(address, sizeof address, "%s", postgres_database());
    postgres_proxy *proxy = postgres_proxy_start(postgres_server_port());
    snprintf(through, sizeof through, "postgresql://eco@127.0.0.1:%d%s?sslmode=disable&gssencmode=disable",
             postgres_proxy_port(proxy), strrchr(address, '/'));
    toy_shop healthy = toy_shop_open(address, NULL);
    const eco_store_options quick = {.struct_size = sizeof quick, .busy_timeout_us = refuse ? 50000 : 1000000};
    toy_shop shop = toy_shop_open(through, &quick);
    tally tally = {0};
    int at = 1;
    for (bool cut = true; cut; at++) {
        toy_round round;
        eco_error error;
        int64_t done;
        toy_round_make(&round, (uint64_t)at);
        postgres_proxy_arm(proxy, at, to_client, passed, refuse);
        eco_status status = toy_execute(shop.toy, round.commands, TOY_ROUND, round.results, &error);
        CHECK_F(refuse || status == ECO_OK, "cut at %d ('%c'): %s", at, postgres_proxy_last(proxy), error.message);
        (void)(toy_tick(shop.toy, 1000, 10, &done, &error) == ECO_OK);
        cut = postgres_proxy_has_cut(proxy);
        postgres_proxy_arm(proxy, 0, false, false, false);
        toy_round_check(&round, healthy);
        toy_round_finish(&round, healthy);
        count(&tally, &round);
    }
    CHECK(at > 10);
    toy_shop_close(shop);
    toy_shop_close(healthy);
    postgres_proxy_stop(proxy);
    return tally;
}

TEST(store_postgres_cuts, of_what_goes_to_the_server)
{
    if (!postgres_server())
        return;
    cut_everywhere(false, false, false);
    cut_everywhere(false, true, false);
}

TEST(store_postgres_cuts, of_what_comes_back)
{
    if (!postgres_server())
        return;
    cut_everywhere(true, false, false);
    cut_everywhere(true, true, false);
}

TEST(store_postgres_cuts, and_nobody_gets_through_again)
{
    if (!postgres_server())
        return;
    tally sent = cut_everywhere(false, true, true), answered = cut_everywhere(true, false, true);
    CHECK(sent.rounds > 10 && answered.rounds > 10);
}
