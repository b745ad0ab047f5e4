/* json_support.c - see json_support.h. */
#include "json_support.h"

/* This file's own path leads to the root of the source tree. */
char *json_file(const char *path, size_t *size)
{
    static const char own[] = __FILE__, tail[] = "tests/unit/json_support.c";
    char full[4096];
    snprintf(full, sizeof full, "%.*s%s", (int)(sizeof own - sizeof tail), own, path);
    FILE *file = fopen(full, "rb");
    CHECK_F(file, "%.900s", full);
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    char *text = malloc(*size + 1);
    CHECK_INT(fread(text, 1, *size, file), *size);
    text[*size] = '\0';
    fclose(file);
    return text;
}
