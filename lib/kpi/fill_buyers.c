/* fill_buyers.c - distinct users of orders. Where more is asked of them than how many there are, orders lie by user, so that each user is looked at once and counts
 * once in every group: never sums of days. Else each group has sets of users. */
#include "kpi/buyers.h"

#include <string.h>

#include "base/error.h"

#define SECOND_WITHIN_US (365 * ECO_DAY_US)

static void find_slots(kpi_buyers *buyers, const kpi_answer *answer)
{
    kpi_buyer_slots *slots = &buyers->slots;
    slots->ordering = eco_kpi_answer_slot(answer, KPI_M_ORDERING_BUYERS);
    slots->paying = eco_kpi_answer_slot(answer, KPI_M_PAYING_BUYERS);
    slots->new_buyers = eco_kpi_answer_slot(answer, KPI_M_NEW_BUYERS);
    slots->returning = eco_kpi_answer_slot(answer, KPI_M_RETURNING_BUYERS);
    slots->repeat = eco_kpi_answer_slot(answer, KPI_M_REPEAT_BUYERS);
    slots->repeat_day = eco_kpi_answer_slot(answer, KPI_M_REPEAT_DAY_BUYERS);
    slots->previous = eco_kpi_answer_slot(answer, KPI_M_PREVIOUS_BUYERS);
    slots->rebuyers = eco_kpi_answer_slot(answer, KPI_M_REBUYERS);
    slots->second = eco_kpi_answer_slot(answer, KPI_M_SECOND_ORDERS);
    slots->second_time = eco_kpi_answer_slot(answer, KPI_M_SECOND_ORDER_TIME);
    buyers->wants_paid = slots->paying >= 0 || slots->new_buyers >= 0 || slots->returning >= 0 || slots->repeat >= 0 ||
                         slots->repeat_day >= 0 || slots->previous >= 0 || slots->rebuyers >= 0 || slots->second >= 0 ||
                         slots->second_time >= 0;
}

bool eco_kpi_buyers_sort(kpi_buyers *buyers, kpi_numbers *numbers)
{
    if (numbers->count < 2)
        return true;
    if (!eco_grow(&buyers->fill.allocator, &buyers->spare, &buyers->spare_capacity, numbers->count, sizeof *buyers->spare))
        return false;
    eco_kpi_sort_numbers(numbers->numbers, buyers->spare, numbers->count);
    return true;
}

/* ---- one order of the user ---- */

/* First and second by the time of payment; at one instant, by their order in the sales, which is canonical. */
static void look_at_first(kpi_buyers *buyers, const kpi_order *order)
{
    if (!buyers->first || order->paid_us < buyers->first->paid_us) {
        buyers->second = buyers->first;
        buyers->first = order;
    } else if (!buyers->second || order->paid_us < buyers->second->paid_us)
        buyers->second = order;
}

static bool add_distinct(kpi_numbers *numbers, const kpi_fill *fill, int32_t date)
{
    for (size_t i = 0; i < fill->distinct_count; i++)
        if (!eco_kpi_numbers_add(numbers, fill->distinct[i], (uint32_t)date ^ UINT32_C(1) << 31))
            return false;
    return true;
}

static eco_status add_paid(kpi_buyers *buyers, const kpi_order *order, bool looked)
{
    kpi_fill *fill = &buyers->fill;
    look_at_first(buyers, order);
    eco_status status = looked && order->paid_tick == order->at_tick ? ECO_OK : eco_kpi_fill_order(fill, order, order->paid_tick);
    if (status)
        return status;
    int32_t date = eco_kpi_tick_date(fill->answer->state->plan, order->paid_tick);
    uint64_t time = (uint64_t)order->paid_us ^ UINT64_C(1) << 63;
    if (!add_distinct(&buyers->paying, fill, date) ||
        (buyers->slots.returning >= 0 && !eco_kpi_numbers_add(&buyers->times, (uint32_t)(time >> 32), (uint32_t)time)))
        return eco_fail_memory(fill->error);
    bool follows = buyers->slots.previous >= 0 || buyers->slots.rebuyers >= 0;
    return follows ? eco_kpi_buyers_follow(buyers, order) : ECO_OK;
}

static eco_status add_order(kpi_buyers *buyers, const kpi_order *order)
{
    kpi_fill *fill = &buyers->fill;
    if (order->ignored)
        return ECO_OK;
    bool looks = buyers->slots.ordering >= 0;
    eco_status status = looks ? eco_kpi_fill_order(fill, order, order->at_tick) : ECO_OK;
    if (!status && looks && !add_distinct(&buyers->ordering, fill, 0))
        status = eco_fail_memory(fill->error);
    if (!status && buyers->wants_paid && order->paid_us != INT64_MIN)
        status = add_paid(buyers, order, looks);
    return status;
}

/* ---- the user as a whole ---- */

