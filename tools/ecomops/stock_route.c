/* stock_route.c - ecomops stock route: which location ships what of each order in a file; --explain ORDER: why. No store is looked at. */
#include "ecomops/cells.h"
#include "ecomops/grid.h"
#include "ecomops/numbers.h"
#include "ecomops/show.h"
#include "ecomops/stock.h"
#include "ecomops/stock_route.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct route_run {
    const tool_arguments *arguments;
    eco_route_rules rules;
    tool_route_sheet orders, locations, stock, distances;
    const char *paths[4];
} route_run;

/* ---- options ---- */

static bool take_amount(int64_t *out, route_run *run, const char *option, int32_t *scale)
{
    const char *text = tool_value(run->arguments, option);
    int32_t decimals = 0;
    *out = 0;
    if (!text)
        return true;
    const char *problem = tool_cell_number(out, &decimals, (tool_text){text, strlen(text)},
                                           eco_currency_find(run->rules.currency)->exponent, run->rules.currency);
    if (problem || *out < 0) {
        tool_fail(TOOL_USAGE, "--%s '%s' %s", option, text, problem ? problem : "is below 0");
        return false;
    }
    *scale = decimals > *scale ? decimals : *scale;
    for (; decimals < TOOL_SCALE_MOST; decimals++)
        *out *= 10;
    return true;
}

static bool take_numbers(route_run *run)
{
    const tool_arguments *arguments = run->arguments;
    long long weight, locations, parcels, nodes;
    if (!tool_number(&weight, arguments, "parcel-weight", 1, INT32_MAX, 0) ||
        !tool_number(&locations, arguments, "most-locations", 1, INT32_MAX, 0) ||
        !tool_number(&parcels, arguments, "most-parcels", 1, INT32_MAX, 0) ||
        !tool_number(&nodes, arguments, "most-nodes", 1, INT64_MAX / 4, 0))
        return false;
    run->rules.parcel_weight_g = weight;
    run->rules.locations_most = (int32_t)locations;
    run->rules.parcels_most = parcels;
    run->rules.nodes_most = nodes;
    run->rules.partial = tool_value(arguments, "partial") != NULL;
    run->rules.keep_lines_whole = tool_value(arguments, "whole-lines") != NULL;
    return true;
}

static bool take_rules(route_run *run)
{
    const char *currency = tool_value(run->arguments, "currency");
    int32_t *scale = &run->rules.scale;
    run->rules = (eco_route_rules){.struct_size = sizeof run->rules, .currency = currency ? currency : "CNY"};
    if (!eco_currency_find(run->rules.currency)) {
        tool_fail(TOOL_USAGE, "--currency: '%s' is no currency of ISO 4217", run->rules.currency);
        return false;
    }
    return take_numbers(run) && take_amount(&run->rules.per_km_minor, run, "per-km", scale) &&
           take_amount(&run->rules.split_minor, run, "split-cost", scale) &&
           take_amount(&run->rules.age_day_minor, run, "age-day", scale);
}

/* Amounts of the options were read with six decimals. */
static void set_scale(eco_route_rules *rules)
{
    for (int32_t i = rules->scale; i < TOOL_SCALE_MOST; i++) {
        rules->per_km_minor /= 10;
        rules->split_minor /= 10;
        rules->age_day_minor /= 10;
    }
}

static int read_files(route_run *run, const char *orders)
{
    const char *locations = tool_value(run->arguments, "locations"), *stock = tool_value(run->arguments, "stock"),
               *distances = tool_value(run->arguments, "distances");
    const char *currency = run->rules.currency;
    int32_t *scale = &run->rules.scale;
    if (!locations || !stock)
        return tool_fail(TOOL_USAGE, "stock route needs --locations FILE and --stock FILE");
    memcpy(run->paths, (const char *[]){orders, locations, stock, distances}, sizeof run->paths);
    int code = tool_route_read(&run->orders, orders, tool_route_orders, 8, currency, scale);
    code = code ? code : tool_route_read(&run->locations, locations, tool_route_locations, 11, currency, scale);
    code = code ? code : tool_route_read(&run->stock, stock, tool_route_stock, 5, currency, scale);
    if (!code && distances)
        code = tool_route_read(&run->distances, distances, tool_route_distances, 3, currency, scale);
    set_scale(&run->rules);
    return code;
}

