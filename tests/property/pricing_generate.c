/* pricing_generate.c - see pricing_generate.h. */
#include "pricing_generate.h"

#include <stdlib.h>
#include <string.h>

const char *const summer_set[2] = {"A", "B"};
const char *const codes_set[2] = {"C1", "C2"};
const char *const generated_skus[4] = {"A", "B", "C", "D"};

int64_t chance_between(chance *chance, int64_t low, int64_t high)
{
    uint64_t drawn = 0, span = (uint64_t)high - (uint64_t)low + 1;
    if (chance->bytes) {
        for (uint64_t left = span - 1; left && chance->size; left >>= 8, chance->size--)
            drawn = drawn << 8 | *chance->bytes++;
    } else {
        drawn = (chance->state += UINT64_C(0x9E3779B97F4A7C15));
        drawn = (drawn ^ (drawn >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
        drawn = (drawn ^ (drawn >> 27)) * UINT64_C(0x94D049BB133111EB);
        drawn ^= drawn >> 31;
    }
    return low + (int64_t)(drawn % span);
}

int chance_of(chance *chance, int count)
{
    return (int)chance_between(chance, 0, count - 1);
}

bool chance_rarely(chance *chance, int rarity)
{
    return chance_of(chance, rarity) == rarity - 1; /* zeros of an ended input mean no */
}

int64_t chance_amount(chance *chance, int64_t most)
{
    static const int64_t whole[] = {10, 20, 50, 100, 200, 300, 500, 1000, 2000};
    int64_t amount = chance_of(chance, 2) ? whole[chance_of(chance, 9)] : chance_between(chance, 1, most);
    return amount < most ? amount : most;
}

const char *scenario_keep(scenario *out, const char *text)
{
    size_t size = strlen(text) + 1;
    if (out->texts_size + size > sizeof out->texts)
        abort();
    char *kept = memcpy(out->texts + out->texts_size, text, size);
    out->texts_size += size;
    return kept;
}

/* ---- rules ---- */

void scenario_make_window(int64_t *starts_us, int64_t *ends_us, chance *chance)
{
    if (chance_rarely(chance, 4))
        *starts_us = (AT_DAY + chance_between(chance, -2, 1)) * ECO_DAY_US;
    if (chance_rarely(chance, 4))
        *ends_us = (AT_DAY + chance_between(chance, 0, 2)) * ECO_DAY_US + (*starts_us ? 2 * ECO_DAY_US : 0);
}

void scenario_make_unit(int64_t *unit_minor, int32_t *unit_scale, chance *chance)
{
    *unit_scale = chance_of(chance, 3) ? 0 : chance_of(chance, 4);
    *unit_minor = *unit_scale ? chance_between(chance, 1, 20000) : chance_amount(chance, chance_of(chance, 2) ? 30 : 3000);
}

/* Would a price of the list come to less than a minor unit of the rulebook's currency? */
static bool converts_to_nothing(const scenario *out, int place)
{
    const eco_price_list *list = &out->lists[place];
    int64_t power = 1;
    for (int i = 0; i < list->rate.scale + out->list_exponents[place]; i++)
        power *= 10;
    for (size_t i = 0; i < list->entries_count; i++) {
        int64_t unit = out->entries[place][i].unit_minor, scale = power;
        for (int32_t s = 0; s < out->entries[place][i].unit_scale; s++)
            scale *= 10;
        for (int32_t e = 0; e < out->exponent; e++)
            unit *= 10;
        if (unit * list->rate.coefficient < scale)
            return true;
    }
    return false;
}

/* Half of all lists are in another currency, or name the rulebook's; some of these have no rate. */
static void make_list_currency(scenario *out, chance *chance, int place)
{
    static const char *const currencies[] = {NULL, NULL, "USD", "JPY", "KWD", "CNY"};
    static const int32_t exponents[] = {0, 0, 2, 0, 3, 2};
    static const eco_decimal rates[] = {{0, 0}, {725, 2}, {1, 0}, {333333, 6}, {5, 2}, {20, 0}};
    eco_price_list *list = &out->lists[place];
    int which = chance_of(chance, 6);
    list->currency = currencies[which];
    out->list_exponents[place] = exponents[which];
    if (!list->currency || strcmp(list->currency, out->options.currency) == 0)
        return;
    list->rate = PICK(chance, rates);
    if (list->rate.coefficient && converts_to_nothing(out, place))
        list->rate = (eco_decimal){0, 0};
}

static void make_list(scenario *out, chance *chance, int place)
{
    static const char *const ids[] = {"list-b", "list-a", "list-d", "list-c"};
    eco_price_list *list = &out->lists[place];
    *list = (eco_price_list){.struct_size = sizeof *list, .id = ids[place], .is_override = chance_of(chance, 2)};
    out->list_when[place] = scenario_maybe_condition(out, chance, VIEW_LIST, &list->when);
    scenario_make_window(&list->starts_us, &list->ends_us, chance);
    list->priority = chance_of(chance, 2);
    list->entries_count = (size_t)chance_of(chance, ENTRIES_MOST + 1);
    for (size_t i = 0; i < list->entries_count; i++) {
        eco_price_entry *entry = &out->entries[place][i];
        *entry = (eco_price_entry){.sku = generated_skus[i % 4]};
        entry->from_quantity = i < 4 ? chance_of(chance, 2) * chance_of(chance, 3) : 3;
        scenario_make_unit(&entry->unit_minor, &entry->unit_scale, chance);
    }
    make_list_currency(out, chance, place);
}

static void make_taxes(scenario *out, chance *chance)
{
    static const char *const ids[] = {"vat", "city", "luxury"};
    static const eco_decimal percents[] = {{19, 0}, {7, 0}, {875, 2}, {0, 0}, {6625, 3}, {13, 0}, {150, 0}, {1234567, 4}};
    bool has_compound = false;
    out->taxes_count = chance_of(chance, TAXES_MOST + 1);
    for (int i = 0; i < out->taxes_count; i++) {
        out->taxes[i] = (eco_tax){.struct_size = sizeof(eco_tax), .id = ids[i], .percent = PICK(chance, percents)};
        out->taxes[i].compound = chance_rarely(chance, 3);
        has_compound = has_compound || out->taxes[i].compound;
        out->tax_on[i] = scenario_maybe_condition(out, chance, VIEW_TAX, &out->taxes[i].on);
    }
    if (out->taxes_count && chance_rarely(chance, 20)) /* as fine and as high as it may be */
        out->taxes[0].percent = has_compound           ? (eco_decimal){10000, 0}
                                : chance_of(chance, 2) ? (eco_decimal){INT64_C(6123456789), 9}
                                                       : (eco_decimal){1000000, 0};
}

/* A price by amount, quantity, weight or volume; by the last three it may go on rising. */
static void make_steps(scenario *out, chance *chance, int place)
{
    eco_shipping *shipping = &out->shipping[place];
    int kind = chance_of(chance, 4);
    shipping->steps_count = (size_t)(1 + chance_of(chance, STEPS_MOST));
    int64_t from = chance_of(chance, 2) || shipping->steps_count == 1 ? chance_amount(chance, kind == 1 ? 5 : 3000) : 0;
    for (size_t i = 0; i < shipping->steps_count; i++) {
        eco_shipping_step *step = &out->steps[place][i];
        *step = (eco_shipping_step){.price_minor = chance_of(chance, 4) ? chance_amount(chance, 900) : 0};
        *(kind == 0   ? &step->from_minor
          : kind == 1 ? &step->from_quantity
          : kind == 2 ? &step->from_weight_g
                      : &step->from_volume_cm3) = from;
        if (kind && from && chance_of(chance, 2)) {
            step->more_each = chance_amount(chance, kind == 1 ? 3 : 700);
            step->more_minor = chance_amount(chance, 90);
        }
        from += chance_amount(chance, kind == 1 ? 5 : 3000);
    }
    if (shipping->steps_count > 1 && chance_of(chance, 2)) { /* their order does not matter */
        eco_shipping_step first = out->steps[place][0];
        out->steps[place][0] = out->steps[place][1];
        out->steps[place][1] = first;
    }
}

static void make_shipping(scenario *out, chance *chance)
{
    static const char *const ids[] = {"s-c", "s-a", "s-d", "s-b"};
    static const char *const methods[] = {"std", "exp", "std", "exp"};
    out->shipping_count = chance_rarely(chance, 12) ? 0 : 1 + chance_of(chance, SHIPPING_MOST);
    for (int i = 0; i < out->shipping_count; i++) {
        eco_shipping *shipping = &out->shipping[i];
        *shipping = (eco_shipping){.struct_size = sizeof *shipping, .id = ids[i], .method = methods[i]};
        out->shipping_when[i] = i > 1 || chance_rarely(chance, 6)
                                    ? scenario_maybe_condition(out, chance, VIEW_CART, &shipping->when)
                                    : NULL;
        shipping->from_minor = i > 1 ? chance_of(chance, 2) * chance_amount(chance, 3000) : 0;
        if (chance_rarely(chance, 2))
            make_steps(out, chance, i);
        else
            shipping->price_minor = chance_of(chance, 3) * chance_amount(chance, 700);
        shipping->priority = chance_of(chance, 2);
    }
}

static void make_floors(scenario *out, chance *chance)
{
    static const char *const ids[] = {"f-c", "f-a", "f-d", "f-b"};
    static const eco_decimal margins[] = {{20, 0}, {125, 1}, {50, 0}, {9999, 2}, {333, 1}};
    out->floors_count = chance_of(chance, 2) ? chance_of(chance, FLOORS_MOST + 1) : 0;
    for (int i = 0; i < out->floors_count; i++) {
        eco_floor *floor = &out->floors[i];
        *floor = (eco_floor){.struct_size = sizeof *floor, .id = ids[i], .mode = chance_of(chance, 3)};
        out->floor_on[i] = scenario_maybe_condition(out, chance, VIEW_LINE, &floor->on);
        int bounds = 1 + chance_of(chance, 15); /* a bit each */
        floor->unit_minor = bounds & 1 ? chance_amount(chance, chance_of(chance, 2) ? 30 : 1000) : 0;
        floor->margin_percent = bounds & 2 ? PICK(chance, margins) : (eco_decimal){0, 0};
        floor->margin_minor = bounds & 4 ? chance_amount(chance, 100) : 0;
        floor->at_cost = (bounds & 8) != 0;
    }
}

void scenario_point(scenario *given)
{
    for (int i = 0; i < given->lists_count; i++)
        given->lists[i].entries = given->entries[i];
    for (int i = 0; i < given->promotions_count; i++)
        given->promotions[i].tiers = given->tiers[i];
    for (int i = 0; i < given->shipping_count; i++)
        given->shipping[i].steps = given->steps[i];
    for (size_t i = 0; i < given->cart.lines_count; i++)
        given->lines[i].attributes = given->line_attributes[i];
    for (size_t i = 0; i < given->cart.surcharges_count; i++)
        given->surcharges[i].attributes = given->surcharge_attributes[i];
    given->cart.lines = given->lines;
    given->cart.surcharges = given->surcharges;
    given->cart.shipments = given->shipments;
    given->cart.coupons = given->coupons;
    given->cart.attributes = given->attributes;
}

void scenario_make(scenario *out, chance *chance)
{
    static const char *const currencies[] = {"CNY", "CNY", "JPY", "KWD"};
    static const int exponents[] = {2, 2, 0, 3};
    static const int64_t steps[] = {0, 0, 5, 10, 100};
    out->lists_count = out->promotions_count = out->conditions_count = 0;
    out->texts_size = 0;
    int currency = chance_of(chance, 4);
    out->exponent = exponents[currency];
    out->zone_hours = chance_of(chance, 2) * 8;
    out->options = (eco_rulebook_options){.struct_size = sizeof out->options, .currency = currencies[currency]};
    out->options.zone = out->zone_hours ? "Asia/Shanghai" : chance_rarely(chance, 2) ? "UTC" : NULL;
    out->options.rounding = chance_rarely(chance, 2) ? chance_of(chance, 10) : ECO_ROUNDING_HALF_UP;
    out->options.tax_mode = chance_of(chance, 2);
    out->options.tax_round_at = chance_of(chance, 3);
    out->options.cash_step_minor = PICK(chance, steps);
    out->options.stacking = chance_of(chance, 3);
    scenario_make_promotions(out, chance);
    out->lists_count = chance_of(chance, 2) ? chance_of(chance, LISTS_MOST + 1) : 0;
    for (int i = 0; i < out->lists_count; i++)
        make_list(out, chance, i);
    make_taxes(out, chance);
    make_shipping(out, chance);
    make_floors(out, chance);
    scenario_make_cart(out, chance);
    scenario_make_limits(out, chance);
    scenario_point(out);
}

eco_status scenario_build(eco_rulebook **out, const scenario *given, eco_error *error)
{
    eco_rulebook_builder *builder = eco_rulebook_begin(&given->options);
    eco_rulebook_add_set(builder, "summer", summer_set, 2);
    eco_rulebook_add_set(builder, "codes", codes_set, 2);
    for (int i = 0; i < given->lists_count; i++)
        eco_rulebook_add_price_list(builder, &given->lists[i]);
    for (int i = 0; i < given->promotions_count; i++)
        eco_rulebook_add_promotion(builder, &given->promotions[i]);
    for (int i = 0; i < given->taxes_count; i++)
        eco_rulebook_add_tax(builder, &given->taxes[i]);
    for (int i = 0; i < given->shipping_count; i++)
        eco_rulebook_add_shipping(builder, &given->shipping[i]);
    for (int i = 0; i < given->floors_count; i++)
        eco_rulebook_add_floor(builder, &given->floors[i]);
    for (int i = 0; i < given->campaigns_count; i++)
        eco_rulebook_add_campaign(builder, &given->campaigns[i]);
    return eco_rulebook_build(out, builder, error);
}
