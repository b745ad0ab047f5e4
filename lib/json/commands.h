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
