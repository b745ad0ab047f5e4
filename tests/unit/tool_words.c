/* What the program says: sentences, numbers, columns of text, bars, suggestions. */
#include <stdlib.h>

#include "ecomops/grid.h"
#include "ecomops/numbers.h"
#include "ecomops/options.h"
#include "ecomops/words.h"
#include "test.h"

TEST(tool_words, sentences_are_filled_and_cut_at_characters)
{
    char text[64];
    CHECK_TEXT(tool_say(text, sizeof text, TOOL_ENGLISH, WORD_CONDITION_FOUND, "a == 1", "2", NULL),
               "Its condition is not met: a == 1 (it is 2).");
    CHECK_TEXT(tool_say(text, sizeof text, TOOL_CHINESE, WORD_CONDITION_FOUND, "a == 1", "2", NULL),
               "条件未满足：a == 1（实际为 2）。");
    CHECK_TEXT(tool_say(text, sizeof text, TOOL_ENGLISH, WORD_SAVES, NULL, NULL, NULL), "saves ");
    CHECK_TEXT(tool_say(text, 8, TOOL_CHINESE, WORD_NO_TARGET, NULL, NULL, NULL), "没有");
    CHECK_TEXT(tool_say(text, 8, TOOL_ENGLISH, WORD_NOTHING_LEFT, NULL, NULL, NULL), "Nothing");
    CHECK_TEXT(tool_say(text, 9, TOOL_ENGLISH, WORD_SAVES, "满满", NULL, NULL), "saves ");
    for (int word = 0; word < WORD_COUNT; word++)
        for (int language = TOOL_ENGLISH; language <= TOOL_CHINESE; language++) {
            const char *pattern = tool_word_of((tool_language)language, (tool_word)word);
            CHECK_F(pattern && *pattern, "word %d has nothing to say in language %d", word, language);
            for (int i = 0; i < 3; i++) { /* both languages use the same arguments */
                char place[] = {'{', (char)('0' + i), '}', 0};
                CHECK_F(!strstr(pattern, place) == !strstr(tool_word_of(TOOL_ENGLISH, (tool_word)word), place), "%s", pattern);
            }
        }
}

TEST(tool_words, the_environment_chooses_the_language)
{
    static const struct {
        const char *all, *messages, *lang;
        tool_language language;
    } cases[] = {{NULL, NULL, NULL, TOOL_ENGLISH},  {NULL, NULL, "zh_CN.UTF-8", TOOL_CHINESE},
                 {NULL, NULL, "zh", TOOL_CHINESE},  {NULL, "de_DE", "zh_CN.UTF-8", TOOL_ENGLISH},
                 {"zh_TW", "C", "C", TOOL_CHINESE}, {"", "", "zh_CN", TOOL_CHINESE},
                 {"C", NULL, "zh_CN", TOOL_ENGLISH}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const values[] = {cases[i].all, cases[i].messages, cases[i].lang}, *const names[] = {"LC_ALL", "LC_MESSAGES",
                                                                                                         "LANG"};
        for (int k = 0; k < 3; k++) {
            if (values[k])
                setenv(names[k], values[k], 1);
            else
                unsetenv(names[k]);
        }
        CHECK_INT(tool_language_of_environment(), cases[i].language);
    }
}

TEST(tool_numbers, are_grouped_exactly)
{
    char text[TOOL_NUMBER];
    CHECK_TEXT(tool_count(text, 0), "0");
    CHECK_TEXT(tool_count(text, 999), "999");
    CHECK_TEXT(tool_count(text, -1000), "-1,000");
    CHECK_TEXT(tool_count(text, 541909), "541,909");
    CHECK_TEXT(tool_count(text, INT64_MIN), "-9,223,372,036,854,775,808");
    CHECK_TEXT(tool_money(text, INT64_MAX, "GBP"), "92,233,720,368,547,758.07");
    CHECK_TEXT(tool_money(text, -123456, "JPY"), "-123,456");
    CHECK_TEXT(tool_money(text, 5, "KWD"), "0.005");
    CHECK_TEXT(tool_change(text, 100000, "EUR"), "+1,000.00");
    CHECK_TEXT(tool_change(text, -100000, "EUR"), "-1,000.00");
    CHECK_TEXT(tool_change(text, 0, "EUR"), "0.00");
    CHECK_TEXT(tool_decimal(text, 1250, 3), "1.25");
    CHECK_TEXT(tool_decimal(text, 2000000, 3), "2,000");
    CHECK_TEXT(tool_decimal(text, 0, 6), "0");
    CHECK_TEXT(tool_unit(text, 45900, 0, "CNY"), "459.00");
    CHECK_TEXT(tool_unit(text, 125, 2, "CNY"), "0.0125");
    CHECK_TEXT(tool_unit(text, 4590000, 2, "CNY"), "459.00");
    CHECK_TEXT(tool_share(text, 1, 3), "33.3 %");
    CHECK_TEXT(tool_share(text, 1, 0), "");
}

