/* Money and decimals against arithmetic on written digits, as at school. */
#include "base/numbers.h"
#include "test.h"

enum { DIGITS = 90 };

/* A number as digits, lowest first. */
typedef struct long_number {
    int digits[DIGITS];
    bool negative;
} long_number;

static long_number long_of(int64_t value)
{
    long_number out = {.negative = value < 0};
    char text[32];
    int size = snprintf(text, sizeof text, "%lld", (long long)value);
    for (int i = 0; i < size && text[size - 1 - i] != '-'; i++)
        out.digits[i] = text[size - 1 - i] - '0';
    return out;
}

static long_number long_product(long_number a, long_number b)
{
    long_number out = {.negative = a.negative != b.negative};
    for (int i = 0; i < 25; i++)
        for (int j = 0; j < 45; j++)
            out.digits[i + j] += a.digits[i] * b.digits[j];
    for (int i = 0; i + 1 < DIGITS; i++) {
        out.digits[i + 1] += out.digits[i] / 10;
        out.digits[i] %= 10;
    }
    return out;
}

/* Cuts the lowest `scale` digits off and rounds by what they were. */
static long_number long_cut(long_number value, int scale, eco_rounding rounding)
{
    long_number out = {.negative = value.negative};
    int first = scale ? value.digits[scale - 1] : 0;
    bool more = false, up;
    for (int i = 0; i + 1 < scale; i++)
        more = more || value.digits[i];
    for (int i = 0; i + scale < DIGITS; i++)
        out.digits[i] = value.digits[i + scale];
    bool exact = first == 0 && !more, half = first == 5 && !more, over = first > 5 || (first == 5 && more),
         odd = out.digits[0] % 2;
    switch (rounding) {
    case ECO_ROUNDING_HALF_UP: up = half || over; break;
    case ECO_ROUNDING_HALF_DOWN: up = over; break;
    case ECO_ROUNDING_HALF_EVEN: up = over || (half && odd); break;
    case ECO_ROUNDING_HALF_ODD: up = over || (half && !odd); break;
    case ECO_ROUNDING_HALF_CEILING: up = over || (half && !value.negative); break;
    case ECO_ROUNDING_HALF_FLOOR: up = over || (half && value.negative); break;
    case ECO_ROUNDING_UP: up = !exact; break;
    case ECO_ROUNDING_DOWN: up = false; break;
    case ECO_ROUNDING_CEILING: up = !exact && !value.negative; break;
    default: up = !exact && value.negative; break;
    }
    for (int i = 0; up; i++) {
        up = out.digits[i] == 9;
        out.digits[i] = up ? 0 : out.digits[i] + 1;
    }
    return out;
}

/* As text, and whether it is within 64 bits, both by reading digits. */
static bool long_text(char *text, long_number value)
{
    int top = DIGITS - 1, at = 0;
    while (top > 0 && !value.digits[top])
        top--;
    bool zero = top == 0 && !value.digits[0];
    if (value.negative && !zero)
        text[at++] = '-';
    for (int i = top; i >= 0; i--)
        text[at++] = (char)('0' + value.digits[i]);
    text[at] = '\0';
    const char *limit = value.negative ? "9223372036854775808" : "9223372036854775807", *digits = text + (text[0] == '-');
    return strlen(digits) < 19 || (strlen(digits) == 19 && strcmp(digits, limit) <= 0);
}

static int64_t any_number(eco_random *random)
{
    if (eco_random_between(random, 0, 30) == 0)
        return eco_random_between(random, 0, 1) ? INT64_MAX : INT64_MIN;
    int64_t value = (int64_t)(eco_random_next(random) >> eco_random_between(random, 1, 63));
    return eco_random_between(random, 0, 1) ? value : -value;
}

TEST(money_property, products_agree_with_long_multiplication)
{
    eco_random random = {eco_test_seed()};
    int fitting = 0, overflowing = 0, halves = 0;
    for (int round = 0; round < 40000; round++) {
        int64_t a = any_number(&random), b = any_number(&random), out = 0;
        if (round % 4 == 0) { /* halves are rare: make them */
            a = 5 * (int64_t)eco_random_between(&random, -500, 500);
            b = 1;
        }
        int32_t scale_a = (int32_t)eco_random_between(&random, 0, round % 4 ? ECO_SCALE_MAX : 3);
        int32_t scale_b = (int32_t)eco_random_between(&random, 0, round % 4 ? ECO_SCALE_MAX : 1);
        eco_rounding rounding = (eco_rounding)eco_random_between(&random, 0, 9);
        bool is_extend = eco_random_between(&random, 0, 1);
        char expected[DIGITS + 2], given[32];
        long_number product = long_product(long_of(a), long_of(b));
        bool fits = long_text(expected, long_cut(product, is_extend ? scale_a + scale_b : scale_b, rounding));
        eco_status status = is_extend ? eco_money_extend(&out, a, scale_a, b, scale_b, rounding, NULL)
                                      : eco_money_multiply(&out, a, (eco_decimal){b, scale_b}, rounding, NULL);
        snprintf(given, sizeof given, "%lld", (long long)out);
        CHECK_F(status == (fits ? ECO_OK : ECO_E_OVERFLOW) && (!fits || strcmp(given, expected) == 0),
                "%lld x %lld, scales %d %d, %s, extend %d: status %d, %s, not %s", (long long)a, (long long)b, (int)scale_a,
                (int)scale_b, eco_rounding_name(rounding), (int)is_extend, (int)status, given, expected);
        fitting += fits;
        overflowing += !fits;
        halves += round % 4 == 0 && fits;
    }
    CHECK_F(fitting > 8000 && overflowing > 1000 && halves > 9000, "%d fit, %d do not, %d may be halves", fitting, overflowing,
            halves);
}

