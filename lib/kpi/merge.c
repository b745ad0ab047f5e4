/* merge.c - all that another state holds, in our codes: made aside as an update is, then added as one. */
#include <string.h>

#include "base/error.h"
#include "kpi/recode.h"
#include "kpi/spill.h"

static bool map_keys(kpi_codes *codes, kpi_keys *ours, const kpi_keys *theirs, eco_arena *arena)
{
    char own[KPI_KEY_TEXT];
    codes->count = eco_kpi_keys_count(theirs);
    codes->codes = eco_arena_take_raw(arena, codes->count, sizeof *codes->codes);
    for (uint32_t code = 0; codes->codes && code < codes->count; code++) {
        size_t size;
        const char *text = eco_kpi_keys_text(own, &size, theirs, code);
        if (!eco_kpi_keys_add_text(&codes->codes[code], ours, text, size))
            return false;
    }
    return codes->codes != NULL;
}

static bool map_all_keys(kpi_recode *recode, eco_kpi_state *ours, const eco_kpi_state *theirs, eco_arena *arena)
{
    const eco_kpi_plan *plan = ours->plan;
    for (size_t space = 0; space < KPI_SPACES; space++)
        if (!map_keys(&recode->spaces[space], ours->spaces[space], theirs->spaces[space], arena))
            return false;
    recode->dimensions = eco_arena_take_array(arena, plan->dimensions_count, sizeof *recode->dimensions);
    for (size_t i = 0; recode->dimensions && i < plan->dimensions_count; i++) {
        kpi_space space;
        if (!eco_kpi_dimension_space(&space, plan, i))
            recode->dimensions[i] = recode->spaces[space];
        else if (!map_keys(&recode->dimensions[i], ours->dimensions[i], theirs->dimensions[i], arena))
            return false;
    }
    return recode->dimensions != NULL;
}

static eco_status map_classes(kpi_recode *recode, eco_kpi_state *ours, const eco_kpi_state *theirs, eco_arena *arena,
                              eco_error *error)
{
    size_t dimensions = ours->plan->dimensions_count;
    uint32_t *values = eco_arena_take_raw(arena, dimensions, sizeof *values);
    recode->classes.count = eco_kpi_classes_count(theirs->classes);
    recode->classes.codes = eco_arena_take_raw(arena, recode->classes.count, sizeof *recode->classes.codes);
    if (!values || !recode->classes.codes)
        return eco_fail_memory(error);
    for (uint32_t class = 0; class < recode->classes.count; class ++) {
        memcpy(values, eco_kpi_class_values(theirs->classes, class), dimensions * sizeof *values);
        for (size_t i = 0; i < dimensions; i++)
            eco_kpi_recode(&values[i], &recode->dimensions[i]);
        eco_status failed = eco_kpi_classes_add(&recode->classes.codes[class], ours, values,
                                                eco_kpi_class_row_bits(theirs->classes, class), error);
        if (failed)
            return failed;
    }
    return ECO_OK;
}

/* ---- what is folded ---- */

static bool copy_cube(kpi_folded *into, const kpi_cube *cube, const kpi_recode *recode)
{
    for (uint32_t i = 0; i < cube->places.count; i++)
        if (cube->cells[i].events && !eco_kpi_cube_add(&into->cube, &into->allocator, cube->cells[i].tick,
                                                       recode->classes.codes[cube->cells[i].class], cube->cells[i].events))
            return false;
    return true;
}

typedef struct copying { /* of a set */
    kpi_set *into;
    const kpi_folded *folded;
    const uint32_t *users;
    uint32_t known;
    bool failed;
} copying;

static void copy_code(void *given, uint32_t code)
{
    copying *copy = given;
    copy->failed |= !eco_kpi_set_add(copy->into, &copy->folded->allocator, copy->users[code], copy->known);
}

static bool copy_set(kpi_folded *into, kpi_family_set *made, const kpi_family_set *set, bool approximate, copying *copy)
{
    if (approximate) {
        if (!eco_kpi_hll_reserve(&made->hll, &set->hll, &into->allocator))
            return false;
        eco_kpi_hll_unite(&made->hll, &set->hll, &into->allocator);
        return true;
    }
    copy->into = &made->set;
    eco_kpi_set_each(&set->set, copy_code, copy);
    return !copy->failed;
}

static eco_status copy_family(kpi_folded *into, eco_kpi_state *ours, const eco_kpi_state *theirs, size_t family,
                              const kpi_recode *recode, uint32_t *values, eco_error *error)
{
    const kpi_family *about = &ours->plan->families[family];
    const kpi_family_sets *sets = &theirs->folded->families[family];
    uint32_t known = eco_kpi_keys_count(ours->spaces[KPI_SPACE_USER]), tuple;
    for (uint32_t i = 0; i < sets->places.count; i++) {
        const kpi_family_set *set = &sets->sets[i];
        if (about->approximate ? eco_kpi_hll_is_empty(&set->hll) : !set->set.count)
            continue;
        for (size_t d = 0; d < about->dimensions_count; d++) {
            values[d] = eco_kpi_class_value(theirs->classes, set->tuple, about->dimensions[d]);
            eco_kpi_recode(&values[d], &recode->dimensions[about->dimensions[d]]);
        }
        eco_status failed = eco_kpi_classes_tuple(&tuple, ours, family, values, error);
        if (failed)
            return failed;
        copying copy = {.folded = into, .users = recode->spaces[KPI_SPACE_USER].codes, .known = known};
        kpi_family_set *made = eco_kpi_family_set(&into->families[family], &into->allocator, set->tick, tuple);
        if (!made || !copy_set(into, made, set, about->approximate, &copy))
            return eco_fail_memory(error);
    }
    return ECO_OK;
}

