/* json_fields.c - one object with a field of every kind: what is read, what is refused and where, what is written. */
#include "json_support.h"

#include "json/fields.h"

typedef struct part {
    const char *id;
    int64_t amount_minor;
} part;

typedef struct sample {
    size_t struct_size;
    const char *text, *zone;
    eco_expression when;
    bool flag, is_second;
    int32_t small, colour;
    int64_t whole, money_minor, unit_minor, quantity, at_us;
    int32_t unit_scale, quantity_scale;
    eco_decimal percent;
    eco_id id;
    const char *const *codes;
    size_t codes_count;
    const eco_attribute *attributes;
    size_t attributes_count;
    const part *parts;
    size_t parts_count;
} sample;

/* 1 is a gap. */
static const char *colour_name(int32_t number)
{
    return number == 0 ? "red" : number == 2 ? "green" : number == 3 ? "dark_green" : "unknown";
}

static const char *order_name(int32_t number)
{
    return number == 0 ? "first" : number == 1 ? "second" : "unknown";
}

static const eco_json_field part_fields[] = {
    ECO_JSON_FIELD(TEXT, part, "id", id, .required = true),
    ECO_JSON_FIELD(MONEY, part, "amount", amount_minor, .required = true),
};
static const eco_json_object part_object = ECO_JSON_OBJECT_OF("a part", part_fields, part, false);

