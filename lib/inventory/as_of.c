/* as_of.c - balances of a past instant: on_hand from the ledger; reserved and committed from holds, by when they began and how and when they ended, and from
 * the ledger for what ended alone. What took effect at the instant itself counts. */
#include "inventory/read.h"

/* What was left of a line when its hold ended as a whole, or will. */
static void add_line(const stock_seen_line *line, int64_t as_of_us)
{
    const stock_hold *hold = &line->hold->row;
    int64_t rest = line->quantity - line->counts.committed - line->counts.released;
    int64_t end = hold->state == STOCK_HELD ? hold->due_us : hold->ended_us;
    bool has_ended = end <= as_of_us;
    line->level->reserved += line->quantity - (has_ended ? rest : 0);
    if (has_ended && (hold->state == STOCK_COMMITTED || hold->state == STOCK_ISSUED || hold->state == STOCK_CANCELLED))
        line->level->committed += rest;
}

eco_status eco_inventory_read_as_of(stock_reader *reader, int64_t as_of_us)
{
    const eco_id any = {0, 0};
    const eco_query until = {.struct_size = sizeof until, .until_us = as_of_us == INT64_MAX ? 0 : as_of_us + 1};
    eco_status status = eco_inventory_read_movements(reader, &until, true);
    if (!status)
        status = eco_inventory_read_holds(reader, any, 0, until.until_us);
    if (!status)
        status = eco_inventory_read_lines(reader);
    for (size_t i = 0; !status && i < reader->movements.count; i++) {
        const stock_movement *row = &((stock_seen_movement *)reader->movements.items[i])->row;
        stock_seen_level *level = eco_inventory_seen_level(reader, row->level);
        level->on_hand += row->quantity;
        level->reserved += row->reserved;
        level->committed += row->committed;
    }
    for (size_t i = 0; !status && i < reader->lines.count; i++) {
        stock_seen_line *line = reader->lines.items[i];
        if ((line->level = eco_inventory_seen_level(reader, line->level_key)))
            add_line(line, as_of_us);
    }
    return status;
}
