/* sort.c - radix and merge sorts; see sort.h. */
#include "kpi/sort.h"

#include <string.h>

enum { FEW = 12 };

static char *at(void *items, size_t index, size_t size)
{
    return (char *)items + index * size;
}

/* `spare` holds the item that is moved. */
static void insert_sorted(void *items, void *spare, size_t count, size_t size, kpi_compare_items compare, void *context)
{
    for (size_t i = 1; i < count; i++) {
        size_t to = i;
        while (to > 0 && compare(at(items, to - 1, size), at(items, i, size), context) > 0)
            to--;
        if (to == i)
            continue;
        memcpy(spare, at(items, i, size), size);
        memmove(at(items, to + 1, size), at(items, to, size), (i - to) * size);
        memcpy(at(items, to, size), spare, size);
    }
}

/* Two sorted halves; the left one is moved aside. */
static void merge(void *items, void *spare, size_t middle, size_t count, size_t size, kpi_compare_items compare, void *context)
{
    memcpy(spare, items, middle * size);
    size_t left = 0, right = middle, to = 0;
    while (left < middle && right < count) {
        bool takes_right = compare(at(spare, left, size), at(items, right, size), context) > 0;
        memcpy(at(items, to++, size), takes_right ? at(items, right++, size) : at(spare, left++, size), size);
    }
    memcpy(at(items, to, size), at(spare, left, size), (middle - left) * size);
}

void eco_kpi_sort(void *items, void *spare, size_t count, size_t size, kpi_compare_items compare, void *context)
{
    if (count <= FEW) {
        insert_sorted(items, spare, count, size, compare, context);
        return;
    }
    size_t middle = count / 2;
    eco_kpi_sort(items, spare, middle, size, compare, context);
    eco_kpi_sort(at(items, middle, size), spare, count - middle, size, compare, context);
    if (compare(at(items, middle - 1, size), at(items, middle, size), context) > 0)
        merge(items, spare, middle, count, size, compare, context);
}

static void sort_few_numbers(uint64_t *numbers, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint64_t number = numbers[i];
        size_t to = i;
        for (; to > 0 && numbers[to - 1] > number; to--)
            numbers[to] = numbers[to - 1];
        numbers[to] = number;
    }
}

static void sort_by_byte(uint64_t *into, const uint64_t *numbers, size_t count, int shift)
{
    size_t places[256] = {0}, sum = 0;
    for (size_t i = 0; i < count; i++)
        places[numbers[i] >> shift & 255]++;
    for (size_t byte = 0; byte < 256; byte++) {
        size_t here = places[byte];
        places[byte] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++)
        into[places[numbers[i] >> shift & 255]++] = numbers[i];
}

void eco_kpi_sort_numbers(uint64_t *numbers, uint64_t *spare, size_t count)
{
    if (count <= 48) {
        sort_few_numbers(numbers, count);
        return;
    }
    uint64_t differs = 0;
    for (size_t i = 1; i < count; i++)
        differs |= numbers[i] ^ numbers[0];
    uint64_t *from = numbers, *to = spare;
    for (int shift = 0; shift < 64; shift += 8) {
        if (!(differs >> shift & 255))
            continue;
        sort_by_byte(to, from, count, shift);
        uint64_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != numbers)
        memcpy(numbers, from, count * sizeof *numbers);
}

size_t eco_kpi_sort_unique(uint64_t *numbers, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (i == 0 || numbers[i] != numbers[i - 1])
            numbers[kept++] = numbers[i];
    return kept;
}

void eco_kpi_numbers_end(kpi_numbers *numbers)
{
    eco_release(&numbers->allocator, numbers->numbers, numbers->capacity * sizeof *numbers->numbers);
    numbers->numbers = NULL;
    numbers->count = numbers->capacity = 0;
}

bool eco_kpi_numbers_unique(kpi_numbers *numbers)
{
    size_t size = numbers->count * sizeof *numbers->numbers;
    uint64_t *spare = eco_allocate(&numbers->allocator, size);
    if (!spare)
        return false;
    eco_kpi_sort_numbers(numbers->numbers, spare, numbers->count);
    numbers->count = eco_kpi_sort_unique(numbers->numbers, numbers->count);
    eco_release(&numbers->allocator, spare, size);
    return true;
}
