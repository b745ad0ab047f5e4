/* json_reader.c - which texts are documents, where the others go wrong, and that every value knows its place. */
#include "json_support.h"

#include "json/reader.h"

#include <cJSON.h>

static eco_status open_text(eco_json_document *document, const char *text, eco_error *error)
{
    return eco_json_open(document, text, strlen(text), NULL, error);
}

TEST(json_reader, takes_what_the_grammar_allows)
{
    static const char *const texts[] = {
        "{}",
        "[]",
        "\"\"",
        "0",
        "-0",
        "true",
        "false",
        "null",
        " \t\r\n[ ] \n",
        "[1,2]",
        "[[],{}]",
        "{\"\":0}",
        "{\"a\":{\"a\":1},\"b\":[{\"a\":2}]}",
        "[0.5,1e3,1E+3,1.0e0,-12.25,1e22,9007199254740992,9007199254740994,2.5E-1,0e99999,0.0]",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\ude00\"",
        "\"\xE4\xB8\xAD\xF0\x9F\x98\x80\x7F\"",
        "\xEF\xBB\xBF{\"a\":1}",
        "[\"\\u0001\\uE000\\uFFFF\"]",
        "{\"a\":1,\"A\":2}",
    };
    eco_error error;
    for (size_t i = 0; i < LENGTH_OF(texts); i++) {
        eco_json_document document;
        eco_status status = open_text(&document, texts[i], &error);
        CHECK_F(!status, "%s: %s", texts[i], error.message);
        CHECK(document.values[0].span == document.count);
        eco_json_close(&document);
        CHECK(document.values == NULL && document.tree == NULL);
    }
}

