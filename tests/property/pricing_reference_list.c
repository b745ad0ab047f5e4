/* pricing_reference_list.c - the model's price lists: which list makes the price of a line, and what sale lists save. */
#include "pricing_reference.h"

#include <string.h>

/* The entry of a list that counts for a line: of its SKU, the highest from that is reached. */
static const eco_price_entry *entry_of(const eco_price_list *list, const reference_line *line)
{
    const eco_price_entry *best = NULL;
    for (size_t i = 0; i < list->entries_count; i++) {
        const eco_price_entry *entry = &list->entries[i];
        if (strcmp(entry->sku, line->sku) == 0 &&
            entry->from_quantity * reference_power10(line->quantity_scale) <= line->quantity &&
            (!best || entry->from_quantity > best->from_quantity))
            best = entry;
    }
    return best;
}

typedef struct price {
    int64_t unit;
    int32_t scale;
} price;

static bool is_foreign(const scenario *given, const eco_price_list *list)
{
    return list->currency && strcmp(list->currency, given->options.currency) != 0;
}

/* What the list says for the line, in the rulebook's currency. The list knows the SKU. */
static price price_of(const scenario *given, int which, const reference_line *line)
{
    const eco_price_list *list = &given->lists[which];
    const eco_price_entry *entry = entry_of(list, line);
    if (!is_foreign(given, list))
        return (price){entry->unit_minor, entry->unit_scale};
    wide up = (wide)entry->unit_minor * list->rate.coefficient * reference_power10(given->exponent);
    wide down = reference_power10(entry->unit_scale + given->list_exponents[which] + list->rate.scale);
    return (price){reference_narrow(reference_round(up, down, given->options.rounding)), 0};
}

static bool list_holds(const reference_quote *quote, const scenario *given, int which)
{
    const eco_price_list *list = &given->lists[which];
    const reference_view view = {given, quote->lines, quote->goods_count, NULL};
    if (is_foreign(given, list) && list->rate.coefficient == 0)
        return false;
    return given->cart.at_us >= list->starts_us && (list->ends_us == 0 || given->cart.at_us < list->ends_us) &&
           reference_holds(given->list_when[which], &view);
}

/* a x 10^-a_scale against b x 10^-b_scale */
static int compare_prices(price a, price b)
{
    wide left = a.unit * reference_power10(b.scale), right = b.unit * reference_power10(a.scale);
    return (left > right) - (left < right);
}

/* Of the overrides (or the sale lists) that hold and know the SKU: priority, then cheapest, then id. */
static int best_list(const reference_quote *quote, const scenario *given, const reference_line *line, bool overrides)
{
    int best = -1;
    for (int i = 0; i < given->lists_count; i++) {
        const eco_price_list *list = &given->lists[i], *other = &given->lists[best < 0 ? i : best];
        if (list->is_override != overrides || !entry_of(list, line) || !list_holds(quote, given, i))
            continue;
        int order = best < 0 ? -1 : (other->priority > list->priority) - (other->priority < list->priority);
        if (order == 0)
            order = compare_prices(price_of(given, i, line), price_of(given, best, line));
        if (order == 0)
            order = strcmp(list->id, other->id);
        if (order < 0)
            best = i;
    }
    return best;
}

/* Gives each line its list price, and the sale list whose saving is shown, or -1. */
eco_status reference_list_prices(reference_quote *quote, const scenario *given, int *sales)
{
    for (int i = 0; i < quote->goods_count; i++) {
        reference_line *line = &quote->lines[i];
        sales[i] = -1;
        if (line->is_free)
            continue;
        int override = best_list(quote, given, line, true), sale = best_list(quote, given, line, false);
        int list = override;
        if (list < 0 && line->unit_minor == 0) {
            list = sale; /* the only price that there is */
            sale = -1;
        }
        if (list < 0 && line->unit_minor == 0)
            return ECO_E_NO_PRICE;
        sales[i] = sale;
        if (list >= 0) {
            price price = price_of(given, list, line);
            line->unit_minor = price.unit;
            line->unit_scale = price.scale;
        }
    }
    for (int i = 0; i < quote->goods_count; i++) {
        reference_line *line = &quote->lines[i];
        line->list_minor = line->left_minor = reference_extend(given, line->unit_minor, line->unit_scale, line);
    }
    return ECO_OK;
}

/* ---- sales ---- */

typedef struct sale {
    int64_t offs[REFERENCE_LINES], quantities[REFERENCE_LINES];
    int64_t off_minor, clipped_minor, passed_minor;
    const char *clamped_by, *warned_by;
} sale;

/* A sale price counts down to the floor and no further; a floor that warns lets it pass. */
static void sell_line(sale *out, reference_line *line, int64_t off)
{
    const reference_floor *clamp = &line->floors[ECO_FLOOR_CLAMP], *block = &line->floors[ECO_FLOOR_BLOCK],
                          *warn = &line->floors[ECO_FLOOR_WARN];
    const reference_floor *floor = block->amount_minor > clamp->amount_minor ? block : clamp;
    int64_t room = line->left_minor - floor->amount_minor;
    room = room < 0 ? 0 : room;
    if (off > room) {
        out->clamped_by = out->clamped_by ? out->clamped_by : floor->id;
        out->clipped_minor += off - room;
        off = room;
    }
    int64_t below = warn->amount_minor - (line->left_minor - off);
    below = below > off ? off : below;
    if (below > 0) {
        out->warned_by = out->warned_by ? out->warned_by : warn->id;
        out->passed_minor += below;
    }
    out->offs[line->place] = off;
    out->quantities[line->place] = line->quantity;
    out->off_minor += off;
}

static void apply_sale(reference_quote *quote, const scenario *given, const int *sales, int which)
{
    sale sold = {0};
    int places[REFERENCE_LINES];
    reference_order(places, quote->lines, quote->goods_count);
    for (int n = 0; n < quote->goods_count; n++) { /* in canonical order: the first floor is named */
        reference_line *line = &quote->lines[places[n]];
        if (sales[places[n]] != which)
            continue;
        price price = price_of(given, which, line);
        int64_t off = line->list_minor - reference_extend(given, price.unit, price.scale, line);
        if (off > 0)
            sell_line(&sold, line, off);
    }
    reference_add_adjustments(quote, given->lists[which].id, NULL, ECO_STAGE_ITEM, sold.offs, sold.quantities);
    if (sold.off_minor == 0 && !sold.clamped_by)
        return;
    reference_decision *decision = reference_add_decision(quote, given->lists[which].id, NULL, ECO_REASON_APPLIED);
    decision->off_minor = sold.off_minor;
    decision->by = sold.clamped_by ? sold.clamped_by : sold.warned_by;
    decision->clipped_minor = sold.clamped_by ? sold.clipped_minor : sold.passed_minor;
    if (sold.clamped_by)
        decision->reason = sold.off_minor ? ECO_REASON_CLIPPED : ECO_REASON_FLOOR;
}

/* List after list as promotions are worked on: priority descending, then id. */
void reference_apply_sales(reference_quote *quote, const scenario *given, const int *sales)
{
    bool done[LISTS_MOST] = {false};
    for (int n = 0; n < given->lists_count; n++) {
        int next = -1;
        for (int i = 0; i < given->lists_count; i++)
            if (!done[i] && (next < 0 || given->lists[i].priority > given->lists[next].priority ||
                             (given->lists[i].priority == given->lists[next].priority &&
                              strcmp(given->lists[i].id, given->lists[next].id) < 0)))
                next = i;
        done[next] = true;
        apply_sale(quote, given, sales, next);
    }
}
