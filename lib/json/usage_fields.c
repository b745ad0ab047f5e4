/* usage_fields.c - "ecomops.usage_commands/1", "ecomops.usage_results/1", "ecomops.usage_query/1". */
#include "json/usage_parts.h"

#define COMMAND(kind_, name_, member_, ...) ECO_JSON_INSIDE(kind_, eco_json_usage_command, command, name_, member_, __VA_ARGS__)
#define QUERY(kind_, name_, member_, ...)   ECO_JSON_INSIDE(kind_, eco_json_query, query, name_, member_, __VA_ARGS__)

static const eco_json_field command_fields[] = {
    COMMAND(KEY, "key", key, .required = true),
    COMMAND(WORD, "verb", verb, .required = true, .word = eco_usage_verb_name, .words = ECO_USAGE_RETURN + 1),
    COMMAND(TIME, "at", at_us, .required = true, .least = ECO_JSON_POSITIVE),
    ECO_JSON_OTHER("quote", "quote"),
    COMMAND(KEY, "hold", hold),
    COMMAND(TIME, "expires", expires_us, .least = ECO_JSON_POSITIVE),
    COMMAND(TEXT, "actor", actor),
    COMMAND(TEXT, "reason", reason),
    COMMAND(TEXT, "reference", reference),
    COMMAND(WHOLE, "expected_version", expected_version, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(BOOL, eco_json_usage_command, "linked", linked),
    ECO_JSON_FIELD(BOOL, eco_json_usage_command, "dry_run", dry_run),
};
static const eco_json_object command_object = ECO_JSON_OBJECT_OF("a command", command_fields, eco_json_usage_command, false);

static const eco_json_field commands_fields[] = {
    ECO_JSON_OTHER("schema", "schema", .required = true),
    ECO_JSON_OTHER("quotes", "quotes"),
    ECO_JSON_MANY(OBJECTS, eco_json_usage_commands, "commands", commands, .required = true, .element = &command_object),
};
const eco_json_object eco_json_usage_commands_object = ECO_JSON_OBJECT_OF("a document of commands", commands_fields,
                                                                          eco_json_usage_commands, false);

/* What is available comes last: it is said where a command is short of it, also where it is 0. */
static const eco_json_field result_fields[] = {
    ECO_JSON_FIELD(ID, eco_json_usage_result, "key", key, .required = true),
    ECO_JSON_FIELD(TEXT, eco_json_usage_result, "status", status, .required = true),
    ECO_JSON_FIELD(WHOLE, eco_json_usage_result, "uses", uses, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(MONEY, eco_json_usage_result, "spent", spent_minor, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(WHOLE, eco_json_usage_result, "sequence", sequence, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(BOOL, eco_json_usage_result, "replayed", replayed),
    ECO_JSON_FIELD(PLACE, eco_json_usage_result, "use", use, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(TEXT, eco_json_usage_result, "by", by),
    ECO_JSON_FIELD(TEXT, eco_json_usage_result, "promotion", promotion),
    ECO_JSON_FIELD(TEXT, eco_json_usage_result, "campaign", campaign),
    ECO_JSON_FIELD(TEXT, eco_json_usage_result, "customer", customer),
    ECO_JSON_FIELD(TEXT, eco_json_usage_result, "code", code),
    ECO_JSON_FIELD(TEXT, eco_json_usage_result, "message", message),
    ECO_JSON_FIELD(TEXT, eco_json_usage_result, "path", path),
    ECO_JSON_FIELD(WHOLE, eco_json_usage_result, "available", available, .always = true, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(MONEY, eco_json_usage_result, "available_amount", available_minor, .always = true,
                   .least = ECO_JSON_NOT_NEGATIVE),
};
enum { RESULT_FIELDS = sizeof result_fields / sizeof *result_fields };
#define PART(first, count)                                                                                                    \
    {                                                                                                                         \
        .what = "a result", .fields = result_fields + (first), .fields_count = (count), .size = sizeof(eco_json_usage_result) \
    }
const eco_json_object eco_json_usage_result_object = PART(0, RESULT_FIELDS);
const eco_json_object eco_json_usage_told_object = PART(0, RESULT_FIELDS - 2);
const eco_json_object eco_json_usage_left_object = PART(RESULT_FIELDS - 2, 1);
const eco_json_object eco_json_usage_left_money_object = PART(RESULT_FIELDS - 1, 1);

static const eco_json_field results_fields[] = {
    ECO_JSON_OTHER("schema", "schema", .required = true),
    ECO_JSON_OTHER("results", "results", .required = true),
};
const eco_json_object eco_json_usage_results_object = {
    .what = "a document of results", .fields = results_fields, .fields_count = 2, .size = 0};

static const eco_json_field query_fields[] = {
    ECO_JSON_OTHER("schema", "schema", .required = true),
    ECO_JSON_FIELD(TEXT, eco_json_query, "table", table, .required = true),
    QUERY(TEXT, "subject", subject),
    QUERY(KEY, "key", key),
    QUERY(TIME, "since", since_us, .least = ECO_JSON_POSITIVE),
    QUERY(TIME, "until", until_us, .least = ECO_JSON_POSITIVE),
    QUERY(WHOLE, "after_sequence", after_sequence, .least = ECO_JSON_NOT_NEGATIVE),
    QUERY(WHOLE, "limit", limit, .least = ECO_JSON_POSITIVE),
};
const eco_json_object eco_json_usage_query_object = ECO_JSON_OBJECT_OF("a query", query_fields, eco_json_query, false);
