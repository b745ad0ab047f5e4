/* expression_evaluate.c - what an expression gives for facts: no memory is taken, and nothing is read twice. */
#include "base/error.h"
#include "base/expression_internal.h"

#include <string.h>

typedef struct evaluation {
    const eco_node *nodes;
    const eco_facts *facts;
    const eco_compiled *compiled;
    eco_error *error;
    eco_status status; /* of the first failure */
} evaluation;

static bool holds(evaluation *in, const eco_node *node);
static bool number_of(evaluation *in, const eco_node *node, eco_fraction *out);

static eco_values values_of(const evaluation *in, const eco_node *name)
{
    return in->facts->tables[name->symbol.table][name->symbol.slot];
}

/* ---- failing: gives false, as what cannot be evaluated holds nowhere ---- */

static bool fail_value(evaluation *in, const eco_node *name, const eco_value *value, const char *wanted)
{
    char shown[ECO_QUOTED];
    eco_quoted(shown, value->type == ECO_VALUE_TEXT ? value->text : "", value->type == ECO_VALUE_TEXT ? (size_t)value->size : 0);
    in->status = eco_fail(in->error, ECO_E_INVALID, NULL, "%s of '%s' must be %s", shown, name->name, wanted);
    return false;
}

static bool fail_overflow(evaluation *in)
{
    char shown[ECO_QUOTED];
    eco_quoted(shown, in->compiled->text, strlen(in->compiled->text));
    in->status = eco_fail(in->error, ECO_E_OVERFLOW, NULL, "a number in %s does not fit 128 bits", shown);
    return false;
}

/* ---- one value in the type that is wanted ---- */

static bool text_is(const eco_value *value, const char *text, size_t size)
{
    if ((size_t)value->size != size)
        return false;
    return size == 0 ||
           (value->text[size - 1] == text[size - 1] && memcmp(value->text, text, size) == 0); /* values differ at their end */
}

static bool as_text(evaluation *in, const eco_node *name, const eco_value *value)
{
    return value->type == ECO_VALUE_TEXT || fail_value(in, name, value, "text");
}

static bool as_decimal(evaluation *in, const eco_node *name, const eco_value *value, eco_decimal *out)
{
    bool too_large;
    *out = value->number;
    return value->type == ECO_VALUE_NUMBER ||
           (value->type == ECO_VALUE_TEXT && eco_decimal_read(out, &too_large, value->text, (size_t)value->size)) ||
           fail_value(in, name, value, "a number");
}

static bool as_number(evaluation *in, const eco_node *name, const eco_value *value, eco_fraction *out)
{
    eco_decimal number;
    if (!as_decimal(in, name, value, &number))
        return false;
    *out = eco_fraction_of(number);
    return true;
}

static bool as_time(evaluation *in, const eco_node *name, const eco_value *value, int64_t *out)
{
    *out = value->time_us;
    return value->type == ECO_VALUE_TIME ||
           (value->type == ECO_VALUE_TEXT && eco_expression_time(out, value->text, (size_t)value->size)) ||
           fail_value(in, name, value, "a time");
}

static bool as_bool(evaluation *in, const eco_node *name, const eco_value *value, bool *out)
{
    *out = value->type == ECO_VALUE_BOOL ? value->boolean : value->type == ECO_VALUE_TEXT && text_is(value, "true", 4);
    return *out || value->type == ECO_VALUE_BOOL || (value->type == ECO_VALUE_TEXT && text_is(value, "false", 5)) ||
           fail_value(in, name, value, "true or false");
}

/* ---- numbers ---- */

/* A name in arithmetic has one value. */
static bool number_of_name(evaluation *in, const eco_node *name, eco_fraction *out)
{
    eco_values values = values_of(in, name);
    if (values.count == 1)
        return as_number(in, name, values.values, out);
    if (values.count > 1)
        in->status = eco_fail(in->error, ECO_E_INVALID, NULL, "'%s' has %zu values: arithmetic needs one", name->name,
                              values.count);
    return false;
}

