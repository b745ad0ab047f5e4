/* stock_route_read.c - CSV files of orders, locations, stock and distances, as columns in memory. */
#include "ecomops/cells.h"
#include "ecomops/csv.h"
#include "ecomops/encoding.h"
#include "ecomops/failure.h"
#include "ecomops/grid.h"
#include "ecomops/input.h"
#include "ecomops/orders_names.h"
#include "ecomops/stock.h"
#include "ecomops/stock_route.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SKU_NAMES                                                                    \
    {                                                                                \
        "sku", "skuid", "skucode", "商品编码", "商家编码", "货号", "product", "item" \
    }
#define LOCATION_NAMES                                                                    \
    {                                                                                     \
        "location", "warehouse", "name", "仓库", "仓库名称", "仓库编码", "地点", "门店" \
    }

const tool_route_column tool_route_orders[8] = {
    {"order", ROUTE_TEXT, true, {"order", "orderid", "orderno", "ordernumber", "订单号", "订单编号"}},
    {"sku", ROUTE_TEXT, true, SKU_NAMES},
    {"quantity", ROUTE_WHOLE, true, {"quantity", "qty", "units", "数量", "件数"}},
    {"units_per_parcel", ROUTE_WHOLE, false, {"unitsperparcel", "每箱件数", "装箱数"}},
    {"weight_g", ROUTE_WHOLE, false, {"weightg", "weight", "重量", "重量g"}},
    {"latitude", ROUTE_DEGREES, false, {"latitude", "lat", "纬度"}},
    {"longitude", ROUTE_DEGREES, false, {"longitude", "lon", "lng", "经度"}},
    {"destination", ROUTE_TEXT, false, {"destination", "to", "city", "目的地", "收货城市"}},
};
const tool_route_column tool_route_locations[11] = {
    {"location", ROUTE_TEXT, true, LOCATION_NAMES},
    {"kind", ROUTE_TEXT, false, {"kind", "type", "类型"}},
    {"priority", ROUTE_WHOLE, false, {"priority", "优先级"}},
    {"excluded", ROUTE_FLAG, false, {"excluded", "停用", "排除"}},
    {"unlimited", ROUTE_FLAG, false, {"unlimited", "不限量"}},
    {"capacity", ROUTE_WHOLE, false, {"capacity", "产能", "上限"}},
    {"order_cost", ROUTE_AMOUNT, false, {"ordercost", "每单费用"}},
    {"parcel_cost", ROUTE_AMOUNT, false, {"parcelcost", "每包裹费用", "运费"}},
    {"unit_cost", ROUTE_AMOUNT, false, {"unitcost", "每件费用"}},
    {"latitude", ROUTE_DEGREES, false, {"latitude", "lat", "纬度"}},
    {"longitude", ROUTE_DEGREES, false, {"longitude", "lon", "lng", "经度"}},
};
const tool_route_column tool_route_stock[5] = {
    {"location", ROUTE_TEXT, true, LOCATION_NAMES},
    {"sku", ROUTE_TEXT, true, SKU_NAMES},
    {"available", ROUTE_WHOLE, true, {"available", "quantity", "stock", "可用", "可用库存", "库存", "数量"}},
    {"age_days", ROUTE_WHOLE, false, {"agedays", "age", "库龄", "库龄天数"}},
    {"unit_cost", ROUTE_AMOUNT, false, {"unitcost", "每件费用", "供货价"}},
};
const tool_route_column tool_route_distances[3] = {
    {"location", ROUTE_TEXT, true, LOCATION_NAMES},
    {"destination", ROUTE_TEXT, true, {"destination", "to", "city", "目的地", "收货城市"}},
    {"metres", ROUTE_WHOLE, true, {"metres", "meters", "distancem", "距离", "距离米"}},
};

static bool is_known(const tool_route_column *column, const char *folded)
{
    for (size_t i = 0; i < ROUTE_NAMES && column->known[i]; i++)
        if (strcmp(column->known[i], folded) == 0)
            return true;
    return false;
}

