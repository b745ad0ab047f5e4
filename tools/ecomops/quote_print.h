/* quote_print.h - a quote for people: tables of lines, shipments, adjustments, taxes and totals, and a sentence a promotion. */
#ifndef TOOL_QUOTE_PRINT_H
#define TOOL_QUOTE_PRINT_H
#include <ecomops/pricing.h>

#include "ecomops/screen.h"
#include "ecomops/words.h"

typedef struct tool_page { /* what is printed on */
    const eco_rulebook_content *rules;
    tool_screen screen;
    tool_language language;
} tool_page;

/* All but the decisions. */
void tool_print_quote(const tool_page *page, const eco_quote *quote);
/* Those of a quote that is already shown, or of eco_quote_why. is_first: the heading comes before. */
void tool_print_decisions(const tool_page *page, const eco_quote *quote, bool is_first);

#endif
