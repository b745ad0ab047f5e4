/* alias.c - ids of users and items that are other names of the same: what a table calls `alias` is read as what it stands for. */
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "base/table_parts.h"
#include "kpi/kpi_internal.h"

/* The alias is looked up before it would become a key of its own: nobody has that name. */
static eco_status read_key(uint32_t *code, kpi_keys *keys, const eco_map *aliases, const kpi_update *update,
                           const eco_column *column, int64_t row, eco_error *error)
{
    if (!aliases || !column || eco_cell_is_null(column, row))
        return eco_kpi_read_key(code, keys, column, row, error);
    char own[ECO_CELL_TEXT];
    size_t size;
    const char *text = eco_cell_print(own, column, NULL, row, &size);
    int64_t place = eco_map_get(aliases, text, size, -1);
    if (place < 0)
        return eco_kpi_read_key(code, keys, column, row, error);
    const char *of = update->state->plan->content.aliases[place].of;
    return eco_kpi_keys_add_text(code, keys, of, strlen(of)) ? ECO_OK : eco_fail_memory(error);
}

eco_status eco_kpi_read_user(uint32_t *code, const kpi_update *update, const eco_column *column, int64_t row, eco_error *error)
{
    const eco_kpi_state *state = update->state;
    return read_key(code, state->spaces[KPI_SPACE_USER], state->plan->aliases_user, update, column, row, error);
}

eco_status eco_kpi_read_sku(uint32_t *code, const kpi_update *update, const eco_column *column, int64_t row, eco_error *error)
{
    const eco_kpi_state *state = update->state;
    return read_key(code, state->spaces[KPI_SPACE_SKU], state->plan->aliases_sku, update, column, row, error);
}
