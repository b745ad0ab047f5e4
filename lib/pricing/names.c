/* names.c - the words of pricing's enums, as JSON, SQL, Python and the command line write them. */
#include <ecomops/pricing.h>

const char *eco_tax_mode_name(eco_tax_mode mode)
{
    switch (mode) {
    case ECO_TAX_EXCLUDED: return "excluded";
    case ECO_TAX_INCLUDED: return "included";
    default: return "unknown";
    }
}

const char *eco_round_at_name(eco_round_at round_at)
{
    switch (round_at) {
    case ECO_ROUND_AT_LINE: return "line";
    case ECO_ROUND_AT_UNIT: return "unit";
    case ECO_ROUND_AT_ORDER: return "order";
    default: return "unknown";
    }
}

const char *eco_stage_name(eco_stage stage)
{
    switch (stage) {
    case ECO_STAGE_ITEM: return "item";
    case ECO_STAGE_SET: return "set";
    case ECO_STAGE_SHOP: return "shop";
    case ECO_STAGE_SHOP_COUPON: return "shop_coupon";
    case ECO_STAGE_PLATFORM: return "platform";
    case ECO_STAGE_PLATFORM_COUPON: return "platform_coupon";
    case ECO_STAGE_SHIPPING: return "shipping";
    default: return "unknown";
    }
}

const char *eco_basis_name(eco_basis basis)
{
    switch (basis) {
    case ECO_BASIS_RUNNING: return "running";
    case ECO_BASIS_LIST: return "list";
    default: return "unknown";
    }
}

const char *eco_pick_name(eco_pick pick)
{
    switch (pick) {
    case ECO_PICK_CHEAPEST: return "cheapest";
    case ECO_PICK_DEAREST: return "dearest";
    default: return "unknown";
    }
}

const char *eco_stacking_name(eco_stacking stacking)
{
    switch (stacking) {
    case ECO_STACKING_SEQUENTIAL: return "sequential";
    case ECO_STACKING_BEST: return "best";
    case ECO_STACKING_FIRST: return "first";
    default: return "unknown";
    }
}

const char *eco_floor_mode_name(eco_floor_mode mode)
{
    switch (mode) {
    case ECO_FLOOR_CLAMP: return "clamp";
    case ECO_FLOOR_BLOCK: return "block";
    case ECO_FLOOR_WARN: return "warn";
    default: return "unknown";
    }
}

const char *eco_explain_name(eco_explain explain)
{
    switch (explain) {
    case ECO_EXPLAIN_NOTHING: return "nothing";
    case ECO_EXPLAIN_NEAR: return "near";
    case ECO_EXPLAIN_REACHED: return "reached";
    case ECO_EXPLAIN_ALL: return "all";
    default: return "unknown";
    }
}

const char *eco_reason_name(eco_reason reason)
{
    switch (reason) {
    case ECO_REASON_APPLIED: return "applied";
    case ECO_REASON_CLIPPED: return "clipped";
    case ECO_REASON_BELOW_THRESHOLD: return "below_threshold";
    case ECO_REASON_CONDITION: return "condition";
    case ECO_REASON_NO_TARGET: return "no_target";
    case ECO_REASON_NO_COUPON: return "no_coupon";
    case ECO_REASON_NOT_STARTED: return "not_started";
    case ECO_REASON_ENDED: return "ended";
    case ECO_REASON_LIMIT: return "limit";
    case ECO_REASON_BUDGET: return "budget";
    case ECO_REASON_EXCLUDED: return "excluded";
    case ECO_REASON_NOTHING_LEFT: return "nothing_left";
    case ECO_REASON_FLOOR: return "floor";
    case ECO_REASON_UNKNOWN_COUPON: return "unknown_coupon";
    case ECO_REASON_WORSE: return "worse";
    default: return "unknown";
    }
}

const char *eco_line_kind_name(eco_line_kind kind)
{
    switch (kind) {
    case ECO_LINE_GOODS: return "goods";
    case ECO_LINE_SURCHARGE: return "surcharge";
    case ECO_LINE_GIFT: return "gift";
    default: return "unknown";
    }
}
