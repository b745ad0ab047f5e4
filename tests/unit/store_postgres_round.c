/* store_postgres_round.c - see store_postgres.h: commands whose outcome is checked, whatever broke meanwhile. */
#include "store_postgres.h"

static int64_t account_of(uint64_t round, int which)
{
    return (int64_t)(100 + round % 100 * 2) + which;
}

void toy_round_make(toy_round *round, uint64_t number)
{
    int64_t at_us = 1000000 + (int64_t)number;
    memset(round, 0, sizeof *round);
    round->number = number;
    round->lines[0] = (toy_line){account_of(number, 0), 3};
    round->lines[1] = (toy_line){account_of(number, 1), 2};
    round->commands[0] = toy_put(number * 10 + 1, account_of(number, 0), 50);
    round->commands[1] = toy_put(number * 10 + 2, account_of(number, 1), 20);
    round->commands[2] = toy_reserve(number * 10 + 3, round->lines, 2, at_us, at_us + 1000000000);
    round->commands[3] = toy_put(number * 10 + 4, account_of(number, 1), -1);
}

void toy_round_check(const toy_round *round, toy_shop shop)
{
    for (int i = 0; i < TOY_ROUND; i++) {
        bool known = toy_knows(shop.toy, round->commands[i].key);
        eco_status status = round->results[i].status;
        if (status != ECO_E_OUTCOME_UNKNOWN)
            CHECK_F(known == (status == ECO_OK), "round %d, command %d: said %s, and is %s", (int)round->number, i,
                    eco_status_name(status), known ? "done" : "not done");
    }
}

void toy_round_finish(toy_round *round, toy_shop shop)
{
    eco_error error;
    bool known[TOY_ROUND];
    toy_round before = *round;
    for (int i = 0; i < TOY_ROUND; i++)
        known[i] = toy_knows(shop.toy, round->commands[i].key);
    CHECK_OK(toy_execute(shop.toy, round->commands, TOY_ROUND, round->results, &error));
    for (int i = 0; i < TOY_ROUND; i++) {
        if (before.results[i].status != ECO_E_OUTCOME_UNKNOWN) /* else it may have come meanwhile */
            CHECK_INT(round->results[i].replayed, known[i]);
        if (before.results[i].status == ECO_OK && before.results[i].sequence)
            CHECK_INT(round->results[i].sequence, before.results[i].sequence);
        CHECK(toy_knows(shop.toy, round->commands[i].key));
    }
}
