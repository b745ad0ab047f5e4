/* The foundations to their last branch: memory that fails at every call, UTF-8 exhaustively, buffers and writers, errors, structs of other versions. */
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <wchar.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/text.h"
#include "test.h"

/* ---- an allocator that fails after so many allocations, and checks the sizes it is told ---- */

typedef struct budget {
    int64_t left;  /* allocations that succeed */
    int64_t bytes; /* alive */
} budget;

static void *budget_allocate(size_t size, void *user)
{
    budget *of = user;
    if (of->left-- <= 0)
        return NULL;
    of->bytes += (int64_t)size;
    return memset(malloc(size), 0xA5, size);
}

static void budget_release(void *memory, size_t size, void *user)
{
    ((budget *)user)->bytes -= (int64_t)size;
    free(memory);
}

static void *budget_reallocate(void *memory, size_t old_size, size_t new_size, void *user)
{
    void *grown = budget_allocate(new_size, user);
    if (!grown)
        return NULL;
    memcpy(grown, memory, old_size < new_size ? old_size : new_size);
    budget_release(memory, old_size, user);
    return grown;
}

static eco_allocator allocator_of(budget *of)
{
    return (eco_allocator){budget_allocate, budget_reallocate, budget_release, of};
}

/* ---- memory ---- */

TEST(memory, sizes_at_the_edges)
{
    eco_allocator allocator = eco_allocator_of(NULL), none = {.user = &allocator};
    CHECK(eco_allocator_of(&none).allocate == allocator.allocate); /* all NULL: malloc */
    CHECK(!eco_allocate(&allocator, (size_t)PTRDIFF_MAX + 1));
    void *memory = eco_allocate(&allocator, 0);
    CHECK(memory);
    CHECK(!eco_reallocate(&allocator, memory, 0, (size_t)PTRDIFF_MAX + 1)); /* and memory is as it was */
    memory = eco_reallocate(&allocator, memory, 0, 10);
    CHECK(memory);
    memory = eco_reallocate(&allocator, memory, 10, 0);
    CHECK(memory);
    eco_release(&allocator, memory, 0);
    memory = eco_reallocate(&allocator, NULL, 0, 8);
    CHECK(memory);
    eco_release(&allocator, memory, 8);
    eco_release(&allocator, NULL, 8);
}

TEST(memory, arrays_grow_or_stay)
{
    budget of = {.left = 2};
    eco_allocator allocator = allocator_of(&of);
    int64_t *items = NULL;
    size_t capacity = 0;
    CHECK(eco_grow(&allocator, &items, &capacity, 3, sizeof *items));
    CHECK(capacity >= 3);
    items[2] = 7;
    size_t before = capacity;
    CHECK(eco_grow(&allocator, &items, &capacity, before, sizeof *items));
    CHECK_INT(capacity, before);
    CHECK(!eco_grow(&allocator, &items, &capacity, SIZE_MAX / 4, sizeof *items));        /* the product overflows */
    CHECK(!eco_grow(&allocator, &items, &capacity, PTRDIFF_MAX / 8 + 1, sizeof *items)); /* over PTRDIFF_MAX */
    CHECK(eco_grow(&allocator, &items, &capacity, 1000, sizeof *items));
    CHECK_INT(capacity, 1000);
    CHECK(!eco_grow(&allocator, &items, &capacity, 1001, sizeof *items)); /* no memory left */
    CHECK_INT(capacity, 1000);
    CHECK_INT(items[2], 7);
    eco_release(&allocator, items, capacity * sizeof *items);
    CHECK_INT(of.bytes, 0);
}

TEST(arena, texts_stand_side_by_side)
{
    budget of = {.left = 2};
    eco_allocator allocator = allocator_of(&of);
    eco_arena arena;
    eco_arena_begin(&arena, &allocator);
    char *first = eco_arena_text(&arena, "one"), *second = eco_arena_text(&arena, "two");
    int64_t *aligned = eco_arena_take(&arena, sizeof *aligned);
    CHECK(first && second && aligned);
    CHECK(second + sizeof "two" == first);
    CHECK_INT((uintptr_t)aligned % _Alignof(max_align_t), 0);
    *aligned = -1;
    CHECK_TEXT(first, "one");
    CHECK_TEXT(second, "two");
    char large[5000];
    memset(large, 'x', sizeof large);
    char *copy = eco_arena_text_of(&arena, large, sizeof large); /* its own chunk */
    CHECK(copy && strlen(copy) == sizeof large);
    CHECK(!eco_arena_text_of(&arena, large, sizeof large)); /* no memory left */
    CHECK(!eco_arena_text_of(&arena, large, SIZE_MAX));
    CHECK_TEXT(first, "one");
    eco_arena_end(&arena);
    CHECK_INT(of.bytes, 0);
}

