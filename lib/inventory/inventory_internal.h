/* inventory_internal.h - the records of stock, and what the files of this room share.
 *
 *     kinds.c     the records as tables; words
 *     module.c    opening, and what the store calls
 *     prepare.c   a command checked without state, and its digest
 *     levels.c    lines to levels
 *     hold.c      HOLD
 *     ends.c      EXTEND, and what becomes of a hold: COMMIT, RELEASE, CANCEL, ISSUE, expiry
 *     goods.c     RECEIVE, ADJUST, ISSUE of lines: goods come and go
 *     level.c     eco_inventory_level
 *     read.c      a view's levels, holds and rows of the ledger, joined
 *     table.c     eco_inventory_table; as_of.c its balances of a past instant
 *     audit.c     eco_inventory_audit; audit_holds.c what holds must say
 *
 * Each fact is written once. on_hand is what the ledger sums up to. What a hold reserved is told by its lines; how what was left of it ended, by its state and
 * `ended`. Only where a part of a hold ends alone are there counts a line (inventory_partial) and rows of the ledger that say when. */
#ifndef ECO_INVENTORY_INTERNAL_H
#define ECO_INVENTORY_INTERNAL_H
#include <ecomops/inventory.h>

#include "base/hash.h"
#include "store/module.h"

struct eco_inventory {
    eco_module module;
    uint64_t key_mask; /* of level and location keys: tests make them collide */
};

/* One SKU at one location. Its key is a hash of both, or the next one that is free. */
typedef struct stock_level {
    eco_record head;
    int64_t key;
    int64_t on_hand, reserved, committed;
    int64_t version;
    int64_t at_us; /* the latest effect */
    eco_text sku, location;
} stock_level;

enum { STOCK_HELD = 1, STOCK_COMMITTED = 2, STOCK_RELEASED = 3, STOCK_EXPIRED = 4, STOCK_ISSUED = 5, STOCK_CANCELLED = 6 };
enum { STOCK_EXPIRE = -1 }; /* beside the verbs: what `due` does */

typedef struct stock_hold {
    eco_record head;
    eco_id key;
    int64_t digest;
    int64_t at_us;
    int64_t due_us;   /* its deadline, while it is held */
    int64_t ended_us; /* when what was left of it was committed, released or expired */
    int64_t version;
    eco_text channel, actor, reason, reference;
    int32_t state;   /* how what was left ended; then ISSUED or CANCELLED when nothing is committed any more */
    int32_t partial; /* 1: it has counts */
} stock_hold;

/* As it was held; it never changes. */
typedef struct stock_line {
    eco_record head;
    int64_t level, quantity;
} stock_line;

/* What ended alone, one row of counts for each line of the hold. */
typedef struct stock_partial {
    eco_record head;
    eco_id hold;
    int64_t version;
} stock_partial;
typedef struct stock_counts {
    eco_record head;
    int64_t committed, released; /* out of what was held */
    int64_t issued, cancelled;   /* out of what was committed */
} stock_counts;

/* A row of the ledger: what on_hand grew by; and what reserved and committed grew by where no hold's own row tells it. */
typedef struct stock_movement {
    eco_record head;
    int64_t sequence;
    eco_id command, hold;
    int64_t level;
    int64_t quantity, reserved, committed;
    int64_t at_us;
    int32_t line, verb;
} stock_movement;

typedef struct stock_location {
    eco_record head;
    int64_t key;
    eco_text name;
} stock_location;

/* One row. */
typedef struct stock_settings {
    eco_record head;
    int64_t key, version;
    int64_t locations;
    eco_text first; /* the location that was there first: the only one, where there is one */
} stock_settings;
enum { STOCK_SETTINGS_KEY = 1 };

extern const eco_kind eco_inventory_settings_kind, eco_inventory_location_kind, eco_inventory_level_kind, eco_inventory_hold_kind,
    eco_inventory_line_kind, eco_inventory_partial_kind, eco_inventory_counts_kind, eco_inventory_movement_kind,
    eco_inventory_command_kind;
