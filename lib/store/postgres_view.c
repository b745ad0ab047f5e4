/* postgres_view.c - reading: each view has a connection of its own, in a read-only transaction that sees one instant. Rows come through a cursor, some at
 * a time, so that a scan of a large table needs little memory. */
#include "base/error.h"
#include "store/postgres.h"

enum { PAGE = 1000 };

typedef struct reader {
    eco_link *link;
    bool cursor; /* one is open */
    bool failed; /* in a host's transaction: the savepoint takes it back */
    eco_values values;
} reader;

/* ---- connections ------------------------------------------------------------------------------------------------------------------------------- */

static void free_link(eco_postgres *postgres, eco_link *link)
{
    eco_link_end(link);
    eco_release(&postgres->allocator, link, sizeof *link);
}

static eco_link *idle_link(eco_postgres *postgres)
{
    pthread_mutex_lock(&postgres->pool_lock);
    eco_link *link = postgres->idle_count ? postgres->idle[--postgres->idle_count] : NULL;
    pthread_mutex_unlock(&postgres->pool_lock);
    return link;
}

static void put_back(eco_postgres *postgres, eco_link *link)
{
    pthread_mutex_lock(&postgres->pool_lock);
    bool room = !link->lost && postgres->idle_count < ECO_POSTGRES_POOL;
    if (room)
        postgres->idle[postgres->idle_count++] = link;
    pthread_mutex_unlock(&postgres->pool_lock);
    if (!room)
        free_link(postgres, link);
}

void eco_postgres_close_pool(eco_postgres *postgres)
{
    eco_link *link;
    while ((link = idle_link(postgres)))
        free_link(postgres, link);
}

