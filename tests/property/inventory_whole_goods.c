/* inventory_whole_goods.c - the model's goods without holds: items, buffers, closed books, goods in and out; documents and counts. */
#include "inventory_whole.h"

static int level_of(int sku, int location)
{
    return sku * WHOLE_LOCATIONS + location;
}

/* ---- goods in and out -------------------------------------------------------------------------------------------------------------------- */

/* Where goods are counted on by nobody: on hand and neither reserved nor committed, or there in another state. */
static int64_t movable(const whole_level *at, int place)
{
    return at->quantity[place] < 0 ? 0 : at->quantity[place];
}

static whole_result out_of(whole *of, const whole_command *command, const whole *before, int number, const whole_line *line,
                           int location, int from, int to)
{
    int level = level_of(line->sku, location);
    whole_level *at = &of->levels[level];
    int64_t there = movable(at, from);
    whole_result result = whole_fail(ECO_E_INSUFFICIENT, number);
    if (line->quantity > there) {
        result.available = movable(&before->levels[level], from);
        result.tells_available = !whole_has_lots(of, line->sku) && (from == AVAILABLE || command->lines_count == 1);
        if (whole_has_serials(line->sku))
            result.also = line->serial ? ECO_E_NOT_FOUND : ECO_E_INVALID;
        return result;
    }
    return whole_post(
        of, command, number,
        (whole_move){
            .level = level, .from = from, .to = to, .lot = line->lot, .serial = line->serial, .quantity = line->quantity});
}

/* ISSUE of lines: out of what is available for the channel. */
static whole_result issue(whole *of, const whole_command *command, const whole *before, int number, const whole_line *line,
                          int location)
{
    int level = level_of(line->sku, location);
    whole_level *at = &of->levels[level];
    whole_result result = whole_fail(ECO_OK, 0);
    whole_move move = {
        .level = level, .from = AVAILABLE, .to = CUSTOMER, .lot = line->lot, .serial = line->serial, .quantity = line->quantity};
    if (line->sku == DROPPED) {
        whole_move comes = move;
        comes.from = SUPPLIER;
        comes.to = AVAILABLE;
        result = whole_post(of, command, number, comes);
        return result.status ? result : whole_post(of, command, number, move);
    }
    int64_t there = whole_available(of, level, command->channel, command->at_us);
    if (line->quantity > there) {
        result = whole_fail(ECO_E_INSUFFICIENT, number);
        there = whole_available(before, level, command->channel, command->at_us);
        result.available = there < 0 ? 0 : there;
        result.tells_available = !whole_has_lots(of, line->sku);
        if (whole_has_serials(line->sku))
            result.also = line->serial ? ECO_E_NOT_FOUND : ECO_E_INVALID;
        return result;
    }
    int64_t *buffer = command->channel >= 0 ? &at->buffer[command->channel] : NULL;
    if (buffer && *buffer > 0)
        *buffer -= *buffer < line->quantity ? *buffer : line->quantity;
    return whole_post(of, command, number, move);
}

static whole_result goods_in(whole *of, const whole_command *command, int number, const whole_line *line, int location, int from)
{
    int level = level_of(line->sku, location);
    whole_create(of, level);
    return whole_post(of, command, number,
                      (whole_move){.level = level,
                                   .from = from,
                                   .to = command->to_state,
                                   .lot = line->lot,
                                   .serial = line->serial,
                                   .quantity = line->quantity,
                                   .is_old = from == CUSTOMER});
}

static whole_result buffer(whole *of, const whole_command *command, const whole_line *line, int location)
{
    whole_level *at = &of->levels[level_of(line->sku, location)];
    at->has_buffer[command->channel] = true;
    at->buffer[command->channel] = line->quantity;
    return whole_fail(ECO_OK, 0);
}

