/* fields_read.c - objects of a document into C structs, by their tables. */
#include "json/fields.h"

#include "base/error.h"

#include <string.h>

#define FAIL(status, ...) eco_json_fail(reading->document, value, reading->error, (status), __VA_ARGS__)

/* 0 is refused where it would read as "not given", and so do the opposite of what it says. */
static eco_status check_least(const eco_json_reading *reading, const eco_json_value *value, const eco_json_field *field,
                              int64_t number)
{
    bool is_positive = field->least == ECO_JSON_POSITIVE;
    if (field->least == ECO_JSON_ANY_SIGN || number > 0 || (number == 0 && !is_positive))
        return ECO_OK;
    size_t size = value->type == ECO_JSON_TEXT ? strlen(value->text) : 0;
    const char *text = value->type == ECO_JSON_TEXT ? value->text : eco_json_number_text(reading->document, value, &size);
    const char *rule = field->kind == ECO_JSON_KIND_TIME ? "is not after 1970-01-01T00:00:00Z"
                       : is_positive                     ? "is not above 0"
                                                         : "is below 0";
    bool hints = number == 0 && field->instead;
    return FAIL(ECO_E_INVALID, "%s %s %s%s%s", field->name, eco_quoted((char[ECO_QUOTED]){0}, text, size), rule,
                hints ? "; " : "", hints ? field->instead : "");
}

static eco_status read_whole(const eco_json_reading *reading, const eco_json_value *value, const eco_json_field *field, void *out,
                             int64_t *number)
{
    eco_status status = eco_json_read_whole(reading, value, number);
    if (status)
        return status;
    bool is_small = field->size == sizeof(int32_t);
    if (is_small && (*number < INT32_MIN || *number > INT32_MAX))
        return FAIL(ECO_E_OVERFLOW, "%s %lld is outside %d..%d", field->name, (long long)*number, INT32_MIN, INT32_MAX);
    if (is_small)
        *(int32_t *)out = (int32_t)*number;
    else
        *(int64_t *)out = *number;
    return ECO_OK;
}

/* In C from 1 on. */
static eco_status read_place(const eco_json_reading *reading, const eco_json_value *value, const eco_json_field *field, void *out,
                             int64_t *number)
{
    eco_status status = read_whole(reading, value, field, out, number);
    if (!status && *number == INT32_MAX)
        return FAIL(ECO_E_OVERFLOW, "%s %lld: no list has so many", field->name, (long long)*number);
    *(int32_t *)out += !status;
    return status;
}

static eco_status read_word(const eco_json_reading *reading, const eco_json_value *value, const eco_json_field *field, void *out)
{
    int32_t number;
    eco_status status = eco_json_read_word(reading, value, field, &number);
    if (status)
        return status;
    if (field->size == sizeof(bool))
        *(bool *)out = number != 0;
    else
        *(int32_t *)out = number;
    return ECO_OK;
}

static eco_status read_bool(const eco_json_reading *reading, const eco_json_value *value, const eco_json_field *field, bool *out)
{
    eco_status status = eco_json_expect(reading, value, ECO_JSON_BOOL, field->name);
    if (!status)
        *out = value->boolean;
    return status;
}

/* Kinds that hold one number each, whose sign the table bounds. */
static eco_status read_number(const eco_json_reading *reading, const eco_json_value *value, const eco_json_field *field,
                              char *out, void *second)
{
    int64_t *number = (int64_t *)(void *)out, small = 0;
    eco_decimal *decimal = (eco_decimal *)(void *)out;
    eco_status status;
    switch (field->kind) {
    case ECO_JSON_KIND_MONEY: status = eco_json_read_money(reading, value, number); break;
    case ECO_JSON_KIND_UNIT_PRICE: status = eco_json_read_unit_price(reading, value, number, second); break;
    case ECO_JSON_KIND_QUANTITY: status = eco_json_read_quantity(reading, value, number, second); break;
    case ECO_JSON_KIND_TIME: status = eco_json_read_time(reading, value, number); break;
    case ECO_JSON_KIND_DURATION: return eco_json_read_duration(reading, value, field, number);
    case ECO_JSON_KIND_DATE: return eco_json_read_date(reading, value, (int32_t *)(void *)out);
    case ECO_JSON_KIND_PLACE:
        status = read_place(reading, value, field, out, &small);
        number = &small;
        break;
    case ECO_JSON_KIND_DECIMAL:
        status = eco_json_read_decimal(reading, value, field->name, decimal);
        number = &decimal->coefficient;
        break;
    default: status = read_whole(reading, value, field, out, &small); number = &small;
    }
    return status ? status : check_least(reading, value, field, *number);
}

static eco_status read_list(const eco_json_reading *reading, const eco_json_value *value, const eco_json_field *field, void *out,
                            size_t *count)
{
    eco_json_type type = field->kind == ECO_JSON_KIND_ATTRIBUTES ? ECO_JSON_OBJECT : ECO_JSON_LIST;
    eco_status status = eco_json_expect(reading, value, type, field->name);
    if (status)
        return status;
    if (field->least == ECO_JSON_POSITIVE && !eco_json_first(value))
        return FAIL(ECO_E_INVALID, "%s is an empty list", field->name);
    switch (field->kind) {
    case ECO_JSON_KIND_TEXTS: return eco_json_read_texts(reading, value, out, count);
    case ECO_JSON_KIND_NUMBERS: return eco_json_read_numbers(reading, value, out, count);
    case ECO_JSON_KIND_ATTRIBUTES: return eco_json_read_attributes(reading, value, out, count);
    default: return eco_json_read_objects(reading, value, field->element, out, count);
    }
}

