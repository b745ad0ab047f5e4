/* kpi_labels.c - see kpi_labels.h. */
#include "ecomops/kpi_labels.h"

#include <stdio.h>
#include <string.h>

eco_status kpi_labels_begin(kpi_labels *labels, tool_language language, eco_error *error)
{
    *labels = (kpi_labels){.language = language};
    return eco_kpi_metrics(&labels->metrics, error);
}

void kpi_labels_end(kpi_labels *labels)
{
    eco_table_free(labels->metrics);
}

/* ---- texts ---- */

static char *utf8_at(char *text, size_t room, const eco_column *column, int64_t row)
{
    if (column->type == ECO_TYPE_CODE)
        return utf8_at(text, room, column->dictionary, ((const int32_t *)column->values)[row]);
    if (column->type == ECO_TYPE_TEXT)
        snprintf(text, room, "%s", ((const char *const *)column->values)[row]);
    else {
        const int64_t *offsets = column->values;
        snprintf(text, room, "%.*s", (int)(offsets[row + 1] - offsets[row]), column->bytes + offsets[row]);
    }
    return text;
}

char *kpi_metric_text(char text[1024], const kpi_labels *labels, const char *metric, const char *name)
{
    const eco_column *names = eco_table_column(labels->metrics, "name");
    for (int64_t row = 0; row < labels->metrics->rows; row++)
        if (strcmp(utf8_at(text, 1024, names, row), metric) == 0)
            return utf8_at(text, 1024, eco_table_column(labels->metrics, name), row);
    *text = '\0';
    return text;
}

static const struct {
    const char *column;
    tool_word word;
} known[] = {
    {"day", WORD_KPI_DAY},
    {"hour", WORD_KPI_HOUR},
    {"week", WORD_KPI_WEEK},
    {"month", WORD_KPI_MONTH},
    {"quarter", WORD_KPI_QUARTER},
    {"year", WORD_KPI_YEAR},
    {"weekday", WORD_KPI_WEEKDAY},
    {"hour_of_day", WORD_KPI_HOUR_OF_DAY},
    {"step", WORD_KPI_STEP},
    {"name", WORD_KPI_NAME},
    {"users", WORD_KPI_USERS},
    {"completions", WORD_KPI_COMPLETIONS},
    {"step_rate", WORD_KPI_STEP_RATE},
    {"overall_rate", WORD_KPI_OVERALL_RATE},
    {"dropped", WORD_KPI_DROPPED},
    {"open", WORD_KPI_STILL_OPEN},
    {"median_time", WORD_KPI_MEDIAN_TIME},
    {"p90_time", WORD_KPI_P90_TIME},
    {"cohort", WORD_KPI_COHORT},
    {"size", WORD_KPI_SIZE},
    {"channel", WORD_KPI_CHANNEL},
    {"amount", WORD_KPI_AMOUNT},
    {"share", WORD_KPI_SHARE},
};

/* "gmv_before" is gmv with a word behind. */
static const char *suffix_of(const char *column, tool_word *word)
{
    static const struct {
        const char *suffix;
        tool_word word;
    } suffixes[] = {{"_before", WORD_KPI_BEFORE}, {"_change", WORD_KPI_CHANGE}};
    size_t size = strlen(column);
    for (size_t i = 0; i < 2; i++) {
        size_t own = strlen(suffixes[i].suffix);
        if (size > own && strcmp(column + size - own, suffixes[i].suffix) == 0) {
            *word = suffixes[i].word;
            return column + size - own;
        }
    }
    return NULL;
}

char *kpi_label(char text[KPI_LABEL], const kpi_labels *labels, const char *column)
{
    char label[1024], metric[KPI_LABEL];
    tool_word word;
    kpi_metric_text(label, labels, column, labels->language == TOOL_CHINESE ? "label_zh" : "label");
    if (*label) {
        snprintf(text, KPI_LABEL, "%.100s", label);
        return text;
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].column, column) == 0) {
            snprintf(text, KPI_LABEL, "%s", tool_word_of(labels->language, known[i].word));
            return text;
        }
    const char *suffix = suffix_of(column, &word);
    if (suffix) {
        snprintf(metric, sizeof metric, "%.*s", (int)(suffix - column), column);
        kpi_label(label, labels, metric);
        snprintf(text, KPI_LABEL, "%.90s %s", label, tool_word_of(labels->language, word));
        return text;
    }
    snprintf(text, KPI_LABEL, "%.100s", column);
    for (char *at = text; *at; at++)
        *at = *at == '_' ? ' ' : *at;
    return text;
}

/* ---- cells ---- */

bool kpi_is_null(const eco_column *column, int64_t row)
{
    return column->valid && !(column->valid[row / 8] >> row % 8 & 1);
}

