/* read_more.c - the part of read.h that few shops need: further quantities, items, lots, serials, buffers, documents. */
#include "base/error.h"
#include "inventory/read.h"

enum { FEW = 256 }; /* so many levels are looked up one by one, rather than all read */

static bool is_wanted(const stock_reader *reader, const char *sku)
{
    return !reader->sku || (sku && strcmp(sku, reader->sku) == 0);
}

/* ---- what few levels have --------------------------------------------------------------------------------------------------------------- */

static bool visit_more(const eco_row *row, void *user)
{
    const stock_more *more = row->record;
    stock_seen_level *level = eco_inventory_seen_level(user, (int64_t)more->level.low);
    if (level)
        level->more = *more;
    return true;
}

static bool visit_lot(const eco_row *row, void *user)
{
    stock_reader *reader = user;
    stock_seen_level *level = eco_inventory_seen_level(reader, (int64_t)row->owner.low);
    if (!level) {
        reader->lost++;
        return true;
    }
    stock_seen_lot *lot = eco_inventory_reader_add(reader, &reader->lots, sizeof *lot);
    if (!lot)
        return eco_inventory_reader_no_memory(reader);
    lot->row = *(const stock_lot *)row->record;
    lot->level = level;
    return eco_inventory_reader_text(reader, lot->row.lot, &lot->lot) || eco_inventory_reader_no_memory(reader);
}

/* Rows that levels own: of all levels, or of those that were read. */
static eco_status read_of_levels(stock_reader *reader, const eco_kind *kind, bool (*visit)(const eco_row *row, void *user))
{
    if (reader->levels.count > FEW)
        return eco_inventory_reader_scan(reader, kind, NULL, visit);
    eco_status status = ECO_OK;
    for (size_t i = 0; i < reader->levels.count && !status; i++) {
        const stock_seen_level *level = reader->levels.items[i];
        const eco_filter of_level = {.key = eco_stock_more_key(level->row.key)};
        if (level->row.more)
            status = eco_inventory_reader_scan(reader, kind, &of_level, visit);
    }
    return status;
}

eco_status eco_inventory_read_lots(stock_reader *reader)
{
    return read_of_levels(reader, &eco_inventory_lot_kind, visit_lot);
}

static void join_items(stock_reader *reader)
{
    for (size_t i = 0; i < reader->levels.count && reader->items.count; i++) {
        stock_seen_level *level = reader->levels.items[i];
        int64_t place = level->sku ? eco_map_get(&reader->items_by_sku, level->sku, strlen(level->sku), -1) : -1;
        level->item = place < 0 ? NULL : reader->items.items[place];
    }
}

eco_status eco_inventory_read_more(stock_reader *reader)
{
    eco_status status = read_of_levels(reader, &eco_inventory_more_kind, visit_more);
    if (!status)
        status = eco_inventory_read_items(reader);
    join_items(reader);
    return status;
}

static bool visit_buffer(const eco_row *row, void *user)
{
    stock_reader *reader = user;
    const stock_buffer *record = row->record;
    stock_seen_level *level = eco_inventory_seen_level(reader, record->level);
    stock_seen_buffer *buffer = level ? eco_inventory_reader_add(reader, &reader->buffers, sizeof *buffer) : NULL;
    if (!level)
        return true;
    if (!buffer)
        return eco_inventory_reader_no_memory(reader);
    buffer->row = *record;
    buffer->level = level;
    return eco_inventory_reader_text(reader, record->channel, &buffer->channel) || eco_inventory_reader_no_memory(reader);
}

eco_status eco_inventory_read_buffers(stock_reader *reader)
{
    return eco_inventory_reader_scan(reader, &eco_inventory_buffer_kind, NULL, visit_buffer);
}

/* ---- items ------------------------------------------------------------------------------------------------------------------------------ */

static bool visit_item(const eco_row *row, void *user)
{
    stock_reader *reader = user;
    const stock_item *record = row->record;
    if (!is_wanted(reader, eco_view_text(reader->view, record->sku)))
        return true;
    stock_seen_item *item = eco_inventory_reader_add(reader, &reader->items, sizeof *item);
    if (!item)
        return eco_inventory_reader_no_memory(reader);
    item->row = *record;
    return (eco_inventory_reader_text(reader, record->sku, &item->sku) && item->sku &&
            eco_inventory_reader_index(&reader->items_by_sku, item->sku, strlen(item->sku), reader->items.count - 1)) ||
           eco_inventory_reader_no_memory(reader);
}

eco_status eco_inventory_read_items(stock_reader *reader)
{
    return reader->items.count ? ECO_OK : eco_inventory_reader_scan(reader, &eco_inventory_item_kind, NULL, visit_item);
}

typedef struct part_visit {
    stock_reader *reader;
    stock_seen_item *item;
} part_visit;

static bool visit_part(const eco_row *row, void *user)
{
    const part_visit *visit = user;
    const stock_part *record = row->record;
    if (!record->quantity)
        return true;
    stock_seen_part *part = eco_inventory_reader_add(visit->reader, &visit->reader->parts, sizeof *part);
    if (!part)
        return eco_inventory_reader_no_memory(visit->reader);
    part->item = visit->item;
    part->quantity = record->quantity;
    visit->item->parts++;
    return eco_inventory_reader_text(visit->reader, record->sku, &part->sku) || eco_inventory_reader_no_memory(visit->reader);
}

