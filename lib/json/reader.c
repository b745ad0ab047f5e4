/* reader.c - opens a document: our scan, cJSON's decoding, and the walk that joins them. The only file of the library that knows cJSON. */
#include "json/reader.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"

#include <cJSON.h>
#include <string.h>

/* Hands what cJSON decoded to the values, which stand in the order of this walk. The scan has bounded the depth. */
static eco_json_value *join(eco_json_value *value, const cJSON *item)
{
    value->key = item->string;
    if (value->type == ECO_JSON_TEXT)
        value->text = item->valuestring;
    else if (value->type == ECO_JSON_NUMBER)
        value->number = item->valuedouble;
    value++;
    for (const cJSON *child = item->child; child; child = child->next)
        value = join(value, child);
    return value;
}

static eco_status fail_duplicate(const eco_json_document *document, const eco_json_value *member, eco_error *error)
{
    return eco_json_fail_key(document, member, error, ECO_E_SYNTAX, "key %s stands twice in one object", ECO_QUOTE(member->key));
}

/* Few members: each with those before it. */
static eco_status compare_keys(const eco_json_document *document, const eco_json_value *object, eco_error *error)
{
    for (const eco_json_value *member = eco_json_first(object); member; member = eco_json_next(object, member))
        for (const eco_json_value *before = object + 1; before != member; before += before->span)
            if (strcmp(before->key, member->key) == 0)
                return fail_duplicate(document, member, error);
    return ECO_OK;
}

/* Many: through a map. */
static eco_status map_keys(const eco_json_document *document, const eco_json_value *object, eco_error *error)
{
    eco_status status = ECO_OK;
    eco_map keys;
    eco_map_begin(&keys, &document->allocator);
    for (const eco_json_value *member = eco_json_first(object); member && !status; member = eco_json_next(object, member)) {
        int64_t place = 0;
        bool added;
        if (!eco_map_add(&keys, member->key, strlen(member->key), &place, &added))
            status = eco_fail_memory(error);
        else if (!added)
            status = fail_duplicate(document, member, error);
    }
    eco_map_end(&keys);
    return status;
}

static eco_status check_keys(const eco_json_document *document, eco_error *error)
{
    enum { FEW = 24 };
    for (const eco_json_value *value = document->values; value < document->values + document->count; value++) {
        if (value->type != ECO_JSON_OBJECT)
            continue;
        eco_status status = eco_json_length(value) <= FEW ? compare_keys(document, value, error)
                                                          : map_keys(document, value, error);
        if (status)
            return status;
    }
    return ECO_OK;
}

eco_status eco_json_take_options(eco_json_options *out, const eco_json_options *given, eco_error *error)
{
    *out = (eco_json_options){0};
    eco_status status = given ? ECO_TAKE(out, given, eco_json_options, error) : ECO_OK;
    if (status)
        return status;
    if (out->max_bytes < 0)
        return eco_fail(error, ECO_E_INVALID, "/max_bytes", "max_bytes %lld is below 0", (long long)out->max_bytes);
    if (out->max_bytes == 0)
        out->max_bytes = ECO_JSON_BYTES;
    if (out->max_bytes > INT32_MAX - 1)
        out->max_bytes = INT32_MAX - 1; /* so that lines and columns are int32_t */
    return ECO_OK;
}

eco_status eco_json_open(eco_json_document *out, const char *text, size_t size, const eco_json_options *options, eco_error *error)
{
    eco_json_options given;
    eco_status status = eco_json_take_options(&given, options, error);
    if (status)
        return status;
    if (!text)
        return eco_fail(error, ECO_E_INVALID, NULL, "the document's text is NULL");
    if (size > (uint64_t)given.max_bytes)
        return eco_fail(error, ECO_E_LIMIT, NULL, "the document has %zu bytes; at most %lld are read (max_bytes)", size,
                        (long long)given.max_bytes);
    static const char byte_order_mark[] = "\xEF\xBB\xBF";
    size_t mark = size >= 3 && memcmp(text, byte_order_mark, 3) == 0 ? 3 : 0; /* as Windows editors write it */
    *out = (eco_json_document){.text = text + mark, .size = size - mark, .allocator = eco_allocator_of(given.allocator)};
    status = eco_json_scan(out, error);
    if (!status) {
        out->tree = cJSON_ParseWithLength(out->text, out->size);
        if (out->tree)
            join(out->values, out->tree);
        status = out->tree ? check_keys(out, error) : eco_fail_memory(error); /* the scan left it no other reason */
    }
    if (status)
        eco_json_close(out);
    return status;
}

void eco_json_close(eco_json_document *document)
{
    cJSON_Delete(document->tree);
    eco_release(&document->allocator, document->values, document->capacity * sizeof(eco_json_value));
    *document = (eco_json_document){0};
}

eco_json_document eco_json_part(const eco_json_document *whole, const eco_json_value *root)
{
    eco_json_document part = *whole;
    size_t before = (size_t)(root - whole->values);
    part.outer = whole->outer ? whole->outer : whole->values;
    part.values += before;
    part.count = root->span;
    part.capacity = 0;
    part.tree = NULL;
    return part;
}

size_t eco_json_length(const eco_json_value *parent)
{
    size_t length = 0;
    for (const eco_json_value *child = eco_json_first(parent); child; child = eco_json_next(parent, child))
        length++;
    return length;
}

const eco_json_value *eco_json_member(const eco_json_value *object, const char *key)
{
    for (const eco_json_value *member = eco_json_first(object); member; member = eco_json_next(object, member))
        if (member->key && strcmp(member->key, key) == 0)
            return member;
    return NULL;
}

const char *eco_json_type_text(eco_json_type type)
{
    static const char *const words[] = {"null", "true or false", "a number", "text", "a list", "an object"};
    return words[type];
}

const char *eco_json_number_text(const eco_json_document *document, const eco_json_value *value, size_t *size)
{
    const char *text = document->text + value->offset;
    size_t rest = document->size - value->offset, length = 0;
    while (length < rest && memchr("0123456789.+-eE", text[length], 15))
        length++;
    *size = length;
    return text;
}
