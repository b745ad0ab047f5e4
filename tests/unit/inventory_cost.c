/* What goods cost, by examples that can be followed by hand; what a late movement corrects; and what is refused. */
#include <ecomops/inventory/costing.h>
#include <stdlib.h>

#include "test.h"

enum { MOST = 200 };
#define DAY INT64_C(86400000000)

typedef struct move {
    int64_t day;
    const char *kind;
    int64_t quantity, unit, amount; /* -1: not given */
    const char *id, *source;
    const char *sku; /* NULL: "A" */
} move;

typedef struct moves {
    const char *sku[MOST], *kind[MOST], *id[MOST], *source[MOST];
    int64_t at[MOST], quantity[MOST], unit[MOST], amount[MOST];
    uint8_t priced[MOST / 8], lumped[MOST / 8];
    eco_column columns[8];
    eco_table table;
} moves;

static const eco_table *moves_of(moves *out, const move *given, int count)
{
    memset(out, 0, sizeof *out);
    for (int i = 0; i < count; i++) {
        out->sku[i] = given[i].sku ? given[i].sku : "A";
        out->kind[i] = given[i].kind;
        out->id[i] = given[i].id;
        out->source[i] = given[i].source;
        out->at[i] = given[i].day * DAY;
        out->quantity[i] = given[i].quantity;
        out->unit[i] = given[i].unit;
        out->amount[i] = given[i].amount;
        out->priced[i / 8] |= (uint8_t)((given[i].unit != -1) << i % 8);
        out->lumped[i / 8] |= (uint8_t)((given[i].amount != -1) << i % 8);
    }
    eco_column columns[] = {ECO_TEXT_COLUMN("sku", out->sku),
                            ECO_TIME_COLUMN("at", out->at),
                            ECO_TEXT_COLUMN("kind", out->kind),
                            ECO_INT64_COLUMN("quantity", out->quantity),
                            ECO_MONEY_COLUMN("unit_cost", out->unit, "EUR"),
                            ECO_MONEY_COLUMN("amount", out->amount, "EUR"),
                            ECO_TEXT_COLUMN("movement", out->id),
                            ECO_TEXT_COLUMN("source", out->source)};
    columns[4].valid = out->priced;
    columns[5].valid = out->lumped;
    memcpy(out->columns, columns, sizeof columns);
    out->table = (eco_table){.rows = count, .columns = out->columns, .columns_count = 8};
    return &out->table;
}

static eco_status feed(eco_costing *costing, const move *given, int count, eco_error *error)
{
    moves of;
    return eco_costing_update(costing, moves_of(&of, given, count), error);
}

#define FEED(costing, ...) \
    feed((costing), (const move[]){__VA_ARGS__}, (int)(sizeof((const move[]){__VA_ARGS__}) / sizeof(move)), &error)
#define RECEIVE(day, quantity, unit, id)                   \
    {                                                      \
        day, "receive", quantity, unit, -1, id, NULL, NULL \
    }
#define ISSUE(day, quantity, id)                       \
    {                                                  \
        day, "issue", quantity, -1, -1, id, NULL, NULL \
    }
#define RETURN(day, quantity, id, source)                 \
    {                                                     \
        day, "return", quantity, -1, -1, id, source, NULL \
    }
#define LAND(day, amount, id, source)                     \
    {                                                     \
        day, "land_cost", 0, -1, amount, id, source, NULL \
    }

static eco_costing *begin(eco_cost_method method)
{
    eco_error error;
    eco_costing *costing;
    CHECK_OK(eco_costing_create(&costing, ECO_MAKE(eco_costing_options, .currency = "EUR", .method = method), &error));
    return costing;
}

/* ---- what a table says ---- */

static bool keep(const char *text, size_t size, void *user)
{
    char *to = user;
    size_t had = strlen(to);
    if (had + size >= 4096)
        return false;
    memcpy(to + had, text, size);
    to[had + size] = '\0';
    return true;
}

