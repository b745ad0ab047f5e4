/* Random histories, cut into random tables and priced by random numbers of threads, against a model that collects an order at a time, takes what came back
 * off it piece by piece, and asks eco_price. */
#include <ecomops/pricing.h>
#include <ecomops/time.h>

#include <stdlib.h>

#include "test.h"

enum { ROWS = 220, BOOKS = 3, PROMOTIONS = 4, DAYS = 800, MOVERS = 5 };

static const char *const categories[] = {"shoes", "hats", "coats", NULL};
static const char *const levels[] = {"gold", "silver", NULL};
static const char *const codes[] = {"TEN", "TEN,MORE", "", NULL};
static const char *const promotion_ids[PROMOTIONS] = {"a-shoes", "b-spend", "c-code", "d-gift"};

typedef struct history {
    const char *order[ROWS], *sku[ROWS], *category[ROWS], *level[ROWS], *coupons[ROWS];
    int64_t at[ROWS], quantity[ROWS], unit[ROWS], cost[ROWS];
    uint8_t cancelled[ROWS], cost_known[(ROWS + 7) / 8];
    char ids[ROWS][8];
    int32_t scale; /* of quantities: whole pieces, or halves written as tenths */
    int64_t recent, movers;
} history;

static bool maybe(eco_random *random)
{
    return eco_random_between(random, 0, 1);
}

/* Of every kind that a backtest could count wrongly: on lines and on all, by code, gifts, in competition, with floors of cost. */
static void add_promotions(eco_rulebook_builder *rules, eco_random *random)
{
    int64_t buys = eco_random_between(random, 0, 1);
    eco_rulebook_add_promotion(rules,
                               ECO_MAKE(eco_promotion, .id = promotion_ids[0], .on = "category == 'shoes' or category == 'hats'",
                                        .stands_alone = maybe(random), .buy_quantity = buys, .get_quantity = buys,
                                        ECO_LIST(tiers, eco_tier, {.off_percent = {eco_random_between(random, 1, 100), 0}})));
    eco_rulebook_add_promotion(
        rules, ECO_MAKE(eco_promotion, .id = promotion_ids[1], .stage = maybe(random) ? ECO_STAGE_SHOP : ECO_STAGE_ITEM,
                        .repeats = true, .when = maybe(random) ? "customer.level == 'gold'" : NULL, .stands_alone = maybe(random),
                        ECO_LIST(tiers, eco_tier, {.from_minor = eco_random_between(random, 100, 5000), .off_minor = 77})));
    eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = promotion_ids[2], .stage = ECO_STAGE_SHOP_COUPON,
                                               .coupon = "TEN", ECO_LIST(tiers, eco_tier, {.off_percent = {10, 0}})));
    eco_rulebook_add_promotion(
        rules, ECO_MAKE(eco_promotion, .id = promotion_ids[3], .stage = ECO_STAGE_SET,
                        ECO_LIST(tiers, eco_tier, {.from_minor = eco_random_between(random, 500, 5000), .gift_sku = "cap"})));
}

static eco_rulebook *random_book(eco_random *random)
{
    eco_error error;
    eco_rulebook *book;
    eco_rulebook_builder *rules = eco_rulebook_begin(
        ECO_MAKE(eco_rulebook_options, .currency = "EUR", .zone = maybe(random) ? "America/New_York" : "Asia/Tokyo",
                 .tax_mode = (eco_tax_mode)maybe(random), .stacking = (eco_stacking)eco_random_between(random, 0, 2)));
    add_promotions(rules, random);
    if (maybe(random))
        eco_rulebook_add_price_list(rules, ECO_MAKE(eco_price_list, .id = "now", .is_override = true,
                                                    ECO_LIST(entries, eco_price_entry, {.sku = "coats", .unit_minor = 440})));
    if (maybe(random))
        eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .id = "earn", .margin_percent = {eco_random_between(random, 1, 50), 0},
                                               .mode = (eco_floor_mode)eco_random_between(random, 0, 2)));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {19, 0}));
    CHECK_OK(eco_rulebook_build(&book, rules, &error));
    return book;
}

