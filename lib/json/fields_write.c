/* fields_write.c - C structs as canonical text, by their tables. */
#include "json/fields.h"

#include <ecomops/time.h>
#include <string.h>

enum { INDENT = 2 };

void eco_json_write_begin(eco_json_writing *writing, const eco_allocator *allocator, eco_writer writer, const char *currency)
{
    *writing = (eco_json_writing){.exponent = currency ? eco_currency_find(currency)->exponent : 0};
    eco_buffer_begin_writer(&writing->buffer, allocator, writer);
}

eco_status eco_json_write_end(eco_json_writing *writing, eco_error *error)
{
    eco_buffer_add_char(&writing->buffer, '\n');
    eco_status status = eco_buffer_finish(&writing->buffer, error);
    eco_buffer_end(&writing->buffer);
    return status;
}

static void new_line(eco_json_writing *writing)
{
    eco_buffer_add_char(&writing->buffer, '\n');
    eco_buffer_add_repeated(&writing->buffer, ' ', (size_t)writing->depth * INDENT);
}

void eco_json_write_element(eco_json_writing *writing)
{
    if (!writing->is_first)
        eco_buffer_add_char(&writing->buffer, ',');
    new_line(writing);
    writing->is_first = false;
}

void eco_json_write_key(eco_json_writing *writing, const char *key)
{
    eco_json_write_element(writing);
    eco_json_write_text(writing, key);
    eco_buffer_add(&writing->buffer, ": ", 2);
}

void eco_json_write_open(eco_json_writing *writing, char bracket)
{
    eco_buffer_add_char(&writing->buffer, bracket);
    writing->depth++;
    writing->is_first = true;
}

void eco_json_write_close(eco_json_writing *writing, char bracket)
{
    writing->depth--;
    if (!writing->is_first)
        new_line(writing);
    eco_buffer_add_char(&writing->buffer, bracket);
    writing->is_first = false;
}

void eco_json_write_text(eco_json_writing *writing, const char *text)
{
    eco_buffer_add_json(&writing->buffer, text, strlen(text));
}

static void write_plain(eco_json_writing *writing, const char *text)
{
    eco_buffer_add_char(&writing->buffer, '"');
    eco_buffer_add_text(&writing->buffer, text);
    eco_buffer_add_char(&writing->buffer, '"');
}

static void write_decimal(eco_json_writing *writing, int64_t coefficient, int32_t scale)
{
    char text[ECO_DECIMAL_TEXT];
    write_plain(writing, eco_decimal_text(text, (eco_decimal){coefficient, scale}));
}

static void write_whole(eco_json_writing *writing, int64_t value)
{
    if (value > ECO_JSON_EXACT || value < -ECO_JSON_EXACT)
        write_decimal(writing, value, 0);
    else
        eco_buffer_add_int(&writing->buffer, value);
}

void eco_json_write_texts(eco_json_writing *writing, const char *const *texts, size_t count)
{
    eco_json_write_open(writing, '[');
    for (size_t i = 0; i < count; i++) {
        eco_json_write_element(writing);
        eco_json_write_text(writing, texts[i]);
    }
    eco_json_write_close(writing, ']');
}

static void write_numbers(eco_json_writing *writing, const int32_t *numbers, size_t count)
{
    eco_json_write_open(writing, '[');
    for (size_t i = 0; i < count; i++) {
        eco_json_write_element(writing);
        write_whole(writing, numbers[i]);
    }
    eco_json_write_close(writing, ']');
}

/* The next attribute of the same name, from `at` on; `count` where there is none. */
static size_t find_name(const eco_attribute *attributes, size_t at, size_t count, const char *name)
{
    while (at < count && strcmp(attributes[at].name, name) != 0)
        at++;
    return at;
}

