/* index_build.c - the rule index of a rulebook, in one pass over its rules, and one over what was seen of them. */
#include "pricing/index_parts.h"

/* ---- what finding looks at ---- */

static bool add_slots(eco_index_slot **out, size_t *out_count, const eco_index_building *building, const bool *exclusion_places,
                      int32_t table, int32_t count)
{
    eco_index_slot *slots = eco_arena_take_array(&building->rulebook->arena, (size_t)count, sizeof *slots);
    if (!slots)
        return false;
    *out = slots;
    for (int32_t i = 0; i < count; i++) {
        eco_index_place place = eco_index_place_of(table, i);
        if (building->key_places[place] || exclusion_places[place])
            slots[(*out_count)++] = (eco_index_slot){i, building->key_places[place], exclusion_places[place]};
    }
    return true;
}

static eco_status note_slots(eco_index_building *building)
{
    eco_index *index = building->index;
    const eco_words *words = &building->rulebook->words;
    bool *places = eco_arena_take_array(&building->lasting, building->places_count, sizeof *places);
    if (!places)
        return eco_fail_memory(building->error);
    for (size_t i = 0; i < index->exclusions_count; i++)
        places[index->exclusions[i].place] = true;
    if (!add_slots(&index->cart_slots, &index->cart_slots_count, building, places, ECO_OF_CART, words->cart_slots) ||
        !add_slots(&index->line_slots, &index->line_slots_count, building, places, ECO_OF_LINE, words->line_slots))
        return eco_fail_memory(building->error);
    for (size_t i = 0; i < index->line_slots_count; i++)
        index->needs_lines = index->needs_lines || index->line_slots[i].slot != ECO_LINE_SKU;
    return ECO_OK;
}

/* ---- the whole ---- */

static eco_status keep_nodes(eco_index_building *building)
{
    eco_arena *arena = &building->rulebook->arena;
    eco_index *index = building->index;
    index->nodes = eco_arena_copy(arena, building->nodes, building->nodes_count * sizeof *index->nodes);
    index->excluded = eco_arena_copy(arena, building->excluded, building->excluded_count * sizeof *index->excluded);
    return index->nodes && index->excluded ? ECO_OK : eco_fail_memory(building->error);
}

static eco_status build(eco_index_building *building)
{
    if (eco_index_read_rules(building) || eco_index_choose_keys(building) || eco_index_grow_trees(building) ||
        eco_index_post_keys(building) || eco_index_keep_exclusions(building) || keep_nodes(building))
        return building->error->status;
    return note_slots(building);
}

static void release(eco_index_building *building)
{
    const eco_allocator *allocator = building->allocator;
    eco_index_ids_end(&building->ids);
    eco_index_ids_end(&building->exclusion_ids);
    eco_release(allocator, building->mentions, building->mentions_capacity * sizeof *building->mentions);
    eco_release(allocator, building->terms, building->terms_capacity * sizeof *building->terms);
    eco_release(allocator, building->ways, building->ways_capacity * sizeof *building->ways);
    eco_release(allocator, building->sets, building->sets_capacity * sizeof *building->sets);
    eco_release(allocator, building->exclusions, building->exclusions_capacity * sizeof *building->exclusions);
    eco_release(allocator, building->excluding, building->excluding_capacity * sizeof *building->excluding);
    eco_release(allocator, building->pairs, building->pairs_capacity * sizeof *building->pairs);
    eco_release(allocator, building->nodes, building->nodes_capacity * sizeof *building->nodes);
    eco_release(allocator, building->excluded, building->excluded_capacity * sizeof *building->excluded);
    eco_arena_end(&building->scratch);
    eco_arena_end(&building->lasting);
}

eco_status eco_index_build(const eco_index **out, eco_rulebook *rulebook, eco_error *error)
{
    eco_error own;
    const eco_allocator *allocator = &rulebook->allocator;
    const eco_words *words = &rulebook->words;
    eco_index_building building = {
        .rulebook = rulebook,
        .allocator = allocator,
        .error = error ? error : &own,
        .index = eco_arena_take(&rulebook->arena, sizeof *building.index),
        .ids.allocator = allocator,
        .exclusion_ids.allocator = allocator,
        .places_count = 2 * (size_t)(words->cart_slots > words->line_slots ? words->cart_slots : words->line_slots),
    };
    *out = NULL;
    if (!building.index)
        return eco_fail_memory(error);
    building.index->rules_count = rulebook->content.promotions_count;
    eco_arena_begin(&building.scratch, allocator);
    eco_arena_begin(&building.lasting, allocator);
    eco_status status = build(&building);
    release(&building);
    if (!status)
        *out = building.index;
    return status;
}