TEST(arena, fails_whole_and_gives_everything_back)
{
    for (int64_t left = 0; left < 12; left++) {
        budget of = {.left = left};
        eco_allocator allocator = allocator_of(&of);
        eco_arena arena;
        eco_arena_begin(&arena, &allocator);
        bool failed = false;
        for (size_t i = 0; i < 1000; i++) {
            char *text = eco_arena_text(&arena, "a text");
            failed |= !text;
            if (text)
                CHECK_TEXT(text, "a text");
        }
        CHECK_INT(failed, left < 2); /* 4, 8 KiB */
        CHECK_INT((int64_t)eco_arena_size(&arena), of.bytes);
        eco_arena_reset(&arena);
        CHECK(eco_arena_size(&arena) <= (size_t)1 << 13); /* the largest */
        eco_arena_end(&arena);
        CHECK_INT(of.bytes, 0);
    }
}

TEST(arena, keeps_the_largest_chunk_and_copies)
{
    eco_arena arena;
    eco_arena_begin(&arena, NULL);
    eco_arena_reset(&arena); /* of nothing */
    CHECK_INT(eco_arena_size(&arena), 0);
    CHECK(!eco_arena_text(&arena, NULL));
    CHECK(eco_arena_copy(&arena, NULL, 0));
    CHECK(memcmp(eco_arena_copy(&arena, "abc", 3), "abc", 3) == 0);
    CHECK_TEXT(eco_arena_text_of(&arena, NULL, 0), "");
    CHECK(eco_arena_take_array(&arena, 3, 7));
    CHECK(!eco_arena_take(&arena, PTRDIFF_MAX));
    CHECK(!eco_arena_copy(&arena, "", PTRDIFF_MAX));
    CHECK(!eco_arena_text_of(&arena, "", PTRDIFF_MAX));
    CHECK(eco_arena_take(&arena, 1 << 16)); /* in the middle, larger than what comes after */
    CHECK(eco_arena_take(&arena, 100));
    while (eco_arena_size(&arena) < 1 << 17)
        CHECK(eco_arena_take(&arena, 4000));
    eco_arena_reset(&arena);
    size_t kept = eco_arena_size(&arena);
    CHECK(kept >= 1 << 16);
    CHECK(eco_arena_take(&arena, 1 << 15));
    CHECK_INT(eco_arena_size(&arena), (int64_t)kept);
    for (int i = 0; i < 12; i++) /* chunks stop doubling at 1 MiB */
        CHECK(eco_arena_take(&arena, 1 << 20));
    eco_arena_end(&arena);
}

TEST(map, fails_without_memory_and_tells_likes_apart)
{
    budget of = {.left = 1};
    eco_allocator allocator = allocator_of(&of);
    eco_map map;
    bool added;
    eco_map_begin(&map, &allocator);
    CHECK_INT(eco_map_get(&map, "a", 1, -7), -7);
    static char keys[16][4];
    int count = 0;
    for (int i = 0; i < 16; i++) {
        int64_t value = i;
        snprintf(keys[i], sizeof keys[i], "%d", i);
        count += eco_map_add(&map, keys[i], strlen(keys[i]), &value, &added);
    }
    CHECK_INT(count, 12); /* 12 of 16 slots; the next size was refused */
    for (int i = 0; i < 16; i++)
        CHECK_INT(eco_map_get(&map, keys[i], strlen(keys[i]), -7), i < count ? i : -7);
    CHECK_INT(eco_map_get(&map, "1", 0, -7), -7); /* the empty text is another key */
    eco_map_end(&map);
    CHECK_INT(of.bytes, 0);
}

