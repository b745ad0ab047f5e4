/* What units of a line bear, and the lists of a quote as tables. */
#include "pricing_shop.h"

#include "base/table_builder.h"
#include "pricing/quote_internal.h"

/* Units of each line: they sum to it, differ by the odd minor units only, and bear no more than they cost. */
static void check_units(const eco_quote *quote)
{
    eco_error error;
    for (size_t i = 0; i < quote->lines_count; i++) {
        const eco_quote_line *line = &quote->lines[i];
        int64_t count = line->kind == ECO_LINE_GOODS && line->quantity_scale == 0 ? line->quantity : 1;
        eco_quote_unit sum = {0}, unit, first = {0};
        for (int64_t j = 0; j < count; j++) {
            CHECK_OK(eco_quote_unit_of(&unit, quote, i, j, &error));
            first = j ? first : unit;
            sum.list_minor += unit.list_minor;
            sum.discount_minor += unit.discount_minor;
            sum.net_minor += unit.net_minor;
            sum.tax_minor += unit.tax_minor;
            sum.total_minor += unit.total_minor;
            sum.credit_minor += unit.credit_minor;
            CHECK_INT(unit.total_minor, unit.net_minor + unit.tax_minor);
            CHECK_INT(unit.list_minor - unit.discount_minor,
                      quote->tax_mode == ECO_TAX_INCLUDED ? unit.total_minor : unit.net_minor);
            CHECK(first.list_minor - unit.list_minor <= 1 && first.list_minor >= unit.list_minor);
            CHECK(first.discount_minor - unit.discount_minor <= 1 && first.discount_minor >= unit.discount_minor);
            if (line->kind == ECO_LINE_GOODS)
                CHECK_F(unit.net_minor >= 0 && unit.tax_minor >= 0 && unit.credit_minor >= 0 &&
                            unit.credit_minor <= unit.total_minor,
                        "line %zu unit %" PRId64 ": net %" PRId64 " tax %" PRId64 " credit %" PRId64, i, j, unit.net_minor,
                        unit.tax_minor, unit.credit_minor);
        }
        CHECK_INT(sum.list_minor, line->list_minor);
        CHECK_INT(sum.discount_minor, line->discount_minor);
        CHECK_INT(sum.net_minor, line->net_minor);
        CHECK_INT(sum.tax_minor, line->tax_minor);
        CHECK_INT(sum.total_minor, line->total_minor);
        CHECK_INT(sum.credit_minor, line->credit_minor);
    }
}

TEST(quote, shares_a_line_over_its_units)
{
    eco_error error;
    eco_quote_unit unit;
    eco_rulebook_builder *rules = RULES("USD");
    PROMOTE(rules, "10", TIERS({.off_minor = 1000}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "a", .quantity = 3, .unit_minor = 3333})));
    static const int64_t paid[] = {2999, 3000, 3000}, off[] = {334, 333, 333};
    for (int64_t i = 0; i < 3; i++) {
        CHECK_OK(eco_quote_unit_of(&unit, quote, 0, i, &error));
        CHECK_INT(unit.total_minor, paid[i]);
        CHECK_INT(unit.discount_minor, off[i]);
    }
    CHECK_FAILS(eco_quote_unit_of(&unit, quote, 0, 3, &error), ECO_E_INVALID, "unit 3 of line 0, which has 3");
    CHECK_TEXT(error.path, "/unit");
    CHECK_INT(unit.list_minor, 0);
    CHECK_FAILS(eco_quote_unit_of(&unit, quote, 0, -1, &error), ECO_E_INVALID, "unit -1");
    CHECK_FAILS(eco_quote_unit_of(&unit, quote, 1, 0, &error), ECO_E_INVALID, "line 1 of a quote with 1");
    CHECK_TEXT(error.path, "/line");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(quote, shares_any_line_without_a_rest)
{
    eco_random random = {eco_test_seed()};
    for (int round = 0; round < 3000; round++) {
        eco_tax_mode mode = (eco_tax_mode)eco_random_between(&random, 0, 1);
        eco_rulebook_builder *rules = RULES("EUR", .tax_mode = mode,
                                            .tax_round_at = (eco_round_at)eco_random_between(&random, 0, 2));
        PROMOTE(rules, "off", TIERS({.off_minor = eco_random_between(&random, 1, 300)}));
        eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "t", .percent = {eco_random_between(&random, 0, 200), 0}));
        eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "u", .percent = {eco_random_between(&random, 0, 30), 0}));
        eco_rulebook *rulebook = built(rules);
        const eco_quote *quote = priced(
            rulebook,
            CART(.credit_minor = eco_random_between(&random, 0, 300),
                 LINES({.sku = "a",
                        .quantity = eco_random_between(&random, 1, 9),
                        .unit_minor = eco_random_between(&random, 1, 400),
                        .unit_scale = 1},
                       {.sku = "b", .quantity = eco_random_between(&random, 1, 9), .quantity_scale = 1, .unit_minor = 70}),
                 ECO_LIST(surcharges, eco_surcharge, {.id = "s", .amount_minor = eco_random_between(&random, 0, 5)})));
        check_units(quote);
        eco_quote_free(quote);
        eco_rulebook_free(rulebook);
    }
}

