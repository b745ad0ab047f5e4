/* folded.c - the cube, the families and the journal of one holder, and how one takes in others: first room for everything, then nothing can fail. */
#include "kpi/folded.h"

#include <stdlib.h>
#include <string.h>

kpi_folded *eco_kpi_folded_begin(const eco_kpi_state *state)
{
    const eco_kpi_plan *plan = state->plan;
    const eco_allocator *allocator = &state->allocator;
    kpi_folded *folded = eco_allocate(allocator, sizeof *folded);
    if (!folded)
        return NULL;
    *folded = (kpi_folded){.allocator = *allocator, .plan = plan};
    folded->families = eco_allocate(allocator, plan->families_count * sizeof *folded->families);
    if (plan->needs_journal)
        folded->journal = eco_kpi_journal_begin(state);
    if (folded->families)
        memset(folded->families, 0, plan->families_count * sizeof *folded->families);
    for (size_t i = 0; folded->families && i < plan->families_count; i++)
        folded->families[i].approximate = plan->families[i].approximate;
    if (folded->families && (folded->journal || !plan->needs_journal))
        return folded;
    eco_kpi_folded_end(folded);
    return NULL;
}

static void family_end(kpi_family_sets *family, const eco_allocator *allocator)
{
    for (uint32_t i = 0; i < family->places.count && family->sets; i++)
        if (family->approximate)
            eco_kpi_hll_end(&family->sets[i].hll, allocator);
        else
            eco_kpi_set_end(&family->sets[i].set, allocator);
    eco_release(allocator, family->sets, family->capacity * sizeof *family->sets);
    eco_release(allocator, family->sorted, family->sorted_capacity * sizeof *family->sorted);
    eco_kpi_places_end(&family->places, allocator);
}

void eco_kpi_folded_end(kpi_folded *folded)
{
    if (!folded)
        return;
    eco_allocator allocator = folded->allocator;
    eco_release(&allocator, folded->cube.cells, folded->cube.capacity * sizeof *folded->cube.cells);
    eco_kpi_places_end(&folded->cube.places, &allocator);
    for (size_t i = 0; folded->families && i < folded->plan->families_count; i++)
        family_end(&folded->families[i], &allocator);
    eco_release(&allocator, folded->families, folded->plan->families_count * sizeof *folded->families);
    if (folded->journal)
        eco_kpi_journal_end(folded->journal, &allocator);
    eco_release(&allocator, folded, sizeof *folded);
}

/* ---- one event ---- */

bool eco_kpi_cube_add(kpi_cube *cube, const eco_allocator *allocator, int32_t tick, uint32_t class, int64_t events)
{
    uint32_t had = cube->places.count;
    if (!eco_grow(allocator, &cube->cells, &cube->capacity, (size_t)had + 1, sizeof *cube->cells))
        return false;
    uint32_t place = eco_kpi_place(&cube->places, allocator, tick, class);
    if (place == KPI_NONE)
        return false;
    if (place == had)
        cube->cells[place] = (kpi_cell){.tick = tick, .class = class};
    cube->cells[place].events += events;
    return true;
}

kpi_family_set *eco_kpi_family_set(kpi_family_sets *family, const eco_allocator *allocator, int32_t tick, uint32_t tuple)
{
    uint32_t had = family->places.count;
    if (!eco_grow(allocator, &family->sets, &family->capacity, (size_t)had + 1, sizeof *family->sets))
        return NULL;
    uint32_t place = eco_kpi_place(&family->places, allocator, tick, tuple);
    if (place == KPI_NONE)
        return NULL;
    if (place == had) {
        family->sets[place] = (kpi_family_set){.tick = tick, .tuple = tuple};
        if (family->approximate)
            family->sets[place].hll = (kpi_hll){.lg_k = KPI_HLL_DEFAULT};
    }
    return &family->sets[place];
}

/* ---- taking in others ---- */

static bool reserve_cells(kpi_folded *into, const kpi_cube *from)
{
    for (uint32_t i = 0; i < from->places.count; i++)
        if (!eco_kpi_cube_add(&into->cube, &into->allocator, from->cells[i].tick, from->cells[i].class, 0))
            return false;
    return true;
}

static bool is_untouched(const kpi_set *set)
{
    return !set->capacity && !set->words;
}

/* All exact sets of the others into those of the first, which are nobody's yet: so that most can then be handed over as they are. */
static bool gather_sets(kpi_folded *first, kpi_folded *other, size_t family, uint32_t known)
{
    kpi_family_sets *theirs = &other->families[family];
    for (uint32_t i = 0; !theirs->approximate && i < theirs->places.count; i++) {
        kpi_family_set *from = &theirs->sets[i], *into;
        into = eco_kpi_family_set(&first->families[family], &first->allocator, from->tick, from->tuple);
        if (!into || (!is_untouched(&into->set) && !eco_kpi_set_reserve(&into->set, &from->set, &first->allocator, known)))
            return false;
        if (is_untouched(&into->set)) {
            into->set = from->set;
        } else {
            eco_kpi_set_unite(&into->set, &from->set);
            eco_kpi_set_end(&from->set, &first->allocator);
        }
        from->set = (kpi_set){0};
    }
    return true;
}

