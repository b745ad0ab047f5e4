/* rulebook_builder.c - begin and add: each thing is checked and copied into the rulebook's arena; the first mistake is remembered for build. */
#include "pricing/rulebook_builder.h"

#include <string.h>

static eco_status mistake(eco_rulebook_builder *builder)
{
    return builder ? builder->mistake.status : ECO_E_MEMORY;
}

static eco_status no_memory(eco_rulebook_builder *builder)
{
    return eco_fail_memory(&builder->mistake);
}

static const char *copy_text(eco_rulebook_builder *builder, const char *text, bool *failed)
{
    const char *copy = eco_arena_text(&builder->rulebook->arena, text);
    *failed = *failed || (text && !copy);
    return copy;
}

eco_rulebook_builder *eco_rulebook_begin(const eco_rulebook_options *options)
{
    eco_rulebook_options given;
    eco_error error = {0};
    eco_status status = ECO_TAKE(&given, options, eco_rulebook_options, &error);
    eco_arena arena;
    eco_arena_begin(&arena, status ? NULL : given.allocator);
    eco_rulebook_builder *builder = eco_arena_take(&arena, sizeof *builder);
    eco_rulebook *rulebook = builder ? eco_arena_take(&arena, sizeof *rulebook) : NULL;
    if (!rulebook) {
        eco_arena_end(&arena);
        return NULL;
    }
    builder->rulebook = rulebook;
    rulebook->arena = arena;
    rulebook->allocator = arena.allocator;
    atomic_init(&rulebook->owners, 1);
    eco_words_begin(&rulebook->words, &rulebook->allocator);
    eco_map_begin(&rulebook->set_names, &rulebook->allocator);
    eco_map_begin(&rulebook->listed_skus, &rulebook->allocator);
    eco_map_begin(&rulebook->targets, &rulebook->allocator);
    eco_map_begin(&rulebook->exclusions, &rulebook->allocator);
    if (!given.zone)
        given.zone = "UTC";
    if (status || eco_options_check(&given, &error)) {
        builder->mistake = error;
        return builder;
    }
    bool failed = false;
    rulebook->rounding = given.rounding;
    rulebook->currency = eco_currency_find(given.currency);
    rulebook->content = (eco_rulebook_content){
        .currency = rulebook->currency->code,
        .zone = copy_text(builder, given.zone, &failed),
        .rounding = given.rounding,
        .stacking = given.stacking,
        .tax_mode = given.tax_mode,
        .tax_round_at = given.tax_round_at,
        .cash_step_minor = given.cash_step_minor,
    };
    if (failed)
        no_memory(builder);
    return builder;
}

void eco_rulebook_builder_free(eco_rulebook_builder *builder)
{
    if (!builder)
        return;
    eco_rulebook *rulebook = builder->rulebook;
    eco_builder_end_lists(builder);
    eco_rulebook_free(rulebook); /* its arena holds the builder, too */
}

void eco_builder_end_lists(eco_rulebook_builder *builder)
{
    eco_builder_list *lists[] = {&builder->price_lists, &builder->promotions, &builder->taxes, &builder->shipping,
                                 &builder->floors,      &builder->campaigns,  &builder->sets};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        eco_release(&builder->rulebook->allocator, lists[i]->items, lists[i]->capacity * sizeof *lists[i]->items);
        *lists[i] = (eco_builder_list){0};
    }
}

static eco_status add(eco_rulebook_builder *builder, eco_builder_list *list, const void *item)
{
    if (!item || !eco_grow(&builder->rulebook->allocator, &list->items, &list->capacity, list->count + 1, sizeof *list->items))
        return no_memory(builder);
    list->items[list->count++] = item;
    return ECO_OK;
}

/* Names the place of a mistake: by the id, if that is good, else by the number of the thing. */
static eco_status remember(eco_rulebook_builder *builder, const char *kind, const char *id, const eco_builder_list *list,
                           eco_error *error)
{
    eco_error ignored;
    if (id && !eco_text_check(id, true, NULL, &ignored))
        eco_fail_under(error, error->status, "/%s/%s", kind, id);
    else
        eco_fail_under(error, error->status, "/%s/%zu", kind, list->count);
    builder->mistake = *error;
    return error->status;
}

static int compare_entries(const void *a, const void *b, const void *context)
{
    const eco_price_entry *left = a, *right = b;
    (void)context;
    int order = strcmp(left->sku, right->sku);
    return order ? order : (left->from_quantity > right->from_quantity) - (left->from_quantity < right->from_quantity);
}

static eco_status copy_sorted(eco_rulebook_builder *builder, eco_price_entry *copies, const void *const *order,
                              const eco_price_list *list, eco_error *error)
{
    bool failed = false;
    for (size_t i = 0; i < list->entries_count; i++) {
        copies[i] = *(const eco_price_entry *)order[i];
        if (i > 0 && compare_entries(&copies[i], &copies[i - 1], NULL) == 0) {
            eco_fail(error, ECO_E_EXISTS, NULL, "sku %s has a price from %lld units already", ECO_QUOTE(copies[i].sku),
                     (long long)copies[i].from_quantity);
            return eco_fail_under(error, ECO_E_EXISTS, "/entries/%zu",
                                  (size_t)((const eco_price_entry *)order[i] - list->entries));
        }
        bool same_sku = i > 0 && strcmp(copies[i].sku, copies[i - 1].sku) == 0;
        copies[i].sku = same_sku ? copies[i - 1].sku : copy_text(builder, copies[i].sku, &failed);
        if (failed)
            return eco_fail_memory(error);
    }
    return ECO_OK;
}

