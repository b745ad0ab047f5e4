/* sales.c - orders as a whole, made from the book of lines (or, where there is none, of purchases) when a table asks; by user where it asks for that.
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
    void *own_lines;
    size_t own_size;
    kpi_order *orders;
    size_t orders_most;
    uint32_t *of_user;
    size_t users;
} sales_made;

void eco_kpi_sales_free(kpi_sales *sales)
{
    if (!sales)
        return;
    sales_made *made = (sales_made *)sales;
    const eco_allocator allocator = sales->allocator;
    eco_release(&allocator, made->own_lines, made->own_size);
    eco_release(&allocator, made->orders, made->orders_most * sizeof *made->orders);
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
    sales_made *made; /* its lines are the book's, or copies of them by order */
    bool by_user;     /* parts are listed, to be put in their places; else they are orders at once */
    order_part last;  /* the order at hand */
    order_part *parts;
    size_t parts_most; /* orders that there can be */
    size_t orders;
    uint8_t *ignored; /* by status: an order is none */
    kpi_ticks ticks;
    kpi_line_order order;
} line_grouping;

static void fill_order(kpi_order *order, const order_part *part, line_grouping *grouping)
{
    const kpi_sales *sales = &grouping->made->sales;
    const kpi_line *head = eco_kpi_sales_line(sales, part->head);
    *order = (kpi_order){.at_us = head->at_us,
                         .paid_us = eco_kpi_line_paid(sales, head),
                         .order = head->order,
                         .user = head->user,
                         .class = head->class,
                         .first_line = part->first,
                         .lines_count = part->count,
                         .currency = head->currency,
                         .alike = true};
    order->ignored = head->status != KPI_NONE && grouping->ignored[head->status];
    for (uint32_t i = part->first; i < part->first + part->count; i++) {
        const kpi_line *line = eco_kpi_sales_line(sales, i);
        order->mixed |= line->currency != head->currency;
        order->alike &= line->class == head->class && line->currency == head->currency &&
                        !__builtin_add_overflow(order->amount, line->amount, &order->amount);
    }
    order->at_tick = eco_kpi_ticks_of(&grouping->ticks, order->at_us);
    order->paid_tick = order->at_tick;
    if (order->paid_us != order->at_us)
        order->paid_tick = order->paid_us == INT64_MIN ? INT32_MIN : eco_kpi_ticks_of(&grouping->ticks, order->paid_us);
}

/* All lines of the order at hand are known. */
static void finish_part(line_grouping *grouping)
{
    if (!grouping->last.count)
        return;
    size_t place = grouping->orders++;
    if (grouping->by_user)
        grouping->parts[place] = grouping->last;
    else
        fill_order(&grouping->made->orders[place], &grouping->last, grouping);
    grouping->last.count = 0;
}

static void begin_part(line_grouping *grouping, uint32_t first)
{
    finish_part(grouping);
    grouping->last = (order_part){first, 1, first, eco_kpi_sales_line(&grouping->made->sales, first)->user};
}

/* One more line of the order at hand. */
static void extend_part(line_grouping *grouping, uint32_t line)
{
    const kpi_sales *sales = &grouping->made->sales;
    order_part *part = &grouping->last;
    part->count++;
    const kpi_line *more = eco_kpi_sales_line(sales, line);
    if (!eco_kpi_line_leads(more, eco_kpi_sales_line(sales, part->head), &grouping->order))
        return;
    part->head = line;
    part->user = more->user;
}

