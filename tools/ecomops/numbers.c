/* numbers.c - see numbers.h. */
#include "ecomops/numbers.h"

#include <ecomops/money.h>

#include <stdio.h>
#include <string.h>

/* Commas between thousands of a plain decimal. */
static char *group(char text[TOOL_NUMBER], const char *plain)
{
    size_t used = 0;
    if (*plain == '-' || *plain == '+')
        text[used++] = *plain++;
    size_t whole = strcspn(plain, ".");
    for (size_t i = 0; plain[i]; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0)
            text[used++] = ',';
        text[used++] = plain[i];
    }
    text[used] = '\0';
    return text;
}

char *tool_count(char text[TOOL_NUMBER], int64_t value)
{
    char plain[32];
    snprintf(plain, sizeof plain, "%lld", (long long)value);
    return group(text, plain);
}

char *tool_money(char text[TOOL_NUMBER], int64_t minor, const char *currency)
{
    char plain[ECO_MONEY_TEXT];
    return group(text, eco_money_text(plain, minor, currency));
}

char *tool_change(char text[TOOL_NUMBER], int64_t minor, const char *currency)
{
    char plain[ECO_MONEY_TEXT + 1] = "+";
    eco_money_text(minor > 0 ? plain + 1 : plain, minor, currency);
    return group(text, plain);
}

char *tool_decimal(char text[TOOL_NUMBER], int64_t value, int32_t scale)
{
    char plain[ECO_DECIMAL_TEXT];
    while (scale > 0 && value % 10 == 0) {
        value /= 10;
        scale--;
    }
    return group(text, eco_decimal_text(plain, (eco_decimal){value, scale}));
}

char *tool_unit(char text[TOOL_NUMBER], int64_t unit, int32_t scale, const char *currency)
{
    char plain[ECO_DECIMAL_TEXT];
    while (scale > 0 && unit % 10 == 0) {
        unit /= 10;
        scale--;
    }
    return group(text, eco_decimal_text(plain, (eco_decimal){unit, scale + eco_currency_find(currency)->exponent}));
}

char *tool_share(char text[TOOL_NUMBER], int64_t part, int64_t whole)
{
    *text = '\0';
    if (whole)
        snprintf(text, TOOL_NUMBER, "%.1f %%", 100 * (double)part / (double)whole);
    return text;
}
