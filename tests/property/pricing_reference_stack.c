/* pricing_reference_stack.c - how the model's promotions meet: stages, levels, who combines, who competes, who excludes whom. */
#include "pricing_reference.h"

#include <string.h>

typedef struct work {
    reference_quote *quote;
    const scenario *given;
    reference_trial trials[PROMOTIONS_MOST]; /* by place in the rulebook */
    bool applied[PROMOTIONS_MOST];           /* gave something in the end */
} work;

/* ---- what is written down ---- */

reference_decision *reference_add_decision(reference_quote *quote, const char *promotion, const char *label, eco_reason reason)
{
    reference_decision *decision = &quote->decisions[quote->decisions_count++];
    memset(decision, 0, sizeof *decision);
    decision->promotion = promotion;
    decision->label = label ? label : promotion;
    decision->reason = reason;
    decision->coupon = "";
    return decision;
}

void reference_add_adjustments(reference_quote *quote, const char *promotion, const char *coupon, eco_stage stage,
                               const int64_t *offs, const int64_t *quantities)
{
    bool ships = stage == ECO_STAGE_SHIPPING;
    reference_line *lines = ships ? quote->shipments : quote->lines;
    for (int i = 0; i < (ships ? quote->shipments_count : quote->goods_count); i++)
        if (offs[i] > 0) {
            quote->adjustments[quote->adjustments_count++] = (reference_adjustment){promotion, coupon,        ships ? -1 - i : i,
                                                                                    stage,     quantities[i], offs[i]};
            lines[i].left_minor -= offs[i];
        }
}

static void decide(reference_quote *quote, const eco_promotion *promotion, const scenario *given, const reference_trial *result)
{
    reference_decision *decision = reference_add_decision(quote, promotion->id, promotion->label, result->reason);
    reference_trial opened;
    decision->coupon = promotion->coupon ? promotion->coupon : "";
    reference_is_open(&opened, given, promotion);
    decision->entered = opened.coupon != NULL;
    decision->by = result->by;
    decision->off_minor = result->off_minor;
    decision->clipped_minor = result->clipped_minor;
    decision->missing_minor = result->missing_minor;
    decision->missing_quantity = result->missing_quantity;
    decision->next_off_minor = result->next_off_minor;
    decision->left_minor = result->left_minor;
    decision->found = result->found;
    decision->bounded = result->bounded;
    decision->failed = result->failed;
    memcpy(decision->needed, result->needed, sizeof decision->needed);
}

static bool gives(const reference_trial *trial)
{
    return trial->off_minor > 0 || trial->gift_quantity > 0;
}

static void apply(work *work, int which)
{
    reference_quote *quote = work->quote;
    const eco_promotion *promotion = &work->given->promotions[which];
    const reference_trial *trial = &work->trials[which];
    reference_add_adjustments(quote, promotion->id, trial->coupon, promotion->stage, trial->offs, trial->quantities);
    if (trial->gift_quantity > 0) {
        quote->adjustments[quote->adjustments_count++] = (reference_adjustment){
            promotion->id, trial->coupon, quote->lines_count + quote->gifts_count, promotion->stage, trial->gift_quantity, 0};
        quote->gifts[quote->gifts_count++] = (reference_gift){promotion->id, trial->gift_sku, trial->gift_quantity};
    }
    work->applied[which] = gives(trial);
    if (gives(trial))
        reference_add_use(quote, work->given, promotion, trial);
    decide(quote, promotion, work->given, trial);
}

/* ---- a level ---- */

typedef struct level {
    int members[PROMOTIONS_MOST]; /* by id */
    int count;
    reference_line *lines; /* goods or shipments */
    int lines_count;
    int64_t start[REFERENCE_LINES]; /* what was left of them when the level began */
} level;

static bool competes(const work *work, int which)
{
    return work->given->options.stacking == ECO_STACKING_BEST || work->given->promotions[which].stands_alone;
}

static bool same_group(const work *work, int one, int other)
{
    const char *a = work->given->promotions[one].exclusion_group, *b = work->given->promotions[other].exclusion_group;
    return one != other && a && b && strcmp(a, b) == 0;
}

