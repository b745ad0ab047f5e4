/* expression_parser.c - text to a checked tree, by recursive descent along the grammar in expression.h. */
#include "base/error.h"
#include "base/expression_internal.h"

#include <string.h>

static int32_t parse_or(eco_parser *parser);
static int32_t parse_unary(eco_parser *parser);

int32_t eco_parser_failed(eco_parser *parser, eco_status status)
{
    parser->status = status;
    return ECO_NO_NODE;
}

int32_t eco_parser_fail_memory(eco_parser *parser)
{
    return eco_parser_failed(parser, eco_fail_memory(parser->source.error));
}

static bool advance(eco_parser *parser)
{
    eco_status status = eco_source_token(&parser->token, &parser->source, &parser->at);
    if (status)
        parser->status = status;
    return !status;
}

static const char *token_text(const eco_parser *parser)
{
    return parser->source.text + parser->token.at;
}

/* What stands where something else should. */
static int32_t fail_expected(eco_parser *parser, const char *expected)
{
    char shown[ECO_QUOTED];
    if (parser->token.kind == ECO_TOKEN_END)
        return ECO_PARSER_FAIL(parser, ECO_E_SYNTAX, parser->token.at, "%s is expected, and the text ends here", expected);
    eco_quoted(shown, token_text(parser), (size_t)parser->token.size);
    return ECO_PARSER_FAIL(parser, ECO_E_SYNTAX, parser->token.at, "%s is expected here, not %s", expected, shown);
}

/* One more node or member of a list. */
static bool within_nodes(eco_parser *parser)
{
    if (parser->nodes_count + parser->members_count < ECO_EXPRESSION_NODES_MOST)
        return true;
    ECO_PARSER_FAIL(parser, ECO_E_LIMIT, parser->token.at, "an expression has at most %d parts: long lists are written as @sets",
                    ECO_EXPRESSION_NODES_MOST);
    return false;
}

static int32_t add_node(eco_parser *parser, eco_node_kind kind, eco_value_type type, int32_t at)
{
    if (!within_nodes(parser))
        return ECO_NO_NODE;
    if (!eco_grow(&parser->arena->allocator, &parser->nodes, &parser->nodes_capacity, parser->nodes_count + 1, sizeof(eco_node)))
        return eco_parser_fail_memory(parser);
    parser->nodes[parser->nodes_count] = (eco_node){
        .kind = (uint8_t)kind, .type = (uint8_t)type, .first = ECO_NO_NODE, .next = ECO_NO_NODE, .at = at};
    return (int32_t)parser->nodes_count++;
}

/* Parentheses, `not` and signs go one level down. */
static bool enter(eco_parser *parser)
{
    if (++parser->levels <= ECO_EXPRESSION_LEVELS_MOST)
        return true;
    ECO_PARSER_FAIL(parser, ECO_E_LIMIT, parser->token.at, "an expression is nested at most %d levels deep",
                    ECO_EXPRESSION_LEVELS_MOST);
    return false;
}

/* ---- values ---- */

static bool number_value(eco_parser *parser, eco_value *out)
{
    bool too_large = false;
    *out = (eco_value){.type = ECO_VALUE_NUMBER};
    if (!eco_decimal_read(&out->number, &too_large, token_text(parser), (size_t)parser->token.size)) {
        char shown[ECO_QUOTED];
        eco_quoted(shown, token_text(parser), (size_t)parser->token.size);
        ECO_PARSER_FAIL(parser, ECO_E_LIMIT, parser->token.at, "the number %s has more digits than 64 bits hold", shown);
        return false;
    }
    out->number = eco_decimal_normal(out->number);
    return true;
}

/* Without the quotes, and '' as one quote. */
static bool text_value(eco_parser *parser, eco_value *out)
{
    const char *inside = token_text(parser) + 1;
    size_t size = (size_t)parser->token.size - 2, length = 0;
    char *text = eco_arena_take(parser->arena, size + 1);
    if (!text) {
        eco_parser_fail_memory(parser);
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        text[length++] = inside[i];
        i += inside[i] == '\'';
    }
    *out = (eco_value){.type = ECO_VALUE_TEXT, .text = text, .size = (int32_t)length};
    return true;
}

