/* csv.c - see csv.h.
 *
 * A record is parsed where it lies in the buffer. When it is not complete there, the buffer is filled up (and grown, up to the limit) and the record is
 * parsed anew; only a complete record is changed in place, to take doubled quotes out. */
#include "ecomops/csv.h"
#include "ecomops/failure.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256 * 1024, LEAST_ROOM = 8, RECORD_LIMIT = 1 << 20, FIELDS_LIMIT = 4096 };

struct tool_csv {
    tool_source source;
    size_t record_limit, fields_limit;
    char *buffer;
    size_t at, end, capacity; /* the next record begins at `at`; buffer[end] is a NUL */
    int64_t line;             /* of `at` */
    bool started, ended;
    char delimiter;
    bool stops[256]; /* bytes at which an unquoted field may end */
    tool_csv_field *fields;
    size_t count, capacity_of_fields;
    bool doubles;     /* a field of the record has doubled quotes */
    eco_error failed; /* status not 0: and always again */
};

typedef enum outcome { COMPLETE, INCOMPLETE, FAILED } outcome;

eco_status tool_csv_open(tool_csv **out, tool_source source, const tool_csv_options *options, eco_error *error)
{
    tool_csv_options given = options ? *options : (tool_csv_options){0};
    *out = NULL;
    tool_csv *csv = calloc(1, sizeof *csv);
    if (!csv)
        return tool_failure_memory(error);
    csv->source = source;
    csv->record_limit = given.record_limit ? given.record_limit : RECORD_LIMIT;
    csv->fields_limit = given.fields_limit ? given.fields_limit : FIELDS_LIMIT;
    csv->delimiter = given.delimiter;
    csv->line = 1;
    *out = csv;
    return ECO_OK;
}

void tool_csv_close(tool_csv *csv)
{
    if (!csv)
        return;
    free(csv->buffer);
    free(csv->fields);
    free(csv);
}

char tool_csv_delimiter(const tool_csv *csv)
{
    return csv->delimiter;
}

/* ---- places ---- */

/* Line breaks in a text: LF, CR, and CRLF as one. *last is where the last line begins. */
static int64_t count_lines(const char *text, const char *end, const char **last)
{
    int64_t lines = 0;
    *last = text;
    for (const char *at = text; at < end; at++)
        if (*at == '\n' || (*at == '\r' && !(at + 1 < end && at[1] == '\n'))) {
            lines++;
            *last = at + 1;
        }
    return lines;
}

static outcome fail(tool_csv *csv, eco_status status, const char *place, const char *why)
{
    const char *last;
    int64_t line = csv->line + count_lines(csv->buffer + csv->at, place, &last);
    int32_t column = 1;
    for (const char *at = last; at < place; at++)
        column += ((unsigned char)*at & 0xC0) != 0x80;
    tool_failure(&csv->failed, status, line > INT_MAX ? INT_MAX : (int32_t)line, column, NULL, "%s", why);
    return FAILED;
}

/* ---- the buffer ---- */

static bool make_room(tool_csv *csv)
{
    if (csv->at > 0) {
        memmove(csv->buffer, csv->buffer + csv->at, csv->end - csv->at);
        csv->end -= csv->at;
        csv->at = 0;
    }
    size_t needed = csv->capacity ? csv->capacity : FIRST_CAPACITY;
    if (needed - csv->end <=
        needed / 2) /* half of it is one record: growing by doubling keeps the work of parsing it again in bounds */
        needed *= 2;
    return tool_grow(&csv->buffer, &csv->capacity, needed, 1);
}

/* Fills the buffer up. What is there is the record at `at`, which is not complete. */
static outcome fill(tool_csv *csv)
{
    if (csv->end - csv->at > csv->record_limit)
        return fail(csv, ECO_E_LIMIT, csv->buffer + csv->at, "the record is longer than the limit; is a quote not closed?");
    if (!make_room(csv)) {
        tool_failure_memory(&csv->failed);
        return FAILED;
    }
    while (!csv->ended && csv->capacity - csv->end > LEAST_ROOM) {
        size_t size = 0;
        eco_error error = {0};
        eco_status status = csv->source.read(csv->source.user, csv->buffer + csv->end, csv->capacity - csv->end - 1, &size,
                                             &error);
        if (status) { /* what was read stays unread: the place of the mistake is behind it */
            csv->buffer[csv->end] = '\0';
            return fail(csv, status, csv->buffer + csv->end, error.message);
        }
        csv->ended = size == 0;
        csv->end += size;
    }
    csv->buffer[csv->end] = '\0';
    return COMPLETE;
}

/* ---- records ---- */

static bool add_field(tool_csv *csv, const char *text, size_t size)
{
    if (csv->count == csv->capacity_of_fields &&
        !tool_grow(&csv->fields, &csv->capacity_of_fields, csv->count + 16, sizeof *csv->fields))
        return false;
    csv->fields[csv->count++] = (tool_csv_field){text, size};
    return true;
}

