/* limit.c - how often promotions were used before this cart, as the caller counts it, and what their limits leave. Only counts that some limit looks at are
 * kept. */
#include <inttypes.h>
#include <string.h>

#include "pricing/limit.h"

/* ---- the caller's counts ---- */

static eco_status check_used(const eco_used *row, eco_error *error)
{
    if (!row->promotion == !row->campaign)
        return eco_fail(error, ECO_E_INVALID, row->campaign ? "/campaign" : "/promotion",
                        "a count is of a promotion or of a campaign: give one of them");
    if (row->customer && row->code)
        return eco_fail(error, ECO_E_INVALID, "/code", "customer and code: a limit looks at one of them");
    if (row->campaign && (row->customer || row->code))
        return eco_fail(error, ECO_E_INVALID, row->customer ? "/customer" : "/code", "a campaign's budget is of all");
    if (row->uses < 0)
        return eco_fail(error, ECO_E_INVALID, "/uses", "%" PRId64 " is below 0", row->uses);
    if (row->spent_minor < 0)
        return eco_fail(error, ECO_E_INVALID, "/spent_minor", "%" PRId64 " is below 0", row->spent_minor);
    if (row->promotion && row->spent_minor)
        return eco_fail(error, ECO_E_INVALID, "/spent_minor", "money is counted by campaign, not by promotion");
    if (row->reserved[0] | row->reserved[1])
        return eco_fail(error, ECO_E_INVALID, "/reserved", "reserved is not 0");
    return ECO_OK;
}

/* The code's place among those entered, which are sorted; -1: it was not. */
static int64_t place_of_code(const eco_pricing_work *work, const char *code)
{
    size_t low = 0, high = work->coupons_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(work->coupons[middle], code);
        if (order == 0)
            return (int64_t)middle;
        order < 0 ? (low = middle + 1) : (high = middle);
    }
    return -1;
}

static uint64_t key_of(int32_t number, uint64_t what)
{
    return ((uint64_t)number + 1) << 32 | what;
}

/* 0: no limit looks at it. */
static uint64_t key_of_used(const eco_pricing_work *work, const eco_used *row)
{
    if (row->campaign) {
        int32_t campaign = eco_rulebook_find_campaign(work->rulebook, row->campaign);
        return campaign < 0 ? 0 : key_of(campaign, ECO_COUNT_CAMPAIGN);
    }
    const eco_rule *rule = eco_rulebook_find_rule(work->rulebook, row->promotion);
    if (!rule || !rule->limited)
        return 0;
    if (row->customer) {
        bool counts = rule->promotion->limit_per_customer && work->cart->customer &&
                      strcmp(work->cart->customer, row->customer) == 0;
        return counts ? key_of(rule->index, ECO_COUNT_CUSTOMER) : 0;
    }
    if (row->code) {
        int64_t code = rule->promotion->limit_per_code ? place_of_code(work, row->code) : -1;
        return code < 0 ? 0 : key_of(rule->index, ECO_COUNT_CODE + (uint64_t)code);
    }
    return rule->promotion->limit ? key_of(rule->index, ECO_COUNT_ALL) : 0;
}

/* ---- a table of them: open addressing, at most half full ---- */

static eco_count *find(eco_count *counts, size_t capacity, uint64_t key)
{
    size_t at = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (capacity - 1);
    while (counts[at].key && counts[at].key != key)
        at = (at + 1) & (capacity - 1);
    return &counts[at];
}

static bool grow(eco_pricing_work *work)
{
    size_t capacity = work->counts_capacity ? 2 * work->counts_capacity : 16;
    eco_count *counts = eco_arena_take_array(work->scratch, capacity, sizeof *counts);
    if (!counts)
        return false;
    for (size_t i = 0; i < work->counts_capacity; i++)
        if (work->counts[i].key)
            *find(counts, capacity, work->counts[i].key) = work->counts[i];
    work->counts = counts;
    work->counts_capacity = capacity;
    return true;
}

