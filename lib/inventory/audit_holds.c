/* audit_holds.c - holds that contradict themselves, or what the ledger says of the parts of them that ended alone. */
#include "inventory/audit.h"

/* ---- the ledger's word on a line -------------------------------------------------------------------------------------------------------- */

/* A command's rows of a hold name the level, not the hold's line: so they are summed up at the first line of that level. */
static stock_seen_line *first_of_level(const stock_seen_hold *hold, int64_t level)
{
    stock_seen_line *line = hold->first;
    while (line && line->level_key != level)
        line = line->next;
    return line;
}

static void hear_movement(stock_audit *audit, const stock_seen_movement *movement)
{
    const stock_movement *row = &movement->row;
    bool of_hold = row->from == STOCK_RESERVED || row->from == STOCK_COMMITTED_PLACE;
    if (!of_hold && !(row->verb == ECO_INVENTORY_RETURN && eco_has_key(row->source)))
        return;
    const stock_seen_hold *hold = eco_inventory_seen_hold(&audit->reader, row->source);
    stock_seen_line *line = hold ? first_of_level(hold, row->level) : NULL;
    if (!line) {
        eco_inventory_note(audit, "a row of the ledger names a line that no hold has", movement->level, row->source,
                           row->sequence, 0);
        return;
    }
    switch (row->verb) {
    case ECO_INVENTORY_COMMIT: line->told.committed += row->quantity; break;
    case ECO_INVENTORY_RELEASE: line->told.released += row->quantity; break;
    case ECO_INVENTORY_ISSUE: line->told.issued += row->quantity; break;
    case ECO_INVENTORY_RETURN: line->told.returned += row->quantity; break;
    default: line->told.cancelled += row->quantity;
    }
}

typedef struct sums {
    int64_t committed, released, issued, cancelled, returned;
} sums;

/* What lines of the same level as this one, from it on, say together. */
static sums sum_level(const stock_seen_line *first)
{
    sums sum = {0, 0, 0, 0, 0};
    for (const stock_seen_line *line = first; line; line = line->next) {
        if (line->level_key != first->level_key)
            continue;
        stock_split split = eco_inventory_seen_split(line);
        sum.committed += line->counts.committed;
        sum.released += line->counts.released;
        sum.issued += split.issued;
        sum.cancelled += split.cancelled;
        sum.returned += line->counts.returned;
    }
    return sum;
}

static void expect(stock_audit *audit, const char *what, const stock_seen_line *line, int64_t expected, int64_t found)
{
    if (expected != found)
        eco_inventory_note(audit, what, line->level, line->hold->row.key, expected, found);
}

static void check_told(stock_audit *audit, const stock_seen_line *line)
{
    if (first_of_level(line->hold, line->level_key) != line)
        return;
    sums sum = sum_level(line);
    expect(audit, "what was committed alone is not what the ledger says", line, line->told.committed, sum.committed);
    expect(audit, "what was released alone is not what the ledger says", line, line->told.released, sum.released);
    expect(audit, "what was issued is not what the ledger says", line, line->told.issued, sum.issued);
    expect(audit, "what was cancelled is not what the ledger says", line, line->told.cancelled, sum.cancelled);
    expect(audit, "what was returned is not what the ledger says", line, line->told.returned, sum.returned);
}

/* ---- a hold ----------------------------------------------------------------------------------------------------------------------------- */

static void check_line(stock_audit *audit, const stock_seen_line *line)
{
    const stock_counts *counts = &line->counts;
    stock_split split = eco_inventory_seen_split(line);
    if (line->quantity < 0 || counts->committed < 0 || counts->released < 0 || counts->issued < 0 || counts->cancelled < 0 ||
        counts->returned < 0 || counts->buffered < 0)
        eco_inventory_note(audit, "a line of a hold has a quantity below 0", line->level, line->hold->row.key, 0, line->quantity);
    if (split.held < 0 || split.released < 0 || split.committed < 0 || counts->returned > split.issued ||
        counts->committed + counts->released > line->quantity)
        eco_inventory_note(audit, "more of a line has ended than was held", line->level, line->hold->row.key, line->quantity,
                           counts->committed + counts->released);
    if (!line->level) {
        eco_inventory_note(audit, "a line of a hold has no level", NULL, line->hold->row.key, line->level_key, 0);
        return;
    }
    line->level->reserved += split.held;
    line->level->committed += split.committed;
    check_told(audit, line);
}

static int64_t lines_of(const stock_seen_hold *hold)
{
    int64_t count = 0;
    for (const stock_seen_line *line = hold->first; line; line = line->next)
        count++;
    return count;
}

static void check_hold(stock_audit *audit, const stock_seen_hold *hold)
{
    const stock_hold *row = &hold->row;
    int64_t lines = lines_of(hold);
    bool is_held = row->state == STOCK_HELD;
    if (row->state < STOCK_HELD || row->state > STOCK_CANCELLED)
        eco_inventory_note(audit, "a hold has an unknown state", NULL, row->key, STOCK_HELD, row->state);
    if (is_held != (row->due_us != 0) || is_held != (row->ended_us == 0))
        eco_inventory_note(audit, "a hold has ended, and has not", NULL, row->key, row->due_us, row->ended_us);
    if (!lines)
        eco_inventory_note(audit, "a hold has no lines", NULL, row->key, 1, 0);
    if (hold->counts != (row->partial ? lines : 0))
        eco_inventory_note(audit, "a hold does not have counts for its lines", NULL, row->key, row->partial ? lines : 0,
                           hold->counts);
    for (const stock_seen_line *line = hold->first; line; line = line->next)
        check_line(audit, line);
}

void eco_inventory_audit_holds(stock_audit *audit)
{
    for (size_t i = 0; i < audit->reader.movements.count; i++)
        hear_movement(audit, audit->reader.movements.items[i]);
    for (size_t i = 0; i < audit->reader.holds.count; i++)
        check_hold(audit, audit->reader.holds.items[i]);
}