/* Of the same hash, but another size, or other bytes. */
TEST(map, a_hash_is_not_a_key)
{
    eco_map map;
    eco_map_begin(&map, NULL);
    int64_t value = 1;
    bool added;
    CHECK(eco_map_add(&map, "ab", 2, &value, &added));
    for (size_t i = 0; i < map.capacity; i++)
        if (map.slots[i].key)
            map.slots[i].size = 3; /* as if a text of 3 bytes had this hash */
    CHECK_INT(eco_map_get(&map, "ab", 2, -7), -7);
    for (size_t i = 0; i < map.capacity; i++)
        if (map.slots[i].key) {
            map.slots[i].size = 2;
            map.slots[i].key = "xy";
        }
    CHECK_INT(eco_map_get(&map, "ab", 2, -7), -7);
    eco_map_end(&map);
}

TEST(hash, is_xxh3)
{
    CHECK(eco_hash("", 0) == UINT64_C(0x2D06800538D394C2));
    CHECK(eco_hash_128("", 0).high == UINT64_C(0x99AA06D3014798D8));
    CHECK(eco_hash_128("", 0).low == UINT64_C(0x6001C324468D497F));
    CHECK(eco_hash("a", 1) != eco_hash("b", 1));
}

/* ---- UTF-8 ---- */

/* RFC 3629 by the bits. */
static size_t encode(char *out, uint32_t character)
{
    if (character < 0x80)
        return out[0] = (char)character, 1;
    size_t length = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    for (size_t i = length; --i;) {
        out[i] = (char)(0x80 | (character & 0x3F));
        character >>= 6;
    }
    out[0] = (char)(0xF00u >> length | character);
    return length;
}

TEST(utf8, every_character_and_no_surrogate)
{
    for (uint32_t character = 0; character < 0x110000; character++) {
        char text[4];
        uint32_t read;
        size_t size = encode(text, character);
        bool surrogate = character >= 0xD800 && character < 0xE000;
        CHECK_F(eco_utf8_valid(text, size) == (surrogate ? 0 : size), "U+%X", character);
        CHECK_F(eco_utf8_decode(&read, text, size) == (surrogate ? 1 : size), "U+%X", character);
        CHECK_F(read == (surrogate ? 0xFFFD : character), "U+%X", character);
        for (size_t cut = 0; cut < size && !surrogate; cut++) {
            CHECK_F(eco_utf8_valid(text, cut) == 0, "U+%X", character);
            CHECK_F(eco_utf8_whole(text, cut) == 0, "U+%X", character);
        }
        CHECK_F(surrogate || eco_utf8_whole(text, size) == size, "U+%X", character);
    }
}

/* Whether the bytes are characters, tried against every way to write one. */
static size_t slow_valid(const char *text, size_t size)
{
    size_t at = 0;
    while (at < size) {
        unsigned char byte = (unsigned char)text[at];
        size_t length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
        uint32_t character = length == 1 ? byte : byte & (0xFFu >> (length + 1));
        if (length > size - at || (length > 1 && byte < 0xC0))
            return at;
        for (size_t i = 1; i < length; i++)
            character = character << 6 | ((unsigned char)text[at + i] & 0x3Fu);
        char again[4];
        if (character > 0x10FFFF || (character >= 0xD800 && character < 0xE000) || encode(again, character) != length ||
            memcmp(again, text + at, length) != 0)
            return at;
        at += length;
    }
    return at;
}

TEST(utf8, any_bytes_as_a_slow_reader_sees_them)
{
    eco_random random = {eco_test_seed()};
    static const unsigned char hard[] = {0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2,
                                         0xDF, 0xE0, 0xE6, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF};
    for (int round = 0; round < 60000; round++) {
        char text[24];
        size_t size = (size_t)eco_random_between(&random, 0, 24), at = 0;
        while (at < size) {
            int64_t what = eco_random_between(&random, 0, 3);
            if (what == 0)
                text[at++] = (char)hard[eco_random_between(&random, 0, sizeof hard - 1)];
            else if (what == 1 || size - at < 4)
                text[at++] = 'a';
            else
                at += encode(text + at, (uint32_t)eco_random_between(&random, 0, 0x10FFFF));
        }
        CHECK_F(eco_utf8_valid(text, size) == slow_valid(text, size), "round %d of seed %" PRIu64, round, eco_test_seed());
        size_t valid = slow_valid(text, size), whole = eco_utf8_whole(text, valid);
        CHECK(whole == valid); /* what is valid is not cut */
    }
    CHECK_INT(eco_utf8_whole("\x80\x80\x80\x80\x80", 5), 5); /* no sequence at all */
    CHECK_INT(eco_utf8_whole("\xFF", 1), 1);
    CHECK_INT(eco_utf8_whole("", 0), 0);
}

