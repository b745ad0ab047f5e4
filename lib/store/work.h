/* work.h - the records that a batch of commands works on. An engine reads and changes them here, and knows nothing of where they are kept: in the memory
 * store this is the whole state, on a database it is what the batch has loaded.
 *
 * A command that fails needs no cleaning up: the store takes back all that it did (the records touched, added, appended). So an engine changes as it
 * goes, and returns a status when something does not fit. */
#ifndef ECO_STORE_WORK_H
#define ECO_STORE_WORK_H
#include "store/kind.h"

typedef struct eco_work eco_work;

typedef int32_t eco_want;
enum {
    ECO_WANT_READ = 0,   /* will be looked at */
    ECO_WANT_CHANGE = 1, /* ... and perhaps changed: locked, where others could */
    ECO_WANT_NEW = 2,    /* ... or added, and is most likely not there: its key is fresh */
    ECO_WANT_PARTS = 4   /* with its parts */
};
/* Says ahead what a command will look at, so that a batch loads it at once (in memory: fetches it into the cache). It may be called again with the same
 * key. An engine that forgets one works as well, but slower. */
void eco_work_want(eco_work *work, const eco_kind *kind, eco_id key, eco_want want);

/* The record of a key; NULL: there is none, or it has not been loaded: then eco_work_waits is true, the store loads it and runs the command again, so
 * what the engine answers does not matter. */
void *eco_work_find(eco_work *work, const eco_kind *kind, eco_id key, eco_want want);
bool eco_work_waits(const eco_work *work);

/* Before the first change of a record in a command; also of parts. False: without memory. */
bool eco_work_change(eco_work *work, const eco_kind *kind, void *record);
/* A new record with this key, all else zero. The caller knows by eco_work_find that there is none. NULL: without memory. */
void *eco_work_add(eco_work *work, const eco_kind *kind, eco_id key);
/* The parts of a record, in the order of their numbers. The owner must have been found with ECO_WANT_PARTS. */
void *eco_work_first_part(eco_work *work, const eco_kind *owner, const void *record);
void *eco_work_next_part(eco_work *work, const eco_kind *owner, const void *record, const void *part); /* NULL: that was the last */
void *eco_work_add_part(eco_work *work, const eco_kind *owner, void *record); /* numbered on; NULL: without memory */
/* A new row of a log; its sequence is set. NULL: without memory, or the database failed: eco_work_failure says. */
void *eco_work_log(eco_work *work, const eco_kind *kind);
eco_status eco_work_failure(const eco_work *work);

/* Puts a row away for good, with its parts: on a database it goes when the batch is committed, before anything is written. For archives: an engine does not
 * look at the row any more. False: without memory. Taken back by eco_work_drop_none alone. */
bool eco_work_drop(eco_work *work, const eco_kind *kind, eco_id key);
void eco_work_drop_none(eco_work *work);

/* A text's place in the pool; text NULL or "": 0. *failed is set without memory, and else left alone. */
eco_text eco_work_text(eco_work *work, const char *text, bool *failed);
const char *eco_work_text_of(const eco_work *work, eco_text text); /* NULL for 0; borrowed, and stays where it is while the batch lasts */

/* Puts an effect into the outbox; what it points to is copied. `attempt` is not read. */
struct eco_effect;
eco_status eco_work_effect(eco_work *work, const struct eco_effect *effect, int64_t at_us, eco_error *error);

#endif
