/* ecomops/inventory.h - stock that cannot be oversold, leaked or lost. See store.h for the shape of commands, queries and ticks.
 *
 * A level is one SKU at one location: quantities by state. What is on hand is partly reserved (by holds) and committed (sold, waiting to be issued):
 *     available = on_hand - reserved - committed - safety - what is kept for other channels, or from this one - lots past their expiry
 * and HOLD never takes more, but for what an item may be sold below zero (backorder_limit, preorder_limit). What a hold reserves until its deadline ends
 * once: committed, released or expired. What is committed leaves by ISSUE, or becomes available again by CANCEL: a late RELEASE never gives away what was
 * sold.
 *
 * A hold is lost at its deadline, also when no tick has run: a COMMIT at that instant is ECO_E_EXPIRED. at_us may lie before that of an earlier command, as
 * clocks of hosts differ; a deadline is judged by the command's own at_us, and a hold that once expired stays so.
 *
 * The ledger is double entry: each row takes a quantity from one place and puts it into another - a state of the level, or the world outside (supplier,
 * customer, adjustment, transfer) - so the places of a SKU always sum to zero. */
#ifndef ECOMOPS_INVENTORY_H
#define ECOMOPS_INVENTORY_H
#include <ecomops/inventory/costing.h>
#include <ecomops/inventory/picking.h>
#include <ecomops/inventory/routing.h>
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
    /* set up */
    ECO_INVENTORY_DEFINE = 1,   /* item: all of it, anew */
    ECO_INVENTORY_BUFFER = 2,   /* channel, lines: sets what the level keeps for the channel (above 0) or from it (below 0); 0: neither */
    ECO_INVENTORY_CLOSE = 3,    /* due_us: the books until then are closed: what takes effect before is booked at due_us; see "ledger". Never earlier than
                                   it was, nor after at_us */
    ECO_INVENTORY_OPEN = 4,     /* not to be executed: the verb of opening balances, see eco_inventory_archive */
    /* sell */
    ECO_INVENTORY_HOLD = 10,    /* lines, expires_us, channel; all lines or none, unless partial: then of each line what is there (result.quantity in
                                   all; table "holds" tells of which), and ECO_E_INSUFFICIENT only when that is nothing */
    ECO_INVENTORY_EXTEND = 11,  /* hold, expires_us: the new deadline, also an earlier one */
    ECO_INVENTORY_COMMIT = 12,  /* hold; lines: a part, and the rest stays held; none: all that is held */
    ECO_INVENTORY_RELEASE = 13, /* hold; lines: a part; none: all that is held */
    ECO_INVENTORY_ISSUE = 14,   /* goods leave for the customer: hold (all that is committed; lines: a part of that), or lines alone, channel: out of what is
                                   available. A drop-shipped item comes from its supplier */
    ECO_INVENTORY_CANCEL = 15,  /* hold; lines: a part; none: all that is committed, and not issued: the sale is off, the goods are available again.
                                   Or source: what is still expected is not coming; what is in transit goes back; a count is dismissed */
    /* buy and move */
    ECO_INVENTORY_EXPECT = 20,  /* lines, due_us (0: unknown): ordered, incoming */
    ECO_INVENTORY_RECEIVE = 21, /* lines; makes the level where there is none. Or source: an EXPECT (lines: what came of it, also more; none: all that is still
                                   expected). to_state: on hand, damaged, quality_control */
    ECO_INVENTORY_SHIP_TRANSFER = 22,    /* lines, to_location, due_us: out of what is on hand and neither reserved nor committed; in transit until ... */
    ECO_INVENTORY_RECEIVE_TRANSFER = 23, /* source: a SHIP_TRANSFER (lines: a part; none: all that is in transit), to_state */
    ECO_INVENTORY_MOVE_STATE = 24,       /* lines, from_state, to_state: on hand, damaged, quality_control */
    ECO_INVENTORY_RETURN = 25,           /* the customer's goods come back: hold, of which they were issued (lines: a part; none: all), or lines alone; to_state */
    ECO_INVENTORY_RETURN_TO_VENDOR = 26, /* lines, from_state */
    ECO_INVENTORY_ADJUST = 27,  /* lines with signed quantities, to_state: the state that is adjusted; reason required; makes the level as RECEIVE does. on_hand
                                   may not fall below what is reserved and committed. Of in_transit, below 0: source, a transfer whose goods were lost */
    ECO_INVENTORY_COUNT = 28,   /* lines: what was counted at at_us, on hand: 0 or more. Nothing moves until ... ECO_E_VERSION: goods have moved after at_us */
    ECO_INVENTORY_APPROVE = 29, /* source: a COUNT: its differences to the books are booked; reason required. ECO_E_VERSION: what the books say of something
                                   that was counted has changed since; nothing is booked, count again */
    /* value; see inventory/costing.h */
    ECO_INVENTORY_LAND_COST = 30, /* source: a RECEIVE; amount_minor: freight, duty and the like that it cost as well (below 0: a rebate) */
    ECO_INVENTORY_REVALUE = 31    /* one line with cost_minor: the new standard cost of its quantity */
};
/* COMMIT and RELEASE of a hold of which nothing is held any more, ISSUE and CANCEL of one of which nothing is committed, give how it ended:
 * ECO_E_COMMITTED (also: issued), ECO_E_RELEASED (also: cancelled), ECO_E_EXPIRED; ECO_E_REFUSED: nothing was committed yet. RECEIVE, RECEIVE_TRANSFER, ADJUST,
 * CANCEL and APPROVE of a source of which nothing is open give ECO_E_COMMITTED or, cancelled, ECO_E_RELEASED. A line that asks for more of a hold or of a source
 * than there is is ECO_E_INVALID; one that is not in it ECO_E_NOT_FOUND, as is a SKU that was never received there. */
