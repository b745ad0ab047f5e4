/* rfm.c - recency, frequency and monetary value of each buyer, with scores that do not depend on how ties fall: equal buyers score equally. */
#include "base/error.h"
#include "base/table_builder.h"
#include "kpi/labels.h"
#include "kpi/shares.h"

enum { SCORES = 3 }; /* recency, orders, amount */

typedef struct rfm_row {
    uint32_t user, last;    /* last: of its paid orders, in the sales */
    int64_t values[SCORES]; /* more is better: recency is minus days */
    int32_t scores[SCORES];
} rfm_row;

typedef struct rfm_table {
    const eco_kpi_state *state;
    const eco_kpi_rfm *rfm;
    const kpi_range *range;
    int32_t date; /* to which days are counted */
    kpi_sales *sales;
    kpi_shares shares;
    rfm_row *rows; /* by user code, then by user */
    size_t count, capacity;
    eco_error *error;
} rfm_table;

static int64_t watermark_of(const eco_kpi_state *state)
{
    int64_t latest = INT64_MIN;
    for (size_t i = 0; i < KPI_SOURCES; i++)
        latest = state->seen[i].until_us > latest ? state->seen[i].until_us : latest;
    return latest == INT64_MIN ? 0 : latest;
}

static int32_t find_date(const rfm_table *table)
{
    const eco_kpi_plan *plan = table->state->plan;
    if (table->rfm->at_us)
        return eco_zone_date(plan->zone, table->rfm->at_us);
    if (table->range->until != INT32_MAX)
        return eco_kpi_tick_date(plan, table->range->until);
    return eco_zone_date(plan->zone, watermark_of(table->state));
}

/* ---- what each buyer did ---- */

static bool counts(const rfm_table *table, const kpi_order *order)
{
    return !order->ignored && order->user != KPI_NONE && order->paid_us != INT64_MIN && order->paid_tick >= table->range->since &&
           order->paid_tick < table->range->until && (!table->rfm->at_us || order->paid_us <= table->rfm->at_us);
}

/* Orders lie by user, so that a row is made at the first of each. */
static eco_status look_at(rfm_table *table, uint32_t place)
{
    const kpi_order *orders = table->sales->orders, *order = &orders[place];
    rfm_row *row = table->count ? &table->rows[table->count - 1] : NULL;
    if (!row || row->user != order->user) {
        if (!eco_grow(&table->state->allocator, &table->rows, &table->capacity, table->count + 1, sizeof *table->rows))
            return eco_fail_memory(table->error);
        row = &table->rows[table->count++];
        *row = (rfm_row){.user = order->user, .last = place};
    }
    if (order->paid_us > orders[row->last].paid_us)
        row->last = place;
    row->values[1]++;
    return eco_kpi_shares_name(&table->shares, 0, order->user);
}

static eco_status add_amounts(rfm_table *table, const kpi_order *order)
{
    int32_t date = eco_kpi_tick_date(table->state->plan, order->paid_tick);
    eco_status status = ECO_OK;
    for (size_t i = 0; i < order->lines_count && !status; i++) {
        const kpi_line *line = eco_kpi_sales_line(table->sales, order->first_line + i);
        status = eco_kpi_shares_add(&table->shares, 0, order->user, line->currency, date, line->amount);
    }
    return status;
}

/* Rows and shares both lie by user code. */
static eco_status take_values(rfm_table *table)
{
    const eco_kpi_plan *plan = table->state->plan;
    for (size_t i = 0; i < table->count; i++) {
        rfm_row *row = &table->rows[i];
        row->values[0] = (int64_t)eco_kpi_tick_date(plan, table->sales->orders[row->last].paid_tick) - table->date;
        if (!eco_narrow(&row->values[2], table->shares.amounts[i]))
            return eco_fail(table->error, ECO_E_OVERFLOW, NULL, "what was paid does not fit 64 bits");
    }
    return ECO_OK;
}

static eco_status sum_up(rfm_table *table)
{
    eco_status status = eco_kpi_sales_make(&table->sales, table->state, true, table->error);
    size_t count = status ? 0 : table->sales->orders_count;
    for (size_t i = 0; i < count && !status; i++)
        if (counts(table, &table->sales->orders[i]))
            status = look_at(table, (uint32_t)i);
    if (!status)
        status = eco_kpi_shares_open(&table->shares);
    for (size_t i = 0; i < count && !status; i++)
        if (counts(table, &table->sales->orders[i]))
            status = add_amounts(table, &table->sales->orders[i]);
    if (!status)
        status = eco_kpi_shares_settle(&table->shares);
    return status ? status : take_values(table);
}

