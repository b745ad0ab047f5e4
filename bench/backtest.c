/* backtest.c - a year of orders from CSV to sums, with 20 promotions, on one thread: bench_backtest [ORDERS.csv[.xz] [RULES.json]].
 *
 * Without arguments it takes online_retail.csv.xz from ECO_DATA_DIR or ../shared/data, and without that the year that ecomops sample makes up. The file
 * is in memory before the clock starts, because unpacking and the disk are no work of ours; the clock is the thread's own, because others may share the
 * core. */
#include <ecomops/json.h>

#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bench.h"
#include "ecomops/attributes.h"
#include "ecomops/documents.h"
#include "ecomops/input.h"
#include "ecomops/orders.h"
#include "ecomops/sample.h"
#include "ecomops/texts.h"
#include "ecomops/tool.h"

typedef struct bench_workload {
    const char *name, *prefix;
    char *text;
    size_t size;
    eco_rulebook *rulebook;
    eco_zone *zone;
    int64_t rows;
    double read, price; /* seconds of the last run */
} bench_workload;

static _Noreturn void stop(const char *what, const eco_error *error)
{
    exit(tool_report(what, error));
}

/* Seconds of a core. */
static double core_seconds(void)
{
    struct timespec used;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return (double)used.tv_sec + (double)used.tv_nsec * 1e-9;
}

static void run(bench_workload *workload)
{
    eco_error error;
    eco_backtest *backtest;
    tool_orders *orders;
    tool_attributes attributes;
    tool_memory memory = {workload->text, workload->size};
    const eco_table *batch;
    tool_attributes_of(&attributes, &workload->rulebook, 1);
    const tool_orders_options options = {.currency = eco_rulebook_content_of(workload->rulebook)->currency,
                                         .zone = workload->zone,
                                         .cancelled_prefix = workload->prefix,
                                         .attributes = attributes.names,
                                         .attributes_count = attributes.count};
    const eco_backtest_options backtest_options = {.struct_size = sizeof backtest_options, .skip_bad_rows = true};
    if (eco_backtest_create(&backtest, &workload->rulebook, 1, &backtest_options, &error))
        stop("backtest", &error);
    double before = core_seconds();
    if (tool_orders_open(&orders, tool_source_of_memory(&memory), &options, &error))
        stop(workload->name, &error);
    workload->read = workload->price = 0;
    for (;;) {
        if (tool_orders_next(orders, &batch, &error))
            stop(workload->name, &error);
        double between = core_seconds();
        workload->read += between - before;
        if (!batch)
            break;
        if (eco_backtest_update(backtest, batch, &error))
            stop(workload->name, &error);
        before = core_seconds();
        workload->price += before - between;
    }
    workload->rows = tool_orders_report_of(orders).rows;
    tool_orders_close(orders);
    tool_attributes_free(&attributes);
    eco_backtest_free(backtest);
}

/* The file, or the sample; false: there is no such file. */
static bool load(bench_workload *workload, const char *path)
{
    eco_error error;
    workload->name = "online_retail";
    workload->prefix = "C";
    return !tool_input_document(&workload->text, &workload->size, path, SIZE_MAX, &error);
}

static void load_sample(bench_workload *workload)
{
    FILE *file = open_memstream(&workload->text, &workload->size);
    if (!file || !tool_sample_write(file, 20000, 2025) || fclose(file))
        exit(tool_fail(TOOL_REFUSED, "no memory for the sample"));
    workload->name = "sample";
    workload->prefix = NULL;
}

static void take_rules(bench_workload *workload, const char *path)
{
    eco_error error;
    char own[1024] = __FILE__; /* .../bench/backtest.c */
    char *folder = strstr(own, "bench/backtest.c");
    if (!path && workload->prefix && folder) {
        snprintf(folder, sizeof own - (size_t)(folder - own), "examples/documents/campaign_gbp.json");
        path = own;
    }
    if (path ? tool_read_rulebook(&workload->rulebook, path)
             : eco_json_read_rulebook(&workload->rulebook, tool_samples[0].text, tool_samples[0].size, NULL, &error))
        exit(tool_fail(TOOL_REFUSED, "no rulebook"));
    if (eco_zone_open(&workload->zone, eco_rulebook_content_of(workload->rulebook)->zone, &error))
        stop("zone", &error);
}

static void report(const bench_workload *workload, const char *what, double value, const char *unit, bool higher_is_better)
{
    char name[64];
    snprintf(name, sizeof name, "backtest/%s/%s", workload->name, what);
    bench_row(name, value, unit, higher_is_better);
}

int main(int argc, char **argv)
{
    bench_workload workload = {0};
    char found[512];
    const char *folder = getenv("ECO_DATA_DIR");
    snprintf(found, sizeof found, "%s/online_retail.csv.xz", folder ? folder : "../shared/data");
    if (argc > 1 ? !load(&workload, argv[1]) : access(found, R_OK) || !load(&workload, found)) {
        if (argc > 1)
            return tool_fail(TOOL_REFUSED, "cannot read %s", argv[1]);
        load_sample(&workload);
    }
    take_rules(&workload, argc > 2 ? argv[2] : NULL);
    double read[BENCH_RUNS], price[BENCH_RUNS], both[BENCH_RUNS];
    for (int i = 0; i < BENCH_RUNS; i++) {
        run(&workload);
        read[i] = (double)workload.rows / workload.read;
        price[i] = (double)workload.rows / workload.price;
        both[i] = workload.read + workload.price;
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    report(&workload, "read", bench_median(read, BENCH_RUNS), "rows/s", true);
    report(&workload, "price", bench_median(price, BENCH_RUNS), "rows/s", true);
    report(&workload, "read and price", bench_median(both, BENCH_RUNS), "s", false);
    report(&workload, "peak memory with the file", (double)usage.ru_maxrss / 1024, "MB", false);
    eco_zone_free(workload.zone);
    eco_rulebook_free(workload.rulebook);
    free(workload.text);
    return 0;
}