TEST(utf8, width_in_a_terminal)
{
    static const struct {
        const char *text;
        size_t width;
    } cases[] = {
        {"", 0},         {"abc", 3},        {"é", 1},
        {"e\u0301", 1},  {"满300减50", 9},  {"ｱ", 1},
        {"Ａ", 2},       {"한글", 4},       {"\u1112\u1161\u11ab", 2},
        {"กำลัง", 4},     {"हिन्दी", 5},      {"🚀", 2},
        {"🛒🧾", 4}, {"a\u200Db", 2},   {"\U00020000", 2},
        {"\u00AD", 1},   {"\xFF\xFF", 2},   {"—", 1},
        {"עִבְ", 2},       {"\U000E0100", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_F(eco_utf8_width(cases[i].text, strlen(cases[i].text)) == cases[i].width, "\"%s\" is %zu", cases[i].text,
                eco_utf8_width(cases[i].text, strlen(cases[i].text)));
}

/* ---- buffers ---- */

typedef struct sink {
    size_t calls, bytes, most; /* calls that succeed */
} sink;

static bool write_sink(const char *text, size_t size, void *user)
{
    sink *to = user;
    to->bytes += size;
    return text && size && to->calls++ < to->most;
}

TEST(buffer, passes_pieces_to_a_writer_until_it_stops)
{
    eco_error error;
    for (size_t most = 0; most < 6; most++) {
        sink to = {.most = most};
        eco_buffer buffer;
        eco_buffer_begin_writer(&buffer, NULL, (eco_writer){write_sink, &to});
        static char large[100000];
        for (int i = 0; i < 3; i++) {
            eco_buffer_add_repeated(&buffer, 'x', 30000);
            eco_buffer_add(&buffer, large, sizeof large); /* larger than a piece */
        }
        if (most < 6 && to.calls > most)
            CHECK_INT(to.calls, most + 1); /* is asked no more */
        if (buffer.failed)
            CHECK_FAILS(eco_buffer_finish(&buffer, &error), ECO_E_CANCELLED, "refused");
        eco_buffer_end(&buffer);
    }
    sink to = {.most = SIZE_MAX};
    eco_buffer buffer;
    eco_buffer_begin_writer(&buffer, NULL, (eco_writer){write_sink, &to});
    CHECK_OK(eco_buffer_finish(&buffer, &error)); /* nothing: the writer is not called */
    CHECK_INT(to.calls, 0);
    eco_buffer_add_repeated(&buffer, 'x', 70000);
    eco_buffer_add(&buffer, NULL, 0);
    CHECK_OK(eco_buffer_finish(&buffer, &error));
    CHECK_INT(to.bytes, 70000);
    CHECK_INT(to.calls, 2);
    eco_buffer_end(&buffer);
}

TEST(buffer, remembers_that_there_was_no_memory)
{
    eco_error error;
    for (int64_t left = 0; left < 4; left++) {
        budget of = {.left = left};
        eco_allocator allocator = allocator_of(&of);
        eco_buffer buffer;
        eco_buffer_begin(&buffer, &allocator);
        eco_buffer_add_repeated(&buffer, 'a', 30); /* 8 bytes, 16, 32 */
        const char *text = eco_buffer_text(&buffer);
        CHECK((text == NULL) == (left < 3));
        if (left < 3) {
            eco_buffer_add_text(&buffer, "more");
            CHECK_FAILS(eco_buffer_finish(&buffer, &error), ECO_E_MEMORY, "memory");
        } else {
            CHECK_INT(strlen(text), 30);
            CHECK_OK(eco_buffer_finish(&buffer, &error));
        }
        eco_buffer_end(&buffer);
        CHECK_INT(of.bytes, 0);
    }
}

TEST(buffer, prints_integers)
{
    static const int64_t values[] = {0, 7, -7, 1000, INT64_MAX, INT64_MIN};
    eco_buffer buffer;
    eco_buffer_begin(&buffer, NULL);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        eco_buffer_add_int(&buffer, values[i]);
        eco_buffer_add_char(&buffer, ' ');
    }
    CHECK_TEXT(eco_buffer_text(&buffer), "0 7 -7 1000 9223372036854775807 -9223372036854775808 ");
    eco_buffer_end(&buffer);
}

TEST(buffer, cuts_a_formatted_text_at_511)
{
    eco_buffer buffer;
    eco_buffer_begin(&buffer, NULL);
    eco_buffer_addf(&buffer, "%s", "");
    eco_buffer_addf(&buffer, "%ls", L"\xD800"); /* cannot be printed: nothing is added */
    eco_buffer_addf(&buffer, "%0600d", 1);
    CHECK_INT(buffer.size, 511);
    eco_buffer_end(&buffer);
}

static const char *double_text(double value)
{
    static char text[ECO_DOUBLE_TEXT];
    return eco_double_text(text, value);
}

TEST(buffer, doubles_read_back)
{
    CHECK_TEXT(double_text(0.1), "0.1");
    CHECK_TEXT(double_text(0.1 + 0.2), "0.30000000000000004");
    CHECK_TEXT(double_text(5e-324), "4.94065645841247e-324");
    CHECK_TEXT(double_text(1e23), "1e+23");
    CHECK_TEXT(double_text(9007199254740993.0), "9007199254740992");
    CHECK_TEXT(double_text(-0.0), "-0");
    CHECK_TEXT(double_text(NAN), "NaN");
    CHECK_TEXT(double_text(INFINITY), "Infinity");
    CHECK_TEXT(double_text(-INFINITY), "-Infinity");
    eco_random random = {eco_test_seed()};
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = eco_random_next(&random);
        double value;
        memcpy(&value, &bits, sizeof value);
        CHECK_F(isnan(value) || isinf(value) || strtod(double_text(value), NULL) == value, "bits %" PRIx64, bits);
    }
    /* Points of locales: a comma, and one of two bytes. */
    char comma[] = "-1,5e+3",
         wide[] = "1\xD9\xAB"
                  "5",
         first[] = ",5";
    CHECK_TEXT(eco_plain_point(comma), "-1.5e+3");
    CHECK_TEXT(eco_plain_point(wide), "1.5");
    CHECK_TEXT(eco_plain_point(first), ".5");
}

