/* costing.i - what goods cost: tables of movements in, tables out. */

%ignore eco_costing_options;
%ignore eco_costing_create;
%ignore eco_costing_free;
%eco_handle(eco_costing, eco_costing_free)
%thread eco_costing_update;
%include <ecomops/inventory/costing.h>

%inline %{
/* eco_costing_create for bindings; skus may be NULL. The progress callback must outlive the handle. */
static eco_status eco_costing_start(eco_costing **out, const char *currency, eco_cost_method method, int32_t quantity_scale, const eco_table *skus,
                                    int64_t closed_until_us, bool skip_bad_rows, int64_t max_problems, eco_progress progress, eco_error *error)
{
    return eco_costing_create(out,
                              ECO_MAKE(eco_costing_options, .currency = currency, .method = method, .quantity_scale = quantity_scale,
                                       .skus = skus, .closed_until_us = closed_until_us, .skip_bad_rows = skip_bad_rows,
                                       .max_problems = max_problems, .progress = progress),
                              error);
}
%}
