/* inventory_route.c - plans of orders against a model that tries every assignment; and larger orders, whose plans must keep their promises. */
#include <ecomops/inventory/routing.h>

#include <stdlib.h>

#include "test.h"

enum { LINES = 30, PLACES = 12, FEW_LINES = 3, FEW_PLACES = 4, PARCEL = 2520 /* of it every 1/1 .. 1/10 is whole */, NAME = 8 };

typedef __int128 wide;

typedef struct problem {
    eco_route_rules rules;
    eco_route_line lines[LINES];
    eco_route_location places[PLACES];
    eco_route_stock stock[LINES * PLACES];
    char names[PLACES][NAME], skus[LINES][NAME];
    size_t lines_count, places_count, stock_count;
} problem;

/* ---- making problems ---- */

static int64_t between(eco_random *r, int64_t low, int64_t high)
{
    return eco_random_between(r, low, high);
}

static bool chance(eco_random *r, int64_t percent)
{
    return between(r, 1, 100) <= percent;
}

static void make_rules(problem *p, eco_random *r, bool may_bind)
{
    p->rules = (eco_route_rules){.struct_size = sizeof p->rules,
                                 .currency = "CNY",
                                 .per_km_minor = chance(r, 40) ? between(r, 1, 9) : 0,
                                 .split_minor = chance(r, 60) ? between(r, 0, 60) : 0,
                                 .age_day_minor = chance(r, 30) ? between(r, 1, 3) : 0,
                                 .keep_lines_whole = chance(r, 25),
                                 .partial = chance(r, 50),
                                 .locations_most = chance(r, 30) ? (int32_t)between(r, 1, 3) : 0,
                                 .parcels_most = chance(r, 25) ? between(r, 1, 5) : 0,
                                 .parcel_weight_g = may_bind && chance(r, 30) ? 2000 : 0};
}

static void make_places(problem *p, eco_random *r, bool may_bind)
{
    for (size_t i = 0; i < p->places_count; i++) {
        snprintf(p->names[i], NAME, "%c%zu", (char)('a' + between(r, 0, 3)), i);
        p->places[i] = (eco_route_location){.name = p->names[i],
                                            .kind = (eco_location_kind)between(r, 0, 2),
                                            .priority = (int32_t)between(r, 0, 1),
                                            .is_excluded = chance(r, 8),
                                            .is_unlimited = chance(r, 8),
                                            .order_minor = chance(r, 30) ? between(r, 0, 30) : 0,
                                            .parcel_minor = between(r, 0, 4) * 20,
                                            .unit_minor = chance(r, 50) ? between(r, 0, 9) : 0,
                                            .capacity = may_bind && chance(r, 25) ? between(r, 1, 5) : 0,
                                            .distance_m = between(r, 1, 20) * 777};
    }
}

static void make(problem *p, eco_random *r, size_t places, size_t lines, int64_t quantity, bool may_bind)
{
    static const int64_t per_parcel[] = {0, 1, 2, 3, 5, 10}, weights[] = {0, 200, 500, 666, 2000};
    memset(p, 0, sizeof *p);
    p->places_count = places;
    p->lines_count = lines;
    make_rules(p, r, may_bind);
    make_places(p, r, may_bind);
    bool tight = chance(r, 50);
    for (size_t i = 0; i < lines; i++) {
        snprintf(p->skus[i], NAME, "S%zu", i);
        p->lines[i] = (eco_route_line){.sku = p->skus[i],
                                       .quantity = between(r, 1, quantity),
                                       .units_per_parcel = may_bind && chance(r, 50) ? per_parcel[between(r, 0, 5)] : 0,
                                       .weight_g = may_bind ? weights[between(r, 0, 4)] : 0};
        for (size_t k = 0; k < places; k++)
            if (!chance(r, 25))
                p->stock[p->stock_count++] = (eco_route_stock){.location = p->names[k],
                                                               .sku = p->skus[i],
                                                               .available = between(r, 0, tight ? quantity : 2 * quantity),
                                                               .age_days = chance(r, 50) ? between(r, 0, 12) : 0,
                                                               .unit_minor = chance(r, 40) ? between(r, 0, 7) : 0};
    }
}