ECO_API const char *eco_inventory_verb_name(eco_inventory_verb verb);

/* Lines of the same SKU and location count together. In what order lines stand does not matter: it is still the same command. expected_version is that of the
 * hold or the source, or of the level where a command has one line and neither. */
typedef struct eco_stock_line {
    const char *sku;              /* required; at most 255 bytes. A kit stands for its parts, but in EXPECT, RECEIVE, RECEIVE_TRANSFER, ADJUST,
                                     COUNT, BUFFER, REVALUE and RETURN_TO_VENDOR, where it is refused */
    const char *location;         /* NULL: the store's only one before the command ("main" when there was none), else ECO_E_INVALID; at most 255 bytes.
                                     "SZ/A/07": by convention site, zone, bin */
    int64_t quantity;             /* > 0; signed for ADJUST, and not 0; BUFFER: any; COUNT: not below 0 */
    const char *lot;              /* of an item with lots: required where goods come in, else NULL: by the item's picking order. Not for HOLD */
    const char *serial;           /* of an item with serials: required where goods move, and quantity is 1. Not for HOLD */
    int64_t lot_expires_us;       /* where a lot comes in; 0: it does not expire. One past its expiry comes on hand by RETURN and RECEIVE_TRANSFER alone */
    int64_t cost_minor;           /* EXPECT, RECEIVE, ADJUST above 0, RETURN without a hold: what the line's quantity cost; of REVALUE: what it is worth. 0: not known */
    uint64_t reserved[2];
} eco_stock_line;

typedef struct eco_kit_part {
    const char *sku;              /* may be a kit itself */
    int64_t quantity;             /* > 0, in one kit */
} eco_kit_part;
typedef struct eco_stock_item {         /* an item nobody defined: all zero */
    size_t struct_size;
    const char *sku;              /* required */
    int32_t quantity_scale;       /* 0..6: decimals of its quantities, for those who show them */
    eco_cost_method cost_method;  /* see inventory/costing.h; 0: FIFO */
    eco_picking picking;          /* of lots, see inventory/picking.h; a lot that is named leaves though it is past its expiry. Lots of one location are equally near */
    int64_t backorder_limit;      /* HOLD may take a level's available below zero by so much; also for preorder_limit */
    int64_t preorder_limit;       /* ... and by so much more before ... */
    int64_t preorder_ships_us;    /* ... this instant; required with preorder_limit */
    int64_t safety;               /* of every level: not available */
    bool is_drop_shipped;         /* the supplier ships: HOLD and ISSUE ask for no goods, and what lies there of it, such as returns, stays */
    bool has_lots, has_serials;
    const eco_kit_part *parts;    /* a kit: no stock of its own, but that of its parts, at the same location */
    size_t parts_count;           /* at most 1,000; ECO_E_INVALID: a kit would contain itself */
} eco_stock_item;

