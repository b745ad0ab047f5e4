/* golden_kpi_log.c - cases about the made-up log of 10 million events (bench/kpi/events.h): made once, when the first case asks for it. */
#include "events.h"
#include "golden_kpi.h"

enum { LOG_ROWS = 10000000 };

static events *the_log;

static void forget_log(void)
{
    events_free(the_log);
}

static bool feed_log(golden_kpi *kpi)
{
    eco_column columns[EVENTS_COLUMNS];
    if (!the_log) {
        the_log = events_make(LOG_ROWS, false);
        if (!the_log || atexit(forget_log))
            exit(2);
    }
    const eco_table rows = events_table(the_log, columns);
    return golden_kpi_feed(kpi, ECO_KPI_EVENTS, &rows);
}

static eco_kpi_builder *begin(void)
{
    return eco_kpi_begin(ECO_MAKE(eco_kpi_options, .zone = "UTC", .currency = "USD", .threads = -1));
}

/* The plan's one table over the log, or NULL. End kpi in any case. */
static const eco_table *answer_of(golden_kpi *kpi, golden_case *test, eco_kpi_builder *builder, int64_t since_us,
                                  int64_t until_us)
{
    if (!golden_kpi_begin(kpi, test, builder) || !feed_log(kpi))
        return NULL;
    return golden_kpi_table(kpi, "answer", since_us, until_us);
}

void golden_run_log_day(golden_case *test)
{
    eco_kpi_builder *builder = begin();
    const char *day = golden_word(test->input, "day");
    const cJSON *part;
    golden_kpi kpi;
    eco_kpi_add_report(
        builder,
        ECO_MAKE(eco_kpi_report, .name = "answer", .by = "day",
                 .metrics = "page_views as pv, visitors as uv, paying_buyers as buyers, orders, 100 * gmv as gmv_cents"));
    const eco_table *answer = answer_of(&kpi, test, builder, 0, 0);
    int64_t row = answer ? golden_kpi_find(answer, "day", day ? day : "") : -1;
    if (answer)
        cJSON_ArrayForEach(part, test->expected) golden_kpi_cell(test, part->string, part, answer, part->string, row);
    golden_kpi_end(&kpi);
}

/* Visitors of each day, one after another. */
void golden_run_log_visitors(golden_case *test)
{
    eco_kpi_builder *builder = begin();
    golden_kpi kpi;
    double sum = 0, visitors;
    eco_kpi_add_report(builder, ECO_MAKE(eco_kpi_report, .name = "answer", .by = "day", .metrics = "visitors"));
    const eco_table *answer = answer_of(&kpi, test, builder, 0, 0);
    for (int64_t row = 0; answer && row < answer->rows; row++)
        if (golden_kpi_number(&visitors, answer, "visitors", row))
            sum += visitors;
    if (answer)
        golden_kpi_near(test, "sum of visitors", test->expected, sum);
    golden_kpi_end(&kpi);
}

void golden_run_log_sessions(golden_case *test)
{
    eco_kpi_builder *builder = begin();
    const char *gap = golden_word(test->input, "gap");
    golden_kpi kpi;
    if (gap && strcmp(gap, ">30min") != 0)
        golden_not_built(test, "gap %s", gap);
    eco_kpi_add_report(builder, ECO_MAKE(eco_kpi_report, .name = "answer", .metrics = "sessions"));
    const eco_table *answer = answer_of(&kpi, test, builder, 0, 0);
    if (answer)
        golden_kpi_cell(test, "sessions", test->expected, answer, "sessions", 0);
    golden_kpi_end(&kpi);
}

/* "k<n>": users of the cohort in its n-th week. */
void golden_run_log_cohort(golden_case *test)
{
    eco_kpi_builder *builder = begin();
    const char *cohort = golden_word(test->input, "cohort");
    const cJSON *part;
    golden_kpi kpi;
    eco_kpi_add_cohort(builder, ECO_MAKE(eco_kpi_cohort, .name = "answer", .period = ECO_PERIOD_WEEK));
    const eco_table *answer = answer_of(&kpi, test, builder, 0, 0);
    int64_t row = answer ? golden_kpi_find(answer, "cohort", cohort ? cohort : "") : -1;
    if (answer)
        cJSON_ArrayForEach(part, test->expected)
            golden_kpi_cell(test, part->string, part, answer, "users", row + atoi(part->string + 1));
    golden_kpi_end(&kpi);
}

