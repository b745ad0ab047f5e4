/* archive_plan.c - what of stock is over, and which opening balances stand for it: looked for in a view, before anything changes.
 *
 * A hold or document goes with all its rows, or stays with all of them. So where a SKU has to stay, what names it stays, and then perhaps other SKUs: it is
 * looked again until nothing more has to. */
#include <ecomops/time.h>

#include "base/error.h"
#include "base/numbers.h"
#include "inventory/archive.h"
#include "inventory/table_costs.h"

/* ---- sets ------------------------------------------------------------------------------------------------------------------------------- */

/* Keys stay in the reader's arena. *added may be NULL. */
static bool add_key(stock_plan *plan, eco_map *set, const void *key, size_t size, bool *added)
{
    bool is_new;
    int64_t none = 0;
    if (added)
        *added = false;
    if (eco_map_get(set, key, size, -1) >= 0)
        return true;
    void *kept = eco_arena_take(&plan->reader.arena, size);
    if (!kept)
        return false;
    memcpy(kept, key, size);
    if (added)
        *added = true;
    return eco_map_add(set, kept, size, &none, &is_new);
}

static bool has_id(const eco_map *set, eco_id key)
{
    return eco_map_get(set, (const char *)&key, sizeof key, -1) >= 0;
}

static bool stays(const stock_plan *plan, const stock_seen_level *level)
{
    return !level || !level->sku || eco_map_get(&plan->staying, level->sku, strlen(level->sku), -1) >= 0;
}

static bool list(stock_plan *plan, stock_list *into, const void *item)
{
    if (!eco_grow(&plan->reader.inventory->module.allocator, &into->items, &into->capacity, into->count + 1, sizeof *into->items))
        return false;
    into->items[into->count++] = (void *)(uintptr_t)item;
    return true;
}

/* ---- what is still in use --------------------------------------------------------------------------------------------------------------- */

static bool visit_later(const eco_row *row, void *user)
{
    stock_plan *plan = user;
    const stock_movement *movement = row->record;
    bool fits = add_key(plan, &plan->commands, &movement->command, sizeof movement->command, NULL) &&
                (!eco_has_key(movement->source) || add_key(plan, &plan->busy, &movement->source, sizeof movement->source, NULL));
    return fits || eco_inventory_reader_no_memory(&plan->reader);
}

static eco_status read_later(stock_plan *plan)
{
    const eco_filter later = {.time = eco_inventory_field_of(&eco_inventory_movement_kind, "at_us"), .since = plan->before_us};
    eco_status status = eco_view_scan(plan->reader.view, &eco_inventory_movement_kind, &later, visit_later, plan,
                                      plan->reader.error);
    return status ? status : plan->reader.status;
}

static bool has_ended(const stock_plan *plan, const stock_seen_hold *hold)
{
    if (hold->row.state == STOCK_HELD || hold->row.ended_us >= plan->before_us || has_id(&plan->busy, hold->row.key))
        return false;
    for (const stock_seen_line *line = hold->first; line; line = line->next)
        if (eco_inventory_seen_split(line).committed || stays(plan, line->level))
            return false;
    return hold->first != NULL;
}

static bool document_has_ended(const stock_plan *plan, const stock_seen_document *document)
{
    return document->row.state != STOCK_OPEN && !has_id(&plan->busy, document->row.key);
}

/* ---- choosing --------------------------------------------------------------------------------------------------------------------------- */

/* Of what may go: those that name no SKU which stays. */
static bool choose_documents(stock_plan *plan, eco_map *going)
{
    const stock_reader *reader = &plan->reader;
    eco_map held;
    bool fits = true;
    eco_map_begin(&held, &reader->inventory->module.allocator);
    for (size_t i = 0; i < reader->document_lines.count && fits; i++) {
        const stock_seen_document_line *line = reader->document_lines.items[i];
        if (stays(plan, line->level))
            fits = add_key(plan, &held, &line->document->row.key, sizeof(eco_id), NULL);
    }
    plan->documents.count = 0;
    for (size_t i = 0; i < reader->documents.count && fits; i++) {
        const stock_seen_document *document = reader->documents.items[i];
        if (document_has_ended(plan, document) && !has_id(&held, document->row.key))
            fits = list(plan, &plan->documents, document) && add_key(plan, going, &document->row.key, sizeof(eco_id), NULL);
    }
    eco_map_end(&held);
    return fits;
}

static bool choose_holds(stock_plan *plan, eco_map *going)
{
    const stock_reader *reader = &plan->reader;
    bool fits = true;
    plan->holds.count = 0;
    for (size_t i = 0; i < reader->holds.count && fits; i++) {
        const stock_seen_hold *hold = reader->holds.items[i];
        if (has_ended(plan, hold))
            fits = list(plan, &plan->holds, hold) && add_key(plan, going, &hold->row.key, sizeof(eco_id), NULL);
    }
    return fits;
}

