/* Funnels, cohorts, pairs, attribution and paths from tables of events and orders, through the public API. */
#include <ecomops/kpi.h>

#include <stdlib.h>

#include "../test.h"
#include "base/table_builder.h"

enum { ROWS = 64 };

/* Events as text: "user event hour channel order sku" by column. */
typedef struct log_rows {
    const char *user[ROWS], *event[ROWS], *channel[ROWS], *order[ROWS], *sku[ROWS];
    int64_t at[ROWS], value[ROWS];
    int64_t count;
} log_rows;

static void add(log_rows *rows, const char *user, const char *event, int64_t hour, const char *channel)
{
    rows->user[rows->count] = user;
    rows->event[rows->count] = event;
    rows->channel[rows->count] = channel;
    rows->at[rows->count++] = hour * ECO_HOUR_US;
}

static void add_order(log_rows *rows, const char *user, const char *order, int64_t hour, const char *sku, int64_t minor)
{
    rows->order[rows->count] = order;
    rows->sku[rows->count] = sku;
    rows->value[rows->count] = minor;
    add(rows, user, NULL, hour, NULL);
}

static eco_kpi_state *feed_state(eco_kpi_builder *kpi, const log_rows *events, const log_rows *orders)
{
    eco_kpi_plan *plan;
    eco_kpi_state *state;
    eco_error error;
    CHECK_OK(eco_kpi_build(&plan, kpi, &error));
    CHECK_OK(eco_kpi_state_create(&state, plan, &error));
    eco_kpi_plan_free(plan);
    for (int64_t i = events->count; i-- > 0;) { /* last first, one by one: order must not matter */
        eco_table table = {.rows = 1,
                           ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("user", events->user + i),
                                    ECO_TEXT_COLUMN("event", events->event + i), ECO_TEXT_COLUMN("channel", events->channel + i),
                                    ECO_TIME_COLUMN("at", events->at + i))};
        CHECK_OK(eco_kpi_update(state, ECO_KPI_EVENTS, &table, &error));
    }
    if (!orders)
        return state;
    eco_table table = {.rows = orders->count,
                       ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("user", orders->user),
                                ECO_TEXT_COLUMN("order", orders->order), ECO_TEXT_COLUMN("sku", orders->sku),
                                ECO_TIME_COLUMN("at", orders->at), ECO_MONEY_COLUMN("amount", orders->value, "CNY"))};
    CHECK_OK(eco_kpi_update(state, ECO_KPI_ORDERS, &table, &error));
    return state;
}

typedef struct written {
    char text[4096];
    size_t size;
} written;

static bool keep(const char *text, size_t size, void *user)
{
    written *written = user;
    if (written->size + size >= sizeof written->text)
        return false;
    memcpy(written->text + written->size, text, size);
    written->size += size;
    return true;
}

/* The table as CSV, with plain line ends. */
static void check_table(eco_kpi_state *state, const char *name, int64_t since, int64_t until, const char *expected)
{
    const eco_table *table;
    eco_error error;
    written written = {.size = 0};
    CHECK_OK(eco_kpi_table(&table, state, name, since, until, &error));
    CHECK_OK(eco_table_write(table, ECO_FORMAT_CSV, (eco_writer){keep, &written}, &error));
    eco_table_free(table);
    size_t size = 0;
    for (size_t i = 0; i < written.size; i++)
        if (written.text[i] != '\r')
            written.text[size++] = written.text[i];
    written.text[size] = 0;
    CHECK_F(strcmp(written.text, expected) == 0, "%s gave\n%.900s", name, written.text);
}

static eco_kpi_builder *begin(void)
{
    return eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY", .threads = 2));
}

#define STEPS \
    ECO_LIST(steps, eco_kpi_step, {.name = "view"}, {.name = "cart"}, {.name = "purchase"}), .window_us = 24 * ECO_HOUR_US

