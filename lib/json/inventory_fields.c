/* inventory_fields.c - "ecomops.stock_commands/1", "ecomops.stock_results/1", "ecomops.stock_query/1". */
#include "json/inventory_parts.h"

static const eco_json_field line_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_stock_line, "sku", sku, .required = true),
    ECO_JSON_FIELD(TEXT, eco_stock_line, "location", location),
    ECO_JSON_FIELD(WHOLE, eco_stock_line, "quantity", quantity, .required = true),
    ECO_JSON_FIELD(TEXT, eco_stock_line, "lot", lot),
    ECO_JSON_FIELD(TEXT, eco_stock_line, "serial", serial),
    ECO_JSON_FIELD(TIME, eco_stock_line, "lot_expires", lot_expires_us, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(MONEY, eco_stock_line, "cost", cost_minor, .least = ECO_JSON_POSITIVE,
                   .instead = "leave it out where the cost is not known"),
};
static const eco_json_object line_object = ECO_JSON_OBJECT_OF("a line", line_fields, eco_stock_line, false);

static const eco_json_field part_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_kit_part, "sku", sku, .required = true),
    ECO_JSON_FIELD(WHOLE, eco_kit_part, "quantity", quantity, .required = true, .least = ECO_JSON_POSITIVE),
};
static const eco_json_object part_object = ECO_JSON_OBJECT_OF("a part", part_fields, eco_kit_part, false);

