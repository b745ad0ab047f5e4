/* journal.c - blocks of entries: filled one by one, handed over whole, and put on file where the state's memory is short. */
#include <string.h>

#include "base/team.h"
#include "kpi/folded.h"
#include "kpi/spill.h"

enum { BLOCK_LEAST = 16, BLOCK_MOST = 4096 };

kpi_journal *eco_kpi_journal_begin(const eco_kpi_state *state)
{
    kpi_journal *journal = eco_allocate(&state->allocator, sizeof *journal);
    if (!journal)
        return NULL;
    memset(journal, 0, sizeof *journal);
    journal->spill = state->spill;
    journal->block_most = eco_kpi_spill_block(state->spill, state->threads, BLOCK_MOST);
    return journal;
}

static void release(kpi_journal *journal, kpi_block *block, const eco_allocator *allocator)
{
    if (block->offset >= 0)
        eco_kpi_spill_drop(journal->spill, block->offset, block->count * sizeof *block->entries);
    eco_release(allocator, block, sizeof *block + block->capacity * sizeof *block->entries);
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
    size_t size = block->count * sizeof *block->entries;
    int64_t offset;
    if (!eco_kpi_spill_write(&offset, journal->spill, block->entries, size))
        return false;
    kpi_block *left = eco_reallocate(allocator, block, sizeof *block + block->capacity * sizeof *block->entries, sizeof *block);
    if (!left) {
        eco_kpi_spill_drop(journal->spill, offset, size);
        return false;
    }
    *left = (kpi_block){.offset = offset, .count = left->count};
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

const kpi_entry *eco_kpi_block_read(kpi_block_reader *reader, const kpi_block *block)
{
    if (block->offset < 0)
        return block->entries;
    if (!eco_grow(&reader->allocator, &reader->room, &reader->capacity, block->count, sizeof *reader->room) ||
        !eco_kpi_spill_read(reader->room, block->count * sizeof *reader->room, reader->spill, block->offset))
        return NULL;
    return reader->room;
}

void eco_kpi_block_reader_end(kpi_block_reader *reader)
{
    eco_release(&reader->allocator, reader->room, reader->capacity * sizeof *reader->room);
}

/* ---- filling and handing over ---- */

kpi_entry *eco_kpi_journal_block(kpi_journal *journal, kpi_part *part, const eco_allocator *allocator)
{
    while (eco_kpi_spill_wants(journal->spill) && is_full(part))
        if (!spill_first(journal, part, allocator))
            return NULL;
    size_t wanted = part->count < BLOCK_LEAST ? BLOCK_LEAST : part->count;
    uint32_t capacity = wanted < journal->block_most ? (uint32_t)wanted : journal->block_most;
    kpi_block *block = eco_allocate(allocator, sizeof *block + capacity * sizeof *block->entries);
    if (!block)
        return NULL;
    *block = (kpi_block){.offset = -1, .count = 1, .capacity = capacity};
    if (part->last)
        part->last->next = block;
    else
        part->first = block;
    part->last = block;
    part->count++;
    return block->entries;
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
    while (theirs->first && ours->last && ours->last->capacity - ours->last->count >= theirs->first->count) {
        kpi_block *block = theirs->first;
        memcpy(ours->last->entries + ours->last->count, block->entries, block->count * sizeof *block->entries);
        ours->last->count += block->count;
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
}