/* More than fits is more than any limit. */
static void add(int64_t *sum, int64_t more)
{
    if (__builtin_add_overflow(*sum, more, sum))
        *sum = INT64_MAX;
}

eco_status eco_used_check(const eco_used *used, size_t count, eco_error *error)
{
    if (!used && count)
        return eco_fail(error, ECO_E_INVALID, "/used", "used is NULL, used_count %zu", count);
    for (size_t i = 0; i < count; i++)
        if (check_used(&used[i], error))
            return eco_fail_under(error, ECO_E_INVALID, "/used/%zu", i);
    return ECO_OK;
}

eco_status eco_limits_read(eco_pricing_work *work, const eco_used *used, size_t count)
{
    if (eco_used_check(used, count, work->error))
        return work->error->status;
    for (size_t i = 0; i < count; i++) {
        uint64_t key = key_of_used(work, &used[i]);
        if (!key)
            continue;
        if (2 * work->counts_count >= work->counts_capacity && !grow(work))
            return eco_fail_memory(work->error);
        eco_count *counted = find(work->counts, work->counts_capacity, key);
        work->counts_count += !counted->key;
        counted->key = key;
        add(&counted->uses, used[i].uses);
        add(&counted->spent, used[i].spent_minor);
    }
    return ECO_OK;
}

eco_count eco_limits_count(const eco_pricing_work *work, int32_t number, uint64_t what)
{
    return work->counts_count ? *find(work->counts, work->counts_capacity, key_of(number, what)) : (eco_count){0};
}

/* ---- limits ---- */

static int64_t left_of(const eco_pricing_work *work, const eco_rule *rule, int64_t limit, uint64_t what)
{
    int64_t used = eco_limits_count(work, rule->index, what).uses;
    return !limit ? INT64_MAX : used < limit ? limit - used : 0;
}

/* The code that is used: the first entered that has a use left. */
static bool find_code(const eco_pricing_work *work, const eco_rule *rule, eco_outcome *outcome)
{
    for (size_t i = 0; i < work->coupons_count; i++)
        if (eco_rule_knows_code(rule, work->coupons[i]) &&
            left_of(work, rule, rule->promotion->limit_per_code, ECO_COUNT_CODE + i)) {
            outcome->coupon = work->coupons[i];
            return true;
        }
    return false;
}

bool eco_limits_let(const eco_pricing_work *work, const eco_rule *rule, eco_outcome *outcome)
{
    const eco_promotion *promotion = rule->promotion;
    if (!left_of(work, rule, promotion->limit, ECO_COUNT_ALL)) {
        outcome->by = "limit";
    } else if (promotion->limit_per_customer && !work->cart->customer) {
        outcome->by = "limit_per_customer";
        outcome->needed = "customer";
    } else if (!left_of(work, rule, promotion->limit_per_customer, ECO_COUNT_CUSTOMER)) {
        outcome->by = "limit_per_customer";
    } else if (promotion->limit_per_code && !find_code(work, rule, outcome)) {
        outcome->by = "limit_per_code";
        outcome->found = outcome->coupon;
    } else {
        return true;
    }
    outcome->reason = ECO_REASON_LIMIT;
    return false;
}

int64_t eco_limits_left(const eco_pricing_work *work, const eco_rule *rule, const char *code)
{
    const eco_promotion *promotion = rule->promotion;
    const int64_t left[] = {left_of(work, rule, promotion->limit, ECO_COUNT_ALL),
                            left_of(work, rule, promotion->limit_per_customer, ECO_COUNT_CUSTOMER),
                            promotion->limit_per_code ? left_of(work, rule, promotion->limit_per_code,
                                                                ECO_COUNT_CODE + (uint64_t)place_of_code(work, code))
                                                      : INT64_MAX};
    int64_t least = left[0] < left[1] ? left[0] : left[1];
    return least < left[2] ? least : left[2];
}