TEST(json_reader, refuses_the_rest_with_its_place)
{
    static const refusal refusals[] = {
        {"", ECO_E_SYNTAX, 1, 1, "", "a value should stand where the end of the document"},
        {" \n ", ECO_E_SYNTAX, 2, 2, "", "the end of the document"},
        {"\xEF\xBB\xBF", ECO_E_SYNTAX, 1, 1, "", "the end of the document"},
        {"{\"a\":1} x", ECO_E_SYNTAX, 1, 9, "", "'x' stands after the end"},
        {"{}{}", ECO_E_SYNTAX, 1, 3, "", "stands after the end"},
        {"{\"a\":[1,\n 2,\n}", ECO_E_SYNTAX, 3, 1, "/a/2", "a value should stand where '}' stands"},
        {"[1,]", ECO_E_SYNTAX, 1, 4, "", "a ',' stands before ']'"},
        {"{\"a\":1,}", ECO_E_SYNTAX, 1, 8, "", "a ',' stands before '}'"},
        {"[,1]", ECO_E_SYNTAX, 1, 2, "/0", "where ',' stands"},
        {"[1 2]", ECO_E_SYNTAX, 1, 4, "", "',' or ']' should stand where '2' stands"},
        {"{\"a\":1 \"b\":2}", ECO_E_SYNTAX, 1, 8, "", "',' or '}' should stand where '\"' stands"},
        {"[1", ECO_E_SYNTAX, 1, 3, "", "the end of the document"},
        {"[1,", ECO_E_SYNTAX, 1, 4, "/1", "the end of the document"},
        {"{", ECO_E_SYNTAX, 1, 2, "", "a key in double quotes should stand where the end"},
        {"{a:1}", ECO_E_SYNTAX, 1, 2, "", "a key in double quotes should stand where 'a' stands"},
        {"{'a':1}", ECO_E_SYNTAX, 1, 2, "", "a key in double quotes"},
        {"{\"a\" 1}", ECO_E_SYNTAX, 1, 6, "", "':' should follow the key where '1' stands"},
        {"{\"a\"", ECO_E_SYNTAX, 1, 5, "", "':' should follow the key where the end"},
        {"{\"a\":", ECO_E_SYNTAX, 1, 6, "/a", "the end of the document"},
        {"{\"a\":}", ECO_E_SYNTAX, 1, 6, "/a", "where '}' stands"},
        {"{\"a\":1/*no*/}", ECO_E_SYNTAX, 1, 7, "", "where '/' stands"},
        {"[tru]", ECO_E_SYNTAX, 1, 2, "/0", "where 't' stands"},
        {"[nul", ECO_E_SYNTAX, 1, 2, "/0", "where 'n' stands"},
        {"[True]", ECO_E_SYNTAX, 1, 2, "/0", "where 'T' stands"},
        {"[NaN]", ECO_E_SYNTAX, 1, 2, "/0", "where 'N' stands"},
        {"[truefalse]", ECO_E_SYNTAX, 1, 6, "", "where 'f' stands"},
        {"['a']", ECO_E_SYNTAX, 1, 2, "/0", "stands"},
        {"[\xE4\xB8\xAD]", ECO_E_SYNTAX, 1, 2, "/0", "where '\xE4\xB8\xAD' stands"},
        {"[\xFF]", ECO_E_SYNTAX, 1, 2, "/0", "a byte that is not UTF-8"},
        /* numbers */
        {"[01]", ECO_E_SYNTAX, 1, 3, "/0", "does not begin with 0"},
        {"[-01]", ECO_E_SYNTAX, 1, 4, "/0", "does not begin with 0"},
        {"[+1]", ECO_E_SYNTAX, 1, 2, "/0", "where '+' stands"},
        {"[.5]", ECO_E_SYNTAX, 1, 2, "/0", "where '.' stands"},
        {"[-]", ECO_E_SYNTAX, 1, 3, "/0", "'-' is followed by ']'"},
        {"-", ECO_E_SYNTAX, 1, 2, "", "'-' is followed by the end"},
        {"[-x]", ECO_E_SYNTAX, 1, 3, "/0", "a number needs a digit"},
        {"[1.]", ECO_E_SYNTAX, 1, 4, "/0", "the point of a number is followed by ']'"},
        {"[1e]", ECO_E_SYNTAX, 1, 4, "/0", "the exponent of a number is followed by ']'"},
        {"[1e+]", ECO_E_SYNTAX, 1, 5, "/0", "the exponent of a number"},
        {"1E-", ECO_E_SYNTAX, 1, 4, "", "the exponent of a number is followed by the end"},
        {"[0x10]", ECO_E_SYNTAX, 1, 3, "", "where 'x' stands"},
        {"[1,0.1]", ECO_E_SYNTAX, 1, 4, "/1", "write \"0.1\" in quotes"},
        {"{\"unit\":19.99}", ECO_E_SYNTAX, 1, 9, "/unit", "write \"19.99\" in quotes"},
        {"[9007199254740993]", ECO_E_SYNTAX, 1, 2, "/0", "cannot be exactly 9007199254740993"},
        {"[1e400]", ECO_E_SYNTAX, 1, 2, "/0", "1e400"},
        {"[1e-400]", ECO_E_SYNTAX, 1, 2, "/0", "1e-400"},
        {"[1000000000000000000000000000000000000000000000000000000000000]", ECO_E_SYNTAX, 1, 2, "/0",
         "a number of 61 characters"},
        /* texts */
        {"[\"a", ECO_E_SYNTAX, 1, 4, "/0", "ends inside a text"},
        {"[\"a\\", ECO_E_SYNTAX, 1, 5, "/0", "a backslash is followed by the end"},
        {"[\"a\\\"]", ECO_E_SYNTAX, 1, 7, "/0", "ends inside a text"},
        {"[\"\xE4\xB8\xAD\nx\"]", ECO_E_SYNTAX, 1, 4, "/0", "control character 0x0A; write it as \\u000a"},
        {"[\"a\tb\"]", ECO_E_SYNTAX, 1, 4, "/0", "control character 0x09"},
        {"[\"\\x41\"]", ECO_E_SYNTAX, 1, 4, "/0", "a backslash is followed by 'x'"},
        {"[\"\\'\"]", ECO_E_SYNTAX, 1, 4, "/0", "a backslash is followed by"},
        {"[\"\\u12\"]", ECO_E_SYNTAX, 1, 5, "/0", "four hexadecimal digits"},
        {"[\"\\u12g4\"]", ECO_E_SYNTAX, 1, 5, "/0", "four hexadecimal digits"},
        {"[\"\\u12", ECO_E_SYNTAX, 1, 5, "/0", "four hexadecimal digits"},
        {"[\"a\\u0000b\"]", ECO_E_SYNTAX, 1, 6, "/0", "NUL"},
        {"[\"\\uD800\"]", ECO_E_SYNTAX, 1, 5, "/0", "\\uD800 is half of a surrogate pair"},
        {"[\"\\ud800\\n\"]", ECO_E_SYNTAX, 1, 5, "/0", "half of a surrogate pair"},
        {"[\"\\uD800\\u0041\"]", ECO_E_SYNTAX, 1, 5, "/0", "half of a surrogate pair"},
        {"[\"\\uD800\\uD800\"]", ECO_E_SYNTAX, 1, 5, "/0", "half of a surrogate pair"},
        {"[\"\\uD800\\uE000\"]", ECO_E_SYNTAX, 1, 5, "/0", "half of a surrogate pair"},
        {"[\"\\uD800\\uDCzz\"]", ECO_E_SYNTAX, 1, 5, "/0", "half of a surrogate pair"},
        {"[\"\\uD800x12345\"]", ECO_E_SYNTAX, 1, 5, "/0", "half of a surrogate pair"},
        {"[\"\\uDBFF\"]", ECO_E_SYNTAX, 1, 5, "/0", "\\uDBFF is half of a surrogate pair"},
        {"[\"\\uDFFF\"]", ECO_E_SYNTAX, 1, 5, "/0", "\\uDFFF is half of a surrogate pair"},
        {"[\"\\uDC00\"]", ECO_E_SYNTAX, 1, 5, "/0", "\\uDC00 is half of a surrogate pair"},
        {"{\"a\":\"\xC3\"}", ECO_E_SYNTAX, 1, 7, "/a", "byte 0xC3 is not UTF-8"},
        {"[\"ok\",\"a\x80\"]", ECO_E_SYNTAX, 1, 9, "/1", "byte 0x80 is not UTF-8"},
        {"[\"\xC0\xAF\"]", ECO_E_SYNTAX, 1, 3, "/0", "byte 0xC0 is not UTF-8"},
        {"[\"\xED\xA0\x80\"]", ECO_E_SYNTAX, 1, 3, "/0", "byte 0xED is not UTF-8"},
        {"[\"\xF5\x80\x80\x80\"]", ECO_E_SYNTAX, 1, 3, "/0", "byte 0xF5 is not UTF-8"},
        {"{\"a\":{\"b\xFF\":1}}", ECO_E_SYNTAX, 1, 9, "/a", "byte 0xFF is not UTF-8"},
        {"{\"a", ECO_E_SYNTAX, 1, 4, "", "ends inside a text"},
        /* keys that come twice, by what they say, not how they are written */
        {"{\"a\":1,\"b\":2,\"a\":3}", ECO_E_SYNTAX, 1, 14, "/a", "key 'a' stands twice"},
        {"{\"a\":1,\n\"\\u0061\":3}", ECO_E_SYNTAX, 2, 1, "/a", "key 'a' stands twice"},
        {"[{},{\"x\":{\"/\":1,\"\\/\":2}}]", ECO_E_SYNTAX, 1, 17, "/1/x/~1", "key '/' stands twice"},
        {"{\"\":1,\"\":2}", ECO_E_SYNTAX, 1, 7, "/", "key '' stands twice"},
    };
    for (size_t i = 0; i < LENGTH_OF(refusals); i++) {
        eco_json_document document;
        eco_error error = {0};
        eco_status status = open_text(&document, refusals[i].text, &error);
        CHECK_REFUSED(status, error, &refusals[i]);
        CHECK_INT(open_text(&document, refusals[i].text, NULL), refusals[i].status);
    }
}

