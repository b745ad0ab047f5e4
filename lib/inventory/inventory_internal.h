/* inventory_internal.h - the records of stock, and what the files of this room share.
 *
 *     kinds.c     the records as tables; words.c the words for verbs, states, places
 *     module.c    opening, and what the store calls; want.c what a command will look at
 *     prepare.c   a command checked without state, and its digest
 *     items.c     DEFINE; kits.c a command's lines as goods: kits taken apart
 *     levels.c    goods to levels
 *     available.c what of a level can be held; BUFFER, and what is kept for channels
 *     post.c      goods from one place to another, and the ledger; lots.c which of them; serials.c
 *     hold.c      HOLD
 *     ends.c      EXTEND, and what becomes of a hold: COMMIT, RELEASE, CANCEL, ISSUE, RETURN, expiry
 *     moves.c     goods come, go and change their state without a hold or a document
 *     documents.c EXPECT, SHIP_TRANSFER, and what becomes of them; counts.c COUNT, APPROVE
 *     books.c     CLOSE, LAND_COST, REVALUE
 *     level.c     eco_inventory_level; promise.c when it can ship
 *     read*.c     a view's records, joined
 *     table*.c    eco_inventory_table; as_of.c its balances of a past instant
 *     cost*.c     costing.h, apart from all that is live: pools of layers, and a handle that books a table of movements; table_costs.c tells it the ledger
 *     picking.c   eco_inventory_pick, and the order of lots; slotting.c eco_inventory_slot; route*.c routing.h: these know nothing of what is live
 *     audit*.c    eco_inventory_audit
 *     archive*.c  eco_inventory_archive
 *
 * Each fact is written once. What lies where is what the ledger sums up to. What a hold reserved is told by its lines; how what was left of it ended, by its
 * state and `ended`. Only where a part of a hold ends alone are there counts a line (inventory_partial) and rows of the ledger that say when.
 *
 * What most levels have is in the level; what few have - other states, lots, buffers - in a row of its own (stock_more), so that a flash sale touches
 * neither. Items are looked up only where the settings say that any were defined. */
#ifndef ECO_INVENTORY_INTERNAL_H
#define ECO_INVENTORY_INTERNAL_H
#include <string.h>

#include <ecomops/inventory.h>

#include "base/hash.h"
#include "store/module.h"

struct eco_inventory {
    eco_module module;
    char currency[4];  /* of costs; "": none */
    uint64_t key_mask; /* of level and location keys: tests make them collide */
    /* What commands have met so far, to know what is worth looking for ahead. With the store's lock. */
    bool has_items, has_more;
};

/* One SKU at one location. Its key is a hash of both, or the next one that is free. */
typedef struct stock_level {
    eco_record head;
    int64_t key;
    int64_t on_hand, reserved, committed;
    int64_t version;
    int64_t at_us; /* when goods moved last */
    eco_text sku, location;
    int32_t more; /* 1: there is a stock_more */
} stock_level;

/* What few levels have; its parts are lots. The key is {0, level}. */
typedef struct stock_more {
    eco_record head;
    eco_id level;
    int64_t version;
    int64_t incoming, in_transit, damaged, quality_control;
    int64_t buffered; /* what is left of all that is kept for channels */
    int64_t buffers;  /* rows of them */
} stock_more;

/* Something of a lot in one state. One of which nothing is left is used again. */
typedef struct stock_lot {
    eco_record head;
    int64_t quantity;
    int64_t expires_us, received_us;
    int64_t at_us; /* when it moved last */
    eco_text lot;
    int32_t state; /* a place */
} stock_lot;

typedef struct stock_serial {
    eco_record head;
    int64_t key, version;
    int64_t level; /* where it is, or was last */
    eco_text sku, serial;
    int32_t place;
} stock_serial;

typedef struct stock_buffer {
    eco_record head;
    int64_t key, version;
    int64_t level;
    int64_t quantity; /* left of what is kept for the channel; below 0: kept from it */
    eco_text channel;
} stock_buffer;

