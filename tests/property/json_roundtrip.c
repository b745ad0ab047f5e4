/* json_roundtrip.c - carts and rulebooks by chance: what is written and read again is what it was. */
#include "test.h"

#include "json/documents.h"

#include <stdlib.h>

/* ---- values by chance; what they point to lives in an arena ---- */

typedef struct chance {
    eco_random random;
    eco_arena arena;
} chance;

static int64_t between(chance *chance, int64_t low, int64_t high)
{
    return eco_random_between(&chance->random, low, high);
}

static bool often(chance *chance)
{
    return between(chance, 0, 3) > 0;
}

/* 1 to 2^63 - 1, of any length. */
static int64_t positive(chance *chance)
{
    int64_t value = (int64_t)(eco_random_next(&chance->random) >> between(chance, 1, 63));
    return value ? value : 1;
}

static int64_t maybe_positive(chance *chance)
{
    return often(chance) ? positive(chance) : 0;
}

static int64_t instant(chance *chance)
{
    return between(chance, 1, INT64_C(253402300799999999)); /* to the end of 9999 */
}

static const char *text(chance *chance)
{
    static const char *const parts[] = {"a", "Z",  "0",  "-",    " ",    "\"",       "\\",           "/",
                                        "'", "\n", "\t", "\x01", "\x7F", "\xC3\xA9", "\xE6\xBB\xA1", "\xF0\x9F\x8E\x81"};
    char *out = eco_arena_take(&chance->arena, 64), *at = out;
    for (int64_t i = between(chance, 1, 12); i > 0; i--)
        at = stpcpy(at, parts[between(chance, 0, 15)]);
    return out;
}

static const char *maybe_text(chance *chance)
{
    return often(chance) ? text(chance) : NULL;
}

/* Each name once, with one to three values. */
static const eco_attribute *attributes(chance *chance, size_t *count)
{
    static const char *const names[] = {"category", "customer.tier", "\xE7\xAD\x89\xE7\xBA\xA7", "a\"b"};
    eco_attribute *out = eco_arena_take_array(&chance->arena, 12, sizeof *out);
    *count = 0;
    for (int i = 0; i < 4; i++)
        if (often(chance))
            for (int64_t values = between(chance, 1, 3); values > 0; values--)
                out[(*count)++] = (eco_attribute){names[i], text(chance)};
    return out;
}

/* ---- carts ---- */

static const eco_shipment *random_shipments(chance *chance, size_t *count)
{
    *count = (size_t)between(chance, 0, 3);
    eco_shipment *shipments = eco_arena_take_array(&chance->arena, *count, sizeof *shipments);
    for (size_t i = 0; i < *count; i++) {
        shipments[i] = (eco_shipment){.id = maybe_text(chance), .method = text(chance), .price_minor = maybe_positive(chance)};
        shipments[i].is_free = !often(chance);
    }
    return shipments;
}

