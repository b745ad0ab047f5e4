/* fuzz_json.c - any bytes as a document. What is refused names its place; what is taken is written and read again without a change; what is a cart is
 * priced, and its quote is read back. */
#include <ecomops/json.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what, const eco_error *error)
{
    if (holds)
        return;
    fprintf(stderr, "%s: %s %s at %d:%d %s\n", what, eco_status_name(error->status), error->message, error->line, error->column,
            error->path);
    abort();
}

static bool collect(const char *text, size_t size, void *user)
{
    eco_buffer_add(user, text, size);
    return true;
}
#define INTO(buffer) ((eco_writer){collect, (buffer)})

static const eco_rulebook *rules(void)
{
    static const char text[] =
        "{\"schema\":\"ecomops.rulebook/1\",\"currency\":\"CNY\",\"zone\":\"Asia/"
        "Shanghai\",\"tax_mode\":\"included\",\"cash_step\":\"0.05\","
        "\"sets\":{\"s\":[\"A\",\"B\"]},\"price_lists\":[{\"id\":\"l\",\"prices\":[{\"sku\":\"A\",\"unit\":\"0.0125\"},{\"sku\":"
        "\"B\",\"unit\":\"9\"}]},{\"id\":\"y\",\"currency\":\"JPY\",\"rate\":\"0.05\",\"prices\":[{\"sku\":\"C\",\"unit\":"
        "\"1500\"}]}],"
        "\"campaigns\":[{\"id\":\"k\",\"budget\":\"9.00\",\"clip\":true}],"
        "\"promotions\":[{\"id\":\"p\",\"campaign\":\"k\",\"limit\":3,\"limit_per_customer\":2,\"stage\":\"shop\",\"repeats\":"
        "true,\"tiers\":[{\"from_amount\":\"30\",\"off\":\"5\"}]},"
        "{\"id\":\"q\",\"coupon\":\"GOLD10\",\"limit_per_code\":1,\"campaign\":\"k\",\"when\":\"customer.tier == "
        "'gold'\",\"on\":\"line.sku in "
        "@s\",\"tiers\":[{\"off_percent\":\"10\"}]},"
        "{\"id\":\"g\",\"stage\":\"shop\",\"repeats\":true,\"tiers\":[{\"from_quantity\":3,\"gift_sku\":\"CUP\",\"gift_"
        "quantity\":2}]},"
        "{\"id\":\"n\",\"stage\":\"set\",\"group_quantity\":2,\"nth\":2,\"max_quantity\":9,\"tiers\":[{\"off_percent\":\"50\"}]},"
        "{\"id\":\"d\",\"stage\":\"shipping\",\"tiers\":[{\"from_amount\":\"20\",\"off\":\"3\"}]}],"
        "\"taxes\":[{\"id\":\"t\",\"on\":\"category != "
        "'book'\",\"percent\":\"13\"},{\"id\":\"u\",\"percent\":\"1\",\"compound\":true}],"
        "\"shipping\":[{\"id\":\"h\",\"method\":\"standard\",\"price\":\"8\"},{\"id\":\"w\",\"method\":\"courier\",\"steps\":["
        "{\"from_weight_g\":1000,\"price\":\"12\",\"more_each\":500,\"more\":\"5\"}]}],"
        "\"floors\":[{\"id\":\"f\",\"margin_percent\":\"5\"}]}";
    static eco_rulebook *rulebook;
    eco_error error;
    if (!rulebook)
        must(!eco_json_read_rulebook(&rulebook, text, sizeof text - 1, NULL, &error), "the fixed rulebook", &error);
    return rulebook;
}

static void check_rulebook(const char *text, size_t size)
{
    eco_rulebook *rulebook, *again;
    eco_error error = {0};
    eco_buffer first, second;
    eco_buffer_begin(&first, NULL);
    eco_buffer_begin(&second, NULL);
    must(!eco_json_read_rulebook(&rulebook, text, size, NULL, &error), "a valid rulebook", &error);
    must(!eco_json_write_rulebook(rulebook, INTO(&first), &error), "writing", &error);
    must(!eco_json_read_rulebook(&again, first.bytes, first.size, NULL, &error), "what was written", &error);
    must(!eco_json_write_rulebook(again, INTO(&second), &error), "writing again", &error);
    must(first.size == second.size && memcmp(first.bytes, second.bytes, first.size) == 0, "two writings differ", &error);
    eco_rulebook_free(rulebook);
    eco_rulebook_free(again);
    eco_buffer_end(&first);
    eco_buffer_end(&second);
}

