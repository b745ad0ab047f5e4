/* plan_sets.c - named sets: those of the caller, the standard ones that he did not replace, and which role has which. */
#include "kpi/items.h"
#include "kpi/plan_builder.h"

typedef struct standard_set {
    const char *name;
    const char *members[4]; /* NULL after the last */
} standard_set;

/* Those that say what events are stand first, as kpi_role does. */
static const standard_set standard_sets[] = {
    [KPI_ROLE_PAGE_VIEW] = {"page_view", {"view", "page_view"}},
    [KPI_ROLE_CART] = {"cart", {"cart", "add_to_cart"}},
    [KPI_ROLE_CHECKOUT] = {"checkout", {"checkout", "begin_checkout"}},
    [KPI_ROLE_PURCHASE] = {"purchase", {"purchase"}},
    [KPI_ROLE_FAVOURITE] = {"favourite", {"favourite", "add_to_wishlist"}},
    [KPI_ROLE_SEARCH] = {"search", {"search"}},
    [KPI_ROLE_IMPRESSION] = {"impression", {"impression"}},
    [KPI_ROLE_CLICK] = {"click", {"click"}},
    [KPI_ROLE_ENQUIRY] = {"enquiry", {"enquiry"}},
    {"direct", {"direct", "(direct)", "(none)"}},
    {"ignored_order", {"test", "deleted", "brushing"}},
    {"withdrawn", {"withdrawn", "rejected", "cancelled"}},
    {"acquisition", {"acquisition"}},
    {"dispute", {"dispute"}},
};
enum { STANDARD_SETS = sizeof standard_sets / sizeof *standard_sets };

/* ---- add ---- */

static eco_status check_set(const char *name, const char *const *members, size_t count, eco_error *error)
{
    if (eco_kpi_check_text(name, true, "/name", error))
        return ECO_E_INVALID;
    if (name[0] == '@')
        return eco_fail(error, ECO_E_INVALID, "/name", "the name of a set is written without the @");
    if (eco_kpi_check_name(name, "/name", error))
        return ECO_E_INVALID;
    if (!members && count)
        return eco_fail(error, ECO_E_INVALID, "/members", "members is NULL, count %zu", count);
    for (size_t i = 0; i < count; i++)
        if (eco_kpi_check_text(members[i], true, NULL, error))
            return eco_fail_under(error, ECO_E_INVALID, "/members/%zu", i);
    return ECO_OK;
}

static int compare_texts(const void *a, const void *b, const void *context)
{
    (void)context;
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Members sorted, each once; NULL without memory. */
static const char *const *copy_members(eco_arena *arena, const char *const *members, size_t *count)
{
    const char **copies = eco_arena_take_array(arena, *count, sizeof *copies);
    if (!copies)
        return NULL;
    for (size_t i = 0; i < *count; i++)
        if (!(copies[i] = eco_arena_text(arena, members[i])))
            return NULL;
    eco_kpi_sort_items(copies, *count, sizeof *copies, compare_texts, NULL);
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++)
        if (kept == 0 || strcmp(copies[kept - 1], copies[i]) != 0)
            copies[kept++] = copies[i];
    *count = kept;
    return copies;
}

eco_status eco_kpi_add_set(eco_kpi_builder *builder, const char *name, const char *const *members, size_t count)
{
    eco_error error = {0};
    if (eco_kpi_builder_mistake(builder))
        return eco_kpi_builder_mistake(builder);
    if (check_set(name, members, count, &error))
        return eco_kpi_builder_remember(builder, "sets", name, KPI_LIST_SETS, &error);
    eco_arena *arena = &builder->plan->arena;
    eco_kpi_set set = {.name = eco_arena_text(arena, name), .members_count = count};
    set.members = set.name ? copy_members(arena, members, &set.members_count) : NULL;
    int64_t place = (int64_t)builder->lists[KPI_LIST_SETS].count;
    bool added;
    if (!set.members || !eco_map_add(&builder->set_names, set.name, strlen(set.name), &place, &added))
        return eco_kpi_builder_no_memory(builder);
    if (!added) {
        eco_fail(&error, ECO_E_EXISTS, "/name", "%s is the name of another set, too", ECO_QUOTE(name));
        return eco_kpi_builder_remember(builder, "sets", name, KPI_LIST_SETS, &error);
    }
    eco_kpi_set *room = eco_kpi_list_add(builder, KPI_LIST_SETS);
    if (!room)
        return eco_kpi_builder_no_memory(builder);
    *room = set;
    return ECO_OK;
}

