/* ecomops/store.h - where state lives, and what every module with state has in common: commands, queries, ticks, the outbox.
 *
 * A live module (eco_inventory, eco_usage, ...) has the same six functions:
 *     _open      over a store; keeps it alive. _free releases it (NULL is fine).
 *     _execute   n commands; each succeeds or fails alone, what succeeds is committed once. Gives ECO_OK when all did, else the status of the first
 *                that failed, its message, and its path ("/2/lines/0"). results[i].status tells each; results may be NULL.
 *                If the store itself fails, nothing was done and every results[i].status says so.
 *     _tick      does what is due by `now_us` (deadlines, timers, expiry), at most `limit` things (0: 10,000); *done < limit: nothing is left. Many
 *                may tick.
 *     _table     any named table ("balances", "ledger", ...) through one eco_query: the same names and columns as in SQL.
 *     _audit     proves the invariants; a breach is ECO_E_CORRUPT and *findings (may be NULL) lists all of them.
 * All are safe from any thread; concurrent calls are combined into one commit.
 *
 * Every command begins with the same fields (eco_command_head):
 *     key               required. The same key and body gives the recorded answer (result.replayed); another body is ECO_E_KEY_REUSED. Only a success is
 *                       recorded: a failure changed nothing, so trying again is a new try. What the command makes bears this id.
 *                       The body is what is asked for (verb, subject, lines, amounts, ids), not when, by whom or why: a retry after a crash has
 *                       another at_us and another deadline, and is still the same command. Keys belong to their module: two modules may use the same.
 *                       Keys that sort by time (eco_id_v7) are many times cheaper on disk than random ones.
 *     verb              what to do; fields that the verb does not use must be zero.
 *     at_us             required: the instant at which it takes effect.
 *     actor, reason, reference   who, why, and the host's own document number; kept with the command. At most 255 bytes each.
 *     expected_version  0: any. Else the version that the subject must have.
 *     flags             ECO_COMMAND_*
 * and every result with (eco_result_head):  status, replayed, sequence (the last row that it wrote in the module's ledger; 0: none). */
#ifndef ECOMOPS_STORE_H
#define ECOMOPS_STORE_H
#include <ecomops/id.h>
#include <ecomops/table.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef struct eco_store eco_store;

typedef int32_t eco_durability;
enum {
    ECO_DURABILITY_FULL = 0,   /* a returned success survives a power cut */
    ECO_DURABILITY_NORMAL = 1, /* ... survives the end of the process */
    ECO_DURABILITY_OFF = 2     /* ... may be lost with the machine, and on SQLite damage the file */
};
ECO_API const char *eco_durability_name(eco_durability durability);

typedef struct eco_store_options {
    size_t struct_size;
    eco_durability durability;
    bool read_only;
    const char *schema;        /* PostgreSQL: schema name; SQLite: what table names begin with, before '_'; NULL: "eco". Letters, digits, '_' */
    const char *shop;          /* leads every key on PostgreSQL; NULL: "" */
    int64_t gather_us;         /* how long a commit waits for companions; 0: only those already there are taken along */
    int64_t busy_timeout_us;   /* how long to wait for other processes; default 5 s */
    int64_t (*now_us)(void *user); /* the time of recording; NULL: recorded at the command's own at_us */
    void *now_user;
    const eco_allocator *allocator;
} eco_store_options;

/* address: "memory:", "sqlite:shop.db", "postgresql://host/db". A database without our tables gets them; nothing else is ever changed by opening.
 * ECO_E_INVALID: an address of no known form; ECO_E_STORE, _READ_ONLY, _CORRUPT (not a database), _NEWER, _OLDER, _BUSY: as they say.
 * Safe from any thread. The store is freed when it and all modules opened on it are. */
ECO_CHECK eco_status eco_store_open(eco_store **out, const char *address, const eco_store_options *options, eco_error *error);
ECO_API void eco_store_free(eco_store *store);

/* Brings an older schema to this version, all modules in it. Running writers of the older version see the new epoch and stop with ECO_E_NEWER. */
ECO_CHECK eco_status eco_store_migrate(const char *address, const eco_store_options *options, eco_error *error);
/* What an operator watches, as rows of name and value: versions, known defects of them, batches, commands, retries, the longest queue. */
ECO_CHECK eco_status eco_store_info(const eco_table **out, eco_store *store, eco_error *error);

