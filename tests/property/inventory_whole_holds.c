/* inventory_whole_holds.c - the model's holds: taking them, and what ends them, wholly or in parts. */
#include "inventory_whole.h"

/* ---- holding ----------------------------------------------------------------------------------------------------------------------------- */

static int64_t can_hold(const whole *of, const whole_command *command, int level)
{
    int sku = level / WHOLE_LOCATIONS;
    int64_t can = whole_available(of, level, command->channel, command->at_us) + whole_below_zero(of, sku, command->at_us);
    return sku == DROPPED ? INT64_MAX : can < 0 ? 0 : can;
}

static whole_part *part_of(whole_thing *hold, int level)
{
    for (int i = 0; i < hold->parts_count; i++)
        if (hold->parts[i].level == level)
            return &hold->parts[i];
    hold->parts[hold->parts_count] = (whole_part){.level = level};
    return &hold->parts[hold->parts_count++];
}

static void take(whole *of, const whole_command *command, whole_thing *hold, int level, int64_t quantity)
{
    whole_level *at = &of->levels[level];
    whole_part *part = part_of(hold, level);
    int64_t *buffer = command->channel >= 0 ? &at->buffer[command->channel] : NULL, taken = 0;
    if (buffer && *buffer > 0)
        taken = quantity < *buffer ? quantity : *buffer;
    if (taken)
        *buffer -= taken;
    at->quantity[AVAILABLE] -= quantity;
    at->quantity[RESERVED] += quantity;
    part->quantity += quantity;
    part->held += quantity;
    part->buffered += taken;
}

/* How many of the line (kits: whole ones) can be held; what falls short is told in *short_of. */
static int64_t can_hold_line(const whole *of, const whole_command *command, const whole_line *line, const whole_line *parts,
                             int count, int location, int *short_of)
{
    int64_t most = line->quantity;
    *short_of = -1;
    for (int i = 0; i < count; i++) {
        int level = parts[i].sku * WHOLE_LOCATIONS + location;
        int64_t each = parts[i].quantity / line->quantity, can = can_hold(of, command, level);
        if (parts[i].quantity > can && *short_of < 0)
            *short_of = level;
        if (can / each < most)
            most = can / each;
    }
    return most;
}

static whole_result hold_line(whole *of, const whole_command *command, const whole *before, int64_t version, int number,
                              whole_thing *made)
{
    const whole_line *line = &command->lines[number];
    whole_line parts[8];
    whole_result result = whole_fail(ECO_OK, 0);
    int location, short_of, count = whole_expand(of, line, parts);
    if (!whole_names(before, line, &location))
        return whole_fail(ECO_E_INVALID, number + 1);
    for (int i = 0; i < count; i++) {
        int level = parts[i].sku * WHOLE_LOCATIONS + location;
        if (parts[i].sku == DROPPED)
            whole_create(of, level);
        if (!of->levels[level].exists)
            return whole_fail(ECO_E_NOT_FOUND, number + 1);
    }
    if (command->expected_version && command->expected_version != version)
        return whole_fail(ECO_E_VERSION, 0);
    int64_t can = can_hold_line(of, command, line, parts, count, location, &short_of);
    if (short_of >= 0 && !command->partial) {
        result = whole_fail(ECO_E_INSUFFICIENT, number + 1);
        result.available = can_hold(before, command, short_of);
        result.tells_available = true;
        return result;
    }
    for (int i = 0; i < count; i++) {
        int64_t each = parts[i].quantity / line->quantity;
        take(of, command, made, parts[i].sku * WHOLE_LOCATIONS + location, each * can);
        result.quantity += each * can;
    }
    return result;
}

whole_result whole_hold(whole *of, const whole_command *command, const whole *before, int64_t version)
{
    whole_thing *made = &of->things[of->things_count];
    whole_result sum = whole_fail(ECO_OK, 0);
    *made = (whole_thing){.command = of->commands_count, .state = "held", .expires_us = command->expires_us, .version = 1};
    for (int i = 0; i < command->lines_count; i++) {
        whole_result result = hold_line(of, command, before, version, i, made);
        if (result.status)
            return result;
        sum.quantity += result.quantity;
    }
    if (!sum.quantity)
        return whole_fail(ECO_E_INSUFFICIENT, 1);
    of->things_count++;
    return sum;
}

/* ---- ending ------------------------------------------------------------------------------------------------------------------------------ */

static int64_t sum_of(const whole_thing *hold, bool committed)
{
    int64_t sum = 0;
    for (int i = 0; i < hold->parts_count; i++)
        sum += committed ? hold->parts[i].committed : hold->parts[i].held;
    return sum;
}

