/* command_stock.c - ecomops stock: what is there, what is held, what is sold. */
#include "ecomops/stock.h"

#include <string.h>

static const tool_live_verb verbs[] = {
    {"define", ECO_INVENTORY_DEFINE, NULL, false},
    {"buffer", ECO_INVENTORY_BUFFER, NULL, false},
    {"close", ECO_INVENTORY_CLOSE, NULL, false},
    {"expect", ECO_INVENTORY_EXPECT, NULL, false},
    {"receive", ECO_INVENTORY_RECEIVE, NULL, false},
    {"hold", ECO_INVENTORY_HOLD, NULL, false},
    {"extend", ECO_INVENTORY_EXTEND, NULL, false},
    {"commit", ECO_INVENTORY_COMMIT, NULL, false},
    {"release", ECO_INVENTORY_RELEASE, NULL, false},
    {"issue", ECO_INVENTORY_ISSUE, NULL, false},
    {"cancel", ECO_INVENTORY_CANCEL, NULL, false},
    {"return", ECO_INVENTORY_RETURN, NULL, false},
    {"ship-transfer", ECO_INVENTORY_SHIP_TRANSFER, NULL, false},
    {"receive-transfer", ECO_INVENTORY_RECEIVE_TRANSFER, NULL, false},
    {"move-state", ECO_INVENTORY_MOVE_STATE, NULL, false},
    {"return-to-vendor", ECO_INVENTORY_RETURN_TO_VENDOR, NULL, false},
    {"adjust", ECO_INVENTORY_ADJUST, NULL, false},
    {"count", ECO_INVENTORY_COUNT, NULL, false},
    {"approve", ECO_INVENTORY_APPROVE, NULL, false},
    {"land-cost", ECO_INVENTORY_LAND_COST, NULL, false},
    {"revalue", ECO_INVENTORY_REVALUE, NULL, false},
    {"level", 0, tool_stock_level, true},
    {"balances", 0, NULL, true},
    {"holds", 0, NULL, true},
    {"ledger", 0, NULL, true},
    {"locations", 0, NULL, true},
    {"items", 0, NULL, true},
    {"parts", 0, NULL, true},
    {"lots", 0, NULL, true},
    {"serials", 0, NULL, true},
    {"buffers", 0, NULL, true},
    {"documents", 0, NULL, true},
    {"cogs", 0, NULL, true},
    {"corrections", 0, NULL, true},
    {"value", 0, NULL, true},
    {"layers", 0, NULL, true},
    {"audit", 0, tool_live_audit, true},
    {"tick", 0, tool_live_tick, false},
    {"archive", 0, tool_stock_archive, false},
    {"import", 0, tool_stock_import, false},
    {"run", 0, tool_stock_run, false},
    {"route", TOOL_LIVE_NO_STORE, tool_stock_route, true},
    {"cost", TOOL_LIVE_NO_STORE, tool_stock_cost, true},
};

const char *tool_stock_verb(eco_inventory_verb verb)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (verbs[i].changes == verb)
            return verbs[i].name;
    return eco_inventory_verb_name(verb);
}

#define CHANGES                                                                                                         \
    "define buffer close expect receive hold extend commit release issue cancel return ship-transfer receive-transfer " \
    "move-state return-to-vendor adjust count approve land-cost revalue"
#define OF_LINES                                                                                               \
    "buffer expect receive hold commit release issue cancel return ship-transfer receive-transfer move-state " \
    "return-to-vendor adjust count revalue"
#define OF_GOODS "expect receive issue cancel return ship-transfer receive-transfer move-state return-to-vendor adjust count"
static const tool_live_rule rules[] = {
    {"for", "hold extend"},
    {"expires", "hold extend expect receive return adjust"},
    {"channel", "hold issue buffer level"},
    {"partial", "hold route"},
    {"source", "receive cancel adjust"},
    {"to", "ship-transfer"},
    {"from-state", "move-state return-to-vendor"},
    {"to-state", "receive receive-transfer move-state return adjust"},
    {"due", "expect ship-transfer"},
    {"lot", OF_GOODS},
    {"serial", OF_GOODS},
    {"cost", "expect receive return adjust land-cost revalue"},
    {"currency",
     "expect receive return adjust land-cost revalue ledger documents import cogs corrections value layers archive route cost"},
    {"backorder-limit", "define"},
    {"preorder-limit", "define"},
    {"preorder-ships", "define"},
    {"safety", "define"},
    {"drop-shipped", "define"},
    {"has-lots", "define"},
    {"has-serials", "define"},
    {"picking", "define"},
    {"cost-method", "define"},
    {"quantity-scale", "define cost"},
    {"dry-run", CHANGES},
    {"expected-version", CHANGES},
    {"key", CHANGES " holds ledger documents import archive"},
    {"actor", CHANGES " import"},
    {"reason", CHANGES " import"},
    {"reference", CHANGES " import"},
    {"location", OF_LINES " level balances holds ledger locations lots serials buffers documents import"},
    {"since", "holds ledger documents"},
    {"until", "holds ledger documents"},
    {"as-of", "balances"},
    {"known", "balances"},
    {"after", "ledger"},
    {"limit",
     "balances holds ledger locations items parts lots serials buffers documents cogs corrections value layers tick cost"},
    {"locations", "route"},
    {"stock", "route"},
    {"distances", "route"},
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
    {"closed-until", "cost"},
};