/* The rows as CSV, without the heading; lines end with ';'. */
static const char *rows_of(eco_costing *costing, const char *name)
{
    static char text[4096], out[4096];
    eco_error error;
    const eco_table *table;
    text[0] = '\0';
    CHECK_OK(eco_costing_table(&table, costing, name, &error));
    CHECK_OK(eco_table_write(table, ECO_FORMAT_CSV, (eco_writer){keep, text}, &error));
    eco_table_free(table);
    const char *from = strstr(text, "\r\n") + 2;
    size_t size = 0;
    for (; *from; from++)
        if (*from != '\r')
            out[size++] = *from == '\n' ? ';' : *from;
    out[size] = '\0';
    return out;
}

static int64_t cell(eco_costing *costing, const char *name, const char *column, int64_t row)
{
    eco_error error;
    const eco_table *table;
    CHECK_OK(eco_costing_table(&table, costing, name, &error));
    CHECK(row < table->rows);
    int64_t value = ((const int64_t *)eco_table_column(table, column)->values)[row];
    eco_table_free(table);
    return value;
}

#define VALUE(costing) cell(costing, "value", "value", 0)
#define COST(costing)  cell(costing, "value", "cost", 0)

/* ---- methods ---- */

TEST(inventory_cost, fifo_takes_the_oldest_and_lifo_the_newest)
{
    eco_error error;
    eco_costing *fifo = begin(0), *lifo = begin(ECO_COST_LIFO);
    CHECK_OK(FEED(fifo, RECEIVE(1, 10, 1000, "r1"), RECEIVE(2, 10, 2000, "r2"), ISSUE(3, 15, "s1")));
    CHECK_OK(FEED(lifo, RECEIVE(1, 10, 1000, "r1"), RECEIVE(2, 10, 2000, "r2"), ISSUE(3, 15, "s1")));
    CHECK_TEXT(rows_of(fifo, "cogs"), "s1,A,1970-01-04T00:00:00Z,issue,15,200.00,,1970-01-04T00:00:00Z;");
    CHECK_TEXT(rows_of(fifo, "layers"), "A,r2,1970-01-03T00:00:00Z,5,100.00,20.000000;");
    CHECK_TEXT(rows_of(fifo, "value"), "A,fifo,5,100.00,20.000000,300.00,200.00;");
    CHECK_TEXT(rows_of(fifo, "corrections"), "");
    CHECK_TEXT(rows_of(lifo, "value"), "A,lifo,5,50.00,10.000000,300.00,250.00;");
    eco_costing_free(fifo);
    eco_costing_free(lifo);
}

TEST(inventory_cost, the_last_unit_takes_the_residue)
{
    eco_error error;
    eco_costing *costing = begin(ECO_COST_AVERAGE);
    CHECK_OK(FEED(costing, RECEIVE(1, 1, 100, NULL), RECEIVE(1, 1, 100, NULL), RECEIVE(1, 1, 101, NULL)));
    for (int i = 0; i < 3; i++)
        CHECK_OK(FEED(costing, ISSUE(2, 1, NULL)));
    CHECK_INT(cell(costing, "cogs", "cost", 0), 100); /* 301 - 200.67 */
    CHECK_INT(cell(costing, "cogs", "cost", 1), 100); /* 201 - 100.5 rounded half up */
    CHECK_INT(cell(costing, "cogs", "cost", 2), 101);
    CHECK_TEXT(rows_of(costing, "value"), "A,average,0,0.00,,3.01,3.01;");
    CHECK_TEXT(rows_of(costing, "layers"), "");
    eco_costing_free(costing);
}

