/* table_more.c - tables that few shops need: items, parts, lots, serials, buffers, documents. */
#include "inventory/tables.h"

static int compare_texts(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

static int compare_numbers(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

/* ---- items ------------------------------------------------------------------------------------------------------------------------------ */

static int compare_items(const void *a, const void *b)
{
    return compare_texts(((const stock_seen_item *)a)->sku, ((const stock_seen_item *)b)->sku);
}

static eco_status read_items(stock_reader *reader, const eco_query *query)
{
    reader->sku = query->subject;
    eco_status status = eco_inventory_read_items(reader);
    if (!status)
        status = eco_inventory_read_parts(reader);
    eco_inventory_sort(&reader->items, compare_items);
    return status;
}

static void put_item(eco_table_builder *table, const stock_seen_item *item)
{
    const stock_item *row = &item->row;
    eco_table_put_text(table, item->sku);
    eco_table_put_int64(table, row->quantity_scale);
    eco_table_put_text(table, eco_cost_method_name(row->cost_method ? row->cost_method : ECO_COST_FIFO));
    eco_table_put_text(table, eco_picking_name(row->picking));
    eco_table_put_int64(table, row->backorder_limit);
    eco_table_put_int64(table, row->preorder_limit);
    eco_inventory_table_time(table, row->preorder_ships_us);
    eco_table_put_int64(table, row->safety);
    eco_table_put_int64(table, (row->traits & STOCK_DROP_SHIPPED) != 0);
    eco_table_put_int64(table, (row->traits & STOCK_HAS_LOTS) != 0);
    eco_table_put_int64(table, (row->traits & STOCK_HAS_SERIALS) != 0);
    eco_table_put_int64(table, item->parts);
    eco_table_put_int64(table, row->version);
}

static void put_items(const stock_reader *reader, const eco_query *query, eco_table_builder *table)
{
    ECO_STOCK_COLUMNS(table, {"sku", ECO_TYPE_UTF8}, {"quantity_scale", ECO_TYPE_INT64}, {"cost_method", ECO_TYPE_UTF8},
                      {"picking", ECO_TYPE_UTF8}, {"backorder_limit", ECO_TYPE_INT64}, {"preorder_limit", ECO_TYPE_INT64},
                      {"preorder_ships", ECO_TYPE_TIME}, {"safety", ECO_TYPE_INT64}, {"is_drop_shipped", ECO_TYPE_BOOL},
                      {"has_lots", ECO_TYPE_BOOL}, {"has_serials", ECO_TYPE_BOOL}, {"parts", ECO_TYPE_INT64},
                      {"version", ECO_TYPE_INT64});
    for (size_t i = 0; i < eco_inventory_table_rows(&reader->items, query); i++)
        put_item(table, reader->items.items[i]);
}

/* Items are sorted first, and their parts read one item after the other. */
static eco_status read_parts(stock_reader *reader, const eco_query *query)
{
    reader->sku = query->subject;
    eco_status status = eco_inventory_read_items(reader);
    eco_inventory_sort(&reader->items, compare_items);
    return status ? status : eco_inventory_read_parts(reader);
}

static void put_parts(const stock_reader *reader, const eco_query *query, eco_table_builder *table)
{
    ECO_STOCK_COLUMNS(table, {"sku", ECO_TYPE_UTF8}, {"part", ECO_TYPE_UTF8}, {"quantity", ECO_TYPE_INT64});
    for (size_t i = 0; i < eco_inventory_table_rows(&reader->parts, query); i++) {
        const stock_seen_part *part = reader->parts.items[i];
        eco_table_put_text(table, part->item->sku);
        eco_table_put_text(table, part->sku);
        eco_table_put_int64(table, part->quantity);
    }
}

/* ---- lots ------------------------------------------------------------------------------------------------------------------------------- */

static int compare_lots(const void *a, const void *b)
{
    const stock_seen_lot *left = a, *right = b;
    int order = eco_inventory_compare_levels(left->level, right->level);
    int64_t never = INT64_MAX;
    if (!order)
        order = compare_numbers(left->row.expires_us ? left->row.expires_us : never,
                                right->row.expires_us ? right->row.expires_us : never);
    if (!order)
        order = compare_numbers(left->row.received_us, right->row.received_us);
    if (!order)
        order = compare_texts(left->lot, right->lot);
    return order ? order : compare_numbers(left->row.state, right->row.state);
}

static eco_status read_lots(stock_reader *reader, const eco_query *query)
{
    size_t kept = 0;
    eco_status status = eco_inventory_read_levels(reader, query->subject, query->location);
    if (!status)
        status = eco_inventory_read_lots(reader);
    for (size_t i = 0; i < reader->lots.count; i++) {
        stock_seen_lot *lot = reader->lots.items[i];
        if (lot->row.quantity)
            reader->lots.items[kept++] = lot;
    }
    reader->lots.count = kept;
    eco_inventory_sort(&reader->lots, compare_lots);
    return status;
}

static void put_lots(const stock_reader *reader, const eco_query *query, eco_table_builder *table)
{
    ECO_STOCK_COLUMNS(table, {"sku", ECO_TYPE_UTF8}, {"location", ECO_TYPE_UTF8}, {"lot", ECO_TYPE_UTF8},
                      {"state", ECO_TYPE_UTF8}, {"quantity", ECO_TYPE_INT64}, {"expires", ECO_TYPE_TIME},
                      {"received", ECO_TYPE_TIME});
    for (size_t i = 0; i < eco_inventory_table_rows(&reader->lots, query); i++) {
        const stock_seen_lot *lot = reader->lots.items[i];
        eco_table_put_text(table, lot->level->sku);
        eco_table_put_text(table, lot->level->location);
        eco_table_put_text(table, lot->lot);
        eco_table_put_text(table, eco_stock_state_name(lot->row.state));
        eco_table_put_int64(table, lot->row.quantity);
        eco_inventory_table_time(table, lot->row.expires_us);
        eco_inventory_table_time(table, lot->row.received_us);
    }
}

/* ---- serials ---------------------------------------------------------------------------------------------------------------------------- */

static int compare_serials(const void *a, const void *b)
{
    const stock_seen_serial *left = a, *right = b;
    int order = compare_texts(left->sku, right->sku);
    return order ? order : compare_texts(left->serial, right->serial);
}

static eco_status read_serials(stock_reader *reader, const eco_query *query)
{
    eco_status status = eco_inventory_read_levels(reader, query->subject, query->location);
    bool of_location = query->location != NULL;
    reader->sku = query->subject;
    if (!status)
        status = eco_inventory_read_serials(reader);
    size_t kept = 0;
    for (size_t i = 0; i < reader->serials.count; i++) {
        stock_seen_serial *serial = reader->serials.items[i];
        if (!of_location || (serial->level && eco_stock_is_inside(serial->row.place)))
            reader->serials.items[kept++] = serial;
    }
    reader->serials.count = kept;
    eco_inventory_sort(&reader->serials, compare_serials);
    return status;
}

static void put_serials(const stock_reader *reader, const eco_query *query, eco_table_builder *table)
{
    ECO_STOCK_COLUMNS(table, {"sku", ECO_TYPE_UTF8}, {"serial", ECO_TYPE_UTF8}, {"location", ECO_TYPE_UTF8},
                      {"state", ECO_TYPE_UTF8}, {"version", ECO_TYPE_INT64});
    for (size_t i = 0; i < eco_inventory_table_rows(&reader->serials, query); i++) {
        const stock_seen_serial *serial = reader->serials.items[i];
        int32_t place = serial->row.place;
        eco_table_put_text(table, serial->sku);
        eco_table_put_text(table, serial->serial);
        eco_table_put_text(table, serial->level && eco_stock_is_inside(place) ? serial->level->location : NULL);
        eco_table_put_text(table, eco_stock_is_inside(place) ? eco_stock_state_name(place) : eco_inventory_place_name(place));
        eco_table_put_int64(table, serial->row.version);
    }
}

/* ---- buffers ---------------------------------------------------------------------------------------------------------------------------- */

static int compare_buffers(const void *a, const void *b)
{
    const stock_seen_buffer *left = a, *right = b;
    int order = eco_inventory_compare_levels(left->level, right->level);
    return order ? order : compare_texts(left->channel, right->channel);
}

static eco_status read_buffers(stock_reader *reader, const eco_query *query)
{
    eco_status status = eco_inventory_read_levels(reader, query->subject, query->location);
    if (!status)
        status = eco_inventory_read_buffers(reader);
    eco_inventory_sort(&reader->buffers, compare_buffers);
    return status;
}

static void put_buffers(const stock_reader *reader, const eco_query *query, eco_table_builder *table)
{
    ECO_STOCK_COLUMNS(table, {"sku", ECO_TYPE_UTF8}, {"location", ECO_TYPE_UTF8}, {"channel", ECO_TYPE_UTF8},
                      {"quantity", ECO_TYPE_INT64});
    for (size_t i = 0; i < eco_inventory_table_rows(&reader->buffers, query); i++) {
        const stock_seen_buffer *buffer = reader->buffers.items[i];
        eco_table_put_text(table, buffer->level->sku);
        eco_table_put_text(table, buffer->level->location);
        eco_table_put_text(table, buffer->channel);
        eco_table_put_int64(table, buffer->row.quantity);
    }
}

/* ---- documents -------------------------------------------------------------------------------------------------------------------------- */

static int compare_document_lines(const void *a, const void *b)
{
    const stock_seen_document_line *left = a, *right = b;
    int order = eco_inventory_compare_ids(left->document->row.key, right->document->row.key);
    return order ? order : compare_numbers(left->number, right->number);
}

static eco_status read_documents(stock_reader *reader, const eco_query *query)
{
    bool of_levels = query->subject || query->location;
    size_t kept = 0;
    eco_status status = of_levels ? eco_inventory_read_levels(reader, query->subject, query->location) : ECO_OK;
    if (status || (of_levels && !reader->levels.count))
        return status;
    status = eco_inventory_read_documents(reader, query->key, query->since_us, query->until_us);
    for (size_t i = 0; i < reader->document_lines.count; i++) {
        stock_seen_document_line *line = reader->document_lines.items[i];
        if (line->level || !of_levels)
            reader->document_lines.items[kept++] = line;
    }
    reader->document_lines.count = kept;
    eco_inventory_sort(&reader->document_lines, compare_document_lines);
    return status;
}

static void put_document_line(eco_table_builder *table, const stock_seen_document_line *line)
{
    const stock_seen_document *document = line->document;
    const stock_seen_command *command = document->command;
    eco_table_put_id(table, document->row.key);
    eco_table_put_int64(table, line->number);
    eco_table_put_text(table, eco_inventory_verb_name(document->row.verb));
    eco_table_put_text(table, eco_inventory_document_state_name(document->row.state));
    eco_table_put_text(table, line->level ? line->level->sku : NULL);
    eco_table_put_text(table, line->level ? line->level->location : NULL);
    eco_table_put_text(table, line->from_level ? line->from_level->location : NULL);
    eco_table_put_text(table, line->lot);
    eco_table_put_text(table, line->serial);
    eco_table_put_int64(table, line->row.quantity);
    eco_table_put_int64(table, line->row.done);
    eco_table_put_int64(table, line->row.cancelled);
    eco_table_put_int64(table, line->row.cost);
    eco_inventory_table_time(table, document->row.at_us);
    eco_inventory_table_time(table, document->row.due_us);
    eco_table_put_text(table, command ? command->actor : NULL);
    eco_table_put_text(table, command ? command->reason : NULL);
    eco_table_put_text(table, command ? command->reference : NULL);
    eco_table_put_int64(table, document->row.version);
}

static void put_documents(const stock_reader *reader, const eco_query *query, eco_table_builder *table)
{
    ECO_STOCK_COLUMNS(table, {"document", ECO_TYPE_ID}, {"line", ECO_TYPE_INT64}, {"verb", ECO_TYPE_UTF8},
                      {"state", ECO_TYPE_UTF8}, {"sku", ECO_TYPE_UTF8}, {"location", ECO_TYPE_UTF8},
                      {"from_location", ECO_TYPE_UTF8}, {"lot", ECO_TYPE_UTF8}, {"serial", ECO_TYPE_UTF8},
                      {"quantity", ECO_TYPE_INT64}, {"done", ECO_TYPE_INT64}, {"cancelled", ECO_TYPE_INT64},
                      {"cost", ECO_TYPE_INT64}, {"at", ECO_TYPE_TIME}, {"due", ECO_TYPE_TIME}, {"actor", ECO_TYPE_UTF8},
                      {"reason", ECO_TYPE_UTF8}, {"reference", ECO_TYPE_UTF8}, {"version", ECO_TYPE_INT64});
    for (size_t i = 0; i < eco_inventory_table_rows(&reader->document_lines, query); i++)
        put_document_line(table, reader->document_lines.items[i]);
}

const stock_table eco_inventory_more_tables[] = {
    {"items", STOCK_BY_SUBJECT, read_items, put_items},
    {"parts", STOCK_BY_SUBJECT, read_parts, put_parts},
    {"lots", STOCK_BY_SUBJECT | STOCK_BY_LOCATION, read_lots, put_lots},
    {"serials", STOCK_BY_SUBJECT | STOCK_BY_LOCATION, read_serials, put_serials},
    {"buffers", STOCK_BY_SUBJECT | STOCK_BY_LOCATION, read_buffers, put_buffers},
    {"documents", STOCK_BY_SUBJECT | STOCK_BY_LOCATION | STOCK_BY_KEY | STOCK_BY_TIME, read_documents, put_documents},
};
const size_t eco_inventory_more_tables_count = sizeof eco_inventory_more_tables / sizeof eco_inventory_more_tables[0];