/* A literal token; `expected` names what is missing where it is none. */
static bool literal_value(eco_parser *parser, eco_value *out, const char *expected)
{
    switch (parser->token.kind) {
    case ECO_TOKEN_NUMBER: return number_value(parser, out);
    case ECO_TOKEN_TEXT: return text_value(parser, out);
    case ECO_TOKEN_TRUE:
    case ECO_TOKEN_FALSE:
        *out = (eco_value){.type = ECO_VALUE_BOOL, .boolean = parser->token.kind == ECO_TOKEN_TRUE};
        return true;
    default: fail_expected(parser, expected); return false;
    }
}

static int32_t parse_literal(eco_parser *parser)
{
    eco_value value;
    int32_t at = parser->token.at;
    if (!literal_value(parser, &value, "a value") || !advance(parser))
        return ECO_NO_NODE;
    int32_t node = add_node(parser, ECO_NODE_LITERAL, value.type, at);
    if (node >= 0)
        parser->nodes[node].literal = value;
    return node;
}

/* ---- names ---- */

enum { EDITED_MOST = 2, COMPARED_MOST = 48 /* characters of a name */ };

static size_t characters_of(uint32_t *out, const char *text, size_t size)
{
    size_t count = 0;
    for (size_t at = 0; at < size; count++) {
        if (count == COMPARED_MOST)
            return 0; /* too long to compare */
        at += eco_utf8_decode(&out[count], text + at, size - at);
    }
    return count;
}

/* Letters to insert, delete or replace between two names. */
static int edits(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count)
{
    int row[COMPARED_MOST + 1];
    for (size_t j = 0; j <= b_count; j++)
        row[j] = (int)j;
    for (size_t i = 1; i <= a_count; i++) {
        int diagonal = row[0];
        row[0] = (int)i;
        for (size_t j = 1; j <= b_count; j++) {
            int replaced = diagonal + (a[i - 1] != b[j - 1]);
            int shorter = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            diagonal = row[j];
            row[j] = replaced < shorter ? replaced : shorter;
        }
    }
    return row[b_count];
}

/* The known name that is nearest to an unknown one, or NULL. */
static const char *nearest_name(const eco_vocabulary *vocabulary, const char *name, size_t size)
{
    uint32_t wanted[COMPARED_MOST], known[COMPARED_MOST];
    size_t wanted_count = characters_of(wanted, name, size);
    const char *nearest = NULL;
    int fewest = EDITED_MOST + 1;
    for (const char *const *names = vocabulary->names; names && *names && wanted_count > EDITED_MOST; names++) {
        size_t count = characters_of(known, *names, strlen(*names));
        int distance = edits(wanted, wanted_count, known, count);
        if (count && distance < fewest) {
            fewest = distance;
            nearest = *names;
        }
    }
    return nearest;
}

static int32_t fail_unknown_name(eco_parser *parser)
{
    char shown[ECO_QUOTED];
    size_t size = (size_t)parser->token.size;
    const char *nearest = nearest_name(parser->vocabulary, token_text(parser), size);
    eco_quoted(shown, token_text(parser), size);
    if (nearest)
        return ECO_PARSER_FAIL(parser, ECO_E_UNKNOWN_NAME, parser->token.at, "there is no %s: did you mean '%s'?", shown,
                               nearest);
    return ECO_PARSER_FAIL(parser, ECO_E_UNKNOWN_NAME, parser->token.at, "there is no %s", shown);
}

static int32_t parse_name(eco_parser *parser)
{
    const eco_vocabulary *vocabulary = parser->vocabulary;
    bool failed = false;
    eco_symbol symbol = {ECO_VALUE_ANY, 0, 0};
    size_t size = (size_t)parser->token.size;
    bool known = vocabulary->symbol && vocabulary->symbol(&symbol, token_text(parser), size, &failed, vocabulary->user);
    if (failed)
        return eco_parser_fail_memory(parser);
    if (!known)
        return fail_unknown_name(parser);
    const char *name = eco_arena_text_of(parser->arena, token_text(parser), size);
    if (!name)
        return eco_parser_fail_memory(parser);
    int32_t node = add_node(parser, ECO_NODE_NAME, symbol.type, parser->token.at);
    if (node < 0 || !advance(parser))
        return ECO_NO_NODE;
    parser->nodes[node].symbol = symbol;
    parser->nodes[node].name = name;
    return node;
}