enum { STOCK_DROP_SHIPPED = 1, STOCK_HAS_LOTS = 2, STOCK_HAS_SERIALS = 4, STOCK_KIT = 8 };
typedef struct stock_item {
    eco_record head;
    eco_id key; /* {1, hash of the sku, or the next one that is free} */
    int64_t version;
    int64_t backorder_limit, preorder_limit, preorder_ships_us, safety;
    int64_t allowed; /* the most that it was ever allowed to be sold below zero: what was sold so stays right */
    eco_text sku;
    int32_t quantity_scale, cost_method, picking, traits;
} stock_item;

typedef struct stock_part { /* quantity 0: not a part any more */
    eco_record head;
    int64_t quantity;
    eco_text sku;
} stock_part;

enum { STOCK_OPEN = 1, STOCK_DONE = 2, STOCK_DISMISSED = 3 };
/* EXPECT, SHIP_TRANSFER, COUNT: the command's key is the document's. */
typedef struct stock_document {
    eco_record head;
    eco_id key;
    int64_t version;
    int64_t at_us, due_us;
    int32_t verb, state;
} stock_document;
typedef struct stock_document_line {
    eco_record head;
    int64_t level, from_level;         /* from_level: of a transfer, else 0 */
    int64_t quantity, done, cancelled; /* of a count: counted, the difference, 0 */
    int64_t cost, lot_expires_us;
    eco_text lot, serial;
} stock_document_line;

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
    int64_t returned;            /* out of what was issued */
    int64_t buffered;            /* what it has of what was kept for its channel */
} stock_counts;

/* Where goods are: the states, with what is on hand in three; and the world outside. */
enum {
    STOCK_AVAILABLE = 0,
    STOCK_RESERVED = 1, /* ... eco_stock_state ... */
    STOCK_COMMITTED_PLACE = 2,
    STOCK_INCOMING = 3,
    STOCK_IN_TRANSIT = 4,
    STOCK_DAMAGED = 5,
    STOCK_QUALITY_CONTROL = 6,
    STOCK_SUPPLIER = 8,
    STOCK_CUSTOMER = 9,
    STOCK_ADJUSTMENT = 10,
    STOCK_TRANSFER = 11,
    STOCK_OPENING = 12,
    STOCK_NOWHERE = 13,
    STOCK_PLACES = 14
};
static inline bool eco_stock_is_on_hand(int32_t place)
{
    return place >= STOCK_AVAILABLE && place <= STOCK_COMMITTED_PLACE;
}
static inline bool eco_stock_is_inside(int32_t place)
{
    return place >= STOCK_AVAILABLE && place <= STOCK_QUALITY_CONTROL;
}
/* Lots and serials are known of goods that are somewhere. */
static inline bool eco_stock_is_physical(int32_t place)
{
    return eco_stock_is_inside(place) && place != STOCK_INCOMING;
}

/* A row of the ledger. What a hold reserved, and how it ended as a whole, is not in it. */
typedef struct stock_movement {
    eco_record head;
    int64_t sequence;
    eco_id command, source;
    int64_t level; /* 0: none */
    int64_t quantity, cost;
    int64_t at_us; /* in closed books: the end of them */
    eco_text lot, serial;
    int32_t line, verb;
    int32_t from, to;
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
    int64_t items;     /* that were defined */
    int64_t closed_us; /* the end of the closed books */
    eco_text first;    /* the location that was there first: the only one, where there is one */
} stock_settings;
enum { STOCK_SETTINGS_KEY = 1 };

extern const eco_kind eco_inventory_settings_kind, eco_inventory_location_kind, eco_inventory_item_kind, eco_inventory_part_kind,
    eco_inventory_level_kind, eco_inventory_more_kind, eco_inventory_lot_kind, eco_inventory_serial_kind,
    eco_inventory_buffer_kind, eco_inventory_hold_kind, eco_inventory_line_kind, eco_inventory_partial_kind,
    eco_inventory_counts_kind, eco_inventory_document_kind, eco_inventory_document_line_kind, eco_inventory_movement_kind,
    eco_inventory_command_kind;
