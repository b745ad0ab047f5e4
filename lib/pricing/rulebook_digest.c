/* rulebook_digest.c - the content as bytes that depend on nothing but the content, and their hash. */
#include "pricing/pricing_internal.h"

#include <string.h>

#include "base/text.h"

/* Eight bytes, least first, on any machine. */
static void put_number(eco_buffer *bytes, int64_t value)
{
    char low_first[8];
    for (int i = 0; i < 8; i++)
        low_first[i] = (char)((uint64_t)value >> (8 * i) & 0xFF);
    eco_buffer_add(bytes, low_first, sizeof low_first);
}

static void put_text(eco_buffer *bytes, const char *text)
{
    put_number(bytes, text ? (int64_t)strlen(text) : -1);
    if (text)
        eco_buffer_add_text(bytes, text);
}

/* 12.50 and 12.5 are one number. */
static void put_decimal(eco_buffer *bytes, int64_t coefficient, int32_t scale)
{
    eco_decimal normal = eco_decimal_normal((eco_decimal){coefficient, scale});
    put_number(bytes, normal.coefficient);
    put_number(bytes, normal.scale);
}

static void put_price_list(eco_buffer *bytes, const eco_price_list *list)
{
    put_text(bytes, list->id);
    put_number(bytes, list->is_override);
    put_text(bytes, list->when);
    put_number(bytes, list->starts_us);
    put_number(bytes, list->ends_us);
    put_number(bytes, list->priority);
    put_text(bytes, list->currency);
    put_decimal(bytes, list->rate.coefficient, list->rate.scale);
    put_number(bytes, (int64_t)list->entries_count);
    for (size_t i = 0; i < list->entries_count; i++) {
        put_text(bytes, list->entries[i].sku);
        put_decimal(bytes, list->entries[i].unit_minor, list->entries[i].unit_scale);
        put_number(bytes, list->entries[i].from_quantity);
    }
}

static void put_tier(eco_buffer *bytes, const eco_tier *tier)
{
    put_number(bytes, tier->from_minor);
    put_number(bytes, tier->from_quantity);
    put_number(bytes, tier->off_minor);
    put_number(bytes, tier->off_each_minor);
    put_decimal(bytes, tier->off_percent.coefficient, tier->off_percent.scale);
    put_number(bytes, tier->price_each_minor);
    put_number(bytes, tier->price_set_minor);
    put_number(bytes, tier->is_free);
    put_text(bytes, tier->gift_sku);
    put_number(bytes, tier->gift_quantity);
}

static void put_selection(eco_buffer *bytes, const eco_promotion *promotion)
{
    put_number(bytes, promotion->buy_quantity);
    put_text(bytes, promotion->buy);
    put_number(bytes, promotion->get_quantity);
    put_number(bytes, promotion->group_quantity);
    put_number(bytes, promotion->nth);
    put_number(bytes, promotion->dealt);
    put_number(bytes, promotion->pick);
    put_number(bytes, promotion->max_quantity);
    put_number(bytes, promotion->max_line_quantity);
}

static void put_promotion(eco_buffer *bytes, const eco_promotion *promotion)
{
    put_text(bytes, promotion->id);
    put_text(bytes, promotion->label);
    put_number(bytes, promotion->stage);
    put_number(bytes, promotion->priority);
    put_number(bytes, promotion->starts_us);
    put_number(bytes, promotion->ends_us);
    put_text(bytes, promotion->coupon);
    put_text(bytes, promotion->when);
    put_text(bytes, promotion->on);
    put_number(bytes, promotion->basis);
    put_number(bytes, promotion->percent_basis);
    put_number(bytes, promotion->repeats);
    put_number(bytes, promotion->bands);
    put_selection(bytes, promotion);
    put_number(bytes, promotion->max_off_minor);
    put_number(bytes, promotion->exclusive);
    put_text(bytes, promotion->exclusion_group);
    put_number(bytes, promotion->stands_alone);
    put_number(bytes, (int64_t)promotion->tiers_count);
    for (size_t i = 0; i < promotion->tiers_count; i++)
        put_tier(bytes, &promotion->tiers[i]);
}

