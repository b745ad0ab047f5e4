/* index_tree.c - the rules of one key in boxes: a node is parted by what tells its rules apart best, exclusions that many of them share or a bound, so
 * that a cart passes over those that it cannot reach many at a time. */
#include "pricing/index_parts.h"

#include <inttypes.h>
#include <string.h>

enum {
    LEAF_MOST = 8,
    GROUPS_MOST = 256,  /* exclusions that one in so many rules has part a node before bounds do ... */
    PART_LEAST = 64,    /* ... when one in so many has any of them */
    SHARED_LEAST = 4,   /* rules, for an exclusion to be looked for */
    SHARED_BY_LINE = 32 /* exclusions, for a slot to be looked at line by line */
};
#define POSTED_MOST (UINT32_C(1) << 28) /* there are twice as many nodes, and less than 16 times as many exclusions */
#define NONE        UINT32_MAX

typedef struct growing {
    eco_index_building *building;
    uint32_t *posted;
    uint32_t *spare; /* as many as there are rules */
    union {          /* the same, of the node at work */
        int64_t *coordinates;
        uint32_t *own_groups;
    };
    uint32_t *counts;                    /* beside exclusions: rules of the node that have it */
    uint32_t *groups;                    /* ... of which it is the group */
    bool *goes_first;                    /* ... in the first part */
    uint32_t *seen;                      /* exclusions that some have */
    bool *told;                          /* beside exclusions: by the node or one above */
    uint32_t uses[ECO_INDEX_DIMENSIONS]; /* splits above */
} growing;

/* ---- exclusions ---- */

static bool is_worth_it(const growing *in, uint32_t exclusion, uint32_t count)
{
    eco_index_place place = in->building->exclusions[exclusion].place;
    return count >= SHARED_LEAST && (!eco_index_is_of_lines(place) || in->building->exclusion_places[place] >= SHARED_BY_LINE);
}

static size_t count_exclusions(growing *in, const eco_index_node *node)
{
    size_t seen = 0;
    for (uint32_t i = 0; i < node->count; i++) {
        const eco_index_read *read = &in->building->reads[in->posted[node->first + i]];
        for (size_t j = 0; j < read->exclusions; j++) {
            uint32_t exclusion = in->building->excluding[read->first_exclusion + j];
            if (!in->told[exclusion] && in->counts[exclusion]++ == 0)
                in->seen[seen++] = exclusion;
        }
    }
    return seen;
}

static bool tell(growing *in, eco_index_node *node, uint32_t exclusion)
{
    eco_index_building *building = in->building;
    if (!node->excluded) {
        if (!ECO_INDEX_GROW(building, excluded))
            return false;
        node->excluded = (uint32_t)building->excluded_count;
        building->excluded[building->excluded_count++] = 0;
    }
    if (!ECO_INDEX_GROW(building, excluded))
        return false;
    building->excluded[building->excluded_count++] = exclusion;
    building->excluded[node->excluded]++;
    return true;
}

/* What all rules of the node have is told. Counts stay of those that may tell rules apart; *more: there are others than those that are told. */
static bool tell_shared(growing *in, eco_index_node *node, size_t seen, bool is_even, bool *more)
{
    uint32_t least = is_even ? 0 : node->count / GROUPS_MOST;
    *more = false;
    for (size_t i = 0; i < seen; i++) {
        uint32_t exclusion = in->seen[i], count = in->counts[exclusion];
        bool worth = is_worth_it(in, exclusion, count), shared = count == node->count;
        if (shared || !worth || count < least)
            in->counts[exclusion] = 0;
        if (shared && worth) {
            if (!tell(in, node, exclusion))
                return false;
        } else {
            *more = true;
        }
    }
    return true;
}

/* The exclusion of a rule that most others have; NONE: it has none that counts. */
static uint32_t group_of(const growing *in, uint32_t rule)
{
    const eco_index_read *read = &in->building->reads[rule];
    uint32_t best = NONE;
    for (size_t i = 0; i < read->exclusions; i++) {
        uint32_t exclusion = in->building->excluding[read->first_exclusion + i];
        if (in->counts[exclusion] > (best == NONE ? 0 : in->counts[best]))
            best = exclusion;
    }
    return best;
}

