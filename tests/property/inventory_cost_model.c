/* inventory_cost_model.c - see inventory_cost_model.h. Quantities are tenths; unit costs are minor units of 1. */
#include "inventory_cost_model.h"

#include <stdlib.h>
#include <string.h>

static int64_t nearest(__int128 numerator, int64_t denominator) /* half up, away from 0 */
{
    __int128 sign = numerator < 0 ? -1 : 1, twice = numerator * sign * 2 + denominator;
    return (int64_t)(sign * (twice / (2 * (__int128)denominator)));
}

static int64_t priced_value(int64_t quantity, int64_t unit)
{
    return nearest((__int128)quantity * unit, 10);
}

static int64_t sum_quantity(const cost_model_state *s)
{
    int64_t sum = 0;
    for (int i = 0; i < s->there_count; i++)
        sum += s->there[i].quantity;
    for (int i = 0; i < s->waiting_count; i++)
        sum -= s->waiting[i].quantity;
    return sum;
}

static int64_t sum_value(const cost_model_state *s)
{
    int64_t sum = 0;
    for (int i = 0; i < s->there_count; i++)
        sum += s->there[i].value;
    for (int i = 0; i < s->waiting_count; i++)
        sum -= s->waiting[i].value;
    return sum;
}

static void remove_lot(cost_model_lot *lots, int *count, int at)
{
    memmove(lots + at, lots + at + 1, (size_t)(*count - at - 1) * sizeof *lots);
    --*count;
}

/* Takes up to `quantity` out of a lot, which goes when it is empty; gives what that was worth. */
static int64_t draw(cost_model_lot *lots, int *count, int at, int64_t *quantity)
{
    cost_model_lot *lot = &lots[at];
    int64_t gone = *quantity < lot->quantity ? *quantity : lot->quantity;
    int64_t stays = nearest((__int128)lot->value * (lot->quantity - gone), lot->quantity), cost = lot->value - stays;
    lot->quantity -= gone;
    lot->value = stays;
    *quantity -= gone;
    if (!lot->quantity)
        remove_lot(lots, count, at);
    return cost;
}

static int64_t usual(const cost_model_state *s, int64_t quantity)
{
    if (s->method == ECO_COST_AVERAGE && s->there_count)
        return nearest((__int128)s->there[0].value * quantity, s->there[0].quantity);
    return s->last_quantity ? nearest((__int128)s->last_value * quantity, s->last_quantity) : 0;
}

static void come(cost_model_state *s, int row, int64_t at, int64_t quantity, int64_t value)
{
    while (quantity && s->waiting_count) {
        int64_t part = quantity < s->waiting[0].quantity ? quantity : s->waiting[0].quantity, left = part;
        int64_t stays = nearest((__int128)value * (quantity - part), quantity);
        int waits = s->waiting[0].row;
        int64_t guess = draw(s->waiting, &s->waiting_count, 0, &left);
        s->cost[waits] += value - stays - guess;
        value = stays;
        quantity -= part;
    }
    if (!quantity)
        return;
    if (s->method == ECO_COST_AVERAGE && s->there_count) {
        s->there[0].quantity += quantity;
        s->there[0].value += value;
        s->there[0].at = at;
        return;
    }
    s->there[s->there_count++] = (cost_model_lot){s->method == ECO_COST_AVERAGE ? -1 : row, at, quantity, value};
}

static int64_t leave(cost_model_state *s, int row, int64_t at, int64_t quantity, int first_row)
{
    int64_t cost = 0, average_value = 0, average_quantity = 0;
    if (s->method == ECO_COST_AVERAGE && s->there_count) {
        average_value = s->there[0].value;
        average_quantity = s->there[0].quantity;
    }
    for (int i = 0; first_row >= 0 && i < s->there_count; i++)
        if (s->there[i].row == first_row) {
            cost += draw(s->there, &s->there_count, i, &quantity);
            break;
        }
    while (quantity && s->there_count)
        cost += draw(s->there, &s->there_count, s->method == ECO_COST_LIFO ? s->there_count - 1 : 0, &quantity);
    if (average_quantity) {
        s->last_value = average_value;
        s->last_quantity = average_quantity;
    }
    if (quantity) {
        int64_t guess = usual(s, quantity);
        s->waiting[s->waiting_count++] = (cost_model_lot){row, at, quantity, guess};
        cost += guess;
    }
    return cost;
}

