/* read.h - what a view of stock holds, joined: levels with items and lots, holds and documents with their lines, rows of the ledger with their commands. For
 * tables and the audit. */
#ifndef ECO_INVENTORY_READ_H
#define ECO_INVENTORY_READ_H
#include "base/memory.h"
#include "inventory/inventory_internal.h"

typedef struct stock_list { /* of pointers into the arena */
    void **items;
    size_t count, capacity;
} stock_list;

typedef struct stock_seen_item {
    stock_item row;
    const char *sku;
    int64_t parts;
} stock_seen_item;
typedef struct stock_seen_part {
    const stock_seen_item *item;
    const char *sku;
    int64_t quantity;
} stock_seen_part;

typedef struct stock_seen_level {
    stock_level row;
    stock_more more; /* zero where there is none */
    const char *sku, *location;
    const stock_seen_item *item;               /* NULL: nobody defined it, or items were not read */
    int64_t places[STOCK_QUALITY_CONTROL + 1]; /* as the ledger tells them; as of an instant with holds */
    int64_t reserved, committed;               /* as holds tell them, ... */
    int64_t open_incoming, open_transit;       /* ... and documents; for the audit */
} stock_seen_level;

typedef struct stock_seen_lot {
    stock_lot row;
    stock_seen_level *level;
    const char *lot;
} stock_seen_lot;
typedef struct stock_seen_serial {
    stock_serial row;
    const stock_seen_level *level;
    const char *sku, *serial;
    int64_t told;  /* the place where the ledger puts it; for the audit */
    uint64_t hash; /* of sku and serial */
} stock_seen_serial;
typedef struct stock_seen_buffer {
    stock_buffer row;
    stock_seen_level *level;
    const char *channel;
} stock_seen_buffer;

typedef struct stock_seen_document {
    stock_document row;
    const struct stock_seen_command *command;
} stock_seen_document;
typedef struct stock_seen_document_line {
    const stock_seen_document *document;
    stock_document_line row;
    int64_t number;
    stock_seen_level *level, *from_level;
    const char *lot, *serial;
} stock_seen_document_line;

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
    const char *lot, *serial;
} stock_seen_movement;

typedef struct stock_reader {
    eco_inventory *inventory;
    eco_view *view;
    eco_arena arena;
    eco_map levels_by_key, holds_by_key, commands_by_key, items_by_sku, documents_by_key; /* to their place in the list */
    stock_list levels, holds, lines, movements, commands, locations /* texts */, items, parts, lots, serials, buffers, documents,
        document_lines;
    const char *below; /* levels are wanted whose location begins with it; NULL: all */
    const char *sku;   /* of lists that are not by level; NULL: all */
    int64_t lost;      /* lines and counts of which there is no hold, or no document, and lots without a level */
    eco_status status; /* of a visit that could not go on */
    eco_error *error;
} stock_reader;

eco_status eco_inventory_reader_begin(stock_reader *reader, eco_inventory *inventory, eco_error *error);
void eco_inventory_reader_end(stock_reader *reader);

/* Each reads into the reader's lists. NULL, 0, no key: all. */
eco_status eco_inventory_read_levels(stock_reader *reader, const char *sku, const char *location);
eco_status eco_inventory_read_locations(stock_reader *reader);
/* Of the levels that were read: what few have; and, where any are defined, their items. */
eco_status eco_inventory_read_more(stock_reader *reader);
eco_status eco_inventory_read_items(stock_reader *reader);
eco_status eco_inventory_read_parts(stock_reader *reader); /* of the items that were read */
eco_status eco_inventory_read_lots(stock_reader *reader);
eco_status eco_inventory_read_buffers(stock_reader *reader);
eco_status eco_inventory_read_serials(stock_reader *reader);
/* Documents with their lines, and the commands that made them. */
eco_status eco_inventory_read_documents(stock_reader *reader, eco_id key, int64_t since_us, int64_t until_us);
eco_status eco_inventory_read_closed_us(stock_reader *reader, int64_t *closed_us);
eco_status eco_inventory_read_holds(stock_reader *reader, eco_id key, int64_t since_us, int64_t until_us);
/* Of the holds that were read; lines of levels that were not read have none. */
eco_status eco_inventory_read_lines(stock_reader *reader);
eco_status eco_inventory_read_all_lines(stock_reader *reader); /* ... also those of which there is no hold: `lost` */
eco_status eco_inventory_read_movements(stock_reader *reader, const eco_query *query, bool of_read_levels);
/* Of the movements that were read. */
eco_status eco_inventory_read_commands(stock_reader *reader);
/* Levels of the lines and movements that were read. */
eco_status eco_inventory_join_levels(stock_reader *reader);
/* One of them; look_up: where it was not read. NULL: there is none. */
eco_status eco_inventory_join_level(stock_reader *reader, int64_t key, bool look_up, stock_seen_level **out);

stock_seen_level *eco_inventory_seen_level(const stock_reader *reader, int64_t key);
stock_seen_hold *eco_inventory_seen_hold(const stock_reader *reader, eco_id key);
stock_split eco_inventory_seen_split(const stock_seen_line *line);
typedef int (*stock_compare)(const void *a, const void *b);
void eco_inventory_sort(stock_list *list, stock_compare compare);
int eco_inventory_compare_levels(const void *a, const void *b); /* by sku and location */
int eco_inventory_compare_ids(eco_id a, eco_id b);

/* Balances as they were at an instant, and as they were known at another (0: now), into the levels' places. */
eco_status eco_inventory_read_as_of(stock_reader *reader, int64_t as_of_us, int64_t known_us);

/* For the files of the reader: an item of a list, zeroed; NULL: without memory. */
void *eco_inventory_reader_add(stock_reader *reader, stock_list *list, size_t size);
bool eco_inventory_reader_index(eco_map *map, const void *key, size_t size, size_t at); /* the key stays where it is */
bool eco_inventory_reader_text(stock_reader *reader, eco_text text, const char **out);  /* copied */
bool eco_inventory_reader_no_memory(stock_reader *reader);                              /* false */
eco_status eco_inventory_reader_scan(stock_reader *reader, const eco_kind *kind, const eco_filter *filter,
                                     bool (*visit)(const eco_row *row, void *user));
const stock_seen_command *eco_inventory_seen_command(const stock_reader *reader, eco_id key);
eco_status eco_inventory_read_command(stock_reader *reader, eco_id key);

#endif
