/* postgres_commit.c - the end of a batch, one round trip: what was looked at is as it was, what changed and what is new is written, the epochs are the
 * same, COMMIT. The server breaks off by itself at the first thing that is not so. */
#include "base/error.h"
#include "store/postgres.h"

/* ---- what a decision rests on: rows that change, and rows and gaps that were looked at --------------------------------------------------------- */

static bool is_checked(const eco_postgres_row *row)
{
    return row->want == ECO_WANT_READ;
}
static bool is_absent(const eco_postgres_row *row)
{
    return row->want == ECO_WANT_NEW;
}

static bool add_check(eco_postgres *postgres, const eco_set *set, uint32_t place, eco_want want, int64_t version)
{
    return eco_postgres_add_row(postgres, (eco_postgres_row){.kind = set->kind,
                                                             .key = eco_key_of(set->kind, eco_set_at(set, place)),
                                                             .place = place,
                                                             .want = want,
                                                             .version = version});
}

/* What a locked batch has locked needs no second look, and rows without a version never change. */
static bool gather_checks(eco_postgres *postgres, const eco_set *set)
{
    bool fits = true;
    for (size_t i = 0; fits && i < set->used_count; i++) {
        const eco_record *record = eco_set_at(set, set->used[i]);
        if (record->flags & (ECO_RECORD_NEW | ECO_RECORD_PENDING) || (postgres->locks && record->flags & ECO_RECORD_LOCK))
            continue;
        if (record->flags & ECO_RECORD_ABSENT)
            fits = add_check(postgres, set, set->used[i], ECO_WANT_NEW, 0);
        else if (set->kind->version && !(record->flags & ECO_RECORD_CHANGED))
            fits = add_check(postgres, set, set->used[i], ECO_WANT_READ, eco_postgres_version(set->kind, record));
    }
    for (size_t i = 0; fits && set->kind->version && i < set->changed_count; i++) {
        const eco_record *record = eco_set_at(set, set->changed[i].place);
        if (!postgres->locks || !(record->flags & ECO_RECORD_LOCK))
            fits = add_check(postgres, set, set->changed[i].place, ECO_WANT_READ, set->changed[i].version);
    }
    return fits;
}

static void add_versions(eco_postgres *postgres, size_t first, size_t end)
{
    size_t count = 0;
    for (size_t i = first; i < end; i++)
        count += is_checked(&postgres->rows[i]);
    eco_values_begin_array(&postgres->values, ECO_FIELD_INT, count);
    for (size_t i = first; i < end; i++)
        if (is_checked(&postgres->rows[i]))
            eco_values_int_element(&postgres->values, postgres->rows[i].version);
    eco_values_end_array(&postgres->values);
}

static void send_version_checks(eco_postgres *postgres, size_t first, size_t end, bool lock)
{
    bool any = false;
    for (size_t i = first; i < end && !any; i++)
        any = is_checked(&postgres->rows[i]);
    if (!any)
        return;
    const eco_kind *kind = postgres->rows[first].kind;
    eco_values_clear(&postgres->values);
    eco_values_add_text(&postgres->values, postgres->shop);
    eco_postgres_add_keys(postgres, first, end, is_checked);
    add_versions(postgres, first, end);
    eco_link_send(&postgres->link, eco_postgres_statement(postgres, kind, lock ? ECO_POSTGRES_KEEP : ECO_POSTGRES_CHECK),
                  &postgres->values, NULL, NULL, kind);
}

/* All locks first; then, in later snapshots, what was not there. */
static void send_checks(eco_postgres *postgres, bool lock)
{
    for (int absent = 0; absent < 2; absent++)
        for (size_t first = 0, end; first < postgres->rows_count; first = end) {
            end = eco_postgres_end_of_kind(postgres, first);
            if (absent)
                eco_postgres_send_keys(postgres, first, end, is_absent, postgres->rows[first].kind, ECO_POSTGRES_ABSENT, NULL);
            else
                send_version_checks(postgres, first, end, lock);
        }
}

/* ---- what is written --------------------------------------------------------------------------------------------------------------------------- */

static void send_records(eco_postgres *postgres, const eco_kind *kind, int statement, size_t count)
{
    eco_values_clear(&postgres->values);
    eco_values_add_text(&postgres->values, postgres->shop);
    eco_values_add_records(&postgres->values, postgres->work, kind, postgres->places, count);
    eco_link_send(&postgres->link, eco_postgres_statement(postgres, kind, statement), &postgres->values, NULL, NULL, kind);
}

