/* fields_lists.c - values that hold values: lists of texts, attributes, lists of objects. */
#include "json/fields.h"

#include "base/error.h"

#include <string.h>

eco_status eco_json_read_texts(const eco_json_reading *reading, const eco_json_value *value, const char *const **out,
                               size_t *count)
{
    size_t length = eco_json_length(value);
    const char **texts = eco_arena_take_array(reading->arena, length, sizeof *texts), **at = texts;
    if (!texts)
        return eco_fail_memory(reading->error);
    for (const eco_json_value *element = eco_json_first(value); element; element = eco_json_next(value, element)) {
        eco_status status = eco_json_read_text(reading, element, "each element of the list", at++);
        if (status)
            return status;
    }
    *out = texts;
    *count = length;
    return ECO_OK;
}

eco_status eco_json_read_numbers(const eco_json_reading *reading, const eco_json_value *value, const int32_t **out, size_t *count)
{
    size_t length = eco_json_length(value);
    int32_t *numbers = eco_arena_take_array(reading->arena, length, sizeof *numbers), *at = numbers;
    if (!numbers)
        return eco_fail_memory(reading->error);
    for (const eco_json_value *element = eco_json_first(value); element; element = eco_json_next(value, element)) {
        int64_t number;
        eco_status status = eco_json_read_whole(reading, element, &number);
        if (status)
            return status;
        if (number < INT32_MIN || number > INT32_MAX)
            return eco_json_fail(reading->document, element, reading->error, ECO_E_OVERFLOW, "%lld is outside %d..%d",
                                 (long long)number, INT32_MIN, INT32_MAX);
        *at++ = (int32_t)number;
    }
    *out = numbers;
    *count = length;
    return ECO_OK;
}

/* An attribute's value as text. */
static eco_status attribute_text(const eco_json_reading *reading, const eco_json_value *value, const char **out)
{
    if (value->type == ECO_JSON_TEXT)
        return eco_json_read_text(reading, value, "an attribute", out);
    if (value->type == ECO_JSON_BOOL) {
        *out = value->boolean ? "true" : "false";
        return ECO_OK;
    }
    if (value->type != ECO_JSON_NUMBER)
        return eco_json_fail(reading->document, value, reading->error, ECO_E_INVALID,
                             "an attribute is text, a whole number, true or false, or a list of these, and this is %s",
                             eco_json_type_text(value->type));
    int64_t number;
    char text[ECO_DECIMAL_TEXT];
    eco_status status = eco_json_read_whole(reading, value, &number);
    if (status)
        return status;
    *out = eco_arena_text(reading->arena, eco_decimal_text(text, (eco_decimal){number, 0}));
    return *out ? ECO_OK : eco_fail_memory(reading->error);
}

/* All values of one name. */
static eco_status read_attribute(const eco_json_reading *reading, const eco_json_value *member, eco_attribute **at)
{
    const char *name = reading->copies ? eco_arena_text(reading->arena, member->key) : member->key;
    if (!name)
        return eco_fail_memory(reading->error);
    if (!*name)
        return eco_json_fail_key(reading->document, member, reading->error, ECO_E_INVALID, "an attribute needs a name");
    bool is_list = member->type == ECO_JSON_LIST;
    const eco_json_value *value = is_list ? eco_json_first(member) : member;
    while (value) {
        eco_status status = attribute_text(reading, value, &(*at)->value);
        if (status)
            return status;
        (*at)++->name = name;
        value = is_list ? eco_json_next(member, value) : NULL;
    }
    return ECO_OK;
}

eco_status eco_json_read_attributes(const eco_json_reading *reading, const eco_json_value *value, const eco_attribute **out,
                                    size_t *count)
{
    size_t length = 0;
    for (const eco_json_value *member = eco_json_first(value); member; member = eco_json_next(value, member))
        length += member->type == ECO_JSON_LIST ? eco_json_length(member) : 1;
    eco_attribute *attributes = eco_arena_take_array(reading->arena, length, sizeof *attributes), *at = attributes;
    if (!attributes)
        return eco_fail_memory(reading->error);
    for (const eco_json_value *member = eco_json_first(value); member; member = eco_json_next(value, member)) {
        eco_status status = read_attribute(reading, member, &at);
        if (status)
            return status;
    }
    *out = attributes;
    *count = length;
    return ECO_OK;
}

eco_status eco_json_find_list(const eco_json_value **list, const eco_json_reading *reading, const char *name)
{
    *list = eco_json_member(reading->document->values, name);
    return *list ? eco_json_expect(reading, *list, ECO_JSON_LIST, name) : ECO_OK;
}

eco_status eco_json_read_objects(const eco_json_reading *reading, const eco_json_value *value, const eco_json_object *element,
                                 void *out, size_t *count)
{
    size_t length = eco_json_length(value);
    char *elements = eco_arena_take_array(reading->arena, length, element->size), *at = elements;
    if (!elements)
        return eco_fail_memory(reading->error);
    for (const eco_json_value *one = eco_json_first(value); one; one = eco_json_next(value, one), at += element->size) {
        eco_status status = eco_json_read_object(reading, one, element, at);
        if (status)
            return status;
    }
    memcpy(out, &elements, sizeof elements); /* whatever struct the pointer is to */
    *count = length;
    return ECO_OK;
}
