/* shop.c - see shop.h. */
#include "shop.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RECEIVED_AT_ONCE = 1000, FILLED_AT_ONCE = WORK_BATCH_MOST, TRIES = 200 };

char shop_skus[WORK_SKUS][12];

void shop_fail(const char *what, const eco_error *error)
{
    bench_stop("%s: %s: %s", what, eco_status_name(error->status), error->message);
}

/* ---- callers ------------------------------------------------------------------------------------------------------------- */

bench_shopper *shopper_new(const bench_shop *shop, const uint16_t *carts, unsigned number, int batch)
{
    bench_shopper *made = calloc(1, sizeof *made);
    if (!made)
        bench_stop("no memory");
    made->shop = shop;
    made->carts = carts;
    made->batch = batch;
    made->next = (size_t)number * (WORK_DRAWN / WORK_THREADS_MOST) % WORK_DRAWN;
    made->chance = (number + 1) * 0x9E3779B97F4A7C15ULL ^ (uint64_t)shop->opened << 20 ^ (uint64_t)getpid() << 40;
    made->expires_in_us = (int64_t)WORK_DEADLINE_S * 1000000;
    for (int i = 0; i < batch; i++) {
        made->commands[i] = (eco_inventory_command){
            .verb = ECO_INVENTORY_HOLD, .lines = &made->lines[i * shop->work->lines], .lines_count = (size_t)shop->work->lines};
        for (int line = 0; line < shop->work->lines; line++)
            made->lines[i * shop->work->lines + line].quantity = 1;
    }
    return made;
}

void shopper_fill(bench_shopper *shopper, int64_t at_us)
{
    const store_work *work = shopper->shop->work;
    for (int i = 0; i < shopper->batch; i++) {
        eco_inventory_command *command = &shopper->commands[i];
        work_id key = work_key(work, at_us, &shopper->chance);
        const uint16_t *cart = shopper->carts + shopper->next * (size_t)work->lines;
        command->key = (eco_id){key.high, key.low};
        command->at_us = at_us;
        command->expires_us = at_us + shopper->expires_in_us;
        for (int line = 0; line < work->lines; line++)
            shopper->lines[i * work->lines + line].sku = shop_skus[cart[line]];
        shopper->next = (shopper->next + 1) % WORK_DRAWN;
    }
}

void shopper_call(bench_shopper *shopper, bool may_refuse)
{
    eco_error error;
    eco_status status = eco_inventory_execute(shopper->shop->inventory, shopper->commands, (size_t)shopper->batch,
                                              shopper->results, &error);
    if (status && !(may_refuse && status == ECO_E_INSUFFICIENT))
        shop_fail(shopper->shop->work->name, &error);
    for (int i = 0; i < shopper->batch; i++)
        shopper->held += shopper->results[i].status ? 0 : shopper->results[i].quantity;
}

/* ---- what is there before ------------------------------------------------------------------------------------------------ */

static void receive(const bench_shop *shop, int64_t stock)
{
    eco_stock_line lines[RECEIVED_AT_ONCE] = {0};
    eco_error error;
    for (int from = 0; from < WORK_SKUS; from += RECEIVED_AT_ONCE) {
        for (int i = 0; i < RECEIVED_AT_ONCE; i++) {
            snprintf(shop_skus[from + i], sizeof shop_skus[0], "sku-%05d", from + i);
            lines[i] = (eco_stock_line){.sku = shop_skus[from + i], .quantity = stock};
        }
        eco_inventory_command command = {.key = {1, 1 + (uint64_t)from},
                                         .verb = ECO_INVENTORY_RECEIVE,
                                         .at_us = ((int64_t)WORK_EPOCH_S - 200000) * 1000000,
                                         .lines = lines,
                                         .lines_count = RECEIVED_AT_ONCE};
        if (eco_inventory_execute(shop->inventory, &command, 1, NULL, &error))
            shop_fail("receiving", &error);
    }
}

