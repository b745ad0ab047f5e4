/* fill_items.c - the assortment: distinct items sold and on sale, their classes, and how concentrated what buyers paid is. */
#include "base/error.h"
#include "kpi/fill.h"
#include "kpi/shares.h"

typedef struct items {
    kpi_fill fill;
    int32_t sold, on_sale, class_a, class_b, class_c, buyers_amount, top_fifth, numerator, denominator; /* slots */
    kpi_shares skus, buyers;
    bool wants_skus, wants_buyers;
    uint64_t *amounts, *spare; /* of one group, rising */
    size_t amounts_capacity, spare_capacity;
} items;

static void find_slots(items *all, const kpi_answer *answer)
{
    all->sold = eco_kpi_answer_slot(answer, KPI_M_SKUS_SOLD);
    all->on_sale = eco_kpi_answer_slot(answer, KPI_M_SKUS_ON_SALE);
    all->class_a = eco_kpi_answer_slot(answer, KPI_M_SKUS_A);
    all->class_b = eco_kpi_answer_slot(answer, KPI_M_SKUS_B);
    all->class_c = eco_kpi_answer_slot(answer, KPI_M_SKUS_C);
    all->buyers_amount = eco_kpi_answer_slot(answer, KPI_M_BUYERS_AMOUNT);
    all->top_fifth = eco_kpi_answer_slot(answer, KPI_M_TOP_FIFTH_AMOUNT);
    all->numerator = eco_kpi_answer_slot(answer, KPI_M_GINI_NUMERATOR);
    all->denominator = eco_kpi_answer_slot(answer, KPI_M_GINI_DENOMINATOR);
    all->wants_skus = all->sold >= 0 || all->class_a >= 0 || all->class_b >= 0 || all->class_c >= 0;
    all->wants_buyers = all->buyers_amount >= 0 || all->top_fifth >= 0 || all->numerator >= 0 || all->denominator >= 0;
}

/* ---- what was paid for items and by buyers ---- */

typedef eco_status each_line(items *all, const kpi_order *order, const kpi_line *line, uint32_t group);

static eco_status each_paid_line(items *all, each_line *each)
{
    kpi_fill *fill = &all->fill;
    const kpi_sales *sales = fill->answer->sales;
    eco_status status = ECO_OK;
    for (size_t i = 0; i < sales->orders_count && !status; i++) {
        const kpi_order *order = &sales->orders[i];
        if (order->ignored || order->paid_us == INT64_MIN)
            continue;
        status = eco_kpi_fill_order(fill, order, order->paid_tick);
        for (size_t line = 0; line < order->lines_count && !status; line++)
            if (fill->of_line[line] != UINT32_MAX)
                status = each(all, order, eco_kpi_sales_line(sales, order->first_line + line), fill->of_line[line]);
    }
    return status;
}

static eco_status name_line(items *all, const kpi_order *order, const kpi_line *line, uint32_t group)
{
    eco_status status = ECO_OK;
    if (all->wants_skus && line->sku != KPI_NONE)
        status = eco_kpi_shares_name(&all->skus, group, line->sku);
    if (!status && all->wants_buyers && order->user != KPI_NONE)
        status = eco_kpi_shares_name(&all->buyers, group, order->user);
    return status;
}

static eco_status add_line(items *all, const kpi_order *order, const kpi_line *line, uint32_t group)
{
    int32_t date = eco_kpi_tick_date(all->fill.answer->state->plan, order->paid_tick);
    int64_t amount = line->amount;
    eco_status status = ECO_OK;
    if (all->wants_skus && line->sku != KPI_NONE)
        status = eco_kpi_shares_add(&all->skus, group, line->sku, line->currency, date, amount);
    if (!status && all->wants_buyers && order->user != KPI_NONE)
        status = eco_kpi_shares_add(&all->buyers, group, order->user, line->currency, date, amount);
    return status;
}

static eco_status add_paid(items *all)
{
    eco_status status = each_paid_line(all, name_line);
    if (!status)
        status = eco_kpi_shares_open(&all->skus);
    if (!status)
        status = eco_kpi_shares_open(&all->buyers);
    if (!status)
        status = each_paid_line(all, add_line);
    if (!status)
        status = eco_kpi_shares_settle(&all->skus);
    return status ? status : eco_kpi_shares_settle(&all->buyers);
}

/* ---- one group's amounts, rising ---- */

static const uint64_t BIAS = UINT64_C(1) << 63; /* so that numbers order as amounts do */

static int64_t amount_of(uint64_t number)
{
    return (int64_t)(number ^ BIAS);
}

static eco_status sort_amounts(items *all, const eco_wide *amounts, size_t count)
{
    if (!eco_grow(&all->fill.allocator, &all->amounts, &all->amounts_capacity, count, sizeof *all->amounts) ||
        !eco_grow(&all->fill.allocator, &all->spare, &all->spare_capacity, count, sizeof *all->spare))
        return eco_fail_memory(all->fill.error);
    for (size_t i = 0; i < count; i++) {
        int64_t amount;
        if (!eco_narrow(&amount, amounts[i]))
            return eco_fail(all->fill.error, ECO_E_OVERFLOW, NULL, "what was paid does not fit 64 bits");
        all->amounts[i] = (uint64_t)amount ^ BIAS;
    }
    eco_kpi_sort_numbers(all->amounts, all->spare, count);
    return ECO_OK;
}

