/* backtest_orders.c - rows become an order: its facts from the first usable row, a line from each row that is sold, and what was cancelled or came back
 * beside them. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "pricing/backtest_internal.h"

void eco_backtest_order_begin(backtest_order *order, const eco_allocator *allocator)
{
    *order = (backtest_order){.allocator = *allocator};
}

void eco_backtest_order_reset(backtest_order *order, const char *id, int64_t row)
{
    *order = (backtest_order){.allocator = order->allocator,
                              .id = id,
                              .row = row,
                              .lines = order->lines,
                              .lines_capacity = order->lines_capacity,
                              .beside = order->beside,
                              .beside_capacity = order->beside_capacity,
                              .backs = order->backs,
                              .backs_capacity = order->backs_capacity};
}

void eco_backtest_order_end(backtest_order *order)
{
    eco_release(&order->allocator, order->lines, order->lines_capacity * sizeof *order->lines);
    eco_release(&order->allocator, order->beside, order->beside_capacity * sizeof *order->beside);
    eco_release(&order->allocator, order->backs, order->backs_capacity * sizeof *order->backs);
    *order = (backtest_order){.allocator = order->allocator};
}

static bool make_room(backtest_order *order, size_t lines, size_t backs)
{
    return eco_grow(&order->allocator, &order->lines, &order->lines_capacity, lines, sizeof *order->lines) &&
           eco_grow(&order->allocator, &order->beside, &order->beside_capacity, lines, sizeof *order->beside) &&
           eco_grow(&order->allocator, &order->backs, &order->backs_capacity, backs, sizeof *order->backs);
}

/* ---- copying ---- */

typedef struct backtest_copier { /* without an arena, texts are borrowed */
    eco_arena *arena;
    bool failed;
} backtest_copier;

static const char *copy_text(backtest_copier *copier, const char *text)
{
    if (!text || !copier->arena)
        return text;
    const char *copy = eco_arena_text(copier->arena, text);
    copier->failed |= !copy;
    return copy;
}

static eco_attribute *copy_attributes(backtest_copier *copier, const eco_attribute *attributes, size_t count)
{
    if (!copier->arena || !count)
        return (eco_attribute *)attributes;
    eco_attribute *copies = eco_arena_take_array(copier->arena, count, sizeof *copies);
    copier->failed |= !copies;
    for (size_t i = 0; copies && i < count; i++)
        copies[i] = (eco_attribute){copy_text(copier, attributes[i].name), copy_text(copier, attributes[i].value)};
    return copies;
}

static const char **copy_coupons(backtest_copier *copier, const char **coupons, size_t count)
{
    if (!copier->arena || !count)
        return coupons;
    const char **copies = eco_arena_take_array(copier->arena, count, sizeof *copies);
    copier->failed |= !copies;
    for (size_t i = 0; copies && i < count; i++)
        copies[i] = copy_text(copier, coupons[i]);
    return copies;
}

eco_status eco_backtest_order_copy(backtest_order *order, const backtest_order *from, eco_arena *arena, eco_error *error)
{
    backtest_copier copier = {.arena = arena};
    eco_backtest_order_reset(order, copy_text(&copier, from->id), from->row);
    if (!make_room(order, from->lines_count, from->backs_count))
        return eco_fail_memory(error);
    order->begun = from->begun;
    order->at_us = from->at_us;
    order->customer = copy_text(&copier, from->customer);
    order->channel = copy_text(&copier, from->channel);
    order->coupons = copy_coupons(&copier, from->coupons, from->coupons_count);
    order->coupons_count = from->coupons_count;
    order->attributes = copy_attributes(&copier, from->attributes, from->attributes_count);
    order->attributes_count = from->attributes_count;
    order->has_bad = from->has_bad;
    memcpy(order->kinds, from->kinds, sizeof order->kinds);
    for (size_t i = 0; i < from->lines_count; i++) {
        order->lines[i] = from->lines[i];
        order->lines[i].sku = copy_text(&copier, from->lines[i].sku);
        order->lines[i].attributes = copy_attributes(&copier, from->lines[i].attributes, from->lines[i].attributes_count);
        order->beside[i] = from->beside[i];
    }
    order->lines_count = from->lines_count;
    for (size_t i = 0; i < from->backs_count; i++) {
        order->backs[i] = from->backs[i];
        order->backs[i].sku = copy_text(&copier, from->backs[i].sku);
    }
    order->backs_count = from->backs_count;
    order->takes_back = from->takes_back;
    return copier.failed ? eco_fail_memory(error) : ECO_OK;
}

/* ---- reading ---- */

static eco_status fail_missing(const char *column, eco_error *error)
{
    char path[32];
    snprintf(path, sizeof path, "/%s", column);
    return eco_fail(error, ECO_E_INVALID, path, "%s is missing", column);
}