static void fill(history *all, eco_random *random)
{
    int64_t order = 0;
    all->scale = (int32_t)eco_random_between(random, 0, 1);
    all->recent = eco_random_between(random, 0, 1) ? 0 : eco_random_between(random, 1, 40);
    all->movers = eco_random_between(random, -1, MOVERS);
    memset(all->cost_known, 0, sizeof all->cost_known);
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
        all->quantity[i] = eco_random_between(random, 0, 3) ? eco_random_between(random, 1, 6)
                                                            : eco_random_between(random, -4, 1);
        all->quantity[i] *= all->scale ? 5 : 1;
        all->unit[i] = eco_random_between(random, 0, 9) ? eco_random_between(random, 1, 4) * 110
                                                        : eco_random_between(random, -2, 0) * 10;
        all->cancelled[i] = eco_random_between(random, 0, 8) == 0;
        all->cost[i] = eco_random_between(random, 0, 300);
        all->cost_known[i / 8] |= (uint8_t)((eco_random_between(random, 0, 2) > 0) << i % 8);
    }
}

/* ---- the model ---- */

enum { PRICED, FREE, NETTED, CANCELLED, CANCELLATION, RETURN, CORRECTION, BAD, ALL, KINDS };

typedef struct sums {
    int64_t orders, lines, touched, changed, list, discount, tax, returned, cost_lines, cost_revenue, cost;
} sums;
typedef struct mover {
    int64_t weight, row, list[2], discount[2];
    const char *id;
} mover;
typedef struct model {
    sums total[BOOKS], day[BOOKS][DAYS];
    bool has_day[BOOKS][DAYS];
    int64_t promotion[BOOKS][PROMOTIONS][7]; /* orders, lines, discount, revenue, cost_lines, cost_revenue, cost */
    mover movers[BOOKS][ROWS];
    int movers_count[BOOKS];
    int64_t rows[KINDS], orders[KINDS], amount[KINDS], came_back;
    int groups;
    const char *group_ids[ROWS];
} model;

/* Of a row by itself. */
static int kind_of(const history *all, int row)
{
    if (!all->order[row] || !all->sku[row] || all->quantity[row] == 0)
        return BAD;
    if (all->quantity[row] < 0)
        return all->cancelled[row] ? CANCELLATION : RETURN;
    if (all->cancelled[row])
        return CANCELLED;
    return all->unit[row] < 0 ? CORRECTION : all->unit[row] ? PRICED : FREE;
}

static int64_t amount_of(const history *all, int row, int64_t quantity)
{
    return quantity * all->unit[row] / (all->scale ? 10 : 1); /* no remainder: see fill */
}

typedef struct basket { /* the rows of one order, and what of each is left */
    int rows[ROWS], count;
    int64_t left[ROWS];
    bool has[KINDS];
} basket;

/* The last row of the order, cancelled or sold, that a piece of a row may be taken off; -1: none. */
static int giver_of(const history *all, const basket *basket, int back, bool cancelled)
{
    for (int i = basket->count - 1; i >= 0; i--) {
        int row = basket->rows[i], kind = kind_of(all, row);
        bool suits = cancelled ? kind == CANCELLED : kind == PRICED || kind == FREE;
        if (suits && basket->left[i] && all->unit[row] == all->unit[back] && strcmp(all->sku[row], all->sku[back]) == 0)
            return i;
    }
    return -1;
}

/* Piece by piece: a cancelled one, else a sold one; else it stands alone. */
static void net_row(model *model, const history *all, basket *basket, int place)
{
    int row = basket->rows[place], kind = kind_of(all, row);
    int64_t parts[KINDS] = {0};
    for (int64_t piece = 0; piece < -all->quantity[row]; piece++) {
        int giver = giver_of(all, basket, row, true);
        int part = giver >= 0 ? CANCELLED : NETTED;
        if (giver < 0)
            giver = giver_of(all, basket, row, false);
        if (giver < 0)
            part = kind;
        else
            basket->left[giver]--;
        parts[part]++;
    }
    int counts_as = parts[kind] ? kind : parts[NETTED] ? NETTED : CANCELLED;
    model->rows[counts_as]++;
    basket->has[counts_as] = true;
    for (int part = 0; part < KINDS; part++)
        model->amount[part] -= amount_of(all, row, parts[part]);
}

