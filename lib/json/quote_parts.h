/* quote_parts.h - what the files of the quote document share. */
#ifndef ECO_JSON_QUOTE_PARTS_H
#define ECO_JSON_QUOTE_PARTS_H
#include "json/documents.h"

/* An adjustment and a tax as documents have them: what they are of under its own name, and a quantity with its scale, which in C is the line's. */
typedef struct eco_json_adjustment {
    const char *promotion, *coupon;
    int32_t line, shipment; /* places; one of the two is given */
    eco_stage stage;
    int32_t quantity_scale;
    int64_t quantity, off_minor;
} eco_json_adjustment;

typedef struct eco_json_tax_line {
    const char *tax;
    int32_t line, shipment;
    int64_t base_minor, tax_minor;
} eco_json_tax_line;

extern const eco_json_object eco_json_adjustment_object; /* eco_json_adjustment */
extern const eco_json_object eco_json_tax_line_object;   /* eco_json_tax_line */
extern const eco_json_object eco_json_decision_object;   /* eco_decision */

/* What the table of the quote leaves to the codec: adjustments, taxes, decisions. Lines and shipments are read before. */
eco_status eco_json_read_quote_parts(eco_quote *quote, const eco_json_reading *reading);
void eco_json_write_quote_parts(eco_json_writing *writing, const eco_quote *quote);

/* The quote's parts live in the arena. */
eco_status eco_json_quote_into(eco_quote *out, const eco_json_document *document, eco_arena *arena, bool copies,
                               eco_error *error);

/* Fails, with the place in the document, where the quote's amounts do not add up. */
eco_status eco_json_check_quote(const eco_quote *quote, const eco_json_document *document, eco_error *error);

#endif
