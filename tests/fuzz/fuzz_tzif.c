/* Any bytes as a TZif file. A zone that was made of them, however mad, keeps the promises of time.h. */
#include "base/civil.h"
#include "base/tzif.h"
#include "base/zone.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool condition)
{
    if (!condition)
        abort();
}

static void check_instant(const eco_zone *zone, int64_t at)
{
    int64_t local = eco_zone_local(zone, at), back, starts, ends;
    must(local >= at + ECO_OFFSET_LEAST * ECO_SECOND_US && local <= at + ECO_OFFSET_MOST * ECO_SECOND_US);
    eco_civil civil = eco_zone_civil(zone, at);
    if (local >= ECO_TIME_FIRST_US && local <= ECO_TIME_LAST_US && eco_zone_instant(&back, zone, &civil, NULL) == ECO_OK)
        must(back <= at && eco_zone_local(zone, back) == local); /* the earliest instant with this wall clock */
    for (eco_period period = ECO_PERIOD_DAY; period <= ECO_PERIOD_YEAR; period++)
        if (eco_zone_period(&starts, &ends, zone, period, at, NULL) == ECO_OK)
            must(starts <= at && at < ends);
    eco_duration duration = {1, -1, 1};
    if (eco_zone_add(&back, zone, at, duration, NULL) == ECO_OK)
        must(back >= ECO_TIME_FIRST_US && back <= ECO_TIME_LAST_US);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eco_zone *zone;
    eco_error error;
    if (eco_zone_from_bytes(&zone, "fuzz", data, size, &error)) {
        must(!zone && error.status == ECO_E_INVALID);
        return 0;
    }
    for (size_t i = 1; i < zone->count; i++)
        must(zone->starts[i] > zone->starts[i - 1]);
    uint64_t state = size;
    for (int i = 0; i < 12; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        check_instant(zone, ECO_TIME_FIRST_US + (int64_t)(state % (uint64_t)(ECO_TIME_LAST_US - ECO_TIME_FIRST_US + 1)));
        int64_t start = zone->starts[state % zone->count]; /* where it changes */
        if (start > ECO_TIME_FIRST_US / ECO_SECOND_US && start < ECO_TIME_LAST_US / ECO_SECOND_US) {
            check_instant(zone, start * ECO_SECOND_US - 1);
            check_instant(zone, start * ECO_SECOND_US);
        }
    }
    eco_zone_free(zone);
    return 0;
}
