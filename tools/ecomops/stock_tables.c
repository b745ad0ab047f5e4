/* stock_tables.c - what there is, who holds it, what happened; whether it is sound; what is over. */
#include "ecomops/numbers.h"
#include "ecomops/show.h"
#include "ecomops/stock.h"
#include "ecomops/stores.h"
#include "ecomops/times.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN = 100 }; /* rows for people, unless --limit says otherwise */

static void say(const tool_stock *stock, tool_word word, const char *first)
{
    char sentence[1024];
    puts(tool_say(sentence, sizeof sentence, stock->arguments->language, word, first, NULL, NULL));
}

int tool_stock_level(tool_stock *stock)
{
    const char *sku = stock->operands_count == 1 ? stock->operands[0] : NULL,
               *location = tool_value(stock->arguments, "location");
    eco_stock_level level;
    eco_error error;
    if (!sku)
        return tool_fail(TOOL_USAGE, "stock level needs SKU; for all of them: ecomops stock balances");
    int code = tool_stock_open(stock);
    if (code)
        return code;
    if (eco_inventory_level(&level, stock->inventory, sku, location, NULL, stock->at_us, &error))
        return tool_stock_report(stock, &error);
    const eco_column location_column[] = {{.name = "location", .type = ECO_TYPE_TEXT, .values = &location}};
    const eco_table table = {
        .rows = 1,
        ECO_LIST(columns, eco_column, {.name = "sku", .type = ECO_TYPE_TEXT, .values = &sku}, location_column[0],
                 {.name = "on_hand", .type = ECO_TYPE_INT64, .values = &level.quantity[ECO_STOCK_ON_HAND]},
                 {.name = "reserved", .type = ECO_TYPE_INT64, .values = &level.quantity[ECO_STOCK_RESERVED]},
                 {.name = "committed", .type = ECO_TYPE_INT64, .values = &level.quantity[ECO_STOCK_COMMITTED]},
                 {.name = "available", .type = ECO_TYPE_INT64, .values = &level.available},
                 {.name = "version", .type = ECO_TYPE_INT64, .values = &level.version})};
    return tool_show(&table, stock->arguments);
}

static bool take_query(eco_query *query, const tool_stock *stock, bool is_for_people)
{
    const tool_arguments *arguments = stock->arguments;
    const char *key = tool_value(arguments, "key");
    long long limit, after;
    *query = (eco_query){.struct_size = sizeof *query,
                         .subject = stock->operands_count ? stock->operands[0] : NULL,
                         .location = tool_value(arguments, "location")};
    if (key)
        query->key = eco_id_of(key);
    if (!tool_number(&limit, arguments, "limit", 0, INT64_MAX - 1, is_for_people ? SHOWN : 0) ||
        !tool_number(&after, arguments, "after", 0, INT64_MAX, 0))
        return false;
    query->limit = is_for_people && limit ? limit + 1 : limit; /* one more tells whether there are more */
    query->after_sequence = after;
    return tool_instant_option(&query->since_us, arguments, "since", stock->zone, 0) &&
           tool_instant_option(&query->until_us, arguments, "until", stock->zone, 0) &&
           tool_instant_option(&query->as_of_us, arguments, "as-of", stock->zone, 0);
}

int tool_stock_table(tool_stock *stock, const char *name)
{
    const eco_table *table;
    eco_query query;
    eco_error error;
    bool is_for_people = stock->arguments->output == TOOL_TABLE;
    if (stock->operands_count > 1)
        return tool_fail(TOOL_USAGE, "stock %s takes one SKU, or none", name);
    if (!take_query(&query, stock, is_for_people))
        return TOOL_USAGE;
    int code = tool_stock_open(stock);
    if (code)
        return code;
    if (eco_inventory_table(&table, stock->inventory, name, &query, &error))
        return tool_stock_report(stock, &error);
    eco_table shown = *table;
    bool has_more = is_for_people && query.limit && table->rows == query.limit;
    shown.rows -= has_more;
    code = tool_show(&shown, stock->arguments);
    if (!table->rows && is_for_people)
        say(stock, WORD_STOCK_NOTHING, NULL);
    if (has_more)
        say(stock, WORD_STOCK_MORE, NULL);
    eco_table_free(table);
    return code;
}

int tool_stock_audit(tool_stock *stock)
{
    const eco_table *findings = NULL;
    eco_error error;
    int code = tool_stock_open(stock);
    if (code)
        return code;
    if (!eco_inventory_audit(&findings, stock->inventory, &error)) {
        if (stock->arguments->output == TOOL_TABLE)
            say(stock, WORD_STOCK_SOUND, NULL);
        else if (findings)
            tool_show(findings, stock->arguments);
        eco_table_free(findings);
        return TOOL_DONE;
    }
    if (findings)
        tool_show(findings, stock->arguments);
    eco_table_free(findings);
    fflush(stdout);
    return tool_stock_report(stock, &error);
}

int tool_stock_tick(tool_stock *stock)
{
    enum { PIECE = 10000 };
    long long limit;
    int64_t done = 0, all = 0;
    eco_error error;
    char count[TOOL_NUMBER];
    if (!tool_number(&limit, stock->arguments, "limit", 0, INT64_MAX, 0))
        return TOOL_USAGE;
    int code = tool_stock_open(stock);
    if (code)
        return code;
    do {
        int64_t most = limit && limit - all < PIECE ? limit - all : PIECE;
        if (eco_inventory_tick(stock->inventory, stock->at_us, most, &done, &error))
            return tool_stock_report(stock, &error);
        all += done;
        if (done < most)
            break;
    } while (!limit || all < limit);
    if (stock->arguments->output != TOOL_TABLE) {
        const eco_table table = {.rows = 1,
                                 ECO_LIST(columns, eco_column, {.name = "expired", .type = ECO_TYPE_INT64, .values = &all})};
        return tool_show(&table, stock->arguments);
    }
    say(stock, WORD_STOCK_TICKED, tool_count(count, all));
    return TOOL_DONE;
}