/* It says EXCLUDED, unless its time or coupon say something before. */
static void exclude(work *work, int which, int by)
{
    reference_trial *trial = &work->trials[which];
    memset(trial, 0, sizeof *trial);
    if (!reference_is_open(trial, work->given, &work->given->promotions[which]))
        return;
    trial->reason = ECO_REASON_EXCLUDED;
    trial->by = work->given->promotions[by].id;
}

/* Who excludes it before it is tried: one of its group that has applied, or of this level gives something among those that combine. -1: nobody. */
static int excluded_by(const work *work, const level *level, int which)
{
    for (int other = 0; other < work->given->promotions_count; other++)
        if (work->applied[other] && same_group(work, which, other))
            return other;
    for (int n = 0; n < level->count; n++) {
        int other = level->members[n];
        if (!competes(work, other) && gives(&work->trials[other]) && same_group(work, which, other))
            return other;
    }
    return -1;
}

static void try_or_exclude(work *work, const level *level, int which)
{
    int by = excluded_by(work, level, which);
    if (by >= 0)
        exclude(work, which, by);
    else
        reference_try(&work->trials[which], work->quote, work->given, which);
}

/* One after the other, each on what the ones before left, of lines and of budgets. */
static void try_those_that_combine(work *work, level *level)
{
    reference_budget budgets[CAMPAIGNS_MOST];
    memcpy(budgets, work->quote->budgets, sizeof budgets);
    for (int n = 0; n < level->count; n++) {
        int which = level->members[n];
        if (competes(work, which))
            continue;
        try_or_exclude(work, level, which);
        for (int i = 0; i < level->lines_count; i++)
            level->lines[i].left_minor -= work->trials[which].offs[i];
        int campaign = reference_campaign(work->given, &work->given->promotions[which]);
        if (campaign >= 0 && gives(&work->trials[which]))
            reference_spend(&work->quote->budgets[campaign], work->trials[which].off_minor);
    }
    memcpy(work->quote->budgets, budgets, sizeof budgets);
    for (int i = 0; i < level->lines_count; i++)
        level->lines[i].left_minor = level->start[i];
}

/* Of the exclusion group of this one, the one that takes most off; -1: none gives anything. */
static int best_of_group(const work *work, const level *level, int which)
{
    int best = -1;
    for (int n = 0; n < level->count; n++) {
        int other = level->members[n];
        bool is_one = competes(work, other) && gives(&work->trials[other]) && (other == which || same_group(work, which, other));
        if (is_one && (best < 0 || work->trials[other].off_minor > work->trials[best].off_minor))
            best = other;
    }
    return best;
}

/* Each on what the level began with; then of each group one is left of those that would give something. */
static void try_those_that_compete(work *work, const level *level)
{
    int best[PROMOTIONS_MOST];
    for (int n = 0; n < level->count; n++)
        if (competes(work, level->members[n]))
            try_or_exclude(work, level, level->members[n]);
    for (int n = 0; n < level->count; n++)
        best[n] = best_of_group(work, level, level->members[n]);
    for (int n = 0; n < level->count; n++) {
        int which = level->members[n];
        if (competes(work, which) && gives(&work->trials[which]) && best[n] != which)
            exclude(work, which, best[n]);
    }
}

/* Who takes the line: one that competes, or -1: those that combine. */
static int winner_of_line(const work *work, const level *level, int line)
{
    int64_t combined = 0, most = 0;
    int best = -1;
    for (int n = 0; n < level->count; n++) {
        int which = level->members[n];
        int64_t off = work->trials[which].offs[line];
        if (!competes(work, which)) {
            combined += off;
        } else if (off > most) {
            most = off;
            best = which;
        }
    }
    return most > combined ? best : -1;
}

/* ... by its name: of those that combine the first that took something off it. */
static const char *winners_name(const work *work, const level *level, int winner, int line)
{
    for (int n = 0; winner < 0 && n < level->count; n++) {
        int which = level->members[n];
        if (!competes(work, which) && work->trials[which].offs[line] > 0)
            winner = which;
    }
    return work->given->promotions[winner].id;
}

/* ---- budgets within a level ---- */

static bool keeps_line(const work *work, const level *level, int which, int line)
{
    int winner = winner_of_line(work, level, line);
    return winner < 0 ? !competes(work, which) : winner == which;
}

