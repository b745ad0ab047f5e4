/* floor.c - what each line may not go below: the highest floor of each mode, as an amount of the whole line. */
#include "pricing/tax.h"

/* up / down, rounded up; false: it does not fit. */
static bool ceiling(int64_t *out, eco_wide up, eco_wide down)
{
    return up < (eco_wide)1 << 125 && eco_narrow(out, eco_divide(up, down, ECO_ROUNDING_CEILING));
}

/* `unit` for each unit of the line, over what `percent` leaves of 100 %. */
static bool bound_of(int64_t *out, const eco_item *item, int64_t unit, eco_decimal percent)
{
    eco_wide hundred = (eco_wide)100 * eco_power10[percent.scale], up = (eco_wide)unit * item->quantity;
    return !__builtin_mul_overflow(up, hundred, &up) &&
           ceiling(out, up, (hundred - percent.coefficient) * eco_power10[item->quantity_scale]);
}

/* Net to gross, where prices are gross: up / down. */
typedef struct tax_factor {
    eco_wide up, down;
} tax_factor;

static eco_status find_factor(tax_factor *out, eco_pricing_work *work, const eco_item *item)
{
    const eco_rulebook *rulebook = work->rulebook;
    int scale = eco_tax_scale(rulebook);
    eco_wide hundred = (eco_wide)100 * eco_power10[scale], simple = 0, compound = 0;
    *out = (tax_factor){1, 1};
    if (rulebook->content.tax_mode == ECO_TAX_EXCLUDED)
        return ECO_OK;
    for (size_t i = 0; i < rulebook->content.taxes_count; i++) {
        const eco_tax *tax = rulebook->content.taxes[i];
        bool bears = true;
        if (rulebook->tax_on[i] && eco_holds_for_item(&bears, work, rulebook->tax_on[i], item, tax->id))
            return work->error->status;
        if (bears)
            *(tax->compound ? &compound : &simple) += eco_tax_units(tax, scale);
    }
    *out = (tax_factor){hundred + simple, hundred};
    if (compound)
        *out = (tax_factor){(hundred + simple) * (hundred + compound), hundred * hundred};
    return ECO_OK;
}

static bool with_taxes(int64_t *amount, const tax_factor *factor)
{
    eco_wide gross;
    return !__builtin_mul_overflow((eco_wide)*amount, factor->up, &gross) && ceiling(amount, gross, factor->down);
}

/* The highest of a floor's bounds. */
static bool amount_of(int64_t *out, const eco_floor *floor, const eco_item *item, int64_t cost, const tax_factor *factor)
{
    int64_t net = 0, over = 0, unit = 0;
    eco_decimal none = {0, 0};
    *out = 0;
    if (floor->unit_minor && !bound_of(&unit, item, floor->unit_minor, none))
        return false;
    if (cost && floor->margin_percent.coefficient && !bound_of(&net, item, cost, eco_decimal_normal(floor->margin_percent)))
        return false;
    if (cost && (floor->margin_minor || floor->at_cost) &&
        (__builtin_add_overflow(cost, floor->margin_minor, &cost) || !bound_of(&over, item, cost, none)))
        return false;
    net = net > over ? net : over;
    if (!with_taxes(&net, factor))
        return false;
    *out = net > unit ? net : unit;
    return true;
}

static eco_status bound_item(eco_bounds *bounds, eco_pricing_work *work, eco_item *item)
{
    const eco_rulebook_content *content = &work->rulebook->content;
    tax_factor factor;
    if (find_factor(&factor, work, item))
        return work->error->status;
    for (size_t i = 0; i < content->floors_count; i++) {
        const eco_floor *floor = content->floors[i];
        const eco_compiled *on = work->rulebook->floor_on[i];
        bool holds = true;
        int64_t amount;
        if (on && eco_holds_for_item(&holds, work, on, item, floor->id))
            return work->error->status;
        if (!holds)
            continue;
        if (!amount_of(&amount, floor, item, work->cart->lines[item->line].cost_minor, &factor))
            return eco_fail_item(work, item, ECO_E_OVERFLOW, "its floor does not fit 64 bits");
        eco_bound *bound = &bounds->of[floor->mode];
        if (amount > bound->amount) /* floors come by id: the first of equals stays */
            *bound = (eco_bound){amount, floor};
    }
    return ECO_OK;
}

eco_status eco_work_floors(eco_pricing_work *work)
{
    if (!work->rulebook->content.floors_count)
        return ECO_OK;
    eco_bounds *bounds = eco_arena_take_array(work->scratch, work->goods_count, sizeof *bounds);
    if (!bounds || eco_work_room(work))
        return eco_fail_memory(work->error);
    for (size_t i = 0; i < work->goods_count; i++) {
        if (bound_item(&bounds[i], work, &work->items[i]))
            return work->error->status;
        work->items[i].stake->bounds = &bounds[i];
    }
    work->bounded = true;
    return ECO_OK;
}

int64_t eco_floor_passed(const eco_item *item, eco_floor_mode mode, int64_t off)
{
    if (!item->stake->bounds || !item->stake->bounds->of[mode].floor)
        return 0;
    int64_t below = item->stake->bounds->of[mode].amount - (item->left - off);
    return below < 0 ? 0 : below < off ? below : off;
}
