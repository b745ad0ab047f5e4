/* expression_types.c - which types may meet, and the lists of literals in the form in which they are searched. */
#include "base/error.h"
#include "base/expression_internal.h"
#include "base/zone.h"

#include <string.h>

static const char *type_words(eco_value_type type)
{
    switch (type) {
    case ECO_VALUE_TEXT: return "text";
    case ECO_VALUE_NUMBER: return "a number";
    case ECO_VALUE_BOOL: return "true or false";
    default: return "a time";
    }
}

static eco_value_type type_of(const eco_parser *parser, int32_t node)
{
    return (eco_value_type)parser->nodes[node].type;
}

static bool needs(eco_parser *parser, int32_t node, eco_value_type wanted, const char *role)
{
    eco_value_type type = type_of(parser, node);
    if (type == wanted || type == ECO_VALUE_ANY)
        return true;
    ECO_PARSER_FAIL(parser, ECO_E_INVALID, parser->nodes[node].at, "%s is needed %s, and this is %s", type_words(wanted), role,
                    type_words(type));
    return false;
}

bool eco_types_condition(eco_parser *parser, int32_t node)
{
    return needs(parser, node, ECO_VALUE_BOOL, "in a condition");
}

bool eco_types_number(eco_parser *parser, int32_t node)
{
    return needs(parser, node, ECO_VALUE_NUMBER, "in arithmetic");
}

/* "2026-11-11" is its midnight UTC. */
static bool date_read(int64_t *at_us, const char *text, size_t size)
{
    char copy[ECO_DATE_TEXT];
    int32_t date;
    if (size >= sizeof copy)
        return false;
    memcpy(copy, text, size);
    copy[size] = '\0';
    if (eco_date_parse(&date, copy, NULL))
        return false;
    *at_us = date * ECO_DAY_US;
    return true;
}

bool eco_expression_time(int64_t *at_us, const char *text, size_t size)
{
    return date_read(at_us, text, size) || eco_time_read(at_us, text, size);
}

/* A text that meets a time. */
static bool to_time(eco_parser *parser, eco_value *value, int32_t at)
{
    int64_t at_us;
    if (!eco_expression_time(&at_us, value->text, (size_t)value->size)) {
        char shown[ECO_QUOTED];
        eco_quoted(shown, value->text, (size_t)value->size);
        ECO_PARSER_FAIL(parser, ECO_E_INVALID, at, "%s is no time: write '2026-11-11' or '2026-11-11T20:00:00+08:00'", shown);
        return false;
    }
    *value = (eco_value){.type = ECO_VALUE_TIME, .time_us = at_us};
    return true;
}

static bool literal_to_time(eco_parser *parser, int32_t node)
{
    if (!to_time(parser, &parser->nodes[node].literal, parser->nodes[node].at))
        return false;
    parser->nodes[node].type = ECO_VALUE_TIME;
    return true;
}

static bool is_text_literal(const eco_parser *parser, int32_t node)
{
    return parser->nodes[node].kind == ECO_NODE_LITERAL && parser->nodes[node].type == ECO_VALUE_TEXT;
}

static bool fail_meeting(eco_parser *parser, int32_t at, eco_value_type left, eco_value_type right)
{
    ECO_PARSER_FAIL(parser, ECO_E_INVALID, at, "%s and %s cannot be compared", type_words(left), type_words(right));
    return false;
}

bool eco_types_compare(eco_parser *parser, int32_t compare, int32_t left, int32_t right)
{
    if (type_of(parser, left) == ECO_VALUE_TIME && is_text_literal(parser, right) && !literal_to_time(parser, right))
        return false;
    if (type_of(parser, right) == ECO_VALUE_TIME && is_text_literal(parser, left) && !literal_to_time(parser, left))
        return false;
    eco_value_type left_type = type_of(parser, left), right_type = type_of(parser, right);
    eco_value_type meets = left_type == ECO_VALUE_ANY ? right_type : left_type;
    if (right_type != ECO_VALUE_ANY && right_type != meets)
        return fail_meeting(parser, parser->nodes[compare].at, left_type, right_type);
    bool is_order = parser->nodes[compare].relation > ECO_RELATION_UNEQUAL;
    if (meets == ECO_VALUE_ANY)
        meets = is_order ? ECO_VALUE_NUMBER : ECO_VALUE_TEXT;
    if (meets == ECO_VALUE_BOOL && is_order) {
        ECO_PARSER_FAIL(parser, ECO_E_INVALID, parser->nodes[compare].at, "true and false have no order");
        return false;
    }
    parser->nodes[compare].meets = (uint8_t)meets;
    return true;
}

