/* sweep.c - doing what is due: deadlines of holds, timers. Each module says what is to be done with a record of its own. */
#include "base/error.h"
#include "store/store_internal.h"

typedef struct sweep {
    eco_module *module; /* NULL: all */
    int64_t now_us, limit, done;
} sweep;

static bool sweeps(const eco_module *module, const eco_kind *kind)
{
    return kind->due && module->interface->due;
}

/* ---- memory ------------------------------------------------------------------------------------------------------------------------------------ */

static eco_status sweep_kind_in_memory(eco_store *store, eco_module *module, const eco_kind *kind, sweep *asked, eco_error *error)
{
    void *record;
    while (asked->done < asked->limit && (record = eco_set_next_due(&store->work.sets[kind->number], asked->now_us))) {
        eco_status status = module->interface->due(module, &store->work, kind, record, asked->now_us);
        if (!status && !eco_work_keep(&store->work))
            status = eco_fail_memory(error);
        store->work.failure = ECO_OK;
        if (status) {
            eco_work_undo(&store->work, 0);
            return status;
        }
        asked->done++;
    }
    return ECO_OK;
}

/* ---- databases: a page in one transaction ------------------------------------------------------------------------------------------------------ */

typedef struct page {
    eco_module *module;
    const eco_kind *kind;
    int64_t now_us, limit, found;
    eco_pending *records;
} page;

static eco_status load_page(eco_store *store, page *of, eco_error *error)
{
    eco_work *work = &store->work;
    eco_status status = store->backend->calls->due(store->backend, work, of->kind, of->now_us, of->limit, &of->found, error);
    size_t count = 0;
    for (size_t i = 0; !status && i < work->pending_count && (int64_t)count < of->limit; i++)
        if (work->pending[i].kind == of->kind)
            of->records[count++] = work->pending[i];
    of->found = (int64_t)count;
    if (!status)
        status = eco_run_load(store, error);
    enum { ROUNDS = 10 };
    for (int round = 0; !status && round < ROUNDS; round++) {
        for (int64_t i = 0; i < of->found; i++) {
            eco_record *record = eco_pending_record(work, &of->records[i]);
            if (!(record->flags & (ECO_RECORD_ABSENT | ECO_RECORD_PENDING)) && of->module->interface->want_due)
                of->module->interface->want_due(of->module, work, of->kind, record);
        }
        if (work->pending_count == 0)
            break;
        status = eco_run_load(store, error);
    }
    work->waits = false; /* as whoever names records looks at those that lead to them */
    return status ? status : store->backend->calls->lock(store->backend, work, error);
}

static eco_status sweep_page(eco_store *store, void *user, eco_error *error)
{
    page *of = user;
    eco_status status = load_page(store, of, error);
    for (int64_t i = 0; !status && i < of->found; i++) {
        eco_record *record = eco_pending_record(&store->work, &of->records[i]);
        int64_t due = 0;
        if (!(record->flags & (ECO_RECORD_ABSENT | ECO_RECORD_PENDING)))
            due = *(const int64_t *)(const void *)((const char *)record + of->kind->due);
        if (due == 0 || due > of->now_us)
            continue; /* another machine was quicker */
        status = of->module->interface->due(of->module, &store->work, of->kind, record, of->now_us);
        if (!status && store->work.waits)
            status = eco_fail(error, ECO_E_STORE, NULL, "what is due asks for records that it did not name");
        store->work.waits = false;
    }
    return status;
}

static eco_status sweep_kind(eco_store *store, eco_module *module, const eco_kind *kind, sweep *asked, eco_error *error)
{
    enum { PAGE = 1024 };
    eco_pending *records = eco_allocate(&store->allocator, PAGE * sizeof *records);
    if (!records)
        return eco_fail_memory(error);
    eco_status status = ECO_OK;
    for (bool more = true; !status && more && asked->done < asked->limit;) {
        int64_t limit = asked->limit - asked->done < PAGE ? asked->limit - asked->done : PAGE;
        page of = {module, kind, asked->now_us, limit, 0, records};
        status = eco_run_transaction(store, sweep_page, &of, error);
        if (!status)
            asked->done += of.found;
        more = of.found == limit;
    }
    eco_release(&store->allocator, records, PAGE * sizeof *records);
    return status;
}

/* ---- both -------------------------------------------------------------------------------------------------------------------------------------- */

eco_status eco_sweep(eco_store *store, eco_module *module, int64_t now_us, int64_t limit, int64_t *done, eco_error *error)
{
    sweep asked = {module, now_us, limit, 0};
    eco_status status = ECO_OK;
    for (size_t i = 0; !status && i < store->modules_count; i++) {
        eco_module *each = store->modules[i];
        if (module ? each != module : i > 0 && each->interface == store->modules[i - 1]->interface)
            continue;
        for (size_t k = 0; !status && k < each->interface->kinds_count; k++) {
            const eco_kind *kind = each->interface->kinds[k];
            if (sweeps(each, kind))
                status = store->backend->keeps ? sweep_kind_in_memory(store, each, kind, &asked, error)
                                               : sweep_kind(store, each, kind, &asked, error);
        }
    }
    *done = asked.done;
    store->figures.swept += asked.done;
    return status;
}

eco_status eco_sweep_waits(eco_store *store, int64_t now_us, bool *waits, eco_error *error)
{
    *waits = false;
    for (size_t i = 0; i < store->modules_count; i++) {
        const eco_module *module = store->modules[i];
        for (size_t k = 0; k < module->interface->kinds_count && !*waits; k++) {
            const eco_kind *kind = module->interface->kinds[k];
            if (!sweeps(module, kind))
                continue;
            if (store->backend->keeps) {
                *waits = eco_set_next_due(&store->work.sets[kind->number], now_us) != NULL;
                continue;
            }
            int64_t found = 0;
            eco_status status = store->backend->calls->due(store->backend, &store->work, kind, now_us, 1, &found, error);
            if (!status)
                status = eco_run_load(store, error);
            if (status)
                return status;
            *waits = found > 0;
        }
    }
    return ECO_OK;
}
