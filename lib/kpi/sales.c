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

typedef struct line_grouping {
    const eco_kpi_state *state;
    const kpi_line *lines; /* of the book */
    size_t count;
    kpi_line_groups groups;
    uint32_t *starts; /* of each group among its lines; [groups.count + 1] */
    size_t orders;    /* groups that have a line */
    kpi_line_order order;
} line_grouping;

/* Where groups start when lines lie by group. Whether they do already is said by the return. */
static bool find_starts(line_grouping *grouping)
{
    uint32_t *starts = grouping->starts, before = UINT32_MAX;
    bool in_place = true;
    memset(starts, 0, (grouping->groups.count + 1) * sizeof *starts);
    for (size_t i = 0; i < grouping->count; i++) {
        uint32_t group = eco_kpi_line_group(&grouping->groups, grouping->lines, i);
        bool is_first = starts[group]++ == 0;
        grouping->orders += is_first;
        in_place &= is_first || group == before;
        before = group;
    }
    uint32_t sum = 0;
    for (size_t group = 0; group <= grouping->groups.count; group++) {
        uint32_t here = starts[group];
        starts[group] = sum;
        sum += here;
    }
    return in_place;
}

/* A copy of the lines, by group. Moves each start to the group's end, which is the start of the next. */
static bool scatter(sales_made *made, line_grouping *grouping)
{
    kpi_line *lines = made->own_lines = eco_allocate(&made->sales.allocator, grouping->count * sizeof *lines);
    if (!lines)
        return false;
    made->own_lines_count = grouping->count;
    for (size_t i = 0; i < grouping->count; i++)
        lines[grouping->starts[eco_kpi_line_group(&grouping->groups, grouping->lines, i)]++] = grouping->lines[i];
    memmove(grouping->starts + 1, grouping->starts, grouping->groups.count * sizeof *grouping->starts);
    grouping->starts[0] = 0;
    made->sales.lines = lines;
    return true;
}

static bool group_lines(sales_made *made, line_grouping *grouping)
{
    made->sales.lines = grouping->lines;
    made->sales.lines_count = grouping->count;
    return find_starts(grouping) || scatter(made, grouping);
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

/* An order before it has its place: its lines, and which of them is the first by what it says. */
typedef struct order_part {
    uint32_t first, count, head;
} order_part;

static order_part part_of(line_grouping *grouping, const kpi_line *lines, uint32_t first, uint32_t count)
{
    order_part part = {first, count, first};
    for (uint32_t i = first + 1; i < first + count; i++)
        if (eco_kpi_line_compare(&lines[i], &lines[part.head], &grouping->order) < 0)
            part.head = i;
    return part;
}

static void list_parts(order_part *parts, const sales_made *made, line_grouping *grouping)
{
    const kpi_line *lines = made->sales.lines;
    const uint32_t *starts = grouping->starts;
    size_t count = 0;
    for (size_t group = 0; made->own_lines && group < grouping->groups.count; group++)
        if (starts[group + 1] > starts[group])
            parts[count++] = part_of(grouping, lines, starts[group], starts[group + 1] - starts[group]);
    if (made->own_lines)
        return;
    for (uint32_t first = 0; first < grouping->count;) { /* in the book groups lie in the order in which they came */
        uint32_t group = eco_kpi_line_group(&grouping->groups, lines, first), size = starts[group + 1] - starts[group];
        parts[count++] = part_of(grouping, lines, first, size);
        first += size;
    }
}

static bool begin_ticks(kpi_ticks *ticks, const order_part *parts, size_t count, const kpi_line *lines,
                        const eco_kpi_state *state)
{
    int64_t first = INT64_MAX, last = INT64_MIN;
    for (size_t i = 0; i < count; i++) {
        const kpi_line *head = &lines[parts[i].head];
        int64_t at_us = head->at_us, paid_us = head->paid_us == INT64_MIN ? at_us : head->paid_us;
        int64_t low = at_us < paid_us ? at_us : paid_us, high = at_us < paid_us ? paid_us : at_us;
        first = low < first ? low : first;
        last = high > last ? high : last;
    }
    return eco_kpi_ticks_begin(ticks, state, first, last, count);
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
        order->alike &= lines[i].class == head->class;
    }
    order->at_tick = eco_kpi_ticks_of(ticks, order->at_us);
    order->paid_tick = order->at_tick;
    if (order->paid_us != order->at_us)
        order->paid_tick = order->paid_us == INT64_MIN ? INT32_MIN : eco_kpi_ticks_of(ticks, order->paid_us);
}

