/* pairs.c - what is bought together: pairs of the distinct items of each order, counted in one table of 64-bit pairs. Only pairs of baskets that hold an item more
 * than once cost anything, so the work is that of the pairs there are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "kpi/items.h"
#include "kpi/labels.h"

typedef struct sku_pair {
    uint64_t skus; /* the lower code above, the higher below; UINT64_MAX: free, since no code is KPI_NONE */
    int64_t baskets;
} sku_pair;
enum { PAIRS_WAIT = 256 };
typedef struct pairs_work {
    const eco_kpi_state *state;
    const eco_kpi_pairs *given;
    sku_pair *table;
    size_t slots, count; /* slots: a power of two */
    int64_t *baskets_of; /* by sku */
    uint32_t skus;
    uint32_t *basket;
    size_t basket_capacity;
    int64_t baskets, left_out;
    uint64_t waiting[PAIRS_WAIT]; /* pairs to be counted together: each is somewhere else in memory */
    size_t waiting_count;
} pairs_work;

static size_t first_slot(size_t slots, uint64_t skus)
{
    return (size_t)((skus * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & (slots - 1);
}

static size_t slot_of(const sku_pair *table, size_t slots, uint64_t skus)
{
    size_t slot = first_slot(slots, skus);
    while (table[slot].skus != skus && table[slot].skus != UINT64_MAX)
        slot = (slot + 1) & (slots - 1);
    return slot;
}

static bool widen(pairs_work *work, size_t slots)
{
    sku_pair *table = eco_allocate(&work->state->allocator, slots * sizeof *table);
    if (!table)
        return false;
    memset(table, 0xff, slots * sizeof *table);
    for (size_t i = 0; i < work->slots; i++)
        if (work->table[i].skus != UINT64_MAX)
            table[slot_of(table, slots, work->table[i].skus)] = work->table[i];
    eco_release(&work->state->allocator, work->table, work->slots * sizeof *table);
    work->table = table;
    work->slots = slots;
    return true;
}

/* Those that wait: by now their memory is there. */
static bool count_waiting(pairs_work *work)
{
    if ((work->count + work->waiting_count) * 2 > work->slots && !widen(work, work->slots * 2))
        return false;
    for (size_t i = 0; i < work->waiting_count; i++) {
        sku_pair *pair = &work->table[slot_of(work->table, work->slots, work->waiting[i])];
        if (pair->skus == UINT64_MAX) {
            *pair = (sku_pair){work->waiting[i], 0};
            work->count++;
        }
        pair->baskets++;
    }
    work->waiting_count = 0;
    return true;
}

static bool count_pair(pairs_work *work, uint32_t low, uint32_t high)
{
    uint64_t skus = (uint64_t)low << 32 | high;
    __builtin_prefetch(&work->table[first_slot(work->slots, skus)], 1);
    work->waiting[work->waiting_count++] = skus;
    return work->waiting_count < PAIRS_WAIT || count_waiting(work);
}

static int by_code(const void *a, const void *b)
{
    uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
    return (one > other) - (one < other);
}

static void sort_codes(uint32_t *codes, size_t count)
{
    enum { FEW = 16 };
    if (count > FEW) {
        qsort(codes, count, sizeof *codes, by_code);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        uint32_t code = codes[i];
        size_t to = i;
        for (; to > 0 && codes[to - 1] > code; to--)
            codes[to] = codes[to - 1];
        codes[to] = code;
    }
}

/* The distinct items of an order, rising. */
static size_t take_basket(pairs_work *work, const kpi_sales *sales, const kpi_order *order)
{
    size_t items = 0, distinct = 0;
    for (size_t i = 0; i < order->lines_count; i++) {
        uint32_t sku = eco_kpi_sales_line(sales, order->first_line + i)->sku;
        if (sku != KPI_NONE)
            work->basket[items++] = sku;
    }
    sort_codes(work->basket, items);
    for (size_t i = 0; i < items; i++)
        if (!i || work->basket[i] != work->basket[i - 1])
            work->basket[distinct++] = work->basket[i];
    return distinct;
}

static bool count_order(pairs_work *work, const kpi_sales *sales, const kpi_order *order)
{
    if (!eco_grow(&work->state->allocator, &work->basket, &work->basket_capacity, order->lines_count, sizeof *work->basket))
        return false;
    size_t items;
    if (order->lines_count > 1)
        items = take_basket(work, sales, order);
    else
        items = (work->basket[0] = eco_kpi_sales_line(sales, order->first_line)->sku) != KPI_NONE;
    if ((uint64_t)items > (uint64_t)work->given->largest) {
        work->left_out++;
        return true;
    }
    work->baskets += items > 0;
    for (size_t i = 0; i < items; i++) {
        work->baskets_of[work->basket[i]]++;
        for (size_t j = i + 1; j < items; j++)
            if (!count_pair(work, work->basket[i], work->basket[j]))
                return false;
    }
    return true;
}

/* Room for as many pairs as there can be, if they are not very many: growing would look each up again. */
static bool make_room(pairs_work *work, const kpi_sales *sales)
{
    enum { LEAST = 1024, MOST = 1 << 20 };
    uint64_t pairs = 0;
    size_t slots = LEAST;
    for (size_t i = 0; i < sales->orders_count; i++)
        pairs += (uint64_t)sales->orders[i].lines_count * (sales->orders[i].lines_count - 1) / 2;
    while (slots < MOST && slots < pairs * 2)
        slots *= 2;
    return widen(work, slots);
}

static bool count_orders(pairs_work *work, const kpi_sales *sales, const kpi_range *range)
{
    if (!make_room(work, sales))
        return false;
    for (size_t i = 0; i < sales->orders_count; i++) {
        const kpi_order *order = &sales->orders[i];
        if (order->ignored || order->at_us < range->since_us || order->at_us >= range->until_us)
            continue;
        if (!count_order(work, sales, order))
            return false;
    }
    return count_waiting(work);
}

/* ---- the most ---- */

/* The items of a pair by their names. */
static void name_pair(uint32_t skus[2], const pairs_work *work, const sku_pair *pair)
{
    uint32_t a = (uint32_t)(pair->skus >> 32), b = (uint32_t)pair->skus;
    bool is_turned = eco_kpi_keys_compare(work->state->spaces[KPI_SPACE_SKU], a, b) > 0;
    skus[0] = is_turned ? b : a;
    skus[1] = is_turned ? a : b;
}

/* In the table; ties are told apart by names. */
static int compare_pairs(const void *a, const void *b, const void *context)
{
    const sku_pair *one = a, *other = b;
    const pairs_work *work = context;
    uint32_t mine[2], its[2];
    if (one->baskets != other->baskets)
        return one->baskets > other->baskets ? -1 : 1;
    name_pair(mine, work, one);
    name_pair(its, work, other);
    int by = eco_kpi_keys_compare(work->state->spaces[KPI_SPACE_SKU], mine[0], its[0]);
    return by ? by : eco_kpi_keys_compare(work->state->spaces[KPI_SPACE_SKU], mine[1], its[1]);
}

static bool is_before(const pairs_work *work, const sku_pair *pair, const sku_pair *other)
{
    return compare_pairs(pair, other, work) < 0;
}

static void sift(const pairs_work *work, sku_pair *heap, size_t count, size_t at) /* the last one of the table is at the top */
{
    for (size_t child; (child = at * 2 + 1) < count; at = child) {
        child += child + 1 < count && is_before(work, &heap[child], &heap[child + 1]);
        if (!is_before(work, &heap[at], &heap[child]))
            return;
        sku_pair kept = heap[at];
        heap[at] = heap[child];
        heap[child] = kept;
    }
}

/* The pairs of the answer, in place at the front of the table; how many. */
static size_t select_most(pairs_work *work)
{
    size_t kept = 0, most = (size_t)work->given->top;
    sku_pair *heap = work->table;
    for (size_t i = 0; i < work->slots; i++) {
        sku_pair pair = work->table[i];
        if (pair.skus == UINT64_MAX || pair.baskets < work->given->least)
            continue;
        if (kept < most) {
            heap[kept++] = pair;
            for (size_t at = kept == most ? most / 2 : 0; at-- > 0;)
                sift(work, heap, kept, at);
        } else if (kept && is_before(work, &pair, &heap[0])) {
            heap[0] = pair;
            sift(work, heap, kept, 0);
        }
    }
    eco_kpi_sort_items(heap, kept, sizeof *heap, compare_pairs, work);
    return kept;
}

static void put_pair(eco_table_builder *table, const pairs_work *work, const sku_pair *pair)
{
    const kpi_keys *keys = work->state->spaces[KPI_SPACE_SKU];
    uint32_t names[2];
    name_pair(names, work, pair);
    int64_t skus = work->baskets_of[names[0]], others = work->baskets_of[names[1]];
    eco_kpi_put_key(table, keys, names[0]);
    eco_kpi_put_key(table, keys, names[1]);
    eco_table_put_int64(table, pair->baskets);
    eco_table_put_int64(table, skus);
    eco_table_put_int64(table, others);
    eco_kpi_put_rate(table, pair->baskets, work->baskets);
    eco_kpi_put_rate(table, pair->baskets, skus);
    eco_table_put_double(table, (double)pair->baskets * (double)work->baskets / ((double)skus * (double)others));
}

static void add_columns(eco_table_builder *table)
{
    static const char *const numbers[] = {"baskets", "sku_baskets", "other_baskets"}, *const rates[] = {"support", "confidence",
                                                                                                        "lift"};
    eco_table_add_column(table, "sku", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(table, "other", ECO_TYPE_UTF8, 0, NULL);
    for (size_t i = 0; i < 3; i++)
        eco_table_add_column(table, numbers[i], ECO_TYPE_INT64, 0, NULL);
    for (size_t i = 0; i < 3; i++)
        eco_table_add_column(table, rates[i], ECO_TYPE_DOUBLE, 0, NULL);
}

static eco_status tell(const eco_table **out, pairs_work *work, const kpi_range *range, eco_error *error)
{
    char number[24];
    eco_table_builder *table = eco_table_begin(&work->state->plan->allocator);
    add_columns(table);
    size_t count = select_most(work);
    for (size_t i = 0; i < count; i++)
        put_pair(table, work, &work->table[i]);
    eco_kpi_notes(table, work->state, "pairs of the distinct items of an order", range);
    snprintf(number, sizeof number, "%lld", (long long)work->baskets);
    eco_table_add_note(table, "baskets", number);
    snprintf(number, sizeof number, "%lld", (long long)work->left_out);
    eco_table_add_note(table, "baskets_left_out", number);
    return eco_table_end(out, table, error);
}

eco_status eco_kpi_table_pairs(const eco_table **out, const eco_kpi_state *state, const eco_kpi_pairs *pairs,
                               const kpi_range *range, eco_error *error)
{
    kpi_sales *sales;
    eco_status status = eco_kpi_sales_make(&sales, state, false, error);
    if (status)
        return status;
    pairs_work work = {.state = state, .given = pairs, .skus = eco_kpi_keys_count(state->spaces[KPI_SPACE_SKU])};
    work.baskets_of = eco_allocate(&state->allocator, work.skus * sizeof *work.baskets_of);
    if (work.baskets_of)
        memset(work.baskets_of, 0, work.skus * sizeof *work.baskets_of);
    if (!work.baskets_of || !count_orders(&work, sales, range))
        status = eco_fail_memory(error);
    else
        status = tell(out, &work, range, error);
    eco_release(&state->allocator, work.table, work.slots * sizeof *work.table);
    eco_release(&state->allocator, work.baskets_of, work.skus * sizeof *work.baskets_of);
    eco_release(&state->allocator, work.basket, work.basket_capacity * sizeof *work.basket);
    eco_kpi_sales_free(sales);
    return status;
}
