/* spill.h - a file without a name, where blocks of the journal go once a state holds more than half of what it may. What lies there is read back block by block;
 * that a block lies there changes nothing that can be seen. */
#ifndef ECO_KPI_SPILL_H
#define ECO_KPI_SPILL_H
#include <pthread.h>

#include "kpi/budget.h"

typedef struct kpi_spill { /* of a state; used by all threads of its updates */
    const kpi_budget *budget;
    const char *folder; /* NULL: nothing goes to a file */
    pthread_mutex_t lock; /* while the file is made */
    _Atomic int file;     /* -1: not made yet */
    _Atomic int64_t end;
    _Atomic int failed; /* errno of a call that failed, until it is told; 0: none */
} kpi_spill;
void eco_kpi_spill_begin(kpi_spill *spill, const kpi_budget *budget, const char *folder);
void eco_kpi_spill_end(kpi_spill *spill); /* the file goes */

/* Whether it is time: the state holds more than half of its limit. */
static inline bool eco_kpi_spill_wants(const kpi_spill *spill)
{
    return spill->folder && spill->budget->limit &&
           atomic_load_explicit(&spill->budget->used, memory_order_relaxed) > spill->budget->limit / 2;
}
/* At most so many entries in a block, so that those which are being filled, of `threads` workers, are a small part of the limit. */
uint32_t eco_kpi_spill_block(const kpi_spill *spill, size_t threads, uint32_t most);

/* false: the system refused; `failed` says why. */
bool eco_kpi_spill_write(int64_t *offset, kpi_spill *spill, const void *bytes, size_t size);
bool eco_kpi_spill_read(void *into, size_t size, kpi_spill *spill, int64_t offset);
void eco_kpi_spill_drop(kpi_spill *spill, int64_t offset, size_t size); /* what lay there is not needed any more */
/* Whether a call failed since it was last asked: ECO_E_IO with the system's words; ECO_OK: none did. */
eco_status eco_kpi_spill_failure(kpi_spill *spill, eco_error *error);

#endif
