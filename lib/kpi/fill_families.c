/* fill_families.c - distinct users: the union of the sets of a group's ticks, never a sum; and of the days that end with the group's last one. */
#include "kpi/report_parts.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "kpi/hll.h"

typedef struct filling {
    kpi_answer *answer;
    const kpi_member *members; /* by tick */
    size_t members_count;
    uint32_t *of;     /* of each member: its group, or combination; UINT32_MAX: none */
    uint32_t *starts; /* of each group or combination: its first place in `order`; one more at the end */
    uint32_t *order;  /* members, those of one together, by tick */
    size_t starts_count;
    kpi_bits bits;
    eco_error *error;
} filling;

static void release_order(filling *in)
{
    const eco_allocator *allocator = &in->answer->allocator;
    eco_release(allocator, in->starts, in->starts_count * sizeof *in->starts);
    eco_release(allocator, in->order, in->members_count * sizeof *in->order);
    in->starts = in->order = NULL;
}

/* Members by what they are `of`; counting keeps them in the order of ticks. */
static eco_status put_in_order(filling *in, size_t count)
{
    const eco_allocator *allocator = &in->answer->allocator;
    in->starts_count = count + 2;
    in->starts = eco_allocate(allocator, in->starts_count * sizeof *in->starts);
    in->order = eco_allocate(allocator, in->members_count * sizeof *in->order);
    if (!in->starts || !in->order)
        return eco_fail_memory(in->error);
    memset(in->starts, 0, in->starts_count * sizeof *in->starts);
    for (size_t i = 0; i < in->members_count; i++)
        if (in->of[i] != UINT32_MAX)
            in->starts[in->of[i] + 2]++;
    for (size_t i = 2; i < in->starts_count; i++)
        in->starts[i] += in->starts[i - 1];
    for (size_t i = 0; i < in->members_count; i++)
        if (in->of[i] != UINT32_MAX)
            in->order[in->starts[in->of[i] + 1]++] = (uint32_t)i;
    return ECO_OK;
}

static eco_status count_sketches(int64_t *count, filling *in, size_t first, size_t end)
{
    kpi_hll all = {.lg_k = KPI_HLL_DEFAULT};
    const eco_allocator *allocator = &in->answer->allocator;
    bool has_room = true;
    for (size_t i = first; i < end && has_room; i++) {
        const kpi_hll *hll = in->members[in->order[i]].hll;
        has_room = eco_kpi_hll_reserve(&all, hll, allocator);
        if (has_room)
            eco_kpi_hll_unite(&all, hll, allocator);
    }
    *count = has_room ? llround(eco_kpi_hll_count(&all)) : 0;
    eco_kpi_hll_end(&all, allocator);
    return has_room ? ECO_OK : eco_fail_memory(in->error);
}

/* How many users are in any of the sets of places [first, end). */
static eco_status count_union(int64_t *count, filling *in, size_t first, size_t end)
{
    *count = 0;
    if (end - first == 0)
        return ECO_OK;
    const kpi_member *member = &in->members[in->order[first]];
    if (member->hll && end - first > 1)
        return count_sketches(count, in, first, end);
    if (end - first == 1) {
        *count = member->hll ? llround(eco_kpi_hll_count(member->hll)) : eco_kpi_set_count(member->set);
        return ECO_OK;
    }
    for (size_t i = first; i < end; i++)
        eco_kpi_bits_add(&in->bits, in->members[in->order[i]].set);
    *count = eco_kpi_bits_count(&in->bits);
    eco_kpi_bits_clear(&in->bits);
    return ECO_OK;
}

/* The sets meet the report's condition already; their class only tells the values of the dimensions. */
static eco_status find_groups(filling *in)
{
    kpi_answer *answer = in->answer;
    kpi_when when = {0, -1, -1};
    for (size_t i = 0; i < in->members_count; i++) {
        const kpi_member *member = &in->members[i];
        in->of[i] = UINT32_MAX;
        if (member->tick < answer->range.since || member->tick >= answer->range.until)
            continue;
        if (i == 0 || in->members[i - 1].tick != member->tick || in->of[i - 1] == UINT32_MAX)
            when = eco_kpi_when_of(answer->state->plan, answer->report, member->tick);
        eco_status status = eco_kpi_answer_place(&in->of[i], answer, when, member->class, in->error);
        if (status)
            return status;
    }
    return ECO_OK;
}

static eco_status fill_distinct(filling *in, int32_t slot)
{
    eco_status status = find_groups(in);
    status = status ? status : put_in_order(in, in->answer->groups_count);
    for (size_t group = 0; group < in->answer->groups_count && !status; group++) {
        int64_t count;
        status = count_union(&count, in, in->starts[group], in->starts[group + 1]);
        eco_kpi_answer_add(in->answer, (uint32_t)group, slot, count);
    }
    release_order(in);
    return status;
}

