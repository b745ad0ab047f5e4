/* backtest_problems.c - the rows that could not be used, as many as are kept. */
#include "pricing/backtest_internal.h"

void eco_backtest_problems_begin(backtest_problems *problems, const eco_allocator *allocator, size_t most)
{
    *problems = (backtest_problems){.most = most};
    eco_arena_begin(&problems->arena, allocator);
}

void eco_backtest_problems_clear(backtest_problems *problems)
{
    eco_arena_reset(&problems->arena);
    problems->count = 0;
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
