/* attribution.c - which channel brought an order: a walk over users with their orders, two pointers over the events of the time before each order.
 *
 * An event without a channel touches nothing. Money is summed by channel, currency and day, each exact, and each sum of a day is converted as a whole: what the
 * channels get of it are differences of converted running sums, so that the parts are the whole. Credits are in parts of an order that any number up to 40 divides. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "kpi/labels.h"
#include "kpi/sums.h"

enum { AMOUNT, CREDIT, SUMS };
#define WHOLE INT64_C(5342931457063200)

typedef struct touch_about {
    const kpi_attribution *attribution;
    uint32_t channels, classes;
    uint32_t *channel_of; /* by class: a place in the order of channels; KPI_NONE: no touch */
    uint32_t *class_of;   /* by channel */
    bool *is_direct;      /* by channel */
} touch_about;

typedef struct touch_worker {
    eco_allocator allocator;
    uint32_t channels;
    kpi_sums sums;    /* high: channel (KPI_NONE: none), low: currency and date */
    int64_t *touches; /* linear, by channel: in the window */
    uint32_t *listed; /* channels that the user has in the window or had */
    size_t listed_count;
    int64_t *weights, *parts; /* by place in the list */
} touch_worker;

static eco_status begin(void *memory, const kpi_walk *walk, eco_error *error)
{
    touch_worker *worker = memory;
    const touch_about *about = walk->walker->about;
    size_t channels = worker->channels = about->channels;
    worker->allocator = walk->state->allocator;
    eco_kpi_sums_begin(&worker->sums, &worker->allocator, SUMS);
    worker->touches = eco_allocate(&worker->allocator, channels * sizeof *worker->touches);
    worker->listed = eco_allocate(&worker->allocator, channels * sizeof *worker->listed);
    worker->weights = eco_allocate(&worker->allocator, channels * sizeof *worker->weights);
    worker->parts = eco_allocate(&worker->allocator, channels * sizeof *worker->parts);
    if (!worker->touches || !worker->listed || !worker->weights || !worker->parts)
        return eco_fail_memory(error);
    memset(worker->touches, 0, channels * sizeof *worker->touches);
    return ECO_OK;
}

static void end(void *memory, const kpi_walk *walk)
{
    touch_worker *worker = memory;
    (void)walk;
    eco_kpi_sums_end(&worker->sums);
    eco_release(&worker->allocator, worker->touches, worker->channels * sizeof *worker->touches);
    eco_release(&worker->allocator, worker->listed, worker->channels * sizeof *worker->listed);
    eco_release(&worker->allocator, worker->weights, worker->channels * sizeof *worker->weights);
    eco_release(&worker->allocator, worker->parts, worker->channels * sizeof *worker->parts);
}

static eco_status fold(void *into, void *from, const kpi_walk *walk, eco_error *error)
{
    (void)walk;
    return eco_kpi_sums_fold(&((touch_worker *)into)->sums, &((touch_worker *)from)->sums) ? ECO_OK : eco_fail_memory(error);
}

/* ---- an order ---- */

static eco_status credit(kpi_sums *sums, uint32_t channel, uint16_t currency, int32_t date, int64_t amount, int64_t part,
                         eco_error *error)
{
    eco_wide *sum = eco_kpi_sums_at(sums, channel, (uint64_t)currency << 32 | (uint32_t)date);
    if (!sum)
        return eco_fail_memory(error);
    sum[AMOUNT] += amount;
    sum[CREDIT] += part;
    return ECO_OK;
}

static eco_status give_all(kpi_sums *sums, const kpi_walk *walk, const kpi_order *order, uint32_t channel, eco_error *error)
{
    int32_t date = eco_kpi_tick_date(walk->state->plan, order->paid_tick);
    if (order->alike)
        return credit(sums, channel, order->currency, date, order->amount, WHOLE, error);
    for (uint32_t i = 0; i < order->lines_count; i++) {
        const kpi_line *line = eco_kpi_sales_line(walk->sales, order->first_line + i);
        eco_status status = credit(sums, channel, line->currency, date, line->amount, i ? 0 : WHOLE, error);
        if (status)
            return status;
    }
    return ECO_OK;
}

