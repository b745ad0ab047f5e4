/* Tables: what a check refuses, the builder, cells, and the three ways to write. */
#include <ecomops/money.h>
#include <math.h>
#include <stdlib.h>

#include "base/table_builder.h"
#include "base/table_parts.h"
#include "base/text.h"
#include "test.h"

/* ---- writing into memory ---- */

typedef struct page {
    char text[8192];
    size_t size, room;
} page;

static bool write_page(const char *text, size_t size, void *user)
{
    page *to = user;
    if (size > to->room - to->size)
        return false;
    memcpy(to->text + to->size, text, size);
    to->size += size;
    to->text[to->size] = '\0';
    return true;
}

static const char *written(page *to, const eco_table *table, eco_format format)
{
    eco_error error;
    to->size = 0;
    to->room = sizeof to->text - 1;
    CHECK_OK(eco_table_write(table, format, (eco_writer){write_page, to}, &error));
    return to->text;
}

/* ---- one table of every type, three rows: a value, a null, another value ---- */

static const int64_t integers[] = {-1, 0, INT64_MIN};
static const double doubles[] = {0.1, 0, -1234567.0};
static const uint8_t bools[] = {1, 7, 0}; /* a null may hold anything */
static const int64_t times[] = {0, -1, 1};
static const int32_t dates[] = {0, -1, 20768};
static const int64_t amounts[] = {123450, 0, -123456789};
static const int64_t quantities[] = {1250, 0, -1};
static const eco_id ids[] = {{1, 2}, {0, 0}, {UINT64_MAX, UINT64_MAX}};
static const char *const texts[] = {"满300减50", NULL, "a,\"b\"\r\nc\x1b[31m"};
static const int64_t offsets[] = {2, 4, 4, 6};
static const char bytes[] = "..\xC2\xA5"
                            "ab";
static const int32_t codes[] = {1, 9, 0};
static const char *const words[] = {"app", "店"};
static const uint8_t first_and_last[] = {5};

#define VALID .valid = first_and_last
static const eco_column word_column = {.type = ECO_TYPE_TEXT, .values = words};
static const eco_column every_column[] = {
    {.name = "integer", .type = ECO_TYPE_INT64, .values = integers, VALID},
    {.name = "double", .type = ECO_TYPE_DOUBLE, .values = doubles, VALID},
    {.name = "bool", .type = ECO_TYPE_BOOL, .values = bools, VALID},
    {.name = "time", .type = ECO_TYPE_TIME, .values = times, VALID},
    {.name = "date", .type = ECO_TYPE_DATE, .values = dates, VALID},
    {.name = "money", .type = ECO_TYPE_MONEY, .values = amounts, .currency = "CNY", VALID},
    {.name = "fine", .type = ECO_TYPE_MONEY, .values = amounts, .currency = "JPY", .scale = 3, VALID},
    {.name = "quantity", .type = ECO_TYPE_DECIMAL, .values = quantities, .scale = 3, VALID},
    {.name = "id", .type = ECO_TYPE_ID, .values = ids, VALID},
    {.name = "text", .type = ECO_TYPE_TEXT, .values = texts},
    {.name = "utf8", .type = ECO_TYPE_UTF8, .values = offsets, .bytes = bytes},
    {.name = "code", .type = ECO_TYPE_CODE, .values = codes, .dictionary = &word_column, .dictionary_rows = 2, VALID},
};
static const eco_attribute every_note[] = {{"zone", "Asia/Shanghai"}, {"policy", "net\nof returns"}};
static const eco_table every = {.rows = 3,
                                .columns = every_column,
                                .columns_count = sizeof every_column / sizeof *every_column,
                                .notes = every_note,
                                .notes_count = 2};

