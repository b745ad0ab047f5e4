/* json_grammar.c - the reader against slow, obvious models: which texts are documents, where their values stand, which numbers a double holds. */
#include "test.h"

#include "json/reader.h"

#include <ctype.h>
#include <stdlib.h>

/* ---- a model of the grammar: recursive descent, character by character, over UTF-8 that is checked by hand ---- */

typedef struct model {
    const unsigned char *at, *end;
} model;

static bool model_value(model *in, int depth);

static void model_blanks(model *in)
{
    while (in->at < in->end && (*in->at == ' ' || *in->at == '\t' || *in->at == '\n' || *in->at == '\r'))
        in->at++;
}

static bool model_word(model *in, const char *word)
{
    size_t size = strlen(word);
    if ((size_t)(in->end - in->at) < size || memcmp(in->at, word, size) != 0)
        return false;
    in->at += size;
    return true;
}

static int model_hex(model *in)
{
    int value = 0;
    for (int i = 0; i < 4; i++, in->at++) {
        if (in->at >= in->end || !isxdigit(*in->at))
            return -1;
        value = value * 16 + (isdigit(*in->at) ? *in->at - '0' : tolower(*in->at) - 'a' + 10);
    }
    return value;
}

/* One character outside ASCII: decoded, and encoded again by the definition of UTF-8. */
static bool model_utf8(model *in)
{
    int more = *in->at >= 0xF0 ? 3 : *in->at >= 0xE0 ? 2 : 1;
    uint32_t value = more == 3 ? *in->at & 0x07u : more == 2 ? *in->at & 0x0Fu : *in->at & 0x1Fu;
    if (*in->at < 0xC0 || *in->at > 0xF7 || in->end - in->at <= more)
        return false;
    for (int i = 1; i <= more; i++) {
        if ((in->at[i] & 0xC0) != 0x80)
            return false;
        value = value << 6 | (in->at[i] & 0x3Fu);
    }
    in->at += 1 + more;
    uint32_t least = more == 3 ? 0x10000 : more == 2 ? 0x800 : 0x80;
    return value >= least && value <= 0x10FFFF && !(value >= 0xD800 && value <= 0xDFFF);
}

static bool model_escape(model *in)
{
    if (in->at >= in->end)
        return false;
    char escaped = (char)*in->at++;
    if (escaped != 'u')
        return escaped && strchr("\"\\/bfnrt", escaped);
    int unit = model_hex(in);
    if (unit >= 0xD800 && unit <= 0xDBFF) {
        int low = model_word(in, "\\u") ? model_hex(in) : -1;
        return low >= 0xDC00 && low <= 0xDFFF;
    }
    return unit > 0 && !(unit >= 0xDC00 && unit <= 0xDFFF);
}

static bool model_text(model *in)
{
    if (in->at >= in->end || *in->at++ != '"')
        return false;
    while (in->at < in->end) {
        unsigned char byte = *in->at;
        if (byte < 0x20 || (byte >= 0x80 && !model_utf8(in)))
            return false;
        if (byte >= 0x80)
            continue;
        in->at++;
        if (byte == '"')
            return true;
        if (byte == '\\' && !model_escape(in))
            return false;
    }
    return false;
}

static bool model_digits(model *in)
{
    const unsigned char *start = in->at;
    while (in->at < in->end && isdigit(*in->at))
        in->at++;
    return in->at > start;
}