TEST(json_reader, refuses_control_characters_in_texts)
{
    for (char control = 0; control < 0x20; control++) {
        const char text[] = {'"', control, '"'};
        eco_json_document document;
        eco_error error;
        CHECK_FAILS(eco_json_open(&document, text, sizeof text, NULL, &error), ECO_E_SYNTAX, "control character");
        CHECK_INT(error.column, 2);
    }
}

/* A NUL byte is a character like others: not allowed in texts, nor between values. */
TEST(json_reader, refuses_a_nul_byte)
{
    eco_json_document document;
    eco_error error;
    CHECK_FAILS(eco_json_open(&document, "[\"a\0b\"]", 7, NULL, &error), ECO_E_SYNTAX, "control character 0x00");
    CHECK_FAILS(eco_json_open(&document, "[1]\0", 4, NULL, &error), ECO_E_SYNTAX, "after the end");
    CHECK_FAILS(eco_json_open(&document, "{\"a\0\":1}", 8, NULL, &error), ECO_E_SYNTAX, "control character 0x00");
    CHECK_INT(error.column, 4);
}

static char *nested(size_t levels, const char *open, const char *close)
{
    size_t opens = strlen(open), closes = strlen(close);
    char *text = malloc(levels * (opens + closes) + 2), *at = text;
    for (size_t i = 0; i < levels; i++, at += opens)
        memcpy(at, open, opens);
    *at++ = '0';
    for (size_t i = 0; i < levels; i++, at += closes)
        memcpy(at, close, closes);
    *at = '\0';
    return text;
}

