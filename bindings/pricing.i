/* pricing.i - rulebooks, quotes, backtests. */

/* Inputs: documents, see json.i. */
%ignore eco_rulebook_options;
%ignore eco_rulebook_begin;
%ignore eco_rulebook_builder;
%ignore eco_rulebook_builder_free;
%ignore eco_rulebook_build;
%ignore eco_rulebook_add_price_list;
%ignore eco_rulebook_add_promotion;
%ignore eco_rulebook_add_set;
%ignore eco_rulebook_add_tax;
%ignore eco_rulebook_add_shipping;
%ignore eco_rulebook_add_floor;
%ignore eco_rulebook_add_campaign;
%ignore eco_price_entry;
%ignore eco_price_list;
%ignore eco_tier;
%ignore eco_promotion;
%ignore eco_tax;
%ignore eco_shipping_step;
%ignore eco_shipping;
%ignore eco_floor;
%ignore eco_campaign;
%ignore eco_rulebook_set;
/* Content comes out as a document; what stays is what reading a quote needs, and the counts. */
%ignore eco_rulebook_content::price_lists;
%ignore eco_rulebook_content::promotions;
%ignore eco_rulebook_content::taxes;
%ignore eco_rulebook_content::shipping;
%ignore eco_rulebook_content::floors;
%ignore eco_rulebook_content::sets;
%ignore eco_rulebook_content::campaigns;
%ignore eco_rulebook_retain;
%ignore eco_rulebook_free;
%eco_handle(eco_rulebook, eco_rulebook_free)
%eco_borrowed(eco_rulebook_content)
%include <ecomops/pricing/rulebook.h>

%ignore eco_cart_line;
%ignore eco_surcharge;
%ignore eco_shipment;
%ignore eco_cart;
%ignore eco_used;
%ignore eco_used_list;
%ignore eco_used_free;
%ignore eco_price_options;
%ignore eco_price;
%ignore eco_quote_why; /* of a cart document: json.i */
%ignore eco_quote_free;
%ignore eco_quote_unit_of;
%ignore eco_quote_unit;
%eco_result(eco_quote, eco_quote_free)
%eco_list(eco_quote, eco_quote_line, lines)
%eco_list(eco_quote, eco_adjustment, adjustments)
%eco_list(eco_quote, eco_tax_line, taxes)
%eco_list(eco_quote, eco_decision, decisions)
%eco_list(eco_quote, eco_quote_shipment, shipments)
%eco_list(eco_quote, eco_use, uses)
%include <ecomops/pricing/quote.h>

%{
#include "ecomops/explain.h"
%}
%inline %{
/* A decision of the quote as a sentence, in English or Chinese: what the command line says. rules may be NULL, of a quote that was stored: then labels,
 * codes and times that only its rulebook knows are left out. */
static eco_status eco_quote_sentence(const eco_quote *quote, size_t decision, const eco_rulebook *rules, bool chinese, eco_writer writer,
                                     eco_error *error)
{
    char text[TOOL_SENTENCE];
    if (decision >= quote->decisions_count) {
        *error = (eco_error){.status = ECO_E_INVALID, .path = "/decision", .message = "the quote has no such decision"};
        return ECO_E_INVALID;
    }
    tool_explain(text, &quote->decisions[decision], quote, rules ? eco_rulebook_content_of(rules) : NULL, chinese ? TOOL_CHINESE : TOOL_ENGLISH);
    return writer.write(text, strlen(text), writer.user) ? ECO_OK : ECO_E_MEMORY;
}
%}

%ignore eco_backtest_options;
%ignore eco_backtest_create;
%ignore eco_backtest_free;
%eco_handle(eco_backtest, eco_backtest_free)
%thread eco_backtest_update;
%include <ecomops/pricing/backtest.h>

%inline %{
/* eco_backtest_create for bindings. The progress callback must outlive the backtest. */
static eco_status eco_backtest_start(eco_backtest **out, eco_rulebook *const *rulebooks, size_t count, int32_t threads, bool skip_bad_rows,
                                     int64_t max_problems, int64_t movers, int64_t recent_orders, eco_progress progress, eco_error *error)
{
    return eco_backtest_create(out, rulebooks, count,
                               ECO_MAKE(eco_backtest_options, .threads = threads, .skip_bad_rows = skip_bad_rows, .max_problems = max_problems,
                                        .movers = movers, .recent_orders = recent_orders, .progress = progress),
                               error);
}
%}
