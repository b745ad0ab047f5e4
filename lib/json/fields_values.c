/* fields_values.c - single values of a document: amounts, quantities, times, words. */
#include "json/fields.h"

#include "base/error.h"
#include "base/numbers.h"

#include <ecomops/id.h>
#include <ecomops/time.h>
#include <string.h>

enum { SCALE_MOST = 6 }; /* decimals of a quantity, and of a unit price below a minor unit */

#define FAIL(status, ...) eco_json_fail(reading->document, value, reading->error, (status), __VA_ARGS__)

eco_status eco_json_expect(const eco_json_reading *reading, const eco_json_value *value, eco_json_type type, const char *what)
{
    if (value->type == type)
        return ECO_OK;
    if (value->type == ECO_JSON_NULL)
        return FAIL(ECO_E_INVALID, "%s is %s, and this is null; leave the key out where nothing is given", what,
                    eco_json_type_text(type));
    return FAIL(ECO_E_INVALID, "%s is %s, and this is %s", what, eco_json_type_text(type), eco_json_type_text(value->type));
}

/* What a parser of base said, at the value. */
static eco_status fail_as(const eco_json_reading *reading, const eco_json_value *value, const eco_error *cause)
{
    return FAIL(cause->status, "%s", cause->message);
}

eco_status eco_json_read_text(const eco_json_reading *reading, const eco_json_value *value, const char *what, const char **out)
{
    eco_status status = eco_json_expect(reading, value, ECO_JSON_TEXT, what);
    if (status)
        return status;
    *out = reading->copies ? eco_arena_text(reading->arena, value->text) : value->text;
    return *out ? ECO_OK : eco_fail_memory(reading->error);
}

/* Decimals stand in quotes: a number of JSON is a double. */
eco_status eco_json_read_decimal(const eco_json_reading *reading, const eco_json_value *value, const char *what, eco_decimal *out)
{
    eco_error cause;
    if (value->type == ECO_JSON_NUMBER) {
        size_t size;
        const char *number = eco_json_number_text(reading->document, value, &size);
        return FAIL(ECO_E_INVALID, "%s is text: write \"%.*s\" in quotes", what, (int)size, number);
    }
    eco_status status = eco_json_expect(reading, value, ECO_JSON_TEXT, what);
    if (status)
        return status;
    return eco_decimal_parse(out, value->text, &cause) ? fail_as(reading, value, &cause) : ECO_OK;
}

/* Where the currency is not known, the finest that there is. */
static int32_t exponent_of(const eco_json_reading *reading)
{
    return reading->currency ? reading->currency->exponent : 4;
}

/* The decimal in units of 10^-scale. */
static eco_status read_scaled(const eco_json_reading *reading, const eco_json_value *value, const char *what, int32_t most,
                              int32_t least, int64_t *out, int32_t *scale)
{
    eco_decimal decimal;
    eco_status status = eco_json_read_decimal(reading, value, what, &decimal);
    if (status)
        return status;
    if (decimal.scale > most)
        return FAIL(ECO_E_SYNTAX, "%s has %d decimals; %s%s%s has at most %d", ECO_QUOTE(value->text), (int)decimal.scale, what,
                    reading->currency ? " in " : "", reading->currency ? reading->currency->code : "", (int)most);
    *scale = decimal.scale < least ? least : decimal.scale;
    if (!eco_narrow(out, (eco_wide)decimal.coefficient * eco_power10[*scale - decimal.scale]))
        return FAIL(ECO_E_OVERFLOW, "%s does not fit into 64 bits of minor units", ECO_QUOTE(value->text));
    return ECO_OK;
}

eco_status eco_json_read_money(const eco_json_reading *reading, const eco_json_value *value, int64_t *out)
{
    int32_t scale, exponent = exponent_of(reading);
    return read_scaled(reading, value, "an amount", exponent, exponent, out, &scale);
}

eco_status eco_json_read_unit_price(const eco_json_reading *reading, const eco_json_value *value, int64_t *out, int32_t *scale)
{
    int32_t exponent = exponent_of(reading);
    eco_status status = read_scaled(reading, value, "a unit price", exponent + SCALE_MOST, exponent, out, scale);
    *scale -= status ? *scale : exponent;
    return status;
}

static eco_status whole_of_text(const eco_json_reading *reading, const eco_json_value *value, int64_t *out)
{
    eco_decimal decimal;
    eco_error cause;
    if (eco_decimal_parse(&decimal, value->text, &cause))
        return fail_as(reading, value, &cause);
    if (decimal.scale > 0)
        return FAIL(ECO_E_INVALID, "%s is not a whole number", ECO_QUOTE(value->text));
    *out = decimal.coefficient;
    return ECO_OK;
}