/* Whether the source of a row is a hold or document that stays. */
static bool source_stays(const stock_plan *plan, const eco_map *going, eco_id source)
{
    if (!eco_has_key(source) || has_id(going, source))
        return false;
    return eco_map_get(&plan->reader.documents_by_key, (const char *)&source, sizeof source, -1) >= 0 ||
           eco_map_get(&plan->reader.holds_by_key, (const char *)&source, sizeof source, -1) >= 0;
}

static bool row_stays(const stock_plan *plan, const eco_map *going, const stock_seen_movement *movement)
{
    return stays(plan, movement->level) || source_stays(plan, going, movement->row.source);
}

/* A landed cost goes with its receipt: in the opening balance it is told with what the goods were worth. */
static bool choose_movements(stock_plan *plan, const eco_map *going)
{
    const stock_list *movements = &plan->reader.movements;
    eco_map staying;
    bool fits = true;
    eco_map_begin(&staying, &plan->reader.inventory->module.allocator);
    for (size_t i = 0; i < movements->count && fits; i++) {
        const stock_seen_movement *movement = movements->items[i];
        if (movement->row.level && row_stays(plan, going, movement))
            fits = add_key(plan, &staying, &movement->row.command, sizeof(eco_id), NULL);
    }
    plan->movements.count = 0;
    for (size_t i = 0; i < movements->count && fits; i++) {
        const stock_seen_movement *movement = movements->items[i];
        bool goes = movement->row.level ? !row_stays(plan, going, movement) : !has_id(&staying, movement->row.source);
        if (goes)
            fits = list(plan, &plan->movements, movement);
    }
    eco_map_end(&staying);
    return fits;
}

/* ---- opening balances ------------------------------------------------------------------------------------------------------------------- */

static stock_opening *opening_of(stock_plan *plan, eco_map *openings, const stock_seen_movement *movement, int32_t place)
{
    const char *lot = movement->lot;
    uint64_t hash = eco_digest_add(eco_digest_add((uint64_t)movement->row.level, lot ? eco_hash(lot, strlen(lot)) : 0),
                                   (uint64_t)place);
    int64_t at = eco_map_get(openings, (const char *)&hash, sizeof hash, -1);
    if (at >= 0)
        return plan->openings.items[at];
    stock_opening *opening = eco_inventory_reader_add(&plan->reader, &plan->openings, sizeof *opening);
    if (!opening)
        return NULL;
    *opening = (stock_opening){.hash = hash, .level = movement->level, .lot = lot, .place = place};
    return eco_inventory_reader_index(openings, &opening->hash, sizeof opening->hash, plan->openings.count - 1) ? opening : NULL;
}

static bool add(stock_plan *plan, eco_map *openings, const stock_seen_movement *movement, int32_t place, int64_t quantity)
{
    if (!eco_stock_is_inside(place))
        return true;
    stock_opening *opening = opening_of(plan, openings, movement, eco_stock_lot_place(place));
    if (opening)
        opening->quantity += quantity;
    return opening != NULL;
}

/* What of lots moved as goods without one, and the other way, is balanced in the level; both are sums of the same rows. */
static bool sum(stock_plan *plan)
{
    eco_map openings;
    bool fits = true;
    plan->openings.count = 0;
    eco_map_begin(&openings, &plan->reader.inventory->module.allocator);
    for (size_t i = 0; i < plan->movements.count && fits; i++) {
        const stock_seen_movement *movement = plan->movements.items[i];
        if (movement->level && movement->row.from != STOCK_NOWHERE)
            fits = add(plan, &openings, movement, movement->row.from, -movement->row.quantity) &&
                   add(plan, &openings, movement, movement->row.to, movement->row.quantity);
    }
    eco_map_end(&openings);
    return fits;
}

/* What would open below 0 came by something that stays: then all of its SKU stays. */
static bool keep_negative(stock_plan *plan, bool *again)
{
    bool fits = true;
    *again = false;
    for (size_t i = 0; i < plan->openings.count && fits; i++) {
        const stock_opening *opening = plan->openings.items[i];
        bool added = false;
        if (opening->quantity < 0)
            fits = add_key(plan, &plan->staying, opening->level->sku, strlen(opening->level->sku), &added);
        *again = *again || added;
    }
    return fits;
}

static bool choose(stock_plan *plan)
{
    bool again = true, fits = true;
    while (again && fits) {
        eco_map going;
        eco_map_begin(&going, &plan->reader.inventory->module.allocator);
        fits = choose_holds(plan, &going) && choose_documents(plan, &going) && choose_movements(plan, &going) && sum(plan) &&
               keep_negative(plan, &again);
        eco_map_end(&going);
    }
    return fits;
}