static int read_header(tool_route_sheet *sheet, tool_csv *csv, const char *path)
{
    tool_csv_record header;
    eco_error error;
    if (tool_csv_next(csv, &header, &error))
        return tool_report(path, &error);
    if (!header.count)
        return tool_fail(TOOL_REFUSED, "%s: the file is empty", path);
    for (size_t i = 0; i < sheet->count; i++) {
        sheet->at[i] = -1;
        for (size_t k = 0; k < header.count && sheet->at[i] < 0; k++) {
            char given[128], folded[128];
            snprintf(given, sizeof given, "%.*s", (int)header.fields[k].size, header.fields[k].text);
            orders_name_fold(folded, sizeof folded, given);
            if (is_known(&sheet->about[i], folded))
                sheet->at[i] = (int)k;
        }
        if (sheet->at[i] < 0 && sheet->about[i].is_required)
            return tool_fail(TOOL_REFUSED, "%s: no column is known to be '%s'", path, sheet->about[i].name);
    }
    return TOOL_DONE;
}

static void make_room(tool_route_sheet *sheet)
{
    size_t needed = sheet->rows + 1, capacity = 0;
    if (needed <= sheet->capacity)
        return;
    for (size_t i = 0; i < sheet->count; i++) {
        size_t one = sheet->capacity, two = sheet->capacity, three = sheet->capacity, four = sheet->capacity;
        if (sheet->about[i].kind == ROUTE_TEXT)
            sheet->texts[i] = tool_room(sheet->texts[i], &one, needed, sizeof(char *));
        sheet->numbers[i] = tool_room(sheet->numbers[i], &two, needed, sizeof(int64_t));
        sheet->degrees[i] = tool_room(sheet->degrees[i], &three, needed, sizeof(double));
        sheet->flags[i] = tool_room(sheet->flags[i], &four, needed, 1);
        size_t bits = sheet->capacity;
        sheet->valid[i] = tool_room(sheet->valid[i], &bits, needed, 1); /* more than its bits need */
    }
    capacity = sheet->capacity;
    sheet->lines = tool_room(sheet->lines, &capacity, needed, sizeof(int64_t));
    sheet->capacity = capacity;
}

static char *copy(tool_text text)
{
    size_t capacity = 0;
    char *copied = tool_room(NULL, &capacity, text.size + 1, 1);
    memcpy(copied, text.bytes, text.size);
    copied[text.size] = '\0';
    return copied;
}

/* Six decimals are a tenth of a metre: what is behind them is cut. */
static tool_text cut_decimals(tool_text cell)
{
    const char *point = memchr(cell.bytes, '.', cell.size);
    if (point && (size_t)(cell.bytes + cell.size - point) > TOOL_SCALE_MOST + 1)
        cell.size = (size_t)(point - cell.bytes) + TOOL_SCALE_MOST + 1;
    return cell;
}

static const int64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000};

static const char *read_cell(tool_route_sheet *sheet, size_t i, tool_text cell, const char *currency, int32_t *scale)
{
    size_t row = sheet->rows;
    int64_t number = 0;
    int32_t decimals = 0;
    bool flag = false;
    const char *problem = NULL;
    switch (cell.size ? sheet->about[i].kind : ROUTE_TEXT) {
    case ROUTE_TEXT: break;
    case ROUTE_WHOLE: problem = tool_quantity(&number, cell.bytes, cell.size); break;
    case ROUTE_FLAG: problem = tool_cell_bool(&flag, cell); break;
    case ROUTE_AMOUNT:
        problem = tool_cell_number(&number, &decimals, cell, eco_currency_find(currency)->exponent, currency);
        if (!problem)
            number *= powers[TOOL_SCALE_MOST - decimals];
        *scale = decimals > *scale ? decimals : *scale;
        break;
    case ROUTE_DEGREES: problem = tool_cell_number(&number, &decimals, cut_decimals(cell), 0, NULL); break;
    }
    if (sheet->about[i].kind == ROUTE_TEXT)
        sheet->texts[i][row] = cell.size ? copy(cell) : NULL;
    sheet->numbers[i][row] = number;
    sheet->degrees[i][row] = (double)number / (double)powers[decimals];
    sheet->flags[i][row] = flag;
    if (row % 8 == 0)
        sheet->valid[i][row / 8] = 0;
    sheet->valid[i][row / 8] |= (uint8_t)((cell.size > 0) << row % 8);
    return problem ? problem : !cell.size && sheet->about[i].is_required ? "is missing" : NULL;
}

