/* expression_internal.h - what the files of the expression language share: tokens, the tree, exact fractions. */
#ifndef ECO_BASE_EXPRESSION_INTERNAL_H
#define ECO_BASE_EXPRESSION_INTERNAL_H
#include "base/expression.h"
#include "base/numbers.h"
#include "base/text.h"

enum {
    ECO_EXPRESSION_BYTES_MOST = 64 * 1024,
    ECO_EXPRESSION_LEVELS_MOST = 64,
    ECO_EXPRESSION_NODES_MOST = 4096, /* members of `in` lists count too */
    ECO_LITERALS_LINEAR_MOST = 8      /* longer lists of text get a map */
};

/* ---- tokens: expression_lexer.c ---- */

typedef enum eco_token_kind {
    ECO_TOKEN_END,
    ECO_TOKEN_NAME,
    ECO_TOKEN_SET,    /* with its '@' */
    ECO_TOKEN_NUMBER, /* without a sign */
    ECO_TOKEN_TEXT,   /* with its quotes */
    ECO_TOKEN_AND,
    ECO_TOKEN_OR,
    ECO_TOKEN_NOT,
    ECO_TOKEN_IN,
    ECO_TOKEN_TRUE,
    ECO_TOKEN_FALSE,
    ECO_TOKEN_EQUAL, /* the comparisons stand together, in the order of eco_relation */
    ECO_TOKEN_UNEQUAL,
    ECO_TOKEN_LESS,
    ECO_TOKEN_AT_MOST,
    ECO_TOKEN_MORE,
    ECO_TOKEN_AT_LEAST,
    ECO_TOKEN_PLUS,
    ECO_TOKEN_MINUS,
    ECO_TOKEN_TIMES,
    ECO_TOKEN_DIVIDE,
    ECO_TOKEN_OPEN,
    ECO_TOKEN_CLOSE,
    ECO_TOKEN_COMMA
} eco_token_kind;

typedef struct eco_token {
    eco_token_kind kind;
    int32_t at, size; /* bytes of the source */
} eco_token;

typedef struct eco_source { /* the text that is being compiled: valid UTF-8 */
    const char *text;
    int32_t size;
    eco_error *error;
} eco_source;

/* The token at or after *at, which moves behind it. */
eco_status eco_source_token(eco_token *out, const eco_source *source, int32_t *at);
/* Fails with the line and column of a byte. */
eco_status eco_source_fail(const eco_source *source, eco_status status, int32_t at, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* ---- the tree ---- */

typedef enum eco_relation {
    ECO_RELATION_EQUAL,
    ECO_RELATION_UNEQUAL,
    ECO_RELATION_LESS,
    ECO_RELATION_AT_MOST,
    ECO_RELATION_MORE,
    ECO_RELATION_AT_LEAST
} eco_relation;

typedef enum eco_node_kind {
    ECO_NODE_LITERAL,
    ECO_NODE_NAME,
    ECO_NODE_OR, /* two or more parts, none of them an `or` */
    ECO_NODE_AND,
    ECO_NODE_NOT,
    ECO_NODE_COMPARE,
    ECO_NODE_IN_LIST,
    ECO_NODE_IN_SET,
    ECO_NODE_SUM, /* two or more parts; an inverse one is subtracted */
    ECO_NODE_PRODUCT,
    ECO_NODE_NEGATE
} eco_node_kind;

typedef struct eco_literals { /* the list of an `in`, all of one type */
    const eco_value *values;  /* as they were written */
    const eco_value *sorted;  /* numbers and times, ascending; else NULL */
    const char *const *texts; /* texts, NUL-terminated; else NULL */
    const eco_map *map;       /* of a long list of texts; else NULL */
    size_t count;
} eco_literals;

typedef struct eco_node {
    uint8_t kind;     /* eco_node_kind */
    uint8_t type;     /* eco_value_type that comes out; ANY: an open name */
    uint8_t meets;    /* COMPARE, IN_*: the type in which both sides meet */
    uint8_t relation; /* COMPARE */
    bool inverse;     /* `not in`; in a sum: subtracted; in a product: divides */
    int32_t first;    /* part, or -1 */
    int32_t next;     /* of the same parent, or -1 */
    int32_t at;       /* byte of the source */
    union {
        eco_value literal;
        struct {
            eco_symbol symbol;
            const char *name;
        };
        const eco_literals *list;
        struct {
            const eco_map *set;
            const char *set_name;
        };
    };
} eco_node;

typedef struct eco_part { /* of the top-level `and` */
    int32_t node;
    const char *text;
} eco_part;

struct eco_compiled {
    const eco_node *nodes;
    size_t nodes_count;
    int32_t root;
    const char *text;
    const eco_part *parts;
    size_t parts_count;
};

/* ---- compiling: expression_parser.c, expression_types.c ---- */

typedef struct eco_parser {
    eco_source source;
    const eco_vocabulary *vocabulary;
    eco_arena *arena;
    eco_token token; /* not yet consumed */
    int32_t at;      /* behind it */
    int32_t levels;
    eco_status status; /* of the first failure */
    eco_node *nodes;
    size_t nodes_count, nodes_capacity;
    size_t members_count; /* of all `in` lists */
} eco_parser;

#define ECO_NO_NODE (-1)
/* Remembers a failure and gives ECO_NO_NODE. */
#define ECO_PARSER_FAIL(parser, code, place, ...) \
    eco_parser_failed((parser), eco_source_fail(&(parser)->source, (code), (place), __VA_ARGS__))
int32_t eco_parser_failed(eco_parser *parser, eco_status status);
int32_t eco_parser_fail_memory(eco_parser *parser);

/* Each gives false (after remembering the failure) when the types of the parts do not allow the node. */
bool eco_types_condition(eco_parser *parser, int32_t node);
bool eco_types_number(eco_parser *parser, int32_t node);
bool eco_types_compare(eco_parser *parser, int32_t compare, int32_t left, int32_t right);
/* values: the members, whose texts become times where the left side is one. */
bool eco_types_in(eco_parser *parser, int32_t in, int32_t left, eco_value *values, size_t count);
/* Puts a list into the arena, in a form that is quick to search. NULL without memory. */
const eco_literals *eco_literals_of(const eco_value *values, size_t count, eco_arena *arena);

/* ---- text: expression_text.c ---- */

/* Canonical text of a node. */
void eco_expression_print(eco_buffer *out, const eco_node *nodes, int32_t node);

/* ---- exact fractions: expression_number.c ---- */

typedef struct eco_fraction {
    eco_wide numerator, denominator; /* denominator > 0; numerator above -2^127 */
} eco_fraction;

eco_fraction eco_fraction_of(eco_decimal value);
/* false: the result does not fit. */
bool eco_fraction_add(eco_fraction *out, eco_fraction a, eco_fraction b);
bool eco_fraction_multiply(eco_fraction *out, eco_fraction a, eco_fraction b);
eco_fraction eco_fraction_inverse(eco_fraction value); /* not of zero */
int eco_fraction_compare(eco_fraction a, eco_fraction b);
/* As two decimals, in lowest terms where these fit. */
bool eco_fraction_decimals(eco_decimal *numerator, eco_decimal *denominator, eco_fraction value);

/* A time or date as literals and open attributes have it. */
bool eco_expression_time(int64_t *at_us, const char *text, size_t size);

#endif
