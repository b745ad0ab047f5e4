/* schema.c - what a document says that it is. */
#include "json/documents.h"

#include "base/error.h"

#include <string.h>

const char *const eco_json_schemas[] = {ECO_JSON_RULEBOOK, ECO_JSON_CART, ECO_JSON_QUOTE};
const size_t eco_json_schemas_count = sizeof eco_json_schemas / sizeof *eco_json_schemas;

static eco_status schema_text(const eco_json_value **out, const eco_json_document *document, eco_error *error)
{
    const eco_json_reading reading = {.document = document, .error = error};
    eco_status status = eco_json_expect(&reading, document->values, ECO_JSON_OBJECT, "a document");
    if (status)
        return status;
    *out = eco_json_member(document->values, "schema");
    if (!*out)
        return eco_json_fail(document, document->values, error, ECO_E_INVALID, "a document needs 'schema', such as \"%s\"",
                             ECO_JSON_RULEBOOK);
    return eco_json_expect(&reading, *out, ECO_JSON_TEXT, "schema");
}

eco_status eco_json_schema_of(const char **schema, const eco_json_document *document, eco_error *error)
{
    const eco_json_value *value;
    char hint[400];
    eco_status status = schema_text(&value, document, error);
    if (status)
        return status;
    for (size_t i = 0; i < eco_json_schemas_count; i++)
        if (strcmp(value->text, eco_json_schemas[i]) == 0) {
            *schema = eco_json_schemas[i];
            return ECO_OK;
        }
    return eco_json_fail(document, value, error, ECO_E_UNKNOWN_NAME, "schema %s is not known to this version (%s)%s",
                         ECO_QUOTE(value->text), ECO_VERSION,
                         eco_json_hint(hint, sizeof hint, value->text, eco_json_schemas, eco_json_schemas_count));
}

eco_status eco_json_expect_schema(const eco_json_document *document, const char *schema, eco_error *error)
{
    const char *given;
    eco_status status = eco_json_schema_of(&given, document, error);
    if (status || strcmp(given, schema) == 0)
        return status;
    return eco_json_fail(document, eco_json_member(document->values, "schema"), error, ECO_E_INVALID,
                         "the document is %s, not %s", ECO_QUOTE(given), ECO_QUOTE(schema));
}
