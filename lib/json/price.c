/* price.c - a cart document in, a quote document out. */
#include "json/documents.h"

#include "base/error.h"

static eco_status price(const eco_quote **out, const eco_rulebook *rulebook, const eco_json_document *document,
                        eco_explain explain, const eco_json_options *given, eco_error *error)
{
    const eco_price_options options = {
        .struct_size = sizeof options, .explain = explain, .allocator = &document->allocator, .next_steps = given->next_steps};
    eco_arena arena;
    eco_cart cart;
    eco_arena_begin(&arena, &document->allocator);
    const eco_currency *currency = eco_currency_find(eco_rulebook_content_of(rulebook)->currency);
    eco_status status = eco_json_cart_of(&cart, document, currency, &arena, false, error);
    if (!status) {
        status = given->why ? eco_quote_why(out, rulebook, &cart, given->why, &options, error)
                            : eco_price(out, rulebook, &cart, &options, error);
        if (status)
            eco_json_place_error(document, &eco_json_cart, error, status);
    }
    eco_arena_end(&arena);
    return status;
}

eco_status eco_json_price(const eco_rulebook *rulebook, const char *cart, size_t size, eco_explain explain, eco_writer quote,
                          const eco_json_options *options, eco_error *error)
{
    eco_json_document document;
    eco_json_options given;
    const eco_quote *priced = NULL;
    eco_status status = eco_json_take_options(&given, options, error);
    if (!status)
        status = eco_json_open(&document, cart, size, options, error);
    if (status)
        return status;
    status = price(&priced, rulebook, &document, explain, &given, error);
    eco_json_close(&document);
    if (!status)
        status = eco_json_write_quote(priced, quote, error);
    eco_quote_free(priced);
    return status;
}