/* ---- scores ---- */

static uint64_t number_of(int64_t value)
{
    return (uint64_t)value ^ UINT64_C(1) << 63;
}

/* How many of the sorted numbers are below. */
static size_t below(const uint64_t *numbers, size_t count, uint64_t number)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (numbers[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void score(rfm_table *table, uint64_t *numbers, uint64_t *spare, size_t value)
{
    size_t count = table->count;
    for (size_t i = 0; i < count; i++)
        numbers[i] = number_of(table->rows[i].values[value]);
    eco_kpi_sort_numbers(numbers, spare, count);
    for (size_t i = 0; i < count; i++)
        table->rows[i].scores[value] = (int32_t)(1 + 5 * below(numbers, count, number_of(table->rows[i].values[value])) / count);
}

/* By user, whatever the codes. */
static eco_status put_in_order(rfm_table *table, uint64_t *numbers, uint64_t *spare, uint32_t *ranks)
{
    if (!eco_kpi_keys_ranks(ranks, table->state->spaces[KPI_SPACE_USER]))
        return eco_fail_memory(table->error);
    for (size_t i = 0; i < table->count; i++)
        numbers[i] = (uint64_t)ranks[table->rows[i].user] << 32 | i;
    eco_kpi_sort_numbers(numbers, spare, table->count);
    return ECO_OK;
}

/* ---- the table ---- */

static eco_status put_rows(const eco_table **out, const rfm_table *table, const uint64_t *numbers)
{
    static const char *const scores[SCORES] = {"r", "f", "m"};
    const eco_kpi_plan *plan = table->state->plan;
    eco_table_builder *builder = eco_table_begin(&plan->allocator);
    char day[ECO_DATE_TEXT];
    eco_table_add_column(builder, "user", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(builder, "recency_days", ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(builder, "orders", ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(builder, "amount", ECO_TYPE_MONEY, 0, plan->currency->code);
    for (size_t i = 0; i < SCORES; i++)
        eco_table_add_column(builder, scores[i], ECO_TYPE_INT64, 0, NULL);
    for (size_t i = 0; i < table->count; i++) {
        const rfm_row *row = &table->rows[(uint32_t)numbers[i]];
        eco_kpi_put_key(builder, table->state->spaces[KPI_SPACE_USER], row->user);
        eco_table_put_int64(builder, -row->values[0]);
        eco_table_put_int64(builder, row->values[1]);
        eco_table_put_int64(builder, row->values[2]);
        for (size_t j = 0; j < SCORES; j++)
            eco_table_put_int64(builder, row->scores[j]);
    }
    eco_kpi_notes(
        builder, table->state,
        "days since the last paid order, paid orders and paid amount of each buyer; a score is 1 + 5 x (buyers strictly "
        "worse) / buyers, cut",
        table->range);
    eco_table_add_note(builder, "at", eco_date_text(day, table->date));
    return eco_table_end(out, builder, table->error);
}

static eco_status score_and_put(const eco_table **out, rfm_table *table)
{
    const eco_allocator *allocator = &table->state->allocator;
    size_t size = table->count * sizeof(uint64_t);
    size_t ranks_size = eco_kpi_keys_count(table->state->spaces[KPI_SPACE_USER]) * sizeof(uint32_t);
    uint64_t *numbers = eco_allocate(allocator, size), *spare = eco_allocate(allocator, size);
    uint32_t *ranks = eco_allocate(allocator, ranks_size);
    eco_status status = numbers && spare && ranks ? ECO_OK : eco_fail_memory(table->error);
    for (size_t value = 0; value < SCORES && !status; value++)
        score(table, numbers, spare, value);
    if (!status)
        status = put_in_order(table, numbers, spare, ranks);
    if (!status)
        status = put_rows(out, table, numbers);
    eco_release(allocator, numbers, size);
    eco_release(allocator, spare, size);
    eco_release(allocator, ranks, ranks_size);
    return status;
}

eco_status eco_kpi_table_rfm(const eco_table **out, const eco_kpi_state *state, const eco_kpi_rfm *rfm, const kpi_range *range,
                             eco_error *error)
{
    rfm_table table = {.state = state, .rfm = rfm, .range = range, .error = error};
    table.date = find_date(&table);
    *out = NULL;
    eco_kpi_shares_begin(&table.shares, state, error);
    eco_status status = sum_up(&table);
    if (!status)
        status = score_and_put(out, &table);
    eco_release(&state->allocator, table.rows, table.capacity * sizeof *table.rows);
    eco_kpi_shares_end(&table.shares);
    eco_kpi_sales_free(table.sales);
    return status;
}