static whole_result one(whole *of, const whole_command *command, const whole *before, int number, const whole_line *line,
                        int location)
{
    whole_line turned = *line;
    switch (command->verb) {
    case ECO_INVENTORY_RECEIVE: return goods_in(of, command, number, line, location, SUPPLIER);
    case ECO_INVENTORY_RETURN: return goods_in(of, command, number, line, location, CUSTOMER);
    case ECO_INVENTORY_ISSUE: return issue(of, command, before, number, line, location);
    case ECO_INVENTORY_MOVE_STATE:
        return out_of(of, command, before, number, line, location, command->from_state, command->to_state);
    case ECO_INVENTORY_RETURN_TO_VENDOR:
        return out_of(of, command, before, number, line, location, command->from_state, SUPPLIER);
    case ECO_INVENTORY_BUFFER: return buffer(of, command, line, location);
    case ECO_INVENTORY_ADJUST:
        if (line->quantity > 0)
            return goods_in(of, command, number, line, location, ADJUSTMENT);
        turned.quantity = -line->quantity;
        return out_of(of, command, before, number, &turned, location, command->to_state, ADJUSTMENT);
    default: return whole_fail(ECO_OK, 0); /* REVALUE */
    }
}

static bool makes_level(const whole_command *command, const whole_line *line)
{
    return command->verb == ECO_INVENTORY_RECEIVE || command->verb == ECO_INVENTORY_RETURN ||
           (command->verb == ECO_INVENTORY_ADJUST && line->quantity > 0) ||
           (command->verb == ECO_INVENTORY_ISSUE && line->sku == DROPPED);
}

/* Goods that come in, or are looked at as they lie there, are named themselves. */
static bool takes_kits(eco_inventory_verb verb)
{
    return verb == ECO_INVENTORY_ISSUE || verb == ECO_INVENTORY_MOVE_STATE || verb == ECO_INVENTORY_RETURN ||
           verb == ECO_INVENTORY_SHIP_TRANSFER || verb == ECO_INVENTORY_CANCEL;
}

static whole_result define(whole *of, const whole_command *command)
{
    whole_item *item = &of->items[command->item];
    int64_t was = item->version;
    if (command->expected_version && command->expected_version != was)
        return whole_fail(ECO_E_VERSION, 0);
    *item = command->definition;
    item->is_defined = true;
    item->version = was + 1;
    return whole_fail(ECO_OK, 0);
}

static whole_result close_books(whole *of, const whole_command *command)
{
    if (command->due_us > command->at_us)
        return whole_fail(ECO_E_INVALID, 0);
    if (command->due_us < of->closed_us)
        return whole_fail(ECO_E_REFUSED, 0);
    of->closed_us = command->due_us;
    return whole_fail(ECO_OK, 0);
}

static whole_result goods_line(whole *of, const whole_command *command, const whole *before, int64_t version, int number)
{
    const whole_line *line = &command->lines[number];
    whole_line parts[8];
    int location, count = whole_expand(of, line, parts);
    whole_result sum = whole_fail(ECO_OK, 0);
    if (whole_is_kit(of, line->sku) && !takes_kits(command->verb))
        return whole_fail(ECO_E_INVALID, number + 1);
    if (!whole_names(before, line, &location))
        return whole_fail(ECO_E_INVALID, number + 1);
    for (int i = 0; i < count; i++) {
        int level = level_of(parts[i].sku, location);
        bool exists = of->levels[level].exists;
        if (!exists && !makes_level(command, &parts[i]))
            return whole_fail(ECO_E_NOT_FOUND, number + 1);
        if (command->expected_version && command->expected_version != (exists ? version : 0))
            return whole_fail(ECO_E_VERSION, 0);
        if (!exists)
            whole_create(of, level);
        whole_result result = one(of, command, before, number + 1, &parts[i], location);
        if (result.status)
            return result;
        sum.quantity += parts[i].quantity;
    }
    return sum;
}