static int64_t standing(const model *model)
{
    return -(model->amount[CANCELLATION] + model->amount[RETURN] + model->amount[CORRECTION]);
}

static void count_rows(model *model, const history *all, basket *basket)
{
    for (int i = 0; i < basket->count; i++) {
        int row = basket->rows[i], kind = kind_of(all, row);
        basket->left[i] = all->quantity[row];
        if (kind == CANCELLATION || kind == RETURN)
            continue;
        model->rows[kind]++;
        model->amount[kind] += kind == BAD ? 0 : amount_of(all, row, all->quantity[row]);
        basket->has[kind] = true;
    }
    for (int i = 0; i < basket->count; i++)
        if (kind_of(all, basket->rows[i]) == CANCELLATION || kind_of(all, basket->rows[i]) == RETURN)
            net_row(model, all, basket, i);
    for (int kind = 0; kind < ALL; kind++)
        model->orders[kind] += basket->has[kind];
}

typedef struct cart {
    eco_cart_line lines[ROWS];
    eco_attribute attributes[ROWS];
    bool cost_known[ROWS];
    size_t count;
} cart;

static void fill_cart(cart *cart, const history *all, const basket *basket)
{
    cart->count = 0;
    for (int i = 0; i < basket->count; i++) {
        int row = basket->rows[i], kind = kind_of(all, row);
        bool whole = all->scale == 0 || basket->left[i] % 10 == 0;
        if (kind > FREE || !basket->left[i])
            continue;
        cart->attributes[cart->count] = (eco_attribute){"category", all->category[row]};
        cart->cost_known[cart->count] = all->cost_known[row / 8] >> row % 8 & 1;
        cart->lines[cart->count] = (eco_cart_line){.sku = all->sku[row],
                                                   .quantity = all->scale && whole ? basket->left[i] / 10 : basket->left[i],
                                                   .quantity_scale = !whole,
                                                   .unit_minor = all->unit[row],
                                                   .is_free = kind == FREE,
                                                   .cost_minor = cart->cost_known[cart->count] ? all->cost[row] : 0,
                                                   .attributes = &cart->attributes[cart->count],
                                                   .attributes_count = all->category[row] != NULL};
        cart->count++;
    }
}

/* Half a piece may cost half a cent. */
static int64_t cost_of(const cart *cart, size_t line, const history *all, const basket *basket)
{
    size_t place = 0;
    for (int i = 0; i < basket->count; i++) {
        int row = basket->rows[i];
        if (kind_of(all, row) > FREE || !basket->left[i] || place++ != line)
            continue;
        int64_t cost = basket->left[i] * all->cost[row];
        return cart->cost_known[line] ? (all->scale ? (cost + 5) / 10 : cost) : 0;
    }
    return 0;
}

static void add_quote(model *model, int b, const eco_quote *quote, const eco_quote *base, const cart *cart, int64_t cost)
{
    sums *sums = &model->total[b];
    int64_t cost_lines = 0, cost_revenue = 0;
    for (size_t i = 0; i < cart->count; i++)
        if (cart->cost_known[i]) {
            cost_lines++;
            cost_revenue += quote->lines[i].net_minor;
        }
    sums->orders++;
    sums->lines += (int64_t)cart->count;
    sums->touched += quote->adjustments_count > 0;
    sums->changed += quote->discount_minor != base->discount_minor || quote->list_minor != base->list_minor;
    sums->list += quote->list_minor;
    sums->discount += quote->discount_minor;
    sums->tax += quote->tax_minor;
    sums->cost_lines += cost_lines;
    sums->cost_revenue += cost_revenue;
    sums->cost += cost;
    for (int p = 0; p < PROMOTIONS; p++) {
        int64_t lines = 0, discount = 0;
        for (size_t i = 0; i < quote->adjustments_count; i++)
            if (strcmp(quote->adjustments[i].promotion, promotion_ids[p]) == 0) {
                lines++;
                discount += quote->adjustments[i].off_minor;
            }
        const int64_t more[7] = {1, lines, discount, quote->list_minor - quote->discount_minor, cost_lines, cost_revenue, cost};
        for (int c = 0; lines && c < 7; c++)
            model->promotion[b][p][c] += more[c];
    }
}

