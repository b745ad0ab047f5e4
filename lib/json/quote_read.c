/* quote_read.c - a stored quote document into a quote. */
#include "json/quote_parts.h"

#include "base/error.h"
#include "base/numbers.h"
#include "pricing/quote_internal.h"

/* Past quotes have at most one shipment, which stands in their totals alone. Its tax is that of its tax lines, and it bears what credit the lines do not:
 * then the check finds the totals right, or wrong. */
static eco_status add_past_shipment(eco_quote *quote, const eco_json_reading *reading)
{
    const eco_json_value *document = reading->document->values;
    bool is_included = quote->tax_mode == ECO_TAX_INCLUDED, is_shipped = quote->shipping_minor || quote->shipping_tax_minor;
    eco_wide price = quote->shipping_minor, tax = 0, credit = quote->credit_minor;
    for (size_t i = 0; i < quote->taxes_count; i++)
        if (quote->taxes[i].line < 0) {
            tax += quote->taxes[i].tax_minor;
            is_shipped = true;
        }
    if (!is_shipped || eco_json_member(document, "shipments"))
        return ECO_OK;
    for (size_t i = 0; i < quote->lines_count; i++)
        credit -= quote->lines[i].credit_minor;
    eco_quote_shipment *shipment = eco_arena_take(reading->arena, sizeof *shipment);
    if (!shipment)
        return eco_fail_memory(reading->error);
    *shipment = (eco_quote_shipment){.id = "1", .method = "", .list_minor = quote->shipping_minor};
    shipment->credit_minor = credit < 0 ? 0 : (int64_t)credit;
    quote->shipments = shipment;
    quote->shipments_count = 1;
    if (!eco_narrow(&shipment->tax_minor, tax) || !eco_narrow(&shipment->net_minor, is_included ? price - tax : price) ||
        !eco_narrow(&shipment->total_minor, is_included ? price : price + tax))
        return eco_json_fail(reading->document, eco_json_member(document, "shipping"), reading->error, ECO_E_OVERFLOW,
                             "shipping and its taxes do not fit into 64 bits of minor units");
    return ECO_OK;
}

/* Past quotes have neither. */
static eco_status check_shipping_discount(const eco_json_reading *reading)
{
    const eco_json_value *document = reading->document->values;
    if (!eco_json_member(document, "shipments") || eco_json_member(document, "shipping_discount"))
        return ECO_OK;
    return eco_json_fail(reading->document, document, reading->error, ECO_E_INVALID,
                         "a quote with 'shipments' needs 'shipping_discount'");
}

static eco_status read_quote(eco_quote *quote, eco_json_reading *reading)
{
    const eco_json_document *document = reading->document;
    eco_status status = eco_json_expect_schema(document, ECO_JSON_QUOTE, reading->error);
    if (!status)
        status = eco_json_read_object(reading, document->values, &eco_json_quote, quote);
    if (status)
        return status;
    reading->currency = eco_currency_find(quote->currency); /* of the parts' amounts, too */
    status = check_shipping_discount(reading);
    if (!status)
        status = eco_json_read_quote_parts(quote, reading);
    if (!status)
        status = add_past_shipment(quote, reading);
    return status ? status : eco_json_check_quote(quote, document, reading->error);
}

eco_status eco_json_quote_into(eco_quote *out, const eco_json_document *document, eco_arena *arena, bool copies, eco_error *error)
{
    eco_json_reading reading = {.document = document, .arena = arena, .copies = copies, .error = error};
    return read_quote(out, &reading);
}

eco_status eco_json_quote_of(const eco_quote **out, const eco_json_document *document, eco_error *error)
{
    eco_arena *arena;
    eco_quote *quote = eco_quote_begin(&document->allocator, 0, &arena);
    eco_status status = quote ? eco_json_quote_into(quote, document, arena, true, error) : eco_fail_memory(error);
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

eco_status eco_json_validate_quote(const eco_json_document *document, eco_error *error)
{
    const eco_quote *quote;
    eco_status status = eco_json_quote_of(&quote, document, error);
    if (!status)
        eco_quote_free(quote);
    return status;
}
