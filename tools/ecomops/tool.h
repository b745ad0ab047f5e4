/* tool.h - what the commands of the program share: exit codes, how a command is described, and how it fails. */
#ifndef TOOL_TOOL_H
#define TOOL_TOOL_H
#include <ecomops/base.h>

enum { TOOL_DONE = 0, TOOL_REFUSED = 1 /* the input */, TOOL_USAGE = 2 /* the command line */ };

typedef struct tool_arguments tool_arguments;

typedef struct tool_option {
    const char *name;     /* "rules" */
    const char *argument; /* "FILE"; NULL: a switch */
    const char *help;
    char letter; /* 'r'; 0: none */
} tool_option;

typedef struct tool_command {
    const char *name;
    const char *operands; /* "CART" */
    const char *summary;
    const char *about;    /* for its help, wrapped by hand */
    const char *examples; /* lines of its help */
    const tool_option *options;
    size_t options_count;
    size_t operands_least, operands_most;
    int (*run)(const tool_arguments *arguments);
} tool_command;

#define TOOL_OPTIONS(table) .options = (table), .options_count = sizeof(table) / sizeof *(table)

extern const tool_command tool_price, tool_backtest, tool_kpi, tool_stock_command, tool_usage_command, tool_store, tool_outbox,
    tool_validate, tool_schema, tool_sample, tool_completion;
extern const tool_command *const tool_commands[]; /* in the order of the help; NULL at the end */

/* "ecomops: FILE:LINE:COLUMN: message (at PATH)" on stderr; file may be NULL. Gives TOOL_REFUSED. */
int tool_report(const char *file, const eco_error *error);
/* "ecomops: message" on stderr; gives `code`. */
int tool_fail(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
