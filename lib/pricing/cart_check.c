/* cart_check.c - what a cart refuses before anything is priced, each with the path of its field. */
#include "pricing/cart_check.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { FEW_LINES = 32, TEXT_MAX = 1 << 20 };

static eco_status check_bytes(const char *text, size_t size, const char *path, eco_error *error)
{
    size_t valid = eco_utf8_valid(text, size);
    if (valid < size)
        return eco_fail(error, ECO_E_INVALID, path, "not UTF-8 from byte %zu on", valid);
    if (size > TEXT_MAX)
        return eco_fail(error, ECO_E_LIMIT, path, "text of %zu bytes, more than %d", size, TEXT_MAX);
    return ECO_OK;
}

/* NULL is fine. */
static inline eco_status check_utf8(const char *text, const char *path, eco_error *error)
{
    size_t size = text ? strlen(text) : 0;
    return eco_is_ascii(text, size) ? ECO_OK : check_bytes(text, size, path, error);
}

static inline eco_status check_name(const char *text, const char *path, eco_error *error)
{
    return text && *text ? check_utf8(text, path, error) : eco_fail(error, ECO_E_INVALID, path, "required");
}

static eco_status check_list(const void *items, size_t count, const char *path, eco_error *error)
{
    return items || !count ? ECO_OK : eco_fail(error, ECO_E_INVALID, path, "NULL, though its count is %zu", count);
}

eco_status eco_cart_check_text(const char *text, const char *path, eco_error *error)
{
    return check_utf8(text, path, error);
}

/* Values are checked when something looks at them (facts.c). */
static eco_status check_attributes(const eco_attribute *attributes, size_t count, eco_error *error)
{
    if (check_list(attributes, count, "/attributes", error))
        return ECO_E_INVALID;
    for (size_t i = 0; i < count; i++) {
        eco_status status = check_name(attributes[i].name, "/name", error);
        if (!status && !attributes[i].value)
            status = eco_fail(error, ECO_E_INVALID, "/value", "attribute %s has no value", ECO_QUOTE(attributes[i].name));
        if (status)
            return eco_fail_under(error, status, "/attributes/%zu", i);
    }
    return ECO_OK;
}

static eco_status check_scale(int32_t scale, const char *path, eco_error *error)
{
    if (scale < 0 || scale > ECO_CART_SCALE_MAX)
        return eco_fail(error, ECO_E_INVALID, path, "scale %" PRId32 " is not in 0..%d", scale, ECO_CART_SCALE_MAX);
    return ECO_OK;
}

static eco_status check_reserved(const uint64_t *reserved, size_t count, eco_error *error)
{
    for (size_t i = 0; i < count; i++)
        if (reserved[i])
            return eco_fail(error, ECO_E_INVALID, "/reserved", "reserved is not 0");
    return ECO_OK;
}

static eco_status check_numbers(const eco_cart_line *line, eco_error *error)
{
    if (line->quantity <= 0)
        return eco_fail(error, ECO_E_INVALID, "/quantity", "quantity %" PRId64 " is not above 0", line->quantity);
    if (line->unit_minor < 0)
        return eco_fail(error, ECO_E_INVALID, "/unit_minor", "unit price %" PRId64 " is below 0", line->unit_minor);
    if (line->cost_minor < 0)
        return eco_fail(error, ECO_E_INVALID, "/cost_minor", "cost %" PRId64 " is below 0", line->cost_minor);
    if (line->weight_g < 0)
        return eco_fail(error, ECO_E_INVALID, "/weight_g", "weight %" PRId64 " is below 0", line->weight_g);
    if (line->volume_cm3 < 0)
        return eco_fail(error, ECO_E_INVALID, "/volume_cm3", "volume %" PRId64 " is below 0", line->volume_cm3);
    if (check_scale(line->quantity_scale, "/quantity_scale", error) || check_scale(line->unit_scale, "/unit_scale", error) ||
        check_reserved(line->reserved, sizeof line->reserved / sizeof *line->reserved, error))
        return ECO_E_INVALID;
    return ECO_OK;
}

eco_status eco_cart_check_line(const eco_cart_line *line, const eco_cart_line *before, eco_error *error)
{
    eco_status status = check_name(line->sku, "/sku", error);
    if (status || (status = check_utf8(line->id, "/id", error)) || (status = check_numbers(line, error)))
        return status;
    if (before && eco_line_has_attributes_of(line, before))
        return ECO_OK;
    return check_attributes(line->attributes, line->attributes_count, error);
}

static eco_status check_shipment(const eco_shipment *shipment, eco_error *error)
{
    eco_status status = check_name(shipment->method, "/method", error);
    if (status || (status = check_utf8(shipment->id, "/id", error)))
        return status;
    if (shipment->price_minor < 0)
        return eco_fail(error, ECO_E_INVALID, "/price_minor", "price %" PRId64 " is below 0", shipment->price_minor);
    return check_reserved(shipment->reserved, sizeof shipment->reserved / sizeof *shipment->reserved, error);
}

/* Its own, or its place. */
static bool has_shipment_id(const eco_cart *cart, size_t shipment, const char *id)
{
    char place[24];
    if (cart->shipments[shipment].id)
        return strcmp(cart->shipments[shipment].id, id) == 0;
    snprintf(place, sizeof place, "%zu", shipment + 1);
    return strcmp(place, id) == 0;
}

