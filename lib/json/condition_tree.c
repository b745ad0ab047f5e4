/* condition_tree.c - conditions as rule editors keep them, an and/or/not tree of comparisons, into expression text.
 *
 *     {"and": [node, ...]}   {"or": [node, ...]}   {"not": node}
 *     {"attribute": "customer.tier", "operator": "in", "values": ["gold", "vip"]}
 *     {"attribute": "cart.subtotal", "operator": ">=", "value": "300.00"}
 *     {"attribute": "line.sku", "operator": "not in", "set": "summer"}
 * Text becomes text, whole numbers and true and false what they are. Decimals stand in quotes, as everywhere in documents: behind an operator of order
 * (< <= > >=) a text that is a decimal is one. */
#include "json/fields.h"

#include "base/error.h"
#include "base/numbers.h"

#include <string.h>

enum { EQUAL, UNEQUAL, LESS, AT_MOST, MORE, AT_LEAST, IN, NOT_IN, OPERATORS };

static const char *operator_word(int32_t number)
{
    static const char *const words[] = {"==", "!=", "<", "<=", ">", ">=", "in", "not in"};
    return number < 0 ? "" : words[number];
}

typedef struct comparison {
    const char *attribute, *set;
    int32_t relation;
} comparison;

static const eco_json_field comparison_fields[] = {
    ECO_JSON_FIELD(TEXT, comparison, "attribute", attribute, .required = true),
    ECO_JSON_WORD(comparison, "operator", relation, operator_word, OPERATORS, .required = true),
    ECO_JSON_OTHER("value", "value"),
    ECO_JSON_OTHER("values", "values"),
    ECO_JSON_FIELD(TEXT, comparison, "set", set),
};
static const eco_json_object comparison_object = ECO_JSON_OBJECT_OF("a comparison", comparison_fields, comparison, false);

typedef struct printer {
    const eco_json_reading *reading;
    eco_buffer out;
} printer;

#define FAIL(value, status, ...) eco_json_fail(tree->reading->document, (value), tree->reading->error, (status), __VA_ARGS__)

/* A name that the language could not read as anything else. */
static bool is_name(const char *name)
{
    static const char *const words[] = {"and", "or", "not", "in", "true", "false"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(name, words[i]) == 0)
            return false;
    bool begins = true; /* a part of the name: no place for a digit */
    for (const char *at = name; *at; at++) {
        bool is_letter = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || *at == '_' || (*at & 0x80);
        if (!is_letter && (begins || !(*at == '.' || (*at >= '0' && *at <= '9'))))
            return false;
        begins = *at == '.';
    }
    return !begins;
}

static eco_status write_name(printer *tree, const eco_json_value *node, const char *key, const char *name)
{
    if (!is_name(name))
        return FAIL(eco_json_member(node, key), ECO_E_INVALID, "%s is no name of letters, digits, '_' and '.'", ECO_QUOTE(name));
    eco_buffer_add_text(&tree->out, name);
    return ECO_OK;
}

static void write_quoted(printer *tree, const char *text)
{
    eco_buffer_add_char(&tree->out, '\'');
    for (; *text; text++)
        eco_buffer_add_repeated(&tree->out, *text, *text == '\'' ? 2 : 1);
    eco_buffer_add_char(&tree->out, '\'');
}

static eco_status write_literal(printer *tree, const eco_json_value *value, bool is_order)
{
    eco_decimal decimal;
    bool too_large;
    int64_t number = 0;
    eco_status status = ECO_OK;
    switch (value->type) {
    case ECO_JSON_TEXT:
        if (is_order && eco_decimal_read(&decimal, &too_large, value->text, strlen(value->text)))
            eco_buffer_add_text(&tree->out, value->text);
        else
            write_quoted(tree, value->text);
        break;
    case ECO_JSON_BOOL: eco_buffer_add_text(&tree->out, value->boolean ? "true" : "false"); break;
    case ECO_JSON_NUMBER:
        status = eco_json_read_whole(tree->reading, value, &number);
        eco_buffer_add_int(&tree->out, number);
        break;
    default:
        status = FAIL(value, ECO_E_INVALID, "an attribute is compared with text, a whole number, true or false, and this is %s",
                      eco_json_type_text(value->type));
    }
    return status;
}