static eco_status begin(eco_link *link, eco_error *error)
{
    eco_link_send(link, (eco_statement){-1, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"}, NULL, NULL, NULL, NULL);
    return eco_link_run(link, error);
}

/* Idle connections may have died with the server: each is tried, and then a new one. */
static eco_status take_link(eco_postgres *postgres, eco_link **out, eco_error *error)
{
    eco_link *link;
    while ((link = idle_link(postgres))) {
        if (!begin(link, NULL)) {
            *out = link;
            return ECO_OK;
        }
        free_link(postgres, link);
    }
    link = eco_allocate(&postgres->allocator, sizeof *link);
    if (!link)
        return eco_fail_memory(error);
    eco_link_begin(link, &postgres->allocator, &postgres->settings);
    eco_status status = eco_link_connect(link, error);
    if (!status)
        status = begin(link, error);
    if (status)
        free_link(postgres, link);
    else
        *out = link;
    return status;
}

/* ---- views ------------------------------------------------------------------------------------------------------------------------------------- */

static eco_status told(eco_status status, eco_error *error)
{
    if (status == ECO_E_MEMORY)
        return eco_fail_memory(error);
    if (status < 0)
        status = ECO_E_STORE;
    if (status && error)
        error->status = status;
    return status;
}

static eco_status begin_attached(eco_postgres *postgres, eco_error *error)
{
    eco_status status = eco_postgres_ready(postgres, error);
    eco_link_send(&postgres->link, (eco_statement){-1, "SAVEPOINT eco_view"}, NULL, NULL, NULL, NULL);
    return status ? status : eco_link_run(&postgres->link, error);
}

/* In a host's transaction the view is that transaction: it sees what the host and the store have written. */
eco_status eco_postgres_view_begin(eco_backend *backend, void **out, eco_error *error)
{
    eco_postgres *postgres = eco_postgres_of(backend);
    eco_status status = ECO_OK;
    reader *view = eco_allocate(&postgres->allocator, sizeof *view);
    if (!view)
        return eco_fail_memory(error);
    *view = (reader){.link = &postgres->link};
    eco_values_begin(&view->values, &postgres->allocator);
    if (backend->attached)
        status = begin_attached(postgres, error);
    else
        status = take_link(postgres, &view->link, error);
    if (status) {
        eco_release(&postgres->allocator, view, sizeof *view);
        return told(status, error);
    }
    *out = view;
    return ECO_OK;
}

static void close_cursor(reader *view)
{
    if (view->cursor)
        eco_link_send(view->link, (eco_statement){-1, "CLOSE eco_view"}, NULL, NULL, NULL, NULL);
    view->cursor = false;
}

void eco_postgres_view_end(eco_backend *backend, void *inner)
{
    eco_postgres *postgres = eco_postgres_of(backend);
    reader *view = inner;
    if (backend->attached && view->failed) {
        (void)eco_link_script(view->link, "ROLLBACK TO SAVEPOINT eco_view; RELEASE SAVEPOINT eco_view", NULL);
    } else {
        close_cursor(view);
        eco_link_send(view->link, (eco_statement){-1, backend->attached ? "RELEASE SAVEPOINT eco_view" : "ROLLBACK"}, NULL, NULL,
                      NULL, NULL);
        if (eco_link_run(view->link, NULL) && !backend->attached)
            eco_link_drop(view->link);
    }
    if (!backend->attached)
        put_back(postgres, view->link);
    eco_values_end(&view->values);
    eco_release(&postgres->allocator, view, sizeof *view);
}

/* ---- scans ------------------------------------------------------------------------------------------------------------------------------------- */

typedef struct paging {
    eco_work *texts;
    bool (*visit)(const eco_row *row, void *user);
    void *user;
    char *record;
    int rows;   /* of the last page */
    bool ended; /* by the visit */
} paging;

/* Texts are those of a page: what the visit was given is its own only while it lasts. */
static eco_status take_page(void *user, const eco_kind *kind, const PGresult *result)
{
    paging *scan = user;
    size_t keys = kind->shape == ECO_SHAPE_PARTS ? 2 : 0;
    scan->rows = PQntuples(result);
    eco_work_forget(scan->texts);
    for (int i = 0; i < scan->rows && !scan->ended; i++) {
        memset(scan->record, 0, kind->size);
        if (!eco_cells_read(scan->texts, kind, keys, scan->record, result, i))
            return ECO_E_MEMORY;
        eco_row row = {.record = scan->record};
        if (keys) {
            row.owner = eco_cell_key(result, i, 0, kind->fields[0].type);
            row.number = eco_cell_int(result, i, 1);
        }
        scan->ended = !scan->visit(&row, scan->user);
    }
    return ECO_OK;
}

static void add_value(eco_values *values, const eco_sql_value *value)
{
    if (value->type == ECO_FIELD_TEXT)
        eco_values_add_text(values, value->text);
    else if (value->type == ECO_FIELD_ID)
        eco_values_add_id(values, value->id);
    else
        eco_values_add_int(values, value->number);
}

/* A few rows come as they are; of more, the first page comes with the cursor, in one round trip. */
static eco_status run_scan(reader *view, const char *select, const eco_kind *kind, const eco_filter *filter, paging *scan,
                           eco_error *error)
{
    bool few = filter->limit > 0 && filter->limit <= PAGE;
    close_cursor(view);
    eco_link_send(view->link, (eco_statement){-1, few ? select + strlen("DECLARE eco_view NO SCROLL CURSOR FOR ") : select},
                  &view->values, few ? take_page : NULL, scan, kind);
    view->cursor = !few;
    eco_status status = ECO_OK;
    do {
        if (!few)
            eco_link_send(view->link, (eco_statement){-1, "FETCH 1000 FROM eco_view"}, NULL, take_page, scan, kind);
        status = eco_link_run(view->link, error);
    } while (!status && !few && !scan->ended && scan->rows == PAGE);
    return status;
}

eco_status eco_postgres_view_scan(eco_backend *backend, void *inner, eco_work *texts, const eco_kind *kind,
                                  const eco_filter *filter, bool (*visit)(const eco_row *row, void *user), void *user,
                                  eco_error *error)
{
    eco_postgres *postgres = eco_postgres_of(backend);
    reader *view = inner;
    eco_buffer text;
    eco_sql_value values[ECO_SQL_VALUES];
    eco_buffer_begin(&text, &postgres->allocator);
    eco_buffer_add_text(&text, "DECLARE eco_view NO SCROLL CURSOR FOR ");
    size_t count = eco_sql_scan(&text, &postgres->sql, kind, filter, values);
    eco_values_clear(&view->values);
    for (size_t i = 0; i < count; i++)
        add_value(&view->values, &values[i]);
    const char *select = eco_buffer_text(&text);
    paging scan = {.texts = texts, .visit = visit, .user = user, .record = eco_allocate(&postgres->allocator, kind->size)};
    eco_status status = select && scan.record ? run_scan(view, select, kind, filter, &scan, error) : ECO_E_MEMORY;
    eco_release(&postgres->allocator, scan.record, kind->size);
    eco_buffer_end(&text);
    view->failed |= status != ECO_OK;
    return told(status, error);
}