/* The sum of the lines from *line on that have one currency; a mixed order line by line. */
static eco_status next_amount(int64_t *amount, uint32_t *line, const kpi_walk *walk, const kpi_order *order, eco_error *error)
{
    eco_wide sum = 0;
    do
        sum += eco_kpi_sales_line(walk->sales, order->first_line + (*line)++)->amount;
    while (!order->mixed && *line < order->lines_count);
    return eco_narrow(amount, sum) ? ECO_OK
                                   : eco_fail(error, ECO_E_OVERFLOW, NULL, "the amount of an order does not fit 64 bits");
}

static eco_status split(touch_worker *worker, int64_t *parts, int64_t whole, size_t count, eco_error *error)
{
    eco_split_options options = {.struct_size = sizeof options, .tie = ECO_SPLIT_TIE_FIRST, .allocator = &worker->allocator};
    return eco_money_split(parts, NULL, whole, worker->weights, count, &options, error);
}

/* Equal parts to all touches, and so to each channel by how many it has. Channels are listed in their order, which decides who gets odd cents. */
static eco_status give_linear(touch_worker *worker, const kpi_walk *walk, const kpi_order *order, eco_error *error)
{
    size_t count = 0;
    for (size_t i = 0; i < worker->listed_count; i++)
        if (worker->touches[worker->listed[i]])
            worker->weights[count++] = worker->touches[worker->listed[i]];
    if (!count)
        return give_all(&worker->sums, walk, order, KPI_NONE, error);
    eco_status status = ECO_OK;
    for (uint32_t line = 0; !status && line < order->lines_count;) {
        int64_t amount, parts_of_order = line ? 0 : WHOLE;
        uint16_t currency = eco_kpi_sales_line(walk->sales, order->first_line + line)->currency;
        int32_t date = eco_kpi_tick_date(walk->state->plan, order->paid_tick);
        for (int what = AMOUNT; !status && what < SUMS; what++) {
            status = what == AMOUNT ? next_amount(&amount, &line, walk, order, error) : ECO_OK;
            status = status ? status : split(worker, worker->parts, what == AMOUNT ? amount : parts_of_order, count, error);
            for (size_t i = 0, at = 0; !status && i < worker->listed_count; i++) {
                uint32_t channel = worker->listed[i];
                if (!worker->touches[channel])
                    continue;
                int64_t part = worker->parts[at++];
                status = credit(&worker->sums, channel, currency, date, what == AMOUNT ? part : 0, what == CREDIT ? part : 0,
                                error);
            }
        }
    }
    return status;
}

/* ---- a user ---- */

typedef struct touch_window { /* of a user, as orders pass by */
    const touch_about *about;
    const kpi_run *run;
    size_t low, high;             /* entries of the window of the order at hand */
    size_t last, last_non_direct; /* place + 1 of the last touches before high; 0: none */
} touch_window;

static uint32_t channel_at(const touch_window *touches, size_t place)
{
    return touches->about->channel_of[touches->run->entries[place].class];
}

/* A channel comes into the list at its place. */
static void list(touch_worker *worker, uint32_t channel)
{
    size_t at = worker->listed_count;
    while (at && worker->listed[at - 1] > channel)
        at--;
    if (at && worker->listed[at - 1] == channel)
        return;
    memmove(worker->listed + at + 1, worker->listed + at, (worker->listed_count - at) * sizeof *worker->listed);
    worker->listed[at] = channel;
    worker->listed_count++;
}

static void enter(touch_worker *worker, touch_window *touches, bool is_linear)
{
    size_t place = touches->high++;
    uint32_t channel = channel_at(touches, place);
    if (channel == KPI_NONE)
        return;
    touches->last = place + 1;
    if (!touches->about->is_direct[channel])
        touches->last_non_direct = place + 1;
    if (is_linear && !worker->touches[channel]++)
        list(worker, channel);
}