static bool number_of_sum(evaluation *in, const eco_node *sum, eco_fraction *out)
{
    const eco_node *part = &in->nodes[sum->first];
    if (!number_of(in, part, out))
        return false;
    for (int32_t next = part->next; next >= 0; next = part->next) {
        eco_fraction value;
        part = &in->nodes[next];
        if (!number_of(in, part, &value))
            return false;
        if (part->inverse)
            value.numerator = -value.numerator;
        if (!eco_fraction_add(out, *out, value))
            return fail_overflow(in);
    }
    return true;
}

static bool number_of_product(evaluation *in, const eco_node *product, eco_fraction *out)
{
    const eco_node *part = &in->nodes[product->first];
    if (!number_of(in, part, out))
        return false;
    for (int32_t next = part->next; next >= 0; next = part->next) {
        eco_fraction value;
        part = &in->nodes[next];
        if (!number_of(in, part, &value))
            return false;
        if (part->inverse && value.numerator == 0) {
            char shown[ECO_QUOTED];
            eco_quoted(shown, in->compiled->text, strlen(in->compiled->text));
            in->status = eco_fail(in->error, ECO_E_INVALID, NULL, "division by zero in %s", shown);
            return false;
        }
        if (!eco_fraction_multiply(out, *out, part->inverse ? eco_fraction_inverse(value) : value))
            return fail_overflow(in);
    }
    return true;
}

/* false: an attribute was not given, or in->status says what failed. */
static bool number_of(evaluation *in, const eco_node *node, eco_fraction *out)
{
    switch (node->kind) {
    case ECO_NODE_LITERAL: *out = eco_fraction_of(node->literal.number); return true;
    case ECO_NODE_NAME: return number_of_name(in, node, out);
    case ECO_NODE_SUM: return number_of_sum(in, node, out);
    case ECO_NODE_PRODUCT: return number_of_product(in, node, out);
    default: /* ECO_NODE_NEGATE */
        if (!number_of(in, &in->nodes[node->first], out))
            return false;
        out->numerator = -out->numerator;
        return true;
    }
}

/* ---- comparisons: true when one value of the left side meets one of the right ---- */

static bool relation_holds(uint8_t relation, int order)
{
    switch (relation) {
    case ECO_RELATION_EQUAL:
    case ECO_RELATION_UNEQUAL: return order == 0; /* != is the opposite of this: see compare */
    case ECO_RELATION_LESS: return order < 0;
    case ECO_RELATION_AT_MOST: return order <= 0;
    case ECO_RELATION_MORE: return order > 0;
    default: return order >= 0;
    }
}

/* The values of one side; what is no name is its one value, held in `single`. Count 0: not given, or a failure. */
static eco_values side_of(evaluation *in, const eco_node *node, eco_value *single)
{
    if (node->kind == ECO_NODE_NAME)
        return values_of(in, node);
    if (node->kind == ECO_NODE_LITERAL)
        return (eco_values){&node->literal, 1};
    *single = (eco_value){.type = ECO_VALUE_BOOL, .boolean = holds(in, node)};
    return (eco_values){single, in->status ? 0 : 1};
}

static int text_order(const eco_value *a, const eco_value *b)
{
    int32_t common = a->size < b->size ? a->size : b->size;
    int order = memcmp(a->text, b->text, (size_t)common);
    return order ? order : (a->size > b->size) - (a->size < b->size);
}

static bool texts_meet(evaluation *in, const eco_node *left, const eco_node *right, uint8_t relation)
{
    bool is_equality = relation <= ECO_RELATION_UNEQUAL, met = false;
    eco_values a = side_of(in, left, NULL), b = side_of(in, right, NULL);
    for (size_t i = 0; i < a.count; i++)
        for (size_t j = 0; j < b.count; j++) {
            const eco_value *one = &a.values[i], *other = &b.values[j];
            if (!as_text(in, left, one) || !as_text(in, right, other))
                return false;
            met = met || (is_equality ? text_is(one, other->text, (size_t)other->size)
                                      : relation_holds(relation, text_order(one, other)));
        }
    return met;
}