static const eco_json_field item_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_stock_item, "sku", sku, .required = true),
    ECO_JSON_FIELD(WHOLE, eco_stock_item, "quantity_scale", quantity_scale, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_WORD(eco_stock_item, "cost_method", cost_method, eco_cost_method_name, ECO_COST_STANDARD + 1),
    ECO_JSON_WORD(eco_stock_item, "picking", picking, eco_picking_name, ECO_PICKING_NEAREST + 1),
    ECO_JSON_FIELD(WHOLE, eco_stock_item, "backorder_limit", backorder_limit, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(WHOLE, eco_stock_item, "preorder_limit", preorder_limit, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(TIME, eco_stock_item, "preorder_ships", preorder_ships_us, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(WHOLE, eco_stock_item, "safety", safety, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(BOOL, eco_stock_item, "is_drop_shipped", is_drop_shipped),
    ECO_JSON_FIELD(BOOL, eco_stock_item, "has_lots", has_lots),
    ECO_JSON_FIELD(BOOL, eco_stock_item, "has_serials", has_serials),
    ECO_JSON_MANY(OBJECTS, eco_stock_item, "parts", parts, .least = ECO_JSON_POSITIVE, .element = &part_object),
};
static const eco_json_object item_object = ECO_JSON_OBJECT_OF("an item", item_fields, eco_stock_item, true);

#define COMMAND(kind_, name_, member_, ...) ECO_JSON_INSIDE(kind_, eco_json_stock_command, command, name_, member_, __VA_ARGS__)
#define QUERY(kind_, name_, member_, ...)   ECO_JSON_INSIDE(kind_, eco_json_query, query, name_, member_, __VA_ARGS__)

static const eco_json_field command_fields[] = {
    COMMAND(KEY, "key", key, .required = true),
    COMMAND(WORD, "verb", verb, .required = true, .word = eco_inventory_verb_name, .words = ECO_INVENTORY_REVALUE + 1),
    COMMAND(TIME, "at", at_us, .required = true, .least = ECO_JSON_POSITIVE),
    COMMAND(OBJECTS, "lines", lines, .least = ECO_JSON_POSITIVE, .element = &line_object,
            .second = offsetof(eco_json_stock_command, command.lines_count)),
    COMMAND(KEY, "hold", hold),
    COMMAND(TIME, "expires", expires_us, .least = ECO_JSON_POSITIVE),
    COMMAND(TEXT, "channel", channel),
    COMMAND(BOOL, "partial", partial),
    COMMAND(KEY, "source", source),
    COMMAND(TEXT, "to_location", to_location),
    COMMAND(WORD, "from_state", from_state, .word = eco_stock_state_name, .words = ECO_STOCK_QUALITY_CONTROL + 1),
    COMMAND(WORD, "to_state", to_state, .word = eco_stock_state_name, .words = ECO_STOCK_QUALITY_CONTROL + 1),
    COMMAND(TIME, "due", due_us, .least = ECO_JSON_POSITIVE),
    COMMAND(MONEY, "amount", amount_minor),
    COMMAND(OBJECT, "item", item, .element = &item_object),
    COMMAND(TEXT, "actor", actor),
    COMMAND(TEXT, "reason", reason),
    COMMAND(TEXT, "reference", reference),
    COMMAND(WHOLE, "expected_version", expected_version, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(BOOL, eco_json_stock_command, "linked", linked),
    ECO_JSON_FIELD(BOOL, eco_json_stock_command, "dry_run", dry_run),
};
static const eco_json_object command_object = ECO_JSON_OBJECT_OF("a command", command_fields, eco_json_stock_command, false);

static const eco_json_field commands_fields[] = {
    ECO_JSON_OTHER("schema", "schema", .required = true),
    ECO_JSON_FIELD(CURRENCY, eco_json_stock_commands, "currency", currency),
    ECO_JSON_MANY(OBJECTS, eco_json_stock_commands, "commands", commands, .required = true, .element = &command_object),
};
const eco_json_object eco_json_stock_commands_object = ECO_JSON_OBJECT_OF("a document of commands", commands_fields,
                                                                          eco_json_stock_commands, false);

/* What is available comes last: it is said where a command is short of it, also where it is 0. */
static const eco_json_field result_fields[] = {
    ECO_JSON_FIELD(ID, eco_json_stock_result, "key", key, .required = true),
    ECO_JSON_FIELD(TEXT, eco_json_stock_result, "status", status, .required = true),
    ECO_JSON_FIELD(WHOLE, eco_json_stock_result, "quantity", quantity),
    ECO_JSON_FIELD(WHOLE, eco_json_stock_result, "sequence", sequence, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(BOOL, eco_json_stock_result, "replayed", replayed),
    ECO_JSON_FIELD(PLACE, eco_json_stock_result, "line", line, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(TEXT, eco_json_stock_result, "message", message),
    ECO_JSON_FIELD(TEXT, eco_json_stock_result, "path", path),
    ECO_JSON_FIELD(WHOLE, eco_json_stock_result, "available", available, .always = true, .least = ECO_JSON_NOT_NEGATIVE),
};
enum { RESULT_FIELDS = sizeof result_fields / sizeof *result_fields };
const eco_json_object eco_json_stock_short_object = ECO_JSON_OBJECT_OF("a result", result_fields, eco_json_stock_result, false);
const eco_json_object eco_json_stock_result_object = {
    .what = "a result", .fields = result_fields, .fields_count = RESULT_FIELDS - 1, .size = sizeof(eco_json_stock_result)};

static const eco_json_field results_fields[] = {
    ECO_JSON_OTHER("schema", "schema", .required = true),
    ECO_JSON_OTHER("results", "results", .required = true),
};
const eco_json_object eco_json_stock_results_object = {
    .what = "a document of results", .fields = results_fields, .fields_count = 2, .size = 0};

static const eco_json_field query_fields[] = {
    ECO_JSON_OTHER("schema", "schema", .required = true),
    ECO_JSON_FIELD(TEXT, eco_json_query, "table", table, .required = true),
    QUERY(TEXT, "subject", subject),
    QUERY(TEXT, "location", location),
    QUERY(KEY, "key", key),
    QUERY(TIME, "since", since_us, .least = ECO_JSON_POSITIVE),
    QUERY(TIME, "until", until_us, .least = ECO_JSON_POSITIVE),
    QUERY(TIME, "as_of", as_of_us, .least = ECO_JSON_POSITIVE),
    QUERY(TIME, "known", known_us, .least = ECO_JSON_POSITIVE),
    QUERY(WHOLE, "after_sequence", after_sequence, .least = ECO_JSON_NOT_NEGATIVE),
    QUERY(WHOLE, "limit", limit, .least = ECO_JSON_POSITIVE),
};
const eco_json_object eco_json_stock_query_object = ECO_JSON_OBJECT_OF("a query", query_fields, eco_json_query, false);
