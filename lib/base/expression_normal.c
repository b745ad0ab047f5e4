/* expression_normal.c - what an index can see of a condition: ways to make it true, each of text equalities that it needs; what makes it false; and how
 * much it asks for. */
#include "base/error.h"
#include "base/expression_internal.h"

/* While they are made, the equalities of a way are a list whose tails are shared. */
typedef struct link {
    eco_equality equality;
    const struct link *rest;
} link;

typedef struct ways_seen {
    size_t count;
    bool bounded;
    const link *ways[ECO_NORMAL_MOST]; /* NULL: a way that needs nothing that can be seen */
} ways_seen;

typedef struct normaliser {
    const eco_node *nodes;
    eco_arena scratch;
    bool failed; /* without memory */
} normaliser;

static void normalise(normaliser *in, ways_seen *out, const eco_node *node, bool negated);

static void always(ways_seen *out)
{
    out->count = 1;
    out->ways[0] = NULL;
}

static const link *joined(normaliser *in, const eco_equality *equality, const link *rest)
{
    link *made = eco_arena_take(&in->scratch, sizeof *made);
    if (made)
        *made = (link){*equality, rest};
    else
        in->failed = true;
    return made;
}

/* The equalities of both. */
static const link *joined_lists(normaliser *in, const link *a, const link *b)
{
    for (; a; a = a->rest)
        b = joined(in, &a->equality, b);
    return b;
}

static bool has_open_way(const ways_seen *given)
{
    for (size_t i = 0; i < given->count; i++)
        if (!given->ways[i])
            return true;
    return false;
}

/* out or part. A way that needs nothing makes the others needless. */
static void unite(ways_seen *out, const ways_seen *part)
{
    if (!part->bounded)
        out->bounded = false;
    if (out->count + part->count > ECO_NORMAL_MOST) {
        out->bounded = false;
        always(out);
        return;
    }
    for (size_t i = 0; i < part->count; i++)
        out->ways[out->count++] = part->ways[i];
    if (has_open_way(out))
        always(out);
}

/* out and part. A part that would make too many ways is left out: what is left is still necessary. */
static void intersect(normaliser *in, ways_seen *out, const ways_seen *part)
{
    ways_seen product = {.bounded = out->bounded && part->bounded};
    if (out->count * part->count > ECO_NORMAL_MOST) {
        out->bounded = false;
        return;
    }
    for (size_t i = 0; i < out->count; i++)
        for (size_t j = 0; j < part->count; j++)
            product.ways[product.count++] = joined_lists(in, part->ways[j], out->ways[i]);
    *out = product;
}

/* `and` and `or`; a negated one is the other, of negated parts. */
static void normalise_chain(normaliser *in, ways_seen *out, const eco_node *chain, bool negated)
{
    bool is_or = (chain->kind == ECO_NODE_OR) != negated;
    ways_seen *part = eco_arena_take(&in->scratch, sizeof *part); /* not on the stack: conditions nest */
    out->count = 0;
    if (!part) {
        in->failed = true;
        return;
    }
    if (!is_or)
        always(out);
    for (int32_t next = chain->first; next >= 0 && !in->failed; next = in->nodes[next].next) {
        *part = (ways_seen){.bounded = true};
        normalise(in, part, &in->nodes[next], negated);
        if (is_or)
            unite(out, part);
        else
            intersect(in, out, part);
    }
}

/* `name == 'text'`, either way round. */
static bool is_equality(const eco_node *nodes, const eco_node *compare, const eco_node **name, const eco_node **literal)
{
    const eco_node *left = &nodes[compare->first], *right = &nodes[left->next];
    *name = left->kind == ECO_NODE_NAME ? left : right;
    *literal = left->kind == ECO_NODE_NAME ? right : left;
    return compare->meets == ECO_VALUE_TEXT && (*name)->kind == ECO_NODE_NAME && (*literal)->kind == ECO_NODE_LITERAL;
}

static void normalise_compare(normaliser *in, ways_seen *out, const eco_node *compare, bool negated)
{
    const eco_node *name, *literal;
    always(out);
    if (compare->relation != (negated ? ECO_RELATION_UNEQUAL : ECO_RELATION_EQUAL) ||
        !is_equality(in->nodes, compare, &name, &literal))
        return;
    const char **member = eco_arena_take(&in->scratch, sizeof *member);
    if (member) {
        *member = literal->literal.text;
        out->ways[0] = joined(in, &(eco_equality){name->symbol, member, 1, NULL}, NULL);
    } else {
        in->failed = true;
    }
}

