/* memory.c - the memory store: the work itself is the state, so there is nothing to load or to write. */
#include "store/store_internal.h"

static void close_memory(eco_backend *backend)
{
    (void)backend;
}

static eco_status ensure(eco_backend *backend, const eco_module_interface *interface, bool migrate, eco_error *error)
{
    (void)backend, (void)interface, (void)migrate, (void)error;
    return ECO_OK;
}

eco_backend *eco_memory_backend(void)
{
    static const eco_backend_calls calls = {.name = "memory", .close = close_memory, .ensure = ensure};
    static eco_backend backend = {.calls = &calls, .keeps = true}; /* never written to */
    return &backend;
}
