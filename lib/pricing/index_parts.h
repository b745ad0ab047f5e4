/* index_parts.h - what the files of the rule index share: its parts, and what is known of the rules while it is built. */
#ifndef ECO_PRICING_INDEX_PARTS_H
#define ECO_PRICING_INDEX_PARTS_H
#include "pricing/index.h"

/* ---- points: a rule is a point of lower bounds, a cart is one of values. The rule may apply only where none of its bounds is above the cart's value;
 * upper bounds are negated. ------------------------------------------------------------------------------------------------------------------------- */

enum {
    ECO_INDEX_STARTS,
    ECO_INDEX_ENDS, /* the last instant, negated */
    ECO_INDEX_LIST, /* cart.list in minor units */
    ECO_INDEX_QUANTITY,
    ECO_INDEX_LIST_MOST, /* negated */
    ECO_INDEX_QUANTITY_MOST,
    ECO_INDEX_DIMENSIONS
};

typedef struct eco_index_point {
    int64_t least[ECO_INDEX_DIMENSIONS]; /* INT64_MIN: no bound */
} eco_index_point;

/* ---- trees: the rules of one key in boxes. A node comes before what is below it, so that passing over it is one step. ------------------------------ */

typedef struct eco_index_node {
    uint32_t skip;         /* the node after all that are below; of a leaf, the next */
    uint32_t first, count; /* the rules below, in eco_index.posted */
    uint32_t excluded;     /* in eco_index.excluded: what all rules below share, and those above do not */
    int32_t id;            /* the least promotion below */
    bool is_even;          /* a leaf whose rules have the same point, and stand by id */
    eco_index_point point; /* the least of those below */
} eco_index_node;

/* ---- tables: a hash gives references. The tag is no proof: what is found by chance is a candidate too many. ------------------------------------------ */

/* Of a reference, in its upper bits; 0: none. A rule is a number in rulebook->rules, a tree its root in eco_index.nodes; many are in eco_index.lists: a
 * count, and references. */
typedef enum eco_index_kind { ECO_INDEX_RULE = 1, ECO_INDEX_TREE = 2, ECO_INDEX_MANY = 3 } eco_index_kind;
enum { ECO_INDEX_KIND_SHIFT = 30, ECO_INDEX_NUMBER_MASK = (1 << ECO_INDEX_KIND_SHIFT) - 1 };

static inline uint32_t eco_index_ref(eco_index_kind kind, uint32_t number)
{
    return (uint32_t)kind << ECO_INDEX_KIND_SHIFT | number;
}

typedef struct eco_index_bucket {
    uint32_t tag, ref; /* ref 0: free */
} eco_index_bucket;
typedef struct eco_index_table { /* half full; built once */
    eco_index_bucket *buckets;
    uint64_t capacity;
} eco_index_table;

/* Where a value stands: a slot of the cart, a slot of the lines, or the coupons entered. What a slot of the cart collects from all lines is looked for in
 * the lines. */
typedef uint32_t eco_index_place;
enum { ECO_INDEX_CODES = -1 };
static inline eco_index_place eco_index_place_of(int32_t table, int32_t slot)
{
    return (uint32_t)slot * 2 + (uint32_t)table;
}
static inline bool eco_index_is_of_lines(eco_index_place place)
{
    return place % 2 == ECO_OF_LINE && place != (eco_index_place)ECO_INDEX_CODES;
}

/* A value in a place, from the hash of its text. */
static inline uint64_t eco_index_hash(eco_index_place place, uint64_t text_hash)
{
    return text_hash ^ ((uint64_t)place + 1) * UINT64_C(0x9E3779B97F4A7C15);
}

static inline size_t eco_index_table_start(const eco_index_table *table, uint64_t hash)
{
    return (size_t)((unsigned __int128)hash * table->capacity >> 64);
}
/* The next reference of a hash, from *at on, which moves behind it; 0: there is none. */
static inline uint32_t eco_index_table_next(const eco_index_table *table, uint64_t hash, size_t *at)
{
    for (;;) {
        const eco_index_bucket *bucket = &table->buckets[*at];
        if (!bucket->ref)
            return 0;
        *at = *at + 1 < table->capacity ? *at + 1 : 0;
        if (bucket->tag == (uint32_t)hash)
            return bucket->ref;
    }
}
bool eco_index_table_begin(eco_index_table *table, eco_arena *arena, size_t count);
void eco_index_table_put(eco_index_table *table, uint64_t hash, uint32_t ref);

