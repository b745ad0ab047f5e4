/* golden_kpi_sketch.c - what sketches say of their own errors. */
#include "golden_kpi.h"

/* Of the estimate that merges. What HIP (rse_hip) would reach is not asked: it depends on the order in which values came, so that sketches do not merge. */
void golden_run_hll_error(golden_case *test)
{
    const cJSON *lg_k = golden_get(test->input, "lg_k");
    golden_kpi_near(test, "rse_nonhip", golden_get(test->expected, "rse_nonhip"), eco_hll_error(lg_k ? lg_k->valueint : 0));
}

void golden_run_theta_error(golden_case *test)
{
    const cJSON *k = golden_get(test->input, "k");
    golden_kpi_near(test, "rse", test->expected, eco_theta_error(k ? k->valueint : 0));
}

/* A KLL sketch of k items. It draws at random what it keeps, so the way decides what it says; ours have buckets, whose errors are of values and always hold. */
void golden_run_kll_error(golden_case *test)
{
    golden_not_built(test, "%s", "KLL: quantiles are by buckets, which merge exactly");
}