/* ---- arithmetic ---- */

static int32_t parse_parentheses(eco_parser *parser)
{
    if (!enter(parser) || !advance(parser))
        return ECO_NO_NODE;
    int32_t inside = parse_or(parser);
    if (inside < 0)
        return ECO_NO_NODE;
    if (parser->token.kind != ECO_TOKEN_CLOSE)
        return fail_expected(parser, "an operator or ')'");
    parser->levels--;
    return advance(parser) ? inside : ECO_NO_NODE;
}

static int32_t parse_primary(eco_parser *parser)
{
    switch (parser->token.kind) {
    case ECO_TOKEN_NAME: return parse_name(parser);
    case ECO_TOKEN_OPEN: return parse_parentheses(parser);
    case ECO_TOKEN_SET: return ECO_PARSER_FAIL(parser, ECO_E_SYNTAX, parser->token.at, "a set stands only behind `in`");
    default: return parse_literal(parser);
    }
}

static int32_t parse_negated(eco_parser *parser)
{
    int32_t at = parser->token.at;
    if (!enter(parser) || !advance(parser))
        return ECO_NO_NODE;
    int32_t part = parse_unary(parser);
    if (part < 0 || !eco_types_number(parser, part))
        return ECO_NO_NODE;
    parser->levels--;
    if (parser->nodes[part].kind == ECO_NODE_LITERAL) {
        parser->nodes[part].literal.number.coefficient = -parser->nodes[part].literal.number.coefficient;
        parser->nodes[part].at = at;
        return part;
    }
    int32_t node = add_node(parser, ECO_NODE_NEGATE, ECO_VALUE_NUMBER, at);
    if (node >= 0)
        parser->nodes[node].first = part;
    return node;
}

static int32_t parse_unary(eco_parser *parser)
{
    return parser->token.kind == ECO_TOKEN_MINUS ? parse_negated(parser) : parse_primary(parser);
}

static int32_t last_part(const eco_parser *parser, int32_t node)
{
    int32_t last = parser->nodes[node].first;
    while (parser->nodes[last].next >= 0)
        last = parser->nodes[last].next;
    return last;
}

/* A node of `kind` whose first part is `part`: `part` itself where it is one already, so that (a + b) + c is a + b + c. */
static int32_t begin_chain(eco_parser *parser, eco_node_kind kind, eco_value_type type, int32_t part)
{
    if (parser->nodes[part].kind == kind)
        return part;
    int32_t node = add_node(parser, kind, type, parser->token.at);
    if (node >= 0)
        parser->nodes[node].first = part;
    return node;
}

static bool divides_by_zero(const eco_parser *parser, int32_t part)
{
    const eco_node *node = &parser->nodes[part];
    return node->kind == ECO_NODE_LITERAL && node->literal.number.coefficient == 0;
}

/* Parts joined by one operator and its inverse: + and -, * and /. */
static int32_t parse_chain(eco_parser *parser, eco_node_kind kind, eco_token_kind sign, eco_token_kind inverse,
                           int32_t (*parse_part)(eco_parser *))
{
    int32_t chain = parse_part(parser), last = ECO_NO_NODE;
    while (chain >= 0 && (parser->token.kind == sign || parser->token.kind == inverse)) {
        bool is_inverse = parser->token.kind == inverse;
        if (last < 0) {
            if (!eco_types_number(parser, chain) || (chain = begin_chain(parser, kind, ECO_VALUE_NUMBER, chain)) < 0)
                return ECO_NO_NODE;
            last = last_part(parser, chain);
        }
        if (!advance(parser))
            return ECO_NO_NODE;
        int32_t at = parser->token.at, part = parse_part(parser);
        if (part < 0 || !eco_types_number(parser, part))
            return ECO_NO_NODE;
        if (inverse == ECO_TOKEN_DIVIDE && is_inverse && divides_by_zero(parser, part))
            return ECO_PARSER_FAIL(parser, ECO_E_INVALID, at, "division by zero");
        parser->nodes[part].inverse = is_inverse;
        parser->nodes[last].next = part;
        last = part;
    }
    return chain;
}

