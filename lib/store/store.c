/* store.c - opening and freeing a store, and the modules that join it. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "store/store_internal.h"

const char *eco_durability_name(eco_durability durability)
{
    switch (durability) {
    case ECO_DURABILITY_FULL: return "full";
    case ECO_DURABILITY_NORMAL: return "normal";
    case ECO_DURABILITY_OFF: return "off";
    default: return "unknown";
    }
}

/* ---- options ----------------------------------------------------------------------------------------------------------------------------------- */

static bool is_name(const char *text)
{
    size_t size = strlen(text);
    return size > 0 && size <= 40 && strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == size &&
           !(text[0] >= '0' && text[0] <= '9');
}

static eco_status take_options(eco_store_options *out, const eco_store_options *given, eco_error *error)
{
    static const int64_t busy_us = 5000000;
    *out = (eco_store_options){0};
    eco_status status = given ? ECO_TAKE(out, given, eco_store_options, error) : ECO_OK;
    if (status)
        return status;
    out->schema = out->schema ? out->schema : "eco";
    out->shop = out->shop ? out->shop : "";
    out->busy_timeout_us = out->busy_timeout_us ? out->busy_timeout_us : busy_us;
    if (out->durability < ECO_DURABILITY_FULL || out->durability > ECO_DURABILITY_OFF)
        return eco_fail(error, ECO_E_INVALID, "/durability", "durability %d is unknown", out->durability);
    if (!is_name(out->schema))
        return eco_fail(error, ECO_E_INVALID, "/schema", "schema %s is not 1 to 40 letters, digits and '_'",
                        ECO_QUOTE(out->schema));
    if (strlen(out->shop) > 255)
        return eco_fail(error, ECO_E_LIMIT, "/shop", "shop of more than 255 bytes");
    if (out->gather_us < 0 || out->gather_us > 1000000 || out->busy_timeout_us < 0)
        return eco_fail(error, ECO_E_INVALID, out->busy_timeout_us < 0 ? "/busy_timeout_us" : "/gather_us",
                        "a time is negative, or gather_us is more than a second");
    return ECO_OK;
}

/* ---- opening ----------------------------------------------------------------------------------------------------------------------------------- */

static char *copy_text(const eco_allocator *allocator, const char *text)
{
    char *copy = eco_allocate(allocator, strlen(text) + 1);
    return copy ? strcpy(copy, text) : NULL;
}

static void release_text(const eco_allocator *allocator, const char *text)
{
    if (text)
        eco_release(allocator, (char *)(uintptr_t)text, strlen(text) + 1);
}

static void destroy(eco_store *store)
{
    eco_allocator allocator = store->allocator;
    if (store->backend)
        store->backend->calls->close(store->backend);
    eco_work_end(&store->work);
    eco_release(&allocator, store->modules, store->modules_capacity * sizeof(eco_module *));
    eco_release(&allocator, store->units, store->units_capacity * sizeof *store->units);
    release_text(&allocator, store->address);
    release_text(&allocator, store->options.schema);
    release_text(&allocator, store->options.shop);
    pthread_mutex_destroy(&store->lock);
    eco_release(&allocator, store, sizeof *store);
}

