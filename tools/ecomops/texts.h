/* texts.h - documents that are built into the program (embed.cmake). */
#ifndef TOOL_TEXTS_H
#define TOOL_TEXTS_H
#include <stddef.h>

typedef struct tool_document {
    const char *name; /* of the file, up to its first dot; NULL ends a list */
    const char *text;
    size_t size;
} tool_document;

extern const tool_document tool_schemas[]; /* docs/schemas, by name */
extern const tool_document tool_samples[]; /* what ecomops sample prints: rulebooks and a cart of examples/documents, by name */

#endif
