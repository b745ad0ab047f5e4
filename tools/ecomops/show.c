/* show.c - see show.h. */
#include "ecomops/show.h"
#include "ecomops/grid.h"
#include "ecomops/numbers.h"

#include <ecomops/host.h>
#include <ecomops/id.h>
#include <ecomops/time.h>
#include <string.h>

/* What a heading is called, and how early its column goes on a narrow terminal. */
static const struct heading {
    const char *name;
    tool_word word;
    int spare;
} headings[] = {
    {"location", WORD_STOCK_LOCATION, 0},
    {"on_hand", WORD_STOCK_ON_HAND, 0},
    {"reserved", WORD_STOCK_RESERVED, 0},
    {"committed", WORD_STOCK_COMMITTED, 0},
    {"incoming", WORD_STOCK_INCOMING, 0},
    {"in_transit", WORD_STOCK_IN_TRANSIT, 0},
    {"damaged", WORD_STOCK_DAMAGED, 0},
    {"quality_control", WORD_STOCK_QUALITY_CONTROL, 0},
    {"safety", WORD_STOCK_SAFETY, 1},
    {"buffered", WORD_STOCK_BUFFERED, 1},
    {"expired", WORD_STOCK_EXPIRED, 1},
    {"available_to_promise", WORD_STOCK_TO_PROMISE, 0},
    {"promise", WORD_STOCK_PROMISE, 0},
    {"returned", WORD_STOCK_RETURNED, 3},
    {"from", WORD_STOCK_FROM, 0},
    {"to", WORD_STOCK_TO, 0},
    {"lot", WORD_STOCK_LOT, 0},
    {"serial", WORD_STOCK_SERIAL, 0},
    {"dated", WORD_STOCK_DATED, 5},
    {"received", WORD_STOCK_RECEIVED, 1},
    {"document", WORD_STOCK_DOCUMENT, 0},
    {"from_location", WORD_STOCK_FROM_LOCATION, 0},
    {"done", WORD_STOCK_DONE, 0},
    {"due", WORD_STOCK_DUE, 0},
    {"part", WORD_STOCK_PART, 0},
    {"parts", WORD_STOCK_PARTS, 0},
    {"quantity_scale", WORD_STOCK_SCALE, 7},
    {"cost_method", WORD_STOCK_COST_METHOD, 2},
    {"picking", WORD_STOCK_PICKING, 2},
    {"backorder_limit", WORD_STOCK_BACKORDER, 0},
    {"preorder_limit", WORD_STOCK_PREORDER, 0},
    {"preorder_ships", WORD_STOCK_SHIPS, 0},
    {"is_drop_shipped", WORD_STOCK_DROP_SHIPPED, 0},
    {"has_lots", WORD_STOCK_HAS_LOTS, 0},
    {"has_serials", WORD_STOCK_HAS_SERIALS, 0},
    {"available", WORD_STOCK_AVAILABLE, 0},
    {"version", WORD_STOCK_VERSION, 6},
    {"hold", WORD_STOCK_HOLD, 0},
    {"line", WORD_LINE, 5},
    {"quantity", WORD_QUANTITY, 0},
    {"held", WORD_STOCK_HELD, 0},
    {"released", WORD_STOCK_RELEASED, 3},
    {"issued", WORD_STOCK_ISSUED, 2},
    {"cancelled", WORD_STOCK_CANCELLED, 3},
    {"state", WORD_STOCK_STATE, 0},
    {"at", WORD_AT, 1},
    {"expires", WORD_STOCK_EXPIRES, 0},
    {"ended", WORD_STOCK_ENDED, 4},
    {"channel", WORD_KPI_CHANNEL, 7},
    {"actor", WORD_STOCK_ACTOR, 8},
    {"reason", WORD_STOCK_REASON, 9},
    {"reference", WORD_STOCK_REFERENCE, 10},
    {"sequence", WORD_STOCK_SEQUENCE, 0},
    {"command", WORD_STOCK_COMMAND, 4},
    {"verb", WORD_STOCK_VERB, 0},
    {"recorded", WORD_STOCK_RECORDED, 11},
    {"what", WORD_PROBLEM, 0},
    {"expected", WORD_STOCK_EXPECTED, 0},
    {"found", WORD_STOCK_FOUND, 0},
    {"promotion", WORD_PROMOTION, 0},
    {"campaign", WORD_USAGE_CAMPAIGN, 0},
    {"customer", WORD_USAGE_CUSTOMER, 0},
    {"code", WORD_COUPON, 0},
    {"use", WORD_USAGE_USE, 5},
    {"uses", WORD_USAGE_USES, 0},
    {"spent", WORD_USAGE_SPENT, 0},
    {"limit", WORD_USAGE_LIMIT, 0},
    {"budget", WORD_USAGE_BUDGET, 0},
    {"left", WORD_USAGE_LEFT, 0},
    {"held_uses", WORD_USAGE_HELD_USES, 2},
    {"committed_uses", WORD_USAGE_COMMITTED_USES, 2},
    {"budget_uses", WORD_USAGE_BUDGET_USES, 1},
    {"left_uses", WORD_USAGE_LEFT_USES, 1},
    {"rulebook", WORD_USAGE_RULEBOOK, 12},
    {"cart", WORD_USAGE_CART, 3},
    {"by", WORD_USAGE_BY, 0},
    {"available_amount", WORD_USAGE_LEFT, 0},
    {"subject", WORD_USAGE_SUBJECT, 0},
    {"detail", WORD_USAGE_DETAIL, 0},
    {"key", WORD_STOCK_COMMAND, 0},
    {"status", WORD_STOCK_STATE, 0},
    {"problem", WORD_PROBLEM, 0},
    {"amount", WORD_AMOUNT, 0},
    {"name", WORD_KPI_NAME, 0},
    {"value", WORD_STOCK_VALUE, 0},
    {"locations", WORD_ROUTE_LOCATIONS, 0},
    {"backordered", WORD_ROUTE_BACKORDERED, 0},
    {"parcels", WORD_ROUTE_PARCELS, 0},
    {"order_cost", WORD_ROUTE_ORDER_COST, 5},
    {"parcel_cost", WORD_ROUTE_PARCEL_COST, 4},
    {"distance_cost", WORD_ROUTE_DISTANCE_COST, 4},
    {"split_cost", WORD_ROUTE_SPLIT_COST, 5},
    {"age_credit", WORD_ROUTE_AGE_CREDIT, 5},
    {"bound", WORD_ROUTE_BOUND, 7},
    {"distance", WORD_ROUTE_DISTANCE, 6},
    {"method", WORD_STOCK_METHOD, 3},
    {"unit_cost", WORD_STOCK_UNIT_COST, 0},
    {"cost", WORD_COST, 0},
    {"movement", WORD_STOCK_MOVEMENT, 0},
    {"source", WORD_STOCK_SOURCE, 2},
    {"booked", WORD_STOCK_BOOKED, 1},
    {"caused_by", WORD_STOCK_CAUSED_BY, 0},
    {"kind", WORD_STOCK_KIND, 0},
};