eco_status eco_inventory_read_parts(stock_reader *reader)
{
    eco_status status = ECO_OK;
    for (size_t i = 0; i < reader->items.count && !status; i++) {
        part_visit visit = {reader, reader->items.items[i]};
        const eco_filter of_item = {.key = visit.item->row.key};
        if (visit.item->row.traits & STOCK_KIT)
            status = eco_view_scan(reader->view, &eco_inventory_part_kind, &of_item, visit_part, &visit, reader->error);
        status = status ? status : reader->status;
    }
    return status;
}

/* ---- serials ---------------------------------------------------------------------------------------------------------------------------- */

static bool visit_serial(const eco_row *row, void *user)
{
    stock_reader *reader = user;
    const stock_serial *record = row->record;
    if (!is_wanted(reader, eco_view_text(reader->view, record->sku)))
        return true;
    stock_seen_serial *serial = eco_inventory_reader_add(reader, &reader->serials, sizeof *serial);
    if (!serial)
        return eco_inventory_reader_no_memory(reader);
    serial->row = *record;
    serial->level = eco_inventory_seen_level(reader, record->level);
    return (eco_inventory_reader_text(reader, record->sku, &serial->sku) &&
            eco_inventory_reader_text(reader, record->serial, &serial->serial)) ||
           eco_inventory_reader_no_memory(reader);
}

eco_status eco_inventory_read_serials(stock_reader *reader)
{
    return eco_inventory_reader_scan(reader, &eco_inventory_serial_kind, NULL, visit_serial);
}

/* ---- documents -------------------------------------------------------------------------------------------------------------------------- */

static bool visit_document(const eco_row *row, void *user)
{
    stock_reader *reader = user;
    stock_seen_document *document = eco_inventory_reader_add(reader, &reader->documents, sizeof *document);
    if (!document)
        return eco_inventory_reader_no_memory(reader);
    document->row = *(const stock_document *)row->record;
    return eco_inventory_reader_index(&reader->documents_by_key, &document->row.key, sizeof document->row.key,
                                      reader->documents.count - 1) ||
           eco_inventory_reader_no_memory(reader);
}

static bool visit_document_line(const eco_row *row, void *user)
{
    stock_reader *reader = user;
    int64_t place = eco_map_get(&reader->documents_by_key, (const char *)&row->owner, sizeof row->owner, -1);
    if (place < 0)
        return true;
    stock_seen_document_line *line = eco_inventory_reader_add(reader, &reader->document_lines, sizeof *line);
    if (!line)
        return eco_inventory_reader_no_memory(reader);
    line->document = reader->documents.items[place];
    line->row = *(const stock_document_line *)row->record;
    line->number = row->number;
    return (eco_inventory_reader_text(reader, line->row.lot, &line->lot) &&
            eco_inventory_reader_text(reader, line->row.serial, &line->serial)) ||
           eco_inventory_reader_no_memory(reader);
}

static eco_status read_document_lines(stock_reader *reader)
{
    if (reader->documents.count > FEW)
        return eco_inventory_reader_scan(reader, &eco_inventory_document_line_kind, NULL, visit_document_line);
    eco_status status = ECO_OK;
    for (size_t i = 0; i < reader->documents.count && !status; i++) {
        const eco_filter of_document = {.key = ((stock_seen_document *)reader->documents.items[i])->row.key};
        status = eco_inventory_reader_scan(reader, &eco_inventory_document_line_kind, &of_document, visit_document_line);
    }
    return status;
}

eco_status eco_inventory_read_documents(stock_reader *reader, eco_id key, int64_t since_us, int64_t until_us)
{
    eco_filter filter = {.key = key, .since = since_us, .until = until_us};
    if (since_us || until_us)
        filter.time = eco_inventory_field_of(&eco_inventory_document_kind, "at_us");
    eco_status status = eco_inventory_reader_scan(reader, &eco_inventory_document_kind, &filter, visit_document);
    if (!status)
        status = read_document_lines(reader);
    for (size_t i = 0; i < reader->documents.count && !status; i++) {
        stock_seen_document *document = reader->documents.items[i];
        status = eco_inventory_read_command(reader, document->row.key);
        document->command = eco_inventory_seen_command(reader, document->row.key);
    }
    bool look_up = reader->levels.count == 0;
    for (size_t i = 0; i < reader->document_lines.count && !status; i++) {
        stock_seen_document_line *line = reader->document_lines.items[i];
        status = eco_inventory_join_level(reader, line->row.level, look_up, &line->level);
        if (!status)
            status = eco_inventory_join_level(reader, line->row.from_level, true, &line->from_level);
    }
    return status;
}

eco_status eco_inventory_read_closed_us(stock_reader *reader, int64_t *closed_us)
{
    const void *found;
    eco_status status = eco_view_find(&found, reader->view, &eco_inventory_settings_kind, eco_key_int(STOCK_SETTINGS_KEY),
                                      reader->error);
    const stock_settings *settings = found;
    *closed_us = settings ? settings->closed_us : 0;
    return status;
}
