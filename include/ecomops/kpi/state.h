/* ecomops/kpi/state.h - feed tables, read tables; states of one plan merge in any order, and what they answer is the same to the bit.
 *
 * What an answer is does not depend on how the rows were cut into tables, in which order they came, how many states they went through, nor on threads.
 * Feeding a row twice counts it twice. */
#ifndef ECOMOPS_KPI_STATE_H
#define ECOMOPS_KPI_STATE_H
#include <ecomops/kpi/plan.h>
#include <ecomops/table.h>
#ifdef __cplusplus
extern "C" {
#endif

/* What a row is, and its columns. Those before the semicolon are required; of the others, those that the plan needs. A column that is not there reads as null.
 * Ids (user, order, sku, ticket, parcel, carrier) and dimensions are text, codes, integers, bools or UUIDs; the integer 42 and the text "42" are one id.
 * at and other times are TIME, or DATE (its first instant in the zone); quantity INT64 or DECIMAL with at most 6 decimals; amounts MONEY, DECIMAL in major units,
 * or INT64 minor units of the plan's currency, whole minor units each; a column "currency" (text) says a row's own. Any other column that the plan names
 * (by, where) is a dimension. */
typedef int32_t eco_kpi_source;
enum {
    ECO_KPI_EVENTS = 1,   /* at, event; user, channel, sku, order, value, quantity. Purchases (@purchase) are sales, unless ORDERS are fed: then the
                             sales of all states that are merged are those of ORDERS. A purchase without an order is an order of its own for each user and
                             instant (of each row where there is no user) */
    ECO_KPI_ORDERS = 2,   /* order, at; user, sku, quantity, amount (what is paid for the line, shipping and tax in it), paid_at (null: not paid; a table
                             without the column: paid at `at`), list (before discounts), discount, tax, shipping, fee (of payment and platform), cost (of the
                             goods), status, channel, currency. One row a line; what is of the whole order stands in one of its rows. at, user, paid_at, status
                             and dimensions of an order are those of its first row, by at and then by all columns; a row that has a dimension of its own
                             (sku, category) is measured by it, and the order counts once in each group that has a row of it */
    ECO_KPI_REFUNDS = 3,  /* order, at, amount; sku, quantity, status. A status in @withdrawn (withdrawn, rejected, cancelled) is no refund */
    ECO_KPI_SPEND = 4,    /* at, amount; channel, impressions, clicks, purpose (in @acquisition: acquisition; null counts as acquisition) */
    ECO_KPI_STOCK = 5,    /* at, sku; on_sale (bool; absent: true) */
    ECO_KPI_SERVICE = 6,  /* at; ticket, user, order, first_response_at, resolved_at, score (0..10: would you recommend us), rating (1..5), kind (in @dispute:
                             dispute), status (@withdrawn) */
    ECO_KPI_PARCELS = 7   /* at (handed over), parcel; order, carrier, promised_at, delivered_at, damaged (bool), cost */
};
ECO_API const char *eco_kpi_source_name(eco_kpi_source source); /* "events" ...; "unknown" */

typedef struct eco_kpi_state eco_kpi_state; /* live: one thread at a time; inside, as many as the plan says */
/* Retains the plan. */
ECO_CHECK eco_status eco_kpi_state_create(eco_kpi_state **out, eco_kpi_plan *plan, eco_error *error);
ECO_API void eco_kpi_state_free(eco_kpi_state *state);

/* Takes in the rows; keeps nothing of the table. A failed call changes nothing. ECO_E_NOT_FOUND: a required column is not there; ECO_E_INVALID,
 * ECO_E_CURRENCY: a column of another type or an unknown currency ("/columns/value"); for a bad row (no time, no event, an amount with parts of a minor
 * unit ...), unless the plan skips them, its status with the path "/rows/17/value" (rows from 1); ECO_E_LIMIT: the plan's memory; ECO_E_OVERFLOW; ECO_E_IO. */
ECO_CHECK eco_status eco_kpi_update(eco_kpi_state *state, eco_kpi_source source, const eco_table *rows, eco_error *error);

/* Adds all that another state of an equal plan has taken in. ECO_E_INVALID: of another plan (the message names what differs). */
ECO_CHECK eco_status eco_kpi_merge(eco_kpi_state *state, const eco_kpi_state *other, eco_error *error);

/* The state as bytes: little endian, with a version, the plan's digest and a checksum. Canonical: what the state has taken in decides the bytes, not the way.
 * Loading is ECO_E_SYNTAX for bytes that are no state, cut off or damaged, and ECO_E_INVALID for those of another plan or a newer version. */
ECO_CHECK eco_status eco_kpi_save(const eco_kpi_state *state, eco_writer writer, eco_error *error);
ECO_CHECK eco_status eco_kpi_load(eco_kpi_state **out, eco_kpi_plan *plan, const void *bytes, size_t size, eco_error *error);

/* A table by the name that the plan gave it, over what happened in [since_us, until_us) (0: all). Both must be starts of days in the plan's zone (of hours, where
 * a report is by hour), else ECO_E_INVALID. What reaches back (new or returning buyers, attribution, cohorts) sees all that the state knows; a funnel's attempts
 * begin in the range and may end after it.
 * Notes: definition, zone, currency, refunds, sales ("orders" or "events"), ignored (statuses), exact ("true", or the bounds), watermark (the latest time seen),
 * range.
 *     "problems"  rows that were skipped: source, row (from 1, over all its tables), column, message
 *     "state"     what the state holds: source, rows, skipped, late, since, until (the first and the last time of its rows), bytes */
ECO_CHECK eco_status eco_kpi_table(const eco_table **out, const eco_kpi_state *state, const char *name, int64_t since_us, int64_t until_us,
                                   eco_error *error);
#ifdef __cplusplus
}
#endif
#endif