/* A unit's tax where units are rounded is that of its own amount. */
TEST(quote, gives_back_the_tax_of_a_unit)
{
    eco_error error;
    eco_rulebook_builder *rules = RULES("EUR", .tax_round_at = ECO_ROUND_AT_UNIT);
    PROMOTE(rules, "off", TIERS({.off_minor = 4}));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "t", .percent = {50, 0}));
    eco_rulebook *rulebook = built(rules);
    /* 3 x 3 less 4: units of 1, 2, 2; half of them is 1 (0.5), 1, 1 */
    const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "a", .quantity = 3, .unit_minor = 3})));
    static const int64_t net[] = {1, 2, 2};
    CHECK_INT(quote->tax_minor, 3);
    for (int64_t i = 0; i < 3; i++) {
        eco_quote_unit unit;
        CHECK_OK(eco_quote_unit_of(&unit, quote, 0, i, &error));
        CHECK_INT(unit.net_minor, net[i]);
        CHECK_INT(unit.tax_minor, 1);
    }
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

/* ---- tables ---- */

static const eco_quote *rich_quote(void)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "off", .coupon = "C", TIERS({.off_minor = 100}, {.from_minor = 99900, .off_minor = 150}));
    PROMOTE(rules, "no", .when = "tier == 'gold'", .priority = -1, TIERS({.off_minor = 100}));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {10, 0}));
    eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = "s", .method = "post", .price_minor = 500));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(
        rulebook, CART(.id = "7", .shipping = "post", COUPONS("C"), .credit_minor = 20,
                       LINES({.sku = "a", .quantity = 2, .unit_minor = 1000},
                             {.sku = "kg", .quantity = 125, .quantity_scale = 2, .unit_minor = 7995, .unit_scale = 1}),
                       ECO_LIST(surcharges, eco_surcharge, {.id = "box", .amount_minor = 30})));
    eco_rulebook_free(rulebook);
    return quote;
}

/* All cells of a table, '|' between cells and '\n' behind rows. */
static const char *cells(char text[1900], const eco_table *table)
{
    int at = 0;
    for (size_t i = 0; i < table->columns_count; i++)
        at += snprintf(text + at, 1900 - (size_t)at, "%s%s", table->columns[i].name, i + 1 < table->columns_count ? "|" : "\n");
    for (int64_t row = 0; row < table->rows; row++)
        for (size_t i = 0; i < table->columns_count; i++) {
            const eco_column *column = &table->columns[i];
            size_t size;
            const char *end = i + 1 < table->columns_count ? "|" : "\n";
            if (eco_cell_is_null(column, row))
                at += snprintf(text + at, 1900 - (size_t)at, "-%s", end);
            else if (column->type == ECO_TYPE_UTF8) {
                const char *cell = eco_cell_text(column, row, &size);
                at += snprintf(text + at, 1900 - (size_t)at, "%.*s%s", (int)size, cell, end);
            } else if (column->type == ECO_TYPE_ID)
                at += snprintf(text + at, 1900 - (size_t)at, "id%s", end);
            else
                at += snprintf(text + at, 1900 - (size_t)at, "%" PRId64 "%s", eco_cell_int64(column, row), end);
        }
    return text;
}