/* The largest first: which of two that are equal comes first changes no count. */
static eco_status count_skus(items *all, uint32_t group, size_t count)
{
    kpi_answer *answer = all->fill.answer;
    eco_wide total = 0, sum = 0;
    for (size_t i = 0; i < count; i++)
        total += amount_of(all->amounts[i]);
    for (size_t i = count; i-- > 0;) {
        sum += amount_of(all->amounts[i]);
        int32_t slot = sum * 100 <= total * 80 ? all->class_a : sum * 100 <= total * 95 ? all->class_b : all->class_c;
        eco_kpi_answer_add(answer, group, slot, 1);
    }
    eco_kpi_answer_add(answer, group, all->sold, (eco_wide)count);
    return ECO_OK;
}

/* Gini: the sum of (2 i - n - 1) x, of the i-th of n amounts x, rising, from 1; over n times the sum of x. The top fifth are n / 5 buyers, rounded up. */
static eco_status count_buyers(items *all, uint32_t group, size_t count)
{
    kpi_answer *answer = all->fill.answer;
    eco_wide total = 0, top = 0, numerator = 0, denominator, part;
    bool overflows = false;
    for (size_t i = 0; i < count; i++) {
        int64_t amount = amount_of(all->amounts[i]);
        total += amount;
        top += i >= count - (count + 4) / 5 ? amount : 0;
        overflows |= __builtin_mul_overflow(2 * (eco_wide)(i + 1) - (eco_wide)count - 1, (eco_wide)amount, &part);
        overflows |= __builtin_add_overflow(numerator, part, &numerator);
    }
    overflows |= __builtin_mul_overflow((eco_wide)count, total, &denominator);
    if (overflows)
        return eco_fail(all->fill.error, ECO_E_OVERFLOW, NULL, "the amounts of %zu buyers are too large for their concentration",
                        count);
    for (int64_t narrow; !eco_narrow(&narrow, numerator) || !eco_narrow(&narrow, denominator);) {
        numerator /= 2;
        denominator /= 2;
    }
    eco_kpi_answer_add(answer, group, all->buyers_amount, total);
    eco_kpi_answer_add(answer, group, all->top_fifth, top);
    eco_kpi_answer_add(answer, group, all->numerator, numerator);
    eco_kpi_answer_add(answer, group, all->denominator, denominator);
    return ECO_OK;
}

static eco_status each_group(items *all, const kpi_shares *shares, eco_status (*each)(items *all, uint32_t group, size_t count))
{
    const uint64_t *pairs = shares->pairs.numbers;
    eco_status status = ECO_OK;
    for (size_t first = 0, next; first < shares->pairs.count && !status; first = next) {
        for (next = first + 1; next < shares->pairs.count && pairs[next] >> 32 == pairs[first] >> 32;)
            next++;
        status = sort_amounts(all, shares->amounts + first, next - first);
        if (!status)
            status = each(all, (uint32_t)(pairs[first] >> 32), next - first);
    }
    return status;
}

/* ---- on sale ---- */

/* An item is on sale in a period in which a row says so, however often it was listed anew. */
static eco_status count_on_sale(items *all)
{
    kpi_fill *fill = &all->fill;
    const kpi_book *book = &fill->answer->state->books[KPI_BOOK_STOCK];
    kpi_numbers listed;
    eco_status status = ECO_OK;
    eco_kpi_numbers_begin(&listed, &fill->allocator);
    for (size_t i = 0; i < book->count && !status; i++) {
        const kpi_stock *row = &((const kpi_stock *)book->rows)[i];
        uint32_t group;
        status = eco_kpi_fill_group_of(&group, fill, eco_kpi_tick(&fill->clock, row->at_us), row->class);
        if (!status && group != UINT32_MAX && row->on_sale && !eco_kpi_numbers_add(&listed, group, row->sku))
            status = eco_fail_memory(fill->error);
    }
    if (!status && !eco_kpi_numbers_unique(&listed))
        status = eco_fail_memory(fill->error);
    for (size_t i = 0; i < listed.count && !status; i++)
        eco_kpi_answer_add(fill->answer, (uint32_t)(listed.numbers[i] >> 32), all->on_sale, 1);
    eco_kpi_numbers_end(&listed);
    return status;
}

static eco_status add_all(items *all)
{
    const kpi_sales *sales;
    eco_status status = eco_kpi_fill_sales_of(&sales, &all->fill);
    if (!status && (all->wants_skus || all->wants_buyers))
        status = add_paid(all);
    if (!status && all->wants_skus)
        status = each_group(all, &all->skus, count_skus);
    if (!status && all->wants_buyers)
        status = each_group(all, &all->buyers, count_buyers);
    return status || all->on_sale < 0 ? status : count_on_sale(all);
}

eco_status eco_kpi_fill_items(kpi_answer *answer, eco_error *error)
{
    items all = {0};
    eco_status status = eco_kpi_fill_begin(&all.fill, answer, error);
    eco_kpi_shares_begin(&all.skus, answer->state, error);
    eco_kpi_shares_begin(&all.buyers, answer->state, error);
    find_slots(&all, answer);
    if (!status)
        status = add_all(&all);
    eco_kpi_shares_end(&all.skus);
    eco_kpi_shares_end(&all.buyers);
    eco_release(&all.fill.allocator, all.amounts, all.amounts_capacity * sizeof *all.amounts);
    eco_release(&all.fill.allocator, all.spare, all.spare_capacity * sizeof *all.spare);
    eco_kpi_fill_end(&all.fill);
    return status;
}
