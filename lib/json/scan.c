/* scan.c - the grammar of RFC 8259, strictly, in one pass without recursion: lists the values of a document with their offsets. */
#include "json/reader.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

typedef struct scanner {
    eco_json_document *document;
    const char *text;
    size_t size, at;
    size_t valid;                  /* where UTF-8 ends to be valid; size: it never does */
    uint32_t open[ECO_JSON_DEPTH]; /* the containers that we are in, by their place among the values */
    size_t depth;
    eco_error *error;
} scanner;

/* Fails at scan->at. The path is that of the last value while it is being read, else that of the container. */
#define FAIL_IN(scan, value, ...) \
    eco_json_fail_offset((scan)->document, (value), (scan)->at, (scan)->error, ECO_E_SYNTAX, __VA_ARGS__)
#define FAIL_VALUE(scan, ...)     FAIL_IN(scan, (scan)->document->values + (scan)->document->count - 1, __VA_ARGS__)
#define FAIL_CONTAINER(scan, ...) FAIL_IN(scan, (scan)->document->values + (scan)->open[(scan)->depth - 1], __VA_ARGS__)

/* What comes next, in words: messages are UTF-8, whatever the document is. */
static const char *found(const scanner *scan, char buffer[ECO_QUOTED])
{
    uint32_t character;
    if (scan->at == scan->size)
        return "the end of the document";
    if (scan->at == scan->valid)
        return "a byte that is not UTF-8";
    return eco_quoted(buffer, scan->text + scan->at, eco_utf8_decode(&character, scan->text + scan->at, scan->size - scan->at));
}
#define FOUND(scan) found((scan), (char[ECO_QUOTED]){0})

static void skip_blanks(scanner *scan)
{
    const char *text = scan->text;
    size_t at = scan->at;
    while (at < scan->size && (text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '\r'))
        at++;
    scan->at = at;
}

static bool take(scanner *scan, char wanted)
{
    if (scan->at == scan->size || scan->text[scan->at] != wanted)
        return false;
    scan->at++;
    return true;
}

static bool is_digit(const scanner *scan)
{
    return scan->at < scan->size && scan->text[scan->at] >= '0' && scan->text[scan->at] <= '9';
}

static void skip_digits(scanner *scan)
{
    while (is_digit(scan))
        scan->at++;
}

