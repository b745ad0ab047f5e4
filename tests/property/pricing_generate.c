/* pricing_generate.c - see pricing_generate.h. */
#include "pricing_generate.h"

#include <stdlib.h>
#include <string.h>

const char *const summer_set[2] = {"A", "B"};
const char *const codes_set[2] = {"C1", "C2"};

enum { AT_DAY = 20768 /* 2026-11-11 */ };

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

static int one_of(chance *chance, int count)
{
    return (int)chance_between(chance, 0, count - 1);
}

/* True once in `rarity` times. */
static bool now_and_then(chance *chance, int rarity)
{
    return one_of(chance, rarity) == rarity - 1; /* zeros of an ended input mean no */
}

/* 1..most; half of all are round, so that sums, thresholds and caps meet exactly. */
static int64_t amount_of(chance *chance, int64_t most)
{
    static const int64_t whole[] = {10, 20, 50, 100, 200, 300, 500, 1000, 2000};
    int64_t amount = one_of(chance, 2) ? whole[one_of(chance, 9)] : chance_between(chance, 1, most);
    return amount < most ? amount : most;
}

#define PICK(chance, array) ((array)[one_of((chance), (int)(sizeof(array) / sizeof *(array)))])

static const char *keep(scenario *out, const char *text)
{
    size_t size = strlen(text) + 1;
    if (out->texts_size + size > sizeof out->texts)
        abort();
    char *kept = memcpy(out->texts + out->texts_size, text, size);
    out->texts_size += size;
    return kept;
}

/* ---- conditions ---- */

typedef enum view { VIEW_LIST, VIEW_CART, VIEW_LINE, VIEW_TAX } view; /* a price list's when; a when; an on; a tax's on */

static const number_literal numbers[] = {{"0", 0, 1},   {"1", 1, 1},          {"2", 2, 1},     {"3", 3, 1},
                                         {"10", 10, 1}, {"0.5", 1, 2},        {"2.5", 5, 2},   {"20", 20, 1},
                                         {"50", 50, 1}, {"99.99", 9999, 100}, {"100", 100, 1}, {"12.345", 2469, 200},
                                         {"11", 11, 1}, {"-1", -1, 1},        {"500", 500, 1}, {"0.001", 1, 1000}};
static const char *const skus[] = {"A", "B", "C", "D"};
static const char *const categories[] = {"shoes", "sale", "书"};
static const char *const weights[] = {"0.5", "1", "2.50", "10"};
static const char *const codes[] = {"SAVE", "NEW", "C1", "C2", "NOBODY"};

static condition *add_condition(scenario *out, condition_kind kind, const char *name)
{
    if (out->conditions_count == CONDITIONS_MOST)
        abort();
    condition *added = &out->conditions[out->conditions_count++];
    *added = (condition){.kind = kind, .name = name};
    return added;
}

static condition *number_condition(scenario *out, chance *chance, view view)
{
    static const char *const known[] = {"cart.quantity", "cart.lines", "line.quantity", "line.weight", "weight",
                                        "at.hour",       "at.weekday", "at.month",      "at.day"};
    static const char *const priced[] = {"cart.subtotal", "cart.list", "line.unit", "cart.subtotal"};
    bool in_list = now_and_then(chance, 4);
    const char *name = view != VIEW_LIST && one_of(chance, 2) ? PICK(chance, priced) : PICK(chance, known);
    condition *made = add_condition(out, in_list ? CONDITION_NUMBERS : CONDITION_NUMBER, name);
    made->relation = one_of(chance, 2) ? AT_LEAST : (relation)one_of(chance, 6);
    made->inverse = one_of(chance, 2);
    for (int i = 0; i < 2; i++)
        made->numbers[i] = PICK(chance, numbers);
    return made;
}

