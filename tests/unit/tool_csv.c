/* The CSV reader and its encodings: what spreadsheets and shops write, and what must be refused with its place. */
#include "ecomops/csv.h"
#include "ecomops/encoding.h"
#include "ecomops/failure.h"
#include "test.h"

#include <stdlib.h>

/* Gives a text in pieces of `piece` bytes. */
typedef struct pieces {
    const char *text;
    size_t size, piece;
} pieces;

static eco_status read_piece(void *user, char *bytes, size_t room, size_t *size, eco_error *error)
{
    (void)error;
    pieces *from = user;
    *size = from->piece < room ? from->piece : room;
    *size = *size < from->size ? *size : from->size;
    memcpy(bytes, from->text, *size);
    from->text += *size;
    from->size -= *size;
    return ECO_OK;
}

/* All records as text: fields in [], a record a line, "LINE:" before it; or the error. */
static char *read_all(char out[4096], const char *text, size_t size, size_t piece, const tool_csv_options *options)
{
    pieces from = {text, size, piece};
    tool_csv *csv;
    tool_csv_record record;
    eco_error error = {0};
    size_t used = 0;
    out[0] = '\0';
    CHECK_OK(tool_csv_open(&csv, (tool_source){read_piece, &from}, options, &error));
    while (!tool_csv_next(csv, &record, &error) && record.count > 0) {
        used += (size_t)snprintf(out + used, 4096 - used, "%" PRId64 ":", record.line);
        for (size_t i = 0; i < record.count; i++)
            used += (size_t)snprintf(out + used, 4096 - used, "[%.*s]", (int)record.fields[i].size, record.fields[i].text);
        used += (size_t)snprintf(out + used, 4096 - used, "\n");
    }
    if (error.status) {
        snprintf(out + used, 4096 - used, "%s %d:%d %s", eco_status_name(error.status), error.line, error.column, error.message);
        eco_error again = {0};
        CHECK_INT(tool_csv_next(csv, &record, &again), error.status); /* and stays so */
        CHECK(record.count == 0 && again.line == error.line && again.column == error.column);
        CHECK_INT(tool_csv_next(csv, &record, NULL), error.status);
    } else {
        CHECK_OK(tool_csv_next(csv, &record, &error)); /* the end stays the end */
        CHECK_INT(record.count, 0);
    }
    tool_csv_close(csv);
    return out;
}

static void check_text(const char *text, size_t size, const char *expected, const tool_csv_options *options)
{
    char out[4096];
    CHECK_TEXT(read_all(out, text, size, 1 << 20, options), expected);
    CHECK_TEXT(read_all(out, text, size, 1, options), expected);
    CHECK_TEXT(read_all(out, text, size, 3, options), expected);
}
#define CHECK_CSV(text, expected) check_text(text, sizeof(text) - 1, expected, NULL)

TEST(tool_csv, reads_what_programs_write)
{
    CHECK_CSV("", "");
    CHECK_CSV("a,b\n1,2\n", "1:[a][b]\n2:[1][2]\n");
    CHECK_CSV("a,b\r\n1,2\r\n", "1:[a][b]\n2:[1][2]\n");
    CHECK_CSV("a,b\r1,2\r", "1:[a][b]\n2:[1][2]\n");
    CHECK_CSV("a,b\n1,2", "1:[a][b]\n2:[1][2]\n");
    CHECK_CSV("a,b\r\n1,2\r", "1:[a][b]\n2:[1][2]\n");
    CHECK_CSV("a\n\nb\r\r\n", "1:[a]\n2:[]\n3:[b]\n4:[]\n");
    CHECK_CSV("a,b,\n,,\n", "1:[a][b][]\n2:[][][]\n");
    CHECK_CSV("a,", "1:[a][]\n");
    CHECK_CSV(",", "1:[][]\n");
    CHECK_CSV("\xEF\xBB\xBF\"a\",b\n", "1:[a][b]\n");
    CHECK_CSV("\xEF\xBB\xBF", "");
    CHECK_CSV("订单,数量\n一,\"二\"\n", "1:[订单][数量]\n2:[一][二]\n");
}

