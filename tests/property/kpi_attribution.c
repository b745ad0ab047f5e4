/* Attribution against an obvious model: for each order, all events of its user are looked at. */
#include <ecomops/kpi.h>

#include "../test.h"
#include "base/table_builder.h"

enum { EVENTS = 40, ORDERS = 8, CHANNELS = 4 };
static const char *const channels[CHANNELS] = {"ads", "direct", "mail", "shop"}, *const users[] = {"a", "b", "c"};

typedef struct world {
    const char *user[EVENTS], *event[EVENTS], *channel[EVENTS];
    int64_t at[EVENTS];
    const char *buyer[ORDERS], *order[ORDERS];
    int64_t bought[ORDERS], amount[ORDERS];
    int64_t lookback;
    eco_touch model;
} world;

static void make(world *world, eco_random *random)
{
    static const char *const ids[ORDERS] = {"1", "2", "3", "4", "5", "6", "7", "8"};
    for (size_t i = 0; i < EVENTS; i++) {
        int64_t channel = eco_random_between(random, -1, CHANNELS - 1);
        world->user[i] = users[eco_random_between(random, 0, 2)];
        world->event[i] = "view";
        world->channel[i] = channel < 0 ? NULL : channels[channel];
        world->at[i] = eco_random_between(random, 1, 60);
    }
    for (size_t i = 0; i < ORDERS; i++) {
        int64_t user = eco_random_between(random, -1, 2);
        world->buyer[i] = user < 0 ? NULL : users[user];
        world->order[i] = ids[i];
        world->bought[i] = eco_random_between(random, 1, 70);
        world->amount[i] = eco_random_between(random, 0, 1000);
    }
    world->lookback = eco_random_between(random, 0, 5) ? eco_random_between(random, 1, 30) : -1;
    world->model = (eco_touch)eco_random_between(random, 0, 2);
}

/* The channel of an order: the best touch by time; of one instant by name, as the state ranks classes. CHANNELS: none. */
static size_t channel_of(const world *world, size_t order)
{
    size_t best = CHANNELS;
    int64_t best_at = 0;
    for (int pass = world->model == ECO_TOUCH_LAST_NON_DIRECT ? 0 : 1; pass < 2 && best == CHANNELS; pass++)
        for (size_t channel = 0; channel < CHANNELS; channel++)
            for (size_t i = 0; i < EVENTS; i++) {
                int64_t age = world->bought[order] - world->at[i];
                if (!world->channel[i] || !world->buyer[order] || strcmp(world->channel[i], channels[channel]) != 0 ||
                    strcmp(world->user[i], world->buyer[order]) != 0 || age < 0 ||
                    (world->lookback >= 0 && age > world->lookback) || (!pass && channel == 1))
                    continue;
                bool is_first = world->model == ECO_TOUCH_FIRST;
                if (best == CHANNELS || (is_first ? world->at[i] < best_at : world->at[i] >= best_at)) {
                    best = channel;
                    best_at = world->at[i];
                }
            }
    return best;
}

static eco_kpi_state *feed_world(const world *world)
{
    eco_kpi_builder *kpi = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY"));
    eco_kpi_plan *plan;
    eco_kpi_state *state;
    eco_error error;
    eco_kpi_add_attribution(
        kpi, ECO_MAKE(eco_kpi_attribution, .name = "touch", .model = world->model, .lookback_us = world->lookback));
    CHECK_OK(eco_kpi_build(&plan, kpi, &error));
    CHECK_OK(eco_kpi_state_create(&state, plan, &error));
    eco_kpi_plan_free(plan);
    eco_table events = {.rows = EVENTS,
                        ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("user", world->user),
                                 ECO_TEXT_COLUMN("event", world->event), ECO_TEXT_COLUMN("channel", world->channel),
                                 ECO_TIME_COLUMN("at", world->at))};
    eco_table orders = {.rows = ORDERS,
                        ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("user", world->buyer),
                                 ECO_TEXT_COLUMN("order", world->order), ECO_TIME_COLUMN("at", world->bought),
                                 ECO_MONEY_COLUMN("amount", world->amount, "CNY"))};
    CHECK_OK(eco_kpi_update(state, ECO_KPI_ORDERS, &orders, &error));
    CHECK_OK(eco_kpi_update(state, ECO_KPI_EVENTS, &events, &error));
    return state;
}

static size_t row_channel(const eco_table *table, int64_t row)
{
    size_t size, channel = 0;
    const char *text = eco_cell_text(eco_table_column(table, "channel"), row, &size);
    while (channel < CHANNELS && (!text || size != strlen(channels[channel]) || memcmp(text, channels[channel], size) != 0))
        channel++;
    return channel;
}

TEST(kpi_attribution_random, as_each_order_by_itself)
{
    uint64_t seed = eco_test_seed();
    eco_random random = {seed};
    for (long round = 0; round < eco_test_cases(500); round++) {
        world world;
        int64_t orders[CHANNELS + 1] = {0}, amounts[CHANNELS + 1] = {0};
        make(&world, &random);
        for (size_t i = 0; i < ORDERS; i++) {
            orders[channel_of(&world, i)]++;
            amounts[channel_of(&world, i)] += world.amount[i];
        }
        eco_kpi_state *state = feed_world(&world);
        const eco_table *table;
        eco_error error;
        CHECK_OK(eco_kpi_table(&table, state, "touch", 0, 0, &error));
        for (int64_t row = 0; row < table->rows; row++) {
            size_t channel = row_channel(table, row);
            int64_t told = eco_cell_int64(eco_table_column(table, "orders"), row),
                    amount = eco_cell_int64(eco_table_column(table, "amount"), row);
            CHECK_F(told == orders[channel] && amount == amounts[channel],
                    "seed %" PRIu64 ", round %ld: model %d, channel %zu: %d and %d, not %d and %d", seed, round, (int)world.model,
                    channel, (int)told, (int)amount, (int)orders[channel], (int)amounts[channel]);
            orders[channel] = amounts[channel] = 0;
        }
        for (size_t i = 0; i <= CHANNELS; i++)
            CHECK_INT(orders[i], 0);
        eco_table_free(table);
        eco_kpi_state_free(state);
    }
}