static void hold_before(bench_shop *shop)
{
    work_id *keys = work_keys_before(shop->work);
    uint16_t *carts = store_work_draw(shop->work, 1000);
    if (!keys || !carts)
        bench_stop("no memory");
    bench_shopper *filler = shopper_new(shop, carts, 0, FILLED_AT_ONCE);
    for (long done = 0; done < shop->work->rows; done += filler->batch) {
        filler->batch = shop->work->rows - done < FILLED_AT_ONCE ? (int)(shop->work->rows - done) : FILLED_AT_ONCE;
        shopper_fill(filler, ((int64_t)WORK_EPOCH_S - 100000) * 1000000 + done * 1000);
        for (int i = 0; i < filler->batch; i++) {
            filler->commands[i].key = (eco_id){keys[done + i].high, keys[done + i].low};
            filler->commands[i].expires_us = ((int64_t)WORK_EPOCH_S + WORK_DEADLINE_BEFORE_S) * 1000000 + done + i;
        }
        shopper_call(filler, false);
    }
    free(filler);
    free(keys);
    free(carts);
}

/* ---- opening ------------------------------------------------------------------------------------------------------------- */

static void join(bench_shop *shop, eco_durability durability)
{
    eco_error error;
    eco_store_options *options = ECO_MAKE(eco_store_options, .durability = durability, .schema = shop->schema);
    int tries = 0;
    while (eco_store_open(&shop->store, shop->address, options, &error)) {
        if (shop->work->place != WORK_POSTGRES || ++tries > TRIES) /* a server that has just been started may not be ready */
            shop_fail(shop->address, &error);
        usleep(50000);
    }
    if (eco_inventory_open(&shop->inventory, shop->store, NULL, &error))
        shop_fail(shop->address, &error);
}

void shop_join(bench_shop *shop)
{
    join(shop, ECO_DURABILITY_FULL);
}

void shop_leave(bench_shop *shop)
{
    eco_inventory_free(shop->inventory);
    eco_store_free(shop->store);
    shop->inventory = NULL;
    shop->store = NULL;
}

static void fill(bench_shop *shop, int64_t stock)
{
    join(shop, shop->work->place == WORK_MEMORY ? ECO_DURABILITY_FULL : ECO_DURABILITY_OFF);
    receive(shop, stock);
    hold_before(shop);
}

/* The name of what is kept: it depends on all that is in it. */
static void kept_name(const store_work *work, char path[SERVER_PATH])
{
    snprintf(path, SERVER_PATH, "%s/ours-%s-%d-%ld%s%s", server_kept(), work->place == WORK_SQLITE ? "sqlite" : "postgres",
             work->lines, work->rows, work->is_hot ? "-hot" : "", work->has_random_keys ? "-random" : "");
}

static bool is_kept(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0;
}

/* ---- SQLite: a file in a new folder, or a copy of one that is kept ---- */

static void make_kept_file(const store_work *work, const char *kept)
{
    bench_shop maker = {.work = work, .schema = "eco"};
    char path[SERVER_PATH + 16];
    server_folder(maker.folder, "filling");
    snprintf(path, sizeof path, "%s/shop.db", maker.folder);
    snprintf(maker.address, sizeof maker.address, "sqlite:%s", path);
    fprintf(stderr, "filling %s\n", kept);
    fill(&maker, WORK_STOCK);
    shop_leave(&maker);
    if (rename(path, kept))
        bench_stop("%s cannot be kept", kept);
    server_remove(maker.folder);
}

static void open_sqlite(bench_shop *shop, int64_t stock)
{
    char kept[SERVER_PATH], path[SERVER_PATH + 16];
    server_folder(shop->folder, "sqlite");
    snprintf(path, sizeof path, "%s/shop.db", shop->folder);
    snprintf(shop->address, sizeof shop->address, "sqlite:%s", path);
    if (!shop->work->rows) {
        fill(shop, stock);
        shop_leave(shop);
    } else {
        kept_name(shop->work, kept);
        if (!is_kept(kept))
            make_kept_file(shop->work, kept);
        server_copy(kept, path);
    }
    join(shop, ECO_DURABILITY_FULL);
}

