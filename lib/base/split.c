/* split.c - eco_money_split: what it is given, and where it works. */
#include "base/split.h"
#include "base/error.h"
#include "base/memory.h"

enum { PARTS_WITHOUT_MEMORY = 64 };

static uint64_t magnitude(int64_t value)
{
    return value < 0 ? -(uint64_t)value : (uint64_t)value;
}

static int64_t with_sign(uint64_t value, bool negative)
{
    return (int64_t)(negative ? -value : value); /* 2^63 occurs only where it is negative */
}

static eco_status refuse_amount(const char *list, size_t i, int64_t value, eco_error *error)
{
    eco_fail(error, ECO_E_INVALID, NULL, "%lld is below 0", (long long)value);
    return eco_fail_under(error, ECO_E_INVALID, "/%s/%zu", list, i);
}

static eco_status check_rules(const eco_split_options *options, const int64_t *parts, const int64_t *weights, size_t count,
                              eco_error *error)
{
    if (options->step_minor < 0)
        return eco_fail(error, ECO_E_INVALID, "/step_minor", "step %lld is below 0", (long long)options->step_minor);
    if (options->rule < ECO_SPLIT_LARGEST_REMAINDER || options->rule > ECO_SPLIT_DOWN)
        return eco_fail(error, ECO_E_INVALID, "/rule", "%d is not a rule of splitting", (int)options->rule);
    if (options->tie < ECO_SPLIT_TIE_WEIGHT || options->tie > ECO_SPLIT_TIE_FIRST)
        return eco_fail(error, ECO_E_INVALID, "/tie", "%d is not a rule for ties", (int)options->tie);
    if (count && (!parts || !weights))
        return eco_fail(error, ECO_E_INVALID, parts ? "/weights" : "/parts", "NULL for %zu parts", count);
    return ECO_OK;
}

/* One part in whole steps, its bounds drawn in to the steps between them. */
static eco_status take_part(eco_split_part *part, const eco_split_options *options, int64_t weight, size_t i, uint64_t step,
                            eco_error *error)
{
    int64_t floor = options->floors ? options->floors[i] : 0, cap = options->caps ? options->caps[i] : 0;
    if (weight < 0)
        return refuse_amount("weights", i, weight, error);
    if (floor < 0)
        return refuse_amount("floors", i, floor, error);
    if (cap < 0)
        return refuse_amount("caps", i, cap, error);
    part->weight = (uint64_t)weight;
    part->floor = ((uint64_t)floor + step - 1) / step;
    part->cap = options->caps ? (uint64_t)cap / step : UINT64_C(1) << 63;
    if (part->floor <= part->cap)
        return ECO_OK;
    eco_fail(error, ECO_E_REFUSED, NULL, "no multiple of %llu lies between floor %lld and cap %lld", (unsigned long long)step,
             (long long)floor, (long long)cap);
    return eco_fail_under(error, ECO_E_REFUSED, "/floors/%zu", i);
}

static eco_status take_parts(eco_split_work *work, const eco_split_options *options, const int64_t *weights, uint64_t step,
                             uint64_t whole, eco_error *error)
{
    eco_wide weights_sum = 0, floors_sum = 0;
    for (size_t i = 0; i < work->count; i++) {
        eco_status status = take_part(&work->parts[i], options, weights[i], i, step, error);
        if (status)
            return status;
        weights_sum += work->parts[i].weight;
        floors_sum += work->parts[i].floor;
    }
    if (floors_sum > whole)
        return eco_fail(error, ECO_E_REFUSED, "/floors", "the floors together are more than the whole");
    for (size_t i = 0; weights_sum == 0 && i < work->count; i++)
        work->parts[i].weight = 1;
    return ECO_OK;
}

static eco_status split(eco_split_work *work, int64_t *parts, int64_t *rest, int64_t whole, const int64_t *weights,
                        const eco_split_options *options, eco_error *error)
{
    bool negative = whole < 0;
    uint64_t step = options->step_minor ? (uint64_t)options->step_minor : 1, size = magnitude(whole);
    eco_status status = take_parts(work, options, weights, step, size / step, error);
    if (status)
        return status;
    uint64_t left = eco_split_whole(work, size / step) * step + size % step;
    if (left && !rest)
        return eco_fail(error, ECO_E_REFUSED, NULL, "%lld of %lld minor units cannot be given to any part",
                        (long long)with_sign(left, negative), (long long)whole);
    for (size_t i = 0; i < work->count; i++)
        parts[i] = with_sign(work->parts[i].amount * step, negative);
    if (rest)
        *rest = with_sign(left, negative);
    return ECO_OK;
}

eco_status eco_money_split(int64_t *parts, int64_t *rest, int64_t whole, const int64_t *weights, size_t count,
                           const eco_split_options *given, eco_error *error)
{
    eco_split_options options = {.struct_size = sizeof options};
    eco_split_part few_parts[PARTS_WITHOUT_MEMORY];
    eco_split_place few_places[2 * PARTS_WITHOUT_MEMORY];
    eco_status status = given ? ECO_TAKE(&options, given, eco_split_options, error) : ECO_OK;
    if (!status)
        status = check_rules(&options, parts, weights, count, error);
    if (status)
        return status;
    eco_split_work work = {.parts = few_parts,
                           .places = few_places,
                           .count = count,
                           .bounded = options.caps || options.floors,
                           .rule = options.rule,
                           .tie = options.tie};
    if (count <= PARTS_WITHOUT_MEMORY)
        return split(&work, parts, rest, whole, weights, &options, error);

    eco_allocator allocator = eco_allocator_of(options.allocator);
    size_t part_size = sizeof(eco_split_place) * 2 + sizeof(eco_split_part);
    char *memory = count > SIZE_MAX / part_size ? NULL : eco_allocate(&allocator, count * part_size);
    if (!memory)
        return eco_fail_memory(error);
    work.places = (eco_split_place *)(void *)memory; /* they are the larger and come first: both stay aligned */
    work.parts = (eco_split_part *)(void *)(memory + count * 2 * sizeof(eco_split_place));
    status = split(&work, parts, rest, whole, weights, &options, error);
    eco_release(&allocator, memory, count * part_size);
    return status;
}

const char *eco_split_rule_name(eco_split_rule rule)
{
    switch (rule) {
    case ECO_SPLIT_LARGEST_REMAINDER: return "largest_remainder";
    case ECO_SPLIT_LARGEST_WEIGHT: return "largest_weight";
    case ECO_SPLIT_FIRST: return "first";
    case ECO_SPLIT_NEAREST: return "nearest";
    case ECO_SPLIT_FROM_LAST: return "from_last";
    case ECO_SPLIT_BLOCKS: return "blocks";
    case ECO_SPLIT_DOWN: return "down";
    default: return "unknown";
    }
}

const char *eco_split_tie_name(eco_split_tie tie)
{
    switch (tie) {
    case ECO_SPLIT_TIE_WEIGHT: return "tie_weight";
    case ECO_SPLIT_TIE_FIRST: return "tie_first";
    default: return "unknown";
    }
}
