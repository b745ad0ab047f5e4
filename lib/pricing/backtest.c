/* backtest.c - a backtest begins and ends: its options, rulebooks and first, empty sums. */
#include "pricing/backtest_internal.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/team.h"
#include "base/zone.h"
#include "pricing/pricing_internal.h"

enum { THREADS_MOST = 1024, PROBLEMS_DEFAULT = 1000, MOVERS_DEFAULT = 20, MOVERS_MOST = 1000000 };
enum { RECENT_DEFAULT = 1000000, RECENT_MOST = 1000000000 };

/* ---- create and free ---- */

static eco_status take_rulebooks(eco_backtest *backtest, eco_rulebook *const *rulebooks, size_t count, eco_error *error)
{
    backtest->rulebooks = eco_allocate(&backtest->allocator, count * sizeof *backtest->rulebooks);
    if (!backtest->rulebooks)
        return eco_fail_memory(error);
    memset(backtest->rulebooks, 0, count * sizeof *backtest->rulebooks);
    backtest->rulebooks_count = count;
    backtest->currency = rulebooks[0]->currency;
    for (size_t i = 0; i < count; i++) {
        backtest_rulebook *book = &backtest->rulebooks[i];
        const eco_rulebook_content *content = eco_rulebook_content_of(rulebooks[i]);
        eco_status failed = eco_zone_open_with(&book->zone, content->zone, &backtest->allocator, error);
        if (failed)
            return failed;
        book->rulebook = eco_rulebook_retain(rulebooks[i]);
        book->content = content;
        book->lists_count = content->price_lists_count;
        book->effects_count = content->price_lists_count + content->promotions_count;
        book->first_effect = backtest->effects_count;
        backtest->effects_count += book->effects_count;
    }
    return ECO_OK;
}

static eco_status check_rulebooks(eco_rulebook *const *rulebooks, size_t count, eco_error *error)
{
    if (!rulebooks || count == 0)
        return eco_fail(error, ECO_E_INVALID, "/rulebooks", "a backtest needs a rulebook");
    for (size_t i = 0; i < count; i++) {
        char path[48];
        snprintf(path, sizeof path, "/rulebooks/%zu", i);
        if (!rulebooks[i])
            return eco_fail(error, ECO_E_INVALID, path, "rulebook %zu is NULL", i);
        if (rulebooks[i]->currency != rulebooks[0]->currency)
            return eco_fail(error, ECO_E_CURRENCY, path, "rulebook %zu is in %s, rulebook 0 in %s", i,
                            rulebooks[i]->currency->code, rulebooks[0]->currency->code);
    }
    return ECO_OK;
}

static eco_status take_options(eco_backtest_options *out, const eco_backtest_options *given, eco_error *error)
{
    *out = (eco_backtest_options){0};
    eco_status failed = given ? ECO_TAKE(out, given, eco_backtest_options, error) : ECO_OK;
    if (failed)
        return failed;
    if (out->threads < -1 || out->threads > THREADS_MOST)
        return eco_fail(error, ECO_E_INVALID, "/threads", "threads is %d; it must be -1 to %d", (int)out->threads, THREADS_MOST);
    if (out->max_problems < 0)
        return eco_fail(error, ECO_E_INVALID, "/max_problems", "max_problems is %lld", (long long)out->max_problems);
    if (out->movers < -1 || out->movers > MOVERS_MOST)
        return eco_fail(error, ECO_E_INVALID, "/movers", "movers is %lld; it must be -1 to %d", (long long)out->movers,
                        MOVERS_MOST);
    if (out->recent_orders < 0 || out->recent_orders > RECENT_MOST)
        return eco_fail(error, ECO_E_INVALID, "/recent_orders", "recent_orders is %lld; it must be 0 to %d",
                        (long long)out->recent_orders, RECENT_MOST);
    return ECO_OK;
}