/* ---- PostgreSQL: a server for all runs of a workload; a schema a run, or all runs in what was filled, because copying takes long ---- */

static void start_postgres(bench_shop *shop, const char *from)
{
    postgres_start(&shop->postgres, from);
    snprintf(shop->address, sizeof shop->address, "postgresql://eco@127.0.0.1:%d/postgres", shop->postgres.port);
}

static void make_kept_cluster(const store_work *work, const char *kept)
{
    bench_shop maker = {.work = work, .schema = "eco"};
    start_postgres(&maker, NULL);
    fprintf(stderr, "filling %s\n", kept);
    fill(&maker, WORK_STOCK);
    shop_leave(&maker);
    server_stop(&maker.postgres, kept);
}

static void open_postgres(bench_shop *shop, int64_t stock)
{
    char kept[SERVER_PATH];
    kept_name(shop->work, kept);
    if (!shop->postgres.process && shop->work->rows && !is_kept(kept))
        make_kept_cluster(shop->work, kept);
    if (!shop->postgres.process)
        start_postgres(shop, shop->work->rows ? kept : NULL);
    snprintf(shop->schema, sizeof shop->schema, "eco");
    if (!shop->work->rows)
        snprintf(shop->schema, sizeof shop->schema, "eco%ld", shop->opened);
    if (!shop->work->rows) {
        join(shop, ECO_DURABILITY_FULL);
        receive(shop, stock);
        hold_before(shop);
    } else {
        join(shop, ECO_DURABILITY_FULL);
    }
}

void shop_open(bench_shop *shop, const store_work *work, int64_t stock)
{
    shop->work = work;
    shop->opened++;
    snprintf(shop->schema, sizeof shop->schema, "eco");
    for (int i = 0; i < WORK_SKUS; i++)
        snprintf(shop_skus[i], sizeof shop_skus[0], "sku-%05d", i);
    if (work->place == WORK_POSTGRES) {
        open_postgres(shop, stock);
    } else if (work->place == WORK_SQLITE) {
        open_sqlite(shop, stock);
    } else {
        snprintf(shop->address, sizeof shop->address, "memory:");
        fill(shop, stock);
    }
    if (work->place != WORK_POSTGRES || !work->rows || shop->opened == 1)
        shop->held = (long long)work->rows * work->lines;
}

/* ---- counting ------------------------------------------------------------------------------------------------------------ */

static const eco_table *balances_of(const bench_shop *shop)
{
    const eco_table *table;
    eco_error error;
    if (eco_inventory_table(&table, shop->inventory, "balances", NULL, &error))
        shop_fail("balances", &error);
    return table;
}

void shop_outcome(const bench_shop *shop, work_outcome *outcome)
{
    const eco_table *table = balances_of(shop);
    const int64_t *reserved = eco_table_column(table, "reserved")->values;
    for (int64_t i = 0; i < table->rows; i++) /* by SKU */
        work_outcome_add(outcome, (size_t)i, reserved[i]);
    eco_table_free(table);
}

static void audit_all(const bench_shop *shop)
{
    const eco_table *findings;
    eco_error error;
    if (eco_inventory_audit(&findings, shop->inventory, &error))
        shop_fail("audit", &error);
    eco_table_free(findings);
}

void shop_check(const bench_shop *shop, bool audit)
{
    const eco_table *table = balances_of(shop);
    const int64_t *reserved = eco_table_column(table, "reserved")->values;
    long long sum = 0;
    for (int64_t i = 0; i < table->rows; i++)
        sum += reserved[i];
    eco_table_free(table);
    if (sum != shop->held)
        bench_stop("%s: %lld units are reserved, and %lld were told to be", shop->work->name, sum, shop->held);
    if (audit)
        audit_all(shop);
}

void shop_close(bench_shop *shop)
{
    shop_leave(shop);
    if (*shop->folder)
        server_remove(shop->folder);
    *shop->folder = '\0';
}

void shop_end(bench_shop *shop)
{
    server_stop(&shop->postgres, NULL);
}
