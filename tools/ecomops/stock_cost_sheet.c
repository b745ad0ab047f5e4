/* stock_cost_sheet.c - see stock_cost.h. Columns are found by the names that shops give them, in English and Chinese. */
#include "ecomops/cells.h"
#include "ecomops/csv.h"
#include "ecomops/failure.h"
#include "ecomops/grid.h"
#include "ecomops/orders_names.h"
#include "ecomops/stock_cost.h"

#include <stdlib.h>
#include <string.h>

enum { SCALE = 6 }; /* of quantities, and of amounts in minor units */

typedef enum cost_column {
    SKU,
    AT,
    KIND,
    QUANTITY,
    UNIT_COST,
    AMOUNT,
    MOVEMENT,
    SOURCE,
    RECORDED,
    CURRENCY,
    COLUMNS
} cost_column;
enum { SKU_COLUMNS = 3 }; /* sku; the method where kinds stand, the standard cost where unit costs do */

typedef struct known_column {
    cost_column column;
    const char *name;
    eco_type type;
    bool required;
    const char *known[16]; /* folded */
} known_column;

static const known_column of_movements[COLUMNS] = {
    {SKU,
     "sku",
     ECO_TYPE_TEXT,
     true,
     {"sku", "skuid", "skucode", "itemcode", "item", "product", "productcode", "商品编码", "商家编码", "sku编码", "货号"}},
    {AT,
     "at",
     ECO_TYPE_TIME,
     true,
     {"at", "time", "date", "datetime", "timestamp", "postingdate", "时间", "日期", "业务时间", "业务日期", "单据日期"}},
    {KIND, "kind", ECO_TYPE_TEXT, true, {"kind", "type", "movementtype", "类型", "业务类型", "出入库类型", "单据类型"}},
    {QUANTITY, "quantity", ECO_TYPE_DECIMAL, true, {"quantity", "qty", "units", "数量", "件数"}},
    {UNIT_COST, "unit_cost", ECO_TYPE_MONEY, false, {"unitcost", "cost", "rate", "单位成本", "成本单价", "成本价", "单价"}},
    {AMOUNT, "amount", ECO_TYPE_MONEY, false, {"amount", "totalcost", "totalvalue", "金额", "成本金额", "总成本"}},
    {MOVEMENT,
     "movement",
     ECO_TYPE_TEXT,
     false,
     {"movement", "movementid", "id", "voucher", "documentno", "单号", "流水号", "单据编号", "单据号"}},
    {SOURCE, "source", ECO_TYPE_TEXT, false, {"source", "sourceid", "returnof", "来源", "来源单号", "原单号", "源单号"}},
    {RECORDED,
     "recorded",
     ECO_TYPE_TIME,
     false,
     {"recorded", "recordedat", "createdat", "created", "记录时间", "登记时间", "创建时间"}},
    {CURRENCY, "currency", ECO_TYPE_TEXT, false, {"currency", "币种", "货币"}},
};
static const known_column of_skus[SKU_COLUMNS] = {
    {SKU,
     "sku",
     ECO_TYPE_TEXT,
     true,
     {"sku", "skuid", "skucode", "itemcode", "item", "product", "productcode", "商品编码", "商家编码", "sku编码", "货号"}},
    {KIND, "method", ECO_TYPE_TEXT, false, {"method", "costmethod", "costingmethod", "方法", "计价方法", "计价方式", "成本方法"}},
    {UNIT_COST, "standard_cost", ECO_TYPE_MONEY, false, {"standardcost", "standard", "unitcost", "cost", "标准成本", "成本"}},
};

/* Kinds and methods as files in Chinese say them. */
static const char *const chinese[][2] = {
    {"入库", "receive"},       {"采购入库", "receive"},   {"出库", "issue"},       {"销售出库", "issue"},
    {"退货", "return"},        {"销售退货", "return"},    {"退货入库", "return"},  {"采购退货", "vendor_return"},
    {"退供", "vendor_return"}, {"调整", "adjust"},        {"盘点", "adjust"},      {"盘盈盘亏", "adjust"},
    {"费用分摊", "land_cost"}, {"成本分摊", "land_cost"}, {"重估", "revalue"},     {"成本调整", "revalue"},
    {"先进先出", "fifo"},      {"后进先出", "lifo"},      {"移动平均", "average"}, {"移动加权平均", "average"},
    {"标准成本", "standard"},
};

struct tool_cost_sheet {
    tool_csv *csv;
    const known_column *known;
    size_t known_count;
    const char *currency;
    int32_t exponent;
    const eco_zone *zone;
    int places[COLUMNS];

