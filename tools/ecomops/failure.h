/* failure.h - how the readers fail: they fill the caller's eco_error (which may be NULL), as the library does. */
#ifndef TOOL_FAILURE_H
#define TOOL_FAILURE_H
#include <ecomops/base.h>

/* Returns status. line and column from 1; 0: none. path NULL: none. */
eco_status tool_failure(eco_error *error, eco_status status, int32_t line, int32_t column, const char *path, const char *format,
                        ...) __attribute__((format(printf, 6, 7)));
eco_status tool_failure_memory(eco_error *error);

/* Text of others in messages: at most 60 bytes of it, cut between characters, without control characters, in quotes. Gives `out`. */
enum { TOOL_QUOTED = 72 };
char *tool_quoted(char out[TOOL_QUOTED], const char *text, size_t size);
#define TOOL_QUOTE(text, size) tool_quoted((char[TOOL_QUOTED]){0}, (text), (size))

/* Grows *items (of *capacity elements of `size` bytes) to hold at least `needed`; false without memory, and then nothing has changed. */
bool tool_grow(void *items, size_t *capacity, size_t needed, size_t size);

#endif
