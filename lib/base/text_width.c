/* text_width.c - columns that a terminal uses; see eco_utf8_width. */
#include "base/text.h"

static const struct {
    uint32_t first, last, width;
} ranges[] = {
#include "base/text_width_ranges.inc"
};

enum { FIRST_OF_RANGES = 0x300 };

static size_t width_of(uint32_t character)
{
    size_t low = 0, high = sizeof ranges / sizeof *ranges;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (character > ranges[middle].last)
            low = middle + 1;
        else if (character < ranges[middle].first)
            high = middle;
        else
            return ranges[middle].width;
    }
    return 1;
}

size_t eco_utf8_width(const char *text, size_t size)
{
    size_t width = 0;
    for (size_t at = 0; at < size;) {
        uint32_t character;
        at += eco_utf8_decode(&character, text + at, size - at);
        width += character < FIRST_OF_RANGES ? 1 : width_of(character);
    }
    return width;
}
