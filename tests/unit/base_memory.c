/* Arena, growing arrays, buffers, maps, UTF-8. */
#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/text.h"
#include "test.h"

TEST(arena, gives_zeroed_memory_and_forgets_on_reset)
{
    eco_arena arena;
    eco_arena_begin(&arena, NULL);
    for (int round = 0; round < 3; round++) {
        for (size_t size = 0; size < 3000; size += 7) {
            unsigned char *memory = eco_arena_take(&arena, size);
            for (size_t i = 0; i < size; i++)
                CHECK_INT(memory[i], 0);
            memset(memory, 0xA5, size);
        }
        eco_arena_reset(&arena);
    }
    CHECK(eco_arena_take_array(&arena, SIZE_MAX / 2, 3) == NULL);
    CHECK(eco_arena_take(&arena, SIZE_MAX) == NULL);
    CHECK_TEXT(eco_arena_text_of(&arena, "abc", 2), "ab");
    eco_arena_end(&arena);
}

TEST(map, finds_what_was_added)
{
    eco_map map;
    eco_map_begin(&map, NULL);
    static char keys[1000][8];
    for (int i = 0; i < 1000; i++) {
        bool added;
        int64_t value = i;
        snprintf(keys[i], sizeof keys[i], "k%d", i);
        CHECK(eco_map_add(&map, keys[i], strlen(keys[i]), &value, &added) && added);
        value = -1;
        CHECK(eco_map_add(&map, keys[i], strlen(keys[i]), &value, &added) && !added);
        CHECK_INT(value, i);
    }
    for (int i = 0; i < 1000; i++)
        CHECK_INT(eco_map_get(&map, keys[i], strlen(keys[i]), -1), i);
    CHECK_INT(eco_map_get(&map, "other", 5, -7), -7);
    eco_map_end(&map);
}

TEST(utf8, accepts_only_shortest_forms_of_scalar_values)
{
    CHECK_INT(eco_utf8_valid("满300减50", strlen("满300减50")), strlen("满300减50"));
    static const char *const bad[] = {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xE6\xBB", "\xFF", "\xE0\x9F\xBF"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK_INT(eco_utf8_valid(bad[i], strlen(bad[i])), 0);
    CHECK_INT(eco_utf8_whole("满满", 5), 3);
    CHECK_INT(eco_utf8_whole("满满", 6), 6);
    CHECK_INT(eco_utf8_width("满300减50", strlen("满300减50")), 9);
}

TEST(buffer, writes_numbers_and_json)
{
    eco_buffer buffer;
    eco_buffer_begin(&buffer, NULL);
    eco_buffer_add_int(&buffer, INT64_MIN);
    eco_buffer_add_char(&buffer, ' ');
    eco_buffer_add_double(&buffer, 0.1);
    eco_buffer_add_char(&buffer, ' ');
    eco_buffer_add_json(&buffer, "a\"\\\n\x01\xFF满", 9);
    CHECK_TEXT(eco_buffer_text(&buffer), "-9223372036854775808 0.1 \"a\\\"\\\\\\n\\u0001\xEF\xBF\xBD满\"");
    eco_buffer_end(&buffer);
}

TEST(error, keeps_paths_and_cuts_at_characters)
{
    eco_error error;
    eco_fail_at(&error, ECO_E_SYNTAX, 2, 5, "/when", "bad %s", ECO_QUOTE("x\ny"));
    CHECK_INT(eco_fail_under(&error, error.status, "/promotions/%s", "a"), ECO_E_SYNTAX);
    CHECK_TEXT(error.path, "/promotions/a/when");
    CHECK_TEXT(error.message, "bad 'x?y'");
    CHECK_INT(error.column, 5);
    char longest[2000];
    for (size_t i = 0; i + 3 < sizeof longest; i += 3)
        memcpy(longest + i, "满", 4);
    eco_fail(&error, ECO_E_INVALID, longest, "%s", longest);
    CHECK_INT(eco_utf8_valid(error.message, strlen(error.message)), strlen(error.message));
    CHECK_INT(eco_utf8_valid(error.path, strlen(error.path)), strlen(error.path));
    CHECK_INT(eco_fail(NULL, ECO_E_LIMIT, NULL, "nothing"), ECO_E_LIMIT);
}