static void leave(touch_worker *worker, touch_window *touches, bool is_linear)
{
    uint32_t channel = channel_at(touches, touches->low++);
    if (is_linear && channel != KPI_NONE)
        worker->touches[channel]--;
}

/* Moves the window to an order. */
static void turn(touch_worker *worker, touch_window *touches, int64_t at_us)
{
    const eco_kpi_attribution *given = touches->about->attribution->given;
    const kpi_run *run = touches->run;
    bool is_linear = given->model == ECO_TOUCH_LINEAR;
    while (touches->high < run->count && run->entries[touches->high].at_us <= at_us)
        enter(worker, touches, is_linear);
    while (given->lookback_us >= 0 && touches->low < touches->high &&
           at_us - run->entries[touches->low].at_us > given->lookback_us)
        leave(worker, touches, is_linear);
}

/* The touch that gets all; KPI_NONE: there is none. */
static uint32_t channel_for(touch_window *touches, eco_touch model)
{
    if (model == ECO_TOUCH_FIRST) {
        for (size_t i = touches->low; i < touches->high; i++)
            if (channel_at(touches, i) != KPI_NONE)
                return channel_at(touches, i);
            else if (i == touches->low)
                touches->low++; /* no need to look at it again */
        return KPI_NONE;
    }
    size_t place = model == ECO_TOUCH_LAST || touches->last_non_direct <= touches->low ? touches->last : touches->last_non_direct;
    return place > touches->low ? channel_at(touches, place - 1) : KPI_NONE;
}

static bool is_told(const kpi_order *order, const kpi_range *range)
{
    return !order->ignored && order->paid_us != INT64_MIN && order->paid_us >= range->since_us &&
           order->paid_us < range->until_us;
}

static eco_status run(void *memory, const kpi_walk *walk, const kpi_run *run, eco_error *error)
{
    touch_worker *worker = memory;
    const touch_about *about = walk->walker->about;
    eco_touch model = about->attribution->given->model;
    touch_window touches = {.about = about, .run = run};
    eco_status status = ECO_OK;
    for (size_t i = 0; !status && i < run->orders_count; i++) {
        const kpi_order *order = &run->orders[i];
        if (!is_told(order, &walk->range))
            continue;
        turn(worker, &touches, order->at_us);
        status = model == ECO_TOUCH_LINEAR ? give_linear(worker, walk, order, error)
                                           : give_all(&worker->sums, walk, order, channel_for(&touches, model), error);
    }
    for (size_t i = 0; i < worker->listed_count; i++)
        worker->touches[worker->listed[i]] = 0;
    worker->listed_count = 0;
    return status;
}

static eco_status give_anonymous(kpi_sums *sums, const kpi_walk *walk, eco_error *error)
{
    eco_status status = ECO_OK;
    for (size_t i = walk->sales->orders_count; !status && i-- > 0 && walk->sales->orders[i].user == KPI_NONE;)
        if (is_told(&walk->sales->orders[i], &walk->range))
            status = give_all(sums, walk, &walk->sales->orders[i], KPI_NONE, error);
    return status;
}

/* ---- the table ---- */

/* Amounts in the plan's currency and credits by channel; the last is for none. */
typedef struct channel_total {
    eco_wide amount, credit;
} channel_total;

typedef struct day_sum { /* one sum of the workers, to be sorted by day and currency, then channel */
    uint64_t day;
    uint32_t channel;
    size_t row;
} day_sum;

static int by_day(const void *a, const void *b)
{
    const day_sum *one = a, *other = b;
    if (one->day != other->day)
        return one->day < other->day ? -1 : 1;
    return (one->channel > other->channel) - (one->channel < other->channel);
}

