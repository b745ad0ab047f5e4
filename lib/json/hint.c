/* hint.c - for a word that is not known: the one that was probably meant, or all that there are. */
#include "json/fields.h"

#include "base/error.h"

#include <stdio.h>
#include <string.h>

enum { WORD_MOST = 32 };

/* Insertions, deletions, replacements and swaps of neighbours that make one word of the other. */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][WORD_MOST + 1], a_size = strlen(a), b_size = strlen(b);
    if (a_size > WORD_MOST || b_size > WORD_MOST)
        return SIZE_MAX;
    for (size_t j = 0; j <= b_size; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_size; i++) {
        size_t *row = rows[i % 3], *before = rows[(i + 2) % 3], *second_before = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            size_t best = before[j - 1] + (a[i - 1] != b[j - 1]);
            if (before[j] + 1 < best)
                best = before[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            bool is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (is_swap && second_before[j - 2] + 1 < best)
                best = second_before[j - 2] + 1;
            row[j] = best;
        }
    }
    return rows[a_size % 3][b_size];
}

const char *eco_json_hint(char *buffer, size_t size, const char *given, const char *const *known, size_t count)
{
    size_t nearest = 0, least = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        size_t far = distance(given, known[i]);
        if (far < least) {
            least = far;
            nearest = i;
        }
    }
    if (least <= 1 + strlen(given) / 4) {
        snprintf(buffer, size, "; did you mean %s?", ECO_QUOTE(known[nearest]));
        return buffer;
    }
    size_t used = (size_t)snprintf(buffer, size, "; known are");
    for (size_t i = 0; i < count && used < size; i++)
        used += (size_t)snprintf(buffer + used, size - used, "%s %s", i ? "," : "", known[i]);
    return buffer;
}
