/* inventory_whole.h - all of stock as plainly as it can be said: a counter for each place of each level, lot and serial, every answer worked out anew, undoing
 * by a copy of the whole. inventory_whole.c sends random commands of every verb to it and to the library.
 *
 *     inventory_whole_model.c   places, lots, serials, what is available; keys
 *     inventory_whole_holds.c   HOLD and what ends it, RETURN
 *     inventory_whole_goods.c   goods without holds: items, buffers, documents, counts
 *     inventory_whole_make.c    random commands
 *     inventory_whole_check.c   levels, tables, the past and the audit against the model
 *
 * Its time may go back, but only after holds whose deadline has passed were swept: then it does not matter who sweeps them. */
#ifndef INVENTORY_WHOLE_H
#define INVENTORY_WHOLE_H
#include <ecomops/inventory.h>

#include "test.h"

enum {
    WHOLE_SKUS = 12,
    WHOLE_LOCATIONS = 3,
    WHOLE_LEVELS = WHOLE_SKUS * WHOLE_LOCATIONS,
    WHOLE_LOTS = 5,    /* 0: in none */
    WHOLE_SERIALS = 7, /* 0: none */
    WHOLE_CHANNELS = 2,
    WHOLE_LINES = 4,
    WHOLE_PARTS = 16,
    WHOLE_DONE = 128,
    WHOLE_ROWS = WHOLE_DONE * 16
};
/* What the SKUs are; fixed, while limits, safety, picking and parts may be defined anew. */
enum { APPLE, PEAR, BACKORDERED, PREORDERED, SAFE, FEFO, FIFO, SERIAL, DROPPED, KIT, KIT_OF_KIT, KIT_OF_SERIAL };
/* Places: the states, with ECO_STOCK_ON_HAND for what is available; and the world outside. */
enum {
    AVAILABLE,
    RESERVED,
    COMMITTED,
    INCOMING,
    IN_TRANSIT,
    DAMAGED,
    QUALITY,
    PLACES,
    SUPPLIER = PLACES,
    CUSTOMER,
    ADJUSTMENT,
    TRANSFER,
    NOWHERE
};
extern const char *const whole_skus[WHOLE_SKUS], *const whole_locations[WHOLE_LOCATIONS],
                                                     *const whole_lots[WHOLE_LOTS], *const whole_serials[WHOLE_SERIALS],
                                                                                        *const whole_channels[WHOLE_CHANNELS],
                                                                                            *const whole_places[NOWHERE];

typedef struct whole_item {
    bool is_defined;
    int64_t version, backorder, preorder, ships_us, safety;
    int method, picking;
    int parts[3], parts_count;
    int64_t parts_quantity[3];
} whole_item;

typedef struct whole_lot {
    int64_t quantity, received_us, moved_us;
} whole_lot;

typedef struct whole_level {
    bool exists;
    int64_t quantity[PLACES];
    whole_lot lots[WHOLE_LOTS][PLACES]; /* by physical place; of an item with lots */
    int64_t moved_us;
    bool has_buffer[WHOLE_CHANNELS];
    int64_t buffer[WHOLE_CHANNELS];
} whole_level;

typedef struct whole_serial {
    int level, place; /* level -1: never seen */
} whole_serial;

typedef struct whole_line { /* of a command */
    int sku, location;
    bool names_location;
    int64_t quantity, cost;
    int lot, serial;
} whole_line;

typedef struct whole_command {
    eco_id key;
    eco_inventory_verb verb;
    int64_t at_us;
    eco_command_flags flags;
    whole_line lines[WHOLE_LINES];
    int lines_count;
    eco_id hold, source;
    int channel; /* -1: none */
    bool partial;
    int64_t expires_us, due_us, amount, expected_version;
    int to_location, from_state, to_state; /* -1: none */
    const char *actor, *reason;
    int item; /* the SKU that is defined, -1: none */
    whole_item definition;
    int illegal; /* not 0: a field is spoilt on the way to the library */
} whole_command;

typedef struct whole_result {
    eco_status status, also; /* also: another that the header allows as well, ECO_OK: none */
    bool replayed, has_rows, tells_available;
    int line; /* from 1; 0: not told */
    int64_t available, quantity;
} whole_result;

typedef struct whole_part { /* of a hold or a document, all of one level (and lot, and serial) */
    int level, from, lot, serial;
    int64_t quantity, held, committed, released, issued, cancelled,
        returned;     /* documents: quantity, committed (done), cancelled */
    int64_t buffered; /* taken of what is kept for its channel */
} whole_part;

typedef struct whole_thing { /* a hold or a document */
    int command;             /* that made it */
    whole_part parts[WHOLE_PARTS];
    int parts_count;
    const char *state;
    int64_t expires_us, ended_us, version;
} whole_thing;