static eco_status read_required_text(const char **out, const backtest_column *column, int64_t row, eco_arena *arena,
                                     eco_error *error)
{
    eco_status failed = eco_backtest_read_text(out, column, row, arena, error);
    if (failed)
        return failed;
    return *out && **out ? ECO_OK : fail_missing(column->name, error);
}

static eco_status read_attributes(eco_attribute **out, size_t *count, const backtest_column *columns, size_t columns_count,
                                  int64_t row, eco_arena *arena, eco_error *error)
{
    *count = 0;
    *out = NULL;
    if (!columns_count)
        return ECO_OK;
    *out = eco_arena_take_array(arena, columns_count, sizeof **out);
    if (!*out)
        return eco_fail_memory(error);
    for (size_t i = 0; i < columns_count; i++) {
        const char *value;
        eco_status failed = eco_backtest_read_text(&value, &columns[i], row, arena, error);
        if (failed)
            return failed;
        if (value)
            (*out)[(*count)++] = (eco_attribute){columns[i].name, value};
    }
    return ECO_OK;
}

/* "SPRING10, FREESHIP": the codes between commas, without blanks around them. */
static eco_status split_coupons(backtest_order *order, const char *text, eco_arena *arena, eco_error *error)
{
    size_t most = 1;
    for (const char *comma = text; (comma = strchr(comma, ',')); comma++)
        most++;
    order->coupons_count = 0;
    order->coupons = eco_arena_take_array(arena, most, sizeof *order->coupons);
    if (!order->coupons)
        return eco_fail_memory(error);
    for (const char *next = text; *next;) {
        size_t size = strcspn(next, ",");
        const char *code = next;
        next += size + (next[size] == ',');
        while (size && *code == ' ')
            code++, size--;
        while (size && code[size - 1] == ' ')
            size--;
        if (!size)
            continue;
        order->coupons[order->coupons_count] = eco_arena_text_of(arena, code, size);
        if (!order->coupons[order->coupons_count++])
            return eco_fail_memory(error);
    }
    return ECO_OK;
}

static const char *absent_if_empty(const char *text)
{
    return text && *text ? text : NULL;
}

/* What the whole order takes from its first usable row. */
static eco_status read_facts(backtest_order *order, const backtest_columns *columns, int64_t row, eco_arena *arena,
                             eco_error *error)
{
    const char *customer, *channel, *coupons;
    eco_status failed = eco_backtest_read_text(&customer, &columns->customer, row, arena, error);
    failed = failed ? failed : eco_backtest_read_text(&channel, &columns->channel, row, arena, error);
    failed = failed ? failed : eco_backtest_read_text(&coupons, &columns->coupons, row, arena, error);
    failed = failed ? failed : split_coupons(order, coupons ? coupons : "", arena, error);
    failed = failed ? failed
                    : read_attributes(&order->attributes, &order->attributes_count, columns->cart_attributes,
                                      columns->cart_attributes_count, row, arena, error);
    if (failed)
        return failed;
    order->customer = absent_if_empty(customer);
    order->channel = absent_if_empty(channel);
    order->at_us = eco_cell_int64(columns->at.column, row);
    return ECO_OK;
}

/* What a unit costs, as it was given and in minor units for the cart. What all units cost must be an amount, too. */
static eco_status read_cost(eco_cart_line *line, backtest_line *beside, const backtest_column *column, int64_t row,
                            eco_rounding rounding, eco_error *error)
{
    if (!column->column || eco_cell_is_null(column->column, row))
        return ECO_OK;
    eco_status failed = eco_backtest_read_money(&beside->cost, &beside->cost_scale, column, row, error);
    if (failed)
        return failed;
    if (beside->cost < 0)
        return eco_fail(error, ECO_E_INVALID, "/cost", "cost is negative");
    int64_t cost;
    failed = eco_money_extend(&cost, beside->cost, beside->cost_scale, line->quantity, line->quantity_scale, rounding, error);
    if (failed)
        return eco_fail(error, failed, "/cost", "cost x quantity is more than %lld minor units", (long long)INT64_MAX);
    beside->cost_known = true;
    return eco_money_round(&line->cost_minor, beside->cost, beside->cost_scale, 1, rounding,
                           error); /* fits: it only gets smaller */
}

static eco_status check_currency(const backtest_columns *columns, int64_t row, eco_arena *arena, eco_error *error)
{
    const char *code;
    eco_status failed = eco_backtest_read_text(&code, &columns->currency, row, arena, error);
    if (failed || !code || strcmp(code, columns->currency_code) == 0)
        return failed;
    return eco_fail(error, ECO_E_INVALID, "/currency", "currency is %s, the rulebooks are in %s", ECO_QUOTE(code),
                    columns->currency_code);
}

