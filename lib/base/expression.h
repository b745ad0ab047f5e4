/* expression.h - the one language of conditions, guards, filters and derived metrics: compiled once, evaluated without memory.
 *
 * The module that uses it brings a vocabulary (which names there are, of which type, and where their values stand) and, at each evaluation, facts: two
 * tables of values by slot (table 0: the whole, say the cart; table 1: the current element, say a line). A name may have many values, or none.
 *
 *     expression  := or              or   := and { "or" and }         and  := not { "and" not }
 *     not         := "not" not | comparison
 *     comparison  := sum [ ("=="|"!="|"<"|"<="|">"|">=") sum | ["not"] "in" ( "(" literal { "," literal } ")" | "@" name ) ]
 *     sum         := product { ("+"|"-") product }    product := unary { ("*"|"/") unary }    unary := "-" unary | primary
 *     primary     := literal | name | "(" or ")"      name := [A-Za-z_][A-Za-z0-9_]* { "." ... }   (also letters outside ASCII)
 * Numbers are exact rationals of 128-bit integers: what does not fit is ECO_E_OVERFLOW, never wrong. Bounds: 64 KiB of text, 64 levels, 4,096 nodes. */
#ifndef ECO_BASE_EXPRESSION_H
#define ECO_BASE_EXPRESSION_H
#include <ecomops/base.h>
#include <ecomops/money.h>

#include "base/hash.h"
#include "base/memory.h"

typedef enum eco_value_type {
    ECO_VALUE_ANY = 0, /* an open attribute: text, read as a number, bool or time where it meets one */
    ECO_VALUE_TEXT = 1,
    ECO_VALUE_NUMBER = 2,
    ECO_VALUE_BOOL = 3,
    ECO_VALUE_TIME = 4 /* meets text literals in RFC 3339 or "2026-11-11" (midnight UTC), checked when compiled */
} eco_value_type;

typedef struct eco_value {
    eco_value_type type; /* never ANY here: an open attribute's value is TEXT */
    bool boolean;
    int32_t size;     /* of text */
    const char *text; /* borrowed, needs no NUL */
    union {
        eco_decimal number;
        int64_t time_us;
    };
} eco_value;

typedef struct eco_values { /* of one slot; count 0: not given */
    const eco_value *values;
    size_t count;
} eco_values;

typedef struct eco_facts {
    const eco_values *tables[2]; /* indexed by slot; a table that no symbol uses may be NULL */
} eco_facts;

typedef struct eco_symbol {
    eco_value_type type;
    int32_t table, slot;
} eco_symbol;

typedef struct eco_vocabulary {
    /* Gives the symbol of a name (size bytes); false: nobody defined it. May make a new slot for an open attribute; a failure by memory sets *failed. */
    bool (*symbol)(eco_symbol *out, const char *name, size_t size, bool *failed, void *user);
    /* The members (keys of an eco_map; they outlive the expression) of "@name"; NULL: there is no such set. */
    const eco_map *(*set)(const char *name, size_t size, void *user);
    /* Known names, NULL-terminated, for "did you mean"; may be NULL. */
    const char *const *names;
    void *user;
} eco_vocabulary;

typedef struct eco_compiled eco_compiled; /* lives in the arena, frozen, shared by threads */

/* text is copied. `type` is what must come out: ECO_VALUE_BOOL for conditions, ECO_VALUE_NUMBER for metrics. Errors: ECO_E_SYNTAX, ECO_E_UNKNOWN_NAME,
 * ECO_E_INVALID (types that cannot meet), ECO_E_LIMIT, each with line and column (from 1, in characters). */
eco_status eco_compile(const eco_compiled **out, const char *text, eco_value_type type, const eco_vocabulary *vocabulary,
                       eco_arena *arena, eco_error *error);

/* Takes no memory. ECO_E_INVALID: an attribute that must be a number (bool, time) is not, or a many-valued one stands in arithmetic; ECO_E_OVERFLOW;
 * division by zero is ECO_E_INVALID. The message names the attribute. `and` and `or` stop at the first part that decides. */
eco_status eco_compiled_holds(bool *holds, const eco_compiled *compiled, const eco_facts *facts, eco_error *error);
/* The exact value as a fraction; *known false where an attribute was not given. */
eco_status eco_compiled_number(eco_decimal *numerator, eco_decimal *denominator, bool *known, const eco_compiled *compiled,
                               const eco_facts *facts, eco_error *error);

/* Why a condition does not hold: the first part of its top-level `and` that fails. */
typedef struct eco_failure {
    const char *needed; /* canonical text of that part; borrowed from the expression */
    eco_value found;    /* a value that was there instead; type ANY: none */
    eco_symbol symbol;  /* what the part looks at, if it looks at one name; slot -1: none */
    bool has_bound;     /* the part is `name >= number` (or number <= name): `bound` is that number */
    eco_decimal bound;
} eco_failure;
/* false when the condition holds (or evaluating it fails). */
bool eco_compiled_failure(eco_failure *out, const eco_compiled *compiled, const eco_facts *facts);
/* The first that fails from part *part on; *part is then behind it. */
bool eco_compiled_failure_from(eco_failure *out, size_t *part, const eco_compiled *compiled, const eco_facts *facts);

/* Canonical text: one blank around operators, fewest parentheses, normal numbers. Compiling it gives the same. Borrowed from the expression. */
const char *eco_compiled_text(const eco_compiled *compiled);

/* ---- what an index can see ---- */

/* One way to make the condition true needs all of its equalities: the slot has one of these values. What else it needs (other comparisons, negations)
 * is left out, so this is necessary, not sufficient. */
typedef struct eco_equality {
    eco_symbol symbol;
    const char *const *members; /* text values; NULL: of `set` */
    size_t members_count;
    const eco_map *set;
} eco_equality;
typedef struct eco_conjunction {
    const eco_equality *equalities;
    size_t count;
} eco_conjunction;
typedef struct eco_normal { /* disjunctive normal form; count 0: can never hold; a way without equalities: always a candidate */
    const eco_conjunction *ways;
    size_t count;
    bool bounded; /* false: a part with more than ECO_NORMAL_MOST ways was left out as not seen */
} eco_normal;
#define ECO_NORMAL_MOST 64
eco_status eco_compiled_normal(eco_normal *out, const eco_compiled *compiled, eco_arena *arena, eco_error *error);

/* What makes the condition false by being there: of its top-level `and`, after `not` was pushed inwards, the equalities that must not hold. Where one
 * value of the slot is among the members, the condition does not hold. */
eco_status eco_compiled_exclusions(eco_conjunction *out, const eco_compiled *compiled, eco_arena *arena, eco_error *error);

/* What the same parts ask of numbers and instants: name <= value (is_most), or name >= value; an equality is both. Necessary where the name has exactly
 * one value: `not (name < 5)` is seen as name >= 5. */
typedef struct eco_limit {
    eco_symbol symbol;
    bool is_most, is_strict;
    eco_decimal value; /* of an instant {microseconds, 0} */
} eco_limit;
typedef struct eco_limits {
    const eco_limit *limits;
    size_t count;
} eco_limits;
eco_status eco_compiled_limits(eco_limits *out, const eco_compiled *compiled, eco_arena *arena, eco_error *error);

#endif