static void add_mover(model *model, int b, const eco_quote *quote, const eco_quote *base, int64_t row, const char *id)
{
    int64_t by_discount = llabs(quote->discount_minor - base->discount_minor);
    int64_t by_revenue = llabs(quote->list_minor - quote->discount_minor - base->list_minor + base->discount_minor);
    if (by_discount || by_revenue)
        model->movers[b][model->movers_count[b]++] = (mover){by_discount > by_revenue ? by_discount : by_revenue,
                                                             row,
                                                             {base->list_minor, quote->list_minor},
                                                             {base->discount_minor, quote->discount_minor},
                                                             id};
}

static void price_cart(model *model, const history *all, const basket *basket, const cart *cart, int first,
                       eco_rulebook *const *books)
{
    const eco_attribute level = {"customer.level", all->level[first]};
    const char *entered[2] = {"TEN", "MORE"}, *given = all->coupons[first];
    size_t codes_count = !given || !*given ? 0 : strchr(given, ',') ? 2 : 1;
    const eco_quote *quotes[BOOKS];
    int64_t cost = 0;
    for (size_t i = 0; i < cart->count; i++)
        cost += cost_of(cart, i, all, basket);
    for (int b = 0; b < BOOKS; b++) {
        eco_error error;
        CHECK_OK(eco_price(&quotes[b], books[b],
                           ECO_MAKE(eco_cart, .at_us = all->at[first], .lines = cart->lines, .lines_count = cart->count,
                                    .attributes = &level, .attributes_count = all->level[first] != NULL, .coupons = entered,
                                    .coupons_count = codes_count),
                           NULL, &error));
        add_quote(model, b, quotes[b], quotes[0], cart, cost);
        if (b)
            add_mover(model, b, quotes[b], quotes[0], basket->rows[0] + 1, all->order[basket->rows[0]]);
    }
    for (int b = 0; b < BOOKS; b++)
        eco_quote_free(quotes[b]);
}

static sums difference(const sums *after, const sums *before)
{
    sums result;
    for (size_t i = 0; i < sizeof result / sizeof(int64_t); i++)
        ((int64_t *)&result)[i] = ((const int64_t *)after)[i] - ((const int64_t *)before)[i];
    return result;
}

/* Whatever an order does to the totals, it does to its day. */
static void add_day(model *model, int b, const sums *before, int64_t at_us, const eco_rulebook *book)
{
    eco_error error;
    eco_zone *zone;
    CHECK_OK(eco_zone_open(&zone, eco_rulebook_content_of(book)->zone, &error));
    int32_t date = eco_zone_date(zone, at_us) - eco_date_of(2025, 1, 1) + 1;
    eco_zone_free(zone);
    CHECK(date >= 0 && date < DAYS);
    sums more = difference(&model->total[b], before), *day = &model->day[b][date];
    for (size_t i = 0; i < sizeof more / sizeof(int64_t); i++)
        ((int64_t *)day)[i] += ((int64_t *)&more)[i];
    model->has_day[b][date] |= more.orders || more.returned;
}

static void do_order(model *model, const history *all, basket *basket, eco_rulebook *const *books)
{
    static cart cart;
    int first = -1;
    sums before[BOOKS];
    int64_t standing_before = standing(model);
    memcpy(before, model->total, sizeof before);
    count_rows(model, all, basket);
    for (int i = basket->count - 1; i >= 0; i--)
        if (kind_of(all, basket->rows[i]) != BAD)
            first = basket->rows[i];
    fill_cart(&cart, all, basket);
    if (cart.count)
        price_cart(model, all, basket, &cart, first, books);
    for (int b = 0; b < BOOKS; b++) {
        model->total[b].returned += standing(model) - standing_before;
        if (first >= 0)
            add_day(model, b, &before[b], all->at[first], books[b]);
    }
}

