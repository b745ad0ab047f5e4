/* failure.c - see failure.h. */
#include "ecomops/failure.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool continues(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* Where to cut a text of at least size + 1 bytes so that no character is split. */
static size_t cut(const char *text, size_t size)
{
    while (size > 0 && continues(text[size]))
        size--;
    return size;
}

eco_status tool_failure(eco_error *error, eco_status status, int32_t line, int32_t column, const char *path, const char *format,
                        ...)
{
    if (!error)
        return status;
    char message[2 * sizeof error->message];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    *error = (eco_error){.status = status, .line = line, .column = column};
    if (path)
        snprintf(error->path, sizeof error->path, "%s", path);
    size_t size = length < 0 ? 0 : strlen(message);
    if (size >= sizeof error->message)
        size = cut(message, sizeof error->message - 1);
    memcpy(error->message, message, size);
    return status;
}

eco_status tool_failure_memory(eco_error *error)
{
    return tool_failure(error, ECO_E_MEMORY, 0, 0, NULL, "out of memory");
}

char *tool_quoted(char out[TOOL_QUOTED], const char *text, size_t size)
{
    enum { MOST = 60 };
    size_t shown = size <= MOST ? size : cut(text, MOST);
    char *at = out;
    *at++ = '\'';
    for (size_t i = 0; i < shown; i++)
        *at++ = (unsigned char)text[i] < 0x20 || text[i] == 0x7F ? '?' : text[i];
    if (shown < size) {
        memcpy(at, "...", 3);
        at += 3;
    }
    *at++ = '\'';
    *at = '\0';
    return out;
}

bool tool_grow(void *items, size_t *capacity, size_t needed, size_t size)
{
    if (needed <= *capacity)
        return true;
    size_t grown = *capacity * 2 > needed ? *capacity * 2 : needed, bytes;
    if (__builtin_mul_overflow(grown, size, &bytes))
        return false;
    void *memory;
    memcpy(&memory, items, sizeof memory); /* items is a T **: read without breaking aliasing rules */
    memory = realloc(memory, bytes);
    if (!memory)
        return false;
    memcpy(items, &memory, sizeof memory);
    *capacity = grown;
    return true;
}