static eco_status plan_of(const eco_route_plan **plan, const problem *p, eco_error *error)
{
    return eco_inventory_route(plan,
                               ECO_MAKE(eco_route_input, .rules = &p->rules, .lines = p->lines, .lines_count = p->lines_count,
                                        .locations = p->places, .locations_count = p->places_count, .stock = p->stock,
                                        .stock_count = p->stock_count),
                               error);
}

static void print_problem(const problem *p, char *out, size_t size)
{
    size_t at = (size_t)snprintf(out, size, "km %d split %d age %d whole %d partial %d locations %d parcels %d weight %d;",
                                 (int)p->rules.per_km_minor, (int)p->rules.split_minor, (int)p->rules.age_day_minor,
                                 p->rules.keep_lines_whole, p->rules.partial, p->rules.locations_most, (int)p->rules.parcels_most,
                                 (int)p->rules.parcel_weight_g);
    for (size_t i = 0; i < p->lines_count && at + 60 < size; i++)
        at += (size_t)snprintf(out + at, size - at, " %s x%d /%d %dg", p->skus[i], (int)p->lines[i].quantity,
                               (int)p->lines[i].units_per_parcel, (int)p->lines[i].weight_g);
    for (size_t i = 0; i < p->places_count && at + 90 < size; i++)
        at += (size_t)snprintf(out + at, size - at, "; %s p%d x%d u%d o%d pc%d un%d cap%d", p->names[i], p->places[i].priority,
                               p->places[i].is_excluded, p->places[i].is_unlimited, (int)p->places[i].order_minor,
                               (int)p->places[i].parcel_minor, (int)p->places[i].unit_minor, (int)p->places[i].capacity);
    for (size_t i = 0; i < p->stock_count && at + 60 < size; i++)
        at += (size_t)snprintf(out + at, size - at, "; %s %s %d age %d u%d", p->stock[i].location, p->stock[i].sku,
                               (int)p->stock[i].available, (int)p->stock[i].age_days, (int)p->stock[i].unit_minor);
}

/* ---- the model: the header read literally ---- */

typedef struct offer {
    int64_t available, unit;
} offer;

static offer offer_at(const problem *p, size_t line, size_t place)
{
    const eco_route_location *from = &p->places[place];
    offer found = {from->is_unlimited ? 1000000 : 0, from->unit_minor};
    for (size_t i = 0; i < p->stock_count; i++)
        if (strcmp(p->stock[i].sku, p->skus[line]) == 0 && strcmp(p->stock[i].location, from->name) == 0)
            found = (offer){p->stock[i].available,
                            from->unit_minor + p->stock[i].unit_minor - p->stock[i].age_days * p->rules.age_day_minor};
    if (from->is_excluded)
        found.available = 0;
    return found;
}

/* What a unit fills, of PARCEL. */
static int64_t fill_of(const problem *p, size_t line)
{
    int64_t units = p->lines[line].units_per_parcel, weight = p->lines[line].weight_g;
    int64_t by_weight = p->rules.parcel_weight_g && weight ? p->rules.parcel_weight_g / weight : 0;
    if (by_weight && (!units || by_weight < units))
        units = by_weight;
    return units ? PARCEL / units : 0;
}

typedef int64_t quantities[LINES][PLACES];

typedef struct value {
    bool possible;
    int64_t missing, cost, places, parcels;
    uint64_t set;
} value;

