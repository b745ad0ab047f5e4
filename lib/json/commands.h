/* commands.h - what the documents of all modules that keep state have in common: commands in, results out. */
#ifndef ECO_JSON_COMMANDS_H
#define ECO_JSON_COMMANDS_H
#include <ecomops/store.h>

#include "json/documents.h"

/* A member of the struct inside: paths of errors name it as the struct does. */
#define ECO_JSON_INSIDE(kind_, owner, inner, name_, member_, ...)                                                     \
    {                                                                                                                 \
        .name = (name_), .member = #member_, .kind = ECO_JSON_KIND_##kind_, .offset = offsetof(owner, inner.member_), \
        .size = sizeof(((owner *)0)->inner.member_), __VA_ARGS__                                                      \
    }

/* Reads a document's commands into memory of their own: *out is a struct of `size` bytes, which `of` fills, with all that it points to in the arena. Freed by
 * eco_json_free_commands; NULL is fine there. */
typedef eco_status (*eco_json_commands_call)(void *commands, const eco_json_document *document, eco_arena *arena, eco_error *error);
eco_status eco_json_read_commands(const void **out, size_t size, eco_json_commands_call of, const char *text, size_t text_size,
                                  const eco_json_options *options, eco_error *error);
void eco_json_free_commands(const void *commands);

typedef struct eco_json_query {
    const char *table;
    eco_query query;
} eco_json_query;
/* What a query document of a module is made of, and who answers it. */
typedef struct eco_json_query_kind {
    const char *schema;
    const eco_json_object *object; /* eco_json_query */
    eco_status (*table)(const eco_table **out, void *module, const char *name, const eco_query *query, eco_error *error);
} eco_json_query_kind;
eco_status eco_json_query_of(eco_json_query *out, const eco_json_document *document, const eco_json_query_kind *kind, eco_error *error);
/* Rows of a table as JSON; what is wrong with the query, at its place in the document. */
eco_status eco_json_run_query(void *module, const eco_json_document *document, const eco_json_query_kind *kind, eco_writer writer,
                              eco_error *error);

/* Begins a document of results, and takes all the memory that it will need: what is written later can fail only in the writer. */
eco_status eco_json_results_begin(eco_json_writing *writing, const eco_allocator *allocator, eco_writer writer,
                                  const char *currency, const char *schema, eco_error *error);
eco_status eco_json_results_end(eco_json_writing *writing, eco_error *error);

/* The command that an error of execute is of: its path begins with the number. `count` where it is of none. */
size_t eco_json_command_of(const eco_error *error, size_t count);
/* The error's path in terms of the commands' document; gives `path`. */
const char *eco_json_command_path(char *path, size_t size, const eco_error *error);
/* What execute said of a command, at its place in the document; `root` says what the document is. */
eco_status eco_json_command_place(const eco_json_document *document, const eco_json_object *root, eco_error *error,
                                  eco_status status);

/* Whether a store that knows nothing would refuse a command for what it says, not for what is there. */
bool eco_json_is_wrong(eco_status status);
/* An error of a command that was executed alone gets the number that the command has in its document. */
eco_status eco_json_renumber(eco_error *error, eco_status status, size_t number);

#endif