TEST(inventory_cost, standard_tells_what_differs)
{
    eco_error error;
    eco_costing *costing = begin(ECO_COST_STANDARD);
    CHECK_FAILS(FEED(costing, RECEIVE(1, 1, 900, "r1")), ECO_E_INVALID, "no standard_cost yet");
    CHECK_OK(FEED(costing, {1, "revalue", 0, 1000, -1, NULL, NULL, NULL}, RECEIVE(2, 10, 900, "r1"), ISSUE(3, 4, "s1"),
                  {4, "receive", 2, -1, -1, "r2", NULL, NULL}, {5, "revalue", 0, 1100, -1, "v", NULL, NULL},
                  LAND(6, 300, NULL, "r1"), ISSUE(7, 10, "s2")));
    CHECK_TEXT(rows_of(costing, "cogs"), ",A,1970-01-02T00:00:00Z,revalue,,0.00,,1970-01-02T00:00:00Z;"
                                         "r1,A,1970-01-03T00:00:00Z,receive,10,-10.00,,1970-01-03T00:00:00Z;"
                                         "s1,A,1970-01-04T00:00:00Z,issue,4,40.00,,1970-01-04T00:00:00Z;"
                                         "v,A,1970-01-06T00:00:00Z,revalue,,-8.00,,1970-01-06T00:00:00Z;"
                                         "s2,A,1970-01-08T00:00:00Z,issue,10,110.00,,1970-01-08T00:00:00Z;");
    CHECK_TEXT(rows_of(costing, "corrections"), "1970-01-07T00:00:00Z,A,r1,,landed_cost,3.00;");
    CHECK_TEXT(rows_of(costing, "value"), "A,standard,-2,-22.00,11.000000,113.00,135.00;");
    CHECK_TEXT(rows_of(costing, "layers"), "A,,1970-01-08T00:00:00Z,-2,-22.00,11.000000;");
    eco_costing_free(costing);
}

/* ---- stock below 0, landed costs, returns ---- */

TEST(inventory_cost, the_receipt_corrects_what_was_sold_before_it_came)
{
    eco_error error;
    eco_costing *costing = begin(0);
    CHECK_OK(FEED(costing, RECEIVE(1, 10, 1000, "r1"), ISSUE(2, 12, "s1"), ISSUE(3, 1, "s2")));
    CHECK_TEXT(rows_of(costing, "layers"),
               "A,s1,1970-01-03T00:00:00Z,-2,-20.00,10.000000;A,s2,1970-01-04T00:00:00Z,-1,-10.00,10.000000;");
    CHECK_INT(VALUE(costing), -3000);
    CHECK_OK(FEED(costing, RECEIVE(4, 5, 1500, "r2")));
    CHECK_TEXT(rows_of(costing, "corrections"),
               "1970-01-05T00:00:00Z,A,s1,r2,negative_stock,10.00;1970-01-05T00:00:00Z,A,s2,r2,negative_stock,5.00;");
    CHECK_TEXT(rows_of(costing, "value"), "A,fifo,2,30.00,15.000000,175.00,145.00;");
    eco_costing_free(costing);
}

TEST(inventory_cost, what_is_sold_takes_its_part_of_a_landed_cost)
{
    eco_error error;
    eco_costing *fifo = begin(0), *average = begin(ECO_COST_AVERAGE);
    const move given[] = {RECEIVE(1, 10, 100, "r1"), ISSUE(2, 3, "s1"), LAND(3, 101, "l1", "r1"), LAND(4, -2000, "l2", "r1")};
    CHECK_OK(feed(fifo, given, 3, &error));
    CHECK_TEXT(rows_of(fifo, "layers"), "A,r1,1970-01-02T00:00:00Z,7,7.71,1.101429;");
    CHECK_TEXT(rows_of(fifo, "corrections"), "1970-01-04T00:00:00Z,A,r1,l1,landed_cost,0.30;");
    CHECK_OK(feed(fifo, given + 3, 1, &error)); /* a credit for more than the goods are worth takes no more than that */
    CHECK_TEXT(rows_of(fifo, "value"), "A,fifo,7,0.00,0.000000,-8.99,-8.99;");
    CHECK_OK(feed(average, given, 3, &error));
    CHECK_TEXT(rows_of(average, "layers"), "A,,1970-01-02T00:00:00Z,7,7.71,1.101429;");
    eco_costing_free(fifo);
    eco_costing_free(average);
}