static int32_t parse_product(eco_parser *parser)
{
    return parse_chain(parser, ECO_NODE_PRODUCT, ECO_TOKEN_TIMES, ECO_TOKEN_DIVIDE, parse_unary);
}

static int32_t parse_sum(eco_parser *parser)
{
    return parse_chain(parser, ECO_NODE_SUM, ECO_TOKEN_PLUS, ECO_TOKEN_MINUS, parse_product);
}

/* ---- comparisons ---- */

typedef struct members {
    eco_value *values;
    size_t count, capacity;
} members;

static bool parse_member(eco_parser *parser, members *list)
{
    if (!within_nodes(parser))
        return false;
    if (!eco_grow(&parser->arena->allocator, &list->values, &list->capacity, list->count + 1, sizeof *list->values)) {
        eco_parser_fail_memory(parser);
        return false;
    }
    bool negative = parser->token.kind == ECO_TOKEN_MINUS;
    if (negative && !advance(parser))
        return false;
    if (negative && parser->token.kind != ECO_TOKEN_NUMBER) {
        fail_expected(parser, "a number");
        return false;
    }
    eco_value *value = &list->values[list->count];
    int32_t at = parser->token.at;
    if (!literal_value(parser, value, "a text, number, true or false"))
        return false;
    if (value->type != list->values[0].type) {
        ECO_PARSER_FAIL(parser, ECO_E_INVALID, at, "the members of a list are of one type");
        return false;
    }
    if (negative)
        value->number.coefficient = -value->number.coefficient;
    list->count++;
    parser->members_count++;
    return advance(parser);
}

/* Behind the '(': members up to the ')'. */
static bool parse_members(eco_parser *parser, members *list)
{
    for (;;) {
        if (!parse_member(parser, list))
            return false;
        if (parser->token.kind == ECO_TOKEN_CLOSE)
            return advance(parser);
        if (parser->token.kind != ECO_TOKEN_COMMA) {
            fail_expected(parser, "',' or ')'");
            return false;
        }
        if (!advance(parser))
            return false;
    }
}

static int32_t parse_in_list(eco_parser *parser, int32_t left, bool inverse, int32_t at)
{
    members list = {NULL, 0, 0};
    const eco_allocator *allocator = &parser->arena->allocator;
    int32_t node = ECO_NO_NODE;
    if (advance(parser) && parse_members(parser, &list) && (node = add_node(parser, ECO_NODE_IN_LIST, ECO_VALUE_BOOL, at)) >= 0 &&
        !eco_types_in(parser, node, left, list.values, list.count))
        node = ECO_NO_NODE;
    if (node >= 0) {
        const eco_literals *literals = eco_literals_of(list.values, list.count, parser->arena);
        parser->nodes[node].first = left;
        parser->nodes[node].inverse = inverse;
        parser->nodes[node].list = literals;
        if (!literals)
            node = eco_parser_fail_memory(parser);
    }
    eco_release(allocator, list.values, list.capacity * sizeof *list.values);
    return node;
}

static int32_t parse_in_set(eco_parser *parser, int32_t left, bool inverse, int32_t at)
{
    const eco_vocabulary *vocabulary = parser->vocabulary;
    size_t size = (size_t)parser->token.size - 1;
    const char *name = eco_arena_text_of(parser->arena, token_text(parser) + 1, size);
    if (!name)
        return eco_parser_fail_memory(parser);
    const eco_map *set = vocabulary->set ? vocabulary->set(name, size, vocabulary->user) : NULL;
    if (!set) {
        char shown[ECO_QUOTED];
        eco_quoted(shown, token_text(parser), size + 1);
        return ECO_PARSER_FAIL(parser, ECO_E_UNKNOWN_NAME, parser->token.at, "there is no set %s", shown);
    }
    int32_t node = add_node(parser, ECO_NODE_IN_SET, ECO_VALUE_BOOL, at);
    if (node < 0 || !eco_types_in(parser, node, left, &(eco_value){.type = ECO_VALUE_TEXT}, 0) || !advance(parser))
        return ECO_NO_NODE;
    parser->nodes[node].first = left;
    parser->nodes[node].inverse = inverse;
    parser->nodes[node].set = set;
    parser->nodes[node].set_name = name;
    return node;
}

