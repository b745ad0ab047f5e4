/* report_groups.c - the groups of an answer: found by time and by the values of a class. What a class and what a tick are to the report is looked up once. */
#include "kpi/report_parts.h"

#include <string.h>

#include "base/error.h"

enum { TICKS = 4096, FIRST_SLOTS = 64 };
#define WHERE_FAILS (UINT32_C(1) << 31) /* of a class */

typedef struct known_tick {
    kpi_when when;
    int32_t tick;
    bool used;
} known_tick;

typedef struct kpi_slots { /* open addressing; a slot holds place + 1 */
    uint32_t *slots;
    size_t capacity;
} kpi_slots;

struct kpi_group_index {
    uint32_t *of_class; /* combination + 1 and WHERE_FAILS; 0: not looked at */
    size_t of_class_capacity;
    uint32_t *classes; /* of each combination, the first class that had it */
    size_t classes_count, classes_capacity;
    uint32_t *combinations; /* of each group */
    size_t combinations_capacity;
    kpi_slots by_values, by_key;
    known_tick ticks[TICKS];
};

eco_status eco_kpi_answer_begin(kpi_answer *answer, const eco_kpi_state *state, const kpi_report *report, const kpi_range *range,
                                eco_error *error)
{
    *answer = (kpi_answer){
        .state = state, .report = report, .range = *range, .watermark_us = INT64_MIN, .allocator = state->plan->allocator};
    for (size_t i = 0; i < KPI_SOURCES; i++)
        if (state->seen[i].until_us != INT64_MIN && state->seen[i].rows && state->seen[i].until_us > answer->watermark_us)
            answer->watermark_us = state->seen[i].until_us;
    answer->index = eco_allocate(&answer->allocator, sizeof *answer->index);
    if (!answer->index)
        return eco_fail_memory(error);
    memset(answer->index, 0, sizeof *answer->index);
    return ECO_OK;
}

void eco_kpi_answer_end(kpi_answer *answer)
{
    const eco_allocator *allocator = &answer->allocator;
    struct kpi_group_index *index = answer->index;
    if (index) {
        eco_release(allocator, index->of_class, index->of_class_capacity * sizeof *index->of_class);
        eco_release(allocator, index->classes, index->classes_capacity * sizeof *index->classes);
        eco_release(allocator, index->combinations, index->combinations_capacity * sizeof *index->combinations);
        eco_release(allocator, index->by_values.slots, index->by_values.capacity * sizeof *index->by_values.slots);
        eco_release(allocator, index->by_key.slots, index->by_key.capacity * sizeof *index->by_key.slots);
        eco_release(allocator, index, sizeof *index);
    }
    if (answer->sales)
        eco_kpi_sales_free(answer->sales);
    eco_release(allocator, answer->groups, answer->groups_capacity * sizeof *answer->groups);
    eco_release(allocator, answer->values, answer->values_capacity * sizeof *answer->values);
    answer->index = NULL;
}

int32_t eco_kpi_answer_slot(const kpi_answer *answer, kpi_measure measure)
{
    for (size_t i = 0; i < answer->report->measures_count; i++)
        if (answer->report->measures[i] == (int32_t)measure)
            return (int32_t)i;
    return -1;
}

/* ---- hashing ---- */

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

static uint64_t hash_values(const kpi_answer *answer, uint32_t class)
{
    uint64_t hash = 1;
    for (size_t i = 0; i < answer->report->dimensions_count; i++)
        hash = mix(hash, eco_kpi_class_value(answer->state->classes, class, answer->report->dimensions[i]));
    return hash;
}

static bool same_values(const kpi_answer *answer, uint32_t a, uint32_t b)
{
    for (size_t i = 0; i < answer->report->dimensions_count; i++) {
        int32_t dimension = answer->report->dimensions[i];
        if (eco_kpi_class_value(answer->state->classes, a, dimension) !=
            eco_kpi_class_value(answer->state->classes, b, dimension))
            return false;
    }
    return true;
}

