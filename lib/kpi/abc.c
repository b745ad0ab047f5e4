/* abc.c - ABC classes: what was paid for each item (or by each buyer, in each channel ...), the largest first, and the running share of all. */
#include "base/error.h"
#include "base/table_builder.h"
#include "kpi/labels.h"
#include "kpi/shares.h"

typedef struct abc_row {
    int64_t amount;
    uint32_t code;
} abc_row;

typedef struct abc_table {
    const eco_kpi_state *state;
    const kpi_abc *abc;
    const kpi_range *range;
    kpi_keys *keys; /* of what is ranked */
    kpi_sales *sales;
    kpi_shares shares;
    abc_row *rows, *spare;
    size_t count;
    eco_error *error;
} abc_table;

/* What a line leaves out, the order's first line says. KPI_NONE of items and users: not ranked. */
static uint32_t code_of(const abc_table *table, const kpi_order *order, const kpi_line *line)
{
    const kpi_abc *abc = table->abc;
    if (abc->dimension < 0)
        return abc->by_user ? order->user : line->sku;
    uint32_t code = eco_kpi_class_value(table->state->classes, line->class, abc->dimension);
    return code == KPI_NONE ? eco_kpi_class_value(table->state->classes, order->class, abc->dimension) : code;
}

static eco_status each_line(abc_table *table, bool names)
{
    const kpi_sales *sales = table->sales;
    eco_status status = ECO_OK;
    for (size_t i = 0; i < sales->orders_count && !status; i++) {
        const kpi_order *order = &sales->orders[i];
        bool counts = !order->ignored && order->paid_us != INT64_MIN && order->paid_tick >= table->range->since &&
                      order->paid_tick < table->range->until;
        int32_t date = eco_kpi_tick_date(table->state->plan, order->paid_tick);
        for (size_t j = 0; counts && j < order->lines_count && !status; j++) {
            const kpi_line *line = eco_kpi_sales_line(sales, order->first_line + j);
            uint32_t code = code_of(table, order, line);
            if (code == KPI_NONE && table->abc->dimension < 0)
                continue;
            status = names ? eco_kpi_shares_name(&table->shares, 0, code)
                           : eco_kpi_shares_add(&table->shares, 0, code, line->currency, date, line->amount);
        }
    }
    return status;
}

static eco_status sum_up(abc_table *table)
{
    eco_status status = eco_kpi_sales_make(&table->sales, table->state, false, table->error);
    if (!status)
        status = each_line(table, true);
    if (!status)
        status = eco_kpi_shares_open(&table->shares);
    if (!status)
        status = each_line(table, false);
    return status ? status : eco_kpi_shares_settle(&table->shares);
}

static int compare_rows(const void *a, const void *b, void *keys)
{
    const abc_row *first = a, *second = b;
    if (first->amount != second->amount)
        return first->amount > second->amount ? -1 : 1;
    return eco_kpi_keys_compare(keys, first->code, second->code);
}

static eco_status sort_rows(abc_table *table)
{
    const eco_allocator *allocator = &table->state->allocator;
    table->count = table->shares.pairs.count;
    table->rows = eco_allocate(allocator, table->count * sizeof *table->rows);
    table->spare = eco_allocate(allocator, table->count * sizeof *table->spare);
    if (!table->rows || !table->spare)
        return eco_fail_memory(table->error);
    for (size_t i = 0; i < table->count; i++) {
        table->rows[i].code = (uint32_t)table->shares.pairs.numbers[i];
        if (!eco_narrow(&table->rows[i].amount, table->shares.amounts[i]))
            return eco_fail(table->error, ECO_E_OVERFLOW, NULL, "what was paid does not fit 64 bits");
    }
    eco_kpi_sort(table->rows, table->spare, table->count, sizeof *table->rows, compare_rows, table->keys);
    return ECO_OK;
}

/* sum / total <= share, exactly: at most 2^32 amounts of 64 bits, and a share of 9 decimals. */
static bool is_within(eco_wide sum, eco_wide total, eco_decimal share)
{
    return sum * eco_power10[share.scale] <= total * share.coefficient;
}

static void put_share(eco_table_builder *builder, eco_wide part, eco_wide total)
{
    if (total == 0)
        eco_table_put_null(builder);
    else
        eco_table_put_double(builder, (double)part / (double)total);
}

static eco_status put_rows(const eco_table **out, abc_table *table)
{
    const eco_kpi_abc *given = table->abc->given;
    eco_wide total = 0, sum = 0;
    eco_table_builder *builder = eco_table_begin(&table->state->plan->allocator);
    eco_table_add_column(builder, given->by, ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(builder, "amount", ECO_TYPE_MONEY, 0, table->state->plan->currency->code);
    eco_table_add_column(builder, "share", ECO_TYPE_DOUBLE, 0, NULL);
    eco_table_add_column(builder, "cumulative", ECO_TYPE_DOUBLE, 0, NULL);
    eco_table_add_column(builder, "class", ECO_TYPE_UTF8, 0, NULL);
    for (size_t i = 0; i < table->count; i++)
        total += table->rows[i].amount;
    for (size_t i = 0; i < table->count; i++) {
        sum += table->rows[i].amount;
        eco_kpi_put_key(builder, table->keys, table->rows[i].code);
        eco_table_put_int64(builder, table->rows[i].amount);
        put_share(builder, table->rows[i].amount, total);
        put_share(builder, sum, total);
        eco_table_put_text(builder, is_within(sum, total, given->a) ? "A" : is_within(sum, total, given->b) ? "B" : "C");
    }
    eco_kpi_notes(builder, table->state, "ABC classes by paid amount: A while the running share is at most a, then B, then C",
                  table->range);
    return eco_table_end(out, builder, table->error);
}

eco_status eco_kpi_table_abc(const eco_table **out, const eco_kpi_state *state, const kpi_abc *abc, const kpi_range *range,
                             eco_error *error)
{
    abc_table table = {.state = state, .abc = abc, .range = range, .error = error};
    const eco_allocator *allocator = &state->allocator;
    table.keys = abc->dimension >= 0 ? state->dimensions[abc->dimension]
                                     : state->spaces[abc->by_user ? KPI_SPACE_USER : KPI_SPACE_SKU];
    *out = NULL;
    eco_kpi_shares_begin(&table.shares, state, error);
    eco_status status = sum_up(&table);
    if (!status)
        status = sort_rows(&table);
    if (!status)
        status = put_rows(out, &table);
    eco_release(allocator, table.rows, table.count * sizeof *table.rows);
    eco_release(allocator, table.spare, table.count * sizeof *table.spare);
    eco_kpi_shares_end(&table.shares);
    eco_kpi_sales_free(table.sales);
    return status;
}