whole_result whole_goods(whole *of, const whole_command *command, const whole *before, int64_t version)
{
    whole_result sum = whole_fail(ECO_OK, 0);
    if (command->verb == ECO_INVENTORY_DEFINE)
        return define(of, command);
    if (command->verb == ECO_INVENTORY_CLOSE)
        return close_books(of, command);
    for (int i = 0; i < command->lines_count; i++) {
        whole_result result = goods_line(of, command, before, version, i);
        if (result.status)
            return result;
        sum.quantity += result.quantity;
    }
    return sum;
}

/* ---- documents: opening ------------------------------------------------------------------------------------------------------------------ */

static whole_thing *open_document(whole *of, const whole_command *command)
{
    whole_thing *made = &of->things[of->things_count++];
    *made = (whole_thing){.command = of->commands_count, .state = "open", .version = 1};
    (void)command;
    return made;
}

static whole_part *add_part(whole_thing *document, whole_part part)
{
    if (document->parts_count == WHOLE_PARTS)
        ECO_TEST_FAIL("too many lines for the model");
    document->parts[document->parts_count] = part;
    return &document->parts[document->parts_count++];
}

typedef struct shipping {
    whole *of;
    const whole_command *command;
    whole_thing *document;
    int from, to, number, serial;
} shipping;

/* What left one lot of a location is on its way to the other. */
static void in_transit(void *user, int lot, int64_t quantity, int64_t received_us)
{
    shipping *self = user;
    add_part(self->document,
             (whole_part){.level = self->to, .from = self->from, .lot = lot, .serial = self->serial, .quantity = quantity});
    (void)whole_post(self->of, self->command, self->number,
                     (whole_move){.level = self->to,
                                  .from = TRANSFER,
                                  .to = IN_TRANSIT,
                                  .lot = lot,
                                  .serial = self->serial,
                                  .quantity = quantity,
                                  .received_us = received_us,
                                  .is_old = true,
                                  .is_loose = !lot});
}

static whole_result ship_line(whole *of, const whole_command *command, whole_thing *document, int number, int location,
                              const whole_line *line)
{
    int from = level_of(line->sku, location), to = level_of(line->sku, command->to_location);
    shipping self = {of, command, document, from, to, number, line->serial};
    whole_result result = whole_fail(ECO_E_INSUFFICIENT, number);
    if (!of->levels[from].exists)
        return whole_fail(ECO_E_NOT_FOUND, number);
    if (from == to)
        return whole_fail(ECO_E_INVALID, number);
    if (line->quantity > movable(&of->levels[from], AVAILABLE)) {
        if (whole_has_serials(line->sku))
            result.also = line->serial ? ECO_E_NOT_FOUND : ECO_E_INVALID;
        return result;
    }
    whole_create(of, to);
    bool by_lots = whole_has_lots(of, line->sku);
    result = whole_post(of, command, number,
                        (whole_move){.level = from,
                                     .from = AVAILABLE,
                                     .to = TRANSFER,
                                     .lot = line->lot,
                                     .serial = line->serial,
                                     .quantity = line->quantity,
                                     .each = by_lots ? in_transit : NULL,
                                     .user = &self});
    if (!result.status && !by_lots)
        in_transit(&self, 0, line->quantity, 0);
    return result;
}

static whole_result expect_line(whole *of, const whole_command *command, whole_thing *document, int number, int location,
                                const whole_line *line)
{
    int level = level_of(line->sku, location);
    whole_create(of, level);
    add_part(document,
             (whole_part){.level = level, .from = -1, .lot = line->lot, .serial = line->serial, .quantity = line->quantity});
    return whole_post(of, command, number,
                      (whole_move){.level = level, .from = SUPPLIER, .to = INCOMING, .quantity = line->quantity});
}