static void check_table(const eco_quote *quote, const char *name, const char *expected)
{
    eco_error error;
    const eco_table *table;
    char text[1900];
    CHECK_OK(eco_quote_table(&table, quote, name, &error));
    CHECK_TEXT(cells(text, table), expected);
    for (size_t i = 0; i < table->columns_count; i++)
        if (table->columns[i].type == ECO_TYPE_MONEY)
            CHECK_TEXT(table->columns[i].currency, "EUR");
    eco_table_free(table);
}

TEST(quote, comes_as_tables)
{
    eco_error error;
    const eco_table *table;
    const eco_quote *quote = rich_quote();
    /* 20.00 and 1.25 kg x 7.995 = 9.99; 1.00 off: 66.69 33.31; tax 193.3, 96.6, 3, 50 */
    check_table(quote, "lines",
                "id|sku|kind|quantity|unit|list|discount|net|tax|total|credit\n"
                "1|a|goods|200|10000|2000|67|1933|193|2126|11\n"
                "2|kg|goods|125|7995|999|33|966|97|1063|6\n"
                "box|box|surcharge|0|0|30|0|30|3|33|0\n");
    check_table(quote, "adjustments",
                "promotion|coupon|line|shipment|stage|quantity|off\n"
                "off|C|0|-|item|200|67\n"
                "off|C|1|-|item|125|33\n");
    check_table(quote, "taxes",
                "tax|line|shipment|base|amount\n"
                "vat|0|-|1933|193\n"
                "vat|1|-|966|97\n"
                "vat|2|-|30|3\n"
                "vat|-|0|500|50\n");
    check_table(quote, "shipments",
                "id|method|list|discount|net|tax|total|credit\n"
                "1|post|500|0|500|50|550|3\n");
    check_table(quote, "decisions",
                "promotion|label|reason|off|clipped|missing|missing_quantity|next_off|by|needed|found|left\n"
                "off|off|applied|100|0|96901|0|150|-|-|-|0\n"
                "no|no|condition|0|0|0|0|0|-|tier == 'gold'|-|0\n");
    char totals[512];
    snprintf(
        totals, sizeof totals,
        "cart|currency|at|tax_mode|rulebook|list|discount|surcharge|shipping|shipping_discount|net|tax|shipping_tax|total|credit|"
        "rounding|payable\n"
        "7|EUR|%" PRId64 "|excluded|id|2999|100|30|500|0|3429|343|50|3772|20|0|3752\n",
        AT_US);
    check_table(quote, "totals", totals);
    check_table(quote, "units",
                "line|id|sku|unit|list|discount|net|tax|total|credit\n"
                "0|1|a|0|1000|34|966|96|1062|5\n"
                "0|1|a|1|1000|33|967|97|1064|6\n"
                "1|2|kg|0|999|33|966|97|1063|6\n");
    CHECK_FAILS(eco_quote_table(&table, quote, "rows", &error), ECO_E_UNKNOWN_NAME, "no table 'rows'");
    CHECK(!table);
    CHECK_FAILS(eco_quote_table(&table, quote, NULL, &error), ECO_E_UNKNOWN_NAME, "no table NULL");
    CHECK_OK(eco_quote_table(&table, quote, "lines", &error));
    eco_quote_free(quote);
    CHECK_INT(eco_cell_int64(eco_table_column(table, "total"), 1), 1063); /* it outlives the quote */
    eco_table_free(table);
}

