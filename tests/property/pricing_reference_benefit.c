/* pricing_reference_benefit.c - what a tier takes off the units that benefit: what it means to, what there is room for, what the cap and floors leave. */
#include "pricing_reference.h"

#include <string.h>

typedef struct job {
    reference_selection *selection;
    const scenario *given;
    const eco_promotion *promotion;
    const eco_tier *tier;
    int64_t value;               /* what the threshold looked at */
    int places[REFERENCE_LINES]; /* canonical order */
} job;

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* ---- room ---- */

static void find_room(reference_part *part, const reference_line *line)
{
    const reference_floor *floor = &line->floors[ECO_FLOOR_CLAMP];
    int64_t above = line->left_minor - floor->amount_minor;
    part->room = smaller(part->base, above < 0 ? 0 : above);
    part->floor = part->room < part->base ? floor->id : NULL;
}

/* ---- an amount of the whole, split by what is worth ---- */

/* Each part of the amount at its own percentage. */
static int64_t banded_percent(const job *job)
{
    int64_t sum = 0;
    for (size_t i = 0; i < job->promotion->tiers_count; i++) {
        const eco_tier *tier = &job->promotion->tiers[i], *next = reference_tier_at(job->promotion, tier->from_minor, true);
        int64_t to = next ? smaller(next->from_minor, job->value) : job->value;
        if (to > tier->from_minor)
            sum += reference_percent(job->given, to - tier->from_minor, tier->off_percent);
    }
    return sum;
}

static bool bands_by_amount(const eco_promotion *promotion)
{
    bool by_amount = false;
    for (size_t i = 0; i < promotion->tiers_count; i++)
        by_amount = by_amount || promotion->tiers[i].from_minor;
    return promotion->bands && by_amount;
}

static bool bands_by_quantity(const eco_promotion *promotion)
{
    return promotion->bands && !bands_by_amount(promotion);
}

/* The amount that the benefit means to take off the whole; -1: it goes line by line. */
static int64_t meant_of_whole(const job *job)
{
    const eco_promotion *promotion = job->promotion;
    const eco_tier *tier = job->tier;
    int64_t base = 0, list = 0;
    for (int i = 0; i < job->selection->lines_count; i++) {
        base += job->selection->parts[i].base;
        list += job->selection->parts[i].list;
    }
    if (bands_by_amount(promotion))
        return banded_percent(job);
    if (bands_by_quantity(promotion))
        return -1;
    if (tier->off_minor)
        return tier->off_minor * (promotion->repeats ? job->value / reference_from(tier) : 1);
    if (tier->off_percent.coefficient && promotion->stage != ECO_STAGE_ITEM)
        return reference_percent(job->given, promotion->percent_basis == ECO_BASIS_LIST ? list : base, tier->off_percent);
    if (tier->price_set_minor && promotion->group_quantity)
        return job->selection->saved_by_groups;
    if (tier->price_set_minor)
        return base > tier->price_set_minor ? base - tier->price_set_minor : 0;
    return -1;
}

static void split_whole(const job *job, int64_t whole)
{
    int64_t bases[REFERENCE_LINES], rooms[REFERENCE_LINES], shares[REFERENCE_LINES];
    int count = job->selection->lines_count;
    for (int i = 0; i < count; i++) {
        bases[i] = job->selection->parts[job->places[i]].base;
        rooms[i] = job->selection->parts[job->places[i]].room;
    }
    reference_split_capped(shares, whole, bases, rooms, count);
    for (int i = 0; i < count; i++)
        job->selection->parts[job->places[i]].off = shares[i];
}

/* ---- line by line ---- */

/* An amount for each of the units: of a line sold by weight, for its quantity. */
static int64_t for_each(const job *job, int64_t each_minor, const reference_part *part, const reference_line *line)
{
    return line->quantity_scale ? reference_extend(job->given, each_minor, 0, line) : each_minor * part->units;
}

static int64_t meant_of_part(const job *job, const eco_tier *tier, const reference_part *part, const reference_line *line)
{
    if (part->units == 0)
        return 0;
    if (tier->is_free)
        return part->base;
    if (tier->off_percent.coefficient)
        return reference_percent(job->given, job->promotion->percent_basis == ECO_BASIS_LIST ? part->list : part->base,
                                 tier->off_percent);
    if (tier->off_each_minor)
        return for_each(job, tier->off_each_minor, part, line);
    int64_t price = for_each(job, tier->price_each_minor, part, line);
    return part->base > price ? part->base - price : 0;
}

static void take_line(const job *job, int place)
{
    reference_part *part = &job->selection->parts[place];
    const reference_line *line = &job->selection->lines[place];
    if (!bands_by_quantity(job->promotion)) {
        part->meant = meant_of_part(job, job->tier, part, line);
        part->wanted = smaller(part->meant, part->base);
        part->off = smaller(part->wanted, part->room);
        return;
    }
    part->meant = part->wanted = 0;
    for (size_t t = 0; t < job->promotion->tiers_count; t++) { /* no unit pays for another's */
        const reference_part *band = &job->selection->bands[t][place];
        int64_t meant = meant_of_part(job, &job->promotion->tiers[t], band, line);
        part->meant += meant;
        part->wanted += smaller(meant, band->base);
    }
    part->off = smaller(part->wanted, part->room);
}

static void cap_lines(const job *job, int64_t cap)
{
    int64_t offs[REFERENCE_LINES], shares[REFERENCE_LINES];
    int count = job->selection->lines_count;
    for (int i = 0; i < count; i++)
        offs[i] = job->selection->parts[job->places[i]].off;
    reference_split(shares, cap, offs, count);
    for (int i = 0; i < count; i++)
        job->selection->parts[job->places[i]].off = shares[i];
}