static eco_cart random_cart(chance *chance)
{
    eco_cart cart = {
        .struct_size = sizeof cart, .id = maybe_text(chance), .customer = maybe_text(chance), .channel = maybe_text(chance)};
    cart.shipping = maybe_text(chance);
    cart.at_us = instant(chance);
    cart.lines_count = (size_t)between(chance, 0, 5);
    eco_cart_line *lines = eco_arena_take_array(&chance->arena, cart.lines_count, sizeof *lines);
    for (size_t i = 0; i < cart.lines_count; i++) {
        lines[i] = (eco_cart_line){
            .id = maybe_text(chance), .sku = text(chance), .quantity = positive(chance), .unit_minor = maybe_positive(chance)};
        lines[i].quantity_scale = (int32_t)between(chance, 0, 6);
        lines[i].unit_scale = lines[i].unit_minor ? (int32_t)between(chance, 0, 6) : 0;
        lines[i].is_free = !often(chance);
        lines[i].cost_minor = maybe_positive(chance);
        lines[i].weight_g = maybe_positive(chance);
        lines[i].volume_cm3 = maybe_positive(chance);
        lines[i].attributes = attributes(chance, &lines[i].attributes_count);
    }
    cart.lines = lines;
    const char **coupons = eco_arena_take_array(&chance->arena, 3, sizeof *coupons);
    for (cart.coupons_count = (size_t)between(chance, 0, 3); cart.coupons_count > 0 && !coupons[cart.coupons_count - 1];)
        for (size_t i = 0; i < cart.coupons_count; i++)
            coupons[i] = text(chance);
    cart.coupons = coupons;
    cart.attributes = attributes(chance, &cart.attributes_count);
    cart.surcharges_count = (size_t)between(chance, 0, 2);
    eco_surcharge *surcharges = eco_arena_take_array(&chance->arena, cart.surcharges_count, sizeof *surcharges);
    for (size_t i = 0; i < cart.surcharges_count; i++) {
        surcharges[i] = (eco_surcharge){.id = text(chance),
                                        .amount_minor = between(chance, 0, 1) ? positive(chance) : -positive(chance)};
        surcharges[i].includes_tax = often(chance);
        surcharges[i].attributes = attributes(chance, &surcharges[i].attributes_count);
    }
    cart.surcharges = surcharges;
    cart.credit_minor = maybe_positive(chance);
    cart.shipments = random_shipments(chance, &cart.shipments_count);
    return cart;
}

#define SAME(member) CHECK_INT(a->member, b->member)
#define SAME_TEXT(member)                                       \
    do {                                                        \
        CHECK(!a->member == !b->member);                        \
        CHECK(!a->member || strcmp(a->member, b->member) == 0); \
    } while (0)

static void check_same_attributes(const eco_attribute *a, size_t a_count, const eco_attribute *b, size_t b_count)
{
    CHECK_INT(a_count, b_count);
    for (size_t i = 0; i < a_count; i++, a++, b++) {
        SAME_TEXT(name);
        SAME_TEXT(value);
    }
}

static void check_same_line(const eco_cart_line *a, const eco_cart_line *b)
{
    SAME_TEXT(id);
    SAME_TEXT(sku);
    SAME(quantity);
    SAME(quantity_scale);
    SAME(is_free);
    SAME(unit_minor);
    SAME(unit_scale);
    SAME(cost_minor);
    SAME(weight_g);
    SAME(volume_cm3);
    check_same_attributes(a->attributes, a->attributes_count, b->attributes, b->attributes_count);
}

static void check_same_cart(const eco_cart *a, const eco_cart *b)
{
    SAME_TEXT(id);
    SAME_TEXT(customer);
    SAME_TEXT(channel);
    SAME_TEXT(shipping);
    SAME(at_us);
    SAME(lines_count);
    SAME(coupons_count);
    SAME(surcharges_count);
    SAME(credit_minor);
    SAME(shipments_count);
    for (size_t i = 0; i < a->shipments_count; i++) {
        SAME_TEXT(shipments[i].id);
        SAME_TEXT(shipments[i].method);
        SAME(shipments[i].price_minor);
        SAME(shipments[i].is_free);
    }
    for (size_t i = 0; i < a->lines_count; i++)
        check_same_line(&a->lines[i], &b->lines[i]);
    for (size_t i = 0; i < a->coupons_count; i++)
        SAME_TEXT(coupons[i]);
    for (size_t i = 0; i < a->surcharges_count; i++) {
        SAME_TEXT(surcharges[i].id);
        SAME(surcharges[i].amount_minor);
        SAME(surcharges[i].includes_tax);
        check_same_attributes(a->surcharges[i].attributes, a->surcharges[i].attributes_count, b->surcharges[i].attributes,
                              b->surcharges[i].attributes_count);
    }
    check_same_attributes(a->attributes, a->attributes_count, b->attributes, b->attributes_count);
}

static bool collect(const char *piece, size_t size, void *user)
{
    eco_buffer_add(user, piece, size);
    return true;
}