enum { STOCK_KINDS = 17 };
extern const eco_kind *const eco_inventory_kinds[STOCK_KINDS];
extern const eco_module_interface eco_inventory_interface;
const eco_field *eco_inventory_field_of(const eco_kind *kind, const char *name); /* NULL: there is none */

#define STOCK_MAIN "main" /* where goods are whose location nobody ever gave */
const char *eco_inventory_state_name(int32_t hold_state);

const char *eco_inventory_place_name(int32_t place);
const char *eco_inventory_document_state_name(int32_t state);

/* What is on hand and nobody's; below 0 where more was sold than there is. */
static inline int64_t eco_stock_free(const stock_level *level)
{
    return level->on_hand - level->reserved - level->committed;
}

/* Where a line's quantity is now. What was returned was issued as well. */
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

/* What lies in a further state: not on hand. */
static inline int64_t *eco_stock_further(stock_more *more, int32_t place)
{
    switch (place) {
    case STOCK_INCOMING: return &more->incoming;
    case STOCK_IN_TRANSIT: return &more->in_transit;
    case STOCK_DAMAGED: return &more->damaged;
    default: return &more->quality_control;
    }
}
/* What lies in a place of a lot (eco_stock_lot_place). */
static inline int64_t eco_stock_in_place(const stock_level *level, const stock_more *more, int32_t place)
{
    return place == STOCK_AVAILABLE ? level->on_hand : *eco_stock_further((stock_more *)more, place);
}

static inline eco_id eco_stock_more_key(int64_t level)
{
    return eco_key_int(level);
}
static inline int64_t eco_stock_buffer_key(const eco_inventory *inventory, int64_t level, const char *channel)
{
    return eco_stock_key(inventory, eco_digest_add((uint64_t)level, eco_hash(channel, strlen(channel))));
}
static inline int64_t eco_stock_serial_key(const eco_inventory *inventory, uint64_t sku_hash, const char *serial)
{
    return eco_stock_key(inventory, eco_digest_add(sku_hash, eco_hash(serial, strlen(serial))));
}
static inline eco_id eco_stock_item_key(const eco_inventory *inventory, uint64_t sku_hash)
{
    return (eco_id){1, (uint64_t)eco_stock_key(inventory, sku_hash)};
}
static inline eco_id eco_stock_next_item_key(eco_id key)
{
    return (eco_id){1, (uint64_t)eco_stock_next_key((int64_t)key.low)};
}

/* ---- deciding --------------------------------------------------------------------------------------------------------------------------- */

/* What a command is about: its lines, or the parts of the kits that they name. Hashes are known before the lock. */
typedef struct stock_goods {
    const char *sku;
    uint64_t sku_hash, location_hash; /* location_hash 0: none was given */
    int64_t quantity;
    const stock_item *item; /* NULL: nobody defined it */
    int64_t level, given;   /* what HOLD gives, and others have taken: see eco_inventory_insufficient */
    int64_t buffered;       /* what HOLD takes of what is kept for its channel */
    uint32_t line;          /* of the command */
} stock_goods;

typedef struct stock_call {
    eco_inventory *inventory;
    eco_work *work;
    const eco_prepared *prepared;
    const eco_inventory_command *command;
    stock_goods *goods;
    size_t goods_count, goods_capacity; /* capacity 0: they are those of prepare */
    const stock_settings *settings;     /* NULL: there are none yet */
    const char *only;                   /* the store's only or first location, as it was before the command */
    uint64_t only_hash;
    int64_t locations; /* ... and how many there were */
    eco_inventory_result *result;
    eco_error *error;
} stock_call;

eco_status eco_inventory_prepare(void *module, const void *command, eco_prepared *prepared, eco_scratch *scratch,
                                 eco_error *error);
void eco_inventory_want(void *module, eco_work *work, const eco_prepared *prepared);
void eco_inventory_want_hold(eco_inventory *inventory, eco_work *work, eco_id key);
void eco_inventory_want_due(void *module, eco_work *work, const eco_kind *kind, void *record);

