/* stock_tables.c - one level; all other tables are as of every module. */
#include "ecomops/show.h"
#include "ecomops/stock.h"

int tool_stock_level(tool_stock *stock)
{
    const char *sku = stock->operands_count == 1 ? stock->operands[0] : NULL,
               *location = tool_value(stock->arguments, "location"), *channel = tool_value(stock->arguments, "channel");
    eco_stock_level level;
    eco_error error;
    if (!sku)
        return tool_fail(TOOL_USAGE, "stock level needs SKU; for all of them: ecomops stock balances");
    int code = tool_live_open(stock);
    if (code)
        return code;
    if (eco_inventory_level(&level, stock->inventory, sku, location, channel, stock->at_us, &error))
        return tool_live_report(stock, &error);
    const uint8_t has_promise = level.promise_us != 0;
#define FIGURE(name_, member_)                                            \
    {                                                                     \
        .name = (name_), .type = ECO_TYPE_INT64, .values = &level.member_ \
    }
    const eco_table table = {
        .rows = 1,
        ECO_LIST(columns, eco_column, {.name = "sku", .type = ECO_TYPE_TEXT, .values = &sku},
                 {.name = "location", .type = ECO_TYPE_TEXT, .values = &location}, FIGURE("on_hand", quantity[ECO_STOCK_ON_HAND]),
                 FIGURE("reserved", quantity[ECO_STOCK_RESERVED]), FIGURE("committed", quantity[ECO_STOCK_COMMITTED]),
                 FIGURE("incoming", quantity[ECO_STOCK_INCOMING]), FIGURE("in_transit", quantity[ECO_STOCK_IN_TRANSIT]),
                 FIGURE("damaged", quantity[ECO_STOCK_DAMAGED]), FIGURE("quality_control", quantity[ECO_STOCK_QUALITY_CONTROL]),
                 FIGURE("safety", safety), FIGURE("buffered", buffered), FIGURE("expired", expired),
                 FIGURE("available", available), FIGURE("available_to_promise", available_to_promise),
                 {.name = "promise", .type = ECO_TYPE_TIME, .values = &level.promise_us, .valid = &has_promise},
                 FIGURE("version", version))};
#undef FIGURE
    return tool_show(&table, stock->arguments);
}