static void write_cart(eco_buffer *out, const eco_cart *cart, const char *currency)
{
    eco_error error;
    eco_json_writing writing;
    eco_json_write_begin(&writing, NULL, (eco_writer){collect, out}, currency);
    eco_json_write_open(&writing, '{');
    eco_json_write_key(&writing, "schema");
    eco_json_write_text(&writing, ECO_JSON_CART);
    eco_json_write_members(&writing, &eco_json_cart, cart);
    eco_json_write_close(&writing, '}');
    CHECK_OK(eco_json_write_end(&writing, &error));
}

TEST(json_roundtrip, carts)
{
    static const char *const currencies[] = {"CNY", "JPY", "KWD", "CLF"};
    chance chance = {.random = {eco_test_seed()}};
    eco_arena_begin(&chance.arena, NULL);
    for (long round = 0, rounds = eco_test_cases(2000); round < rounds; round++) {
        const char *currency = currencies[round % 4];
        eco_arena_reset(&chance.arena);
        eco_cart cart = random_cart(&chance);
        const eco_cart *again;
        eco_error error;
        eco_buffer first, second;
        eco_buffer_begin(&first, NULL);
        eco_buffer_begin(&second, NULL);
        write_cart(&first, &cart, currency);
        CHECK_OK(eco_json_read_cart(&again, first.bytes, first.size, currency, NULL, &error));
        check_same_cart(&cart, again);
        write_cart(&second, again, currency);
        CHECK(first.size == second.size && memcmp(first.bytes, second.bytes, first.size) == 0);
        eco_json_cart_free(again);
        eco_buffer_end(&first);
        eco_buffer_end(&second);
    }
    eco_arena_end(&chance.arena);
}

/* ---- rulebooks ---- */

static const char *condition(chance *chance)
{
    static const char *const conditions[] = {NULL, "customer.tier in ('gold', 'vip')", "at.weekday == 6 or at.hour >= 20",
                                             "line.sku in @set1", "note == 'it''s \\ \"\xE4\xB8\xAD\"'"};
    return conditions[between(chance, 0, 4)];
}

static const char *id_of(chance *chance, const char *kind, int number)
{
    char *out = eco_arena_take(&chance->arena, 96);
    snprintf(out, 96, "%s%d %s", kind, number, often(chance) ? "" : text(chance));
    return out;
}

static void window(chance *chance, int64_t *starts_us, int64_t *ends_us)
{
    *starts_us = often(chance) ? between(chance, 1, INT64_C(1) << 50) : 0;
    *ends_us = often(chance) ? *starts_us + between(chance, 1, INT64_C(1) << 50) : 0;
}

enum { OFF_PERCENT, OFF_EACH, PRICE_EACH, FREE, OFF, PRICE_SET, GIFT };

/* What goes with the promotion's selection. */
static int64_t random_benefit(chance *chance, const eco_promotion *promotion, bool by_quantity)
{
    bool selects = promotion->buy_quantity || promotion->group_quantity || promotion->max_line_quantity;
    bool ships = promotion->stage == ECO_STAGE_SHIPPING;
    if (promotion->bands)
        return by_quantity ? between(chance, OFF_PERCENT, FREE) : OFF_PERCENT;
    if (promotion->repeats)
        return selects || ships || often(chance) ? OFF : GIFT;
    int64_t kind = between(chance, OFF_PERCENT, selects || ships ? PRICE_SET : GIFT);
    return kind == PRICE_SET && promotion->group_quantity && (promotion->nth || promotion->max_line_quantity) ? OFF : kind;
}

static eco_tier random_tier(chance *chance, const eco_promotion *promotion, int64_t from, bool by_quantity)
{
    eco_tier tier = {.from_minor = by_quantity ? 0 : from, .from_quantity = by_quantity ? from : 0};
    switch (random_benefit(chance, promotion, by_quantity)) {
    case OFF: tier.off_minor = positive(chance); break;
    case OFF_EACH: tier.off_each_minor = positive(chance); break;
    case OFF_PERCENT: tier.off_percent = (eco_decimal){between(chance, 1, 10000), 2}; break;
    case PRICE_EACH: tier.price_each_minor = positive(chance); break;
    case PRICE_SET: tier.price_set_minor = positive(chance); break;
    case GIFT:
        tier.gift_sku = text(chance);
        tier.gift_quantity = maybe_positive(chance);
        break;
    default: tier.is_free = true;
    }
    return tier;
}