static eco_store *create(const eco_store_options *options, const char *address)
{
    eco_allocator allocator = eco_allocator_of(options->allocator);
    eco_store *store = eco_allocate(&allocator, sizeof *store);
    if (!store)
        return NULL;
    *store = (eco_store){.allocator = allocator, .options = *options, .sweep_from_us = INT64_MIN, .none_due_us = INT64_MIN};
    atomic_init(&store->references, 1);
    atomic_init(&store->newest, NULL);
    pthread_mutex_init(&store->lock, NULL);
    store->options.allocator = &store->allocator;
    store->options.schema = copy_text(&allocator, options->schema);
    store->options.shop = copy_text(&allocator, options->shop);
    store->address = copy_text(&allocator, address);
    if (store->options.schema && store->options.shop && store->address)
        return store;
    destroy(store);
    return NULL;
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static eco_status open_backend(eco_store *store, const char *address, eco_error *error)
{
    if (strcmp(address, "memory:") == 0) {
        store->backend = eco_memory_backend();
        return ECO_OK;
    }
#ifdef ECO_WITH_SQLITE
    if (begins(address, "sqlite:"))
        return eco_sqlite_open(&store->backend, address + strlen("sqlite:"), &store->options, error);
#endif
#ifdef ECO_WITH_POSTGRES
    if (begins(address, "postgresql://") || begins(address, "postgres://"))
        return eco_postgres_open(&store->backend, address, &store->options, error);
#endif
    bool known = begins(address, "sqlite:") || begins(address, "postgresql://") || begins(address, "postgres://");
    return eco_fail(error, ECO_E_INVALID, "/address",
                    known ? "address %s: this build has no such database"
                          : "address %s is not memory:, sqlite:FILE or postgresql://HOST/DATABASE",
                    ECO_QUOTE(address));
}

static eco_status finish(eco_store **out, eco_store *store, eco_status status, bool migrate, eco_error *error)
{
    if (!status)
        status = eco_work_begin(&store->work, store->backend, &store->allocator, error);
    if (!status)
        status = store->backend->calls->ensure(store->backend, &eco_store_itself, migrate, error);
    if (status) {
        destroy(store);
        return status;
    }
    for (size_t i = 0; i < eco_store_itself.kinds_count; i++)
        eco_work_use(&store->work, eco_store_itself.kinds[i]);
    *out = store;
    return ECO_OK;
}

static eco_status open_store(eco_store **out, const char *address, const eco_store_options *given, bool migrate, eco_error *error)
{
    *out = NULL;
    eco_store_options options;
    if (!address)
        return eco_fail(error, ECO_E_INVALID, "/address", "an address is required");
    eco_status status = take_options(&options, given, error);
    if (status)
        return status;
    eco_store *store = create(&options, address);
    return store ? finish(out, store, open_backend(store, address, error), migrate, error) : eco_fail_memory(error);
}

eco_status eco_store_open(eco_store **out, const char *address, const eco_store_options *options, eco_error *error)
{
    return open_store(out, address, options, false, error);
}

static eco_status attach(eco_store **out, void *connection, const eco_store_options *given,
                         eco_status (*open)(eco_backend **, void *, const eco_store_options *, eco_error *), eco_error *error)
{
    *out = NULL;
    eco_store_options options;
    if (!connection)
        return eco_fail(error, ECO_E_INVALID, NULL, "a connection is required");
    eco_status status = take_options(&options, given, error);
    if (status)
        return status;
    eco_store *store = create(&options, "(attached)");
    return store ? finish(out, store, open(&store->backend, connection, &store->options, error), false, error)
                 : eco_fail_memory(error);
}

eco_status eco_store_attach_sqlite(eco_store **out, void *connection, const eco_store_options *options, eco_error *error)
{
#ifdef ECO_WITH_SQLITE
    return attach(out, connection, options, eco_sqlite_attach, error);
#else
    (void)connection, (void)options, (void)attach;
    *out = NULL;
    return eco_fail(error, ECO_E_INVALID, NULL, "this build has no SQLite");
#endif
}

eco_status eco_store_attach_postgres(eco_store **out, void *connection, const eco_store_options *options, eco_error *error)
{
#ifdef ECO_WITH_POSTGRES
    return attach(out, connection, options, eco_postgres_attach, error);
#else
    (void)connection, (void)options, (void)attach;
    *out = NULL;
    return eco_fail(error, ECO_E_INVALID, NULL, "this build has no PostgreSQL");
#endif
}

void eco_store_free(eco_store *store)
{
    if (store && atomic_fetch_sub(&store->references, 1) == 1)
        destroy(store);
}

eco_status eco_store_migrate_all(const char *address, const eco_store_options *options,
                                 const eco_module_interface *const *interfaces, size_t count, eco_error *error)
{
    eco_store *store;
    eco_status status = open_store(&store, address, options, true, error);
    if (status)
        return status;
    for (size_t i = 0; !status && i < count; i++)
        status = store->backend->calls->ensure(store->backend, interfaces[i], true, error);
    eco_store_free(store);
    return status;
}

/* ---- modules ----------------------------------------------------------------------------------------------------------------------------------- */

static eco_status add_module(eco_store *store, eco_module *module, eco_error *error)
{
    if (!eco_grow(&store->allocator, &store->modules, &store->modules_capacity, store->modules_count + 1, sizeof(eco_module *)))
        return eco_fail_memory(error);
    /* Those of one interface stand together: a sweep of the store then does each once. */
    size_t at = store->modules_count;
    while (at > 0 && store->modules[at - 1]->interface > module->interface) {
        store->modules[at] = store->modules[at - 1];
        at--;
    }
    store->modules[at] = module;
    store->modules_count++;
    return ECO_OK;
}

eco_status eco_module_join(eco_module *module, eco_store *store, const eco_module_interface *interface,
                           const eco_allocator *allocator, eco_error *error)
{
    if (!store)
        return eco_fail(error, ECO_E_INVALID, NULL, "a store is required");
    *module = (eco_module){
        .store = store, .interface = interface, .allocator = allocator ? eco_allocator_of(allocator) : store->allocator};
    pthread_mutex_lock(&store->lock);
    eco_status status = store->backend->calls->ensure(store->backend, interface, false, error);
    if (!status)
        status = add_module(store, module, error);
    for (size_t i = 0; !status && i < interface->kinds_count; i++)
        eco_work_use(&store->work, interface->kinds[i]);
    pthread_mutex_unlock(&store->lock);
    if (!status)
        atomic_fetch_add(&store->references, 1);
    return status;
}

void eco_module_leave(eco_module *module)
{
    eco_store *store = module->store;
    pthread_mutex_lock(&store->lock);
    size_t kept = 0;
    for (size_t i = 0; i < store->modules_count; i++)
        if (store->modules[i] != module)
            store->modules[kept++] = store->modules[i];
    store->modules_count = kept;
    pthread_mutex_unlock(&store->lock);
    eco_store_free(store);
}

/* ---- what an operator watches ------------------------------------------------------------------------------------------------------------------ */

static void add_row(void *user, const char *name, const char *value)
{
    eco_table_put_text(user, name);
    eco_table_put_text(user, value);
}

static void add_figure(eco_table_builder *table, const char *name, int64_t value)
{
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)value);
    add_row(table, name, text);
}

