/* times.c - see times.h. */
#include "ecomops/times.h"
#include "ecomops/cells.h"

#include <string.h>

static int64_t unit_of(char letter)
{
    switch (letter) {
    case 's': return ECO_SECOND_US;
    case 'm': return ECO_MINUTE_US;
    case 'h': return ECO_HOUR_US;
    case 'd': return ECO_DAY_US;
    default: return 0;
    }
}

/* "1h30m": numbers with their units. */
static bool short_span(int64_t *us, const char *text)
{
    *us = 0;
    while (*text) {
        int64_t number = 0, part;
        const char *digits = text;
        for (; *text >= '0' && *text <= '9'; text++)
            if (__builtin_mul_overflow(number, INT64_C(10), &number) || __builtin_add_overflow(number, *text - '0', &number))
                return false;
        if (text == digits || !unit_of(*text) || __builtin_mul_overflow(number, unit_of(*text), &part) ||
            __builtin_add_overflow(*us, part, us))
            return false;
        text++;
    }
    return *us > 0;
}

bool tool_span(int64_t *us, const char *text)
{
    eco_duration duration;
    int64_t days;
    if (*text != 'P')
        return short_span(us, text);
    return !eco_duration_parse(&duration, text, NULL) && !duration.months &&
           !__builtin_mul_overflow((int64_t)duration.days, ECO_DAY_US, &days) &&
           !__builtin_add_overflow(days, duration.exact_us, us) && *us > 0;
}

bool tool_span_option(int64_t *us, const tool_arguments *arguments, const char *option, int64_t missing)
{
    const char *text = tool_value(arguments, option);
    *us = missing;
    if (!text || tool_span(us, text))
        return true;
    tool_fail(TOOL_USAGE, "--%s is a span of time such as 90s, 15m, 2h or 7d, not '%s'", option, text);
    return false;
}

bool tool_instant_option(int64_t *us, const tool_arguments *arguments, const char *option, const eco_zone *zone, int64_t missing)
{
    const char *text = tool_value(arguments, option);
    *us = missing;
    if (!text)
        return true;
    const char *problem = tool_cell_time(us, (tool_text){text, strlen(text)}, zone);
    if (!problem)
        return true;
    tool_fail(TOOL_USAGE, "--%s: '%s' %s", option, text, problem);
    return false;
}
