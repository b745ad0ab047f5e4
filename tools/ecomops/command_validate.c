/* command_validate.c - ecomops validate: is a document what its schema says, and can it be built? */
#include <ecomops/json.h>

#include <stdio.h>
#include <stdlib.h>

#include "ecomops/documents.h"
#include "ecomops/input.h"
#include "ecomops/options.h"

static int run(const tool_arguments *arguments)
{
    int code = TOOL_DONE;
    for (size_t i = 0; i < arguments->operands_count; i++) {
        const char *path = arguments->operands[i], *schema;
        char *text = NULL, sentence[4096];
        size_t size;
        eco_error error;
        if (tool_input_document(&text, &size, path, TOOL_DOCUMENT_MOST, &error) ||
            eco_json_validate(&schema, text, size, NULL, &error))
            code = tool_report(path, &error);
        else
            puts(tool_say(sentence, sizeof sentence, arguments->language, WORD_VALID, path, schema, NULL));
        free(text);
    }
    return code;
}

const tool_command tool_validate = {
    .name = "validate",
    .operands = "DOCUMENT ...",
    .summary = "is a document right, and if not, where",
    .about = "Checks documents (a rulebook, cart or quote; - reads standard input) against their schemas, and what they mean:\n"
             "a rulebook is built with all its conditions, a quote is added up. A mistake is told with file, line, column\n"
             "and path.",
    .examples = "  ecomops validate rulebook.json cart.json\n"
                "  generate-rules | ecomops validate -\n",
    .operands_least = 1,
    .operands_most = 1000,
    .run = run,
};
