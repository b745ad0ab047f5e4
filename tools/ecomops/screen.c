/* screen.c - see screen.h. */
#include "ecomops/screen.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int width_of_terminal(int file)
{
    struct winsize size;
    if (ioctl(file, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

tool_screen tool_screen_of(FILE *file)
{
    tool_screen screen = {.file = file};
    if (!isatty(fileno(file)))
        return screen;
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    screen.colour = !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
    screen.width = width_of_terminal(fileno(file));
    return screen;
}

void tool_ink_on(const tool_screen *screen, tool_ink ink)
{
    static const char *const codes[] = {"", "\033[1m", "\033[2m", "\033[32m", "\033[33m", "\033[31m", "\033[36m"};
    if (screen->colour)
        fputs(codes[ink], screen->file);
}

void tool_ink_off(const tool_screen *screen)
{
    if (screen->colour)
        fputs("\033[0m", screen->file);
}

void tool_title(const tool_screen *screen, const char *text, const char *remark)
{
    fputc('\n', screen->file);
    tool_ink_on(screen, INK_BOLD);
    fputs(text, screen->file);
    tool_ink_off(screen);
    if (remark) {
        tool_ink_on(screen, INK_DIM);
        fprintf(screen->file, "  %s", remark);
        tool_ink_off(screen);
    }
    fputc('\n', screen->file);
}

/* ---- text ---- */

/* One character of valid UTF-8; its bytes. An invalid byte is a character of its own. */
static size_t decode(uint32_t *character, const char *text)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t size = bytes[0] < 0xC0 ? 1 : bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4;
    *character = size == 1 ? bytes[0] : bytes[0] & (0x7Fu >> size);
    for (size_t i = 1; i < size; i++) {
        if ((bytes[i] & 0xC0) != 0x80)
            return 1;
        *character = *character << 6 | (bytes[i] & 0x3F);
    }
    return size;
}

typedef struct range {
    uint32_t first, last;
} range;

static bool within(const range *ranges, size_t count, uint32_t character)
{
    for (size_t i = 0; i < count; i++)
        if (character >= ranges[i].first && character <= ranges[i].last)
            return true;
    return false;
}

static int character_width(uint32_t character)
{
    static const range wide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x4DBF},   {0x4E00, 0xA4CF},  {0xA960, 0xA97C},
                                 {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},  {0xFFE0, 0xFFE6},
                                 {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
    static const range none[] = {{0x0300, 0x036F}, {0x200B, 0x200F}, {0xFE00, 0xFE0F}};
    if (character < 0x300)
        return 1;
    if (within(none, sizeof none / sizeof *none, character))
        return 0;
    return within(wide, sizeof wide / sizeof *wide, character) ? 2 : 1;
}

int tool_width_of(const char *text)
{
    int width = 0;
    uint32_t character;
    for (; *text; text += decode(&character, text), width += character_width(character))
        continue;
    return width;
}

size_t tool_fitting(const char *text, int width)
{
    size_t size = 0;
    while (text[size]) {
        uint32_t character;
        size_t bytes = decode(&character, text + size);
        width -= character_width(character);
        if (width < 0)
            break;
        size += bytes;
    }
    return size;
}

/* ---- bars ---- */

char *tool_bar(char text[TOOL_BAR_TEXT], int64_t value, int64_t most, int cells)
{
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    int filled = 0;
    *text = '\0';
    if (value > 0 && most > 0) {
        filled = value >= most ? cells * 8 : (int)((double)value / (double)most * cells * 8 + 0.5);
        filled = filled ? filled : 1;
    }
    for (; filled >= 8; filled -= 8)
        strcat(text, "█");
    return strcat(text, eighths[filled]);
}

tool_progress tool_progress_of(FILE *file, const char *label)
{
    return (tool_progress){.screen = tool_screen_of(file), .label = label, .shown = -1};
}

void tool_progress_show(tool_progress *progress, int64_t done, int64_t total)
{
    enum { CELLS = 32 };
    int permille = total > 0 ? (int)((double)done / (double)total * 1000) : 0;
    if (!progress->screen.width || permille == progress->shown)
        return;
    char bar[TOOL_BAR_TEXT];
    progress->shown = permille;
    fprintf(progress->screen.file, "\r%s ", progress->label);
    tool_ink_on(&progress->screen, INK_CYAN);
    fputs(tool_bar(bar, permille, 1000, CELLS), progress->screen.file);
    tool_ink_off(&progress->screen);
    fprintf(progress->screen.file, "%*s %3d %%", CELLS - tool_width_of(bar), "", permille / 10);
    fflush(progress->screen.file);
}

void tool_progress_end(tool_progress *progress)
{
    if (progress->shown >= 0)
        fprintf(progress->screen.file, "\r\033[K");
    progress->shown = -1;
}