/* Whether the double that is read prints, with all its digits, as the number that was written. */
static bool model_exact(const char *text)
{
    char mantissa[128] = "", printed[2048], *out = mantissa;
    long exponent = 0, point = 0, first = -1;
    size_t count = 0;
    bool after = false;
    const char *at = text + (*text == '-');
    for (; *at && *at != 'e' && *at != 'E'; at++) {
        if (*at == '.') {
            after = true;
            continue;
        }
        if (!after)
            point++;
        *out++ = *at;
        count++;
    }
    *out = '\0';
    if (*at)
        exponent = strtol(at + 1, NULL, 10);
    for (size_t i = 0; i < count && first < 0; i++)
        if (mantissa[i] != '0')
            first = (long)i;
    if (first < 0)
        return true; /* zero */
    if (exponent > 400 || exponent < -1200)
        return false;
    double value = strtod(text, NULL);
    snprintf(printed, sizeof printed, "%.1200e", value < 0 ? -value : value);
    /* printed: d.ddd...e+xx; take both to digits without zeros around, and the power of the first. */
    char *tail = strchr(printed, 'e');
    if (!tail)
        return false; /* infinite */
    long power = strtol(tail + 1, NULL, 10);
    memmove(printed + 1, printed + 2, (size_t)(tail - printed) - 2);
    tail[-1] = '\0';
    for (char *end = printed + strlen(printed) - 1; end > printed && *end == '0'; end--)
        *end = '\0';
    for (char *end = mantissa + strlen(mantissa) - 1; *end == '0'; end--)
        *end = '\0';
    return strcmp(printed, mantissa + first) == 0 && power == point - 1 - first + exponent;
}

static bool model_number(model *in)
{
    char text[64];
    const unsigned char *start = in->at;
    if (*in->at == '-')
        in->at++;
    bool zero = in->at < in->end && *in->at == '0';
    if (!model_digits(in) || (zero && in->at - start > 1 + (*start == '-')))
        return false;
    if (in->at < in->end && *in->at == '.' && (in->at++, !model_digits(in)))
        return false;
    if (in->at < in->end && (*in->at == 'e' || *in->at == 'E')) {
        in->at++;
        if (in->at < in->end && (*in->at == '+' || *in->at == '-'))
            in->at++;
        if (!model_digits(in))
            return false;
    }
    if (in->at - start > ECO_JSON_NUMBER_LENGTH)
        return false;
    snprintf(text, sizeof text, "%.*s", (int)(in->at - start), start);
    return model_exact(text);
}

static bool model_items(model *in, char end, bool is_object, int depth)
{
    const unsigned char *keys[64], *key_ends[64];
    size_t count = 0;
    in->at++;
    model_blanks(in);
    if (in->at < in->end && *in->at == end)
        return in->at++, true;
    while (in->at < in->end) {
        model_blanks(in);
        if (is_object) {
            keys[count] = in->at;
            if (!model_text(in))
                return false;
            key_ends[count] = in->at;
            /* keys of these tests are written in one way each, so that the same key is the same bytes */
            for (size_t i = 0; i < count; i++)
                if (key_ends[i] - keys[i] == key_ends[count] - keys[count] &&
                    memcmp(keys[i], keys[count], (size_t)(key_ends[i] - keys[i])) == 0)
                    return false;
            count++;
            model_blanks(in);
            if (!model_word(in, ":"))
                return false;
        }
        if (!model_value(in, depth))
            return false;
        model_blanks(in);
        if (in->at < in->end && *in->at == end)
            return in->at++, true;
        if (!model_word(in, ","))
            return false;
    }
    return false;
}

static bool model_value(model *in, int depth)
{
    model_blanks(in);
    if (in->at >= in->end || depth > ECO_JSON_DEPTH)
        return false;
    switch (*in->at) {
    case '{': return depth < ECO_JSON_DEPTH && model_items(in, '}', true, depth + 1);
    case '[': return depth < ECO_JSON_DEPTH && model_items(in, ']', false, depth + 1);
    case '"': return model_text(in);
    case 't': return model_word(in, "true");
    case 'f': return model_word(in, "false");
    case 'n': return model_word(in, "null");
    default: return (*in->at == '-' || isdigit(*in->at)) && model_number(in);
    }
}

static bool model_document(const char *text, size_t size)
{
    model in = {(const unsigned char *)text, (const unsigned char *)text + size};
    if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        in.at += 3;
    if (!model_value(&in, 0))
        return false;
    model_blanks(&in);
    return in.at == in.end;
}

/* ---- documents by chance, with the places of their values ---- */

typedef struct place {
    int32_t line, column;
    char path[128];
    eco_json_type type;
} place;

typedef struct writer {
    eco_random *random;
    char text[1 << 16];
    size_t size;
    int32_t line, column;
    place places[4096];
    size_t count;
} writer;

