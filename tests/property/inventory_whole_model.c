/* inventory_whole_model.c - see inventory_whole.h. Written from the public header: places, lots, serials, what is available; who has been here before. */
#include "inventory_whole.h"

#include <stddef.h>

const char *const whole_skus[WHOLE_SKUS] = {"apple", "\xE6\xA2\xA8", "backordered", "preordered", "safe",       "fefo",
                                            "fifo",  "serial",       "dropped",     "kit",        "kit of kit", "kit of serial"};
const char *const whole_locations[WHOLE_LOCATIONS] = {"main", "east", "west"};
const char *const whole_lots[WHOLE_LOTS] = {NULL, "L1", "L2", "L3", "L4"};
const char *const whole_serials[WHOLE_SERIALS] = {NULL, "S1", "S2", "S3", "S4", "S5", "S6"};
const char *const whole_channels[WHOLE_CHANNELS] = {"web", "pos"};
const char *const whole_places[NOWHERE] = {"available",       "reserved", "committed", "incoming",   "in_transit", "damaged",
                                           "quality_control", "supplier", "customer",  "adjustment", "transfer"};

void whole_copy(whole *to, const whole *from)
{
    memcpy(to, from, offsetof(whole, commands));
    memcpy(to->commands, from->commands, (size_t)from->commands_count * sizeof from->commands[0]);
    memcpy(to->results, from->results, (size_t)from->commands_count * sizeof from->results[0]);
    memcpy(to->things, from->things, (size_t)from->things_count * sizeof from->things[0]);
    memcpy(to->rows, from->rows, (size_t)from->rows_count * sizeof from->rows[0]);
}

void whole_begin(whole *of)
{
    memset(of, 0, sizeof *of);
    of->first_location = -1;
    for (int i = 0; i < WHOLE_SERIALS; i++)
        of->serials[i].level = -1;
}

int64_t whole_lot_expires(int lot)
{
    static const int64_t expires[WHOLE_LOTS] = {0, 0, 1120, 1300, 1250};
    return expires[lot];
}

whole_result whole_fail(eco_status status, int line)
{
    return (whole_result){.status = status, .line = line};
}

static bool same_id(eco_id a, eco_id b)
{
    return a.high == b.high && a.low == b.low;
}

whole_thing *whole_find(whole *of, eco_id key, eco_inventory_verb verb)
{
    for (int i = 0; i < of->things_count; i++) {
        const whole_command *made = &of->commands[of->things[i].command];
        bool is_hold = made->verb == ECO_INVENTORY_HOLD;
        if (same_id(made->key, key) && (verb == ECO_INVENTORY_HOLD) == is_hold)
            return &of->things[i];
    }
    return NULL;
}

/* ---- who has been here before ------------------------------------------------------------------------------------------------------------ */

static bool same_line(const whole_line *a, const whole_line *b)
{
    return a->sku == b->sku && a->names_location == b->names_location && (!a->names_location || a->location == b->location) &&
           a->quantity == b->quantity && a->cost == b->cost && a->lot == b->lot && a->serial == b->serial;
}

static bool same_lines(const whole_command *a, const whole_command *b)
{
    bool taken[WHOLE_LINES] = {false};
    if (a->lines_count != b->lines_count)
        return false;
    for (int i = 0; i < a->lines_count; i++) {
        int k = 0;
        while (k < b->lines_count && (taken[k] || !same_line(&a->lines[i], &b->lines[k])))
            k++;
        if (k == b->lines_count)
            return false;
        taken[k] = true;
    }
    return true;
}

static bool same_item(const whole_item *a, const whole_item *b)
{
    if (a->parts_count != b->parts_count)
        return false;
    for (int i = 0; i < a->parts_count; i++)
        if (a->parts[i] != b->parts[i] || a->parts_quantity[i] != b->parts_quantity[i])
            return false;
    return a->backorder == b->backorder && a->preorder == b->preorder && a->ships_us == b->ships_us && a->safety == b->safety &&
           a->method == b->method && a->picking == b->picking;
}