bool kpi_is_number(const eco_column *column)
{
    return column->type == ECO_TYPE_INT64 || column->type == ECO_TYPE_DOUBLE || column->type == ECO_TYPE_MONEY ||
           column->type == ECO_TYPE_DECIMAL;
}

double kpi_value(const eco_column *column, int64_t row)
{
    if (kpi_is_null(column, row) || !kpi_is_number(column))
        return 0;
    return column->type == ECO_TYPE_DOUBLE ? ((const double *)column->values)[row]
                                           : (double)((const int64_t *)column->values)[row];
}

/* How a double of this column is meant. */
static const char *unit_of(char text[1024], const kpi_labels *labels, const char *column)
{
    size_t size = strlen(column);
    tool_word word;
    const char *suffix = suffix_of(column, &word);
    if (suffix && word == WORD_KPI_CHANGE)
        return "ratio";
    if ((size > 5 && strcmp(column + size - 5, "_rate") == 0) || strcmp(column, "share") == 0 || strcmp(column, "rate") == 0 ||
        strcmp(column, "cumulative") == 0 || strcmp(column, "support") == 0 || strcmp(column, "confidence") == 0)
        return "ratio";
    if (size > 5 && strcmp(column + size - 5, "_time") == 0)
        return "seconds";
    char metric[KPI_LABEL];
    snprintf(metric, sizeof metric, "%.*s", (int)(suffix ? suffix - column : (long)size), column);
    return kpi_metric_text(text, labels, metric, "unit");
}

static char *seconds_text(char text[KPI_CELL], double seconds)
{
    if (seconds < 120)
        snprintf(text, KPI_CELL, "%.0f s", seconds);
    else if (seconds < 7200)
        snprintf(text, KPI_CELL, "%.0f min", seconds / 60);
    else if (seconds < 2 * 86400)
        snprintf(text, KPI_CELL, "%.1f h", seconds / 3600);
    else
        snprintf(text, KPI_CELL, "%.1f d", seconds / 86400);
    return text;
}

static char *double_text(char text[KPI_CELL], const char *unit, double value)
{
    if (strcmp(unit, "ratio") == 0)
        snprintf(text, KPI_CELL, "%.1f %%", 100 * value);
    else if (strcmp(unit, "seconds") == 0)
        seconds_text(text, value);
    else if (strcmp(unit, "money") == 0 && value > -9e15 && value < 9e15) {
        char number[TOOL_NUMBER];
        int64_t hundredths = (int64_t)(value * 100 + (value < 0 ? -0.5 : 0.5));
        snprintf(text, KPI_CELL, "%s", tool_money(number, hundredths, "USD")); /* two decimals, whatever the currency's */
    } else if (*unit)
        snprintf(text, KPI_CELL, "%.2f", value);
    else
        snprintf(text, KPI_CELL, "%.6g", value);
    return text;
}

/* A period by its first day: what of the date says more than that. */
static void period_text(char text[KPI_CELL], const char *period, int32_t date)
{
    const eco_civil day = eco_date_civil(date);
    if (strcmp(period, "quarter") == 0)
        snprintf(text, KPI_CELL, "%04d Q%d", day.year, (day.month + 2) / 3);
    else
        eco_date_text(text, date);
    if (strcmp(period, "month") == 0)
        text[7] = '\0';
    else if (strcmp(period, "year") == 0)
        text[4] = '\0';
}

char *kpi_cell(char text[KPI_CELL], const kpi_labels *labels, const eco_column *column, int64_t row)
{
    char number[TOOL_NUMBER], unit[1024];
    *text = '\0';
    if (kpi_is_null(column, row))
        return text;
    switch (column->type) {
    case ECO_TYPE_INT64: snprintf(text, KPI_CELL, "%s", tool_count(number, ((const int64_t *)column->values)[row])); break;
    case ECO_TYPE_MONEY:
        snprintf(text, KPI_CELL, "%s",
                 tool_unit(number, ((const int64_t *)column->values)[row], column->scale, column->currency));
        break;
    case ECO_TYPE_DECIMAL:
        snprintf(text, KPI_CELL, "%s", tool_decimal(number, ((const int64_t *)column->values)[row], column->scale));
        break;
    case ECO_TYPE_DOUBLE: return double_text(text, unit_of(unit, labels, column->name), ((const double *)column->values)[row]);
    case ECO_TYPE_DATE: period_text(text, column->name, ((const int32_t *)column->values)[row]); break;
    case ECO_TYPE_TIME: eco_time_text(text, ((const int64_t *)column->values)[row]); break;
    case ECO_TYPE_BOOL: snprintf(text, KPI_CELL, "%s", ((const uint8_t *)column->values)[row] ? "yes" : "no"); break;
    default: utf8_at(text, KPI_CELL, column, row);
    }
    return text;
}
