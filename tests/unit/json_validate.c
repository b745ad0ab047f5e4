/* json_validate.c - what a document says that it is, and whether it is that. */
#include "json_support.h"

TEST(json_validate, names_the_schema_of_good_documents)
{
    static const struct {
        const char *path, *schema;
    } cases[] = {
        {"examples/documents/rulebook.json", "ecomops.rulebook/1"},
        {"examples/documents/cart.json", "ecomops.cart/1"},
        {"tests/documents/rulebook_full.json", "ecomops.rulebook/1"},
        {"tests/documents/cart_full.json", "ecomops.cart/1"},
        {"tests/documents/cart_shipments.json", "ecomops.cart/1"},
        {"tests/documents/quote_full.json", "ecomops.quote/1"},
        {"tests/documents/quote_past.json", "ecomops.quote/1"},
        {"tests/documents/kpi_full.json", "ecomops.kpi/1"},
        {"examples/documents/kpi.json", "ecomops.kpi/1"},
    };
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        const char *schema = NULL;
        eco_error error;
        size_t size;
        char *text = json_file(cases[i].path, &size);
        CHECK_OK(eco_json_validate(&schema, text, size, NULL, &error));
        CHECK_TEXT(schema, cases[i].schema);
        free(text);
    }
}

TEST(json_validate, refuses_with_the_place)
{
    static const refusal refusals[] = {
        {"", ECO_E_SYNTAX, 1, 1, "", "the end of the document"},
        {"\"ecomops.cart/1\"", ECO_E_INVALID, 1, 1, "", "a document is an object, and this is text"},
        {"{\"lines\":[]}", ECO_E_INVALID, 1, 1, "", "a document needs 'schema'"},
        {"{\"schema\":\"ecomops.workflow/1\"}", ECO_E_UNKNOWN_NAME, 1, 11, "/schema", "known are ecomops.rulebook/1"},
        {"{\"schema\":\"ecomops.rulebook/1\",\"currency\":\"CNY\",\"promotions\":[{\"id\":\"p\",\"when\":\"x "
         ">\",\"tiers\":[{\"off\":\"1\"}]}]}",
         ECO_E_SYNTAX, 1, 84, "/promotions/0/when", ""},
        {"{\"schema\":\"ecomops.cart/1\",\"at\":\"2026-11-11T00:00:00Z\",\"lines\":[{\"sku\":\"A\",\"quantity\":0}]}",
         ECO_E_INVALID, 1, 87, "/lines/0/quantity", "not above 0"},
        {"{\"schema\":\"ecomops.cart/1\",\"at\":\"2026-11-11T00:00:00Z\",\"credit\":\"1.00001\"}", ECO_E_SYNTAX, 1, 65, "/credit",
         "5 decimals"},
        {"{\"schema\":\"ecomops.cart/1\",\"at\":\"2026-11-11T00:00:00Z\",\"coupons\":[\"\"]}", ECO_E_INVALID, 1, 67, "/coupons/0",
         ""},
        {"{\"schema\":\"ecomops.quote/1\",\"currency\":\"CNY\"}", ECO_E_INVALID, 1, 1, "", "a quote needs 'at'"},
    };
    for (size_t i = 0; i < LENGTH_OF(refusals); i++) {
        const char *schema = "left over";
        eco_error error = {0};
        eco_status status = eco_json_validate(&schema, refusals[i].text, strlen(refusals[i].text), NULL, &error);
        CHECK(schema == NULL);
        CHECK_REFUSED(status, error, &refusals[i]);
        CHECK_INT(eco_json_validate(&schema, refusals[i].text, strlen(refusals[i].text), NULL, NULL), refusals[i].status);
    }
}

/* A cart says nothing of its currency, so its amounts may have the decimals of any. */
TEST(json_validate, takes_a_cart_of_any_currency)
{
    static const char text[] =
        "{\"schema\":\"ecomops.cart/1\",\"at\":\"2026-11-11T00:00:00Z\",\"credit\":\"1.2345\",\"lines\":[{\"sku\":\"A\","
        "\"quantity\":1,\"unit\":\"0.0123456789\"}]}";
    const char *schema;
    eco_error error;
    CHECK_OK(eco_json_validate(&schema, text, sizeof text - 1, NULL, &error));
    CHECK_TEXT(schema, "ecomops.cart/1");
}
