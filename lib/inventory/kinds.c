/* kinds.c - the records of stock as tables. */
#include "inventory/inventory_internal.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define FIELD(type, column, member, field_type)    \
    {                                              \
        column, field_type, offsetof(type, member) \
    }

static const eco_field settings_fields[] = {
    ECO_FIELD(stock_settings, key, ECO_FIELD_INT),        ECO_FIELD(stock_settings, version, ECO_FIELD_INT),
    ECO_FIELD(stock_settings, locations, ECO_FIELD_INT),  ECO_FIELD(stock_settings, items, ECO_FIELD_INT),
    ECO_FIELD(stock_settings, closed_us, ECO_FIELD_TIME), FIELD(stock_settings, "first_location", first, ECO_FIELD_TEXT),
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

static const eco_field item_fields[] = {
    FIELD(stock_item, "item", key, ECO_FIELD_ID),
    ECO_FIELD(stock_item, sku, ECO_FIELD_TEXT),
    ECO_FIELD(stock_item, quantity_scale, ECO_FIELD_SMALL),
    ECO_FIELD(stock_item, cost_method, ECO_FIELD_SMALL),
    ECO_FIELD(stock_item, picking, ECO_FIELD_SMALL),
    ECO_FIELD(stock_item, traits, ECO_FIELD_SMALL),
    ECO_FIELD(stock_item, backorder_limit, ECO_FIELD_INT),
    ECO_FIELD(stock_item, preorder_limit, ECO_FIELD_INT),
    ECO_FIELD(stock_item, preorder_ships_us, ECO_FIELD_TIME),
    ECO_FIELD(stock_item, safety, ECO_FIELD_INT),
    ECO_FIELD(stock_item, allowed, ECO_FIELD_INT),
    ECO_FIELD(stock_item, version, ECO_FIELD_INT),
};
static const char *const item_unique[] = {"sku", NULL};
const eco_kind eco_inventory_item_kind = {.name = "inventory_item",
                                          .number = ECO_KIND_INVENTORY + 2,
                                          .shape = ECO_SHAPE_KEYED,
                                          .fields = item_fields,
                                          .fields_count = COUNT(item_fields),
                                          .size = sizeof(stock_item),
                                          .parts = &eco_inventory_part_kind,
                                          .version = offsetof(stock_item, version),
                                          .unique = item_unique};

static const eco_field part_fields[] = {
    ECO_FIELD_VIRTUAL("item", ECO_FIELD_ID),
    ECO_FIELD_VIRTUAL("number", ECO_FIELD_SMALL),
    ECO_FIELD(stock_part, sku, ECO_FIELD_TEXT),
    ECO_FIELD(stock_part, quantity, ECO_FIELD_INT),
};
const eco_kind eco_inventory_part_kind = {.name = "inventory_part",
                                          .number = ECO_KIND_INVENTORY + 3,
                                          .shape = ECO_SHAPE_PARTS,
                                          .fields = part_fields,
                                          .fields_count = COUNT(part_fields),
                                          .size = sizeof(stock_part),
                                          .owner = &eco_inventory_item_kind};

static const eco_field level_fields[] = {
    ECO_FIELD(stock_level, key, ECO_FIELD_INT),       ECO_FIELD(stock_level, sku, ECO_FIELD_TEXT),
    ECO_FIELD(stock_level, location, ECO_FIELD_TEXT), ECO_FIELD(stock_level, on_hand, ECO_FIELD_INT),
    ECO_FIELD(stock_level, reserved, ECO_FIELD_INT),  ECO_FIELD(stock_level, committed, ECO_FIELD_INT),
    ECO_FIELD(stock_level, version, ECO_FIELD_INT),   ECO_FIELD(stock_level, at_us, ECO_FIELD_TIME),
    ECO_FIELD(stock_level, more, ECO_FIELD_SMALL),
};
static const char *const level_unique[] = {"sku", "location", NULL};
const eco_kind eco_inventory_level_kind = {.name = "inventory_level",
                                           .number = ECO_KIND_INVENTORY + 4,
                                           .shape = ECO_SHAPE_KEYED,
                                           .fields = level_fields,
                                           .fields_count = COUNT(level_fields),
                                           .size = sizeof(stock_level),
                                           .version = offsetof(stock_level, version),
                                           .unique = level_unique};

static const eco_field more_fields[] = {
    ECO_FIELD(stock_more, level, ECO_FIELD_ID),
    ECO_FIELD(stock_more, incoming, ECO_FIELD_INT),
    ECO_FIELD(stock_more, in_transit, ECO_FIELD_INT),
    ECO_FIELD(stock_more, damaged, ECO_FIELD_INT),
    ECO_FIELD(stock_more, quality_control, ECO_FIELD_INT),
    ECO_FIELD(stock_more, buffered, ECO_FIELD_INT),
    ECO_FIELD(stock_more, buffers, ECO_FIELD_INT),
    ECO_FIELD(stock_more, version, ECO_FIELD_INT),
};
const eco_kind eco_inventory_more_kind = {.name = "inventory_more",
                                          .number = ECO_KIND_INVENTORY + 5,
                                          .shape = ECO_SHAPE_KEYED,
                                          .fields = more_fields,
                                          .fields_count = COUNT(more_fields),
                                          .size = sizeof(stock_more),
                                          .parts = &eco_inventory_lot_kind,
                                          .version = offsetof(stock_more, version)};

static const eco_field lot_fields[] = {
    ECO_FIELD_VIRTUAL("level", ECO_FIELD_ID),          ECO_FIELD_VIRTUAL("number", ECO_FIELD_SMALL),
    ECO_FIELD(stock_lot, lot, ECO_FIELD_TEXT),         ECO_FIELD(stock_lot, state, ECO_FIELD_SMALL),
    ECO_FIELD(stock_lot, quantity, ECO_FIELD_INT),     ECO_FIELD(stock_lot, expires_us, ECO_FIELD_TIME),
    ECO_FIELD(stock_lot, received_us, ECO_FIELD_TIME), ECO_FIELD(stock_lot, at_us, ECO_FIELD_TIME),
};
const eco_kind eco_inventory_lot_kind = {.name = "inventory_lot",
                                         .number = ECO_KIND_INVENTORY + 6,
                                         .shape = ECO_SHAPE_PARTS,
                                         .fields = lot_fields,
                                         .fields_count = COUNT(lot_fields),
                                         .size = sizeof(stock_lot),
                                         .owner = &eco_inventory_more_kind};

static const eco_field serial_fields[] = {
    ECO_FIELD(stock_serial, key, ECO_FIELD_INT),     ECO_FIELD(stock_serial, sku, ECO_FIELD_TEXT),
    ECO_FIELD(stock_serial, serial, ECO_FIELD_TEXT), ECO_FIELD(stock_serial, level, ECO_FIELD_INT),
    ECO_FIELD(stock_serial, place, ECO_FIELD_SMALL), ECO_FIELD(stock_serial, version, ECO_FIELD_INT),
};
static const char *const serial_unique[] = {"sku", "serial", NULL};
const eco_kind eco_inventory_serial_kind = {.name = "inventory_serial",
                                            .number = ECO_KIND_INVENTORY + 7,
                                            .shape = ECO_SHAPE_KEYED,
                                            .fields = serial_fields,
                                            .fields_count = COUNT(serial_fields),
                                            .size = sizeof(stock_serial),
                                            .version = offsetof(stock_serial, version),
                                            .unique = serial_unique};

static const eco_field buffer_fields[] = {
    ECO_FIELD(stock_buffer, key, ECO_FIELD_INT),      ECO_FIELD(stock_buffer, level, ECO_FIELD_INT),
    ECO_FIELD(stock_buffer, channel, ECO_FIELD_TEXT), ECO_FIELD(stock_buffer, quantity, ECO_FIELD_INT),
    ECO_FIELD(stock_buffer, version, ECO_FIELD_INT),
};
static const char *const buffer_unique[] = {"level", "channel", NULL};
const eco_kind eco_inventory_buffer_kind = {.name = "inventory_buffer",
                                            .number = ECO_KIND_INVENTORY + 8,
                                            .shape = ECO_SHAPE_KEYED,
                                            .fields = buffer_fields,
                                            .fields_count = COUNT(buffer_fields),
                                            .size = sizeof(stock_buffer),
                                            .version = offsetof(stock_buffer, version),
                                            .unique = buffer_unique};

static const eco_field hold_fields[] = {
    FIELD(stock_hold, "hold", key, ECO_FIELD_ID),     ECO_FIELD(stock_hold, digest, ECO_FIELD_INT),
    ECO_FIELD(stock_hold, state, ECO_FIELD_SMALL),    ECO_FIELD(stock_hold, partial, ECO_FIELD_SMALL),
    ECO_FIELD(stock_hold, at_us, ECO_FIELD_TIME),     FIELD(stock_hold, "expires_us", due_us, ECO_FIELD_TIME),
    ECO_FIELD(stock_hold, ended_us, ECO_FIELD_TIME),  ECO_FIELD(stock_hold, channel, ECO_FIELD_TEXT),
    ECO_FIELD(stock_hold, actor, ECO_FIELD_TEXT),     ECO_FIELD(stock_hold, reason, ECO_FIELD_TEXT),
    ECO_FIELD(stock_hold, reference, ECO_FIELD_TEXT), ECO_FIELD(stock_hold, version, ECO_FIELD_INT),
};
const eco_kind eco_inventory_hold_kind = {.name = "inventory_hold",
                                          .number = ECO_KIND_INVENTORY + 9,
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
                                          .number = ECO_KIND_INVENTORY + 10,
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
                                             .number = ECO_KIND_INVENTORY + 11,
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
    ECO_FIELD(stock_counts, returned, ECO_FIELD_INT),  ECO_FIELD(stock_counts, buffered, ECO_FIELD_INT),
};
const eco_kind eco_inventory_counts_kind = {.name = "inventory_partial_line",
                                            .number = ECO_KIND_INVENTORY + 12,
                                            .shape = ECO_SHAPE_PARTS,
                                            .fields = counts_fields,
                                            .fields_count = COUNT(counts_fields),
                                            .size = sizeof(stock_counts),
                                            .owner = &eco_inventory_partial_kind};

static const eco_field document_fields[] = {
    FIELD(stock_document, "document", key, ECO_FIELD_ID), ECO_FIELD(stock_document, verb, ECO_FIELD_SMALL),
    ECO_FIELD(stock_document, state, ECO_FIELD_SMALL),    ECO_FIELD(stock_document, at_us, ECO_FIELD_TIME),
    ECO_FIELD(stock_document, due_us, ECO_FIELD_TIME),    ECO_FIELD(stock_document, version, ECO_FIELD_INT),
};
const eco_kind eco_inventory_document_kind = {.name = "inventory_document",
                                              .number = ECO_KIND_INVENTORY + 13,
                                              .shape = ECO_SHAPE_KEYED,
                                              .fields = document_fields,
                                              .fields_count = COUNT(document_fields),
                                              .size = sizeof(stock_document),
                                              .parts = &eco_inventory_document_line_kind,
                                              .version = offsetof(stock_document, version),
                                              .by_time = true};

static const eco_field document_line_fields[] = {
    ECO_FIELD_VIRTUAL("document", ECO_FIELD_ID),
    ECO_FIELD_VIRTUAL("line", ECO_FIELD_SMALL),
    ECO_FIELD(stock_document_line, level, ECO_FIELD_INT),
    ECO_FIELD(stock_document_line, from_level, ECO_FIELD_INT),
    ECO_FIELD(stock_document_line, quantity, ECO_FIELD_INT),
    ECO_FIELD(stock_document_line, done, ECO_FIELD_INT),
    ECO_FIELD(stock_document_line, cancelled, ECO_FIELD_INT),
    ECO_FIELD(stock_document_line, cost, ECO_FIELD_INT),
    ECO_FIELD(stock_document_line, lot, ECO_FIELD_TEXT),
    ECO_FIELD(stock_document_line, lot_expires_us, ECO_FIELD_TIME),
    ECO_FIELD(stock_document_line, serial, ECO_FIELD_TEXT),
};
const eco_kind eco_inventory_document_line_kind = {.name = "inventory_document_line",
                                                   .number = ECO_KIND_INVENTORY + 14,
                                                   .shape = ECO_SHAPE_PARTS,
                                                   .fields = document_line_fields,
                                                   .fields_count = COUNT(document_line_fields),
                                                   .size = sizeof(stock_document_line),
                                                   .owner = &eco_inventory_document_kind};

static const eco_field movement_fields[] = {
    ECO_FIELD(stock_movement, sequence, ECO_FIELD_INT),     ECO_FIELD(stock_movement, command, ECO_FIELD_ID),
    ECO_FIELD(stock_movement, line, ECO_FIELD_SMALL),       ECO_FIELD(stock_movement, level, ECO_FIELD_INT),
    ECO_FIELD(stock_movement, verb, ECO_FIELD_SMALL),       FIELD(stock_movement, "from_place", from, ECO_FIELD_SMALL),
    FIELD(stock_movement, "to_place", to, ECO_FIELD_SMALL), ECO_FIELD(stock_movement, quantity, ECO_FIELD_INT),
    ECO_FIELD(stock_movement, cost, ECO_FIELD_INT),         ECO_FIELD(stock_movement, at_us, ECO_FIELD_TIME),
    ECO_FIELD(stock_movement, source, ECO_FIELD_ID),        ECO_FIELD(stock_movement, lot, ECO_FIELD_TEXT),
    ECO_FIELD(stock_movement, serial, ECO_FIELD_TEXT),
};
const eco_kind eco_inventory_movement_kind = {.name = "inventory_movement",
                                              .number = ECO_KIND_INVENTORY + 15,
                                              .shape = ECO_SHAPE_LOG,
                                              .fields = movement_fields,
                                              .fields_count = COUNT(movement_fields),
                                              .size = sizeof(stock_movement)};

const eco_kind eco_inventory_command_kind = ECO_COMMAND_KIND("inventory_command", ECO_KIND_INVENTORY + 16);

const eco_kind *const eco_inventory_kinds[STOCK_KINDS] = {
    &eco_inventory_settings_kind, &eco_inventory_location_kind, &eco_inventory_item_kind,          &eco_inventory_part_kind,
    &eco_inventory_level_kind,    &eco_inventory_more_kind,     &eco_inventory_lot_kind,           &eco_inventory_serial_kind,
    &eco_inventory_buffer_kind,   &eco_inventory_hold_kind,     &eco_inventory_line_kind,          &eco_inventory_partial_kind,
    &eco_inventory_counts_kind,   &eco_inventory_document_kind, &eco_inventory_document_line_kind, &eco_inventory_movement_kind,
    &eco_inventory_command_kind,
};

const eco_field *eco_inventory_field_of(const eco_kind *kind, const char *name)
{
    for (size_t i = 0; i < kind->fields_count; i++)
        if (strcmp(kind->fields[i].name, name) == 0)
            return &kind->fields[i];
    return NULL;
}
