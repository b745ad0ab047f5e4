/* numbers.h - numbers for people: groups of thousands, amounts, shares. */
#ifndef TOOL_NUMBERS_H
#define TOOL_NUMBERS_H
#include <stdint.h>

enum { TOOL_NUMBER = 64 };
char *tool_count(char text[TOOL_NUMBER], int64_t value);                        /* "541,909" */
char *tool_money(char text[TOOL_NUMBER], int64_t minor, const char *currency);  /* "-1,234.50" */
char *tool_change(char text[TOOL_NUMBER], int64_t minor, const char *currency); /* "+1,234.50"; 0 is "0.00" */
char *tool_decimal(char text[TOOL_NUMBER], int64_t value, int32_t scale);       /* "1.25": without zeros at the end */
char *tool_unit(char text[TOOL_NUMBER], int64_t unit, int32_t scale,
                const char *currency);                                 /* "0.0125": at least the currency's decimals */
char *tool_share(char text[TOOL_NUMBER], int64_t part, int64_t whole); /* "12.3 %"; empty where whole is 0 */

#endif