TEST(json_reader, bounds_the_levels)
{
    static const struct {
        size_t levels;
        const char *open, *close;
        eco_status status;
        int32_t column;
        const char *path;
    } cases[] = {
        {64, "[", "]", ECO_OK, 0, ""},
        {65, "[", "]", ECO_E_LIMIT, 65, "/0/0/0"},
        {64, "{\"a\":", "}", ECO_OK, 0, ""},
        {65, "{\"a\":", "}", ECO_E_LIMIT, 64 * 5 + 1, "/a/a/a"},
        {10000, "[", "]", ECO_E_LIMIT, 65, "/0/0/0"},
        {10000, "{\"a\":", "}", ECO_E_LIMIT, 64 * 5 + 1, "/a/a/a"},
        {10000, "[", "", ECO_E_LIMIT, 65, "/0/0/0"},
    };
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        eco_json_document document;
        eco_error error = {0};
        char *text = nested(cases[i].levels, cases[i].open, cases[i].close);
        CHECK_INT(open_text(&document, text, &error), cases[i].status);
        CHECK_INT(error.column, cases[i].column);
        CHECK(strncmp(error.path, cases[i].path, strlen(cases[i].path)) == 0);
        if (!cases[i].status)
            eco_json_close(&document);
        free(text);
    }
}

TEST(json_reader, bounds_the_size)
{
    eco_json_document document;
    eco_error error;
    eco_json_options options = {.struct_size = sizeof options, .max_bytes = 5};
    CHECK_OK(eco_json_open(&document, "[123]", 5, &options, &error));
    eco_json_close(&document);
    CHECK_FAILS(eco_json_open(&document, "[1234]", 6, &options, &error), ECO_E_LIMIT, "6 bytes; at most 5");
    size_t size = (size_t)ECO_JSON_BYTES + 1;
    char *blanks = malloc(size);
    memset(blanks, ' ', size);
    CHECK_FAILS(eco_json_open(&document, blanks, size, NULL, &error), ECO_E_LIMIT, "at most 67108864");
    CHECK_FAILS(eco_json_open(&document, blanks, size - 1, NULL, &error), ECO_E_SYNTAX, "end of the document");
    CHECK_INT(error.column, size);
    options.max_bytes = INT64_MAX;
    CHECK_FAILS(eco_json_open(&document, blanks, size, &options, &error), ECO_E_SYNTAX, "end of the document");
    CHECK_FAILS(eco_json_open(&document, blanks, (size_t)INT32_MAX, &options, &error), ECO_E_LIMIT, "at most 2147483646");
    free(blanks);
    options.max_bytes = -1;
    CHECK_FAILS(eco_json_open(&document, "1", 1, &options, &error), ECO_E_INVALID, "max_bytes -1");
    CHECK_TEXT(error.path, "/max_bytes");
    options.struct_size = 0;
    CHECK_FAILS(eco_json_open(&document, "1", 1, &options, &error), ECO_E_INVALID, "struct_size");
    CHECK_FAILS(eco_json_open(&document, NULL, 1, NULL, &error), ECO_E_INVALID, "NULL");
}