TEST(inventory_cost, returns_come_back_at_the_cost_of_their_issue)
{
    eco_error error;
    eco_costing *costing = begin(0);
    CHECK_OK(FEED(costing, RECEIVE(1, 3, 100, "r1"), LAND(1, 1, NULL, "r1"), ISSUE(2, 3, "s1"), RECEIVE(3, 1, 999, "r2")));
    for (int i = 0; i < 3; i++)
        CHECK_OK(FEED(costing, RETURN(4, 1, NULL, "s1")));
    CHECK_INT(cell(costing, "cogs", "cost", 1), -100);
    CHECK_INT(cell(costing, "cogs", "cost", 2), -100);
    CHECK_INT(cell(costing, "cogs", "cost", 3), -101);
    CHECK_INT(COST(costing), 0);
    CHECK_FAILS(FEED(costing, RETURN(5, 1, NULL, "s1")), ECO_E_INSUFFICIENT,
                "quantity 1 of a return exceeds what is left of its issue");
    CHECK_TEXT(error.path, "/rows/8/quantity");
    eco_costing_free(costing);
}

TEST(inventory_cost, vendor_returns_take_the_layer_of_their_receipt)
{
    eco_error error;
    eco_costing *costing = begin(0);
    CHECK_OK(FEED(costing, RECEIVE(1, 2, 100, "r1"), RECEIVE(2, 2, 200, "r2"), RECEIVE(3, 2, 300, "r3"),
                  {4, "vendor_return", 2, -1, -1, "b1", "r2", NULL}, {5, "vendor_return", 3, -1, -1, "b2", "r3", NULL}));
    CHECK_INT(cell(costing, "cogs", "cost", 0), 400);
    CHECK_INT(cell(costing, "cogs", "cost", 1), 700); /* both of r3, and one of the oldest */
    CHECK_TEXT(rows_of(costing, "layers"), "A,r1,1970-01-02T00:00:00Z,1,1.00,1.000000;");
    eco_costing_free(costing);
}

TEST(inventory_cost, found_goods_cost_what_the_others_do)
{
    eco_error error;
    eco_costing *costing = begin(0);
    CHECK_OK(FEED(costing, RECEIVE(1, 2, 100, NULL), RECEIVE(2, 2, 250, NULL), {3, "adjust", 2, -1, -1, "up", NULL, NULL},
                  {4, "adjust", -1, -1, -1, "down", NULL, NULL}, {5, "adjust", 1, 7, -1, "given", NULL, NULL}));
    CHECK_INT(cell(costing, "cogs", "cost", 0), -500);
    CHECK_INT(cell(costing, "cogs", "quantity", 1), -1);
    CHECK_INT(cell(costing, "cogs", "cost", 1), 100);
    CHECK_INT(cell(costing, "cogs", "cost", 2), -7);
    eco_costing_free(costing);
}

/* ---- late ---- */

TEST(inventory_cost, a_late_movement_corrects_and_rewrites_nothing)
{
    eco_error error;
    eco_costing *costing;
    CHECK_OK(eco_costing_create(&costing, ECO_MAKE(eco_costing_options, .currency = "EUR", .closed_until_us = 30 * DAY), &error));
    CHECK_OK(FEED(costing, RECEIVE(1, 5, 100, "r1"), RECEIVE(3, 5, 300, "r2"), ISSUE(4, 5, "s1"), ISSUE(10, 2, "s2")));
    CHECK_OK(FEED(costing, ISSUE(2, 3, "late")));
    CHECK_TEXT(rows_of(costing, "cogs"), "s1,A,1970-01-05T00:00:00Z,issue,5,5.00,,1970-01-05T00:00:00Z;"
                                         "s2,A,1970-01-11T00:00:00Z,issue,2,6.00,,1970-01-11T00:00:00Z;"
                                         "late,A,1970-01-03T00:00:00Z,issue,3,3.00,,1970-01-31T00:00:00Z;");
    CHECK_TEXT(rows_of(costing, "corrections"), "1970-01-31T00:00:00Z,A,s1,late,late,6.00;");
    eco_costing_free(costing);
}

