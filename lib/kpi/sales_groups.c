/* sales_groups.c - which lines are one order: those of one id. Purchases without an id are one order for each user and instant, without a user one each. */
#include <string.h>

#include "kpi/sales_parts.h"

static bool all_have_orders(const kpi_sales *sales)
{
    for (size_t i = 0; i < sales->lines_count; i++)
        if (eco_kpi_sales_line(sales, i)->order == KPI_NONE)
            return false;
    return true;
}

/* Places of lines by user and instant: open addressing, entries are lines + 1. */
typedef struct instant_table {
    const kpi_sales *sales;
    uint32_t *entries;
    size_t capacity;
} instant_table;

static bool instants_begin(instant_table *instants, const eco_allocator *allocator, const kpi_sales *sales)
{
    size_t capacity = 64;
    while (capacity < sales->lines_count * 2)
        capacity *= 2;
    *instants = (instant_table){sales, eco_allocate(allocator, capacity * sizeof *instants->entries), capacity};
    if (instants->entries)
        memset(instants->entries, 0, capacity * sizeof *instants->entries);
    return instants->entries;
}

/* The first line of the same user and instant; the line itself where it is the first. */
static size_t instants_add(instant_table *instants, size_t place)
{
    const kpi_line *line = eco_kpi_sales_line(instants->sales, place);
    uint64_t mixed = ((uint64_t)line->at_us * UINT64_C(0x9E3779B97F4A7C15)) ^ line->user;
    mixed *= UINT64_C(0xBF58476D1CE4E5B9);
    for (size_t i = (size_t)(mixed ^ mixed >> 31) & (instants->capacity - 1);; i = (i + 1) & (instants->capacity - 1)) {
        uint32_t entry = instants->entries[i];
        if (!entry) {
            instants->entries[i] = (uint32_t)place + 1;
            return place;
        }
        const kpi_line *first = eco_kpi_sales_line(instants->sales, entry - 1);
        if (first->at_us == line->at_us && first->user == line->user)
            return entry - 1;
    }
}

bool eco_kpi_line_groups_make(kpi_line_groups *groups, const eco_kpi_state *state, const kpi_sales *sales)
{
    size_t count = sales->lines_count;
    *groups = (kpi_line_groups){.lines = count, .count = eco_kpi_keys_count(state->spaces[KPI_SPACE_ORDER])};
    if (all_have_orders(sales))
        return true;
    instant_table instants;
    groups->of_line = eco_allocate(&state->allocator, count * sizeof *groups->of_line);
    if (!groups->of_line || !instants_begin(&instants, &state->allocator, sales)) {
        eco_kpi_line_groups_end(groups, &state->allocator);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const kpi_line *line = eco_kpi_sales_line(sales, i);
        size_t first = line->order != KPI_NONE || line->user == KPI_NONE ? i : instants_add(&instants, i);
        if (line->order != KPI_NONE)
            groups->of_line[i] = line->order;
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