static whole_result open_lines(whole *of, const whole_command *command)
{
    static whole before;
    bool ships = command->verb == ECO_INVENTORY_SHIP_TRANSFER;
    whole_result sum = whole_fail(ECO_OK, 0);
    whole_copy(&before, of);
    whole_thing *document = open_document(of, command);
    for (int i = 0; i < command->lines_count; i++) {
        const whole_line *line = &command->lines[i];
        whole_line parts[8];
        int location, count = whole_expand(of, line, parts);
        if (!whole_names(&before, line, &location) || (!ships && whole_is_kit(of, line->sku)))
            return whole_fail(ECO_E_INVALID, i + 1);
        for (int k = 0; k < count; k++) {
            whole_result result = ships ? ship_line(of, command, document, i + 1, location, &parts[k])
                                        : expect_line(of, command, document, i + 1, location, &parts[k]);
            if (result.status)
                return result;
            sum.quantity += parts[k].quantity;
        }
    }
    return sum;
}

/* ---- documents: what became of them ------------------------------------------------------------------------------------------------------ */

static int64_t open_of(const whole_part *part)
{
    return part->quantity - part->committed - part->cancelled;
}

/* So much of a line of the document comes, is lost, or goes back. */
static whole_result end_part(whole *of, const whole_command *command, whole_thing *document, int number, whole_part *part,
                             int64_t quantity, const whole_line *line)
{
    bool expects = of->commands[document->command].verb == ECO_INVENTORY_EXPECT, cancels = command->verb == ECO_INVENTORY_CANCEL;
    whole_move move = {.level = part->level,
                       .from = expects ? INCOMING : IN_TRANSIT,
                       .to = cancels                                 ? (expects ? SUPPLIER : TRANSFER)
                             : command->verb == ECO_INVENTORY_ADJUST ? ADJUSTMENT
                                                                     : command->to_state,
                       .lot = line && line->lot ? line->lot : part->lot,
                       .serial = line && line->serial ? line->serial : part->serial,
                       .quantity = quantity,
                       .is_old = !expects,
                       .is_loose = !expects && !part->lot};
    whole_result result = whole_post(of, command, number, move);
    if (cancels || command->verb == ECO_INVENTORY_ADJUST)
        part->cancelled += quantity;
    else
        part->committed += quantity;
    if (result.status || !cancels || expects)
        return result;
    move.level = part->from;
    move.from = TRANSFER;
    move.to = AVAILABLE;
    return whole_post(of, command, number, move);
}

/* Goods of a line of the command: from one line of the document to the next; what is more than was expected comes from the supplier. */
static whole_result end_goods(whole *of, const whole_command *command, whole_thing *document, int number, const whole_line *line,
                              int level)
{
    bool is_transfer = of->commands[document->command].verb == ECO_INVENTORY_SHIP_TRANSFER;
    int64_t left = line->quantity < 0 ? -line->quantity : line->quantity;
    whole_result result = whole_fail(ECO_OK, 0);
    whole_part *found = NULL;
    for (int i = 0; i < document->parts_count && !result.status; i++) {
        whole_part *part = &document->parts[i];
        if (part->level != level ||
            (is_transfer && ((line->lot && line->lot != part->lot) || (line->serial && line->serial != part->serial))))
            continue;
        found = part;
        int64_t quantity = open_of(part) < left ? open_of(part) : left;
        if (quantity)
            result = end_part(of, command, document, number, part, quantity, line);
        left -= quantity;
    }
    if (!found)
        return whole_fail(ECO_E_NOT_FOUND, number);
    if (result.status || !left)
        return result;
    if (command->verb != ECO_INVENTORY_RECEIVE)
        return whole_fail(ECO_E_INVALID, number);
    return whole_post(of, command, number,
                      (whole_move){.level = found->level,
                                   .from = SUPPLIER,
                                   .to = command->to_state,
                                   .lot = line->lot ? line->lot : found->lot,
                                   .serial = line->serial,
                                   .quantity = left});
}