static uint64_t hash_key(kpi_when when, uint32_t combination)
{
    return mix(mix(mix(1, (uint32_t)when.period), (uint64_t)(uint32_t)when.weekday << 32 | (uint32_t)when.hour), combination);
}

/* Room for one more place; `hash_of` says the hashes of those that are there. */
static bool grow_slots(kpi_slots *slots, const kpi_answer *answer, size_t count, uint64_t (*hash_of)(const kpi_answer *, size_t))
{
    if (slots->capacity && count < slots->capacity / 2)
        return true;
    size_t capacity = slots->capacity ? slots->capacity * 2 : FIRST_SLOTS;
    uint32_t *grown = capacity <= SIZE_MAX / sizeof *grown ? eco_allocate(&answer->allocator, capacity * sizeof *grown) : NULL;
    if (!grown)
        return false;
    memset(grown, 0, capacity * sizeof *grown);
    for (size_t i = 0; i < count; i++) {
        size_t at = hash_of(answer, i) & (capacity - 1);
        while (grown[at])
            at = (at + 1) & (capacity - 1);
        grown[at] = (uint32_t)i + 1;
    }
    eco_release(&answer->allocator, slots->slots, slots->capacity * sizeof *slots->slots);
    *slots = (kpi_slots){grown, capacity};
    return true;
}

/* ---- combinations ---- */

static uint64_t hash_of_combination(const kpi_answer *answer, size_t combination)
{
    return hash_values(answer, answer->index->classes[combination]);
}

static bool find_combination(uint32_t *combination, kpi_answer *answer, uint32_t class)
{
    struct kpi_group_index *index = answer->index;
    if (!grow_slots(&index->by_values, answer, index->classes_count, hash_of_combination) ||
        !eco_grow(&answer->allocator, &index->classes, &index->classes_capacity, index->classes_count + 1,
                  sizeof *index->classes))
        return false;
    size_t at = hash_values(answer, class) & (index->by_values.capacity - 1);
    while (index->by_values.slots[at]) {
        *combination = index->by_values.slots[at] - 1;
        if (same_values(answer, index->classes[*combination], class))
            return true;
        at = (at + 1) & (index->by_values.capacity - 1);
    }
    *combination = (uint32_t)index->classes_count++;
    index->classes[*combination] = class;
    index->by_values.slots[at] = *combination + 1;
    return true;
}

/* What is known of a class. */
static bool look_at(uint32_t *known, kpi_answer *answer, uint32_t class)
{
    struct kpi_group_index *index = answer->index;
    size_t had = index->of_class_capacity;
    if (class >= had) {
        size_t needed = eco_kpi_classes_count(answer->state->classes);
        if (!eco_grow(&answer->allocator, &index->of_class, &index->of_class_capacity,
                      needed > class ? needed : (size_t) class + 1, sizeof *index->of_class))
            return false;
        memset(index->of_class + had, 0, (index->of_class_capacity - had) * sizeof *index->of_class);
    }
    if (!index->of_class[class]) {
        uint32_t combination;
        if (!find_combination(&combination, answer, class))
            return false;
        bool holds = eco_kpi_class_holds(answer->state->classes, class, answer->report->condition);
        index->of_class[class] = (combination + 1) | (holds ? 0 : WHERE_FAILS);
    }
    *known = index->of_class[class];
    return true;
}

eco_status eco_kpi_answer_combination(uint32_t *combination, kpi_answer *answer, uint32_t class, eco_error *error)
{
    uint32_t known;
    *combination = 0;
    if (answer->report->dimensions_count == 0)
        return ECO_OK;
    if (!look_at(&known, answer, class))
        return eco_fail_memory(error);
    *combination = (known & ~WHERE_FAILS) - 1;
    return ECO_OK;
}

size_t eco_kpi_answer_combinations(const kpi_answer *answer)
{
    return answer->report->dimensions_count ? answer->index->classes_count : 1;
}

/* ---- groups ---- */

