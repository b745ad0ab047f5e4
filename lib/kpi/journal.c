/* journal.c - blocks of entries: filled one by one, handed over whole, and put on file where the state's memory is short. */
#include <string.h>

#include "base/team.h"
#include "kpi/folded.h"
#include "kpi/spill.h"

enum {
    BLOCK_LEAST = 16,
    BLOCK_MOST = 1024 - 5
}; /* with what is before them, 8 KiB: what is left free in the last ones is little */
_Static_assert(sizeof(kpi_block) + BLOCK_MOST * sizeof(uint64_t) == 1 << 13, "a block fills its piece of memory");

static void copy_expected(kpi_journal *into, const kpi_journal *from)
{
    into->packing = from->packing;
    into->is_expecting = from->is_expecting;
    into->since_us = from->since_us;
    into->until_us = from->until_us;
}

kpi_journal *eco_kpi_journal_begin(const eco_kpi_state *state)
{
    kpi_journal *journal = eco_allocate(&state->allocator, sizeof *journal);
    if (!journal)
        return NULL;
    memset(journal, 0, sizeof *journal);
    journal->spill = state->spill;
    journal->block_most = eco_kpi_spill_block(state->spill, state->threads, BLOCK_MOST);
    if (state->folded)
        copy_expected(journal, state->folded->journal); /* so that small updates fill the same blocks */
    return journal;
}

/* ---- packing ---- */

static uint32_t bits_of(uint64_t most)
{
    return most ? 64 - (uint32_t)__builtin_clzll(most) : 1;
}

static bool is_enough(const kpi_packing *packing, int64_t since_us, int64_t until_us, uint32_t users, uint32_t classes)
{
    return packing->time_bits && since_us >= packing->base_us &&
           bits_of((uint64_t)until_us - (uint64_t)packing->base_us) <= packing->time_bits &&
           bits_of(classes) <= packing->class_bits && bits_of(users / KPI_PARTS) <= 64 - packing->class_bits - packing->time_bits;
}

/* More is given than is needed, so that it stays enough: twice the times, two years at least, more classes where they fit; users have the rest. What was expected
 * before is expected still, so that packings do not take turns. */
void eco_kpi_journal_expect(kpi_journal *journal, int64_t since_us, int64_t until_us, uint32_t users, uint32_t classes)
{
    enum { TIME_USUAL = 46, CLASS_SPARE = 3 };
    if (since_us > until_us || is_enough(&journal->packing, since_us, until_us, users, classes))
        return;
    bool is_first = !journal->is_expecting;
    journal->is_expecting = true;
    journal->since_us = is_first || since_us < journal->since_us ? since_us : journal->since_us;
    journal->until_us = is_first || until_us > journal->until_us ? until_us : journal->until_us;
    uint64_t span = (uint64_t)journal->until_us - (uint64_t)journal->since_us;
    uint32_t class_bits = bits_of(classes) + CLASS_SPARE, user_bits = bits_of(users / KPI_PARTS), time_bits = bits_of(span) + 1;
    time_bits = time_bits < TIME_USUAL && class_bits + user_bits + TIME_USUAL <= 64 ? TIME_USUAL : time_bits;
    while (class_bits > bits_of(classes) && class_bits + user_bits + time_bits > 64)
        class_bits--;
    if (class_bits + user_bits + time_bits > 64) {
        journal->packing = (kpi_packing){0};
        return;
    }
    int64_t before = (int64_t)(((UINT64_C(1) << time_bits) - span) / 2);
    journal->packing = (kpi_packing){journal->since_us - before, class_bits, time_bits};
}

static size_t size_of(const kpi_block *block, uint32_t entries)
{
    return entries * eco_kpi_packing_words(&block->packing) * sizeof *block->words;
}

static void release(kpi_journal *journal, kpi_block *block, const eco_allocator *allocator)
{
    if (block->offset >= 0)
        eco_kpi_spill_drop(journal->spill, block->offset, size_of(block, block->count));
    eco_release(allocator, block, sizeof *block + size_of(block, block->capacity));
}

static void release_list(kpi_journal *journal, kpi_block *block, const eco_allocator *allocator)
{
    for (kpi_block *next; block; block = next) {
        next = block->next;
        release(journal, block, allocator);
    }
}

void eco_kpi_journal_end(kpi_journal *journal, const eco_allocator *allocator)
{
    for (size_t i = 0; i < KPI_PARTS; i++) {
        release_list(journal, journal->parts[i].first, allocator);
        release_list(journal, journal->parts[i].spilled, allocator);
    }
    eco_release(allocator, journal, sizeof *journal);
}

/* ---- onto the file and back ---- */

/* The part's first block here goes on file; what is left of it is where it lies. */
static bool spill_first(kpi_journal *journal, kpi_part *part, const eco_allocator *allocator)
{
    kpi_block *block = part->first, *next = block->next;
    size_t size = size_of(block, block->count);
    int64_t offset;
    if (!eco_kpi_spill_write(&offset, journal->spill, block->words, size))
        return false;
    kpi_block *left = eco_reallocate(allocator, block, sizeof *block + size_of(block, block->capacity), sizeof *block);
    if (!left) {
        eco_kpi_spill_drop(journal->spill, offset, size);
        return false;
    }
    *left = (kpi_block){.offset = offset, .count = left->count, .packing = left->packing};
    part->first = next;
    if (!next)
        part->last = NULL;
    if (part->spilled_last)
        part->spilled_last->next = left;
    else
        part->spilled = left;
    part->spilled_last = left;
    return true;
}