/* Which groups go first: so many that about half of the rules do, and not all. false: there is one group, or hardly a rule has an exclusion. */
static bool choose_groups(growing *in, const eco_index_node *node, size_t seen, bool is_even)
{
    uint32_t none = 0, taken = 0, groups = 0, last = NONE;
    for (uint32_t i = 0; i < node->count; i++) {
        uint32_t group = in->own_groups[i] = group_of(in, in->posted[node->first + i]);
        ++*(group == NONE ? &none : &in->groups[group]);
    }
    for (size_t i = 0; i < seen; i++) {
        uint32_t group = in->seen[i];
        if (in->groups[group] && taken < node->count / 2) {
            taken += in->groups[group];
            in->goes_first[group] = true;
            last = group;
        }
        groups += in->groups[group] > 0;
        in->groups[group] = 0;
    }
    if (taken == node->count && groups > 1)
        in->goes_first[last] = false;
    return groups + (none > 0) > 1 && (is_even || node->count - none >= node->count / PART_LEAST);
}

/* Those of the groups that go first; each part in the order it had. */
static uint32_t part_by_group(growing *in, const eco_index_node *node)
{
    uint32_t *posted = in->posted + node->first, low = 0, high = 0;
    for (uint32_t i = 0; i < node->count; i++) {
        uint32_t group = in->own_groups[i];
        if (group != NONE && in->goes_first[group])
            posted[low++] = posted[i];
        else
            in->spare[high++] = posted[i];
    }
    memcpy(posted + low, in->spare, high * sizeof *posted);
    return low;
}

/* Tells what the rules of a node share, and parts them by what many of them have: *part goes first; 0: not parted. */
static bool part_by_exclusions(growing *in, eco_index_node *node, bool is_even, bool *more, uint32_t *part)
{
    size_t seen = count_exclusions(in, node);
    bool done = tell_shared(in, node, seen, is_even, more);
    *part = 0;
    if (done && *more && node->count > LEAF_MOST && choose_groups(in, node, seen, is_even))
        *part = part_by_group(in, node);
    for (size_t i = 0; i < seen; i++) {
        in->counts[in->seen[i]] = 0;
        in->goes_first[in->seen[i]] = false;
    }
    return done;
}

/* ---- bounds ---- */

static const int64_t *bounds_of(const growing *in, uint32_t posted)
{
    return in->building->index->points[in->posted[posted]].least;
}

/* The box of the node; true when all its rules have the same point. */
static bool measure(const growing *in, eco_index_node *node)
{
    bool is_even = true;
    memcpy(node->point.least, bounds_of(in, node->first), sizeof node->point.least);
    for (uint32_t i = 1; i < node->count; i++) {
        const int64_t *bounds = bounds_of(in, node->first + i);
        for (int j = 0; j < ECO_INDEX_DIMENSIONS; j++) {
            is_even = is_even && bounds[j] == node->point.least[j];
            if (bounds[j] < node->point.least[j])
                node->point.least[j] = bounds[j];
        }
    }
    return is_even;
}

/* The one in which most rules stand above the least (more than half count as half), unless the nodes above have split by it again and again. */
static int best_dimension(const growing *in, const eco_index_node *node)
{
    uint32_t above[ECO_INDEX_DIMENSIONS] = {0};
    uint64_t best_score = 0;
    int best = 0;
    for (uint32_t i = 0; i < node->count; i++) {
        const int64_t *bounds = bounds_of(in, node->first + i);
        for (int j = 0; j < ECO_INDEX_DIMENSIONS; j++)
            above[j] += bounds[j] > node->point.least[j];
    }
    for (int j = 0; j < ECO_INDEX_DIMENSIONS; j++) {
        uint64_t score = above[j] < node->count / 2 ? above[j] : node->count / 2;
        score = (score << 16) / (in->uses[j] + 1);
        if (score > best_score) {
            best_score = score;
            best = j;
        }
    }
    return best;
}

