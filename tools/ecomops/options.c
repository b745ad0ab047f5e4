/* options.c - see options.h. */
#include "ecomops/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

const tool_option tool_shared_options[] = {
    {"output", "FORMAT", "table (aligned, for people), json or csv; default table", 'o'},
    {"language", "LANGUAGE", "en or zh; default from LANG", 0},
    {"verbose", NULL, "time and memory on stderr", 'v'},
    {"help", NULL, "this text", 'h'},
};
const size_t tool_shared_options_count = sizeof tool_shared_options / sizeof *tool_shared_options;

/* The options of a command and the shared ones, as one list. */
static const tool_option *option_at(const tool_command *command, size_t index)
{
    if (index < command->options_count)
        return &command->options[index];
    index -= command->options_count;
    return index < tool_shared_options_count ? &tool_shared_options[index] : NULL;
}

/* ---- suggestions ---- */

static size_t least_of(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Edits (a character added, left out, changed, or two exchanged) between words of at most 31 bytes. */
static size_t distance(const char *a, const char *b)
{
    size_t a_size = strlen(a), b_size = strlen(b), table[32][32];
    if (a_size > 31 || b_size > 31)
        return SIZE_MAX;
    for (size_t i = 0; i <= a_size; i++)
        for (size_t k = 0; k <= b_size; k++) {
            if (i == 0 || k == 0) {
                table[i][k] = i + k;
                continue;
            }
            bool same = a[i - 1] == b[k - 1];
            table[i][k] = least_of(least_of(table[i - 1][k], table[i][k - 1]) + 1, table[i - 1][k - 1] + !same);
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
                table[i][k] = least_of(table[i][k], table[i - 2][k - 2] + 1);
        }
    return table[a_size][b_size];
}

const char *tool_suggestion(const char *given, const char *(*known)(size_t index, const void *user), const void *user)
{
    const char *best = NULL, *word;
    size_t best_distance = 3; /* what is further away is no slip of the finger */
    for (size_t i = 0; (word = known(i, user)); i++) {
        size_t edits = distance(given, word);
        if (strlen(given) > 2 && strncmp(given, word, strlen(given)) == 0)
            edits = 1;
        if (edits < best_distance && edits < strlen(word)) {
            best = word;
            best_distance = edits;
        }
    }
    return best;
}

static const char *option_name(size_t index, const void *command)
{
    const tool_option *option = option_at(command, index);
    return option ? option->name : NULL;
}

/* ---- help ---- */

static void print_options(FILE *file, const tool_option *options, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char left[64], letter[8] = "    ";
        if (options[i].letter)
            snprintf(letter, sizeof letter, "-%c, ", options[i].letter);
        snprintf(left, sizeof left, "%s--%s%s%s", letter, options[i].name, options[i].argument ? " " : "",
                 options[i].argument ? options[i].argument : "");
        fprintf(file, "  %-30s %s\n", left, options[i].help);
    }
}

void tool_command_help(FILE *file, const tool_command *command)
{
    fprintf(file, "ecomops %s - %s\n\nUsage: ecomops %s%s%s [OPTION ...]\n\n%s\n", command->name, command->summary, command->name,
            *command->operands ? " " : "", command->operands, command->about);
    if (command->options_count) {
        fputs("\nOptions:\n", file);
        print_options(file, command->options, command->options_count);
    }
    fputs("\nOptions of all commands:\n", file);
    print_options(file, tool_shared_options, tool_shared_options_count);
    fprintf(file, "\nExamples:\n%s", command->examples);
}

void tool_help(FILE *file)
{
    fputs("ecomops - the arithmetic of running an online shop\n\nUsage: ecomops COMMAND [ARGUMENT ...]\n\nCommands:\n", file);
    for (const tool_command *const *command = tool_commands; *command; command++)
        fprintf(file, "  %-12s %s\n", (*command)->name, (*command)->summary);
    fputs("\necomops COMMAND --help tells about a command, with examples. ecomops --version tells the version.\n"
          "\nExit codes: 0 done, 1 the input was refused, 2 the command line was not understood.\n"
          "\nExamples:\n"
          "  ecomops price cart.json --rules rulebook.json --explain\n"
          "  ecomops sample > orders.csv && ecomops sample --rules > rules.json\n"
          "  ecomops backtest orders.csv --rules rules.json\n"
          "  ecomops kpi orders.csv --metrics \"gmv, orders, aov\" --by month --currency CNY\n",
          file);
}

/* ---- reading ---- */

static int refuse(const tool_command *command, const char *what, const char *given)
{
    fprintf(stderr, "ecomops: %s '%s'", what, given);
    return tool_fail(TOOL_USAGE, "; see ecomops %s --help", command->name);
}

static int refuse_option(const tool_command *command, const char *word, int letter)
{
    if (letter)
        return tool_fail(TOOL_USAGE, "unknown option '-%c'; see ecomops %s --help", letter, command->name);
    char name[64];
    word += 2; /* a long option: "--" is before it */
    snprintf(name, sizeof name, "%.*s", (int)strcspn(word, "="), word);
    const char *suggestion = tool_suggestion(name, option_name, command);
    if (suggestion)
        return tool_fail(TOOL_USAGE, "unknown option '--%s'; did you mean '--%s'?", name, suggestion);
    return tool_fail(TOOL_USAGE, "unknown option '--%s'; see ecomops %s --help", name, command->name);
}