/* Which units benefit: all, those bought or in groups, or bands of them. */
static void random_selection(chance *chance, eco_promotion *promotion)
{
    promotion->pick = (eco_pick)between(chance, ECO_PICK_CHEAPEST, ECO_PICK_DEAREST);
    if (promotion->stage == ECO_STAGE_SHIPPING)
        return;
    switch (between(chance, 0, 3)) {
    case 0:
        promotion->bands = !promotion->repeats;
        if (promotion->bands)
            return;
        break;
    case 1:
        promotion->buy_quantity = positive(chance);
        promotion->buy = condition(chance);
        promotion->get_quantity = maybe_positive(chance);
        break;
    case 2:
        promotion->group_quantity = positive(chance);
        promotion->nth = often(chance) ? between(chance, 1, promotion->group_quantity) : 0;
        promotion->dealt = promotion->nth && !often(chance);
        break;
    default: break;
    }
    promotion->max_quantity = often(chance) ? 0 : positive(chance);
    promotion->max_line_quantity = often(chance) ? 0 : positive(chance);
}

static void add_promotion(chance *chance, eco_rulebook_builder *builder, int number)
{
    eco_promotion promotion = {.struct_size = sizeof promotion, .id = id_of(chance, "p", number), .label = maybe_text(chance)};
    promotion.stage = (eco_stage)between(chance, ECO_STAGE_ITEM, ECO_STAGE_SHIPPING);
    promotion.priority = often(chance) ? 0 : (int32_t)between(chance, INT32_MIN, INT32_MAX);
    window(chance, &promotion.starts_us, &promotion.ends_us);
    promotion.coupon = often(chance) ? NULL : often(chance) ? text(chance) : "@set0";
    promotion.when = condition(chance);
    promotion.on = condition(chance);
    promotion.basis = (eco_basis)between(chance, ECO_BASIS_RUNNING, ECO_BASIS_LIST);
    promotion.repeats = !often(chance);
    promotion.max_off_minor = often(chance) ? 0 : positive(chance);
    promotion.exclusive = !often(chance);
    promotion.percent_basis = (eco_basis)between(chance, ECO_BASIS_RUNNING, ECO_BASIS_LIST);
    promotion.exclusion_group = often(chance) ? NULL : text(chance);
    promotion.limit = often(chance) ? 0 : positive(chance);
    promotion.limit_per_customer = often(chance) ? 0 : positive(chance);
    promotion.limit_per_code = promotion.coupon ? maybe_positive(chance) : 0;
    promotion.stands_alone = !often(chance);
    random_selection(chance, &promotion);
    promotion.tiers_count = (size_t)between(chance, 1, 3);
    eco_tier *tiers = eco_arena_take_array(&chance->arena, promotion.tiers_count, sizeof *tiers);
    bool by_quantity = !often(chance);
    int64_t from = between(chance, 1, INT64_C(1) << 60);
    for (size_t i = 0; i < promotion.tiers_count; i++, from += between(chance, 1, INT64_C(1) << 60))
        tiers[promotion.tiers_count - 1 - i] = random_tier(chance, &promotion, from, by_quantity);
    promotion.tiers = tiers;
    eco_rulebook_add_promotion(builder, &promotion);
}

/* None, the rulebook's, or another one; with a rate where the prices count. */
static bool random_currency(chance *chance, eco_price_list *list, const char *own)
{
    static const char *const currencies[] = {NULL, NULL, "CNY", "JPY", "KWD", "CLF"};
    list->currency = currencies[between(chance, 0, 5)];
    if (!list->currency || strcmp(list->currency, own) == 0 || often(chance))
        return false;
    int32_t scale = (int32_t)between(chance, 0, 5);
    list->rate = (eco_decimal){between(chance, 100000, 10000000), scale};
    return true;
}

