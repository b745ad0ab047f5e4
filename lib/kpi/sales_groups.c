/* sales_groups.c - which lines are one order: those of one id. Purchases without an id are one order for each user and instant, without a user one each. */
#include <string.h>

#include "kpi/sales_parts.h"

static bool all_have_orders(const kpi_line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (lines[i].order == KPI_NONE)
            return false;
    return true;
}

/* Places of lines by user and instant: open addressing, entries are lines + 1. */
typedef struct instant_table {
    const kpi_line *lines;
    uint32_t *entries;
    size_t capacity;
} instant_table;

static bool instants_begin(instant_table *instants, const eco_allocator *allocator, const kpi_line *lines, size_t count)
{
    size_t capacity = 64;
    while (capacity < count * 2)
        capacity *= 2;
    *instants = (instant_table){lines, eco_allocate(allocator, capacity * sizeof *instants->entries), capacity};
    if (instants->entries)
        memset(instants->entries, 0, capacity * sizeof *instants->entries);
    return instants->entries;
}

/* The first line of the same user and instant; the line itself where it is the first. */
static size_t instants_add(instant_table *instants, size_t line)
{
    const kpi_line *lines = instants->lines;
    uint64_t mixed = ((uint64_t)lines[line].at_us * UINT64_C(0x9E3779B97F4A7C15)) ^ lines[line].user;
    mixed *= UINT64_C(0xBF58476D1CE4E5B9);
    for (size_t i = (size_t)(mixed ^ mixed >> 31) & (instants->capacity - 1);; i = (i + 1) & (instants->capacity - 1)) {
        uint32_t entry = instants->entries[i];
        if (!entry) {
            instants->entries[i] = (uint32_t)line + 1;
            return line;
        }
        if (lines[entry - 1].at_us == lines[line].at_us && lines[entry - 1].user == lines[line].user)
            return entry - 1;
    }
}

bool eco_kpi_line_groups_make(kpi_line_groups *groups, const eco_kpi_state *state, const kpi_line *lines, size_t count)
{
    *groups = (kpi_line_groups){.lines = count, .count = eco_kpi_keys_count(state->spaces[KPI_SPACE_ORDER])};
    if (all_have_orders(lines, count))
        return true;
    instant_table instants;
    groups->of_line = eco_allocate(&state->allocator, count * sizeof *groups->of_line);
    if (!groups->of_line || !instants_begin(&instants, &state->allocator, lines, count)) {
        eco_kpi_line_groups_end(groups, &state->allocator);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        size_t first = lines[i].order != KPI_NONE || lines[i].user == KPI_NONE ? i : instants_add(&instants, i);
        if (lines[i].order != KPI_NONE)
            groups->of_line[i] = lines[i].order;
        else
            groups->of_line[i] = first == i ? (uint32_t)groups->count++ : groups->of_line[first];
    }
    eco_release(&state->allocator, instants.entries, instants.capacity * sizeof *instants.entries);
    return true;
}

void eco_kpi_line_groups_end(kpi_line_groups *groups, const eco_allocator *allocator)
{
    eco_release(allocator, groups->of_line, groups->lines * sizeof *groups->of_line);
    groups->of_line = NULL;
}
