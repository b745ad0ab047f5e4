/* index_steps.c - the rules that only a higher cart.list or cart.quantity would reach, nearest first: boxes are opened as they come near, the others never. */
#include "pricing/index_parts.h"

#include <string.h>

enum { FIRST_ROOM = 32 };

static bool is_nearer(const eco_index_step *a, const eco_index_step *b)
{
    if (a->list != b->list)
        return a->list < b->list;
    if (a->quantity != b->quantity)
        return a->quantity < b->quantity;
    return a->id < b->id;
}

static bool make_room(eco_index_finding *find)
{
    if (find->steps_count < find->steps_capacity)
        return true;
    size_t capacity = find->steps_capacity ? 2 * find->steps_capacity : FIRST_ROOM;
    eco_index_step *steps = eco_arena_take_raw(find->work->scratch, capacity, sizeof *steps);
    if (!steps) {
        find->failed = true;
        return false;
    }
    if (find->steps_count)
        memcpy(steps, find->steps, find->steps_count * sizeof *steps);
    find->steps = steps;
    find->steps_capacity = capacity;
    return true;
}

static void push(eco_index_finding *find, eco_index_step step)
{
    if (!make_room(find))
        return;
    size_t at = find->steps_count++;
    for (size_t parent; at > 0 && is_nearer(&step, &find->steps[parent = (at - 1) / 2]); at = parent)
        find->steps[at] = find->steps[parent];
    find->steps[at] = step;
}

static eco_index_step pop(eco_index_finding *find)
{
    eco_index_step *steps = find->steps, first = steps[0], last = steps[--find->steps_count];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < find->steps_count; at = child) {
        if (child + 1 < find->steps_count && is_nearer(&steps[child + 1], &steps[child]))
            child++;
        if (!is_nearer(&steps[child], &last))
            break;
        steps[at] = steps[child];
    }
    steps[at] = last;
    return first;
}

static int64_t missing(const eco_index_finding *find, const eco_index_point *point, int dimension)
{
    int64_t least = point->least[dimension], value = find->cart.least[dimension];
    return least > value ? least - value : 0; /* amounts and quantities of carts are not below 0 */
}

static void step_to(eco_index_finding *find, const eco_index_point *point, eco_index_step step)
{
    if (!eco_index_reaches(&find->grown, point))
        return;
    step.list = missing(find, point, ECO_INDEX_LIST);
    step.quantity = missing(find, point, ECO_INDEX_QUANTITY);
    push(find, step);
}

void eco_index_step_to_node(eco_index_finding *find, uint32_t number)
{
    const eco_index_node *node = &find->index->nodes[number];
    if (!eco_index_is_excluded(find, node))
        step_to(find, &node->point, (eco_index_step){.id = node->id, .is_node = true, .number = number});
}

void eco_index_step_to_rule(eco_index_finding *find, uint32_t rule, uint32_t at, uint32_t at_end)
{
    step_to(find, &find->index->points[rule],
            (eco_index_step){.id = find->work->rulebook->rules[rule].index, .number = rule, .at = at, .at_end = at_end});
}

static void open_node(eco_index_finding *find, uint32_t number)
{
    const eco_index_node *node = &find->index->nodes[number];
    const uint32_t *posted = find->index->posted;
    if (node->skip > number + 1) {
        eco_index_step_to_node(find, number + 1);
        eco_index_step_to_node(find, find->index->nodes[number + 1].skip);
    } else if (node->is_even) {
        eco_index_step_to_rule(find, posted[node->first], node->first + 1, node->first + node->count);
    } else {
        for (uint32_t i = 0; i < node->count; i++)
            eco_index_step_to_rule(find, posted[node->first + i], 0, 0);
    }
}

/* A rule that several keys reach comes several times, one right after the other. */
void eco_index_take_steps(eco_index_finding *find, int64_t count)
{
    int32_t last = -1;
    while (count > 0 && find->steps_count && !find->failed) {
        eco_index_step step = pop(find);
        if (step.is_node) {
            open_node(find, step.number);
            continue;
        }
        if (step.at < step.at_end)
            eco_index_step_to_rule(find, find->index->posted[step.at], step.at + 1, step.at_end);
        if (step.id == last)
            continue;
        last = step.id;
        eco_index_add(find, &find->found, step.number);
        count--;
    }
}
