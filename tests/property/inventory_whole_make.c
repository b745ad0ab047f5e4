/* inventory_whole_make.c - random commands of every verb: mostly such as may succeed, mostly about what there is; keys used again with the same and with
 * another body; and such as are wrong in themselves. */
#include "inventory_whole.h"

int64_t whole_pick(whole_history *h, int64_t low, int64_t high)
{
    return eco_random_between(&h->random, low, high);
}

bool whole_chance(whole_history *h, int percent)
{
    return whole_pick(h, 1, 100) <= percent;
}

/* ---- lines ------------------------------------------------------------------------------------------------------------------------------- */

static void name_goods(whole_history *h, whole_line *line)
{
    line->lot = line->serial = 0;
    if (whole_has_lots(&h->is, line->sku) && whole_chance(h, 96))
        line->lot = (int)whole_pick(h, 1, WHOLE_LOTS - 1);
    if (whole_has_serials(line->sku) && whole_chance(h, 97)) {
        line->serial = (int)whole_pick(h, 1, WHOLE_SERIALS - 1);
        if (whole_chance(h, 97))
            line->quantity = line->quantity < 0 ? -1 : 1;
    }
}

static whole_line some_line(whole_history *h, bool kits)
{
    whole_line line = {.sku = (int)whole_pick(h, 0, (kits ? WHOLE_SKUS : KIT) - 1),
                       .location = (int)whole_pick(h, 0, WHOLE_LOCATIONS - 1),
                       .names_location = !whole_chance(h, 8),
                       .quantity = whole_pick(h, 1, 6)};
    if (whole_chance(h, 60)) /* mostly in one place */
        line.location = 0;
    return line;
}

/* Of goods that are there, if there are some. */
static whole_line line_there(whole_history *h, bool kits, int place)
{
    whole_line line = some_line(h, kits);
    for (int tries = 0; tries < 6 && line.sku < KIT; tries++) {
        const whole_level *at = &h->is.levels[line.sku * WHOLE_LOCATIONS + line.location];
        if (at->quantity[place] > 0) {
            if (line.quantity > at->quantity[place] && whole_chance(h, 80))
                line.quantity = whole_pick(h, 1, at->quantity[place]);
            return line;
        }
        line = some_line(h, kits);
    }
    return line;
}

/* Goods that leave: of lots now and then by name; serials that are there. */
static void name_leaving(whole_history *h, whole_line *line, int place)
{
    if (whole_has_lots(&h->is, line->sku) && whole_chance(h, 40))
        line->lot = (int)whole_pick(h, 1, WHOLE_LOTS - 1);
    if (!whole_has_serials(line->sku))
        return;
    name_goods(h, line);
    for (int i = 1; i < WHOLE_SERIALS && whole_chance(h, 95); i++) {
        const whole_serial *serial = &h->is.serials[i];
        if (serial->level >= 0 && serial->level == line->sku * WHOLE_LOCATIONS + line->location && serial->place == place)
            line->serial = i;
    }
}

static void add_lines(whole_history *h, whole_command *command, int place, bool kits)
{
    command->lines_count = (int)whole_pick(h, 1, whole_chance(h, 50) ? 1 : WHOLE_LINES);
    for (int i = 0; i < command->lines_count; i++) {
        whole_line *line = &command->lines[i];
        *line = place < 0 ? some_line(h, kits) : line_there(h, kits, place);
        if (place >= 0 && command->verb != ECO_INVENTORY_HOLD)
            name_leaving(h, line, place);
    }
}

/* ---- holds ------------------------------------------------------------------------------------------------------------------------------- */

static void make_hold(whole_history *h, whole_command *command)
{
    command->expires_us = h->now_us + whole_pick(h, 1, 40);
    command->partial = whole_chance(h, 20);
    add_lines(h, command, AVAILABLE, true);
    if (!whole_chance(h, 30))
        return;
    command->channel = (int)whole_pick(h, 0, WHOLE_CHANNELS - 1);
    command->lines_count = 1; /* in which of several lines of a SKU what was kept for a channel lies would matter */
    if (command->lines[0].sku == KIT_OF_KIT)
        command->lines[0].sku = KIT;
}

