/* state.c - the life of a state, and what it holds. */
#include <string.h>

#include "base/error.h"
#include "base/team.h"
#include "kpi/budget.h"
#include "kpi/pool.h"
#include "kpi/recode.h"
#include "kpi/spill.h"

const char *eco_kpi_source_name(eco_kpi_source source)
{
    static const char *const names[KPI_SOURCES] = {"unknown", "events", "orders",  "refunds",
                                                   "spend",   "stock",  "service", "parcels"};
    return names[source > 0 && source < KPI_SOURCES ? source : 0];
}

/* A state with what gives and counts its memory, which lives as long. */
typedef struct whole_state {
    eco_kpi_state state;
    kpi_budget budget;
    kpi_pool pool; /* not where there is a limit: what it keeps for later would count */
    kpi_spill spill;
} whole_state;

static bool begin_keys(eco_kpi_state *state)
{
    size_t count = state->plan->dimensions_count;
    for (size_t space = 0; space < KPI_SPACES; space++) {
        state->spaces[space] = eco_kpi_keys_begin(&state->allocator);
        if (!state->spaces[space])
            return false;
    }
    state->dimensions = eco_allocate(&state->allocator, count * sizeof *state->dimensions);
    if (!state->dimensions)
        return false;
    memset(state->dimensions, 0, count * sizeof *state->dimensions);
    for (size_t i = 0; i < count; i++) {
        kpi_space space;
        bool is_own = eco_kpi_dimension_space(&space, state->plan, i);
        state->dimensions[i] = is_own ? eco_kpi_keys_begin(&state->allocator) : state->spaces[space];
        if (!state->dimensions[i])
            return false;
    }
    return true;
}

/* Aliases and what they stand for have the first codes, so that any code is one look away from what it stands for. */
static bool begin_aliases(eco_kpi_state *state, kpi_space space, const char *column)
{
    const eco_kpi_content *content = &state->plan->content;
    size_t of = space == KPI_SPACE_SKU;
    uint32_t alias, target;
    for (size_t i = 0; i < content->aliases_count; i++) {
        const eco_kpi_alias *pair = &content->aliases[i];
        if (strcmp(pair->column, column) == 0 &&
            (!eco_kpi_keys_add_text(&alias, state->spaces[space], pair->alias, strlen(pair->alias)) ||
             !eco_kpi_keys_add_text(&target, state->spaces[space], pair->of, strlen(pair->of))))
            return false;
    }
    uint32_t count = eco_kpi_keys_count(state->spaces[space]);
    state->alias_of[of] = eco_allocate(&state->allocator, count * sizeof(uint32_t));
    if (!state->alias_of[of])
        return false;
    state->aliased[of] = count;
    for (uint32_t code = 0; code < count; code++)
        state->alias_of[of][code] = code;
    for (size_t i = 0; i < content->aliases_count; i++) {
        const eco_kpi_alias *pair = &content->aliases[i];
        if (strcmp(pair->column, column) == 0)
            state->alias_of[of][eco_kpi_keys_find_text(state->spaces[space], pair->alias, strlen(pair->alias))] =
                eco_kpi_keys_find_text(state->spaces[space], pair->of, strlen(pair->of));
    }
    return true;
}

static bool begin(eco_kpi_state *state)
{
    if (!begin_keys(state) || !begin_aliases(state, KPI_SPACE_USER, "user") || !begin_aliases(state, KPI_SPACE_SKU, "sku"))
        return false;
    state->classes = eco_kpi_classes_begin(state->plan, &state->allocator);
    state->folded = eco_kpi_folded_begin(state);
    for (size_t i = 0; i < KPI_SOURCES; i++)
        state->seen[i] = (kpi_seen){.since_us = INT64_MAX, .until_us = INT64_MIN};
    return state->classes && state->folded;
}

eco_status eco_kpi_state_create(eco_kpi_state **out, eco_kpi_plan *plan, eco_error *error)
{
    *out = NULL;
    if (!plan)
        return eco_fail(error, ECO_E_INVALID, "/plan", "no plan was given");
    whole_state *whole = eco_allocate(&plan->allocator, sizeof *whole);
    if (!whole)
        return eco_fail_memory(error);
    eco_kpi_state *state = &whole->state;
    eco_kpi_pool_begin(&whole->pool, &plan->allocator);
    whole->budget = (kpi_budget){.under = plan->options.memory_limit ? plan->allocator : eco_kpi_pool_allocator(&whole->pool),
                                 .limit = plan->options.memory_limit};
    eco_kpi_spill_begin(&whole->spill, &whole->budget, plan->options.spill_folder);
    *state = (eco_kpi_state){.plan = eco_kpi_plan_retain(plan),
                             .budget = &whole->budget,
                             .spill = &whole->spill,
                             .allocator = eco_kpi_budget_allocator(&whole->budget)};
    state->threads = eco_team_threads(plan->options.threads);
    eco_arena_begin(&state->problems_arena, &state->allocator);
    if (!begin(state)) {
        eco_status failed = eco_kpi_state_memory(state, error);
        eco_kpi_state_free(state);
        return failed;
    }
    *out = state;
    return ECO_OK;
}

eco_status eco_kpi_state_memory(const eco_kpi_state *state, eco_error *error)
{
    if (eco_kpi_spill_failure(state->spill, error))
        return ECO_E_IO;
    if (!atomic_exchange(&state->budget->refused, false))
        return eco_fail_memory(error);
    return eco_fail(error, ECO_E_LIMIT, "/memory_limit", "the state would need more than %lld bytes",
                    (long long)state->budget->limit);
}

void eco_kpi_state_settle(eco_kpi_state *state)
{
    for (size_t space = 0; space < KPI_SPACES; space++)
        eco_kpi_keys_settle(state->spaces[space]);
    for (size_t i = 0; i < state->plan->dimensions_count; i++)
        eco_kpi_keys_settle(state->dimensions[i]);
}

void eco_kpi_state_free(eco_kpi_state *state)
{
    if (!state)
        return;
    eco_kpi_plan *plan = state->plan;
    eco_kpi_folded_end(state->folded);
    eco_kpi_classes_end(state->classes);
    for (size_t i = 0; state->dimensions && i < plan->dimensions_count; i++) {
        kpi_space space;
        if (eco_kpi_dimension_space(&space, plan, i))
            eco_kpi_keys_end(state->dimensions[i]);
    }
    eco_release(&state->allocator, state->dimensions, plan->dimensions_count * sizeof *state->dimensions);
    for (size_t space = 0; space < KPI_SPACES; space++)
        eco_kpi_keys_end(state->spaces[space]);
    for (size_t of = 0; of < 2; of++)
        eco_release(&state->allocator, state->alias_of[of], state->aliased[of] * sizeof(uint32_t));
    for (size_t i = 0; i < KPI_BOOKS; i++)
        eco_release(&state->allocator, state->books[i].rows, state->books[i].capacity * eco_kpi_book_sizes[i]);
    eco_release(&state->allocator, state->problems, state->problems_capacity * sizeof *state->problems);
    eco_arena_end(&state->problems_arena);
    eco_kpi_spill_end(state->spill);
    eco_kpi_pool_end(&((whole_state *)state)->pool);
    eco_release(&plan->allocator, state, sizeof(whole_state));
    eco_kpi_plan_free(plan);
}
