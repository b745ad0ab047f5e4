/* The machine of funnels against all chains of a few events: what an attempt is, said as a condition on a chain and tried for every chain there is. */
#include "../test.h"
#include "kpi/funnel.h"

enum { EVENTS = 9, CLASSES = 12 };

typedef struct trial {
    uint64_t masks[CLASSES];
    uint32_t groups[CLASSES];
    kpi_entry entries[EVENTS];
    size_t count;
    kpi_steps steps;
    uint32_t group;
    /* the search */
    size_t chain[KPI_STEPS_MOST];
    kpi_chain best;
} trial;

static int64_t at(const trial *trial, size_t place)
{
    return trial->entries[place].at_us;
}

static uint64_t mask_of(const trial *trial, size_t place)
{
    return eco_kpi_step_mask(&trial->steps, trial->group, trial->entries[place].class);
}

static bool is_step(const trial *trial, size_t place, int32_t step)
{
    return mask_of(trial, place) >> step & 1;
}

static bool is_used(const trial *trial, int32_t length, size_t place)
{
    for (int32_t i = 0; i < length; i++)
        if (trial->chain[i] == place)
            return true;
    return false;
}

/* Whether an event, which is no link of the chain, ends it before its last link. */
static bool ends(const trial *trial, int32_t length, size_t place)
{
    const kpi_steps *steps = &trial->steps;
    int64_t when = at(trial, place), last = at(trial, trial->chain[length - 1]);
    if (mask_of(trial, place) & KPI_STEP_EXCLUDED)
        return when > at(trial, trial->chain[0]) && when <= last;
    if (steps->order == ECO_FUNNEL_ORDER_STRICT)
        for (int32_t i = 1; i < length; i++)
            if (when > at(trial, trial->chain[i - 1]) && when < at(trial, trial->chain[i]) && !is_step(trial, place, i - 1))
                return true;
    for (int32_t i = 0; steps->deduplicate && i < length && when < last; i++) {
        int64_t before = at(trial, trial->chain[i ? i - 1 : 0]);
        if (is_step(trial, place, i) && (when > before || (when == before && i && !steps->increase)))
            return true;
    }
    return false;
}

static bool is_valid(const trial *trial, int32_t length)
{
    for (size_t i = 0; i < trial->count; i++)
        if (!is_used(trial, length, i) && ends(trial, length, i))
            return false;
    return true;
}

/* The furthest; of those who got there first; the one that began last. */
static void consider(trial *trial, int32_t length)
{
    kpi_chain *best = &trial->best;
    int64_t start = at(trial, trial->chain[0]), end = at(trial, trial->chain[length - 1]);
    bool is_better = best->level != length            ? length > best->level
                     : end != best->times[length - 1] ? end < best->times[length - 1]
                                                      : start > best->times[0];
    if (!is_better || !is_valid(trial, length))
        return;
    best->level = length;
    for (int32_t i = 0; i < length; i++)
        best->times[i] = at(trial, trial->chain[i]);
}

static bool may_begin(const trial *trial, size_t place)
{
    if (!eco_kpi_step_starts(&trial->steps, at(trial, place)))
        return false;
    for (size_t i = 0; trial->steps.start == ECO_FUNNEL_START_FIRST && i < place; i++)
        if (is_step(trial, i, 0) && eco_kpi_step_starts(&trial->steps, at(trial, i)) && at(trial, i) < at(trial, place))
            return false;
    return true;
}

static void extend(trial *trial, int32_t length)
{
    if (length)
        consider(trial, length);
    for (size_t i = 0; length < trial->steps.count && i < trial->count; i++) {
        if (!is_step(trial, i, length) || is_used(trial, length, i) || (!length && !may_begin(trial, i)))
            continue;
        int64_t wait = length ? at(trial, i) - at(trial, trial->chain[length - 1]) : 0;
        if (wait < 0 || (length && !wait && trial->steps.increase))
            continue;
        if (length && at(trial, i) - at(trial, trial->chain[0]) > trial->steps.window_us)
            continue;
        trial->chain[length] = i;
        extend(trial, length + 1);
    }
}

/* In any order: events that serve different steps, from the first one on. */
static void extend_any(trial *trial, int32_t length, uint32_t taken)
{
    if (length > trial->best.level) {
        trial->best.level = length;
        trial->best.times[0] = at(trial, trial->chain[0]);
    }
    for (size_t i = 0; length < trial->steps.count && i < trial->count; i++) {
        if (is_used(trial, length, i))
            continue;
        if (!length &&
            (trial->groups[trial->entries[i].class] != trial->group || !eco_kpi_step_starts(&trial->steps, at(trial, i))))
            continue;
        int64_t wait = length ? at(trial, i) - at(trial, trial->chain[length - 1]) : 0;
        bool blocked = wait < 0 || (length && !wait && trial->steps.increase);
        for (size_t j = 0; length && j < trial->count; j++)
            blocked |= mask_of(trial, j) & KPI_STEP_EXCLUDED && at(trial, j) > at(trial, trial->chain[0]) &&
                       at(trial, j) <= at(trial, i);
        if (blocked || (length && at(trial, i) - at(trial, trial->chain[0]) > trial->steps.window_us))
            continue;
        trial->chain[length] = i;
        for (int32_t step = 0; step < trial->steps.count; step++)
            if (is_step(trial, i, step) && !(taken >> step & 1))
                extend_any(trial, length + 1, taken | UINT32_C(1) << step);
    }
}

