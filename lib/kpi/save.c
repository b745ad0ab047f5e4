/* save.c - a state as bytes. Canonical: only what is used is written, keys in their own order, and rows and entries by what they say, so that the way by which they
 * came cannot be seen. In this order:
 *     seen      of each source: rows, skipped, since, until
 *     keys      of each space, then of each dimension that has its own: count; integers as differences, then texts
 *     classes   count; each the row's bits and a value (code + 1; 0 is null) a dimension
 *     books     of each kind: count; rows by their fields, the time as a difference
 *     cube      count; each tick (difference), class, events
 *     families  of each: count of sets; each tick (difference), values, codes as differences or a bitmap; of approximate ones sketches (hll.c)
 *     journal   the unit of times; of each user: count; each time (difference, in units), class */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "kpi/recode.h"
#include "kpi/runs.h"
#include "kpi/spill.h"
#include "kpi/stored.h"

typedef struct saving {
    const eco_kpi_state *state;
    const eco_kpi_plan *plan;
    kpi_recode recode; /* our codes -> the file's; KPI_MISSING: not used */
    uint32_t *order;   /* of users: the state's code of each that the file has */
    uint32_t users;
    int64_t unit; /* of times in the journal */
    eco_arena arena;
    kpi_out out;
} saving;

/* ---- what is used ---- */

static bool begin_codes(kpi_codes *codes, uint32_t count, eco_arena *arena)
{
    codes->count = count;
    codes->codes = eco_arena_take_raw(arena, count, sizeof *codes->codes);
    for (uint32_t i = 0; codes->codes && i < count; i++)
        codes->codes[i] = KPI_MISSING;
    return codes->codes != NULL;
}

static bool begin_all_codes(saving *save)
{
    const eco_kpi_state *state = save->state;
    for (size_t space = 0; space < KPI_SPACES; space++)
        if (!begin_codes(&save->recode.spaces[space], eco_kpi_keys_count(state->spaces[space]), &save->arena))
            return false;
    save->recode.dimensions = eco_arena_take_array(&save->arena, save->plan->dimensions_count, sizeof *save->recode.dimensions);
    for (size_t i = 0; save->recode.dimensions && i < save->plan->dimensions_count; i++) {
        kpi_space space;
        if (!eco_kpi_dimension_space(&space, save->plan, i))
            save->recode.dimensions[i] = save->recode.spaces[space]; /* the same array */
        else if (!begin_codes(&save->recode.dimensions[i], eco_kpi_keys_count(state->dimensions[i]), &save->arena))
            return false;
    }
    return save->recode.dimensions && begin_codes(&save->recode.classes, eco_kpi_classes_count(state->classes), &save->arena);
}

static void use(kpi_codes *codes, uint32_t code)
{
    if (code < codes->count)
        codes->codes[code] = 0;
}

static void use_user(void *save, uint32_t code)
{
    use(&((saving *)save)->recode.spaces[KPI_SPACE_USER], code);
}

static void use_books(saving *save)
{
    for (size_t kind = 0; kind < KPI_BOOKS; kind++) {
        size_t count;
        const kpi_field *fields = eco_kpi_book_fields(&count, (kpi_book_kind)kind);
        for (size_t row = 0; row < save->state->books[kind].count; row++)
            for (size_t i = 0; i < count; i++) {
                uint32_t code = (uint32_t)eco_kpi_field_get(
                    (const char *)save->state->books[kind].rows + row * eco_kpi_book_sizes[kind], &fields[i]);
                if (fields[i].kind == KPI_FIELD_CLASS)
                    use(&save->recode.classes, code);
                else if (fields[i].space != KPI_SPACES)
                    use(&save->recode.spaces[fields[i].space], code);
            }
    }
}

/* What a block uses; and times are mostly whole seconds or milliseconds: the largest unit that divides all. */
static void use_block(saving *save, const kpi_entry *entries, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        use_user(save, entries[i].user);
        use(&save->recode.classes, entries[i].class);
        while (entries[i].at_us % save->unit)
            save->unit /= 1000;
    }
}

