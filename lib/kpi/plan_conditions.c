/* plan_conditions.c - conditions, dimensions and families of a plan, each once, whoever asks for them. */
#include "kpi/plan_builder.h"

#include "base/text.h"

/* ---- dimensions ---- */

static const char *const number_names[KPI_NUMBERS] = {
    [KPI_NUMBER_VALUE] = "value", [KPI_NUMBER_QUANTITY] = "quantity", [KPI_NUMBER_AMOUNT] = "amount"};

static bool is_text(const char *text, const char *name, size_t size)
{
    return strlen(text) == size && memcmp(text, name, size) == 0;
}

static int32_t number_of(const char *name, size_t size)
{
    for (int32_t i = 0; i < KPI_NUMBERS; i++)
        if (is_text(number_names[i], name, size))
            return i;
    return -1;
}

/* -1 without memory. */
static int32_t slot_of(eco_kpi_builder *builder, const char *name, size_t size)
{
    int64_t slot = eco_map_get(&builder->dimension_names, name, size, -1);
    if (slot >= 0)
        return (int32_t)slot;
    bool added;
    const char *copy = eco_arena_text_of(&builder->plan->arena, name, size);
    kpi_dimension *dimension = copy ? eco_kpi_list_add(builder, KPI_LIST_DIMENSIONS) : NULL;
    if (!dimension)
        return -1;
    dimension->name = copy;
    slot = (int64_t)builder->lists[KPI_LIST_DIMENSIONS].count - 1;
    return eco_map_add(&builder->dimension_names, copy, size, &slot, &added) ? (int32_t)slot : -1;
}

eco_status eco_kpi_build_dimension(int32_t *slot, eco_kpi_builder *builder, const char *name, size_t size, eco_error *error)
{
    char shown[ECO_QUOTED];
    if (number_of(name, size) >= 0 || is_text("at", name, size))
        return eco_fail(error, ECO_E_INVALID, NULL, "%s is no dimension: rows are told apart by text and ids",
                        eco_quoted(shown, name, size));
    *slot = slot_of(builder, name, size);
    return *slot < 0 ? eco_fail_memory(error) : ECO_OK;
}

/* ---- conditions ---- */

typedef struct reading { /* of one expression */
    eco_kpi_builder *builder;
    bool looks_at_numbers, looks_at_time;
} reading;

static bool symbol(eco_symbol *out, const char *name, size_t size, bool *failed, void *user)
{
    reading *reader = user;
    int32_t number = number_of(name, size);
    if (number >= 0) {
        reader->looks_at_numbers = true;
        *out = (eco_symbol){ECO_VALUE_NUMBER, 1, number};
        return true;
    }
    if (is_text("at", name, size)) {
        reader->looks_at_time = true;
        return false;
    }
    int32_t slot = slot_of(reader->builder, name, size);
    *failed = slot < 0;
    *out = (eco_symbol){ECO_VALUE_ANY, 0, slot};
    return !*failed;
}

static const eco_map *set(const char *name, size_t size, void *user)
{
    return eco_kpi_set_find(((reading *)user)->builder, name, size);
}

/* The condition of a canonical text that is there, or a new one. */
static eco_status intern(int32_t *out, eco_kpi_builder *builder, const kpi_condition *made, eco_error *error)
{
    int64_t place = (int64_t)builder->lists[KPI_LIST_CONDITIONS].count;
    bool added;
    if (!eco_map_add(&builder->condition_texts, made->text, strlen(made->text), &place, &added))
        return eco_fail_memory(error);
    *out = (int32_t)place;
    if (!added)
        return ECO_OK;
    kpi_condition *condition = eco_kpi_list_add(builder, KPI_LIST_CONDITIONS);
    if (!condition)
        return eco_fail_memory(error);
    *condition = *made;
    if (made->row_bit < 0)
        return ECO_OK;
    if (builder->row_bits == KPI_ROW_BITS_MOST)
        return eco_fail(error, ECO_E_LIMIT, NULL, "more than %d conditions look at value, quantity or amount", KPI_ROW_BITS_MOST);
    condition->row_bit = builder->row_bits++;
    return ECO_OK;
}

eco_status eco_kpi_build_condition(int32_t *out, eco_kpi_builder *builder, const char *text, eco_error *error)
{
    *out = KPI_ALWAYS;
    if (!text)
        return ECO_OK;
    reading reader = {.builder = builder};
    eco_vocabulary vocabulary = {.symbol = symbol, .set = set, .user = &reader};
    kpi_condition made = {.row_bit = -1};
    eco_status status = eco_compile(&made.compiled, text, ECO_VALUE_BOOL, &vocabulary, &builder->plan->arena, error);
    if (status && reader.looks_at_time && status != ECO_E_MEMORY)
        return eco_fail_at(error, ECO_E_INVALID, error->line, error->column, NULL,
                           "a condition cannot look at `at`: ask for a range when you read the table");
    if (status)
        return status;
    made.text = eco_compiled_text(made.compiled);
    made.row_bit = reader.looks_at_numbers ? 0 : -1;
    return intern(out, builder, &made, error);
}

/* The canonical text of "the event is NAME": a quote is doubled. */
static const char *event_text(eco_arena *arena, const char *event)
{
    static const char before[] = "event == '";
    size_t size = strlen(event), at = sizeof before - 1;
    char *text = eco_arena_take(arena, at + 2 * size + 2);
    if (!text)
        return NULL;
    memcpy(text, before, at);
    for (size_t i = 0; i < size; i++) {
        text[at++] = event[i];
        if (event[i] == '\'')
            text[at++] = '\'';
    }
    text[at] = '\'';
    return text;
}

eco_status eco_kpi_build_event(int32_t *out, eco_kpi_builder *builder, const char *event, eco_error *error)
{
    kpi_condition made = {.text = event_text(&builder->plan->arena, event), .event = event, .row_bit = -1};
    *out = KPI_ALWAYS;
    return made.text ? intern(out, builder, &made, error) : eco_fail_memory(error);
}

/* ---- families ---- */

eco_status eco_kpi_build_family(int32_t *out, eco_kpi_builder *builder, kpi_role role, int32_t condition,
                                const int32_t *dimensions, size_t dimensions_count, eco_error *error)
{
    const kpi_family *families = builder->lists[KPI_LIST_FAMILIES].items;
    size_t count = builder->lists[KPI_LIST_FAMILIES].count;
    for (size_t i = 0; i < count; i++)
        if (families[i].role == role && families[i].condition == condition && families[i].dimensions_count == dimensions_count &&
            (!dimensions_count || memcmp(families[i].dimensions, dimensions, dimensions_count * sizeof *dimensions) == 0)) {
            *out = (int32_t)i;
            return ECO_OK;
        }
    kpi_family *family = eco_kpi_list_add(builder, KPI_LIST_FAMILIES);
    if (!family)
        return eco_fail_memory(error);
    *family = (kpi_family){role, condition, dimensions, dimensions_count, builder->plan->options.approximate};
    *out = (int32_t)count;
    return ECO_OK;
}
