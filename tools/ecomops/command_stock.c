/* command_stock.c - ecomops stock: what is there, what is held, what is sold. */
#include "ecomops/stock.h"
#include "ecomops/stores.h"
#include "ecomops/times.h"

#include <ecomops/host.h>
#include <string.h>

typedef struct stock_verb {
    const char *name;
    eco_inventory_verb changes; /* 0: it is told by `run` or a table of that name */
    int (*run)(tool_stock *stock);
    bool reads_only;
} stock_verb;

static const stock_verb verbs[] = {
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
    {"audit", 0, tool_stock_audit, true},
    {"tick", 0, tool_stock_tick, false},
    {"import", 0, tool_stock_import, false},
    {"run", 0, tool_stock_run, false},
};
enum { VERBS = sizeof verbs / sizeof *verbs };

static const char *verb_name(size_t index, const void *user)
{
    (void)user;
    return index < VERBS ? verbs[index].name : NULL;
}

static const stock_verb *find(const char *name)
{
    for (size_t i = 0; i < VERBS; i++)
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    const char *suggestion = tool_suggestion(name, verb_name, NULL);
    if (suggestion)
        tool_fail(TOOL_USAGE, "unknown command 'stock %s'; did you mean 'stock %s'?", name, suggestion);
    else
        tool_fail(TOOL_USAGE, "unknown command 'stock %s'; see ecomops stock --help", name);
    return NULL;
}

int tool_stock_report(const tool_stock *stock, eco_error *error)
{
    if (error->status < ECO_E_STORE || error->status > ECO_E_OUTCOME_UNKNOWN)
        error->path[0] = '\0'; /* of a command that was not written: the message says all */
    return tool_store_report(error, stock->arguments->language, stock->address);
}

/* Options that only some verbs read: giving them to another one is a mistake. */
static bool check_options(const tool_arguments *arguments, const stock_verb *verb)
{
    static const struct {
        const char *option, *verbs;
    } rules[] = {
        {"for", "hold extend"},
        {"expires", "hold extend"},
        {"channel", "hold"},
        {"partial", "hold"},
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
        {"limit", "balances holds ledger locations tick"},
        {"batch", "import"},
        {"encoding", "import"},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (!tool_value(arguments, rules[i].option))
            continue;
        const char *found = strstr(rules[i].verbs, verb->name);
        size_t size = strlen(verb->name);
        while (found && ((found != rules[i].verbs && found[-1] != ' ') || (found[size] && found[size] != ' ')))
            found = strstr(found + 1, verb->name);
        if (!found) {
            tool_fail(TOOL_USAGE, "--%s is not for stock %s, but for: %s", rules[i].option, verb->name, rules[i].verbs);
            return false;
        }
    }
    return true;
}

/* What all verbs read of the command line. */
static int take_options(tool_stock *stock)
{
    const tool_arguments *arguments = stock->arguments;
    const char *zone = tool_value(arguments, "zone");
    eco_error error;
    stock->address = tool_store_address(arguments);
    if (!stock->address)
        return TOOL_USAGE;
    if (zone && eco_zone_open(&stock->zone, zone, &error))
        return tool_fail(TOOL_USAGE, "--zone %s: %s", zone, error.message);
    return tool_instant_option(&stock->at_us, arguments, "at", stock->zone, eco_host_now_us()) ? TOOL_DONE : TOOL_USAGE;
}

int tool_stock_open(tool_stock *stock)
{
    eco_error error;
    bool reads_only = stock->reads_only && strcmp(stock->address, "memory:") != 0;
    int code = tool_store_open(&stock->store, stock->arguments, stock->address, reads_only);
    if (!code && eco_inventory_open(&stock->inventory, stock->store, NULL, &error))
        code = tool_stock_report(stock, &error);
    return code;
}

static int run(const tool_arguments *arguments)
{
    tool_stock stock = {
        .arguments = arguments, .operands = arguments->operands + 1, .operands_count = arguments->operands_count - 1};
    const stock_verb *verb = find(arguments->operands[0]);
    if (!verb || !check_options(arguments, verb))
        return TOOL_USAGE;
    stock.reads_only = verb->reads_only;
    int code = take_options(&stock);
    if (!code && verb->changes)
        code = tool_stock_change(&stock, verb->changes);
    else if (!code)
        code = verb->run ? verb->run(&stock) : tool_stock_table(&stock, verb->name);
    eco_inventory_free(stock.inventory);
    eco_store_free(stock.store);
    eco_zone_free(stock.zone);
    return code;
}

static const tool_option options[] = {
    {"store", "ADDRESS", "sqlite:FILE or postgresql://HOST/DATABASE; default: ECOMOPS_STORE", 's'},
    {"location", "NAME", "where; default: the store's only location", 'l'},
    {"key", "TEXT", "of the command: asked again with the same key it is done once; default: a new one", 'k'},
    {"for", "TIME", "how long a hold lasts: 90s, 15m, 2h, 7d", 'f'},
    {"expires", "TIME", "until when: 2026-11-11T12:15:00Z", 0},
    {"partial", NULL, "hold of each line what there is", 0},
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
    {"encoding", "NAME", "import: utf-8, gbk or gb18030; default: found out", 0},
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
             "A refusal says why, and changes nothing; --output json is a document ecomops.stock_results/1.",
    .examples = "  ecomops stock --store sqlite:shop.db receive PHONE 1000 CASE 500 --location SZ --key \"receipt 4711\"\n"
                "  ecomops stock --store sqlite:shop.db hold PHONE 1 --for 15m --key \"cart 1001\"\n"
                "  ecomops stock --store sqlite:shop.db commit \"cart 1001\"\n"
                "  ecomops stock --store sqlite:shop.db adjust PHONE -3 --reason damaged\n"
                "  ECOMOPS_STORE=sqlite:shop.db ecomops stock balances --language zh\n"
                "  ecomops stock --store sqlite:shop.db import opening.csv --location SZ\n"
                "  ecomops stock --store sqlite:shop.db ledger PHONE --since 2026-11-01 --output csv\n",
    TOOL_OPTIONS(options),
    .operands_least = 1,
    .operands_most = 20001,
    .run = run,
};