static bool use_journal(saving *save, const kpi_journal *journal)
{
    kpi_block_reader reader = {.allocator = save->state->allocator, .spill = journal->spill};
    bool is_read = true;
    save->unit = 1000000;
    for (uint32_t part = 0; part < KPI_PARTS; part++)
        for (const kpi_block *block = NULL; is_read && (block = eco_kpi_block_next(&journal->parts[part], block));) {
            const kpi_entry *entries = eco_kpi_block_read(&reader, block, part);
            is_read = entries != NULL;
            if (is_read)
                use_block(save, entries, block->count);
        }
    eco_kpi_block_reader_end(&reader);
    return is_read;
}

static bool use_folded(saving *save)
{
    const kpi_folded *folded = save->state->folded;
    for (uint32_t i = 0; i < folded->cube.places.count; i++)
        if (folded->cube.cells[i].events)
            use(&save->recode.classes, folded->cube.cells[i].class);
    for (size_t family = 0; family < save->plan->families_count; family++)
        for (size_t i = 0; i < folded->families[family].sorted_count; i++) {
            const kpi_member *member = &folded->families[family].sorted[i];
            const kpi_family *about = &save->plan->families[family];
            if (member->set)
                eco_kpi_set_each(member->set, use_user, save);
            for (size_t d = 0; d < about->dimensions_count; d++)
                use(&save->recode.dimensions[about->dimensions[d]],
                    eco_kpi_class_value(save->state->classes, member->class, about->dimensions[d]));
        }
    return !folded->journal || use_journal(save, folded->journal);
}

static void use_values(saving *save)
{
    for (uint32_t class = 0; class < save->recode.classes.count; class ++)
        for (size_t i = 0; save->recode.classes.codes[class] == 0 && i < save->plan->dimensions_count; i++)
            use(&save->recode.dimensions[i], eco_kpi_class_value(save->state->classes, class, (int32_t)i));
}

/* ---- keys and classes ---- */

/* Numbers the used codes by rank, and gives them in that order. */
static uint32_t *number(uint32_t *count, kpi_codes *codes, const uint32_t *ranks, eco_arena *arena)
{
    uint32_t *by_rank = eco_arena_take_raw(arena, codes->count, sizeof *by_rank);
    *count = 0;
    if (!by_rank)
        return NULL;
    for (uint32_t i = 0; i < codes->count; i++)
        by_rank[ranks[i]] = i;
    for (uint32_t i = 0; i < codes->count; i++) {
        uint32_t code = by_rank[i];
        if (codes->codes[code] == KPI_MISSING)
            continue;
        codes->codes[code] = *count;
        by_rank[(*count)++] = code;
    }
    return by_rank;
}

static bool save_keys(saving *save, const kpi_keys *keys, kpi_codes *codes, uint32_t **order, uint32_t *count)
{
    uint32_t *ranks = eco_arena_take_raw(&save->arena, codes->count, sizeof *ranks);
    if (!ranks || !eco_kpi_keys_ranks(ranks, keys))
        return false;
    *order = number(count, codes, ranks, &save->arena);
    if (!*order)
        return false;
    uint32_t numbers = 0;
    int64_t value, before = 0;
    while (numbers < *count && eco_kpi_keys_int(&value, keys, (*order)[numbers]))
        numbers++;
    eco_kpi_put(&save->out, numbers);
    eco_kpi_put(&save->out, *count - numbers);
    for (uint32_t i = 0; i < numbers; i++) {
        eco_kpi_keys_int(&value, keys, (*order)[i]);
        eco_kpi_put_signed(&save->out, (int64_t)((uint64_t)value - (uint64_t)before));
        before = value;
    }
    for (uint32_t i = numbers; i < *count; i++) {
        size_t size;
        const char *text = eco_kpi_keys_text(NULL, &size, keys, (*order)[i]);
        eco_kpi_put(&save->out, size);
        eco_kpi_put_bytes(&save->out, text, size);
    }
    return true;
}