TEST(inventory_cost, what_is_recorded_after_closing_is_booked_then)
{
    eco_error error;
    eco_costing *costing;
    const char *const sku[] = {"A", "A", "A"}, *const kind[] = {"receive", "issue", "issue"};
    const int64_t at[] = {DAY, 2 * DAY, 3 * DAY}, quantity[] = {5, 1, 1}, amount[] = {500, 0, 0},
                  recorded[] = {DAY, 2 * DAY, 40 * DAY};
    const uint8_t first = 1;
    eco_column columns[] = {ECO_TEXT_COLUMN("sku", sku),        ECO_TIME_COLUMN("at", at),
                            ECO_TEXT_COLUMN("kind", kind),      ECO_INT64_COLUMN("quantity", quantity),
                            ECO_INT64_COLUMN("amount", amount), ECO_TIME_COLUMN("recorded", recorded)};
    columns[4].valid = &first;
    const eco_table table = {.rows = 3, .columns = columns, .columns_count = 6};
    CHECK_OK(eco_costing_create(&costing, ECO_MAKE(eco_costing_options, .currency = "EUR", .closed_until_us = 30 * DAY), &error));
    CHECK_OK(eco_costing_update(costing, &table, &error));
    CHECK_INT(cell(costing, "cogs", "booked", 0), 2 * DAY);
    CHECK_INT(cell(costing, "cogs", "booked", 1), 40 * DAY);
    eco_costing_free(costing);
}

/* ---- refusals ---- */