static bool take_format(tool_arguments *arguments)
{
    static const char *const names[] = {"table", "json", "csv"};
    const char *given = tool_value(arguments, "output");
    for (int i = 0; given && i < 3; i++)
        if (strcmp(given, names[i]) == 0) {
            arguments->output = (tool_format)i;
            return true;
        }
    return !given;
}

static int take_shared(tool_arguments *arguments)
{
    const char *language = tool_value(arguments, "language");
    if (!take_format(arguments))
        return tool_fail(TOOL_USAGE, "--output is table, json or csv, not '%s'", tool_value(arguments, "output"));
    if (language && strcmp(language, "en") != 0 && strcmp(language, "zh") != 0)
        return tool_fail(TOOL_USAGE, "--language is en or zh, not '%s'", language);
    arguments->language = language ? (*language == 'z' ? TOOL_CHINESE : TOOL_ENGLISH) : tool_language_of_environment();
    arguments->verbose = tool_value(arguments, "verbose");
    return -1;
}

static int check_operands(const tool_arguments *arguments)
{
    const tool_command *command = arguments->command;
    if (arguments->operands_count < command->operands_least)
        return tool_fail(TOOL_USAGE, "%s needs %s; see ecomops %s --help", command->name, command->operands, command->name);
    if (arguments->operands_count > command->operands_most)
        return tool_fail(TOOL_USAGE, "%s takes no argument '%s'; see ecomops %s --help", command->name,
                         arguments->operands[command->operands_most], command->name);
    return -1;
}

/* "-3" is a number, never options: no letter of an option is a digit. What getopt must not see is hidden from it, and put back. */
static void hide_numbers(int argc, char **argv, bool is_hidden)
{
    enum { HIDDEN = 1 };
    for (int i = 1; i < argc; i++) {
        bool is_number = argv[i][0] == (is_hidden ? '-' : HIDDEN) && argv[i][1] >= '0' && argv[i][1] <= '9';
        if (is_number)
            argv[i][0] = is_hidden ? HIDDEN : '-';
    }
}

/* -1, or the exit code after a message. */
static int read_options(tool_arguments *arguments, const tool_command *command, int argc, char **argv)
{
    struct option options[TOOL_OPTIONS_MOST + 1] = {{0}};
    char letters[2 * TOOL_OPTIONS_MOST + 2] = ":";
    const tool_option *option;
    for (size_t i = 0; (option = option_at(command, i)); i++) {
        options[i] = (struct option){option->name, option->argument ? required_argument : no_argument, NULL, 256 + (int)i};
        if (option->letter)
            snprintf(letters + strlen(letters), 3, "%c%s", option->letter, option->argument ? ":" : "");
    }
    optind = 0; /* begin anew */
    opterr = 0;
    for (int found; (found = getopt_long(argc, argv, letters, options, NULL)) != -1;) {
        if (found == '?' && optopt >= 256)
            return refuse(command, "no argument is wanted in", argv[optind - 1]);
        if (found == '?')
            return refuse_option(command, argv[optind - 1], optopt);
        if (found == ':')
            return refuse(command, "an argument is missing after", argv[optind - 1]);
        size_t index = (size_t)found - 256;
        for (size_t i = 0; found < 256 && (option = option_at(command, i)); i++)
            if (option->letter == found)
                index = i;
        if (arguments->given_count == TOOL_GIVEN_MOST)
            return tool_fail(TOOL_USAGE, "more than %d options", TOOL_GIVEN_MOST);
        arguments->given[arguments->given_count].option = index;
        arguments->given[arguments->given_count++].value = optarg ? optarg : "";
    }
    return -1;
}

int tool_arguments_read(tool_arguments *arguments, const tool_command *command, int argc, char **argv)
{
    *arguments = (tool_arguments){.command = command};
    hide_numbers(argc, argv, true);
    int code = read_options(arguments, command, argc, argv);
    hide_numbers(argc, argv, false);
    if (code >= 0)
        return code;
    if (tool_value(arguments, "help")) {
        tool_command_help(stdout, command);
        return TOOL_DONE;
    }
    arguments->operands = argv + optind;
    arguments->operands_count = (size_t)(argc - optind);
    int refused = take_shared(arguments);
    return refused >= 0 ? refused : check_operands(arguments);
}

size_t tool_values(const tool_arguments *arguments, const char *name, const char **values, size_t room)
{
    size_t count = 0;
    for (size_t i = 0; i < arguments->given_count; i++) {
        if (strcmp(option_at(arguments->command, arguments->given[i].option)->name, name) != 0)
            continue;
        if (count < room)
            values[count] = arguments->given[i].value;
        count++;
    }
    return count;
}

const char *tool_value(const tool_arguments *arguments, const char *name)
{
    const char *values[TOOL_GIVEN_MOST];
    size_t count = tool_values(arguments, name, values, TOOL_GIVEN_MOST);
    return count ? values[count - 1] : NULL;
}

bool tool_number(long long *out, const tool_arguments *arguments, const char *option, long long least, long long most,
                 long long missing)
{
    const char *text = tool_value(arguments, option);
    char *end;
    *out = missing;
    if (!text)
        return true;
    errno = 0;
    *out = strtoll(text, &end, 10);
    if (*text && !*end && !errno && *out >= least && *out <= most)
        return true;
    tool_fail(TOOL_USAGE, "--%s is a number from %lld to %lld, not '%s'", option, least, most, text);
    return false;
}