/* "/orders/3/quantity" is in a line of the orders' file. */
static int report(const route_run *run, eco_error *error)
{
    static const char *const names[] = {"/orders/", "/locations/", "/stock/", "/distances/"};
    const tool_route_sheet *const sheets[] = {&run->orders, &run->locations, &run->stock, &run->distances};
    for (size_t i = 0; i < 4; i++) {
        size_t size = strlen(names[i]);
        if (strncmp(error->path, names[i], size) != 0)
            continue;
        size_t row = strtoull(error->path + size, NULL, 10);
        if (row < sheets[i]->rows)
            error->line = (int32_t)sheets[i]->lines[row];
        error->path[0] = '\0';
        return tool_report(run->paths[i], error);
    }
    return tool_report(NULL, error);
}

/* ---- all orders ---- */

static int show_all(route_run *run)
{
    const char *name = tool_value(run->arguments, "table");
    const eco_routes *routes;
    eco_error error;
    if (name && strcmp(name, "orders") != 0 && strcmp(name, "assignments") != 0 && strcmp(name, "parcels") != 0)
        return tool_fail(TOOL_USAGE, "--table is orders, assignments or parcels, not '%s'", name);
    if (eco_inventory_route_orders(&routes, &run->orders.table, &run->locations.table, &run->stock.table,
                                   ECO_MAKE(eco_route_options, .rules = &run->rules, .threads = -1,
                                            .distances = run->paths[3] ? &run->distances.table : NULL,
                                            .consume = tool_value(run->arguments, "consume") != NULL),
                                   &error))
        return report(run, &error);
    int code = tool_show(!name || strcmp(name, "assignments") == 0 ? routes->assignments
                         : strcmp(name, "orders") == 0             ? routes->orders
                                                                   : routes->parcels,
                         run->arguments);
    bool all = routes->refused == 0;
    if (!code && run->arguments->output == TOOL_TABLE) {
        char sentence[256], shipped[TOOL_NUMBER], partial[TOOL_NUMBER], refused[TOOL_NUMBER];
        puts(tool_say(sentence, sizeof sentence, run->arguments->language, WORD_ROUTE_SUM, tool_count(shipped, routes->shipped),
                      tool_count(partial, routes->partial), tool_count(refused, routes->refused)));
    }
    eco_routes_free(routes);
    return code ? code : all ? TOOL_DONE : TOOL_REFUSED;
}

/* ---- one order, and why ---- */

typedef struct one_order {
    eco_route_line *lines;
    eco_route_location *locations;
    eco_route_stock *stock;
    size_t first, count;
} one_order;

static const char *text_at(const tool_route_sheet *sheet, int column, size_t row)
{
    return sheet->at[column] < 0 ? NULL : sheet->texts[column][row];
}

static int64_t metres_to(const route_run *run, const char *location, const char *destination)
{
    const tool_route_sheet *ways = &run->distances;
    for (size_t i = 0; destination && i < ways->rows; i++)
        if (strcmp(ways->texts[0][i], location) == 0 && strcmp(ways->texts[1][i], destination) == 0)
            return ways->numbers[2][i];
    return 0;
}

static int64_t amount_at(const route_run *run, const tool_route_sheet *sheet, int column, size_t row)
{
    int64_t amount = sheet->numbers[column][row];
    for (int32_t i = run->rules.scale; i < TOOL_SCALE_MOST; i++)
        amount /= 10;
    return amount;
}

static eco_location_kind kind_of(const char *word)
{
    eco_location_kind kind = ECO_LOCATION_WAREHOUSE;
    while (word && kind <= ECO_LOCATION_DROP_SHIP && strcmp(word, eco_location_kind_name(kind)) != 0)
        kind++;
    return kind;
}

static bool has_bit(const tool_route_sheet *sheet, int column, size_t row)
{
    return sheet->valid[column][row / 8] >> row % 8 & 1;
}

