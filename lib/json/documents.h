/* documents.h - the documents that there are, as tables. */
#ifndef ECO_JSON_DOCUMENTS_H
#define ECO_JSON_DOCUMENTS_H
#include "json/fields.h"

#define ECO_JSON_RULEBOOK "ecomops.rulebook/1"
#define ECO_JSON_CART     "ecomops.cart/1"
#define ECO_JSON_QUOTE    "ecomops.quote/1"

extern const eco_json_object eco_json_rulebook;   /* eco_rulebook_options; its lists are the codec's work */
extern const eco_json_object eco_json_price_list; /* eco_price_list */
extern const eco_json_object eco_json_promotion;  /* eco_promotion */
extern const eco_json_object eco_json_tax;        /* eco_tax */
extern const eco_json_object eco_json_shipping;   /* eco_shipping */
extern const eco_json_object eco_json_floor;      /* eco_floor */
extern const eco_json_object eco_json_cart;       /* eco_cart */
extern const eco_json_object eco_json_quote;      /* eco_quote; see quote_parts.h */

/* "ecomops.rulebook/1", ... */
extern const char *const eco_json_schemas[];
extern const size_t eco_json_schemas_count;

/* Each fails with the place in the document. The cart and the quote's parts live in the arena; `copies` as in eco_json_reading. */
eco_status eco_json_rulebook_of(eco_rulebook **out, const eco_json_document *document, eco_error *error);
eco_status eco_json_cart_of(eco_cart *out, const eco_json_document *document, const eco_currency *currency, eco_arena *arena,
                            bool copies, eco_error *error);
eco_status eco_json_quote_of(const eco_quote **out, const eco_json_document *document, eco_error *error);

#endif