static condition *text_condition(scenario *out, chance *chance, view view)
{
    static const char *const names[] = {"line.sku", "line.category", "category", "channel",  "customer", "customer.tier",
                                        "shipping", "coupon",        "at.date",  "line.sku", "line.id",  "country"};
    static const char *const texts[][3] = {
        {"A", "B", "C"},          {"shoes", "sale", "书"},  {"shoes", "sale", "书"},
        {"app", "web", "pos"},    {"c1", "c2", "c3"},       {"gold", "vip", "new"},
        {"std", "exp", "slow"},   {"SAVE", "C1", "NOBODY"}, {"2026-11-11", "2026-11-12", "2026-01-01"},
        {"D", "shipping", "fee"}, {"L1", "L2", "L0"},       {"CN", "DE", "US"}};
    static const condition_kind kinds[] = {CONDITION_TEXT, CONDITION_TEXT, CONDITION_TEXTS, CONDITION_SET};
    int which = one_of(chance, (int)(sizeof names / sizeof *names));
    if (view == VIEW_TAX && strcmp(names[which], "line.id") == 0)
        which = 0; /* what id shipping has is nobody's business */
    condition_kind kind = PICK(chance, kinds);
    if (kind == CONDITION_SET && strcmp(names[which], "at.date") == 0)
        kind = CONDITION_TEXTS; /* a date is no text */
    condition *made = add_condition(out, kind, names[which]);
    made->relation = one_of(chance, 8) ? (relation)one_of(chance, 2) : (relation)one_of(chance, 6);
    made->inverse = now_and_then(chance, 3);
    made->texts[0] = texts[which][one_of(chance, 3)];
    made->texts[1] = texts[which][one_of(chance, 3)];
    return made;
}

static condition *make_condition(scenario *out, chance *chance, view view, int depth, condition_kind not_this)
{
    int roll = one_of(chance, depth ? 10 : 6);
    if (roll < 3)
        return text_condition(out, chance, view);
    if (roll < 5)
        return number_condition(out, chance, view);
    if (roll == 5) {
        condition *made = add_condition(out, CONDITION_TIME, "at");
        made->relation = (relation)one_of(chance, 6);
        made->time_us = (AT_DAY + chance_between(chance, -1, 1)) * ECO_DAY_US;
        return made;
    }
    condition_kind kind = roll == 9 ? CONDITION_NOT : roll == 8 ? CONDITION_OR : CONDITION_AND;
    if (kind == not_this && kind != CONDITION_NOT)
        kind = kind == CONDITION_AND ? CONDITION_OR : CONDITION_AND;
    condition *made = add_condition(out, kind, NULL);
    made->parts_count = kind == CONDITION_NOT ? 1 : 2 + one_of(chance, 2);
    for (int i = 0; i < made->parts_count; i++)
        made->parts[i] = make_condition(out, chance, view, depth - 1, kind);
    return made;
}

static void append(char *out, size_t size, const char *text)
{
    if (strlen(out) + strlen(text) >= size)
        abort();
    strcat(out, text);
}

static void print_in(char *out, size_t size, const condition *given)
{
    append(out, size, given->inverse ? " not in " : " in ");
    if (given->kind == CONDITION_SET) {
        append(out, size, "@summer");
        return;
    }
    for (int i = 0; i < 2; i++) {
        bool is_text = given->kind == CONDITION_TEXTS;
        append(out, size, i ? ", " : "(");
        append(out, size, is_text ? "'" : "");
        append(out, size, is_text ? given->texts[i] : given->numbers[i].text);
        append(out, size, is_text ? "'" : "");
    }
    append(out, size, ")");
}

void condition_print(char *out, size_t size, const condition *given)
{
    static const char *const relations[] = {" == ", " != ", " < ", " <= ", " > ", " >= "};
    char date[ECO_DATE_TEXT];
    switch (given->kind) {
    case CONDITION_AND:
    case CONDITION_OR:
    case CONDITION_NOT:
        for (int i = 0; i < given->parts_count; i++) {
            condition_kind part = given->parts[i]->kind;
            bool parentheses = given->kind == CONDITION_AND   ? part == CONDITION_OR
                               : given->kind == CONDITION_NOT ? part == CONDITION_OR || part == CONDITION_AND
                                                              : false;
            append(out, size,
                   given->kind == CONDITION_NOT   ? "not "
                   : i == 0                       ? ""
                   : given->kind == CONDITION_AND ? " and "
                                                  : " or ");
            append(out, size, parentheses ? "(" : "");
            condition_print(out, size, given->parts[i]);
            append(out, size, parentheses ? ")" : "");
        }
        return;
    default: append(out, size, given->name);
    }
    switch (given->kind) {
    case CONDITION_NUMBER:
        append(out, size, relations[given->relation]);
        append(out, size, given->numbers[0].text);
        break;
    case CONDITION_TEXT:
    case CONDITION_TIME:
        append(out, size, relations[given->relation]);
        append(out, size, "'");
        append(out, size,
               given->kind == CONDITION_TEXT ? given->texts[0] : eco_date_text(date, (int32_t)(given->time_us / ECO_DAY_US)));
        append(out, size, "'");
        break;
    default: print_in(out, size, given);
    }
}

