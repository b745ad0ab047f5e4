/* pricing_generate_cart.c - random carts: few SKUs and attributes, so that the rules are about them. */
#include "pricing_generate.h"

static const char *const categories[] = {"shoes", "sale", "书"};
static const char *const weights[] = {"0.5", "1", "2.50", "10"};
static const char *const codes[] = {"SAVE", "NEW", "C1", "C2", "NOBODY"};

static size_t make_attributes(eco_attribute *out, chance *chance)
{
    size_t count = (size_t)chance_of(chance, ATTRIBUTES_MOST);
    for (size_t i = 0; i < count; i++)
        out[i] = chance_of(chance, 3) ? (eco_attribute){"category", PICK(chance, categories)}
                                      : (eco_attribute){"weight", PICK(chance, weights)};
    return count;
}

static void make_line(scenario *out, chance *chance, int place, bool crowd)
{
    static const int64_t grams[] = {100, 250, 333, 1000};
    eco_cart_line *line = &out->lines[place];
    char id[8];
    snprintf(id, sizeof id, "L%d", (place * 4 + 2) % (LINES_MOST + 1)); /* in no order */
    *line = (eco_cart_line){.sku = PICK(chance, generated_skus), .id = chance_of(chance, 2) ? scenario_keep(out, id) : NULL};
    line->quantity_scale = chance_rarely(chance, 4) ? 1 + chance_of(chance, 3) : 0;
    line->quantity = chance_between(chance, 1, line->quantity_scale ? 3000 : crowd || chance_of(chance, 4) ? 4 : 40);
    if (chance_rarely(chance, 12))
        line->is_free = true;
    else if (!chance_rarely(chance, 30))
        scenario_make_unit(&line->unit_minor, &line->unit_scale, chance);
    line->cost_minor = chance_of(chance, 2) * chance_amount(chance, 500);
    line->weight_g = chance_of(chance, 2) * PICK(chance, grams);
    line->volume_cm3 = chance_rarely(chance, 3) ? chance_between(chance, 1, 3000) : 0;
    line->attributes_count = make_attributes(out->line_attributes[place], chance);
    if (place && chance_rarely(chance, 4)) { /* a twin, but for its attributes: who gets an odd cent? */
        const eco_cart_line *other = &out->lines[place - 1];
        line->sku = other->sku;
        line->quantity = other->quantity;
        line->quantity_scale = other->quantity_scale;
        line->unit_minor = other->unit_minor;
        line->unit_scale = other->unit_scale;
        line->is_free = other->is_free;
    }
}

/* One method, or several shipments, of which the carrier prices some. */
static void make_shipments(scenario *out, chance *chance)
{
    static const char *const ids[] = {"S2", "S0", "S1"}, *const methods[] = {"std", "exp", "std"};
    eco_cart *cart = &out->cart;
    int kind = chance_of(chance, 4);
    if (kind == 1)
        cart->shipping = PICK(chance, methods);
    cart->shipments_count = kind > 1 ? (size_t)chance_of(chance, SHIPMENTS_MOST + 1) : 0;
    for (size_t i = 0; i < cart->shipments_count; i++) {
        eco_shipment *shipment = &out->shipments[i];
        *shipment = (eco_shipment){.id = chance_of(chance, 2) ? ids[i] : NULL, .method = PICK(chance, methods)};
        if (chance_rarely(chance, 8))
            shipment->is_free = true;
        else if (chance_rarely(chance, 3))
            shipment->price_minor = chance_amount(chance, 900);
    }
}

static void make_surcharges(scenario *out, chance *chance)
{
    static const char *const ids[] = {"fee", "gift-wrap", "D"};
    out->cart.surcharges_count = chance_of(chance, 2) ? 0 : (size_t)chance_of(chance, SURCHARGES_MOST + 1);
    for (size_t i = 0; i < out->cart.surcharges_count; i++) {
        out->surcharges[i] = (eco_surcharge){.id = ids[i],
                                             .amount_minor = chance_between(chance, chance_rarely(chance, 3) ? -300 : 0, 800)};
        out->surcharges[i].includes_tax = chance_of(chance, 2);
        out->surcharges[i].attributes_count = make_attributes(out->surcharge_attributes[i], chance);
    }
}

void scenario_make_cart(scenario *out, chance *chance)
{
    static const char *const customers[] = {NULL, "c1", "c2"}, *const channels[] = {NULL, "app", "web"},
                             *const tiers[] = {"gold", "vip", "new"}, *const countries[] = {"CN", "DE"};
    eco_cart *cart = &out->cart;
    *cart = (eco_cart){.struct_size = sizeof *cart, .id = "cart-1"};
    cart->customer = PICK(chance, customers);
    cart->channel = PICK(chance, channels);
    cart->at_us = AT_DAY * ECO_DAY_US + (chance_of(chance, 3) ? chance_between(chance, -30, 30) * ECO_HOUR_US : 0);
    bool crowd = chance_rarely(chance, 100);
    cart->lines_count = (size_t)chance_of(chance, (crowd ? LINES_MOST : LINES_FEW) + 1);
    for (size_t i = 0; i < cart->lines_count; i++)
        make_line(out, chance, (int)i, crowd);
    cart->coupons_count = (size_t)chance_of(chance, COUPONS_MOST + 1);
    for (size_t i = 0; i < cart->coupons_count; i++)
        out->coupons[i] = PICK(chance, codes);
    cart->attributes_count = (size_t)chance_of(chance, ATTRIBUTES_MOST + 1);
    for (size_t i = 0; i < cart->attributes_count; i++) {
        static const char *const names[] = {"customer.tier", "country", "category", "weight"};
        int which = chance_of(chance, 4);
        out->attributes[i] = (eco_attribute){names[which], which == 0   ? PICK(chance, tiers)
                                                           : which == 1 ? PICK(chance, countries)
                                                           : which == 2 ? PICK(chance, categories)
                                                                        : PICK(chance, weights)};
    }
    make_surcharges(out, chance);
    make_shipments(out, chance);
    cart->credit_minor = chance_of(chance, 2) * chance_between(chance, 0, chance_of(chance, 2) ? 500 : 20000);
}
