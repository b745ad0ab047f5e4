/* picking.c - eco_inventory_pick: from which places a quantity is taken. */
#include "inventory/picking.h"

#include <stdio.h>

#include "base/error.h"

const char *eco_picking_name(eco_picking picking)
{
    switch (picking) {
    case ECO_PICKING_FEFO: return "fefo";
    case ECO_PICKING_FIFO: return "fifo";
    case ECO_PICKING_NEAREST: return "nearest";
    default: return "unknown";
    }
}

/* ---- the order -------------------------------------------------------------------------------------------------------------------------- */

static int compare(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

/* What never expires leaves after what does. */
static int by_expiry(const eco_pick_place *a, const eco_pick_place *b)
{
    return compare(a->expires_us ? a->expires_us : INT64_MAX, b->expires_us ? b->expires_us : INT64_MAX);
}

bool eco_picking_before(eco_picking picking, eco_pick_place a, eco_pick_place b)
{
    int expiry = by_expiry(&a, &b), receipt = compare(a.received_us, b.received_us), way = compare(a.distance, b.distance);
    const int orders[][3] = {{expiry, receipt, way}, {receipt, way, 0}, {way, expiry, receipt}};
    const int *order = orders[picking];
    for (int i = 0; i < 3; i++)
        if (order[i])
            return order[i] < 0;
    return false;
}

/* ---- the call --------------------------------------------------------------------------------------------------------------------------- */

static eco_status bad_place(size_t place, const char *field, int64_t value, eco_error *error)
{
    char path[64];
    snprintf(path, sizeof path, "/places/%zu/%s", place, field);
    return eco_fail(error, ECO_E_INVALID, path, "%s %lld is below 0", field, (long long)value);
}

static eco_status check(const eco_pick_input *input, eco_error *error)
{
    if (input->quantity <= 0)
        return eco_fail(error, ECO_E_INVALID, "/quantity", "quantity %lld is not above 0", (long long)input->quantity);
    if (input->picking < ECO_PICKING_FEFO || input->picking > ECO_PICKING_NEAREST)
        return eco_fail(error, ECO_E_INVALID, "/picking", "%d is no picking order", (int)input->picking);
    if (input->places_count && !input->places)
        return eco_fail(error, ECO_E_INVALID, "/places", "places_count is %zu, and there are no places", input->places_count);
    for (size_t i = 0; i < input->places_count; i++) {
        if (input->places[i].quantity < 0)
            return bad_place(i, "quantity", input->places[i].quantity, error);
        if (input->places[i].distance < 0)
            return bad_place(i, "distance", input->places[i].distance, error);
    }
    return ECO_OK;
}

static bool may_leave(const eco_pick_input *input, const eco_pick_place *place)
{
    return place->quantity && !(place->expires_us && input->at_us && place->expires_us <= input->at_us);
}

/* As much as is asked for, or all there is. */
static int64_t there(const eco_pick_input *input)
{
    int64_t left = input->quantity;
    for (size_t i = 0; i < input->places_count && left; i++)
        if (may_leave(input, &input->places[i]))
            left -= input->places[i].quantity < left ? input->places[i].quantity : left;
    return input->quantity - left;
}

/* picks is a heap of the places that may leave, the first one on top; equal ones by their number. */
static bool before(const eco_pick_input *input, size_t a, size_t b)
{
    const eco_pick_place *left = &input->places[a], *right = &input->places[b];
    if (eco_picking_before(input->picking, *left, *right))
        return true;
    return !eco_picking_before(input->picking, *right, *left) && a < b;
}

static void sift(eco_picked *picks, size_t at, size_t count, const eco_pick_input *input)
{
    eco_picked pick = picks[at];
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && before(input, picks[child].place, picks[child + 1].place))
            child++;
        if (!before(input, pick.place, picks[child].place))
            break;
        picks[at] = picks[child];
    }
    picks[at] = pick;
}

/* Sorted in place: it takes no memory. */
static size_t sort(eco_picked *picks, const eco_pick_input *input)
{
    size_t count = 0;
    for (size_t i = 0; i < input->places_count; i++)
        if (may_leave(input, &input->places[i]))
            picks[count++] = (eco_picked){.place = i};
    for (size_t at = count / 2; at-- > 0;)
        sift(picks, at, count, input);
    for (size_t left = count; left > 1;) {
        eco_picked last = picks[0];
        picks[0] = picks[--left];
        picks[left] = last;
        sift(picks, 0, left, input);
    }
    return count;
}

eco_status eco_inventory_pick(eco_picked *picks, size_t *picks_count, const eco_pick_input *input, eco_error *error)
{
    eco_pick_input given = {.struct_size = sizeof given};
    *picks_count = 0;
    if (ECO_TAKE(&given, input, eco_pick_input, error))
        return ECO_E_INVALID;
    eco_status status = check(&given, error);
    if (status)
        return status;
    int64_t left = there(&given);
    if (left < given.quantity && !given.partial)
        return eco_fail(error, ECO_E_INSUFFICIENT, "/quantity", "quantity %lld exceeds %lld that may leave",
                        (long long)given.quantity, (long long)left);
    size_t count = sort(picks, &given);
    for (size_t i = 0; i < count && left; i++) {
        int64_t quantity = given.places[picks[i].place].quantity;
        picks[i].quantity = quantity < left ? quantity : left;
        left -= picks[i].quantity;
        *picks_count = i + 1;
    }
    return ECO_OK;
}
