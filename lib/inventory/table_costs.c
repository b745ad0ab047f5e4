/* table_costs.c - "cogs", "corrections", "value", "layers": the ledger, told to a costing. Costs are not kept: they are what the ledger says, in the order in
 * which it was written, so what was told once stays, and what comes late is a correction. */
#include <stdio.h>

#include "base/error.h"
#include "base/numbers.h"
#include "inventory/table_costs.h"

enum { ID_MAX = 48 };

/* A row that brought goods, or sold them, as far as later rows may name it. */
typedef struct told_row {
    const stock_seen_movement *movement;
    int64_t left; /* sold and not returned */
    struct told_row *next;
} told_row;
/* Of one source - a hold, a receipt - and sku, in the order of the ledger. */
typedef struct told_source {
    uint64_t key[3];
    told_row *first, *last, *open; /* open: the first that has something left */
} told_source;

typedef struct telling {
    stock_reader *reader;
    const char *sku; /* told of it alone; NULL: of all */
    eco_table_builder *table;
    eco_map sources; /* to their place in the list */
    stock_list list;
} telling;

/* ---- rows by what they came from -------------------------------------------------------------------------------------------------------- */

static told_source *source_of(telling *to, eco_id source, const char *sku, bool make)
{
    const uint64_t key[3] = {source.high, source.low, sku ? eco_stock_hash(sku, strlen(sku)) : 0};
    int64_t place = eco_map_get(&to->sources, (const char *)key, sizeof key, -1);
    if (place >= 0 || !make)
        return place < 0 ? NULL : to->list.items[place];
    told_source *made = eco_inventory_reader_add(to->reader, &to->list, sizeof *made);
    if (!made)
        return NULL;
    memcpy(made->key, key, sizeof key);
    return eco_inventory_reader_index(&to->sources, made->key, sizeof made->key, to->list.count - 1) ? made : NULL;
}

static bool remember(telling *to, eco_id source, const char *sku, const stock_seen_movement *movement)
{
    told_source *known = source_of(to, source, sku, true);
    told_row *row = known ? eco_arena_take(&to->reader->arena, sizeof *row) : NULL;
    if (!row)
        return false;
    *row = (told_row){.movement = movement, .left = movement->row.quantity};
    if (known->last)
        known->last->next = row;
    else
        known->first = known->open = row;
    known->last = row;
    return true;
}

/* ---- one row of a costing's table ------------------------------------------------------------------------------------------------------- */

typedef struct told {
    const stock_seen_movement *movement;
    const char *kind;
    int64_t quantity;
    bool has_amount, is_unit; /* is_unit: amount is what the quantity of the row is worth */
    int64_t amount;
    int64_t source; /* the sequence of a row; 0: none */
    int32_t part;   /* of a row that is told in several */
} told;

static void put_number(eco_table_builder *table, bool is_known, int64_t value)
{
    if (is_known)
        eco_table_put_int64(table, value);
    else
        eco_table_put_null(table);
}

static void put(telling *to, const told *row)
{
    eco_table_builder *table = to->table;
    const stock_movement *movement = &row->movement->row;
    const stock_seen_level *level = row->movement->level;
    if (!level || !level->sku || (to->sku && strcmp(to->sku, level->sku) != 0))
        return;
    char id[ID_MAX], source[ID_MAX];
    snprintf(id, sizeof id, row->part ? "%lld/%d" : "%lld", (long long)movement->sequence, (int)row->part);
    snprintf(source, sizeof source, "%lld", (long long)row->source);
    eco_table_put_text(table, level->sku);
    eco_table_put_int64(table, movement->at_us);
    eco_table_put_text(table, row->kind);
    put_number(table, row->quantity != 0, row->quantity);
    put_number(table, row->has_amount && !row->is_unit, row->amount);
    put_number(table, row->is_unit, row->amount);
    eco_table_put_text(table, id);
    eco_table_put_text(table, row->source ? source : NULL);
}

/* ---- what a movement is to a costing ---------------------------------------------------------------------------------------------------- */

/* A transfer neither brings nor takes anything; what is expected is not there yet. */
static bool is_stock(int32_t place)
{
    return eco_stock_is_physical(place) || place == STOCK_TRANSFER;
}