static void normalise_in(normaliser *in, ways_seen *out, const eco_node *node, bool negated)
{
    const eco_node *name = &in->nodes[node->first];
    always(out);
    if (node->inverse != negated || node->meets != ECO_VALUE_TEXT || name->kind != ECO_NODE_NAME)
        return;
    eco_equality equality = {name->symbol, NULL, 0, NULL};
    if (node->kind == ECO_NODE_IN_SET) {
        equality.set = node->set;
    } else {
        equality.members = node->list->texts;
        equality.members_count = node->list->count;
    }
    out->ways[0] = joined(in, &equality, NULL);
}

/* The ways to make a condition true (false, where negated). */
static void normalise(normaliser *in, ways_seen *out, const eco_node *node, bool negated)
{
    switch (node->kind) {
    case ECO_NODE_OR:
    case ECO_NODE_AND: normalise_chain(in, out, node, negated); break;
    case ECO_NODE_NOT: normalise(in, out, &in->nodes[node->first], !negated); break;
    case ECO_NODE_COMPARE: normalise_compare(in, out, node, negated); break;
    case ECO_NODE_IN_LIST:
    case ECO_NODE_IN_SET: normalise_in(in, out, node, negated); break;
    case ECO_NODE_LITERAL:
        out->count = 0;
        if (node->literal.boolean != negated)
            always(out);
        break;
    default: always(out); /* a name alone, or a number */
    }
}

/* ---- into the caller's arena ---- */

/* The list was made by putting in front; what was written first comes first. */
static bool copy_way(eco_conjunction *out, const link *way, eco_arena *arena)
{
    size_t count = 0;
    for (const link *each = way; each; each = each->rest)
        count++;
    eco_equality *equalities = eco_arena_take_array(arena, count, sizeof *equalities);
    *out = (eco_conjunction){equalities, count};
    if (!equalities)
        return false;
    for (const link *each = way; each; each = each->rest) {
        eco_equality *equality = &equalities[--count];
        *equality = each->equality;
        if (equality->members_count == 1)
            equality->members = eco_arena_copy(arena, each->equality.members, sizeof *equality->members);
        if (equality->members_count && !equality->members)
            return false;
    }
    return true;
}

static bool copy_ways(eco_normal *out, const ways_seen *given, eco_arena *arena)
{
    eco_conjunction *ways = eco_arena_take_array(arena, given->count, sizeof *ways);
    if (!ways)
        return false;
    for (size_t i = 0; i < given->count; i++)
        if (!copy_way(&ways[i], given->ways[i], arena))
            return false;
    *out = (eco_normal){ways, given->count, given->bounded};
    return true;
}

eco_status eco_compiled_normal(eco_normal *out, const eco_compiled *compiled, eco_arena *arena, eco_error *error)
{
    normaliser in = {.nodes = compiled->nodes};
    ways_seen found = {.bounded = true};
    *out = (eco_normal){NULL, 0, false};
    eco_arena_begin(&in.scratch, &arena->allocator);
    normalise(&in, &found, &compiled->nodes[compiled->root], false);
    bool done = !in.failed && copy_ways(out, &found, arena);
    eco_arena_end(&in.scratch);
    return done ? ECO_OK : eco_fail_memory(error);
}

/* ---- the parts that must all hold ---- */

typedef void (*part_visitor)(void *user, const eco_node *nodes, const eco_node *part, bool negated);

/* The parts of the top-level `and`, after `not` was pushed inwards: all must hold; a negated one must not. */
static void visit_parts(part_visitor visit, void *user, const eco_node *nodes, const eco_node *node, bool negated)
{
    if (node->kind == ECO_NODE_NOT) {
        visit_parts(visit, user, nodes, &nodes[node->first], !negated);
    } else if (node->kind == (negated ? ECO_NODE_OR : ECO_NODE_AND)) {
        for (int32_t next = node->first; next >= 0; next = nodes[next].next)
            visit_parts(visit, user, nodes, &nodes[next], negated);
    } else {
        visit(user, nodes, node, negated);
    }
}

typedef struct exclusions {
    eco_equality *equalities; /* NULL: only count */
    size_t count;
} exclusions;

static void exclude(exclusions *out, eco_equality equality)
{
    if (out->equalities)
        out->equalities[out->count] = equality;
    out->count++;
}

static void visit_exclusion(void *user, const eco_node *nodes, const eco_node *part, bool negated)
{
    const eco_node *name, *literal;
    if (part->meets != ECO_VALUE_TEXT)
        return;
    if (part->kind == ECO_NODE_COMPARE) {
        if (part->relation == (negated ? ECO_RELATION_EQUAL : ECO_RELATION_UNEQUAL) && is_equality(nodes, part, &name, &literal))
            exclude(user, (eco_equality){name->symbol, &literal->literal.text, 1, NULL});
        return;
    }
    name = &nodes[part->first]; /* of an `in` */
    if (part->inverse == negated || name->kind != ECO_NODE_NAME)
        return;
    if (part->kind == ECO_NODE_IN_SET)
        exclude(user, (eco_equality){name->symbol, NULL, 0, part->set});
    else
        exclude(user, (eco_equality){name->symbol, part->list->texts, part->list->count, NULL});
}

