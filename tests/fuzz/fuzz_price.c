/* Bytes as chance for a rulebook and a cart: the engine's quote must be the slow reference's in every figure. libFuzzer is 30 times faster here with
 * -entropic=0. */
#include "../property/pricing_reference.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fail(const scenario *given, const char *message)
{
    fprintf(stderr, "%s\n", message);
    scenario_dump(stderr, given);
    abort();
}

static void check_units(const scenario *given, const eco_quote *quote)
{
    for (size_t i = 0; i < quote->lines_count; i++) {
        const eco_quote_line *line = &quote->lines[i];
        int64_t units = line->kind != ECO_LINE_GOODS || line->quantity_scale ? 1 : line->quantity, total = 0, credit = 0;
        eco_quote_unit unit;
        for (int64_t u = 0; line->kind == ECO_LINE_GOODS && u < units; u++) {
            if (eco_quote_unit_of(&unit, quote, i, u, NULL))
                fail(given, "a unit is not there");
            total += unit.total_minor;
            credit += unit.credit_minor;
        }
        if (line->kind == ECO_LINE_GOODS && (total != line->total_minor || credit != line->credit_minor))
            fail(given, "units do not sum to their line");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static scenario given;
    static reference_quote expected;
    chance chance = {.bytes = data ? data : (const uint8_t *)"", .size = size};
    eco_rulebook *rulebook;
    const eco_quote *quote = NULL;
    eco_error error = {0};
    char message[2048];
    scenario_make(&given, &chance);
    reference_price(&expected, &given);
    if (scenario_build(&rulebook, &given, &error))
        fail(&given, error.message);
    eco_status status = eco_price(
        &quote, rulebook, &given.cart,
        ECO_MAKE(eco_price_options, .explain = ECO_EXPLAIN_ALL, .used = given.used, .used_count = (size_t)given.used_count),
        &error);
    eco_rulebook_free(rulebook);
    if (status != expected.status)
        fail(&given, status ? error.message : "this should fail");
    if (!status && !reference_same(message, sizeof message, &expected, quote))
        fail(&given, message);
    if (!status)
        check_units(&given, quote);
    eco_quote_free(quote);
    return 0;
}