/* A field that begins with a quote; *at is moved behind the closing one. */
static outcome parse_quoted(tool_csv *csv, const char **at, bool *has_breaks)
{
    const char *first = *at + 1, *end = csv->buffer + csv->end;
    for (const char *quote = first;; quote += 2) {
        quote = memchr(quote, '"', (size_t)(end - quote));
        if (!quote || (quote + 1 == end && !csv->ended))
            return csv->ended ? fail(csv, ECO_E_SYNTAX, *at, "the quote that begins here is never closed") : INCOMPLETE;
        if (quote[1] == '"') {
            csv->doubles = true;
            continue;
        }
        size_t size = (size_t)(quote - first);
        const char *nul = memchr(first, '\0', size);
        if (nul)
            return fail(csv, ECO_E_SYNTAX, nul, "a NUL is no text");
        if (!csv->stops[(unsigned char)quote[1]])
            return fail(csv, ECO_E_SYNTAX, quote + 1, "text follows the closing quote");
        *has_breaks |= memchr(first, '\n', size) || memchr(first, '\r', size);
        *at = quote + 1;
        return add_field(csv, first, size) ? COMPLETE : FAILED;
    }
}

/* The record at csv->at. *stop is where the next one begins. */
static outcome parse(tool_csv *csv, const char **stop, bool *has_breaks)
{
    const char *at = csv->buffer + csv->at, *end = csv->buffer + csv->end;
    csv->count = 0;
    csv->doubles = *has_breaks = false;
    for (;; at++) {
        outcome result = COMPLETE;
        if (csv->count == csv->fields_limit)
            return fail(csv, ECO_E_LIMIT, at, "the record has more fields than the limit");
        if (*at == '"') {
            result = parse_quoted(csv, &at, has_breaks);
        } else {
            const char *first = at;
            while (!csv->stops[(unsigned char)*at])
                at++;
            result = add_field(csv, first, (size_t)(at - first)) ? COMPLETE : FAILED;
        }
        if (result != COMPLETE)
            return result;
        if (*at == csv->delimiter)
            continue;
        if (*at == '\0' && at < end)
            return fail(csv, ECO_E_SYNTAX, at, "a NUL is no text");
        if (!csv->ended && (at == end || (*at == '\r' && at + 1 == end)))
            return INCOMPLETE;
        *stop = at == end ? at : at + (at[0] == '\r' && at[1] == '\n' ? 2 : 1);
        return COMPLETE;
    }
}

/* In a quoted field every quote is doubled: each stands for one. */
static void take_doubled_quotes_out(tool_csv_field *field)
{
    char *out = (char *)field->text; /* lies in our buffer */
    const char *at = field->text, *end = at + field->size;
    while (at < end) {
        *out++ = *at;
        at += *at == '"' ? 2 : 1;
    }
    field->size = (size_t)(out - field->text);
}

static void find_delimiter(tool_csv *csv)
{
    static const char candidates[] = {',', ';', '\t'};
    size_t counts[sizeof candidates] = {0}, best = 0;
    bool quoted = false;
    for (const char *at = csv->buffer + csv->at; *at && (quoted || (*at != '\n' && *at != '\r')); at++) {
        quoted ^= *at == '"';
        for (size_t i = 0; i < sizeof candidates; i++)
            counts[i] += !quoted && *at == candidates[i];
    }
    for (size_t i = 1; i < sizeof candidates; i++)
        if (counts[i] > counts[best])
            best = i;
    csv->delimiter = candidates[best];
}

static outcome start(tool_csv *csv)
{
    outcome result = fill(csv);
    if (result != COMPLETE)
        return result;
    csv->started = true;
    if (csv->end >= 3 && memcmp(csv->buffer, "\xEF\xBB\xBF", 3) == 0)
        csv->at = 3;
    if (!csv->delimiter)
        find_delimiter(csv);
    csv->stops[0] = csv->stops['\n'] = csv->stops['\r'] = true;
    csv->stops[(unsigned char)csv->delimiter] = true;
    return COMPLETE;
}

/* Finds the next record, with as much reading as it takes; *stop is NULL at the end. */
static outcome find_record(tool_csv *csv, const char **stop, bool *has_breaks)
{
    *stop = NULL;
    if (csv->failed.status || (!csv->started && start(csv) != COMPLETE))
        return FAILED;
    for (;;) {
        if (csv->at == csv->end && csv->ended)
            return COMPLETE;
        outcome result = csv->at == csv->end ? INCOMPLETE : parse(csv, stop, has_breaks);
        if (result == INCOMPLETE)
            result = fill(csv) == COMPLETE ? INCOMPLETE : FAILED;
        if (result == FAILED && !csv->failed.status)
            tool_failure_memory(&csv->failed);
        if (result != INCOMPLETE)
            return result;
    }
}

eco_status tool_csv_next(tool_csv *csv, tool_csv_record *record, eco_error *error)
{
    const char *stop;
    bool has_breaks = false;
    *record = (tool_csv_record){0};
    outcome result = find_record(csv, &stop, &has_breaks);
    if (result == COMPLETE && stop && (size_t)(stop - csv->buffer) - csv->at > csv->record_limit)
        result = fail(csv, ECO_E_LIMIT, csv->buffer + csv->at, "the record is longer than the limit; is a quote not closed?");
    if (result == FAILED) {
        if (error)
            *error = csv->failed;
        return csv->failed.status;
    }
    if (!stop)
        return ECO_OK;
    const char *last;
    int64_t line = csv->line;
    csv->line += has_breaks ? count_lines(csv->buffer + csv->at, stop, &last) : 1;
    csv->at = (size_t)(stop - csv->buffer);
    for (size_t i = 0; csv->doubles && i < csv->count; i++)
        if (csv->fields[i].text > csv->buffer && csv->fields[i].text[-1] == '"') /* it was quoted */
            take_doubled_quotes_out(&csv->fields[i]);
    *record = (tool_csv_record){csv->fields, csv->count, line};
    return ECO_OK;
}