TEST(table, writes_csv)
{
    page to;
    CHECK_TEXT(written(&to, &every, ECO_FORMAT_CSV),
               "integer,double,bool,time,date,money,fine,quantity,id,text,utf8,code\r\n"
               "-1,0.1,true,1970-01-01T00:00:00Z,1970-01-01,1234.50,123.450,1.250,00000000-0000-0001-0000-000000000002,满300减50,"
               "¥,店\r\n"
               ",,,,,,,,,,\"\",\r\n"
               "-9223372036854775808,-1234567,false,1970-01-01T00:00:00.000001Z,2026-11-11,-1234567.89,-123456.789,-0.001,"
               "ffffffff-ffff-ffff-ffff-ffffffffffff,\"a,\"\"b\"\"\r\nc\x1b[31m\",ab,app\r\n");
    eco_table empty = {.rows = 0};
    CHECK_TEXT(written(&to, &empty, ECO_FORMAT_CSV), "\r\n");
}

TEST(table, writes_json)
{
    page to;
    CHECK_TEXT(written(&to, &every, ECO_FORMAT_JSON),
               "[\n{\"integer\":-1,\"double\":0.1,\"bool\":true,\"time\":\"1970-01-01T00:00:00Z\",\"date\":\"1970-01-01\","
               "\"money\":\"1234.50\","
               "\"fine\":\"123.450\",\"quantity\":\"1.250\",\"id\":\"00000000-0000-0001-0000-000000000002\",\"text\":"
               "\"满300减50\",\"utf8\":\"¥\","
               "\"code\":\"店\"},\n"
               "{\"integer\":null,\"double\":null,\"bool\":null,\"time\":null,\"date\":null,\"money\":null,\"fine\":null,"
               "\"quantity\":null,"
               "\"id\":null,\"text\":null,\"utf8\":\"\",\"code\":null},\n"
               "{\"integer\":-9223372036854775808,\"double\":-1234567,\"bool\":false,\"time\":\"1970-01-01T00:00:00.000001Z\","
               "\"date\":\"2026-11-11\",\"money\":\"-1234567.89\",\"fine\":\"-123456.789\",\"quantity\":\"-0.001\","
               "\"id\":\"ffffffff-ffff-ffff-ffff-ffffffffffff\",\"text\":\"a,\\\"b\\\"\\r\\nc\\u001b[31m\",\"utf8\":\"ab\","
               "\"code\":\"app\"}\n]\n");
    eco_table empty = {.columns = every_column, .columns_count = 2};
    CHECK_TEXT(written(&to, &empty, ECO_FORMAT_JSON), "[]\n");
    const double odd[] = {NAN, INFINITY, -INFINITY};
    eco_table odds = {.rows = 3, ECO_LIST(columns, eco_column, ECO_DOUBLE_COLUMN("x", odd))};
    CHECK_TEXT(written(&to, &odds, ECO_FORMAT_JSON), "[\n{\"x\":null},\n{\"x\":null},\n{\"x\":null}\n]\n");
    CHECK_TEXT(written(&to, &odds, ECO_FORMAT_CSV), "x\r\nNaN\r\nInfinity\r\n-Infinity\r\n");
}

TEST(table, writes_text_that_lines_up)
{
    page to;
    const char *const names[] = {"满300减50", "b\tc\x7f\xC2\x9B", NULL, ""};
    const int64_t off[] = {100, 123456789, -100000, 0};
    const double shares[] = {0.123456789, 1e20, 123456.7, -INFINITY};
    const int64_t count[] = {1, 20, 300, -4000};
    eco_table table = {.rows = 4,
                       ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("promotion", names), ECO_MONEY_COLUMN("off", off, "CNY"),
                                ECO_DOUBLE_COLUMN("share", shares), ECO_INT64_COLUMN("orders", count),
                                ECO_TEXT_COLUMN("again", names)),
                       ECO_LIST(notes, eco_attribute, {"zone", "Asia/Shanghai"})};
    CHECK_TEXT(written(&to, &table, ECO_FORMAT_TEXT), "promotion       off CNY      share  orders  again\n"
                                                      "---------  ------------  ---------  ------  ---------\n"
                                                      "满300减50          1.00   0.123457       1  满300减50\n"
                                                      "b c??      1,234,567.89      1e+20      20  b c??\n"
                                                      "-             -1,000.00     123457     300  -\n"
                                                      "                   0.00  -Infinity   -4000  \n"
                                                      "\nzone: Asia/Shanghai\n");
    eco_table notes = {.notes = table.notes, .notes_count = 1};
    CHECK_TEXT(written(&to, &notes, ECO_FORMAT_TEXT), "zone: Asia/Shanghai\n");
    eco_table head = {.columns = table.columns, .columns_count = 2};
    CHECK_TEXT(written(&to, &head, ECO_FORMAT_TEXT), "promotion  off CNY\n---------  -------\n");
}