/* Each name once, where it first stands, with all of its values. */
static void write_attributes(eco_json_writing *writing, const eco_attribute *attributes, size_t count)
{
    eco_json_write_open(writing, '{');
    for (size_t i = 0; i < count; i++) {
        const char *name = attributes[i].name;
        if (find_name(attributes, 0, i, name) < i)
            continue;
        eco_json_write_key(writing, name);
        if (find_name(attributes, i + 1, count, name) == count) {
            eco_json_write_text(writing, attributes[i].value);
            continue;
        }
        eco_json_write_open(writing, '[');
        for (size_t j = i; j < count; j = find_name(attributes, j + 1, count, name)) {
            eco_json_write_element(writing);
            eco_json_write_text(writing, attributes[j].value);
        }
        eco_json_write_close(writing, ']');
    }
    eco_json_write_close(writing, '}');
}

/* A member of a struct, read whatever its type. */
static int64_t whole_at(const eco_json_field *field, const char *at)
{
    if (field->size == sizeof(bool))
        return *(const bool *)at;
    if (field->size == sizeof(int32_t))
        return *(const int32_t *)(const void *)at;
    return *(const int64_t *)(const void *)at;
}

static const void *pointer_at(const char *at)
{
    const void *pointer;
    memcpy(&pointer, at, sizeof pointer);
    return pointer;
}

static int32_t scale_at(const char *second)
{
    return *(const int32_t *)(const void *)second;
}

static size_t count_at(const char *second)
{
    return *(const size_t *)(const void *)second;
}

static const eco_json_field *field_of(const eco_json_object *object, const char *name)
{
    const eco_json_field *field = object->fields;
    while (strcmp(field->name, name) != 0)
        field++; /* the table names its own fields only */
    return field;
}

static bool is_standard(const eco_json_field *field, const eco_decimal *decimal)
{
    char text[ECO_DECIMAL_TEXT];
    return field->standard && strcmp(eco_decimal_text(text, *decimal), field->standard) == 0;
}

/* Whether a value says more than "not given". */
static bool is_set(const eco_json_field *field, const void *in)
{
    const char *at = (const char *)in + field->offset;
    const eco_id *id = (const void *)at;
    const eco_decimal *decimal = (const void *)at;
    switch (field->kind) {
    case ECO_JSON_KIND_OBJECT:
    case ECO_JSON_KIND_OTHER: return false;
    case ECO_JSON_KIND_TEXT:
    case ECO_JSON_KIND_CURRENCY:
    case ECO_JSON_KIND_EXPRESSION: return pointer_at(at) && !(field->standard && strcmp(pointer_at(at), field->standard) == 0);
    case ECO_JSON_KIND_ID:
    case ECO_JSON_KIND_KEY: return id->high || id->low;
    case ECO_JSON_KIND_TEXTS:
    case ECO_JSON_KIND_NUMBERS:
    case ECO_JSON_KIND_ATTRIBUTES:
    case ECO_JSON_KIND_OBJECTS: return count_at((const char *)in + field->second) > 0;
    case ECO_JSON_KIND_DECIMAL: return decimal->coefficient && !is_standard(field, decimal);
    default: return whole_at(field, at) && whole_at(field, at) != field->usual;
    }
}

/* What is not set may have to be said, too: 0, false, the first word. */
static bool is_written(const eco_json_object *object, const eco_json_field *field, const void *in)
{
    switch (field->kind) {
    case ECO_JSON_KIND_OBJECT:
    case ECO_JSON_KIND_OTHER:
    case ECO_JSON_KIND_TEXT:
    case ECO_JSON_KIND_CURRENCY:
    case ECO_JSON_KIND_EXPRESSION:
    case ECO_JSON_KIND_TEXTS:
    case ECO_JSON_KIND_NUMBERS:
    case ECO_JSON_KIND_ATTRIBUTES:
    case ECO_JSON_KIND_OBJECTS: return is_set(field, in);
    default:
        if (is_set(field, in) || field->always)
            return true;
        return field->required && !(field->other && is_set(field_of(object, field->other), in));
    }
}

static void write_duration(eco_json_writing *writing, const eco_json_field *field, int64_t us)
{
    char text[ECO_DURATION_TEXT];
    const eco_duration duration = {.days = (int32_t)(us / ECO_DAY_US), .exact_us = us % ECO_DAY_US};
    write_plain(writing, us < 0 && field->standard ? field->standard : eco_duration_text(text, duration));
}