static const whole_thing *some_thing(whole_history *h, eco_inventory_verb verb)
{
    for (int tries = 0; tries < 20 && h->is.things_count; tries++) {
        int64_t recent = whole_pick(h, 1, 12);
        int at = (int)(whole_chance(h, 75) && recent <= h->is.things_count ? h->is.things_count - recent
                                                                           : whole_pick(h, 0, h->is.things_count - 1));
        eco_inventory_verb made = h->is.commands[h->is.things[at].command].verb;
        if (verb ? made == verb : made != ECO_INVENTORY_HOLD)
            return &h->is.things[at];
    }
    return NULL;
}

static void lines_of(whole_history *h, whole_command *command, const whole_thing *thing, bool is_document)
{
    command->lines_count = (int)whole_pick(h, 1, 3);
    for (int i = 0; i < command->lines_count; i++) {
        whole_line *line = &command->lines[i];
        *line = some_line(h, false);
        if (!thing || whole_chance(h, 4))
            continue;
        const whole_part *part = &thing->parts[whole_pick(h, 0, thing->parts_count - 1)];
        line->sku = part->level / WHOLE_LOCATIONS;
        line->location = part->level % WHOLE_LOCATIONS;
        line->quantity = part->quantity > 0 && whole_chance(h, 90) ? whole_pick(h, 1, part->quantity) : whole_pick(h, 1, 8);
        if (is_document) {
            line->lot = whole_chance(h, 70) ? part->lot : 0;
            if (whole_has_lots(&h->is, line->sku) && whole_chance(h, 5))
                line->lot = (int)whole_pick(h, 1, WHOLE_LOTS - 1);
            line->serial = part->serial;
            if (line->serial)
                line->quantity = 1;
        }
        const whole_line *made = &h->is.commands[thing->command].lines[0];
        if (!is_document && whole_is_kit(&h->is, made->sku) && whole_chance(h, 60)) {
            line->sku = made->sku;
            line->location = made->names_location ? made->location : 0;
            line->quantity = whole_pick(h, 1, made->quantity);
        }
    }
}

static void about_hold(whole_history *h, whole_command *command)
{
    const whole_thing *hold = some_thing(h, ECO_INVENTORY_HOLD);
    command->hold = hold && !whole_chance(h, 2) ? h->is.commands[hold->command].key : (eco_id){77, 77};
    bool is_expired = hold && strcmp(hold->state, "expired") == 0; /* its version depends on whether it was swept */
    if (whole_chance(h, 8) && !is_expired)
        command->expected_version = hold && whole_chance(h, 60) ? hold->version : whole_pick(h, 1, 4);
    bool moves_serials = command->verb == ECO_INVENTORY_ISSUE || command->verb == ECO_INVENTORY_RETURN;
    if (command->verb == ECO_INVENTORY_EXTEND || (whole_chance(h, 50) && !moves_serials) || whole_chance(h, 30))
        return;
    lines_of(h, command, hold, false);
    for (int i = 0; i < command->lines_count; i++) {
        if (command->verb == ECO_INVENTORY_ISSUE)
            name_leaving(h, &command->lines[i], AVAILABLE);
        if (command->verb == ECO_INVENTORY_RETURN)
            name_goods(h, &command->lines[i]);
    }
}

/* ---- documents --------------------------------------------------------------------------------------------------------------------------- */

static int some_state(whole_history *h)
{
    static const int states[] = {AVAILABLE, AVAILABLE, AVAILABLE, DAMAGED, QUALITY};
    return states[whole_pick(h, 0, 4)];
}

static void about_document(whole_history *h, whole_command *command, eco_inventory_verb made)
{
    const whole_thing *document = some_thing(h, whole_chance(h, 97) ? made : 0);
    command->source = document && !whole_chance(h, 2) ? h->is.commands[document->command].key : (eco_id){78, 78};
    if (whole_chance(h, 8))
        command->expected_version = document && whole_chance(h, 60) ? document->version : whole_pick(h, 1, 4);
    eco_inventory_verb verb = document ? h->is.commands[document->command].verb : 0;
    bool needs_lines = command->verb == ECO_INVENTORY_ADJUST;
    if (command->verb == ECO_INVENTORY_APPROVE || (verb == ECO_INVENTORY_COUNT && !needs_lines))
        return;
    if (!needs_lines && whole_chance(h, 40))
        return;
    lines_of(h, command, document, true);
    for (int i = 0; i < command->lines_count; i++) {
        whole_line *line = &command->lines[i];
        if (command->verb == ECO_INVENTORY_RECEIVE && !line->lot && !line->serial)
            name_goods(h, line);
        if (command->verb == ECO_INVENTORY_CANCEL && verb == ECO_INVENTORY_EXPECT)
            line->serial = line->lot = 0;
        if (needs_lines)
            line->quantity = -line->quantity;
    }
}

