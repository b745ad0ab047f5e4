/* budget.c - see budget.h. */
#include "kpi/budget.h"

#include "base/memory.h"

static bool take(kpi_budget *budget, int64_t more)
{
    int64_t used = atomic_fetch_add_explicit(&budget->used, more, memory_order_relaxed) + more;
    if (budget->limit == 0 || budget->lifted || used <= budget->limit || more <= 0)
        return true;
    atomic_fetch_sub_explicit(&budget->used, more, memory_order_relaxed);
    atomic_store_explicit(&budget->refused, true, memory_order_relaxed);
    return false;
}

static void *allocate(size_t size, void *user)
{
    kpi_budget *budget = user;
    if (!take(budget, (int64_t)size))
        return NULL;
    void *memory = eco_allocate(&budget->under, size);
    if (!memory)
        take(budget, -(int64_t)size);
    return memory;
}

static void *reallocate(void *memory, size_t old_size, size_t new_size, void *user)
{
    kpi_budget *budget = user;
    int64_t more = (int64_t)new_size - (int64_t)old_size;
    if (!take(budget, more))
        return NULL;
    void *moved = eco_reallocate(&budget->under, memory, old_size, new_size);
    if (!moved)
        take(budget, -more);
    return moved;
}

static void release(void *memory, size_t size, void *user)
{
    kpi_budget *budget = user;
    take(budget, -(int64_t)size);
    eco_release(&budget->under, memory, size);
}

eco_allocator eco_kpi_budget_allocator(kpi_budget *budget)
{
    return (eco_allocator){allocate, reallocate, release, budget};
}