static bool save_all_keys(saving *save)
{
    uint32_t *order, count;
    for (size_t space = 0; space < KPI_SPACES; space++) {
        if (!save_keys(save, save->state->spaces[space], &save->recode.spaces[space], &order, &count))
            return false;
        if (space == KPI_SPACE_USER) {
            save->order = order;
            save->users = count;
        }
    }
    for (size_t i = 0; i < save->plan->dimensions_count; i++) {
        kpi_space space;
        if (eco_kpi_dimension_space(&space, save->plan, i) &&
            !save_keys(save, save->state->dimensions[i], &save->recode.dimensions[i], &order, &count))
            return false;
    }
    return true;
}

static void put_value(saving *save, int32_t dimension, uint32_t code)
{
    eco_kpi_put(&save->out, code == KPI_NONE ? 0 : (uint64_t)save->recode.dimensions[dimension].codes[code] + 1);
}

static bool save_classes(saving *save)
{
    const kpi_classes *classes = save->state->classes;
    uint32_t count, *ranks = eco_arena_take_raw(&save->arena, save->recode.classes.count, sizeof *ranks);
    if (!ranks || !eco_kpi_classes_ranks(ranks, save->state))
        return false;
    uint32_t *order = number(&count, &save->recode.classes, ranks, &save->arena);
    if (!order)
        return false;
    eco_kpi_put(&save->out, count);
    for (uint32_t i = 0; i < count; i++) {
        eco_kpi_put(&save->out, eco_kpi_class_row_bits(classes, order[i]));
        for (size_t d = 0; d < save->plan->dimensions_count; d++)
            put_value(save, (int32_t)d, eco_kpi_class_value(classes, order[i], (int32_t)d));
    }
    return true;
}

/* ---- books ---- */

typedef struct sorting { /* what qsort's comparison needs stands beside each row */
    const kpi_field *fields;
    size_t count;
    const void *row;
} sorting;

static int by_fields(const void *a, const void *b)
{
    const sorting *one = a, *other = b;
    for (size_t i = 0; i < one->count; i++) {
        int64_t mine = eco_kpi_field_get(one->row, &one->fields[i]), its = eco_kpi_field_get(other->row, &one->fields[i]);
        if (mine != its)
            return mine < its ? -1 : 1;
    }
    return 0;
}

static void put_row(kpi_out *out, const sorting *row, int64_t *before)
{
    int64_t at_us = eco_kpi_field_get(row->row, &row->fields[0]);
    eco_kpi_put_signed(out, at_us - *before);
    *before = at_us;
    for (size_t i = 1; i < row->count; i++) {
        int64_t value = eco_kpi_field_get(row->row, &row->fields[i]);
        bool is_code = row->fields[i].kind == KPI_FIELD_KEY || row->fields[i].kind == KPI_FIELD_CLASS;
        if (is_code)
            eco_kpi_put(out, value == KPI_NONE ? 0 : (uint64_t)value + 1);
        else
            eco_kpi_put_signed(out, value);
    }
}

static bool save_book(saving *save, kpi_book_kind kind)
{
    const kpi_book *book = &save->state->books[kind];
    size_t size = eco_kpi_book_sizes[kind], fields_count;
    const kpi_field *fields = eco_kpi_book_fields(&fields_count, kind);
    char *rows = eco_arena_take_raw(&save->arena, book->count, size);
    sorting *sorted = eco_arena_take_raw(&save->arena, book->count, sizeof *sorted);
    if (!rows || !sorted)
        return false;
    if (book->count)
        memcpy(rows, book->rows, book->count * size);
    for (size_t i = 0; i < book->count; i++) {
        eco_kpi_recode_row(rows + i * size, kind, &save->recode);
        sorted[i] = (sorting){fields, fields_count, rows + i * size};
    }
    if (book->count)
        qsort(sorted, book->count, sizeof *sorted, by_fields);
    eco_kpi_put(&save->out, book->count);
    int64_t before = 0;
    for (size_t i = 0; i < book->count; i++)
        put_row(&save->out, &sorted[i], &before);
    return true;
}

/* ---- the cube and the families ---- */

