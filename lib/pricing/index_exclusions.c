/* index_exclusions.c - values that keep a rule from applying: x != 'a', x not in (...). A cart that has one passes over all rules that share it. */
#include "pricing/index_parts.h"

#include <string.h>

enum { EXCLUSIONS_MOST = 32 }; /* of a rule; more are not seen */

static uint64_t hash_of(const eco_index_building *building, const eco_index_exclusion *exclusion)
{
    int64_t set = exclusion->set ? exclusion->set - building->rulebook->sets : 0;
    uint64_t hash = exclusion->set ? ~eco_hash(&set, sizeof set) : eco_hash(exclusion->text, exclusion->size);
    return eco_index_hash(exclusion->place, hash) + exclusion->every;
}

static bool is_same(const eco_index_exclusion *a, const eco_index_exclusion *b)
{
    return a->place == b->place && a->every == b->every && a->set == b->set && a->size == b->size &&
           (a->set || memcmp(a->text, b->text, a->size) == 0);
}

static eco_status add_exclusion(eco_index_building *building, size_t rule, eco_index_exclusion exclusion)
{
    eco_index_read *read = &building->reads[rule];
    uint32_t id;
    bool added;
    if (read->exclusions == EXCLUSIONS_MOST)
        return ECO_OK;
    if (!eco_index_id_of(&id, &added, &building->exclusion_ids, hash_of(building, &exclusion)) ||
        !eco_grow(building->allocator, &building->exclusions, &building->exclusions_capacity, (size_t)id + 1,
                  sizeof *building->exclusions) ||
        !ECO_INDEX_GROW(building, excluding))
        return eco_fail_memory(building->error);
    if (added)
        building->exclusions[id] = exclusion;
    eco_index_entry *entry = &building->exclusion_ids.entries[id];
    if (entry->last == rule + 1 || !is_same(&building->exclusions[id], &exclusion))
        return ECO_OK; /* twice; or another of the same hash was first, and this one is not seen */
    entry->last = (uint32_t)rule + 1;
    building->excluding[building->excluding_count++] = id;
    building->exclusion_places[exclusion.place]++;
    read->exclusions++;
    return ECO_OK;
}

static eco_status read_equality(eco_index_building *building, size_t rule, const eco_equality *equality)
{
    eco_index_exclusion exclusion = {.set = equality->set,
                                     .place = eco_index_place_of_symbol(building, equality->symbol),
                                     .every = equality->symbol.table == ECO_OF_LINE};
    if (equality->set)
        return add_exclusion(building, rule, exclusion);
    for (size_t i = 0; i < equality->members_count; i++) {
        exclusion.text = equality->members[i];
        exclusion.size = (uint32_t)strlen(exclusion.text); /* of at most 64 KiB: it is in an expression */
        if (add_exclusion(building, rule, exclusion))
            return building->error->status;
    }
    return ECO_OK;
}

static eco_status read_condition(eco_index_building *building, size_t rule, const eco_compiled *condition)
{
    eco_conjunction excluded = {NULL, 0};
    if (condition && eco_compiled_exclusions(&excluded, condition, &building->scratch, building->error))
        return building->error->status;
    for (size_t i = 0; i < excluded.count; i++)
        if (read_equality(building, rule, &excluded.equalities[i]))
            return building->error->status;
    return ECO_OK;
}

eco_status eco_index_read_exclusions(eco_index_building *building, size_t rule)
{
    building->reads[rule].first_exclusion = building->excluding_count;
    if (read_condition(building, rule, building->rulebook->rules[rule].when))
        return building->error->status;
    return read_condition(building, rule, building->rulebook->rules[rule].on);
}

/* ---- those that nodes name ---- */

static size_t values_count(const eco_index_exclusion *exclusion)
{
    return exclusion->set ? exclusion->set->count : 1;
}

static void put_values(eco_index_table *table, const eco_index_exclusion *exclusion, uint32_t number)
{
    if (!exclusion->set) {
        eco_index_table_put(table, eco_index_hash(exclusion->place, eco_hash(exclusion->text, exclusion->size)), number + 1);
        return;
    }
    for (size_t i = 0; i < exclusion->set->capacity; i++)
        if (exclusion->set->slots[i].key)
            eco_index_table_put(table, eco_index_hash(exclusion->place, exclusion->set->slots[i].hash), number + 1);
}

/* Numbers them anew, in the order of the nodes; entry->count is the new number, plus 1. */
static size_t number_kept(eco_index_building *building)
{
    size_t kept = 0;
    for (size_t at = 1; at < building->excluded_count; at += building->excluded[at] + 1)
        for (size_t i = 1; i <= building->excluded[at]; i++) {
            eco_index_entry *entry = &building->exclusion_ids.entries[building->excluded[at + i]];
            if (!entry->count)
                entry->count = (uint32_t)++kept;
            building->excluded[at + i] = entry->count - 1;
        }
    return kept;
}

eco_status eco_index_keep_exclusions(eco_index_building *building)
{
    eco_index *index = building->index;
    eco_arena *arena = &building->rulebook->arena;
    size_t kept = number_kept(building), values = 0;
    if (!kept)
        return ECO_OK;
    index->exclusions = eco_arena_take_array(arena, kept, sizeof *index->exclusions);
    if (!index->exclusions)
        return eco_fail_memory(building->error);
    index->exclusions_count = kept;
    for (size_t i = 0; i < building->exclusion_ids.count; i++) {
        uint32_t number = building->exclusion_ids.entries[i].count;
        if (number) {
            index->exclusions[number - 1] = building->exclusions[i];
            values += values_count(&building->exclusions[i]);
        }
    }
    if (!eco_index_table_begin(&index->excluders, arena, values + 1))
        return eco_fail_memory(building->error);
    for (size_t i = 0; i < kept; i++)
        put_values(&index->excluders, &index->exclusions[i], (uint32_t)i);
    return ECO_OK;
}
