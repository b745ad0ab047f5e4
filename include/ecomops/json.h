/* ecomops/json.h - documents: each frozen object, input and result has a JSON form. Reading gives the object, writing is canonical: the same object
 * gives the same bytes. Bindings without typemaps of their own live on this header alone: text in, handles and text out.
 *
 * Amounts are decimal strings in major units ("19.99"), rates decimal strings, times RFC 3339, conditions expression text (or an and/or/not tree).
 * Refused, each with line, column and path: bad UTF-8, NUL in text, more than 64 levels, more than max_bytes, duplicate and unknown keys, wrong types,
 * numbers that a double cannot hold exactly, anything after the document. Schemas: docs/schemas. */
#ifndef ECOMOPS_JSON_H
#define ECOMOPS_JSON_H
#include <ecomops/pricing.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef struct eco_json_options {
    size_t struct_size;
    int64_t max_bytes;             /* default 64 MiB */
    const eco_allocator *allocator;
} eco_json_options;

/* Frozen objects. The text needs no NUL. options may be NULL. */
ECO_CHECK eco_status eco_json_read_rulebook(eco_rulebook **out, const char *text, size_t size, const eco_json_options *options, eco_error *error);
/* Writes the canonical document: reading it gives an equal rulebook, whose document is the same bytes. */
ECO_CHECK eco_status eco_json_write_rulebook(const eco_rulebook *rulebook, eco_writer writer, eco_error *error);

/* A cart document as the input struct; it and all that it points to are *out's own until eco_json_cart_free. `currency` says how to read its amounts
 * (a rulebook's is eco_rulebook_content_of(rulebook)->currency). */
ECO_CHECK eco_status eco_json_read_cart(const eco_cart **out, const char *text, size_t size, const char *currency, const eco_json_options *options,
                                        eco_error *error);
ECO_API void eco_json_cart_free(const eco_cart *cart); /* only for a cart that eco_json_read_cart made */

/* The quote as a document, to be shown, stored, and read back for refunds. */
ECO_CHECK eco_status eco_json_write_quote(const eco_quote *quote, eco_writer writer, eco_error *error);
ECO_CHECK eco_status eco_json_read_quote(const eco_quote **out, const char *text, size_t size, const eco_json_options *options,
                                         eco_error *error); /* a stored one, for refunds */

/* Verbs: a document in, a document out. */
ECO_CHECK eco_status eco_json_price(const eco_rulebook *rulebook, const char *cart, size_t size, eco_explain explain, eco_writer quote,
                                    const eco_json_options *options, eco_error *error);
/* What a document says it is ("ecomops.rulebook/1"), after checking the whole document by that schema. Borrowed, static. */
ECO_CHECK eco_status eco_json_validate(const char **schema, const char *text, size_t size, const eco_json_options *options, eco_error *error);
#ifdef __cplusplus
}
#endif
#endif