/* An order ends where another one begins; rows that name none end nothing, and are bad. */
static void run_model(model *model, const history *all, eco_rulebook *const *books)
{
    static basket basket;
    memset(model, 0, sizeof *model);
    basket.count = 0;
    for (int row = 0; row < ROWS; row++) {
        if (!all->order[row]) {
            model->rows[BAD]++;
            continue;
        }
        if (basket.count && strcmp(all->order[basket.rows[0]], all->order[row]) != 0) {
            do_order(model, all, &basket, books);
            basket.count = 0;
        }
        if (!basket.count) {
            int64_t recent = all->recent ? all->recent : 1000;
            bool back = false;
            for (int g = model->groups - 1; g >= 0 && g >= model->groups - recent; g--)
                back |= strcmp(model->group_ids[g], all->order[row]) == 0;
            model->came_back += back;
            model->group_ids[model->groups++] = all->order[row];
            memset(basket.has, 0, sizeof basket.has);
        }
        basket.rows[basket.count++] = row;
    }
    do_order(model, all, &basket, books);
    model->orders[ALL] = model->groups;
    for (int kind = 0; kind < ALL; kind++) {
        model->rows[ALL] += model->rows[kind];
        model->amount[ALL] += model->amount[kind];
    }
}

/* ---- comparing ---- */

static void check_cell(const eco_table *table, const char *name, int64_t row, int64_t expected, uint64_t seed)
{
    const eco_column *column = eco_table_column(table, name);
    CHECK_F(column && row < table->rows, "%s[%d]", name, (int)row);
    int64_t value = column->type == ECO_TYPE_DATE ? ((const int32_t *)column->values)[row]
                                                  : ((const int64_t *)column->values)[row];
    CHECK_F(value == expected, "seed %" PRIu64 ": %s[%d] is %" PRId64 ", not %" PRId64, seed, name, (int)row, value, expected);
}

/* margin, too; null where no cost is known. */
static void check_costs(const eco_table *table, int64_t row, int64_t lines, int64_t revenue, int64_t cost, uint64_t seed)
{
    check_cell(table, "cost_lines", row, lines, seed);
    check_cell(table, "cost_revenue", row, revenue, seed);
    const uint8_t *valid = eco_table_column(table, "margin")->valid;
    bool known = !valid || valid[row / 8] >> row % 8 & 1;
    CHECK_INT(known, lines > 0);
    if (!known)
        return;
    check_cell(table, "cost", row, cost, seed);
    check_cell(table, "margin", row, revenue - cost, seed);
}

static const eco_table *take(eco_backtest *backtest, const char *name)
{
    const eco_table *table;
    eco_error error;
    CHECK_OK(eco_backtest_table(&table, backtest, name, &error));
    return table;
}

static void compare_period(const eco_table *table, int64_t row, const sums *sums, uint64_t seed)
{
    check_cell(table, "orders", row, sums->orders, seed);
    check_cell(table, "orders_touched", row, sums->touched, seed);
    check_cell(table, "list", row, sums->list, seed);
    check_cell(table, "discount", row, sums->discount, seed);
    check_cell(table, "revenue", row, sums->list - sums->discount, seed);
    check_cell(table, "returned", row, sums->returned, seed);
    check_cell(table, "revenue_net", row, sums->list - sums->discount - sums->returned, seed);
    check_costs(table, row, sums->cost_lines, sums->cost_revenue, sums->cost, seed);
}