/* ---- build ---- */

static const eco_map *map_of(eco_arena *arena, const char *const *members, size_t count)
{
    eco_allocator in_arena = eco_kpi_arena_allocator(arena);
    eco_map *map = eco_arena_take(arena, sizeof *map);
    if (!map)
        return NULL;
    eco_map_begin(map, &in_arena);
    for (size_t i = 0; i < count; i++) {
        bool added;
        if (!eco_map_add(map, members[i], strlen(members[i]), &(int64_t){0}, &added))
            return NULL;
    }
    return map;
}

static size_t members_of(const standard_set *set)
{
    size_t count = 0;
    while (count < sizeof set->members / sizeof *set->members && set->members[count])
        count++;
    return count;
}

const eco_map *eco_kpi_set_find(const eco_kpi_builder *builder, const char *name, size_t size)
{
    int64_t place = eco_map_get(&builder->set_names, name, size, -1);
    return place < 0 ? NULL : builder->sets[place];
}

/* The statuses that make an order none, in a sentence. NULL without memory. */
static const char *ignored_text(eco_kpi_builder *builder)
{
    const eco_kpi_set *sets = builder->lists[KPI_LIST_SETS].items;
    const standard_set *standard = &standard_sets[KPI_ROLE_ANY + 1];
    int64_t place = eco_map_get(&builder->set_names, standard->name, strlen(standard->name), 0);
    bool is_added = place < (int64_t)builder->lists[KPI_LIST_SETS].count;
    const char *const *members = is_added ? sets[place].members : standard->members;
    size_t count = is_added ? sets[place].members_count : members_of(standard), size = 0, at = 0;
    for (size_t i = 0; i < count; i++)
        size += strlen(members[i]) + 2;
    char *text = eco_arena_take(&builder->plan->arena, size + 1);
    for (size_t i = 0; text && i < count; i++) {
        memcpy(text + at, ", ", i ? 2u : 0u);
        at += i ? 2 : 0;
        memcpy(text + at, members[i], strlen(members[i]));
        at += strlen(members[i]);
    }
    return text;
}

static void give_roles(eco_kpi_builder *builder)
{
    eco_kpi_plan *plan = builder->plan;
    const eco_map **words[] = {&plan->direct, &plan->ignored_order, &plan->withdrawn, &plan->acquisition, &plan->dispute};
    for (size_t i = 0; i < STANDARD_SETS; i++) {
        const eco_map *map = eco_kpi_set_find(builder, standard_sets[i].name, strlen(standard_sets[i].name));
        if (i < KPI_ROLE_ANY)
            plan->roles[i] = map;
        else
            *words[i - KPI_ROLE_ANY] = map;
    }
}

eco_status eco_kpi_build_sets(eco_kpi_builder *builder, eco_error *error)
{
    eco_arena *arena = &builder->plan->arena;
    const eco_kpi_set *added = builder->lists[KPI_LIST_SETS].items;
    size_t count = builder->lists[KPI_LIST_SETS].count;
    builder->sets = eco_arena_take_array(arena, count + STANDARD_SETS, sizeof *builder->sets);
    if (!builder->sets)
        return eco_fail_memory(error);
    for (size_t i = 0; i < count; i++)
        if (!(builder->sets[i] = map_of(arena, added[i].members, added[i].members_count)))
            return eco_fail_memory(error);
    for (size_t i = 0; i < STANDARD_SETS; i++) {
        const standard_set *set = &standard_sets[i];
        int64_t place = (int64_t)count;
        bool is_new;
        if (!eco_map_add(&builder->set_names, set->name, strlen(set->name), &place, &is_new))
            return eco_fail_memory(error);
        if (is_new && !(builder->sets[count++] = map_of(arena, set->members, members_of(set))))
            return eco_fail_memory(error);
    }
    give_roles(builder);
    builder->plan->ignored_text = ignored_text(builder);
    return builder->plan->ignored_text ? ECO_OK : eco_fail_memory(error);
}
