/* archive.c - eco_inventory_archive: what the plan says goes, and opening balances come, in one transaction. */
#include "inventory/archive.h"

#include "base/error.h"

typedef struct archiving {
    stock_plan *plan;
    eco_id key;
    int64_t at_us;
} archiving;

/* ---- what goes -------------------------------------------------------------------------------------------------------------------------- */

/* It is locked, and still what the plan has seen. */
static eco_status drop_if_same(eco_work *work, const eco_kind *kind, eco_id key, int64_t version, size_t offset, eco_error *error)
{
    int64_t is = 0;
    const char *record = eco_work_find(work, kind, key, ECO_WANT_CHANGE);
    if (eco_work_waits(work))
        return ECO_OK;
    if (record)
        memcpy(&is, record + offset, sizeof is);
    if (!record || is != version)
        return eco_fail(error, ECO_E_BUSY, NULL, "something was touched that is to be put away: nothing was done, try again");
    return eco_work_drop(work, kind, key) ? ECO_OK : eco_fail_memory(error);
}

static eco_status drop_holds(eco_work *work, const stock_plan *plan, eco_error *error)
{
    eco_status status = ECO_OK;
    for (size_t i = 0; i < plan->holds.count && !status; i++) {
        const stock_hold *hold = &((const stock_seen_hold *)plan->holds.items[i])->row;
        status = drop_if_same(work, &eco_inventory_hold_kind, hold->key, hold->version, offsetof(stock_hold, version), error);
    }
    for (size_t i = 0; i < plan->holds.count && !status; i++) {
        const stock_hold *hold = &((const stock_seen_hold *)plan->holds.items[i])->row;
        if (hold->partial && !eco_work_drop(work, &eco_inventory_partial_kind, hold->key))
            status = eco_fail_memory(error);
    }
    return status;
}

static eco_status drop_documents(eco_work *work, const stock_plan *plan, eco_error *error)
{
    eco_status status = ECO_OK;
    for (size_t i = 0; i < plan->documents.count && !status; i++) {
        const stock_document *document = &((const stock_seen_document *)plan->documents.items[i])->row;
        status = drop_if_same(work, &eco_inventory_document_kind, document->key, document->version,
                              offsetof(stock_document, version), error);
    }
    return status;
}

/* Rows that never change. */
static bool drop_rows(eco_work *work, const stock_plan *plan)
{
    bool fits = true;
    for (size_t i = 0; i < plan->movements.count && fits; i++) {
        const stock_movement *row = &((const stock_seen_movement *)plan->movements.items[i])->row;
        fits = eco_work_drop(work, &eco_inventory_movement_kind, eco_key_int(row->sequence));
    }
    for (size_t i = 0; i < plan->keys.count && fits; i++)
        fits = eco_work_drop(work, &eco_inventory_command_kind, *(const eco_id *)plan->keys.items[i]);
    return fits;
}

/* ---- what comes ------------------------------------------------------------------------------------------------------------------------- */

static eco_status add_command(eco_work *work, const archiving *all, eco_error *error)
{
    char key[ECO_ID_TEXT];
    bool is_used = eco_work_find(work, &eco_inventory_command_kind, all->key, ECO_WANT_NEW) ||
                   eco_work_find(work, &eco_inventory_hold_kind, all->key, ECO_WANT_READ);
    if (eco_work_waits(work))
        return ECO_OK;
    if (is_used)
        return eco_fail(error, ECO_E_KEY_REUSED, "/key", "key %s was used before", eco_id_text(key, all->key));
    eco_command_record *command = eco_work_add(work, &eco_inventory_command_kind, all->key);
    if (!command)
        return eco_fail_memory(error);
    command->at_us = command->recorded_us = all->at_us;
    command->verb = ECO_INVENTORY_OPEN;
    return ECO_OK;
}

