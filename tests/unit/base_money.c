/* Amounts: text by currency, products that are rounded once, and ISO 4217. */
#include "base/numbers.h"
#include "test.h"

TEST(money, text_follows_the_currency)
{
    static const struct {
        const char *currency, *text;
        int64_t minor;
        const char *printed;
    } cases[] = {
        {"CNY", "19.99", 1999, "19.99"},
        {"CNY", "19.9", 1990, "19.90"},
        {"CNY", "19", 1900, "19.00"},
        {"CNY", "-0.05", -5, "-0.05"},
        {"CNY", "-0", 0, "0.00"},
        {"JPY", "500", 500, "500"},
        {"KWD", "1.005", 1005, "1.005"},
        {"CLF", "0.0001", 1, "0.0001"},
        {"EUR", "92233720368547758.07", INT64_MAX, "92233720368547758.07"},
        {"EUR", "-92233720368547758.08", INT64_MIN, "-92233720368547758.08"},
        {"JPY", "-9223372036854775808", INT64_MIN, "-9223372036854775808"},
    };
    eco_error error;
    char text[ECO_MONEY_TEXT];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t minor = 7;
        CHECK_OK(eco_money_parse(&minor, cases[i].text, cases[i].currency, &error));
        CHECK_INT(minor, cases[i].minor);
        CHECK(eco_money_text(text, minor, cases[i].currency) == text);
        CHECK_TEXT(text, cases[i].printed);
    }
    CHECK_TEXT(eco_money_text(text, INT64_MIN, "???"), "-9223372036854775808 minor");
    CHECK_TEXT(eco_money_text(text, 5, NULL), "5 minor");
}

TEST(money, text_is_never_rounded)
{
    static const struct {
        const char *currency, *text;
        eco_status status;
        int32_t column;
        const char *message;
    } cases[] = {
        {"CNY", "19.999", ECO_E_SYNTAX, 6, "'19.999' has 3 decimals, and CNY has 2"},
        {"CNY", "19.990", ECO_E_SYNTAX, 6, "has 3 decimals"},
        {"JPY", "5.0", ECO_E_SYNTAX, 3, "has 1 decimals, and JPY has 0"},
        {"CNY", "1.00000000000000000000", ECO_E_SYNTAX, 22, "has 20 decimals"},
        {"CNY", "19,99", ECO_E_SYNTAX, 3, "is not an amount"},
        {"CNY", "", ECO_E_SYNTAX, 1, "is not an amount"},
        {"CNY", "1e3", ECO_E_SYNTAX, 2, "is not an amount"},
        {"CNY", "92233720368547758.08", ECO_E_OVERFLOW, 0, "does not fit into 64 bits"},
        {"CNY", "-92233720368547758.09", ECO_E_OVERFLOW, 0, "does not fit"},
        {"CNY", "92233720368547759", ECO_E_OVERFLOW, 0, "does not fit"},
        {"JPY", "99999999999999999999", ECO_E_OVERFLOW, 0, "JPY does not fit"},
        {"XXX", "1.00", ECO_E_INVALID, 0, "'XXX' is not an ISO 4217 currency"},
        {NULL, "1.00", ECO_E_INVALID, 0, "NULL is not an ISO 4217 currency"},
        {"CNY", NULL, ECO_E_INVALID, 0, "is NULL"},
    };
    eco_error error;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t minor = 7;
        CHECK_FAILS(eco_money_parse(&minor, cases[i].text, cases[i].currency, &error), cases[i].status, cases[i].message);
        CHECK_INT(error.column, cases[i].column);
        CHECK_INT(minor, 7);
    }
}