static uint64_t hash_of_group(const kpi_answer *answer, size_t group)
{
    const kpi_group *one = &answer->groups[group];
    return hash_key((kpi_when){one->period, one->weekday, one->hour}, answer->index->combinations[group]);
}

static bool is_group(const kpi_answer *answer, uint32_t group, kpi_when when, uint32_t combination)
{
    const kpi_group *one = &answer->groups[group];
    return one->period == when.period && one->weekday == when.weekday && one->hour == when.hour &&
           answer->index->combinations[group] == combination;
}

/* The slot of a key, which may be empty. */
static size_t slot_of(const kpi_answer *answer, kpi_when when, uint32_t combination)
{
    const kpi_slots *slots = &answer->index->by_key;
    size_t at = hash_key(when, combination) & (slots->capacity - 1);
    while (slots->slots[at] && !is_group(answer, slots->slots[at] - 1, when, combination))
        at = (at + 1) & (slots->capacity - 1);
    return at;
}

static bool make_room(kpi_answer *answer)
{
    struct kpi_group_index *index = answer->index;
    size_t count = answer->groups_count, measures = answer->report->measures_count;
    return grow_slots(&index->by_key, answer, count, hash_of_group) &&
           eco_grow(&answer->allocator, &answer->groups, &answer->groups_capacity, count + 1, sizeof *answer->groups) &&
           eco_grow(&answer->allocator, &index->combinations, &index->combinations_capacity, count + 1,
                    sizeof *index->combinations) &&
           eco_grow(&answer->allocator, &answer->values, &answer->values_capacity, (count + 1) * measures,
                    sizeof *answer->values);
}

static eco_status place(uint32_t *group, kpi_answer *answer, kpi_when when, uint32_t class, uint32_t combination,
                        eco_error *error)
{
    size_t measures = answer->report->measures_count;
    if (answer->groups_count >= INT32_MAX)
        return eco_fail(error, ECO_E_LIMIT, NULL, "a report of more than %d rows", INT32_MAX);
    if (!make_room(answer))
        return eco_fail_memory(error);
    uint32_t *slot = &answer->index->by_key.slots[slot_of(answer, when, combination)];
    if (!*slot) {
        answer->groups[answer->groups_count] = (kpi_group){when.period, when.weekday, when.hour, class};
        answer->index->combinations[answer->groups_count] = combination;
        if (measures)
            memset(&answer->values[answer->groups_count * measures], 0, measures * sizeof *answer->values);
        *slot = (uint32_t)++answer->groups_count;
    }
    *group = *slot - 1;
    return ECO_OK;
}

eco_status eco_kpi_answer_place(uint32_t *group, kpi_answer *answer, kpi_when when, uint32_t class, eco_error *error)
{
    uint32_t combination;
    eco_status status = eco_kpi_answer_combination(&combination, answer, class, error);
    return status ? status : place(group, answer, when, class, combination, error);
}

eco_status eco_kpi_answer_find(uint32_t *group, kpi_answer *answer, kpi_when when, uint32_t class, eco_error *error)
{
    uint32_t combination;
    *group = UINT32_MAX;
    eco_status status = eco_kpi_answer_combination(&combination, answer, class, error);
    if (!status && answer->index->by_key.capacity)
        *group = answer->index->by_key.slots[slot_of(answer, when, combination)] - 1; /* an empty slot gives UINT32_MAX */
    return status;
}

eco_status eco_kpi_answer_group(uint32_t *group, kpi_answer *answer, int32_t tick, uint32_t class, eco_error *error)
{
    uint32_t known;
    *group = UINT32_MAX;
    if (tick < answer->range.since || tick >= answer->range.until)
        return ECO_OK;
    if (!look_at(&known, answer, class))
        return eco_fail_memory(error);
    if (known & WHERE_FAILS)
        return ECO_OK;
    known_tick *seen = &answer->index->ticks[(uint32_t)tick % TICKS];
    if (!seen->used || seen->tick != tick)
        *seen = (known_tick){eco_kpi_when_of(answer->state->plan, answer->report, tick), tick, true};
    return place(group, answer, seen->when, class, known - 1, error);
}