/* A long text is whole, and costs the other rows no more than 80 columns. */
TEST(table, pushes_a_row_rather_than_cut_a_text)
{
    char longest[301] = {0};
    memset(longest, 'x', 300);
    const char *const names[] = {longest, "a"};
    const int64_t numbers[] = {1, 2};
    eco_table table = {.rows = 2, ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("name", names), ECO_INT64_COLUMN("n", numbers))};
    page to;
    written(&to, &table, ECO_FORMAT_TEXT);
    CHECK(strstr(to.text, longest));
    const char *last = strrchr(to.text, 'a');
    CHECK_INT(strlen(last), 80 + 2 + 1 + 1);
    CHECK(strstr(to.text, "x  1\n"));
}

TEST(table, takes_the_currency_of_each_row)
{
    const int64_t amount[] = {1050, 1050, 1050, 1};
    const char *const currency[] = {"CNY", "JPY", "KWD", NULL};
    const uint8_t valid[] = {7};
    eco_table table = {.rows = 4,
                       ECO_LIST(columns, eco_column, {.name = "amount", .type = ECO_TYPE_MONEY, .values = amount, .valid = valid},
                                ECO_TEXT_COLUMN("currency", currency))};
    page to;
    CHECK_TEXT(written(&to, &table, ECO_FORMAT_CSV), "amount,currency\r\n10.50,CNY\r\n1050,JPY\r\n1.050,KWD\r\n,\r\n");
    const int64_t starts[] = {0, 3, 6, 9, 9};
    const int32_t which[] = {0, 1, 2, 0};
    const eco_column dictionary = {.type = ECO_TYPE_TEXT, .values = currency};
    eco_column kinds[] = {
        {.name = "currency", .type = ECO_TYPE_UTF8, .values = starts, .bytes = "CNYJPYKWD"},
        {.name = "currency", .type = ECO_TYPE_CODE, .values = which, .dictionary = &dictionary, .dictionary_rows = 3}};
    for (int i = 0; i < 2; i++) {
        eco_table other = {.rows = 4, ECO_LIST(columns, eco_column, table.columns[0], kinds[i])};
        written(&to, &other, ECO_FORMAT_CSV);
        CHECK(strncmp(to.text, "amount,currency\r\n10.50,CNY\r\n1050,JPY\r\n1.050,KWD\r\n,", 50) == 0);
    }
    CHECK(!eco_cell_currency(&(eco_column){.type = ECO_TYPE_MONEY}, NULL, 0));
    CHECK_TEXT(written(&to, &table, ECO_FORMAT_TEXT),
               "amount  currency\n------  --------\n 10.50  CNY\n 1,050  JPY\n 1.050  KWD\n     -  -\n");
}

TEST(table, reads_arrays_of_structs)
{
    struct line {
        char pad;
        int64_t quantity;
        const char *sku;
    } lines[] = {{0, 5, "A"}, {0, 7, "B"}};
    eco_column columns[] = {
        {.name = "quantity", .type = ECO_TYPE_INT64, .values = &lines[0].quantity, .stride = sizeof *lines},
        {.name = "sku", .type = ECO_TYPE_TEXT, .values = &lines[0].sku, .stride = sizeof *lines},
    };
    eco_table table = {.rows = 2, .columns = columns, .columns_count = 2};
    page to;
    CHECK_TEXT(written(&to, &table, ECO_FORMAT_CSV), "quantity,sku\r\n5,A\r\n7,B\r\n");
}

