/* view.c - see view.h. In the memory store a view looks at the sets themselves, and holds the store's lock. */
#include "store/view.h"

#include <string.h>

#include "base/error.h"
#include "store/due.h"
#include "store/index.h"
#include "store/store_internal.h"
#include "store/texts.h"

struct eco_view {
    eco_store *store;
    void *inner;    /* the backend's */
    eco_work texts; /* databases: the texts of the rows that were read */
    void *found;    /* a copy of the last found record */
    size_t found_size;
};

eco_status eco_view_open(eco_view **out, eco_store *store, eco_error *error)
{
    *out = NULL;
    eco_view *view = eco_allocate(&store->allocator, sizeof *view);
    if (!view)
        return eco_fail_memory(error);
    *view = (eco_view){.store = store};
    eco_status status = ECO_OK;
    if (store->backend->keeps) {
        pthread_mutex_lock(&store->lock);
    } else {
        status = eco_work_begin(&view->texts, NULL, &store->allocator, error);
        if (!status)
            status = store->backend->calls->view_begin(store->backend, &view->inner, error);
    }
    if (status) {
        eco_work_end(&view->texts);
        eco_release(&store->allocator, view, sizeof *view);
        return status;
    }
    *out = view;
    return ECO_OK;
}

void eco_view_close(eco_view *view)
{
    if (!view)
        return;
    eco_store *store = view->store;
    if (store->backend->keeps) {
        pthread_mutex_unlock(&store->lock);
    } else {
        store->backend->calls->view_end(store->backend, view->inner);
        eco_work_end(&view->texts);
        eco_release(&store->allocator, view->found, view->found_size);
    }
    eco_release(&store->allocator, view, sizeof *view);
}

const char *eco_view_text(const eco_view *view, eco_text text)
{
    return eco_texts_get(view->store->backend->keeps ? view->store->work.texts : view->texts.texts, text);
}

/* ---- the memory store -------------------------------------------------------------------------------------------------------------------------- */

typedef struct memory_scan {
    const eco_work *work;
    const eco_set *set;
    const eco_filter *filter;
    bool (*visit)(const eco_row *row, void *user);
    void *user;
    int64_t left; /* rows */
} memory_scan;

static int64_t int_of(const eco_field *field, const void *record)
{
    const char *at = (const char *)record + field->offset;
    if (field->type == ECO_FIELD_SMALL)
        return *(const int32_t *)(const void *)at;
    return *(const int64_t *)(const void *)at;
}

static bool equals(const memory_scan *scan, const void *record)
{
    const eco_field *field = scan->filter->equal;
    const char *at = (const char *)record + field->offset;
    if (field->type == ECO_FIELD_ID)
        return eco_same_key(*(const eco_id *)(const void *)at, scan->filter->equal_id);
    if (field->type == ECO_FIELD_TEXT) {
        const char *text = eco_texts_get(scan->work->texts, *(const eco_text *)(const void *)at);
        return text && scan->filter->equal_text && strcmp(text, scan->filter->equal_text) == 0;
    }
    return int_of(field, record) == scan->filter->equal_int;
}

static bool passes(const memory_scan *scan, const void *record)
{
    const eco_filter *filter = scan->filter;
    if (filter->equal && !equals(scan, record))
        return false;
    if (filter->time) {
        int64_t at = int_of(filter->time, record);
        if ((filter->since && at < filter->since) || (filter->until && at >= filter->until))
            return false;
    }
    return !filter->has_after || int_of(&scan->set->kind->fields[0], record) > filter->after;
}

static bool visit_record(void *record, void *user)
{
    memory_scan *scan = user;
    if (!passes(scan, record))
        return true;
    eco_row row = {.record = record};
    if (scan->set->kind->shape == ECO_SHAPE_PARTS) {
        const eco_kind *owner = scan->set->kind->owner;
        const eco_record *head = record;
        row.owner = eco_key_of(owner, eco_set_at(&scan->work->sets[owner->number], head->owner));
        row.number = head->number;
    }
    return scan->visit(&row, scan->user) && --scan->left != 0;
}

static void scan_key(memory_scan *scan, eco_store *store)
{
    const eco_kind *kind = scan->set->kind, *keyed = kind->owner ? kind->owner : kind;
    const eco_set *set = &store->work.sets[keyed->number];
    uint32_t place;
    if (!eco_key_index_find(set, scan->filter->key, &place))
        return;
    void *record = eco_set_at(set, place);
    if (keyed == kind) {
        visit_record(record, scan);
        return;
    }
    for (void *part = eco_work_first_part(&store->work, keyed, record); part;
         part = eco_work_next_part(&store->work, keyed, record, part))
        if (!visit_record(part, scan))
            return;
}

/* Rows of a log stand by sequence: the first one after. */
static uint32_t first_after(const eco_set *set, int64_t after)
{
    uint32_t low = 0, high = set->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (int_of(&set->kind->fields[0], eco_set_at(set, middle)) > after)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static void scan_memory(memory_scan *scan, eco_store *store)
{
    const eco_filter *filter = scan->filter;
    if (eco_has_key(filter->key)) {
        scan_key(scan, store);
    } else if (filter->due) {
        eco_due_each(scan->set, filter->until, visit_record, scan);
    } else {
        uint32_t at = filter->has_after && scan->set->kind->shape == ECO_SHAPE_LOG ? first_after(scan->set, filter->after) : 0;
        while (at < scan->set->count && visit_record(eco_set_at(scan->set, at), scan))
            at++;
    }
}

/* ---- both -------------------------------------------------------------------------------------------------------------------------------------- */

eco_status eco_view_scan(eco_view *view, const eco_kind *kind, const eco_filter *filter,
                         bool (*visit)(const eco_row *row, void *user), void *user, eco_error *error)
{
    static const eco_filter all = {0};
    eco_store *store = view->store;
    filter = filter ? filter : &all;
    if (!store->backend->keeps) {
        eco_work_forget(&view->texts);
        return store->backend->calls->view_scan(store->backend, view->inner, &view->texts, kind, filter, visit, user, error);
    }
    if (filter->due && filter->time)
        return eco_fail(error, ECO_E_INVALID, NULL, "a scan is by due time or by another one");
    memory_scan scan = {&store->work, &store->work.sets[kind->number], filter, visit, user, filter->limit ? filter->limit : -1};
    scan_memory(&scan, store);
    return ECO_OK;
}

typedef struct finding {
    eco_view *view;
    size_t size;
    bool found;
} finding;

static bool copy_found(const eco_row *row, void *user)
{
    finding *wanted = user;
    memcpy(wanted->view->found, row->record, wanted->size);
    wanted->found = true;
    return false;
}

eco_status eco_view_find(const void **out, eco_view *view, const eco_kind *kind, eco_id key, eco_error *error)
{
    *out = NULL;
    eco_store *store = view->store;
    uint32_t place;
    if (store->backend->keeps) {
        const eco_set *set = &store->work.sets[kind->number];
        *out = eco_key_index_find(set, key, &place) ? eco_set_at(set, place) : NULL;
        return ECO_OK;
    }
    if (!eco_grow(&store->allocator, &view->found, &view->found_size, kind->size, 1))
        return eco_fail_memory(error);
    finding wanted = {view, kind->size, false};
    eco_status status = eco_view_scan(view, kind, &(eco_filter){.key = key, .limit = 1}, copy_found, &wanted, error);
    *out = wanted.found ? view->found : NULL;
    return status;
}