/* In one look, where lines of an order lie together and all have one. *done false: they do not. false: no memory. */
static bool group_in_place(bool *done, line_grouping *grouping)
{
    const kpi_sales *sales = &grouping->made->sales;
    size_t size = ((size_t)eco_kpi_keys_count(grouping->state->spaces[KPI_SPACE_ORDER]) / 64 + 1) * sizeof(uint64_t);
    uint64_t *seen = eco_allocate(&grouping->state->allocator, size);
    if (!seen)
        return false;
    memset(seen, 0, size);
    *done = true;
    uint32_t last = KPI_NONE;
    for (size_t i = 0; i < sales->lines_count && *done; i++) {
        uint32_t order = eco_kpi_sales_line(sales, i)->order;
        if (order == KPI_NONE)
            *done = false;
        else if (order == last)
            extend_part(grouping, (uint32_t)i);
        else {
            *done = !(seen[order / 64] >> (order % 64) & 1);
            seen[order / 64] |= UINT64_C(1) << (order % 64);
            if (*done)
                begin_part(grouping, (uint32_t)i);
            last = order;
        }
    }
    finish_part(grouping);
    eco_release(&grouping->state->allocator, seen, size);
    return true;
}

/* Copies of the lines by group; starts[group] is moved to where the group ends. */
static bool scatter(sales_made *made, const kpi_line_groups *groups, uint32_t *starts)
{
    uint32_t sum = 0;
    kpi_sales *sales = &made->sales;
    size_t size = sales->line_size, count = sales->lines_count;
    made->own_lines = eco_allocate(&sales->allocator, count * size);
    if (!made->own_lines)
        return false;
    made->own_size = count * size;
    memset(starts, 0, groups->count * sizeof *starts);
    for (size_t i = 0; i < count; i++)
        starts[eco_kpi_line_group(groups, sales, i)]++;
    for (size_t group = 0; group < groups->count; group++) {
        uint32_t here = starts[group];
        starts[group] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++)
        memcpy((char *)made->own_lines + starts[eco_kpi_line_group(groups, sales, i)]++ * size, eco_kpi_sales_line(sales, i),
               size);
    sales->lines = made->own_lines;
    return true;
}

static void list_parts(line_grouping *grouping, const uint32_t *ends, size_t groups)
{
    uint32_t line = 0;
    grouping->orders = 0;
    grouping->last.count = 0;
    for (size_t group = 0; group < groups; group++) {
        if (line == ends[group])
            continue;
        begin_part(grouping, line);
        while (++line < ends[group])
            extend_part(grouping, line);
    }
    finish_part(grouping);
}

/* Room for as many orders as there can be. */
static bool make_room(line_grouping *grouping, size_t most)
{
    const eco_allocator *allocator = &grouping->state->allocator;
    sales_made *made = grouping->made;
    if (grouping->by_user) {
        eco_release(allocator, grouping->parts, grouping->parts_most * sizeof *grouping->parts);
        grouping->parts = eco_allocate(allocator, most * sizeof *grouping->parts);
        grouping->parts_most = most;
        return grouping->parts;
    }
    eco_release(allocator, made->orders, made->orders_most * sizeof *made->orders);
    made->orders = eco_allocate(allocator, most * sizeof *made->orders);
    made->orders_most = most;
    return made->orders;
}

static bool group_by_copy(line_grouping *grouping)
{
    const eco_allocator *allocator = &grouping->state->allocator;
    kpi_line_groups groups;
    if (!eco_kpi_line_groups_make(&groups, grouping->state, &grouping->made->sales))
        return false;
    uint32_t *starts = eco_allocate(allocator, groups.count * sizeof *starts);
    bool done = starts && make_room(grouping, groups.count) && scatter(grouping->made, &groups, starts);
    if (done)
        list_parts(grouping, starts, groups.count);
    eco_release(allocator, starts, groups.count * sizeof *starts);
    eco_kpi_line_groups_end(&groups, allocator);
    return done;
}

