/* commands.c - see commands.h. */
#include "commands.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DOCUMENTS = 12 }; /* of chance, at most: more take long and tell no more */

unsigned fuzz_byte(fuzz_chance *chance)
{
    if (!chance->size)
        return 0;
    chance->size--;
    return *chance->bytes++;
}

void fuzz_must(bool holds, const char *what, const eco_error *error)
{
    if (holds)
        return;
    fprintf(stderr, "%s: %s %s at %d:%d %s\n", what, eco_status_name(error->status), error->message, error->line, error->column,
            error->path);
    abort();
}

void fuzz_print(eco_buffer *text, const char *format, ...)
{
    char piece[1024];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(piece, sizeof piece, format, arguments);
    va_end(arguments);
    eco_buffer_add(text, piece, (size_t)size);
}

void fuzz_time(eco_buffer *text, const char *name, int minute)
{
    minute += 12 * 60; /* noon */
    fuzz_print(text, "\"%s\":\"2026-11-11T%02d:%02d:00Z\"", name, minute / 60, minute % 60);
}

void fuzz_documents(const uint8_t *data, size_t size, void (*make)(eco_buffer *text, fuzz_chance *chance), fuzz_run run,
                    void *shop)
{
    fuzz_chance chance = {data, size};
    if (size && data[0] == '{') {
        for (const uint8_t *end; size; data = end, size = chance.size) {
            end = memchr(data, 0, size);
            end = end ? end : data + size;
            run(shop, (const char *)data, (size_t)(end - data));
            end += (size_t)(end - data) < size; /* the NUL */
            chance.size = size - (size_t)(end - data);
        }
        return;
    }
    for (int i = 0; i < DOCUMENTS && chance.size; i++) {
        eco_buffer text;
        eco_buffer_begin(&text, NULL);
        make(&text, &chance);
        run(shop, text.bytes, text.size);
        eco_buffer_end(&text);
    }
}

static bool collect(const char *text, size_t size, void *user)
{
    eco_buffer_add(user, text, size);
    return true;
}

eco_status fuzz_document(fuzz_call call, void *module, const char *text, size_t size)
{
    const char *schema;
    eco_error error = {0}, wrong = {0};
    eco_buffer out;
    eco_buffer_begin(&out, NULL);
    eco_status status = call(module, text, size, (eco_writer){collect, &out}, NULL, &error);
    fuzz_must(status == error.status && status != ECO_E_MEMORY && status != ECO_E_CORRUPT, "a call", &error);
    fuzz_must(!status || (error.message[0] && eco_utf8_valid(error.message, strlen(error.message)) == strlen(error.message)),
              "a message", &error);
    fuzz_must(!status || error.line > 0 || status == ECO_E_LIMIT, "a refusal without a place", &error);
    if (out.size && out.bytes[0] == '{')
        fuzz_must(!eco_json_validate(&schema, out.bytes, out.size, NULL, &wrong), "what was written", &wrong);
    else
        fuzz_must(out.size || status, "nothing was written", &error);
    eco_buffer_end(&out);
    return status;
}