/* Entries in the order of SKU and from_quantity; the same one twice is refused. */
static eco_status copy_entries(eco_rulebook_builder *builder, eco_price_list *list, eco_error *error)
{
    size_t count = list->entries_count;
    const eco_allocator *allocator = &builder->rulebook->allocator;
    eco_price_entry *copies = eco_arena_take_array(&builder->rulebook->arena, count, sizeof *copies);
    const void **order = eco_allocate(allocator, 2 * count * sizeof *order); /* less than the entries, so it does not overflow */
    eco_status status = copies && order ? ECO_OK : eco_fail_memory(error);
    if (!status) {
        for (size_t i = 0; i < count; i++)
            order[i] = &list->entries[i];
        eco_sort(order, order + count, count, compare_entries, NULL);
        status = copy_sorted(builder, copies, order, list, error);
        list->entries = copies;
    }
    eco_release(allocator, order, 2 * count * sizeof *order);
    return status;
}

eco_status eco_rulebook_add_price_list(eco_rulebook_builder *builder, const eco_price_list *list)
{
    eco_price_list given;
    eco_error error = {0};
    if (mistake(builder))
        return mistake(builder);
    bool failed = false;
    if (ECO_TAKE(&given, list, eco_price_list, &error) || eco_price_list_check(&given, &error) ||
        copy_entries(builder, &given, &error))
        return remember(builder, "price_lists", given.id, &builder->price_lists, &error);
    given.struct_size = sizeof given;
    given.id = copy_text(builder, given.id, &failed);
    given.when = copy_text(builder, given.when, &failed);
    given.currency = given.currency ? eco_currency_find(given.currency)->code : builder->rulebook->content.currency;
    return add(builder, &builder->price_lists, failed ? NULL : eco_arena_copy(&builder->rulebook->arena, &given, sizeof given));
}

/* Tiers rise; few, so by insertion. */
static void sort_tiers(eco_tier *tiers, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        eco_tier tier = tiers[i];
        size_t at = i;
        for (; at > 0 && tiers[at - 1].from_minor + tiers[at - 1].from_quantity > tier.from_minor + tier.from_quantity; at--)
            tiers[at] = tiers[at - 1];
        tiers[at] = tier;
    }
}

eco_status eco_rulebook_add_promotion(eco_rulebook_builder *builder, const eco_promotion *promotion)
{
    eco_promotion given;
    eco_error error = {0};
    if (mistake(builder))
        return mistake(builder);
    if (ECO_TAKE(&given, promotion, eco_promotion, &error) || eco_promotion_check(&given, &error))
        return remember(builder, "promotions", given.id, &builder->promotions, &error);
    eco_arena *arena = &builder->rulebook->arena;
    bool failed = false;
    given.struct_size = sizeof given;
    given.id = copy_text(builder, given.id, &failed);
    given.label = given.label ? copy_text(builder, given.label, &failed) : given.id;
    given.coupon = copy_text(builder, given.coupon, &failed);
    given.when = copy_text(builder, given.when, &failed);
    given.on = copy_text(builder, given.on, &failed);
    given.buy = copy_text(builder, given.buy, &failed);
    given.exclusion_group = copy_text(builder, given.exclusion_group, &failed);
    given.campaign = copy_text(builder, given.campaign, &failed);
    eco_tier *tiers = eco_arena_take_array(arena, given.tiers_count, sizeof *tiers);
    if (!tiers || failed)
        return no_memory(builder);
    memcpy(tiers, given.tiers, given.tiers_count * sizeof *tiers);
    for (size_t i = 0; i < given.tiers_count; i++) {
        tiers[i].gift_sku = copy_text(builder, tiers[i].gift_sku, &failed);
        if (tiers[i].gift_sku && !tiers[i].gift_quantity)
            tiers[i].gift_quantity = 1;
    }
    if (failed)
        return no_memory(builder);
    sort_tiers(tiers, given.tiers_count);
    given.tiers = tiers;
    return add(builder, &builder->promotions, eco_arena_copy(arena, &given, sizeof given));
}

eco_status eco_rulebook_add_tax(eco_rulebook_builder *builder, const eco_tax *tax)
{
    eco_tax given;
    eco_error error = {0};
    if (mistake(builder))
        return mistake(builder);
    if (ECO_TAKE(&given, tax, eco_tax, &error) || eco_tax_check(&given, &error))
        return remember(builder, "taxes", given.id, &builder->taxes, &error);
    bool failed = false;
    given.struct_size = sizeof given;
    given.id = copy_text(builder, given.id, &failed);
    given.on = copy_text(builder, given.on, &failed);
    return add(builder, &builder->taxes, failed ? NULL : eco_arena_copy(&builder->rulebook->arena, &given, sizeof given));
}

