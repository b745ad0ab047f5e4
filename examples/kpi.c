/* Daily figures, a funnel by channel and weekly cohorts, from plain arrays and from an Arrow stream, in one pass. */
#include <ecomops/arrow.h>
#include <ecomops/host.h>
#include <ecomops/kpi.h>

enum { VISITS = 1000, STEPS = 4, ROWS = VISITS * STEPS };

/* Your events, one row each: here arrays, as they come from a database. */
typedef struct events {
    int64_t count, user[ROWS], at[ROWS], value[ROWS];
    const char *event[ROWS], *channel[ROWS];
} events;

/* A number below `most`, of a sequence that looks like chance. */
static int below(uint64_t *chance, int most)
{
    *chance = *chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int)((*chance >> 33) % (uint64_t)most);
}

/* Every visit gets to the cart, the checkout or the purchase, or it doesn't. */
static void make_up_two_weeks(events *log, int64_t first_day)
{
    static const char *const names[STEPS] = {"view", "cart", "checkout", "purchase"};
    static const char *const channels[] = {"ads", "search", "live"};
    uint64_t chance = (uint64_t)first_day;
    log->count = 0;
    for (int visit = 0; visit < VISITS; visit++) {
        int user = below(&chance, 400), steps = 1 + below(&chance, STEPS), channel = below(&chance, 3);
        for (int step = 0; step < steps; step++) {
            int64_t row = log->count++;
            log->user[row] = user;
            log->at[row] = first_day + visit * (14 * ECO_DAY_US / VISITS) + step * ECO_MINUTE_US;
            log->event[row] = names[step];
            log->channel[row] = channels[channel];
            log->value[row] = step == 3 ? 1900 + visit % 180 * 100 : 0;
        }
    }
}

static eco_status make_plan(eco_kpi_plan **plan, eco_error *error)
{
    eco_kpi_builder *kpi = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .zone = "Asia/Shanghai", .currency = "CNY", .threads = -1));
    eco_kpi_add_report(kpi, ECO_MAKE(eco_kpi_report, .name = "daily", .by = "day",
                                     .metrics = "page_views, visitors, orders, gmv, aov, pay_conversion_rate, gmv / visitors as visitor_value"));
    eco_kpi_add_funnel(kpi, ECO_MAKE(eco_kpi_funnel, .name = "purchase", .window_us = ECO_DAY_US, .by = "channel",
                                     ECO_LIST(steps, eco_kpi_step, {.name = "view"}, {.name = "cart"}, {.name = "checkout"}, {.name = "purchase"})));
    eco_kpi_add_cohort(kpi, ECO_MAKE(eco_kpi_cohort, .name = "weekly", .period = ECO_PERIOD_WEEK, .enter = "event == 'purchase'"));
    return eco_kpi_build(plan, kpi, error);
}

/* Columns of others get our names at the door; nothing is copied. */
static eco_status read_arrow(eco_kpi_state *state, struct ArrowArrayStream *stream, eco_error *error)
{
    const eco_attribute names[] = {{"visitor_id", "user"}, {"ts", "at"}, {"event_name", "event"}};
    const eco_table *batch;
    eco_status status;
    do {
        status = eco_table_from_arrow(&batch, stream, names, 3, error);
        if (batch)
            status = eco_kpi_update(state, ECO_KPI_EVENTS, batch, error);
        eco_table_free(batch);
    } while (batch && !status);
    return status;
}

/* A stream as a data frame of another program gives it. What it looks at lives until it is released. */
static eco_status read_second_weeks(eco_kpi_state *state, const events *log, eco_error *error)
{
    struct ArrowArrayStream stream;
    const eco_table table = {.rows = log->count,
                       ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("visitor_id", log->user), ECO_TIME_COLUMN("ts", log->at),
                                ECO_TEXT_COLUMN("event_name", log->event), ECO_TEXT_COLUMN("channel", log->channel),
                                ECO_MONEY_COLUMN("value", log->value, "CNY"))};
    eco_status status = eco_table_to_arrow(&stream, &table, error);
    if (status)
        return status;
    status = read_arrow(state, &stream, error);
    stream.release(&stream);
    return status;
}

static eco_status print_tables(const eco_kpi_state *state, eco_error *error)
{
    static const char *const names[] = {"daily", "purchase", "weekly"};
    eco_status status = ECO_OK;
    for (int i = 0; i < 3 && !status; i++) {
        const eco_table *table;
        status = eco_kpi_table(&table, state, names[i], 0, 0, error);
        if (!status)
            status = eco_table_write(table, ECO_FORMAT_TEXT, eco_host_file(stdout), error);
        eco_table_free(table);
    }
    return status;
}

static events first, second; /* too large for the stack */

static eco_status report(eco_error *error)
{
    eco_kpi_plan *plan = NULL;
    eco_kpi_state *state = NULL;
    const eco_table table = {.rows = first.count,
                             ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("user", first.user), ECO_TIME_COLUMN("at", first.at),
                                      ECO_TEXT_COLUMN("event", first.event), ECO_TEXT_COLUMN("channel", first.channel),
                                      ECO_MONEY_COLUMN("value", first.value, "CNY"))};
    eco_status status = make_plan(&plan, error);
    if (!status)
        status = eco_kpi_state_create(&state, plan, error);
    if (!status)
        status = eco_kpi_update(state, ECO_KPI_EVENTS, &table, error);
    if (!status)
        status = read_second_weeks(state, &second, error);
    if (!status)
        status = print_tables(state, error);
    eco_kpi_state_free(state);
    eco_kpi_plan_free(plan);
    return status;
}

int main(void)
{
    const int64_t monday = INT64_C(1793548800000000); /* 2026-11-02 in Shanghai */
    eco_error error;
    make_up_two_weeks(&first, monday);
    make_up_two_weeks(&second, monday + 14 * ECO_DAY_US);
    if (!report(&error))
        return 0;
    fprintf(stderr, "%s (at %s)\n", error.message, error.path);
    return 1;
}
