/* usage_kinds.c - the records of usage as tables, and the words for verbs and states. */
#include "pricing/usage_internal.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define FIELD(type, column, member, field_type)    \
    {                                              \
        column, field_type, offsetof(type, member) \
    }
#define COUNT_KEYS(type)                                                      \
    FIELD(type, "promotion_count", counts[USAGE_ALL], ECO_FIELD_INT),         \
        FIELD(type, "customer_count", counts[USAGE_CUSTOMER], ECO_FIELD_INT), \
        FIELD(type, "code_count", counts[USAGE_CODE], ECO_FIELD_INT),         \
        FIELD(type, "campaign_count", counts[USAGE_CAMPAIGN], ECO_FIELD_INT)

static const eco_field count_fields[] = {
    ECO_FIELD(usage_count, key, ECO_FIELD_INT),        ECO_FIELD(usage_count, what, ECO_FIELD_SMALL),
    ECO_FIELD(usage_count, subject, ECO_FIELD_TEXT),   ECO_FIELD(usage_count, detail, ECO_FIELD_TEXT),
    ECO_FIELD(usage_count, held, ECO_FIELD_INT),       ECO_FIELD(usage_count, committed, ECO_FIELD_INT),
    ECO_FIELD(usage_count, held_minor, ECO_FIELD_INT), ECO_FIELD(usage_count, committed_minor, ECO_FIELD_INT),
    ECO_FIELD(usage_count, currency, ECO_FIELD_TEXT),  ECO_FIELD(usage_count, version, ECO_FIELD_INT),
};
const eco_kind eco_usage_count_kind = {.name = "usage_count",
                                       .number = ECO_KIND_USAGE,
                                       .shape = ECO_SHAPE_KEYED,
                                       .fields = count_fields,
                                       .fields_count = COUNT(count_fields),
                                       .size = sizeof(usage_count),
                                       .version = offsetof(usage_count, version)};

static const eco_field hold_fields[] = {
    FIELD(usage_hold, "hold", key, ECO_FIELD_ID),
    ECO_FIELD(usage_hold, digest, ECO_FIELD_INT),
    ECO_FIELD(usage_hold, state, ECO_FIELD_SMALL),
    ECO_FIELD(usage_hold, at_us, ECO_FIELD_TIME),
    FIELD(usage_hold, "expires_us", due_us, ECO_FIELD_TIME),
    ECO_FIELD(usage_hold, ended_us, ECO_FIELD_TIME),
    ECO_FIELD(usage_hold, rulebook, ECO_FIELD_ID),
    ECO_FIELD(usage_hold, cart, ECO_FIELD_TEXT),
    ECO_FIELD(usage_hold, actor, ECO_FIELD_TEXT),
    ECO_FIELD(usage_hold, reason, ECO_FIELD_TEXT),
    ECO_FIELD(usage_hold, reference, ECO_FIELD_TEXT),
    ECO_FIELD(usage_hold, version, ECO_FIELD_INT),
};
const eco_kind eco_usage_hold_kind = {.name = "usage_hold",
                                      .number = ECO_KIND_USAGE + 1,
                                      .shape = ECO_SHAPE_KEYED,
                                      .fields = hold_fields,
                                      .fields_count = COUNT(hold_fields),
                                      .size = sizeof(usage_hold),
                                      .parts = &eco_usage_line_kind,
                                      .version = offsetof(usage_hold, version),
                                      .due = offsetof(usage_hold, due_us),
                                      .by_time = true};

static const eco_field line_fields[] = {
    ECO_FIELD_VIRTUAL("hold", ECO_FIELD_ID),    ECO_FIELD_VIRTUAL("use", ECO_FIELD_SMALL),   COUNT_KEYS(usage_line),
    ECO_FIELD(usage_line, uses, ECO_FIELD_INT), ECO_FIELD(usage_line, spent, ECO_FIELD_INT),
};
const eco_kind eco_usage_line_kind = {.name = "usage_hold_line",
                                      .number = ECO_KIND_USAGE + 2,
                                      .shape = ECO_SHAPE_PARTS,
                                      .fields = line_fields,
                                      .fields_count = COUNT(line_fields),
                                      .size = sizeof(usage_line),
                                      .owner = &eco_usage_hold_kind};

static const eco_field entry_fields[] = {
    ECO_FIELD(usage_entry, sequence, ECO_FIELD_INT),
    ECO_FIELD(usage_entry, command, ECO_FIELD_ID),
    FIELD(usage_entry, "use", line, ECO_FIELD_SMALL),
    ECO_FIELD(usage_entry, verb, ECO_FIELD_SMALL),
    COUNT_KEYS(usage_entry),
    ECO_FIELD(usage_entry, uses, ECO_FIELD_INT),
    ECO_FIELD(usage_entry, spent, ECO_FIELD_INT),
    ECO_FIELD(usage_entry, at_us, ECO_FIELD_TIME),
    ECO_FIELD(usage_entry, hold, ECO_FIELD_ID),
};
const eco_kind eco_usage_entry_kind = {.name = "usage_entry",
                                       .number = ECO_KIND_USAGE + 3,
                                       .shape = ECO_SHAPE_LOG,
                                       .fields = entry_fields,
                                       .fields_count = COUNT(entry_fields),
                                       .size = sizeof(usage_entry)};

const eco_kind eco_usage_command_kind = ECO_COMMAND_KIND("usage_command", ECO_KIND_USAGE + 4);

const eco_kind *const eco_usage_kinds[USAGE_KINDS] = {&eco_usage_count_kind, &eco_usage_hold_kind, &eco_usage_line_kind,
                                                      &eco_usage_entry_kind, &eco_usage_command_kind};

/* ---- words ------------------------------------------------------------------------------------------------------------------------------ */

const char *eco_usage_verb_name(eco_usage_verb verb)
{
    switch (verb) {
    case ECO_USAGE_HOLD: return "hold";
    case ECO_USAGE_COMMIT: return "commit";
    case ECO_USAGE_RELEASE: return "release";
    case ECO_USAGE_RETURN: return "return";
    default: return "unknown";
    }
}

const char *eco_usage_state_name(int32_t hold_state)
{
    static const char *const names[] = {"unknown", "held", "committed", "released", "expired", "returned"};
    return hold_state > 0 && (size_t)hold_state < COUNT(names) ? names[hold_state] : "unknown";
}