static void make_document(whole_history *h, whole_command *command)
{
    command->due_us = whole_chance(h, 80) ? h->now_us + whole_pick(h, 1, 60) : 0;
    if (command->verb == ECO_INVENTORY_EXPECT) {
        add_lines(h, command, -1, whole_chance(h, 3));
        for (int i = 0; i < command->lines_count; i++)
            if (whole_has_lots(&h->is, command->lines[i].sku) && whole_chance(h, 40))
                name_goods(h, &command->lines[i]);
        return;
    }
    add_lines(h, command, AVAILABLE, whole_chance(h, 10));
    if (command->lines_count > 2)
        command->lines_count = 2; /* each may be of many lots */
    command->to_location = (int)whole_pick(h, 0, WHOLE_LOCATIONS - 1);
}

static void make_count(whole_history *h, whole_command *command)
{
    add_lines(h, command, AVAILABLE, whole_chance(h, 2));
    for (int i = 0; i < command->lines_count; i++) {
        whole_line *line = &command->lines[i];
        line->lot = line->serial = 0;
        name_goods(h, line);
        const whole_level *at = &h->is.levels[line->sku * WHOLE_LOCATIONS + line->location];
        int64_t there = line->lot ? at->lots[line->lot][AVAILABLE].quantity : whole_on_hand(at);
        line->quantity = there + whole_pick(h, -2, 2);
        if (line->quantity < 0)
            line->quantity = 0;
        if (line->serial && whole_chance(h, 95))
            line->quantity = whole_pick(h, 0, 1);
    }
    if (whole_chance(h, 15) && command->at_us > 1003)
        command->at_us -= whole_pick(h, 1, 3); /* a while ago */
}

/* ---- goods ------------------------------------------------------------------------------------------------------------------------------- */

static void make_goods_in(whole_history *h, whole_command *command)
{
    add_lines(h, command, -1, whole_chance(h, 2));
    command->to_state = some_state(h);
    for (int i = 0; i < command->lines_count; i++) {
        whole_line *line = &command->lines[i];
        if (command->verb == ECO_INVENTORY_RECEIVE && whole_chance(h, 50))
            line->quantity = whole_pick(h, 5, 25);
        name_goods(h, line);
        line->cost = whole_chance(h, 50) ? whole_pick(h, 1, 500) : 0;
    }
}

static void make_adjust(whole_history *h, whole_command *command)
{
    command->to_state = some_state(h);
    add_lines(h, command, command->to_state, false);
    for (int i = 0; i < command->lines_count; i++) {
        whole_line *line = &command->lines[i];
        if (whole_chance(h, 50))
            line->quantity = -line->quantity;
        else
            name_goods(h, line);
    }
}

static void make_move(whole_history *h, whole_command *command)
{
    command->from_state = some_state(h);
    if (command->verb == ECO_INVENTORY_MOVE_STATE)
        do
            command->to_state = some_state(h);
        while (command->to_state == command->from_state);
    add_lines(h, command, command->from_state, whole_chance(h, 20));
}

static whole_item some_item(whole_history *h, int sku)
{
    static const whole_item kits[3][3] = {{{.parts = {APPLE, BACKORDERED}, .parts_quantity = {2, 1}, .parts_count = 2},
                                           {.parts = {APPLE}, .parts_quantity = {1}, .parts_count = 1},
                                           {.parts = {PEAR, DROPPED}, .parts_quantity = {1, 2}, .parts_count = 2}},
                                          {{.parts = {KIT, APPLE, FEFO}, .parts_quantity = {1, 1, 1}, .parts_count = 3},
                                           {.parts = {KIT, KIT}, .parts_quantity = {1, 2}, .parts_count = 2},
                                           {.parts = {PREORDERED, KIT}, .parts_quantity = {2, 2}, .parts_count = 2}},
                                          {{.parts = {SERIAL, SAFE}, .parts_quantity = {1, 2}, .parts_count = 2},
                                           {.parts = {SERIAL}, .parts_quantity = {1}, .parts_count = 1},
                                           {.parts = {SAFE, SERIAL}, .parts_quantity = {1, 1}, .parts_count = 2}}};
    if (sku >= KIT)
        return kits[sku - KIT][whole_pick(h, 0, 2)];
    whole_item item = {.method = (int)whole_pick(h, 0, 4)};
    if (sku == BACKORDERED || (sku == PREORDERED && whole_chance(h, 50)))
        item.backorder = whole_pick(h, 0, 6);
    if (sku == PREORDERED) {
        item.preorder = whole_pick(h, 1, 6);
        item.ships_us = h->now_us + whole_pick(h, -10, 90);
    }
    if (sku == SAFE || whole_chance(h, 10))
        item.safety = whole_pick(h, 0, 4);
    if (sku == FIFO || whole_chance(h, 10))
        item.picking = ECO_PICKING_FIFO;
    return item;
}

