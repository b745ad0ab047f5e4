/* sales.c - orders as a whole, made from the book of lines (or, where there is none, of purchases) when a table asks; by user where it asks for that.
 *
 * Lines are grouped by counting, not by comparing; only lines of one order are compared with each other, and orders of one user. Where lines of an order lie
 * together already, as in most tables, they stay in the book. */
#include <string.h>

#include "base/error.h"
#include "base/team.h"
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

/* ---- by user, on all threads: each has a range of the users ---- */

enum { AHEAD = 32 }; /* places far apart are asked for in time */

typedef struct placing_worker {
    line_grouping grouping; /* a copy: clocks and orders of lines are each worker's own */
    uint32_t first, end;    /* its users; the last one has orders of nobody as well */
    bool has_nobody;
    size_t count, nobody, most; /* orders of its users, and of nobody; the most that one user has */
    uint32_t base;              /* where its orders begin */
    kpi_order *spare;           /* room for `most` */
} placing_worker;
typedef struct placing {
    placing_worker *workers;
    size_t workers_count;
} placing;

/* Which orders are whose: of_user is where each user's begin, beside the worker's base. */
static void count_orders_of(size_t place, void *given)
{
    placing_worker *worker = &((placing *)given)->workers[place];
    const line_grouping *grouping = &worker->grouping;
    uint32_t *starts = grouping->made->of_user, first = worker->first, users = worker->end - first, sum = 0;
    memset(starts + first, 0, users * sizeof *starts);
    for (size_t i = 0; i < grouping->orders; i++) {
        uint32_t user = grouping->parts[i].user;
        if (user - first < users)
            starts[user]++;
        worker->nobody += user == KPI_NONE;
    }
    for (uint32_t user = first; user < worker->end; user++) {
        uint32_t here = starts[user];
        worker->most = here > worker->most ? here : worker->most;
        starts[user] = sum;
        sum += here;
    }
    worker->count = sum;
    if (!worker->has_nobody)
        worker->nobody = 0;
    worker->most = worker->nobody > worker->most ? worker->nobody : worker->most;
}

static void sort_range(placing_worker *worker, uint32_t first, uint32_t end)
{
    kpi_order *orders = worker->grouping.made->orders;
    if (end - first > 1)
        eco_kpi_sort(orders + first, worker->spare, end - first, sizeof *orders, eco_kpi_order_compare, &worker->grouping.order);
}

/* Each order in its place, and each user's by time; of_user is then where they end. */
static void place_orders_of(size_t place, void *given)
{
    placing_worker *worker = &((placing *)given)->workers[place];
    line_grouping *grouping = &worker->grouping;
    const order_part *parts = grouping->parts;
    kpi_order *orders = grouping->made->orders;
    uint32_t *starts = grouping->made->of_user, first = worker->first, users = worker->end - first;
    uint32_t nobody = worker->base + (uint32_t)worker->count, from = worker->base;
    for (uint32_t user = first; user < worker->end; user++)
        starts[user] += worker->base;
    for (size_t i = 0; i < grouping->orders; i++) {
        uint32_t user = parts[i].user;
        if (i + AHEAD < grouping->orders && parts[i + AHEAD].user - first < users)
            __builtin_prefetch(&orders[starts[parts[i + AHEAD].user]], 1);
        if (user - first < users)
            fill_order(&orders[starts[user]++], &parts[i], grouping);
        else if (user == KPI_NONE && worker->has_nobody)
            fill_order(&orders[nobody++], &parts[i], grouping);
    }
    for (uint32_t user = first; user < worker->end; user++) {
        sort_range(worker, from, starts[user]);
        from = starts[user];
    }
    if (worker->has_nobody)
        sort_range(worker, from, nobody);
}

