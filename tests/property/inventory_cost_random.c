/* Random histories of movements, late ones among them, cut into random tables, against the model: after each table what is booked and its corrections sum to
 * what a run in the order of `at` says, money in is money out and value, and nothing that was booked has changed. */
#include <ecomops/inventory/costing.h>
#include <stdlib.h>

#include "inventory_cost_model.h"
#include "test.h"

static const eco_cost_method methods[COST_MODEL_SKUS] = {ECO_COST_FIFO, ECO_COST_AVERAGE, ECO_COST_LIFO, ECO_COST_STANDARD};
static const char *const skus[COST_MODEL_SKUS] = {"fifo", "average", "lifo", "standard"};
enum { STANDARD_COST = 777 };

typedef struct history {
    uint64_t seed;
    eco_random random;
    cost_model_row rows[COST_MODEL_ROWS];
    int count, only; /* only: the SKU of all rows, where it is one */
    char ids[COST_MODEL_ROWS][16];
    const char *sku[COST_MODEL_ROWS], *kind[COST_MODEL_ROWS], *movement[COST_MODEL_ROWS], *source[COST_MODEL_ROWS];
    int64_t at[COST_MODEL_ROWS], quantity[COST_MODEL_ROWS], unit[COST_MODEL_ROWS], amount[COST_MODEL_ROWS];
    uint8_t unit_valid[COST_MODEL_ROWS / 8 + 1], amount_valid[COST_MODEL_ROWS / 8 + 1];
} history;

static int64_t between(history *h, int64_t low, int64_t high)
{
    return eco_random_between(&h->random, low, high);
}

/* An earlier row of the SKU and kind (or NULL), not after `at`; of issues with enough left. */
static int find_source(history *h, const cost_model_row *of, const char *kind)
{
    int first = (int)between(h, 0, h->count);
    for (int n = 0; n < h->count; n++) {
        int i = (first + n) % h->count;
        const cost_model_row *row = &h->rows[i];
        int64_t left = row->quantity;
        for (int j = 0; j < h->count; j++)
            left -= h->rows[j].source == i && strcmp(h->rows[j].kind, "return") == 0 ? h->rows[j].quantity : 0;
        if (row->sku == of->sku && row->at <= of->at && strcmp(row->kind, kind) == 0 &&
            (strcmp(kind, "issue") || left >= of->quantity))
            return i;
    }
    return -1;
}

static void price(history *h, cost_model_row *row)
{
    row->priced = (int)between(h, 1, 2);
    row->money = row->priced == 1 ? between(h, 0, 2000) : between(h, 0, 20000);
}

static cost_model_row random_row(history *h)
{
    static const char *const kinds[] = {"receive", "receive", "receive", "issue",  "issue",         "issue",     "issue",
                                        "return",  "return",  "adjust",  "adjust", "vendor_return", "land_cost", "revalue"};
    cost_model_row row = {.sku = h->only < COST_MODEL_SKUS ? h->only : (int)between(h, 0, COST_MODEL_SKUS - 1),
                          .source = -1,
                          .quantity = between(h, 1, 60)};
    int64_t latest = 1000;
    for (int i = 0; i < h->count; i++)
        latest = h->rows[i].at > latest ? h->rows[i].at : latest;
    row.at = between(h, 0, 5) ? latest + between(h, 0, 3) : between(h, latest > 60 ? latest - 50 : 1, latest); /* some are late */
    row.kind = kinds[between(h, 0, sizeof kinds / sizeof *kinds - 1)];
    if (strcmp(row.kind, "receive") == 0 && (row.sku != 3 || between(h, 0, 1)))
        price(h, &row);
    if (strcmp(row.kind, "return") == 0) {
        row.source = between(h, 0, 3) ? find_source(h, &row, "issue") : -1;
        if (row.source < 0 && between(h, 0, 1))
            price(h, &row);
    }
    if (strcmp(row.kind, "adjust") == 0) {
        row.quantity = between(h, 0, 1) ? row.quantity : -row.quantity;
        if (row.quantity > 0 && between(h, 0, 1))
            price(h, &row);
    }
    if (strcmp(row.kind, "vendor_return") == 0)
        row.source = between(h, 0, 1) ? find_source(h, &row, "receive") : -1;
    if (strcmp(row.kind, "land_cost") == 0) {
        row.source = find_source(h, &row, "receive");
        row.kind = row.source < 0 ? "issue" : row.kind;
    }
    if (strcmp(row.kind, "land_cost") == 0) {
        row.priced = 2;
        row.money = between(h, -300, 3000);
        row.quantity = 0;
    }
    if (strcmp(row.kind, "revalue") == 0) {
        row.priced = 1;
        row.money = between(h, 0, 2000);
        row.quantity = 0;
    }
    return row;
}