static void make_item(whole_history *h, whole_command *command)
{
    command->item = (int)whole_pick(h, 0, WHOLE_SKUS - 1);
    command->definition = some_item(h, command->item);
    if (whole_chance(h, 20))
        command->expected_version = h->is.items[command->item].version + whole_pick(h, 0, 1);
}

static void make_buffer(whole_history *h, whole_command *command)
{
    command->channel = (int)whole_pick(h, 0, WHOLE_CHANNELS - 1);
    add_lines(h, command, -1, whole_chance(h, 2));
    for (int i = 0; i < command->lines_count; i++)
        command->lines[i].quantity = whole_pick(h, -3, 6);
}

static void make_issue(whole_history *h, whole_command *command)
{
    if (whole_chance(h, 65)) {
        about_hold(h, command);
        return;
    }
    add_lines(h, command, AVAILABLE, true);
    command->channel = whole_chance(h, 30) ? (int)whole_pick(h, 0, WHOLE_CHANNELS - 1) : -1;
}

static void make_cost(whole_history *h, whole_command *command)
{
    int at = h->is.commands_count ? (int)whole_pick(h, 0, h->is.commands_count - 1) : 0;
    command->source = h->is.commands_count ? h->is.commands[at].key : (eco_id){79, 79};
    command->amount = whole_chance(h, 20) ? -whole_pick(h, 1, 9) : whole_pick(h, 1, 90);
}

/* ---- a command --------------------------------------------------------------------------------------------------------------------------- */

static eco_inventory_verb some_verb(whole_history *h)
{
    static const struct {
        eco_inventory_verb verb;
        int weight;
    } verbs[] = {{ECO_INVENTORY_HOLD, 20},      {ECO_INVENTORY_EXTEND, 2},   {ECO_INVENTORY_COMMIT, 10},
                 {ECO_INVENTORY_RELEASE, 6},    {ECO_INVENTORY_ISSUE, 12},   {ECO_INVENTORY_CANCEL, 8},
                 {ECO_INVENTORY_EXPECT, 4},     {ECO_INVENTORY_RECEIVE, 14}, {ECO_INVENTORY_SHIP_TRANSFER, 6},
                 {ECO_INVENTORY_MOVE_STATE, 4}, {ECO_INVENTORY_ADJUST, 6},   {ECO_INVENTORY_RECEIVE_TRANSFER, 6},
                 {ECO_INVENTORY_RETURN, 6},     {ECO_INVENTORY_COUNT, 4},    {ECO_INVENTORY_RETURN_TO_VENDOR, 3},
                 {ECO_INVENTORY_APPROVE, 4},    {ECO_INVENTORY_DEFINE, 3},   {ECO_INVENTORY_BUFFER, 4},
                 {ECO_INVENTORY_CLOSE, 1},      {ECO_INVENTORY_LAND_COST, 1}};
    enum { COUNT = sizeof verbs / sizeof verbs[0] };
    int sum = 0;
    for (int i = 0; i < COUNT; i++)
        sum += verbs[i].weight;
    int64_t at = whole_pick(h, 0, sum - 1);
    int i = 0;
    while ((at -= verbs[i].weight) >= 0)
        i++;
    return verbs[i].verb;
}

