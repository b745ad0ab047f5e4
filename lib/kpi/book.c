/* book.c - rows that are kept, made aside while an update reads; and rows that can't be used. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "base/table_parts.h"
#include "kpi/kpi_internal.h"

const size_t eco_kpi_book_sizes[KPI_BOOKS] = {
    [KPI_BOOK_LINES] = sizeof(kpi_order_line), [KPI_BOOK_PURCHASES] = sizeof(kpi_line), [KPI_BOOK_REFUNDS] = sizeof(kpi_refund),
    [KPI_BOOK_SPEND] = sizeof(kpi_spend),      [KPI_BOOK_STOCK] = sizeof(kpi_stock),    [KPI_BOOK_TICKETS] = sizeof(kpi_ticket),
    [KPI_BOOK_PARCELS] = sizeof(kpi_parcel),
};

void *eco_kpi_book_add(kpi_update *update, kpi_book_kind kind)
{
    kpi_book *book = &update->books[kind];
    book->size = eco_kpi_book_sizes[kind];
    if (!eco_grow(&update->state->allocator, &book->rows, &book->capacity, book->count + 1, book->size))
        return NULL;
    void *row = (char *)book->rows + book->count++ * book->size;
    return memset(row, 0, book->size);
}

void eco_kpi_update_saw(kpi_update *update, int64_t at_us)
{
    kpi_seen *seen = &update->seen;
    const kpi_seen *before = &update->state->seen[update->source];
    int64_t latest = before->until_us > seen->until_us ? before->until_us : seen->until_us;
    int64_t lateness = update->state->plan->options.lateness_us;
    if (latest > INT64_MIN + lateness && at_us < latest - lateness)
        seen->late++;
    if (at_us < seen->since_us)
        seen->since_us = at_us;
    if (at_us > seen->until_us)
        seen->until_us = at_us;
}

/* What the cell says, where it can be said in a few words. */
static const char *cell_text(char own[ECO_QUOTED], const kpi_update *update, int64_t row, const char *name)
{
    const eco_column *column = name ? eco_table_column(update->table, name) : NULL;
    if (!column || eco_cell_is_null(column, row))
        return "";
    char printed[ECO_CELL_TEXT];
    size_t size;
    const char *text = eco_cell_print(printed, column, eco_table_column(update->table, "currency"), row, &size);
    return eco_quoted(own, text, size);
}

static eco_status remember(kpi_update *update, int64_t row, const char *column, const char *message, eco_error *error)
{
    if (!eco_grow(&update->state->allocator, &update->problems, &update->problems_capacity, update->problems_count + 1,
                  sizeof *update->problems))
        return eco_fail_memory(error);
    kpi_problem problem = {.source = update->source, .row = update->state->seen[update->source].rows + row + 1};
    problem.column = eco_arena_text(&update->arena, column ? column : "");
    problem.message = eco_arena_text(&update->arena, message);
    if (!problem.column || !problem.message)
        return eco_fail_memory(error);
    update->problems[update->problems_count++] = problem;
    return ECO_OK;
}

eco_status eco_kpi_update_refuse(kpi_update *update, int64_t row, const char *column, eco_status status, const char *why,
                                 eco_error *error)
{
    char quoted[ECO_QUOTED] = "", message[sizeof((eco_error *)0)->message];
    const char *cell = cell_text(quoted, update, row, column);
    snprintf(message, sizeof message, "%s%s%s", cell, *cell ? " " : "", why);
    const eco_kpi_options *options = &update->state->plan->options;
    if (!options->skip_bad_rows) {
        eco_fail(error, status, NULL, "%s", message);
        return eco_fail_under(error, status, column ? "/rows/%lld/%s" : "/rows/%lld", (long long)row + 1, column);
    }
    update->seen.skipped++;
    if ((int64_t)update->problems_count >= options->max_problems)
        return ECO_OK;
    return remember(update, row, column, message, error);
}