static eco_status write_literals(printer *tree, const eco_json_value *values)
{
    eco_status status = eco_json_expect(tree->reading, values, ECO_JSON_LIST, "values");
    if (status)
        return status;
    if (!eco_json_first(values))
        return FAIL(values, ECO_E_INVALID, "values is an empty list, in which nothing can be");
    for (const eco_json_value *value = eco_json_first(values); value && !status; value = eco_json_next(values, value)) {
        eco_buffer_add_text(&tree->out, value == values + 1 ? "(" : ", ");
        status = write_literal(tree, value, false);
    }
    eco_buffer_add_char(&tree->out, ')');
    return status;
}

static eco_status write_comparison(printer *tree, const eco_json_value *node)
{
    comparison given;
    const eco_json_value *value = eco_json_member(node, "value"), *values = eco_json_member(node, "values");
    eco_status status = eco_json_read_object(tree->reading, node, &comparison_object, &given);
    if (status)
        return status;
    const char *relation = operator_word(given.relation);
    bool is_in = given.relation >= IN;
    if (!is_in && (!value || values || given.set))
        return FAIL(node, ECO_E_INVALID, "'%s' compares with one 'value'", relation);
    if (is_in && (value || !values == !given.set))
        return FAIL(node, ECO_E_INVALID, "'%s' needs a list 'values', or the name of a 'set'", relation);
    status = write_name(tree, node, "attribute", given.attribute);
    if (status)
        return status;
    eco_buffer_add_char(&tree->out, ' ');
    eco_buffer_add_text(&tree->out, relation);
    eco_buffer_add_char(&tree->out, ' ');
    if (!is_in)
        return write_literal(tree, value, given.relation >= LESS);
    if (values)
        return write_literals(tree, values);
    eco_buffer_add_char(&tree->out, '@');
    return write_name(tree, node, "set", given.set);
}

enum { BINDS_OR, BINDS_AND, BINDS_NOT }; /* how strongly: a part that binds less than its place needs stands in parentheses */

static eco_status write_node(printer *tree, const eco_json_value *node, int needed);

static eco_status write_list(printer *tree, const eco_json_value *list, int binds, int needed)
{
    eco_status status = eco_json_expect(tree->reading, list, ECO_JSON_LIST, list->key);
    if (status)
        return status;
    const eco_json_value *first = eco_json_first(list);
    if (!first)
        return FAIL(list, ECO_E_INVALID, "'%s' is an empty list", list->key);
    if (!eco_json_next(list, first))
        return write_node(tree, first, needed);
    if (binds < needed)
        eco_buffer_add_char(&tree->out, '(');
    for (const eco_json_value *part = first; part && !status; part = eco_json_next(list, part)) {
        if (part != first)
            eco_buffer_add_text(&tree->out, binds == BINDS_OR ? " or " : " and ");
        status = write_node(tree, part, binds);
    }
    if (binds < needed)
        eco_buffer_add_char(&tree->out, ')');
    return status;
}

static eco_status write_node(printer *tree, const eco_json_value *node, int needed)
{
    eco_status status = eco_json_expect(tree->reading, node, ECO_JSON_OBJECT, "a condition");
    if (status)
        return status;
    const eco_json_value *and_list = eco_json_member(node, "and"), *or_list = eco_json_member(node, "or");
    const eco_json_value *negated = eco_json_member(node, "not");
    const eco_json_value *joined = and_list ? and_list : or_list ? or_list : negated;
    if (!joined)
        return write_comparison(tree, node);
    if (eco_json_length(node) > 1)
        return FAIL(node, ECO_E_INVALID, "'%s' stands alone in its object", joined->key);
    if (joined != negated)
        return write_list(tree, joined, and_list ? BINDS_AND : BINDS_OR, needed);
    eco_buffer_add_text(&tree->out, "not ");
    return write_node(tree, negated, BINDS_NOT);
}

eco_status eco_json_read_condition(const eco_json_reading *reading, const eco_json_value *value, const char **out)
{
    if (value->type != ECO_JSON_OBJECT)
        return eco_json_read_text(reading, value, "a condition", out);
    printer tree = {.reading = reading};
    eco_buffer_begin(&tree.out, &reading->arena->allocator);
    eco_status status = write_node(&tree, value, BINDS_OR);
    const char *text = status ? NULL : eco_buffer_text(&tree.out);
    if (!status) {
        *out = text ? eco_arena_text(reading->arena, text) : NULL;
        status = *out ? ECO_OK : eco_fail_memory(reading->error);
    }
    eco_buffer_end(&tree.out);
    return status;
}
