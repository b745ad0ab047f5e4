/* index_numbers.c - lists of numbers that a cart's finding gathers, in scratch memory: they grow, and are sorted. */
#include "pricing/index_parts.h"

#include <string.h>

enum { FIRST_ROOM = 32, FEW = 32, DIGITS = 256 };

void eco_index_add(eco_index_finding *find, eco_index_numbers *numbers, uint32_t number)
{
    if (numbers->count == numbers->capacity) {
        size_t capacity = numbers->capacity ? 2 * numbers->capacity : FIRST_ROOM;
        uint32_t *items = eco_arena_take_raw(find->work->scratch, capacity, sizeof *items);
        if (!items) {
            find->failed = true;
            return;
        }
        if (numbers->count)
            memcpy(items, numbers->items, numbers->count * sizeof *items);
        numbers->items = items;
        numbers->capacity = capacity;
    }
    numbers->items[numbers->count++] = number;
}

static void sort_few(uint32_t *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint32_t number = items[i];
        size_t at = i;
        for (; at > 0 && items[at - 1] > number; at--)
            items[at] = items[at - 1];
        items[at] = number;
    }
}

/* By one byte of each; stable. */
static void sort_by_digit(uint32_t *out, const uint32_t *items, size_t count, int shift)
{
    size_t starts[DIGITS + 1] = {0};
    for (size_t i = 0; i < count; i++)
        starts[(items[i] >> shift) % DIGITS + 1]++;
    for (size_t i = 1; i < DIGITS; i++)
        starts[i] += starts[i - 1];
    for (size_t i = 0; i < count; i++)
        out[starts[(items[i] >> shift) % DIGITS]++] = items[i];
}

void eco_index_sort(eco_index_finding *find, eco_index_numbers *numbers)
{
    if (numbers->count <= FEW) {
        sort_few(numbers->items, numbers->count);
        return;
    }
    uint32_t *spare = eco_arena_take_raw(find->work->scratch, numbers->count, sizeof *spare);
    if (!spare) {
        find->failed = true;
        return;
    }
    for (int shift = 0; shift < 32; shift += 16) {
        sort_by_digit(spare, numbers->items, numbers->count, shift);
        sort_by_digit(numbers->items, spare, numbers->count, shift + 8);
    }
}

void eco_index_settle(eco_index_finding *find, eco_index_numbers *numbers)
{
    size_t kept = 0;
    eco_index_sort(find, numbers);
    for (size_t i = 0; i < numbers->count; i++)
        if (kept == 0 || numbers->items[kept - 1] != numbers->items[i])
            numbers->items[kept++] = numbers->items[i];
    numbers->count = kept;
}
