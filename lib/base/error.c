/* error.c - see error.h. */
#include "base/error.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *eco_version(void)
{
    return ECO_VERSION;
}

const char *eco_status_name(eco_status status)
{
    switch (status) {
    case ECO_OK: return "OK";
    case ECO_E_INVALID: return "INVALID";
    case ECO_E_MEMORY: return "MEMORY";
    case ECO_E_OVERFLOW: return "OVERFLOW";
    case ECO_E_NOT_FOUND: return "NOT_FOUND";
    case ECO_E_EXISTS: return "EXISTS";
    case ECO_E_CANCELLED: return "CANCELLED";
    case ECO_E_CURRENCY: return "CURRENCY";
    case ECO_E_SYNTAX: return "SYNTAX";
    case ECO_E_UNKNOWN_NAME: return "UNKNOWN_NAME";
    case ECO_E_LIMIT: return "LIMIT";
    case ECO_E_IO: return "IO";
    case ECO_E_STORE: return "STORE";
    case ECO_E_BUSY: return "BUSY";
    case ECO_E_READ_ONLY: return "READ_ONLY";
    case ECO_E_FULL: return "FULL";
    case ECO_E_CORRUPT: return "CORRUPT";
    case ECO_E_NEWER: return "NEWER";
    case ECO_E_OLDER: return "OLDER";
    case ECO_E_OUTCOME_UNKNOWN: return "OUTCOME_UNKNOWN";
    case ECO_E_KEY_REUSED: return "KEY_REUSED";
    case ECO_E_VERSION: return "VERSION";
    case ECO_E_LINKED: return "LINKED";
    case ECO_E_COMMITTED: return "COMMITTED";
    case ECO_E_RELEASED: return "RELEASED";
    case ECO_E_INSUFFICIENT: return "INSUFFICIENT";
    case ECO_E_REFUSED: return "REFUSED";
    case ECO_E_EXPIRED: return "EXPIRED";
    case 200: return "NO_PRICE"; /* pricing.h; base may not include it */
    case 201: return "QUOTE_STALE";
    default: return "UNKNOWN";
    }
}

/* vsnprintf cuts anywhere; a broken UTF-8 sequence at the end would make the message unreadable for strict readers. */
static void print_cut(char *out, size_t size, const char *format, va_list arguments)
{
    if (vsnprintf(out, size, format, arguments) < 0)
        out[0] = '\0';
    size_t length = strlen(out);
    out[eco_utf8_whole(out, length)] = '\0';
}

static void set(eco_error *error, eco_status status, int32_t line, int32_t column, const char *path)
{
    error->status = status;
    error->line = line;
    error->column = column;
    size_t length = path ? strlen(path) : 0;
    if (length >= sizeof error->path)
        length = eco_utf8_whole(path, sizeof error->path - 1);
    if (length)
        memmove(error->path, path, length);
    error->path[length] = '\0';
}

eco_status eco_fail(eco_error *error, eco_status status, const char *path, const char *format, ...)
{
    if (!error)
        return status;
    va_list arguments;
    va_start(arguments, format);
    set(error, status, 0, 0, path);
    print_cut(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return status;
}

eco_status eco_fail_at(eco_error *error, eco_status status, int32_t line, int32_t column, const char *path, const char *format,
                       ...)
{
    if (!error)
        return status;
    va_list arguments;
    va_start(arguments, format);
    set(error, status, line, column, path);
    print_cut(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return status;
}

eco_status eco_fail_memory(eco_error *error)
{
    return eco_fail(error, ECO_E_MEMORY, NULL, "out of memory");
}

eco_status eco_fail_under(eco_error *error, eco_status status, const char *format, ...)
{
    if (!error)
        return status;
    char path[2 * sizeof error->path];
    va_list arguments;
    va_start(arguments, format);
    print_cut(path, sizeof error->path, format, arguments);
    va_end(arguments);
    size_t length = strlen(path);
    memcpy(path + length, error->path, strlen(error->path) + 1);
    set(error, error->status, error->line, error->column, path);
    return error->status;
}

char *eco_quoted(char buffer[ECO_QUOTED], const char *text, size_t size)
{
    enum { MOST = 60 };
    size_t shown = size <= MOST ? size : eco_utf8_whole(text, MOST);
    char *out = buffer;
    *out++ = '\'';
    for (size_t i = 0; i < shown; i++)
        *out++ = (unsigned char)text[i] < 0x20 || text[i] == 0x7f ? '?' : text[i];
    if (shown < size) {
        memcpy(out, "...", 3);
        out += 3;
    }
    *out++ = '\'';
    *out = '\0';
    return buffer;
}

eco_status eco_take_struct(void *out, size_t size, const void *given, const char *type, eco_error *error)
{
    size_t given_size;
    memset(out, 0, size);
    if (!given)
        return eco_fail(error, ECO_E_INVALID, NULL, "%s is NULL", type);
    memcpy(&given_size, given, sizeof given_size);
    if (given_size < sizeof given_size || given_size > 1 << 16)
        return eco_fail(error, ECO_E_INVALID, "/struct_size", "struct_size %zu of %s: write it with ECO_MAKE", given_size, type);
    const unsigned char *bytes = given;
    for (size_t i = size; i < given_size; i++)
        if (bytes[i])
            return eco_fail(error, ECO_E_INVALID, "/struct_size", "%s has a field that this version (%s) does not know", type,
                            ECO_VERSION);
    memcpy(out, given, given_size < size ? given_size : size);
    return ECO_OK;
}