TEST(money_property, rounds_to_the_nearest_multiple)
{
    eco_random random = {eco_test_seed()};
    for (int round = 0; round < 20000; round++) {
        int64_t amount = eco_random_between(&random, -3000, 3000), step = eco_random_between(&random, 1, 60), out;
        int32_t scale = (int32_t)eco_random_between(&random, 0, 2);
        int64_t unit = step * eco_power10[scale], below = -100000 / unit * unit - unit;
        eco_rounding rounding = (eco_rounding)eco_random_between(&random, 0, 9);
        while (below + unit <= amount) /* the multiples on both sides, by walking up to them */
            below += unit;
        int64_t above = below == amount ? below : below + unit, low = amount - below, high = above - amount, expected;
        int64_t outer = amount < 0 ? below : above, inner = amount < 0 ? above : below;
        bool below_is_even = below / unit % 2 == 0;
        switch (rounding) {
        case ECO_ROUNDING_UP: expected = outer; break;
        case ECO_ROUNDING_DOWN: expected = inner; break;
        case ECO_ROUNDING_CEILING: expected = above; break;
        case ECO_ROUNDING_FLOOR: expected = below; break;
        case ECO_ROUNDING_HALF_UP: expected = low == high ? outer : low < high ? below : above; break;
        case ECO_ROUNDING_HALF_DOWN: expected = low == high ? inner : low < high ? below : above; break;
        case ECO_ROUNDING_HALF_EVEN: expected = low == high ? (below_is_even ? below : above) : low < high ? below : above; break;
        case ECO_ROUNDING_HALF_ODD: expected = low == high ? (below_is_even ? above : below) : low < high ? below : above; break;
        case ECO_ROUNDING_HALF_CEILING: expected = low < high ? below : above; break;
        default: expected = low <= high ? below : above; break;
        }
        if (below == amount)
            expected = amount;
        CHECK_INT(eco_money_round(&out, amount, scale, step, rounding, NULL), ECO_OK);
        CHECK_F(out == expected / eco_power10[scale], "%lld at scale %d to %lld, %s: %lld, not %lld", (long long)amount,
                (int)scale, (long long)step, eco_rounding_name(rounding), (long long)out,
                (long long)(expected / eco_power10[scale]));
    }
}

TEST(money_property, text_reads_back)
{
    static const char *const currencies[] = {"JPY", "CNY", "KWD", "CLF"};
    eco_random random = {eco_test_seed()};
    for (int round = 0; round < 20000; round++) {
        char text[ECO_MONEY_TEXT], decimal_text[ECO_DECIMAL_TEXT];
        int64_t minor = any_number(&random), again = 0;
        const char *currency = currencies[eco_random_between(&random, 0, 3)];
        CHECK_INT(eco_money_parse(&again, eco_money_text(text, minor, currency), currency, NULL), ECO_OK);
        CHECK_F(again == minor, "%s %s is %lld", text, currency, (long long)again);
        eco_decimal value = {minor, (int32_t)eco_random_between(&random, 0, ECO_SCALE_MAX)}, read;
        CHECK_INT(eco_decimal_parse(&read, eco_decimal_text(decimal_text, value), NULL), ECO_OK);
        CHECK_F(read.coefficient == value.coefficient && read.scale == value.scale, "%s", decimal_text);
        eco_decimal normal = eco_decimal_normal(value);
        CHECK_F(eco_decimal_compare(normal, value) == 0 && normal.scale <= value.scale &&
                    (normal.scale == 0 || normal.coefficient % 10 != 0),
                "%s", decimal_text);
        read.coefficient = any_number(&random);
        CHECK_INT(eco_decimal_compare(value, read),
                  (value.coefficient > read.coefficient) - (value.coefficient < read.coefficient));
    }
}