static int by_cell(const void *a, const void *b)
{
    const kpi_cell *one = a, *other = b;
    int by = (one->tick > other->tick) - (one->tick < other->tick);
    return by ? by : (one->class > other->class) - (one->class < other->class);
}

static bool save_cube(saving *save)
{
    const kpi_cube *cube = &save->state->folded->cube;
    kpi_cell *cells = eco_arena_take_raw(&save->arena, cube->places.count, sizeof *cells);
    size_t count = 0;
    if (!cells)
        return false;
    for (uint32_t i = 0; i < cube->places.count; i++) {
        if (!cube->cells[i].events)
            continue;
        cells[count] = cube->cells[i];
        eco_kpi_recode(&cells[count++].class, &save->recode.classes);
    }
    if (count)
        qsort(cells, count, sizeof *cells, by_cell);
    eco_kpi_put(&save->out, count);
    int32_t before = 0;
    for (size_t i = 0; i < count; i++) {
        eco_kpi_put_signed(&save->out, (int64_t)cells[i].tick - before);
        before = cells[i].tick;
        eco_kpi_put(&save->out, cells[i].class);
        eco_kpi_put(&save->out, (uint64_t)cells[i].events);
    }
    return true;
}

typedef struct spreading { /* a set as a bitmap of the file's codes */
    kpi_bits bits;
    const uint32_t *codes;
} spreading;

static void spread(void *given, uint32_t code)
{
    spreading *all = given;
    uint32_t its = all->codes[code];
    all->bits.words[its >> 6] |= UINT64_C(1) << (its & 63);
}

/* The codes of a set by differences, or the bitmap's bytes, whichever is surely not longer; 0 or 1 says which. */
static void put_set(saving *save, spreading *all, const kpi_set *set)
{
    eco_kpi_bits_clear(&all->bits);
    eco_kpi_set_each(set, spread, all);
    size_t bytes = ((size_t)save->users + 7) / 8;
    bool is_bitmap = (size_t)set->count >= bytes;
    eco_kpi_put(&save->out, (uint64_t)set->count << 1 | is_bitmap);
    for (size_t i = 0; is_bitmap && i < bytes; i++) {
        unsigned char byte = (unsigned char)(all->bits.words[i / 8] >> (i % 8 * 8));
        eco_kpi_put_bytes(&save->out, &byte, 1);
    }
    uint64_t before = 0;
    for (size_t i = 0; !is_bitmap && i < all->bits.count; i++)
        for (uint64_t rest = all->bits.words[i]; rest; rest &= rest - 1) {
            uint64_t code = i * 64 + (uint64_t)__builtin_ctzll(rest);
            eco_kpi_put(&save->out, code - before);
            before = code;
        }
}

typedef struct saved_member {
    int32_t tick;
    const kpi_member *member;
    const uint32_t *values; /* the file's, code + 1 */
    size_t count;
} saved_member;

static int by_member(const void *a, const void *b)
{
    const saved_member *one = a, *other = b;
    int by = (one->tick > other->tick) - (one->tick < other->tick);
    for (size_t i = 0; !by && i < one->count; i++)
        by = (one->values[i] > other->values[i]) - (one->values[i] < other->values[i]);
    return by;
}

static saved_member *sort_members(saving *save, size_t family)
{
    const kpi_family_sets *sets = &save->state->folded->families[family];
    const kpi_family *about = &save->plan->families[family];
    size_t dimensions = about->dimensions_count;
    saved_member *members = eco_arena_take_raw(&save->arena, sets->sorted_count, sizeof *members);
    uint32_t *values = eco_arena_take_raw(&save->arena, sets->sorted_count * dimensions, sizeof *values);
    if (!members || !values)
        return NULL;
    for (size_t i = 0; i < sets->sorted_count; i++) {
        const kpi_member *member = &sets->sorted[i];
        members[i] = (saved_member){member->tick, member, values + i * dimensions, dimensions};
        for (size_t d = 0; d < dimensions; d++) {
            uint32_t code = eco_kpi_class_value(save->state->classes, member->class, about->dimensions[d]);
            values[i * dimensions + d] = code == KPI_NONE ? 0 : save->recode.dimensions[about->dimensions[d]].codes[code] + 1;
        }
    }
    if (sets->sorted_count)
        qsort(members, sets->sorted_count, sizeof *members, by_member);
    return members;
}