/* Four hexadecimal digits at `at`; -1 where they are not. */
static int32_t hex4(const scanner *scan, size_t at)
{
    if (scan->size - at < 4)
        return -1;
    int32_t value = 0;
    for (size_t i = at; i < at + 4; i++) {
        char c = scan->text[i];
        int32_t digit = c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* Behind "\u", at its digits. */
static eco_status scan_unicode(scanner *scan, const eco_json_value *value)
{
    int32_t unit = hex4(scan, scan->at);
    bool is_high = unit >= 0xD800 && unit <= 0xDBFF, is_low = unit >= 0xDC00 && unit <= 0xDFFF;
    if (unit < 0)
        return FAIL_IN(scan, value, "\\u needs four hexadecimal digits");
    if (unit == 0)
        return FAIL_IN(scan, value, "\\u0000: a text cannot hold the NUL character");
    if (is_high) {
        bool paired = scan->size - scan->at >= 10 && memcmp(scan->text + scan->at + 4, "\\u", 2) == 0;
        int32_t low = paired ? hex4(scan, scan->at + 6) : -1;
        is_high = low < 0xDC00 || low > 0xDFFF;
        scan->at += is_high ? 0 : 6;
    }
    if (is_high || is_low)
        return FAIL_IN(scan, value, "\\u%.4s is half of a surrogate pair", scan->text + scan->at);
    scan->at += 4;
    return ECO_OK;
}

static eco_status scan_escape(scanner *scan, const eco_json_value *value)
{
    if (scan->at < scan->size && scan->text[scan->at] == 'u') {
        scan->at++;
        return scan_unicode(scan, value);
    }
    if (scan->at == scan->size || !memchr("\"\\/bfnrt", scan->text[scan->at], 8))
        return FAIL_IN(scan, value, "a backslash is followed by %s; in a text it is written \\\\", FOUND(scan));
    scan->at++;
    return ECO_OK;
}

/* Behind the opening quote, to behind the closing one. */
static eco_status scan_text(scanner *scan, const eco_json_value *value)
{
    while (scan->at < scan->size) {
        unsigned char byte = (unsigned char)scan->text[scan->at];
        if (byte >= 0x80 && scan->at == scan->valid)
            return FAIL_IN(scan, value, "byte 0x%02X is not UTF-8", byte);
        if (byte < 0x20)
            return FAIL_IN(scan, value, "a text holds the control character 0x%02X; write it as \\u%04x", byte, byte);
        scan->at++;
        if (byte == '"')
            return ECO_OK;
        eco_status status = byte == '\\' ? scan_escape(scan, value) : ECO_OK;
        if (status)
            return status;
    }
    return FAIL_IN(scan, value, "the document ends inside a text");
}

static eco_status scan_number(scanner *scan)
{
    size_t start = scan->at;
    take(scan, '-');
    bool leading_zero = take(scan, '0');
    if (leading_zero && is_digit(scan))
        return FAIL_VALUE(scan, "a number does not begin with 0 and another digit");
    if (!leading_zero && !is_digit(scan))
        return FAIL_VALUE(scan, "'-' is followed by %s; a number needs a digit", FOUND(scan));
    skip_digits(scan);
    if (take(scan, '.')) {
        if (!is_digit(scan))
            return FAIL_VALUE(scan, "the point of a number is followed by %s; it needs a digit", FOUND(scan));
        skip_digits(scan);
    }
    if (take(scan, 'e') || take(scan, 'E')) {
        if (!take(scan, '-'))
            take(scan, '+');
        if (!is_digit(scan))
            return FAIL_VALUE(scan, "the exponent of a number is followed by %s; it needs a digit", FOUND(scan));
        skip_digits(scan);
    }
    size_t size = scan->at - start;
    scan->at = start;
    if (size > ECO_JSON_NUMBER_LENGTH)
        return FAIL_VALUE(scan, "a number of %zu characters; write it in quotes, at most %d are read as a number", size,
                          ECO_JSON_NUMBER_LENGTH);
    if (!eco_json_number_exact(scan->text + start, size))
        return FAIL_VALUE(scan, "a number in JSON (a double) cannot be exactly %.*s: write \"%.*s\" in quotes", (int)size,
                          scan->text + start, (int)size, scan->text + start);
    scan->at = start + size;
    return ECO_OK;
}

static bool take_word(scanner *scan, const char *word)
{
    size_t size = strlen(word);
    if (scan->size - scan->at < size || memcmp(scan->text + scan->at, word, size) != 0)
        return false;
    scan->at += size;
    return true;
}

/* A value is listed before it is looked at, so that a failure has its path. */
static eco_json_value *list_value(scanner *scan, size_t key_offset)
{
    eco_json_document *document = scan->document;
    if (!eco_grow(&document->allocator, &document->values, &document->capacity, document->count + 1, sizeof(eco_json_value)))
        return NULL;
    eco_json_value *value = &document->values[document->count++];
    *value = (eco_json_value){.offset = (uint32_t)scan->at, .key_offset = (uint32_t)key_offset, .span = 1};
    return value;
}

static eco_status open_container(scanner *scan, eco_json_value *value, eco_json_type type)
{
    if (scan->depth == ECO_JSON_DEPTH)
        return eco_json_fail(scan->document, value, scan->error, ECO_E_LIMIT, "lists and objects stand in more than %d levels",
                             ECO_JSON_DEPTH);
    value->type = type;
    value->span = 0;
    scan->open[scan->depth++] = (uint32_t)(scan->document->count - 1);
    scan->at++;
    return ECO_OK;
}

static eco_status scan_value(scanner *scan, size_t key_offset)
{
    skip_blanks(scan);
    eco_json_value *value = list_value(scan, key_offset);
    if (!value)
        return eco_fail_memory(scan->error);
    char next = scan->at < scan->size ? scan->text[scan->at] : '\0';
    switch (next) {
    case '{': return open_container(scan, value, ECO_JSON_OBJECT);
    case '[': return open_container(scan, value, ECO_JSON_LIST);
    case '"':
        value->type = ECO_JSON_TEXT;
        scan->at++;
        return scan_text(scan, value);
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9': value->type = ECO_JSON_NUMBER; return scan_number(scan);
    default: break;
    }
    value->boolean = take_word(scan, "true");
    value->type = value->boolean || take_word(scan, "false") ? ECO_JSON_BOOL : ECO_JSON_NULL;
    if (value->type == ECO_JSON_BOOL || take_word(scan, "null"))
        return ECO_OK;
    return FAIL_VALUE(scan, "a value should stand where %s stands", FOUND(scan));
}

static eco_status scan_member(scanner *scan)
{
    size_t key_offset = scan->at;
    if (!take(scan, '"'))
        return FAIL_CONTAINER(scan, "a key in double quotes should stand where %s stands", FOUND(scan));
    eco_status status = scan_text(scan, scan->document->values + scan->open[scan->depth - 1]);
    if (status)
        return status;
    skip_blanks(scan);
    if (!take(scan, ':'))
        return FAIL_CONTAINER(scan, "':' should follow the key where %s stands", FOUND(scan));
    return scan_value(scan, key_offset);
}

/* The next thing inside the innermost container: its end, or one more member or element. */
static eco_status scan_next(scanner *scan)
{
    eco_json_document *document = scan->document;
    uint32_t place = scan->open[scan->depth - 1];
    bool is_object = document->values[place].type == ECO_JSON_OBJECT, is_first = document->count == place + 1;
    char end = is_object ? '}' : ']';
    skip_blanks(scan);
    if (take(scan, end)) {
        document->values[place].span = (uint32_t)(document->count - place);
        scan->depth--;
        return ECO_OK;
    }
    if (!is_first && !take(scan, ','))
        return FAIL_CONTAINER(scan, "',' or '%c' should stand where %s stands", end, FOUND(scan));
    skip_blanks(scan);
    if (!is_first && scan->at < scan->size && scan->text[scan->at] == end)
        return FAIL_CONTAINER(scan, "a ',' stands before '%c'", end);
    return is_object ? scan_member(scan) : scan_value(scan, 0);
}

eco_status eco_json_scan(eco_json_document *document, eco_error *error)
{
    scanner scan = {.document = document, .text = document->text, .size = document->size, .error = error};
    scan.valid = eco_utf8_valid(document->text, document->size);
    eco_status status = scan_value(&scan, 0);
    while (!status && scan.depth > 0)
        status = scan_next(&scan);
    if (status)
        return status;
    skip_blanks(&scan);
    if (scan.at < scan.size)
        return FAIL_IN(&scan, document->values, "%s stands after the end of the document", FOUND(&scan));
    return ECO_OK;
}
