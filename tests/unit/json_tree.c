/* json_tree.c - trees of conditions become the text that says the same. */
#include "json_support.h"

#include "json/fields.h"

#define COMPARE(attribute, operator, value) "{\"attribute\":\"" attribute "\",\"operator\":\"" operator"\",\"value\":" value "}"

static eco_status read_tree(char *out, size_t size, const char *text, const eco_allocator *allocator, eco_error *failure)
{
    eco_error error;
    eco_json_document document;
    eco_arena arena;
    const char *condition = NULL;
    CHECK_OK(eco_json_open(&document, text, strlen(text), NULL, &error));
    eco_arena_begin(&arena, allocator);
    eco_json_reading reading = {.document = &document, .arena = &arena, .error = failure};
    eco_status status = eco_json_read_condition(&reading, document.values, &condition);
    CHECK(!status == (condition != NULL));
    snprintf(out, size, "%s", condition ? condition : "");
    eco_arena_end(&arena);
    eco_json_close(&document);
    return status;
}

TEST(json_tree, becomes_text)
{
    static const struct {
        const char *tree, *text;
    } cases[] = {
        {"\"a == 1 or b\"", "a == 1 or b"},
        {COMPARE("customer.tier", "==", "\"gold\""), "customer.tier == 'gold'"},
        {COMPARE("note", "!=", "\"it's '' so\""), "note != 'it''s '''' so'"},
        {COMPARE("\xE7\xAD\x89\xE7\xBA\xA7", "==", "\"\xE9\x87\x91\""), "\xE7\xAD\x89\xE7\xBA\xA7 == '\xE9\x87\x91'"},
        {COMPARE("vip", "==", "true"), "vip == true"},
        {COMPARE("_v2.A9", "==", "false"), "_v2.A9 == false"},
        {COMPARE("age", ">=", "18"), "age >= 18"},
        {COMPARE("age", "<", "-18.0"), "age < -18"},
        /* decimals stand in quotes; behind == a text stays one, because ids look like numbers, too */
        {COMPARE("cart.subtotal", ">=", "\"300.00\""), "cart.subtotal >= 300.00"},
        {COMPARE("cart.subtotal", "<=", "\"-0.5\""), "cart.subtotal <= -0.5"},
        {COMPARE("a", "<", "\"1.5\""), "a < 1.5"},
        {COMPARE("a", "!=", "\"1.5\""), "a != '1.5'"},
        {COMPARE("at", ">", "\"2026-11-11\""), "at > '2026-11-11'"},
        {COMPARE("line.sku", "==", "\"300\""), "line.sku == '300'"},
        {"{\"attribute\":\"a\",\"operator\":\"in\",\"values\":[\"x\"]}", "a in ('x')"},
        {"{\"attribute\":\"a\",\"operator\":\"not in\",\"values\":[\"x\",2,true,\"3\"]}", "a not in ('x', 2, true, '3')"},
        {"{\"attribute\":\"line.sku\",\"operator\":\"in\",\"set\":\"summer\"}", "line.sku in @summer"},
        {"{\"set\":\"summer\",\"operator\":\"not in\",\"attribute\":\"line.sku\"}", "line.sku not in @summer"},
        {"{\"and\":[" COMPARE("a", "==", "1") "," COMPARE("b", "==", "2") "]}", "a == 1 and b == 2"},
        {"{\"or\":[" COMPARE("a", "==", "1") "," COMPARE("b", "==", "2") "," COMPARE("c", "==", "3") "]}",
         "a == 1 or b == 2 or c == 3"},
        {"{\"and\":[" COMPARE("a", "==", "1") "]}", "a == 1"},
        {"{\"not\":" COMPARE("a", "==", "1") "}", "not a == 1"},
        {"{\"not\":{\"not\":" COMPARE("a", "==", "1") "}}", "not not a == 1"},
        /* the one of docs/guide/documents.md */
        {"{\"and\":[{\"attribute\":\"customer.tier\",\"operator\":\"in\",\"values\":[\"gold\",\"vip\"]},{\"or\":[" COMPARE(
             "cart.subtotal",
             ">=", "\"300.00\"") ",{\"not\":{\"attribute\":\"line.sku\",\"operator\":\"in\",\"set\":\"clearance\"}}]}]}",
         "customer.tier in ('gold', 'vip') and (cart.subtotal >= 300.00 or not line.sku in @clearance)"},
        /* parentheses where they are needed, and only there */
        {"{\"and\":[{\"or\":[" COMPARE("a", "==", "1") "," COMPARE("b", "==", "2") "]}," COMPARE("c", "==", "3") "]}",
         "(a == 1 or b == 2) and c == 3"},
        {"{\"or\":[{\"and\":[" COMPARE("a", "==", "1") "," COMPARE("b", "==", "2") "]}," COMPARE("c", "==", "3") "]}",
         "a == 1 and b == 2 or c == 3"},
        {"{\"and\":[{\"and\":[" COMPARE("a", "==", "1") "," COMPARE("b", "==", "2") "]}," COMPARE("c", "==", "3") "]}",
         "a == 1 and b == 2 and c == 3"},
        {"{\"and\":[{\"or\":[" COMPARE("a", "==", "1") "]}," COMPARE("c", "==", "3") "]}", "a == 1 and c == 3"},
        {"{\"not\":{\"and\":[" COMPARE("a", "==", "1") "," COMPARE("b", "==", "2") "]}}", "not (a == 1 and b == 2)"},
        {"{\"not\":{\"or\":[" COMPARE("a", "==", "1") "," COMPARE("b", "==", "2") "]}}", "not (a == 1 or b == 2)"},
        {"{\"not\":{\"and\":[{\"or\":[" COMPARE("a", "==", "1") "," COMPARE("b", "==", "2") "]}]}}", "not (a == 1 or b == 2)"},
    };
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        eco_error error;
        char text[256];
        CHECK_OK(read_tree(text, sizeof text, cases[i].tree, NULL, &error));
        CHECK_TEXT(text, cases[i].text);
    }
}

