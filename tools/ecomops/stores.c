/* stores.c - see stores.h. */
#include "ecomops/stores.h"
#include "ecomops/times.h"

#include <ecomops/host.h>
#include <stdlib.h>
#include <string.h>

static int64_t now_us(void *user)
{
    (void)user;
    return eco_host_now_us();
}

static bool take_durability(eco_durability *out, const char *word)
{
    for (eco_durability level = ECO_DURABILITY_FULL; word && level <= ECO_DURABILITY_OFF; level++)
        if (strcmp(eco_durability_name(level), word) == 0) {
            *out = level;
            return true;
        }
    return !word;
}

bool tool_store_options(eco_store_options *out, const tool_arguments *arguments)
{
    const char *durability = tool_value(arguments, "durability");
    *out = (eco_store_options){.struct_size = sizeof *out,
                               .schema = tool_value(arguments, "schema"),
                               .shop = tool_value(arguments, "shop"),
                               .now_us = now_us};
    if (!take_durability(&out->durability, durability)) {
        tool_fail(TOOL_USAGE, "--durability is full, normal or off, not '%s'", durability);
        return false;
    }
    return tool_span_option(&out->busy_timeout_us, arguments, "busy", 0);
}

const char *tool_store_address(const tool_arguments *arguments)
{
    const char *address = tool_value(arguments, "store");
    address = address ? address : getenv("ECOMOPS_STORE");
    if (address && *address)
        return address;
    tool_fail(TOOL_USAGE, "%s needs --store, such as --store sqlite:shop.db (or ECOMOPS_STORE)", arguments->command->name);
    return NULL;
}

int tool_store_open(eco_store **out, const tool_arguments *arguments, const char *address, bool read_only)
{
    eco_store_options options;
    eco_error error;
    *out = NULL;
    if (!tool_store_options(&options, arguments))
        return TOOL_USAGE;
    options.read_only = read_only;
    return eco_store_open(out, address, &options, &error) ? tool_store_report(&error, arguments->language, address) : TOOL_DONE;
}

static void hint(const eco_error *error, tool_language language, const char *address, const tool_hint *hints, size_t count)
{
    char sentence[1024];
    for (size_t i = 0; i < count; i++)
        if (error->status == hints[i].status)
            fprintf(stderr, "%s\n", tool_say(sentence, sizeof sentence, language, hints[i].word, address, NULL, NULL));
}

int tool_store_report_with(const eco_error *error, tool_language language, const char *address, const tool_hint *hints,
                           size_t count)
{
    static const tool_hint common[] = {{ECO_E_BUSY, WORD_HINT_BUSY},       {ECO_E_OLDER, WORD_HINT_OLDER},
                                       {ECO_E_NEWER, WORD_HINT_NEWER},     {ECO_E_FULL, WORD_HINT_FULL},
                                       {ECO_E_CORRUPT, WORD_HINT_CORRUPT}, {ECO_E_OUTCOME_UNKNOWN, WORD_HINT_UNKNOWN},
                                       {ECO_E_KEY_REUSED, WORD_HINT_KEY}};
    int code = tool_report(NULL, error);
    hint(error, language, address, common, sizeof common / sizeof *common);
    hint(error, language, address, hints, count);
    return code;
}

int tool_store_report(const eco_error *error, tool_language language, const char *address)
{
    return tool_store_report_with(error, language, address, NULL, 0);
}
