/* ecomops/inventory/costing.h - what did the goods cost that left, and what are those worth that are there? Feed movements, read tables.
 *
 * Columns (one row a movement): sku, at, kind, quantity, and optional unit_cost or amount (money), movement (its id), source (the id of another movement of
 * the same SKU), recorded (a time), currency. Any other column is not read. sku, movement and source are text, codes, integers or UUIDs; kind and currency
 * text or codes; at and recorded times or dates; quantity an integer or decimal; unit_cost (of 1, as fine as 6 decimals of a minor unit) and amount are
 * money, decimal in major units, or integer minor units. A movement's id is its own among those of its SKU.
 *     kind           quantity   unit_cost or amount                        source
 *     receive        > 0        one of them; none is needed by STANDARD    -
 *     issue          > 0        -                                          -
 *     return         > 0        only without a source; neither: as adjust  the issue: goods of a customer come back at what it cost
 *     vendor_return  > 0        -                                          optional, the receipt: FIFO and LIFO take its layer first
 *     adjust         not 0      optional, where > 0; neither: at what the goods cost now (AVERAGE), what the last ones did (FIFO, LIFO)
 *     land_cost      -          amount; below 0: a credit                  the receipt (or the adjust that brought goods)
 *     revalue        -          unit_cost: what the goods cost from now on; for STANDARD the new standard
 *
 * Amounts are whole minor units: a movement's value is rounded once, half up, and what leaves costs value - value that stays, so that the last unit takes
 * the residue along. Always, and exactly: received (money of receive and land_cost) = cost (tables "cogs" and "corrections") + value.
 *     FIFO, LIFO   layers, the oldest or newest first. What comes back makes a layer of its own
 *     AVERAGE      the moving average
 *     STANDARD     quantity x standard. What a receipt, a landed cost or a revaluation differs from that is a cost of its own
 * Stock may fall below 0: what is not there costs for now what the goods cost before (AVERAGE), what the last ones did (FIFO, LIFO), 0 where none came; the
 * receipt that brings it corrects that. land_cost: the part of the receipt that is still there (AVERAGE: as much as is there at all) takes its share, the
 * rest is a correction of cost.
 *
 * The order of rows is the order in which they became known. Movements count in the order of `at`; those of the same instant in that of rows. A row whose
 * `at` lies before that of a row of its SKU that is known already is late: what is booked stays, and corrections make the sums those of a run in the order
 * of `at`. It costs a run of that SKU's movements after it. So a table that is sorted by `at` has no late rows, and is the quickest. Nothing depends on how
 * rows are cut into tables. About 90 bytes are kept of a movement, and its id. One thread at a time. */
#ifndef ECOMOPS_INVENTORY_COSTING_H
#define ECOMOPS_INVENTORY_COSTING_H
#include <ecomops/money.h>
#include <ecomops/table.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t eco_cost_method;
enum { ECO_COST_FIFO = 1, ECO_COST_AVERAGE = 2, ECO_COST_LIFO = 3, ECO_COST_STANDARD = 4 };
ECO_API const char *eco_cost_method_name(eco_cost_method method); /* "fifo", "average", "lifo", "standard"; "unknown" */

typedef struct eco_costing_options {
    size_t struct_size;
    const char *currency;    /* required: ISO 4217 */
    eco_cost_method method;  /* of SKUs that have none of their own; default FIFO */
    int32_t quantity_scale;  /* decimals of all quantities, 0..6; default 0: pieces. A row with more of them is bad */
    const eco_table *skus;   /* columns sku, and optional method (text) and standard_cost (as unit_cost). Read by create alone. STANDARD without a standard_cost
                                needs a revalue first */
    int64_t closed_until_us; /* books are closed before it: what becomes known later and belongs there is dated at it, or at when it became known */
    bool skip_bad_rows;      /* count them in "problems"; else the first one fails the call, and nothing of its table counts */
    int64_t max_problems;    /* rows kept in "problems"; the rest is only counted; default 1,000 */
    eco_progress progress;   /* rows of the table at hand */
    const eco_allocator *allocator;
} eco_costing_options;

typedef struct eco_costing eco_costing;
/* Nothing has moved yet. What is wrong in `skus` is told at "/skus/rows/2/method". */
ECO_CHECK eco_status eco_costing_create(eco_costing **out, const eco_costing_options *options, eco_error *error);
ECO_API void eco_costing_free(eco_costing *costing);
/* Books the rows of a table. A failed call books nothing. Borrows the table until it returns. ECO_E_NOT_FOUND: a required column is not there; ECO_E_INVALID
 * and ECO_E_CURRENCY: a column has another type or currency ("/columns/unit_cost"); where bad rows are not skipped, the status of the first one with the path
 * "/rows/17/quantity" (rows from 1, over all tables): ECO_E_INVALID; ECO_E_CURRENCY; ECO_E_NOT_FOUND: a source that is not known; ECO_E_EXISTS: an id that
 * is; ECO_E_UNKNOWN_NAME: a kind; ECO_E_OVERFLOW: an amount or quantity of the SKU would exceed a quarter of int64. */
ECO_CHECK eco_status eco_costing_update(eco_costing *costing, const eco_table *movements, eco_error *error);
/* May be read at any time.
 *     "cogs"         a row a movement that has a cost, as it was booked first, in the order in which they became known: movement, sku, at, kind, quantity
 *                    (adjust: signed), cost, source, booked. cost > 0: of goods that left; < 0: of those that came back or were found. Of revalue
 *                    what the goods lost by it; of receive (STANDARD) what it differs from the standard; not of land_cost. booked is `at`; max(known,
 *                    closed_until) where the row was late, or was recorded after its period was closed. It became known when `recorded` says; without
 *                    that, at the latest `at` or `recorded` of all rows up to it
 *     "corrections"  of what is booked, in the order of booking: booked, sku, movement (whose cost it is; of land_cost the receipt), caused_by (a movement),
 *                    reason (negative_stock, landed_cost, late), amount
 *     "value"        a row a SKU, by sku: sku, method, quantity, value, unit_cost (value / quantity, to 4 decimals of a minor unit; null where that is 0),
 *                    received, cost; received = cost + value
 *     "layers"       sku, movement (that brought it; null for AVERAGE and STANDARD, which have one), at, quantity, value, unit_cost; by sku, the oldest first.
 *                    Where stock is below 0 the issues that wait for goods, with quantity and value below 0
 *     "problems"     row (from 1, over all tables), column, message; the note "total" counts also those that are not kept
 * The note "late" of all of them is the number of rows that were late. Another name is ECO_E_UNKNOWN_NAME. The table is its own: it outlives the handle. */
ECO_CHECK eco_status eco_costing_table(const eco_table **out, eco_costing *costing, const char *name, eco_error *error);
#ifdef __cplusplus
}
#endif
#endif
