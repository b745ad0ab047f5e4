/* text.h - UTF-8, and text that grows. */
#ifndef ECO_BASE_TEXT_H
#define ECO_BASE_TEXT_H
#include <ecomops/base.h>

#include <string.h>

#include "base/memory.h"

/* Length of the valid UTF-8 prefix (shortest forms, no surrogates, up to U+10FFFF; NUL is a character like others). size: all is valid. */
size_t eco_utf8_valid(const char *text, size_t size);
/* Whether all of it is ASCII, as most texts are: by words, the last of which may overlap. */
static inline bool eco_is_ascii(const char *text, size_t size)
{
    uint64_t seen = 0, word, high = UINT64_C(0x8080808080808080);
    uint32_t begin, end;
    if (size > 64)
        return false; /* not known: eco_utf8_valid will tell */
    if (size >= 8) {
        for (size_t i = 0; i + 8 < size; i += 8) {
            memcpy(&word, text + i, 8);
            seen |= word;
        }
        memcpy(&word, text + size - 8, 8);
        seen |= word;
    } else if (size >= 4) {
        memcpy(&begin, text, 4);
        memcpy(&end, text + size - 4, 4);
        seen = begin | end;
    } else {
        for (size_t i = 0; i < size; i++)
            seen = seen << 8 | (unsigned char)text[i];
    }
    return !(seen & high);
}
/* memcpy, which is quicker than a call where the text is short, as most are. */
static inline void eco_copy_text(char *to, const char *from, size_t size)
{
    uint64_t first, last;
    uint32_t begin, end;
    if (size - 8 <= 8) {
        memcpy(&first, from, 8);
        memcpy(&last, from + size - 8, 8);
        memcpy(to, &first, 8);
        memcpy(to + size - 8, &last, 8);
    } else if (size - 4 < 4) {
        memcpy(&begin, from, 4);
        memcpy(&end, from + size - 4, 4);
        memcpy(to, &begin, 4);
        memcpy(to + size - 4, &end, 4);
    } else {
        memcpy(to, from, size);
    }
}
/* The largest length <= size that does not cut a sequence at the end. */
size_t eco_utf8_whole(const char *text, size_t size);
/* Columns that a terminal uses for the text: wide characters (East Asian ones, emoji) are two, combining ones none. Invalid bytes count one. */
size_t eco_utf8_width(const char *text, size_t size);
/* Decodes the character at text (size > 0) into *character (U+FFFD where invalid); bytes used, at least 1. */
size_t eco_utf8_decode(uint32_t *character, const char *text, size_t size);

/* The shortest text that reads back as the same double, with '.' whatever the locale; "NaN", "Infinity", "-Infinity". Fills ECO_DOUBLE_TEXT bytes and
 * gives them back. */
#define ECO_DOUBLE_TEXT 40
char *eco_double_text(char *text, double value);
/* Puts '.' for the locale's decimal point in a number that snprintf wrote; gives text back. */
char *eco_plain_point(char *text);

/* Text that grows in memory, or is passed on to a writer in pieces. A failure is remembered: add freely, ask once. */
typedef struct eco_buffer {
    eco_allocator allocator;
    eco_writer writer; /* write == NULL: everything stays in memory */
    char *bytes;       /* not NUL-terminated until eco_buffer_text */
    size_t size, capacity;
    eco_status failed; /* ECO_E_MEMORY, or ECO_E_CANCELLED from the writer */
} eco_buffer;

void eco_buffer_begin(eco_buffer *buffer, const eco_allocator *allocator); /* NULL: malloc */
void eco_buffer_begin_writer(eco_buffer *buffer, const eco_allocator *allocator, eco_writer writer);
void eco_buffer_add(eco_buffer *buffer, const char *bytes, size_t size);
void eco_buffer_add_text(eco_buffer *buffer, const char *text);
void eco_buffer_add_char(eco_buffer *buffer, char character);
void eco_buffer_add_repeated(eco_buffer *buffer, char character, size_t count);
void eco_buffer_addf(eco_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3))); /* up to 511 bytes a call */
void eco_buffer_add_int(eco_buffer *buffer, int64_t value);
/* For digests: eight bytes, least first, on any machine; and a text behind its length, -1 for NULL. */
void eco_buffer_add_word(eco_buffer *buffer, int64_t value);
void eco_buffer_add_sized(eco_buffer *buffer, const char *text);
void eco_buffer_add_double(eco_buffer *buffer, double value);
/* JSON string with its quotes. Invalid UTF-8 becomes U+FFFD. */
void eco_buffer_add_json(eco_buffer *buffer, const char *text, size_t size);
/* Flushes a writer's rest and gives the first failure, as an error. */
eco_status eco_buffer_finish(eco_buffer *buffer, eco_error *error);
/* NUL-terminated; NULL after a failure. Borrowed until the next add. */
const char *eco_buffer_text(eco_buffer *buffer);
void eco_buffer_end(eco_buffer *buffer);

#endif
