/* selection_buy.c - buy X get Y: rounds in which X units are bought and up to Y others benefit. Rounds that draw on the same two runs are counted at once,
 * so the work follows the lines, not the pieces. */
#include "pricing/pricing_internal.h"

static bool given(const eco_promotion *promotion)
{
    return promotion->buy_quantity != 0;
}

static eco_status check(const eco_promotion *promotion, eco_error *error)
{
    if (!promotion->buy_quantity && (promotion->buy || promotion->get_quantity))
        return eco_fail(error, ECO_E_INVALID, promotion->buy ? "/buy" : "/get_quantity", "needs buy_quantity");
    return ECO_OK;
}

/* The lines that are bought, that benefit, or both; each with its part. */
static eco_status find_lines(eco_offer *offer)
{
    eco_pricing_work *work = offer->work;
    const eco_compiled *buy = offer->rule->buy;
    if (!buy) {
        if (eco_offer_runs(offer, offer->items, offer->count))
            return work->error->status;
        for (size_t i = 0; i < offer->runs_count; i++)
            offer->runs[i].buys = true;
        return ECO_OK;
    }
    if (eco_offer_runs(offer, work->order, work->goods_count))
        return work->error->status;
    for (size_t i = 0; i < work->goods_count; i++)
        work->items[i].stake->taken = 0;
    for (size_t i = 0; i < offer->count; i++)
        offer->items[i]->stake->taken = 1;
    size_t kept = 0;
    for (size_t i = 0; i < offer->runs_count; i++) {
        eco_run *run = &offer->runs[i];
        run->gets = run->item->stake->taken == 1;
        if (kept > 0 && offer->runs[kept - 1].item == run->item)
            run->buys = offer->runs[kept - 1].buys; /* asked for the line's other run */
        else if (!eco_item_closed(work, run->item) && eco_holds_for_item(&run->buys, work, buy, run->item, offer->promotion->id))
            return work->error->status;
        if (run->buys || run->gets)
            offer->runs[kept++] = *run;
    }
    offer->runs_count = kept;
    return ECO_OK;
}

typedef struct queue { /* of runs, in the order in which their units are taken */
    eco_run **runs;
    size_t count, at;
} queue;

static eco_run *front(queue *line)
{
    while (line->at < line->count && !line->runs[line->at]->free)
        line->at++;
    return line->at < line->count ? line->runs[line->at] : NULL;
}

/* Units that only buy first, then those that might benefit, each dearest first. */
static queue queue_of_bought(eco_offer *offer)
{
    eco_run **bought = offer->work->standing, **standing = eco_runs_standing(offer, 1, ECO_PICK_DEAREST);
    size_t count = 0;
    for (size_t i = 0; i < offer->runs_count; i++)
        if (standing[i]->buys && !standing[i]->gets)
            bought[count++] = standing[i];
    for (size_t i = 0; i < offer->runs_count; i++)
        if (standing[i]->buys && standing[i]->gets)
            bought[count++] = standing[i];
    return (queue){bought, count, 0};
}

static queue queue_of_getting(eco_offer *offer)
{
    eco_run **standing = eco_runs_standing(offer, 1, offer->promotion->pick);
    size_t count = 0;
    for (size_t i = 0; i < offer->runs_count; i++)
        if (standing[i]->gets)
            standing[count++] = standing[i];
    return (queue){standing, count, 0};
}

/* Takes `wanted` units from the front; how many there were. */
static int64_t take(queue *line, int64_t wanted, bool benefit)
{
    int64_t had = 0;
    for (eco_run *run; had < wanted && (run = front(line));) {
        int64_t units = run->free < wanted - had ? run->free : wanted - had;
        run->free -= units;
        run->taken += benefit ? units : 0;
        had += units;
    }
    return had;
}

/* As many full rounds as the two runs in front have units for. */
static bool take_rounds(eco_run *bought, eco_run *getting, int64_t buy, int64_t get)
{
    int64_t rounds = 0;
    if (bought == getting) {
        rounds = buy <= bought->free && get <= bought->free - buy ? bought->free / (buy + get) : 0;
    } else {
        int64_t of_bought = bought->free / buy, of_getting = getting->free / get;
        rounds = of_bought < of_getting ? of_bought : of_getting;
    }
    bought->free -= rounds * buy;
    getting->free -= rounds * get;
    getting->taken += rounds * get;
    return rounds > 0;
}

static eco_status select_units(eco_offer *offer)
{
    int64_t buy = offer->promotion->buy_quantity, get = offer->promotion->get_quantity;
    if (find_lines(offer))
        return offer->work->error->status;
    queue bought = queue_of_bought(offer), getting = queue_of_getting(offer);
    if (!get) { /* one round: all that are left benefit */
        if (take(&bought, buy, false) == buy)
            take(&getting, INT64_MAX, true);
        return ECO_OK;
    }
    for (eco_run *next, *benefits; (next = front(&bought)) && (benefits = front(&getting));)
        if (!take_rounds(next, benefits, buy, get) && (take(&bought, buy, false) < buy || take(&getting, get, true) < get))
            break;
    return ECO_OK;
}

const eco_selection eco_selection_buy = {"buy_quantity", given, check, select_units};