static void take_order(one_order *order, const route_run *run)
{
    const tool_route_sheet *orders = &run->orders, *places = &run->locations, *stock = &run->stock;
    size_t capacities[3] = {0};
    order->lines = tool_room(NULL, &capacities[0], order->count + 1, sizeof *order->lines);
    order->locations = tool_room(NULL, &capacities[1], places->rows + 1, sizeof *order->locations);
    order->stock = tool_room(NULL, &capacities[2], stock->rows + 1, sizeof *order->stock);
    for (size_t i = 0; i < order->count; i++)
        order->lines[i] = (eco_route_line){.sku = orders->texts[1][order->first + i],
                                           .quantity = orders->numbers[2][order->first + i],
                                           .units_per_parcel = orders->numbers[3][order->first + i],
                                           .weight_g = orders->numbers[4][order->first + i]};
    for (size_t i = 0; i < places->rows; i++)
        order->locations[i] = (eco_route_location){
            .name = places->texts[0][i],
            .kind = kind_of(text_at(places, 1, i)),
            .priority = (int32_t)places->numbers[2][i],
            .is_excluded = places->flags[3][i],
            .is_unlimited = places->flags[4][i],
            .capacity = places->numbers[5][i],
            .order_minor = amount_at(run, places, 6, i),
            .parcel_minor = amount_at(run, places, 7, i),
            .unit_minor = amount_at(run, places, 8, i),
            .has_place = has_bit(places, 9, i) && has_bit(places, 10, i),
            .latitude = places->degrees[9][i],
            .longitude = places->degrees[10][i],
            .distance_m = metres_to(run, places->texts[0][i], text_at(orders, 7, order->first))};
    for (size_t i = 0; i < stock->rows; i++)
        order->stock[i] = (eco_route_stock){.location = stock->texts[0][i],
                                            .sku = stock->texts[1][i],
                                            .available = stock->numbers[2][i],
                                            .age_days = stock->numbers[3][i],
                                            .unit_minor = amount_at(run, stock, 4, i)};
}

static char *cost_text(char text[TOOL_NUMBER], const eco_route_plan *plan, int64_t amount)
{
    return tool_unit(text, amount, plan->scale, plan->currency);
}

static void print_stops(const eco_route_plan *plan, tool_language language)
{
    const tool_screen screen = tool_screen_of(stdout);
    static const tool_word words[] = {
        WORD_STOCK_LOCATION,      WORD_QUANTITY,         WORD_ROUTE_PARCELS,   WORD_ROUTE_ORDER_COST, WORD_ROUTE_PARCEL_COST,
        WORD_ROUTE_DISTANCE_COST, WORD_ROUTE_SPLIT_COST, WORD_ROUTE_UNIT_COST, WORD_ROUTE_AGE_CREDIT, WORD_ROUTE_COST};
    enum { COSTS = 7, HEADINGS = sizeof words / sizeof *words };
    char text[TOOL_NUMBER];
    tool_grid grid;
    tool_grid_begin(&grid, &screen);
    for (size_t i = 0; i < HEADINGS; i++)
        tool_grid_column(&grid, tool_word_of(language, words[i]), i ? ALIGN_RIGHT : ALIGN_LEFT, i ? INK_PLAIN : INK_BOLD);
    for (size_t i = 0; i <= plan->stops_count; i++) {
        const eco_route_stop *stop = i < plan->stops_count ? &plan->stops[i] : NULL;
        const eco_route_cost *cost = stop ? &stop->cost : &plan->cost;
        const int64_t costs[COSTS] = {cost->order_minor, cost->parcels_minor, cost->distance_minor, cost->split_minor,
                                      cost->units_minor, cost->age_minor,     cost->total_minor};
        if (!stop && plan->stops_count == 1)
            break;
        tool_grid_put(&grid, stop ? stop->name : tool_word_of(language, WORD_ROUTE_TOTAL));
        tool_grid_put(&grid, tool_count(text, stop ? stop->quantity : plan->quantity));
        tool_grid_put(&grid, tool_count(text, stop ? stop->parcels : plan->parcels));
        for (size_t k = 0; k < COSTS; k++)
            tool_grid_put(&grid, cost_text(text, plan, costs[k]));
    }
    tool_grid_print(&grid);
}

static void print_parts(const eco_route_plan *plan, tool_language language)
{
    const tool_screen screen = tool_screen_of(stdout);
    char text[TOOL_NUMBER];
    tool_grid grid;
    tool_grid_begin(&grid, &screen);
    tool_grid_column(&grid, "SKU", ALIGN_LEFT, INK_BOLD);
    tool_grid_column(&grid, tool_word_of(language, WORD_STOCK_LOCATION), ALIGN_LEFT, INK_PLAIN);
    tool_grid_column(&grid, tool_word_of(language, WORD_QUANTITY), ALIGN_RIGHT, INK_PLAIN);
    for (size_t i = 0; i < plan->assignments_count; i++) {
        tool_grid_put(&grid, plan->assignments[i].sku);
        tool_grid_put(&grid, plan->assignments[i].name);
        tool_grid_put(&grid, tool_count(text, plan->assignments[i].quantity));
    }
    for (size_t i = 0; i < plan->backorders_count; i++) {
        tool_grid_put(&grid, plan->backorders[i].sku);
        tool_grid_put(&grid, tool_word_of(language, WORD_ROUTE_BACKORDERED));
        tool_grid_put(&grid, tool_count(text, plan->backorders[i].quantity));
    }
    tool_grid_print(&grid);
}

