/* inventory_costing.c - costing while memory fails: a table that fails books nothing, late movements and checkpoints among it, and works when it is tried
 * again. */
#include "fault.h"

#include <ecomops/inventory/costing.h>

enum { ROWS = 160, FIRST = 100 };
#define DAY INT64_C(86400000000)

typedef struct trial {
    eco_costing *costing;
    char ids[ROWS][16];
    const char *sku[ROWS], *kind[ROWS], *id[ROWS], *source[ROWS];
    int64_t at[ROWS], quantity[ROWS], amount[ROWS];
    uint8_t valid[ROWS / 8];
    eco_column columns[7];
    eco_table table;
    fault_text before;
} trial;

/* One SKU moves often enough for checkpoints, falls below 0 and recovers; in the second table some rows are late, some bad, some of a new SKU. */
static void fill(trial *of, int from, int to)
{
    memset(of->valid, 0, sizeof of->valid);
    for (int i = from, row = 0; i < to; i++, row++) {
        bool receives = i % 4 == 0, returns = i % 9 == 8 && i % 4 == 1, lands = i % 20 == 6;
        snprintf(of->ids[i], sizeof of->ids[i], "m%d", i);
        of->sku[row] = i % 16 == 15 ? "B" : i > 140 ? "C" : "A";
        of->kind[row] = receives ? "receive" : returns ? "return" : lands ? "land_cost" : i % 50 == 49 ? "lost" : "issue";
        of->id[row] = of->ids[i];
        of->source[row] = returns ? of->ids[i - 3] : lands ? of->ids[i - 2] : NULL;
        of->at[row] = (i > FIRST && i % 7 == 0 ? i - 90 : i + 1) * DAY;
        of->quantity[row] = lands ? 0 : receives ? 3 : 1;
        of->amount[row] = 1000 + i * 7;
        of->valid[row / 8] |= (uint8_t)((receives || lands) << row % 8);
    }
    eco_column columns[] = {ECO_TEXT_COLUMN("sku", of->sku),        ECO_TIME_COLUMN("at", of->at),
                            ECO_TEXT_COLUMN("kind", of->kind),      ECO_INT64_COLUMN("quantity", of->quantity),
                            ECO_INT64_COLUMN("amount", of->amount), ECO_TEXT_COLUMN("movement", of->id),
                            ECO_TEXT_COLUMN("source", of->source)};
    columns[4].valid = of->valid;
    memcpy(of->columns, columns, sizeof columns);
    of->table = (eco_table){.rows = to - from, .columns = of->columns, .columns_count = 7};
}

static fault_text said(eco_costing *costing)
{
    static const char *const names[] = {"cogs", "corrections", "value", "layers", "problems"};
    fault_text text = {NULL, 0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const eco_table *table;
        MUST(eco_costing_table(&table, costing, names[i], &error));
        MUST(eco_table_write(table, ECO_FORMAT_CSV, (eco_writer){fault_text_write, &text}, &error));
        eco_table_free(table);
    }
    return text;
}

static bool same(const fault_text *a, const fault_text *b)
{
    return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

static bool unchanged(const trial *of)
{
    fault_text now = said(of->costing);
    bool is = same(&now, &of->before);
    free(now.bytes);
    return is;
}

static eco_status create(trial *of, eco_error *error)
{
    static const char *const sku[] = {"A", "B"}, *const method[] = {NULL, "average"};
    const eco_column columns[] = {ECO_TEXT_COLUMN("sku", sku), ECO_TEXT_COLUMN("method", method)};
    const eco_table skus = {.rows = 2, .columns = columns, .columns_count = 2};
    return eco_costing_create(
        &of->costing,
        ECO_MAKE(eco_costing_options, .currency = "CNY", .skus = &skus, .skip_bad_rows = true, .allocator = fault_allocator()),
        error);
}

static void begin(trial *of)
{
    MUST(create(of, &error));
    fill(of, 0, FIRST);
    MUST(eco_costing_update(of->costing, &of->table, &error));
    fill(of, FIRST, ROWS);
    of->before = said(of->costing);
}

static void end(trial *of)
{
    free(of->before.bytes);
    eco_costing_free(of->costing);
}

SCENARIO(eco_costing_create)
{
    static trial of;
    FAULTS_OWN(of.costing = POISON, create(&of, &error), !of.costing, eco_costing_free(of.costing));
}

static void finish(trial *of, eco_status status, const fault_text *expected)
{
    if (status)
        MUST(eco_costing_update(of->costing, &of->table, &error));
    fault_text now = said(of->costing);
    fault_check(same(&now, expected), "the end is as without failures", "eco_costing_update");
    free(now.bytes);
    end(of);
}

SCENARIO(eco_costing_update)
{
    static trial of;
    fault_keeps(true); /* the room that it has made */
    begin(&of);
    MUST(eco_costing_update(of.costing, &of.table, &error));
    fault_text expected = said(of.costing);
    fault_check(strstr(expected.bytes, ",late,") && strstr(expected.bytes, ",negative_stock,") &&
                    strstr(expected.bytes, "is no kind"),
                "late and bad rows are among them", "eco_costing_update");
    end(&of);
    FAULTS_OWN(begin(&of), eco_costing_update(of.costing, &of.table, &error), unchanged(&of), (void)0,
               finish(&of, status_, &expected));
    free(expected.bytes);
    fault_keeps(false);
}

SCENARIO(eco_costing_table)
{
    static const char *const names[] = {"cogs", "corrections", "value", "layers", "problems"};
    static trial of;
    const eco_table *table;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        FAULTS_OWN(begin(&of); table = POISON, eco_costing_table(&table, of.costing, names[i], &error), !table && unchanged(&of),
                               eco_table_free(table), fault_check(unchanged(&of), "reading changes nothing", names[i]);
                   end(&of));
}

SCENARIO(eco_costing_free)
{
    static trial of;
    FAULTS_OWN(begin(&of), (eco_costing_free(of.costing), ECO_OK), true, (void)0, of.costing = NULL; end(&of));
}

TAKES_NOTHING(eco_cost_method_name, "gives a text of its own")
{
    fault_check(strcmp(eco_cost_method_name(ECO_COST_FIFO), "fifo") == 0, "its name", "eco_cost_method_name");
}