static void add_row(history *h)
{
    int i = h->count;
    cost_model_row row = random_row(h);
    h->rows[h->count++] = row;
    snprintf(h->ids[i], sizeof h->ids[i], "m%d", i);
    h->movement[i] = h->ids[i];
    h->sku[i] = skus[row.sku];
    h->kind[i] = row.kind;
    h->source[i] = row.source < 0 ? NULL : h->ids[row.source];
    h->at[i] = row.at;
    h->quantity[i] = row.quantity;
    h->unit[i] = h->amount[i] = row.money;
    h->unit_valid[i / 8] |= (uint8_t)((row.priced == 1) << i % 8);
    h->amount_valid[i / 8] |= (uint8_t)((row.priced == 2) << i % 8);
}

/* ---- feeding ---- */

static eco_costing *create(void)
{
    eco_costing *costing;
    eco_error error;
    static const char *const words[COST_MODEL_SKUS] = {NULL, "average", "lifo", "standard"};
    static const int64_t standard[COST_MODEL_SKUS] = {0, 0, 0, STANDARD_COST};
    const eco_column columns[] = {ECO_TEXT_COLUMN("sku", skus), ECO_TEXT_COLUMN("method", words),
                                  ECO_MONEY_COLUMN("standard_cost", standard, "EUR")};
    const eco_table table = {.rows = COST_MODEL_SKUS, .columns = columns, .columns_count = 3};
    CHECK_OK(eco_costing_create(&costing, ECO_MAKE(eco_costing_options, .currency = "EUR", .quantity_scale = 1, .skus = &table),
                                &error));
    return costing;
}

static void shifted(uint8_t *out, const uint8_t *bits, int from, int to)
{
    memset(out, 0, COST_MODEL_ROWS / 8 + 1);
    for (int i = from; i < to; i++)
        out[(i - from) / 8] |= (uint8_t)((bits[i / 8] >> i % 8 & 1) << (i - from) % 8);
}

static eco_status update(eco_costing *costing, const history *h, int from, int to, eco_error *error)
{
    uint8_t unit_valid[COST_MODEL_ROWS / 8 + 1], amount_valid[COST_MODEL_ROWS / 8 + 1];
    shifted(unit_valid, h->unit_valid, from, to);
    shifted(amount_valid, h->amount_valid, from, to);
    eco_column columns[] = {ECO_TEXT_COLUMN("sku", h->sku + from),
                            ECO_TIME_COLUMN("at", h->at + from),
                            ECO_TEXT_COLUMN("kind", h->kind + from),
                            ECO_QUANTITY_COLUMN("quantity", h->quantity + from, 1),
                            ECO_MONEY_COLUMN("unit_cost", h->unit + from, "EUR"),
                            ECO_MONEY_COLUMN("amount", h->amount + from, "EUR"),
                            ECO_TEXT_COLUMN("movement", h->movement + from),
                            ECO_TEXT_COLUMN("source", h->source + from)};
    columns[4].valid = unit_valid;
    columns[5].valid = amount_valid;
    const eco_table table = {.rows = to - from, .columns = columns, .columns_count = 8};
    return eco_costing_update(costing, &table, error);
}

static void feed(eco_costing *costing, const history *h, int from, int to)
{
    eco_error error;
    eco_status failed = update(costing, h, from, to, &error);
    CHECK_F(!failed, "seed %" PRIu64 " rows %d to %d: %s at %s", h->seed, from, to, error.message, error.path);
}

/* ---- checking ---- */

static const eco_table *table_of(eco_costing *costing, const char *name)
{
    eco_error error;
    const eco_table *table;
    CHECK_OK(eco_costing_table(&table, costing, name, &error));
    return table;
}

static int64_t cell(const eco_table *table, const char *column, int64_t row)
{
    return ((const int64_t *)eco_table_column(table, column)->values)[row];
}

static bool text_is(const eco_table *table, const char *column, int64_t row, const char *text)
{
    const eco_column *of = eco_table_column(table, column);
    const int64_t *offsets = of->values;
    size_t size = (size_t)(offsets[row + 1] - offsets[row]);
    return size == strlen(text) && memcmp(of->bytes + offsets[row], text, size) == 0;
}

