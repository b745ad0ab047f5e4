/* Random records, written as any program might write them, are read back; and the reader agrees with a slow one that goes byte by byte. */
#include "ecomops/csv.h"
#include "test.h"

#include <stdlib.h>

enum { FIELDS = 6, LONGEST = 12, ROUNDS = 20000 };

typedef struct text {
    char bytes[4096];
    size_t size;
} text;

static void add(text *out, const char *bytes, size_t size)
{
    memcpy(out->bytes + out->size, bytes, size);
    out->size += size;
}

/* A field's content: letters, and what makes trouble. */
static void make_field(eco_random *random, text *out)
{
    static const char *const pieces[] = {"a", "b", "満", "\"", ",", ";", "\n", "\r", "\r\n", " ", "\t", "'"};
    out->size = 0;
    for (int64_t i = eco_random_between(random, 0, LONGEST); i > 0; i--) {
        const char *piece = pieces[eco_random_between(random, 0, sizeof pieces / sizeof *pieces - 1)];
        add(out, piece, strlen(piece));
    }
}

static bool needs_quotes(const text *field)
{
    for (size_t i = 0; i < field->size; i++)
        if (memchr(",;\t\r\n", field->bytes[i], 5))
            return true;
    return field->size > 0 && field->bytes[0] == '"';
}

static void write_field(eco_random *random, text *file, const text *field)
{
    if (!needs_quotes(field) && eco_random_next(random) % 3) {
        add(file, field->bytes, field->size);
        return;
    }
    add(file, "\"", 1);
    for (size_t i = 0; i < field->size; i++)
        add(file, field->bytes[i] == '"' ? "\"\"" : &field->bytes[i], field->bytes[i] == '"' ? 2 : 1);
    add(file, "\"", 1);
}

/* Fields one after the other, each with its length before it. */
static void note_field(text *notes, const char *bytes, size_t size)
{
    char length[16];
    add(notes, length, (size_t)snprintf(length, sizeof length, "%zu:", size));
    add(notes, bytes, size);
}

typedef struct pieces {
    const text *from;
    size_t at;
    eco_random *random;
} pieces;

static eco_status read_piece(void *user, char *bytes, size_t room, size_t *size, eco_error *error)
{
    (void)error;
    pieces *from = user;
    size_t left = from->from->size - from->at;
    *size = (size_t)eco_random_between(from->random, 1, 40);
    *size = *size < room ? *size : room;
    *size = *size < left ? *size : left;
    memcpy(bytes, from->from->bytes + from->at, *size);
    from->at += *size;
    return ECO_OK;
}

TEST(tool_csv_property, what_was_written_is_read)
{
    static const char delimiters[] = {',', ';', '\t'};
    static const char *const ends[] = {"\n", "\r\n", "\r"};
    eco_random random = {eco_test_seed()};
    static text file, written, read, field;
    for (int round = 0; round < ROUNDS; round++) {
        char delimiter = delimiters[eco_random_between(&random, 0, 2)];
        const char *end = ends[eco_random_between(&random, 0, 2)];
        int64_t records = eco_random_between(&random, 1, 8);
        file.size = written.size = read.size = 0;
        for (int64_t r = 0; r < records; r++) {
            int64_t fields = eco_random_between(&random, 1, FIELDS);
            for (int64_t f = 0; f < fields; f++) {
                make_field(&random, &field);
                if (f > 0)
                    add(&file, &delimiter, 1);
                if (fields == 1 && field.size == 0)
                    add(&file, "\"\"", 2); /* else a last one would be no record at all */
                else
                    write_field(&random, &file, &field);
                note_field(&written, field.bytes, field.size);
            }
            add(&written, "|", 1);
            if (r + 1 < records || eco_random_next(&random) % 2)
                add(&file, end, strlen(end));
        }
        eco_error error;
        pieces from = {&file, 0, &random};
        tool_csv *csv;
        tool_csv_record record;
        CHECK_OK(tool_csv_open(&csv, (tool_source){read_piece, &from}, &(tool_csv_options){.delimiter = delimiter}, &error));
        for (;;) {
            CHECK_F(tool_csv_next(csv, &record, &error) == ECO_OK, "round %d: %s in <%.*s>", round, error.message, (int)file.size,
                    file.bytes);
            if (record.count == 0)
                break;
            for (size_t i = 0; i < record.count; i++)
                note_field(&read, record.fields[i].text, record.fields[i].size);
            add(&read, "|", 1);
        }
        tool_csv_close(csv);
        CHECK_F(read.size == written.size && memcmp(read.bytes, written.bytes, read.size) == 0, "round %d: <%.*s>", round,
                (int)file.size, file.bytes);
    }
}

