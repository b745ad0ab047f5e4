/* team.h - one piece of work on several threads: the caller is worker 0, the others live as long as the call. */
#ifndef ECO_BASE_TEAM_H
#define ECO_BASE_TEAM_H
#include <ecomops/base.h>

/* How many threads an option means: 0 one, -1 all cores that this process may use. */
size_t eco_team_threads(int32_t asked);

/* Calls job(worker, work) with worker 0 .. threads - 1, each on a thread of its own, and returns when all have. ECO_E_IO: a thread could not be started; then no job
 * was called. */
eco_status eco_team_run(size_t threads, void (*job)(size_t worker, void *work), void *work, const eco_allocator *allocator,
                        eco_error *error);

#endif