static void count_ordering(kpi_buyers *buyers)
{
    const kpi_numbers *ordering = &buyers->ordering;
    for (size_t i = 0; i < ordering->count; i++)
        if (i == 0 || ordering->numbers[i] != ordering->numbers[i - 1])
            eco_kpi_answer_add(buyers->fill.answer, (uint32_t)(ordering->numbers[i] >> 32), buyers->slots.ordering, 1);
}

/* A group in which the user paid `orders` orders, on several days or one. */
static eco_status count_group(kpi_buyers *buyers, uint32_t group, size_t orders, bool several_days)
{
    kpi_answer *answer = buyers->fill.answer;
    bool returns;
    eco_kpi_answer_add(answer, group, buyers->slots.paying, 1);
    eco_kpi_answer_add(answer, group, buyers->slots.repeat, orders > 1);
    eco_kpi_answer_add(answer, group, buyers->slots.repeat_day, several_days);
    if (buyers->slots.new_buyers >= 0)
        eco_kpi_answer_add(answer, group, buyers->slots.new_buyers, eco_kpi_buyers_is_new(buyers, group));
    if (buyers->slots.returning < 0)
        return ECO_OK;
    eco_status status = eco_kpi_buyers_returns(&returns, buyers, group);
    eco_kpi_answer_add(answer, group, buyers->slots.returning, !status && returns);
    return status;
}

static eco_status count_paying(kpi_buyers *buyers)
{
    const uint64_t *numbers = buyers->paying.numbers;
    eco_status status = ECO_OK;
    for (size_t first = 0, next; first < buyers->paying.count && !status; first = next) {
        uint32_t group = (uint32_t)(numbers[first] >> 32);
        for (next = first + 1; next < buyers->paying.count && numbers[next] >> 32 == group;)
            next++;
        status = count_group(buyers, group, next - first, numbers[first] != numbers[next - 1]);
    }
    return status;
}

static bool pays_in(const kpi_buyers *buyers, uint32_t group)
{
    size_t low = 0, high = buyers->paying.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (buyers->paying.numbers[middle] >> 32 < group)
            low = middle + 1;
        else
            high = middle;
    }
    return low < buyers->paying.count && buyers->paying.numbers[low] >> 32 == group;
}

static void count_following(kpi_buyers *buyers)
{
    const kpi_numbers *following = &buyers->following;
    for (size_t i = 0; i < following->count; i++) {
        uint32_t group = (uint32_t)following->numbers[i];
        if (i > 0 && following->numbers[i] == following->numbers[i - 1])
            continue;
        eco_kpi_answer_add(buyers->fill.answer, group, buyers->slots.previous, 1);
        eco_kpi_answer_add(buyers->fill.answer, group, buyers->slots.rebuyers, pays_in(buyers, group));
    }
}

static eco_status count_second(kpi_buyers *buyers)
{
    kpi_fill *fill = &buyers->fill;
    if (!buyers->second || (buyers->slots.second < 0 && buyers->slots.second_time < 0))
        return ECO_OK;
    int64_t time_us = buyers->second->paid_us - buyers->first->paid_us;
    if (time_us > SECOND_WITHIN_US)
        return ECO_OK;
    eco_status status = eco_kpi_fill_order(fill, buyers->second, buyers->second->paid_tick);
    for (size_t i = 0; i < fill->distinct_count && !status; i++) {
        eco_kpi_answer_add(fill->answer, fill->distinct[i], buyers->slots.second, 1);
        eco_kpi_answer_add(fill->answer, fill->distinct[i], buyers->slots.second_time, time_us);
    }
    return status;
}

static eco_status count_user(kpi_buyers *buyers, const kpi_order *orders, size_t count)
{
    eco_status status = ECO_OK;
    buyers->ordering.count = buyers->paying.count = buyers->following.count = buyers->times.count = 0;
    buyers->first = buyers->second = NULL;
    for (size_t i = 0; i < count && !status; i++)
        status = add_order(buyers, &orders[i]);
    if (status)
        return status;
    if (!eco_kpi_buyers_sort(buyers, &buyers->ordering) || !eco_kpi_buyers_sort(buyers, &buyers->paying) ||
        !eco_kpi_buyers_sort(buyers, &buyers->following) || !eco_kpi_buyers_sort(buyers, &buyers->times))
        return eco_fail_memory(buyers->fill.error);
    count_ordering(buyers);
    count_following(buyers);
    status = count_paying(buyers);
    return status ? status : count_second(buyers);
}

static eco_status count_users(kpi_buyers *buyers)
{
    const eco_kpi_state *state = buyers->fill.answer->state;
    uint32_t users = eco_kpi_keys_count(state->spaces[KPI_SPACE_USER]);
    eco_status status = eco_kpi_fill_sales_of(&buyers->sales, &buyers->fill);
    const kpi_sales *sales = buyers->sales;
    for (uint32_t user = 0; user < users && !status; user++) {
        uint32_t first = sales->of_user[user], count = sales->of_user[user + 1] - first;
        if (count)
            status = count_user(buyers, sales->orders + first, count);
    }
    return status;
}

/* ---- only how many there are ---- */

