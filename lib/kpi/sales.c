/* sales.c - orders as a whole, made from the book of lines (or, where there is none, of purchases) when a table asks.
 *
 * Lines are grouped by counting, not by comparing; only lines of one order are compared with each other, and orders of one user. Where lines of an order lie
 * together already, as in most tables, they stay in the book. */
#include <string.h>

#include "base/error.h"
#include "kpi/sales_parts.h"
#include "kpi/sort.h"
#include "kpi/ticks.h"

typedef struct sales_made {
    kpi_sales sales; /* first: what the others know */
    kpi_line *own_lines;
    size_t own_lines_count;
    kpi_order *orders;
    uint32_t *of_user;
    size_t users;
} sales_made;

void eco_kpi_sales_free(kpi_sales *sales)
{
    if (!sales)
        return;
    sales_made *made = (sales_made *)sales;
    const eco_allocator allocator = sales->allocator;
    eco_release(&allocator, made->own_lines, made->own_lines_count * sizeof *made->own_lines);
    eco_release(&allocator, made->orders, sales->orders_count * sizeof *made->orders);
    eco_release(&allocator, made->of_user, (made->users + 1) * sizeof *made->of_user);
    eco_release(&allocator, made, sizeof *made);
}

/* ---- lines by order ---- */

/* An order before it has its place: its lines, and which of them is the first by what it says. */
typedef struct order_part {
    uint32_t first, count, head, user;
} order_part;

typedef struct line_grouping {
    const eco_kpi_state *state;
    const kpi_line *lines; /* of the book */
    size_t count;
    order_part *parts;
    size_t orders, parts_capacity;
    int64_t first_us, last_us; /* of all times that orders have */
    kpi_line_order order;
} line_grouping;

static void see_time(line_grouping *grouping, int64_t at_us)
{
    if (at_us == INT64_MIN)
        return;
    grouping->first_us = at_us < grouping->first_us ? at_us : grouping->first_us;
    grouping->last_us = at_us > grouping->last_us ? at_us : grouping->last_us;
}

static bool add_part(line_grouping *grouping, const kpi_line *lines, uint32_t first)
{
    if (grouping->orders == grouping->parts_capacity &&
        !eco_grow(&grouping->state->allocator, &grouping->parts, &grouping->parts_capacity, grouping->orders + 1,
                  sizeof *grouping->parts))
        return false;
    grouping->parts[grouping->orders++] = (order_part){first, 1, first, lines[first].user};
    see_time(grouping, lines[first].at_us);
    see_time(grouping, lines[first].paid_us);
    return true;
}

/* One more line of the last order. */
static void extend_part(line_grouping *grouping, const kpi_line *lines, uint32_t line)
{
    order_part *part = &grouping->parts[grouping->orders - 1];
    part->count++;
    if (eco_kpi_line_compare(&lines[line], &lines[part->head], &grouping->order) >= 0)
        return;
    part->head = line;
    part->user = lines[line].user;
    see_time(grouping, lines[line].at_us);
    see_time(grouping, lines[line].paid_us);
}

/* In one look, where lines of an order lie together and all have one. *done false: they do not. false: no memory. */
static bool group_in_place(bool *done, line_grouping *grouping)
{
    const kpi_line *lines = grouping->lines;
    size_t size = ((size_t)eco_kpi_keys_count(grouping->state->spaces[KPI_SPACE_ORDER]) / 64 + 1) * sizeof(uint64_t);
    uint64_t *seen = eco_allocate(&grouping->state->allocator, size);
    if (!seen)
        return false;
    memset(seen, 0, size);
    bool enough = true;
    *done = true;
    for (size_t i = 0; i < grouping->count && *done && enough; i++) {
        uint32_t order = lines[i].order;
        if (order == KPI_NONE)
            *done = false;
        else if (i > 0 && order == lines[i - 1].order)
            extend_part(grouping, lines, (uint32_t)i);
        else {
            *done = !(seen[order / 64] >> (order % 64) & 1);
            seen[order / 64] |= UINT64_C(1) << (order % 64);
            enough = add_part(grouping, lines, (uint32_t)i);
        }
    }
    eco_release(&grouping->state->allocator, seen, size);
    return enough;
}

