/* quote_internal.h - a quote and its memory: what lib/json needs to build one from a document. */
#ifndef ECO_PRICING_QUOTE_INTERNAL_H
#define ECO_PRICING_QUOTE_INTERNAL_H
#include <ecomops/pricing/quote.h>

#include "base/memory.h"

/* An empty quote that owns *arena: put everything that it points to in there; eco_quote_free frees the whole. NULL without memory.
 * expected: the bytes that will probably stand there; 0: not known. */
eco_quote *eco_quote_begin(const eco_allocator *allocator, size_t expected, eco_arena **arena);

/* The arena of a quote that eco_quote_begin made. */
eco_arena *eco_quote_arena(const eco_quote *quote);

/* The units that a line is shared over; what one of them bears (0 <= unit < their number). */
int64_t eco_quote_units(const eco_quote_line *line);
eco_quote_unit eco_quote_share(const eco_quote *quote, const eco_quote_line *line, int64_t unit);

/* used.c: an empty snapshot, and the arena that all of it must live in; NULL without memory. */
eco_used_list *eco_used_begin(const eco_allocator *allocator, eco_arena **arena);

#endif