/* No prefix of a document is a document, but for what follows its end; and each fails inside itself. */
TEST(json_reader, refuses_every_cut_document)
{
    static const char whole[] = "{\"schema\": \"a/1\", \"list\": [1, -2.5, true, null, \"\xE4\xB8\xAD\\u00e9\\uD83D\\uDE00\"],\n "
                                "\"object\": {\"k\": {}}}";
    for (size_t size = 0; size < sizeof whole - 1; size++) {
        eco_json_document document;
        eco_error error = {0};
        char *cut = malloc(size ? size : 1); /* of the exact size, for the sanitizer */
        memcpy(cut, whole, size);
        CHECK_INT(eco_json_open(&document, cut, size, NULL, &error), ECO_E_SYNTAX);
        CHECK(error.line >= 1 && error.line <= 2 && error.column >= 1 && error.column <= (int32_t)size + 1);
        free(cut);
    }
}

TEST(json_reader, knows_the_place_of_every_value)
{
    static const char text[] = "{\n"
                               "  \"\xE5\x95\x86\xE5\x93\x81\": [true, {\"a/b~c\": null}],\n"
                               "  \"n\\u006f\\n\": \"\xE4\xB8\xAD\\uD83D\\uDE00'\\nx\", \"z\": -1.5e1\n"
                               "}\n";
    static const struct {
        int32_t line, column, key_column;
        const char *path;
        eco_json_type type;
    } places[] = {
        {1, 1, 0, "", ECO_JSON_OBJECT},
        {2, 9, 3, "/\xE5\x95\x86\xE5\x93\x81", ECO_JSON_LIST},
        {2, 10, 0, "/\xE5\x95\x86\xE5\x93\x81/0", ECO_JSON_BOOL},
        {2, 16, 0, "/\xE5\x95\x86\xE5\x93\x81/1", ECO_JSON_OBJECT},
        {2, 26, 17, "/\xE5\x95\x86\xE5\x93\x81/1/a~1b~0c", ECO_JSON_NULL},
        {3, 16, 3, "/no\n", ECO_JSON_TEXT},
        {3, 42, 37, "/z", ECO_JSON_NUMBER},
    };
    eco_json_document document;
    eco_error error;
    CHECK_OK(open_text(&document, text, &error));
    CHECK_INT(document.count, LENGTH_OF(places));
    for (size_t i = 0; i < LENGTH_OF(places); i++) {
        const eco_json_value *value = &document.values[i];
        CHECK_INT(value->type, places[i].type);
        CHECK_INT(eco_json_fail(&document, value, &error, ECO_E_LIMIT, "n %d", 7), ECO_E_LIMIT);
        CHECK_F(error.line == places[i].line && error.column == places[i].column, "value %zu: %d:%d", i, error.line,
                error.column);
        CHECK_TEXT(error.path, places[i].path);
        CHECK_TEXT(error.message, "n 7");
        if (places[i].key_column) {
            eco_json_fail_key(&document, value, &error, ECO_E_LIMIT, "key");
            CHECK_INT(error.column, places[i].key_column);
            CHECK_TEXT(error.path, places[i].path);
        }
    }
    CHECK_TEXT(document.values[5].key, "no\n");
    CHECK_TEXT(document.values[5].text, "\xE4\xB8\xAD\xF0\x9F\x98\x80'\nx");
    CHECK(document.values[6].number == -15.0);
    size_t size;
    const char *number = eco_json_number_text(&document, &document.values[6], &size);
    CHECK_INT(size, 6);
    CHECK(memcmp(number, "-1.5e1", 6) == 0);
    /* Characters of a text, as they are and as they are written: the smile is one and takes 12, the new line begins a second line. */
    static const struct {
        int32_t line, column, document_column;
    } inside[] = {{1, 1, 17}, {1, 2, 18}, {1, 3, 30}, {1, 4, 31}, {2, 1, 33}, {2, 2, 34}, {2, 9, 34}, {7, 1, 34}};
    for (size_t i = 0; i < LENGTH_OF(inside); i++) {
        size_t offset = eco_json_text_offset(&document, &document.values[5], inside[i].line, inside[i].column);
        eco_json_fail_offset(&document, &document.values[5], offset, &error, ECO_E_SYNTAX, "here");
        CHECK_F(error.line == 3 && error.column == inside[i].document_column, "%zu: %d:%d", i, error.line, error.column);
    }
    CHECK(eco_json_member(document.values, "z") == &document.values[6]);
    CHECK(eco_json_member(document.values, "y") == NULL);
    CHECK(eco_json_member(&document.values[1], "z") == NULL);
    CHECK_INT(eco_json_length(document.values), 3);
    eco_json_close(&document);
}

