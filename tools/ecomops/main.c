/* main.c - ecomops COMMAND: finds the command and hands over. */
#include <stdio.h>
#include <string.h>

#include "ecomops/options.h"

static const char *command_name(size_t index, const void *user)
{
    (void)user;
    return tool_commands[index] ? tool_commands[index]->name : NULL;
}

static const tool_command *find(const char *name)
{
    for (const tool_command *const *command = tool_commands; *command; command++)
        if (strcmp((*command)->name, name) == 0)
            return *command;
    return NULL;
}

static int refuse(const char *name)
{
    const char *suggestion = *name == '-' ? NULL : tool_suggestion(name, command_name, NULL);
    if (suggestion)
        return tool_fail(TOOL_USAGE, "unknown command '%s'; did you mean '%s'?", name, suggestion);
    return tool_fail(TOOL_USAGE, "unknown command '%s'; see ecomops --help", name);
}

/* ecomops help, ecomops help COMMAND */
static int help(int argc, char **argv)
{
    if (argc < 1) {
        tool_help(stdout);
        return TOOL_DONE;
    }
    const tool_command *command = find(argv[0]);
    if (!command)
        return refuse(argv[0]);
    tool_command_help(stdout, command);
    return TOOL_DONE;
}

static int dispatch(int argc, char **argv)
{
    if (argc < 2) {
        tool_help(stderr);
        return TOOL_USAGE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("ecomops %s\n", eco_version());
        return TOOL_DONE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0)
        return help(argc - 2, argv + 2);
    const tool_command *command = find(argv[1]);
    if (!command)
        return refuse(argv[1]);
    tool_arguments arguments;
    int code = tool_arguments_read(&arguments, command, argc - 1, argv + 1);
    return code >= 0 ? code : command->run(&arguments);
}

int main(int argc, char **argv)
{
    int code = dispatch(argc, argv);
    if (fflush(stdout) || ferror(stdout)) /* a full disk must not look like success */
        return code ? code : tool_fail(TOOL_REFUSED, "the output could not be written");
    return code;
}
