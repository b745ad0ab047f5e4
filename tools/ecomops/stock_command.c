/* stock_command.c - a command of the command line: its operands, and its options. */
#include "ecomops/cells.h"
#include "ecomops/grid.h"
#include "ecomops/stock.h"
#include "ecomops/times.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* ---- operands --------------------------------------------------------------------------------------------------------------------------- */

typedef enum stock_head {
    NO_HEAD,
    MAY_HEAD,
    MUST_HEAD
} stock_head; /* what stands before SKU QUANTITY ...; an odd number of operands tells */

static const struct stock_shape {
    eco_inventory_verb verb;
    stock_head head;
    size_t lines_least, lines_most; /* without a head and --source; with one of them there may be none */
    const char *needs;
} shapes[] = {
    {ECO_INVENTORY_DEFINE, MUST_HEAD, 0, SIZE_MAX, "SKU, and of a kit PART QUANTITY ..."},
    {ECO_INVENTORY_BUFFER, NO_HEAD, 1, SIZE_MAX, "SKU QUANTITY ... and --channel"},
    {ECO_INVENTORY_CLOSE, MUST_HEAD, 0, 0, "TIME: until when the books are closed"},
    {ECO_INVENTORY_HOLD, NO_HEAD, 1, SIZE_MAX, "SKU QUANTITY ..."},
    {ECO_INVENTORY_EXTEND, MUST_HEAD, 0, 0, "HOLD"},
    {ECO_INVENTORY_COMMIT, MUST_HEAD, 0, SIZE_MAX, "HOLD [SKU QUANTITY ...]"},
    {ECO_INVENTORY_RELEASE, MUST_HEAD, 0, SIZE_MAX, "HOLD [SKU QUANTITY ...]"},
    {ECO_INVENTORY_ISSUE, MAY_HEAD, 1, SIZE_MAX, "HOLD [SKU QUANTITY ...], or SKU QUANTITY ..."},
    {ECO_INVENTORY_CANCEL, MUST_HEAD, 0, SIZE_MAX, "HOLD [SKU QUANTITY ...], or --source DOCUMENT"},
    {ECO_INVENTORY_EXPECT, NO_HEAD, 1, SIZE_MAX, "SKU QUANTITY ..."},
    {ECO_INVENTORY_RECEIVE, NO_HEAD, 1, SIZE_MAX, "SKU QUANTITY ..., or --source DOCUMENT"},
    {ECO_INVENTORY_SHIP_TRANSFER, NO_HEAD, 1, SIZE_MAX, "SKU QUANTITY ... and --to LOCATION"},
    {ECO_INVENTORY_RECEIVE_TRANSFER, MUST_HEAD, 0, SIZE_MAX, "TRANSFER [SKU QUANTITY ...]"},
    {ECO_INVENTORY_MOVE_STATE, NO_HEAD, 1, SIZE_MAX, "SKU QUANTITY ..., --from-state and --to-state"},
    {ECO_INVENTORY_RETURN, MAY_HEAD, 1, SIZE_MAX, "HOLD [SKU QUANTITY ...], or SKU QUANTITY ..."},
    {ECO_INVENTORY_RETURN_TO_VENDOR, NO_HEAD, 1, SIZE_MAX, "SKU QUANTITY ..."},
    {ECO_INVENTORY_ADJUST, NO_HEAD, 1, SIZE_MAX, "SKU QUANTITY ..."},
    {ECO_INVENTORY_COUNT, NO_HEAD, 1, SIZE_MAX, "SKU QUANTITY ..."},
    {ECO_INVENTORY_APPROVE, MUST_HEAD, 0, 0, "COUNT"},
    {ECO_INVENTORY_LAND_COST, MUST_HEAD, 0, 0, "RECEIPT and --cost"},
    {ECO_INVENTORY_REVALUE, NO_HEAD, 1, 1, "SKU QUANTITY and --cost"},
};

static bool is_of_source(eco_inventory_verb verb)
{
    return verb == ECO_INVENTORY_RECEIVE_TRANSFER || verb == ECO_INVENTORY_APPROVE || verb == ECO_INVENTORY_LAND_COST;
}

