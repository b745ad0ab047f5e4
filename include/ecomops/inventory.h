/* ecomops/inventory.h - stock that cannot be oversold, leaked or lost. See store.h for the shape of commands, queries and ticks.
 *
 * A level is one SKU at one location: quantities by state. available = on_hand - reserved - committed. A hold reserves quantities of one or many
 * levels until its deadline; it ends once: committed (sold, waiting to be issued), released or expired. Goods leave by ISSUE. */
#ifndef ECOMOPS_INVENTORY_H
#define ECOMOPS_INVENTORY_H
#include <ecomops/money.h>
#include <ecomops/store.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t eco_stock_state;
enum {
    ECO_STOCK_ON_HAND = 0, ECO_STOCK_RESERVED = 1, ECO_STOCK_COMMITTED = 2, ECO_STOCK_INCOMING = 3, ECO_STOCK_IN_TRANSIT = 4,
    ECO_STOCK_DAMAGED = 5, ECO_STOCK_QUALITY_CONTROL = 6
};
ECO_API const char *eco_stock_state_name(eco_stock_state state);

typedef int32_t eco_inventory_verb; /* -> the fields that it uses, besides key, at_us, actor, reason, reference */
enum {
    ECO_INVENTORY_HOLD = 10,    /* lines, expires_us, channel; all lines or none, unless partial: then of each line what is there (result.held) */
    ECO_INVENTORY_EXTEND = 11,  /* hold, expires_us: the new deadline, also an earlier one */
    ECO_INVENTORY_COMMIT = 12,  /* hold; lines: a part, and the rest stays held; none: all that is left */
    ECO_INVENTORY_RELEASE = 13, /* hold; lines: a part; none: all that is left */
    ECO_INVENTORY_ISSUE = 14,   /* goods leave: hold (all that it committed; lines: a part of that), or lines alone, out of what is available */
    ECO_INVENTORY_RECEIVE = 21, /* lines */
    ECO_INVENTORY_ADJUST = 27   /* lines with signed quantities; reason required. on_hand may not fall below what is reserved and committed */
};
ECO_API const char *eco_inventory_verb_name(eco_inventory_verb verb);

/* Lines of the same SKU and location count together. expected_version is that of the hold, or of the level where a command has one line and no hold. */
typedef struct eco_stock_line {
    const char *sku;              /* required; at most 255 bytes */
    const char *location;         /* NULL: the store's only one ("main" when there is none yet), else ECO_E_INVALID; at most 255 bytes */
    int64_t quantity;             /* > 0; signed for ADJUST */
    uint64_t reserved[6];
} eco_stock_line;

typedef struct eco_inventory_command {
    eco_id key;
    eco_inventory_verb verb;
    int64_t at_us;
    const char *actor, *reason, *reference;
    int64_t expected_version;
    eco_command_flags flags;

    const eco_stock_line *lines;
    size_t lines_count;           /* at most 10,000 */
    eco_id hold;
    const char *channel;          /* where it is sold; kept with the hold */
    bool partial;
    int64_t expires_us;           /* required by HOLD and EXTEND; after at_us */
    uint64_t reserved[8];
} eco_inventory_command;

typedef struct eco_inventory_result {
    eco_status status;            /* ECO_E_INSUFFICIENT, ECO_E_NOT_FOUND, ECO_E_EXPIRED, ECO_E_COMMITTED, ECO_E_RELEASED, ... */
    bool replayed;
    int64_t sequence;
    int32_t line;                 /* the line that failed, or -1 */
    int64_t available;            /* of that line's SKU and location */
    int64_t quantity;             /* held, committed, released, issued, received or adjusted by all lines */
    uint64_t reserved;
} eco_inventory_result;

typedef struct eco_inventory_options {
    size_t struct_size;
    const eco_allocator *allocator;
} eco_inventory_options;

typedef struct eco_inventory eco_inventory;
ECO_CHECK eco_status eco_inventory_open(eco_inventory **out, eco_store *store, const eco_inventory_options *options, eco_error *error);
ECO_API void eco_inventory_free(eco_inventory *inventory);
ECO_CHECK eco_status eco_inventory_execute(eco_inventory *inventory, const eco_inventory_command *commands, size_t count,
                                           eco_inventory_result *results, eco_error *error);
ECO_API eco_step eco_inventory_step(eco_inventory *inventory, const eco_inventory_command *commands, size_t count, eco_inventory_result *results);
/* Expires holds whose deadline has passed. They do not count from that instant on anyway; this keeps their rows tidy. */
ECO_CHECK eco_status eco_inventory_tick(eco_inventory *inventory, int64_t now_us, int64_t limit, int64_t *done, eco_error *error);
/*     "balances"  sku, location, on_hand, reserved, committed, available, version; reserved as of as_of_us (0: what the rows say)
 *     "holds"     hold, line, sku, location, quantity, committed, released, issued, state (held, committed, released, expired, issued), at, expires,
 *                 ended, channel, actor, reason, reference, version
 *     "ledger"    sequence, command, line, sku, location, verb, quantity (signed: what on_hand grows by), at, recorded, actor, reason, reference
 *     "locations" location
 * Another name is ECO_E_UNKNOWN_NAME. query may be NULL; of it subject (sku), location, key, since_us, until_us, after_sequence (ledger), limit, and
 * as_of_us (balances: on_hand from the ledger, holds by their times) are read; another field that is not zero is ECO_E_INVALID. */
ECO_CHECK eco_status eco_inventory_table(const eco_table **out, eco_inventory *inventory, const char *name, const eco_query *query, eco_error *error);
/* Proves: no level is oversold, reserved and committed are what the holds say, on_hand is what the ledger says, holds end once.
 * findings: what, sku, location, hold, expected, found. */
ECO_CHECK eco_status eco_inventory_audit(const eco_table **findings, eco_inventory *inventory, eco_error *error);

typedef struct eco_stock_level {
    int64_t quantity[8];          /* by eco_stock_state */
    int64_t available;            /* on_hand - reserved - committed */
    int64_t version;
    uint64_t reserved[6];
} eco_stock_level;
/* One level at an instant: holds past their deadline do not count. location as in eco_stock_line. ECO_E_NOT_FOUND: nothing was ever received there. */
ECO_CHECK eco_status eco_inventory_level(eco_stock_level *out, eco_inventory *inventory, const char *sku, const char *location, int64_t at_us,
                                         eco_error *error);
#ifdef __cplusplus
}
#endif
#endif