/* The first place in [first, end) whose day is at or after a date. */
static size_t place_of(const filling *in, size_t first, size_t end, int64_t date)
{
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (eco_kpi_tick_date(in->answer->state->plan, in->members[in->order[middle]].tick) < date)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

static eco_status fill_trailing(filling *in, int32_t slot, int32_t days)
{
    kpi_answer *answer = in->answer;
    for (size_t group = 0; group < answer->groups_count; group++) {
        uint32_t combination;
        int32_t last = eco_kpi_when_last(answer, answer->groups[group].period);
        eco_status status = eco_kpi_answer_combination(&combination, answer, answer->groups[group].class, in->error);
        if (status)
            return status;
        if (combination + 2 >= in->starts_count)
            continue; /* nobody has these values */
        size_t first = in->starts[combination], end = in->starts[combination + 1];
        first = place_of(in, first, end, (int64_t)last - days + 1);
        end = place_of(in, first, end, (int64_t)last + 1);
        int64_t count;
        status = count_union(&count, in, first, end);
        if (status)
            return status;
        eco_kpi_answer_add(answer, (uint32_t)group, slot, count);
    }
    return ECO_OK;
}

/* Days before the range count, too: what reaches back sees all. */
static eco_status fill_all_trailing(filling *in)
{
    static const struct {
        kpi_measure measure;
        int32_t days;
    } windows[] = {{KPI_M_DAU, 1}, {KPI_M_WAU, 7}, {KPI_M_MAU, 28}};
    eco_status status = ECO_OK;
    bool is_wanted = false;
    for (size_t i = 0; i < sizeof windows / sizeof *windows; i++)
        is_wanted = is_wanted || eco_kpi_answer_slot(in->answer, windows[i].measure) >= 0;
    if (!is_wanted)
        return ECO_OK;
    for (size_t i = 0; i < in->members_count && !status; i++)
        status = eco_kpi_answer_combination(&in->of[i], in->answer, in->members[i].class, in->error);
    status = status ? status : put_in_order(in, eco_kpi_answer_combinations(in->answer));
    for (size_t i = 0; i < sizeof windows / sizeof *windows && !status; i++) {
        int32_t slot = eco_kpi_answer_slot(in->answer, windows[i].measure);
        if (slot >= 0)
            status = fill_trailing(in, slot, windows[i].days);
    }
    release_order(in);
    return status;
}

static eco_status fill_family(kpi_answer *answer, kpi_role role, eco_error *error)
{
    filling in = {.answer = answer, .error = error};
    in.members = eco_kpi_family_members(&in.members_count, answer->state, (size_t)answer->report->families[role]);
    if (in.members_count == 0)
        return ECO_OK;
    uint32_t users = eco_kpi_keys_count(answer->state->spaces[KPI_SPACE_USER]);
    in.of = eco_allocate(&answer->allocator, in.members_count * sizeof *in.of);
    eco_status status = ECO_OK;
    if (!in.of || !eco_kpi_bits_begin(&in.bits, &answer->allocator, users)) {
        eco_release(&answer->allocator, in.of, in.members_count * sizeof *in.of);
        return eco_fail_memory(error);
    }
    for (size_t i = 0; i < answer->report->measures_count && !status; i++) {
        kpi_measure measure = (kpi_measure)answer->report->measures[i];
        bool is_distinct = measure != KPI_M_DAU && measure != KPI_M_WAU && measure != KPI_M_MAU;
        if (is_distinct && eco_kpi_measure_role(measure) == role)
            status = fill_distinct(&in, (int32_t)i);
    }
    if (role == KPI_ROLE_ANY && !status)
        status = fill_all_trailing(&in);
    eco_kpi_bits_end(&in.bits);
    eco_release(&answer->allocator, in.of, in.members_count * sizeof *in.of);
    return status;
}

/* Active users of trailing days alone still want their rows: those of the days in the range. */
static eco_status make_rows(kpi_answer *answer, eco_error *error)
{
    size_t count;
    const kpi_member *members = eco_kpi_family_members(&count, answer->state, (size_t)answer->report->families[KPI_ROLE_ANY]);
    for (size_t i = 0; i < count; i++) {
        uint32_t group;
        if (members[i].tick < answer->range.since || members[i].tick >= answer->range.until)
            continue;
        kpi_when when = eco_kpi_when_of(answer->state->plan, answer->report, members[i].tick);
        eco_status status = eco_kpi_answer_place(&group, answer, when, members[i].class, error);
        if (status)
            return status;
    }
    return ECO_OK;
}

/* All other families first: their groups have trailing days, too. */
eco_status eco_kpi_fill_families(kpi_answer *answer, eco_error *error)
{
    eco_status status = ECO_OK;
    for (size_t role = 0; role < KPI_ROLE_ANY && !status; role++)
        if (answer->report->families[role] >= 0)
            status = fill_family(answer, (kpi_role)role, error);
    if (status || answer->report->families[KPI_ROLE_ANY] < 0)
        return status;
    if (eco_kpi_answer_slot(answer, KPI_M_VISITORS) < 0)
        status = make_rows(answer, error);
    /* Groups are all there before the trailing days are counted; visitors come first in any case, as they are distinct ones. */
    return status ? status : fill_family(answer, KPI_ROLE_ANY, error);
}
