/* tool.c - the commands that there are, and how they fail. */
#include "ecomops/tool.h"

#include <stdarg.h>
#include <stdio.h>

const tool_command *const tool_commands[] = {&tool_price,         &tool_backtest,
#ifdef TOOL_HAS_KPI
                                             &tool_kpi,
#endif
#ifdef TOOL_HAS_STOCK
                                             &tool_stock_command,
#endif
#ifdef TOOL_HAS_STORE
                                             &tool_usage_command, &tool_store,    &tool_outbox,
#endif
                                             &tool_validate,      &tool_schema,   &tool_sample, &tool_completion, NULL};

int tool_report(const char *file, const eco_error *error)
{
    fputs("ecomops: ", stderr);
    if (file)
        fprintf(stderr, "%s:", file);
    if (error->line)
        fprintf(stderr, "%d:", (int)error->line);
    if (error->line && error->column)
        fprintf(stderr, "%d:", (int)error->column);
    fprintf(stderr, "%s%s", file || error->line ? " " : "", error->message);
    if (error->path[0])
        fprintf(stderr, " (at %s)", error->path);
    fputc('\n', stderr);
    return TOOL_REFUSED;
}

int tool_fail(int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("ecomops: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    return code;
}