static bool keep_serials(stock_plan *plan)
{
    bool fits = true;
    for (size_t i = 0; i < plan->reader.movements.count && fits; i++) {
        const stock_seen_movement *movement = plan->reader.movements.items[i];
        if (movement->serial && movement->level && movement->level->sku)
            fits = add_key(plan, &plan->staying, movement->level->sku, strlen(movement->level->sku), NULL);
    }
    return fits;
}

/* ---- commands --------------------------------------------------------------------------------------------------------------------------- */

static bool name_commands(stock_plan *plan)
{
    size_t next = 0;
    bool fits = true;
    for (size_t i = 0; i < plan->reader.movements.count && fits; i++) {
        const stock_seen_movement *movement = plan->reader.movements.items[i];
        if (next < plan->movements.count && plan->movements.items[next] == movement)
            next++;
        else
            fits = add_key(plan, &plan->commands, &movement->row.command, sizeof(eco_id), NULL);
    }
    next = 0;
    for (size_t i = 0; i < plan->reader.documents.count && fits; i++) {
        const stock_seen_document *document = plan->reader.documents.items[i];
        if (next < plan->documents.count && plan->documents.items[next] == document)
            next++;
        else
            fits = add_key(plan, &plan->commands, &document->row.key, sizeof(eco_id), NULL);
    }
    return fits;
}

static bool visit_command(const eco_row *row, void *user)
{
    stock_plan *plan = user;
    const eco_command_record *command = row->record;
    if (has_id(&plan->commands, command->command))
        return true;
    eco_id *key = eco_arena_take(&plan->reader.arena, sizeof *key);
    if (!key)
        return eco_inventory_reader_no_memory(&plan->reader);
    *key = command->command;
    return list(plan, &plan->keys, key) || eco_inventory_reader_no_memory(&plan->reader);
}

static eco_status choose_commands(stock_plan *plan)
{
    const eco_filter old = {.time = eco_inventory_field_of(&eco_inventory_command_kind, "at_us"), .until = plan->before_us};
    eco_status status = eco_view_scan(plan->reader.view, &eco_inventory_command_kind, &old, visit_command, plan,
                                      plan->reader.error);
    return status ? status : plan->reader.status;
}

/* ---- what it is worth ------------------------------------------------------------------------------------------------------------------- */

typedef struct layers {
    const eco_column *sku, *quantity, *value;
    int64_t rows, next, left, value_left; /* of the layer at next */
} layers;

static bool is_sku(const layers *of, int64_t row, const char *sku)
{
    const int64_t *offsets = of->sku->values;
    size_t size = (size_t)(offsets[row + 1] - offsets[row]);
    return size == strlen(sku) && memcmp(of->sku->bytes + offsets[row], sku, size) == 0;
}

/* Takes a quantity of the layer at hand: all of it, or its share. */
static int64_t take_layer(layers *of, int64_t quantity)
{
    int64_t value = quantity == of->left ? of->value_left : (int64_t)((eco_wide)of->value_left * quantity / of->left);
    of->left -= quantity;
    of->value_left -= value;
    return value;
}

/* Opening balances of a SKU, cut where a layer ends: the oldest first. Layers and openings are both by sku. */
static bool cut(stock_plan *plan, stock_list *cuts, layers *of, const stock_opening *opening)
{
    int64_t left = opening->quantity;
    bool has_goods = eco_stock_is_physical(opening->place);
    while (left) {
        stock_opening *piece = eco_inventory_reader_add(&plan->reader, cuts, sizeof *piece);
        if (!piece)
            return false;
        *piece = *opening;
        while (has_goods && !of->left && of->next < of->rows && is_sku(of, of->next, opening->level->sku)) {
            of->left = ((const int64_t *)of->quantity->values)[of->next];
            of->value_left = ((const int64_t *)of->value->values)[of->next++];
        }
        bool has_layer = has_goods && of->left > 0;
        piece->quantity = has_layer && of->left < left ? of->left : left;
        piece->cost = has_layer ? take_layer(of, piece->quantity) : 0;
        left -= piece->quantity;
    }
    return true;
}

static int compare_openings(const void *a, const void *b)
{
    const stock_opening *left = a, *right = b;
    int order = eco_inventory_compare_levels(left->level, right->level);
    if (order)
        return order;
    if (left->place != right->place)
        return left->place < right->place ? -1 : 1;
    return strcmp(left->lot ? left->lot : "", right->lot ? right->lot : "");
}

