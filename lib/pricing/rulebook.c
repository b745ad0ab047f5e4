/* rulebook.c - build: sorts what was added, refuses what does not fit together, compiles the expressions, and makes the frozen rulebook. */
#include "pricing/index.h"
#include "pricing/rulebook_builder.h"
#include "pricing/tax.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/zone.h"

/* ---- order and names ---- */

static const char *id_of_price_list(const void *item)
{
    return ((const eco_price_list *)item)->id;
}

static const char *id_of_promotion(const void *item)
{
    return ((const eco_promotion *)item)->id;
}

static const char *id_of_tax(const void *item)
{
    return ((const eco_tax *)item)->id;
}

static const char *id_of_shipping(const void *item)
{
    return ((const eco_shipping *)item)->id;
}

static const char *id_of_floor(const void *item)
{
    return ((const eco_floor *)item)->id;
}

static const char *id_of_campaign(const void *item)
{
    return ((const eco_campaign *)item)->id;
}

static const char *name_of_set(const void *item)
{
    return ((const eco_rulebook_set *)item)->name;
}

typedef struct id_kind { /* a kind of thing, for sorting and messages */
    const char *(*id)(const void *item);
    const char *kind, *field;
} id_kind;
static const id_kind price_lists = {id_of_price_list, "price_lists", "id"}, promotions = {id_of_promotion, "promotions", "id"},
                     taxes = {id_of_tax, "taxes", "id"}, shipping = {id_of_shipping, "shipping", "id"},
                     floors = {id_of_floor, "floors", "id"}, campaigns = {id_of_campaign, "campaigns", "id"},
                     sets = {name_of_set, "sets", "name"};

static int compare_ids(const void *a, const void *b, const void *context)
{
    const id_kind *named = context;
    return strcmp(named->id(a), named->id(b));
}

static eco_status refuse_twice(const id_kind *named, const char *id, const char *other, eco_error *error)
{
    char path[sizeof error->path];
    snprintf(path, sizeof path, "/%s/%s/%s", named->kind, id, named->field);
    path[eco_utf8_whole(path, strlen(path))] = '\0';
    return eco_fail(error, ECO_E_EXISTS, path, "%s is the %s of %s, too", ECO_QUOTE(id), named->field, other);
}

/* The list by id, in the arena; an id that comes twice is refused. */
static eco_status settle(void *out, eco_rulebook *rulebook, eco_builder_list *list, const id_kind *named, eco_error *error)
{
    const void **items = eco_arena_take_array(&rulebook->arena, list->count, sizeof *items);
    const void **spare = eco_allocate(&rulebook->allocator, list->count * sizeof *spare);
    eco_status status = items && spare ? ECO_OK : eco_fail_memory(error);
    if (!status && list->count) {
        memcpy(items, list->items, list->count * sizeof *items);
        eco_sort(items, spare, list->count, compare_ids, named);
    }
    for (size_t i = 1; !status && i < list->count; i++)
        if (compare_ids(items[i - 1], items[i], named) == 0)
            status = refuse_twice(named, named->id(items[i]), "another one", error);
    eco_release(&rulebook->allocator, spare, list->count * sizeof *spare);
    memcpy(out, &items, sizeof items);
    return status;
}

