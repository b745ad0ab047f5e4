/* quote.c - the life of a quote, and what each unit of a line bears. */
#include <ecomops/pricing/quote.h>

#include "base/error.h"
#include "pricing/quote_internal.h"

typedef struct quote_body { /* the quote's first field is what the caller sees */
    eco_quote quote;
    eco_arena arena; /* holds this struct, too */
} quote_body;

eco_quote *eco_quote_begin(const eco_allocator *allocator, size_t expected, eco_arena **arena)
{
    eco_arena begun;
    eco_arena_begin(&begun, allocator);
    eco_arena_expect(&begun, expected);
    quote_body *body = eco_arena_take(&begun, sizeof *body);
    if (!body)
        return NULL;
    body->arena = begun;
    *arena = &body->arena;
    return &body->quote;
}

eco_arena *eco_quote_arena(const eco_quote *quote)
{
    return &((quote_body *)(uintptr_t)quote)->arena;
}

void eco_quote_free(const eco_quote *quote)
{
    if (!quote)
        return;
    eco_arena arena = *eco_quote_arena(quote); /* the arena frees the struct that it stands in */
    eco_arena_end(&arena);
}

/* The share of one of `count` units: the first units get the odd minor units. */
static int64_t even_share(int64_t whole, int64_t count, int64_t rank)
{
    int64_t share = whole / count, odd = whole % count;
    return share + (odd > 0 ? rank < odd : -(rank < -odd));
}

/* List price and discount are shared alone, so what is left of a unit is one of two neighbouring amounts. The place of the unit among all of the line,
 * those with more left first: odd minor units of tax and credit go there first, so that no unit gives back more than it bears. */
static int64_t rank_of_unit(int64_t list_odd, int64_t discount_odd, int64_t count, int64_t unit)
{
    if (list_odd >= discount_odd) { /* more is left of [discount_odd, list_odd) */
        int64_t more = list_odd - discount_odd;
        return unit >= list_odd ? unit : unit >= discount_odd ? unit - discount_odd : unit + more;
    }
    int64_t less = discount_odd - list_odd; /* less is left of [list_odd, discount_odd) */
    return unit < list_odd ? unit : unit >= discount_odd ? unit - less : count - less + (unit - list_odd);
}

/* Credit is shared evenly, too; where that would be more than a unit's total (which is `left` and `tax` shares added up), the units that bear more
 * take it. */
static int64_t credit_share(int64_t credit, int64_t first, int64_t second, int64_t count, int64_t rank)
{
    int64_t least = first / count + second / count; /* of a unit's total */
    int64_t odd_first = first % count, odd_second = second % count;
    int64_t more = odd_first > odd_second ? odd_first : odd_second; /* units that bear at least one minor unit more */
    if (count == 1 || credit <= least * count)
        return even_share(credit, count, rank);
    int64_t rest = credit - least * count;
    int64_t once = rest < more ? rest : more;
    return least + (rank < once) + (rank < rest - once);
}

eco_quote_unit eco_quote_share(const eco_quote *quote, const eco_quote_line *line, int64_t unit)
{
    int64_t count = eco_quote_units(line),
            rank = rank_of_unit(line->list_minor % count, line->discount_minor % count, count, unit);
    bool included = quote->tax_mode == ECO_TAX_INCLUDED;
    eco_quote_unit share = {.list_minor = even_share(line->list_minor, count, unit),
                            .discount_minor = even_share(line->discount_minor, count, unit),
                            .tax_minor = even_share(line->tax_minor, count, rank)};
    int64_t left = share.list_minor - share.discount_minor;
    share.net_minor = included ? left - share.tax_minor : left;
    share.total_minor = share.net_minor + share.tax_minor;
    share.credit_minor = credit_share(line->credit_minor, line->list_minor - line->discount_minor, included ? 0 : line->tax_minor,
                                      count, rank);
    return share;
}

int64_t eco_quote_units(const eco_quote_line *line)
{
    return line->kind == ECO_LINE_GOODS && line->quantity_scale == 0 ? line->quantity : 1;
}

eco_status eco_quote_unit_of(eco_quote_unit *out, const eco_quote *quote, size_t line, int64_t unit, eco_error *error)
{
    *out = (eco_quote_unit){0};
    if (line >= quote->lines_count)
        return eco_fail(error, ECO_E_INVALID, "/line", "line %zu of a quote with %zu lines", line, quote->lines_count);
    int64_t count = eco_quote_units(&quote->lines[line]);
    if (unit < 0 || unit >= count)
        return eco_fail(error, ECO_E_INVALID, "/unit", "unit %lld of line %zu, which has %lld", (long long)unit, line,
                        (long long)count);
    *out = eco_quote_share(quote, &quote->lines[line], unit);
    return ECO_OK;
}
