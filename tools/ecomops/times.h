/* times.h - instants and spans of the command line. */
#ifndef TOOL_TIMES_H
#define TOOL_TIMES_H
#include <ecomops/time.h>

#include "ecomops/options.h"

/* "15m", "90s", "2h", "1h30m", "7d", or ISO 8601 ("PT15M"); above 0. */
bool tool_span(int64_t *us, const char *text);
/* The span of an option; false (and a message) if it is none. `missing` where the option is not given. */
bool tool_span_option(int64_t *us, const tool_arguments *arguments, const char *option, int64_t missing);
/* The instant of an option: RFC 3339, or a date and time on the wall clock of the zone (NULL: UTC). */
bool tool_instant_option(int64_t *us, const tool_arguments *arguments, const char *option, const eco_zone *zone, int64_t missing);

#endif