/* One row at least, so that numbers of the ledger are never given out again. */
static eco_status add_openings(eco_work *work, const archiving *all, eco_error *error)
{
    const stock_plan *plan = all->plan;
    bool failed = false;
    for (size_t i = 0; i < plan->openings.count || i == 0; i++) {
        const stock_opening *opening = i < plan->openings.count ? plan->openings.items[i] : NULL;
        stock_movement *row = eco_work_log(work, &eco_inventory_movement_kind);
        if (!row)
            return eco_work_failure(work) ? eco_work_failure(work) : eco_fail_memory(error);
        row->command = all->key;
        row->verb = ECO_INVENTORY_OPEN;
        row->at_us = plan->before_us - 1;
        row->line = (int32_t)i;
        row->from = row->to = STOCK_NOWHERE;
        if (!opening)
            continue;
        row->level = opening->level->row.key;
        row->quantity = opening->quantity;
        row->cost = opening->cost;
        row->from = STOCK_OPENING;
        row->to = opening->place;
        row->lot = eco_work_text(work, opening->lot, &failed);
    }
    return failed ? eco_fail_memory(error) : ECO_OK;
}

/* ---- the transaction -------------------------------------------------------------------------------------------------------------------- */

static void want(eco_work *work, const archiving *all)
{
    const stock_plan *plan = all->plan;
    eco_work_want(work, &eco_inventory_command_kind, all->key, ECO_WANT_NEW);
    eco_work_want(work, &eco_inventory_hold_kind, all->key, ECO_WANT_READ);
    for (size_t i = 0; i < plan->holds.count; i++)
        eco_work_want(work, &eco_inventory_hold_kind, ((const stock_seen_hold *)plan->holds.items[i])->row.key, ECO_WANT_CHANGE);
    for (size_t i = 0; i < plan->documents.count; i++)
        eco_work_want(work, &eco_inventory_document_kind, ((const stock_seen_document *)plan->documents.items[i])->row.key,
                      ECO_WANT_CHANGE);
}

static eco_status put_away(eco_work *work, void *user, eco_error *error)
{
    const archiving *all = user;
    want(work, all);
    eco_status status = add_command(work, all, error);
    if (!status)
        status = drop_holds(work, all->plan, error);
    if (!status)
        status = drop_documents(work, all->plan, error);
    if (!status && !drop_rows(work, all->plan))
        status = eco_fail_memory(error);
    return status ? status : add_openings(work, all, error);
}

static eco_status check(const eco_inventory *inventory, const archiving *all, int64_t before_us, eco_error *error)
{
    if (!eco_has_key(all->key))
        return eco_fail(error, ECO_E_INVALID, "/key", "a key is required");
    if (before_us <= 0)
        return eco_fail(error, ECO_E_INVALID, "/before_us", "before_us is required");
    if (all->at_us < before_us)
        return eco_fail(error, ECO_E_INVALID, "/at_us", "at_us lies before before_us");
    if (eco_module_keeps(&inventory->module))
        return eco_fail(error, ECO_E_REFUSED, NULL, "a memory store keeps what it has: archives are of databases");
    return ECO_OK;
}

eco_status eco_inventory_archive(eco_inventory_archived *out, eco_inventory *inventory, eco_id key, int64_t before_us,
                                 int64_t at_us, eco_error *error)
{
    stock_plan plan;
    archiving all = {.plan = &plan, .key = key, .at_us = at_us};
    if (out)
        *out = (eco_inventory_archived){.holds = 0};
    eco_status status = check(inventory, &all, before_us, error);
    if (status)
        return status;
    status = eco_inventory_plan_archive(&plan, inventory, before_us, error);
    bool is_empty = !plan.holds.count && !plan.documents.count && !plan.movements.count && !plan.keys.count;
    if (!status && !is_empty)
        status = eco_module_transact(&inventory->module, put_away, &all, error);
    if (!status && out && !is_empty)
        *out = (eco_inventory_archived){.holds = (int64_t)plan.holds.count,
                                        .documents = (int64_t)plan.documents.count,
                                        .movements = (int64_t)plan.movements.count,
                                        .commands = (int64_t)plan.keys.count,
                                        .openings = (int64_t)plan.openings.count};
    eco_inventory_plan_end(&plan);
    return status;
}