static bool room_for_places(eco_postgres *postgres, size_t count)
{
    return eco_grow(&postgres->allocator, &postgres->places, &postgres->places_capacity, count, sizeof *postgres->places);
}

static bool send_changed(eco_postgres *postgres, const eco_set *set)
{
    if (set->changed_count == 0)
        return true;
    if (!room_for_places(postgres, set->changed_count))
        return false;
    for (size_t i = 0; i < set->changed_count; i++)
        postgres->places[i] = set->changed[i].place;
    send_records(postgres, set->kind, ECO_POSTGRES_UPDATE, set->changed_count);
    return true;
}

/* By key, so that two sessions that add the same keys wait for each other in one order. */
static bool send_added(eco_postgres *postgres, const eco_set *set)
{
    size_t count = set->added_count;
    if (count == 0)
        return true;
    if (!room_for_places(postgres, count))
        return false;
    memcpy(postgres->places, set->added, count * sizeof *postgres->places);
    if (set->kind->shape == ECO_SHAPE_KEYED) {
        postgres->rows_count = 0;
        for (size_t i = 0; i < count; i++)
            if (!add_check(postgres, set, set->added[i], ECO_WANT_NEW, 0))
                return false;
        eco_postgres_sort_rows(postgres);
        for (size_t i = 0; i < count; i++)
            postgres->places[i] = postgres->rows[i].place;
    }
    send_records(postgres, set->kind, ECO_POSTGRES_INSERT, count);
    return true;
}

static void send_drops(eco_postgres *postgres, const eco_kind *of, size_t first, size_t end)
{
    const eco_drop *drops = postgres->work->drops;
    const eco_kind *kind = drops[first].kind;
    eco_values_clear(&postgres->values);
    eco_values_add_text(&postgres->values, postgres->shop);
    eco_values_begin_array(&postgres->values, kind->fields[0].type, end - first);
    for (size_t i = first; i < end; i++)
        eco_values_key_element(&postgres->values, kind, drops[i].key);
    eco_values_end_array(&postgres->values);
    eco_link_send(&postgres->link, eco_postgres_statement(postgres, of, ECO_POSTGRES_DELETE), &postgres->values, NULL, NULL, of);
}

/* Rows that go, as many of a kind to a statement as stand together. */
static void send_all_drops(eco_postgres *postgres)
{
    const eco_work *work = postgres->work;
    for (size_t first = 0, end; first < work->drops_count; first = end) {
        const eco_kind *kind = work->drops[first].kind;
        for (end = first + 1; end < work->drops_count && work->drops[end].kind == kind;)
            end++;
        send_drops(postgres, kind, first, end);
        if (kind->parts)
            send_drops(postgres, kind->parts, first, end);
    }
}

static bool send_writes(eco_postgres *postgres)
{
    bool fits = true;
    send_all_drops(postgres);
    for (int32_t i = 0; fits && i < 2 * ECO_KINDS; i++) {
        const eco_set *set = &postgres->work->sets[i % ECO_KINDS];
        if (set->kind)
            fits = i < ECO_KINDS ? send_changed(postgres, set) : send_added(postgres, set);
    }
    return fits;
}

/* Numbers of logs for a batch to come cost no round trip when they are asked for here. A failure takes none back. */
static void send_blocks(eco_postgres *postgres)
{
    for (int32_t i = 0; i < ECO_KINDS && postgres->backend.caches; i++) {
        const eco_set *set = &postgres->work->sets[i];
        if (set->kind && set->kind->shape == ECO_SHAPE_LOG && set->added_count && set->sequences_left < ECO_POSTGRES_BLOCK / 2 &&
            postgres->reserve[i].count == 0)
            eco_postgres_send_block(postgres, set->kind);
    }
}

