/* plan_metrics.c - "page_views, gmv / visitors as value": names and arithmetic become formulas over measures. Metrics in a formula are replaced by their own
 * formulas, in parentheses, until nothing but measures is left. */
#include "kpi/plan_builder.h"

#include "base/text.h"

enum { METRICS_MOST = 4000 };

typedef struct reading { /* of one report's metrics */
    eco_kpi_builder *builder;
    int32_t slots[KPI_MEASURES]; /* of measures in the report; -1: not wanted yet */
    int32_t *measures;
    size_t measures_count;
    uint32_t measured; /* kinds of the measures of the formula at hand: bits by kpi_measured */
} reading;

typedef struct item { /* one part of the list */
    const char *formula;
    size_t size;
    const char *name;
    size_t name_size;
} item;

/* ---- the list ---- */

static bool is_blank(char character)
{
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

static void trim(const char **text, size_t *size)
{
    while (*size && is_blank(**text))
        ++*text, --*size;
    while (*size && is_blank((*text)[*size - 1]))
        --*size;
}

bool eco_kpi_next_part(const char **part, size_t *size, const char **text)
{
    const char *at = *text;
    int depth = 0;
    if (!at)
        return false;
    for (; *at && (*at != ',' || depth > 0); at++)
        depth += (*at == '(') - (*at == ')');
    *part = *text;
    *size = (size_t)(at - *text);
    *text = *at ? at + 1 : NULL;
    trim(part, size);
    return true;
}

/* "FORMULA as NAME", or a formula that is a name. */
static item item_of(const char *part, size_t size)
{
    item found = {.formula = part, .size = size};
    size_t name = size;
    while (name && !is_blank(part[name - 1]))
        name--;
    size_t word = name;
    while (word && is_blank(part[word - 1]))
        word--;
    if (word < name && word >= 3 && memcmp(part + word - 2, "as", 2) == 0 &&
        (is_blank(part[word - 3]) || part[word - 3] == ')')) {
        found.name = part + name;
        found.name_size = size - name;
        found.size = word - 2;
        trim(&found.formula, &found.size);
    }
    return found;
}

/* ---- formulas ---- */

static bool any_symbol(eco_symbol *out, const char *name, size_t size, bool *failed, void *user)
{
    (void)failed, (void)user;
    *out = (eco_symbol){ECO_VALUE_NUMBER, 0, 0};
    return eco_kpi_metric_find(name, size) || eco_kpi_measure_find(name, size) >= 0;
}

static int32_t want(reading *reader, int32_t measure)
{
    if (reader->slots[measure] < 0) {
        reader->slots[measure] = (int32_t)reader->measures_count;
        reader->measures[reader->measures_count++] = measure;
    }
    return reader->slots[measure];
}

static bool measure_symbol(eco_symbol *out, const char *name, size_t size, bool *failed, void *user)
{
    reading *reader = user;
    int32_t measure = eco_kpi_measure_find(name, size);
    (void)failed;
    if (measure < 0)
        return false;
    if (measure == KPI_M_ALL_SESSIONS)
        want(reader, KPI_M_SESSIONS);
    *out = (eco_symbol){ECO_VALUE_NUMBER, 0, want(reader, measure)};
    reader->measured |= 1u << eco_kpi_measures[measure].measured;
    return true;
}

static const eco_map *no_set(const char *name, size_t size, void *user)
{
    (void)name, (void)size, (void)user;
    return NULL;
}

typedef struct chain { /* metrics that are being replaced: their own name means the measure */
    const kpi_metric *metric;
    const struct chain *up;
} chain;

static bool in_chain(const chain *up, const kpi_metric *metric)
{
    for (; up; up = up->up)
        if (up->metric == metric)
            return true;
    return false;
}

static bool is_name_start(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || character == '_' ||
           (character & 0x80);
}

static bool is_name_part(char character)
{
    return is_name_start(character) || (character >= '0' && character <= '9') || character == '.';
}

static void expand(eco_buffer *out, const char *text, size_t size, const chain *up)
{
    for (size_t at = 0; at < size;) {
        size_t end = at + 1;
        while (is_name_part(text[at]) && end < size && is_name_part(text[end]))
            end++;
        const kpi_metric *metric = is_name_start(text[at]) ? eco_kpi_metric_find(text + at, end - at) : NULL;
        if (metric && !in_chain(up, metric) && strcmp(metric->formula, metric->name) != 0) {
            eco_buffer_add_char(out, '(');
            expand(out, metric->formula, strlen(metric->formula), &(chain){metric, up});
            eco_buffer_add_char(out, ')');
        } else {
            eco_buffer_add(out, text + at, end - at);
        }
        at = end;
    }
}

/* Nothing but sums: no product, no quotient, no number of the caller's. */
static bool is_sum(const char *text)
{
    for (bool in_name = false; *text; text++) {
        if (*text == '*' || *text == '/' || (!in_name && *text >= '0' && *text <= '9'))
            return false;
        in_name = is_name_part(*text) && (in_name || is_name_start(*text));
    }
    return true;
}

/* What comes out: exact integers where only one kind of them is added up, a double else. */
static void give_type(kpi_wanted *wanted, uint32_t measured, bool sum)
{
    static const struct {
        eco_type type;
        const char *unit;
    } kinds[] = {[KPI_COUNT] = {ECO_TYPE_INT64, "count"},
                 [KPI_AMOUNT_MINOR] = {ECO_TYPE_MONEY, "money"},
                 [KPI_MICROSECONDS] = {ECO_TYPE_DOUBLE, "seconds"},
                 [KPI_MILLIONTHS] = {ECO_TYPE_DECIMAL, "decimal"},
                 [KPI_HUNDREDTHS] = {ECO_TYPE_DOUBLE, "decimal"}};
    wanted->type = ECO_TYPE_DOUBLE;
    wanted->unit = "decimal";
    for (size_t i = 0; sum && i < sizeof kinds / sizeof *kinds; i++)
        if (measured == 1u << i) {
            wanted->type = kinds[i].type;
            wanted->unit = kinds[i].unit;
        }
    if (wanted->metric)
        wanted->unit = wanted->metric->unit;
}

/* The caller's own text first, so that its mistakes have their columns; then the expanded one. */
static eco_status compile(kpi_wanted *wanted, reading *reader, const item *from, eco_error *error)
{
    eco_arena *arena = &reader->builder->plan->arena;
    eco_vocabulary any = {.symbol = any_symbol, .set = no_set, .names = reader->builder->metric_names};
    eco_vocabulary measures = {.symbol = measure_symbol, .set = no_set, .user = reader};
    eco_buffer text;
    const eco_compiled *own;
    wanted->text = eco_arena_text_of(arena, from->formula, from->size);
    if (!wanted->text)
        return eco_fail_memory(error);
    if (eco_compile(&own, wanted->text, ECO_VALUE_NUMBER, &any, arena, error))
        return error->status;
    eco_buffer_begin(&text, &reader->builder->plan->allocator);
    expand(&text, wanted->text, from->size, NULL);
    const char *expanded = eco_buffer_text(&text);
    reader->measured = 0;
    eco_status status = expanded ? eco_compile(&wanted->formula, expanded, ECO_VALUE_NUMBER, &measures, arena, error)
                                 : eco_fail_memory(error);
    if (!status)
        give_type(wanted, reader->measured, is_sum(expanded));
    eco_buffer_end(&text);
    return status;
}

static eco_status name_item(kpi_wanted *wanted, reading *reader, const item *from, eco_error *error)
{
    char shown[ECO_QUOTED];
    bool is_plain = eco_kpi_is_name(from->formula, from->size);
    if (!from->size)
        return eco_fail(error, ECO_E_INVALID, NULL, "nothing stands before a comma, or before `as`");
    if (!from->name && !is_plain)
        return eco_fail(error, ECO_E_INVALID, NULL, "arithmetic needs a name of its own: %s as NAME",
                        eco_quoted(shown, from->formula, from->size));
    const char *name = from->name ? from->name : from->formula;
    size_t size = from->name ? from->name_size : from->size;
    if (!eco_kpi_is_name(name, size))
        return eco_fail(error, ECO_E_INVALID, NULL, "%s is no name: a letter, then letters, digits and '_'",
                        eco_quoted(shown, name, size));
    wanted->name = eco_arena_text_of(&reader->builder->plan->arena, name, size);
    wanted->metric = is_plain ? eco_kpi_metric_find(from->formula, from->size) : NULL;
    return wanted->name ? ECO_OK : eco_fail_memory(error);
}

/* Errors of a formula get the place in the whole list. */
static void shift_column(eco_error *error, const char *list, const char *at)
{
    int32_t before = 0;
    for (const char *byte = list; byte < at; byte++)
        before += (*byte & 0xC0) != 0x80;
    if (error->column && error->line <= 1)
        error->column += before;
}

static size_t parts_of(const char *list)
{
    const char *part;
    size_t count = 0, size;
    while (eco_kpi_next_part(&part, &size, &list))
        count++;
    return count;
}

eco_status eco_kpi_build_metrics(kpi_report *report, eco_kpi_builder *builder, eco_error *error)
{
    eco_arena *arena = &builder->plan->arena;
    const char *list = report->given->metrics, *part;
    size_t count = parts_of(list), size;
    if (count > METRICS_MOST)
        return eco_fail(error, ECO_E_LIMIT, NULL, "%zu metrics: at most %d", count, METRICS_MOST);
    kpi_wanted *wanted = eco_arena_take_array(arena, count, sizeof *wanted);
    reading reader = {.builder = builder, .measures = eco_arena_take_array(arena, KPI_MEASURES, sizeof(int32_t))};
    if (!wanted || !reader.measures)
        return eco_fail_memory(error);
    for (size_t i = 0; i < KPI_MEASURES; i++)
        reader.slots[i] = -1;
    for (size_t i = 0; i < count && eco_kpi_next_part(&part, &size, &list); i++) {
        item from = item_of(part, size);
        if (name_item(&wanted[i], &reader, &from, error))
            return error->status;
        if (compile(&wanted[i], &reader, &from, error)) {
            shift_column(error, report->given->metrics, from.formula);
            return error->status;
        }
    }
    report->wanted = wanted;
    report->wanted_count = count;
    report->measures = reader.measures;
    report->measures_count = reader.measures_count;
    return ECO_OK;
}