/* Columns that are 0 in most shops: left out where all rows have 0. */
static const char *const often_zero[] = {
    "incoming", "in_transit", "damaged", "quality_control", "safety",          "buffered",      "expired",
    "returned", "cost",       "parts",   "quantity_scale",  "backorder_limit", "preorder_limit"};

static const struct heading *heading_of(const eco_column *column)
{
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        if (strcmp(headings[i].name, column->name) == 0)
            return &headings[i];
    return NULL;
}

static void add_column(tool_grid *grid, const eco_column *column, const tool_arguments *arguments)
{
    bool is_number = column->type == ECO_TYPE_INT64 || column->type == ECO_TYPE_MONEY || column->type == ECO_TYPE_DECIMAL;
    const struct heading *known = heading_of(column);
    bool is_used = known && known->word == WORD_STOCK_COMMITTED && strcmp(arguments->command->name, "usage") == 0;
    const char *heading = known ? tool_word_of(arguments->language, is_used ? WORD_USAGE_COMMITTED : known->word) : column->name;
    if (column->type == ECO_TYPE_MONEY && strcmp(column->name, "value") == 0)
        heading = tool_word_of(arguments->language, WORD_STOCK_WORTH); /* of goods */
    if (column->type == ECO_TYPE_MONEY && strcmp(column->name, "received") == 0)
        heading = tool_word_of(arguments->language, WORD_STOCK_CAME_IN);
    tool_grid_column(grid, heading, is_number ? ALIGN_RIGHT : ALIGN_LEFT, grid->columns ? INK_PLAIN : INK_BOLD);
    tool_grid_spare(grid, known ? known->spare : 0);
}

static const void *value_at(const eco_column *column, int64_t row, size_t width)
{
    return (const char *)column->values + (size_t)row * (column->stride ? column->stride : width);
}

static void put_text(char *text, size_t size, const char *bytes, size_t length)
{
    length = length < size - 1 ? length : size - 1;
    if (length)
        memcpy(text, bytes, length);
    text[length] = '\0';
}

/* Whole minor units with separators; finer unit costs with the decimals that they need. */
static void money_text(char number[TOOL_NUMBER], const eco_column *column, int64_t value)
{
    if (column->scale)
        tool_unit(number, value, column->scale, column->currency);
    else
        tool_money(number, value, column->currency);
}