bool eco_types_in(eco_parser *parser, int32_t in, int32_t left, eco_value *values, size_t count)
{
    eco_value_type left_type = type_of(parser, left);
    if (left_type == ECO_VALUE_TIME && count && values[0].type == ECO_VALUE_TEXT)
        for (size_t i = 0; i < count; i++)
            if (!to_time(parser, &values[i], parser->nodes[in].at))
                return false;
    if (left_type != ECO_VALUE_ANY && left_type != values[0].type)
        return fail_meeting(parser, parser->nodes[in].at, left_type, values[0].type);
    parser->nodes[in].meets = (uint8_t)values[0].type;
    return true;
}

/* ---- lists ---- */

static int compare_values(const eco_value *a, const eco_value *b)
{
    if (a->type == ECO_VALUE_NUMBER)
        return eco_decimal_compare(a->number, b->number);
    return (a->time_us > b->time_us) - (a->time_us < b->time_us);
}

/* By binary insertion: lists are short, and qsort may take memory of its own. */
static const eco_value *sorted_values(const eco_value *values, size_t count, eco_arena *arena)
{
    eco_value *sorted = eco_arena_take_array(arena, count, sizeof *sorted);
    if (!sorted)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        size_t low = 0, high = i;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (compare_values(&values[i], &sorted[middle]) < 0)
                high = middle;
            else
                low = middle + 1;
        }
        memmove(&sorted[low + 1], &sorted[low], (i - low) * sizeof *sorted);
        sorted[low] = values[i];
    }
    return sorted;
}

static void *allocate_in_arena(size_t size, void *arena)
{
    return eco_arena_take(arena, size);
}

static void *reallocate_in_arena(void *memory, size_t old_size, size_t new_size, void *arena)
{
    void *copy = eco_arena_take(arena, new_size);
    return copy ? memcpy(copy, memory, old_size < new_size ? old_size : new_size) : NULL;
}

static void release_in_arena(void *memory, size_t size, void *arena)
{
    (void)memory, (void)size, (void)arena; /* the arena frees everything at once */
}

static const eco_map *map_of(const eco_value *values, size_t count, eco_arena *arena)
{
    const eco_allocator allocator = {allocate_in_arena, reallocate_in_arena, release_in_arena, arena};
    eco_map *map = eco_arena_take(arena, sizeof *map);
    if (!map)
        return NULL;
    eco_map_begin(map, &allocator);
    for (size_t i = 0; i < count; i++) {
        bool added;
        if (!eco_map_add(map, values[i].text, (size_t)values[i].size, &(int64_t){0}, &added))
            return NULL;
    }
    return map;
}

static bool add_texts(eco_literals *list, eco_arena *arena)
{
    const char **texts = eco_arena_take_array(arena, list->count, sizeof *texts);
    for (size_t i = 0; texts && i < list->count; i++)
        texts[i] = list->values[i].text;
    list->texts = texts;
    if (list->count > ECO_LITERALS_LINEAR_MOST)
        list->map = map_of(list->values, list->count, arena);
    return texts && (list->map || list->count <= ECO_LITERALS_LINEAR_MOST);
}

const eco_literals *eco_literals_of(const eco_value *values, size_t count, eco_arena *arena)
{
    eco_literals *list = eco_arena_take(arena, sizeof *list);
    if (!list)
        return NULL;
    list->count = count;
    list->values = eco_arena_copy(arena, values, count * sizeof *values);
    if (!list->values)
        return NULL;
    switch (values[0].type) {
    case ECO_VALUE_TEXT: return add_texts(list, arena) ? list : NULL;
    case ECO_VALUE_BOOL: return list;
    default: list->sorted = sorted_values(values, count, arena); return list->sorted ? list : NULL;
    }
}