/* What is free again was, as far as it goes, kept for the hold's channel; one that goods are kept from by now gets nothing. */
static void give_back(whole *of, const whole_thing *hold, whole_part *part, int64_t quantity)
{
    int channel = of->commands[hold->command].channel;
    int64_t back = part->buffered < quantity ? part->buffered : quantity;
    part->buffered -= back;
    if (channel >= 0 && back && of->levels[part->level].buffer[channel] >= 0)
        of->levels[part->level].buffer[channel] += back;
}

void whole_expire(whole *of, int64_t now_us)
{
    for (int i = 0; i < of->things_count; i++) {
        whole_thing *hold = &of->things[i];
        if (strcmp(hold->state, "held") != 0 || hold->expires_us > now_us)
            continue;
        for (int k = 0; k < hold->parts_count; k++) {
            whole_part *part = &hold->parts[k];
            of->levels[part->level].quantity[RESERVED] -= part->held;
            of->levels[part->level].quantity[AVAILABLE] += part->held;
            if (part->held)
                give_back(of, hold, part, part->held);
            part->released += part->held;
            part->held = 0;
        }
        hold->state = "expired";
        hold->ended_us = hold->expires_us;
        hold->version++;
    }
}

static eco_status ended(const whole_thing *hold, eco_inventory_verb verb)
{
    bool goods_leave = verb == ECO_INVENTORY_ISSUE || verb == ECO_INVENTORY_CANCEL;
    if (goods_leave && sum_of(hold, true))
        return ECO_OK;
    if (strcmp(hold->state, "held") == 0)
        return goods_leave ? ECO_E_REFUSED : ECO_OK;
    if (strcmp(hold->state, "expired") == 0)
        return ECO_E_EXPIRED;
    return strcmp(hold->state, "committed") == 0 || strcmp(hold->state, "issued") == 0 ? ECO_E_COMMITTED : ECO_E_RELEASED;
}

/* Goods leave for the customer: they must be there, whoever else they are promised to. */
static whole_result issue(whole *of, const whole_command *command, int number, const whole_part *part, int64_t quantity, int lot,
                          int serial)
{
    whole_level *at = &of->levels[part->level];
    whole_result result = whole_fail(ECO_OK, 0);
    whole_move move = {
        .level = part->level, .from = COMMITTED, .to = CUSTOMER, .lot = lot, .serial = serial, .quantity = quantity};
    if (part->level / WHOLE_LOCATIONS == DROPPED) {
        whole_move comes = move;
        comes.from = SUPPLIER;
        comes.to = AVAILABLE;
        result = whole_post(of, command, number, comes);
    } else if (whole_on_hand(at) < quantity) {
        result = whole_fail(ECO_E_INSUFFICIENT, number);
        result.available = whole_on_hand(at);
        result.tells_available = command->lines_count == 1;
        if (whole_has_serials(part->level / WHOLE_LOCATIONS))
            result.also = serial ? ECO_E_NOT_FOUND : ECO_E_INVALID;
    }
    return result.status ? result : whole_post(of, command, number, move);
}

static whole_result move_part(whole *of, const whole_command *command, whole_thing *hold, int number, whole_part *part,
                              int64_t quantity, const whole_line *line)
{
    int from = AVAILABLE, to = AVAILABLE;
    bool alone = line != NULL;
    whole_result result = whole_fail(ECO_OK, 0);
    if (!quantity)
        return result;
    switch (command->verb) {
    case ECO_INVENTORY_COMMIT:
        part->held -= quantity;
        part->committed += quantity;
        from = RESERVED;
        to = COMMITTED;
        break;
    case ECO_INVENTORY_RELEASE:
        part->held -= quantity;
        part->released += quantity;
        from = RESERVED;
        give_back(of, hold, part, quantity);
        break;
    case ECO_INVENTORY_ISSUE:
        result = issue(of, command, number, part, quantity, line ? line->lot : 0, line ? line->serial : 0);
        part->committed -= quantity;
        part->issued += quantity;
        return result;
    default:
        part->committed -= quantity;
        part->cancelled += quantity;
        from = COMMITTED;
        give_back(of, hold, part, quantity);
        alone = true;
    }
    whole_move move = {.level = part->level, .from = from, .to = to, .quantity = quantity};
    if (alone)
        return whole_post(of, command, number, move);
    of->levels[part->level].quantity[from] -= quantity;
    of->levels[part->level].quantity[to] += quantity;
    return result;
}

static int64_t left_of(const whole_part *part, eco_inventory_verb verb)
{
    return verb == ECO_INVENTORY_COMMIT || verb == ECO_INVENTORY_RELEASE ? part->held
           : verb == ECO_INVENTORY_RETURN                                ? part->issued - part->returned
                                                                         : part->committed;
}

static whole_part *find_part(whole_thing *hold, int level)
{
    for (int i = 0; i < hold->parts_count; i++)
        if (hold->parts[i].level == level)
            return &hold->parts[i];
    return NULL;
}

