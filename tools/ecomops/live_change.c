/* live_change.c - what commands of the command line and of documents share, whatever their module. */
#include "ecomops/documents.h"
#include "ecomops/input.h"
#include "ecomops/live.h"
#include "ecomops/times.h"

#include <ecomops/host.h>
#include <string.h>
#include <unistd.h>

uint64_t tool_chance(void)
{
    uint64_t chance = 0;
    if (getentropy(&chance, sizeof chance))
        chance = (uint64_t)getpid() << 32 ^ (uint64_t)eco_host_now_us(); /* a kernel without it */
    return chance;
}

int tool_live_head(const tool_live *live, eco_command_head *head)
{
    const tool_arguments *arguments = live->arguments;
    const char *key = tool_value(arguments, "key");
    long long version;
    head->at_us = live->at_us;
    head->key = key ? eco_id_of(key) : eco_id_v7(eco_host_now_us(), tool_chance());
    head->actor = tool_value(arguments, "actor");
    head->reason = tool_value(arguments, "reason");
    head->reference = tool_value(arguments, "reference");
    head->flags = tool_value(arguments, "dry-run") ? ECO_COMMAND_DRY_RUN : 0;
    if (key && !*key)
        return tool_fail(TOOL_USAGE, "--key is empty");
    if (!tool_number(&version, arguments, "expected-version", 1, INT64_MAX, 0))
        return TOOL_USAGE;
    head->expected_version = version;
    return TOOL_DONE;
}

int tool_live_deadline(const tool_live *live, int64_t *expires_us, const char *verb)
{
    const char *span = tool_value(live->arguments, "for"), *until = tool_value(live->arguments, "expires");
    int64_t us;
    if (!span == !until)
        return tool_fail(TOOL_USAGE, "%s %s needs its deadline: --for 15m, or --expires 2026-11-11T12:15:00Z", live->kind->name,
                         verb);
    if (!tool_span_option(&us, live->arguments, "for", 0) ||
        !tool_instant_option(expires_us, live->arguments, "expires", live->zone, 0))
        return TOOL_USAGE;
    if (span && __builtin_add_overflow(live->at_us, us, expires_us))
        return tool_fail(TOOL_USAGE, "--for '%s' is too long", span);
    return TOOL_DONE;
}

void tool_live_tell(const tool_live *live, bool replayed)
{
    if (replayed)
        tool_live_say(live, WORD_STOCK_REPLAYED, NULL, NULL);
    if (tool_value(live->arguments, "dry-run"))
        tool_live_say(live, WORD_STOCK_TRIED, NULL, NULL);
}

int tool_live_report_command(const char *path, eco_error *error)
{
    char place[sizeof error->path];
    snprintf(place, sizeof place, "/commands%.*s", (int)(sizeof place - sizeof "/commands"), error->path);
    memcpy(error->path, place, sizeof place);
    fflush(stdout);
    return tool_report(path, error);
}

int tool_live_document(const tool_live *live, char **text, size_t *size, const char *schema)
{
    eco_error error;
    if (live->operands_count != 1)
        return tool_fail(TOOL_USAGE, "%s run needs FILE, a document ecomops.%s/1; see ecomops schema %s", live->kind->name,
                         schema, schema);
    return tool_input_document(text, size, live->operands[0], TOOL_DOCUMENT_MOST, &error) ? tool_report(live->operands[0], &error)
                                                                                          : TOOL_DONE;
}
