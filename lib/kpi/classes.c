/* classes.c - combinations of values, each once, with all that the plan decides by them. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "kpi/folded.h"

enum { CLASSES_MOST = 1 << 26 };

/* One record a class, of `stride` bytes: the row's bits, a bit for each condition, a bit for each role, the values, and the tuple in each family. */
struct kpi_classes {
    eco_allocator allocator;
    const eco_kpi_plan *plan;
    eco_map index;   /* the class's key -> the class */
    eco_map *tuples; /* a map a family: values of its dimensions -> the first class that has them */
    eco_arena keys;
    size_t count, capacity, words, stride; /* words: of conditions */
    char *records;
    uint64_t *key;     /* of the class that is looked for */
    eco_values *facts; /* of the class that is being made */
    eco_value *fact_values;
    char (*texts)[KPI_KEY_TEXT];
};

static size_t key_words(const eco_kpi_plan *plan)
{
    return 1 + (plan->dimensions_count + 1) / 2;
}

kpi_classes *eco_kpi_classes_begin(const eco_kpi_plan *plan, const eco_allocator *allocator)
{
    kpi_classes *classes = eco_allocate(allocator, sizeof *classes);
    if (!classes)
        return NULL;
    *classes = (kpi_classes){.allocator = *allocator, .plan = plan, .words = (plan->conditions_count + 63) / 64};
    classes->stride = (sizeof(uint64_t) * (1 + classes->words) +
                       sizeof(uint32_t) * (1 + plan->dimensions_count + plan->families_count) + 7) /
                      8 * 8;
    eco_map_begin(&classes->index, allocator);
    eco_arena_begin(&classes->keys, allocator);
    classes->key = eco_arena_take_array(&classes->keys, key_words(plan), sizeof *classes->key);
    classes->facts = eco_arena_take_array(&classes->keys, plan->dimensions_count, sizeof *classes->facts);
    classes->fact_values = eco_arena_take_array(&classes->keys, plan->dimensions_count, sizeof *classes->fact_values);
    classes->texts = eco_arena_take_array(&classes->keys, plan->dimensions_count, sizeof *classes->texts);
    classes->tuples = eco_arena_take_array(&classes->keys, plan->families_count, sizeof *classes->tuples);
    for (size_t i = 0; classes->tuples && i < plan->families_count; i++)
        eco_map_begin(&classes->tuples[i], allocator);
    if (classes->key && classes->facts && classes->fact_values && classes->texts && classes->tuples)
        return classes;
    eco_kpi_classes_end(classes);
    return NULL;
}

void eco_kpi_classes_end(kpi_classes *classes)
{
    if (!classes)
        return;
    eco_allocator allocator = classes->allocator;
    eco_map_end(&classes->index);
    for (size_t i = 0; classes->tuples && i < classes->plan->families_count; i++)
        eco_map_end(&classes->tuples[i]);
    eco_arena_end(&classes->keys);
    eco_release(&allocator, classes->records, classes->capacity * classes->stride);
    eco_release(&allocator, classes, sizeof *classes);
}

/* ---- reading ---- */

static inline uint64_t *words_of(const kpi_classes *classes, uint32_t class) /* the row's bits, then the conditions */
{
    return (uint64_t *)(classes->records + class * classes->stride);
}

static inline uint32_t *numbers_of(const kpi_classes *classes, uint32_t class) /* roles, values, tuples */
{
    return (uint32_t *)(words_of(classes, class) + 1 + classes->words);
}

uint32_t eco_kpi_classes_count(const kpi_classes *classes)
{
    return (uint32_t)classes->count;
}

const uint32_t *eco_kpi_class_values(const kpi_classes *classes, uint32_t class)
{
    return numbers_of(classes, class) + 1;
}

uint32_t eco_kpi_class_value(const kpi_classes *classes, uint32_t class, int32_t dimension)
{
    return eco_kpi_class_values(classes, class)[dimension];
}

uint64_t eco_kpi_class_row_bits(const kpi_classes *classes, uint32_t class)
{
    return words_of(classes, class)[0];
}