static bool save_families(saving *save)
{
    spreading all = {.codes = save->recode.spaces[KPI_SPACE_USER].codes};
    if (!eco_kpi_bits_begin(&all.bits, &save->arena.allocator, save->users + 1))
        return false;
    bool has_room = true;
    for (size_t family = 0; has_room && family < save->plan->families_count; family++) {
        size_t count = save->state->folded->families[family].sorted_count;
        saved_member *members = sort_members(save, family);
        has_room = members != NULL;
        eco_kpi_put(&save->out, count);
        int32_t before = 0;
        for (size_t i = 0; has_room && i < count; i++) {
            eco_kpi_put_signed(&save->out, (int64_t)members[i].tick - before);
            before = members[i].tick;
            for (size_t d = 0; d < members[i].count; d++)
                eco_kpi_put(&save->out, members[i].values[d]);
            if (members[i].member->set)
                put_set(save, &all, members[i].member->set);
            else
                has_room = eco_kpi_hll_put(&save->out, members[i].member->hll, &save->arena.allocator);
        }
    }
    eco_kpi_bits_end(&all.bits);
    return has_room;
}

/* ---- the journal ---- */

typedef struct sorted_part {
    kpi_runs runs;
    int64_t offset; /* of its entries on file; -1: they are in runs.entries */
    size_t size;
} sorted_part;

static void put_run(saving *save, const kpi_entry *entries, size_t count)
{
    int64_t before = 0;
    eco_kpi_put(&save->out, count);
    for (size_t i = 0; i < count; i++) {
        eco_kpi_put_signed(&save->out, entries[i].at_us / save->unit - before);
        before = entries[i].at_us / save->unit;
        eco_kpi_put(&save->out, save->recode.classes.codes[entries[i].class]);
    }
}

/* Where part of the journal is on file, so are the sorted entries: all of them would not fit. */
static bool sort_part(saving *save, sorted_part *sorted, const kpi_part *entries, uint32_t part, size_t users)
{
    kpi_runs *runs = &sorted->runs;
    if (!eco_kpi_runs_sort(runs, entries, part, users))
        return false;
    sorted->size = entries->count * sizeof *runs->entries;
    if (!entries->spilled)
        return true;
    if (!eco_kpi_spill_write(&sorted->offset, save->state->spill, runs->entries, sorted->size))
        return false;
    eco_release(&runs->allocator, runs->entries, runs->capacity * sizeof *runs->entries);
    eco_release(&runs->allocator, runs->spare, runs->spare_capacity * sizeof *runs->spare);
    runs->entries = runs->spare = NULL;
    runs->capacity = runs->spare_capacity = 0;
    return true;
}

/* One user's entries, read into the part's room where they are on file. */
static const kpi_entry *run_of(saving *save, sorted_part *sorted, size_t first, size_t count)
{
    kpi_runs *runs = &sorted->runs;
    if (sorted->offset < 0)
        return runs->entries + first;
    size_t size = sizeof *runs->entries;
    if (!eco_grow(&runs->allocator, &runs->entries, &runs->capacity, count, size) ||
        !eco_kpi_spill_read(runs->entries, count * size, save->state->spill, sorted->offset + (int64_t)(first * size)))
        return NULL;
    return runs->entries;
}

/* Users stand in the order of their keys, which goes across all parts: so all parts are sorted before the first user is written. */
static bool save_journal(saving *save, sorted_part *parts)
{
    const kpi_journal *journal = save->state->folded->journal;
    uint32_t known = eco_kpi_keys_count(save->state->spaces[KPI_SPACE_USER]);
    for (uint32_t part = 0; part < KPI_PARTS; part++)
        if (!sort_part(save, &parts[part], &journal->parts[part], part, known > part ? (known - part - 1) / KPI_PARTS + 1 : 0))
            return false;
    eco_kpi_put(&save->out, (uint64_t)save->unit);
    for (uint32_t i = 0; i < save->users; i++) {
        sorted_part *part = &parts[save->order[i] % KPI_PARTS];
        const uint32_t *starts = part->runs.starts + save->order[i] / KPI_PARTS;
        size_t count = starts[1] - starts[0];
        const kpi_entry *entries = count ? run_of(save, part, starts[0], count) : NULL;
        if (count && !entries)
            return false;
        put_run(save, entries, count);
    }
    return true;
}