static bool group_lines(line_grouping *grouping)
{
    bool in_place;
    return make_room(grouping, eco_kpi_keys_count(grouping->state->spaces[KPI_SPACE_ORDER])) &&
           group_in_place(&in_place, grouping) && (in_place || group_by_copy(grouping)) && !grouping->order.failed;
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

enum { AHEAD = 32 }; /* places far apart are asked for in time */

/* By user: counted, then put in their places. Orders of nobody are those of user `users`. */
static void place_orders(sales_made *made, line_grouping *grouping)
{
    const order_part *parts = grouping->parts;
    uint32_t *starts = made->of_user;
    size_t users = made->users, count = grouping->orders;
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
        fill_order(&made->orders[user == KPI_NONE ? nobody++ : starts[user]++], &parts[i], grouping);
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

static bool put_by_user(line_grouping *grouping)
{
    sales_made *made = grouping->made;
    const eco_allocator *allocator = &grouping->state->allocator;
    made->users = eco_kpi_keys_count(grouping->state->spaces[KPI_SPACE_USER]);
    made->orders_most = grouping->orders;
    made->orders = eco_allocate(allocator, made->orders_most * sizeof *made->orders);
    made->of_user = eco_allocate(allocator, (made->users + 1) * sizeof *made->of_user);
    if (!made->orders || !made->of_user)
        return false;
    made->sales.orders_count = grouping->orders;
    place_orders(made, grouping);
    return sort_orders(made, &grouping->order);
}

static bool is_later(int64_t at_us, int64_t than)
{
    return at_us != INT64_MIN && at_us > than;
}

/* The times that orders can have. */
static bool begin_ticks(line_grouping *grouping)
{
    const kpi_sales *sales = &grouping->made->sales;
    const kpi_seen *seen = &grouping->state->seen[ECO_KPI_EVENTS];
    int64_t first_us = seen->since_us, last_us = seen->until_us;
    for (size_t i = 0; !sales->from_events && i < sales->lines_count; i++) {
        const kpi_line *line = eco_kpi_sales_line(sales, i);
        int64_t paid_us = eco_kpi_line_paid(sales, line);
        first_us = i == 0 || line->at_us < first_us ? line->at_us : first_us;
        first_us = paid_us != INT64_MIN && paid_us < first_us ? paid_us : first_us;
        last_us = i == 0 || is_later(line->at_us, last_us) ? line->at_us : last_us;
        last_us = is_later(paid_us, last_us) ? paid_us : last_us;
    }
    return eco_kpi_ticks_begin(&grouping->ticks, grouping->state, first_us, last_us, sales->lines_count);
}

static bool make(line_grouping *grouping)
{
    sales_made *made = grouping->made;
    grouping->ignored = find_ignored(grouping->state);
    bool done = grouping->ignored && begin_ticks(grouping) && group_lines(grouping) &&
                (!grouping->by_user || put_by_user(grouping));
    made->sales.orders = made->orders;
    made->sales.of_user = made->of_user;
    made->sales.orders_count = grouping->orders;
    eco_kpi_ticks_end(&grouping->ticks);
    eco_release(&grouping->state->allocator, grouping->ignored, eco_kpi_keys_count(grouping->state->spaces[KPI_SPACE_STATUS]));
    eco_release(&grouping->state->allocator, grouping->parts, grouping->parts_most * sizeof *grouping->parts);
    eco_kpi_line_order_end(&grouping->order);
    return done;
}

eco_status eco_kpi_sales_make(kpi_sales **out, const eco_kpi_state *state, bool by_user, eco_error *error)
{
    *out = NULL;
    bool from_events = state->books[KPI_BOOK_LINES].count == 0;
    kpi_book_kind kind = from_events ? KPI_BOOK_PURCHASES : KPI_BOOK_LINES;
    const kpi_book *book = &state->books[kind];
    if (book->count >= UINT32_MAX)
        return eco_fail(error, ECO_E_LIMIT, NULL, "%zu lines of orders are more than 2^32 - 2", book->count);
    sales_made *made = eco_allocate(&state->allocator, sizeof *made);
    if (!made)
        return eco_fail_memory(error);
    *made = (sales_made){.sales = {.allocator = state->allocator,
                                   .from_events = from_events,
                                   .lines = book->rows,
                                   .lines_count = book->count,
                                   .line_size = eco_kpi_book_sizes[kind]}};
    line_grouping grouping = {.state = state, .made = made, .by_user = by_user, .order = {.state = state, .sales = &made->sales}};
    if (!make(&grouping)) {
        eco_kpi_sales_free(&made->sales);
        return eco_fail_memory(error);
    }
    *out = &made->sales;
    return ECO_OK;
}
