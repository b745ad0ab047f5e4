/* Random histories, cut into random tables and priced by random numbers of threads, against a model that collects an order at a time and asks eco_price. */
#include <ecomops/pricing.h>
#include <ecomops/time.h>

#include "test.h"

enum { ROWS = 220, BOOKS = 2, PROMOTIONS = 3 };

static const char *const categories[] = {"shoes", "hats", "coats", NULL};
static const char *const levels[] = {"gold", "silver", NULL};
static const char *const codes[] = {"TEN", "TEN,MORE", "", NULL};
static const char *const promotion_ids[PROMOTIONS] = {"a-shoes", "b-spend", "c-code"};

typedef struct history {
    const char *order[ROWS], *sku[ROWS], *category[ROWS], *level[ROWS], *coupons[ROWS];
    int64_t at[ROWS], quantity[ROWS], unit[ROWS];
    uint8_t cancelled[ROWS];
    char ids[ROWS][8];
} history;

static eco_rulebook *random_book(eco_random *random)
{
    eco_error error;
    eco_rulebook *book;
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(
        eco_rulebook_options, .currency = "EUR", .zone = eco_random_between(random, 0, 1) ? "America/New_York" : "Asia/Tokyo",
        .tax_mode = (eco_tax_mode)eco_random_between(random, 0, 1)));
    eco_rulebook_add_promotion(rules,
                               ECO_MAKE(eco_promotion, .id = promotion_ids[0], .on = "category == 'shoes' or category == 'hats'",
                                        ECO_LIST(tiers, eco_tier, {.off_percent = {eco_random_between(random, 1, 100), 0}})));
    eco_rulebook_add_promotion(
        rules, ECO_MAKE(eco_promotion, .id = promotion_ids[1], .stage = ECO_STAGE_SHOP, .repeats = true,
                        .when = eco_random_between(random, 0, 1) ? "customer.level == 'gold'" : NULL,
                        ECO_LIST(tiers, eco_tier, {.from_minor = eco_random_between(random, 100, 5000), .off_minor = 77})));
    eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = promotion_ids[2], .stage = ECO_STAGE_SHOP_COUPON,
                                               .coupon = "TEN", ECO_LIST(tiers, eco_tier, {.off_percent = {10, 0}})));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {19, 0}));
    CHECK_OK(eco_rulebook_build(&book, rules, &error));
    return book;
}

static void fill(history *all, eco_random *random)
{
    int64_t order = 0;
    for (int i = 0; i < ROWS; i++) {
        order += eco_random_between(random, 0, 2) == 0;
        int64_t shown = eco_random_between(random, 0, 40) == 0 ? order / 2 : order; /* some come back, some stray */
        snprintf(all->ids[i], sizeof all->ids[i], "%d", (int)shown);
        all->order[i] = eco_random_between(random, 0, 30) == 0 ? NULL : all->ids[i];
        all->sku[i] = eco_random_between(random, 0, 40) == 0 ? NULL : categories[eco_random_between(random, 0, 2)];
        all->category[i] = categories[eco_random_between(random, 0, 3)];
        all->level[i] = levels[eco_random_between(random, 0, 2)];
        all->coupons[i] = codes[eco_random_between(random, 0, 3)];
        all->at[i] = INT64_C(1735700000000000) + order * 36 * ECO_HOUR_US + eco_random_between(random, 0, 5) * ECO_HOUR_US;
        all->quantity[i] = eco_random_between(random, -1, 6);
        all->unit[i] = eco_random_between(random, 0, 9) ? eco_random_between(random, 1, 900) : eco_random_between(random, -2, 0);
        all->cancelled[i] = eco_random_between(random, 0, 15) == 0;
    }
}

/* ---- the model ---- */

typedef struct sums {
    int64_t orders, lines, touched, list, discount, tax;
    int64_t promotion[PROMOTIONS][4]; /* orders, lines, discount, revenue */
    int64_t month[24][3];             /* from January 2025: orders, list, discount */
} sums;
typedef struct model {
    sums books[BOOKS];
    int64_t rows[7], orders[7], amount[7], came_back;
} model;

enum { PRICED, FREE, CANCELLED, RETURN, CORRECTION, BAD, ALL };

static int kind_of(const history *all, int row)
{
    if (!all->order[row] || !all->sku[row] || all->quantity[row] == 0)
        return BAD;
    if (all->cancelled[row])
        return CANCELLED;
    if (all->quantity[row] < 0)
        return RETURN;
    return all->unit[row] < 0 ? CORRECTION : all->unit[row] ? PRICED : FREE;
}