/* Names and literals: no fractions are needed. Every value is read even when an early one decides: whether evaluation fails does not hang on the order
 * of attributes. */
static bool decimals_meet(evaluation *in, const eco_node *left, const eco_node *right, uint8_t relation)
{
    eco_values a = side_of(in, left, NULL), b = side_of(in, right, NULL);
    bool met = false;
    for (size_t i = 0; i < a.count; i++)
        for (size_t j = 0; j < b.count; j++) {
            eco_decimal one, other;
            if (!as_decimal(in, left, &a.values[i], &one) || !as_decimal(in, right, &b.values[j], &other))
                return false;
            met = met || relation_holds(relation, eco_decimal_compare(one, other));
        }
    return met;
}

/* How many numbers a side has. */
static size_t numbers_count(evaluation *in, const eco_node *node, eco_fraction *single)
{
    if (node->kind == ECO_NODE_NAME)
        return values_of(in, node).count;
    return number_of(in, node, single) ? 1 : 0;
}

static bool number_at(evaluation *in, const eco_node *node, size_t i, eco_fraction single, eco_fraction *out)
{
    if (node->kind == ECO_NODE_NAME)
        return as_number(in, node, &values_of(in, node).values[i], out);
    *out = single;
    return true;
}

static bool is_plain(const eco_node *node)
{
    return node->kind == ECO_NODE_NAME || node->kind == ECO_NODE_LITERAL;
}

static bool numbers_meet(evaluation *in, const eco_node *left, const eco_node *right, uint8_t relation)
{
    if (is_plain(left) && is_plain(right))
        return decimals_meet(in, left, right, relation);
    eco_fraction left_single = {0, 1}, right_single = {0, 1}, a, b;
    size_t left_count = numbers_count(in, left, &left_single);
    size_t right_count = in->status ? 0 : numbers_count(in, right, &right_single);
    bool met = false;
    for (size_t i = 0; i < left_count; i++)
        for (size_t j = 0; j < right_count; j++) {
            if (!number_at(in, left, i, left_single, &a) || !number_at(in, right, j, right_single, &b))
                return false;
            met = met || relation_holds(relation, eco_fraction_compare(a, b));
        }
    return met;
}

static bool times_meet(evaluation *in, const eco_node *left, const eco_node *right, uint8_t relation)
{
    eco_values a = side_of(in, left, NULL), b = side_of(in, right, NULL);
    bool met = false;
    for (size_t i = 0; i < a.count; i++)
        for (size_t j = 0; j < b.count; j++) {
            int64_t one, other;
            if (!as_time(in, left, &a.values[i], &one) || !as_time(in, right, &b.values[j], &other))
                return false;
            met = met || relation_holds(relation, (one > other) - (one < other));
        }
    return met;
}

static bool bools_meet(evaluation *in, const eco_node *left, const eco_node *right)
{
    eco_value left_single, right_single;
    eco_values a = side_of(in, left, &left_single);
    eco_values b = in->status ? (eco_values){NULL, 0} : side_of(in, right, &right_single);
    bool met = false;
    for (size_t i = 0; i < a.count; i++)
        for (size_t j = 0; j < b.count; j++) {
            bool one, other;
            if (!as_bool(in, left, &a.values[i], &one) || !as_bool(in, right, &b.values[j], &other))
                return false;
            met = met || one == other;
        }
    return met;
}

/* `name == 'text'`: the most frequent of all conditions. */
static bool name_is(evaluation *in, const eco_node *name, const eco_value *literal)
{
    eco_values values = values_of(in, name);
    bool met = false;
    for (size_t i = 0; i < values.count; i++) {
        if (!as_text(in, name, &values.values[i]))
            return false;
        met = met || text_is(&values.values[i], literal->text, (size_t)literal->size);
    }
    return met;
}