/* NULL now and then; else a condition, whose text goes to *expression. */
static const condition *maybe_condition(scenario *out, chance *chance, view view, eco_expression *expression)
{
    static char text[4096];
    if (one_of(chance, 2) == 0)
        return NULL;
    const condition *made = make_condition(out, chance, view, 2, CONDITION_NOT);
    text[0] = '\0';
    condition_print(text, sizeof text, made);
    *expression = keep(out, text);
    return made;
}

/* ---- rules ---- */

static void make_window(int64_t *starts_us, int64_t *ends_us, chance *chance)
{
    if (now_and_then(chance, 4))
        *starts_us = (AT_DAY + chance_between(chance, -2, 1)) * ECO_DAY_US;
    if (now_and_then(chance, 4))
        *ends_us = (AT_DAY + chance_between(chance, 0, 2)) * ECO_DAY_US + (*starts_us ? 2 * ECO_DAY_US : 0);
}

static void make_unit(int64_t *unit_minor, int32_t *unit_scale, chance *chance)
{
    *unit_scale = one_of(chance, 3) ? 0 : one_of(chance, 4);
    *unit_minor = *unit_scale ? chance_between(chance, 1, 20000) : amount_of(chance, one_of(chance, 2) ? 30 : 3000);
}

static void make_list(scenario *out, chance *chance, int place)
{
    static const char *const ids[] = {"list-b", "list-a", "list-d", "list-c"};
    eco_price_list *list = &out->lists[place];
    *list = (eco_price_list){.struct_size = sizeof *list, .id = ids[place], .is_override = one_of(chance, 2)};
    out->list_when[place] = maybe_condition(out, chance, VIEW_LIST, &list->when);
    make_window(&list->starts_us, &list->ends_us, chance);
    list->priority = one_of(chance, 2);
    list->entries_count = (size_t)one_of(chance, ENTRIES_MOST + 1);
    for (size_t i = 0; i < list->entries_count; i++) {
        eco_price_entry *entry = &out->entries[place][i];
        *entry = (eco_price_entry){.sku = skus[i % 4], .from_quantity = i < 4 ? one_of(chance, 2) * one_of(chance, 3) : 3};
        make_unit(&entry->unit_minor, &entry->unit_scale, chance);
    }
}

static void make_benefit(eco_tier *tier, chance *chance, int kind)
{
    static const eco_decimal percents[] = {{10, 0}, {100, 0}, {3333, 2}, {5, 1}, {125, 1}, {50, 0}, {999999, 4}, {7, 0}};
    int64_t amount = amount_of(chance, one_of(chance, 2) ? 100 : 3000);
    switch (kind) {
    case 0: tier->off_minor = amount; break;
    case 1: tier->off_percent = PICK(chance, percents); break;
    case 2: tier->off_each_minor = amount; break;
    case 3: tier->price_each_minor = amount; break;
    case 4: tier->price_set_minor = amount; break;
    default: tier->is_free = true;
    }
}

static void make_tiers(scenario *out, chance *chance, int place)
{
    eco_promotion *promotion = &out->promotions[place];
    int kind = one_of(chance, 12); /* half of all take money or percents off */
    bool by_quantity = now_and_then(chance, 3), mixed = now_and_then(chance, 6);
    kind = kind < 4 ? 0 : kind < 8 ? 1 : kind - 6;
    promotion->repeats = kind == 0 && one_of(chance, 2);
    promotion->tiers_count = (size_t)(1 + one_of(chance, TIERS_MOST));
    int64_t from = promotion->repeats ? amount_of(chance, by_quantity ? 2 : 2000) : 0;
    if (now_and_then(chance, 2))
        from = amount_of(chance, by_quantity ? 3 : 5000);
    for (size_t i = 0; i < promotion->tiers_count; i++) {
        eco_tier *tier = &out->tiers[place][i];
        *tier = (eco_tier){0};
        *(by_quantity ? &tier->from_quantity : &tier->from_minor) = from;
        make_benefit(tier, chance, mixed && !promotion->repeats ? one_of(chance, 6) : kind);
        from += amount_of(chance, by_quantity ? 3 : 3000);
    }
    if (promotion->tiers_count > 1 && one_of(chance, 2)) { /* their order does not matter */
        eco_tier first = out->tiers[place][0];
        out->tiers[place][0] = out->tiers[place][promotion->tiers_count - 1];
        out->tiers[place][promotion->tiers_count - 1] = first;
    }
}

