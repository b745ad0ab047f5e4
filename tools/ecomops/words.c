/* words.c - see words.h. */
#include "ecomops/words.h"

#include <stdlib.h>
#include <string.h>

#define ENGLISH(name, english, chinese) english,
#define CHINESE(name, english, chinese) chinese,
static const char *const words[2][WORD_COUNT] = {{TOOL_WORDS(ENGLISH)}, {TOOL_WORDS(CHINESE)}};

tool_language tool_language_of_environment(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return strncmp(value, "zh", 2) == 0 ? TOOL_CHINESE : TOOL_ENGLISH;
    }
    return TOOL_ENGLISH;
}

const char *tool_word_of(tool_language language, tool_word word)
{
    return words[language][word];
}

/* Adds what fits, whole characters only. */
static size_t add(char *out, size_t size, size_t used, const char *text, size_t length)
{
    if (length > size - 1 - used) {
        length = size - 1 - used;
        while (length && (text[length] & 0xC0) == 0x80)
            length--;
    }
    memcpy(out + used, text, length);
    return used + length;
}

char *tool_say(char *out, size_t size, tool_language language, tool_word word, const char *first, const char *second,
               const char *third)
{
    const char *arguments[] = {first, second, third};
    size_t used = 0;
    for (const char *next = tool_word_of(language, word); *next;) {
        if (next[0] == '{' && next[1] >= '0' && next[1] <= '2' && next[2] == '}') {
            const char *argument = arguments[next[1] - '0'];
            used = argument ? add(out, size, used, argument, strlen(argument)) : used;
            next += 3;
            continue;
        }
        size_t length = 1 + strcspn(next + 1, "{");
        used = add(out, size, used, next, length);
        next += length;
    }
    out[used] = '\0';
    return out;
}
