/* inventory_parts.h - what the files of the documents of stock share. */
#ifndef ECO_JSON_INVENTORY_PARTS_H
#define ECO_JSON_INVENTORY_PARTS_H
#include "json/commands.h"

/* A command as documents have it: each flag under its own name. */
typedef struct eco_json_stock_command {
    eco_inventory_command command;
    bool linked, dry_run;
} eco_json_stock_command;

typedef struct eco_json_stock_commands {
    const char *currency;
    const eco_json_stock_command *commands;
    size_t commands_count;
} eco_json_stock_commands;

/* A result, with the key of its command. */
typedef struct eco_json_stock_result {
    eco_id key;
    const char *status;
    int64_t quantity, sequence;
    bool replayed;
    int32_t line; /* a place */
    const char *message, *path;
    int64_t available;
} eco_json_stock_result;

extern const eco_json_object eco_json_stock_commands_object; /* eco_json_stock_commands */
extern const eco_json_object eco_json_stock_results_object;  /* its list is the codec's work */
extern const eco_json_object eco_json_stock_result_object;   /* eco_json_stock_result, without what is available */
extern const eco_json_object eco_json_stock_short_object;    /* ... with it */
extern const eco_json_object eco_json_stock_query_object;    /* eco_json_query */

/* The document's commands, in the arena; `copies` as in eco_json_reading. */
eco_status eco_json_stock_commands_of(eco_stock_commands *out, const eco_json_document *document, eco_arena *arena, bool copies,
                                      eco_error *error);
/* What execute said of a command (its path begins with the command's number), at its place in the document. */
eco_status eco_json_stock_place(const eco_json_document *document, eco_error *error, eco_status status);
extern const eco_json_query_kind eco_json_stock_query;

/* Results into a document that eco_json_stock_results_begin has begun: that one takes all the memory. */
eco_status eco_json_stock_results_begin(eco_json_writing *writing, const eco_allocator *allocator, eco_writer writer,
                                        eco_error *error);
eco_status eco_json_stock_results_end(eco_json_writing *writing, const eco_stock_commands *commands,
                                      const eco_inventory_result *results, const eco_error *first, eco_error *error);

#endif
