/* input.h - what the program reads: a file, standard input ("-"), or a file that xz, gzip or zstd unpacks. */
#ifndef TOOL_INPUT_H
#define TOOL_INPUT_H
#include <ecomops/base.h>

#include <sys/types.h>

#include "ecomops/source.h"

typedef struct tool_input {
    const char *name; /* for messages */
    int file;
    int packed;     /* what the unpacker reads; -1: none */
    pid_t unpacker; /* 0: none */
    const char *program;
} tool_input;

eco_status tool_input_open(tool_input *input, const char *path, eco_error *error);
/* Bytes read, 0 at the end, -1 for a failure. At the end the unpacker must have succeeded. */
ssize_t tool_input_read(tool_input *input, char *bytes, size_t size, eco_error *error);
void tool_input_close(tool_input *input);

tool_source tool_source_of_input(tool_input *input);
/* How far the reading of a file is, in its own bytes; total 0: not known. */
void tool_input_progress(const tool_input *input, int64_t *done, int64_t *total);

/* A whole document, with a NUL behind; free() it. More than `most` bytes are ECO_E_LIMIT. */
eco_status tool_input_document(char **text, size_t *size, const char *path, size_t most, eco_error *error);

#endif