static void add_price_list(chance *chance, eco_rulebook_builder *builder, int number, const char *currency)
{
    static const char *const conditions[] = {NULL, "channel == 'app'", "customer.group == 'b2b'"};
    eco_price_list list = {.struct_size = sizeof list, .id = id_of(chance, "l", number), .is_override = !often(chance)};
    list.when = conditions[between(chance, 0, 2)];
    window(chance, &list.starts_us, &list.ends_us);
    list.priority = (int32_t)between(chance, -2, 2);
    bool is_converted = random_currency(chance, &list, currency);
    list.entries_count = (size_t)between(chance, 0, 4);
    eco_price_entry *entries = eco_arena_take_array(&chance->arena, list.entries_count, sizeof *entries);
    for (size_t i = 0; i < list.entries_count; i++) {
        entries[i] = (eco_price_entry){
            .sku = text(chance), .unit_minor = positive(chance), .unit_scale = (int32_t)between(chance, 0, 6)};
        if (is_converted) /* to something, which fits */
            entries[i] = (eco_price_entry){.sku = entries[i].sku, .unit_minor = between(chance, 100000, 10000000)};
        entries[i].from_quantity = (int64_t)i;
    }
    list.entries = entries;
    eco_rulebook_add_price_list(builder, &list);
}

static void add_tax(chance *chance, eco_rulebook_builder *builder, int number, bool compounds)
{
    eco_tax tax = {.struct_size = sizeof tax,
                   .id = id_of(chance, "t", number),
                   .percent = {between(chance, 0, 999999), (int32_t)between(chance, compounds ? 2 : 0, 4)}};
    tax.on = condition(chance);
    tax.compound = compounds && often(chance);
    eco_rulebook_add_tax(builder, &tax);
}

static const eco_shipping_step *random_steps(chance *chance, size_t *count)
{
    int64_t kind = between(chance, 0, 3), from = between(chance, 0, 1000);
    *count = (size_t)between(chance, 1, 3);
    eco_shipping_step *steps = eco_arena_take_array(&chance->arena, *count, sizeof *steps);
    for (size_t i = *count; i-- > 0; from += between(chance, 1, INT64_C(1) << 60)) {
        int64_t *froms[] = {&steps[i].from_minor, &steps[i].from_quantity, &steps[i].from_weight_g, &steps[i].from_volume_cm3};
        *froms[kind] = from;
        steps[i].price_minor = maybe_positive(chance);
        steps[i].more_each = kind && from && often(chance) ? positive(chance) : 0;
        steps[i].more_minor = steps[i].more_each ? positive(chance) : 0;
    }
    return steps;
}

static void add_shipping(chance *chance, eco_rulebook_builder *builder, int number)
{
    eco_shipping shipping = {.struct_size = sizeof shipping, .id = id_of(chance, "s", number), .method = text(chance)};
    shipping.when = condition(chance);
    shipping.from_minor = maybe_positive(chance);
    shipping.priority = (int32_t)between(chance, -1, 1);
    if (often(chance))
        shipping.steps = random_steps(chance, &shipping.steps_count);
    else
        shipping.price_minor = maybe_positive(chance);
    eco_rulebook_add_shipping(builder, &shipping);
}

static void add_campaign(chance *chance, eco_rulebook_builder *builder, int number)
{
    eco_campaign campaign = {.struct_size = sizeof campaign, .id = id_of(chance, "k", number)};
    campaign.budget_minor = maybe_positive(chance);
    campaign.budget_uses = maybe_positive(chance);
    campaign.clip = campaign.budget_minor && often(chance);
    window(chance, &campaign.starts_us, &campaign.ends_us);
    eco_rulebook_add_campaign(builder, &campaign);
}