static bool tell_in(telling *to, const stock_seen_movement *movement, told row)
{
    const stock_movement *record = &movement->row;
    row.quantity = record->quantity;
    row.amount = record->cost;
    row.has_amount = record->cost != 0 || record->from != STOCK_ADJUSTMENT;
    row.kind = record->from == STOCK_ADJUSTMENT ? "adjust" : "receive";
    put(to, &row);
    return strcmp(row.kind, "receive") != 0 ||
           (remember(to, record->command, NULL, movement) && remember(to, record->command, movement->level->sku, movement));
}

/* What comes back of a hold is of the rows by which it left, the first ones first. Of no hold, it costs what it says or what the goods cost now. */
static bool tell_return(telling *to, const stock_seen_movement *movement, told row)
{
    const stock_movement *record = &movement->row;
    told_source *source = eco_has_key(record->source) ? source_of(to, record->source, movement->level->sku, false) : NULL;
    int64_t left = record->quantity;
    row.kind = "return";
    while (source && source->open && left) {
        told_row *issue = source->open;
        row.quantity = issue->left < left ? issue->left : left;
        row.source = issue->movement->row.sequence;
        if (row.quantity) {
            put(to, &row);
            row.part++;
        }
        issue->left -= row.quantity;
        left -= row.quantity;
        if (!issue->left)
            source->open = issue->next;
    }
    row.quantity = left;
    row.source = 0;
    row.amount = record->cost;
    row.has_amount = record->cost != 0;
    if (left)
        put(to, &row);
    return true;
}

static bool tell_out(telling *to, const stock_seen_movement *movement, told row)
{
    const stock_movement *record = &movement->row;
    bool is_adjust = record->to == STOCK_ADJUSTMENT, is_sale = record->to == STOCK_CUSTOMER;
    row.kind = is_adjust ? "adjust" : is_sale ? "issue" : "vendor_return";
    row.quantity = is_adjust ? -record->quantity : record->quantity;
    put(to, &row);
    return !is_sale || !eco_has_key(record->source) || remember(to, record->source, movement->level->sku, movement);
}

/* A landed cost is borne by the rows of its receipt, by what they cost; where that is nothing, by their quantities. */
static bool tell_landed(telling *to, const stock_seen_movement *movement)
{
    const told_source *receipt = source_of(to, movement->row.source, NULL, false);
    eco_wide whole = 0, before = 0;
    bool by_cost = false;
    for (const told_row *row = receipt ? receipt->first : NULL; row; row = row->next)
        by_cost = by_cost || row->movement->row.cost;
    for (const told_row *row = receipt ? receipt->first : NULL; row; row = row->next)
        whole += by_cost ? row->movement->row.cost : row->movement->row.quantity;
    int32_t part = 0;
    for (const told_row *row = receipt ? receipt->first : NULL; row && whole; row = row->next) {
        const stock_movement *borne = &row->movement->row;
        eco_wide weight = by_cost ? borne->cost : borne->quantity, amount = movement->row.cost;
        stock_seen_movement landed = *movement;
        landed.level = row->movement->level;
        int64_t share = (int64_t)(amount * (before + weight) / whole - amount * before / whole);
        before += weight;
        if (share)
            put(to, &(told){.movement = &landed,
                            .kind = "land_cost",
                            .amount = share,
                            .has_amount = true,
                            .source = borne->sequence,
                            .part = ++part});
    }
    return true;
}

static bool tell(telling *to, const stock_seen_movement *movement)
{
    const stock_movement *record = &movement->row;
    told row = {.movement = movement};
    if (record->verb == ECO_INVENTORY_LAND_COST)
        return tell_landed(to, movement);
    if (!movement->level)
        return true;
    if (record->verb == ECO_INVENTORY_REVALUE) {
        eco_wide unit = (eco_wide)record->cost * 1000000;
        row.kind = "revalue";
        row.is_unit = true;
        if (!eco_narrow(&row.amount, (2 * unit + record->quantity) / (2 * (eco_wide)record->quantity)))
            return true;
        put(to, &row);
        return true;
    }
    if (is_stock(record->from) == is_stock(record->to))
        return true;
    if (!is_stock(record->to))
        return tell_out(to, movement, row);
    return record->from == STOCK_CUSTOMER ? tell_return(to, movement, row) : tell_in(to, movement, row);
}

