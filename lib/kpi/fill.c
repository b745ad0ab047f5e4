/* fill.c - groups of rows and orders, and sums of money; see fill.h. */
#include "kpi/fill.h"

#include <string.h>

#include "base/error.h"

static bool add_dimension(kpi_fill *fill, int32_t dimension)
{
    for (size_t i = 0; i < fill->dimensions_count; i++)
        if (fill->dimensions[i] == dimension)
            return true;
    if (!eco_grow(&fill->allocator, &fill->dimensions, &fill->dimensions_capacity, fill->dimensions_count + 1,
                  sizeof *fill->dimensions))
        return false;
    fill->dimensions[fill->dimensions_count++] = dimension;
    return true;
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || (c & 0x80);
}

/* Whether a name stands in a condition, outside of texts and sets. */
static bool mentions(const char *text, const char *name)
{
    size_t size = strlen(name);
    bool quoted = false;
    for (const char *c = text; *c; c++) {
        if (*c == '\'')
            quoted = !quoted;
        bool starts = !quoted && is_name(*c) && (c == text || (!is_name(c[-1]) && c[-1] != '@'));
        if (starts && strncmp(c, name, size) == 0 && !is_name(c[size]))
            return true;
    }
    return false;
}

static bool find_dimensions(kpi_fill *fill)
{
    const eco_kpi_plan *plan = fill->answer->state->plan;
    const kpi_report *report = fill->answer->report;
    for (size_t i = 0; i < report->dimensions_count; i++)
        if (!add_dimension(fill, report->dimensions[i]))
            return false;
    const char *where = report->condition == KPI_ALWAYS ? NULL : plan->conditions[report->condition].text;
    for (size_t i = 0; where && i < plan->dimensions_count; i++)
        if (mentions(where, plan->dimensions[i].name) && !add_dimension(fill, (int32_t)i))
            return false;
    return true;
}

eco_status eco_kpi_fill_begin(kpi_fill *fill, kpi_answer *answer, eco_error *error)
{
    *fill = (kpi_fill){.answer = answer, .allocator = answer->allocator, .error = error, .clock = {.plan = answer->state->plan}};
    eco_kpi_exchange_begin(&fill->exchange, answer->state);
    fill->groups = eco_allocate(&fill->allocator, KPI_FILL_GROUPS * sizeof *fill->groups);
    if (!fill->groups || !find_dimensions(fill))
        return eco_fail_memory(error);
    memset(fill->groups, 0, KPI_FILL_GROUPS * sizeof *fill->groups);
    return ECO_OK;
}

void eco_kpi_fill_end(kpi_fill *fill)
{
    eco_kpi_exchange_end(&fill->exchange);
    eco_release(&fill->allocator, fill->groups, KPI_FILL_GROUPS * sizeof *fill->groups);
    eco_release(&fill->allocator, fill->dimensions, fill->dimensions_capacity * sizeof *fill->dimensions);
    eco_release(&fill->allocator, fill->of_line, fill->of_line_capacity * sizeof *fill->of_line);
    eco_release(&fill->allocator, fill->distinct, fill->distinct_capacity * sizeof *fill->distinct);
    eco_release(&fill->allocator, fill->stamps, fill->stamps_capacity * sizeof *fill->stamps);
}

eco_status eco_kpi_fill_group_of(uint32_t *group, kpi_fill *fill, int32_t tick, uint32_t class)
{
    uint32_t mixed = ((uint32_t)tick * UINT32_C(0x9E3779B1)) ^ (class * UINT32_C(0x85EBCA77));
    kpi_fill_group *known = &fill->groups[(mixed ^ mixed >> 15) % KPI_FILL_GROUPS];
    if (!known->used || known->tick != tick || known->class != class) {
        eco_status status = eco_kpi_answer_group(group, fill->answer, tick, class, fill->error);
        if (status)
            return status;
        *known = (kpi_fill_group){tick, class, *group, true};
    }
    *group = known->group;
    return ECO_OK;
}

uint32_t eco_kpi_fill_class(const kpi_fill *fill, const kpi_order *order, const kpi_line *line)
{
    if (line->class == order->class)
        return order->class;
    const kpi_classes *classes = fill->answer->state->classes;
    for (size_t i = 0; i < fill->dimensions_count; i++)
        if (eco_kpi_class_value(classes, line->class, fill->dimensions[i]) == KPI_NONE &&
            eco_kpi_class_value(classes, order->class, fill->dimensions[i]) != KPI_NONE)
            return order->class;
    return line->class;
}

