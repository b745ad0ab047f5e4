/* costing_update.c - the rows of a table are booked one by one, in the order in which they became known. What fails takes back all of its table. */
#include <string.h>

#include "base/error.h"
#include "inventory/costing_internal.h"

enum { REPORT_EVERY = 1 << 16 };

/* ---- one row ---- */

static eco_status explain(const eco_costing *costing, const cost_movement *of, eco_status status, eco_error *error)
{
    const char *sku = ECO_QUOTE(costing->skus[of->sku].name);
    char quantity[ECO_DECIMAL_TEXT];
    switch (status) {
    case ECO_E_MEMORY: return eco_fail_memory(error);
    case ECO_E_INSUFFICIENT:
        return eco_fail(error, ECO_E_INSUFFICIENT, "/quantity",
                        "quantity %s of a return exceeds what is left of its issue, of sku %s",
                        eco_decimal_text(quantity, (eco_decimal){of->quantity, costing->quantity_scale}), sku);
    case ECO_E_INVALID:
        return eco_fail(error, ECO_E_INVALID, "/sku", "sku %s has method standard, and no standard_cost yet", sku);
    default:
        return eco_fail(error, status, of->priced ? "/unit_cost" : "/quantity",
                        "the costs of sku %s would exceed a quarter of int64", sku);
    }
}

static bool touch(eco_costing *costing, uint32_t sku)
{
    if (costing->skus[sku].touched == costing->update)
        return true;
    if (!eco_grow(&costing->allocator, &costing->touched, &costing->touched_capacity, costing->touched_count + 1,
                  sizeof *costing->touched))
        return false;
    costing->touched[costing->touched_count++] = sku;
    costing->skus[sku].touched = costing->update;
    return true;
}

static void date_late(eco_costing *costing, cost_movement *of)
{
    if (!of->late)
        return;
    of->booked = costing->known > costing->closed_until ? costing->known : costing->closed_until;
    costing->late_rows++;
}

static uint32_t tag_of(const cost_movement *of)
{
    return eco_costing_tag(eco_hash(of->id, strlen(of->id)), of->sku);
}

static bool keep_id(eco_costing *costing, uint32_t number, const cost_name *id)
{
    cost_movement *of = &costing->movements[number];
    of->id = id->text ? eco_arena_text_of(&costing->texts, id->text, id->size) : NULL;
    return !id->text ||
           (of->id && eco_costing_index_add(&costing->ids, &costing->allocator, eco_costing_tag(id->hash, of->sku), number));
}

/* The row becomes the newest movement. */
static eco_status book_row(eco_costing *costing, const cost_movement *row, const cost_name *id, eco_error *error)
{
    uint32_t number = (uint32_t)costing->movements_count;
    if (costing->movements_count >= UINT32_MAX)
        return eco_fail(error, ECO_E_LIMIT, NULL, "more than 4 billion movements");
    if (!touch(costing, row->sku) || !eco_grow(&costing->allocator, &costing->movements, &costing->movements_capacity,
                                               costing->movements_count + 1, sizeof *costing->movements))
        return eco_fail_memory(error);
    cost_movement *of = &costing->movements[number];
    *of = *row;
    if (!keep_id(costing, number, id))
        return eco_fail_memory(error);
    eco_status failed = eco_costing_book(costing, number);
    if (failed) {
        if (of->id)
            eco_costing_index_remove(&costing->ids, tag_of(of), number);
        return explain(costing, of, failed, error);
    }
    date_late(costing, of);
    costing->movements_count++;
    return ECO_OK;
}

static eco_status keep_problem(eco_costing *costing, const eco_error *fault, eco_error *error)
{
    costing->bad_rows++;
    if ((int64_t)costing->problems_count >= costing->max_problems)
        return ECO_OK;
    cost_problem problem = {costing->rows, eco_arena_text(&costing->texts, fault->path[0] ? fault->path + 1 : ""),
                            eco_arena_text(&costing->texts, fault->message)};
    if (!problem.column || !problem.message ||
        !eco_grow(&costing->allocator, &costing->problems, &costing->problems_capacity, costing->problems_count + 1,
                  sizeof *costing->problems))
        return eco_fail_memory(error);
    costing->problems[costing->problems_count++] = problem;
    return ECO_OK;
}

