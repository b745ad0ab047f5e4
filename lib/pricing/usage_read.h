/* usage_read.h - what a view of usage holds, joined: counts, holds with their lines, rows of the ledger with their commands. For tables and the audit. */
#ifndef ECO_PRICING_USAGE_READ_H
#define ECO_PRICING_USAGE_READ_H
#include "base/memory.h"
#include "pricing/sort.h"
#include "pricing/usage_internal.h"

typedef struct usage_list { /* of pointers into the arena */
    const void **items;
    size_t count, capacity;
} usage_list;

typedef struct usage_seen_count {
    usage_count row;
    const char *subject, *detail;
    int64_t held, committed, held_minor, committed_minor; /* as holds and the ledger tell them; for the audit */
} usage_seen_count;

typedef struct usage_seen_line {
    struct usage_seen_hold *hold;
    struct usage_seen_line *next; /* of the hold */
    int64_t number;
    usage_line row;
    int64_t told, told_spent; /* committed, by the ledger; for the audit */
    int64_t told_rows;
} usage_seen_line;

typedef struct usage_seen_hold {
    usage_hold row;
    const char *cart, *actor, *reason, *reference;
    usage_seen_line *first, *last;
} usage_seen_hold;

typedef struct usage_seen_command {
    eco_command_record row;
    const char *actor, *reason, *reference;
} usage_seen_command;

typedef struct usage_seen_entry {
    usage_entry row;
    const usage_seen_command *command;
} usage_seen_entry;

typedef struct usage_reader {
    eco_usage *usage;
    eco_view *view;
    eco_arena arena;
    eco_map counts_by_key, holds_by_key, commands_by_key; /* to their place in the list */
    usage_list counts, holds, lines, entries, commands;
    bool all_counts;   /* were read */
    int64_t lost;      /* lines of which there is no hold */
    eco_status status; /* of a visit that could not go on */
    eco_error *error;
} usage_reader;

eco_status eco_usage_reader_begin(usage_reader *reader, eco_usage *usage, eco_error *error);
void eco_usage_reader_end(usage_reader *reader);

/* Each reads into the reader's lists. NULL, 0, no key: all. */
eco_status eco_usage_read_counts(usage_reader *reader, const char *subject);
eco_status eco_usage_read_holds(usage_reader *reader, eco_id key, int64_t since_us, int64_t until_us);
eco_status eco_usage_read_lines(usage_reader *reader);     /* of the holds that were read */
eco_status eco_usage_read_all_lines(usage_reader *reader); /* ... also those of which there is no hold: `lost` */
/* promotion: the key of its count; 0: of all. Where there is one, the limit counts its rows. */
eco_status eco_usage_read_entries(usage_reader *reader, const eco_query *query, int64_t promotion);
eco_status eco_usage_read_commands(usage_reader *reader); /* of the entries that were read */
eco_status eco_usage_join_counts(usage_reader *reader);   /* those of the lines and entries that were read */
/* Its key, found in the view; 0: a promotion that was never used. */
eco_status eco_usage_find_promotion(usage_reader *reader, const char *promotion, int64_t *key);

usage_seen_count *eco_usage_seen_count(const usage_reader *reader, int64_t key);
usage_seen_hold *eco_usage_seen_hold(const usage_reader *reader, eco_id key);
eco_status eco_usage_sort(usage_reader *reader, usage_list *list, eco_compare compare);
int eco_usage_compare_counts(const void *a, const void *b, const void *context); /* by subject, what, detail */
int eco_usage_compare_ids(eco_id a, eco_id b);

#endif