/* ---- the index ------------------------------------------------------------------------------------------------------------------------------------- */

typedef struct eco_index_exclusion { /* a value, or a set of values, that keeps a rule from applying */
    const char *text;
    const eco_map *set; /* text is NULL */
    uint32_t size;
    eco_index_place place;
    bool every; /* line of goods must have it; else one is enough */
} eco_index_exclusion;

typedef struct eco_index_slot { /* that finding looks at */
    int32_t slot;
    bool keys, exclusions;
} eco_index_slot;

struct eco_index {
    size_t rules_count;
    eco_index_point *points; /* beside rulebook->rules */
    eco_index_node *nodes;
    uint32_t *posted;   /* rules, tree by tree */
    uint32_t *excluded; /* a count, and numbers in exclusions; and so on. At 0 stands an empty list */
    uint32_t *lists;    /* references: see ECO_INDEX_MANY */
    uint32_t always;    /* reference of the rules without a key; 0: there are none */
    eco_index_table keys;
    eco_index_exclusion *exclusions;
    size_t exclusions_count;
    eco_index_table excluders; /* references are numbers in exclusions, and 1 */
    eco_index_slot *cart_slots, *line_slots;
    size_t cart_slots_count, line_slots_count;
    bool has_codes;
    bool needs_lines; /* finding looks at facts of the lines */
};

/* ---- building -------------------------------------------------------------------------------------------------------------------------------------- */

/* 64-bit hashes, numbered as they come. */
typedef struct eco_index_entry {
    uint64_t hash;
    uint32_t count, last; /* rules that name it, and the last one, plus 1 */
    uint32_t set;         /* the first in building.sets, plus 1; 0: it is a value */
} eco_index_entry;
typedef struct eco_index_ids {
    const eco_allocator *allocator;
    eco_index_entry *entries;
    size_t count, entries_capacity;
    uint32_t *slots; /* number plus 1; 0: free */
    size_t capacity; /* a power of two, or 0 */
} eco_index_ids;
void eco_index_ids_end(eco_index_ids *ids);
bool eco_index_id_of(uint32_t *id, bool *added, eco_index_ids *ids, uint64_t hash);

typedef struct eco_index_term { /* an equality that a way needs: one of these keys */
    size_t first;               /* in building.mentions */
    uint32_t count;
    eco_index_place place;
} eco_index_term;
typedef struct eco_index_way {
    size_t first; /* in building.terms */
    uint32_t count;
} eco_index_way;
typedef struct eco_index_read { /* what is seen of a rule */
    size_t first_way;           /* of when_ways, then on_ways; a condition that shows no key has none */
    size_t first_exclusion;     /* in building.excluding */
    uint8_t when_ways, on_ways, exclusions;
    bool never;
} eco_index_read;
typedef struct eco_index_set { /* a set that is a key */
    uint32_t id;
    eco_index_place place;
    int64_t set; /* in content.sets */
} eco_index_set;
typedef struct eco_index_pair {
    uint32_t id, number; /* a key, and a rule or a reference */
} eco_index_pair;

typedef struct eco_index_building {
    eco_rulebook *rulebook;
    const eco_allocator *allocator;
    eco_error *error;
    eco_index *index;
    eco_arena scratch;       /* of one rule */
    eco_arena lasting;       /* of the whole build */
    int32_t *collected_from; /* beside the slots of the cart: the slot of the lines, or -1 */
    eco_index_read *reads;   /* beside rules */

    eco_index_ids ids; /* of keys */
    uint32_t *mentions;
    size_t mentions_count, mentions_capacity;
    eco_index_term *terms;
    size_t terms_count, terms_capacity;
    eco_index_way *ways;
    size_t ways_count, ways_capacity;
    eco_index_set *sets;
    size_t sets_count, sets_capacity;

    eco_index_ids exclusion_ids;
    eco_index_exclusion *exclusions; /* beside exclusion_ids.entries */
    size_t exclusions_capacity;
    uint32_t *exclusion_places; /* how many exclusions of rules stand where */
    uint32_t *excluding;        /* rule by rule */
    size_t excluding_count, excluding_capacity;

    eco_index_pair *pairs; /* key and rule; then key and reference */
    size_t pairs_count, pairs_capacity;
    uint32_t *always;
    size_t always_count;
    bool *key_places; /* where a key that was chosen stands */
    size_t places_count;
    uint32_t *refs; /* beside ids: of their trees */

    eco_index_node *nodes;
    size_t nodes_count, nodes_capacity;
    uint32_t *excluded;
    size_t excluded_count, excluded_capacity;
} eco_index_building;

