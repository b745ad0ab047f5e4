/* index_read.c - what can be seen of a rule: the keys by which a cart could reach it, what keeps it from applying, and its bounds. */
#include "pricing/index_parts.h"

#include <string.h>

eco_index_place eco_index_place_of_symbol(const eco_index_building *building, eco_symbol symbol)
{
    if (symbol.table == ECO_OF_CART && building->collected_from[symbol.slot] >= 0)
        return eco_index_place_of(ECO_OF_LINE, building->collected_from[symbol.slot]);
    return eco_index_place_of(symbol.table, symbol.slot);
}

/* ---- keys ---- */

/* One key of the term that is read now. */
static bool mention(eco_index_building *building, size_t rule, uint64_t hash, uint32_t *id)
{
    bool added;
    if (!eco_index_id_of(id, &added, &building->ids, hash) || !ECO_INDEX_GROW(building, mentions))
        return false;
    building->mentions[building->mentions_count++] = *id;
    building->terms[building->terms_count - 1].count++;
    eco_index_entry *entry = &building->ids.entries[*id];
    if (entry->last != rule + 1)
        entry->count++;
    entry->last = (uint32_t)rule + 1;
    return true;
}

static bool mention_text(eco_index_building *building, size_t rule, eco_index_place place, const char *text)
{
    uint32_t id;
    return mention(building, rule, eco_index_hash(place, eco_hash(text, strlen(text))), &id);
}

/* A set is a key of its own; its members lead to it. Keys of the same hash are one: then it leads to more. */
static bool mention_set(eco_index_building *building, size_t rule, eco_index_place place, const eco_map *given)
{
    int64_t set = given - building->rulebook->sets;
    uint32_t id;
    if (!mention(building, rule, ~eco_index_hash(place, eco_hash(&set, sizeof set)), &id) || !ECO_INDEX_GROW(building, sets))
        return false;
    eco_index_entry *entry = &building->ids.entries[id];
    for (size_t i = entry->set ? entry->set - 1 : building->sets_count; i < building->sets_count; i++)
        if (building->sets[i].id == id && building->sets[i].place == place && building->sets[i].set == set)
            return true;
    building->sets[building->sets_count++] = (eco_index_set){id, place, set};
    if (!entry->set)
        entry->set = (uint32_t)building->sets_count;
    return true;
}

static bool begin_term(eco_index_building *building, eco_index_place place)
{
    if (!ECO_INDEX_GROW(building, terms))
        return false;
    building->terms[building->terms_count++] = (eco_index_term){building->mentions_count, 0, place};
    building->ways[building->ways_count - 1].count++;
    return true;
}

static bool begin_way(eco_index_building *building)
{
    if (!ECO_INDEX_GROW(building, ways))
        return false;
    building->ways[building->ways_count++] = (eco_index_way){building->terms_count, 0};
    return true;
}

static bool read_equality(eco_index_building *building, size_t rule, const eco_equality *equality)
{
    eco_index_place place = eco_index_place_of_symbol(building, equality->symbol);
    if (!begin_term(building, place))
        return false;
    for (size_t i = 0; i < equality->members_count; i++)
        if (!mention_text(building, rule, place, equality->members[i]))
            return false;
    return !equality->set || mention_set(building, rule, place, equality->set);
}

static bool read_ways(eco_index_building *building, size_t rule, const eco_normal *normal, uint8_t *count)
{
    for (size_t i = 0; i < normal->count; i++)
        if (normal->ways[i].count == 0)
            return true; /* one way needs nothing that can be seen */
    for (size_t i = 0; i < normal->count; i++) {
        if (!begin_way(building))
            return false;
        for (size_t j = 0; j < normal->ways[i].count; j++)
            if (!read_equality(building, rule, &normal->ways[i].equalities[j]))
                return false;
    }
    *count = (uint8_t)normal->count; /* at most ECO_NORMAL_MOST */
    return true;
}

static eco_status read_condition(eco_index_building *building, size_t rule, const eco_compiled *condition, uint8_t *count)
{
    eco_normal normal;
    if (!condition)
        return ECO_OK;
    if (eco_compiled_normal(&normal, condition, &building->scratch, building->error))
        return building->error->status;
    if (normal.count == 0)
        building->reads[rule].never = true;
    return read_ways(building, rule, &normal, count) ? ECO_OK : eco_fail_memory(building->error);
}

/* A coupon is the only key of its rules: whoever enters it is told why it did not apply. */
static bool read_coupon(eco_index_building *building, size_t rule_number)
{
    const eco_rule *rule = &building->rulebook->rules[rule_number];
    const eco_index_place place = (eco_index_place)ECO_INDEX_CODES;
    building->index->has_codes = true;
    building->reads[rule_number].when_ways = 1;
    if (!begin_way(building) || !begin_term(building, place))
        return false;
    return rule->codes ? mention_set(building, rule_number, place, rule->codes)
                       : mention_text(building, rule_number, place, rule->promotion->coupon);
}

static eco_status read_keys(eco_index_building *building, size_t number)
{
    const eco_rule *rule = &building->rulebook->rules[number];
    eco_index_read *read = &building->reads[number];
    read->first_way = building->ways_count;
    if (rule->promotion->coupon)
        return read_coupon(building, number) ? ECO_OK : eco_fail_memory(building->error);
    if (read_condition(building, number, rule->when, &read->when_ways))
        return building->error->status;
    return read_condition(building, number, rule->on, &read->on_ways);
}

/* ---- the whole ---- */

static eco_status begin_reading(eco_index_building *building)
{
    const eco_words *words = &building->rulebook->words;
    size_t count = building->index->rules_count;
    building->collected_from = eco_arena_take_array(&building->lasting, (size_t)words->cart_slots, sizeof(int32_t));
    building->reads = eco_arena_take_array(&building->lasting, count, sizeof *building->reads);
    building->index->points = eco_arena_take_array(&building->rulebook->arena, count, sizeof *building->index->points);
    building->exclusion_places = eco_arena_take_array(&building->lasting, building->places_count,
                                                      sizeof *building->exclusion_places);
    if (!building->collected_from || !building->exclusion_places || !building->reads || !building->index->points)
        return eco_fail_memory(building->error);
    for (int32_t i = 0; i < words->cart_slots; i++)
        building->collected_from[i] = -1;
    for (size_t i = 0; i < words->collected_count; i++)
        building->collected_from[words->collected[i].slot] = words->collected[i].line;
    return ECO_OK;
}

eco_status eco_index_read_rules(eco_index_building *building)
{
    if (begin_reading(building))
        return building->error->status;
    for (size_t i = 0; i < building->index->rules_count; i++) {
        size_t rule = (size_t)building->rulebook->rule_of[i];
        if (eco_index_bounds(&building->index->points[rule], building, &building->rulebook->rules[rule]) ||
            read_keys(building, rule) || eco_index_read_exclusions(building, rule))
            return building->error->status;
        eco_arena_reset(&building->scratch);
    }
    return ECO_OK;
}
