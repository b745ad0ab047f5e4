/* backtest_sums.c - what a backtest counts: of each rulebook totals, days and promotions, and rows by kind. */
#include <string.h>

#include "base/error.h"
#include "pricing/backtest_internal.h"

bool eco_backtest_sums_begin(backtest_sums *sums, const eco_backtest *backtest)
{
    *sums = (backtest_sums){.backtest = backtest};
    eco_arena_begin(&sums->arena, &backtest->allocator);
    sums->totals = eco_arena_take_array(&sums->arena, backtest->rulebooks_count, sizeof *sums->totals);
    sums->days = eco_arena_take_array(&sums->arena, backtest->rulebooks_count, sizeof *sums->days);
    sums->known = eco_arena_take_array(&sums->arena, backtest->effects_count, sizeof *sums->known);
    return sums->totals && sums->days && sums->known;
}

void eco_backtest_sums_end(backtest_sums *sums)
{
    if (!sums->backtest)
        return;
    for (size_t i = 0; sums->days && i < sums->backtest->rulebooks_count; i++)
        eco_release(&sums->arena.allocator, sums->days[i].items, sums->days[i].capacity * sizeof *sums->days[i].items);
    eco_release(&sums->arena.allocator, sums->effects, sums->effects_capacity * sizeof *sums->effects);
    eco_arena_end(&sums->arena);
    *sums = (backtest_sums){0};
}

void eco_backtest_sums_clear(backtest_sums *sums)
{
    for (size_t i = 0; i < sums->backtest->rulebooks_count; i++) {
        sums->totals[i] = (backtest_sum){0};
        sums->days[i].count = 0;
    }
    while (sums->effects_count)
        sums->known[sums->effects[--sums->effects_count].place] = 0;
    memset(sums->kinds, 0, sizeof sums->kinds);
    sums->standing = 0;
    sums->problems = 0;
}

/* ---- days ---- */