static eco_status take_row(eco_costing *costing, const cost_columns *columns, const cost_ahead *ahead, int64_t row,
                           eco_error *error)
{
    cost_movement taken;
    eco_error fault;
    int64_t known = costing->known;
    costing->rows++;
    eco_status failed = eco_costing_row(&taken, costing, columns, ahead, row, &fault);
    failed = failed ? failed : book_row(costing, &taken, &ahead->id, &fault);
    if (!failed)
        return ECO_OK;
    costing->known = known;
    if (failed == ECO_E_MEMORY || failed == ECO_E_LIMIT)
        return error ? (*error = fault).status : failed;
    if (costing->skip_bad_rows)
        return keep_problem(costing, &fault, error);
    if (error)
        *error = fault;
    return eco_fail_under(error, failed, "/rows/%lld", (long long)costing->rows);
}

/* ---- a table ---- */

typedef struct mark {
    size_t movements, bookings, problems;
    int64_t rows, bad_rows, late_rows, known;
} mark;

static mark mark_of(const eco_costing *costing)
{
    return (mark){costing->movements_count, costing->bookings_count, costing->problems_count, costing->rows,
                  costing->bad_rows,        costing->late_rows,      costing->known};
}

/* SKUs that it touched run again without its movements. Their names stay known, and show nowhere. */
static void take_back(eco_costing *costing, const mark *before)
{
    for (size_t i = costing->movements_count; i-- > before->movements;)
        if (costing->movements[i].id)
            eco_costing_index_remove(&costing->ids, tag_of(&costing->movements[i]), (uint32_t)i);
    for (size_t i = 0; i < costing->touched_count; i++)
        eco_costing_unbook(costing, &costing->skus[costing->touched[i]], (uint32_t)before->movements);
    costing->movements_count = before->movements;
    costing->bookings_count = before->bookings;
    costing->problems_count = before->problems;
    costing->rows = before->rows;
    costing->bad_rows = before->bad_rows;
    costing->late_rows = before->late_rows;
    costing->known = before->known;
}

static bool report(const eco_costing *costing, int64_t done, int64_t rows)
{
    bool now = done % REPORT_EVERY == 0 || done == rows;
    return !now || !costing->progress.report || costing->progress.report(done, rows, costing->progress.user);
}

static eco_status take_rows(eco_costing *costing, const cost_columns *columns, int64_t rows, eco_error *error)
{
    cost_ahead ahead[ECO_COST_AHEAD];
    for (int64_t first = 0; first < rows; first += ECO_COST_AHEAD) {
        int64_t count = rows - first < ECO_COST_AHEAD ? rows - first : ECO_COST_AHEAD;
        eco_costing_look_ahead(ahead, costing, columns, first, count);
        for (int64_t i = 0; i < count; i++) {
            eco_status failed = take_row(costing, columns, &ahead[i], first + i, error);
            if (failed)
                return failed;
        }
        if (!report(costing, first + count, rows))
            return eco_fail(error, ECO_E_CANCELLED, NULL, "stopped after %lld rows", (long long)(first + count));
    }
    return ECO_OK;
}

eco_status eco_costing_update(eco_costing *costing, const eco_table *table, eco_error *error)
{
    cost_columns columns;
    eco_arena arena;
    if (!costing || !table)
        return eco_fail(error, ECO_E_INVALID, costing ? "/movements" : "/costing", "%s is NULL",
                        costing ? "movements" : "costing");
    eco_arena_begin(&arena, &costing->allocator);
    costing->update++;
    costing->touched_count = 0;
    mark before = mark_of(costing);
    eco_status failed = eco_table_check(table, error);
    failed = failed ? failed : eco_costing_columns(&columns, costing, table, &arena, error);
    failed = failed ? failed : take_rows(costing, &columns, table->rows, error);
    if (failed)
        take_back(costing, &before);
    eco_arena_end(&arena);
    return failed;
}
