/* attributes.c - see attributes.h. */
#include "ecomops/attributes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ecomops/grid.h"
#include "ecomops/tool.h"

static bool is_name_byte(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_' ||
           byte == '.' || byte >= 0x80;
}

static void add(tool_attributes *attributes, const char *prefix, const char *name, size_t size)
{
    size_t capacity = 0, prefix_size = strlen(prefix);
    char *copy = tool_room(NULL, &capacity, prefix_size + size + 1, 1);
    snprintf(copy, prefix_size + size + 1, "%s%.*s", prefix, (int)size, name);
    int32_t number = tool_dictionary_add(&attributes->known, copy, prefix_size + size);
    if (number < 0)
        exit(tool_fail(TOOL_REFUSED, "out of memory"));
    if ((size_t)number < attributes->count) {
        free(copy);
        return;
    }
    attributes->names = tool_room(attributes->names, &attributes->capacity, attributes->count + 1, sizeof *attributes->names);
    attributes->names[attributes->count++] = copy;
}

/* Words outside of quoted text. */
static void add_words(tool_attributes *attributes, const char *condition)
{
    for (const char *next = condition; next && *next;) {
        if (*next == '\'') {
            const char *end = strchr(next + 1, '\'');
            next = end ? end + 1 : "";
            continue;
        }
        size_t size = 0;
        while (is_name_byte((unsigned char)next[size]))
            size++;
        size_t of_line = size > 5 && strncmp(next, "line.", 5) == 0 ? 5 : 0;
        if (size) {
            add(attributes, "", next + of_line, size - of_line);
            add(attributes, "line.", next + of_line, size - of_line);
            add(attributes, "cart.", next + of_line, size - of_line);
        }
        next += size ? size : 1;
    }
}

void tool_attributes_of(tool_attributes *attributes, eco_rulebook *const *books, size_t count)
{
    *attributes = (tool_attributes){0};
    for (size_t i = 0; i < count; i++) {
        const eco_rulebook_content *content = eco_rulebook_content_of(books[i]);
        for (size_t k = 0; k < content->promotions_count; k++) {
            add_words(attributes, content->promotions[k]->when);
            add_words(attributes, content->promotions[k]->on);
            add_words(attributes, content->promotions[k]->buy);
        }
        for (size_t k = 0; k < content->price_lists_count; k++)
            add_words(attributes, content->price_lists[k]->when);
        for (size_t k = 0; k < content->taxes_count; k++)
            add_words(attributes, content->taxes[k]->on);
        for (size_t k = 0; k < content->shipping_count; k++)
            add_words(attributes, content->shipping[k]->when);
        for (size_t k = 0; k < content->floors_count; k++)
            add_words(attributes, content->floors[k]->on);
    }
}

void tool_attributes_free(tool_attributes *attributes)
{
    for (size_t i = 0; i < attributes->count; i++)
        free((char *)attributes->names[i]);
    free(attributes->names);
    tool_dictionary_free(&attributes->known);
}
