/* turnstile.h - processes that write to one database file take turns, in the order in which they came.
 *
 * Two locks on files beside it: who wants to go through waits at the gate, and only who holds the gate waits for the main lock; so who has just been
 * through cannot slip in again before those who wait. They are flocks: the kernel frees them when a process dies, whatever way it dies. */
#ifndef ECO_STORE_TURNSTILE_H
#define ECO_STORE_TURNSTILE_H
#include "base/memory.h"
#include "store/stopwatch.h"

typedef struct eco_turnstile {
    int gate, main; /* files: <database>-gate, <database>-lock; -1: none */
    uint32_t
        *bells; /* shared by the processes: [0] rings when the gate is free, [1] the main lock. NULL: waiters look now and then */
    eco_stopwatch watch;
    int64_t waits, longest_us; /* turns that had to be waited for, and the longest wait */
} eco_turnstile;

/* Local file systems only: on others these locks, and SQLite's own, may not hold between machines. ECO_E_READ_ONLY: the folder may not be written to. */
eco_status eco_turnstile_open(eco_turnstile *turnstile, const char *database, const eco_allocator *allocator, eco_error *error);
void eco_turnstile_close(eco_turnstile *turnstile);
/* ECO_E_BUSY after timeout_us. One thread at a time. */
eco_status eco_turnstile_enter(eco_turnstile *turnstile, int64_t timeout_us, eco_error *error);
void eco_turnstile_leave(eco_turnstile *turnstile);

#endif