TEST(json_reader, reads_keys_that_are_written_as_escapes)
{
    static const char text[] = "{\"\\u00e9\\uFFFD\\uDBFF\\uDFFF\\uD800\\uDC00\\u0041\\b\\f\\n\\r\\t\\\"\\\\\\/\":7}";
    eco_json_document document;
    eco_error error;
    size_t size;
    CHECK_OK(open_text(&document, text, &error));
    eco_json_fail(&document, &document.values[1], &error, ECO_E_INVALID, "x");
    CHECK_TEXT(error.path, "/\xC3\xA9\xEF\xBF\xBD\xF4\x8F\xBF\xBF\xF0\x90\x80\x80"
                           "A\b\f\n\r\t\"\\~1");
    CHECK_TEXT(document.values[1].key, "\xC3\xA9\xEF\xBF\xBD\xF4\x8F\xBF\xBF\xF0\x90\x80\x80"
                                       "A\b\f\n\r\t\"\\/");
    eco_json_close(&document);
    CHECK_OK(open_text(&document, "-17", &error));
    CHECK(memcmp(eco_json_number_text(&document, document.values, &size), "-17", 3) == 0 && size == 3);
    eco_json_close(&document);
}

/* A path longer than the error holds is cut between characters. */
TEST(json_reader, cuts_a_long_path)
{
    eco_json_document document;
    eco_error error = {0};
    char text[1200] = "{\"", *at = text + 2;
    for (int i = 0; i < 100; i++, at += 3)
        memcpy(at, "\xE4\xB8\xAD", 3);
    strcpy(at, "\":{\"b\":[01]}}");
    CHECK_INT(open_text(&document, text, &error), ECO_E_SYNTAX);
    CHECK_INT(strlen(error.path), 1 + 80 * 3);
    CHECK_INT(error.column, 112);
}

TEST(json_reader, finds_a_key_that_comes_twice_among_many)
{
    eco_json_document document;
    eco_error error;
    size_t count = 1000, size = 0;
    char *text = malloc(count * 16 + 32);
    text[size++] = '{';
    for (size_t i = 0; i < count; i++)
        size += (size_t)sprintf(text + size, "\"k%zu\":%zu,\n", i, i);
    size_t good = size;
    strcpy(text + size, "\"x\":0}");
    CHECK_OK(open_text(&document, text, &error));
    eco_json_close(&document);
    strcpy(text + good, "\"k500\":0}");
    CHECK_FAILS(open_text(&document, text, &error), ECO_E_SYNTAX, "key 'k500' stands twice");
    CHECK_INT(error.line, count + 1);
    CHECK_INT(error.column, 1);
    free(text);
}

/* ---- numbers ---- */