static void print_other(const eco_route_plan *plan, const eco_route_other *other, tool_language language)
{
    static const tool_word words[] = {[ECO_ROUTE_EXCLUDED] = WORD_ROUTE_EXCLUDED,     [ECO_ROUTE_NO_STOCK] = WORD_ROUTE_NO_STOCK,
                                      [ECO_ROUTE_OVER_LIMIT] = WORD_ROUTE_OVER_LIMIT, [ECO_ROUTE_SHORT] = WORD_ROUTE_SHORT,
                                      [ECO_ROUTE_CAPACITY] = WORD_ROUTE_CAPACITY,     [ECO_ROUTE_PARCELS] = WORD_ROUTE_TOO_MANY,
                                      [ECO_ROUTE_COSTS_MORE] = WORD_ROUTE_COSTS_MORE};
    char sentence[512], first[TOOL_NUMBER], second[TOOL_NUMBER];
    const char *words_of[3] = {other->sku, tool_count(first, other->available), tool_count(second, other->wanted)};
    if (other->reason == ECO_ROUTE_COSTS_MORE)
        words_of[0] = cost_text(first, plan, other->more_minor);
    printf("%s: %s\n", other->name,
           tool_say(sentence, sizeof sentence, language, words[other->reason], words_of[0], words_of[1], words_of[2]));
}

static void print_plan(const eco_route_plan *plan, tool_language language)
{
    char sentence[256], gap[TOOL_NUMBER], nodes[TOOL_NUMBER];
    print_parts(plan, language);
    puts("");
    print_stops(plan, language);
    puts("");
    for (size_t i = 0; i < plan->others_count; i++)
        print_other(plan, &plan->others[i], language);
    puts(tool_say(sentence, sizeof sentence, language, plan->is_proven ? WORD_ROUTE_PROVEN : WORD_ROUTE_GAP,
                  plan->is_proven ? tool_count(nodes, plan->nodes) : cost_text(gap, plan, plan->gap_minor), NULL, NULL));
}

static int plan_one(route_run *run, one_order *order)
{
    const tool_route_sheet *orders = &run->orders;
    const eco_route_plan *plan;
    eco_error error;
    take_order(order, run);
    if (eco_inventory_route(&plan,
                            ECO_MAKE(eco_route_input, .rules = &run->rules, .lines = order->lines, .lines_count = order->count,
                                     .locations = order->locations, .locations_count = run->locations.rows, .stock = order->stock,
                                     .stock_count = run->stock.rows,
                                     .has_place = has_bit(orders, 5, order->first) && has_bit(orders, 6, order->first),
                                     .latitude = orders->degrees[5][order->first], .longitude = orders->degrees[6][order->first]),
                            &error)) {
        error.path[0] = '\0';
        return tool_report(NULL, &error);
    }
    print_plan(plan, run->arguments->language);
    eco_route_free(plan);
    return TOOL_DONE;
}

static int explain(route_run *run, const char *id)
{
    one_order order = {.first = 0};
    const tool_route_sheet *orders = &run->orders;
    if (run->arguments->output != TOOL_TABLE)
        return tool_fail(TOOL_USAGE, "--explain is for people; for programs: --table orders, --table assignments");
    while (order.first < orders->rows && strcmp(orders->texts[0][order.first], id) != 0)
        order.first++;
    if (order.first == orders->rows)
        return tool_fail(TOOL_REFUSED, "%s: there is no order '%s'", run->paths[0], id);
    while (order.first + order.count < orders->rows && strcmp(orders->texts[0][order.first + order.count], id) == 0)
        order.count++;
    int code = plan_one(run, &order);
    free(order.lines);
    free(order.locations);
    free(order.stock);
    return code;
}

int tool_stock_route(tool_stock *stock)
{
    route_run run = {.arguments = stock->arguments};
    const char *order = tool_value(stock->arguments, "explain");
    if (stock->operands_count != 1)
        return tool_fail(TOOL_USAGE, "stock route needs FILE: the orders as CSV");
    if (!take_rules(&run))
        return TOOL_USAGE;
    int code = read_files(&run, stock->operands[0]);
    if (!code)
        code = order ? explain(&run, order) : show_all(&run);
    tool_route_free(&run.orders);
    tool_route_free(&run.locations);
    tool_route_free(&run.stock);
    tool_route_free(&run.distances);
    return code;
}