static const eco_json_field sample_fields[] = {
    ECO_JSON_OTHER("schema", "schema"),
    ECO_JSON_FIELD(TEXT, sample, "text", text),
    ECO_JSON_FIELD(TEXT, sample, "zone", zone, .standard = "UTC"),
    ECO_JSON_FIELD(EXPRESSION, sample, "when", when),
    ECO_JSON_FIELD(BOOL, sample, "flag", flag),
    ECO_JSON_WORD(sample, "order", is_second, order_name, 2),
    ECO_JSON_FIELD(WHOLE, sample, "small", small),
    ECO_JSON_WORD(sample, "colour", colour, colour_name, 4, .always = true),
    ECO_JSON_FIELD(WHOLE, sample, "whole", whole, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(MONEY, sample, "money", money_minor),
    ECO_JSON_SCALED(UNIT_PRICE, sample, "unit", unit_minor, unit_scale, .least = ECO_JSON_POSITIVE, .instead = "or say so"),
    ECO_JSON_SCALED(QUANTITY, sample, "quantity", quantity, quantity_scale, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(TIME, sample, "at", at_us, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(DECIMAL, sample, "percent", percent, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(ID, sample, "id", id),
    ECO_JSON_MANY(TEXTS, sample, "codes", codes),
    ECO_JSON_MANY(ATTRIBUTES, sample, "attributes", attributes),
    ECO_JSON_MANY(OBJECTS, sample, "parts", parts, .element = &part_object),
};
static const eco_json_object sample_object = ECO_JSON_OBJECT_OF("a sample", sample_fields, sample, true);

static eco_status read_sample(sample *out, const char *text, const char *currency, eco_arena *arena, eco_error *error)
{
    eco_json_document document;
    eco_status status = eco_json_open(&document, text, strlen(text), NULL, error);
    if (status)
        return status;
    eco_json_reading reading = {&document, arena, eco_currency_find(currency), true, error};
    status = eco_json_read_object(&reading, document.values, &sample_object, out);
    eco_json_close(&document);
    return status;
}

static eco_status write_sample(text_sink *sink, const sample *in, const char *currency, eco_error *error)
{
    eco_json_writing writing;
    eco_json_write_begin(&writing, NULL, TEXT_SINK(sink), currency);
    eco_json_write_object(&writing, &sample_object, in);
    return eco_json_write_end(&writing, error);
}

static const char full[] = "{\n"
                           "  \"text\": \"\xE6\xBB\xA1\\\"\\\\\\b\\f\\n\\r\\t\\u0001\",\n"
                           "  \"zone\": \"Asia/Shanghai\",\n"
                           "  \"when\": \"a == 'b'\",\n"
                           "  \"flag\": true,\n"
                           "  \"order\": \"second\",\n"
                           "  \"small\": -2147483648,\n"
                           "  \"colour\": \"green\",\n"
                           "  \"whole\": \"9223372036854775807\",\n"
                           "  \"money\": \"-92233720368547758.08\",\n"
                           "  \"unit\": \"0.01250000\",\n"
                           "  \"quantity\": \"1.250\",\n"
                           "  \"at\": \"2026-11-11T00:00:00.5Z\",\n"
                           "  \"percent\": \"12.50\",\n"
                           "  \"id\": \"0192f0c1-5e2a-7b3c-8d4e-5f6071829304\",\n"
                           "  \"codes\": [\n"
                           "    \"A\",\n"
                           "    \"\"\n"
                           "  ],\n"
                           "  \"attributes\": {\n"
                           "    \"category\": [\n"
                           "      \"shoes\",\n"
                           "      \"sale\"\n"
                           "    ],\n"
                           "    \"vip\": \"true\"\n"
                           "  },\n"
                           "  \"parts\": [\n"
                           "    {\n"
                           "      \"id\": \"p\",\n"
                           "      \"amount\": \"0.00\"\n"
                           "    },\n"
                           "    {\n"
                           "      \"id\": \"q\",\n"
                           "      \"amount\": \"-0.05\"\n"
                           "    }\n"
                           "  ]\n"
                           "}\n";

TEST(json_fields, reads_every_kind)
{
    sample given;
    eco_error error;
    eco_arena arena;
    eco_arena_begin(&arena, NULL);
    CHECK_OK(read_sample(&given, full, "CNY", &arena, &error));
    CHECK_INT(given.struct_size, sizeof given);
    CHECK_TEXT(given.text, "\xE6\xBB\xA1\"\\\b\f\n\r\t\x01");
    CHECK_TEXT(given.zone, "Asia/Shanghai");
    CHECK_TEXT(given.when, "a == 'b'");
    CHECK(given.flag && given.is_second);
    CHECK_INT(given.small, INT32_MIN);
    CHECK_INT(given.colour, 2);
    CHECK_INT(given.whole, INT64_MAX);
    CHECK_INT(given.money_minor, INT64_MIN);
    CHECK_INT(given.unit_minor, 1250000);
    CHECK_INT(given.unit_scale, 6);
    CHECK_INT(given.quantity, 1250);
    CHECK_INT(given.quantity_scale, 3);
    CHECK_INT(given.at_us, INT64_C(1794355200500000));
    CHECK_INT(given.percent.coefficient, 1250);
    CHECK_INT(given.percent.scale, 2);
    CHECK(given.id.high == UINT64_C(0x0192f0c15e2a7b3c) && given.id.low == UINT64_C(0x8d4e5f6071829304));
    CHECK_INT(given.codes_count, 2);
    CHECK_TEXT(given.codes[0], "A");
    CHECK_TEXT(given.codes[1], "");
    CHECK_INT(given.attributes_count, 3);
    CHECK_TEXT(given.attributes[1].name, "category");
    CHECK_TEXT(given.attributes[1].value, "sale");
    CHECK_TEXT(given.attributes[2].value, "true");
    CHECK_INT(given.parts_count, 2);
    CHECK_TEXT(given.parts[0].id, "p");
    CHECK_INT(given.parts[1].amount_minor, -5);
    text_sink sink = {0};
    CHECK_OK(write_sample(&sink, &given, "CNY", &error));
    CHECK_TEXT(sink.text, full);
    free(sink.text);
    eco_arena_end(&arena);
}

/* What is read by other ways of writing it: the canonical form comes out. */
TEST(json_fields, writes_one_form)
{
    static const struct {
        const char *text, *currency, *written;
    } cases[] = {
        {"{}", "CNY", "{\n  \"colour\": \"red\"\n}\n"},
        {"{\"zone\":\"UTC\",\"flag\":false,\"order\":\"first\",\"colour\":\"red\",\"small\":0,\"codes\":[],\"attributes\":{\"a\":"
         "[]},\"parts\":[]}",
         "CNY", "{\n  \"colour\": \"red\"\n}\n"},
        {"{\"whole\":1e3,\"small\":-2.0}", "CNY", "{\n  \"small\": -2,\n  \"colour\": \"red\",\n  \"whole\": 1000\n}\n"},
        {"{\"whole\":\"9007199254740992\"}", "CNY", "{\n  \"colour\": \"red\",\n  \"whole\": 9007199254740992\n}\n"},
        {"{\"whole\":9007199254740994}", "CNY", "{\n  \"colour\": \"red\",\n  \"whole\": \"9007199254740994\"\n}\n"},
        {"{\"money\":\"1999\"}", "JPY", "{\n  \"colour\": \"red\",\n  \"money\": \"1999\"\n}\n"},
        {"{\"money\":\"19.9\"}", "KWD", "{\n  \"colour\": \"red\",\n  \"money\": \"19.900\"\n}\n"},
        {"{\"unit\":\"7\"}", "CNY", "{\n  \"colour\": \"red\",\n  \"unit\": \"7.00\"\n}\n"},
        {"{\"unit\":\"0.000001\"}", "JPY", "{\n  \"colour\": \"red\",\n  \"unit\": \"0.000001\"\n}\n"},
        {"{\"quantity\":\"3\"}", "CNY", "{\n  \"colour\": \"red\",\n  \"quantity\": 3\n}\n"},
        {"{\"quantity\":\"9007199254740993\"}", "CNY", "{\n  \"colour\": \"red\",\n  \"quantity\": \"9007199254740993\"\n}\n"},
        {"{\"at\":\"2026-11-11T08:00:00+08:00\"}", "CNY", "{\n  \"colour\": \"red\",\n  \"at\": \"2026-11-11T00:00:00Z\"\n}\n"},
        {"{\"attributes\":{\"n\":-12,\"b\":[false,1,\"x\"]}}", "CNY",
         "{\n  \"colour\": \"red\",\n  \"attributes\": {\n    \"n\": \"-12\",\n    \"b\": [\n      \"false\",\n      \"1\",\n    "
         "  \"x\"\n    ]\n  }\n}\n"},
    };
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        sample given;
        eco_error error;
        text_sink sink = {0};
        eco_arena arena;
        eco_arena_begin(&arena, NULL);
        CHECK_OK(read_sample(&given, cases[i].text, cases[i].currency, &arena, &error));
        CHECK_OK(write_sample(&sink, &given, cases[i].currency, &error));
        CHECK_TEXT(sink.text, cases[i].written);
        free(sink.text);
        eco_arena_end(&arena);
    }
}

/* Values of one name that stand apart come together where the name first stands. */
TEST(json_fields, writes_attributes_by_name)
{
    const eco_attribute attributes[] = {{"a", "1"}, {"b", "2"}, {"a", "3"}, {"c", "4"}, {"a", "5"}};
    sample given = {.attributes = attributes, .attributes_count = 5};
    eco_error error;
    text_sink sink = {0};
    CHECK_OK(write_sample(&sink, &given, "CNY", &error));
    CHECK_TEXT(sink.text,
               "{\n  \"colour\": \"red\",\n  \"attributes\": {\n    \"a\": [\n      \"1\",\n      \"3\",\n      \"5\"\n    ],\n"
               "    \"b\": \"2\",\n    \"c\": \"4\"\n  }\n}\n");
    free(sink.text);
}

TEST(json_fields, refuses_with_the_place)
{
    static const refusal refusals[] = {
        {"[]", ECO_E_INVALID, 1, 1, "", "a sample is an object, and this is a list"},
        {"3", ECO_E_INVALID, 1, 1, "", "a sample is an object, and this is a number"},
        /* keys */
        {"{\"flag\":true,\n \"colors\":1}", ECO_E_UNKNOWN_NAME, 2, 2, "/colors",
         "a sample has no 'colors'; did you mean 'colour'?"},
        {"{\"flga\":1}", ECO_E_UNKNOWN_NAME, 1, 2, "/flga", "did you mean 'flag'?"},
        {"{\"Flag\":1}", ECO_E_UNKNOWN_NAME, 1, 2, "/Flag", "did you mean 'flag'?"},
        {"{\"something_else\":1}", ECO_E_UNKNOWN_NAME, 1, 2, "/something_else", "; known are schema, text, zone, when"},
        {"{\"a_name_that_is_longer_than_all_names_are\":1}", ECO_E_UNKNOWN_NAME, 1, 2,
         "/a_name_that_is_longer_than_all_names_are", "; known are"},
        {"{\"parts\":[{\"id\":\"a\",\"amount\":\"1\"},{\"id\":\"a\",\"sum\":\"1\"}]}", ECO_E_UNKNOWN_NAME, 1, 45, "/parts/1/sum",
         "a part has no 'sum'"},
        {"{\"parts\":[{\"id\":\"a\",\"amount\":\"1\"},\n {\"id\":\"a\"}]}", ECO_E_INVALID, 2, 2, "/parts/1",
         "a part needs 'amount'"},
        {"{\"parts\":[{\"id\":\"a\",\"amount\":\"1\"},\n {}]}", ECO_E_INVALID, 2, 2, "/parts/1", "a part needs 'id'"},
        /* types */
        {"{\"text\":1}", ECO_E_INVALID, 1, 9, "/text", "text is text, and this is a number"},
        {"{\"text\":null}", ECO_E_INVALID, 1, 9, "/text", "leave the key out"},
        {"{\"text\":[\"a\"]}", ECO_E_INVALID, 1, 9, "/text", "and this is a list"},
        {"{\"when\":true}", ECO_E_INVALID, 1, 9, "/when", "a condition is text, and this is true or false"},
        {"{\"flag\":\"true\"}", ECO_E_INVALID, 1, 9, "/flag", "flag is true or false, and this is text"},
        {"{\"flag\":1}", ECO_E_INVALID, 1, 9, "/flag", "flag is true or false, and this is a number"},
        {"{\"order\":true}", ECO_E_INVALID, 1, 10, "/order", "order is text, and this is true or false"},
        {"{\"small\":true}", ECO_E_INVALID, 1, 10, "/small", "a whole number is a number, and this is true or false"},
        {"{\"whole\":{}}", ECO_E_INVALID, 1, 10, "/whole", "and this is an object"},
        {"{\"money\":true}", ECO_E_INVALID, 1, 10, "/money", "an amount is text, and this is true or false"},
        {"{\"quantity\":[]}", ECO_E_INVALID, 1, 13, "/quantity", "and this is a list"},
        {"{\"at\":1794355200}", ECO_E_INVALID, 1, 7, "/at", "a time is text, and this is a number"},
        {"{\"id\":1}", ECO_E_INVALID, 1, 7, "/id", "an id is text, and this is a number"},
        {"{\"codes\":\"A\"}", ECO_E_INVALID, 1, 10, "/codes", "codes is a list, and this is text"},
        {"{\"codes\":[\"A\",1]}", ECO_E_INVALID, 1, 15, "/codes/1", "each element of the list is text, and this is a number"},
        {"{\"attributes\":[]}", ECO_E_INVALID, 1, 15, "/attributes", "attributes is an object, and this is a list"},
        {"{\"attributes\":{\"a\":null}}", ECO_E_INVALID, 1, 20, "/attributes/a", "and this is null"},
        {"{\"attributes\":{\"a\":{}}}", ECO_E_INVALID, 1, 20, "/attributes/a", "and this is an object"},
        {"{\"attributes\":{\"a\":[1,[]]}}", ECO_E_INVALID, 1, 23, "/attributes/a/1", "and this is a list"},
        {"{\"attributes\":{\"a\":0.5}}", ECO_E_INVALID, 1, 20, "/attributes/a", "write \"0.5\" in quotes"},
        {"{\"attributes\":{\"\":1}}", ECO_E_INVALID, 1, 16, "/attributes/", "an attribute needs a name"},
        {"{\"parts\":{}}", ECO_E_INVALID, 1, 10, "/parts", "parts is a list, and this is an object"},
        {"{\"parts\":[1]}", ECO_E_INVALID, 1, 11, "/parts/0", "a part is an object, and this is a number"},
        /* amounts are text */
        {"{\"money\":20}", ECO_E_INVALID, 1, 10, "/money", "an amount is text: write \"20\" in quotes"},
        {"{\"money\":19.5}", ECO_E_INVALID, 1, 10, "/money", "write \"19.5\" in quotes"},
        {"{\"money\":19.99}", ECO_E_SYNTAX, 1, 10, "/money", "write \"19.99\" in quotes"},
        {"{\"unit\":0.5}", ECO_E_INVALID, 1, 9, "/unit", "a unit price is text: write \"0.5\" in quotes"},
        {"{\"percent\":15}", ECO_E_INVALID, 1, 12, "/percent", "percent is text: write \"15\" in quotes"},
        {"{\"money\":\"19.999\"}", ECO_E_SYNTAX, 1, 10, "/money", "'19.999' has 3 decimals; an amount in CNY has at most 2"},
        {"{\"unit\":\"0.123456789\"}", ECO_E_SYNTAX, 1, 9, "/unit", "has 9 decimals; a unit price in CNY has at most 8"},
        {"{\"quantity\":\"0.1234567\"}", ECO_E_SYNTAX, 1, 13, "/quantity", "has 7 decimals; a quantity has at most 6"},
        {"{\"money\":\"1,000.00\"}", ECO_E_SYNTAX, 1, 10, "/money", "'1,000.00'"},
        {"{\"money\":\"\"}", ECO_E_SYNTAX, 1, 10, "/money", "''"},
        {"{\"money\":\"\xEF\xBF\xA5"
         "5\"}",
         ECO_E_SYNTAX, 1, 10, "/money", "\xEF\xBF\xA5"},
        {"{\"money\":\"+5\"}", ECO_E_SYNTAX, 1, 10, "/money", "'+5'"},
        {"{\"money\":\"1e2\"}", ECO_E_SYNTAX, 1, 10, "/money", "'1e2'"},
        {"{\"money\":\" 1\"}", ECO_E_SYNTAX, 1, 10, "/money", "' 1'"},
        {"{\"quantity\":\"1e2\"}", ECO_E_SYNTAX, 1, 13, "/quantity", "'1e2'"},
        {"{\"whole\":\"x\"}", ECO_E_SYNTAX, 1, 10, "/whole", "'x'"},
        {"{\"percent\":\"x\"}", ECO_E_SYNTAX, 1, 12, "/percent", "'x'"},
        /* what does not fit */
        {"{\"money\":\"92233720368547758.08\"}", ECO_E_OVERFLOW, 1, 10, "/money", "does not fit"},
        {"{\"money\":\"9223372036854775807\"}", ECO_E_OVERFLOW, 1, 10, "/money", "does not fit into 64 bits of minor units"},
        {"{\"money\":\"99999999999999999999\"}", ECO_E_OVERFLOW, 1, 10, "/money", "does not fit"},
        {"{\"unit\":\"9223372036854775807\"}", ECO_E_OVERFLOW, 1, 9, "/unit", "does not fit into 64 bits of minor units"},
        {"{\"quantity\":\"9223372036854775808\"}", ECO_E_OVERFLOW, 1, 13, "/quantity", "does not fit"},
        {"{\"whole\":\"9223372036854775808\"}", ECO_E_OVERFLOW, 1, 10, "/whole", "does not fit"},
        {"{\"whole\":9223372036854775808}", ECO_E_OVERFLOW, 1, 10, "/whole", "9223372036854775808 does not fit"},
        {"{\"whole\":-9223372036854777856}", ECO_E_OVERFLOW, 1, 10, "/whole", "does not fit"},
        {"{\"small\":2147483648}", ECO_E_OVERFLOW, 1, 10, "/small", "small 2147483648 is outside -2147483648..2147483647"},
        {"{\"small\":-2147483649}", ECO_E_OVERFLOW, 1, 10, "/small", "is outside"},
        {"{\"whole\":1.5}", ECO_E_INVALID, 1, 10, "/whole", "1.5 is not a whole number"},
        {"{\"whole\":\"1.5\"}", ECO_E_INVALID, 1, 10, "/whole", "'1.5' is not a whole number"},
        {"{\"quantity\":1.5}", ECO_E_INVALID, 1, 13, "/quantity", "write \"1.5\" in quotes"},
        /* signs */
        {"{\"whole\":-1}", ECO_E_INVALID, 1, 10, "/whole", "whole '-1' is below 0"},
        {"{\"percent\":\"-0.5\"}", ECO_E_INVALID, 1, 12, "/percent", "percent '-0.5' is below 0"},
        {"{\"quantity\":0}", ECO_E_INVALID, 1, 13, "/quantity", "quantity '0' is not above 0"},
        {"{\"quantity\":-3}", ECO_E_INVALID, 1, 13, "/quantity", "quantity '-3' is not above 0"},
        {"{\"quantity\":\"-0.5\"}", ECO_E_INVALID, 1, 13, "/quantity", "quantity '-0.5' is not above 0"},
        {"{\"unit\":\"0.00\"}", ECO_E_INVALID, 1, 9, "/unit", "unit '0.00' is not above 0; or say so"},
        {"{\"unit\":\"-1\"}", ECO_E_INVALID, 1, 9, "/unit", "unit '-1' is not above 0"},
        {"{\"at\":\"1970-01-01T00:00:00Z\"}", ECO_E_INVALID, 1, 7, "/at", "is not after 1970-01-01T00:00:00Z"},
        {"{\"at\":\"1969-12-31T00:00:00Z\"}", ECO_E_INVALID, 1, 7, "/at", "is not after 1970-01-01T00:00:00Z"},
        /* times, ids, words */
        {"{\"at\":\"2026-11-11\"}", ECO_E_SYNTAX, 1, 7, "/at", "2026-11-11"},
        {"{\"at\":\"2026-02-30T00:00:00Z\"}", ECO_E_SYNTAX, 1, 7, "/at", "2026-02-30"},
        {"{\"id\":\"17\"}", ECO_E_SYNTAX, 1, 7, "/id", "UUID"},
        {"{\"colour\":\"gren\"}", ECO_E_UNKNOWN_NAME, 1, 11, "/colour", "colour cannot be 'gren'; did you mean 'green'?"},
        {"{\"colour\":\"unknown\"}", ECO_E_UNKNOWN_NAME, 1, 11, "/colour", "; known are red, green, dark_green"},
        {"{\"colour\":\"RED\"}", ECO_E_UNKNOWN_NAME, 1, 11, "/colour", "; known are red, green"},
        {"{\"order\":\"third\"}", ECO_E_UNKNOWN_NAME, 1, 10, "/order", "first, second"},
    };
    for (size_t i = 0; i < LENGTH_OF(refusals); i++) {
        sample given;
        eco_error error = {0};
        eco_arena arena;
        eco_arena_begin(&arena, NULL);
        eco_status status = read_sample(&given, refusals[i].text, "CNY", &arena, &error);
        CHECK_REFUSED(status, error, &refusals[i]);
        CHECK_INT(read_sample(&given, refusals[i].text, "CNY", &arena, NULL), refusals[i].status);
        eco_arena_end(&arena);
    }
}

/* Without a currency amounts may have the decimals of the finest one. */
TEST(json_fields, reads_amounts_without_a_currency)
{
    static const refusal refusals[] = {
        {"{\"money\":\"1.23456\"}", ECO_E_SYNTAX, 1, 10, "/money", "'1.23456' has 5 decimals; an amount has at most 4"},
        {"{\"unit\":\"0.12345678901\"}", ECO_E_SYNTAX, 1, 9, "/unit", "has 11 decimals; a unit price has at most 10"},
    };
    sample given;
    eco_error error = {0};
    eco_arena arena;
    eco_arena_begin(&arena, NULL);
    CHECK_OK(read_sample(&given, "{\"money\":\"1.2345\",\"unit\":\"0.0123456789\"}", NULL, &arena, &error));
    for (size_t i = 0; i < LENGTH_OF(refusals); i++) {
        eco_status status = read_sample(&given, refusals[i].text, NULL, &arena, &error);
        CHECK_REFUSED(status, error, &refusals[i]);
    }
    eco_arena_end(&arena);
}

TEST(json_fields, stops_when_the_writer_refuses)
{
    sample given = {.text = "x"};
    eco_error error;
    text_sink sink = {.refuse_after = 5};
    CHECK_FAILS(write_sample(&sink, &given, "CNY", &error), ECO_E_CANCELLED, "");
    CHECK_INT(sink.size, 0);
}

/* ---- objects with a currency of their own, places, fields of which one stands for the other ---- */

typedef struct parcel {
    const char *currency;
    int64_t price_minor, unit_minor;
    int32_t unit_scale, line, shipment;
    const part *parts;
    size_t parts_count;
} parcel;

typedef struct order {
    const char *currency;
    const parcel *parcels;
    size_t parcels_count;
    int64_t rest_minor;
} order;

static const eco_json_field parcel_fields[] = {
    ECO_JSON_FIELD(CURRENCY, parcel, "currency", currency),
    ECO_JSON_FIELD(MONEY, parcel, "price", price_minor, .required = true, .other = "parts"),
    ECO_JSON_SCALED(UNIT_PRICE, parcel, "unit", unit_minor, unit_scale),
    ECO_JSON_FIELD(PLACE, parcel, "line", line, .required = true, .other = "shipment", .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(PLACE, parcel, "shipment", shipment, .other = "line"),
    ECO_JSON_MANY(OBJECTS, parcel, "parts", parts, .element = &part_object, .least = ECO_JSON_POSITIVE),
};
static const eco_json_object parcel_object = ECO_JSON_OBJECT_OF("a parcel", parcel_fields, parcel, false);

static const eco_json_field order_fields[] = {
    ECO_JSON_FIELD(CURRENCY, order, "currency", currency, .required = true),
    ECO_JSON_MANY(OBJECTS, order, "parcels", parcels, .element = &parcel_object),
    ECO_JSON_FIELD(MONEY, order, "rest", rest_minor, .always = true),
};
static const eco_json_object order_object = ECO_JSON_OBJECT_OF("an order", order_fields, order, false);

static eco_status read_order(order *out, const char *text, eco_arena *arena, eco_error *error)
{
    eco_json_document document;
    eco_status status = eco_json_open(&document, text, strlen(text), NULL, error);
    if (status)
        return status;
    eco_json_reading reading = {&document, arena, NULL, true, error};
    status = eco_json_read_object(&reading, document.values, &order_object, out);
    eco_json_close(&document);
    return status;
}

TEST(json_fields, reads_amounts_in_the_currency_of_their_object)
{
    static const char text[] = "{\n"
                               "  \"currency\": \"CNY\",\n"
                               "  \"parcels\": [\n"
                               "    {\n"
                               "      \"currency\": \"KWD\",\n"
                               "      \"unit\": \"0.12345\",\n"
                               "      \"line\": 0,\n"
                               "      \"parts\": [\n"
                               "        {\n"
                               "          \"id\": \"p\",\n"
                               "          \"amount\": \"1.005\"\n"
                               "        }\n"
                               "      ]\n"
                               "    },\n"
                               "    {\n"
                               "      \"currency\": \"JPY\",\n"
                               "      \"price\": \"0\",\n"
                               "      \"shipment\": 2147483646\n"
                               "    },\n"
                               "    {\n"
                               "      \"price\": \"7.00\",\n"
                               "      \"line\": 5\n"
                               "    }\n"
                               "  ],\n"
                               "  \"rest\": \"0.50\"\n"
                               "}\n";
    order given;
    eco_error error;
    eco_arena arena;
    text_sink sink = {0};
    eco_json_writing writing;
    eco_arena_begin(&arena, NULL);
    CHECK_OK(read_order(&given, text, &arena, &error));
    CHECK_TEXT(given.currency, "CNY");
    CHECK_INT(given.parcels_count, 3);
    CHECK_TEXT(given.parcels[0].currency, "KWD");
    CHECK_INT(given.parcels[0].unit_minor, 12345);
    CHECK_INT(given.parcels[0].unit_scale, 2);
    CHECK_INT(given.parcels[0].parts[0].amount_minor, 1005);
    CHECK_INT(given.parcels[0].line, 1);
    CHECK_INT(given.parcels[0].shipment, 0);
    CHECK_INT(given.parcels[1].price_minor, 0);
    CHECK_INT(given.parcels[1].line, 0);
    CHECK_INT(given.parcels[1].shipment, INT32_MAX);
    CHECK(given.parcels[2].currency == NULL);
    CHECK_INT(given.parcels[2].price_minor, 700);
    CHECK_INT(given.rest_minor, 50);
    eco_json_write_begin(&writing, NULL, TEXT_SINK(&sink), "CNY");
    eco_json_write_object(&writing, &order_object, &given);
    CHECK_OK(eco_json_write_end(&writing, &error));
    CHECK_TEXT(sink.text, text);
    free(sink.text);
    eco_arena_end(&arena);
}

TEST(json_fields, refuses_what_does_not_stand_together)
{
    static const refusal refusals[] = {
        {"{\"rest\":\"1\"}", ECO_E_INVALID, 1, 1, "", "an order needs 'currency'"},
        {"{\"rest\":\"1.234\",\"currency\":\"CNY\"}", ECO_E_SYNTAX, 1, 9, "/rest", "an amount in CNY has at most 2"},
        {"{\"rest\":7,\"currency\":\"RMB\"}", ECO_E_CURRENCY, 1, 22, "/currency", "'RMB' is not an ISO 4217 currency"},
        {"{\"currency\":null}", ECO_E_INVALID, 1, 13, "/currency", "currency is text, and this is null"},
        {"{\"currency\":\"CNY\",\"parcels\":[{\"price\":\"1\",\"currency\":\"\"}]}", ECO_E_CURRENCY, 1, 54, "/parcels/0/currency",
         "''"},
        {"{\"currency\":\"CNY\",\"parcels\":[{\"price\":\"1.5\",\"currency\":\"JPY\"}]}", ECO_E_SYNTAX, 1, 39, "/parcels/0/price",
         "an amount in JPY has at most 0"},
        {"{\"currency\":\"JPY\",\"parcels\":[{\"price\":\"1.5\",\"line\":0}]}", ECO_E_SYNTAX, 1, 39, "/parcels/0/price",
         "an amount in JPY has at most 0"},
        {"{\"currency\":\"CNY\",\"parcels\":[{\"price\":\"1\",\"currency\":\"KWD\",\"line\":0}],\"rest\":\"0.005\"}",
         ECO_E_SYNTAX, 1, 78, "/rest", "an amount in CNY has at most 2"},
        {"{\"currency\":\"CNY\",\"parcels\":[{\"line\":0}]}", ECO_E_INVALID, 1, 30, "/parcels/0",
         "a parcel needs 'price' or 'parts'"},
        {"{\"currency\":\"CNY\",\"parcels\":[{\"price\":\"1\"}]}", ECO_E_INVALID, 1, 30, "/parcels/0",
         "a parcel needs 'line' or 'shipment'"},
        {"{\"currency\":\"CNY\",\"parcels\":[{\"line\":0,\"parts\":[]}]}", ECO_E_INVALID, 1, 48, "/parcels/0/parts",
         "parts is an empty list"},
        {"{\"currency\":\"CNY\",\"parcels\":[{\"line\":0,\"parts\":[{\"id\":\"p\",\"amount\":\"1\"}],\"price\":\"0\"}]}",
         ECO_E_INVALID, 1, 82, "/parcels/0/price", "a parcel has 'price' or 'parts', not both"},
        {"{\"currency\":\"CNY\",\"parcels\":[{\"line\":0,\"shipment\":0,\"price\":\"0\"}]}", ECO_E_INVALID, 1, 38,
         "/parcels/0/line", "a parcel has 'line' or 'shipment', not both"},
        {"{\"currency\":\"CNY\",\"parcels\":[{\"line\":-1,\"price\":\"0\"}]}", ECO_E_INVALID, 1, 38, "/parcels/0/line",
         "line '-1' is below 0"},
        {"{\"currency\":\"CNY\",\"parcels\":[{\"line\":2147483647,\"price\":\"0\"}]}", ECO_E_OVERFLOW, 1, 38, "/parcels/0/line",
         "line 2147483647: no list has so many"},
        {"{\"currency\":\"CNY\",\"parcels\":[{\"line\":\"x\",\"price\":\"0\"}]}", ECO_E_SYNTAX, 1, 38, "/parcels/0/line", "'x'"},
    };
    for (size_t i = 0; i < LENGTH_OF(refusals); i++) {
        order given;
        eco_error error = {0};
        eco_arena arena;
        eco_arena_begin(&arena, NULL);
        eco_status status = read_order(&given, refusals[i].text, &arena, &error);
        CHECK_REFUSED(status, error, &refusals[i]);
        CHECK_INT(read_order(&given, refusals[i].text, &arena, NULL), refusals[i].status);
        eco_arena_end(&arena);
    }
}

/* A place below those of a list, which past documents have: no field of C that is "given", but not refused where the table does not say so. */
TEST(json_fields, reads_places_below_0_where_the_table_lets_them)
{
    order given;
    eco_error error;
    eco_arena arena;
    eco_arena_begin(&arena, NULL);
    CHECK_OK(read_order(&given, "{\"currency\":\"CNY\",\"parcels\":[{\"shipment\":-1,\"price\":\"0\"}]}", &arena, &error));
    CHECK_INT(given.parcels[0].shipment, 0);
    eco_arena_end(&arena);
}

/* What reading alone does not lead to. */
TEST(json_fields, writes_the_rest)
{
    typedef struct said {
        bool flag;
    } said;
    static const eco_json_field fields[] = {ECO_JSON_FIELD(BOOL, said, "flag", flag, .required = true)};
    static const eco_json_object object = ECO_JSON_OBJECT_OF("a thing", fields, said, false);
    sample given = {.whole = -(INT64_C(1) << 53) - 1, .id = {0, 5}};
    eco_json_writing writing;
    eco_error error;
    text_sink sink = {0};
    CHECK_OK(write_sample(&sink, &given, "CNY", &error));
    CHECK_TEXT(sink.text, "{\n  \"colour\": \"red\",\n  \"whole\": \"-9007199254740993\",\n"
                          "  \"id\": \"00000000-0000-0000-0000-000000000005\"\n}\n");
    sink.size = 0;
    eco_json_write_begin(&writing, NULL, TEXT_SINK(&sink), "CNY");
    eco_json_write_object(&writing, &object, &(said){false});
    CHECK_OK(eco_json_write_end(&writing, &error));
    CHECK_TEXT(sink.text, "{\n  \"flag\": false\n}\n");
    free(sink.text);
}

TEST(json_fields, hints_within_bounds)
{
    static const char *const known[] = {"priority", "a_name_that_is_longer_than_any_field_has"};
    char hint[400], small[24];
    CHECK_TEXT(eco_json_hint(hint, sizeof hint, "prioritty", known, 2), "; did you mean 'priority'?");
    CHECK_TEXT(eco_json_hint(hint, sizeof hint, "rpiority", known, 2), "; did you mean 'priority'?");
    CHECK_TEXT(eco_json_hint(hint, sizeof hint, "no", (const char *const[]){"id", "on"}, 2), "; did you mean 'on'?");
    CHECK_TEXT(eco_json_hint(hint, sizeof hint, "label", known, 2),
               "; known are priority, a_name_that_is_longer_than_any_field_has");
    CHECK_TEXT(eco_json_hint(small, sizeof small, "label", known, 2), "; known are priority, a");
    CHECK_TEXT(eco_json_hint(small, sizeof small, "label", (const char *const[]){known[1], known[0]}, 2),
               "; known are a_name_that");
}

TEST(json_fields, survives_a_lack_of_memory)
{
    static const char numbers[] = "{\"text\":\"t\",\"codes\":[\"A\"],\"attributes\":{\"a\":[1,\"b\"],\"c\":12},\"parts\":[{"
                                  "\"id\":\"p\",\"amount\":\"1\"}]}";
    for (size_t chunk = 16; chunk < 1024; chunk += 16) { /* where chunks end decides which taking is an allocation */
        eco_status status = ECO_E_MEMORY;
        for (int64_t until = 0; status; until++) {
            faults state = {.until = until, .lasting = chunk % 32 == 0};
            eco_allocator allocator = FAULTY(&state);
            eco_json_document document;
            eco_error error;
            sample given;
            eco_arena arena;
            CHECK_OK(eco_json_open(&document, numbers, sizeof numbers - 1, NULL, &error));
            eco_arena_begin(&arena, &allocator);
            arena.chunk_size = chunk;
            eco_json_reading reading = {&document, &arena, eco_currency_find("CNY"), true, &error};
            status = eco_json_read_object(&reading, document.values, &sample_object, &given);
            CHECK(status == ECO_OK || (status == ECO_E_MEMORY && error.status == status));
            eco_arena_end(&arena);
            eco_json_close(&document);
            CHECK_INT(state.held, 0);
        }
    }
    faults state = {.until = 0};
    eco_allocator allocator = FAULTY(&state);
    eco_json_writing writing;
    text_sink sink = {0};
    eco_error error;
    eco_json_write_begin(&writing, &allocator, TEXT_SINK(&sink), "CNY");
    eco_json_write_text(&writing, "x");
    CHECK_FAILS(eco_json_write_end(&writing, &error), ECO_E_MEMORY, "");
    CHECK_INT(state.held, 0);
    CHECK_INT(sink.size, 0);
}

/* ---- errors of the engine ---- */

TEST(json_fields, places_errors_of_the_engine)
{
    static const char text[] =
        "{\"when\": \"a ==\\n \\u4e2d ==\",\n"
        " \"parts\": [{\"id\": \"x\", \"amount\": \"1\"}, {\"id\": \"x\", \"amount\": \"2\"},\n"
        "  {\"id\": \"x/id\", \"amount\": \"3\"}, 7, {}, {\"id\": 1}, {\"id\": \"z/id\"}, {\"id\": \"z\"}],\n"
        " \"codes\": [\"A\", \"B\"],\n"
        " \"attributes\": {\"a\": [\"1\", \"2\"], \"b\": [], \"c\": 3},\n"
        " \"schema\": {\"summer\": [\"S\", \"T\"], \"s/t\": 1}}";
    static eco_json_field by_id_fields[LENGTH_OF(sample_fields)];
    static const struct {
        bool by_id;
        const char *path;
        int32_t line, column; /* in the expression */
        int32_t to_line, to_column;
        const char *to_path;
    } cases[] = {
        {false, "/when", 1, 3, 1, 13, "/when"},
        {false, "/when", 2, 2, 1, 18, "/when"},
        {false, "/when", 2, 3, 1, 24, "/when"},
        {false, "/when", 0, 0, 1, 10, "/when"},
        {false, "/parts", 0, 0, 2, 11, "/parts"},
        {false, "/parts/1", 0, 0, 2, 40, "/parts/1"},
        {false, "/parts/1/amount_minor", 0, 0, 2, 62, "/parts/1/amount"},
        {false, "/parts/1/amount_minor", 1, 1, 2, 63, "/parts/1/amount"},
        {false, "/parts/1/other", 0, 0, 2, 40, "/parts/1"},
        {false, "/parts/3/id", 0, 0, 3, 34, "/parts/3"},
        {false, "/parts/9", 0, 0, 2, 11, "/parts"},
        {false, "/parts/1x", 0, 0, 2, 11, "/parts"},
        {false, "/parts/x", 0, 0, 2, 11, "/parts"},
        {true, "/parts/x", 0, 0, 2, 12, "/parts/0"},
        {true, "/parts/x/amount_minor", 0, 0, 2, 34, "/parts/0/amount"},
        {true, "/parts/x/id", 0, 0, 3, 3, "/parts/2"},
        {true, "/parts/x/id/id", 0, 0, 3, 10, "/parts/2/id"},
        {true, "/parts/z/id", 0, 0, 3, 52, "/parts/6"},
        {false, "/parts/-1", 0, 0, 2, 11, "/parts"},
        {false, "/parts/:", 0, 0, 2, 11, "/parts"},
        {true, "/parts/1/id", 0, 0, 2, 47, "/parts/1/id"},
        {false, "/codes/1", 0, 0, 4, 17, "/codes/1"},
        {false, "/codes/2", 0, 0, 4, 11, "/codes"},
        {false, "/attributes/0/value", 0, 0, 5, 23, "/attributes/a/0"},
        {false, "/attributes/1", 0, 0, 5, 28, "/attributes/a/1"},
        {false, "/attributes/2", 0, 0, 5, 48, "/attributes/c"},
        {false, "/attributes/3", 0, 0, 5, 16, "/attributes"},
        {false, "/attributes", 0, 0, 5, 16, "/attributes"},
        {false, "/schema/summer", 0, 0, 6, 23, "/schema/summer"},
        {false, "/schema/summer/name", 0, 0, 6, 23, "/schema/summer"},
        {false, "/schema/summer/members/1", 0, 0, 6, 29, "/schema/summer/1"},
        {false, "/schema/summer/members/2", 0, 0, 6, 23, "/schema/summer"},
        {false, "/schema/s/t", 0, 0, 6, 42, "/schema/s~1t"},
        {false, "/schema/winter", 0, 0, 6, 12, "/schema"},
        /* nothing of the document: left alone */
        {false, "/whole", 3, 4, 3, 4, "/whole"},
        {false, "/rules/1", 3, 4, 3, 4, "/rules/1"},
        {false, "", 0, 0, 0, 0, ""},
    };
    memcpy(by_id_fields, sample_fields, sizeof sample_fields);
    by_id_fields[LENGTH_OF(sample_fields) - 1].by_key = "id";
    eco_json_object by_id_object = sample_object;
    by_id_object.fields = by_id_fields;
    eco_json_document document;
    eco_error error;
    CHECK_OK(eco_json_open(&document, text, sizeof text - 1, NULL, &error));
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        error = (eco_error){.status = ECO_E_SYNTAX, .line = cases[i].line, .column = cases[i].column, .message = "as it was"};
        strcpy(error.path, cases[i].path);
        CHECK_INT(eco_json_place_error(&document, cases[i].by_id ? &by_id_object : &sample_object, &error, ECO_E_SYNTAX),
                  ECO_E_SYNTAX);
        CHECK_TEXT(error.message, "as it was");
        CHECK_F(error.line == cases[i].to_line && error.column == cases[i].to_column, "%s: %d:%d", cases[i].path, error.line,
                error.column);
        CHECK_F(strcmp(error.path, cases[i].to_path) == 0, "%s: %.200s", cases[i].path, error.path);
    }
    CHECK_INT(eco_json_place_error(&document, &sample_object, NULL, ECO_E_LIMIT), ECO_E_LIMIT);
    eco_json_close(&document);
}

/* Messages name fields as the document does: outside of quotes, whole words, and none that is English. */
TEST(json_fields, translates_messages_of_the_engine)
{
    static const char text[] = "{\"parts\": [{\"id\": \"x\", \"amount\": \"1\"}], \"money\": \"1\"}";
    static const struct {
        const char *path, *message, *to;
    } cases[] = {
        {"/parts/0", "amount_minor and id: 'amount_minor' is amount_minor", "amount and id: 'amount_minor' is amount"},
        {"/parts/0/amount_minor", "amount_minors, xamount_minor, money_minor", "amount_minors, xamount_minor, money_minor"},
        {"/money_minor", "money_minor at_us codes parts amount_minor", "money at codes parts amount_minor"},
        {"/money_minor", "unit_minor", "unit"},
    };
    eco_json_document document;
    eco_error error;
    CHECK_OK(eco_json_open(&document, text, sizeof text - 1, NULL, &error));
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        error = (eco_error){.status = ECO_E_INVALID};
        strcpy(error.path, cases[i].path);
        strcpy(error.message, cases[i].message);
        eco_json_place_error(&document, &sample_object, &error, ECO_E_INVALID);
        CHECK_TEXT(error.message, cases[i].to);
        CHECK_INT(error.line, 1);
    }
    error = (eco_error){.status = ECO_E_INVALID, .path = "/money_minor"};
    memset(error.message, 'x', sizeof error.message - 1); /* as long as there is room for */
    memcpy(error.message, "at_us ", 6);
    eco_json_place_error(&document, &sample_object, &error, ECO_E_INVALID);
    CHECK_INT(strlen(error.message), sizeof error.message - 1 - 3);
    eco_json_close(&document);
    /* a longer name, and a message that has no room for it: cut, between characters */
    static const eco_json_field fields[] = {ECO_JSON_FIELD(MONEY, part, "amount_of_money", amount_minor)};
    static const eco_json_object object = ECO_JSON_OBJECT_OF("a thing", fields, part, false);
    CHECK_OK(eco_json_open(&document, "{\"amount_of_money\":\"1\"}", 23, NULL, &error));
    error = (eco_error){.status = ECO_E_INVALID, .path = "/amount_minor"};
    for (size_t i = 0; i + 15 < sizeof error.message; i += 3)
        memcpy(error.message + i + (i ? 9 : 0), i ? "\xE4\xB8\xAD" : "amount_minor", i ? 3 : 12);
    eco_json_place_error(&document, &object, &error, ECO_E_INVALID);
    CHECK(strncmp(error.message, "amount_of_money\xE4\xB8\xAD", 18) == 0);
    CHECK_INT((strlen(error.message) - 15) % 3, 0);
    eco_json_close(&document);
}