static bool reserve_set(kpi_folded *into, size_t family, kpi_family_set *from, uint32_t known)
{
    kpi_family_set *set = eco_kpi_family_set(&into->families[family], &into->allocator, from->tick, from->tuple);
    if (!set)
        return false;
    if (into->families[family].approximate)
        return eco_kpi_hll_reserve(&set->hll, &from->hll, &into->allocator);
    if (!is_untouched(&set->set))
        return eco_kpi_set_reserve(&set->set, &from->set, &into->allocator, known);
    eco_kpi_set_tighten(&from->set, &into->allocator); /* it will be handed over */
    return true;
}

static bool reserve_sets(kpi_folded *into, const kpi_folded *other, size_t family, uint32_t known)
{
    const kpi_family_sets *theirs = &other->families[family];
    into->families[family].is_sorted = false; /* its sets may move, also where the rest fails */
    for (uint32_t i = 0; i < theirs->places.count; i++)
        if (!reserve_set(into, family, &theirs->sets[i], known))
            return false;
    return true;
}

bool eco_kpi_folded_reserve(kpi_folded *into, kpi_folded *const *others, size_t count, uint32_t known)
{
    for (size_t i = 1; i < count; i++)
        for (size_t family = 0; family < into->plan->families_count; family++)
            if (!gather_sets(others[0], others[i], family, known))
                return false;
    for (size_t i = 0; i < count; i++) {
        if (!reserve_cells(into, &others[i]->cube))
            return false;
        for (size_t family = 0; family < into->plan->families_count; family++)
            if (!reserve_sets(into, others[i], family, known))
                return false;
        if (into->journal && !eco_kpi_journal_spill(others[i]->journal, &into->allocator))
            return false;
    }
    return !into->journal || eco_kpi_journal_spill(into->journal, &into->allocator);
}

static void take_sets(kpi_folded *into, kpi_folded *from, size_t family)
{
    kpi_family_sets *ours = &into->families[family], *theirs = &from->families[family];
    for (uint32_t i = 0; i < theirs->places.count; i++) {
        kpi_family_set *set = eco_kpi_family_set(ours, &into->allocator, theirs->sets[i].tick, theirs->sets[i].tuple);
        if (ours->approximate) /* reserved: set is there */
            eco_kpi_hll_unite(&set->hll, &theirs->sets[i].hll, &into->allocator);
        else if (is_untouched(&set->set)) {
            set->set = theirs->sets[i].set;
            theirs->sets[i].set = (kpi_set){0};
        } else
            eco_kpi_set_unite(&set->set, &theirs->sets[i].set);
    }
}

void eco_kpi_folded_take(kpi_folded *into, kpi_folded *const *others, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const kpi_cube *cube = &others[i]->cube;
        for (uint32_t cell = 0; cell < cube->places.count; cell++)
            eco_kpi_cube_add(&into->cube, &into->allocator, cube->cells[cell].tick, cube->cells[cell].class,
                             cube->cells[cell].events);
        for (size_t family = 0; family < into->plan->families_count; family++)
            take_sets(into, others[i], family);
        if (into->journal)
            eco_kpi_journal_take(into->journal, others[i]->journal, &into->allocator);
    }
}

/* ---- reading ---- */

static int by_tick(const void *a, const void *b)
{
    const kpi_member *one = a, *other = b;
    int by = (one->tick > other->tick) - (one->tick < other->tick);
    return by ? by : (one->class > other->class) - (one->class < other->class);
}

static bool sort_family(kpi_family_sets *family, const eco_allocator *allocator)
{
    if (family->is_sorted)
        return true;
    if (!eco_grow(allocator, &family->sorted, &family->sorted_capacity, family->places.count, sizeof *family->sorted))
        return false;
    family->sorted_count = 0;
    for (uint32_t i = 0; i < family->places.count; i++) {
        const kpi_family_set *set = &family->sets[i];
        if (family->approximate ? eco_kpi_hll_is_empty(&set->hll) : !set->set.count)
            continue; /* an update that failed may have left empty ones */
        kpi_member *member = &family->sorted[family->sorted_count++];
        *member = (kpi_member){.tick = set->tick, .class = set->tuple};
        if (family->approximate)
            member->hll = &set->hll;
        else
            member->set = &set->set;
    }
    if (family->sorted_count)
        qsort(family->sorted, family->sorted_count, sizeof *family->sorted, by_tick);
    family->is_sorted = true;
    return true;
}

bool eco_kpi_folded_sort(kpi_folded *folded)
{
    for (size_t i = 0; i < folded->plan->families_count; i++)
        if (!sort_family(&folded->families[i], &folded->allocator))
            return false;
    return true;
}

const kpi_member *eco_kpi_family_members(size_t *count, const eco_kpi_state *state, size_t family)
{
    *count = state->folded->families[family].sorted_count;
    return state->folded->families[family].sorted;
}

void eco_kpi_cube_each(const eco_kpi_state *state, void (*each)(void *user, const kpi_cell *cell), void *user)
{
    const kpi_cube *cube = &state->folded->cube;
    for (uint32_t i = 0; i < cube->places.count; i++)
        if (cube->cells[i].events)
            each(user, &cube->cells[i]);
}
