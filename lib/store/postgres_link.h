/* postgres_link.h - a connection to PostgreSQL: statements go out in a pipeline, answers are waited for with a deadline, and a failure is sorted.
 *
 * Queue statements with eco_link_send, then eco_link_run sends the whole pipeline, gives each answer to its taker, and tells the first failure. One run
 * is one round trip. Nothing here waits for ever. */
#ifndef ECO_STORE_POSTGRES_LINK_H
#define ECO_STORE_POSTGRES_LINK_H
#include "store/postgres_values.h"
#include "store/stopwatch.h"

enum { ECO_LINK_LOST = -3 }; /* status of a run: the connection is gone; whether the server did what was sent is not known */

/* A statement of its own number is prepared once in a session. */
typedef struct eco_statement {
    int32_t number; /* negative: not prepared */
    const char *text;
} eco_statement;
enum { ECO_STATEMENTS = 1024 };

typedef eco_status (*eco_taker)(void *user, const eco_kind *kind, const PGresult *result);
typedef struct eco_sent {
    int32_t prepares; /* number of the statement that it makes known; negative: none */
    eco_taker take;   /* NULL: only whether it failed matters */
    void *user;
    const eco_kind *kind;
} eco_sent;

typedef struct eco_link_settings {
    const char *address;
    const char *durability; /* of synchronous_commit: "on", "off" */
    bool read_only;
    int64_t lock_us;     /* how long the server waits for a lock */
    int64_t patience_us; /* how long we wait for the server */
} eco_link_settings;

typedef struct eco_link {
    eco_allocator allocator;
    const eco_link_settings *settings;
    eco_stopwatch watch;
    PGconn *connection; /* NULL: not connected */
    bool by_key;        /* all of its statements find rows by key */
    bool borrowed;      /* the host's: never closed, nothing is prepared */
    bool lost;          /* nothing more can be sent */
    bool starved;       /* a statement could not be sent without memory: those behind it are not sent either */
    bool blocking;      /* the host's connection was */
    uint64_t known[ECO_STATEMENTS / 64];
    eco_sent *sent;
    size_t sent_count, sent_capacity;
    _Atomic int64_t runs; /* round trips */
    char words[400];      /* why it was lost, in PostgreSQL's words */
} eco_link;

void eco_link_begin(eco_link *link, const eco_allocator *allocator, const eco_link_settings *settings);
void eco_link_end(eco_link *link);
eco_status eco_link_connect(eco_link *link, eco_error *error);
/* Uses the host's connection; ECO_E_INVALID says what is wrong with it. */
eco_status eco_link_borrow(eco_link *link, PGconn *connection, eco_error *error);
void eco_link_drop(eco_link *link); /* closes */

void eco_link_send(eco_link *link, eco_statement statement, const eco_values *values, eco_taker take, void *user,
                   const eco_kind *kind);
/* ECO_OK, ECO_AGAIN, ECO_SPLIT, ECO_LINK_LOST, or an ECO_E_*, with the error filled for all but the first. */
eco_status eco_link_run(eco_link *link, eco_error *error);
/* Several statements without parameters, in one transaction of their own unless one is open. */
eco_status eco_link_script(eco_link *link, const char *text, eco_error *error);

bool eco_link_in_transaction(const eco_link *link);

#endif
