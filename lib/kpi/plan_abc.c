/* plan_abc.c - what is ranked by the amount that it brings: ABC classes of items, and RFM of buyers. */
#include "kpi/plan_builder.h"

enum { SHARE_SCALE_MOST = 9 }; /* a share is compared exactly: sums x 10^9 fit */

static eco_status check_share(eco_decimal share, const char *path, eco_error *error)
{
    const eco_decimal none = {0, 0}, all = {1, 0};
    if (share.scale >= 0 && share.scale <= SHARE_SCALE_MOST && eco_decimal_compare(share, none) > 0 &&
        eco_decimal_compare(share, all) <= 0)
        return ECO_OK;
    return eco_fail(error, ECO_E_INVALID, path, "a share is above 0 and at most 1, with at most %d decimals", SHARE_SCALE_MOST);
}

static eco_status check_currency(const eco_kpi_builder *builder, eco_error *error)
{
    return builder->plan->currency ? ECO_OK
                                   : eco_fail(error, ECO_E_INVALID, NULL, "it measures money, and the plan has no currency");
}

static eco_status check_abc(eco_kpi_abc *abc, const eco_kpi_builder *builder, eco_error *error)
{
    abc->by = abc->by ? abc->by : "sku";
    if (abc->a.coefficient == 0 && abc->a.scale == 0)
        abc->a = (eco_decimal){8, 1};
    if (abc->b.coefficient == 0 && abc->b.scale == 0)
        abc->b = (eco_decimal){95, 2};
    if (eco_kpi_check_name(abc->name, "/name", error) || eco_kpi_check_text(abc->by, true, "/by", error) ||
        check_share(abc->a, "/a", error) || check_share(abc->b, "/b", error) || check_currency(builder, error))
        return error->status;
    if (eco_decimal_compare(abc->a, abc->b) > 0)
        return eco_fail(error, ECO_E_INVALID, "/b", "b is below a");
    return ECO_OK;
}

eco_status eco_kpi_add_abc(eco_kpi_builder *builder, const eco_kpi_abc *abc)
{
    eco_kpi_abc given = {0};
    eco_error error = {0};
    if (eco_kpi_builder_mistake(builder))
        return eco_kpi_builder_mistake(builder);
    if (ECO_TAKE(&given, abc, eco_kpi_abc, &error) || check_abc(&given, builder, &error))
        return eco_kpi_builder_remember(builder, "abcs", given.name, KPI_LIST_ABCS, &error);
    given.struct_size = sizeof given;
    given.a = eco_decimal_normal(given.a);
    given.b = eco_decimal_normal(given.b);
    given.name = eco_arena_text(&builder->plan->arena, given.name);
    given.by = eco_arena_text(&builder->plan->arena, given.by);
    return eco_kpi_builder_add(builder, "abcs", given.name, KPI_ABC, KPI_LIST_ABCS, &given, !given.name || !given.by);
}

eco_status eco_kpi_add_rfm(eco_kpi_builder *builder, const eco_kpi_rfm *rfm)
{
    eco_kpi_rfm given = {0};
    eco_error error = {0};
    if (eco_kpi_builder_mistake(builder))
        return eco_kpi_builder_mistake(builder);
    if (ECO_TAKE(&given, rfm, eco_kpi_rfm, &error) || eco_kpi_check_name(given.name, "/name", &error) ||
        check_currency(builder, &error))
        return eco_kpi_builder_remember(builder, "rfms", given.name, KPI_LIST_RFMS, &error);
    given.struct_size = sizeof given;
    given.name = eco_arena_text(&builder->plan->arena, given.name);
    return eco_kpi_builder_add(builder, "rfms", given.name, KPI_RFM, KPI_LIST_RFMS, &given, !given.name);
}

/* Items and users are known by every line: they need no dimension, which would make a class of each. */
static eco_status build_abc(kpi_abc *abc, eco_kpi_builder *builder, const eco_kpi_abc *given, eco_error *error)
{
    *abc = (kpi_abc){.given = given, .dimension = -1, .by_user = strcmp(given->by, "user") == 0};
    if (abc->by_user || strcmp(given->by, "sku") == 0)
        return ECO_OK;
    eco_status status = eco_kpi_build_dimension(&abc->dimension, builder, given->by, strlen(given->by), error);
    return status ? eco_fail_under(error, status, "/abcs/%s/by", given->name) : ECO_OK;
}

eco_status eco_kpi_build_abcs(eco_kpi_builder *builder, eco_error *error)
{
    eco_kpi_plan *plan = builder->plan;
    size_t count = plan->content.abcs_count;
    kpi_abc *abcs = eco_arena_take_array(&plan->arena, count, sizeof *abcs);
    if (!abcs)
        return eco_fail_memory(error);
    for (size_t i = 0; i < count; i++)
        if (build_abc(&abcs[i], builder, &plan->content.abcs[i], error))
            return error->status;
    plan->abcs = abcs;
    return ECO_OK;
}