static void send_epochs(eco_postgres *postgres)
{
    eco_values_clear(&postgres->values);
    eco_values_begin_array(&postgres->values, ECO_FIELD_TEXT, postgres->modules_count);
    for (size_t i = 0; i < postgres->modules_count; i++)
        eco_values_text_element(&postgres->values, postgres->modules[i].name);
    eco_values_end_array(&postgres->values);
    eco_values_begin_array(&postgres->values, ECO_FIELD_INT, postgres->modules_count);
    for (size_t i = 0; i < postgres->modules_count; i++)
        eco_values_int_element(&postgres->values, postgres->modules[i].epoch);
    eco_values_end_array(&postgres->values);
    eco_link_send(&postgres->link, eco_postgres_other(postgres, ECO_POSTGRES_EPOCHS), &postgres->values, NULL, NULL, NULL);
}

/* ---- the round trip ---------------------------------------------------------------------------------------------------------------------------- */

/* COMMIT of a transaction that had failed is answered by ROLLBACK. */
static eco_status take_commit(void *user, const eco_kind *kind, const PGresult *result)
{
    (void)user;
    (void)kind;
    return strcmp(PQcmdStatus((PGresult *)(uintptr_t)result), "COMMIT") == 0 ? ECO_OK : ECO_AGAIN;
}

static bool gather(eco_postgres *postgres, bool *writes)
{
    *writes = postgres->work->drops_count > 0;
    postgres->rows_count = 0;
    for (int32_t i = 0; i < ECO_KINDS; i++) {
        const eco_set *set = &postgres->work->sets[i];
        *writes |= set->added_count || set->changed_count;
        if (set->kind && set->kind->shape == ECO_SHAPE_KEYED && !gather_checks(postgres, set))
            return false;
    }
    eco_postgres_sort_rows(postgres);
    return true;
}

/* A batch that writes nothing looks once more, at one instant, whether what it saw is so. */
static eco_status send_all(eco_postgres *postgres, bool writes)
{
    bool attached = postgres->backend.attached;
    if (!postgres->open) {
        if (!writes && postgres->rows_count == 0)
            return ECO_OK;
        eco_postgres_send_other(postgres,
                                attached ? ECO_POSTGRES_SAVEPOINT
                                : writes ? ECO_POSTGRES_BEGIN
                                         : ECO_POSTGRES_BEGIN_READ,
                                NULL);
        postgres->open = true;
    }
    send_blocks(postgres);
    send_checks(postgres, writes && !postgres->locks);
    if (writes && !send_writes(postgres))
        return ECO_E_MEMORY;
    send_epochs(postgres);
    eco_postgres_send_other(postgres, attached ? ECO_POSTGRES_RELEASE : ECO_POSTGRES_COMMIT, attached ? NULL : take_commit);
    return ECO_OK;
}

/* Numbers that the work is about to forget are given out later. */
static void keep_numbers(eco_postgres *postgres)
{
    for (int32_t i = 0; i < ECO_KINDS && !postgres->backend.caches; i++) {
        eco_set *set = &postgres->work->sets[i];
        if (!set->kind || set->kind->shape != ECO_SHAPE_LOG || set->sequences_left == 0)
            continue;
        postgres->reserve[i].first = set->next_sequence;
        postgres->reserve[i].count = set->sequences_left;
        set->sequences_left = 0;
    }
}

/* After a spell of locked batches the cache is tried again; a conflict soon after makes the next spell longer. */
static void committed(eco_postgres *postgres)
{
    atomic_fetch_add(&postgres->figures.batches, 1);
    postgres->open = false;
    postgres->doubt = false;
    postgres->attempts = 0;
    memset(postgres->next_due_us, 0, sizeof postgres->next_due_us);
    if (postgres->locks) {
        atomic_fetch_add(&postgres->figures.locked, 1);
        if (postgres->locked_left > 0 && --postgres->locked_left == 0)
            postgres->locks = false;
    } else if (++postgres->calm >= postgres->spell) {
        postgres->spell = ECO_POSTGRES_SPELL;
    }
    postgres->backend.caches = !postgres->locks;
    keep_numbers(postgres);
}

eco_status eco_postgres_commit(eco_backend *backend, eco_work *work, eco_error *error)
{
    eco_postgres *postgres = eco_postgres_of(backend);
    bool writes = false;
    postgres->work = work;
    eco_status status = eco_postgres_ready(postgres, error);
    if (!status && !gather(postgres, &writes))
        status = ECO_E_MEMORY;
    if (!status)
        status = send_all(postgres, writes);
    if (!status)
        status = eco_link_run(&postgres->link, error);
    if (!status)
        committed(postgres);
    return eco_postgres_end(postgres, status, writes, error);
}