TEST(tool_csv, takes_quotes_out)
{
    CHECK_CSV("\"a\"\"b\",\"\",\"\"\"\",\"c,d\"\n", "1:[a\"b][][\"][c,d]\n");
    CHECK_CSV("\"\"\"a\"\"\"\n\"\"\"\"\"\"", "1:[\"a\"]\n2:[\"\"]\n");
    CHECK_CSV("a \"b\" c,5\" nail\n", "1:[a \"b\" c][5\" nail]\n");
    CHECK_CSV("\"a\nb\",\"c\r\nd\re\"\nf,g\n", "1:[a\nb][c\r\nd\re]\n5:[f][g]\n");
    CHECK_CSV("x\n\"a\"", "1:[x]\n2:[a]\n");
    CHECK_CSV("\"a\"\r\n\"b\"\r", "1:[a]\n2:[b]\n");
    CHECK_CSV("=\"123\",\"=\"\"456\"\"\"\n", "1:[=\"123\"][=\"456\"]\n");
}

TEST(tool_csv, finds_the_delimiter)
{
    CHECK_CSV("a;b,c;d\n1;2;3\n", "1:[a][b,c][d]\n2:[1][2][3]\n");
    CHECK_CSV("a\tb\n1,5\t2\n", "1:[a][b]\n2:[1,5][2]\n");
    CHECK_CSV("\"a,b,c\";d\n", "1:[a,b,c][d]\n");
    CHECK_CSV("a,b;c\n", "1:[a][b;c]\n"); /* as many of both: a comma */
    CHECK_CSV("abc\n1;2\n", "1:[abc]\n2:[1;2]\n");
    check_text("a|b,c\n", 6, "1:[a][b,c]\n", &(tool_csv_options){.delimiter = '|'});
}

TEST(tool_csv, refuses_with_line_and_column)
{
    CHECK_CSV("a,b\n1,\"2\n3", "1:[a][b]\nSYNTAX 2:3 the quote that begins here is never closed");
    CHECK_CSV("a\n\"", "1:[a]\nSYNTAX 2:1 the quote that begins here is never closed");
    CHECK_CSV("a\n\"b\"\"", "1:[a]\nSYNTAX 2:1 the quote that begins here is never closed");
    CHECK_CSV("a,b\n\"一\n二\" x,3\n", "1:[a][b]\nSYNTAX 3:3 text follows the closing quote");
    CHECK_CSV("a,b\n一,2\0\n", "1:[a][b]\nSYNTAX 2:4 a NUL is no text");
    CHECK_CSV("a,b\n1,\"2\n3\0\"", "1:[a][b]\nSYNTAX 3:2 a NUL is no text");
    CHECK_CSV("a\n\"b\"\0", "1:[a]\nSYNTAX 2:4 a NUL is no text");
    CHECK_CSV("\0", "SYNTAX 1:1 a NUL is no text");
}

TEST(tool_csv, holds_its_limits)
{
    const tool_csv_options fields = {.fields_limit = 3}, bytes = {.record_limit = 10};
    check_text("a,b,c\n1,2,3,4\n", 14, "1:[a][b][c]\nLIMIT 2:7 the record has more fields than the limit", &fields);
    check_text("123456789\n1234567890\n", 21,
               "1:[123456789]\nLIMIT 2:1 the record is longer than the limit; is a quote not closed?", &bytes);
    check_text("a\n\"2345\n7890\"\n", 14, "1:[a]\nLIMIT 2:1 the record is longer than the limit; is a quote not closed?", &bytes);
    char *wide = malloc(20000);
    CHECK(wide);
    memset(wide, ',', 20000);
    eco_error error;
    tool_memory memory = {wide, 20000};
    tool_csv *csv;
    tool_csv_record record;
    CHECK_OK(tool_csv_open(&csv, tool_source_of_memory(&memory), NULL, &error));
    CHECK_FAILS(tool_csv_next(csv, &record, &error), ECO_E_LIMIT, "fields");
    tool_csv_close(csv);
    tool_csv_close(NULL);
    free(wide);
}