static void fill(whole_history *h, whole_command *command)
{
    switch (command->verb) {
    case ECO_INVENTORY_HOLD: make_hold(h, command); break;
    case ECO_INVENTORY_EXTEND:
        command->expires_us = h->now_us + whole_pick(h, 1, 40); /* and: */
    /* fall through */
    case ECO_INVENTORY_COMMIT:
    case ECO_INVENTORY_RELEASE: about_hold(h, command); break;
    case ECO_INVENTORY_ISSUE: make_issue(h, command); break;
    case ECO_INVENTORY_CANCEL: whole_chance(h, 50) ? about_hold(h, command) : about_document(h, command, 0); break;
    case ECO_INVENTORY_EXPECT:
    case ECO_INVENTORY_SHIP_TRANSFER: make_document(h, command); break;
    case ECO_INVENTORY_RECEIVE_TRANSFER: about_document(h, command, ECO_INVENTORY_SHIP_TRANSFER); break;
    case ECO_INVENTORY_APPROVE: about_document(h, command, ECO_INVENTORY_COUNT); break;
    case ECO_INVENTORY_COUNT: make_count(h, command); break;
    case ECO_INVENTORY_RETURN: whole_chance(h, 75) ? about_hold(h, command) : make_goods_in(h, command); break;
    case ECO_INVENTORY_RECEIVE:
        whole_chance(h, 35) ? about_document(h, command, ECO_INVENTORY_EXPECT) : make_goods_in(h, command);
        break;
    case ECO_INVENTORY_ADJUST:
        whole_chance(h, 20) ? about_document(h, command, ECO_INVENTORY_SHIP_TRANSFER) : make_adjust(h, command);
        if (command->source.high)
            command->to_state = IN_TRANSIT;
        break;
    case ECO_INVENTORY_MOVE_STATE:
    case ECO_INVENTORY_RETURN_TO_VENDOR: make_move(h, command); break;
    case ECO_INVENTORY_DEFINE: make_item(h, command); break;
    case ECO_INVENTORY_BUFFER: make_buffer(h, command); break;
    case ECO_INVENTORY_CLOSE: command->due_us = h->now_us + whole_pick(h, -30, 2); break;
    default: make_cost(h, command);
    }
}

static whole_command fresh(whole_history *h)
{
    whole_command command = {
        .key = {5, ++h->keys}, .verb = some_verb(h), .at_us = h->now_us, .channel = -1, .to_location = -1, .item = -1};
    if (whole_chance(h, 20)) /* not in the order of time */
        command.key.high = eco_random_next(&h->random);
    bool comes_in = command.verb == ECO_INVENTORY_RETURN || command.verb == ECO_INVENTORY_RECEIVE_TRANSFER ||
                    command.verb == ECO_INVENTORY_RECEIVE;
    if (comes_in)
        command.to_state = some_state(h);
    fill(h, &command);
    command.actor = whole_chance(h, 20) ? "ann" : NULL;
    if (command.verb == ECO_INVENTORY_ADJUST || command.verb == ECO_INVENTORY_APPROVE)
        command.reason = "stocktake";
    if (whole_chance(h, 3))
        command.illegal = (int)whole_pick(h, 1, 10);
    return command;
}

/* Another body: of the same verb, or of whichever. */
static void spoil_body(whole_history *h, whole_command *command)
{
    eco_id key = command->key;
    if (command->lines_count && whole_chance(h, 60)) {
        command->lines[0].quantity += command->lines[0].quantity < 0 ? -10 : 10;
    } else if (command->verb == ECO_INVENTORY_RECEIVE && whole_chance(h, 50)) {
        command->to_state = command->to_state == AVAILABLE ? DAMAGED : AVAILABLE;
    } else {
        *command = fresh(h);
        command->key = key;
        command->illegal = 0;
    }
}

/* A retry: the same body, later, its lines in another order; or a key taken for something else. */
static whole_command again(whole_history *h)
{
    whole_command command = h->is.commands[whole_pick(h, 0, h->is.commands_count - 1)];
    command.at_us = h->now_us;
    command.flags = 0;
    command.expected_version = 0;
    command.actor = "retry";
    if (command.expires_us)
        command.expires_us = h->now_us + whole_pick(h, 1, 30);
    if (command.lines_count > 1) {
        whole_line first = command.lines[0];
        command.lines[0] = command.lines[command.lines_count - 1];
        command.lines[command.lines_count - 1] = first;
    }
    if (whole_chance(h, 30))
        spoil_body(h, &command);
    return command;
}

whole_command whole_some_command(whole_history *h)
{
    whole_command command = h->is.commands_count && whole_chance(h, 12) ? again(h) : fresh(h);
    if (whole_chance(h, 5))
        command.flags |= ECO_COMMAND_DRY_RUN;
    return command;
}