TEST(kpi_sequences, funnels)
{
    eco_kpi_builder *kpi = begin();
    eco_kpi_add_funnel(kpi, ECO_MAKE(eco_kpi_funnel, .name = "all", STEPS, .open_windows = true));
    eco_kpi_add_funnel(kpi, ECO_MAKE(eco_kpi_funnel, .name = "closed", STEPS));
    eco_kpi_add_funnel(kpi, ECO_MAKE(eco_kpi_funnel, .name = "by_channel", STEPS, .open_windows = true, .by = "channel"));
    eco_kpi_add_funnel(kpi,
                       ECO_MAKE(eco_kpi_funnel, .name = "passes", STEPS, .open_windows = true, .count = ECO_COUNT_COMPLETIONS));
    eco_kpi_add_funnel(kpi,
                       ECO_MAKE(eco_kpi_funnel, .name = "sessions", STEPS, .open_windows = true, .count = ECO_COUNT_SESSIONS));
    log_rows rows = {.count = 0};
    add(&rows, "a", "view", 0, "ads");
    add(&rows, "a", "cart", 1, "ads");
    add(&rows, "a", "purchase", 3, "ads");
    add(&rows, "a", "view", 30, "mail");
    add(&rows, "a", "cart", 31, NULL);
    add(&rows, "a", "purchase", 34, NULL);
    add(&rows, "b", "view", 10, "mail");
    add(&rows, "b", "cart", 20, "mail");
    add(&rows, "b", "purchase", 35, "mail");
    add(&rows, "c", "view", 40, NULL);
    add(&rows, "d", "cart", 41, NULL);
    eco_kpi_state *state = feed_state(kpi, &rows, NULL);
    check_table(state, "all", 0, 0,
                "step,name,users,step_rate,overall_rate,dropped,open,median_time,p90_time\n"
                "1,view,3,,1,,1,,\n2,cart,2,0.6666666666666666,0.6666666666666666,1,0,19800,36000\n3,purchase,1,0.5,0."
                "3333333333333333,1,0,7200,7200\n");
    check_table(state, "closed", 0, 0,
                "step,name,users,step_rate,overall_rate,dropped,open,median_time,p90_time\n"
                "1,view,2,,1,,1,,\n2,cart,2,1,1,0,0,19800,36000\n3,purchase,1,0.5,0.5,1,0,7200,7200\n");
    check_table(state, "all", 24 * ECO_HOUR_US, 0,
                "step,name,users,step_rate,overall_rate,dropped,open,median_time,p90_time\n"
                "1,view,2,,1,,1,,\n2,cart,1,0.5,0.5,1,0,3600,3600\n3,purchase,1,1,0.5,0,1,10800,10800\n");
    check_table(state, "by_channel", 0, 0,
                "channel,step,name,users,step_rate,overall_rate,dropped,open,median_time,p90_time\n"
                "ads,1,view,1,,1,,0,,\nads,2,cart,1,1,1,0,0,3600,3600\nads,3,purchase,1,1,1,0,0,7200,7200\n"
                "mail,1,view,2,,1,,0,,\nmail,2,cart,2,1,1,0,0,19800,36000\nmail,3,purchase,1,0.5,0.5,1,1,10800,10800\n"
                ",1,view,1,,1,,1,,\n,2,cart,0,0,0,1,0,,\n,3,purchase,0,,0,0,0,,\n");
    check_table(state, "passes", 0, 24 * ECO_HOUR_US,
                "step,name,completions,step_rate,overall_rate,dropped,open,median_time,p90_time\n"
                "1,view,2,,1,,0,,\n2,cart,2,1,1,0,0,19800,36000\n3,purchase,1,0.5,0.5,1,0,7200,7200\n");
    check_table(state, "sessions", 0, 0,
                "step,name,sessions,step_rate,overall_rate,dropped,open,median_time,p90_time\n"
                "1,view,4,,1,,0,,\n2,cart,0,0,0,4,0,,\n3,purchase,0,,0,0,0,,\n");
    eco_kpi_state_free(state);
}