/* Copies of the lines by group; starts[group] is moved to where the group ends. */
static bool scatter(sales_made *made, const line_grouping *grouping, const kpi_line_groups *groups, uint32_t *starts)
{
    uint32_t sum = 0;
    made->own_lines = eco_allocate(&made->sales.allocator, grouping->count * sizeof *made->own_lines);
    if (!made->own_lines)
        return false;
    made->own_lines_count = grouping->count;
    memset(starts, 0, groups->count * sizeof *starts);
    for (size_t i = 0; i < grouping->count; i++)
        starts[eco_kpi_line_group(groups, grouping->lines, i)]++;
    for (size_t group = 0; group < groups->count; group++) {
        uint32_t here = starts[group];
        starts[group] = sum;
        sum += here;
    }
    for (size_t i = 0; i < grouping->count; i++)
        made->own_lines[starts[eco_kpi_line_group(groups, grouping->lines, i)]++] = grouping->lines[i];
    made->sales.lines = made->own_lines;
    return true;
}

static bool list_parts(line_grouping *grouping, const kpi_line *lines, const uint32_t *ends, size_t groups)
{
    uint32_t line = 0;
    grouping->orders = 0;
    for (size_t group = 0; group < groups; group++) {
        if (line == ends[group])
            continue;
        if (!add_part(grouping, lines, line))
            return false;
        while (++line < ends[group])
            extend_part(grouping, lines, line);
    }
    return true;
}

static bool group_by_copy(sales_made *made, line_grouping *grouping)
{
    const eco_allocator *allocator = &grouping->state->allocator;
    kpi_line_groups groups;
    if (!eco_kpi_line_groups_make(&groups, grouping->state, grouping->lines, grouping->count))
        return false;
    uint32_t *starts = eco_allocate(allocator, groups.count * sizeof *starts);
    bool done = starts && scatter(made, grouping, &groups, starts) && list_parts(grouping, made->own_lines, starts, groups.count);
    eco_release(allocator, starts, groups.count * sizeof *starts);
    eco_kpi_line_groups_end(&groups, allocator);
    return done;
}

static bool group_lines(sales_made *made, line_grouping *grouping)
{
    bool in_place;
    made->sales.lines = grouping->lines;
    made->sales.lines_count = grouping->count;
    return group_in_place(&in_place, grouping) && (in_place || group_by_copy(made, grouping)) && !grouping->order.failed;
}

/* ---- orders ---- */

/* Whether each status means that an order is none. */
static uint8_t *find_ignored(const eco_kpi_state *state)
{
    const kpi_keys *keys = state->spaces[KPI_SPACE_STATUS];
    uint32_t count = eco_kpi_keys_count(keys);
    uint8_t *ignored = eco_allocate(&state->allocator, count);
    for (uint32_t code = 0; ignored && code < count; code++) {
        char own[KPI_KEY_TEXT];
        size_t size;
        const char *text = eco_kpi_keys_text(own, &size, keys, code);
        const eco_map *set = state->plan->ignored_order;
        ignored[code] = set && eco_map_get(set, text, size, INT64_MIN) != INT64_MIN;
    }
    return ignored;
}

static void fill_order(kpi_order *order, const order_part *part, const kpi_line *lines, kpi_ticks *ticks, const uint8_t *ignored)
{
    const kpi_line *head = &lines[part->head];
    *order = (kpi_order){.at_us = head->at_us,
                         .paid_us = head->paid_us,
                         .order = head->order,
                         .user = head->user,
                         .class = head->class,
                         .first_line = part->first,
                         .lines_count = part->count,
                         .currency = head->currency,
                         .alike = true};
    order->ignored = head->status != KPI_NONE && ignored[head->status];
    for (uint32_t i = part->first; i < part->first + part->count; i++) {
        order->mixed |= lines[i].currency != head->currency;
        order->alike &= lines[i].class == head->class && lines[i].currency == head->currency &&
                        !__builtin_add_overflow(order->amount, lines[i].money[KPI_AMOUNT], &order->amount);
    }
    order->at_tick = eco_kpi_ticks_of(ticks, order->at_us);
    order->paid_tick = order->at_tick;
    if (order->paid_us != order->at_us)
        order->paid_tick = order->paid_us == INT64_MIN ? INT32_MIN : eco_kpi_ticks_of(ticks, order->paid_us);
}

enum { AHEAD = 32 }; /* places far apart are asked for in time */

