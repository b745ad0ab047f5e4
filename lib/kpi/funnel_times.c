/* funnel_times.c - middle and ninetieth of many times, by selection instead of sorting: linear, exact, and the same whatever their order was. */
#include "kpi/funnel.h"

static void swap(int64_t *a, int64_t *b)
{
    int64_t kept = *a;
    *a = *b;
    *b = kept;
}

/* The middle of three, at the front. */
static int64_t pivot_of(int64_t *values, size_t count)
{
    int64_t *first = values, *middle = values + count / 2, *last = values + count - 1;
    if (*middle < *first)
        swap(middle, first);
    if (*last < *first)
        swap(last, first);
    if (*last < *middle)
        swap(last, middle);
    return *middle;
}

/* Puts the value of rank `rank` in its place: before it nothing larger, after it nothing smaller. */
static int64_t select_rank(int64_t *values, size_t count, size_t rank)
{
    while (count > 3) {
        int64_t pivot = pivot_of(values, count);
        size_t low = 0, high = count - 1;
        for (;;) {
            while (values[low] < pivot)
                low++;
            while (values[high] > pivot)
                high--;
            if (low >= high)
                break;
            swap(&values[low++], &values[high--]);
        }
        size_t left = high + 1;
        if (rank < left) {
            count = left;
        } else {
            values += left;
            rank -= left;
            count -= left;
        }
    }
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j && values[j] < values[j - 1]; j--)
            swap(&values[j], &values[j - 1]);
    return values[rank];
}

int64_t eco_kpi_median(int64_t *values, size_t count)
{
    int64_t upper = select_rank(values, count, count / 2);
    if (count & 1)
        return upper;
    int64_t lower = values[0];
    for (size_t i = 1; i < count / 2; i++)
        if (values[i] > lower)
            lower = values[i];
    return lower + (upper - lower) / 2;
}

int64_t eco_kpi_nearest_rank(int64_t *values, size_t count, int32_t percent)
{
    return select_rank(values, count, (count * (size_t)percent + 99) / 100 - 1);
}
