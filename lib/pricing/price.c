/* price.c - eco_price: the stages of the work, and the quote that comes out. */
#include "pricing/limit.h"
#include "pricing/quote_internal.h"

#include <string.h>

static eco_status run_stages(eco_pricing_work *work, const eco_price_request *request)
{
    if (eco_pricing_work_begin(work))
        return work->error->status;
    if (request->used_count && eco_limits_read(work, request->used, request->used_count))
        return work->error->status;
    if (eco_facts_begin(work) || eco_work_list_prices(work))
        return work->error->status;
    work->priced = true;
    eco_facts_amounts(work);
    if (eco_work_floors(work) || eco_work_sale_prices(work) || eco_work_promotions(work) || eco_work_taxes(work))
        return work->error->status;
    return eco_work_tenders(work);
}

static inline int64_t credit_of(const eco_pricing_work *work, const eco_item *item)
{
    return work->credit ? item->stake->credit : 0;
}

/* Field by field into memory that nobody has zeroed: a copied struct would wait for the stores that made it. */
static inline void write_goods(eco_quote_line *line, const eco_pricing_work *work, const eco_item *item)
{
    line->id = item->id;
    line->sku = item->sku;
    line->kind = ECO_LINE_GOODS;
    line->quantity_scale = item->quantity_scale;
    line->quantity = item->quantity;
    line->unit_minor = item->unit_minor;
    line->unit_scale = item->unit_scale;
    line->reserved = 0;
    line->list_minor = item->list;
    line->discount_minor = item->list - item->left;
    line->net_minor = eco_item_net(item);
    line->tax_minor = item->tax;
    line->total_minor = item->total;
    line->credit_minor = credit_of(work, item);
}

static eco_quote_line surcharge_line(const eco_pricing_work *work, const eco_item *item)
{
    return (eco_quote_line){
        .id = item->id,
        .sku = item->sku,
        .kind = ECO_LINE_SURCHARGE,
        .list_minor = work->rulebook->content.tax_mode == ECO_TAX_INCLUDED ? item->total : eco_item_net(item),
        .net_minor = eco_item_net(item),
        .tax_minor = item->tax,
        .total_minor = item->total,
        .credit_minor = credit_of(work, item),
    };
}

static eco_quote_line gift_line(eco_pricing_work *work, const eco_gift *gift)
{
    static const char prefix[] = "gift-";
    size_t size = strlen(gift->promotion->id);
    char *id = eco_arena_take(work->result, sizeof prefix + size);
    if (id) {
        memcpy(id, prefix, sizeof prefix - 1);
        memcpy(id + sizeof prefix - 1, gift->promotion->id, size + 1);
    }
    work->out_of_memory = work->out_of_memory || !id;
    return (eco_quote_line){
        .id = id, .sku = eco_pricing_work_text(work, gift->sku), .kind = ECO_LINE_GIFT, .quantity = gift->quantity};
}

static eco_quote_shipment quote_shipment(eco_pricing_work *work, const eco_item *item)
{
    const eco_cart *cart = work->cart;
    const eco_shipment *given = cart->shipments_count ? &cart->shipments[-1 - item->line] : NULL;
    return (eco_quote_shipment){
        .id = item->id,
        .method = eco_pricing_work_text(work, given ? given->method : cart->shipping),
        .list_minor = item->list,
        .discount_minor = item->list - item->left,
        .net_minor = eco_item_net(item),
        .tax_minor = item->tax,
        .total_minor = item->total,
        .credit_minor = credit_of(work, item),
    };
}

static eco_status write_lines(eco_pricing_work *work, eco_quote *quote)
{
    size_t count = work->goods_count + work->surcharges_count;
    eco_quote_line *lines = eco_arena_take_raw(work->result, count + work->gifts_count, sizeof *lines);
    eco_quote_shipment *shipments = eco_arena_take_array(work->result, work->shipments_count, sizeof *shipments);
    if (!lines || !shipments)
        return eco_fail_memory(work->error);
    for (size_t i = 0; i < work->goods_count; i++)
        write_goods(&lines[i], work, &work->items[i]);
    for (size_t i = work->goods_count; i < count; i++)
        lines[i] = surcharge_line(work, &work->items[i]);
    for (size_t i = 0; i < work->gifts_count; i++)
        lines[count + i] = gift_line(work, &work->gifts[i]);
    for (size_t i = 0; i < work->shipments_count; i++)
        shipments[i] = quote_shipment(work, &work->items[count + i]);
    quote->lines = lines;
    quote->lines_count = count + work->gifts_count;
    quote->shipments = shipments;
    quote->shipments_count = work->shipments_count;
    return ECO_OK;
}

static eco_status write_lists(eco_pricing_work *work, eco_quote *quote)
{
    if (write_lines(work, quote))
        return work->error->status;
    quote->adjustments = work->adjustments;
    quote->adjustments_count = work->adjustments_count;
    if (work->scratch != work->result && work->adjustments_count)
        quote->adjustments = eco_arena_copy(work->result, work->adjustments, work->adjustments_count * sizeof *work->adjustments);
    quote->taxes = work->taxes;
    quote->taxes_count = work->taxes_count;
    quote->uses_count = work->uses_count;
    if (work->uses_count && !(quote->uses = eco_arena_copy(work->result, work->uses, work->uses_count * sizeof *work->uses)))
        return eco_fail_memory(work->error);
    if (work->adjustments_count && !quote->adjustments)
        return eco_fail_memory(work->error);
    return eco_explain_finish(work, quote);
}

