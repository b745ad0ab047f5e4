/* ecomops/inventory.h - stock that cannot be oversold, leaked or lost. See store.h for the shape of commands, queries and ticks.
 *
 * A level is one SKU at one location: quantities by state. available = on_hand - reserved - committed, and never below 0. A hold reserves quantities of
 * one or many levels until its deadline. What it holds ends once: committed (sold, waiting to be issued), released or expired. What is committed leaves by
 * ISSUE, or becomes available again by CANCEL: a late RELEASE never gives away what was sold.
 *
 * A hold is lost at its deadline, also when no tick has run: a COMMIT at that instant is ECO_E_EXPIRED. at_us may lie before that of an earlier command, as
 * clocks of hosts differ; a deadline is judged by the command's own at_us, and a hold that once expired stays so. */
#ifndef ECOMOPS_INVENTORY_H
#define ECOMOPS_INVENTORY_H
#include <ecomops/inventory/costing.h>
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
    ECO_INVENTORY_HOLD = 10,    /* lines, expires_us, channel; all lines or none, unless partial: then of each line what is there (result.quantity in
                                   all; table "holds" tells of which), and ECO_E_INSUFFICIENT only when that is nothing */
    ECO_INVENTORY_EXTEND = 11,  /* hold, expires_us: the new deadline, also an earlier one */
    ECO_INVENTORY_COMMIT = 12,  /* hold; lines: a part, and the rest stays held; none: all that is held */
    ECO_INVENTORY_RELEASE = 13, /* hold; lines: a part; none: all that is held */
    ECO_INVENTORY_ISSUE = 14,   /* goods leave: hold (all that is committed; lines: a part of that), or lines alone, out of what is available */
    ECO_INVENTORY_CANCEL = 15,  /* hold; lines: a part; none: all that is committed, and not issued: the sale is off, the goods are available again */
    ECO_INVENTORY_RECEIVE = 21, /* lines; makes the level where there is none */
    ECO_INVENTORY_ADJUST = 27   /* lines with signed quantities; reason required; makes the level as RECEIVE does. on_hand may not fall below what is
                                   reserved and committed */
};
/* COMMIT and RELEASE of a hold of which nothing is held any more, ISSUE and CANCEL of one of which nothing is committed, give how it ended:
 * ECO_E_COMMITTED (also: issued), ECO_E_RELEASED (also: cancelled), ECO_E_EXPIRED; ECO_E_REFUSED: nothing was committed yet. A line that asks for more of a
 * hold than there is is ECO_E_INVALID; one that is not in it ECO_E_NOT_FOUND, as is a SKU that was never received there. */
ECO_API const char *eco_inventory_verb_name(eco_inventory_verb verb);

/* Lines of the same SKU and location count together. In what order lines stand does not matter: it is still the same command. expected_version is that of the hold, or of the level where a command has one line and no hold. */
typedef struct eco_stock_line {
    const char *sku;              /* required; at most 255 bytes */
    const char *location;         /* NULL: the store's only one before the command ("main" when there was none), else ECO_E_INVALID; at most 255 bytes */
    int64_t quantity;             /* > 0; signed for ADJUST, and not 0 */
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
    int32_t line;                 /* the line that failed, counted from 1; 0: none, or the path says which */
    int64_t available;            /* of that line's SKU and location, where it is ECO_E_INSUFFICIENT */
    int64_t quantity;             /* held, committed, released, issued, cancelled, received or adjusted by all lines */
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
/*     "balances"  sku, location, on_hand, reserved, committed, available, version; by sku and location. Holds past their deadline count until a tick, or
 *                 a command that needs their goods, has swept them. With as_of_us: as it was at that instant (version is null): all that took effect
 *                 until then, and holds without those whose deadline had passed
 *     "holds"     hold, line, sku, location, quantity (as it was held), held, committed (not issued), released, issued, cancelled (by line, now), state, at,
 *                 expires (while it is held), ended, channel, actor, reason, reference, version; by hold and line. state is how what was left ended: held,
 *                 committed, released, expired; and issued or cancelled when the last of what was committed was so
 *     "ledger"    sequence, command, line, sku, location, verb, quantity (signed: what on_hand grows by), reserved, committed (what they grow by, where it
 *                 is not the whole of a hold), hold, at, recorded, actor, reason, reference; by sequence. A row for each line of RECEIVE, ADJUST, ISSUE
 *                 and CANCEL, and of a COMMIT or RELEASE with lines; what happens to a hold as a whole is told by its own row
 *     "locations" location
 * Another name is ECO_E_UNKNOWN_NAME. query may be NULL; of it are read: limit; subject (sku; not of locations) and location; key (the hold; the command of
 * the ledger's rows), since_us and until_us (holds and ledger, by at), after_sequence (ledger), as_of_us (balances). Another field that is not zero is
 * ECO_E_INVALID. */
ECO_CHECK eco_status eco_inventory_table(const eco_table **out, eco_inventory *inventory, const char *name, const eco_query *query, eco_error *error);
/* Proves: no level is oversold, reserved and committed are what the holds say, on_hand is what the ledger says, each part of a hold ended once, and what
 * ended alone is in the ledger. findings: what, sku, location, hold, expected, found. */
ECO_CHECK eco_status eco_inventory_audit(const eco_table **findings, eco_inventory *inventory, eco_error *error);

typedef struct eco_stock_level {
    int64_t quantity[8];          /* by eco_stock_state */
    int64_t available;            /* on_hand - reserved - committed */
    int64_t version;
    uint64_t reserved[6];
} eco_stock_level;
/* One level at an instant: holds past their deadline do not count. location as in eco_stock_line. ECO_E_NOT_FOUND: nothing was ever received there.
 * In memory under a microsecond, while no hold is past its deadline and not swept yet. */
ECO_CHECK eco_status eco_inventory_level(eco_stock_level *out, eco_inventory *inventory, const char *sku, const char *location, int64_t at_us,
                                         eco_error *error);
#ifdef __cplusplus
}
#endif
#endif