/* The value that would stand at place k of the sorted values. */
static int64_t select(int64_t *values, ptrdiff_t count, ptrdiff_t k)
{
    uint64_t state = (uint64_t)count;
    ptrdiff_t low = 0, high = count - 1;
    while (low < high) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        int64_t pivot = values[low + (ptrdiff_t)((state >> 33) % (uint64_t)(high - low + 1))];
        ptrdiff_t i = low, j = high;
        while (i <= j) {
            while (values[i] < pivot)
                i++;
            while (values[j] > pivot)
                j--;
            if (i <= j) {
                int64_t value = values[i];
                values[i++] = values[j];
                values[j--] = value;
            }
        }
        if (k > j && k < i)
            break;
        if (k <= j)
            high = j;
        else
            low = i;
    }
    return values[k];
}

/* Those below the median first (where it is the least: those that have it); each part in the order it had. */
static uint32_t part_by_bound(growing *in, const eco_index_node *node, int dimension)
{
    uint32_t *posted = in->posted + node->first, low = 0, high = 0;
    int64_t least = node->point.least[dimension];
    for (uint32_t i = 0; i < node->count; i++)
        in->coordinates[i] = bounds_of(in, node->first + i)[dimension];
    int64_t median = select(in->coordinates, node->count, node->count / 2), last = median > least ? median - 1 : least;
    for (uint32_t i = 0; i < node->count; i++)
        if (bounds_of(in, node->first + i)[dimension] <= last)
            posted[low++] = posted[i];
        else
            in->spare[high++] = posted[i];
    memcpy(posted + low, in->spare, high * sizeof *posted);
    return low;
}

/* ---- growing ---- */

static void set_told(growing *in, uint32_t excluded, bool told)
{
    const uint32_t *list = &in->building->excluded[excluded];
    for (uint32_t i = 1; i <= *list; i++)
        in->told[list[i]] = told;
}

static bool grow(growing *in, uint32_t first, uint32_t count, bool excludes);

/* part: of those that go first; 0: they are still to be parted by the bound that is best for it. */
static bool grow_parts(growing *in, const eco_index_node *node, uint32_t part, bool excludes)
{
    int dimension = part ? -1 : best_dimension(in, node);
    if (dimension >= 0) {
        part = part_by_bound(in, node, dimension);
        in->uses[dimension]++;
    }
    set_told(in, node->excluded, true);
    bool done = grow(in, node->first, part, excludes) && grow(in, node->first + part, node->count - part, excludes);
    set_told(in, node->excluded, false);
    if (dimension >= 0)
        in->uses[dimension]--;
    return done;
}

/* The tree of rules that stand by id. It is about as deep as halvings go. */
static bool grow(growing *in, uint32_t first, uint32_t count, bool excludes)
{
    eco_index_building *building = in->building;
    eco_index_node node = {.first = first, .count = count, .id = building->rulebook->rules[in->posted[first]].index};
    size_t at = building->nodes_count;
    uint32_t part = 0;
    if (!ECO_INDEX_GROW(building, nodes))
        return false;
    building->nodes_count++;
    bool is_even = measure(in, &node);
    if (excludes && !part_by_exclusions(in, &node, is_even, &excludes, &part))
        return false;
    bool is_leaf = !part && (is_even || count <= LEAF_MOST);
    if (!is_leaf && !grow_parts(in, &node, part, excludes))
        return false;
    node.is_even = is_leaf && is_even;
    node.skip = (uint32_t)building->nodes_count;
    building->nodes[at] = node;
    return true;
}

/* The reference to `count` rules that stand in posted. */
static bool grow_tree(growing *in, uint32_t first, uint32_t count, uint32_t *ref)
{
    if (count < 2) {
        *ref = count ? eco_index_ref(ECO_INDEX_RULE, in->posted[first]) : 0;
        return true;
    }
    *ref = eco_index_ref(ECO_INDEX_TREE, (uint32_t)in->building->nodes_count);
    return grow(in, first, count, in->building->excluding_count > 0);
}

