/* explain.h - a sentence a promotion: why it did or did not apply, and what is missing. */
#ifndef TOOL_EXPLAIN_H
#define TOOL_EXPLAIN_H
#include <ecomops/pricing.h>

#include "ecomops/words.h"

enum { TOOL_SENTENCE = 1024 };

/* "applied, saves 50.00; spend 200.00 more to save 100.00". Gives `text`. */
char *tool_explain(char text[TOOL_SENTENCE], const eco_decision *decision, const eco_rulebook_content *rules,
                   const char *currency, tool_language language);
/* The label of a promotion (or the id of a price list). */
const char *tool_label_of(const eco_rulebook_content *rules, const char *id);

#endif