bool eco_kpi_class_holds(const kpi_classes *classes, uint32_t class, int32_t condition)
{
    return condition == KPI_ALWAYS || (words_of(classes, class)[1 + condition / 64] >> (condition & 63) & 1);
}

bool eco_kpi_class_has_role(const kpi_classes *classes, uint32_t class, kpi_role role)
{
    return numbers_of(classes, class)[0] >> role & 1;
}

uint32_t eco_kpi_class_tuple(const kpi_classes *classes, uint32_t class, size_t family)
{
    return numbers_of(classes, class)[1 + classes->plan->dimensions_count + family];
}

/* ---- deciding ---- */

/* The dimensions' values as an expression sees them. `own` has KPI_KEY_TEXT bytes a dimension. */
static void take_facts(eco_values *facts, eco_value *values, char (*own)[KPI_KEY_TEXT], const eco_kpi_state *state,
                       const uint32_t *codes)
{
    for (size_t i = 0; i < state->plan->dimensions_count; i++) {
        size_t size = 0;
        facts[i] = (eco_values){0};
        if (codes[i] == KPI_NONE)
            continue;
        const char *text = eco_kpi_keys_text(own[i], &size, state->dimensions[i], codes[i]);
        values[i] = (eco_value){.type = ECO_VALUE_TEXT, .text = text, .size = (int32_t)size};
        facts[i] = (eco_values){.values = &values[i], .count = 1};
    }
}

static eco_status holds(bool *out, const kpi_condition *condition, const eco_facts *facts, eco_error *error)
{
    if (condition->compiled)
        return eco_compiled_holds(out, condition->compiled, facts, error);
    const eco_values *event = &facts->tables[0][0];
    *out = event->count && (size_t)event->values->size == strlen(condition->event) &&
           memcmp(event->values->text, condition->event, (size_t)event->values->size) == 0;
    return ECO_OK;
}

eco_status eco_kpi_row_bits(uint64_t *bits, const eco_kpi_state *state, const uint32_t *values,
                            const eco_decimal numbers[KPI_NUMBERS], const bool known[KPI_NUMBERS], eco_error *error)
{
    enum { DIMENSIONS_MOST = 64 }; /* the plan's limit where rows decide */
    eco_values dimension_facts[DIMENSIONS_MOST], number_facts[KPI_NUMBERS];
    eco_value dimension_values[DIMENSIONS_MOST], number_values[KPI_NUMBERS];
    char own[DIMENSIONS_MOST][KPI_KEY_TEXT];
    *bits = 0;
    take_facts(dimension_facts, dimension_values, own, state, values);
    for (size_t i = 0; i < KPI_NUMBERS; i++) {
        number_values[i] = (eco_value){.type = ECO_VALUE_NUMBER, .number = numbers[i]};
        number_facts[i] = (eco_values){.values = &number_values[i], .count = known[i]};
    }
    const eco_facts facts = {.tables = {dimension_facts, number_facts}};
    for (size_t i = 0; i < state->plan->conditions_count; i++) {
        const kpi_condition *condition = &state->plan->conditions[i];
        bool is_true;
        if (condition->row_bit < 0)
            continue;
        eco_status failed = holds(&is_true, condition, &facts, error);
        if (failed)
            return failed;
        *bits |= (uint64_t)is_true << condition->row_bit;
    }
    return ECO_OK;
}

static eco_status decide_conditions(eco_kpi_state *state, uint64_t *bits, const eco_values *facts, uint64_t row_bits,
                                    eco_error *error)
{
    const eco_kpi_plan *plan = state->plan;
    const eco_facts all = {.tables = {facts, NULL}};
    memset(bits, 0, state->classes->words * sizeof *bits);
    for (size_t i = 0; i < plan->conditions_count; i++) {
        bool is_true = plan->conditions[i].row_bit >= 0 && row_bits >> plan->conditions[i].row_bit & 1;
        eco_status failed = plan->conditions[i].row_bit >= 0 ? ECO_OK : holds(&is_true, &plan->conditions[i], &all, error);
        if (failed)
            return failed;
        bits[i / 64] |= (uint64_t)is_true << (i & 63);
    }
    return ECO_OK;
}