TEST(quote, shows_gifts_and_shipments_in_its_tables)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "free", .stage = ECO_STAGE_SHIPPING, .max_off_minor = 700, TIERS({.is_free = true}));
    PROMOTE(rules, "half", .max_quantity = 1, TIERS({.off_percent = {50, 0}}));
    PROMOTE(rules, "tote", TIERS({.gift_sku = "bag", .gift_quantity = 2}));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {10, 0}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "a", .quantity = 2, .unit_minor = 1000},
                                                         {.sku = "kg", .quantity = 5, .quantity_scale = 1, .unit_minor = 4000}),
                                                   ECO_LIST(shipments, eco_shipment, {.method = "post", .price_minor = 600},
                                                            {.id = "second", .method = "post", .price_minor = 800})));
    check_table(quote, "lines",
                "id|sku|kind|quantity|unit|list|discount|net|tax|total|credit\n"
                "1|a|goods|20|1000|2000|500|1500|150|1650|0\n"
                "2|kg|goods|5|4000|2000|0|2000|200|2200|0\n"
                "gift-tote|bag|gift|20|0|0|0|0|0|0|0\n");
    check_table(quote, "adjustments",
                "promotion|coupon|line|shipment|stage|quantity|off\n"
                "half|-|0|-|item|10|500\n"
                "tote|-|2|-|item|20|0\n"
                "free|-|-|0|shipping|10|300\n"
                "free|-|-|1|shipping|10|400\n");
    check_table(quote, "shipments",
                "id|method|list|discount|net|tax|total|credit\n"
                "1|post|600|300|300|30|330|0\n"
                "second|post|800|400|400|40|440|0\n");
    check_table(quote, "taxes",
                "tax|line|shipment|base|amount\n"
                "vat|0|-|1500|150\n"
                "vat|1|-|2000|200\n"
                "vat|-|0|300|30\n"
                "vat|-|1|400|40\n");
    check_table(quote, "decisions",
                "promotion|label|reason|off|clipped|missing|missing_quantity|next_off|by|needed|found|left\n"
                "free|free|clipped|700|700|0|0|0|max_off|-|-|0\n"
                "half|half|applied|500|0|0|0|0|-|-|-|0\n"
                "tote|tote|applied|0|0|0|0|0|-|-|-|0\n");
    check_table(quote, "units",
                "line|id|sku|unit|list|discount|net|tax|total|credit\n"
                "0|1|a|0|1000|250|750|75|825|0\n"
                "0|1|a|1|1000|250|750|75|825|0\n"
                "1|2|kg|0|2000|0|2000|200|2200|0\n");
    eco_error error;
    eco_quote_unit unit;
    CHECK_OK(eco_quote_unit_of(&unit, quote, 2, 0, &error));
    CHECK_INT(unit.total_minor, 0);
    CHECK_FAILS(eco_quote_unit_of(&unit, quote, 2, 1, &error), ECO_E_INVALID, "unit 1 of line 2, which has 1");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(quote, refuses_tables_that_do_not_fit)
{
    eco_error error;
    const eco_table *table;
    eco_rulebook *rulebook = built(RULES("EUR"));
    const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "a", .quantity = 6000000, .unit_minor = 1},
                                                         {.sku = "b", .quantity = 6000000, .unit_minor = 1})));
    CHECK_FAILS(eco_quote_table(&table, quote, "units", &error), ECO_E_LIMIT, "more than 10000000 units");
    CHECK_TEXT(error.path, "/lines/1/quantity");
    CHECK(!table);
    eco_quote_free(quote);
    quote = priced(rulebook, CART(LINES({.sku = "a", .quantity = INT64_MAX / 10, .unit_minor = 1},
                                        {.sku = "b", .quantity = 1, .quantity_scale = 3, .unit_minor = 1})));
    CHECK_FAILS(eco_quote_table(&table, quote, "lines", &error), ECO_E_OVERFLOW, "with 3 decimals");
    CHECK_TEXT(error.path, "/lines/0");
    eco_quote_free(quote);
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "p", TIERS({.off_minor = 1}));
    eco_rulebook *reducing = built(rules);
    quote = priced(reducing, CART(LINES({.sku = "a", .quantity = INT64_MAX / 10, .unit_minor = 1},
                                        {.sku = "b", .quantity = 1, .quantity_scale = 3, .unit_minor = 1})));
    CHECK_FAILS(eco_quote_table(&table, quote, "adjustments", &error), ECO_E_OVERFLOW, "with 3 decimals");
    CHECK_TEXT(error.path, "/lines/0");
    eco_quote_free(quote);
    eco_rulebook_free(reducing);
    quote = priced(rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = INT64_MAX / 10},
                                        {.sku = "b", .quantity = 1, .unit_scale = 3, .unit_minor = 1})));
    CHECK_FAILS(eco_quote_table(&table, quote, "lines", &error), ECO_E_OVERFLOW, "with 3 decimals");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}