/* ---- the tables ------------------------------------------------------------------------------------------------------------------------- */

static eco_status tell_all(telling *to, const char *currency, const eco_table **movements)
{
    stock_reader *reader = to->reader;
    bool whole = true;
    to->table = eco_table_begin(&reader->inventory->module.allocator);
    eco_table_add_column(to->table, "sku", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(to->table, "at", ECO_TYPE_TIME, 0, NULL);
    eco_table_add_column(to->table, "kind", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(to->table, "quantity", ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(to->table, "amount", ECO_TYPE_MONEY, 0, currency);
    eco_table_add_column(to->table, "unit_cost", ECO_TYPE_MONEY, 6, currency);
    eco_table_add_column(to->table, "movement", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(to->table, "source", ECO_TYPE_UTF8, 0, NULL);
    for (size_t i = 0; i < reader->movements.count && whole; i++)
        whole = tell(to, reader->movements.items[i]);
    eco_status status = eco_table_end(movements, to->table, reader->error);
    return status || whole ? status : eco_fail_memory(reader->error);
}

/* How each item is costed, where it says. A standard cost is 0 until there is a REVALUE. */
static eco_status methods_of(const stock_reader *reader, const eco_table **out)
{
    eco_table_builder *table = eco_table_begin(&reader->inventory->module.allocator);
    eco_table_add_column(table, "sku", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(table, "method", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(table, "standard_cost", ECO_TYPE_MONEY, 0, reader->inventory->currency);
    for (size_t i = 0; i < reader->items.count; i++) {
        const stock_seen_item *item = reader->items.items[i];
        if (!item->row.cost_method)
            continue;
        eco_table_put_text(table, item->sku);
        eco_table_put_text(table, eco_cost_method_name(item->row.cost_method));
        put_number(table, item->row.cost_method == ECO_COST_STANDARD, 0);
    }
    return eco_table_end(out, table, reader->error);
}

/* Of all SKUs, also where one is asked for: a landed cost is shared by all lines of its receipt. */
static eco_status read(stock_reader *reader)
{
    const eco_query all = {.struct_size = sizeof all};
    eco_status status = eco_inventory_read_movements(reader, &all, false);
    if (!status)
        status = eco_inventory_join_levels(reader);
    return status ? status : eco_inventory_read_items(reader);
}

eco_status eco_inventory_cost_movements(stock_reader *reader, const char *name, const char *sku, const eco_table **out)
{
    const eco_allocator *allocator = &reader->inventory->module.allocator;
    telling to = {.reader = reader, .sku = sku};
    const eco_table *movements = NULL, *skus = NULL;
    eco_costing *costing = NULL;
    eco_map_begin(&to.sources, allocator);
    eco_status status = tell_all(&to, reader->inventory->currency, &movements);
    if (!status)
        status = methods_of(reader, &skus);
    const eco_costing_options options = {
        .struct_size = sizeof options, .currency = reader->inventory->currency, .skus = skus, .allocator = allocator};
    if (!status)
        status = eco_costing_create(&costing, &options, reader->error);
    if (!status)
        status = eco_costing_update(costing, movements, reader->error);
    if (!status)
        status = eco_costing_table(out, costing, name, reader->error);
    eco_costing_free(costing);
    eco_table_free(movements);
    eco_table_free(skus);
    eco_map_end(&to.sources);
    eco_release(allocator, to.list.items, to.list.capacity * sizeof *to.list.items);
    return status;
}

bool eco_inventory_is_cost_table(const char *name)
{
    static const char *const names[] = {"cogs", "corrections", "value", "layers"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

eco_status eco_inventory_cost_table(const eco_table **out, eco_inventory *inventory, const char *name, const eco_query *query,
                                    eco_error *error)
{
    stock_reader reader;
    if (!*inventory->currency)
        return eco_fail(error, ECO_E_INVALID, "/currency", "table %s needs a currency: it is an option of opening", name);
    eco_status status = eco_inventory_reader_begin(&reader, inventory, error);
    if (!status)
        status = read(&reader);
    if (!status)
        status = eco_inventory_cost_movements(&reader, name, query->subject, out);
    eco_inventory_reader_end(&reader);
    return status;
}
