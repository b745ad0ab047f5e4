/* text.c - see text.h. */
#include "base/text.h"
#include "base/error.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WRITER_PIECE = 64 * 1024 };

/* Length of the sequence that starts with a valid lead byte, and the range of its second byte (Unicode 15, table 3-7). */
static size_t sequence(unsigned char lead, unsigned char *low, unsigned char *high)
{
    *low = 0x80, *high = 0xBF;
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF) {
        if (lead == 0xE0)
            *low = 0xA0;
        if (lead == 0xED)
            *high = 0x9F; /* no surrogates */
        return 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        if (lead == 0xF0)
            *low = 0x90;
        if (lead == 0xF4)
            *high = 0x8F;
        return 4;
    }
    return 0;
}

static size_t valid_sequence(const unsigned char *text, size_t size)
{
    unsigned char low, high;
    size_t length = sequence(text[0], &low, &high);
    if (length == 0 || length > size)
        return 0;
    if (length > 1 && (text[1] < low || text[1] > high))
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((text[i] & 0xC0) != 0x80)
            return 0;
    return length;
}

size_t eco_utf8_valid(const char *text, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t at = 0;
    while (at < size) {
        uint64_t eight; /* most text is ASCII */
        if (size - at >= sizeof eight) {
            memcpy(&eight, bytes + at, sizeof eight);
            if (!(eight & UINT64_C(0x8080808080808080))) {
                at += sizeof eight;
                continue;
            }
        }
        size_t length = valid_sequence(bytes + at, size - at);
        if (length == 0)
            return at;
        at += length;
    }
    return at;
}

size_t eco_utf8_whole(const char *text, size_t size)
{
    size_t start = size;
    while (start > 0 && size - start < 4) {
        unsigned char byte = (unsigned char)text[--start];
        if ((byte & 0xC0) == 0x80)
            continue;
        unsigned char low, high;
        size_t length = sequence(byte, &low, &high);
        return length > size - start ? start : size;
    }
    return size;
}

size_t eco_utf8_decode(uint32_t *character, const char *text, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t length = valid_sequence(bytes, size);
    static const unsigned char mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    if (length == 0) {
        *character = 0xFFFD;
        return 1;
    }
    uint32_t value = bytes[0] & mask[length];
    for (size_t i = 1; i < length; i++)
        value = value << 6 | (bytes[i] & 0x3Fu);
    *character = value;
    return length;
}

void eco_buffer_begin(eco_buffer *buffer, const eco_allocator *allocator)
{
    *buffer = (eco_buffer){.allocator = eco_allocator_of(allocator)};
}

void eco_buffer_begin_writer(eco_buffer *buffer, const eco_allocator *allocator, eco_writer writer)
{
    eco_buffer_begin(buffer, allocator);
    buffer->writer = writer;
}

static void flush(eco_buffer *buffer)
{
    if (buffer->size && !buffer->failed && !buffer->writer.write(buffer->bytes, buffer->size, buffer->writer.user))
        buffer->failed = ECO_E_CANCELLED;
    buffer->size = 0;
}

/* Room for `size` more bytes, or NULL after a failure. */
static char *room(eco_buffer *buffer, size_t size)
{
    if (buffer->failed)
        return NULL;
    if (buffer->writer.write && buffer->size + size > WRITER_PIECE)
        flush(buffer);
    if (buffer->size + size > buffer->capacity) {
        size_t needed = buffer->size + size;
        if (needed < buffer->capacity * 2)
            needed = buffer->capacity * 2;
        if (!eco_grow(&buffer->allocator, &buffer->bytes, &buffer->capacity, needed, 1)) {
            buffer->failed = ECO_E_MEMORY;
            return NULL;
        }
    }
    return buffer->failed ? NULL : buffer->bytes + buffer->size;
}

void eco_buffer_add(eco_buffer *buffer, const char *bytes, size_t size)
{
    char *out = size ? room(buffer, size) : NULL;
    if (out) {
        memcpy(out, bytes, size);
        buffer->size += size;
    }
}

void eco_buffer_add_text(eco_buffer *buffer, const char *text)
{
    eco_buffer_add(buffer, text, strlen(text));
}

void eco_buffer_add_char(eco_buffer *buffer, char character)
{
    eco_buffer_add(buffer, &character, 1);
}

void eco_buffer_add_repeated(eco_buffer *buffer, char character, size_t count)
{
    for (size_t i = 0; i < count; i++)
        eco_buffer_add_char(buffer, character);
}