static eco_status settle_content(eco_rulebook *rulebook, eco_rulebook_builder *builder, eco_error *error)
{
    eco_rulebook_content *content = &rulebook->content;
    const void **set_items = NULL;
    if (settle(&content->price_lists, rulebook, &builder->price_lists, &price_lists, error) ||
        settle(&content->promotions, rulebook, &builder->promotions, &promotions, error) ||
        settle(&content->taxes, rulebook, &builder->taxes, &taxes, error) ||
        settle(&content->shipping, rulebook, &builder->shipping, &shipping, error) ||
        settle(&content->floors, rulebook, &builder->floors, &floors, error) ||
        settle(&content->campaigns, rulebook, &builder->campaigns, &campaigns, error) ||
        settle(&set_items, rulebook, &builder->sets, &sets, error))
        return error->status;
    content->price_lists_count = builder->price_lists.count;
    content->promotions_count = builder->promotions.count;
    content->taxes_count = builder->taxes.count;
    content->shipping_count = builder->shipping.count;
    content->floors_count = builder->floors.count;
    content->campaigns_count = builder->campaigns.count;
    eco_rulebook_set *content_sets = eco_arena_take_array(&rulebook->arena, builder->sets.count, sizeof *content_sets);
    if (!content_sets)
        return eco_fail_memory(error);
    for (size_t i = 0; i < builder->sets.count; i++)
        content_sets[i] = *(const eco_rulebook_set *)set_items[i];
    content->sets = content_sets;
    content->sets_count = builder->sets.count;

    /* Price lists and promotions share one name space: both are sorted, so walk them together. */
    for (size_t i = 0, j = 0; i < content->price_lists_count && j < content->promotions_count;) {
        int order = strcmp(content->price_lists[i]->id, content->promotions[j]->id);
        if (order == 0)
            return refuse_twice(&promotions, content->promotions[j]->id, "a price list", error);
        order < 0 ? i++ : j++;
    }
    return ECO_OK;
}

/* ---- sets ---- */

static eco_status build_sets(eco_rulebook *rulebook, eco_error *error)
{
    const eco_rulebook_content *content = &rulebook->content;
    bool added;
    rulebook->sets = eco_arena_take_array(&rulebook->arena, content->sets_count, sizeof *rulebook->sets);
    if (!rulebook->sets)
        return eco_fail_memory(error);
    for (size_t i = 0; i < content->sets_count; i++)
        eco_map_begin(&rulebook->sets[i], &rulebook->allocator);
    for (size_t i = 0; i < content->sets_count; i++) {
        const eco_rulebook_set *set = &content->sets[i];
        int64_t index = (int64_t)i;
        if (!eco_map_add(&rulebook->set_names, set->name, strlen(set->name), &index, &added))
            return eco_fail_memory(error);
        for (size_t j = 0; j < set->members_count; j++)
            if (!eco_map_add(&rulebook->sets[i], set->members[j], strlen(set->members[j]), &index, &added))
                return eco_fail_memory(error);
    }
    return ECO_OK;
}

/* ---- promotions ---- */

static eco_status build_coupon(eco_rule *rule, eco_rulebook *rulebook, eco_error *error)
{
    const char *coupon = rule->promotion->coupon;
    if (!coupon || coupon[0] != '@')
        return ECO_OK;
    int64_t set = eco_map_get(&rulebook->set_names, coupon + 1, strlen(coupon + 1), -1);
    if (set < 0)
        return eco_fail(error, ECO_E_UNKNOWN_NAME, "/coupon", "there is no set %s", ECO_QUOTE(coupon));
    rule->codes = &rulebook->sets[set];
    return ECO_OK;
}

/* Rules with the same `on` share their target, unless what it looks at may change between them. */
static eco_status build_target(eco_rule *rule, eco_rulebook *rulebook, eco_error *error)
{
    bool changes, added;
    int64_t target = (int64_t)rulebook->targets.count;
    rule->target = -1;
    if (eco_condition_compile(&rule->on, &changes, rulebook, rule->promotion->on, ECO_CONDITION_ON, error))
        return eco_fail_under(error, error->status, "/on");
    if (!rule->on || changes)
        return ECO_OK;
    const char *text = eco_compiled_text(rule->on);
    if (!eco_map_add(&rulebook->targets, text, strlen(text), &target, &added))
        return eco_fail_memory(error);
    rule->target = (int32_t)target;
    return ECO_OK;
}

static eco_status build_exclusion(eco_rule *rule, eco_rulebook *rulebook, eco_error *error)
{
    const char *group = rule->promotion->exclusion_group;
    bool added;
    int64_t exclusion = (int64_t)rulebook->exclusions.count;
    rule->exclusion = -1;
    if (!group)
        return ECO_OK;
    if (!eco_map_add(&rulebook->exclusions, group, strlen(group), &exclusion, &added))
        return eco_fail_memory(error);
    rule->exclusion = (int32_t)exclusion;
    return ECO_OK;
}