static uint32_t decide_roles(const eco_kpi_plan *plan, const eco_values *event)
{
    uint32_t roles = event->count ? 1u << KPI_ROLE_ANY : 0;
    for (int role = 0; event->count && role < KPI_ROLE_ANY; role++)
        if (eco_map_get(plan->roles[role], event->values->text, (size_t)event->values->size, -1) >= 0)
            roles |= 1u << role;
    return roles;
}

/* The first class that has the family's values; itself, if it is the first. */
static bool decide_tuple(uint32_t *tuple, kpi_classes *classes, uint32_t class, size_t family)
{
    const kpi_family *about = &classes->plan->families[family];
    *tuple = KPI_NONE;
    if (!eco_kpi_class_has_role(classes, class, about->role) || !eco_kpi_class_holds(classes, class, about->condition))
        return true;
    size_t size = about->dimensions_count * sizeof(uint32_t);
    uint32_t *key = eco_arena_take(&classes->keys, size ? size : 1);
    int64_t first = class;
    bool added;
    if (!key)
        return false;
    for (size_t i = 0; i < about->dimensions_count; i++)
        key[i] = eco_kpi_class_value(classes, class, about->dimensions[i]);
    if (!eco_map_add(&classes->tuples[family], (const char *)key, size, &first, &added))
        return false;
    *tuple = (uint32_t)first;
    return true;
}

/* ---- adding ---- */

static eco_status fill(eco_kpi_state *state, uint32_t class, const uint32_t *values, uint64_t row_bits, eco_error *error)
{
    kpi_classes *classes = state->classes;
    uint32_t *numbers = numbers_of(classes, class);
    size_t dimensions = classes->plan->dimensions_count;
    memcpy(numbers + 1, values, dimensions * sizeof *values);
    words_of(classes, class)[0] = row_bits;
    take_facts(classes->facts, classes->fact_values, classes->texts, state, values);
    numbers[0] = decide_roles(classes->plan, &classes->facts[0]);
    eco_status failed = decide_conditions(state, words_of(classes, class) + 1, classes->facts, row_bits, error);
    for (size_t i = 0; !failed && i < classes->plan->families_count; i++)
        if (!decide_tuple(&numbers[1 + dimensions + i], classes, class, i))
            failed = eco_fail_memory(error);
    return failed;
}

size_t eco_kpi_class_key(const eco_kpi_plan *plan, uint64_t *key, const uint32_t *values, uint64_t row_bits)
{
    key[0] = row_bits;
    memcpy(key + 1, values, plan->dimensions_count * sizeof *values);
    return sizeof *key + plan->dimensions_count * sizeof *values;
}

uint32_t eco_kpi_classes_find(const kpi_classes *classes, const uint32_t *values, uint64_t row_bits, uint64_t *key)
{
    size_t size = eco_kpi_class_key(classes->plan, key, values, row_bits);
    return (uint32_t)eco_map_get(&classes->index, (const char *)key, size, KPI_MISSING);
}

eco_status eco_kpi_classes_add(uint32_t *class, eco_kpi_state *state, const uint32_t *values, uint64_t row_bits, eco_error *error)
{
    kpi_classes *classes = state->classes;
    *class = eco_kpi_classes_find(classes, values, row_bits, classes->key);
    if (*class != KPI_MISSING)
        return ECO_OK;
    *class = KPI_NONE;
    if (classes->count >= CLASSES_MOST)
        return eco_fail(error, ECO_E_LIMIT, NULL, "more than %d combinations of values in the columns that the plan looks at",
                        CLASSES_MOST);
    size_t size = eco_kpi_class_key(classes->plan, classes->key, values, row_bits);
    char *key = eco_arena_copy(&classes->keys, classes->key, size);
    if (!key || !eco_grow(&classes->allocator, &classes->records, &classes->capacity, classes->count + 1, classes->stride))
        return eco_fail_memory(error);
    /* The record counts even if what follows fails: nothing finds it, but a tuple may already stand on its values. */
    int64_t place = (int64_t)classes->count++;
    bool added;
    eco_status failed = fill(state, (uint32_t)place, values, row_bits, error);
    if (failed)
        return failed;
    if (!eco_map_add(&classes->index, key, size, &place, &added))
        return eco_fail_memory(error);
    *class = (uint32_t)place;
    return ECO_OK;
}