TEST(tool_screen, text_has_a_width)
{
    static const struct {
        const char *text;
        int width;
    } cases[] = {
        {"", 0},   {"abc", 3},      {"满300减50", 9}, {"e\xCC\x81", 1},    {"ü", 1},    {"한국", 4},         {"😀", 2}, {"…", 1},
        {"▏█", 2}, {"\xFF\xFE", 2}, {"\xE6\xBB", 2},  {"\xF0\x9F\x98", 3}, {"（）", 4}, {"a\xE2\x80\x8B", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_F(tool_width_of(cases[i].text) == cases[i].width, "%s: %d", cases[i].text, tool_width_of(cases[i].text));
    CHECK_INT(tool_fitting("满300减50", 1), 0);
    CHECK_INT(tool_fitting("满300减50", 2), 3);
    CHECK_INT(tool_fitting("满300减50", 6), 6);
    CHECK_INT(tool_fitting("满300减50", 7), 9);
    CHECK_INT(tool_fitting("满", 100), 3);
}

TEST(tool_screen, bars_are_true_to_an_eighth)
{
    char bar[TOOL_BAR_TEXT];
    CHECK_TEXT(tool_bar(bar, 0, 100, 8), "");
    CHECK_TEXT(tool_bar(bar, 1, 0, 8), "");
    CHECK_TEXT(tool_bar(bar, 100, 100, 4), "████");
    CHECK_TEXT(tool_bar(bar, 200, 100, 4), "████");
    CHECK_TEXT(tool_bar(bar, 50, 100, 4), "██");
    CHECK_TEXT(tool_bar(bar, 40, 100, 4), "█▋");
    CHECK_TEXT(tool_bar(bar, 1, 1000000, 4), "▏"); /* what there is can be seen */
    CHECK_TEXT(tool_bar(bar, INT64_MAX, INT64_MAX, 1), "█");
    CHECK_INT(tool_width_of(tool_bar(bar, 1, 1, TOOL_BAR_CELLS_MOST)), TOOL_BAR_CELLS_MOST);
}

/* ---- tables ---- */

typedef struct sheet {
    char *text;
    size_t size;
    tool_screen screen;
    tool_grid grid;
} sheet;

static void begin_sheet(sheet *sheet, int width, bool colour)
{
    sheet->screen = (tool_screen){.file = open_memstream(&sheet->text, &sheet->size), .width = width, .colour = colour};
    tool_grid_begin(&sheet->grid, &sheet->screen);
}

static char *end_sheet(sheet *sheet)
{
    tool_grid_print(&sheet->grid);
    fclose(sheet->screen.file);
    return sheet->text;
}

static char *campaign(int width, bool colour)
{
    static const char *const labels[] = {"满300减50 on everything that there is", "Short"};
    static const char *const orders[] = {"1,234", "5"}, *const lines[] = {"99,999", "7"};
    static sheet sheet;
    begin_sheet(&sheet, width, colour);
    tool_grid_column(&sheet.grid, "promotion", ALIGN_LEFT, INK_PLAIN);
    tool_grid_column(&sheet.grid, "orders", ALIGN_RIGHT, INK_PLAIN);
    tool_grid_column(&sheet.grid, "lines", ALIGN_RIGHT, INK_BOLD);
    tool_grid_spare(&sheet.grid, 1);
    tool_grid_column(&sheet.grid, "", ALIGN_BAR, INK_CYAN);
    for (int i = 0; i < 2; i++) {
        tool_grid_put(&sheet.grid, labels[i]);
        tool_grid_put(&sheet.grid, orders[i]);
        tool_grid_put(&sheet.grid, lines[i]);
        tool_grid_put_bar(&sheet.grid, i ? 50 : 100, 0);
        if (i)
            tool_grid_ink_row(&sheet.grid, INK_DIM);
    }
    return end_sheet(&sheet);
}

TEST(tool_grid, columns_are_aligned_and_give_way_on_narrow_screens)
{
    char *text = campaign(0, false);
    CHECK_TEXT(text, "  promotion                              orders   lines\n"
                     "  满300减50 on everything that there is   1,234  99,999  ████████████████████████████████\n"
                     "  Short                                       5       7  ████████████████\n");
    free(text);
    text = campaign(70, false); /* the bar first */
    CHECK_TEXT(text, "  promotion                              orders   lines\n"
                     "  满300减50 on everything that there is   1,234  99,999  █████████████\n"
                     "  Short                                       5       7  ██████▌\n");
    free(text);
    text = campaign(60, false); /* then the spare column */
    CHECK_TEXT(text, "  promotion                              orders\n"
                     "  满300减50 on everything that there is   1,234  ████████\n"
                     "  Short                                       5  ████\n");
    free(text);
    text = campaign(45, false); /* then texts */
    CHECK_TEXT(text, "  promotion                  orders\n"
                     "  满300减50 on everything …   1,234  ████████\n"
                     "  Short                           5  ████\n");
    free(text);
    text = campaign(0, true);
    CHECK(strstr(text, "\033[2m  promotion") && strstr(text, "\033[1m99,999\033[0m") && strstr(text, "\033[2mShort") &&
          strstr(text, "\033[36m█"));
    free(text);
}

TEST(tool_grid, a_bar_may_have_two_parts)
{
    static const int64_t parts[][2] = {{90, 10}, {1000, 1}, {0, 1}, {0, 0}, {-5, -5}};
    static const char *const bars[] = {"██▒", "███████████████████████████████▒", "▒", "", ""};
    sheet sheet;
    begin_sheet(&sheet, 0, false);
    tool_grid_column(&sheet.grid, "", ALIGN_BAR, INK_PLAIN);
    for (size_t i = 0; i < 5; i++)
        tool_grid_put_bar(&sheet.grid, parts[i][0], parts[i][1]);
    char *text = end_sheet(&sheet), *line = strchr(text, '\n') + 1;
    for (size_t i = 0; i < 5; i++) {
        char *end = strchr(line, '\n');
        *end = '\0';
        CHECK_TEXT(*line ? line + 2 : line, bars[i]);
        line = end + 1;
    }
    free(text);
}

/* ---- suggestions ---- */

static const char *known(size_t index, const void *user)
{
    return ((const char *const *)user)[index];
}

TEST(tool_options, suggest_what_is_near)
{
    static const char *const words[] = {"price", "backtest", "validate", "on", NULL};
    static const struct {
        const char *given, *suggested;
    } cases[] = {{"prise", "price"},
                 {"pirce", "price"},
                 {"pric", "price"},
                 {"backtests", "backtest"},
                 {"back", "backtest"},
                 {"vlaidate", "validate"},
                 {"elephant", NULL},
                 {"xy", NULL},
                 {"", NULL},
                 {"o", "on"},
                 {"a-word-that-is-longer-than-any-name-we-have", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *found = tool_suggestion(cases[i].given, known, words);
        CHECK_F(found == cases[i].suggested || (found && cases[i].suggested && strcmp(found, cases[i].suggested) == 0), "%s: %s",
                cases[i].given, found ? found : "nothing");
    }
}

TEST(tool_options, are_read_wherever_they_stand)
{
    tool_arguments arguments;
    char *line[] = {"backtest", "orders.csv", "--threads=3", "-r", "rules.json", "-vo", "csv", "--language", "zh", NULL};
    CHECK_INT(tool_arguments_read(&arguments, &tool_backtest, 9, line), -1);
    CHECK_INT(arguments.operands_count, 1);
    CHECK_TEXT(arguments.operands[0], "orders.csv");
    CHECK_TEXT(tool_value(&arguments, "rules"), "rules.json");
    CHECK(tool_value(&arguments, "against") == NULL);
    CHECK(tool_value(&arguments, "no such option") == NULL);
    CHECK_INT(arguments.output, TOOL_CSV);
    CHECK_INT(arguments.language, TOOL_CHINESE);
    CHECK(arguments.verbose);
    long long number;
    CHECK(tool_number(&number, &arguments, "threads", -1, 8, 0) && number == 3);
    CHECK(tool_number(&number, &arguments, "problems", 0, 8, 5) && number == 5);
    char *dashes[] = {"validate", "--", "--help", NULL};
    CHECK_INT(tool_arguments_read(&arguments, &tool_validate, 3, dashes), -1);
    CHECK_TEXT(arguments.operands[0], "--help");
}

TEST(tool_options, some_may_be_given_several_times)
{
    tool_arguments arguments;
    char *line[] = {"price", "--why", "a", "cart.json", "-w", "b", "--why=c", "-r", "one", "--rules", "two", NULL};
    CHECK_INT(tool_arguments_read(&arguments, &tool_price, 11, line), -1);
    const char *values[2];
    CHECK_INT(tool_values(&arguments, "why", values, 2), 3);
    CHECK_TEXT(values[0], "a");
    CHECK_TEXT(values[1], "b");
    CHECK_INT(tool_values(&arguments, "table", values, 2), 0);
    CHECK_TEXT(tool_value(&arguments, "why"), "c");
    CHECK_TEXT(tool_value(&arguments, "rules"), "two");
}
