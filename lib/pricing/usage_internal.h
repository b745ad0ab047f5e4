/* usage_internal.h - the records of usage, and what its files share.
 *
 *     usage_kinds.c     the records as tables; words
 *     usage.c           opening, and what the store calls
 *     usage_rules.c     what it asks the rulebook
 *     usage_prepare.c   a command checked without state, and its digest
 *     usage_counts.c    from a use to the counts that it is counted in
 *     usage_hold.c      HOLD: limits and budgets
 *     usage_ends.c      what becomes of a hold: COMMIT, RELEASE, RETURN, expiry
 *     usage_snapshot.c  eco_usage_snapshot
 *     usage_read.c      a view's counts, holds and rows of the ledger, joined
 *     usage_table.c     eco_usage_table
 *     usage_audit.c     eco_usage_audit
 *
 * What a hold holds is told by its lines, what became of it by its state. Rows of the ledger say when something was committed and returned. Counts are sums of
 * both, kept because a limit must be decided at once. */
#ifndef ECO_PRICING_USAGE_INTERNAL_H
#define ECO_PRICING_USAGE_INTERNAL_H
#include <ecomops/pricing/usage.h>

#include "base/hash.h"
#include "pricing/usage_rules.h"
#include "store/module.h"

/* What is counted: uses of a promotion, in all, by a customer, with a code; uses and money of a campaign. */
enum { USAGE_ALL = 0, USAGE_CUSTOMER = 1, USAGE_CODE = 2, USAGE_CAMPAIGN = 3, USAGE_WHATS = 4 };

/* Its key is a hash of what, subject and detail, or the next one that is free. */
typedef struct usage_count {
    eco_record head;
    int64_t key;
    int64_t held, committed;             /* uses */
    int64_t held_minor, committed_minor; /* of a campaign */
    int64_t version;
    eco_text subject, detail; /* promotion or campaign; customer or code */
    eco_text currency;        /* of a campaign's money */
    int32_t what;
} usage_count;

enum { USAGE_HELD = 1, USAGE_COMMITTED = 2, USAGE_RELEASED = 3, USAGE_EXPIRED = 4, USAGE_RETURNED = 5 };
enum { USAGE_EXPIRE = -1 }; /* beside the verbs: what `due` does */

typedef struct usage_hold {
    eco_record head;
    eco_id key;
    eco_id rulebook; /* of the quote */
    int64_t digest;
    int64_t at_us;
    int64_t due_us;   /* its deadline, while it is held */
    int64_t ended_us; /* when it was committed, released or expired */
    int64_t version;
    eco_text cart, actor, reason, reference;
    int32_t state;
} usage_hold;

/* One use of the quote; it never changes. */
typedef struct usage_line {
    eco_record head;
    int64_t counts[USAGE_WHATS]; /* keys; 0: none */
    int64_t uses, spent;
} usage_line;

/* A row of the ledger: what committed grew by. */
typedef struct usage_entry {
    eco_record head;
    int64_t sequence;
    eco_id command, hold;
    int64_t counts[USAGE_WHATS];
    int64_t uses, spent;
    int64_t at_us;
    int32_t line, verb;
} usage_entry;

extern const eco_kind eco_usage_count_kind, eco_usage_hold_kind, eco_usage_line_kind, eco_usage_entry_kind,
    eco_usage_command_kind;
enum { USAGE_KINDS = 5 };
extern const eco_kind *const eco_usage_kinds[USAGE_KINDS];
extern const eco_module_interface eco_usage_interface;
const char *eco_usage_state_name(int32_t hold_state);

struct eco_usage {
    eco_module module;
    eco_rulebook *rulebook;
    uint64_t key_mask; /* of keys of counts: tests make them collide */
    /* Promotions with a limit or a campaign: those that a cart may use without a code, or with one of many; then those with a single code. */
    eco_arena arena;
    usage_rule *rules;
    size_t open_count, rules_count;
    eco_map codes; /* a single code -> the first rule that has it ... */
    int64_t *next; /* ... and for each rule the next that has the same; -1: none */
};

/* ---- keys ------------------------------------------------------------------------------------------------------------------------------- */

/* What a count is of. */
typedef struct usage_name {
    int32_t what;
    const char *subject, *detail; /* detail NULL: none */
} usage_name;
int64_t eco_usage_key(const eco_usage *usage, const usage_name *name);
static inline int64_t eco_usage_next_key(int64_t key) /* where another count has it */
{
    return key == INT64_MAX ? 1 : key + 1;
}
bool eco_usage_is_name(const usage_name *name, int32_t what, const char *subject, const char *detail);
/* The counts of a use; those that it is not counted in have no subject. */
void eco_usage_names(usage_name names[USAGE_WHATS], const eco_use *use);

/* ---- deciding --------------------------------------------------------------------------------------------------------------------------- */

/* A use of the quote: what today's rulebook says of it, and the keys of its counts; known before the lock, but for keys that collide. */
typedef struct usage_asked {
    usage_rule rule; /* none: there is none any more */
    int64_t counts[USAGE_WHATS];
} usage_asked;

typedef struct usage_call {
    const eco_usage *usage;
    eco_work *work;
    const eco_prepared *prepared;
    const eco_usage_command *command;
    usage_asked *asked;
    eco_usage_result *result;
    eco_error *error;
} usage_call;

eco_status eco_usage_prepare(void *module, const void *command, eco_prepared *prepared, eco_scratch *scratch, eco_error *error);
/* The count that a use is counted in, made where there is none. */
eco_status eco_usage_find_count(usage_call *call, size_t use, const usage_name *name, usage_count **out);
bool eco_usage_touch(eco_work *work, usage_count *count); /* before it changes; false: without memory */
eco_status eco_usage_hold(usage_call *call);
eco_status eco_usage_end(usage_call *call); /* COMMIT, RELEASE, RETURN */
eco_status eco_usage_add_total(usage_call *call, int64_t uses, int64_t spent);
void eco_usage_want_hold(eco_work *work, eco_id key);
void eco_usage_want_due(void *module, eco_work *work, const eco_kind *kind, void *record);
eco_status eco_usage_due(void *module, eco_work *work, const eco_kind *kind, void *record, int64_t now_us);

#endif
