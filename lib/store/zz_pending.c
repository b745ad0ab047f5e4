/* zz_pending.c - stand-ins of what is not written yet. */
#include <ecomops/store.h>
#include "store/sets.h"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#define WEAK __attribute__((weak))
WEAK const char * eco_durability_name(eco_durability durability) { return 0; }
WEAK eco_status eco_store_open(eco_store **out, const char *address, const eco_store_options *options, eco_error *error) { return ECO_E_STORE; }
WEAK void eco_store_free(eco_store *store) {  }
WEAK eco_status eco_store_migrate(const char *address, const eco_store_options *options, eco_error *error) { return ECO_E_STORE; }
WEAK eco_status eco_store_info(const eco_table **out, eco_store *store, eco_error *error) { return ECO_E_STORE; }
WEAK eco_status eco_store_attach_sqlite(eco_store **out, void *connection, const eco_store_options *options, eco_error *error) { return ECO_E_STORE; }
WEAK eco_status eco_store_attach_postgres(eco_store **out, void *connection, const eco_store_options *options, eco_error *error) { return ECO_E_STORE; }
WEAK eco_status eco_store_together(eco_store *store, const eco_step *steps, size_t count, eco_error *error) { return ECO_E_STORE; }
WEAK eco_status eco_outbox_take(const eco_effects **out, eco_store *store, int64_t now_us, int64_t lease_us, int64_t limit, eco_error *error) { return ECO_E_STORE; }
WEAK eco_status eco_outbox_done(eco_store *store, eco_id key, eco_error *error) { return ECO_E_STORE; }
WEAK void eco_effects_free(const eco_effects *effects) {  }
WEAK void eco_work_want(eco_work *work, const eco_kind *kind, eco_id key, eco_want want) {  }
WEAK void * eco_work_find(eco_work *work, const eco_kind *kind, eco_id key, eco_want want) { return 0; }
WEAK bool eco_work_waits(const eco_work *work) { return false; }
WEAK bool eco_work_change(eco_work *work, const eco_kind *kind, void *record) { return false; }
WEAK void * eco_work_add(eco_work *work, const eco_kind *kind, eco_id key) { return 0; }
WEAK void * eco_work_first_part(eco_work *work, const eco_kind *owner, const void *record) { return 0; }
WEAK void * eco_work_next_part(eco_work *work, const eco_kind *owner, const void *record, const void *part) { return 0; }
WEAK void * eco_work_add_part(eco_work *work, const eco_kind *owner, void *record) { return 0; }
WEAK void * eco_work_log(eco_work *work, const eco_kind *kind) { return 0; }
WEAK eco_status eco_work_failure(const eco_work *work) { return ECO_E_STORE; }
WEAK eco_text eco_work_text(eco_work *work, const char *text, bool *failed) { return 0; }
WEAK const char * eco_work_text_of(const eco_work *work, eco_text text) { return 0; }
WEAK eco_status eco_work_effect(eco_work *work, const struct eco_effect *effect, int64_t at_us, eco_error *error) { return ECO_E_STORE; }
WEAK void * eco_scratch_take(eco_scratch *scratch, size_t size) { return 0; }
WEAK eco_status eco_module_join(eco_module *module, eco_store *store, const eco_module_interface *interface, const eco_allocator *allocator, eco_error *error) { return ECO_E_STORE; }
WEAK void eco_module_leave(eco_module *module) {  }
WEAK eco_status eco_module_execute(eco_module *module, const void *commands, size_t count, void *results, eco_error *error) { return ECO_E_STORE; }
WEAK eco_status eco_module_tick(eco_module *module, int64_t now_us, int64_t limit, int64_t *done, eco_error *error) { return ECO_E_STORE; }
WEAK eco_status eco_view_open(eco_view **out, eco_store *store, eco_error *error) { return ECO_E_STORE; }
WEAK void eco_view_close(eco_view *view) {  }
WEAK eco_status eco_view_find(const void **out, eco_view *view, const eco_kind *kind, eco_id key, eco_error *error) { return ECO_E_STORE; }
WEAK const char * eco_view_text(const eco_view *view, eco_text text) { return 0; }
WEAK eco_status eco_view_scan(eco_view *view, const eco_kind *kind, const eco_filter *filter, bool (*visit)(const eco_row *row, void *user), void *user, eco_error *error) { return ECO_E_STORE; }
WEAK eco_status eco_sqlite_open(eco_backend **out, const char *path, const eco_store_options *options, eco_error *error) { return ECO_E_STORE; }
WEAK eco_status eco_sqlite_attach(eco_backend **out, void *connection, const eco_store_options *options, eco_error *error) { return ECO_E_STORE; }
WEAK eco_status eco_postgres_open(eco_backend **out, const char *address, const eco_store_options *options, eco_error *error) { return ECO_E_STORE; }
WEAK eco_status eco_postgres_attach(eco_backend **out, void *connection, const eco_store_options *options, eco_error *error) { return ECO_E_STORE; }
WEAK uint32_t eco_set_place(const eco_set *set, const void *record) { return 0; }
WEAK eco_status eco_work_begin(eco_work *work, eco_backend *backend, const eco_allocator *allocator, eco_error *error) { return ECO_E_STORE; }
WEAK void eco_work_end(eco_work *work) {  }
WEAK void eco_work_use(eco_work *work, const eco_kind *kind) {  }
WEAK void eco_work_forget(eco_work *work) {  }
WEAK void eco_work_settle(eco_work *work) {  }
WEAK size_t eco_work_mark(const eco_work *work) { return 0; }
WEAK void eco_work_undo(eco_work *work, size_t mark) {  }
WEAK bool eco_work_keep(eco_work *work) { return false; }
WEAK void eco_pending_absent(eco_work *work, const eco_pending *pending) {  }
WEAK void eco_pending_found(eco_work *work, const eco_pending *pending) {  }
WEAK void * eco_work_put_part(eco_work *work, const eco_kind *owner, uint32_t owner_place, int64_t number) { return 0; }
WEAK void eco_work_drop_parts(eco_work *work, const eco_kind *owner, uint32_t owner_place) {  }
WEAK eco_text eco_work_text_n(eco_work *work, const char *text, size_t size, bool *failed) { return 0; }
WEAK void * eco_set_next_due(eco_set *set, int64_t now_us) { return 0; }
WEAK const eco_field eco_command_fields[11];