static eco_status begin(eco_backtest *backtest, eco_rulebook *const *rulebooks, size_t count, const eco_backtest_options *options,
                        eco_error *error)
{
    const eco_allocator *allocator = &backtest->allocator;
    int64_t movers = options->movers ? options->movers : MOVERS_DEFAULT;
    backtest->threads = eco_team_threads(options->threads);
    backtest->skip_bad_rows = options->skip_bad_rows;
    backtest->max_problems = options->max_problems ? (size_t)options->max_problems : PROBLEMS_DEFAULT;
    backtest->movers_most = movers > 0 ? (size_t)movers : 0;
    backtest->progress = options->progress;
    eco_backtest_recent_begin(&backtest->recent, allocator,
                              options->recent_orders ? (size_t)options->recent_orders : RECENT_DEFAULT);
    eco_arena_begin(&backtest->carry_arena, allocator);
    eco_arena_begin(&backtest->movers_arena, allocator);
    eco_backtest_order_begin(&backtest->carry, allocator);
    eco_backtest_problems_begin(&backtest->problems, allocator, backtest->max_problems);
    eco_status failed = take_rulebooks(backtest, rulebooks, count, error);
    if (failed)
        return failed;
    backtest->movers = eco_backtest_movers_begin(backtest);
    bool ready = eco_backtest_sums_begin(&backtest->settled, backtest);
    ready = eco_backtest_outcome_begin(&backtest->tail, backtest) && ready;
    return ready && backtest->movers ? ECO_OK : eco_fail_memory(error);
}

eco_status eco_backtest_create(eco_backtest **out, eco_rulebook *const *rulebooks, size_t count,
                               const eco_backtest_options *given, eco_error *error)
{
    eco_backtest_options options;
    *out = NULL;
    eco_status failed = take_options(&options, given, error);
    failed = failed ? failed : check_rulebooks(rulebooks, count, error);
    if (failed)
        return failed;
    eco_allocator allocator = eco_allocator_of(options.allocator);
    eco_backtest *backtest = eco_allocate(&allocator, sizeof *backtest);
    if (!backtest)
        return eco_fail_memory(error);
    *backtest = (eco_backtest){.allocator = allocator};
    failed = begin(backtest, rulebooks, count, &options, error);
    if (failed)
        eco_backtest_free(backtest);
    else
        *out = backtest;
    return failed;
}

void eco_backtest_free(eco_backtest *backtest)
{
    if (!backtest)
        return;
    eco_allocator allocator = backtest->allocator;
    eco_backtest_workers_end(backtest);
    eco_backtest_recent_end(&backtest->recent);
    eco_backtest_problems_end(&backtest->problems);
    eco_backtest_sums_end(&backtest->settled);
    eco_backtest_movers_end(backtest->movers, backtest);
    eco_backtest_outcome_end(&backtest->tail, backtest);
    eco_backtest_order_end(&backtest->carry);
    eco_arena_end(&backtest->carry_arena);
    eco_arena_end(&backtest->movers_arena);
    for (size_t i = 0; i < backtest->rulebooks_count; i++) {
        eco_zone_free(backtest->rulebooks[i].zone);
        eco_rulebook_free(backtest->rulebooks[i].rulebook);
    }
    eco_release(&allocator, backtest->rulebooks, backtest->rulebooks_count * sizeof *backtest->rulebooks);
    eco_release(&allocator, backtest, sizeof *backtest);
}

bool eco_backtest_looks_at(const eco_backtest *backtest, const char *attribute, bool of_cart)
{
    for (size_t i = 0; i < backtest->rulebooks_count; i++) {
        const eco_rulebook *rulebook = backtest->rulebooks[i].rulebook;
        size_t size = strlen(attribute);
        if (of_cart ? eco_rulebook_uses_cart_attribute(rulebook, attribute, size)
                    : eco_rulebook_uses_line_attribute(rulebook, attribute, size))
            return true;
    }
    return false;
}