TEST(inventory_cost, bad_rows_are_told_by_row_and_column)
{
    static const struct {
        move row;
        eco_status status;
        const char *path, *message;
    } bad[] = {
        {{5, "sell", 1, -1, -1, NULL, NULL, NULL}, ECO_E_UNKNOWN_NAME, "/rows/4/kind", "'sell' is no kind; there are receive"},
        {{5, "issue", -1, -1, -1, NULL, NULL, NULL}, ECO_E_INVALID, "/rows/4/quantity", "quantity -1 of issue is not above 0"},
        {{5, "adjust", 0, -1, -1, NULL, NULL, NULL}, ECO_E_INVALID, "/rows/4/quantity", "not other than 0"},
        {{5, "issue", 1, 100, -1, NULL, NULL, NULL}, ECO_E_INVALID, "/rows/4/unit_cost", "issue has a cost of its own"},
        {{5, "receive", 1, -1, -1, NULL, NULL, NULL}, ECO_E_INVALID, "/rows/4/unit_cost", "receive has no unit_cost or amount"},
        {{5, "receive", 1, 100, 100, NULL, NULL, NULL}, ECO_E_INVALID, "/rows/4/amount", "receive has a unit_cost and an amount"},
        {{5, "receive", 1, -5, -1, NULL, NULL, NULL}, ECO_E_INVALID, "/rows/4/unit_cost", "unit_cost is below 0"},
        {{5, "receive", 1, -1, -5, NULL, NULL, NULL}, ECO_E_INVALID, "/rows/4/amount", "amount is below 0"},
        {{5, "receive", 1, 100, -1, NULL, "r1", NULL}, ECO_E_INVALID, "/rows/4/source", "receive has a source"},
        {{5, "receive", 1, 100, -1, "r1", NULL, NULL}, ECO_E_EXISTS, "/rows/4/movement", "sku 'A' has a movement 'r1' already"},
        {{5, "return", 1, -1, -1, NULL, "s9", NULL}, ECO_E_NOT_FOUND, "/rows/4/source", "sku 'A' has no movement 's9'"},
        {{5, "return", 1, -1, -1, NULL, "s1", "B"}, ECO_E_NOT_FOUND, "/rows/4/source", "sku 'B' has no movement 's1'"},
        {{5, "return", 1, -1, -1, NULL, "r1", NULL},
         ECO_E_INVALID,
         "/rows/4/source",
         "source 'r1' of a return is a movement of kind receive"},
        {{5, "return", 1, 100, -1, NULL, "s1", NULL}, ECO_E_INVALID, "/rows/4/unit_cost", "return has a cost of its own"},
        {{2, "return", 1, -1, -1, NULL, "s1", NULL}, ECO_E_INVALID, "/rows/4/source", "took place after it"},
        {{5, "return", 3, -1, -1, NULL, "s1", NULL}, ECO_E_INSUFFICIENT, "/rows/4/quantity", "exceeds what is left"},
        {{5, "vendor_return", 1, -1, -1, NULL, "s1", NULL}, ECO_E_INVALID, "/rows/4/source", "is a movement of kind issue"},
        {{5, "land_cost", 0, -1, 100, NULL, NULL, NULL}, ECO_E_INVALID, "/rows/4/source", "land_cost has no source"},
        {{5, "land_cost", 0, -1, -1, NULL, "r1", NULL}, ECO_E_INVALID, "/rows/4/amount", "land_cost has no amount"},
        {{5, "land_cost", 1, -1, 100, NULL, "r1", NULL}, ECO_E_INVALID, "/rows/4/quantity", "land_cost has a quantity"},
        {{5, "land_cost", 0, 100, -1, NULL, "r1", NULL}, ECO_E_INVALID, "/rows/4/unit_cost", "it is an amount"},
        {{5, "revalue", 0, -1, 100, NULL, NULL, NULL}, ECO_E_INVALID, "/rows/4/amount", "it is a unit_cost"},
        {{5, "revalue", 0, -1, -1, NULL, NULL, NULL}, ECO_E_INVALID, "/rows/4/unit_cost", "revalue has no unit_cost"},
        {{0, "issue", 1, -1, -1, NULL, NULL, NULL}, ECO_E_INVALID, "/rows/4/at", "at is 0"},
        {{5, "receive", INT64_MAX, 1, -1, NULL, NULL, NULL},
         ECO_E_OVERFLOW,
         "/rows/4/quantity",
         "quantity exceeds a quarter of int64"},
        {{5, "receive", 1000000000, 10000000000, -1, NULL, NULL, NULL},
         ECO_E_OVERFLOW,
         "/rows/4/unit_cost",
         "quantity x unit_cost exceeds"},
        {{5, "receive", 1, INT64_MAX / 4, -1, NULL, NULL, NULL},
         ECO_E_OVERFLOW,
         "/rows/4/unit_cost",
         "the costs of sku 'A' would exceed"},
        {{5, "issue", INT64_MAX / 4, -1, -1, NULL, NULL, NULL},
         ECO_E_OVERFLOW,
         "/rows/4/quantity",
         "the costs of sku 'A' would exceed"},
        {{2, "issue", INT64_MAX / 4, -1, -1, NULL, NULL, NULL},
         ECO_E_OVERFLOW,
         "/rows/4/quantity",
         "the costs of sku 'A' would exceed"},
    };
    eco_error error;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        eco_costing *costing = begin(0);
        CHECK_OK(FEED(costing, RECEIVE(1, 5, 100, "r1"), ISSUE(3, 2, "s1")));
        const move both[] = {ISSUE(4, 1, "s2"), bad[i].row};
        CHECK_FAILS(feed(costing, both, 2, &error), bad[i].status, bad[i].message);
        CHECK_TEXT(error.path, bad[i].path);
        CHECK_TEXT(rows_of(costing, "value"), "A,fifo,3,3.00,1.000000,5.00,2.00;"); /* nothing of its table counts */
        CHECK_OK(FEED(costing, ISSUE(4, 1, "s2")));
        eco_costing_free(costing);
    }
}

TEST(inventory_cost, bad_rows_may_be_skipped)
{
    eco_error error;
    eco_costing *costing;
    CHECK_OK(eco_costing_create(
        &costing, ECO_MAKE(eco_costing_options, .currency = "EUR", .skip_bad_rows = true, .max_problems = 2), &error));
    CHECK_OK(FEED(costing, RECEIVE(1, 5, 100, "r1"), RECEIVE(1, 0, 100, "r2"), {1, "sell", 1, -1, -1, NULL, NULL, NULL},
                  ISSUE(3, 2, "s1"), RETURN(4, 9, NULL, "s1")));
    CHECK_TEXT(rows_of(costing, "problems"),
               "2,quantity,quantity 0 of receive is not above 0;"
               "3,kind,\"'sell' is no kind; there are receive, issue, return, vendor_return, adjust, "
               "land_cost, revalue\";");
    const eco_table *table;
    CHECK_OK(eco_costing_table(&table, costing, "problems", &error));
    CHECK_TEXT(table->notes[1].value, "3");
    eco_table_free(table);
    CHECK_TEXT(rows_of(costing, "value"), "A,fifo,3,3.00,1.000000,5.00,2.00;");
    eco_costing_free(costing);
}

