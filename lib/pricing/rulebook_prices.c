/* rulebook_prices.c - the prices of all lists by SKU, in the rulebook's currency, in the order in which they are looked at. */
#include "pricing/rulebook_builder.h"

#include <string.h>

/* By SKU; overrides first; then the better list; of one list the higher from_quantity. */
static int compare_listed(const void *a, const void *b, const void *context)
{
    const eco_listed *left = a, *right = b;
    const eco_rulebook_content *content = context;
    int order = strcmp(left->entry->sku, right->entry->sku);
    if (order)
        return order;
    const eco_price_list *left_list = content->price_lists[left->list], *right_list = content->price_lists[right->list];
    if (left_list->is_override != right_list->is_override)
        return left_list->is_override ? -1 : 1;
    if (left_list->priority != right_list->priority)
        return left_list->priority > right_list->priority ? -1 : 1;
    if (left->list != right->list)
        return left->list < right->list ? -1 : 1; /* lists stand by id */
    return left->entry->from_quantity > right->entry->from_quantity ? -1 : 1;
}

/* A list of another currency holds by its rate, else it does not. */
static bool is_foreign(const eco_rulebook *rulebook, const eco_price_list *list)
{
    return list->currency && strcmp(list->currency, rulebook->content.currency) != 0;
}

/* A list's entries with their prices in the rulebook's currency, each rounded once to a minor unit. */
static const eco_price_entry *convert(eco_rulebook *rulebook, const eco_price_list *list, eco_error *error)
{
    eco_price_entry *entries = eco_arena_take_array(&rulebook->arena, list->entries_count, sizeof *entries);
    if (!entries) {
        eco_fail_memory(error);
        return NULL;
    }
    eco_decimal rate = eco_decimal_normal(list->rate);
    int32_t theirs = eco_currency_find(list->currency)->exponent, ours = rulebook->currency->exponent;
    for (size_t i = 0; i < list->entries_count; i++) {
        entries[i] = list->entries[i];
        eco_wide up = (eco_wide)entries[i].unit_minor * rate.coefficient, down = eco_power10[rate.scale];
        bool fits = !__builtin_mul_overflow(up, (eco_wide)eco_power10[ours], &up) && up < (eco_wide)1 << 125;
        down *= (eco_wide)eco_power10[theirs] * eco_power10[entries[i].unit_scale]; /* at most 10^(18 + 4 + 6) */
        if (!fits || !eco_narrow(&entries[i].unit_minor, eco_divide(up, down, rulebook->rounding)) || !entries[i].unit_minor) {
            eco_fail(error, ECO_E_OVERFLOW, "/unit_minor", "the price of sku %s by the rate %s comes to nothing, or does not fit",
                     ECO_QUOTE(entries[i].sku), eco_decimal_text((char[ECO_DECIMAL_TEXT]){0}, list->rate));
            eco_fail_under(error, ECO_E_OVERFLOW, "/price_lists/%s/entries/%zu", list->id, i);
            return NULL;
        }
        entries[i].unit_scale = 0;
    }
    return entries;
}

static eco_status check_rates(const eco_rulebook *rulebook, eco_error *error)
{
    for (size_t i = 0; i < rulebook->content.price_lists_count; i++) {
        const eco_price_list *list = rulebook->content.price_lists[i];
        if (!list->rate.coefficient || is_foreign(rulebook, list))
            continue;
        eco_fail(error, ECO_E_INVALID, NULL, "a rate for %s, which is the rulebook's own currency", list->currency);
        return eco_fail_under(error, ECO_E_INVALID, "/price_lists/%s/rate", list->id);
    }
    return ECO_OK;
}

static eco_status fill_listed(eco_rulebook *rulebook, const void **order, eco_listed *unsorted, eco_error *error)
{
    const eco_rulebook_content *content = &rulebook->content;
    size_t count = 0;
    for (size_t i = 0; i < content->price_lists_count; i++) {
        const eco_price_list *list = content->price_lists[i];
        const eco_price_entry *entries = list->entries;
        if (is_foreign(rulebook, list) && !list->rate.coefficient)
            continue;
        if (is_foreign(rulebook, list) && !(entries = convert(rulebook, list, error)))
            return error->status;
        for (size_t j = 0; j < list->entries_count; j++, count++) {
            unsorted[count] = (eco_listed){(int32_t)i, &entries[j]};
            order[count] = &unsorted[count];
        }
    }
    eco_sort(order, order + count, count, compare_listed, content);
    for (size_t i = 0; i < count; i++) {
        rulebook->listed[i] = *(const eco_listed *)order[i];
        bool added;
        int64_t first = (int64_t)i;
        const char *sku = rulebook->listed[i].entry->sku;
        if (!eco_map_add(&rulebook->listed_skus, sku, strlen(sku), &first, &added))
            return eco_fail_memory(error);
    }
    rulebook->listed_count = count;
    return ECO_OK;
}

eco_status eco_rulebook_build_prices(eco_rulebook *rulebook, eco_error *error)
{
    const eco_rulebook_content *content = &rulebook->content;
    size_t count = 0;
    if (check_rates(rulebook, error))
        return error->status;
    rulebook->list_when = eco_arena_take_array(&rulebook->arena, content->price_lists_count, sizeof *rulebook->list_when);
    if (!rulebook->list_when)
        return eco_fail_memory(error);
    for (size_t i = 0; i < content->price_lists_count; i++) {
        const eco_price_list *list = content->price_lists[i];
        count += list->entries_count;
        if (eco_condition_compile(&rulebook->list_when[i], NULL, rulebook, list->when, ECO_CONDITION_WHEN_UNPRICED, error))
            return eco_fail_under(error, error->status, "/price_lists/%s/when", list->id);
    }
    /* The entries exist, so twice the pointers and once the entries again cannot overflow a size. */
    size_t room = count * (2 * sizeof(void *) + sizeof(eco_listed));
    void *scratch = eco_allocate(&rulebook->allocator, room);
    rulebook->listed = eco_arena_take_array(&rulebook->arena, count, sizeof *rulebook->listed);
    eco_status status = scratch && rulebook->listed ? ECO_OK : eco_fail_memory(error);
    if (!status)
        status = fill_listed(rulebook, scratch, (eco_listed *)((const void **)scratch + 2 * count), error);
    eco_release(&rulebook->allocator, scratch, room);
    return status;
}