static void make_promotion(scenario *out, chance *chance, int place)
{
    static const char *const ids[] = {"p-d", "p-a", "p-f", "p-b", "p-e", "p-c"};
    static const char *const coupons[] = {"SAVE", "NEW", "@codes", "C1"};
    eco_promotion *promotion = &out->promotions[place];
    *promotion = (eco_promotion){.struct_size = sizeof *promotion, .id = ids[place]};
    promotion->label = now_and_then(chance, 3) ? "满减" : NULL;
    promotion->stage = one_of(chance, 6);
    promotion->priority = one_of(chance, 3) - 1;
    make_window(&promotion->starts_us, &promotion->ends_us, chance);
    promotion->coupon = now_and_then(chance, 3) ? PICK(chance, coupons) : NULL;
    out->promotion_when[place] = maybe_condition(out, chance, VIEW_CART, &promotion->when);
    out->promotion_on[place] = maybe_condition(out, chance, VIEW_LINE, &promotion->on);
    promotion->basis = one_of(chance, 2);
    promotion->max_off_minor = now_and_then(chance, 4) ? amount_of(chance, 1500) : 0;
    promotion->exclusive = now_and_then(chance, 8);
    make_tiers(out, chance, place);
}

static void make_taxes(scenario *out, chance *chance)
{
    static const char *const ids[] = {"vat", "city", "luxury"};
    static const eco_decimal percents[] = {{19, 0}, {7, 0}, {875, 2}, {0, 0}, {6625, 3}, {13, 0}, {150, 0}};
    out->taxes_count = one_of(chance, TAXES_MOST + 1);
    for (int i = 0; i < out->taxes_count; i++) {
        out->taxes[i] = (eco_tax){.struct_size = sizeof(eco_tax), .id = ids[i], .percent = PICK(chance, percents)};
        out->tax_on[i] = maybe_condition(out, chance, VIEW_TAX, &out->taxes[i].on);
    }
}

static void make_shipping(scenario *out, chance *chance)
{
    static const char *const ids[] = {"s-c", "s-a", "s-d", "s-b"};
    static const char *const methods[] = {"std", "std", "exp"};
    out->shipping_count = one_of(chance, SHIPPING_MOST + 1);
    for (int i = 0; i < out->shipping_count; i++) {
        eco_shipping *shipping = &out->shipping[i];
        *shipping = (eco_shipping){.struct_size = sizeof *shipping, .id = ids[i], .method = PICK(chance, methods)};
        out->shipping_when[i] = i ? maybe_condition(out, chance, VIEW_CART, &shipping->when) : NULL;
        shipping->from_minor = i ? one_of(chance, 2) * amount_of(chance, 3000) : 0;
        shipping->price_minor = one_of(chance, 3) * amount_of(chance, 700);
        shipping->priority = one_of(chance, 2);
    }
}

/* ---- the cart ---- */

static size_t make_attributes(eco_attribute *out, chance *chance)
{
    size_t count = (size_t)one_of(chance, ATTRIBUTES_MOST);
    for (size_t i = 0; i < count; i++)
        out[i] = one_of(chance, 3) ? (eco_attribute){"category", PICK(chance, categories)}
                                   : (eco_attribute){"weight", PICK(chance, weights)};
    return count;
}

static void make_line(scenario *out, chance *chance, int place)
{
    static const char *const ids[] = {"L2", "L0", "L4", "L1", "L5", "L3"};
    eco_cart_line *line = &out->lines[place];
    *line = (eco_cart_line){.sku = PICK(chance, skus), .id = one_of(chance, 2) ? ids[place] : NULL};
    line->quantity_scale = now_and_then(chance, 4) ? 1 + one_of(chance, 3) : 0;
    line->quantity = chance_between(chance, 1, line->quantity_scale ? 3000 : one_of(chance, 4) ? 4 : 40);
    if (now_and_then(chance, 12))
        line->is_free = true;
    else if (!now_and_then(chance, 10))
        make_unit(&line->unit_minor, &line->unit_scale, chance);
    line->attributes_count = make_attributes(out->line_attributes[place], chance);
    if (place && now_and_then(chance, 4)) { /* a twin, but for its attributes: who gets an odd cent? */
        const eco_cart_line *other = &out->lines[place - 1];
        line->sku = other->sku;
        line->quantity = other->quantity;
        line->quantity_scale = other->quantity_scale;
        line->unit_minor = other->unit_minor;
        line->unit_scale = other->unit_scale;
        line->is_free = other->is_free;
    }
}

