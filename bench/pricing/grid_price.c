/* grid_price.c - the work of the grid as a rulebook and a cart. The peer's order of application is by priority: buy-get first, then the highest value. */
#include "grid.h"

char *grid_promotion_id(char text[16], int place)
{
    snprintf(text, 16, "promotion-%04u", (unsigned)place % 100000u);
    return text;
}

static int32_t priority_of(const grid_promotion *promotion)
{
    switch (promotion->kind) {
    case GRID_BUY_GET: return 1000000;
    case GRID_PERCENT:
    case GRID_SHIPPING: return (int32_t)promotion->value;
    default: return (int32_t)promotion->value * 10;
    }
}

static void fill_benefit(eco_promotion *out, eco_tier *tier, const grid_promotion *promotion)
{
    switch (promotion->kind) {
    case GRID_PERCENT:
        tier->off_percent = (eco_decimal){promotion->value, 1};
        if (promotion->most < GRID_ALL_UNITS) {
            out->max_line_quantity = promotion->most;
            out->percent_basis = ECO_BASIS_LIST;
        }
        break;
    case GRID_FIXED:
        tier->off_each_minor = promotion->value;
        out->max_line_quantity = promotion->most;
        break;
    case GRID_ORDER: tier->off_minor = promotion->value; break;
    case GRID_SHIPPING:
        tier->off_percent = (eco_decimal){promotion->value, 1};
        out->stage = ECO_STAGE_SHIPPING;
        break;
    case GRID_BUY_GET:
        tier->is_free = true;
        out->buy_quantity = 2;
        out->get_quantity = 1;
        out->pick = ECO_PICK_DEAREST;
        out->max_quantity = promotion->most;
    }
}

static void add_promotion(eco_rulebook_builder *rules, const grid_promotion *promotion, int place)
{
    char id[16], when[64], on[64];
    eco_tier tier = {0};
    eco_promotion made = {.struct_size = sizeof made,
                          .id = grid_promotion_id(id, place),
                          .priority = priority_of(promotion),
                          .when = when,
                          .tiers = &tier,
                          .tiers_count = 1};
    snprintf(when, sizeof when, "customer.group == 'group-%d'", promotion->group);
    if (promotion->kind == GRID_BUY_GET)
        snprintf(on, sizeof on, "collection == 'collection-%d'", promotion->family);
    else
        snprintf(on, sizeof on, "category == 'category-%d'", promotion->family);
    if (promotion->kind != GRID_ORDER && promotion->kind != GRID_SHIPPING)
        made.on = on;
    fill_benefit(&made, &tier, promotion);
    eco_rulebook_add_promotion(rules, &made);
}

void grid_add_rules(const grid *from, eco_rulebook_builder *rules)
{
    for (int i = 0; i < from->promotions_count; i++)
        add_promotion(rules, &from->promotions[i], i);
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {19, 0}));
}

static void fill_line(grid *out, int place)
{
    const grid_line *line = &out->lines[place];
    char(*texts)[16] = out->texts[place];
    snprintf(texts[0], sizeof texts[0], "sku-%d", place);
    snprintf(texts[1], sizeof texts[1], "category-%d", line->category);
    snprintf(texts[2], sizeof texts[2], "collection-%d", line->collection);
    out->attributes[place][0] = (eco_attribute){"category", texts[1]};
    out->attributes[place][1] = (eco_attribute){"collection", texts[2]};
    out->cart_lines[place] = (eco_cart_line){.sku = texts[0],
                                             .quantity = line->quantity,
                                             .unit_minor = line->unit_minor,
                                             .attributes = out->attributes[place],
                                             .attributes_count = 2};
}

void grid_fill_cart(grid *out)
{
    static const eco_attribute customer[] = {{"customer.group", "group-3"}, {"country", "DE"}};
    for (int i = 0; i < out->lines_count; i++)
        fill_line(out, i);
    out->shipment = (eco_shipment){.method = "standard", .price_minor = out->shipping_minor};
    out->cart = (eco_cart){.struct_size = sizeof out->cart,
                           .customer = "customer-1",
                           .channel = "web",
                           .at_us = BENCH_AT_US,
                           .lines = out->cart_lines,
                           .lines_count = (size_t)out->lines_count,
                           .attributes = customer,
                           .attributes_count = 2,
                           .shipments = &out->shipment,
                           .shipments_count = 1};
}
