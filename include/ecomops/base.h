/* ecomops/base.h - status, error, memory, text: what every other header stands on.
 *
 * The rules of the house, once, for all headers:
 *   strings    `const char *` is UTF-8, NUL-terminated, copied if it outlives the call; NULL means absent. Bulk text travels in eco_column.
 *   zero       means "not given" in every input struct. So `{.sku = "A"}` is always a whole sentence.
 *   inputs     structs with `struct_size` are written with ECO_MAKE and grow at the end. Element structs (those in arrays) are frozen; their
 *              `reserved` must be zero.
 *   lists      a list `xs` always has its length in `xs_count`; write both with ECO_LIST.
 *   results    are read-only structs that the library made (`const eco_quote *`): read the fields, free the whole with `*_free`. Everything
 *              that it points to is borrowed from it. Frozen: any number of threads may read it.
 *   enums      are int32_t with pinned numbers; new values may appear, so a switch has a default. `eco_<enum>_name` gives the word used in
 *              JSON, SQL, Python and the command line.
 *   errors     ECO_OK is 0, so calls chain: `if (a(..) || b(..) || c(..)) return report(&error);`. A failed call changes nothing, and sets
 *              its out parameter to NULL. */
#ifndef ECOMOPS_BASE_H
#define ECOMOPS_BASE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(SWIG)
#define ECO_API
#define ECO_CHECK
#else
#define ECO_API __attribute__((visibility("default")))
#define ECO_CHECK ECO_API __attribute__((warn_unused_result))
#endif

#ifdef __cplusplus
extern "C" {
#endif

#ifndef __cplusplus /* C++20 writes `eco_cart cart{.struct_size = sizeof cart, ...};` */
/* A pointer to an input struct that lives until the end of the block:  ECO_MAKE(eco_promotion, .id = "300-50") */
#define ECO_MAKE(type, ...) (&(type){.struct_size = sizeof(type), __VA_ARGS__})
/* Fills `field` and `field_count`:  ECO_LIST(tiers, eco_tier, {.from_minor = 30000, .off_minor = 5000}) */
#define ECO_LIST(field, type, ...) \
    .field = (type[]){__VA_ARGS__}, .field##_count = sizeof((type[]){__VA_ARGS__}) / sizeof(type)
#endif

/* ---- status ------------------------------------------------------------------------------------------------------------------- */

typedef int32_t eco_status;
enum {
    ECO_OK = 0,
    /* 1..99 any module */
    ECO_E_INVALID = 1,     /* an argument is outside its range; `path` names the field */
    ECO_E_MEMORY = 2,
    ECO_E_OVERFLOW = 3,    /* an exact result does not fit */
    ECO_E_NOT_FOUND = 4,
    ECO_E_EXISTS = 5,
    ECO_E_CANCELLED = 6,   /* the host's progress callback said stop */
    ECO_E_CURRENCY = 7,    /* two currencies where one is needed */
    ECO_E_SYNTAX = 8,      /* text that is not a number, time, expression or document; line and column are set */
    ECO_E_UNKNOWN_NAME = 9,/* an attribute, metric, column, table or event that nobody defined */
    ECO_E_LIMIT = 10,      /* a size, depth or memory limit of the library */
    ECO_E_IO = 11,         /* the operating system refused: a file, a thread; the message carries its words */
    /* 100..199 the store, and refusals of commands */
    ECO_E_STORE = 100,     /* the database failed; the message carries its own words */
    ECO_E_BUSY = 101,      /* others held it for longer than the busy time-out: nothing was done, try again */
    ECO_E_READ_ONLY = 102,
    ECO_E_FULL = 103,      /* no room left on the disk */
    ECO_E_CORRUPT = 104,   /* an invariant is broken, or the file is damaged */
    ECO_E_NEWER = 105,     /* written by a newer version of the library */
    ECO_E_OLDER = 106,     /* the schema needs eco_store_migrate */
    ECO_E_OUTCOME_UNKNOWN = 107, /* the connection was lost in COMMIT and did not come back: ask again with the same key */
    ECO_E_KEY_REUSED = 110,/* the same idempotency key with another body */
    ECO_E_VERSION = 111,   /* expected_version is not the current one */
    ECO_E_LINKED = 112,    /* a linked neighbour failed, so this was not done */
    ECO_E_COMMITTED = 113, /* the hold that it names has been used up, ... */
    ECO_E_RELEASED = 114,  /* ... given back, ... */
    ECO_E_INSUFFICIENT = 115, /* stock, points, budget or uses: result.available says how much there is */
    ECO_E_REFUSED = 116,   /* a rule said no; the error names it */
    ECO_E_EXPIRED = 117    /* the hold was lost by time */
    /* 200 pricing, 300 inventory, 400 order, 500 loyalty, 600 kpi: each in its header */
};
ECO_API const char *eco_status_name(eco_status status); /* "INVALID", "SYNTAX", ...; "UNKNOWN" for a number that has no name */

/* Caller-owned, may be NULL everywhere, never needs freeing. Filled only by a call that fails. */
typedef struct eco_error {
    eco_status status;
    int32_t line, column; /* in a document or expression, from 1; 0 where there is none */
    char path[244];       /* JSON pointer or field: "/lines/2/quantity" */
    char message[512];    /* "quantity 12 exceeds 9 available of sku 'A-17' at 'SZ'" */
} eco_error;

/* ---- memory, progress, output ------------------------------------------------------------------------------------------------- */

typedef struct eco_allocator { /* all NULL: malloc */
    void *(*allocate)(size_t size, void *user);
    void *(*reallocate)(void *memory, size_t old_size, size_t new_size, void *user);
    void (*release)(void *memory, size_t size, void *user);
    void *user;
} eco_allocator;

/* Long calls report now and then, always from the calling thread; false stops them with ECO_E_CANCELLED. */
typedef struct eco_progress {
    bool (*report)(int64_t done, int64_t total, void *user); /* total 0: not known */
    void *user;
} eco_progress;

/* Where text goes. host.h makes one from a FILE. */
typedef struct eco_writer {
    bool (*write)(const char *text, size_t size, void *user); /* false: stop with ECO_E_CANCELLED */
    void *user;
} eco_writer;

/* ---- attributes and expressions ----------------------------------------------------------------------------------------------- */

/* A named fact about a cart, a line, a customer, a member. Repeat the name for several values: {"category", "shoes"}, {"category", "sale"}. */
typedef struct eco_attribute {
    const char *name;
    const char *value; /* text; numbers as decimals, times as RFC 3339 */
} eco_attribute;

/* Conditions, guards, filters and derived metrics are one small language in all modules: no loops, no floats, no side effects.
 *     customer.tier in ('gold', 'vip') and cart.subtotal >= 300.00 and not (line.sku in @clearance)
 * and or not  == != < <= > >=  in  + - * /  ( )  'text' 12.50 true false  @set.
 * A comparison with a many-valued attribute holds when one value does; != and `not in` are the opposite of == and `in`, so they hold when no value
 * is equal. A comparison with an attribute that was not given does not hold (and its opposite does). In text, '' is one quote.
 * An expression is compiled when it is added; a mistake is ECO_E_SYNTAX or ECO_E_UNKNOWN_NAME with its column. */
typedef const char *eco_expression;

ECO_API const char *eco_version(void); /* "0.1.0"; compare with ECO_VERSION to see that header and library agree */
#define ECO_VERSION "0.1.0"

#ifdef __cplusplus
}
#endif
#endif