static void add_floor(chance *chance, eco_rulebook_builder *builder, int number)
{
    eco_floor floor = {.struct_size = sizeof floor, .id = id_of(chance, "f", number), .on = condition(chance)};
    floor.margin_percent = (eco_decimal){often(chance) ? between(chance, 1, 9999) : 0, 2};
    floor.margin_minor = maybe_positive(chance);
    floor.unit_minor = floor.margin_minor || floor.margin_percent.coefficient ? maybe_positive(chance) : positive(chance);
    floor.mode = (eco_floor_mode)between(chance, ECO_FLOOR_CLAMP, ECO_FLOOR_WARN);
    eco_rulebook_add_floor(builder, &floor);
}

static eco_rulebook *random_rulebook(chance *chance)
{
    static const char *const currencies[] = {"CNY", "JPY", "KWD", "CLF"}, *const zones[] = {NULL, "UTC", "Asia/Shanghai"};
    eco_rulebook_options options = {
        .struct_size = sizeof options, .currency = currencies[between(chance, 0, 3)], .zone = zones[between(chance, 0, 2)]};
    options.rounding = (eco_rounding)between(chance, 0, ECO_ROUNDING_HALF_FLOOR);
    options.stacking = (eco_stacking)between(chance, ECO_STACKING_SEQUENTIAL, ECO_STACKING_FIRST);
    options.tax_mode = (eco_tax_mode)between(chance, 0, 1);
    options.tax_round_at = (eco_round_at)between(chance, 0, 2);
    options.cash_step_minor = maybe_positive(chance);
    eco_rulebook_builder *builder = eco_rulebook_begin(&options);
    for (int i = 0; i < 2; i++) {
        const char *members[4];
        size_t count = (size_t)between(chance, 0, 4);
        for (size_t j = 0; j < count; j++)
            members[j] = text(chance);
        eco_rulebook_add_set(builder, i ? "set1" : "set0", members, count);
    }
    for (int i = (int)between(chance, 0, 3); i > 0; i--)
        add_price_list(chance, builder, i, options.currency);
    for (int i = (int)between(chance, 0, 5); i > 0; i--)
        add_promotion(chance, builder, i);
    bool compounds = !often(chance);
    for (int i = (int)between(chance, 0, 2); i > 0; i--) {
        add_tax(chance, builder, i, compounds);
        add_shipping(chance, builder, i);
        add_floor(chance, builder, i);
        add_campaign(chance, builder, i);
    }
    eco_rulebook *rulebook;
    eco_error error;
    CHECK_OK(eco_rulebook_build(&rulebook, builder, &error));
    return rulebook;
}

TEST(json_roundtrip, rulebooks)
{
    chance chance = {.random = {eco_test_seed() + 1}};
    eco_arena_begin(&chance.arena, NULL);
    for (long round = 0, rounds = eco_test_cases(2000); round < rounds; round++) {
        eco_rulebook *again;
        eco_error error;
        eco_buffer first, second;
        eco_arena_reset(&chance.arena);
        eco_buffer_begin(&first, NULL);
        eco_buffer_begin(&second, NULL);
        eco_rulebook *rulebook = random_rulebook(&chance);
        CHECK_OK(eco_json_write_rulebook(rulebook, (eco_writer){collect, &first}, &error));
        CHECK_F(!eco_json_read_rulebook(&again, first.bytes, first.size, NULL, &error), "%.600s: %.200s at %.100s",
                eco_buffer_text(&first), error.message, error.path);
        CHECK_OK(eco_json_write_rulebook(again, (eco_writer){collect, &second}, &error));
        CHECK_TEXT(eco_buffer_text(&second), eco_buffer_text(&first));
        eco_id one = eco_rulebook_content_of(rulebook)->digest, other = eco_rulebook_content_of(again)->digest;
        CHECK(one.high == other.high && one.low == other.low); /* of the whole content */
        eco_rulebook_free(rulebook);
        eco_rulebook_free(again);
        eco_buffer_end(&first);
        eco_buffer_end(&second);
    }
    eco_arena_end(&chance.arena);
}