/* A record for a tuple of which no row of ours has told: nothing finds it by its values, since its other dimensions are not known. */
static void make_tuple(uint32_t class, kpi_classes *classes, size_t family, const uint32_t *values)
{
    const kpi_family *about = &classes->plan->families[family];
    uint32_t *numbers = numbers_of(classes, class);
    size_t dimensions = classes->plan->dimensions_count;
    memset(words_of(classes, class), 0, sizeof(uint64_t) * (1 + classes->words));
    memset(numbers + 1, 0xff, (dimensions + classes->plan->families_count) * sizeof *numbers); /* KPI_NONE */
    for (size_t i = 0; i < about->dimensions_count; i++)
        numbers[1 + about->dimensions[i]] = values[i];
    numbers[0] = 1u << about->role | 1u << KPI_ROLE_ANY;
    if (about->condition != KPI_ALWAYS)
        words_of(classes, class)[1 + about->condition / 64] |= UINT64_C(1) << (about->condition & 63);
    numbers[1 + dimensions + family] = class;
}

eco_status eco_kpi_classes_tuple(uint32_t *tuple, eco_kpi_state *state, size_t family, const uint32_t *values, eco_error *error)
{
    kpi_classes *classes = state->classes;
    size_t size = classes->plan->families[family].dimensions_count * sizeof *values;
    int64_t first = eco_map_get(&classes->tuples[family], (const char *)values, size, -1);
    bool added;
    if (first < 0) {
        char *key = eco_arena_copy(&classes->keys, values, size ? size : 1);
        first = (int64_t)classes->count;
        if (!key || !eco_grow(&classes->allocator, &classes->records, &classes->capacity, classes->count + 1, classes->stride))
            return eco_fail_memory(error);
        make_tuple((uint32_t)first, classes, family, values);
        classes->count++;
        if (!eco_map_add(&classes->tuples[family], key, size, &first, &added))
            return eco_fail_memory(error);
    }
    *tuple = (uint32_t)first;
    return ECO_OK;
}

/* ---- ranks ---- */

typedef struct ranked {
    const eco_kpi_state *state;
    uint32_t class;
} ranked;

static int by_content(const void *a, const void *b)
{
    const ranked *one = a, *other = b;
    const kpi_classes *classes = one->state->classes;
    int by = 0;
    for (size_t i = 0; !by && i < classes->plan->dimensions_count; i++)
        by = eco_kpi_keys_compare(one->state->dimensions[i], eco_kpi_class_value(classes, one->class, (int32_t)i),
                                  eco_kpi_class_value(classes, other->class, (int32_t)i));
    uint64_t one_bits = eco_kpi_class_row_bits(classes, one->class), other_bits = eco_kpi_class_row_bits(classes, other->class);
    return by ? by : (one_bits > other_bits) - (one_bits < other_bits);
}

bool eco_kpi_classes_ranks(uint32_t *ranks, const eco_kpi_state *state)
{
    const kpi_classes *classes = state->classes;
    ranked *sorted = eco_allocate(&classes->allocator, classes->count * sizeof *sorted);
    if (!sorted)
        return false;
    for (size_t i = 0; i < classes->count; i++)
        sorted[i] = (ranked){state, (uint32_t)i};
    if (classes->count)
        qsort(sorted, classes->count, sizeof *sorted, by_content);
    for (size_t i = 0; i < classes->count; i++)
        ranks[sorted[i].class] = (uint32_t)i;
    eco_release(&classes->allocator, sorted, classes->count * sizeof *sorted);
    return true;
}