static eco_status read_one(const eco_json_reading *reading, const eco_json_value *value, const eco_json_object *element,
                           void *out)
{
    void *made = eco_arena_take(reading->arena, element->size);
    if (!made)
        return eco_fail_memory(reading->error);
    *(const void **)out = made;
    return eco_json_read_object(reading, value, element, made);
}

eco_status eco_json_read_field(const eco_json_reading *reading, const eco_json_value *value, const eco_json_field *field,
                               void *out)
{
    char *at = (char *)out + field->offset;
    void *second = (char *)out + field->second;
    switch (field->kind) {
    case ECO_JSON_KIND_OTHER: return ECO_OK;
    case ECO_JSON_KIND_CURRENCY:
    case ECO_JSON_KIND_TEXT: return eco_json_read_text(reading, value, field->name, (const char **)(void *)at);
    case ECO_JSON_KIND_EXPRESSION: return eco_json_read_condition(reading, value, (const char **)(void *)at);
    case ECO_JSON_KIND_BOOL: return read_bool(reading, value, field, (bool *)at);
    case ECO_JSON_KIND_ID: return eco_json_read_id(reading, value, (eco_id *)(void *)at);
    case ECO_JSON_KIND_KEY: return eco_json_read_key(reading, value, field->name, (eco_id *)(void *)at);
    case ECO_JSON_KIND_WORD: return read_word(reading, value, field, at);
    case ECO_JSON_KIND_TEXTS:
    case ECO_JSON_KIND_NUMBERS:
    case ECO_JSON_KIND_ATTRIBUTES:
    case ECO_JSON_KIND_OBJECTS: return read_list(reading, value, field, at, second);
    case ECO_JSON_KIND_OBJECT: return read_one(reading, value, field->element, at);
    default: return read_number(reading, value, field, at, second);
    }
}

static eco_status fail_unknown(const eco_json_reading *reading, const eco_json_value *member, const eco_json_object *object)
{
    const char *known[ECO_JSON_FIELDS];
    char hint[400];
    for (size_t i = 0; i < object->fields_count; i++)
        known[i] = object->fields[i].name;
    return eco_json_fail_key(reading->document, member, reading->error, ECO_E_UNKNOWN_NAME, "%s has no %s%s", object->what,
                             ECO_QUOTE(member->key), eco_json_hint(hint, sizeof hint, member->key, known, object->fields_count));
}

static const eco_json_field *field_of(const eco_json_object *object, const char *name)
{
    for (size_t i = 0; i < object->fields_count; i++)
        if (strcmp(object->fields[i].name, name) == 0)
            return &object->fields[i];
    return NULL;
}

static eco_status fail_missing(const eco_json_reading *reading, const eco_json_value *value, const eco_json_object *object,
                               const eco_json_field *field)
{
    return FAIL(ECO_E_INVALID, "%s needs '%s'%s%s%s", object->what, field->name, field->other ? " or '" : "",
                field->other ? field->other : "", field->other ? "'" : "");
}

static eco_status find_currency(const eco_currency **out, const eco_json_reading *reading, const eco_json_value *value)
{
    eco_status status = eco_json_expect(reading, value, ECO_JSON_TEXT, value->key);
    if (status)
        return status;
    *out = eco_currency_find(value->text);
    return *out ? ECO_OK : FAIL(ECO_E_CURRENCY, "%s is not an ISO 4217 currency", ECO_QUOTE(value->text));
}

/* The currency that the object's own amounts are in, where it has one: wherever it stands, they are read by it. */
static eco_status take_currency(eco_json_reading *own, const eco_json_value *value, const eco_json_object *object)
{
    for (const eco_json_field *field = object->fields; field < object->fields + object->fields_count; field++) {
        if (field->kind != ECO_JSON_KIND_CURRENCY)
            continue;
        const eco_json_value *currency = eco_json_member(value, field->name);
        if (currency)
            return find_currency(&own->currency, own, currency);
        return field->required ? fail_missing(own, value, object, field) : ECO_OK;
    }
    return ECO_OK;
}

/* What must be given is; and nothing besides what stands in its place. */
static eco_status check_given(const eco_json_reading *reading, const eco_json_value *value, const eco_json_object *object,
                              uint64_t given)
{
    for (const eco_json_field *field = object->fields; field < object->fields + object->fields_count; field++) {
        bool is_given = given >> (field - object->fields) & 1;
        bool has_other = field->other && given >> (field_of(object, field->other) - object->fields) & 1;
        if (is_given && has_other)
            return eco_json_fail(reading->document, eco_json_member(value, field->name), reading->error, ECO_E_INVALID,
                                 "%s has '%s' or '%s', not both", object->what, field->name, field->other);
        if (field->required && !is_given && !has_other)
            return fail_missing(reading, value, object, field);
    }
    return ECO_OK;
}

eco_status eco_json_read_object(const eco_json_reading *reading, const eco_json_value *value, const eco_json_object *object,
                                void *out)
{
    uint64_t given = 0;
    eco_json_reading own = *reading;
    eco_status status = eco_json_expect(reading, value, ECO_JSON_OBJECT, object->what);
    if (!status)
        status = take_currency(&own, value, object);
    if (status)
        return status;
    memset(out, 0, object->size);
    if (object->grows)
        memcpy(out, &object->size, sizeof object->size); /* struct_size comes first */
    for (const eco_json_value *member = eco_json_first(value); member && !status; member = eco_json_next(value, member)) {
        const eco_json_field *field = field_of(object, member->key);
        if (!field)
            return fail_unknown(reading, member, object);
        given |= UINT64_C(1) << (field - object->fields);
        status = eco_json_read_field(&own, member, field, out);
    }
    return status ? status : check_given(reading, value, object, given);
}
