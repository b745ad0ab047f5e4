/* rulebook_digest.c - the content as bytes that depend on nothing but the content, and their hash. */
#include "pricing/pricing_internal.h"

#include <string.h>

#include "base/text.h"

/* 12.50 and 12.5 are one number. */
static void put_decimal(eco_buffer *bytes, int64_t coefficient, int32_t scale)
{
    eco_decimal normal = eco_decimal_normal((eco_decimal){coefficient, scale});
    eco_buffer_add_word(bytes, normal.coefficient);
    eco_buffer_add_word(bytes, normal.scale);
}

static void put_price_list(eco_buffer *bytes, const eco_price_list *list)
{
    eco_buffer_add_sized(bytes, list->id);
    eco_buffer_add_word(bytes, list->is_override);
    eco_buffer_add_sized(bytes, list->when);
    eco_buffer_add_word(bytes, list->starts_us);
    eco_buffer_add_word(bytes, list->ends_us);
    eco_buffer_add_word(bytes, list->priority);
    eco_buffer_add_sized(bytes, list->currency);
    put_decimal(bytes, list->rate.coefficient, list->rate.scale);
    eco_buffer_add_word(bytes, (int64_t)list->entries_count);
    for (size_t i = 0; i < list->entries_count; i++) {
        eco_buffer_add_sized(bytes, list->entries[i].sku);
        put_decimal(bytes, list->entries[i].unit_minor, list->entries[i].unit_scale);
        eco_buffer_add_word(bytes, list->entries[i].from_quantity);
    }
}

static void put_tier(eco_buffer *bytes, const eco_tier *tier)
{
    eco_buffer_add_word(bytes, tier->from_minor);
    eco_buffer_add_word(bytes, tier->from_quantity);
    eco_buffer_add_word(bytes, tier->off_minor);
    eco_buffer_add_word(bytes, tier->off_each_minor);
    put_decimal(bytes, tier->off_percent.coefficient, tier->off_percent.scale);
    eco_buffer_add_word(bytes, tier->price_each_minor);
    eco_buffer_add_word(bytes, tier->price_set_minor);
    eco_buffer_add_word(bytes, tier->is_free);
    eco_buffer_add_sized(bytes, tier->gift_sku);
    eco_buffer_add_word(bytes, tier->gift_quantity);
}

static void put_selection(eco_buffer *bytes, const eco_promotion *promotion)
{
    eco_buffer_add_word(bytes, promotion->buy_quantity);
    eco_buffer_add_sized(bytes, promotion->buy);
    eco_buffer_add_word(bytes, promotion->get_quantity);
    eco_buffer_add_word(bytes, promotion->group_quantity);
    eco_buffer_add_word(bytes, promotion->nth);
    eco_buffer_add_word(bytes, promotion->dealt);
    eco_buffer_add_word(bytes, promotion->pick);
    eco_buffer_add_word(bytes, promotion->max_quantity);
    eco_buffer_add_word(bytes, promotion->max_line_quantity);
}

static void put_promotion(eco_buffer *bytes, const eco_promotion *promotion)
{
    eco_buffer_add_sized(bytes, promotion->id);
    eco_buffer_add_sized(bytes, promotion->label);
    eco_buffer_add_word(bytes, promotion->stage);
    eco_buffer_add_word(bytes, promotion->priority);
    eco_buffer_add_word(bytes, promotion->starts_us);
    eco_buffer_add_word(bytes, promotion->ends_us);
    eco_buffer_add_sized(bytes, promotion->coupon);
    eco_buffer_add_sized(bytes, promotion->when);
    eco_buffer_add_sized(bytes, promotion->on);
    eco_buffer_add_word(bytes, promotion->basis);
    eco_buffer_add_word(bytes, promotion->percent_basis);
    eco_buffer_add_word(bytes, promotion->repeats);
    eco_buffer_add_word(bytes, promotion->bands);
    put_selection(bytes, promotion);
    eco_buffer_add_word(bytes, promotion->max_off_minor);
    eco_buffer_add_word(bytes, promotion->exclusive);
    eco_buffer_add_sized(bytes, promotion->exclusion_group);
    eco_buffer_add_word(bytes, promotion->stands_alone);
    eco_buffer_add_word(bytes, (int64_t)promotion->tiers_count);
    for (size_t i = 0; i < promotion->tiers_count; i++)
        put_tier(bytes, &promotion->tiers[i]);
}

static void put_shipping(eco_buffer *bytes, const eco_shipping *shipping)
{
    eco_buffer_add_sized(bytes, shipping->id);
    eco_buffer_add_sized(bytes, shipping->method);
    eco_buffer_add_sized(bytes, shipping->when);
    eco_buffer_add_word(bytes, shipping->from_minor);
    eco_buffer_add_word(bytes, shipping->price_minor);
    eco_buffer_add_word(bytes, shipping->priority);
    eco_buffer_add_word(bytes, (int64_t)shipping->steps_count);
    for (size_t i = 0; i < shipping->steps_count; i++) {
        const eco_shipping_step *step = &shipping->steps[i];
        eco_buffer_add_word(bytes, step->from_minor);
        eco_buffer_add_word(bytes, step->from_quantity);
        eco_buffer_add_word(bytes, step->from_weight_g);
        eco_buffer_add_word(bytes, step->from_volume_cm3);
        eco_buffer_add_word(bytes, step->price_minor);
        eco_buffer_add_word(bytes, step->more_each);
        eco_buffer_add_word(bytes, step->more_minor);
    }
}

