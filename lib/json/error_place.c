/* error_place.c - the engine fails with paths in terms of C ("/promotions/300-50/tiers/0/off_minor"); the user wants line, column and path of what he
 * wrote. The tables know both names of each field. */
#include "json/fields.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* Whether the path goes on with this segment; *rest is what follows it. */
static bool leads(const char *path, const char *segment, const char **rest)
{
    size_t size = strlen(segment);
    if (*path != '/' || strncmp(path + 1, segment, size) != 0 || (path[size + 1] && path[size + 1] != '/'))
        return false;
    *rest = path + size + 1;
    return true;
}

/* A segment that is a number. */
static bool leads_by_index(const char *path, size_t *index, const char **rest)
{
    char *end;
    if (path[0] != '/' || path[1] < '0' || path[1] > '9')
        return false;
    *index = strtoul(path + 1, &end, 10);
    *rest = end;
    return !*end || *end == '/';
}

static const eco_json_value *element_at(const eco_json_value *list, const char *path, const char **rest)
{
    size_t index;
    if (!leads_by_index(path, &index, rest))
        return NULL;
    const eco_json_value *element = eco_json_first(list);
    while (element && index-- > 0)
        element = eco_json_next(list, element);
    return element;
}

/* The element with the id that the path names. Ids may hold '/', so the longest counts. Where it is the id itself that is wrong, it is a second one:
 * the last element of that id. */
static const eco_json_value *element_of_key(const eco_json_value *list, const char *key, const char *path, const char **rest)
{
    const eco_json_value *best = NULL;
    size_t longest = 0;
    for (const eco_json_value *element = eco_json_first(list); element; element = eco_json_next(list, element)) {
        const eco_json_value *id = element->type == ECO_JSON_OBJECT ? eco_json_member(element, key) : NULL;
        const char *after;
        if (!id || id->type != ECO_JSON_TEXT || !leads(path, id->text, &after))
            continue;
        size_t size = strlen(id->text);
        if (!best || size > longest || (size == longest && *after && strcmp(after + 1, key) == 0)) {
            best = element;
            longest = size;
            *rest = after;
        }
    }
    return best;
}

/* Attributes count through the lists of values of their names. */
static const eco_json_value *attribute_at(const eco_json_value *attributes, const char *path)
{
    size_t index;
    if (!leads_by_index(path, &index, &path))
        return NULL;
    for (const eco_json_value *member = eco_json_first(attributes); member; member = eco_json_next(attributes, member)) {
        bool is_list = member->type == ECO_JSON_LIST;
        for (const eco_json_value *value = is_list ? eco_json_first(member) : member; value;
             value = is_list ? eco_json_next(member, value) : NULL)
            if (index-- == 0)
                return value;
    }
    return NULL;
}

/* A named set is a member with a list. */
static const eco_json_value *set_at(const eco_json_value *sets, const char *path)
{
    const char *rest;
    for (const eco_json_value *set = eco_json_first(sets); set; set = eco_json_next(sets, set)) {
        if (!leads(path, set->key, &rest))
            continue;
        const eco_json_value *element = leads(rest, "members", &rest) ? element_at(set, rest, &rest) : NULL;
        return element ? element : set;
    }
    return NULL;
}

static const eco_json_value *find(const eco_json_value *value, const eco_json_object **object, const char *path);

/* What the path names inside a member; the member itself where it names nothing there. */
static const eco_json_value *find_inside(const eco_json_value *member, const eco_json_field *field,
                                         const eco_json_object **object, const char *path)
{
    const eco_json_value *found = NULL;
    const char *rest = "";
    if (field->kind == ECO_JSON_KIND_OBJECT && member->type == ECO_JSON_OBJECT) {
        *object = field->element;
        return find(member, object, path);
    }
    if (field->kind == ECO_JSON_KIND_ATTRIBUTES)
        found = attribute_at(member, path);
    else if (member->type == ECO_JSON_OBJECT)
        found = set_at(member, path);
    else if (member->type == ECO_JSON_LIST) {
        found = field->by_key ? element_of_key(member, field->by_key, path, &rest) : NULL;
        found = found ? found : element_at(member, path, &rest);
    }
    if (!found || !field->element || found->type != ECO_JSON_OBJECT)
        return found ? found : member;
    *object = field->element;
    return find(found, object, rest);
}

/* The value that the path names; the deepest that contains its place where the document leaves it out. *object becomes what it stands in. */
static const eco_json_value *find(const eco_json_value *value, const eco_json_object **object, const char *path)
{
    for (size_t i = 0; i < (*object)->fields_count; i++) {
        const eco_json_field *field = &(*object)->fields[i];
        const char *rest;
        if (!leads(path, field->member, &rest))
            continue;
        const eco_json_value *member = eco_json_member(value, field->name);
        return member ? find_inside(member, field, object, rest) : value;
    }
    return value;
}

/* The document's name of a field that a word of a message names as C does; else the word itself. */
static const char *name_of(const eco_json_object *object, const char *word, size_t *size)
{
    for (const eco_json_field *field = object->fields; field < object->fields + object->fields_count; field++)
        if (strlen(field->member) == *size && memcmp(field->member, word, *size) == 0) {
            *size = strlen(field->name);
            return field->name;
        }
    return word;
}

/* "off_minor and is_free: ..." says "off and is_free: ..." to who wrote a document. Words with '_' only: others may be English; and not the user's own
 * text, which stands in quotes. */
static void translate(char out[sizeof(((eco_error *)0)->message)], const eco_json_object *object, const char *message)
{
    size_t used = 0, most = sizeof(((eco_error *)0)->message) - 1;
    bool is_quoted = false;
    for (const char *at = message; *at;) {
        size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz_"), size = length ? length : 1;
        const char *shown = at;
        if (!is_quoted && length && memchr(at, '_', length))
            shown = name_of(object, at, &size);
        is_quoted = is_quoted != (*at == '\'');
        at += length ? length : 1;
        size = size < most - used ? size : most - used;
        memcpy(out + used, shown, size);
        used += size;
    }
    out[eco_utf8_whole(out, used)] = '\0';
}

eco_status eco_json_place_error(const eco_json_document *document, const eco_json_object *root, eco_error *error,
                                eco_status status)
{
    if (!error)
        return status;
    const eco_json_object *object = root;
    const eco_json_value *value = find(document->values, &object, error->path);
    if (value == document->values)
        return error->status;
    char message[sizeof error->message];
    translate(message, object, error->message);
    size_t offset = value->offset;
    if (error->column > 0 && value->type == ECO_JSON_TEXT)
        offset = eco_json_text_offset(document, value, error->line, error->column);
    return eco_json_fail_offset(document, value, offset, error, error->status, "%s", message);
}