static eco_status write_quote(eco_pricing_work *work, eco_quote *quote)
{
    const eco_rulebook_content *content = &work->rulebook->content;
    int64_t total = (int64_t)work->total;
    *quote = (eco_quote){
        .cart = eco_pricing_work_text(work, work->cart->id),
        .currency = work->rulebook->currency->code, /* static */
        .at_us = work->cart->at_us,
        .tax_mode = content->tax_mode,
        .rulebook = content->digest,
        .list_minor = work->list,
        .discount_minor = work->list - work->left,
        .surcharge_minor = work->surcharges,
        .shipping_minor = work->shipping,
        .shipping_discount_minor = work->shipping_off,
        .net_minor = (int64_t)work->net,
        .tax_minor = (int64_t)work->tax,
        .shipping_tax_minor = work->shipping_tax,
        .total_minor = total,
        .rounding_minor = work->rounding,
        .credit_minor = work->credit,
        .payable_minor = total - work->credit + work->rounding,
    };
    if (write_lists(work, quote))
        return work->error->status;
    return work->out_of_memory ? eco_fail_memory(work->error) : ECO_OK;
}

eco_status eco_price_with(eco_quote *quote, const int32_t **sources, const eco_rulebook *rulebook, const eco_cart *cart,
                          const eco_price_request *request, eco_error *error)
{
    eco_error own;
    eco_pricing_work work = {
        .rulebook = rulebook,
        .cart = cart,
        .explain = request->explain,
        .next_steps = request->next_steps,
        .why = request->why,
        .borrow = request->borrow,
        .trusted = request->trusted,
        .scratch = request->scratch,
        .result = request->result,
        .error = error ? error : &own,
    };
    if (request->why)
        work.explain = ECO_EXPLAIN_ALL;
    if (run_stages(&work, request) || write_quote(&work, quote))
        return work.error->status;
    if (sources)
        *sources = work.sources;
    return ECO_OK;
}

static eco_status take_options(eco_price_options *out, const eco_price_options *given, eco_error *error)
{
    enum { NEXT_STEPS = 20 };
    *out = (eco_price_options){0};
    if (given && ECO_TAKE(out, given, eco_price_options, error))
        return ECO_E_INVALID;
    if (out->explain < ECO_EXPLAIN_NOTHING || out->explain > ECO_EXPLAIN_ALL)
        return eco_fail(error, ECO_E_INVALID, "/explain", "unknown value %d", (int)out->explain);
    if (out->next_steps < -1)
        return eco_fail(error, ECO_E_INVALID, "/next_steps", "%lld is below -1, which means all", (long long)out->next_steps);
    if (!out->next_steps)
        out->next_steps = NEXT_STEPS;
    return ECO_OK;
}

/* Memory that most carts do with, in one piece. */
enum {
    LINES_EXPECTED = 4096,
    LINE_EXPECTED = sizeof(eco_quote_line) + sizeof(eco_tax_line) + 32,
    QUOTE_EXPECTED = 1536,
    WORK_LINE_EXPECTED = sizeof(eco_item) + sizeof(eco_stake) +
                         64, /* with what eco_work_room makes of it, where promotions come near */
    WORK_EXPECTED = 1024
};

static eco_status price(const eco_quote **out, const eco_rulebook *rulebook, const eco_cart *cart, const eco_allocator *allocator,
                        eco_price_request request, eco_error *error)
{
    eco_cart given;
    eco_arena scratch, *result;
    if (ECO_TAKE(&given, cart, eco_cart, error))
        return ECO_E_INVALID;
    size_t lines = given.lines_count < LINES_EXPECTED ? given.lines_count : LINES_EXPECTED;
    eco_quote *quote = eco_quote_begin(allocator, QUOTE_EXPECTED + lines * LINE_EXPECTED, &result);
    if (!quote)
        return eco_fail_memory(error);
    eco_arena_begin(&scratch, allocator);
    eco_arena_expect(&scratch, WORK_EXPECTED + lines * WORK_LINE_EXPECTED);
    request.scratch = &scratch;
    request.result = result;
    eco_status status = eco_price_with(quote, NULL, rulebook, &given, &request, error);
    eco_arena_end(&scratch);
    if (status)
        eco_quote_free(quote);
    else
        *out = quote;
    return status;
}

eco_status eco_price(const eco_quote **out, const eco_rulebook *rulebook, const eco_cart *cart, const eco_price_options *options,
                     eco_error *error)
{
    eco_price_options wanted;
    *out = NULL;
    if (!rulebook)
        return eco_fail(error, ECO_E_INVALID, NULL, "the rulebook is NULL");
    if (take_options(&wanted, options, error))
        return ECO_E_INVALID;
    const eco_price_request request = {
        .explain = wanted.explain, .next_steps = wanted.next_steps, .used = wanted.used, .used_count = wanted.used_count};
    return price(out, rulebook, cart, wanted.allocator ? wanted.allocator : &rulebook->allocator, request, error);
}

eco_status eco_quote_why(const eco_quote **out, const eco_rulebook *rulebook, const eco_cart *cart, const char *promotion,
                         const eco_price_options *options, eco_error *error)
{
    eco_price_options wanted;
    *out = NULL;
    if (!rulebook || !promotion)
        return eco_fail(error, ECO_E_INVALID, NULL, rulebook ? "the promotion is NULL" : "the rulebook is NULL");
    if (take_options(&wanted, options, error))
        return ECO_E_INVALID;
    const eco_rule *rule = eco_rulebook_find_rule(rulebook, promotion);
    if (!rule)
        return eco_fail(error, ECO_E_NOT_FOUND, NULL, "the rulebook has no promotion %s", ECO_QUOTE(promotion));
    const eco_price_request request = {.why = rule, .used = wanted.used, .used_count = wanted.used_count};
    return price(out, rulebook, cart, wanted.allocator ? wanted.allocator : &rulebook->allocator, request, error);
}
