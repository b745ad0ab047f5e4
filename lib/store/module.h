/* module.h - what the store sees of a module: how to check a command, what it will look at, how to decide it.
 *
 * A call goes so: prepare (by the caller's thread, without any lock); then in the batch, for each command, want, and - unless its key is known - decide. */
#ifndef ECO_STORE_MODULE_H
#define ECO_STORE_MODULE_H
#include <ecomops/store.h>

#include "store/view.h"
#include "store/work.h"

/* Memory that lives as long as a call: on the caller's stack while it lasts. */
typedef struct eco_scratch {
    char *next, *end;
    void *blocks; /* taken beyond it */
    const eco_allocator *allocator;
} eco_scratch;
void *eco_scratch_take(eco_scratch *scratch, size_t size); /* aligned to 8, not zeroed; NULL without memory */

typedef struct eco_prepared {
    const void *command;
    void *more;      /* the module's own */
    uint64_t digest; /* of the body: verb, subject, lines, amounts, ids; not at_us, deadlines, actor, reason, reference */
    eco_status status;
    bool gives_less; /* prepare may set it: a command that takes less where there is less. Then decide is asked, after ECO_E_INSUFFICIENT, ... */
    bool is_swept;   /* ... once more with this set, when all that is due by at_us has been done */
} eco_prepared;
static inline const eco_command_head *eco_head_of(const eco_prepared *prepared) { return (const eco_command_head *)prepared->command; }

typedef struct eco_module_interface {
    const char *name; /* "inventory" */
    const eco_kind *const *kinds;
    size_t kinds_count;
    const eco_kind *commands; /* one of them: ECO_COMMAND_KIND */
    int32_t schema_version;
    size_t command_size, result_size;

    /* Checks what can be checked without state, and computes the digest. The store has checked the head (key, at_us, texts, flags). */
    eco_status (*prepare)(void *module, const void *command, eco_prepared *prepared, eco_scratch *scratch, eco_error *error);
    /* Names what deciding looks at, as far as can be told from what is loaded: called until nothing new is named. */
    void (*want)(void *module, eco_work *work, const eco_prepared *prepared);
    /* A result that was made under this key without a row in `commands` (a hold's own row is the record of its command): true, with its digest, and fills
     * the result if there is one to be filled. May be NULL. */
    bool (*recall)(void *module, eco_work *work, const eco_prepared *prepared, uint64_t *digest, void *result);
    /* Decides and changes records. The result was zeroed; head.status is set by the store. *record is true when it is called, and says whether the store is
     * to write a row of `commands` with result.sequence and the answers; set to false where recall finds the command otherwise.
     * ECO_E_INSUFFICIENT makes the store do what is due by at_us and ask again, once. */
    eco_status (*decide)(void *module, eco_work *work, const eco_prepared *prepared, void *result, bool *record, eco_error *error);
    /* The answers of a result besides its sequence, to and from a row of `commands`. */
    void (*answers)(void *result, int64_t *answer, int64_t *answer_more, bool write);
    /* Does what is due with a record of a kind with `due` (loaded with its parts); must leave its due time later than now, or none. */
    void (*want_due)(void *module, eco_work *work, const eco_kind *kind, void *record);
    eco_status (*due)(void *module, eco_work *work, const eco_kind *kind, void *record, int64_t now_us);
} eco_module_interface;

/* A module's handle begins with it. */
typedef struct eco_module {
    eco_store *store;
    const eco_module_interface *interface;
    eco_allocator allocator;
} eco_module;
/* Joins the store: its tables are made where there are none. ECO_E_OLDER, ECO_E_NEWER by interface->schema_version. Retains the store. */
eco_status eco_module_join(eco_module *module, eco_store *store, const eco_module_interface *interface, const eco_allocator *allocator,
                           eco_error *error);
void eco_module_leave(eco_module *module);

/* What _execute and _tick are made of. */
eco_status eco_module_execute(eco_module *module, const void *commands, size_t count, void *results, eco_error *error);
eco_status eco_module_tick(eco_module *module, int64_t now_us, int64_t limit, int64_t *done, eco_error *error);

/* Whether the store keeps all it has in memory. */
bool eco_module_keeps(const eco_module *module);
/* Runs a body as one transaction, apart from commands: it looks and changes as an engine does, and is run again where something had to be loaded, or where
 * others interfered. */
eco_status eco_module_transact(eco_module *module, eco_status (*body)(eco_work *work, void *user, eco_error *error), void *user,
                               eco_error *error);

/* eco_store_migrate, for the modules that it is told of. */
eco_status eco_store_migrate_all(const char *address, const eco_store_options *options, const eco_module_interface *const *interfaces,
                                 size_t count, eco_error *error);

/* The digest of a body, built field by field. */
static inline uint64_t eco_digest_add(uint64_t digest, uint64_t value)
{
    unsigned __int128 product = (unsigned __int128)(digest ^ UINT64_C(0x9E3779B97F4A7C15)) * (value ^ UINT64_C(0xD6E8FEB86659FD93));
    return (uint64_t)product ^ (uint64_t)(product >> 64) ^ (value << 1);
}

#endif
