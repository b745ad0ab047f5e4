/* postgres_lock.c - a locked batch: one round trip begins the transaction, locks what will be changed in the order of kinds and keys, and then, by
 * statements whose snapshots are taken after the locks, looks for what was not there. What has moved meanwhile is read in. */
#include "base/error.h"
#include "store/postgres.h"

/* Rows that never change need no lock. */
static bool is_locked(const eco_postgres_row *row)
{
    return row->want == ECO_WANT_CHANGE;
}
static bool is_sought(const eco_postgres_row *row)
{
    return row->want == ECO_WANT_NEW;
}
static bool has_moved(const eco_postgres_row *row)
{
    return row->parts;
}

static bool gather_set(eco_postgres *postgres, const eco_set *set)
{
    for (size_t i = 0; i < set->used_count; i++) {
        eco_record *record = eco_set_at(set, set->used[i]);
        bool absent = record->flags & ECO_RECORD_ABSENT;
        if (!(record->flags & ECO_RECORD_LOCK) || eco_postgres_in_batch(record) || (!absent && !set->kind->version))
            continue;
        if (!eco_postgres_add_row(postgres, (eco_postgres_row){.kind = set->kind,
                                                               .key = eco_key_of(set->kind, record),
                                                               .place = set->used[i],
                                                               .want = absent ? ECO_WANT_NEW : ECO_WANT_CHANGE}))
            return false;
    }
    return true;
}

static eco_status take_locked(void *user, const eco_kind *kind, const PGresult *result)
{
    eco_postgres *postgres = user;
    for (int i = 0; i < PQntuples(result); i++) {
        eco_postgres_row *row = eco_postgres_find_row(postgres, kind, eco_cell_key(result, i, 0, kind->fields[0].type));
        bool moved = false;
        eco_status status = row ? eco_postgres_take_record(postgres, row, result, i, &moved) : ECO_OK;
        if (status)
            return status;
        if (row && moved && eco_postgres_record(postgres, row)->flags & ECO_RECORD_PARTS)
            row->parts = true;
    }
    return ECO_OK;
}

/* What was there may have gone (archived), and what was not may have come. */
static void settle_rows(eco_postgres *postgres)
{
    for (size_t i = 0; i < postgres->rows_count; i++) {
        const eco_postgres_row *row = &postgres->rows[i];
        const eco_pending pending = {row->kind, row->place, ECO_WANT_CHANGE};
        if (row->found)
            eco_pending_found(postgres->work, &pending);
        else
            eco_pending_absent(postgres->work, &pending);
    }
}

static eco_status read_moved_parts(eco_postgres *postgres, eco_error *error)
{
    for (size_t first = 0, end; first < postgres->rows_count; first = end) {
        const eco_kind *kind = postgres->rows[first].kind;
        end = eco_postgres_end_of_kind(postgres, first);
        for (size_t i = first; i < end; i++)
            if (postgres->rows[i].parts)
                eco_work_drop_parts(postgres->work, kind, postgres->rows[i].place);
        if (kind->parts)
            eco_postgres_send_keys(postgres, first, end, has_moved, kind->parts, ECO_POSTGRES_LOAD, eco_postgres_take_parts);
    }
    return eco_link_run(&postgres->link, error);
}

static eco_status lock(eco_postgres *postgres, eco_error *error)
{
    postgres->rows_count = 0;
    for (int32_t i = 0; i < ECO_KINDS; i++)
        if (postgres->work->sets[i].kind && postgres->work->sets[i].kind->shape == ECO_SHAPE_KEYED &&
            !gather_set(postgres, &postgres->work->sets[i]))
            return ECO_E_MEMORY;
    eco_postgres_sort_rows(postgres);
    if (!postgres->open)
        eco_postgres_send_other(postgres, postgres->backend.attached ? ECO_POSTGRES_SAVEPOINT : ECO_POSTGRES_BEGIN, NULL);
    postgres->open = true;
    for (int sought = 0; sought < 2; sought++)
        for (size_t first = 0, end; first < postgres->rows_count; first = end) {
            const eco_kind *kind = postgres->rows[first].kind;
            end = eco_postgres_end_of_kind(postgres, first);
            eco_postgres_send_keys(postgres, first, end, sought ? is_sought : is_locked, kind,
                                   kind->version ? ECO_POSTGRES_LOCK : ECO_POSTGRES_LOAD, take_locked);
        }
    eco_status status = eco_link_run(&postgres->link, error);
    if (status)
        return status;
    settle_rows(postgres);
    return read_moved_parts(postgres, error);
}

eco_status eco_postgres_lock(eco_backend *backend, eco_work *work, eco_error *error)
{
    eco_postgres *postgres = eco_postgres_of(backend);
    if (!postgres->locks)
        return ECO_OK;
    postgres->work = work;
    eco_status status = eco_postgres_ready(postgres, error);
    if (!status)
        status = lock(postgres, error);
    return eco_postgres_end(postgres, status, false, error);
}
