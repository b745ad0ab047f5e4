/* stock_tables.c - one level; all other tables are as of every module. */
#include "ecomops/show.h"
#include "ecomops/stock.h"

int tool_stock_level(tool_stock *stock)
{
    const char *sku = stock->operands_count == 1 ? stock->operands[0] : NULL,
               *location = tool_value(stock->arguments, "location");
    eco_stock_level level;
    eco_error error;
    if (!sku)
        return tool_fail(TOOL_USAGE, "stock level needs SKU; for all of them: ecomops stock balances");
    int code = tool_live_open(stock);
    if (code)
        return code;
    if (eco_inventory_level(&level, stock->inventory, sku, location, NULL, stock->at_us, &error))
        return tool_live_report(stock, &error);
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