static void put(writer *out, const char *text)
{
    for (; *text; text++) {
        out->text[out->size++] = *text;
        if (*text == '\n') {
            out->line++;
            out->column = 1;
        } else if ((*text & 0xC0) != 0x80)
            out->column++;
    }
}

static void put_blanks(writer *out)
{
    static const char *const blanks[] = {"", "", "", " ", "\n", "\t", "\r\n", "  \n "};
    put(out, blanks[eco_random_between(out->random, 0, 7)]);
}

static void put_value(writer *out, const char *path, int depth);

static void put_items(writer *out, const char *path, bool is_object, int depth)
{
    /* text in the document, in the path */
    static const char *const keys[][2] = {{"\"a\"", "a"},
                                          {"\"\xE4\xB8\xAD\"", "\xE4\xB8\xAD"},
                                          {"\"\\u00e9/\"", "\xC3\xA9~1"},
                                          {"\"\\uD83D\\ude00\"", "\xF0\x9F\x98\x80"},
                                          {"\"~\\\"\"", "~0\""},
                                          {"\"\"", ""},
                                          {"\"\\\\ \"", "\\ "}};
    int64_t count = eco_random_between(out->random, 0, is_object ? 7 : 4), first = eco_random_between(out->random, 0, 6);
    put(out, is_object ? "{" : "[");
    put_blanks(out);
    for (int64_t i = 0; i < count; i++) {
        char child[128];
        const char *const *key = keys[(first + i) % 7];
        if (i > 0)
            put(out, ",");
        put_blanks(out);
        if (is_object) {
            put(out, key[0]);
            put_blanks(out);
            put(out, ":");
            put_blanks(out);
            snprintf(child, sizeof child, "%.100s/%s", path, key[1]);
        } else {
            snprintf(child, sizeof child, "%.100s/%d", path, (int)i);
        }
        put_value(out, child, depth + 1);
        put_blanks(out);
    }
    put(out, is_object ? "}" : "]");
}

static void put_value(writer *out, const char *path, int depth)
{
    static const char *const scalars[] = {
        "null", "true", "false", "0", "-1.5", "12e2", "\"\"", "\"\xE4\xB8\xAD\\n\"", "\"\\\"]}\"", "9007199254740992"};
    static const eco_json_type types[] = {ECO_JSON_NULL,   ECO_JSON_BOOL, ECO_JSON_BOOL, ECO_JSON_NUMBER, ECO_JSON_NUMBER,
                                          ECO_JSON_NUMBER, ECO_JSON_TEXT, ECO_JSON_TEXT, ECO_JSON_TEXT,   ECO_JSON_NUMBER};
    int64_t kind = eco_random_between(out->random, depth >= 4 ? 4 : 0, 13);
    place *place = &out->places[out->count++];
    place->line = out->line;
    place->column = out->column;
    snprintf(place->path, sizeof place->path, "%s", path);
    place->type = kind < 2 ? ECO_JSON_OBJECT : kind < 4 ? ECO_JSON_LIST : types[kind - 4];
    if (kind < 4)
        put_items(out, path, kind < 2, depth);
    else
        put(out, scalars[kind - 4]);
}

static void put_document(writer *out, eco_random *random)
{
    out->random = random;
    out->size = out->count = 0;
    out->line = out->column = 1;
    put_blanks(out);
    put_value(out, "", 0);
    put_blanks(out);
    out->text[out->size] = '\0';
}

TEST(json_grammar, every_value_knows_its_place)
{
    eco_random random = {eco_test_seed()};
    writer *out = malloc(sizeof *out);
    for (long round = 0, rounds = eco_test_cases(2000); round < rounds; round++) {
        put_document(out, &random);
        eco_json_document document;
        eco_error error = {0};
        CHECK_F(!eco_json_open(&document, out->text, out->size, NULL, &error), "%.600s: %.200s", out->text, error.message);
        CHECK_INT(document.count, out->count);
        for (size_t i = 0; i < out->count; i++) {
            const place *place = &out->places[i];
            CHECK_INT(document.values[i].type, place->type);
            if (i % 7 != (size_t)round % 7)
                continue; /* a place costs a walk through the text */
            eco_json_fail(&document, &document.values[i], &error, ECO_E_INVALID, "here");
            CHECK_F(error.line == place->line && error.column == place->column && strcmp(error.path, place->path) == 0,
                    "%.600s: value %zu at %d:%d %.100s, not %d:%d %.100s", out->text, i, error.line, error.column, error.path,
                    place->line, place->column, place->path);
        }
        eco_json_close(&document);
    }
    free(out);
}