/* One line of a gigabyte that nobody holds: a quoted field that never ends, or an unquoted one. */
typedef struct endless {
    int64_t given;
    char first;
} endless;
static eco_status read_endless(void *user, char *bytes, size_t room, size_t *size, eco_error *error)
{
    (void)error;
    endless *from = user;
    *size = from->given < INT64_C(1) << 30 ? room : 0;
    memset(bytes, 'x', *size);
    if (from->given == 0)
        bytes[0] = from->first;
    from->given += (int64_t)*size;
    return ECO_OK;
}

TEST(tool_csv, refuses_a_line_of_a_gigabyte_at_the_limit)
{
    for (int quoted = 0; quoted < 2; quoted++) {
        eco_error error;
        endless from = {0, quoted ? '"' : 'x'};
        tool_csv *csv;
        tool_csv_record record;
        CHECK_OK(tool_csv_open(&csv, (tool_source){read_endless, &from}, NULL, &error));
        CHECK_FAILS(tool_csv_next(csv, &record, &error), ECO_E_LIMIT, "longer than the limit");
        CHECK(error.line == 1 && error.column == 1);
        CHECK_F(from.given < 8 << 20, "%" PRId64 " bytes were read", from.given);
        tool_csv_close(csv);
    }
}

TEST(tool_csv, reads_a_record_at_the_limit_of_a_mebibyte)
{
    const size_t size = (1 << 20) - 1;
    char *text = malloc(2 * size + 4);
    CHECK(text);
    memset(text, 'x', 2 * size + 4);
    text[0] = 'a', text[1] = '\n';
    text[2] = '"', text[2 + size - 1] = '"', text[2 + size] = '\n'; /* 1 MiB with its line feed */
    eco_error error;
    tool_memory memory = {text, 2 * size + 4};
    tool_csv *csv;
    tool_csv_record record;
    CHECK_OK(tool_csv_open(&csv, tool_source_of_memory(&memory), NULL, &error));
    CHECK_OK(tool_csv_next(csv, &record, &error));
    CHECK_OK(tool_csv_next(csv, &record, &error));
    CHECK(record.count == 1 && record.fields[0].size == size - 2 && record.line == 2);
    CHECK_OK(tool_csv_next(csv, &record, &error));
    CHECK(record.fields[0].size == size + 1);
    tool_csv_close(csv);
    free(text);
}

/* ---- encodings ---- */

static char *decode(char out[256], const char *text, size_t size, size_t piece, tool_encoding encoding, tool_encoding *found)
{
    eco_error error = {0};
    pieces from = {text, size, piece};
    tool_decoder *decoder;
    CHECK_OK(tool_decoder_open(&decoder, (tool_source){read_piece, &from}, encoding, &error));
    tool_source source = tool_source_of_decoder(decoder);
    size_t used = 0, got = 1;
    while (!error.status && got > 0 && !source.read(source.user, out + used, 8 + used % 7, &got, &error))
        used += got;
    out[used] = '\0';
    if (error.status)
        snprintf(out + used, 256 - used, "|%s", error.message);
    *found = tool_decoder_encoding(decoder);
    tool_decoder_close(decoder);
    return out;
}

