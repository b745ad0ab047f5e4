/* postgres_load.c - reading what a batch waits for: all kinds in one round trip, without locks. */
#include "base/error.h"
#include "store/index.h"
#include "store/postgres.h"

/* ---- answers ----------------------------------------------------------------------------------------------------------------------------------- */

eco_status eco_postgres_take_record(eco_postgres *postgres, eco_postgres_row *row, const PGresult *result, int number,
                                    bool *moved)
{
    const eco_kind *kind = row->kind;
    eco_record *record = eco_postgres_record(postgres, row);
    int64_t before = eco_postgres_version(kind, record);
    row->found = true;
    *moved = false;
    if (eco_postgres_in_batch(record))
        return ECO_OK;
    if (!eco_cells_read(postgres->work, kind, 1, record, result, number))
        return ECO_E_MEMORY;
    *moved = before != eco_postgres_version(kind, record);
    return ECO_OK;
}

/* A record that the batch has looked at cannot become another under it. (One that was just queued has no version yet.) */
static eco_status take_rows(void *user, const eco_kind *kind, const PGresult *result)
{
    eco_postgres *postgres = user;
    for (int i = 0; i < PQntuples(result); i++) {
        eco_postgres_row *row = eco_postgres_find_row(postgres, kind, eco_cell_key(result, i, 0, kind->fields[0].type));
        if (!row)
            continue; /* nobody asked for it */
        eco_record *record = eco_postgres_record(postgres, row);
        int64_t before = eco_postgres_version(kind, record);
        bool moved;
        eco_status status = eco_postgres_take_record(postgres, row, result, i, &moved);
        if (!status && moved && before && record->flags & ECO_RECORD_USED)
            status = ECO_AGAIN;
        if (status)
            return status;
    }
    return ECO_OK;
}

eco_status eco_postgres_take_parts(void *user, const eco_kind *kind, const PGresult *result)
{
    eco_postgres *postgres = user;
    const eco_postgres_row *row = NULL;
    for (int i = 0; i < PQntuples(result); i++) {
        eco_id owner = eco_cell_key(result, i, 0, kind->fields[0].type);
        if (!row || !eco_same_key(row->key, owner))
            row = eco_postgres_find_row(postgres, kind->owner, owner);
        if (!row || !row->found)
            continue; /* the owner came after it had been looked for: absent to us */
        void *part = eco_work_put_part(postgres->work, kind->owner, row->place, eco_cell_int(result, i, 1));
        if (!part || !eco_cells_read(postgres->work, kind, 2, part, result, i))
            return ECO_E_MEMORY;
    }
    return ECO_OK;
}

/* ---- asking ------------------------------------------------------------------------------------------------------------------------------------ */

static bool is_read(const eco_postgres_row *row)
{
    return row->read;
}
static bool has_parts(const eco_postgres_row *row)
{
    return row->parts;
}

/* One row for each place that is pending, with all that is wanted of it. Keys that are most likely fresh are read only when the batch is locked. */
static bool gather(eco_postgres *postgres, eco_work *work)
{
    postgres->rows_count = 0;
    for (size_t i = 0; i < work->pending_count; i++) {
        const eco_pending *pending = &work->pending[i];
        eco_id key = eco_key_of(pending->kind, eco_pending_record(work, pending));
        bool fresh = (pending->want & ~ECO_WANT_PARTS) == ECO_WANT_NEW && !postgres->locks;
        if (!eco_postgres_add_row(postgres, (eco_postgres_row){.kind = pending->kind,
                                                               .key = key,
                                                               .place = pending->place,
                                                               .want = pending->want & ECO_WANT_PARTS,
                                                               .read = !fresh}))
            return false;
    }
    eco_postgres_sort_rows(postgres);
    size_t kept = 0;
    for (size_t i = 0; i < postgres->rows_count; i++) {
        eco_postgres_row *row = &postgres->rows[i], *last = kept ? &postgres->rows[kept - 1] : NULL;
        if (last && last->kind == row->kind && last->place == row->place) {
            last->want |= row->want;
            last->read |= row->read;
        } else {
            postgres->rows[kept++] = *row;
        }
    }
    postgres->rows_count = kept;
    return true;
}

/* Parts are read with their owner, and again with an owner that is read again. Those that the batch has added or changed stay. */
static void choose_parts(eco_postgres *postgres)
{
    for (size_t i = 0; i < postgres->rows_count; i++) {
        eco_postgres_row *row = &postgres->rows[i];
        eco_record *record = eco_postgres_record(postgres, row);
        if (record->flags & ECO_RECORD_PARTS)
            row->want |= ECO_WANT_PARTS;
        row->parts = row->read && row->kind->parts && row->want & ECO_WANT_PARTS && !(record->flags & ECO_RECORD_NEW);
        if (row->parts)
            eco_work_drop_parts(postgres->work, row->kind, row->place);
    }
}

static void settle_rows(eco_postgres *postgres)
{
    for (size_t i = 0; i < postgres->rows_count; i++) {
        const eco_postgres_row *row = &postgres->rows[i];
        const eco_pending pending = {row->kind, row->place, row->want};
        if (row->found || eco_postgres_in_batch(eco_postgres_record(postgres, row)))
            eco_pending_found(postgres->work, &pending);
        else
            eco_pending_absent(postgres->work, &pending);
    }
}