static bool compare(evaluation *in, const eco_node *node)
{
    const eco_node *left = &in->nodes[node->first], *right = &in->nodes[left->next];
    bool met;
    if (node->meets == ECO_VALUE_TEXT && node->relation <= ECO_RELATION_UNEQUAL && left->kind == ECO_NODE_NAME &&
        right->kind == ECO_NODE_LITERAL)
        return name_is(in, left, &right->literal) != (node->relation == ECO_RELATION_UNEQUAL);
    switch (node->meets) {
    case ECO_VALUE_TEXT: met = texts_meet(in, left, right, node->relation); break;
    case ECO_VALUE_NUMBER: met = numbers_meet(in, left, right, node->relation); break;
    case ECO_VALUE_TIME: met = times_meet(in, left, right, node->relation); break;
    default: met = bools_meet(in, left, right);
    }
    return met != (node->relation == ECO_RELATION_UNEQUAL);
}

/* ---- membership ---- */

static bool text_in(const eco_node *node, const eco_value *value)
{
    size_t size = (size_t)value->size;
    if (node->kind == ECO_NODE_IN_SET)
        return eco_map_get(node->set, value->text, size, INT64_MIN) != INT64_MIN;
    const eco_literals *list = node->list;
    if (list->map)
        return eco_map_get(list->map, value->text, size, INT64_MIN) != INT64_MIN;
    for (size_t i = 0; i < list->count; i++)
        if (text_is(value, list->values[i].text, (size_t)list->values[i].size))
            return true;
    return false;
}

static bool number_in(const eco_literals *list, eco_fraction number)
{
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = eco_fraction_compare(number, eco_fraction_of(list->sorted[middle].number));
        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

static bool time_in(const eco_literals *list, int64_t at_us)
{
    for (size_t i = 0; i < list->count && list->sorted[i].time_us <= at_us; i++)
        if (list->sorted[i].time_us == at_us)
            return true;
    return false;
}

static bool bool_in(const eco_literals *list, bool boolean)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->values[i].boolean == boolean)
            return true;
    return false;
}

static bool value_in(evaluation *in, const eco_node *node, const eco_node *left, const eco_value *value)
{
    int64_t at_us;
    bool boolean;
    eco_fraction number;
    switch (node->meets) {
    case ECO_VALUE_TEXT: return as_text(in, left, value) && text_in(node, value);
    case ECO_VALUE_NUMBER: return as_number(in, left, value, &number) && number_in(node->list, number);
    case ECO_VALUE_TIME: return as_time(in, left, value, &at_us) && time_in(node->list, at_us);
    default: return as_bool(in, left, value, &boolean) && bool_in(node->list, boolean);
    }
}

static bool is_in(evaluation *in, const eco_node *node)
{
    const eco_node *left = &in->nodes[node->first];
    bool met = false;
    if (left->kind != ECO_NODE_NAME && node->meets == ECO_VALUE_NUMBER) {
        eco_fraction number;
        met = number_of(in, left, &number) && number_in(node->list, number);
    } else {
        eco_value single;
        eco_values values = side_of(in, left, &single);
        for (size_t i = 0; i < values.count && !in->status; i++)
            met = value_in(in, node, left, &values.values[i]) || met;
    }
    return met != node->inverse;
}

/* ---- conditions ---- */

/* A name alone: one of its values is true. */
static bool name_holds(evaluation *in, const eco_node *name)
{
    eco_values values = values_of(in, name);
    bool met = false;
    for (size_t i = 0; i < values.count; i++) {
        bool one;
        if (!as_bool(in, name, &values.values[i], &one))
            return false;
        met = met || one;
    }
    return met;
}

/* Stops at the first part that decides: one that holds decides an `or`, one that does not an `and`. */
static bool chain_holds(evaluation *in, const eco_node *chain)
{
    bool is_or = chain->kind == ECO_NODE_OR;
    for (int32_t part = chain->first; part >= 0 && !in->status; part = in->nodes[part].next)
        if (holds(in, &in->nodes[part]) == is_or)
            return is_or;
    return !is_or;
}

static bool holds(evaluation *in, const eco_node *node)
{
    switch (node->kind) {
    case ECO_NODE_LITERAL: return node->literal.boolean;
    case ECO_NODE_NAME: return name_holds(in, node);
    case ECO_NODE_NOT: return !holds(in, &in->nodes[node->first]);
    case ECO_NODE_COMPARE: return compare(in, node);
    case ECO_NODE_IN_LIST:
    case ECO_NODE_IN_SET: return is_in(in, node);
    default: return chain_holds(in, node);
    }
}

