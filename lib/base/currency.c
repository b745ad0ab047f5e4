/* currency.c - ISO 4217 as data.
 *
 * The codes in force, funds codes among them (CLF, UYW), and those that left the list since 2020 (ANG, BGN, CUC, HRK, SLL, ZWL), because orders of those
 * years are still priced again. Metals, bond units, XDR, XTS and XXX have no minor unit and are no prices of a shop: they are left out. The exponents
 * are ISO's own, also where cash has lost its small coins; what is left of those is the cash step: the smallest amount that law or coins let
 * a till round to. */
#include <ecomops/money.h>

#include <string.h>

/* Sorted by code. */
static const eco_currency currencies[] = {
    {"AED", 784, 2, 25},  {"AFN", 971, 2, 1},   {"ALL", 8, 2, 1},     {"AMD", 51, 2, 1},    {"ANG", 532, 2, 1},
    {"AOA", 973, 2, 1},   {"ARS", 32, 2, 1},    {"AUD", 36, 2, 5},    {"AWG", 533, 2, 1},   {"AZN", 944, 2, 1},
    {"BAM", 977, 2, 1},   {"BBD", 52, 2, 5},    {"BDT", 50, 2, 1},    {"BGN", 975, 2, 1},   {"BHD", 48, 3, 1},
    {"BIF", 108, 0, 1},   {"BMD", 60, 2, 1},    {"BND", 96, 2, 5},    {"BOB", 68, 2, 1},    {"BOV", 984, 2, 1},
    {"BRL", 986, 2, 1},   {"BSD", 44, 2, 5},    {"BTN", 64, 2, 1},    {"BWP", 72, 2, 1},    {"BYN", 933, 2, 1},
    {"BZD", 84, 2, 1},    {"CAD", 124, 2, 5},   {"CDF", 976, 2, 1},   {"CHE", 947, 2, 1},   {"CHF", 756, 2, 5},
    {"CHW", 948, 2, 1},   {"CLF", 990, 4, 1},   {"CLP", 152, 0, 10},  {"CNY", 156, 2, 1},   {"COP", 170, 2, 1},
    {"COU", 970, 2, 1},   {"CRC", 188, 2, 500}, {"CUC", 931, 2, 1},   {"CUP", 192, 2, 1},   {"CVE", 132, 2, 1},
    {"CZK", 203, 2, 100}, {"DJF", 262, 0, 1},   {"DKK", 208, 2, 50},  {"DOP", 214, 2, 1},   {"DZD", 12, 2, 1},
    {"EGP", 818, 2, 1},   {"ERN", 232, 2, 1},   {"ETB", 230, 2, 1},   {"EUR", 978, 2, 1},   {"FJD", 242, 2, 1},
    {"FKP", 238, 2, 1},   {"GBP", 826, 2, 1},   {"GEL", 981, 2, 5},   {"GHS", 936, 2, 1},   {"GIP", 292, 2, 1},
    {"GMD", 270, 2, 1},   {"GNF", 324, 0, 1},   {"GTQ", 320, 2, 1},   {"GYD", 328, 2, 1},   {"HKD", 344, 2, 10},
    {"HNL", 340, 2, 1},   {"HRK", 191, 2, 1},   {"HTG", 332, 2, 1},   {"HUF", 348, 2, 500}, {"IDR", 360, 2, 1},
    {"ILS", 376, 2, 10},  {"INR", 356, 2, 1},   {"IQD", 368, 3, 1},   {"IRR", 364, 2, 1},   {"ISK", 352, 0, 1},
    {"JMD", 388, 2, 100}, {"JOD", 400, 3, 1},   {"JPY", 392, 0, 1},   {"KES", 404, 2, 1},   {"KGS", 417, 2, 1},
    {"KHR", 116, 2, 1},   {"KMF", 174, 0, 1},   {"KPW", 408, 2, 1},   {"KRW", 410, 0, 10},  {"KWD", 414, 3, 1},
    {"KYD", 136, 2, 1},   {"KZT", 398, 2, 1},   {"LAK", 418, 2, 1},   {"LBP", 422, 2, 1},   {"LKR", 144, 2, 1},
    {"LRD", 430, 2, 1},   {"LSL", 426, 2, 1},   {"LYD", 434, 3, 1},   {"MAD", 504, 2, 1},   {"MDL", 498, 2, 1},
    {"MGA", 969, 2, 1},   {"MKD", 807, 2, 1},   {"MMK", 104, 2, 1},   {"MNT", 496, 2, 1},   {"MOP", 446, 2, 1},
    {"MRU", 929, 2, 1},   {"MUR", 480, 2, 1},   {"MVR", 462, 2, 1},   {"MWK", 454, 2, 1},   {"MXN", 484, 2, 1},
    {"MXV", 979, 2, 1},   {"MYR", 458, 2, 5},   {"MZN", 943, 2, 1},   {"NAD", 516, 2, 1},   {"NGN", 566, 2, 1},
    {"NIO", 558, 2, 1},   {"NOK", 578, 2, 100}, {"NPR", 524, 2, 1},   {"NZD", 554, 2, 10},  {"OMR", 512, 3, 1},
    {"PAB", 590, 2, 1},   {"PEN", 604, 2, 1},   {"PGK", 598, 2, 1},   {"PHP", 608, 2, 1},   {"PKR", 586, 2, 1},
    {"PLN", 985, 2, 1},   {"PYG", 600, 0, 1},   {"QAR", 634, 2, 1},   {"RON", 946, 2, 1},   {"RSD", 941, 2, 1},
    {"RUB", 643, 2, 1},   {"RWF", 646, 0, 1},   {"SAR", 682, 2, 1},   {"SBD", 90, 2, 1},    {"SCR", 690, 2, 1},
    {"SDG", 938, 2, 1},   {"SEK", 752, 2, 100}, {"SGD", 702, 2, 5},   {"SHP", 654, 2, 1},   {"SLE", 925, 2, 1},
    {"SLL", 694, 2, 1},   {"SOS", 706, 2, 1},   {"SRD", 968, 2, 1},   {"SSP", 728, 2, 1},   {"STN", 930, 2, 1},
    {"SVC", 222, 2, 1},   {"SYP", 760, 2, 1},   {"SZL", 748, 2, 1},   {"THB", 764, 2, 1},   {"TJS", 972, 2, 1},
    {"TMT", 934, 2, 1},   {"TND", 788, 3, 1},   {"TOP", 776, 2, 1},   {"TRY", 949, 2, 1},   {"TTD", 780, 2, 5},
    {"TWD", 901, 2, 100}, {"TZS", 834, 2, 1},   {"UAH", 980, 2, 1},   {"UGX", 800, 0, 1},   {"USD", 840, 2, 1},
    {"USN", 997, 2, 1},   {"UYI", 940, 0, 1},   {"UYU", 858, 2, 100}, {"UYW", 927, 4, 1},   {"UZS", 860, 2, 1},
    {"VED", 926, 2, 1},   {"VES", 928, 2, 1},   {"VND", 704, 0, 1},   {"VUV", 548, 0, 1},   {"WST", 882, 2, 1},
    {"XAD", 396, 2, 1},   {"XAF", 950, 0, 1},   {"XCD", 951, 2, 5},   {"XCG", 532, 2, 1},   {"XOF", 952, 0, 1},
    {"XPF", 953, 0, 1},   {"YER", 886, 2, 1},   {"ZAR", 710, 2, 10},  {"ZMW", 967, 2, 1},   {"ZWG", 924, 2, 1},
    {"ZWL", 932, 2, 1},
};

const eco_currency *eco_currency_find(const char *code)
{
    size_t low = 0, high = sizeof currencies / sizeof currencies[0];
    while (code && low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(code, currencies[middle].code);
        if (order == 0)
            return &currencies[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
