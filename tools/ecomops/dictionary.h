/* dictionary.h - texts of a column, each kept once and known by its number. */
#ifndef TOOL_DICTIONARY_H
#define TOOL_DICTIONARY_H
#include <ecomops/table.h>

typedef struct tool_dictionary_slot {
    uint32_t hash; /* upper half of it */
    int32_t place; /* number + 1; 0: free */
} tool_dictionary_slot;

/* All zero: empty. */
typedef struct tool_dictionary {
    int64_t *offsets; /* count + 1, into bytes */
    char *bytes;
    tool_dictionary_slot *slots; /* a power of two, or none; at least half are free */
    size_t offsets_capacity, bytes_capacity, slots_count;
    int32_t count, last; /* last: the number given last, because the next row often has the same */
} tool_dictionary;

int32_t tool_dictionary_add(tool_dictionary *dictionary, const char *text, size_t size); /* its number; -1 without memory */
size_t tool_dictionary_size(const tool_dictionary *dictionary);                          /* bytes of all texts */
void tool_dictionary_clear(tool_dictionary *dictionary);                                 /* keeps the memory */
void tool_dictionary_free(tool_dictionary *dictionary);
/* As a column of ECO_TYPE_UTF8, borrowed until the dictionary changes. */
eco_column tool_dictionary_column(const tool_dictionary *dictionary);

#endif
