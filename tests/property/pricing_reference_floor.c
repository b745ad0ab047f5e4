/* pricing_reference_floor.c - the model's floors: what each line may not go below, in each of the three modes. */
#include "pricing_reference.h"

#include <string.h>

static int64_t ceiling(wide up, wide down)
{
    return reference_narrow(reference_round(up, down, ECO_ROUNDING_CEILING));
}

/* A bound made of the cost is net; where prices are gross it gets the line's taxes. */
static int64_t of_cost(int64_t net, const reference_quote *quote, const scenario *given, const reference_line *line)
{
    wide up, down;
    if (given->options.tax_mode == ECO_TAX_EXCLUDED)
        return net;
    reference_tax_factor(&up, &down, quote, given, line);
    return ceiling(net * up, down);
}

static int64_t highest(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t amount_of(const eco_floor *floor, const reference_quote *quote, const scenario *given, const reference_line *line)
{
    wide pieces = reference_power10(line->quantity_scale);
    int64_t amount = ceiling((wide)floor->unit_minor * line->quantity, pieces);
    if (line->cost_minor == 0)
        return amount;
    if (floor->margin_percent.coefficient) { /* cost / (1 - percent / 100) */
        wide hundred = reference_power10(floor->margin_percent.scale + 2);
        wide up = (wide)line->cost_minor * line->quantity * hundred,
             down = pieces * (hundred - floor->margin_percent.coefficient);
        amount = highest(amount, of_cost(ceiling(up, down), quote, given, line));
    }
    if (floor->margin_minor || floor->at_cost)
        amount = highest(amount, of_cost(ceiling((wide)(line->cost_minor + floor->margin_minor) * line->quantity, pieces), quote,
                                         given, line));
    return amount;
}

/* Asked once, when the lines stand at their list prices. */
void reference_find_floors(reference_quote *quote, const scenario *given)
{
    for (int i = 0; i < quote->goods_count; i++)
        for (int f = 0; f < given->floors_count; f++) {
            reference_line *line = &quote->lines[i];
            const reference_view view = {given, quote->lines, quote->goods_count, line};
            const eco_floor *floor = &given->floors[f];
            reference_floor *best = &line->floors[floor->mode];
            if (!reference_holds(given->floor_on[f], &view))
                continue;
            int64_t amount = amount_of(floor, quote, given, line);
            if (amount > best->amount_minor || (amount == best->amount_minor && best->id && strcmp(floor->id, best->id) < 0))
                *best = (reference_floor){floor->id, amount};
        }
}