/* ---- what the header promises ---- */

eco_status eco_compiled_holds(bool *out, const eco_compiled *compiled, const eco_facts *facts, eco_error *error)
{
    evaluation in = {compiled->nodes, facts, compiled, error, ECO_OK};
    bool result = holds(&in, &compiled->nodes[compiled->root]);
    *out = result && !in.status;
    return in.status;
}

eco_status eco_compiled_number(eco_decimal *numerator, eco_decimal *denominator, bool *known, const eco_compiled *compiled,
                               const eco_facts *facts, eco_error *error)
{
    evaluation in = {compiled->nodes, facts, compiled, error, ECO_OK};
    eco_fraction value = {0, 1};
    *known = number_of(&in, &compiled->nodes[compiled->root], &value);
    if (*known && !eco_fraction_decimals(numerator, denominator, value)) {
        *known = false;
        fail_overflow(&in);
    }
    if (!*known) {
        *numerator = (eco_decimal){0, 0};
        *denominator = (eco_decimal){1, 0};
    }
    return in.status;
}

/* The one name below a node, or NULL; *many where there are several. */
static const eco_node *one_name(const eco_node *nodes, const eco_node *node, const eco_node *found, bool *many)
{
    if (node->kind == ECO_NODE_NAME) {
        *many = *many || (found && (found->symbol.slot != node->symbol.slot || found->symbol.table != node->symbol.table));
        return node;
    }
    for (int32_t part = node->first; part >= 0 && !*many; part = nodes[part].next)
        found = one_name(nodes, &nodes[part], found, many);
    return found;
}

/* `name >= number`, or `number <= name`. */
static bool bound_of(const eco_node *nodes, const eco_node *node, eco_decimal *bound)
{
    if (node->kind != ECO_NODE_COMPARE || node->meets != ECO_VALUE_NUMBER)
        return false;
    const eco_node *left = &nodes[node->first], *right = &nodes[left->next];
    bool is_bound = left->kind == ECO_NODE_NAME && right->kind == ECO_NODE_LITERAL && node->relation == ECO_RELATION_AT_LEAST;
    bool is_turned = left->kind == ECO_NODE_LITERAL && right->kind == ECO_NODE_NAME && node->relation == ECO_RELATION_AT_MOST;
    if (is_bound || is_turned)
        *bound = (is_bound ? right : left)->literal.number;
    return is_bound || is_turned;
}

static void fill_failure(eco_failure *out, const evaluation *in, const eco_part *part)
{
    const eco_node *node = &in->nodes[part->node];
    bool many = false;
    const eco_node *name = one_name(in->nodes, node, NULL, &many);
    *out = (eco_failure){.needed = part->text, .symbol = {ECO_VALUE_ANY, 0, -1}};
    out->has_bound = bound_of(in->nodes, node, &out->bound);
    if (!name || many)
        return;
    eco_values values = values_of(in, name);
    out->symbol = name->symbol;
    if (values.count)
        out->found = values.values[0];
}

bool eco_compiled_failure_from(eco_failure *out, size_t *part, const eco_compiled *compiled, const eco_facts *facts)
{
    evaluation in = {compiled->nodes, facts, compiled, NULL, ECO_OK};
    *out = (eco_failure){.symbol = {ECO_VALUE_ANY, 0, -1}};
    while (*part < compiled->parts_count) {
        const eco_part *at = &compiled->parts[(*part)++];
        bool part_holds = holds(&in, &compiled->nodes[at->node]);
        if (in.status)
            return false;
        if (!part_holds) {
            fill_failure(out, &in, at);
            return true;
        }
    }
    return false;
}

bool eco_compiled_failure(eco_failure *out, const eco_compiled *compiled, const eco_facts *facts)
{
    size_t part = 0;
    return eco_compiled_failure_from(out, &part, compiled, facts);
}
