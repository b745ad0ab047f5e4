/* kpi_plan.h - a plan with something of everything, and what both targets of kpi do with a state. */
#ifndef ECO_FUZZ_KPI_PLAN_H
#define ECO_FUZZ_KPI_PLAN_H
#include <ecomops/kpi.h>

typedef struct fuzz_bytes {
    char *bytes;
    size_t size;
} fuzz_bytes;
bool fuzz_append(const char *text, size_t size, void *user); /* an eco_writer into fuzz_bytes */
void fuzz_check(bool condition);

eco_kpi_plan *fuzz_kpi_plan(bool hourly, bool skips);
fuzz_bytes fuzz_kpi_save(const eco_kpi_state *state);
bool fuzz_kpi_same(fuzz_bytes a, fuzz_bytes b);
void fuzz_kpi_read_all(const eco_kpi_state *state); /* every table; each is made, or says why not */

#endif
