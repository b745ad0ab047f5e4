/* validate.c - is this document right? Answered by reading it whole, as whoever uses it would. */
#include "json/documents.h"

#include <string.h>

eco_status eco_json_validate(const char **schema, const char *text, size_t size, const eco_json_options *options,
                             eco_error *error)
{
    eco_json_document document;
    const char *found = NULL;
    *schema = NULL;
    eco_status status = eco_json_open(&document, text, size, options, error);
    if (status)
        return status;
    status = eco_json_schema_of(&found, &document, error);
    for (size_t i = 0; i < eco_json_kinds_count && !status; i++)
        if (strcmp(found, eco_json_kinds[i].schema) == 0)
            status = eco_json_kinds[i].check(&document, error);
    eco_json_close(&document);
    if (!status)
        *schema = found;
    return status;
}