TEST(inventory_cost, another_currency_is_refused)
{
    eco_error error;
    eco_costing *costing = begin(0);
    const char *const sku[] = {"A"}, *const kind[] = {"receive"}, *const currency[] = {"USD"};
    const int64_t at[] = {DAY}, quantity[] = {1}, unit[] = {1};
    eco_column columns[] = {ECO_TEXT_COLUMN("sku", sku),
                            ECO_TIME_COLUMN("at", at),
                            ECO_TEXT_COLUMN("kind", kind),
                            ECO_INT64_COLUMN("quantity", quantity),
                            ECO_MONEY_COLUMN("unit_cost", unit, "USD"),
                            ECO_TEXT_COLUMN("currency", currency)};
    eco_table table = {.rows = 1, .columns = columns, .columns_count = 5};
    CHECK_FAILS(eco_costing_update(costing, &table, &error), ECO_E_CURRENCY,
                "a cost in another currency: column 'unit_cost' is in 'USD', costs are in EUR");
    CHECK_TEXT(error.path, "/columns/unit_cost");
    columns[4].currency = "EUR";
    table.columns_count = 6;
    CHECK_FAILS(eco_costing_update(costing, &table, &error), ECO_E_CURRENCY, "a cost in another currency: 'USD'");
    CHECK_TEXT(error.path, "/rows/1/currency");
    eco_costing_free(costing);
}

TEST(inventory_cost, columns_and_scales)
{
    eco_error error;
    eco_costing *costing;
    const char *const kind[] = {"receive", "issue"};
    const int64_t sku[] = {42, 42}, quantity[] = {15, 5}, unit[] = {123456, 0};
    const int32_t day[] = {1, 2};
    const uint8_t first = 1;
    eco_column columns[] = {ECO_INT64_COLUMN("sku", sku),
                            {.name = "at", .type = ECO_TYPE_DATE, .values = day},
                            ECO_TEXT_COLUMN("kind", kind),
                            ECO_QUANTITY_COLUMN("quantity", quantity, 1),
                            {.name = "unit_cost", .type = ECO_TYPE_DECIMAL, .values = unit, .scale = 5, .valid = &first}};
    eco_table table = {.rows = 2, .columns = columns, .columns_count = 5};
    CHECK_OK(eco_costing_create(&costing, ECO_MAKE(eco_costing_options, .currency = "EUR", .quantity_scale = 3), &error));
    CHECK_OK(eco_costing_update(costing, &table, &error)); /* 1.5 at 1.23456 each is 1.85 */
    CHECK_TEXT(rows_of(costing, "value"), "42,fifo,1.000,1.23,1.230000,1.85,0.62;");
    eco_costing_free(costing);
    CHECK_OK(eco_costing_create(&costing, ECO_MAKE(eco_costing_options, .currency = "EUR"), &error));
    CHECK_FAILS(eco_costing_update(costing, &table, &error), ECO_E_INVALID, "quantity has more than 0 decimals");
    columns[4] = (eco_column)ECO_MONEY_COLUMN("amount", unit, "EUR");
    columns[4].scale = 1;
    columns[3].scale = 0;
    CHECK_FAILS(eco_costing_update(costing, &table, &error), ECO_E_INVALID, "amount has more than 0 decimals of a minor unit");
    columns[2].type = ECO_TYPE_INT64;
    CHECK_FAILS(eco_costing_update(costing, &table, &error), ECO_E_INVALID,
                "column 'kind' is of type int64; it must be text or a code");
    columns[2].name = "verb";
    CHECK_FAILS(eco_costing_update(costing, &table, &error), ECO_E_NOT_FOUND, "the table has no column 'kind'");
    eco_costing_free(costing);
}

