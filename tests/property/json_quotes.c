/* json_quotes.c - quotes by chance, made to add up without the engine: what is written and read again is what it was, and one amount changed is refused. */
#include "../unit/json_support.h"

#include "base/text.h"
#include "pricing/quote_internal.h"

enum { PARTS_MOST = 64 };

typedef struct maker {
    eco_random random;
    eco_arena *arena; /* the quote's */
    eco_quote *quote;
    eco_adjustment adjustments[PARTS_MOST];
    eco_tax_line taxes[PARTS_MOST];
} maker;

static int64_t between(maker *maker, int64_t low, int64_t high)
{
    return eco_random_between(&maker->random, low, high);
}

static bool often(maker *maker)
{
    return between(maker, 0, 3) > 0;
}

static int64_t maybe(maker *maker, int64_t most)
{
    return often(maker) ? between(maker, 0, most) : 0;
}

static const char *text(maker *maker)
{
    static const char *const texts[] = {"a", "满300减50", "x\"y\\z", " ", "e/f~g", "n\n\t\x01", "\xF0\x9F\x8E\x81", "7"};
    return texts[between(maker, 0, 7)];
}

static const char *maybe_text(maker *maker)
{
    return often(maker) ? text(maker) : NULL;
}

/* Splits a discount off `list` into adjustments of a line or shipment; gives the sum. */
static int64_t discount(maker *maker, int32_t line, int64_t list, int64_t quantity)
{
    int64_t sum = 0;
    for (int64_t count = between(maker, 0, 2); count > 0 && sum < list; count--) {
        eco_adjustment *adjustment = &maker->adjustments[maker->quote->adjustments_count++];
        *adjustment = (eco_adjustment){.promotion = text(maker), .coupon = maybe_text(maker), .line = line};
        adjustment->stage = (eco_stage)between(maker, ECO_STAGE_ITEM, ECO_STAGE_SHIPPING);
        adjustment->quantity = between(maker, 1, quantity);
        adjustment->off_minor = between(maker, 1, list - sum);
        sum += adjustment->off_minor;
    }
    return sum;
}

static int64_t tax(maker *maker, int32_t line, int64_t most)
{
    int64_t sum = 0;
    for (int64_t count = between(maker, 0, 2); count > 0; count--) {
        eco_tax_line *one = &maker->taxes[maker->quote->taxes_count++];
        *one = (eco_tax_line){.tax = text(maker), .line = line, .base_minor = between(maker, -1000, 100000)};
        one->tax_minor = maybe(maker, most - sum);
        sum += one->tax_minor;
    }
    return sum;
}

/* What is charged, with its tax, inside or on top. */
static void charge(maker *maker, int64_t charged, int64_t tax, int64_t *net, int64_t *total)
{
    bool is_included = maker->quote->tax_mode == ECO_TAX_INCLUDED;
    *net = is_included ? charged - tax : charged;
    *total = is_included ? charged : charged + tax;
}

static void make_line(maker *maker, eco_quote_line *line, int32_t place)
{
    eco_quote *quote = maker->quote;
    *line = (eco_quote_line){.id = text(maker), .sku = text(maker)};
    line->kind = often(maker) ? ECO_LINE_GOODS : (eco_line_kind)between(maker, ECO_LINE_GOODS, ECO_LINE_GIFT);
    line->quantity = line->kind == ECO_LINE_SURCHARGE ? 0 : between(maker, 1, INT64_C(1) << between(maker, 1, 60));
    if (line->kind == ECO_LINE_GIFT) {
        maker->adjustments[quote->adjustments_count++] = (eco_adjustment){
            .promotion = text(maker), .line = place, .stage = ECO_STAGE_SHOP, .quantity = line->quantity};
        return;
    }
    line->list_minor = between(maker, line->kind == ECO_LINE_GOODS ? 0 : -1000, 1000000);
    if (line->kind == ECO_LINE_GOODS) {
        line->quantity_scale = (int32_t)maybe(maker, 6);
        line->unit_minor = maybe(maker, 1000000);
        line->unit_scale = (int32_t)maybe(maker, 6);
        line->discount_minor = discount(maker, place, line->list_minor, line->quantity);
    }
    int64_t charged = line->list_minor - line->discount_minor;
    line->tax_minor = tax(maker, place, charged > 0 ? charged : 0);
    charge(maker, charged, line->tax_minor, &line->net_minor, &line->total_minor);
    line->credit_minor = line->total_minor > 0 ? maybe(maker, line->total_minor) : 0;
    quote->surcharge_minor += line->kind == ECO_LINE_SURCHARGE ? charged : 0;
    quote->list_minor += line->kind == ECO_LINE_GOODS ? line->list_minor : 0;
    quote->discount_minor += line->discount_minor;
    quote->net_minor += line->net_minor;
    quote->tax_minor += line->tax_minor;
    quote->credit_minor += line->credit_minor;
}

