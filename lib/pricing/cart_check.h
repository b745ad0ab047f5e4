/* cart_check.h - the checks of a cart in parts: who prices it takes each line as soon as it is checked. */
#ifndef ECO_PRICING_CART_CHECK_H
#define ECO_PRICING_CART_CHECK_H
#include "base/text.h"
#include "pricing/pricing_internal.h"

enum { ECO_CART_SCALE_MAX = 6 };

/* In this order: what stands beside the lists, each line, then the other lists, and whether ids are unique (has_ids: some line has one). */
eco_status eco_cart_check_head(const eco_cart *cart, eco_error *error);
eco_status eco_cart_check_line(const eco_cart_line *line, const eco_cart_line *before,
                               eco_error *error); /* before: it was right; NULL: none is */
eco_status eco_cart_check_rest(const eco_cart *cart, bool has_ids, const eco_allocator *allocator, eco_error *error);

static inline bool eco_line_has_good_numbers(const eco_cart_line *line)
{
    const int64_t any = line->unit_minor | line->cost_minor | line->weight_g | line->volume_cm3 | line->quantity;
    return any >= 0 && line->quantity != 0 && (uint32_t)(line->quantity_scale | line->unit_scale) <= ECO_CART_SCALE_MAX &&
           !(line->reserved[0] | line->reserved[1]);
}

/* Lines tend to have the same attributes as the line before, by the very same names: then there is nothing to check but that each has a value. */
static inline bool eco_line_has_attributes_of(const eco_cart_line *line, const eco_cart_line *before)
{
    size_t count = line->attributes_count;
    if (before->attributes_count != count || (count && !line->attributes))
        return false;
    for (size_t i = 0; i < count; i++)
        if (line->attributes[i].name != before->attributes[i].name || !line->attributes[i].value)
            return false;
    return true;
}

/* The size of the SKU of a line that is right at a glance, as most are; 0 says nothing. */
static inline size_t eco_plain_line_sku(const eco_cart_line *line, const eco_cart_line *before)
{
    if (!line->sku || !eco_line_has_good_numbers(line) || !eco_line_has_attributes_of(line, before))
        return 0;
    size_t size = strlen(line->sku);
    bool plain = eco_is_ascii(line->sku, size) && (!line->id || eco_is_ascii(line->id, strlen(line->id)));
    return plain ? size : 0;
}

#endif
