/* pricing_generate_dump.c - a rulebook and a cart as text, near enough to C that a case can be pasted into a test. */
#include "pricing_generate.h"

static void dump_attributes(FILE *out, const eco_attribute *attributes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        fprintf(out, " %s=%s", attributes[i].name, attributes[i].value);
}

static const char *text_of(const char *text)
{
    return text ? text : "-";
}

static void dump_tier(FILE *out, const eco_tier *tier)
{
    char percent[ECO_DECIMAL_TEXT];
    fprintf(out, "    from %lld minor, %lld units:", (long long)tier->from_minor, (long long)tier->from_quantity);
    if (tier->off_minor)
        fprintf(out, " off %lld", (long long)tier->off_minor);
    if (tier->off_percent.coefficient)
        fprintf(out, " off %s %%", eco_decimal_text(percent, tier->off_percent));
    if (tier->off_each_minor)
        fprintf(out, " off each %lld", (long long)tier->off_each_minor);
    if (tier->price_each_minor)
        fprintf(out, " each for %lld", (long long)tier->price_each_minor);
    if (tier->price_set_minor)
        fprintf(out, " all for %lld", (long long)tier->price_set_minor);
    if (tier->gift_sku)
        fprintf(out, " gift %lld %s", (long long)tier->gift_quantity, tier->gift_sku);
    fprintf(out, "%s\n", tier->is_free ? " free" : "");
}

static void dump_selection(FILE *out, const eco_promotion *promotion)
{
    fprintf(out, "    units: buy %lld get %lld of %s, groups of %lld, nth %lld%s, %s, at most %lld, %lld a line%s%s\n",
            (long long)promotion->buy_quantity, (long long)promotion->get_quantity, text_of(promotion->buy),
            (long long)promotion->group_quantity, (long long)promotion->nth, promotion->dealt ? " dealt" : "",
            eco_pick_name(promotion->pick), (long long)promotion->max_quantity, (long long)promotion->max_line_quantity,
            promotion->bands ? ", bands" : "", promotion->repeats ? ", repeats" : "");
}

static void dump_promotion(FILE *out, const eco_promotion *promotion)
{
    char from[ECO_TIME_TEXT], to[ECO_TIME_TEXT];
    fprintf(out, "  promotion %s: %s, priority %d, of %s, percents of %s%s%s, group %s, coupon %s, max_off %lld, from %s to %s\n",
            promotion->id, eco_stage_name(promotion->stage), (int)promotion->priority, eco_basis_name(promotion->basis),
            eco_basis_name(promotion->percent_basis), promotion->exclusive ? ", exclusive" : "",
            promotion->stands_alone ? ", stands alone" : "", text_of(promotion->exclusion_group), text_of(promotion->coupon),
            (long long)promotion->max_off_minor, eco_time_text(from, promotion->starts_us),
            eco_time_text(to, promotion->ends_us));
    fprintf(out, "    when %s\n    on %s\n", text_of(promotion->when), text_of(promotion->on));
    if (promotion->campaign || promotion->limit || promotion->limit_per_customer || promotion->limit_per_code)
        fprintf(out, "    campaign %s, limit %lld, %lld a customer, %lld a code\n", text_of(promotion->campaign),
                (long long)promotion->limit, (long long)promotion->limit_per_customer, (long long)promotion->limit_per_code);
    dump_selection(out, promotion);
    for (size_t i = 0; i < promotion->tiers_count; i++)
        dump_tier(out, &promotion->tiers[i]);
}

static void dump_lists(FILE *out, const scenario *given)
{
    char rate[ECO_DECIMAL_TEXT], from[ECO_TIME_TEXT], to[ECO_TIME_TEXT];
    for (int i = 0; i < given->lists_count; i++) {
        const eco_price_list *list = &given->lists[i];
        fprintf(out, "  %s %s: priority %d, in %s at %s, from %s to %s, when %s\n", list->is_override ? "override" : "sale",
                list->id, (int)list->priority, text_of(list->currency), eco_decimal_text(rate, list->rate),
                eco_time_text(from, list->starts_us), eco_time_text(to, list->ends_us), text_of(list->when));
        for (size_t e = 0; e < list->entries_count; e++)
            fprintf(out, "    %s %lldE-%d from %lld units\n", list->entries[e].sku, (long long)list->entries[e].unit_minor,
                    (int)list->entries[e].unit_scale, (long long)list->entries[e].from_quantity);
    }
}

static void dump_shipping(FILE *out, const eco_shipping *shipping)
{
    fprintf(out, "  shipping %s (%s): from %lld for %lld, priority %d, when %s\n", shipping->id, shipping->method,
            (long long)shipping->from_minor, (long long)shipping->price_minor, (int)shipping->priority, text_of(shipping->when));
    for (size_t i = 0; i < shipping->steps_count; i++) {
        const eco_shipping_step *step = &shipping->steps[i];
        fprintf(out, "    from %lld minor, %lld units, %lld g, %lld cm3: %lld, and %lld for each %lld more\n",
                (long long)step->from_minor, (long long)step->from_quantity, (long long)step->from_weight_g,
                (long long)step->from_volume_cm3, (long long)step->price_minor, (long long)step->more_minor,
                (long long)step->more_each);
    }
}

