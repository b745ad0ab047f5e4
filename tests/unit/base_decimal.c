/* Exact decimals: text both ways, comparing, and the one division. */
#include "base/numbers.h"
#include "test.h"

#include <stdlib.h>

TEST(decimal, reads_and_prints)
{
    static const struct {
        const char *text;
        int64_t coefficient;
        int32_t scale;
        const char *printed;
    } cases[] = {
        {"0", 0, 0, "0"},
        {"-0", 0, 0, "0"},
        {"12.50", 1250, 2, "12.50"},
        {"-0.5", -5, 1, "-0.5"},
        {"007", 7, 0, "7"},
        {"0.000", 0, 3, "0.000"},
        {"1.00", 100, 2, "1.00"},
        {"10.010", 10010, 3, "10.010"},
        {"9223372036854775807", INT64_MAX, 0, "9223372036854775807"},
        {"-9223372036854775808", INT64_MIN, 0, "-9223372036854775808"},
        {"-9.223372036854775808", INT64_MIN, 18, "-9.223372036854775808"},
        {"0.000000000000000001", 1, 18, "0.000000000000000001"},
        {"-0.000000000000000001", -1, 18, "-0.000000000000000001"},
        /* zeros at the end are kept while they fit */
        {"1.5000000000000000000000", 1500000000000000000, 18, "1.500000000000000000"},
        {"922337203685477580.70", INT64_MAX, 1, "922337203685477580.7"},
        {"92233720368547758.000", 9223372036854775800, 2, "92233720368547758.00"},
        {"9223372036854775807.0", INT64_MAX, 0, "9223372036854775807"},
        {"0.00000000000000000000000", 0, 18, "0.000000000000000000"},
    };
    eco_error error;
    char text[ECO_DECIMAL_TEXT];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        eco_decimal value = {-1, -1};
        CHECK_OK(eco_decimal_parse(&value, cases[i].text, &error));
        CHECK_F(value.coefficient == cases[i].coefficient && value.scale == cases[i].scale, "'%s' is {%lld, %d}", cases[i].text,
                (long long)value.coefficient, (int)value.scale);
        CHECK(eco_decimal_text(text, value) == text);
        CHECK_TEXT(text, cases[i].printed);
    }
}

TEST(decimal, refuses_with_the_column)
{
    static const struct {
        const char *text;
        int32_t column;
    } cases[] = {
        {"", 1},      {"-", 2},     {".", 1},  {".5", 1},  {"5.", 3},   {"-.5", 2},   {"1..2", 3},
        {"1.2.3", 4}, {"+1", 1},    {" 1", 1}, {"1 ", 2},  {"1e5", 2},  {"1,5", 2},   {"0x10", 2},
        {"--1", 2},   {"1.5e2", 4}, {"1-", 2}, {"NaN", 1}, {"12\n", 3}, {"1_000", 2}, {"\xef\xbc\x91", 1},
    };
    eco_error error;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        eco_decimal value = {77, 7};
        CHECK_FAILS(eco_decimal_parse(&value, cases[i].text, &error), ECO_E_SYNTAX, "is not a plain decimal");
        CHECK_F(error.line == 1 && error.column == cases[i].column, "'%s': column %d", cases[i].text, (int)error.column);
        CHECK(value.coefficient == 77 && value.scale == 7);
    }
    static const char *const large[] = {
        "9223372036854775808",
        "-9223372036854775809",
        "0.0000000000000000001",
        "10000000000000000000",
        "9223372036854775807.1",
        "99999999999999999999999999999",
        "1.0000000000000000001",
        "0.00000000000000000000000000000000000000000000000000000000000000001",
        "5.00000000000000000000000000000000000000000000000000000000000000001",
    };
    for (size_t i = 0; i < sizeof large / sizeof large[0]; i++) {
        eco_decimal value = {77, 7};
        CHECK_FAILS(eco_decimal_parse(&value, large[i], &error), ECO_E_OVERFLOW, large[i][0] == '-' ? "'-922" : "does not fit");
        CHECK(value.coefficient == 77 && value.scale == 7);
    }
    eco_decimal value;
    CHECK_FAILS(eco_decimal_parse(&value, NULL, &error), ECO_E_INVALID, "NULL");
    CHECK_INT(eco_decimal_parse(&value, "x", NULL), ECO_E_SYNTAX);
}

TEST(decimal, reads_bytes_without_nul)
{
    eco_decimal value;
    bool too_large = true;
    CHECK(eco_decimal_read(&value, &too_large, "12.345", 4) && !too_large);
    CHECK(value.coefficient == 123 && value.scale == 1);
    CHECK(!eco_decimal_read(&value, &too_large, "12.345", 3) && !too_large);
    CHECK(!eco_decimal_read(&value, &too_large, "", 0) && !too_large);
    CHECK(!eco_decimal_read(&value, &too_large, "1\0", 2) && !too_large);
    size_t size = 100000, stop, decimals;
    char *zeros = malloc(size);
    CHECK(zeros);
    memset(zeros, '0', size);
    CHECK(eco_decimal_read(&value, &too_large, zeros, size) && value.coefficient == 0 && value.scale == 0);
    zeros[1] = '.';
    CHECK(eco_decimal_read(&value, &too_large, zeros, size) && value.coefficient == 0 && value.scale == 18);
    zeros[size - 1] = '1';
    CHECK(!eco_decimal_read(&value, &too_large, zeros, size) && too_large);
    CHECK(eco_decimal_shape(&stop, &decimals, zeros, size) && stop == size && decimals == size - 2);
    free(zeros);
}

