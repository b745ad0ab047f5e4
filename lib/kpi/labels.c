/* labels.c - see labels.h. */
#include "kpi/labels.h"

#include <stdlib.h>

typedef struct place {
    const eco_kpi_state *state;
    const int32_t *dimensions;
    size_t count;
    uint32_t class;
} place;

int eco_kpi_labels_compare(const eco_kpi_state *state, const int32_t *dimensions, size_t count, uint32_t class, uint32_t other)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t value = eco_kpi_class_value(state->classes, class, dimensions[i]);
        uint32_t others = eco_kpi_class_value(state->classes, other, dimensions[i]);
        int order = value == others ? 0 : eco_kpi_keys_compare(state->dimensions[dimensions[i]], value, others);
        if (order)
            return order;
    }
    return 0;
}

static int by_labels(const void *a, const void *b)
{
    const place *one = a, *other = b;
    return eco_kpi_labels_compare(one->state, one->dimensions, one->count, one->class, other->class);
}

uint32_t *eco_kpi_labels_places(uint32_t *count, const eco_kpi_state *state, const int32_t *dimensions, size_t dimensions_count)
{
    uint32_t classes = eco_kpi_classes_count(state->classes);
    uint32_t *places = eco_allocate(&state->allocator, classes * sizeof *places);
    place *sorted = eco_allocate(&state->allocator, classes * sizeof *sorted);
    if (places && sorted) {
        for (uint32_t i = 0; i < classes; i++)
            sorted[i] = (place){state, dimensions, dimensions_count, i};
        qsort(sorted, classes, sizeof *sorted, by_labels);
        uint32_t next = 0;
        for (uint32_t i = 0; i < classes; i++) {
            next += i && by_labels(&sorted[i - 1], &sorted[i]) != 0;
            places[sorted[i].class] = next;
        }
        *count = classes ? next + 1 : 0;
    } else {
        eco_release(&state->allocator, places, classes * sizeof *places);
        places = NULL;
    }
    eco_release(&state->allocator, sorted, classes * sizeof *sorted);
    return places;
}

void eco_kpi_put_key(eco_table_builder *table, const kpi_keys *keys, uint32_t code)
{
    if (code == KPI_NONE) {
        eco_table_put_null(table);
        return;
    }
    char own[KPI_KEY_TEXT];
    size_t size;
    const char *text = eco_kpi_keys_text(own, &size, keys, code);
    eco_table_put_text_of(table, text, size);
}

void eco_kpi_put_labels(eco_table_builder *table, const eco_kpi_state *state, const int32_t *dimensions, size_t count,
                        uint32_t class)
{
    for (size_t i = 0; i < count; i++)
        eco_kpi_put_key(table, state->dimensions[dimensions[i]], eco_kpi_class_value(state->classes, class, dimensions[i]));
}

void eco_kpi_put_rate(eco_table_builder *table, int64_t part, int64_t whole)
{
    if (whole)
        eco_table_put_double(table, (double)part / (double)whole);
    else
        eco_table_put_null(table);
}

void eco_kpi_put_seconds(eco_table_builder *table, int64_t us)
{
    eco_table_put_double(table, (double)us / 1e6);
}
