/* Text as a decimal and as an amount of several currencies: what is read must print as the same value, and what is printed must read back. */
#include "base/numbers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool condition)
{
    if (!condition)
        abort();
}

/* The same text without what a canonical one leaves out: zeros before the number, and "-0". */
static void check_text(const char *given, const char *printed)
{
    const char *digits = given + (given[0] == '-');
    while (digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9')
        digits++;
    size_t shared = 0;
    const char *printed_digits = printed + (printed[0] == '-');
    while (digits[shared] && digits[shared] == printed_digits[shared])
        shared++;
    /* beyond it there are only zeros after the point, or the point itself when none of them fits */
    check(printed_digits[shared] == '\0');
    check(strspn(digits + shared, ".0") == strlen(digits + shared));
    check(digits[shared] == '\0' || strchr(digits, '.'));
}

static void check_money(const char *text, const char *currency)
{
    int64_t minor, again;
    char printed[ECO_MONEY_TEXT];
    eco_error error = {0};
    eco_status status = eco_money_parse(&minor, text, currency, &error);
    check(status == error.status);
    if (status)
        return;
    eco_money_text(printed, minor, currency);
    check(eco_money_parse(&again, printed, currency, NULL) == ECO_OK && again == minor);
    eco_decimal value, shown;
    check(eco_decimal_parse(&value, text, NULL) == ECO_OK);
    check(eco_decimal_parse(&shown, printed, NULL) == ECO_OK);
    check(eco_decimal_compare(value, shown) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';

    eco_decimal bytes, value, again;
    bool too_large;
    char printed[ECO_DECIMAL_TEXT];
    bool read = eco_decimal_read(&bytes, &too_large, (const char *)data, size);
    check(!read || !too_large);
    eco_error error = {0};
    eco_status status = eco_decimal_parse(&value, text, &error);
    check(status == error.status);
    if (strlen(text) == size) {
        check(read == (status == ECO_OK) && too_large == (status == ECO_E_OVERFLOW));
        check(status != ECO_E_SYNTAX || (error.column > 0 && (size_t)error.column <= size + 1));
    } else {
        check(!read && !too_large); /* a NUL inside is no decimal */
    }
    if (!status) {
        check_text(text, eco_decimal_text(printed, value));
        check(eco_decimal_parse(&again, printed, NULL) == ECO_OK);
        check(again.coefficient == value.coefficient && again.scale == value.scale);
        check(eco_decimal_compare(eco_decimal_normal(value), value) == 0);
    }
    check_money(text, "CNY");
    check_money(text, "JPY");
    check_money(text, "KWD");
    free(text);
    return 0;
}