static value value_of(const problem *p, const quantities q)
{
    value v = {.possible = true};
    for (size_t k = 0; k < p->places_count; k++) {
        int64_t units = 0, filled = 0;
        for (size_t i = 0; i < p->lines_count; i++) {
            units += q[i][k];
            filled += q[i][k] * fill_of(p, i);
            if (q[i][k])
                v.cost += q[i][k] * offer_at(p, i, k).unit;
        }
        if (!units)
            continue;
        int64_t parcels = filled > PARCEL ? (filled + PARCEL - 1) / PARCEL : 1;
        int64_t way = (p->rules.per_km_minor * p->places[k].distance_m + 500) / 1000;
        v.cost += p->places[k].order_minor + parcels * (p->places[k].parcel_minor + way) + (v.places ? p->rules.split_minor : 0);
        v.places++;
        v.parcels += parcels;
        v.set |= UINT64_C(1) << k;
        if (p->places[k].capacity && units > p->places[k].capacity)
            v.possible = false;
    }
    for (size_t i = 0; i < p->lines_count; i++) {
        v.missing += p->lines[i].quantity;
        for (size_t k = 0; k < p->places_count; k++)
            v.missing -= q[i][k];
    }
    v.possible = v.possible && (!p->rules.locations_most || v.places <= p->rules.locations_most) &&
                 (!p->rules.parcels_most || v.parcels <= p->rules.parcels_most) && (p->rules.partial || !v.missing);
    return v;
}

static bool goes_before(const problem *p, size_t a, size_t b)
{
    if (p->places[a].priority != p->places[b].priority)
        return p->places[a].priority > p->places[b].priority;
    return strcmp(p->names[a], p->names[b]) < 0;
}

/* Of two sets of the same size: which has the place that goes before all others in which they differ. */
static bool wins_tie(const problem *p, uint64_t a, uint64_t b)
{
    size_t best = p->places_count;
    for (size_t k = 0; k < p->places_count; k++)
        if (((a ^ b) >> k & 1) && (best == p->places_count || goes_before(p, k, best)))
            best = k;
    return best < p->places_count && (a >> best & 1);
}

static bool is_better(const problem *p, const value *a, const value *b)
{
    if (!a->possible || !b->possible)
        return a->possible;
    if (a->missing != b->missing)
        return a->missing < b->missing;
    if (a->cost != b->cost)
        return a->cost < b->cost;
    if (a->places != b->places)
        return a->places < b->places;
    return wins_tie(p, a->set, b->set);
}

static void try_all(const problem *p, quantities q, size_t line, size_t place, int64_t left, value *best)
{
    if (line == p->lines_count) {
        value v = value_of(p, q);
        if (is_better(p, &v, best))
            *best = v;
        return;
    }
    if (place == p->places_count) {
        bool whole = !p->rules.keep_lines_whole || left == 0 || left == p->lines[line].quantity;
        if (whole && (p->rules.partial || !left))
            try_all(p, q, line + 1, 0, line + 1 < p->lines_count ? p->lines[line + 1].quantity : 0, best);
        return;
    }
    int64_t available = offer_at(p, line, place).available;
    for (int64_t take = 0; take <= left && take <= available; take++) {
        if (p->rules.keep_lines_whole && take && take != p->lines[line].quantity)
            continue;
        q[line][place] = take;
        try_all(p, q, line, place + 1, left - take, best);
    }
    q[line][place] = 0;
}

/* ---- what every plan must keep ---- */