typedef struct eco_inventory_command {
    eco_id key;
    eco_inventory_verb verb;
    int64_t at_us;
    const char *actor, *reason, *reference;
    int64_t expected_version;
    eco_command_flags flags;

    const eco_stock_line *lines;
    size_t lines_count;           /* at most 10,000; with the parts of kits as well */
    eco_id hold;
    const char *channel;          /* where it is sold; kept with the hold */
    bool partial;
    int64_t expires_us;           /* required by HOLD and EXTEND; after at_us */
    eco_id source;                /* the key of the command that made it: EXPECT, SHIP_TRANSFER, COUNT, RECEIVE */
    const char *to_location;
    eco_stock_state from_state, to_state;
    int64_t due_us;
    int64_t amount_minor;
    const eco_stock_item *item;         /* read during the call */
    uint64_t reserved[1];
} eco_inventory_command;

typedef struct eco_inventory_result {
    eco_status status;            /* ECO_E_INSUFFICIENT, ECO_E_NOT_FOUND, ECO_E_EXPIRED, ECO_E_COMMITTED, ECO_E_RELEASED, ... */
    bool replayed;
    int64_t sequence;
    int32_t line;                 /* the line that failed, counted from 1; 0: none, or the path says which */
    int64_t available;            /* of that line's SKU and location, where it is ECO_E_INSUFFICIENT */
    int64_t quantity;             /* held, committed, released, issued, cancelled, expected, received, moved, adjusted ... by all lines, parts for kits; of COUNT and
                                     APPROVE: the sum of the differences */
    uint64_t reserved;
} eco_inventory_result;

typedef struct eco_inventory_options {
    size_t struct_size;
    const char *currency;         /* ISO 4217, of all costs; needed by the tables of costs alone */
    const eco_allocator *allocator;
} eco_inventory_options;

typedef struct eco_inventory eco_inventory;
/* Over a store, which it keeps alive; safe from any thread. ECO_E_CURRENCY: the currency is none. NULL is fine for _free. */
ECO_CHECK eco_status eco_inventory_open(eco_inventory **out, eco_store *store, const eco_inventory_options *options, eco_error *error);
ECO_API void eco_inventory_free(eco_inventory *inventory);
/* Executes commands, each alone unless it is linked to the next, in one commit; results may be NULL. Gives the status of the first that failed. See store.h. */
ECO_CHECK eco_status eco_inventory_execute(eco_inventory *inventory, const eco_inventory_command *commands, size_t count,
                                           eco_inventory_result *results, eco_error *error);
/* The same as a step of eco_store_together. Fills a struct: cannot fail. */
ECO_API eco_step eco_inventory_step(eco_inventory *inventory, const eco_inventory_command *commands, size_t count, eco_inventory_result *results);
/* Expires holds whose deadline has passed. They do not count from that instant on anyway; this keeps their rows tidy. */
ECO_CHECK eco_status eco_inventory_tick(eco_inventory *inventory, int64_t now_us, int64_t limit, int64_t *done, eco_error *error);
/*     "balances"  sku, location, on_hand, reserved, committed, incoming, in_transit, damaged, quality_control, safety, buffered, available (without
 *                 channel), version; by sku and location. Holds past their deadline count until a tick, or a command that needs their goods, has swept
 *                 them. With as_of_us: as it was at that instant (safety, buffered, version are null): all that took effect until then, and holds without
 *                 those whose deadline had passed. With known_us, too: as it was known then: without what was recorded later (reserved, committed and
 *                 available are null)
 *     "holds"     hold, line, sku, location, quantity (as it was held), held, committed (not issued), released, issued, cancelled, returned (by line, now),
 *                 state, at, expires (while it is held), ended, channel, actor, reason, reference, version; by hold and line. state is how what was left
 *                 ended: held, committed, released, expired; and issued or cancelled when the last of what was committed was so
 *     "ledger"    sequence, command, line, sku, location, verb, from, to, quantity, lot, serial, cost, source (the hold, expectation, transfer, count or
 *                 receipt that it belongs to), at, dated (null, or at of the command where it fell into closed books), recorded, actor, reason, reference; by
 *                 sequence. from and to: available, reserved, committed (which sum to on_hand), incoming, in_transit, damaged, quality_control; or
 *                 supplier, customer, adjustment, transfer, opening, which are outside of the level. What happens to a hold as a whole, but ISSUE and
 *                 CANCEL, is told by its own row and not here. LAND_COST and REVALUE have rows with neither, of quantity 0
 *     "locations" location
 *     "items"     sku, quantity_scale, cost_method, picking, backorder_limit, preorder_limit, preorder_ships, safety, is_drop_shipped, has_lots, has_serials,
 *                 parts (how many), version; by sku
 *     "parts"     sku, part, quantity: of kits; by sku and number
 *     "lots"      sku, location, lot, state, quantity, expires, received; those of which there is something; by sku, location, expires, received, lot
 *     "serials"   sku, serial, location, state (also: customer, supplier, adjustment, where it is not here), version; by sku and serial
 *     "buffers"   sku, location, channel, quantity (left of what is kept for it; below 0: kept from it); by sku, location, channel
 *     "documents" document, line, verb (expect, ship_transfer, count), state (open, done, cancelled), sku, location, from_location, lot, serial, quantity
 *                 (expected, shipped, counted), done (received; of a count: the difference), cancelled, cost, at, due, actor, reason, reference, version; by
 *                 document and line
 *     "cogs", "corrections", "value", "layers"  what goods cost, as the ledger tells it: see eco_costing_table, movement being the sequence of a row (and
 *                 "/n" where it is told in parts). A receipt without a cost costs 0, as does a standard cost before its first REVALUE. What comes back of a hold costs what it did when it left; a landed cost is
 *                 borne by the lines of its receipt by their costs. Costs are of the SKU wherever it lies, damaged or not; transfers cost nothing. They
 *                 are told anew from the whole ledger
 * Another name is ECO_E_UNKNOWN_NAME. query may be NULL; of it are read: limit (not of costs); subject (sku; not of locations) and location (one that ends with '/': all
 * that begin with it); key (the hold or document; the command of the ledger's rows), since_us and until_us (holds, documents and ledger, by at),
 * after_sequence (ledger), as_of_us and known_us (balances). Another field that is not zero is ECO_E_INVALID. */
