/* Orders from CSV: which columns are understood, what cells say, which rows are refused and why. */
#include "ecomops/cells.h"
#include "ecomops/orders.h"
#include "test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define HEADER "order,at,sku,quantity,unit\n"

static eco_error error; /* of the last call */
static tool_memory memory;

static eco_status try_open(tool_orders **orders, const char *text, tool_orders_options options)
{
    memory = (tool_memory){text, strlen(text)};
    if (!options.currency)
        options.currency = "CNY";
    memset(&error, 0, sizeof error);
    return tool_orders_open(orders, tool_source_of_memory(&memory), &options, &error);
}

static tool_orders *open_text(const char *text, tool_orders_options options)
{
    tool_orders *orders;
    CHECK_OK(try_open(&orders, text, options));
    return orders;
}

static const eco_column *column_of(const eco_table *table, const char *name)
{
    for (size_t i = 0; i < table->columns_count; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return &table->columns[i];
    return NULL;
}

static bool is_null(const eco_column *column, int64_t row)
{
    return column->valid && !(column->valid[row >> 3] >> (row & 7) & 1);
}

/* A cell as text: "NULL", a word, a number with its scale. */
static char *cell(char out[128], const eco_table *table, const char *name, int64_t row)
{
    const eco_column *column = column_of(table, name);
    CHECK_F(column, "%s", name);
    if (is_null(column, row)) {
        strcpy(out, "NULL");
    } else if (column->type == ECO_TYPE_CODE) {
        int32_t code = ((const int32_t *)column->values)[row];
        CHECK(code >= 0 && code < column->dictionary_rows && column->dictionary->type == ECO_TYPE_UTF8);
        const int64_t *offsets = column->dictionary->values;
        snprintf(out, 128, "%.*s", (int)(offsets[code + 1] - offsets[code]), column->dictionary->bytes + offsets[code]);
    } else if (column->type == ECO_TYPE_BOOL) {
        strcpy(out, ((const uint8_t *)column->values)[row] ? "true" : "false");
    } else if (column->type == ECO_TYPE_TIME) {
        eco_time_text(out, ((const int64_t *)column->values)[row]);
    } else {
        eco_decimal_text(out, (eco_decimal){((const int64_t *)column->values)[row], column->scale});
    }
    return out;
}

#define CHECK_CELL(table, name, row, expected)                    \
    do {                                                          \
        char cell_text_[128];                                     \
        CHECK_TEXT(cell(cell_text_, table, name, row), expected); \
    } while (0)

TEST(tool_orders, makes_tables_of_order_lines)
{
    tool_orders *orders = open_text("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\r\n"
                                    "536365,85123A,\"HOLDER, WHITE\",6,2010-12-01 08:26:00,2.55,17850,United Kingdom\r\n"
                                    "536365,71053,,-3,2010-12-01 08:26:00,3.395,,United Kingdom\r\n"
                                    "\r\n"
                                    "C536366,71053,x,2.5,2010/12/1 8:26,0,17851,\r\n",
                                    (tool_orders_options){.currency = "GBP", .every_attribute = true, .cancelled_prefix = "C"});
    const eco_table *table;
    CHECK_OK(tool_orders_next(orders, &table, &error));
    CHECK(table && table->rows == 3 && table->columns_count == 9);
    CHECK_CELL(table, "order", 0, "536365");
    CHECK_CELL(table, "order", 2, "C536366");
    CHECK_CELL(table, "sku", 1, "71053");
    CHECK_CELL(table, "at", 0, "2010-12-01T08:26:00Z");
    CHECK_CELL(table, "at", 2, "2010-12-01T08:26:00Z");
    CHECK_CELL(table, "quantity", 0, "6.0");
    CHECK_CELL(table, "quantity", 1, "-3.0");
    CHECK_CELL(table, "quantity", 2, "2.5");
    CHECK_CELL(table, "unit", 0, "255.0"); /* pence: one row needs a tenth of them */
    CHECK_CELL(table, "unit", 1, "339.5");
    CHECK_CELL(table, "unit", 2, "0.0");
    CHECK_CELL(table, "customer", 0, "17850");
    CHECK_CELL(table, "customer", 1, "NULL");
    CHECK_CELL(table, "Description", 0, "HOLDER, WHITE");
    CHECK_CELL(table, "Description", 1, "NULL");
    CHECK_CELL(table, "Country", 1, "United Kingdom");
    CHECK_CELL(table, "Country", 2, "NULL");
    CHECK_CELL(table, "cancelled", 0, "false");
    CHECK_CELL(table, "cancelled", 2, "true");
    CHECK_INT(column_of(table, "unit")->type, ECO_TYPE_MONEY);
    CHECK_TEXT(column_of(table, "unit")->currency, "GBP");
    CHECK_INT(column_of(table, "quantity")->type, ECO_TYPE_DECIMAL);
    CHECK(!column_of(table, "order")->valid);
    CHECK_OK(tool_orders_next(orders, &table, &error));
    CHECK(table == NULL);
    tool_orders_report report = tool_orders_report_of(orders);
    CHECK(report.rows == 3 && report.bad_rows == 0 && report.blank_rows == 1 && report.columns_count == 8);
    CHECK(report.encoding == TOOL_ENCODING_DETECT && report.delimiter == ',');
    CHECK_TEXT(report.columns[3].used, "quantity");
    CHECK(report.columns[7].is_attribute && !report.columns[0].is_attribute);
    tool_orders_close(orders);
    tool_orders_close(NULL);
}

static bool write_text(const char *bytes, size_t size, void *user)
{
    char *out = user;
    return size < 1000 - strlen(out) && strncat(out, bytes, size);
}

TEST(tool_orders, batches_are_tables_that_the_library_accepts)
{
    tool_orders *orders = open_text(HEADER "1,2026-11-11,A,1,1.5\n2,2026-11-12 08:00Z,\"B,C\",-2,0.001\n",
                                    (tool_orders_options){0});
    const eco_table *table;
    char text[1000] = "";
    CHECK_OK(tool_orders_next(orders, &table, &error));
    CHECK_OK(eco_table_write(table, ECO_FORMAT_CSV, (eco_writer){write_text, text}, &error));
    CHECK_TEXT(text,
               "order,at,sku,quantity,unit\r\n1,2026-11-11T00:00:00Z,A,1,1.500\r\n2,2026-11-12T08:00:00Z,\"B,C\",-2,0.001\r\n");
    tool_orders_close(orders);
}

TEST(tool_orders, knows_the_names_of_platforms)
{
    static const struct {
        const char *header, *row;
    } files[] = {
        {"订单编号,下单时间,商品编码,购买数量,单价(元),买家会员名,成本价,销售渠道,优惠券", "1,2026-11-11,A,2,3.50,lily,1,app,X"},
        {"Order ID;Order_Date;SKU;Qty;Unit-Price;customer id;Cost;Channel;Coupon Code", "1;2026-11-11;A;2;3.50;lily;1;app;X"},
        {"主订单编号\t订单付款时间\t商家编码\t数量\t价格（元）\t买家\t成本\t渠道\t优惠码",
         "1\t2026-11-11\tA\t2\t3.5\tlily\t1\tapp\tX"},
        {"order,at,sku,quantity,unit,customer,cost,channel,coupons", "1,2026-11-11,A,2,3.5,lily,1,app,X"}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char text[512];
        snprintf(text, sizeof text, "%s\n%s\n", files[i].header, files[i].row);
        tool_orders *orders = open_text(text, (tool_orders_options){.every_attribute = true});
        const eco_table *table;
        CHECK_OK(tool_orders_next(orders, &table, &error));
        CHECK_F(table && table->columns_count == 9, "%s", files[i].header);
        CHECK_CELL(table, "order", 0, "1");
        CHECK_CELL(table, "at", 0, "2026-11-11T00:00:00Z");
        CHECK_CELL(table, "sku", 0, "A");
        CHECK_CELL(table, "quantity", 0, "2");
        CHECK_CELL(table, "unit", 0, "350");
        CHECK_CELL(table, "customer", 0, "lily");
        CHECK_CELL(table, "cost", 0, "100");
        CHECK_CELL(table, "channel", 0, "app");
        CHECK_CELL(table, "coupons", 0, "X");
        tool_orders_close(orders);
    }
}

TEST(tool_orders, follows_a_map_and_a_list_of_attributes)
{
    const char *text = "No,When,Item,Pieces,Amount,price,cost,Country,Tier,Colour,at\n1,2026-11-11,A,2,3.50,9,x,UK,gold,red,y\n";
    const char *const map[] = {"order=No", "at=when", "sku=Item", "quantity=Pieces", "unit=Amount", "cart.country=Country",
                               "cost="};
    const char *const wanted[] = {"Colour", "price", "Size"};
    tool_orders *orders = open_text(
        text, (tool_orders_options){.map = map, .map_count = 7, .attributes = wanted, .attributes_count = 3});
    const eco_table *table;
    CHECK_OK(tool_orders_next(orders, &table, &error));
    CHECK(table && table->columns_count == 8);
    CHECK_CELL(table, "unit", 0, "350");
    CHECK_CELL(table, "price", 0, "9");
    CHECK_CELL(table, "cart.country", 0, "UK");
    CHECK_CELL(table, "Colour", 0, "red");
    CHECK(!column_of(table, "Tier") && !column_of(table, "cost"));
    CHECK(!tool_orders_report_of(orders).columns[6].used);
    tool_orders_close(orders);
    orders = open_text(text, (tool_orders_options){.map = map, .map_count = 7, .every_attribute = true});
    CHECK_OK(tool_orders_next(orders, &table, &error));
    CHECK_INT(table->columns_count, 9); /* but those called cost and at: a column of that name would mean something else */
    tool_orders_close(orders);
}

TEST(tool_orders, refuses_headers_and_maps_with_a_reason)
{
    static const struct {
        const char *text, *map, *message;
        eco_status status;
    } cases[] = {
        {"", NULL, "the file is empty", ECO_E_SYNTAX},
        {"\n\n,\n", NULL, "the file is empty", ECO_E_SYNTAX},
        {"a,b\n", NULL, "no column is known to be 'order'; say which with order=COLUMN. There are: 'a', 'b'", ECO_E_NOT_FOUND},
        {"order,at,sku,qty\n", NULL, "'unit'", ECO_E_NOT_FOUND},
        {"order,at,sku,qty,unit,Unit\n", NULL, "both columns 'unit' and 'Unit' could be 'unit'", ECO_E_EXISTS},
        {HEADER, "order", "is not of the form order=COLUMN", ECO_E_INVALID},
        {HEADER, "=order", "is not of the form order=COLUMN", ECO_E_INVALID},
        {HEADER, "order=", "names no column", ECO_E_INVALID},
        {HEADER, "line.x=", "names no column", ECO_E_INVALID},
        {HEADER, "order=number", "a column that the file does not have: 'order', 'at'", ECO_E_UNKNOWN_NAME},
        {"order,at,sku,quantity,unit,x,x\n", NULL, "two columns are the attribute 'x'", ECO_E_EXISTS},
        {"order,\"at\n", NULL, "never closed", ECO_E_SYNTAX}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tool_orders *orders = (tool_orders *)&error;
        tool_orders_options options = {.map = &cases[i].map, .map_count = cases[i].map != NULL, .every_attribute = true};
        CHECK_F(try_open(&orders, cases[i].text, options) == cases[i].status && strstr(error.message, cases[i].message),
                "%zu: %s", i, error.message);
        CHECK_F(orders == NULL && error.line > 0, "%zu", i);
    }
    static const char *const twice[][2] = {{"order=sku", "order=order"}, {"order=order", "sku=order"}};
    tool_orders *orders;
    for (size_t i = 0; i < 2; i++)
        CHECK_INT(try_open(&orders, HEADER, (tool_orders_options){.map = twice[i], .map_count = 2}), ECO_E_EXISTS);
    CHECK_INT(try_open(&orders, HEADER, (tool_orders_options){.currency = "XXQ"}), ECO_E_INVALID);
    tool_orders_options none = {0};
    memory = (tool_memory){HEADER, strlen(HEADER)};
    CHECK_FAILS(tool_orders_open(&orders, tool_source_of_memory(&memory), &none, &error), ECO_E_INVALID, "currency");
    /* A header of many columns: the message is cut, not broken. */
    char wide[4000] = "x";
    for (int i = 0; i < 200; i++)
        snprintf(wide + strlen(wide), sizeof wide - strlen(wide), ",column%d", i);
    CHECK_INT(try_open(&orders, wide, (tool_orders_options){0}), ECO_E_NOT_FOUND);
    CHECK(strstr(error.message, " ..."));
}

TEST(tool_orders, bad_rows_are_counted_and_kept_with_their_reason)
{
    static const struct {
        const char *row, *column, *reason;
    } cases[] = {{"2.13E+18,2026-11-11,A,1,1", "order", "is an id that a spreadsheet has turned into a number"},
                 {"1.23457E+15,2026-11-11,A,1,1", "order", "format its column as text"},
                 {"1,2026-11-11,6.9E+12,1,1", "sku", "is an id that a spreadsheet"},
                 {",2026-11-11,A,1,1", "order", "is missing"},
                 {"1,2026-11-11, ,1,1", "sku", "is missing"},
                 {"1,,A,1,1", "at", "is missing"},
                 {"1,11/12/2026,A,1,1", "at", "is not a time such as"},
                 {"1,,A,1,1", "at", "is missing"}, /* also after one that was refused */
                 {"1,2026-02-30,A,1,1", "at", "does not exist"},
                 {"1,1969-12-31,A,1,1", "at", "is not after 1970"},
                 {"1,2026-11-11,A,,1", "quantity", "is missing"},
                 {"1,2026-11-11,A,0,1", "quantity", "is 0"},
                 {"1,2026-11-11,A,0.00,1", "quantity", "is 0"},
                 {"1,2026-11-11,A,two,1", "quantity", "is not a number"},
                 {"1,2026-11-11,A,9223372036854775808,1", "quantity", "is too large"},
                 {"1,2026-11-11,A,9223372036854775807,1", "quantity", "is too large"},
                 {"1,2026-11-11,A,-9223372036854775808,1", "quantity", "is too large"},
                 {"1,2026-11-11,A,1,", "unit", "is missing"},
                 {"1,2026-11-11,A,1,1.123456789", "unit", "has too many decimals"},
                 {"1,2026-11-11,A,1,92233720368547758.07", "unit", "is too large"},
                 {"1,2026-11-11,A,1,€5", "unit", "is in another currency"},
                 {"1,2026-11-11,A,9223372036854,92233720368.54", NULL, "its quantity times its unit price is too large"},
                 {"1,2026-11-11,A,-9223372036854,92233720368.54", NULL, "is too large"},
                 {"1,2026-11-11,A,1", NULL, "the row has 4 fields, the header 5"},
                 {"1,2026-11-11,A,1,1,", NULL, "the row has 6 fields, the header 5"}};
    enum { CASES = sizeof cases / sizeof *cases };
    char text[4096] = HEADER "0,2026-11-11,A,1,1\n";
    for (size_t i = 0; i < CASES; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s\n", cases[i].row);
    tool_orders *orders = open_text(text, (tool_orders_options){0});
    const eco_table *table;
    CHECK_OK(tool_orders_next(orders, &table, &error));
    CHECK_INT(table->rows, 1);
    tool_orders_report report = tool_orders_report_of(orders);
    CHECK(report.rows == CASES + 1 && report.bad_rows == CASES && report.problems_count == CASES);
    for (size_t i = 0; i < CASES; i++) {
        const tool_orders_problem *problem = &report.problems[i];
        CHECK_F(problem->row == (int64_t)i + 2 && problem->line == (int64_t)i + 3, "%s", cases[i].row);
        CHECK_F(strstr(problem->reason, cases[i].reason), "%s: %s", cases[i].row, problem->reason);
        CHECK_F(cases[i].column ? problem->column && strcmp(problem->column, cases[i].column) == 0 : !problem->column, "%s",
                cases[i].row);
        CHECK((problem->value[0] == '\'') == (problem->column != NULL));
    }
    CHECK_TEXT(report.problems[0].value, "'2.13E+18'");
    tool_orders_close(orders);
    orders = open_text(text, (tool_orders_options){.problems_most = 3});
    CHECK_OK(tool_orders_next(orders, &table, &error));
    report = tool_orders_report_of(orders);
    CHECK(report.bad_rows == CASES && report.problems_count == 3);
    tool_orders_close(orders);
}

TEST(tool_orders, optional_columns_are_checked_too)
{
    const char *text = "order,at,sku,quantity,unit,cost,customer,currency,cancelled,status\n"
                       "1,2026-11-11,A,1,1,,,CNY,0,paid\n"
                       "2,2026-11-11,A,1,1,-1,x,CNY,0,paid\n"
                       "3,2026-11-11,A,1,1,0.5,1.5E+11,CNY,0,paid\n"
                       "4,2026-11-11,A,1,1,0.5,x,USD,0,paid\n"
                       "5,2026-11-11,A,1,1,0.5,x,cny,maybe,paid\n"
                       "6,2026-11-11,A,1,1,0.505,x,,yes,paid\n"
                       "7,2026-11-11,A,1,1,5,x,,,交易关闭\n"
                       "8,2026-11-11,A,1,1,5,x,,false,CANCELLED\n"
                       "9,2026-11-11,A,1,1,5,x,,否,\n";
    tool_orders *orders = open_text(text, (tool_orders_options){.every_attribute = true});
    const eco_table *table;
    CHECK_OK(tool_orders_next(orders, &table, &error));
    CHECK(table->rows == 5 && table->columns_count == 9 && !column_of(table, "currency"));
    static const char *const cancelled[] = {"false", "true", "true", "true", "false"};
    for (int64_t row = 0; row < 5; row++)
        CHECK_CELL(table, "cancelled", row, cancelled[row]);
    CHECK_CELL(table, "cost", 0, "NULL");
    CHECK_CELL(table, "cost", 1, "50.5");
    CHECK_CELL(table, "customer", 0, "NULL");
    CHECK_CELL(table, "status", 2, "交易关闭");
    tool_orders_report report = tool_orders_report_of(orders);
    static const char *const reasons[] = {"is below 0", "spreadsheet", "is not CNY, the currency of the rules",
                                          "neither true nor false"};
    CHECK_INT(report.problems_count, 4);
    for (size_t i = 0; i < 4; i++)
        CHECK_F(strstr(report.problems[i].reason, reasons[i]), "%s", report.problems[i].reason);
    tool_orders_close(orders);
    const char *const statuses[] = {"paid"};
    orders = open_text(text, (tool_orders_options){.cancelled_statuses = statuses, .cancelled_statuses_count = 1});
    CHECK_OK(tool_orders_next(orders, &table, &error));
    CHECK(!column_of(table, "status"));
    CHECK_CELL(table, "cancelled", 0, "true");
    CHECK_CELL(table, "cancelled", 3, "false");
    tool_orders_close(orders);
}

TEST(tool_orders, gives_batches_of_bounded_size)
{
    char text[8192] = HEADER;
    for (int i = 0; i < 100; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%d,2026-11-11 00:%02d:00,S%d,%d,%d%s\n", i / 3, i % 60, i % 7,
                 i + 1, i, i == 49 ? ".001" : "");
    tool_orders *orders = open_text(text, (tool_orders_options){.batch_rows = 9});
    const eco_table *table;
    int64_t seen = 0;
    for (;;) {
        CHECK_OK(tool_orders_next(orders, &table, &error));
        if (!table)
            break;
        CHECK(table->rows == (seen < 99 ? 9 : 1));
        for (int64_t row = 0; row < table->rows; row++, seen++) {
            char expected[40], sku[40];
            snprintf(sku, sizeof sku, "S%d", (int)seen % 7);
            CHECK_CELL(table, "sku", row, sku);
            bool fine = seen / 9 == 49 / 9; /* the batch with a tenth of a fen */
            CHECK_INT(column_of(table, "unit")->scale, fine);
            snprintf(expected, sizeof expected, fine ? "%d.%d" : "%d", (int)seen * 100, seen == 49);
            CHECK_CELL(table, "unit", row, expected);
        }
    }
    CHECK_INT(seen, 100);
    tool_orders_close(orders);
    /* Long texts end a batch early: 64 rows of a megabyte are not held at once. */
    enum { LONG = 1000000, ROWS = 64 };
    char *large = malloc(ROWS * (LONG + 64) + 64), *at = large;
    CHECK(large);
    at += sprintf(at, "order,at,sku,quantity,unit,note\n");
    for (int i = 0; i < ROWS; i++) {
        at += sprintf(at, "%d,2026-11-11,A,1,1,%d", i, 100 + i);
        memset(at, 'x', LONG);
        at += LONG;
        *at++ = '\n';
    }
    memory = (tool_memory){large, (size_t)(at - large)};
    tool_orders_options options = {.currency = "CNY", .every_attribute = true};
    CHECK_OK(tool_orders_open(&orders, tool_source_of_memory(&memory), &options, &error));
    int64_t batches = 0;
    for (seen = 0;; seen += table->rows, batches++) {
        CHECK_OK(tool_orders_next(orders, &table, &error));
        if (!table)
            break;
        CHECK(table->rows < 50);
    }
    CHECK(seen == ROWS && batches == 2);
    tool_orders_close(orders);
    free(large);
}

TEST(tool_orders, faults_of_the_file_end_the_reading_with_their_place)
{
    static const struct {
        const char *text, *message;
        int32_t line, column;
    } cases[] = {{HEADER "1,2026-11-11,A,1,1\n2,2026-11-11,\"A,1,1\n", "never closed", 3, 14},
                 {HEADER "1,2026-11-11,\"A\"B,1,1\n", "text follows", 2, 17},
                 {HEADER "1,2026-11-11,满\xFF,1,1\n", "not UTF-8", 2, 15}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const eco_table *table = (const eco_table *)&error;
        tool_orders *orders;
        eco_status status = try_open(&orders, cases[i].text, (tool_orders_options){.encoding = TOOL_ENCODING_UTF8});
        status = status ? status : tool_orders_next(orders, &table, &error);
        CHECK_F(status == ECO_E_SYNTAX && strstr(error.message, cases[i].message) && error.line == cases[i].line &&
                    error.column == cases[i].column,
                "%zu: %s at %d:%d", i, error.message, error.line, error.column);
        tool_orders_close(orders);
    }
}

TEST(tool_orders, reads_gbk)
{
    /* 订单编号,下单时间,商品编码,数量,单价 / 1,2026-11-11,满,1,1 */
    tool_orders *orders = open_text(
        "\xB6\xA9\xB5\xA5\xB1\xE0\xBA\xC5,\xCF\xC2\xB5\xA5\xCA\xB1\xBC\xE4,\xC9\xCC\xC6\xB7\xB1\xE0\xC2\xEB,\xCA\xFD\xC1\xBF,"
        "\xB5\xA5\xBC\xDB\n1,2026-11-11,\xC2\xFA,1,1\n",
        (tool_orders_options){0});
    const eco_table *table;
    CHECK_OK(tool_orders_next(orders, &table, &error));
    CHECK_CELL(table, "sku", 0, "满");
    CHECK_INT(tool_orders_report_of(orders).encoding, TOOL_ENCODING_GB18030);
    tool_orders_close(orders);
}

/* ---- cells ---- */

static tool_text text_of(const char *text)
{
    return tool_cell_trim(text, strlen(text));
}

TEST(tool_cells, trims_what_keeps_ids_whole)
{
    static const char *const cases[][2] = {{" a b\t", "a b"}, {"=\"2134567890123456789\"", "2134567890123456789"},
                                           {"=\"\"", ""},     {"=\"", "=\""},
                                           {"'123", "123"},   {"'12a", "'12a"},
                                           {"'", "'"},        {"\t123", "123"},
                                           {"", ""},          {"  ", ""},
                                           {"=a\"", "=a\""},  {"=\"a", "=\"a"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tool_text given = text_of(cases[i][0]);
        CHECK_F(given.size == strlen(cases[i][1]) && memcmp(given.bytes, cases[i][1], given.size) == 0, "%s", cases[i][0]);
    }
}

TEST(tool_cells, knows_what_a_spreadsheet_does_to_ids)
{
    static const char *const lost[] = {"2.13E+18", "1.23457E+15", "1E+15", "6.9e+12", "2,13E+18", "2.13E+018"};
    static const char *const fine[] = {"",        "2.13",     "A2.13E+18", "213E5",  "2.13E18", "12E+18",
                                       "2.13E+1", "2.13E+1x", "2E",        "85123A", "1E5",     "2.13F+18"};
    for (size_t i = 0; i < sizeof lost / sizeof *lost; i++)
        CHECK_F(tool_cell_id(text_of(lost[i])), "%s", lost[i]);
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
        CHECK_F(!tool_cell_id(text_of(fine[i])), "%s", fine[i]);
}

TEST(tool_cells, reads_numbers_exactly)
{
    static const struct {
        const char *text, *currency;
        int32_t exponent;
        int64_t value;
        int32_t scale;
    } good[] = {{"2.55", "CNY", 2, 255, 0},
                {"-11062.06", "GBP", 2, -1106206, 0},
                {"0.001", "CNY", 2, 1, 1},
                {"0.00000001", "CNY", 2, 1, 6},
                {"2.5000000000000000000000000000", "CNY", 2, 250, 0},
                {"007", NULL, 0, 7, 0},
                {"6.0", NULL, 0, 6, 0},
                {"1.25", NULL, 0, 125, 2},
                {"1200", "JPY", 0, 1200, 0},
                {"1.5", "KWD", 3, 1500, 0},
                {"¥1,234.50", "CNY", 2, 123450, 0},
                {"￥ 5", "JPY", 0, 5, 0},
                {"-$5.00", "USD", 2, -500, 0},
                {"$-5.00", "USD", 2, -500, 0},
                {"HK$12", "HKD", 2, 1200, 0},
                {"1,234.5", NULL, 0, 12345, 1},
                {"1,234,567", NULL, 0, 1234567, 0},
                {"-12,345,678.25", "EUR", 2, -1234567825, 0},
                {"9223372036854", NULL, 0, INT64_C(9223372036854), 0},
                {"92233720368.54", "CNY", 2, INT64_C(9223372036854), 0},
                {"-9223372036854.775807", NULL, 0, -INT64_MAX, 6},
                {"0", NULL, 0, 0, 0},
                {"-0.00", NULL, 0, 0, 0}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t value = 1;
        int32_t scale = -1;
        const char *why = tool_cell_number(&value, &scale, text_of(good[i].text), good[i].exponent, good[i].currency);
        CHECK_F(!why && value == good[i].value && scale == good[i].scale, "%s: %s %" PRId64 " %d", good[i].text, why ? why : "",
                value, scale);
    }
    static const char *const bad[][2] = {
        {"", "not a number"},
        {"-", "not a number"},
        {".5", "not a number"},
        {"5.", "not a number"},
        {"+5", "not a number"},
        {"1.2.3", "not a number"},
        {"1 2", "not a number"},
        {"--5", "not a number"},
        {"¥", "not a number"},
        {"¥--5", "not a number"},
        {"-¥-5", "not a number"},
        {"5元", "not a number"},
        {"1E+05", "scientific notation"},
        {"1.5e3", "scientific notation"},
        {"1,234", "decimal comma"},
        {"12,50", "has a comma before its decimals"},
        {"1,2", "has a comma before its decimals"},
        {"1.234,50", "not a number"},
        {"1,23,456", "not a number"},
        {"1234,567,890", "not a number"},
        {",123.5", "not a number"},
        {"1,,234", "not a number"},
        {"1,234.5x", "not a number"},
        {"1,a34.5", "not a number"},
        {"1,234.", "not a number"},
        {"1,23.5", "not a number"},
        {"1,234.5,6", "not a number"},
        {"0.000000001", "too many decimals"},
        {"0.0000000000000000000000000000000001", "too many decimals"},
        {"1.00000000000000000000000000000000001", "too many digits"},
        {"922337203685477580.75", "too many digits"},
        {"92233720368547758.9999", "too many digits"},
        {"9223372036854775808", "too large"},
        {"99999999999999999999999999", "too large"},
        {"9223372036855", "too large"},
        {"$5", "another currency"},
        {"111,111,111,111,111,111,111,111,111,111,111,111,111,111,111,111,111,111,111,111,111,111,111", "not a number"},
        {"1,234.5000000000000000000000000000000000000000000000000000000000000000000000", "too many decimals"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t value;
        int32_t scale;
        const char *why = tool_cell_number(&value, &scale, text_of(bad[i][0]), 2, "CNY");
        CHECK_F(why && strstr(why, bad[i][1]), "%s: %s", bad[i][0], why ? why : "read");
    }
}

TEST(tool_cells, reads_times_as_files_have_them)
{
    static const char *const good[][2] = {{"2010-12-01 08:26:00", "2010-12-01T00:26:00Z"},
                                          {"2010-12-01T08:26:00", "2010-12-01T00:26:00Z"},
                                          {"2010/12/1 8:26", "2010-12-01T00:26:00Z"},
                                          {"2010.12.01 8:26", "2010-12-01T00:26:00Z"},
                                          {"2010-12-01", "2010-11-30T16:00:00Z"},
                                          {"2010-12-01t08:26:00.25Z", "2010-12-01T08:26:00.25Z"},
                                          {"2010-12-01 08:26:00.1234560000", "2010-12-01T00:26:00.123456Z"},
                                          {"2010-12-01 08:26:00+01:00", "2010-12-01T07:26:00Z"},
                                          {"2010-12-01 08:26:00 +0100", "2010-12-01T07:26:00Z"},
                                          {"2010-12-01 08:26:00-05", "2010-12-01T13:26:00Z"},
                                          {"2010-12-01  8:26z", "2010-12-01T08:26:00Z"}};
    static const char *const bad[][2] = {{"", "not a time"},
                                         {"12/1/2010 8:26", "not a time"},
                                         {"40513.35", "not a time"},
                                         {"2010-12/01", "not a time"},
                                         {"2010-12", "not a time"},
                                         {"2010", "not a time"},
                                         {"2010-12-01 8", "not a time"},
                                         {"2010-12-01 8:2", "not a time"},
                                         {"2010-12-01 8:26:1", "not a time"},
                                         {"2010-12-01 8:26:00.", "not a time"},
                                         {"2010-12-01 8:26:00.1234567", "not a time"},
                                         {"2010-12-01 8:26 PM", "not a time"},
                                         {"2010-12-01 08:26:00+1:00", "not a time"},
                                         {"2010-12-01 08:26:00+01:0", "not a time"},
                                         {"2010-12-01 08:26:00+24:00", "not a time"},
                                         {"2010-12-01 08:26:00+01:60", "not a time"},
                                         {"2010-12-01 08:26:00+010", "not a time"},
                                         {"2010-12-01 08:26:00Zx", "not a time"},
                                         {"2010-12-01x", "not a time"},
                                         {"2010_12_01", "not a time"},
                                         {"2010-12-32", "does not exist"},
                                         {"2010-13-01", "does not exist"},
                                         {"0000-01-01", "does not exist"},
                                         {"2010-12-01 24:00", "does not exist"},
                                         {"2010-12-01 08:26:60", "does not exist"},
                                         {"1970-01-01 08:00", "not after 1970"},
                                         {"1900-01-01", "not after 1970"},
                                         {"9999-12-31T23:00:00-05:00", "after year 9999"}};
    eco_zone *zone;
    CHECK_OK(eco_zone_open(&zone, "Asia/Shanghai", &error));
    int64_t at;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        char text[ECO_TIME_TEXT];
        const char *why = tool_cell_time(&at, text_of(good[i][0]), zone);
        CHECK_F(!why, "%s: %s", good[i][0], why);
        CHECK_TEXT(eco_time_text(text, at), good[i][1]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *why = tool_cell_time(&at, text_of(bad[i][0]), zone);
        CHECK_F(why && strstr(why, bad[i][1]), "%s: %s", bad[i][0], why ? why : "read");
    }
    eco_zone_free(zone);
}

/* The real thing, where it is: what the data set is known to hold. */
TEST(tool_orders, reads_the_online_retail_file)
{
    const char *folder = getenv("ECO_DATA_DIR");
    char command[512];
    snprintf(command, sizeof command, "xz -dc %s/online_retail.csv.xz 2>/dev/null", folder ? folder : "../shared/data");
    FILE *pipe = popen(command, "r");
    CHECK(pipe);
    tool_file file = {fileno(pipe), "online_retail.csv", 0};
    tool_orders_options options = {.currency = "GBP", .cancelled_prefix = "C"};
    tool_orders *orders;
    if (tool_orders_open(&orders, tool_source_of_file(&file), &options, &error)) {
        CHECK_TEXT(error.message, "the file is empty: a line with the names of the columns is expected");
        pclose(pipe);
        printf("skipped: no %s\n", command + 7);
        return;
    }
    int64_t rows = 0, cancelled = 0;
    const eco_table *table;
    for (;;) {
        CHECK_OK(tool_orders_next(orders, &table, &error));
        if (!table)
            break;
        rows += table->rows;
        for (int64_t row = 0; row < table->rows; row++)
            cancelled += ((const uint8_t *)column_of(table, "cancelled")->values)[row];
    }
    CHECK_INT(rows, 541909);
    CHECK_INT(cancelled, 9288);
    CHECK_INT(tool_orders_report_of(orders).bad_rows, 0);
    tool_orders_close(orders);
    CHECK_INT(pclose(pipe), 0);
}
