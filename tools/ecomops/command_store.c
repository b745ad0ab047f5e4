/* command_store.c - ecomops store: what an operator asks of a store, and bringing it up to this version. */
#include "ecomops/show.h"
#include "ecomops/stores.h"

#include <stdio.h>
#include <string.h>

static int info(const tool_arguments *arguments, const char *address)
{
    const eco_table *table;
    eco_store *store;
    eco_error error;
    int code = tool_store_open(&store, arguments, address, strcmp(address, "memory:") != 0);
    if (code)
        return code;
    if (eco_store_info(&table, store, &error))
        code = tool_store_report(&error, arguments->language, address);
    else
        code = tool_show(table, arguments);
    eco_table_free(table);
    eco_store_free(store);
    return code;
}

static int migrate(const tool_arguments *arguments, const char *address)
{
    eco_store_options options;
    eco_error error;
    char sentence[512];
    if (!tool_store_options(&options, arguments))
        return TOOL_USAGE;
    if (eco_store_migrate(address, &options, &error))
        return tool_store_report(&error, arguments->language, address);
    puts(tool_say(sentence, sizeof sentence, arguments->language, WORD_STORE_MIGRATED, address, eco_version(), NULL));
    return TOOL_DONE;
}

static int run(const tool_arguments *arguments)
{
    const char *verb = arguments->operands[0], *address = arguments->operands[1];
    if (strcmp(verb, "info") == 0)
        return info(arguments, address);
    if (strcmp(verb, "migrate") == 0)
        return migrate(arguments, address);
    return tool_fail(TOOL_USAGE, "store does info or migrate, not '%s'; see ecomops store --help", verb);
}

static const tool_option options[] = {TOOL_STORE_OPTIONS};

const tool_command tool_store = {
    .name = "store",
    .operands = "info|migrate ADDRESS",
    .summary = "what an operator watches of a store; its migration",
    .about = "info tells versions, known defects of them, and how the store was opened. migrate brings the tables of an older\n"
             "version of the library up to this one: make a copy first. Programs of the older version that still run are told\n"
             "that the store is newer, and stop.\n"
             "ADDRESS is sqlite:FILE or postgresql://HOST/DATABASE.",
    .examples = "  ecomops store info sqlite:shop.db\n"
                "  ecomops store migrate postgresql://db.example.net/shop --schema stock\n",
    TOOL_OPTIONS(options),
    .operands_least = 2,
    .operands_most = 2,
    .run = run,
};