static void put_shipping(eco_buffer *bytes, const eco_shipping *shipping)
{
    put_text(bytes, shipping->id);
    put_text(bytes, shipping->method);
    put_text(bytes, shipping->when);
    put_number(bytes, shipping->from_minor);
    put_number(bytes, shipping->price_minor);
    put_number(bytes, shipping->priority);
    put_number(bytes, (int64_t)shipping->steps_count);
    for (size_t i = 0; i < shipping->steps_count; i++) {
        const eco_shipping_step *step = &shipping->steps[i];
        put_number(bytes, step->from_minor);
        put_number(bytes, step->from_quantity);
        put_number(bytes, step->from_weight_g);
        put_number(bytes, step->from_volume_cm3);
        put_number(bytes, step->price_minor);
        put_number(bytes, step->more_each);
        put_number(bytes, step->more_minor);
    }
}

static void put_charges(eco_buffer *bytes, const eco_rulebook_content *content)
{
    put_number(bytes, (int64_t)content->taxes_count);
    for (size_t i = 0; i < content->taxes_count; i++) {
        put_text(bytes, content->taxes[i]->id);
        put_text(bytes, content->taxes[i]->on);
        put_decimal(bytes, content->taxes[i]->percent.coefficient, content->taxes[i]->percent.scale);
        put_number(bytes, content->taxes[i]->compound);
    }
    put_number(bytes, (int64_t)content->shipping_count);
    for (size_t i = 0; i < content->shipping_count; i++)
        put_shipping(bytes, content->shipping[i]);
}

static void put_floors(eco_buffer *bytes, const eco_rulebook_content *content)
{
    put_number(bytes, (int64_t)content->floors_count);
    for (size_t i = 0; i < content->floors_count; i++) {
        const eco_floor *floor = content->floors[i];
        put_text(bytes, floor->id);
        put_text(bytes, floor->on);
        put_number(bytes, floor->unit_minor);
        put_decimal(bytes, floor->margin_percent.coefficient, floor->margin_percent.scale);
        put_number(bytes, floor->margin_minor);
        put_number(bytes, floor->at_cost);
        put_number(bytes, floor->mode);
    }
}

static void put_sets(eco_buffer *bytes, const eco_rulebook_content *content)
{
    put_number(bytes, (int64_t)content->sets_count);
    for (size_t i = 0; i < content->sets_count; i++) {
        put_text(bytes, content->sets[i].name);
        put_number(bytes, (int64_t)content->sets[i].members_count);
        for (size_t j = 0; j < content->sets[i].members_count; j++)
            put_text(bytes, content->sets[i].members[j]);
    }
}

eco_status eco_rulebook_digest(eco_id *out, const eco_rulebook_content *content, const eco_allocator *allocator, eco_error *error)
{
    eco_buffer bytes;
    eco_buffer_begin(&bytes, allocator);
    put_text(&bytes, "ecomops.rulebook/1");
    put_text(&bytes, content->currency);
    put_text(&bytes, content->zone);
    put_number(&bytes, content->rounding);
    put_number(&bytes, content->stacking);
    put_number(&bytes, content->tax_mode);
    put_number(&bytes, content->tax_round_at);
    put_number(&bytes, content->cash_step_minor);
    put_number(&bytes, (int64_t)content->price_lists_count);
    for (size_t i = 0; i < content->price_lists_count; i++)
        put_price_list(&bytes, content->price_lists[i]);
    put_number(&bytes, (int64_t)content->promotions_count);
    for (size_t i = 0; i < content->promotions_count; i++)
        put_promotion(&bytes, content->promotions[i]);
    put_charges(&bytes, content);
    put_floors(&bytes, content);
    put_sets(&bytes, content);
    eco_status status = eco_buffer_finish(&bytes, error);
    if (!status)
        *out = eco_hash_128(bytes.bytes, bytes.size);
    eco_buffer_end(&bytes);
    return status;
}