static bool copy_block(kpi_folded *into, const kpi_entry *entries, uint32_t count, const kpi_recode *recode)
{
    for (uint32_t i = 0; i < count; i++) {
        kpi_entry entry = entries[i];
        entry.user = recode->spaces[KPI_SPACE_USER].codes[entry.user];
        entry.class = recode->classes.codes[entry.class];
        if (!eco_kpi_journal_add(into->journal, &into->allocator, entry))
            return false;
    }
    return true;
}

static bool copy_journal(kpi_folded *into, const eco_kpi_state *ours, const eco_kpi_state *theirs, const kpi_recode *recode)
{
    const kpi_journal *journal = theirs->folded->journal;
    const kpi_seen *seen = &theirs->seen[ECO_KPI_EVENTS];
    if (!journal)
        return true;
    eco_kpi_journal_expect(into->journal, seen->since_us, seen->until_us, eco_kpi_keys_count(ours->spaces[KPI_SPACE_USER]),
                           eco_kpi_classes_count(ours->classes));
    kpi_block_reader reader = {.allocator = into->allocator, .spill = journal->spill};
    bool copied = true;
    for (uint32_t part = 0; part < KPI_PARTS; part++)
        for (const kpi_block *block = NULL; copied && (block = eco_kpi_block_next(&journal->parts[part], block));) {
            const kpi_entry *entries = eco_kpi_block_read(&reader, block, part);
            copied = entries && copy_block(into, entries, block->count, recode);
        }
    eco_kpi_block_reader_end(&reader);
    return copied;
}

static eco_status copy_folded(kpi_update *update, const eco_kpi_state *theirs, const kpi_recode *recode, eco_error *error)
{
    eco_kpi_state *ours = update->state;
    update->folded = eco_arena_take_array(&update->arena, 1, sizeof *update->folded);
    uint32_t *values = eco_arena_take_raw(&update->arena, ours->plan->dimensions_count, sizeof *values);
    kpi_folded *folded = eco_kpi_folded_begin(ours);
    if (!update->folded || !values || !folded) {
        eco_kpi_folded_end(folded);
        return eco_fail_memory(error);
    }
    update->folded[update->folded_count++] = folded;
    if (!copy_cube(folded, &theirs->folded->cube, recode) || !copy_journal(folded, ours, theirs, recode))
        return eco_fail_memory(error);
    eco_status failed = ECO_OK;
    for (size_t family = 0; !failed && family < ours->plan->families_count; family++)
        failed = copy_family(folded, ours, theirs, family, recode, values, error);
    return failed;
}

/* ---- what is kept ---- */

static bool copy_books(kpi_update *update, const eco_kpi_state *theirs, const kpi_recode *recode)
{
    for (size_t kind = 0; kind < KPI_BOOKS; kind++)
        for (size_t i = 0; i < theirs->books[kind].count; i++) {
            void *row = eco_kpi_book_add(update, (kpi_book_kind)kind);
            if (!row)
                return false;
            memcpy(row, (const char *)theirs->books[kind].rows + i * eco_kpi_book_sizes[kind], eco_kpi_book_sizes[kind]);
            eco_kpi_recode_row(row, (kpi_book_kind)kind, recode);
        }
    return true;
}

static bool copy_problems(kpi_update *update, const eco_kpi_state *theirs)
{
    if (!eco_grow(&update->state->allocator, &update->problems, &update->problems_capacity, theirs->problems_count,
                  sizeof *update->problems))
        return false;
    for (size_t i = 0; i < theirs->problems_count; i++)
        update->problems[update->problems_count++] = theirs->problems[i];
    return true;
}

static eco_status copy_state(kpi_update *update, const eco_kpi_state *theirs, eco_error *error)
{
    kpi_recode recode = {0};
    if (!map_all_keys(&recode, update->state, theirs, &update->arena))
        return eco_fail_memory(error);
    eco_status failed = map_classes(&recode, update->state, theirs, &update->arena, error);
    failed = failed ? failed : copy_folded(update, theirs, &recode, error);
    if (!failed && (!copy_books(update, theirs, &recode) || !copy_problems(update, theirs)))
        failed = eco_fail_memory(error);
    return failed;
}

eco_status eco_kpi_merge(eco_kpi_state *state, const eco_kpi_state *other, eco_error *error)
{
    if (!state || !other)
        return eco_fail(error, ECO_E_INVALID, state ? "/other" : "/state", "no state was given");
    if (memcmp(&state->plan->digest, &other->plan->digest, sizeof state->plan->digest) != 0)
        return eco_kpi_plan_differs(state->plan, other->plan, error);
    kpi_update update;
    eco_kpi_update_begin(&update, state, 0, NULL);
    eco_status failed = copy_state(&update, other, error);
    failed = failed ? failed : eco_kpi_update_add(&update, error);
    eco_kpi_update_end(&update);
    for (size_t source = 0; !failed && source < KPI_SOURCES; source++)
        eco_kpi_seen_add(&state->seen[source], &other->seen[source]);
    if (failed == ECO_E_MEMORY && eco_kpi_spill_failure(other->spill, error))
        return ECO_E_IO; /* of what the other has on file */
    return failed == ECO_E_MEMORY ? eco_kpi_state_memory(state, error) : failed;
}
