/* backtest_sums.c - what a backtest counts: totals, effects and months of each rulebook, and rows by kind. */
#include <string.h>

#include "base/error.h"
#include "pricing/backtest_internal.h"

bool eco_backtest_sums_begin(backtest_sums *sums, const eco_allocator *allocator, size_t rulebooks_count, size_t effects_count)
{
    *sums = (backtest_sums){.rulebooks_count = rulebooks_count, .effects_count = effects_count};
    eco_arena_begin(&sums->arena, allocator);
    sums->totals = eco_arena_take_array(&sums->arena, rulebooks_count, sizeof *sums->totals);
    sums->months = eco_arena_take_array(&sums->arena, rulebooks_count, sizeof *sums->months);
    sums->effects = eco_arena_take_array(&sums->arena, effects_count, sizeof *sums->effects);
    if (sums->totals && sums->months && sums->effects)
        return true;
    eco_backtest_sums_end(sums);
    return false;
}

void eco_backtest_sums_end(backtest_sums *sums)
{
    for (size_t i = 0; sums->months && i < sums->rulebooks_count; i++)
        eco_release(&sums->arena.allocator, sums->months[i].items, sums->months[i].capacity * sizeof *sums->months[i].items);
    eco_arena_end(&sums->arena);
    *sums = (backtest_sums){.arena = sums->arena};
}

backtest_month *eco_backtest_sums_month(backtest_sums *sums, size_t rulebook, int32_t month)
{
    backtest_months *months = &sums->months[rulebook];
    size_t place = months->count; /* histories mostly rise: look from the end */
    while (place > 0 && months->items[place - 1].month >= month)
        place--;
    if (place < months->count && months->items[place].month == month)
        return &months->items[place];
    if (!eco_grow(&sums->arena.allocator, &months->items, &months->capacity, months->count + 1, sizeof *months->items))
        return NULL;
    memmove(&months->items[place + 1], &months->items[place], (months->count - place) * sizeof *months->items);
    months->items[place] = (backtest_month){.month = month};
    months->count++;
    return &months->items[place];
}

static bool add_months(backtest_sums *to, const backtest_sums *from, size_t rulebook)
{
    const backtest_months *months = &from->months[rulebook];
    for (size_t i = 0; i < months->count; i++) {
        const backtest_month *more = &months->items[i];
        backtest_month *sum = eco_backtest_sums_month(to, rulebook, more->month);
        if (!sum)
            return false;
        sum->orders += more->orders;
        sum->touched += more->touched;
        sum->list += more->list;
        sum->discount += more->discount;
    }
    return true;
}

static void add_totals(backtest_sums *to, const backtest_sums *from)
{
    for (size_t i = 0; i < from->rulebooks_count; i++) {
        const backtest_total *more = &from->totals[i];
        backtest_total *sum = &to->totals[i];
        sum->orders += more->orders;
        sum->lines += more->lines;
        sum->touched += more->touched;
        sum->list += more->list;
        sum->discount += more->discount;
        sum->tax += more->tax;
    }
    for (size_t i = 0; i < from->effects_count; i++) {
        const backtest_effect *more = &from->effects[i];
        backtest_effect *sum = &to->effects[i];
        sum->orders += more->orders;
        sum->lines += more->lines;
        sum->discount += more->discount;
        sum->revenue += more->revenue;
    }
}

bool eco_backtest_sums_add(backtest_sums *to, const backtest_sums *from)
{
    for (size_t i = 0; i < from->rulebooks_count; i++)
        if (!add_months(to, from, i))
            return false;
    add_totals(to, from);
    for (size_t i = 0; i < BACKTEST_KINDS; i++) {
        to->kinds[i].rows += from->kinds[i].rows;
        to->kinds[i].orders += from->kinds[i].orders;
        to->kinds[i].amount += from->kinds[i].amount;
    }
    to->problems += from->problems;
    return true;
}

/* Discounts are parts of lists, and what months and promotions sum is part of the totals (an order counts once for a promotion), none of it below zero:
 * so the totals speak for all. */
eco_status eco_backtest_sums_fit(const backtest_sums *sums, eco_error *error)
{
    int64_t narrow;
    for (size_t i = 0; i < sums->rulebooks_count; i++) {
        if (!eco_narrow(&narrow, sums->totals[i].list))
            return eco_fail(error, ECO_E_OVERFLOW, "/list", "the orders are worth more than %lld minor units",
                            (long long)INT64_MAX);
        if (!eco_narrow(&narrow, sums->totals[i].tax))
            return eco_fail(error, ECO_E_OVERFLOW, "/tax", "the orders bear more tax than %lld minor units",
                            (long long)INT64_MAX);
    }
    for (size_t i = 0; i < BACKTEST_KINDS; i++)
        if (!eco_narrow(&narrow, sums->kinds[i].amount))
            return eco_fail(error, ECO_E_OVERFLOW, "/rows/amount", "rows of one kind are worth more than %lld minor units",
                            (long long)INT64_MAX);
    return ECO_OK;
}

void eco_backtest_problems_begin(backtest_problems *problems, const eco_allocator *allocator, size_t most)
{
    *problems = (backtest_problems){.most = most};
    eco_arena_begin(&problems->arena, allocator);
}

void eco_backtest_problems_end(backtest_problems *problems)
{
    eco_release(&problems->arena.allocator, problems->items, problems->capacity * sizeof *problems->items);
    eco_arena_end(&problems->arena);
}

bool eco_backtest_problems_add(backtest_problems *problems, const backtest_problem *problem)
{
    if (problems->count >= problems->most)
        return true;
    backtest_problem copy = *problem;
    copy.column = eco_arena_text(&problems->arena, problem->column);
    copy.message = eco_arena_text(&problems->arena, problem->message);
    if (!copy.column || !copy.message ||
        !eco_grow(&problems->arena.allocator, &problems->items, &problems->capacity, problems->count + 1,
                  sizeof *problems->items))
        return false;
    problems->items[problems->count++] = copy;
    return true;
}