void golden_run_log_pairs(golden_case *test)
{
    eco_kpi_builder *builder = begin();
    const char *scope = golden_word(test->input, "scope");
    const cJSON *pair = golden_get(test->expected, "pair");
    golden_kpi kpi;
    if (scope && strcmp(scope, "order") != 0)
        golden_not_built(test, "scope %s", scope);
    eco_kpi_add_pairs(builder, ECO_MAKE(eco_kpi_pairs, .name = "answer", .top = 1));
    const eco_table *answer = answer_of(&kpi, test, builder, 0, 0);
    if (answer) {
        const char *sku = golden_kpi_text(answer, "sku", 0), *other = golden_kpi_text(answer, "other", 0);
        golden_kpi_near(test, "sku", cJSON_GetArrayItem(pair, 0), sku ? strtod(sku, NULL) : 0);
        golden_kpi_near(test, "other", cJSON_GetArrayItem(pair, 1), other ? strtod(other, NULL) : 0);
        golden_kpi_cell(test, "n", golden_get(test->expected, "n"), answer, "baskets", 0);
    }
    golden_kpi_end(&kpi);
}

void golden_run_log_funnel(golden_case *test)
{
    eco_kpi_builder *builder = begin();
    const cJSON *input = test->input, *item;
    const char *start = golden_word(input, "start"), *window = golden_word(input, "window");
    eco_kpi_step steps[32] = {0};
    eco_kpi_funnel funnel = {.struct_size = sizeof funnel, .name = "answer", .steps = steps, .open_windows = true};
    golden_kpi kpi;
    if (!golden_knows(test, input, "input", "steps window start strict_increase") || !window || !golden_ends(window, "d"))
        golden_not_built(test, "window %s", window ? window : "none");
    cJSON_ArrayForEach(item, golden_get(input, "steps")) if (funnel.steps_count < 32) steps[funnel.steps_count++].name =
        golden_kpi_name(item);
    funnel.window_us = (window ? strtoll(window, NULL, 10) : 1) * GOLDEN_DAY_US;
    funnel.start = start && strcmp(start, "first") == 0 ? ECO_FUNNEL_START_FIRST : ECO_FUNNEL_START_ANY;
    funnel.increase = cJSON_IsTrue(golden_get(input, "strict_increase"));
    eco_kpi_add_funnel(builder, &funnel);
    const eco_table *answer = answer_of(&kpi, test, builder, 0, 0);
    cJSON *users = golden_keep_json(cJSON_CreateArray());
    double number;
    for (int64_t row = 0; answer && row < answer->rows; row++)
        if (golden_kpi_number(&number, answer, "users", row))
            cJSON_AddItemToArray(users, cJSON_CreateNumber(number));
    if (answer)
        golden_compare(test, "users", test->expected, cJSON_Duplicate(users, true));
    golden_kpi_end(&kpi);
}

/* Distinct users: exactly, and how far the sketch is off at most. */
void golden_run_log_distinct(golden_case *test)
{
    const cJSON *exact = golden_get(test->expected, "exact"), *error = golden_get(test->expected, "our_hll_lgk14_max_rel_err");
    for (int approximate = 0; approximate <= 1; approximate++) {
        eco_kpi_builder *builder = eco_kpi_begin(
            ECO_MAKE(eco_kpi_options, .zone = "UTC", .threads = -1, .approximate = approximate));
        golden_kpi kpi;
        double visitors;
        eco_kpi_add_report(builder, ECO_MAKE(eco_kpi_report, .name = "answer", .metrics = "visitors"));
        const eco_table *answer = answer_of(&kpi, test, builder, 0, 0);
        if (answer && golden_kpi_number(&visitors, answer, "visitors", 0)) {
            test->tolerance = approximate ? error->valuedouble * exact->valuedouble : 0;
            golden_kpi_near(test, approximate ? "approximate visitors" : "visitors", exact, visitors);
        } else if (answer) {
            golden_fail(test, "no visitors");
        }
        golden_kpi_end(&kpi);
    }
}