static whole_result end_line(whole *of, const whole_command *command, whole_thing *document, int number)
{
    const whole_line *line = &command->lines[number];
    whole_line parts[8];
    int location, count = whole_expand(of, line, parts);
    whole_result sum = whole_fail(ECO_OK, 0);
    if (!whole_names(of, line, &location) || (whole_is_kit(of, line->sku) && !takes_kits(command->verb)))
        return whole_fail(ECO_E_INVALID, number + 1);
    for (int i = 0; i < count; i++) {
        whole_result result = end_goods(of, command, document, number + 1, &parts[i], level_of(parts[i].sku, location));
        if (result.status)
            return result;
        sum.quantity += parts[i].quantity;
    }
    return sum;
}

static void finish(whole_thing *document)
{
    int64_t left = 0, done = 0;
    for (int i = 0; i < document->parts_count; i++) {
        left += open_of(&document->parts[i]);
        done += document->parts[i].committed;
    }
    if (!left)
        document->state = done ? "done" : "cancelled";
}

static whole_result end_lines(whole *of, const whole_command *command, whole_thing *document)
{
    whole_result sum = whole_fail(ECO_OK, 0), result = sum;
    for (int i = 0; !command->lines_count && i < document->parts_count; i++) {
        int64_t left = open_of(&document->parts[i]);
        if (!left)
            continue;
        result = end_part(of, command, document, 0, &document->parts[i], left, NULL);
        if (result.status)
            return result;
        sum.quantity += left;
    }
    for (int i = 0; i < command->lines_count; i++) {
        result = end_line(of, command, document, i);
        if (result.status)
            return result;
        sum.quantity += result.quantity;
    }
    finish(document);
    return sum;
}

/* ---- counts ------------------------------------------------------------------------------------------------------------------------------ */

static int64_t books(const whole *of, int level, int lot, int serial)
{
    const whole_level *at = &of->levels[level];
    if (serial)
        return of->serials[serial].level == level && of->serials[serial].place == AVAILABLE;
    return lot ? at->lots[lot][AVAILABLE].quantity : whole_on_hand(at);
}

static whole_result count_line(whole *of, const whole_command *command, int64_t version, whole_thing *document, int number)
{
    const whole_line *line = &command->lines[number];
    int location;
    if (whole_is_kit(of, line->sku) || !whole_names(of, line, &location))
        return whole_fail(ECO_E_INVALID, number + 1);
    int level = level_of(line->sku, location);
    if (!of->levels[level].exists)
        return whole_fail(ECO_E_NOT_FOUND, number + 1);
    if (command->expected_version && command->expected_version != version)
        return whole_fail(ECO_E_VERSION, 0);
    if (whole_has_lots(of, line->sku) != (line->lot > 0) || whole_has_serials(line->sku) != (line->serial > 0) ||
        (line->serial && line->quantity > 1))
        return whole_fail(ECO_E_INVALID, number + 1);
    for (int i = 0; i < document->parts_count; i++)
        if (document->parts[i].level == level && document->parts[i].lot == line->lot && document->parts[i].serial == line->serial)
            return whole_fail(ECO_E_INVALID, number + 1);
    const whole_level *at = &of->levels[level];
    const whole_lot *lot = &at->lots[line->lot][AVAILABLE];
    if ((line->lot && lot->quantity ? lot->moved_us : at->moved_us) > command->at_us)
        return whole_fail(ECO_E_VERSION, number + 1);
    int64_t difference = line->quantity - books(of, level, line->lot, line->serial);
    add_part(document, (whole_part){.level = level,
                                    .from = -1,
                                    .lot = line->lot,
                                    .serial = line->serial,
                                    .quantity = line->quantity,
                                    .held = difference});
    whole_result result = whole_fail(ECO_OK, 0);
    result.quantity = difference;
    return result;
}

whole_result whole_count(whole *of, const whole_command *command, int64_t version)
{
    whole_result sum = whole_fail(ECO_OK, 0);
    whole_thing *document = open_document(of, command);
    for (int i = 0; i < command->lines_count; i++) {
        whole_result result = count_line(of, command, version, document, i);
        if (result.status)
            return result;
        sum.quantity += result.quantity;
    }
    return sum;
}