/* ---- items and kits ---- */
stock_item *eco_inventory_find_item(const eco_inventory *inventory, eco_work *work, const char *sku, uint64_t sku_hash,
                                    eco_want want, eco_id *key); /* *key: where it is, or would be; may be NULL */
enum { STOCK_KITS_DEEP = 16, STOCK_PARTS_MAX = 1000, STOCK_LINES_MAX = 10000 };
/* Replaces lines of kits by their parts, and finds the items of all. Called where any item is defined. */
eco_status eco_inventory_take_apart(stock_call *call);
eco_status eco_inventory_define(stock_call *call);

/* ---- levels ---- */
void eco_inventory_look_up(stock_call *call); /* settings and the only location, before anything changes */
/* The level of goods, to be changed. ECO_E_NOT_FOUND; or made, where `make` says so. */
eco_status eco_inventory_find_level(stock_call *call, const stock_goods *goods, bool make, stock_level **out);
/* ... at another location. */
eco_status eco_inventory_find_level_at(stock_call *call, const stock_goods *goods, const char *location, bool make,
                                       stock_level **out);
stock_level *eco_inventory_level_of_key(stock_call *call, int64_t key, eco_status *status);
/* A quantity of a level's SKU as goods, as a hold's or document's line has it that the command does not name; line: its number. */
stock_goods eco_inventory_goods_of_level(stock_call *call, const stock_level *level, uint32_t line, int64_t quantity);
/* Goods that are in no lot though their item has them move without lots; copy: of the item, for as long as they do. */
void eco_inventory_forget_lots(stock_goods *goods, stock_item *copy);
/* Its further quantities, to be changed; NULL without failure: it has none, and none were to be made. */
eco_status eco_inventory_more(stock_call *call, stock_level *level, bool make, stock_more **out);
/* Marks a level as changed, before it is. */
eco_status eco_inventory_touch(eco_work *work, stock_level *level, eco_error *error);
eco_status eco_inventory_change_settings(stock_call *call, stock_settings **out);
/* Quantity is more than is there. */
eco_status eco_inventory_insufficient(stock_call *call, const stock_goods *goods, const stock_level *level, int64_t available);
/* ECO_E_VERSION where the command expects another. */
eco_status eco_inventory_check_version(const stock_call *call, const char *what, int64_t version);
eco_status eco_inventory_fail_line(stock_call *call, size_t line, eco_status status, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
eco_status eco_inventory_add_total(stock_call *call, size_t line, int64_t quantity);
const char *eco_inventory_text(const stock_call *call, eco_text text);         /* "" for none */
const char *eco_inventory_text_or_null(const stock_call *call, eco_text text); /* NULL for none */
static inline const eco_stock_line *eco_stock_line_of(const stock_call *call, const stock_goods *goods)
{
    return &call->command->lines[goods->line];
}

/* ---- what can be held ---- */
typedef struct stock_can {
    int64_t available;    /* for the channel; below 0 where it is oversold */
    int64_t can;          /* ... with what may be sold below zero; not below 0 */
    stock_buffer *buffer; /* the channel's, NULL: none */
} stock_can;
eco_status eco_inventory_can(stock_call *call, const stock_goods *goods, const stock_level *level, stock_can *out);
/* What is kept for a channel, or from it; *key: its own, or that of a new one. */
stock_buffer *eco_inventory_find_buffer(const eco_inventory *inventory, eco_work *work, int64_t level, const char *channel,
                                        int64_t *key);
/* Takes what it can of a quantity from what is kept for the channel: *taken. ECO_E_INSUFFICIENT, without a message, where holds that are due may give some
 * of it back first: the command is asked again when they are swept. */
eco_status eco_inventory_take_buffer(stock_call *call, const stock_can *can, stock_level *level, int64_t quantity,
                                     int64_t *taken);
/* Gives it back. */
eco_status eco_inventory_give_buffer(const eco_inventory *inventory, eco_work *work, const stock_level *level,
                                     const char *channel, int64_t quantity, eco_error *error);
eco_status eco_inventory_buffer(stock_call *call);
int64_t eco_inventory_below_zero(const stock_item *item, int64_t at_us); /* how far; item may be NULL */
/* On hand, in lots past their expiry. The lots must be loaded. */
int64_t eco_inventory_expired(eco_work *work, const stock_more *more, int64_t at_us);

/* ---- goods from one place to another ---- */
typedef struct stock_chunk { /* of one lot */
    eco_text lot;            /* 0: none */
    int64_t expires_us, received_us, quantity;
} stock_chunk;
typedef struct stock_post {
    stock_call *call;
    const stock_goods *goods; /* line, item, sku */
    stock_level *level;
    int32_t from, to; /* places */
    int64_t quantity, cost;
    eco_id source;
    const char *lot, *serial; /* NULL: none given */
    int64_t lot_expires_us, lot_received_us;
    bool is_old;      /* the lot may be past its expiry: it was in transit, or comes back */
    bool is_supplied; /* it is there, whatever is promised to others */
    eco_status (*each)(const struct stock_post *post, const stock_chunk *chunk); /* after each lot; may be NULL */
    void *user;
} stock_post;
/* As the command's line says. */
stock_post eco_inventory_post_of(stock_call *call, const stock_goods *goods, stock_level *level, int32_t from, int32_t to);
/* Where there is less than the quantity at `from`, ECO_E_INSUFFICIENT; what is reserved and committed stays. */
eco_status eco_inventory_post(const stock_post *post);
eco_status eco_inventory_log_chunk(const stock_post *post, const stock_chunk *chunk);
eco_status eco_inventory_move_lots(const stock_post *post, stock_more *more); /* logs lot by lot */
eco_status eco_inventory_move_serial(const stock_post *post);
stock_lot *eco_inventory_find_lot(eco_work *work, const stock_more *more, eco_text lot, int32_t place);
int64_t eco_inventory_in_lots(eco_work *work, const stock_more *more, int32_t place);
stock_serial *eco_inventory_find_serial(stock_call *call, const stock_goods *goods, const char *serial, int64_t *key);
static inline int32_t eco_stock_lot_place(int32_t place) /* what is on hand is one to lots */
{
    return eco_stock_is_on_hand(place) ? STOCK_AVAILABLE : place;
}
static inline int32_t eco_stock_place_of(eco_stock_state state)
{
    return state; /* ON_HAND is what is available of it */
}
/* A row of the ledger for the command; NULL: the work failed. */
stock_movement *eco_inventory_log(stock_call *call, uint32_t line, const stock_level *level, int64_t quantity);
eco_status eco_inventory_log_failed(const stock_call *call);

/* ---- verbs ---- */
eco_status eco_inventory_hold(stock_call *call);
eco_status eco_inventory_extend(stock_call *call);
eco_status eco_inventory_end(stock_call *call);   /* COMMIT, RELEASE, CANCEL, ISSUE, RETURN of a hold */
eco_status eco_inventory_moves(stock_call *call); /* RECEIVE, ADJUST, ISSUE, RETURN of lines, MOVE_STATE, RETURN_TO_VENDOR */
eco_status eco_inventory_open_document(stock_call *call); /* EXPECT, SHIP_TRANSFER */
eco_status eco_inventory_end_document(stock_call *call);  /* RECEIVE, RECEIVE_TRANSFER, CANCEL of a source */
eco_status eco_inventory_count(stock_call *call);
eco_status eco_inventory_approve(stock_call *call);
eco_status eco_inventory_close(stock_call *call);
eco_status eco_inventory_land_cost(stock_call *call);
eco_status eco_inventory_revalue(stock_call *call);
/* The command's source, open, and of a kind that the verb ends: to be changed. */
eco_status eco_inventory_find_document(stock_call *call, stock_document **out);
stock_document_line *eco_inventory_add_document_line(stock_call *call, stock_document *document, const stock_goods *goods,
                                                     const stock_level *level, int64_t quantity);
eco_status eco_inventory_begin_document(stock_call *call, stock_document **out);
eco_status eco_inventory_due(void *module, eco_work *work, const eco_kind *kind, void *record, int64_t now_us);

#endif
