/* runs.c - dealing a part's entries out to its users, and putting each user's in order. Logs come nearly in order, so most runs only need a look. */
#include "kpi/runs.h"

#include <string.h>

kpi_runs eco_kpi_runs_begin(const eco_kpi_state *state, const uint32_t *ranks)
{
    return (kpi_runs){
        .allocator = state->allocator, .ranks = ranks, .reader = {.allocator = state->allocator, .spill = state->spill}};
}

void eco_kpi_runs_end(kpi_runs *runs)
{
    eco_release(&runs->allocator, runs->entries, runs->capacity * sizeof *runs->entries);
    eco_release(&runs->allocator, runs->spare, runs->spare_capacity * sizeof *runs->spare);
    eco_release(&runs->allocator, runs->starts, runs->starts_capacity * sizeof *runs->starts);
    eco_kpi_block_reader_end(&runs->reader);
}

static void count_block(uint32_t *starts, const kpi_block *block, const uint64_t *words)
{
    size_t step = eco_kpi_packing_words(&block->packing), count = block->count;
    uint32_t shift = block->packing.class_bits + block->packing.time_bits;
    if (step == 1)
        for (size_t i = 0; i < count; i++)
            starts[(words[i] >> shift) + 2]++;
    else
        for (size_t i = 0; i < count; i++)
            starts[eco_kpi_entry_user(words + i * step, &block->packing) + 2]++;
}

static void deal_block(kpi_runs *runs, const kpi_block *block, const uint64_t *words, uint32_t part)
{
    const kpi_packing packing = block->packing;
    size_t step = eco_kpi_packing_words(&packing), count = block->count;
    uint32_t *ends = runs->starts + 1;
    if (step == 1) /* so that the compiler knows */
        for (size_t i = 0; i < count; i++) {
            kpi_entry entry = eco_kpi_entry_get(words + i, &packing, part);
            runs->entries[ends[entry.user / KPI_PARTS]++] = entry;
        }
    else
        for (size_t i = 0; i < count; i++) {
            kpi_entry entry = eco_kpi_entry_get(words + i * step, &packing, part);
            runs->entries[ends[entry.user / KPI_PARTS]++] = entry;
        }
}

/* entries[starts[u]] and on, in the order in which they came. */
static bool deal(kpi_runs *runs, const kpi_part *entries, uint32_t part)
{
    uint32_t *starts = runs->starts;
    memset(starts, 0, (runs->users + 2) * sizeof *starts);
    for (const kpi_block *block = NULL; (block = eco_kpi_block_next(entries, block));) {
        const uint64_t *words = eco_kpi_block_words(&runs->reader, block);
        if (!words)
            return false;
        count_block(starts, block, words);
    }
    for (size_t user = 2; user < runs->users + 2; user++)
        starts[user] += starts[user - 1];
    for (const kpi_block *block = NULL; (block = eco_kpi_block_next(entries, block));) {
        const uint64_t *words = eco_kpi_block_words(&runs->reader, block);
        if (!words)
            return false;
        deal_block(runs, block, words, part);
    }
    return true;
}

static inline bool comes_before(const kpi_entry *a, const kpi_entry *b, const uint32_t *ranks)
{
    return a->at_us < b->at_us || (a->at_us == b->at_us && ranks[a->class] < ranks[b->class]);
}

/* false: too far out of order for this way. */
static bool insert_in_order(kpi_entry *run, size_t count, const uint32_t *ranks)
{
    size_t moves = 0;
    for (size_t i = 1; i < count; i++) {
        if (!comes_before(&run[i], &run[i - 1], ranks))
            continue;
        kpi_entry entry = run[i];
        size_t at = i;
        for (; at > 0 && comes_before(&entry, &run[at - 1], ranks); at--)
            run[at] = run[at - 1];
        run[at] = entry;
        moves += i - at;
        if (moves > 16 * count)
            return false;
    }
    return true;
}

static void merge_in_order(kpi_entry *run, kpi_entry *spare, size_t count, const uint32_t *ranks)
{
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t left = 0; left < count; left += 2 * width) {
            size_t middle = left + width < count ? left + width : count,
                   end = left + 2 * width < count ? left + 2 * width : count;
            size_t a = left, b = middle;
            for (size_t out = left; out < end; out++)
                spare[out] = a < middle && (b == end || !comes_before(&run[b], &run[a], ranks)) ? run[a++] : run[b++];
        }
        memcpy(run, spare, count * sizeof *run);
    }
}

static bool order(kpi_runs *runs, kpi_entry *run, size_t count)
{
    if (insert_in_order(run, count, runs->ranks))
        return true;
    if (!eco_grow(&runs->allocator, &runs->spare, &runs->spare_capacity, count, sizeof *runs->spare))
        return false;
    merge_in_order(run, runs->spare, count, runs->ranks);
    return true;
}

bool eco_kpi_runs_sort(kpi_runs *runs, const kpi_part *entries, uint32_t part, size_t users)
{
    runs->users = users;
    if (!eco_grow(&runs->allocator, &runs->starts, &runs->starts_capacity, users + 2, sizeof *runs->starts) ||
        !eco_grow(&runs->allocator, &runs->entries, &runs->capacity, entries->count, sizeof *runs->entries))
        return false;
    if (!deal(runs, entries, part))
        return false;
    for (size_t user = 0; user < users; user++) {
        size_t first = runs->starts[user], count = runs->starts[user + 1] - first;
        if (count > 1 && !order(runs, runs->entries + first, count))
            return false;
    }
    return true;
}