eco_status eco_store_info(const eco_table **out, eco_store *store, eco_error *error)
{
    *out = NULL;
    if (!store)
        return eco_fail(error, ECO_E_INVALID, NULL, "a store is required");
    eco_table_builder *table = eco_table_begin(&store->allocator);
    eco_table_add_column(table, "name", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(table, "value", ECO_TYPE_UTF8, 0, NULL);
    pthread_mutex_lock(&store->lock);
    const eco_store_figures *figures = &store->figures;
    add_row(table, "library", ECO_VERSION);
    add_row(table, "store", store->backend->calls->name);
    add_row(table, "durability", store->backend->keeps ? "none" : eco_durability_name(store->options.durability));
    add_figure(table, "batches", figures->batches);
    add_figure(table, "commands", figures->commands);
    add_figure(table, "largest_batch", figures->largest_batch);
    add_figure(table, "longest_queue", figures->longest_queue);
    add_figure(table, "replays", figures->replays);
    add_figure(table, "refusals", figures->refusals);
    add_figure(table, "swept", figures->swept);
    add_figure(table, "retries", figures->retries);
    add_figure(table, "splits", figures->splits);
    add_figure(table, "unknown_outcomes", figures->unknown_outcomes);
    if (store->backend->calls->info)
        store->backend->calls->info(store->backend, add_row, table);
    pthread_mutex_unlock(&store->lock);
    return eco_table_end(out, table, error);
}
