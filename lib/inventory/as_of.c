/* as_of.c - balances of a past instant: what lies where from the ledger; reserved and committed from holds as well, by when they began and how and when they
 * ended. What took effect at the instant itself counts. As known at another instant: without what was recorded later; holds do not tell that. */
#include "inventory/read.h"

/* What was left of a line when its hold ended as a whole, or will. */
static void add_line(const stock_seen_line *line, int64_t as_of_us)
{
    const stock_hold *hold = &line->hold->row;
    int64_t *places = line->level->places;
    int64_t rest = line->quantity - line->counts.committed - line->counts.released;
    int64_t end = hold->state == STOCK_HELD ? hold->due_us : hold->ended_us;
    bool has_ended = end <= as_of_us;
    bool is_sold = hold->state == STOCK_COMMITTED || hold->state == STOCK_ISSUED || hold->state == STOCK_CANCELLED;
    int64_t reserved = line->quantity - (has_ended ? rest : 0), committed = has_ended && is_sold ? rest : 0;
    places[STOCK_RESERVED] += reserved;
    places[STOCK_COMMITTED_PLACE] += committed;
    places[STOCK_AVAILABLE] -= reserved + committed;
}

static void add_movement(const stock_seen_movement *movement)
{
    const stock_movement *row = &movement->row;
    if (!movement->level)
        return;
    if (eco_stock_is_inside(row->from))
        movement->level->places[row->from] -= row->quantity;
    if (eco_stock_is_inside(row->to))
        movement->level->places[row->to] += row->quantity;
}

static eco_status read_holds(stock_reader *reader, int64_t as_of_us, int64_t until_us)
{
    const eco_id any = {0, 0};
    eco_status status = eco_inventory_read_holds(reader, any, 0, until_us);
    if (!status)
        status = eco_inventory_read_lines(reader);
    for (size_t i = 0; !status && i < reader->lines.count; i++) {
        stock_seen_line *line = reader->lines.items[i];
        if ((line->level = eco_inventory_seen_level(reader, line->level_key)))
            add_line(line, as_of_us);
    }
    return status;
}

eco_status eco_inventory_read_as_of(stock_reader *reader, int64_t as_of_us, int64_t known_us)
{
    const eco_query until = {.struct_size = sizeof until, .until_us = as_of_us == INT64_MAX ? 0 : as_of_us + 1};
    eco_status status = eco_inventory_read_movements(reader, &until, true);
    if (!status && known_us)
        status = eco_inventory_read_commands(reader);
    for (size_t i = 0; !status && i < reader->movements.count; i++) {
        stock_seen_movement *movement = reader->movements.items[i];
        movement->level = eco_inventory_seen_level(reader, movement->row.level);
        if (!known_us || (movement->command && movement->command->row.recorded_us <= known_us))
            add_movement(movement);
    }
    return status || known_us ? status : read_holds(reader, as_of_us, until.until_us);
}