static void make_shipment(maker *maker, eco_quote_shipment *shipment, int32_t place)
{
    eco_quote *quote = maker->quote;
    *shipment = (eco_quote_shipment){.id = text(maker), .method = text(maker), .list_minor = maybe(maker, 5000)};
    shipment->discount_minor = discount(maker, place, shipment->list_minor, 1);
    int64_t charged = shipment->list_minor - shipment->discount_minor;
    shipment->tax_minor = tax(maker, place, charged);
    charge(maker, charged, shipment->tax_minor, &shipment->net_minor, &shipment->total_minor);
    shipment->credit_minor = maybe(maker, shipment->total_minor);
    quote->shipping_minor += charged;
    quote->shipping_discount_minor += shipment->discount_minor;
    quote->shipping_tax_minor += shipment->tax_minor;
    quote->net_minor += shipment->net_minor;
    quote->tax_minor += shipment->tax_minor;
    quote->credit_minor += shipment->credit_minor;
}

static eco_decision make_decision(maker *maker)
{
    static const eco_reason reasons[] = {ECO_REASON_APPLIED,      ECO_REASON_CLIPPED,   ECO_REASON_BELOW_THRESHOLD,
                                         ECO_REASON_CONDITION,    ECO_REASON_NO_TARGET, ECO_REASON_NO_COUPON,
                                         ECO_REASON_NOT_STARTED,  ECO_REASON_ENDED,     ECO_REASON_EXCLUDED,
                                         ECO_REASON_NOTHING_LEFT, ECO_REASON_FLOOR,     ECO_REASON_UNKNOWN_COUPON,
                                         ECO_REASON_WORSE,        ECO_REASON_LIMIT,     ECO_REASON_BUDGET};
    eco_decision decision = {
        .promotion = maybe_text(maker), .label = maybe_text(maker), .reason = reasons[between(maker, 0, 14)]};
    decision.off_minor = maybe(maker, INT64_MAX);
    decision.clipped_minor = maybe(maker, INT64_MAX);
    decision.missing_minor = maybe(maker, INT64_MAX);
    decision.missing_quantity = maybe(maker, INT64_MAX);
    decision.next_off_minor = maybe(maker, INT64_MAX);
    decision.by = maybe_text(maker);
    decision.needed = maybe_text(maker);
    decision.found = maybe_text(maker);
    decision.left_minor = maybe(maker, INT64_MAX);
    return decision;
}

/* Of some of the promotions that stand in the adjustments, in their order; each of the first place where it stands after the use before. */
static void make_uses(maker *maker)
{
    eco_quote *quote = maker->quote;
    eco_use *uses = eco_arena_take_array(maker->arena, quote->adjustments_count, sizeof *uses);
    for (size_t at = 0, from = 0, end; at < quote->adjustments_count; at = end) {
        const char *promotion = maker->adjustments[at].promotion;
        int64_t spent = 0;
        bool is_first = often(maker);
        for (end = at; end < quote->adjustments_count && strcmp(maker->adjustments[end].promotion, promotion) == 0; end++)
            spent += maker->adjustments[end].off_minor;
        for (size_t i = from; i < at; i++)
            is_first = is_first && strcmp(maker->adjustments[i].promotion, promotion) != 0;
        if (!is_first)
            continue;
        from = end;
        uses[quote->uses_count++] = (eco_use){.promotion = promotion,
                                              .campaign = maybe_text(maker),
                                              .customer = maybe_text(maker),
                                              .code = maybe_text(maker),
                                              .uses = between(maker, 1, 3),
                                              .spent_minor = spent,
                                              .left_uses = maybe(maker, INT64_MAX),
                                              .left_minor = maybe(maker, INT64_MAX)};
    }
    quote->uses = uses;
}

static void make_lists(maker *maker)
{
    eco_quote *quote = maker->quote;
    quote->lines_count = (size_t)between(maker, 0, 5);
    quote->shipments_count = (size_t)between(maker, 0, 3);
    quote->decisions_count = (size_t)between(maker, 0, 3);
    eco_quote_line *lines = eco_arena_take_array(maker->arena, quote->lines_count, sizeof *lines);
    eco_quote_shipment *shipments = eco_arena_take_array(maker->arena, quote->shipments_count, sizeof *shipments);
    eco_decision *decisions = eco_arena_take_array(maker->arena, quote->decisions_count, sizeof *decisions);
    for (size_t i = 0; i < quote->lines_count; i++)
        make_line(maker, &lines[i], (int32_t)i);
    for (size_t i = 0; i < quote->shipments_count; i++)
        make_shipment(maker, &shipments[i], -1 - (int32_t)i);
    for (size_t i = 0; i < quote->decisions_count; i++)
        decisions[i] = make_decision(maker);
    quote->lines = lines;
    quote->shipments = shipments;
    quote->decisions = decisions;
    quote->adjustments = maker->adjustments;
    quote->taxes = maker->taxes;
    make_uses(maker);
}