bool tool_cell_text(char *text, size_t size, const eco_column *column, int64_t row)
{
    char number[TOOL_NUMBER];
    const int64_t *offsets = column->values;
    const char *bytes;
    if (column->valid && !(column->valid[row >> 3] >> (row & 7) & 1))
        return false;
    switch (column->type) {
    case ECO_TYPE_INT64: tool_count(number, *(const int64_t *)value_at(column, row, sizeof(int64_t))); break;
    case ECO_TYPE_DECIMAL: tool_decimal(number, *(const int64_t *)value_at(column, row, sizeof(int64_t)), column->scale); break;
    case ECO_TYPE_MONEY: money_text(number, column, *(const int64_t *)value_at(column, row, sizeof(int64_t))); break;
    case ECO_TYPE_BOOL: put_text(number, sizeof number, *(const uint8_t *)value_at(column, row, 1) ? "yes" : "no", 3); break;
    case ECO_TYPE_TIME: eco_time_text(number, *(const int64_t *)value_at(column, row, sizeof(int64_t))); break;
    case ECO_TYPE_ID: eco_id_text(number, *(const eco_id *)value_at(column, row, sizeof(eco_id))); break;
    case ECO_TYPE_UTF8:
        put_text(text, size, column->bytes ? column->bytes + offsets[row] : "", (size_t)(offsets[row + 1] - offsets[row]));
        return true;
    case ECO_TYPE_TEXT:
        bytes = *(const char *const *)value_at(column, row, sizeof bytes);
        put_text(text, size, bytes, bytes ? strlen(bytes) : 0);
        return bytes != NULL;
    default: return false; /* no table of stock or usage has another type */
    }
    put_text(text, size, number, strlen(number));
    return true;
}

/* Tables of stock have costs in minor units of a currency that only the host knows. */
static bool is_cost(const eco_column *column)
{
    return column->type == ECO_TYPE_INT64 && strcmp(column->name, "cost") == 0;
}

static bool is_zero(const eco_column *column, int64_t row)
{
    return column->type == ECO_TYPE_BOOL ? !*(const uint8_t *)value_at(column, row, 1)
                                         : !*(const int64_t *)value_at(column, row, sizeof(int64_t));
}

/* Columns that say nothing in any row are left out: nothing at all, or 0 where that is usual; and costs of no known currency. */
static bool says_something(const eco_column *column, int64_t rows, const tool_arguments *arguments)
{
    char text[2];
    if (is_cost(column) && !tool_value(arguments, "currency"))
        return false;
    bool hides_zero = column->type == ECO_TYPE_BOOL;
    for (size_t i = 0; i < sizeof often_zero / sizeof *often_zero && column->type == ECO_TYPE_INT64; i++)
        hides_zero = hides_zero || strcmp(often_zero[i], column->name) == 0;
    for (int64_t row = 0; row < rows; row++)
        if (tool_cell_text(text, sizeof text, column, row) && !(hides_zero && is_zero(column, row)))
            return true;
    return rows == 0;
}

/* A cell in the words of people. */
static const char *cell_for_people(char *text, size_t size, const eco_column *column, int64_t row,
                                   const tool_arguments *arguments)
{
    eco_column cost = *column;
    if (is_cost(column)) {
        cost.type = ECO_TYPE_MONEY;
        cost.currency = tool_value(arguments, "currency");
    }
    if (!tool_cell_text(text, size, &cost, row))
        return "-";
    if (column->type != ECO_TYPE_BOOL)
        return text;
    return tool_word_of(arguments->language, *(const uint8_t *)value_at(column, row, 1) ? WORD_STOCK_YES : WORD_STOCK_NO);
}

static void print(const eco_table *table, const tool_arguments *arguments)
{
    const tool_screen screen = tool_screen_of(stdout);
    const eco_column *shown[TOOL_GRID_COLUMNS];
    char text[1024];
    tool_grid grid;
    tool_grid_begin(&grid, &screen);
    for (size_t i = 0; i < table->columns_count && grid.columns < TOOL_GRID_COLUMNS; i++)
        if (says_something(&table->columns[i], table->rows, arguments)) {
            shown[grid.columns] = &table->columns[i];
            add_column(&grid, &table->columns[i], arguments);
        }
    size_t columns = grid.columns;
    for (int64_t row = 0; row < table->rows; row++)
        for (size_t i = 0; i < columns; i++)
            tool_grid_put(&grid, cell_for_people(text, sizeof text, shown[i], row, arguments));
    tool_grid_print(&grid);
}

int tool_show(const eco_table *table, const tool_arguments *arguments)
{
    eco_error error;
    if (arguments->output == TOOL_TABLE) {
        print(table, arguments);
        return TOOL_DONE;
    }
    return eco_table_write(table, arguments->output == TOOL_JSON ? ECO_FORMAT_JSON : ECO_FORMAT_CSV, eco_host_file(stdout),
                           &error)
               ? tool_report(NULL, &error)
               : TOOL_DONE;
}
