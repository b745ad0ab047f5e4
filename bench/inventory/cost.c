/* cost.c - a year of a shop is costed: 10 million movements of 100,000 SKUs, in tables of a million rows sorted by time, on one thread. A quarter is receipts,
 * 4 % returns of an issue, 1 % landed costs; with "late" one movement in a thousand belongs a day to a month back. The tables are made outside of the time. */
#include <ecomops/inventory.h>
#include <string.h>

#include "families.h"

enum { SKUS = 100000, ROWS = 1000000, TABLES = 10, TEXT = 12 };
#define SECOND_US INT64_C(1000000)
#define START_US  INT64_C(1767225600000000) /* 2026-01-01 */

typedef struct year {
    char (*names)[TEXT];
    char *sku_bytes; /* as Arrow gives them */
    int64_t *sku_ends;
    const char *kinds[5];
    int64_t *at, *quantity, *unit, *amount, *movement, *source;
    int32_t *kind;
    uint8_t *unit_valid, *amount_valid, *source_valid;
    int64_t *receipt, *issue; /* the last of each SKU, and of the issue how much is left to come back */
    int64_t *left;
    uint64_t chance;
} year;

enum { RECEIVE, ISSUE, RETURN, ADJUST, LAND };

static uint64_t next(year *of) /* splitmix64 */
{
    uint64_t z = (of->chance += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static void *array(size_t count, size_t size)
{
    void *made = calloc(count, size);
    if (!made)
        bench_stop("no memory");
    return made;
}

static year *make_year(void)
{
    static const char *const kinds[] = {"receive", "issue", "return", "adjust", "land_cost"};
    year *of = array(1, sizeof *of);
    memcpy(of->kinds, kinds, sizeof kinds);
    of->names = array(SKUS, sizeof *of->names);
    of->sku_bytes = array(ROWS, TEXT - 2);
    of->sku_ends = array(ROWS + 1, sizeof *of->sku_ends);
    int64_t **numbers[] = {&of->at, &of->quantity, &of->unit, &of->amount, &of->movement, &of->source};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        *numbers[i] = array(ROWS, sizeof **numbers[i]);
    of->kind = array(ROWS, sizeof *of->kind);
    uint8_t **valid[] = {&of->unit_valid, &of->amount_valid, &of->source_valid};
    for (size_t i = 0; i < sizeof valid / sizeof *valid; i++)
        *valid[i] = array(ROWS / 8, 1);
    of->receipt = array(SKUS, sizeof *of->receipt);
    of->issue = array(SKUS, sizeof *of->issue);
    of->left = array(SKUS, sizeof *of->left);
    for (int i = 0; i < SKUS; i++)
        snprintf(of->names[i], TEXT, "SKU-%06d", i);
    return of;
}

static void free_year(year *of)
{
    void *arrays[] = {
        of->names,  of->sku_bytes, of->sku_ends,   of->at,           of->quantity,     of->unit,    of->amount, of->movement,
        of->source, of->kind,      of->unit_valid, of->amount_valid, of->source_valid, of->receipt, of->issue,  of->left,
        of};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        free(arrays[i]);
}

static void put(uint8_t *valid, int row, bool is)
{
    valid[row / 8] = (uint8_t)((valid[row / 8] & ~(1u << row % 8)) | (unsigned)is << row % 8);
}

static void make_row(year *of, int table, int row, bool late)
{
    uint64_t chance = next(of), dice = chance % 100;
    size_t sku = (size_t)(chance >> 32) % SKUS;
    int64_t number = (int64_t)table * ROWS + row + 1;
    int kind = dice < 25                        ? RECEIVE
               : dice < 29 && of->left[sku] > 0 ? RETURN
               : dice < 30 && of->receipt[sku]  ? LAND
               : dice < 32                      ? ADJUST
                                                : ISSUE;
    memcpy(of->sku_bytes + (size_t)row * (TEXT - 2), of->names[sku], TEXT - 2);
    of->sku_ends[row + 1] = (int64_t)(row + 1) * (TEXT - 2);
    of->kind[row] = kind;
    of->movement[row] = number;
    of->at[row] = START_US + number * 3 * SECOND_US;
    if (late && (chance >> 20) % 1000 == 0 && kind <= ISSUE)
        of->at[row] -= (int64_t)(1 + (chance >> 40) % 30) * 86400 * SECOND_US;
    of->quantity[row] = kind == RECEIVE ? 4 + (int64_t)(chance >> 10) % 20 : kind == LAND ? 0 : 1 + (int64_t)(chance >> 10) % 4;
    of->quantity[row] = kind == ADJUST ? -of->quantity[row] : kind == RETURN ? 1 : of->quantity[row];
    of->unit[row] = 500 + (int64_t)sku % 3000 + (int64_t)(chance >> 16) % 100;
    of->amount[row] = 700;
    of->source[row] = kind == RETURN ? of->issue[sku] : of->receipt[sku];
    put(of->unit_valid, row, kind == RECEIVE);
    put(of->amount_valid, row, kind == LAND);
    put(of->source_valid, row, kind == RETURN || kind == LAND);
    if (kind == RECEIVE) {
        of->receipt[sku] = number;
    } else if (kind == ISSUE) {
        of->issue[sku] = number;
        of->left[sku] = of->quantity[row];
    } else if (kind == RETURN) {
        of->left[sku]--;
    }
}

static eco_table table_of(year *of, eco_column columns[9], eco_column *words)
{
    *words = (eco_column){ECO_COLUMN_(NULL, ECO_TYPE_TEXT, char const *, of->kinds)};
    eco_column made[] = {{.name = "sku", .type = ECO_TYPE_UTF8, .values = of->sku_ends, .bytes = of->sku_bytes},
                         ECO_TIME_COLUMN("at", of->at),
                         {.name = "kind", .type = ECO_TYPE_CODE, .values = of->kind, .dictionary = words, .dictionary_rows = 5},
                         ECO_INT64_COLUMN("quantity", of->quantity),
                         ECO_MONEY_COLUMN("unit_cost", of->unit, "CNY"),
                         ECO_MONEY_COLUMN("amount", of->amount, "CNY"),
                         ECO_INT64_COLUMN("movement", of->movement),
                         ECO_INT64_COLUMN("source", of->source)};
    made[4].valid = of->unit_valid;
    made[5].valid = of->amount_valid;
    made[7].valid = of->source_valid;
    memcpy(columns, made, sizeof made);
    return (eco_table){.rows = ROWS, .columns = columns, .columns_count = sizeof made / sizeof *made};
}

/* Money in is cost and value, and there is a cost for each issue: else the figure counts for nothing. */
static void check(eco_costing *costing)
{
    eco_error error;
    const eco_table *value;
    if (eco_costing_table(&value, costing, "value", &error) || value->rows != SKUS)
        bench_stop("costing: %s", error.message);
    const int64_t *received = eco_table_column(value, "received")->values, *cost = eco_table_column(value, "cost")->values;
    const int64_t *worth = eco_table_column(value, "value")->values;
    for (int64_t i = 0; i < value->rows; i++)
        if (received[i] != cost[i] + worth[i])
            bench_stop("costing: money is lost");
    eco_table_free(value);
}

static void restart(year *of)
{
    of->chance = 1;
    memset(of->receipt, 0, SKUS * sizeof *of->receipt);
    memset(of->left, 0, SKUS * sizeof *of->left);
}

static eco_costing *begin(const bench_workload *workload)
{
    eco_error error;
    eco_costing *costing;
    if (eco_costing_create(&costing, ECO_MAKE(eco_costing_options, .currency = "CNY", .method = workload->kind), &error))
        bench_stop("costing: %s", error.message);
    return costing;
}

/* The seconds that a table of the year takes. */
static double feed(eco_costing *costing, year *of, int number, bool late)
{
    eco_column columns[9], words;
    eco_error error;
    for (int row = 0; row < ROWS; row++)
        make_row(of, number, row, late);
    eco_table table = table_of(of, columns, &words);
    double started = bench_seconds();
    if (eco_costing_update(costing, &table, &error))
        bench_stop("costing: %s at %s", error.message, error.path);
    return bench_seconds() - started;
}

static double run(bench_workload *workload, double seconds)
{
    year *of = workload->made ? workload->made : make_year();
    double passed = 0;
    (void)seconds;
    workload->made = of;
    restart(of);
    eco_costing *costing = begin(workload);
    for (int i = 0; i < TABLES; i++)
        passed += feed(costing, of, i, workload->lines != 0);
    check(costing);
    eco_costing_free(costing);
    return (double)ROWS * TABLES / passed / 1e6;
}

/* SKU-000123 is 123. */
static long sku_of(const char *name)
{
    char digits[7] = {0};
    memcpy(digits, name + 4, 6);
    return strtol(digits, NULL, 10);
}

/* For a peer: the first table, and by SKU what quantity and value there are then and what was received. */
static void write(const bench_workload *workload, FILE *file)
{
    year *of = make_year();
    eco_error error;
    const eco_table *value;
    restart(of);
    eco_costing *costing = begin(workload);
    feed(costing, of, 0, false);
    fprintf(file, "{\"average\": %s, \"rows\": [", workload->kind == ECO_COST_AVERAGE ? "true" : "false");
    for (int i = 0; i < ROWS; i++)
        fprintf(file, "%s[%ld, %d, %lld, %lld, %lld, %lld, %lld]", i ? ",\n" : "", sku_of(of->sku_bytes + (size_t)i * (TEXT - 2)),
                (int)of->kind[i], (long long)of->quantity[i], (long long)of->unit[i], (long long)of->amount[i],
                (long long)of->movement[i], (long long)of->source[i]);
    if (eco_costing_table(&value, costing, "value", &error))
        bench_stop("costing: %s", error.message);
    const int64_t *quantity = eco_table_column(value, "quantity")->values, *worth = eco_table_column(value, "value")->values;
    const int64_t *received = eco_table_column(value, "received")->values, *ends = eco_table_column(value, "sku")->values;
    const char *bytes = eco_table_column(value, "sku")->bytes;
    fprintf(file, "], \"answer\": [");
    for (int64_t i = 0; i < value->rows; i++)
        fprintf(file, "%s[%ld, %lld, %lld, %lld]", i ? ",\n" : "", sku_of(bytes + ends[i]), (long long)quantity[i],
                (long long)worth[i], (long long)received[i]);
    fprintf(file, "]}\n");
    eco_table_free(value);
    eco_costing_free(costing);
    free_year(of);
}

static void end(bench_workload *workload)
{
    if (workload->made)
        free_year(workload->made);
    workload->made = NULL;
}

void cost_add(bench_workloads *workloads)
{
    static const struct {
        const char *name;
        eco_cost_method method;
        int late;
    } kinds[] = {{"inventory/cost/fifo", ECO_COST_FIFO, 0},
                 {"inventory/cost/average", ECO_COST_AVERAGE, 0},
                 {"inventory/cost/fifo_late", ECO_COST_FIFO, 1}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        bench_workload *workload = bench_add(workloads, "%s", kinds[i].name);
        workload->unit = "million movements/s";
        workload->kind = kinds[i].method;
        workload->lines = kinds[i].late;
        workload->run = run;
        workload->write = kinds[i].late ? NULL : write; /* the script rewrites nothing */
        workload->end = end;
    }
}