/* What is left of the budget goes to the lines that it keeps, in canonical order; the others it gives up. */
static void cut(work *work, const level *level, int which, int64_t left)
{
    reference_trial *trial = &work->trials[which];
    int places[REFERENCE_LINES];
    bool keeps[REFERENCE_LINES];
    for (int line = 0; line < level->lines_count; line++)
        keeps[line] = keeps_line(work, level, which, line);
    reference_order(places, level->lines, level->lines_count);
    trial->cut = true;
    trial->left_minor = left;
    for (int i = 0; i < level->lines_count; i++) {
        int64_t *off = &trial->offs[places[i]];
        *off = !keeps[places[i]] ? 0 : *off < left ? *off : left;
        left -= *off;
    }
}

/* Takes what it keeps from the budgets; false: there is too little, and it has been cut, or is out. */
static bool is_funded(work *work, const level *level, int which, reference_budget *budgets)
{
    reference_trial *trial = &work->trials[which];
    int campaign = reference_campaign(work->given, &work->given->promotions[which]);
    int64_t kept = 0;
    for (int line = 0; line < level->lines_count; line++)
        if (trial->offs[line] > 0 && keeps_line(work, level, which, line))
            kept += trial->offs[line];
    if (campaign < 0 || (kept == 0 && trial->gift_quantity == 0))
        return true;
    reference_budget *budget = &budgets[campaign];
    bool has_use = budget->uses > 0, clips = work->given->campaigns[campaign].clip && budget->minor > 0;
    if (has_use && kept <= budget->minor) {
        reference_spend(budget, kept);
        return true;
    }
    trial->off_minor = kept;
    if (has_use && clips)
        cut(work, level, which, budget->minor);
    else
        reference_refuse(trial, work->given, campaign, budget, has_use ? "budget" : "budget_uses");
    return false;
}

static void fund_level(work *work, const level *level)
{
    reference_budget budgets[CAMPAIGNS_MOST];
    bool all = false;
    while (!all) {
        memcpy(budgets, work->quote->budgets, sizeof budgets);
        all = true;
        for (int n = 0; n < level->count && all; n++)
            all = is_funded(work, level, level->members[n], budgets);
    }
}

/* It loses the lines that another takes. */
static void give_up_lines(reference_trial *trial, const eco_promotion *promotion, const bool *keeps, const char *const *names,
                          const level *level)
{
    int places[REFERENCE_LINES];
    const char *first = NULL;
    int64_t kept = 0;
    reference_order(places, level->lines, level->lines_count);
    for (int i = 0; i < level->lines_count; i++) {
        int line = places[i];
        if (trial->offs[line] > 0 && !keeps[line] && !first)
            first = names[line];
        if (!keeps[line])
            trial->offs[line] = 0;
        kept += trial->offs[line];
    }
    if (!first && !trial->cut)
        return;
    if (!trial->cut || kept == 0)
        trial->left_minor = 0;
    trial->reason = kept ? ECO_REASON_CLIPPED : ECO_REASON_WORSE;
    trial->by = trial->cut && kept ? promotion->campaign : first;
    trial->clipped_minor = trial->meant_minor - kept;
    trial->off_minor = kept;
    if (kept == 0)
        trial->missing_minor = trial->missing_quantity = trial->next_off_minor = 0;
}

static void share_out(work *work, const level *level)
{
    bool keeps[PROMOTIONS_MOST][REFERENCE_LINES] = {{false}}, taken[REFERENCE_LINES] = {false};
    const char *names[REFERENCE_LINES] = {NULL};
    fund_level(work, level);
    for (int line = 0; line < level->lines_count; line++) {
        int winner = winner_of_line(work, level, line);
        for (int n = 0; n < level->count; n++) {
            int which = level->members[n];
            keeps[n][line] = winner < 0 ? !competes(work, which) : which == winner;
            if (work->trials[which].offs[line] > 0) {
                taken[line] = true;
                names[line] = winners_name(work, level, winner, line);
            }
        }
    }
    for (int n = 0; n < level->count; n++)
        give_up_lines(&work->trials[level->members[n]], &work->given->promotions[level->members[n]], keeps[n], names, level);
    for (int n = 0; n < level->count; n++)
        apply(work, level->members[n]);
    for (int line = 0; line < level->lines_count; line++)
        level->lines[line].is_taken = level->lines[line].is_taken ||
                                      (taken[line] && work->given->options.stacking == ECO_STACKING_FIRST);
}

