/* json.i - documents: how everything that is described goes in. */
%ignore eco_json_options;
%ignore eco_json_read_cart; /* priced at once, below: a cart is a struct of the caller's, and bindings have none */
%ignore eco_json_cart_free;
%ignore eco_json_read_used; /* goes in with the cart */
%ignore eco_json_write_used;
%ignore eco_json_price;     /* makes a document; bindings read the quote */
%ignore eco_stock_commands; /* inventory.i executes documents */
%ignore eco_json_read_stock_commands;
%ignore eco_json_stock_commands_free;
%ignore eco_json_write_stock_results;
%ignore eco_json_inventory;
%ignore eco_usage_commands; /* usage.i takes quotes as they are */
%ignore eco_json_read_usage_commands;
%ignore eco_json_usage_commands_free;
%ignore eco_json_write_usage_results;
%ignore eco_json_usage;
%include <ecomops/json.h>

%apply (const char *text, size_t size) { (const char *used, size_t used_size) };
%{
/* A cart's document, and one of what was used before it (of no bytes: nothing was), for the call that `ask` makes with them. */
typedef struct eco_asked {
    const eco_rulebook *rulebook;
    const char *promotion; /* eco_quote_why of it; NULL: eco_price */
    eco_price_options options;
} eco_asked;

static eco_status eco_ask_with_used(const eco_quote **out, eco_asked *asked, const eco_cart *cart, const char *used, size_t used_size,
                                    eco_error *error)
{
    const eco_used_list *list = NULL;
    const char *currency = eco_rulebook_content_of(asked->rulebook)->currency;
    eco_status status = used_size ? eco_json_read_used(&list, used, used_size, currency, NULL, error) : ECO_OK;
    if (status)
        return status;
    if (list) {
        asked->options.used = list->used;
        asked->options.used_count = list->used_count;
    }
    status = asked->promotion ? eco_quote_why(out, asked->rulebook, cart, asked->promotion, &asked->options, error)
                              : eco_price(out, asked->rulebook, cart, &asked->options, error);
    eco_used_free(list);
    return status;
}

static eco_status eco_ask(const eco_quote **out, eco_asked *asked, const char *text, size_t size, const char *used, size_t used_size,
                          eco_error *error)
{
    const eco_cart *cart;
    *out = NULL;
    eco_status status = eco_json_read_cart(&cart, text, size, eco_rulebook_content_of(asked->rulebook)->currency, NULL, error);
    if (status)
        return status;
    status = eco_ask_with_used(out, asked, cart, used, used_size, error);
    eco_json_cart_free(cart);
    return status;
}

%}
%inline %{
/* The quote of a cart document; next_steps as in eco_price_options. */
static eco_status eco_price_document(const eco_quote **out, const eco_rulebook *rulebook, const char *text, size_t size, eco_explain explain,
                                     int64_t next_steps, const char *used, size_t used_size, eco_error *error)
{
    eco_asked asked = {rulebook, NULL, {.struct_size = sizeof(eco_price_options), .explain = explain, .next_steps = next_steps}};
    return eco_ask(out, &asked, text, size, used, used_size, error);
}

/* The same with the decision of one promotion: eco_quote_why. */
static eco_status eco_why_document(const eco_quote **out, const eco_rulebook *rulebook, const char *text, size_t size, const char *promotion,
                                   const char *used, size_t used_size, eco_error *error)
{
    eco_asked asked = {rulebook, promotion, {.struct_size = sizeof(eco_price_options)}};
    return eco_ask(out, &asked, text, size, used, used_size, error);
}
%}
