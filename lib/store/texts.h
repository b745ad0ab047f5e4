/* texts.h - the pool of texts of a work: each text once, known by a number. */
#ifndef ECO_STORE_TEXTS_H
#define ECO_STORE_TEXTS_H
#include "base/memory.h"
#include "store/kind.h"

enum { ECO_TEXTS_CHUNK = 1024 };
typedef struct eco_texts_chunk {
    const char *text[ECO_TEXTS_CHUNK];
    uint32_t hash[ECO_TEXTS_CHUNK];
} eco_texts_chunk;
typedef struct eco_texts {
    eco_allocator allocator;
    eco_arena arena;
    eco_texts_chunk **chunks;
    size_t chunks_count, chunks_capacity;
    uint32_t count;
    uint32_t *slots; /* entry + 1; a power of two, at most half full */
    size_t slots_count;
} eco_texts;

void eco_texts_begin(eco_texts *texts, const eco_allocator *allocator);
void eco_texts_end(eco_texts *texts);
void eco_texts_clear(eco_texts *texts);
bool eco_texts_add(eco_texts *texts, const char *text, size_t size, eco_text *out); /* false: without memory */
const char *eco_texts_get(const eco_texts *texts, eco_text text);
size_t eco_texts_size(const eco_texts *texts);

#endif
