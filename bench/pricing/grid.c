/* grid.c - 10 and 100 lines against 10, 100 and 1000 promotions of ten kinds, all of which or 5 % of which are for the customer. Ours is the whole quote,
 * with taxes and totals. */
#include "grid.h"

grid *grid_make(int lines, int promotions, bool all)
{
    grid *made = calloc(1, sizeof *made);
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "EUR"));
    if (!made)
        bench_stop("no memory");
    grid_fill(made, lines, promotions, all);
    grid_fill_cart(made);
    grid_add_rules(made, rules);
    made->priced = (bench_priced){bench_build(rules), &made->cart};
    return made;
}

const bench_priced *grid_priced(const grid *made)
{
    return &made->priced;
}

void grid_free(grid *made)
{
    if (made)
        eco_rulebook_free(made->priced.rulebook);
    free(made);
}

static double run(bench_workload *workload, double seconds)
{
    if (!workload->made)
        workload->made = grid_make(workload->lines, workload->promotions, workload->kind);
    return bench_carts_rate(grid_priced(workload->made), seconds);
}

static void write(const bench_workload *workload, FILE *file)
{
    grid_write(workload->name, workload->made, file);
}

static void end(bench_workload *workload)
{
    grid_free(workload->made);
    workload->made = NULL;
}

void grid_add(bench_workloads *workloads)
{
    for (int all = 1; all >= 0; all--)
        for (int lines = 10; lines <= GRID_LINES; lines *= 10)
            for (int promotions = 10; promotions <= GRID_PROMOTIONS; promotions *= 10) {
                bench_workload *workload = bench_add(workloads, "pricing/grid/%dx%d/%s", lines, promotions, all ? "all" : "5pct");
                workload->unit = "carts/s";
                workload->lines = lines;
                workload->promotions = promotions;
                workload->kind = all;
                workload->run = run;
                workload->write = write;
                workload->end = end;
            }
}
