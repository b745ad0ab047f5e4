/* ecomops/json.h - documents: each frozen object, input and result has a JSON form. Reading gives the object, writing is canonical: the same object
 * gives the same bytes. Bindings without typemaps of their own live on this header alone: text in, handles and text out.
 *
 * Amounts are decimal strings in major units ("19.99"), rates decimal strings, times RFC 3339, conditions expression text (or an and/or/not tree).
 * Refused, each with line, column (in characters) and path (a JSON pointer): bad UTF-8, NUL in text, more than 64 levels, more than max_bytes, duplicate
 * and unknown keys, wrong types, numbers that a double cannot hold exactly, anything after the document. What the object behind the document refuses
 * (an expression, an id twice, a cart without a price) is named by its place in the document, too. ECO_E_SYNTAX: the text; ECO_E_UNKNOWN_NAME: a key,
 * word or schema; ECO_E_INVALID: a type or value; ECO_E_OVERFLOW, ECO_E_LIMIT, ECO_E_CURRENCY, ECO_E_MEMORY as everywhere.
 *
 * Canonical: keys in the order of the schema, defaults left out, lists by id where order has no meaning, two blanks a level and a new line at the end
 * (what JSON.stringify(document, null, 2) prints). docs/guide/documents.md describes the documents, docs/schemas holds their JSON Schemas.
 * Calls are independent of each other: any number of threads may read and write documents. Only documents of modules that are built are known. */
