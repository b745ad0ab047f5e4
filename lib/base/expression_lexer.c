/* expression_lexer.c - the words of the expression language, and the places of mistakes. */
#include "base/error.h"
#include "base/expression_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void place(int32_t *line, int32_t *column, const eco_source *source, int32_t at)
{
    *line = *column = 1;
    for (int32_t i = 0; i < at; i++) {
        if (source->text[i] == '\n') {
            ++*line;
            *column = 1;
        } else if (((unsigned char)source->text[i] & 0xC0) != 0x80) { /* not the inside of a character */
            ++*column;
        }
    }
}

eco_status eco_source_fail(const eco_source *source, eco_status status, int32_t at, const char *format, ...)
{
    char message[sizeof source->error->message];
    int32_t line, column;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    place(&line, &column, source, at);
    return eco_fail_at(source->error, status, line, column, NULL, "%s", message);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Signs, blanks and marks outside ASCII; everything else there may stand in a name. */
static bool is_mark(uint32_t character)
{
    static const struct {
        uint32_t first, last;
    } marks[] = {{0x80, 0xA9},     {0xAB, 0xB4},     {0xB6, 0xB9},     {0xBB, 0xBF},     {0xD7, 0xD7},     {0xF7, 0xF7},
                 {0x2000, 0x206F}, {0x2190, 0x2BFF}, {0x3000, 0x3004}, {0x3008, 0x3020}, {0xD800, 0xF8FF}, {0xFE10, 0xFE6F},
                 {0xFEFF, 0xFEFF}, {0xFF00, 0xFF20}, {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65}, {0xFFE0, 0xFFFF}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (character >= marks[i].first && character <= marks[i].last)
            return true;
    return false;
}

/* Bytes of the letter (or digit, where `inside`) at a place; 0: there is none. */
static int32_t letter(const eco_source *source, int32_t at, bool inside)
{
    if (at >= source->size)
        return 0;
    char c = source->text[at];
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (inside && is_digit(c)))
        return 1;
    if ((unsigned char)c < 0x80)
        return 0;
    uint32_t character;
    size_t size = eco_utf8_decode(&character, source->text + at, (size_t)(source->size - at));
    return is_mark(character) ? 0 : (int32_t)size;
}

/* The place behind the name that starts at `at`; `at` itself when none does. */
static int32_t name_end(const eco_source *source, int32_t at)
{
    int32_t end = at, size = letter(source, at, false);
    while (size) {
        end += size;
        size = letter(source, end, true);
        if (size == 0 && end < source->size && source->text[end] == '.' && letter(source, end + 1, false))
            size = 1; /* the dot: a letter follows it */
    }
    return end;
}

static eco_token_kind word_kind(const char *text, int32_t size)
{
    static const struct {
        const char *word;
        eco_token_kind kind;
    } words[] = {{"and", ECO_TOKEN_AND}, {"or", ECO_TOKEN_OR},     {"not", ECO_TOKEN_NOT},
                 {"in", ECO_TOKEN_IN},   {"true", ECO_TOKEN_TRUE}, {"false", ECO_TOKEN_FALSE}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i].word) == (size_t)size && memcmp(words[i].word, text, (size_t)size) == 0)
            return words[i].kind;
    return ECO_TOKEN_NAME;
}

static eco_status number_token(eco_token *out, const eco_source *source)
{
    int32_t end = out->at;
    while (end < source->size && is_digit(source->text[end]))
        end++;
    if (end < source->size && source->text[end] == '.') {
        end++;
        if (end == source->size || !is_digit(source->text[end]))
            return eco_source_fail(source, ECO_E_SYNTAX, end, "a digit must follow the point of a number");
        while (end < source->size && is_digit(source->text[end]))
            end++;
    }
    if (letter(source, end, true))
        return eco_source_fail(source, ECO_E_SYNTAX, end, "a number cannot go on with a letter");
    out->kind = ECO_TOKEN_NUMBER;
    out->size = end - out->at;
    return ECO_OK;
}

