/* json.i - documents: how everything that is described goes in. */
%ignore eco_json_options;
%ignore eco_json_read_cart; /* priced at once, below: a cart is a struct of the caller's, and bindings have none */
%ignore eco_json_cart_free;
%ignore eco_json_price;     /* makes a document; bindings read the quote */
%ignore eco_stock_commands; /* inventory.i executes documents */
%ignore eco_json_read_stock_commands;
%ignore eco_json_stock_commands_free;
%ignore eco_json_write_stock_results;
%ignore eco_json_inventory;
%include <ecomops/json.h>

%inline %{
/* The quote of a cart document; next_steps as in eco_price_options. */
static eco_status eco_price_document(const eco_quote **out, const eco_rulebook *rulebook, const char *text, size_t size, eco_explain explain,
                                     int64_t next_steps, eco_error *error)
{
    const eco_cart *cart;
    *out = NULL;
    eco_status status = eco_json_read_cart(&cart, text, size, eco_rulebook_content_of(rulebook)->currency, NULL, error);
    if (status)
        return status;
    status = eco_price(out, rulebook, cart, ECO_MAKE(eco_price_options, .explain = explain, .next_steps = next_steps), error);
    eco_json_cart_free(cart);
    return status;
}

/* The same with the decision of one promotion: eco_quote_why. */
static eco_status eco_why_document(const eco_quote **out, const eco_rulebook *rulebook, const char *text, size_t size, const char *promotion,
                                   eco_error *error)
{
    const eco_cart *cart;
    *out = NULL;
    eco_status status = eco_json_read_cart(&cart, text, size, eco_rulebook_content_of(rulebook)->currency, NULL, error);
    if (status)
        return status;
    status = eco_quote_why(out, rulebook, cart, promotion, NULL, error);
    eco_json_cart_free(cart);
    return status;
}
%}