static int row_of(const eco_table *table, const char *column, int64_t row, int count)
{
    char id[16];
    for (int i = 0; i < count; i++) {
        snprintf(id, sizeof id, "m%d", i);
        if (text_is(table, column, row, id))
            return i;
    }
    return -1;
}

/* Booked costs and corrections by row are the model's; a landed cost's are those of its receipt. */
static void check_costs(const history *h, int fed, eco_costing *costing, const cost_model_state *states)
{
    const eco_table *cogs = table_of(costing, "cogs"), *corrections = table_of(costing, "corrections");
    int64_t booked[COST_MODEL_ROWS] = {0}, expected[COST_MODEL_ROWS] = {0};
    for (int64_t i = 0; i < cogs->rows; i++)
        booked[row_of(cogs, "movement", i, fed)] += cell(cogs, "cost", i);
    for (int64_t i = 0; i < corrections->rows; i++) {
        int by = row_of(corrections, "caused_by", i, fed);
        booked[row_of(corrections, "movement", i, fed)] += cell(corrections, "amount", i);
        CHECK_F(text_is(corrections, "sku", i, h->sku[by]) && cell(corrections, "amount", i) != 0, "seed %" PRIu64, h->seed);
    }
    for (int i = 0; i < fed; i++) {
        bool lands = strcmp(h->rows[i].kind, "land_cost") == 0;
        expected[lands ? h->rows[i].source : i] += states[h->rows[i].sku].cost[i];
    }
    for (int i = 0; i < fed; i++)
        CHECK_F(booked[i] == expected[i], "seed %" PRIu64 ", %d rows: cost of %s (%s of %s) is %lld, not %lld", h->seed, fed,
                h->ids[i], h->kind[i], h->sku[i], (long long)booked[i], (long long)expected[i]);
    eco_table_free(cogs);
    eco_table_free(corrections);
}

static void check_values(const history *h, int fed, eco_costing *costing, const cost_model_state *states)
{
    const eco_table *values = table_of(costing, "value");
    for (int64_t i = 0; i < values->rows; i++) {
        int sku = 0;
        while (!text_is(values, "sku", i, skus[sku]))
            sku++;
        const cost_model_state *is = &states[sku];
        int64_t cost = 0;
        for (int j = 0; j < fed; j++)
            cost += is->cost[j];
        CHECK_F(cell(values, "quantity", i) == is->quantity && cell(values, "value", i) == is->value,
                "seed %" PRIu64 ", %d rows: %s has %lld worth %lld, not %lld worth %lld", h->seed, fed, skus[sku],
                (long long)cell(values, "quantity", i), (long long)cell(values, "value", i), (long long)is->quantity,
                (long long)is->value);
        CHECK_F(is->quantity || !cell(values, "value", i), "seed %" PRIu64 ", %d rows: a residue", h->seed, fed);
        CHECK_F(cell(values, "received", i) == is->received && is->received == cost + is->value,
                "seed %" PRIu64 ", %d rows: %s: received %lld, cost %lld, value %lld", h->seed, fed, skus[sku],
                (long long)is->received, (long long)cost, (long long)is->value);
        CHECK_F(cell(values, "cost", i) == cost, "seed %" PRIu64 ", %d rows", h->seed, fed);
    }
    eco_table_free(values);
}

static void check_layers(const history *h, int fed, eco_costing *costing, const cost_model_state *states)
{
    const eco_table *layers = table_of(costing, "layers");
    static const int by_name[COST_MODEL_SKUS] = {1, 0, 2, 3};
    int64_t row = 0;
    for (int n = 0; n < COST_MODEL_SKUS; n++) {
        const cost_model_state *is = &states[by_name[n]];
        for (int i = 0; i < is->there_count; i++, row++)
            CHECK_F(row < layers->rows && cell(layers, "quantity", row) == is->there[i].quantity &&
                        cell(layers, "value", row) == is->there[i].value && cell(layers, "at", row) == is->there[i].at &&
                        row_of(layers, "movement", row, fed) == is->there[i].row,
                    "seed %" PRIu64 ", %d rows: layer %lld", h->seed, fed, (long long)row + 1);
        for (int i = 0; i < is->waiting_count; i++, row++)
            CHECK_F(row < layers->rows && cell(layers, "quantity", row) == -is->waiting[i].quantity &&
                        cell(layers, "value", row) == -is->waiting[i].value &&
                        row_of(layers, "movement", row, fed) == is->waiting[i].row,
                    "seed %" PRIu64 ", %d rows: layer %lld waits", h->seed, fed, (long long)row + 1);
        row += is->method == ECO_COST_STANDARD && is->quantity;
    }
    CHECK_F(layers->rows == row, "seed %" PRIu64 ", %d rows: %lld layers, not %lld", h->seed, fed, (long long)layers->rows,
            (long long)row);
    eco_table_free(layers);
}