static eco_status convert_all(channel_total *totals, const kpi_walk *walk, const kpi_sums *sums, day_sum *days, uint32_t channels,
                              eco_error *error)
{
    for (size_t i = 0; i < sums->count; i++)
        days[i] = (day_sum){sums->keys[i].low, (uint32_t)sums->keys[i].high, i};
    if (sums->count)
        qsort(days, sums->count, sizeof *days, by_day);
    eco_wide running = 0, before = 0, now;
    for (size_t i = 0; i < sums->count; i++) {
        if (!i || days[i].day != days[i - 1].day)
            running = before = 0;
        const eco_wide *values = sums->values + days[i].row * SUMS;
        running += values[AMOUNT];
        eco_status status = eco_kpi_convert(&now, walk->state, (uint16_t)(days[i].day >> 32), (int32_t)(uint32_t)days[i].day,
                                            running, error);
        if (status)
            return status;
        channel_total *total = &totals[days[i].channel == KPI_NONE ? channels : days[i].channel];
        total->amount += now - before;
        total->credit += values[CREDIT];
        before = now;
    }
    return ECO_OK;
}

static eco_status put_total(eco_table_builder *table, const channel_total *total, eco_wide all, bool is_linear, eco_error *error)
{
    int64_t amount;
    if (!eco_narrow(&amount, total->amount))
        return eco_fail(error, ECO_E_OVERFLOW, "/columns/amount", "the amount of a channel does not fit 64 bits");
    if (is_linear)
        eco_table_put_double(table, (double)total->credit / (double)WHOLE);
    else
        eco_table_put_int64(table, (int64_t)(total->credit / WHOLE));
    eco_table_put_int64(table, amount);
    if (all)
        eco_table_put_double(table, (double)total->amount / (double)all);
    else
        eco_table_put_null(table);
    return ECO_OK;
}

static eco_status put_totals(eco_table_builder *table, const kpi_walk *walk, const touch_about *about,
                             const channel_total *totals, eco_error *error)
{
    const kpi_attribution *attribution = about->attribution;
    eco_wide all = 0;
    eco_status status = ECO_OK;
    for (uint32_t i = 0; i <= about->channels; i++)
        all += totals[i].amount;
    for (uint32_t i = 0; !status && i <= about->channels; i++) {
        if (!totals[i].amount && !totals[i].credit)
            continue;
        if (i < about->channels)
            eco_kpi_put_labels(table, walk->state, &attribution->dimension, 1, about->class_of[i]);
        else
            eco_table_put_null(table);
        status = put_total(table, &totals[i], all, attribution->given->model == ECO_TOUCH_LINEAR, error);
    }
    return status;
}