static int read_row(tool_route_sheet *sheet, const tool_csv_record *record, const char *path, const char *currency,
                    int32_t *scale)
{
    if (record->count == 1 && !record->fields[0].size)
        return TOOL_DONE; /* an empty line */
    make_room(sheet);
    for (size_t i = 0; i < sheet->count; i++) {
        tool_text cell = {"", 0};
        if (sheet->at[i] >= (int)record->count)
            return tool_fail(TOOL_REFUSED, "%s:%lld: the row has too few fields", path, (long long)record->line);
        if (sheet->at[i] >= 0)
            cell = tool_cell_trim(record->fields[sheet->at[i]].text, record->fields[sheet->at[i]].size);
        const char *problem = read_cell(sheet, i, cell, currency, scale);
        if (!problem || sheet->at[i] < 0)
            continue;
        if (sheet->about[i].kind == ROUTE_TEXT)
            sheet->rows++; /* what was copied is freed */
        return tool_fail(TOOL_REFUSED, "%s:%lld: %s %s %s", path, (long long)record->line, sheet->about[i].name,
                         TOOL_QUOTE(cell.bytes, cell.size), problem);
    }
    sheet->lines[sheet->rows++] = record->line;
    return TOOL_DONE;
}

static void make_table(tool_route_sheet *sheet, const char *currency)
{
    size_t count = 0;
    for (size_t i = 0; i < sheet->count; i++) {
        if (sheet->at[i] < 0)
            continue;
        eco_column *column = &sheet->columns[count++];
        *column = (eco_column){.name = sheet->about[i].name, .type = ECO_TYPE_INT64, .values = sheet->numbers[i]};
        switch (sheet->about[i].kind) {
        case ROUTE_TEXT:
            column->type = ECO_TYPE_TEXT;
            column->values = sheet->texts[i];
            break;
        case ROUTE_AMOUNT:
            column->type = ECO_TYPE_MONEY;
            column->scale = TOOL_SCALE_MOST;
            column->currency = currency;
            break;
        case ROUTE_DEGREES:
            column->type = ECO_TYPE_DOUBLE;
            column->values = sheet->degrees[i];
            column->valid = sheet->valid[i];
            break;
        case ROUTE_FLAG:
            column->type = ECO_TYPE_BOOL;
            column->values = sheet->flags[i];
            break;
        case ROUTE_WHOLE: break;
        }
    }
    sheet->table = (eco_table){.rows = (int64_t)sheet->rows, .columns = sheet->columns, .columns_count = count};
}

static int read_text(tool_route_sheet *sheet, tool_source text, const char *path, const char *currency, int32_t *scale)
{
    tool_csv *csv;
    tool_csv_record record;
    eco_error error;
    if (tool_csv_open(&csv, text, NULL, &error))
        return tool_report(path, &error);
    int code = read_header(sheet, csv, path);
    while (!code) {
        if (tool_csv_next(csv, &record, &error))
            code = tool_report(path, &error);
        else if (!record.count)
            break;
        else
            code = read_row(sheet, &record, path, currency, scale);
    }
    tool_csv_close(csv);
    make_table(sheet, currency);
    return code;
}

int tool_route_read(tool_route_sheet *sheet, const char *path, const tool_route_column *about, size_t count, const char *currency,
                    int32_t *scale)
{
    tool_input input = {.file = -1, .packed = -1};
    tool_decoder *decoder = NULL;
    eco_error error;
    *sheet = (tool_route_sheet){.about = about, .count = count};
    int code = TOOL_DONE;
    if (tool_input_open(&input, path, &error) ||
        tool_decoder_open(&decoder, tool_source_of_input(&input), TOOL_ENCODING_DETECT, &error))
        code = tool_report(path, &error);
    else
        code = read_text(sheet, tool_source_of_decoder(decoder), path, currency, scale);
    tool_decoder_close(decoder);
    tool_input_close(&input);
    return code;
}

void tool_route_free(tool_route_sheet *sheet)
{
    for (size_t i = 0; i < sheet->count; i++) {
        for (size_t row = 0; sheet->about[i].kind == ROUTE_TEXT && row < sheet->rows; row++)
            free(sheet->texts[i][row]);
        free(sheet->texts[i]);
        free(sheet->numbers[i]);
        free(sheet->degrees[i]);
        free(sheet->flags[i]);
        free(sheet->valid[i]);
    }
    free(sheet->lines);
    *sheet = (tool_route_sheet){.count = 0};
}