static void check(const history *h, int fed, eco_costing *costing)
{
    static cost_model_state states[COST_MODEL_SKUS];
    for (int i = 0; i < COST_MODEL_SKUS; i++)
        cost_model_run(&states[i], methods[i], STANDARD_COST, h->rows, fed, i);
    check_costs(h, fed, costing, states);
    check_values(h, fed, costing, states);
    check_layers(h, fed, costing, states);
}

/* ---- what is told, as text ---- */

typedef struct said {
    char *bytes;
    size_t size;
} said;

static bool keep(const char *text, size_t size, void *user)
{
    said *to = user;
    to->bytes = realloc(to->bytes, to->size + size + 1);
    memcpy(to->bytes + to->size, text, size);
    to->size += size;
    return true;
}

static void say(said *out, eco_costing *costing, const char *name)
{
    eco_error error;
    const eco_table *table = table_of(costing, name);
    CHECK_OK(eco_table_write(table, ECO_FORMAT_CSV, (eco_writer){keep, out}, &error));
    eco_table_free(table);
}

static void check_kept(const history *h, int fed, eco_costing *costing, said before[2])
{
    static const char *const names[] = {"cogs", "corrections"};
    for (int i = 0; i < 2; i++) {
        said now = {0};
        say(&now, costing, names[i]);
        CHECK_F(now.size >= before[i].size && (!before[i].size || memcmp(now.bytes, before[i].bytes, before[i].size) == 0),
                "seed %" PRIu64 ", %d rows: %s that were booked have changed", h->seed, fed, names[i]);
        free(before[i].bytes);
        before[i] = now;
    }
}

static said say_all(eco_costing *costing)
{
    static const char *const names[] = {"cogs", "corrections", "value", "layers"};
    said out = {0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        say(&out, costing, names[i]);
    return out;
}

static void check_same(const history *h, said a, said b, const char *what)
{
    CHECK_F(a.size == b.size && memcmp(a.bytes, b.bytes, a.size) == 0, "seed %" PRIu64 ": %s", h->seed, what);
    free(a.bytes);
    free(b.bytes);
}

/* A table whose last row is bad leaves nothing behind. */
static void feed_bad(eco_costing *costing, history *h, int from, int to)
{
    eco_error error;
    said before = say_all(costing);
    const char *was = h->kind[to - 1];
    h->kind[to - 1] = "nothing";
    eco_status failed = update(costing, h, from, to, &error);
    CHECK_F(failed == ECO_E_UNKNOWN_NAME, "seed %" PRIu64 ": %s", h->seed, error.message);
    h->kind[to - 1] = was;
    check_same(h, before, say_all(costing), "a table that failed has changed something");
}

static void check_history(uint64_t seed)
{
    static history h;
    said kept[2] = {{0}};
    h = (history){.seed = seed, .random = {seed}};
    h.only = (int)between(&h, 0, 2 * COST_MODEL_SKUS - 1);
    while (h.count < COST_MODEL_ROWS)
        add_row(&h);
    eco_costing *cut = create(), *at_once = create();
    for (int from = 0; from < COST_MODEL_ROWS;) {
        int64_t to = from + between(&h, 0, between(&h, 0, 1) ? 2 : 30);
        to = to < COST_MODEL_ROWS ? to : COST_MODEL_ROWS;
        if (to > from && !between(&h, 0, 3))
            feed_bad(cut, &h, from, (int)to);
        feed(cut, &h, from, (int)to);
        from = (int)to;
        check(&h, from, cut);
        check_kept(&h, from, cut, kept);
    }
    feed(at_once, &h, 0, COST_MODEL_ROWS);
    check_same(&h, say_all(at_once), say_all(cut), "it depends on how rows are cut into tables");
    free(kept[0].bytes);
    free(kept[1].bytes);
    eco_costing_free(cut);
    eco_costing_free(at_once);
}

TEST(inventory_cost_random, sums_are_those_of_a_run_in_order)
{
    uint64_t seed = eco_test_seed();
    long cases = eco_test_cases(25);
    for (long i = 0; i < cases; i++)
        check_history(seed + (uint64_t)i);
}