ECO_CHECK eco_status eco_inventory_table(const eco_table **out, eco_inventory *inventory, const char *name, const eco_query *query, eco_error *error);
/* Proves: no level is oversold by more than its item was ever allowed, reserved and committed are what the holds say, every other quantity of levels, lots and
 * serials is what the ledger says, the places of each SKU sum to zero, each part of a hold or document ended once, and what ended alone is in the ledger.
 * findings: what, sku, location, hold (or document), expected, found. */
ECO_CHECK eco_status eco_inventory_audit(const eco_table **findings, eco_inventory *inventory, eco_error *error);

typedef struct eco_inventory_archived { /* rows that are gone, and opening balances written */
    int64_t holds, documents, movements, commands, openings;
} eco_inventory_archived;
/* Puts away what is over before an instant: holds and documents that have ended and have not been touched since, their rows of the ledger and those of no hold or document,
 * and the keys of commands. In their place opening balances are written (by level, state and lot, verb "open"; with an option `currency` with what the goods
 * are worth, layer by layer), so that all that is told of the time from before_us on stays as it is; costs of AVERAGE may shift by what such rows are told
 * together. Nothing is copied: keep a backup of what was. One transaction, which takes memory by what it puts away: month by month.
 * Items with serials, and those of which an open document has brought goods, stay as a whole. ECO_E_INVALID: books are not closed until before_us (CLOSE).
 * ECO_E_REFUSED: a memory store. ECO_E_KEY_REUSED: the key was used. ECO_E_BUSY: something was touched meanwhile; nothing was done, try again. */
ECO_CHECK eco_status eco_inventory_archive(eco_inventory_archived *out, eco_inventory *inventory, eco_id key, int64_t before_us, int64_t at_us,
                                           eco_error *error);

typedef struct eco_stock_level {
    int64_t quantity[8];          /* by eco_stock_state */
    int64_t available;            /* as at the top, at least what can be held for the channel now without backorder; a kit: what its parts allow */
    int64_t version;              /* 0: a kit, or an item that has no level there */
    int64_t safety, buffered;     /* buffered: kept for other channels, or from this one */
    int64_t expired;              /* on hand, in lots past their expiry */
    int64_t available_to_promise; /* available, what is incoming and in transit, and what may be sold below zero */
    int64_t promise_us;           /* when one more can ship: at_us where it is available, else when an expectation or transfer that is not needed for what is
                                     sold already is due, else preorder_ships_us; 0: not known */
    uint64_t reserved[1];
} eco_stock_level;
/* One level at an instant: holds past their deadline do not count. location as in eco_stock_line; channel NULL: none of those that goods are kept for.
 * ECO_E_NOT_FOUND: nothing was ever received there. In memory under a microsecond, while no hold is past its deadline and not swept yet. */
ECO_CHECK eco_status eco_inventory_level(eco_stock_level *out, eco_inventory *inventory, const char *sku, const char *location,
                                         const char *channel, int64_t at_us, eco_error *error);
#ifdef __cplusplus
}
#endif
#endif