static bool same_body(const whole_command *a, const whole_command *b)
{
    return a->verb == b->verb && same_id(a->hold, b->hold) && same_id(a->source, b->source) && a->channel == b->channel &&
           a->partial == b->partial && a->to_location == b->to_location && a->from_state == b->from_state &&
           a->to_state == b->to_state && a->amount == b->amount && a->item == b->item && same_lines(a, b) &&
           (a->verb != ECO_INVENTORY_CLOSE || a->due_us == b->due_us) &&
           (a->item < 0 || same_item(&a->definition, &b->definition));
}

/* ---- places ------------------------------------------------------------------------------------------------------------------------------ */

static int locations_count(const whole *of)
{
    int count = 0;
    for (int location = 0; location < WHOLE_LOCATIONS; location++)
        for (int sku = 0; sku < WHOLE_SKUS; sku++)
            if (of->levels[sku * WHOLE_LOCATIONS + location].exists) {
                count++;
                break;
            }
    return count;
}

bool whole_names(const whole *of, const whole_line *line, int *location)
{
    *location = line->names_location ? line->location : of->first_location < 0 ? 0 : of->first_location;
    return line->names_location || locations_count(of) <= 1;
}

bool whole_is_kit(const whole *of, int sku)
{
    return of->items[sku].parts_count > 0;
}

/* Goods that came before their item was defined are in no lot. */
bool whole_has_lots(const whole *of, int sku)
{
    return (sku == FEFO || sku == FIFO) && of->items[sku].is_defined;
}

bool whole_has_serials(int sku)
{
    return sku == SERIAL;
}

static int add_parts(const whole *of, int sku, int64_t quantity, whole_line *out, int count, const whole_line *line)
{
    const whole_item *item = &of->items[sku];
    for (int i = 0; i < item->parts_count; i++)
        count = add_parts(of, item->parts[i], quantity * item->parts_quantity[i], out, count, line);
    if (item->parts_count)
        return count;
    for (int i = 0; i < count; i++)
        if (out[i].sku == sku) {
            out[i].quantity += quantity;
            return count;
        }
    out[count] = *line;
    out[count].sku = sku;
    out[count].quantity = quantity;
    return count + 1;
}

int whole_expand(const whole *of, const whole_line *line, whole_line *out)
{
    return add_parts(of, line->sku, line->quantity, out, 0, line);
}

/* ---- what is available ------------------------------------------------------------------------------------------------------------------- */

int64_t whole_on_hand(const whole_level *level)
{
    return level->quantity[AVAILABLE] + level->quantity[RESERVED] + level->quantity[COMMITTED];
}

static bool is_past(int lot, int64_t at_us)
{
    return whole_lot_expires(lot) && whole_lot_expires(lot) <= at_us;
}

int64_t whole_expired(const whole *of, int level, int64_t at_us)
{
    int64_t sum = 0;
    for (int lot = 1; lot < WHOLE_LOTS; lot++)
        sum += is_past(lot, at_us) ? of->levels[level].lots[lot][AVAILABLE].quantity : 0;
    return sum;
}

int64_t whole_buffered(const whole_level *level, int channel)
{
    int64_t sum = 0;
    for (int i = 0; i < WHOLE_CHANNELS; i++)
        sum += i == channel ? (level->buffer[i] < 0 ? -level->buffer[i] : 0) : (level->buffer[i] > 0 ? level->buffer[i] : 0);
    return sum;
}

int64_t whole_available(const whole *of, int level, int channel, int64_t at_us)
{
    const whole_level *at = &of->levels[level];
    int sku = level / WHOLE_LOCATIONS;
    return at->quantity[AVAILABLE] - of->items[sku].safety - whole_buffered(at, channel) - whole_expired(of, level, at_us);
}

int64_t whole_below_zero(const whole *of, int sku, int64_t at_us)
{
    const whole_item *item = &of->items[sku];
    return item->backorder + (at_us < item->ships_us ? item->preorder : 0);
}

void whole_create(whole *of, int level)
{
    if (of->first_location < 0)
        of->first_location = level % WHOLE_LOCATIONS;
    of->levels[level].exists = true;
}

/* ---- moving goods ------------------------------------------------------------------------------------------------------------------------ */