/* The slow reader: a state and one byte after the other. Notes fields as above with "line@" before each record; "!" where it refuses. */
static void read_slowly(text *notes, const text *file)
{
    enum { START, PLAIN, QUOTED, CLOSED } state = START;
    static text field;
    int64_t line = 1, began = 1;
    bool any = false; /* something of a record was seen */
    notes->size = field.size = 0;
    for (size_t i = 0; i <= file->size; i++) {
        int byte = i < file->size ? (unsigned char)file->bytes[i] : -1;
        bool line_end = byte == '\n' || byte == '\r';
        if (state == QUOTED && byte != -1 && byte != '\0') {
            if (byte == '"')
                state = CLOSED;
            else
                add(&field, &file->bytes[i], 1);
            line += byte == '\n' || (byte == '\r' && !(i + 1 < file->size && file->bytes[i + 1] == '\n'));
            continue;
        }
        if (state == CLOSED && byte == '"') {
            add(&field, "\"", 1);
            state = QUOTED;
            continue;
        }
        if (byte == '\0' || (state == QUOTED && byte == -1) || (state == CLOSED && !line_end && byte != ',' && byte != -1)) {
            add(notes, "!", 1);
            return;
        }
        if (state == START && byte == '"') {
            state = QUOTED;
            any = true;
            continue;
        }
        if (byte == -1 && !any)
            return;
        if (byte == ',' || line_end || byte == -1) {
            if (notes->size == 0 || notes->bytes[notes->size - 1] == '|') {
                char text[24];
                add(notes, text, (size_t)snprintf(text, sizeof text, "%d@", (int)began));
            }
            note_field(notes, field.bytes, field.size);
            field.size = 0;
            state = START;
            any = byte == ',';
            if (byte == '\r' && i + 1 < file->size && file->bytes[i + 1] == '\n')
                i++;
            if (byte != ',') {
                add(notes, "|", 1);
                began = ++line;
            }
            continue;
        }
        add(&field, &file->bytes[i], 1);
        state = PLAIN;
        any = true;
    }
}

TEST(tool_csv_property, any_text_is_read_as_a_slow_reader_does)
{
    static const char alphabet[] = {'a', 'b', '"', '"', ',', '\n', '\r', '\0'};
    eco_random random = {eco_test_seed()};
    static text file, slow, fast;
    for (int round = 0; round < ROUNDS; round++) {
        file.size = fast.size = 0;
        bool with_nul = eco_random_next(&random) % 8 == 0;
        for (int64_t i = eco_random_between(&random, 0, 24); i > 0; i--)
            add(&file, &alphabet[eco_random_between(&random, 0, with_nul ? 7 : 6)], 1);
        read_slowly(&slow, &file);
        eco_error error;
        pieces from = {&file, 0, &random};
        tool_csv *csv;
        tool_csv_record record;
        CHECK_OK(tool_csv_open(&csv, (tool_source){read_piece, &from}, &(tool_csv_options){.delimiter = ','}, &error));
        for (;;) {
            eco_status status = tool_csv_next(csv, &record, &error);
            if (status) {
                CHECK_INT(status, ECO_E_SYNTAX);
                break;
            }
            if (record.count == 0)
                break;
            char line[24];
            add(&fast, line, (size_t)snprintf(line, sizeof line, "%d@", (int)record.line));
            for (size_t i = 0; i < record.count; i++)
                note_field(&fast, record.fields[i].text, record.fields[i].size);
            add(&fast, "|", 1);
        }
        tool_csv_close(csv);
        bool slow_refused = slow.size > 0 && slow.bytes[slow.size - 1] == '!';
        size_t whole = slow.size; /* of a record that is refused, the slow reader has noted fields: up to the last whole one */
        while (slow_refused && whole > 0 && slow.bytes[whole - 1] != '|')
            whole--;
        CHECK_F(slow_refused == (error.status != ECO_OK) && fast.size == whole && memcmp(fast.bytes, slow.bytes, whole) == 0,
                "round %d: <%.*s> fast <%.*s> slow <%.*s>", round, (int)file.size, file.bytes, (int)fast.size, fast.bytes,
                (int)slow.size, slow.bytes);
    }
}
