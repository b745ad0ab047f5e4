/* kpi_read.c - a document of a plan into a plan. */
#include "json/documents.h"

#include "base/error.h"

#include <string.h>

typedef struct plan_reading {
    eco_json_reading reading;
    eco_arena arena; /* of one element at a time */
    eco_kpi_builder *builder;
    const eco_json_value *row; /* the rate that the builder refused */
} plan_reading;

typedef eco_status add_function(eco_kpi_builder *builder, const void *element);

static eco_status add_report(eco_kpi_builder *builder, const void *element)
{
    return eco_kpi_add_report(builder, element);
}

static eco_status add_funnel(eco_kpi_builder *builder, const void *element)
{
    return eco_kpi_add_funnel(builder, element);
}

static eco_status add_cohort(eco_kpi_builder *builder, const void *element)
{
    return eco_kpi_add_cohort(builder, element);
}

static eco_status add_pairs(eco_kpi_builder *builder, const void *element)
{
    return eco_kpi_add_pairs(builder, element);
}

static eco_status add_attribution(eco_kpi_builder *builder, const void *element)
{
    return eco_kpi_add_attribution(builder, element);
}

static eco_status add_paths(eco_kpi_builder *builder, const void *element)
{
    return eco_kpi_add_paths(builder, element);
}

static eco_status add_abc(eco_kpi_builder *builder, const void *element)
{
    return eco_kpi_add_abc(builder, element);
}

static eco_status add_rfm(eco_kpi_builder *builder, const void *element)
{
    return eco_kpi_add_rfm(builder, element);
}

/* Rates have scales of their own, so each is a table of one row. */
static eco_status add_rate(eco_kpi_builder *builder, const void *element)
{
    const eco_kpi_rate *rate = element;
    const eco_column columns[] = {
        {.name = "currency", .type = ECO_TYPE_TEXT, .values = &rate->currency},
        {.name = "day", .type = ECO_TYPE_DATE, .values = &rate->day},
        {.name = "rate", .type = ECO_TYPE_DECIMAL, .values = &rate->rate.coefficient, .scale = rate->rate.scale}};
    return eco_kpi_add_rates(builder, &(eco_table){.rows = 1, .columns = columns, .columns_count = 3});
}

typedef union any_element {
    eco_kpi_report report;
    eco_kpi_funnel funnel;
    eco_kpi_cohort cohort;
    eco_kpi_pairs pairs;
    eco_kpi_attribution attribution;
    eco_kpi_paths paths;
    eco_kpi_abc abc;
    eco_kpi_rfm rfm;
    eco_kpi_rate rate;
} any_element;

/* *mistake: the builder has one, so that there is no use in reading on. */
static eco_status read_list(plan_reading *codec, const char *name, const eco_json_object *object, add_function *add,
                            bool *mistake)
{
    const eco_json_value *list;
    eco_status status = eco_json_find_list(&list, &codec->reading, name);
    if (!list || status)
        return status;
    for (const eco_json_value *value = eco_json_first(list); value && !status && !*mistake; value = eco_json_next(list, value)) {
        any_element element;
        eco_arena_reset(&codec->arena);
        status = eco_json_read_object(&codec->reading, value, object, &element);
        *mistake = !status && add(codec->builder, &element);
        if (*mistake && object == &eco_json_kpi_rate)
            codec->row = value;
    }
    return status;
}

static eco_status read_sets(plan_reading *codec, bool *mistake)
{
    const eco_json_value *sets = eco_json_member(codec->reading.document->values, "sets");
    eco_status status = sets ? eco_json_expect(&codec->reading, sets, ECO_JSON_OBJECT, "sets") : ECO_OK;
    if (!sets || status)
        return status;
    for (const eco_json_value *set = eco_json_first(sets); set && !status && !*mistake; set = eco_json_next(sets, set)) {
        const char *const *members;
        size_t count;
        eco_arena_reset(&codec->arena);
        status = eco_json_expect(&codec->reading, set, ECO_JSON_LIST, "a set");
        if (!status)
            status = eco_json_read_texts(&codec->reading, set, &members, &count);
        *mistake = !status && eco_kpi_add_set(codec->builder, set->key, members, count);
    }
    return status;
}

/* {"old-42": "42"}: the aliases of one column as a table. */
static eco_status read_aliases_of(plan_reading *codec, const eco_json_value *of, bool *mistake)
{
    size_t count = eco_json_length(of);
    eco_arena_reset(&codec->arena);
    const char **aliases = eco_arena_take_array(&codec->arena, count, sizeof *aliases);
    const char **meant = eco_arena_take_array(&codec->arena, count, sizeof *meant);
    if (!aliases || !meant)
        return eco_fail_memory(codec->reading.error);
    size_t at = 0;
    for (const eco_json_value *alias = eco_json_first(of); alias; alias = eco_json_next(of, alias), at++) {
        eco_status status = eco_json_read_text(&codec->reading, alias, "what an alias stands for", &meant[at]);
        if (status)
            return status;
        aliases[at] = alias->key;
    }
    const eco_column columns[] = {{.name = "alias", .type = ECO_TYPE_TEXT, .values = aliases},
                                  {.name = of->key, .type = ECO_TYPE_TEXT, .values = meant}};
    const eco_table table = {.rows = (int64_t)count, .columns = columns, .columns_count = 2};
    *mistake = eco_kpi_add_aliases(codec->builder, of->key, &table) != ECO_OK;
    return ECO_OK;
}

