/* golden.c - golden FILE...: runs the golden cases of the files and reports what did not pass. */
#include "golden.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

/* ---- memory of a case --------------------------------------------------------------------------------------------------------------- */

typedef struct kept {
    struct kept *next;
    cJSON *json;
    max_align_t bytes[];
} kept;
static kept *all_kept;

void *golden_keep(size_t size)
{
    kept *memory = calloc(1, sizeof *memory + size);
    if (!memory)
        exit(2);
    memory->next = all_kept;
    all_kept = memory;
    return memory->bytes;
}

cJSON *golden_keep_json(cJSON *json)
{
    if (!json)
        exit(2);
    golden_keep(0);
    all_kept->json = json;
    return json;
}

static void release_kept(void)
{
    while (all_kept) {
        kept *next = all_kept->next;
        cJSON_Delete(all_kept->json);
        free(all_kept);
        all_kept = next;
    }
}

const char *golden_text(const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    char *text = golden_keep((size_t)size + 1);
    vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    va_end(arguments);
    return text;
}

/* ---- outcomes ------------------------------------------------------------------------------------------------------------------------- */

static void add_text(golden_case *test, const char *format, va_list arguments)
{
    size_t size = strlen(test->text);
    if (size && size + 3 < sizeof test->text) {
        memcpy(test->text + size, "; ", 3);
        size += 2;
    }
    vsnprintf(test->text + size, sizeof test->text - size, format, arguments);
}

void golden_fail(golden_case *test, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (test->outcome == GOLDEN_PASSED || test->outcome == GOLDEN_FAILED) {
        test->outcome = GOLDEN_FAILED;
        add_text(test, format, arguments);
    }
    va_end(arguments);
}

void golden_not_built(golden_case *test, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (test->outcome != GOLDEN_NOT_BUILT) { /* the first reason is enough, and undoes what was compared before */
        test->outcome = GOLDEN_NOT_BUILT;
        test->text[0] = '\0';
        add_text(test, format, arguments);
    }
    va_end(arguments);
}

void golden_skip(golden_case *test, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    test->outcome = GOLDEN_SKIPPED;
    test->text[0] = '\0';
    add_text(test, format, arguments);
    va_end(arguments);
}

void golden_compare(golden_case *test, const char *name, const cJSON *expected, cJSON *got)
{
    if (!cJSON_Compare(expected, got, true)) {
        char *expected_text = cJSON_PrintUnformatted(expected), *got_text = cJSON_PrintUnformatted(got);
        golden_fail(test, "%s: expected %s, got %s", name, expected_text, got_text ? got_text : "nothing");
        cJSON_free(expected_text);
        cJSON_free(got_text);
    }
    cJSON_Delete(got);
}

/* ---- fields --------------------------------------------------------------------------------------------------------------------------- */

const cJSON *golden_get(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

int64_t golden_int(const cJSON *object, const char *name, int64_t missing)
{
    const cJSON *item = golden_get(object, name);
    return cJSON_IsNumber(item) ? (int64_t)item->valuedouble : missing;
}

const char *golden_word(const cJSON *object, const char *name)
{
    const cJSON *item = golden_get(object, name);
    return cJSON_IsString(item) ? item->valuestring : NULL;
}

bool golden_decimal(eco_decimal *out, const cJSON *item)
{
    char text[64];
    if (cJSON_IsString(item))
        return !eco_decimal_parse(out, item->valuestring, NULL);
    if (!cJSON_IsNumber(item))
        return false;
    snprintf(text, sizeof text, "%.15g", item->valuedouble);
    return !eco_decimal_parse(out, text, NULL);
}

bool golden_begins(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

bool golden_ends(const char *text, const char *end)
{
    size_t size = strlen(text), end_size = strlen(end);
    return size >= end_size && strcmp(text + size - end_size, end) == 0;
}

static bool among(const char *names, const char *name)
{
    size_t size = strlen(name);
    for (const char *at = names; (at = strstr(at, name)) != NULL; at += size)
        if ((at == names || at[-1] == ' ') && (at[size] == ' ' || at[size] == '\0'))
            return true;
    return false;
}

bool golden_knows(golden_case *test, const cJSON *object, const char *what, const char *fields)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, object) if (!among(fields, item->string))
    {
        golden_not_built(test, "%s %s", what, item->string);
        return false;
    }
    return true;
}

bool golden_rounding(golden_case *test, eco_rounding *out, const char *mode)
{
    static const struct {
        const char *name;
        eco_rounding rounding;
    } others[] = {
        {"half_away_from_zero", ECO_ROUNDING_HALF_UP},
        {"half_toward_zero", ECO_ROUNDING_HALF_DOWN},
        {"half_towards_zero", ECO_ROUNDING_HALF_DOWN},
        {"away_from_zero", ECO_ROUNDING_UP},
        {"toward_zero", ECO_ROUNDING_DOWN},
        {"towards_zero", ECO_ROUNDING_DOWN},
        {"truncate", ECO_ROUNDING_DOWN},
    };
    *out = ECO_ROUNDING_HALF_UP;
    if (!mode)
        return true;
    for (eco_rounding rounding = ECO_ROUNDING_HALF_UP; rounding <= ECO_ROUNDING_HALF_FLOOR; rounding++)
        if (strcmp(eco_rounding_name(rounding), mode) == 0) {
            *out = rounding;
            return true;
        }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strcmp(others[i].name, mode) == 0) {
            *out = others[i].rounding;
            return true;
        }
    golden_not_built(test, "rounding mode %s", mode);
    return false;
}

