/* cart_read.c - a cart document into the input struct. */
#include "json/documents.h"

#include "base/error.h"
#include "pricing/pricing_internal.h"

#include <string.h>

typedef struct cart_body { /* the cart's first field is what the caller sees */
    eco_cart cart;
    eco_arena arena; /* holds this struct, too */
} cart_body;

eco_status eco_json_cart_of(eco_cart *out, const eco_json_document *document, const eco_currency *currency, eco_arena *arena,
                            bool copies, eco_error *error)
{
    const eco_json_reading reading = {
        .document = document, .arena = arena, .currency = currency, .copies = copies, .error = error};
    eco_status status = eco_json_expect_schema(document, ECO_JSON_CART, error);
    return status ? status : eco_json_read_object(&reading, document->values, &eco_json_cart, out);
}

static eco_status read_cart(const eco_cart **out, const eco_json_document *document, const eco_currency *currency,
                            eco_error *error)
{
    eco_arena arena;
    eco_arena_begin(&arena, &document->allocator);
    cart_body *body = eco_arena_take(&arena, sizeof *body);
    eco_status status = body ? eco_json_cart_of(&body->cart, document, currency, &arena, true, error) : eco_fail_memory(error);
    if (status) {
        eco_arena_end(&arena);
        return status;
    }
    body->arena = arena;
    *out = &body->cart;
    return ECO_OK;
}

eco_status eco_json_read_cart(const eco_cart **out, const char *text, size_t size, const char *currency,
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
    status = read_cart(out, &document, known, error);
    eco_json_close(&document);
    return status;
}

void eco_json_cart_free(const eco_cart *cart)
{
    if (!cart)
        return;
    eco_arena arena = ((const cart_body *)cart)->arena; /* the arena frees the struct that it stands in */
    eco_arena_end(&arena);
}

eco_status eco_json_validate_cart(const eco_json_document *document, eco_error *error)
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