TEST(decimal, prints_any_struct)
{
    char text[ECO_DECIMAL_TEXT];
    CHECK_TEXT(eco_decimal_text(text, (eco_decimal){5, -1}), "scale -1");
    CHECK_TEXT(eco_decimal_text(text, (eco_decimal){5, INT32_MAX}), "scale 2147483647");
    CHECK_TEXT(eco_decimal_text(text, (eco_decimal){5, 19}), "scale 19");
}

TEST(decimal, compares_and_normalises)
{
    static const struct {
        eco_decimal a, b;
        int order;
    } cases[] = {
        {{1, 0}, {10, 1}, 0},          {{1, 0}, {11, 1}, -1},
        {{-1, 18}, {0, 0}, -1},        {{INT64_MAX, 18}, {INT64_MAX, 0}, -1},
        {{INT64_MIN, 0}, {1, 18}, -1}, {{INT64_MAX, 0}, {INT64_MIN, 0}, 1},
        {{0, 18}, {0, 3}, 0},          {{9, 0}, {INT64_C(9000000000000000000), 18}, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK_INT(eco_decimal_compare(cases[i].a, cases[i].b), cases[i].order);
        CHECK_INT(eco_decimal_compare(cases[i].b, cases[i].a), -cases[i].order);
    }
    static const struct {
        eco_decimal value, normal;
    } normals[] = {
        {{1250, 2}, {125, 1}}, {{1000, 3}, {1, 0}}, {{1000, 2}, {10, 0}},
        {{0, 5}, {0, 0}},      {{-70, 1}, {-7, 0}}, {{5, 18}, {5, 18}},
    };
    for (size_t i = 0; i < sizeof normals / sizeof normals[0]; i++) {
        eco_decimal normal = eco_decimal_normal(normals[i].value);
        CHECK(normal.coefficient == normals[i].normal.coefficient && normal.scale == normals[i].normal.scale);
    }
}

TEST(numbers, divides_in_every_mode)
{
    static const struct {
        eco_rounding rounding;
        const char *name;
        int results[8]; /* of -2.5, -1.6, -1.5, -1.4, 1.4, 1.5, 1.6, 2.5 */
    } modes[] = {
        {ECO_ROUNDING_HALF_UP, "half_up", {-3, -2, -2, -1, 1, 2, 2, 3}},
        {ECO_ROUNDING_HALF_EVEN, "half_even", {-2, -2, -2, -1, 1, 2, 2, 2}},
        {ECO_ROUNDING_HALF_DOWN, "half_down", {-2, -2, -1, -1, 1, 1, 2, 2}},
        {ECO_ROUNDING_UP, "up", {-3, -2, -2, -2, 2, 2, 2, 3}},
        {ECO_ROUNDING_DOWN, "down", {-2, -1, -1, -1, 1, 1, 1, 2}},
        {ECO_ROUNDING_CEILING, "ceiling", {-2, -1, -1, -1, 2, 2, 2, 3}},
        {ECO_ROUNDING_FLOOR, "floor", {-3, -2, -2, -2, 1, 1, 1, 2}},
        {ECO_ROUNDING_HALF_ODD, "half_odd", {-3, -2, -1, -1, 1, 1, 2, 3}},
        {ECO_ROUNDING_HALF_CEILING, "half_ceiling", {-2, -2, -1, -1, 1, 2, 2, 3}},
        {ECO_ROUNDING_HALF_FLOOR, "half_floor", {-3, -2, -2, -1, 1, 1, 2, 2}},
    };
    static const int tenths[8] = {-25, -16, -15, -14, 14, 15, 16, 25};
    for (size_t mode = 0; mode < sizeof modes / sizeof modes[0]; mode++) {
        CHECK(eco_rounding_known(modes[mode].rounding));
        CHECK_TEXT(eco_rounding_name(modes[mode].rounding), modes[mode].name);
        for (size_t i = 0; i < 8; i++) {
            CHECK_F(eco_divide(tenths[i], 10, modes[mode].rounding) == modes[mode].results[i], "%d tenths, %s", tenths[i],
                    modes[mode].name);
            CHECK_INT(eco_divide((eco_wide)tenths[i] * 7, 7, modes[mode].rounding), tenths[i]);
        }
    }
    CHECK(!eco_rounding_known(-1) && !eco_rounding_known(10));
    CHECK_TEXT(eco_rounding_name(10), "unknown");
    /* halves of large odd numbers, where doubling what is cut off would not fit */
    eco_wide most = ((eco_wide)1 << 126) - 1;
    CHECK(eco_divide(most, most - 1, ECO_ROUNDING_UP) == 2 && eco_divide(-most, most - 1, ECO_ROUNDING_HALF_UP) == -1);
    CHECK(eco_divide(most - 1, most, ECO_ROUNDING_HALF_DOWN) == 1 && eco_divide(1 - most, most, ECO_ROUNDING_DOWN) == 0);
}

TEST(numbers, narrows)
{
    int64_t value = 5;
    CHECK(eco_narrow(&value, (eco_wide)INT64_MAX) && value == INT64_MAX);
    CHECK(eco_narrow(&value, (eco_wide)INT64_MIN) && value == INT64_MIN);
    value = 5;
    CHECK(!eco_narrow(&value, (eco_wide)INT64_MAX + 1) && !eco_narrow(&value, (eco_wide)INT64_MIN - 1) && value == 5);
    for (int scale = 1; scale <= ECO_SCALE_MAX; scale++)
        CHECK_INT(eco_power10[scale] / eco_power10[scale - 1], 10);
}
