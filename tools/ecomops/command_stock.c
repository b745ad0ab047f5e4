/* command_stock.c - ecomops stock: what is there, what is held, what is sold. */
#include "ecomops/stock.h"

static const tool_live_verb verbs[] = {
    {"receive", ECO_INVENTORY_RECEIVE, NULL, false},
    {"adjust", ECO_INVENTORY_ADJUST, NULL, false},
    {"hold", ECO_INVENTORY_HOLD, NULL, false},
    {"extend", ECO_INVENTORY_EXTEND, NULL, false},
    {"commit", ECO_INVENTORY_COMMIT, NULL, false},
    {"release", ECO_INVENTORY_RELEASE, NULL, false},
    {"cancel", ECO_INVENTORY_CANCEL, NULL, false},
    {"issue", ECO_INVENTORY_ISSUE, NULL, false},
    {"level", 0, tool_stock_level, true},
    {"balances", 0, NULL, true},
    {"holds", 0, NULL, true},
    {"ledger", 0, NULL, true},
    {"locations", 0, NULL, true},
    {"audit", 0, tool_live_audit, true},
    {"tick", 0, tool_live_tick, false},
    {"import", 0, tool_stock_import, false},
    {"run", 0, tool_stock_run, false},
    {"route", TOOL_LIVE_NO_STORE, tool_stock_route, true},
    {"cost", TOOL_LIVE_NO_STORE, tool_stock_cost, true},
};
static const tool_live_rule rules[] = {
    {"for", "hold extend"},
    {"expires", "hold extend"},
    {"channel", "hold"},
    {"partial", "hold route"},
    {"dry-run", "receive adjust hold extend commit release cancel issue"},
    {"expected-version", "receive adjust hold extend commit release cancel issue"},
    {"key", "receive adjust hold extend commit release cancel issue holds ledger import"},
    {"actor", "receive adjust hold extend commit release cancel issue import"},
    {"reason", "receive adjust hold extend commit release cancel issue import"},
    {"reference", "receive adjust hold extend commit release cancel issue import"},
    {"location", "receive adjust hold commit release cancel issue level balances holds ledger locations import"},
    {"since", "holds ledger"},
    {"until", "holds ledger"},
    {"as-of", "balances"},
    {"after", "ledger"},
    {"limit", "balances holds ledger locations tick cost"},
    {"locations", "route"},
    {"stock", "route"},
    {"distances", "route"},
    {"currency", "route cost"},
    {"per-km", "route"},
    {"split-cost", "route"},
    {"age-day", "route"},
    {"parcel-weight", "route"},
    {"most-locations", "route"},
    {"most-parcels", "route"},
    {"most-nodes", "route"},
    {"whole-lines", "route"},
    {"consume", "route"},
    {"table", "route cost"},
    {"explain", "route"},
    {"batch", "import"},
    {"encoding", "import cost"},
    {"method", "cost"},
    {"standard", "cost"},
    {"quantity-scale", "cost"},
    {"closed-until", "cost"},
};

static const tool_hint hints[] = {{ECO_E_INSUFFICIENT, WORD_HINT_INSUFFICIENT},
                                  {ECO_E_EXPIRED, WORD_HINT_EXPIRED},
                                  {ECO_E_NOT_FOUND, WORD_HINT_NOT_FOUND},
                                  {ECO_E_COMMITTED, WORD_HINT_COMMITTED}};

static eco_status open_stock(tool_live *live, eco_error *error)
{
    return eco_inventory_open(&live->inventory, live->store, NULL, error);
}

static eco_status table(const eco_table **out, tool_live *live, const char *name, const eco_query *query, eco_error *error)
{
    return eco_inventory_table(out, live->inventory, name, query, error);
}

static eco_status audit(const eco_table **findings, tool_live *live, eco_error *error)
{
    return eco_inventory_audit(findings, live->inventory, error);
}

static eco_status tick(tool_live *live, int64_t now_us, int64_t limit, int64_t *done, eco_error *error)
{
    return eco_inventory_tick(live->inventory, now_us, limit, done, error);
}

static const tool_live_kind kind = {
    .name = "stock",
    .verbs = verbs,
    .verbs_count = sizeof verbs / sizeof *verbs,
    .rules = rules,
    .rules_count = sizeof rules / sizeof *rules,
    .hints = hints,
    .hints_count = sizeof hints / sizeof *hints,
    .subject = "SKU",
    .sound = WORD_STOCK_SOUND,
    .change = tool_stock_change,
    .open = open_stock,
    .table = table,
    .audit = audit,
    .tick = tick,
};

static int run(const tool_arguments *arguments)
{
    tool_stock stock = {.kind = &kind,
                        .arguments = arguments,
                        .operands = arguments->operands + 1,
                        .operands_count = arguments->operands_count - 1};
    int code = tool_live_run(&stock, arguments->operands[0]);
    eco_inventory_free(stock.inventory);
    tool_live_close(&stock);
    return code;
}