/* Steps rise. */
static const eco_shipping_step *copy_steps(eco_rulebook_builder *builder, const eco_shipping *shipping, bool *failed)
{
    size_t count = shipping->steps_count;
    eco_shipping_step *steps = eco_arena_take_array(&builder->rulebook->arena, count, sizeof *steps);
    *failed = *failed || !steps;
    for (size_t i = 0; steps && i < count; i++) {
        size_t at = i;
        for (; at > 0 && eco_step_from(&steps[at - 1]) > eco_step_from(&shipping->steps[i]); at--)
            steps[at] = steps[at - 1];
        steps[at] = shipping->steps[i];
    }
    return count ? steps : NULL;
}

eco_status eco_rulebook_add_shipping(eco_rulebook_builder *builder, const eco_shipping *shipping)
{
    eco_shipping given;
    eco_error error = {0};
    if (mistake(builder))
        return mistake(builder);
    if (ECO_TAKE(&given, shipping, eco_shipping, &error) || eco_shipping_check(&given, &error))
        return remember(builder, "shipping", given.id, &builder->shipping, &error);
    bool failed = false;
    given.struct_size = sizeof given;
    given.id = copy_text(builder, given.id, &failed);
    given.method = copy_text(builder, given.method, &failed);
    given.when = copy_text(builder, given.when, &failed);
    given.steps = copy_steps(builder, &given, &failed);
    return add(builder, &builder->shipping, failed ? NULL : eco_arena_copy(&builder->rulebook->arena, &given, sizeof given));
}

eco_status eco_rulebook_add_floor(eco_rulebook_builder *builder, const eco_floor *floor)
{
    eco_floor given;
    eco_error error = {0};
    if (mistake(builder))
        return mistake(builder);
    if (ECO_TAKE(&given, floor, eco_floor, &error) || eco_floor_check(&given, &error))
        return remember(builder, "floors", given.id, &builder->floors, &error);
    bool failed = false;
    given.struct_size = sizeof given;
    given.id = copy_text(builder, given.id, &failed);
    given.on = copy_text(builder, given.on, &failed);
    return add(builder, &builder->floors, failed ? NULL : eco_arena_copy(&builder->rulebook->arena, &given, sizeof given));
}

eco_status eco_rulebook_add_campaign(eco_rulebook_builder *builder, const eco_campaign *campaign)
{
    eco_campaign given;
    eco_error error = {0};
    if (mistake(builder))
        return mistake(builder);
    if (ECO_TAKE(&given, campaign, eco_campaign, &error) || eco_campaign_check(&given, &error))
        return remember(builder, "campaigns", given.id, &builder->campaigns, &error);
    bool failed = false;
    given.struct_size = sizeof given;
    given.id = copy_text(builder, given.id, &failed);
    return add(builder, &builder->campaigns, failed ? NULL : eco_arena_copy(&builder->rulebook->arena, &given, sizeof given));
}

static eco_status check_set(const char *name, const char *const *members, size_t count, eco_error *error)
{
    if (eco_text_check(name, true, "/name", error))
        return ECO_E_INVALID;
    if (name[0] == '@')
        return eco_fail(error, ECO_E_INVALID, "/name", "the name of a set is written without the @");
    if (!members && count)
        return eco_fail(error, ECO_E_INVALID, "/members", "members is NULL, count %zu", count);
    for (size_t i = 0; i < count; i++)
        if (eco_text_check(members[i], true, NULL, error))
            return eco_fail_under(error, ECO_E_INVALID, "/members/%zu", i);
    return ECO_OK;
}

static int compare_texts(const void *a, const void *b, const void *context)
{
    (void)context;
    return strcmp(a, b);
}

/* Members sorted, each once. */
static const char *const *copy_members(eco_rulebook_builder *builder, const char *const *members, size_t *count)
{
    bool failed = false;
    const char **copies = eco_arena_take_array(&builder->rulebook->arena, 2 * *count, sizeof *copies);
    if (!copies)
        return NULL;
    for (size_t i = 0; i < *count; i++)
        copies[i] = copy_text(builder, members[i], &failed);
    if (failed)
        return NULL;
    eco_sort((const void **)copies, (const void **)copies + *count, *count, compare_texts, NULL);
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++)
        if (kept == 0 || strcmp(copies[kept - 1], copies[i]) != 0)
            copies[kept++] = copies[i];
    *count = kept;
    return copies;
}

eco_status eco_rulebook_add_set(eco_rulebook_builder *builder, const char *name, const char *const *members, size_t count)
{
    eco_error error = {0};
    if (mistake(builder))
        return mistake(builder);
    if (check_set(name, members, count, &error))
        return remember(builder, "sets", name, &builder->sets, &error);
    bool failed = false;
    eco_rulebook_set set = {.name = copy_text(builder, name, &failed), .members_count = count};
    set.members = copy_members(builder, members, &set.members_count);
    return add(builder, &builder->sets,
               failed || !set.members ? NULL : eco_arena_copy(&builder->rulebook->arena, &set, sizeof set));
}
