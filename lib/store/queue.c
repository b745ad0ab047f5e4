/* queue.c - group commit: who finds the queue empty leads it. The leader runs all calls that stand in it (up to a bound) as one batch, its own the first, hands
 * the lead to the next one, and wakes those whose calls are done. */
#include <time.h>

#include "store/store_internal.h"

enum { WAITING = 0, SLEEPING = 1, LEADS = 2, DONE = 3 };
enum { SPINS = 8000, FEW = 8 };

/* Where others answer within microseconds, sleeping and being woken costs more than looking again (thousands of times: up to 4 times the rate
 * of 200 looks with two threads). Calls of many commands wait longer than that. */
static int wait_for_turn(const eco_store *store, eco_call *call)
{
    int spins = store->backend->durable || call->commands > FEW ? 0 : SPINS;
    for (int i = 0; i < spins; i++) {
        int state = atomic_load_explicit(&call->state, memory_order_acquire);
        if (state != WAITING)
            return state;
        __builtin_ia32_pause();
    }
    int waiting = WAITING;
    if (atomic_compare_exchange_strong(&call->state, &waiting, SLEEPING))
        while (sem_wait(&call->wake) != 0) {
        }
    return atomic_load_explicit(&call->state, memory_order_acquire);
}

/* The call is its owner's again when its state has changed; a sleeper's when it has been woken. */
static void tell(eco_call *call, int state)
{
    int before = atomic_load_explicit(&call->state, memory_order_relaxed);
    if (before == WAITING && atomic_compare_exchange_strong(&call->state, &before, state))
        return;
    atomic_store_explicit(&call->state, state, memory_order_release);
    sem_post(&call->wake);
}

static void gather(const eco_store *store)
{
    int64_t us = store->options.gather_us;
    if (us > 0)
        nanosleep(&(struct timespec){us / 1000000, us % 1000000 * 1000}, NULL);
}

/* The calls from `first`, the oldest, to as many as fit in a batch, chained by `newer`. */
static eco_call *take_group(eco_store *store, eco_call *first)
{
    int64_t length = 1;
    for (eco_call *call = atomic_load_explicit(&store->newest, memory_order_acquire); call != first; call = call->older, length++)
        call->older->newer = call;
    if (length > store->figures.longest_queue)
        store->figures.longest_queue = length;
    eco_call *last = first, *newest = first;
    size_t commands = first->commands;
    for (int64_t i = 1; i < length; i++) {
        newest = newest->newer;
        commands += newest->commands;
        if (commands > ECO_BATCH)
            break;
        last = newest;
    }
    return last;
}

static void hand_on(eco_store *store, eco_call *last)
{
    eco_call *newest = last;
    if (atomic_compare_exchange_strong(&store->newest, &newest, NULL))
        return;
    while (newest->older != last)
        newest = newest->older;
    tell(newest, LEADS);
}

void eco_queue_submit(eco_store *store, eco_call *call)
{
    sem_init(&call->wake, 0, 0);
    atomic_init(&call->state, WAITING);
    call->newer = NULL;
    call->older = atomic_load_explicit(&store->newest, memory_order_acquire);
    while (!atomic_compare_exchange_weak(&store->newest, &call->older, call)) {
    }
    if (!call->older || wait_for_turn(store, call) == LEADS) {
        pthread_mutex_lock(&store->lock);
        gather(store);
        eco_call *last = take_group(store, call);
        eco_run_calls(store, call, last);
        pthread_mutex_unlock(&store->lock);
        eco_call *next = call == last ? NULL : call->newer;
        hand_on(store, last);
        while (next) {
            eco_call *done = next;
            next = done == last ? NULL : done->newer;
            tell(done, DONE);
        }
    }
    sem_destroy(&call->wake);
}
