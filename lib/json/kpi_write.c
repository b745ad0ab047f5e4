/* kpi_write.c - a plan as its canonical document. */
#include "json/documents.h"

#include "base/error.h"

#include <string.h>

/* Sets by name: their order means nothing. */
static void write_sets(eco_json_writing *writing, const eco_kpi_content *content)
{
    const eco_kpi_set *before = NULL;
    if (!content->sets_count)
        return;
    eco_json_write_key(writing, "sets");
    eco_json_write_open(writing, '{');
    for (size_t i = 0; i < content->sets_count; i++) {
        const eco_kpi_set *next = NULL;
        for (const eco_kpi_set *set = content->sets; set < content->sets + content->sets_count; set++)
            if ((!before || strcmp(set->name, before->name) > 0) && (!next || strcmp(set->name, next->name) < 0))
                next = set;
        eco_json_write_key(writing, next->name);
        eco_json_write_texts(writing, next->members, next->members_count);
        before = next;
    }
    eco_json_write_close(writing, '}');
}

static void write_list(eco_json_writing *writing, const char *name, const eco_json_object *object, const void *elements,
                       size_t count)
{
    if (!count)
        return;
    eco_json_write_key(writing, name);
    eco_json_write_objects(writing, object, elements, count);
}

/* They stand by column and alias. */
static void write_aliases(eco_json_writing *writing, const eco_kpi_content *content)
{
    const char *column = NULL;
    if (!content->aliases_count)
        return;
    eco_json_write_key(writing, "aliases");
    eco_json_write_open(writing, '{');
    for (size_t i = 0; i < content->aliases_count; i++) {
        const eco_kpi_alias *alias = &content->aliases[i];
        if (!column || strcmp(column, alias->column) != 0) {
            if (column)
                eco_json_write_close(writing, '}');
            column = alias->column;
            eco_json_write_key(writing, column);
            eco_json_write_open(writing, '{');
        }
        eco_json_write_key(writing, alias->alias);
        eco_json_write_text(writing, alias->of);
    }
    eco_json_write_close(writing, '}');
    eco_json_write_close(writing, '}');
}

eco_status eco_json_write_kpi_plan(const eco_kpi_plan *plan, eco_writer writer, eco_error *error)
{
    const eco_kpi_content *content = eco_kpi_content_of(plan);
    eco_json_writing writing;
    eco_json_write_begin(&writing, content->options->allocator, writer, NULL);
    eco_json_write_open(&writing, '{');
    eco_json_write_key(&writing, "schema");
    eco_json_write_text(&writing, ECO_JSON_KPI_PLAN);
    eco_json_write_members(&writing, &eco_json_kpi_plan, content->options);
    write_sets(&writing, content);
    write_list(&writing, "reports", &eco_json_kpi_report, content->reports, content->reports_count);
    write_list(&writing, "funnels", &eco_json_kpi_funnel, content->funnels, content->funnels_count);
    write_list(&writing, "cohorts", &eco_json_kpi_cohort, content->cohorts, content->cohorts_count);
    write_list(&writing, "pairs", &eco_json_kpi_pairs, content->pairs, content->pairs_count);
    write_list(&writing, "attributions", &eco_json_kpi_attribution, content->attributions, content->attributions_count);
    write_list(&writing, "paths", &eco_json_kpi_paths, content->paths, content->paths_count);
    write_list(&writing, "abcs", &eco_json_kpi_abc, content->abcs, content->abcs_count);
    write_list(&writing, "rfms", &eco_json_kpi_rfm, content->rfms, content->rfms_count);
    write_list(&writing, "rates", &eco_json_kpi_rate, content->rates, content->rates_count);
    write_aliases(&writing, content);
    eco_json_write_close(&writing, '}');
    return eco_json_write_end(&writing, error);
}