static int32_t parse_in(eco_parser *parser, int32_t left)
{
    int32_t at = parser->token.at;
    bool inverse = parser->token.kind == ECO_TOKEN_NOT;
    if (inverse && !advance(parser))
        return ECO_NO_NODE;
    if (parser->token.kind != ECO_TOKEN_IN)
        return fail_expected(parser, "`in`");
    if (!advance(parser))
        return ECO_NO_NODE;
    switch (parser->token.kind) {
    case ECO_TOKEN_SET: return parse_in_set(parser, left, inverse, at);
    case ECO_TOKEN_OPEN: return parse_in_list(parser, left, inverse, at);
    default: return fail_expected(parser, "a list in parentheses or a @set");
    }
}

static bool is_relation(eco_token_kind kind)
{
    return kind >= ECO_TOKEN_EQUAL && kind <= ECO_TOKEN_AT_LEAST;
}

static int32_t parse_relation(eco_parser *parser, int32_t left)
{
    eco_token relation = parser->token;
    if (!advance(parser))
        return ECO_NO_NODE;
    int32_t right = parse_sum(parser);
    int32_t node = right < 0 ? ECO_NO_NODE : add_node(parser, ECO_NODE_COMPARE, ECO_VALUE_BOOL, relation.at);
    if (node < 0)
        return ECO_NO_NODE;
    parser->nodes[node].relation = (uint8_t)(relation.kind - ECO_TOKEN_EQUAL);
    if (!eco_types_compare(parser, node, left, right))
        return ECO_NO_NODE;
    parser->nodes[node].first = left;
    parser->nodes[left].next = right;
    return node;
}

static int32_t parse_comparison(eco_parser *parser)
{
    int32_t node = parse_sum(parser);
    if (node < 0)
        return ECO_NO_NODE;
    if (is_relation(parser->token.kind))
        node = parse_relation(parser, node);
    else if (parser->token.kind == ECO_TOKEN_IN || parser->token.kind == ECO_TOKEN_NOT)
        node = parse_in(parser, node);
    if (node >= 0 && is_relation(parser->token.kind))
        return ECO_PARSER_FAIL(parser, ECO_E_SYNTAX, parser->token.at,
                               "comparisons do not follow each other: join them with `and`");
    return node;
}

/* ---- conditions ---- */

static int32_t parse_not(eco_parser *parser)
{
    if (parser->token.kind != ECO_TOKEN_NOT)
        return parse_comparison(parser);
    int32_t at = parser->token.at;
    if (!enter(parser) || !advance(parser))
        return ECO_NO_NODE;
    int32_t part = parse_not(parser);
    if (part < 0 || !eco_types_condition(parser, part))
        return ECO_NO_NODE;
    parser->levels--;
    int32_t node = add_node(parser, ECO_NODE_NOT, ECO_VALUE_BOOL, at);
    if (node >= 0)
        parser->nodes[node].first = part;
    return node;
}

/* Parts joined by `and`, or by `or`; a part that is itself such a chain becomes part of this one. */
static int32_t parse_condition(eco_parser *parser, eco_node_kind kind, eco_token_kind joint, int32_t (*parse_part)(eco_parser *))
{
    int32_t chain = parse_part(parser), last = ECO_NO_NODE;
    while (chain >= 0 && parser->token.kind == joint) {
        if (last < 0) {
            if (!eco_types_condition(parser, chain) || (chain = begin_chain(parser, kind, ECO_VALUE_BOOL, chain)) < 0)
                return ECO_NO_NODE;
            last = last_part(parser, chain);
        }
        if (!advance(parser))
            return ECO_NO_NODE;
        int32_t part = parse_part(parser);
        if (part < 0 || !eco_types_condition(parser, part))
            return ECO_NO_NODE;
        bool joins = parser->nodes[part].kind == kind;
        parser->nodes[last].next = joins ? parser->nodes[part].first : part;
        last = joins ? last_part(parser, part) : part;
    }
    return chain;
}

static int32_t parse_and(eco_parser *parser)
{
    return parse_condition(parser, ECO_NODE_AND, ECO_TOKEN_AND, parse_not);
}

