/* kpi_write.c - tables for programs: CSV of one table, JSON of one or of all. */
#include <ecomops/host.h>

#include <string.h>

#include "ecomops/kpi_tool.h"

static eco_status write_table(const tool_figures *kpi, tool_format format, const char *name, eco_error *error)
{
    const eco_table *table;
    bool ranged = strcmp(name, "state") != 0 && strcmp(name, "problems") != 0;
    eco_status status = eco_kpi_table(&table, kpi->state, name, ranged ? kpi->since_us : 0, ranged ? kpi->until_us : 0, error);
    if (status)
        return status;
    status = eco_table_write(table, format == TOOL_JSON ? ECO_FORMAT_JSON : ECO_FORMAT_CSV, eco_host_file(stdout), error);
    eco_table_free(table);
    return status;
}

/* The files' rows that could not be read. */
static eco_status write_problems(const tool_figures *kpi, tool_format format, eco_error *error)
{
    const tool_kpi_problem none = {0}, *first = kpi->problems_count ? kpi->problems : &none;
    eco_column columns[] = {ECO_TEXT_COLUMN("file", &first->file),
                            ECO_INT64_COLUMN("line", &first->line),
                            {.name = "column", .type = ECO_TYPE_TEXT, .values = &first->column},
                            {.name = "message", .type = ECO_TYPE_TEXT, .values = &first->message}};
    for (size_t i = 0; i < 4; i++)
        columns[i].stride = sizeof *first;
    const eco_table table = {.rows = (int64_t)kpi->problems_count, .columns = columns, .columns_count = 4};
    return eco_table_write(&table, format == TOOL_JSON ? ECO_FORMAT_JSON : ECO_FORMAT_CSV, eco_host_file(stdout), error);
}

static eco_status write_any(const tool_figures *kpi, tool_format format, const char *name, eco_error *error)
{
    return strcmp(name, "problems") == 0 ? write_problems(kpi, format, error) : write_table(kpi, format, name, error);
}

/* The names of the plan's tables as a column of texts. */
static const char *name_at(char text[256], const eco_table *tables, int64_t row)
{
    const eco_column *names = eco_table_column(tables, "name");
    const int64_t *offsets = names->values;
    snprintf(text, 256, "%.*s", (int)(offsets[row + 1] - offsets[row]), names->bytes + offsets[row]);
    return text;
}

int tool_kpi_write(const tool_figures *kpi, tool_format format, const char *name)
{
    const eco_table *tables;
    char text[256];
    eco_error error;
    if (eco_kpi_plan_tables(&tables, kpi->plan, &error))
        return tool_report(NULL, &error);
    eco_status failed = ECO_OK;
    if (name || (format == TOOL_CSV && tables->rows))
        failed = write_any(kpi, format, name ? name : name_at(text, tables, 0), &error);
    else {
        for (int64_t i = 0; i < tables->rows && !failed; i++) {
            printf("%s\"%s\":", i ? ",\n" : "{", name_at(text, tables, i));
            failed = write_any(kpi, format, text, &error);
        }
        for (int i = 0; i < 2 && !failed; i++) {
            printf("%s\"%s\":", i || tables->rows ? ",\n" : "{", i ? "state" : "problems");
            failed = write_any(kpi, format, i ? "state" : "problems", &error);
        }
        if (!failed)
            puts("}");
    }
    eco_table_free(tables);
    return failed ? tool_report(NULL, &error) : TOOL_DONE;
}