static whole_result approve(whole *of, const whole_command *command, whole_thing *document)
{
    whole_result sum = whole_fail(ECO_OK, 0), result = sum;
    for (int i = 0; i < document->parts_count; i++) {
        const whole_part *part = &document->parts[i];
        if (whole_has_lots(of, part->level / WHOLE_LOCATIONS) && !part->lot)
            return whole_fail(ECO_E_INVALID, i + 1); /* counted before the item had lots */
        if (books(of, part->level, part->lot, part->serial) != part->quantity - part->held)
            return whole_fail(ECO_E_VERSION, i + 1);
    }
    for (int i = 0; i < document->parts_count && !result.status; i++) {
        const whole_part *part = &document->parts[i];
        whole_move move = {.level = part->level,
                           .from = ADJUSTMENT,
                           .to = AVAILABLE,
                           .lot = part->lot,
                           .serial = part->serial,
                           .quantity = part->held,
                           .is_old = true};
        if (part->held < 0) {
            move.from = AVAILABLE;
            move.to = ADJUSTMENT;
            move.quantity = -part->held;
            if (move.quantity > movable(&of->levels[part->level], AVAILABLE))
                return whole_fail(ECO_E_INSUFFICIENT, i + 1);
        }
        if (part->held)
            result = whole_post(of, command, i + 1, move);
        sum.quantity += part->held;
    }
    document->state = "done";
    return result.status ? result : sum;
}

static bool fits(eco_inventory_verb verb, eco_inventory_verb made)
{
    switch (verb) {
    case ECO_INVENTORY_RECEIVE: return made == ECO_INVENTORY_EXPECT;
    case ECO_INVENTORY_RECEIVE_TRANSFER:
    case ECO_INVENTORY_ADJUST: return made == ECO_INVENTORY_SHIP_TRANSFER;
    case ECO_INVENTORY_APPROVE: return made == ECO_INVENTORY_COUNT;
    default: return true;
    }
}

static whole_result land_cost(whole *of, const whole_command *command)
{
    for (int i = 0; i < of->commands_count; i++)
        if (of->commands[i].key.high == command->source.high && of->commands[i].key.low == command->source.low &&
            of->commands[i].verb == ECO_INVENTORY_RECEIVE)
            return whole_fail(ECO_OK, 0);
    return whole_fail(ECO_E_NOT_FOUND, 0);
}

whole_result whole_document(whole *of, const whole_command *command)
{
    if (command->verb == ECO_INVENTORY_EXPECT || command->verb == ECO_INVENTORY_SHIP_TRANSFER)
        return open_lines(of, command);
    if (command->verb == ECO_INVENTORY_LAND_COST)
        return land_cost(of, command);
    whole_thing *document = whole_find(of, command->source, 0);
    if (!document)
        return whole_fail(ECO_E_NOT_FOUND, 0);
    eco_inventory_verb made = of->commands[document->command].verb;
    whole_result result = whole_fail(ECO_OK, 0);
    if (command->expected_version && command->expected_version != document->version)
        result = whole_fail(ECO_E_VERSION, 0);
    else if (strcmp(document->state, "open") != 0)
        result = whole_fail(strcmp(document->state, "done") == 0 ? ECO_E_COMMITTED : ECO_E_RELEASED, 0);
    if (!fits(command->verb, made)) {
        if (result.status)
            result.also = ECO_E_INVALID;
        else
            result = whole_fail(ECO_E_INVALID, 0);
    }
    if (result.status)
        return result;
    document->version++;
    if (command->verb == ECO_INVENTORY_APPROVE)
        return approve(of, command, document);
    if (made == ECO_INVENTORY_COUNT) {
        document->state = "cancelled";
        return whole_fail(ECO_OK, 0);
    }
    return end_lines(of, command, document);
}
