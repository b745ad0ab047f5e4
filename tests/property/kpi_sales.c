/* Sales, buyers and refunds against a model that looks at every pair of rows; and the same answer for any order of rows, split into tables and states. */
#include "unit/kpi_books.h"

enum { LINES = 40, REFUNDS = 12, ORDERS = 14, DAYS = 20 };
#define LOOKBACK_DAYS 3

typedef struct rows {
    int64_t count, at[LINES], order[LINES], user[LINES], paid[LINES], amount[LINES];
    uint8_t user_valid[LINES / 8 + 1], paid_valid[LINES / 8 + 1];
    const char *channel[LINES], *sku[LINES], *status[LINES];
    int64_t refunds, refund_at[REFUNDS], refund_order[REFUNDS], refund_amount[REFUNDS];
} rows;

static bool bit(const uint8_t *bits, int64_t i)
{
    return bits[i / 8] >> (i % 8) & 1;
}

/* Each row has its own instant, so that "the first row of an order" is clear. */
static void make(rows *all, eco_random *random)
{
    static const char *const channels[] = {"app", "web", NULL}, *const skus[] = {"x", "y", "z", NULL},
                             *const states[] = {NULL, NULL, "done", "test"};
    memset(all, 0, sizeof *all);
    all->count = eco_random_between(random, 0, LINES);
    for (int64_t i = 0; i < all->count; i++) {
        all->at[i] = DAY(eco_random_between(random, 0, DAYS - 1)) + i * 1000;
        all->order[i] = eco_random_between(random, 1, ORDERS);
        all->user[i] = eco_random_between(random, 1, 5);
        all->paid[i] = all->at[i] + eco_random_between(random, 0, 2) * ECO_DAY_US;
        all->amount[i] = eco_random_between(random, -50, 1000);
        all->user_valid[i / 8] |= (uint8_t)((eco_random_between(random, 0, 9) > 0) << (i % 8));
        all->paid_valid[i / 8] |= (uint8_t)((eco_random_between(random, 0, 4) > 0) << (i % 8));
        all->channel[i] = channels[eco_random_between(random, 0, 2)];
        all->sku[i] = skus[eco_random_between(random, 0, 3)];
        all->status[i] = states[eco_random_between(random, 0, 3)];
    }
    bool in_order = eco_random_between(random, 0, 1) > 0; /* lines of an order lie together, or do not */
    for (int64_t i = 0; i < all->count && in_order; i++)
        all->order[i] = 1 + i * ORDERS / LINES;
    all->refunds = eco_random_between(random, 0, REFUNDS);
    for (int64_t i = 0; i < all->refunds; i++) {
        all->refund_at[i] = DAY(eco_random_between(random, 0, DAYS - 1)) + i;
        all->refund_order[i] = eco_random_between(random, 1, ORDERS + 2);
        all->refund_amount[i] = eco_random_between(random, 1, 100);
    }
}

/* ---- the model ---- */

typedef struct model {
    const rows *rows;
    eco_refund_day policy;
    char by; /* 'a': all, 'd': day, 'w': week, 'c': channel, 'b': day and channel */
} model;

static int64_t first_row(const rows *all, int64_t order)
{
    int64_t first = -1;
    for (int64_t i = 0; i < all->count; i++)
        if (all->order[i] == order && (first < 0 || all->at[i] < all->at[first]))
            first = i;
    return first;
}

static bool is_order(const rows *all, int64_t order)
{
    int64_t first = first_row(all, order);
    return first >= 0 && !(all->status[first] && strcmp(all->status[first], "test") == 0);
}

static int64_t paid_at(const rows *all, int64_t order) /* NONE: not paid */
{
    int64_t first = first_row(all, order);
    return is_order(all, order) && bit(all->paid_valid, first) ? all->paid[first] : NONE;
}

static int64_t user_of(const rows *all, int64_t order) /* 0: nobody */
{
    int64_t first = first_row(all, order);
    return bit(all->user_valid, first) ? all->user[first] : 0;
}

static int64_t day_of(int64_t at)
{
    return at / ECO_DAY_US;
}

static bool by_channel(const model *model)
{
    return model->by == 'c' || model->by == 'b';
}

static int64_t period_of(const model *model, int64_t at)
{
    int64_t day = day_of(at);
    return model->by == 'd' || model->by == 'b' ? day : model->by == 'w' ? day - (day + 3) % 7 : 0;
}