static eco_status text_token(eco_token *out, const eco_source *source)
{
    int32_t end = out->at + 1;
    for (;; end++) {
        if (end >= source->size)
            return eco_source_fail(source, ECO_E_SYNTAX, out->at, "this text has no closing quote");
        if (source->text[end] != '\'')
            continue;
        if (end + 1 >= source->size || source->text[end + 1] != '\'')
            break;
        end++; /* '' is one quote inside the text */
    }
    out->kind = ECO_TOKEN_TEXT;
    out->size = end + 1 - out->at;
    return ECO_OK;
}

static eco_status unknown_character(const eco_source *source, int32_t at)
{
    uint32_t character;
    size_t size = eco_utf8_decode(&character, source->text + at, (size_t)(source->size - at));
    char shown[ECO_QUOTED];
    eco_quoted(shown, source->text + at, size);
    static const struct {
        uint32_t character;
        const char *hint;
    } hints[] = {{'=', "write =="},
                 {'!', "write not, or !="},
                 {'&', "write and"},
                 {'|', "write or"},
                 {'"', "text is written in single quotes"},
                 {0x2018, "write '"},
                 {0x2019, "write '"},
                 {0x201C, "write '"},
                 {0x201D, "write '"},
                 {0x3000, "write a blank"},
                 {0xA0, "write a blank"}};
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        if (hints[i].character == character)
            return eco_source_fail(source, ECO_E_SYNTAX, at, "%s has no meaning here: %s", shown, hints[i].hint);
    if (character > 0xFF00 && character < 0xFF5F)
        return eco_source_fail(source, ECO_E_SYNTAX, at, "%s is a full-width character: write %c", shown,
                               (char)(character - 0xFEE0));
    return eco_source_fail(source, ECO_E_SYNTAX, at, "%s has no meaning here", shown);
}

/* Operators and punctuation: the longer ones first. */
static bool operator_token(eco_token *out, const eco_source *source)
{
    static const struct {
        char text[3];
        eco_token_kind kind;
    } operators[] = {{"==", ECO_TOKEN_EQUAL}, {"!=", ECO_TOKEN_UNEQUAL}, {"<=", ECO_TOKEN_AT_MOST}, {">=", ECO_TOKEN_AT_LEAST},
                     {"<", ECO_TOKEN_LESS},   {">", ECO_TOKEN_MORE},     {"+", ECO_TOKEN_PLUS},     {"-", ECO_TOKEN_MINUS},
                     {"*", ECO_TOKEN_TIMES},  {"/", ECO_TOKEN_DIVIDE},   {"(", ECO_TOKEN_OPEN},     {")", ECO_TOKEN_CLOSE},
                     {",", ECO_TOKEN_COMMA}};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        int32_t size = (int32_t)strlen(operators[i].text);
        if (out->at + size <= source->size && memcmp(source->text + out->at, operators[i].text, (size_t)size) == 0) {
            out->kind = operators[i].kind;
            out->size = size;
            return true;
        }
    }
    return false;
}

static eco_status token_at(eco_token *out, const eco_source *source)
{
    char c = source->text[out->at];
    if (is_digit(c))
        return number_token(out, source);
    if (c == '\'')
        return text_token(out, source);
    int32_t start = out->at + (c == '@'), end = name_end(source, start);
    if (end > start) {
        out->size = end - out->at;
        out->kind = c == '@' ? ECO_TOKEN_SET : word_kind(source->text + start, end - start);
        return ECO_OK;
    }
    if (c == '@')
        return eco_source_fail(source, ECO_E_SYNTAX, out->at, "the name of a set must follow @");
    return operator_token(out, source) ? ECO_OK : unknown_character(source, out->at);
}

eco_status eco_source_token(eco_token *out, const eco_source *source, int32_t *at)
{
    while (*at < source->size && strchr(" \t\r\n", source->text[*at]))
        ++*at;
    *out = (eco_token){ECO_TOKEN_END, *at, 0};
    if (*at == source->size)
        return ECO_OK;
    eco_status status = token_at(out, source);
    *at += out->size;
    return status;
}