static eco_status build_campaign(eco_rule *rule, const eco_rulebook *rulebook, eco_error *error)
{
    const eco_promotion *promotion = rule->promotion;
    rule->campaign = promotion->campaign ? eco_rulebook_find_campaign(rulebook, promotion->campaign) : -1;
    if (promotion->campaign && rule->campaign < 0)
        return eco_fail(error, ECO_E_UNKNOWN_NAME, "/campaign", "there is no campaign %s", ECO_QUOTE(promotion->campaign));
    rule->limited = promotion->campaign || promotion->limit || promotion->limit_per_customer || promotion->limit_per_code;
    return ECO_OK;
}

/* What is bought, where that is not the target itself. */
static eco_status build_buy(eco_rule *rule, eco_rulebook *rulebook, eco_error *error)
{
    if (eco_condition_compile(&rule->buy, NULL, rulebook, rule->promotion->buy, ECO_CONDITION_ON, error))
        return eco_fail_under(error, error->status, "/buy");
    if (rule->buy && rule->on && strcmp(eco_compiled_text(rule->buy), eco_compiled_text(rule->on)) == 0)
        rule->buy = NULL;
    return ECO_OK;
}

static eco_status build_rule(eco_rule *rule, eco_rulebook *rulebook, size_t index, eco_error *error)
{
    const eco_promotion *promotion = rulebook->content.promotions[index];
    *rule = (eco_rule){.promotion = promotion, .index = (int32_t)index};
    const eco_benefit **benefits = eco_arena_take_array(&rulebook->arena, promotion->tiers_count, sizeof *benefits);
    if (!benefits)
        return eco_fail_memory(error);
    for (size_t i = 0; i < promotion->tiers_count; i++) {
        const eco_tier *tier = &promotion->tiers[i];
        (void)eco_benefit_of(&benefits[i], tier, error); /* add has checked it */
        rule->from = tier->from_minor ? ECO_FROM_MINOR : tier->from_quantity ? ECO_FROM_QUANTITY : rule->from;
    }
    rule->benefits = benefits;
    rule->selection = eco_selection_of(promotion);
    rule->selects = rule->selection || promotion->max_quantity || promotion->max_line_quantity;
    if (build_coupon(rule, rulebook, error) || build_exclusion(rule, rulebook, error) || build_campaign(rule, rulebook, error))
        return error->status;
    if (eco_condition_compile(&rule->when, NULL, rulebook, promotion->when, ECO_CONDITION_WHEN, error))
        return eco_fail_under(error, error->status, "/when");
    return build_target(rule, rulebook, error) ? error->status : build_buy(rule, rulebook, error);
}

/* The order of work; rules come in by id and the sort is stable. */
static int compare_work(const void *a, const void *b, const void *context)
{
    const eco_promotion *left = ((const eco_rule *)a)->promotion, *right = ((const eco_rule *)b)->promotion;
    (void)context;
    if (left->stage != right->stage)
        return left->stage < right->stage ? -1 : 1;
    return (left->priority < right->priority) - (left->priority > right->priority);
}

static eco_status build_rules(eco_rulebook *rulebook, eco_error *error)
{
    size_t count = rulebook->content.promotions_count;
    eco_arena *arena = &rulebook->arena;
    eco_rule *by_id = eco_arena_take_array(arena, count, sizeof *by_id);
    const void **order = eco_arena_take_array(arena, 2 * count, sizeof *order);
    rulebook->rules = eco_arena_take_array(arena, count, sizeof *rulebook->rules);
    rulebook->rule_of = eco_arena_take_array(arena, count, sizeof *rulebook->rule_of);
    if (!by_id || !order || !rulebook->rules || !rulebook->rule_of)
        return eco_fail_memory(error);
    for (size_t i = 0; i < count; i++) {
        if (build_rule(&by_id[i], rulebook, i, error))
            return eco_fail_under(error, error->status, "/promotions/%s", by_id[i].promotion->id);
        order[i] = &by_id[i];
    }
    eco_sort(order, order + count, count, compare_work, NULL);
    for (size_t i = 0; i < count; i++) {
        rulebook->rules[i] = *(const eco_rule *)order[i];
        rulebook->rule_of[rulebook->rules[i].index] = (int32_t)i;
    }
    return ECO_OK;
}

