/* alias.c - ids of users and items that are other names of the same: what a table calls `alias` is read as what it stands for. */
#include "kpi/kpi_internal.h"

static eco_status read_key(uint32_t *code, const eco_kpi_state *state, kpi_space space, const eco_column *column, int64_t row,
                           eco_error *error)
{
    eco_status status = eco_kpi_read_key(code, state->spaces[space], column, row, error);
    *code = eco_kpi_stands_for(state, space, *code);
    return status;
}

eco_status eco_kpi_read_user(uint32_t *code, const kpi_update *update, const eco_column *column, int64_t row, eco_error *error)
{
    return read_key(code, update->state, KPI_SPACE_USER, column, row, error);
}

eco_status eco_kpi_read_sku(uint32_t *code, const kpi_update *update, const eco_column *column, int64_t row, eco_error *error)
{
    return read_key(code, update->state, KPI_SPACE_SKU, column, row, error);
}
