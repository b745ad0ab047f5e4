/* schema.c - what a document says that it is. */
#include "json/documents.h"

#include "base/error.h"

#include <string.h>

const eco_json_document_kind eco_json_kinds[] = {
#ifdef ECO_WITH_PRICING
    {ECO_JSON_RULEBOOK, eco_json_validate_rulebook},
    {ECO_JSON_CART, eco_json_validate_cart},
    {ECO_JSON_QUOTE, eco_json_validate_quote},
    {ECO_JSON_USED, eco_json_validate_used},
#endif
#ifdef ECO_WITH_INVENTORY
    {ECO_JSON_STOCK_COMMANDS, eco_json_validate_stock_commands},
    {ECO_JSON_STOCK_RESULTS, eco_json_validate_stock_results},
    {ECO_JSON_STOCK_QUERY, eco_json_validate_stock_query},
    {ECO_JSON_ROUTE, eco_json_validate_route},
#endif
#ifdef ECO_WITH_USAGE
    {ECO_JSON_USAGE_COMMANDS, eco_json_validate_usage_commands},
    {ECO_JSON_USAGE_RESULTS, eco_json_validate_usage_results},
    {ECO_JSON_USAGE_QUERY, eco_json_validate_usage_query},
#endif
#ifdef ECO_WITH_KPI
    {ECO_JSON_KPI_PLAN, eco_json_validate_kpi_plan},
#endif
};
enum { KINDS = sizeof eco_json_kinds / sizeof *eco_json_kinds };
const size_t eco_json_kinds_count = KINDS;

static eco_status schema_text(const eco_json_value **out, const eco_json_document *document, eco_error *error)
{
    const eco_json_reading reading = {.document = document, .error = error};
    eco_status status = eco_json_expect(&reading, document->values, ECO_JSON_OBJECT, "a document");
    if (status)
        return status;
    *out = eco_json_member(document->values, "schema");
    if (!*out)
        return eco_json_fail(document, document->values, error, ECO_E_INVALID, "a document needs 'schema', such as \"%s\"",
                             eco_json_kinds[0].schema);
    return eco_json_expect(&reading, *out, ECO_JSON_TEXT, "schema");
}

eco_status eco_json_schema_of(const char **schema, const eco_json_document *document, eco_error *error)
{
    const eco_json_value *value;
    char hint[400];
    eco_status status = schema_text(&value, document, error);
    if (status)
        return status;
    const char *known[KINDS];
    for (size_t i = 0; i < KINDS; i++) {
        known[i] = eco_json_kinds[i].schema;
        if (strcmp(value->text, known[i]) == 0) {
            *schema = known[i];
            return ECO_OK;
        }
    }
    return eco_json_fail(document, value, error, ECO_E_UNKNOWN_NAME, "schema %s is not known to this version (%s)%s",
                         ECO_QUOTE(value->text), ECO_VERSION, eco_json_hint(hint, sizeof hint, value->text, known, KINDS));
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