eco_status eco_compiled_exclusions(eco_conjunction *out, const eco_compiled *compiled, eco_arena *arena, eco_error *error)
{
    const eco_node *root = &compiled->nodes[compiled->root];
    exclusions found = {NULL, 0};
    *out = (eco_conjunction){NULL, 0};
    visit_parts(visit_exclusion, &found, compiled->nodes, root, false);
    if (!found.count)
        return ECO_OK;
    found = (exclusions){eco_arena_take_array(arena, found.count, sizeof *found.equalities), 0};
    if (!found.equalities)
        return eco_fail_memory(error);
    visit_parts(visit_exclusion, &found, compiled->nodes, root, false);
    *out = (eco_conjunction){found.equalities, found.count};
    return ECO_OK;
}

typedef struct limits {
    eco_limit *limits; /* NULL: only count */
    size_t count;
} limits;

static void limit(limits *out, const eco_node *name, bool is_most, bool is_strict, const eco_value *value)
{
    eco_decimal number = value->type == ECO_VALUE_TIME ? (eco_decimal){value->time_us, 0} : value->number;
    if (out->limits)
        out->limits[out->count] = (eco_limit){name->symbol, is_most, is_strict, number};
    out->count++;
}

/* `number relation name`, and what does not hold, as `name relation number`. */
static eco_relation turned(eco_relation relation)
{
    switch (relation) {
    case ECO_RELATION_LESS: return ECO_RELATION_MORE;
    case ECO_RELATION_AT_MOST: return ECO_RELATION_AT_LEAST;
    case ECO_RELATION_MORE: return ECO_RELATION_LESS;
    case ECO_RELATION_AT_LEAST: return ECO_RELATION_AT_MOST;
    default: return relation;
    }
}

static eco_relation opposite(eco_relation relation)
{
    switch (relation) {
    case ECO_RELATION_LESS: return ECO_RELATION_AT_LEAST;
    case ECO_RELATION_AT_MOST: return ECO_RELATION_MORE;
    case ECO_RELATION_MORE: return ECO_RELATION_AT_MOST;
    case ECO_RELATION_AT_LEAST: return ECO_RELATION_LESS;
    default: return relation == ECO_RELATION_EQUAL ? ECO_RELATION_UNEQUAL : ECO_RELATION_EQUAL;
    }
}

static void visit_limit(void *user, const eco_node *nodes, const eco_node *part, bool negated)
{
    if (part->kind != ECO_NODE_COMPARE || (part->meets != ECO_VALUE_NUMBER && part->meets != ECO_VALUE_TIME))
        return;
    const eco_node *left = &nodes[part->first], *right = &nodes[left->next];
    bool is_turned = right->kind == ECO_NODE_NAME;
    const eco_node *name = is_turned ? right : left, *literal = is_turned ? left : right;
    if (name->kind != ECO_NODE_NAME || literal->kind != ECO_NODE_LITERAL)
        return;
    eco_relation relation = is_turned ? turned(part->relation) : part->relation;
    if (negated)
        relation = opposite(relation);
    bool is_strict = relation == ECO_RELATION_LESS || relation == ECO_RELATION_MORE;
    if (relation == ECO_RELATION_EQUAL || relation == ECO_RELATION_MORE || relation == ECO_RELATION_AT_LEAST)
        limit(user, name, false, is_strict, &literal->literal);
    if (relation == ECO_RELATION_EQUAL || relation == ECO_RELATION_LESS || relation == ECO_RELATION_AT_MOST)
        limit(user, name, true, is_strict, &literal->literal);
}

eco_status eco_compiled_limits(eco_limits *out, const eco_compiled *compiled, eco_arena *arena, eco_error *error)
{
    const eco_node *root = &compiled->nodes[compiled->root];
    limits found = {NULL, 0};
    *out = (eco_limits){NULL, 0};
    visit_parts(visit_limit, &found, compiled->nodes, root, false);
    if (!found.count)
        return ECO_OK;
    found = (limits){eco_arena_take_array(arena, found.count, sizeof *found.limits), 0};
    if (!found.limits)
        return eco_fail_memory(error);
    visit_parts(visit_limit, &found, compiled->nodes, root, false);
    *out = (eco_limits){found.limits, found.count};
    return ECO_OK;
}
