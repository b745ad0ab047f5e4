/* expression_text.c - canonical text: one blank around operators, the fewest parentheses, normal numbers. */
#include "base/expression_internal.h"

#include <ecomops/time.h>

/* How strongly a node binds: a part that binds less than its place needs stands in parentheses. */
enum { BINDS_OR, BINDS_AND, BINDS_NOT, BINDS_COMPARE, BINDS_SUM, BINDS_PRODUCT, BINDS_UNARY, BINDS_MOST };

static int binding(const eco_node *node)
{
    switch (node->kind) {
    case ECO_NODE_OR: return BINDS_OR;
    case ECO_NODE_AND: return BINDS_AND;
    case ECO_NODE_NOT: return BINDS_NOT;
    case ECO_NODE_COMPARE:
    case ECO_NODE_IN_LIST:
    case ECO_NODE_IN_SET: return BINDS_COMPARE;
    case ECO_NODE_SUM: return BINDS_SUM;
    case ECO_NODE_PRODUCT: return BINDS_PRODUCT;
    case ECO_NODE_NEGATE: return BINDS_UNARY;
    default: return BINDS_MOST;
    }
}

static void print_text(eco_buffer *out, const char *text, size_t size)
{
    eco_buffer_add_char(out, '\'');
    size_t from = 0;
    for (size_t i = 0; i < size; i++)
        if (text[i] == '\'') {
            eco_buffer_add(out, text + from, i + 1 - from); /* the quote twice: here, and at the start of the next piece */
            from = i;
        }
    eco_buffer_add(out, text + from, size - from);
    eco_buffer_add_char(out, '\'');
}

static void print_time(eco_buffer *out, int64_t at_us)
{
    char text[ECO_TIME_TEXT];
    if (at_us % ECO_DAY_US == 0)
        eco_date_text(text, (int32_t)(at_us / ECO_DAY_US));
    else
        eco_time_text(text, at_us);
    eco_buffer_add_char(out, '\'');
    eco_buffer_add_text(out, text);
    eco_buffer_add_char(out, '\'');
}

static void print_value(eco_buffer *out, const eco_value *value)
{
    char number[ECO_DECIMAL_TEXT];
    switch (value->type) {
    case ECO_VALUE_TEXT: print_text(out, value->text, (size_t)value->size); break;
    case ECO_VALUE_NUMBER: eco_buffer_add_text(out, eco_decimal_text(number, value->number)); break;
    case ECO_VALUE_TIME: print_time(out, value->time_us); break;
    default: eco_buffer_add_text(out, value->boolean ? "true" : "false");
    }
}

static void print_place(eco_buffer *out, const eco_node *nodes, int32_t node, int needed)
{
    bool parentheses = binding(&nodes[node]) < needed;
    if (parentheses)
        eco_buffer_add_char(out, '(');
    eco_expression_print(out, nodes, node);
    if (parentheses)
        eco_buffer_add_char(out, ')');
}

/* No part is a chain of its own kind unless it was written in parentheses behind the first: a - (b - c). */
static void print_chain(eco_buffer *out, const eco_node *nodes, const eco_node *chain, const char *joint, const char *inverse)
{
    int needed = binding(chain) + 1;
    print_place(out, nodes, chain->first, needed);
    for (int32_t part = nodes[chain->first].next; part >= 0; part = nodes[part].next) {
        eco_buffer_add_text(out, nodes[part].inverse ? inverse : joint);
        print_place(out, nodes, part, needed);
    }
}

static void print_condition(eco_buffer *out, const eco_node *nodes, const eco_node *chain, const char *joint)
{
    for (int32_t part = chain->first; part >= 0; part = nodes[part].next) {
        if (part != chain->first)
            eco_buffer_add_text(out, joint);
        print_place(out, nodes, part, binding(chain) + 1);
    }
}

static void print_compare(eco_buffer *out, const eco_node *nodes, const eco_node *compare)
{
    static const char *const relations[] = {" == ", " != ", " < ", " <= ", " > ", " >= "};
    print_place(out, nodes, compare->first, BINDS_SUM);
    eco_buffer_add_text(out, relations[compare->relation]);
    print_place(out, nodes, nodes[compare->first].next, BINDS_SUM);
}

static void print_in(eco_buffer *out, const eco_node *nodes, const eco_node *in)
{
    print_place(out, nodes, in->first, BINDS_SUM);
    eco_buffer_add_text(out, in->inverse ? " not in " : " in ");
    if (in->kind == ECO_NODE_IN_SET) {
        eco_buffer_add_char(out, '@');
        eco_buffer_add_text(out, in->set_name);
        return;
    }
    for (size_t i = 0; i < in->list->count; i++) {
        eco_buffer_add_text(out, i ? ", " : "(");
        print_value(out, &in->list->values[i]);
    }
    eco_buffer_add_char(out, ')');
}

void eco_expression_print(eco_buffer *out, const eco_node *nodes, int32_t node)
{
    const eco_node *given = &nodes[node];
    switch (given->kind) {
    case ECO_NODE_LITERAL: print_value(out, &given->literal); break;
    case ECO_NODE_NAME: eco_buffer_add_text(out, given->name); break;
    case ECO_NODE_OR: print_condition(out, nodes, given, " or "); break;
    case ECO_NODE_AND: print_condition(out, nodes, given, " and "); break;
    case ECO_NODE_NOT:
        eco_buffer_add_text(out, "not ");
        print_place(out, nodes, given->first, BINDS_NOT);
        break;
    case ECO_NODE_COMPARE: print_compare(out, nodes, given); break;
    case ECO_NODE_SUM: print_chain(out, nodes, given, " + ", " - "); break;
    case ECO_NODE_PRODUCT: print_chain(out, nodes, given, " * ", " / "); break;
    case ECO_NODE_NEGATE:
        eco_buffer_add_char(out, '-');
        print_place(out, nodes, given->first, BINDS_UNARY);
        break;
    default: print_in(out, nodes, given);
    }
}

const char *eco_compiled_text(const eco_compiled *compiled)
{
    return compiled->text;
}