static bool is_physical(int place) /* not a mere promise: lots and serials are there */
{
    return place == AVAILABLE || place == RESERVED || place == COMMITTED || place == IN_TRANSIT || place == DAMAGED ||
           place == QUALITY;
}

static int lot_place(int place)
{
    return place == RESERVED || place == COMMITTED ? AVAILABLE : place;
}

static int64_t loose_in(const whole_level *level, int place)
{
    int64_t loose = place == AVAILABLE ? whole_on_hand(level) : level->quantity[place];
    for (int lot = 1; lot < WHOLE_LOTS; lot++)
        loose -= level->lots[lot][place].quantity;
    return loose;
}

/* Whether a lot leaves before another one that stands before it by name. What never expires leaves after what does. */
static bool leaves_before(const whole *of, const whole_level *at, int place, int sku, int a, int b)
{
    int64_t a_expires = whole_lot_expires(a) ? whole_lot_expires(a) : INT64_MAX,
            b_expires = whole_lot_expires(b) ? whole_lot_expires(b) : INT64_MAX;
    int64_t a_received = at->lots[a][place].received_us, b_received = at->lots[b][place].received_us;
    if (of->items[sku].picking == ECO_PICKING_FEFO)
        return a_expires != b_expires ? a_expires < b_expires : a_received < b_received;
    return a_received < b_received;
}

/* The lot to take from, 0: loose goods, -1: none is left. */
static int choose(const whole *of, const whole_move *move, int place, int64_t at_us, int64_t loose)
{
    const whole_level *at = &of->levels[move->level];
    int sku = move->level / WHOLE_LOCATIONS, best = loose > 0 ? 0 : -1;
    if (move->is_loose)
        return best;
    if (move->lot)
        return at->lots[move->lot][place].quantity ? move->lot : -1;
    for (int lot = 1; lot < WHOLE_LOTS; lot++)
        if (at->lots[lot][place].quantity && !is_past(lot, at_us) && (best <= 0 || leaves_before(of, at, place, sku, lot, best)))
            best = lot;
    return best;
}

/* What takes effect before the books' end is booked there. */
static void write_row(whole *of, const whole_command *command, const whole_move *move, int lot, int64_t quantity)
{
    int64_t at_us = command->at_us < of->closed_us ? of->closed_us : command->at_us;
    if (of->rows_count == WHOLE_ROWS)
        ECO_TEST_FAIL("too many rows for the model");
    of->rows[of->rows_count++] = (whole_row){of->commands_count, move->level, lot,      move->serial,
                                             move->from,         move->to,    quantity, at_us};
}

static void put_lot(whole *of, const whole_command *command, const whole_move *move, int lot, int64_t quantity,
                    int64_t received_us)
{
    whole_level *at = &of->levels[move->level];
    if (lot && is_physical(move->to)) {
        whole_lot *to = &at->lots[lot][lot_place(move->to)];
        if (!to->quantity) {
            to->received_us = received_us;
            to->moved_us = at->moved_us; /* when it was emptied is not kept: at most when goods moved last there */
        }
        to->quantity += quantity;
        if (to->moved_us < command->at_us)
            to->moved_us = command->at_us;
    }
    write_row(of, command, move, lot, quantity);
    if (move->each)
        move->each(move->user, lot, quantity, received_us);
}

static whole_result move_lots(whole *of, const whole_command *command, int line, const whole_move *move)
{
    whole_level *at = &of->levels[move->level];
    int place = lot_place(move->from);
    if (!is_physical(move->from)) {
        if (!move->lot && !move->is_loose)
            return whole_fail(ECO_E_INVALID, line);
        if (is_past(move->lot, command->at_us) && move->to == AVAILABLE && !move->is_old)
            return whole_fail(ECO_E_INVALID, line);
        put_lot(of, command, move, move->lot, move->quantity, move->received_us ? move->received_us : command->at_us);
        return whole_fail(ECO_OK, 0);
    }
    int64_t left = move->quantity, loose = loose_in(at, place);
    while (left) {
        int lot = choose(of, move, place, command->at_us, loose);
        if (lot < 0) {
            whole_result result = whole_fail(ECO_E_INSUFFICIENT, line);
            return result;
        }
        int64_t there = lot ? at->lots[lot][place].quantity : loose, taken = there < left ? there : left;
        int64_t received_us = at->lots[lot][place].received_us;
        if (lot && at->lots[lot][place].moved_us < command->at_us)
            at->lots[lot][place].moved_us = command->at_us;
        if (lot)
            at->lots[lot][place].quantity -= taken;
        else
            loose -= taken;
        put_lot(of, command, move, lot, taken, received_us);
        left -= taken;
    }
    return whole_fail(ECO_OK, 0);
}

