/* kpi_plan.c - the plan: a document, or what the options say. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "ecomops/documents.h"
#include "ecomops/kpi_tool.h"

enum { STEPS_MOST = 32 };

/* ---- from options ---- */

static bool take_refunds(eco_refund_day *day, const char *word)
{
    for (*day = ECO_REFUND_DAY_GROSS; *day <= ECO_REFUND_DAY_SAME; ++*day)
        if (!word || strcmp(word, eco_refund_day_name(*day)) == 0)
            return true;
    return false;
}

static bool take_period(eco_period *period, const char *word)
{
    for (*period = ECO_PERIOD_DAY; *period <= ECO_PERIOD_YEAR; ++*period)
        if (strcmp(word, eco_period_name(*period)) == 0)
            return true;
    return false;
}

static char *trim(char *text)
{
    text += strspn(text, " \t");
    for (size_t size = strlen(text); size && isspace((unsigned char)text[size - 1]); size--)
        text[size - 1] = '\0';
    return text;
}

/* "view > cart > purchase" */
static int add_funnel(eco_kpi_builder *builder, const tool_arguments *arguments)
{
    const char *given = tool_value(arguments, "funnel"), *window = tool_value(arguments, "window");
    eco_kpi_step steps[STEPS_MOST] = {0};
    eco_duration span;
    eco_error error;
    size_t count = 0;
    if (!given)
        return window ? tool_fail(TOOL_USAGE, "--window is of --funnel") : TOOL_DONE;
    if (eco_duration_parse(&span, window ? window : "P7D", &error) || span.months)
        return tool_fail(TOOL_USAGE, "--window is a duration of days or less, such as P7D or PT30M, not '%s'", window);
    char *copy = strdup(given), *rest = copy;
    for (char *step; rest && (step = strsep(&rest, ">")) && count < STEPS_MOST;)
        steps[count++].name = trim(step);
    eco_kpi_add_funnel(builder, ECO_MAKE(eco_kpi_funnel, .name = "funnel", .steps = steps, .steps_count = count,
                                         .window_us = span.days * ECO_DAY_US + span.exact_us));
    free(copy);
    return TOOL_DONE;
}

static int add_cohort(eco_kpi_builder *builder, const tool_arguments *arguments)
{
    const char *word = tool_value(arguments, "cohort");
    eco_period period;
    if (!word)
        return TOOL_DONE;
    if (!take_period(&period, word))
        return tool_fail(TOOL_USAGE, "--cohort is day, week, month, quarter or year, not '%s'", word);
    eco_kpi_add_cohort(builder, ECO_MAKE(eco_kpi_cohort, .name = "cohort", .period = period, .enter = "event in @purchase",
                                         .stay = "event in @purchase"));
    return TOOL_DONE;
}

static int add_report(eco_kpi_builder *builder, const tool_arguments *arguments)
{
    const char *metrics = tool_value(arguments, "metrics");
    long long top;
    if (!tool_number(&top, arguments, "top", 1, INT64_MAX, 0))
        return TOOL_USAGE;
    if (!metrics && (tool_value(arguments, "funnel") || tool_value(arguments, "cohort")) && !tool_value(arguments, "by"))
        return TOOL_DONE; /* they are what is asked for */
    metrics = metrics ? metrics : arguments->operands_count > 1 ? "visitors, orders, gmv, aov" : "orders, gmv, aov";
    eco_kpi_add_report(builder, ECO_MAKE(eco_kpi_report, .name = "numbers", .metrics = metrics, .by = tool_value(arguments, "by"),
                                         .where = tool_value(arguments, "where"), .compare = tool_value(arguments, "compare"),
                                         .top = top));
    return TOOL_DONE;
}

/* Paths of the plan's errors in the words of the command line. */
static int report_plan(eco_error *error)
{
    static const char *const names[][2] = {{"/reports/numbers", "--"},
                                           {"/funnels/funnel/steps", "--funnel"},
                                           {"/funnels/funnel", "--"},
                                           {"/cohorts/cohort", "--cohort"},
                                           {"/", "--"}};
    char option[sizeof error->path] = "";
    for (size_t i = 0; i < sizeof names / sizeof *names && !*option; i++) {
        size_t size = strlen(names[i][0]);
        if (strncmp(error->path, names[i][0], size) != 0)
            continue;
        const char *rest = error->path + size + (error->path[size] == '/');
        snprintf(option, sizeof option, "%s%s", names[i][1], names[i][1][2] ? "" : rest);
    }
    error->path[0] = '\0';
    if (strstr(error->message, "the plan has no currency"))
        return tool_fail(TOOL_USAGE, "%s: say which with --currency, such as --currency CNY", error->message);
    if (*option && option[2])
        return tool_fail(TOOL_REFUSED, "%s: %s", option, error->message);
    return tool_report(NULL, error);
}