static void make_surcharges(scenario *out, chance *chance)
{
    static const char *const ids[] = {"fee", "gift-wrap", "D"};
    out->cart.surcharges_count = one_of(chance, 2) ? 0 : (size_t)one_of(chance, SURCHARGES_MOST + 1);
    for (size_t i = 0; i < out->cart.surcharges_count; i++) {
        out->surcharges[i] = (eco_surcharge){.id = ids[i],
                                             .amount_minor = chance_between(chance, now_and_then(chance, 3) ? -300 : 0, 800)};
        out->surcharges[i].includes_tax = one_of(chance, 2);
        out->surcharges[i].attributes_count = make_attributes(out->surcharge_attributes[i], chance);
    }
}

static void make_cart(scenario *out, chance *chance)
{
    static const char *const customers[] = {NULL, "c1", "c2"}, *const channels[] = {NULL, "app", "web"},
                             *const methods[] = {NULL, "std", "exp"}, *const tiers[] = {"gold", "vip", "new"},
                             *const countries[] = {"CN", "DE"};
    eco_cart *cart = &out->cart;
    *cart = (eco_cart){.struct_size = sizeof *cart, .id = "cart-1"};
    cart->customer = PICK(chance, customers);
    cart->channel = PICK(chance, channels);
    cart->shipping = PICK(chance, methods);
    cart->at_us = AT_DAY * ECO_DAY_US + (one_of(chance, 3) ? chance_between(chance, -30, 30) * ECO_HOUR_US : 0);
    cart->lines_count = (size_t)one_of(chance, LINES_MOST + 1);
    for (size_t i = 0; i < cart->lines_count; i++)
        make_line(out, chance, (int)i);
    cart->coupons_count = (size_t)one_of(chance, COUPONS_MOST + 1);
    for (size_t i = 0; i < cart->coupons_count; i++)
        out->coupons[i] = PICK(chance, codes);
    cart->attributes_count = (size_t)one_of(chance, ATTRIBUTES_MOST + 1);
    for (size_t i = 0; i < cart->attributes_count; i++) {
        static const char *const names[] = {"customer.tier", "country", "category", "weight"};
        int which = one_of(chance, 4);
        out->attributes[i] = (eco_attribute){names[which], which == 0   ? PICK(chance, tiers)
                                                           : which == 1 ? PICK(chance, countries)
                                                           : which == 2 ? PICK(chance, categories)
                                                                        : PICK(chance, weights)};
    }
    make_surcharges(out, chance);
    cart->credit_minor = one_of(chance, 2) * chance_between(chance, 0, one_of(chance, 2) ? 500 : 20000);
}

void scenario_point(scenario *given)
{
    for (int i = 0; i < given->lists_count; i++)
        given->lists[i].entries = given->entries[i];
    for (int i = 0; i < given->promotions_count; i++)
        given->promotions[i].tiers = given->tiers[i];
    for (size_t i = 0; i < given->cart.lines_count; i++)
        given->lines[i].attributes = given->line_attributes[i];
    for (size_t i = 0; i < given->cart.surcharges_count; i++)
        given->surcharges[i].attributes = given->surcharge_attributes[i];
    given->cart.lines = given->lines;
    given->cart.surcharges = given->surcharges;
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
    int currency = one_of(chance, 4);
    out->exponent = exponents[currency];
    out->zone_hours = one_of(chance, 2) * 8;
    out->options = (eco_rulebook_options){.struct_size = sizeof out->options, .currency = currencies[currency]};
    out->options.zone = out->zone_hours ? "Asia/Shanghai" : now_and_then(chance, 2) ? "UTC" : NULL;
    out->options.rounding = now_and_then(chance, 2) ? one_of(chance, 10) : ECO_ROUNDING_HALF_UP;
    out->options.tax_mode = one_of(chance, 2);
    out->options.tax_round_at = one_of(chance, 3);
    out->options.cash_step_minor = PICK(chance, steps);
    out->promotions_count = one_of(chance, PROMOTIONS_MOST + 1);
    for (int i = 0; i < out->promotions_count; i++)
        make_promotion(out, chance, i);
    out->lists_count = one_of(chance, 2) ? one_of(chance, LISTS_MOST + 1) : 0;
    for (int i = 0; i < out->lists_count; i++)
        make_list(out, chance, i);
    make_taxes(out, chance);
    make_shipping(out, chance);
    make_cart(out, chance);
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
    return eco_rulebook_build(out, builder, error);
}