/* ---- tax and shipping ---- */

static eco_status build_percents(eco_rulebook *rulebook, eco_error *error)
{
    const eco_rulebook_content *content = &rulebook->content;
    for (size_t i = 0; i < content->taxes_count; i++)
        rulebook->has_compound_tax = rulebook->has_compound_tax || content->taxes[i]->compound;
    for (size_t i = 0; i < content->taxes_count && rulebook->has_compound_tax; i++) {
        eco_decimal percent = eco_decimal_normal(content->taxes[i]->percent);
        if (percent.scale <= ECO_TAX_SCALE_COMPOUND && eco_decimal_compare(percent, (eco_decimal){ECO_TAX_MOST_COMPOUND, 0}) <= 0)
            continue;
        eco_fail(error, ECO_E_INVALID, NULL, "%s: in a rulebook with compound taxes a percent is at most %d, with %d decimals",
                 eco_decimal_text((char[ECO_DECIMAL_TEXT]){0}, percent), ECO_TAX_MOST_COMPOUND, ECO_TAX_SCALE_COMPOUND);
        return eco_fail_under(error, ECO_E_INVALID, "/taxes/%s/percent", content->taxes[i]->id);
    }
    for (size_t i = 0; i < content->taxes_count; i++) {
        rulebook->tax_normal[i] = eco_decimal_normal(content->taxes[i]->percent);
        rulebook->tax_units[i] = eco_tax_units(content->taxes[i], eco_tax_scale(rulebook));
    }
    return ECO_OK;
}

static eco_status build_floors(eco_rulebook *rulebook, eco_error *error)
{
    const eco_rulebook_content *content = &rulebook->content;
    rulebook->floor_on = eco_arena_take_array(&rulebook->arena, content->floors_count, sizeof *rulebook->floor_on);
    if (!rulebook->floor_on)
        return eco_fail_memory(error);
    for (size_t i = 0; i < content->floors_count; i++)
        if (eco_condition_compile(&rulebook->floor_on[i], NULL, rulebook, content->floors[i]->on, ECO_CONDITION_ON, error))
            return eco_fail_under(error, error->status, "/floors/%s/on", content->floors[i]->id);
    return ECO_OK;
}

static eco_status build_charges(eco_rulebook *rulebook, eco_error *error)
{
    const eco_rulebook_content *content = &rulebook->content;
    rulebook->tax_on = eco_arena_take_array(&rulebook->arena, content->taxes_count, sizeof *rulebook->tax_on);
    rulebook->shipping_when = eco_arena_take_array(&rulebook->arena, content->shipping_count, sizeof *rulebook->shipping_when);
    rulebook->tax_normal = eco_arena_take_array(&rulebook->arena, content->taxes_count, sizeof *rulebook->tax_normal);
    rulebook->tax_units = eco_arena_take_array(&rulebook->arena, content->taxes_count, sizeof *rulebook->tax_units);
    if (!rulebook->tax_on || !rulebook->shipping_when || !rulebook->tax_normal || !rulebook->tax_units)
        return eco_fail_memory(error);
    for (size_t i = 0; i < content->taxes_count; i++) {
        if (eco_condition_compile(&rulebook->tax_on[i], NULL, rulebook, content->taxes[i]->on, ECO_CONDITION_ON, error))
            return eco_fail_under(error, error->status, "/taxes/%s/on", content->taxes[i]->id);
    }
    for (size_t i = 0; i < content->shipping_count; i++) {
        for (size_t j = 0; j < content->shipping[i]->steps_count; j++)
            if (content->shipping[i]->steps[j].from_weight_g || content->shipping[i]->steps[j].from_volume_cm3)
                rulebook->has_measures = true;
        if (eco_condition_compile(&rulebook->shipping_when[i], NULL, rulebook, content->shipping[i]->when, ECO_CONDITION_WHEN,
                                  error))
            return eco_fail_under(error, error->status, "/shipping/%s/when", content->shipping[i]->id);
    }
    return build_percents(rulebook, error) ? error->status : build_floors(rulebook, error);
}

