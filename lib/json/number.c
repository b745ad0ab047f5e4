/* number.c - which decimal numbers a double holds exactly: odd x 2^b with odd below 2^53. */
#include "json/reader.h"

typedef unsigned __int128 wide;

enum { DIGITS_MOST = 38, EXPONENT_MOST = 9999 };

typedef struct parts { /* value = digits x 10^exponent; digits does not end in 0 */
    wide digits;
    int exponent;
    bool fits;
} parts;

/* Takes a digit behind those that were taken. Zeros wait until another digit follows, so that 1000 is 1 x 10^3. */
static void take_digit(parts *number, int *significant, int *zeros, unsigned digit)
{
    if (digit == 0) {
        if (number->digits)
            ++*zeros;
        return;
    }
    *significant += number->digits ? *zeros + 1 : 1;
    if (*significant > DIGITS_MOST) {
        number->fits = false;
        return;
    }
    for (; *zeros > 0; --*zeros)
        number->digits *= 10;
    number->digits = number->digits * 10 + digit;
}

static parts take_apart(const char *text, size_t size)
{
    parts number = {.fits = true};
    int significant = 0, zeros = 0, decimals = 0;
    bool point = false;
    size_t at = 0;
    for (; at < size && text[at] != 'e' && text[at] != 'E'; at++) {
        if (text[at] == '.')
            point = true;
        if (text[at] < '0')
            continue; /* the sign, the point */
        decimals += point;
        take_digit(&number, &significant, &zeros, (unsigned)(text[at] - '0'));
    }
    bool negative = false;
    int exponent = 0;
    for (at++; at < size; at++) {
        if (text[at] == '-')
            negative = true;
        else if (text[at] != '+' && exponent < EXPONENT_MOST)
            exponent = exponent * 10 + (text[at] - '0');
    }
    number.exponent = (negative ? -exponent : exponent) - decimals + zeros;
    return number;
}

bool eco_json_number_exact(const char *text, size_t size)
{
    const wide most = (wide)1 << 53;
    parts number = take_apart(text, size);
    if (!number.fits || number.digits == 0)
        return number.fits;
    for (; number.digits % 2 == 0; number.digits /= 2)
        continue; /* 10^e is 5^e x 2^e: twos cost a double nothing, and so few digits cannot leave its range */
    for (; number.exponent > 0 && number.digits < most; number.exponent--)
        number.digits *= 5;
    for (; number.exponent < 0 && number.digits % 5 == 0; number.exponent++)
        number.digits /= 5;
    return number.exponent == 0 && number.digits < most;
}