static int take_shape(const tool_stock *stock, const eco_inventory_command *command)
{
    const struct stock_shape *shape = shapes;
    while (shape->verb != command->verb)
        shape++;
    size_t lines = stock->operands_count / 2;
    bool has_head = stock->operands_count % 2 == 1, has_source = tool_value(stock->arguments, "source");
    bool is_right = has_head && !has_source
                        ? shape->head != NO_HEAD && lines <= shape->lines_most
                        : !has_head && (has_source ||
                                        (shape->head != MUST_HEAD && lines >= shape->lines_least && lines <= shape->lines_most));
    return is_right ? TOOL_DONE
                    : tool_fail(TOOL_USAGE, "stock %s needs %s; see ecomops stock --help", tool_stock_verb(command->verb),
                                shape->needs);
}

/* The one operand, or what stands before SKU QUANTITY ... */
static int take_head(const tool_stock *stock, tool_stock_taken *taken)
{
    eco_inventory_command *command = &taken->command;
    const char *source = tool_value(stock->arguments, "source"), *problem = NULL;
    if (source)
        command->source = eco_id_of(source);
    if (stock->operands_count % 2 == 0)
        return TOOL_DONE;
    const char *head = stock->operands[0];
    if (command->verb == ECO_INVENTORY_DEFINE)
        taken->item.sku = head;
    else if (command->verb == ECO_INVENTORY_CLOSE)
        problem = tool_cell_time(&command->due_us, (tool_text){head, strlen(head)}, stock->zone);
    else if (is_of_source(command->verb))
        command->source = eco_id_of(head);
    else
        command->hold = eco_id_of(head);
    return problem ? tool_fail(TOOL_USAGE, "stock close: '%s' %s", head, problem) : TOOL_DONE;
}

static int take_lines(const tool_stock *stock, eco_stock_line *lines)
{
    const char *location = tool_value(stock->arguments, "location");
    for (size_t i = stock->operands_count % 2; i + 1 < stock->operands_count; i += 2) {
        eco_stock_line *line = lines++;
        const char *text = stock->operands[i + 1], *problem = tool_quantity(&line->quantity, text, strlen(text));
        line->sku = stock->operands[i];
        line->location = location;
        if (problem)
            return tool_fail(TOOL_USAGE, "the quantity of %s: '%s' %s", line->sku, text, problem);
    }
    return TOOL_DONE;
}

/* ---- what one line has besides ---------------------------------------------------------------------------------------------------------- */

/* "S1,S2" becomes a line for each, of one piece. */
static int take_serials(const tool_stock *stock, tool_stock_taken *taken, char *serials)
{
    eco_inventory_command *command = &taken->command;
    const eco_stock_line first = taken->lines[0];
    size_t count = 0;
    for (char *rest = serials, *serial = strtok_r(serials, ",", &rest); serial; serial = strtok_r(NULL, ",", &rest)) {
        taken->lines[count] = first;
        taken->lines[count].quantity = first.quantity < 0 ? -1 : 1;
        taken->lines[count++].serial = serial;
    }
    command->lines_count = count;
    if (count == 1)
        taken->lines->quantity = first.quantity; /* counted: 0 where it is not there */
    if (count == 1 || first.quantity == (first.quantity < 0 ? -(int64_t)count : (int64_t)count))
        return TOOL_DONE;
    return tool_fail(TOOL_USAGE, "--serial names %zu, and the quantity of %s is %s", count, first.sku,
                     stock->operands[stock->operands_count - 1]);
}

static int take_cost(const tool_stock *stock, tool_stock_taken *taken)
{
    const char *cost = tool_value(stock->arguments, "cost"), *currency = tool_value(stock->arguments, "currency");
    eco_inventory_command *command = &taken->command;
    int64_t minor = 0;
    eco_error error;
    if (!cost)
        return TOOL_DONE;
    if (!currency)
        return tool_fail(TOOL_USAGE, "--cost needs --currency: CNY, EUR ...");
    if (eco_money_parse(&minor, cost, currency, &error))
        return tool_fail(TOOL_USAGE, "--cost: %s", error.message);
    if (command->verb == ECO_INVENTORY_LAND_COST) {
        command->amount_minor = minor;
        return TOOL_DONE;
    }
    for (size_t i = 0; i < command->lines_count; i++)
        taken->weights[i] = 1;
    if (eco_money_split(taken->weights, NULL, minor, taken->weights, command->lines_count, NULL, &error))
        return tool_fail(TOOL_USAGE, "--cost: %s", error.message);
    for (size_t i = 0; i < command->lines_count; i++)
        taken->lines[i].cost_minor = taken->weights[i];
    return TOOL_DONE;
}