static int32_t parse_or(eco_parser *parser)
{
    return parse_condition(parser, ECO_NODE_OR, ECO_TOKEN_OR, parse_and);
}

/* ---- the whole ---- */

static int32_t parse_whole(eco_parser *parser, eco_value_type type)
{
    if (!advance(parser))
        return ECO_NO_NODE;
    int32_t root = parse_or(parser);
    if (root < 0)
        return ECO_NO_NODE;
    if (parser->token.kind != ECO_TOKEN_END)
        return fail_expected(parser, "an operator");
    bool fits = type == ECO_VALUE_BOOL ? eco_types_condition(parser, root) : eco_types_number(parser, root);
    return fits ? root : ECO_NO_NODE;
}

static const char *printed(eco_parser *parser, int32_t node)
{
    eco_buffer buffer;
    eco_buffer_begin(&buffer, &parser->arena->allocator);
    eco_expression_print(&buffer, parser->nodes, node);
    const char *text = eco_buffer_text(&buffer);
    const char *copy = text ? eco_arena_text(parser->arena, text) : NULL;
    eco_buffer_end(&buffer);
    return copy;
}

/* The texts of the whole and of the parts of its top-level `and`. */
static bool add_texts(eco_parser *parser, eco_compiled *compiled)
{
    const eco_node *root = &parser->nodes[compiled->root];
    bool is_and = root->kind == ECO_NODE_AND;
    size_t count = is_and ? 0 : 1;
    for (int32_t part = is_and ? root->first : ECO_NO_NODE; part >= 0; part = parser->nodes[part].next)
        count++;
    eco_part *parts = eco_arena_take_array(parser->arena, count, sizeof *parts);
    compiled->text = printed(parser, compiled->root);
    compiled->parts = parts;
    compiled->parts_count = count;
    if (!parts || !compiled->text)
        return false;
    int32_t part = is_and ? root->first : compiled->root;
    for (size_t i = 0; i < count; i++, part = parser->nodes[part].next) {
        parts[i] = (eco_part){part, is_and ? printed(parser, part) : compiled->text};
        if (!parts[i].text)
            return false;
    }
    return true;
}

static eco_status finish(const eco_compiled **out, eco_parser *parser, int32_t root)
{
    eco_compiled *compiled = eco_arena_take(parser->arena, sizeof *compiled);
    if (!compiled)
        return eco_fail_memory(parser->source.error);
    compiled->root = root;
    compiled->nodes_count = parser->nodes_count;
    compiled->nodes = eco_arena_copy(parser->arena, parser->nodes, parser->nodes_count * sizeof *parser->nodes);
    if (!compiled->nodes || !add_texts(parser, compiled))
        return eco_fail_memory(parser->source.error);
    *out = compiled;
    return ECO_OK;
}

eco_status eco_compile(const eco_compiled **out, const char *text, eco_value_type type, const eco_vocabulary *vocabulary,
                       eco_arena *arena, eco_error *error)
{
    *out = NULL;
    if (!text)
        return eco_fail(error, ECO_E_INVALID, NULL, "the expression is NULL");
    if (type != ECO_VALUE_BOOL && type != ECO_VALUE_NUMBER)
        return eco_fail(error, ECO_E_INVALID, NULL, "an expression gives a bool or a number, not type %d", (int)type);
    size_t size = strnlen(text, ECO_EXPRESSION_BYTES_MOST + 1);
    if (size > ECO_EXPRESSION_BYTES_MOST)
        return eco_fail_at(error, ECO_E_LIMIT, 1, 1, NULL, "an expression has at most %d bytes", ECO_EXPRESSION_BYTES_MOST);
    eco_parser parser = {.source = {text, (int32_t)size, error}, .vocabulary = vocabulary, .arena = arena};
    size_t valid = eco_utf8_valid(text, size);
    if (valid < size)
        return eco_source_fail(&parser.source, ECO_E_SYNTAX, (int32_t)valid, "byte 0x%02X is not UTF-8",
                               (unsigned char)text[valid]);
    int32_t root = parse_whole(&parser, type);
    if (root >= 0)
        parser.status = finish(out, &parser, root);
    eco_release(&arena->allocator, parser.nodes, parser.nodes_capacity * sizeof *parser.nodes);
    return parser.status;
}
