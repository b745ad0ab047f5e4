/* usage_parts.h - what the files of the documents of usage share. */
#ifndef ECO_JSON_USAGE_PARTS_H
#define ECO_JSON_USAGE_PARTS_H
#include "json/commands.h"

/* A command as documents have it: each flag under its own name; its quote is the codec's work. */
typedef struct eco_json_usage_command {
    eco_usage_command command;
    bool linked, dry_run;
} eco_json_usage_command;

typedef struct eco_json_usage_commands {
    const eco_json_usage_command *commands;
    size_t commands_count;
} eco_json_usage_commands;

/* A result, with the key of its command, and what its quote says of the use that failed. */
typedef struct eco_json_usage_result {
    eco_id key;
    const char *status;
    int64_t uses, spent_minor, sequence;
    bool replayed;
    int32_t use; /* a place */
    const char *by, *promotion, *campaign, *customer, *code;
    const char *message, *path;
    int64_t available, available_minor;
} eco_json_usage_result;

extern const eco_json_object eco_json_usage_commands_object; /* eco_json_usage_commands */
extern const eco_json_object eco_json_usage_results_object;  /* its list is the codec's work */
extern const eco_json_object eco_json_usage_result_object;   /* eco_json_usage_result */
/* Its parts: all but what is available; that, in uses; or in money. */
extern const eco_json_object eco_json_usage_told_object, eco_json_usage_left_object, eco_json_usage_left_money_object;
extern const eco_json_object eco_json_usage_query_object; /* eco_json_query */

/* The document's commands, in the arena; `copies` as in eco_json_reading. */
eco_status eco_json_usage_commands_of(eco_usage_commands *out, const eco_json_document *document, eco_arena *arena, bool copies,
                                      eco_error *error);
/* What execute said of a command (its path begins with the command's number), at its place in the document. */
eco_status eco_json_usage_place(const eco_json_document *document, eco_error *error, eco_status status);
extern const eco_json_query_kind eco_json_usage_query;

/* Results into a document that eco_json_usage_results_begin has begun: that one takes all the memory. `failed`: the command that `message` and `path` are
 * of. */
typedef struct eco_json_told {
    size_t failed;
    const char *message, *path;
} eco_json_told;
eco_status eco_json_usage_results_begin(eco_json_writing *writing, const eco_allocator *allocator, eco_writer writer,
                                        const char *currency, eco_error *error);
eco_status eco_json_usage_results_end(eco_json_writing *writing, const eco_usage_commands *commands,
                                      const eco_usage_result *results, const eco_json_told *told, eco_error *error);

#endif