static void add_quote(sums *sums, const eco_quote *quote, const eco_rulebook *book)
{
    eco_error error;
    eco_zone *zone;
    CHECK_OK(eco_zone_open(&zone, eco_rulebook_content_of(book)->zone, &error));
    eco_civil civil = eco_zone_civil(zone, quote->at_us);
    eco_zone_free(zone);
    int64_t *month = sums->month[(civil.year - 2025) * 12 + civil.month - 1 + 1];
    sums->orders++, month[0]++;
    sums->lines += (int64_t)quote->lines_count;
    sums->touched += quote->discount_minor > 0;
    sums->list += quote->list_minor, month[1] += quote->list_minor;
    sums->discount += quote->discount_minor, month[2] += quote->discount_minor;
    sums->tax += quote->tax_minor;
    for (int p = 0; p < PROMOTIONS; p++) {
        int64_t lines = 0, discount = 0;
        for (size_t i = 0; i < quote->adjustments_count; i++)
            if (strcmp(quote->adjustments[i].promotion, promotion_ids[p]) == 0) {
                lines++;
                discount += quote->adjustments[i].off_minor;
            }
        sums->promotion[p][0] += lines > 0;
        sums->promotion[p][1] += lines;
        sums->promotion[p][2] += discount;
        sums->promotion[p][3] += lines ? quote->list_minor - quote->discount_minor : 0;
    }
}

/* The rows of one order (members), as a cart for each rulebook. */
static void price_order(model *model, const history *all, const int *members, int count, eco_rulebook *const *books)
{
    eco_cart_line lines[ROWS];
    eco_attribute attributes[ROWS];
    size_t lines_count = 0;
    int first = -1;
    bool has[7] = {false};
    for (int i = 0; i < count; i++) {
        int row = members[i], kind = kind_of(all, row);
        has[kind] = true;
        if (kind != BAD && first < 0)
            first = row;
        if (kind > FREE)
            continue;
        attributes[lines_count] = (eco_attribute){"category", all->category[row]};
        lines[lines_count] = (eco_cart_line){.sku = all->sku[row],
                                             .quantity = all->quantity[row],
                                             .unit_minor = all->unit[row],
                                             .is_free = kind == FREE,
                                             .attributes = &attributes[lines_count],
                                             .attributes_count = all->category[row] != NULL};
        lines_count++;
    }
    for (int kind = 0; kind < ALL; kind++)
        model->orders[kind] += has[kind];
    if (!lines_count)
        return;
    const eco_attribute level = {"customer.level", all->level[first]};
    const char *entered[2] = {"TEN", "MORE"};
    size_t codes_count = !all->coupons[first] || !*all->coupons[first] ? 0 : strchr(all->coupons[first], ',') ? 2 : 1;
    for (int b = 0; b < BOOKS; b++) {
        const eco_quote *quote;
        eco_error error;
        CHECK_OK(eco_price(&quote, books[b],
                           ECO_MAKE(eco_cart, .at_us = all->at[first], .lines = lines, .lines_count = lines_count,
                                    .attributes = &level, .attributes_count = all->level[first] != NULL, .coupons = entered,
                                    .coupons_count = codes_count),
                           NULL, &error));
        add_quote(&model->books[b], quote, books[b]);
        eco_quote_free(quote);
    }
}

static void run_model(model *model, const history *all, eco_rulebook *const *books)
{
    *model = (struct model){0};
    int members[ROWS], count = 0;
    for (int row = 0; row < ROWS; row++) {
        int kind = kind_of(all, row);
        model->rows[kind]++, model->rows[ALL]++;
        int64_t amount = kind == BAD ? 0 : all->quantity[row] * all->unit[row];
        model->amount[kind] += amount, model->amount[ALL] += amount;
        if (!all->order[row])
            continue; /* it is of no order */
        bool is_new = true;
        for (int before = 0; before < row; before++)
            is_new &= !all->order[before] || strcmp(all->order[before], all->order[row]) != 0;
        model->orders[ALL] += is_new;
        if (count && strcmp(all->order[members[0]], all->order[row]) != 0) {
            price_order(model, all, members, count, books);
            count = 0;
        }
        model->came_back += !is_new && count == 0;
        members[count++] = row;
    }
    price_order(model, all, members, count, books);
}

/* ---- comparing ---- */

static void check_cell(const eco_table *table, const char *name, int64_t row, int64_t expected, uint64_t seed)
{
    const eco_column *column = eco_table_column(table, name);
    CHECK_F(column && row < table->rows, "%s[%d]", name, (int)row);
    int64_t value = ((const int64_t *)column->values)[row];
    CHECK_F(value == expected, "seed %" PRIu64 ": %s[%d] is %" PRId64 ", not %" PRId64, seed, name, (int)row, value, expected);
}

static const eco_table *take(eco_backtest *backtest, const char *name)
{
    const eco_table *table;
    eco_error error;
    CHECK_OK(eco_backtest_table(&table, backtest, name, &error));
    return table;
}