TEST(tool_encoding, reads_utf_8_and_gb18030)
{
    static const struct {
        const char *bytes, *text;
        tool_encoding given, found;
    } cases[] = {{"abc", "abc", TOOL_ENCODING_DETECT, TOOL_ENCODING_DETECT},
                 {"", "", TOOL_ENCODING_DETECT, TOOL_ENCODING_DETECT},
                 {"a满", "a满", TOOL_ENCODING_DETECT, TOOL_ENCODING_UTF8},
                 {"满300减50元, ok €😀", "满300减50元, ok €😀", TOOL_ENCODING_UTF8, TOOL_ENCODING_UTF8},
                 {"order,\xC2\xFA\x33\x30\x30\xBC\xF5", "order,满300减", TOOL_ENCODING_DETECT, TOOL_ENCODING_GB18030},
                 {"\xB6\xA9\xB5\xA5\xB1\xE0\xBA\xC5", "订单编号", TOOL_ENCODING_DETECT, TOOL_ENCODING_GB18030},
                 {"\xB6\xA9\xB5\xA5", "订单", TOOL_ENCODING_GB18030, TOOL_ENCODING_GB18030},
                 {"\x81\x30\x84\x36", "¥", TOOL_ENCODING_GB18030, TOOL_ENCODING_GB18030},
                 {"\x94\x39\xDA\x33 \x80", "💩 |", TOOL_ENCODING_GB18030, TOOL_ENCODING_GB18030},
                 {"abc\xFF", "abc|", TOOL_ENCODING_DETECT, TOOL_ENCODING_UTF8},
                 {"abc\xE6\xBB", "abc|", TOOL_ENCODING_UTF8, TOOL_ENCODING_UTF8},
                 {"\xE6\xBB\xA1\xED\xA0\x80", "满|", TOOL_ENCODING_UTF8, TOOL_ENCODING_UTF8},
                 {"\xC0\x80", "|", TOOL_ENCODING_UTF8, TOOL_ENCODING_UTF8},
                 {"\xF4\x90\x80\x80", "|", TOOL_ENCODING_UTF8, TOOL_ENCODING_UTF8},
                 {"\xF0\x8F\x80\x80", "|", TOOL_ENCODING_UTF8, TOOL_ENCODING_UTF8},
                 {"\xE0\x9F\x80", "|", TOOL_ENCODING_UTF8, TOOL_ENCODING_UTF8},
                 {"\xE6\xBB\x41\x41", "|", TOOL_ENCODING_UTF8, TOOL_ENCODING_UTF8},
                 {"ab\xB6\xA9\xB5", "ab订|", TOOL_ENCODING_GB18030, TOOL_ENCODING_GB18030}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t piece = 1; piece < 9; piece++) {
            char out[256];
            tool_encoding found;
            decode(out, cases[i].bytes, strlen(cases[i].bytes), piece, cases[i].given, &found);
            size_t shown = strlen(cases[i].text);
            bool refused = shown > 0 && cases[i].text[shown - 1] == '|';
            CHECK_F(strncmp(out, cases[i].text, shown) == 0, "%zu: %s", i, out);
            CHECK_F(refused == (strchr(out, '|') != NULL) && (refused || strlen(out) == shown), "%zu: %s", i, out);
            CHECK_F(found == cases[i].found, "%zu: %s", i, tool_encoding_name(found));
        }
}

TEST(tool_encoding, judges_by_all_that_is_at_hand)
{
    /* The first text beyond ASCII stands at the very end of the first block, and further on. */
    for (size_t ascii = 128 * 1024 - 4; ascii < 128 * 1024 + 4; ascii++)
        for (int gb = 0; gb < 2; gb++) {
            const char *tail = gb ? "\xB6\xA9\xB5\xA5" : "订单";
            char *text = malloc(ascii + 8), *out = malloc(ascii + 64);
            CHECK(text && out);
            memset(text, 'x', ascii);
            memcpy(text + ascii, tail, strlen(tail));
            eco_error error = {0};
            tool_memory memory = {text, ascii + strlen(tail)};
            tool_decoder *decoder;
            CHECK_OK(tool_decoder_open(&decoder, tool_source_of_memory(&memory), TOOL_ENCODING_DETECT, &error));
            tool_source source = tool_source_of_decoder(decoder);
            size_t used = 0, got = 1;
            while (got > 0) {
                CHECK_OK(source.read(source.user, out + used, ascii + 64 - used, &got, &error));
                used += got;
            }
            CHECK(used == ascii + 6 && memcmp(out + ascii, "订单", 6) == 0);
            CHECK_INT(tool_decoder_encoding(decoder), gb ? TOOL_ENCODING_GB18030 : TOOL_ENCODING_UTF8);
            tool_decoder_close(decoder);
            free(text);
            free(out);
        }
}

