/* inventory_random_check.c - levels, tables, balances of the past and the audit, against the model. */
#include "base/table_builder.h"
#include "inventory_random.h"

/* ---- levels ------------------------------------------------------------------------------------------------------------------------------ */

void history_check_levels(history *h)
{
    for (int i = 0; i < MODEL_LEVELS; i++) {
        const model_level *expected = &h->is.levels[i];
        eco_stock_level level;
        eco_error error;
        eco_status status = eco_inventory_level(&level, h->stock, model_skus[i / MODEL_LOCATIONS],
                                                model_locations[i % MODEL_LOCATIONS], NULL, h->now_us, &error);
        HISTORY_CHECK(h, status == (expected->exists ? ECO_OK : ECO_E_NOT_FOUND), "level %d: %s", i, error.message);
        const int64_t *got = level.quantity;
        HISTORY_CHECK(h,
                      got[ECO_STOCK_ON_HAND] == expected->on_hand && got[ECO_STOCK_RESERVED] == expected->reserved &&
                          got[ECO_STOCK_COMMITTED] == expected->committed,
                      "level %d: %" PRId64 " %" PRId64 " %" PRId64 ", not %" PRId64 " %" PRId64 " %" PRId64, i, got[0], got[1],
                      got[2], expected->on_hand, expected->reserved, expected->committed);
    }
}

/* ---- tables ------------------------------------------------------------------------------------------------------------------------------ */

static const eco_table *table_of(history *h, const char *name, const eco_query *query)
{
    const eco_table *table;
    eco_error error;
    CHECK_OK(eco_inventory_table(&table, h->stock, name, query, &error));
    (void)h;
    return table;
}

static int64_t number(const eco_table *table, const char *column, int64_t row)
{
    return eco_cell_int64(eco_table_column(table, column), row);
}

static bool is_text(const eco_table *table, const char *column, int64_t row, const char *expected)
{
    size_t size;
    const char *text = eco_cell_text(eco_table_column(table, column), row, &size);
    return expected ? text && size == strlen(expected) && memcmp(text, expected, size) == 0 : !text;
}

static eco_id id_of(const eco_table *table, const char *column, int64_t row)
{
    return ((const eco_id *)eco_table_column(table, column)->values)[row];
}

static bool is_place(const eco_table *table, int64_t row, int level)
{
    return is_text(table, "sku", row, model_skus[level / MODEL_LOCATIONS]) &&
           is_text(table, "location", row, model_locations[level % MODEL_LOCATIONS]);
}

static int64_t find_place(const eco_table *table, int level)
{
    for (int64_t row = 0; row < table->rows; row++)
        if (is_place(table, row, level))
            return row;
    return -1;
}

static void check_balances(history *h, const model_level *levels, int64_t as_of_us)
{
    const eco_table *table = table_of(h, "balances", ECO_MAKE(eco_query, .as_of_us = as_of_us));
    for (int i = 0; i < MODEL_LEVELS; i++) {
        int64_t row = find_place(table, i);
        const model_level *expected = &levels[i];
        if (row < 0) {
            HISTORY_CHECK(h, !expected->exists, "level %d is not in the table", i);
            continue;
        }
        int64_t on_hand = number(table, "on_hand", row), reserved = number(table, "reserved", row),
                committed = number(table, "committed", row);
        HISTORY_CHECK(h, on_hand == expected->on_hand && reserved == expected->reserved && committed == expected->committed,
                      "as of %" PRId64 " level %d: %" PRId64 " %" PRId64 " %" PRId64 ", not %" PRId64 " %" PRId64 " %" PRId64,
                      as_of_us, i, on_hand, reserved, committed, expected->on_hand, expected->reserved, expected->committed);
        HISTORY_CHECK(h, number(table, "available", row) == on_hand - reserved - committed, "level %d", i);
    }
    eco_table_free(table);
}

static int64_t check_hold(history *h, const eco_table *table, const model_hold *hold)
{
    const model_command *command = &h->is.commands[hold->command];
    int64_t row = 0;
    while (row < table->rows &&
           (id_of(table, "hold", row).low != command->key.low || id_of(table, "hold", row).high != command->key.high))
        row++;
    HISTORY_CHECK(h, row + hold->lines_count <= table->rows, "hold %" PRIu64 " is not in the table", command->key.low);
    for (int i = 0; i < hold->lines_count; i++, row++) {
        const model_hold_line *line = &hold->lines[i];
        HISTORY_CHECK(h, number(table, "line", row) == i && is_place(table, row, line->level), "hold %" PRIu64 " line %d",
                      command->key.low, i);
        HISTORY_CHECK(h,
                      number(table, "quantity", row) == line->quantity && number(table, "held", row) == line->held &&
                          number(table, "committed", row) == line->committed &&
                          number(table, "released", row) == line->released && number(table, "issued", row) == line->issued &&
                          number(table, "cancelled", row) == line->cancelled,
                      "hold %" PRIu64 " line %d", command->key.low, i);
        HISTORY_CHECK(h, is_text(table, "state", row, hold->state), "hold %" PRIu64 " is not %s", command->key.low, hold->state);
        HISTORY_CHECK(h, number(table, "at", row) == command->at_us && number(table, "version", row) == hold->version,
                      "hold %" PRIu64 ": version %" PRId64 ", not %" PRId64, command->key.low, number(table, "version", row),
                      hold->version);
        bool is_held = strcmp(hold->state, "held") == 0;
        const eco_column *expires = eco_table_column(table, "expires"), *ended = eco_table_column(table, "ended");
        HISTORY_CHECK(h, is_held ? eco_cell_int64(expires, row) == hold->expires_us : eco_cell_is_null(expires, row), "%s",
                      hold->state);
        HISTORY_CHECK(h, is_held ? eco_cell_is_null(ended, row) : eco_cell_int64(ended, row) == hold->ended_us, "%s",
                      hold->state);
        HISTORY_CHECK(h, is_text(table, "channel", row, command->channel) && is_text(table, "actor", row, command->actor),
                      "hold %" PRIu64, command->key.low);
    }
    return hold->lines_count;
}