static bool begin_workers(placing *all, line_grouping *grouping)
{
    enum { ORDERS_A_WORKER = 1024 };
    const eco_kpi_state *state = grouping->state;
    size_t most = grouping->orders / ORDERS_A_WORKER + 1, users = grouping->made->users;
    all->workers_count = state->threads < most ? state->threads : most;
    all->workers = eco_allocate(&state->allocator, all->workers_count * sizeof *all->workers);
    for (size_t i = 0; all->workers && i < all->workers_count; i++) {
        placing_worker *worker = &all->workers[i];
        memset(worker, 0, sizeof *worker);
        worker->grouping = *grouping;
        worker->grouping.order = (kpi_line_order){.state = state, .sales = &grouping->made->sales};
        worker->first = (uint32_t)(users * i / all->workers_count);
        worker->end = (uint32_t)(users * (i + 1) / all->workers_count);
        worker->has_nobody = i + 1 == all->workers_count;
    }
    return all->workers;
}

static bool begin_spares(placing *all, const eco_allocator *allocator)
{
    bool has_room = true;
    uint32_t base = 0;
    for (size_t i = 0; has_room && i < all->workers_count; i++) {
        placing_worker *worker = &all->workers[i];
        worker->base = base;
        base += (uint32_t)worker->count;
        worker->spare = eco_allocate(allocator, worker->most * sizeof *worker->spare);
        has_room = worker->spare != NULL;
    }
    return has_room;
}

static eco_status place_orders(line_grouping *grouping, eco_error *error)
{
    const eco_allocator *allocator = &grouping->state->allocator;
    placing all;
    if (!begin_workers(&all, grouping))
        return eco_fail_memory(error);
    eco_status failed = eco_team_run(all.workers_count, count_orders_of, &all, allocator, error);
    if (!failed && !begin_spares(&all, allocator))
        failed = eco_fail_memory(error);
    failed = failed ? failed : eco_team_run(all.workers_count, place_orders_of, &all, allocator, error);
    for (size_t i = 0; i < all.workers_count; i++) {
        placing_worker *worker = &all.workers[i];
        if (!failed && worker->grouping.order.failed)
            failed = eco_fail_memory(error);
        eco_kpi_line_order_end(&worker->grouping.order);
        eco_release(allocator, worker->spare, worker->most * sizeof *worker->spare);
    }
    eco_release(allocator, all.workers, all.workers_count * sizeof *all.workers);
    return failed;
}

static eco_status put_by_user(line_grouping *grouping, eco_error *error)
{
    sales_made *made = grouping->made;
    const eco_allocator *allocator = &grouping->state->allocator;
    made->users = eco_kpi_keys_count(grouping->state->spaces[KPI_SPACE_USER]);
    made->orders_most = grouping->orders;
    made->orders = eco_allocate(allocator, made->orders_most * sizeof *made->orders);
    made->of_user = eco_allocate(allocator, (made->users + 1) * sizeof *made->of_user);
    if (!made->orders || !made->of_user)
        return eco_fail_memory(error);
    eco_status failed = place_orders(grouping, error);
    if (!failed) {
        memmove(made->of_user + 1, made->of_user, made->users * sizeof *made->of_user);
        made->of_user[0] = 0;
    }
    return failed;
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

static eco_status make(line_grouping *grouping, eco_error *error)
{
    sales_made *made = grouping->made;
    grouping->ignored = find_ignored(grouping->state);
    bool done = grouping->ignored && begin_ticks(grouping) && group_lines(grouping);
    eco_status failed = done ? ECO_OK : eco_fail_memory(error);
    if (!failed && grouping->by_user)
        failed = put_by_user(grouping, error);
    made->sales.orders = made->orders;
    made->sales.of_user = made->of_user;
    made->sales.orders_count = grouping->orders;
    eco_kpi_ticks_end(&grouping->ticks);
    eco_release(&grouping->state->allocator, grouping->ignored, eco_kpi_keys_count(grouping->state->spaces[KPI_SPACE_STATUS]));
    eco_release(&grouping->state->allocator, grouping->parts, grouping->parts_most * sizeof *grouping->parts);
    eco_kpi_line_order_end(&grouping->order);
    return failed;
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
    eco_status failed = make(&grouping, error);
    if (failed)
        eco_kpi_sales_free(&made->sales);
    else
        *out = &made->sales;
    return failed;
}
