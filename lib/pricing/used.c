/* used.c - the life of a snapshot of what has been used. */
#include "base/error.h"
#include "pricing/quote_internal.h"

typedef struct list_body { /* the list is what the caller sees */
    eco_used_list list;
    eco_arena arena; /* holds this struct, too */
} list_body;

eco_used_list *eco_used_begin(const eco_allocator *allocator, eco_arena **arena)
{
    eco_arena begun;
    eco_arena_begin(&begun, allocator);
    list_body *body = eco_arena_take(&begun, sizeof *body);
    if (!body)
        return NULL;
    body->arena = begun;
    *arena = &body->arena;
    return &body->list;
}

void eco_used_free(const eco_used_list *list)
{
    if (!list)
        return;
    eco_arena arena = ((const list_body *)list)->arena; /* the arena frees the struct that it stands in */
    eco_arena_end(&arena);
}
