/* inventory_model.c - see inventory_model.h. Written from the public header alone. */
#include "inventory_model.h"

#include <string.h>

const char *const model_skus[MODEL_SKUS] = {"apple", "banana", "cherry", "\xE6\xA2\xA8"};
const char *const model_locations[MODEL_LOCATIONS] = {"main", "east", "west"};

void model_begin(model *of)
{
    memset(of, 0, sizeof *of);
    of->first_location = -1;
}

static bool same_id(eco_id a, eco_id b)
{
    return a.high == b.high && a.low == b.low;
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* ---- who has been here before ------------------------------------------------------------------------------------------------------------ */

/* Each line of one is a line of the other. */
static bool same_lines(const model_command *a, const model_command *b)
{
    bool taken[MODEL_LINES] = {false};
    if (a->lines_count != b->lines_count)
        return false;
    for (int i = 0; i < a->lines_count; i++) {
        int k = 0;
        for (; k < b->lines_count; k++)
            if (!taken[k] && a->lines[i].level == b->lines[k].level && a->lines[i].quantity == b->lines[k].quantity &&
                a->lines[i].names_location == b->lines[k].names_location)
                break;
        if (k == b->lines_count)
            return false;
        taken[k] = true;
    }
    return true;
}

static bool same_body(const model_command *a, const model_command *b)
{
    return a->verb == b->verb && same_id(a->hold, b->hold) && same_text(a->channel, b->channel) && a->partial == b->partial &&
           same_lines(a, b);
}

/* ---- places ------------------------------------------------------------------------------------------------------------------------------ */

int model_locations_count(const model *of)
{
    int count = 0;
    for (int location = 0; location < MODEL_LOCATIONS; location++)
        for (int sku = 0; sku < MODEL_SKUS; sku++)
            if (of->levels[sku * MODEL_LOCATIONS + location].exists) {
                count++;
                break;
            }
    return count;
}

/* The line's level; -1: which one is not clear. */
static int place(const model *of, const model_line *line)
{
    if (line->names_location)
        return line->level;
    if (model_locations_count(of) > 1)
        return -1;
    return line->level / MODEL_LOCATIONS * MODEL_LOCATIONS + (of->first_location < 0 ? 0 : of->first_location);
}

static int64_t available(const model_level *level)
{
    return level->on_hand - level->reserved - level->committed;
}

/* ---- holds ------------------------------------------------------------------------------------------------------------------------------- */

const model_hold *model_hold_of(const model *of, eco_id key)
{
    for (int i = 0; i < of->holds_count; i++)
        if (same_id(of->commands[of->holds[i].command].key, key))
            return &of->holds[i];
    return NULL;
}

static int64_t sum_held(const model_hold *hold)
{
    int64_t sum = 0;
    for (int i = 0; i < hold->lines_count; i++)
        sum += hold->lines[i].held;
    return sum;
}

static int64_t sum_committed(const model_hold *hold)
{
    int64_t sum = 0;
    for (int i = 0; i < hold->lines_count; i++)
        sum += hold->lines[i].committed;
    return sum;
}

void model_expire(model *of, int64_t now_us)
{
    for (int i = 0; i < of->holds_count; i++) {
        model_hold *hold = &of->holds[i];
        if (strcmp(hold->state, "held") != 0 || hold->expires_us > now_us)
            continue;
        for (int k = 0; k < hold->lines_count; k++) {
            of->levels[hold->lines[k].level].reserved -= hold->lines[k].held;
            hold->lines[k].released += hold->lines[k].held;
            hold->lines[k].held = 0;
        }
        hold->state = "expired";
        hold->ended_us = hold->expires_us;
        hold->version++;
    }
}

/* ---- verbs ------------------------------------------------------------------------------------------------------------------------------- */

static model_result refused(eco_status status, int line)
{
    return (model_result){.status = status, .line = line};
}

static void add_row(model *of, int line, int level, int64_t quantity, model_result *result)
{
    of->rows[of->rows_count++] = (model_row){of->commands_count, line, level, quantity};
    result->has_rows = true;
}

static model_result goods(model *of, const model_command *command, const model *before, int64_t version)
{
    model_result result = {.status = ECO_OK};
    for (int i = 0; i < command->lines_count; i++) {
        int at = place(before, &command->lines[i]);
        int64_t quantity = command->lines[i].quantity, change = command->verb == ECO_INVENTORY_ISSUE ? -quantity : quantity;
        if (at < 0)
            return refused(ECO_E_INVALID, i + 1);
        model_level *level = &of->levels[at];
        if (!level->exists && change < 0)
            return refused(ECO_E_NOT_FOUND, i + 1);
        if (command->expected_version && command->expected_version != (level->exists ? version : 0))
            return refused(ECO_E_VERSION, 0);
        if (available(level) + change < 0) {
            result = refused(ECO_E_INSUFFICIENT, i + 1);
            result.available = available(&before->levels[at]);
            return result;
        }
        if (of->first_location < 0)
            of->first_location = at % MODEL_LOCATIONS;
        level->exists = true;
        level->on_hand += change;
        result.quantity += quantity;
        add_row(of, i, at, change, &result);
    }
    return result;
}

static model_result hold(model *of, const model_command *command, const model *before, int64_t version)
{
    model_result result = {.status = ECO_OK};
    model_hold *made = &of->holds[of->holds_count];
    *made = (model_hold){.command = of->commands_count, .state = "held", .expires_us = command->expires_us, .version = 1};
    for (int i = 0; i < command->lines_count; i++) {
        int at = place(of, &command->lines[i]);
        if (at < 0)
            return refused(ECO_E_INVALID, i + 1);
        model_level *level = &of->levels[at];
        if (!level->exists)
            return refused(ECO_E_NOT_FOUND, i + 1);
        if (command->expected_version && command->expected_version != version)
            return refused(ECO_E_VERSION, 0);
        int64_t quantity = command->lines[i].quantity;
        if (quantity > available(level)) {
            result.available = available(&before->levels[at]);
            result.status = ECO_E_INSUFFICIENT;
            result.line = i + 1;
            result.quantity = 0;
            if (!command->partial)
                return result;
            result = (model_result){.quantity = sum_held(made)};
            quantity = available(level);
        }
        level->reserved += quantity;
        result.quantity += quantity;
        made->lines[made->lines_count++] = (model_hold_line){.level = at, .quantity = quantity, .held = quantity};
    }
    if (result.quantity == 0) {
        result = refused(ECO_E_INSUFFICIENT, 1);
        result.available = available(&before->levels[place(of, &command->lines[0])]);
        return result;
    }
    of->holds_count++;
    return result;
}

static eco_status ended(const model_hold *hold, eco_inventory_verb verb)
{
    bool goods_leave = verb == ECO_INVENTORY_ISSUE || verb == ECO_INVENTORY_CANCEL;
    if (strcmp(hold->state, "held") == 0)
        return goods_leave && sum_committed(hold) == 0 ? ECO_E_REFUSED : ECO_OK;
    if (goods_leave && sum_committed(hold))
        return ECO_OK;
    if (strcmp(hold->state, "expired") == 0)
        return ECO_E_EXPIRED;
    return strcmp(hold->state, "committed") == 0 || strcmp(hold->state, "issued") == 0 ? ECO_E_COMMITTED : ECO_E_RELEASED;
}

static void move(model *of, const model_command *command, model_hold_line *line, int number, int64_t quantity, bool alone,
                 model_result *result)
{
    model_level *level = &of->levels[line->level];
    int64_t *from = command->verb == ECO_INVENTORY_COMMIT || command->verb == ECO_INVENTORY_RELEASE ? &line->held
                                                                                                    : &line->committed;
    if (!quantity)
        return;
    *from -= quantity;
    result->quantity += quantity;
    switch (command->verb) {
    case ECO_INVENTORY_COMMIT:
        line->committed += quantity;
        level->reserved -= quantity;
        level->committed += quantity;
        break;
    case ECO_INVENTORY_RELEASE:
        line->released += quantity;
        level->reserved -= quantity;
        break;
    case ECO_INVENTORY_ISSUE:
        line->issued += quantity;
        level->committed -= quantity;
        level->on_hand -= quantity;
        break;
    default: line->cancelled += quantity; level->committed -= quantity;
    }
    if (alone || from == &line->committed)
        add_row(of, number, line->level, command->verb == ECO_INVENTORY_ISSUE ? -quantity : 0, result);
}

static int64_t left_of(const model_hold_line *line, eco_inventory_verb verb)
{
    return verb == ECO_INVENTORY_COMMIT || verb == ECO_INVENTORY_RELEASE ? line->held : line->committed;
}

/* A line of the command; where the hold has several of the level, they are taken in turn from `*at` on, round about. */
static model_result part(model *of, const model_command *command, model_hold *hold, int number, int *at, model_result result)
{
    int level = place(of, &command->lines[number]);
    int64_t left = command->lines[number].quantity;
    bool is_there = false;
    if (level < 0)
        return refused(ECO_E_INVALID, number + 1);
    if (!of->levels[level].exists)
        return refused(ECO_E_NOT_FOUND, number + 1);
    for (int tried = 0; left && tried < hold->lines_count; tried++) {
        model_hold_line *line = &hold->lines[*at];
        if (line->level == level) {
            int64_t there = left_of(line, command->verb), quantity = there < left ? there : left;
            is_there = true;
            move(of, command, line, number, quantity, true, &result);
            left -= quantity;
        }
        if (left)
            *at = (*at + 1) % hold->lines_count;
    }
    return left ? refused(is_there ? ECO_E_INVALID : ECO_E_NOT_FOUND, number + 1) : result;
}

static void end_hold(const model_command *command, model_hold *hold)
{
    switch (command->verb) {
    case ECO_INVENTORY_COMMIT:
        if (sum_held(hold))
            return;
        hold->state = "committed";
        hold->ended_us = command->at_us;
        break;
    case ECO_INVENTORY_RELEASE:
        if (sum_held(hold))
            return;
        hold->state = "released";
        hold->ended_us = command->at_us;
        break;
    default:
        if (strcmp(hold->state, "committed") == 0 && sum_committed(hold) == 0)
            hold->state = command->verb == ECO_INVENTORY_ISSUE ? "issued" : "cancelled";
    }
}

static model_result end(model *of, const model_command *command)
{
    model_result result = {.status = ECO_OK};
    model_hold *hold = (model_hold *)model_hold_of(of, command->hold);
    if (!hold)
        return refused(ECO_E_NOT_FOUND, 0);
    if (command->expected_version && command->expected_version != hold->version)
        return refused(ECO_E_VERSION, 0);
    eco_status status = ended(hold, command->verb);
    if (status)
        return refused(status, 0);
    hold->version++;
    if (command->verb == ECO_INVENTORY_EXTEND) {
        hold->expires_us = command->expires_us;
        return result;
    }
    for (int i = 0; !command->lines_count && i < hold->lines_count; i++)
        move(of, command, &hold->lines[i], i, left_of(&hold->lines[i], command->verb), false, &result);
    for (int i = 0, at = 0; i < command->lines_count && !result.status; i++)
        result = part(of, command, hold, i, &at, result);
    if (!result.status)
        end_hold(command, hold);
    return result;
}

static model_result decide(model *of, const model_command *command, const model *before, int64_t version)
{
    switch (command->verb) {
    case ECO_INVENTORY_HOLD: return hold(of, command, before, version);
    case ECO_INVENTORY_RECEIVE:
    case ECO_INVENTORY_ADJUST: return goods(of, command, before, version);
    case ECO_INVENTORY_ISSUE:
        return command->hold.high || command->hold.low ? end(of, command) : goods(of, command, before, version);
    default: return end(of, command);
    }
}

model_result model_run(model *of, const model_command *command, int64_t level_version)
{
    static model before;
    for (int i = 0; i < of->commands_count; i++)
        if (same_id(of->commands[i].key, command->key)) {
            if (!same_body(&of->commands[i], command))
                return refused(ECO_E_KEY_REUSED, 0);
            model_result again = of->results[i];
            again.replayed = true;
            return again;
        }
    before = *of;
    model_result result = decide(of, command, &before, level_version);
    if (result.status) {
        *of = before;
        return result;
    }
    of->commands[of->commands_count] = *command;
    of->results[of->commands_count++] = result;
    return result;
}
