/* kpi_tool.h - the numbers of a shop on the command line: a plan from options or a document, files fed into a state, and tables for people and programs. */
#ifndef TOOL_KPI_TOOL_H
#define TOOL_KPI_TOOL_H
#include <ecomops/kpi.h>

#include "ecomops/options.h"

typedef struct tool_kpi_problem {
    const char *file; /* borrowed from the command line */
    int64_t line;
    char *column, *message;
} tool_kpi_problem;

typedef struct tool_kpi_file { /* how a file was understood */
    const char *path;
    eco_kpi_source source;
    int64_t rows, bad_rows, returned_rows;
    char *used, *unused; /* "order=InvoiceNo, ..." */
    const char *encoding;
} tool_kpi_file;

enum { TOOL_KPI_FILES = 16 };
typedef struct tool_figures {
    eco_kpi_plan *plan;
    eco_kpi_state *state;
    const eco_kpi_content *content; /* the plan's */
    int64_t since_us, until_us;     /* 0: all */
    tool_kpi_file files[TOOL_KPI_FILES];
    size_t files_count;
    tool_kpi_problem *problems; /* the first ones */
    size_t problems_count, problems_capacity;
    int64_t problems_total;
    double read_seconds;
} tool_figures;

/* Each 0, or the exit code after a message. */
int tool_kpi_plan(tool_figures *kpi, const tool_arguments *arguments);
int tool_kpi_read(tool_figures *kpi, const tool_arguments *arguments);
int tool_kpi_write(const tool_figures *kpi, tool_format format, const char *table);
int tool_kpi_print(const tool_figures *kpi, tool_language language, size_t problems_shown);
int tool_kpi_list(const tool_arguments *arguments);
void tool_kpi_free(tool_figures *kpi);
/* Whether the plan looks at a column of that name; `user` is the plan's content. */
bool tool_kpi_is_wanted(const char *column, const void *user);

#endif
