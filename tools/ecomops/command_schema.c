/* command_schema.c - ecomops schema: the JSON Schemas of the documents, built in. */
#include <stdio.h>
#include <string.h>

#include "ecomops/options.h"
#include "ecomops/texts.h"

/* "rulebook" and "ecomops.rulebook/1" mean the same. */
static bool is_called(const tool_document *schema, const char *name)
{
    if (strncmp(name, "ecomops.", 8) == 0)
        name += 8;
    size_t size = strcspn(name, "/");
    return strlen(schema->name) == size && memcmp(schema->name, name, size) == 0 &&
           (!name[size] || strcmp(name + size, "/1") == 0);
}

static const char *name_at(size_t index, const void *user)
{
    (void)user;
    return tool_schemas[index].name;
}

static int run(const tool_arguments *arguments)
{
    if (arguments->operands_count == 0) {
        for (const tool_document *schema = tool_schemas; schema->name; schema++)
            puts(schema->name);
        return TOOL_DONE;
    }
    const char *name = arguments->operands[0];
    for (const tool_document *schema = tool_schemas; schema->name; schema++)
        if (is_called(schema, name)) {
            fwrite(schema->text, 1, schema->size, stdout);
            return TOOL_DONE;
        }
    const char *suggestion = tool_suggestion(name, name_at, NULL);
    if (suggestion)
        return tool_fail(TOOL_USAGE, "there is no schema '%s'; did you mean '%s'?", name, suggestion);
    return tool_fail(TOOL_USAGE, "there is no schema '%s'; ecomops schema lists them", name);
}

const tool_command tool_schema = {
    .name = "schema",
    .operands = "[NAME]",
    .summary = "the JSON Schema of a document",
    .about = "Prints the JSON Schema of a kind of document; without NAME the kinds that there are.",
    .examples = "  ecomops schema\n"
                "  ecomops schema rulebook > rulebook.schema.json\n",
    .operands_most = 1,
    .run = run,
};