TEST(money, products_round_once)
{
    eco_error error;
    int64_t out = 7;
    CHECK_OK(eco_money_multiply(&out, 4595, (eco_decimal){10, 2}, ECO_ROUNDING_HALF_UP, &error));
    CHECK_INT(out, 460);
    CHECK_OK(eco_money_multiply(&out, -4595, (eco_decimal){10, 2}, ECO_ROUNDING_HALF_UP, &error));
    CHECK_INT(out, -460);
    CHECK_OK(eco_money_multiply(&out, INT64_MIN, (eco_decimal){1, 0}, ECO_ROUNDING_DOWN, &error));
    CHECK_INT(out, INT64_MIN);
    CHECK_OK(eco_money_multiply(&out, INT64_MAX, (eco_decimal){1000000000000000000, 18}, ECO_ROUNDING_DOWN, &error));
    CHECK_INT(out, INT64_MAX);
    /* 1.25 cents x 3 = 3.75 cents; 19.99 x 1.250 kg = 24.9875; 0.333333 cents x 1.000001 */
    CHECK_OK(eco_money_extend(&out, 125, 2, 3, 0, ECO_ROUNDING_HALF_UP, &error));
    CHECK_INT(out, 4);
    CHECK_OK(eco_money_extend(&out, 1999, 0, 1250, 3, ECO_ROUNDING_HALF_UP, &error));
    CHECK_INT(out, 2499);
    CHECK_OK(eco_money_extend(&out, 333333, 6, 1000001, 6, ECO_ROUNDING_UP, &error));
    CHECK_INT(out, 1);
    CHECK_OK(eco_money_extend(&out, INT64_MAX, 18, INT64_MAX, 18, ECO_ROUNDING_HALF_UP, &error));
    CHECK_INT(out, 85); /* 9.22... squared */
    /* 19.445 to 0.10 in one step: not by way of 19.45 */
    CHECK_OK(eco_money_round(&out, 19445, 1, 10, ECO_ROUNDING_HALF_UP, &error));
    CHECK_INT(out, 1940);
    CHECK_OK(eco_money_round(&out, -178, 0, 5, ECO_ROUNDING_HALF_UP, &error));
    CHECK_INT(out, -180);
    CHECK_OK(eco_money_round(&out, INT64_MAX, 0, INT64_MAX, ECO_ROUNDING_HALF_UP, &error));
    CHECK_INT(out, INT64_MAX);
    CHECK_OK(eco_money_round(&out, INT64_MAX, 18, INT64_MAX, ECO_ROUNDING_HALF_UP, &error));
    CHECK_INT(out, 0);
}

TEST(money, products_refuse)
{
    eco_error error;
    int64_t out = 7;
    eco_decimal one = {1, 0};
    CHECK_FAILS(eco_money_multiply(&out, INT64_MAX, (eco_decimal){11, 1}, 0, &error), ECO_E_OVERFLOW,
                "9223372036854775807 minor units x 1.1 does not fit");
    CHECK_FAILS(eco_money_multiply(&out, INT64_MIN, (eco_decimal){-1, 0}, 0, &error), ECO_E_OVERFLOW, "x -1 does not fit");
    CHECK_FAILS(eco_money_multiply(&out, INT64_MIN, (eco_decimal){INT64_MIN, 0}, 0, &error), ECO_E_OVERFLOW, "does not fit");
    CHECK_FAILS(eco_money_multiply(&out, 1, one, 10, &error), ECO_E_INVALID, "rounding 10");
    CHECK_TEXT(error.path, "/rounding");
    CHECK_FAILS(eco_money_multiply(&out, 1, (eco_decimal){1, 19}, 0, &error), ECO_E_INVALID, "scale 19 is outside 0..18");
    CHECK_TEXT(error.path, "/factor/scale");
    CHECK_FAILS(eco_money_extend(&out, 1, -1, 1, 0, 0, &error), ECO_E_INVALID, "scale -1");
    CHECK_TEXT(error.path, "/unit_scale");
    CHECK_FAILS(eco_money_extend(&out, 1, 0, 1, 19, 0, &error), ECO_E_INVALID, "scale 19");
    CHECK_TEXT(error.path, "/quantity_scale");
    CHECK_FAILS(eco_money_extend(&out, 1, 0, 1, 0, -1, &error), ECO_E_INVALID, "rounding -1");
    CHECK_FAILS(eco_money_extend(&out, INT64_MAX, 0, 20, 1, 0, &error), ECO_E_OVERFLOW, "x quantity 2.0 does not fit");
    CHECK_FAILS(eco_money_round(&out, INT64_MAX, 0, 10, 0, &error), ECO_E_OVERFLOW, "to a multiple of 10 does not fit");
    CHECK_FAILS(eco_money_round(&out, 1, 0, 0, 0, &error), ECO_E_INVALID, "step 0 is not above 0");
    CHECK_FAILS(eco_money_round(&out, 1, 0, -5, 0, &error), ECO_E_INVALID, "step -5");
    CHECK_FAILS(eco_money_round(&out, 1, 19, 1, 0, &error), ECO_E_INVALID, "scale 19");
    CHECK_FAILS(eco_money_round(&out, 1, 0, 1, 11, &error), ECO_E_INVALID, "rounding 11");
    CHECK_INT(out, 7);
    CHECK_INT(eco_money_round(&out, 1, 0, 0, 0, NULL), ECO_E_INVALID);
}

