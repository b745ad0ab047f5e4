/* attributes.h - the names that the conditions of rulebooks may look at: which columns of a file are worth reading. */
#ifndef TOOL_ATTRIBUTES_H
#define TOOL_ATTRIBUTES_H
#include <ecomops/pricing.h>

#include "ecomops/dictionary.h"

typedef struct tool_attributes {
    const char **names; /* each also as cart.NAME, for columns that say so */
    size_t count, capacity;
    tool_dictionary known; /* the same, to have each once */
} tool_attributes;

/* Every word of the conditions that could be a name: too many are harmless, since only names of columns count. */
void tool_attributes_of(tool_attributes *attributes, eco_rulebook *const *books, size_t count);
void tool_attributes_free(tool_attributes *attributes);

#endif
