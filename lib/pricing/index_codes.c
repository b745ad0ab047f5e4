/* index_codes.c - is a coupon code one that some promotion takes? */
#include "pricing/index_parts.h"

#include <string.h>

static bool takes_code(const eco_rule *rule, const char *code)
{
    return rule->codes ? eco_map_get(rule->codes, code, strlen(code), -1) >= 0 : strcmp(rule->promotion->coupon, code) == 0;
}

/* The first rule decides, but for codes whose hashes happen to be the same. */
static bool some_rule_takes(const eco_index *index, const eco_rulebook *rulebook, uint32_t ref, const char *code)
{
    uint32_t number = ref & ECO_INDEX_NUMBER_MASK;
    bool takes = false;
    switch (ref >> ECO_INDEX_KIND_SHIFT) {
    case ECO_INDEX_RULE: return takes_code(&rulebook->rules[number], code);
    case ECO_INDEX_TREE:
        for (uint32_t i = 0; i < index->nodes[number].count && !takes; i++)
            takes = takes_code(&rulebook->rules[index->posted[index->nodes[number].first + i]], code);
        return takes;
    default:
        for (uint32_t i = 1; i <= index->lists[number] && !takes; i++)
            takes = some_rule_takes(index, rulebook, index->lists[number + i], code);
        return takes;
    }
}

bool eco_index_knows_code(const eco_index *index, const eco_rulebook *rulebook, const char *code)
{
    if (!index->has_codes)
        return false;
    uint64_t hash = eco_index_hash((eco_index_place)ECO_INDEX_CODES, eco_hash(code, strlen(code)));
    size_t at = eco_index_table_start(&index->keys, hash);
    for (uint32_t ref; (ref = eco_index_table_next(&index->keys, hash, &at));)
        if (some_rule_takes(index, rulebook, ref, code))
            return true;
    return false;
}