enum { STOCK_KINDS = 9 };
extern const eco_kind *const eco_inventory_kinds[STOCK_KINDS];
extern const eco_module_interface eco_inventory_interface;

#define STOCK_MAIN "main" /* where goods are whose location nobody ever gave */
const char *eco_inventory_state_name(int32_t hold_state);

static inline int64_t eco_stock_available(const stock_level *level)
{
    return level->on_hand - level->reserved - level->committed;
}

/* Where a line's quantity is now. */
typedef struct stock_split {
    int64_t held, committed, released, issued, cancelled;
} stock_split;
stock_split eco_inventory_split(int64_t quantity, const stock_counts *counts, int32_t state); /* counts may be NULL */

/* ---- keys ------------------------------------------------------------------------------------------------------------------------------- */

static inline int64_t eco_stock_key(const eco_inventory *inventory, uint64_t hash)
{
    hash &= inventory->key_mask;
    return hash ? (int64_t)hash : 1;
}
static inline int64_t eco_stock_level_key(const eco_inventory *inventory, uint64_t sku_hash, uint64_t location_hash)
{
    return eco_stock_key(inventory, eco_digest_add(sku_hash, location_hash));
}
/* Of a sku or location; never 0, which is "not given". */
static inline uint64_t eco_stock_hash(const char *name, size_t size)
{
    uint64_t hash = eco_hash(name, size);
    return hash ? hash : 1;
}
/* Where another level has the key, the next one is tried. */
static inline int64_t eco_stock_next_key(int64_t key)
{
    return key == INT64_MAX ? 1 : key + 1;
}

/* ---- deciding --------------------------------------------------------------------------------------------------------------------------- */

/* A line of a command: hashes, known before the lock; and what HOLD gives it. */
typedef struct stock_asked {
    uint64_t sku, location; /* location 0: none was given */
    int64_t level, given;
} stock_asked;

typedef struct stock_call {
    const eco_inventory *inventory;
    eco_work *work;
    const eco_prepared *prepared;
    const eco_inventory_command *command;
    stock_asked *asked;
    const char *only; /* the store's first location, once it was looked up */
    uint64_t only_hash;
    int64_t locations; /* ... and how many there were */
    eco_inventory_result *result;
    eco_error *error;
} stock_call;

eco_status eco_inventory_prepare(void *module, const void *command, eco_prepared *prepared, eco_scratch *scratch,
                                 eco_error *error);

/* The level of the command's line, to be changed. ECO_E_NOT_FOUND; or made, where `make` says so. */
eco_status eco_inventory_find_level(stock_call *call, size_t line, bool make, stock_level **out);
void eco_inventory_want_level(const eco_inventory *inventory, eco_work *work, const stock_asked *asked);
/* Marks a level as changed at an instant, before it is. */
eco_status eco_inventory_touch(eco_work *work, stock_level *level, int64_t at_us, eco_error *error);
/* Quantity is more than is there. */
eco_status eco_inventory_insufficient(stock_call *call, size_t line, const stock_level *level);
/* ECO_E_VERSION where the command expects another. */
eco_status eco_inventory_check_version(const stock_call *call, const char *what, int64_t version);
eco_status eco_inventory_fail_line(stock_call *call, size_t line, eco_status status, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
eco_status eco_inventory_add_total(stock_call *call, size_t line, int64_t quantity);

/* A row of the ledger for the command; NULL: the work failed. */
stock_movement *eco_inventory_log(stock_call *call, size_t line, const stock_level *level, int64_t quantity);
eco_status eco_inventory_log_failed(const stock_call *call);

eco_status eco_inventory_hold(stock_call *call);
eco_status eco_inventory_extend(stock_call *call);
eco_status eco_inventory_end(stock_call *call); /* COMMIT, RELEASE, CANCEL, ISSUE of a hold */
eco_status eco_inventory_goods(stock_call *call);
void eco_inventory_want_hold(eco_work *work, eco_id key);
void eco_inventory_want_due(void *module, eco_work *work, const eco_kind *kind, void *record);
eco_status eco_inventory_due(void *module, eco_work *work, const eco_kind *kind, void *record, int64_t now_us);

#endif
