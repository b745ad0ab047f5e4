/* source.h - where bytes come from: a file, a pipe, memory, a test. */
#ifndef TOOL_SOURCE_H
#define TOOL_SOURCE_H
#include <ecomops/base.h>

typedef struct tool_source {
    /* Puts 1..room bytes at `bytes` and their number in *size; 0: the end. */
    eco_status (*read)(void *user, char *bytes, size_t room, size_t *size, eco_error *error);
    void *user;
} tool_source;

/* From a file descriptor that stays the caller's; name is for messages and borrowed. *done counts the bytes read, for a progress bar. */
typedef struct tool_file {
    int descriptor;
    const char *name;
    int64_t done;
} tool_file;
tool_source tool_source_of_file(tool_file *file);

/* From memory that lives as long as the source. */
typedef struct tool_memory {
    const char *bytes;
    size_t size;
} tool_memory;
tool_source tool_source_of_memory(tool_memory *memory);

#endif
