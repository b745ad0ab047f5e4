/* json_kpi.c - documents of plans of metrics when memory runs out. */
#include "fault.h"

#include <ecomops/json.h>

static const char text[] =
    "{\"schema\": \"ecomops.kpi/1\", \"currency\": \"CNY\", \"sets\": {\"summer\": [\"HAT\", \"CAP\"]},"
    " \"reports\": [{\"name\": \"daily\", \"metrics\": \"visitors, gmv / visitors as value\", \"by\": \"day, channel\", "
    "\"where\": {\"attribute\": \"sku\","
    " \"operator\": \"in\", \"set\": \"summer\"}}], \"funnels\": [{\"name\": \"f\", \"steps\": [{\"name\": \"view\"}, {\"name\": "
    "\"big\", \"when\":"
    " \"value > 9\"}], \"window\": \"P7D\"}], \"cohorts\": [{\"name\": \"c\", \"period\": \"week\", \"retention\": \"bracket\", "
    "\"brackets\": [1, 4]}],"
    " \"pairs\": [{\"name\": \"p\"}], \"attributions\": [{\"name\": \"a\"}], \"paths\": [{\"name\": \"w\"}], \"abcs\": "
    "[{\"name\": \"abc\"}],"
    " \"rfms\": [{\"name\": \"rfm\"}], \"rates\": [{\"currency\": \"USD\", \"day\": \"2026-11-11\", \"rate\": \"7.12\"}],"
    " \"aliases\": {\"user\": {\"a-1\": \"1\"}, \"sku\": {\"OLD\": \"NEW\"}}}";

/* The options of a trial; NULL where there is no allocator to give. */
static const eco_json_options *options(void)
{
    static eco_json_options with;
    with = (eco_json_options){.struct_size = sizeof with, .allocator = fault_allocator()};
    return with.allocator ? &with : NULL;
}

static eco_kpi_plan *plan_of_text(void)
{
    eco_kpi_plan *plan;
    MUST(eco_json_read_kpi_plan(&plan, text, sizeof text - 1, options(), &error));
    return plan;
}

static bool drop(const char *bytes, size_t size, void *user)
{
    (void)bytes, (void)user;
    return size > 0;
}

SCENARIO(eco_json_read_kpi_plan)
{
    eco_kpi_plan *plan;
    FAULTS_OWN(plan = POISON, eco_json_read_kpi_plan(&plan, text, sizeof text - 1, options(), &error), !plan,
               eco_kpi_plan_free(plan));
}

SCENARIO(eco_json_write_kpi_plan)
{
    eco_kpi_plan *plan = NULL;
    FAULTS_OWN(plan = plan_of_text(), eco_json_write_kpi_plan(plan, (eco_writer){drop, NULL}, &error), true, (void)0,
               eco_kpi_plan_free(plan));
}
