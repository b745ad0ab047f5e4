/* read.h - what a view of stock holds, joined: levels, holds with their lines, rows of the ledger with their commands. For tables and the audit. */
#ifndef ECO_INVENTORY_READ_H
#define ECO_INVENTORY_READ_H
#include "base/memory.h"
#include "inventory/inventory_internal.h"

typedef struct stock_list { /* of pointers into the arena */
    void **items;
    size_t count, capacity;
} stock_list;

typedef struct stock_seen_level {
    stock_level row;
    const char *sku, *location;
    int64_t on_hand, reserved, committed; /* as ledger and holds tell them */
} stock_seen_level;

typedef struct stock_seen_line {
    struct stock_seen_hold *hold;
    struct stock_seen_line *next; /* of the hold */
    stock_seen_level *level;      /* NULL: there is none, or it was not asked for */
    int64_t level_key, number, quantity;
    stock_counts counts; /* zero where there are none */
    bool has_counts;
    stock_counts told; /* by the ledger; for the audit */
} stock_seen_line;

typedef struct stock_seen_hold {
    stock_hold row;
    const char *channel, *actor, *reason, *reference;
    stock_seen_line *first, *last, *place; /* place: where counts were put last */
    int64_t counts;                        /* rows of them */
} stock_seen_hold;

typedef struct stock_seen_command {
    eco_command_record row;
    const char *actor, *reason, *reference;
} stock_seen_command;

typedef struct stock_seen_movement {
    stock_movement row;
    stock_seen_level *level;
    const stock_seen_command *command;
} stock_seen_movement;

typedef struct stock_reader {
    eco_inventory *inventory;
    eco_view *view;
    eco_arena arena;
    eco_map levels_by_key, holds_by_key, commands_by_key; /* to their place in the list */
    stock_list levels, holds, lines, movements, commands, locations /* texts */;
    int64_t lost;      /* lines and counts of which there is no hold */
    eco_status status; /* of a visit that could not go on */
    eco_error *error;
} stock_reader;

eco_status eco_inventory_reader_begin(stock_reader *reader, eco_inventory *inventory, eco_error *error);
void eco_inventory_reader_end(stock_reader *reader);

/* Each reads into the reader's lists. NULL, 0, no key: all. */
eco_status eco_inventory_read_levels(stock_reader *reader, const char *sku, const char *location);
eco_status eco_inventory_read_locations(stock_reader *reader);
eco_status eco_inventory_read_holds(stock_reader *reader, eco_id key, int64_t since_us, int64_t until_us);
/* Of the holds that were read; lines of levels that were not read have none. */
eco_status eco_inventory_read_lines(stock_reader *reader);
eco_status eco_inventory_read_all_lines(stock_reader *reader); /* ... also those of which there is no hold: `lost` */
eco_status eco_inventory_read_movements(stock_reader *reader, const eco_query *query, bool of_read_levels);
/* Of the movements that were read. */
eco_status eco_inventory_read_commands(stock_reader *reader);
/* Levels of the lines and movements that were read. */
eco_status eco_inventory_join_levels(stock_reader *reader);

stock_seen_level *eco_inventory_seen_level(const stock_reader *reader, int64_t key);
stock_seen_hold *eco_inventory_seen_hold(const stock_reader *reader, eco_id key);
stock_split eco_inventory_seen_split(const stock_seen_line *line);
typedef int (*stock_compare)(const void *a, const void *b);
void eco_inventory_sort(stock_list *list, stock_compare compare);
int eco_inventory_compare_levels(const void *a, const void *b); /* by sku and location */
int eco_inventory_compare_ids(eco_id a, eco_id b);

/* Balances as they were at an instant, into the levels' on_hand, reserved and committed. */
eco_status eco_inventory_read_as_of(stock_reader *reader, int64_t as_of_us);

#endif
