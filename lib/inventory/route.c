/* route.c - eco_inventory_route: one order. */
#include <string.h>

#include "base/error.h"
#include "inventory/route.h"

static const char *const kinds[] = {"warehouse", "store", "drop_ship"};

const char *eco_location_kind_name(eco_location_kind kind)
{
    return kind >= 0 && kind < (int32_t)(sizeof kinds / sizeof *kinds) ? kinds[kind] : "unknown";
}

const char *eco_route_reason_name(eco_route_reason reason)
{
    static const char *const reasons[] = {"excluded", "no_stock", "over_limit", "short", "capacity", "parcels", "costs_more"};
    return reason >= 1 && reason <= (int32_t)(sizeof reasons / sizeof *reasons) ? reasons[reason - 1] : "unknown";
}

/* A plan, and the arena in which all of it lies, itself too. */
typedef struct owned_plan {
    eco_route_plan plan;
    eco_arena arena;
} owned_plan;

void eco_route_free(const eco_route_plan *plan)
{
    if (!plan)
        return;
    eco_arena arena = ((const owned_plan *)plan)->arena;
    eco_arena_end(&arena);
}

static eco_status check_place(const eco_route_input *input, eco_error *error)
{
    if (!input->has_place)
        return ECO_OK;
    if (!(input->latitude >= -90 && input->latitude <= 90))
        return eco_fail(error, ECO_E_INVALID, "/latitude", "a latitude is in -90 .. 90");
    if (!(input->longitude >= -180 && input->longitude <= 180))
        return eco_fail(error, ECO_E_INVALID, "/longitude", "a longitude is in -180 .. 180");
    return ECO_OK;
}

static eco_status plan_order(const eco_route_plan **out, const route_world *world, const eco_route_input *input, eco_error *error)
{
    route_order order = {.lines = input->lines, .lines_count = input->lines_count, .has_point = input->has_place};
    route_work work;
    eco_arena arena;
    if (input->has_place)
        eco_route_point(order.point, input->latitude, input->longitude);
    eco_arena_begin(&arena, world->rules.allocator);
    eco_status failed = eco_route_work_begin(&work, world, error);
    owned_plan *owned = failed ? NULL : eco_arena_take(&arena, sizeof *owned);
    if (!failed)
        failed = owned ? eco_route_order(&owned->plan, &work, world, &order, &arena, true, error) : eco_fail_memory(error);
    eco_route_work_end(&work, world);
    if (failed) {
        eco_arena_end(&arena);
        return failed;
    }
    owned->arena = arena;
    *out = &owned->plan;
    return ECO_OK;
}

eco_status eco_inventory_route(const eco_route_plan **out, const eco_route_input *input, eco_error *error)
{
    eco_route_input given;
    route_world world;
    *out = NULL;
    eco_status failed = ECO_TAKE(&given, input, eco_route_input, error);
    if (!failed)
        failed = check_place(&given, error);
    if (failed)
        return failed;
    failed = eco_route_world_begin(&world, given.rules, error);
    if (!failed)
        failed = eco_route_world_add(&world, given.locations, given.locations_count, given.stock, given.stock_count, error);
    if (!failed)
        failed = plan_order(out, &world, &given, error);
    eco_route_world_end(&world);
    return failed;
}