static void put_back(cost_model_state *s, const cost_model_row *rows, int row)
{
    const cost_model_row *of = &rows[row];
    int64_t value = of->priced == 1 ? priced_value(of->quantity, of->money) : of->priced ? of->money : usual(s, of->quantity);
    int64_t last_value = s->last_value, last_quantity = s->last_quantity;
    if (of->source >= 0) {
        int64_t left = rows[of->source].quantity - s->back[of->source];
        int64_t left_cost = s->cost[of->source] - s->back_cost[of->source];
        left_cost = left_cost > 0 ? left_cost : 0;
        value = left_cost - nearest((__int128)left_cost * (left - of->quantity), left);
        s->back[of->source] += of->quantity;
        s->back_cost[of->source] += value;
    }
    s->cost[row] = -value;
    s->last_value = last_quantity ? last_value : value;
    s->last_quantity = last_quantity ? last_quantity : of->quantity;
    come(s, row, of->at, of->quantity, value);
}

static void land(cost_model_state *s, const cost_model_row *rows, int row)
{
    const cost_model_row *of = &rows[row], *receipt = &rows[of->source];
    cost_model_lot *lot = NULL;
    for (int i = 0; i < s->there_count; i++)
        if (s->method == ECO_COST_AVERAGE || s->there[i].row == of->source)
            lot = &s->there[i];
    int64_t here = 0;
    s->received += of->money;
    if (lot) {
        here = nearest((__int128)of->money * (lot->quantity < receipt->quantity ? lot->quantity : receipt->quantity),
                       receipt->quantity);
        here = here < -lot->value ? -lot->value : here;
        lot->value += here;
    }
    s->cost[row] = of->money - here;
}

static void revalue(cost_model_state *s, const cost_model_row *of, int row)
{
    int64_t before = sum_value(s), quantity = 0, value = 0;
    for (int i = 0; i < s->there_count; i++) {
        quantity += s->there[i].quantity;
        s->there[i].value = priced_value(quantity, of->money) - value;
        value += s->there[i].value;
    }
    s->last_value = of->money;
    s->last_quantity = 10;
    s->cost[row] = before - sum_value(s);
}

/* STANDARD: quantity x standard, and what differs is a cost. */
static void run_standard(cost_model_state *s, const cost_model_row *of, int row)
{
    int64_t before = s->value, given = of->priced == 1 ? priced_value(of->quantity, of->money) : of->money;
    bool is = strcmp(of->kind, "receive") == 0, goes = strcmp(of->kind, "issue") == 0 || strcmp(of->kind, "vendor_return") == 0;
    if (strcmp(of->kind, "revalue") == 0)
        s->standard = of->money;
    else if (strcmp(of->kind, "land_cost") == 0)
        s->received += of->money;
    else
        s->quantity += goes ? -of->quantity : of->quantity;
    s->value = priced_value(s->quantity, s->standard);
    s->cost[row] = before - s->value;
    if (is) {
        int64_t came = of->priced ? given : priced_value(of->quantity, s->standard);
        s->received += came;
        s->cost[row] += came;
    }
    if (strcmp(of->kind, "land_cost") == 0)
        s->cost[row] = of->money;
}

static void run_layers(cost_model_state *s, const cost_model_row *rows, int row)
{
    const cost_model_row *of = &rows[row];
    if (strcmp(of->kind, "receive") == 0) {
        int64_t value = of->priced == 1 ? priced_value(of->quantity, of->money) : of->money;
        s->received += value;
        s->last_value = value;
        s->last_quantity = of->quantity;
        come(s, row, of->at, of->quantity, value);
    } else if (strcmp(of->kind, "issue") == 0) {
        s->cost[row] = leave(s, row, of->at, of->quantity, -1);
    } else if (strcmp(of->kind, "vendor_return") == 0) {
        s->cost[row] = leave(s, row, of->at, of->quantity, of->source);
    } else if (strcmp(of->kind, "adjust") == 0 && of->quantity < 0) {
        s->cost[row] = leave(s, row, of->at, -of->quantity, -1);
    } else if (strcmp(of->kind, "land_cost") == 0) {
        land(s, rows, row);
    } else if (strcmp(of->kind, "revalue") == 0) {
        revalue(s, of, row);
    } else {
        put_back(s, rows, row);
    }
    s->quantity = sum_quantity(s);
    s->value = sum_value(s);
}

void cost_model_run(cost_model_state *out, eco_cost_method method, int64_t standard, const cost_model_row *rows, int count,
                    int sku)
{
    bool done[COST_MODEL_ROWS] = {false};
    *out = (cost_model_state){.method = method, .standard = standard};
    for (int i = 0; i < count; i++) {
        int next = -1;
        for (int j = 0; j < count; j++)
            if (!done[j] && rows[j].sku == sku && (next < 0 || rows[j].at < rows[next].at))
                next = j;
        if (next < 0)
            return;
        done[next] = true;
        if (method == ECO_COST_STANDARD)
            run_standard(out, &rows[next], next);
        else
            run_layers(out, rows, next);
    }
}