typedef struct whole_row { /* of the ledger */
    int command, level, lot, serial, from, to;
    int64_t quantity, at_us; /* at_us: when it is booked */
} whole_row;

typedef struct whole {
    whole_level levels[WHOLE_LEVELS];
    whole_serial serials[WHOLE_SERIALS];
    whole_item items[WHOLE_SKUS];
    int first_location; /* -1: none yet */
    int64_t closed_us;
    int commands_count, things_count, rows_count;
    whole_command commands[WHOLE_DONE]; /* that succeeded */
    whole_result results[WHOLE_DONE];
    whole_thing things[WHOLE_DONE];
    whole_row rows[WHOLE_ROWS];
} whole;

void whole_begin(whole *of);
void whole_copy(whole *to, const whole *from);
void whole_expire(whole *of, int64_t now_us); /* before each command */
/* Decides one command; the model is changed only where the result is ECO_OK. version: of the level, where the command expects one of a level. */
whole_result whole_run(whole *of, const whole_command *command, int64_t version);
/* What lots expire at; 0: never. Fixed for each, so that it is never said twice differently. */
int64_t whole_lot_expires(int lot);

/* ---- between the model's files --------------------------------------------------------------------------------------------------------------- */

whole_result whole_fail(eco_status status, int line);
whole_thing *whole_find(whole *of, eco_id key, eco_inventory_verb verb); /* verb 0: a document. NULL: there is none */
bool whole_is_kit(const whole *of, int sku);
bool whole_has_lots(const whole *of, int sku);
bool whole_has_serials(int sku);
bool whole_names(const whole *of, const whole_line *line, int *location); /* false: which location is not clear */
/* The line's SKUs and quantities: itself, or of a kit its parts, each once. Gives how many. */
int whole_expand(const whole *of, const whole_line *line, whole_line *out);
int64_t whole_on_hand(const whole_level *level);
int64_t whole_expired(const whole *of, int level, int64_t at_us);
int64_t whole_buffered(const whole_level *level, int channel);
int64_t whole_available(const whole *of, int level, int channel, int64_t at_us);
int64_t whole_below_zero(const whole *of, int sku, int64_t at_us);
void whole_create(whole *of, int level);
/* Moves goods and writes their rows; of lots those that leave first, or the one named. piece is told of each lot. */
typedef void whole_each(void *user, int lot, int64_t quantity, int64_t received_us);
typedef struct whole_move {
    int level, from, to, lot, serial;
    int64_t quantity, received_us;
    bool is_old;   /* may go where only what has not expired may go: it was there before */
    bool is_loose; /* what is in no lot, though the item has lots */
    whole_each *each;
    void *user;
} whole_move;
whole_result whole_post(whole *of, const whole_command *command, int line, whole_move move);
whole_result whole_hold(whole *of, const whole_command *command, const whole *before, int64_t version);
whole_result whole_end(whole *of, const whole_command *command);
whole_result whole_return(whole *of, const whole_command *command);
whole_result whole_goods(whole *of, const whole_command *command, const whole *before, int64_t version);
whole_result whole_document(whole *of, const whole_command *command);
whole_result whole_count(whole *of, const whole_command *command, int64_t version);

/* ---- a history ------------------------------------------------------------------------------------------------------------------------------- */

typedef struct whole_history {
    eco_store *store;
    eco_inventory *stock;
    const char *address;
    eco_random random;
    uint64_t seed, keys;
    int64_t now_us, commands;
    bool weak_keys, jumps; /* jumps: time goes back now and then */
    whole is;
    struct whole_past { /* at the end of an instant */
        int64_t at_us, quantity[WHOLE_LEVELS][PLACES];
        bool exists[WHOLE_LEVELS];
    } past[16];
    int past_count;
} whole_history;
whole_command whole_some_command(whole_history *h);
void whole_check_levels(whole_history *h, int sku);
void whole_check_tables(whole_history *h);
uint64_t whole_digest(whole_history *h); /* of all tables */
int64_t whole_pick(whole_history *h, int64_t low, int64_t high);
bool whole_chance(whole_history *h, int percent);

#define WHOLE_CHECK(h, condition, ...)                                                                                 \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            char text_[900];                                                                                           \
            int size_ = snprintf(text_, sizeof text_, "seed %" PRIu64 " at %" PRId64 ": %s: ", (h)->seed, (h)->now_us, \
                                 #condition);                                                                          \
            snprintf(text_ + size_, sizeof text_ - (size_t)size_, __VA_ARGS__);                                        \
            ECO_TEST_FAIL(text_);                                                                                      \
        }                                                                                                              \
    } while (0)

#endif