static void work_level(work *work, const int *members, int count, eco_stage stage)
{
    bool ships = stage == ECO_STAGE_SHIPPING;
    level level = {.count = count,
                   .lines = ships ? work->quote->shipments : work->quote->lines,
                   .lines_count = ships ? work->quote->shipments_count : work->quote->goods_count};
    memcpy(level.members, members, (size_t)count * sizeof *members);
    for (int i = 0; i < level.lines_count; i++)
        level.start[i] = level.lines[i].left_minor;
    try_those_that_combine(work, &level);
    try_those_that_compete(work, &level);
    share_out(work, &level);
}

/* ---- exclusive promotions ---- */

/* Is promotion a worked on before b? */
static bool before(const eco_promotion *a, const eco_promotion *b, bool by_stage)
{
    if (by_stage && a->stage != b->stage)
        return a->stage < b->stage;
    if (a->priority != b->priority)
        return a->priority > b->priority;
    return strcmp(a->id, b->id) < 0;
}

static void order_of_work(int *places, const scenario *given, bool by_stage)
{
    for (int i = 0; i < given->promotions_count; i++) {
        int at = i;
        for (; at > 0 && before(&given->promotions[i], &given->promotions[places[at - 1]], by_stage); at--)
            places[at] = places[at - 1];
        places[at] = i;
    }
}

/* The promotion that applies alone, or -1: the first by priority, or of all (mode BEST) the one that takes most off. */
static int find_exclusive(work *work)
{
    const scenario *given = work->given;
    bool best = given->options.stacking == ECO_STACKING_BEST;
    int places[PROMOTIONS_MOST], winner = -1;
    order_of_work(places, given, false);
    for (int i = 0; i < given->promotions_count; i++) {
        int which = places[i];
        if (!given->promotions[which].exclusive || (winner >= 0 && !best))
            continue;
        reference_try(&work->trials[which], work->quote, given, which);
        if (gives(&work->trials[which]) && (winner < 0 || work->trials[which].off_minor > work->trials[winner].off_minor))
            winner = which;
    }
    return winner;
}

static void work_alone(work *work, int which, int winner)
{
    if (which != winner)
        exclude(work, which, winner);
    apply(work, which);
}

/* ---- all ---- */

/* What stands at this place of the order of work, with all that is of its level. Gives back how many. */
static int next_level(int *members, const work *work, const int *places, int from)
{
    const eco_promotion *promotions = work->given->promotions, *first = &promotions[places[from]];
    int count = 0;
    for (int i = from; i < work->given->promotions_count; i++)
        if (promotions[places[i]].stage == first->stage && promotions[places[i]].priority == first->priority)
            members[count++] = places[i];
    return count;
}

static void work_stage(work *work, const int *places, eco_stage stage, int winner)
{
    const scenario *given = work->given;
    for (int i = 0; i < work->quote->goods_count; i++)
        work->quote->lines[i].is_taken = false;
    for (int i = 0; i < given->promotions_count;) {
        int members[PROMOTIONS_MOST] = {0}, count = next_level(members, work, places, i), few = 0;
        i += count;
        if (given->promotions[members[0]].stage != stage)
            continue;
        for (int n = 0; n < count; n++) { /* an exclusive one was tried before, and alone */
            if (winner >= 0)
                work_alone(work, members[n], winner);
            else if (given->promotions[members[n]].exclusive)
                apply(work, members[n]);
            else
                members[few++] = members[n];
        }
        if (winner < 0)
            work_level(work, members, few, stage);
    }
}

eco_status reference_promote(reference_quote *quote, const scenario *given)
{
    static work work;
    int places[PROMOTIONS_MOST];
    memset(&work, 0, sizeof work);
    work.quote = quote;
    work.given = given;
    order_of_work(places, given, true);
    if (reference_price_shipments(quote, given)) /* for exclusive ones that look at them */
        for (int i = 0; i < quote->shipments_count; i++)
            quote->shipments[i].left_minor = quote->shipments[i].list_minor = 0;
    int winner = find_exclusive(&work);
    for (eco_stage stage = ECO_STAGE_ITEM; stage <= ECO_STAGE_PLATFORM_COUPON; stage++)
        work_stage(&work, places, stage, winner);
    eco_status status = reference_price_shipments(quote, given);
    work_stage(&work, places, ECO_STAGE_SHIPPING, winner);
    return status;
}