TEST(kpi_sequences, cohorts)
{
    eco_kpi_builder *kpi = begin();
    eco_kpi_add_cohort(kpi, ECO_MAKE(eco_kpi_cohort, .name = "nth", .period = ECO_PERIOD_DAY));
    eco_kpi_add_cohort(kpi, ECO_MAKE(eco_kpi_cohort, .name = "later", .period = ECO_PERIOD_DAY,
                                     .retention = ECO_RETENTION_UNBOUNDED, .periods = 3));
    static const int32_t brackets[] = {1, 3};
    eco_kpi_add_cohort(kpi, ECO_MAKE(eco_kpi_cohort, .name = "brackets", .period = ECO_PERIOD_DAY,
                                     .retention = ECO_RETENTION_BRACKET, .brackets = brackets, .brackets_count = 2));
    eco_kpi_add_cohort(kpi, ECO_MAKE(eco_kpi_cohort, .name = "rolling", .period = ECO_PERIOD_DAY, .rolling = true, .periods = 3));
    eco_kpi_add_cohort(kpi, ECO_MAKE(eco_kpi_cohort, .name = "buyers", .period = ECO_PERIOD_WEEK, .enter = "event == 'purchase'",
                                     .stay = "event == 'view'"));
    log_rows rows = {.count = 0};
    add(&rows, "a", "view", 17, NULL);
    rows.at[0] += 59 * ECO_MINUTE_US;  /* its hour begins at 17:00 */
    add(&rows, "a", "view", 41, NULL); /* day 1, of the calendar and from that hour */
    add(&rows, "a", "view", 72, NULL); /* day 3, 55 h later */
    add(&rows, "b", "view", 20, NULL);
    add(&rows, "b", "purchase", 30, NULL); /* day 1, 10 h later */
    add(&rows, "c", "view", 50, NULL);
    eco_kpi_state *state = feed_state(kpi, &rows, NULL);
    check_table(state, "nth", 0, 0,
                "cohort,size,period,users,rate,complete\n"
                "1970-01-01,2,0,2,1,true\n1970-01-01,2,1,2,1,true\n1970-01-01,2,2,0,0,true\n1970-01-01,2,3,1,0.5,false\n"
                "1970-01-03,1,0,1,1,true\n1970-01-03,1,1,0,0,false\n");
    check_table(state, "later", 0, 0,
                "cohort,size,period,users,rate,complete\n"
                "1970-01-01,2,0,2,1,true\n1970-01-01,2,1,2,1,true\n1970-01-01,2,2,1,0.5,true\n"
                "1970-01-03,1,0,1,1,true\n1970-01-03,1,1,0,0,false\n");
    check_table(state, "brackets", 0, 0,
                "cohort,size,period,users,rate,complete\n"
                "1970-01-01,2,0,2,1,true\n1970-01-01,2,1,2,1,true\n1970-01-01,2,3,1,0.5,false\n"
                "1970-01-03,1,0,1,1,true\n1970-01-03,1,1,0,0,false\n");
    check_table(state, "rolling", 0, 48 * ECO_HOUR_US,
                "cohort,size,period,users,rate,complete\n"
                "1970-01-01,2,0,2,1,true\n1970-01-01,2,1,1,0.5,true\n1970-01-01,2,2,1,0.5,false\n");
    check_table(state, "buyers", 0, 0, "cohort,size,period,users,rate,complete\n1969-12-29,1,0,1,1,false\n");
    eco_kpi_state_free(state);
}

TEST(kpi_sequences, pairs)
{
    eco_kpi_builder *kpi = begin();
    eco_kpi_add_pairs(kpi, ECO_MAKE(eco_kpi_pairs, .name = "pairs", .largest = 3));
    eco_kpi_add_pairs(kpi, ECO_MAKE(eco_kpi_pairs, .name = "top", .top = 2));
    log_rows events = {.count = 0}, rows = {.count = 0};
    static const char *const baskets[] = {"cba", "ba", "b", "dcba", "bc"};
    static const char *const skus[] = {"a", "b", "c", "d"}, *const orders[] = {"1", "2", "3", "4", "5"};
    for (size_t i = 0; i < 5; i++)
        for (const char *sku = baskets[i]; *sku; sku++)
            add_order(&rows, "u", orders[i], (int64_t)i, skus[*sku - 'a'], 100);
    add_order(&rows, "u", "3", 2, "b", 100); /* twice in one basket */
    eco_kpi_state *state = feed_state(kpi, &events, &rows);
    check_table(state, "pairs", 0, 0,
                "sku,other,baskets,sku_baskets,other_baskets,support,confidence,lift\n"
                "a,b,2,2,4,0.5,1,1\nb,c,2,4,2,0.5,0.5,1\na,c,1,2,2,0.25,0.5,1\n");
    check_table(state, "top", 0, 0,
                "sku,other,baskets,sku_baskets,other_baskets,support,confidence,lift\n"
                "a,b,3,3,5,0.6,1,1\nb,c,3,5,3,0.6,0.6,1\n");
    eco_kpi_state_free(state);
}