TEST(json_tree, refuses_with_the_place)
{
    static const refusal refusals[] = {
        {"[]", ECO_E_INVALID, 1, 1, "", "a condition is text, and this is a list"},
        {"{}", ECO_E_INVALID, 1, 1, "", "a comparison needs 'attribute'"},
        {"{\"attribute\":\"a\",\"value\":1}", ECO_E_INVALID, 1, 1, "", "a comparison needs 'operator'"},
        {"{\"attribute\":\"a\",\"op\":\"==\",\"value\":1}", ECO_E_UNKNOWN_NAME, 1, 18, "/op", "a comparison has no 'op'"},
        {"{\"attribute\":\"a\",\"operator\":\"=\",\"value\":1}", ECO_E_UNKNOWN_NAME, 1, 29, "/operator",
         "operator cannot be '='; did you mean '=='?"},
        {"{\"attribute\":\"a\",\"operator\":\"contains\",\"value\":1}", ECO_E_UNKNOWN_NAME, 1, 29, "/operator",
         "known are ==, !=, <, <=, >, >=, in, not in"},
        {"{\"attribute\":7,\"operator\":\"==\",\"value\":1}", ECO_E_INVALID, 1, 14, "/attribute",
         "attribute is text, and this is a number"},
        {"{\"attribute\":\"a\",\"operator\":\"==\"}", ECO_E_INVALID, 1, 1, "", "'==' compares with one 'value'"},
        {"{\"attribute\":\"a\",\"operator\":\"==\",\"values\":[1]}", ECO_E_INVALID, 1, 1, "", "'==' compares with one 'value'"},
        {"{\"attribute\":\"a\",\"operator\":\"<\",\"value\":1,\"values\":[1]}", ECO_E_INVALID, 1, 1, "",
         "'<' compares with one 'value'"},
        {"{\"attribute\":\"a\",\"operator\":\">=\",\"value\":1,\"set\":\"s\"}", ECO_E_INVALID, 1, 1, "",
         "'>=' compares with one 'value'"},
        {"{\"attribute\":\"a\",\"operator\":\"in\"}", ECO_E_INVALID, 1, 1, "", "'in' needs a list 'values'"},
        {"{\"attribute\":\"a\",\"operator\":\"in\",\"value\":1}", ECO_E_INVALID, 1, 1, "", "'in' needs a list 'values'"},
        {"{\"attribute\":\"a\",\"operator\":\"not in\",\"values\":[1],\"set\":\"s\"}", ECO_E_INVALID, 1, 1, "",
         "'not in' needs a list 'values'"},
        {"{\"attribute\":\"a\",\"operator\":\"in\",\"values\":1}", ECO_E_INVALID, 1, 43, "/values", "values is a list"},
        {"{\"attribute\":\"a\",\"operator\":\"in\",\"values\":[]}", ECO_E_INVALID, 1, 43, "/values", "values is an empty list"},
        {"{\"attribute\":\"a\",\"operator\":\"in\",\"values\":[1,null]}", ECO_E_INVALID, 1, 46, "/values/1", "and this is null"},
        {COMPARE("a", "==", "{}"), ECO_E_INVALID, 1, 42, "/value", "and this is an object"},
        {COMPARE("a", "==", "0.5"), ECO_E_INVALID, 1, 42, "/value", "write \"0.5\" in quotes"},
        {"{\"attribute\":\"a\",\"operator\":\"in\",\"values\":[null,1]}", ECO_E_INVALID, 1, 44, "/values/0", "and this is null"},
        {"{\"or\":[{}," COMPARE("a", "==", "1") "]}", ECO_E_INVALID, 1, 8, "/or/0", "a comparison needs 'attribute'"},
        {"{\"and\":[]}", ECO_E_INVALID, 1, 8, "/and", "'and' is an empty list"},
        {"{\"or\":{}}", ECO_E_INVALID, 1, 7, "/or", "or is a list, and this is an object"},
        {"{\"not\":[]}", ECO_E_INVALID, 1, 8, "/not", "a condition is an object, and this is a list"},
        {"{\"and\":[\"a == 1\"]}", ECO_E_INVALID, 1, 9, "/and/0", "a condition is an object, and this is text"},
        {"{\"and\":[{\"not\":3}]}", ECO_E_INVALID, 1, 16, "/and/0/not", "a condition is an object"},
        {"{\"not\":{},\"and\":[]}", ECO_E_INVALID, 1, 1, "", "'and' stands alone in its object"},
        {"{\"not\":{},\"attribute\":\"a\"}", ECO_E_INVALID, 1, 1, "", "'not' stands alone in its object"},
        {"{\"or\":[{\"attribute\":\"a b\",\"operator\":\"==\",\"value\":1}]}", ECO_E_INVALID, 1, 21, "/or/0/attribute",
         "'a b' is no name"},
        {"{\"attribute\":\"a\",\"operator\":\"in\",\"set\":\"@s\"}", ECO_E_INVALID, 1, 40, "/set", "'@s' is no name"},
    };
    static const char *const no_names[] = {"",   ".",   "a.", ".a",  "a..b", "1a",   "a.1",   "a-b",    "a[",   "a~", "`",
                                           "a'", "and", "or", "not", "in",   "true", "false", "a or b", "a==b", "@a"};
    char text[256];
    for (size_t i = 0; i < LENGTH_OF(refusals); i++) {
        eco_error error = {0};
        eco_status status = read_tree(text, sizeof text, refusals[i].text, NULL, &error);
        CHECK_REFUSED(status, error, &refusals[i]);
    }
    for (size_t i = 0; i < LENGTH_OF(no_names); i++) {
        eco_error error;
        char tree[256];
        snprintf(tree, sizeof tree, "{\"attribute\":\"%s\",\"operator\":\"==\",\"value\":1}", no_names[i]);
        CHECK_FAILS(read_tree(text, sizeof text, tree, NULL, &error), ECO_E_INVALID, "is no name");
    }
}

TEST(json_tree, survives_a_lack_of_memory)
{
    eco_status status = ECO_E_MEMORY;
    int64_t until = 0;
    for (; status; until++) {
        faults state = {.until = until};
        eco_allocator allocator = FAULTY(&state);
        eco_error error;
        char text[256];
        status = read_tree(text, sizeof text, "{\"not\":{\"and\":[" COMPARE("a", "==", "1") "," COMPARE("b", "==", "2") "]}}",
                           &allocator, &error);
        CHECK(status == ECO_OK || status == ECO_E_MEMORY);
        CHECK_INT(state.held, 0);
    }
    CHECK(until > 2);
}