static void dump_rules(FILE *out, const scenario *given)
{
    char percent[ECO_DECIMAL_TEXT];
    fprintf(out, "rulebook: %s, %s, %s, %s, tax %s at %s, cash step %lld; @summer A B, @codes C1 C2\n", given->options.currency,
            text_of(given->options.zone), eco_rounding_name(given->options.rounding), eco_stacking_name(given->options.stacking),
            eco_tax_mode_name(given->options.tax_mode), eco_round_at_name(given->options.tax_round_at),
            (long long)given->options.cash_step_minor);
    dump_lists(out, given);
    for (int i = 0; i < given->promotions_count; i++)
        dump_promotion(out, &given->promotions[i]);
    for (int i = 0; i < given->taxes_count; i++)
        fprintf(out, "  tax %s %s %%%s: on %s\n", given->taxes[i].id, eco_decimal_text(percent, given->taxes[i].percent),
                given->taxes[i].compound ? " compound" : "", text_of(given->taxes[i].on));
    for (int i = 0; i < given->shipping_count; i++)
        dump_shipping(out, &given->shipping[i]);
    for (int i = 0; i < given->floors_count; i++)
        fprintf(out, "  floor %s %s: %lld, margin %s %%, %lld%s: on %s\n", given->floors[i].id,
                eco_floor_mode_name(given->floors[i].mode), (long long)given->floors[i].unit_minor,
                eco_decimal_text(percent, given->floors[i].margin_percent), (long long)given->floors[i].margin_minor,
                given->floors[i].at_cost ? ", at cost" : "", text_of(given->floors[i].on));
}

static void dump_limits(FILE *out, const scenario *given)
{
    char from[ECO_TIME_TEXT], to[ECO_TIME_TEXT];
    for (int i = 0; i < given->campaigns_count; i++)
        fprintf(out, "  campaign %s: %lld minor, %lld uses%s, from %s to %s\n", given->campaigns[i].id,
                (long long)given->campaigns[i].budget_minor, (long long)given->campaigns[i].budget_uses,
                given->campaigns[i].clip ? ", clips" : "", eco_time_text(from, given->campaigns[i].starts_us),
                eco_time_text(to, given->campaigns[i].ends_us));
    for (int i = 0; i < given->used_count; i++)
        fprintf(out, "  used: promotion %s, campaign %s, customer %s, code %s: %lld uses, %lld minor\n",
                text_of(given->used[i].promotion), text_of(given->used[i].campaign), text_of(given->used[i].customer),
                text_of(given->used[i].code), (long long)given->used[i].uses, (long long)given->used[i].spent_minor);
}

static void dump_shipments(FILE *out, const eco_cart *cart)
{
    for (size_t i = 0; i < cart->shipments_count; i++)
        fprintf(out, "\n  shipment %zu %s: %s %lld%s", i, text_of(cart->shipments[i].id), cart->shipments[i].method,
                (long long)cart->shipments[i].price_minor, cart->shipments[i].is_free ? " free" : "");
}

void scenario_dump(FILE *out, const scenario *given)
{
    const eco_cart *cart = &given->cart;
    char at[ECO_TIME_TEXT];
    dump_rules(out, given);
    dump_limits(out, given);
    fprintf(out, "cart at %s, customer %s, channel %s, shipping %s, credit %lld, coupons", eco_time_text(at, cart->at_us),
            text_of(cart->customer), text_of(cart->channel), text_of(cart->shipping), (long long)cart->credit_minor);
    for (size_t i = 0; i < cart->coupons_count; i++)
        fprintf(out, " %s", cart->coupons[i]);
    fprintf(out, ", attributes");
    dump_attributes(out, cart->attributes, cart->attributes_count);
    for (size_t i = 0; i < cart->lines_count; i++) {
        const eco_cart_line *line = &cart->lines[i];
        fprintf(out, "\n  line %zu %s: %s %lldE-%d x %lldE-%d%s", i, text_of(line->id), line->sku, (long long)line->quantity,
                (int)line->quantity_scale, (long long)line->unit_minor, (int)line->unit_scale, line->is_free ? " free" : "");
        fprintf(out, " cost %lld, %lld g, %lld cm3", (long long)line->cost_minor, (long long)line->weight_g,
                (long long)line->volume_cm3);
        dump_attributes(out, line->attributes, line->attributes_count);
    }
    dump_shipments(out, cart);
    for (size_t i = 0; i < cart->surcharges_count; i++) {
        fprintf(out, "\n  surcharge %s: %lld%s", cart->surcharges[i].id, (long long)cart->surcharges[i].amount_minor,
                cart->surcharges[i].includes_tax ? " with tax" : "");
        dump_attributes(out, cart->surcharges[i].attributes, cart->surcharges[i].attributes_count);
    }
    fprintf(out, "\n");
}
