/* price.c - eco_price: the stages of the work, and the quote that comes out. */
#include "pricing/pricing_internal.h"
#include "pricing/quote_internal.h"

static eco_status run_stages(eco_work *work)
{
    if (eco_work_begin(work) || eco_facts_begin(work) || eco_work_list_prices(work) || eco_facts_priced(work) ||
        eco_work_order(work))
        return work->error->status;
    eco_facts_amounts(work);
    if (eco_work_sale_prices(work) || eco_work_promotions(work) || eco_work_shipping(work) || eco_work_taxes(work))
        return work->error->status;
    return eco_work_tenders(work);
}

static eco_quote_line quote_line(eco_work *work, const eco_item *item)
{
    const eco_cart_line *goods = (size_t)item->line < work->goods_count ? &work->cart->lines[item->line] : NULL;
    bool included = work->rulebook->content.tax_mode == ECO_TAX_INCLUDED;
    eco_quote_line line = {
        .id = goods && !goods->id ? item->id : eco_work_text(work, item->id), /* made by us, in the quote's memory */
        .kind = goods ? ECO_LINE_GOODS : ECO_LINE_SURCHARGE,
        .list_minor = goods      ? item->list
                      : included ? item->total
                                 : item->net,
        .net_minor = item->net,
        .tax_minor = item->tax,
        .total_minor = item->total,
        .credit_minor = item->credit,
    };
    line.sku = goods ? eco_work_text(work, item->sku) : line.id;
    if (goods) {
        line.quantity = item->quantity;
        line.quantity_scale = item->quantity_scale;
        line.unit_minor = item->unit_minor;
        line.unit_scale = item->unit_scale;
        line.discount_minor = item->list - item->left;
    }
    return line;
}

static eco_status write_lists(eco_work *work, eco_quote *quote)
{
    size_t count = work->goods_count + work->surcharges_count;
    eco_quote_line *lines = eco_arena_take_array(work->result, count, sizeof *lines);
    if (!lines)
        return eco_fail_memory(work->error);
    for (size_t i = 0; i < count; i++)
        lines[i] = quote_line(work, &work->items[i]);
    quote->lines = lines;
    quote->lines_count = count;
    quote->adjustments = work->adjustments;
    quote->adjustments_count = work->adjustments_count;
    if (work->scratch != work->result && work->adjustments_count)
        quote->adjustments = eco_arena_copy(work->result, work->adjustments, work->adjustments_count * sizeof *work->adjustments);
    quote->taxes = work->taxes;
    quote->taxes_count = work->taxes_count;
    if (work->adjustments_count && !quote->adjustments)
        return eco_fail_memory(work->error);
    return eco_explain_finish(work, quote);
}

static eco_status write_quote(eco_work *work, eco_quote *quote)
{
    const eco_rulebook_content *content = &work->rulebook->content;
    int64_t total = (int64_t)work->total;
    *quote = (eco_quote){
        .cart = eco_work_text(work, work->cart->id),
        .currency = work->rulebook->currency->code, /* static */
        .at_us = work->cart->at_us,
        .tax_mode = content->tax_mode,
        .rulebook = content->digest,
        .list_minor = work->list,
        .discount_minor = work->list - work->left,
        .surcharge_minor = work->surcharges,
        .shipping_minor = work->shipping,
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
    eco_work work = {
        .rulebook = rulebook,
        .cart = cart,
        .explain = request->explain,
        .borrow = request->borrow,
        .scratch = request->scratch,
        .result = request->result,
        .error = error ? error : &own,
    };
    eco_status status = request->trusted ? ECO_OK : eco_cart_check(cart, &work.scratch->allocator, work.error);
    if (status || (status = run_stages(&work)) || (status = write_quote(&work, quote)))
        return status;
    if (sources)
        *sources = work.sources;
    return ECO_OK;
}

static eco_status take_options(eco_price_options *out, const eco_price_options *given, eco_error *error)
{
    *out = (eco_price_options){0};
    if (given && ECO_TAKE(out, given, eco_price_options, error))
        return ECO_E_INVALID;
    if (out->explain < ECO_EXPLAIN_NOTHING || out->explain > ECO_EXPLAIN_ALL)
        return eco_fail(error, ECO_E_INVALID, "/explain", "unknown value %d", (int)out->explain);
    return ECO_OK;
}

eco_status eco_price(const eco_quote **out, const eco_rulebook *rulebook, const eco_cart *cart, const eco_price_options *options,
                     eco_error *error)
{
    eco_price_options wanted;
    eco_cart given;
    eco_arena scratch, *result;
    *out = NULL;
    if (!rulebook)
        return eco_fail(error, ECO_E_INVALID, NULL, "the rulebook is NULL");
    if (take_options(&wanted, options, error) || ECO_TAKE(&given, cart, eco_cart, error))
        return ECO_E_INVALID;
    const eco_allocator *allocator = wanted.allocator ? wanted.allocator : &rulebook->allocator;
    eco_quote *quote = eco_quote_begin(allocator, &result);
    if (!quote)
        return eco_fail_memory(error);
    eco_arena_begin(&scratch, allocator);
    const eco_price_request request = {.explain = wanted.explain, .scratch = &scratch, .result = result};
    eco_status status = eco_price_with(quote, NULL, rulebook, &given, &request, error);
    eco_arena_end(&scratch);
    if (status)
        eco_quote_free(quote);
    else
        *out = quote;
    return status;
}