    void *values[COLUMNS]; /* of `capacity` rows: const char * or int64_t */
    uint8_t *valid[COLUMNS];
    size_t capacity[COLUMNS], valid_capacity[COLUMNS], rows;
    eco_column columns[COLUMNS];
    eco_table table;
    int64_t *lines;
    size_t lines_count, lines_capacity;
    tool_cost_problem problems[TOOL_COST_PROBLEMS];
    int64_t bad;
};

/* ---- the header ------------------------------------------------------------------------------------------------------------------------- */

static int place_of(const tool_csv_record *header, const known_column *column)
{
    for (size_t name = 0; column->known[name]; name++)
        for (size_t i = 0; i < header->count; i++) {
            char given[128], folded[128];
            snprintf(given, sizeof given, "%.*s", (int)header->fields[i].size, header->fields[i].text);
            orders_name_fold(folded, sizeof folded, given);
            if (strcmp(folded, column->known[name]) == 0)
                return (int)i;
        }
    return -1;
}

static eco_status read_header(tool_cost_sheet *sheet, eco_error *error)
{
    tool_csv_record header;
    eco_status failed = tool_csv_next(sheet->csv, &header, error);
    if (failed)
        return failed;
    if (!header.count)
        return tool_failure(error, ECO_E_NOT_FOUND, 0, 0, NULL, "the file is empty");
    for (size_t i = 0; i < COLUMNS; i++)
        sheet->places[i] = -1;
    for (size_t i = 0; i < sheet->known_count; i++) {
        const known_column *column = &sheet->known[i];
        sheet->places[column->column] = place_of(&header, column);
        if (sheet->places[column->column] < 0 && column->required)
            return tool_failure(error, ECO_E_NOT_FOUND, 0, 0, NULL, "no column is known to be '%s'; there must be %s",
                                column->name,
                                sheet->known == of_skus ? "sku, and method or standard_cost"
                                                        : "sku, at, kind, quantity, and unit_cost or amount");
    }
    return ECO_OK;
}

eco_status tool_cost_sheet_open(tool_cost_sheet **out, tool_source text, bool skus, const char *currency, const eco_zone *zone,
                                eco_error *error)
{
    tool_cost_sheet *sheet = *out = calloc(1, sizeof *sheet);
    if (!sheet)
        return tool_failure_memory(error);
    sheet->known = skus ? of_skus : of_movements;
    sheet->known_count = skus ? SKU_COLUMNS : COLUMNS;
    sheet->currency = currency;
    sheet->exponent = eco_currency_find(currency)->exponent;
    sheet->zone = zone;
    eco_status failed = tool_csv_open(&sheet->csv, text, NULL, error);
    failed = failed ? failed : read_header(sheet, error);
    if (failed) {
        tool_cost_sheet_close(sheet);
        *out = NULL;
    }
    return failed;
}

static void forget_rows(tool_cost_sheet *sheet)
{
    for (size_t i = 0; i < sheet->known_count; i++)
        if (sheet->known[i].type == ECO_TYPE_TEXT && sheet->values[sheet->known[i].column])
            for (size_t row = 0; row < sheet->rows; row++)
                free(((char **)sheet->values[sheet->known[i].column])[row]);
    sheet->rows = 0;
}

void tool_cost_sheet_close(tool_cost_sheet *sheet)
{
    if (!sheet)
        return;
    forget_rows(sheet);
    for (size_t i = 0; i < COLUMNS; i++) {
        free(sheet->values[i]);
        free(sheet->valid[i]);
    }
    free(sheet->lines);
    tool_csv_close(sheet->csv);
    free(sheet);
}

/* ---- rows ------------------------------------------------------------------------------------------------------------------------------- */

typedef union cost_cell {
    char *text;
    int64_t number;
} cost_cell;

static char *copy(const char *bytes, size_t size)
{
    size_t capacity = 0;
    char *copied = tool_room(NULL, &capacity, size + 1, 1);
    memcpy(copied, bytes, size);
    copied[size] = '\0';
    return copied;
}

static const char *read_text(char **out, const known_column *column, tool_text cell)
{
    const char *problem = column->column == KIND || column->column == CURRENCY ? NULL : tool_cell_id(cell);
    if (problem)
        return problem;
    for (size_t i = 0; column->column == KIND && i < sizeof chinese / sizeof *chinese; i++)
        if (strlen(chinese[i][0]) == cell.size && memcmp(chinese[i][0], cell.bytes, cell.size) == 0)
            cell = (tool_text){chinese[i][1], strlen(chinese[i][1])};
    *out = copy(cell.bytes, cell.size);
    return NULL;
}

static const char *read_number(int64_t *out, const tool_cost_sheet *sheet, eco_type type, tool_text cell)
{
    int32_t scale;
    bool money = type == ECO_TYPE_MONEY;
    const char *problem = tool_cell_number(out, &scale, cell, money ? sheet->exponent : 0, money ? sheet->currency : NULL);
    for (; !problem && scale < SCALE; scale++)
        *out *= 10;
    return problem;
}