static const tool_hint hints[] = {{ECO_E_INSUFFICIENT, WORD_HINT_INSUFFICIENT},
                                  {ECO_E_EXPIRED, WORD_HINT_EXPIRED},
                                  {ECO_E_NOT_FOUND, WORD_HINT_NOT_FOUND},
                                  {ECO_E_COMMITTED, WORD_HINT_COMMITTED}};

static eco_status open_stock(tool_live *live, eco_error *error)
{
    const char *currency = tool_value(live->arguments, "currency");
    return eco_inventory_open(&live->inventory, live->store, ECO_MAKE(eco_inventory_options, .currency = currency), error);
}

static eco_status table(const eco_table **out, tool_live *live, const char *name, const eco_query *query, eco_error *error)
{
    static const char *const of_costs[] = {"cogs", "corrections", "value", "layers"};
    eco_query asked = *query;
    for (size_t i = 0; i < sizeof of_costs / sizeof *of_costs; i++)
        if (strcmp(name, of_costs[i]) == 0)
            asked.limit = 0; /* they are told from the whole ledger */
    return eco_inventory_table(out, live->inventory, name, &asked, error);
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
    char verb[64];
    snprintf(verb, sizeof verb, "%s", arguments->operands[0]);
    for (char *at = verb; *at; at++)
        *at = *at == '_' ? '-' : *at; /* ship_transfer, as documents have it */
    int code = tool_live_run(&stock, verb);
    eco_inventory_free(stock.inventory);
    tool_live_close(&stock);
    return code;
}

static const tool_option options[] = {
    TOOL_LIVE_STORE_OPTION,
    {"location", "NAME", "where; default: the store's only location", 'l'},
    TOOL_LIVE_KEY_OPTION,
    {"for", "TIME", "how long a hold lasts: 90s, 15m, 2h, 7d", 'f'},
    {"expires", "TIME", "until when: a hold (2026-11-11T12:15:00Z); or a lot that comes in", 0},
    {"partial", NULL, "hold of each line what there is; route: ship what can be, the rest waits", 0},
    {"channel", "NAME", "where it is sold; of buffer: what is kept for, or from", 0},
    {"source", "KEY", "of receive: what was expected; cancel, adjust: a document", 0},
    {"to", "NAME", "ship-transfer: the other location", 0},
    {"from-state", "STATE", "on_hand (the default), damaged or quality_control", 0},
    {"to-state", "STATE", "... where goods go", 0},
    {"due", "TIME", "when it is to arrive", 0},
    {"lot", "NAME", "of one SKU that has lots", 0},
    {"serial", "NAME,...", "of one SKU that has serials: as many as its quantity", 0},
    {"cost", "AMOUNT", "what the quantity of one SKU cost in all", 0},
    {"currency", "CODE",
     "of costs: CNY, EUR ...; ledger, documents and the tables of costs show them in it; route: CNY unless given", 0},
    {"backorder-limit", "N", "define: how far below zero it may be sold", 0},
    {"preorder-limit", "N", "define: how much further until --preorder-ships", 0},
    {"preorder-ships", "TIME", "define: when it will be there", 0},
    {"safety", "N", "define: of each level not for sale", 0},
    {"drop-shipped", NULL, "define: the supplier ships it", 0},
    {"has-lots", NULL, "define: it has lots", 0},
    {"has-serials", NULL, "define: each piece has a serial number", 0},
    {"picking", "HOW", "define: fefo (the default), fifo or nearest", 0},
    {"cost-method", "HOW", "define: fifo (the default), average, lifo or standard", 0},
    {"quantity-scale", "N", "define, cost: decimals of quantities; default 0: pieces", 0},
    {"reason", "TEXT", "why; adjust and approve need it", 'r'},
    {"actor", "NAME", "who", 0},
    {"reference", "TEXT", "your own document number", 0},
    {"expected-version", "N", "of the hold or document, or of the level of one line: refuse if it has changed", 0},
    {"dry-run", NULL, "say what would happen, and do nothing", 'n'},
    {"at", "TIME", "when it takes effect; default: now", 0},
    {"zone", "ZONE", "of times without an offset: Asia/Shanghai; default UTC", 'z'},
    {"since", "TIME", "of holds, documents and ledger: what took effect from then on", 0},
    {"until", "TIME", "... and before this", 0},
    {"as-of", "TIME", "balances as they were then ...", 0},
    {"known", "TIME", "... and as they were known at this time", 0},
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
    {"closed-until", "TIME", "cost: books are closed before it; what comes late is dated at it", 0},
    TOOL_STORE_OPTIONS,
};

