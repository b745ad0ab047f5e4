/* memory.c - see memory.h. */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { ARENA_FIRST_CHUNK = 4096, ARENA_LARGEST_CHUNK = 1 << 20 };

struct eco_arena_chunk {
    eco_arena_chunk *older;
    size_t size; /* with this header */
};

#define CHUNK_HEADER ((sizeof(eco_arena_chunk) + _Alignof(max_align_t) - 1) / _Alignof(max_align_t) * _Alignof(max_align_t))

/* Large blocks are asked to lie in huge pages, where the system leaves that to programs: the first touch of memory is then many times cheaper. */
static void *large(void *memory, size_t size)
{
    enum { LARGE = 4 << 20, PAGE = 4096 };
    if (memory && size >= LARGE) {
        uintptr_t from = ((uintptr_t)memory + PAGE - 1) / PAGE * PAGE, to = ((uintptr_t)memory + size) / PAGE * PAGE;
        madvise((void *)from, to - from, MADV_HUGEPAGE); /* refused or unknown: no harm */
    }
    return memory;
}

static void *default_allocate(size_t size, void *user)
{
    (void)user;
    return large(malloc(size), size);
}

static void *default_reallocate(void *memory, size_t old_size, size_t new_size, void *user)
{
    (void)old_size, (void)user;
    return large(realloc(memory, new_size), new_size);
}

static void default_release(void *memory, size_t size, void *user)
{
    (void)size, (void)user;
    free(memory);
}

eco_allocator eco_allocator_of(const eco_allocator *given)
{
    if (given && given->allocate)
        return *given;
    return (eco_allocator){default_allocate, default_reallocate, default_release, NULL};
}

void *eco_allocate(const eco_allocator *allocator, size_t size)
{
    if (size > PTRDIFF_MAX)
        return NULL;
    return allocator->allocate(size ? size : 1, allocator->user);
}

void *eco_reallocate(const eco_allocator *allocator, void *memory, size_t old_size, size_t new_size)
{
    if (!memory)
        return eco_allocate(allocator, new_size);
    if (new_size > PTRDIFF_MAX)
        return NULL;
    return allocator->reallocate(memory, old_size ? old_size : 1, new_size ? new_size : 1, allocator->user);
}

void eco_release(const eco_allocator *allocator, void *memory, size_t size)
{
    if (memory)
        allocator->release(memory, size ? size : 1, allocator->user);
}

bool eco_grow(const eco_allocator *allocator, void *items, size_t *capacity, size_t needed, size_t size)
{
    if (needed <= *capacity)
        return true;
    size_t grown = *capacity + *capacity / 2 + 8;
    if (grown < needed)
        grown = needed;
    size_t bytes;
    if (__builtin_mul_overflow(grown, size, &bytes))
        return false;
    void *memory;
    memcpy(&memory, items, sizeof memory); /* items is a T **: read without breaking aliasing rules */
    memory = eco_reallocate(allocator, memory, *capacity * size, bytes);
    if (!memory)
        return false;
    memcpy(items, &memory, sizeof memory);
    *capacity = grown;
    return true;
}

void eco_arena_begin(eco_arena *arena, const eco_allocator *allocator)
{
    *arena = (eco_arena){.allocator = eco_allocator_of(allocator), .chunk_size = ARENA_FIRST_CHUNK};
}

static bool add_chunk(eco_arena *arena, size_t size)
{
    size_t needed = size + CHUNK_HEADER; /* of at most PTRDIFF_MAX and a little */
    size_t usual = arena->chunks || arena->expected < arena->chunk_size ? arena->chunk_size : arena->expected;
    size_t chunk_size = needed > usual ? needed : usual;
    eco_arena_chunk *chunk = eco_allocate(&arena->allocator, chunk_size);
    if (!chunk)
        return false;
    *chunk = (eco_arena_chunk){.older = arena->chunks, .size = chunk_size};
    arena->chunks = chunk;
    arena->next = (char *)chunk + CHUNK_HEADER;
    arena->end = (char *)chunk + chunk_size;
    if (arena->chunk_size < ARENA_LARGEST_CHUNK && usual == arena->chunk_size)
        arena->chunk_size *= 2; /* what comes after an expected first chunk is little */
    return true;
}

void eco_arena_expect(eco_arena *arena, size_t size)
{
    arena->expected = size < ARENA_LARGEST_CHUNK ? size : ARENA_LARGEST_CHUNK;
}

static void *take(eco_arena *arena, size_t size)
{
    if (size > PTRDIFF_MAX)
        return NULL;
    size_t aligned = (size + _Alignof(max_align_t) - 1) / _Alignof(max_align_t) * _Alignof(max_align_t);
    if (aligned == 0)
        aligned = _Alignof(max_align_t);
    if ((size_t)(arena->end - arena->next) < aligned && !add_chunk(arena, aligned))
        return NULL;
    void *memory = arena->next;
    arena->next += aligned;
    return memory;
}

void *eco_arena_take(eco_arena *arena, size_t size)
{
    void *memory = take(arena, size);
    return memory ? memset(memory, 0, size) : NULL;
}

void *eco_arena_take_raw(eco_arena *arena, size_t count, size_t size)
{
    size_t bytes;
    return __builtin_mul_overflow(count, size, &bytes) ? NULL : take(arena, bytes);
}

void *eco_arena_take_array(eco_arena *arena, size_t count, size_t size)
{
    size_t bytes;
    return __builtin_mul_overflow(count, size, &bytes) ? NULL : eco_arena_take(arena, bytes);
}

void *eco_arena_copy(eco_arena *arena, const void *bytes, size_t size)
{
    void *copy = take(arena, size);
    if (copy && size)
        memcpy(copy, bytes, size);
    return copy;
}

char *eco_arena_take_far_text(eco_arena *arena, size_t size)
{
    return size <= PTRDIFF_MAX && add_chunk(arena, size) ? arena->end -= size : NULL;
}

char *eco_arena_text_of(eco_arena *arena, const char *bytes, size_t size)
{
    char *copy = size < SIZE_MAX ? eco_arena_take_text(arena, size + 1) : NULL;
    if (copy && size)
        memcpy(copy, bytes, size);
    if (copy)
        copy[size] = '\0';
    return copy;
}

char *eco_arena_text(eco_arena *arena, const char *text)
{
    return text ? eco_arena_text_of(arena, text, strlen(text)) : NULL;
}

void eco_arena_reset(eco_arena *arena)
{
    eco_arena_chunk *largest = arena->chunks;
    for (eco_arena_chunk *chunk = arena->chunks; chunk; chunk = chunk->older)
        if (chunk->size > largest->size)
            largest = chunk;
    for (eco_arena_chunk *chunk = arena->chunks, *older; chunk; chunk = older) {
        older = chunk->older;
        if (chunk != largest)
            eco_release(&arena->allocator, chunk, chunk->size);
    }
    arena->chunks = largest;
    if (largest) {
        largest->older = NULL;
        arena->next = (char *)largest + CHUNK_HEADER;
        arena->end = (char *)largest + largest->size;
    }
}

void eco_arena_end(eco_arena *arena)
{
    for (eco_arena_chunk *chunk = arena->chunks, *older; chunk; chunk = older) {
        older = chunk->older;
        eco_release(&arena->allocator, chunk, chunk->size);
    }
    arena->chunks = NULL;
    arena->next = arena->end = NULL;
}

size_t eco_arena_size(const eco_arena *arena)
{
    size_t size = 0;
    for (const eco_arena_chunk *chunk = arena->chunks; chunk; chunk = chunk->older)
        size += chunk->size;
    return size;
}