TEST(table, cells_of_another_type_are_nothing)
{
    size_t size = 1;
    CHECK(!eco_cell_text(&every_column[0], 0, &size));
    CHECK_INT(size, 0);
    CHECK_INT(eco_cell_int64(&every_column[9], 0), 0);
    CHECK(eco_cell_double(&every_column[0], 0) == -1.0);
    CHECK(eco_cell_double(&every_column[1], 0) == 0.1);
    CHECK_INT(eco_cell_int64(&every_column[4], 2), 20768);
}

TEST(table, finds_columns_by_name)
{
    CHECK(eco_table_column(&every, "code") == &every_column[11]);
    CHECK(!eco_table_column(&every, "Code"));
    CHECK(!eco_table_column(&every, NULL));
    CHECK(!eco_table_column(NULL, "code"));
    CHECK(!eco_table_column(&(eco_table){ECO_LIST(columns, eco_column, {.name = NULL})}, "code"));
    for (int32_t type = -1; type <= 13; type++)
        CHECK((strcmp(eco_type_name(type), "unknown") == 0) == (type < 1 || type > 11));
    eco_table_free(&every); /* nothing happens */
    eco_table_free(NULL);
}

/* ---- what a check refuses ---- */

TEST(table, refuses_what_is_not_what_its_type_says)
{
    eco_error error;
    static const int64_t falling[] = {0, 2, 1, 2}, negative[] = {-1, 0, 0, 0}, whole[] = {0, 3, 3, 3}, split[] = {0, 1, 3, 3},
                         skewed[] = {0, 1, 2, 2};
    static const uint8_t twos[] = {2, 0, 0}, middle[] = {2};
    static const char *const bad[] = {"ok", "\xC0\x80", "ok"};
    static const int32_t high[] = {0, 2, 0}, low[] = {0, -1, 0};
    static const eco_column falling_dictionary = {.type = ECO_TYPE_UTF8, .values = falling, .bytes = "abc"};
    static const eco_column number_dictionary = {.type = ECO_TYPE_INT64, .values = integers};
#define UTF8(array, its_bytes) .type = ECO_TYPE_UTF8, .values = (array), .bytes = (its_bytes)
    static const struct {
        eco_column column;
        const char *path, *message;
    } cases[] = {
        {{.type = 0}, "/columns/x", "0 is no type"},
        {{.type = 12}, "/columns/x", "12 is no type"},
        {{.type = ECO_TYPE_INT64}, "/columns/x", "values is NULL"},
        {{.type = ECO_TYPE_INT64, .values = integers, .reserved = {1}}, "/columns/x", "reserved"},
        {{.type = ECO_TYPE_INT64, .values = integers, .reserved = {0, 1}}, "/columns/x", "reserved"},
        {{.type = ECO_TYPE_INT64, .values = integers, .stride = 4}, "/columns/x", "stride 4"},
        {{UTF8(offsets, bytes), .stride = 8}, "/columns/x", "stride"},
        {{.type = ECO_TYPE_DECIMAL, .values = integers, .scale = 19}, "/columns/x", "scale 19"},
        {{.type = ECO_TYPE_DECIMAL, .values = integers, .scale = -1}, "/columns/x", "scale -1"},
        {{.type = ECO_TYPE_MONEY, .values = integers, .scale = 15, .currency = "CNY"}, "/columns/x", "scale 15"},
        {{.type = ECO_TYPE_MONEY, .values = integers, .currency = "XQX"}, "/columns/x", "'XQX' is no currency"},
        {{.type = ECO_TYPE_MONEY, .values = integers}, "/columns/x", "without a currency"},
        {{.type = ECO_TYPE_BOOL, .values = twos}, "/columns/x", "bool of row 1 is 2"},
        {{UTF8(negative, bytes)}, "/columns/x", "first offset is -1"},
        {{UTF8(falling, "abc")}, "/columns/x", "row 2 fall from 2 to 1"},
        {{UTF8(whole, NULL)}, "/columns/x", "NULL"},
        {{UTF8(whole, "a\xFF"
                      "c")},
         "/columns/x",
         "row 1 is not UTF-8"},
        {{UTF8(split, "\xC2\xA5x")}, "/columns/x", "row 1 is not UTF-8"},
        {{UTF8(skewed, "\xC2\xA5")}, "/columns/x", "row 1 is not UTF-8"},
        {{.type = ECO_TYPE_TEXT, .values = bad}, "/columns/x", "row 2 is not UTF-8"},
        {{.type = ECO_TYPE_CODE, .values = high}, "/columns/x", "without a dictionary"},
        {{.type = ECO_TYPE_CODE, .values = high, .dictionary = &word_column, .dictionary_rows = -1},
         "/columns/x/dictionary",
         "-1 rows"},
        {{.type = ECO_TYPE_CODE, .values = high, .dictionary = &word_column, .dictionary_rows = 2},
         "/columns/x",
         "code 2 of row 2"},
        {{.type = ECO_TYPE_CODE, .values = low, .dictionary = &word_column, .dictionary_rows = 2},
         "/columns/x",
         "code -1 of row 2"},
        {{.type = ECO_TYPE_CODE, .values = high, .dictionary = &number_dictionary, .dictionary_rows = 2},
         "/columns/x/dictionary",
         "not int64"},
        {{.type = ECO_TYPE_CODE, .values = high, .dictionary = &falling_dictionary, .dictionary_rows = 3},
         "/columns/x/dictionary",
         "row 2 fall"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        eco_column column = cases[i].column;
        column.name = "x";
        eco_table table = {.rows = 3, .columns = &column, .columns_count = 1};
        CHECK_FAILS(eco_table_check(&table, &error), ECO_E_INVALID, cases[i].message);
        CHECK_TEXT(error.path, cases[i].path);
        CHECK_INT(eco_table_check(&table, NULL), ECO_E_INVALID);
        CHECK_INT(eco_table_write(&table, ECO_FORMAT_CSV, (eco_writer){write_page, NULL}, &error), ECO_E_INVALID);
    }
    /* What a null holds does not matter. */
    eco_column null_code = {.name = "x", .type = ECO_TYPE_CODE, .values = high, .dictionary = &word_column, .dictionary_rows = 1};
    eco_column null_bool = {.name = "x", .type = ECO_TYPE_BOOL, .values = twos, .valid = middle};
    eco_column null_utf8 = {.name = "x",
                            UTF8(whole, "a\xFF"
                                        "c"),
                            .valid = middle};
    null_code.valid = (const uint8_t[]){5};
    CHECK_OK(eco_table_check(&(eco_table){.rows = 3, .columns = &null_code, .columns_count = 1}, &error));
    CHECK_OK(eco_table_check(&(eco_table){.rows = 3, .columns = &null_bool, .columns_count = 1}, &error));
    CHECK_OK(eco_table_check(&(eco_table){.rows = 3, .columns = &null_utf8, .columns_count = 1}, &error));
}

TEST(table, refuses_tables_that_are_no_tables)
{
    eco_error error;
    static const eco_attribute no_name[] = {{NULL, "x"}}, no_value[] = {{"x", NULL}}, bad_name[] = {{"\xFF", "x"}},
                               bad_value[] = {{"x", "\xFF"}};
    static eco_column many[ECO_TABLE_COLUMNS_MOST + 1];
    static char names[ECO_TABLE_COLUMNS_MOST + 1][8];
    for (size_t i = 0; i <= ECO_TABLE_COLUMNS_MOST; i++) {
        snprintf(names[i], sizeof names[i], "c%zu", i);
        many[i] = (eco_column){.name = names[i], .type = ECO_TYPE_INT64};
    }
    CHECK_FAILS(eco_table_check(NULL, &error), ECO_E_INVALID, "NULL");
    CHECK_FAILS(eco_table_check(&(eco_table){.rows = -1}, &error), ECO_E_INVALID, "-1 rows");
    CHECK_FAILS(eco_table_check(&(eco_table){.columns_count = 1}, &error), ECO_E_INVALID, "list is NULL");
    CHECK_TEXT(error.path, "/columns");
    CHECK_FAILS(eco_table_check(&(eco_table){.notes_count = 1}, &error), ECO_E_INVALID, "list is NULL");
    CHECK_TEXT(error.path, "/notes");
    CHECK_FAILS(eco_table_check(&(eco_table){.reserved = {1}}, &error), ECO_E_INVALID, "reserved");
    CHECK_FAILS(eco_table_check(&(eco_table){.reserved = {0, 1}}, &error), ECO_E_INVALID, "reserved");
    CHECK_FAILS(eco_table_check(&(eco_table){ECO_LIST(columns, eco_column, {.type = 1})}, &error), ECO_E_INVALID, "no name");
    CHECK_FAILS(eco_table_check(&(eco_table){ECO_LIST(columns, eco_column, {.name = "\xFF"})}, &error), ECO_E_INVALID,
                "not UTF-8");
    CHECK_FAILS(
        eco_table_check(&(eco_table){ECO_LIST(columns, eco_column, {.name = "a", .type = 1}, {.name = "a", .type = 1})}, &error),
        ECO_E_INVALID, "two columns 'a'");
    CHECK_TEXT(error.path, "/columns/1");
    CHECK_FAILS(eco_table_check(&(eco_table){.notes = no_name, .notes_count = 1}, &error), ECO_E_INVALID, "without a name");
    CHECK_FAILS(eco_table_check(&(eco_table){.notes = no_value, .notes_count = 1}, &error), ECO_E_INVALID, "without a value");
    CHECK_FAILS(eco_table_check(&(eco_table){.notes = bad_name, .notes_count = 1}, &error), ECO_E_INVALID, "not UTF-8");
    CHECK_FAILS(eco_table_check(&(eco_table){.notes = bad_value, .notes_count = 1}, &error), ECO_E_INVALID, "not UTF-8");
    CHECK_FAILS(eco_table_check(&(eco_table){.columns = many, .columns_count = ECO_TABLE_COLUMNS_MOST + 1}, &error), ECO_E_LIMIT,
                "4097 columns");
    CHECK_OK(eco_table_check(&(eco_table){.columns = many, .columns_count = ECO_TABLE_COLUMNS_MOST}, &error));
    /* A currency column that is not text, or has another word. */
    static const char *const words_of[] = {"CNY", "dollar", "XQ"};
    CHECK_FAILS(eco_table_check(
                    &(eco_table){.rows = 3,
                                 ECO_LIST(columns, eco_column, {.name = "currency", .type = ECO_TYPE_MONEY, .values = amounts})},
                    &error),
                ECO_E_INVALID, "without a currency");
    CHECK_FAILS(
        eco_table_check(&(eco_table){.rows = 3,
                                     ECO_LIST(columns, eco_column, {.name = "m", .type = ECO_TYPE_MONEY, .values = amounts},
                                              ECO_TEXT_COLUMN("currency", words_of))},
                        &error),
        ECO_E_INVALID, "'dollar' of row 2 is no currency");
    CHECK_FAILS(
        eco_table_check(&(eco_table){.rows = 3,
                                     ECO_LIST(columns, eco_column, {.name = "m", .type = ECO_TYPE_MONEY, .values = amounts},
                                              ECO_TEXT_COLUMN("currency", texts))},
                        &error),
        ECO_E_INVALID, "row 1 is no currency");
    CHECK_FAILS(
        eco_table_check(&(eco_table){.rows = 1,
                                     ECO_LIST(columns, eco_column, {.name = "m", .type = ECO_TYPE_MONEY, .values = amounts},
                                              {.name = "currency", .type = ECO_TYPE_TEXT, .values = texts + 1})},
                        &error),
        ECO_E_INVALID, "null of row 1");
}

TEST(table, write_says_what_is_wrong)
{
    eco_error error;
    page to = {.room = 0};
    CHECK_FAILS(eco_table_write(&every, 0, (eco_writer){write_page, &to}, &error), ECO_E_INVALID, "0 is no format");
    CHECK_FAILS(eco_table_write(&every, 4, (eco_writer){write_page, &to}, &error), ECO_E_INVALID, "4 is no format");
    CHECK_FAILS(eco_table_write(&every, ECO_FORMAT_CSV, (eco_writer){NULL, &to}, &error), ECO_E_INVALID, "no function");
    CHECK_FAILS(eco_table_write(NULL, ECO_FORMAT_CSV, (eco_writer){write_page, &to}, &error), ECO_E_INVALID, "NULL");
    for (eco_format format = ECO_FORMAT_TEXT; format <= ECO_FORMAT_JSON; format++)
        CHECK_FAILS(eco_table_write(&every, format, (eco_writer){write_page, &to}, &error), ECO_E_CANCELLED, "refused");
}

/* A writer that stops is asked no more, however long the table is. */
TEST(table, stops_when_the_writer_does)
{
    enum { ROWS = 100000 };
    int64_t *numbers = calloc(ROWS, sizeof *numbers);
    CHECK(numbers);
    eco_table table = {.rows = ROWS, ECO_LIST(columns, eco_column, {.name = "n", .type = ECO_TYPE_INT64, .values = numbers})};
    for (eco_format format = ECO_FORMAT_TEXT; format <= ECO_FORMAT_JSON; format++) {
        page to = {.room = 100};
        eco_error error;
        CHECK_FAILS(eco_table_write(&table, format, (eco_writer){write_page, &to}, &error), ECO_E_CANCELLED, "refused");
        CHECK_INT(to.size, 0);
    }
    free(numbers);
}

/* ---- the builder ---- */

static eco_table_builder *every_builder(void)
{
    eco_table_builder *builder = eco_table_begin(NULL);
    eco_table_add_column(builder, "integer", ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(builder, "double", ECO_TYPE_DOUBLE, 0, NULL);
    eco_table_add_column(builder, "bool", ECO_TYPE_BOOL, 0, NULL);
    eco_table_add_column(builder, "time", ECO_TYPE_TIME, 0, NULL);
    eco_table_add_column(builder, "date", ECO_TYPE_DATE, 0, NULL);
    eco_table_add_column(builder, "money", ECO_TYPE_MONEY, 0, "CNY");
    eco_table_add_column(builder, "quantity", ECO_TYPE_DECIMAL, 3, NULL);
    eco_table_add_column(builder, "id", ECO_TYPE_ID, 0, NULL);
    eco_table_add_column(builder, "utf8", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_note(builder, "zone", "UTC");
    return builder;
}

TEST(table_builder, builds_what_was_put)
{
    enum { ROWS = 100 };
    eco_error error;
    eco_table_builder *builder = every_builder();
    for (int64_t row = 0; row < ROWS; row++)
        for (int column = 0; column < 9; column++) {
            char text[24];
            snprintf(text, sizeof text, "t%" PRId64, row);
            if ((row + column) % 7 == 3)
                eco_table_put_null(builder);
            else if (column == 1)
                eco_table_put_double(builder, (double)row / 4);
            else if (column == 7)
                eco_table_put_id(builder, (eco_id){(uint64_t)row, 7});
            else if (column == 8)
                eco_table_put_text(builder, row % 5 ? text : NULL);
            else
                eco_table_put_int64(builder, row);
        }
    const eco_table *table;
    CHECK_OK(eco_table_end(&table, builder, &error));
    CHECK_INT(table->rows, ROWS);
    CHECK_INT(table->columns_count, 9);
    CHECK_TEXT(table->notes[0].value, "UTC");
    for (int64_t row = 0; row < ROWS; row++)
        for (int at = 0; at < 9; at++) {
            const eco_column *column = &table->columns[at];
            bool null = (row + at) % 7 == 3 || (at == 8 && row % 5 == 0);
            CHECK_INT(eco_cell_is_null(column, row), null);
            char text[24];
            size_t size;
            snprintf(text, sizeof text, "t%" PRId64, row);
            if (at == 8) {
                const char *cell = eco_cell_text(column, row, &size);
                CHECK(null ? !cell : size == strlen(text) && memcmp(cell, text, size) == 0);
            } else if (!null && at == 1) {
                CHECK(eco_cell_double(column, row) == (double)row / 4);
            } else if (!null && at == 7) {
                CHECK_INT(((const eco_id *)column->values)[row].high, row);
            } else if (!null) {
                CHECK_INT(eco_cell_int64(column, row), at == 2 ? row != 0 : row);
            }
        }
    eco_table_free(table);
}

TEST(table_builder, builds_tables_without_rows_or_columns)
{
    eco_error error;
    const eco_table *table;
    CHECK_OK(eco_table_end(&table, every_builder(), &error));
    CHECK_INT(table->rows, 0);
    eco_table_free(table);
    CHECK_OK(eco_table_end(&table, eco_table_begin(NULL), &error));
    CHECK_INT(table->columns_count, 0);
    eco_table_free(table);
}

TEST(table_builder, remembers_the_first_mistake)
{
    eco_error error;
    for (int mistake = 0; mistake <= 16; mistake++) {
        const eco_table *table = &every;
        eco_table_builder *builder = mistake == 1 ? eco_table_begin(NULL) : every_builder();
        switch (mistake) {
        case 0: eco_table_put_int64(builder, 1); break; /* and no more */
        case 1: eco_table_put_int64(builder, 1); break; /* no columns */
        case 2: eco_table_put_double(builder, 1); break;
        case 3: eco_table_put_text(builder, "1"); break;
        case 4: eco_table_put_id(builder, (eco_id){1, 1}); break;
        case 5: eco_table_put_int64(builder, 1), eco_table_put_int64(builder, 1); break;
        case 6: eco_table_add_column(builder, "x", ECO_TYPE_TEXT, 0, NULL); break;
        case 7: eco_table_add_column(builder, "x", ECO_TYPE_CODE, 0, NULL); break;
        case 8: eco_table_add_column(builder, "x", 99, 0, NULL); break;
        case 9: eco_table_put_null(builder), eco_table_add_column(builder, "x", ECO_TYPE_INT64, 0, NULL); break;
        case 10: eco_table_add_column(builder, "x", ECO_TYPE_MONEY, 0, NULL); break;
        case 11: eco_table_add_column(builder, "time", ECO_TYPE_INT64, 0, NULL); break;
        case 12: eco_table_add_note(builder, "x", NULL); break;
        case 14:
            for (int i = 0; i < 9; i++)
                eco_table_put_null(builder); /* a whole row */
            eco_table_add_column(builder, "x", ECO_TYPE_INT64, 0, NULL);
            break;
        case 15: eco_table_add_note(builder, NULL, "x"); break;
        case 16:
            for (int i = 0; i < 8; i++)
                eco_table_put_null(builder);
            eco_table_put_text_of(builder, "x", SIZE_MAX);
            break;
        default:
            for (int i = 0; i < 4; i++)
                eco_table_put_null(builder);
            eco_table_put_int64(builder, INT32_MAX + INT64_C(1));
        }
        if (mistake != 0 && mistake != 10 && mistake != 11 && mistake != 12 && mistake != 15) { /* carried through */
            eco_table_put_int64(builder, 1);
            eco_table_put_double(builder, 1);
            eco_table_put_id(builder, (eco_id){1, 1});
            eco_table_put_null(builder);
            eco_table_add_note(builder, "a", "b");
            eco_table_add_column(builder, "a", ECO_TYPE_INT64, 0, NULL);
        }
        eco_status expected = mistake == 13 ? ECO_E_OVERFLOW : mistake == 16 ? ECO_E_MEMORY : ECO_E_INVALID;
        CHECK_INT(eco_table_end(&table, builder, mistake % 2 ? &error : NULL), expected);
        CHECK(!table);
    }
    const eco_table *table = &every;
    eco_table_put_int64(NULL, 1); /* a builder that there was no memory for */
    eco_table_put_text(NULL, NULL);
    CHECK_FAILS(eco_table_end(&table, NULL, &error), ECO_E_MEMORY, "memory");
    CHECK(!table);
}
