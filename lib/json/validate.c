/* validate.c - is this document right? Answered by reading it whole, as whoever uses it would. */
#include "json/documents.h"

#include "pricing/pricing_internal.h"

#include <string.h>

static eco_status check_rulebook(const eco_json_document *document, eco_error *error)
{
    eco_rulebook *rulebook;
    eco_status status = eco_json_rulebook_of(&rulebook, document, error);
    if (!status)
        eco_rulebook_free(rulebook);
    return status;
}

static eco_status check_cart(const eco_json_document *document, eco_error *error)
{
    eco_arena arena;
    eco_cart cart;
    eco_arena_begin(&arena, &document->allocator);
    eco_status status = eco_json_cart_of(&cart, document, NULL, &arena, false, error);
    if (!status && (status = eco_cart_check(&cart, &arena.allocator, error)))
        eco_json_place_error(document, &eco_json_cart, error, status);
    eco_arena_end(&arena);
    return status;
}

static eco_status check_quote(const eco_json_document *document, eco_error *error)
{
    const eco_quote *quote;
    eco_status status = eco_json_quote_of(&quote, document, error);
    if (!status)
        eco_quote_free(quote);
    return status;
}

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
    if (!status && strcmp(found, ECO_JSON_RULEBOOK) == 0)
        status = check_rulebook(&document, error);
    else if (!status && strcmp(found, ECO_JSON_CART) == 0)
        status = check_cart(&document, error);
    else if (!status)
        status = check_quote(&document, error);
    eco_json_close(&document);
    if (!status)
        *schema = found;
    return status;
}