static bool is_full(const kpi_part *part)
{
    return part->first != part->last || (part->last && part->last->count == part->last->capacity);
}

bool eco_kpi_journal_spill(kpi_journal *journal, const eco_allocator *allocator)
{
    for (size_t i = 0; i < KPI_PARTS && eco_kpi_spill_wants(journal->spill); i++)
        while (is_full(&journal->parts[i]))
            if (!spill_first(journal, &journal->parts[i], allocator))
                return false;
    return true;
}

const uint64_t *eco_kpi_block_words(kpi_block_reader *reader, const kpi_block *block)
{
    size_t size = size_of(block, block->count);
    if (block->offset < 0)
        return block->words;
    if (!eco_grow(&reader->allocator, &reader->room, &reader->capacity, size / sizeof *reader->room, sizeof *reader->room) ||
        !eco_kpi_spill_read(reader->room, size, reader->spill, block->offset))
        return NULL;
    return reader->room;
}

const kpi_entry *eco_kpi_block_read(kpi_block_reader *reader, const kpi_block *block, uint32_t part)
{
    const uint64_t *words = eco_kpi_block_words(reader, block);
    size_t step = eco_kpi_packing_words(&block->packing);
    if (!words ||
        !eco_grow(&reader->allocator, &reader->entries, &reader->entries_capacity, block->count, sizeof *reader->entries))
        return NULL;
    for (uint32_t i = 0; i < block->count; i++)
        reader->entries[i] = eco_kpi_entry_get(words + i * step, &block->packing, part);
    return reader->entries;
}

void eco_kpi_block_reader_end(kpi_block_reader *reader)
{
    eco_release(&reader->allocator, reader->room, reader->capacity * sizeof *reader->room);
    eco_release(&reader->allocator, reader->entries, reader->entries_capacity * sizeof *reader->entries);
}

/* ---- filling and handing over ---- */

uint64_t *eco_kpi_journal_block(kpi_journal *journal, kpi_part *part, const eco_allocator *allocator)
{
    while (eco_kpi_spill_wants(journal->spill) && is_full(part))
        if (!spill_first(journal, part, allocator))
            return NULL;
    size_t wanted = part->count * 4 < BLOCK_LEAST ? BLOCK_LEAST : part->count * 4;
    uint32_t capacity = wanted < journal->block_most ? (uint32_t)wanted : journal->block_most;
    size_t step = eco_kpi_packing_words(&journal->packing);
    kpi_block *block = eco_allocate(allocator, sizeof *block + capacity * step * sizeof *block->words);
    if (!block)
        return NULL;
    *block = (kpi_block){.offset = -1, .count = 1, .capacity = capacity, .packing = journal->packing};
    if (part->last)
        part->last->next = block;
    else
        part->first = block;
    part->last = block;
    part->count++;
    return block->words;
}

bool eco_kpi_journal_add(kpi_journal *journal, const eco_allocator *allocator, kpi_entry entry)
{
    if (!is_enough(&journal->packing, entry.at_us, entry.at_us, entry.user, entry.class))
        journal->packing = (kpi_packing){0};
    kpi_part *part = &journal->parts[entry.user % KPI_PARTS];
    kpi_block *last = part->last;
    uint64_t *words;
    if (last && last->count < last->capacity && eco_kpi_packing_equal(&last->packing, &journal->packing)) {
        words = last->words + last->count++ * eco_kpi_packing_words(&last->packing);
        part->count++;
    } else {
        words = eco_kpi_journal_block(journal, part, allocator);
    }
    if (words)
        eco_kpi_entry_put(words, &journal->packing, entry);
    return words;
}

static void append(kpi_block **first, kpi_block **last, kpi_block *more, kpi_block *more_last)
{
    if (!more)
        return;
    if (*last)
        (*last)->next = more;
    else
        *first = more;
    *last = more_last;
}

/* What still fits into our last block is copied, so that many small updates do not make many small blocks. */
static void take_part(kpi_part *ours, kpi_journal *from, kpi_part *theirs, const eco_allocator *allocator)
{
    ours->count += theirs->count;
    while (theirs->first && ours->last && ours->last->capacity - ours->last->count >= theirs->first->count &&
           eco_kpi_packing_equal(&ours->last->packing, &theirs->first->packing)) {
        kpi_block *block = theirs->first, *last = ours->last;
        memcpy(last->words + last->count * eco_kpi_packing_words(&last->packing), block->words, size_of(block, block->count));
        last->count += block->count;
        theirs->first = block->next;
        release(from, block, allocator);
    }
    append(&ours->first, &ours->last, theirs->first, theirs->last);
    append(&ours->spilled, &ours->spilled_last, theirs->spilled, theirs->spilled_last);
    *theirs = (kpi_part){0};
}

void eco_kpi_journal_take(kpi_journal *into, kpi_journal *from, const eco_allocator *allocator)
{
    for (size_t i = 0; i < KPI_PARTS; i++)
        take_part(&into->parts[i], from, &from->parts[i], allocator);
    copy_expected(into, from);
}