#ifndef ECOMOPS_JSON_H
#define ECOMOPS_JSON_H
#include <ecomops/base.h>
#ifdef SWIG /* bindings have all modules */
#define ECO_JSON_HAS_PRICING 1
#define ECO_JSON_HAS_USAGE 1
#define ECO_JSON_HAS_INVENTORY 1
#define ECO_JSON_HAS_KPI 1
#else
#if __has_include(<ecomops/pricing.h>)
#include <ecomops/pricing.h>
#define ECO_JSON_HAS_PRICING 1
#if __has_include(<ecomops/store.h>)
#define ECO_JSON_HAS_USAGE 1
#endif
#endif
#if __has_include(<ecomops/inventory.h>)
#include <ecomops/inventory.h>
#define ECO_JSON_HAS_INVENTORY 1
#endif
#if __has_include(<ecomops/kpi.h>)
#include <ecomops/kpi.h>
#define ECO_JSON_HAS_KPI 1
#endif
#endif
#ifdef __cplusplus
extern "C" {
#endif

typedef struct eco_json_options {
    size_t struct_size;
    int64_t max_bytes;             /* default 64 MiB, at most 2 GiB - 2 */
    const eco_allocator *allocator;
    int64_t next_steps;            /* eco_json_price: as in eco_price_options */
    const char *why;               /* eco_json_price: a promotion's id; the quote of eco_quote_why, whatever `explain` says */
    const char *used;              /* eco_json_price: a document of what was used before, "ecomops.used/1"; NULL: nothing was */
    size_t used_size;
} eco_json_options;

#ifdef ECO_JSON_HAS_PRICING
/* Frozen objects. The text needs no NUL. options may be NULL. */
ECO_CHECK eco_status eco_json_read_rulebook(eco_rulebook **out, const char *text, size_t size, const eco_json_options *options, eco_error *error);
/* Writes the canonical document: reading it gives an equal rulebook, whose document is the same bytes. */
ECO_CHECK eco_status eco_json_write_rulebook(const eco_rulebook *rulebook, eco_writer writer, eco_error *error);

/* A cart document as the input struct; it and all that it points to are *out's own until eco_json_cart_free. `currency` says how to read its amounts
 * (a rulebook's is eco_rulebook_content_of(rulebook)->currency). */
ECO_CHECK eco_status eco_json_read_cart(const eco_cart **out, const char *text, size_t size, const char *currency, const eco_json_options *options,
                                        eco_error *error);
ECO_API void eco_json_cart_free(const eco_cart *cart); /* only for a cart that eco_json_read_cart made */

/* The quote as a document, to be shown, stored, and read back for refunds: the quote that is read is equal to the one that was written. A stored quote
 * whose amounts do not add up is ECO_E_INVALID. Quotes that past versions wrote are read as what they would be today. Free what was read with
 * eco_quote_free. */
ECO_CHECK eco_status eco_json_write_quote(const eco_quote *quote, eco_writer writer, eco_error *error);
ECO_CHECK eco_status eco_json_read_quote(const eco_quote **out, const char *text, size_t size, const eco_json_options *options, eco_error *error);

/* What was used before a cart, as a document: {"schema": "ecomops.used/1", "used": [{"promotion": "new", "customer": "lily", "uses": 1},
 * {"campaign": "11-11", "uses": 90, "spent": "4500.00"}]}. Free what was read with eco_used_free. */
ECO_CHECK eco_status eco_json_read_used(const eco_used_list **out, const char *text, size_t size, const char *currency,
                                        const eco_json_options *options, eco_error *error);
ECO_CHECK eco_status eco_json_write_used(const eco_used *used, size_t count, const char *currency, eco_writer writer,
                                         const eco_json_options *options, eco_error *error);

/* Verbs: a document in, a document out. Nothing is written when the cart is refused, or `why` names no promotion of the rulebook (ECO_E_NOT_FOUND). */
ECO_CHECK eco_status eco_json_price(const eco_rulebook *rulebook, const char *cart, size_t size, eco_explain explain, eco_writer quote,
                                    const eco_json_options *options, eco_error *error);
#endif

#ifdef ECO_JSON_HAS_INVENTORY
/* Commands that were read. */
typedef struct eco_stock_commands {
    const eco_inventory_command *commands;
    size_t commands_count;
    const char *currency; /* of all costs and amounts; NULL: there are none */
} eco_stock_commands;
/* "ecomops.stock_commands/1". Keys and holds are UUIDs, or any other text (eco_id_of). The structs and all that they point to are *out's own until
 * eco_json_stock_commands_free. */
ECO_CHECK eco_status eco_json_read_stock_commands(const eco_stock_commands **out, const char *text, size_t size, const eco_json_options *options,
                                                  eco_error *error);
ECO_API void eco_json_stock_commands_free(const eco_stock_commands *commands); /* NULL is fine */

/* "ecomops.stock_results/1": what eco_inventory_execute has given, in the order of the commands. `first` is its error, so that the first command that failed
 * has its message and path, too; NULL or without a path: none has. */
ECO_CHECK eco_status eco_json_write_stock_results(const eco_inventory_command *commands, const eco_inventory_result *results, size_t count,
                                                  const eco_error *first, eco_writer writer, const eco_json_options *options, eco_error *error);

/* Stock for hosts without a binding: a document in, a document out.
 *     "ecomops.stock_commands/1"  is executed; results are written as above. Gives what eco_inventory_execute gives, with the place in the document. What is
 *                                 refused before (the text, a key, a type) writes nothing, and nothing was done. All memory is taken before, so that
 *                                 ECO_E_CANCELLED of the writer is the only failure after: what was done stays, and the same document tells it again.
 *                                 ECO_E_CURRENCY: its costs are in another currency than the inventory's, where that was opened with one
 *     "ecomops.stock_query/1"     names a table of eco_inventory_table and what of it; its rows are written as by ECO_FORMAT_JSON. */
ECO_CHECK eco_status eco_json_inventory(eco_inventory *inventory, const char *text, size_t size, eco_writer writer, const eco_json_options *options,
                                        eco_error *error);

/* "ecomops.route/1": the plan of an order, as eco_inventory_route makes it; free it with eco_route_free. Amounts may be finer than minor units; the plan's scale is
 * that of the finest. Of options are read: max_bytes and allocator. */
ECO_CHECK eco_status eco_json_route(const eco_route_plan **out, const char *text, size_t size, const eco_json_options *options, eco_error *error);
#endif

#ifdef ECO_JSON_HAS_USAGE
/* Commands that were read. */
typedef struct eco_usage_commands {
    const eco_usage_command *commands;
    size_t commands_count;
} eco_usage_commands;
/* "ecomops.usage_commands/1". A command's quote is a document of its own inside of it, or the name of one of the document's quotes. The structs and all that
 * they point to are *out's own until eco_json_usage_commands_free. */
ECO_CHECK eco_status eco_json_read_usage_commands(const eco_usage_commands **out, const char *text, size_t size, const eco_json_options *options,
                                                  eco_error *error);
ECO_API void eco_json_usage_commands_free(const eco_usage_commands *commands); /* NULL is fine */

/* "ecomops.usage_results/1": what eco_usage_execute has given, in the order of the commands; `currency` is the rulebook's. What was short, or has changed in
 * the rulebook, is told by `by`, with the use that it is of. `first`: as of eco_json_write_stock_results. */
ECO_CHECK eco_status eco_json_write_usage_results(const eco_usage_command *commands, const eco_usage_result *results, size_t count,
                                                  const char *currency, const eco_error *first, eco_writer writer, const eco_json_options *options,
                                                  eco_error *error);

/* Usage for hosts without a binding: a document in, a document out.
 *     "ecomops.usage_commands/1"  is executed; all else is as of eco_json_inventory
 *     "ecomops.usage_query/1"     names a table of eco_usage_table and what of it; its rows are written as by ECO_FORMAT_JSON
 *     "ecomops.cart/1"            gives its snapshot, "ecomops.used/1": what eco_json_options.used wants */
ECO_CHECK eco_status eco_json_usage(eco_usage *usage, const char *text, size_t size, eco_writer writer, const eco_json_options *options,
                                    eco_error *error);
#endif

#ifdef ECO_JSON_HAS_KPI
/* A plan of metrics, "ecomops.kpi/1". Spans of time are ISO 8601 durations of days and less ("P7D", "PT30M"). The tables of the plan that is read stand by
 * kind: reports, funnels, cohorts, pairs, attributions, paths, abcs, rfms. */
ECO_CHECK eco_status eco_json_read_kpi_plan(eco_kpi_plan **out, const char *text, size_t size, const eco_json_options *options, eco_error *error);
/* Writes the canonical document: reading it gives an equal plan (states of the two may be merged), whose document is the same bytes. */
ECO_CHECK eco_status eco_json_write_kpi_plan(const eco_kpi_plan *plan, eco_writer writer, eco_error *error);
#endif

/* What a document says it is ("ecomops.rulebook/1"), after checking all of it: a rulebook or plan is built, a quote added up, a cart checked but for prices
 * (it does not say its currency, so amounts may have 4 decimals). Borrowed, static. */
ECO_CHECK eco_status eco_json_validate(const char **schema, const char *text, size_t size, const eco_json_options *options, eco_error *error);
#ifdef __cplusplus
}
#endif
#endif