/* By user: counted, then put in their places. Orders of nobody are those of user `users`. */
static void place_orders(sales_made *made, const order_part *parts, kpi_ticks *ticks, const uint8_t *ignored)
{
    const kpi_line *lines = made->sales.lines;
    uint32_t *starts = made->of_user;
    size_t users = made->users, count = made->sales.orders_count;
    memset(starts, 0, (users + 1) * sizeof *starts);
    for (size_t i = 0; i < count; i++)
        if (lines[parts[i].head].user != KPI_NONE)
            starts[lines[parts[i].head].user + 1]++;
    for (size_t user = 0; user < users; user++)
        starts[user + 1] += starts[user];
    uint32_t nobody = starts[users];
    for (size_t i = 0; i < count; i++) {
        uint32_t user = lines[parts[i].head].user;
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

static bool put_orders(sales_made *made, line_grouping *grouping, const order_part *parts, const uint8_t *ignored)
{
    kpi_ticks ticks;
    if (!begin_ticks(&ticks, parts, made->sales.orders_count, made->sales.lines, grouping->state))
        return false;
    place_orders(made, parts, &ticks, ignored);
    eco_kpi_ticks_end(&ticks);
    grouping->order.lines = made->sales.lines;
    return sort_orders(made, &grouping->order);
}

static bool make_orders(sales_made *made, line_grouping *grouping)
{
    const eco_kpi_state *state = grouping->state;
    size_t count = grouping->orders, users = eco_kpi_keys_count(state->spaces[KPI_SPACE_USER]);
    order_part *parts = eco_allocate(&state->allocator, count * sizeof *parts);
    made->orders = eco_allocate(&state->allocator, count * sizeof *made->orders);
    made->sales.orders_count = count;
    made->of_user = eco_allocate(&state->allocator, (users + 1) * sizeof *made->of_user);
    made->users = users;
    made->sales.orders = made->orders;
    made->sales.of_user = made->of_user;
    uint8_t *ignored = find_ignored(state);
    bool done = parts && made->orders && made->of_user && ignored;
    if (done)
        list_parts(parts, made, grouping);
    done = done && !grouping->order.failed && put_orders(made, grouping, parts, ignored);
    eco_release(&state->allocator, parts, count * sizeof *parts);
    eco_release(&state->allocator, ignored, eco_kpi_keys_count(state->spaces[KPI_SPACE_STATUS]));
    return done;
}

static bool fill(sales_made *made, line_grouping *grouping)
{
    const eco_allocator *allocator = &grouping->state->allocator;
    if (!eco_kpi_line_groups_make(&grouping->groups, grouping->state, grouping->lines, grouping->count))
        return false;
    size_t size = (grouping->groups.count + 1) * sizeof *grouping->starts;
    grouping->starts = eco_allocate(allocator, size);
    bool done = grouping->starts && group_lines(made, grouping) && make_orders(made, grouping);
    eco_release(allocator, grouping->starts, size);
    eco_kpi_line_groups_end(&grouping->groups, allocator);
    eco_kpi_line_order_end(&grouping->order);
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
    if (!fill(made, &grouping)) {
        eco_kpi_sales_free(&made->sales);
        return eco_fail_memory(error);
    }
    *out = &made->sales;
    return ECO_OK;
}
