/* inventory_picking.c - from which places a quantity is taken, and which goods lie near. */
#include <ecomops/inventory.h>
#include <string.h>

#include "test.h"

#define PLACE(quantity_, expires_, received_, distance_)                                                       \
    {                                                                                                          \
        .quantity = (quantity_), .expires_us = (expires_), .received_us = (received_), .distance = (distance_) \
    }

static const eco_pick_place places[] = {
    PLACE(4, 300, 10, 9), PLACE(3, 200, 12, 7), PLACE(9, 50, 11, 1), PLACE(2, 0, 5, 7), PLACE(0, 60, 1, 0),
};

static void check_picks(eco_picking picking, int64_t quantity, const char *wanted)
{
    eco_picked picks[5];
    size_t count;
    char text[80] = "";
    eco_error error;
    const eco_pick_input input = {.struct_size = sizeof input,
                                  .quantity = quantity,
                                  .picking = picking,
                                  .at_us = 100,
                                  .places = places,
                                  .places_count = 5,
                                  .partial = true};
    CHECK_OK(eco_inventory_pick(picks, &count, &input, &error));
    for (size_t i = 0; i < count; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%zu:%lld ", picks[i].place, (long long)picks[i].quantity);
    CHECK_TEXT(text, wanted);
}

TEST(inventory_picking, orders)
{
    check_picks(ECO_PICKING_FEFO, 5, "1:3 0:2 ");
    check_picks(ECO_PICKING_FIFO, 5, "3:2 0:3 ");
    check_picks(ECO_PICKING_NEAREST, 4, "1:3 3:1 ");
    check_picks(ECO_PICKING_NEAREST, 100, "1:3 3:2 0:4 ");
}

TEST(inventory_picking, refusals)
{
    eco_picked picks[5];
    size_t count = 7;
    eco_error error;
    const eco_pick_place bad[] = {PLACE(1, 0, 0, -1)};
    CHECK_FAILS(eco_inventory_pick(picks, &count,
                                   ECO_MAKE(eco_pick_input, .quantity = 10, .at_us = 100, .places = places, .places_count = 5),
                                   &error),
                ECO_E_INSUFFICIENT, "quantity 10 exceeds 9 that may leave");
    CHECK_INT((int64_t)count, 0);
    CHECK_FAILS(eco_inventory_pick(picks, &count, ECO_MAKE(eco_pick_input, .quantity = 0), &error), ECO_E_INVALID, "not above 0");
    CHECK_FAILS(eco_inventory_pick(picks, &count, ECO_MAKE(eco_pick_input, .quantity = 1, .picking = 3), &error), ECO_E_INVALID,
                "3 is no picking order");
    CHECK_FAILS(
        eco_inventory_pick(picks, &count, ECO_MAKE(eco_pick_input, .quantity = 1, .places = bad, .places_count = 1), &error),
        ECO_E_INVALID, "distance -1 is below 0");
    CHECK_TEXT(error.path, "/places/0/distance");
}

/* ---- slotting --------------------------------------------------------------------------------------------------------------------------- */

static const char *note_of(const eco_table *table, const char *name)
{
    for (size_t i = 0; i < table->notes_count; i++)
        if (strcmp(table->notes[i].name, name) == 0)
            return table->notes[i].value;
    return "";
}

TEST(inventory_picking, fast_goods_lie_near)
{
    const char *skus[] = {"slow", "fast", "middle", "never"}, *now[] = {"B1", "C1", "B2", NULL},
               *bins[] = {"B2", "A1", "C1", "B1"};
    const double velocity[] = {1, 50, 7.5, 0};
    const int64_t distance[] = {20, 5, 90, 20}, capacity[] = {1, 1, 9, 1};
    const eco_table goods = {.rows = 4,
                             ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("sku", skus), ECO_DOUBLE_COLUMN("velocity", velocity),
                                      ECO_TEXT_COLUMN("bin", now))};
    const eco_table places_ = {.rows = 4,
                               ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("bin", bins), ECO_INT64_COLUMN("distance", distance),
                                        ECO_INT64_COLUMN("capacity", capacity))};
    const eco_table *table;
    eco_error error;
    CHECK_OK(eco_inventory_slot(&table, &goods, &places_, &error));
    const eco_column *bin = eco_table_column(table, "bin");
    const int64_t *offsets = bin->values;
    CHECK_INT(table->rows, 4);
    CHECK(memcmp(bin->bytes, "A1B2B1C1", 8) == 0 && offsets[4] == 8); /* fast, middle, slow (both stay where they are), never */
    CHECK_TEXT(note_of(table, "way"), "420");                         /* 50 x 5 + 7.5 x 20 + 1 x 20 */
    CHECK_TEXT(note_of(table, "way_before"), "");
    eco_table_free(table);
    now[3] = "C2";
    CHECK_FAILS(eco_inventory_slot(&table, &goods, &places_, &error), ECO_E_NOT_FOUND, "bin is not in bins");
    CHECK_TEXT(error.path, "/skus/3/bin");
    now[3] = "C1";
    CHECK_OK(eco_inventory_slot(&table, &goods, &places_, &error));
    CHECK_TEXT(note_of(table, "way_before"), "4670");
    eco_table_free(table);
    skus[3] = "fast";
    CHECK_FAILS(eco_inventory_slot(&table, &goods, &places_, &error), ECO_E_EXISTS, "sku was there before");
    CHECK_FAILS(eco_inventory_slot(&table, &goods, NULL, &error), ECO_E_INVALID, "bins is required");
}

/* The way of every assignment of four SKUs to four bins: none is shorter. */
static double shortest(const double *velocity, const int64_t *distance, int used, int sku)
{
    double best = 1e300;
    if (sku == 4)
        return 0;
    for (int bin = 0; bin < 4; bin++)
        if (!(used & 1 << bin)) {
            double way = velocity[sku] * (double)distance[bin] + shortest(velocity, distance, used | 1 << bin, sku + 1);
            best = way < best ? way : best;
        }
    return best;
}

TEST(inventory_picking, no_way_is_shorter)
{
    eco_random random = {20261125};
    for (int round = 0; round < 500; round++) {
        const char *skus[] = {"a", "b", "c", "d"}, *bins[] = {"w", "x", "y", "z"};
        double velocity[4];
        int64_t distance[4];
        char text[40];
        for (int i = 0; i < 4; i++) {
            velocity[i] = (double)eco_random_between(&random, 0, 9);
            distance[i] = eco_random_between(&random, 0, 9);
        }
        const eco_table goods = {
            .rows = 4, ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("sku", skus), ECO_DOUBLE_COLUMN("velocity", velocity))};
        const eco_table places_ = {
            .rows = 4, ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("bin", bins), ECO_INT64_COLUMN("distance", distance))};
        const eco_table *table;
        eco_error error;
        CHECK_OK(eco_inventory_slot(&table, &goods, &places_, &error));
        snprintf(text, sizeof text, "%.15g", shortest(velocity, distance, 0, 0));
        CHECK_TEXT(note_of(table, "way"), text);
        eco_table_free(table);
    }
}
