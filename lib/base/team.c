/* team.c - threads that work together: none begins before all are there. */
#include <stdatomic.h>
#include "base/team.h"

#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"

size_t eco_team_threads(int32_t asked)
{
    cpu_set_t set; /* what this process may use, which may be less than there is */
    if (asked >= 0)
        return asked == 0 ? 1 : (size_t)asked;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? (size_t)CPU_COUNT(&set) : 1;
}

/* ---- waiting ---- */

enum { TURNS_BEFORE_SLEEP = 4000 }; /* some 20 microseconds: less than a sleep and a waking cost */

static void sleep_while(_Atomic uint32_t *word, uint32_t value)
{
    for (int i = 0; i < TURNS_BEFORE_SLEEP; i++) {
        if (atomic_load_explicit(word, memory_order_acquire) != value)
            return;
#if defined(__x86_64__) || defined(__i386__)
        __builtin_ia32_pause();
#endif
    }
    while (atomic_load_explicit(word, memory_order_acquire) == value)
        syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

static void wake(_Atomic uint32_t *word, uint32_t value)
{
    atomic_store_explicit(word, value, memory_order_release);
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT32_MAX, NULL, NULL, 0);
}

/* ---- threads ---- */

enum { GATE_SHUT, GATE_OPEN, GATE_CALLED_OFF };

typedef struct team {
    void (*job)(size_t worker, void *work);
    void *work;
    _Atomic uint32_t gate;
} team;
typedef struct member {
    team *team;
    size_t worker;
    pthread_t thread;
} member;

static void *join_team(void *given)
{
    member *self = given;
    sleep_while(&self->team->gate, GATE_SHUT);
    if (atomic_load_explicit(&self->team->gate, memory_order_acquire) == GATE_OPEN)
        self->team->job(self->worker, self->team->work);
    return NULL;
}

eco_status eco_team_run(size_t threads, void (*job)(size_t worker, void *work), void *work, const eco_allocator *allocator,
                        eco_error *error)
{
    if (threads < 2) {
        job(0, work);
        return ECO_OK;
    }
    team all = {.job = job, .work = work};
    member *members = eco_allocate(allocator, threads * sizeof *members);
    if (!members)
        return eco_fail_memory(error);
    size_t started = 1;
    int refused = 0;
    for (; started < threads && !refused; started += !refused) {
        members[started] = (member){.team = &all, .worker = started};
        refused = pthread_create(&members[started].thread, NULL, join_team, &members[started]);
    }
    wake(&all.gate, refused ? GATE_CALLED_OFF : GATE_OPEN);
    if (!refused)
        job(0, work);
    for (size_t i = 1; i < started; i++)
        pthread_join(members[i].thread, NULL);
    eco_release(allocator, members, threads * sizeof *members);
    return refused ? eco_fail(error, ECO_E_IO, "/threads", "thread %zu of %zu could not be started: %s", started + 1, threads,
                              strerror(refused))
                   : ECO_OK;
}
