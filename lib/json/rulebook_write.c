/* rulebook_write.c - a rulebook as its canonical document. */
#include "json/documents.h"

#include "base/error.h"
#include "pricing/pricing_internal.h"

#include <string.h>

static void write_sets(eco_json_writing *writing, const eco_rulebook_content *content)
{
    if (!content->sets_count)
        return;
    eco_json_write_key(writing, "sets");
    eco_json_write_open(writing, '{');
    for (size_t i = 0; i < content->sets_count; i++) {
        eco_json_write_key(writing, content->sets[i].name);
        eco_json_write_texts(writing, content->sets[i].members, content->sets[i].members_count);
    }
    eco_json_write_close(writing, '}');
}

/* `elements` is an array of pointers, each to a struct that the object describes. */
static void write_list(eco_json_writing *writing, const char *name, const eco_json_object *object, const void *elements,
                       size_t count)
{
    if (!count)
        return;
    eco_json_write_key(writing, name);
    eco_json_write_open(writing, '[');
    for (size_t i = 0; i < count; i++) {
        const void *element;
        memcpy(&element, (const char *)elements + i * sizeof element, sizeof element);
        eco_json_write_element(writing);
        eco_json_write_object(writing, object, element);
    }
    eco_json_write_close(writing, ']');
}

/* A currency that is the rulebook's was not given. */
static void write_price_lists(eco_json_writing *writing, const eco_rulebook_content *content)
{
    if (!content->price_lists_count)
        return;
    eco_json_write_key(writing, "price_lists");
    eco_json_write_open(writing, '[');
    for (size_t i = 0; i < content->price_lists_count; i++) {
        eco_price_list list = *content->price_lists[i];
        if (list.currency && strcmp(list.currency, content->currency) == 0)
            list.currency = NULL;
        eco_json_write_element(writing);
        eco_json_write_object(writing, &eco_json_price_list, &list);
    }
    eco_json_write_close(writing, ']');
}

/* A label that is the id was not given. */
static void write_promotions(eco_json_writing *writing, const eco_rulebook_content *content)
{
    if (!content->promotions_count)
        return;
    eco_json_write_key(writing, "promotions");
    eco_json_write_open(writing, '[');
    for (size_t i = 0; i < content->promotions_count; i++) {
        eco_promotion promotion = *content->promotions[i];
        if (strcmp(promotion.label, promotion.id) == 0)
            promotion.label = NULL;
        eco_json_write_element(writing);
        eco_json_write_object(writing, &eco_json_promotion, &promotion);
    }
    eco_json_write_close(writing, ']');
}

eco_status eco_json_write_rulebook(const eco_rulebook *rulebook, eco_writer writer, eco_error *error)
{
    const eco_rulebook_content *content = eco_rulebook_content_of(rulebook);
    const eco_rulebook_options options = {
        .struct_size = sizeof options,
        .currency = content->currency,
        .zone = content->zone,
        .rounding = content->rounding,
        .stacking = content->stacking,
        .tax_mode = content->tax_mode,
        .tax_round_at = content->tax_round_at,
        .cash_step_minor = content->cash_step_minor,
    };
    eco_json_writing writing;
    eco_json_write_begin(&writing, &rulebook->allocator, writer, content->currency);
    eco_json_write_open(&writing, '{');
    eco_json_write_key(&writing, "schema");
    eco_json_write_text(&writing, ECO_JSON_RULEBOOK);
    eco_json_write_members(&writing, &eco_json_rulebook, &options);
    write_sets(&writing, content);
    write_price_lists(&writing, content);
    write_promotions(&writing, content);
    write_list(&writing, "taxes", &eco_json_tax, content->taxes, content->taxes_count);
    write_list(&writing, "shipping", &eco_json_shipping, content->shipping, content->shipping_count);
    write_list(&writing, "floors", &eco_json_floor, content->floors, content->floors_count);
    write_list(&writing, "campaigns", &eco_json_campaign, content->campaigns, content->campaigns_count);
    eco_json_write_close(&writing, '}');
    return eco_json_write_end(&writing, error);
}