eco_status eco_json_read_whole(const eco_json_reading *reading, const eco_json_value *value, int64_t *out)
{
    const double limit = 9223372036854775808.0; /* 2^63 */
    if (value->type == ECO_JSON_TEXT)
        return whole_of_text(reading, value, out);
    eco_status status = eco_json_expect(reading, value, ECO_JSON_NUMBER, "a whole number");
    if (status)
        return status;
    size_t size;
    const char *number = eco_json_number_text(reading->document, value, &size);
    if (value->number >= limit || value->number < -limit)
        return FAIL(ECO_E_OVERFLOW, "%.*s does not fit into 64 bits", (int)size, number);
    *out = (int64_t)value->number;
    if ((double)*out != value->number)
        return FAIL(ECO_E_INVALID, "%.*s is not a whole number; where a decimal is meant, write \"%.*s\" in quotes", (int)size,
                    number, (int)size, number);
    return ECO_OK;
}

eco_status eco_json_read_quantity(const eco_json_reading *reading, const eco_json_value *value, int64_t *out, int32_t *scale)
{
    eco_decimal decimal;
    *scale = 0;
    if (value->type != ECO_JSON_TEXT)
        return eco_json_read_whole(reading, value, out);
    eco_status status = eco_json_read_decimal(reading, value, "a quantity", &decimal);
    if (status)
        return status;
    if (decimal.scale > SCALE_MOST)
        return FAIL(ECO_E_SYNTAX, "%s has %d decimals; a quantity has at most %d", ECO_QUOTE(value->text), (int)decimal.scale,
                    SCALE_MOST);
    *out = decimal.coefficient;
    *scale = decimal.scale;
    return ECO_OK;
}

eco_status eco_json_read_time(const eco_json_reading *reading, const eco_json_value *value, int64_t *out)
{
    eco_error cause;
    eco_status status = eco_json_expect(reading, value, ECO_JSON_TEXT, "a time");
    if (status)
        return status;
    return eco_time_parse(out, value->text, &cause) ? fail_as(reading, value, &cause) : ECO_OK;
}

eco_status eco_json_read_duration(const eco_json_reading *reading, const eco_json_value *value, const eco_json_field *field,
                                  int64_t *out)
{
    eco_error cause;
    eco_duration duration;
    eco_status status = eco_json_expect(reading, value, ECO_JSON_TEXT, field->name);
    if (status)
        return status;
    if (field->standard && strcmp(value->text, field->standard) == 0) {
        *out = -1;
        return ECO_OK;
    }
    if (eco_duration_parse(&duration, value->text, &cause))
        return fail_as(reading, value, &cause);
    if (duration.months)
        return FAIL(ECO_E_INVALID, "%s: months have no fixed length; write days, such as P30D", ECO_QUOTE(value->text));
    if (!eco_narrow(out, (eco_wide)duration.days * ECO_DAY_US + duration.exact_us))
        return FAIL(ECO_E_OVERFLOW, "the duration %s is too long", ECO_QUOTE(value->text));
    return *out >= 0 ? ECO_OK : FAIL(ECO_E_INVALID, "%s %s is below 0", field->name, ECO_QUOTE(value->text));
}

eco_status eco_json_read_date(const eco_json_reading *reading, const eco_json_value *value, int32_t *out)
{
    eco_error cause;
    eco_status status = eco_json_expect(reading, value, ECO_JSON_TEXT, "a date");
    if (status)
        return status;
    return eco_date_parse(out, value->text, &cause) ? fail_as(reading, value, &cause) : ECO_OK;
}

eco_status eco_json_read_id(const eco_json_reading *reading, const eco_json_value *value, eco_id *out)
{
    eco_error cause;
    eco_status status = eco_json_expect(reading, value, ECO_JSON_TEXT, "an id");
    if (status)
        return status;
    return eco_id_parse(out, value->text, &cause) ? fail_as(reading, value, &cause) : ECO_OK;
}

eco_status eco_json_read_key(const eco_json_reading *reading, const eco_json_value *value, const char *what, eco_id *out)
{
    eco_status status = eco_json_expect(reading, value, ECO_JSON_TEXT, what);
    if (status)
        return status;
    *out = eco_id_of(value->text);
    return out->high || out->low ? ECO_OK : FAIL(ECO_E_INVALID, "%s is %s", what, *value->text ? "the UUID of none" : "empty");
}

eco_status eco_json_read_word(const eco_json_reading *reading, const eco_json_value *value, const eco_json_field *field,
                              int32_t *out)
{
    const char *known[32];
    size_t count = 0;
    eco_status status = eco_json_expect(reading, value, ECO_JSON_TEXT, field->name);
    if (status)
        return status;
    for (int32_t number = 0; number < field->words; number++) {
        const char *word = field->word(number);
        if (strcmp(word, field->word(-1)) == 0)
            continue; /* a gap: no number of the enum */
        if (strcmp(word, value->text) == 0) {
            *out = number;
            return ECO_OK;
        }
        known[count++] = word;
    }
    char hint[400];
    return FAIL(ECO_E_UNKNOWN_NAME, "%s cannot be %s%s", field->name, ECO_QUOTE(value->text),
                eco_json_hint(hint, sizeof hint, value->text, known, count));
}