/* The first day that is not before the date. Histories mostly rise, so the last day is looked at first. */
static size_t place_of(const backtest_days *days, int32_t date)
{
    size_t low = 0, high = days->count;
    if (high && days->items[high - 1].date < date)
        return high;
    if (high && days->items[high - 1].date == date)
        return high - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (days->items[middle].date < date)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool reserve_days(backtest_sums *sums, size_t rulebook, size_t more)
{
    backtest_days *days = &sums->days[rulebook];
    return eco_grow(&sums->arena.allocator, &days->items, &days->capacity, days->count + more, sizeof *days->items);
}

/* The day's entry, made if need be: there is room. */
static backtest_sum *day_of(backtest_sums *sums, size_t rulebook, int32_t date)
{
    backtest_days *days = &sums->days[rulebook];
    size_t place = place_of(days, date);
    if (place == days->count || days->items[place].date != date) {
        memmove(&days->items[place + 1], &days->items[place], (days->count - place) * sizeof *days->items);
        days->items[place] = (backtest_day){.date = date};
        days->count++;
    }
    return &days->items[place].sum;
}

/* ---- adding ---- */

void eco_backtest_sum_add(backtest_sum *to, const backtest_sum *from)
{
    to->orders += from->orders;
    to->lines += from->lines;
    to->touched += from->touched;
    to->changed += from->changed;
    to->cost_lines += from->cost_lines;
    to->list += from->list;
    to->discount += from->discount;
    to->tax += from->tax;
    to->returned += from->returned;
    to->cost_revenue += from->cost_revenue;
    to->cost += from->cost;
}

static bool reserve_effects(backtest_sums *sums, size_t more)
{
    return eco_grow(&sums->arena.allocator, &sums->effects, &sums->effects_capacity, sums->effects_count + more,
                    sizeof *sums->effects);
}

/* There is room. */
static void add_effect(backtest_sums *sums, const backtest_effect *more)
{
    uint32_t *known = &sums->known[more->place];
    if (!*known) {
        sums->effects[sums->effects_count++] = *more;
        *known = (uint32_t)sums->effects_count;
        return;
    }
    backtest_effect *effect = &sums->effects[*known - 1];
    effect->orders += more->orders;
    effect->lines += more->lines;
    effect->cost_lines += more->cost_lines;
    effect->discount += more->discount;
    effect->revenue += more->revenue;
    effect->cost_revenue += more->cost_revenue;
    effect->cost += more->cost;
}

static void add_rows(backtest_sums *sums, const backtest_rows *kinds)
{
    for (size_t i = 0; i < BACKTEST_KINDS; i++) {
        sums->kinds[i].rows += kinds[i].rows;
        sums->kinds[i].orders += kinds[i].orders;
        sums->kinds[i].amount += kinds[i].amount;
    }
}

/* What cancellations, returns and corrections take away. */
static eco_wide returned_of(const backtest_outcome *outcome)
{
    return -(outcome->kinds[BACKTEST_CANCELLATION].amount + outcome->kinds[BACKTEST_RETURN].amount +
             outcome->kinds[BACKTEST_CORRECTION].amount);
}

static eco_wide standing_of(const backtest_outcome *outcome)
{
    eco_wide standing = 0;
    for (backtest_kind kind = BACKTEST_CANCELLATION; kind <= BACKTEST_CORRECTION; kind++)
        standing += outcome->kinds[kind].amount < 0 ? -outcome->kinds[kind].amount : outcome->kinds[kind].amount;
    return standing;
}

/* An order as a sum of one. */
static backtest_sum sum_of(const backtest_outcome *outcome, size_t rulebook)
{
    const backtest_result *result = &outcome->results[rulebook], *base = &outcome->results[0];
    backtest_sum sum = {.returned = returned_of(outcome)};
    if (!outcome->priced)
        return sum;
    sum.orders = 1;
    sum.lines = outcome->lines;
    sum.touched = result->touched;
    sum.changed = result->list != base->list || result->discount != base->discount;
    sum.cost_lines = outcome->cost_lines;
    sum.list = result->list;
    sum.discount = result->discount;
    sum.tax = result->tax;
    sum.cost_revenue = result->cost_revenue;
    sum.cost = outcome->cost;
    return sum;
}

static void take_parts(backtest_sums *sums, const backtest_outcome *outcome)
{
    for (size_t i = 0; i < outcome->parts_count; i++) {
        const backtest_part *part = &outcome->parts[i];
        const backtest_result *result = &outcome->results[part->rulebook];
        const backtest_effect effect = {.place = sums->backtest->rulebooks[part->rulebook].first_effect + part->effect,
                                        .orders = 1,
                                        .lines = part->lines,
                                        .cost_lines = outcome->cost_lines,
                                        .discount = part->discount,
                                        .revenue = result->list - result->discount,
                                        .cost_revenue = result->cost_revenue,
                                        .cost = outcome->cost};
        add_effect(sums, &effect);
    }
}

bool eco_backtest_sums_take(backtest_sums *sums, const backtest_outcome *outcome)
{
    const eco_backtest *backtest = sums->backtest;
    for (size_t i = 0; i < backtest->rulebooks_count; i++)
        if (!reserve_days(sums, i, 1))
            return false;
    if (!reserve_effects(sums, outcome->parts_count))
        return false;
    for (size_t i = 0; outcome->dated && i < backtest->rulebooks_count; i++) {
        backtest_sum sum = sum_of(outcome, i);
        eco_backtest_sum_add(&sums->totals[i], &sum);
        if (sum.orders || sum.returned)
            eco_backtest_sum_add(day_of(sums, i, eco_zone_date(backtest->rulebooks[i].zone, outcome->at_us)), &sum);
    }
    if (outcome->priced)
        take_parts(sums, outcome);
    add_rows(sums, outcome->kinds);
    sums->standing += standing_of(outcome);
    sums->problems += outcome->problems;
    return true;
}

/* How many days are in both. */
static size_t days_shared(const backtest_days *a, const backtest_days *b)
{
    size_t shared = 0;
    for (size_t i = 0, k = 0; i < a->count && k < b->count;) {
        int32_t left = a->items[i].date, right = b->items[k].date;
        shared += left == right;
        i += left <= right;
        k += right <= left;
    }
    return shared;
}

/* Merged from the last day down, so that each day moves once. There is room. */
static void add_days(backtest_days *to, const backtest_days *from)
{
    size_t kept = to->count, more = from->count, place = kept + more - days_shared(to, from);
    to->count = place;
    while (more) {
        const backtest_day *day = &from->items[more - 1];
        if (kept && to->items[kept - 1].date > day->date) {
            to->items[--place] = to->items[--kept];
            continue;
        }
        bool is_shared = kept && to->items[kept - 1].date == day->date;
        to->items[--place] = is_shared ? to->items[--kept] : (backtest_day){.date = day->date};
        eco_backtest_sum_add(&to->items[place].sum, &day->sum);
        more--;
    }
}

bool eco_backtest_sums_reserve(backtest_sums *to, const backtest_sums *from)
{
    for (size_t i = 0; i < to->backtest->rulebooks_count; i++)
        if (!reserve_days(to, i, from->days[i].count))
            return false;
    return reserve_effects(to, from->effects_count);
}

void eco_backtest_sums_add(backtest_sums *to, const backtest_sums *from)
{
    for (size_t i = 0; i < to->backtest->rulebooks_count; i++) {
        eco_backtest_sum_add(&to->totals[i], &from->totals[i]);
        add_days(&to->days[i], &from->days[i]);
    }
    for (size_t i = 0; i < from->effects_count; i++)
        add_effect(to, &from->effects[i]);
    add_rows(to, from->kinds);
    to->standing += from->standing;
    to->problems += from->problems;
}

/* ---- do they fit? ---- */

static bool fits(eco_wide value)
{
    int64_t narrow;
    return eco_narrow(&narrow, value);
}

/* Discounts and what lines with a known cost earn are parts of lists, and what days and promotions sum is part of the totals (an order counts once for a
 * promotion), none of it below 0: so the totals speak for all. What was returned may have either sign, and is taken off revenue: so its parts count
 * without their signs, on top of the list. */
eco_status eco_backtest_sums_fit(const backtest_sums *settled, const backtest_sums *added, const backtest_outcome *tail,
                                 eco_error *error)
{
    eco_wide standing = settled->standing + added->standing + standing_of(tail);
    for (size_t i = 0; i < settled->backtest->rulebooks_count; i++) {
        backtest_sum sum = settled->totals[i], last = sum_of(tail, i);
        eco_backtest_sum_add(&sum, &added->totals[i]);
        eco_backtest_sum_add(&sum, &last);
        if (!fits(sum.list))
            return eco_fail(error, ECO_E_OVERFLOW, "/list", "the orders are worth more than %lld minor units",
                            (long long)INT64_MAX);
        if (!fits(sum.list + standing))
            return eco_fail(error, ECO_E_OVERFLOW, "/returned",
                            "the orders and what was returned are worth more than %lld minor units", (long long)INT64_MAX);
        if (!fits(sum.tax))
            return eco_fail(error, ECO_E_OVERFLOW, "/tax", "the orders bear more tax than %lld minor units",
                            (long long)INT64_MAX);
        if (!fits(sum.cost))
            return eco_fail(error, ECO_E_OVERFLOW, "/cost", "the orders cost more than %lld minor units", (long long)INT64_MAX);
    }
    for (size_t i = 0; i < BACKTEST_KINDS; i++)
        if (!fits(settled->kinds[i].amount + added->kinds[i].amount + tail->kinds[i].amount))
            return eco_fail(error, ECO_E_OVERFLOW, "/rows/amount", "rows of one kind are worth more than %lld minor units",
                            (long long)INT64_MAX);
    return ECO_OK;
}

/* ---- outcomes ---- */

bool eco_backtest_outcome_begin(backtest_outcome *outcome, const eco_backtest *backtest)
{
    *outcome = (backtest_outcome){.allocator = backtest->allocator};
    outcome->results = eco_allocate(&outcome->allocator, backtest->rulebooks_count * sizeof *outcome->results);
    return outcome->results;
}

void eco_backtest_outcome_end(backtest_outcome *outcome, const eco_backtest *backtest)
{
    eco_release(&backtest->allocator, outcome->results, backtest->rulebooks_count * sizeof *outcome->results);
    eco_release(&backtest->allocator, outcome->parts, outcome->parts_capacity * sizeof *outcome->parts);
    *outcome = (backtest_outcome){0};
}