/* By user: counted, then put in their places. Orders of nobody are those of user `users`. */
static void place_orders(sales_made *made, const order_part *parts, kpi_ticks *ticks, const uint8_t *ignored)
{
    const kpi_line *lines = made->sales.lines;
    uint32_t *starts = made->of_user;
    size_t users = made->users, count = made->sales.orders_count;
    memset(starts, 0, (users + 1) * sizeof *starts);
    for (size_t i = 0; i < count; i++)
        if (parts[i].user != KPI_NONE)
            starts[parts[i].user + 1]++;
    for (size_t user = 0; user < users; user++)
        starts[user + 1] += starts[user];
    uint32_t nobody = starts[users];
    for (size_t i = 0; i < count; i++) {
        uint32_t user = parts[i].user;
        if (i + AHEAD < count && parts[i + AHEAD].user != KPI_NONE)
            __builtin_prefetch(&made->orders[starts[parts[i + AHEAD].user]], 1);
        fill_order(&made->orders[user == KPI_NONE ? nobody++ : starts[user]++], &parts[i], lines, ticks, ignored);
    }
    memmove(starts + 1, starts, users * sizeof *starts);
    starts[0] = 0;
}

/* Each user's by time. */
static bool sort_orders(sales_made *made, kpi_line_order *line_order)
{
    const uint32_t *starts = made->of_user;
    size_t users = made->users, count = made->sales.orders_count, most = count - starts[users];
    for (size_t user = 0; user < users; user++)
        most = starts[user + 1] - starts[user] > most ? starts[user + 1] - starts[user] : most;
    kpi_order *spare = eco_allocate(&made->sales.allocator, most * sizeof *spare);
    if (!spare)
        return false;
    for (size_t user = 0; user <= users; user++) {
        size_t end = user < users ? starts[user + 1] : count;
        if (end - starts[user] > 1)
            eco_kpi_sort(made->orders + starts[user], spare, end - starts[user], sizeof *spare, eco_kpi_order_compare,
                         line_order);
    }
    eco_release(&made->sales.allocator, spare, most * sizeof *spare);
    return !line_order->failed;
}

static bool put_orders(sales_made *made, line_grouping *grouping, const uint8_t *ignored)
{
    kpi_ticks ticks;
    if (!eco_kpi_ticks_begin(&ticks, grouping->state, grouping->first_us, grouping->last_us, grouping->orders))
        return false;
    place_orders(made, grouping->parts, &ticks, ignored);
    eco_kpi_ticks_end(&ticks);
    grouping->order.lines = made->sales.lines;
    return sort_orders(made, &grouping->order);
}

static bool make_orders(sales_made *made, line_grouping *grouping)
{
    const eco_kpi_state *state = grouping->state;
    size_t count = grouping->orders, users = eco_kpi_keys_count(state->spaces[KPI_SPACE_USER]);
    made->orders = eco_allocate(&state->allocator, count * sizeof *made->orders);
    made->sales.orders_count = count;
    made->of_user = eco_allocate(&state->allocator, (users + 1) * sizeof *made->of_user);
    made->users = users;
    made->sales.orders = made->orders;
    made->sales.of_user = made->of_user;
    uint8_t *ignored = find_ignored(state);
    bool done = made->orders && made->of_user && ignored && put_orders(made, grouping, ignored);
    eco_release(&state->allocator, ignored, eco_kpi_keys_count(state->spaces[KPI_SPACE_STATUS]));
    return done;
}

eco_status eco_kpi_sales_make(kpi_sales **out, const eco_kpi_state *state, eco_error *error)
{
    *out = NULL;
    bool from_events = state->books[KPI_BOOK_LINES].count == 0;
    const kpi_book *book = &state->books[from_events ? KPI_BOOK_PURCHASES : KPI_BOOK_LINES];
    if (book->count >= UINT32_MAX)
        return eco_fail(error, ECO_E_LIMIT, NULL, "%zu lines of orders are more than 2^32 - 2", book->count);
    sales_made *made = eco_allocate(&state->allocator, sizeof *made);
    if (!made)
        return eco_fail_memory(error);
    *made = (sales_made){.sales = {.allocator = state->allocator, .from_events = from_events}};
    line_grouping grouping = {.state = state, .lines = book->rows, .count = book->count, .order = {.state = state}};
    grouping.first_us = INT64_MAX;
    grouping.last_us = INT64_MIN;
    bool done = group_lines(made, &grouping) && make_orders(made, &grouping);
    eco_release(&state->allocator, grouping.parts, grouping.parts_capacity * sizeof *grouping.parts);
    eco_kpi_line_order_end(&grouping.order);
    if (!done) {
        eco_kpi_sales_free(&made->sales);
        return eco_fail_memory(error);
    }
    *out = &made->sales;
    return ECO_OK;
}