static int take_more(const tool_stock *stock, tool_stock_taken *taken)
{
    static const char *const options[] = {"lot", "serial", "cost"};
    const tool_arguments *arguments = stock->arguments;
    eco_inventory_command *command = &taken->command;
    eco_stock_line *line = taken->lines;
    bool is_hold = command->verb == ECO_INVENTORY_HOLD || command->verb == ECO_INVENTORY_EXTEND;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (tool_value(arguments, options[i]) && command->verb != ECO_INVENTORY_LAND_COST && command->lines_count != 1)
            return tool_fail(TOOL_USAGE, "--%s is of one SKU QUANTITY, not of %zu; a document has them for each line", options[i],
                             command->lines_count);
    if (tool_value(arguments, "expires") && !is_hold) {
        if (!tool_value(arguments, "lot"))
            return tool_fail(TOOL_USAGE, "--expires is of a lot: --lot names it");
        if (!tool_instant_option(&line->lot_expires_us, arguments, "expires", stock->zone, 0))
            return TOOL_USAGE;
    }
    line->lot = tool_value(arguments, "lot");
    int code = taken->serials ? take_serials(stock, taken, taken->serials) : TOOL_DONE;
    return code ? code : take_cost(stock, taken);
}

/* ---- items ------------------------------------------------------------------------------------------------------------------------------ */

static const char *cost_method_at(size_t index, const void *user)
{
    (void)user;
    return index < ECO_COST_STANDARD ? eco_cost_method_name((eco_cost_method)index + 1) : NULL;
}

static const char *picking_at(size_t index, const void *user)
{
    (void)user;
    return index <= ECO_PICKING_NEAREST ? eco_picking_name((eco_picking)index) : NULL;
}

static const char *state_at(size_t index, const void *user)
{
    (void)user;
    return index <= ECO_STOCK_QUALITY_CONTROL ? eco_stock_state_name((eco_stock_state)index) : NULL;
}

/* A word of a list, also with '-' for '_'; *out is its place. */
static int take_word(int32_t *out, const tool_stock *stock, const char *option, const char *(*known)(size_t, const void *))
{
    const char *given = tool_value(stock->arguments, option);
    char word[64];
    if (!given)
        return TOOL_DONE;
    snprintf(word, sizeof word, "%s", given);
    for (char *at = word; *at; at++)
        *at = *at == '-' ? '_' : *at;
    for (size_t i = 0; known(i, NULL); i++)
        if (strcmp(word, known(i, NULL)) == 0) {
            *out = (int32_t)i;
            return TOOL_DONE;
        }
    const char *meant = tool_suggestion(word, known, NULL);
    return meant
               ? tool_fail(TOOL_USAGE, "--%s cannot be '%s'; did you mean '%s'?", option, given, meant)
               : tool_fail(TOOL_USAGE, "--%s cannot be '%s', but '%s', '%s' ...", option, given, known(0, NULL), known(1, NULL));
}

static bool take_numbers(const tool_arguments *arguments, eco_stock_item *item)
{
    long long scale, backorder, preorder, safety;
    if (!tool_number(&scale, arguments, "quantity-scale", 0, 6, 0) ||
        !tool_number(&backorder, arguments, "backorder-limit", 0, INT64_MAX, 0) ||
        !tool_number(&preorder, arguments, "preorder-limit", 0, INT64_MAX, 0) ||
        !tool_number(&safety, arguments, "safety", 0, INT64_MAX, 0))
        return false;
    item->quantity_scale = (int32_t)scale;
    item->backorder_limit = backorder;
    item->preorder_limit = preorder;
    item->safety = safety;
    return true;
}

