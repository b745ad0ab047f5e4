/* commands.h - bytes as documents of commands for a store: what the targets of stock and usage share.
 *
 * Input that begins with '{' is a document as it stands, or several with a NUL between them. All else is chance, of which the target makes documents that are
 * mostly right, so that what they do is reached, too. */
#ifndef ECO_FUZZ_COMMANDS_H
#define ECO_FUZZ_COMMANDS_H
#include <ecomops/json.h>

#include <stdint.h>

#include "base/text.h"

typedef struct fuzz_chance {
    const uint8_t *bytes;
    size_t size;
} fuzz_chance;
unsigned fuzz_byte(fuzz_chance *chance); /* 0 when there are no more */

/* Ends the program with the error unless it holds. */
void fuzz_must(bool holds, const char *what, const eco_error *error);

/* Text in printf's way, at the end of the buffer. */
void fuzz_print(eco_buffer *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* "at":"2026-11-11T12:34:00Z" of a minute, which may lie outside of its hour. */
void fuzz_time(eco_buffer *text, const char *name, int minute);

/* What a target does with one document. */
typedef void (*fuzz_run)(void *shop, const char *text, size_t size);
/* Each document of the input, or of what `make` makes of chance until there is no more. */
void fuzz_documents(const uint8_t *data, size_t size, void (*make)(eco_buffer *text, fuzz_chance *chance), fuzz_run run,
                    void *shop);

/* A module's call for documents, and one for commands that were read. */
typedef eco_status (*fuzz_call)(void *module, const char *text, size_t size, eco_writer writer, const eco_json_options *options,
                                eco_error *error);
/* What is written is valid, what is refused has its place, and nothing was written where the document itself was refused. */
eco_status fuzz_document(fuzz_call call, void *module, const char *text, size_t size);

#endif
