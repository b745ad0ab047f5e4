/* store_toy.h - a small module over the store, for the store's own tests: accounts that may not fall below what is reserved of them. It has a kind of each
 * shape, deadlines, effects, and answers. */
#ifndef STORE_TOY_H
#define STORE_TOY_H
#include <ecomops/store.h>

typedef struct toy toy;

enum {
    TOY_PUT = 1,     /* account, amount (signed), name: changes a balance; makes the account */
    TOY_RESERVE = 2, /* lines, expires_us */
    TOY_FREE = 3,    /* reservation */
    TOY_NOTIFY = 4   /* name: asks for an effect of this name, with the command's key */
};
typedef struct toy_line { int64_t account, amount; } toy_line;
typedef struct toy_command {
    eco_id key;
    int32_t verb;
    int64_t at_us;
    const char *actor, *reason, *reference;
    int64_t expected_version;
    eco_command_flags flags;
    int64_t account, amount;
    const char *name;
    const toy_line *lines;
    size_t lines_count;
    eco_id reservation;
    int64_t expires_us;
} toy_command;
typedef struct toy_result {
    eco_status status;
    bool replayed;
    int64_t sequence;
    int64_t balance; /* of the account after PUT */
} toy_result;

eco_status toy_open(toy **out, eco_store *store, int32_t schema_version, eco_error *error); /* 1; 2 has one more column */
void toy_free(toy *toy);
eco_status toy_execute(toy *toy, const toy_command *commands, size_t count, toy_result *results, eco_error *error);
eco_status toy_tick(toy *toy, int64_t now_us, int64_t limit, int64_t *done, eco_error *error);
eco_step toy_step(toy *toy, const toy_command *commands, size_t count, toy_result *results);
eco_status toy_migrate(const char *address, const eco_store_options *options, int32_t schema_version, eco_error *error);

/* What is there: balance and reserved of an account; ECO_E_NOT_FOUND. */
eco_status toy_read(toy *toy, int64_t account, int64_t *balance, int64_t *reserved, eco_error *error);
/* Balances are what the entries say, reserved what open reservations say, none below zero: 0, or the number of breaches, -1 when it could not be read. */
int toy_audit(toy *toy, eco_error *error);
/* Whether a command stands: its row, or its reservation. */
bool toy_knows(toy *toy, eco_id key);

#endif