static void put_charges(eco_buffer *bytes, const eco_rulebook_content *content)
{
    eco_buffer_add_word(bytes, (int64_t)content->taxes_count);
    for (size_t i = 0; i < content->taxes_count; i++) {
        eco_buffer_add_sized(bytes, content->taxes[i]->id);
        eco_buffer_add_sized(bytes, content->taxes[i]->on);
        put_decimal(bytes, content->taxes[i]->percent.coefficient, content->taxes[i]->percent.scale);
        eco_buffer_add_word(bytes, content->taxes[i]->compound);
    }
    eco_buffer_add_word(bytes, (int64_t)content->shipping_count);
    for (size_t i = 0; i < content->shipping_count; i++)
        put_shipping(bytes, content->shipping[i]);
}

static void put_floors(eco_buffer *bytes, const eco_rulebook_content *content)
{
    eco_buffer_add_word(bytes, (int64_t)content->floors_count);
    for (size_t i = 0; i < content->floors_count; i++) {
        const eco_floor *floor = content->floors[i];
        eco_buffer_add_sized(bytes, floor->id);
        eco_buffer_add_sized(bytes, floor->on);
        eco_buffer_add_word(bytes, floor->unit_minor);
        put_decimal(bytes, floor->margin_percent.coefficient, floor->margin_percent.scale);
        eco_buffer_add_word(bytes, floor->margin_minor);
        eco_buffer_add_word(bytes, floor->at_cost);
        eco_buffer_add_word(bytes, floor->mode);
    }
}

static void put_sets(eco_buffer *bytes, const eco_rulebook_content *content)
{
    eco_buffer_add_word(bytes, (int64_t)content->sets_count);
    for (size_t i = 0; i < content->sets_count; i++) {
        eco_buffer_add_sized(bytes, content->sets[i].name);
        eco_buffer_add_word(bytes, (int64_t)content->sets[i].members_count);
        for (size_t j = 0; j < content->sets[i].members_count; j++)
            eco_buffer_add_sized(bytes, content->sets[i].members[j]);
    }
}

static bool is_limited(const eco_promotion *promotion)
{
    return promotion->campaign || promotion->limit || promotion->limit_per_customer || promotion->limit_per_code;
}

/* Last, and only where there is something: so a rulebook without limits has the digest that it had before there were any. */
static void put_limits(eco_buffer *bytes, const eco_rulebook_content *content)
{
    int64_t limited = 0;
    for (size_t i = 0; i < content->promotions_count; i++)
        limited += is_limited(content->promotions[i]);
    if (!limited && !content->campaigns_count)
        return;
    eco_buffer_add_word(bytes, limited);
    for (size_t i = 0; i < content->promotions_count; i++) {
        const eco_promotion *promotion = content->promotions[i];
        if (!is_limited(promotion))
            continue;
        eco_buffer_add_word(bytes, (int64_t)i);
        eco_buffer_add_sized(bytes, promotion->campaign);
        eco_buffer_add_word(bytes, promotion->limit);
        eco_buffer_add_word(bytes, promotion->limit_per_customer);
        eco_buffer_add_word(bytes, promotion->limit_per_code);
    }
    eco_buffer_add_word(bytes, (int64_t)content->campaigns_count);
    for (size_t i = 0; i < content->campaigns_count; i++) {
        const eco_campaign *campaign = content->campaigns[i];
        eco_buffer_add_sized(bytes, campaign->id);
        eco_buffer_add_word(bytes, campaign->budget_minor);
        eco_buffer_add_word(bytes, campaign->budget_uses);
        eco_buffer_add_word(bytes, campaign->clip);
        eco_buffer_add_word(bytes, campaign->starts_us);
        eco_buffer_add_word(bytes, campaign->ends_us);
    }
}

eco_status eco_rulebook_digest(eco_id *out, const eco_rulebook_content *content, const eco_allocator *allocator, eco_error *error)
{
    eco_buffer bytes;
    eco_buffer_begin(&bytes, allocator);
    eco_buffer_add_sized(&bytes, "ecomops.rulebook/1");
    eco_buffer_add_sized(&bytes, content->currency);
    eco_buffer_add_sized(&bytes, content->zone);
    eco_buffer_add_word(&bytes, content->rounding);
    eco_buffer_add_word(&bytes, content->stacking);
    eco_buffer_add_word(&bytes, content->tax_mode);
    eco_buffer_add_word(&bytes, content->tax_round_at);
    eco_buffer_add_word(&bytes, content->cash_step_minor);
    eco_buffer_add_word(&bytes, (int64_t)content->price_lists_count);
    for (size_t i = 0; i < content->price_lists_count; i++)
        put_price_list(&bytes, content->price_lists[i]);
    eco_buffer_add_word(&bytes, (int64_t)content->promotions_count);
    for (size_t i = 0; i < content->promotions_count; i++)
        put_promotion(&bytes, content->promotions[i]);
    put_charges(&bytes, content);
    put_floors(&bytes, content);
    put_sets(&bytes, content);
    put_limits(&bytes, content);
    eco_status status = eco_buffer_finish(&bytes, error);
    if (!status)
        *out = eco_hash_128(bytes.bytes, bytes.size);
    eco_buffer_end(&bytes);
    return status;
}
