/* ecomops/pricing/backtest.h - what would these rulebooks have cost on those orders? Feed tables, read tables.
 *
 * Columns (one row an order line; rows of an order stand together): order, at, sku, quantity, unit (money), and optional customer, cost (money: of a unit,
 * net of tax), channel, coupons (separated by ','), cancelled (bool), currency. Every other column is a line attribute under its own name (or line.NAME);
 * one named cart.NAME is the cart attribute NAME, and customer.NAME is a cart attribute under its whole name. at, customer, channel, coupons and cart
 * attributes are taken from the order's first usable row. order, sku and customer are text, codes or integers; channel, coupons and currency text or codes;
 * at is a time; quantity an integer or decimal (a whole quantity counts in pieces, whatever decimals its column has); unit and cost are money (whole or
 * finer), decimal in major units, or integer minor units; attributes are of any type. Columns that no rulebook looks at are not read.
 *
 * Any number of tables makes one history, in memory that does not grow with it: an order may go on in the next table. One thread at a time feeds; inside,
 * `threads` work, and the answer does not depend on how many, nor on how the rows are cut into tables. An order that comes back after another one counts
 * as one more; that is noted in "problems" as long as the order is among the `recent_orders` last ones.
 *
 * What is priced: rows with quantity and unit > 0 that are not cancelled, and those with unit 0 as free lines, less what came back in the same order: a row
 * with a negative quantity is taken off rows of its order with the same SKU and unit price, first those that are cancelled, then those that are sold, the
 * last row first. What no row of its order takes stands alone: a "return", or a "cancellation" where the row is marked cancelled (a document that takes
 * another order back). A negative unit price is a "correction". What stands alone is not looked for in other orders; its money, at the prices of the
 * history, is told by table "rows" and in the columns `returned` and `revenue_net`. It is the same for all rulebooks, because nobody knows which
 * discount the goods that came back once had.
 * A bad row has no order, at, sku, quantity or unit, or values that no cart can have (quantity 0, more than 6 decimals, another currency). An order that
 * can't be priced (no rulebook may fail on it) has only bad lines.
 *
 * Margin is told over the lines whose cost is known, and with it how many they are (cost_lines) and what they earned (cost_revenue: net of discounts and
 * of tax): margin = cost_revenue - cost. Where no cost is known, cost and margin are null. A cost of 0 is a known cost, but no base for a floor of margin.
 * What gifts cost is not in the history. Limits and budgets start full for each order: nothing has been used before it. */
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
    int64_t movers;        /* orders kept in "movers", a rulebook; default 20, at most 1,000,000; -1: none */
    int64_t recent_orders; /* orders that are remembered, to notice one that comes back; default 1,000,000, at most 1,000,000,000. About 16 bytes each,
                              taken as orders come */
    eco_progress progress; /* rows of the table at hand; false stops all threads within an order */
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
/* May be read at any time; an order that the next table may still go on with counts as it stands. `revenue` is net of discounts, in the tax mode of the
 * rulebook; *_change is against rulebook 0. Shared columns: COSTS are cost_lines, cost_revenue, cost, margin.
 *     "summary"     a row a rulebook: rulebook (from 0), orders, lines, orders_touched (that a promotion or sale list did something for), orders_changed
 *                   (whose list or discount is another than with rulebook 0), list, discount, tax, revenue, returned (cancellations, returns and
 *                   corrections that stand alone; above 0: what they take away), revenue_net (revenue - returned), COSTS, discount_change,
 *                   revenue_change, margin_change
 *     "promotions"  a row a rulebook and promotion, and sale lists likewise: rulebook, promotion, label, orders, lines, discount, revenue and COSTS (of
 *                   the orders it touched)
 *     "days"        a row a rulebook and day (of the rulebook's zone): rulebook, day, orders, orders_touched, list, discount, revenue, returned,
 *                   revenue_net, COSTS. An order and all its rows are of the day of its `at`
 *     "months"      the same by months: rulebook, month (its first day) ...
 *     "movers"      for each rulebook but 0 the orders whose discount or revenue it changes most (by the larger of both, whatever its sign; ties: the
 *                   earlier order first): rulebook, order, at, row (its first, from 1, over all tables), lines, list_before, list, discount_before,
 *                   discount, discount_change, revenue_before, revenue, revenue_change
 *     "rows"        a row a kind: kind, rows, orders (that have such a row; of "all": all that have an id), amount (of unit x quantity, where it could be
 *                   read). "priced"; "free"; "netted": what came back, taken off priced and free ones; "cancelled", with what came back of them;
 *                   "cancellation", "return", "correction": these stand alone; "bad"; "all". A row is of one kind; the amount of one that was partly
 *                   netted is parted. Where price lists change no price, list is the amount of priced and netted rows
 *     "problems"    a row a bad row, or an order that came back: row (from 1, over all tables), column, message; the note "total" counts also those
 *                   that are not kept
 * Any other name is ECO_E_UNKNOWN_NAME. The table is its own: it outlives the backtest. */
ECO_CHECK eco_status eco_backtest_table(const eco_table **out, eco_backtest *backtest, const char *name, eco_error *error);
#ifdef __cplusplus
}
#endif
#endif
