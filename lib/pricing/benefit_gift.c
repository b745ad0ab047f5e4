/* benefit_gift.c - gift_sku: a line of its own, once or for each full `from` (满赠, 每满赠). offer.c gives it. */
#include "pricing/pricing_internal.h"

static bool given(const eco_tier *tier)
{
    return tier->gift_sku != NULL;
}

static eco_status check(const eco_tier *tier, eco_error *error)
{
    return eco_text_check(tier->gift_sku, true, NULL, error);
}

const eco_benefit eco_benefit_gift = {.field = "gift_sku", .repeats = true, .gift = true, .given = given, .check = check};