static void check_plan(const char *text, size_t size)
{
    eco_kpi_plan *plan, *again;
    eco_error error = {0};
    eco_buffer first, second;
    eco_buffer_begin(&first, NULL);
    eco_buffer_begin(&second, NULL);
    must(!eco_json_read_kpi_plan(&plan, text, size, NULL, &error), "a valid plan", &error);
    must(!eco_json_write_kpi_plan(plan, INTO(&first), &error), "writing", &error);
    must(!eco_json_read_kpi_plan(&again, first.bytes, first.size, NULL, &error), "what was written", &error);
    must(!eco_json_write_kpi_plan(again, INTO(&second), &error), "writing again", &error);
    must(first.size == second.size && memcmp(first.bytes, second.bytes, first.size) == 0, "two writings differ", &error);
    eco_kpi_plan_free(plan);
    eco_kpi_plan_free(again);
    eco_buffer_end(&first);
    eco_buffer_end(&second);
}

static void check_quote(const char *text, size_t size)
{
    const eco_quote *quote, *again;
    eco_error error = {0};
    eco_buffer first, second;
    eco_buffer_begin(&first, NULL);
    eco_buffer_begin(&second, NULL);
    must(!eco_json_read_quote(&quote, text, size, NULL, &error), "a valid quote", &error);
    for (size_t i = 0; i < quote->lines_count; i++) {
        eco_quote_unit unit;
        must(!eco_quote_unit_of(&unit, quote, i, 0, &error), "its unit", &error);
    }
    must(!eco_json_write_quote(quote, INTO(&first), &error), "writing", &error);
    must(!eco_json_read_quote(&again, first.bytes, first.size, NULL, &error), "what was written", &error);
    must(!eco_json_write_quote(again, INTO(&second), &error), "writing again", &error);
    must(first.size == second.size && memcmp(first.bytes, second.bytes, first.size) == 0, "two writings differ", &error);
    eco_quote_free(quote);
    eco_quote_free(again);
    eco_buffer_end(&first);
    eco_buffer_end(&second);
}

static void check_cart(const char *text, size_t size)
{
    eco_error error = {0};
    eco_buffer quote;
    eco_buffer_begin(&quote, NULL);
    if (eco_json_price(rules(), text, size, ECO_EXPLAIN_ALL, INTO(&quote), NULL, &error))
        must(quote.size == 0 && error.status != ECO_E_MEMORY, "a refusal that wrote", &error);
    else
        check_quote(quote.bytes, quote.size);
    eco_buffer_end(&quote);
}

/* A cart of the fixed rulebook is priced with it; amounts of more decimals than its currency has are refused. */
static void check_used(const char *text, size_t size)
{
    static const char cart[] =
        "{\"schema\":\"ecomops.cart/1\",\"at\":\"2026-11-11T12:00:00Z\",\"customer\":\"c\",\"coupons\":[\"GOLD10\"],"
        "\"lines\":[{\"sku\":\"B\",\"quantity\":9}]}";
    const eco_used_list *list, *again;
    const eco_json_options options = {.struct_size = sizeof options, .used = text, .used_size = size};
    eco_error error = {0};
    eco_buffer first, second;
    eco_buffer_begin(&first, NULL);
    eco_buffer_begin(&second, NULL);
    must(!eco_json_read_used(&list, text, size, "CLF", NULL, &error), "valid counts", &error);
    must(!eco_json_write_used(list->used, list->used_count, "CLF", INTO(&first), NULL, &error), "writing", &error);
    must(!eco_json_read_used(&again, first.bytes, first.size, "CLF", NULL, &error), "what was written", &error);
    must(!eco_json_write_used(again->used, again->used_count, "CLF", INTO(&second), NULL, &error), "writing again", &error);
    must(first.size == second.size && memcmp(first.bytes, second.bytes, first.size) == 0, "two writings differ", &error);
    eco_used_free(list);
    eco_used_free(again);
    eco_buffer_end(&second);
    eco_buffer_end(&first);
    eco_buffer_begin(&first, NULL);
    if (eco_json_price(rules(), cart, sizeof cart - 1, ECO_EXPLAIN_ALL, INTO(&first), &options, &error))
        must(first.size == 0 && error.status == ECO_E_SYNTAX, "a refusal", &error);
    else
        check_quote(first.bytes, first.size);
    eco_buffer_end(&first);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *schema, *text = (const char *)data;
    eco_error error = {0};
    if (eco_json_validate(&schema, text, size, NULL, &error)) {
        must(!schema && error.status != ECO_E_MEMORY && error.message[0], "a refusal", &error);
        must(error.status == ECO_E_LIMIT || (error.line > 0 && error.column > 0), "a refusal without a place", &error);
        must(eco_utf8_valid(error.message, strlen(error.message)) == strlen(error.message), "a message that is not UTF-8",
             &error);
        must(eco_utf8_valid(error.path, strlen(error.path)) == strlen(error.path), "a path that is not UTF-8", &error);
    } else if (strcmp(schema, "ecomops.rulebook/1") == 0)
        check_rulebook(text, size);
    else if (strcmp(schema, "ecomops.kpi/1") == 0)
        check_plan(text, size);
    else if (strcmp(schema, "ecomops.quote/1") == 0)
        check_quote(text, size);
    else if (strcmp(schema, "ecomops.used/1") == 0)
        check_used(text, size);
    else
        check_cart(text, size);
    return 0;
}