TEST(kpi_sequences, attribution)
{
    eco_kpi_builder *kpi = begin();
    static const char *const names[] = {"last_non_direct", "last", "first", "linear"};
    for (eco_touch model = 0; model < 4; model++)
        eco_kpi_add_attribution(
            kpi, ECO_MAKE(eco_kpi_attribution, .name = names[model], .model = model, .lookback_us = 10 * ECO_HOUR_US));
    log_rows events = {.count = 0}, orders = {.count = 0};
    add(&events, "a", "view", 1, "ads");
    add(&events, "a", "view", 2, "mail");
    add(&events, "a", "view", 3, "direct");
    add(&events, "a", "view", 3, NULL);
    add(&events, "a", "view", 5, "late");
    add(&events, "b", "view", 1, "direct");
    add_order(&orders, "a", "1", 4, "s", 60);
    add_order(&orders, "a", "1", 4, "t", 40);
    add_order(&orders, "a", "2", 20, "s", 7); /* no touch within the time */
    add_order(&orders, "b", "3", 11, "s", 50);
    add_order(&orders, NULL, "4", 11, "s", 3);
    add_order(&orders, "z", "5", 11, "s", 1);
    eco_kpi_state *state = feed_state(kpi, &events, &orders);
    check_table(state, "last_non_direct", 0, 0,
                "channel,orders,amount,share\ndirect,1,0.50,0.3105590062111801\nmail,1,1.00,0.6211180124223602\n,3,0.11,0."
                "06832298136645963\n");
    check_table(state, "last", 0, 0,
                "channel,orders,amount,share\ndirect,2,1.50,0.9316770186335404\n,3,0.11,0.06832298136645963\n");
    check_table(state, "first", 0, 0,
                "channel,orders,amount,share\nads,1,1.00,0.6211180124223602\ndirect,1,0.50,0.3105590062111801\n,3,0.11,0."
                "06832298136645963\n");
    check_table(state, "linear", 0, 0,
                "channel,orders,amount,share\nads,0.3333333333333333,0.34,0.2111801242236025\ndirect,1.3333333333333333,0.83,0."
                "515527950310559\n"
                "mail,0.3333333333333333,0.33,0.20496894409937888\n,3,0.11,0.06832298136645963\n");
    eco_kpi_state_free(state);
}

TEST(kpi_sequences, paths)
{
    eco_kpi_builder *kpi = begin();
    eco_kpi_add_paths(kpi, ECO_MAKE(eco_kpi_paths, .name = "paths", .steps = 2));
    eco_kpi_add_paths(kpi, ECO_MAKE(eco_kpi_paths, .name = "top", .top = 1, .start = "event == 'view'"));
    log_rows rows = {.count = 0};
    add(&rows, "a", "home", 0, NULL);
    add(&rows, "a", "view", 0, NULL);
    add(&rows, "b", "home", 1, NULL);
    add(&rows, "b", "home", 5, NULL);
    add(&rows, "c", "view", 1, NULL);
    rows.at[1] += 1;
    eco_kpi_state *state = feed_state(kpi, &rows, NULL);
    check_table(state, "paths", 0, 0,
                "step,place,next,sessions,share\n1,home,,2,0.6666666666666666\n1,home,view,1,0.3333333333333333\n1,view,,1,1\n2,"
                "view,,1,1\n");
    check_table(state, "top", 0, 0, "step,place,next,sessions,share\n1,view,,2,1\n");
    eco_kpi_state_free(state);
}

/* ---- memory ---- */

typedef struct meter {
    int64_t count, fail_at, held;
} meter;

static void *take(size_t size, void *user)
{
    meter *meter = user;
    if (meter->count++ == meter->fail_at)
        return NULL;
    meter->held += (int64_t)size;
    return malloc(size);
}

static void *retake(void *memory, size_t old_size, size_t new_size, void *user)
{
    meter *meter = user;
    if (meter->count++ == meter->fail_at)
        return NULL;
    meter->held += (int64_t)new_size - (int64_t)old_size;
    return realloc(memory, new_size);
}

