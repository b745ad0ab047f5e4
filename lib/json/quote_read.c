/* quote_read.c - a stored quote document into a quote. Refunds are computed from it, so its amounts must add up as those of a quote do. */
#include "json/documents.h"

#include "base/error.h"
#include "base/numbers.h"
#include "pricing/quote_internal.h"

#include <stdio.h>

typedef struct line_sums { /* of what stands beside the lines, by line; shipping last */
    eco_wide *discounts, *taxes;
} line_sums;

static eco_status fail_element(eco_error *error, const char *list, size_t index, const char *member, const char *message)
{
    char path[64];
    snprintf(path, sizeof path, "/%s/%zu/%s", list, index, member);
    return eco_fail(error, ECO_E_INVALID, path, "%s", message);
}

/* Lines that adjustments and taxes name must be there. */
static eco_status sum_up(line_sums *out, const eco_quote *quote, eco_arena *arena, eco_error *error)
{
    out->discounts = eco_arena_take_array(arena, 2 * (quote->lines_count + 1), sizeof *out->discounts);
    if (!out->discounts)
        return eco_fail_memory(error);
    out->taxes = out->discounts + quote->lines_count + 1;
    for (size_t i = 0; i < quote->adjustments_count; i++) {
        const eco_adjustment *adjustment = &quote->adjustments[i];
        if ((size_t)adjustment->line >= quote->lines_count)
            return fail_element(error, "adjustments", i, "line", "there is no such line (from 0)");
        out->discounts[adjustment->line] += adjustment->off_minor;
    }
    for (size_t i = 0; i < quote->taxes_count; i++) {
        const eco_tax_line *tax = &quote->taxes[i];
        if (tax->line < -1 || (tax->line >= 0 && (size_t)tax->line >= quote->lines_count))
            return fail_element(error, "taxes", i, "line", "there is no such line (from 0; -1 is shipping)");
        out->taxes[tax->line < 0 ? quote->lines_count : (size_t)tax->line] += tax->tax_minor;
    }
    return ECO_OK;
}

static eco_status check_line(const eco_quote *quote, size_t i, const line_sums *sums, eco_error *error)
{
    const eco_quote_line *line = &quote->lines[i];
    bool is_goods = line->kind == ECO_LINE_GOODS;
    int64_t charged = quote->tax_mode == ECO_TAX_INCLUDED ? line->total_minor : line->net_minor;
    if (is_goods && !line->sku)
        return fail_element(error, "lines", i, "sku", "a line of goods needs 'sku'");
    if (is_goods && line->quantity <= 0)
        return fail_element(error, "lines", i, "quantity", "a line of goods needs a quantity above 0");
    if (is_goods && line->list_minor < line->discount_minor)
        return fail_element(error, "lines", i, "list_minor", "list is below the discount");
    if (line->discount_minor != sums->discounts[i])
        return fail_element(error, "lines", i, "discount_minor", "discount is not the sum of the line's adjustments");
    if (line->tax_minor != sums->taxes[i])
        return fail_element(error, "lines", i, "tax_minor", "tax is not the sum of the line's taxes");
    if (line->total_minor != (eco_wide)line->net_minor + line->tax_minor)
        return fail_element(error, "lines", i, "total_minor", "total is not net + tax");
    if (is_goods && charged != line->list_minor - line->discount_minor)
        return fail_element(error, "lines", i, quote->tax_mode == ECO_TAX_INCLUDED ? "total_minor" : "net_minor",
                            "what is charged is not list - discount");
    return ECO_OK;
}

static eco_status check_lines(const eco_quote *quote, eco_arena *arena, eco_error *error)
{
    line_sums sums = {0};
    eco_status status = sum_up(&sums, quote, arena, error);
    for (size_t i = 0; i < quote->lines_count && !status; i++)
        status = check_line(quote, i, &sums, error);
    if (!status && quote->shipping_tax_minor != sums.taxes[quote->lines_count])
        status = eco_fail(error, ECO_E_INVALID, "/shipping_tax_minor", "shipping_tax is not the sum of the taxes on shipping");
    return status;
}

static eco_status check_totals(const eco_quote *quote, eco_error *error)
{
    eco_wide list = 0, discount = 0, surcharge = 0, net = 0, tax = quote->shipping_tax_minor, credit = 0;
    bool is_included = quote->tax_mode == ECO_TAX_INCLUDED;
    for (size_t i = 0; i < quote->lines_count; i++) {
        const eco_quote_line *line = &quote->lines[i];
        list += line->kind == ECO_LINE_GOODS ? line->list_minor : 0;
        discount += line->discount_minor;
        net += line->net_minor;
        tax += line->tax_minor;
        credit += line->credit_minor;
        if (line->kind == ECO_LINE_SURCHARGE)
            surcharge += is_included ? line->total_minor : line->net_minor;
    }
    net += quote->shipping_minor - (is_included ? quote->shipping_tax_minor : 0);
    const struct {
        bool holds;
        const char *path, *message;
    } laws[] = {
        {quote->list_minor == list, "/list_minor", "list is not the sum of the lines of goods"},
        {quote->discount_minor == discount, "/discount_minor", "discount is not the sum of the lines"},
        {quote->surcharge_minor == surcharge, "/surcharge_minor", "surcharge is not the sum of the surcharge lines"},
        {quote->net_minor == net, "/net_minor", "net is not the sum of the lines and shipping"},
        {quote->tax_minor == tax, "/tax_minor", "tax is not the sum of the lines and shipping"},
        {quote->total_minor == net + tax, "/total_minor", "total is not net + tax"},
        {quote->credit_minor >= credit, "/credit_minor", "credit is less than the lines bear"},
        {quote->payable_minor == (eco_wide)quote->total_minor - quote->credit_minor + quote->rounding_minor, "/payable_minor",
         "payable is not total - credit + rounding"},
    };
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++)
        if (!laws[i].holds)
            return eco_fail(error, ECO_E_INVALID, laws[i].path, "%s", laws[i].message);
    return ECO_OK;
}

static eco_status check(const eco_quote *quote, const eco_json_document *document, eco_error *error)
{
    eco_arena arena;
    eco_arena_begin(&arena, &document->allocator);
    eco_status status = check_lines(quote, &arena, error);
    if (!status)
        status = check_totals(quote, error);
    if (status)
        eco_json_place_error(document, &eco_json_quote, error, status);
    eco_arena_end(&arena);
    return status;
}

eco_status eco_json_quote_of(const eco_quote **out, const eco_json_document *document, eco_error *error)
{
    eco_json_reading reading = {.document = document, .copies = true, .error = error};
    eco_quote *quote = eco_quote_begin(&document->allocator, 0, &reading.arena);
    eco_status status = quote ? eco_json_expect_schema(document, ECO_JSON_QUOTE, error) : eco_fail_memory(error);
    if (!status)
        status = eco_json_currency_of(&reading.currency, document, error);
    if (!status)
        status = eco_json_read_object(&reading, document->values, &eco_json_quote, quote);
    if (!status)
        status = check(quote, document, error);
    if (status)
        eco_quote_free(quote);
    else
        *out = quote;
    return status;
}

eco_status eco_json_read_quote(const eco_quote **out, const char *text, size_t size, const eco_json_options *options,
                               eco_error *error)
{
    eco_json_document document;
    *out = NULL;
    eco_status status = eco_json_open(&document, text, size, options, error);
    if (status)
        return status;
    status = eco_json_quote_of(out, &document, error);
    eco_json_close(&document);
    return status;
}