TEST(buffer, json_escapes_every_control_character)
{
    static const char *const expected[32] = {[8] = "\\b", [9] = "\\t", [10] = "\\n", [12] = "\\f", [13] = "\\r"};
    for (int i = 0; i < 0x80; i++) {
        char text = (char)i, want[16];
        snprintf(want, sizeof want, "\"\\u%04x\"", i);
        if (i < 32 && expected[i])
            snprintf(want, sizeof want, "\"%s\"", expected[i]);
        if (i >= 32)
            snprintf(want, sizeof want, i == '"' || i == '\\' ? "\"\\%c\"" : "\"%c\"", i);
        eco_buffer buffer;
        eco_buffer_begin(&buffer, NULL);
        eco_buffer_add_json(&buffer, &text, 1);
        CHECK_TEXT(eco_buffer_text(&buffer), want);
        eco_buffer_end(&buffer);
    }
    eco_buffer buffer;
    eco_buffer_begin(&buffer, NULL);
    eco_buffer_add_json(&buffer, "满\xE6\xBB", 5);
    CHECK_TEXT(eco_buffer_text(&buffer), "\"满\uFFFD\uFFFD\"");
    eco_buffer_end(&buffer);
}

/* ---- errors ---- */

TEST(error, every_status_has_a_name)
{
    static const char *const names[] = {"OK",        "INVALID",  "MEMORY", "OVERFLOW",     "NOT_FOUND", "EXISTS",
                                        "CANCELLED", "CURRENCY", "SYNTAX", "UNKNOWN_NAME", "LIMIT",     "IO"};
    for (eco_status status = ECO_OK; status <= ECO_E_IO; status++)
        CHECK_TEXT(eco_status_name(status), names[status]);
    CHECK_TEXT(eco_status_name(ECO_E_REFUSED), "REFUSED");
    CHECK_TEXT(eco_status_name(200), "NO_PRICE");
    CHECK_TEXT(eco_status_name(-1), "UNKNOWN");
    CHECK_TEXT(eco_version(), ECO_VERSION);
}