static const eco_table *skus_of(eco_column columns[3], eco_table *table, const char *const *sku, const char *const *method,
                                const int64_t *standard, int64_t rows)
{
    columns[0] = (eco_column)ECO_TEXT_COLUMN("sku", sku);
    columns[1] = (eco_column)ECO_TEXT_COLUMN("method", method);
    columns[2] = (eco_column)ECO_MONEY_COLUMN("standard_cost", standard, "EUR");
    *table = (eco_table){.rows = rows, .columns = columns, .columns_count = 3};
    return table;
}

TEST(inventory_cost, options_are_checked)
{
    eco_error error;
    eco_costing *costing = (eco_costing *)&error;
    eco_column columns[3];
    eco_table table;
    const char *sku[] = {"A", "A"}, *method[] = {"average", "guess"};
    const int64_t standard[] = {5, -5};
    CHECK_FAILS(eco_costing_create(&costing, NULL, &error), ECO_E_INVALID, "costing needs a currency");
    CHECK(!costing);
#define FAILS(status, message, ...) \
    CHECK_FAILS(eco_costing_create(&costing, ECO_MAKE(eco_costing_options, __VA_ARGS__), &error), status, message)
    FAILS(ECO_E_CURRENCY, "'EURO' is no currency", .currency = "EURO");
    FAILS(ECO_E_INVALID, "9 is no method", .currency = "EUR", .method = 9);
    FAILS(ECO_E_INVALID, "quantity_scale is 7", .currency = "EUR", .quantity_scale = 7);
    FAILS(ECO_E_INVALID, "max_problems is -1", .currency = "EUR", .max_problems = -1);
    FAILS(ECO_E_EXISTS, "sku 'A' stands twice", .currency = "EUR", .skus = skus_of(columns, &table, sku, method, standard, 2));
    CHECK_TEXT(error.path, "/skus/rows/2/sku");
    sku[1] = "B";
    FAILS(ECO_E_UNKNOWN_NAME, "'guess' is no method; there are fifo", .currency = "EUR", .skus = &table);
    method[1] = NULL;
    FAILS(ECO_E_INVALID, "standard_cost is below 0", .currency = "EUR", .skus = &table);
    CHECK_TEXT(error.path, "/skus/rows/2/standard_cost");
    FAILS(ECO_E_CURRENCY, "a cost in another currency", .currency = "USD", .skus = &table);
    CHECK_TEXT(error.path, "/skus/columns/standard_cost");
    table.rows = 1;
    CHECK_OK(eco_costing_create(&costing, ECO_MAKE(eco_costing_options, .currency = "EUR", .skus = &table), &error));
    CHECK_TEXT(rows_of(costing, "value"), ""); /* nobody has moved it yet */
    const eco_table *none;
    CHECK_FAILS(eco_costing_table(&none, costing, "sums", &error), ECO_E_UNKNOWN_NAME, "costing has no table 'sums'");
    eco_costing_free(costing);
    eco_costing_free(NULL);
    CHECK_TEXT(eco_cost_method_name(ECO_COST_AVERAGE), "average");
    CHECK_TEXT(eco_cost_method_name(5), "unknown");
}

static bool stop(int64_t done, int64_t total, void *user)
{
    *(int64_t *)user = done * 1000 + total;
    return false;
}

TEST(inventory_cost, progress_may_stop_it)
{
    eco_error error;
    eco_costing *costing;
    int64_t seen = 0;
    CHECK_OK(eco_costing_create(&costing, ECO_MAKE(eco_costing_options, .currency = "EUR", .progress = {stop, &seen}), &error));
    CHECK_FAILS(FEED(costing, RECEIVE(1, 5, 100, "r1"), ISSUE(2, 1, "s1")), ECO_E_CANCELLED, "stopped after 2 rows");
    CHECK_INT(seen, 2002);
    CHECK_TEXT(rows_of(costing, "value"), "");
    eco_costing_free(costing);
}