static eco_status check_presence(const backtest_columns *columns, int64_t row, eco_error *error)
{
    const backtest_column *const required[] = {&columns->at, &columns->quantity, &columns->unit};
    if (!eco_backtest_names_order(&columns->order, row))
        return fail_missing("order", error);
    for (size_t i = 0; i < sizeof required / sizeof *required; i++)
        if (eco_cell_is_null(required[i]->column, row))
            return fail_missing(required[i]->name, error);
    int64_t at_us = eco_cell_int64(columns->at.column, row);
    if (at_us <= 0)
        return eco_fail(error, ECO_E_INVALID, "/at", "at is %lld microseconds; it must be after 1970-01-01", (long long)at_us);
    return ECO_OK;
}

/* The row as a line, and its amount. */
static eco_status read_line(eco_cart_line *line, backtest_line *beside, int64_t *amount, const backtest_columns *columns,
                            int64_t row, eco_rounding rounding, eco_arena *arena, eco_error *error)
{
    *line = (eco_cart_line){0};
    eco_status failed = check_presence(columns, row, error);
    failed = failed ? failed : read_required_text(&line->sku, &columns->sku, row, arena, error);
    failed = failed ? failed : eco_backtest_read_quantity(&line->quantity, &line->quantity_scale, &columns->quantity, row, error);
    failed = failed ? failed : eco_backtest_read_money(&line->unit_minor, &line->unit_scale, &columns->unit, row, error);
    failed = failed ? failed : read_cost(line, beside, &columns->cost, row, rounding, error);
    failed = failed ? failed : check_currency(columns, row, arena, error);
    if (failed)
        return failed;
    if (line->quantity == 0)
        return eco_fail(error, ECO_E_INVALID, "/quantity", "quantity is 0");
    failed = eco_money_extend(amount, line->unit_minor, line->unit_scale, line->quantity, line->quantity_scale, rounding, error);
    return failed ? eco_fail(error, failed, "/unit", "unit x quantity is more than %lld minor units", (long long)INT64_MAX)
                  : ECO_OK;
}

static backtest_kind kind_of(const eco_cart_line *line, const backtest_columns *columns, int64_t row)
{
    const eco_column *column = columns->cancelled.column;
    bool cancelled = column && !eco_cell_is_null(column, row) && eco_cell_int64(column, row);
    if (line->quantity < 0)
        return cancelled ? BACKTEST_CANCELLATION : BACKTEST_RETURN;
    if (cancelled)
        return BACKTEST_CANCELLED;
    if (line->unit_minor < 0)
        return BACKTEST_CORRECTION;
    return line->unit_minor == 0 ? BACKTEST_FREE : BACKTEST_PRICED;
}

/* There is room. */
static void add_back(backtest_order *order, backtest_kind kind, const eco_cart_line *line)
{
    order->backs[order->backs_count++] = (backtest_back){.kind = kind,
                                                         .sku = line->sku,
                                                         .quantity = line->quantity,
                                                         .unit = line->unit_minor,
                                                         .quantity_scale = line->quantity_scale,
                                                         .unit_scale = line->unit_scale};
    order->takes_back |= line->quantity < 0;
}

eco_status eco_backtest_order_read(backtest_order *order, const backtest_columns *columns, int64_t row, int64_t row_number,
                                   eco_rounding rounding, eco_arena *arena, eco_error *error)
{
    eco_cart_line line;
    backtest_line beside = {.row = row_number};
    int64_t amount;
    const char *unusable;
    if (!order->id) /* no row of it names it with a text that we can use */
        return read_required_text(&unusable, &columns->order, row, arena, error);
    eco_status failed = read_line(&line, &beside, &amount, columns, row, rounding, arena, error);
    if (failed)
        return failed;
    backtest_kind kind = kind_of(&line, columns, row);
    bool sold = kind == BACKTEST_PRICED || kind == BACKTEST_FREE;
    if (sold) {
        eco_attribute *attributes;
        failed = read_attributes(&attributes, &line.attributes_count, columns->line_attributes, columns->line_attributes_count,
                                 row, arena, error);
        line.attributes = attributes;
    }
    if (!failed && !make_room(order, order->lines_count + 1, order->backs_count + 1))
        failed = eco_fail_memory(error);
    if (!failed && !order->begun)
        failed = read_facts(order, columns, row, arena, error);
    if (failed)
        return failed;
    order->begun = true;
    if (sold) {
        line.is_free = kind == BACKTEST_FREE;
        order->beside[order->lines_count] = beside;
        order->lines[order->lines_count++] = line;
    } else if (kind != BACKTEST_CORRECTION) {
        add_back(order, kind, &line);
    }
    if (line.quantity > 0) { /* the others count when they are netted */
        order->kinds[kind].rows++;
        order->kinds[kind].amount += amount;
    }
    return ECO_OK;
}
