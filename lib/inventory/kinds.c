/* kinds.c - the records of stock as tables, and the words for verbs and states. */
#include "inventory/inventory_internal.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define FIELD(type, column, member, field_type)    \
    {                                              \
        column, field_type, offsetof(type, member) \
    }

static const eco_field settings_fields[] = {
    ECO_FIELD(stock_settings, key, ECO_FIELD_INT),
    ECO_FIELD(stock_settings, version, ECO_FIELD_INT),
    ECO_FIELD(stock_settings, locations, ECO_FIELD_INT),
    FIELD(stock_settings, "first_location", first, ECO_FIELD_TEXT),
};
const eco_kind eco_inventory_settings_kind = {.name = "inventory_settings",
                                              .number = ECO_KIND_INVENTORY,
                                              .shape = ECO_SHAPE_KEYED,
                                              .fields = settings_fields,
                                              .fields_count = COUNT(settings_fields),
                                              .size = sizeof(stock_settings),
                                              .version = offsetof(stock_settings, version)};

static const eco_field location_fields[] = {
    ECO_FIELD(stock_location, key, ECO_FIELD_INT),
    FIELD(stock_location, "location", name, ECO_FIELD_TEXT),
};
static const char *const location_unique[] = {"location", NULL};
const eco_kind eco_inventory_location_kind = {.name = "inventory_location",
                                              .number = ECO_KIND_INVENTORY + 1,
                                              .shape = ECO_SHAPE_KEYED,
                                              .fields = location_fields,
                                              .fields_count = COUNT(location_fields),
                                              .size = sizeof(stock_location),
                                              .unique = location_unique};

static const eco_field level_fields[] = {
    ECO_FIELD(stock_level, key, ECO_FIELD_INT),       ECO_FIELD(stock_level, sku, ECO_FIELD_TEXT),
    ECO_FIELD(stock_level, location, ECO_FIELD_TEXT), ECO_FIELD(stock_level, on_hand, ECO_FIELD_INT),
    ECO_FIELD(stock_level, reserved, ECO_FIELD_INT),  ECO_FIELD(stock_level, committed, ECO_FIELD_INT),
    ECO_FIELD(stock_level, version, ECO_FIELD_INT),   ECO_FIELD(stock_level, at_us, ECO_FIELD_TIME),
};
static const char *const level_unique[] = {"sku", "location", NULL};
const eco_kind eco_inventory_level_kind = {.name = "inventory_level",
                                           .number = ECO_KIND_INVENTORY + 2,
                                           .shape = ECO_SHAPE_KEYED,
                                           .fields = level_fields,
                                           .fields_count = COUNT(level_fields),
                                           .size = sizeof(stock_level),
                                           .version = offsetof(stock_level, version),
                                           .unique = level_unique};

static const eco_field hold_fields[] = {
    FIELD(stock_hold, "hold", key, ECO_FIELD_ID),     ECO_FIELD(stock_hold, digest, ECO_FIELD_INT),
    ECO_FIELD(stock_hold, state, ECO_FIELD_SMALL),    ECO_FIELD(stock_hold, partial, ECO_FIELD_SMALL),
    ECO_FIELD(stock_hold, at_us, ECO_FIELD_TIME),     FIELD(stock_hold, "expires_us", due_us, ECO_FIELD_TIME),
    ECO_FIELD(stock_hold, ended_us, ECO_FIELD_TIME),  ECO_FIELD(stock_hold, channel, ECO_FIELD_TEXT),
    ECO_FIELD(stock_hold, actor, ECO_FIELD_TEXT),     ECO_FIELD(stock_hold, reason, ECO_FIELD_TEXT),
    ECO_FIELD(stock_hold, reference, ECO_FIELD_TEXT), ECO_FIELD(stock_hold, version, ECO_FIELD_INT),
};
const eco_kind eco_inventory_hold_kind = {.name = "inventory_hold",
                                          .number = ECO_KIND_INVENTORY + 3,
                                          .shape = ECO_SHAPE_KEYED,
                                          .fields = hold_fields,
                                          .fields_count = COUNT(hold_fields),
                                          .size = sizeof(stock_hold),
                                          .parts = &eco_inventory_line_kind,
                                          .version = offsetof(stock_hold, version),
                                          .due = offsetof(stock_hold, due_us),
                                          .by_time = true};

static const eco_field line_fields[] = {
    ECO_FIELD_VIRTUAL("hold", ECO_FIELD_ID),
    ECO_FIELD_VIRTUAL("line", ECO_FIELD_SMALL),
    ECO_FIELD(stock_line, level, ECO_FIELD_INT),
    ECO_FIELD(stock_line, quantity, ECO_FIELD_INT),
};
const eco_kind eco_inventory_line_kind = {.name = "inventory_hold_line",
                                          .number = ECO_KIND_INVENTORY + 4,
                                          .shape = ECO_SHAPE_PARTS,
                                          .fields = line_fields,
                                          .fields_count = COUNT(line_fields),
                                          .size = sizeof(stock_line),
                                          .owner = &eco_inventory_hold_kind};

