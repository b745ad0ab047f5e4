/* stores.h - opening the store that a command works on, and saying what to do when it refuses. */
#ifndef TOOL_STORES_H
#define TOOL_STORES_H
#include <ecomops/store.h>

#include "ecomops/options.h"

/* Of every command that works on a store. */
#define TOOL_STORE_OPTIONS                                                                                                  \
    {"durability", "LEVEL", "full (the default), normal or off: what survives a power cut", 0},                             \
        {"schema", "NAME", "of the tables: a schema on PostgreSQL, what their names begin with on SQLite; default eco", 0}, \
        {"shop", "NAME", "whose rows, where several shops share a database", 0},                                            \
    {                                                                                                                       \
        "busy", "TIME", "how long to wait for other processes; default 5s", 0                                               \
    }

/* What the options say; false after a message. */
bool tool_store_options(eco_store_options *out, const tool_arguments *arguments);
/* The address of --store, or of ECOMOPS_STORE; NULL after a message. */
const char *tool_store_address(const tool_arguments *arguments);
/* 0, or the exit code after a message. */
int tool_store_open(eco_store **out, const tool_arguments *arguments, const char *address, bool read_only);
/* What to do about a refusal. */
typedef struct tool_hint {
    eco_status status;
    tool_word word;
} tool_hint;

/* What the store said, and what to do about it; gives the exit code. `hints`: those of a module. */
int tool_store_report_with(const eco_error *error, tool_language language, const char *address, const tool_hint *hints,
                           size_t count);
int tool_store_report(const eco_error *error, tool_language language, const char *address);

#endif
