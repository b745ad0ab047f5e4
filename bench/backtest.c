/* backtest.c - a year of orders from CSV to sums, with 20 promotions on one thread, and with 1,000 on all cores: bench_backtest [ORDERS.csv[.xz]
 * [RULES.json]].
 *
 * Without arguments it takes online_retail.csv.xz from ECO_DATA_DIR or ../shared/data, and without that the year that ecomops sample makes up. The file
 * is in memory before the clock starts, because unpacking and the disk are no work of ours; the clock is the thread's own, because others may share the
 * core. With 1,000 promotions it is the one on the wall, and the cores' beside it. */
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
    int32_t threads;
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

static double process_seconds(void)
{
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
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
    const eco_backtest_options backtest_options = {
        .struct_size = sizeof backtest_options, .skip_bad_rows = true, .threads = workload->threads};
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

/* ---- 1,000 promotions: those that there are, and many that one SKU, code, country or week calls for ---- */

enum { PROMOTIONS = 1000, SKUS_MOST = 4096 };

/* SKUs of the first lines, each once. */
static size_t find_skus(const bench_workload *workload, char (*skus)[32])
{
    eco_error error;
    tool_orders *orders;
    const eco_table *batch;
    tool_memory memory = {workload->text, workload->size};
    const tool_orders_options options = {.currency = eco_rulebook_content_of(workload->rulebook)->currency};
    if (tool_orders_open(&orders, tool_source_of_memory(&memory), &options, &error) || tool_orders_next(orders, &batch, &error))
        stop(workload->name, &error);
    const eco_column *words = eco_table_column(batch, "sku")->dictionary;
    int64_t known = eco_table_column(batch, "sku")->dictionary_rows;
    size_t count = 0;
    for (int64_t i = 0; i < known && count < SKUS_MOST; i++) {
        const int64_t *offsets = words->values;
        if (offsets[i + 1] - offsets[i] < 32)
            snprintf(skus[count++], 32, "%.*s", (int)(offsets[i + 1] - offsets[i]), words->bytes + offsets[i]);
    }
    tool_orders_close(orders);
    return count;
}

static void add_promotion(eco_rulebook_builder *rules, size_t number, const char *first, const char *second)
{
    static const char *const countries[] = {"United Kingdom", "Germany", "France", "EIRE", "Spain", "Norway", "Japan"};
    const int64_t week = 7 * ECO_DAY_US, year = INT64_C(1293840000000000); /* 2011 */
    char id[32], text[128], code[32];
    eco_tier percent = {.off_percent = {5, 0}}, pieces = {.from_quantity = 3 + (int64_t)(number % 17), .off_percent = {10, 0}};
    eco_tier spend = {.from_minor = 10000 + (int64_t)(number % 80) * 1000, .off_minor = 500}, each = {.off_each_minor = 10};
    snprintf(id, sizeof id, "made-up-%zu", number);
    snprintf(code, sizeof code, "CODE%zu", number);
    snprintf(text, sizeof text, number % 5 ? "line.sku == '%s'" : "line.sku in ('%s', '%s')", first, second);
    eco_promotion promotion = {.struct_size = sizeof promotion, .id = id, .tiers = &percent, .tiers_count = 1, .on = text};
    if (number % 5 == 1) {
        snprintf(text, sizeof text, "Country == '%s'", countries[number / 5 % 7]);
        promotion.on = NULL, promotion.when = text, promotion.stage = ECO_STAGE_SHOP, promotion.tiers = &spend;
    } else if (number % 5 == 2) {
        promotion.stage = ECO_STAGE_SET, promotion.tiers = &pieces;
    } else if (number % 5 == 3) {
        promotion.on = NULL, promotion.coupon = code, promotion.stage = ECO_STAGE_SHOP_COUPON;
    } else if (number % 5 == 4) {
        promotion.tiers = &each;
        promotion.starts_us = year + (int64_t)(number % 52) * week;
        promotion.ends_us = promotion.starts_us + 2 * week;
    }
    eco_rulebook_add_promotion(rules, &promotion);
}

static void add_what_there_is(eco_rulebook_builder *rules, const eco_rulebook_content *content)
{
    for (size_t i = 0; i < content->price_lists_count; i++)
        eco_rulebook_add_price_list(rules, content->price_lists[i]);
    for (size_t i = 0; i < content->promotions_count; i++)
        eco_rulebook_add_promotion(rules, content->promotions[i]);
    for (size_t i = 0; i < content->taxes_count; i++)
        eco_rulebook_add_tax(rules, content->taxes[i]);
    for (size_t i = 0; i < content->sets_count; i++)
        eco_rulebook_add_set(rules, content->sets[i].name, content->sets[i].members, content->sets[i].members_count);
}

static void take_thousand(bench_workload *workload)
{
    static char skus[SKUS_MOST][32];
    eco_error error;
    const eco_rulebook_content *content = eco_rulebook_content_of(workload->rulebook);
    size_t skus_count = find_skus(workload, skus);
    eco_rulebook_builder *rules = eco_rulebook_begin(
        ECO_MAKE(eco_rulebook_options, .currency = content->currency, .zone = content->zone, .tax_mode = content->tax_mode));
    add_what_there_is(rules, content);
    for (size_t i = content->promotions_count; i < PROMOTIONS; i++)
        add_promotion(rules, i, skus[i * 7 % skus_count], skus[i * 13 % skus_count]);
    eco_rulebook *thousand;
    if (eco_rulebook_build(&thousand, rules, &error))
        stop("1,000 promotions", &error);
    eco_rulebook_free(workload->rulebook);
    workload->rulebook = thousand;
}

static void report(const bench_workload *workload, const char *what, double value, const char *unit, bool higher_is_better)
{
    char name[128];
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
    take_thousand(&workload);
    workload.threads = -1;
    for (int i = 0; i < BENCH_RUNS; i++) {
        double wall = bench_seconds(), cores = process_seconds();
        run(&workload);
        read[i] = bench_seconds() - wall;
        both[i] = process_seconds() - cores;
    }
    report(&workload, "1,000 promotions, all cores", bench_median(read, BENCH_RUNS), "s", false);
    report(&workload, "1,000 promotions, all cores, time of the cores", bench_median(both, BENCH_RUNS), "s", false);
    eco_zone_free(workload.zone);
    eco_rulebook_free(workload.rulebook);
    free(workload.text);
    return 0;
}