/* ---- all trees ---- */

static bool begin_growing(growing *in, size_t posted_count)
{
    eco_index_building *building = in->building;
    size_t rules = building->index->rules_count, exclusions = building->exclusion_ids.count;
    eco_arena *lasting = &building->lasting;
    in->posted = eco_arena_take_array(&building->rulebook->arena, posted_count, sizeof *in->posted);
    in->spare = eco_arena_take_array(lasting, rules, sizeof *in->spare);
    in->coordinates = eco_arena_take_array(lasting, rules, sizeof *in->coordinates);
    in->counts = eco_arena_take_array(lasting, exclusions, sizeof *in->counts);
    in->groups = eco_arena_take_array(lasting, exclusions, sizeof *in->groups);
    in->goes_first = eco_arena_take_array(lasting, exclusions, sizeof *in->goes_first);
    in->seen = eco_arena_take_array(lasting, exclusions, sizeof *in->seen);
    in->told = eco_arena_take_array(lasting, exclusions, sizeof *in->told);
    building->refs = eco_arena_take_array(lasting, building->ids.count, sizeof *building->refs);
    if (!in->posted || !in->spare || !in->coordinates || !in->counts || !in->groups || !in->goes_first || !in->seen ||
        !in->told || !building->refs || !ECO_INDEX_GROW(building, excluded))
        return false;
    building->excluded[building->excluded_count++] = 0; /* an empty list, for nodes that tell nothing */
    building->index->posted = in->posted;
    return true;
}

/* entry->count: rules under the key. Those that are alone need no place in posted. */
static size_t count_posted(eco_index_building *building)
{
    size_t count = building->always_count;
    for (size_t i = 0; i < building->ids.count; i++)
        building->ids.entries[i].count = 0;
    for (size_t i = 0; i < building->pairs_count; i++) {
        uint32_t *under = &building->ids.entries[building->pairs[i].id].count;
        count += ++*under == 2 ? 2 : *under > 2;
    }
    return count;
}

/* entry->last: where the rules of a key end in posted. */
static uint32_t fill_posted(growing *in)
{
    eco_index_building *building = in->building;
    eco_index_entry *entries = building->ids.entries;
    uint32_t at = 0;
    for (size_t i = 0; i < building->ids.count; i++) {
        entries[i].last = at;
        at += entries[i].count > 1 ? entries[i].count : 0;
    }
    for (size_t i = 0; i < building->pairs_count; i++) {
        eco_index_pair pair = building->pairs[i];
        if (entries[pair.id].count > 1)
            in->posted[entries[pair.id].last++] = pair.number;
        else
            building->refs[pair.id] = eco_index_ref(ECO_INDEX_RULE, pair.number);
    }
    memcpy(in->posted + at, building->always, building->always_count * sizeof *in->posted);
    return at;
}

eco_status eco_index_grow_trees(eco_index_building *building)
{
    growing in = {.building = building};
    size_t posted_count = count_posted(building);
    if (posted_count > POSTED_MOST)
        return eco_fail(building->error, ECO_E_LIMIT, "/promotions", "%zu keys of promotions, more than %" PRIu32, posted_count,
                        POSTED_MOST);
    if (!begin_growing(&in, posted_count))
        return eco_fail_memory(building->error);
    uint32_t always = fill_posted(&in);
    for (size_t i = 0; i < building->ids.count; i++) {
        eco_index_entry entry = building->ids.entries[i];
        if (entry.count > 1 && !grow_tree(&in, entry.last - entry.count, entry.count, &building->refs[i]))
            return eco_fail_memory(building->error);
    }
    if (!grow_tree(&in, always, (uint32_t)building->always_count, &building->index->always))
        return eco_fail_memory(building->error);
    return ECO_OK;
}
