/* used.c - "ecomops.used/1": how much of limits and budgets has been used before a cart. */
#include "json/documents.h"

#include "base/error.h"
#include "pricing/limit.h"
#include "pricing/quote_internal.h"

static const eco_json_field used_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_used, "promotion", promotion, .required = true, .other = "campaign"),
    ECO_JSON_FIELD(TEXT, eco_used, "campaign", campaign, .other = "promotion"),
    ECO_JSON_FIELD(TEXT, eco_used, "customer", customer, .other = "code"),
    ECO_JSON_FIELD(TEXT, eco_used, "code", code, .other = "customer"),
    ECO_JSON_FIELD(WHOLE, eco_used, "uses", uses, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(MONEY, eco_used, "spent", spent_minor, .least = ECO_JSON_NOT_NEGATIVE),
};
static const eco_json_object used_object = ECO_JSON_OBJECT_OF("a count", used_fields, eco_used, false);

static const eco_json_field list_fields[] = {
    ECO_JSON_OTHER("schema", "schema", .required = true),
    ECO_JSON_MANY(OBJECTS, eco_used_list, "used", used, .element = &used_object, .required = true),
};
const eco_json_object eco_json_used = ECO_JSON_OBJECT_OF("a list of what was used", list_fields, eco_used_list, false);

eco_status eco_json_used_of(eco_used_list *out, const eco_json_document *document, const eco_currency *currency, eco_arena *arena,
                            bool copies, eco_error *error)
{
    const eco_json_reading reading = {
        .document = document, .arena = arena, .currency = currency, .copies = copies, .error = error};
    eco_status status = eco_json_expect_schema(document, ECO_JSON_USED, error);
    if (!status)
        status = eco_json_read_object(&reading, document->values, &eco_json_used, out);
    if (!status && (status = eco_used_check(out->used, out->used_count, error)))
        eco_json_place_error(document, &eco_json_used, error, status);
    return status;
}

static eco_status read_list(const eco_used_list **out, const eco_json_document *document, const eco_currency *currency,
                            eco_error *error)
{
    eco_arena *arena;
    eco_used_list *list = eco_used_begin(&document->allocator, &arena);
    eco_status status = list ? eco_json_used_of(list, document, currency, arena, true, error) : eco_fail_memory(error);
    if (status)
        eco_used_free(list);
    else
        *out = list;
    return status;
}

eco_status eco_json_read_used(const eco_used_list **out, const char *text, size_t size, const char *currency,
                              const eco_json_options *options, eco_error *error)
{
    eco_json_document document;
    const eco_currency *known = eco_currency_find(currency);
    *out = NULL;
    if (!known)
        return eco_fail(error, ECO_E_CURRENCY, "/currency", "%s is not an ISO 4217 currency",
                        currency ? ECO_QUOTE(currency) : "NULL");
    eco_status status = eco_json_open(&document, text, size, options, error);
    if (status)
        return status;
    status = read_list(out, &document, known, error);
    eco_json_close(&document);
    return status;
}

eco_status eco_json_write_used(const eco_used *used, size_t count, const char *currency, eco_writer writer,
                               const eco_json_options *options, eco_error *error)
{
    eco_json_options given;
    eco_json_writing writing;
    if (!eco_currency_find(currency))
        return eco_fail(error, ECO_E_CURRENCY, "/currency", "%s is not an ISO 4217 currency",
                        currency ? ECO_QUOTE(currency) : "NULL");
    eco_status status = eco_json_take_options(&given, options, error);
    if (!status)
        status = eco_used_check(used, count, error);
    if (status)
        return status;
    eco_json_write_begin(&writing, given.allocator, writer, currency);
    eco_json_write_open(&writing, '{');
    eco_json_write_key(&writing, "schema");
    eco_json_write_text(&writing, ECO_JSON_USED);
    eco_json_write_key(&writing, "used");
    eco_json_write_objects(&writing, &used_object, used, count);
    eco_json_write_close(&writing, '}');
    return eco_json_write_end(&writing, error);
}

eco_status eco_json_validate_used(const eco_json_document *document, eco_error *error)
{
    eco_arena arena;
    eco_used_list list;
    eco_arena_begin(&arena, &document->allocator);
    eco_status status = eco_json_used_of(&list, document, NULL, &arena, false, error);
    eco_arena_end(&arena);
    return status;
}
