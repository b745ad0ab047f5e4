/* options.h - the command line of a command: its own options and those that all commands share, read by getopt_long; its help; suggestions. */
#ifndef TOOL_OPTIONS_H
#define TOOL_OPTIONS_H
#include <stdbool.h>
#include <stdio.h>

#include "ecomops/screen.h"
#include "ecomops/tool.h"
#include "ecomops/words.h"

enum { TOOL_OPTIONS_MOST = 80, TOOL_GIVEN_MOST = 64 };

typedef enum tool_format { TOOL_TABLE, TOOL_JSON, TOOL_CSV } tool_format;

struct tool_arguments {
    const tool_command *command;
    struct {
        size_t option;        /* its place among the command's options, then the shared ones */
        const char *value;    /* of a switch "" */
    } given[TOOL_GIVEN_MOST]; /* in the order of the command line */
    size_t given_count;
    char *const *operands;
    size_t operands_count;
    tool_format output;
    tool_language language;
    bool verbose;
};

extern const tool_option tool_shared_options[];
extern const size_t tool_shared_options_count;

/* Reads argv (argv[0] is the command's name). -1: go on; else the exit code: help was printed, or what is wrong with the line. */
int tool_arguments_read(tool_arguments *arguments, const tool_command *command, int argc, char **argv);
const char *tool_value(const tool_arguments *arguments, const char *option); /* NULL: not given; several times: the last */
/* All values of an option; how many there are, of which at most `room` are put. */
size_t tool_values(const tool_arguments *arguments, const char *option, const char **values, size_t room);
/* A number from an option, within bounds; false (and a message) if it is none. `missing` where the option is not given. */
bool tool_number(long long *out, const tool_arguments *arguments, const char *option, long long least, long long most,
                 long long missing);

void tool_command_help(FILE *file, const tool_command *command);
void tool_help(FILE *file);

/* The known word that is most like a given one; NULL: none is. */
const char *tool_suggestion(const char *given, const char *(*known)(size_t index, const void *user), const void *user);

#endif
