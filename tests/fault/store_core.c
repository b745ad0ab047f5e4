/* store_core.c - the store itself while memory fails: opening, several modules together, the outbox. */
#include "fault.h"

#include <ecomops/store.h>

#include "../store_toy.h"
#ifdef ECO_WITH_POSTGRES
#include <libpq-fe.h>
#endif

typedef struct world {
    eco_store *store;
    toy *toy;
} world;

static eco_store_options *own(eco_store_options *options)
{
    *options = (eco_store_options){.struct_size = sizeof *options, .allocator = fault_allocator()};
    return options;
}

/* An account with 10 of it. The toy itself is malloc's, so only modes of malloc are for what uses it. */
static world begin(void)
{
    world w;
    const toy_command put = {.key = {1, 1}, .verb = TOY_PUT, .at_us = 10, .account = 1, .amount = 10, .name = "one"};
    const toy_command notify = {.key = {1, 2}, .verb = TOY_NOTIFY, .at_us = 10, .name = "mail", .reason = "because"};
    fault_keeps(true);
    MUST(eco_store_open(&w.store, "memory:", NULL, &error));
    MUST(toy_open(&w.toy, w.store, 1, &error));
    MUST(toy_execute(w.toy, &put, 1, NULL, &error));
    MUST(toy_execute(w.toy, &notify, 1, NULL, &error));
    return w;
}

static bool is_same(const world *w)
{
    int64_t balance = 0, reserved = 0;
    return toy_read(w->toy, 1, &balance, &reserved, NULL) == ECO_OK && balance == 10 && reserved == 0 &&
           toy_audit(w->toy, NULL) == 0;
}

static void finish(world *w)
{
    toy_free(w->toy);
    eco_store_free(w->store);
}

static size_t take_all(const world *w, int64_t now_us)
{
    const eco_effects *effects;
    MUST(eco_outbox_take(&effects, w->store, now_us, 100, 0, &error));
    size_t count = effects->items_count;
    eco_effects_free(effects);
    return count;
}

TAKES_NOTHING(eco_durability_name, "a switch over constants")
{
    eco_durability_name(ECO_DURABILITY_NORMAL);
}

TAKES_NOTHING(eco_store_free, "it gives memory back")
{
    eco_store_free(NULL);
}

TAKES_NOTHING(eco_effects_free, "it gives memory back")
{
    eco_effects_free(NULL);
}

SCENARIO(eco_store_open)
{
    eco_store *store;
    eco_store_options options;
    FAULTS_OWN(store = POISON, eco_store_open(&store, "memory:", own(&options), &error), !store, eco_store_free(store));
}

SCENARIO(eco_store_migrate)
{
    FAULTS((void)0, eco_store_migrate("memory:", NULL, &error), true, (void)0);
}

SCENARIO(eco_store_info)
{
    world w;
    const eco_table *table;
    FAULTS((w = begin(), table = POISON), eco_store_info(&table, w.store, &error), !table && is_same(&w), eco_table_free(table),
           finish(&w));
}

static eco_status together(const world *w, eco_error *error)
{
    const toy_line line = {1, 4};
    const toy_command put = {.key = {2, 1}, .verb = TOY_PUT, .at_us = 20, .account = 2, .amount = 5, .name = "two"};
    const toy_command reserve = {
        .key = {2, 2}, .verb = TOY_RESERVE, .at_us = 20, .lines = &line, .lines_count = 1, .expires_us = 99};
    const eco_step steps[] = {toy_step(w->toy, &put, 1, NULL), toy_step(w->toy, &reserve, 1, NULL)};
    return eco_store_together(w->store, steps, 2, error);
}

/* What failed did nothing, and is done when it is asked for again. */
static void again(const world *w, eco_status status)
{
    if (status)
        MUST(together(w, &error));
    fault_check(toy_knows(w->toy, (eco_id){2, 1}) && toy_knows(w->toy, (eco_id){2, 2}), "both were done", "again");
}

SCENARIO(eco_store_together)
{
    world w;
    FAULTS(w = begin(), together(&w, &error), is_same(&w) && !toy_knows(w.toy, (eco_id){2, 1}), (void)0,
           (again(&w, error.status), finish(&w)));
}

SCENARIO(eco_outbox_take)
{
    world w;
    const eco_effects *effects;
    FAULTS((w = begin(), effects = POISON), eco_outbox_take(&effects, w.store, 50, 100, 0, &error), !effects && is_same(&w),
           eco_effects_free(effects), (fault_check(take_all(&w, 1000) == 1, "the effect is there", "again"), finish(&w)));
}

SCENARIO(eco_outbox_done)
{
    world w;
    const eco_id key = {1, 2};
    FAULTS(w = begin(), eco_outbox_done(w.store, key, &error), take_all(&w, 50) == 1, (void)0, finish(&w));
}

SCENARIO(eco_store_attach_postgres)
{
    eco_store *store;
#ifdef ECO_WITH_POSTGRES
    /* Without a server: a connection that there is none. Batches of one that there is fail in tests/unit/store_postgres_faults.c. */
    PGconn *host = PQconnectdb("host=/nowhere connect_timeout=1");
    fault_refused(ECO_E_INVALID);
    FAULTS(store = POISON, eco_store_attach_postgres(&store, host, NULL, &error), !store, eco_store_free(store));
    PQfinish(host);
#else
    fault_refused(ECO_E_INVALID);
    FAULTS(store = POISON, eco_store_attach_postgres(&store, &store, NULL, &error), !store, eco_store_free(store));
#endif
    fault_refused(ECO_OK);
}
