/* price.c - a cart document in (and one of what was used before), a quote document out. */
#include "json/documents.h"

#include "base/error.h"

/* What is read from the two documents lives in the arena. */
typedef struct pricing {
    const eco_rulebook *rulebook;
    const eco_currency *currency;
    const eco_json_document *document, *used; /* used NULL: nothing was */
    eco_arena arena;
} pricing;

static eco_status price_documents(const eco_quote **out, pricing *work, eco_price_options *options, const char *why,
                                  eco_error *error)
{
    eco_cart cart;
    eco_used_list used = {NULL, 0};
    eco_status status = ECO_OK;
    if (work->used)
        status = eco_json_used_of(&used, work->used, work->currency, &work->arena, false, error);
    if (!status)
        status = eco_json_cart_of(&cart, work->document, work->currency, &work->arena, false, error);
    if (status)
        return status;
    options->used = used.used;
    options->used_count = used.used_count;
    status = why ? eco_quote_why(out, work->rulebook, &cart, why, options, error)
                 : eco_price(out, work->rulebook, &cart, options, error);
    if (status)
        eco_json_place_error(work->document, &eco_json_cart, error, status);
    return status;
}

static eco_status price(const eco_quote **out, const eco_rulebook *rulebook, const eco_json_document *document,
                        const eco_json_document *used, eco_explain explain, const eco_json_options *given, eco_error *error)
{
    eco_price_options options = {
        .struct_size = sizeof options, .explain = explain, .allocator = &document->allocator, .next_steps = given->next_steps};
    pricing work = {.rulebook = rulebook,
                    .currency = eco_currency_find(eco_rulebook_content_of(rulebook)->currency),
                    .document = document,
                    .used = used};
    eco_arena_begin(&work.arena, &document->allocator);
    eco_status status = price_documents(out, &work, &options, given->why, error);
    eco_arena_end(&work.arena);
    return status;
}

/* The cart's document is open. */
static eco_status price_cart(const eco_quote **out, const eco_rulebook *rulebook, const eco_json_document *document,
                             eco_explain explain, const eco_json_options *given, eco_error *error)
{
    eco_json_document used;
    if (!given->used)
        return price(out, rulebook, document, NULL, explain, given, error);
    eco_status status = eco_json_open(&used, given->used, given->used_size, given, error);
    if (status)
        return status;
    status = price(out, rulebook, document, &used, explain, given, error);
    eco_json_close(&used);
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
    status = price_cart(&priced, rulebook, &document, explain, &given, error);
    eco_json_close(&document);
    if (!status)
        status = eco_json_write_quote(priced, quote, error);
    eco_quote_free(priced);
    return status;
}