/* Kinds that hold one number each. */
static void write_number(eco_json_writing *writing, const eco_json_field *field, int64_t number, int32_t scale)
{
    char time[ECO_TIME_TEXT];
    switch (field->kind) {
    case ECO_JSON_KIND_BOOL: eco_buffer_add_text(&writing->buffer, number ? "true" : "false"); break;
    case ECO_JSON_KIND_MONEY: write_decimal(writing, number, writing->exponent); break;
    case ECO_JSON_KIND_UNIT_PRICE: write_decimal(writing, number, writing->exponent + scale); break;
    case ECO_JSON_KIND_TIME: write_plain(writing, eco_time_text(time, number)); break;
    case ECO_JSON_KIND_DURATION: write_duration(writing, field, number); break;
    case ECO_JSON_KIND_DATE: write_plain(writing, eco_date_text(time, (int32_t)number)); break;
    case ECO_JSON_KIND_WORD: write_plain(writing, field->word((int32_t)number)); break;
    case ECO_JSON_KIND_PLACE: write_whole(writing, number - 1); break;
    default:
        if (scale)
            write_decimal(writing, number, scale);
        else
            write_whole(writing, number);
    }
}

/* Of the amounts that follow. */
static void write_currency(eco_json_writing *writing, const char *code)
{
    writing->exponent = eco_currency_find(code)->exponent;
    eco_json_write_text(writing, code);
}

static void write_value(eco_json_writing *writing, const eco_json_field *field, const void *in)
{
    const char *at = (const char *)in + field->offset, *second = (const char *)in + field->second;
    const eco_decimal *decimal = (const void *)at;
    const eco_id *id = (const void *)at;
    char text[ECO_ID_TEXT];
    switch (field->kind) {
    case ECO_JSON_KIND_CURRENCY: write_currency(writing, pointer_at(at)); break;
    case ECO_JSON_KIND_TEXT:
    case ECO_JSON_KIND_EXPRESSION: eco_json_write_text(writing, pointer_at(at)); break;
    case ECO_JSON_KIND_ID:
    case ECO_JSON_KIND_KEY: write_plain(writing, eco_id_text(text, *id)); break;
    case ECO_JSON_KIND_DECIMAL: write_decimal(writing, decimal->coefficient, decimal->scale); break;
    case ECO_JSON_KIND_TEXTS: eco_json_write_texts(writing, pointer_at(at), count_at(second)); break;
    case ECO_JSON_KIND_NUMBERS: write_numbers(writing, pointer_at(at), count_at(second)); break;
    case ECO_JSON_KIND_ATTRIBUTES: write_attributes(writing, pointer_at(at), count_at(second)); break;
    case ECO_JSON_KIND_OBJECTS: eco_json_write_objects(writing, field->element, pointer_at(at), count_at(second)); break;
    default: write_number(writing, field, whole_at(field, at), field->second ? scale_at(second) : 0);
    }
}

void eco_json_write_members(eco_json_writing *writing, const eco_json_object *object, const void *in)
{
    int32_t exponent = writing->exponent; /* an object's own currency ends with it */
    for (const eco_json_field *field = object->fields; field < object->fields + object->fields_count; field++)
        if (is_written(object, field, in)) {
            eco_json_write_key(writing, field->name);
            write_value(writing, field, in);
        }
    writing->exponent = exponent;
}

void eco_json_write_object(eco_json_writing *writing, const eco_json_object *object, const void *in)
{
    eco_json_write_open(writing, '{');
    eco_json_write_members(writing, object, in);
    eco_json_write_close(writing, '}');
}

void eco_json_write_objects(eco_json_writing *writing, const eco_json_object *element, const void *elements, size_t count)
{
    eco_json_write_open(writing, '[');
    for (size_t i = 0; i < count; i++) {
        eco_json_write_element(writing);
        eco_json_write_object(writing, element, (const char *)elements + i * element->size);
    }
    eco_json_write_close(writing, ']');
}
