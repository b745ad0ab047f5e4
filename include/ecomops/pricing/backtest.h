/* ecomops/pricing/backtest.h - what would these rulebooks have cost on those orders? Feed tables, read tables.
 *
 * Columns (one row an order line; rows of an order stand together): order, at, sku, quantity, unit (money), and optional customer, cost (money),
 * channel, coupons (separated by ','), cancelled (bool), currency. Every other column is a line attribute under its own name (or line.NAME); one named
 * cart.NAME is the cart attribute NAME, and customer.NAME is a cart attribute under its whole name. at, customer, channel, coupons and cart attributes
 * are taken from the order's first usable row. order, sku and customer are text, codes or integers; channel, coupons and currency text or codes; at is a
 * time; quantity an integer or decimal; unit and cost are money (whole or finer), decimal in major units, or integer minor units; attributes are of any
 * type. Columns that no rulebook looks at are not read.
 * Any number of tables makes one history: an order may go on in the next table. One thread at a time feeds; inside, `threads` work, and the answer
 * does not depend on how many, nor on how the rows are cut into tables. An order that comes back after another one counts as one more, and is noted in
 * "problems".
 *
 * What is priced: rows with quantity and unit > 0 that are not cancelled, and those with unit 0 as free lines. A row that is cancelled, has a negative
 * quantity (a return) or a negative unit (a correction) is left out of its cart and counted apart, with its money, in the table "rows".
 * A bad row has no order, at, sku, quantity or unit, or values that no cart can have (quantity 0, more than 6 decimals, another currency). An order that
 * can't be priced (no rulebook may fail on it) has only bad lines. */
#ifndef ECOMOPS_PRICING_BACKTEST_H
#define ECOMOPS_PRICING_BACKTEST_H
#include <ecomops/pricing/rulebook.h>
#include <ecomops/table.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef struct eco_backtest_options {
    size_t struct_size;
    int32_t threads;       /* 0: only the calling thread; -1: all cores; at most 1,024 */
    bool skip_bad_rows;    /* count them in "problems"; else the first one fails the call, and nothing of its table counts */
    int64_t max_problems;  /* rows kept in "problems"; the rest is only counted; default 1,000 */
    eco_progress progress; /* rows of the table at hand */
    const eco_allocator *allocator; /* with threads: called by all of them */
} eco_backtest_options;

typedef struct eco_backtest eco_backtest;
/* Compares rulebooks[0], the base, with the others. Retains them. All must have one currency (ECO_E_CURRENCY). */
ECO_CHECK eco_status eco_backtest_create(eco_backtest **out, eco_rulebook *const *rulebooks, size_t count, const eco_backtest_options *options,
                                         eco_error *error);
ECO_API void eco_backtest_free(eco_backtest *backtest);
/* Adds the rows of a table. A failed call adds nothing. Borrows the table until it returns. ECO_E_NOT_FOUND: a required column is not there; ECO_E_INVALID
 * and ECO_E_CURRENCY: a column has another type or currency ("/columns/unit"); where bad rows are not skipped, the status of the first one, with the path
 * "/rows/17/quantity" (rows from 1, over all tables); ECO_E_OVERFLOW: a sum of all orders leaves int64; ECO_E_IO: a thread could not be started. */
ECO_CHECK eco_status eco_backtest_update(eco_backtest *backtest, const eco_table *orders, eco_error *error);
/* May be read at any time; an order that the next table may still go on with counts as it stands.
 *     "summary"     a row a rulebook: rulebook (from 0), orders, lines, orders_touched, list, discount, tax, revenue (net of discounts, in the tax mode of
 *                   the rulebook), and discount_change, revenue_change against rulebook 0
 *     "promotions"  a row a rulebook and promotion, and sale lists likewise: rulebook, promotion, label, orders, lines, discount, revenue (of the orders
 *                   it touched)
 *     "months"      a row a rulebook and month (of the rulebook's zone): rulebook, month (its first day), orders, orders_touched, list, discount, revenue
 *     "rows"        a row a kind: kind ("priced", "free", "cancelled", "return", "correction", "bad", "all"), rows, orders (that have such a row; of
 *                   "all": different ones, told apart by a hash of 64 bits), amount (of unit x quantity, where it could be read)
 *     "problems"    a row a bad row, or an order that came back: row (from 1, over all tables), column, message; the note "total" counts also those
 *                   that are not kept
 * Any other name is ECO_E_UNKNOWN_NAME. The table is its own: it outlives the backtest. */
ECO_CHECK eco_status eco_backtest_table(const eco_table **out, eco_backtest *backtest, const char *name, eco_error *error);
#ifdef __cplusplus
}
#endif
#endif
