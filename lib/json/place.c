/* place.c - where in a document something is: line, column, JSON pointer; and failing there. */
#include "json/reader.h"

#include "base/error.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct pointer {
    char text[sizeof(((eco_error *)0)->path)];
    size_t size;
    bool is_full;
} pointer;

/* Adds whole characters, as long as there is room for all. */
static void add(pointer *path, const char *bytes, size_t size)
{
    path->is_full = path->is_full || path->size + size >= sizeof path->text;
    if (path->is_full)
        return;
    memcpy(path->text + path->size, bytes, size);
    path->size += size;
    path->text[path->size] = '\0';
}

static uint32_t hex4(const char *digits)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++)
        value = value << 4 | (uint32_t)(digits[i] <= '9' ? digits[i] - '0' : (digits[i] | 0x20) - 'a' + 10);
    return value;
}

static size_t encode(char out[4], uint32_t character)
{
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t size = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--, character >>= 6)
        out[i] = (char)(0x80 | (character & 0x3F));
    out[0] = (char)(lead[size] | character);
    return size;
}

/* One character of a text's source, which the scan has found to be right: its bytes in out; gives the bytes of source that it took. */
static size_t decode(char out[4], size_t *size, const char *source, size_t rest)
{
    static const char escapes[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    uint32_t character;
    if (source[0] != '\\') {
        *size = eco_utf8_decode(&character, source, rest);
        memcpy(out, source, *size);
        return *size;
    }
    if (source[1] != 'u') {
        *size = 1;
        out[0] = meanings[strchr(escapes, source[1]) - escapes];
        return 2;
    }
    character = hex4(source + 2);
    bool is_pair = character >= 0xD800 && character <= 0xDBFF;
    if (is_pair)
        character = 0x10000 + ((character - 0xD800) << 10) + (hex4(source + 8) - 0xDC00);
    *size = encode(out, character);
    return is_pair ? 12 : 6;
}

/* The key's text is read from the document: a failing scan has no keys yet. */
static void add_key(pointer *path, const eco_json_document *document, uint32_t key_offset)
{
    size_t at = key_offset + 1, size;
    char character[4];
    while (document->text[at] != '"') {
        at += decode(character, &size, document->text + at, document->size - at);
        if (character[0] == '~')
            add(path, "~0", 2);
        else if (character[0] == '/')
            add(path, "~1", 2);
        else
            add(path, character, size);
    }
}

/* From the root down, at each level past the siblings before. */
static void find_path(pointer *path, const eco_json_document *document, const eco_json_value *wanted)
{
    const eco_json_value *at = document->outer ? document->outer : document->values;
    *path = (pointer){.size = 0};
    while (at != wanted) {
        size_t index = 0;
        for (at++; at->span && at + at->span <= wanted; at += at->span)
            index++;
        add(path, "/", 1);
        char number[24];
        if (at->key_offset)
            add_key(path, document, at->key_offset);
        else
            add(path, number, (size_t)snprintf(number, sizeof number, "%zu", index));
    }
}

static eco_status fail(const eco_json_document *document, const eco_json_value *value, size_t offset, eco_error *error,
                       eco_status status, const char *format, va_list arguments)
{
    if (!error)
        return status;
    char message[sizeof error->message];
    vsnprintf(message, sizeof message, format, arguments);
    pointer path;
    find_path(&path, document, value);
    int32_t line = 1, column = 1; /* a document has at most INT32_MAX bytes */
    for (size_t i = 0; i < offset; i++) {
        bool is_new_line = document->text[i] == '\n';
        line += is_new_line;
        column = is_new_line ? 1 : column + ((document->text[i] & 0xC0) != 0x80);
    }
    return eco_fail_at(error, status, line, column, path.text, "%s", message);
}

eco_status eco_json_fail(const eco_json_document *document, const eco_json_value *value, eco_error *error, eco_status status,
                         const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail(document, value, value->offset, error, status, format, arguments);
    va_end(arguments);
    return status;
}

eco_status eco_json_fail_key(const eco_json_document *document, const eco_json_value *value, eco_error *error, eco_status status,
                             const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail(document, value, value->key_offset, error, status, format, arguments);
    va_end(arguments);
    return status;
}

eco_status eco_json_fail_offset(const eco_json_document *document, const eco_json_value *value, size_t offset, eco_error *error,
                                eco_status status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail(document, value, offset, error, status, format, arguments);
    va_end(arguments);
    return status;
}

size_t eco_json_text_offset(const eco_json_document *document, const eco_json_value *value, int32_t line, int32_t column)
{
    size_t at = (size_t)value->offset + 1, size;
    char character[4];
    for (int32_t at_line = 1, at_column = 1; document->text[at] != '"'; at_column++) {
        if (at_line == line && at_column >= column)
            break;
        at += decode(character, &size, document->text + at, document->size - at);
        if (character[0] == '\n') {
            at_line++;
            at_column = 0;
        }
    }
    return at;
}