static whole_result move_serial(whole *of, const whole_command *command, int line, const whole_move *move)
{
    if (!move->serial || move->quantity != 1)
        return whole_fail(ECO_E_INVALID, line);
    whole_serial *serial = &of->serials[move->serial];
    bool is_here = serial->level >= 0 && is_physical(serial->place);
    if (!is_physical(move->from) && is_here)
        return whole_fail(ECO_E_INVALID, line);
    if (is_physical(move->from) && !(is_here && serial->level == move->level && serial->place == lot_place(move->from)))
        return whole_fail(ECO_E_NOT_FOUND, line);
    (void)command;
    *serial = (whole_serial){move->level, lot_place(move->to)};
    return whole_fail(ECO_OK, 0);
}

whole_result whole_post(whole *of, const whole_command *command, int line, whole_move move)
{
    whole_level *at = &of->levels[move.level];
    int sku = move.level / WHOLE_LOCATIONS;
    bool goods_move = lot_place(move.from) != lot_place(move.to);
    if (goods_move && (lot_place(move.from) == AVAILABLE || lot_place(move.to) == AVAILABLE) && at->moved_us < command->at_us)
        at->moved_us = command->at_us;
    whole_result result = whole_fail(ECO_OK, 0);
    if (whole_has_serials(sku) && goods_move && (is_physical(move.from) || is_physical(move.to)))
        result = move_serial(of, command, line, &move);
    if (result.status)
        return result;
    if (whole_has_lots(of, sku) && goods_move && (is_physical(move.from) || is_physical(move.to)))
        result = move_lots(of, command, line, &move);
    else
        write_row(of, command, &move, 0, move.quantity);
    if (result.status)
        return result;
    if (move.from < PLACES)
        at->quantity[move.from] -= move.quantity;
    if (move.to < PLACES)
        at->quantity[move.to] += move.quantity;
    return result;
}

/* ---- deciding ---------------------------------------------------------------------------------------------------------------------------- */

static whole_result decide(whole *of, const whole_command *command, const whole *before, int64_t version)
{
    bool has_hold = command->hold.high || command->hold.low;
    if (command->illegal)
        return whole_fail(ECO_E_INVALID, 0);
    switch (command->verb) {
    case ECO_INVENTORY_HOLD: return whole_hold(of, command, before, version);
    case ECO_INVENTORY_RETURN: return has_hold ? whole_return(of, command) : whole_goods(of, command, before, version);
    case ECO_INVENTORY_COUNT: return whole_count(of, command, version);
    default: break;
    }
    if (has_hold)
        return whole_end(of, command);
    if (command->source.high || command->source.low || command->verb == ECO_INVENTORY_EXPECT ||
        command->verb == ECO_INVENTORY_SHIP_TRANSFER)
        return whole_document(of, command);
    return whole_goods(of, command, before, version);
}

whole_result whole_run(whole *of, const whole_command *command, int64_t version)
{
    static whole before;
    for (int i = 0; i < of->commands_count; i++)
        if (same_id(of->commands[i].key, command->key)) {
            if (command->illegal)
                return whole_fail(ECO_E_INVALID, 0);
            if (!same_body(&of->commands[i], command))
                return whole_fail(ECO_E_KEY_REUSED, 0);
            whole_result again = of->results[i];
            again.replayed = true;
            return again;
        }
    whole_copy(&before, of);
    int rows = of->rows_count;
    whole_result result = decide(of, command, &before, version);
    if (result.status) {
        whole_copy(of, &before);
        return result;
    }
    result.has_rows = of->rows_count > rows;
    of->commands[of->commands_count] = *command;
    of->results[of->commands_count++] = result;
    return result;
}
