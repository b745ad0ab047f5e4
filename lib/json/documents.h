/* documents.h - the documents that there are, as tables. */
#ifndef ECO_JSON_DOCUMENTS_H
#define ECO_JSON_DOCUMENTS_H
#include "json/fields.h"

#define ECO_JSON_RULEBOOK       "ecomops.rulebook/1"
#define ECO_JSON_CART           "ecomops.cart/1"
#define ECO_JSON_QUOTE          "ecomops.quote/1"
#define ECO_JSON_USED           "ecomops.used/1"
#define ECO_JSON_STOCK_COMMANDS "ecomops.stock_commands/1"
#define ECO_JSON_STOCK_RESULTS  "ecomops.stock_results/1"
#define ECO_JSON_STOCK_QUERY    "ecomops.stock_query/1"
#define ECO_JSON_USAGE_COMMANDS "ecomops.usage_commands/1"
#define ECO_JSON_USAGE_RESULTS  "ecomops.usage_results/1"
#define ECO_JSON_USAGE_QUERY    "ecomops.usage_query/1"
#define ECO_JSON_ROUTE          "ecomops.route/1"
#define ECO_JSON_KPI_PLAN       "ecomops.kpi/1"

#ifdef ECO_JSON_HAS_PRICING
extern const eco_json_object eco_json_rulebook;   /* eco_rulebook_options; its lists are the codec's work */
extern const eco_json_object eco_json_price_list; /* eco_price_list */
extern const eco_json_object eco_json_promotion;  /* eco_promotion */
extern const eco_json_object eco_json_tax;        /* eco_tax */
extern const eco_json_object eco_json_shipping;   /* eco_shipping */
extern const eco_json_object eco_json_floor;      /* eco_floor */
extern const eco_json_object eco_json_campaign;   /* eco_campaign */
extern const eco_json_object eco_json_used;       /* eco_used_list */
extern const eco_json_object eco_json_cart;       /* eco_cart */
extern const eco_json_object eco_json_quote;      /* eco_quote; see quote_parts.h */

/* Each fails with the place in the document. The cart and the quote's parts live in the arena; `copies` as in eco_json_reading. */
eco_status eco_json_rulebook_of(eco_rulebook **out, const eco_json_document *document, eco_error *error);
eco_status eco_json_cart_of(eco_cart *out, const eco_json_document *document, const eco_currency *currency, eco_arena *arena,
                            bool copies, eco_error *error);
eco_status eco_json_quote_of(const eco_quote **out, const eco_json_document *document, eco_error *error);
eco_status eco_json_used_of(eco_used_list *out, const eco_json_document *document, const eco_currency *currency, eco_arena *arena,
                            bool copies, eco_error *error);
/* For eco_json_kinds. */
eco_status eco_json_validate_rulebook(const eco_json_document *document, eco_error *error);
eco_status eco_json_validate_cart(const eco_json_document *document, eco_error *error);
eco_status eco_json_validate_quote(const eco_json_document *document, eco_error *error);
eco_status eco_json_validate_used(const eco_json_document *document, eco_error *error);
#endif

#ifdef ECO_JSON_HAS_KPI
extern const eco_json_object eco_json_kpi_plan;        /* eco_kpi_options; its lists are the codec's work */
extern const eco_json_object eco_json_kpi_report;      /* eco_kpi_report */
extern const eco_json_object eco_json_kpi_funnel;      /* eco_kpi_funnel */
extern const eco_json_object eco_json_kpi_cohort;      /* eco_kpi_cohort */
extern const eco_json_object eco_json_kpi_pairs;       /* eco_kpi_pairs */
extern const eco_json_object eco_json_kpi_attribution; /* eco_kpi_attribution */
extern const eco_json_object eco_json_kpi_paths;       /* eco_kpi_paths */
extern const eco_json_object eco_json_kpi_abc;         /* eco_kpi_abc */
extern const eco_json_object eco_json_kpi_rfm;         /* eco_kpi_rfm */
extern const eco_json_object eco_json_kpi_rate;        /* eco_kpi_rate */

eco_status eco_json_kpi_plan_of(eco_kpi_plan **out, const eco_json_document *document, eco_error *error);
eco_status eco_json_validate_kpi_plan(const eco_json_document *document, eco_error *error);
#endif

#ifdef ECO_JSON_HAS_INVENTORY
eco_status eco_json_validate_stock_commands(const eco_json_document *document, eco_error *error);
eco_status eco_json_validate_stock_results(const eco_json_document *document, eco_error *error);
eco_status eco_json_validate_stock_query(const eco_json_document *document, eco_error *error);
eco_status eco_json_validate_route(const eco_json_document *document, eco_error *error);
#endif

#ifdef ECO_JSON_HAS_USAGE
eco_status eco_json_validate_usage_commands(const eco_json_document *document, eco_error *error);
eco_status eco_json_validate_usage_results(const eco_json_document *document, eco_error *error);
eco_status eco_json_validate_usage_query(const eco_json_document *document, eco_error *error);
#endif

/* A kind of document that this build knows. */
typedef struct eco_json_document_kind {
    const char *schema;
    eco_status (*check)(const eco_json_document *document, eco_error *error);
} eco_json_document_kind;
extern const eco_json_document_kind eco_json_kinds[];
extern const size_t eco_json_kinds_count;

#endif