static const char *read_cell(cost_cell *out, const tool_cost_sheet *sheet, const known_column *column, tool_text cell)
{
    if (column->type == ECO_TYPE_TEXT)
        return read_text(&out->text, column, cell);
    if (column->type == ECO_TYPE_TIME)
        return tool_cell_time(&out->number, cell, sheet->zone);
    return read_number(&out->number, sheet, column->type, cell);
}

static void add_problem(tool_cost_sheet *sheet, int64_t line, const char *column, tool_text cell, const char *problem)
{
    if (sheet->bad < TOOL_COST_PROBLEMS) {
        tool_cost_problem *kept = &sheet->problems[sheet->bad];
        kept->line = line;
        snprintf(kept->text, sizeof kept->text, "%s %s %s", column, cell.size ? TOOL_QUOTE(cell.bytes, cell.size) : "", problem);
    }
    sheet->bad++;
}

static void put_cell(tool_cost_sheet *sheet, cost_column column, cost_cell cell, bool is)
{
    size_t row = sheet->rows;
    sheet->values[column] = tool_room(sheet->values[column], &sheet->capacity[column], row + 1, sizeof cell);
    sheet->valid[column] = tool_room(sheet->valid[column], &sheet->valid_capacity[column], row / 8 + 1, 1);
    ((cost_cell *)sheet->values[column])[row] = cell;
    uint8_t bit = (uint8_t)(1u << row % 8), *byte = &sheet->valid[column][row / 8];
    *byte = row % 8 ? *byte : 0;
    *byte = (uint8_t)(is ? *byte | bit : *byte & ~bit);
}

/* False: the row can't be used; what was put of it is overwritten. */
static bool take_row(tool_cost_sheet *sheet, const tool_csv_record *record)
{
    for (size_t i = 0; i < sheet->known_count; i++) {
        const known_column *column = &sheet->known[i];
        int place = sheet->places[column->column];
        cost_cell cell = {NULL};
        if (place < 0)
            continue;
        tool_text text = place < (int)record->count ? tool_cell_trim(record->fields[place].text, record->fields[place].size)
                                                    : (tool_text){"", 0};
        const char *problem = text.size ? read_cell(&cell, sheet, column, text) : NULL;
        if (problem) {
            add_problem(sheet, record->line, column->name, text, problem);
            for (size_t j = 0; j < i; j++)
                if (sheet->known[j].type == ECO_TYPE_TEXT && sheet->places[sheet->known[j].column] >= 0)
                    free(((cost_cell *)sheet->values[sheet->known[j].column])[sheet->rows].text);
            return false;
        }
        put_cell(sheet, column->column, cell, text.size > 0);
    }
    return true;
}

static const eco_table *table_of(tool_cost_sheet *sheet)
{
    size_t count = 0;
    for (size_t i = 0; i < sheet->known_count; i++) {
        const known_column *column = &sheet->known[i];
        if (sheet->places[column->column] < 0)
            continue;
        sheet->columns[count++] = (eco_column){.name = column->name,
                                               .type = column->type,
                                               .values = sheet->values[column->column],
                                               .valid = sheet->valid[column->column],
                                               .scale = column->type == ECO_TYPE_MONEY || column->type == ECO_TYPE_DECIMAL ? SCALE
                                                                                                                           : 0,
                                               .currency = column->type == ECO_TYPE_MONEY ? sheet->currency : NULL};
    }
    sheet->table = (eco_table){.rows = (int64_t)sheet->rows, .columns = sheet->columns, .columns_count = count};
    return &sheet->table;
}

eco_status tool_cost_sheet_next(const eco_table **rows, tool_cost_sheet *sheet, size_t most, eco_error *error)
{
    tool_csv_record record;
    forget_rows(sheet);
    while (!most || sheet->rows < most) {
        eco_status failed = tool_csv_next(sheet->csv, &record, error);
        if (failed)
            return failed;
        if (!record.count)
            break;
        if ((record.count == 1 && !record.fields[0].size) || !take_row(sheet, &record))
            continue;
        sheet->lines = tool_room(sheet->lines, &sheet->lines_capacity, sheet->lines_count + 1, sizeof *sheet->lines);
        sheet->lines[sheet->lines_count++] = record.line;
        sheet->rows++;
    }
    *rows = table_of(sheet);
    return ECO_OK;
}

int64_t tool_cost_sheet_line(const tool_cost_sheet *sheet, int64_t row)
{
    return row >= 1 && row <= (int64_t)sheet->lines_count ? sheet->lines[row - 1] : 0;
}

int64_t tool_cost_sheet_problems(const tool_cost_sheet *sheet, const tool_cost_problem **problems)
{
    *problems = sheet->problems;
    return sheet->bad;
}