typedef struct buyer_sets { /* of a group */
    kpi_set ordering, paying;
} buyer_sets;
typedef struct buyer_groups {
    kpi_fill *fill;
    buyer_sets *sets; /* by group */
    size_t count, capacity;
    uint32_t users;
} buyer_groups;

bool eco_kpi_buyers_need_users(const kpi_answer *answer)
{
    kpi_buyers buyers = {0};
    find_slots(&buyers, answer);
    const kpi_buyer_slots *slots = &buyers.slots;
    return slots->new_buyers >= 0 || slots->returning >= 0 || slots->repeat >= 0 || slots->repeat_day >= 0 ||
           slots->previous >= 0 || slots->rebuyers >= 0 || slots->second >= 0 || slots->second_time >= 0;
}

/* The groups that the order belongs to at a tick have its user. */
static eco_status add_user(buyer_groups *groups, const kpi_order *order, int32_t tick, bool is_paid)
{
    kpi_fill *fill = groups->fill;
    eco_status status = eco_kpi_fill_order(fill, order, tick);
    for (size_t i = 0; !status && i < fill->distinct_count; i++) {
        size_t group = fill->distinct[i], had = groups->count;
        if (group >= had) {
            if (!eco_grow(&fill->allocator, &groups->sets, &groups->capacity, group + 1, sizeof *groups->sets))
                return eco_fail_memory(fill->error);
            groups->count = group + 1;
            memset(groups->sets + had, 0, (groups->count - had) * sizeof *groups->sets);
        }
        kpi_set *set = is_paid ? &groups->sets[group].paying : &groups->sets[group].ordering;
        if (!eco_kpi_set_add(set, &fill->allocator, order->user, groups->users))
            status = eco_fail_memory(fill->error);
    }
    return status;
}

static eco_status count_sets(buyer_groups *groups, const kpi_sales *sales, const kpi_buyer_slots *slots)
{
    eco_status status = ECO_OK;
    for (size_t i = 0; i < sales->orders_count && !status; i++) {
        const kpi_order *order = &sales->orders[i];
        if (order->ignored || order->user == KPI_NONE)
            continue;
        if (slots->ordering >= 0)
            status = add_user(groups, order, order->at_tick, false);
        if (!status && slots->paying >= 0 && order->paid_us != INT64_MIN)
            status = add_user(groups, order, order->paid_tick, true);
    }
    for (size_t group = 0; group < groups->count && !status; group++) {
        eco_kpi_answer_add(groups->fill->answer, (uint32_t)group, slots->ordering, groups->sets[group].ordering.count);
        eco_kpi_answer_add(groups->fill->answer, (uint32_t)group, slots->paying, groups->sets[group].paying.count);
    }
    return status;
}

static eco_status fill_sets(kpi_buyers *buyers)
{
    kpi_fill *fill = &buyers->fill;
    buyer_groups groups = {.fill = fill, .users = eco_kpi_keys_count(fill->answer->state->spaces[KPI_SPACE_USER])};
    eco_status status = eco_kpi_fill_sales_of(&buyers->sales, fill);
    if (!status)
        status = count_sets(&groups, buyers->sales, &buyers->slots);
    for (size_t i = 0; i < groups.count; i++) {
        eco_kpi_set_end(&groups.sets[i].ordering, &fill->allocator);
        eco_kpi_set_end(&groups.sets[i].paying, &fill->allocator);
    }
    eco_release(&fill->allocator, groups.sets, groups.capacity * sizeof *groups.sets);
    return status;
}

static void end(kpi_buyers *buyers)
{
    const eco_allocator *allocator = &buyers->fill.allocator;
    eco_kpi_numbers_end(&buyers->ordering);
    eco_kpi_numbers_end(&buyers->paying);
    eco_kpi_numbers_end(&buyers->following);
    eco_kpi_numbers_end(&buyers->times);
    eco_release(allocator, buyers->spare, buyers->spare_capacity * sizeof *buyers->spare);
    eco_release(allocator, buyers->starts, buyers->starts_capacity * sizeof *buyers->starts);
    eco_kpi_fill_end(&buyers->fill);
}

eco_status eco_kpi_fill_buyers(kpi_answer *answer, eco_error *error)
{
    kpi_buyers buyers;
    memset(&buyers, 0, sizeof buyers);
    eco_status status = eco_kpi_fill_begin(&buyers.fill, answer, error);
    find_slots(&buyers, answer);
    const eco_allocator *allocator = &buyers.fill.allocator;
    eco_kpi_numbers_begin(&buyers.ordering, allocator);
    eco_kpi_numbers_begin(&buyers.paying, allocator);
    eco_kpi_numbers_begin(&buyers.following, allocator);
    eco_kpi_numbers_begin(&buyers.times, allocator);
    buyers.watermark = answer->watermark_us == INT64_MIN ? INT32_MIN : eco_kpi_tick(&buyers.fill.clock, answer->watermark_us);
    if (!status)
        status = eco_kpi_buyers_need_users(answer) ? count_users(&buyers) : fill_sets(&buyers);
    end(&buyers);
    return status;
}