static const char *channel_of(const rows *all, int64_t row)
{
    return all->channel[row] ? all->channel[row] : all->channel[first_row(all, all->order[row])];
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Whether a row, at a time, is of the group (period, channel). */
static bool row_in(const model *model, int64_t row, int64_t at, int64_t period, const char *channel)
{
    return period_of(model, at) == period && (!by_channel(model) || same(channel_of(model->rows, row), channel));
}

static bool order_in(const model *model, int64_t order, int64_t at, int64_t period, const char *channel)
{
    for (int64_t i = 0; i < model->rows->count; i++)
        if (model->rows->order[i] == order && row_in(model, i, at, period, channel))
            return true;
    return false;
}

/* Paid orders of the user in the group. */
static int64_t paid_in(const model *model, int64_t user, int64_t period, const char *channel)
{
    int64_t count = 0;
    for (int64_t order = 1; order <= ORDERS; order++) {
        int64_t paid = paid_at(model->rows, order);
        count += paid != NONE && user_of(model->rows, order) == user && order_in(model, order, paid, period, channel);
    }
    return count;
}

static bool paid_between(const rows *all, int64_t user, int64_t since, int64_t until)
{
    for (int64_t order = 1; order <= ORDERS; order++) {
        int64_t paid = paid_at(all, order);
        if (paid != NONE && user_of(all, order) == user && paid >= since && paid < until)
            return true;
    }
    return false;
}

static const char *const names[] = {"orders",
                                    "gmv",
                                    "paid_orders",
                                    "paid_amount",
                                    "ordering_buyers",
                                    "paying_buyers",
                                    "new_buyers",
                                    "returning_buyers",
                                    "repeats",
                                    "skus_sold",
                                    "refunds",
                                    "refunded_orders",
                                    "off"};
enum { O, GMV, PO, PA, OB, PB, NB, RB, RP, SKUS, REF, REFO, OFF, VALUES };

static void model_sales(int64_t values[VALUES], const model *model, int64_t period, const char *channel)
{
    const rows *all = model->rows;
    const char *const skus[] = {"x", "y", "z"};
    bool sold[3] = {false};
    for (int64_t order = 1; order <= ORDERS; order++) {
        if (!is_order(all, order))
            continue;
        int64_t at = all->at[first_row(all, order)], paid = paid_at(all, order);
        values[O] += order_in(model, order, at, period, channel);
        values[PO] += paid != NONE && order_in(model, order, paid, period, channel);
        for (int64_t i = 0; i < all->count; i++) {
            if (all->order[i] != order)
                continue;
            bool is_paid = paid != NONE && row_in(model, i, paid, period, channel);
            values[GMV] += row_in(model, i, at, period, channel) ? all->amount[i] : 0;
            values[PA] += is_paid ? all->amount[i] : 0;
            for (int sku = 0; sku < 3; sku++)
                sold[sku] = sold[sku] || (is_paid && same(all->sku[i], skus[sku]));
        }
    }
    values[SKUS] = sold[0] + sold[1] + sold[2];
}

static void model_buyers(int64_t values[VALUES], const model *model, int64_t period, const char *channel)
{
    const rows *all = model->rows;
    for (int64_t user = 1; user <= 5; user++) {
        bool ordered = false;
        for (int64_t order = 1; order <= ORDERS; order++)
            ordered = ordered || (is_order(all, order) && user_of(all, order) == user &&
                                  order_in(model, order, all->at[first_row(all, order)], period, channel));
        values[OB] += ordered;
        int64_t paid = paid_in(model, user, period, channel), starts = period * ECO_DAY_US;
        if (!paid)
            continue;
        bool whole = period == 0;
        values[PB]++;
        values[RP] += paid > 1;
        values[NB] += whole || !paid_between(all, user, INT64_MIN + 1, starts);
        values[RB] += !whole && paid_between(all, user, starts - LOOKBACK_DAYS * ECO_DAY_US, starts);
    }
}

static void model_refunds(int64_t values[VALUES], const model *model, int64_t period, const char *channel)
{
    const rows *all = model->rows;
    bool refunded[ORDERS + 3] = {false};
    for (int64_t i = 0; i < all->refunds; i++) {
        int64_t order = all->refund_order[i], first = order <= ORDERS ? first_row(all, order) : -1, at = all->refund_at[i];
        bool is_known = first >= 0;
        if (is_known && !is_order(all, order))
            continue;
        bool by_order = model->policy == ECO_REFUND_DAY_ORDER;
        if (by_order && !is_known)
            continue;
        const char *of = by_order ? all->channel[first] : NULL; /* refunds have no channel of their own */
        if (period_of(model, by_order ? all->at[first] : at) != period || (by_channel(model) && !same(of, channel)))
            continue;
        int64_t paid = is_known ? paid_at(all, order) : NONE;
        bool same_day = paid != NONE && day_of(paid) == day_of(at);
        values[REF] += all->refund_amount[i];
        values[OFF] += model->policy == ECO_REFUND_DAY_GROSS || (model->policy == ECO_REFUND_DAY_SAME && !same_day)
                           ? 0
                           : all->refund_amount[i];
        refunded[order] = true;
    }
    for (int64_t order = 0; order < ORDERS + 3; order++)
        values[REFO] += refunded[order];
}

/* ---- the library ---- */

/* With units, lines are looked at one by one; without, orders as wholes. */
#define METRICS                                                                             \
    "orders, gmv, paid_orders, paid_amount, ordering_buyers, paying_buyers, new_buyers, "   \
    "returning_buyers, repurchase_rate * paying_buyers as repeats, skus_sold, "             \
    "refunds, refunded_orders, paid_amount - transaction_amount as off, rebuy_rate, gini, " \
    "top_fifth_share, average_days_to_repeat"

static eco_kpi_plan *plan_of(const model *model)
{
    eco_error error;
    eco_kpi_plan *plan;
    eco_kpi_builder *builder = eco_kpi_begin(
        ECO_MAKE(eco_kpi_options, .currency = "CNY", .refunds = model->policy, .lookback_us = LOOKBACK_DAYS * ECO_DAY_US));
    eco_kpi_add_report(builder, REPORT(.name = "all",
                                       .by = model->by == 'd'   ? "day"
                                             : model->by == 'w' ? "week"
                                             : model->by == 'c' ? "channel"
                                             : model->by == 'b' ? "day, channel"
                                                                : NULL,
                                       .metrics = model->policy & 1 ? "units, " METRICS : METRICS));
    eco_kpi_add_abc(builder, ECO_MAKE(eco_kpi_abc, .name = "abc"));
    eco_kpi_add_rfm(builder, ECO_MAKE(eco_kpi_rfm, .name = "rfm"));
    CHECK_OK(eco_kpi_build(&plan, builder, &error));
    return plan;
}

/* Rows one by one in a random order, into one of several states; or all at once. */
static void feed_line(eco_kpi_state *state, const rows *all, int64_t first, int64_t count)
{
    eco_error error;
    uint8_t users[LINES / 8 + 1] = {0}, paid[LINES / 8 + 1] = {0};
    for (int64_t i = 0; i < count; i++) {
        users[i / 8] |= (uint8_t)(bit(all->user_valid, first + i) << (i % 8));
        paid[i / 8] |= (uint8_t)(bit(all->paid_valid, first + i) << (i % 8));
    }
    eco_table table = {.rows = count,
                       ECO_LIST(columns, eco_column, ECO_TIME_COLUMN("at", all->at + first),
                                ECO_INT64_COLUMN("order", all->order + first),
                                {.name = "user", .type = ECO_TYPE_INT64, .values = all->user + first, .valid = users},
                                {.name = "paid_at", .type = ECO_TYPE_TIME, .values = all->paid + first, .valid = paid},
                                ECO_INT64_COLUMN("amount", all->amount + first), ECO_TEXT_COLUMN("channel", all->channel + first),
                                ECO_TEXT_COLUMN("sku", all->sku + first), ECO_TEXT_COLUMN("status", all->status + first))};
    CHECK_OK(eco_kpi_update(state, ECO_KPI_ORDERS, &table, &error));
}

static void feed_refunds(eco_kpi_state *state, const rows *all, int64_t first, int64_t count)
{
    eco_error error;
    eco_table table = {.rows = count,
                       ECO_LIST(columns, eco_column, ECO_TIME_COLUMN("at", all->refund_at + first),
                                ECO_INT64_COLUMN("order", all->refund_order + first),
                                ECO_INT64_COLUMN("amount", all->refund_amount + first))};
    CHECK_OK(eco_kpi_update(state, ECO_KPI_REFUNDS, &table, &error));
}

static eco_kpi_state *feed_shuffled(eco_kpi_plan *plan, const rows *all, eco_random *random)
{
    eco_error error;
    eco_kpi_state *states[3];
    int64_t order[LINES + REFUNDS], count = all->count + all->refunds;
    for (size_t i = 0; i < 3; i++)
        CHECK_OK(eco_kpi_state_create(&states[i], plan, &error));
    for (int64_t i = 0; i < count; i++) {
        int64_t other = eco_random_between(random, 0, i);
        order[i] = order[other];
        order[other] = i;
    }
    for (int64_t i = 0; i < count; i++) {
        eco_kpi_state *state = states[eco_random_between(random, 0, 2)];
        if (order[i] < all->count)
            feed_line(state, all, order[i], 1);
        else
            feed_refunds(state, all, order[i] - all->count, 1);
    }
    for (size_t i = 1; i < 3; i++) {
        CHECK_OK(eco_kpi_merge(states[0], states[i], &error));
        eco_kpi_state_free(states[i]);
    }
    return states[0];
}

typedef struct text {
    char bytes[1 << 16];
    size_t size;
} text;

static bool keep(const char *bytes, size_t size, void *user)
{
    text *to = user;
    CHECK(to->size + size < sizeof to->bytes);
    memcpy(to->bytes + to->size, bytes, size);
    to->size += size;
    return true;
}

static void write_all(text *to, const eco_kpi_state *state)
{
    static const char *const tables[] = {"all", "abc", "rfm"};
    eco_error error;
    to->size = 0;
    for (size_t i = 0; i < 3; i++) {
        const eco_table *table = books_table(state, tables[i]);
        CHECK_OK(eco_table_write(table, ECO_FORMAT_CSV, (eco_writer){keep, to}, &error));
        eco_table_free(table);
    }
    to->bytes[to->size] = '\0';
}

/* ---- both ---- */

static void check_row(const model *model, const eco_table *table, int64_t row)
{
    const eco_column *channels = eco_table_column(table, "channel"),
                     *days = eco_table_column(table, model->by == 'w' ? "week" : "day");
    int64_t values[VALUES] = {0}, period = days ? eco_cell_int64(days, row) : 0;
    char channel[8] = "";
    size_t size = 0;
    const char *cell = channels ? eco_cell_text(channels, row, &size) : NULL;
    if (cell)
        memcpy(channel, cell, size);
    model_sales(values, model, period, cell ? channel : NULL);
    model_buyers(values, model, period, cell ? channel : NULL);
    model_refunds(values, model, period, cell ? channel : NULL);
    for (int i = 0; i < VALUES; i++) {
        const eco_column *column = eco_table_column(table, names[i]);
        CHECK_F(column, "%s", names[i]);
        double scale = i == OFF ? 100 : 1;
        double given = eco_cell_is_null(column, row)     ? 0
                       : column->type == ECO_TYPE_DOUBLE ? eco_cell_double(column, row) * scale
                                                         : (double)eco_cell_int64(column, row);
        double differs = given - (double)values[i];
        CHECK_F(differs < 1e-6 && differs > -1e-6, "seed %" PRIu64 ": %s of row %d by %c, policy %d: %g, not %" PRId64,
                eco_test_seed(), names[i], (int)row, model->by, model->policy, given, values[i]);
    }
}

TEST(kpi_sales, are_those_of_the_model_however_rows_come)
{
    eco_random random = {eco_test_seed()};
    static text once, again;
    rows all;
    for (long round = 0; round < eco_test_cases(400); round++) {
        eco_error error;
        make(&all, &random);
        model model = {&all, (eco_refund_day)eco_random_between(&random, 0, 3), "adwcb"[eco_random_between(&random, 0, 4)]};
        eco_kpi_plan *plan = plan_of(&model);
        eco_kpi_state *state;
        CHECK_OK(eco_kpi_state_create(&state, plan, &error));
        feed_line(state, &all, 0, all.count);
        feed_refunds(state, &all, 0, all.refunds);
        const eco_table *table = books_table(state, "all");
        for (int64_t row = 0; row < table->rows; row++)
            check_row(&model, table, row);
        eco_table_free(table);
        write_all(&once, state);
        eco_kpi_state *shuffled = feed_shuffled(plan, &all, &random);
        write_all(&again, shuffled);
        CHECK_F(strcmp(once.bytes, again.bytes) == 0, "seed %" PRIu64 ", round %ld: other rows first:\n%.300s\nand\n%.300s",
                eco_test_seed(), round, once.bytes, again.bytes);
        eco_kpi_state_free(shuffled);
        eco_kpi_state_free(state);
        eco_kpi_plan_free(plan);
    }
}