void eco_buffer_addf(eco_buffer *buffer, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length > 0)
        eco_buffer_add(buffer, text, (size_t)length < sizeof text ? (size_t)length : sizeof text - 1);
}

void eco_buffer_add_word(eco_buffer *buffer, int64_t value)
{
    char low_first[8];
    for (int i = 0; i < 8; i++)
        low_first[i] = (char)((uint64_t)value >> (8 * i) & 0xFF);
    eco_buffer_add(buffer, low_first, sizeof low_first);
}

void eco_buffer_add_sized(eco_buffer *buffer, const char *text)
{
    eco_buffer_add_word(buffer, text ? (int64_t)strlen(text) : -1);
    if (text)
        eco_buffer_add_text(buffer, text);
}

void eco_buffer_add_int(eco_buffer *buffer, int64_t value)
{
    char text[24], *at = text + sizeof text;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        *--at = '-';
    eco_buffer_add(buffer, at, (size_t)(text + sizeof text - at));
}

char *eco_double_text(char *text, double value)
{
    if (isnan(value))
        return strcpy(text, "NaN");
    if (isinf(value))
        return strcpy(text, value < 0 ? "-Infinity" : "Infinity");
    int digits = 15;
    do /* 17 are always enough; print and read back share the locale, so its decimal point does not matter */
        snprintf(text, ECO_DOUBLE_TEXT, "%.*g", digits, value);
    while (digits++ < 17 && strtod(text, NULL) != value);
    return eco_plain_point(text);
}

char *eco_plain_point(char *text)
{
    char *out = text;
    for (const char *at = text; *at; at++) {
        if (strchr("0123456789+-e", *at))
            *out++ = *at;
        else if (out == text || out[-1] != '.') /* a locale's point may be several bytes */
            *out++ = '.';
    }
    *out = '\0';
    return text;
}

void eco_buffer_add_double(eco_buffer *buffer, double value)
{
    char text[ECO_DOUBLE_TEXT];
    eco_buffer_add_text(buffer, eco_double_text(text, value));
}

void eco_buffer_add_json(eco_buffer *buffer, const char *text, size_t size)
{
    eco_buffer_add_char(buffer, '"');
    size_t plain = 0; /* what stands from here to `at` needs no escape */
    for (size_t at = 0; at < size;) {
        unsigned char byte = (unsigned char)text[at];
        size_t length = byte < 0x80 ? 1 : valid_sequence((const unsigned char *)text + at, size - at);
        if (length > 1 || (length == 1 && byte >= 0x20 && byte != '"' && byte != '\\')) {
            at += length;
            continue;
        }
        eco_buffer_add(buffer, text + plain, at - plain);
        plain = ++at;
        switch (byte) {
        case '"': eco_buffer_add(buffer, "\\\"", 2); break;
        case '\\': eco_buffer_add(buffer, "\\\\", 2); break;
        case '\b': eco_buffer_add(buffer, "\\b", 2); break;
        case '\f': eco_buffer_add(buffer, "\\f", 2); break;
        case '\n': eco_buffer_add(buffer, "\\n", 2); break;
        case '\r': eco_buffer_add(buffer, "\\r", 2); break;
        case '\t': eco_buffer_add(buffer, "\\t", 2); break;
        default:
            if (byte < 0x20)
                eco_buffer_addf(buffer, "\\u%04x", byte);
            else
                eco_buffer_add(buffer, "\xEF\xBF\xBD", 3);
        }
    }
    eco_buffer_add(buffer, text + plain, size - plain);
    eco_buffer_add_char(buffer, '"');
}

eco_status eco_buffer_finish(eco_buffer *buffer, eco_error *error)
{
    if (buffer->writer.write)
        flush(buffer);
    if (buffer->failed == ECO_E_MEMORY)
        return eco_fail_memory(error);
    if (buffer->failed)
        return eco_fail(error, buffer->failed, NULL, "the writer refused the text");
    return ECO_OK;
}

const char *eco_buffer_text(eco_buffer *buffer)
{
    char *end = room(buffer, 1);
    if (!end)
        return NULL;
    *end = '\0';
    return buffer->bytes;
}

void eco_buffer_end(eco_buffer *buffer)
{
    eco_release(&buffer->allocator, buffer->bytes, buffer->capacity);
    buffer->bytes = NULL;
    buffer->size = buffer->capacity = 0;
}
