/* index_keys.c - the access key of every rule, its most selective; and the table in which a cart's values find it. */
#include "pricing/index_parts.h"

#include <string.h>

enum { LINES_WEIGHT = 8 }; /* a key of the lines is looked up line by line */

/* ---- choosing ---- */

/* The most rules that one of its keys may lead to. */
static uint64_t cost_of_term(const eco_index_building *building, const eco_index_term *term)
{
    uint64_t most = 0;
    for (size_t i = 0; i < term->count; i++) {
        uint32_t count = building->ids.entries[building->mentions[term->first + i]].count;
        most = count > most ? count : most;
    }
    return eco_index_is_of_lines(term->place) ? most * LINES_WEIGHT : most;
}

static const eco_index_term *best_term(const eco_index_building *building, const eco_index_way *way, uint64_t *cost)
{
    const eco_index_term *best = NULL;
    for (size_t i = 0; i < way->count; i++) {
        const eco_index_term *term = &building->terms[way->first + i];
        uint64_t own = cost_of_term(building, term);
        if (!best || own < *cost || (own == *cost && term->count < best->count)) {
            best = term;
            *cost = own;
        }
    }
    return best;
}

static uint64_t cost_of_ways(const eco_index_building *building, size_t first, size_t count)
{
    uint64_t most = 0, cost = 0;
    for (size_t i = 0; i < count; i++) {
        best_term(building, &building->ways[first + i], &cost);
        most = cost > most ? cost : most;
    }
    return most;
}

/* The rule under all keys of the best term of each way. */
static bool pair_ways(eco_index_building *building, uint32_t rule, size_t first, size_t count)
{
    uint64_t cost;
    for (size_t i = 0; i < count; i++) {
        const eco_index_term *term = best_term(building, &building->ways[first + i], &cost);
        if (term->place != (eco_index_place)ECO_INDEX_CODES)
            building->key_places[term->place] = true;
        for (size_t j = 0; j < term->count; j++) {
            uint32_t id = building->mentions[term->first + j];
            if (building->ids.entries[id].last == rule + 1)
                continue;
            building->ids.entries[id].last = rule + 1;
            if (!ECO_INDEX_GROW(building, pairs))
                return false;
            building->pairs[building->pairs_count++] = (eco_index_pair){id, rule};
        }
    }
    return true;
}

static bool choose(eco_index_building *building, uint32_t rule)
{
    const eco_index_read *read = &building->reads[rule];
    size_t on_first = read->first_way + read->when_ways;
    if (read->never)
        return true;
    if (!read->when_ways && !read->on_ways) {
        building->always[building->always_count++] = rule;
        return true;
    }
    if (!read->on_ways || (read->when_ways && cost_of_ways(building, read->first_way, read->when_ways) <=
                                                  cost_of_ways(building, on_first, read->on_ways)))
        return pair_ways(building, rule, read->first_way, read->when_ways);
    return pair_ways(building, rule, on_first, read->on_ways);
}

eco_status eco_index_choose_keys(eco_index_building *building)
{
    size_t count = building->index->rules_count;
    building->always = eco_arena_take_array(&building->lasting, count, sizeof *building->always);
    building->key_places = eco_arena_take_array(&building->lasting, building->places_count, sizeof *building->key_places);
    if (!building->always || !building->key_places)
        return eco_fail_memory(building->error);
    for (size_t i = 0; i < building->ids.count; i++)
        building->ids.entries[i].last = 0;
    for (size_t i = 0; i < count; i++)
        if (!choose(building, (uint32_t)building->rulebook->rule_of[i]))
            return eco_fail_memory(building->error);
    return ECO_OK;
}

/* ---- the table ---- */

static bool pair(eco_index_building *building, uint32_t id, uint32_t ref)
{
    if (!ECO_INDEX_GROW(building, pairs))
        return false;
    building->pairs[building->pairs_count++] = (eco_index_pair){id, ref};
    return true;
}

/* Each key with its own tree, and each member of a set with the set's. */
static bool pair_refs(eco_index_building *building)
{
    size_t own = building->ids.count;
    building->pairs_count = 0;
    for (size_t i = 0; i < own; i++)
        if (building->refs[i] && !pair(building, (uint32_t)i, building->refs[i]))
            return false;
    for (size_t i = 0; i < building->sets_count; i++) {
        const eco_index_set *set = &building->sets[i];
        const eco_map *members = &building->rulebook->sets[set->set];
        for (size_t j = 0; j < members->capacity && building->refs[set->id]; j++) {
            uint32_t id;
            bool added;
            if (members->slots[j].key &&
                (!eco_index_id_of(&id, &added, &building->ids, eco_index_hash(set->place, members->slots[j].hash)) ||
                 !pair(building, id, building->refs[set->id])))
                return false;
        }
    }
    return true;
}

/* The references of each id side by side: starts[id] to starts[id + 1] in *sorted. */
static bool sort_pairs(eco_index_building *building, uint32_t **starts, uint32_t **sorted)
{
    *starts = eco_arena_take_array(&building->lasting, building->ids.count + 2, sizeof **starts);
    *sorted = eco_arena_take_array(&building->lasting, building->pairs_count, sizeof **sorted);
    if (!*starts || !*sorted)
        return false;
    for (size_t i = 0; i < building->pairs_count; i++)
        (*starts)[building->pairs[i].id + 2]++;
    for (size_t i = 2; i < building->ids.count + 2; i++)
        (*starts)[i] += (*starts)[i - 1];
    for (size_t i = 0; i < building->pairs_count; i++)
        (*sorted)[(*starts)[building->pairs[i].id + 1]++] = building->pairs[i].number;
    return true;
}

static eco_status fill_table(eco_index_building *building, const uint32_t *starts, const uint32_t *sorted)
{
    eco_index *index = building->index;
    eco_arena *arena = &building->rulebook->arena;
    size_t keys = 0, listed = 0, at = 0;
    for (size_t i = 0; i < building->ids.count; i++) {
        uint32_t count = starts[i + 1] - starts[i];
        keys += count > 0;
        listed += count > 1 ? count + 1 : 0;
    }
    if (listed > ECO_INDEX_NUMBER_MASK)
        return eco_fail(building->error, ECO_E_LIMIT, "/promotions", "too many sets with the same members are keys");
    index->lists = eco_arena_take_array(arena, listed, sizeof *index->lists);
    if (!index->lists || !eco_index_table_begin(&index->keys, arena, keys + 1))
        return eco_fail_memory(building->error);
    for (size_t i = 0; i < building->ids.count; i++) {
        uint32_t count = starts[i + 1] - starts[i], ref = count ? sorted[starts[i]] : 0;
        if (count > 1) {
            ref = eco_index_ref(ECO_INDEX_MANY, (uint32_t)at);
            index->lists[at] = count;
            memcpy(&index->lists[at + 1], &sorted[starts[i]], count * sizeof *sorted);
            at += count + 1;
        }
        if (ref)
            eco_index_table_put(&index->keys, building->ids.entries[i].hash, ref);
    }
    return ECO_OK;
}

eco_status eco_index_post_keys(eco_index_building *building)
{
    uint32_t *starts, *sorted;
    if (!pair_refs(building) || !sort_pairs(building, &starts, &sorted))
        return eco_fail_memory(building->error);
    return fill_table(building, starts, sorted);
}