/* ---- the whole ---- */

static eco_status build(eco_rulebook *rulebook, eco_rulebook_builder *builder, eco_error *error)
{
    if (builder->mistake.status) {
        *error = builder->mistake;
        return error->status;
    }
    eco_rulebook_content *content = &rulebook->content;
    if (eco_zone_open_with(&rulebook->zone, content->zone, &rulebook->allocator, error))
        return eco_fail_under(error, error->status, "/zone");
    if (settle_content(rulebook, builder, error) || build_sets(rulebook, error) || eco_rulebook_build_prices(rulebook, error) ||
        build_rules(rulebook, error) || build_charges(rulebook, error))
        return error->status;
    if (eco_index_build(&rulebook->index, rulebook, error))
        return error->status;
    return eco_rulebook_digest(&content->digest, content, &rulebook->allocator, error);
}

eco_status eco_rulebook_build(eco_rulebook **out, eco_rulebook_builder *builder, eco_error *error)
{
    *out = NULL;
    if (!builder)
        return eco_fail_memory(error);
    eco_error own = {0};
    eco_rulebook *rulebook = builder->rulebook;
    eco_status status = build(rulebook, builder, &own);
    eco_builder_end_lists(builder);
    if (status) {
        eco_rulebook_free(rulebook);
        if (error)
            *error = own;
        return status;
    }
    *out = rulebook;
    return ECO_OK;
}

eco_rulebook *eco_rulebook_retain(eco_rulebook *rulebook)
{
    if (rulebook)
        atomic_fetch_add_explicit(&rulebook->owners, 1, memory_order_relaxed);
    return rulebook;
}

void eco_rulebook_free(eco_rulebook *rulebook)
{
    if (!rulebook || atomic_fetch_sub_explicit(&rulebook->owners, 1, memory_order_acq_rel) != 1)
        return;
    for (size_t i = 0; rulebook->sets && i < rulebook->content.sets_count; i++)
        eco_map_end(&rulebook->sets[i]);
    eco_map_end(&rulebook->set_names);
    eco_map_end(&rulebook->listed_skus);
    eco_map_end(&rulebook->targets);
    eco_map_end(&rulebook->exclusions);
    eco_words_end(&rulebook->words);
    eco_zone_free(rulebook->zone);
    eco_arena arena = rulebook->arena; /* holds the rulebook itself */
    eco_arena_end(&arena);
}

const eco_rulebook_content *eco_rulebook_content_of(const eco_rulebook *rulebook)
{
    return &rulebook->content;
}

/* Promotions and campaigns stand by id. */
const eco_rule *eco_rulebook_find_rule(const eco_rulebook *rulebook, const char *id)
{
    size_t low = 0, high = rulebook->content.promotions_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(rulebook->content.promotions[middle]->id, id);
        if (order == 0)
            return &rulebook->rules[rulebook->rule_of[middle]];
        order < 0 ? (low = middle + 1) : (high = middle);
    }
    return NULL;
}

int32_t eco_rulebook_find_campaign(const eco_rulebook *rulebook, const char *id)
{
    size_t low = 0, high = rulebook->content.campaigns_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(rulebook->content.campaigns[middle]->id, id);
        if (order == 0)
            return (int32_t)middle;
        order < 0 ? (low = middle + 1) : (high = middle);
    }
    return -1;
}