static value value_of_plan(const problem *p, const eco_route_plan *plan)
{
    quantities q = {{0}};
    int64_t units = 0, age = 0, waits = 0;
    for (size_t i = 0; i < plan->assignments_count; i++) {
        const eco_route_assignment *a = &plan->assignments[i];
        CHECK(a->quantity > 0 && a->line >= 0 && (size_t)a->line < p->lines_count && !q[a->line][a->location]);
        CHECK_TEXT(a->name, p->names[a->location]);
        CHECK_TEXT(a->sku, p->skus[a->line]);
        q[a->line][a->location] = a->quantity;
        CHECK(a->quantity <= offer_at(p, (size_t)a->line, (size_t)a->location).available);
        if (p->rules.keep_lines_whole)
            CHECK_INT(a->quantity, p->lines[a->line].quantity);
        units += a->units_minor;
        age += a->age_minor;
    }
    for (size_t i = 0; i < plan->backorders_count; i++)
        waits += plan->backorders[i].quantity;
    value v = value_of(p, q);
    CHECK(v.possible);
    CHECK_INT(v.missing, plan->backordered);
    CHECK_INT(waits, plan->backordered);
    CHECK_INT(v.cost, plan->cost.total_minor);
    CHECK_INT(v.places, plan->stops_count);
    CHECK_INT(v.parcels, plan->parcels);
    CHECK_INT(units, plan->cost.units_minor);
    CHECK_INT(age, plan->cost.age_minor);
    CHECK_INT(plan->stops_count + plan->others_count, p->places_count);
    CHECK_INT(plan->gap_minor, plan->cost.total_minor - plan->bound_minor);
    CHECK(plan->gap_minor >= 0 && (!plan->is_proven || !plan->gap_minor));
    int64_t total = 0;
    for (size_t i = 0; i < plan->stops_count; i++)
        total += plan->stops[i].cost.total_minor;
    CHECK_INT(total, plan->cost.total_minor);
    return v;
}

TEST(inventory_route_random, costs_what_trying_everything_costs)
{
    uint64_t seed = eco_test_seed();
    long cases = eco_test_cases(1500);
    eco_random r = {seed};
    long shipped = 0, bound = 0, refused = 0;
    char text[440];
    for (long c = 0; c < cases; c++) {
        problem p;
        const eco_route_plan *plan;
        eco_error error;
        quantities q = {{0}};
        value best = {0};
        make(&p, &r, (size_t)between(&r, 1, FEW_PLACES), (size_t)between(&r, 1, FEW_LINES), 3, chance(&r, 70));
        print_problem(&p, text, sizeof text);
        try_all(&p, q, 0, 0, p.lines[0].quantity, &best);
        int64_t ordered = 0;
        for (size_t i = 0; i < p.lines_count; i++)
            ordered += p.lines[i].quantity;
        eco_status status = plan_of(&plan, &p, &error);
        if (!best.possible || best.missing == ordered) {
            CHECK_F(status == ECO_E_INSUFFICIENT || status == ECO_E_REFUSED, "%s: %s (seed %" PRIu64 ", case %ld)", text,
                    eco_status_name(status), seed, c);
            CHECK(!plan);
            refused++;
            continue;
        }
        CHECK_F(!status, "%.400s: %.300s (seed %" PRIu64 ", case %ld)", text, error.message, seed, c);
        CHECK_F(plan->is_proven && plan->backordered == best.missing && plan->cost.total_minor == best.cost,
                "%s: %lld short for %lld, not %lld for %lld (seed %" PRIu64 ", case %ld)", text, (long long)plan->backordered,
                (long long)plan->cost.total_minor, (long long)best.missing, (long long)best.cost, seed, c);
        value v = value_of_plan(&p, plan);
        CHECK_F(v.set == best.set, "%s: set %llx, not %llx (seed %" PRIu64 ", case %ld)", text, (unsigned long long)v.set,
                (unsigned long long)best.set, seed, c);
        shipped++;
        bound += plan->parcels > (int64_t)plan->stops_count;
        eco_route_free(plan);
    }
    if (cases >= 1000)
        CHECK(shipped > cases / 3 && bound > cases / 20 && refused > cases / 50);
}