static void compare_days(eco_backtest *backtest, const model *model, uint64_t seed)
{
    const eco_table *days = take(backtest, "days"), *months = take(backtest, "months");
    int64_t row = 0, month_row = -1;
    for (int b = 0; b < BOOKS; b++) {
        sums month = {0};
        int32_t month_date = 0;
        for (int d = 0; d < DAYS; d++) {
            const sums *day = &model->day[b][d];
            int32_t date = eco_date_of(2025, 1, 1) - 1 + d;
            eco_civil civil = eco_date_civil(date);
            if (!model->has_day[b][d])
                continue;
            check_cell(days, "rulebook", row, b, seed);
            check_cell(days, "day", row, date, seed);
            compare_period(days, row++, day, seed);
            if (month_date != eco_date_of(civil.year, civil.month, 1)) {
                month_date = eco_date_of(civil.year, civil.month, 1);
                month = (sums){0};
                month_row++;
                check_cell(months, "rulebook", month_row, b, seed);
                check_cell(months, "month", month_row, month_date, seed);
            }
            for (size_t i = 0; i < sizeof month / sizeof(int64_t); i++)
                ((int64_t *)&month)[i] += ((const int64_t *)day)[i];
            int later = d + 1; /* the month is told by the last of its days */
            while (later < DAYS && !model->has_day[b][later])
                later++;
            bool last = later == DAYS || eco_date_civil(date + later - d).month != civil.month;
            if (last)
                compare_period(months, month_row, &month, seed);
        }
    }
    CHECK_INT(days->rows, row);
    CHECK_INT(months->rows, month_row + 1);
    eco_table_free(days);
    eco_table_free(months);
}

static int by_weight(const void *a, const void *b)
{
    const mover *left = a, *right = b;
    return left->weight != right->weight ? (left->weight > right->weight ? -1 : 1) : left->row < right->row ? -1 : 1;
}

static void compare_movers(eco_backtest *backtest, model *model, const history *all, uint64_t seed)
{
    const eco_table *table = take(backtest, "movers");
    int64_t row = 0, most = all->movers > 0 ? all->movers : all->movers ? 0 : 20;
    for (int b = 1; b < BOOKS; b++) {
        qsort(model->movers[b], (size_t)model->movers_count[b], sizeof(mover), by_weight);
        for (int i = 0; i < model->movers_count[b] && i < most; i++, row++) {
            const mover *mover = &model->movers[b][i];
            const eco_column *order = eco_table_column(table, "order");
            CHECK(row < table->rows);
            const int64_t *offsets = order->values;
            check_cell(table, "rulebook", row, b, seed);
            check_cell(table, "row", row, mover->row, seed);
            check_cell(table, "list_before", row, mover->list[0], seed);
            check_cell(table, "list", row, mover->list[1], seed);
            check_cell(table, "discount_before", row, mover->discount[0], seed);
            check_cell(table, "discount", row, mover->discount[1], seed);
            check_cell(table, "revenue_change", row, mover->list[1] - mover->discount[1] - mover->list[0] + mover->discount[0],
                       seed);
            CHECK_INT(offsets[row + 1] - offsets[row], strlen(mover->id));
            CHECK(memcmp(order->bytes + offsets[row], mover->id, strlen(mover->id)) == 0);
        }
    }
    CHECK_INT(table->rows, row);
    eco_table_free(table);
}

static void compare_summary(eco_backtest *backtest, const model *model, uint64_t seed)
{
    static const char *const promotion_columns[] = {"orders", "lines", "discount", "revenue"};
    const eco_table *summary = take(backtest, "summary"), *promotions = take(backtest, "promotions");
    for (int b = 0; b < BOOKS; b++) {
        const sums *sums = &model->total[b], *base = &model->total[0];
        compare_period(summary, b, sums, seed);
        check_cell(summary, "lines", b, sums->lines, seed);
        check_cell(summary, "orders_changed", b, sums->changed, seed);
        check_cell(summary, "tax", b, sums->tax, seed);
        check_cell(summary, "discount_change", b, sums->discount - base->discount, seed);
        check_cell(summary, "revenue_change", b, sums->list - sums->discount - (base->list - base->discount), seed);
        if (sums->cost_lines)
            check_cell(summary, "margin_change", b, sums->cost_revenue - base->cost_revenue, seed);
        for (int p = 0; p < PROMOTIONS; p++) {
            const int64_t *expected = model->promotion[b][p];
            for (int c = 0; c < 4; c++)
                check_cell(promotions, promotion_columns[c], b * PROMOTIONS + p, expected[c], seed);
            check_costs(promotions, b * PROMOTIONS + p, expected[4], expected[5], expected[6], seed);
        }
    }
    eco_table_free(summary);
    eco_table_free(promotions);
}