static eco_status tell(const eco_table **out, const kpi_walk *walk, const touch_about *about, const channel_total *totals,
                       eco_error *error)
{
    const eco_kpi_attribution *given = about->attribution->given;
    const eco_kpi_plan *plan = walk->state->plan;
    char text[200], lookback[ECO_DURATION_TEXT];
    eco_table_builder *table = eco_table_begin(&plan->allocator);
    eco_table_add_column(table, plan->dimensions[about->attribution->dimension].name, ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(table, "orders", given->model == ECO_TOUCH_LINEAR ? ECO_TYPE_DOUBLE : ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(table, "amount", ECO_TYPE_MONEY, 0, plan->options.currency);
    eco_table_add_column(table, "share", ECO_TYPE_DOUBLE, 0, NULL);
    eco_status status = put_totals(table, walk, about, totals, error);
    eco_duration_text(lookback, (eco_duration){.exact_us = given->lookback_us});
    snprintf(text, sizeof text, "paid orders by %s touch, %s%s", eco_touch_name(given->model),
             given->lookback_us < 0 ? "however long before" : "at most before them: ", given->lookback_us < 0 ? "" : lookback);
    eco_kpi_notes(table, walk->state, text, &walk->range);
    eco_status ended = eco_table_end(out, table, status ? NULL : error);
    if (status && !ended) {
        eco_table_free(*out);
        *out = NULL;
    }
    return status ? status : ended;
}

static eco_status add_up(const eco_table **out, const kpi_walk *walk, const touch_about *about, kpi_sums *sums, eco_error *error)
{
    const eco_allocator *allocator = &walk->state->allocator;
    eco_status status = give_anonymous(sums, walk, error);
    if (status)
        return status;
    size_t totals_size = ((size_t)about->channels + 1) * sizeof(channel_total), days_size = sums->count * sizeof(day_sum);
    channel_total *totals = eco_allocate(allocator, totals_size);
    day_sum *days = eco_allocate(allocator, days_size);
    if (totals && days) {
        memset(totals, 0, totals_size);
        status = convert_all(totals, walk, sums, days, about->channels, error);
        status = status ? status : tell(out, walk, about, totals, error);
    } else {
        status = eco_fail_memory(error);
    }
    eco_release(allocator, totals, totals_size);
    eco_release(allocator, days, days_size);
    return status;
}

/* ---- channels ---- */

static void end_about(touch_about *about, const eco_allocator *allocator)
{
    eco_release(allocator, about->channel_of, about->classes * sizeof *about->channel_of);
    eco_release(allocator, about->class_of, about->channels * sizeof *about->class_of);
    eco_release(allocator, about->is_direct, about->channels * sizeof *about->is_direct);
}

static eco_status begin_about(touch_about *about, const eco_kpi_state *state, const kpi_attribution *attribution,
                              eco_error *error)
{
    *about = (touch_about){.attribution = attribution, .classes = eco_kpi_classes_count(state->classes)};
    about->channel_of = eco_kpi_labels_places(&about->channels, state, &attribution->dimension, 1);
    about->class_of = eco_allocate(&state->allocator, about->channels * sizeof *about->class_of);
    about->is_direct = eco_allocate(&state->allocator, about->channels * sizeof *about->is_direct);
    if (!about->channel_of || !about->class_of || !about->is_direct)
        return eco_fail_memory(error);
    for (uint32_t class = 0; class < about->classes; class ++) {
        uint32_t channel = about->channel_of[class], code = eco_kpi_class_value(state->classes, class, attribution->dimension);
        about->class_of[channel] = class;
        about->is_direct[channel] = false;
        if (code == KPI_NONE) {
            about->channel_of[class] = KPI_NONE;
            continue;
        }
        char own[KPI_KEY_TEXT];
        size_t size;
        const char *text = eco_kpi_keys_text(own, &size, state->dimensions[attribution->dimension], code);
        about->is_direct[channel] = state->plan->direct && eco_map_get(state->plan->direct, text, size, -1) >= 0;
    }
    return ECO_OK;
}

static eco_status attribute(const eco_table **out, kpi_walk *walk, const touch_about *about, eco_error *error)
{
    void *worker = NULL;
    eco_status status = eco_kpi_walk(&worker, walk, error);
    if (status)
        return status;
    status = add_up(out, walk, about, &((touch_worker *)worker)->sums, error);
    end(worker, walk);
    eco_release(&walk->state->allocator, worker, walk->walker->size);
    return status;
}

eco_status eco_kpi_table_attribution(const eco_table **out, const eco_kpi_state *state, const kpi_attribution *attribution,
                                     const kpi_range *range, eco_error *error)
{
    kpi_sales *sales;
    touch_about about;
    eco_status status = eco_kpi_sales_make(&sales, state, true, error);
    if (status)
        return status;
    status = begin_about(&about, state, attribution, error);
    if (!status) {
        kpi_walker walker = {.size = sizeof(touch_worker),
                             .needs_orders = true,
                             .about = &about,
                             .begin = begin,
                             .run = run,
                             .fold = fold,
                             .end = end};
        kpi_walk walk = {
            .state = state, .walker = &walker, .sales = sales, .range = *range, .watermark_us = eco_kpi_events_until(state)};
        status = attribute(out, &walk, &about, error);
    }
    end_about(&about, &state->allocator);
    eco_kpi_sales_free(sales);
    return status;
}
