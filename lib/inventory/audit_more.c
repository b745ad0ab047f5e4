/* audit_more.c - lots, serials, buffers and documents against levels and the ledger; and transfers, which must arrive in full. */
#include "inventory/audit.h"

#include "base/error.h"

static const eco_id none = {0, 0};

/* ---- lots ------------------------------------------------------------------------------------------------------------------------------- */

/* A lot of a level in a place. */
typedef struct lot_key {
    int64_t level;
    const char *lot;
    int32_t place;
} lot_key;

static uint64_t hash_of(const lot_key *key)
{
    return eco_digest_add(eco_digest_add((uint64_t)key->level, eco_hash(key->lot, strlen(key->lot))), (uint64_t)key->place);
}

typedef struct lot_sum {
    uint64_t hash; /* the map's key */
    lot_key key;
    int64_t quantity;
} lot_sum;

typedef struct lot_sums {
    stock_audit *audit;
    stock_list list;
    eco_map map;
} lot_sums;

static lot_sum *sum_of(lot_sums *sums, lot_key key)
{
    uint64_t hash = hash_of(&key);
    int64_t place = eco_map_get(&sums->map, (const char *)&hash, sizeof hash, -1);
    if (place >= 0)
        return sums->list.items[place];
    lot_sum *sum = eco_inventory_reader_add(&sums->audit->reader, &sums->list, sizeof *sum);
    if (!sum)
        return NULL;
    sum->hash = hash;
    sum->key = key;
    return eco_inventory_reader_index(&sums->map, &sum->hash, sizeof sum->hash, sums->list.count - 1) ? sum : NULL;
}

static bool add_to_lot(lot_sums *sums, const stock_seen_movement *movement, int32_t place, int64_t quantity)
{
    if (!eco_stock_is_physical(place))
        return true;
    lot_sum *sum = sum_of(sums, (lot_key){movement->row.level, movement->lot, eco_stock_lot_place(place)});
    if (sum)
        sum->quantity += quantity;
    return sum != NULL;
}

static bool sum_lots(lot_sums *sums)
{
    const stock_list *movements = &sums->audit->reader.movements;
    bool whole = true;
    for (size_t i = 0; i < movements->count && whole; i++) {
        const stock_seen_movement *movement = movements->items[i];
        if (movement->lot)
            whole = add_to_lot(sums, movement, movement->row.from, -movement->row.quantity) &&
                    add_to_lot(sums, movement, movement->row.to, movement->row.quantity);
    }
    return whole;
}

/* Each lot is what the ledger says, and those of a place are together not more than is there. */
static bool check_lots(lot_sums *sums)
{
    const stock_list *lots = &sums->audit->reader.lots;
    bool whole = true;
    for (size_t i = 0; i < lots->count && whole; i++) {
        const stock_seen_lot *lot = lots->items[i];
        if (!lot->row.quantity || !lot->lot)
            continue;
        lot_sum *sum = sum_of(sums, (lot_key){lot->level->row.key, lot->lot, lot->row.state});
        lot_sum *all = sum_of(sums, (lot_key){lot->level->row.key, "", lot->row.state});
        if ((whole = sum && all)) {
            sum->quantity -= lot->row.quantity;
            all->quantity += lot->row.quantity;
        }
    }
    for (size_t i = 0; i < sums->list.count && whole; i++) {
        const lot_sum *sum = sums->list.items[i];
        const stock_seen_level *level = eco_inventory_seen_level(&sums->audit->reader, sum->key.level);
        if (*sum->key.lot && sum->quantity)
            eco_inventory_note(sums->audit, "a lot is not what the ledger says", level, none, sum->quantity, 0);
        else if (!*sum->key.lot && level && sum->quantity > eco_stock_in_place(&level->row, &level->more, sum->key.place))
            eco_inventory_note(sums->audit, "more is in lots than is there", level, none,
                               eco_stock_in_place(&level->row, &level->more, sum->key.place), sum->quantity);
    }
    return whole;
}

static eco_status audit_lots(stock_audit *audit)
{
    lot_sums sums = {.audit = audit};
    eco_status status = eco_inventory_read_lots(&audit->reader);
    eco_map_begin(&sums.map, &audit->reader.inventory->module.allocator);
    if (!status && !(sum_lots(&sums) && check_lots(&sums)))
        status = eco_fail_memory(audit->reader.error);
    eco_map_end(&sums.map);
    eco_release(&audit->reader.inventory->module.allocator, sums.list.items, sums.list.capacity * sizeof *sums.list.items);
    return status;
}

/* ---- serials ---------------------------------------------------------------------------------------------------------------------------- */