static int make(tool_figures *kpi, const tool_arguments *arguments)
{
    const char *refunds = tool_value(arguments, "refunds-on");
    eco_kpi_options options = {.struct_size = sizeof options,
                               .zone = tool_value(arguments, "zone"),
                               .currency = tool_value(arguments, "currency"),
                               .skip_bad_rows = true};
    long long threads;
    eco_error error;
    if (!tool_number(&threads, arguments, "threads", -1, 1024, -1))
        return TOOL_USAGE;
    if (!take_refunds(&options.refunds, refunds))
        return tool_fail(TOOL_USAGE, "--refunds-on is gross, event, order or same, not '%s'", refunds);
    options.threads = (int32_t)threads;
    eco_kpi_builder *builder = eco_kpi_begin(&options);
    int code = add_report(builder, arguments);
    code = code ? code : add_funnel(builder, arguments);
    code = code ? code : add_cohort(builder, arguments);
    if (code) {
        eco_kpi_builder_free(builder);
        return code;
    }
    return eco_kpi_build(&kpi->plan, builder, &error) ? report_plan(&error) : TOOL_DONE;
}

/* ---- the range ---- */

/* The day's first instant, or with `after` that of the next day. */
static int take_day(int64_t *at_us, const tool_figures *kpi, const tool_arguments *arguments, const char *option, bool after)
{
    const char *text = tool_value(arguments, option);
    int32_t date;
    int64_t ends_us;
    eco_zone *zone;
    eco_error error;
    if (!text)
        return TOOL_DONE;
    if (eco_date_parse(&date, text, &error))
        return tool_fail(TOOL_USAGE, "--%s is a day such as 2026-11-11, not '%s'", option, text);
    if (eco_zone_open(&zone, kpi->content->options->zone, &error))
        return tool_report(NULL, &error);
    const eco_civil midnight = eco_date_civil(date);
    eco_status failed = eco_zone_instant(at_us, zone, &midnight, &error);
    if (!failed)
        failed = eco_zone_period(at_us, &ends_us, zone, ECO_PERIOD_DAY, *at_us, &error);
    eco_zone_free(zone);
    if (!failed && after)
        *at_us = ends_us;
    return failed ? tool_report(NULL, &error) : TOOL_DONE;
}

int tool_kpi_plan(tool_figures *kpi, const tool_arguments *arguments)
{
    static const char *const only[] = {"metrics", "by",     "where",      "compare", "top",     "funnel",
                                       "window",  "cohort", "refunds-on", "zone",    "currency"};
    const char *path = tool_value(arguments, "plan");
    for (size_t i = 0; path && i < sizeof only / sizeof *only; i++)
        if (tool_value(arguments, only[i]))
            return tool_fail(TOOL_USAGE, "--plan says it all: --%s stands in the document", only[i]);
    int code = path ? tool_read_plan(&kpi->plan, path) : make(kpi, arguments);
    if (code)
        return code;
    kpi->content = eco_kpi_content_of(kpi->plan);
    code = take_day(&kpi->since_us, kpi, arguments, "from", false);
    return code ? code : take_day(&kpi->until_us, kpi, arguments, "to", true);
}

/* ---- columns ---- */

static bool is_word_character(char character)
{
    return isalnum((unsigned char)character) || character == '_' || character == '.' || (unsigned char)character >= 0x80;
}

/* Whether a text names the column, as a whole word. */
static bool names(const char *text, const char *column)
{
    size_t size = strlen(column);
    for (const char *at = text; at && (at = strstr(at, column)); at++)
        if ((at == text || !is_word_character(at[-1])) && !is_word_character(at[size]))
            return true;
    return false;
}

bool tool_kpi_is_wanted(const char *column, const void *user)
{
    const eco_kpi_content *content = user;
    bool is_wanted = false;
    for (size_t i = 0; i < content->reports_count; i++)
        is_wanted = is_wanted || names(content->reports[i].by, column) || names(content->reports[i].where, column);
    for (size_t i = 0; i < content->funnels_count; i++) {
        is_wanted = is_wanted || names(content->funnels[i].by, column) || names(content->funnels[i].exclude, column);
        for (size_t j = 0; j < content->funnels[i].steps_count; j++)
            is_wanted = is_wanted || names(content->funnels[i].steps[j].when, column);
    }
    for (size_t i = 0; i < content->cohorts_count; i++)
        is_wanted = is_wanted || names(content->cohorts[i].enter, column) || names(content->cohorts[i].stay, column);
    for (size_t i = 0; i < content->attributions_count; i++)
        is_wanted = is_wanted || names(content->attributions[i].channel, column);
    for (size_t i = 0; i < content->paths_count; i++)
        is_wanted = is_wanted || names(content->paths[i].column, column) || names(content->paths[i].start, column);
    for (size_t i = 0; i < content->abcs_count; i++)
        is_wanted = is_wanted || names(content->abcs[i].by, column);
    return is_wanted;
}