static void compare_months(eco_backtest *backtest, const model *model, uint64_t seed)
{
    const eco_table *table = take(backtest, "months");
    int64_t row = 0;
    for (int b = 0; b < BOOKS; b++)
        for (int m = 0; m < 24; m++) {
            const int64_t *month = model->books[b].month[m];
            if (!month[0])
                continue;
            check_cell(table, "rulebook", row, b, seed);
            CHECK_INT(((const int32_t *)eco_table_column(table, "month")->values)[row],
                      eco_date_of(2024 + (m + 11) / 12, (m + 11) % 12 + 1, 1));
            check_cell(table, "orders", row, month[0], seed);
            check_cell(table, "list", row, month[1], seed);
            check_cell(table, "discount", row, month[2], seed);
            check_cell(table, "revenue", row, month[1] - month[2], seed);
            row++;
        }
    CHECK_INT(table->rows, row);
    eco_table_free(table);
}

static void compare(eco_backtest *backtest, const model *model, uint64_t seed)
{
    static const char *const promotion_columns[] = {"orders", "lines", "discount", "revenue"};
    const eco_table *summary = take(backtest, "summary"), *promotions = take(backtest, "promotions"),
                    *rows = take(backtest, "rows");
    for (int b = 0; b < BOOKS; b++) {
        const sums *sums = &model->books[b], *base = &model->books[0];
        check_cell(summary, "orders", b, sums->orders, seed);
        check_cell(summary, "lines", b, sums->lines, seed);
        check_cell(summary, "orders_touched", b, sums->touched, seed);
        check_cell(summary, "list", b, sums->list, seed);
        check_cell(summary, "discount", b, sums->discount, seed);
        check_cell(summary, "tax", b, sums->tax, seed);
        check_cell(summary, "discount_change", b, sums->discount - base->discount, seed);
        check_cell(summary, "revenue_change", b, sums->list - sums->discount - (base->list - base->discount), seed);
        for (int p = 0; p < PROMOTIONS; p++)
            for (int c = 0; c < 4; c++)
                check_cell(promotions, promotion_columns[c], b * PROMOTIONS + p, sums->promotion[p][c], seed);
    }
    for (int kind = 0; kind <= ALL; kind++) {
        check_cell(rows, "rows", kind, model->rows[kind], seed);
        check_cell(rows, "orders", kind, model->orders[kind], seed);
        check_cell(rows, "amount", kind, model->amount[kind], seed);
    }
    compare_months(backtest, model, seed);
    const eco_table *problems = take(backtest, "problems");
    CHECK_INT(problems->rows, model->rows[BAD] + model->came_back);
    for (int64_t i = 1; i < problems->rows; i++) {
        const int64_t *places = eco_table_column(problems, "row")->values;
        CHECK(places[i - 1] <= places[i]);
    }
    eco_table_free(summary);
    eco_table_free(promotions);
    eco_table_free(rows);
    eco_table_free(problems);
}

TEST(backtest_property, agrees_with_carts_priced_one_by_one)
{
    eco_random random = {eco_test_seed()};
    static history all;
    for (int round = 0; round < 60; round++) {
        uint64_t seed = random.state;
        eco_error error;
        eco_rulebook *books[BOOKS] = {random_book(&random), random_book(&random)};
        eco_backtest *backtest;
        model model;
        fill(&all, &random);
        run_model(&model, &all, books);
        CHECK_OK(eco_backtest_create(
            &backtest, books, BOOKS,
            ECO_MAKE(eco_backtest_options, .skip_bad_rows = true, .threads = (int32_t)eco_random_between(&random, 0, 3)),
            &error));
        for (int64_t row = 0; row < ROWS;) {
            int64_t count = eco_random_between(&random, 0, 3) ? eco_random_between(&random, 0, 9) : ROWS;
            count = count < ROWS - row ? count : ROWS - row;
            eco_table table = {
                .rows = count,
                ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("order", all.order + row), ECO_TEXT_COLUMN("sku", all.sku + row),
                         ECO_TEXT_COLUMN("category", all.category + row), ECO_TEXT_COLUMN("customer.level", all.level + row),
                         ECO_TEXT_COLUMN("coupons", all.coupons + row), ECO_TIME_COLUMN("at", all.at + row),
                         ECO_INT64_COLUMN("quantity", all.quantity + row), ECO_MONEY_COLUMN("unit", all.unit + row, "EUR"),
                         {.name = "cancelled", .type = ECO_TYPE_BOOL, .values = all.cancelled + row})};
            CHECK_OK(eco_backtest_update(backtest, &table, &error));
            row += count;
        }
        compare(backtest, &model, seed);
        eco_backtest_free(backtest);
        eco_rulebook_free(books[0]);
        eco_rulebook_free(books[1]);
    }
}
