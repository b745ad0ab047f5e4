/* live.h - what the commands on modules that keep state (stock, usage) share: verbs, options, opening, tables, ticks, audits. A command is a kind. */
#ifndef TOOL_LIVE_H
#define TOOL_LIVE_H
#include <ecomops/store.h>
#include <ecomops/time.h>

#include "ecomops/options.h"
#include "ecomops/stores.h"

typedef struct tool_live tool_live;

/* Options of all these commands. */
#define TOOL_LIVE_STORE_OPTION                                                                       \
    {                                                                                                \
        "store", "ADDRESS", "sqlite:FILE or postgresql://HOST/DATABASE; default: ECOMOPS_STORE", 's' \
    }
#define TOOL_LIVE_KEY_OPTION                                                                                    \
    {                                                                                                           \
        "key", "TEXT", "of the command: asked again with the same key it is done once; default: a new one", 'k' \
    }
#define TOOL_LIVE_HEAD_OPTIONS                                                                                         \
    {"reason", "TEXT", "why", 'r'}, {"actor", "NAME", "who", 0}, {"reference", "TEXT", "your own document number", 0}, \
    {                                                                                                                  \
        "dry-run", NULL, "say what would happen, and do nothing", 'n'                                                  \
    }
#define TOOL_LIVE_TIME_OPTIONS                                                                                                   \
    {"at", "TIME", "when it takes effect; default: now", 0},                                                                     \
        {"zone", "ZONE", "of times without an offset: Asia/Shanghai; default UTC", 'z'},                                         \
        {"since", "TIME", "of holds and ledger: what took effect from then on", 0}, {"until", "TIME", "... and before this", 0}, \
        {"after", "N", "of the ledger: rows after this sequence number", 0},                                                     \
    {                                                                                                                            \
        "limit", "N", "rows at most; 0: all. Default: 100 in tables for people, else all", 0                                     \
    }

typedef struct tool_live_verb {
    const char *name;
    int32_t changes;             /* a verb of the module; 0: it is told by `run`, or a table of that name */
    int (*run)(tool_live *live); /* the exit code */
    bool reads_only;
} tool_live_verb;

/* An option that only some verbs read: giving it to another one is a mistake. */
typedef struct tool_live_rule {
    const char *option, *verbs;
} tool_live_rule;

typedef struct tool_live_kind {
    const char *name; /* of the command */
    const tool_live_verb *verbs;
    size_t verbs_count;
    const tool_live_rule *rules;
    size_t rules_count;
    const tool_hint *hints; /* beside those that every store gives */
    size_t hints_count;
    const char *without_store; /* a verb that needs none; or NULL */
    const char *subject;       /* of tables: "SKU" */
    tool_word sound;           /* an audit without findings */
    int (*change)(tool_live *live, int32_t verb);
    eco_status (*open)(tool_live *live, eco_error *error); /* the module on live->store */
    eco_status (*table)(const eco_table **out, tool_live *live, const char *name, const eco_query *query, eco_error *error);
    eco_status (*audit)(const eco_table **findings, tool_live *live, eco_error *error);
    eco_status (*tick)(tool_live *live, int64_t now_us, int64_t limit, int64_t *done, eco_error *error);
} tool_live_kind;

struct tool_live {
    const tool_live_kind *kind;
    const tool_arguments *arguments;
    const char *address;
    eco_store *store;
    struct eco_inventory *inventory; /* one of the two */
    struct eco_usage *usage;
    struct eco_rulebook *rulebook; /* of usage */
    eco_zone *zone;                /* of times without an offset */
    int64_t at_us;                 /* --at, or now */
    bool reads_only;
    char *const *operands; /* behind the verb */
    size_t operands_count;
};

/* Finds the verb, checks the options, and does it. What the kind's `open` has opened is still the caller's to free, and so is live->store: tool_live_close. */
int tool_live_run(tool_live *live, const char *verb);
void tool_live_close(tool_live *live);
/* Each gives the exit code, and opens the store when it knows that the command line makes sense: a slip leaves no file behind. */
int tool_live_open(tool_live *live);
int tool_live_table(tool_live *live, const char *name);
int tool_live_audit(tool_live *live);
int tool_live_tick(tool_live *live);

/* live_change.c: a command of the command line. All give the exit code. */
int tool_live_head(const tool_live *live, eco_command_head *head); /* without the verb */
int tool_live_deadline(const tool_live *live, int64_t *expires_us, const char *verb);
/* What became of a command whose key was known, or that was only tried. */
void tool_live_tell(const tool_live *live, bool replayed);
/* The error of a document's command, at its place in the document. */
int tool_live_report_command(const char *path, eco_error *error);
/* A text of the one operand, a document; free() it. */
int tool_live_document(const tool_live *live, char **text, size_t *size, const char *schema);

/* What a call said, and what to do about it; gives the exit code. */
int tool_live_report(const tool_live *live, eco_error *error);
void tool_live_say(const tool_live *live, tool_word word, const char *first, const char *second);
/* Numbers that no other has, for keys. */
uint64_t tool_chance(void);

#endif