const tool_command tool_stock_command = {
    .name = "stock",
    .operands = "VERB [ARGUMENT ...]",
    .summary = "what is there, held and sold; never oversold",
    .about = "Goods come in, are held for a cart, committed when it is paid, and issued when they leave:\n"
             "  receive SKU QUANTITY ...           hold SKU QUANTITY ... --for 15m    extend HOLD --for 15m\n"
             "  commit HOLD [SKU QUANTITY ...]     release HOLD [SKU QUANTITY ...]    (a part, or all)\n"
             "  issue HOLD [SKU QUANTITY ...], or issue SKU QUANTITY ...\n"
             "  cancel HOLD [SKU QUANTITY ...]     return HOLD [SKU QUANTITY ...], or return SKU QUANTITY ...\n"
             "HOLD is the key of the hold, as text or UUID. The warehouse:\n"
             "  expect SKU QUANTITY ... --due TIME            then receive --source KEY [SKU QUANTITY ...]\n"
             "  ship-transfer SKU QUANTITY ... --to NAME      then receive-transfer KEY [SKU QUANTITY ...]\n"
             "  count SKU QUANTITY ...                        then approve KEY --reason TEXT\n"
             "  cancel --source KEY                           what is open of one of these\n"
             "  adjust SKU QUANTITY ... --reason TEXT         (-3: 3 fewer than the books say)\n"
             "  move-state SKU QUANTITY ... --from-state quality_control --to-state on_hand\n"
             "  return-to-vendor SKU QUANTITY ... --from-state damaged\n"
             "Set up, and close:\n"
             "  define SKU [PART QUANTITY ...]     an item, all of it anew; with parts: a kit\n"
             "  buffer SKU QUANTITY ... --channel NAME        kept for the channel; below 0: from it; 0: neither\n"
             "  close TIME                         the books until then are closed\n"
             "  land-cost RECEIPT --cost AMOUNT    freight, duty     revalue SKU QUANTITY --cost AMOUNT\n"
             "What there is:\n"
             "  level SKU   balances [SKU]   holds [SKU]   ledger [SKU]   documents [SKU]   lots [SKU]   serials [SKU]\n"
             "  items [SKU]   parts [SKU]   buffers [SKU]   locations\n"
             "  cogs [SKU]   corrections [SKU]   value [SKU]   layers [SKU]   what goods cost, with --currency\n"
             "  audit       proves that nothing is oversold and all sums are right\n"
             "  tick        tidies holds whose deadline has passed (they do not count from then on anyway)\n"
             "  archive TIME  puts away what was over before, in books that are closed; opening balances stand in its place\n"
             "Many at once:\n"
             "  import FILE opening stock from CSV (columns sku, quantity, location, lot, expires, serial, cost), or a command\n"
             "              a line as JSON. Each row is done once: a run that was cut off is run again, with the same file\n"
             "              name or --key\n"
             "  run FILE    a document ecomops.stock_commands/1\n"
             "Which location ships what of the orders of a file (order, sku, quantity), at the least cost; no store is needed:\n"
             "  route FILE --locations FILE --stock FILE [--explain ORDER]\n"
             "What goods cost; no store is needed:\n"
             "  cost FILE   costs movements from CSV: columns sku, at, kind (receive, issue, return, vendor_return, adjust,\n"
             "              land_cost, revalue), quantity, unit_cost or amount, movement, source, recorded. Rows stand in the\n"
             "              order in which they became known; sort them by time where all was known in time\n"
             "A refusal says why, and changes nothing; --output json is a document ecomops.stock_results/1.",
    .examples =
        "  ecomops stock --store sqlite:shop.db receive PHONE 1000 CASE 500 --location SZ --key \"receipt 4711\"\n"
        "  ecomops stock --store sqlite:shop.db hold PHONE 1 --for 15m --key \"cart 1001\"\n"
        "  ecomops stock --store sqlite:shop.db commit \"cart 1001\"\n"
        "  ecomops stock --store sqlite:shop.db adjust PHONE -3 --reason damaged\n"
        "  ecomops stock --store sqlite:shop.db define TEA --has-lots --safety 5\n"
        "  ecomops stock --store sqlite:shop.db receive TEA 24 --lot L-0607 --expires 2027-06-07 --cost 720 --currency CNY\n"
        "  ecomops stock --store sqlite:shop.db ship-transfer TEA 6 --location SZ --to HZ --key \"transfer 7\"\n"
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