/* ---- the campaign's budget ---- */

/* What there is, to the lines in turn. */
static void fund_lines(const job *job, int64_t left)
{
    for (int i = 0; i < job->selection->lines_count; i++) {
        reference_part *part = &job->selection->parts[job->places[i]];
        part->off = smaller(part->off, left);
        left -= part->off;
    }
}

/* Of what it would take off, what the campaign has; -1: it does not apply. */
static int64_t funded(const job *job, const reference_quote *quote, int64_t off)
{
    int campaign = reference_campaign(job->given, job->promotion);
    if (campaign < 0 || off <= quote->budgets[campaign].minor)
        return off;
    int64_t left = quote->budgets[campaign].minor;
    return job->given->campaigns[campaign].clip && left > 0 ? left : -1;
}

/* ---- what came of it ---- */

/* The floor that left a line no room for what could be given; of a whole that found no room, any that leaves less. */
static const char *clamping_floor(const job *job, bool of_whole)
{
    for (int i = 0; i < job->selection->lines_count; i++) {
        const reference_part *part = &job->selection->parts[job->places[i]];
        if (part->floor && (of_whole || part->wanted > part->room))
            return part->floor;
    }
    return NULL;
}

/* How far below the floor of that mode the line would go, by this promotion's doing. */
static int64_t below(const job *job, int place, eco_floor_mode mode)
{
    const reference_line *line = &job->selection->lines[place];
    int64_t off = job->selection->parts[place].off, under = line->floors[mode].amount_minor - (line->left_minor - off);
    return under < 0 ? 0 : smaller(under, off);
}

static void block_or_warn(reference_trial *out, const job *job)
{
    const char *blocked_by = NULL, *warned_by = NULL;
    int64_t passed = 0;
    for (int i = 0; i < job->selection->lines_count; i++) {
        int place = job->places[i];
        const reference_floor *floors = job->selection->lines[place].floors;
        if (below(job, place, ECO_FLOOR_BLOCK) > 0 && !blocked_by)
            blocked_by = floors[ECO_FLOOR_BLOCK].id;
        if (below(job, place, ECO_FLOOR_WARN) > 0 && !warned_by)
            warned_by = floors[ECO_FLOOR_WARN].id;
        passed += below(job, place, ECO_FLOOR_WARN);
    }
    if (blocked_by) {
        out->reason = ECO_REASON_FLOOR;
        out->by = blocked_by;
        out->clipped_minor = out->off_minor;
        out->off_minor = out->left_minor = 0;
        memset(out->offs, 0, sizeof out->offs);
    } else if (out->reason == ECO_REASON_APPLIED && warned_by) {
        out->by = warned_by;
        out->clipped_minor = passed;
    }
}

static void conclude(reference_trial *out, const job *job, bool of_whole, bool by_budget)
{
    const eco_promotion *promotion = job->promotion;
    int count = job->selection->lines_count;
    for (int i = 0; i < count; i++) {
        const reference_part *part = &job->selection->parts[i];
        const reference_line *line = &job->selection->lines[i];
        out->offs[i] = part->off;
        out->quantities[i] = line->quantity_scale ? line->quantity : part->units;
        out->off_minor += part->off;
    }
    bool clipped = out->meant_minor > out->off_minor;
    const char *floor = clipped ? clamping_floor(job, of_whole) : NULL;
    out->reason = ECO_REASON_APPLIED;
    if (clipped) {
        out->reason = ECO_REASON_CLIPPED;
        out->clipped_minor = out->meant_minor - out->off_minor;
        out->by = out->off_minor == promotion->max_off_minor && out->off_minor > 0 ? "max_off" : floor ? floor : "price";
        if (by_budget) {
            out->by = promotion->campaign;
            out->left_minor = out->off_minor;
        }
    }
    if (out->off_minor == 0 && floor) {
        out->reason = ECO_REASON_FLOOR;
    } else if (out->off_minor == 0) {
        out->reason = ECO_REASON_NOTHING_LEFT;
        out->by = NULL;
        out->clipped_minor = 0;
    }
}

void reference_take(reference_trial *out, reference_selection *selection, const reference_quote *quote, const scenario *given,
                    const eco_promotion *promotion, const eco_tier *tier, int64_t value)
{
    job job = {selection, given, promotion, tier, value, {0}};
    int64_t rooms = 0, sum = 0, cap = promotion->max_off_minor;
    reference_order(job.places, selection->lines, selection->lines_count);
    for (int i = 0; i < selection->lines_count; i++) {
        find_room(&selection->parts[i], &selection->lines[i]);
        rooms += selection->parts[i].room;
    }
    int64_t whole = meant_of_whole(&job);
    bool of_whole = whole >= 0;
    if (of_whole) {
        out->meant_minor = whole;
        sum = smaller(whole, rooms);
    } else {
        for (int i = 0; i < selection->lines_count; i++) {
            take_line(&job, i);
            out->meant_minor += selection->parts[i].meant;
            sum += selection->parts[i].off;
        }
    }
    int64_t capped = cap ? smaller(sum, cap) : sum, off = funded(&job, quote, capped);
    if (off < 0) {
        int campaign = reference_campaign(given, promotion);
        out->off_minor = capped;
        reference_refuse(out, given, campaign, &quote->budgets[campaign], "budget");
        return;
    }
    if (of_whole)
        split_whole(&job, off);
    else if (capped < sum)
        cap_lines(&job, capped);
    if (!of_whole)
        fund_lines(&job, off);
    conclude(out, &job, of_whole, off < capped);
    block_or_warn(out, &job);
}