static eco_status load(eco_postgres *postgres, eco_error *error)
{
    if (!gather(postgres, postgres->work))
        return eco_fail_memory(error);
    choose_parts(postgres);
    for (size_t first = 0, end; first < postgres->rows_count; first = end) {
        const eco_kind *kind = postgres->rows[first].kind;
        end = eco_postgres_end_of_kind(postgres, first);
        eco_postgres_send_keys(postgres, first, end, is_read, kind, ECO_POSTGRES_LOAD, take_rows);
        if (kind->parts)
            eco_postgres_send_keys(postgres, first, end, has_parts, kind->parts, ECO_POSTGRES_LOAD, eco_postgres_take_parts);
    }
    eco_status status = eco_link_run(&postgres->link, error);
    if (!status)
        settle_rows(postgres);
    return status;
}

eco_status eco_postgres_load(eco_backend *backend, eco_work *work, eco_error *error)
{
    eco_postgres *postgres = eco_postgres_of(backend);
    postgres->work = work;
    eco_status status = eco_postgres_ready(postgres, error);
    if (!status)
        status = load(postgres, error);
    return eco_postgres_end(postgres, status, false, error);
}

/* ---- what is due ------------------------------------------------------------------------------------------------------------------------------- */

typedef struct lookup {
    eco_postgres *postgres;
    int64_t now_us, limit, found;
} lookup;

/* A cached record is read again: others may have dealt with it. */
static eco_status want_due(eco_work *work, const eco_kind *kind, eco_id key)
{
    size_t before = work->pending_count;
    eco_work_want(work, kind, key, ECO_WANT_CHANGE | (kind->parts ? ECO_WANT_PARTS : 0));
    uint32_t place;
    if (work->failure || work->pending_count > before || !eco_key_index_find(&work->sets[kind->number], key, &place))
        return work->failure;
    eco_record *record = eco_set_at(&work->sets[kind->number], place);
    if (record->flags & (ECO_RECORD_PENDING | ECO_RECORD_NEW))
        return ECO_OK;
    if (!eco_grow(&work->allocator, &work->pending, &work->pending_capacity, work->pending_count + 1, sizeof *work->pending))
        return ECO_E_MEMORY;
    record->flags |= ECO_RECORD_PENDING;
    work->pending[work->pending_count++] = (eco_pending){kind, place, ECO_WANT_CHANGE};
    return ECO_OK;
}

static eco_status take_due(void *user, const eco_kind *kind, const PGresult *result)
{
    lookup *sought = user;
    eco_postgres *postgres = sought->postgres;
    eco_status status = ECO_OK;
    int64_t next = INT64_MAX;
    for (int i = 0; i < PQntuples(result) && !status; i++) {
        int64_t due_us = PQnfields(result) > 1 ? eco_cell_int(result, i, 1) : sought->now_us;
        if (due_us > sought->now_us) {
            next = due_us;
            break;
        }
        status = want_due(postgres->work, kind, eco_cell_key(result, i, 0, kind->fields[0].type));
        sought->found++;
    }
    if (sought->found == 0 && PQnfields(result) > 1)
        postgres->next_due_us[kind->number] = next;
    return status;
}

/* Locked, those that others hold are left to them. It is a transaction of its own, so that no lock is held out of order. */
static eco_status find_due(eco_postgres *postgres, const eco_kind *kind, lookup *sought, eco_error *error)
{
    bool skip = postgres->locks && !postgres->open && !postgres->backend.attached;
    eco_values_clear(&postgres->values);
    eco_values_add_text(&postgres->values, postgres->shop);
    eco_values_add_int(&postgres->values, sought->now_us);
    eco_values_add_int(&postgres->values, sought->limit);
    eco_link_send(&postgres->link, eco_postgres_statement(postgres, kind, skip ? ECO_POSTGRES_DUE_FREE : ECO_POSTGRES_DUE),
                  &postgres->values, take_due, sought, kind);
    return eco_link_run(&postgres->link, error);
}

eco_status eco_postgres_due(eco_backend *backend, eco_work *work, const eco_kind *kind, int64_t now_us, int64_t limit,
                            int64_t *found, eco_error *error)
{
    eco_postgres *postgres = eco_postgres_of(backend);
    lookup sought = {postgres, now_us, limit, 0};
    postgres->work = work;
    *found = 0;
    if (now_us < postgres->next_due_us[kind->number])
        return ECO_OK;
    eco_status status = eco_postgres_ready(postgres, error);
    if (!status)
        status = find_due(postgres, kind, &sought, error);
    *found = status ? 0 : sought.found;
    return eco_postgres_end(postgres, status, false, error);
}

/* ---- numbers of logs --------------------------------------------------------------------------------------------------------------------------- */

static eco_status take_block(void *user, const eco_kind *kind, const PGresult *result)
{
    eco_postgres *postgres = user;
    postgres->reserve[kind->number].first = eco_cell_int(result, 0, 0);
    postgres->reserve[kind->number].count = ECO_POSTGRES_BLOCK;
    return ECO_OK;
}

void eco_postgres_send_block(eco_postgres *postgres, const eco_kind *kind)
{
    eco_link_send(&postgres->link, eco_postgres_statement(postgres, kind, ECO_POSTGRES_SEQUENCE), NULL, take_block, postgres,
                  kind);
}

eco_status eco_postgres_sequence(eco_backend *backend, const eco_kind *kind, int64_t *first, int64_t *count, eco_error *error)
{
    eco_postgres *postgres = eco_postgres_of(backend);
    eco_status status = ECO_OK;
    if (postgres->reserve[kind->number].count == 0) {
        status = eco_postgres_ready(postgres, error);
        if (!status) {
            eco_postgres_send_block(postgres, kind);
            status = eco_link_run(&postgres->link, error);
        }
        status = eco_postgres_end(postgres, status, false, error);
    }
    if (status)
        return status;
    *first = postgres->reserve[kind->number].first;
    *count = postgres->reserve[kind->number].count;
    postgres->reserve[kind->number].count = 0;
    return ECO_OK;
}
