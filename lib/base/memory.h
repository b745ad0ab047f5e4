/* memory.h - the allocator of a root handle, arenas for what lives and dies together, and growing arrays. */
#ifndef ECO_BASE_MEMORY_H
#define ECO_BASE_MEMORY_H
#include <ecomops/base.h>

/* The caller's allocator, or malloc's where it gave none (NULL or all fields NULL). */
eco_allocator eco_allocator_of(const eco_allocator *given);

/* NULL without memory, and for a size over PTRDIFF_MAX. Size 0 gives a pointer that may be released. */
void *eco_allocate(const eco_allocator *allocator, size_t size);
void *eco_reallocate(const eco_allocator *allocator, void *memory, size_t old_size, size_t new_size);
void eco_release(const eco_allocator *allocator, void *memory, size_t size); /* NULL is fine */

/* Grows *items (of *capacity elements of `size` bytes) to hold at least `needed`; false without memory, and then nothing has changed. */
bool eco_grow(const eco_allocator *allocator, void *items, size_t *capacity, size_t needed, size_t size);

/* Memory that is freed all at once. What it gives is zeroed and aligned for any type, but for raw memory and texts. */
typedef struct eco_arena_chunk eco_arena_chunk;
typedef struct eco_arena {
    eco_allocator allocator;
    eco_arena_chunk *chunks; /* newest first */
    char *next, *end;        /* what is free of the newest; texts are taken from the end */
    size_t chunk_size;       /* of the next chunk: doubles up to 1 MiB */
    size_t expected;         /* of the first chunk, where more is expected */
} eco_arena;

void eco_arena_begin(eco_arena *arena, const eco_allocator *allocator); /* takes no memory yet; NULL: malloc */
void eco_arena_expect(eco_arena *arena, size_t size); /* about so much will be taken: one chunk, if it is right */
void *eco_arena_take(eco_arena *arena, size_t size);  /* NULL without memory */
void *eco_arena_take_raw(eco_arena *arena, size_t count, size_t size);   /* an array that is not zeroed: the caller fills it */
void *eco_arena_take_array(eco_arena *arena, size_t count, size_t size); /* overflow of count * size gives NULL */
/* Room for a text: it needs no alignment, so texts stand side by side at the end of a chunk, the newest first. size: with its NUL. */
char *eco_arena_take_far_text(eco_arena *arena, size_t size); /* ... in a new chunk */
static inline char *eco_arena_take_text(eco_arena *arena, size_t size)
{
    return (size_t)(arena->end - arena->next) >= size ? arena->end -= size : eco_arena_take_far_text(arena, size);
}
void *eco_arena_copy(eco_arena *arena, const void *bytes, size_t size);
char *eco_arena_text(eco_arena *arena, const char *text); /* copy; NULL gives NULL (test the argument before the result) */
char *eco_arena_text_of(eco_arena *arena, const char *bytes, size_t size); /* copy with a NUL added */
void eco_arena_reset(eco_arena *arena);                                    /* forgets everything, keeps the largest chunk */
void eco_arena_end(eco_arena *arena);
size_t eco_arena_size(const eco_arena *arena); /* bytes held, for memory reports */

#endif