TEST(currency, knows_iso_4217)
{
    static const struct {
        const char *code;
        int32_t number, exponent, cash_step;
    } known[] = {
        {"AED", 784, 2, 25},  {"CHF", 756, 2, 5},   {"CLF", 990, 4, 1}, {"CNY", 156, 2, 1}, {"EUR", 978, 2, 1},
        {"HUF", 348, 2, 500}, {"IQD", 368, 3, 1},   {"JPY", 392, 0, 1}, {"KWD", 414, 3, 1}, {"MGA", 969, 2, 1},
        {"SEK", 752, 2, 100}, {"TWD", 901, 2, 100}, {"USD", 840, 2, 1}, {"UYW", 927, 4, 1}, {"XAF", 950, 0, 1},
        {"XOF", 952, 0, 1},   {"XPF", 953, 0, 1},   {"ZWG", 924, 2, 1}, {"BGN", 975, 2, 1}, {"ALL", 8, 2, 1},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const eco_currency *currency = eco_currency_find(known[i].code);
        CHECK_F(currency != NULL, "%s", known[i].code);
        CHECK_TEXT(currency->code, known[i].code);
        CHECK_F(currency->number == known[i].number && currency->exponent == known[i].exponent &&
                    currency->cash_step_minor == known[i].cash_step,
                "%s", known[i].code);
    }
    static const char *const unknown[] = {"XXX", "XAU", "XDR", "XTS", "DEM", "eur", "EU", "EURO", "", "AAA", "ZZZ", "Eur"};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++)
        CHECK_F(!eco_currency_find(unknown[i]), "%s", unknown[i]);
    CHECK(!eco_currency_find(NULL));
}

/* The table is searched by halves: every code must be found by its own name, and none may stand there twice. */
TEST(currency, finds_every_code)
{
    int found = 0, by_exponent[5] = {0};
    bool numbers[1000] = {false};
    for (int a = 'A'; a <= 'Z'; a++)
        for (int b = 'A'; b <= 'Z'; b++)
            for (int c = 'A'; c <= 'Z'; c++) {
                const char code[4] = {(char)a, (char)b, (char)c, '\0'};
                const eco_currency *currency = eco_currency_find(code);
                if (!currency)
                    continue;
                CHECK_TEXT(currency->code, code);
                CHECK_F(currency->number > 0 && currency->number < 1000 && currency->cash_step_minor > 0, "%s", code);
                /* the Caribbean guilder took over the number of the one before it */
                CHECK_F(!numbers[currency->number] || currency->number == 532, "%s", code);
                numbers[currency->number] = true;
                CHECK_F(currency->exponent >= 0 && currency->exponent <= 4, "%s", code);
                by_exponent[currency->exponent]++;
                found++;
            }
    CHECK_INT(found, 171);
    CHECK_INT(by_exponent[0], 17);
    CHECK_INT(by_exponent[1], 0);
    CHECK_INT(by_exponent[3], 7);
    CHECK_INT(by_exponent[4], 2);
}