/* A number for each order that is looked at, so that nothing need be cleared between them. */
static bool next_stamp(kpi_fill *fill)
{
    size_t groups = fill->answer->groups_count;
    if (groups > fill->stamps_count) {
        if (!eco_grow(&fill->allocator, &fill->stamps, &fill->stamps_capacity, groups, sizeof *fill->stamps))
            return false;
        memset(fill->stamps + fill->stamps_count, 0, (groups - fill->stamps_count) * sizeof *fill->stamps);
        fill->stamps_count = groups;
    }
    if (++fill->stamp == 0) {
        memset(fill->stamps, 0, fill->stamps_count * sizeof *fill->stamps);
        fill->stamp = 1;
    }
    return true;
}

static bool find_distinct(kpi_fill *fill, size_t lines)
{
    if (!next_stamp(fill))
        return false;
    for (size_t i = 0; i < lines; i++) {
        uint32_t group = fill->of_line[i];
        if (group == UINT32_MAX || fill->stamps[group] == fill->stamp)
            continue;
        fill->stamps[group] = fill->stamp;
        fill->distinct[fill->distinct_count++] = group;
    }
    return true;
}

static eco_status order_alike(kpi_fill *fill, const kpi_order *order, int32_t tick)
{
    uint32_t group;
    eco_status status = eco_kpi_fill_group_of(&group, fill, tick, order->class);
    fill->distinct_count = 0;
    if (status)
        return status;
    for (size_t i = 0; i < order->lines_count; i++)
        fill->of_line[i] = group;
    if (group != UINT32_MAX)
        fill->distinct[fill->distinct_count++] = group;
    return ECO_OK;
}

static bool has_room(kpi_fill *fill, size_t lines)
{
    return (lines <= fill->of_line_capacity && lines <= fill->distinct_capacity) ||
           (eco_grow(&fill->allocator, &fill->of_line, &fill->of_line_capacity, lines, sizeof *fill->of_line) &&
            eco_grow(&fill->allocator, &fill->distinct, &fill->distinct_capacity, lines, sizeof *fill->distinct));
}

eco_status eco_kpi_fill_order(kpi_fill *fill, const kpi_order *order, int32_t tick)
{
    size_t count = order->lines_count;
    if (!has_room(fill, count))
        return eco_fail_memory(fill->error);
    if (order->alike)
        return order_alike(fill, order, tick);
    fill->distinct_count = 0;
    for (size_t i = 0; i < count; i++) {
        const kpi_line *line = eco_kpi_sales_line(fill->answer->sales, order->first_line + i);
        eco_status status = eco_kpi_fill_group_of(&fill->of_line[i], fill, tick, eco_kpi_fill_class(fill, order, line));
        if (status)
            return status;
    }
    return find_distinct(fill, count) ? ECO_OK : eco_fail_memory(fill->error);
}

eco_status eco_kpi_fill_foreign(kpi_fill *fill, uint32_t group, int32_t slot, uint16_t currency, int32_t date, eco_wide amount)
{
    uint64_t place = (uint64_t)group * fill->answer->report->measures_count + (uint64_t)slot;
    if (amount == 0) /* needs no rate */
        return ECO_OK;
    return eco_kpi_exchange_add(&fill->exchange, place, currency, date, amount) ? ECO_OK : eco_fail_memory(fill->error);
}

eco_status eco_kpi_fill_settle(kpi_fill *fill)
{
    return eco_kpi_exchange_settle(&fill->exchange, fill->answer->values, fill->error);
}

eco_status eco_kpi_fill_sales_of(const kpi_sales **sales, kpi_fill *fill)
{
    eco_status status = ECO_OK;
    if (!fill->answer->sales)
        status = eco_kpi_sales_make(&fill->answer->sales, fill->answer->state, false, fill->error);
    *sales = fill->answer->sales;
    return status;
}

uint8_t *eco_kpi_fill_words(const kpi_fill *fill, kpi_space space, const eco_map *set)
{
    const kpi_keys *keys = fill->answer->state->spaces[space];
    uint32_t count = eco_kpi_keys_count(keys);
    uint8_t *words = eco_allocate(&fill->allocator, count);
    for (uint32_t code = 0; words && code < count; code++) {
        char own[KPI_KEY_TEXT];
        size_t size;
        const char *text = eco_kpi_keys_text(own, &size, keys, code);
        words[code] = set && eco_map_get(set, text, size, INT64_MIN) != INT64_MIN;
    }
    return words;
}

void eco_kpi_fill_words_end(const kpi_fill *fill, kpi_space space, uint8_t *words)
{
    eco_release(&fill->allocator, words, eco_kpi_keys_count(fill->answer->state->spaces[space]));
}
