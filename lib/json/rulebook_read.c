/* rulebook_read.c - a rulebook document into a rulebook. */
#include "json/documents.h"

#include "base/error.h"

typedef struct rulebook_reading {
    eco_json_reading reading;
    eco_arena arena; /* of one element at a time */
    eco_rulebook_builder *builder;
} rulebook_reading;

typedef eco_status add_function(eco_rulebook_builder *builder, const void *element);

static eco_status add_price_list(eco_rulebook_builder *builder, const void *element)
{
    return eco_rulebook_add_price_list(builder, element);
}

static eco_status add_promotion(eco_rulebook_builder *builder, const void *element)
{
    return eco_rulebook_add_promotion(builder, element);
}

static eco_status add_tax(eco_rulebook_builder *builder, const void *element)
{
    return eco_rulebook_add_tax(builder, element);
}

static eco_status add_shipping(eco_rulebook_builder *builder, const void *element)
{
    return eco_rulebook_add_shipping(builder, element);
}

static eco_status add_floor(eco_rulebook_builder *builder, const void *element)
{
    return eco_rulebook_add_floor(builder, element);
}

static eco_status add_campaign(eco_rulebook_builder *builder, const void *element)
{
    return eco_rulebook_add_campaign(builder, element);
}

typedef union any_element {
    eco_price_list price_list;
    eco_promotion promotion;
    eco_tax tax;
    eco_shipping shipping;
    eco_floor floor;
    eco_campaign campaign;
} any_element;

/* *mistake: the builder has one, so that there is no use in reading on. */
static eco_status read_list(rulebook_reading *codec, const char *name, const eco_json_object *object, add_function *add,
                            bool *mistake)
{
    const eco_json_value *list;
    eco_status status = eco_json_find_list(&list, &codec->reading, name);
    if (!list || status)
        return status;
    for (const eco_json_value *value = eco_json_first(list); value && !status && !*mistake; value = eco_json_next(list, value)) {
        any_element element;
        eco_arena_reset(&codec->arena);
        status = eco_json_read_object(&codec->reading, value, object, &element);
        *mistake = !status && add(codec->builder, &element);
    }
    return status;
}

static eco_status read_sets(rulebook_reading *codec, bool *mistake)
{
    const eco_json_value *sets = eco_json_member(codec->reading.document->values, "sets");
    eco_status status = sets ? eco_json_expect(&codec->reading, sets, ECO_JSON_OBJECT, "sets") : ECO_OK;
    if (!sets || status)
        return status;
    for (const eco_json_value *set = eco_json_first(sets); set && !status && !*mistake; set = eco_json_next(sets, set)) {
        const char *const *members;
        size_t count;
        eco_arena_reset(&codec->arena);
        status = eco_json_expect(&codec->reading, set, ECO_JSON_LIST, "a set");
        if (!status)
            status = eco_json_read_texts(&codec->reading, set, &members, &count);
        *mistake = !status && eco_rulebook_add_set(codec->builder, set->key, members, count);
    }
    return status;
}

static eco_status read_lists(rulebook_reading *codec)
{
    bool mistake = false;
    eco_status status = read_sets(codec, &mistake);
    if (!status)
        status = read_list(codec, "price_lists", &eco_json_price_list, add_price_list, &mistake);
    if (!status)
        status = read_list(codec, "promotions", &eco_json_promotion, add_promotion, &mistake);
    if (!status)
        status = read_list(codec, "taxes", &eco_json_tax, add_tax, &mistake);
    if (!status)
        status = read_list(codec, "shipping", &eco_json_shipping, add_shipping, &mistake);
    if (!status)
        status = read_list(codec, "floors", &eco_json_floor, add_floor, &mistake);
    if (!status)
        status = read_list(codec, "campaigns", &eco_json_campaign, add_campaign, &mistake);
    return status;
}

static eco_status read_options(eco_rulebook_options *out, rulebook_reading *codec)
{
    const eco_json_document *document = codec->reading.document;
    eco_error *error = codec->reading.error;
    eco_status status = eco_json_expect_schema(document, ECO_JSON_RULEBOOK, error);
    if (!status)
        status = eco_json_read_object(&codec->reading, document->values, &eco_json_rulebook, out);
    if (status)
        return status;
    out->allocator = &document->allocator;
    codec->reading.currency = eco_currency_find(out->currency); /* of the lists' amounts, too */
    return ECO_OK;
}

eco_status eco_json_rulebook_of(eco_rulebook **out, const eco_json_document *document, eco_error *error)
{
    eco_rulebook_options options;
    rulebook_reading codec = {.reading = {.document = document, .arena = &codec.arena, .error = error}};
    eco_arena_begin(&codec.arena, &document->allocator);
    eco_status status = read_options(&options, &codec);
    if (!status) {
        codec.builder = eco_rulebook_begin(&options);
        status = read_lists(&codec);
        if (status)
            eco_rulebook_builder_free(codec.builder);
        else if ((status = eco_rulebook_build(out, codec.builder, error)))
            eco_json_place_error(document, &eco_json_rulebook, error, status);
    }
    eco_arena_end(&codec.arena);
    return status;
}

eco_status eco_json_read_rulebook(eco_rulebook **out, const char *text, size_t size, const eco_json_options *options,
                                  eco_error *error)
{
    eco_json_document document;
    *out = NULL;
    eco_status status = eco_json_open(&document, text, size, options, error);
    if (status)
        return status;
    status = eco_json_rulebook_of(out, &document, error);
    eco_json_close(&document);
    return status;
}

eco_status eco_json_validate_rulebook(const eco_json_document *document, eco_error *error)
{
    eco_rulebook *rulebook;
    eco_status status = eco_json_rulebook_of(&rulebook, document, error);
    if (!status)
        eco_rulebook_free(rulebook);
    return status;
}
