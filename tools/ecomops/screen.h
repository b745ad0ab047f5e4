/* screen.h - the terminal: how wide it is, whether it takes colours, columns of text, and the progress bar. */
#ifndef TOOL_SCREEN_H
#define TOOL_SCREEN_H
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct tool_screen {
    FILE *file;
    bool colour; /* a terminal, and NO_COLOR is not set, and TERM is not "dumb" */
    int width;   /* 0: no bound (not a terminal) */
} tool_screen;

tool_screen tool_screen_of(FILE *file);

typedef enum tool_ink { INK_PLAIN, INK_BOLD, INK_DIM, INK_GREEN, INK_YELLOW, INK_RED, INK_CYAN } tool_ink;
void tool_ink_on(const tool_screen *screen, tool_ink ink); /* nothing without colours */
void tool_ink_off(const tool_screen *screen);
void tool_title(const tool_screen *screen, const char *text,
                const char *remark); /* a line before, bold; remark (NULL: none) dim behind it */

/* Columns that text takes on a terminal: wide East Asian characters take two, combining ones none. */
int tool_width_of(const char *text);
/* Bytes of the longest beginning of text that is at most `width` wide. */
size_t tool_fitting(const char *text, int width);

/* A bar of eighths of characters, `cells` wide for `most`. At least an eighth for any value > 0. */
enum { TOOL_BAR_CELLS_MOST = 64, TOOL_BAR_TEXT = 4 * TOOL_BAR_CELLS_MOST + 1 };
char *tool_bar(char text[TOOL_BAR_TEXT], int64_t value, int64_t most, int cells);

/* A progress bar on the last line of a terminal; nothing elsewhere. */
typedef struct tool_progress {
    tool_screen screen;
    const char *label;
    int shown; /* permille; -1: nothing yet */
} tool_progress;
tool_progress tool_progress_of(FILE *file, const char *label);
void tool_progress_show(tool_progress *progress, int64_t done, int64_t total);
void tool_progress_end(tool_progress *progress); /* wipes it */

#endif