/* ---- the report ----------------------------------------------------------------------------------------------------------------------- */

typedef struct waiting { /* not built yet */
    struct waiting *next;
    char *group, *id, *reason;
} waiting;

typedef struct report {
    int passed, failed, skipped, not_built, partly;
    waiting *first, **last;
} report;

static char *copy(const char *text)
{
    char *copied = strdup(text);
    if (!copied)
        exit(2);
    return copied;
}

static void count(report *all, const golden_case *test)
{
    switch (test->outcome) {
    case GOLDEN_PASSED:
        all->passed++;
        if (test->partly[0])
            printf("passed  %s (%s), but not checked yet: %s\n", test->id, test->group, test->partly);
        break;
    case GOLDEN_FAILED:
        all->failed++;
        printf("FAILED  %s (%s): %s\n", test->id, test->group, test->text);
        break;
    case GOLDEN_SKIPPED:
        all->skipped++;
        printf("skipped %s (%s): %s\n", test->id, test->group, test->text);
        break;
    case GOLDEN_NOT_BUILT: {
        waiting *one = calloc(1, sizeof *one);
        if (!one)
            exit(2);
        *one = (waiting){NULL, copy(test->group), copy(test->id), copy(test->text)};
        *all->last = one;
        all->last = &one->next;
        all->not_built++;
    }
    }
}

static void print_not_built(const report *all)
{
    if (all->not_built)
        printf("not built yet: %d\n", all->not_built);
    for (const waiting *one = all->first; one; one = one->next) {
        const waiting *before = all->first;
        while (before != one && strcmp(before->group, one->group) != 0)
            before = before->next;
        if (before != one)
            continue; /* its group was printed */
        int in_group = 0;
        for (const waiting *other = one; other; other = other->next)
            in_group += strcmp(other->group, one->group) == 0;
        printf("  %s %d:", one->group, in_group);
        for (const waiting *other = one; other; other = other->next)
            if (strcmp(other->group, one->group) == 0)
                printf(other->reason[0] ? " %s (%s)" : " %s", other->id, other->reason);
        printf("\n");
    }
}

static void free_report(report *all)
{
    while (all->first) {
        waiting *next = all->first->next;
        free(all->first->group);
        free(all->first->id);
        free(all->first->reason);
        free(all->first);
        all->first = next;
    }
}

/* ---- files ---------------------------------------------------------------------------------------------------------------------------- */

static cJSON *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    size_t size = 0, capacity = 1 << 16;
    char *text = malloc(capacity);
    if (!file || !text) {
        fprintf(stderr, "golden: %s: %s\n", path, strerror(errno));
        exit(2);
    }
    for (size_t read; (read = fread(text + size, 1, capacity - size, file)) > 0;) {
        size += read;
        if (size == capacity && !(text = realloc(text, capacity *= 2)))
            exit(2);
    }
    fclose(file);
    const char *end = NULL;
    cJSON *document = cJSON_ParseWithLengthOpts(text, size, &end, false);
    if (!cJSON_IsArray(golden_get(document, "cases"))) {
        fprintf(stderr, "golden: %s: not a JSON document with a list of cases\n", path);
        exit(2);
    }
    free(text);
    return document;
}

/* What a case is counted under: its group, or what takes its place in the files of other modules. */
static const char *group_of(const cJSON *item, const char *schema)
{
    static const char *const names[] = {"group", "method", "profile"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (golden_word(item, names[i]))
            return golden_word(item, names[i]);
    return schema ? schema : "cases";
}

#ifndef GOLDEN_KPI /* a build without the module */
void golden_run_kpi(golden_case *test)
{
    golden_not_built(test, "%s", "");
}
#endif

#ifndef GOLDEN_INVENTORY
bool golden_run_inventory(golden_case *test, const char *method)
{
    (void)test, (void)method;
    return false;
}
#endif

static void run_method(golden_case *test, const char *method)
{
    if (!golden_run_inventory(test, method))
        golden_run_kpi(test);
}

static void run_case(report *all, const cJSON *item, const char *schema)
{
    const char *id = golden_word(item, "id"), *notes = golden_word(item, "notes");
    const cJSON *tolerance = golden_get(item, "tol");
    golden_case test = {.id = id ? id : "?",
                        .group = group_of(item, schema),
                        .notes = notes ? notes : "",
                        .input = golden_get(item, "input"),
                        .expected = golden_get(item, "expected"),
                        .tolerance = cJSON_IsNumber(tolerance) ? tolerance->valuedouble : 0};
    if (golden_word(item, "method") && cJSON_IsObject(test.input) && test.expected)
        run_method(&test, golden_word(item, "method"));
    else if (!golden_word(item, "group") || !cJSON_IsObject(test.input) || !cJSON_IsObject(test.expected))
        golden_not_built(&test, "%s", "");
    else if (!golden_run_money(&test))
        golden_run_carts(&test);
    count(all, &test);
    release_kept();
}

int main(int arguments_count, char **arguments)
{
    report all = {0};
    all.last = &all.first;
    if (arguments_count < 2) {
        fprintf(stderr, "usage: golden FILE...\n");
        return 2;
    }
    for (int i = 1; i < arguments_count; i++) {
        cJSON *document = read_file(arguments[i]);
        const cJSON *item;
        cJSON_ArrayForEach(item, golden_get(document, "cases")) run_case(&all, item, golden_word(document, "schema"));
        cJSON_Delete(document);
    }
    print_not_built(&all);
    printf("%d passed, %d failed, %d skipped\n", all.passed, all.failed, all.skipped);
    free_report(&all);
    return all.failed > 0;
}
