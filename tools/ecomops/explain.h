/* explain.h - sentences: why a promotion did or did not apply, and what to do next. The command line and the bindings say the same. */
#ifndef TOOL_EXPLAIN_H
#define TOOL_EXPLAIN_H
#include <ecomops/pricing.h>

#include "ecomops/words.h"

enum { TOOL_SENTENCE = 1024 };

/* "Applied, saves 50.00. Spend 200.00 more to save 100.00." Of a decision of the quote; rules may be NULL: labels, codes, times and gifts that only the
 * rulebook knows are then left out. Gives `text`. */
char *tool_explain(char text[TOOL_SENTENCE], const eco_decision *decision, const eco_quote *quote,
                   const eco_rulebook_content *rules, tool_language language);
const eco_promotion *tool_promotion_of(const eco_rulebook_content *rules,
                                       const char *id); /* NULL: there is none, or rules is NULL */
/* The label of a promotion (or the id of a price list); NULL rules: the id. */
const char *tool_label_of(const eco_rulebook_content *rules, const char *id);

#endif