static eco_status read_aliases(plan_reading *codec, bool *mistake)
{
    const eco_json_reading *reading = &codec->reading;
    const eco_json_value *aliases = eco_json_member(reading->document->values, "aliases");
    eco_status status = aliases ? eco_json_expect(reading, aliases, ECO_JSON_OBJECT, "aliases") : ECO_OK;
    if (!aliases || status)
        return status;
    for (const eco_json_value *of = eco_json_first(aliases); of && !status && !*mistake; of = eco_json_next(aliases, of)) {
        if (strcmp(of->key, "user") != 0 && strcmp(of->key, "sku") != 0)
            return eco_json_fail_key(reading->document, of, reading->error, ECO_E_UNKNOWN_NAME,
                                     "aliases are of user or sku, not of %s", ECO_QUOTE(of->key));
        status = eco_json_expect(reading, of, ECO_JSON_OBJECT, of->key);
        if (!status)
            status = read_aliases_of(codec, of, mistake);
    }
    return status;
}

static eco_status read_lists(plan_reading *codec)
{
    static const struct {
        const char *name;
        const eco_json_object *object;
        add_function *add;
    } lists[] = {
        {"reports", &eco_json_kpi_report, add_report},
        {"funnels", &eco_json_kpi_funnel, add_funnel},
        {"cohorts", &eco_json_kpi_cohort, add_cohort},
        {"pairs", &eco_json_kpi_pairs, add_pairs},
        {"attributions", &eco_json_kpi_attribution, add_attribution},
        {"paths", &eco_json_kpi_paths, add_paths},
        {"abcs", &eco_json_kpi_abc, add_abc},
        {"rfms", &eco_json_kpi_rfm, add_rfm},
        {"rates", &eco_json_kpi_rate, add_rate},
    };
    bool mistake = false;
    eco_status status = read_sets(codec, &mistake);
    for (size_t i = 0; i < sizeof lists / sizeof *lists && !status && !mistake; i++)
        status = read_list(codec, lists[i].name, lists[i].object, lists[i].add, &mistake);
    return status || mistake ? status : read_aliases(codec, &mistake);
}

static eco_status read_options(eco_kpi_options *out, plan_reading *codec)
{
    const eco_json_document *document = codec->reading.document;
    eco_status status = eco_json_expect_schema(document, ECO_JSON_KPI_PLAN, codec->reading.error);
    if (!status)
        status = eco_json_read_object(&codec->reading, document->values, &eco_json_kpi_plan, out);
    out->allocator = &document->allocator;
    return status;
}

/* The place of what the builder refused. Of a table of one rate it names the column. */
static eco_status fail_at_place(const plan_reading *codec, eco_status status)
{
    eco_error *error = codec->reading.error;
    if (!codec->row || !error || error->status == ECO_E_MEMORY)
        return eco_json_place_error(codec->reading.document, &eco_json_kpi_plan, error, status);
    const char *column = strrchr(error->path, '/');
    const eco_json_value *value = column ? eco_json_member(codec->row, column + 1) : NULL;
    char message[sizeof error->message];
    memcpy(message, error->message, sizeof message);
    return eco_json_fail(codec->reading.document, value ? value : codec->row, error, status, "%s", message);
}

eco_status eco_json_kpi_plan_of(eco_kpi_plan **out, const eco_json_document *document, eco_error *error)
{
    eco_kpi_options options = {0};
    plan_reading codec = {.reading = {.document = document, .arena = &codec.arena, .error = error}};
    eco_arena_begin(&codec.arena, &document->allocator);
    eco_status status = read_options(&options, &codec);
    if (!status) {
        codec.builder = eco_kpi_begin(&options);
        status = read_lists(&codec);
        if (status)
            eco_kpi_builder_free(codec.builder);
        else if ((status = eco_kpi_build(out, codec.builder, error)))
            fail_at_place(&codec, status);
    }
    eco_arena_end(&codec.arena);
    return status;
}

eco_status eco_json_read_kpi_plan(eco_kpi_plan **out, const char *text, size_t size, const eco_json_options *options,
                                  eco_error *error)
{
    eco_json_document document;
    *out = NULL;
    eco_status status = eco_json_open(&document, text, size, options, error);
    if (status)
        return status;
    status = eco_json_kpi_plan_of(out, &document, error);
    eco_json_close(&document);
    return status;
}

eco_status eco_json_validate_kpi_plan(const eco_json_document *document, eco_error *error)
{
    eco_kpi_plan *plan;
    eco_status status = eco_json_kpi_plan_of(&plan, document, error);
    if (!status)
        eco_kpi_plan_free(plan);
    return status;
}