/* Few: an order ships in a handful of parcels. */
static eco_status check_shipments(const eco_cart *cart, eco_error *error)
{
    enum { SHIPMENTS_MAX = 1000 };
    if (cart->shipping && cart->shipments_count)
        return eco_fail(error, ECO_E_INVALID, "/shipments", "shipping and shipments: a cart ships in one way");
    if (cart->shipments_count > SHIPMENTS_MAX)
        return eco_fail(error, ECO_E_LIMIT, "/shipments", "%zu shipments, more than %d", cart->shipments_count, SHIPMENTS_MAX);
    for (size_t i = 0; i < cart->shipments_count; i++) {
        eco_status status = check_shipment(&cart->shipments[i], error);
        for (size_t j = 0; j < cart->shipments_count && !status && cart->shipments[i].id; j++)
            if (j != i && has_shipment_id(cart, j, cart->shipments[i].id))
                status = eco_fail(error, ECO_E_INVALID, "/id", "another shipment has the id %s, too",
                                  ECO_QUOTE(cart->shipments[i].id));
        if (status)
            return eco_fail_under(error, status, "/shipments/%zu", i);
    }
    return ECO_OK;
}

/* ---- ids are unique, those that a line gets by its place among them ---- */

static eco_status refuse_same(size_t line, const char *id, eco_error *error)
{
    eco_fail(error, ECO_E_INVALID, "/id", "another line has the id %s, too", ECO_QUOTE(id));
    return eco_fail_under(error, ECO_E_INVALID, "/lines/%zu", line);
}

/* Lines without an id have their place, from 1. Each place is taken once, so only given ids can be the same as another. */
static bool is_place_of_line_without_id(const eco_cart *cart, const char *id)
{
    size_t place = 0;
    if (*id < '1' || *id > '9' || strlen(id) > 18)
        return false;
    for (; *id >= '0' && *id <= '9'; id++)
        place = place * 10 + (size_t)(*id - '0');
    return !*id && place <= cart->lines_count && !cart->lines[place - 1].id;
}

static eco_status check_ids(const eco_cart *cart, const eco_allocator *allocator, eco_error *error)
{
    eco_status status = ECO_OK;
    eco_map ids;
    eco_map_begin(&ids, allocator);
    for (size_t i = 0; i < cart->lines_count && !status; i++) {
        const char *id = cart->lines[i].id;
        if (!id)
            continue;
        bool same = is_place_of_line_without_id(cart, id), added = true;
        if (cart->lines_count <= FEW_LINES) {
            for (size_t j = 0; j < i && !same; j++)
                same = cart->lines[j].id && strcmp(cart->lines[j].id, id) == 0;
        } else if (!same) {
            int64_t place = (int64_t)i;
            if (!eco_map_add(&ids, id, strlen(id), &place, &added))
                status = eco_fail_memory(error);
            same = !added;
        }
        if (same)
            status = refuse_same(i, id, error);
    }
    eco_map_end(&ids);
    return status;
}

/* ---- the whole ---- */

eco_status eco_cart_check_rest(const eco_cart *cart, bool has_ids, const eco_allocator *allocator, eco_error *error)
{
    eco_status status = ECO_OK;
    for (size_t i = 0; i < cart->surcharges_count; i++) {
        const eco_surcharge *surcharge = &cart->surcharges[i];
        if ((status = check_name(surcharge->id, "/id", error)) ||
            (status = check_reserved(surcharge->reserved, sizeof surcharge->reserved / sizeof *surcharge->reserved, error)) ||
            (status = check_attributes(surcharge->attributes, surcharge->attributes_count, error)))
            return eco_fail_under(error, status, "/surcharges/%zu", i);
    }
    for (size_t i = 0; i < cart->coupons_count; i++)
        if ((status = check_name(cart->coupons[i], NULL, error)))
            return eco_fail_under(error, status, "/coupons/%zu", i);
    if ((status = check_attributes(cart->attributes, cart->attributes_count, error)))
        return status;
    return has_ids ? check_ids(cart, allocator, error) : ECO_OK;
}

eco_status eco_cart_check_head(const eco_cart *cart, eco_error *error)
{
    eco_status status = ECO_OK;
    if (cart->at_us <= 0)
        return eco_fail(error, ECO_E_INVALID, "/at_us", "at_us %" PRId64 ": a cart is priced at an instant", cart->at_us);
    if (cart->credit_minor < 0)
        return eco_fail(error, ECO_E_INVALID, "/credit_minor", "credit %" PRId64 " is below 0", cart->credit_minor);
    if ((status = check_utf8(cart->id, "/id", error)) || (status = check_utf8(cart->customer, "/customer", error)) ||
        (status = check_utf8(cart->channel, "/channel", error)) || (status = check_utf8(cart->shipping, "/shipping", error)) ||
        (status = check_list(cart->lines, cart->lines_count, "/lines", error)) ||
        (status = check_list(cart->coupons, cart->coupons_count, "/coupons", error)) ||
        (status = check_list(cart->surcharges, cart->surcharges_count, "/surcharges", error)) ||
        (status = check_list(cart->shipments, cart->shipments_count, "/shipments", error)) ||
        (status = check_shipments(cart, error)))
        return status;
    if (cart->lines_count >= INT32_MAX || cart->surcharges_count >= INT32_MAX - cart->lines_count)
        return eco_fail(error, ECO_E_LIMIT, "/lines", "%zu lines and %zu surcharges", cart->lines_count, cart->surcharges_count);
    return ECO_OK;
}

eco_status eco_cart_check(const eco_cart *cart, const eco_allocator *allocator, eco_error *error)
{
    eco_status status = eco_cart_check_head(cart, error);
    bool has_ids = false;
    for (size_t i = 0; i < cart->lines_count && !status; i++) {
        const eco_cart_line *line = &cart->lines[i];
        has_ids |= line->id != NULL;
        if ((status = eco_cart_check_line(line, i ? line - 1 : NULL, error)))
            eco_fail_under(error, status, "/lines/%zu", i);
    }
    return status ? status : eco_cart_check_rest(cart, has_ids, allocator, error);
}