TEST(json_reader, knows_which_numbers_a_double_holds)
{
    static const struct {
        const char *text;
        bool exact;
    } cases[] = {
        {"0", true},
        {"-0", true},
        {"0.000", true},
        {"0e5", true},
        {"1", true},
        {"-1", true},
        {"10", true},
        {"0.5", true},
        {"0.50", true},
        {"0.25", true},
        {"0.1", false},
        {"0.3", false},
        {"19.99", false},
        {"1.10", false},
        {"100.0", true},
        {"1e2", true},
        {"1E-2", false},
        {"5e-1", true},
        {"50e-2", true},
        {"25e-2", true},
        {"0.0009765625", true},
        {"9007199254740991", true},
        {"9007199254740992", true},
        {"9007199254740993", false},
        {"9007199254740994", true},
        {"-9007199254740993", false},
        {"9007199254740993.0", false},
        {"9223372036854775807", false},
        {"9223372036854775808", true},
        {"18014398509481985", false},
        {"18014398509481988", true},
        {"1e22", true},
        {"1e23", false},
        {"10000000000000000000000", true},
        {"1e308", false},
        {"1e309", false},
        {"1e99999999", false},
        {"1e-99999999", false},
        {"4.9e-324", false},
        {"179769313486231570814527423731704356798070567525844996598917", false},
        {"340282366920938463463374607431768211456", false /* 2^128 has more digits than are looked at */},
        {"85070591730234615865843651857942052864", true /* 2^126 */},
        {"85070591730234615865843651857942052865", false},
        {"0.00000000000000000000000000000000000000000000000000000001", false},
        {"562949953421312.125", true},
        {"4503599627370495.5", true},
        {"9007199254740992.5", false},
    };
    for (size_t i = 0; i < LENGTH_OF(cases); i++)
        CHECK_F(eco_json_number_exact(cases[i].text, strlen(cases[i].text)) == cases[i].exact, "%s", cases[i].text);
}

/* ---- memory ---- */

static const char memory_text[] =
    "{\"a\":[1,2,{\"b\":\"text\"}],\"c\":true,"
    "\"k01\":0,\"k02\":0,\"k03\":0,\"k04\":0,\"k05\":0,\"k06\":0,\"k07\":0,\"k08\":0,\"k09\":0,\"k10\":0,\"k11\":0,"
    "\"k12\":0,\"k13\":0,\"k14\":0,\"k15\":0,\"k16\":0,\"k17\":0,\"k18\":0,\"k19\":0,\"k20\":0,\"k21\":0,\"k22\":0,"
    "\"k23\":0,\"k24\":0,\"k25\":0}";

TEST(json_reader, survives_a_lack_of_memory)
{
    for (int lasting = 0; lasting < 2; lasting++) {
        eco_status status = ECO_E_MEMORY;
        for (int64_t until = 0; status; until++) {
            faults state = {.until = until, .lasting = lasting};
            eco_allocator allocator = FAULTY(&state);
            eco_json_options options = {.struct_size = sizeof options, .allocator = &allocator};
            eco_json_document document;
            eco_error error = {0};
            status = eco_json_open(&document, memory_text, sizeof memory_text - 1, &options, &error);
            CHECK_INT(error.status, status);
            CHECK(status == ECO_OK || status == ECO_E_MEMORY);
            CHECK(until > 0 || status == ECO_E_MEMORY);
            if (!status)
                eco_json_close(&document);
            CHECK_INT(state.held, 0);
        }
    }
}

/* cJSON's own memory: its hooks are global, so nothing but this test may set them. */
static int64_t cjson_until, cjson_held;

static void *cjson_allocate(size_t size)
{
    if (cjson_until-- == 0)
        return NULL;
    cjson_held++;
    return malloc(size);
}

static void cjson_release(void *memory)
{
    cjson_held -= memory != NULL;
    free(memory);
}

TEST(json_reader, survives_a_lack_of_memory_in_cjson)
{
    cJSON_Hooks hooks = {cjson_allocate, cjson_release};
    eco_status status = ECO_E_MEMORY;
    int64_t tries = 0;
    for (; status; tries++) {
        eco_json_document document;
        eco_error error = {0};
        cjson_until = tries;
        cjson_held = 0;
        cJSON_InitHooks(&hooks);
        status = eco_json_open(&document, memory_text, sizeof memory_text - 1, NULL, &error);
        if (!status)
            eco_json_close(&document);
        cJSON_InitHooks(NULL);
        CHECK(status == ECO_OK || status == ECO_E_MEMORY);
        CHECK_INT(error.status, status);
        CHECK_INT(cjson_held, 0);
    }
    CHECK(tries > 50);
}