/* Eight places and thirty lines where nothing binds: every set, and of a set each line's cheapest units. */
static value try_sets(const problem *p)
{
    value best = {0};
    for (uint64_t set = 1; set < UINT64_C(1) << p->places_count; set++) {
        quantities q = {{0}};
        for (size_t i = 0; i < p->lines_count; i++) {
            int64_t left = p->lines[i].quantity;
            bool used[PLACES] = {false};
            for (;;) {
                size_t cheapest = PLACES;
                for (size_t k = 0; k < p->places_count; k++) {
                    offer o = offer_at(p, i, k);
                    bool serves = (set >> k & 1) && !used[k] && (!p->rules.keep_lines_whole || o.available >= left);
                    if (serves && (cheapest == PLACES || o.unit < offer_at(p, i, cheapest).unit))
                        cheapest = k;
                }
                if (cheapest == PLACES || !left)
                    break;
                offer o = offer_at(p, i, cheapest);
                q[i][cheapest] = o.available < left ? o.available : left;
                left -= q[i][cheapest];
                used[cheapest] = true;
            }
        }
        value v = value_of(p, q);
        if (is_better(p, &v, &best))
            best = v;
    }
    return best;
}

TEST(inventory_route_random, eight_places_and_thirty_lines_are_exact)
{
    uint64_t seed = eco_test_seed();
    long cases = eco_test_cases(1500) / 100;
    eco_random r = {seed + 1};
    for (long c = 0; c < cases; c++) {
        problem p;
        const eco_route_plan *plan;
        eco_error error;
        make(&p, &r, 8, 30, 9, false);
        value best = try_sets(&p);
        eco_status status = plan_of(&plan, &p, &error);
        CHECK_F(best.possible == !status, "%.300s (seed %" PRIu64 ", case %ld)", error.message, seed, c);
        if (status)
            continue;
        CHECK_F(plan->is_proven && plan->backordered == best.missing && plan->cost.total_minor == best.cost,
                "%lld short for %lld, not %lld for %lld (seed %" PRIu64 ", case %ld)", (long long)plan->backordered,
                (long long)plan->cost.total_minor, (long long)best.missing, (long long)best.cost, seed, c);
        value_of_plan(&p, plan);
        eco_route_free(plan);
    }
}

/* A plan that chance makes, of whole lines or not: no proven plan may cost more, and no bound lie above it. */
static value by_chance(const problem *p, eco_random *r)
{
    quantities q = {{0}};
    for (size_t i = 0; i < p->lines_count; i++) {
        int64_t left = p->lines[i].quantity;
        for (int tries = 0; tries < 30 && left; tries++) {
            size_t k = (size_t)between(r, 0, (int64_t)p->places_count - 1);
            int64_t take = between(r, 1, left), available = offer_at(p, i, k).available - q[i][k];
            take = p->rules.keep_lines_whole ? left : take;
            if (take > available)
                continue;
            q[i][k] += take;
            left -= take;
        }
    }
    return value_of(p, q);
}

TEST(inventory_route_random, larger_orders_keep_their_bounds)
{
    uint64_t seed = eco_test_seed();
    long cases = eco_test_cases(1500) / 15, plans = 0, proven = 0;
    eco_random r = {seed + 2};
    for (long c = 0; c < cases; c++) {
        problem p;
        const eco_route_plan *plan;
        eco_error error;
        make(&p, &r, (size_t)between(&r, 5, PLACES), (size_t)between(&r, 2, 12), 12, true);
        p.rules.nodes_most = chance(&r, 50) ? 20000 : 500;
        if (plan_of(&plan, &p, &error))
            continue;
        value_of_plan(&p, plan);
        plans++;
        proven += plan->is_proven;
        for (int i = 0; i < 200; i++) {
            value v = by_chance(&p, &r);
            if (!v.possible || v.missing > plan->backordered)
                continue;
            CHECK_F(!plan->is_proven || v.missing == plan->backordered, "fewer are short (seed %" PRIu64 ", case %ld)", seed, c);
            CHECK_F(v.missing < plan->backordered || v.cost >= plan->bound_minor,
                    "%lld is below the bound %lld (seed %" PRIu64 ", case %ld)", (long long)v.cost, (long long)plan->bound_minor,
                    seed, c);
        }
        eco_route_free(plan);
    }
    if (cases >= 100)
        CHECK_F(plans > cases / 3 && proven < plans && proven > plans / 3, "%ld plans, %ld proven", plans, proven);
}