/* Documents with a few bytes changed, lost, doubled or cut off: the reader and the model agree on which are still documents. */
TEST(json_grammar, takes_what_the_model_takes)
{
    static const char bytes[] = "{}[]\",:0123456789.eE+-tfn\\u/ \n\x01\x7F\x80\xBF\xC0\xC3\xE4\xED\xF0\xF4\xF5\xFF";
    eco_random random = {eco_test_seed() + 1};
    writer *out = malloc(sizeof *out);
    long accepted = 0, rounds = eco_test_cases(20000);
    for (long round = 0; round < rounds; round++) {
        put_document(out, &random);
        size_t size = out->size;
        for (int64_t edits = eco_random_between(&random, 1, 2); edits > 0 && size > 0; edits--) {
            size_t at = (size_t)eco_random_between(&random, 0, (int64_t)size - 1);
            switch (eco_random_between(&random, 0, 3)) {
            case 0: out->text[at] = bytes[eco_random_between(&random, 0, (int64_t)sizeof bytes - 2)]; break;
            case 1: memmove(out->text + at, out->text + at + 1, --size - at); break;
            case 2: memmove(out->text + at + 1, out->text + at, size++ - at); break;
            default: size = eco_random_between(&random, 0, 3) ? size : at;
            }
        }
        char *exact = malloc(size ? size : 1);
        memcpy(exact, out->text, size);
        eco_json_document document;
        eco_error error = {0};
        eco_status status = eco_json_open(&document, exact, size, NULL, &error);
        bool expected = model_document(exact, size);
        CHECK_F(!status == expected, "%.*s: %.200s", (int)(size < 700 ? size : 700), exact, status ? error.message : "taken");
        if (!status) {
            accepted++;
            eco_json_close(&document);
        } else {
            CHECK(error.status == status && error.line >= 1 && error.column >= 1 && error.message[0]);
        }
        free(exact);
    }
    free(out);
    CHECK(accepted > rounds / 20 && accepted < rounds - rounds / 20);
}

TEST(json_grammar, knows_the_numbers_that_a_double_holds)
{
    eco_random random = {eco_test_seed() + 2};
    long exact = 0, rounds = eco_test_cases(20000) * 5;
    for (long round = 0; round < rounds; round++) {
        char text[64];
        uint64_t bits = eco_random_next(&random) >> eco_random_between(&random, 0, 63);
        int64_t power = eco_random_between(&random, 0, 12);
        switch (eco_random_between(&random, 0, 4)) {
        case 0: snprintf(text, sizeof text, "%llu", (unsigned long long)bits); break;
        case 1:
            snprintf(text, sizeof text, "-%llu.%llu", (unsigned long long)(bits >> 32), (unsigned long long)(bits & 0xFFFF));
            break;
        case 2:
            snprintf(text, sizeof text, "%llue%lld", (unsigned long long)(bits & 0xFFFFFF),
                     (long long)eco_random_between(&random, -30, 30));
            break;
        case 3:
            snprintf(text, sizeof text, "%.*f", (int)power, (double)(bits & 0xFFFFF) / (double)(1 << power));
            break; /* k / 2^n: n decimals */
        default: snprintf(text, sizeof text, "%llu.%0*dE-%lld", (unsigned long long)bits, (int)power + 1, 0, (long long)power);
        }
        bool expected = model_exact(text);
        exact += expected;
        CHECK_F(eco_json_number_exact(text, strlen(text)) == expected, "%s", text);
    }
    CHECK(exact > rounds / 10 && exact < rounds - rounds / 10);
}