static void give_back(void *memory, size_t size, void *user)
{
    ((meter *)user)->held -= memory ? (int64_t)size : 0;
    free(memory);
}

TEST(kpi_sequences, every_allocation_of_a_table_may_fail)
{
    static const char *const names[] = {"funnel", "cohort", "rolling", "pairs", "attribution", "paths"};
    meter meter = {.fail_at = -1};
    eco_allocator allocator = {take, retake, give_back, &meter};
    eco_kpi_builder *kpi = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY", .allocator = &allocator));
    eco_kpi_add_funnel(kpi, ECO_MAKE(eco_kpi_funnel, .name = "funnel", STEPS, .open_windows = true, .by = "channel"));
    eco_kpi_add_cohort(kpi, ECO_MAKE(eco_kpi_cohort, .name = "cohort", .period = ECO_PERIOD_DAY));
    eco_kpi_add_cohort(kpi, ECO_MAKE(eco_kpi_cohort, .name = "rolling", .period = ECO_PERIOD_DAY, .rolling = true));
    eco_kpi_add_pairs(kpi, ECO_MAKE(eco_kpi_pairs, .name = "pairs"));
    eco_kpi_add_attribution(kpi, ECO_MAKE(eco_kpi_attribution, .name = "attribution", .model = ECO_TOUCH_LINEAR));
    eco_kpi_add_paths(kpi, ECO_MAKE(eco_kpi_paths, .name = "paths"));
    log_rows events = {.count = 0}, orders = {.count = 0};
    for (int64_t i = 0; i < 12; i++)
        add(&events, i % 5 ? "a" : "b", (const char *const[]){"view", "cart", "purchase"}[i % 3], i * 9, i % 2 ? "ads" : "mail");
    add_order(&orders, "a", "1", 50, "s", 60);
    add_order(&orders, "a", "1", 50, "t", 40);
    eco_kpi_state *state = feed_state(kpi, &events, &orders);
    const eco_table *first; /* the state may put its sets in order, and keep that */
    eco_error none;
    CHECK_INT(eco_kpi_table(&first, state, "cohort", 0, 0, &none), ECO_OK);
    eco_table_free(first);
    int64_t held = meter.held;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (int64_t fail_at = 0;; fail_at++) {
            const eco_table *table;
            eco_error error;
            meter.count = 0;
            meter.fail_at = fail_at;
            eco_status status = eco_kpi_table(&table, state, names[i], 0, 0, &error);
            meter.fail_at = -1;
            eco_table_free(table);
            CHECK_F(meter.held == held, "%s, allocation %d: %d bytes held", names[i], (int)fail_at, (int)(meter.held - held));
            if (status == ECO_OK)
                break;
            CHECK_INT(status, ECO_E_MEMORY);
            CHECK(!table);
        }
    eco_kpi_state_free(state);
    CHECK_INT(meter.held, 0);
}

/* ---- measures of sessions and attempts ---- */

TEST(kpi_sequences, sessions_and_carts_in_a_report)
{
    eco_kpi_builder *kpi = begin();
    eco_kpi_add_report(kpi, ECO_MAKE(eco_kpi_report, .name = "days", .by = "day, channel",
                                     .metrics = "sessions, engaged_sessions, carts, carts_abandoned, carts_open"));
    log_rows events = {.count = 0}, orders = {.count = 0};
    add(&events, "a", "view", 23, "ads");
    add(&events, "a", "view", 24, "mail"); /* an hour later: another session, of the next day */
    add(&events, "a", "cart", 24, "mail");
    add(&events, "b", "cart", 1, "ads");
    add(&events, "c", "cart", 30, "ads");
    add(&events, "c", "view", 50, "ads");
    add_order(&orders, "a", "1", 40, "s", 100);
    eco_kpi_state *state = feed_state(kpi, &events, &orders);
    check_table(state, "days", 0, 0,
                "day,channel,sessions,engaged_sessions,carts,carts_abandoned,carts_open\n"
                "1970-01-01,ads,2,0,1,1,0\n1970-01-02,ads,1,0,0,0,1\n1970-01-02,mail,1,0,1,0,0\n1970-01-03,ads,1,0,0,0,0\n");
    eco_kpi_state_free(state);
}
