/* store_postgres.h - what the tests of the store on PostgreSQL share: a shop of toys on an address, and rounds of commands that must hold whatever breaks. */
#ifndef STORE_POSTGRES_H
#define STORE_POSTGRES_H
#include "store_toy.h"
#include "test.h"

typedef struct toy_shop {
    eco_store *store;
    toy *toy;
} toy_shop;

static inline toy_shop toy_shop_open(const char *address, const eco_store_options *options)
{
    toy_shop shop;
    eco_error error;
    CHECK_OK(eco_store_open(&shop.store, address, options, &error));
    CHECK_OK(toy_open(&shop.toy, shop.store, 1, &error));
    return shop;
}
static inline void toy_shop_close(toy_shop shop)
{
    CHECK_INT(toy_audit(shop.toy, NULL), 0);
    toy_free(shop.toy);
    eco_store_free(shop.store);
}
static inline void toy_shop_expect(toy_shop shop, int64_t account, int64_t balance, int64_t reserved)
{
    int64_t is_balance, is_reserved;
    eco_error error;
    CHECK_OK(toy_read(shop.toy, account, &is_balance, &is_reserved, &error));
    CHECK_INT(is_balance, balance);
    CHECK_INT(is_reserved, reserved);
}
static inline toy_command toy_put(uint64_t key, int64_t account, int64_t amount)
{
    return (toy_command){.key = {1, key}, .verb = TOY_PUT, .at_us = 1000, .account = account, .amount = amount, .name = "n"};
}
static inline toy_command toy_reserve(uint64_t key, const toy_line *lines, size_t count, int64_t at_us, int64_t expires_us)
{
    return (toy_command){
        .key = {2, key}, .verb = TOY_RESERVE, .at_us = at_us, .lines = lines, .lines_count = count, .expires_us = expires_us};
}

/* One round of the tests that break things: commands of every kind with keys of their own, on account `round` % 100 + 100 and the one behind it. */
enum { TOY_ROUND = 4 };
typedef struct toy_round {
    uint64_t number;
    toy_line lines[2];
    toy_command commands[TOY_ROUND];
    toy_result results[TOY_ROUND];
} toy_round;
void toy_round_make(toy_round *round, uint64_t number);
/* What each command said is true: done, not done, or not known. */
void toy_round_check(const toy_round *round, toy_shop shop);
/* Run again on a healthy store: all are done now, each once. */
void toy_round_finish(toy_round *round, toy_shop shop);

#endif