/* A store inside a transaction that the host owns: it begins, commits and sets nothing of the host's (a savepoint undoes what fails). `connection` is a
 * sqlite3 * or a PGconn *, borrowed until eco_store_free. Results are given before the host commits. While the host of a sqlite3 * has no transaction open,
 * each call is one of its own; a PGconn * must be in one. */
ECO_CHECK eco_status eco_store_attach_sqlite(eco_store **out, void *connection, const eco_store_options *options, eco_error *error);
ECO_CHECK eco_status eco_store_attach_postgres(eco_store **out, void *connection, const eco_store_options *options, eco_error *error);

typedef uint32_t eco_command_flags;
enum {
    ECO_COMMAND_LINKED = 1,  /* succeeds or fails together with the next command of the call */
    ECO_COMMAND_DRY_RUN = 2  /* the same answer, nothing written */
};

/* How every command and every result begins, whatever its module. */
typedef struct eco_command_head {
    eco_id key;
    int32_t verb;
    int64_t at_us;
    const char *actor, *reason, *reference;
    int64_t expected_version;
    eco_command_flags flags;
} eco_command_head;
typedef struct eco_result_head {
    eco_status status;
    bool replayed;
    int64_t sequence;
} eco_result_head;

/* Several modules in one transaction: all steps, or none. Each module's header has the function that makes its step:
 *     eco_step steps[] = {eco_usage_step(usage, &coupon, 1, NULL), eco_inventory_step(stock, holds, 2, NULL)};
 *     if (eco_store_together(store, steps, 2, &error)) ...
 * Fails with the status of the first command that does; its path begins with the step ("/1/0/lines/2"). The results of all others are then
 * ECO_E_LINKED. ECO_E_INVALID: a module that lives in another store. */
typedef struct eco_step {
    void *module;
    const void *commands;
    size_t count;
    void *results;           /* may be NULL */
    const struct eco_module_interface *interface;
} eco_step;
/* See eco_step. */
ECO_CHECK eco_status eco_store_together(eco_store *store, const eco_step *steps, size_t count, eco_error *error);

/* Which rows of a table. All zero: all of them, as of now. */
typedef struct eco_query {
    size_t struct_size;
    const char *subject;       /* sku, promotion, order id, account id */
    const char *location;
    eco_id key;                /* rows that this command wrote */
    int64_t since_us, until_us;/* half open, by time of effect */
    int64_t as_of_us;          /* balances at this instant ... */
    int64_t known_us;          /* ... as they were known at that one */
    int64_t after_sequence;    /* paging */
    int64_t limit;
} eco_query;

/* ---- the outbox: what the host must do in the outside world ------------------------------------------------------------------- */

typedef struct eco_effect_line {
    const char *line, *sku, *location;
    int64_t quantity;
    int64_t amount_minor;
} eco_effect_line;

typedef struct eco_effect {
    eco_id key;                /* pass it on as the idempotency key of the outside call */
    const char *module;        /* "order" */
    const char *name;          /* "charge", "refund", "reserve_stock", "notify", ... */
    const char *subject;       /* order id */
    eco_id cause;              /* the command that asked for it ... */
    eco_id target;             /* ... and what it is about, such as the payment */
    int64_t amount_minor;
    const char *currency;
    int32_t attempt;           /* from 1 */
    const eco_effect_line *lines;
    size_t lines_count;
    const eco_attribute *attributes;
    size_t attributes_count;
} eco_effect;

typedef struct eco_effects {
    const eco_effect *items;
    size_t items_count;
} eco_effects;

/* Leases up to `limit` effects (0: 100) to this caller until now_us + lease_us; those not done by then are given again. Oldest first. */
ECO_CHECK eco_status eco_outbox_take(const eco_effects **out, eco_store *store, int64_t now_us, int64_t lease_us, int64_t limit, eco_error *error);
/* Ends an effect: it is never given again. Doing so twice is fine; ECO_E_NOT_FOUND: there never was such a one. */
ECO_CHECK eco_status eco_outbox_done(eco_store *store, eco_id key, eco_error *error);
ECO_API void eco_effects_free(const eco_effects *effects);
#ifdef __cplusplus
}
#endif
#endif