static eco_status audit_serials(stock_audit *audit)
{
    stock_reader *reader = &audit->reader;
    eco_map places;
    bool whole = true, added;
    eco_status status = eco_inventory_read_serials(reader);
    eco_map_begin(&places, &reader->inventory->module.allocator);
    for (size_t i = 0; i < reader->serials.count && !status && whole; i++) {
        stock_seen_serial *serial = reader->serials.items[i];
        int64_t place = (int64_t)i;
        serial->told = STOCK_NOWHERE;
        serial->hash = eco_digest_add(eco_hash(serial->sku, strlen(serial->sku)),
                                      eco_hash(serial->serial, strlen(serial->serial)));
        whole = eco_map_add(&places, (const char *)&serial->hash, sizeof serial->hash, &place, &added);
    }
    for (size_t i = 0; i < reader->movements.count && !status && whole && reader->serials.count; i++) {
        const stock_seen_movement *movement = reader->movements.items[i];
        if (!movement->serial || !movement->level || !movement->level->sku)
            continue;
        uint64_t key = eco_digest_add(eco_hash(movement->level->sku, strlen(movement->level->sku)),
                                      eco_hash(movement->serial, strlen(movement->serial)));
        int64_t place = eco_map_get(&places, (const char *)&key, sizeof key, -1);
        if (place >= 0)
            ((stock_seen_serial *)reader->serials.items[place])->told = eco_stock_lot_place(movement->row.to);
    }
    for (size_t i = 0; i < reader->serials.count && !status; i++) {
        const stock_seen_serial *serial = reader->serials.items[i];
        if (serial->told != serial->row.place)
            eco_inventory_note(audit, "a serial is not where the ledger says", serial->level, none, serial->told,
                               serial->row.place);
    }
    eco_map_end(&places);
    return status ? status : whole ? ECO_OK : eco_fail_memory(reader->error);
}

/* ---- buffers ---------------------------------------------------------------------------------------------------------------------------- */

static eco_status audit_buffers(stock_audit *audit)
{
    stock_reader *reader = &audit->reader;
    eco_status status = eco_inventory_read_buffers(reader);
    for (size_t i = 0; i < reader->buffers.count && !status; i++) {
        stock_seen_buffer *buffer = reader->buffers.items[i];
        buffer->level->more.buffers--;
        buffer->level->more.buffered -= buffer->row.quantity > 0 ? buffer->row.quantity : 0;
    }
    for (size_t i = 0; i < reader->levels.count && !status; i++) {
        const stock_seen_level *level = reader->levels.items[i];
        if (level->more.buffers || level->more.buffered)
            eco_inventory_note(audit, "what is kept for channels is not what their rows say", level, none, level->more.buffers,
                               level->more.buffered);
    }
    return status;
}

/* ---- documents -------------------------------------------------------------------------------------------------------------------------- */

static void check_document_line(stock_audit *audit, const stock_seen_document_line *line)
{
    const stock_document_line *row = &line->row;
    const stock_document *document = &line->document->row;
    if (!line->level) {
        eco_inventory_note(audit, "a line of a document has no level", NULL, document->key, row->level, 0);
        return;
    }
    if (document->verb == ECO_INVENTORY_COUNT)
        return;
    int64_t open = row->quantity - row->done - row->cancelled;
    if (row->done < 0 || row->cancelled < 0 || open < 0)
        eco_inventory_note(audit, "more of a document's line has ended than there was", line->level, document->key, row->quantity,
                           row->done + row->cancelled);
    if (open && document->state != STOCK_OPEN)
        eco_inventory_note(audit, "a document has ended, and has not", line->level, document->key, 0, open);
    if (document->verb == ECO_INVENTORY_EXPECT)
        line->level->open_incoming += open;
    else
        line->level->open_transit += open;
}

static eco_status audit_documents(stock_audit *audit)
{
    stock_reader *reader = &audit->reader;
    eco_status status = eco_inventory_read_documents(reader, none, 0, 0);
    for (size_t i = 0; i < reader->document_lines.count && !status; i++)
        check_document_line(audit, reader->document_lines.items[i]);
    for (size_t i = 0; i < reader->levels.count && !status; i++) {
        const stock_seen_level *level = reader->levels.items[i];
        if (level->open_incoming != level->more.incoming)
            eco_inventory_note(audit, "incoming is not what documents say", level, none, level->open_incoming,
                               level->more.incoming);
        if (level->open_transit < level->more.in_transit)
            eco_inventory_note(audit, "more is in transit than documents say", level, none, level->open_transit,
                               level->more.in_transit);
    }
    return status;
}

/* What leaves one location for another arrives there, in the same command. */
static void audit_transfers(stock_audit *audit)
{
    __int128 between = 0;
    for (size_t i = 0; i < audit->reader.movements.count; i++) {
        const stock_movement *row = &((const stock_seen_movement *)audit->reader.movements.items[i])->row;
        between += row->to == STOCK_TRANSFER ? row->quantity : row->from == STOCK_TRANSFER ? -(__int128)row->quantity : 0;
    }
    if (between)
        eco_inventory_note(audit, "what left for other locations did not arrive there", NULL, none, 0,
                           between > INT64_MAX   ? INT64_MAX
                           : between < INT64_MIN ? INT64_MIN
                                                 : (int64_t)between);
}

eco_status eco_inventory_audit_more(stock_audit *audit)
{
    eco_status status = audit_lots(audit);
    if (!status)
        status = audit_serials(audit);
    if (!status)
        status = audit_documents(audit);
    if (!status)
        status = audit_buffers(audit);
    audit_transfers(audit);
    return status;
}