static void make(trial *trial, eco_random *random, bool shared)
{
    memset(trial, 0, sizeof *trial);
    trial->steps.count = (int32_t)eco_random_between(random, 2, 4);
    for (size_t i = 0; i < CLASSES; i++) {
        int64_t step = eco_random_between(random, -1, trial->steps.count - 1);
        trial->masks[i] = step < 0 ? 0 : UINT64_C(1) << step;
        if (shared && eco_random_between(random, 0, 2) == 0)
            trial->masks[i] |= (uint64_t)eco_random_between(random, 0, (1 << trial->steps.count) - 1);
        if (eco_random_between(random, 0, 20) == 0)
            trial->masks[i] = KPI_STEP_EXCLUDED;
        trial->groups[i] = (uint32_t)eco_random_between(random, 0, 3) / 3;
        trial->steps.shared |= (trial->masks[i] & (trial->masks[i] - 1)) != 0;
    }
    trial->count = (size_t)eco_random_between(random, 0, EVENTS);
    int64_t step = eco_random_between(random, 0, 3), when = 10;
    for (size_t i = 0; i < trial->count; i++) {
        when += eco_random_between(random, 0, step);
        trial->entries[i] = (kpi_entry){.at_us = when, .class = (uint32_t)eco_random_between(random, 0, CLASSES - 1)};
    }
    trial->steps.masks = trial->masks;
    trial->steps.groups = eco_random_between(random, 0, 1) ? trial->groups : NULL;
    if (!trial->steps.groups)
        memset(trial->groups, 0, sizeof trial->groups);
    trial->steps.window_us = eco_random_between(random, 0, 15);
    trial->steps.since_us = eco_random_between(random, 8, 13);
    trial->steps.until_us = eco_random_between(random, 12, 40);
}

static void shuffle_instants(trial *trial, eco_random *random)
{
    for (size_t i = 1; i < trial->count; i++)
        if (at(trial, i) == at(trial, i - 1) && eco_random_between(random, 0, 1)) {
            kpi_entry kept = trial->entries[i];
            trial->entries[i] = trial->entries[i - 1];
            trial->entries[i - 1] = kept;
        }
}

static void check(trial *trial, eco_random *random, uint64_t seed, long round)
{
    kpi_chain chain, again;
    eco_kpi_chain_find(&chain, &trial->steps, trial->steps.count, trial->group, trial->entries, trial->count);
    CHECK_F(chain.level == trial->best.level, "seed %" PRIu64 ", round %ld: order %d, level %d, not %d", seed, round,
            (int)trial->steps.order, (int)chain.level, (int)trial->best.level);
    bool ordered = trial->steps.order != ECO_FUNNEL_ORDER_ANY;
    if (ordered && chain.level) {
        CHECK_INT(chain.times[chain.level - 1], trial->best.times[chain.level - 1]);
        CHECK_INT(chain.times[0], trial->best.times[0]);
    }
    shuffle_instants(trial, random);
    eco_kpi_chain_find(&again, &trial->steps, trial->steps.count, trial->group, trial->entries, trial->count);
    CHECK_INT(again.level, chain.level);
    CHECK(!memcmp(again.times, chain.times, (size_t)chain.level * sizeof *chain.times));
    if (ordered && trial->steps.order == ECO_FUNNEL_ORDER_LOOSE && !trial->steps.deduplicate && !trial->steps.shared) {
        again.level = 0;
        eco_kpi_chain_ordered(&again, &trial->steps, trial->steps.count, trial->group, trial->entries, trial->count);
        CHECK_INT(again.level, chain.level);
        CHECK(!memcmp(again.times, chain.times, (size_t)chain.level * sizeof *chain.times));
    }
}

TEST(kpi_funnel_random, ordered_as_all_chains)
{
    uint64_t seed = eco_test_seed();
    eco_random random = {seed};
    for (long round = 0; round < eco_test_cases(100000); round++) {
        trial trial;
        make(&trial, &random, eco_random_between(&random, 0, 1));
        trial.steps.order = eco_random_between(&random, 0, 1) ? ECO_FUNNEL_ORDER_STRICT : ECO_FUNNEL_ORDER_LOOSE;
        trial.steps.start = (eco_funnel_start)eco_random_between(&random, 0, 1);
        trial.steps.increase = eco_random_between(&random, 0, 1);
        trial.steps.deduplicate = eco_random_between(&random, 0, 1);
        extend(&trial, 0);
        check(&trial, &random, seed, round);
    }
}

TEST(kpi_funnel_random, any_order_as_all_chains)
{
    uint64_t seed = eco_test_seed();
    eco_random random = {seed};
    for (long round = 0; round < eco_test_cases(30000); round++) {
        trial trial;
        make(&trial, &random, eco_random_between(&random, 0, 1));
        trial.steps.order = ECO_FUNNEL_ORDER_ANY;
        trial.steps.increase = eco_random_between(&random, 0, 1);
        extend_any(&trial, 0, 0);
        check(&trial, &random, seed, round);
    }
}