static const tool_option options[] = {
    TOOL_LIVE_STORE_OPTION,
    {"location", "NAME", "where; default: the store's only location", 'l'},
    TOOL_LIVE_KEY_OPTION,
    {"for", "TIME", "how long a hold lasts: 90s, 15m, 2h, 7d", 'f'},
    {"expires", "TIME", "until when: 2026-11-11T12:15:00Z", 0},
    {"partial", NULL, "hold of each line what there is; route: ship what can be, the rest waits", 0},
    {"channel", "NAME", "where it is sold; kept with the hold", 0},
    {"reason", "TEXT", "why; adjust needs it", 'r'},
    {"actor", "NAME", "who", 0},
    {"reference", "TEXT", "your own document number", 0},
    {"expected-version", "N", "of the hold, or of the level of one line: refuse if it has changed", 0},
    {"dry-run", NULL, "say what would happen, and do nothing", 'n'},
    {"at", "TIME", "when it takes effect; default: now", 0},
    {"zone", "ZONE", "of times without an offset: Asia/Shanghai; default UTC", 'z'},
    {"since", "TIME", "of holds and ledger: what took effect from then on", 0},
    {"until", "TIME", "... and before this", 0},
    {"as-of", "TIME", "balances as they were then", 0},
    {"after", "N", "of the ledger: rows after this sequence number", 0},
    {"limit", "N", "rows at most; 0: all. Default: 100 in tables for people, else all", 0},
    {"batch", "N", "import: commands a commit; default 1024", 0},
    {"encoding", "NAME", "import, cost: utf-8, gbk or gb18030; default: found out", 0},
    {"locations", "FILE",
     "route: CSV of location, kind, priority, excluded, unlimited, capacity, order_cost, parcel_cost, unit_cost, latitude, "
     "longitude",
     0},
    {"stock", "FILE", "route: CSV of location, sku, available, age_days, unit_cost", 0},
    {"distances", "FILE", "route: CSV of location, destination, metres; default: by coordinates", 0},
    {"currency", "CODE", "cost, route: of the amounts; default of route: CNY", 0},
    {"per-km", "AMOUNT", "route: of a parcel and kilometre", 0},
    {"split-cost", "AMOUNT", "route: of each location beyond the first", 0},
    {"age-day", "AMOUNT", "route: taken off for a unit and day that it has lain", 0},
    {"parcel-weight", "GRAMS", "route: the most that a parcel may weigh", 0},
    {"most-locations", "N", "route: that an order may be split into", 0},
    {"most-parcels", "N", "route: of an order", 0},
    {"most-nodes", "N", "route: of the search of an order; default 1000000", 0},
    {"whole-lines", NULL, "route: a line ships from one location", 0},
    {"consume", NULL, "route: each order finds what those before it left", 0},
    {"table", "NAME",
     "route: assignments (the default), orders or parcels; cost: value (the default), cogs, corrections, layers or problems", 0},
    {"explain", "ORDER", "route: this order's plan, and why the other locations ship nothing", 0},
    {"method", "NAME", "cost: fifo (the default), average, lifo or standard", 0},
    {"standard", "FILE", "cost: CSV of SKUs with a method or standard_cost of their own", 0},
    {"quantity-scale", "N", "cost: decimals of quantities; default 0: pieces", 0},
    {"closed-until", "TIME", "cost: books are closed before it; what comes late is dated at it", 0},
    TOOL_STORE_OPTIONS,
};

const tool_command tool_stock_command = {
    .name = "stock",
    .operands = "VERB [ARGUMENT ...]",
    .summary = "what is there, held and sold; never oversold",
    .about = "Goods come in, are held for a cart, committed when it is paid, and issued when they leave:\n"
             "  receive SKU QUANTITY ...           adjust SKU QUANTITY ... --reason TEXT   (-3: a count found 3 fewer)\n"
             "  hold SKU QUANTITY ... --for 15m    extend HOLD --for 15m\n"
             "  commit HOLD [SKU QUANTITY ...]     release HOLD [SKU QUANTITY ...]         (a part, or all)\n"
             "  cancel HOLD [SKU QUANTITY ...]     issue HOLD [SKU QUANTITY ...], or issue SKU QUANTITY ...\n"
             "HOLD is the key of the hold, as text or UUID. What is there:\n"
             "  level SKU   balances [SKU]   holds [SKU]   ledger [SKU]   locations\n"
             "  audit       proves that nothing is oversold and all sums are right\n"
             "  tick        tidies holds whose deadline has passed (they do not count from then on anyway)\n"
             "Many at once:\n"
             "  import FILE opening stock from CSV (columns sku, quantity, location), or a command a line as JSON. Each row\n"
             "              is done once: a run that was cut off is run again, with the same file name or --key\n"
             "  run FILE    a document ecomops.stock_commands/1\n"
             "Which location ships what of the orders of a file (order, sku, quantity), at the least cost; no store is needed:\n"
             "  route FILE --locations FILE --stock FILE [--explain ORDER]\n"
             "What goods cost; no store is needed:\n"
             "  cost FILE   costs movements from CSV: columns sku, at, kind (receive, issue, return, vendor_return, adjust,\n"
             "              land_cost, revalue), quantity, unit_cost or amount, movement, source, recorded. Rows stand in the\n"
             "              order in which they became known; sort them by time where all was known in time\n"
             "A refusal says why, and changes nothing; --output json is a document ecomops.stock_results/1.",
    .examples = "  ecomops stock --store sqlite:shop.db receive PHONE 1000 CASE 500 --location SZ --key \"receipt 4711\"\n"
                "  ecomops stock --store sqlite:shop.db hold PHONE 1 --for 15m --key \"cart 1001\"\n"
                "  ecomops stock --store sqlite:shop.db commit \"cart 1001\"\n"
                "  ecomops stock --store sqlite:shop.db adjust PHONE -3 --reason damaged\n"
                "  ECOMOPS_STORE=sqlite:shop.db ecomops stock balances --language zh\n"
                "  ecomops stock --store sqlite:shop.db import opening.csv --location SZ\n"
                "  ecomops stock route orders.csv --locations places.csv --stock stock.csv --per-km 0.002 --explain 1001\n"
                "  ecomops stock --store sqlite:shop.db ledger PHONE --since 2026-11-01 --output csv\n"
                "  ecomops stock cost movements.csv --method average --currency CNY\n",
    TOOL_OPTIONS(options),
    .operands_least = 1,
    .operands_most = 20001,
    .run = run,
};