TEST(tool_encoding, has_names_and_refusals)
{
    tool_encoding encoding = 7;
    CHECK(tool_encoding_find(&encoding, "GBK") && encoding == TOOL_ENCODING_GB18030);
    CHECK(tool_encoding_find(&encoding, "utf-8") && encoding == TOOL_ENCODING_UTF8);
    CHECK(tool_encoding_find(&encoding, "auto") && encoding == TOOL_ENCODING_DETECT);
    CHECK(!tool_encoding_find(&encoding, "latin1") && encoding == TOOL_ENCODING_DETECT);
    CHECK_TEXT(tool_encoding_name(TOOL_ENCODING_DETECT), "ASCII");
    CHECK_TEXT(tool_encoding_name(TOOL_ENCODING_UTF8), "UTF-8");
    CHECK_TEXT(tool_encoding_name(TOOL_ENCODING_GB18030), "GB18030");
    char out[256];
    tool_encoding found;
    CHECK_TEXT(decode(out, "\xFF\xFEo\0r\0", 6, 6, TOOL_ENCODING_DETECT, &found), "|the text is UTF-16: save it as UTF-8");
    CHECK_TEXT(decode(out, "\xFE\xFF\0o", 4, 1, TOOL_ENCODING_DETECT, &found), "|the text is UTF-16: save it as UTF-8");
    eco_error error;
    size_t size;
    tool_memory memory = {"abc", 3};
    tool_decoder *decoder;
    CHECK_OK(tool_decoder_open(&decoder, tool_source_of_memory(&memory), TOOL_ENCODING_DETECT, &error));
    tool_source source = tool_source_of_decoder(decoder);
    CHECK_FAILS(source.read(source.user, out, 7, &size, &error), ECO_E_INVALID, "too small");
    tool_decoder_close(decoder);
    tool_decoder_close(NULL);
}

TEST(tool_encoding, invalid_bytes_have_their_line)
{
    eco_error error;
    tool_memory memory = {"a,b\n1,2\n3,\"x\ny\xFF\"\n", 17};
    tool_decoder *decoder;
    tool_csv *csv;
    tool_csv_record record;
    CHECK_OK(tool_decoder_open(&decoder, tool_source_of_memory(&memory), TOOL_ENCODING_UTF8, &error));
    CHECK_OK(tool_csv_open(&csv, tool_source_of_decoder(decoder), NULL, &error));
    CHECK_FAILS(tool_csv_next(csv, &record, &error), ECO_E_SYNTAX, "not UTF-8");
    CHECK(error.line == 4 && error.column == 2);
    tool_csv_close(csv);
    tool_decoder_close(decoder);
    tool_file file = {-1, "nowhere.csv", 0};
    CHECK_OK(tool_csv_open(&csv, tool_source_of_file(&file), NULL, &error));
    CHECK_FAILS(tool_csv_next(csv, &record, &error), ECO_E_IO, "nowhere.csv");
    tool_csv_close(csv);
}

TEST(tool_failure, cuts_between_characters)
{
    eco_error error;
    char text[1200], quoted[TOOL_QUOTED];
    for (size_t shift = 0; shift < 3; shift++) {
        memset(text, 'x', shift);
        for (size_t i = shift; i + 4 < sizeof text; i += 3)
            memcpy(text + i, "满", 4);
        CHECK_INT(tool_failure(&error, ECO_E_SYNTAX, 2, 3, "/x", "%s", text), ECO_E_SYNTAX);
        size_t size = strlen(error.message);
        CHECK(size > sizeof error.message - 4 && tool_utf8_valid(error.message, size) == size);
        CHECK(error.line == 2 && error.column == 3 && strcmp(error.path, "/x") == 0);
        tool_quoted(quoted, text, strlen(text));
        CHECK(tool_utf8_valid(quoted, strlen(quoted)) == strlen(quoted) && strlen(quoted) >= 60);
        CHECK_TEXT(quoted + strlen(quoted) - 4, "...'");
    }
    CHECK_TEXT(tool_quoted(quoted,
                           "a\tb\x7F"
                           "c",
                           5),
               "'a?b?c'");
    CHECK_INT(tool_failure(NULL, ECO_E_IO, 0, 0, NULL, "unused"), ECO_E_IO);
    CHECK_INT(tool_failure_memory(&error), ECO_E_MEMORY);
    CHECK_TEXT(error.message, "out of memory");
    char *bytes = NULL;
    size_t capacity = 0;
    CHECK(!tool_grow(&bytes, &capacity, SIZE_MAX / 2, 4) && !bytes && capacity == 0);
}