static bool save_sequences(saving *save)
{
    if (!save->state->folded->journal)
        return true;
    sorted_part *parts = eco_arena_take_array(&save->arena, KPI_PARTS, sizeof *parts);
    uint32_t *ranks = eco_arena_take_raw(&save->arena, save->recode.classes.count, sizeof *ranks);
    if (!parts || !ranks || !eco_kpi_classes_ranks(ranks, save->state))
        return false;
    for (size_t part = 0; part < KPI_PARTS; part++)
        parts[part] = (sorted_part){.runs = eco_kpi_runs_begin(save->state, ranks), .offset = -1};
    bool saved = save_journal(save, parts);
    for (size_t part = 0; part < KPI_PARTS; part++) {
        if (parts[part].offset >= 0)
            eco_kpi_spill_drop(save->state->spill, parts[part].offset, parts[part].size);
        eco_kpi_runs_end(&parts[part].runs);
    }
    return saved;
}

/* ---- together ---- */

static void save_seen(saving *save)
{
    for (size_t source = 1; source < KPI_SOURCES; source++) {
        const kpi_seen *seen = &save->state->seen[source];
        eco_kpi_put(&save->out, (uint64_t)seen->rows);
        eco_kpi_put(&save->out, (uint64_t)seen->skipped);
        eco_kpi_put_signed(&save->out, seen->since_us);
        eco_kpi_put_signed(&save->out, seen->until_us);
    }
}

static bool save_all(saving *save)
{
    unsigned char version = KPI_VERSION;
    if (!eco_kpi_folded_sort(save->state->folded) || !begin_all_codes(save))
        return false;
    use_books(save);
    if (!use_folded(save))
        return false;
    use_values(save);
    eco_kpi_put_bytes(&save->out, KPI_MAGIC, KPI_MAGIC_SIZE);
    eco_kpi_put_bytes(&save->out, &version, 1);
    for (int i = 0; i < 16; i++) {
        unsigned char byte = (unsigned char)((i < 8 ? save->plan->digest.high : save->plan->digest.low) >> (i % 8 * 8));
        eco_kpi_put_bytes(&save->out, &byte, 1);
    }
    save_seen(save);
    if (!save_all_keys(save) || !save_classes(save))
        return false;
    for (size_t kind = 0; kind < KPI_BOOKS; kind++)
        if (!save_book(save, (kpi_book_kind)kind))
            return false;
    if (!save_cube(save) || !save_families(save) || !save_sequences(save))
        return false;
    eco_kpi_put_end(&save->out);
    return true;
}

eco_status eco_kpi_save(const eco_kpi_state *state, eco_writer writer, eco_error *error)
{
    if (!state || !writer.write)
        return eco_fail(error, ECO_E_INVALID, state ? "/writer" : "/state", "no %s was given", state ? "writer" : "state");
    saving *save = eco_allocate(&state->allocator, sizeof *save);
    if (!save)
        return eco_kpi_state_memory(state, error);
    memset(save, 0, sizeof *save);
    save->state = state;
    save->plan = state->plan;
    save->out.writer = writer;
    eco_arena_begin(&save->arena, &state->allocator);
    state->budget->lifted = true;
    bool saved = save_all(save), stopped = save->out.stopped;
    state->budget->lifted = false;
    eco_arena_end(&save->arena);
    eco_release(&state->allocator, save, sizeof *save);
    if (!saved)
        return eco_kpi_state_memory(state, error);
    return stopped ? eco_fail(error, ECO_E_CANCELLED, NULL, "the writer stopped") : ECO_OK;
}
