/* json_scenarios.c - the rulebooks and carts of pricing's random tests as documents: the same digest, and quotes of the engine that come back equal. */
#include "../unit/json_support.h"
#include "pricing_generate.h"

static scenario given;

/* The rulebook of a document prices as the one that wrote it. */
static eco_rulebook *through_a_document(const eco_rulebook *rulebook)
{
    eco_rulebook *again;
    eco_error error;
    text_sink sink = {0};
    CHECK_OK(eco_json_write_rulebook(rulebook, TEXT_SINK(&sink), &error));
    CHECK_F(!eco_json_read_rulebook(&again, sink.text, sink.size, NULL, &error), "%.600s: %.200s at %.60s", sink.text,
            error.message, error.path);
    eco_id one = eco_rulebook_content_of(rulebook)->digest, other = eco_rulebook_content_of(again)->digest;
    CHECK(one.high == other.high && one.low == other.low);
    free(sink.text);
    return again;
}

static void check_quote(const eco_quote *quote)
{
    const eco_quote *again;
    eco_error error;
    text_sink first = {0}, second = {0};
    CHECK_OK(eco_json_write_quote(quote, TEXT_SINK(&first), &error));
    CHECK_F(!eco_json_read_quote(&again, first.text, first.size, NULL, &error), "%.600s: %.200s at %.60s", first.text,
            error.message, error.path);
    check_same_quote(quote, again);
    CHECK_OK(eco_json_write_quote(again, TEXT_SINK(&second), &error));
    CHECK_TEXT(second.text, first.text);
    eco_quote_free(again);
    free(first.text);
    free(second.text);
}

/* What was used, through a document. */
static const eco_used_list *used_again(void)
{
    const eco_used_list *again;
    eco_error error;
    text_sink first = {0}, second = {0};
    CHECK_OK(eco_json_write_used(given.used, (size_t)given.used_count, given.options.currency, TEXT_SINK(&first), NULL, &error));
    CHECK_OK(eco_json_read_used(&again, first.text, first.size, given.options.currency, NULL, &error));
    CHECK_INT(again->used_count, given.used_count);
    CHECK_OK(eco_json_write_used(again->used, again->used_count, given.options.currency, TEXT_SINK(&second), NULL, &error));
    CHECK_TEXT(second.text, first.text);
    free(first.text);
    free(second.text);
    return again;
}

TEST(json_scenarios, come_back_as_they_were)
{
    long priced = 0, rounds = eco_test_cases(2000);
    for (long round = 0; round < rounds; round++) {
        chance chance = {.state = eco_test_seed() + (uint64_t)round};
        eco_rulebook *rulebook, *again;
        const eco_quote *quote;
        eco_error error;
        scenario_make(&given, &chance);
        CHECK_OK(scenario_build(&rulebook, &given, &error));
        again = through_a_document(rulebook);
        eco_explain explain = (eco_explain)(round % (ECO_EXPLAIN_ALL + 1));
        const eco_used_list *used = used_again();
        if (!eco_price(&quote, again, &given.cart,
                       ECO_MAKE(eco_price_options, .explain = explain, .used = used->used, .used_count = used->used_count),
                       &error)) {
            priced++;
            check_quote(quote);
            eco_quote_free(quote);
        }
        eco_used_free(used);
        eco_rulebook_free(again);
        eco_rulebook_free(rulebook);
    }
    CHECK(priced > rounds / 2);
}