/* index_read.c: reads, points, keys and exclusions of every rule. */
eco_status eco_index_read_rules(eco_index_building *building);
/* index_bounds.c */
eco_status eco_index_bounds(eco_index_point *out, eco_index_building *building, const eco_rule *rule);
/* index_keys.c: the pairs and `always`, of the best keys; then the table of keys, when refs are known. */
eco_status eco_index_choose_keys(eco_index_building *building);
eco_status eco_index_post_keys(eco_index_building *building);
/* index_tree.c: a tree of each key that several rules have, and of `always`: refs, nodes, posted, excluded. */
eco_status eco_index_grow_trees(eco_index_building *building);
/* index_exclusions.c */
eco_status eco_index_read_exclusions(eco_index_building *building, size_t rule);
eco_status eco_index_keep_exclusions(eco_index_building *building); /* those that nodes name */

/* Room for one more element of a list of the building. */
#define ECO_INDEX_GROW(building, list)                                                                             \
    eco_grow((building)->allocator, &(building)->list, &(building)->list##_capacity, (building)->list##_count + 1, \
             sizeof *(building)->list)
eco_index_place eco_index_place_of_symbol(const eco_index_building *building, eco_symbol symbol);

/* ---- finding --------------------------------------------------------------------------------------------------------------------------------------- */

typedef struct eco_index_numbers { /* a growing list */
    uint32_t *items;
    size_t count, capacity;
} eco_index_numbers;

typedef struct eco_index_step { /* to a rule, or a node, that only more goods would reach */
    int64_t list, quantity;     /* missing */
    int32_t id;
    bool is_node;
    uint32_t number;     /* of the node, or of the rule */
    uint32_t at, at_end; /* in posted: rules as far away, with greater ids */
} eco_index_step;

typedef struct eco_index_finding {
    const eco_index *index;
    eco_pricing_work *work;
    eco_index_point cart, grown; /* grown: with any amount and quantity */
    eco_index_numbers refs, found;
    eco_index_numbers present; /* exclusions that hold */
    bool steps_wanted;
    eco_index_step *steps; /* a heap, the nearest first */
    size_t steps_count, steps_capacity;
    bool failed; /* without memory */
} eco_index_finding;

/* index_numbers.c. Without memory they set find->failed, and what a list holds then is of no use. */
void eco_index_add(eco_index_finding *find, eco_index_numbers *numbers, uint32_t number);
void eco_index_sort(eco_index_finding *find, eco_index_numbers *numbers);
void eco_index_settle(eco_index_finding *find, eco_index_numbers *numbers); /* sorts, and keeps each once */
static inline bool eco_index_reaches(const eco_index_point *cart, const eco_index_point *point)
{
    bool above = false;
    for (int i = 0; i < ECO_INDEX_DIMENSIONS; i++)
        above |= point->least[i] > cart->least[i];
    return !above;
}
bool eco_index_is_excluded(const eco_index_finding *find, const eco_index_node *node);
/* index_lookup.c: refs, of all values that the cart has, and present. */
void eco_index_look_up(eco_index_finding *find);
/* ... of one code. */
void eco_index_look_up_code(eco_index_finding *find, const char *code);
/* index_steps.c: notes what the cart does not reach; then finds the nearest rules. */
void eco_index_step_to_node(eco_index_finding *find, uint32_t number);
void eco_index_step_to_rule(eco_index_finding *find, uint32_t rule, uint32_t at, uint32_t at_end);
void eco_index_take_steps(eco_index_finding *find, int64_t count);

#endif