static void check_holds(history *h)
{
    const eco_table *table = table_of(h, "holds", NULL);
    int64_t rows = 0;
    for (int i = 0; i < h->is.holds_count; i++)
        rows += check_hold(h, table, &h->is.holds[i]);
    HISTORY_CHECK(h, rows == table->rows, "%" PRId64 " rows, not %" PRId64, table->rows, rows);
    eco_table_free(table);
}

/* What a row of the ledger adds to what is on hand. */
static int64_t on_hand_of(const eco_table *table, int64_t row)
{
    bool leaves = !is_text(table, "from", row, "supplier") && !is_text(table, "from", row, "adjustment");
    bool stays = is_text(table, "to", row, "available") || is_text(table, "to", row, "reserved") ||
                 is_text(table, "to", row, "committed");
    return number(table, "quantity", row) * (stays - leaves);
}

static void check_ledger(history *h)
{
    const eco_table *table = table_of(h, "ledger", NULL);
    HISTORY_CHECK(h, table->rows == h->is.rows_count, "%" PRId64 " rows, not %d", table->rows, h->is.rows_count);
    for (int64_t row = 0; row < table->rows; row++) {
        const model_row *expected = &h->is.rows[row];
        const model_command *command = &h->is.commands[expected->command];
        HISTORY_CHECK(h,
                      id_of(table, "command", row).low == command->key.low && number(table, "line", row) == expected->line &&
                          is_place(table, row, expected->level) && on_hand_of(table, row) == expected->quantity,
                      "row %" PRId64, row);
        HISTORY_CHECK(h,
                      is_text(table, "verb", row, eco_inventory_verb_name(command->verb)) &&
                          number(table, "at", row) == command->at_us && is_text(table, "actor", row, command->actor) &&
                          is_text(table, "reason", row, command->reason),
                      "row %" PRId64, row);
    }
    eco_table_free(table);
}

/* Rows of one level, or of one command, are those of the whole. */
static void check_filters(history *h)
{
    int level = (int)eco_random_between(&h->random, 0, MODEL_LEVELS - 1);
    int64_t rows = 0, lines = 0;
    const eco_query query = {.struct_size = sizeof query,
                             .subject = model_skus[level / MODEL_LOCATIONS],
                             .location = model_locations[level % MODEL_LOCATIONS]};
    for (int i = 0; i < h->is.rows_count; i++)
        rows += h->is.rows[i].level == level;
    for (int i = 0; i < h->is.holds_count; i++)
        for (int k = 0; k < h->is.holds[i].lines_count; k++)
            lines += h->is.holds[i].lines[k].level == level;
    const eco_table *ledger = table_of(h, "ledger", &query), *holds = table_of(h, "holds", &query),
                    *balances = table_of(h, "balances", &query);
    HISTORY_CHECK(h, ledger->rows == rows, "%" PRId64 " rows, not %" PRId64, ledger->rows, rows);
    HISTORY_CHECK(h, holds->rows == lines, "%" PRId64 " lines, not %" PRId64, holds->rows, lines);
    HISTORY_CHECK(h, balances->rows == h->is.levels[level].exists, "%" PRId64 " levels", balances->rows);
    eco_table_free(ledger);
    eco_table_free(holds);
    eco_table_free(balances);
}

void history_check_tables(history *h)
{
    int64_t done;
    eco_error error;
    CHECK_OK(eco_inventory_tick(h->stock, h->now_us, 0, &done, &error));
    model_expire(&h->is, h->now_us);
    check_balances(h, h->is.levels, 0);
    check_holds(h);
    check_ledger(h);
    check_filters(h);
    for (int i = 0; i < h->past_count && i < 64; i += 7)
        check_balances(h, h->past[i].levels, h->past[i].at_us);
    const eco_table *findings;
    eco_status status = eco_inventory_audit(&findings, h->stock, &error);
    HISTORY_CHECK(h, status == ECO_OK, "%s", error.message);
    CHECK_INT(findings->rows, 0);
    eco_table_free(findings);
}