static int take_item(const tool_stock *stock, tool_stock_taken *taken)
{
    const tool_arguments *arguments = stock->arguments;
    eco_stock_item *item = &taken->item;
    eco_inventory_command *command = &taken->command;
    int32_t method = -1;
    int code = take_word(&method, stock, "cost-method", cost_method_at);
    code = code ? code : take_word(&item->picking, stock, "picking", picking_at);
    if (!code && (!take_numbers(arguments, item) ||
                  !tool_instant_option(&item->preorder_ships_us, arguments, "preorder-ships", stock->zone, 0)))
        code = TOOL_USAGE;
    item->struct_size = sizeof *item;
    item->cost_method = method + 1;
    item->is_drop_shipped = tool_value(arguments, "drop-shipped");
    item->has_lots = tool_value(arguments, "has-lots");
    item->has_serials = tool_value(arguments, "has-serials");
    for (size_t i = 0; i < command->lines_count; i++)
        taken->parts[i] = (eco_kit_part){taken->lines[i].sku, taken->lines[i].quantity};
    item->parts_count = command->lines_count;
    item->parts = item->parts_count ? taken->parts : NULL;
    command->lines_count = 0;
    command->item = item;
    return code;
}

/* ---- options ---------------------------------------------------------------------------------------------------------------------------- */

static int take_where(const tool_stock *stock, eco_inventory_command *command)
{
    const tool_arguments *arguments = stock->arguments;
    command->channel = tool_value(arguments, "channel");
    command->partial = tool_value(arguments, "partial");
    command->to_location = tool_value(arguments, "to");
    int code = take_word(&command->from_state, stock, "from-state", state_at);
    code = code ? code : take_word(&command->to_state, stock, "to-state", state_at);
    if (!code && tool_value(arguments, "due") && !tool_instant_option(&command->due_us, arguments, "due", stock->zone, 0))
        code = TOOL_USAGE;
    return code;
}

static int take_options(const tool_stock *stock, eco_inventory_command *command)
{
    eco_command_head head = {.verb = command->verb};
    int code = tool_live_head(stock, &head);
    command->key = head.key;
    command->at_us = head.at_us;
    command->actor = head.actor;
    command->reason = head.reason;
    command->reference = head.reference;
    command->expected_version = head.expected_version;
    command->flags = head.flags;
    code = code ? code : take_where(stock, command);
    if (!code && command->verb == ECO_INVENTORY_ADJUST && !command->reason)
        return tool_fail(TOOL_USAGE, "stock adjust needs --reason: why is the count another one?");
    if (!code && command->verb == ECO_INVENTORY_APPROVE && !command->reason)
        return tool_fail(TOOL_USAGE, "stock approve needs --reason: why do the books change?");
    bool has_deadline = command->verb == ECO_INVENTORY_HOLD || command->verb == ECO_INVENTORY_EXTEND;
    return code || !has_deadline ? code : tool_live_deadline(stock, &command->expires_us, tool_stock_verb(command->verb));
}

/* ---- the whole -------------------------------------------------------------------------------------------------------------------------- */

static void take_room(const tool_stock *stock, tool_stock_taken *taken)
{
    const char *serials = tool_value(stock->arguments, "serial");
    size_t capacities[4] = {0}, most = stock->operands_count / 2 + 1;
    if (serials) {
        taken->serials = tool_room(NULL, &capacities[3], strlen(serials) + 1, 1);
        memcpy(taken->serials, serials, strlen(serials) + 1);
        most += strlen(serials);
    }
    taken->lines = tool_room(NULL, &capacities[0], most, sizeof *taken->lines);
    taken->parts = tool_room(NULL, &capacities[1], most, sizeof *taken->parts);
    taken->weights = tool_room(NULL, &capacities[2], most, sizeof *taken->weights);
    memset(taken->lines, 0, capacities[0] * sizeof *taken->lines);
}

int tool_stock_take(const tool_stock *stock, eco_inventory_verb verb, tool_stock_taken *taken)
{
    eco_inventory_command *command = &taken->command;
    *taken = (tool_stock_taken){.command.verb = verb};
    int code = take_shape(stock, command);
    if (code)
        return code;
    take_room(stock, taken);
    command->lines_count = stock->operands_count / 2;
    code = take_head(stock, taken);
    code = code ? code : take_lines(stock, taken->lines);
    code = code ? code : take_more(stock, taken);
    if (!code && verb == ECO_INVENTORY_DEFINE)
        code = take_item(stock, taken);
    command->lines = command->lines_count ? taken->lines : NULL;
    return code ? code : take_options(stock, command);
}

void tool_stock_untake(tool_stock_taken *taken)
{
    free(taken->serials);
    free(taken->lines);
    free(taken->parts);
    free(taken->weights);
}
