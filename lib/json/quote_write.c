/* quote_write.c - a quote as its canonical document. */
#include "json/quote_parts.h"

#include "pricing/quote_internal.h"

eco_status eco_json_write_quote(const eco_quote *quote, eco_writer writer, eco_error *error)
{
    eco_json_writing writing;
    eco_json_write_begin(&writing, &eco_quote_arena(quote)->allocator, writer, quote->currency);
    eco_json_write_open(&writing, '{');
    eco_json_write_key(&writing, "schema");
    eco_json_write_text(&writing, ECO_JSON_QUOTE);
    eco_json_write_members(&writing, &eco_json_quote, quote);
    eco_json_write_quote_parts(&writing, quote);
    eco_json_write_close(&writing, '}');
    return eco_json_write_end(&writing, error);
}
