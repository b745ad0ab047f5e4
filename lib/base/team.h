/* team.h - one piece of work on several threads: the caller is worker 0, the others live as long as the call. */
#ifndef ECO_BASE_TEAM_H
#define ECO_BASE_TEAM_H
#include <ecomops/base.h>

#include <stdatomic.h>

/* How many threads an option means: 0 one, -1 all cores that this process may use. */
size_t eco_team_threads(int32_t asked);

/* Calls job(worker, work) with worker 0 .. threads - 1, each on a thread of its own, and returns when all have. ECO_E_IO: a thread could not be started; then no job
 * was called. */
eco_status eco_team_run(size_t threads, void (*job)(size_t worker, void *work), void *work, const eco_allocator *allocator,
                        eco_error *error);

/* Where workers wait for each other: all must come before any goes on. What they wrote before is seen by all after. Zeroed, with members set. */
typedef struct eco_team_meeting {
    size_t members;
    _Atomic size_t here;
    _Atomic uint32_t round;
} eco_team_meeting;
void eco_team_meet(eco_team_meeting *meeting);

#endif