static const eco_field partial_fields[] = {
    ECO_FIELD(stock_partial, hold, ECO_FIELD_ID),
    ECO_FIELD(stock_partial, version, ECO_FIELD_INT),
};
const eco_kind eco_inventory_partial_kind = {.name = "inventory_partial",
                                             .number = ECO_KIND_INVENTORY + 5,
                                             .shape = ECO_SHAPE_KEYED,
                                             .fields = partial_fields,
                                             .fields_count = COUNT(partial_fields),
                                             .size = sizeof(stock_partial),
                                             .parts = &eco_inventory_counts_kind,
                                             .version = offsetof(stock_partial, version),
                                             .by_time = true};

static const eco_field counts_fields[] = {
    ECO_FIELD_VIRTUAL("hold", ECO_FIELD_ID),           ECO_FIELD_VIRTUAL("line", ECO_FIELD_SMALL),
    ECO_FIELD(stock_counts, committed, ECO_FIELD_INT), ECO_FIELD(stock_counts, released, ECO_FIELD_INT),
    ECO_FIELD(stock_counts, issued, ECO_FIELD_INT),    ECO_FIELD(stock_counts, cancelled, ECO_FIELD_INT),
};
const eco_kind eco_inventory_counts_kind = {.name = "inventory_partial_line",
                                            .number = ECO_KIND_INVENTORY + 6,
                                            .shape = ECO_SHAPE_PARTS,
                                            .fields = counts_fields,
                                            .fields_count = COUNT(counts_fields),
                                            .size = sizeof(stock_counts),
                                            .owner = &eco_inventory_partial_kind};

static const eco_field movement_fields[] = {
    ECO_FIELD(stock_movement, sequence, ECO_FIELD_INT), ECO_FIELD(stock_movement, command, ECO_FIELD_ID),
    ECO_FIELD(stock_movement, line, ECO_FIELD_SMALL),   ECO_FIELD(stock_movement, level, ECO_FIELD_INT),
    ECO_FIELD(stock_movement, verb, ECO_FIELD_SMALL),   ECO_FIELD(stock_movement, quantity, ECO_FIELD_INT),
    ECO_FIELD(stock_movement, at_us, ECO_FIELD_TIME),   ECO_FIELD(stock_movement, hold, ECO_FIELD_ID),
    ECO_FIELD(stock_movement, reserved, ECO_FIELD_INT), ECO_FIELD(stock_movement, committed, ECO_FIELD_INT),
};
const eco_kind eco_inventory_movement_kind = {.name = "inventory_movement",
                                              .number = ECO_KIND_INVENTORY + 7,
                                              .shape = ECO_SHAPE_LOG,
                                              .fields = movement_fields,
                                              .fields_count = COUNT(movement_fields),
                                              .size = sizeof(stock_movement)};

const eco_kind eco_inventory_command_kind = ECO_COMMAND_KIND("inventory_command", ECO_KIND_INVENTORY + 8);

const eco_kind *const eco_inventory_kinds[STOCK_KINDS] = {
    &eco_inventory_settings_kind, &eco_inventory_location_kind, &eco_inventory_level_kind,
    &eco_inventory_hold_kind,     &eco_inventory_line_kind,     &eco_inventory_partial_kind,
    &eco_inventory_counts_kind,   &eco_inventory_movement_kind, &eco_inventory_command_kind,
};

/* ---- words ------------------------------------------------------------------------------------------------------------------------------ */

const char *eco_stock_state_name(eco_stock_state state)
{
    static const char *const names[] = {"on_hand",    "reserved", "committed",      "incoming",
                                        "in_transit", "damaged",  "quality_control"};
    return state >= 0 && (size_t)state < COUNT(names) ? names[state] : "unknown";
}

const char *eco_inventory_verb_name(eco_inventory_verb verb)
{
    switch (verb) {
    case ECO_INVENTORY_HOLD: return "hold";
    case ECO_INVENTORY_EXTEND: return "extend";
    case ECO_INVENTORY_COMMIT: return "commit";
    case ECO_INVENTORY_RELEASE: return "release";
    case ECO_INVENTORY_ISSUE: return "issue";
    case ECO_INVENTORY_CANCEL: return "cancel";
    case ECO_INVENTORY_RECEIVE: return "receive";
    case ECO_INVENTORY_ADJUST: return "adjust";
    default: return "unknown";
    }
}

const char *eco_inventory_state_name(int32_t hold_state)
{
    static const char *const names[] = {"unknown", "held", "committed", "released", "expired", "issued", "cancelled"};
    return hold_state > 0 && (size_t)hold_state < COUNT(names) ? names[hold_state] : "unknown";
}