static void skip_to(layers *of, const char *sku)
{
    while (of->next < of->rows && !is_sku(of, of->next, sku)) {
        const int64_t *offsets = of->sku->values;
        size_t size = (size_t)(offsets[of->next + 1] - offsets[of->next]), wanted = strlen(sku);
        int order = memcmp(of->sku->bytes + offsets[of->next], sku, size < wanted ? size : wanted);
        if (order > 0 || (order == 0 && size > wanted))
            return;
        of->next++;
    }
}

static bool cut_all(stock_plan *plan, const eco_table *table)
{
    stock_list cuts = {.count = 0};
    layers of = {.rows = 0};
    const char *sku = NULL;
    bool fits = true;
    if (table)
        of = (layers){.sku = eco_table_column(table, "sku"),
                      .quantity = eco_table_column(table, "quantity"),
                      .value = eco_table_column(table, "value"),
                      .rows = table->rows};
    for (size_t i = 0; i < plan->openings.count && fits; i++) {
        const stock_opening *opening = plan->openings.items[i];
        if (!sku || strcmp(sku, opening->level->sku) != 0) {
            sku = opening->level->sku;
            of.left = 0;
            skip_to(&of, sku);
        }
        fits = cut(plan, &cuts, &of, opening);
    }
    stock_list before = plan->openings;
    plan->openings = cuts;
    eco_release(&plan->reader.inventory->module.allocator, before.items, before.capacity * sizeof *before.items);
    return fits;
}

static eco_status value_openings(stock_plan *plan)
{
    stock_reader *reader = &plan->reader;
    const eco_table *table = NULL;
    eco_status status = ECO_OK;
    eco_inventory_sort(&plan->openings, compare_openings);
    if (*reader->inventory->currency) {
        stock_list all = reader->movements;
        reader->movements = plan->movements;
        status = eco_inventory_cost_movements(reader, "layers", NULL, &table);
        reader->movements = all;
    }
    if (!status && !cut_all(plan, table))
        status = eco_fail_memory(reader->error);
    eco_table_free(table);
    return status;
}

/* ---- the plan --------------------------------------------------------------------------------------------------------------------------- */

static eco_status check_closed(stock_plan *plan)
{
    int64_t closed_us;
    eco_status status = eco_inventory_read_closed_us(&plan->reader, &closed_us);
    if (status || plan->before_us <= closed_us)
        return status;
    return eco_fail(plan->reader.error, ECO_E_INVALID, "/before_us", "books are closed until %s, not until %s: close them first",
                    closed_us ? eco_time_text((char[ECO_TIME_TEXT]){0}, closed_us) : "never",
                    eco_time_text((char[ECO_TIME_TEXT]){0}, plan->before_us));
}

static eco_status read(stock_plan *plan)
{
    stock_reader *reader = &plan->reader;
    const eco_id any = {0, 0};
    const eco_query old = {.struct_size = sizeof old, .until_us = plan->before_us};
    eco_status status = eco_inventory_read_levels(reader, NULL, NULL);
    if (!status)
        status = eco_inventory_read_more(reader);
    if (!status)
        status = eco_inventory_read_holds(reader, any, 0, 0);
    if (!status)
        status = eco_inventory_read_lines(reader);
    if (!status)
        status = eco_inventory_read_documents(reader, any, 0, 0);
    if (!status)
        status = eco_inventory_read_movements(reader, &old, false);
    if (!status)
        status = eco_inventory_join_levels(reader);
    return status ? status : read_later(plan);
}

eco_status eco_inventory_plan_archive(stock_plan *plan, eco_inventory *inventory, int64_t before_us, eco_error *error)
{
    const eco_allocator *allocator = &inventory->module.allocator;
    *plan = (stock_plan){.before_us = before_us};
    eco_map_begin(&plan->busy, allocator);
    eco_map_begin(&plan->commands, allocator);
    eco_map_begin(&plan->staying, allocator);
    eco_status status = eco_inventory_reader_begin(&plan->reader, inventory, error);
    if (!status)
        status = check_closed(plan);
    if (!status)
        status = read(plan);
    if (!status && !(keep_serials(plan) && choose(plan) && name_commands(plan)))
        status = eco_fail_memory(error);
    if (!status)
        status = choose_commands(plan);
    if (!status)
        status = value_openings(plan);
    eco_view_close(plan->reader.view); /* it may be the only connection */
    plan->reader.view = NULL;
    return status;
}

void eco_inventory_plan_end(stock_plan *plan)
{
    const eco_allocator *allocator = &plan->reader.inventory->module.allocator;
    stock_list *lists[] = {&plan->holds, &plan->documents, &plan->movements, &plan->keys, &plan->openings};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        eco_release(allocator, lists[i]->items, lists[i]->capacity * sizeof *lists[i]->items);
    eco_map_end(&plan->busy);
    eco_map_end(&plan->commands);
    eco_map_end(&plan->staying);
    eco_inventory_reader_end(&plan->reader);
}