TEST(error, nobody_listens)
{
    CHECK_INT(eco_fail(NULL, ECO_E_LIMIT, "/a", "b"), ECO_E_LIMIT);
    CHECK_INT(eco_fail_at(NULL, ECO_E_LIMIT, 1, 2, "/a", "b"), ECO_E_LIMIT);
    CHECK_INT(eco_fail_memory(NULL), ECO_E_MEMORY);
    CHECK_INT(eco_fail_under(NULL, ECO_E_LIMIT, "/a"), ECO_E_LIMIT);
    eco_error error;
    CHECK_INT(eco_fail(&error, ECO_E_LIMIT, NULL, "%ls", L"\xD800"), ECO_E_LIMIT);
    CHECK_TEXT(error.message, "");
    CHECK_TEXT(error.path, "");
}

TEST(error, quotes_texts_of_others)
{
    char buffer[ECO_QUOTED], longest[100];
    memset(longest, 'x', sizeof longest);
    CHECK_TEXT(eco_quoted(buffer,
                          "a\x1F\x7F"
                          "b",
                          4),
               "'a??b'");
    CHECK_INT(strlen(eco_quoted(buffer, longest, 60)), 62);
    CHECK_INT(strlen(eco_quoted(buffer, longest, 61)), 65);
    for (size_t i = 0; i + 3 <= sizeof longest; i += 3)
        memcpy(longest + i + 1, "满", 3);
    eco_quoted(buffer, longest, 97);
    CHECK_INT(eco_utf8_valid(buffer, strlen(buffer)), (int64_t)strlen(buffer));
    CHECK_TEXT(buffer + strlen(buffer) - 4, "...'");
}

typedef struct thing {
    size_t struct_size;
    int64_t a, b;
} thing;
typedef struct newer_thing {
    size_t struct_size;
    int64_t a, b, c;
} newer_thing;

TEST(error, takes_structs_of_older_and_newer_callers)
{
    eco_error error;
    thing out, given = {sizeof given, 1, 2};
    newer_thing newer = {sizeof newer, 1, 2, 0};
    CHECK_OK(ECO_TAKE(&out, &given, thing, &error));
    CHECK_INT(out.b, 2);
    given.struct_size = offsetof(thing, b); /* who knows only a */
    CHECK_OK(ECO_TAKE(&out, &given, thing, &error));
    CHECK_INT(out.a, 1);
    CHECK_INT(out.b, 0);
    CHECK_OK(ECO_TAKE(&out, &newer, thing, &error));
    CHECK_INT(out.b, 2);
    newer.c = 1;
    CHECK_FAILS(ECO_TAKE(&out, &newer, thing, &error), ECO_E_INVALID, "thing has a field that this version");
    CHECK_TEXT(error.path, "/struct_size");
    CHECK_FAILS(ECO_TAKE(&out, NULL, thing, &error), ECO_E_INVALID, "thing is NULL");
    static const size_t sizes[] = {0, 7, (1 << 16) + 1, SIZE_MAX};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        given.struct_size = sizes[i];
        CHECK_FAILS(ECO_TAKE(&out, &given, thing, &error), ECO_E_INVALID, "ECO_MAKE");
        CHECK_INT(out.a, 0);
    }
}

TEST(text, short_texts_are_seen_and_copied_by_words)
{
    enum { MOST = 64 };
    char text[MOST + 1], copy[MOST + 1];
    for (size_t size = 0; size <= MOST; size++) {
        memset(text, 'a', sizeof text);
        CHECK(eco_is_ascii(text, size));
        for (size_t at = 0; at < size; at++) {
            text[at] = '\x80';
            CHECK(!eco_is_ascii(text, size));
            text[at] = (char)('a' + at % 26);
        }
        memset(copy, '-', sizeof copy);
        eco_copy_text(copy, text, size);
        CHECK(memcmp(copy, text, size) == 0);
        CHECK(copy[size] == '-');
    }
}
