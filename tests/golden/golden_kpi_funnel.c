/* golden_kpi_funnel.c - windowFunnel and sequenceCount over the few events of a case. */
#include <stdio.h>

#include "golden_kpi.h"

static bool is_word(const char *at, size_t size, const char *word)
{
    return strlen(word) == size && strncmp(at, word, size) == 0;
}

static bool take_mode(golden_case *test, eco_kpi_funnel *funnel)
{
    const char *mode = golden_word(test->input, "mode");
    for (const char *at = mode ? mode : "default"; *at;) {
        size_t size = strcspn(at, "+");
        if (is_word(at, size, "strict_deduplication"))
            funnel->deduplicate = true;
        else if (is_word(at, size, "strict_increase"))
            funnel->increase = true;
        else if (is_word(at, size, "strict_order"))
            funnel->order = ECO_FUNNEL_ORDER_STRICT;
        else if (!is_word(at, size, "default")) {
            golden_not_built(test, "mode %s", mode);
            return false;
        }
        at += size + (at[size] == '+');
    }
    return true;
}

static void take_steps(eco_kpi_funnel *funnel, const char *const *names, size_t count)
{
    eco_kpi_step *steps = golden_keep(count * sizeof *steps);
    for (size_t i = 0; i < count; i++)
        steps[i].name = names[i];
    funnel->steps = steps;
    funnel->steps_count = count;
}

/* The table of the funnel over the events; the number in `column` of a step. */
static bool run(golden_kpi *kpi, const eco_table **out, golden_case *test, const eco_kpi_funnel *funnel, golden_events *events)
{
    eco_kpi_builder *builder = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .zone = "UTC"));
    eco_kpi_add_funnel(builder, funnel);
    const eco_table rows = golden_events_table(events);
    return golden_kpi_begin(kpi, test, builder) && golden_kpi_feed(kpi, ECO_KPI_EVENTS, &rows) &&
           (*out = golden_kpi_table(kpi, "answer", 0, 0)) != NULL;
}

/* How far the one user of the events came. */
static bool level_of(int *level, golden_case *test, const eco_kpi_funnel *funnel, golden_events *events)
{
    golden_kpi kpi;
    const eco_table *table;
    double users;
    bool done = run(&kpi, &table, test, funnel, events);
    *level = 0;
    if (done)
        for (int64_t row = 0; row < table->rows; row++)
            *level += golden_kpi_number(&users, table, "users", row) && users > 0;
    golden_kpi_end(&kpi);
    return done;
}

static eco_kpi_funnel funnel_of(const cJSON *input)
{
    return (eco_kpi_funnel){.struct_size = sizeof(eco_kpi_funnel),
                            .name = "answer",
                            .window_us = golden_int(input, "window", 0) * GOLDEN_SECOND_US,
                            .open_windows = true};
}

void golden_run_window_funnel(golden_case *test)
{
    eco_kpi_funnel funnel = funnel_of(test->input);
    golden_events events;
    const cJSON *item, *steps = golden_get(test->input, "steps"), *list = golden_get(test->input, "events");
    const char *names[32];
    size_t count = 0;
    int level;
    if (!golden_knows(test, test->input, "input", "events steps window mode") || !take_mode(test, &funnel))
        return;
    cJSON_ArrayForEach(item, steps) if (count < 32) names[count++] = golden_kpi_name(item);
    take_steps(&funnel, names, count);
    golden_events_begin(&events, cJSON_GetArraySize(list));
    cJSON_ArrayForEach(item, list)
        golden_events_add(&events, "1", (int64_t)cJSON_GetArrayItem(item, 0)->valuedouble * GOLDEN_SECOND_US,
                          golden_kpi_name(cJSON_GetArrayItem(item, 1)));
    if (level_of(&level, test, &funnel, &events))
        golden_compare(test, "level", test->expected, cJSON_CreateNumber(level));
}

static const char *letter(char at)
{
    return golden_text("%c", at);
}

void golden_run_window_funnel_users(golden_case *test)
{
    eco_kpi_funnel funnel = funnel_of(test->input);
    const char *steps = golden_word(test->input, "steps"), *names[32];
    cJSON *levels = golden_keep_json(cJSON_CreateArray());
    const cJSON *user;
    size_t count = 0;
    if (!golden_knows(test, test->input, "input", "users ts steps window mode") || !take_mode(test, &funnel))
        return;
    for (; steps[count] && count < 32; count++)
        names[count] = letter(steps[count]);
    take_steps(&funnel, names, count);
    cJSON_ArrayForEach(user, golden_get(test->input, "users"))
    {
        golden_events events;
        int level;
        golden_events_begin(&events, (int64_t)strlen(user->valuestring));
        for (int64_t i = 0; user->valuestring[i]; i++)
            golden_events_add(&events, user->string, (i + 1) * GOLDEN_SECOND_US, letter(user->valuestring[i]));
        if (!level_of(&level, test, &funnel, &events))
            return;
        cJSON_AddItemToArray(levels, cJSON_CreateNumber(level));
    }
    golden_compare(test, "levels", test->expected, cJSON_Duplicate(levels, true));
}

/* A pattern "1.*2" is a funnel of two steps whose completions count. */
void golden_run_sequence_count(golden_case *test)
{
    eco_kpi_funnel funnel = funnel_of(test->input);
    golden_events events;
    const cJSON *item, *list = golden_get(test->input, "events");
    const char *pattern = golden_word(test->input, "pattern");
    char first, second;
    int end = 0;
    if (!pattern || sscanf(pattern, "%c.*%c%n", &first, &second, &end) != 2 || pattern[end]) {
        golden_not_built(test, "pattern %s", pattern ? pattern : "of another form");
        return;
    }
    take_steps(&funnel, (const char *const[]){letter(first), letter(second)}, 2);
    funnel.window_us = 365 * GOLDEN_DAY_US; /* the pattern has none */
    funnel.count = ECO_COUNT_COMPLETIONS;
    golden_events_begin(&events, cJSON_GetArraySize(list));
    cJSON_ArrayForEach(item, list)
        golden_events_add(&events, "1", (int64_t)cJSON_GetArrayItem(item, 0)->valuedouble * GOLDEN_SECOND_US,
                          golden_kpi_name(cJSON_GetArrayItem(item, 1)));
    golden_kpi kpi;
    const eco_table *table;
    if (run(&kpi, &table, test, &funnel, &events))
        golden_kpi_cell(test, "completions", test->expected, table, "completions", 1);
    golden_kpi_end(&kpi);
}