static void compare(eco_backtest *backtest, model *model, const history *all, uint64_t seed)
{
    const eco_table *rows = take(backtest, "rows");
    for (int kind = 0; kind <= ALL; kind++) {
        check_cell(rows, "rows", kind, model->rows[kind], seed);
        check_cell(rows, "orders", kind, model->orders[kind], seed);
        check_cell(rows, "amount", kind, model->amount[kind], seed);
    }
    eco_table_free(rows);
    compare_summary(backtest, model, seed);
    compare_days(backtest, model, seed);
    compare_movers(backtest, model, all, seed);
    const eco_table *problems = take(backtest, "problems");
    CHECK_INT(problems->rows, model->rows[BAD] + model->came_back);
    for (int64_t i = 1; i < problems->rows; i++) {
        const int64_t *places = eco_table_column(problems, "row")->values;
        CHECK(places[i - 1] <= places[i]);
    }
    eco_table_free(problems);
}

/* Rows first .. first + count - 1. */
static void feed(eco_backtest *backtest, const history *all, int64_t first, int64_t count)
{
    eco_error error;
    uint8_t known[(ROWS + 7) / 8] = {0};
    for (int64_t i = 0; i < count; i++)
        known[i / 8] |= (uint8_t)((all->cost_known[(first + i) / 8] >> (first + i) % 8 & 1) << i % 8);
    eco_table table = {
        .rows = count,
        ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("order", all->order + first), ECO_TEXT_COLUMN("sku", all->sku + first),
                 ECO_TEXT_COLUMN("category", all->category + first), ECO_TEXT_COLUMN("customer.level", all->level + first),
                 ECO_TEXT_COLUMN("coupons", all->coupons + first), ECO_TIME_COLUMN("at", all->at + first),
                 ECO_QUANTITY_COLUMN("quantity", all->quantity + first, all->scale),
                 ECO_MONEY_COLUMN("unit", all->unit + first, "EUR"),
                 {.name = "cost", .type = ECO_TYPE_MONEY, .values = all->cost + first, .currency = "EUR", .valid = known},
                 {.name = "cancelled", .type = ECO_TYPE_BOOL, .values = all->cancelled + first})};
    CHECK_OK(eco_backtest_update(backtest, &table, &error));
}

TEST(backtest_property, agrees_with_carts_priced_one_by_one)
{
    eco_random random = {eco_test_seed()};
    static history all;
    static model model;
    for (int round = 0; round < 60; round++) {
        uint64_t seed = random.state;
        eco_error error;
        eco_rulebook *books[BOOKS];
        eco_backtest *backtest;
        for (int b = 0; b < BOOKS; b++)
            books[b] = random_book(&random);
        fill(&all, &random);
        run_model(&model, &all, books);
        CHECK_OK(eco_backtest_create(&backtest, books, BOOKS,
                                     ECO_MAKE(eco_backtest_options, .skip_bad_rows = true, .movers = all.movers,
                                              .recent_orders = all.recent, .threads = (int32_t)eco_random_between(&random, 0, 3)),
                                     &error));
        for (int64_t row = 0; row < ROWS;) {
            int64_t count = eco_random_between(&random, 0, 3) ? eco_random_between(&random, 0, 9) : ROWS;
            count = count < ROWS - row ? count : ROWS - row;
            feed(backtest, &all, row, count);
            row += count;
        }
        compare(backtest, &model, &all, seed);
        eco_backtest_free(backtest);
        for (int b = 0; b < BOOKS; b++)
            eco_rulebook_free(books[b]);
    }
}
