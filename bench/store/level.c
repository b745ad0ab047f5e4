/* level.c - reads of a level a second, in memory, by one thread. */
#include "families.h"
#include "shop.h"

typedef struct level_made {
    bench_shop shop;
    uint16_t *carts;
    size_t next;
} level_made;

static const store_work level_work = {.name = "inventory/level", .place = WORK_MEMORY, .lines = 1, .batch = 1, .threads = 1};

static void look(void *user)
{
    level_made *made = user;
    eco_stock_level level;
    eco_error error;
    if (eco_inventory_level(&level, made->shop.inventory, shop_skus[made->carts[made->next]], NULL, NULL, work_now_us(), &error))
        shop_fail("level", &error);
    if (level.available != WORK_STOCK)
        bench_stop("a level is %lld", (long long)level.available);
    made->next = (made->next + 1) % WORK_DRAWN;
}

static double run(bench_workload *workload, double seconds)
{
    level_made *made = workload->made;
    if (!made) {
        made = workload->made = calloc(1, sizeof *made);
        if (!made || !(made->carts = store_work_draw(&level_work, 0)))
            bench_stop("no memory");
        shop_open(&made->shop, &level_work, WORK_STOCK);
    }
    return bench_rate(look, made, seconds);
}

static void end(bench_workload *workload)
{
    level_made *made = workload->made;
    if (!made)
        return;
    shop_close(&made->shop);
    free(made->carts);
    free(made);
    workload->made = NULL;
}

void level_add(bench_workloads *workloads)
{
    bench_workload *workload = bench_add(workloads, "%s", level_work.name);
    workload->unit = "reads/s";
    workload->run = run;
    workload->end = end;
}