typedef whole_result part_mover(whole *of, const whole_command *command, whole_thing *hold, int number, whole_part *part,
                                int64_t quantity, const whole_line *line);

/* A line of the command: of a kit each part. */
static whole_result end_line(whole *of, const whole_command *command, whole_thing *hold, int number, part_mover *mover)
{
    const whole_line *line = &command->lines[number];
    whole_line parts[8];
    int location, count = whole_expand(of, line, parts);
    whole_result sum = whole_fail(ECO_OK, 0);
    if (!whole_names(of, line, &location))
        return whole_fail(ECO_E_INVALID, number + 1);
    for (int i = 0; i < count; i++) {
        int level = parts[i].sku * WHOLE_LOCATIONS + location;
        whole_part *part = find_part(hold, level);
        if (!part)
            return whole_fail(ECO_E_NOT_FOUND, number + 1);
        if (parts[i].quantity > left_of(part, command->verb)) {
            whole_result result = whole_fail(ECO_E_INVALID, number + 1);
            if (command->verb == ECO_INVENTORY_ISSUE) /* may be as true */
                result.also = whole_has_serials(parts[i].sku) ? ECO_E_NOT_FOUND : ECO_E_INSUFFICIENT;
            return result;
        }
        whole_result result = mover(of, command, hold, number + 1, part, parts[i].quantity, &parts[i]);
        if (result.status)
            return result;
        sum.quantity += parts[i].quantity;
    }
    return sum;
}

static whole_result end_lines(whole *of, const whole_command *command, whole_thing *hold, part_mover *mover)
{
    whole_result sum = whole_fail(ECO_OK, 0), result = sum;
    for (int i = 0; !command->lines_count && i < hold->parts_count; i++) {
        int64_t left = left_of(&hold->parts[i], command->verb);
        if (!left)
            continue;
        result = mover(of, command, hold, 0, &hold->parts[i], left, NULL);
        if (result.status)
            return result;
        sum.quantity += left;
    }
    for (int i = 0; i < command->lines_count; i++) {
        result = end_line(of, command, hold, i, mover);
        if (result.status)
            return result;
        sum.quantity += result.quantity;
    }
    return sum;
}

static void finish(const whole_command *command, whole_thing *hold)
{
    bool ends_held = command->verb == ECO_INVENTORY_COMMIT || command->verb == ECO_INVENTORY_RELEASE;
    if (ends_held && !sum_of(hold, false)) {
        hold->state = command->verb == ECO_INVENTORY_COMMIT ? "committed" : "released";
        hold->ended_us = command->at_us;
    }
    if (!ends_held && strcmp(hold->state, "committed") == 0 && !sum_of(hold, true))
        hold->state = command->verb == ECO_INVENTORY_ISSUE ? "issued" : "cancelled";
}

whole_result whole_end(whole *of, const whole_command *command)
{
    whole_thing *hold = whole_find(of, command->hold, ECO_INVENTORY_HOLD);
    if (!hold)
        return whole_fail(ECO_E_NOT_FOUND, 0);
    if (command->expected_version && command->expected_version != hold->version)
        return whole_fail(ECO_E_VERSION, 0);
    eco_status status = ended(hold, command->verb);
    if (status)
        return whole_fail(status, 0);
    hold->version++;
    if (command->verb == ECO_INVENTORY_EXTEND) {
        hold->expires_us = command->expires_us;
        return whole_fail(ECO_OK, 0);
    }
    whole_result result = end_lines(of, command, hold, move_part);
    if (!result.status)
        finish(command, hold);
    return result;
}

/* ---- returns ----------------------------------------------------------------------------------------------------------------------------- */

static whole_result take_back(whole *of, const whole_command *command, whole_thing *hold, int number, whole_part *part,
                              int64_t quantity, const whole_line *line)
{
    (void)hold;
    part->returned += quantity;
    return whole_post(of, command, number,
                      (whole_move){.level = part->level,
                                   .from = CUSTOMER,
                                   .to = command->to_state,
                                   .lot = line ? line->lot : 0,
                                   .serial = line ? line->serial : 0,
                                   .quantity = quantity,
                                   .is_old = true});
}

whole_result whole_return(whole *of, const whole_command *command)
{
    whole_thing *hold = whole_find(of, command->hold, ECO_INVENTORY_HOLD);
    int64_t left = 0;
    if (!hold)
        return whole_fail(ECO_E_NOT_FOUND, 0);
    if (command->expected_version && command->expected_version != hold->version)
        return whole_fail(ECO_E_VERSION, 0);
    for (int i = 0; i < hold->parts_count; i++)
        left += hold->parts[i].issued - hold->parts[i].returned;
    if (!left)
        return whole_fail(ECO_E_REFUSED, 0);
    hold->version++;
    return end_lines(of, command, hold, take_back);
}
