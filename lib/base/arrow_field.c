/* arrow_field.c - which of the types of Arrow a foreign field has, from its format string. */
#include <ecomops/money.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/arrow_import.h"
#include "base/error.h"

static const struct {
    const char *format;
    eco_arrow_field field;
} plain[] = {
    {"c", {ECO_ARROW_SIGNED, 1, 0, 0, 0, NULL, 2, 2}},   {"C", {ECO_ARROW_UNSIGNED, 1, 0, 0, 0, NULL, 2, 2}},
    {"s", {ECO_ARROW_SIGNED, 2, 0, 0, 0, NULL, 2, 2}},   {"S", {ECO_ARROW_UNSIGNED, 2, 0, 0, 0, NULL, 2, 2}},
    {"i", {ECO_ARROW_SIGNED, 4, 0, 0, 0, NULL, 2, 2}},   {"I", {ECO_ARROW_UNSIGNED, 4, 0, 0, 0, NULL, 2, 2}},
    {"l", {ECO_ARROW_SIGNED, 8, 0, 0, 0, NULL, 2, 2}},   {"L", {ECO_ARROW_UNSIGNED, 8, 0, 0, 0, NULL, 2, 2}},
    {"f", {ECO_ARROW_FLOAT, 4, 0, 0, 0, NULL, 2, 2}},    {"g", {ECO_ARROW_FLOAT, 8, 0, 0, 0, NULL, 2, 2}},
    {"b", {ECO_ARROW_BOOL, 0, 0, 0, 0, NULL, 2, 2}},     {"tdD", {ECO_ARROW_DATE32, 4, 0, 0, 0, NULL, 2, 2}},
    {"tdm", {ECO_ARROW_DATE64, 8, 0, 0, 0, NULL, 2, 2}}, {"u", {ECO_ARROW_UTF8, 4, 0, 0, 0, NULL, 3, 3}},
    {"U", {ECO_ARROW_UTF8, 8, 0, 0, 0, NULL, 3, 3}},     {"vu", {ECO_ARROW_VIEW, 16, 0, 0, 0, NULL, 3, INT64_MAX}},
    {"w:16", {ECO_ARROW_UUID, 16, 0, 0, 0, NULL, 2, 2}}, {"n", {ECO_ARROW_NULL, 0, 0, 0, 0, NULL, 0, 0}},
};

static const struct {
    const char *prefix; /* a zone follows, or nothing: both are instants */
    int64_t multiplier, divisor;
} timestamps[] = {{"tss:", 1000000, 1}, {"tsm:", 1000, 1}, {"tsu:", 1, 1}, {"tsn:", 1, 1000}};

/* The value of a key in a field's metadata, as a short text; false: it is not there (or too long to be one). */
static bool find_metadata(char *out, size_t room, const char *metadata, const char *key)
{
    int32_t pairs, size;
    if (!metadata)
        return false;
    memcpy(&pairs, metadata, sizeof pairs);
    for (const char *at = metadata + sizeof pairs; pairs > 0; pairs--) {
        memcpy(&size, at, sizeof size);
        if (size < 0)
            return false;
        bool found = (size_t)size == strlen(key) && memcmp(at + sizeof size, key, (size_t)size) == 0;
        at += sizeof size + (size_t)size;
        memcpy(&size, at, sizeof size);
        if (size < 0)
            return false;
        if (found && (size_t)size < room) {
            memcpy(out, at + sizeof size, (size_t)size);
            out[size] = '\0';
            return true;
        }
        at += sizeof size + (size_t)size;
    }
    return false;
}

/* "precision,scale" or "precision,scale,128". */
static bool read_decimal(eco_arrow_field *out, const char *text, const char *metadata)
{
    char *end;
    long precision = strtol(text, &end, 10);
    if (end == text || *end != ',' || precision < 1 || precision > 38)
        return false;
    text = end + 1;
    long scale = strtol(text, &end, 10);
    if (end == text || scale < 0 || scale > ECO_SCALE_MAX || (*end && strcmp(end, ",128") != 0))
        return false;
    *out = (eco_arrow_field){
        .kind = ECO_ARROW_DECIMAL, .width = 16, .scale = (int32_t)scale, .buffers_least = 2, .buffers_most = 2};
    char code[4];
    if (find_metadata(code, sizeof code, metadata, ECO_ARROW_CURRENCY))
        out->currency = eco_currency_find(code);
    if (out->currency && out->currency->exponent > scale) /* someone has cast it to fewer decimals than its currency has */
        out->currency = NULL;
    return true;
}

static bool read_format(eco_arrow_field *out, const struct ArrowSchema *schema)
{
    const char *format = schema->format;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (strcmp(plain[i].format, format) == 0) {
            *out = plain[i].field;
            return true;
        }
    for (size_t i = 0; i < sizeof timestamps / sizeof *timestamps; i++)
        if (strncmp(timestamps[i].prefix, format, 4) == 0) {
            *out = (eco_arrow_field){.kind = ECO_ARROW_TIMESTAMP,
                                     .width = 8,
                                     .multiplier = timestamps[i].multiplier,
                                     .divisor = timestamps[i].divisor,
                                     .buffers_least = 2,
                                     .buffers_most = 2};
            return true;
        }
    return strncmp(format, "d:", 2) == 0 && read_decimal(out, format + 2, schema->metadata);
}

eco_status eco_arrow_field_of(eco_arrow_field *out, const struct ArrowSchema *schema, eco_error *error)
{
    if (!schema->format)
        return eco_fail(error, ECO_E_INVALID, NULL, "a field without a format");
    if (!read_format(out, schema))
        return eco_fail(error, ECO_E_INVALID, NULL, "Arrow type %s is no type of column: cast it, or leave the column out",
                        ECO_QUOTE(schema->format));
    if (!schema->dictionary)
        return ECO_OK;
    eco_arrow_field values;
    if (out->kind != ECO_ARROW_SIGNED && out->kind != ECO_ARROW_UNSIGNED)
        return eco_fail(error, ECO_E_INVALID, NULL, "dictionary indices of type %s", ECO_QUOTE(schema->format));
    if (schema->dictionary->dictionary || !schema->dictionary->format || !read_format(&values, schema->dictionary) ||
        (values.kind != ECO_ARROW_UTF8 && values.kind != ECO_ARROW_VIEW))
        return eco_fail(error, ECO_E_INVALID, NULL, "a dictionary of anything but text: cast it, or leave the column out");
    return ECO_OK;
}