/* False: surcharges made the total negative. */
static bool make_quote(maker *maker)
{
    static const char *const currencies[] = {"CNY", "JPY", "KWD", "CLF"};
    eco_quote *quote = maker->quote = eco_quote_begin(NULL, 0, &maker->arena);
    quote->cart = maybe_text(maker);
    quote->currency = currencies[between(maker, 0, 3)];
    quote->at_us = between(maker, 1, INT64_C(253402300799999999));
    quote->tax_mode = (eco_tax_mode)between(maker, ECO_TAX_EXCLUDED, ECO_TAX_INCLUDED);
    quote->rulebook = (eco_id){eco_random_next(&maker->random), eco_random_next(&maker->random)};
    make_lists(maker);
    quote->total_minor = quote->net_minor + quote->tax_minor;
    quote->payable_minor = quote->total_minor - quote->credit_minor;
    if (quote->payable_minor < 0)
        return false;
    quote->rounding_minor = between(maker, quote->payable_minor > 100 ? -100 : -quote->payable_minor, 100);
    quote->payable_minor += quote->rounding_minor;
    return true;
}

static void write_quote(text_sink *sink, const eco_quote *quote)
{
    eco_error error;
    *sink = (text_sink){0};
    CHECK_OK(eco_json_write_quote(quote, TEXT_SINK(sink), &error));
}

TEST(json_quotes, come_back_as_they_were)
{
    maker *maker = calloc(1, sizeof *maker);
    maker->random.state = eco_test_seed();
    long made = 0, rounds = eco_test_cases(2000);
    for (long round = 0; round < rounds; round++) {
        const eco_quote *again;
        eco_error error;
        text_sink first, second;
        if (make_quote(maker)) {
            made++;
            write_quote(&first, maker->quote);
            CHECK_F(!eco_json_read_quote(&again, first.text, first.size, NULL, &error), "%.600s: %.200s at %.100s", first.text,
                    error.message, error.path);
            check_same_quote(maker->quote, again);
            write_quote(&second, again);
            CHECK_TEXT(second.text, first.text);
            eco_quote_free(again);
            free(first.text);
            free(second.text);
        }
        eco_quote_free(maker->quote);
    }
    free(maker);
    CHECK(made > rounds / 2);
}

/* Each amount that is part of a sum, or is one. */
TEST(json_quotes, with_one_amount_changed_are_refused)
{
    maker *maker = calloc(1, sizeof *maker);
    maker->random.state = eco_test_seed() + 1;
    for (long round = 0, rounds = eco_test_cases(2000); round < rounds; round++) {
        const eco_quote *again = NULL;
        eco_error error = {0};
        text_sink sink;
        if (make_quote(maker)) {
            eco_quote *quote = maker->quote;
            size_t line = quote->lines_count ? (size_t)between(maker, 0, (int64_t)quote->lines_count - 1) : 0;
            size_t shipment = quote->shipments_count ? (size_t)between(maker, 0, (int64_t)quote->shipments_count - 1) : 0;
            eco_quote_line *of_line = quote->lines_count ? (eco_quote_line *)(uintptr_t)&quote->lines[line] : NULL;
            eco_quote_shipment *of_shipment = quote->shipments_count
                                                  ? (eco_quote_shipment *)(uintptr_t)&quote->shipments[shipment]
                                                  : NULL;
            int64_t *const amounts[] = {&quote->list_minor,
                                        &quote->discount_minor,
                                        &quote->surcharge_minor,
                                        &quote->net_minor,
                                        &quote->tax_minor,
                                        &quote->total_minor,
                                        &quote->rounding_minor,
                                        &quote->credit_minor,
                                        &quote->payable_minor,
                                        quote->shipments_count ? &quote->shipping_minor : NULL,
                                        quote->shipments_count ? &quote->shipping_discount_minor : NULL,
                                        quote->shipments_count ? &quote->shipping_tax_minor : NULL,
                                        of_line ? &of_line->discount_minor : NULL,
                                        of_line ? &of_line->net_minor : NULL,
                                        of_line ? &of_line->tax_minor : NULL,
                                        of_line ? &of_line->total_minor : NULL,
                                        of_line ? &of_line->credit_minor : NULL,
                                        of_shipment ? &of_shipment->list_minor : NULL,
                                        of_shipment ? &of_shipment->discount_minor : NULL,
                                        of_shipment ? &of_shipment->net_minor : NULL,
                                        of_shipment ? &of_shipment->tax_minor : NULL,
                                        of_shipment ? &of_shipment->total_minor : NULL,
                                        of_shipment ? &of_shipment->credit_minor : NULL,
                                        quote->adjustments_count ? &maker->adjustments[0].off_minor : NULL,
                                        quote->taxes_count ? &maker->taxes[quote->taxes_count - 1].tax_minor : NULL};
            int64_t *amount = amounts[between(maker, 0, LENGTH_OF(amounts) - 1)];
            if (amount) {
                *amount += between(maker, 1, 1000);
                write_quote(&sink, quote);
                CHECK_F(eco_json_read_quote(&again, sink.text, sink.size, NULL, &error) == ECO_E_INVALID, "%.800s", sink.text);
                CHECK(again == NULL && error.line > 0 && error.path[0] == '/');
                free(sink.text);
            }
        }
        eco_quote_free(maker->quote);
    }
    free(maker);
}
